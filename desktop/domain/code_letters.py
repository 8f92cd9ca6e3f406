"""Numbers written as rows of five letters, made to be copied by a tired hand: of recovery sheets and check codes.

Promise: one wrong letter in a row, two that changed places, or two rows that changed places are noticed, and the row
is named. Hidden: Crockford's 32 letters (no I, L, O, U), and a row's fifth letter, a weighted sum of the other four and
the row's number.
"""

import re
import unicodedata
from collections.abc import Sequence

ROW_LETTERS = 5
ROW_BITS = 20
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans("OIL", "011")
_GAPS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")


def written(number: int, count: int) -> str:
    """Write a number of 20 bits a row in so many rows, joined by hyphens."""
    digits = [number >> place & 31 for place in range(count * ROW_BITS - 5, -1, -5)]
    rows = [digits[start : start + 4] for start in range(0, len(digits), 4)]
    return "-".join(
        "".join(_LETTERS[digit] for digit in (*row, _check(place, row))) for place, row in enumerate(rows, 1)
    )


def rows(text: str, count: int) -> tuple[str, ...]:
    """Cut a code into its rows, in capitals, without look-alikes; where gaps show them, also rows of wrong length."""
    parts = [part for part in _GAPS.split(_plain(text)) if part]
    letters = "".join(parts)
    if len(letters) != count * ROW_LETTERS:
        return tuple(parts)
    return tuple(letters[start : start + ROW_LETTERS] for start in range(0, len(letters), ROW_LETTERS))


def faults(typed: Sequence[str]) -> tuple[int, ...]:
    """Name the rows, from 1, that are not as printed, whatever was typed for them so far."""
    return tuple(number for number, row in enumerate(typed, 1) if not _fits(number, _digits(row)))


def number(typed: Sequence[str]) -> int:
    """The number that rows without faults tell."""
    bits = 0
    for digit in (digit for row in typed for digit in _digits(row)[:-1]):
        bits = bits << 5 | digit
    return bits


def _fits(number: int, digits: Sequence[int]) -> bool:
    return len(digits) == ROW_LETTERS and -1 not in digits and _check(number, digits[:-1]) == digits[-1]


def _digits(row: str) -> list[int]:
    return [_LETTERS.find(letter) for letter in _GAPS.sub("", _plain(row))]


def _plain(text: str) -> str:
    """Also what a Chinese input method types: full-width letters and hyphens."""
    return unicodedata.normalize("NFKC", text).upper().translate(_LOOKALIKES)


def _check(number: int, digits: Sequence[int]) -> int:
    """Weigh the digits with x, x², x³, x⁴ in GF(2⁵): unlike weights, none of them 0 or the check's own 1."""
    weighed = 0
    for digit in reversed(digits):
        weighed = _times_x(weighed ^ digit)
    return weighed ^ number


def _times_x(element: int) -> int:
    """Multiply in GF(2⁵) modulo x⁵ + x² + 1, in which x has the order 31."""
    return (element << 1) ^ (0b100101 if element & 0b10000 else 0)
