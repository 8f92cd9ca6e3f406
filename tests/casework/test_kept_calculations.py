"""A household's calculation is kept with all that it rests on, and comes out the same whenever it is reckoned anew."""

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from damage import past_the_gate
from plans import COVERED, a_known_household, a_plan, issued, locked
from stores import NewStore

from desktop.casework import calculation, household_facts, policy, recomputing
from desktop.casework.calculation import Incomplete, Reckoned
from desktop.casework.policy import Draft
from desktop.casework.recomputing import Outcome
from desktop.domain.errors import Refused
from desktop.domain.records import Calculation, House, Household, IssuedPack, Sealed
from desktop.store import checking
from desktop.store.schema import rows
from desktop.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_vault")


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    return policy.read(a_plan(tmp_path / "plan"))


@pytest.fixture
def store(new_store: NewStore, draft: Draft) -> Store:
    store = issued(new_store("area"), draft)
    a_known_household(store, special_groups=("低保",))
    return store


def given(draft: Draft) -> Mapping[str, object]:
    return household_facts.said(draft.sound().pack, ["楼层=3"])


def reckoned(store: Store, draft: Draft | None = None) -> Reckoned:
    return calculation.reckon(store, store.records(Household)[0], given, draft=draft)


def kept(store: Store) -> Calculation:
    return locked(store, reckoned(store), reason="又算了一遍")


def replays(store: Store) -> list[tuple[Outcome, str]]:
    return [(each.outcome, each.why.format_map(each.values or {})) for each in recomputing.recompute(store)]


def damaged(store: Store, **columns: Any) -> None:
    """The stored calculation's row as nobody may write it."""
    with past_the_gate(store.folder) as connection:
        for name, value in columns.items():
            connection.execute(rows["calculation"].update().values({name: value}))


def test_a_household_is_calculated_from_its_ledger_under_the_plan_in_use(store: Store, draft: Draft) -> None:
    done = reckoned(store).calculation
    assert done.pack.id == draft.sound().pack.id
    # 62.40 × 4280 + 300 for 低保 + 100 for one of sixty + 10 for the floor
    assert done.result()["options"][0]["total"] == "267482.00"  # type: ignore[index]


def test_facts_with_gaps_are_refused_with_all_of_them(store: Store) -> None:
    with pytest.raises(Incomplete) as incomplete:
        calculation.reckon(store, store.records(Household)[0])
    assert [gap.name for gap in incomplete.value.gaps] == ["楼层"]
    assert [found.field for found in incomplete.value.findings] == ["楼层"]


def test_what_is_kept_is_everything_it_rests_on(store: Store, draft: Draft) -> None:
    done = reckoned(store)
    row = kept(store)
    assert (row.version, row.pack, row.engine, row.supersedes) == (1, draft.sound().pack.id, 1, None)
    assert json.loads(row.totals or "") == {"拿钱": 26_748_200}
    assert (row.facts_sha256, row.trace_sha256) == (
        done.calculation.facts.sha256,
        done.calculation.trace.sha256,
    )
    assert isinstance(row.facts, Sealed)
    words = store.unsealed(row, "words")
    assert words["facts"].encode() == done.calculation.facts.canonical
    assert words["trace"].encode() == done.calculation.trace.canonical()
    (house,) = store.records(House)
    sources = json.loads(row.sources or "")
    assert [source[1] for source in sources if source[0] == house.id.hex()] == ["certificate", "recognised_area"]
    assert all(source[2] == store.end.origin.hex() and source[3] > 0 for source in sources)


def test_each_version_supersedes_the_one_before(store: Store) -> None:
    first = kept(store)
    second = kept(store)
    assert (second.version, second.supersedes) == (2, first.id)
    store.withdraw(second, because="算错了户")
    third = kept(store)
    assert (third.version, third.supersedes) == (3, first.id), "a number stands on paper, and is not used again"


def test_a_kept_calculation_never_changes(store: Store) -> None:
    row = kept(store)
    with pytest.raises(Refused):
        store.save(replace(row, totals='{"拿钱":1}'))
    assert store.records(Calculation) == (row,)
    store.close()
    assert checking.check(store.folder, store.opened).is_whole


def test_under_a_plan_that_is_not_issued_nothing_is_kept(store: Store, tmp_path: Path) -> None:
    other = policy.read(a_plan(tmp_path / "other", ("examples", "", COVERED)))
    done = reckoned(store, other)
    with pytest.raises(Refused):
        locked(store, done)
    assert store.records(Calculation) == ()


def test_what_was_kept_comes_out_the_same_though_the_ledger_moved_on(store: Store) -> None:
    kept(store)
    (house,) = store.records(House)
    store.save(replace(house, recognised_area=Decimal(70)))
    kept(store)
    told: list[tuple[int, int]] = []
    assert [each.outcome for each in recomputing.recompute(store, lambda done, of: told.append((done, of)))] == [
        Outcome.SAME,
        Outcome.SAME,
    ]
    assert told == [(1, 2), (2, 2)]


def test_what_was_kept_comes_out_the_same_under_its_own_plan_when_another_is_in_use(
    store: Store, tmp_path: Path
) -> None:
    kept(store)
    (first,) = store.records(IssuedPack)
    changes = (
        ("cover", "version,1", "version,2"),
        ("cover", "supersedes,", f"supersedes,{first.pack}"),
        ("table_补助", "低保,300", "低保,400"),
        ("examples", "301410", "301510"),
        ("examples", "", COVERED),
    )
    newer = policy.read(a_plan(tmp_path / "newer", *changes))
    folder, clerk = store.folder, store.opened
    again = issued(store, newer)
    with again:
        kept(again)
        assert [row.pack for row in again.records(Calculation)] == [first.pack, newer.sound().pack.id]
        totals = [json.loads(row.totals or "")["拿钱"] for row in again.records(Calculation)]
        assert totals[1] - totals[0] == 100_00
        assert replays(again) == [(Outcome.SAME, ""), (Outcome.SAME, "")]
    assert checking.check(folder, clerk).is_whole


def test_a_total_that_somebody_wrote_over_is_told_with_both_amounts(store: Store) -> None:
    kept(store)
    damaged(store, totals='{"拿钱":26748100}')
    assert replays(store) == [(Outcome.DIFFERENT, "拿钱: 267,481.00 was kept, and 267,482.00 comes out")]


@pytest.mark.parametrize("column", ["facts_sha256", "trace_sha256"])
def test_a_fingerprint_that_does_not_fit_is_told(store: Store, column: str) -> None:
    kept(store)
    damaged(store, **{column: "0" * 64})
    ((outcome, why),) = replays(store)
    assert outcome is Outcome.DIFFERENT
    assert why


def test_a_plan_that_is_not_here_is_told(store: Store) -> None:
    kept(store)
    damaged(store, pack="0" * 64)
    assert replays(store) == [(Outcome.UNKNOWN, "its plan is not in this store")]
