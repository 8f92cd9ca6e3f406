import multiprocessing
import os
import sys
from collections.abc import Iterator
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext

import pytest
import stores
from tracing import Jobs


@pytest.fixture(scope="session")
def jobs() -> Iterator[Jobs]:
    """The process from which jobs are forked."""
    with Jobs() as running:
        yield running


@pytest.fixture(scope="session")
def new(tmp_path_factory: pytest.TempPathFactory) -> stores.Template:
    """A store in which nothing was saved yet."""
    room = tmp_path_factory.mktemp("new")
    with stores.cheaply(room / "home"):
        return stores.Template.of(stores.made(room / "area"))


@pytest.fixture(scope="session")
def keyboard() -> ForkServerContext:
    """Makes the processes in which somebody types: each begins where everything is imported, and Qt not yet begun."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["editing", "calling"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(
            "PYTHONPATH", os.pathsep.join(sys.path)
        )  # else it finds neither, says nothing, and each imports all
        forkserver.ensure_running()
    return context
