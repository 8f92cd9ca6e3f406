import io
import os
import sys
import threading
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import hostile
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.errors import Refused
from desktop.exchange import reading, xls
from desktop.exchange.parts import Limits, Unreadable
from desktop.exchange.workbook import Cell, OutSheet, Sheet, Span, read, write

FIXTURES = Path(__file__).with_name("fixtures")
OLD_BINARY = (FIXTURES / "hidden.xls").read_bytes()  # made once with xlwt 1.3, the result of its formula put in by hand
QUICK = Limits(seconds=30)  # what takes longer ends with other words
WORDS = {
    "too big": "holds far more than a ledger",
    "damaged": "is damaged",
    "no table": "is no table that can be read",
    "locked": "is locked with a password",
}
HOSTILE = {
    f"{kind}: {name}": (WORDS[kind], build)
    for kind, builders in zip(WORDS, (hostile.TOO_BIG, hostile.DAMAGED, hostile.NO_TABLE, hostile.LOCKED), strict=True)
    for name, build in builders.items()
}


def saved(folder: Path, content: bytes) -> Path:
    file = folder / "台账.xls"  # the name tells nothing
    file.write_bytes(content)
    return file


def sheet_of(folder: Path, content: bytes) -> Sheet:
    return read(saved(folder, content), QUICK).sheets[0]


def book(**cells: Any) -> openpyxl.Workbook:
    """Another program's workbook with these cells."""
    made = openpyxl.Workbook()
    for place, value in cells.items():
        made.worksheets[0][place] = value
    return made


def bytes_of(made: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


@pytest.mark.parametrize(("words", "build"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_with_the_remedy(words: str, build: Callable[[], bytes], tmp_path: Path) -> None:
    file = saved(tmp_path, build())
    tracemalloc.start()
    with pytest.raises(Refused, match=words) as refused:
        read(file, QUICK)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert ".xlsx" in refused.value.remedy
    assert peak < 4 * hostile.MIB, "what a file does to memory, it does to the child's"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a process to its memory")
def test_a_text_that_fills_the_memory_is_refused(tmp_path: Path) -> None:
    repeated = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 50_001))
    content = hostile.xlsx(f"<sheetData>{repeated}</sheetData>", f"<si><t>{'a' * 30_000}</t></si>")
    with pytest.raises(Refused, match="broke off"):
        read(saved(tmp_path, content), Limits(memory=512 * hostile.MIB, seconds=30))


@pytest.mark.parametrize(
    "limits",
    [Limits(file=1000), Limits(inflated=1000), Limits(parts=3), Limits(sheets=0), Limits(merged=0), Limits(cells=2)],
)
def test_a_file_beyond_a_limit_is_refused(limits: Limits, tmp_path: Path) -> None:
    content = hostile.xlsx(hostile.cells("A1", "B2", "C3") + '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>')
    assert len(content) > 1000
    with pytest.raises(Refused, match=WORDS["too big"]):
        read(saved(tmp_path, content), limits)


def test_reading_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="took too long"):
        read(saved(tmp_path, hostile.ORDINARY), Limits(seconds=0.001))


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    file = saved(tmp_path, b"1,2")
    with pytest.raises(Refused, match="There is no file"):
        read(tmp_path / "missing.xlsx")
    with pytest.raises(Refused, match="is a folder or a device"):
        read(tmp_path)
    with pytest.raises(Refused, match="keeps the file"):
        read(file / "inside a file.xlsx")
    with pytest.raises(Refused, match="is empty"):
        read(saved(tmp_path, b""))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    with pytest.raises(Refused, match="is a folder or a device"):
        read(tmp_path / "pipe.xlsx")


@settings(max_examples=300)
@given(place=st.integers(0, len(hostile.ORDINARY) - 1), bit=st.integers(0, 7))
def test_a_damaged_file_is_never_read_as_something_else(place: int, bit: int) -> None:
    damaged = bytearray(hostile.ORDINARY)
    damaged[place] ^= 1 << bit
    try:
        *told, _ = reading.messages(bytes(damaged))
    except Unreadable:
        return
    *whole, _ = reading.messages(hostile.ORDINARY)
    assert told == whole


@given(length=st.integers(4, len(hostile.ORDINARY) - 1))
def test_a_file_that_ends_early_is_refused(length: int) -> None:
    with pytest.raises(Unreadable):
        list(reading.messages(hostile.ORDINARY[:length]))


def test_who_wants_it_no_more_stops_the_reading_by_raising(tmp_path: Path) -> None:
    def stop(done: int, of: int) -> None:
        assert done <= of == 3
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read(saved(tmp_path, hostile.ORDINARY), QUICK, stop)
    assert not [each for each in threading.enumerate() if isinstance(each, threading.Timer)]


def test_cells_come_as_what_they_are(tmp_path: Path) -> None:
    made = book(
        B2="  '户主 ", C2=62.4, D2=3.0, E2=2**53, F2=True, G2="=1+1", H2=1e300, I2=-5,
        B3=date(2026, 10, 26), C3=datetime(2026, 10, 26), D3=datetime(2026, 10, 26, 9, 30), E3=time(9, 30),  # noqa: DTZ001
        F3=timedelta(hours=30), G3="#N/A", H3="#REF!", I3="a\nb", J3="",
    )  # fmt: skip
    for place in ("G3", "H3"):
        made.worksheets[0][place].data_type = "e"
    sheet = sheet_of(tmp_path, bytes_of(made))
    assert sheet.rows[0] == ()
    assert sheet.rows[1] == (None, "  '户主 ", 62.4, 3, 2.0**53, True, "#CALC!", 1e300, -5)
    day = date(2026, 10, 26)
    moment = datetime(2026, 10, 26, 9, 30)  # noqa: DTZ001  Excel knows no time zones
    assert sheet.rows[2] == (None, day, day, moment, time(9, 30), timedelta(hours=30), "#N/A", "#REF!", "a\nb")
    assert [type(cell) for cell in sheet.rows[1][2:6]] == [float, int, float, bool]
    assert [type(cell) for cell in sheet.rows[2][1:4]] == [date, date, datetime]
    assert len(sheet.rows) == 3


def test_a_formula_has_the_value_that_was_saved_with_it(tmp_path: Path) -> None:
    xml = '<sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    assert sheet_of(tmp_path, hostile.xlsx(xml + "</sheetData>")).rows == [(2, "#DIV/0!")]


def test_what_is_merged_or_hidden_is_told(tmp_path: Path) -> None:
    made = book(A1="台账", A2=1, C4=2)
    made.worksheets[0].merge_cells("A1:C1")
    made.worksheets[0].merge_cells("A4:B9")
    made.worksheets[0].column_dimensions["B"].hidden = True
    made.worksheets[0].row_dimensions[3].hidden = True
    made.create_sheet("空").sheet_state = "hidden"
    made.create_chartsheet("图")
    whole = read(saved(tmp_path, bytes_of(made)))
    shown, hidden = whole.sheets
    assert set(shown.merged) == {Span(0, 0, 0, 2), Span(3, 0, 8, 1)}
    assert (shown.hidden_columns, shown.hidden_rows, shown.is_hidden) == ({1}, {2}, False)
    assert (hidden.name, hidden.rows, hidden.is_hidden) == ("空", [], True)


def test_a_dimension_that_lies_is_not_believed(tmp_path: Path) -> None:
    lie = '<dimension ref="A1:XFD1048576"/>'
    assert sheet_of(tmp_path, hostile.xlsx(lie + hostile.cells("B2"))).rows == [(), (None, 1)]


def test_a_wide_sheet_and_one_with_prefixes_are_read(tmp_path: Path) -> None:
    wide = sheet_of(tmp_path, hostile.xlsx(hostile.cells("A1", "XFD2")))
    assert [len(row) for row in wide.rows] == [1, 1 << 14]
    assert sheet_of(tmp_path, hostile.xlsx(hostile.PREFIXED.replace("XFD1048576", "B2"))).rows == [(1,), (None, 1)]


def test_an_xls_is_read_with_its_errors_and_what_it_hides() -> None:
    shown, hidden = read(FIXTURES / "hidden.xls").sheets
    assert shown.rows == [
        ("户编号", "户主", "建筑面积", "调查日期"),
        ("999-000001", "张甲", 62.4, date(2026, 10, 26)),
        ("999-000002", None, "#N/A"),
        (None, "#REF!"),
        (3, True, "#DIV/0!"),
    ]
    assert (shown.hidden_columns, shown.hidden_rows, shown.is_hidden) == ({1}, {2}, False)
    assert (hidden.rows, hidden.is_hidden) == ([(1,), ("#DIV/0!",)], True)


@settings(max_examples=300)
@given(place=st.integers(0, len(OLD_BINARY) - 1), damage=st.binary(min_size=1, max_size=8))
def test_a_damaged_xls_is_looked_at_to_an_end(place: int, damage: bytes) -> None:
    with suppress(Unreadable):
        xls.look(OLD_BINARY[:place] + damage + OLD_BINARY[place + len(damage) :])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_of_text_is_read_in_its_encoding(encoding: str, delimiter: str, tmp_path: Path) -> None:
    text = delimiter.join(["户编号", "户主", "面积"]) + '\r\n001;"甲,乙"; \r\n\r\n'.replace(";", delimiter)
    sheet = sheet_of(tmp_path, text.encode(encoding))
    assert sheet.rows == [("户编号", "户主", "面积"), ("001", "甲,乙", " ")]
    assert sheet.name == "台账"


def test_the_same_file_has_the_same_digest(tmp_path: Path) -> None:
    first, second = (read(saved(tmp_path, content)) for content in (b"1,2", b"1,3"))
    assert read(saved(tmp_path, b"1,2")) == first
    assert first.digest != second.digest
    assert first.name == "台账.xls"


START = datetime(1900, 3, 1)  # noqa: DTZ001  Excel knows no time zones, and programs disagree about the days before
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.floats(-1e14, 1e14).filter(lambda number: number % 1 != 0),
    st.text(min_size=1),
    st.sampled_from(
        ["=1+1", "-1", "+86", "@a", "999999199003070019", "_x0041_", " a ", "a\r\n\tb", "<&>\"'", "\x00\x1f"]
    ),
    st.dates(START.date()),
    st.datetimes(START, START.replace(year=2100)).map(lambda moment: moment.replace(microsecond=0, second=1)),
)


@settings(max_examples=10)
@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=20))
def test_what_is_written_reads_back_as_the_same(
    rows: list[list[Cell]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("out") / "台账.xlsx"
    write(file, [OutSheet("台账", ["一", "=二", "三"], rows)])
    (sheet,) = read(file).sheets
    assert sheet.rows[0] == ("一", "=二", "三")
    written = [tuple(row) for row in rows]
    padded = [(*row, *[None] * (3 - len(row))) for row in sheet.rows[1:]]
    assert padded == written[: len(padded)]
    assert all(cell is None for row in written[len(padded) :] for cell in row)
    for row, held in zip(padded, written, strict=False):
        assert [type(cell) for cell in row] == [type(cell) for cell in held]


def test_a_written_sheet_is_as_a_clerk_wants_it(tmp_path: Path) -> None:
    file = tmp_path / "台账.xlsx"
    day = date(2026, 10, 26)
    rows = [["999999199003070019", 62.4, day, "ab"], [None, None, None, "长" * 300]]
    write(file, [OutSheet("台账", ["身份证号", "面积", "日期", "id"], rows, hidden=1), OutSheet("空", ["甲"], [])])
    sheet, empty = openpyxl.load_workbook(file).worksheets
    assert [cell.value for cell in sheet[2]] == ["999999199003070019", 62.4, datetime(2026, 10, 26), "ab"]  # noqa: DTZ001
    assert [cell.number_format for cell in sheet[2]] == ["@", "General", "yyyy-mm-dd", "@"]
    assert sheet["D3"].number_format == "General", "Excel shows #### for a long text that is styled as one"
    assert all(cell.font.b for cell in sheet[1])
    assert not sheet["A2"].font.b
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:D1048576"
    assert sheet.column_dimensions["A"].width == 20
    assert [sheet.column_dimensions[letter].hidden for letter in "ABCD"] == [False, False, False, True]
    assert [cell.value for cell in empty[1]] == ["甲"]


def test_a_hundred_thousand_rows_need_no_more_memory_than_some(tmp_path: Path) -> None:
    def peak(height: int) -> int:
        rows = ([number, "张" * 10, None] for number in range(height))
        tracemalloc.start()
        write(tmp_path / "台账.xlsx", [OutSheet("台账", ["一", "二", "三"], rows)])
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(1)  # openpyxl is imported now
    assert peak(20_000) < peak(1_000) + 3 * hostile.MIB, "of which one is for reading the file back"


def interrupted() -> Iterator[Sequence[Cell]]:
    for number in range(1_200):
        yield [number]
    raise KeyboardInterrupt


def test_writing_that_is_stopped_leaves_what_was_there(tmp_path: Path) -> None:
    file = saved(tmp_path, b"before")
    with pytest.raises(KeyboardInterrupt):
        write(file, [OutSheet("台账", ["一"], interrupted())])
    assert file.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [file]


def test_writing_where_nothing_can_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="refused"):
        write(tmp_path / "no folder" / "台账.xlsx", [OutSheet("台账", ["一"], [])])


def test_a_text_that_no_cell_holds_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="32768 characters") as refused:
        write(tmp_path / "台账.xlsx", [OutSheet("台账", ["一"], [["长" * 32_768]])])
    assert "长长" not in str(refused.value)
    assert not list(tmp_path.iterdir())


def test_a_formula_that_was_never_computed_is_no_empty_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["户主", "证载面积"], ["马示例", "=50+5"], ["王样本", 60]):
        sheet.append(row)
    book.save(tmp_path / "uncomputed.xlsx")
    (seen,) = read(tmp_path / "uncomputed.xlsx").sheets
    assert [list(row) for row in seen.rows] == [["户主", "证载面积"], ["马示例", "#CALC!"], ["王样本", 60]]
