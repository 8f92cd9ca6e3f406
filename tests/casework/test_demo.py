"""The demo area is whole, rich, and obviously invented."""

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import stores

from desktop.casework import demo, demo_area, evidence, policy
from desktop.casework.inventing import CLERK, FIRST, LEAD, PASSPHRASE, SECOND, TEAM, Inventor
from desktop.domain.fields import RECORDS
from desktop.domain.records import (
    Area,
    Explanation,
    Household,
    IssuedPack,
    Person,
    Staff,
    UnregisteredPart,
    Wish,
)
from desktop.domain.stages import Stage, findings_against_office
from desktop.store import agenda, checking, history, opening, queries, vault
from desktop.store.drafts import drafts_of
from desktop.store.store import DEFAULT_ZONE, Store

TODAY = date(2026, 11, 22)
NOT_STATED = {"calculation", "sheet", "area_clock", "area_day", "intake", "signature"} | {
    "printing", "printing_event", "check_key", "paper_text", "drawn_sign",
    "device", "revocation", "office_unlock", "purge", "sameness",
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[demo.Demo, Store]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("RUHU_HOME", str(tmp_path_factory.mktemp("home")))
        patched.setattr(vault, "FLOOR", stores.CHEAP)
        patched.setattr(vault, "TARGET_SECONDS", 0)
        folder = tmp_path_factory.mktemp("demo") / "area"
        done = demo.build(folder, PASSPHRASE, today=TODAY, households=90)
        return done, opening.open_store(folder, vault.unlock(folder, PASSPHRASE, CLERK), read_only=True)


def test_its_plan_is_issued_after_a_second_person_looked_through_it(built: tuple[demo.Demo, Store]) -> None:
    _, store = built
    (plan,) = store.records(IssuedPack)
    assert policy.pack_in_use(store).pack == plan.pack == policy.read(demo_area.PACK).sound().pack.id
    (who,) = policy.checks_of(store, plan.pack or "").values()
    assert who != store.opened.person


def test_its_papers_can_say_whom_to_ask_and_where_to_object(built: tuple[demo.Demo, Store]) -> None:
    _, store = built
    (area,) = store.records(Area)
    assert all((area.office, area.office_address, area.window_phone, area.reconsideration_body, area.court))
    phones = [area.window_phone, *(row.phone for row in store.records(Staff))]
    assert len(set(phones)) == 1 + len(TEAM)
    assert all(phone and phone.startswith("0000-") for phone in phones)
    assert all(row.team for row in store.records(Staff))


def test_it_holds_what_people_state_in_every_kind(built: tuple[demo.Demo, Store]) -> None:
    done, _ = built
    assert not {*RECORDS} - {*done.records} - NOT_STATED
    assert done.records["household"] == 90 + 2  # one with the number of another, one with a provisional number


def test_households_stand_at_every_stage_that_needs_no_calculation(built: tuple[demo.Demo, Store]) -> None:
    done, _ = built
    assert [at for at, number in done.stages.items() if not number] == [Stage.CLEAR]


def test_its_journal_holds_and_its_rows_are_the_journals(built: tuple[demo.Demo, Store]) -> None:
    done, store = built
    assert checking.check(done.folder, store.opened).is_whole


def test_conflicts_withdrawn_households_and_a_family_that_moved_unpaid_are_in_it(
    built: tuple[demo.Demo, Store],
) -> None:
    _, store = built
    cases = [case for line in queries.households(store) if (case := queries.case_of(store, line.id))]
    assert len(queries.conflicts_open(store)) == 3
    assert len([row for row in store.records(Household) if row.withdrawn]) == 1
    assert [case for case in cases if findings_against_office(case)]
    assert len(drafts_of(store)) == 1


def test_households_are_awaited_on_the_day_after_its_story(built: tuple[demo.Demo, Store]) -> None:
    _, store = built
    day = [datetime.combine(TODAY + timedelta(days=more), time(), store.zone()) for more in (0, 1)]
    found = agenda.appointments(store, *day)
    assert {each.state for each in found} == {"agreed", "planned", "cancelled"}
    assert {who for each in found for who in each.visitors} == {FIRST, SECOND, LEAD}
    assert any(each.replaces for each in found if each.state == "agreed")


def test_every_state_and_every_wish_is_met(built: tuple[demo.Demo, Store]) -> None:
    _, store = built
    states = {part.state for part in store.records(UnregisteredPart)}
    assert states == {key for key, _ in RECORDS["unregistered_part"].field["state"].choices}
    assert {wish.choice for wish in store.records(Wish)} == {key for key, _ in RECORDS["wish"].field["choice"].choices}


def test_records_were_edited_and_their_former_values_can_be_read(built: tuple[demo.Demo, Store]) -> None:
    _, store = built
    steps = [step for line in queries.households(store)[:60] for step in history.steps(store, line.id)]
    assert [step for step in steps if step.group == "phone" and step.before]
    assert {queries.staff_names(store)[step.actor] for step in steps} >= {*TEAM} - {"郑示例"}


def test_rare_characters_and_dotted_names_are_found(built: tuple[demo.Demo, Store]) -> None:
    _, store = built
    assert queries.found(store, "𬱖") or queries.found(store, "䶮")
    assert queries.found(store, "卓玛示例·才让示例") or queries.found(store, "阿依示例")


def test_its_first_household_has_pictures_that_were_drawn(built: tuple[demo.Demo, Store]) -> None:
    done, store = built
    pieces = evidence.of_household(store, store.records(Household)[0])
    assert len(pieces) == done.records["evidence"] == len(list(demo_area.EVIDENCE.iterdir()))
    assert {piece.kind for piece in pieces} == {"photo", "scan", "sketch"}
    assert all(evidence.content(store, piece) for piece in pieces)


def test_nobody_in_it_can_be_real(built: tuple[demo.Demo, Store]) -> None:
    _, store = built
    assert all("示例" in (person.name or "") for person in store.records(Person))
    for number in range(1, 30):
        for person in Inventor(number, TODAY, ZoneInfo(DEFAULT_ZONE)).family(number).people:
            assert re.fullmatch(r"999999\d{11}[\dX]", str(person.id_number or "999999195603070026"))
            assert re.fullmatch(r"100-\d{4}-\d{4}", str(person.phone or "100-0000-0000"))


@pytest.mark.usefixtures("cheap_vault")
def test_a_demo_that_was_stopped_leaves_nothing(tmp_path: Path) -> None:

    def stop(_done: int, _all: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demo.build(tmp_path / "demo", PASSPHRASE, today=TODAY, households=5, progress=stop)
    assert not list(tmp_path.glob("demo*"))


def test_the_same_seed_invents_the_same() -> None:
    first, second = (Inventor(3, TODAY, ZoneInfo(DEFAULT_ZONE)).family(5).people for _ in range(2))
    assert [(each.name, each.id_number) for each in first] == [(each.name, each.id_number) for each in second]


def test_what_was_explained_names_clauses_of_the_plan_that_is_issued(built: tuple[demo.Demo, Store]) -> None:
    _, store = built
    plan = policy.of_record(policy.pack_in_use(store, store.records(IssuedPack)[0].issued_on)).sound().pack
    told = {(row.pack, row.clause) for row in store.records(Explanation)}
    assert told
    assert told <= {(plan.id, clause.id) for clause in plan.clauses}
