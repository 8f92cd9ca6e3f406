from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from desktop.domain.errors import Level
from desktop.domain.money import Rounding
from desktop.i18n import Language, word
from desktop.policy import book
from desktop.policy.pack import Flaw, Kind, Mode, Pack, Place, Weight
from desktop.policy.proofing import proof
from desktop.policy.reading import load, read
from desktop.policy.template import example
from desktop.policy.vocabulary import Sheet, canonical

Sheets = dict[str, list[list[str]]]
Edit = Callable[[Sheets], object]
EXAMPLE = {sheet.name: [list(row) for row in sheet.rows] for sheet in example(Language.CHINESE)}
TIER, LOOKUP = "table_奖励档", "table_残疾补助"


def sheets_of(said: Sheets) -> tuple[Sheet, ...]:
    return tuple(Sheet(name, tuple(map(tuple, rows))) for name, rows in said.items())


def edited(edit: Edit) -> tuple[Pack | None, tuple[Flaw, ...]]:
    said = {name: [list(row) for row in rows] for name, rows in EXAMPLE.items()}
    edit(said)
    return read(sheets_of(said))


def put(sheet: str, row: int, column: str, text: str) -> Edit:
    """Write into a cell by the title of its column; a new column is added."""

    def edit(said: Sheets) -> None:
        rows = said[sheet]
        titles = rows[1 if sheet.startswith("table_") else 0]
        if column not in titles:
            titles.append(column)
        cells = rows[row - 1]
        cells.extend([""] * (len(titles) - len(cells)))
        cells[titles.index(column)] = text

    return edit


def put_title(sheet: str, old: str, new: str) -> Edit:
    def edit(said: Sheets) -> None:
        titles = said[sheet][1 if sheet.startswith("table_") else 0]
        titles[titles.index(old)] = new

    return edit


def add(sheet: str, *row: str) -> Edit:
    return lambda said: said[sheet].append(list(row))


def both(*edits: Edit) -> Edit:
    return lambda said: [edit(said) for edit in edits]


def head(sheet: str, *row: str) -> Edit:
    return lambda said: said[sheet].__setitem__(0, list(row))


def pack_of(edit: Edit = lambda said: said) -> Pack:
    pack, flaws = edited(edit)
    assert not flaws
    assert pack
    return pack


VERSION = len(EXAMPLE["parameters"])


def test_the_example_is_read_whole() -> None:
    pack = pack_of()
    assert (pack.cover.valid_from, pack.cover.money_unit, pack.cover.minor_digits) == (date(2026, 1, 1), "元", 2)
    area, price, _, flat, people = pack.inputs
    assert (area.kind, area.decimals, area.most, str(area.unit)) == (Kind.NUMBER, 2, Fraction(2000), "㎡")
    assert (str(price.unit), price.default, flat.default) == ("元/㎡", None, Fraction(0))
    assert [(column.name, column.choices) for column in people.columns] == [
        ("残疾等级", ("一级", "二级", "三级", "无"))
    ]
    versions = pack.parameters[2].versions
    assert [(one.since, one.until) for one in versions] == [(None, date(2026, 6, 30)), (date(2026, 7, 1), None)]
    tier, lookup = pack.tables
    assert (tier.mode, tier.keys, tier.titles, tier.sheet) == (Mode.TIER, 0, ("奖励",), TIER)
    assert [(row.low, row.is_low_included, row.high, row.is_high_included) for row in tier.rows] == [
        ("", False, "2026-01-31", True), ("2026-02-01", True, "2026-02-28", True), ("2026-03-01", True, "", False),
    ]  # fmt: skip
    assert (lookup.keys, lookup.rows[0].keys, lookup.rows[0].values, lookup.rows[0].row) == (1, ("一级",), ("8000",), 3)
    item = pack.items[3]
    assert (item.rounding, item.digits, item.when, item.most) == (Rounding.HALF_UP, 2, item.when, item.most)
    assert item.when
    assert item.when.place == Place("items", 5, "when")
    cash, swap = pack.options
    assert (cash.when, swap.signs["调换房款"], "调换房款" in cash.signs) == (None, -1, False)
    assert [notice.weight for notice in pack.notices] == [Weight.REFUSE, Weight.APPROVE]
    first = pack.examples[0]
    assert (first.source, first.totals[1].value, first.inputs[3].name) == ("示例", "", "人员[1].残疾等级")
    assert pack.id == book.pack_id(example(Language.CHINESE))


def test_what_may_be_left_out_has_its_meaning() -> None:
    said = canonical(
        [
            Sheet("cover", (("key", "value"), ("name", "甲"), ("version", "1"), ("currency", "CNY"), ("engine", "1"))),
            Sheet("clauses", (("id",), ("一",))),
            Sheet(
                "inputs", (("name", "type", "unit", "min"), ("率", "number", "%", "20"), ("面积", "number", "㎡", ""))
            ),
            Sheet(
                "items", (("name", "formula", "unit"), ("补偿", "1", "元"), ("面", "面积", "㎡"), ("率值", "率", "%"))
            ),
            Sheet("options", (("item", "货币"), ("补偿", "+"))),
        ]
    )
    pack, flaws = read(said)
    assert not flaws
    assert pack
    assert (pack.cover.money_unit, pack.cover.minor_digits, pack.parameters, pack.examples) == ("元", 2, (), ())
    assert (pack.inputs[0].decimals, pack.inputs[0].least, pack.inputs[0].is_of_area) == (0, Fraction(1, 5), False)
    assert [item.digits for item in pack.items] == [2, 0, 0]
    assert [item.order for item in pack.items] == [1, 2, 3]
    assert [item.label for item in pack.items] == ["补偿", "面", "率值"]
    option = pack.options[0]
    assert (option.is_choice, option.label, option.rounding, option.digits) == (True, "货币", None, 2)


def test_percent_is_read_in_the_base() -> None:
    pack = pack_of(both(add("parameters", "率", "17.5", "%"), add("parameters", "率二", "17.5%", "")))
    for parameter in pack.parameters[-2:]:
        assert (parameter.versions[0].value, parameter.versions[0].scale) == (Fraction(175, 1000), 3)


def test_an_item_without_an_order_comes_after_the_others() -> None:
    pack = pack_of(both(put("items", 2, "order", ""), put("items", 4, "order", ""), put("items", 3, "order", "99.5")))
    assert [float(item.order) for item in pack.items] == [100.5, 99.5, 101.5, 40, 50]


def test_a_unit_of_the_pack_and_its_money_are_known() -> None:
    pack = pack_of(
        both(put("cover", 9, "value", "万元"), add("units", "坪", "三平方米"), put("inputs", 5, "unit", "坪"))
    )
    assert pack.cover.money_unit == "万元"
    assert {"坪", "万元", "yuan"} <= set(pack.units)


# All flaws, each with its cell


def cell(sheet: str, row: int, column: str, text: str, said: str) -> tuple[Edit, Place, str]:
    """A text that is wrong where it is written."""
    return put(sheet, row, column, text), Place(sheet, row, column), said


FLAWS: dict[str, tuple[Edit, Place, str]] = {
    "unknown column": (put("items", 2, "formla", ""), Place("items", 1, "formla"), "Do you mean “formula”?"),
    "unknown Chinese column": (put("items", 2, "公试", ""), Place("items", 1, "公试"), "Do you mean “公式”?"),
    "double column": (lambda said: said["items"][0].append("name"), Place("items", 1, "name"), "is there twice"),
    "missing title": (
        lambda said: said["items"][0].__setitem__(5, ""), Place("items", 1), "The column “公式 (formula)” is missing.",
    ),
    "cell beyond the titles": (add("clauses", "一", "", "", "", "", "x"), Place("clauses", 7, "F"), "without a title"),
    "unknown line of the cover": cell("cover", 4, "key", "versoin", "Do you mean “version”?"),
    "line of the cover twice": (add("cover", "name", "乙"), Place("cover", 13, "key"), "“name” is there twice."),
    "cover without a version": cell("cover", 4, "value", "", "does not say “版本 (version)”"),
    "currency": cell("cover", 8, "value", "RMB¥", "“RMB¥” is no currency."),
    "minor digits": cell("cover", 10, "value", "5", "“5” is no whole number from 0 to 4."),
    "engine": cell("cover", 11, "value", "2", "does not know the calculation rules 2"),
    "supersedes": cell("cover", 5, "value", "abc", "“abc” is not the id of a pack."),
    "cover's days": cell("cover", 7, "value", "2025-12-31", "is before the first"),
    "day written otherwise": cell("cover", 6, "value", "2026年1月1日", "Write 2026-01-01."),
    "no such day": cell("cover", 6, "value", "2026-02-30", "Write it like 2025-09-30."),
    "unit twice": (add("units", "元", ""), Place("units", 4, "symbol"), "“元” is there twice."),
    "unit that can't be one": (add("units", "2平", ""), Place("units", 4, "symbol"), "“2平” can't be a unit."),
    "unit that is a word": (add("units", "或", ""), Place("units", 4, "symbol"), "“或” can't be a unit."),
    "clause twice": (add("clauses", "第八条"), Place("clauses", 7, "id"), "The clause 第八条 is there twice."),
    "clause without a number": (add("clauses", "", "x"), Place("clauses", 7, "id"), "The clause has no number."),
    "unknown clause": cell("items", 2, "clause", "第八十条", "Do you mean “第十条”?"),
    "unknown type": cell("inputs", 2, "type", "nunber", "Do you mean “number”?"),
    "no type": cell("inputs", 2, "type", "", "数字、是否、选项、日期、名单"),
    "unknown unit": cell("inputs", 3, "unit", "元/平米米", "There is no unit “平米米”."),
    "name twice": (add("inputs", "搬迁费", "number"), Place("items", 3, "name"), "sheet 输入项 (inputs), row 8"),
    "name that is a unit": (add("inputs", "年", "number"), Place("inputs", 8, "name"), "The name “年” is a unit."),
    "name that is a word": (add("inputs", "且", "number"), Place("inputs", 8, "name"), "“且” can't be a name."),
    "name of two words": (add("inputs", "认定 面积", "number"), Place("inputs", 8, "name"), "can't be a name."),
    "no name": (add("inputs", "", "number"), Place("inputs", 8, "name"), "The name is missing."),
    "long name": (add("inputs", "长" * 61, "number"), Place("inputs", 8, "name"), "longer than 60 characters"),
    "list that is none": (add("inputs", "人口.年龄", "number"), Place("inputs", 8, "name"), "Do you mean “人员”?"),
    "list in a list": (add("inputs", "人员.子女", "list"), Place("inputs", 8, "type"), "can't be a list"),
    "column twice": (add("inputs", "人员.残疾等级", "yesno"), Place("inputs", 8, "name"), "“残疾等级” twice"),
    "column named as an item": (add("inputs", "人员.搬迁费", "number"), Place("inputs", 8, "name"), "outside its list"),
    "column named as an input": (add("inputs", "人员.签约日", "date"), Place("inputs", 8, "name"), "outside its list"),
    "least above most": cell("inputs", 2, "min", "2001", "The minimum is above the maximum."),
    "bound with too many decimals": cell("inputs", 2, "min", "0.125", "more than the 2 dec"),
    "bound that is no number": cell("inputs", 2, "max", "2千", "“2千” is no number."),
    "number with thousands": cell("inputs", 2, "max", "2,000", "“2,000” is no number."),
    "default below": cell("inputs", 5, "default", "-1", "outside of minimum and maximum"),
    "default with decimals": cell("inputs", 5, "default", "0.001", "more than the 2"),
    "default that is no choice": cell("inputs", 7, "default", "四级", "Do you mean “"),
    "default beyond the days": cell("inputs", 4, "default", "2027-01-01", "outside of"),
    "default neither yes nor no": (
        add("inputs", "低保", "yesno", "", "", "", "", "", "有"), Place("inputs", 8, "default"), "neither yes nor no",
    ),
    "default of a list": cell("inputs", 6, "default", "无", "nothing in this column"),
    "unit of a day": cell("inputs", 4, "unit", "天", "nothing in this column"),
    "no choices": cell("inputs", 7, "choices", "", "The choices are missing."),
    "empty choice": cell("inputs", 7, "choices", "一级||无", "choices is empty"),
    "choice twice": cell("inputs", 7, "choices", "一级|一级|无", "A choice is there twice."),
    "decimals": cell("inputs", 2, "decimals", "2.5", "no whole number from 0 to 10"),
    "unknown scope": cell("inputs", 2, "of", "街道", "Write one of these: 本户、片区."),
    "ethnicity": (add("inputs", "民族", "choice"), Place("inputs", 8, "name"), "Ethnicity and religion"),
    "ethnicity by its label": cell("inputs", 2, "label", "民 族成分", "Ethnicity and"),
    "ethnicity by its field": cell("inputs", 2, "field", "person.ethnicity", "Ethnicity"),
    "religion": (add("inputs", "ReligiousGroup", "yesno"), Place("inputs", 8, "name"), "Ethnicity and religion"),
    "ethnicity by choices": cell("inputs", 7, "choices", "汉族|回族|无", "Ethnicity and"),
    "parameter without a value": cell("parameters", 2, "value", "", "value is missing"),
    "parameter that is no value": cell("parameters", 2, "value", "三十", "is no number."),
    "versions overlap": (put("parameters", 5, "from", "2026-06-30"), Place("parameters", 5, "value"), "on the same"),
    "versions leave a gap": (
        put("parameters", 5, "from", "2026-07-03"), Place("parameters", 5, "value"), "from 2026-07-01 to 2026-07-02",
    ),
    "kinds of versions": cell("parameters", 5, "value", "是", "are not of one kind"),
    "units of versions": cell("parameters", 5, "unit", "元", "Write what row 4 has there."),
    "dates of versions": cell("parameters", 5, "by", "", "chosen by different dates"),
    "by what is no date": (
        both(put("parameters", 4, "by", "认定面积"), put("parameters", 5, "by", "认定面积")),
        Place("parameters", 4, "by"), "no input of the type date",
    ),
    "versions without by": (
        both(put("parameters", 4, "by", ""), put("parameters", 5, "by", "")), Place("parameters", 4, "by"), "not said",
    ),
    "unit of a truth": (add("parameters", "试", "是", "元"), Place("parameters", VERSION + 1, "unit"), "Only a number"),
    "mode": (head(TIER, "mode", "tiers"), Place(TIER, 1, "mode"), "Do you mean “tier”?"),
    "no mode": (head(TIER, "value_unit", "元"), Place(TIER, 1, "mode"), "Begin its first row with"),
    "unknown pair": (head(TIER, "mode", "tier", "units", "元"), Place(TIER, 1, "units"), "The first row of a table"),
    "pair twice": (head(TIER, "mode", "tier", "mode", "tier"), Place(TIER, 1, "mode"), "“mode” is there twice."),
    "table without titles": (lambda said: said[LOOKUP].__delitem__(slice(1, None)), Place(LOOKUP, 2), "has no titles"),
    "table without rows": (lambda said: said[LOOKUP].__delitem__(slice(2, None)), Place(LOOKUP, 3), "has no rows"),
    "keys of a tier": (head(TIER, "mode", "tier", "keys", "1"), Place(TIER, 1, "keys"), "1 key columns are told"),
    "no value column": (head(LOOKUP, "mode", "lookup", "keys", "2"), Place(LOOKUP, 2), "no column of values"),
    "keys that are no number": (head(LOOKUP, "mode", "lookup", "keys", "一"), Place(LOOKUP, 1, "keys"), "no whole"),
    "too many units": (
        head(LOOKUP, "mode", "lookup", "keys", "1", "value_unit", "元|㎡|"), Place(LOOKUP, 1, "value_unit"), "3 units",
    ),
    "bound without a word": cell(TIER, 3, "to_word", "", "has no word beside it"),
    "word without a bound": (put(TIER, 5, "to_word", "以内"), Place(TIER, 5, "to"), "without a bound"),
    "word that is none": cell(TIER, 3, "to_word", "左右", "“左右” does not say"),
    "validity without by": (put(TIER, 3, "valid_from", "2026-01-01"), Place(TIER, 1, "by"), "chooses among the rows"),
    "validity of a table": (put(TIER, 3, "有效期止", "31.1."), Place(TIER, 3, "valid_to"), "“31.1.” is no day."),
    "table named as an input": (
        lambda said: said.__setitem__("table_签约日", said[LOOKUP]), Place("table_签约日", 1), "is there already",
    ),
    "table of totals": (lambda said: said.__setitem__("table_方案", said[LOOKUP]), Place("table_方案", 1), "can't be"),
    "no formula": cell("items", 2, "formula", "", "The formula is missing."),
    "unknown rounding": cell("items", 2, "round", "halfup", "Do you mean “half_up”?"),
    "digits": cell("items", 2, "digits", "二", "“二” is no whole number from -9 to 9."),
    "order": cell("items", 2, "order", "甲", "“甲” is no number."),
    "option's cell": cell("options", 7, "货币补偿", "x", "“x” is no sign."),
    "unknown row of options": cell("options", 2, "item", "@whem", "Do you mean “@when”?"),
    "item twice": (add("options", "搬迁费", "+", ""), Place("options", 12, "item"), "the other is row 8"),
    "unknown item": (add("options", "搬迁废", "+", ""), Place("options", 12, "item"), "Do you mean “搬迁费”?"),
    "row without an item": (add("options", "", "+", ""), Place("options", 12, "item"), "The row has no item."),
    "kind of an option": cell("options", 3, "产权调换", "主", "供选、小计"),
    "digits of an option": (add("options", "@digits", "3", ""), Place("options", 12, "货币补偿"), "from -9 to 2"),
    "name of an option": (put("options", 2, "货币 补偿", ""), Place("options", 1, "货币 补偿"), "can't be a name"),
    "first column of options": (
        lambda said: said["options"][0].__setitem__(0, "事项"), Place("options", 1, "事项"), "must be called 项目",
    ),
    "level": cell("notices", 2, "level", "", "提醒、须批准、不得出表"),
    "unknown level": cell("notices", 2, "level", "警告", "none of the words"),
    "notice without a condition": cell("notices", 2, "when", "", "The condition is missing."),
    "notice without a text": cell("notices", 2, "text", "", "The text is missing."),
    "example without a name": cell("examples", 3, "example", "", "to no example"),
    "kind of an example": cell("examples", 3, "kind", "输人", "Do you mean “输入”?"),
    "input of an example": cell("examples", 3, "name", "认定面", "Do you mean “认定面积”?"),
    "item of an example": cell("examples", 8, "name", "搬家费", "Do you mean “搬迁费”?"),
    "option of an example": cell("examples", 12, "name", "货币", "Do you mean “货币补偿”?"),
    "list without a row": cell("examples", 6, "name", "人员.残疾等级", "Do you mean “人员[1].残疾等级”?"),
    "list by itself": cell("examples", 6, "name", "人员", "人员[1]"),
    "unknown column of a list": cell("examples", 6, "name", "人员[1].等级", "[1].残疾等级”?"),
    "rows with a gap": (put("examples", 6, "name", "人员[3].残疾等级"), Place("examples", 7, "name"), "no row 1"),
    "example's value": cell("examples", 3, "value", "", "The value is missing."),
    "named twice": cell("examples", 4, "name", "认定面积", "the other is row 3"),
    "titles below another row": (
        lambda said: said["parameters"].insert(0, ["参数表"]), Place("parameters", 1), "stand in row 2",
    ),
    "number with commas": cell("parameters", 3, "value", "2,000", "Write 2000."),
    "number with its unit": cell("parameters", 3, "value", "2000元", "Write 2000; the unit has its own column."),
    "unit in words": cell("parameters", 2, "unit", "元每㎡", "Write 元/㎡."),
    "myriads": cell("parameters", 3, "unit", "万元", "the number 12000"),
    "name with a space": cell("inputs", 2, "name", "认定 面积", "Write 认定面积."),
    "choices without bars": cell("inputs", 7, "choices", "一级、二级、三级、无", "Write 一级|二级|三级|无."),
    "more than": cell(TIER, 4, "from_word", "大于", "Write 超过."),
    "at most": cell(TIER, 4, "to_word", "小于等于", "Write 以内."),
    "column of a bound": (put_title(TIER, "from", "起始"), Place(TIER, 2), "“下限 (from)” is missing"),
    "version said as it is shown": cell("cover", 4, "value", "第一版", "Write 1."),
}  # fmt: skip


@pytest.mark.parametrize("name", FLAWS)
def test_each_flaw_is_told_with_its_cell_and_what_to_write(name: str) -> None:
    edit, place, said = FLAWS[name]
    _, flaws = edited(edit)
    texts = {flaw.place: f"{flaw.message} {flaw.remedy}".format_map(flaw.values) for flaw in flaws}
    assert said in texts.get(place, ""), texts
    for flaw in flaws:
        assert flaw.level is Level.ERROR
        assert flaw.remedy
        for message in (flaw.message, flaw.remedy):
            assert word(message, Language.CHINESE, **flaw.values) != message.format_map(flaw.values)


@pytest.mark.parametrize(
    ("edit", "place"),
    [
        (put_title("parameters", "name", "参数名称"), Place("parameters", 1, "参数名称")),
        (put_title("items", "formula", "计算公式"), Place("items", 1, "计算公式")),
        (put("parameters", 3, "value", "2,000"), Place("parameters", 3, "value")),
        (put("inputs", 2, "name", "认定 面积"), Place("inputs", 2, "name")),
        (put("inputs", 4, "type", "日期型"), Place("inputs", 4, "type")),
        (put("items", 3, "formula", ""), Place("items", 3, "formula")),
    ],
)
def test_a_mistake_is_told_once_and_not_again_where_it_is_named(edit: Edit, place: Place) -> None:
    pack, flaws = edited(edit)
    flaws = (*flaws, *(proof(pack)[1] if pack else ()))
    assert {flaw.place for flaw in flaws if flaw.level is Level.ERROR} == {place}


def test_a_part_in_the_unit_of_percent_is_asked_about_and_no_error() -> None:
    pack, flaws = edited(add("parameters", "上浮", "0.1", "%", "第八条"))
    [flaw] = flaws
    assert flaw.level is Level.WARNING
    assert flaw.values["proposal"] == "10%"
    assert pack
    assert not edited(add("parameters", "上浮", "0.1%", "%", "第八条"))[1]
    assert not edited(add("parameters", "滞纳金", "0.03", "%/天", "第八条"))[1]


def test_many_flaws_are_told_at_once() -> None:
    edits = [
        FLAWS[name] for name in ("unknown type", "versions overlap", "mode", "no formula", "unknown item", "level")
    ]
    _, flaws = edited(both(*(edit for edit, _, _ in edits)))
    assert {place for _, place, _ in edits} <= {flaw.place for flaw in flaws}


@pytest.mark.parametrize("name", ["cover", "items"])
def test_without_a_sheet_that_every_pack_needs_there_is_no_pack(name: str) -> None:
    pack, flaws = edited(lambda said: said.pop(name))
    assert pack is None
    assert [flaw.place for flaw in flaws] == [Place(name, 1)]


@pytest.mark.parametrize("name", ["clauses", "inputs", "options"])
def test_a_sheet_that_a_plan_hardly_ever_lacks_is_missed_aloud(name: str) -> None:
    pack, flaws = edited(lambda said: said.pop(name))
    assert pack
    assert flaws[0].place == Place(name, 1)
    assert flaws[0].level == "warning"


@pytest.mark.parametrize("name", ["民族路面积", "家族人数", "回迁面积", "白天", "土地面积", "信用"])
def test_words_that_only_look_like_a_forbidden_one_are_inputs(name: str) -> None:
    assert not edited(add("inputs", name, "number"))[1]
    assert not edited(add("inputs", "种类", "choice", "", "", "", "", f"水族箱|{name}|家族"))[1]


def test_tables_may_leave_out_their_keys_and_have_several_values() -> None:
    pack = pack_of(head(LOOKUP, "mode", "lookup"))
    table = next(table for table in pack.tables if table.sheet == LOOKUP)
    assert (table.keys, table.titles, table.rows[0].values) == (None, ("残疾等级", "补助"), ("一级", "8000"))


def test_columns_before_the_bounds_are_keys() -> None:
    rows = [["mode", "ladder", "key_unit", "|㎡", "value_unit", "元/㎡|%"], ["区", "上限", "上限词", "价", "率"],
            ["甲", "15", "以内", "100", "5"], ["甲", "", "", "200", "6"]]  # fmt: skip
    pack = pack_of(lambda said: said.__setitem__("table_超面积", rows))
    table = next(table for table in pack.tables if table.name == "超面积")
    assert (table.keys, table.titles, [str(unit) for unit in table.key_units]) == (1, ("区", "价", "率"), ["", "㎡"])
    assert (table.value_units[1].is_percent, table.rows[0].keys, table.rows[0].high) == (True, ("甲",), "15")
    assert (table.rows[0].is_high_included, table.rows[0].values) == (True, ("100", "5"))


def test_a_hostile_sheet_is_told_of_a_hundred_times_and_no_more() -> None:
    rows = [[f"项{number}", "nmber", "元元元", "x"] for number in range(5_000)]
    _, flaws = edited(lambda said: said["inputs"].extend(rows))
    assert sum(flaw.place.sheet == "inputs" for flaw in flaws) == 100


def test_a_long_cell_is_shown_short() -> None:
    _, flaws = edited(put("inputs", 2, "type", "x" * 30_000))
    assert len(str(flaws[0].values["word"])) == 41


def test_a_workbook_a_folder_and_a_policy_load_as_the_same_pack(tmp_path: Path) -> None:
    sheets = example(Language.CHINESE)
    (tmp_path / "x.policy").write_bytes(book.packed(sheets))
    book.write_folder(sheets, tmp_path / "folder")
    packs = [load(path) for path in (tmp_path / "x.policy", tmp_path / "folder")]
    assert packs[0] == packs[1] == (pack_of(), ())
    assert replace(pack_of(), id="") == replace(read(sheets)[0] or pack_of(), id="")
