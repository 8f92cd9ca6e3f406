"""A judgement on two households travels, both stores agree, and it is taken back."""

from collections.abc import Iterator
from pathlib import Path

import postal
import pytest
import stores
from builders import a_household, a_person, a_visit
from damage import refusal
from postal import Area, take

from desktop.casework import sameness
from desktop.casework.sameness import Verdict
from desktop.domain.records import Household, Question, Visit
from desktop.store import agenda, queries, united
from desktop.store.store import Store


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
