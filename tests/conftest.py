"""What all tests share: a user's home of their own, a vault that opens at once, stores on real files."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import plans
import pytest
import stores
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

from desktop.casework import policy
from desktop.exchange import six_words
from desktop.store import vault
from desktop.store.store import Store

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
    monkeypatch.setattr(six_words, "COST", stores.CHEAP_WORDS)


@pytest.fixture(scope="session")
def new_ones(tmp_path_factory: pytest.TempPathFactory) -> stores.Templates:
    return stores.Templates(tmp_path_factory.mktemp("new"))


@pytest.fixture
def new_store(
    tmp_path: Path,
    new_ones: stores.Templates,
    cheap_vault: None,  # noqa: ARG001  it must come first
) -> Iterator[stores.NewStore]:
    """Makes open stores by the names of their folders; each is closed at the end, if the test has not done so."""
    numbers = count()

    def made(name: str) -> Store:
        folder = new_ones.nth(next(numbers)).laid_out(tmp_path / name)
        return open_ones.enter_context(stores.opened(folder))

    with ExitStack() as open_ones:
        yield made


@pytest.fixture(scope="session")
def with_plan(tmp_path_factory: pytest.TempPathFactory) -> stores.Template:
    """An area in which the plan of `plans` is issued."""
    room = tmp_path_factory.mktemp("with plan")
    with stores.cheaply(room / "home"):
        return stores.Template.of(plans.issued(stores.made(room / "area"), policy.read(plans.a_plan(room / "plan"))))


@pytest.fixture
def planned(with_plan: stores.Template, tmp_path: Path, cheap_vault: None) -> Iterator[Store]:  # noqa: ARG001
    """The same, laid out and open."""
    with stores.opened(with_plan.laid_out(tmp_path / "area")) as store:
        yield store
