"""The ledger of delivery: how far each chain has arrived, and what of each laptop's bundles came, part by part.

Promise: what is called received was said by the office, what is called missing is known to be. Hidden: a bundle that
never came is no loss, since what was in it comes with the next; only parts and evidence are waited for.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.casework import certifying
from desktop.store import deliveries, excerpts, provenance
from desktop.store.deliveries import Arrived
from desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class Chain:
    """How many entries of a chain are here, and how many of them from its beginning the office is known to hold."""

    origin: bytes
    is_own: bool
    here: int
    acknowledged: int

    @property
    def waited_for(self) -> int:
        return max(self.here - self.acknowledged, 0)


@dataclass(frozen=True, slots=True)
class FromDevice:
    """What came of a laptop: when the last did, its number, and which were not seen of the `bundles` that came itself.

    Where none did, its lead handed on what came. `parts` names by number the parts of a bundle that are missing;
    `entries` are those that are here, `gaps` those that are missing between them.
    """

    device: bytes
    name: str
    team: str
    is_revoked: bool
    last: datetime | None
    number: int
    bundles: int
    unseen: tuple[int, ...]
    parts: Mapping[int, tuple[int, ...]]
    entries: int
    gaps: int


def chains(store: Store) -> tuple[Chain, ...]:
    """The chains that lie in a laptop's store, its own of now first."""
    with store.reading() as connection:
        held = deliveries.acknowledgements(connection)
        foreign = deliveries.foreign_origins(connection) - {store.end.origin}
        here = provenance.last_seqs(connection, excerpts.origins(connection))
    found = [
        Chain(origin, origin not in foreign, last, held[origin].seq if origin in held else 0)
        for origin, last in here.items()
    ]
    return tuple(sorted(found, key=lambda each: (each.origin != store.end.origin, not each.is_own, each.origin)))


def from_devices(store: Store) -> tuple[FromDevice, ...]:
    """What came to the office of each of its laptops, by name."""
    known = certifying.devices(store)
    with store.reading() as connection:
        came: dict[bytes, list[Arrived]] = defaultdict(list)
        for each in deliveries.arrived(connection):
            if each.kind == "up":
                came[each.sender].append(each)
        origins = provenance.devices(connection)
        last = provenance.last_seqs(connection, origins)
        held, told = excerpts.numbers(connection), {each.device: each for each in deliveries.reports(connection)}
    found: list[FromDevice] = []
    for each in known:
        device, files = each.row.id, came[each.row.id]
        own = [origin for origin, of in origins.items() if of == device and origin in last]
        moments = [file.at for file in files] + ([told[device].at] if device in told else [])
        number = told[device].number if device in told else 0
        found.append(
            FromDevice(
                device=device,
                name=each.name,
                team=each.certificate.team,
                is_revoked=each.revoked is not None,
                last=datetime.fromtimestamp(max(moments) / 1000, store.zone()) if moments else None,
                number=max([number, *(file.number for file in files)]),
                bundles=len({file.bundle for file in files}),
                unseen=_unseen(files),
                parts=_parts(files),
                entries=sum(held[origin] for origin in own),
                gaps=sum(last[origin] - held[origin] for origin in own),
            )
        )
    return tuple(found)


def _unseen(files: Sequence[Arrived]) -> tuple[int, ...]:
    seen = {file.number for file in files}
    return tuple(number for number in range(1, max(seen, default=0)) if number not in seen)


def _parts(files: Sequence[Arrived]) -> dict[int, tuple[int, ...]]:
    of: dict[bytes, list[Arrived]] = defaultdict(list)
    for file in files:
        of[file.bundle].append(file)
    missing = {
        some[0].number: tuple(sorted({*range(1, some[0].parts + 1)} - {file.part for file in some}))
        for some in of.values()
    }
    return {number: parts for number, parts in sorted(missing.items()) if parts}
