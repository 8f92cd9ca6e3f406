"""The check code of a paper: plain words in its QR code, and three rows of letters that only the area can make.

Promise: the words can be read with any telephone; whoever changes one of them can't make the code that fits; and the
code alone, typed from the paper, is enough to ask what it belongs to, a slip of the hand being named by its row.
Hidden: the first 60 bits of an HMAC-SHA-256 over the words, under the area's check key.
"""

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from desktop.domain import code_letters
from desktop.domain.errors import Refused

ROWS = 3
_KEY_BYTES = 32
_FORM = b"ruhu paper 1\n"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a paper's QR code says, line by line, without its code; and the code."""

    words: str = field(repr=False)
    code: str

    @property
    def text(self) -> str:
        """All that the QR code says: the words, and the code on a line of its own."""
        return f"{self.words}\n{self.code}"


def new_key() -> str:
    """Draw an area's check key: 32 random bytes in hexadecimal digits."""
    return secrets.token_bytes(_KEY_BYTES).hex()


def stamp(key: str, lines: Iterable[str]) -> Stamp:
    """Make the code of these lines. A line holds no line break; blanks at its ends are not told."""
    words = "\n".join(" ".join(unicodedata.normalize("NFC", line).split()) for line in lines)
    return Stamp(words, _code(key, words))


def read(text: str) -> Stamp:
    """The words and the code of what a QR code says, whether they fit or not. Refused where it is no paper's."""
    words, _, code = text.strip().rpartition("\n")
    rows = code_letters.rows(code, ROWS)
    if not words or len(rows) != ROWS:
        raise Refused(
            "This QR code is not that of a paper of Ruhu.",
            "Take the picture of the code at the top right of the paper.",
        )
    return Stamp("\n".join(line.strip() for line in words.splitlines()), "-".join(rows))


def typed(code: str) -> str:
    """A code as it stands on the paper, from what somebody typed. Refused, naming the row, where it has a slip."""
    rows = code_letters.rows(code, ROWS)
    if len(rows) != ROWS:
        raise Refused(
            "This is no whole check code: it has 3 rows of 5 letters and digits.",
            "Type the code as it stands below the words 'check code' on the paper.",
        )
    if wrong := code_letters.faults(rows):
        raise Refused(
            "The check code is not yet right. Look at row {rows}.",
            "Compare it with the paper, letter by letter, and type it again.",
            rows=", ".join(map(str, wrong)),
        )
    return "-".join(rows)


def fits(key: str, told: Stamp) -> bool:
    """Tell whether these words were given this code by somebody who has the key."""
    return hmac.compare_digest(_code(key, told.words), told.code)


def _code(key: str, words: str) -> str:
    made = hmac.digest(bytes.fromhex(key), _FORM + words.encode(), hashlib.sha256)
    bits = ROWS * code_letters.ROW_BITS
    return code_letters.written(int.from_bytes(made[:8]) >> (64 - bits), ROWS)
