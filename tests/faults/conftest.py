from collections.abc import Iterator

import pytest
from tracing import Jobs


@pytest.fixture(scope="session")
def jobs() -> Iterator[Jobs]:
    with Jobs() as running:
        yield running
