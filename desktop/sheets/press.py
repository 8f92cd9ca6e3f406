"""The press: sets a paper on its pages, in its two fonts, lines broken as Chinese and English ask. The only ReportLab.

Promise: every sign is in the file and can be copied out of it; no line opens with a comma or ends with an opening
bracket; nothing needs colour. Hidden: what ReportLab would do otherwise; that it is loaded by the first paper (200 ms),
so that no window waits for it; and that pages are set twice to count them.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.i18n import word
from desktop.paths import RESOURCES
from desktop.sheets import page
from desktop.sheets.page import Code, Gap, NewPage, Paper, Piece, Rules, Table, Text

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import BaseDocTemplate, Flowable

_LINE, _SHADE = "#444444", "#EEEEEE"
_THIN, _THICK = 0.5, 0.75
_FOOT_LINE = 32.0
_LEADING = 1.46  # of the size
_MIDDLE = 0.38  # of the size: the middle of a Han sign above its baseline
_QUIET = 2  # modules of white around a code

_WIDE = "\u2e80-\uffef\U00020000-\U0003ffff"
_OPENING = "（「『《〈【〔“‘"
_CLOSING = "，。、；：？！）」』》〉】〕”’…"
_UNIT = re.compile(rf"[{_OPENING}]*(?:[^\s{_WIDE}{_OPENING}{_CLOSING}]+|\S)[{_CLOSING}]*\s*")
_BEYOND_BMP = re.compile(r"(?<=> <)[0-9A-F]{5,6}(?=>)")

_ALL, _LABELS = ((0, 0), (-1, -1)), ((0, 0), (0, -1))
_BOX, _BETWEEN = ("BOX", *_ALL, _THICK, _LINE), ("LINEABOVE", (0, 1), (-1, -1), _THICK, _LINE)
_SHADED = ("BACKGROUND", *_LABELS, _SHADE)
_RULES = {Rules.NONE: (), Rules.ROWS: (_BOX, _BETWEEN, _SHADED), Rules.GRID: (("GRID", *_BOX[1:]), _SHADED)}


def printed(paper: Paper) -> bytes:
    """The PDF of a paper, on as many pages as it needs."""
    _, total = _set(paper, 0)
    return _set(paper, total)[0]


def lines(words: str, font_name: str, size: float, width: float) -> list[str]:
    """Break the words into lines: after any Han sign, after blanks, and inside a word only where it fills a line."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    def is_too_wide(part: str) -> bool:
        return stringWidth(part.rstrip(), font_name, size) > width

    broken = [""]
    for unit in _UNIT.findall(words):
        for part in unit if is_too_wide(unit) else [unit]:
            if broken[-1] and is_too_wide(broken[-1] + part):
                broken.append("")
            broken[-1] += part
    return [line.rstrip() for line in broken]


@cache
def font(*, bold: bool = False) -> str:
    """Name the paper's font, registered with ReportLab when first needed (55 ms)."""
    from reportlab.pdfbase import pdfmetrics

    name = "NotoSansSC-Bold" if bold else "NotoSansSC-Regular"
    pdfmetrics.registerFont(  # pyright: ignore[reportUnknownMemberType]  its stub says no type
        _font_class()(name, RESOURCES / "fonts" / f"{name}.ttf")
    )
    return name


def _set(paper: Paper, total: int) -> tuple[bytes, int]:
    """The file, and how many pages it has; `total` is how many its feet say."""
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    def draw_foot(canvas: "Canvas", document: "BaseDocTemplate") -> None:
        number = word("Page {page} of {total}", paper.language, page=document.page, total=total)
        _draw_foot(canvas, paper.foot, number)

    file = BytesIO()
    document = BaseDocTemplate(
        file,
        pagesize=(page.PAPER_WIDTH, page.PAPER_HEIGHT),
        title=paper.title,
        author="Ruhu 入户",
        lang=paper.language.replace("_", "-"),
    )
    frame = Frame(
        page.MARGIN,
        page.BOTTOM,
        page.WIDTH,
        page.HEIGHT,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=draw_foot))
    document.build(_flowables(paper.pieces))
    return file.getvalue(), document.page


def _flowables(pieces: Sequence[Piece]) -> "list[Flowable]":
    return [_flowable(piece) for piece in pieces]


def _flowable(piece: Piece) -> "Flowable":
    """What ReportLab sets for a piece: anew for each setting, because it keeps where it stood."""
    from reportlab.graphics.barcode.qr import QrCode
    from reportlab.platypus import PageBreak, Spacer

    match piece:
        case Text():
            return _text_class()(piece)
        case Gap():
            return Spacer(0, piece.height)
        case Code():
            return QrCode(piece.text, width=piece.edge, height=piece.edge, qrLevel="Q", qrBorder=_QUIET)
        case Table():
            return _table(piece)
        case NewPage():
            return PageBreak()


def _table(told: Table) -> "Flowable":
    from reportlab import platypus

    cells = [[_flowables(cell) if isinstance(cell, Sequence) else _flowable(cell) for cell in row] for row in told.rows]
    beside, above = told.padding
    padding = {"LEFT": beside, "RIGHT": beside, "TOP": above, "BOTTOM": above}
    style = [
        *_RULES[told.rules],
        *((f"{side}PADDING", *_ALL, points) for side, points in padding.items()),
        ("VALIGN", *_ALL, "MIDDLE"),
        ("ALIGN", *_ALL, "CENTER"),
    ]
    return platypus.Table(cells, colWidths=told.widths, rowHeights=told.row_height, style=style, hAlign="LEFT")


@cache
def _text_class() -> "Callable[[Text], Flowable]":
    from reportlab.pdfbase.pdfmetrics import stringWidth
    from reportlab.platypus import Flowable

    class Set(Flowable):
        """A text in the width that its place has."""

        def __init__(self, text: Text) -> None:
            super().__init__()
            self._text, self._font = text, font(bold=text.bold)
            self._lines: list[str] = []

        def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: ARG002, N803  ReportLab calls them so
            self.width, self._lines = aW, lines(self._text.words, self._font, self._text.size, aW)
            self.height = len(self._lines) * self._text.size * _LEADING
            return self.width, self.height

        def draw(self) -> None:
            size = self._text.size
            self.canv.setFont(self._font, size)
            for number, line in enumerate(self._lines):
                free = self.width - stringWidth(line, self._font, size)
                middle = self.height - (number + 0.5) * size * _LEADING
                self.canv.drawString(self._text.side.value * free, middle - _MIDDLE * size, line)

    return Set


@cache
def _font_class() -> "Callable[[str, Path], TTFont]":
    from reportlab.pdfbase.pdfdoc import PDFDocument, PDFStream
    from reportlab.pdfbase.ttfonts import TTFont

    class Mended(TTFont):
        """Writes what a sign beyond U+FFFF is as UTF-16; ReportLab 5.1 writes its bare number: 𬱖 is copied as ⳅ."""

        def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802
            super().addObjects(doc)  # pyright: ignore[reportUnknownMemberType]  its stub says no type
            for name, written in doc.idToObject.items():
                if isinstance(written, PDFStream) and name.startswith("toUnicodeCMap:"):
                    written.content = _BEYOND_BMP.sub(_utf16, written.content)

    return Mended


def _utf16(number: re.Match[str]) -> str:
    return chr(int(number[0], 16)).encode("utf-16-be").hex().upper()


def _draw_foot(canvas: "Canvas", foot: str, number: str) -> None:
    canvas.setStrokeColor(_LINE)
    canvas.setLineWidth(_THIN)
    canvas.line(page.MARGIN, _FOOT_LINE, page.MARGIN + page.WIDTH, _FOOT_LINE)
    canvas.setFont(font(), page.SMALL)
    canvas.drawString(page.MARGIN, _FOOT_LINE - 12, foot)
    canvas.drawRightString(page.MARGIN + page.WIDTH, _FOOT_LINE - 12, number)
