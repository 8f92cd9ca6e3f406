"""The code on the recovery sheet: 20 secret bytes as 8 rows of 5 letters (`code_letters.py`)."""

import secrets
from collections.abc import Sequence

from desktop.domain import code_letters
from desktop.domain.code_letters import ROW_LETTERS
from desktop.domain.errors import Refused

__all__ = ["ROWS", "ROW_LETTERS", "SECRET_BYTES", "faults", "new_secret", "read", "rows", "written"]

SECRET_BYTES = 20
ROWS = 8


def new_secret() -> bytes:
    """Draw the 160 random bits of a new sheet."""
    return secrets.token_bytes(SECRET_BYTES)


def written(secret: bytes) -> str:
    """Write the secret as it stands on paper and in the QR code: 8 rows joined by hyphens."""
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"a recovery secret has {SECRET_BYTES} bytes")
    return code_letters.written(int.from_bytes(secret), ROWS)


def read(text: str) -> bytes:
    """Read a code that was typed, pasted or scanned back into its secret; the refusal names rows, never letters."""
    typed = rows(text)
    if len(typed) != ROWS:
        raise Refused(
            "This is no whole recovery code: it has 8 rows of 5 letters and digits.",
            "Type all 8 rows as they stand on the recovery sheet.",
        )
    if wrong := faults(typed):
        raise Refused(
            "The recovery code is not yet right. Look at row {rows}.",
            "Compare it with the recovery sheet, letter by letter, and type it again.",
            rows=", ".join(map(str, wrong)),
        )
    return code_letters.number(typed).to_bytes(SECRET_BYTES)


def rows(text: str) -> tuple[str, ...]:
    """Cut a code into its rows, in capitals, without look-alikes; where gaps show them, also rows of wrong length."""
    return code_letters.rows(text, ROWS)


def faults(typed: Sequence[str]) -> tuple[int, ...]:
    """Name the rows, from 1, that are not as printed, whatever was typed for them so far."""
    return code_letters.faults(typed)
