"""Money as integers of a pack's smallest unit (fen): shown, read, written in capitals, rounded, shared out.

Promise: no float takes part, so nothing is ever wrong by a fen, and what is shown reads back as the same number.
Hidden: the bank's rule of capitals (支付结算办法, annex 1, of 1997), in the form it gives first where it allows two.
"""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from desktop.domain.errors import Refused

_AMOUNT = re.compile(r"([-\u2212]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ((10**8, "亿"), (10**4, "万"), (10**3, "仟"), (10**2, "佰"), (10, "拾"))


class Rounding(StrEnum):
    """How a pack rounds; negative amounts as their positive mirror image, so `up` is away from zero."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    UP = "up"
    DOWN = "down"


def shown(amount: int, minor_digits: int = 2) -> str:
    """390070000 of the smallest unit as 3,900,700.00, with a true minus sign."""
    major, minor = divmod(abs(amount), 10**minor_digits)
    decimals = f".{minor:0{minor_digits}}" if minor_digits else ""
    sign = "\u2212" if amount < 0 else ""
    return f"{sign}{major:,}{decimals}"


def parse(text: str, minor_digits: int = 2) -> int:
    """Read an amount as a person writes it, in the smallest unit: full-width or not, thousands apart or not."""
    written = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not written:
        raise Refused("This is not an amount of money.", "Write it like 390,070.00.")
    sign, major, minor = written.groups(default="")
    if len(minor) > minor_digits:
        raise Refused("The amount has more than {most} decimals.", "Round it first.", most=minor_digits)
    amount = int(major.replace(",", "") + minor.ljust(minor_digits, "0"))
    return -amount if sign else amount


def to_capitals(fen: int) -> str:
    """Write fen in capitals (大写): 叁拾玖万零柒拾元整."""
    yuan, minor = divmod(abs(fen), 100)
    jiao, last = divmod(minor, 10)
    text = f"{_capitals(yuan)}元" if yuan else ""
    if yuan and minor and (yuan % 10 == 0 or jiao == 0):
        text += "零"
    text += f"{_DIGITS[jiao]}角" if jiao else ""
    text += f"{_DIGITS[last]}分" if last else "整"
    return ("负" if fen < 0 else "") + (text if fen else "零元整")


def rounded(value: Fraction | Decimal | int, digits: int, mode: Rounding) -> Fraction:
    """Round exactly to so many decimals; negative digits round to tens, hundreds, …."""
    unit = Fraction(10) ** -digits
    exact = abs(Fraction(value)) / unit
    match mode:
        case Rounding.HALF_UP:
            count = floor(exact + Fraction(1, 2))
        case Rounding.HALF_EVEN:
            count = round(exact)
        case Rounding.UP:
            count = ceil(exact)
        case Rounding.DOWN:
            count = floor(exact)
    return (count if value > 0 else -count) * unit


def shares(total: int, weights: Sequence[Fraction | Decimal | int]) -> tuple[int, ...]:
    """Share an amount out by weight: each at most one unit off, the largest remainders first, equal ones in order."""
    exact = [Fraction(weight) for weight in weights]
    if min(exact, default=0) < 0 or not any(exact):
        raise ValueError("shares need weights, none below nothing and one above")
    parts = [abs(total) * weight / sum(exact) for weight in exact]
    whole = [floor(part) for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda place: whole[place] - parts[place])
    for place in by_remainder[: abs(total) - sum(whole)]:
        whole[place] += 1
    return tuple(whole if total >= 0 else (-part for part in whole))


def _capitals(n: int) -> str:
    """A whole number above 0; 零 stands once where a place is left out."""
    for size, name in _PLACES:
        if n >= size:
            high, low = divmod(n, size)
            gap = "零" if 0 < low < size // 10 else ""
            return _capitals(high) + name + gap + (_capitals(low) if low else "")
    return _DIGITS[n]
