"""The slip that is left where nobody was met 没遇到告知单: that we came, who, when again, and how to reach us.

Promise: nothing on it that neighbours should not read: no name, no amount, nothing that was said; and that nobody was
met is held against nobody. Hidden: of the remedies it names those of the whole area alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.check_code import Stamp
from desktop.i18n import N_, word
from desktop.sheets import letterhead, remedy_words, wording
from desktop.sheets.letterhead import Letterhead
from desktop.sheets.page import LARGE, Box, Gap, Heading, Paper, Piece, Text, blank, bold, ticks
from desktop.sheets.remedy_words import Right
from desktop.sheets.visit_record import labelled

_SIZE = 14.0


@dataclass(frozen=True, slots=True)
class NotMetNotice:
    """What stands on the slip. `went` are names with their telephones; `also` what else was done to reach somebody.

    Of a slip that is filled in by hand the times and who went are not known.
    """

    whose: Letterhead
    household: str
    place: str
    came: datetime | None = None
    went: Sequence[str] = ()
    also: Sequence[str] = ()
    again: datetime | None = None
    rights: Sequence[Right] = ()
    stamp: Stamp | None = None


def title(language: str) -> str:
    """What the paper is called."""
    return word("We came and did not meet you", language)


def paper(notice: NotMetNotice, language: str) -> Paper:
    """The slip, on one page."""
    about = word("household {number}", language, number=bold(notice.household)) if notice.household else ""
    return Paper(
        title=f"{title(language)} {notice.household}".rstrip(),
        foot=letterhead.foot(notice.whose, language),
        language=language,
        pieces=(
            letterhead.head(notice.whose, title(language), about, language, notice.stamp),
            *_came(notice, language),
            *_again(notice, language),
            *_reach(language),
            *_rights(notice, language),
        ),
        size=LARGE,
        subject=title(language),
        keywords=tuple(filter(None, (notice.household,))),
        created=notice.came,
    )


def _came(notice: NotMetNotice, language: str) -> Iterator[Piece]:
    when = blank(160)
    if notice.came is not None:
        when = f"{wording.day(notice.came.date(), language)} {notice.came:%H:%M}"
    yield Gap(4)
    yield Text(word("Good day. We came on {when} and did not meet you.", language, when=bold(when)), _SIZE, leading=1.7)
    yield Text(word("This is not held against you, and what you are owed stays the same.", language), leading=1.7)
    yield Gap(6)
    rows = [
        (word("House at", language), notice.place or blank()),
        (word("Who came", language), "\n".join(notice.went) or blank()),
    ]
    if notice.also:
        rows.append((word("We also", language), wording.listed(notice.also, language)))
    yield labelled(rows, language)


def _again(notice: NotMetNotice, language: str) -> Iterator[Piece]:
    yield Gap(10)
    if notice.again is None:
        told = word("When does it suit you? Call us, and we will come when you say.", language)
    else:
        when = f"{wording.day(notice.again.date(), language, _year(notice))} {notice.again:%H:%M}"
        told = word("We would come again on {when}. Does it not suit you? Call us.", language, when=bold(when))
    lines: list[Piece] = [Text(told, _SIZE, leading=1.6)]
    phones = [(notice.whose.contact, notice.whose.contact_phone)]
    told_phones = [f"{name} {bold(phone)}" for name, phone in phones if name and phone]
    if notice.whose.window_phone:
        window = word("window for complaints", language)
        told_phones.append(f"{window} {bold(notice.whose.window_phone)}")
    if told_phones:
        lines.append(Text(wording.listed(told_phones, language), _SIZE, leading=1.6))
    yield Box(lines, padding=(12, 8))


def _reach(language: str) -> Iterator[Piece]:
    yield Gap(10)
    yield Heading(
        word("How would you like to be reached?", language),
        remark=word("say it by phone, or tick it here and hand it to us", language),
    )
    ways = (N_("come to my home"), N_("call me"), N_("I come to your office"), N_("do not come any more"))
    yield Text(ticks((word(each, language), False) for each in ways), leading=1.8)
    yield Text(word("A good time: {line}", language, line=blank()), leading=1.8)


def _rights(notice: NotMetNotice, language: str) -> Iterator[Piece]:
    if not notice.rights or notice.came is None:
        return
    yield Gap(8)
    yield Heading(word("Your rights", language), remark=word("the days count whether we meet or not", language))
    for each in notice.rights:
        until = remedy_words.until_day_of_week(each.clock, notice.came.date(), language)
        yield Text(
            word("{what}, {until}{told}.", language, what=remedy_words.formal(each, language), until=until, told=""),
            leading=1.6,
        )


def _year(notice: NotMetNotice) -> int | None:
    return notice.came.year if notice.came else None
