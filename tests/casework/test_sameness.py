"""Two households that are perhaps one: why they are suspected, side by side, judged, and judged anew."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
import stores
from builders import (
    TODAY,
    a_calculation,
    a_grievance,
    a_handover,
    a_house,
    a_household,
    a_payment,
    a_person,
    a_service,
    a_visit,
    an_agreement,
    an_unregistered_part,
    at,
)
from msgspec import structs
from plans import a_colleague, a_known_household, locked

from desktop.casework import (
    calculation,
    deciding,
    household_facts,
    household_rights,
    inbound,
    locking,
    purging,
    questioning,
    sameness,
    today,
    visiting,
)
from desktop.casework.calculation import Reckoned, Since
from desktop.casework.papers import batching, household_data, queueing
from desktop.casework.papers.batching import LeftOut
from desktop.casework.sameness import Likeness, Pair, Verdict
from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.domain.records import (
    Appointment,
    Calculation,
    Flat,
    GrievanceEvent,
    Household,
    Person,
    Promise,
    PromiseOutcome,
    Question,
    Sameness,
)
from desktop.domain.stages import Stage, stage
from desktop.store import agenda, history, queries, standing, united
from desktop.store.contests import Filter
from desktop.store.store import Store

HER = {"name": "罗示珍", "id_number": "999999195603070026", "phone": "100-0000-4410"}
OLD = a_household(number="DY-02-0093", lane="文和里", door="13", address="文和里 13 号", people_count=3)
OLD_OWNER = a_person(household=OLD.id, **HER)
OLD_HOUSE = a_house(household=OLD.id, certificate_number="示例字第 02093 号", registered_gross=Decimal("38.40"))
NEW = a_household(number="DY-02-0066", lane="文和里", door="13", address="文和里 13 号后院", people_count=4)
NEW_OWNER = a_person(household=NEW.id, name="罗示贞", id_number=HER["id_number"], phone=None)
NEW_HOUSE = a_house(
    household=NEW.id, certificate_number="示例字第02093号", registered_gross=Decimal("38.40"), structure="砖木"
)
VISIT = a_visit(household=NEW.id, began_at=at(9), ended_at=at(10))
THIRD = a_household(number="DY-09-0001", lane="别处", door="1", address="别处 1 号")
THIRD_OWNER = a_person(household=THIRD.id, name="别示例", id_number="999999198001010011", phone="100-0000-0001")
WHY = "同一本产权证、同一个人。"


@pytest.fixture
def store(new_store: stores.NewStore) -> Store:
    store = new_store("area")
    store.save(OLD, OLD_OWNER, OLD_HOUSE)
    store.save(NEW, NEW_OWNER, NEW_HOUSE, VISIT)
    store.save(THIRD, THIRD_OWNER)
    return store


def only(store: Store) -> Pair:
    (found,) = sameness.pairs(store)
    return found


def counted(store: Store) -> tuple[int, int, int]:
    """What the list, the count and the places say."""
    return len(queries.households(store)), queries.counts(store)["household"], len(standing.standings(store))


def refusal(work: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        work()
    return " ".join([str(refused.value), *(each.message for each in refused.value.findings)])


def test_they_stand_side_by_side_in_words(store: Store) -> None:
    pair = only(store)
    assert (pair.one.number, pair.other.number) == ("DY-02-0093", "DY-02-0066")
    assert pair.reasons == (
        "the same ID number",
        "the same certificate number",
        "a name that sounds the same, at the same door",
    )
    beside = sameness.pair(store, NEW.id, OLD.id)
    assert {(line.record, line.field): line.likeness for line in beside.lines} == {
        ("person", "name"): Likeness.NEAR,
        ("person", "id_number"): Likeness.SAME,
        ("person", "phone"): Likeness.ONE_EMPTY,
        ("house", "certificate_number"): Likeness.SAME,
        ("household", "address"): Likeness.NEAR,
        ("house", "registered_gross"): Likeness.SAME,
        ("house", "structure"): Likeness.DIFFERENT,
        ("household", "people_count"): Likeness.DIFFERENT,
    }
    shown = " ".join(str(value) for line in beside.lines for value in (line.left, line.right))
    assert "****0026" in shown
    assert not [number for number in (HER["id_number"], "0000-4410") if number in shown]
    assert (beside.left.visits, beside.right.visits, beside.proposed) == (0, 1, NEW.id)
    assert (beside.households, beside.afterwards) == (3, 2)
    assert sameness.suspects_of(store, [THIRD.id]) == ()
    assert sameness.suspects_of(store, [OLD.id]) == (pair,)


def test_united_they_are_one_everywhere_until_they_are_separated(store: Store) -> None:
    before = counted(store)
    sameness.unite(store, NEW.id, OLD.id, WHY)
    assert (before, counted(store)) == ((3, 3, 3), (2, 2, 2))
    pair = only(store)
    assert (pair.verdict, pair.kept, pair.by, pair.because) == (Verdict.ONE, NEW.id, stores.CLERK, WHY)
    (found,) = queries.found(store, "DY-02-0093")
    assert (found.household.id, found.through and found.through.id) == (NEW.id, OLD.id)
    assert sameness.counted_as(store, OLD.id) == pair.other
    assert sameness.united_with(store, NEW.id) == (pair.one,)
    assert next(history.steps(store, OLD.id)).reason == WHY
    assert {step.household for step in history.steps(store, NEW.id)} >= {OLD.id, NEW.id}, "both histories (R35)"

    sameness.separate(store, OLD.id, NEW.id, "两个院子。")
    assert counted(store) == before
    assert (only(store).verdict, only(store).kept, only(store).because) == (Verdict.TWO, None, "两个院子。")
    assert not sameness.suspects_of(store, [OLD.id, NEW.id]), "never suspected again"
    sameness.unite(store, OLD.id, NEW.id, "又看了一次。")
    assert only(store).kept == OLD.id


def test_undoing_the_entry_brings_both_back_as_they_were(store: Store) -> None:
    digest = counted(store)
    saved = sameness.unite(store, NEW.id, OLD.id, WHY)
    assert saved.entry is not None
    store.undo(saved.entry.origin, saved.entry.seq)
    assert counted(store) == digest
    assert only(store).verdict is None


def test_nothing_is_written_of_the_united_one_but_answers(store: Store) -> None:
    promise = Promise(household=OLD.id, visit=VISIT.id, promise="把图送来", due_on=TODAY, promised_by=stores.CLERK)
    grievance = a_grievance(household=OLD.id)
    store.save(promise, grievance)
    sameness.unite(store, NEW.id, OLD.id, WHY)
    home, owner = store.get(Household, OLD.id), store.get(Person, OLD_OWNER.id)
    assert home is not None
    assert owner is not None
    works: list[Callable[[], object]] = [
        lambda: store.save(replace(home, note="x")),
        lambda: store.save(replace(owner, name="罗示真")),
        lambda: store.save(a_visit(household=OLD.id)),
        lambda: store.save(a_calculation(household=OLD.id)),
        lambda: store.save(a_person(household=OLD.id)),
        lambda: store.withdraw(owner, because="写错了"),
        lambda: store.withdraw(home, because="没有这户"),
    ]
    for work in works:
        assert "DY-02-0093 goes on as DY-02-0066" in refusal(work)
    store.save(PromiseOutcome(household=OLD.id, promise=promise.id, state="kept", stated_on=TODAY))
    store.save(GrievanceEvent(household=OLD.id, grievance=grievance.id, step="answer", words="已答复", stated_on=TODAY))
    assert not agenda.promises_open(store, NEW.id)


def test_what_is_owed_to_the_united_one_goes_on_under_the_kept_one(store: Store) -> None:
    began = at(9) - timedelta(days=1)
    store.save(
        Promise(household=OLD.id, promise="把图送来", due_on=TODAY, promised_by=stores.CLERK),
        a_grievance(household=OLD.id, raised_on=TODAY),
        a_service(household=OLD.id, document="appraisal_report", document_number="P-1", served_at=began),
        Appointment(household=OLD.id, planned_at=at(15), manner="home", state="agreed", visitors=(stores.CLERK,)),
        a_visit(household=OLD.id, began_at=began, ended_at=began + timedelta(hours=1)),
    )
    questioning.ask(store, OLD.id, "请核对门牌。")
    before = today.today_of(store)
    sameness.unite(store, NEW.id, OLD.id, WHY)
    after = today.today_of(store)
    assert [each.household.number for each in before.owed] == ["DY-02-0093"]
    assert [each.household.number for each in after.owed] == ["DY-02-0066"]
    assert [each.household.id for each in after.awaited] == [NEW.id]
    assert [each.household.id for each in after.returned] == [NEW.id]
    of_home = [each.household.id for each in after.running if each.household]
    assert of_home == [NEW.id] * len([each for each in before.running if each.household])
    assert of_home
    case = queries.case_of(store, NEW.id)
    assert case is not None
    found = household_rights.rights_of(store, case)
    assert [each.record.household for each in found.concerns] == [OLD.id]
    assert found.clocks
    assert {contact.visit.household for contact in visiting.contacts(store, NEW.id)} == {OLD.id, NEW.id}
    assert len(visiting.promises(store, NEW.id)) == 1
    (here,) = standing.standings(store, [NEW.id])
    assert here.stage == stage(case) == Stage.VISITED
    assert here.circumstances


@pytest.mark.parametrize(
    ("of_kept", "of_other", "told"),
    [
        (None, an_agreement, "keep {number}, not {kept}"),
        (an_agreement, a_payment, "go on as one"),
        (None, a_handover, "keep {number}, not {kept}"),
    ],
)
def test_what_money_hangs_on_is_not_united_away(
    store: Store, of_kept: Callable[..., object] | None, of_other: Callable[..., object], told: str
) -> None:
    store.save(of_other(household=OLD.id))  # pyright: ignore[reportArgumentType]
    if of_kept is not None:
        store.save(of_kept(household=NEW.id))  # pyright: ignore[reportArgumentType]
    assert told in refusal(lambda: sameness.unite(store, NEW.id, OLD.id, WHY))
    beside = sameness.pair(store, OLD.id, NEW.id)
    assert bool(beside.obstacles[NEW.id])
    assert bool(beside.obstacles[OLD.id]) == (of_kept is not None)
    assert counted(store) == (3, 3, 3)


def test_a_flat_that_is_held_stands_in_the_way(store: Store) -> None:
    store.save(Flat(building="1", room="101", held_by=OLD.id, state="reserved"))
    assert "is held for" in refusal(lambda: sameness.unite(store, NEW.id, OLD.id, WHY))


def test_a_chain_leads_to_its_end_and_a_circle_is_not_made(store: Store) -> None:
    sameness.unite(store, NEW.id, OLD.id, WHY)
    assert "goes on as {as_one} already" in refusal(lambda: sameness.unite(store, OLD.id, NEW.id, WHY))
    assert "goes on as {as_one} already" in refusal(lambda: sameness.unite(store, OLD.id, THIRD.id, WHY))
    sameness.unite(store, THIRD.id, NEW.id, "都是他家的。")
    assert united.unions_of(store).kept == {OLD.id: THIRD.id, NEW.id: THIRD.id}
    assert counted(store) == (1, 1, 1)
    assert [each.kept for each in sameness.pairs(store)] == [THIRD.id, THIRD.id]
    kept = stored(store, THIRD.id)
    assert "goes on under this one" in refusal(lambda: store.withdraw(kept, because="录错了"))
    gone = replace(kept, withdrawn=True)
    assert "goes on under this one" in refusal(lambda: store.decide(gone, "life", because="录错了"))
    assert ("same_as", {"number": "DY-02-0093"}) in [
        (each.field, each.values) for each in purging.obstacles(store, THIRD.id)
    ]
    assert {home.id for home in household_data.held(store, kept).records} >= {OLD_OWNER.id, NEW_OWNER.id, OLD.id}
    (found,) = {hit.household.id for hit in queries.found(store, "罗示珍")}
    assert found == THIRD.id
    store.save(replace(stored(store, NEW.id), same_as=None), because="改回")
    assert counted(store) == (2, 2, 2)


def stored(store: Store, row: bytes) -> Household:
    home = store.get(Household, row)
    assert home is not None
    return home


def test_a_circle_that_two_decisions_apart_made_counts_once() -> None:
    one, two, three = OLD.id, NEW.id, THIRD.id
    assert united.Unions.of({one: two, two: one, three: one}).kept == {two: one, three: one}


def test_united_both_ways_by_two_apart_they_wait_to_be_judged_anew(store: Store, new_store: stores.NewStore) -> None:
    apart = new_store("apart")
    hand_over(store, apart)
    sameness.unite(store, NEW.id, OLD.id, WHY)
    sameness.unite(apart, OLD.id, NEW.id, "用原来的户号。")
    hand_over(store, apart)
    hand_over(apart, store)
    for each in (store, apart):
        assert counted(each) == (2, 2, 2), "one stands for both meanwhile"
        assert (only(each).is_open, only(each).kept) == (True, None)
    sameness.unite(apart, NEW.id, OLD.id, WHY)
    hand_over(apart, store)
    for each in (store, apart):
        assert united.unions_of(each).kept == {OLD.id: NEW.id}
        assert (only(each).verdict, only(each).kept) == (Verdict.ONE, NEW.id)


def hand_over(of: Store, to: Store) -> None:
    stores.accept(to, of.entries_since({}), of.keys())


def test_what_waits_in_a_united_one_is_asked_of_nobody_until_they_are_separated(
    store: Store, new_store: stores.NewStore
) -> None:
    apart = new_store("apart")
    hand_over(store, apart)
    for each, lane in ((store, "武和里"), (apart, "文合里")):
        each.save(replace(stored(each, OLD.id), lane=lane))
    hand_over(apart, store)
    assert waiting(store) == (1, 1, 1, 1)
    sameness.unite(store, NEW.id, OLD.id, WHY)
    assert waiting(store) == (0, 0, 0, 0)
    sameness.separate(store, NEW.id, OLD.id, "两个院子。")
    assert waiting(store) == (1, 1, 1, 1)


def waiting(store: Store) -> tuple[int, int, int, int]:
    """What the list of conflicts, today, the merge page and the choice of lanes count (R40)."""
    of_list = deciding.open_contests(store, Filter()).total
    lanes = len(queries.lanes_in_conflict(store))
    return of_list, queries.number_in_conflict(store), inbound.inbound(store).conflicts, lanes


def test_left_open_it_asks_the_team_in_the_same_entry(store: Store) -> None:
    saved = sameness.postpone(store, OLD.id, NEW.id, "请再问一次是不是一户。")
    assert {record for record, _ in saved.rows} == {"sameness", "question"}
    pair = only(store)
    assert (pair.is_open, pair.verdict) == (True, Verdict.LATER)
    (question,) = store.records(Question)
    assert (question.household, question.question) == (NEW.id, "请再问一次是不是一户。")
    assert sameness.suspects_of(store, [NEW.id])


def test_what_the_other_says_is_offered_and_taken_over_with_its_source(store: Store) -> None:
    store.save(an_unregistered_part(household=OLD.id, name="煤棚"))
    sameness.unite(store, NEW.id, OLD.id, WHY)
    offered = {(each.record.record_type().name, each.group): each for each in sameness.proposals(store, NEW.id)}
    assert {
        ("household", "place"),
        ("household", "people_count"),
        ("person", "name"),
        ("person", "phone"),
        ("house", "certificate"),
        ("house", "structure"),
        ("unregistered_part", ""),
    } == {*offered}
    assert offered["household", "people_count"].moves_money
    assert "4410" not in str(offered["person", "phone"].fields[0][1])
    assert offered["person", "phone"].fields[0][2].mask == "100****4410"
    sameness.adopt(store, offered["person", "phone"], "电话打得通。")
    sameness.adopt(store, offered["unregistered_part", ""])
    owner = store.get(Person, NEW_OWNER.id)
    assert owner is not None
    assert store.unsealed(owner, "phone") == {"phone": "100-0000-4410"}
    assert next(history.steps(store, NEW.id)).reason == "DY-02-0093 → DY-02-0066"
    left = {(each.record.record_type().name, each.group) for each in sameness.proposals(store, NEW.id)}
    assert left == {*offered} - {("person", "phone"), ("unregistered_part", "")}


def test_of_two_accounts_whose_masks_look_alike_it_is_said_that_they_are_not_the_same(store: Store) -> None:
    for person, account in ((OLD_OWNER, "6222 0000 1111 2222"), (NEW_OWNER, "6222000011113333")):
        owner = store.get(Person, person.id)
        assert owner is not None
        store.save(replace(owner, bank_name="示例银行", bank_account=account))

    def told() -> sameness.Line:
        return next(line for line in sameness.pair(store, OLD.id, NEW.id).lines if line.field == "bank_account")

    assert (str(told().left), told().said) == (str(told().right), "not the same account")
    assert "1111" not in str(told())
    sameness.unite(store, NEW.id, OLD.id, WHY)
    bank = next(each for each in sameness.proposals(store, NEW.id) if each.group == "bank")
    assert bank.differing == {"bank_account"}
    sameness.adopt(store, bank, "问过本人")
    assert (told().likeness, told().said) == (Likeness.SAME, "the same account")


def test_two_that_bear_one_number_are_told_apart_by_a_new_one(new_store: stores.NewStore) -> None:
    store = new_store("numbers")
    first, second = a_household(number="DY-1", lane="甲巷"), a_household(number="DY-1", lane="乙巷")
    store.save(first, second)
    assert (only(store).reasons, only(store).has_one_number) == (("the same household number",), True)
    assert sameness.free_number(store, "DY-1") == "DY-1-2"
    assert "given already" in refusal(lambda: sameness.renumber(store, first.id, "DY-1", "重号"))
    sameness.renumber(store, second.id, "DY-1-2", "重号")
    assert sameness.pairs(store) == ()


def test_only_the_office_judges_and_only_with_a_reason(store: Store) -> None:
    assert "needs a reason" in refusal(lambda: sameness.unite(store, NEW.id, OLD.id, " "))
    store.opened = structs.replace(store.opened, role=Role.LEAD)
    for judge in (sameness.unite, sameness.separate, sameness.postpone):
        assert "judged by the office" in refusal(lambda judge=judge: judge(store, NEW.id, OLD.id, WHY))
    assert not store.records(Sameness)


def test_a_locked_sum_is_to_be_looked_at_again_and_the_united_one_has_none_any_more(planned: Store) -> None:
    home = a_known_household(planned)
    other = a_household(number="DY-X", lane="示例里 3 巷")
    planned.save(other)
    given = partial(household_facts.said, texts=["楼层=3"])
    reckon = partial(calculation.reckon, planned, stored(planned, home.id), lambda draft: given(draft.sound().pack))
    row = locked(planned, reckon())
    assert not told_since(planned, row).is_stale
    sameness.unite(planned, home.id, other.id, WHY)
    assert told_since(planned, row).united == ("DY-X",)
    again = locking.lock(planned, checked(planned, reckon()), reason="并了一户")
    assert not told_since(planned, again).is_stale
    sameness.separate(planned, home.id, other.id, "还是两户。")
    assert told_since(planned, again).united == ("DY-X",)
    sameness.unite(planned, other.id, home.id, "用另一个户号。")
    assert calculation.since(planned, again) is None
    assert "goes on under another" in refusal(reckon)
    left: list[LeftOut] = []
    assert not [*batching.papers(planned, [home.id], ["sheet"], left.append)]
    assert [each.why.what for each in left] == ["This household goes on under another. Nothing was printed."]
    assert home.id not in {each.household for each in queueing.queue(planned)}


def told_since(store: Store, row: Calculation) -> Since:
    found = calculation.since(store, row)
    assert found is not None
    return found


def checked(store: Store, reckoned: Reckoned) -> Reckoned:
    locking.check(store, reckoned, a_colleague(store, "再核示例"))
    return reckoned
