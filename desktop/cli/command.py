"""What all commands share: how a store is named and opened, how a command answers, and how it says no.

Promise: every command that opens a store has --store, --as, --passphrase-file and --json; it ends with 0 when it did
what was asked, with 1 when it refused or found something wrong. Hidden: Typer wants each option in each function's
signature; they are added here, once.
"""

import inspect
import json
import sys
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from desktop.casework.stating import Misstated
from desktop.cli import passphrases, usage
from desktop.cli.words import Voice, by_system, visible
from desktop.domain import checks
from desktop.domain.errors import Finding, Refused
from desktop.domain.fields import RECORDS, Field
from desktop.i18n import N_
from desktop.store import folder as place
from desktop.store import opening, vault
from desktop.store.store import Store
from desktop.store.vault import Unlocked

MOST = 1_000_000
"""The largest number that an option takes."""

_ABOUT: Mapping[str, str] = {
    "area": N_("the area"),
    "conflict": N_("a conflict"),
    "notice": N_("the notice"),
    "number": N_("the number"),
    "option": N_("the way of compensation"),
    "parts": N_("the parts"),
    "signed_on": N_("the day of signing"),
    "state": N_("the state"),
    "text": N_("the text"),
}
"""Of findings that are of no record: what they are about, where no one field says so."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command says: `facts` to scripts, `lines` and `warnings` to people; whether what it found `is_good`."""

    facts: Any  # an object, or a list of them
    lines: Sequence[str]
    warnings: Sequence[str] = ()
    is_good: bool = True


@dataclass(frozen=True, slots=True)
class Door:
    """The store that a command is about, and how the person who asks opens it."""

    voice: Voice
    folder: Path
    person: str | None
    passphrase_file: Path | None

    def unlocked(self, folder: Path | None = None) -> Unlocked:
        """The store's key, by this person's passphrase; of another folder than the store's own when named."""
        folder = folder or self.folder
        place.card(folder)
        name = vault.slot_of(folder, self.person).name
        passphrase = passphrases.asked(self.voice, passphrases.OPENING, self.passphrase_file, name=name)
        return vault.unlock(folder, passphrase, name)

    @contextmanager
    def opened(self, *, read_only: bool = False) -> Generator[Store]:
        """The open store. What only looks opens it read-only, so that it also works beside an open window."""
        with opening.open_store(self.folder, self.unlocked(), read_only=read_only) as store:
            for notice in store.notices:
                print(self.voice.word(notice), file=sys.stderr)
            yield store


@dataclass(frozen=True, slots=True)
class Doorway:
    """The store that a command may be about, where one is named."""

    voice: Voice
    store: Path | None
    person: str | None
    passphrase_file: Path | None

    def door(self) -> Door:
        """The store's door; a wrong call where no store is named."""
        if self.store is None:
            raise typer.BadParameter(self.voice.word("Name the store: --store FOLDER, or the variable RUHU_STORE."))
        return Door(self.voice, self.store.absolute(), self.person, self.passphrase_file)


_STORE = Annotated[
    Path | None, typer.Option("--store", envvar="RUHU_STORE", help=N_("Folder of the store."), show_default=False)
]
_AS = Annotated[str | None, typer.Option("--as", help=N_("Who opens it; may be left out where only one person can."))]
_PASSPHRASE_FILE = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file", help=N_("File that holds the passphrase; else RUHU_PASSPHRASE, or it is asked for.")
    ),
]
_JSON = Annotated[bool, typer.Option("--json", help=N_("Answer in JSON, for scripts."))]


def _option(name: str, annotation: object, default: object) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


_OF_A_DOOR = (
    _option("store", _STORE, None),
    _option("person", _AS, None),
    _option("passphrase_file", _PASSPHRASE_FILE, None),
)
_OF_ALL = _option("as_json", _JSON, default=False)

Work = Callable[..., Answer]


def command(group: typer.Typer, name: str, help_text: str = "") -> Callable[[Work], Work]:
    """Makes a function the command `name`.

    It takes a Door (and so the options of a store), a Doorway (where a store need not be named) or just a Voice, then
    what the command itself asks for, by name. What the commands of `main` do is said there.
    """

    def registered(work: Work) -> Work:
        first, *own = inspect.signature(work).parameters.values()
        has_door = first.annotation in (Door, Doorway)
        own = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]

        def run(context: typer.Context, **given: Any) -> None:
            voice: Voice = context.find_root().obj
            _require_printable(voice, context, given)
            as_json: bool = given.pop("as_json")
            doorway = Doorway(voice, *(given.pop(each.name) for each in _OF_A_DOOR)) if has_door else None
            subject = doorway.door() if doorway and first.annotation is Door else doorway or voice
            _answer(voice, lambda: work(subject, **given), as_json=as_json)

        context = inspect.Parameter("context", inspect.Parameter.POSITIONAL_ONLY, annotation=typer.Context)
        options = [*own, *(_OF_A_DOOR if has_door else ()), _OF_ALL]
        run.__signature__ = inspect.Signature([context, *options])  # pyright: ignore[reportFunctionMemberAccess]
        group.command(name, help=help_text, cls=usage.Command)(run)
        return work

    return registered


def _require_printable(voice: Voice, context: typer.Context, given: Mapping[str, Any]) -> None:
    """What comes in on the command line ends in the journal, in file names, in answers: it is text, or refused here."""
    parameters: list[Any] = context.command.params
    for parameter in parameters:
        value = given.get(parameter.name)
        if isinstance(value, str | Path) and (fault := checks.text_fault("", str(value), is_long=True)):
            raise typer.BadParameter(voice.word(fault.message, **fault.values), ctx=context, param=parameter)


def _answer(voice: Voice, work: Callable[[], Answer], *, as_json: bool) -> None:
    try:
        answer = work()
    except OSError as error:
        raise _said_no(voice, by_system(error), as_json=as_json) from None
    except Refused as refused:
        raise _said_no(voice, refused, as_json=as_json) from None
    if as_json:
        _say(_json_lines(answer.facts))
    else:
        _say(answer.lines)
        _say(answer.warnings, sys.stderr)
    if not answer.is_good:
        raise typer.Exit(1)


def _said_no(voice: Voice, refused: Refused, *, as_json: bool) -> typer.Exit:
    """Writes to standard error why not and what to do now."""
    what, remedy = (voice.word(text, **refused.values) for text in (refused.what, refused.remedy))
    found = (
        [(problem.finding, problem.record, problem.line) for problem in refused.problems]
        if isinstance(refused, Misstated)
        else [(finding, None, None) for finding in refused.findings]
    )
    if as_json:
        told = {"what": what, "remedy": remedy, "findings": [fault(voice, *each) for each in found]}
        _say(_json_lines({"refused": told}), sys.stderr)
    else:
        _say([what, *(f"  {fault_line(voice, *each)}" for each in found), remedy], sys.stderr)
    return typer.Exit(1)


def _json_lines(facts: Any) -> list[str]:
    return json.dumps(facts, ensure_ascii=False, indent=2).split("\n")


def _say(lines: Iterable[str], to: TextIO | None = None) -> None:
    """Each on a line of its own: a value can't break out of its line, whoever wrote it into the store."""
    for line in lines:
        print(visible(line), file=to)


def fault(voice: Voice, finding: Finding, record: str | None = None, line: int | None = None) -> dict[str, Any]:
    """A finding for scripts, its message in the reader's language."""
    field = _field(finding, record)
    choices = [key for key, _ in field.choices] if field else None
    known = {"line": line, "record": record, "field": finding.field, "choices": choices or None}
    message = voice.word(finding.message, **finding.values)
    return {name: value for name, value in known.items() if value is not None} | {"message": message}


def fault_line(voice: Voice, finding: Finding, record: str | None = None, line: int | None = None) -> str:
    """A finding for people: where, which field, what."""
    kind, field = RECORDS.get(record or ""), _field(finding, record)
    place = [voice.word("line {n}", n=line)] if line else []
    place += [voice.label(kind)] if kind else []
    place += [voice.label(field) if field else _called(voice, finding.field)]
    message = voice.word(finding.message, **finding.values)
    if field and field.choices:
        message = voice.word("{message} ({choices})", message=message, choices=voice.choices(field))
    return voice.pair(" · ".join(place), message)


def _called(voice: Voice, name: str) -> str:
    """What a finding that is of no record is about: a kind of record, a field of that name alone, or itself."""
    if name in _ABOUT or name in RECORDS:
        return voice.word(_ABOUT[name]) if name in _ABOUT else voice.label(RECORDS[name])
    labels = {voice.label(kind.field[name]) for kind in RECORDS.values() if name in kind.field}
    return labels.pop() if len(labels) == 1 else name


def _field(finding: Finding, record: str | None) -> Field | None:
    kind = RECORDS.get(record or "")
    return kind.field.get(finding.field) if kind else None
