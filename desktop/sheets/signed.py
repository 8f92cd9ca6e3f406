"""Below what a household said or was given: what signing says, what was signed, and that nobody has to sign.

Promise: a signature stands in its box as it was written, and only below what was signed; not wanting to sign has its
place beside it, on every such paper. Hidden: that what a hand wrote is cut out of the pad that it was written on.
"""

from dataclasses import dataclass, field
from datetime import datetime

from desktop.domain.fields import RECORDS
from desktop.domain.strokes import Drawing, trimmed
from desktop.i18n import word
from desktop.sheets import wording
from desktop.sheets.page import (
    Cell,
    Columns,
    Gap,
    Ink,
    Level,
    Picture,
    Piece,
    Rule,
    Rules,
    Table,
    Text,
    Together,
    blank,
)
from desktop.sheets.page import ticks as boxes

BOX = 46.0
_DATE = 92.0
_MANNER = RECORDS["signature"].field["manner"]


@dataclass(frozen=True, slots=True)
class Signed:
    """How a household signed and when: on the pad, by thumb-print or through somebody, with the scan of that.

    Without either it was signed on paper. `manner` is that of `signature`; the time may not be known.
    """

    manner: str
    at: datetime | None
    signer: str = ""
    drawing: Drawing | None = field(default=None, repr=False)
    scan: bytes | None = field(default=None, repr=False)


def to_sign(signed: Signed | None, says: str, beside: str, below: str, language: str) -> Together:
    """Two boxes to sign in: the household's, and that of the staff with the words below it. One page holds them."""
    return Together(
        (
            Columns((says, beside)),
            Columns(((box(signed), Rule()), (box(None), Rule()))),
            Gap(3),
            Columns((how(signed, language), below)),
        )
    )


def box(signed: Signed | None) -> Table:
    """Where it is signed: what a hand wrote, the scan, or nothing."""
    written: Piece = Gap(1)
    if signed is not None and signed.drawing is not None and signed.drawing.strokes:
        written = Ink(trimmed(signed.drawing), 190, BOX - 4)
    elif signed is not None and signed.scan is not None:
        written = Picture(signed.scan, 190, BOX - 4)
    return Table([[Cell(written, level=Level.BOTTOM)]], [None], Rules.NONE, padding=(8, 2), row_height=BOX)


def how(signed: Signed | None, language: str) -> Text:
    """Below the box: not wanting to sign, and how and when it was signed, or room for the day."""
    is_not_wanted = signed is not None and signed.manner == "does_not_want"
    tick = boxes([(word("does not want to sign", language), is_not_wanted)])
    return Text(f"{tick}　{_when(signed, language)}")


def _when(signed: Signed | None, language: str) -> str:
    if signed is None:
        return word("date {line}", language, line=blank(_DATE))
    at = f"{signed.at:%Y-%m-%d %H:%M}" if signed.at else ""
    if signed.manner == "proxy":
        return f"{word('{name} signed for them', language, name=signed.signer)} {at}".rstrip()
    if signed.manner == "thumb_print":
        return f"{wording.choice(_MANNER, signed.manner, language)} {at}".rstrip()
    if signed.manner == "signed" and signed.drawing is None and signed.scan is None:
        return f"{word('signed on paper', language)} {at}".rstrip()
    return at
