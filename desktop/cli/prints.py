"""`ruhu prints`: the register of prints; where a paper went is written down here too."""

from typing import Annotated, Any

import typer

from desktop.casework.papers import register
from desktop.casework.papers.register import STEP_WORDS, Print, Step, step_words
from desktop.cli import usage
from desktop.cli.command import Answer, Door, command
from desktop.cli.household import the_household
from desktop.cli.usage import group
from desktop.cli.words import Voice, table
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.domain.identity import id_from_text, id_text
from desktop.domain.records import Household, Printing
from desktop.i18n import N_

commands = group()

_FIELDS = RECORDS["printing"].field


@command(commands, "list", N_("List what was printed, the newest first."))
def list_prints(
    door: Door,
    *,
    household: Annotated[str, typer.Option(metavar="NUMBER|ID", help=N_("Only of this household."))] = "",
    to_collect: Annotated[
        bool, typer.Option("--to-collect", help=N_("Only what households have and a later version replaced."))
    ] = False,
) -> Answer:
    voice = door.voice
    with door.opened(read_only=True) as store:
        homes = (the_household(store, household),) if household else store.records(Household)
        wanted = [home.id for home in homes] if household else None
        found = register.to_collect(store, wanted) if to_collect else register.prints(store, wanted)
        numbers = {home.id: home.number or "" for home in homes}
    rows = [_row(voice, each, numbers.get(each.row.household or b"", "")) for each in found]
    head = [*(voice.label(_FIELDS[name]) for name in ("number", "paper", "printed_at", "printed_by", "copies")), "", ""]
    told = voice.words("{n} print", "{n} prints", len(found))
    return Answer({"prints": [*map(_facts, found)]}, [*(table([head, *rows]) if rows else ()), told])


@command(commands, "note", N_("Write down where a print went: handed, collected or not_printed."))
def note(
    door: Door,
    *,
    printing: Annotated[str, typer.Argument(metavar="ID", help=N_("The print's id, as the list tells it."))],
    step: Annotated[Step, typer.Argument(metavar="STEP", help=N_("handed, collected or not_printed."))],
    on: Annotated[str, typer.Option(metavar="DAY", help=N_("On which day; else today."))] = "",
    receiver: Annotated[str, typer.Option(help=N_("Whom it was given to, or who gave it back."))] = "",
    words: Annotated[str, typer.Option("--note", help=N_("What else is to be said of it."))] = "",
) -> Answer:
    voice = door.voice
    with door.opened() as store:
        row = store.get(Printing, id_from_text(printing))
        if row is None:
            raise Refused("No print has this id.", "Look it up: ruhu prints list --json")
        day = usage.day(voice, on) if on else store.today()
        register.note(store, row, step, day, receiver=receiver, words=words)
    return Answer({"id": id_text(row.id), "step": step.value}, [voice.word(STEP_WORDS[step])])


def _row(voice: Voice, each: Print, number: str) -> list[str]:
    row = each.row
    told = voice.word(step_words(each))
    where = f"{told}: {each.receiver}" if each.receiver else told
    outdated = voice.word("collect it back: there is a later version") if each.is_outdated else ""
    at = voice.shown(_FIELDS["printed_at"], row.printed_at)
    paper = voice.choice(_FIELDS["paper"], row.paper or "")
    return [row.number or number, paper, at, row.printed_by or "", str(row.copies), where, outdated]


def _facts(each: Print) -> dict[str, Any]:
    row = each.row
    return {
        "id": id_text(row.id),
        "household": id_text(row.household) if row.household else None,
        "paper": row.paper,
        "number": row.number,
        "version": row.version,
        "language": row.written_language,
        "copies": row.copies,
        "pages": row.pages,
        "printed_on": each.printed_on.isoformat(),
        "printed_by": row.printed_by,
        "way": row.way,
        "code": row.code,
        "step": each.step.value,
        "on": each.on.isoformat(),
        "receiver": each.receiver,
        "is_outdated": each.is_outdated,
    }
