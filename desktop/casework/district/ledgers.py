"""The files that the demo's office is given: the ledger of its households, and the list of what was paid.

Promise: the ledger says all that was invented of a household before anybody went there, a row for each person, and in
one of its rows a slip as people make them. Hidden: the titles, which a clerk says once where they are nobody's words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from desktop.casework import importing
from desktop.casework.importing import Said
from desktop.casework.inventing import Family
from desktop.domain.fields import RECORDS, Kind
from desktop.domain.money import shown
from desktop.domain.records import Payment, Record
from desktop.exchange.intake import Kind as Of
from desktop.exchange.intake import Outcome
from desktop.exchange.line import Place
from desktop.exchange.workbook import Cell, OutSheet, write
from desktop.store.store import Store

SHEET = "台账"
_SLIP_IN = 3  # the row of this household bears it
_NOT_A_NUMBER = "{area} 左右"
_OF_HOME = {
    "户号": "number",
    "地块": "plot",
    "巷": "lane",
    "门牌号": "door",
    "房屋坐落": "address",
    "怎么找到": "address_note",
    "怎么联系": "contact_wish",
    "产权争议": "title_disputed",
    "争议情况": "dispute_note",
}
_OF_HOUSE = {
    "产别": "tenure",
    "产权证号": "certificate_number",
    "产权证来源": "certificate_source",
    "登记面积": "registered_gross",
    "登记面积来源": "registered_area_source",
    "认定面积": "recognised_area",
    "认定面积来源": "recognised_area_source",
    "结构": "structure",
    "层数": "storeys",
    "建成年份": "year_built",
    "证载用途": "certified_use",
    "实际用途": "actual_use",
    "面积有争议": "area_disputed",
}
_OF_PERSON = {
    "户主姓名": "name",
    "人员身份": "role",
    "与户主关系": "relation",
    "份额": "share",
    "身份证号码": "id_number",
    "性别": "sex",
    "出生日期": "birth_date",
    "联系电话": "phone",
    "特殊人群": "special_groups",
    "语言": "language",
    "识字": "can_read",
    "需要翻译": "needs_interpreter",
    "代理权限": "agent_scope",
    "委托书": "agent_document",
    "代理期限": "agent_until",
}
_TITLES = (*_OF_HOME, *_OF_PERSON, *_OF_HOUSE)
_SAID = Said(
    mapping={title: f"household.{name}" for title, name in _OF_HOME.items()}
    | {title: f"person.{name}" for title, name in _OF_PERSON.items()}
    | {title: f"house.{name}" for title, name in _OF_HOUSE.items()}
)
"""What the clerk says that the columns mean."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What taking a ledger in came to."""

    households: int
    rows: int
    corrected: int


def write_ledger(file: Path, families: Sequence[Family]) -> None:
    """The office's file of these households."""
    write(file, [OutSheet(SHEET, _TITLES, _rows(families))])


def take_in_ledger(store: Store, file: Path) -> TakenIn:
    """Reads the file, corrects the slip in it as the paper beside it says, and takes all of it in."""
    book = importing.read(file)
    before = importing.planned(store, book, Of.LEDGER, _SAID)
    wrong = [each.stated.findings[0] for each in before.households if each.outcome is Outcome.REFUSED]
    corrections: dict[Place, str] = {each.place: each.read.split()[0] for each in wrong}
    plan = importing.planned(store, book, Of.LEDGER, Said(_SAID.mapping, corrections))
    importing.taken_in(store, plan)
    return TakenIn(plan.number_of(Outcome.NEW), plan.ledger.source_rows, len(corrections))


def write_payments(file: Path, payments: Sequence[tuple[str, str, int, date]]) -> None:
    """The bank's list: household number, owner, amount in fen, day."""
    rows = (
        [number, owner, shown(amount), day, f"示例流水 {day:%m%d}-{n:04}"]
        for n, (number, owner, amount, day) in enumerate(payments, 1)
    )
    write(file, [OutSheet("付款", ["户号", "户主姓名", "付款金额", "付款日期", "流水号"], rows)])


def take_in_payments(store: Store, file: Path) -> int:
    """Takes the bank's list in; how many payments were new."""
    before = len(store.records(Payment))
    plan = importing.planned(store, importing.read(file), Of.PAYMENT)
    importing.taken_in(store, plan)
    return len(store.records(Payment)) - before


def _rows(families: Sequence[Family]) -> Iterator[list[Cell]]:
    nobody = [None] * len(_OF_HOME), [None] * len(_OF_HOUSE)
    for place, family in enumerate(families, 1):
        home, house = _cells(family.household, _OF_HOME.values()), _cells(family.house, _OF_HOUSE.values())
        if place == _SLIP_IN:
            at = list(_OF_HOUSE).index("登记面积")
            house[at] = _NOT_A_NUMBER.format(area=family.house.registered_gross)
        first, *others = family.people
        yield [*home, *_cells(first, _OF_PERSON.values()), *house]
        for person in others:
            yield [*nobody[0], *_cells(person, _OF_PERSON.values()), *nobody[1]]


def _cells(record: Record, names: Any) -> list[Cell]:
    return [_cell(record.record_type().name, name, getattr(record, name)) for name in names]


def _cell(record: str, name: str, value: Any) -> Cell:
    """A value as an office types it."""
    field = RECORDS[record].field[name]
    match field.kind:
        case Kind.CHOICE:
            return dict(field.choices).get(value, value)
        case Kind.YESNO:
            return None if value is None else "是" if value else "否"
        case Kind.LIST:
            return "、".join(value) or None
        case Kind.NUMBER if field.unit == "%" and value is not None:
            return f"{value}%"
        case _:
            return float(value) if isinstance(value, Decimal) else value
