"""The paper's types: which one has a sign, how wide it is there, and the type itself for the press.

Promise: a sign is looked for in Noto Sans SC, then in HanaMin, then among the pictures that somebody drew or scanned;
one that is nowhere is refused or told, never printed as an empty box. Hidden: that HanaMin's 61,000 signs are read in
small types, where one is needed; and how a sign is described that has no number.
"""

import re
import threading
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.domain.errors import Refused
from desktop.paths import RESOURCES

if TYPE_CHECKING:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase.ttfonts import TTFont

OWN = ("NotoSansSC-Regular", "NotoSansSC-Bold")
_FONTS = RESOURCES / "fonts"
_RARE = (_FONTS / "HanaMin.zip", _FONTS / "HanaMinSymbols.zip")

_DESCRIBES = re.compile("[\u2ff0-\u2fff]")
_THREE, _ONE = "⿲⿳", "⿾⿿"
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_BEYOND_BMP = re.compile(r"(?<=> <)[0-9A-F]{5,6}(?=>)")
_ONE_LOADS = threading.Lock()  # a file that is set in two copies of a type can't be written


Signs = Mapping[str, bytes]
"""Pictures of signs that no type has, each by its character or by the ideographic description of one: ⿰王争."""


class Types:
    """The paper's types: which has a sign, and how wide it is there. Those without one are `missing`, or refused."""

    def __init__(self, signs: Signs, *, refuses: bool = True) -> None:
        self.signs = {**signs}
        self.missing: dict[str, None] = {}
        self._refuses = refuses
        self._known: dict[tuple[str, bool], tuple[str, float]] = {}
        described = sorted((sign for sign in signs if len(sign) > 1), key=len, reverse=True)
        self._described = re.compile("|".join(map(re.escape, described)) or "(?!)")

    def split(self, words: str) -> Sequence[str]:
        if _UNSEEN.search(words):
            words = _UNSEEN.sub("", words.replace("\t", " "))
        if not (self._described.search(words) or _DESCRIBES.search(words)):
            return words
        return list(self._parts(words))

    def _parts(self, words: str) -> Iterator[str]:
        at = 0
        while at < len(words):
            found = self._described.match(words, at)
            end = found.end() if found else _end_of_description(words, at)
            yield words[at:end]
            at = end

    def face(self, sign: str, *, bold: bool) -> tuple[str, float]:
        known = self._known.get((sign, bold))
        if known is None:
            known = self._known[sign, bold] = self._found(sign, OWN[bold]) or self._lacking(sign)
        return known

    def _found(self, sign: str, name: str) -> tuple[str, float] | None:
        if sign in self.signs:
            return "", 1.0
        if len(sign) > 1 or _PRIVATE.fullmatch(sign):
            return None
        number = ord(sign)
        faces = (name, *_rare_faces().get(number >> 8, ()))
        return next(((name, _widths(name)[number]) for name in faces if number in _widths(name)), None)

    def _lacking(self, sign: str) -> tuple[str, float]:
        if self._refuses:
            raise Refused(
                "The sign {sign} ({number}) is in no type of this computer. Nothing was printed.",
                "Draw the sign or scan it from a paper, under the household's name; then print again.",
                sign=sign,
                number=" ".join(f"U+{ord(each):04X}" for each in sign),
            )
        self.missing[sign] = None
        return "", 1.0


def _end_of_description(words: str, at: int) -> int:
    """Where the sign ends that begins here: 1 on, or behind all parts of an ideographic description."""
    wanted, end = 1, at
    while wanted and end < len(words):
        if _DESCRIBES.match(words[end]):
            wanted += 3 if words[end] in _THREE else 1 if words[end] in _ONE else 2
        wanted -= 1
        end += 1
    return end


@lru_cache(8)
def picture(content: bytes) -> "ImageReader":
    from reportlab.lib.utils import ImageReader

    made: Any = ImageReader(BytesIO(content))
    made.getRGBData()  # read now: two papers printed at once would read one picture at once
    return made


@lru_cache(256)
def picture_size(content: bytes) -> tuple[float, float]:
    return picture(content).getSize()


@cache
def _small_types() -> Mapping[str, Path]:
    """The small types of rare signs by their names, with the file that holds each."""
    held: dict[str, Path] = {}
    for file in _RARE:
        with zipfile.ZipFile(file) as types:
            held.update(dict.fromkeys(types.namelist(), file))
    return held


@cache
def _rare_faces() -> Mapping[int, Sequence[str]]:
    """Their names by the number that their signs' numbers share."""
    faces: dict[int, list[str]] = defaultdict(list)
    for name in _small_types():
        faces[int(name.partition("-")[0], 16)].append(name)
    return faces


@cache
def _widths(name: str) -> Mapping[int, float]:
    """How wide each sign of a type is, as a share of its size."""
    face: Any = font(name).face
    return {number: face.charWidths.get(number, face.defaultWidth) / 1000 for number in face.charToGlyph}


def font(name: str) -> "TTFont":
    """The type by its name, registered with ReportLab when first needed (55 ms); one and the same for all threads."""
    with _ONE_LOADS:
        return _loaded(name)


@cache
def _loaded(name: str) -> "TTFont":
    from reportlab.pdfbase import pdfmetrics

    file: Path | BytesIO = _FONTS / f"{name}.ttf"
    if name not in OWN:
        with zipfile.ZipFile(_small_types()[name]) as types:
            file = BytesIO(types.read(name))
    font = _font_class()(name, file)
    pdfmetrics.registerFont(font)  # pyright: ignore[reportUnknownMemberType]  its stub says no type
    return font


@cache
def _font_class() -> "Callable[[str, Path | BytesIO], TTFont]":
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
