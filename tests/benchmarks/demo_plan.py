"""The demo area's plan, written by hand: over whole numbers, with floats, and as formulas of simpleeval.

All three give what the pack gives: every item, the totals of the three options (None: absent), the notices that hold.
Areas come in hundredths of a square metre, money in fen, the rate of signatures in hundredths of a percent, days of
birth and of the notice as 20261009, the others counted. Floats come in square metres, yuan, parts of one.
"""

from collections.abc import Mapping
from datetime import date
from math import floor
from typing import Any, NamedTuple

from simpleeval import EvalWithCompoundTypes

from desktop.policy.tree import Given

ITEMS = (
    *("计入认定面积", "补偿面积", "安置面积", "可选户型面积", "剩余面积", "房屋价值_登记", "房屋价值_认定", "房屋价值"),
    *("最低面积保障", "装饰装修", "附属物", "搬迁费_货币", "搬迁费_换房", "临时安置费_货币", "临时安置费_换房"),
    *("临时安置费_组合", "货币补助", "货币补助_组合", "停产停业补偿", "签约奖励", "腾房天数", "腾房奖励", "整片奖励"),
    *(
        "困难补助",
        "高龄补助",
        "学生人数",
        "学生补助",
        "新房价款_换房",
        "新房价款_组合",
        "楼层差价_换房",
        "楼层差价_组合",
    ),
)
"""As the three give them; money in fen or yuan, areas and the other numbers as facts come."""
OPTIONS = ("货币补偿", "产权调换", "组合")

_OCTOBER, _DECEMBER, _JANUARY = (
    date(2026, 10, 31).toordinal(),
    date(2026, 12, 8).toordinal(),
    date(2027, 1, 15).toordinal(),
)
_NEW_YEAR, _APRIL = date(2027, 1, 1).toordinal(), date(2027, 4, 1).toordinal()
_SIZES = (4500, 5520, 6630, 8860, 11050)
_FLOORS = {2: 2, 3: 4, 4: 3, 5: -1, 6: -8}
_FIXTURES = {"煤棚": 20000, "院墙": 15000, "葡萄架": 120000, "防盗门": 80000, "太阳能热水器": 260000, "水井": 350000}
_HARDSHIPS = {"低保": 300000, "重病": 600000, "独居老人": 150000}
_DISABILITIES = {"一级": 500000, "二级": 400000}


class Household(NamedTuple):
    """Facts as both functions take them; numbers are whole or floats."""

    registered: Any
    recognised: Any
    price: Any
    tenure: str
    fittings: Any
    fixtures: tuple[tuple[str, Any], ...]
    people: tuple[tuple[str, int], ...]
    hardships: tuple[tuple[str, str], ...]
    is_only_home: bool
    trade: Any
    notice_on: int
    rate: Any
    signed_on: int
    vacated_on: int
    swap: Any
    swap_floor: int
    swap_floors: int
    part: Any
    part_floor: int
    part_floors: int


def reckoned(household: Household) -> tuple[Any, ...]:
    """Give every item, total and notice, in whole numbers."""
    (
        registered, recognised, price, tenure, fittings, fixtures, people, hardships, is_only_home, trade, notice_on,
        rate, signed_on, vacated_on, swap, swap_floor, swap_floors, part, part_floor, part_floors,
    ) = household  # fmt: skip
    counted = min(3000, recognised)
    area = registered + counted
    housed = 3000 if is_only_home and area < 3000 else area
    for size in _SIZES:
        if housed <= size:
            break
    left = area - part if area > part else 0
    worth_registered = (registered * price + 50) // 100
    worth_recognised = (counted * price + 50) // 100
    worth = worth_registered + worth_recognised
    least_area = ((housed - area) * price + 50) // 100
    fixed = 0
    for name, quantity in fixtures:
        fixed += quantity * _FIXTURES[name]
    fixed = (fixed + 50) // 100
    moving = area * 20
    moving_money, moving_swap = max(moving, 80000), max(moving * 2, 160000)
    rent = 12 if vacated_on < _APRIL else 13
    rent_money = housed * rent * 6
    rent_swap = housed * rent * _months(swap_floors)
    rent_part = part * rent * _months(part_floors) + left * rent * 6
    extra = (worth + 5) // 10
    extra_part = (left * price + 500) // 1000
    closing = min(max(trade * 400, 500000), 6000000) if trade else 0
    signing = _signing(signed_on)
    days = vacated_on - signed_on
    vacating = 300000 if days <= 10 else 150000 if days <= 20 else 0
    together = min(200000 + (rate - 9000) // 100 * 30000, 450000) if rate >= 9000 else 0
    hardship = _hardship(hardships) if hardships else 0
    elderly, children = _ages(people, notice_on)
    schooling = children * 50000
    more = swap - housed if swap > housed else 0
    low, high = (4600, 5200) if signed_on < _NEW_YEAR else (4800, 5400)
    slices = more * low if more <= 1000 else 1000 * low + (more - 1000) * high
    new_swap = (min(swap, housed) * price + slices * 100 + 50) // 100
    new_part = (part * price + 50) // 100
    floor_swap = _halves(swap * 4600 * _FLOORS.get(swap_floor, 0))
    floor_part = _halves(part * 4600 * _FLOORS.get(part_floor, 0))
    common = (
        worth + least_area + fittings + fixed + closing + signing + vacating + together + hardship + elderly + schooling
    )
    by_money = common + moving_money + rent_money + extra
    by_swap = common + moving_swap + rent_swap - new_swap - floor_swap if swap else None
    is_part = 0 < part < area
    by_part = common + moving_swap + rent_part + extra_part - new_part - floor_part if is_part else None
    return (
        counted, area, housed, size, left, worth_registered, worth_recognised, worth, least_area, fittings, fixed,
        moving_money, moving_swap, rent_money, rent_swap, rent_part, extra, extra_part, closing, signing, days,
        vacating, together, hardship, elderly, children, schooling, new_swap, new_part, floor_swap, floor_part,
        by_money, by_swap, by_part,
        area == 0, vacated_on < signed_on, swap > 0 and (swap_floor == 0 or swap_floors < swap_floor),
        part > 0 and (part_floor == 0 or part_floors < part_floor), tenure == "公房", swap > size,
        by_swap is not None and by_swap < -10000000, recognised > 3000, housed > area,
    )  # fmt: skip


def _months(floors: int) -> int:
    return 18 if floors <= 6 else 24 if floors <= 11 else 30 if floors <= 24 else 36


def _signing(day: int) -> int:
    return 1000000 if day <= _OCTOBER else 800000 if day <= _DECEMBER else 400000 if day <= _JANUARY else 0


def _halves(amount: int) -> int:
    return (amount + 50) // 100 if amount >= 0 else -((50 - amount) // 100)


def _hardship(hardships: tuple[tuple[str, str], ...]) -> int:
    largest: dict[str, int] = {}
    for kind, degree in hardships:
        amount = _DISABILITIES.get(degree, 200000) if kind == "残疾" else _HARDSHIPS[kind]
        if amount > largest.get(kind, 0):
            largest[kind] = amount
    return sum(largest.values())


def _ages(people: tuple[tuple[str, int], ...], day: int) -> tuple[int, int]:
    """Give what the eldest gets, and the children at school."""
    if day % 10000 == 228 and not _is_leap(day // 10000):
        day += 1  # who was born on a 29th is a year older on the 28th
    eldest, children = day, 0
    for role, birth in people:
        if role != "代理人":
            eldest = min(eldest, birth)
            if birth + 60000 <= day < birth + 180000:
                children += 1
    if eldest + 700000 > day:
        return 0, children
    return 100000 if eldest + 800000 > day else 200000 if eldest + 900000 > day else 300000, children


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def floated(household: Household) -> tuple[Any, ...]:
    """Give every item and total as the same formulas give them with floats."""
    (
        registered, recognised, price, _, fittings, fixtures, people, hardships, is_only_home, trade, notice_on, rate,
        signed_on, vacated_on, swap, swap_floor, swap_floors, part, part_floor, part_floors,
    ) = household  # fmt: skip
    counted = min(recognised, 30.0)
    area = registered + counted
    housed = max(area, 30.0) if is_only_home else area
    size = next(size / 100 for size in _SIZES if min(housed, 110.5) <= size / 100)
    left = max(0.0, area - part)
    worth_registered, worth_recognised = fen(registered * price), fen(counted * price)
    worth = worth_registered + worth_recognised
    least_area = fen((housed - area) * price) if housed > area else 0.0
    fixed = fen(sum(quantity * (_FIXTURES[name] / 100) for name, quantity in fixtures))
    moving_money, moving_swap = fen(max(area * 20 * 1, 800.0 * 1)), fen(max(area * 20 * 2, 800.0 * 2))
    rent = 12.0 if vacated_on < _APRIL else 13.0
    rent_money, rent_swap = fen(housed * rent * 6), fen(housed * rent * _months(swap_floors))
    rent_part = fen(part * rent * _months(part_floors) + left * rent * 6)
    extra, extra_part = fen(worth * 0.1), fen(left * price * 0.1)
    closing = fen(min(max(trade * 400, 5000.0), 60000.0)) if trade > 0 else 0.0
    signing, days = _signing(signed_on) / 100, vacated_on - signed_on
    vacating = 3000.0 if days <= 10 else 1500.0 if days <= 20 else 0.0
    together = fen(min(2000 + floor((rate - 0.9) / 0.01) * 0.01 / 0.01 * 300, 4500.0)) if rate >= 0.9 else 0.0
    hardship = _hardship(hardships) / 100
    elderly, children = _ages(people, notice_on)
    elderly, schooling = elderly / 100, children * 500.0
    more = max(0.0, swap - housed)
    low, high = (4600.0, 5200.0) if signed_on < _NEW_YEAR else (4800.0, 5400.0)
    new_swap = fen(min(swap, housed) * price + min(more, 10.0) * low + max(0.0, more - 10.0) * high)
    new_part = fen(part * price)
    floor_swap = fen(swap * 4600 * (_FLOORS.get(swap_floor, 0) / 100))
    floor_part = fen(part * 4600 * (_FLOORS.get(part_floor, 0) / 100))
    common = (
        worth + least_area + fittings + fixed + closing + signing + vacating + together + hardship + elderly + schooling
    )
    by_swap = common + moving_swap + rent_swap - new_swap - floor_swap if swap > 0 else None
    by_part = common + moving_swap + rent_part + extra_part - new_part - floor_part if 0 < part < area else None
    return (
        counted, area, housed, size, left, worth_registered, worth_recognised, worth, least_area, fittings, fixed,
        moving_money, moving_swap, rent_money, rent_swap, rent_part, extra, extra_part, closing, signing, days,
        vacating, together, hardship, elderly, children, schooling, new_swap, new_part, floor_swap, floor_part,
        common + moving_money + rent_money + extra, by_swap, by_part,
    )  # fmt: skip


def fen(amount: float) -> float:
    """Round to the fen, halves away from zero, as far as a float can tell."""
    return floor(amount * 100 + 0.5) / 100 if amount >= 0 else -floor(-amount * 100 + 0.5) / 100


FORMULAS = {
    "counted": "min(recognised, 30.0)",
    "area": "registered + counted",
    "housed": "max(area, 30.0) if is_only_home else area",
    "size": "ceil_to(min(housed, 110.5))",
    "left": "max(0.0, area - part)",
    "worth_registered": "fen(registered * price)",
    "worth_recognised": "fen(counted * price) if recognised > 0 else 0.0",
    "worth": "worth_registered + worth_recognised",
    "least_area": "fen((housed - area) * price) if housed > area else 0.0",
    "fittings_counted": "fen(fittings) if fittings > 0 else 0.0",
    "fixed": "fen(sum([quantity * fixture(name) for name, quantity in fixtures])) if len(fixtures) > 0 else 0.0",
    "moving_money": "fen(max(area * 20 * 1, 800.0 * 1))",
    "moving_swap": "fen(max(area * 20 * 2, 800.0 * 2))",
    "rent_money": "fen(housed * rent(vacated_on) * 6)",
    "rent_swap": "fen(housed * rent(vacated_on) * months(swap_floors))",
    "rent_part": "fen(part * rent(vacated_on) * months(part_floors) + left * rent(vacated_on) * 6)",
    "extra": "fen(worth * 0.1)",
    "extra_part": "fen(left * price * 0.1)",
    "closing": "fen(min(max(trade * 400, 5000.0), 60000.0)) if trade > 0 else 0.0",
    "signing": "signing_award(signed_on)",
    "days": "vacated_on - signed_on",
    "vacating": "3000.0 if days <= 10 else 1500.0 if days <= 20 else 0.0",
    "together": "fen(min(2000 + floor((rate - 0.9) / 0.01) * 0.01 / 0.01 * 300, 4500.0)) if rate >= 0.9 else 0.0",
    "hardship": "hardship_award(hardships) if len(hardships) > 0 else 0.0",
    "elderly": "elderly_award(people, notice_on)",
    "children": "children_of(people, notice_on)",
    "schooling": "children * 500.0",
    "new_swap": "fen(min(swap, housed) * price + ladder(max(0.0, swap - housed), signed_on))",
    "new_part": "fen(part * price)",
    "floor_swap": "fen(swap * 4600 * floor_rate(swap_floor))",
    "floor_part": "fen(part * 4600 * floor_rate(part_floor))",
    "common": "worth + least_area + fittings_counted + fixed + closing + signing + vacating + together + hardship"
    " + elderly + schooling",
    "by_money": "common + moving_money + rent_money + extra",
    "by_swap": "common + moving_swap + rent_swap - new_swap - floor_swap if swap > 0 else None",
    "by_part": "common + moving_swap + rent_part + extra_part - new_part - floor_part"
    " if 0 < part and part < area else None",
    "notices": "(area == 0, vacated_on < signed_on, swap > 0 and (swap_floor == 0 or swap_floors < swap_floor),"
    " part > 0 and (part_floor == 0 or part_floors < part_floor), tenure == '公房', swap > size,"
    " by_swap != None and by_swap < -100000, recognised > 30, housed > area)",
}
"""The plan as an office would write it for simpleeval; what has tables is a function."""


class Formulas:
    """The plan in simpleeval, parsed once."""

    def __init__(self) -> None:
        functions: dict[str, Any] = {
            "min": min, "max": max, "sum": sum, "len": len, "floor": floor, "fen": fen, "months": _months,
            "ceil_to": lambda x: next(size / 100 for size in _SIZES if x <= size / 100),
            "fixture": lambda name: _FIXTURES[name] / 100,
            "rent": lambda day: 12.0 if day < _APRIL else 13.0,
            "signing_award": lambda day: _signing(day) / 100,
            "hardship_award": lambda hardships: _hardship(hardships) / 100,
            "elderly_award": lambda people, day: _ages(people, day)[0] / 100,
            "children_of": lambda people, day: _ages(people, day)[1],
            "floor_rate": lambda storey: _FLOORS.get(storey, 0) / 100,
            "ladder": _ladder,
        }  # fmt: skip
        self._evaluator: Any = EvalWithCompoundTypes(functions=functions)
        self._parsed = [(name, text, self._evaluator.parse(text)) for name, text in FORMULAS.items()]

    def reckoned(self, household: Household) -> tuple[Any, ...]:
        names = self._evaluator.names = {**household._asdict(), "None": None, "True": True, "False": False}
        for name, text, parsed in self._parsed:
            names[name] = self._evaluator.eval(text, previously_parsed=parsed)
        return tuple(names[name] for name in FORMULAS if name not in {"common", "notices"})


def _ladder(more: float, day: int) -> float:
    low, high = (4600.0, 5200.0) if day < _NEW_YEAR else (4800.0, 5400.0)
    return min(more, 10.0) * low + max(0.0, more - 10.0) * high


def whole(given: Given) -> Household:
    """Give the facts of a household as whole numbers."""
    return _household(given, lambda value, scale: int(value * scale))


def float_of(given: Given) -> Household:
    return _household(given, lambda value, _: float(value))


def _household(given: Given, number: Any) -> Household:
    told: Mapping[str, Any] = given

    def hundredths(name: str) -> Any:
        return number(told[name], 100)

    def storey(name: str) -> int:
        return int(told[name])

    return Household(
        hundredths("登记面积"), hundredths("认定面积"), hundredths("评估单价"), told["产别"], hundredths("装修评估值"),
        tuple((row["品名"], number(row["数量"], 100)) for row in told["附属物清单"]),
        tuple((row["身份"], int(row["出生日期"].strftime("%Y%m%d"))) for row in told["人员"]),
        tuple((row["类别"], row["等级"]) for row in told["困难情况"]),
        told["唯一住房"], hundredths("经营面积"), int(told["公告日"].strftime("%Y%m%d")),
        number(told["片区签约率"], 10000), told["签约日"].toordinal(), told["腾房日"].toordinal(),
        hundredths("换房面积"), storey("换房楼层"), storey("换房楼总层数"),
        hundredths("组合面积"), storey("组合楼层"), storey("组合楼总层数"),
    )  # fmt: skip
