"""Random packs and random households: well-formed formulas of every kind over a fixed set of inputs and tables."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from desktop.policy import proofing, reading
from desktop.policy.tree import Proofed
from desktop.policy.vocabulary import Sheet

Draw = Callable[[st.SearchStrategy[Any]], Any]

COVER = (
    ("key", "value"), ("name", "随机"), ("area", "虚构"), ("version", "1"), ("valid_from", "2020-01-01"),
    ("valid_to", "2030-12-31"), ("currency", "CNY"), ("money_unit", "元"), ("minor_digits", "2"), ("engine", "1"),
)  # fmt: skip
INPUT_TITLES = ("name", "type", "unit", "decimals", "min", "max", "choices", "default")
INPUTS = (
    ("面积", "number", "㎡", "2", "0", "500", "", ""),
    ("登记", "number", "㎡", "3", "0", "300", "", ""),
    ("人口", "number", "人", "0", "0", "20", "", ""),
    ("单价", "number", "元/㎡", "2", "0", "20000", "", ""),
    ("附加", "number", "元", "2", "-5000", "90000", "", ""),
    ("比例", "number", "%", "2", "0", "150", "", ""),
    ("签约日", "date", "", "", "2020-01-01", "2030-12-31", "", ""),
    ("交房日", "date", "", "", "2020-01-01", "2031-12-31", "", ""),
    ("结构", "choice", "", "", "", "", "砖混|砖木|其他", ""),
    ("低保", "yesno", "", "", "", "", "", "no"),
    ("人员", "list", "", "", "", "", "", ""),
    ("人员.岁数", "number", "岁", "0", "0", "120", "", ""),
    ("人员.等级", "choice", "", "", "", "", "一|二|三", ""),
    ("人员.补助", "number", "元", "2", "-100", "5000", "", ""),
    ("人员.残疾", "yesno", "", "", "", "", "", ""),
    ("人员.生日", "date", "", "", "1920-01-01", "2019-12-31", "", ""),
)
PARAMETERS = (
    ("name", "value", "unit", "clause", "from", "to", "by"),
    ("标准", "12.5", "元/㎡", "一", "", "2024-06-30", "签约日"),
    ("标准", "14.35", "元/㎡", "一", "2024-07-01", "", "签约日"),
    ("奖", "8000.55", "元", "一", "", "", ""),
    ("系数", "1.075", "", "一", "", "", ""),
    ("率", "17.5", "%", "一", "", "", ""),
    ("节点", "2025-03-31", "", "一", "", "", ""),
)
TABLES = {
    "费率": (
        ("mode", "lookup", "keys", "2", "value_unit", "元/㎡|", "clause", "一"),
        ("结构", "低保", "价", "折"),
        ("砖混", "是", "650.5", "0.95"), ("砖混", "*", "600", "1"), ("*", "否", "550.25", "1.1"), ("*", "*", "1", "0"),
    ),
    "档": (
        ("mode", "tier", "key_unit", "㎡", "value_unit", "元/㎡", "clause", "一", "by", "签约日"),
        ("from", "from_word", "to", "to_word", "价", "valid_from", "valid_to"),
        ("", "", "45.5", "不满", "100", "", "2022-02-28"), ("45.5", "以上", "", "", "80.37", "", "2022-02-28"),
        ("", "", "60", "以内", "110", "2022-03-01", ""), ("60", "超过", "120", "以内", "90.99", "2022-03-01", ""),
        ("120", "超过", "", "", "33.333", "2022-03-01", ""),
    ),
    "级": (
        ("mode", "ladder", "keys", "1", "key_unit", "㎡", "value_unit", "元/㎡", "clause", "一"),
        ("结构", "from", "from_word", "to", "to_word", "价"),
        ("砖木", "0", "以上", "30", "以内", "1000.01"), ("砖木", "30", "超过", "", "", "-700"),
        ("*", "10", "以上", "25.255", "以内", "20"), ("*", "25.255", "超过", "80", "以内", "30.5"),
        ("*", "80", "超过", "", "", "0"),
    ),
    "日期档": (
        ("mode", "tier", "keys", "0", "value_unit", "元", "clause", "一"),
        ("from", "from_word", "to", "to_word", "奖"),
        ("", "", "2023-05-05", "以内", "6000"), ("2023-05-06", "以上", "2026-01-01", "不满", "4000.5"),
        ("2026-01-01", "以上", "", "", "0"),
    ),
    "户型": (
        ("mode", "lookup", "value_unit", "㎡", "clause", "一"), ("面积值",),
        ("45",), ("62.5",), ("90",), ("600",)),
}  # fmt: skip
ITEM_TITLES = (
    "order",
    "name",
    "label",
    "clause",
    "when",
    "formula",
    "unit",
    "round",
    "digits",
    "min",
    "max",
    "plain",
    "otherwise",
)
ROUNDINGS = ("half_up", "half_even", "up", "down")
MODES = ("四舍五入", "half_even", "进", "down")
RULES = ("足月", "started", "按日")


class Writer:
    """Draws formulas; `items` are those that may already be named, by unit."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.items: dict[str, list[str]] = {"元": [], "㎡": [], "": [], "月": [], "人": [], "yesno": [], "date": []}

    def pick(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def whole(self, least: int, most: int) -> int:
        return self.draw(st.integers(least, most))

    def literal(self, unit: str) -> str:
        text = str(self.whole(0, 400)) + self.pick("", "", ".5", ".25", ".333", ".07")
        return f"{text}{unit}" if unit else self.pick(text, f"{self.whole(0, 130)}%", f"{self.whole(0, 30)}.5%")

    def number(self, unit: str, depth: int, column: bool = False) -> str:  # noqa: FBT001, FBT002
        leaves = {
            "元": ["附加", "奖"], "㎡": ["面积", "登记"], "": ["比例", "系数", "率"], "月": ["3月"], "人": ["人口"],
        }[unit] + ([] if column else self.items[unit])  # fmt: skip
        if column and unit == "元":
            leaves += ["补助"]
        if depth <= 0:
            return self.pick(*leaves, self.literal(unit))
        less = depth - 1

        def one(of: str = unit) -> str:
            return self.number(of, less, column)

        ways = {
            "sum": lambda: f"({one()} {self.pick('+', '-', '−')} {one()})",
            "times": lambda: f"{one()} × ({one('')})",
            "over": lambda: f"({one()}) ÷ {self.pick('3', '7', '2.5', '最大(1, ' + one('') + ')')}",
            "share": lambda: f"({one()}) / 最大(1人, 人口) × 1人",
            "guarded": lambda: f"若(人口 > 0, ({one()}) / 人口, {one()} / 1人) × 1人",
            "if": lambda: f"若({self.truth(less, column)}, {one()}, {one()})",
            "if3": lambda: f"if({self.truth(less, column)}, {one()}, {self.truth(less, column)}, {one()}, 0)",
            "max": lambda: f"{self.pick('最大', 'min')}({one()}, {one()}, {one()})",
            "mean": lambda: f"均值({one()}, {one()})",
            "abs": lambda: f"绝对值({one()})",
            "negative": lambda: f"-({one()})",
            "clamp": lambda: f"夹({one()}, {self.literal(unit)}, {self.number(unit, 0, column)})",
            "round": lambda: f"取整({one()}, {self.whole(-2, 3)}, “{self.pick(*MODES)}”)",
            "step": lambda: f"{self.pick('进到', 'floor_to')}({one()}, {self.pick('0.3', '12.5', '10')}{unit})",
        }
        if unit == "元":
            ways |= {
                "price": lambda: f"({one('㎡')}) × {self.pick('单价', '标准', '12.35元/㎡', self.price(less, column))}",
                "ladder": lambda: f"累进(级, 结构, {one('㎡')})",
                "day": lambda: f"查档(日期档, {self.day(less, column)})",
            }
        if unit == "㎡":
            ways["flat"] = lambda: f"进到(最小({one()}, 590㎡), 户型.面积值)"
        if unit == "月":
            ways["months"] = lambda: self.months(less, column)
        if unit == "":
            days = self.day(less, column), self.day(less, column)
            ways |= {
                "days": lambda: f"天数({days[0]}, {days[1]}) ÷ {self.pick('1天', '365天')}",
                "factor": lambda: f"查表(费率.折, 结构, {self.truth(less, column)})",
                "bare": lambda: f"数值({one(self.pick('元', '㎡', '月'))})",
                "age": lambda: f"年龄({self.pick('生日', '2000-02-29') if column else '2000-02-29'}, 签约日) ÷ 1岁",
            }
        if not column:
            ways |= self.folds(unit, less)
        return ways[self.pick(*ways)]()

    def price(self, depth: int, column: bool) -> str:  # noqa: FBT001
        return self.pick(
            f"查表(费率.价, 结构, {self.truth(depth, column)})", f"查档(档, {self.number('㎡', depth, column)})"
        )

    def months(self, depth: int, column: bool) -> str:  # noqa: FBT001
        one, other = self.day(depth, column), self.day(depth, column)
        pair = self.pick(f"最小({one}, {other}), 最大({one}, {other})", f"{one}, {other}")
        return f"月数({pair}, “{self.pick(*RULES)}”)"

    def folds(self, unit: str, depth: int) -> dict[str, Callable[[], str]]:
        def part() -> str:
            return self.number(unit, depth, column=True)

        found: dict[str, Callable[[], str]] = {
            "sum": lambda: f"合计(人员, {part()})",
            "largest": lambda: f"{self.pick('最大项', '最小项')}(人员, {part()})",
            "top": lambda: f"前几合计(人员, {self.whole(0, 3)}, {part()})",
            "by": lambda: f"分类最大(人员, {self.pick('等级', '残疾', '岁数')}, {part()})",
        }
        if unit == "":
            found["count"] = lambda: f"计数(人员, {self.truth(depth, True)})"  # noqa: FBT003
        return found

    def day(self, depth: int, column: bool) -> str:  # noqa: FBT001
        leaves = ["签约日", "交房日", "节点", "2024-02-29", *([] if column else self.items["date"])]
        leaves += ["生日"] if column else []
        if depth <= 0:
            return self.pick(*leaves)
        one, other = self.day(depth - 1, column), self.day(depth - 1, column)
        return self.pick(
            f"{one} + {self.whole(0, 40)}月", f"{one} - {self.whole(0, 90)}天", f"最大({one}, {other})",
            f"若({self.truth(depth - 1, column)}, {one}, {other})",
        )  # fmt: skip

    def truth(self, depth: int, column: bool) -> str:  # noqa: FBT001
        if depth <= 0:
            return self.pick("低保", "结构 = “砖混”", "结构 ≠ “其他”", "残疾" if column else "低保", "面积 >= 60㎡")
        less = depth - 1
        unit = self.pick("元", "㎡", "", "人")
        sign = self.pick("<", "≤", ">", "≥", "=", "≠")
        ways = [
            lambda: f"{self.number(unit, less, column)} {sign} {self.number(unit, less, column)}",
            lambda: f"{self.day(less, column)} {sign} {self.day(less, column)}",
            lambda: f"({self.truth(less, column)} {self.pick('且', 'or', '或')} {self.truth(less, column)})",
            lambda: f"(非 ({self.truth(less, column)}))",
        ]
        if column:
            ways += [lambda: f"岁数 ≥ {self.whole(0, 90)}岁", lambda: "等级 = “二”"]
        else:
            ways += [lambda: f"{self.pick('任一', 'all')}(人员, {self.truth(less, True)})"]  # noqa: FBT003
        return self.pick(*ways)()


@st.composite
def packs(draw: Draw) -> tuple[Sheet, ...]:
    """Draw the sheets of a pack; most are sound, some have a flaw that only proofing can see."""
    write = Writer(draw)
    items: list[tuple[str, ...]] = []
    counted: list[str] = []
    for number in range(draw(st.integers(1, 6))):
        kind = write.pick("元", "元", "元", "㎡", "", "月", "yesno", "date")
        name, depth = f"项{number}", draw(st.integers(0, 3))
        when = write.truth(1, False) if kind != "date" and write.whole(0, 2) == 0 else ""  # noqa: FBT003
        low = high = rounding = digits = ""
        if kind == "yesno":
            formula = write.truth(depth, False)  # noqa: FBT003
        elif kind == "date":
            formula = write.day(depth, False)  # noqa: FBT003
        else:
            formula = write.number(kind, depth)
            low = write.number(kind, 0) if write.whole(0, 4) == 0 else ""
            high = write.number(kind, 0) if write.whole(0, 4) == 0 else ""
            if write.whole(0, 2) or kind == "元":
                rounding, digits = write.pick(*ROUNDINGS), str(write.whole(-2, 2))
        items.append((str(number), name, "", "一", when, formula, kind if kind in {"元", "㎡", "月"} else "",
                      rounding, digits, low, high, "", ""))  # fmt: skip
        write.items[kind].append(name)
        counted += [name] if kind == "元" else []
    options = [
        ("item", "甲案", "乙案"),
        ("@when", "", write.truth(1, False)),  # noqa: FBT003
        ("@round", write.pick("none", *ROUNDINGS), ""),
        ("@digits", str(write.whole(-1, 2)), ""),
        *((name, "+", write.pick("+", "-", "")) for name in counted),
    ]
    notices = [("when", "level", "text", "clause"), (f"方案.乙案 > {write.literal('元')}", "note", "看看", "一")]
    sheets = [
        Sheet("cover", COVER),
        Sheet("clauses", (("id", "document", "article", "text", "plain"), ("一", "方案", "第一条", "条文", "白话"))),
        Sheet("inputs", (INPUT_TITLES, *INPUTS)),
        Sheet("parameters", PARAMETERS),
        *(Sheet(f"table_{name}", rows) for name, rows in TABLES.items()),
        Sheet("items", (ITEM_TITLES, *items)),
        Sheet("options", tuple(options)),
        Sheet("notices", tuple(notices)),
    ]
    return tuple(sheets)


def proofed(sheets: tuple[Sheet, ...]) -> Proofed | None:
    """Read and proof the sheets as a folder is; None where something is wrong with them."""
    pack, flaws = reading.read(sheets)
    return proofing.proof(pack)[0] if pack and not any(flaw.level == "error" for flaw in flaws) else None


def decimal(digits: int, least: int, most: int) -> st.SearchStrategy[str]:
    size = 10**digits
    return st.integers(least * size, most * size).map(
        lambda n: f"{'-' * (n < 0)}{abs(n) // size}" + (f".{abs(n) % size:0{digits}}" if digits else "")
    )


def days(first: str, last: str) -> st.SearchStrategy[str]:
    from datetime import date

    return st.dates(date.fromisoformat(first), date.fromisoformat(last)).map(date.isoformat)


@st.composite
def households(draw: Draw) -> dict[str, object]:
    """Draw the facts of a household, often on a boundary of the tables."""
    person = st.fixed_dictionaries({
        "岁数": st.integers(0, 120), "等级": st.sampled_from("一二三"), "补助": decimal(2, -100, 5000),
        "残疾": st.booleans(), "生日": days("1920-01-01", "2019-12-31"),
    })  # fmt: skip
    area = st.one_of(decimal(2, 0, 500), st.sampled_from(["0", "45.5", "60", "60.01", "120", "80", "25.25", "500"]))
    return {
        "面积": draw(area),
        "登记": draw(st.one_of(decimal(3, 0, 300), st.sampled_from(["25.255", "30", "10", "0"]))),
        "人口": draw(st.integers(0, 20)),
        "单价": draw(decimal(2, 0, 20000)),
        "附加": draw(decimal(2, -5000, 90000)),
        "比例": draw(decimal(2, 0, 150)),
        "签约日": draw(
            st.one_of(days("2020-01-01", "2030-12-31"), st.sampled_from(["2022-02-28", "2024-02-29", "2024-06-30"]))
        ),
        "交房日": draw(days("2020-01-01", "2031-12-31")),
        "结构": draw(st.sampled_from(["砖混", "砖木", "其他"])),
        "低保": draw(st.booleans()),
        "人员": draw(st.lists(person, max_size=4)),
    }  # fmt: skip
