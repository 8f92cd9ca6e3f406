"""A household as a file states it: lines that are about the same one, brought together.

Promise: what two lines say differently of one household is found, never chosen. Hidden: one row per household, one row
per person, several houses of one owner, rows that stand twice; and what a row leaves to be understood, as who the
householder is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from desktop.domain.errors import Finding, Level
from desktop.domain.fields import RECORDS
from desktop.exchange import cell
from desktop.exchange.line import CellFinding, Line, Place
from desktop.exchange.vocabulary import MEMBER, SPECIAL, TOTAL_AREA
from desktop.i18n import N_

_TOLERANCE = Decimal("0.011")
_OF_PLACE = ("plot", "building", "lane", "door", "unit", "floor", "room", "address")


@dataclass(slots=True)
class Stated:
    """A household as a file states it: field values by record; appraisals by the house's certificate number, if any."""

    lines: list[Line] = field(default_factory=list[Line])
    household: dict[str, Any] = field(default_factory=dict[str, Any])
    people: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    houses: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    parts: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    wish: dict[str, Any] = field(default_factory=dict[str, Any])
    appraisals: dict[str | None, dict[str, Any]] = field(default_factory=dict[str | None, dict[str, Any]])
    payment: dict[str, Any] = field(default_factory=dict[str, Any])
    instalment: int | None = None
    findings: list[CellFinding] = field(default_factory=list[CellFinding])
    is_refused: bool = False
    wish_is_dated: bool = True

    @property
    def place(self) -> Place:
        return self.lines[0].place

    @property
    def owner(self) -> str:
        """The householder's name, or nothing."""
        return self.people[0].get("name", "") if self.people else ""

    def finding(self, finding: Finding) -> CellFinding:
        """A finding about the record that came of this, at the first cell that says its field."""
        found = (line.finding(finding.field, finding) for line in self.lines)
        return next((each for each in found if each.place.column), CellFinding(self.place, "", finding))


class Gathering:
    """Households in the order of their first rows; a line joins the household that it is about.

    Where lines stand `apart`, as in a list of payments, each is a statement of its own.
    """

    def __init__(self, today: date, *, apart: bool = False) -> None:
        self._today = today
        self._apart = apart
        self.households: list[Stated] = []
        self._known: dict[object, Stated] = {}

    def add(self, line: Line, *, is_held_back: bool) -> None:
        if self._apart and line.goes_on and self.households:
            line = _with_household(line, self.households[-1].lines[0])
        stated = None if self._apart else self._joined(line)
        if stated is None:
            stated = Stated()
            self.households.append(stated)
            if not _names_anybody(line, is_by_name=self._apart):
                _find(stated, line, "", _NOBODYS, Level.ERROR)
                stated.is_refused = True
        stated.lines.append(line)
        stated.findings += line.findings
        stated.is_refused |= line.is_faulty or is_held_back
        _add(stated, line, self._today)
        if (key := _key(stated)) is not None:
            self._known.setdefault(key, stated)

    def _joined(self, line: Line) -> Stated | None:
        """The household of earlier lines that this one is about."""
        last = self.households[-1] if self.households else None
        is_on_same_sheet = last is not None and last.place.sheet == line.place.sheet
        if is_on_same_sheet and (line.goes_on or not _names_a_household(line)):
            return last if line.goes_on or _has_words(line) else None
        if row := line.value("household.id"):
            return self._known.get(row)
        number, name = line.value("household.number"), line.value("person.name")
        if number:
            same = self._known.get(("number", number))
            is_theirs = same is not None and (
                name in (None, same.owner) or line.value("person.relation") or line.value("member.name")
            )
            return same if is_theirs else None
        if last is not None and is_on_same_sheet and _is_relative(line) and _place(line) == _place(last.lines[0]):
            return last
        same = self._known.get(_place_key(_told(line).get("household", {}), name or ""))
        return same if same is not None and (_repeats(same, line) or _has_same_id(same, line)) else None


_NAMES = ("household.id", "household.number", *(f"household.{name}" for name in _OF_PLACE if name != "lane"))
_NOBODYS = N_("Nothing in this row tells which household it is about. Add its number, its address or an ID number.")


def _names_a_household(line: Line) -> bool:
    if any(each in line.said for each in _NAMES):
        return True
    is_member = "member.name" in line.said or line.value("person.role") not in (None, "owner", "tenant")
    return "person.name" in line.said and not is_member and not line.value("person.relation")


def _is_relative(line: Line) -> bool:
    """Whether a row is about somebody of the household other than the householder."""
    return bool(line.value("person.relation")) and _role(line, "person", is_first=False) != "owner"


def _place(line: Line) -> tuple[Any, ...]:
    return tuple(line.value(f"household.{name}") for name in _OF_PLACE)


def _with_household(line: Line, first: Line) -> Line:
    """A line with what a cell that is merged over it says of its household."""
    merged = {means: said for means, said in first.said.items() if means.startswith(("household.", "person."))}
    return replace(line, said={**merged, **line.said})


def _names_anybody(line: Line, *, is_by_name: bool) -> bool:
    """Whether a later file can mean the same household: a name alone is many people's, unless households are there."""
    if is_by_name and ("person.name" in line.said or "payment.payee" in line.said):
        return True
    if any(each in line.said for each in (*_NAMES, "person.id_number")):
        return True
    return "person.name" in line.said and "household.lane" in line.said


def _has_words(line: Line) -> bool:
    """A row of bare numbers is a subtotal that bears no title."""
    return any(isinstance(said.value, str) for said in line.said.values()) or not line.said


def _has_same_id(stated: Stated, line: Line) -> bool:
    number = line.value("person.id_number")
    return number is not None and number == stated.people[0].get("id_number")


def _key(stated: Stated) -> object:
    number = stated.household.get("number")
    if row := stated.household.get("id"):
        return row
    return ("number", number) if number else _place_key(stated.household, stated.owner)


def _place_key(household: Mapping[str, Any], owner: str) -> object:
    place = tuple(household.get(name) for name in _OF_PLACE)
    return (place, owner) if any(place) and owner else None


def _repeats(stated: Stated, line: Line) -> bool:
    """The same row once more; anything else of the same name and place may be another household."""
    return {means: said.value for means, said in stated.lines[0].said.items()} == {
        means: said.value for means, said in line.said.items()
    }


def _told(line: Line) -> dict[str, dict[str, Any]]:
    """What a line says, by record and field; a column for one special group adds to the person's groups."""
    told: dict[str, dict[str, Any]] = {}
    groups: list[str] = []
    for means, said in line.said.items():
        if not means.startswith(SPECIAL):
            record, _, name = means.partition(".")
            told.setdefault(record, {})[name] = said.value
        elif said.value:
            groups.append(means.removeprefix(SPECIAL))
    if groups:
        person = told.setdefault("person", {})
        person["special_groups"] = tuple(dict.fromkeys((*person.get("special_groups", ()), *groups)))
    return told


def _add(stated: Stated, line: Line, today: date) -> None:
    """Adds what a line says to its household; where two lines differ, that is a finding and holds the household."""
    is_first = len(stated.lines) == 1
    if not is_first and _repeats(stated, line):
        _find(stated, line, "", N_("This row stands in the file twice; it was taken once."), Level.WARNING)
        return
    if not is_first and not line.said:
        return
    told = _told(line)
    household, house = told.get("household", {}), told.get("house", {})
    if not is_first and house:
        house |= _moved(stated, household)
    _merge(stated, line, stated.household, household)
    for prefix in ("person", MEMBER.rstrip(".")):
        if prefix in told:
            _add_person(stated, line, prefix, told[prefix])
    _add_house(stated, line, house)
    _add_part(stated, line, told.get("unregistered_part", {}))
    if "wish" in told:
        _merge(stated, line, stated.wish, _dated(stated, line, told["wish"], today))
    stated.payment |= told.get("payment", {})
    stated.instalment = told.get("instalment", {}).get("place", stated.instalment)
    if "appraisal" in told:
        _merge(stated, line, stated.appraisals.setdefault(house.get("certificate_number"), {}), told["appraisal"])
    _compare_total(stated, line)


def _moved(stated: Stated, household: dict[str, Any]) -> dict[str, Any]:
    """A further house that stands elsewhere keeps its own address; the household's stays."""
    place = {name: household.pop(name) for name in _OF_PLACE if name in household}
    is_elsewhere = any(stated.household.get(name) not in (None, value) for name, value in place.items())
    if not is_elsewhere:
        household |= place
        return {}
    return {"elsewhere": place.get("address") or "".join(map(str, place.values()))}


def _add_person(stated: Stated, line: Line, prefix: str, person: dict[str, Any]) -> None:
    if "id_number" in person:
        person.setdefault("id_kind", "resident")
    if "name" not in person and stated.people:
        _merge(stated, line, stated.people[0], person)
        return
    same = next((known for known in stated.people if _is_same(known, person)), None)
    if same is None:
        stated.people.append({"role": _role(line, prefix, is_first=not stated.people), **person})
    else:
        _merge(stated, line, same, person)


def _role(line: Line, prefix: str, *, is_first: bool) -> str:
    relation = line.value(f"{prefix}.relation")
    if relation:
        told = cell.read(RECORDS["person"].field["role"], relation, today=date.max)
        return told.value or "family"
    return "owner" if prefix == "person" and is_first else "co_owner" if prefix == "person" else "family"


def _is_same(known: Mapping[str, Any], person: Mapping[str, Any]) -> bool:
    if "id" in known and "id" in person:
        return known["id"] == person["id"]
    ids = {known.get("id_number"), person.get("id_number")} - {None}
    return known.get("name") == person.get("name") and len(ids) < 2  # noqa: PLR2004  two different IDs


def _add_house(stated: Stated, line: Line, house: dict[str, Any]) -> None:
    if not house:
        return
    named = ("id",) if "id" in house else ("certificate_number", "elsewhere")
    for known in stated.houses:
        if all(known.get(name) == house.get(name) for name in named):
            _merge(stated, line, known, house)
            return
    stated.houses.append(house)


def _add_part(stated: Stated, line: Line, part: dict[str, Any]) -> None:
    if not part.get("measured_area") and not part.get("recognised_area"):
        return
    same = next((known for known in stated.parts if known == part or known.get("id", b"") == part.get("id")), None)
    if same is None:
        stated.parts.append(part)
    else:
        _merge(stated, line, same, part)


def _dated(stated: Stated, line: Line, wish: dict[str, Any], today: date) -> dict[str, Any]:
    """A wish with its date; words without a choice are no wish, and that is said."""
    if "choice" not in wish:
        if words := wish.keys() - {"said_on"}:
            problem = N_(
                "No choice stands beside these words of the household, so they were left out. Add “undecided”."
            )
            _find(stated, line, min(words), problem, Level.WARNING)
        return {}
    if "said_on" not in wish and not stated.wish:
        stated.wish_is_dated = False
        return {**wish, "said_on": today}
    return wish


def _merge(stated: Stated, line: Line, known: dict[str, Any], said: Mapping[str, Any]) -> None:
    """Adds values to a record; another value than an earlier line's holds the household back."""
    for name, value in said.items():
        if known.setdefault(name, value) != value and name != "relation":
            _find(
                stated,
                line,
                name,
                N_("An earlier row of this household says otherwise. Correct the file."),
                Level.ERROR,
            )
            stated.is_refused = True


def _compare_total(stated: Stated, line: Line) -> None:
    total, registered = line.value(TOTAL_AREA), line.value("house.registered_gross")
    if total is None or registered is None:
        return
    summed = registered + (line.value("unregistered_part.measured_area") or 0)
    if abs(total - summed) > _TOLERANCE and abs(total - registered) > _TOLERANCE:
        problem = N_("The total is not the sum of the areas beside it. Look which of them is right.")
        stated.findings.append(line.finding(TOTAL_AREA, Finding("", problem, Level.WARNING, f"{summed:f}")))


def _find(stated: Stated, line: Line, name: str, problem: str, level: Level) -> None:
    stated.findings.append(line.finding(name, Finding(name, problem, level)))
