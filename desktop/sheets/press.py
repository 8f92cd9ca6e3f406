"""The press: prints papers into one PDF, in the paper's types and black. The only ReportLab.

Promise: every sign is in the file and can be copied out of it, or the press refuses and names it; equal papers are
equal bytes. Hidden: what ReportLab would do otherwise; and that it is loaded by the first paper (200 ms), so that no
window waits for it.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.domain.errors import Refused
from desktop.domain.strokes import PRESSED, Drawing
from desktop.i18n import word
from desktop.paths import RESOURCES
from desktop.sheets import lines as setting_lines
from desktop.sheets import page, setting
from desktop.sheets.lines import SQUARE, TICK, TICKED, Line, Run, Style
from desktop.sheets.page import Paper

if TYPE_CHECKING:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

_LINE, _SHADE, _GREY = 0.27, 0.93, 0.2
_FOOT_LINE = 32.0
_MIDDLE = 0.38  # of the size: the middle of a Han sign above its baseline
_QUIET = 2  # modules of white around a code
_REGULAR, _BOLD = "NotoSansSC-Regular", "NotoSansSC-Bold"

_DESCRIBED = re.compile("[\u2ff0-\u2fff]")
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_BEYOND_BMP = re.compile(r"(?<=> <)[0-9A-F]{5,6}(?=>)")

Signs = Mapping[str, bytes]
"""Pictures of signs that no type has, each by its character or by the ideographic description of one: ⿰王争."""
Progress = Callable[[int], object]
"""Is told how many papers are set; what it raises stops the press."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A PDF, and how many pages each of its papers takes."""

    content: bytes = field(repr=False)
    pages: tuple[int, ...]


def printed(papers: Paper | Iterable[Paper], signs: Signs | None = None, progress: Progress | None = None) -> bytes:
    """The PDF of one paper or of several; each counts its own pages. Refused where a sign can't be printed."""
    return bound([papers] if isinstance(papers, Paper) else papers, signs, progress).content


def bound(papers: Iterable[Paper], signs: Signs | None = None, progress: Progress | None = None) -> Bound:
    """As `printed`, and tells the pages too."""
    from reportlab.pdfgen.canvas import Canvas

    file, pages = BytesIO(), list[int]()
    canvas = Canvas(file, pageCompression=1, invariant=1)
    types = _Types(signs or {})
    for done, paper in enumerate(papers, 1):
        if done == 1:
            _tell(canvas, paper)
        pages.append(_print(canvas, paper, types, f"paper {done}"))
        if progress:
            progress(done)
    canvas.save()
    return Bound(file.getvalue(), tuple(pages))


def missing_signs(words: str | Iterable[str], signs: Signs | None = None) -> tuple[str, ...]:
    """The signs in these words that no type and no picture has, each once, as they come."""
    types = _Types(signs or {})
    told = [words] if isinstance(words, str) else words
    return tuple(dict.fromkeys(sign for each in told for sign in types.split(each) if types.found(sign) is None))


def lines(words: str, size: float, width: float, *, is_bold: bool = False) -> list[str]:
    """The words in lines of this width, as a paper breaks them."""
    broken = setting_lines.broken(words, Style(size, is_bold), width, _Types({}))
    return ["".join(run.words for run in line.runs) for line in broken]


def width(words: str, size: float, *, is_bold: bool = False) -> float:
    """How wide the words are on one line."""
    types = _Types({})
    return size * sum(types.face(sign, bold=is_bold)[1] for sign in types.split(words))


def _print(canvas: "Canvas", paper: Paper, types: "_Types", key: str) -> int:
    """Set a paper; gives the number of its pages."""
    wide, high = page.PAPER_WIDTH, page.PAPER_HEIGHT
    if paper.is_landscape:
        wide, high = high, wide
    laid = setting.pages(paper.pieces, wide - 2 * page.MARGIN, high - page.TOP - page.BOTTOM, paper.size, types)
    for number, placed in enumerate(laid, 1):
        canvas.setPageSize((wide, high))
        if number == 1:
            canvas.bookmarkPage(key)
            canvas.addOutlineEntry(paper.title, key)
        pen = _Pen(canvas, high, types)
        for y, strip in placed:
            strip.draw(pen, page.MARGIN, page.TOP + y)
        foot = word("Page {page} of {total}", paper.language, page=number, total=len(laid))
        _draw_foot(pen, paper.foot, foot, wide, high, types)
        pen.finish()
        canvas.showPage()
    return len(laid)


def _tell(canvas: "Canvas", paper: Paper) -> None:
    from reportlab.pdfbase.pdfdoc import PDFString

    canvas.setTitle(paper.title)
    canvas.setAuthor(paper.author)
    canvas.setSubject(paper.subject)
    canvas.setKeywords(", ".join(paper.keywords))
    canvas.setCreator("Ruhu 入户")
    canvas.setCatalogEntry("Lang", PDFString(paper.language.replace("_", "-")))


def _draw_foot(pen: "_Pen", foot: str, number: str, wide: float, high: float, types: "_Types") -> None:
    style = Style(page.SMALL, grey=True)
    y = high - _FOOT_LINE
    right = wide - page.MARGIN
    (counted,) = setting_lines.broken(number, style, right, types)
    pen.rule(page.MARGIN, y, right, y, setting.THIN)
    pen.line(right - counted.width, y + 2, counted, 1.4)
    for row, line in enumerate(setting_lines.broken(foot, style, right - page.MARGIN - counted.width - 12, types)):
        pen.line(page.MARGIN, y + 2 + row * 1.3 * page.SMALL, line, 1.4)


class _Types:
    """The paper's types: which has a sign, and how wide it is there."""

    def __init__(self, signs: Signs) -> None:
        self.signs = signs
        self._widths: dict[tuple[str, bool], tuple[str, float]] = {}
        self._pictures: dict[bytes, "ImageReader"] = {}  # noqa: UP037  imported for its type alone
        long_ones = sorted((sign for sign in signs if len(sign) > 1), key=len, reverse=True)
        self._long = re.compile("|".join(map(re.escape, long_ones))) if long_ones else None

    def split(self, words: str) -> Sequence[str]:
        words = _UNSEEN.sub("", words).replace("\t", " ")
        if not (self._long or _DESCRIBED.search(words)):
            return words
        return list(self._described(words))

    def _described(self, words: str) -> Iterable[str]:
        at = 0
        while at < len(words):
            found = self._long.match(words, at) if self._long else None
            end = found.end() if found else _end_of_description(words, at)
            yield words[at:end]
            at = end

    def face(self, sign: str, *, bold: bool) -> tuple[str, float]:
        """Refused where no type and no picture has the sign."""
        known = self._widths.get((sign, bold))
        if known is None:
            known = self.found(sign, bold=bold)
            if known is None:
                raise _no_type_has(sign)
            self._widths[sign, bold] = known
        return known

    def found(self, sign: str, *, bold: bool = False) -> tuple[str, float] | None:
        if sign in self.signs:
            return "", 1.0
        if sign in {TICK, TICKED, page.OPEN, page.SHUT, page.END, "\n", "\r"}:
            return TICK, 0.0
        if len(sign) > 1 or _PRIVATE.fullmatch(sign):
            return None
        for name in (_BOLD if bold else _REGULAR,):
            face = _font(name).face
            if ord(sign) in face.charToGlyph:
                return name, face.charWidths[ord(sign)] / 1000
        return None

    def picture(self, content: bytes) -> "ImageReader":
        from reportlab.lib.utils import ImageReader

        if content not in self._pictures:
            self._pictures[content] = ImageReader(BytesIO(content))
        return self._pictures[content]

    def picture_size(self, content: bytes) -> tuple[float, float]:
        return self.picture(content).getSize()


def _end_of_description(words: str, at: int) -> int:
    """Where the sign ends that begins here: 1 on, or behind all parts of an ideographic description."""
    wanted, end = 1, at
    while wanted and end < len(words):
        if _DESCRIBED.match(words[end]):
            wanted += 2 if words[end] in "⿲⿳" else 0 if words[end] in "⿾⿿" else 1
        wanted -= 1
        end += 1
    return end


def _no_type_has(sign: str) -> Refused:
    return Refused(
        "The sign {sign} ({number}) is in no type of this computer. Nothing was printed.",
        "Draw the sign or scan it from a paper, under the household's name; then print again.",
        sign=sign,
        number=" ".join(f"U+{ord(each):04X}" for each in sign),
    )


class _Pen:
    """Draws on the canvas's page; y downwards from its upper edge."""

    def __init__(self, canvas: "Canvas", height: float, types: _Types) -> None:
        self._canvas, self._height, self._types = canvas, height, types
        canvas.setStrokeGray(_LINE)

    def finish(self) -> None:
        pass

    def line(self, x: float, y: float, line: Line, leading: float) -> None:
        baseline = self._height - y - line.size * (leading / 2 + _MIDDLE)
        for run in line.runs:
            self._run(x + run.x, baseline, run)

    def _run(self, x: float, baseline: float, run: Run) -> None:
        match run.face:
            case "":
                self._sign(x, baseline, run)
            case "_":
                self._canvas.line(x, baseline - 2, x + run.width, baseline - 2)
            case "#":
                self._squares(x, baseline, run)
            case "☐" | "☑":
                self._tick(x, baseline, run)
            case _:
                self._canvas.setFillGray(_GREY if run.style.grey else 0)
                self._canvas.setFont(run.face, run.style.size)
                self._canvas.drawString(x, baseline, run.words)

    def _sign(self, x: float, baseline: float, run: Run) -> None:
        size = run.style.size
        reader = self._types.picture(self._types.signs[run.words])
        self._canvas.drawImage(reader, x, baseline - 0.12 * size, size, size, mask="auto")

    def _squares(self, x: float, baseline: float, run: Run) -> None:
        count = int(run.words[1:])
        edge, low = run.width / count, baseline - (SQUARE / 2 - _MIDDLE) * run.style.size
        self._canvas.grid([x + each * edge for each in range(count + 1)], [low, low + edge])

    def _tick(self, x: float, baseline: float, run: Run) -> None:
        size = run.style.size
        low = baseline - 0.1 * size
        self._canvas.saveState()
        self._canvas.setStrokeGray(0)
        self._canvas.setLineWidth(0.09 * size)
        self._canvas.rect(x + 0.05 * size, low, 0.95 * size, 0.95 * size)
        if run.face == TICKED:
            path = self._canvas.beginPath()
            path.moveTo(x + 0.24 * size, low + 0.45 * size)
            path.lineTo(x + 0.45 * size, low + 0.2 * size)
            path.lineTo(x + 0.82 * size, low + 0.78 * size)
            self._canvas.drawPath(path)
        self._canvas.restoreState()

    def rule(self, x: float, y: float, to_x: float, to_y: float, thickness: float) -> None:
        self._canvas.setLineWidth(thickness)
        self._canvas.line(x, self._height - y, to_x, self._height - to_y)

    def shade(self, x: float, y: float, width: float, height: float) -> None:
        self._canvas.setFillGray(_SHADE)
        self._canvas.rect(x, self._height - y - height, width, height, stroke=0, fill=1)

    def frame(self, x: float, y: float, width: float, height: float, radius: float, thickness: float) -> None:
        self._canvas.saveState()
        self._canvas.setStrokeGray(0)
        self._canvas.setLineWidth(thickness)
        self._canvas.roundRect(x, self._height - y - height, width, height, radius)
        self._canvas.restoreState()

    def dot(self, x: float, y: float, edge: float, number: Line) -> None:
        canvas, middle = self._canvas, self._height - y - edge / 2
        canvas.setFillGray(0)
        canvas.circle(x + edge / 2, middle, edge / 2, stroke=0, fill=1)
        for run in number.runs:
            canvas.setFillGray(1)
            canvas.setFont(run.face, run.style.size)
            canvas.drawString(x + (edge - number.width) / 2, middle - 0.36 * run.style.size, run.words)

    def code(self, x: float, y: float, edge: float, text: str) -> None:
        modules = _modules(text)
        cell = edge / (len(modules) + 2 * _QUIET)
        self._canvas.setFillGray(0)
        for row, columns in enumerate(modules):
            low = self._height - y - (row + _QUIET + 1) * cell
            for begin, count in columns:
                self._canvas.rect(x + (begin + _QUIET) * cell, low, count * cell, cell * 1.05, stroke=0, fill=1)

    def ink(self, x: float, y: float, scale: float, drawing: Drawing) -> None:
        canvas, top = self._canvas, self._height - y
        canvas.saveState()
        canvas.setStrokeGray(0)
        canvas.setLineCap(1)
        canvas.setLineJoin(1)
        for stroke in drawing.strokes:
            pressed = sum(point.pressure for point in stroke) / len(stroke) / PRESSED
            canvas.setLineWidth(0.8 + pressed)
            path = canvas.beginPath()
            path.moveTo(x + stroke[0].x * scale, top - stroke[0].y * scale)
            for point in stroke[1:] or stroke:
                path.lineTo(x + point.x * scale, top - point.y * scale)
            canvas.drawPath(path)
        canvas.restoreState()

    def picture(self, x: float, y: float, width: float, height: float, content: bytes) -> None:
        self._canvas.drawImage(self._types.picture(content), x, self._height - y - height, width, height, mask="auto")


@cache
def _modules(text: str) -> list[list[tuple[int, int]]]:
    """The dark ones of each row of a code, as where they begin and how many they are."""
    from itertools import groupby

    from reportlab.graphics.barcode.qr import QrCode

    code: Any = QrCode(text, qrLevel="Q").qr
    code.make()
    rows: list[list[tuple[int, int]]] = []
    for row in code.modules:
        rows.append([])
        column = 0
        for is_dark, same in groupby(map(bool, row)):
            count = len(list(same))
            if is_dark:
                rows[-1].append((column, count))
            column += count
    return rows


@cache
def _font(name: str) -> "TTFont":
    """The type by its name, registered with ReportLab when first needed (55 ms)."""
    from reportlab.pdfbase import pdfmetrics

    font = _font_class()(name, RESOURCES / "fonts" / f"{name}.ttf")
    pdfmetrics.registerFont(font)  # pyright: ignore[reportUnknownMemberType]  its stub says no type
    return font


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
