"""What all tests share: a user's home of their own, a vault that opens at once, stores on real files."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import stores
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

from desktop.store import vault

set_hypothesis_home_dir(Path(__file__).parents[1] / ".pytest_cache" / "hypothesis")  # nothing more at the top level
settings.register_profile("test", max_examples=50, deadline=None, derandomize=True)
settings.register_profile("long", max_examples=2000, deadline=None)
settings.load_profile("test")


@pytest.fixture(autouse=True)
def ruhu_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where settings, logs and the mirrors of stores lie: never the home of who runs the tests."""
    home = tmp_path / "home"
    monkeypatch.setenv("RUHU_HOME", str(home))
    return home


@pytest.fixture
def cheap_vault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes slots whose passphrases cost next to nothing; they stay cheap for every program that opens them."""
    monkeypatch.setattr(vault, "FLOOR", stores.CHEAP)
    monkeypatch.setattr(vault, "TARGET_SECONDS", 0)


@pytest.fixture
def new_store(tmp_path: Path, cheap_vault: None) -> Iterator[stores.NewStore]:  # noqa: ARG001  it must come first
    """Makes open stores by the names of their folders; each is closed at the end, if the test has not done so."""
    with ExitStack() as open_ones:
        yield lambda name: open_ones.enter_context(stores.made(tmp_path / name))
