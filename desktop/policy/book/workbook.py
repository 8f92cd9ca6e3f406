"""The workbook of an office: sheets of text out of an .xlsx file, and into one for people.

Promise: whatever file it is, reading ends in bounded time and memory, nothing of it is run, and what is not plain text,
number or day in a cell is told with its place. Hidden: the file's XML is read here and not by openpyxl, which builds
what a hostile file asks for; entities are refused, so none expands.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, DecimalException
from xml.etree import ElementTree as ET

from desktop.i18n import N_
from desktop.policy.book.cells import MOST_AREA, MOST_BYTES, MOST_FLAWS, MOST_SHEETS, Cells, Full
from desktop.policy.pack import Flaw
from desktop.policy.vocabulary import Sheet, is_instruction, sheet_name

BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OverflowError, ET.ParseError,
    LookupError, ValueError, DecimalException,
)  # fmt: skip
"""What a file raises that is not made as it should be."""

_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LONGEST_LIST = 256 << 10  # bytes of the list of parts in a zip: some thousand
_MOST_TAGS = 1_000_000  # of all parts together, both ends of an element counted
_MOST_SMALL = 1 << 20  # bytes of a part that is read as a tree
_MOST_DIGITS, _SMALLEST = 15, Decimal("1e-15")
_ROOT = "_rels/.rels"
_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)""")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_DAY_ZERO, _DAY_ZERO_OF_1904 = date(1899, 12, 30), date(1904, 1, 1)
_FIRST_DAY = 61  # Excel counts a 29 February 1900: programs disagree about the days before
_ISO = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T00:00:00(?:\.0+)?Z?)?")
_CHINESE_FORMATS: dict[int, str] = {
    **dict.fromkeys((27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58), "yyyy-mm-dd"),
    **dict.fromkeys((32, 33, 34, 35, 55, 56), "hh:mm"),
}
"""What a Chinese Excel has under these numbers, which are not written into its files."""
_RETYPE = N_("Type it as text or as a number.")


# Reading


def opened(content: bytes) -> zipfile.ZipFile:
    """Open a zip of which the list of parts is short; raises one of BROKEN."""
    end = content.rfind(b"PK\x05\x06", max(len(content) - 65_557, 0))
    if end < 0 or content[end - 20 : end - 16] == b"PK\x06\x07":  # the second begins the end of a zip beyond 4 GiB
        raise zipfile.BadZipFile
    if int.from_bytes(content[end + 12 : end + 16], "little") > _LONGEST_LIST:
        raise zipfile.BadZipFile
    archive = zipfile.ZipFile(io.BytesIO(content))
    listed = archive.infolist()
    if len({part.filename for part in listed}) < len(listed):
        raise zipfile.BadZipFile
    return archive


class TooBig(Exception):
    """A file unpacks to more than any plan."""


@dataclass
class Parts:
    """The parts of a zip; of all that is read, no more than so many bytes."""

    archive: zipfile.ZipFile
    left: int = MOST_BYTES
    tags: int = _MOST_TAGS

    def read(self, name: str) -> bytes:
        """Give a part's bytes, whole and with its checksum; raises TooBig, or one of BROKEN."""
        part = self.archive.getinfo(name)
        if part.compress_type not in _PACKED or part.flag_bits & 1:
            raise zipfile.BadZipFile
        self.left -= part.file_size
        if self.left < 0:
            raise TooBig
        with self.archive.open(part) as packed:
            content = packed.read(part.file_size)
            if len(content) < part.file_size or packed.read(1):
                raise zipfile.BadZipFile
        return content

    def xml(self, name: str) -> bytes:
        """Give a part that is XML, without entities, in UTF-8, of so many tags."""
        content = self.read(name)
        declared = _ENCODING.match(content.removeprefix(b"\xef\xbb\xbf"))
        if (declared and declared[1].lower() not in (b"utf-8", b"utf8")) or b"\0" in content or b"<!D" in content:
            raise zipfile.BadZipFile
        self.tags -= content.count(b"<")
        if self.tags < 0:
            raise TooBig
        return content

    def tree(self, name: str) -> ET.Element:
        content = self.xml(name)
        if len(content) > _MOST_SMALL:
            raise TooBig
        return ET.fromstring(content)  # noqa: S314  without a DOCTYPE there are no entities


def is_workbook(archive: zipfile.ZipFile) -> bool:
    return _ROOT in archive.namelist()


def read(archive: zipfile.ZipFile) -> tuple[list[Sheet], list[Flaw]]:
    """Read all sheets; raises TooBig, or one of BROKEN."""
    parts = Parts(archive)
    book = dict(_related(parts, _ROOT, "").values())["officeDocument"]
    folder, _, name = book.rpartition("/")
    related = _related(parts, f"{folder}/_rels/{name}.rels", folder)
    tree = parts.tree(book)
    listed = [(each.get("name", ""), _relation(each)) for each in tree.iterfind("{*}sheets/{*}sheet")]
    if len(listed) > MOST_SHEETS:
        raise TooBig
    own = dict(related.values())
    strings = _Strings()
    if "sharedStrings" in own:
        _fed(strings, parts.xml(own["sharedStrings"]))
    properties = tree.find("{*}workbookPr")
    is_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    styles = _styles(parts.tree(own["styles"])) if "styles" in own else []
    means = _Means(strings.texts, styles, _DAY_ZERO_OF_1904 if is_1904 else _DAY_ZERO)
    sheets: list[Sheet] = []
    flaws: list[Flaw] = []
    area = 0
    for written, relation in listed:
        if is_instruction(written):
            continue
        kind, target = related[relation]
        name = sheet_name(written) if kind == "worksheet" else None
        if name is None:
            sheets.append(Sheet(written, ()))
            continue
        cells = Cells(name)
        reader = _Rows(cells, means)
        try:
            _fed(reader, parts.xml(target))
            reader.tell_merged()
        except Full:
            pass
        area += cells.area
        if area > MOST_AREA:
            raise TooBig
        sheets.append(cells.sheet())
        flaws += cells.flaws()
    return sheets, flaws


def _related(parts: Parts, name: str, folder: str) -> dict[str, tuple[str, str]]:
    """Relation → the last word of its type, and the name of its part."""
    found: dict[str, tuple[str, str]] = {}
    for relation in parts.tree(name):
        target = relation.get("Target", "")
        whole = target[1:] if target.startswith("/") else f"{folder}/{target}" if folder else target
        found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], whole)
    return found


def _relation(sheet: ET.Element) -> str:
    return next((value for name, value in sheet.items() if name.endswith("}id")), "")


def _fed(target: "_Strings | _Rows", xml: bytes) -> None:
    """Parse without a tree: the target is told of each tag."""
    parser = ET.XMLParser(target=target)  # noqa: S314  without a DOCTYPE there are no entities
    parser.feed(xml)
    parser.close()


def _styles(tree: ET.Element) -> list[str]:
    """Give for each style what its numbers are: "" numbers, "%", "day", "time"."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

    own = {each.get("numFmtId"): each.get("formatCode", "") for each in tree.iterfind("{*}numFmts/{*}numFmt")}
    found: list[str] = []
    for each in tree.iterfind("{*}cellXfs/{*}xf"):
        number = each.get("numFmtId", "0")
        code = own.get(number) or _CHINESE_FORMATS.get(int(number)) or BUILTIN_FORMATS.get(int(number), "")
        plain = _QUOTED.sub("", code).lower()
        if is_date_format(code):
            found.append("day" if "d" in plain or "y" in plain else "time")
        else:
            found.append("%" if "%" in plain else "")
    return found


class _Strings:
    """The texts that cells share, without how they are pronounced."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._is_text = self._is_spoken = False

    def start(self, tag: str, _attributes: Mapping[str, str]) -> None:
        match tag.rpartition("}")[2]:
            case "t":
                self._is_text = not self._is_spoken
            case "rPh":
                self._is_spoken = True
            case _:
                pass

    def data(self, text: str) -> None:
        if self._is_text:
            self._pieces.append(text)

    def end(self, tag: str) -> None:
        match tag.rpartition("}")[2]:
            case "t":
                self._is_text = False
            case "rPh":
                self._is_spoken = False
            case "si":
                self.texts.append("".join(self._pieces))
                self._pieces = []
            case _:
                pass


@dataclass(frozen=True)
class _Means:
    """What cells refer to: texts, what the numbers of each style are, the day 0."""

    texts: list[str]
    styles: list[str]
    day_zero: date


class _Rows:
    """The cells of one sheet, as its XML is read."""

    def __init__(self, cells: Cells, means: _Means) -> None:
        self._cells, self._means = cells, means
        self._row = self._column = 0
        self._kind = self._style = ""
        self._pieces: list[str] = []
        self._is_value = self._is_spoken = self._is_formula = False
        self._merged: list[tuple[int, int]] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        match tag.rpartition("}")[2]:
            case "row":
                self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
                self._column = 0
            case "c":
                self._begin(attributes)
            case "v" | "t":
                self._is_value = not self._is_spoken
            case "rPh":
                self._is_spoken = True
            case "f":
                self._is_formula = True
            case "mergeCell" if len(self._merged) < MOST_FLAWS:
                if corner := _REFERENCE.match(attributes.get("ref", "")):
                    self._merged.append((int(corner[2]), _number_of(corner[1])))
            case _:
                pass

    def data(self, text: str) -> None:
        if self._is_value:
            self._pieces.append(text)

    def end(self, tag: str) -> None:
        match tag.rpartition("}")[2]:
            case "v" | "t":
                self._is_value = False
            case "rPh":
                self._is_spoken = False
            case "c":
                self._end()
            case _:
                pass

    def _begin(self, attributes: Mapping[str, str]) -> None:
        before = (self._row, self._column)
        if place := _REFERENCE.fullmatch(attributes.get("r", "")):
            self._row, self._column = int(place[2]), _number_of(place[1])
        else:
            self._column += 1
        if (self._row, self._column) <= before or self._row < 1:
            raise ValueError("cells do not follow each other")
        self._kind, self._style, self._pieces = attributes.get("t", "n"), attributes.get("s", "0"), []
        self._is_formula = False

    def _end(self) -> None:
        text = "".join(self._pieces)
        if self._is_formula:
            self._tell(
                N_("The cell holds a formula of Excel."),
                N_("Type its text or number itself; a formula of the plan begins without =."),
            )
        if text or self._is_formula:
            self._cells.put(self._row, self._column, "" if self._is_formula else self._said(text))

    def _said(self, text: str) -> str:
        match self._kind:
            case "s":
                return _unescaped(self._means.texts[int(text)])
            case "inlineStr" | "str":
                return _unescaped(text)
            case "b":
                return "yes" if text.strip() == "1" else "no"
            case "e":
                self._tell(N_("The cell holds an error ({error})."), _RETYPE, error=text[:20])
                return ""
            case "d":
                day = _ISO.fullmatch(text)
                return day[1] if day else self._time()
            case _:
                return self._number(text)

    def _number(self, text: str) -> str:
        style = int(self._style)
        shown = self._means.styles[style] if style < len(self._means.styles) else ""
        number = float(text)
        if shown == "time" or (shown == "day" and not number.is_integer()):
            return self._time()
        if shown == "day":
            return self._day(int(number))
        written = shortest(number)
        if written is None:
            self._tell(
                N_("Excel keeps {most} digits of a number, and this one has more."), N_("Type it as text."),
                most=_MOST_DIGITS,
            )  # fmt: skip
            return ""
        return f"{_plain(Decimal(written) * 100)}%" if shown == "%" else written

    def _day(self, number: int) -> str:
        if self._means.day_zero == _DAY_ZERO and number < _FIRST_DAY:
            return self._time()
        try:
            return (self._means.day_zero + timedelta(days=number)).isoformat()
        except OverflowError:
            return self._time()

    def _time(self) -> str:
        self._tell(N_("The cell holds a time, or no day that can be meant."), N_("Type the day like 2025-09-30."))
        return ""

    def _tell(self, message: str, remedy: str, **values: object) -> None:
        self._cells.tell(self._row, self._column, message, remedy, **values)

    def tell_merged(self) -> None:
        """Tell of merged cells among those that hold something."""
        for row, column in self._merged:
            if row <= self._cells.last[0] and column <= self._cells.last[1]:
                self._cells.tell(
                    row, column, N_("Cells are merged here."),
                    N_("Split them (开始 → 合并后居中), and write the value into each."),
                )  # fmt: skip


def shortest(number: float) -> str | None:
    """Write a number of Excel as its shortest decimal; None where that has more digits than Excel keeps."""
    exact = Decimal(repr(number))
    if not exact.is_finite() or abs(exact) >= 10**_MOST_DIGITS or (exact and abs(exact) < _SMALLEST):
        return None
    return _plain(exact) if len(exact.normalize().as_tuple().digits) <= _MOST_DIGITS else None


def _plain(exact: Decimal) -> str:
    text = f"{exact:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _number_of(letters: str) -> int:
    number = 0
    for each in letters:
        number = number * 26 + ord(each) - ord("A") + 1
    return number
