"""What a day holds, asked of all households at once: who is awaited, what was promised, who is owed something.

Promise: an appointment counts as `domain.appointments` has it, and a family that moved unpaid as `domain.stages` does
(tests hold one against the other); what is not of the day is not read. Hidden: dates and instants are compared as they
are written down.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, FromClause, Select, and_, exists, select

from desktop.domain.chains import last_of_each
from desktop.domain.records import Appointment, Assignment, Promise, Record, Told, Visit
from desktop.domain.values import written
from desktop.store import deliveries, journal
from desktop.store.journal import revision
from desktop.store.schema import rows, values_of, waiting
from desktop.store.store import Store
from desktop.store.united import unions, unions_of, with_others

_R = TypeVar("_R", bound=Record)
_T = TypeVar("_T")
_CHUNK = 500
_NOBODY = Assignment()


class Holder(NamedTuple):
    """Who looks after a household, and the assignment that says so; nobody where it was taken from them."""

    assignment: bytes
    staff: bytes | None


def appointments(store: Store, first: datetime, last: datetime) -> tuple[Appointment, ...]:
    """Those that count, from `first` to before `last`; cancelled ones too."""
    table = rows["appointment"]
    later = table.alias()
    is_replaced = exists().where(later.c.replaces == table.c.id, _lives(later))
    within = _between(Appointment, "planned_at", first, last)
    found = _read(store, Appointment, select(table).where(within, _lives(table), ~is_replaced))
    return _standing(store, found, {each.household for each in found}, lambda each: each.replaces)


def promises_due(store: Store, until: date) -> tuple[Promise, ...]:
    """The promises that were due by this day and of which nobody said what became of them."""
    is_due = waiting.c.since <= until.isoformat()
    return _read(store, Promise, _promises_open().where(is_due, _of_living(rows["promise"])))


def promises_open(store: Store, household: bytes) -> tuple[Promise, ...]:
    """All promises to this household, or one that goes on there, of which nobody said what became of them."""
    homes = with_others(store, household)
    return _read(store, Promise, _promises_open().where(rows["promise"].c.household.in_(homes)))


def visits(store: Store, first: datetime, last: datetime) -> tuple[Visit, ...]:
    """The visits that began from `first` to before `last`, as they were corrected."""
    table = rows["visit"]
    later = table.alias()
    is_corrected = exists().where(later.c.corrects == table.c.id, _lives(later))
    within = _between(Visit, "began_at", first, last)
    found = _read(store, Visit, select(table).where(within, _lives(table), ~is_corrected))
    return _standing(store, found, {each.household for each in found if each.corrects}, lambda each: each.corrects)


def told(store: Store, households: Collection[bytes]) -> dict[tuple[bytes, str], date]:
    """By household and right, when it was told last, there or in one that goes on there."""
    table, united = rows["told"], unions_of(store)
    known: dict[tuple[bytes, str], date] = {}
    for some in _chunks(united.all_of(households)):
        for each in _read(store, Told, select(table).where(table.c.household.in_(some), _lives(table))):
            if each.household and each.term and each.told_on:
                place = united.goes_on(each.household), each.term
                known[place] = max(each.told_on, known.get(place, each.told_on))
    return known


def moved_unpaid(store: Store) -> tuple[bytes, ...]:
    """The households that moved out and were not paid (H08), the longest ago first.

    Where one goes on under another, that one; whether it was paid there, its case tells.
    """
    home = rows["household"]
    query = (
        select(home.c.id)
        .join(waiting, waiting.c.key == home.c.id)
        .where(waiting.c.record == "handover", waiting.c.since.is_not(None), _lives(home))
        .order_by(waiting.c.since, waiting.c.row)
    )
    with store.reading() as connection:
        return tuple(dict.fromkeys(map(unions(connection).goes_on, connection.execute(query).scalars())))


def assigned(store: Store, staff: bytes) -> frozenset[bytes]:
    """The households that this person looks after now; of one that goes on under another, that one's word counts."""
    table = rows["assignment"]
    later = table.alias()
    is_handed_on = exists().where(later.c.household == table.c.household, later.c.id > table.c.id, _lives(later))
    query = select(table.c.household).where(table.c.staff == staff, _lives(table), ~is_handed_on)
    with store.reading() as connection:
        found, united = frozenset(connection.execute(query).scalars()), unions(connection)
    asked = {united.goes_on(home) for home in found & united.kept.keys()}
    own = in_charge(store, asked) if asked else {}
    return found - united.kept.keys() | {home for home in asked if own.get(home, _NOBODY).staff == staff}


def in_charge(store: Store, households: Collection[bytes] | None = None) -> dict[bytes, Assignment]:
    """By household (all, or these) the assignment that holds: its newest that was not withdrawn.

    Where a household has none, that of one which goes on there.
    """
    table, united = rows["assignment"], unions_of(store)
    living = select(table).where(_lives(table)).order_by(table.c.id)
    some = [None] if households is None else _chunks(united.all_of(households))
    found = (
        each
        for chunk in some
        for each in _read(store, Assignment, living if chunk is None else living.where(table.c.household.in_(chunk)))
    )
    held = _where_they_go_on({each.household: each for each in found if each.household is not None}, united.kept)
    return held if households is None else {home: held[home] for home in households if home in held}


def holders(store: Store) -> dict[bytes, Holder]:
    """Of all households what `in_charge` tells, without reading what else their assignments say."""
    table = rows["assignment"]
    query = select(table.c.household, table.c.id, table.c.staff).where(_lives(table)).order_by(table.c.id)
    with store.reading() as connection:
        found = connection.execute(query.where(table.c.household.is_not(None))).all()
        held = {household: Holder(assignment, staff) for household, assignment, staff in found}
        return _where_they_go_on(held, unions(connection).kept)


def looked_after(store: Store, households: Collection[bytes] | None = None) -> frozenset[bytes]:
    """Those, of all or of these, that somebody looks after now, there or in one that goes on there."""
    table = rows["assignment"]
    later = table.alias()
    is_handed_on = exists().where(later.c.household == table.c.household, later.c.id > table.c.id, _lives(later))
    query = select(table.c.household).where(table.c.staff.is_not(None), _lives(table), ~is_handed_on)
    united = unions_of(store)
    some = [None] if households is None else _chunks(united.all_of(households))
    with store.reading() as connection:
        return frozenset(
            united.goes_on(home)
            for chunk in some
            for home in connection.execute(
                query if chunk is None else query.where(table.c.household.in_(chunk))
            ).scalars()
        )


def unconfirmed(store: Store) -> tuple[int, date | None]:
    """How many entries of this store the office has not said that it holds, and on which day it wrote the first."""
    origin, last = store.end.origin, store.end.seq
    with store.reading() as connection:
        held = deliveries.acknowledgements(connection).get(origin)
        confirmed = held.seq if held is not None else 0
        first = journal.entry(connection, origin, confirmed + 1)
    day = datetime.fromtimestamp(first.read().wall / 1000, store.zone()).date() if first is not None else None
    return max(last - confirmed, 0), day


def _read(store: Store, kind: type[_R], query: Select[Any]) -> tuple[_R, ...]:
    record = kind.record_type()
    with store.reading() as connection:
        seen = revision(connection)
        found = connection.execute(query).mappings().all()
    made = (kind(id=row["id"], seen=seen, **values_of(record, dict(row))) for row in found)
    return tuple(sorted(made, key=lambda each: each.id))


def _standing(
    store: Store, found: tuple[_R, ...], households: Collection[bytes | None], replaced: Callable[[_R], bytes | None]
) -> tuple[_R, ...]:
    """Of these the ones that stand in their chains, as these households have them."""
    if not found:
        return ()
    kind, table = type(found[0]), rows[found[0].record_type().name]
    standing, asked = set[bytes](), frozenset(each for each in households if each is not None)
    for some in _chunks(asked):
        chains = _read(store, kind, select(table).where(table.c.household.in_(some)))
        standing |= {each.id for each in last_of_each(chains, replaced)}
    return tuple(each for each in found if vars(each)["household"] not in asked or each.id in standing)


def _promises_open() -> Select[Any]:
    promise = rows["promise"]
    return select(promise).join(waiting, and_(waiting.c.key == promise.c.id, waiting.c.record == "promise"))


def _between(kind: type[Record], name: str, first: datetime, last: datetime) -> ColumnElement[bool]:
    """As instants are written down: of one moment in two zones the offset comes last, and is not compared."""
    field = kind.record_type().field[name]
    column = rows[kind.record_type().name].c[name]
    start, end = (str(written(field, each)).partition("Z")[0] for each in (first, last))
    return and_(column >= start, column < end)


def _chunks(households: Collection[bytes]) -> Iterator[list[bytes]]:
    left = iter(households)
    while some := list(islice(left, _CHUNK)):
        yield some


def _of_living(table: FromClause) -> ColumnElement[bool]:
    """In a household that was withdrawn nothing can be done any more."""
    home = rows["household"]
    return ~exists().where(home.c.id == table.c.household, home.c.withdrawn == 1)


def _where_they_go_on(held: dict[bytes, _T], united: Mapping[bytes, bytes]) -> dict[bytes, _T]:
    """The same, and where a household has none, what one has that goes on there."""
    for other, kept in united.items():
        if other in held:
            held.setdefault(kept, held[other])
    return held


def _lives(table: FromClause) -> ColumnElement[bool]:
    return table.c.withdrawn.is_distinct_from(1)
