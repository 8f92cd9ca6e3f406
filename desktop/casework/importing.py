"""A file of an office into the store: read, understood, planned; then, when somebody says so, taken in.

Promise: the same steps for the window and the command line. What a column means is taken from what the person says,
else from what was said of the same header before, else from the words of its title.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from desktop.domain.errors import Refused
from desktop.exchange import intake, ledger, payments, vocabulary, workbook
from desktop.exchange.heading import Certainty, Heading
from desktop.exchange.intake import Kind, Outcome, Plan, Progress, Taken
from desktop.exchange.line import Place
from desktop.exchange.workbook import Cell, OutSheet, Workbook
from desktop.i18n import word
from desktop.store import headings
from desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says about a file: meanings by column title, texts by cell, rows that are left out this time.

    `title_rows` tells by sheet in which row the titles stand, counted as Excel does.
    """

    mapping: Mapping[str, str] = field(default_factory=dict[str, str])
    corrections: Mapping[Place, str] = field(default_factory=dict[Place, str])
    left_out: Collection[Place] = ()
    title_rows: Mapping[str, int] = field(default_factory=dict[str, int])


def _quiet(_done: int, _all: int) -> None:
    pass


def read(file: Path, progress: Progress = _quiet) -> Workbook:
    """The cells of a file. Refused where it is no table that can be read."""
    return workbook.read(file, progress=progress)


def headings_of(
    store: Store,
    book: Workbook,
    mapping: Mapping[str, str],
    title_rows: Mapping[str, int],
    kind: Kind = Kind.LEDGER,
) -> dict[str, Heading]:
    """The headers of a file by sheet, mapped as somebody says, or as was said of the same header before."""
    is_of_payments = kind is Kind.PAYMENT
    vocabulary.require_meanings(mapping, *(vocabulary.OF_PAYMENT if is_of_payments else ()))
    _require_rows(book, title_rows)
    found = ledger.headings(book, {**(payments.titles(book) if is_of_payments else {}), **mapping}, title_rows)
    missing = {*mapping} - {column.title for each in found.values() for column in each.columns}
    if missing:
        raise Refused(
            "The mapping names columns that the file doesn't have: {missing}. Nothing was read.",
            "Write the titles as `ruhu ledger import FILE --dry-run --json` shows them under columns.",
            missing=", ".join(sorted(missing)),
        )
    if is_of_payments:
        return {name: payments.heading_of(each, mapping) for name, each in found.items()}
    known = {name: headings.known(store, each.fingerprint) or {} for name, each in found.items()}
    return {name: each.mapped(known[name]).mapped(mapping) for name, each in found.items()}


def planned(store: Store, book: Workbook, kind: Kind, said: Said | None = None, progress: Progress = _quiet) -> Plan:
    """What taking in this file would do; nothing is written."""
    said = said or Said()
    book = ledger.corrected(book, said.corrections)
    known = headings_of(store, book, said.mapping, said.title_rows, kind)
    read = ledger.read(book, known, store.today(), said.left_out, apart=kind is Kind.PAYMENT)
    if kind is Kind.PAYMENT:
        return payments.plan(store, read, progress)
    return intake.plan(store, read, kind, progress)


def _require_rows(book: Workbook, title_rows: Mapping[str, int]) -> None:
    heights = {sheet.name: len(sheet.rows) for sheet in book.sheets if not sheet.is_hidden}
    for name, row in title_rows.items():
        if not 1 <= row <= heights.get(name, 0):
            raise Refused(
                "{file} has no row {row} on a sheet {sheet} that is shown. Nothing was read.",
                "Name a sheet as Excel shows it, and the row in which its titles stand.",
                file=book.name,
                row=row,
                sheet=name,
            )


def taken_in(store: Store, plan: Plan, progress: Progress = _quiet) -> Taken:
    """Writes a plan, and remembers what its columns surely mean."""
    taken = intake.take_in(store, plan, progress)
    for heading in (table.heading for table in plan.ledger.tables if table.heading and plan.kind is not Kind.PAYMENT):
        said = {column.title: column.means for column in heading.columns if column.certainty is Certainty.SURE}
        if said != headings.known(store, heading.fingerprint):
            headings.keep(store, heading.fingerprint, said)
    return taken


def export_refused(plan: Plan, book: Workbook, file: Path, language: str) -> int:
    """Writes the rows that were refused to a sheet, each with its problems, to be corrected; returns how many."""
    refused = [each.stated for each in plan.households if each.outcome is Outcome.REFUSED]
    sheets = {sheet.name: sheet for sheet in book.sheets}
    width = max((len(row) for sheet in book.sheets for row in sheet.rows), default=0)

    def rows() -> Iterator[list[Cell]]:
        for stated in refused:
            problems = "; ".join(
                word(each.finding.message, language, **each.finding.values) for each in stated.findings
            )
            for line in stated.lines:
                held = list(sheets[line.place.sheet].rows[line.place.row - 1])
                yield [line.place.sheet, line.place.row, problems, *held]

    titles = [word("sheet", language), word("row", language), word("problems", language)]
    workbook.write(file, [OutSheet(word("to be corrected", language), [*titles, *_titles(plan, width)], rows())])
    return sum(len(stated.lines) for stated in refused)


def _titles(plan: Plan, width: int) -> list[str]:
    heading_ = next((table.heading for table in plan.ledger.tables if table.heading), None)
    titles = [""] * width
    for column in heading_.columns if heading_ else ():
        titles[column.place] = column.title
    return titles
