"""A good pack, spoilt in one place at a time: each spoiling is caught, and the message names the cell."""

import csv
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from desktop.policy import book, examples, proofing, reading
from desktop.policy.explanation import explain
from desktop.policy.pack import Flaw
from desktop.policy.tree import Given
from desktop.policy.vocabulary import Sheet

CASES = Path(__file__).parents[1] / "cases"
DEMO = Path(__file__).parents[2] / "resources" / "packs" / "demo"


@cache
def good() -> tuple[Sheet, ...]:
    sheets, flaws = book.read(DEMO)
    assert not flaws
    return sheets


@dataclass(frozen=True)
class Spoilt:
    """One cell changed: the first row that holds `key`, the column `title`; `told` is part of the message."""

    sheet: str
    key: str
    title: str
    text: str
    told: str
    at: tuple[str, str, str] | None = None  # (sheet, key, title) where it is told, if elsewhere
    level: str = "error"


def row_of(sheet: Sheet, key: str) -> int:
    return next(number for number, row in enumerate(sheet.rows) if key in row)


def column_of(sheet: Sheet, row: int, title: str) -> int:
    if title.startswith("@"):
        return int(title[1:])
    if sheet.is_table and row == 0:
        return sheet.rows[0].index(title) + 1
    return sheet.titles.index(title)


def spoilt(one: Spoilt) -> tuple[Sheet, ...]:
    sheet = next(sheet for sheet in good() if sheet.name == one.sheet)
    row = row_of(sheet, one.key)
    cells = list(sheet.rows[row])
    cells[column_of(sheet, row, one.title)] = one.text
    rows = (*sheet.rows[:row], tuple(cells), *sheet.rows[row + 1 :])
    return with_sheet(replace(sheet, rows=rows))


def with_sheet(changed: Sheet) -> tuple[Sheet, ...]:
    return tuple(changed if sheet.name == changed.name else sheet for sheet in good())


def found_in(sheets: tuple[Sheet, ...]) -> tuple[Flaw, ...]:
    """Everything that is told of a pack, as `ruhu policy check` tells it."""
    pack, flaws = reading.read(sheets)
    assert pack
    proofed, more = proofing.proof(pack)
    flaws = (*flaws, *more)
    if not proofed or any(flaw.level == "error" for flaw in flaws):
        return flaws

    def reckon(given: Given):  # noqa: ANN202  what explain gives
        return explain(proofed, given)

    return (*flaws, *examples.examine(proofed, reckon).flaws)


def _cells() -> dict[str, Spoilt]:
    with (CASES / "spoilt.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["kind"]: Spoilt(
            row["sheet"], row["key"], row["title"], row["text"], row["told"],
            (row["at_sheet"], row["at_key"], row["at_title"]) if row["at_sheet"] else None, row["level"],
        )
        for row in rows
    }  # fmt: skip


CELLS = _cells()
"""Kinds of spoiling, by what they are."""


def test_the_pack_is_good() -> None:
    assert not found_in(good())


@pytest.mark.parametrize("kind", CELLS)
def test_a_spoilt_cell_is_told_with_its_place(kind: str) -> None:
    one = CELLS[kind]
    sheet_name, key, title = one.at or (one.sheet, one.key, one.title)
    flaws = found_in(spoilt(one))
    sheet = next(sheet for sheet in good() if sheet.name == sheet_name)
    told = [
        flaw
        for flaw in flaws
        if flaw.level == one.level
        and one.told in flaw.message.format_map(dict(flaw.values))
        and flaw.place.sheet == sheet_name
        and (flaw.place.row == row_of(sheet, key) + 1 or one.at)
    ]
    assert told, [(flaw.level, flaw.place, flaw.message.format_map(dict(flaw.values))) for flaw in flaws]
    if title and not title.startswith("@"):
        columns = {flaw.place.column for flaw in told}
        assert columns & {title, ""}, columns
    assert all(flaw.remedy for flaw in told)


def without_column(title: str) -> tuple[Sheet, ...]:
    items = next(sheet for sheet in good() if sheet.name == "items")
    place = items.titles.index(title)
    return with_sheet(Sheet("items", tuple((*row[:place], *row[place + 1 :]) for row in items.rows)))


def with_title(title: str) -> tuple[Sheet, ...]:
    items = next(sheet for sheet in good() if sheet.name == "items")
    return with_sheet(Sheet("items", ((*items.rows[0], title), *((*row, "") for row in items.rows[1:]))))


SHEETS: dict[str, tuple[Callable[[], tuple[Sheet, ...]], str, str]] = {
    "unknown column": (lambda: with_title("备考"), "items", "备考"),
    "column twice": (lambda: with_title("formula"), "items", "is there twice"),
    "column missing": (lambda: without_column("unit"), "items", "unit"),
    "no inputs": (lambda: tuple(sheet for sheet in good() if sheet.name != "inputs"), "inputs", "is missing or empty"),
    "no options": (
        lambda: tuple(sheet for sheet in good() if sheet.name != "options"),
        "options",
        "is missing or empty",
    ),
    "table missing": (
        lambda: tuple(sheet for sheet in good() if sheet.name != "table_户型"),
        "items",
        "The name “户型.面积” is not known.",
    ),
    "table too much": (
        lambda: (*good(), Sheet("table_没用", (("mode", "lookup"), ("键", "值"), ("1", "2")))),
        "table_没用",
        "No formula asks the table",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", SHEETS)
def test_a_spoilt_sheet_is_told(kind: str) -> None:
    make, sheet, message = SHEETS[kind]
    pack, flaws = reading.read(make())
    if pack:
        flaws = (*flaws, *proofing.proof(pack)[1])
    told = [flaw.message.format_map(dict(flaw.values)) for flaw in flaws if flaw.place.sheet == sheet]
    assert any(message in text for text in told), told


def test_all_flaws_are_told_at_once() -> None:
    items = next(sheet for sheet in good() if sheet.name == "items")
    rows = [list(row) for row in items.rows]
    place = items.titles.index("formula")
    for row, formula in ((1, "不认识"), (2, "登记面积 +"), (6, "登记面积"), (8, "1,000元")):
        rows[row][place] = formula
    flaws = found_in(with_sheet(Sheet("items", tuple(map(tuple, rows)))))
    assert {flaw.place.row for flaw in flaws if flaw.place.sheet == "items"} >= {2, 3, 7, 9}


def test_there_are_at_least_sixty_kinds() -> None:
    assert len(CELLS) + len(SHEETS) >= 60
