"""The ground of every paper: A4, its two fonts, lines broken as Chinese and English ask, a foot that counts the pages.

Promise: every sign is in the file and can be copied out of it; no line opens with a comma or ends with an opening
bracket; nothing needs colour. Hidden: what ReportLab would do otherwise, and that pages are set twice to count them.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from functools import cache
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument, PDFStream
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from desktop.i18n import word
from desktop.paths import RESOURCES

MARGIN, TOP, BOTTOM = 34.5, 24.0, 48.0
WIDTH, HEIGHT = A4[0] - 2 * MARGIN, A4[1] - TOP - BOTTOM
SMALL, BODY, LARGE, TITLE = 8.25, 10.5, 12.0, 20.0
LINE, SHADE = HexColor("#444444"), HexColor("#EEEEEE")
_FOOT_LINE = 32.0
_LEADING = 1.46  # of the size
_MIDDLE = 0.38  # of the size: the middle of a Han sign above its baseline

_WIDE = "\u2e80-\uffef\U00020000-\U0003ffff"
_OPENING = "（「『《〈【〔“‘"
_CLOSING = "，。、；：？！）」』》〉】〕”’…"
_UNIT = re.compile(rf"[{_OPENING}]*(?:[^\s{_WIDE}{_OPENING}{_CLOSING}]+|\S)[{_CLOSING}]*\s*")
_BEYOND_BMP = re.compile(r"(?<=> <)[0-9A-F]{5,6}(?=>)")


class Side(Enum):
    """Where a line stands: the share of the free width before it."""

    LEFT = 0.0
    MIDDLE = 0.5
    RIGHT = 1.0


class Text(Flowable):
    """Words in one size and weight, broken into the width that their place has."""

    def __init__(self, words: str, size: float = BODY, *, bold: bool = False, side: Side = Side.LEFT) -> None:
        super().__init__()
        self._words, self._size, self._side = words, size, side
        self._font = font(bold=bold)
        self._lines: list[str] = []

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: ARG002, N803  ReportLab calls them so
        self.width, self._lines = aW, lines(self._words, self._font, self._size, aW)
        self.height = len(self._lines) * self._size * _LEADING
        return self.width, self.height

    def draw(self) -> None:
        self.canv.setFont(self._font, self._size)
        for number, line in enumerate(self._lines):
            free = self.width - pdfmetrics.stringWidth(line, self._font, self._size)
            middle = self.height - (number + 0.5) * self._size * _LEADING
            self.canv.drawString(self._side.value * free, middle - _MIDDLE * self._size, line)


def paper(story: Callable[[], Sequence[Flowable]], *, title: str, foot: str, language: str) -> bytes:
    """Set the story on as many pages as it needs; the title is the file's own, the foot stands on every page.

    The story is told twice, because a flowable that was set once keeps where it stood.
    """

    def set_pages(total: int) -> tuple[bytes, int]:
        file = BytesIO()
        document = BaseDocTemplate(file, pagesize=A4, title=title, author="Ruhu 入户", lang=language.replace("_", "-"))
        frame = Frame(MARGIN, BOTTOM, WIDTH, HEIGHT, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)

        def draw_foot(canvas: Canvas, document: BaseDocTemplate) -> None:
            number = word("Page {page} of {total}", language, page=document.page, total=total)
            _draw_foot(canvas, foot, number)

        document.addPageTemplates(PageTemplate(frames=[frame], onPage=draw_foot))
        document.build(list(story()))
        return file.getvalue(), document.page

    _, total = set_pages(0)
    return set_pages(total)[0]


def lines(words: str, font_name: str, size: float, width: float) -> list[str]:
    """Break the words into lines: after any Han sign, after blanks, and inside a word only where it fills a line."""
    broken = [""]
    for unit in _units(words, font_name, size, width):
        if broken[-1] and pdfmetrics.stringWidth((broken[-1] + unit).rstrip(), font_name, size) > width:
            broken.append("")
        broken[-1] += unit
    return [line.rstrip() for line in broken]


@cache
def font(*, bold: bool = False) -> str:
    """Name the paper's font, registered with ReportLab when first needed (55 ms)."""
    name = "NotoSansSC-Bold" if bold else "NotoSansSC-Regular"
    pdfmetrics.registerFont(  # pyright: ignore[reportUnknownMemberType]  its stub says no type
        _Font(name, RESOURCES / "fonts" / f"{name}.ttf")
    )
    return name


class _Font(TTFont):
    """Writes what a sign beyond U+FFFF is as UTF-16; ReportLab 5.1 writes its bare number, and 𬱖 is copied as ⳅ."""

    def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802
        super().addObjects(doc)  # pyright: ignore[reportUnknownMemberType]  its stub says no type
        for name, written in doc.idToObject.items():
            if isinstance(written, PDFStream) and name.startswith("toUnicodeCMap:"):
                written.content = _BEYOND_BMP.sub(_utf16, written.content)


def _utf16(number: re.Match[str]) -> str:
    return chr(int(number[0], 16)).encode("utf-16-be").hex().upper()


def _units(words: str, font_name: str, size: float, width: float) -> Iterator[str]:
    for unit in _UNIT.findall(words):
        if pdfmetrics.stringWidth(unit.rstrip(), font_name, size) > width:
            yield from unit
        else:
            yield unit


def _draw_foot(canvas: Canvas, foot: str, number: str) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    canvas.line(MARGIN, _FOOT_LINE, MARGIN + WIDTH, _FOOT_LINE)
    canvas.setFont(font(), SMALL)
    canvas.drawString(MARGIN, _FOOT_LINE - 12, foot)
    canvas.drawRightString(MARGIN + WIDTH, _FOOT_LINE - 12, number)
