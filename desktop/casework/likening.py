"""How two households are alike, line by line, in words.

Promise: a sealed value is compared and never told: what is shown of it is its mask. Hidden: which of the records of two
households mean the same person or house, and when two values are nearly the same.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from desktop.domain.four_clear import HOLDERS, Case
from desktop.domain.identity import clean_id_number
from desktop.domain.records import House, Household, Person, Record, Sealed
from desktop.exchange.duplicates import squeezed
from desktop.i18n import N_
from desktop.store import spelling
from desktop.store.store import Store

_R = TypeVar("_R", bound=Record)
_CLOSE = Decimal(1)  # ㎡, as two measurements of one house differ
_SHORTEST = 3  # signs, of which one may be another without all being another
_PLACE = ("building", "lane", "door", "unit", "room")


class Likeness(StrEnum):
    """How two values are alike; the value is the message id that says it."""

    SAME = N_("the same")
    NEAR = N_("nearly the same")
    DIFFERENT = N_("different")
    ONE_EMPTY = N_("one side is empty")


@dataclass(frozen=True, slots=True)
class Line:
    """A field of both, with how they are alike. Values are those of records, sealed ones masked; None is nothing."""

    record: str
    field: str
    left: Any
    right: Any
    likeness: Likeness

    @property
    def said(self) -> str:
        """The message id that says how alike they are: all masks of accounts look alike, so that it says of what."""
        return _OF_ACCOUNTS.get(self.likeness, self.likeness) if self.field == "bank_account" else self.likeness


_OF_ACCOUNTS = {Likeness.SAME: N_("the same account"), Likeness.DIFFERENT: N_("not the same account")}
SAYINGS = (*Likeness, *_OF_ACCOUNTS.values())
"""All that is said of how two values are alike."""


def lines(store: Store, left: Case, right: Case) -> tuple[Line, ...]:
    """What can tell whether they are one; what neither has, is left out."""
    return tuple(_lines(store, left, right))


def people_of_both(store: Store, left: Case, right: Case) -> list[tuple[Person | None, Person | None]]:
    """The people of two households, those together that are the same person, owners and tenants first."""
    one, two = (sorted(case.people, key=lambda each: (each.role not in HOLDERS, each.id)) for case in (left, right))

    def have_one_number(a: Person, b: Person) -> bool:
        number = _plain(store, a, "id_number")
        return bool(number) and _id_number(number) == _id_number(_plain(store, b, "id_number") or "")

    return paired(one, two, have_one_number, lambda a, b: bool(a.name) and a.name == b.name, _sound_alike)


def houses_of_both(left: Case, right: Case) -> list[tuple[House | None, House | None]]:
    """The houses of two households, those together that are the same one; the only one on each side is."""

    def have_one_certificate(a: House, b: House) -> bool:
        return bool(a.certificate_number) and folded_equal(a.certificate_number, b.certificate_number)

    is_one_each = len(left.houses) == len(right.houses) == 1
    return paired(left.houses, right.houses, have_one_certificate, lambda _a, _b: is_one_each)


def paired(
    left: Sequence[_R], right: Sequence[_R], *same: Callable[[_R, _R], bool]
) -> list[tuple[_R | None, _R | None]]:
    """What means the same on both sides, by the first test that finds it; then what stands alone."""
    found: dict[bytes, _R] = {}
    for is_same in same:
        for one in left:
            taken = {each.id for each in found.values()}
            other = next((each for each in right if each.id not in taken and is_same(one, each)), None)
            if one.id not in found and other is not None:
                found[one.id] = other
    taken = {each.id for each in found.values()}
    together = [(one, found.get(one.id)) for one in left]
    return [*together, *((None, other) for other in right if other.id not in taken)]


def folded_equal(one: str | None, other: str | None) -> bool:
    return spelling.folded(one or "") == spelling.folded(other or "")


def _lines(store: Store, left: Case, right: Case) -> Iterator[Line]:
    homes = left.household, right.household
    if homes[0].number and homes[0].number == homes[1].number:
        yield _line(store, "household", "number", homes, _text)
    people = people_of_both(store, left, right)
    person = next((pair for pair in people if all(pair)), (_first(left), _first(right)))
    house = next((pair for pair in houses_of_both(left, right) if all(pair)), (_only(left), _only(right)))
    asked = (
        _line(store, "person", "name", person, _name),
        _line(store, "person", "id_number", person, _number),
        _line(store, "person", "phone", person, _dialled),
        _line(store, "person", "bank_account", person, _account),
        _line(store, "house", "certificate_number", house, _text),
        _of_place(left.household, right.household),
        _line(store, "house", "registered_gross", house, _area),
        _line(store, "house", "structure", house, _exactly),
        _line(store, "household", "people_count", homes, _exactly),
    )
    yield from (line for line in asked if (line.left, line.right) != (None, None))


def _first(case: Case) -> Person | None:
    return min(case.people, key=lambda each: (each.role not in HOLDERS, each.id), default=None)


def _only(case: Case) -> House | None:
    return case.houses[0] if case.houses else None


def _line(
    store: Store,
    record: str,
    field: str,
    both: "tuple[Record | None, Record | None]",
    alike: Callable[[Any, Any], Likeness],
) -> Line:
    left, right = (getattr(each, field) if each is not None else None for each in both)
    one, other = (_plain(store, each, field) if each is not None else None for each in both)
    return Line(record, field, left, right, _judged(one, other, alike))


def _of_place(left: Household, right: Household) -> Line:
    """As people call it: lane and door, where they are known, or else the address."""
    one, other = (_place(home) for home in (left, right))
    return Line("household", "address", one, other, _judged(one, other, _where))


def _place(home: Household) -> str | None:
    return home.address or "".join(filter(None, (getattr(home, name) for name in _PLACE))) or None


def _judged(one: Any, other: Any, alike: Callable[[Any, Any], Likeness]) -> Likeness:
    if one in (None, "", ()) or other in (None, "", ()):
        return Likeness.ONE_EMPTY
    return alike(one, other)


def _plain(store: Store, record: Record, field: str) -> Any:
    """A value to compare with, never to be shown."""
    held = getattr(record, field)
    group = record.record_type().group_of[field].name
    return store.unsealed(record, group).get(field) if isinstance(held, Sealed) else held


# When values are alike


def _exactly(one: Any, other: Any) -> Likeness:
    return Likeness.SAME if one == other else Likeness.DIFFERENT


def _text(one: str, other: str) -> Likeness:
    return _signs(spelling.folded(one), spelling.folded(other))


def _name(one: str, other: str) -> Likeness:
    if squeezed(one) == squeezed(other):
        return Likeness.SAME
    is_near = bool(_sounds(one) & _sounds(other)) or _is_one_off(one, other)
    return Likeness.NEAR if is_near else Likeness.DIFFERENT


def _number(one: str, other: str) -> Likeness:
    return _signs(_id_number(one), _id_number(other))


def _dialled(one: str, other: str) -> Likeness:
    return _signs(spelling.digits_of(one), spelling.digits_of(other))


def _account(one: str, other: str) -> Likeness:
    """One sign more or less is another account."""
    return _exactly(*("".join(sign for sign in spelling.folded(each) if sign.isalnum()) for each in (one, other)))


def _where(one: str, other: str) -> Likeness:
    a, b = squeezed(one), squeezed(other)
    if a == b:
        return Likeness.SAME
    is_near = a.startswith(b) or b.startswith(a) or _is_one_off(a, b)
    return Likeness.NEAR if is_near else Likeness.DIFFERENT


def _area(one: Decimal, other: Decimal) -> Likeness:
    if one == other:
        return Likeness.SAME
    return Likeness.NEAR if abs(one - other) <= _CLOSE else Likeness.DIFFERENT


def _signs(one: str, other: str) -> Likeness:
    if one == other:
        return Likeness.SAME
    return Likeness.NEAR if _is_one_off(one, other) else Likeness.DIFFERENT


def _is_one_off(one: str, other: str) -> bool:
    """Whether one sign is another, too many or too few, or two neighbours changed places."""
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORTEST or len(long) - len(short) > 1:
        return False
    at = next((place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    rest, other_rest = short[at:], long[at:]
    if len(short) < len(long):
        return rest == other_rest[1:]
    return rest[1:] == other_rest[1:] or (rest[1::-1] == other_rest[:2] and rest[2:] == other_rest[2:])


def _id_number(text: str) -> str:
    """As it is compared: an old one of 15 signs is the new one without the century and the check."""
    number = clean_id_number(text)
    return number[:6] + number[8:17] if len(number) == 18 else number  # noqa: PLR2004


def _sounds(name: str | None) -> set[tuple[str, ...]]:
    return set(spelling.readings(name or ""))


def _sound_alike(one: Person, other: Person) -> bool:
    return bool(_sounds(one.name) & _sounds(other.name))
