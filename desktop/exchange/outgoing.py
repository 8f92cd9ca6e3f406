"""The ledger as it goes out: the households of a store as a sheet that Excel opens and that comes back as the same.

Promise: what is sensitive stands masked unless the person may see it and says why, and that is journaled first; the
memory that it takes does not grow with the number of households. Hidden: a household is as many rows as it has people,
houses or parts, each with the ids by which a later import finds them again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS, Field, Kind, Privacy, Role
from desktop.domain.four_clear import Case
from desktop.domain.records import Area, Look, Record, Sealed
from desktop.exchange.vocabulary import ROW_IDS, meanings
from desktop.exchange.workbook import Cell, OutSheet, write
from desktop.store import queries
from desktop.store.store import Store

_PAGE = 200
_COLUMNS = (  # in the order of the papers; the ids stand last and are not for people
    *("household.number", "household.address", "household.plot", "household.building", "household.lane"),
    *("household.door", "household.unit", "household.floor", "household.room", "household.people_count"),
    *("person.name", "person.role", "person.relation", "person.share", "person.id_number", "person.phone"),
    *("house.certificate_number", "house.tenure", "house.structure", "house.year_built", "house.certified_use"),
    *("house.actual_use", "house.registered_gross", "house.measured_area", "house.recognised_area", "house.elsewhere"),
    *("unregistered_part.measured_area", "unregistered_part.recognised_area"),
    *("wish.choice", "wish.said_on", "household.note", *ROW_IDS),
)
_TITLES = {
    "unregistered_part.measured_area": "未登记面积",
    "unregistered_part.recognised_area": "未登记认定面积",
    "person.name": "户主姓名",
    "person.id_number": "身份证号码",
    "person.role": "人员身份",
    "wish.choice": "安置意愿",
    "wish.said_on": "登记日期",
    "house.elsewhere": "另处坐落",
}
_MAY_SEE = frozenset({Role.CLERK, Role.LEAD, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class Sent:
    """What a written file holds."""

    households: int
    rows: int
    is_masked: bool


def export(
    store: Store,
    file: Path,
    *,
    households: Sequence[bytes] | None = None,
    unmasked_because: str = "",
    progress: Callable[[int], None] = lambda _done: None,
) -> Sent:
    """Writes all households that are not withdrawn, or these. `unmasked_because` is why what is sensitive is shown.

    `progress` is told how many households are written, and may raise to stop: then no file is left.
    """
    if unmasked_because:
        _journal_look(store, unmasked_because)
    counted = _Counted(store, _pages(store, households), is_masked=not unmasked_because, progress=progress)
    titles = [_TITLES.get(means, meanings()[means]) for means in _COLUMNS]
    write(file, [OutSheet("台账", titles, counted.rows(), hidden=len(ROW_IDS))])
    return Sent(counted.households, counted.written, is_masked=not unmasked_because)


def _journal_look(store: Store, because: str) -> None:
    """Who takes which sensitive columns out of the store, and why, before the first one is unsealed (H10)."""
    if store.opened.role not in _MAY_SEE:
        raise Refused(
            "The role {role} doesn't take sensitive values out of the store. Nothing was written.",
            "Export them masked, or ask the area's lead.",
            role=store.opened.role,
        )
    area = store.records(Area)[0]
    columns = ", ".join(means for means in _COLUMNS if _is_sensitive(means))
    store.save(Look(row=area.id, field=f"export: {columns}"), because=because)


def _is_sensitive(means: str) -> bool:
    record, _, name = means.partition(".")
    return name != "id" and RECORDS[record].group_of[name].privacy is Privacy.SENSITIVE


def _pages(store: Store, households: Sequence[bytes] | None) -> Iterator[list[bytes]]:
    """The households that are written, some at a time, all of them by number."""
    if households is not None:
        yield from (list(households[start : start + _PAGE]) for start in range(0, len(households), _PAGE))
        return
    page = queries.households(store, limit=_PAGE)
    while page:
        yield [line.id for line in page]
        page = queries.households(store, after=page[-1], limit=_PAGE)


class _Counted:
    """The rows of households, page by page, and how many they are."""

    def __init__(
        self, store: Store, pages: Iterator[list[bytes]], *, is_masked: bool, progress: Callable[[int], None]
    ) -> None:
        self._store = store
        self._pages = pages
        self._is_masked = is_masked
        self._progress = progress
        self.households = 0
        self.written = 0

    def rows(self) -> Iterator[list[Cell]]:
        for page in self._pages:
            cases = queries.cases(self._store, page)
            for case in map(cases.__getitem__, page):
                for row in self._rows_of(case):
                    self.written += 1
                    yield row
            self.households += len(page)
            self._progress(self.households)

    def _rows_of(self, case: Case) -> Iterator[list[Cell]]:
        wish = case.wishes[-1] if case.wishes else None
        people = sorted(case.people, key=lambda person: (person.role not in ("owner", "tenant"), person.id))
        for nth, (person, house, part) in enumerate(
            zip_longest(people or [None], case.houses, case.unregistered_parts)
        ):
            of: dict[str, Record | None] = {
                "household": case.household,
                "person": person,
                "house": house,
                "unregistered_part": part,
                "wish": None if nth else wish,
            }
            yield [self._cell(of, *means.split(".")) for means in _COLUMNS]

    def _cell(self, of: dict[str, Record | None], record: str, name: str) -> Cell:
        held = of[record]
        if held is None:
            return None
        if name == "id":
            return held.id.hex()
        value = getattr(held, name)
        field = RECORDS[record].field[name]
        if isinstance(value, Sealed):
            value = value.mask if self._is_masked else self._clear(held, field)
        return _shown(field, value)

    def _clear(self, held: Record, field: Field) -> Any:
        return self._store.unsealed(held, held.record_type().group_of[field.name].name).get(field.name)


def _shown(field: Field, value: Any) -> Cell:
    """A value as an office types it; numbers stay numbers."""
    match field.kind:
        case Kind.CHOICE:
            return dict(field.choices).get(value, value)
        case Kind.NUMBER if field.unit == "%":  # a bare 0.5 may be a half
            return None if value is None else f"{value}%"
        case Kind.NUMBER:
            return None if value is None else float(value)
        case Kind.YESNO:
            return None if value is None else "是" if value else "否"
        case Kind.LIST:
            return "、".join(value) or None
        case _:
            return value
