"""Papers that are stopped on their way out: what came out, and what is told and signed for of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
import stores
from builders import a_household, a_person

from desktop.domain.records import Household, Printing
from desktop.i18n import Language
from desktop.sheets import pictured
from desktop.store.store import Store
from desktop.ui.jobs import Stopped
from desktop.ui.print_rows import Asked
from desktop.ui.print_sending import Group, Receipts, Sending

NUMBERS = ("DY-03-0127", "DY-03-0128", "DY-03-0129")
LISTED = Receipts("Papers to hand over", Language.ENGLISH, "示例里 3 巷")


@pytest.fixture
def store(tmp_path: Path, cheap_vault: None) -> Store:  # noqa: ARG001  it must come first
    made = stores.made(tmp_path / "area")
    for number in NUMBERS:
        home = a_household(number=number)
        made.save(home)
        made.save(a_person(household=home.id, name=f"住户{number[-1]}"))
    return made


def sending(store: Store) -> Sending:
    """The survey of each household."""
    homes = sorted(store.records(Household), key=lambda home: home.number or "")
    groups = [Group(home.id, home.number or "", (Asked(home.id, "survey"),)) for home in homes]
    return Sending(store, groups, receipts=LISTED)


def stopping_at(at: int) -> Callable[[int, int], None]:
    """Is told how far it is, and stops there."""

    def tell(done: int, _of: int) -> None:
        if done >= at:
            raise Stopped

    return tell


def test_one_file_that_was_stopped_let_nobody_s_paper_out(store: Store, tmp_path: Path) -> None:
    on_its_way = sending(store)
    with pytest.raises(Stopped):
        on_its_way.to_file(tmp_path / "all.pdf", stopping_at(len(NUMBERS)))
    assert (on_its_way.ready, on_its_way.came_out) == (len(NUMBERS), [])
    assert not store.records(Printing)
    assert not [*tmp_path.glob("*.pdf")]


def test_what_came_out_before_it_was_stopped_is_on_the_list_to_sign(store: Store, tmp_path: Path) -> None:
    on_its_way = sending(store)
    with pytest.raises(Stopped):
        on_its_way.to_folder(tmp_path / "out", stopping_at(2))
    assert [group.name for group in on_its_way.came_out] == [*NUMBERS[:2]]
    told = pictured.page_text((tmp_path / "out" / "Papers to hand over.pdf").read_bytes(), 0)
    assert [number in told for number in NUMBERS] == [True, True, False]


def test_the_list_to_sign_says_of_which_lane_it_is(store: Store, tmp_path: Path) -> None:
    sending(store).to_folder(tmp_path, lambda _done, _of: None)
    told = pictured.page_text((tmp_path / "Papers to hand over.pdf").read_bytes(), 0)
    assert "示例里 3 巷" in told
