"""What the papers of an area share: whose paper it is, whom to ask, and how a day and an hour are told.

Promise: what an area has not written down of itself is left out, never invented. Hidden: the words of the foot.
"""

from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain.check_code import Stamp
from desktop.i18n import N_, word
from desktop.sheets.page import Head

_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


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
    if stamp is None:
        return Head(whose.area, title, about)
    beside = (word("Scan to check", language), word("check code", language), stamp.code)
    return Head(whose.area, title, about, code=stamp.text, beside=beside)


def foot(whose: Letterhead, language: str, *first: str) -> str:
    """The line at the foot of each page: these words, then whom to ask."""
    return " · ".join(filter(None, (*first, asked(whose, language))))


def two_copies(language: str) -> str:
    return word("In two copies: one for the household, one for the file", language)


def asked(whose: Letterhead, language: str) -> str:
    """Whom to ask, by telephone; nothing where no number is known."""
    person = {"name": whose.contact, "phone": whose.contact_phone}
    if not whose.contact or not whose.contact_phone:
        return (
            word("Questions: the office's window {window}", language, window=whose.window_phone)
            if whose.window_phone
            else ""
        )
    if not whose.window_phone:
        return word("Questions: {name} {phone}", language, **person)
    return word(
        "Questions: {name} {phone}, or the office's window {window}", language, window=whose.window_phone, **person
    )


def day(on: date, language: str) -> str:
    """A day with its year, as it stands on a paper that is kept."""
    return word("{year}-{month:02}-{day:02}", language, year=on.year, month=on.month, day=on.day)


def day_of_week(on: date, language: str) -> str:
    """A day with its year and its weekday."""
    weekday = word(_WEEKDAYS[on.weekday()], language)
    return word("{year}-{month}-{day} {weekday}", language, year=on.year, month=on.month, day=on.day, weekday=weekday)


def moment(at: datetime, language: str) -> str:
    """A day and a time to the minute, by the clock of the place."""
    return f"{day(at.date(), language)} {at:%H:%M}"
