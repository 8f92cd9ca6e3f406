"""`ruhu vault`: who can open a store, and how they get in again."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from desktop.casework import enrolment, office_keys, people, recovery
from desktop.cli import passphrases
from desktop.cli.area import handed_over
from desktop.cli.command import Answer, Door, command
from desktop.cli.files import OUT, read_small, require_new
from desktop.cli.usage import group
from desktop.cli.words import table
from desktop.domain.fields import RECORDS, Role
from desktop.exchange import six_words
from desktop.i18n import N_
from desktop.store import folder as place
from desktop.store import vault
from desktop.store.vault import Slot

commands = group()

_KINDS = {
    vault.Kind.PASSPHRASE: N_("passphrase"),
    vault.Kind.RECOVERY: N_("recovery sheet"),
    vault.Kind.OFFICE: N_("the office"),
}
_NEW_FILE = Annotated[
    Path | None,
    typer.Option(help=N_("File that holds the new passphrase; else RUHU_NEW_PASSPHRASE, or it is asked for.")),
]
_SHEET = Annotated[Path | None, typer.Option(help=N_("Write the new recovery sheet to this PDF."))]


@command(commands, "slots", N_("List who and what opens the store."))
def slots(door: Door) -> Answer:
    voice = door.voice
    place.card(door.folder)
    found = vault.slots(door.folder)
    head = [voice.word(name) for name in (N_("name"), N_("role"), N_("opens by"), N_("made on"))]
    role = RECORDS["staff"].field["role"]
    cells = [[slot.name, voice.choice(role, slot.role), voice.word(_KINDS[slot.kind]), _day(slot)] for slot in found]
    facts = [{"name": slot.name, "role": slot.role, "opens_by": slot.kind, "made_on": _day(slot)} for slot in found]
    return Answer({"slots": facts}, table([head, *cells]))


@command(commands, "add", N_("Let one more person open the store, with a passphrase and a signing key of their own."))
def add(
    door: Door,
    *,
    name: Annotated[str, typer.Option("--person", help=N_("The new person's name."))],
    role: Annotated[Role, typer.Option(help=N_("What the person does here."))],
    new_passphrase_file: _NEW_FILE = None,
) -> Answer:
    with door.opened() as store:
        passphrase = passphrases.asked(door.voice, passphrases.NEW, new_passphrase_file, name=name, twice=True)
        person = people.admit(store, name, role, passphrase)
    told = door.voice.word("{name} opens this store now, as: {role}", name=person.name, role=person.role)
    return Answer({"name": person.name, "role": person.role}, [told])


@command(commands, "remove", N_("Take a person's way into the store away; what that person wrote stays."))
def remove(door: Door, *, name: Annotated[str, typer.Option("--person", help=N_("The person's name."))]) -> Answer:
    with door.opened() as store:
        people.dismiss(store, name)
    lines = [
        door.voice.word("{name} no longer opens this store.", name=name),
        door.voice.word("Backups and copies made before still open with that passphrase."),
    ]
    return Answer({"removed": name}, lines)


@command(commands, "passphrase", N_("Change one's own passphrase."))
def passphrase(door: Door, *, new_passphrase_file: _NEW_FILE = None) -> Answer:
    with door.opened() as store:
        name = store.opened.name
        chosen = passphrases.asked(door.voice, passphrases.NEW, new_passphrase_file, name=name, twice=True)
        vault.change(store.folder, store.opened, chosen)
    lines = [
        door.voice.word("{name} opens this store with the new passphrase now.", name=name),
        door.voice.word("Backups made before still open with the old one."),
    ]
    return Answer({"changed": name}, lines)


@command(commands, "sheet", N_("Make a new recovery sheet in one's own name; older ones are void."))
def sheet(door: Door, *, sheet: _SHEET = None) -> Answer:
    with recovery.blank_sheet(sheet):
        with door.opened() as store:
            code = vault.replace_sheet(store.folder, store.opened)
        handed = handed_over(door.voice, door.folder, code, sheet)
    return replace(handed, lines=[*handed.lines, door.voice.word("Older recovery sheets no longer open this store.")])


@command(commands, "recover", N_("Get in again with the recovery sheet: a new passphrase, and a new sheet."))
def recover(
    door: Door,
    *,
    name: Annotated[str | None, typer.Option("--person", help=N_("Whose passphrase is forgotten."))] = None,
    code_file: Annotated[
        Path | None, typer.Option(help=N_("File that holds the code; else RUHU_RECOVERY_CODE, or it is asked for."))
    ] = None,
    new_passphrase_file: _NEW_FILE = None,
    sheet: _SHEET = None,
) -> Answer:
    voice, folder = door.voice, door.folder
    name = vault.slot_of(folder, name or door.person).name
    code = passphrases.asked(voice, passphrases.RECOVERY, code_file)
    vault.unlock_by_code(folder, code)
    chosen = passphrases.asked(voice, passphrases.NEW, new_passphrase_file, name=name, twice=True)
    with recovery.blank_sheet(sheet):
        opened, new_code = vault.recover(folder, code, name, chosen)
        handed = handed_over(voice, folder, new_code, sheet)
    told = voice.word("{name} opens this store with the new passphrase now.", name=opened.name)
    return replace(
        handed,
        facts={"recovered": opened.name} | handed.facts,
        lines=[told, *handed.lines, voice.word("The sheet that was used is void.")],
    )


@command(commands, "ask", N_("Ask the office to let a person in whose passphrase and sheet are lost."))
def ask(
    door: Door,
    *,
    output: OUT,
    name: Annotated[str | None, typer.Option("--person", help=N_("Who wants in."))] = None,
    new_passphrase_file: _NEW_FILE = None,
) -> Answer:
    voice = door.voice
    require_new(output)
    name = vault.slot_of(door.folder, name or door.person).name
    chosen = passphrases.asked(voice, passphrases.NEW, new_passphrase_file, name=name, twice=True)
    content, compared = office_keys.ask_office(door.folder, name, chosen)
    place.write_durably(output, content)
    words = compared.written(voice.language)
    lines = [
        voice.word("The question is in {file}. Take it to the office, and this computer too.", file=output),
        voice.word("Its six words, for the office to compare: {words}", words=words),
    ]
    return Answer({"question": str(output), "person": name, "words": words}, lines)


@command(commands, "answer", N_("In the office: answer a laptop that nobody can open; it is written down."))
def answer(
    door: Door,
    *,
    file: Annotated[Path, typer.Argument(help=N_("The file that came on the stick."))],
    output: OUT,
    words: Annotated[str, typer.Option("--words", help=N_("The six words that the laptop's screen shows."))],
    because: Annotated[str, typer.Option(help=N_("Why, in words that others can read."))],
) -> Answer:
    voice, compared = door.voice, six_words.typed(words)
    require_new(output)
    content = read_small(file)
    with door.opened() as store:
        told, asked = office_keys.answer_unlock(store, content, compared, because=because)
    place.write_durably(output, told)
    lines = [
        voice.word(
            "The answer for {person} on {device} is in {file}.",
            person=asked.person,
            device=asked.device_name,
            file=output,
        ),
        voice.word("On the laptop: ruhu vault open {file}", file=output.name),
    ]
    return Answer({"answer": str(output), "person": asked.person, "device": asked.device_name}, lines)


@command(commands, "open", N_("Get in with the office's answer and the passphrase that was chosen when asking."))
def open_by_office(
    door: Door,
    *,
    file: Annotated[Path, typer.Argument(help=N_("The file that came on the stick."))],
    new_passphrase_file: _NEW_FILE = None,
    sheet: _SHEET = None,
) -> Answer:
    voice, folder = door.voice, door.folder
    name = office_keys.asks(folder)
    chosen = passphrases.asked(voice, passphrases.NEW, new_passphrase_file, name=name)
    with recovery.blank_sheet(sheet):
        opened, code = office_keys.unlock_by_office(folder, read_small(file), chosen)
        handed = handed_over(voice, folder, code, sheet)
    told = voice.word("{name} opens this store with the new passphrase now.", name=opened.name)
    return replace(
        handed,
        facts={"recovered": opened.name} | handed.facts,
        lines=[told, *handed.lines, voice.word(enrolment.Step.UPDATE)],
    )


def _day(slot: Slot) -> str:
    return slot.created.date().isoformat()
