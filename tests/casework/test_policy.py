"""A plan is issued by two people, only whole, once, in its place among the others; and it rests as what its id says."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import stores
from plans import COVERED, a_plan
from stores import NewStore

from desktop.casework import demo_area, people, policy
from desktop.casework.policy import Draft, State
from desktop.domain.errors import Level, Refused
from desktop.domain.fields import Role
from desktop.domain.records import IssuedPack, PackCheck
from desktop.store import checking, opening
from desktop.store.store import Store
from desktop.store.vault import Unlocked

pytestmark = pytest.mark.usefixtures("cheap_vault")

WORD = "qingjiao zixingche"


class Office:
    """A store that its clerk, a checker and a worker open in turn."""

    def __init__(self, store: Store) -> None:
        self.folder = store.folder
        self.people: dict[str, Unlocked] = {"clerk": store.opened}
        for name, role in (("checker", Role.CHECKER), ("worker", Role.WORKER), ("other", Role.CLERK)):
            self.people[name] = people.admit(store, f"{name}示例", role, WORD)
        store.close()

    def opened(self, who: str) -> Store:
        return opening.open_store(self.folder, self.people[who], clock=stores.noon)

    def confirm(self, draft: Draft, who: str = "checker") -> PackCheck:
        with self.opened(who) as store:
            return policy.confirm(store, draft)

    def issue(self, draft: Draft, who: str = "clerk") -> IssuedPack:
        with self.opened(who) as store:
            return policy.issue(store, draft)

    def states(self, on: date | None = None) -> dict[str, State]:
        with self.opened("clerk") as store:
            return {row.version or "": state for row, state in policy.packs_of(store, on).items()}


@pytest.fixture
def office(new_store: NewStore) -> Office:
    return Office(new_store("area"))


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    return policy.read(a_plan(tmp_path / "plan"))


def version_2(folder: Path, supersedes: str, valid_from: str = "2026-01-01") -> Draft:
    return policy.read(
        a_plan(
            folder,
            ("cover", "version,1", "version,2"),
            ("cover", "supersedes,", f"supersedes,{supersedes}"),
            ("cover", "valid_from,2026-01-01", f"valid_from,{valid_from}"),
            ("examples", "", COVERED),
        )
    )


def reasons(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {found.field for found in refused.value.findings}


def test_a_plan_that_a_second_person_confirmed_is_issued_and_in_use(office: Office, draft: Draft) -> None:
    check = office.confirm(draft)
    assert (check.pack, check.cells) == (draft.sound().pack.id, 1)
    issued = office.issue(draft)
    with office.opened("worker") as store:
        assert policy.pack_in_use(store).id == issued.id
        again = policy.of_record(policy.pack_in_use(store))
        assert again.sound().pack.id == issued.pack == draft.sound().pack.id
        assert again.sheets == draft.sheets
    assert checking.check(office.folder, office.people["clerk"]).is_whole


def test_without_a_second_person_nothing_is_issued(office: Office, draft: Draft) -> None:
    with pytest.raises(Refused) as refused:
        office.issue(draft)
    assert reasons(refused) == {"confirmation"}
    office.confirm(draft, "clerk")
    with pytest.raises(Refused):
        office.issue(draft)
    assert office.states() == {}
    office.issue(draft, "other")
    assert office.states() == {"1": State.IN_USE}


def test_a_confirmation_is_of_one_content_and_can_be_taken_back(office: Office, draft: Draft, tmp_path: Path) -> None:
    office.confirm(draft)
    changed = policy.read(a_plan(tmp_path / "changed", ("clauses", "按面积", "照面积")))
    with pytest.raises(Refused) as refused:
        office.issue(changed)
    assert reasons(refused) == {"confirmation"}
    with office.opened("checker") as store:
        store.withdraw(store.records(PackCheck)[0], because="看漏了一页")
    with pytest.raises(Refused):
        office.issue(draft)


@pytest.mark.parametrize("who", ["worker", "checker"])
def test_only_the_office_issues(office: Office, draft: Draft, who: str) -> None:
    office.confirm(draft, "other")
    with pytest.raises(Refused):
        office.issue(draft, who)
    assert office.states() == {}


def test_a_worker_confirms_nothing(office: Office, draft: Draft) -> None:
    with pytest.raises(Refused):
        office.confirm(draft, "worker")


@pytest.mark.parametrize(
    ("sheet", "old", "new"),
    [
        ("items", "面积 × 单价", "面积 × 单介"),  # an error
        ("examples", "301410", "301411"),  # an example that does not come out
        ("items", "5,楼层差价", "4,楼层补,,第一条,签约率 > 99%,7元,元,half_up,,,,,没有\n5,楼层差价"),  # touched by none
        ("inputs", "house.tenure", "house.tenur"),  # no field of the ledger
    ],
)
def test_a_plan_that_is_not_whole_is_not_issued(office: Office, tmp_path: Path, sheet: str, old: str, new: str) -> None:
    more = [("options", "楼层差价,+", "楼层差价,+\n楼层补,+")] if "楼层补" in new else []
    broken = policy.read(a_plan(tmp_path / "broken", (sheet, old, new), *more))
    with office.opened("clerk") as store:
        found = policy.obstacles(store, broken)
        assert not found.is_free
        with pytest.raises(Refused):
            policy.issue(store, broken)
    if broken.errors or broken.examination.flaws:
        with pytest.raises(Refused):
            office.confirm(broken)
    assert office.states() == {}


def test_a_plan_of_another_area_is_not_issued_here(office: Office, tmp_path: Path) -> None:
    other = policy.read(a_plan(tmp_path / "other", ("cover", "示例片区", "别处片区")))
    office.confirm(other)
    with pytest.raises(Refused) as refused:
        office.issue(other)
    assert reasons(refused) == {"area"}


def test_a_new_version_supersedes_the_last_one_from_its_first_day_on(
    office: Office, draft: Draft, tmp_path: Path
) -> None:
    office.confirm(draft)
    first = office.issue(draft)
    second = version_2(tmp_path / "second", first.pack or "", valid_from="2026-12-01")
    office.confirm(second)
    office.issue(second)
    assert office.states() == {"2": State.AHEAD, "1": State.IN_USE}
    assert office.states(date(2026, 12, 1)) == {"2": State.IN_USE, "1": State.SUPERSEDED}
    assert office.states(date(2028, 1, 1)) == {"2": State.EXPIRED, "1": State.SUPERSEDED}
    with office.opened("clerk") as store, pytest.raises(Refused):
        policy.pack_in_use(store, date(2028, 1, 1))


def test_a_new_version_names_the_last_one_and_has_its_own_number(office: Office, draft: Draft, tmp_path: Path) -> None:
    office.confirm(draft)
    office.issue(draft)
    wrong = version_2(tmp_path / "second", "0" * 64)
    same = policy.read(a_plan(tmp_path / "same", ("examples", "", COVERED)))
    for each, said in ((wrong, {"supersedes"}), (same, {"version", "supersedes"}), (draft, {"pack"})):
        office.confirm(each)
        with pytest.raises(Refused) as refused:
            office.issue(each)
        assert reasons(refused) == said


def test_an_issued_plan_never_changes(office: Office, draft: Draft) -> None:
    office.confirm(draft)
    issued = office.issue(draft)
    with office.opened("clerk") as store:
        row = store.get(IssuedPack, issued.id)
        assert row is not None
        with pytest.raises(Refused):
            store.save(replace(row, version="1a"))
        store.withdraw(row, because="签错了")
    assert office.states() == {"1": State.WITHDRAWN}


def test_a_plan_that_is_not_what_its_id_says_is_told_damaged(office: Office, draft: Draft) -> None:
    office.confirm(draft)
    issued = office.issue(draft)
    for damaged in (replace(issued, pack="0" * 64), replace(issued, content="AAAA"), replace(issued, content="…")):
        with pytest.raises(Refused) as refused:
            policy.of_record(damaged)
        assert "damaged" in str(refused.value)


def test_two_plans_that_met_in_a_merge_are_not_chosen_between(office: Office, draft: Draft) -> None:
    office.confirm(draft)
    issued = office.issue(draft)
    with office.opened("clerk") as store:
        store.save(IssuedPack.of({**vars(issued), "id": b"\x01" * 16, "pack": "1" * 64, "version": "甲", "seen": None}))
        with pytest.raises(Refused) as refused:
            policy.pack_in_use(store)
    assert "2 plans" in str(refused.value)


def test_the_demo_plan_is_ready_to_be_issued() -> None:
    shipped = policy.read(demo_area.PACK)
    assert [flaw for flaw in shipped.flaws if flaw.level is Level.ERROR] == []
    assert shipped.examination.is_complete()
