"""A judgement on two households travels, both stores agree, and it is taken back."""

from collections.abc import Iterator
from pathlib import Path

import postal
import pytest
import stores
from builders import a_household, a_person, a_visit, an_agreement
from damage import refusal
from postal import Area, take

from desktop.casework import receiving, sameness
from desktop.casework.sameness import Verdict
from desktop.domain.fields import Role
from desktop.domain.records import Agreement, Household, Question, Visit
from desktop.store import agenda, queries, united
from desktop.store.store import Store

CAME_LATE = ("an agreement came in for the one that was united",)


@pytest.fixture
def area(tmp_path: Path, new_store: stores.NewStore) -> Iterator[Area]:
    with postal.area(tmp_path, new_store("office")) as made:
        yield made


def listed(store: Store) -> list[str | None]:
    return [line.number for line in queries.households(store)]


def test_what_was_judged_reaches_the_team_and_what_was_written_meanwhile_stands_with_the_kept_one(area: Area) -> None:
    chen = area.enrolled("RH-01", "陈立")
    ledgers = area.household("DY-1", lane="文和里", door="13")
    area.office.save(a_person(household=ledgers.id))
    teams = a_household(number="临-1", lane="文和里", door="13")
    chen.save(teams, a_person(household=teams.id))
    take(area.office, area.up("RH-01"))
    (pair,) = sameness.suspects_of(area.office, [teams.id])
    assert sameness.pair(area.office, teams.id, ledgers.id).asked.household == teams.id

    sameness.postpone(area.office, ledgers.id, teams.id, "请问一次是不是一户。")
    take(chen, area.down("RH-01"))
    assert [question.household for question in chen.records(Question)] == [teams.id]
    assert [each.verdict for each in sameness.pairs(area.office)] == [Verdict.LATER]

    sameness.unite(area.office, ledgers.id, teams.id, "同一个人。")
    visit = a_visit(household=teams.id)
    chen.save(visit)  # the laptop does not know of it yet
    take(area.office, area.up("RH-01"))
    take(chen, area.down("RH-01"))
    for store in (area.office, chen):
        assert listed(store) == ["DY-1"]
        assert united.unions_of(store).kept == {teams.id: ledgers.id}
        (case,) = queries.cases(store, [ledgers.id]).values()
        assert [each.id for each in case.visits] == [visit.id]
        assert "goes on as DY-1" in str(refusal(lambda store=store: store.save(a_visit(household=teams.id))))
    assert pair.one.household == ledgers.id
    chen.save(a_visit(household=ledgers.id))
    take(area.office, area.up("RH-01"))
    assert len(area.office.records(Visit, household=ledgers.id)) == 1

    sameness.separate(area.office, ledgers.id, teams.id, "两个院子。")
    take(chen, area.down("RH-01"))
    assert listed(area.office) == ["DY-1", "临-1"]
    assert listed(chen) == ["临-1"], "the one that nobody has is the office's again"
    assert chen.get(Household, teams.id) == area.office.get(Household, teams.id)


def test_who_has_the_kept_one_gets_the_other_with_it(area: Area) -> None:
    chen, wu = area.enrolled("RH-01", "陈立"), area.enrolled("RH-02", "吴敏", team="二组")
    kept, other = area.household("DY-1", "陈立"), area.household("DY-2", "吴敏")
    take(chen, area.down("RH-01"))
    take(wu, area.down("RH-02"))
    assert (listed(chen), listed(wu)) == (["DY-1"], ["DY-2"])
    sameness.unite(area.office, kept.id, other.id, "同一本产权证。")
    take(chen, area.down("RH-01"))
    take(wu, area.down("RH-02"))
    assert chen.get(Household, other.id) == area.office.get(Household, other.id)
    assert (listed(chen), listed(wu)) == (["DY-1"], []), "it is in the list of the team that has it"
    assert wu.get(Household, kept.id) is None
    assert sameness.counted_as(wu, other.id) is None
    assert "with another team" in str(refusal(lambda: wu.save(a_visit(household=other.id))))
    assert agenda.in_charge(area.office)[kept.id].household == kept.id
    (found,) = queries.found(wu, "DY-2")
    assert (found.household.id, found.household.kept) == (other.id, kept.id)


def test_an_agreement_that_comes_in_late_for_the_united_one_brings_the_pair_up_again(area: Area) -> None:
    office, lead = area.office, area.enrolled("RH-01", "陈立", role=Role.LEAD)
    kept, other = area.household("DY-1", "陈立", lane="文和里"), area.household("DY-2", "陈立", lane="武和里")
    take(lead, area.down("RH-01"))
    signed = an_agreement(household=other.id)
    lead.save(signed)
    sameness.unite(office, kept.id, other.id, "同一个人。")  # which the office would not have done, had it known
    (settled,) = sameness.pairs(office)
    assert (settled.is_open, sameness.to_look_at_again(office)) == (False, frozenset())

    done = area.up("RH-01")
    assert [each.late for each in receiving.preview(office, done.files).alike] == [CAME_LATE], (
        "told before it is taken in"
    )
    take(office, done)
    assert sameness.to_look_at_again(office) == {frozenset((kept.id, other.id))}
    (again,) = sameness.pairs(office)
    assert (again.is_open, again.verdict, again.late_for, again.late) == (True, Verdict.ONE, other.id, CAME_LATE)
    assert sameness.suspects_of(office, [kept.id]) == (again,)
    take(lead, area.down("RH-01"))
    assert sameness.to_look_at_again(lead) == frozenset(), "there it was known before the word of the office came"

    assert "needs a reason" in str(refusal(lambda: sameness.confirm(office, kept.id, other.id, " ")))
    said = sameness.confirm(office, kept.id, other.id, "协议写错了户号，是同一份。")
    assert {record for record, _ in said.rows} == {"sameness"}
    (confirmed,) = sameness.pairs(office)
    assert (confirmed.is_open, confirmed.because) == (False, "协议写错了户号，是同一份。")
    assert said.entry is not None
    office.undo(said.entry.origin, said.entry.seq)
    assert sameness.to_look_at_again(office), "the word before it holds again"

    sameness.separate(office, kept.id, other.id, "两份协议，两户。")
    assert not sameness.to_look_at_again(office)
    assert [each.verdict for each in sameness.pairs(office)] == [Verdict.TWO]
    assert "None of them goes on" in str(refusal(lambda: sameness.confirm(office, kept.id, other.id, "是一户")))
    assert [each.id for each in office.records(Agreement, household=other.id)] == [signed.id]
