"""`ruhu verify-sheet`: whether a paper is genuine and the newest one, by its code, its PDF or a picture of it."""

from pathlib import Path
from typing import Annotated, Any

import typer

from desktop.casework.papers import verdict_words, verifying
from desktop.casework.papers.verdict_words import PAPER, Sentence
from desktop.casework.papers.verifying import Outcome, Verdict
from desktop.cli.command import Answer, Doorway, command
from desktop.cli.usage import group
from desktop.cli.words import Voice
from desktop.i18n import N_
from desktop.store.store import Store

commands = group()


@command(commands, "verify-sheet")
def verify_sheet(
    door: Doorway,
    *,
    asked: Annotated[
        str,
        typer.Argument(
            metavar="CODE|FILE",
            help=N_("The check code as it stands on the paper; or a PDF or a picture of the paper."),
        ),
    ],
) -> Answer:
    if door.store is None:
        found = _found(None, asked)
    else:
        with door.door().opened(read_only=True) as store:
            found = _found(store, asked)
    voice = door.voice
    lines = [line for each in found for line in (*_lines(voice, each), "")][:-1]
    return Answer(
        {"papers": [_facts(voice, each) for each in found]},
        lines,
        is_good=all(each.outcome is Outcome.SAME for each in found),
    )


def _found(store: Store | None, asked: str) -> tuple[Verdict, ...]:
    file = Path(asked)
    is_code = "\n" in asked or not (file.suffix or file.exists())
    return (verifying.verify(store, asked),) if is_code else verifying.verify_file(store, verifying.read(file))


def _lines(voice: Voice, verdict: Verdict) -> list[str]:
    """What it is, what that rests on, what the code says, what to do."""
    return [
        voice.word(verdict_words.head(verdict)),
        *(f"  {_said(voice, each)}" for each in _told(verdict)),
        *([voice.word("The code says:"), *(f"  {line}" for line in verdict.words)] if verdict.words else []),
        voice.word(verdict_words.REMEDIES[verdict.outcome]),
    ]


def _told(verdict: Verdict) -> list[Sentence]:
    return [*map(verdict_words.moved, verdict.now.moved), *verdict_words.told(verdict)]


def _said(voice: Voice, each: Sentence) -> str:
    return voice.word(each.message, **each.values)


def _facts(voice: Voice, verdict: Verdict) -> dict[str, Any]:
    known, now = verdict.known, verdict.now
    return {
        "outcome": verdict.outcome.value,
        "told": voice.word(verdict_words.head(verdict)),
        "because": [_said(voice, each) for each in _told(verdict)],
        "code": verdict.code,
        "words": list(verdict.words),
        "paper": known.kind if known else None,
        "paper_told": voice.choice(PAPER, known.kind) if known else None,
        "household": known.household.number if known and known.household else None,
        "number": known.number if known else None,
        "version": known.version if known else None,
        "printed_on": known.day.isoformat() if known and known.day else None,
        "printed_by": verdict.by or None,
        "is_very_file": verdict.is_very_file,
        "newest_version": now.version,
        "since": now.since.isoformat() if now.since else None,
        "moved": [{"way": each.label, "before": each.before, "after": each.after} for each in now.moved],
        "amounts_compared": verdict.amounts,
        "amounts_lacking": list(verdict.lacking),
        "amounts_strange": list(verdict.strange),
        "pages_unseen": verdict.unseen,
    }
