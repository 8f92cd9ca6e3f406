"""The child process in which a foreign file is opened: the file on standard input, what it holds on standard output.

Promise: whatever a file does to its parser, it does to this process alone, which keeps to its memory and is easily
killed. Decision: the process is this module, started anew (`command`), so that it shares nothing with its parent;
what comes out are frames of MessagePack, each with its length before it, and the last is End or Unread.
"""

import csv
import hashlib
import io
import itertools
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from subprocess import Popen
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias, cast

import msgspec
from msgspec import Struct
from msgspec.msgpack import Ext

from desktop import aside
from desktop.exchange import parts, xls
from desktop.exchange.parts import LIMITS, Fault, Limits, Look, Unreadable

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

if sys.platform == "linux":
    import resource

_ASIDE = "--read-aside"  # packaging/ruhu_command.py runs `main` here for it


class Top(Struct, frozen=True, tag=True):
    """A sheet begins. Its merged cells are (top, left, bottom, right), and all places count from 0."""

    name: str
    height: int
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_columns: tuple[int, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    is_hidden: bool = False


class Rows(Struct, frozen=True, tag=True):
    """The next rows of the sheet that began last."""

    rows: tuple[tuple[Any, ...], ...]


class Unread(Struct, frozen=True, tag=True):
    """Nothing of what was sent counts."""

    fault: Fault


class End(Struct, frozen=True, tag=True):
    """The file was read wholly; `digest` is its SHA-256."""

    digest: str


Message: TypeAlias = Top | Rows | Unread | End
Row: TypeAlias = list[Any]

_ZIP, _OLE = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NOT_OF_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")
_NO_TABLES = ("<", "%PDF", "{\\rtf")  # how a web page begins that is named .xls, a PDF, a letter
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_DELIMITERS = "\t;,"
_JUDGED_BY = 50  # rows, of which the delimiter is found
_ROWS_AT_ONCE = 500
_HEAD = 4  # bytes that tell the length of a frame
_EXACT = 2**53  # beyond it a number of Excel stands for several whole ones

_DAY, _MOMENT, _TIME, _DURATION = range(1, 5)  # as what these travel, which MessagePack does not know
_MADE: dict[int, Callable[[str], Any]] = {
    _DAY: date.fromisoformat,
    _MOMENT: datetime.fromisoformat,
    _TIME: time.fromisoformat,
    _DURATION: lambda text: timedelta(microseconds=int(text)),
}


def command(limits: Limits) -> list[str]:
    """How this process is started; to be run in the folder `aside.PLACE`."""
    told = msgspec.json.encode(limits).decode()
    return aside.command(__name__, _ASIDE, told)


def received(child: Popen[bytes]) -> Iterator[Message]:
    """The messages of a child; where it stops in the middle of one, they stop before."""
    stream = cast("BinaryIO", child.stdout)
    while len(head := stream.read(_HEAD)) == _HEAD:
        frame = stream.read(int.from_bytes(head))
        if len(frame) == int.from_bytes(head):
            yield _DECODE(frame)


def main() -> None:
    """Read standard input within the limits that the last argument tells."""
    limits = msgspec.json.decode(sys.argv[-1], type=Limits)
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    try:
        for message in messages(sys.stdin.buffer.read(limits.file + 1), limits):
            _send(message)
    except Unreadable as unreadable:
        _send(Unread(unreadable.fault))


def messages(content: bytes, limits: Limits = LIMITS) -> Iterator[Message]:
    """What a file holds; its kind is told by its first bytes, never by its name."""
    if not content or len(content) > limits.file:
        raise Unreadable(Fault.TOO_BIG if content else Fault.EMPTY)
    if content.startswith(_ZIP):
        yield from _workbook(content, parts.look(content, limits), limits)
    elif content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise Unreadable(Fault.LOCKED)
        yield from _workbook(content, xls.look(content), limits)
    else:
        yield from _text(content, limits)
    yield End(hashlib.sha256(content).hexdigest())


def _send(message: Message) -> None:
    frame = _ENCODE(message)
    sys.stdout.buffer.write(len(frame).to_bytes(_HEAD) + frame)
    sys.stdout.buffer.flush()


def _workbook(content: bytes, looks: tuple[Look, ...], limits: Limits) -> Iterator[Message]:
    """The sheets of an Excel file of either kind."""
    import python_calamine as calamine  # here, so that the parent does without

    left = limits.cells
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for seen, kind in zip(looks, book.sheets_metadata, strict=True):
            if kind.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(kind.name)
            yield _top(sheet, seen, is_hidden=kind.visible != calamine.SheetVisibleEnum.Visible)
            for rows in _batches(_rows(sheet, seen)):
                left -= sum(len(row) - row.count(None) for row in rows)
                if left < 0:
                    raise Unreadable(Fault.TOO_BIG)
                yield Rows(rows)
    except calamine.PasswordError as error:
        raise Unreadable(Fault.LOCKED) from error
    except (calamine.CalamineError, ValueError) as error:
        raise Unreadable(Fault.DAMAGED) from error


def _top(sheet: "CalamineSheet", seen: Look, *, is_hidden: bool) -> Top:
    last_row, last_column = sheet.end or (-1, -1)
    merged = sheet.merged_cell_ranges or []
    return Top(
        sheet.name,
        last_row + 1,
        tuple((top, left, bottom, right) for (top, left), (bottom, right) in merged if top <= last_row),
        tuple(column for column in seen.hidden_columns if column <= last_column),
        tuple(row for row in seen.hidden_rows if row <= last_row),
        is_hidden,
    )


def _rows(sheet: "CalamineSheet", seen: Look) -> Iterator[Row]:
    before: Row = [None] * (sheet.start[1] if sheet.start else 0)
    for number, read in enumerate(sheet.iter_rows()):
        row = before + [(cell or None) if type(cell) is str else _plain(cell) for cell in read]
        for column, error in seen.errors.get(number, {}).items():  # the parser gives "" for them
            row[column] = error
        yield row


def _plain(cell: Any) -> Any:
    """A cell that is no text, as it travels: a whole number is an int, a day without a time a date."""
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < _EXACT else cell
    if isinstance(cell, timedelta):
        return Ext(_DURATION, str(cell // timedelta(microseconds=1)).encode())
    if isinstance(cell, datetime) and cell.time() != time.min:
        return Ext(_MOMENT, cell.isoformat().encode())
    if isinstance(cell, date):
        return Ext(_DAY, cell.isoformat()[: len("2026-10-26")].encode())
    if isinstance(cell, time):
        return Ext(_TIME, cell.isoformat().encode())
    return cell


def _batches(rows: Iterable[Row]) -> Iterator[tuple[tuple[Any, ...], ...]]:
    rows = iter(rows)
    while batch := tuple(_trimmed(row) for row in itertools.islice(rows, _ROWS_AT_ONCE)):
        yield batch


def _trimmed(row: Row) -> tuple[Any, ...]:
    while row and row[-1] is None:
        row.pop()
    return tuple(row)


def _text(content: bytes, limits: Limits) -> Iterator[Message]:
    """A table of text: every cell stays text as it is."""
    text = _decoded(content)
    if _NOT_OF_TEXT.search(text) or text.lstrip().startswith(_NO_TABLES):
        raise Unreadable(Fault.NO_TABLE)
    try:
        split = csv.reader(io.StringIO(text, ""), delimiter=_delimiter(text), strict=True)
        rows = [[cell or None for cell in row] for row in split]
    except csv.Error as error:
        raise Unreadable(Fault.DAMAGED) from error
    if sum(map(len, rows)) > limits.cells:
        raise Unreadable(Fault.TOO_BIG)
    yield Top("", len(rows))
    yield from map(Rows, _batches(rows))


def _decoded(content: bytes) -> str:
    """By its byte order mark; else UTF-8 where it is that throughout, else GB18030, as Excel in China writes."""
    marked = [encoding for mark, encoding in _MARKS.items() if content.startswith(mark)]
    for encoding in marked or ("utf-8", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(Fault.NO_TABLE)


def _delimiter(text: str) -> str:
    """The one that makes most cells of the first rows."""

    def cells(delimiter: str) -> int:
        try:
            return sum(map(len, itertools.islice(csv.reader(io.StringIO(text, ""), delimiter=delimiter), _JUDGED_BY)))
        except csv.Error:
            return 0

    return max(_DELIMITERS, key=cells)


def _unpacked(code: int, content: memoryview) -> Any:
    return _MADE[code](str(content, "ascii"))


_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE = msgspec.msgpack.Decoder(Message, ext_hook=_unpacked).decode

if __name__ == "__main__":
    main()
