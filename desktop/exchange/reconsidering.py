"""Which ops that were refused nothing speaks against any more, once more is here than there was then.

Promise: in whatever order things arrive, what may reach the rows reaches them in the end, and without a person. Hidden:
what an office that was put back to a state of before had ordered can come back to it after the work.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from desktop.domain.fields import Role
from desktop.domain.merging import holds
from desktop.exchange.judging import AHEAD, NOT_MONEY, SCOPE, UNDECIDED, why_undecided
from desktop.store import journal, provenance, refusing
from desktop.store.connection import Connection
from desktop.store.journal import Body
from desktop.store.projection import LIFE
from desktop.store.provenance import Worker
from desktop.store.refusing import RefusedOp

_DECIDES = frozenset({UNDECIDED, NOT_MONEY})
_AGAIN = _DECIDES | {AHEAD}


def reconsidered(connection: Connection) -> list[RefusedOp]:
    """The ops that may reach the rows now, of which all is here that they had seen."""
    waits = refusing.refused_in(connection)
    again = [op for op in waits if op.reason in _AGAIN]
    let_in = [*again, *_entrusted(connection, waits)]
    return refusing.with_all_they_saw(connection, _deciding_rightly(connection, let_in))


def _entrusted(connection: Connection, waits: Collection[RefusedOp]) -> Iterator[RefusedOp]:
    """Those whose author was entrusted with the household by what came back to this office."""
    late = [op for op in waits if op.reason == SCOPE]
    if not late:
        return
    people = provenance.people(connection)
    said = journal.said_at(connection, {(op.origin, op.seq) for op in late})
    waiting = {(op.origin, op.seq, op.row) for op in waits}
    holders = {home: _holders(provenance.came_of(connection, home), waiting) for home in {op.household for op in late}}
    for op in late:
        body = said.get((op.origin, op.seq))
        if body is not None and any(_is_for(body.actor, holder, people) for holder in holders[op.household]):
            yield op


def _holders(came: Iterable[Body], waiting: Collection[tuple[bytes, int, bytes]]) -> set[bytes]:
    """To whom what came back hands a household, but for what waits itself."""
    told = (op for body in came for op in body.ops if (body.origin, body.seq, op.row) not in waiting)
    found = (op.value.get("staff") for op in told if op.group == "assignment" and isinstance(op.value, dict))
    return {holder for holder in found if isinstance(holder, bytes)}


def _is_for(actor: bytes, holder: bytes, people: Mapping[bytes, Worker]) -> bool:
    """Whether what is handed to somebody is the actor's to write: it is for them, or for one of the team they lead."""
    by, to = people.get(actor), people.get(holder)
    is_led = by is not None and to is not None and by.role == Role.LEAD and bool(by.team) and by.team == to.team
    return holder == actor or is_led


def _deciding_rightly(connection: Connection, waits: Collection[RefusedOp]) -> Iterator[RefusedOp]:
    """Those that decide between no values any more, and are edits as any other; or whose author may."""
    if not waits:
        return
    rivals, people = provenance.rivals(connection), provenance.people(connection)
    said = journal.said_at(connection, {(op.origin, op.seq) for op in waits})
    for op in waits:
        body = said.get((op.origin, op.seq))
        written = body.ops if body is not None else ()
        found = next((each for each in written if (each.row, each.group) == (op.row, op.group)), None)
        if body is not None and found is not None:
            heads = rivals.get((op.row, op.group), {}).items()
            decided = {mark for (origin, seq), mark in heads if holds(found.ctx.get(origin, 0), seq)}
            by = people.get(body.actor)
            may_decide = op.reason not in _DECIDES and by is not None and not why_undecided(body, found, by.role or "")
            values = 1 if op.group == LIFE else 2  # a withdrawal has its rival in what was edited
            if len(decided) < values or may_decide:
                yield op
