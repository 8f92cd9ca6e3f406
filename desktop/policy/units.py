"""The units of the policy language: which there are, how they are written, how they multiply.

Promise: two quantities fit together only when their units are equal; nothing is ever converted.
Hidden: the spellings that are one unit (元 and yuan, 天 and 日), and that a percentage is a plain number written × 100.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

SPELLINGS = {
    "元": ("yuan",),
    "㎡": ("m2", "m²", "平方米", "平米"),
    "亩": ("mu",),
    "月": ("month", "months", "个月"),
    "年": ("year", "years", "岁"),
    "天": ("day", "days", "日"),
    "户": ("household", "households"),
    "人": ("person", "persons", "people"),
    "个": ("item", "items"),
    "台": (),
    "间": (),
    "套": (),
    "证": (),
    "次": (),
    "幢": (),
    "层": (),
}
"""The built-in units, each with its other spellings."""

BUILT_IN = {spelling: unit for unit, others in SPELLINGS.items() for spelling in (unit, *others)}
"""Every built-in spelling by the unit that it means."""

PERCENT = "%"
LONGEST = 20
"""The most characters of a symbol."""
MOST_POWERS = 12
"""The most factors of a unit: a product that goes on for ever is a mistake, not a unit."""


@dataclass(frozen=True)
class Unit:
    """A product of powers of symbols; `is_percent` tells how it is written, not what it measures."""

    powers: tuple[tuple[str, int], ...] = ()
    is_percent: bool = field(default=False, compare=False)

    @property
    def decimals(self) -> int:
        """How many more decimals a value has than its written form: 20 % is 0.20."""
        return 2 if self.is_percent else 0

    def __mul__(self, other: "Unit") -> "Unit":
        return _of({**dict(self.powers)}, other.powers, 1)

    def __truediv__(self, other: "Unit") -> "Unit":
        return _of({**dict(self.powers)}, other.powers, -1)

    def __str__(self) -> str:
        above = [symbol for symbol, power in self.powers for _ in range(power)]
        below = [symbol for symbol, power in self.powers for _ in range(-power)]
        if self.is_percent:
            above.insert(0, PERCENT)
        return ("·".join(above) or ("1" if below else "")) + ("/" + "·".join(below) if below else "")


NONE = Unit()
"""Of a plain number."""
MONTHS, DAYS, YEARS = Unit((("月", 1),)), Unit((("天", 1),)), Unit((("年", 1),))


def _of(powers: dict[str, int], others: tuple[tuple[str, int], ...], sign: int) -> Unit:
    for symbol, power in others:
        powers[symbol] = powers.get(symbol, 0) + sign * power
    return Unit(tuple((symbol, power) for symbol, power in sorted(powers.items()) if power))


class NoUnit(ValueError):
    """A text that is no unit; the argument is the part that is not known."""


def parse(text: str, known: Mapping[str, str] = BUILT_IN) -> Unit:
    """Read `元/㎡·月`; all after the first stroke stands below the line. Raises NoUnit.

    `known` gives each spelling's unit.
    """
    unit, is_below, is_percent = NONE, False, False
    if not text.strip():
        return unit
    for place, part in enumerate(text.replace("／", "/").replace("％", PERCENT).split("/")):
        is_below = is_below or place > 0
        for symbol in (piece.strip() for piece in part.replace("•", "·").replace("・", "·").split("·")):
            if symbol == PERCENT and not is_below and not is_percent:
                is_percent = True
            elif symbol == "1" and place == 0 and not unit.powers:
                continue
            elif symbol in known:
                one = Unit(((known[symbol], 1),))
                unit = unit / one if is_below else unit * one
            else:
                raise NoUnit(symbol)
    if sum(abs(power) for _, power in unit.powers) > MOST_POWERS:
        raise NoUnit(text)
    return Unit(unit.powers, is_percent)
