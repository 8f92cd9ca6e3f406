"""`ruhu bundle`: what travels between office and laptops on a stick: written here, looked at, taken in, taken back."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from desktop.casework import sending
from desktop.casework.sending import Exported
from desktop.cli.command import MOST, Answer, Door, command
from desktop.cli.usage import group
from desktop.cli.words import Voice
from desktop.domain.errors import Refused
from desktop.i18n import N_

commands = group()

_FOLDER = Annotated[
    Path, typer.Option("-o", "--output", help=N_("The folder to write into, such as that of the stick."))
]
_MB = 1 << 20


@command(commands, "export", N_("Write what has not arrived into a folder, sealed: to the office, or from it."))
def export(
    door: Door,
    *,
    output: _FOLDER,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="NAME", help=N_("For whom: a laptop; on a laptop the office when left out.")),
    ] = None,
    data_only: Annotated[bool, typer.Option("--data-only", help=N_("Records without photos."))] = False,
    photos_only: Annotated[bool, typer.Option("--photos-only", help=N_("Photos without records."))] = False,
    all_again: Annotated[
        bool,
        typer.Option("--all-again", help=N_("Also what may be there already: all photos, or all from the start.")),
    ] = False,
    split_mb: Annotated[
        int, typer.Option("--split-mb", min=0, max=MOST, help=N_("In parts of so many megabytes; 0 is one file."))
    ] = 90,
) -> Answer:
    voice, folder = door.voice, output.absolute()
    if data_only and photos_only:
        raise typer.BadParameter(voice.word("--data-only and --photos-only leave nothing to write."))
    if not folder.is_dir():
        raise Refused("There is no folder {folder}. Nothing was written.", "Plug the stick in, or make the folder.",
                      folder=folder)  # fmt: skip
    with door.opened() as store, bar() as progress:
        done = sending.export(
            store,
            folder,
            to=to,
            data_only=data_only,
            photos_only=photos_only,
            all_again=all_again,
            split_mb=split_mb,
            progress=progress,
        )
    return _written(voice, done)


def _written(voice: Voice, done: Exported) -> Answer:
    facts: dict[str, Any] = {
        "number": done.number,
        "files": [str(file) for file in done.files],
        "entries": done.entries,
        "pieces": done.pieces,
        "size": done.size,
        "damaged": done.damaged,
    }
    entries = voice.words("{n} entry", "{n} entries", done.entries)
    pieces = voice.words("{n} photo or signature", "{n} photos and signatures", done.pieces)
    told = voice.word(
        "Bundle {number} is written, read back and compared: {entries}, {pieces}, {size} MB.",
        number=f"{done.number:04}",
        entries=entries,
        pieces=pieces,
        size=f"{done.size / _MB:.1f}",
    )
    safe = voice.word("The stick can be taken out. All that is here stays here until it has arrived.")
    damaged = voice.words(
        "{n} piece of evidence stayed here: its file is damaged. Look with: ruhu check",
        "{n} pieces of evidence stayed here: their files are damaged. Look with: ruhu check",
        done.damaged,
    )
    return Answer(facts, [told, *(f"  {file}" for file in done.files), safe], [damaged] if done.damaged else ())


@contextmanager
def bar() -> Generator[Callable[[int, int], None]]:
    """A progress bar; hidden where nobody looks."""
    with typer.progressbar(length=1, file=sys.stderr, hidden=not sys.stderr.isatty()) as shown:

        def told(done: int, of: int) -> None:
            shown.length = max(of, done, 1)
            shown.update(done - shown.pos)

        yield told
