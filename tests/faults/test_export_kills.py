"""An export that is killed, or that a disk refuses: nothing that is to be sent is lost, and the next one brings it."""

from collections.abc import Iterator
from pathlib import Path

import pictures
import pytest
import stores
from stations import OFFICE, WORKER, Founded
from stores import Template
from test_disk import WRITES, is_refused
from tracing import Call, Jobs, needs_strace, sample

from desktop.casework import evidence, sending
from desktop.casework.sending import Outgoing
from desktop.store import checking

pytestmark = pytest.mark.usefixtures("cheap_vault")

POINTS = [pytest.param(3, id="sample"), pytest.param(None, id="all", marks=pytest.mark.faults)]
CHANGES = WRITES | {"rename", "unlink", "mkdir", "openat"}
"""A kill at another call leaves what one at the next of these does."""

SENDERS = [pytest.param(WORKER, "", id="up"), pytest.param(OFFICE, WORKER, id="down")]


@pytest.fixture(scope="module")
def senders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Template]]:
    """A laptop that wrote two households and a photo down, and the office that gave it a third."""
    room = tmp_path_factory.mktemp("senders")
    founded = Founded.by(room, (WORKER,))
    with stores.cheaply(room / "home"), founded.laid_out(room / "laid out") as district:
        homes = [district.household(WORKER, f"DY-{n:02}") for n in range(2)]
        photo = district.room / "photo.jpg"
        photo.write_bytes(pictures.a_photo())
        evidence.take_in(district[WORKER], photo, homes[0])
        given = district.household(OFFICE, "DY-09")
        district.assign(WORKER, given)
        evidence.take_in(district.office, photo, given)
        yield {name: Template.of(district[name]) for name in (WORKER, OFFICE)}


def changes(calls: list[Call]) -> list[Call]:
    return [call for call in calls if call.name in CHANGES and "O_RDONLY" not in call.arguments]


def require_nothing_lost(folder: Path, stick: Path, to: str, whole: Outgoing) -> bool:
    """What stands in the book lies on the stick; what is to be sent is what it was. Whether a bundle stands there."""
    report = checking.check(folder, stores.unlocked(folder))
    assert (report.is_whole, report.loose) == (True, 0)
    named = [*stick.glob("*.ruhu")] if stick.exists() else []
    with stores.opened(folder) as store:
        assert store.notices == ()
        noted = sending.sent(store)
        assert len(noted) <= len(named) <= 1
        out = sending.outgoing(store, to or None)
        assert [(line.what, line.count) for line in out.lines if line.what != sending.EVIDENCE] == [
            (line.what, line.count) for line in whole.lines if line.what != sending.EVIDENCE
        ]
        again = sending.export(store, stick, to=to or None, all_again=True)
        assert (again.entries, again.pieces) == (whole.entries, whole.pieces)
        assert again.number == len(noted) + 1
        assert len([*stick.glob("*.ruhu")]) == len(named) + 1
    return bool(noted)


@needs_strace
@pytest.mark.parametrize(("sender", "to"), SENDERS)
@pytest.mark.parametrize("points", POINTS)
def test_an_export_killed_at_any_change_of_a_file_loses_nothing_that_is_to_be_sent(
    sender: str, to: str, points: int | None, jobs: Jobs, senders: dict[str, Template], *, tmp_path: Path
) -> None:
    template, whole = senders[sender], _whole(senders[sender], to, tmp_path)
    calls = changes(_calls(jobs, template, to, tmp_path))
    noted: list[bool] = []
    for n, call in enumerate(sample(calls, points)):
        folder, stick = template.laid_out(tmp_path / str(n)), tmp_path / f"stick {n}"
        assert jobs.run_with_fault(call, "signal=KILL", "export", folder, stick, to, log=tmp_path / "log").was_killed
        noted.append(require_nothing_lost(folder, stick, to, whole))
    assert sorted(noted) == noted, "once it stands in the book, later kills leave it there"


@needs_strace
@pytest.mark.parametrize("fault", ["ENOSPC", "EIO"])
@pytest.mark.parametrize("points", POINTS)
def test_an_export_that_a_disk_refuses_leaves_no_file_and_is_told(
    fault: str, points: int | None, jobs: Jobs, senders: dict[str, Template], *, tmp_path: Path
) -> None:
    template, whole = senders[WORKER], _whole(senders[WORKER], "", tmp_path)
    faulty = [call for call in changes(_calls(jobs, template, "", tmp_path)) if call.name != "unlink"]
    refusals = 0
    for n, call in enumerate(sample(faulty, points)):
        folder, stick = template.laid_out(tmp_path / str(n)), tmp_path / f"stick {n}"
        ended = jobs.run_with_fault(call, f"error={fault}", "export", folder, stick, "", log=tmp_path / "log")
        refusals += is_refused(ended)
        lies_there = stick.exists() and any(stick.glob("*.ruhu"))
        assert lies_there != is_refused(ended)
        assert require_nothing_lost(folder, stick, "", whole) == lies_there
    assert refusals


def _whole(template: Template, to: str, tmp_path: Path) -> Outgoing:
    with stores.opened(template.laid_out(tmp_path / "whole")) as store:
        return sending.outgoing(store, to or None)


def _calls(jobs: Jobs, template: Template, to: str, tmp_path: Path) -> list[Call]:
    return jobs.calls(
        "export", template.laid_out(tmp_path / "traced"), tmp_path / "traced stick", to, log=tmp_path / "log"
    )
