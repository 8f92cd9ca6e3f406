"""How far all households have come and what is overdue to them: the one query behind page, list and command (R40).

Promise: the stage is the one of the list, a promise counts as `agenda` has it, and what is owed to a household that was
united with another is owed to the kept one. Hidden: a household's team is the one of whoever looks after it now.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, FromClause, Select, func, select

from desktop.domain.fields import RECORDS
from desktop.domain.progress import Stand
from desktop.domain.records import Grievance, GrievanceEvent, PrivacyRequest, PrivacyRequestEvent, Record
from desktop.domain.values import value
from desktop.store import standing
from desktop.store.schema import rows, waiting
from desktop.store.store import Store
from desktop.store.united import Unions, unions

_R = TypeVar("_R", bound=Record)


class Due(msgspec.Struct, frozen=True):
    """What depends on the rules of the area: late answers by household, and whose right ends soon, told or not."""

    late_replies: Mapping[bytes, int]
    ending: Collection[bytes]
    untold: Collection[bytes]


class Raised(msgspec.Struct, frozen=True):
    """What was brought to the office and not settled by a word of acceptance, as bare as its clock needs it."""

    grievances: tuple[Grievance, ...]
    grievance_events: tuple[GrievanceEvent, ...]
    requests: tuple[PrivacyRequest, ...]
    request_events: tuple[PrivacyRequestEvent, ...]


def stands(store: Store, due: Due, today: date) -> list[Stand]:
    """Where each household stands that was not withdrawn, by lane and door."""
    found = standing.standings(store)
    with store.reading() as connection:
        united = unions(connection)
        teams = _teams(connection, united)
        promises = _under_kept(united, _late_promises(connection, today))
    replies = _under_kept(united, due.late_replies)
    ending, untold = (frozenset(map(united.goes_on, homes)) for homes in (due.ending, due.untold))
    return [
        Stand(
            household=home.id,
            stage=home.stage,
            passed_over=home.passed_over,
            lane=home.lane,
            team=teams.get(home.id),
            late_promises=promises.get(home.id, 0),
            late_replies=replies.get(home.id, 0),
            has_right_ending=home.id in ending,
            is_untold=home.id in untold,
            is_moved_unpaid=home.is_moved_unpaid,
        )
        for home in found
    ]


def raised(store: Store) -> Raised:
    """All grievances and requests of the area with their steps, words left out."""
    with store.reading() as connection:
        return Raised(
            _bare(connection, Grievance, "household", "raised_on", "due_on"),
            _bare(connection, GrievanceEvent, "grievance", "step", "stated_on"),
            _bare(connection, PrivacyRequest, "household", "raised_on", "due_on"),
            _bare(connection, PrivacyRequestEvent, "data_request", "step", "stated_on"),
        )


def _teams(connection: Connection, united: Unions) -> dict[bytes, str | None]:
    """By household the team of whoever looks after it, as `agenda.in_charge` has it, without reading the records."""
    table, staff = rows["assignment"], rows["staff"]
    team_of = {row: team or None for row, team in connection.execute(select(staff.c.id, staff.c.team))}
    query = select(table.c.household, table.c.staff).where(_lives(table)).order_by(table.c.id)
    held: dict[bytes, bytes] = dict(connection.execute(query).all())
    for other, kept in united.kept.items():
        if other in held:
            held.setdefault(kept, held[other])
    return {household: team_of.get(person) for household, person in held.items()}


def _late_promises(connection: Connection, today: date) -> dict[bytes, int]:
    """How many promises to each household were due before today and have no outcome."""
    promise = rows["promise"]
    query = (
        select(promise.c.household, func.count())
        .join(waiting, (waiting.c.key == promise.c.id) & (waiting.c.record == "promise"))
        .where(waiting.c.since < today.isoformat())
        .group_by(promise.c.household)
    )
    return dict(connection.execute(query).all())


def _under_kept(united: Unions, numbers: Mapping[bytes, int]) -> Mapping[bytes, int]:
    """The numbers of united households added to those of the households under which they go on."""
    if not united.kept:
        return numbers
    summed = Counter[bytes]()
    for household, number in numbers.items():
        summed[united.goes_on(household)] += number
    return summed


def _bare(connection: Connection, kind: type[_R], *names: str) -> tuple[_R, ...]:
    record = kind.record_type()
    table, fields = rows[record.name], [RECORDS[record.name].field[name] for name in names]
    query: Select[Any] = select(table.c.id, *(table.c[name] for name in names)).where(_lives(table))
    found: Iterable[Any] = connection.execute(query)
    return tuple(
        kind(id=row, **{field.name: value(field, held) for field, held in zip(fields, values, strict=True)})
        for row, *values in found
    )


def _lives(table: FromClause) -> Any:
    return table.c.withdrawn.is_distinct_from(1)
