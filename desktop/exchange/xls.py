"""What an .xls file shows that its parser does not give: error values, and what is hidden.

An .xls is a compound file: sectors that a table chains, and in the chain named Workbook the records of all sheets
([MS-CFB], [MS-XLS]). Promise: a file that is not built so is Unreadable, so that nothing is missed in silence.
"""

import struct
from collections.abc import Iterator

from desktop.exchange.parts import Fault, Look, Unreadable

_POWERS = (9, 12)  # of two: the bytes of a sector
_NO_SECTOR = 0xFFFF_FFFA  # and all numbers above it
_LISTED = 109  # sectors of the table that stand in the header
_WORKBOOK, _WORKBOOK_95 = (name.encode("utf-16-le") + b"\0\0" for name in ("Workbook", "Book"))
_FORMULA, _EOF, _LOCK, _COLUMNS, _SHEET, _VALUE, _ROW, _BOF = 0x06, 0x0A, 0x2F, 0x7D, 0x85, 0x205, 0x208, 0x809
_WORKSHEET = 0  # among macro sheets and charts
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!"}
_NO_VALUE = "#N/A"
_HIDDEN_COLUMN, _HIDDEN_ROW = 0x01, 0x20


def look(content: bytes) -> tuple[Look, ...]:
    """What the sheets of an .xls file show, in their order."""
    try:
        stream = _stream(content)
        return tuple(_looked(stream, start) if is_table else Look() for start, is_table in _sheets(stream))
    except struct.error as error:
        raise Unreadable(Fault.DAMAGED) from error


def _stream(content: bytes) -> bytes:
    """All records, put together from their sectors."""
    (power,) = struct.unpack_from("<H", content, 30)
    if power not in _POWERS:
        raise Unreadable(Fault.DAMAGED)
    (directory,) = struct.unpack_from("<I", content, 48)
    shortest, *_, more = struct.unpack_from("<4I", content, 56)
    listed = list(struct.unpack_from(f"<{_LISTED}I", content, 76))
    numbers = struct.Struct(f"<{(1 << power) // 4}I")

    def sector(number: int) -> bytes:
        return content[(number + 1) << power : (number + 2) << power]

    while more < _NO_SECTOR and len(listed) < len(content):
        *further, more = numbers.unpack(sector(more))
        listed += further
    table = [number for each in listed if each < _NO_SECTOR for number in numbers.unpack(sector(each))]

    def chain(number: int) -> bytes:
        found: list[bytes] = []
        while number < _NO_SECTOR:
            if number >= len(table) or len(found) > len(table):
                raise Unreadable(Fault.DAMAGED)
            found.append(sector(number))
            number = table[number]
        return b"".join(found)

    chains: dict[bytes, tuple[int, int]] = {}  # name → first sector, bytes
    for name, length, start, size in struct.iter_unpack("<64sH50xII4x", chain(directory)):
        chains[name[:length]] = start, size
    start, size = chains.get(_WORKBOOK) or chains.get(_WORKBOOK_95) or (0, 0)
    if size < shortest:  # no workbook; or one in a stream of short ones, where Excel writes none
        raise Unreadable(Fault.NO_TABLE)
    return chain(start)[:size]


def _sheets(stream: bytes) -> Iterator[tuple[int, bool]]:
    """Where the records of each sheet start, and whether it is a table."""
    for kind, body in _records(stream, 0):
        if kind == _LOCK:
            raise Unreadable(Fault.LOCKED)
        if kind == _SHEET:
            start, _, of_what = struct.unpack_from("<IBB", body)
            yield start, of_what == _WORKSHEET


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of the stream, without those of charts that stand within."""
    depth = 0
    while True:
        kind, length = struct.unpack_from("<HH", stream, start)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 1:
            yield kind, stream[start + 4 : start + 4 + length]
        elif depth < 1 and kind == _EOF:
            return
        elif depth < 1:
            raise Unreadable(Fault.DAMAGED)
        start += 4 + length


def _looked(stream: bytes, start: int) -> Look:
    seen = Look()
    for kind, body in _records(stream, start):
        if kind == _VALUE:
            row, column, _, code, is_error = struct.unpack_from("<HHHBB", body)
            if is_error:
                seen.errors.setdefault(row, {})[column] = _ERRORS.get(code, _NO_VALUE)
        elif kind == _FORMULA:
            row, column, _, of_what, code, mark = struct.unpack_from("<HHHBxB3xH", body)
            if (mark, of_what) == (0xFFFF, 2):  # the result is no number but an error
                seen.errors.setdefault(row, {})[column] = _ERRORS.get(code, _NO_VALUE)
        elif kind == _COLUMNS:
            first, last, _, _, flags = struct.unpack_from("<5H", body)
            seen.hidden_columns.update(range(first, last + 1) if flags & _HIDDEN_COLUMN else ())
        elif kind == _ROW:
            row, flags = struct.unpack_from("<H10xH", body)
            seen.hidden_rows.update([row] if flags & _HIDDEN_ROW else [])
    return seen
