"""`ruhu calculate` and `ruhu recompute`: what a household is owed under a plan, and whether what was kept holds.

A sum is looked through with --check, by another person than the one who locks it with --lock.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from desktop.casework import calculation as reckoning
from desktop.casework import flats, household_facts, locking, policy, recomputing
from desktop.casework.calculation import Incomplete, Reckoned
from desktop.casework.household_facts import Gap
from desktop.casework.policy import Draft
from desktop.casework.recomputing import Outcome, Replay
from desktop.cli.command import MOST, Answer, Door, Doorway, command
from desktop.cli.household import the_household
from desktop.cli.locked_words import Locked, locked, obstacle_facts, obstacle_lines, why_facts, why_lines
from desktop.cli.policy_words import bar
from desktop.cli.usage import group
from desktop.cli.words import Voice, places, table
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.domain.identity import id_text
from desktop.i18n import N_, Language
from desktop.policy import calculation, facts, statement
from desktop.policy.calculation import Calculation
from desktop.policy.pack import Weight
from desktop.policy.statement import Row, Statement
from desktop.store import queries

commands = group()

_WEIGHTS = {Weight.NOTE: N_("note"), Weight.APPROVE: N_("needs approval"), Weight.REFUSE: N_("no sheet can be issued")}
_OUTCOMES = {
    Outcome.SAME: N_("the same"),
    Outcome.DIFFERENT: N_("different"),
    Outcome.UNKNOWN: N_("can't be reckoned"),
}


@command(commands, "calculate")
def calculate(
    doorway: Doorway,
    *,
    pack: Annotated[
        Path | None, typer.Option(help=N_("A plan: .xlsx, folder or .policy; else the one in use in the store."))
    ] = None,
    facts_file: Annotated[
        Path | None, typer.Option("--facts", help=N_('Facts in JSON: {{"inputs": {{…}}}}; numbers as decimal text.'))
    ] = None,
    said: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help=N_("A fact that the ledger doesn't hold."))
    ] = None,
    household: Annotated[
        str, typer.Option(metavar="NUMBER|ID", help=N_("A household of the store, by its number or id."))
    ] = "",
    flat: Annotated[
        list[str] | None,
        typer.Option(metavar="WHAT=FLAT", help=N_("The flat that the household looks at, such as 2-2-101; several.")),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help=N_("Sign that you looked this sum through."))] = False,
    lock: Annotated[bool, typer.Option("--lock", help=N_("Lock this sum, which somebody else has checked."))] = False,
    reason: Annotated[str, typer.Option(help=N_("Why there is another version; with --lock."))] = "",
    against: Annotated[
        int, typer.Option(min=0, max=MOST, metavar="VERSION", help=N_("Tell why it is another sum than this version."))
    ] = 0,
) -> Answer:
    voice = doorway.voice
    _require_one_wish(voice, household, pack, check=check, lock=lock, reason=reason)
    if not household and (flat or against):
        raise typer.BadParameter(voice.word("--flat, --check, --lock and --against go with --household."))
    if not household:
        return _without_store(voice, pack, facts_file, said or ())
    other = policy.read(pack) if pack else None
    with doorway.door().opened(read_only=not (check or lock)) as store:
        home = the_household(store, household)
        draft = other or policy.of_record(policy.pack_in_use(store, store.today()))
        looked_at = flats.looked_at(store, draft.sound().pack, _flats_named(voice, flat or ()))
        kept = locked(store, home)
        try:
            reckoned = reckoning.reckon(
                store, home, lambda draft: _given(draft, facts_file, said or ()), draft=draft, flats=looked_at
            )
        except Incomplete as incomplete:
            return _incomplete(voice, home.number or "", incomplete, kept)
        if check:
            locking.check(store, reckoned, store.opened)
        if lock:
            locking.lock(store, reckoned, reason=reason)
            kept = locked(store, home)
        found = locking.obstacles(store, reckoned)
        why = reckoning.why(store, home, against, reckoned.calculation) if against else None
    answer = _of_household(voice, reckoned)
    lines = [*answer.lines, "", *(why_lines(voice, why, against) if why else ()), *kept.lines(voice)]
    if not lock:
        lines += obstacle_lines(voice, found, is_mine=check)
    more = {
        "locked": kept.facts(voice),
        "obstacles": obstacle_facts(voice, found),
        "checked_by": found.check.checked_by if found.check else None,
        **({"difference": why_facts(voice, why)} if why else {}),
    }
    return Answer({**answer.facts, **more}, lines)


def _without_store(voice: Voice, pack: Path | None, facts_file: Path | None, said: Sequence[str]) -> Answer:
    """What a plan comes to for facts that are told, of no household here."""
    if pack is None or (facts_file is None and not said):
        told = voice.word("Name a plan and facts (--pack, --facts), or a store and a household (--household).")
        raise typer.BadParameter(told)
    draft = policy.read(pack)
    found = facts.read(draft.sound().pack, _given(draft, facts_file, said))
    done = calculation.calculate(draft.sound(), draft.engine, found)
    return Answer(done.result(), [*_read_to_household(voice, done)])


def _require_one_wish(voice: Voice, household: str, pack: Path | None, *, check: bool, lock: bool, reason: str) -> None:
    """A wrong call where what is asked for does not go together."""
    if check and lock:
        raise typer.BadParameter(voice.word("--check and --lock are two people's: do one of them."))
    if (check or lock) and (not household or pack is not None):
        raise typer.BadParameter(
            voice.word("A sum is checked and locked with --household, under the plan in use: leave --pack out.")
        )
    if reason.strip() and not lock:
        raise typer.BadParameter(voice.word("--reason goes with --lock."))


def _flats_named(voice: Voice, told: Sequence[str]) -> dict[str, str]:
    """The flats that are named, by what for. A wrong call where one is named twice."""
    parts = [each.rpartition("=") for each in told]
    named = {what.strip(): said.strip() for what, _, said in parts}
    if len(named) < len(parts) or not all(named.values()):
        raise typer.BadParameter(
            voice.word("Name each flat once, such as 2-2-101 or, where a plan asks for several, WHAT=2-2-101.")
        )
    return named


def _given(draft: Draft, file: Path | None, texts: Sequence[str]) -> Mapping[str, object]:
    """What was said, in a file and besides. Refused where both say the same."""
    pack = draft.sound().pack
    told = facts.parse(file.read_bytes()) if file else {}
    more = household_facts.said(pack, texts)
    if twice := sorted(told.keys() & more.keys()):
        raise Refused(
            "The facts file and --set both tell {names}.", "Say it in one of the two.", names=", ".join(twice)
        )
    return {**told, **more}


def _incomplete(voice: Voice, number: str, incomplete: Incomplete, kept: Locked) -> Answer:
    lines = [voice.word(incomplete.what, **incomplete.values)]
    lines += [f"  {_gap_line(voice, gap)}" for gap in incomplete.gaps]
    lines += [f"! {_gap_line(voice, note)}" for note in incomplete.notes]
    facts_ = {
        "household": number,
        "missing": [_gap_facts(voice, gap) for gap in incomplete.gaps],
        "notes": [_gap_facts(voice, note) for note in incomplete.notes],
        "locked": kept.facts(voice),
    }
    return Answer(facts_, [*lines, voice.word(incomplete.remedy), *kept.lines(voice)], is_good=False)


def _gap_line(voice: Voice, gap: Gap) -> str:
    """Which fact, why, what to do, and where in the ledger it belongs."""
    told = [voice.word(gap.message, **gap.values), voice.word(gap.remedy, **gap.values) if gap.remedy else ""]
    if voice.language == Language.CHINESE:
        said, where = "".join(told), f"（{_place(voice, gap)}）"
    else:
        said, where = " ".join(filter(None, told)), f" ({_place(voice, gap)})"
    said += where if gap.record else ""
    return voice.pair(_named(gap), said) if gap.name else said


def _named(gap: Gap) -> str:
    return gap.name if gap.label in ("", gap.name) else f"{gap.label} [{gap.name}]"


def _place(voice: Voice, gap: Gap) -> str:
    """Where in the ledger a fact belongs."""
    if not gap.record:
        return ""
    record = RECORDS[gap.record]
    field = record.field.get(gap.field)
    return f"{voice.label(record)} · {voice.label(field)}" if field else voice.label(record)


def _gap_facts(voice: Voice, gap: Gap) -> dict[str, Any]:
    told = {"input": gap.name, "record": gap.record, "field": gap.field}
    return {name: value for name, value in told.items() if value} | {
        "message": voice.word(gap.message, **gap.values),
        "remedy": voice.word(gap.remedy, **gap.values) if gap.remedy else "",
    }


def _of_household(voice: Voice, reckoned: Reckoned) -> Answer:
    done, gathered = reckoned.calculation, reckoned.gathered
    told = {
        "household": reckoned.household.number,
        "origins": gathered.origins,
        "notes": [_gap_facts(voice, note) for note in gathered.notes],
    }
    lines = [f"{reckoned.household.number}  {reckoned.household.address or ''}".rstrip(), ""]
    notes = [f"! {_gap_line(voice, note)}" for note in gathered.notes]
    return Answer({**done.result(), **told}, [*lines, *_read_to_household(voice, done), *notes])


def _read_to_household(voice: Voice, done: Calculation) -> Iterator[str]:
    cover = done.pack.cover
    yield voice.word("{name}, version {version}", name=cover.name, version=cover.version)
    for each in statement.household(done, voice.language):
        yield ""
        yield from _statement_lines(voice, each, cover.money_unit)
    absent = [way for way in done.trace.options if way.total is None]
    labels = {option.name: option.label or option.name for option in done.pack.options}
    if absent:
        yield ""
    for way in absent:
        yield voice.word("{option} does not apply: {reason}", option=labels[way.name], reason=way.reason)
    notices = [done.pack.notices[place] for place in done.outcome.notices]
    if notices:
        yield ""
    for notice in notices:
        yield f"! {voice.pair(voice.word(_WEIGHTS[notice.weight]), notice.text)}"


def _statement_lines(voice: Voice, each: Statement, unit: str) -> Iterator[str]:
    yield f"{each.option}  {each.direction} {each.total} {unit}  {each.in_words}".rstrip()
    for ground in each.grounds:
        yield f"  {voice.pair(ground.item, ground.amount)}"
        yield from (f"      {step}" for step in ground.how)
    titles = [voice.word(title) for title in (N_("item"), N_("because of"), N_("amount"), N_("sum so far"))]
    rows = [titles, *([row.item, row.because, row.amount, row.running] for row in each.rows)]
    widths = [max(map(places, column)) for column in zip(*rows, strict=True)]
    aligned = [[*row[:2], *map(_to_the_right, row[2:], widths[2:])] for row in rows]
    for row, line in zip([None, *each.rows], table(aligned), strict=True):
        yield from _with_how(line, row)


def _to_the_right(cell: str, width: int) -> str:
    return " " * (width - places(cell)) + cell


def _with_how(line: str, row: Row | None) -> Iterator[str]:
    """A line of a table, and below it how it comes about, one operation a line."""
    yield f"  {line}"
    for step in row.how if row else ():
        yield f"      {step}"


# Reckoning anew


@command(commands, "recompute")
def recompute(door: Door) -> Answer:
    voice = door.voice
    with door.opened(read_only=True) as store, bar(queries.counts(store)["calculation"]) as told:
        replays = list(recomputing.recompute(store, told))
    counts = Counter(replay.outcome for replay in replays)
    lines = [_replay_line(voice, replay) for replay in replays if replay.outcome is not Outcome.SAME]
    lines += [voice.pair(voice.word(said), str(counts[outcome])) for outcome, said in _OUTCOMES.items()]
    if not replays:
        lines = [voice.word("No calculation is kept yet.")]
    facts_ = {
        "same": counts[Outcome.SAME],
        "different": counts[Outcome.DIFFERENT],
        "unknown": counts[Outcome.UNKNOWN],
        "calculations": [
            {
                "household": replay.number,
                "id": id_text(replay.row.id),
                "version": replay.row.version,
                "pack": replay.row.pack,
                "outcome": replay.outcome,
                "why": voice.word(replay.why, **(replay.values or {})) if replay.why else "",
            }
            for replay in replays
        ],
    }
    return Answer(facts_, lines, is_good=counts[Outcome.SAME] == len(replays))


def _replay_line(voice: Voice, replay: Replay) -> str:
    head = voice.word("{number}, version {version}", number=replay.number, version=replay.row.version or "")
    why = voice.word(replay.why, **(replay.values or {}))
    return voice.pair(head, f"{voice.word(_OUTCOMES[replay.outcome])}: {why}")
