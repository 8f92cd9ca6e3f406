"""How values are written in the cells of a pack: numbers, days, yes and no.

Promise: what is read here was written whole; nothing is guessed, rounded or cut.
"""

import re
from datetime import date
from fractions import Fraction

from desktop.policy.units import PERCENT, Unit

TRUTHS = {"是": True, "否": False, "yes": True, "no": False, "true": True, "false": False}
"""Yes and no as they are written, in formulas and cells."""

_NUMBER = re.compile(r"(-?)([0-9]{1,30})(?:\.([0-9]{1,30}))?( ?%)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LIKE_DAY = re.compile(r"([0-9]{4})[-/.年 ]([0-9]{1,2})[-/.月 ]([0-9]{1,2})日?")


def number(text: str, unit: Unit) -> tuple[Fraction, int] | None:
    """Read a number that stands in a cell for this unit: its value in the base and its decimals there.

    None where it is not one. A sign of percent may be written, also where the unit tells it.
    """
    written = _NUMBER.fullmatch(text.strip().replace("％", PERCENT).replace("\u2212", "-"))
    if not written:
        return None
    sign, whole, decimals, percent = written.groups(default="")
    if percent and unit.powers:
        return None
    hundredths = 2 if percent or unit.is_percent else 0
    return Fraction(f"{sign}{whole}.{decimals or 0}") / 10**hundredths, len(decimals) + hundredths


def day(text: str) -> date | None:
    """The day of an ISO date, or None."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def meant_day(text: str) -> date | None:
    """The day that 2026.3.1, 2026/3/1 or 2026年3月1日 means, or None."""
    like = _LIKE_DAY.fullmatch(text.strip())
    return day("{}-{:0>2}-{:0>2}".format(*like.groups())) if like else None


def truth(text: str) -> bool | None:
    """Yes or no, in both languages; None where it is neither."""
    return TRUTHS.get(text.lower())
