"""`ruhu assign`: hands households to a person, by lane or by number, and tells who looks after how many."""

from typing import Annotated, Any

import typer

from desktop.casework import assignment
from desktop.casework.assignment import Handover
from desktop.cli import usage
from desktop.cli.command import Answer, Door, command
from desktop.cli.household import the_household
from desktop.cli.ledger import DRY_RUN
from desktop.cli.words import Voice, table
from desktop.domain.errors import Refused
from desktop.domain.identity import id_text
from desktop.i18n import N_
from desktop.store import queries

_GIVE = "give"


class _Assign(usage.Group):
    """`ruhu assign --lane …` is `ruhu assign give --lane …`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        begins_anew = bool(args) and args[0].startswith("-") and args[0] != "--help"
        return super().parse_args(ctx, [_GIVE, *args] if begins_anew else args)


commands = typer.Typer(cls=_Assign, no_args_is_help=True, rich_markup_mode=None, add_completion=False)


@command(commands, _GIVE, N_("Hand the households of a lane, or one, to a person; who had them before is kept."))
def give(
    door: Door,
    *,
    to: Annotated[str, typer.Option("--to", metavar="PERSON", help=N_("Who looks after them from now on."))],
    lane: Annotated[str, typer.Option("--lane", help=N_("All households of this lane."))] = "",
    household: Annotated[
        list[str] | None,
        typer.Option("--household", metavar="NUMBER|ID", help=N_("This household; may be given several times.")),
    ] = None,
    deadline: Annotated[
        str, typer.Option("--deadline", metavar="DAY", help=N_("Until when it is to be done; else as it was."))
    ] = "",
    because: Annotated[str, typer.Option(help=N_("The reason, for those who read it later."))] = "",
    dry_run: DRY_RUN = False,
) -> Answer:
    voice = door.voice
    day = usage.day(voice, deadline) if deadline else None
    with door.opened(read_only=dry_run) as store:
        if bool(lane) == bool(household):
            raise Refused(
                "Which households are meant is not said. Nothing was changed.",
                "Name a lane, or one household or more: --lane LANE, or --household NUMBER",
            )
        named = [the_household(store, each).id for each in household or ()]
        homes = named or assignment.of_lane(store, lane)
        handover = assignment.planned(store, homes, assignment.person_named(store, to), day)
        names = queries.staff_names(store)
        if not dry_run:
            assignment.hand_over(store, handover, because=because)
    facts = {
        "to": handover.to.name,
        "changed": len(handover.written),
        "same": handover.same,
        "before": {names.get(staff or b"", ""): number for staff, number in handover.before.items()},
        "households": [id_text(row.household or b"") for row in handover.written],
        "written": not dry_run,
    }
    return Answer(facts, _lines(voice, handover, names, dry_run=dry_run))


@command(commands, "list", N_("How many households each person looks after, and how many nobody does."))
def list_shares(door: Door) -> Answer:
    voice = door.voice
    with door.opened(read_only=True) as store:
        found = assignment.shares(store)
    facts = [
        {
            "person": each.staff and each.staff.name,
            "households": each.households,
            "first_deadline": each.deadline and each.deadline.isoformat(),
        }
        for each in found
    ]
    told = [
        (
            each.staff.name or "" if each.staff else voice.word("(nobody)"),
            voice.words("{n} household", "{n} households", each.households),
            voice.word("the first by {day}", day=each.deadline) if each.deadline else "",
        )
        for each in found
        if each.staff or each.households
    ]
    return Answer({"shares": facts}, table(told) if told else [voice.word("No household is there yet.")])


def _lines(voice: Voice, handover: Handover, names: dict[bytes, str], *, dry_run: bool) -> list[str]:
    changed, to = len(handover.written), handover.to.name
    said = [
        voice.words("{n} household goes to {name}.", "{n} households go to {name}.", changed, name=to)
        if changed
        else voice.word("{name} has all of them already.", name=to)
    ]
    for staff, number in handover.before.items():
        had = names.get(staff, "") if staff else ""
        said.append(
            voice.words("{n} of them was with {name} before.", "{n} of them were with {name} before.", number, name=had)
            if had
            else voice.words("{n} of them was with nobody.", "{n} of them were with nobody.", number)
        )
    if changed and handover.same:
        same = handover.same
        said.append(voice.words("{n} is there already.", "{n} are there already.", same))
    if dry_run:
        said.append(voice.word("Nothing was written: this was a look."))
    return said
