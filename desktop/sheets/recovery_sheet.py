"""The recovery sheet 恢复纸: the code that opens a store without a passphrase, for its holder and for the office.

Promise: whoever finds the sheet years later reads on it what it opens, how it is used and what voids it.
Hidden: how eight rows are laid out to be copied by hand without losing the place.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from desktop.domain import recovery_code
from desktop.i18n import word
from desktop.sheets.page import LARGE, TITLE, Code, Gap, NewPage, Paper, Piece, Rules, Side, Table, Text
from desktop.sheets.press import printed

_ROW_LABEL, _LETTER, _ROW = 62.0, 47.0, 40.0
_ROWS = _ROW_LABEL + recovery_code.ROW_LETTERS * _LETTER
_QR = 180.0
_ADVICE_LABEL = 104.0


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What stands on the sheet: the store by its number, whose sheet it is, and its code in 8 rows."""

    area: str
    store: str
    holder: str
    printed: date
    code: str = field(repr=False)


def render(sheet: RecoverySheet, language: str) -> bytes:
    """Print both copies, a page each."""
    holders = word("Copy 1 of 2 · the holder keeps it", language)
    offices = word("Copy 2 of 2 · the office keeps it", language)
    return printed(
        Paper(
            title=word("Recovery sheet {store}", language, store=sheet.store),
            foot=word("Two copies: one for its holder, one for the office.", language),
            language=language,
            pieces=(*_copy(sheet, holders, language), NewPage(), *_copy(sheet, offices, language)),
        )
    )


def _copy(sheet: RecoverySheet, keeper: str, language: str) -> tuple[Piece, ...]:
    title = Text(word("Recovery sheet", language), TITLE, bold=True)
    about = word(
        "Store {store} · {date} · for {holder}",
        language,
        store=sheet.store,
        date=_day(sheet.printed, language),
        holder=sheet.holder,
    )
    beside_the_rows = (
        Code(sheet.code, _QR, Side.MIDDLE),
        Text(word("Scanned or typed: both are the same code.", language), side=Side.MIDDLE),
    )
    return (
        Text(sheet.area),
        _side_by_side(title, Text(keeper, LARGE, bold=True, side=Side.RIGHT), None),
        Text(about),
        Gap(12),
        _side_by_side(_rows(sheet.code, language), beside_the_rows, _ROWS),
        Gap(12),
        _advice(sheet, language),
    )


def _side_by_side(left: Piece, right: Piece | Sequence[Piece], left_width: float | None) -> Table:
    return Table([[left, right]], [left_width, None], Rules.NONE, padding=(0, 0))


def _rows(code: str, language: str) -> Table:
    """Give every letter its own place, as in a fixed-width type, with lines only between the rows."""
    cells = [
        [Text(word("Row {row}", language, row=number), bold=False, side=Side.MIDDLE)]
        + [Text(letter, TITLE, bold=True, side=Side.MIDDLE) for letter in letters]
        for number, letters in enumerate(recovery_code.rows(code), 1)
    ]
    widths = [_ROW_LABEL, *[_LETTER] * recovery_code.ROW_LETTERS]
    return Table(cells, widths, Rules.ROWS, labels=(0,), padding=(0, 0), row_height=_ROW)


def _advice(sheet: RecoverySheet, language: str) -> Table:
    advice = (
        (
            word("What it opens", language),
            word(
                "These 8 rows open everything in store {store} without a passphrase. Who has them has the key.",
                language,
                store=sheet.store,
            ),
        ),
        (
            word("How to keep it", language),
            word(
                "In a closed envelope, under lock, away from the computer. Do not photograph it, copy it or send it.",
                language,
            ),
        ),
        (
            word("Passphrase forgotten", language),
            word(
                "On the lock screen choose: Use the recovery sheet. Type the 8 rows or scan the code, then choose a "
                "new passphrase. Capital and small letters are the same; O is read as 0, I and L as 1; a row that was "
                "mistyped is named. After that this sheet is void, and two new ones are printed.",
                language,
            ),
        ),
        (
            word("Sheet lost", language),
            word(
                "Print new sheets at once, with your passphrase: the lost one then no longer opens the store. If the "
                "passphrase is forgotten too, do not set the computer up anew; take it to the office as it is.",
                language,
            ),
        ),
        (
            word("Older sheets", language),
            word(
                "This sheet voids all older sheets of store {store}. Only a backup made before {date} still opens with "
                "the sheet of its day.",
                language,
                store=sheet.store,
                date=_day(sheet.printed, language),
            ),
        ),
    )
    return Table(
        advice,
        [_ADVICE_LABEL, None],
        labels=(0,),
        padding=(6, 5),
        size=LARGE,
    )


def _day(day: date, language: str) -> str:
    return word("{year}-{month:02}-{day:02}", language, year=day.year, month=day.month, day=day.day)
