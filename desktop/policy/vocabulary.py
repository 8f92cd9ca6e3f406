"""The words of a pack's sheets in both languages: names of sheets, titles of columns, words that cells choose among.

Promise: what is said in either language becomes the same canonical English, and English becomes Chinese that reads back
as the same. Hidden: which cells are words, which are names (folded, so that full-width letters agree), which stay.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from desktop.policy.language import folded
from desktop.policy.units import NONE
from desktop.policy.written import number


@dataclass(frozen=True)
class Sheet:
    """A sheet as text: `name` is canonical (`items`, `table_<name>`) where it is known; row 1 is `rows[0]`."""

    name: str
    rows: tuple[tuple[str, ...], ...]

    @property
    def is_table(self) -> bool:
        return self.name.startswith(TABLE)

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of its columns, which a table has in row 2."""
        place = 1 if self.is_table else 0
        return self.rows[place] if len(self.rows) > place else ()


class Words:
    """Words and their Chinese, of which the first is the one that is written."""

    def __init__(self, **chinese: str) -> None:
        self.chinese = {english.strip("_"): tuple(words.split()) for english, words in chinese.items()}

    @cached_property
    def _english(self) -> dict[str, str]:
        return {_key(word): english for english, words in self.chinese.items() for word in (english, *words)}

    def __contains__(self, english: str) -> bool:
        return english in self.chinese

    def english(self, word: str) -> str:
        """Give the canonical word; what is none stays as it is."""
        return self._english.get(_key(word), word)

    def spoken(self, english: str) -> str:
        """Give the Chinese of a canonical word; what is none stays as it is."""
        return self.chinese[english][0] if english in self.chinese else english

    def both(self, english: str) -> str:
        """Give a canonical word in both languages, the Chinese first."""
        return f"{self.spoken(english)} ({english})"

    def all(self) -> tuple[str, ...]:
        """Give every word in both languages, to find the nearest one."""
        return tuple(word for english, words in self.chinese.items() for word in (english, *words))


@dataclass(frozen=True)
class Column:
    """A column of a sheet. `words`: what its cells choose among; `is_name`: they are names, dates or numbers."""

    title: str
    chinese: str
    words: Words | None = None
    is_name: bool = False
    is_needed: bool = False


TABLE = "table_"
INSTRUCTIONS = {"zh_CN": "说明", "en": "Instructions"}
"""The one sheet that is no part of a pack."""

SHEETS = Words(
    cover="封面", units="单位", clauses="条款", inputs="输入项", parameters="参数", items="补偿项目", options="方案",
    notices="提示", examples="算例",
)  # fmt: skip
NEEDED, USUAL = ("cover", "items"), ("clauses", "inputs", "options")
"""The sheets without which there is no plan, and those that a plan hardly ever lacks."""
ORDER = ("cover", "units", "clauses", "inputs", "parameters", TABLE, "items", "options", "notices", "examples")
"""How the sheets follow each other; the tables stand where `table_` does."""

TYPES = Words(number="数字", yesno="是否", choice="选项", date="日期", list="名单")
ROUNDINGS = Words(half_up="四舍五入", half_even="银行家", up="进", down="舍", none="不取整")
MODES = Words(lookup="查表", tier="查档", ladder="累进")
LEVELS = Words(note="提醒", approve="须批准", refuse="不得出表")
KINDS = Words(source="来源", input="输入", item="项目", total="合计")
OPTION_KINDS = Words(choice="供选", subtotal="小计")
SCOPES = Words(household="本户", area="片区")
LOW_WORDS, HIGH_WORDS = (
    Words(incl="以上 以下 以内", excl="超过 不满 以外"),
    Words(incl="以内 以下 以上", excl="不满 超过 以外"),
)

COVER_KEYS = Words(
    name="名称", area="片区", version="版本", supersedes="替代", valid_from="有效期起", valid_to="有效期止",
    currency="币种", money_unit="货币单位", minor_digits="货币小数位", engine="算法版本", note="备注 说明",
)  # fmt: skip
TABLE_KEYS = Words(mode="方式", keys="键列数", key_unit="键单位", value_unit="值单位", clause="条款", by="按")
OPTION_ROWS = Words(
    when="条件", kind="种类", label="标签", receives="得到", pays="支付", round="取整", digits="位数"
)  # fmt: skip
VALIDITY = Words(valid_from="有效期起", valid_to="有效期止")
BOUNDS = Words(**{"from": "下限", "from_word": "下限词", "to": "上限", "to_word": "上限词"})

COLUMNS: dict[str, tuple[Column, ...]] = {
    "cover": (Column("key", "项", COVER_KEYS, is_needed=True), Column("value", "数值 值", is_needed=True)),
    "units": (Column("symbol", "符号 单位", is_name=True, is_needed=True), Column("meaning", "含义")),
    "clauses": (
        Column("id", "编号", is_needed=True),
        Column("document", "文件"),
        Column("article", "条"),
        Column("text", "文字 原文"),
        Column("plain", "白话"),
    ),
    "inputs": (
        Column("name", "名称", is_name=True, is_needed=True),
        Column("type", "类型", TYPES, is_needed=True),
        Column("unit", "单位"),
        Column("decimals", "小数位", is_name=True),
        Column("min", "最小", is_name=True),
        Column("max", "最大", is_name=True),
        Column("choices", "选项"),
        Column("default", "默认"),
        Column("label", "标签"),
        Column("evidence", "证据"),
        Column("field", "台账字段"),
        Column("of", "归属", SCOPES),
    ),
    "parameters": (
        Column("name", "名称", is_name=True, is_needed=True),
        Column("value", "数值", is_name=True, is_needed=True),
        Column("unit", "单位"),
        Column("clause", "条款"),
        Column("from", "起", is_name=True),
        Column("to", "止", is_name=True),
        Column("by", "按", is_name=True),
    ),
    "items": (
        Column("order", "顺序", is_name=True),
        Column("name", "名称", is_name=True, is_needed=True),
        Column("label", "标签"),
        Column("clause", "条款"),
        Column("when", "条件"),
        Column("formula", "公式", is_needed=True),
        Column("unit", "单位"),
        Column("round", "取整", ROUNDINGS),
        Column("digits", "位数", is_name=True),
        Column("min", "最小"),
        Column("max", "最大"),
        Column("plain", "白话"),
        Column("otherwise", "不适用时"),
    ),
    "options": (Column("item", "项目", is_name=True, is_needed=True),),
    "notices": (
        Column("when", "条件", is_needed=True),
        Column("level", "级别", LEVELS, is_needed=True),
        Column("text", "文字", is_needed=True),
        Column("clause", "条款"),
    ),
    "examples": (
        Column("example", "算例", is_needed=True),
        Column("kind", "种类", KINDS, is_needed=True),
        Column("name", "名称", is_name=True, is_needed=True),
        Column("value", "数值", is_needed=True),
    ),
}
_TITLES = {name: Words(**{each.title: each.chinese for each in columns}) for name, columns in COLUMNS.items()}
_COLUMN = {name: {each.title: each for each in columns} for name, columns in COLUMNS.items()}
_BOUNDED = ("tier", "ladder")
_IN_TABLES = {
    "valid_from": Column("valid_from", "有效期起", is_name=True),
    "valid_to": Column("valid_to", "有效期止", is_name=True),
    "from_word": Column("from_word", "下限词", LOW_WORDS),
    "to_word": Column("to_word", "上限词", HIGH_WORDS),
}
_NAME = re.compile(r"\w[.\[\]\w]*|-?[0-9.]+%?|[0-9]+-[0-9]+-[0-9]+")
_STAR, _SIGNS = "*", ("+", "-")

Say = Callable[[Words, str], str]


def titles_of(sheet: Sheet) -> Words:
    """The titles that a sheet may have; a table and the options have others too."""
    if not sheet.is_table:
        return _TITLES[sheet.name]
    bounds = BOUNDS.chinese if mode_of(sheet) in _BOUNDED else {}
    return Words(**{title: " ".join(words) for title, words in {**VALIDITY.chinese, **bounds}.items()})


def column_of(sheet: Sheet, title: str) -> Column | None:
    """The column with a canonical title; None where it is a title of the pack's own."""
    if sheet.is_table:
        return _IN_TABLES.get(title) if title in titles_of(sheet) else None
    return _COLUMN[sheet.name].get(title)


def mode_of(table: Sheet) -> str:
    """The canonical word that the first row of a table has for its mode, or ""."""
    row = table.rows[0] if table.rows else ()
    for key, value in zip(row[::2], row[1::2], strict=False):
        if TABLE_KEYS.english(key) == "mode":
            return MODES.english(value)
    return ""


def sheet_name(written: str) -> str | None:
    """The canonical name of a sheet or of a file without its ending; None where there is no such sheet."""
    name = unicodedata.normalize("NFC", written).strip()
    plain = folded(name)
    for prefix in (TABLE, "表_"):
        if plain.lower().startswith(prefix):
            return TABLE + plain[len(prefix) :].strip()
    english = SHEETS.english(name)
    return english if english in SHEETS else None


def spoken_name(name: str) -> str:
    """The Chinese of a sheet's canonical name."""
    return f"表_{name.removeprefix(TABLE)}" if name.startswith(TABLE) else SHEETS.spoken(name)


def both_names(name: str) -> str:
    """A sheet's name as messages of both languages show it."""
    return f"{spoken_name(name)} ({name})"


def canonical(sheets: Iterable[Sheet]) -> tuple[Sheet, ...]:
    """Say sheets of either language in the canonical words, in the order of the sheets; canonical ones stay."""
    found = [
        _turned(_shaped(Sheet(sheet_name(sheet.name) or sheet.name, sheet.rows)), Words.english) for sheet in sheets
    ]
    return tuple(sorted(found, key=lambda sheet: rank(sheet.name)))


def spoken(sheets: Iterable[Sheet]) -> tuple[Sheet, ...]:
    """Say canonical sheets with Chinese titles and words; `canonical` gives the same again."""
    return tuple(_turned(sheet, Words.spoken) for sheet in sheets)


def is_instruction(name: str) -> bool:
    return name.strip() in INSTRUCTIONS.values()


def _key(word: str) -> str:
    return folded(unicodedata.normalize("NFC", word)).replace(" ", "").casefold()


def rank(name: str) -> tuple[int, str]:
    """Tell where a sheet stands among the others, by its canonical name."""
    kind = TABLE if name.startswith(TABLE) else name
    return ORDER.index(kind) if kind in ORDER else len(ORDER), name


def _shaped(sheet: Sheet) -> Sheet:
    """Clean the cells; rows are as wide as the titles, or as their last cell beyond; no empty row is the last."""
    rows = [_trimmed([_cleaned(cell) for cell in row]) for row in sheet.rows]
    while rows and not rows[-1]:
        rows.pop()
    place = 1 if sheet.is_table else 0
    width = len(rows[place]) if len(rows) > place else 0
    return Sheet(
        sheet.name,
        tuple(
            tuple(row) if number < place else (*row, *([""] * (width - len(row)))) for number, row in enumerate(rows)
        ),
    )


def _trimmed(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row.pop()
    return row


def _cleaned(cell: str) -> str:
    text = cell if cell.isascii() else unicodedata.normalize("NFC", cell)
    return (text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text).strip()


def _name(cell: str) -> str:
    """Fold what is a name, a number or a date; anything else stays, and is told to be none where one must stand."""
    plain = cell if cell.isascii() else folded(cell)
    return plain if _NAME.fullmatch(plain) else cell


def _turned(sheet: Sheet, say: Say) -> Sheet:
    if sheet.is_table:
        return Sheet(sheet.name, _table(sheet, say))
    if sheet.name not in COLUMNS:
        return sheet
    words, known = _TITLES[sheet.name], _COLUMN[sheet.name]
    titles = [words.english(title) for title in sheet.titles]
    columns = [known.get(title) for title in titles]
    is_options = sheet.name == "options"
    rows = [tuple(say(words, title) if title in words else _name(title) for title in titles)] if sheet.rows else []
    for row in sheet.rows[1:]:
        if is_options:
            rows.append(_option_row(row, say))
        else:
            told = [_cell(column, cell, say) for column, cell in zip(columns, row, strict=False)]
            rows.append((*told, *row[len(told) :]))
    return Sheet(sheet.name, tuple(rows))


def _cell(column: Column | None, cell: str, say: Say) -> str:
    if column is None or not cell:
        return cell
    if column.words:
        return say(column.words, cell)
    return _name(cell) if column.is_name else cell


def _option_row(row: tuple[str, ...], say: Say) -> tuple[str, ...]:
    first, *others = row or ("",)
    if first[:1] not in ("@", "＠"):
        return (_name(first), *(folded(cell) if folded(cell) in _SIGNS else cell for cell in others))
    kind = OPTION_ROWS.english(first[1:])
    words = {"kind": OPTION_KINDS, "round": ROUNDINGS}.get(kind)
    said = [say(words, cell) if words else _name(cell) if kind == "digits" else cell for cell in others]
    return (f"@{say(OPTION_ROWS, kind)}", *said)


def _table(sheet: Sheet, say: Say) -> tuple[tuple[str, ...], ...]:
    """Row 1 are pairs of a key and its value; then titles, of which only those of bounds and validity are words."""
    if not sheet.rows:
        return ()
    words = titles_of(sheet)
    head = list(sheet.rows[0])
    for place in range(0, len(head), 2):
        key = TABLE_KEYS.english(head[place])
        head[place] = say(TABLE_KEYS, key)
        if place + 1 < len(head):
            value = head[place + 1]
            head[place + 1] = say(MODES, value) if key == "mode" else _name(value) if key in ("keys", "by") else value
    titles = [words.english(title) for title in sheet.titles]
    rows = [tuple(head)]
    if len(sheet.rows) > 1:
        rows.append(tuple(say(words, title) if title in words else _name(title) for title in titles))
    columns = [_IN_TABLES.get(title) if title in words else None for title in titles]
    for row in sheet.rows[2:]:
        said = [
            _cell(column, cell, say) if column else _of_table(cell) for column, cell in zip(columns, row, strict=False)
        ]
        rows.append((*said, *row[len(said) :]))
    return tuple(rows)


def _of_table(cell: str) -> str:
    """A text of a choice stays as it is; a number and the star are folded."""
    if cell.isascii():
        return cell
    plain = folded(cell)
    return plain if plain == _STAR or number(plain, NONE) else cell
