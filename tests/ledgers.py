"""Invented ledgers as street offices keep them, each another layout, with what a clerk counts in it by hand."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from desktop.domain import identity
from desktop.exchange import workbook
from desktop.paths import RESOURCES

SAMPLE = RESOURCES / "demo" / "ledger-sample.xlsx"
OLD_BINARY = Path(__file__).parent / "exchange" / "fixtures" / "ledger.xls"
"""Made once with xlwt 1.3: the rows of `old_rows` under three rows of a page's head."""


SURNAMES, GIVEN = "马王李张刘陈杨赵黄周", "示例样本虚构假设模拟"


@dataclass(frozen=True)
class Counted:
    """What a clerk counts: source rows by what they are, households, and the cells that need a look."""

    imported: int
    others: int
    refused: int
    households: int
    findings: frozenset[tuple[str, int, str]] = field(default_factory=frozenset)


def id_number(serial: int) -> str:
    """A valid number of a division that doesn't exist."""
    born = date(1950, 1, 1) + timedelta(days=serial * 97 % 20_000)
    digits = f"999999{born:%Y%m%d}{serial % 999 + 1:03}"
    return digits + identity._check_character(digits)


def name(serial: int) -> str:
    return SURNAMES[serial % 10] + GIVEN[serial * 3 % 10] + GIVEN[serial * 7 % 10]


def phone(serial: int) -> str:
    return f"100-{serial // 10_000:04}-{serial % 10_000:04}"


def a_book(*rows: Sequence[workbook.Cell], name: str = "台账.xlsx", sheet: str = "台账") -> workbook.Workbook:
    """A file of one sheet, as if it had been read."""
    return workbook.Workbook(name, "0" * 64, (workbook.Sheet(sheet, rows),))


def _sheet(book: Workbook, title: str, rows: Sequence[Sequence[Any]]) -> Worksheet:
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    return sheet


def _book() -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    return book


def other_titles(file: Path) -> Counted:
    """Titles of another office, units in cells and titles, thousands separators, 亩, full-width digits, subtotals."""
    book = _book()
    rows: list[list[Any]] = [
        ["东苑路片区房屋登记表"],
        ["编制单位：示例街道", None, None, "登记日期：2026.10.8"],
        [
            "户编号",
            "业主",
            "公民身份号码",
            "手机号",
            "房屋位置",
            "房产证面积(㎡)",
            "院落面积（亩）",
            "结构类型",
            "建筑年代",
            "备 注",
        ],
    ]
    areas = ["62.40", "６２．４", " 1,062.40 ", "62.4㎡", 62.400000000000006]
    for n in range(20):
        lower = id_number(n).replace("X", "x")
        rows.append(
            [f"DY-{n:03}", name(n), f" {lower} ", phone(n), f"示例里{n % 3}巷{n}号", areas[n % 5], "0.09亩", "砖混",
             ["1985", "1985年", 1985, "１９８５"][n % 4], None]
        )  # fmt: skip
        if n % 10 == 9:
            rows += [["小 计", None, None, None, None, 624.0], []]
    rows.append(["合计", "20户", None, None, None, 1248.0])
    rows.append(["注：面积以产权证为准。"])
    _sheet(book, "登记表", rows)
    book.save(file)
    return Counted(imported=20, others=6, refused=0, households=20)


def a_row_per_person(file: Path) -> Counted:
    """Household cells merged over the rows of its people, hidden column of IDs."""
    book = _book()
    sheet = _sheet(
        book, "人口", [["户号", "房屋坐落", "姓名", "与户主关系", "身份证号", "联系电话", "证载面积", "补偿方式"]]
    )
    row = 2
    for home in range(6):
        members = 1 + home % 3
        for nth in range(members):
            serial = 10 * home + nth
            relation = ["户主", "妻", "子"][nth]
            held = [f"B-{home}", f"示例里5巷{home}号"] if nth == 0 else [None, None]
            tail = [80 + home, "调换"] if nth == 0 else [None, None]
            sheet.append([*held, name(serial), relation, id_number(serial), phone(serial), *tail])
        for column in (1, 2, 7, 8):
            if members > 1:
                sheet.merge_cells(start_row=row, end_row=row + members - 1, start_column=column, end_column=column)
        row += members
    sheet.column_dimensions["E"].hidden = True
    book.save(file)
    return Counted(imported=12, others=0, refused=0, households=6)


def a_sheet_per_lane(file: Path) -> Counted:
    """Three lanes, a sheet of instructions, and a hidden old copy."""
    book = _book()
    _sheet(book, "填表说明", [["本表由各组填写。"], ["面积保留两位小数。"]])
    for lane in range(3):
        rows: list[list[Any]] = [["序号", "户主", "门牌号", "身份证", "实测面积", "意愿"]]
        rows += [
            [n + 1, name(lane * 10 + n), f"{n + 1}号", id_number(lane * 10 + n), 40.5 + n, "货币"] for n in range(5)
        ]
        rows.append(["合计", None, None, None, 212.5, None])
        _sheet(book, f"示例里{lane + 1}巷", rows)
    _sheet(book, "旧表", [["户主", "门牌号"], ["马示例", "9号"]]).sheet_state = "hidden"
    book.save(file)
    return Counted(imported=15, others=3, refused=0, households=15)


def cards(file: Path) -> Counted:
    """A card for each household: label left, value right, two labels in a row, merged values."""
    book = _book()
    sheet = book.create_sheet("调查卡")
    for n in range(4):
        at = 1 + 7 * n
        sheet.cell(at, 1, f"入户调查登记卡（{n + 1}）")
        sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=4)
        pairs = [
            ("户号", f"K-{n}", "户主姓名", name(n)),
            ("身份证号码", id_number(n), "联系电话", phone(n)),
            ("证载面积", f"{50 + n}.5平方米", "房屋结构", "砖木"),
            ("安置意愿", "产权调换", "登记日期", f"2026年10月{n + 1}日"),
        ]
        for offset, pair in enumerate(pairs):
            for place, held in enumerate(pair):
                sheet.cell(at + 1 + offset, place + 1, held)
        sheet.cell(at + 5, 1, "房屋坐落")
        sheet.cell(at + 5, 2, f"示例里7巷{n}号")
        sheet.merge_cells(start_row=at + 5, end_row=at + 5, start_column=2, end_column=4)
    book.save(file)
    return Counted(imported=4, others=0, refused=0, households=4)


def english_csv(file: Path) -> Counted:
    """English titles, comma-separated, as another program exports it."""
    lines = ["Household No,Owner,ID Number,Phone,Address,Registered Area (m2),Structure,Year Built,Choice,Remarks"]
    lines += [
        f'E-{n},{name(n)},{id_number(n)},{phone(n)},"Shili Lane {n}, No. {n}","1,0{n}0.50",brick,198{n},cash,'
        for n in range(8)
    ]
    file.write_text("\n".join(lines) + "\n", "utf-8-sig")
    return Counted(imported=8, others=0, refused=0, households=8)


def two_rows_of_titles_csv(file: Path) -> Counted:
    """Two rows of titles without merged cells, in the encoding of old offices."""
    lines = [
        "户主,,房屋,,,面积,,,备注",
        "姓名,身份证号,坐落,结构,用途,证载,未登记,合计,",
        *(f"{name(n)},{id_number(n)},示例里9巷{n}号,砖混,住宅,60.{n}0,5,65.{n}0," for n in range(5)),
        ",,,,,,,,",
        "制表人：示例,,,,,,,,",
    ]
    file.write_text("\n".join(lines), "gb18030")
    return Counted(imported=5, others=2, refused=0, households=5)


def damaged(file: Path) -> Counted:
    """IDs that Excel cut, every spelling of a date, letters for digits, sums, an implausible total."""
    book = _book()
    rows: list[list[Any]] = [
        ["户号", "产权人", "身份证号", "坐落", "证载面积", "未登记面积", "合计面积", "意愿", "登记日期"]
    ]
    dates: list[Any] = [
        *("2026-10-26", "2026/10/26", "2026.10.26", "2026年10月26日", "20261026", 46321),
        *(date(2026, 10, 26), datetime(2026, 10, 26, 9, 30)),  # noqa: DTZ001  as Excel holds it
    ]
    for n, day in enumerate(dates):
        rows.append([f"D-{n}", name(n), id_number(n), f"示例里{n}号", 60 + n, None, 60 + n, "货币", day])
    rows += [
        ["D-10", name(10), 999999199003070000, "示例里10号", 60, None, None, "货币", "2026-10-26"],
        ["D-11", name(11), "999999199003070000", "示例里11号", 60, None, None, "货币", "2026-10-26"],
        ["D-12", name(12), id_number(12), "示例里12号", "62,4O", None, None, "货币", "2026-10-26"],
        ["D-13", name(13), id_number(13), "示例里13号", "约60", None, None, "货币", "2026-10-26"],
        ["D-14", name(14), id_number(14), "示例里14号", 60, 5, 90, "货币", "2026-10-26"],
        ["D-15", name(15), id_number(15), "示例里15号", 60, None, None, "随便", "2026-10-26"],
    ]
    sheet = _sheet(book, "台账", rows)
    sheet["I7"].number_format = "yyyy-mm-dd"
    book.save(file)
    looked_at = {("C", 10), ("C", 11), ("E", 12), ("E", 13), ("G", 14), ("H", 15)}
    findings = frozenset(("台账", row, column) for column, row in looked_at)
    return Counted(imported=11, others=0, refused=3, households=11, findings=findings)


def repeated(file: Path) -> Counted:
    """The same row twice, an owner with two houses under one number, one number given to two families."""
    book = _book()
    rows: list[list[Any]] = [
        ["户号", "产权人", "身份证号码", "房屋坐落", "产权证号", "建筑面积", "用途"],
        ["R-1", name(1), id_number(1), "示例里1号", "示例证1", 61, "住宅"],
        ["R-2", name(2), id_number(2), "示例里2号", "示例证2", 62, "住宅"],
        ["R-1", name(1), id_number(1), "示例里1号", "示例证1", 61, "住宅"],
        ["R-2", name(2), id_number(2), "示例里8号", "示例证8", 28, "商业"],
        ["R-3", name(3), id_number(3), "示例里3号", "示例证3", 63, "住宅"],
        ["R-3", name(4), id_number(4), "示例里4号", "示例证4", 64, "住宅"],
    ]
    _sheet(book, "Sheet1", rows)
    book.save(file)
    return Counted(imported=6, others=0, refused=0, households=4, findings=frozenset({("Sheet1", 4, "")}))


def sample(file: Path) -> Counted:
    """The ledger of the demo: a header of two rows, subtotals by lane, a total, a note."""
    shutil.copyfile(SAMPLE, file)
    return Counted(imported=184, others=9, refused=0, households=184)


def old_binary(file: Path) -> Counted:
    """A workbook of Excel 97, with a subtotal and a note."""
    shutil.copyfile(OLD_BINARY, file)
    return Counted(imported=6, others=3, refused=0, households=6)


def old_rows() -> list[list[Any]]:
    """What stands in the old workbook below its header, which is the first row."""
    rows: list[list[Any]] = [["户号", "户主", "身份证号", "房屋坐落", "建筑面积", "登记日期", "意愿"]]
    rows += [
        [f"J-{n}", name(n), id_number(n), f"示例里8巷{n}号", 45.5 + n, date(2026, 10, 20 + n), "货币"] for n in range(6)
    ]
    return [*rows, ["合计", None, None, None, 288.0], [], ["说明：本表一式两份。"]]


def wide(file: Path) -> Counted:
    """Sixty columns that no other office has, between those that all have."""
    book = _book()
    titles = ["户号", "户主", *(f"自定{n}栏" for n in range(60)), "房屋坐落", "产权面积"]
    rows: list[list[Any]] = [
        [f"W-{n}", name(n), *(f"{n}/{column}" for column in range(60)), f"示例里{n}号", 70 + n] for n in range(5)
    ]
    _sheet(book, "宽表", [titles, *rows])
    book.save(file)
    return Counted(imported=5, others=0, refused=0, households=5)


def a_lane_merged(file: Path) -> Counted:
    """The lane stands once, merged over its households; a lane's title row between them."""
    book = _book()
    sheet = _sheet(book, "Sheet1", [["巷", "门牌号", "户主", "身份证号", "建筑面积", "安置方式", "登记日期"]])
    for lane in range(2):
        sheet.append([f"第{lane + 1}网格"])
        top = sheet.max_row + 1
        for n in range(4):
            serial = 4 * lane + n
            held = [f"示例里{lane + 1}巷"] if n == 0 else [None]
            sheet.append([*held, f"{n + 1}号", name(serial), id_number(serial), 50.5 + n, "产权调换", "2026/10/9"])
        sheet.merge_cells(start_row=top, end_row=top + 3, start_column=1, end_column=1)
    book.save(file)
    return Counted(imported=8, others=2, refused=0, households=8)


def people_and_houses(file: Path) -> Counted:
    """One sheet of people with cells left empty below the householder, one of houses under the same numbers."""
    book = _book()
    people: list[list[Any]] = [["户号", "姓名", "与户主关系", "身份证号", "联系电话"]]
    houses: list[list[Any]] = [["户号", "户主", "坐落", "产权证号", "证载面积", "未登记面积"]]
    for home in range(4):
        people.append([f"P-{home}", name(home), "户主", id_number(home), phone(home)])
        people += [[None, name(33 + home), "妻", id_number(33 + home), None]] * (home % 2)
        houses.append(
            [f"P-{home}", name(home), f"示例里6巷{home}号", f"示例证{home}", 55.25 + home, 8.5 if home else None]
        )
    _sheet(book, "人口", people)
    _sheet(book, "房屋", houses)
    book.save(file)
    return Counted(imported=10, others=0, refused=0, households=4)


def appraisals(file: Path) -> Counted:
    """A firm's list: two rows of titles, amounts in 万元, the report's number merged over all households of a page."""
    book = _book()
    sheet = _sheet(book, "评估结果", [["房屋征收评估结果汇总表"], ["报告编号", "户号", "户主", "评估结果", None, None]])
    sheet.append([None, None, None, "评估单价（元/㎡）", "评估总价（万元）", "价值时点"])
    sheet.merge_cells("A1:F1")
    sheet.merge_cells("D2:F2")
    for column in "ABC":
        sheet.merge_cells(f"{column}2:{column}3")
    for n in range(6):
        number = f"示例评字〔2026〕{n // 3 + 1}号" if n % 3 == 0 else None
        sheet.append([number, f"DY-{n:03}", name(n), 5200 + n, round(32.4481 + n, 4), "2026年10月30日"])
    for top in (4, 7):
        sheet.merge_cells(start_row=top, end_row=top + 2, start_column=1, end_column=1)
    sheet.append(["合计", None, None, None, 209.6886, None])
    book.save(file)
    return Counted(imported=6, others=1, refused=0, households=6)


LAYOUTS: dict[str, tuple[Callable[[Path], Counted], str]] = {
    layout.__name__: (layout, suffix)
    for layout, suffix in (
        (other_titles, ".xlsx"),
        (a_row_per_person, ".xlsx"),
        (a_sheet_per_lane, ".xlsx"),
        (cards, ".xlsx"),
        (english_csv, ".csv"),
        (two_rows_of_titles_csv, ".csv"),
        (damaged, ".xlsx"),
        (repeated, ".xlsx"),
        (sample, ".xlsx"),
        (old_binary, ".xls"),
        (wide, ".xlsx"),
        (a_lane_merged, ".xlsx"),
        (people_and_houses, ".xlsx"),
    )
}
