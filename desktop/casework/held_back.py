"""What came and waits for a person: sealed files, files set apart, ops that were refused, chains that part.

Promise: nothing of it is lost and nothing of it reaches the rows before a clerk of the office says so, with a reason
that is kept. Hidden: a refused op lies in its chain all the time; a second branch of a chain counts under a name of its
own beside the first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from desktop.casework import people
from desktop.casework.differences import Looking
from desktop.casework.receiving import Receipt, digest_of, is_merged, previewed
from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.domain.records import Device
from desktop.exchange import inbox, judging
from desktop.exchange.merge import take_in
from desktop.store import deliveries, journal, provenance, queries, refusing
from desktop.store.deliveries import Parked
from desktop.store.refusing import RefusedOp
from desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class WaitingOp:
    """What somebody wrote that does not reach the rows: of which record, by whom, when, on which device."""

    op: RefusedOp
    record: str
    who: str
    written: datetime
    device_name: str


@dataclass(frozen=True, slots=True)
class WaitingChain:
    """A second branch of a device's chain, and the file that brought it, where that is still in quarantine."""

    chain: Parked
    device_name: str
    file: Path | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """All that somebody has to look at. `sealed` are files of the inbox, mostly of a newer program."""

    sealed: tuple[Path, ...]
    apart: tuple[inbox.Waiting, ...]
    ops: tuple[WaitingOp, ...]
    chains: tuple[WaitingChain, ...]


def waiting(store: Store) -> Waiting:
    """What came and was not taken in, or does not reach the rows."""
    apart = inbox.apart(store.folder)
    files = {digest_of(each.file): each.file for each in apart}
    names = {row.id: row.name or "" for row in store.records(Device)}
    with store.reading() as connection:
        counting = deliveries.let_in(connection)
        chains = deliveries.parked_chains(connection)
    return Waiting(
        sealed=tuple(file for file in inbox.sealed(store.folder) if not is_merged(store, file)),
        apart=apart,
        ops=tuple(_waiting_ops(store, names)),
        chains=tuple(
            WaitingChain(each, names.get(each.device, ""), files.get(each.file_digest))
            for each in chains
            if (each.origin, each.seq, each.hash) not in counting
        ),
    )


def is_returned(waiting: WaitingOp | WaitingChain) -> bool:
    """Whether it is of before the office was put back to an older state; all of that is let in together."""
    return isinstance(waiting, WaitingOp) and waiting.op.reason == judging.RETURNED


def release(store: Store, ops: Sequence[RefusedOp], *, because: str) -> None:
    """Lets these ops reach the rows after all; who did it, and why, is kept beside them.

    Those that wait for entries go on waiting: they would supersede what is written here next. Refused where all do.
    """
    _require_office(store, because)
    let_in = [op for op in ops if op.reason != judging.AHEAD]
    if ops and not let_in:
        raise Refused(
            "They wait for entries that are not here yet, and nobody lets them in before. Nothing was changed.",
            "Let the computers send that have those entries.",
        )
    places = [(op.origin, op.seq) for op in let_in]
    with store.writing() as connection:
        refusing.release(connection, store.secrets, let_in)
        deliveries.note_release(connection, _now(store), store.opened.person, because, places)


def let_chain_in(store: Store, chain: WaitingChain, *, because: str) -> Receipt:
    """Lets a second branch of a device's chain count beside the first; where both wrote, both stand as a conflict."""
    _require_office(store, because)
    if chain.file is None:
        raise Refused(
            "The file that brought this chain is not here any more. Nothing was changed.",
            "Let the device send again, and open its file.",
        )
    looking = Looking(store)
    taken = take_in(store, chain.file, digest_of(chain.file), let_in=chain.chain, look=looking)
    with store.writing() as connection:
        place = chain.chain.origin, chain.chain.seq
        deliveries.note_release(connection, _now(store), store.opened.person, because, [place])
    inbox.let_go(chain.file)
    return Receipt(previewed(store, [chain.file], [taken], looking), (taken.merged.n,), can_undo=False)


def _waiting_ops(store: Store, names: Mapping[bytes, str]) -> Iterator[WaitingOp]:
    ops, names_of = refusing.refused(store), queries.staff_names(store)
    with store.reading() as connection:
        devices = provenance.devices(connection)
        said = journal.said_at(connection, {(op.origin, op.seq) for op in ops})
    for op in ops:
        body, device = said.get((op.origin, op.seq)), names.get(devices.get(op.origin, b""), "")
        if body is not None:
            records = {(each.row, each.group): each.record for each in body.ops}
            written = datetime.fromtimestamp(body.wall / 1000, UTC).astimezone(store.zone())
            who = names_of.get(body.actor, "")
            yield WaitingOp(op, records.get((op.row, op.group), ""), who, written, device)


def _require_office(store: Store, because: str) -> None:
    if not people.is_office(store) or store.opened.role is not Role.CLERK:
        raise Refused(
            "What waits is let in by a clerk of the office. Nothing was changed.", "Ask the office to look at it."
        )
    if not because.strip():
        raise Refused("This needs a reason that others can read. Nothing was changed.", "Say why in a few words.")


def _now(store: Store) -> int:
    return int(store.now().timestamp() * 1000)
