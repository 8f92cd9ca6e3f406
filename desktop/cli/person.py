"""`ruhu person`: who works here: let in, given another role, taken off, listed."""

from pathlib import Path
from typing import Annotated

import typer

from desktop.casework import certifying, enrolment, people
from desktop.casework.certifying import Changed
from desktop.cli import passphrases
from desktop.cli.command import Answer, Door, command
from desktop.cli.usage import group
from desktop.cli.words import Voice, table
from desktop.domain.fields import RECORDS, Role
from desktop.i18n import N_
from desktop.store.store import Store

commands = group()

_ROLE = RECORDS["staff"].field["role"]
_WHO = Annotated[str, typer.Argument(help=N_("The person's name."), metavar="NAME")]
_NEW_FILE = Annotated[
    Path | None,
    typer.Option(help=N_("File that holds the new passphrase; else RUHU_NEW_PASSPHRASE, or it is asked for.")),
]


@command(commands, "add", N_("Let one more person open this store; on a laptop the office says what they may do."))
def add(
    door: Door,
    *,
    name: _WHO,
    role: Annotated[Role, typer.Option(help=N_("What the person does here."))] = Role.WORKER,
    new_passphrase_file: _NEW_FILE = None,
) -> Answer:
    voice = door.voice
    with door.opened() as store:
        passphrase = passphrases.asked(voice, passphrases.NEW, new_passphrase_file, name=name, twice=True)
        person = people.admit(store, name, role, passphrase)
        is_office = people.is_office(store)
    lines = [voice.word("{name} opens this store now, as: {role}", name=person.name, role=person.role)]
    if not is_office:
        lines = [
            voice.word("{name} opens this store now, and only reads until the office certifies it.", name=person.name),
            voice.word(enrolment.Step.UPDATE),
        ]
    return Answer({"name": person.name, "role": person.role, "is_certified": is_office}, lines)


@command(commands, "role", N_("In the office: give a person another role, on every laptop they work with."))
def set_role(
    door: Door, *, name: _WHO, role: Annotated[Role, typer.Argument(help=N_("What the person does from now on."))]
) -> Answer:
    with door.opened() as store:
        changed = certifying.set_role(store, name, role)
    told = door.voice.word("{name} works as {role} from now on.", name=name, role=role)
    return _changed(door.voice, changed, told)


@command(commands, "leave", N_("In the office: take a person off the staff and off every laptop; their work stays."))
def leave(door: Door, *, name: _WHO) -> Answer:
    with door.opened() as store:
        changed = certifying.leave(store, name)
    told = door.voice.word("{name} works here no more. What {name} wrote stays.", name=name)
    return _changed(door.voice, changed, told)


@command(commands, "list", N_("Who works here, and with which laptops."))
def list_people(door: Door) -> Answer:
    voice = door.voice
    with door.opened(read_only=True) as store:
        staff = people.staff(store)
        devices = _devices_of(store)
    facts = [
        {"name": row.name, "role": row.role, "team": row.team, "devices": devices.get(row.id, [])} for row in staff
    ]
    head = [voice.word(each) for each in (N_("name"), N_("role"), N_("team"), N_("computers"))]
    cells = [
        [row.name or "", voice.choice(_ROLE, row.role or ""), row.team or "", voice.listed(devices.get(row.id, []))]
        for row in staff
    ]
    return Answer({"people": facts}, table([head, *cells]))


def _devices_of(store: Store) -> dict[bytes, list[str]]:
    found: dict[bytes, list[str]] = {}
    for each in certifying.devices(store) if people.is_office(store) else ():
        for line in each.certificate.lines if each.revoked is None else ():
            found.setdefault(line.person, []).append(each.name)
    return found


def _changed(voice: Voice, changed: Changed, told: str) -> Answer:
    lines = [told]
    if changed.devices:
        names = voice.listed(changed.devices)
        lines.append(voice.word("It reaches these computers with their next file: {names}", names=names))
    if changed.households:
        lines.append(voice.word("Households that this person looks after: {n}", n=changed.households))
        lines.append(voice.word("Hand them over with: ruhu assign"))
    facts = {"name": changed.staff.name, "devices": list(changed.devices), "households": changed.households}
    return Answer(facts, lines)
