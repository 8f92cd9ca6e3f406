"""Sheets of text → a workbook for people: titles in their language, numbers and days as Excel's, columns wide enough.

Promise: what is written reads back as the same canonical bytes, and equal sheets give equal files. Hidden: which cells
Excel may take for numbers and days, and which it must leave as they were typed.
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, cast

from desktop.domain.errors import Refused
from desktop.i18n import Language
from desktop.policy.book.cells import letter
from desktop.policy.book.workbook import shortest
from desktop.policy.vocabulary import Sheet, canonical, spoken, spoken_name
from desktop.policy.written import day

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

TEXT, DAY = "@", "yyyy-mm-dd"
_COUNTED = frozenset(
    ["order", "decimals", "digits", "value", "from", "to", "valid_from", "valid_to", "inputs.min", "inputs.max"]
)
"""The columns whose cells may be numbers or days of Excel; all others hold text, also where it looks like one."""
_LONG = frozenset(["text", "plain", "formula", "when", "otherwise", "note", "meaning", "value", "evidence"])
_NARROWEST, _WIDEST, _WIDEST_LONG = 8, 24, 48  # characters
_LONGEST_NAME = 31  # characters of a sheet's name in Excel
_SHOWN = 255  # characters; of a longer text that is styled as one, Excel shows ####
_FIRST_DAY = date(1900, 3, 1)
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_ESCAPABLE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_MOMENT = re.compile(rb"(<dcterms:\w+[^>]*>)[^<]*(<)")
_BORN = b"2026-01-01T00:00:00Z"


def written(sheets: Iterable[Sheet], language: Language = Language.CHINESE) -> bytes:
    """Give the workbook of a pack. Refused where a table's name is too long for a sheet of Excel."""
    return saved(laid_out(sheets, language))


def laid_out(sheets: Iterable[Sheet], language: Language) -> "Workbook":
    """Give the workbook before it is saved, so that more can be put into it."""
    from openpyxl import Workbook

    said = canonical(sheets)
    shown = spoken(said) if language is Language.CHINESE else said
    book = Workbook()
    book.properties.creator = "Ruhu"
    del book["Sheet"]
    for sheet, words in zip(said, shown, strict=True):
        name = spoken_name(sheet.name) if language is Language.CHINESE else sheet.name
        if len(name) > _LONGEST_NAME:
            raise Refused(
                "The name of the table {name} is too long for a sheet of Excel ({most} characters).",
                "Shorten it in the pack, or keep the pack as a folder.",
                name=name,
                most=_LONGEST_NAME,
            )
        _fill(book.create_sheet(name), sheet, words)
    return book


def saved(book: "Workbook") -> bytes:
    """Give the bytes of a workbook, which do not tell when it was written."""
    first, out = io.BytesIO(), io.BytesIO()
    book.save(first)
    with zipfile.ZipFile(first) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in made.namelist():
            content = made.read(name)
            if name == "docProps/core.xml":
                content = _MOMENT.sub(rb"\g<1>" + _BORN + rb"\g<2>", content)
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def title_row(sheet: Sheet) -> int:
    """The row of the titles, from 1."""
    return 2 if sheet.is_table else 1


def is_counted(sheet: Sheet, title: str) -> bool:
    """Whether the cells of a column may be numbers and days of Excel."""
    return sheet.is_table or title in _COUNTED or f"{sheet.name}.{title}" in _COUNTED


def _fill(out: "Worksheet", sheet: Sheet, words: Sheet) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    heading = PatternFill("solid", start_color="E8EEF4")
    top = title_row(sheet)
    out.freeze_panes = f"A{top + 1}"
    widths: dict[int, int] = {}
    for number, row in enumerate(words.rows, 1):
        for column, text in enumerate(row, 1):
            title = sheet.titles[column - 1] if column <= len(sheet.titles) else ""
            cell = cast("Cell", out.cell(number, column))
            is_title = number <= top
            _put(cell, text, is_counted=not is_title and is_counted(sheet, title))
            cell.font = Font(bold=is_title)
            if is_title:
                cell.fill = heading
            cell.alignment = Alignment(vertical="top", wrap_text=title in _LONG)
            if number >= top:
                widths[column] = max(widths.get(column, 0), _width(text))
    for column, widest in widths.items():
        title = sheet.titles[column - 1] if column <= len(sheet.titles) else ""
        dimension = out.column_dimensions[letter(column)]
        dimension.width = min(max(widest + 3, _NARROWEST), _WIDEST_LONG if title in _LONG else _WIDEST)
        if not is_counted(sheet, title):
            dimension.number_format = TEXT


def _put(cell: "Cell", text: str, *, is_counted: bool) -> None:
    if not text:
        return
    on = day(text) if is_counted else None
    if on and on >= _FIRST_DAY:
        cell.value, cell.number_format = on, DAY
    elif is_counted and _NUMBER.fullmatch(text) and shortest(float(text)) == text:
        cell.value = float(text) if "." in text else int(text)
    else:
        cell.value = _ESCAPABLE.sub("_x005F_", text)
        cell.data_type = "s"  # also where it begins like a formula
        if len(text) <= _SHOWN and not is_counted:
            cell.number_format = TEXT


def _width(text: str) -> int:
    """How wide a text is in characters; a Chinese one takes the room of two."""
    return max(sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in line) for line in text.split("\n"))
