"""`ruhu ledger`: an office's Excel files into the store, and the ledger out again."""

import sys
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from desktop.casework import importing
from desktop.cli.command import Answer, Door, command
from desktop.cli.usage import group
from desktop.cli.words import Voice, table
from desktop.domain import money
from desktop.domain.errors import Level, Refused
from desktop.domain.identity import id_from_text, id_text
from desktop.domain.records import Intake, Payment
from desktop.exchange import intake, outgoing
from desktop.exchange.heading import Column
from desktop.exchange.intake import Kind, Outcome, Plan
from desktop.exchange.ledger import Fate
from desktop.exchange.line import CellFinding
from desktop.exchange.vocabulary import LEFT_OUT
from desktop.i18n import N_

commands = group()
_TOLD = 20

FILE = Annotated[Path, typer.Argument(help=N_("An .xlsx, .xls or .csv file."), metavar="FILE")]
DRY_RUN = Annotated[bool, typer.Option("--dry-run", help=N_("Only say what would be written."))]
MAP = Annotated[
    Path | None,
    typer.Option(
        "--map",
        metavar="FILE",
        help=N_("What columns mean, as a JSON object of titles and meanings; --dry-run --json shows both."),
    ),
]
TITLES = Annotated[
    list[str] | None,
    typer.Option(
        "--titles-at",
        metavar="SHEET=ROW",
        help=N_("Where a sheet's titles stand, if they are not found by themselves; may be given for several sheets."),
    ),
]


@command(commands, "import", N_("Take in an office's ledger: all of it that can be read, after a backup."))
def import_ledger(
    door: Door, *, file: FILE, mapping: MAP = None, titles_at: TITLES = None, dry_run: DRY_RUN = False
) -> Answer:
    return imported(door, file, Kind.LEDGER, mapping, titles_at or (), dry_run=dry_run)


@command(commands, "export", N_("Write the ledger of all households to an .xlsx file."))
def export(
    door: Door,
    *,
    file: Annotated[Path, typer.Argument(help=N_("An .xlsx file that doesn't exist yet."), metavar="FILE")],
    unmask: Annotated[
        bool, typer.Option("--unmask", help=N_("With ID numbers, phones, accounts; needs --because."))
    ] = False,
    because: Annotated[str, typer.Option(help=N_("Why, in words that others can read."))] = "",
) -> Answer:
    voice = door.voice
    if unmask != bool(because.strip()):
        raise typer.BadParameter(voice.word("Sensitive values go out with --unmask and --because REASON together."))
    if file.suffix.lower() != ".xlsx":
        raise typer.BadParameter(voice.word("The ledger is written as .xlsx. Name the file so."))
    if file.exists():
        raise Refused("{file} is there already. Nothing was written.", "Name a file that doesn't exist yet.", file=file)
    with door.opened(read_only=not unmask) as store, long_work() as progress:
        sent = outgoing.export(store, file, unmasked_because=because.strip(), progress=lambda done: progress(done, 0))
    masked = voice.word("What is sensitive is masked.") if sent.is_masked else voice.word("Nothing is masked in it.")
    told = voice.word(
        "{households} households in {rows} rows: {file}.", households=sent.households, rows=sent.rows, file=file
    )
    facts = {"file": str(file), "households": sent.households, "rows": sent.rows, "masked": sent.is_masked}
    return Answer(facts, [told, masked])


@command(commands, "list", N_("List the files that were taken in, newest first."))
def list_intakes(door: Door) -> Answer:
    with door.opened(read_only=True) as store:
        found = sorted(store.records(Intake), key=lambda each: each.id, reverse=True)
    facts = [
        {
            "id": id_text(each.id),
            "file": each.file_name,
            "kind": each.kind,
            "rows": {
                "source": each.source_rows,
                "imported": each.imported_rows,
                "not_household": each.other_rows,
                "refused": each.refused_rows,
            },
            "households": each.entries,
            "withdrawn": bool(each.withdrawn),
        }
        for each in found
    ]
    voice = door.voice
    lines = [[id_text(each.id), each.file_name or "", str(each.entries), _withdrawn(voice, each)] for each in found]
    head = [voice.word("id"), voice.word("file"), voice.word("households"), ""]
    return Answer({"intakes": facts}, table([head, *lines]) if lines else [voice.word("No file was taken in yet.")])


def _withdrawn(voice: Voice, each: Intake) -> str:
    return voice.word("withdrawn") if each.withdrawn else ""


@command(
    commands, "withdraw", N_("Take a whole import back: what it created is withdrawn, what it changed is as before.")
)
def withdraw(
    door: Door,
    *,
    named: Annotated[str, typer.Argument(help=N_("The id that `ruhu ledger list` shows."), metavar="ID")],
    because: Annotated[str, typer.Option(help=N_("Why, in words that others can read."))],
) -> Answer:
    voice = door.voice
    with door.opened() as store, long_work() as progress:
        about = store.get(Intake, id_from_text(named))
        back = intake.withdraw(store, id_from_text(named), because, progress)
    lines = _withdrawn_lines(voice, (about.kind if about else None) or "", back)
    return Answer({"taken_back": back.taken_back, "left": back.left}, lines)


def _withdrawn_lines(voice: Voice, kind: str, back: intake.Withdrawn) -> list[str]:
    n, left = back.taken_back, back.left
    match kind:
        case "payment":
            taken = voice.words("{n} payment was taken back.", "{n} payments were taken back.", n)
            stay = voice.words(
                "{n} payment stays: something was written there since.",
                "{n} payments stay: something was written there since.",
                left,
            )
        case "flat":
            taken = voice.words("{n} flat was taken back.", "{n} flats were taken back.", n)
            stay = voice.words(
                "{n} flat stays: something was written there since.",
                "{n} flats stay: something was written there since.",
                left,
            )
        case _:
            taken = voice.words("{n} household was taken back.", "{n} households were taken back.", n)
            stay = voice.words(
                "{n} household stays: something was written there since.",
                "{n} households stay: something was written there since.",
                left,
            )
    return [taken, *([stay] if left else [])]


def imported(
    door: Door, file: Path, kind: Kind, mapping: Path | None, titles_at: Collection[str] = (), *, dry_run: bool
) -> Answer:
    """Reads, plans and, unless it is a dry run, writes a file."""
    voice = door.voice
    said = importing.Said(_mapping(mapping) if mapping else {}, title_rows=dict(map(_title_row, titles_at)))
    book = importing.read(file)
    with door.opened(read_only=dry_run) as store:
        with long_work() as progress:
            plan = importing.planned(store, book, kind, said, progress)
        _require_something(plan, kind)
        entries = 0
        if not dry_run:
            with long_work() as progress:
                entries = importing.taken_in(store, plan, progress).entries
    return Answer(_facts(voice, plan, entries), _told(voice, plan, dry_run=dry_run), found_lines(voice, plan.findings))


def _require_something(plan: Plan, kind: Kind) -> None:
    if not plan.ledger.tables and kind is Kind.PAYMENT:
        raise Refused(
            "No list of payments was found in {file}: no row of titles such as 户号, 金额, 付款日期. "
            "Nothing was written.",
            "Look whether it is the right file; say with --titles-at SHEET=ROW where its titles stand.",
            file=plan.ledger.name,
        )
    if not plan.ledger.tables:
        raise Refused(
            "No ledger was found in {file}: no row of titles such as 户主, 坐落, 面积, and no cards. "
            "Nothing was written.",
            "Look whether it is the right file; say with --titles-at SHEET=ROW where its titles stand.",
            file=plan.ledger.name,
        )


def _mapping(file: Path) -> dict[str, str]:
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, str])
    except msgspec.DecodeError:
        raise Refused(
            "{file} is not a mapping. Nothing was read.",
            "Write it as a JSON object: each title with its meaning, such as household.number.",
            file=file,
        ) from None


def _title_row(told: str) -> tuple[str, int]:
    sheet, _, row = told.rpartition("=")
    if not sheet or not row.isdecimal():
        raise Refused(
            "“{told}” names no sheet and row. Nothing was read.",
            "Write the sheet as Excel shows it, an equals sign and the row: --titles-at 台账=3",
            told=told,
        )
    return sheet, int(row)


@contextmanager
def long_work() -> Generator[Callable[[int, int], None]]:
    """A progress bar for long work; hidden where nobody looks."""
    with typer.progressbar(length=1, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def told(done: int, of: int) -> None:
            bar.length = max(of, done, 1)
            bar.update(done - bar.pos)

        yield told


def _facts(voice: Voice, plan: Plan, entries: int) -> dict[str, Any]:
    fates = plan.fates
    return {
        "rows": {
            "source": sum(fates.values()),
            "imported": fates[Fate.HOUSEHOLD],
            "not_household": fates[Fate.OTHER],
            "refused": fates[Fate.REFUSED],
        },
        "payments" if plan.kind is Kind.PAYMENT else "households": {
            each.value: plan.number_of(each) for each in (Outcome.NEW, Outcome.CHANGED, Outcome.SAME)
        },
        **({"amount": _paid(plan)} if plan.kind is Kind.PAYMENT else {}),
        "findings": [finding_facts(voice, each) for each in plan.findings],
        "duplicates": [
            {"first": each.first, "second": each.second, "reason": voice.word(each.reason)} for each in plan.suspects
        ],
        "columns": [
            _column(each.sheet, column)
            for each in plan.ledger.tables
            if each.heading
            for column in each.heading.columns
        ],
        "entries": entries,
    }


def _paid(plan: Plan) -> int:
    """What the new payments of a list come to, in fen."""
    return sum(row.amount or 0 for each in plan.written for row in each.records if isinstance(row, Payment))


def finding_facts(voice: Voice, found: CellFinding) -> dict[str, Any]:
    """A finding about a cell, for scripts."""
    return {
        "sheet": found.place.sheet,
        "row": found.place.row,
        "column": found.place.column,
        "read": found.read,
        "problem": voice.word(found.finding.message, **found.finding.values),
        "proposal": found.finding.proposal,
    }


def _column(sheet: str, column: Column) -> dict[str, Any]:
    return {"sheet": sheet, "title": column.title, "means": column.means, "certainty": column.certainty.value}


def _told(voice: Voice, plan: Plan, *, dry_run: bool) -> list[str]:
    fates = plan.fates
    rows = voice.word(
        "{source} rows: {imported} of households, {others} that are none, {refused} refused.",
        source=sum(fates.values()),
        imported=fates[Fate.HOUSEHOLD],
        others=fates[Fate.OTHER],
        refused=fates[Fate.REFUSED],
    )
    numbers = {each.value: plan.number_of(each) for each in (Outcome.NEW, Outcome.CHANGED, Outcome.SAME)}
    homes = voice.word("Households: {new} new, {changed} changed, {same} the same.", **numbers)
    if plan.kind is Kind.PAYMENT:
        homes = voice.word(
            "Payments: {new} new, {amount} in all; {same} were there already.",
            amount=money.shown(_paid(plan)),
            **numbers,
        )
    suspects = [
        voice.word("Perhaps one household: {first} and {second} ({reason}).", first=each.first, second=each.second,
                   reason=voice.word(each.reason))
        for each in plan.suspects[:_TOLD]
    ]  # fmt: skip
    if dry_run:
        done = voice.word("Nothing was written: this was a look.")
    elif plan.written:
        done = voice.word("What is new or changed is written now.")
    else:
        done = voice.word("Nothing was written: nothing in it is new.")
    return [rows, homes, *suspects, done]


def found_lines(voice: Voice, findings: Sequence[CellFinding]) -> list[str]:
    """The first findings about cells for people, the heaviest before the others, and how many more there are."""
    heaviest_first = sorted(findings, key=lambda each: each.finding.level is not Level.ERROR)
    told = [_finding_line(voice, finding_facts(voice, each)) for each in heaviest_first[:_TOLD]]
    more = len(findings) - len(told)
    return [*told, *([voice.words("and {n} more", "and {n} more", more)] if more else [])]


def _finding_line(voice: Voice, told: Mapping[str, Any]) -> str:
    place = f"{told['sheet']} {told['column']}{told['row']}"
    read = f" “{told['read']}”" if told["read"] else ""
    proposal = f" → {told['proposal']}" if told["proposal"] not in (None, LEFT_OUT) else ""
    return voice.pair(f"{place}{read}", f"{told['problem']}{proposal}")
