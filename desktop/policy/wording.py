"""Values as a person reads them in a pack's own language: 62.40 ㎡, 12 元/㎡·月, 10%, “砖混”, 是.

Promise: nothing is rounded; what is shown reads back as the value. Hidden: when zeros are written after the point.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache

from desktop.i18n import Language, word
from desktop.policy.pack import Pack, Place, Value
from desktop.policy.tree import Type
from desktop.policy.units import PERCENT, SPELLINGS, Unit
from desktop.policy.vocabulary import BOUNDS, COLUMNS, SHEETS, TABLE, TABLE_KEYS, VALIDITY

_HAN = re.compile("[\u3400-\u9fff]")
_OF_TABLES = {title: words.spoken(title) for words in (TABLE_KEYS, BOUNDS, VALIDITY) for title in words.chinese}
_ENGLISH = re.compile(r"(?<=[\u3400-\u9fff]) \([a-z_]+\)")
_MOST_ZEROS = 2
_UNIT = re.compile(r"(?<=[0-9]) ((?:[^\W\d]|㎡)[^\s()]*)")
_AREAS = ("㎡", "m2")


@dataclass(frozen=True)
class Words:
    """The words of a pack whose names are Chinese, or not."""

    is_chinese: bool

    @property
    def both(self) -> str:
        return " 且 " if self.is_chinese else " and "

    def truth(self, *, is_true: bool) -> str:
        return ("否是" if self.is_chinese else ("no", "yes"))[is_true]

    def unit(self, unit: Unit) -> str:
        return _unit(unit.powers, unit.is_percent, self.is_chinese)

    def shown(self, value: Value, type_: Type) -> str:
        """Write a value of that type: at least two of its declared decimals, thousands apart, its unit behind."""
        if isinstance(value, Fraction):
            unit = self.unit(type_.unit)
            return number(value, type_) + ("" if unit.startswith(PERCENT) or not unit else " ") + unit
        if isinstance(value, bool):
            return self.truth(is_true=value)
        return f"“{value}”" if isinstance(value, str) else value.isoformat()


@cache
def _unit(powers: tuple[tuple[str, int], ...], *flags: bool) -> str:
    is_percent, is_chinese = flags
    written = str(Unit(powers, is_percent))
    if is_chinese:
        return written
    return re.sub(r"[^\d\W]+|㎡", lambda found: (SPELLINGS.get(found[0]) or (found[0],))[0], written)


def words_of(pack: Pack) -> Words:
    return Words(any(is_han(item.name) for item in pack.items))


def is_han(text: str) -> bool:
    """Tell whether there is a Chinese character in it."""
    return bool(_HAN.search(text))


def number(value: Fraction, type_: Type) -> str:
    """Write the number without its unit, in percent where that is its unit."""
    more = type_.unit.decimals
    return _number(value.numerator, value.denominator, more, min((type_.scale or 0) - more, _MOST_ZEROS))


@lru_cache(4096)
def _number(above: int, below: int, more: int, least: int) -> str:
    written = Fraction(above * 10**more, below)
    above, below, sign = abs(written.numerator), written.denominator, "−" if above < 0 else ""
    places = decimals(written)
    if places is None:
        return f"{sign}{above:,}/{below:,}"
    places = max(places, least)
    whole, rest = divmod(above * 10**places // below, 10**places)
    return f"{sign}{whole:,}.{rest:0{places}}" if places else f"{sign}{whole:,}"


def exact(value: Fraction) -> str:
    """Write decimal text without zeros at its end, or n/d where that would never end."""
    places = decimals(value)
    if places is None:
        return f"{value.numerator}/{value.denominator}"
    whole, rest = divmod(abs(value.numerator) * 10**places // value.denominator, 10**places)
    return ("-" if value < 0 else "") + str(whole) + (f".{rest:0{places}}" if places else "")


def fixed(value: Fraction, places: int) -> str:
    """Write decimal text with so many decimals, or exactly where it has more."""
    text = exact(value)
    whole, _, rest = text.partition(".")
    return text if "/" in text or len(rest) >= places else f"{whole}.{rest.ljust(places, '0')}"


def brief(numbers: str, money_unit: str) -> str:
    """Take money, areas and rates out of a formula with numbers; what counts something stays: 74.40 × 12 × 6 月."""
    return _UNIT.sub(lambda unit: "" if unit[1] in {money_unit, *_AREAS} or "/" in unit[1] else unit[0], numbers)


def decimals(value: Fraction) -> int | None:
    """Count the decimals that the value needs; None where they never end."""
    rest = value.denominator
    if rest == 1:
        return 0
    twos = (rest & -rest).bit_length() - 1
    rest >>= twos
    fives = 0
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    return max(twos, fives) if rest == 1 else None


def where(place: Place, language: Language | str) -> str:
    """Say a cell: 【补偿项目】第 2 行 公式 第 6 个字符."""
    sheet, column = place.sheet, place.column
    if language == Language.CHINESE:
        title = next((one.chinese.split()[0] for one in COLUMNS.get(sheet, ()) if one.title == column), column)
        if sheet.startswith(TABLE):
            title = _OF_TABLES.get(column, column)
        sheet, column = f"表_{sheet.removeprefix(TABLE)}" if sheet.startswith(TABLE) else SHEETS.spoken(sheet), title
    if place.character:
        return word("[{sheet}] row {row}, {column}, character {character}", language,
                    sheet=sheet, row=place.row, column=column, character=place.character)  # fmt: skip
    if column:
        return word("[{sheet}] row {row}, {column}", language, sheet=sheet, row=place.row, column=column)
    return word("[{sheet}] row {row}", language, sheet=sheet, row=place.row)


def told(values: Mapping[str, object], language: Language | str) -> dict[str, object]:
    """The values of a message; in Chinese, what stands in both languages stands in it alone: 日期 (date) is 日期."""
    if language != Language.CHINESE:
        return dict(values)
    return {name: _ENGLISH.sub("", value) if isinstance(value, str) else value for name, value in values.items()}
