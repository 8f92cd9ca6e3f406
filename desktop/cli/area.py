"""`ruhu init` and `ruhu demo`: an area's store comes into being, for work or for a look."""

import contextlib
from pathlib import Path
from typing import Annotated, Any

import typer

from desktop.casework import recovery
from desktop.cli import passphrases
from desktop.cli.command import Answer, command
from desktop.cli.usage import group
from desktop.cli.words import Voice
from desktop.domain import recovery_code
from desktop.i18n import N_
from desktop.store import opening

commands = group()


@command(commands, "init", N_("Make the store of an area, with its first person, a clerk."))
def init(
    voice: Voice,
    *,
    store: Annotated[Path, typer.Argument(help=N_("A folder that doesn't exist yet."), metavar="STORE")],
    area: Annotated[str, typer.Option(help=N_("What the area is called."))],
    person: Annotated[str, typer.Option(help=N_("Who works with it first."))],
    sheet: Annotated[Path | None, typer.Option(help=N_("Write the recovery sheet to this PDF."))] = None,
    passphrase_file: Annotated[
        Path | None, typer.Option(help=N_("File that holds the passphrase; else RUHU_PASSPHRASE, or it is asked for."))
    ] = None,
) -> Answer:
    folder = store.absolute()
    passphrase = passphrases.asked(voice, passphrases.OPENING, passphrase_file, name=person, twice=True)
    with recovery.blank_sheet(sheet) if sheet else contextlib.nullcontext():
        made = opening.create(folder, area, person, passphrase)
        made.store.close()
    facts: dict[str, Any] = {"store": str(folder), "area": area, "person": made.store.opened.name}
    told = voice.word("The store of {area} is made: {folder}", area=area, folder=folder)
    more_facts, more_lines = handed_over(voice, folder, made.code, sheet)
    return Answer(facts | more_facts, [told, *more_lines])


def handed_over(voice: Voice, folder: Path, code: str, sheet: Path | None) -> tuple[dict[str, Any], list[str]]:
    """A new recovery code, once: on the sheet where one is wanted, else in the answer."""
    if sheet is not None:
        recovery.print_sheet(sheet, folder, code, voice.language)
        lines = [
            voice.word("The recovery sheet is in {file}.", file=sheet),
            voice.word("Print it now, both pages, then delete the file: whoever has it opens the store."),
        ]
        return {"recovery_sheet": str(sheet)}, lines
    rows = [f"    {number}  {row}" for number, row in enumerate(recovery_code.rows(code), 1)]
    lines = [
        voice.word("The recovery code opens the store when the passphrase is forgotten:"),
        *rows,
        voice.word("It is shown this once and kept nowhere. Write it down and lock it away: it opens the store."),
    ]
    return {"recovery_code": code}, lines
