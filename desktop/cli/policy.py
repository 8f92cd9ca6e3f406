"""`ruhu policy`: an office's plan: begun, checked, tried by its examples, built, compared, confirmed and issued."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from desktop.casework import policy
from desktop.casework.ledger_fields import FIELDS, LedgerField, Shape
from desktop.casework.policy import Draft, State
from desktop.cli import policy_words as words
from desktop.cli.command import Answer, Door, command, fault
from desktop.cli.usage import group
from desktop.cli.words import Voice, table
from desktop.domain.errors import Level, Refused
from desktop.domain.fields import RECORDS
from desktop.domain.identity import id_text
from desktop.domain.records import IssuedPack
from desktop.i18n import N_, Language
from desktop.policy import book, revision, template
from desktop.policy.book import writing
from desktop.policy.vocabulary import TYPES, rank
from desktop.store import queries, sources
from desktop.store.store import Store

commands = group()

_PACK = Annotated[
    Path, typer.Argument(help=N_("A plan: a workbook (.xlsx), a folder of CSV, or a .policy file."), metavar="PACK")
]
_SHORT_ID = 12
_SHAPES = {
    Shape.ONE: N_("the one that there is"),
    Shape.LIST: N_("a list"),
    Shape.COLUMN: N_("a column of the list"),
    Shape.SUM: N_("the sum"),
    Shape.OF_AREA: N_("of the area"),
    Shape.OF_FLAT: N_("of the flat that the household looks at; flat(WHAT) where the plan asks for several"),
}


@command(commands, "new", N_("Write a workbook to start a plan from: an example with explanations."))
def new(
    voice: Voice, *, file: Annotated[Path, typer.Argument(help=N_("The .xlsx to write."), metavar="FILE")]
) -> Answer:
    if file.suffix.lower() != ".xlsx":
        raise Refused("{file} is not named as a workbook. Nothing was written.", "Name it ….xlsx.", file=file)
    language = Language.CHINESE if voice.language == Language.CHINESE else Language.ENGLISH
    _write(file, template.template(language))
    return Answer({"file": str(file)}, [voice.word("The workbook is written: {file}", file=file)])


@command(commands, "fields", N_("List what of the ledger the inputs of a plan can ask for, in their column “field”."))
def fields(voice: Voice) -> Answer:
    head = [voice.word(each) for each in (N_("field"), N_("what it is"), N_("how"), N_("type"), N_("unit"))]
    rows = [
        [each.name, _field_told(voice, each), voice.word(_SHAPES[each.shape]), _type(voice, each), each.unit]
        for each in FIELDS.values()
    ]
    notes = [
        voice.word("“money” is the plan's own money; “any” is whatever the plan says."),
        voice.word("Where a household has several, only a list or a sum can be asked for; nothing is chosen for you."),
        voice.word("An area that was recognised with a factor is the area after the factor."),
    ]
    facts = [
        {"field": each.name, "shape": each.shape, "record": each.record, "type": each.kind, "unit": each.unit}
        for each in FIELDS.values()
    ]
    return Answer(facts, [*table([head, *rows]), "", *notes])


def _field_told(voice: Voice, each: LedgerField) -> str:
    record = voice.label(RECORDS[each.record])
    if each.name.endswith(".age"):
        return f"{record} · {voice.word('age in years on the day of the calculation')}"
    return f"{record} · {voice.label(RECORDS[each.record].field[each.field])}" if each.field else record


def _type(voice: Voice, each: LedgerField) -> str:
    return TYPES.spoken(each.kind) if voice.language == Language.CHINESE else str(each.kind)


@command(commands, "check", N_("Check a plan: everything that is wrong with it at once, each with its cell."))
def check(voice: Voice, *, pack: _PACK) -> Answer:
    draft = policy.read(pack)
    flaws = (*draft.flaws, *(draft.examination.flaws if draft.proofed else ()))
    found = sorted(flaws, key=lambda flaw: (flaw.level is not Level.ERROR, rank(flaw.place.sheet), flaw.place.row))
    errors = sum(flaw.level is Level.ERROR for flaw in found)
    lines = [words.flaw_line(voice, flaw) for flaw in found]
    lines += [
        voice.words("{n} error", "{n} errors", errors) if errors else voice.word("No errors."),
        *([voice.words("{n} hint", "{n} hints", len(found) - errors)] if len(found) > errors else []),
    ]
    return Answer([words.flaw_facts(voice, flaw) for flaw in found], lines, is_good=not errors)


@command(commands, "examples", N_("Reckon a plan's examples, and tell what of it no example touches."))
def examples(voice: Voice, *, pack: _PACK) -> Answer:
    draft = policy.read(pack)
    _require_sound(voice, draft)
    with words.bar(len(draft.sound().pack.examples)) as told:
        result = policy.examined(draft, told)
    with words.bar(len(draft.sound().pack.inputs)) as told:
        proposed = policy.proposals(draft, told)
    missing = [gap for gap in result.gaps if gap.kind != "cell"]
    lines = [
        *(line for each in result.results for line in words.example_lines(voice, each)),
        "",
        *words.coverage_lines(voice, result),
        *words.proposal_lines(voice, proposed),
    ]
    facts = {
        "pack": draft.sound().pack.id,
        "examples": [
            {
                "name": each.example.name,
                "ok": each.is_right,
                "differences": [words.flaw_facts(voice, flaw) for flaw in each.flaws],
            }
            for each in result.results
        ],
        "coverage": {kind: {"hit": hit, "of": of} for kind, (hit, of) in result.counts.items()},
        "gaps": [words.gap_facts(voice, gap) for gap in result.gaps],
        "proposals": [words.proposal_facts(draft.sound().pack, each) for each in proposed],
    }
    return Answer(facts, lines, is_good=bool(result.results) and not result.flaws and not missing)


@command(
    commands, "build", N_("Build a plan into its one canonical form: a .policy file, a folder of CSV, or a workbook.")
)
def build(
    voice: Voice,
    *,
    pack: _PACK,
    output: Annotated[
        Path, typer.Option("--output", "-o", help=N_("What to write: FILE.policy, FILE.xlsx, or a new folder."))
    ],
) -> Answer:
    draft = policy.read(pack)
    _require_sound(voice, draft)
    if output.suffix == ".policy":
        _write(output, book.packed(draft.sheets))
    elif output.suffix == ".xlsx":
        language = Language.CHINESE if voice.language == Language.CHINESE else Language.ENGLISH
        _write(output, writing.written(draft.sheets, language))
    else:
        book.write_folder(draft.sheets, output)
    id_ = draft.sound().pack.id
    lines = [
        voice.word("The plan is built: {file}", file=output),
        voice.word("Its fingerprint: {id}", id=id_),
    ]
    return Answer({"pack": id_, "file": str(output)}, lines)


@command(commands, "diff", N_("Tell what became of a plan between two versions: what came, went or changed, by name."))
def diff(
    voice: Voice,
    *,
    old: Annotated[Path, typer.Argument(help=N_("The older plan."), metavar="OLD")],
    new: Annotated[Path, typer.Argument(help=N_("The newer plan."), metavar="NEW")],
) -> Answer:
    (then, flaws), (now, more) = book.read(old), book.read(new)
    found = revision.revisions(then, now)
    ids = [book.pack_id(sheets) for sheets in (then, now)]
    lines = [words.revision_line(voice, each) for each in found]
    if not found and ids[0] == ids[1]:
        lines = [voice.word("Both are the same plan.")]
    elif not found:
        lines = [voice.word("Only the order of rows or columns is another one.")]
    unread = [words.flaw_line(voice, flaw) for flaw in (*flaws, *more)]
    facts = {"old": ids[0], "new": ids[1], "changes": [words.revision_facts(each) for each in found]}
    return Answer(facts, lines, unread)


@command(
    commands, "confirm", N_("Confirm a plan as the second person, known by its fingerprint; then it can be issued.")
)
def confirm(door: Door, *, pack: _PACK) -> Answer:
    voice, draft = door.voice, policy.read(pack)
    _require_sound(voice, draft)
    with door.opened() as store:
        row = policy.confirm(store, draft)
    lines = [
        voice.word("{name}, version {version}, is confirmed by you.", name=row.name, version=row.version),
        voice.word("Its fingerprint: {id}", id=row.pack),
    ]
    if row.cells:
        lines.insert(
            1,
            voice.words(
                "{n} cell of tables that no example asks, too.",
                "{n} cells of tables that no example asks, too.",
                row.cells,
            ),
        )
    lines += words.gap_lines(voice, [gap for gap in draft.examination.gaps if gap.kind != "cell"])
    return Answer({"pack": row.pack, "version": row.version, "cells": row.cells}, lines)


@command(commands, "issue", N_("Issue a plan for an area; it never changes afterwards."))
def issue(door: Door, *, pack: _PACK) -> Answer:
    voice, draft = door.voice, policy.read(pack)
    with door.opened() as store:
        found = policy.obstacles(store, draft)
        if found.is_free:
            return _issued(voice, policy.issue(store, draft))
    examination = found.examination
    lines = [voice.word("The plan can't be issued as it is. Nothing was written.")]
    lines += [words.flaw_line(voice, flaw) for flaw in found.flaws]
    gaps = [gap for gap in examination.gaps if not (found.is_confirmed and gap.kind == "cell")] if examination else []
    if examination:
        lines += [line for each in examination.results if each.flaws for line in words.example_lines(voice, each)]
        lines += words.gap_lines(voice, gaps)
        lines += [] if examination.results else [voice.word("It has no examples.")]
    lines += [voice.word(reason.message, **reason.values) for reason in found.reasons]
    facts = {
        "issued": False,
        "findings": [words.flaw_facts(voice, flaw) for flaw in found.flaws],
        "examples": [words.flaw_facts(voice, flaw) for flaw in examination.flaws] if examination else [],
        "gaps": [words.gap_facts(voice, gap) for gap in gaps],
        "reasons": [fault(voice, reason) for reason in found.reasons],
    }
    return Answer(facts, [], warnings=lines, is_good=False)


def _issued(voice: Voice, row: IssuedPack) -> Answer:
    lines = [
        voice.word("{name}, version {version}, is issued.", name=row.name, version=row.version),
        voice.word("Its fingerprint: {id}", id=row.pack),
    ]
    return Answer({"issued": True, "pack": row.pack, "version": row.version}, lines)


@command(commands, "list", N_("List the plans that were issued for an area, the newest first."))
def list_packs(door: Door) -> Answer:
    voice = door.voice
    with door.opened(read_only=True) as store:
        found = [(row, state, *_people(store, row)) for row, state in policy.packs_of(store).items()]
    head = [N_("version"), N_("plan"), N_("state"), N_("valid"), N_("issued"), N_("confirmed by"), N_("fingerprint")]
    cells = [
        [
            row.version or "", row.name or "", voice.word(state), f"{row.valid_from or '…'} – {row.valid_to or '…'}",
            f"{row.issued_on} {by}", voice.listed(confirmed), (row.pack or "")[:_SHORT_ID],
        ]
        for row, state, by, confirmed in found
    ]  # fmt: skip
    lines = table([[voice.word(each) for each in head], *cells]) if found else [voice.word("No plan was issued yet.")]
    return Answer([_listed(*each) for each in found], lines)


def _people(store: Store, row: IssuedPack) -> tuple[str, list[str]]:
    """Who issued a plan, and who confirmed it before."""
    names = queries.staff_names(store)
    by = sources.author_of(store, row.id)
    confirmed = dict.fromkeys(policy.checks_of(store, row.pack or "").values())
    return names.get(by, ""), [names.get(each, "") for each in confirmed if each != by]


def _listed(row: IssuedPack, state: State, by: str, confirmed: Iterable[str]) -> dict[str, Any]:
    return {
        "id": id_text(row.id),
        "pack": row.pack,
        "name": row.name,
        "version": row.version,
        "state": state.name.lower(),
        "supersedes": row.supersedes,
        "valid_from": row.valid_from and row.valid_from.isoformat(),
        "valid_to": row.valid_to and row.valid_to.isoformat(),
        "issued_on": row.issued_on and row.issued_on.isoformat(),
        "issued_by": by,
        "confirmed_by": list(confirmed),
    }


def _require_sound(voice: Voice, draft: Draft) -> None:
    """Refused, with all errors, where a plan has any."""
    if draft.errors:
        raise Refused(
            "The plan has errors ({n}). Nothing was done.",
            "What to write instead: ruhu policy check. Then try again.",
            findings=tuple(words.as_finding(voice, flaw) for flaw in draft.errors),
            n=len(draft.errors),
        )


def _write(file: Path, content: bytes) -> None:
    """Write a file that is not there yet."""
    try:
        with file.open("xb") as out:
            out.write(content)
    except FileExistsError:
        raise Refused(
            "The file {file} exists already. Nothing was changed.", "Name a file that doesn't exist yet.", file=file
        ) from None
