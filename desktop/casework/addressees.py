"""Who can open what goes out: for a laptop the office and the leads of its team, for the office each of its devices.

Promise: a bundle is sealed for nobody whose certificate the office did not sign, or took back. Hidden: the day of the
first certificate is the day on which the six words were compared, since none is issued without.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from desktop.casework import certifying
from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.domain.records import Device, Revocation
from desktop.exchange import certificates, consignment
from desktop.exchange.certificates import Certificate
from desktop.exchange.consignment import Addressee
from desktop.exchange.downward import Recipient
from desktop.exchange.enrolment_request import office_words, words_of
from desktop.exchange.six_words import SixWords
from desktop.exchange.station import Station
from desktop.store import provenance
from desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who can open a bundle; `device` is empty for the office. Its six words were compared face to face that day.

    `people` of that `team` work on the device.
    """

    device: bytes
    name: str
    words: SixWords
    compared_on: date | None
    target: Addressee | Recipient
    team: str = ""
    people: tuple[str, ...] = ()


def receivers(store: Store, own: Station) -> tuple[Receiver, ...]:
    """Who can be sent to from here."""
    if own.is_office:
        known = [each for each in certifying.devices(store) if each.revoked is None]
        return tuple(
            _of_device(store, each.certificate, own, certificates.from_text(each.row.certificate or ""))
            for each in known
        )
    name = consignment.office_name(store)
    compared = _compared_on(store, own, own.device)
    office = Receiver(b"", name, office_words(own.trust.root), compared, Addressee(b"", name, own.trust.box))
    return (office, *(_of_device(store, each, own) for each in _leads(store, own)))


def named(known: Sequence[Receiver], name: str | None) -> Receiver:
    """The receiver of this name; the first where none is said. Refused where there is none."""
    found = known[:1] if name is None else [each for each in known if each.name == name]
    if not found:
        raise Refused(
            "Nobody called {name} can be sent to. Nothing was written.",
            "Name one of these: {names}",
            name=name or "—",
            names=", ".join(each.name for each in known) or "—",
        )
    return found[0]


def _of_device(store: Store, told: Certificate, own: Station, sealed: bytes = b"") -> Receiver:
    target = Recipient(told, sealed) if own.is_office else Addressee(told.device, told.name, told.box)
    words = words_of(told.device, told.signing, told.box)
    people = tuple(line.name for line in told.lines)
    return Receiver(told.device, told.name, words, _compared_on(store, own, told.device), target, told.team, people)


def _leads(store: Store, own: Station) -> Iterator[Certificate]:
    """The laptops of the team's leads, which hand on what they are given."""
    revoked = {row.device for row in store.records(Revocation) if not row.withdrawn}
    team = own.certificate.team if own.certificate is not None else ""
    for row in store.records(Device):
        if row.withdrawn or row.id in revoked or row.id == own.device or not row.certificate:
            continue
        told = certificates.verified(certificates.from_text(row.certificate), own.trust.root)
        if team and told.team == team and any(line.role is Role.LEAD for line in told.lines):
            yield told


def _compared_on(store: Store, own: Station, device: bytes) -> date | None:
    with store.reading() as connection:
        first = provenance.certificates(connection).get(device, [])[:1]
    if not first:
        return None
    told = certificates.verified(certificates.from_text(first[0].certificate), own.trust.root)
    return datetime.fromtimestamp(told.issued / 1000, UTC).astimezone(store.zone()).date()
