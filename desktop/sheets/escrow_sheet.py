"""The escrow sheet 托管纸: two codes that open every file sent to an office and sign in its place, for a safe.

Promise: whoever takes the sheet out of the safe years later reads on it what it opens, when it is needed and what voids
it. Hidden: how twice thirteen rows stand on one page to be copied by hand without losing the place.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from desktop.domain import code_letters
from desktop.i18n import word
from desktop.sheets.page import LARGE, TITLE, Code, Gap, NewPage, Paper, Piece, Rules, Side, Table, Text
from desktop.sheets.press import printed

_ROW_LABEL, _LETTER, _ROW = 48.0, 36.0, 23.0
_ROWS = 13
_QR = 120.0
_ADVICE_LABEL = 104.0


@dataclass(frozen=True, slots=True)
class EscrowSheet:
    """What stands on the sheet: whose office, the how-manieth sheet, and the two codes, each in 13 rows."""

    area: str
    store: str
    number: int
    printed: date
    opens: str = field(repr=False)
    signs: str = field(repr=False)


def render(sheet: EscrowSheet, language: str) -> bytes:
    """Print both copies, a page each."""
    first = word("Copy 1 of 2 · in the office's safe", language)
    second = word("Copy 2 of 2 · in a safe elsewhere", language)
    return printed(
        Paper(
            title=word("Escrow sheet {store}", language, store=sheet.store),
            foot=word("Two copies, kept in two places.", language),
            language=language,
            pieces=(*_copy(sheet, first, language), NewPage(), *_copy(sheet, second, language)),
        )
    )


def _copy(sheet: EscrowSheet, keeper: str, language: str) -> tuple[Piece, ...]:
    about = word(
        "Office {store} · escrow sheet number {number} · {date}",
        language,
        store=sheet.store,
        number=sheet.number,
        date=_day(sheet.printed, language),
    )
    title = Text(word("Escrow sheet", language), TITLE, bold=True)
    opens = _code(word("Code 1 · opens every file", language), sheet.opens, language)
    signs = _code(word("Code 2 · signs in the office's place", language), sheet.signs, language)
    return (
        Text(sheet.area),
        _side_by_side(title, Text(keeper, LARGE, bold=True, side=Side.RIGHT)),
        Text(about),
        Gap(8),
        _side_by_side(opens, signs),
        Gap(8),
        _advice(sheet, language),
    )


def _side_by_side(left: Piece | Sequence[Piece], right: Piece | Sequence[Piece]) -> Table:
    return Table([[left, right]], [None, None], Rules.NONE, padding=(0, 0))


def _code(title: str, code: str, language: str) -> tuple[Piece, ...]:
    """The code's rows, every letter in its own place as in a fixed-width type, and the same to be scanned."""
    cells = [
        [Text(word("Row {row}", language, row=number), bold=False, side=Side.MIDDLE)]
        + [Text(letter, LARGE, bold=True, side=Side.MIDDLE) for letter in letters]
        for number, letters in enumerate(code_letters.rows(code, _ROWS), 1)
    ]
    widths = [_ROW_LABEL, *[_LETTER] * code_letters.ROW_LETTERS]
    rows = Table(cells, widths, Rules.ROWS, labels=(0,), padding=(0, 0), row_height=_ROW)
    return Text(title, bold=True), Gap(4), rows, Gap(6), Code(code, _QR)


def _advice(sheet: EscrowSheet, language: str) -> Table:
    advice = (
        (
            word("What it opens", language),
            word(
                "Code 1 opens every file that was sent to this office. Code 2 signs certificates as the office does. "
                "Who has both has the office's keys.",
                language,
            ),
        ),
        (
            word("When it is needed", language),
            word(
                "When all computers of the office are lost and no backup is left: with both codes a new store goes on "
                "in the office's place, and takes in what the field still has.",
                language,
            ),
        ),
        (
            word("How to keep it", language),
            word(
                "In a closed envelope, in a safe, away from the computers. Do not photograph it, copy it or send it.",
                language,
            ),
        ),
        (
            word("Earlier escrow sheets", language),
            word(
                "Sheet number {number} opens what is written from {date} on. Keep older sheets too: what was written "
                "before opens with the sheet of its day.",
                language,
                number=sheet.number,
                date=_day(sheet.printed, language),
            ),
        ),
    )
    return Table(advice, [_ADVICE_LABEL, None], labels=(0,), padding=(6, 4))


def _day(day: date, language: str) -> str:
    return word("{year}-{month:02}-{day:02}", language, year=day.year, month=day.month, day=day.day)
