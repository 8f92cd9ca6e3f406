"""What a household's ledger says in answer to the fields of a plan.

Promise: one value or a reason why there is none: not known, several where one is asked for, contested, not yet
determined. Hidden: which records stand behind a field, and that sealed values are unsealed for reckoning alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple, cast

from desktop.casework.ledger_fields import AGE, LedgerField, Shape
from desktop.domain import checks, values
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.domain.four_clear import Case
from desktop.domain.records import (
    Area,
    AreaFact,
    Fixture,
    Flat,
    House,
    Household,
    Person,
    Record,
    Sealed,
    UnregisteredPart,
)
from desktop.i18n import N_
from desktop.store import queries, told_by_number
from desktop.store.store import Store
from desktop.store.united import unions_of

_IN_LEDGER = N_("Fill it in in the ledger.")
_DECIDE = N_("Let the area's lead or the office decide which of the values holds: ruhu conflicts list")
TAKE_OVER = N_("Take it over from there: ruhu household from-id-numbers")
_LIFE = "life"


class Unclear(Exception):
    """There is no value: why, and what to do. `is_missing`: nothing is written there at all."""

    def __init__(
        self,
        message: str,
        remedy: str,
        *,
        values: Mapping[str, object] | None = None,
        known: LedgerField | None = None,
        is_missing: bool = False,
    ) -> None:
        super().__init__(message)
        self.message, self.remedy, self.known, self.is_missing = message, remedy, known, is_missing
        self.values: Mapping[str, object] = values or {}


class Taken(NamedTuple):
    """A value with the paper that the ledger names for it; `unit` where the row says its own."""

    value: Any
    origin: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Hardship:
    """A row of the list of hardships."""

    person: Person
    group: str


Row = Record | Hardship


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is taken to be so, to see what would come of it: a record as it would be, its sensitive values in clear.

    `decided` are the rows and groups that are taken as decided by that, or as they are shown.
    """

    record: Record
    decided: frozenset[tuple[bytes, str]]

    def within(self, case: Case) -> Case:
        """The household as it would be; a record that would be withdrawn is not there."""
        if isinstance(self.record, Household):
            return replace(case, household=self.record) if self.record.id == case.household.id else case
        held: Mapping[str, Any] = {each.name: getattr(case, each.name) for each in fields(case)}
        return replace(case, **{name: self._of(rows) for name, rows in held.items() if isinstance(rows, tuple)})

    def _of(self, rows: Any) -> tuple[Record, ...]:
        would_be = () if getattr(self.record, "withdrawn", None) else (self.record,)
        return tuple(each for row in rows for each in (would_be if row.id == self.record.id else (row,)))


class Ledger:
    """One household's ledger as of a day; `registers` are the rows and groups that were read.

    `supposing` something, it is as it would be then.
    """

    def __init__(self, store: Store, household: Household, on: date, *, supposing: Supposed | None = None) -> None:
        case = queries.case_of(store, household.id)
        if case is not None and supposing is not None:
            case = supposing.within(case)
            household = case.household
        if case is None or household.withdrawn:
            raise Refused(
                "This household was withdrawn. Nothing was calculated.", "Bring it back first, with a reason."
            )
        united = unions_of(store)
        if household.id in united.kept:
            raise Refused(
                "This household goes on under another. Nothing was calculated.",
                "Calculate there; what this one says otherwise is offered there.",
            )
        others = united.others.get(household.id, ())
        self.registers: frozenset[tuple[bytes, str]] = frozenset((other, "same_as") for other in others)
        self._store, self._on = store, on
        self._case: Case = case
        self._conflicts = {(found.row, found.group) for found in queries.conflicts_open(store, household.id)}
        self._conflicts -= supposing.decided if supposing is not None else frozenset()
        self._flats: set[bytes] = set()  # of which conflicts were asked

    @cached_property
    def area_facts(self) -> dict[str, AreaFact]:
        """The facts of the area that hold on the day, by name: of each the one that begins last, of two the newer."""
        held = [
            row for row in self._store.records(AreaFact) if not row.withdrawn and (row.since or date.min) <= self._on
        ]
        return {row.name or "": row for row in sorted(held, key=lambda row: (row.since or date.min, row.id))}

    def taken(self, known: LedgerField) -> Taken:
        """The value of a field that is no list."""
        if known.shape is Shape.SUM:
            return self._sum(known)
        if known.shape is Shape.OF_AREA:
            area = next(iter(self._store.records(Area)), Area())
            if area.notice_on is None:
                raise Unclear(
                    N_("It is not set for the area."), N_("The office sets it: ruhu area set --notice DAY."),
                    known=known, is_missing=True,
                )  # fmt: skip
            return self._value(known, area)
        rows = self._rows(known)
        if len(rows) == 0:
            raise _missing(known, N_("Nothing is recorded of it."))
        if len(rows) > 1:
            raise Unclear(
                N_("The plan asks for one, and the household has {n}."),
                N_("Ask the office: a plan for several takes their sum or their list."),
                values={"n": len(rows)},
                known=known,
            )
        return self._value(known, rows[0])

    def rows(self, known: LedgerField) -> tuple[Row, ...]:
        """The rows of a list."""
        rows = self._rows(known)
        if known.name == "special_groups":
            return tuple(self._hardships(known))
        if known.name in ("houses", "people", "appraisals") and not rows:
            raise _missing(known, N_("Nothing is recorded of it."))
        return rows

    def of_row(self, known: LedgerField, row: Row, place: int) -> Taken:
        """The value of a column in a row; `place` counts from 1."""
        if isinstance(row, Hardship):
            return Taken(row.group, "")
        return self._value(known, row, place)

    def of_flat(self, known: LedgerField, flat: Flat) -> Taken:
        """The value of a flat that the household looks at; it may wait for a decision as any other may."""
        if flat.id not in self._flats:
            self._conflicts |= {(found.row, found.group) for found in queries.conflicts_open(self._store, flat.id)}
            self._flats.add(flat.id)
        self.registers |= {(flat.id, "holder")}
        return self._value(known, flat)

    def disputes(self) -> Iterator[Unclear]:
        """What is contested of the household as a whole, and stands in the way of locking."""
        household = self._case.household
        if household.title_disputed:
            yield Unclear(N_("The title is disputed: nothing is locked until that is settled."), "")
        if (household.id, "dispute") in self._conflicts:
            yield Unclear(N_("Whether the title is disputed waits for a decision."), _DECIDE)
        for n, house in enumerate(self._case.houses, 1):
            if house.area_disputed and any(row == house.id for row, _ in self.registers):
                yield Unclear(N_("House {n}: the area is disputed."), "", values={"n": n})

    def _rows(self, known: LedgerField) -> tuple[Record, ...]:
        case = self._case
        rows: Mapping[str, tuple[Record, ...]] = {
            "household": (case.household,),
            "house": case.houses,
            "unregistered_part": case.unregistered_parts,
            "fixture": case.fixtures,
            "appraisal": case.appraisals,
            "person": case.people,
        }
        return rows[known.record]

    def _hardships(self, known: LedgerField) -> Iterator[Hardship]:
        for person in self._case.people:
            written = self._written(known, person)
            for group in written or ():
                yield Hardship(person, str(group))

    def _sum(self, known: LedgerField) -> Taken:
        rows = self._rows(known)
        if not rows and known.record in ("house", "appraisal"):
            raise _missing(known, N_("Nothing is recorded of it."))
        taken = [self._value(known, row, place) for place, row in enumerate(rows, 1)]
        papers = dict.fromkeys(each.origin for each in taken if each.origin)
        return Taken(sum((each.value for each in taken), 0), " ".join(papers))

    def _value(self, known: LedgerField, row: Record, place: int = 0) -> Taken:
        value: Any = self._written(known, row)
        if isinstance(row, UnregisteredPart) and known.field == "recognised_area":
            value = self._recognised(known, row, value)
        if isinstance(row, Fixture) and known.field == "amount" and value is None:
            value = checks.priced(row)
        if value is None:
            raise self._told_by_number(known, row) or _missing(known, N_("It is not known."), row, place)
        if known.name.endswith(f".{AGE}"):
            value = _age(cast("date", value), self._on)
            if value is None:
                raise Unclear(N_("The date of birth lies in the future."), _IN_LEDGER, known=known)
        unit = row.unit if isinstance(row, Fixture) and known.field in ("quantity", "unit_price") else None
        return Taken(value, _origin(row, known.field), unit)

    def _told_by_number(self, known: LedgerField, row: Record) -> Unclear | None:
        """Why there is no value, where the person's ID number tells it: it is taken over once somebody says so."""
        if not isinstance(row, Person) or known.field not in told_by_number.FILLED_IN:
            return None
        told = any(getattr(each, known.field) for each in told_by_number.completed(self._store, [row]))
        message = N_("{name}: it is not written down, but the ID number tells it.")
        name = {"name": row.name or ""}
        return Unclear(message, TAKE_OVER, values=name, known=known, is_missing=True) if told else None

    def _recognised(self, known: LedgerField, part: UnregisteredPart, value: Any) -> Any:
        """What is not recognised counts nothing; what waits to be determined is not known."""
        if part.state in ("not_recognised", "removed_by_owner"):
            return 0
        if part.state in (None, "undetermined"):
            raise Unclear(
                N_("{name}: not determined yet."),
                N_("Write down what was determined, or wait for it; it is not taken for 0."),
                values={"name": part.name},
                known=known,
            )
        return value

    def _written(self, known: LedgerField, row: Record) -> Any:
        """What is written into a field of a row; unsealed where it is sealed."""
        group = row.record_type().group_of[known.field].name
        for each in (group, _LIFE):
            if (row.id, each) in self._conflicts:
                raise Unclear(
                    N_("It waits for a decision: two values were written at the same time."), _DECIDE, known=known
                )
        self.registers |= {(row.id, group)}
        held = getattr(row, known.field)
        if not isinstance(held, Sealed):
            return held
        form = self._store.unsealed(row, group).get(known.field)
        if form is None:
            raise Unclear(
                N_("It is sealed, and its key is not here."), N_("Calculate where it was written down."), known=known
            )
        return values.value(RECORDS[known.record].field[known.field], form)


def _missing(known: LedgerField, message: str, row: Record | None = None, place: int = 0) -> Unclear:
    name = getattr(row, "name", None) if isinstance(row, Fixture | UnregisteredPart | Person) else None
    if name:
        return Unclear(N_("{name}: it is not known."), _IN_LEDGER, values={"name": name}, known=known, is_missing=True)
    if isinstance(row, House) and place > 1:
        return Unclear(N_("House {n}: it is not known."), _IN_LEDGER, values={"n": place}, known=known, is_missing=True)
    return Unclear(message, _IN_LEDGER, known=known, is_missing=True)


def flat_said(flat: Flat) -> str:
    """A flat as people call it: building, unit and room."""
    return "-".join(filter(None, (flat.building, flat.unit, flat.room)))


def _origin(row: Record, field: str) -> str:
    """The paper that the ledger names for a value."""
    group = row.record_type().group_of[field]
    if isinstance(row, Flat):
        return flat_said(row)
    source = getattr(row, f"{group.name}_source", None)
    number = getattr(row, "report_number", None)
    return " ".join(filter(None, (source, number)))


def _age(birth: date, on: date) -> int | None:
    """Completed years, as the language of the plans counts them; None before the birth."""
    if birth > on:
        return None
    is_leapling_done = (birth.month, birth.day) == (2, 29) and on + timedelta(days=1) == date(on.year, 3, 1)
    is_before = (on.month, on.day) < (birth.month, birth.day) and not is_leapling_done
    return on.year - birth.year - is_before
