"""An import that is killed, or that the disk refuses: the store is as before or as after, and takes it in again."""

from decimal import Decimal
from pathlib import Path

import pytest
import stores
from jobs import FIRST, a_ledger
from stores import Template
from test_disk import WRITES, is_refused
from test_kills import JOB_POINTS
from tracing import Jobs, needs_strace, sample

from desktop.domain.records import House, Intake, Person
from desktop.exchange import intake, ledger
from desktop.exchange.intake import Outcome, Plan
from desktop.store import checking
from desktop.store.backup import backups_in
from desktop.store.restoring import restore
from desktop.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_vault")

HOUSEHOLDS = 10
CHANGES = WRITES | {"rename", "unlink", "mkdir"}
"""A kill at another call leaves what one at the next of these does."""


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A store with the one household that the ledger changes."""
    room = tmp_path_factory.mktemp("used")
    with stores.cheaply(room / "home"):
        store = stores.made(room / "area")
        store.save(*stores.a_family(FIRST))
        return Template.of(store)


def planned(store: Store) -> Plan:
    book = a_ledger()
    return intake.plan(store, ledger.read(book, ledger.headings(book), store.today()))


def require_as_before_or_as_after(folder: Path, *, is_after: bool | None = None) -> None:
    """The store holds nothing of the ledger or all of it; then all of it, once."""
    assert checking.check(folder, stores.unlocked(folder)).is_whole
    with stores.opened(folder) as store:
        assert store.notices == ()
        has_all = bool(store.records(Intake))
        assert has_all == (len(stores.numbers(store)) == HOUSEHOLDS)
        assert has_all or stores.numbers(store) == [FIRST]
        assert len(store.records(Person)) == len(store.records(House)) == (HOUSEHOLDS if has_all else 1)
        assert (store.records(House)[0].registered_gross == Decimal(99)) == has_all
        assert is_after in (None, has_all)
        taken = intake.take_in(store, planned(store))
        assert taken.entries == (0 if has_all else HOUSEHOLDS)
        assert {each.outcome for each in planned(store).households} == {Outcome.SAME}
        assert len(store.records(Intake)) == 1


def require_whole_backups(folder: Path, room: Path) -> None:
    """Whatever lies there as a backup is the store as it was before."""
    for number, backup in enumerate(backups_in(folder / "backups")):
        restored = room / f"{folder.name} of {number}"
        restore(backup.file, restored, stores.unlocked)
        with stores.opened(restored) as store:
            assert stores.numbers(store) == [FIRST]


@needs_strace
@pytest.mark.parametrize("points", JOB_POINTS)
def test_an_import_killed_at_any_change_of_a_file_is_there_wholly_or_not_at_all(
    points: int | None, jobs: Jobs, used: Template, tmp_path: Path
) -> None:
    calls = jobs.calls("take_in", used.laid_out(tmp_path / "traced"), log=tmp_path / "log")
    for n, call in enumerate(sample([call for call in calls if call.name in CHANGES], points)):
        folder = used.laid_out(tmp_path / str(n))
        assert jobs.run_with_fault(call, "signal=KILL", "take_in", folder, log=tmp_path / "log").was_killed
        require_whole_backups(folder, tmp_path)
        require_as_before_or_as_after(folder)


@needs_strace
@pytest.mark.parametrize("fault", ["ENOSPC", "EIO"])
@pytest.mark.parametrize("points", JOB_POINTS)
def test_an_import_that_the_disk_refuses_leaves_the_old_state(
    fault: str, points: int | None, jobs: Jobs, used: Template, tmp_path: Path
) -> None:
    calls = jobs.calls("take_in", used.laid_out(tmp_path / "traced"), log=tmp_path / "log")
    refusals = 0
    for n, call in enumerate(sample([call for call in calls if call.name in WRITES], points)):
        folder = used.laid_out(tmp_path / str(n))
        ended = jobs.run_with_fault(call, f"error={fault}", "take_in", folder, log=tmp_path / "log")
        refusals += is_refused(ended)
        require_whole_backups(folder, tmp_path)
        require_as_before_or_as_after(folder, is_after=not is_refused(ended))
    assert refusals


@needs_strace
def test_an_import_is_on_the_disk_before_it_is_acknowledged(jobs: Jobs, used: Template, tmp_path: Path) -> None:
    names = [call.name for call in jobs.calls("take_in", used.laid_out(tmp_path / "area"), log=tmp_path / "log")]
    written = len(names) - names[::-1].index("pwrite64")
    assert {"fsync", "fdatasync"} & set(names[written:])
