"""Where households stand, asked of all of them at once.

Promise: stage, clear parts and circumstances are those that `domain.stages` and `domain.four_clear` derive from the
records of each (a test holds one against the other), in the time of a few scans. Hidden: each thing that the rule asks
about is a mark, a short query puts marks on households, and households with the same marks stand at the same point.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from enum import IntFlag, auto
from functools import cache
from itertools import islice
from typing import Any, Literal, NamedTuple

import msgspec
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Executable,
    FromClause,
    Integer,
    Select,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)

from desktop.domain import stages
from desktop.domain.fields import RECORDS
from desktop.domain.four_clear import HOLDERS, ROUNDED, Part, four_clear
from desktop.domain.records import Visit
from desktop.domain.rights import Start, own_starts
from desktop.domain.stages import HOUSEHOLDS_WORD, Circumstance, Stage
from desktop.store import queries
from desktop.store.schema import conflicts, rows
from desktop.store.store import Store
from desktop.store.united import unions


class Standing(msgspec.Struct, frozen=True, gc=False):
    """Where one household stands. `clear` names the parts that are, in the order of the paper.

    `passed_over` are the stages before whose own record is missing; `is_moved_unpaid` is what the office owes (H08).
    """

    id: bytes
    number: str | None
    plot: str | None
    building: str | None
    lane: str | None
    stage: Stage
    passed_over: tuple[Stage, ...]
    clear: tuple[str, ...]
    circumstances: tuple[Circumstance, ...]
    is_moved_unpaid: bool
    has_conflict: bool
    is_withdrawn: bool


class Line(msgspec.Struct, frozen=True):
    """What a line of the list says besides, in words: fetched for those on the screen alone.

    `holders` are the names of owners, tenants and heirs; the last contact may be a visit at which nobody was met;
    `begun` are the clocks that run for this household alone.
    """

    holders: tuple[str, ...]
    address: str | None
    parts: tuple[Part, ...]
    last_contact: Visit | None
    begun: tuple[Start, ...]


def standings(store: Store, households: Collection[bytes] | None = None, *, withdrawn: bool = False) -> list[Standing]:
    """All households, or these, by lane and door and then by number; withdrawn ones only when asked.

    Those that go on under another never: where that one stands, what happened to them counts, too.
    """
    with store.reading() as connection:
        united = unions(connection)
        homes, marks = _asked(connection, households)
    counted = (home for home in homes if home.id not in united.kept and (withdrawn or not home.withdrawn))
    homes = sorted(counted, key=_by_place())
    points = _points_of_united(store, [home.id for home in homes if home.id in united.others], marks)
    one = dict[str | None, str | None]().setdefault  # of equal names: thousands lie in one lane
    return [
        Standing(
            home,
            number,
            *(one(plot, plot), one(building, building), one(lane, lane)),
            *(points.get(home) or _point(marks.get(home, 0))),
            bool(is_withdrawn),
        )
        for home, number, plot, building, lane, is_withdrawn, *_ in homes
    ]


def lines(store: Store, households: Collection[bytes]) -> dict[bytes, Line]:
    """What the lines of these households say, some hundreds at most."""
    return {
        home: Line(
            holders=tuple(person.name or "" for person in case.people if person.role in HOLDERS),
            address=case.household.address,
            parts=four_clear(case),
            last_contact=max((visit for visit in case.visits if visit.began_at), key=_moment, default=None),
            begun=own_starts(case),
        )
        for home, case in queries.cases(store, list(households)).items()
    }


def places(standings: Iterable[Standing], kind: Literal["plot", "building", "lane"]) -> tuple[str, ...]:
    """The plots, buildings or lanes in which these households lie, in their natural order."""
    return tuple(sorted({name for each in standings if (name := getattr(each, kind))}, key=natural))


def natural(name: str) -> str:
    """What orders names as people count: lane 2 before lane 10, 三巷 before 十二巷."""
    return _COUNTED.sub(lambda count: _plain(count[0]).zfill(_LONGEST_COUNT), name)


def _plain(count: str) -> str:
    """A count in plain digits; Chinese ones go up to 99, or are read digit by digit."""
    tens, ten, ones = count.partition("十")
    return (f"{tens or 1}{ones or 0}" if ten else count).translate(_CHINESE)


def _by_place() -> Callable[[Any], tuple[Any, ...]]:
    """The order of households; those of which no place is known come last."""

    @cache  # of lanes, doors and rooms there are few
    def of(name: str | None) -> str:
        return natural(name or "")

    def key(home: Any) -> tuple[Any, ...]:
        row, number, _, building, lane, _, door, unit, room, address = home
        where = of(lane or building) or natural(address or "")
        return not where, where, of(building), of(door), of(unit), of(room), number or "", row

    return key


def _moment(visit: Visit) -> tuple[Any, bytes]:
    return visit.began_at, visit.id


# What the rule asks about


class _Mark(IntFlag):
    """One thing that is true of a household."""

    MET = auto()
    HELD = auto()  # an owner or tenant is recorded
    HOUSED = auto()
    CALCULATED = auto()
    ASKED = auto()
    UNKNOWN_HOUSE = auto()
    UNKNOWN_AREA = auto()
    UNKNOWN_COMPENSATION = auto()
    CONFIRMED_HOUSE = auto()
    CONFIRMED_AREA = auto()
    CONFIRMED_COMPENSATION = auto()
    CONFIRMED_WISHES = auto()
    SERVED = auto()
    SIGNED = auto()
    DISPUTED = auto()
    DECIDED = auto()
    PAID = auto()
    HANDED_OVER = auto()
    LEFT = auto()  # handed over on a day that is known
    GRIEVED = auto()
    IN_CONFLICT = auto()


_M = _Mark
_PARTS = {  # what a part needs, and what keeps it from being clear
    "house": (_M.HELD | _M.HOUSED | _M.CONFIRMED_HOUSE, _M.UNKNOWN_HOUSE),
    "area": (_M.HOUSED | _M.CONFIRMED_AREA, _M.UNKNOWN_AREA),
    "compensation": (_M.CALCULATED | _M.CONFIRMED_COMPENSATION, _M.UNKNOWN_COMPENSATION),
    "wishes": (_M.ASKED | _M.CONFIRMED_WISHES, _M(0)),
}
_STAGES = {
    Stage.VISITED: _M.MET,
    Stage.SERVED: _M.SERVED,
    Stage.SIGNED: _M.SIGNED,
    Stage.PAID: _M.PAID,
    Stage.MOVED: _M.HANDED_OVER | _M.PAID,
}
_CIRCUMSTANCES = {
    Circumstance.OPEN_GRIEVANCE: _M.GRIEVED,
    Circumstance.NO_AGREEMENT: _M.DISPUTED,
    Circumstance.COMPENSATION_DECISION: _M.DECIDED,
}


class _Point(NamedTuple):
    """Where all households with the same marks stand."""

    stage: Stage
    passed_over: tuple[Stage, ...]
    clear: tuple[str, ...]
    circumstances: tuple[Circumstance, ...]
    is_moved_unpaid: bool
    has_conflict: bool


@cache
def _point(marks: int) -> _Point:
    held = _Mark(marks)
    clear = tuple(part for part, (needed, against) in _PARTS.items() if needed in held and not held & against)
    reached = {Stage.REGISTERED, *(at for at, needed in _STAGES.items() if needed in held)}
    if len(clear) == len(_PARTS):
        reached.add(Stage.CLEAR)
    furthest = Stage.MOVED if _M.HANDED_OVER in held else max(reached)
    return _Point(
        stage=max(reached),
        passed_over=tuple(at for at in Stage if at < furthest and at not in reached),
        clear=clear,
        circumstances=tuple(what for what, mark in _CIRCUMSTANCES.items() if mark in held),
        is_moved_unpaid=_M.LEFT in held and _M.PAID not in held,
        has_conflict=_M.IN_CONFLICT in held,
    )


def _points_of_united(store: Store, households: Sequence[bytes], marks: Mapping[bytes, int]) -> dict[bytes, _Point]:
    """Of the few under which others go on the rule itself is asked: of two agreements it takes the later."""
    return {
        home: _Point(
            stages.stage(case),
            tuple(step.stage for step in stages.steps(case) if step.progress is stages.Progress.GAP),
            tuple(part.name for part in four_clear(case) if part.is_clear),
            stages.circumstances(case),
            bool(stages.findings_against_office(case)),
            _M.IN_CONFLICT in _Mark(marks.get(home, 0)),
        )
        for home, case in queries.cases(store, households).items()
    }


# Who has which mark

_Marks = Select[Any, int]


def _asked(connection: Connection, households: Iterable[bytes] | None) -> tuple[list[Any], Mapping[bytes, int]]:
    """The rows of the households, and the marks of each that has any."""
    homes: list[Any] = []
    marks: defaultdict[bytes, int] = defaultdict(int)
    for of_homes, of_marks, these in _questions(households):
        homes += connection.execute(of_homes, these)
        marked: Iterable[Any] = connection.execute(of_marks, these)
        for household, mark in marked:
            marks[household] |= mark
    return homes, marks


def _questions(households: Iterable[bytes] | None) -> Iterator[tuple[Executable, Executable, dict[str, Any]]]:
    if households is None:
        yield _HOMES, _all_marks(), {}
        return
    left = iter(households)
    while chunk := list(islice(left, _CHUNK)):
        yield _THESE_HOMES, _THEIR_MARKS, {"ids": chunk}


@cache
def _all_marks() -> Executable:
    """Made when it is first asked, which takes a while: on the first screen of a large area stand few households."""
    return union_all(*_marking())


def _marking() -> Iterator[_Marks]:
    """Queries for households and marks of theirs: of one record, or of all records of a kind together."""
    yield from _marking_known()
    yield from _marking_reached()


def _marking_known() -> Iterator[_Marks]:
    """As `domain.four_clear` has it."""
    household, person, house, part = (rows[name] for name in ("household", "person", "house", "unregistered_part"))
    fixture, appraisal, calculation = (rows[name] for name in ("fixture", "appraisal", "calculation"))
    confirmation, wish = rows["confirmation"], rows["wish"]
    yield select(household.c.id, _put(_M.UNKNOWN_HOUSE)).where(household.c.title_disputed == 1)

    whole, known = func.sum(person.c.share), func.count(person.c.share)
    is_shared = func.count(case((person.c.role == "co_owner", 1))) > 0
    is_no_whole = or_(known < func.count(), func.abs(whole - 100 * _SHARE) > int(ROUNDED * _SHARE) * known)
    yield (
        _living(person, _put(_M.HELD) + _put_if(is_shared & is_no_whole, _M.UNKNOWN_HOUSE))
        .where(person.c.role.in_(HOLDERS))
        .group_by(person.c.household)
    )

    is_unclear = or_(
        house.c.certificate_number.is_(None),
        house.c.structure.is_(None),
        house.c.certified_use.is_(None) & house.c.actual_use.is_(None),
    )
    area_is_unknown = or_(house.c.recognised_area.is_(None), house.c.area_disputed == 1)
    yield _living(
        house, _put(_M.HOUSED) + _put_if(is_unclear, _M.UNKNOWN_HOUSE) + _put_if(area_is_unknown, _M.UNKNOWN_AREA)
    )
    is_undetermined = or_(
        part.c.state.is_(None),
        part.c.state == "undetermined",
        part.c.state.in_(("recognised", "recognised_with_factor")) & part.c.recognised_area.is_(None),
    )
    yield _living(part, _put(_M.HOUSED) + _put_if(is_undetermined, _M.UNKNOWN_AREA))

    is_half = fixture.c.quantity.is_(None) | fixture.c.unit_price.is_(None)
    yield _living(fixture, _put(_M.UNKNOWN_COMPENSATION)).where(fixture.c.amount.is_(None), is_half)
    yield _living(appraisal, _put(_M.UNKNOWN_COMPENSATION)).where(
        appraisal.c.amount.is_(None), appraisal.c.unit_price.is_(None)
    )
    yield _living(calculation, _put(_M.CALCULATED))  # what supersedes one is one itself
    yield _living(wish, _put(_M.ASKED))
    yield _living(
        confirmation, _put_for(confirmation.c.part, {part: _M[f"CONFIRMED_{part.upper()}"] for part in _PARTS})
    )


def _marking_reached() -> Iterator[_Marks]:
    """As `domain.stages` has it."""
    visit, service, agreement = rows["visit"], rows["service"], rows["agreement"]
    grievance, event = rows["grievance"], rows["grievance_event"]
    payment, handover = rows["payment"], rows["handover"]
    later, other = visit.alias(), visit.alias()
    is_corrected = exists().where(later.c.corrects == visit.c.id, later.c.household == visit.c.household, _lives(later))
    is_outdone = exists().where(
        other.c.corrects == visit.c.corrects,
        other.c.household == visit.c.household,
        other.c.id > visit.c.id,
        _lives(other),
    )
    yield _living(visit, _put(_M.MET)).where(visit.c.manner.is_distinct_from("not_met"), ~is_corrected, ~is_outdone)
    yield _living(service, _put(_M.SERVED)).where(service.c.document == "sheet")

    later = agreement.alias()
    states = {"signed": _M.SIGNED, "disputed": _M.DISPUTED, "decision": _M.DECIDED}
    yield _living(agreement, _put_for(agreement.c.state, states)).where(
        ~exists().where(later.c.household == agreement.c.household, _is_later(later, agreement))
    )
    yield _living(payment, _put(_M.PAID))
    yield _living(handover, _put(_M.HANDED_OVER) + _put_if(handover.c.handed_over_on.is_not(None), _M.LEFT))

    later = event.alias()
    is_of_it = event.c.grievance == grievance.c.id, event.c.household == grievance.c.household
    is_taken_back = exists().where(
        later.c.grievance == event.c.grievance,
        later.c.household == event.c.household,
        later.c.step.in_(HOUSEHOLDS_WORD),
        _is_later(later, event),
    )
    is_closed = exists().where(*is_of_it, event.c.step == "accepted", _lives(event), ~is_taken_back)
    yield _living(grievance, _put(_M.GRIEVED)).where(~is_closed)

    yield select(conflicts.c.household, _put(_M.IN_CONFLICT))


def _living(table: FromClause, mark: ColumnElement[int]) -> _Marks:
    return select(table.c.household, mark).where(_lives(table))


def _lives(table: FromClause) -> ColumnElement[bool]:
    return table.c.withdrawn.is_distinct_from(1)


def _is_later(later: FromClause, row: FromClause) -> ColumnElement[bool]:
    """It lives and is about a later day; of one day, it was made later."""
    day, other = (func.coalesce(each.c.stated_on, "") for each in (later, row))
    return _lives(later) & (tuple_(day, later.c.id) > tuple_(other, row.c.id))


def _put(mark: _Mark) -> ColumnElement[int]:
    return literal_column(str(int(mark)), Integer)


def _put_if(condition: ColumnElement[bool], mark: _Mark) -> ColumnElement[int]:
    return case((condition, _put(mark)), else_=_put(_M(0)))


def _put_for(choice: ColumnElement[str], marks: Mapping[str, _Mark]) -> ColumnElement[int]:
    return case({key: _put(mark) for key, mark in marks.items()}, value=choice, else_=_put(_M(0)))


_CHUNK = 200
_COUNTED = re.compile("[0-9]+|[〇零一二三四五六七八九]*十[一二三四五六七八九]?|[〇零一二三四五六七八九]+")
_CHINESE = str.maketrans("〇零一二三四五六七八九", "00123456789")
_LONGEST_COUNT = 12
_SHARE = 10 ** RECORDS["person"].field["share"].digits

_ids: BindParameter[Any] = bindparam("ids", expanding=True)
_home = rows["household"]
_HOMES = select(
    *(_home.c[name] for name in ("id", "number", "plot", "building", "lane")),
    *(_home.c[name] for name in ("withdrawn", "door", "unit", "room", "address")),
)
_THESE_HOMES = _HOMES.where(_home.c.id.in_(_ids))
_wanted = select(_home.c.id).where(_home.c.id.in_(_ids)).cte("wanted")
_THEIR_MARKS = union_all(*(query.where(query.selected_columns[0].in_(select(_wanted.c.id))) for query in _marking()))
