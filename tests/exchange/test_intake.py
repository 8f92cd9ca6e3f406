from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import stores
from builders import a_household, a_person
from damage import contents, refusal
from hypothesis import HealthCheck, given, settings
from ledgers import LAYOUTS, Counted, a_book, appraisals, id_number, name, phone
from stores import NewStore
from test_ledger import garbage_sheets

from desktop.domain import identity
from desktop.domain.records import Appraisal, House, Household, Intake, Person, UnregisteredPart, Wish
from desktop.exchange import intake, ledger, workbook
from desktop.exchange.intake import Kind, Outcome, Plan, Taken
from desktop.exchange.workbook import Cell, Workbook
from desktop.store import checking, history, queries
from desktop.store.backup import backups_in
from desktop.store.store import Store

TITLES = ("户号", "户主", "身份证号", "联系电话", "坐落", "产权证号", "证载面积", "未登记面积", "意愿", "登记日期")
Row = tuple[Cell, ...]


def row(n: int, **cells: Cell) -> Row:
    """The row of a household, under TITLES; a test names what is special."""
    return tuple(
        {
            "户号": f"DY-{n:03}",
            "户主": name(n),
            "身份证号": id_number(n),
            "联系电话": phone(n),
            "坐落": f"示例里{n}号",
            "产权证号": f"示例证{n}",
            "证载面积": 60.5 + n,
            "未登记面积": 8 if n % 2 else None,
            "意愿": "货币",
            "登记日期": "2026-10-26",
            **cells,
        }.values()
    )


ROWS = [row(n) for n in range(5)]


def planned(store: Store, book: Workbook, kind: Kind = Kind.LEDGER) -> Plan:
    return intake.plan(store, ledger.read(book, ledger.headings(book), store.today()), kind)


def take_in(store: Store, *rows: Row, name: str = "台账.xlsx", titles: Row = TITLES) -> Taken:
    return intake.take_in(store, planned(store, a_book(titles, *rows, name=name)))


def outcomes(plan: Plan) -> list[Outcome]:
    return [each.outcome for each in plan.households]


def reasons(store: Store, household: Household) -> list[str]:
    """Why a household was written, newest first."""
    return list(dict.fromkeys(step.reason for step in history.steps(store, household.id)))


def states(store: Store) -> tuple[Any, ...]:
    """Everything that an intake may write."""
    return store.digest(), store.end, [each.name for each in (store.folder / "backups").glob("*")]


@pytest.fixture
def store(new_store: NewStore) -> Store:
    return new_store("area")


@pytest.fixture
def filled(store: Store) -> Store:
    """A store that holds ROWS."""
    take_in(store, *ROWS)
    return store


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_is_taken_in_completely_and_the_second_time_changes_nothing(
    layout: str, store: Store, tmp_path: Path
) -> None:
    make, suffix = LAYOUTS[layout]
    counted: Counted = make(tmp_path / f"{layout}{suffix}")
    book = workbook.read(tmp_path / f"{layout}{suffix}")
    plan = planned(store, book)
    assert (plan.fates[ledger.Fate.HOUSEHOLD], plan.fates[ledger.Fate.OTHER], plan.fates[ledger.Fate.REFUSED]) == (
        counted.imported,
        counted.others,
        counted.refused,
    )
    assert plan.number_of(Outcome.NEW) == counted.households
    taken = intake.take_in(store, plan)
    assert taken.entries == len(store.records(Household)) == counted.households
    (about,) = store.records(Intake)
    assert about.id == taken.intake
    assert (about.source_rows, about.imported_rows) == (sum(plan.fates.values()), counted.imported)
    before = states(store)
    again = planned(store, book)
    assert again.number_of(Outcome.SAME) == counted.households
    assert not again.written
    assert intake.take_in(store, again) == Taken(None, 0)
    assert states(store) == before
    assert len(backups_in(store.folder / "backups")) == 1


def test_what_a_row_says_becomes_the_records_of_a_household(filled: Store) -> None:
    home = filled.records(Household, number="DY-001")[0]
    case = queries.case_of(filled, home.id)
    assert case is not None
    assert home.address == "示例里1号"
    assert [(each.name, each.role) for each in case.people] == [(name(1), "owner")]
    assert filled.reveal(case.people[0], "id_number", because="test") == id_number(1)
    assert [(each.certificate_number, each.registered_gross) for each in case.houses] == [("示例证1", Decimal("61.5"))]
    assert [(each.state, each.measured_area) for each in case.unregistered_parts] == [("undetermined", 8)]
    assert [(each.choice, f"{each.said_on}") for each in case.wishes] == [("cash", "2026-10-26")]
    assert reasons(filled, home)[-1] == "台账.xlsx · 3"


def test_a_plan_writes_nothing(store: Store) -> None:
    before = states(store), contents(store.folder)
    planned(store, a_book(TITLES, *ROWS))
    assert (states(store), contents(store.folder)) == before


def test_only_what_changed_in_a_file_is_an_edit_with_its_file_and_row_as_the_reason(filled: Store) -> None:
    before = filled.end.seq
    changed = [*ROWS[:2], row(2, 证载面积=70, 联系电话="100-9999-0002"), *ROWS[3:]]
    plan = planned(filled, a_book(TITLES, *changed, name="台账二.xlsx"))
    assert outcomes(plan) == [Outcome.SAME] * 2 + [Outcome.CHANGED] + [Outcome.SAME] * 2
    assert {(each.record, each.field) for each in plan.households[2].differences} == {
        ("house", "registered_gross"),
        ("person", "phone"),
    }
    assert intake.take_in(filled, plan).entries == 1
    assert filled.end.seq == before + 2
    home = filled.records(Household, number="DY-002")[0]
    assert reasons(filled, home) == ["台账二.xlsx · 4", "台账.xlsx · 4"]
    newest = [step for step in history.steps(filled, home.id) if step.reason.startswith("台账二")]
    assert {(step.record, step.group) for step in newest} == {("house", "registered_area"), ("person", "phone")}
    assert filled.records(House, household=home.id)[0].registered_gross == 70


def test_a_sensitive_value_is_never_shown_in_a_difference(filled: Store) -> None:
    plan = planned(filled, a_book(TITLES, row(0, 联系电话="100-9999-0002")))
    (difference,) = plan.households[0].differences
    assert (difference.field, difference.after) == ("phone", "••••••")
    assert "9999" not in f"{difference}"


def test_blank_cells_change_nothing(filled: Store) -> None:
    blank = row(1, 身份证号=None, 联系电话="", 证载面积="/", 产权证号=" ", 意愿=None, 登记日期=None, 未登记面积="无")
    assert outcomes(planned(filled, a_book(TITLES, blank))) == [Outcome.SAME]


def test_a_masked_cell_changes_nothing(filled: Store) -> None:
    masked = row(1, 身份证号="****" + id_number(1)[-4:], 联系电话="100****0001")
    plan = planned(filled, a_book(TITLES, masked))
    assert outcomes(plan) == [Outcome.SAME]
    assert not plan.findings


def test_a_household_whose_owner_is_somebody_else_in_the_store_is_refused(filled: Store) -> None:
    plan = planned(filled, a_book(TITLES, row(1, 户主="赵示例", 身份证号=None)))
    assert outcomes(plan) == [Outcome.REFUSED]
    assert "owner is somebody else" in plan.findings[-1].finding.message
    assert not plan.written


def test_a_number_given_to_two_families_stays_with_both_and_is_listed(store: Store) -> None:
    rows = row(1), row(2, 户号="DY-001")
    plan = planned(store, a_book(TITLES, *rows))
    assert outcomes(plan) == [Outcome.NEW] * 2
    assert [each.reason for each in plan.suspects] == ["the same household number"]
    intake.take_in(store, plan)
    assert outcomes(planned(store, a_book(TITLES, *rows))) == [Outcome.SAME] * 2


def test_two_families_with_one_number_at_one_address_are_known_again(store: Store) -> None:
    rows = row(1), row(2, 户号="DY-001", 坐落="示例里1号")
    take_in(store, *rows)
    assert outcomes(planned(store, a_book(TITLES, *rows))) == [Outcome.SAME] * 2


def test_two_families_of_one_name_at_one_place_without_numbers_are_known_again(store: Store) -> None:
    rows = row(1, 户号=None), row(1, 户号=None, 身份证号=id_number(2), 证载面积=30)
    take_in(store, *rows)
    assert len(store.records(Household)) == 2
    again = planned(store, a_book(TITLES, *rows))
    assert outcomes(again) == [Outcome.SAME] * 2
    changed = planned(store, a_book(TITLES, row(1, 户号=None, 身份证号=id_number(2), 证载面积=31)))
    assert outcomes(changed) == [Outcome.CHANGED]


def test_where_several_households_may_be_meant_none_is_guessed(store: Store) -> None:
    titles = ("户主", "坐落", "证载面积")
    take_in(store, ("马示例", "示例里1号", 60), ("马示例", "示例里1号", 61), titles=titles)
    plan = planned(store, a_book(titles, ("马示例", "示例里1号", 62)))
    assert outcomes(plan) == [Outcome.REFUSED]
    assert "Several households" in plan.findings[-1].finding.message


def test_a_house_whose_owner_nobody_knows_is_known_again_by_its_place(store: Store) -> None:
    titles, rows = ("户主", "坐落", "证载面积"), ((None, "示例里1号", 60), (None, "示例里2号", 61))
    take_in(store, *rows, titles=titles)
    assert outcomes(planned(store, a_book(titles, *rows))) == [Outcome.SAME] * 2


def test_a_household_without_a_number_gets_one_of_this_device(store: Store) -> None:
    take_in(store, row(1, 户号=None), row(2, 户号=None))
    take_in(store, row(3, 户号=None))
    numbers = [number or "" for number in stores.numbers(store)]
    assert [number[-4:] for number in numbers] == ["0001", "0002", "0003"]
    assert len({number[:-4] for number in numbers}) == 1


def test_a_new_household_that_is_probably_known_is_listed_and_taken_in_all_the_same(filled: Store) -> None:
    plan = planned(filled, a_book(TITLES, row(1, 户号="DY-999")))
    assert outcomes(plan) == [Outcome.NEW]
    assert [(each.first, each.second, each.reason) for each in plan.suspects] == [
        ("DY-999", "DY-001", "the same ID number")
    ]


def test_a_row_of_a_household_that_goes_on_under_another_makes_no_new_one(filled: Store) -> None:
    kept, other = (queries.households_numbered(filled, number)[0] for number in ("DY-001", "DY-002"))
    filled.save(replace(other, same_as=kept.id), because="一户")
    plan = planned(filled, a_book(TITLES, row(1), row(2)))
    assert outcomes(plan) == [Outcome.SAME, Outcome.REFUSED]
    assert "judged the household of this row to be one with another" in plan.findings[-1].finding.message
    same = row(2, 户主=name(1), 身份证号=None, 联系电话=None, 坐落="示例里2号")
    assert outcomes(planned(filled, a_book(TITLES[:2], same[:2]))) == [Outcome.SAME], "its number means the kept one"


def test_a_plan_that_is_no_longer_true_is_refused(filled: Store) -> None:
    plan = planned(filled, a_book(TITLES, row(7)))
    filled.save(a_household(number="DY-007"))
    before = states(filled)
    assert "since" in refusal(lambda: intake.take_in(filled, plan)).what
    assert states(filled) == before


def test_a_stop_leaves_the_store_as_it_was(store: Store) -> None:
    class Stopped(Exception):
        """Somebody pressed a button."""

    def stop(done: int, _of: int) -> None:
        if done == 500:
            raise Stopped

    plan = planned(store, a_book(TITLES, *(row(n) for n in range(501))))
    before = store.digest(), store.end
    with pytest.raises(Stopped):
        intake.take_in(store, plan, stop)
    assert (store.digest(), store.end) == before
    assert not store.records(Household)
    assert intake.take_in(store, plan).entries == 501


def test_a_person_who_knows_a_household_better_keeps_what_the_file_does_not_say(filled: Store) -> None:
    home = filled.records(Household, number="DY-001")[0]
    (part,) = filled.records(UnregisteredPart, household=home.id)
    filled.save(
        replace(part, name="东厢房", state="recognised", recognised_area=Decimal(8), recognition_source="认定书")
    )
    assert outcomes(planned(filled, a_book(TITLES, row(1)))) == [Outcome.SAME]


def test_a_part_that_was_measured_again_is_the_same_part(filled: Store) -> None:
    take_in(filled, row(1, 未登记面积=9))
    home = filled.records(Household, number="DY-001")[0]
    assert [each.measured_area for each in filled.records(UnregisteredPart, household=home.id)] == [9]


def test_another_wish_is_another_record(filled: Store) -> None:
    take_in(filled, row(1, 意愿="调换", 登记日期="2026-11-02"))
    home = filled.records(Household, number="DY-001")[0]
    assert [each.choice for each in filled.records(Wish, household=home.id)] == ["cash", "swap"]


def test_a_special_group_adds_to_what_is_known(filled: Store) -> None:
    titles = ("户号", "户主", "低保", "残疾")
    take_in(filled, ("DY-001", name(1), "是", "否"), titles=titles)
    take_in(filled, ("DY-001", name(1), None, "是"), titles=titles)
    assert outcomes(planned(filled, a_book(titles, ("DY-001", name(1), "是", "是")))) == [Outcome.SAME]
    owner = filled.records(Person, name=name(1))[0]
    assert filled.reveal(owner, "special_groups", because="test") == ("低保", "残疾")


def test_birth_and_sex_come_from_the_id_number_where_the_file_states_none(store: Store) -> None:
    titles = ("户号", "户主", "身份证号", "出生日期", "性别")
    own, stated, wrong = id_number(1), id_number(2), id_number(3)[:-1] + "A"
    rows = [("H-1", name(1), own, None, None), ("H-2", name(2), stated, "1960-02-01", "女"), ("H-3", name(3), wrong)]
    take_in(store, *(each + (None,) * (5 - len(each)) for each in rows), titles=titles)

    def of(serial: int) -> tuple[object, object]:
        person = store.records(Person, name=name(serial))[0]
        return store.unsealed(person, "birth_date").get("birth_date"), person.sex

    assert of(1) == (str(identity.birth_date(own)), identity.sex(own))
    assert of(2) == ("1960-02-01", "female")
    assert of(3) == (None, None)
    home = store.records(Household, number="H-1")[0]
    told = {step.group: step.is_as_in_number for step in history.steps(store, home.id)}
    assert {group for group, is_so in told.items() if is_so} == {"birth_date", "sex"}
    assert len({(step.origin, step.seq) for step in history.steps(store, home.id)}) == 1, "all in one entry"
    again = [each[:3] for each in rows]
    assert outcomes(planned(store, a_book(titles[:3], *again))) == [Outcome.SAME] * 3
    corrected = a_book(titles[:3], ("H-1", name(1), id_number(12)), ("H-2", name(2), id_number(13)))
    shown = [
        {each.field: each.after for each in planned.differences} for planned in planned(store, corrected).households
    ]
    assert shown[0].keys() == {"id_kind", "id_number", "birth_date", "sex"}
    assert shown[0]["birth_date"] == "••••••"
    assert shown[1].keys() == {"id_kind", "id_number"}
    intake.take_in(store, planned(store, corrected))
    assert of(1) == (str(identity.birth_date(id_number(12))), identity.sex(id_number(12)))
    assert of(2) == ("1960-02-01", "female"), "what was stated stays"


def test_two_people_of_one_name_in_a_household_are_two_and_known_again(store: Store) -> None:
    titles = ("户号", "姓名", "与户主关系", "身份证号", "坐落")
    rows = ("H-1", "马示例", "户主", id_number(1), "示例里1号"), ("H-1", "马示例", "妻", id_number(2), None)
    take_in(store, *rows, titles=titles)
    assert [person.role for person in store.records(Person)] == ["owner", "family"]
    assert outcomes(planned(store, a_book(titles, *rows))) == [Outcome.SAME]


def test_one_row_of_a_household_and_another_that_means_it_too_are_not_both_written(store: Store) -> None:
    take_in(store, row(1, 户号=None, 身份证号=None))
    plan = planned(
        store,
        a_book(TITLES, row(1, 户号=None, 身份证号=None, 证载面积=71), row(1, 户号=None, 身份证号=None, 证载面积=72)),
    )
    assert outcomes(plan) == [Outcome.CHANGED, Outcome.REFUSED]
    assert "An earlier row means the same household" in plan.findings[-1].finding.message


def test_reasons_name_every_sheet_and_row(store: Store, tmp_path: Path) -> None:
    LAYOUTS["people_and_houses"][0](tmp_path / "two.xlsx")
    intake.take_in(store, planned(store, workbook.read(tmp_path / "two.xlsx")))
    home = store.records(Household, number="P-1")[0]
    assert reasons(store, home) == ["two.xlsx · 人口 · 3–4 · 房屋 · 3"]


# Ids in a file that Ruhu wrote


def with_ids(store: Store, *homes: Household) -> list[Row]:
    """Rows as an export writes them: the household's and its owner's id behind the rest."""
    rows: list[Row] = [("户号", "户主", "坐落", "Ruhu 编号", "Ruhu 人员编号")]
    for home in homes:
        (person, *_) = store.records(Person, household=home.id)
        rows.append((home.number, person.name, home.address, home.id.hex(), person.id.hex()))
    return rows


def test_a_row_with_an_id_is_found_though_its_number_and_place_are_new(filled: Store) -> None:
    home = filled.records(Household, number="DY-001")[0]
    titles, (_, *rest) = with_ids(filled, home)
    plan = planned(filled, a_book(titles, ("DY-777", *rest[:1], "示例里77号", *rest[2:])))
    assert outcomes(plan) == [Outcome.CHANGED]


def test_a_renamed_person_is_found_by_id(filled: Store) -> None:
    home = filled.records(Household, number="DY-001")[0]
    titles, (number, _, *rest) = with_ids(filled, home)
    intake.take_in(filled, planned(filled, a_book(titles, (number, "李更名", *rest))))
    assert [person.name for person in filled.records(Person, household=home.id)] == ["李更名"]


def test_a_copied_row_never_moves_a_person_to_another_household(filled: Store) -> None:
    home = filled.records(Household, number="DY-001")[0]
    titles, (_, _, _, _, person) = with_ids(filled, home)
    plan = planned(filled, a_book(titles, ("DY-888", "周示例", "示例里88号", None, person)))
    assert outcomes(plan) == [Outcome.REFUSED]
    assert filled.records(Person, name=name(1))[0].household == home.id


def test_a_row_that_was_copied_with_its_ids_is_refused_also_where_nothing_is_known_yet(store: Store) -> None:
    titles, house = ("户号", "户主", "坐落", "Ruhu 房屋编号", "证载面积"), "01a2058f53d276389e57f66df5378cb5"
    rows = ("H-1", name(1), "示例里1号", house, 60), ("H-2", name(2), "示例里2号", house, 61)
    plan = planned(store, a_book(titles, *rows))
    assert outcomes(plan) == [Outcome.NEW, Outcome.REFUSED]
    assert intake.take_in(store, plan).entries == 1


def test_a_part_that_stands_twice_under_one_id_with_two_areas_is_refused(store: Store) -> None:
    titles, part = ("户号", "户主", "坐落", "未登记面积", "Ruhu 未登记编号"), "01a2058f53d276389e57f66df5378cb5"
    rows = ("H-1", name(1), "示例里1号", 8, part), ("H-1", name(1), None, 9, part)
    assert outcomes(planned(store, a_book(titles, *rows))) == [Outcome.REFUSED]


def test_a_part_of_which_a_file_gives_the_recognised_area_is_recognised(store: Store) -> None:
    take_in(store, ("H-1", name(1), "示例里1号", 7.5), titles=("户号", "户主", "坐落", "未登记认定面积"))
    assert [(each.state, each.recognised_area) for each in store.records(UnregisteredPart)] == [
        ("recognised", Decimal("7.5"))
    ]


def test_a_withdrawn_household_is_not_brought_back_by_a_file(filled: Store) -> None:
    home = filled.records(Household, number="DY-001")[0]
    rows = with_ids(filled, home)
    filled.withdraw(home, because="重复登记")
    plan = planned(filled, a_book(*rows, ("DY-009", name(9), "示例里9号", None, None)))
    assert outcomes(plan) == [Outcome.REFUSED, Outcome.NEW]
    assert "withdrawn" in plan.findings[0].finding.message
    assert intake.take_in(filled, plan).entries == 1


# Taking a whole file back


def shown(store: Store) -> dict[str, Any]:
    return {name: number for name, number in queries.counts(store).items() if name not in ("entries", "intake", "look")}


def test_a_whole_file_is_taken_back(filled: Store) -> None:
    before = shown(filled), stores.everything(filled).keys()
    taken = take_in(filled, row(1, 证载面积=99, 意愿="调换"), row(7), row(8), name="错.xlsx")
    assert taken.intake is not None
    back = intake.withdraw(filled, taken.intake, "拿错了文件")
    assert (back.taken_back, back.left) == (3, 0)
    assert shown(filled) == before[0]
    assert filled.records(House, certificate_number="示例证1")[0].registered_gross == Decimal("61.5")
    assert outcomes(planned(filled, a_book(TITLES, *ROWS))) == [Outcome.SAME] * 5
    filled.close()
    assert checking.check(filled.folder, stores.unlocked(filled.folder)).is_whole


def test_a_household_that_was_edited_since_stays_whole(filled: Store) -> None:
    taken = take_in(filled, row(7), row(8), name="错.xlsx")
    assert taken.intake is not None
    home = filled.records(Household, number="DY-007")[0]
    filled.save(a_person(household=home.id, name="何示例"))
    back = intake.withdraw(filled, taken.intake, "拿错了文件")
    assert (back.taken_back, back.left) == (1, 1)
    case = queries.case_of(filled, home.id)
    assert case is not None
    assert {person.name for person in case.people} == {name(7), "何示例"}
    assert case.houses
    assert "DY-008" not in [line.number for line in queries.households(filled)]


def test_a_file_is_taken_back_once(filled: Store) -> None:
    (about,) = filled.records(Intake)
    intake.withdraw(filled, about.id, "拿错了文件")
    assert not queries.households(filled)
    assert "already" in refusal(lambda: intake.withdraw(filled, about.id, "还是错")).what
    assert "ruhu ledger list" in refusal(lambda: intake.withdraw(filled, bytes(16), "错")).remedy


def test_a_file_that_was_taken_back_can_be_taken_in_again(filled: Store) -> None:
    (about,) = filled.records(Intake)
    intake.withdraw(filled, about.id, "拿错了文件")
    take_in(filled, *ROWS)
    assert len(queries.households(filled)) == len(ROWS)


def test_taking_back_needs_a_reason(filled: Store) -> None:
    (about,) = filled.records(Intake)
    assert "reason" in refusal(lambda: intake.withdraw(filled, about.id, " ")).what
    assert len(queries.households(filled)) == len(ROWS)


# A firm's list


def test_a_firms_list_becomes_appraisals_and_the_second_time_changes_nothing(filled: Store, tmp_path: Path) -> None:
    counted = appraisals(tmp_path / "list.xlsx")
    book = workbook.read(tmp_path / "list.xlsx")
    plan = planned(filled, book, Kind.APPRAISAL)
    assert outcomes(plan) == [Outcome.CHANGED] * 5 + [Outcome.REFUSED]
    assert "Register it first" in plan.findings[-1].finding.message
    assert sum(plan.fates.values()) == counted.imported + counted.others
    intake.take_in(filled, plan)
    home = filled.records(Household, number="DY-004")[0]
    (held,) = filled.records(Appraisal, household=home.id)
    assert (held.report_number, held.unit_price, held.amount) == ("示例评字〔2026〕2号", 520_400, 36_448_100)
    assert outcomes(planned(filled, book, Kind.APPRAISAL)) == [Outcome.SAME] * 5 + [Outcome.REFUSED]


def test_a_firms_list_changes_nothing_but_appraisals(filled: Store) -> None:
    before = [filled.records(kind) for kind in (Household, Person, House, UnregisteredPart, Wish)]
    titles = ("户号", "户主", "坐落", "建筑面积", "评估总价")
    book = a_book(titles, ("DY-001", name(1), "示例里改1号", 99, "351,200.50"))
    intake.take_in(filled, planned(filled, book, Kind.APPRAISAL))
    after = [filled.records(kind) for kind in (Household, Person, House, UnregisteredPart, Wish)]
    assert [[replace(each, seen=None) for each in kind] for kind in before] == [
        [replace(each, seen=None) for each in kind] for kind in after
    ]
    assert [each.amount for each in filled.records(Appraisal)] == [35_120_050]


# Whatever stands in a file


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(sheet=garbage_sheets())
def test_no_file_is_taken_in_twice_whatever_stands_in_it(sheet: workbook.Sheet, store: Store) -> None:
    book = Workbook("台账.xlsx", "0" * 64, (sheet,))
    plan = planned(store, book)
    assert sum(plan.fates.values()) == plan.ledger.source_rows
    assert len([*plan.households]) == len(plan.ledger.households)
    intake.take_in(store, plan)
    before = states(store)
    again = planned(store, book)
    assert not again.written
    assert intake.take_in(store, again) == Taken(None, 0)
    assert states(store) == before
