"""`ruhu agreement text`: the wording of agreements, as Ruhu brings it or as the area has its own."""

from pathlib import Path
from typing import Annotated, Any

import typer

from desktop.casework import evidence
from desktop.casework.papers import paper_texts
from desktop.casework.papers.paper_texts import Wording
from desktop.cli.command import Answer, Door, command
from desktop.cli.usage import group
from desktop.cli.words import Voice, table
from desktop.domain import paper_text
from desktop.i18n import N_, Language

commands = group()

_KIND = Annotated[str, typer.Argument(help=N_("agreement_cash, agreement_swap or agreement_mixed."), metavar="TEXT")]
_LANGUAGE = Annotated[Language, typer.Option(help=N_("Of the text."))]
_BECAUSE = Annotated[str, typer.Option(help=N_("Why, in words that others can read."))]
_DIGITS = 16


@command(commands, "list", N_("Which texts there are, and which of them are the area's own."))
def list_texts(door: Door) -> Answer:
    with door.opened(read_only=True) as store:
        found = [*paper_texts.all_in_use(store)]
    voice = door.voice
    rows = [[each.kind, each.language, _whose(voice, each), each.digest[:_DIGITS]] for each in found]
    titles = (N_("text"), N_("language"), N_("whose"), N_("fingerprint"))
    return Answer([*map(_facts, found)], table([[voice.word(title) for title in titles], *rows]))


@command(commands, "show", N_("Show a text as it is in use, and what its paper can fill in."))
def show(door: Door, *, kind: _KIND, language: _LANGUAGE = Language.CHINESE) -> Answer:
    with door.opened(read_only=True) as store:
        found = paper_texts.in_use(store, kind, language)
    voice = door.voice
    filled = voice.listed(f"{{{place.called(language)}}}" for place in paper_texts.places(kind))
    told = voice.word("{whose}, fingerprint {digest}", whose=_whose(voice, found), digest=found.digest[:_DIGITS])
    return Answer(
        _facts(found) | {"content": found.content},
        found.content.rstrip().split("\n"),
        [told, voice.pair(voice.word("Can be filled in"), filled)],
    )


@command(commands, "set", N_("Put the area's own text in use; the papers printed before keep theirs."))
def set_text(
    door: Door,
    *,
    kind: _KIND,
    file: Annotated[Path, typer.Argument(help=N_("The text, as `ruhu agreement text show` writes one."))],
    because: _BECAUSE,
    language: _LANGUAGE = Language.CHINESE,
) -> Answer:
    content = paper_text.plain(evidence.read(file))
    with door.opened() as store:
        made = paper_texts.set_own(store, kind, language, content, because=because)
    return _changed(door.voice, made)


@command(commands, "reset", N_("Put the text that Ruhu brings in use again."))
def reset(door: Door, *, kind: _KIND, because: _BECAUSE, language: _LANGUAGE = Language.CHINESE) -> Answer:
    with door.opened() as store:
        made = paper_texts.reset(store, kind, language, because=because)
    return _changed(door.voice, made)


def _changed(voice: Voice, made: Wording) -> Answer:
    told = voice.word(
        "In use from now on: {text}, {whose}, fingerprint {digest}",
        text=made.kind,
        whose=_whose(voice, made),
        digest=made.digest[:_DIGITS],
    )
    return Answer(_facts(made), [told])


def _whose(voice: Voice, text: Wording) -> str:
    return voice.word("the area's own") if text.own else voice.word("as Ruhu brings it")


def _facts(text: Wording) -> dict[str, Any]:
    return {"text": text.kind, "language": text.language, "own": text.own is not None, "digest": text.digest}
