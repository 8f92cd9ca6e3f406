"""Sheets as the bytes of an .xlsx file, row by row: a hundred thousand rows need no more memory than one.

Promise: a text stays text, also where it looks like a number or a formula, and what was written reads back as the
same. Decision: openpyxl lays out the empty workbook (styles, widths, filters), and only the rows are written here, for
which it takes six times as long.
"""

import io
import itertools
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from html import escape
from typing import BinaryIO, TypeAlias

from desktop.domain.errors import Refused

OutCell: TypeAlias = str | int | float | Decimal | bool | date | datetime | time | timedelta | None


@dataclass(frozen=True, slots=True)
class OutSheet:
    """What becomes a sheet: titles, then rows, which are taken only once. The last `hidden` columns are not shown."""

    name: str
    titles: Sequence[str]
    rows: Iterable[Sequence[OutCell]]
    hidden: int = 0


_TEXT, _DAY, _MOMENT, _TIME, _DURATION = "@", "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "hh:mm:ss", "[h]:mm:ss"
_TITLE = "title"  # text too, and bold
_Styles: TypeAlias = Mapping[str, str]  # one of these → the attribute of a cell that is shown so

_ROWS_AT_ONCE = 500  # of which the first also tell how wide the columns are
_NARROWEST, _WIDEST = 6, 40  # characters of a column
_LAST_ROW = 1 << 20
_LONGEST = 32_767  # characters of a cell
_SHOWN = 255  # characters; of a longer text that is styled as one, Excel shows ####
_EXACT = 10**15  # Excel keeps 15 digits of a number
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  Excel knows no time zones
_FIRST_DAY = datetime(1900, 3, 1)  # noqa: DTZ001  Excel counts a 29 February 1900: programs disagree about days before
_NO_ROWS = b"<sheetData></sheetData>"
_DIMENSION = re.compile(rb"<dimension [^>]*/>")  # of the empty sheet, and some programs believe it
_UNSAYABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")  # in XML; Excel's escape


def write_sheets(file: BinaryIO, sheets: Sequence[OutSheet]) -> None:
    """Write an .xlsx file. Refused where a text is longer than a cell of Excel."""
    rows = [iter(sheet.rows) for sheet in sheets]
    first = [list(itertools.islice(each, _ROWS_AT_ONCE)) for each in rows]
    styles, empty = _laid_out(sheets, first)
    parts = {f"xl/worksheets/sheet{number + 1}.xml": number for number in range(len(sheets))}
    with zipfile.ZipFile(io.BytesIO(empty)) as laid, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name in laid.namelist():
            content = laid.read(name)
            if name not in parts:
                out.writestr(name, content)
                continue
            number = parts[name]
            before, after = _DIMENSION.sub(b"", content).split(_NO_ROWS)
            with out.open(name, "w", force_zip64=True) as part:
                part.write(before + b"<sheetData>")
                for xml in _xml(sheets[number].titles, itertools.chain(first[number], rows[number]), styles):
                    part.write(xml)
                part.write(b"</sheetData>" + after)


def _laid_out(sheets: Sequence[OutSheet], first: Sequence[Sequence[Sequence[OutCell]]]) -> tuple[_Styles, bytes]:
    """The workbook without rows, and the styles that it has; `first` are some rows of each sheet."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.properties.creator = "Ruhu"
    del book["Sheet"]
    for sheet, rows in zip(sheets, first, strict=True):
        laid = book.create_sheet(sheet.name)
        laid.freeze_panes = "A2"
        laid.auto_filter.ref = f"A1:{get_column_letter(len(sheet.titles))}{_LAST_ROW}"
        for number, title in enumerate(sheet.titles):
            column = laid.column_dimensions[get_column_letter(number + 1)]
            column.width = _width([title, *(row[number] for row in rows)])
            column.hidden = number >= len(sheet.titles) - sheet.hidden
    styles: dict[str, str] = {}
    for style in (_TITLE, _TEXT, _DAY, _MOMENT, _TIME, _DURATION):
        cell = WriteOnlyCell(book.worksheets[0])
        cell.font = Font(bold=style == _TITLE)
        cell.number_format = _TEXT if style == _TITLE else style
        styles[style] = f' s="{cell.style_id}"'
    saved = io.BytesIO()
    book.save(saved)
    return styles, saved.getvalue()


def _width(column: Iterable[OutCell]) -> int:
    """How wide a column is in characters; a Chinese one takes the room of two."""
    texts = (str(cell) for cell in column if cell is not None)
    widest = max(sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in text) for text in texts)
    return min(max(widest + 2, _NARROWEST), _WIDEST)


def _xml(titles: Sequence[str], rows: Iterable[Sequence[OutCell]], styles: _Styles) -> Iterator[bytes]:
    from openpyxl.utils import get_column_letter

    letters = [get_column_letter(number + 1) for number in range(len(titles))]
    yield _row(1, letters, titles, {**styles, _TEXT: styles[_TITLE]}).encode()
    numbered = enumerate(rows, 2)
    while batch := "".join(
        _row(number, letters, row, styles) for number, row in itertools.islice(numbered, _ROWS_AT_ONCE)
    ):
        yield batch.encode()


def _row(number: int, letters: Sequence[str], row: Sequence[OutCell], styles: _Styles) -> str:
    cells = [
        f'<c r="{letter}{number}"{_cell(value, styles)}</c>'
        for letter, value in zip(letters, row, strict=True)
        if value is not None and value != ""
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(value: OutCell, styles: _Styles) -> str:
    """A cell as XML, from its attributes on."""
    if isinstance(value, bool):
        return f' t="b"><v>{value:d}</v>'
    if isinstance(value, int | float | Decimal) and abs(value) < _EXACT:  # no infinity, and not what is no number
        return f"><v>{value}</v>"
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime.combine(value, time.min)
        if moment >= _FIRST_DAY:
            return f"{styles[_MOMENT if moment is value else _DAY]}><v>{(moment - _DAY_ZERO) / timedelta(days=1)!r}</v>"
    if isinstance(value, time):
        return f"{styles[_TIME]}><v>{(datetime.combine(_DAY_ZERO, value) - _DAY_ZERO) / timedelta(days=1)!r}</v>"
    if isinstance(value, timedelta):
        return f"{styles[_DURATION]}><v>{value / timedelta(days=1)!r}</v>"
    text = str(value)
    if len(text) > _LONGEST:
        raise Refused(
            "A text has {length} characters, and a cell of Excel holds {longest}. Nothing was written.",
            "Shorten the text in the ledger, then write the file again.",
            length=len(text),
            longest=_LONGEST,
        )
    said = escape(_UNSAYABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text), quote=False)
    style = styles[_TEXT] if len(text) <= _SHOWN else ""
    return f'{style} t="inlineStr"><is><t xml:space="preserve">{said}</t></is>'
