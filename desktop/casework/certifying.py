"""The office says who works on which device: it answers requests, changes what people may do, and takes it back.

Promise: a device is certified only after the six words of its keys were compared and an escrow sheet was made; whatever
changes about a person changes the certificate of every device that the person works on, in one entry. Hidden: a person
is a staff record, known on each device by another signing key; certificates are records of the journal.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from desktop.casework import applicants, people
from desktop.casework.applicants import Person, Wanted
from desktop.casework.assignment import person_named
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS, Role
from desktop.domain.records import Assignment, Device, Revocation, Staff
from desktop.exchange import certificates, enrolment_request, header, station
from desktop.exchange.certificates import SCOPE_OF, Certificate, Line, Scope
from desktop.exchange.enrolment_request import Request, office_words
from desktop.exchange.keys import OfficeKeys
from desktop.exchange.six_words import SixWords
from desktop.store import agenda, provenance, queries
from desktop.store.key_ring import Kind
from desktop.store.store import Store
from desktop.store.united import unions_of
from desktop.store.vault import slots
from desktop.store.writing import Batch

VALID_DAYS = 182
"""How long a certificate is in force where nothing else is said."""

_MAY = RECORDS["device"].group["device"].writers


@dataclass(frozen=True, slots=True)
class Known:
    """A device of this office, with its certificate; `revoked` where it is trusted no more."""

    row: Device
    certificate: Certificate
    revoked: Revocation | None

    @property
    def name(self) -> str:
        return self.certificate.name


@dataclass(frozen=True, slots=True)
class Terms:
    """What the office decides about a device: its name, team, end, and the device whose place it takes."""

    people: Mapping[str, Wanted] = field(default_factory=dict[str, Wanted])
    name: str | None = None
    team: str | None = None
    until: date | None = None
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Approved:
    """What was certified: who is new on the staff, who left and so has no line, how many households changed hands."""

    device: Device
    certificate: Certificate
    enlisted: tuple[str, ...]
    left: tuple[str, ...]
    moved: int


@dataclass(frozen=True, slots=True)
class Changed:
    """A person as they are now, the devices with new certificates, how many households they look after."""

    staff: Staff
    devices: tuple[str, ...]
    households: int


def words(store: Store) -> SixWords:
    """The six words of this office's key, which a new device compares."""
    return office_words(office_keys(store).root)


def devices(store: Store) -> tuple[Known, ...]:
    """The devices that this office enrolled, by name, also those that are revoked."""
    with store.reading() as connection:
        office = station.office_keys(connection)
    if office is None:
        return ()
    revoked = {row.device: row for row in store.records(Revocation) if not row.withdrawn}
    found = [
        Known(
            row, certificates.verified(certificates.from_text(row.certificate or ""), office.root), revoked.get(row.id)
        )
        for row in store.records(Device)
        if not row.withdrawn
    ]
    return tuple(sorted(found, key=lambda each: (each.name, each.row.id)))


def device_named(store: Store, name: str) -> Known:
    """The device of this name, of several the one that is in use. Refused where there is none, or are several."""
    known = devices(store)
    found = [each for each in known if each.name == name]
    found = [each for each in found if not each.revoked] or found[-1:]
    if len(found) != 1:
        names = ", ".join(each.name for each in known)
        raise Refused("No device is called {name}.", "Name one of these: {names}", name=name, names=names)
    return found[0]


def approve(store: Store, content: bytes, terms: Terms, words: SixWords | None = None) -> Approved:
    """Certifies a device as its request asks and the office decides; the file that tells it so is made by `sending`.

    `words` are those that the device's screen shows; a device whose keys are known needs none. Refused where they
    differ, where no escrow sheet was made yet, where a device is revoked, and where somebody of this name is known.
    """
    asked, office = enrolment_request.read(content), office_keys(store)
    before = next((each for each in devices(store) if each.row.id == asked.device), None)
    _require_compared(asked, before, words)
    held = before.certificate if before else None
    named = applicants.people_of(store, asked, held, terms.people, terms.team)
    told = _certificate(store, asked, before, terms, [each for each in named if not each.staff.withdrawn])
    device, said = _signed(office, before, told)
    new = [each.staff for each in named if not each.staff.withdrawn and store.get(Staff, each.staff.id) != each.staff]
    enlisted = [staff for staff in new if store.get(Staff, staff.id) is None]
    old = device_named(store, terms.replaces) if terms.replaces else None
    moved = _handed_over(store, old, said) if old and said.lines else []
    batches = [Batch([*new, device], "enrolled" if before is None else "certificate renewed")]
    if old is not None and old.revoked is None:
        batches.append(Batch([revocation(store, old, because="replaced")], "replaced"))
    store.save_all([*batches, *(Batch([row], "device replaced") for row in moved)])
    left = tuple(each.asker.name for each in named if each.staff.withdrawn)
    return Approved(device, said, tuple(staff.name or "" for staff in enlisted), left, len(moved))


def renew(store: Store, device: Known, until: date | None = None) -> Approved:
    """Certifies a device anew as it is, until another day."""
    day = (until or store.today() + timedelta(days=VALID_DAYS)).isoformat()
    lines = tuple(replace(line, until=day) for line in device.certificate.lines)
    row, said = _signed(office_keys(store), device, _again(store, device, until=day, lines=lines))
    store.save(row, because="certificate renewed")
    return Approved(row, said, (), (), 0)


def renew_all(store: Store) -> tuple[str, ...]:
    """Certifies every device that is in use anew, so that it learns the office's newest keys; their names."""
    office, known = office_keys(store), [each for each in devices(store) if not each.revoked]
    rows = [_signed(office, each, _again(store, each))[0] for each in known]
    if rows:
        store.save(*rows, because="escrow sheet renewed")
    return tuple(each.name for each in known)


def set_role(store: Store, name: str, role: Role) -> Changed:
    """Gives a person another role, in the staff and on every device they work on."""
    require_office(store)
    staff = person_named(store, name)
    _require_on_no_slot(store, staff)
    now = replace(staff, role=role)
    scope = SCOPE_OF.get(role, Scope.AREA)
    return _change(store, now, lambda line: replace(line, role=role, scope=scope), because="role changed")


def leave(store: Store, name: str) -> Changed:
    """Takes a person off the staff and off every device; what they wrote stays, and so does their name in it."""
    require_office(store)
    staff = person_named(store, name)
    if any(slot.person == staff.id and slot.kind is Kind.PASSPHRASE for slot in slots(store.folder)):
        people.dismiss(store, name)
    changed = _change(store, staff, lambda _line: None, because="left")
    gone = store.get(Staff, staff.id) or staff
    store.withdraw(gone, because="left")
    return changed


def revocation(store: Store, device: Known, *, because: str, is_lost: bool = False) -> Revocation:
    """What revokes a device, to be saved: of what it writes, what is here now is accepted, and nothing beyond."""
    with store.reading() as connection:
        origins = [origin for origin, of in provenance.devices(connection).items() if of == device.row.id]
        ends = provenance.ends(connection, origins)
    return Revocation(
        device=device.row.id,
        last_entries=tuple(f"{origin.hex()}:{seq}" for origin, seq in sorted(ends.items())),
        reason=because,
        revoked_on=store.today(),
        lost=is_lost,
    )


def office_keys(store: Store) -> OfficeKeys:
    """The keys of this office. Refused where they were not made yet, or where this is no store of an office."""
    require_office(store)
    with store.reading() as connection:
        found = station.office_keys(connection)
    if found is None:
        raise Refused(
            "The office has no keys yet: they are made with its escrow sheet. Nothing was changed.",
            "Make the sheet and print it: ruhu escrow -o FILE",
        )
    return found


def require_office(store: Store) -> None:
    """Refused where this is no store of an office, or who opened it doesn't certify."""
    if not people.is_office(store):
        raise Refused(
            "Only the office does this, and this is a store of its field. Nothing was changed.",
            "Do it on the office's computer.",
        )
    if store.opened.role not in _MAY:
        raise Refused(
            "The role {role} doesn't say who works with which computer. Nothing was changed.",
            "Ask a clerk of the office.",
            role=store.opened.role,
        )


def _require_compared(asked: Request, before: Known | None, words: SixWords | None) -> None:
    if before is not None:
        if before.revoked is not None:
            raise Refused(
                "{device} is revoked. Nothing was changed.",
                "Make a new store on the computer, and a request of that one: ruhu enrol request",
                device=before.name,
            )
        if (before.certificate.signing, before.certificate.box) == (asked.signing, asked.box):
            return
    if words is None:
        raise Refused(
            "The six words of this computer were not compared yet. Nothing was changed.",
            "Type the six words that its screen shows: ruhu enrol approve --words",
        )
    if words != asked.words:
        raise Refused(
            "The six words are not those of this request: it comes from another computer. Nothing was changed.",
            "Write the request anew on the computer that stands here, and compare again.",
        )
    if before is not None:
        raise Refused(
            "A computer with other keys says that it is {device}. Nothing was changed.",
            "Make a new store on it, and a request of that one: ruhu enrol request",
            device=before.name,
        )


def _certificate(
    store: Store, asked: Request, before: Known | None, terms: Terms, named: Sequence[Person]
) -> Certificate:
    until = (terms.until or store.today() + timedelta(days=VALID_DAYS)).isoformat()
    name = header.plain(terms.name or (before.name if before else asked.name))
    _require_free(store, name, asked.device)
    return Certificate(
        device=asked.device,
        store=asked.store,
        name=name,
        team=header.plain(terms.team or (before.certificate.team if before else asked.team)),
        number=max(before.certificate.number if before else 0, asked.number) + 1,  # this office may have been put back
        issued=_now(store),
        until=until,
        signing=asked.signing,
        box=asked.box,
        lines=tuple(each.line(until) for each in named),
        office=office_keys(store).trust,
    )


def _require_free(store: Store, name: str, device: bytes) -> None:
    if any(each.name == name and each.row.id != device and not each.revoked for each in devices(store)):
        raise Refused(
            "A computer that is in use is called {name} already. Nothing was changed.",
            "Give this one another name: --name",
            name=name,
        )


def _again(
    store: Store, known: Known, *, until: str | None = None, lines: tuple[Line, ...] | None = None
) -> Certificate:
    """What a device's next certificate says; the end and the lines are as before where nothing else is said."""
    held = known.certificate
    return replace(
        held,
        number=held.number + 1,
        issued=_now(store),
        until=until or held.until,
        lines=held.lines if lines is None else lines,
    )


def _signed(office: OfficeKeys, before: Known | None, told: Certificate) -> tuple[Device, Certificate]:
    content = certificates.issue(office, told)
    row = before.row if before else Device(id=told.device)
    said = certificates.verified(content, office.root)
    text = certificates.text(content)
    return replace(row, name=said.name, team=said.team or None, certificate=text, number=said.number), said


def _change(store: Store, staff: Staff, changed: Callable[[Line], Line | None], *, because: str) -> Changed:
    """Writes a person, and the certificates of the devices on which they have a line, in one entry."""
    used = [each for each in devices(store) if each.revoked is None and each.certificate.line(staff.id)]
    rows: list[Device] = []
    for each in used:
        lines = (changed(line) if line.person == staff.id else line for line in each.certificate.lines)
        told = _again(store, each, lines=tuple(line for line in lines if line is not None))
        rows.append(_signed(office_keys(store), each, told)[0])
    store.save(staff, *rows, because=because)
    return Changed(
        store.get(Staff, staff.id) or staff, tuple(each.name for each in used), len(looked_after(store, {staff.id}))
    )


def _require_on_no_slot(store: Store, staff: Staff) -> None:
    """The role of who opens the office's own store is bound to their key slot."""
    if any(slot.person == staff.id and slot.kind is Kind.PASSPHRASE for slot in slots(store.folder)):
        raise Refused(
            "{name} opens the office's own store, and the role there is bound to the passphrase. Nothing was changed.",
            "Take the way in away and let the person in again: ruhu vault remove, then ruhu vault add",
            name=staff.name,
        )


def _handed_over(store: Store, old: Known, new: Certificate) -> list[Assignment]:
    """The households of people of a device that is gone, given to the first person of the one in its place.

    Who works on the new one too keeps their own. What was written down on the old one, and is nobody's, goes with it.
    """
    gone, to = (
        {line.person for line in old.certificate.lines} - {line.person for line in new.lines},
        new.lines[0].person,
    )
    held = agenda.in_charge(store)
    with store.reading() as connection:
        origins = {origin for origin, of in provenance.devices(connection).items() if of == old.row.id}
        free = [home.id for home in queries.counted(store) if home.id not in held]
        made = [home for home, origin in provenance.makers(connection, free).items() if origin in origins]
    kept = unions_of(store).kept
    moved = [
        replace(row, staff=to) if row.household == home else Assignment(household=home, staff=to)
        for home, row in held.items()
        if row.staff in gone and home not in kept
    ]
    return moved + [Assignment(household=home, staff=to) for home in made]


def looked_after(store: Store, staff: Iterable[bytes]) -> list[Assignment]:
    """The assignments of these people."""
    wanted = {*staff}
    return list({row.id: row for row in agenda.in_charge(store).values() if row.staff in wanted}.values())


def _now(store: Store) -> int:
    return int(store.now().timestamp() * 1000)
