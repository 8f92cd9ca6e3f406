"""A laptop of the field comes to belong to an office: it asks for a certificate, takes it in, and asks again later.

Promise: nothing is believed of an office whose six words were not compared, and from then on of that office alone; what
its people may do is what its newest certificate says, and whom that names no more gets in no more. Hidden: what of it
rests in the store as facts, and how key slots follow the certificate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

import msgspec
from msgspec import structs

from desktop.casework import people
from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.domain.records import Device
from desktop.exchange import certificates, enrolment_request, header, keys, station
from desktop.exchange.certificates import Certificate, Line
from desktop.exchange.enrolment_request import Applicant, Request, Wish
from desktop.exchange.keys import DeviceKeys
from desktop.exchange.six_words import SixWords
from desktop.i18n import N_
from desktop.store import certified, opening, vault
from desktop.store import folder as place
from desktop.store.certified import Certified
from desktop.store.facts import fact, keep_fact
from desktop.store.key_ring import Kind
from desktop.store.store import Clock, Store, utc_now

SOON = 30
"""Days before its end on which a certificate is called short-lived."""

_WISH, _ASKED, _FOLLOWED = "wish", "asked", "slots"
_NOBODY = bytes(16)


class Step(StrEnum):
    """What comes next until everybody on a device is certified; the value is a message id."""

    REQUEST = N_("Write the request and take it to the office.")
    ANSWER = N_("Take the request to the office, compare the six words there, and take in the file that comes back.")
    UPDATE = N_("Somebody here is not certified and only reads. Write the request again and take it to the office.")
    RENEW = N_("The certificate ends soon. Write the request again and take it to the office.")
    NONE = N_("Everybody here is certified.")


@dataclass(frozen=True, slots=True)
class PersonHere:
    """Somebody who opens this device; without a line of the certificate they only read."""

    name: str
    line: Line | None


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Where a device stands with its office; `own` are the six words of its keys, `office` those of the office's."""

    name: str
    team: str
    certificate: Certificate | None
    people: tuple[PersonHere, ...]
    own: SixWords
    office: SixWords | None
    next: Step


@dataclass(frozen=True, slots=True)
class Adopted:
    """What taking a certificate in did: who may do what from now on, and whose way in was taken away."""

    certificate: Certificate
    left: tuple[str, ...]


class _Wished(msgspec.Struct, array_like=True, frozen=True):
    """How the device wants to be called, its team, and as what its people want to work."""

    name: str
    team: str = ""
    role: Role = Role.WORKER


def make(
    folder: Path,
    name: str,
    person: str,
    passphrase: str,
    *,
    team: str = "",
    role: Role = Role.WORKER,
    clock: Clock = utc_now,
) -> opening.Made:
    """Makes the store of a device, called `name`, with its keys; the office decides what the wishes become."""
    wished = _Wished(header.plain(name), header.plain(team), role)
    if not wished.name:
        raise Refused("The computer has no name. Nothing was made.", "Name it as its label does, such as: RH-T-03")
    made = opening.create(folder, wished.name, person, passphrase, kind=place.FIELD, clock=clock)
    with made.store.writing() as connection:
        station.keep(connection, keys.new_device())
        keep_fact(connection, _WISH, msgspec.msgpack.encode(wished))
    return made


def request(store: Store) -> bytes:
    """The file that asks the office for this device's first certificate, or for a newer one."""
    own = _own_keys(store)
    with store.reading() as connection:
        known = {each.slot: each for each in certified.people(connection)}
        wished = _wished(fact(connection, _WISH), place.card(store.folder).area)
    held = certificate(store)
    asking = [_applicant(slot, known.get(slot.person), wished.role) for slot in _slots(store)]
    said = Request(
        wish=Wish.UPDATE if held else Wish.ENROL,
        device=own.device,
        store=store.opened.store,
        name=held.name if held else wished.name,
        team=held.team if held else wished.team,
        signing=own.public,
        box=own.box,
        made=int(store.now().timestamp() * 1000),
        number=held.number if held else 0,
        people=tuple(asking),
    )
    content = enrolment_request.write(own, said)
    if not store.read_only:
        with store.writing() as connection:
            keep_fact(connection, _ASKED, said.made.to_bytes(8))
    return content


def certificate(store: Store) -> Certificate | None:
    """The certificate that this device has; None before its first."""
    with store.reading() as connection:
        trusted, sealed = station.trust(connection), fact(connection, "certificate")
    return certificates.verified(sealed, trusted.root) if trusted and sealed else None


def adopt(store: Store, content: bytes, words: SixWords | None = None) -> Adopted:
    """Takes a certificate in; `words` are those that the office's screen shows, which the first one needs.

    Refused where it is another office's or device's, forged, older than the one that is here, or the words differ.
    """
    own, held = _own_keys(store), certificate(store)
    with store.reading() as connection:
        trusted = station.trust(connection)
    told = certificates.verified(content, trusted.root) if trusted else _first(content, words)
    _require_for_this(told, own, store)
    certificates.require_newer(told, held.number if held else 0)
    _take(store, content, told)
    return Adopted(told, _let_slots_follow(store, told))


def take_newest(store: Store) -> Adopted | None:
    """Takes in this device's newest certificate that came down; None where the one that is here is it.

    Key slots that a kill or a full disk kept from following it follow now.
    """
    held = certificate(store)
    with store.reading() as connection:
        own = station.device_keys(connection)
    if held is None or own is None or store.read_only:
        return None
    row = store.get(Device, own.device)
    if row is None or (row.number or 0) <= held.number:
        _let_slots_follow(store, held)
        return None
    return adopt(store, certificates.from_text(row.certificate or ""))


def add_person(store: Store, name: str, passphrase: str, role: Role = Role.WORKER) -> None:
    """Lets a colleague open this store. In the field they only read until the office certifies them."""
    people.admit(store, name, role, passphrase)


def status(store: Store) -> Enrolled:
    """Where this device stands. Refused in a store of the office."""
    require_field(store)
    own, held = _own_keys(store), certificate(store)
    with store.reading() as connection:
        wished = _wished(fact(connection, _WISH), place.card(store.folder).area)
        trusted, has_asked = station.trust(connection), fact(connection, _ASKED) is not None
    here = _people_here(store, held)
    return Enrolled(
        name=held.name if held else wished.name,
        team=held.team if held else wished.team,
        certificate=held,
        people=here,
        own=enrolment_request.words_of(own.device, own.public, own.box),
        office=enrolment_request.office_words(trusted.root) if trusted else None,
        next=_next(held, here, store.today(), has_asked=has_asked),
    )


def require_field(store: Store) -> None:
    if people.is_office(store):
        raise Refused(
            "This is a store of the office: it enrols others, and is not enrolled itself. Nothing was changed.",
            "On the laptop, make a store of its own: ruhu enrol request",
        )


def _first(content: bytes, words: SixWords | None) -> Certificate:
    told = certificates.first(content)
    if words is None:
        raise Refused(
            "The office's six words were not compared yet. Nothing was taken in.",
            "Ask the office to show its six words, and type them here.",
        )
    if words != enrolment_request.office_words(told.office.root):
        raise Refused(
            "The six words of the office are others than those of this file. Nothing was taken in.",
            "Ask the office for the file again, and take it from the office's own hands.",
        )
    return told


def _require_for_this(told: Certificate, own: DeviceKeys, store: Store) -> None:
    is_own = (told.device, told.signing, told.box) == (own.device, own.public, own.box)
    if not is_own or told.store != store.opened.store:
        raise Refused(
            "This certificate is that of another computer: {device}. Nothing was taken in.",
            "Take the file that the office made for this one.",
            device=told.name,
        )


def _take(store: Store, content: bytes, told: Certificate) -> None:
    """Keeps it and what follows from it; whoever has the store open is from now on who it says."""
    with store.reading() as connection:
        known = {each.slot: each for each in certified.people(connection)}
    lines = {line.public: line for line in told.lines}
    of_line = {line.person: _NOBODY for line in told.lines}
    for slot in _slots(store):
        before = known.get(slot.person)
        line = lines.get(slot.public or b"") or (told.line(before.person) if before else None)
        if line is not None:
            of_line[line.person] = slot.person
    named = [Certified(of_line[line.person], line.person, line.name, line.role, line.public) for line in told.lines]
    with store.writing() as connection:
        station.keep(connection, told.office)
        station.keep_certificate(connection, content)
        certified.keep(connection, named)
    store.opened = certified.as_certified(named, structs.replace(store.opened, role=Role.AUDITOR))


def _let_slots_follow(store: Store, told: Certificate) -> tuple[str, ...]:
    """Who left gets in no more, and the office whose keys these are gets in; done once for each certificate."""
    with store.reading() as connection:
        is_done = fact(connection, _FOLLOWED) == told.number.to_bytes(4)
        left = {each.slot for each in certified.people(connection) if not each.public} - {_NOBODY}
    if is_done:
        return ()
    vault.let_office_in(store.folder, store.opened, told.device, told.name, (told.office.box, told.office.escrow))
    keys_of_left = {slot.public for slot in _slots(store) if slot.person in left and slot.public}
    names = vault.let_go(store.folder, store.opened, keys_of_left)
    with store.writing() as connection:
        keep_fact(connection, _FOLLOWED, told.number.to_bytes(4))
    return names


def _slots(store: Store) -> Sequence[vault.Slot]:
    return [slot for slot in vault.slots(store.folder) if slot.kind is Kind.PASSPHRASE]


def _applicant(slot: vault.Slot, known: Certified | None, wished: Role) -> Applicant:
    if known is None:
        return Applicant(slot.person, slot.name, wished, slot.public or b"")
    return Applicant(known.person, slot.name, known.role, slot.public or b"")


def _own_keys(store: Store) -> DeviceKeys:
    """The device's keys; drawn now where a kill came between the store and them."""
    require_field(store)
    with store.reading() as connection:
        held = station.device_keys(connection)
    if held is None:
        held = keys.new_device()
        with store.writing() as connection:
            station.keep(connection, held)
    return held


def _wished(kept: bytes | None, card: str) -> _Wished:
    return msgspec.msgpack.decode(kept, type=_Wished) if kept else _Wished(card)


def _people_here(store: Store, held: Certificate | None) -> tuple[PersonHere, ...]:
    lines = {line.public: line for line in held.lines} if held else {}
    return tuple(PersonHere(slot.name, lines.get(slot.public or b"")) for slot in _slots(store))


def _next(held: Certificate | None, here: Sequence[PersonHere], today: date, *, has_asked: bool) -> Step:
    if held is None:
        return Step.ANSWER if has_asked else Step.REQUEST
    if any(each.line is None for each in here):
        return Step.UPDATE
    ends = min(held.until, *(each.line.until for each in here if each.line))
    return Step.RENEW if (date.fromisoformat(ends) - today).days < SOON else Step.NONE
