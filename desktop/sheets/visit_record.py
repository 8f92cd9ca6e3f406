"""The record of a visit 入户走访记录: what the household said, what it was told and promised, as it takes it along.

Promise: its words come first; a wish is never ticked but as it was said; what nobody wrote down is said to be missing.
What was corrected is a further page that says what stood there and why. Hidden: how much of it fits on one page.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from desktop.domain.check_code import Stamp
from desktop.domain.fields import RECORDS
from desktop.i18n import N_, word, words
from desktop.sheets import letterhead, remedy_words, wording
from desktop.sheets.letterhead import Letterhead
from desktop.sheets.page import (
    DENSE,
    LARGE,
    Box,
    Cell,
    Gap,
    Heading,
    NewPage,
    Paper,
    Piece,
    Table,
    Text,
    Together,
    bold,
    grey,
    ticks,
)
from desktop.sheets.remedy_words import Right
from desktop.sheets.signed import Signed, box, how, to_sign
from desktop.sheets.wording import day, listed

_LABEL, _ENGLISH_LABEL, _CLAUSE, _FELT, _WHO, _UNTIL = 61.0, 84.0, 104.0, 96.0, 96.0, 113.0
_ABOVE = 5.0
_LONG, _PAIR = 80, 2  # signs; a name and its value
WISHES = {
    "cash": N_("Take the money"),
    "swap": N_("Swap for a new flat"),
    "mixed": N_("Some of both"),
    "undecided": N_("Not decided yet"),
    "rather_not_say": N_("Would rather not say"),
}
"""What a household may want, in its own words, by the choices of `wish.choice`."""
FELT = {"understood": N_("It is clear to me"), "needs_another_visit": N_("Explain it again")}
"""What a household says of what was explained to it, by the choices of `explanation.understood`."""


@dataclass(frozen=True, slots=True)
class Clause:
    """What was explained: the clause by its document and article, its plain words, what the household says of it.

    `text` is the clause's own, which the record of a visit leaves out.
    """

    called: str
    plain: str
    felt: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, and what was answered; either may be all that was written down."""

    asked: str
    answered: str


@dataclass(frozen=True, slots=True)
class Pledge:
    """What we promised, who does it, and by when."""

    what: str
    who: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction: who wrote it and when, why, and of each field what stood there and what stands there since.

    `is_beside`: somebody else corrected the same at the same time, and that one stands.
    """

    by: str
    on: datetime
    why: str
    changes: Sequence[tuple[str, str, str]]
    is_beside: bool = False


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """What stands on the paper. Times are the area's; an empty text was not written down."""

    whose: Letterhead
    household: str
    number: str
    which: int
    version: int
    began: datetime
    ended: datetime | None
    manner: str
    place: str
    met: str
    went: str
    spoken: str
    recorder: str
    said: str = field(repr=False)
    wish: str = ""
    situation: str = field(default="", repr=False)
    difficulties: str = field(default="", repr=False)
    topics: str = ""
    explained: str = field(default="", repr=False)
    plan: str = ""
    clauses: Sequence[Clause] = ()
    questions: Sequence[Question] = ()
    promises: Sequence[Pledge] = ()
    rights: Sequence[Right] = ()
    told: Collection[str] = ()
    left: Sequence[str] = ()
    photos: Sequence[str] = ()
    next_contact: str = ""
    signed: Signed | None = None
    is_copy_given: bool = False
    why_no_copy: str = ""
    entered_on: date | None = None
    corrections: Sequence[Correction] = ()
    earlier: Sequence[Signed] = ()
    stamp: Stamp | None = None


def title(language: str) -> str:
    """What the paper is called."""
    return word("Record of a visit", language)


def paper(record: VisitRecord, language: str) -> Paper:
    """The record, in as many pages as it takes."""
    whose = record.whose
    number = word("no. {number}", language, number=record.number)
    home = word("household {number}", language, number=bold(record.household))
    which = word("visit {n}", language, n=record.which)
    foot = [letterhead.two_copies(language)]
    if not record.corrections:
        foot.append(word("corrections come on a further page", language))
    version = word("version {n}", language, n=record.version) if record.version > 1 else ""
    about = " · ".join(filter(None, (home, which, number, version)))
    head = letterhead.head(whose, title(language), about, language, record.stamp)
    return Paper(
        title=f"{title(language)} {record.number}",
        foot=letterhead.foot(whose, language, *foot),
        language=language,
        pieces=tuple(_pieces(record, head, language)),
        size=DENSE,
        subject=title(language),
        keywords=(record.household, record.number),
        created=record.ended or record.began,
    )


def _pieces(record: VisitRecord, head: Piece, language: str) -> Iterator[Piece]:
    yield head
    yield from _first(record, language)
    yield from _words(record, language)
    yield from _home(record, language)
    yield from _explained(record, language)
    yield from _questions(record, language)
    yield from _promises(record, language)
    yield from _rights(record, language)
    yield from _last(record, language)
    if record.corrections or record.earlier:
        yield NewPage()
        yield from _corrections(record, language)


def _heading(number: int, message: str, language: str, remark: str = "") -> Iterator[Piece]:
    yield Gap(_ABOVE)
    yield Heading(word(message, language), number, remark, LARGE)


def _first(record: VisitRecord, language: str) -> Iterator[Piece]:
    manner = RECORDS["visit"].field["manner"]
    how_met = " · ".join(filter(None, (wording.choice(manner, record.manner, language), record.place)))
    told = [
        (N_("Time"), wording.hours(record.began, record.ended, language)),
        (N_("How you met"), how_met),
        (N_("Who was met"), record.met),
        (N_("Who went"), record.went),
        (N_("Spoken"), record.spoken),
        (N_("Written by"), record.recorder),
    ]
    rows = beside_each_other([(word(name, language), or_nothing(value, language)) for name, value in told])
    yield Table(rows, (label(language), None, label(language), None), labels=(0, 2))
    if record.entered_on is not None:
        yield Gap(3)
        yield word(
            "This visit was on {visited}. It was noted on paper then and entered on {entered}.",
            language,
            visited=bold(day(record.began.date(), language)),
            entered=bold(day(record.entered_on, language)),
        )


def _words(record: VisitRecord, language: str) -> Iterator[Piece]:
    yield from _heading(1, N_("What you say"), language, word("in your own words, not judged", language))
    said = word('"{words}"', language, words=record.said) if record.said else or_nothing("", language)
    yield Box((Text(said, LARGE, leading=1.55),))
    yield Gap(3)
    asked = word("What you would like now (you need not say, and can change it any time):", language)
    told = ticks((word(told, language), record.wish == wish) for wish, told in WISHES.items())
    yield Text(f"{asked} {told}", leading=1.6)


def _home(record: VisitRecord, language: str) -> Iterator[Piece]:
    remark = word("only what you wish to tell", language)
    yield from _heading(2, N_("Your situation and difficulties"), language, remark)
    rows = ((N_("Situation"), record.situation), (N_("What is hard"), record.difficulties))
    yield labelled([(word(name, language), or_nothing(told, language)) for name, told in rows], language)


def _explained(record: VisitRecord, language: str) -> Iterator[Piece]:
    yield from _heading(3, N_("What was explained"), language, record.plan)
    if record.clauses:
        yield clauses(record.clauses, language)
    talked = [(N_("Also spoken of"), record.topics), (N_("Also explained"), record.explained)]
    told = [(word(name, language), said) for name, said in talked if said]
    if told:
        yield Gap(3 if record.clauses else 0)
        yield labelled(told, language)
    elif not record.clauses:
        yield word("No clause was explained this time.", language)


def clauses(explained: Sequence[Clause], language: str) -> Table:
    """Each clause with its plain words, and what the household says of it."""
    heads = [word(each, language) for each in (N_("Clause"), N_("What it says"), N_("You say it is"))]
    rows = [
        [each.called, each.plain, word(FELT[each.felt], language) if each.felt in FELT else word("not said", language)]
        for each in explained
    ]
    return Table([heads, *rows], (_CLAUSE, None, _FELT), heads=1)


def _questions(record: VisitRecord, language: str) -> Iterator[Piece]:
    yield from _heading(4, N_("Questions and answers"), language)
    if not record.questions:
        yield word("No question was written down.", language)
        return
    yield questions(record.questions, language)


def questions(asked: Sequence[Question], language: str) -> Table:
    """Each question beside its answer."""
    nothing = or_nothing("", language)
    rows = [
        [
            word("Question: {words}", language, words=each.asked or nothing),
            word("Answer: {words}", language, words=each.answered or nothing),
        ]
        for each in asked
    ]
    return Table(rows, (222.0, None))


def _promises(record: VisitRecord, language: str) -> Iterator[Piece]:
    remark = word("not kept? call the number below", language)
    yield from _heading(5, N_("What we promise"), language, remark if record.promises else "")
    if not record.promises:
        yield word("Nothing was promised this time.", language)
        return
    heads = [word(each, language) for each in (N_("What"), N_("Who does it"), N_("At the latest"))]
    year = record.began.year
    rows = [[each.what, each.who, bold(day(each.due, language, year)) if each.due else ""] for each in record.promises]
    yield Table([heads, *rows], (None, _WHO, _UNTIL), heads=1)


def _rights(record: VisitRecord, language: str) -> Iterator[Piece]:
    yield from _heading(6, N_("Your rights, told to you in person") if record.told else N_("Your rights"), language)
    if not record.rights:
        yield word("No period runs now that you would have to keep. Ask the numbers below at any time.", language)
        return
    sentences = [_sentence(each, record, language) for each in record.rights]
    sentences.append(word("Whatever you do, what you are owed stays the same.", language))
    yield Text(("" if wording.is_chinese(language) else " ").join(sentences), leading=1.55)


def _sentence(right: Right, record: VisitRecord, language: str) -> str:
    """What can be done and until when; where only some were told, those are named."""
    until = remedy_words.until_day_of_week(right.clock, record.began.date(), language)
    terms = {each.clock.term.name for each in record.rights}
    is_named = right.clock.term.name in record.told and not terms <= set(record.told)
    told = word(" (told in person)", language) if is_named else ""
    return word("{what}, {until}{told}.", language, what=remedy_words.formal(right, language), until=until, told=told)


def _last(record: VisitRecord, language: str) -> Iterator[Piece]:
    yield Gap(4)
    rows = [(N_("Papers left with you"), listed(record.left, language)), (N_("Next time"), record.next_contact)]
    lines = [_line(word(name, language), or_nothing(told, language), language) for name, told in rows]
    if record.photos:
        count = words("{n} photo or scan", "{n} photos and scans", len(record.photos), language)
        lines.append(_line(count, listed(record.photos, language), language))
    yield from (Text(line, leading=1.6) for line in lines)
    yield Gap(8)
    says = bold(word("Signature of the household", language)) + word(
        ' (says only "as I said it", not consent)', language
    )
    staff = bold(word("Those who went", language)) + word(" (two people)", language)
    yield to_sign(record.signed, says, staff, _copy(record, language), language)


def copy_given(*, is_given: bool, language: str) -> str:
    """Whether the household has a copy, to be ticked."""
    return ticks([(word("a copy was given to the household", language), is_given)])


def _copy(record: VisitRecord, language: str) -> str:
    told = copy_given(is_given=record.is_copy_given, language=language)
    if record.why_no_copy and not record.is_copy_given:
        return f"{told}　{word('why not: {reason}', language, reason=record.why_no_copy)}"
    return told


def _corrections(record: VisitRecord, language: str) -> Iterator[Piece]:
    number = word("of the record {number}", language, number=record.number)
    yield Heading(word("What was corrected", language), remark=number, size=16)
    yield Gap(4)
    yield word("The pages before say what holds now. Here is what stood there, who changed it and why.", language)
    heads = [word(each, language) for each in (N_("Which"), N_("What stood there"), N_("What stands there now"))]
    for each in record.corrections:
        yield Gap(9)
        by = word("{name} corrected it on {when}", language, name=each.by, when=f"{each.on:%Y-%m-%d %H:%M}")
        beside = word("beside another correction, which stands", language) if each.is_beside else ""
        yield Heading(by, remark=beside)
        yield _line(word("Why", language), or_nothing(each.why, language), language)
        yield Gap(3)
        if each.changes:
            rows = [[name, old, new] for name, old, new in each.changes]
            yield Table([heads, *rows], (_ENGLISH_LABEL, None, None), heads=1, labels=(0,))
    for signed in record.earlier:
        yield Gap(9)
        says = word("Signed before it was changed; it does not stand for what is written now:", language)
        yield Together((Text(says, bold=True), box(signed), how(signed, language)))


def beside_each_other(told: Sequence[tuple[str, str]]) -> list[list[Cell | str]]:
    """Names and values as rows of four cells, two of them beside each other; a long value has a row of its own."""
    rows: list[list[Cell | str]] = []
    for name, value in told:
        if rows and _is_alone(rows[-1]) and len(value) <= _LONG:
            rows[-1] += [name, value]
        else:
            rows.append([name, value if len(value) <= _LONG else Cell(value, across=3)])
    return [[row[0], Cell(str(row[1]), across=3)] if _is_alone(row) else row for row in rows]


def _is_alone(row: list[Cell | str]) -> bool:
    return len(row) == _PAIR and isinstance(row[1], str)


def labelled(rows: Sequence[tuple[str, str]], language: str) -> Table:
    """What is known of something, each with its name."""
    return Table(rows, (label(language), None), labels=(0,))


def label(language: str) -> float:
    """How wide the names of things are."""
    return _LABEL if wording.is_chinese(language) else _ENGLISH_LABEL


def _line(name: str, told: str, language: str) -> str:
    return bold(f"{name}：" if wording.is_chinese(language) else f"{name}: ") + told


def or_nothing(told: str, language: str) -> str:
    """What was written down, or that nothing was."""
    return told or grey(word("nothing written down", language), None)
