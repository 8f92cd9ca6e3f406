"""The record of an explanation 政策讲解记录: which clauses of which plan, in which words, what was asked and answered.

Promise: whether it was clear is told by the household alone, and nothing stands there where it said nothing; signing
says that the explanation was received. Hidden: that the clause's own text stands small below its plain words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain.check_code import Stamp
from desktop.i18n import N_, word
from desktop.sheets import letterhead, visit_record, wording
from desktop.sheets.letterhead import Letterhead
from desktop.sheets.page import DENSE, LARGE, SMALL, Gap, Heading, Paper, Piece, Table, Text, bold
from desktop.sheets.signed import Signed, to_sign
from desktop.sheets.visit_record import FELT, Clause, Question, beside_each_other, label, or_nothing, questions

_CLAUSE, _FELT = 104.0, 96.0


@dataclass(frozen=True, slots=True)
class ExplanationRecord:
    """What stands on the paper: all that was explained of one plan on one day; an empty text was not written down.

    `signed_apart`: clauses of it that were signed, where not all were signed alike.
    """

    whose: Letterhead
    household: str
    number: str
    on: date
    told_to: str
    told_by: str
    spoken: str
    plan: str
    clauses: Sequence[Clause]
    questions: Sequence[Question] = ()
    signed: Signed | None = None
    signed_apart: Sequence[str] = ()
    created: datetime | None = None
    stamp: Stamp | None = None


def title(language: str) -> str:
    """What the paper is called."""
    return word("Record of an explanation", language)


def paper(record: ExplanationRecord, language: str) -> Paper:
    """The record, in as many pages as it takes."""
    home = word("household {number}", language, number=bold(record.household))
    about = f"{home} · {word('no. {number}', language, number=record.number)}"
    return Paper(
        title=f"{title(language)} {record.number}",
        foot=letterhead.foot(record.whose, language, letterhead.two_copies(language)),
        language=language,
        pieces=(
            letterhead.head(record.whose, title(language), about, language, record.stamp),
            _first(record, language),
            *_clauses(record, language),
            *_questions(record, language),
            *_signature(record, language),
        ),
        size=DENSE,
        subject=title(language),
        keywords=(record.household, record.number),
        created=record.created,
    )


def _first(record: ExplanationRecord, language: str) -> Table:
    day = f"{record.on.isoformat()} {wording.weekday(record.on, language)}"
    told = (
        (N_("Day"), day),
        (N_("Explained to"), record.told_to),
        (N_("Spoken"), record.spoken),
        (N_("Explained by"), record.told_by),
    )
    rows = beside_each_other([(word(name, language), or_nothing(value, language)) for name, value in told])
    return Table(rows, (label(language), None, label(language), None), labels=(0, 2))


def _clauses(record: ExplanationRecord, language: str) -> Iterator[Piece]:
    yield Gap(5)
    yield Heading(word("Which clauses were explained", language), 1, record.plan, LARGE)
    heads = [word(each, language) for each in (N_("Clause"), N_("What it says"), N_("You say it is"))]
    rows = [
        [
            each.called,
            (each.plain, *((Text(each.text, SMALL, grey=True),) if each.text else ())),
            word(FELT[each.felt], language) if each.felt in FELT else word("not said", language),
        ]
        for each in record.clauses
    ]
    yield Table([heads, *rows], (_CLAUSE, None, _FELT), heads=1)
    yield Gap(3)
    yield word("Not clear, or forgotten? Ask for it again, as often as you like.", language)


def _questions(record: ExplanationRecord, language: str) -> Iterator[Piece]:
    yield Gap(5)
    yield Heading(word("Questions and answers", language), 2, "", LARGE)
    if record.questions:
        yield questions(record.questions, language)
    else:
        yield word("No question was written down.", language)


def _signature(record: ExplanationRecord, language: str) -> Iterator[Piece]:
    if record.signed_apart:
        yield Gap(5)
        named = wording.listed(record.signed_apart, language)
        yield word("Signed for when they were explained: {clauses}", language, clauses=named)
    yield Gap(10)
    says = bold(word("Signature of the household", language)) + word(
        ' (says only "I received this explanation", not consent)', language
    )
    below = visit_record.copy_given(is_given=False, language=language)
    yield to_sign(record.signed, says, bold(word("Who explained it", language)), below, language)
