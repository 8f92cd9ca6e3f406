"""`ruhu escrow`: the office's escrow sheet, with which its keys are made, or with which a new office goes on."""

from pathlib import Path
from typing import Annotated

import typer

from desktop.casework import office_keys
from desktop.cli import passphrases
from desktop.cli.command import Answer, Door, command
from desktop.cli.files import OUT
from desktop.cli.usage import group
from desktop.exchange import keys
from desktop.i18n import N_

commands = group()


@command(commands, "escrow")
def escrow(
    door: Door,
    *,
    output: OUT,
    from_sheet: Annotated[
        bool, typer.Option("--from-sheet", help=N_("Go on in the place of a lost office, with the codes of its sheet."))
    ] = False,
    opens_file: Annotated[
        Path | None, typer.Option(help=N_("File that holds code 1; else RUHU_ESCROW_OPENS, or it is asked for."))
    ] = None,
    signs_file: Annotated[
        Path | None, typer.Option(help=N_("File that holds code 2; else RUHU_ESCROW_SIGNS, or it is asked for."))
    ] = None,
) -> Answer:
    voice, codes = door.voice, None
    if from_sheet:
        opens = passphrases.asked(voice, passphrases.ESCROW_OPENS, opens_file)
        signs = passphrases.asked(voice, passphrases.ESCROW_SIGNS, signs_file)
        codes = keys.escrow_of(opens, signs)
    with door.opened() as store:
        if codes is None:
            made = office_keys.make_escrow(store, output, voice.language)
        else:
            made = office_keys.go_on_from_sheet(store, output, voice.language, codes)
    lines = [
        voice.word("The escrow sheet, number {n}, is in {file}.", n=made.number, file=output),
        voice.word("Print it now, both pages, put them into two safes, then delete the file."),
    ]
    if made.devices:
        names = voice.listed(made.devices)
        lines.append(voice.word("It reaches these computers with their next file: {names}", names=names))
    return Answer({"escrow_sheet": str(output), "number": made.number, "devices": list(made.devices)}, lines)
