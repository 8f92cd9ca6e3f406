"""What only came down from the office is told with who, when and why, as what lies in the chain is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import stores
from builders import a_house, a_household, a_visit

from desktop.casework import questioning
from desktop.casework.papers.corrections import written_at
from desktop.domain.records import House, Household
from desktop.store import arriving, checking, contests, history, journal, queries, sources
from desktop.store.arriving import Arrival
from desktop.store.history import Outline
from desktop.store.merge_log import MergeLine
from desktop.store.store import Store

HOME = a_household(number="DY-1", lane="一巷")
HOUSE = a_house(household=HOME.id, measured_area=Decimal("62.40"))
VISIT = a_visit(household=HOME.id)
SIGNED = datetime(2026, 11, 17, 9, tzinfo=UTC)


def came_down(to: Store, office: Store, after: int = 0) -> None:
    """What the office's entries beyond one say comes down, without the entries."""
    said = [entry.body for entry in office.entries_since({office.end.origin: after}) if entry.origin != to.end.origin]
    line = MergeLine(at=0, kind="down", written=int(SIGNED.timestamp() * 1000))
    arriving.merge(to, Arrival(received=said, keys=office.keys()), line)


@contextmanager
def field(new_store: stores.NewStore) -> Iterator[tuple[Store, Store]]:
    """An office that wrote about a household, and a laptop to which that came down."""
    with new_store("office") as office, new_store("laptop") as laptop:
        office.save(HOME, HOUSE, VISIT, because="登记表")
        home = office.get(Household, HOME.id)
        assert home is not None
        office.save(replace(home, lane="二巷"), because="写错了")
        came_down(laptop, office)
        yield office, laptop


def told(store: Store) -> tuple[Outline, tuple[history.Told, ...]]:
    found = history.outline(store, HOME.id)
    return found, history.told(store, found, found.lines)


def test_who_when_and_why_are_told_with_the_office_s_signature(new_store: stores.NewStore) -> None:
    with field(new_store) as (office, laptop):
        here, there = told(laptop), told(office)
        steps = [
            [(step.actor, step.when, step.reason, step.before, step.after) for step in each.steps] for each in here[1]
        ]
        assert steps == [
            [(step.actor, step.when, step.reason, step.before, step.after) for step in each.steps] for each in there[1]
        ]
        assert {step.confirmed_at for each in here[1] for step in each.steps} == {SIGNED}
        assert not any(step.is_entry for each in here[1] for step in each.steps)
        assert here[0].confirmed == {line.place for line in here[0].lines}
        assert there[0].confirmed == frozenset()
        assert all(step.is_entry for each in there[1] for step in each.steps)
        assert [step.reason for step in history.latest(laptop, 1)] == ["写错了"]


def test_nothing_that_asks_for_an_entry_fails_without_one(new_store: stores.NewStore) -> None:
    with field(new_store) as (office, laptop):
        assert sources.author_of(laptop, HOUSE.id) == office.opened.person
        place = queries.creation_of(laptop, VISIT.id)
        assert history.linked(laptop, place) is None
        assert written_at(laptop, VISIT.id) == written_at(office, VISIT.id)
        assert not history.is_undoable(laptop, place), "what somebody else wrote is not undone"
        (house,) = laptop.records(House)
        laptop.save(replace(house, measured_area=Decimal("60.00")))
        (known,) = office.records(House)
        office.save(replace(known, measured_area=Decimal("61.00")), because="复量")
        came_down(laptop, office, after=office.end.seq - 1)
        (contest,) = contests.contests(laptop, HOME.id)
        assert {version.actor for version in contest.versions} == {office.opened.person, laptop.opened.person}
        assert [line.had_conflict for line in told(laptop)[0].lines].count(True) == 2
        (written,) = contests.written_since(laptop, HOUSE.id, ["measured_area"], queries.revision_of(laptop) - 1)
        assert written.actor == office.opened.person
        questioning.ask(office, HOME.id, "请核对。", record="house", row=HOUSE.id, field="measured_area")
        came_down(laptop, office, after=office.end.seq - 1)
        (asked,) = questioning.open_questions(laptop)
        assert asked.question.question == "请核对。"


def test_an_entry_that_comes_itself_stands_in_its_place(new_store: stores.NewStore) -> None:
    with field(new_store) as (office, laptop):
        before = laptop.digest()
        stores.accept(laptop, office.entries_since({}), office.keys())
        assert laptop.digest() == before
        outline, lines = told(laptop)
        assert outline.confirmed == frozenset()
        assert all(step.is_entry for each in lines for step in each.steps)
        assert history.linked(laptop, queries.creation_of(laptop, VISIT.id)) is not None


def test_a_check_finds_a_field_store_whole_and_a_rebuild_the_same(new_store: stores.NewStore) -> None:
    with field(new_store) as (_, laptop):
        before = laptop.digest()
        laptop.rebuild()
        assert laptop.digest() == before
        with laptop.reading() as connection:
            assert journal.breaks(connection) == ()
        laptop.close()
        report = checking.check(laptop.folder, stores.unlocked(laptop.folder))
        assert report.is_whole, report
