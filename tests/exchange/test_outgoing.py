from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import stores
from builders import a_house, a_household, a_person, a_wish, an_unregistered_part
from damage import refusal
from ledgers import LAYOUTS
from msgspec import structs
from openpyxl import load_workbook
from stores import NewStore

from desktop.domain.fields import Role
from desktop.domain.records import Household, Look, Record, Sealed
from desktop.exchange import intake, ledger, outgoing, workbook
from desktop.exchange.intake import Outcome, Plan
from desktop.exchange.vocabulary import meaning, meanings
from desktop.exchange.workbook import Sheet, Workbook
from desktop.store import queries
from desktop.store.store import Store
from desktop.store.writing import Batch

EXPORTED = outgoing._COLUMNS
IN_ONE_LINE = str.maketrans("", "", "\n\t")


def planned(store: Store, read: Workbook | Path) -> Plan:
    book = workbook.read(read) if isinstance(read, Path) else read
    return intake.plan(store, ledger.read(book, ledger.headings(book), store.today()))


def sheet_of(file: Path) -> Sheet:
    (sheet,) = workbook.read(file).sheets
    return sheet


def cells(file: Path) -> list[dict[str, Any]]:
    """The rows of an export by their titles."""
    titles, *rows = sheet_of(file).rows
    return [dict(zip(map(str, titles), (*row, *[None] * (len(titles) - len(row))), strict=True)) for row in rows]


def values(store: Store) -> list[list[dict[str, Any]]]:
    """What a person sees of each household, of what an export holds; what is sensitive masked."""

    def seen(record: Record) -> dict[str, Any]:
        kind = record.record_type()
        names = [field.name for field in kind.fields if f"{kind.name}.{field.name}" in EXPORTED]
        held = {name: getattr(record, name) for name in names}
        return {name: value.mask if isinstance(value, Sealed) else value for name, value in held.items()}

    lines = queries.households(store)
    cases = queries.cases(store, [line.id for line in lines])
    return [
        [
            seen(record)
            for case in [cases[line.id]]
            for record in (case.household, *case.people, *case.houses, *case.unregistered_parts, *case.wishes[-1:])
        ]
        for line in lines
    ]


@pytest.fixture
def store(new_store: NewStore) -> Store:
    return new_store("area")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_export_comes_back_as_the_same_and_makes_another_store_the_same(
    layout: str, store: Store, new_store: NewStore, tmp_path: Path
) -> None:
    make, suffix = LAYOUTS[layout]
    make(tmp_path / f"in{suffix}")
    intake.take_in(store, planned(store, tmp_path / f"in{suffix}"))
    sent = outgoing.export(store, tmp_path / "out.xlsx", unmasked_because="交给第二组")
    before = store.digest()
    out = workbook.read(tmp_path / "out.xlsx")
    plan = planned(store, out)
    assert {each.outcome for each in plan.households} == {Outcome.SAME}
    assert len(plan.households) == sent.households == len(queries.households(store))
    assert plan.ledger.source_rows == sent.rows
    assert not plan.findings
    intake.take_in(store, plan)
    assert store.digest() == before
    other = new_store("other")
    moved = planned(other, out)
    assert {each.outcome for each in moved.households} == {Outcome.NEW}
    intake.take_in(other, moved)
    assert values(other) == values(store)
    assert {each.outcome for each in planned(other, out).households} == {Outcome.SAME}


def test_every_title_of_an_export_means_its_own_column() -> None:
    titles = [outgoing._TITLES.get(means, meanings()[means]) for means in EXPORTED]
    assert [meaning(title) for title in titles] == [*EXPORTED]


def rich() -> tuple[Record, ...]:
    """A household in which every exported field is filled, with two of all that it may have several of."""
    home = a_household(
        address="示例里 3 巷 17 号",
        building="2 幢",
        unit="1",
        floor="3",
        room="301",
        people_count=3,
        note="蓝色铁门",
    )
    houses = a_house(household=home.id), a_house(household=home.id, certificate_number=None, elsewhere="示例里8号")
    return (
        home,
        a_person(household=home.id, share=Decimal("0.5"), relation="户主"),
        a_person(household=home.id, name="马示例·䶮", role="family", relation="儿子", id_number=None, sex=None),
        *houses,
        an_unregistered_part(household=home.id, house=houses[0].id),
        an_unregistered_part(household=home.id, name="煤棚", state="undetermined", recognised_area=None),
        a_wish(household=home.id, choice="cash"),
        a_wish(household=home.id, choice="rather_not_say"),
    )


def test_all_that_people_wrote_down_comes_back_as_the_same(store: Store, new_store: NewStore, tmp_path: Path) -> None:
    store.save(*rich())
    outgoing.export(store, tmp_path / "masked.xlsx")
    outgoing.export(store, tmp_path / "clear.xlsx", unmasked_because="核对")
    for file in ("masked.xlsx", "clear.xlsx"):
        plan = planned(store, tmp_path / file)
        assert [(each.outcome, each.differences) for each in plan.households] == [(Outcome.SAME, ())]
        assert not plan.findings
    other = new_store("other")
    intake.take_in(other, planned(other, tmp_path / "clear.xlsx"))
    assert values(other) == values(store)


def test_what_is_sensitive_stands_masked(store: Store, tmp_path: Path) -> None:
    store.save(*stores.a_family("DY-1"))
    sent = outgoing.export(store, tmp_path / "out.xlsx")
    (held,) = cells(tmp_path / "out.xlsx")
    assert (held["身份证号码"], held["电话"]) == ("****0026", "100****6021")
    assert sent.is_masked
    assert not store.records(Look)


def test_what_is_sensitive_goes_out_with_a_reason_that_is_journaled(store: Store, tmp_path: Path) -> None:
    store.save(*stores.a_family("DY-1"))
    sent = outgoing.export(store, tmp_path / "out.xlsx", unmasked_because="街道办核对")
    (held,) = cells(tmp_path / "out.xlsx")
    assert (held["身份证号码"], held["电话"]) == ("999999195603070026", "100-0000-6021")
    assert not sent.is_masked
    (look,) = store.records(Look)
    assert "person.id_number" in (look.field or "")
    assert "person.phone" in (look.field or "")


def test_a_field_worker_takes_nothing_sensitive_out(store: Store, tmp_path: Path) -> None:
    store.save(*stores.a_family("DY-1"))
    store.opened = structs.replace(store.opened, role=Role.WORKER)
    refused = refusal(lambda: outgoing.export(store, tmp_path / "out.xlsx", unmasked_because="想看"))
    assert refused.values["role"] == Role.WORKER
    assert not (tmp_path / "out.xlsx").exists()
    assert not store.records(Look)
    assert outgoing.export(store, tmp_path / "out.xlsx").is_masked


def test_a_withdrawn_household_stays_at_home(store: Store, tmp_path: Path) -> None:
    home, *others = stores.a_family("DY-1")
    store.save(home, *others)
    store.save(*stores.a_family("DY-2"))
    store.withdraw(store.records(Household, id=home.id)[0], because="重复登记")
    assert outgoing.export(store, tmp_path / "out.xlsx").households == 1
    assert [row["户号"] for row in cells(tmp_path / "out.xlsx")] == ["DY-2"]


def test_a_household_has_a_row_for_each_of_what_it_has_most_of(store: Store, tmp_path: Path) -> None:
    store.save(*rich())
    assert outgoing.export(store, tmp_path / "out.xlsx").rows == 2
    first, second = cells(tmp_path / "out.xlsx")
    assert (first["户号"], second["户号"]) == ("DY-03-0127", "DY-03-0127")
    assert (first["户主姓名"], second["户主姓名"]) == ("马示例", "马示例·䶮")
    assert second["另处坐落"] == "示例里8号"
    assert (first["安置意愿"], second["安置意愿"]) == ("不想说", None)


def test_the_ids_stand_last_and_hidden(store: Store, tmp_path: Path) -> None:
    store.save(*stores.a_family("DY-1"))
    outgoing.export(store, tmp_path / "out.xlsx")
    sheet = sheet_of(tmp_path / "out.xlsx")
    titles = list(sheet.rows[0])
    assert [titles[place] for place in sorted(sheet.hidden_columns)] == [
        "Ruhu 编号",
        "Ruhu 人员编号",
        "Ruhu 房屋编号",
        "Ruhu 未登记编号",
    ]
    assert max(sheet.hidden_columns) == len(titles) - 1


def test_numbers_dates_and_texts_go_out_as_what_they_are(store: Store, tmp_path: Path) -> None:
    store.save(*stores.a_family("0012"))
    outgoing.export(store, tmp_path / "out.xlsx", unmasked_because="核对")
    (held,) = cells(tmp_path / "out.xlsx")
    assert held["户号"] == "0012"
    assert held["证载面积"] == 62.4
    assert held["登记日期"] == stores.noon().date()


def test_a_text_comes_back_as_the_same_whatever_excel_would_make_of_it(store: Store, tmp_path: Path) -> None:
    texts = ["=1+1", "'Ali", "+86 100", "@x", "-", "无", "1E5", "二层\n有院子", "  两边有空  ", "a\tb", "0.10"]
    store.save(
        *(a_household(number=f"DY-{n}", address=text.translate(IN_ONE_LINE), note=text) for n, text in enumerate(texts))
    )
    outgoing.export(store, tmp_path / "out.xlsx")
    plan = planned(store, tmp_path / "out.xlsx")
    assert [each.differences for each in plan.households] == [()] * len(texts)
    assert {each.outcome for each in plan.households} == {Outcome.SAME}


def test_what_a_person_corrects_in_an_export_becomes_that_edit_and_no_other(store: Store, tmp_path: Path) -> None:
    store.save(*rich())
    outgoing.export(store, tmp_path / "out.xlsx")
    book = load_workbook(tmp_path / "out.xlsx")
    sheet = book.worksheets[0]
    titles = {title.value: place for place, title in enumerate(sheet[1], 1)}
    sheet.cell(3, titles["户主姓名"], "马示例·龑")
    sheet.cell(2, titles["证载面积"], 63.5)
    book.save(tmp_path / "corrected.xlsx")
    (household,) = planned(store, tmp_path / "corrected.xlsx").households
    assert {(each.record, each.field, each.after) for each in household.differences} == {
        ("person", "name", "马示例·龑"),
        ("house", "registered_gross", Decimal("63.5")),
    }


def test_an_export_that_is_stopped_leaves_no_file(store: Store, tmp_path: Path) -> None:
    class Stopped(Exception):
        """Somebody pressed a button."""

    def stop(_done: int) -> None:
        raise Stopped

    store.save(*stores.a_family("DY-1"))
    with pytest.raises(Stopped):
        outgoing.export(store, tmp_path / "out.xlsx", progress=stop)
    assert [each.name for each in tmp_path.glob("out*")] == []


def test_an_empty_store_goes_out_as_its_titles(store: Store, tmp_path: Path) -> None:
    assert outgoing.export(store, tmp_path / "out.xlsx").rows == 0
    assert len(sheet_of(tmp_path / "out.xlsx").rows) == 1


def test_more_households_than_a_page_go_out_each_once(store: Store, tmp_path: Path) -> None:
    told: list[int] = []
    families = [(home := a_household(number=f"DY-{n // 2:03}"), a_person(household=home.id)) for n in range(401)]
    store.save_all(Batch(family) for family in families)
    outgoing.export(store, tmp_path / "out.xlsx", progress=told.append)
    assert told == [200, 400, 401]
    rows = [row["Ruhu 编号"] for row in cells(tmp_path / "out.xlsx")]
    assert len(rows) == len(set(rows)) == 401
