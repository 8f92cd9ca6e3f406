"""What a store knows of households, computers and certificates, for the judge of what arrives.

Promise: read from the store as it stood before the merge, with what the bundle itself begins. Hidden: the office judges
by what it sent to whom and when; a lead, and an office that was put back to a state of before, have no such book, and
judge by who ever looked after a household.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Self

from desktop.domain.errors import Refused
from desktop.exchange import certificates
from desktop.exchange.certificates import Certificate
from desktop.exchange.header import Header
from desktop.exchange.judging import Author, Grant
from desktop.exchange.station import Station
from desktop.store import provenance, refusing
from desktop.store.connection import Connection
from desktop.store.deliveries import Signed
from desktop.store.provenance import Issued

_NOBODY: frozenset[str] = frozenset()


class Known:
    """What the judge asks of households: those of many ops at once.

    `made` names by household the origin that begins it in the bundle; what no device is known to have begun is `own`.
    `coming` are the last seqs of the bundle's origins. It is asked within the merge (`use`), so that it knows what the
    merge took in by then and needs to keep little.
    """

    def __init__(
        self,
        connection: Connection,
        own: bytes,
        made: Mapping[bytes, bytes],
        devices: Mapping[bytes, bytes],
        coming: Mapping[bytes, int],
    ) -> None:
        self._connection = connection
        self._own = own
        self._made = made
        self._devices = devices
        self._coming = coming
        self._ends: dict[bytes, int | None] = {}
        self._homes: dict[bytes, bytes | None] = {}
        self._makers: dict[bytes, bytes | None] = {}

    def use(self, connection: Connection) -> None:
        """Asks by this connection from now on."""
        self._connection = connection

    def prepare(self, rows: Iterable[bytes], households: Iterable[bytes]) -> None:
        """Reads what is known of these rows and households, all at once, and forgets others."""
        self._homes, self._makers = {}, {}
        self._read(rows, households)

    def _read(self, rows: Iterable[bytes], households: Iterable[bytes]) -> None:
        new = {*rows}
        self._homes |= dict.fromkeys(new) | provenance.homes(self._connection, new)
        asked = {*households}
        known = provenance.makers(self._connection, asked)
        begun = {household: self._made[household] for household in asked if household in self._made}
        self._makers |= dict.fromkeys(asked) | {
            household: self._device(origin) for household, origin in (begun | known).items()
        }

    def home_of(self, row: bytes) -> bytes | None:
        if row not in self._homes:
            self._read([row], ())
        return self._homes[row]

    def maker_of(self, household: bytes) -> bytes | None:
        if household not in self._makers:
            self._read((), [household])
        return self._makers[household]

    def teams_of(self, household: bytes) -> frozenset[str]:
        maker = self.maker_of(household)
        of_maker = self._team_of.get(maker) if maker else None
        return self._teams.get(household, _NOBODY) | ({of_maker} if of_maker else _NOBODY)

    def end_of(self, origin: bytes) -> int | None:
        """A lead knows but a part of what its laptops saw, and of an origin that is new to it no store knows an end."""
        if origin not in self._ends:
            end = max(refusing.known_end(self._connection, origin), self._coming.get(origin, 0))
            is_known = not self._own and (end or provenance.is_entered(self._connection, origin, 0))
            self._ends[origin] = end if is_known else None
        return self._ends[origin]

    def is_entered(self, origin: bytes, seq: int) -> bool:
        return provenance.is_entered(self._connection, origin, seq)

    def is_own(self, origin: bytes) -> bool:
        """Whether this store or the office writes or wrote under an origin."""
        return origin not in self._devices and provenance.is_ours(self._connection, origin)

    def role_of(self, person: bytes) -> str:
        """What somebody is today."""
        known = provenance.people(self._connection).get(person)
        return (known.role if known else None) or ""

    def _device(self, origin: bytes) -> bytes:
        return self._devices.get(origin, self._own)

    @cached_property
    def _teams(self) -> dict[bytes, frozenset[str]]:
        return provenance.teams(self._connection)

    @cached_property
    def _team_of(self) -> dict[bytes, str]:
        return provenance.teams_of_devices(self._connection)


def authors(
    connection: Connection, us: Station, header: Header, signers: Mapping[bytes, tuple[Signed, Certificate]], epoch: int
) -> dict[bytes, Author]:
    """By origin of a bundle, its sender's among them, what is known of the device that writes under it."""
    book = _Book.of(connection)
    found: dict[bytes, Author] = {}
    vouching = {origin: certificate for origin, (_, certificate) in signers.items()}
    sender = certificates.verified(header.certificate, us.trust.root)
    for origin, certificate in ({header.origin: sender} | vouching).items():
        device = certificate.device
        is_senders = us.is_office and origin == header.origin and header.mark.epoch == epoch
        seen = sorted(header.sights, key=itemgetter(1)) if is_senders else ()
        held = _certificates(us, book.issued.get(device, ()), certificate)
        granted = book.grants(connection, [device, origin, *book.origins[device]])  # under its id before it reported
        if not seen:
            for household in book.ever({line.person for _, told in held for line in told.lines}):
                granted[household].append(Grant(0))
        last = book.revoked[device].get(origin, 0) if device in book.revoked else None
        found[origin] = Author(device, held, seen, last, granted)
    return found


@dataclass(frozen=True, slots=True)
class _Book:
    """What the store knows of all devices: certificates, origins, revocations; and who ever had which household."""

    issued: Mapping[bytes, Sequence[Issued]]
    revoked: Mapping[bytes, Mapping[bytes, int]]
    origins: Mapping[bytes, Sequence[bytes]]
    assigned: Mapping[bytes, Collection[bytes]]

    @classmethod
    def of(cls, connection: Connection) -> Self:
        origins: dict[bytes, list[bytes]] = defaultdict(list)
        for origin, device in provenance.devices(connection).items():
            origins[device].append(origin)
        revoked = provenance.revocations(connection)
        return cls(provenance.certificates(connection), revoked, origins, provenance.assigned(connection))

    def grants(self, connection: Connection, origins: Iterable[bytes]) -> dict[bytes, list[Grant]]:
        """By household when a device had it, whichever of its origins it wrote under."""
        found: dict[bytes, list[Grant]] = defaultdict(list)
        for household, spans in provenance.grants(connection, origins).items():
            found[household] += (Grant(since, until) for since, until in spans)
        return found

    def ever(self, people: Iterable[bytes]) -> set[bytes]:
        """The households that any of these people ever looked after."""
        return {household for person in people for household in self.assigned.get(person, ())}


def _certificates(us: Station, issued: Iterable[Issued], own: Certificate) -> Sequence[tuple[int, Certificate]]:
    """Those of a device, in the order of their numbers; one that it brings, and nobody here knows, was always there."""
    found: dict[int, tuple[int, Certificate]] = {own.number: (0, own)}
    for each in issued:
        try:
            certificate = certificates.verified(certificates.from_text(each.certificate), us.trust.root)
        except Refused:  # of an earlier key of the office, or none of its own: it vouches for nothing
            continue
        if certificate.device == own.device:
            found[certificate.number] = each.revision, certificate
    return [found[number] for number in sorted(found)]
