"""Papers that two machines printed apart stay what they are when their records come together, on both alike."""

import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
import stores
from builders import TODAY, a_visit
from plans import a_known_household, a_plan, issued, locked
from stores import NewStore, accept

from desktop.casework import calculation, household_facts, policy
from desktop.casework.papers import making, register, releasing, stamping, verifying
from desktop.casework.papers.made import Made
from desktop.casework.papers.register import Step
from desktop.casework.papers.releasing import Way
from desktop.casework.papers.verifying import Outcome
from desktop.casework.policy import Draft
from desktop.domain.records import Household, Sheet
from desktop.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_vault")

KINDS = ("sheet", "card", "visit", "survey")
Two = tuple[Store, Store]


@pytest.fixture
def two(new_store: NewStore, tmp_path: Path) -> Iterator[Two]:
    """Two laptops with the same household and locked sum, before anything was printed."""
    first = issued(new_store("area"), policy.read(a_plan(tmp_path / "plan")))
    known = a_known_household(first, birth_date=date(1990, 1, 1))

    def given(draft: Draft) -> Mapping[str, object]:
        return household_facts.said(draft.sound().pack, ["楼层=3"])

    locked(first, calculation.reckon(first, known, given))
    first.save(a_visit(household=known.id))
    first.close()
    shutil.copytree(first.folder, tmp_path / "other")
    with stores.opened(first.folder) as one, stores.opened(tmp_path / "other") as other:
        yield one, other


def printed(store: Store, kind: str) -> Made:
    (made,) = making.made(store, kind, store.records(Household)[0])
    releasing.register(store, [made], releasing.bound(store, [made]), Way.PRINTER)
    return made


def brought_together(two: Two) -> None:
    for here, there in (two, two[::-1]):
        accept(here, [each for each in there.entries_since({}) if each.origin == there.end.origin], there.keys())


def test_what_either_printed_is_genuine_and_newest_on_both(two: Two) -> None:
    texts = [made.stamp.text for store in two for kind in KINDS if (made := printed(store, kind)).stamp]
    assert len({*texts}) == len(two) * len(KINDS)
    brought_together(two)
    for store in two:
        assert len(stamping.keys(store)) == len(store.records(Sheet)) == len(two)
        for text in texts:
            assert verifying.verify(store, text).outcome is Outcome.SAME
            assert verifying.verify(store, text.splitlines()[-1]).outcome is Outcome.SAME


def test_from_then_on_both_print_the_same_paper(two: Two) -> None:
    first = {kind: printed(two[0], kind).stamp for kind in KINDS}
    for kind in KINDS:
        printed(two[1], kind)
    brought_together(two)
    for store in two:
        assert {kind: printed(store, kind).stamp for kind in KINDS} == first


def test_where_a_paper_went_is_the_same_on_both(two: Two) -> None:
    for store in two:
        printed(store, "sheet")
        register.note(store, register.prints(store)[0].row, Step.HANDED, TODAY)
    brought_together(two)
    one, other = (register.prints(store) for store in two)
    assert [each.row.id for each in one] == [each.row.id for each in other]
    assert {each.step for each in (*one, *other)} == {Step.HANDED}
    assert register.to_collect(two[0]) == register.to_collect(two[1]) == ()
