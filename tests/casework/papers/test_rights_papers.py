"""Receipts, slips and forms out of a store: their numbers, days and receivers, and what is not told of anybody."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import stores
from builders import TODAY, a_grievance, a_household, a_person, a_service, an_appraisal, at

from desktop.casework import writing_down
from desktop.casework.papers import rights
from desktop.casework.papers.made import Made, Subject
from desktop.domain.errors import Refused
from desktop.domain.records import Area, Grievance, Household, Person, Service
from desktop.i18n import Language
from desktop.sheets import pictured, press
from desktop.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_vault")


@pytest.fixture
def store(new_store: stores.NewStore) -> Store:
    store = new_store("area")
    home = a_household()
    (area,) = store.records(Area)
    store.save(
        home,
        a_person(household=home.id),
        an_appraisal(household=home.id),
        replace(
            area,
            decision_number="示例征决〔2026〕1 号",
            notice_on=TODAY - timedelta(days=14),
            reconsideration_body="示例市人民政府",
            court="示例市中级人民法院",
            office="示例区征收办",
        ),
    )
    return store


def subject(store: Store, row: bytes | None = None, language: Language = Language.CHINESE) -> Subject:
    return Subject(store.records(Household)[0], row, language)


def served(store: Store, **changes: object) -> Service:
    row = a_service(household=store.records(Household)[0].id, **changes)
    store.save(row)
    return row


def text_of(made: Made) -> str:
    pdf = press.printed(made.paper)
    pages = (pictured.page_text(pdf, page) for page in range(pictured.page_count(pdf)))
    return "".join("".join(pages).splitlines())


# Receipts


def test_a_receipt_is_numbered_by_its_place_among_all_services(store: Store) -> None:
    rows = [served(store, document_number=f"示例-{n}", served_at=at(9 + n)) for n in range(3)]
    numbers = [rights.service(store, subject(store, row.id)).number for row in rows]
    assert numbers == [f"送-DY-03-0127-0{n}" for n in (1, 2, 3)]
    store.withdraw(store.records(Service)[0], because="记错户")
    assert rights.service(store, subject(store, rows[2].id)).number == numbers[2]


def test_a_receipt_names_what_runs_from_it(store: Store) -> None:
    row = served(store, document="appraisal_report", document_number="PG-0127")
    made = rights.service(store, subject(store, row.id))
    assert (made.kind, made.row) == ("service", row.id)
    assert "最晚 11 月 30 日 周一" in text_of(made)


def test_its_code_tells_no_name_and_no_number_of_a_person(store: Store) -> None:
    row = served(store, refused=True, manner="left", witness="王示例")
    made = rights.service(store, subject(store, row.id))
    assert made.stamp is not None
    assert made.stamp.words.splitlines()[:2] == ["送达回证 送-DY-03-0127-01", "户号 DY-03-0127"]
    assert "没有收" in made.stamp.words
    assert not any(name in made.stamp.words for name in ("马示例", "王示例", "陈示例", "6021"))


def test_a_withdrawn_service_has_no_receipt(store: Store) -> None:
    row = served(store)
    store.withdraw(store.records(Service)[0], because="记错户")
    with pytest.raises(Refused):
        rights.service(store, subject(store, row.id))


# Slips


def test_a_slip_has_the_number_and_the_day_that_were_given_when_it_was_taken_down(store: Store) -> None:
    home = store.records(Household)[0]
    row = writing_down.completed(store, a_grievance(household=home.id, slip_number=None, due_on=None))
    store.save(row)
    made = rights.grievance(store, subject(store, row.id))
    assert made.number == row.slip_number
    assert made.number.startswith("诉-")
    assert row.due_on is not None
    told = text_of(made)
    assert f"编号 {row.slip_number}" in told
    assert f"{row.due_on.month} 月 {row.due_on.day} 日" in told


def test_a_grievance_of_nobody_has_a_slip(store: Store) -> None:
    nameless = Grievance(raised_on=TODAY, manner="anonymous", words="通知贴得太晚。")
    row = writing_down.completed(store, nameless)
    store.save(row)
    made = rights.grievance(store, Subject(None, row.id, Language.CHINESE))
    assert made.subject.household is None
    assert "没留名" in text_of(made)
    assert made.stamp is not None
    assert "户号" not in made.stamp.words


# Forms


def test_there_is_a_form_for_each_remedy_that_has_not_passed(store: Store) -> None:
    numbers = [made.number for made in rights.remedies(store, subject(store))]
    assert numbers == [f"{mark}-DY-03-0127" for mark in ("复核", "鉴定", "复议", "诉讼")]
    served(store, document="appraisal_report", served_at=at(9, day=TODAY - timedelta(days=40)))
    numbers = [made.number for made in rights.remedies(store, subject(store))]
    assert numbers == [f"{mark}-DY-03-0127" for mark in ("鉴定", "复议", "诉讼")]
    assert "现在还可以交" in text_of(rights.remedy(store, subject(store), "review"))


def test_a_form_goes_to_whom_the_area_and_the_report_name(store: Store) -> None:
    to = {
        term: text_of(rights.remedy(store, subject(store), term))
        for term in ("review", "decision_reconsideration", "decision_litigation")
    }
    assert "示例评估公司" in to["review"]
    assert "示例市人民政府" in to["decision_reconsideration"]
    assert "示例市中级人民法院" in to["decision_litigation"]
    assert "示例征决〔2026〕1 号" in to["decision_litigation"]


def test_a_compensation_decision_has_forms_of_its_own(store: Store) -> None:
    served(
        store, document="compensation_decision", document_number="补决-0127", served_at=at(9, day=date(2026, 11, 16))
    )
    made = rights.remedy(store, subject(store), "compensation_litigation")
    told = text_of(made)
    assert made.number == "补偿诉讼-DY-03-0127"
    assert "补决-0127" in told
    assert "2027 年 5 月 17 日 周一" in told  # 2027-05-16 is a Sunday


def test_a_form_tells_nothing_sensitive(store: Store) -> None:
    told = text_of(rights.remedy(store, subject(store), "review"))
    assert "马示例" in told
    assert "0026" not in told
    assert "6021" not in told


def test_who_shares_a_house_is_not_named_for_the_others(store: Store) -> None:
    store.save(a_person(household=store.records(Household)[0].id, name="李示例", role="co_owner"))
    assert len(store.records(Person)) == 2
    told = text_of(rights.remedy(store, subject(store), "review"))
    assert "马示例" not in told
    assert "还有谁一起" in told


def test_a_remedy_that_the_household_does_not_have_is_refused(store: Store) -> None:
    with pytest.raises(Refused):
        rights.remedy(store, subject(store), "compensation_litigation")


@pytest.mark.parametrize("language", Language)
def test_the_same_paper_has_the_same_code(store: Store, language: Language) -> None:
    first, again = (rights.remedy(store, subject(store, None, language), "review") for _ in range(2))
    assert first.stamp == again.stamp
    assert press.printed(first.paper) == press.printed(again.paper)


def test_a_slip_is_printed_for_its_own_household_only(store: Store) -> None:
    other = a_household(number="DY-03-0128")
    row = a_grievance(household=other.id)
    store.save(other, row)
    for whose in (store.records(Household)[0], None):
        with pytest.raises(Refused):
            rights.grievance(store, Subject(whose, row.id, Language.CHINESE))
