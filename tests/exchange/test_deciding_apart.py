"""A decision that somebody had no right to take never reaches the rows, whatever was done to have it taken in.

Each laptop here runs a changed program, that lets its person decide; the office's own does not.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import postal
import pytest
import stores
from builders import a_house, a_visit
from msgspec import structs
from postal import Area, take

from desktop.casework import sameness
from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.domain.records import Flat, House, Household, Record, Sameness
from desktop.exchange import judging, upward
from desktop.exchange.merge import Taken
from desktop.store import merge_log, queries, refusing
from desktop.store.deliveries import Signed
from desktop.store.excerpts import Run
from desktop.store.store import Store

R = TypeVar("R", bound=Record)

MONEY, NO_MONEY = "people_count", "dispute"


@pytest.fixture
def area(tmp_path: Path, new_store: stores.NewStore) -> Iterator[Area]:
    with postal.area(tmp_path, new_store("office")) as made:
        yield made


@contextmanager
def changed_program(store: Store) -> Iterator[None]:
    """In which whoever works on it is of the office."""
    opened = store.opened
    store.opened = structs.replace(opened, role=Role.CLERK)
    yield
    store.opened = opened


def stored(store: Store, record: R) -> R:
    found = store.get(type(record), record.id)
    assert found is not None
    return found


def edit_house(store: Store, house: House) -> None:
    store.save(replace(stored(store, house), encumbrance="出租"))


def edit(store: Store, home: Household, number: int) -> None:
    store.save(replace(stored(store, home), people_count=number, title_disputed=number % 2 == 0), because="改")


def decide(store: Store, home: Household, *groups: str) -> None:
    with changed_program(store):
        store.decide(stored(store, home), *groups, because="这个对")


def refused(taken: list[Taken]) -> list[tuple[str, str]]:
    return [(each.group, each.reason) for part in taken for each in part.merged.refused]


def waiting(store: Store, home: Household | None = None) -> list[str]:
    return [each.group for each in queries.conflicts_open(store, home.id if home else None)]


def test_what_it_decides_between_may_come_with_it(area: Area) -> None:
    worker, lead = area.enrolled("RH-01", "陈立"), area.enrolled("RH-02", "吴敏", role=Role.LEAD)
    for number, store, reason in (
        ("DY-1", worker, {MONEY: judging.UNDECIDED, NO_MONEY: judging.UNDECIDED}),
        ("DY-2", lead, {MONEY: judging.NOT_MONEY}),
    ):
        name, holder = ("RH-01", "陈立") if store is worker else ("RH-02", "吴敏")
        home = area.household(number, holder, people_count=2)
        take(store, area.down(name))
        edit(store, home, 5)
        edit(area.office, home, 4)
        take(store, area.down(name))
        assert waiting(store, home) == [NO_MONEY, MONEY]
        decide(store, home, NO_MONEY, MONEY)
        edit(store, home, 7)  # on top of it, as if nothing were
        bundle = area.up(name)
        digest = area.office.digest()
        taken = take(area.office, bundle)
        told = refused(taken)
        assert {*reason.items()} <= {*told}
        assert {group for group, _ in told} == {*reason}, "what was written on top of it, too"
        assert waiting(area.office, home) == [group for group in (NO_MONEY, MONEY) if group in reason]
        opened = [group for _, group, of in taken[0].merged.conflicts_new if of == home.id]
        assert opened == waiting(area.office, home)
        area.office.rebuild()
        assert waiting(area.office, home) == [group for group in (NO_MONEY, MONEY) if group in reason]
        merge_log.undo(area.office)
        assert area.office.digest() == digest
        assert refused(take(area.office, bundle)) == told
        decide(area.office, home, *waiting(area.office, home))
        take(store, area.down(name))
        assert not waiting(store, home)


def test_a_lead_can_hand_it_on_with_what_it_decides_between_and_ahead_of_it(area: Area) -> None:
    worker, lead = area.enrolled("RH-01", "陈立"), area.enrolled("RH-02", "吴敏", role=Role.LEAD)
    home = area.household("DY-1", "陈立", people_count=2)
    for store, name in ((worker, "RH-01"), (lead, "RH-02")):
        take(store, area.down(name))
    edit(worker, home, 5)
    edit(lead, home, 3)
    up = area.up("RH-01", to="RH-02")
    take(lead, up)
    decide(lead, home, MONEY)
    (told,) = take(area.office, area.up("RH-02"))
    assert refused([told]) == [(MONEY, judging.NOT_MONEY)]
    assert waiting(area.office) == [MONEY]


@pytest.mark.parametrize("is_heard_of", [True, False])
def test_nor_does_it_count_once_what_it_claimed_to_have_seen_is_there(
    area: Area, monkeypatch: pytest.MonkeyPatch, *, is_heard_of: bool
) -> None:
    worker, lead = area.enrolled("RH-01", "陈立"), area.enrolled("RH-02", "吴敏", role=Role.LEAD)
    homes = [area.household(number, "陈立", people_count=2) for number in ("DY-1", "DY-2")]
    for store, name in ((worker, "RH-01"), (lead, "RH-02")):
        take(store, area.down(name))
    if is_heard_of:
        worker.save(a_visit(household=homes[0].id))
        take(area.office, area.up("RH-01"))
    for home in homes:
        edit(worker, home, 5)
    edit(lead, homes[0], 4)
    take(lead, area.up("RH-01", to="RH-02"))
    decide(lead, homes[0], NO_MONEY, MONEY)
    edit(lead, homes[1], 7)
    with monkeypatch.context() as patch:
        patch.setattr(upward, "unacknowledged", own_alone(lead.end.origin))
        ahead = refused(take(area.office, area.up("RH-02")))
    assert ahead == [(group, judging.AHEAD) for group in (NO_MONEY, MONEY, MONEY) if is_heard_of]
    take(area.office, area.up("RH-01"))
    assert waiting(area.office) == [MONEY]
    assert [stored(area.office, home).title_disputed for home in homes] == [True, False]
    assert stored(area.office, homes[1]).people_count == 7, "an edit of what is there now counts"
    why = judging.AHEAD if is_heard_of else judging.NOT_MONEY
    assert [each.reason for each in refusing.refused(area.office)] == [why]


def own_alone(origin: bytes) -> Callable[..., Mapping[Run, Signed | None]]:
    """What a lead's program sends that keeps back what others wrote."""
    of_all = upward.unacknowledged

    def unacknowledged(*asked: Any) -> Mapping[Run, Signed | None]:
        return {run: word for run, word in of_all(*asked).items() if run.origin == origin}

    return unacknowledged


def test_a_withdrawal_is_decided_by_withdrawing_again_as_little(area: Area) -> None:
    worker = area.enrolled("RH-01", "陈立")
    home = area.household("DY-1", "陈立", people_count=2)
    visit = a_visit(household=home.id)
    house = a_house(household=home.id)
    area.office.save(visit, house)
    take(worker, area.down("RH-01"))
    worker.withdraw(stored(worker, house), because="没有这处房")
    edit_house(area.office, house)
    take(worker, area.down("RH-01"))
    assert waiting(worker) == ["life"]
    with changed_program(worker):
        worker.decide(replace(stored(worker, house), withdrawn=True), "life", because="没有")
    assert stored(worker, house).withdrawn
    assert refused(take(area.office, area.up("RH-01"))) == [("life", judging.UNDECIDED)]
    assert waiting(area.office) == ["life"]
    assert not stored(area.office, house).withdrawn
    worker.save(a_visit(household=home.id))
    assert not refused(take(area.office, area.up("RH-01"))), "an honest edit is as good as before"


def test_whose_a_flat_is_no_lead_decides(area: Area) -> None:
    lead = area.enrolled("RH-02", "吴敏", role=Role.LEAD)
    homes = [area.household(number, "吴敏") for number in ("DY-1", "DY-2")]
    flat = Flat(building="1", room="101")
    area.office.save(flat)
    take(lead, area.down("RH-02"))
    for store, home in ((lead, homes[0]), (area.office, homes[1])):
        store.save(replace(stored(store, flat), state="reserved", held_by=home.id))
    take(area.office, area.up("RH-02"))
    take(lead, area.down("RH-02"))
    assert waiting(area.office) == waiting(lead) == ["holder"]
    mine = replace(stored(lead, flat), held_by=homes[0].id)
    with pytest.raises(Refused, match="moves money"):
        lead.decide(mine, "holder", because="先来的")
    with changed_program(lead):
        lead.decide(mine, "holder", because="先来的")
    assert refused(take(area.office, area.up("RH-02"))) == [("holder", judging.NOT_MONEY)]
    assert waiting(area.office) == ["holder"]


def test_nobody_in_the_field_unites_two(area: Area) -> None:
    lead = area.enrolled("RH-02", "吴敏", role=Role.LEAD)
    kept, other = (area.household(number, "吴敏") for number in ("DY-1", "DY-2"))
    take(lead, area.down("RH-02"))
    with changed_program(lead):
        sameness.unite(lead, kept.id, other.id, "一户")
    taken = take(area.office, area.up("RH-02"))
    assert refused(taken) == [(group, judging.ROLE) for group in ("same_as", "sameness", "sameness")]
    assert not area.office.records(Sameness)
    assert queries.counts(area.office)["household"] == 2
    take(lead, area.down("RH-02"))
    assert queries.counts(lead)["household"] == 2, "what the office refused counts on the laptop no more"
