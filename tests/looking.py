"""How a test looks at a paper: its words with their places, its pictures, its codes; from the bytes of its PDF alone.

from looking import assert_no_tofu, assert_nothing_overlaps_or_leaves, look, pictures_of, qr_texts, texts_of, words_of

texts_of(pdf)                           by page, each run of words with its place; y from the page's upper edge
words_of(pdf)                           by page, all its words without line breaks, as they are copied out of it
assert_nothing_overlaps_or_leaves(pdf)  no words on words, on a code or picture, or outside the page's margins
assert_no_tofu(pdf)                     each sign is in the font that sets it, and can be copied as itself
look(pdf)                               both of them: what a test of any paper should call
pictures_of(pdf, scale=2)               each page as a grey PIL picture
qr_texts(picture)                       what a scanner reads in it
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import combinations
from zipfile import ZipFile

import pypdfium2
import pypdfium2.raw as pdfium
import zxingcpp
from PIL import Image
from reportlab.pdfbase.ttfonts import TTFontFile

from desktop.paths import RESOURCES

_UP, _DOWN = 0.86, 0.12  # of the size: how far a Han sign goes above and below its baseline
_SLACK = 0.6  # points that bodies of signs may share without touching
_MARGIN = 20.0
_UNSEEN = 3
_WHITE_BEFORE = "（「『“‘"  # their ink is in the other half
_LARGE = 24.0  # points: a filled shape of this size is a code


@dataclass(frozen=True, slots=True)
class Seen:
    """Words on one baseline, set in one go; `is_seen` is false for those beneath a drawn sign."""

    words: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    font: str
    is_seen: bool = True

    def overlaps(self, other: "Seen") -> bool:
        return (
            min(self.right, other.right) - max(self.left, other.left) > _SLACK
            and min(self.bottom, other.bottom) - max(self.top, other.top) > _SLACK
        )


def texts_of(pdf: bytes) -> list[list[Seen]]:
    """The words of each page in the order in which they are copied."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [list(_texts(sheet)) for sheet in document]


def words_of(pdf: bytes) -> list[str]:
    """All words of each page, without line breaks."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [sheet.get_textpage().get_text_bounded().replace("\r", "").replace("\n", "") for sheet in document]


def look(pdf: bytes) -> None:
    """What is true of every paper."""
    assert_no_tofu(pdf)
    assert_nothing_overlaps_or_leaves(pdf)


def assert_nothing_overlaps_or_leaves(pdf: bytes) -> None:
    with pypdfium2.PdfDocument(pdf) as document:
        for number, sheet in enumerate(document, 1):
            width, height = sheet.get_size()
            seen = [*_texts(sheet), *_shapes(sheet)]
            outside = [
                each
                for each in seen
                if each.left < _MARGIN
                or each.right > width - _MARGIN
                or each.top < _MARGIN / 2
                or each.bottom > height - _MARGIN / 2
            ]
            assert not outside, f"page {number}: outside of its margins: {outside}"
            on_others = [pair for pair in combinations(seen, 2) if pair[0].overlaps(pair[1]) and any_words(pair)]
            assert not on_others, f"page {number}: on each other: {on_others[:3]}"


def any_words(pair: tuple[Seen, Seen]) -> bool:
    return any(each.words.strip() and each.is_seen for each in pair)


def assert_no_tofu(pdf: bytes) -> None:
    with pypdfium2.PdfDocument(pdf) as document:
        for number, sheet in enumerate(document, 1):
            words = sheet.get_textpage()
            codes = [pdfium.FPDFText_GetUnicode(words.raw, at) for at in range(words.count_chars())]
            assert not {0, 0xFFFD, 0xFFFE, 0xFFFF}.intersection(codes), f"page {number}: an empty box in {codes}"
            for each in _texts(sheet):
                lacking = [sign for sign in each.words if not sign.isspace() and ord(sign) not in _signs_of(each.font)]
                assert not (each.is_seen and lacking), f"page {number}: {each.font} lacks {lacking} of {each.words!r}"


def pictures_of(pdf: bytes, scale: float = 2) -> list[Image.Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [sheet.render(scale=scale, grayscale=True).to_pil() for sheet in document]


def qr_texts(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def _texts(sheet: pypdfium2.PdfPage) -> Iterator[Seen]:
    height = sheet.get_height()
    for item in sheet.get_objects(textpage=sheet.get_textpage()):
        if isinstance(item, pypdfium2.PdfTextObj) and (words := item.extract().strip(" ")):
            place, (_, _, right, _) = item.get_matrix(), item.get_bounds()
            size = item.get_font_size()
            is_seen = pdfium.FPDFTextObj_GetTextRenderMode(item.raw) != _UNSEEN
            top, bottom = height - place.f - _UP * size, height - place.f + _DOWN * size
            font = item.get_font().get_base_name()
            left = place.e + (size / 2 if words[0] in _WHITE_BEFORE else 0.0)
            yield Seen(words, left, top, max(right, left), bottom, size, font, is_seen)


def _shapes(sheet: pypdfium2.PdfPage) -> Iterator[Seen]:
    """Codes and pictures."""
    height = sheet.get_height()
    for item in sheet.get_objects():
        left, bottom, right, top = item.get_bounds()
        is_code = (
            item.type == pdfium.FPDF_PAGEOBJ_PATH and _is_filled(item) and _is_code(item, right - left, top - bottom)
        )
        if (item.type == pdfium.FPDF_PAGEOBJ_IMAGE and right - left > _LARGE) or is_code:
            yield Seen("", left, height - top, right, height - bottom, 0.0, "")


def _is_code(item: pypdfium2.PdfObject, width: float, height: float) -> bool:
    return min(width, height) > _LARGE and pdfium.FPDFPath_CountSegments(item.raw) > 100


def _is_filled(item: pypdfium2.PdfObject) -> bool:
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item.raw, mode, stroked)
    return bool(mode.value)


@cache
def _signs_of(font: str) -> frozenset[int]:
    """The signs of a type by the name that its subset has in a file."""
    name = font.partition("+")[2] or font
    fonts = RESOURCES / "fonts"
    if name.startswith("HanaMin"):
        block, letter = name.removeprefix("HanaMin")[:-1], name[-1]
        for file in (fonts / "HanaMin.zip", fonts / "HanaMinSymbols.zip"):
            with ZipFile(file) as types:
                if f"{block}-{letter}.ttf" in types.namelist():
                    return frozenset(TTFontFile(BytesIO(types.read(f"{block}-{letter}.ttf"))).charToGlyph)
    return frozenset(TTFontFile(fonts / f"{name}.ttf").charToGlyph)
