"""The demo district does the main job, from an office's ledger to receipts that came back, agrees, and leaves work."""

import json
import shlex
import shutil
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import stores

from desktop.casework import calculation, deciding, demo_area, held_back, money_effect, receipts, sameness
from desktop.casework.district import building, chairs
from desktop.casework.district.building import LEAST
from desktop.casework.district.telling import Step
from desktop.casework.inventing import CLERK, HOUSEHOLDS, LEAD, PASSPHRASE
from desktop.cli.main import main
from desktop.domain.errors import Refused
from desktop.domain.records import Calculation, Household, Intake, Payment, Person, Printing, Service
from desktop.domain.stages import Stage, findings_against_office
from desktop.store import checking, opening, queries, vault
from desktop.store.contests import Filter
from desktop.store.drafts import drafts_of
from desktop.store.store import Store

TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Built:
    """A district, and what the command said of it."""

    folder: Path
    facts: dict[str, Any]

    def store(self, name: str, person: str) -> Store:
        folder = self.folder / name
        return opening.open_store(folder, vault.unlock(folder, PASSPHRASE, person), read_only=True)

    def step(self, value: str) -> dict[str, Any]:
        """The values of the one step that tells this."""
        (found,) = (step["values"] for step in self.facts["steps"] if value in step["values"])
        return found


def said(*words: object) -> str:
    """What a command answers."""
    answer = StringIO()
    with redirect_stdout(answer), pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    assert not ended.value.code
    return answer.getvalue()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    room = tmp_path_factory.mktemp("district")
    with stores.cheaply(room / "home"), pytest.MonkeyPatch.context() as patch:
        patch.delenv("RUHU_PASSPHRASE", raising=False)
        patch.setattr(demo_area, "this_day", lambda: TODAY)
        answer = said("demo", "--into", room / "demo", "--households", LEAST, "--json")
    return Built(room / "demo", json.loads(answer))


@pytest.fixture
def office(built: Built) -> Store:
    return built.store("office", CLERK)


def test_every_laptop_shows_of_its_households_what_the_office_shows(built: Built, office: Store) -> None:
    assert built.facts["agreed"]
    assert len(built.facts["laptops"]) == 6
    assert all(each["same"] == each["households"] > 0 for each in built.facts["laptops"])
    (whole,) = (each for each in built.facts["laptops"] if each["digest"])
    assert whole["digest"] == built.facts["digest"] == office.digest()
    assert built.store(whole["laptop"], LEAD).digest() == office.digest()


def test_the_office_s_journal_holds_and_its_rows_are_the_journal_s(built: Built, office: Store) -> None:
    assert checking.check(built.folder / "office", office.opened).is_whole


def test_the_ledger_came_in_whole_after_its_slip_was_corrected(office: Store) -> None:
    ledger, *payments = office.records(Intake)
    assert (ledger.file_name, ledger.refused_rows) == ("台账.xlsx", 0)
    assert payments
    assert len(office.records(Household)) == LEAST + 2  # two teams registered one that no ledger has


def test_both_conflicts_are_decided_that_with_money_by_the_clerk_with_both_sums(built: Built, office: Store) -> None:
    assert deciding.open_contests(office, Filter()).total == 0
    names, decided = queries.staff_names(office), deciding.decided(office, Filter()).lines
    assert {(names[each.version.actor], each.is_money) for each in decided} == {(CLERK, True), (LEAD, False)}
    assert len(set(built.step("totals")["totals"].split("; "))) == 2


def test_the_household_that_two_teams_registered_is_one(office: Store) -> None:
    (united,) = (pair for pair in sameness.pairs(office) if pair.verdict is sameness.Verdict.ONE)
    assert {united.one.household, united.other.household} & {row.id for row in office.records(Household) if row.same_as}


def test_no_bundle_is_missed_though_one_never_came(office: Store) -> None:
    came = {each.name: each for each in receipts.from_devices(office)}
    assert came["RH-T-02"].unseen == (1,)
    assert came["RH-T-04"].unseen == ()
    assert not any(each.gaps for each in came.values())


def test_each_served_household_has_a_locked_sum_and_a_printed_sheet(office: Store) -> None:
    served = {row.household for row in office.records(Service, document="sheet")}
    assert served == {row.household for row in office.records(Calculation)}
    assert served == {row.household for row in office.records(Printing, paper="sheet")}
    versions = [len(calculation.versions(office, home)) for home in served if home]
    assert sorted(versions)[-2:] == [1, 2], "one got another sheet after its area was decided"


def test_who_is_paid_is_paid_what_the_agreement_says(office: Store) -> None:
    cases = [case for line in queries.households(office) if (case := queries.case_of(office, line.id))]
    for case in cases:
        paid = sum(row.amount or 0 for row in case.payments)
        assert paid in (0, *(row.agreed_amount for row in case.agreements))
    assert len([case for case in cases if findings_against_office(case)]) == 1, "one moved out and was not paid"
    assert office.records(Payment)


def test_households_stand_where_the_story_lets_them_come(built: Built) -> None:
    wanted = [*demo_area.goals(LEAST)]
    far = [stage for stage in Stage if stage > Stage.CLEAR]
    assert [built.facts["stages"][stage.name.lower()] for stage in far] == [wanted.count(stage) for stage in far]


def test_what_came_after_the_last_round_is_looked_at_and_not_taken_in(built: Built, office: Store) -> None:
    waiting = built.facts["waiting"]
    assert [each["laptop"] for each in waiting] == ["RH-T-03", "RH-T-04"]
    assert {Path(each["file"]) for each in waiting} == {*(built.folder / chairs.WAITING).iterdir()}
    assert len(held_back.waiting(office).sealed) == len(waiting), "the office's page has them ready"
    assert all(each["entries"] for each in waiting)
    (told,) = (step["values"] for step in built.facts["steps"] if step["where"] == f"{chairs.WAITING}/")
    counted = {"entries": sum(each["entries"] for each in waiting), "pieces": sum(each["photos"] for each in waiting)}
    assert told == {"bundles": 2, **counted}


def test_it_says_who_opens_what_how_to_look_at_it_and_what_is_left_to_do(
    built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = chairs.read(built.folder)
    assert known is not None
    assert known.passphrase == PASSPHRASE == built.facts["passphrase"]
    assert {each.role for each in known.chairs} == {"clerk", "checker", "lead", "worker"}
    readme = (built.folder / chairs.README).read_text("utf-8")
    assert all(each.person in readme for each in known.chairs)
    assert chairs.is_demo(built.folder / "RH-T-02")
    copy = Built(shutil.copytree(built.folder, tmp_path / "demo"), {})
    monkeypatch.setenv("RUHU_STORE", str(copy.folder / "office"))
    monkeypatch.setenv("RUHU_PASSPHRASE", PASSPHRASE)
    lines = [line for line in readme.splitlines() if line.startswith("  ruhu ")]
    commands = [shlex.split(line.replace(str(built.folder), str(copy.folder)))[1:] for line in lines]
    assert ["bundle", "merge"] in [words[:2] for words in commands]
    assert all(said(*words) for words in commands)
    _is_left_to_decide(copy.store("office", CLERK))


def _is_left_to_decide(office: Store) -> None:
    """One conflict moves money, with evidence on one side, one does not; one household is perhaps there twice."""
    waiting = deciding.open_contests(office, Filter()).lines
    assert sorted(line.is_money for line in waiting) == [False, True]
    (line,) = (line for line in waiting if line.is_money)
    seen = deciding.contest(office, line.contest.row, line.contest.group)
    assert sorted(bool(side.papers) for side in seen.versions) == [False, True]
    totals = {effect.totals[0].amount for effect in money_effect.effects(office, seen)}
    assert len(totals) == 2, "each side has a sum of its own"
    (pair,) = (pair for pair in sameness.pairs(office) if pair.is_open)
    assert pair.reasons[0] == "the same ID number"
    assert not held_back.waiting(office).sealed


def test_a_worker_finds_a_draft_and_the_papers_lie_in_their_folder(built: Built) -> None:
    known = chairs.read(built.folder)
    assert known is not None
    first = next(each for each in known.chairs if each.store == "RH-T-02")
    assert len(drafts_of(built.store(first.store, first.person))) == 1
    papers = [file for file in (built.folder / "papers").iterdir() if file.suffix == ".pdf"]
    assert len(papers) > 3
    assert all(file.read_bytes().startswith(b"%PDF") for file in papers)


def test_nobody_in_it_can_be_real(office: Store) -> None:
    assert all("示例" in (person.name or "") for person in office.records(Person))


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    file.write_text("mine")
    for place in (tmp_path, file):
        with pytest.raises(Refused):
            building.build(place, PASSPHRASE, today=TODAY, language="en")
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.usefixtures("cheap_vault")
def test_one_that_was_stopped_leaves_nothing(tmp_path: Path) -> None:
    def stop(_done: int, _of: int) -> None:
        if (tmp_path / "demo" / "office" / "store.toml").exists():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        building.build(tmp_path / "demo", PASSPHRASE, today=TODAY, language="en", households=LEAST, progress=stop)
    assert not (tmp_path / "demo").exists()


@pytest.mark.usefixtures("cheap_vault")
def test_what_somebody_puts_there_meanwhile_outlives_a_stop_also_behind_a_link(tmp_path: Path) -> None:
    folder, link = tmp_path / "elsewhere", tmp_path / "link"
    folder.mkdir()
    link.symlink_to(folder)

    def stop(_step: Step) -> None:
        (folder / "mine.txt").write_text("mine")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        building.build(link, PASSPHRASE, today=TODAY, language="en", households=LEAST, told=stop)
    assert [file.name for file in folder.iterdir()] == ["mine.txt"]


@pytest.mark.long
@pytest.mark.usefixtures("cheap_vault")
def test_one_of_the_usual_size_has_the_funnel_of_the_pictures(tmp_path: Path) -> None:
    done = building.build(tmp_path / "demo", PASSPHRASE, today=TODAY, language="zh_CN")
    assert done.is_agreed
    assert [done.stages[stage] for stage in Stage if stage > Stage.CLEAR] == [139, 52, 55, 41]
    assert sum(done.stages.values()) == HOUSEHOLDS + 1
