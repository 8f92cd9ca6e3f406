"""`ruhu init`: an area's store comes into being."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from desktop.casework import recovery
from desktop.cli import passphrases
from desktop.cli.command import Answer, command
from desktop.cli.usage import group
from desktop.cli.words import Voice, by_system
from desktop.domain import checks, recovery_code
from desktop.domain.errors import Refused
from desktop.domain.records import Area
from desktop.i18n import N_
from desktop.store import opening

commands = group()


@command(commands, "init")
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
    if faults := checks.findings(Area(name=area), _today()):
        raise Refused("An area can't be called so. Nothing was made.", "Name it as its papers do.", findings=faults)
    passphrase = passphrases.asked(voice, passphrases.OPENING, passphrase_file, name=person, twice=True)
    with recovery.blank_sheet(sheet):
        made = opening.create(folder, area, person, passphrase)
        made.store.close()
        handed = handed_over(voice, folder, made.code, sheet)
    facts: dict[str, Any] = {"store": str(folder), "area": area, "person": made.store.opened.name}
    told = voice.word("The store of {area} is made: {folder}", area=area, folder=folder)
    return replace(handed, facts=facts | handed.facts, lines=[told, *handed.lines])


def handed_over(voice: Voice, folder: Path, code: str, sheet: Path | None) -> Answer:
    """A new recovery code, once: on the sheet that is wanted, else (or where that can't be written) in the answer."""
    if sheet is None:
        return _shown(voice, code)
    try:
        recovery.print_sheet(sheet, folder, code, voice.language)
    except OSError as error:
        reason = by_system(error).values["reason"]
        fault = voice.word("The recovery sheet can't be written to {file}: {reason}.", file=sheet, reason=reason)
        shown = _shown(voice, code)
        return replace(shown, facts=shown.facts | {"sheet_fault": fault}, lines=[fault, *shown.lines], is_good=False)
    lines = [
        voice.word("The recovery sheet is in {file}.", file=sheet),
        voice.word("Print it now, both pages, then delete the file: whoever has it opens the store."),
    ]
    return Answer({"recovery_sheet": str(sheet)}, lines)


def _shown(voice: Voice, code: str) -> Answer:
    rows = [f"    {number}  {row}" for number, row in enumerate(recovery_code.rows(code), 1)]
    lines = [
        voice.word("The recovery code opens the store when the passphrase is forgotten:"),
        *rows,
        voice.word("It is shown this once and kept nowhere. Write it down and lock it away: it opens the store."),
    ]
    return Answer({"recovery_code": code}, lines)


def _today() -> date:
    return datetime.now().astimezone().date()
