import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from desktop.domain.errors import Refused
from desktop.i18n import Language
from desktop.policy import book
from desktop.policy.book import writing
from desktop.policy.book.cells import LONGEST, MOST_COLUMNS, MOST_ROWS
from desktop.policy.pack import Place
from desktop.policy.vocabulary import COLUMNS, Sheet, canonical, spoken

PACKS = Path(__file__).parents[2] / "resources" / "packs"
EXAMPLE = PACKS / "template-zh_CN"

ODD = [
    *(
        "=1+1",
        "+",
        "－",
        "１２",
        "0.10",
        "-0",
        "1e5",
        "2026-01-31",
        "1900-01-01",
        "_x000D_",
        "_x005F_",
        '说"好"',
        "甲\n乙",
    ),
    *(
        "#N/A",
        "TRUE",
        "20%",
        "@when",
        "＠条件",
        "数字",
        "Number",
        "ｍｏｄｅ",
        "以内",
        "incl",
        "是",
        "*",
        "＊",
        "a,b",
        "甲\r\n乙",
    ),
    *("名称", "公式", "下限", "from", "A区", "Ａ区", "𬱖", "é", "é", "  x ", "　", "人员[1].年龄", "12.35元/㎡·月", ""),
]
TEXTS = st.sampled_from(ODD) | st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Cn", "Zl", "Zp"]), max_size=12
)
NAMES = st.sampled_from(["奖励", "Rate", "户型表", "ｚ"])


def rows(titles: st.SearchStrategy[list[str]]) -> st.SearchStrategy[tuple[tuple[str, ...], ...]]:
    return titles.flatmap(
        lambda row: st.lists(st.lists(TEXTS, max_size=len(row)).map(tuple), max_size=6).map(
            lambda more: (tuple(row), *more)
        )
    )


def known_sheets() -> st.SearchStrategy[Sheet]:
    names = st.sampled_from(list(COLUMNS))
    return names.flatmap(
        lambda name: rows(
            st.permutations([column.title for column in COLUMNS[name]]).map(list)
            if name != "options"
            else st.lists(TEXTS, max_size=3).map(lambda more: ["item", *more])
        ).map(lambda found: Sheet(name, found))
    )


def tables() -> st.SearchStrategy[Sheet]:
    head = st.sampled_from([("mode", "tier", "by", "日"), ("方式", "查表"), ("mode", "ladder", "keys", "１"), ()])
    titles = st.lists(
        st.sampled_from(["from", "from_word", "to", "to_word", "甲", "valid_from", "值（元）", "下限"]), min_size=1
    )
    return st.builds(
        lambda name, first, more: Sheet(f"table_{name}", (first, *more)), NAMES, head, rows(titles)
    )  # fmt: skip


SHEETS = st.lists(known_sheets() | tables(), min_size=1, max_size=4, unique_by=lambda sheet: sheet.name.casefold())


def laid(contents: Mapping[str, bytes], folder: Path) -> Path:
    folder.mkdir()
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return folder


def as_file(content: bytes, path: Path) -> Path:
    path.write_bytes(content)
    return path


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("book")


@given(SHEETS)
def test_what_is_canonical_stays_so(sheets: list[Sheet]) -> None:
    said = canonical(sheets)
    assert canonical(said) == said
    assert canonical(spoken(said)) == said


@given(sheets=SHEETS)
def test_a_pack_keeps_its_bytes_through_every_form(sheets: list[Sheet], room: Path) -> None:
    said = canonical(sheets)
    contents = book.files(said)
    room = room / hashlib.sha256(repr(sheets).encode()).hexdigest()
    room.mkdir(exist_ok=True)
    forms = [as_file(book.packed(said), room / "x.policy")]
    forms += [as_file(writing.written(said, language), room / f"{language}.xlsx") for language in Language]
    for form in forms:
        again, flaws = book.read(form)
        assert not flaws
        assert book.files(again) == contents, form.name
    assert book.packed(said) == forms[0].read_bytes()
    assert writing.written(said) == forms[1].read_bytes()


@pytest.mark.parametrize("folder", [PACKS / "demo", EXAMPLE, PACKS / "template-en"], ids=lambda folder: folder.name)
def test_a_folder_that_is_canonical_keeps_its_bytes(folder: Path, tmp_path: Path) -> None:
    sheets, flaws = book.read(folder)
    contents = book.files(sheets)
    assert not flaws
    for file in folder.iterdir():
        assert contents[file.name] == file.read_bytes()
    written = tmp_path / "new"
    book.write_folder(sheets, written)
    assert book.read(written) == (sheets, ())
    assert book.pack_id(sheets) == hashlib.sha256((written / "manifest").read_bytes()).hexdigest()
    with pytest.raises(Refused, match="not empty"):
        book.write_folder(sheets, written)


def test_the_manifest_lists_every_other_file_sorted() -> None:
    sheets, _ = book.read(EXAMPLE)
    contents = book.files(sheets)
    lines = contents["manifest"].decode().split("\n")
    assert lines[-1] == ""
    assert lines[:-1] == [
        f"{hashlib.sha256(contents[name]).hexdigest()}  {name}" for name in sorted(contents) if name != "manifest"
    ]


def test_chinese_names_titles_and_words_are_the_same_pack(tmp_path: Path) -> None:
    chinese = laid(
        {
            "封面.csv": "项,数值\n名称,甲\n".encode("utf-8-sig"),
            "表_档.csv": "方式,累进\r\n下限,下限词,上限,上限词,价\r\n,,１５,以内,1\r\n15,超过,,,2\r\n".encode(),
            "输入项.csv": "名称,类型,归属\nＡ区,数字,片区\n\n乙,是否,\n\n\n".encode(),
            "方案.csv": "项目,货币\n＠种类,供选\n甲,＋\n乙,－\n".encode(),
            ".DS_Store": b"\0",
        },
        tmp_path / "zh",
    )
    sheets, flaws = book.read(chinese)
    assert not flaws
    assert {name: content.decode() for name, content in book.files(sheets).items() if name != "manifest"} == {
        "cover.csv": "key,value\nname,甲\n",
        "table_档.csv": "mode,ladder\nfrom,from_word,to,to_word,价\n,,15,incl,1\n15,excl,,,2\n",
        "inputs.csv": "name,type,of\nA区,number,area\n,,\n乙,yesno,\n",
        "options.csv": "item,货币\n@kind,choice\n甲,+\n乙,-\n",
    }


# Changed after building

Change = Callable[[dict[str, bytes]], dict[str, bytes]]


def changed(contents: dict[str, bytes]) -> dict[str, bytes]:
    return {**contents, "items.csv": contents["items.csv"].replace(b"10000", b"90000")}


def missing(contents: dict[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in contents.items() if name != "items.csv"}


def added(contents: dict[str, bytes]) -> dict[str, bytes]:
    return {**contents, "table_items.csv": b"mode,lookup\n"}


def unsorted(contents: dict[str, bytes]) -> dict[str, bytes]:
    lines = contents["manifest"].splitlines(keepends=True)
    return {**contents, "manifest": b"".join(reversed(lines))}


@pytest.mark.parametrize(
    ("change", "file"),
    [(changed, "items.csv"), (missing, "items.csv"), (added, "table_items.csv"), (unsorted, "manifest")],
)
@pytest.mark.parametrize("is_folder", [True, False], ids=["folder", "policy"])
def test_what_was_changed_after_building_is_refused_by_name(
    change: Change, file: str, tmp_path: Path, *, is_folder: bool
) -> None:
    contents = change(book.files(book.read(EXAMPLE)[0]))
    if is_folder:
        path = laid(contents, tmp_path / "pack")
    else:
        path = tmp_path / "x.policy"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in contents.items():
                archive.writestr(name, content)
    with pytest.raises(Refused) as refused:
        book.read(path)
    assert refused.value.values["file"] == file


# What a workbook must not hold


def only(made: openpyxl.Workbook) -> Worksheet:
    [sheet] = made.worksheets
    return sheet


def workbook(**cells: Any) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    sheet = only(made)
    sheet.title = "参数"
    for column, title in enumerate(("名称", "数值", "单位"), 1):
        sheet.cell(1, column, title)
    for place, value in cells.items():
        sheet[place] = value
    return made


def read(made: openpyxl.Workbook, room: Path) -> tuple[tuple[Sheet, ...], list[tuple[Place, str]]]:
    made.save(room / "x.xlsx")
    sheets, flaws = book.read(room / "x.xlsx")
    return sheets, [(flaw.place, flaw.message.format_map(flaw.values)) for flaw in flaws]


def test_numbers_days_and_truths_of_excel_become_text(tmp_path: Path) -> None:
    made = workbook(A2=0.1, B2=12.50, A3=date(2026, 1, 31), B3=True, A4=0.175, B4=45_000, A5=123456789012345, B5=-0.0)
    sheet = only(made)
    sheet["A4"].number_format, sheet["B4"].number_format = "0.0%", 'yyyy"年"m"月"d"日"'
    sheets, flaws = read(made, tmp_path)
    assert not flaws
    assert sheets[0].rows[1:] == (
        ("0.1", "12.5", ""), ("2026-01-31", "yes", ""), ("17.5%", "2023-03-15", ""), ("123456789012345", "0", ""),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("=A1*2", "The cell holds a formula of Excel."),
        (0.1 + 0.7 + 1e-15, "Excel keeps 15 digits of a number, and this one has more."),
        (1234567890123456, "Excel keeps 15 digits of a number, and this one has more."),
        (1e300, "Excel keeps 15 digits of a number, and this one has more."),
        (datetime(2026, 1, 31, 8), "The cell holds a time, or no day that can be meant."),  # noqa: DTZ001  of Excel
        (date(1900, 1, 5), "The cell holds a time, or no day that can be meant."),
        ("#DIV/0!", "The cell holds an error (#DIV/0!)."),
    ],
)
def test_a_cell_that_is_no_plain_value_is_told_with_its_place(value: object, message: str, tmp_path: Path) -> None:
    sheets, flaws = read(workbook(B3=value), tmp_path)
    assert flaws == [(Place("parameters", 3, "value"), message)]
    assert sheets[0].rows == (("name", "value", "unit"),)


def test_a_text_that_looks_like_a_formula_is_a_text(tmp_path: Path) -> None:
    made = workbook(B2="=甲")
    only(made)["B2"].data_type = "s"
    sheets, flaws = read(made, tmp_path)
    assert (sheets[0].rows[1], flaws) == (("", "=甲", ""), [])


def test_merged_cells_are_told_where_something_stands(tmp_path: Path) -> None:
    made = workbook(A2="甲", B2="1")
    only(made).merge_cells("A2:A3")
    only(made).merge_cells("X90:Z99")
    assert read(made, tmp_path)[1] == [(Place("parameters", 2, "name"), "Cells are merged here.")]


def test_unknown_and_double_sheets_are_told_and_instructions_are_passed_over(tmp_path: Path) -> None:
    made = workbook()
    for name in ("说明", "Instructions", "草稿", "parameters"):
        made.create_sheet(name)
    assert read(made, tmp_path)[1] == [
        (Place("草稿", 1), "No such sheet belongs to a plan."),
        (Place("parameters", 1), "This sheet is there twice."),
    ]


def test_a_sheet_beyond_its_limits_is_told(tmp_path: Path) -> None:
    for place, said in ((f"A{MOST_ROWS + 1}", "more than 20000 rows"), ("XFD2", f"more than {MOST_COLUMNS} columns")):
        [(_, message)] = read(workbook(**{place: "x"}), tmp_path)[1]
        assert said in message
    assert read(workbook(A2="x" * LONGEST), tmp_path)[1] == []
    sheets, flaws = book.read(laid({"items.csv": b"name,formula\n," + b"x" * (LONGEST + 1)}, tmp_path / "f"))
    assert [(flaw.place, flaw.message) for flaw in flaws] == [
        (Place("items", 2, "formula"), "The cell is longer than {most} characters.")
    ]
    assert sheets[0].rows == (("name", "formula"),)


PARTS = {
    "_rels/.rels": """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship
 Id="rId1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>""",
    "xl/workbook.xml": """<x:workbook xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><x:workbookPr date1904="1"/><x:sheets>
<x:sheet name="条款" sheetId="1" r:id="rId3"/><x:sheet name="图" sheetId="2" r:id="rId4"/></x:sheets></x:workbook>""",
    "xl/_rels/workbook.xml.rels": """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId3" Type="http://x/worksheet" Target="worksheets/a.xml"/>
<Relationship Id="rId4" Type="http://x/chartsheet" Target="chartsheets/b.xml"/>
<Relationship Id="rId5" Type="http://x/sharedStrings" Target="sharedStrings.xml"/>
<Relationship Id="rId6" Type="http://x/styles" Target="/xl/styles.xml"/></Relationships>""",
    "xl/sharedStrings.xml": """\ufeff<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>编号</t></si>
<si><r><t>文</t></r><r><rPr><b/></rPr><t xml:space="preserve">字 </t></r><rPh sb="0" eb="1"><t>ウエン</t></rPh></si>
<si><t>第_x005F_x0041_条_x000D_&#10;二&amp;三</t></si><si/></sst>""",
    "xl/styles.xml": """<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<cellXfs><xf numFmtId="0"/><xf numFmtId="31"/><xf numFmtId="10"/></cellXfs></styleSheet>""",
    "xl/worksheets/a.xml": """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>
<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3" s="1"><v>43830</v></c></row>
<row r="4"><c r="A4" s="2"><v>0.10000000000000001</v></c><c r="B4" t="s"><v>3</v></c></row>
<row r="6"><c r="A6" t="d"><v>2026-01-31T00:00:00</v></c><c r="B6" t="str"><v>公</v></c></row>
</sheetData></worksheet>""",
}  # fmt: skip
"""As Excel, WPS and others write it, and openpyxl does not: shared texts in pieces, prefixes, cells without a place."""


def test_what_other_programs_write_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        for name, content in PARTS.items():
            archive.writestr(name, content)
    sheets, flaws = book.read(tmp_path / "x.xlsx")
    assert sheets[0].rows == (
        ("id", "text"), ("", ""), ("第_x0041_条\n二&三", "2024-01-01"), ("10%", ""), ("", ""), ("2026-01-31", "公"),
    )  # fmt: skip
    assert [flaw.place for flaw in flaws] == [Place("图", 1)]


# What can't be read at all


def test_a_file_that_is_none_is_refused_with_a_remedy(tmp_path: Path) -> None:
    out = io.BytesIO()
    workbook().save(out)
    cut = out.getvalue()[:-400]
    flipped = bytearray(out.getvalue())
    flipped[flipped.index(b"xl/worksheets/sheet1.xml") + 60] ^= 0xFF
    for content in (b"", b"hello", b"PK\x03\x04", cut, bytes(flipped), bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)):
        with pytest.raises(Refused) as refused:
            book.read(as_file(content, tmp_path / "x.xlsx"))
        assert refused.value.remedy
    with pytest.raises(Refused, match="no file"):
        book.read(tmp_path / "nowhere.xlsx")
    with pytest.raises(Refused, match=r"items\.csv is not in UTF-8"):
        book.read(laid({"items.csv": "名称,公式\n".encode("gb18030")}, tmp_path / "gb"))


def test_rows_that_can_not_be_told_apart_are_told(tmp_path: Path) -> None:
    _, flaws = book.read(laid({"items.csv": 'name,formula\n甲,"1\n'.encode()}, tmp_path / "open"))
    assert [(flaw.place.row, flaw.message) for flaw in flaws] == [(2, "The rows can't be told apart from here on.")]


@pytest.mark.parametrize("sign", ["\x07", "\u202e", "\u200b", "\ufeff"])
def test_a_sign_that_nobody_sees_is_told(sign: str, tmp_path: Path) -> None:
    _, flaws = book.read(laid({"items.csv": f"name,formula\n甲,1{sign}\n".encode()}, tmp_path / "seen"))
    told = [(flaw.place, flaw.values["sign"]) for flaw in flaws]
    assert told == [(Place("items", 2, "formula"), f"U+{ord(sign):04X}")]
