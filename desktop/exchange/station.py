"""What a store is on the wire: the office, or a device of its field; with which keys it signs and opens.

Promise: the keys leave the encrypted store through this module alone. Hidden: the form in which they rest there, as
facts that never travel (`office`; `device`, `trust` and `certificate`).
"""

from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from desktop.domain.errors import Refused
from desktop.exchange import certificates
from desktop.exchange.certificates import Certificate
from desktop.exchange.keys import DeviceKeys, OfficeKeys, Trust
from desktop.store.cipher import SigningKey
from desktop.store.connection import Connection
from desktop.store.facts import fact, keep_fact

_K = TypeVar("_K", OfficeKeys, DeviceKeys, Trust)


@dataclass(frozen=True, slots=True)
class Station:
    """A store that exchanges. `device` is empty for the office, which has no certificate either."""

    device: bytes
    signing: SigningKey = field(repr=False)
    identity: str = field(repr=False)
    box: str
    trust: Trust
    certificate: Certificate | None
    sealed_certificate: bytes = b""
    """The certificate as the office signed it."""

    @property
    def is_office(self) -> bool:
        return not self.device


def station(connection: Connection) -> Station:
    """What this store is. Refused where it has no keys yet, or no certificate."""
    office = office_keys(connection)
    if office is not None:
        return Station(b"", office.signing, office.identity, office.box, office.trust, None)
    keys, trusted, sealed = device_keys(connection), trust(connection), fact(connection, "certificate")
    if keys is None or trusted is None or sealed is None:
        raise Refused(
            "This store exchanges nothing with others yet. Nothing was changed.",
            "In the office, make its keys: ruhu escrow -o FILE. On a laptop of the field, enrol it: ruhu enrol request",
        )
    certificate = certificates.verified(sealed, trusted.root)
    return Station(keys.device, keys.signing, keys.identity, keys.box, trusted, certificate, sealed)


def office_keys(connection: Connection) -> OfficeKeys | None:
    return _kept(connection, "office", OfficeKeys)


def device_keys(connection: Connection) -> DeviceKeys | None:
    return _kept(connection, "device", DeviceKeys)


def trust(connection: Connection) -> Trust | None:
    return _kept(connection, "trust", Trust)


def keep(connection: Connection, keys: OfficeKeys | DeviceKeys | Trust) -> None:
    """Keeps them in place of those that were there."""
    name = {OfficeKeys: "office", DeviceKeys: "device", Trust: "trust"}[type(keys)]
    keep_fact(connection, name, msgspec.msgpack.encode(keys))


def keep_certificate(connection: Connection, sealed: bytes) -> None:
    """Keeps this device's newest certificate, as the office signed it."""
    keep_fact(connection, "certificate", sealed)


def _kept(connection: Connection, name: str, kind: type[_K]) -> _K | None:
    kept = fact(connection, name)
    return None if kept is None else msgspec.msgpack.decode(kept, type=kind)
