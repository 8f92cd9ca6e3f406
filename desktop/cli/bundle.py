"""`ruhu bundle`: what travels between office and laptops on a stick: written here, looked at, taken in, taken back."""

import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from desktop.casework import held_back, inbound, receiving, sending
from desktop.casework.held_back import WaitingChain, WaitingOp
from desktop.casework.receiving import Arrived, Preview, Receipt, State
from desktop.casework.sending import Exported
from desktop.cli import bundle_words
from desktop.cli.command import MOST, Answer, Door, command
from desktop.cli.usage import group
from desktop.cli.words import Voice
from desktop.domain.errors import Refused
from desktop.i18n import N_

commands = group()

_FOLDER = Annotated[
    Path, typer.Option("-o", "--output", help=N_("The folder to write into, such as that of the stick."))
]
_FILES = Annotated[
    list[Path], typer.Argument(help=N_("Bundles (.ruhu), or folders and sticks with them."), metavar="FILE…")
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


@command(commands, "inspect", N_("Look at bundles: who sent them, what is in them, whether they can be taken in."))
def inspect(door: Door, *, files: _FILES) -> Answer:
    with door.opened() as store, bar() as progress:
        found = receiving.found(store, files, progress)
    lines = [line for each in found for line in bundle_words.arrived_lines(door.voice, each)]
    facts = {"bundles": [bundle_words.arrived_facts(door.voice, each) for each in found]}
    ours = [each for each in found if each.state is State.READY]
    others = [each for each in found if each.state is not State.READY]
    return Answer(facts, lines or [bundle_words.none(door.voice)], is_good=_is_good(ours, others))


@command(commands, "preview", N_("Tell what taking bundles in would do; nothing is written."))
def preview(door: Door, *, files: _FILES) -> Answer:
    told: list[Preview] = []
    others: list[Arrived] = []
    with door.opened() as store, bar() as progress:
        for each in inbound.in_order(receiving.found(store, files)):
            if each.state is State.READY:
                told.append(receiving.preview(store, each.files, progress))
            else:
                others.append(each)
    return _answered(
        door.voice,
        "previews",
        [bundle_words.preview_facts(door.voice, each) for each in told],
        [line for each in told for line in bundle_words.preview_lines(door.voice, each)],
        others,
    )


@command(commands, "merge", N_("Take bundles in, each part whole or not at all; what is for others is let be."))
def merge(door: Door, *, files: _FILES) -> Answer:
    done: list[Receipt] = []
    with door.opened() as store, bar() as progress:
        found = receiving.found(store, files)
        others = [each for each in found if each.state is not State.READY]
        for each in inbound.merge_each(store, [each for each in found if each.state is State.READY], progress):
            if each.receipt is not None:
                done.append(each.receipt)
            else:
                others.append(replace(each.arrived, state=State.UNREADABLE, said=each.refused))
    return _answered(
        door.voice,
        "merged",
        [bundle_words.receipt_facts(door.voice, each) for each in done],
        [line for each in done for line in bundle_words.receipt_lines(door.voice, each)],
        others,
    )


@command(commands, "undo", N_("Take the last merge back, whole, as long as nothing was built on it."))
def undo(door: Door) -> Answer:
    with door.opened() as store:
        last = receiving.undo(store)
    told = door.voice.word(
        "Bundle {number} of {sender} is taken back: the store is what it was before.",
        number=f"{last.line.number:04}",
        sender=last.line.sender_name,
    )
    return Answer({"merge": last.n, "sender": last.line.sender_name, "number": last.line.number}, [told])


@command(commands, "waiting", N_("List what came and waits for somebody: refused changes, files set apart."))
def waiting(door: Door) -> Answer:
    voice = door.voice
    with door.opened(read_only=True) as store:
        found = held_back.waiting(store)
    return Answer(bundle_words.waiting_facts(voice, found), [*bundle_words.waiting_lines(voice, found)])


@command(commands, "release", N_("Let what waits count after all; a clerk of the office does it, with a reason."))
def release(
    door: Door,
    *,
    numbers: Annotated[
        list[int] | None, typer.Argument(help=N_("Their numbers in: ruhu bundle waiting"), metavar="[N…]")
    ] = None,
    because: Annotated[str, typer.Option("--because", help=N_("Why they count; it is kept."))],
    returned: Annotated[
        bool, typer.Option("--returned", help=N_("All that came back after the office was put back to an older state."))
    ] = False,
) -> Answer:
    with door.opened() as store:
        there = bundle_words.listed(held_back.waiting(store))
        back = [n for n, each in enumerate(there, 1) if held_back.is_returned(each)] if returned else []
        numbers = [*(numbers or ()), *back]
        if not numbers:
            raise Refused(
                "Nothing was named that waits. Nothing was changed.", "Name numbers of the list: ruhu bundle waiting"
            )
        unknown = [number for number in numbers if not 0 < number <= len(there)]
        if unknown:
            raise Refused(
                "Nothing waits under the number {number}. Nothing was changed.",
                "Look at the list: ruhu bundle waiting",
                number=unknown[0],
            )
        chosen = [there[number - 1] for number in dict.fromkeys(numbers)]
        ops = [each.op for each in chosen if isinstance(each, WaitingOp)]
        if ops:
            held_back.release(store, ops, because=because)
        for each in chosen:
            if isinstance(each, WaitingChain):
                held_back.let_chain_in(store, each, because=because)
    told = door.voice.words("{n} of them counts from now on.", "{n} of them count from now on.", len(chosen))
    return Answer({"released": len(chosen)}, [told])


def _answered(voice: Voice, name: str, facts: Sequence[Any], lines: Sequence[str], others: Sequence[Arrived]) -> Answer:
    told = [*lines, *(line for each in others for line in bundle_words.arrived_lines(voice, each))]
    more = [bundle_words.arrived_facts(voice, each) for each in others]
    return Answer({name: [*facts], "others": more}, told or [bundle_words.none(voice)], is_good=_is_good(facts, others))


def _is_good(ours: Sequence[object], others: Sequence[Arrived]) -> bool:
    """Whether all went well that is for this store; what is for others lies beside it on every stick."""
    known = [each for each in others if each.state is State.MERGED]
    rest = [each for each in others if each.state not in (State.MERGED, State.ANOTHERS)]
    return not rest and bool(ours or known or not others)


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
        size=f"{max(done.size / _MB, 0.1):.1f}",
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
