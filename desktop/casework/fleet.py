"""The office's laptops as they stand: who works on which, what came last, whether its newest certificate arrived there.

Promise: nothing is said of a laptop beyond what came from it. Hidden: that a certificate arrived is known by the first
file that was signed under it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from desktop.casework import certifying, receipts
from desktop.casework.certifying import Known
from desktop.casework.enrolment import SOON
from desktop.casework.receipts import FromDevice
from desktop.exchange import certificates
from desktop.exchange.certificates import Certificate, Scope
from desktop.i18n import N_
from desktop.store import agenda, deliveries, provenance
from desktop.store.store import Store

_LAST = (1 << 63) - 1


class State(StrEnum):
    """How a laptop stands; the value is a message id."""

    WAITING = N_("nothing came yet")
    BEHIND = N_("newer certificate on its way")
    SOON = N_("certificate ends soon")
    IN_USE = N_("in use")
    REVOKED = N_("revoked")
    LOST = N_("lost")


@dataclass(frozen=True, slots=True)
class Laptop:
    """A laptop, what came of it, and how it stands."""

    known: Known
    came: FromDevice
    state: State
    idle: tuple[str, ...] = ()  # who works on it for households of their own, and looks after none


def laptops(store: Store) -> tuple[Laptop, ...]:
    """All laptops that this office enrolled, by name."""
    came = {each.device: each for each in receipts.from_devices(store)}
    signed = _signed_under(store)
    soon = (store.today() + timedelta(days=SOON)).isoformat()
    known = certifying.devices(store)
    idle = idle_on(store, [each.certificate for each in known if each.revoked is None])
    return tuple(
        Laptop(
            each,
            came[each.row.id],
            _state(each, came[each.row.id], signed.get(each.row.id), soon),
            idle.get(each.row.id, ()),
        )
        for each in known
    )


def idle_on(store: Store, told: Iterable[Certificate]) -> dict[bytes, tuple[str, ...]]:
    """By device who works on it for households of their own, and looks after none: their file brings none."""
    busy = {row.staff for row in agenda.in_charge(store).values()}
    return {
        each.device: tuple(line.name for line in each.lines if line.scope is Scope.ASSIGNED and line.person not in busy)
        for each in told
    }


def _state(known: Known, came: FromDevice, signed_under: int | None, soon: str) -> State:
    """Of a lead's laptop there may have come what others wrote, and nothing that it signed itself."""
    if known.revoked is not None:
        return State.LOST if known.revoked.lost else State.REVOKED
    if signed_under is None and came.last is None:
        return State.WAITING
    if signed_under is not None and signed_under < known.certificate.number:
        return State.BEHIND
    return State.SOON if known.certificate.until < soon else State.IN_USE


def _signed_under(store: Store) -> dict[bytes, int]:
    """By device the number of the certificate under which the newest that came of it was signed."""
    found: dict[bytes, int] = {}
    with store.reading() as connection:
        for origin, device in provenance.devices(connection).items():
            newest = deliveries.checkpoint(connection, origin, 1, _LAST)
            if newest is not None:
                number = certificates.first(newest.certificate).number
                found[device] = max(number, found.get(device, 0))
    return found
