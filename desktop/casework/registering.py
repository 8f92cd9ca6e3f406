"""A household that is registered by hand: the number it has until the office gives it one, and who it may be already.

Promise: likely matches are shown with their reason and never stand in the way (R34).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from desktop.domain.identity import clean_id_number, clean_name, device_prefix, provisional_number
from desktop.domain.records import Household
from desktop.exchange.duplicates import is_near, squeezed
from desktop.i18n import N_
from desktop.store import queries, spelling, usage
from desktop.store.queries import Listed
from desktop.store.store import Store
from desktop.store.united import unions_of

_MOST = 8
_WHOLE = (15, 18)  # signs of an ID number, of old and of today


@dataclass(frozen=True, slots=True)
class Typed:
    """What is known so far of the household that is being registered."""

    number: str = ""
    name: str = ""
    id_number: str = ""
    lane: str = ""
    door: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Likely:
    """A household that is there, and why it may be the same; `reason` is a message id."""

    household: Listed
    reason: str


def next_number(store: Store) -> str:
    """The number that the next household gets here: this device's own, until the office numbers it."""
    prefix = device_prefix(store.end.origin)
    last = usage.highest_number(store, provisional_number(prefix, 0).removesuffix("0000"))
    return provisional_number(prefix, last + 1)


def likely(store: Store, typed: Typed) -> tuple[Likely, ...]:
    """The households that may be this one, the likeliest first, each once by its strongest reason."""
    found: dict[bytes, str] = {}
    united = unions_of(store)
    for household, reason in _reasons(store, typed):
        found.setdefault(united.goes_on(household), reason)
    told = {line.id: line for line in queries.listed(store, list(found)[:_MOST])}
    return tuple(Likely(told[household], reason) for household, reason in found.items() if household in told)


def _reasons(store: Store, typed: Typed) -> Iterator[tuple[bytes, str]]:
    if typed.number.strip():
        numbered = queries.households_numbered(store, typed.number.strip())
        yield from ((home.id, N_("the same number")) for home in numbered if not home.withdrawn)
    number = clean_id_number(typed.id_number)
    if len(number) in _WHOLE:  # all of the area's are looked through
        for households in queries.households_by_id_number(store, [number]).values():
            yield from ((household, N_("the same ID number")) for household in households)
    name = clean_name(typed.name)
    if name:
        hits = [hit for hit in queries.found(store, name) if name in hit.household.owners]
        yield from ((hit.household.id, N_("the same name")) for hit in hits)
    near = _neighbours(store, typed)
    yield from ((home.id, N_("the same door")) for home in near if _door(home) == _door_of(typed))
    for sound in _sounds(name):
        hits = (hit.household for hit in queries.found(store, sound))
        alike = (line.id for line in hits if any(sound in _sounds(owner) for owner in line.owners))
        yield from ((household, N_("a name that sounds the same")) for household in alike)
    yield from ((home.id, N_("next door")) for home in near)


def _neighbours(store: Store, typed: Typed) -> list[Household]:
    """Those in the same lane whose door is at most two away."""
    if not typed.lane:
        return []
    return [
        home
        for home in store.records(Household, lane=typed.lane.strip())
        if not home.withdrawn and is_near(home.door, typed.door)
    ]


def _sounds(name: str) -> set[str]:
    """The name in pinyin, in each way in which it can be read."""
    return {"".join(reading) for reading in spelling.readings(name)} if name else set()


def _door(home: Household) -> str:
    return squeezed(f"{home.lane}{home.door}")


def _door_of(typed: Typed) -> str:
    return squeezed(f"{typed.lane}{typed.door}")
