"""Values that stand beside each other: what was written of one register by several who had not seen each other.

Promise: every value that stands is told with who wrote it and when, the one that is shown first; tens of thousands of
registers that wait are counted, narrowed and turned page by page, each in the same place on every page. Hidden: equal
values are told once; the order is that of the households, as they were written down.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, false, func, or_, select, true

from desktop.domain.amount_facts import affects_amount
from desktop.domain.fields import RECORDS
from desktop.domain.merging import heads_of, is_covered, shown
from desktop.domain.records import CLASSES, Flat, Record
from desktop.store import history, queries, search
from desktop.store.journal import Place, revision
from desktop.store.projection import GROUPS, LIFE, KnownOp, Projector, known_op
from desktop.store.queries import Listed
from desktop.store.schema import conflicts, ops, rows, values_of
from desktop.store.sources import sources
from desktop.store.store import Store
from desktop.store.united import is_asked

PAGE = 50

L = TypeVar("L")


class Version(msgspec.Struct, frozen=True):
    """One value of a group in its written forms, None where the household's key is not here.

    `arrived` is the revision with which it came here.
    """

    record: str
    row: bytes
    group: str
    forms: Mapping[str, Any] | None
    actor: bytes
    when: datetime
    reason: str
    place: Place
    arrived: int


class Contest(msgspec.Struct, frozen=True):
    """One register that waits for a decision; `life` is withdrawn against edited, or against brought back."""

    record: str
    row: bytes
    group: str
    household: bytes
    versions: tuple[Version, ...]


class Filter(msgspec.Struct, frozen=True):
    """Which registers are asked for: what is empty, or None, narrows nothing.

    `text` finds households as the search does: by name, pinyin, number, address. `team` is that of who looks after
    the household; `is_money` whether a sum may change, `is_life` whether it is about being withdrawn.
    """

    text: str = ""
    household: bytes | None = None
    lane: str = ""
    team: str = ""
    record: str = ""
    group: str = ""
    is_money: bool | None = None
    is_life: bool | None = None


class Line(msgspec.Struct, frozen=True):
    """A register in a list: its household, None where it is of none, and what its record is called, if anything.

    Of what was withdrawn since nothing is decided before it is brought back.
    """

    contest: Contest
    home: Listed | None
    name: str
    is_money: bool
    is_withdrawn: bool


class Page(msgspec.Struct, Generic[L], frozen=True):
    """Some lines of a list of `total`; the first page is 1."""

    lines: tuple[L, ...]
    total: int
    number: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


class Seen(msgspec.Struct, frozen=True):
    """What somebody sees who is to decide: all of it read at one moment, which the record bears.

    `base` is the newest value that every version replaced, None where none is known; `edits` are what no withdrawal of
    this record had seen.
    """

    contest: Contest
    record: Record
    base: Version | None
    edits: tuple[Version, ...]


def name_of(record: Record | None) -> str:
    """What a record is called, if anything; a flat by building, unit and room."""
    if record is None:
        return ""
    return _called(*(getattr(record, part, None) for part in _NAMES.get(type(record), ("name",))))


def is_withdrawn(record: Record | None, home: Listed | None) -> bool:
    """Whether a record is out of sight, or its household is."""
    return bool(getattr(record, "withdrawn", None)) or (home is not None and home.is_withdrawn)


def contests(store: Store, household: bytes) -> tuple[Contest, ...]:
    """All that waits for a decision in a household."""
    query = select(conflicts).where(conflicts.c.household == household).order_by(conflicts.c.row, conflicts.c.grp)
    with store.reading() as connection:
        return _told(connection, store.projector(connection), connection.execute(query).all())


def listed(store: Store, wanted: Filter, page: int = 1, size: int = PAGE) -> Page[Line]:
    """A page of the registers that wait for a decision; beyond the last page, none."""
    conditions = [_MATTERS, *_of_register(wanted), *of_household(store, wanted, conflicts.c.household)]
    number = select(func.count()).select_from(conflicts).where(*conditions)
    with store.reading() as connection:
        total = connection.execute(number).scalar_one()
        waiting = connection.execute(_page(conditions, size, (page - 1) * size)).all()
        found = _told(connection, store.projector(connection), waiting)
        held = _records(connection, found)
    homes = {line.id: line for line in queries.listed(store, [*{each.household for each in found}])}
    lines = (
        Line(
            each,
            homes.get(each.household),
            name_of(held.get(each.row)),
            affects_amount(each.record, each.group),
            is_withdrawn(held.get(each.row), homes.get(each.household)),
        )
        for each in found
    )
    return Page(tuple(lines), total, page, size)


def registers(store: Store, wanted: Filter) -> tuple[tuple[bytes, str], ...]:
    """All registers that such a list has, as row and group, in its order."""
    conditions = [_MATTERS, *_of_register(wanted), *of_household(store, wanted, conflicts.c.household)]
    query = select(conflicts.c.row, conflicts.c.grp).where(*conditions)
    with store.reading() as connection:
        found = connection.execute(query.order_by(conflicts.c.household, conflicts.c.row, conflicts.c.grp))
        return tuple((row, group) for row, group in found)


def of_record(store: Store, row: bytes) -> tuple[tuple[bytes, str], ...]:
    """The registers of a record that wait for a decision, as row and group."""
    with store.reading() as connection:
        return tuple(sorted((each.row, each.grp) for each in _waiting(connection, [row])))


def seen(store: Store, wanted: Collection[tuple[bytes, str]]) -> tuple[Seen, ...]:
    """What is to be seen of these registers (row and group), as far as they wait for a decision, in their order."""
    with store.reading() as connection:
        projector = store.projector(connection)
        found = {(each.row, each.grp): each for each in _waiting(connection, {row for row, _ in wanted})}
        told = _told(connection, projector, [found[place] for place in wanted if place in found])
        held = _records(connection, told)
        told = [each for each in told if each.row in held]
        bases = _bases(connection, told)
        edits = [_unseen(projector, each) if each.group == LIFE else [] for each in told]
        said = iter(versions(connection, projector, [*bases.values(), *(op for of in edits for op in of)]))
        based = {register: next(said) for register in bases}
        return tuple(
            Seen(each, held[each.row], based.get((each.row, each.group)), tuple(next(said) for _ in of))
            for each, of in zip(told, edits, strict=True)
        )


def still_open(store: Store, wanted: Collection[tuple[bytes, str]]) -> tuple[tuple[bytes, str], ...]:
    """Those of these registers (row and group) that wait for a decision."""
    with store.reading() as connection:
        open_ones = {(each.row, each.grp) for each in _waiting(connection, {row for row, _ in wanted})}
    return tuple(place for place in wanted if place in open_ones)


def written_since(store: Store, row: bytes, groups: Iterable[str], since: int) -> tuple[Version, ...]:
    """What was written of these groups of a record after a revision, as it stands now."""
    query = select(ops).where(ops.c.row == row, ops.c.grp.in_(list(groups)), ops.c.rev > since, ops.c.head == 1)
    with store.reading() as connection:
        found = [known_op(each) for each in connection.execute(query)]
        return versions(connection, store.projector(connection), found)


def versions(connection: Connection, projector: Projector, found: Sequence[KnownOp]) -> tuple[Version, ...]:
    """What these ops wrote, in their order."""
    said = sources(connection, {(op.origin, op.seq) for op in found})
    made: list[Version] = []
    for op in found:
        place = op.origin, op.seq
        body = said[place].body
        forms = projector.forms(op)
        when = history.moment(body)
        made.append(Version(op.record, op.row, op.group, forms, body.actor, when, body.reason, place, op.rev))
    return tuple(made)


def names(connection: Connection, wanted: Collection[tuple[str, bytes]]) -> dict[bytes, str]:
    """What these records (kind and row) are called, those that have a name."""
    found: dict[bytes, str] = {}
    for record in {record for record, _ in wanted if record in RECORDS}:
        parts, table = _NAMES.get(CLASSES[record], ("name",)), rows[record]
        if RECORDS[record].field.keys() >= {*parts}:
            of_these = table.c.id.in_([row for kind, row in wanted if kind == record])
            for row in connection.execute(select(table).where(of_these)).mappings():
                found[row["id"]] = _called(*(row[part] for part in parts))
    return {row: name for row, name in found.items() if name}


def of_household(store: Store, wanted: Filter, household: ColumnElement[bytes]) -> Iterator[ColumnElement[bool]]:
    """What a filter asks of the household that stands in this column."""
    home, assignment, staff = rows["household"], rows["assignment"], rows["staff"]
    if wanted.household is not None:
        yield household == wanted.household
    if wanted.text.strip():
        yield _named(store, wanted.text, household)
    if wanted.lane:
        yield household.in_(select(home.c.id).where(home.c.lane == wanted.lane))
    if wanted.team:
        later = assignment.alias()
        is_handed_on = exists().where(
            later.c.household == assignment.c.household,
            later.c.id > assignment.c.id,
            later.c.withdrawn.is_distinct_from(1),
        )
        of_team = select(assignment.c.household).join(staff, staff.c.id == assignment.c.staff)
        yield household.in_(
            of_team.where(staff.c.team == wanted.team, assignment.c.withdrawn.is_distinct_from(1), ~is_handed_on)
        )


def is_wanted(wanted: Filter, record: str, group: str) -> bool:
    """Whether a filter asks for such a register, whatever its household."""
    return (
        wanted.record in ("", record)
        and wanted.group in ("", group)
        and wanted.is_money in (None, affects_amount(record, group))
        and wanted.is_life in (None, group == LIFE)
    )


def _page(conditions: Sequence[ColumnElement[bool]], size: int, skipped: int) -> Select[Any]:
    """The rows of a page: what is skipped is passed over in the index alone (100 times as quick, measured)."""
    key = conflicts.c.household, conflicts.c.row, conflicts.c.grp
    places = select(*key).where(*conditions).order_by(*key).limit(size).offset(skipped).subquery()
    is_there = and_(conflicts.c.row == places.c.row, conflicts.c.grp == places.c.grp)
    return select(conflicts).join(places, is_there).order_by(*key)


def _of_register(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    """The same for the table of those that wait; by groups that are known, or all."""
    if wanted == Filter(wanted.text, wanted.household, wanted.lane, wanted.team):
        return
    groups: dict[str, list[str]] = {}
    for record, group in GROUPS:
        if is_wanted(wanted, record, group):
            groups.setdefault(record, []).append(group)
    places = (and_(conflicts.c.record == record, conflicts.c.grp.in_(of)) for record, of in groups.items())
    yield or_(false(), *places)


def _named(store: Store, text: str, household: ColumnElement[bytes]) -> ColumnElement[bool]:
    """Those that a search finds; where it would break off, those in which the text stands as it is."""
    found = [each.household.id for each in queries.found(store, text)]
    if len(found) < search.LIMIT:
        return household.in_(found)
    home, person = rows["household"], rows["person"]
    of_home = or_(*(home.c[name].contains(text.strip(), autoescape=True) for name in ("number", "address")))
    of_person = person.c.name.contains(text.strip(), autoescape=True) & person.c.withdrawn.is_distinct_from(1)
    return or_(
        exists(true()).where(home.c.id == household, of_home),
        exists(true()).where(person.c.household == household, of_person),
    )


def _waiting(connection: Connection, of_rows: Collection[bytes]) -> Iterator[Row[Any]]:
    left = list(of_rows)
    for start in range(0, len(left), _CHUNK):
        yield from connection.execute(select(conflicts).where(conflicts.c.row.in_(left[start : start + _CHUNK])))


def _told(connection: Connection, projector: Projector, waiting: Sequence[Row[Any]]) -> tuple[Contest, ...]:
    heads = projector.heads({each.row for each in waiting})
    stand = [_in_order(heads[each.row, each.grp]) for each in waiting]
    told = iter(versions(connection, projector, [op for of in stand for op in of]))
    return tuple(
        Contest(each.record, each.row, each.grp, each.household, tuple(next(told) for _ in of))
        for each, of in zip(waiting, stand, strict=True)
    )


def _in_order(heads: Sequence[KnownOp]) -> list[KnownOp]:
    """One op for each value, the shown one first; of equal ones the oldest, which is who wrote it first."""
    by_mark = {op.mark: op for op in sorted(heads, key=_rank, reverse=True)}
    first = shown(heads)
    return sorted(by_mark.values(), key=lambda op: op.mark != first.mark)


def _bases(connection: Connection, told: Sequence[Contest]) -> dict[tuple[bytes, str], KnownOp]:
    """Of each register the newest value that all of those that stand replaced, where one is known."""
    wanted = {(each.row, each.group) for each in told if each.group != LIFE}
    of_rows, known = [*{row for row, _ in wanted}], dict[tuple[bytes, str], list[KnownOp]]()
    for start in range(0, len(of_rows), _CHUNK):
        query = select(ops).where(ops.c.row.in_(of_rows[start : start + _CHUNK]))
        for op in map(known_op, connection.execute(query)):
            if op.register in wanted:
                known.setdefault(op.register, []).append(op)
    bases: dict[tuple[bytes, str], KnownOp] = {}
    for register, of in known.items():
        heads = heads_of(of)
        common = [op for op in of if op not in heads and all(is_covered(op, head.ctx) for head in heads)]
        if common:
            bases[register] = max(common, key=_rank)
    return bases


def _unseen(projector: Projector, contest: Contest) -> list[KnownOp]:
    """What was written of a record, or of anything in a household, that no withdrawal of it had seen."""
    lives = projector.heads([contest.row]).get((contest.row, LIFE), ())
    sights = [life.saw or {} for life in lives if (projector.forms(life) or {}).get("withdrawn")]
    living = projector.living_heads({contest.row: contest.record})[contest.row]
    unseen = [op for op in living if all(op.seq not in saw.get(op.origin, ()) for saw in sights)]
    return sorted(unseen, key=_rank, reverse=True)


def _records(connection: Connection, told: Iterable[Contest]) -> dict[bytes, Record]:
    """The records as they are shown, each with the revision at which it was read."""
    now = revision(connection)
    by_kind: dict[str, list[bytes]] = {}
    for each in told:
        by_kind.setdefault(each.record, []).append(each.row)
    found: dict[bytes, Record] = {}
    for record, of_rows in by_kind.items():
        kind, table = CLASSES[record], rows[record]
        for start in range(0, len(of_rows), _CHUNK):
            query = select(table).where(table.c.id.in_(of_rows[start : start + _CHUNK]))
            for row in connection.execute(query).mappings():
                found[row["id"]] = kind(id=row["id"], seen=now, **values_of(kind.record_type(), dict(row)))
    return found


def _called(*parts: str | None) -> str:
    return "-".join(filter(None, parts))


def _rank(op: KnownOp) -> tuple[int, bytes]:
    return op.stamp, op.origin


_NAMES: Mapping[type[Record], tuple[str, ...]] = {Flat: ("building", "unit", "room")}
"""What the records are called by that have no name."""
_CHUNK = 500
_MATTERS = is_asked(conflicts.c.household)
