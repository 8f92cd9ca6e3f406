"""Which households' compensation sheets can be printed: those of a lane, of a building, or the ones that were chosen.

Promise: they stand in the order in which somebody walks past them; a household whose sum is not locked is told as such
and never left out. Hidden: that a sum's own facts are looked at apart, since that takes a while.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice

from desktop.casework.calculation import since
from desktop.casework.papers import register
from desktop.casework.papers.register import Print, Step
from desktop.domain.records import Calculation
from desktop.store import queries, standing
from desktop.store.standing import Standing
from desktop.store.store import Store

_CHUNK = 500


class State(StrEnum):
    """What can be done about a household's sheet; `NEWER` that an older version was printed before this one."""

    READY = "ready"
    NEWER = "newer"
    PRINTED = "printed"
    NOT_LOCKED = "not_locked"


@dataclass(frozen=True, slots=True)
class Queued:
    """A household in the queue. `held` is the older print that it has and that is to be collected back.

    `is_only_saved`: what was printed of its newest version lies in a file, and is on no paper yet.
    """

    household: bytes
    number: str
    name: str
    lane: str
    building: str
    state: State
    version: int | None = None
    printed_version: int | None = None
    printed_on: date | None = None
    held: Print | None = None
    is_only_saved: bool = False

    @property
    def is_printable(self) -> bool:
        return self.state is not State.NOT_LOCKED


def queue(store: Store, households: Collection[bytes] | None = None) -> tuple[Queued, ...]:
    """These households, or all of the area, by lane and door."""
    places = standing.standings(store, households)
    return tuple(each for some in _chunks(places) for each in _queued(store, some))


def stale(
    store: Store, households: Iterable[bytes], progress: Callable[[int], object] = lambda _done: None
) -> Iterator[bytes]:
    """Those of them whose facts or plan changed since their newest sum was locked."""
    for done, household in enumerate(households, 1):
        newest = max(_locked(store, [household]), key=lambda row: row.version or 0, default=None)
        found = since(store, newest) if newest else None
        if found is not None and found.is_stale:
            yield household
        progress(done)


def _queued(store: Store, places: Sequence[Standing]) -> Iterator[Queued]:
    homes = [place.id for place in places]
    versions: dict[bytes, int] = {}
    for row in _locked(store, homes):
        home = row.household or b""
        versions[home] = max(versions.get(home, 0), row.version or 0)
    printed = _printed(store, homes)
    lines = {line.id: line for line in queries.listed(store, homes)}
    for place in places:
        owners = lines[place.id].owners if place.id in lines else ()
        yield _one(place, owners[0] if owners else "", versions.get(place.id), printed.get(place.id, ()))


def _one(place: Standing, name: str, version: int | None, prints: Sequence[Print]) -> Queued:
    state, last, held = State.NOT_LOCKED, None, None
    if version is not None:
        last = max(prints, key=lambda each: (each.row.version or 0, not each.is_only_saved), default=None)
        is_of_this = last is not None and last.row.version == version
        state = State.READY if last is None else State.PRINTED if is_of_this else State.NEWER
        held = next((each for each in prints if each.is_out and each.row.version != version), None)
    return Queued(
        place.id,
        place.number or "",
        name,
        place.lane or "",
        place.building or "",
        state,
        version,
        last.row.version if last else None,
        last.printed_on if last else None,
        held,
        last is not None and last.is_only_saved,
    )


def _locked(store: Store, homes: Sequence[bytes]) -> list[Calculation]:
    return [row for row in store.records(Calculation, household=list(homes)) if not row.withdrawn]


def _printed(store: Store, homes: Sequence[bytes]) -> dict[bytes, list[Print]]:
    """The sheets that came out, the newest first."""
    found: dict[bytes, list[Print]] = {}
    for each in register.prints(store, homes):
        if each.row.paper == "sheet" and each.row.household and each.step is not Step.NOT_PRINTED:
            found.setdefault(each.row.household, []).append(each)
    return found


def _chunks(places: Sequence[Standing]) -> Iterator[list[Standing]]:
    left = iter(places)
    while some := list(islice(left, _CHUNK)):
        yield some
