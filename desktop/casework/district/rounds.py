"""The rounds of sticks in the demo district: bundles up, looked at and merged in the office, and its answers down.

Promise: everything goes through files that are found, looked at and merged as the pages and the commands do it. One
bundle is lost for ever and the next one brings what was in it, one is found late and brings nothing new, one answer is
taken in twice and changes nothing the second time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path

from desktop.casework import receiving, sending
from desktop.casework.district.desk import Desk
from desktop.casework.receiving import State
from desktop.store.store import Store

_SENT, _MERGED, _BACK = time(20, 30), time(21), time(22)


@dataclass(slots=True)
class Round:
    """What one round came to. `known` are entries that a bundle brought and the office had already."""

    sent: int = 0
    merged: int = 0
    entries: int = 0
    known: int = 0
    pieces: int = 0
    conflicts: int = 0
    suspects: int = 0
    refused: int = 0
    answers: int = 0
    size: int = 0
    files: dict[str, Sequence[Path]] = field(default_factory=dict[str, Sequence[Path]])

    def add(self, preview: receiving.Preview) -> None:
        self.merged += 1
        self.entries += preview.entries
        self.known += preview.known
        self.pieces += preview.pieces
        self.conflicts += len(preview.conflicts_new)
        self.refused += len(preview.refused)


def send(desks: Sequence[Desk], folder: Path, day: date, done: Callable[[], object]) -> Round:
    """Each laptop's bundle for the office, into one folder of the stick."""
    folder.mkdir(parents=True)
    round_ = Round()
    for desk in desks:
        desk.it_is(day, _SENT)
        with desk.open(desk.first) as store:
            made = sending.export(store, folder)
        round_.sent += 1
        round_.size += made.size
        round_.files[desk.name] = made.files
        done()
    return round_


def merge(office: Store, folder: Path, round_: Round, done: Callable[[], object] = lambda: None) -> None:
    """The office finds what lies on the stick, looks at what each bundle would do, and takes it in."""
    for each in sorted(receiving.found(office, [folder]), key=lambda each: each.sender_name):
        if each.state is not State.READY:
            raise each.said or AssertionError(each.state)
        seen = receiving.preview(office, each.files)
        told = receiving.merge(office, each.files).told
        assert (seen.entries, seen.known) == (told.entries, told.known)  # noqa: S101  it was told before
        round_.add(told)
        done()


def answer(office: Store, desks: Sequence[Desk], folder: Path, day: date, round_: Round) -> dict[str, Sequence[Path]]:
    """The office's bundle for each laptop, into one folder of the stick."""
    folder.mkdir(parents=True)
    made: dict[str, Sequence[Path]] = {}
    for desk in desks:
        desk.it_is(day, _BACK)
        done = sending.export(office, folder, to=desk.name)
        made[desk.name] = done.files
        round_.answers += 1
        round_.size += done.size
    return made


def take_home(desk: Desk, files: Sequence[Path]) -> receiving.Preview:
    """A laptop takes the office's bundle in."""
    with desk.open(desk.first) as store:
        return receiving.merge(store, files).told


def office_hour(day: date, office: Desk) -> None:
    """The hour at which the office merges."""
    office.it_is(day, _MERGED)
