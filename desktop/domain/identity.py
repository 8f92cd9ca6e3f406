"""Who and which: ID numbers (GB 11643), names, household numbers, phones, and the ids of rows.

Promise: a slip of the pen is noticed before it is kept, with what was meant where that can only be one thing, and no
message repeats what was typed. Hidden: how hands and Excel spoil numbers and names, and what a mask leaves to be seen.
"""

import re
import secrets
import threading
import time
import unicodedata
from collections.abc import Mapping
from datetime import date
from operator import mul
from typing import Any, Literal
from uuid import UUID

from desktop.domain.errors import Finding, Level, Refused

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_ID_LENGTH, _OLD_ID_LENGTH = 18, 15
_ID_NUMBER = re.compile(r"[0-9]{15}([0-9]{2}[0-9X])?")
_CUT_BY_EXCEL = re.compile(r"[0-9]{15}000|[0-9](\.[0-9]+)?E\+?17")
_WEIGHTS = tuple(2**place for place in range(17, 0, -1))  # of the first 17 digits (ISO 7064 MOD 11-2)
_OLDEST_BIRTH = date(1850, 1, 1)

_LONGEST_NAME = 60
_HAN = "[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"  # planes 2 and 3 whole, with what Python knows not yet
_MIDDLE_DOT = re.compile(r" ?[\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff65] ?")
# These `re` compiles with the first name: such large classes take it 5 ms, in which no program should start
_PADDED = f"{_HAN}( {_HAN})+"
_TWO_NAMES = f"{_HAN} {_HAN}"
_NAME_SIGN = rf"{_HAN}|[ ·'’.\-\u0f0b\u180e\u200c\u200d]"  # with what joins Tibetan, Mongolian, Arabic
_DIALLED = re.compile(r"\+?([ ()\-]*[0-9]){7,20}[ ()\-]*")
_MASKED_PHONE, _MASKED_ID = 11, 8  # with fewer signs the last four would tell too much
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def clean_id_number(text: str) -> str:
    """Write the number as GB 11643 does: half-width, without blanks, the check letter an upper-case X."""
    return "".join(text.translate(_HALF_WIDTH).split()).upper()


def id_number_findings(text: str, today: date, field: str = "id_number") -> tuple[Finding, ...]:
    """Judge an ID number of 18 characters, or of 15 from an old paper: the first thing that is wrong with it."""
    number = clean_id_number(text)
    fault = _id_number_fault(number, today, field)
    if _CUT_BY_EXCEL.fullmatch(number):
        weight = Level.ERROR if fault else Level.WARNING
        return (Finding(field, "Excel seems to have cut this ID number. Copy it again from the card.", weight),)
    if not fault and number != text.strip():
        fault = Finding(field, "An ID number has no blanks, plain digits and a capital X.", proposal=number)
    return (fault,) if fault else ()


def birth_date(number: str) -> date:
    """Read the date of birth from a clean ID number; ValueError where it has none. A 15-digit one is of 19yy."""
    digits = number[6:14] if len(number) == _ID_LENGTH else "19" + number[6:12]
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


def sex(number: str) -> Literal["female", "male"]:
    """Read the sex from a clean ID number."""
    return "male" if int(number[14:17][-1]) % 2 else "female"


def told_besides(said: Mapping[str, Any], held: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Read from a resident's ID number that is stated the `birth_date` and the `sex` that nobody states, by field.

    `held` is what stood there before, in clear; it stays, unless it only repeats the number that is corrected now. A
    number of 15 digits tells nothing here: no check character vouches for it.
    """
    if said.keys().isdisjoint(("id_kind", "id_number")):
        return {}
    before, now = _told(held, today), _told({**held, **said}, today)
    return {
        name: value
        for name, value in now.items()
        if name not in said and held.get(name) in (None, before.get(name)) and held.get(name) != value
    }


def clean_name(text: str) -> str:
    """Write a name one way: composed, trimmed, the middle dot U+00B7, no blanks that pad single Han characters."""
    name = _MIDDLE_DOT.sub("\u00b7", " ".join(unicodedata.normalize("NFC", text).split()))
    return name.replace(" ", "") if re.fullmatch(_PADDED, name) else name


def name_findings(text: str, field: str = "name") -> tuple[Finding, ...]:
    """Judge a person's name in any script: what is only unusual, as digits are, is a warning."""
    name = clean_name(text)
    if not name:
        return (Finding(field, "The name is missing."),)
    if len(name) > _LONGEST_NAME:
        return (Finding(field, "A name has at most {most} characters.", values={"most": _LONGEST_NAME}),)
    categories = {unicodedata.category(sign) for sign in re.sub(_NAME_SIGN, "", name)}
    if categories & _UNPRINTABLE:
        return (Finding(field, "The name holds a sign that cannot be printed. Type it again."),)
    findings: list[Finding] = []
    if name != unicodedata.normalize("NFC", text).strip():
        findings.append(Finding(field, "A name has no needless blanks, and its dot is ·.", proposal=name))
    if any(category[0] not in "LM" for category in categories) or re.search(_TWO_NAMES, name):
        findings.append(
            Finding(field, "Digits, signs and gaps are unusual in a name. Compare it with the card.", Level.WARNING)
        )
    return tuple(findings)


def clean_number(text: str) -> str:
    """Write a household or certificate number one way: half-width, composed, single blanks. It stays free text."""
    plain = text if text.isascii() else unicodedata.normalize("NFC", text.translate(_HALF_WIDTH))
    return " ".join(plain.split())


def device_prefix(origin: bytes) -> str:
    """Name a device by four letters of its store's origin: two teams seldom give the same provisional number."""
    bits = int.from_bytes(origin[:4], "big") >> 12
    return "".join(_CROCKFORD[bits >> place & 31] for place in (15, 10, 5, 0))


def provisional_number(prefix: str, n: int) -> str:
    """Write the number of a device's n-th household that the office has not numbered yet: 临-7K3Q-0012."""
    return f"临-{prefix}-{n:04}"


def slip_number(prefix: str, n: int) -> str:
    """Write the number of the slip for the n-th grievance that a device took: 诉-7K3Q-0012."""
    return f"诉-{prefix}-{n:04}"


def form_number(prefix: str, n: int) -> str:
    """Write the number of the n-th blank form that a device printed, to be filled in by hand: 空-7K3Q-0012."""
    return f"空-{prefix}-{n:04}"


def is_provisional(number: str) -> bool:
    """Tell whether the office still has to give this household its number."""
    return re.fullmatch(rf"临-[{_CROCKFORD}]+-[0-9]{{4,}}", number) is not None


def phone_findings(text: str, field: str = "phone") -> tuple[Finding, ...]:
    """Warn of what can hardly be dialled; blanks, hyphens, brackets and a leading + are the writer's own."""
    if _DIALLED.fullmatch(text.translate(_HALF_WIDTH).strip()):
        return ()
    return (Finding(field, "A phone number has 7 to 20 digits. Check it with the household.", Level.WARNING),)


def tail(text: str) -> str:
    """Take the last four letters or digits, by which people look up an ID number or a phone."""
    return "".join(filter(str.isalnum, text.translate(_HALF_WIDTH).upper()))[-4:]


def mask_phone(text: str) -> str:
    """Show 138****6021, without the country's 86; what is too short for that is masked whole."""
    digits = _digits(text)
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= _MASKED_PHONE else mask(text)


def mask_id(text: str) -> str:
    """Show ****002X; what is too short for that is masked whole."""
    number = clean_id_number(text)
    return f"****{number[-4:]}" if len(number) >= _MASKED_ID else mask(text)


def mask(_text: str, /) -> str:
    """Show bullets that tell nothing, not even the length."""
    return "••••••"


def new_id(now_ms: int | None = None) -> bytes:
    """Make the id of a new row: a UUIDv7 (RFC 9562) of this or the given time, milliseconds since 1970 UTC."""
    return _ids.next(now_ms)


def go_on_after(row: bytes) -> None:
    """Has the ids that are made from now on come after this one, also where the clock was set back meanwhile (R48)."""
    _ids.go_on_after(row)


def id_text(row: bytes) -> str:
    """Write an id as people and files do: 018f2c9e-…."""
    return str(UUID(bytes=row))


def id_from_text(text: str) -> bytes:
    """Read an id that a person or a file gives."""
    try:
        return UUID(text.strip()).bytes
    except ValueError:
        raise Refused(
            "This is not the id of a record; nothing was changed.",
            "Copy the id as `ruhu household list --json` shows it.",
        ) from None


_ROOM = 1 << 74  # what the ids of one millisecond have for their order
_NO_CLOCKS = (1 << 47, 0)  # the year 6429: made up, and nothing would come after it


class _Ids:
    """Ids grow (RFC 9562, 6.2 method 2), so that rows keep the order they were made in, whatever the clock does."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._millisecond = -1
        self._random = 0

    def next(self, now_ms: int | None) -> bytes:
        with self._turn:
            millisecond = max(time.time_ns() // 1_000_000, self._millisecond) if now_ms is None else now_ms
            grown = self._random + 1 + secrets.randbits(32)
            if millisecond == self._millisecond and grown < _ROOM:
                self._random = grown
            else:
                if millisecond == self._millisecond:
                    millisecond += 1
                self._millisecond, self._random = millisecond, secrets.randbits(73)  # of 74: room to grow
            high, low = divmod(self._random, 1 << 62)
        return (millisecond << 80 | 7 << 76 | high << 64 | 2 << 62 | low).to_bytes(16, "big")

    def go_on_after(self, row: bytes) -> None:
        number = int.from_bytes(row, "big")
        last = number >> 80, (number >> 64 & 0xFFF) << 62 | number & (1 << 62) - 1
        with self._turn:
            if (self._millisecond, self._random) < last < _NO_CLOCKS:
                self._millisecond, self._random = last


_ids = _Ids()


def _told(person: Mapping[str, Any], today: date) -> dict[str, Any]:
    """What the number of a person tells besides; nothing where anything is odd about it."""
    number = person.get("id_number")
    if not isinstance(number, str) or person.get("id_kind") not in (None, "resident"):
        return {}
    if len(number) != _ID_LENGTH or id_number_findings(number, today):
        return {}
    return {"birth_date": birth_date(number), "sex": sex(number)}


def _id_number_fault(number: str, today: date, field: str) -> Finding | None:
    if len(number) not in {_ID_LENGTH, _OLD_ID_LENGTH}:
        return Finding(
            field,
            "An ID number has 18 characters, on old papers 15; this has {count}. Compare it with the card.",
            values={"count": len(number)},
        )
    if not _ID_NUMBER.fullmatch(number):
        return Finding(field, "An ID number is all digits; only the last of 18 may be an X. Compare it with the card.")
    if number.startswith("000000"):
        return Finding(field, "An ID number does not begin with 000000. Compare it with the card.")
    if not _OLDEST_BIRTH <= _birth_date_if_any(number) <= today:
        return Finding(field, "The ID number's digits from the 7th on are no date of birth. Compare it with the card.")
    if len(number) == _ID_LENGTH and number[17] != _check_character(number):
        return Finding(field, "At least one character of the ID number is wrong. Compare it with the card, one by one.")
    return None


def _birth_date_if_any(number: str) -> date:
    try:
        return birth_date(number)
    except ValueError:
        return date.min


def _check_character(number: str) -> str:
    """ISO 7064 MOD 11-2 over the first 17 digits."""
    return "10X98765432"[sum(map(mul, map(int, number[:17]), _WEIGHTS)) % 11]


def _digits(text: str) -> str:
    """Take the digits of a phone number, without China's country code."""
    return re.sub(r"^(\+|00)86|[^0-9]", "", text.translate(_HALF_WIDTH).strip())
