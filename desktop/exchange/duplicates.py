"""Probably the same household: suspects are listed with their reason, never united by themselves (R34, R35).

Promise: the work grows with the number of households, not of pairs (R44). Hidden: only households that share a key are
compared at all: a number, an ID number, or a name together with a phone or a place.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from desktop.domain.identity import clean_number
from desktop.i18n import N_

_MOST = 20  # households under one key; what more of them share is an office's phone or a lane's name
_REASONS = {
    "id": N_("the same ID number"),
    "number": N_("the same household number"),
    "phone": N_("the same name and phone"),
    "place": N_("the same name and address"),
}


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


def squeezed(text: str | None) -> str:
    """An address as it is compared: without blanks, half-width, in small letters."""
    return "".join(unicodedata.normalize("NFKC", text or "").lower().split())


def _sharing(everybody: Sequence[Traits]) -> Iterator[tuple[tuple[str, ...], list[int]]]:
    """The keys that several have, the strongest kinds first, with who has them."""
    having: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, each in enumerate(everybody):
        for key in each.keys:
            having[key].append(place)
    shared = [(key, places) for key, places in having.items() if 1 < len(places) <= _MOST]
    yield from sorted(shared, key=lambda pair: (list(_REASONS).index(pair[0][0]), pair[1]))
