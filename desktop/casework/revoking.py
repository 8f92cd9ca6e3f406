"""A device is trusted no more: its holder left, or it is lost; and what is known of all that was on it.

Promise: what the office holds of it stays; nothing that it writes later reaches the rows before a person looked at it;
and of a lost one it is said plainly what came, what never came, and who now waits for somebody. Hidden: what a device
wrote and never sent, nobody can know: only gaps between what came tell of it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from desktop.casework import certifying
from desktop.casework.certifying import Known
from desktop.domain.errors import Refused
from desktop.domain.records import Evidence, Household, Revocation
from desktop.store import deliveries, evidence, provenance
from desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class OnDevice:
    """What was on a device, as far as the office knows.

    `households` are those that it was sent, wrote down first, or that its people look after. `last` is when the newest
    bundle that came was written, by its own clock, `number` that bundle's, `missing` those of bundles before it that
    never came. `gaps` counts entries that are known to be missing, `evidence` pieces that were told of and never came.
    """

    device: Known
    people: tuple[str, ...]
    households: tuple[Household, ...]
    last: datetime | None
    number: int
    missing: tuple[int, ...]
    gaps: int
    evidence: tuple[Evidence, ...]


def revoke(store: Store, device: Known, *, because: str, is_lost: bool = False) -> Revocation:
    """Trusts a device no more, from what is here of it on. Refused without a reason, and where it is revoked."""
    certifying.require_office(store)
    if not because.strip():
        raise Refused("This needs a reason that others can read. Nothing was changed.", "Say why in a few words.")
    if device.revoked is not None:
        raise Refused(
            "{device} was revoked on {day} already. Nothing was changed.",
            "To give its work to another computer: ruhu enrol approve --replaces {device}",
            device=device.name,
            day=device.revoked.revoked_on,
        )
    row = certifying.revocation(store, device, because=because, is_lost=is_lost)
    store.save(row, because=because)
    return row


def lost(store: Store, device: Known, *, because: str) -> OnDevice:
    """Revokes a device that is lost, and says what was on it."""
    found = on_device(store, device)
    revoke(store, device, because=because, is_lost=True)
    return found


def last_files(store: Store) -> dict[bytes, int]:
    """By device the number of its newest file that came."""
    with store.reading() as connection:
        found: dict[bytes, int] = {}
        for each in deliveries.arrived(connection):
            found[each.sender] = max(each.number, found.get(each.sender, 0))
    return found


def on_device(store: Store, device: Known) -> OnDevice:
    """What was on a device; nothing is changed."""
    lines = device.certificate.lines
    known = [home for home in store.records(Household) if not home.withdrawn]
    with store.reading() as connection:
        reports = deliveries.reports(connection, device.row.id)
        origins = {origin for origin, of in provenance.devices(connection).items() if of == device.row.id}
        sent = {home for holder in (*origins, device.row.id) for home in deliveries.grants(connection, holder)}
        arrived = [each for each in deliveries.arrived(connection) if each.sender == device.row.id]
        last, held = provenance.last_seqs(connection, origins), provenance.ends(connection, origins)
        pieces = evidence.pieces(connection)
        makers = provenance.makers(connection, {home.id for home in known})
    looked_after = certifying.looked_after(store, {line.person for line in lines})
    with_it = sent | {row.household for row in looked_after} | {home for home, of in makers.items() if of in origins}
    never = [
        piece.row
        for piece in pieces
        if piece.household in with_it
        and not evidence.file_of(store.folder, store.opened.key, piece.household, piece.fingerprint).exists()
    ]
    came = {each.number for each in arrived}
    newest = max(arrived, key=lambda each: each.number, default=None)
    moments = [each.at for each in reports] + ([newest.written] if newest else [])
    return OnDevice(
        device=device,
        people=tuple(line.name for line in lines),
        households=tuple(home for home in known if home.id in with_it),
        last=datetime.fromtimestamp(max(moments) / 1000, UTC).astimezone(store.zone()) if moments else None,
        number=max(came, default=0),
        missing=tuple(number for number in range(1, max(came, default=0)) if number not in came),
        gaps=sum(last.get(origin, 0) - held.get(origin, 0) for origin in origins),
        evidence=store.records(Evidence, id=never) if never else (),
    )
