"""`ruhu record`: what people state, from a file of JSON lines into the store."""

import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from desktop.casework import stating
from desktop.casework.stating import Problem, Recorded
from desktop.cli.command import Answer, Door, command, fault, fault_line
from desktop.cli.usage import group
from desktop.cli.words import Voice
from desktop.domain.errors import Refused
from desktop.i18n import N_

commands = group()

_WARNINGS_TOLD = 20


@command(commands, "record")
def record(
    door: Door,
    *,
    file: Annotated[Path, typer.Argument(help=N_("A file of JSON lines; - reads standard input."), metavar="FILE")],
    because: Annotated[str, typer.Option(help=N_("Why, in words that others can read."))] = "",
) -> Answer:
    voice = door.voice
    with _twice_readable(file) as lines, door.opened() as store:
        size = lines.seek(0, io.SEEK_END)
        lines.seek(0)
        with typer.progressbar(length=2 * size, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
            done = stating.record(store, lines, because=because, progress=bar.update)
    return Answer(_facts(voice, done), [_told(voice, done)], _warned(voice, done.warnings))


def _twice_readable(file: Path) -> BinaryIO:
    """The file, or in memory what can be read only once."""
    if str(file) == "-":
        if sys.stdin is None:
            raise Refused("Standard input is closed. Nothing was written.", "Send it a file: ruhu record - < FILE")
        return io.BytesIO(sys.stdin.buffer.read())
    opened = file.open("rb")
    if opened.seekable():
        return opened
    with opened:
        return io.BytesIO(opened.read())


def _facts(voice: Voice, done: Recorded) -> dict[str, object]:
    unusual = [fault(voice, each.finding, each.record, each.line) for each in done.warnings]
    numbers = {"created": done.created, "edited": done.edited, "unchanged": done.unchanged, "entries": done.entries}
    return {**numbers, "unusual": unusual}


def _told(voice: Voice, done: Recorded) -> str:
    if not done.entries:
        return voice.word("All of this was written down before. Nothing was changed.")
    return voice.word(
        "Written down: {created} new, {edited} changed, {unchanged} as they were. Entries in the journal: {entries}.",
        created=done.created,
        edited=done.edited,
        unchanged=done.unchanged,
        entries=done.entries,
    )


def _warned(voice: Voice, warnings: Sequence[Problem]) -> list[str]:
    told = [fault_line(voice, each.finding, each.record, each.line) for each in warnings[:_WARNINGS_TOLD]]
    more = len(warnings) - len(told)
    return [*told, *([voice.words("and {n} more", "and {n} more", more)] if more else [])]
