"""What was explained to a household of the plan in use, what a newer plan makes to be told again, and own numbers."""

from datetime import date
from pathlib import Path

import pytest
from builders import a_household
from plans import COVERED, a_known_household, a_plan, issued, locked
from stores import NewStore

from desktop.casework import calculation, explaining, household_facts, policy
from desktop.casework.explaining import Change, Numbers, Source, Standing
from desktop.casework.policy import Draft
from desktop.domain.errors import Refused
from desktop.domain.records import Appraisal, Explanation, Household
from desktop.policy import statement
from desktop.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_vault")

MORE_CLAUSES = (
    "clauses",
    "",
    """第二条,示例方案,第二条,困难家庭有补助。,困难的有补助。
第三条,示例方案,第三条,先补偿后搬迁。,先拿钱再搬。
第四条,示例方案,第四条,楼层有差价。,楼层高的加钱。
""",
)
OF_HARDSHIP = ("items", "2,困难补助,,第一条", "2,困难补助,,第二条")
OF_FLOORS = ("items", "5,楼层差价,,第一条", "5,楼层差价,,第四条")
OF_TABLE = ("table_补助", "clause,第一条", "clause,第二条")
FIRST = (MORE_CLAUSES, OF_HARDSHIP, OF_FLOORS, OF_TABLE)
CLAUSES = ("第一条", "第二条", "第三条", "第四条")


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    return policy.read(a_plan(tmp_path / "plan", *FIRST))


@pytest.fixture
def store(new_store: NewStore, draft: Draft) -> Store:
    store = issued(new_store("area"), draft)
    a_known_household(store, special_groups=("低保",))
    return store


def the_home(store: Store) -> Household:
    return store.records(Household)[0]


def told(store: Store, *clauses: str, **stated: object) -> None:
    explaining.explain(store, explaining.plans_of(store), [the_home(store).id], clauses, **stated)


def standings(store: Store) -> list[tuple[str, Standing, str, tuple[Change, ...]]]:
    found = explaining.told_to(store, explaining.plans_of(store), the_home(store).id)
    return [(each.clause.id, each.standing, each.version, each.changes) for each in found]


def second(store: Store, draft: Draft, folder: Path, *changes: tuple[str, str, str]) -> Store:
    """The store once a second version is issued, with these changes."""
    before = draft.sound().pack.id
    cover = (("cover", "version,1", "version,2"), ("cover", "supersedes,", f"supersedes,{before}"))
    return issued(store, policy.read(a_plan(folder / "second", *FIRST, *cover, *changes)))


def test_clauses_stand_in_the_order_of_the_plan_and_are_not_explained_at_first(store: Store) -> None:
    assert [each[:2] for each in standings(store)] == [(clause, Standing.UNTOLD) for clause in CLAUSES]


def test_what_the_household_said_of_it_stands_with_the_version_in_which_it_was_told(store: Store, draft: Draft) -> None:
    told(store, "第一条", understood="understood")
    told(store, "第二条", understood="needs_another_visit")
    told(store, "第三条")
    assert standings(store)[:3] == [
        ("第一条", Standing.UNDERSTOOD, "1", ()),
        ("第二条", Standing.ANOTHER_VISIT, "1", ()),
        ("第三条", Standing.TOLD, "1", ()),
    ]
    assert {each.pack for each in store.records(Explanation)} == {draft.sound().pack.id}


def test_the_last_explanation_counts_and_a_withdrawn_one_does_not(store: Store) -> None:
    told(store, "第一条", understood="understood", explained_on=date(2026, 11, 10))
    told(store, "第一条", understood="needs_another_visit", explained_on=date(2026, 11, 12))
    assert standings(store)[0][1] is Standing.ANOTHER_VISIT
    last = max(store.records(Explanation), key=lambda row: row.explained_on or date.min)
    store.withdraw(last, because="记错了")
    assert standings(store)[0][1] is Standing.UNDERSTOOD


def test_a_newer_plan_lets_only_the_clauses_be_told_again_that_it_changed(
    store: Store, draft: Draft, tmp_path: Path
) -> None:
    told(store, "第一条", "第二条", "第三条", understood="understood")
    store = second(store, draft, tmp_path, ("clauses", "先拿钱再搬。", "先拿到钱，再搬家。"))
    assert standings(store)[:3] == [
        ("第一条", Standing.UNDERSTOOD, "1", ()),
        ("第二条", Standing.UNDERSTOOD, "1", ()),
        ("第三条", Standing.AGAIN, "1", (Change.PLAIN,)),
    ]
    told(store, "第三条", understood="understood")
    assert standings(store)[2] == ("第三条", Standing.UNDERSTOOD, "2", ())


def test_a_table_or_formula_that_changes_lets_its_clause_be_told_again(
    store: Store, draft: Draft, tmp_path: Path
) -> None:
    told(store, "第一条", "第二条", "第三条")
    changes = (("table_补助", "残疾,500", "残疾,600"), ("examples", "", COVERED.replace("300500", "300600")))
    store = second(store, draft, tmp_path, *changes)
    assert [each[1:] for each in standings(store)[:3]] == [
        (Standing.TOLD, "1", ()),
        (Standing.AGAIN, "1", (Change.MONEY,)),
        (Standing.TOLD, "1", ()),
    ]


def test_an_item_that_only_moved_is_nothing_to_tell_again(store: Store, draft: Draft, tmp_path: Path) -> None:
    told(store, "第一条")
    store = second(store, draft, tmp_path, ("items", "5,楼层差价", "9,楼层差价"))
    assert standings(store)[0][1] is Standing.TOLD


def test_what_was_told_from_a_plan_that_is_not_here_is_told_again(store: Store) -> None:
    store.save(
        Explanation(household=the_home(store).id, pack="某方案", clause="第一条", explained_on=date(2026, 11, 1))
    )
    assert standings(store)[0] == ("第一条", Standing.AGAIN, "", (Change.UNKNOWN,))


def test_a_meeting_is_written_down_once_for_all_who_were_there(store: Store) -> None:
    others = [a_household(number=f"DY-03-02{n:02}") for n in range(3)]
    store.save(*others)
    homes = [home.id for home in store.records(Household)]
    before = store.end.seq
    explaining.explain(store, explaining.plans_of(store), homes, ["第一条", "第三条"], explained_to="到会的住户")
    assert store.end.seq == before + 1
    found = explaining.told_to_all(store, explaining.plans_of(store))
    told_of_each = {home: [each.standing for each in clauses] for home, clauses in found.items()}
    as_one = [Standing.TOLD, Standing.UNTOLD, Standing.TOLD, Standing.UNTOLD]
    assert told_of_each == dict.fromkeys(homes, as_one)


def test_a_clause_that_the_plan_does_not_have_is_refused(store: Store) -> None:
    with pytest.raises(Refused, match="第九条"):
        told(store, "第一条", "第九条")
    assert not store.records(Explanation)


# Own numbers


def numbers(store: Store, clause: str) -> Numbers:
    found = explaining.numbers(store, explaining.plans_of(store), the_home(store), clause)
    assert found is not None
    return found


def amounts(found: Numbers) -> dict[str, str]:
    return {row.item: row.amount for row, _ in statement.of_items(found.done, found.items, "en")}


def test_a_clause_by_which_nothing_is_calculated_has_no_numbers(store: Store) -> None:
    assert explaining.numbers(store, explaining.plans_of(store), the_home(store), "第三条") is None


def test_what_rests_on_known_facts_alone_is_calculated_though_others_are_missing(store: Store) -> None:
    found = numbers(store, "第二条")  # nobody asked on which floor they live, and nothing here rests on it
    assert (found.source, found.missing) == (Source.LEDGER, ())
    assert amounts(found) == {"困难补助": "300.00 元"}


def test_of_a_clause_the_items_that_miss_a_fact_are_left_out_and_the_fact_is_told(store: Store) -> None:
    (price,) = store.records(Appraisal)
    store.withdraw(price, because="报告作废")
    found = numbers(store, "第一条")
    assert (found.source, [gap.name for gap in found.missing]) == (Source.EXAMPLE, ["单价"])


def test_what_would_show_a_sealed_value_is_known(store: Store) -> None:
    assert numbers(store, "第一条").veiled == {"困难补助", "老人补助"}


def test_without_the_facts_the_plans_own_example_stands_and_says_what_is_missing(store: Store) -> None:
    found = numbers(store, "第四条")
    assert (found.source, found.called, [gap.name for gap in found.missing]) == (Source.EXAMPLE, "一", ["楼层"])
    assert amounts(found) == {"楼层差价": "10.00 元"}


def test_kept_calculations_give_the_numbers_of_their_version(store: Store) -> None:
    given = lambda draft: household_facts.said(draft.sound().pack, ["楼层=3"])  # noqa: E731
    locked(store, calculation.reckon(store, the_home(store), given))
    found = numbers(store, "第四条")
    assert (found.source, found.called, found.missing) == (Source.KEPT, "1", ())
    assert amounts(found)["楼层差价"] == "10.00 元"


def test_who_has_to_be_told_again_are_those_of_whom_a_clause_says_so(
    store: Store, draft: Draft, tmp_path: Path
) -> None:
    homes = [a_household(number=f"DY-{n}") for n in range(4)]
    store.save(*homes)
    plans = explaining.plans_of(store)
    explaining.explain(store, plans, [home.id for home in homes[:3]], CLAUSES)
    assert explaining.to_be_told_again(store) == frozenset(), "nothing changed yet"
    newer = second(store, draft, tmp_path, ("clauses", "先拿钱再搬。", "先拿到钱，再搬家。"))
    found = explaining.told_to_all(newer, explaining.plans_of(newer))
    wanted = {home for home, told in found.items() if any(each.standing is Standing.AGAIN for each in told)}
    assert explaining.to_be_told_again(newer) == wanted == {home.id for home in homes[:3]}
    explaining.explain(newer, explaining.plans_of(newer), [homes[0].id], CLAUSES, explained_on=newer.today())
    assert explaining.to_be_told_again(newer) == {homes[1].id, homes[2].id}
    for row in newer.records(Explanation, household=homes[1].id):
        newer.withdraw(row, because="记错了")
    assert explaining.to_be_told_again(newer) == {homes[2].id}


def test_without_a_plan_in_use_nobody_has_to_be_told_again(new_store: NewStore) -> None:
    store = new_store("empty")
    home = a_household()
    store.save(home, Explanation(household=home.id, pack="无", clause="一", explained_on=store.today()))
    assert explaining.to_be_told_again(store) == frozenset()
