import multiprocessing
import os
import sys
from collections.abc import Iterator
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest
import stores
from stations import District, Founded
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


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    """An office, two leads and three workers."""
    return Founded.by(tmp_path_factory.mktemp("district"))


@pytest.fixture
def district(founded: Founded, tmp_path: Path, cheap_vault: None) -> Iterator[District]:  # noqa: ARG001
    """The same, laid out and open."""
    with founded.laid_out(tmp_path / "district") as laid_out:
        yield laid_out
