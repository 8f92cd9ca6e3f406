"""The list of what we promised a household 我们答应的事: what, who does it, until when, and what became of it.

Promise: what is late is said to be late, first; what was not kept stands there with its reason. Hidden: the order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain.check_code import Stamp
from desktop.domain.fields import RECORDS
from desktop.i18n import N_, word
from desktop.sheets import letterhead, wording
from desktop.sheets.letterhead import Letterhead
from desktop.sheets.page import Gap, Heading, Paper, Piece, Table, Text, bold
from desktop.sheets.visit_record import Pledge

_STATE = RECORDS["promise_outcome"].field["state"]
_WIDTHS = (None, 92.0, 110.0, 128.0)


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise, on which day it was made, and what became of it: the state, its day and what is said of it."""

    pledge: Pledge
    made_on: date | None
    phone: str = ""
    state: str = ""
    stated_on: date | None = None
    note: str = ""

    def is_late(self, today: date) -> bool:
        return not self.state and self.pledge.due is not None and self.pledge.due < today


@dataclass(frozen=True, slots=True)
class PromiseList:
    """All that was promised to one household, as it stands on a day."""

    whose: Letterhead
    household: str
    on: date
    promises: Sequence[Promised]
    created: datetime | None = None
    stamp: Stamp | None = None


def title(language: str) -> str:
    """What the paper is called."""
    return word("What we promised you", language)


def paper(rows: PromiseList, language: str) -> Paper:
    """The list, what is still open first."""
    home = word("household {number}", language, number=bold(rows.household))
    about = f"{home} · {word('as of {day}', language, day=rows.on.isoformat())}"
    return Paper(
        title=f"{title(language)} {rows.household} {rows.on.isoformat()}",
        foot=letterhead.foot(rows.whose, language),
        language=language,
        pieces=(
            letterhead.head(rows.whose, title(language), about, language, rows.stamp),
            Text(word("Not kept? Call the number below, or complain: it costs you nothing.", language), leading=1.6),
            *_open(rows, language),
            *_settled(rows, language),
        ),
        subject=title(language),
        keywords=(rows.household,),
        created=rows.created,
    )


def _open(rows: PromiseList, language: str) -> Iterator[Piece]:
    found = [each for each in rows.promises if not each.state]
    yield Gap(6)
    yield Heading(word("Not done yet: {n}", language, n=len(found)))
    if not found:
        yield word("Nothing is open: what became of each stands below.", language)
        return
    heads = [word(each, language) for each in (N_("What"), N_("Who does it"), N_("At the latest"), N_("Promised on"))]
    told = [
        [each.pledge.what, _who(each), _until(each, rows.on, language), _day(each.made_on, rows.on, language)]
        for each in sorted(found, key=lambda each: each.pledge.due or date.max)
    ]
    yield Table([heads, *told], _WIDTHS, heads=1, padding=(6, 4))


def _settled(rows: PromiseList, language: str) -> Iterator[Piece]:
    found = [each for each in rows.promises if each.state]
    if not found:
        return
    yield Gap(9)
    yield Heading(word("No longer open: {n}", language, n=len(found)))
    heads = [
        word(each, language) for each in (N_("What"), N_("Who does it"), N_("At the latest"), N_("What became of it"))
    ]
    told = [
        [each.pledge.what, _who(each), _day(each.pledge.due, rows.on, language), _became(each, rows.on, language)]
        for each in sorted(found, key=lambda each: each.stated_on or date.min, reverse=True)
    ]
    yield Table([heads, *told], _WIDTHS, heads=1, padding=(6, 4))


def _who(promised: Promised) -> str:
    return "\n".join(filter(None, (promised.pledge.who, promised.phone)))


def _until(promised: Promised, on: date, language: str) -> str:
    told = bold(_day(promised.pledge.due, on, language))
    return f"{told}\n{word('passed, and not done', language)}" if promised.is_late(on) else told


def _became(promised: Promised, on: date, language: str) -> str:
    state = bold(wording.choice(_STATE, promised.state, language))
    return "\n".join(filter(None, (f"{state} {_day(promised.stated_on, on, language)}", promised.note)))


def _day(day: date | None, on: date, language: str) -> str:
    return wording.day(day, language, on.year) if day else ""
