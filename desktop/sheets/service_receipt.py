"""The service receipt 送达回证: which document came to whom, when, where, how and through whom.

Promise: it says what happened and no more: who took a document has received it and agreed to nothing; who did not take
it has a line for the reason and one for the witness; and what the household can do from that day on stands on it with
its last day. Hidden: which of its lines a refused service has instead of a received one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain.check_code import Stamp
from desktop.domain.fields import RECORDS
from desktop.domain.rights import Clock
from desktop.i18n import word
from desktop.sheets import letterhead, remedy_words, signed, wording
from desktop.sheets.letterhead import Letterhead
from desktop.sheets.page import Box, Columns, Gap, Paper, Piece, Rule, Table, Text, Together, blank, bold, grey
from desktop.sheets.remedy_words import Right

_FIELDS = RECORDS["service"].field
_LABEL = 92.0


@dataclass(frozen=True, slots=True)
class ServiceReceipt:
    """A service as it was written down; `addressees` are the owners, `rights` what the household can do from it on."""

    whose: Letterhead
    household: str
    number: str
    addressees: Sequence[str]
    address: str
    document: str
    document_number: str
    served_at: datetime | None
    manner: str
    place: str
    receiver: str
    receiver_relation: str
    is_refused: bool
    refusal_reason: str
    witness: str
    servers: Sequence[str]
    rights: Sequence[Right]
    stamp: Stamp | None = None


def title(language: str) -> str:
    return word("Receipt for a document", language)


def paper(rows: ServiceReceipt, language: str) -> Paper:
    """The receipt, on one page but for the longest lists of owners."""
    about = word(
        "household {household} · number {number}", language, household=bold(rows.household), number=rows.number
    )
    return Paper(
        title=f"{title(language)} {rows.number}",
        foot=letterhead.foot(rows.whose, language, rows.number, letterhead.two_copies(language)),
        language=language,
        pieces=(
            letterhead.head(rows.whose, title(language), about, language, rows.stamp),
            _facts(rows, language),
            Gap(10),
            *_rights(rows, language),
            *_signatures(rows, language),
        ),
        subject=title(language),
        keywords=(rows.household, rows.number),
        created=rows.served_at,
    )


def _facts(rows: ServiceReceipt, language: str) -> Table:
    told = [
        (word("document served", language), bold(wording.choice(_FIELDS["document"], rows.document, language))),
        (word("number of the document", language), rows.document_number or "—"),
        (word("served by (office)", language), rows.whose.office or blank()),
        (word("served to", language), wording.listed(rows.addressees, language) or blank()),
        (word("house at", language), rows.address or "—"),
        (word("time of service", language), bold(_time(rows, language))),
        (word("place of service", language), rows.place or blank()),
        (word("manner of service", language), wording.choice(_FIELDS["manner"], rows.manner, language) or "—"),
        *_outcome(rows, language),
        (word("served by (two people)", language), wording.listed(rows.servers, language) or blank()),
    ]
    rows_of_it = [(wording.opening(name), value) for name, value in told]
    return Table(rows_of_it, [_LABEL, None], labels=(0,), padding=(7, 5), leading=1.4)


def _time(rows: ServiceReceipt, language: str) -> str:
    return wording.hours(rows.served_at, None, language) if rows.served_at else blank()


def _outcome(rows: ServiceReceipt, language: str) -> Iterator[tuple[str, str]]:
    if rows.is_refused or rows.manner == "left":
        did = word("was not taken", language) if rows.is_refused else word("nobody signed: it was left there", language)
        yield word("outcome", language), bold(did)
        yield word("reason given", language), rows.refusal_reason or word("none was given", language)
        yield word("witness", language), rows.witness or blank()
        return
    who = rows.receiver or blank()
    yield word("taken by", language), who
    yield word("relation to the owner", language), rows.receiver_relation or blank()


def _rights(rows: ServiceReceipt, language: str) -> Iterator[Piece]:
    """What runs from this day, with its last day."""
    if not rows.rights:
        return
    lines = [[remedy_words.formal(each, language), _until(each.clock, language)] for each in rows.rights]
    heading = Text(word("From this day you can", language), 12, bold=True)
    rule = Text(word("Whether you do or not, what you are owed stays the same.", language))
    yield Box((heading, Gap(4), Table(lines, [None, 190], padding=(6, 4)), Gap(4), rule))
    yield Gap(10)


def _until(clock: Clock, language: str) -> str:
    """The last day as it stood on the day of service, whenever this is printed."""
    counted = grey(wording.aside(remedy_words.period(clock.period, language), language))
    return f"{remedy_words.until_day_of_week(clock, clock.start or date.min, language)}{counted}"


def _signatures(rows: ServiceReceipt, language: str) -> Iterator[Piece]:
    servers = bold(word("Signatures of the servers", language)) + word(" (two people)", language)
    seal = word("Seal of the office:", language)
    if rows.is_refused or rows.manner == "left":
        says = bold(word("Signature of the witness", language)) + word(" (saw it offered and left)", language)
        line = word("date {line}", language, line=blank(92.0))
        boxes = ((signed.box(None), Rule()), (signed.box(None), Rule()))
        yield Together((Columns((says, servers)), Columns(boxes), Gap(3), Columns((line, seal))))
        return
    says = bold(word("Signature of the receiver", language)) + word(" (received, not agreed)", language)
    yield signed.to_sign(None, says, servers, seal, language)
