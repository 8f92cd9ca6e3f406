"""Probably the same household: suspects are listed with their reasons, never united by themselves (R34, R35).

Promise: the work grows with the number of households, not of pairs (R44). Hidden: only households that share a key are
compared at all: a number of theirs, or a name together with a phone or a place.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from desktop.domain.identity import clean_number
from desktop.i18n import N_
from desktop.memory import uncollected
from desktop.store import likeness
from desktop.store.connection import Connection
from desktop.store.likeness import MOST, Block, Home
from desktop.store.sealing import Secrets

NEAR = 2
"""Doors to either side."""

_NEXT_DOOR = N_("a name that sounds the same, next door")
_REASONS = {
    "id": N_("the same ID number"),
    "number": N_("the same household number"),
    "certificate": N_("the same certificate number"),
    "dialled": N_("the same phone"),
    "phone": N_("the same name and phone"),
    "place": N_("the same name and address"),
    "member": N_("somebody of the same ID number, in one lane"),
    "sound": N_("a name that sounds the same, at the same door"),
}
ALL_REASONS = (*_REASONS.values(), _NEXT_DOOR)
"""Message ids, the strongest reason first."""
_ORDER = {reason: place for place, reason in enumerate(ALL_REASONS)}
_IMPLIED = {_REASONS["member"]: _REASONS["id"], _REASONS["phone"]: _REASONS["dialled"]}


@dataclass(frozen=True, slots=True)
class Traits:
    """What a household may be recognised by; `label` is what a person calls it."""

    label: str
    keys: frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Suspect:
    """Two households that are probably one."""

    first: str
    second: str
    reason: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Two households of a store that are probably one, and all that speaks for it, the strongest first."""

    first: bytes
    second: bytes
    reasons: tuple[str, ...]

    @property
    def strength(self) -> int:
        """The less, the stronger its strongest reason."""
        return _ORDER[self.reasons[0]]


def traits(
    label: str,
    *,
    number: str | None = None,
    names: Iterable[str] = (),
    id_numbers: Iterable[str] = (),
    phone: str | None = None,
    address: str | None = None,
) -> Traits:
    """The traits of a household, from what is known of it."""
    keys: set[tuple[str, ...]] = {("id", each) for each in id_numbers}
    if number:
        keys.add(("number", clean_number(number)))
    for name in names:
        if digits := "".join(filter(str.isdigit, phone or "")):
            keys.add(("phone", name, digits))
        if place := squeezed(address):
            keys.add(("place", name, place))
    return Traits(label, frozenset(keys))


def suspects(new: Sequence[Traits], known: Iterable[Traits] = ()) -> tuple[Suspect, ...]:
    """The pairs, at least one of them new, that share a key; each pair once, by its strongest reason."""
    pairs: dict[tuple[int, int], str] = {}
    everybody = [*new, *known]
    for key, places in _sharing(everybody):
        for first, second in combinations(places, 2):
            if first < len(new):
                pairs.setdefault((first, second), key[0])
    found = sorted(pairs.items(), key=lambda pair: (list(_REASONS).index(pair[1]), pair[0]))
    return tuple(
        Suspect(everybody[first].label, everybody[second].label, _REASONS[kind]) for (first, second), kind in found
    )


@uncollected()
def alike(
    connection: Connection,
    secrets: Secrets,
    among: Collection[bytes] | None = None,
    within: Collection[bytes] | None = None,
) -> tuple[Alike, ...]:
    """The households of a store that are probably one, of all or with one of `among`; the strongest reasons first.

    Of `within` alone no other household is read. Those that were withdrawn, purged, or go on under another are left
    out; what was judged of them is not asked.
    """
    pairs: dict[tuple[bytes, bytes], list[str]] = {}
    for block in likeness.blocks(connection, squeezed, among, within):
        for one, other in combinations(sorted(block.homes, key=lambda home: home.id), 2):
            reason = _reason(block, one, other)
            if reason and (among is None or one.id in among or other.id in among):
                reasons = pairs.setdefault((one.id, other.id), [])
                if reason not in reasons and _IMPLIED.get(reason) not in reasons:
                    reasons.append(reason)
    purged = secrets.purged(connection, {home for pair in pairs for home in pair})
    found = (
        Alike(one, other, tuple(sorted(reasons, key=_ORDER.__getitem__)))
        for (one, other), reasons in pairs.items()
        if not {one, other} & purged
    )
    return tuple(sorted(found, key=lambda pair: (pair.strength, pair.first, pair.second)))


def squeezed(text: str | None) -> str:
    """An address as it is compared: without blanks, half-width, in small letters."""
    if text and text.isascii() and text.isalnum() and text.islower():
        return text
    return "".join(unicodedata.normalize("NFKC", text or "").lower().split())


def door_number(door: str | None) -> int | None:
    """The first number in what a door is called."""
    digits = re.search(r"(?a)\d{1,6}", door or "")
    return int(digits[0]) if digits else None


def is_near(door: str | None, other: str | None) -> bool:
    """Whether a door is at most two away from another of the same lane."""
    one, two = door_number(door), door_number(other)
    return one is not None and two is not None and abs(one - two) <= NEAR


def _reason(block: Block, one: Home, other: Home) -> str | None:
    """What a block says of two that are in it."""
    if block.kind == "member" and not (one.street and one.street == other.street):
        return None  # grown children live elsewhere, and still stand in their parents' household
    if block.kind != "sound" or one.door == other.door:
        return _REASONS[block.kind]
    return _NEXT_DOOR if is_near(one.door, other.door) or not (one.door and other.door) else None


def _sharing(everybody: Sequence[Traits]) -> Iterator[tuple[tuple[str, ...], list[int]]]:
    """The keys that several have, the strongest kinds first, with who has them."""
    having: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, each in enumerate(everybody):
        for key in each.keys:
            having[key].append(place)
    shared = [(key, places) for key, places in having.items() if 1 < len(places) <= MOST]
    yield from sorted(shared, key=lambda pair: (list(_REASONS).index(pair[0][0]), pair[1]))
