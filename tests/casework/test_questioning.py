"""The office asks for a correction; an edit of what it asks about, or a reply, ends it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import stores
from builders import TODAY, a_house, a_household, a_visit, at
from msgspec import structs

from desktop.casework import people, questioning
from desktop.casework.questioning import State
from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.domain.identity import new_id
from desktop.domain.records import House, Household, Visit
from desktop.store import deliveries, queries
from desktop.store.deliveries import Report
from desktop.store.store import Store

HOME = a_household(number="DY-1", lane="示例里 3 巷")
HOUSE = a_house(household=HOME.id, measured_area=Decimal("62.40"))


@pytest.fixture
def store(new_store: stores.NewStore) -> Store:
    store = new_store("area")
    store.save(HOME, HOUSE)
    return store


def edited(store: Store, **changes: object) -> None:
    house = store.get(House, HOUSE.id)
    assert house is not None
    store.save(replace(house, **changes))


def set_clock(store: Store, now: datetime) -> None:
    vars(store)["_clock"] = lambda: now


def only(store: Store) -> questioning.Asked:
    (asked,) = questioning.of_household(store, HOME.id)
    return asked


def asked_for_area(store: Store, due: date | None = None) -> None:
    questioning.ask(
        store, HOME.id, "面积和测绘图不一样，请核对。", record="house", row=HOUSE.id, field="measured_area", due=due
    )


def test_a_question_stands_until_what_it_asks_about_is_edited(store: Store) -> None:
    edited(store, measured_area=Decimal("62.00"))
    asked_for_area(store)
    asked = only(store)
    assert (asked.state, asked.by, asked.on) == (State.OPEN, stores.CLERK, TODAY)
    assert asked.question.due == date(2026, 11, 23), "three working days after a Wednesday"
    assert not asked.is_overdue(date(2026, 11, 23))
    assert asked.is_overdue(date(2026, 11, 24))

    edited(store, structure="砖木")
    assert only(store).is_open, "another field is no answer"
    edited(store, measured_area=Decimal("61.20"))
    asked = only(store)
    assert (asked.state, asked.ended_by, asked.ended_on) == (State.CORRECTED, stores.CLERK, TODAY)
    assert questioning.open_questions(store) == ()


def test_a_reply_in_words_ends_it_and_so_does_who_asked(store: Store) -> None:
    asked_for_area(store)
    question = only(store).question
    with pytest.raises(Refused, match="What is replied"):
        questioning.answer(store, question, "  ")
    questioning.answer(store, question, "又量了一遍，没有错。")
    assert (only(store).state, only(store).words) == (State.REPLIED, "又量了一遍，没有错。")
    for end in (
        lambda: questioning.answer(store, question, "再说一遍"),
        lambda: questioning.take_back(store, question, because="问错了"),
    ):
        with pytest.raises(Refused, match="answered, or no longer asked"):
            end()

    asked_for_area(store)
    (again, _) = questioning.of_household(store, HOME.id)
    with pytest.raises(Refused, match="reason"):
        questioning.take_back(store, again.question, because="")
    questioning.take_back(store, again.question, because="问错了")
    states = {each.question.id: each.state for each in questioning.all_of(store)}
    assert states == {question.id: State.REPLIED, again.question.id: State.WITHDRAWN}


def test_what_was_written_before_the_question_came_is_no_answer(store: Store, new_store: stores.NewStore) -> None:
    """A laptop wrote it on the day before, and brings it a day after the question."""
    yesterday, tomorrow = (at(12) + timedelta(days=days) for days in (-1, 1))
    with new_store("laptop") as laptop:
        stores.accept(laptop, store.entries_since({}), store.keys())
        set_clock(laptop, yesterday)
        edited(laptop, measured_area=Decimal("60.00"))
        asked_for_area(store)
        known = store.entries_since({})
        back = [each for each in laptop.entries_since({}) if each.origin == laptop.end.origin]
        stores.accept(store, back, laptop.keys())
        assert only(store).is_open

        stores.accept(laptop, known, store.keys())
        assert only(laptop).is_open
        edited(laptop, measured_area=Decimal("61.00"))
        assert only(laptop).state is State.CORRECTED, "its clock is a day behind, and it knew the question"
        set_clock(laptop, tomorrow)
        edited(laptop, measured_area=Decimal("61.20"))
        back = [each for each in laptop.entries_since({}) if each.origin == laptop.end.origin]
        stores.accept(store, back, laptop.keys())
        assert only(store).state is State.CORRECTED


def test_what_a_laptop_knew_counts_and_not_what_its_clock_says(store: Store, new_store: stores.NewStore) -> None:
    """Its clock is a year ahead; the office knows from its bundles what it had taken in."""
    with new_store("laptop") as laptop:
        stores.accept(laptop, store.entries_since({}), store.keys())
        set_clock(laptop, at(12) + timedelta(days=365))
        edited(laptop, measured_area=Decimal("60.00"))
        asked_for_area(store)
        asked_at = queries.revision_of(store)
        stores.accept(laptop, store.entries_since({}), store.keys())
        assert only(laptop).is_open, "it was written before the question came"
        taken_at = laptop.end.seq

        def tell(seq: int) -> None:
            report = Report(laptop.end.origin, new_id(), 1, asked_at, 1, 0, ((asked_at, seq),))
            with store.writing() as connection:
                deliveries.note_report(connection, report)

        tell(taken_at)
        own = [each for each in laptop.entries_since({}) if each.origin == laptop.end.origin]
        stores.accept(store, own, laptop.keys())
        assert only(store).is_open
        edited(laptop, measured_area=Decimal("61.00"))
        stores.accept(store, laptop.entries_since({laptop.end.origin: taken_at}), laptop.keys())
        assert only(store).state is State.CORRECTED


def test_a_correction_of_a_visit_and_what_was_missing_are_answers(store: Store) -> None:
    visit = a_visit(household=HOME.id)
    store.save(visit)
    questioning.ask(store, HOME.id, "当时谁在场？", record="visit", row=visit.id)
    questioning.ask(store, HOME.id, "缺住户的想法。", record="wish")
    questioning.ask(store, HOME.id, "巷名写错了。", record="household", field="lane")
    held = store.get(Visit, visit.id)
    assert held is not None
    store.save(replace(held, id=new_id(), seen=None, corrects=visit.id, correction_reason="漏了人"))
    left = [each.question.asked_record for each in questioning.open_questions(store, {HOME.id})]
    assert left == ["wish", "household"]
    store.save(stores.a_wish(household=HOME.id))
    home = store.get(Household, HOME.id)
    assert home is not None
    store.save(replace(home, lane="示例里 5 巷"))
    assert questioning.open_questions(store) == ()
    assert questioning.open_questions(store, {new_id()}) == ()


def test_who_may_not_ask_is_told_and_nonsense_is_refused(store: Store) -> None:
    people.admit(store, "孙示例", Role.WORKER, stores.PASSPHRASE)
    asked_for_area(store, due=date(2026, 11, 21))
    question = only(store).question
    assert question.due == date(2026, 11, 23), "a Saturday gives way to the Monday after it"
    for said in (
        lambda: questioning.ask(store, HOME.id, ""),
        lambda: questioning.ask(store, HOME.id, "？", record="houses"),
        lambda: questioning.ask(store, HOME.id, "？", record="house", field="colour"),
        lambda: questioning.ask(store, HOME.id, "？", record="house", row=new_id()),
        lambda: questioning.ask(store, HOME.id, "？", due=TODAY - timedelta(days=1)),
    ):
        with pytest.raises(Refused):
            said()
    store.opened = structs.replace(store.opened, role=Role.WORKER)
    with pytest.raises(Refused, match="lead or the office"):
        questioning.ask(store, HOME.id, "为什么？")
    with pytest.raises(Refused, match="Who asks"):
        questioning.take_back(store, question, because="不想答")
    questioning.answer(store, question, "量过了。")
    assert only(store).state is State.REPLIED
