"""What is looked at before a sheet is printed: the finished PDF itself, as whoever holds it would.

Promise: a check is a look at what will come out of the printer, not at what was meant. Hidden: that the text is read
back out of the file, and that the code is read from the picture of its first page.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desktop.casework import calculation, household_rights, policy
from desktop.casework.papers.made import Made
from desktop.casework.side_by_side import SideBySide, side_by_side
from desktop.domain import money
from desktop.domain.records import Calculation
from desktop.domain.rights import Side
from desktop.i18n import N_
from desktop.sheets import pictured, reading
from desktop.store import queries
from desktop.store.store import Store

_LOCK_ANEW = N_("Lock a new version of the sum, and tell whoever looks after the program.")
_GAPS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, in words, and whether it is as it should be; `remedy` says what to do where it is not."""

    message: str
    is_fine: bool
    remedy: str = ""


def checks(store: Store, made: Made, pdf: bytes) -> tuple[Check, ...]:
    """Looks at the PDF of one paper. Of a sheet all its figures, of any paper its code."""
    text = _GAPS.sub("", "".join(pictured.page_text(pdf, page) for page in range(pictured.page_count(pdf))))
    found = list(_of_sheet(store, made, text)) if made.kind == "sheet" else []
    if made.stamp:
        is_read = made.stamp.text in reading.codes_in(pdf)
        found.append(Check(N_("The QR code can be read"), is_read, N_("Print it larger, or type the code below it.")))
    return tuple(found)


def _of_sheet(store: Store, made: Made, text: str) -> Iterator[Check]:
    home = made.subject.home.id
    row = next((each for each in calculation.versions(store, home) if each.version == made.version), None)
    set_out = _set_out(store, row, made) if row else None
    if row is None or set_out is None:
        return
    totals = row.amounts()
    kept = [(money.shown(abs(fen), set_out.digits), money.to_capitals(abs(fen))) for fen in totals.values()]
    cells = [cell for line in set_out.lines for cell in line.cells if cell]
    yield Check(
        N_("Figures and capitals agree"),
        all(figure in text and in_words in text for figure, in_words in kept),
        _LOCK_ANEW,
    )
    yield Check(
        N_("The lines add up to the totals"),
        _adds_up(set_out, totals) and all(_plain(cell.amount) in text for cell in cells),
        _LOCK_ANEW,
    )
    yield Check(
        N_("Each line names its clause"),
        all(line.because and _plain(line.because) in text for line in set_out.lines),
        N_("Ask the office to name the clause in the plan."),
    )
    case = queries.case_of(store, home)
    clocks = household_rights.clocks_of(store, case) if case else ()
    days = [clock.end.day for clock in clocks if clock.end and clock.term.side is Side.HOUSEHOLD]
    yield Check(
        N_("The days of the rights are reckoned"),
        all(f"{day:%Y-%m-%d}" in text for day in days),
        N_("Write down when the documents were served, or the notice of the decision."),
    )


def _adds_up(set_out: SideBySide, totals: Mapping[str, int]) -> bool:
    """Whether the figures as they are shown, way by way, come to what was locked."""
    return all(
        sum(
            money.parse(cell.amount.replace("\N{MINUS SIGN}", "-"), set_out.digits)
            for line in set_out.lines
            if (cell := line.cells[place]) is not None and cell.amount
        )
        == totals[way.name]
        for place, way in enumerate(set_out.ways)
        if way.name in totals
    )


def _set_out(store: Store, row: Calculation, made: Made) -> SideBySide | None:
    plan = policy.issued(store, row.pack or "")
    done = calculation.restored(store, row, policy.of_record(plan)) if plan else None
    return side_by_side(done, made.subject.language, flats=calculation.flats_of(store, row)) if done else None


def _plain(words: str) -> str:
    return _GAPS.sub("", words)
