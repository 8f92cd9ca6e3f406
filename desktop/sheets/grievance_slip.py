"""The grievance slip 诉求回执: what somebody complained of or asked for, under which number, until when it is answered.

Promise: whoever raised something goes home with its number and the last day of the answer, also without a name and
without a household; the words stand as they were said. Hidden: what happens next, in words for everybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from desktop.domain.check_code import Stamp
from desktop.domain.fields import RECORDS
from desktop.domain.rights import REPLIES
from desktop.i18n import word
from desktop.sheets import letterhead, signed, wording
from desktop.sheets.letterhead import Letterhead
from desktop.sheets.page import BODY, BULLET, Box, Cell, Gap, Heading, Paper, Piece, Table, Text, bold, grey

_MANNER = RECORDS["grievance"].field["manner"]
_LABEL = 92.0


@dataclass(frozen=True, slots=True)
class GrievanceSlip:
    """A grievance as it was taken down. Without a household, or without a name, these are empty."""

    whose: Letterhead
    number: str
    household: str
    address: str
    raised_on: date | None
    manner: str
    raised_by: str
    words: str
    taken_by: str
    due_on: date | None
    stamp: Stamp | None = None


def title(language: str) -> str:
    return word("Slip for a grievance or request", language)


def paper(rows: GrievanceSlip, language: str) -> Paper:
    """The slip, on one page but for the longest words."""
    home = word("household {household}", language, household=rows.household) if rows.household else ""
    about = " · ".join(filter(None, (word("number {number}", language, number=bold(rows.number)), home)))
    return Paper(
        title=f"{title(language)} {rows.number}",
        foot=letterhead.foot(rows.whose, language, rows.number, word("2 copies: yours, file", language)),
        language=language,
        subject=title(language),
        keywords=tuple(filter(None, (rows.household, rows.number))),
        pieces=(
            letterhead.head(rows.whose, title(language), about, language, rows.stamp),
            _due(rows, language),
            Gap(8),
            Heading(word("What you said", language), 1, word("your own words, as they were written down", language)),
            Box([rows.words or "—"]),
            Gap(6),
            _facts(rows, language),
            Gap(8),
            Heading(word("What happens now", language), 2),
            *_next(language),
            Gap(8),
            *letterhead.whom_to_ask(rows.whose, language),
            Gap(10),
            signed.to_sign(
                None,
                bold(word("Signature of who raised it", language))
                + word(' (says only "as I said it", not consent)', language),
                bold(word("Signature of who took it down", language)),
                word("Seal of the office:", language),
                language,
            ),
        ),
    )


def _due(rows: GrievanceSlip, language: str) -> Box:
    if rows.due_on is None:
        last = word("We answer you as fast as we can.", language)
    else:
        day = bold(wording.day(rows.due_on, language), 16)
        last = word("We answer you at the latest on {day}", language, day=day)
    return Box([Text(last, 14)], padding=(10, 8))


def _facts(rows: GrievanceSlip, language: str) -> Table:
    raised = wording.day(rows.raised_on, language) if rows.raised_on else "—"
    who = rows.raised_by or word("gave no name", language)
    manner = wording.choice(_MANNER, rows.manner, language) if rows.manner else "—"
    told: list[list[str | Cell]] = [
        [word("raised on", language), raised, word("how it was raised", language), manner],
        [word("raised by", language), who, word("taken down by", language), rows.taken_by or "—"],
    ]
    if rows.household:
        told.append([word("house at", language), Cell(rows.address or "—", across=3)])
    rows_of_it = [[wording.opening(cell) if isinstance(cell, str) else cell for cell in row] for row in told]
    return Table(rows_of_it, [_LABEL, None, _LABEL, None], labels=(0, 2), padding=(7, 4))


def _next(language: str) -> Iterator[Piece]:
    article = REPLIES["grievance"].article
    points = (
        word("We look into it and answer you. Whatever we note in between does not move the day.", language),
        word("It is closed only when you say that the answer is all right.", language),
        word("No answer by that day, or one you do not accept: take this slip to the office's window.", language),
        word("Raising something costs nothing, and what you are owed stays the same.", language),
    )
    for point in points:
        yield Text(f"· {point}", hang=BODY * BULLET)
    yield Text(grey(word("Legal basis: {article}", language, article=article), 9))
