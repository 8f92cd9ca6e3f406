"""`ruhu flats`: the flats of an area to choose from: taken in from a list, shown, kept for a household, given back."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from desktop.casework import flats, importing
from desktop.casework.flats import Hold
from desktop.casework.household_ledger import flat_said
from desktop.cli.command import Answer, Door, command
from desktop.cli.household import the_household
from desktop.cli.ledger import DRY_RUN, FILE, finding_facts, found_lines, long_work
from desktop.cli.usage import group
from desktop.cli.words import Voice, table
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.domain.identity import id_text
from desktop.domain.records import Flat, Household
from desktop.domain.values import written
from desktop.exchange import flat_list
from desktop.exchange.flat_list import FlatPlan, Listed
from desktop.exchange.intake import Outcome
from desktop.i18n import N_
from desktop.store.store import Store

commands = group()

_TOLD = 20
_FLAT = Annotated[str, typer.Argument(help=N_("Building, unit and room, such as 2-2-101."), metavar="FLAT")]
_DECIDES = Annotated[
    bool, typer.Option("--decides", help=N_("Settle whose it is, where two households were given it; needs --because."))
]


@command(commands, "import", N_("Take in the office's list of flats: all of its rows, or none."))
def import_flats(
    door: Door,
    *,
    file: FILE,
    dry_run: DRY_RUN = False,
    leave_out_refused: Annotated[
        bool, typer.Option("--leave-out-refused", help=N_("Take the others in where some rows are refused."))
    ] = False,
) -> Answer:
    voice = door.voice
    book = importing.read(file)
    with door.opened(read_only=dry_run) as store:
        with long_work() as progress:
            plan = flat_list.plan(store, book, progress)
        refused = plan.number_of(Outcome.REFUSED)
        entries, is_good = 0, not refused or leave_out_refused
        if is_good and not dry_run:
            with long_work() as progress:
                entries = flat_list.take_in(store, plan, without_refused=leave_out_refused, progress=progress).entries
    lines = [*_told(voice, plan)]
    if dry_run:
        lines.append(voice.word("Nothing was written: this was a look."))
    elif not is_good:
        lines.append(
            voice.word("Nothing was written. Correct these rows, or say that they stay out: --leave-out-refused")
        )
    elif entries:
        lines.append(voice.word("What is new or changed is written now."))
    else:
        lines.append(voice.word("Nothing was written: nothing in it is new."))
    return Answer(_plan_facts(voice, plan, entries), lines, found_lines(voice, plan.findings), is_good=is_good)


@command(commands, "list", N_("List the flats, and who holds which."))
def list_flats(
    door: Door,
    *,
    state: Annotated[str, typer.Option(help=N_("free, reserved or chosen; else all."))] = "",
    household: Annotated[
        str, typer.Option(metavar="NUMBER|ID", help=N_("Only what this household can look at: free ones and its own."))
    ] = "",
) -> Answer:
    voice = door.voice
    if state and state not in [*Hold]:
        raise typer.BadParameter(voice.word("A flat is free, reserved or chosen, not {state}.", state=state))
    with door.opened(read_only=True) as store:
        found = flats.open_to(store, the_household(store, household).id) if household else flats.flats(store)
        found = [flat for flat in found if not state or flats.hold_of(flat) == state]
        numbers = {home.id: home.number or "" for home in store.records(Household)}
        contested = flats.contested(store)
    told = [_facts(flat, numbers, is_contested=flat.id in contested) for flat in found]
    number = voice.words("{n} flat", "{n} flats", len(found))
    rows = [_row(voice, flat, numbers, is_contested=flat.id in contested) for flat in found]
    return Answer({"flats": told}, [*(table([_titles(voice), *rows]) if rows else []), number])


@command(commands, "hold", N_("Keep a flat for a household that has not signed yet."))
def hold(
    door: Door,
    *,
    named: _FLAT,
    household: Annotated[str, typer.Option(metavar="NUMBER|ID", help=N_("For which household."))],
    because: Annotated[str, typer.Option(help=N_("Why, in words that others can read."))] = "",
    decides: _DECIDES = False,
) -> Answer:
    with door.opened() as store:
        flat, home = flats.find(store, named), the_household(store, household)
        if decides:
            flats.decide(store, flat, home, because=because)
        else:
            flats.hold(store, flat, home, because=because)
        facts = _now(store, flat)
    said = door.voice.word("{flat} is kept for {number} now.", flat=flat_said(flat), number=home.number)
    return Answer(facts, [said])


@command(commands, "free", N_("Let others choose a flat again."))
def free(
    door: Door,
    *,
    named: _FLAT,
    because: Annotated[str, typer.Option(help=N_("Why, in words that others can read."))],
    decides: _DECIDES = False,
) -> Answer:
    with door.opened() as store:
        flat = flats.find(store, named)
        if not decides and flats.hold_of(flat) is Hold.FREE and not flats.is_contested(store, flat):
            raise Refused("Nobody holds the flat {flat}. Nothing was changed.", "Look: ruhu flats list", flat=named)
        if decides:
            flats.decide(store, flat, None, because=because)
        else:
            flats.give_back(store, flat, because=because)
        facts = _now(store, flat)
    return Answer(facts, [door.voice.word("{flat} can be chosen by anybody now.", flat=flat_said(flat))])


# What is answered


def _now(store: Store, flat: Flat) -> dict[str, Any]:
    now = store.get(Flat, flat.id) or flat
    home = store.get(Household, now.held_by) if now.held_by else None
    numbers = {home.id: home.number or ""} if home else {}
    return _facts(now, numbers, is_contested=flats.is_contested(store, now))


def _facts(flat: Flat, numbers: dict[bytes, str], *, is_contested: bool) -> dict[str, Any]:
    fields = {each.name: each for each in flat_list.FIELDS}
    values = {name: value for name, value in flat_list.vars_of(flat).items() if value is not None}
    return {
        "id": id_text(flat.id),
        "flat": flat_said(flat),
        **{name: written(fields[name], value) for name, value in values.items()},
        "state": flats.hold_of(flat).value,
        "household": numbers.get(flat.held_by) if flat.held_by else None,
        "held_on": str(flat.held_on) if flat.held_on and flat.held_by else None,
        "conflict": is_contested,
    }


def _titles(voice: Voice) -> list[str]:
    labels = (voice.label(each) for each in flat_list.FIELDS if each.name not in ("building", "unit", "room"))
    return [voice.word("flat"), *labels, voice.word("state"), voice.word("household")]


def _row(voice: Voice, flat: Flat, numbers: dict[bytes, str], *, is_contested: bool) -> list[str]:
    shown = (
        "" if getattr(flat, each.name) is None else voice.shown(each, getattr(flat, each.name))
        for each in flat_list.FIELDS
        if each.name not in ("building", "unit", "room")
    )
    hold_ = voice.word(flats.hold_of(flat).label)
    by = numbers.get(flat.held_by, "") if flat.held_by else ""
    return [flat_said(flat), *shown, hold_, f"{by} ! {voice.word('in conflict')}".lstrip() if is_contested else by]


def _told(voice: Voice, plan: FlatPlan) -> Iterator[str]:
    yield voice.word(
        "{source} rows, flats: {new} new, {changed} changed, {same} the same; {others} are none, {refused} refused.",
        source=len(plan.rows) + plan.other_rows,
        new=plan.number_of(Outcome.NEW),
        changed=plan.number_of(Outcome.CHANGED),
        same=plan.number_of(Outcome.SAME),
        refused=plan.number_of(Outcome.REFUSED),
        others=plan.other_rows,
    )
    changed = [row for row in plan.rows if row.outcome is Outcome.CHANGED]
    for row in changed[:_TOLD]:
        yield "  " + voice.pair(row.name, voice.listed(_changes(voice, row)))
    if more := len(changed) - _TOLD:
        yield from [voice.words("and {n} more", "and {n} more", more)] if more > 0 else []


def _changes(voice: Voice, row: Listed) -> Iterator[str]:
    fields = RECORDS["flat"].field
    for each in row.differences:
        field = fields[each.field]
        was = "—" if each.before is None else voice.shown(field, each.before)
        yield f"{voice.label(field)} {was} → {voice.shown(field, each.after)}"


def _plan_facts(voice: Voice, plan: FlatPlan, entries: int) -> dict[str, Any]:
    fields = RECORDS["flat"].field
    return {
        "rows": {
            "source": len(plan.rows) + plan.other_rows,
            "other": plan.other_rows,
            "refused": plan.number_of(Outcome.REFUSED),
        },
        "flats": {each.value: plan.number_of(each) for each in (Outcome.NEW, Outcome.CHANGED, Outcome.SAME)},
        "changes": [
            {
                "flat": row.name,
                "row": row.place.row,
                "field": each.field,
                "before": None if each.before is None else written(fields[each.field], each.before),
                "after": written(fields[each.field], each.after),
            }
            for row in plan.rows
            if row.outcome is Outcome.CHANGED
            for each in row.differences
        ],
        "findings": [finding_facts(voice, each) for each in plan.findings],
        "entries": entries,
    }
