"""What an .xlsx file is made of, looked at before any of it is believed. It is a zip of XML parts.

Promise: what `look` lets through is whole (every checksum holds), grows to no more than it says, and its sheets stay
within the limits; no piece of more than some megabytes is ever in memory. Decision: the XML is searched and not parsed,
which is four times quicker than expat, and errs only by seeing more than there is.
"""

import collections
import copy
import io
import re
import string
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from xml.etree import ElementTree as ET

_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How big a file may be: ten times the ledger of a district. `memory` is kept by Linux alone."""

    file: int = 64 * _MIB  # bytes
    inflated: int = 1024 * _MIB  # bytes of all parts
    parts: int = 10_000
    sheets: int = 500
    span: int = 32_000_000  # cells from A1 to the last, empty or not: the parser keeps them all, in 1 GiB
    cells: int = 10_000_000  # that hold something
    merged: int = 500_000
    memory: int = 2048 * _MIB  # bytes of address space for the child that reads
    seconds: float = 120


LIMITS = Limits()


class Fault(StrEnum):
    """Why a file is not read."""

    EMPTY = "empty"
    NO_TABLE = "no table"
    LOCKED = "locked"
    DAMAGED = "damaged"
    TOO_BIG = "too big"
    TOO_SLOW = "too slow"
    BROKE_OFF = "broke off"  # the process that read it died


class Unreadable(Exception):
    """A file is not read, whole or in part."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(slots=True)
class Look:
    """What a sheet's part shows that the parser does not give; rows and columns count from 0."""

    height: int = 0
    width: int = 0
    merged: int = 0
    hidden_rows: set[int] = field(default_factory=set[int])
    hidden_columns: set[int] = field(default_factory=set[int])
    errors: dict[int, dict[int, str]] = field(default_factory=dict[int, dict[int, str]])  # row → column → "#N/A"


_BROKEN = (  # what a broken zip raises, and XML that is not as Excel writes it
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OverflowError),
    *(ET.ParseError, ValueError, KeyError),
)
_ROOT, _WORKBOOK, _RELATIONS = "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedstrings.xml"
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others are not of Excel, and pack a bomb tighter
_LETTERS, _DIGITS = string.ascii_letters.encode(), string.digits.encode()
_WIDEST = 3  # letters of the last column, XFD
_REFERENCE = re.compile(rb"""r\s*=\s*["']([A-Za-z]*\d{1,9})""")  # of a cell, and of a row where it has no letters
_FAR = re.compile(rb'<c(?! r="[A-C]?[A-Z]1?\d{1,5}")[\s/>]')  # beyond A1:CZ199999, 21 million cells: half the time
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_HIDEABLE = re.compile(rb"<(?:\w+:)?(row|col)\s([^<>]*\bhidden\b[^<>]*)>")
_ATTRIBUTE = re.compile(rb"""(\w+)\s*=\s*["']([^"']*)""")
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\s([^<>]*\bt\s*=\s*["']e["'][^<>]*)(?<!/)>"""
    rb"""(?:<(?:\w+:)?f\b[^<>]*/>|<(?:\w+:)?f\b[^<>]*>[^<]*</(?:\w+:)?f>)?<(?:\w+:)?v[^<>]*>([^<]*)<"""
)
_UNCOMPUTED = re.compile(  # a formula that no Excel has computed yet; one that gives no text is of the type "str"
    rb"""<(?:\w+:)?c\s((?![^<>]*t\s*=\s*["']str)[^<>]*)(?<!/)>"""
    rb"""(?:<(?:\w+:)?f\b[^<>]*/>|<(?:\w+:)?f\b[^<>]*>[^<]*</(?:\w+:)?f>)"""
    rb"""(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"""
)


def look(content: bytes, limits: Limits) -> tuple[Look, ...]:
    """Look through all parts of an .xlsx file; gives what its sheets show, in their order. Unreadable where unsafe."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _looked(archive, limits)
    except _BROKEN as error:
        raise Unreadable(Fault.DAMAGED) from error


def _looked(archive: zipfile.ZipFile, limits: Limits) -> tuple[Look, ...]:
    listed = archive.infolist()
    if len(listed) > limits.parts or sum(part.file_size for part in listed) > limits.inflated:
        raise Unreadable(Fault.TOO_BIG)
    parts = {part.filename.replace("\\", "/").casefold(): part for part in listed}
    if not {_ROOT, _WORKBOOK, _RELATIONS} <= set(parts):
        raise Unreadable(Fault.NO_TABLE)
    if len(parts) < len(listed) or any(part.compress_type not in _PACKED for part in listed):
        raise Unreadable(Fault.DAMAGED)
    _require_in_xl(_xml(archive, parts[_ROOT]))
    targets = _targets(_xml(archive, parts[_RELATIONS]))
    sheets = [targets.get(relation) for relation in _relations(_xml(archive, parts[_WORKBOOK]))]
    if len(sheets) > limits.sheets:
        raise Unreadable(Fault.TOO_BIG)
    looks: dict[str | None, Look] = {}
    for name, part in parts.items():
        if name in {*targets.values(), _STRINGS}:  # also what says that it is no sheet: the parser may see it otherwise
            looks[name] = _look_through(archive, part, limits)
        else:
            collections.deque(_inflated(archive, part), maxlen=0)  # to its end, for its size and checksum
    if len(set(sheets)) < len(sheets) or not set(sheets) <= set(looks):
        raise Unreadable(Fault.DAMAGED)
    return tuple(looks[name] for name in sheets)


def _xml(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> ET.Element:
    """The tree of a small part."""
    if part.file_size > _MIB:
        raise Unreadable(Fault.TOO_BIG)
    text = b"".join(_inflated(archive, part))
    return ET.fromstring(text)  # noqa: S314  without a DOCTYPE there are no entities


def _require_in_xl(root: ET.Element) -> None:
    """The workbook must lie in the folder where this module looks for it: the parser goes where the root says."""
    for relation in root:
        folder, _, _ = relation.get("Target", "").removeprefix("/").rpartition("/")
        if relation.get("Type", "").endswith("/officeDocument") and folder != "xl":
            raise Unreadable(Fault.NO_TABLE)


def _targets(relations: ET.Element) -> Mapping[str, str]:
    """Relation → the name of its part, as the parser resolves it."""
    found: dict[str, str] = {}
    for relation in relations:
        target = relation.get("Target", "").replace("\\", "/").casefold().removeprefix("/")
        found[relation.get("Id", "")] = target if target.startswith("xl/") else f"xl/{target}"
    return found


def _relations(workbook: ET.Element) -> list[str]:
    """The relation of each sheet, in their order."""
    return [
        next((value for name, value in sheet.items() if name.endswith("}id")), "")
        for sheet in workbook.iterfind("{*}sheets/{*}sheet")
    ]


def _inflated(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part's content in pieces, as much as there really is; its size must be as claimed, its checksum too."""
    whole = copy.copy(part)
    whole.file_size = sys.maxsize  # zipfile would stop at the claimed size, the parser would not
    is_xml = part.filename.lower().endswith((".xml", ".rels"))
    size = 0
    with archive.open(whole) as packed:
        while piece := packed.read(_MIB):
            if is_xml and size == 0 and (b"<!DOCTYPE" in piece or b"\0" in piece):  # NUL: UTF-16, not as Excel writes
                raise Unreadable(Fault.DAMAGED)
            size += len(piece)
            if size > part.file_size:
                break
            yield piece
    if size != part.file_size:
        raise Unreadable(Fault.DAMAGED)


def _tagged(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """XML in pieces that end with a row, or else before a tag; no text of a cell is as long as one of them."""
    rest = b""
    for read in pieces:
        piece = rest + read
        cut = piece.rfind(b"row>") + 4 if b"row>" in piece else max(piece.rfind(b"<"), 0)
        if cut == 0 and len(piece) > _MIB:
            raise Unreadable(Fault.TOO_BIG)
        yield piece[:cut]
        rest = piece[cut:]
    yield rest


def _look_through(archive: zipfile.ZipFile, part: zipfile.ZipInfo, limits: Limits) -> Look:
    seen = Look()
    is_near = True
    for piece in _tagged(_inflated(archive, part)):
        is_near = is_near and b":c" not in piece and _FAR.search(piece) is None
        seen.merged += piece.count(b"mergeCell ")
        if b"hidden" in piece:
            _add_hidden(piece, seen)
        if b'"e"' in piece or b"'e'" in piece:
            _add_errors(_ERROR.findall(piece), seen)
        if b"<f" in piece or b":f" in piece:
            _add_errors(((text, b"#CALC!") for text in _UNCOMPUTED.findall(piece)), seen)
    if not is_near:
        _measure(_tagged(_inflated(archive, part)), seen)
    if seen.height * seen.width > limits.span or seen.merged > limits.merged:
        raise Unreadable(Fault.TOO_BIG)
    return seen


def _measure(pieces: Iterator[bytes], seen: Look) -> None:
    """Find the last row and column that has a cell; every cell must say where it stands."""
    for piece in pieces:
        references = b" ".join(_REFERENCE.findall(piece))
        columns = references.translate(None, _DIGITS).split(b" ")
        placed = len(columns) - columns.count(b"")
        tags = piece.count(b"<c") + piece.count(b":c")
        if tags > placed and len(_CELL.findall(piece)) > placed:
            raise Unreadable(Fault.DAMAGED)
        if references:
            rows = references.translate(None, _LETTERS).split(b" ")
            seen.height = max(seen.height, *map(int, set(rows)))
            seen.width = max(seen.width, *map(_column, set(columns)))


def _column(letters: bytes) -> int:
    """The number of a column, A is 1."""
    if len(letters) > _WIDEST:
        raise Unreadable(Fault.TOO_BIG)
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _add_hidden(piece: bytes, seen: Look) -> None:
    for kind, text in _HIDEABLE.findall(piece):
        said = dict(_ATTRIBUTE.findall(text))
        if said[b"hidden"] not in (b"1", b"true"):
            continue
        if kind == b"row" and b"r" in said:
            seen.hidden_rows.add(int(said[b"r"]) - 1)
        elif kind == b"col":
            first, last = int(said[b"min"]) - 1, min(int(said[b"max"]), 1 << 14)
            seen.hidden_columns.update(range(first, last))


def _add_errors(cells: Iterable[tuple[bytes, bytes]], seen: Look) -> None:
    """Notes cells, by their attributes, that hold an error instead of a value."""
    for text, error in cells:
        place = dict(_ATTRIBUTE.findall(text))[b"r"]
        row, column = int(place.translate(None, _LETTERS)) - 1, _column(place.translate(None, _DIGITS)) - 1
        seen.errors.setdefault(row, {})[column] = error.decode()
