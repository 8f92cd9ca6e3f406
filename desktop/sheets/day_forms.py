"""Blank forms for a day without a computer: the record of a visit, the slip for who was not met, the notice on data.

Promise: what is written on them by hand has the places and the order that it has in the window, so that it is entered
later line by line; each bears a number, by which the entry names its paper. Nothing is ticked. Hidden: that a form is
the paper of the same kind with room in place of words.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from desktop.domain.fields import RECORDS
from desktop.domain.rights import TERMS
from desktop.domain.working_days import Period
from desktop.i18n import N_, word
from desktop.sheets import letterhead, not_met_notice, purpose_notice, visit_record, wording
from desktop.sheets.letterhead import Letterhead
from desktop.sheets.not_met_notice import NotMetNotice
from desktop.sheets.page import (
    DENSE,
    LARGE,
    Gap,
    Head,
    Heading,
    Paper,
    Piece,
    Rules,
    Table,
    Text,
    blank,
    bold,
    ticks,
)
from desktop.sheets.purpose_notice import PurposeNotice
from desktop.sheets.signed import to_sign
from desktop.sheets.visit_record import FELT, WISHES, copy_given, label

_LINE = 20.5
_WAYS = ("home", "office", "telephone")
_REMEDIES = ("review", "expert_review", "decision_reconsideration", "decision_litigation")
_CLAUSE, _FELT, _WHO, _UNTIL = 96.0, 172.0, 96.0, 113.0


def numbered(paper: Paper, number: str, language: str) -> Paper:
    """A paper that nothing is filled in on, with the number of the form in its head and room for the household's."""
    head, *rest = paper.pieces
    form = word("blank form {number}", language, number=bold(number))
    home = word("household number {line}", language, line=blank(130))
    told = replace(head, about=wording.opening(f"{form} · {home}")) if isinstance(head, Head) else head
    return replace(paper, title=f"{paper.title} {number}", pieces=(told, *rest), keywords=(number,))


def not_met(whose: Letterhead, number: str, language: str) -> Paper:
    """A slip to be left where nobody is met."""
    return numbered(not_met_notice.paper(NotMetNotice(whose, "", ""), language), number, language)


def purpose(whose: Letterhead, on: date, answered_within: Period, number: str, language: str) -> Paper:
    """A notice on personal data."""
    notice = PurposeNotice(whose, "", on, answered_within)
    return numbered(purpose_notice.paper(notice, language), number, language)


def visit(whose: Letterhead, number: str, language: str) -> Paper:
    """A record of a visit, to be written on the spot and entered later."""
    title = visit_record.title(language)
    later = word("entered later, under this number", language)
    blank_one = Paper(
        title=title,
        foot=letterhead.foot(whose, language, letterhead.two_copies(language), later),
        language=language,
        pieces=(letterhead.head(whose, title, "", language), *_visit(language)),
        size=DENSE,
        subject=title,
    )
    return numbered(blank_one, number, language)


def _visit(language: str) -> Iterator[Piece]:
    yield _first(language)
    remark = word("in your own words, not judged", language)
    yield from _heading(1, word("What you say", language), remark)
    yield _lines(3)
    yield Gap(3)
    asked = word("What you would like now (you need not say, and can change it any time):", language)
    yield Text(f"{asked} {ticks((word(told, language), False) for told in WISHES.values())}", leading=1.5)
    remark = word("only what you wish to tell", language)
    yield from _heading(2, word("Your situation and difficulties", language), remark)
    rows = [[word(name, language), ""] for name in (N_("Situation"), N_("What is hard"))]
    yield Table(rows, (label(language), None), labels=(0,), row_height=_LINE + 3)
    yield from _heading(3, word("What was explained", language))
    heads = [word(each, language) for each in (N_("Clause"), N_("What it says"), N_("You say it is"))]
    felt = ticks((word(told, language), False) for told in FELT.values())
    yield _table(heads, [["", "", Text(felt, 8.25)]] * 3, (_CLAUSE, None, _FELT))
    yield from _heading(4, word("Questions and answers", language))
    answer = [word("Question: {words}", language, words=""), word("Answer: {words}", language, words="")]
    yield Table([answer] * 2, (222.0, None), row_height=_LINE)
    yield from _heading(5, word("What we promise", language), word("not kept? call the number below", language))
    heads = [word(each, language) for each in (N_("What"), N_("Who does it"), N_("At the latest"))]
    yield _table(heads, [["", "", ""]] * 2, (None, _WHO, _UNTIL))
    yield from _heading(6, word("Your rights", language), word("tick what was told in person", language))
    yield Text(ticks((word(TERMS[term].title, language), False) for term in _REMEDIES), leading=1.5)
    yield Text(word("Last days that were told: {line}", language, line=blank()), leading=1.5)
    yield from _last(language)


def _first(language: str) -> Table:
    field = RECORDS["visit"].field["manner"]
    met = ticks((wording.choice(field, way, language), False) for way in _WAYS)
    aloud = ticks([(word("read aloud", language), False)])
    day = word("day: {year} / {month} / {day}", language, year=blank(34), month=blank(20), day=blank(20))
    rows = (
        (N_("Time"), f"{day}\n{blank(52)} – {blank(52)}", N_("How you met"), [Text(met), Text(blank())]),
        (N_("Who was met"), "", N_("Who went"), ""),
        (N_("Spoken"), Text(f"{blank(60)}　{aloud}"), N_("Written by"), ""),
    )
    told = [[word(first, language), one, word(second, language), other] for first, one, second, other in rows]
    return Table(told, (label(language), None, label(language), None), labels=(0, 2), row_height=_LINE)


def _last(language: str) -> Iterator[Piece]:
    yield Gap(2)
    for name in (N_("Papers left with you"), N_("Next time")):
        yield Text(f"{bold(word(name, language))}　{blank()}", leading=1.7)
    given = [(word("the notice on personal data", language), False)]
    photos = word("Photos taken: {line}　with consent: {choices}", language, line=blank(40), choices=_yes_no(language))
    yield Text(f"{ticks(given)}　　{photos}", leading=1.7)
    yield Gap(4)
    says = bold(word("Signature of the household", language))
    says += word(' (says only "as I said it", not consent)', language)
    staff = bold(word("Those who went", language)) + word(" (two people)", language)
    yield to_sign(None, says, staff, copy_given(is_given=False, language=language), language)


def _yes_no(language: str) -> str:
    return ticks([(word("yes", language), False), (word("no", language), False)])


def _heading(number: int, words: str, remark: str = "") -> Iterator[Piece]:
    yield Gap(3)
    yield Heading(words, number, remark, LARGE)


def _table(heads: list[str], rows: list[list[Piece]], widths: tuple[float | None, ...]) -> Table:
    return Table([heads, *rows], widths, heads=1, row_height=_LINE - 3)


def _lines(count: int) -> Table:
    return Table([[Gap(1)]] * count, [None], Rules.ROWS, padding=(0, 0), row_height=_LINE)
