"""What the office asks to have corrected, and what was written of it since.

Promise: an edit counts as an answer where its author could know the question, on every computer alike; what was written
before it, and came here later, does not. Hidden: what this computer wrote is after what had come here by then; of a
laptop the office knows what it had taken in; else the stamps of the two tell it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, and_, select

from desktop.domain.fields import RECORDS
from desktop.domain.records import Question
from desktop.store import deliveries
from desktop.store.journal import Place, moment, revision
from desktop.store.projection import LIFE
from desktop.store.schema import ops, rows, values_of, waiting
from desktop.store.sources import sources
from desktop.store.store import Store
from desktop.store.united import unions_of

_CHUNK = 500
_QUESTION = rows["question"]


class Written(msgspec.Struct, frozen=True):
    """Who wrote something, and when."""

    actor: bytes
    when: datetime


class _Trace(NamedTuple):
    row: bytes
    group: str
    origin: bytes
    seq: int
    stamp: int
    rev: int


def unanswered(store: Store, households: Collection[bytes] | None = None) -> tuple[Question, ...]:
    """The questions to which nobody replied and that nobody took back.

    Of all households or these, and of those that go on under these.
    """
    query = select(_QUESTION).join(waiting, and_(waiting.c.key == _QUESTION.c.id, waiting.c.record == "question"))
    kind = RECORDS["question"]
    with store.reading() as connection:
        seen = revision(connection)
        found = connection.execute(query.order_by(_QUESTION.c.id)).mappings().all()
    made = (Question(id=row["id"], seen=seen, **values_of(kind, dict(row))) for row in found)
    if households is None:
        return tuple(made)
    united = unions_of(store)
    return tuple(each for each in made if each.household and united.goes_on(each.household) in households)


def written(store: Store, of_rows: Sequence[bytes]) -> dict[bytes, Written]:
    """Who wrote each of these records first, and when."""
    with store.reading() as connection:
        first = _first_of_each(_traces(connection, of_rows))
        return _written(connection, {row: (trace.origin, trace.seq) for row, trace in first.items()})


def edits(store: Store, questions: Sequence[Question]) -> dict[bytes, Written]:
    """By question the first thing that was written after it of what it asks about."""
    with store.reading() as connection:
        began = _first_of_each(_traces(connection, [each.id for each in questions]))
        about = _about(connection, questions)
        of_row: dict[bytes, list[_Trace]] = defaultdict(list)
        for trace in _traces(connection, {row for _, row, _ in about}):
            of_row[trace.row].append(trace)
        found: dict[bytes, _Trace] = {}
        sights = {report.origin: report.sights for report in deliveries.reports(connection)}
        for question, row, groups in about:
            for trace in of_row[row]:
                is_asked = groups is None or trace.group in groups
                if is_asked and _is_after(trace, began[question.id], store.end.origin, sights):
                    known = found.setdefault(question.id, trace)
                    found[question.id] = min(known, trace, key=_order)
        return _written(connection, {row: (trace.origin, trace.seq) for row, trace in found.items()})


def _about(
    connection: Connection, questions: Iterable[Question]
) -> list[tuple[Question, bytes, Collection[str] | None]]:
    """Each question with the rows, and groups of them (None: all), in which it may be answered."""
    found: list[tuple[Question, bytes, Collection[str] | None]] = []
    for question in questions:
        kind = RECORDS.get(question.asked_record or "")
        if kind is None:
            continue
        group = kind.group_of.get(question.asked_field or "")
        if question.asked_row is not None:
            found.append((question, question.asked_row, {group.name, LIFE} if group else None))
            if "corrects" in kind.field:
                corrected = rows[kind.name].c.corrects == question.asked_row
                found += [(question, row, None) for row in _rows(connection, kind.name, corrected)]
        elif "household" in kind.field:
            of_home = rows[kind.name].c.household == question.household
            found += [(question, row, {group.name} if group else None) for row in _rows(connection, kind.name, of_home)]
    return found


def _rows(connection: Connection, record: str, condition: Any) -> Iterable[bytes]:
    return connection.execute(select(rows[record].c.id).where(condition)).scalars().all()


def _is_after(trace: _Trace, question: _Trace, own: bytes, sights: Mapping[bytes, Sequence[tuple[int, int]]]) -> bool:
    if trace.origin == own:
        return trace.rev > question.rev
    if seen := sights.get(trace.origin):
        return any(revision >= question.rev and seq < trace.seq for revision, seq in seen)
    return trace.stamp > question.stamp


def _order(trace: _Trace) -> tuple[int, bytes]:
    return trace.stamp, trace.origin


def _first_of_each(traces: Iterable[_Trace]) -> dict[bytes, _Trace]:
    first: dict[bytes, _Trace] = {}
    for trace in traces:
        first[trace.row] = min(first.get(trace.row, trace), trace, key=_order)
    return first


def _traces(connection: Connection, of_rows: Iterable[bytes]) -> Iterator[_Trace]:
    columns = (ops.c.row, ops.c.grp, ops.c.origin, ops.c.seq, ops.c.stamp, ops.c.rev)
    left = iter(of_rows)
    while some := list(islice(left, _CHUNK)):
        yield from (_Trace(*row) for row in connection.execute(select(*columns).where(ops.c.row.in_(some))))


def _written(connection: Connection, places: Mapping[bytes, Place]) -> dict[bytes, Written]:
    said = sources(connection, frozenset(places.values()))
    return {
        row: Written(said[place].body.actor, moment(said[place].body)) for row, place in places.items() if place in said
    }
