"""Forms by which a household uses its rights: to the appraiser, the experts, for reconsideration, and to the court.

Promise: where it goes, until when and about which paper are filled in where they are known; what is asked and why is
empty, for the household alone to write; and it is said that writing is not the only way. Hidden: what each of the
receivers wants to read on it, and what its parts are called there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.check_code import Stamp
from desktop.domain.rights import Clock, State
from desktop.domain.working_days import Period
from desktop.i18n import N_, word
from desktop.sheets import letterhead, remedy_words, wording
from desktop.sheets.letterhead import Letterhead
from desktop.sheets.page import (
    Box,
    Columns,
    Gap,
    Heading,
    NewPage,
    Paper,
    Piece,
    Rule,
    Rules,
    Table,
    Text,
    Together,
    blank,
    bold,
    grey,
    squares,
    ticks,
)

_LABEL, _DAY, _LINE = 92.0, 92.0, 22.5
_ID_DIGITS, _SHORT_ADDRESS, _MOST_LINES = 18, 38, 6


@dataclass(frozen=True, slots=True)
class RemedyForm:
    """One remedy of a household. `to` decides on it, `papers` are the numbers of what it is about; empty: unknown."""

    whose: Letterhead
    household: str
    number: str
    clock: Clock
    on: date
    to: str
    holders: Sequence[str]
    address: str
    papers: Sequence[str]
    answered_within: Period | None = None
    stamp: Stamp | None = None

    @property
    def term(self) -> str:
        return self.clock.term.name


@dataclass(frozen=True, slots=True)
class _Words:
    """`about` names the papers that it is about, in the order of `papers`; `began` the day from which time runs."""

    title: str
    plain: str
    who: str
    about: tuple[str, ...]
    began: str
    ways: tuple[str, ...]
    attached: tuple[str, ...]
    answers: str = ""


_COPY, _CARD, _PROOF = N_("a copy of the decision"), N_("a copy of the ID card"), N_("photos and other papers")
_REPORT, _ANSWER = N_("a copy of the report"), N_("a copy of the answer to the review")
_STEPS = (
    N_("Write below 3 and 4 in your own words. Somebody may write for you; have it read to you before you sign."),
    N_("Sign it, and keep a copy of all pages for yourself."),
    N_("Have whoever takes it write on your copy that it was taken, and on which day."),
    N_("By post: as a registered letter or by courier; keep the slip."),
)
_APPLIES, _PLAINTIFF = N_("Who applies"), N_("Who sues (plaintiff)")
_SIGNS = {
    _APPLIES: N_("Signature or thumb-print of the applicant"),
    _PLAINTIFF: N_("Signature or thumb-print of the plaintiff"),
}
_FREE = N_("The blank form costs nothing, and asking for reconsideration costs nothing.")
_ORAL = N_("If writing is hard for you, you can say it there; they write it down.")
_COURT_ORAL = N_("If writing is hard for you, you can say it at the court; the court writes it down.")
_COURT_FEE = N_("The court takes a fee; if you are short of money, you can ask there to pay later, less or nothing.")
_COURT_COPIES = N_("Hand in one for the court and one more for each defendant.")
_RECONSIDER = _Words(
    N_("Application for reconsideration"),
    N_("You do not accept the expropriation decision: have it looked at again by the body above"),
    _APPLIES,
    (N_("expropriation decision no."),),
    N_("decision published on"),
    (_ORAL, _FREE),
    (_COPY, _CARD, _PROOF),
)
_SUE = _Words(
    N_("Statement of claim"),
    N_("You do not accept the expropriation decision: have the court judge it"),
    _PLAINTIFF,
    (N_("expropriation decision no."),),
    N_("decision published on"),
    (_COURT_COPIES, _COURT_ORAL, _COURT_FEE),
    (_COPY, _CARD, _PROOF),
)
_COMPENSATION = N_("compensation decision no.")
_RECEIVED = N_("decision received on")
_WORDS: Mapping[str, _Words] = {
    "review": _Words(
        N_("Application to review the appraisal"),
        N_("You think that the appraisal is not right: have the appraiser look at it again"),
        _APPLIES,
        (N_("appraisal report no."),),
        N_("report received on"),
        (),
        (_REPORT, _CARD, _PROOF),
        N_("The appraiser answers within {within}. If that is not right either, you can ask the expert committee."),
    ),
    "expert_review": _Words(
        N_("Application for an expert opinion"),
        N_("You do not agree with the appraiser's answer: have the expert committee look at it"),
        _APPLIES,
        (N_("appraisal report no."), N_("answer to the review no.")),
        N_("answer received on"),
        (),
        (_REPORT, _ANSWER, _CARD, _PROOF),
        N_("The expert committee gives its opinion within {within}."),
    ),
    "decision_reconsideration": _RECONSIDER,
    "decision_litigation": _SUE,
    "compensation_reconsideration": _Words(
        _RECONSIDER.title,
        N_("You do not accept the compensation decision: have it looked at again by the body above"),
        _APPLIES,
        (_COMPENSATION,),
        _RECEIVED,
        _RECONSIDER.ways,
        _RECONSIDER.attached,
    ),
    "compensation_litigation": _Words(
        _SUE.title,
        N_("You do not accept the compensation decision: have the court judge it"),
        _PLAINTIFF,
        (_COMPENSATION,),
        _RECEIVED,
        _SUE.ways,
        _SUE.attached,
    ),
}
TITLES: Mapping[str, str] = {term: told.title for term, told in _WORDS.items()}
"""What the form is called for each remedy that there is one for, by the name of its term."""


def title(term: str, language: str) -> str:
    return word(TITLES[term], language)


def paper(rows: RemedyForm, language: str) -> Paper:
    """The form of one remedy."""
    told = _WORDS[rows.term]
    name = title(rows.term, language)
    about = word(
        "household {household} · number {number}", language, household=bold(rows.household), number=rows.number
    )
    own = word("A blank form; using it or not does not change what you are owed", language)
    return Paper(
        title=f"{name} {rows.number}",
        foot=f"{rows.number} · {own}",
        language=language,
        subject=name,
        keywords=(rows.household, rows.number),
        pieces=(
            letterhead.head(rows.whose, name, about, language, rows.stamp),
            Text(word(told.plain, language), 12),
            Gap(6),
            _where_and_when(rows, language),
            Gap(6),
            Heading(word(told.who, language), 1),
            _who(rows, language),
            Gap(6),
            Heading(word("About which paper", language), 2),
            _about(rows, told, language),
            Gap(6),
            *_to_write(3, word("What you ask for", language), word("what they shall do", language), 2),
            *_to_write(
                4,
                word("Why", language),
                word("in your own words; add sheets if there is no room", language),
                _lines_for_why(rows, language),
            ),
            Together(
                (
                    Heading(word("What you add", language), 5, word("as far as you have it", language)),
                    Text(ticks((word(each, language), False) for each in told.attached)),
                    Gap(8),
                    _signed(told, language),
                )
            ),
            NewPage(),
            *_how_to_hand_in(rows, told, language),
        ),
    )


def _where_and_when(rows: RemedyForm, language: str) -> Table:
    clock = rows.clock
    last = remedy_words.until_day_of_week(clock, rows.on, language)
    since = remedy_words.since(clock, language)
    until = [Text(since, 13, bold=True)] if clock.end is None else [Text(last, 13), Text(since, 9, grey=True)]
    if clock.state(rows.on) is State.PASSED:
        late = word(
            "It can still be handed in: write below 4 why it is late; whether it is taken, they decide.", language
        )
        until.append(Text(late, 9))
    told = [
        [word("Goes to", language), Text(rows.to or blank(), 13, bold=True)],
        [word("Hand it in", language), until],
    ]
    return Table(told, [_LABEL, None], labels=(0,), padding=(7, 5))


def _who(rows: RemedyForm, language: str) -> Table:
    """The name where there is one owner; of several each decides alone whether to join."""
    is_one = len(rows.holders) == 1
    told = [
        [wording.opening(word("name", language)), rows.holders[0] if is_one else blank()],
        [word("ID number", language), squares(_ID_DIGITS)],
        [wording.opening(word("phone", language)), blank()],
        [wording.opening(word("house at", language)), rows.address or blank()],
        [wording.opening(word("letters go to", language)), blank()],
    ]
    if not is_one:
        told.insert(1, [wording.opening(word("who joins", language)), blank()])
    return Table(told, [_LABEL, None], labels=(0,), padding=(7, 4), row_height=_LINE)


def _about(rows: RemedyForm, told: _Words, language: str) -> Table:
    lines = [
        [wording.opening(word(label, language)), number or blank()]
        for label, number in zip(told.about, rows.papers, strict=True)
    ]
    start = rows.clock.start
    lines.append(
        [wording.opening(word(told.began, language)), wording.day(start, language) if start else day_to_write(language)]
    )
    if rows.term.startswith(("decision", "compensation")):
        seal = grey(word("(see the seal on the decision)", language), 9)
        lines.append([wording.opening(word("who decided", language)), f"{blank(210)} {seal}"])
    return Table(lines, [_LABEL + 58, None], labels=(0,), padding=(7, 4), row_height=_LINE)


def day_to_write(language: str) -> str:
    """Room for a day that somebody writes."""
    return word(
        "{year} / {month} / {day} (year / month / day)", language, year=blank(44), month=blank(28), day=blank(28)
    )


def to_write(lines: int) -> Table:
    """Lines to write on."""
    return Table([[Gap(1)]] * lines, [None], Rules.ROWS, padding=(0, 0), row_height=_LINE)


def _to_write(number: int, words: str, remark: str, lines: int) -> Iterator[Piece]:
    yield Heading(words, number, remark)
    yield to_write(lines)
    yield Gap(6)


def _lines_for_why(rows: RemedyForm, language: str) -> int:
    """Fewer where more stands above them, so that the signature is on the same page."""
    taken = (
        len(rows.address) > _SHORT_ADDRESS,
        len(rows.holders) != 1,
        not wording.is_chinese(language),
        rows.clock.state(rows.on) is State.PASSED,
    )
    return _MOST_LINES - sum(taken)


def _signed(told: _Words, language: str) -> Columns:
    who = bold(word(_SIGNS[told.who], language))
    day = word("date {line}", language, line=blank(_DAY))
    return Columns(((who, Gap(26), Rule()), (Gap(30), day)))


def _how_to_hand_in(rows: RemedyForm, told: _Words, language: str) -> Iterator[Piece]:
    """A page that the household keeps."""
    yield Text(word("How to write it and hand it in", language), 18, bold=True, leading=1.35)
    yield Text(word("You keep this page; it is not handed in.", language), 12)
    yield Gap(8)
    yield _where_and_when(rows, language)
    yield Gap(8)
    for number, step in enumerate((*_STEPS, *told.ways), 1):
        yield Text(f"{number}　{word(step, language)}", 13, leading=1.5, hang=20.3)
        yield Gap(4)
    if told.answers and rows.answered_within:
        within = bold(remedy_words.period(rows.answered_within, language))
        yield Gap(4)
        yield Box([Text(word(told.answers, language, within=within), 13)])
    yield Gap(10)
    yield from letterhead.whom_to_ask(rows.whose, language)
    yield Gap(8)
    yield Text(grey(word("Legal basis: {article}", language, article=rows.clock.term.article), 9))
