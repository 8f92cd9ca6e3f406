"""The recovery sheet 恢复纸: the code that opens a store without its passphrase; one copy for its holder, one for the office.

Promise: whoever finds the sheet years later reads on it what it opens, how to use it and what voids it.
Hidden: how eight rows are laid out to be copied by hand without losing the place.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from reportlab.graphics.barcode.qr import QrCode
from reportlab.platypus import Flowable, PageBreak, Spacer, Table

from desktop.domain import recovery_code
from desktop.i18n import word
from desktop.sheets.page import BODY, LARGE, LINE, SHADE, TITLE, WIDTH, Side, Text, paper

_LABEL, _LETTER, _ROW = 62.0, 44.0, 37.0
_CODE = _LABEL + recovery_code.ROW_LETTERS * _LETTER
_QR = 168.0
_ADVICE_LABEL = 92.0


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What stands on the sheet: the store by its number, who asked for the sheet, its code in 8 rows."""

    area: str
    store: str
    holder: str
    issued: date
    code: str = field(repr=False)


def render(sheet: RecoverySheet, language: str) -> bytes:
    """Print both copies, a page each."""

    def _(message: str) -> str:
        day = word(
            "{year}-{month:02}-{day:02}",
            language,
            year=sheet.issued.year,
            month=sheet.issued.month,
            day=sheet.issued.day,
        )
        return word(message, language, area=sheet.area, store=sheet.store, holder=sheet.holder, date=day)

    first = _copy(sheet, _("Copy 1 of 2: kept by {holder}"), _)
    second = _copy(sheet, _("Copy 2 of 2: kept by the office"), _)
    return paper(
        [*first, PageBreak(), *second],
        title=_("Recovery sheet {store}"),
        foot=_("Two copies: one for {holder}, one for the office. Only the newest sheet opens the store."),
        language=language,
    )


def _copy(sheet: RecoverySheet, keeper: str, _: Callable[[str], str]) -> list[Flowable]:
    return [
        Text(sheet.area),
        Table(
            [[Text(_("Recovery sheet"), TITLE, bold=True), Text(keeper, LARGE, bold=True, side=Side.RIGHT)]],
            colWidths=[WIDTH / 2] * 2,
            style=[*_NO_PADDING, ("VALIGN", (0, 0), (-1, -1), "BOTTOM")],
        ),
        Text(_("Store {store} · printed on {date} · for {holder}")),
        Spacer(0, 14),
        Table(
            [[_rows(sheet.code, _), _scanned(sheet.code, _)]],
            colWidths=[_CODE, WIDTH - _CODE],
            style=[*_NO_PADDING, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")],
        ),
        Spacer(0, 14),
        _advice(_),
    ]


def _rows(code: str, _: Callable[[str], str]) -> Table:
    return Table(
        [
            [Text(_("Row {row}").format(row=number))] for number, row in enumerate(recovery_code.rows(code), 1)
        ]
    )
