"""What the papers of an area share: whose paper it is, and whom to ask.

Promise: what an area has not written down of itself is left out, never invented. Hidden: the words of the foot.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from desktop.domain.check_code import Stamp
from desktop.i18n import word
from desktop.sheets import wording
from desktop.sheets.page import Box, Columns, Gap, Head, Piece, Text, bold

_PHONE = 15.0


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The area as its papers name it, and whom a household asks; an empty text is not known."""

    area: str
    office: str = ""
    office_address: str = ""
    window_phone: str = ""
    contact: str = ""
    contact_phone: str = ""


def head(whose: Letterhead, title: str, about: str, language: str, stamp: Stamp | None = None) -> Head:
    """How a paper opens; with its code where it has one."""
    about = wording.opening(about)
    if stamp is None:
        return Head(whose.area, title, about)
    beside = (word("Scan to check", language), wording.opening(word("check code", language)), bold(stamp.code))
    return Head(whose.area, title, about, code=stamp.text, beside=beside)


def foot(whose: Letterhead, language: str, *first: str) -> str:
    """The line at the foot of each page: these words, then whom to ask."""
    return " · ".join(filter(None, (*first, asked(whose, language))))


def two_copies(language: str) -> str:
    return word("2 copies: household, file", language)


def asked(whose: Letterhead, language: str) -> str:
    """Whom to ask, by telephone, so short that a foot has room for it; nothing where no number is known."""
    person = {"name": whose.contact, "phone": whose.contact_phone}
    if not whose.contact or not whose.contact_phone:
        return (
            word("Questions: the office's window {window}", language, window=whose.window_phone)
            if whose.window_phone
            else ""
        )
    if not whose.window_phone:
        return word("Questions: {name} {phone}", language, **person)
    return word("Questions: {name} {phone}, office {window}", language, window=whose.window_phone, **person)


def whom_to_ask(whose: Letterhead, language: str) -> Iterator[Piece]:
    """The same large enough to be read without glasses, with where the window is."""
    boxes: list[Box] = []
    if whose.contact and whose.contact_phone:
        person = word("Ask {name}", language, name=bold(whose.contact))
        boxes.append(Box([person, Text(whose.contact_phone, _PHONE, bold=True)]))
    if whose.window_phone:
        window = word("The office's window for grievances", language)
        boxes.append(Box([window, Text(whose.window_phone, _PHONE, bold=True)]))
    if boxes:
        yield Columns(boxes, gap=12)
        yield Gap(4)
        yield Text(" ".join(filter(None, (whose.office, whose.office_address))), 9)
