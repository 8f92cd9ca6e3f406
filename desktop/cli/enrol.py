"""`ruhu enrol`: a laptop asks for its certificate, the office answers, and both see where it stands."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from desktop.casework import certifying, enrolment, finishing, people, recovery
from desktop.casework.certifying import Terms, Wanted
from desktop.cli import passphrases, usage
from desktop.cli.area import handed_over
from desktop.cli.command import Answer, Door, command
from desktop.cli.enrol_words import certificate_facts, certified, devices_answer, own_answer
from desktop.cli.files import OUT, read_small, require_file, require_folder, require_new
from desktop.cli.usage import group
from desktop.cli.words import Voice, table
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS, Role
from desktop.exchange import enrolment_request, six_words
from desktop.exchange.certificates import Scope
from desktop.i18n import N_
from desktop.store import folder as place
from desktop.store.store import Store

commands = group()

_FILE = Annotated[Path, typer.Argument(help=N_("The file that came on the stick."))]
_WORDS = Annotated[
    str, typer.Option("--words", help=N_("The six words that the other screen shows, in Chinese or English."))
]


@command(commands, "request", N_("On a laptop: write the request; the first time its store is made with it."))
def request(
    door: Door,
    *,
    output: OUT,
    device: Annotated[str, typer.Option("--device", help=N_("What this computer is called, such as RH-T-03."))] = "",
    team: Annotated[str, typer.Option("--team", help=N_("Whose team it belongs to."))] = "",
    name: Annotated[str, typer.Option("--person", help=N_("Who works with it first."))] = "",
    role: Annotated[Role, typer.Option(help=N_("As what; the office decides."))] = Role.WORKER,
    sheet: Annotated[Path | None, typer.Option(help=N_("Write the recovery sheet to this PDF."))] = None,
) -> Answer:
    voice, made = door.voice, Answer({}, [])
    require_new(output)
    if (door.folder / "store.toml").exists():
        with door.opened() as store:
            return _asked(voice, store, output, made)
    if not (device and name):
        raise Refused(
            "There is no store in {folder} yet. Nothing was made.",
            "To make one, say how this computer is called and who works with it: --device NAME --person NAME",
            folder=door.folder,
        )
    passphrase = passphrases.asked(voice, passphrases.OPENING, door.passphrase_file, name=name, twice=True)
    with recovery.blank_sheet(sheet):
        done = enrolment.make(door.folder, device, name, passphrase, team=team, role=role)
        with done.store as store:
            handed = handed_over(voice, door.folder, done.code, sheet)
            return _asked(voice, store, output, handed)


def _asked(voice: Voice, store: Store, output: Path, made: Answer) -> Answer:
    place.write_durably(output, enrolment.request(store))
    stands = enrolment.status(store)
    words = stands.own.written(voice.language)
    lines = [
        *made.lines,
        voice.word("The request of {device} is in {file}.", device=stands.name, file=output),
        voice.word("Its six words, for the office to compare: {words}", words=words),
        voice.word("Take the file to the office, and this computer too."),
    ]
    facts = {"request": str(output), "device": stands.name, "words": words}
    return Answer(made.facts | facts, lines, made.warnings, made.is_good)


@command(commands, "show", N_("What a request asks for, and who stands in it; its six words are on the laptop alone."))
def show(voice: Voice, *, file: _FILE) -> Answer:
    asked = enrolment_request.read(read_small(file))
    head = voice.word("{device} · {team}", device=asked.name, team=asked.team) if asked.team else asked.name
    number = voice.word("It has certificate number {n}.", n=asked.number) if asked.number else ""
    cells = [[each.name, voice.choice(RECORDS["staff"].field["role"], each.role)] for each in asked.people]
    lines = [head, *(f"  {line}" for line in table(cells)), *([number] if number else [])]
    people_asked = [{"name": each.name, "role": each.role} for each in asked.people]
    facts = {"wish": asked.wish, "device": asked.name, "team": asked.team, "number": asked.number}
    return Answer(facts | {"people": people_asked}, lines)


@command(commands, "approve", N_("In the office: certify a laptop as its request asks; write the file for it."))
def approve(
    door: Door,
    *,
    file: _FILE,
    into: Annotated[Path, typer.Option("-o", "--into", help=N_("The folder for the file, such as the stick."))],
    words: _WORDS = "",
    known: Annotated[
        list[str] | None,
        typer.Option("--known", metavar="[NAME=]STAFF", help=N_("Who of the staff a person of the request is.")),
    ] = None,
    role: Annotated[
        list[str] | None, typer.Option("--role", metavar="[NAME=]ROLE", help=N_("As what they work; else as worker."))
    ] = None,
    scope: Annotated[
        list[str] | None,
        typer.Option("--scope", metavar="[NAME=]SCOPE", help=N_("assigned, team or area; else as the role has it.")),
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help=N_("What the computer is called; else as asked."))] = None,
    team: Annotated[str | None, typer.Option("--team", help=N_("Whose team it belongs to; else as asked."))] = None,
    until: Annotated[str, typer.Option("--until", metavar="DAY", help=N_("Until when; else half a year."))] = "",
    replaces: Annotated[
        str | None, typer.Option("--replaces", metavar="DEVICE", help=N_("Whose place it takes, lost or worn out."))
    ] = None,
) -> Answer:
    voice = door.voice
    content = read_small(file)
    asked = enrolment_request.read(content)
    names = [each.name for each in asked.people]
    wanted = _wanted(voice, names, known or (), role or (), scope or ())
    terms = Terms(wanted, name, team, usage.day(voice, until) if until else None, replaces)
    compared = six_words.typed(words) if words else None
    require_folder(into)
    with door.opened() as store:
        done = certifying.approve(store, content, terms, compared)
        device = certifying.device_named(store, done.certificate.name)
        files = finishing.answer(store, device, into)
        own = certifying.words(store).written(voice.language)
    lines = [
        *certified(voice, done.certificate),
        *([voice.word("New on the staff: {names}", names=voice.listed(done.enlisted))] if done.enlisted else []),
        *([voice.word("Left, and not certified: {names}", names=voice.listed(done.left))] if done.left else []),
        *([voice.word("Households that changed hands: {n}", n=done.moved)] if done.moved else []),
        *(voice.word("The file for it: {file}", file=each) for each in files),
        voice.word("The office's six words, for the laptop to compare: {words}", words=own),
    ]
    facts = certificate_facts(done.certificate) | {
        "enlisted": list(done.enlisted),
        "left": list(done.left),
        "moved": done.moved,
        "files": [str(each) for each in files],
        "office_words": own,
    }
    return Answer(facts, lines)


@command(commands, "finish", N_("On the laptop: take in the office's file, once its six words were compared."))
def finish(
    door: Door,
    *,
    files: Annotated[list[Path], typer.Argument(help=N_("The office's file, or its parts."))],
    words: _WORDS = "",
) -> Answer:
    voice = door.voice
    compared = six_words.typed(words) if words else None
    for file in files:
        require_file(file)
    with door.opened() as store:
        done = finishing.finish(store, files, compared)
        stands = enrolment.status(store)
    told = done.receipt.told
    homes = told.rows_new.get("household", 0)
    lines = [
        *certified(voice, done.adopted.certificate),
        voice.words("{n} household came with it.", "{n} households came with it.", homes),
        voice.word(stands.next),
    ]
    facts = certificate_facts(done.adopted.certificate) | {"households": homes, "next": stands.next.name.lower()}
    return Answer(facts, lines)


@command(commands, "status", N_("Where this laptop stands; in the office, where all of them do."))
def status(door: Door) -> Answer:
    with door.opened(read_only=True) as store:
        if people.is_office(store):
            return devices_answer(door.voice, store)
        return own_answer(door.voice, enrolment.status(store))


@command(commands, "renew", N_("In the office: certify a laptop anew as it is; write the file for it."))
def renew(
    door: Door,
    *,
    device: Annotated[str, typer.Argument(metavar="DEVICE")],
    into: Annotated[Path, typer.Option("-o", "--into", help=N_("The folder for the file, such as the stick."))],
    until: Annotated[str, typer.Option("--until", metavar="DAY", help=N_("Until when; else half a year."))] = "",
) -> Answer:
    voice = door.voice
    day = usage.day(voice, until) if until else None
    require_folder(into)
    with door.opened() as store:
        done = certifying.renew(store, certifying.device_named(store, device), day)
        files = finishing.answer(store, certifying.device_named(store, device), into)
    lines = [
        *certified(voice, done.certificate),
        *(voice.word("The file for it: {file}", file=each) for each in files),
    ]
    return Answer(certificate_facts(done.certificate) | {"files": [str(each) for each in files]}, lines)


def _wanted(
    voice: Voice, names: Sequence[str], known: Iterable[str], roles: Iterable[str], scopes: Iterable[str]
) -> dict[str, Wanted]:
    """What was said of each person of a request: of one by name, or of all."""
    role, scope, staff = _by_name(roles), _by_name(scopes), _by_name(known)
    if "" in staff and len(names) > 1:  # one of several, who is called the same here and there
        staff = {staff[""]: staff[""], **staff}
        del staff[""]
    try:
        return {
            name: Wanted(
                staff=staff.get(name, staff.get("")),
                role=Role(chosen) if (chosen := role.get(name, role.get(""))) else None,
                scope=Scope(reach) if (reach := scope.get(name, scope.get(""))) else None,
            )
            for name in {*names, *role, *scope, *staff} - {""}
        }
    except ValueError:
        roles_known, scopes_known = voice.listed([*Role]), voice.listed([*Scope])
        message = voice.word("A role is one of: {roles}; a scope: {scopes}", roles=roles_known, scopes=scopes_known)
        raise typer.BadParameter(message) from None


def _by_name(said: Iterable[str]) -> dict[str, str]:
    """What was said as NAME=VALUE; of all, as VALUE, under no name."""
    return {name: value for name, _, value in (each.rpartition("=") for each in said)}
