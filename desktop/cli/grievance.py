"""`ruhu grievance`: what somebody complains of: taken down with its slip, answered, and listed until it is settled."""

from pathlib import Path
from typing import Annotated

import typer

from desktop.casework import household_rights, writing_down
from desktop.casework.papers import making, releasing
from desktop.cli import usage
from desktop.cli.command import Answer, Door, command
from desktop.cli.household import the_household
from desktop.cli.rights import concern_facts, concern_lines
from desktop.cli.usage import group
from desktop.domain.errors import Refused
from desktop.domain.records import Grievance, GrievanceEvent, Household
from desktop.i18n import N_, Language
from desktop.store.store import Store

commands = group()

_WORDS = Annotated[str, typer.Option("--words", help=N_("What was said, word for word."))]
_ON = Annotated[str, typer.Option("--on", metavar="DAY", help=N_("On which day; else today."))]


@command(commands, "add", N_("Take a grievance down: anybody's, also without a name. It gets its slip at once."))
def add(
    door: Door,
    *,
    words: _WORDS,
    household: Annotated[str, typer.Option(metavar="NUMBER|ID", help=N_("Whose it is; may be left out."))] = "",
    manner: Annotated[str, typer.Option(help=N_("spoken, written, telephone or anonymous."))] = "spoken",
    by: Annotated[str, typer.Option(help=N_("Who raised it; nobody need say so."))] = "",
    on: _ON = "",
) -> Answer:
    with door.opened() as store:
        home = the_household(store, household).id if household else None
        day = usage.day(door.voice, on) if on else store.today()
        raised = Grievance(household=home, raised_on=day, manner=manner, raised_by=by or None, words=words)
        row = writing_down.completed(store, raised)
        store.save(row)
        said = door.voice.word("Slip {slip}: to be answered by {day}.", slip=row.slip_number, day=row.due_on)
        facts = {"slip": row.slip_number, "due_on": str(row.due_on), "taken_by": row.taken_by}
    return Answer(facts, [said])


@command(commands, "print", N_("The slip of a grievance as a PDF that stands in the register of prints."))
def print_slip(
    door: Door,
    *,
    slip: Annotated[str, typer.Argument(metavar="SLIP", help=N_("The number of its slip."))],
    into: Annotated[Path, typer.Option("-o", "--into", metavar="DIR", help=N_("The folder for the files."))],
    language: Annotated[
        Language | None, typer.Option(help=N_("Of the papers; else each household's own."), show_default=False)
    ] = None,
) -> Answer:
    with door.opened() as store:
        row = _of_slip(store, slip)
        home = store.get(Household, row.household) if row.household else None
        papers = making.made(store, "grievance", home, row=row.id, language=language)
        (released,) = releasing.into_folder(store, [papers], into.absolute())
    facts = {"file": str(released.file), "pages": released.pages, "slip": slip}
    return Answer(facts, [str(released.file)])


@command(commands, "answer", N_("Write down a step: a note, our answer, or what the household says to it."))
def answer(
    door: Door,
    *,
    slip: Annotated[str, typer.Argument(metavar="SLIP", help=N_("The number of its slip."))],
    words: _WORDS = "",
    step: Annotated[str, typer.Option(help=N_("note, answer, accepted or not_accepted."))] = "answer",
    on: _ON = "",
) -> Answer:
    with door.opened() as store:
        row = _of_slip(store, slip)
        day = usage.day(door.voice, on) if on else store.today()
        if row.raised_on and day < row.raised_on:
            raise Refused(
                "It was raised on {day}; nothing was done about it before. Nothing was written.",
                "Name the day again: --on 2026-11-18",
                day=row.raised_on,
            )
        event = GrievanceEvent(household=row.household, grievance=row.id, step=step, stated_on=day, words=words or None)
        store.save(event)
        (concern,) = [each for each in household_rights.concerns_of(store, closed=True) if each.record.id == row.id]
        today = store.today()
    return Answer(concern_facts(concern, today), [*concern_lines(door.voice, [concern], today)][1:])


@command(commands, "list", N_("List grievances and requests about personal data, what is due first before the others."))
def list_grievances(
    door: Door,
    *,
    everything: Annotated[bool, typer.Option("--everything", help=N_("Settled ones too."))] = False,
) -> Answer:
    with door.opened(read_only=True) as store:
        today = store.today()
        found = household_rights.concerns_of(store, closed=everything)
    lines = [*concern_lines(door.voice, found, today)][1:]
    return Answer(
        {"concerns": [concern_facts(each, today) for each in found]},
        lines or [door.voice.word("No grievance and no request is open.")],
    )


def _of_slip(store: Store, slip: str) -> Grievance:
    found = [each for each in store.records(Grievance, slip_number=slip) if not each.withdrawn]
    if len(found) != 1:
        raise Refused("No grievance has the slip {slip}.", "List them with their slips: ruhu grievance list", slip=slip)
    return found[0]
