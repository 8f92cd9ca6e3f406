"""The press: prints papers into one PDF, in the paper's own types. The only ReportLab.

Promise: every sign is in the file and can be copied out of it, or the press refuses and names it; equal papers are
equal bytes. Hidden: what ReportLab would do otherwise; where a type comes from; and that all of this is loaded by the
first paper (200 ms), so that no window waits for it.
"""

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial
from io import BytesIO
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, cast
from xml.sax.saxutils import escape

from desktop.i18n import word
from desktop.sheets import page, setting
from desktop.sheets.lines import HALF, Breaker, Line, Style, squeezed
from desktop.sheets.page import Attachment, Paper
from desktop.sheets.pen import PagePen
from desktop.sheets.strips import Box, Placed
from desktop.sheets.typefaces import OWN, Signs, Types, font, picture, picture_size

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_FOOT_LINE = 32.0
_FOOT_LEADING = 1.25  # of its size
_FOOT_FREE = 7.0  # below its one line
_FOOT = Style(page.SMALL, grey=True)
_CODE_EDGE = 42.0
_PROGRAM = "Ruhu 入户"
_HALF_BACK = f"{HALF * 1000:.0f}"  # thousandths of the size, as a PDF counts
_JPEG = b"\xff\xd8\xff"
_DARK = re.compile(rb"\0+")
_ONE_AT_A_TIME = threading.Lock()  # the types that papers share are read from where the last reader stopped

Progress = Callable[[int], object]
"""Is told how many papers are set; what it raises stops the press."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A PDF, and how many pages each of its papers takes."""

    content: bytes = field(repr=False)
    pages: tuple[int, ...]


def printed(papers: Paper | Iterable[Paper], signs: Signs | None = None, progress: Progress | None = None) -> bytes:
    """The PDF of one paper or of several; each counts its own pages. Refused where a sign can't be printed.

    What the file says of itself is the first paper's; what is attached is that of all.
    """
    return bound([papers] if isinstance(papers, Paper) else papers, signs, progress).content


def bound(papers: Iterable[Paper], signs: Signs | None = None, progress: Progress | None = None) -> Bound:
    """As `printed`, and tells the pages too."""
    file, pages = BytesIO(), list[int]()
    canvas = _canvas(file)
    run = _Run(canvas, Types(signs or {}))
    attached: list[Attachment] = []
    for done, paper in enumerate(papers, 1):
        if done == 1:
            _tell(canvas, paper)
        pages.append(run.print(paper, f"paper {done}"))
        attached.extend(paper.attachments)
        if progress:
            progress(done)
    _attach(canvas, attached)
    with _ONE_AT_A_TIME:
        canvas.save()
    return Bound(file.getvalue(), tuple(pages))


def missing_signs(told: Paper | str | Iterable[str], signs: Signs | None = None) -> tuple[str, ...]:
    """The signs that no type and no picture has, each once, as they come."""
    types = Types(signs or {}, refuses=False)
    breaker = Breaker(types)
    if isinstance(told, Paper):
        _laid(told, breaker, _Foot(told, breaker))
        return tuple(types.missing)
    for words in [told] if isinstance(told, str) else told:
        breaker.broken(words, Style(page.BODY), page.WIDTH)
    return tuple(types.missing)


def lines(words: str, size: float, width: float, *, is_bold: bool = False) -> list[str]:
    """The words in lines of this width, as a paper breaks them."""
    broken = Breaker(Types({})).broken(words, Style(size, is_bold), width)
    return ["".join(run.words for run in line.runs) for line in broken]


def width(words: str, size: float, *, is_bold: bool = False) -> float:
    """How wide the words are on one line."""
    (line,) = Breaker(Types({})).broken(words, Style(size, is_bold), page.PAPER_WIDTH * 10)
    return line.width


class _Foot:
    """What stands at the foot of a paper's pages: its words, which may take some lines, the number, a small code."""

    def __init__(self, paper: Paper, breaker: Breaker) -> None:
        self._paper, self._breaker = paper, breaker
        self._right = _format(paper)[0] - page.MARGIN - (_CODE_EDGE + 9 if paper.code else 0)
        said = breaker.broken(paper.foot, _FOOT, self._right - page.MARGIN - self._number(99, 99).width - 12)
        self._said = said
        self._lift = max((len(said) - 1) * _FOOT_LEADING * page.SMALL - _FOOT_FREE, 0.0)
        self.height = max(self._lift, _CODE_EDGE / 2 if paper.code else 0.0)

    def draw(self, pen: PagePen, number: int, total: int) -> None:
        y = _format(self._paper)[1] - _FOOT_LINE - self._lift
        if self._paper.code:
            code = page.Code(self._paper.code, _CODE_EDGE, is_quiet=False)
            pen.code(self._right + 9, _format(self._paper)[1] - _FOOT_LINE + 16 - _CODE_EDGE, code)
        counted = self._number(number, total)
        pen.rule(page.MARGIN, y, self._right - page.MARGIN, 0.0, setting.THIN)
        pen.line(self._right - counted.width, y + 2, counted, 1.4)
        for row, line in enumerate(self._said):
            pen.line(page.MARGIN, y + 2 + row * _FOOT_LEADING * page.SMALL, line, 1.4)

    def _number(self, number: int, total: int) -> Line:
        counted = word("Page {page} of {total}", self._paper.language, page=number, total=total)
        (line,) = self._breaker.broken(counted, _FOOT, self._right)
        return line


def _laid(paper: Paper, breaker: Breaker, foot: _Foot) -> list[list[Placed]]:
    wide, high = _format(paper)
    height = high - page.TOP - page.BOTTOM - foot.height
    place = setting.Place(wide - 2 * page.MARGIN, height, Style(paper.size), breaker, picture_size, _edge)
    return setting.pages(paper.pieces, place)


def _format(paper: Paper) -> tuple[float, float]:
    wide, high = page.PAPER_WIDTH, page.PAPER_HEIGHT
    return (high, wide) if paper.is_landscape else (wide, high)


def _canvas(file: BytesIO) -> "Canvas":
    from reportlab import rl_config
    from reportlab.pdfgen import canvas

    config, made_by = cast("Any", rl_config), cast("Any", canvas)
    config.useA85 = 0  # its pages would be a quarter larger, written as letters
    font(OWN[0])
    return made_by.Canvas(file, pageCompression=1, invariant=1, pdfVersion=(1, 7), initialFontName=OWN[0])


class _Run:
    """One file being printed: its papers share their types and what is set alike."""

    def __init__(self, canvas: Any, types: Types) -> None:
        self._canvas, self._types, self._breaker = canvas, types, Breaker(types)
        self._document: Any = canvas._doc  # noqa: SLF001  its fonts ask for it
        self._written: dict[tuple[str, str], Sequence[tuple[str, str]]] = {}
        self._drawn: dict[bytes, str] = {}

    def print(self, paper: Paper, key: str) -> int:
        """Print a paper; gives the number of its pages."""
        wide, high = _format(paper)
        foot = _Foot(paper, self._breaker)
        laid = _laid(paper, self._breaker, foot)
        self._canvas.setPageSize((wide, high))
        self._canvas.bookmarkPage(key)
        self._canvas.addOutlineEntry(paper.title, key)
        for number, placed in enumerate(laid, 1):
            pen = PagePen(high, self, OWN)
            for y, strip in placed:
                strip.draw(pen, page.MARGIN, page.TOP + y)
            foot.draw(pen, number, len(laid))
            pen.finish()
            self._canvas.showPage()
        return len(laid)

    def encoded(self, face: str, words: str) -> Sequence[tuple[str, str]]:
        known = self._written.get((face, words))
        if known is None:
            known = self._written[face, words] = list(self._encoded(face, words))
        return known

    def _encoded(self, face: str, words: str) -> Iterator[tuple[str, str]]:
        dynamic: Any = font(face)
        shown = [
            (subset, f"{_HALF_BACK if number and not at else ''}<{written.hex()}>")
            for number, part in enumerate(squeezed(words))
            for at, (subset, written) in enumerate(dynamic.splitString(part, self._document))
        ]
        for subset, parts in groupby(shown, key=itemgetter(0)):
            operands = "".join(part for _, part in parts)
            is_plain = operands.count("<") == 1 and operands.startswith("<")
            operator = f"{operands} Tj" if is_plain else f"[{operands}] TJ"
            yield dynamic.getSubsetInternalName(subset, self._document), operator

    def modules(self, text: str) -> Sequence[Sequence[tuple[int, int]]]:
        return _modules(text)

    def sign(self, sign: str) -> bytes:
        return self._types.signs[sign]

    def draw(self, operators: str) -> None:
        self._canvas.addLiteral(operators)

    def picture(self, box: Box, content: bytes) -> None:
        if content.startswith(_JPEG):
            self._canvas.saveState()
            self._canvas.transform(box.width, 0, 0, box.height, box.x, box.y)
            self._canvas.doForm(self._jpeg(content))
            self._canvas.restoreState()
        else:
            self._canvas.drawImage(picture(content), *box, mask="auto")

    def _jpeg(self, content: bytes) -> str:
        """The file's name for a photo, which goes into it as it is, without being opened."""
        from reportlab.pdfbase.pdfdoc import PDFImageXObject

        if content not in self._drawn:
            name = self._drawn[content] = f"photo{len(self._drawn)}"
            photo: Any = PDFImageXObject(name)
            if not photo.loadImageFromJPEG(BytesIO(content)):
                raise ValueError("not a JPEG")
            self._document.addForm(name, photo)
        return self._drawn[content]


def _edge(text: str) -> int:
    """How many modules a code is wide."""
    return len(_modules(text))


@lru_cache(64)
def _modules(text: str) -> list[list[tuple[int, int]]]:
    """The rows of a code that is still read when a quarter of it is lost: where dark modules begin, how many."""
    import zxingcpp

    codes: Any = zxingcpp
    code = codes.create_barcode(text, codes.BarcodeFormat.QRCode, ec_level="Q")
    picture = code.to_image(scale=1, add_quiet_zones=False)
    edge, shades = picture.shape[1], memoryview(picture).tobytes()
    rows = (shades[start : start + edge] for start in range(0, len(shades), edge))
    return [[(dark.start(), len(dark[0])) for dark in _DARK.finditer(row)] for row in rows]


def _tell(canvas: Any, paper: Paper) -> None:
    """What the file says of itself, in both forms that readers look for."""
    from reportlab.pdfbase import pdfdoc

    pdf: Any = pdfdoc
    language = paper.language.replace("_", "-")
    canvas.setTitle(paper.title)
    canvas.setAuthor(paper.author)
    canvas.setSubject(paper.subject)
    canvas.setKeywords(", ".join(paper.keywords))
    canvas.setCreator(_PROGRAM)
    canvas.setProducer(_PROGRAM)
    canvas.setDateFormatter(partial(_written_date, paper.created))
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.setCatalogEntry("Lang", pdf.PDFString(language))
    kind = pdf.PDFDictionary({"Type": pdf.PDFName("Metadata"), "Subtype": pdf.PDFName("XML")})
    canvas.setCatalogEntry("Metadata", pdf.PDFStream(kind, _packet(paper, language).encode(), filters=[]))


def _written_date(created: datetime | None, *_now: int) -> str:
    return f"D:{_moment(created):%Y%m%d%H%M%S}{_offset(created, chr(39))}"


def _moment(created: datetime | None) -> datetime:
    return created or datetime(2026, 1, 1)  # noqa: DTZ001  of the paper's own place


def _offset(created: datetime | None, between: str) -> str:
    written = f"{_moment(created):%z}"
    return f"{written[:3]}{between}{written[3:]}" if written else ""


def _packet(paper: Paper, language: str) -> str:
    title, author, program = escape(paper.title), escape(paper.author), escape(_PROGRAM)
    subject = escape(paper.subject)
    keywords = "".join(f"<rdf:li>{escape(each)}</rdf:li>" for each in paper.keywords)
    created = f"{_moment(paper.created):%Y-%m-%dT%H:%M:%S}{_offset(paper.created, ':')}"
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:subject><rdf:Bag>{keywords}</rdf:Bag></dc:subject>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{program}</pdf:Producer>
<xmp:CreatorTool>{program}</xmp:CreatorTool>
<xmp:CreateDate>{created}</xmp:CreateDate>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def _attach(canvas: Any, attachments: Sequence[Attachment]) -> None:
    from reportlab.pdfbase import pdfdoc

    pdf: Any = pdfdoc
    if not attachments:
        return
    document: Any = canvas._doc  # noqa: SLF001
    named: list[object] = []
    for attached in sorted(attachments, key=lambda each: each.name):
        kind = {"Type": pdf.PDFName("EmbeddedFile"), "Subtype": "/" + attached.media_type.replace("/", "#2F")}
        sized = pdf.PDFDictionary({"Size": len(attached.content)})
        content = pdf.PDFStream(
            pdf.PDFDictionary({**kind, "Params": sized}), attached.content, filters=[pdf.PDFZCompress]
        )
        name = pdf.PDFString(attached.name)
        reference = document.Reference(content)
        file = {
            "Type": pdf.PDFName("Filespec"),
            "F": name,
            "UF": name,
            "EF": pdf.PDFDictionary({"F": reference, "UF": reference}),
            "Desc": pdf.PDFString(attached.about),
            "AFRelationship": pdf.PDFName("Data"),
        }
        named.extend((name, document.Reference(pdf.PDFDictionary(file))))
    canvas.setCatalogEntry("Names", {"EmbeddedFiles": pdf.PDFDictionary({"Names": pdf.PDFArray(named)})})
