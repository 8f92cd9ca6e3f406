"""The papers of a sum out of a store: all is told from the locked sum alone, and a pocket calculator agrees."""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import recomputed
import stores
from builders import a_fixture, a_house, a_household, a_person, a_service, an_appraisal, an_unregistered_part, at
from plans import a_colleague, issued
from stores import Template

from desktop.casework import area_rules, calculation, flats, household_facts, locking, policy
from desktop.casework.papers import sums
from desktop.casework.papers.made import Made, Subject
from desktop.domain import money
from desktop.domain.errors import Refused
from desktop.domain.identity import new_id
from desktop.domain.records import (
    Appraisal,
    Area,
    AreaFact,
    Calculation,
    Flat,
    Household,
    Person,
    Promise,
    PromiseOutcome,
    Record,
    Sheet,
    Staff,
)
from desktop.i18n import Language
from desktop.sheets import pictured, press
from desktop.store import opening
from desktop.store.store import Store
from desktop.store.vault import Unlocked

pytestmark = pytest.mark.usefixtures("cheap_vault")

DEMO = Path(__file__).resolve().parents[3] / "resources" / "packs" / "demo"
SAID = {"装修评估值": "18600", "唯一住房": "是", "签约日": "2026-11-17", "腾房日": "2026-12-20"}
FIXTURES = ("煤棚", "院墙", "葡萄架", "防盗门", "太阳能热水器", "水井")


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """An area where the demo plan is issued, with flats."""
    room = tmp_path_factory.mktemp("planned")
    with stores.cheaply(room / "home"):
        made = stores.made(room / "area")
        (area,) = made.records(Area)
        made.save(replace(area, name="演示片区"))
        store = issued(made, policy.read(DEMO))
        rate = AreaFact(name="片区签约率", value="36.50", unit="%")
        area_rules.set_rules(store, {}, {}, [rate], notice_on=date(2026, 10, 9), because="公示")
        (area,) = store.records(Area)
        store.save(replace(area, project="示例征收项目", window_phone="0000-7654321", court="示例市中级人民法院"))
        store.save(*(a_flat(room, size) for room, size in (("101", "88.60"), ("102", "55.20"), ("103", "40.00"))))
        return Template.of(store)


@pytest.fixture
def store(planned: Template, tmp_path: Path) -> Iterator[Store]:
    with stores.opened(planned.laid_out(tmp_path / "area")) as store:
        yield store


@pytest.fixture
def checker(store: Store) -> Unlocked:
    return a_colleague(store)


def a_flat(room: str, area: str) -> Flat:
    return Flat(building="2", unit="2", room=room, on_floor=3, storeys=11, area=Decimal(area))


def a_home(store: Store, *more: Record, number: str = "YS-01-0001") -> Household:
    """A household of two, of which the demo plan finds everything; `more` are records that take its id."""
    home = a_household(number=number, address="示例里 3 巷 17 号")
    owner = a_person(household=home.id, birth_date=date(1980, 3, 7))
    house = a_house(household=home.id)
    store.save(home, house, an_appraisal(household=home.id, unit_price=428_000, report_number="PG-0127"), owner,
               *(replace(row, household=home.id) for row in more))  # fmt: skip
    return home


def reckoned(
    store: Store, home: Household, said: Mapping[str, str] | None = None, **looked_at: str
) -> calculation.Reckoned:
    found = {row.room: row for row in flats.flats(store)}
    texts = [f"{name}={text}" for name, text in {**SAID, **(said or {})}.items()]
    return calculation.reckon(
        store,
        home,
        lambda draft: household_facts.said(draft.sound().pack, texts),
        flats={what: found[room] for what, room in looked_at.items()},
    )


def locked(
    store: Store, checker: Unlocked, home: Household, said: Mapping[str, str] | None = None, **looked_at: str
) -> Calculation:
    done = reckoned(store, home, said, **looked_at)
    locking.check(store, done, checker)
    before = calculation.versions(store, home.id)
    return locking.lock(store, done, reason="东厢房已经认定" if before else "")


def sheet(store: Store, home: Household, row: bytes | None = None, language: Language = Language.CHINESE) -> Made:
    return sums.sheet(store, Subject(home, row, language))


def card(store: Store, home: Household, language: Language = Language.CHINESE) -> Made:
    return sums.card(store, Subject(home, None, language))


def text_of(made: Made) -> str:
    pdf = press.printed(made.paper)
    pages = (pictured.page_text(pdf, page) for page in range(pictured.page_count(pdf)))
    return re.sub(r"\s+", "", "".join(pages))


# Recomputed from paper alone


def a_random_home(store: Store, draw: random.Random, number: int) -> tuple[Household, dict[str, str], dict[str, str]]:
    """A household as a ledger may hold it, what it was asked, and the flats that it looks at."""

    def area(least: int, most: int) -> Decimal:
        return Decimal(draw.randint(least * 100, most * 100)) / 100

    more: list[Record] = [
        a_person(name=f"家人示例{n}", role="family", id_number=None, id_kind=None, phone=None,
                 birth_date=date(draw.randint(1930, 2025), draw.randint(1, 12), draw.randint(1, 28)))
        for n in range(draw.randint(0, 4))
    ]  # fmt: skip
    more += [an_unregistered_part(recognised_area=area(1, 25)) for _ in range(draw.randint(0, 2))]
    more += [
        a_fixture(name=name, quantity=area(1, 40), unit_price=None, amount=None, unit=None)
        for name in draw.sample(FIXTURES, draw.randint(0, 3))
    ]
    group = draw.choice(["", "", "低保", "残疾", "重病"])
    home = a_home(store, *more, number=f"YS-{number:04}")
    (owner,) = (row for row in store.records(Person, household=home.id) if row.role == "owner")
    (house,) = (row for row in store.records(a_house().__class__, household=home.id))
    (appraisal,) = store.records(Appraisal, household=home.id)
    gross = area(8, 140)
    changed: list[Record] = [
        replace(house, registered_gross=gross, recognised_area=gross),
        replace(appraisal, unit_price=draw.randint(3_000_00, 9_999_99)),
    ]
    if group:
        changed.append(replace(owner, special_groups=(group,)))
    store.save(*changed)
    signs = date(2026, 11, 1) + timedelta(days=draw.randint(0, 120))
    said = {
        "装修评估值": f"{draw.randint(0, 9_000_000) / 100:.2f}",
        "唯一住房": draw.choice("是否"),
        "经营面积": str(draw.choice([0, 0, area(1, 200)])),
        "签约日": signs.isoformat(),
        "腾房日": (signs + timedelta(days=draw.randint(0, 60))).isoformat(),
    }
    if group == "残疾":
        said["困难情况[1].等级"] = draw.choice(["一级", "二级", "三级", "四级"])
    looked_at = {what: draw.choice(["101", "102", "103"]) for what in ("换房", "组合") if draw.random() < 0.8}
    return home, said, looked_at


@pytest.mark.parametrize("count", [12, pytest.param(300, marks=pytest.mark.long)])
def test_random_households_are_recomputed_from_their_sheets_alone(store: Store, checker: Unlocked, count: int) -> None:
    draw = random.Random(8)  # noqa: S311  the same households at every run
    open_ways = paying = 0
    for number in range(count):
        home, said, looked_at = a_random_home(store, draw, number)
        row = locked(store, checker, home, said, **looked_at)
        pdf = press.printed(sheet(store, home).paper)
        assert recomputed.faults(pdf) == [], home.number
        expected = {name: (money.shown(abs(fen)), money.to_capitals(abs(fen))) for name, fen in row.amounts().items()}
        found = {name: (told.rpartition(" ")[2], words) for name, (told, words) in recomputed.totals(pdf).items()}
        assert found == expected, home.number
        named = set(re.findall(r"[\d,]+(?:\.\d+)?", recomputed.read(pdf).sources))
        assert recomputed.numbers_of_formulas(pdf) - named <= {"1", "2"}, home.number  # the plan's own: so many moves
        open_ways += len(expected)
        paying += sum(fen < 0 for fen in row.amounts().values())
    assert open_ways > 1.7 * count
    assert paying > count / 25


# Which paper it is


def test_without_a_locked_sum_there_is_neither_sheet_nor_card(store: Store) -> None:
    home = a_home(store)
    for paper in (sheet, card):
        with pytest.raises(Refused, match="locked"):
            paper(store, home)


def test_a_sheet_is_numbered_by_household_and_version_and_comes_with_its_record(
    store: Store, checker: Unlocked
) -> None:
    home = a_home(store)
    row = locked(store, checker, home)
    made = sheet(store, home)
    assert (made.kind, made.number, made.version) == ("sheet", "YS-01-0001-01", 1)
    (kept,) = made.comes_with
    assert isinstance(kept, Sheet)
    assert (kept.id, kept.number, kept.calculation, kept.issued_on) == (made.row, made.number, row.id, store.today())


def test_printed_again_on_another_day_it_is_the_same_sheet_with_the_same_code(store: Store, checker: Unlocked) -> None:
    home = a_home(store)
    locked(store, checker, home)
    first = sheet(store, home)
    store.save(*first.comes_with)
    store.close()
    with opening.open_store(store.folder, store.opened, clock=lambda: at(9, day=date(2026, 12, 24))) as later:
        again = sheet(later, home)
    assert again.comes_with == ()
    assert (again.row, again.number, again.stamp) == (first.row, first.number, first.stamp)


def test_what_was_corrected_since_changes_nothing_of_a_sheet_that_was_issued(store: Store, checker: Unlocked) -> None:
    home = a_home(store)
    locked(store, checker, home)
    first = sheet(store, home)
    store.save(*first.comes_with)
    (owner,), (place,) = store.records(Person), store.records(Household)
    store.save(replace(owner, name="改名示例"), replace(place, address="搬到别处 99 号"))
    (home,) = store.records(Household)
    assert press.printed(sheet(store, home).paper) == press.printed(first.paper)
    assert "改名示例" in text_of(card(store, home)), "a card speaks of today"


def test_what_the_ledger_says_later_changes_no_amount(store: Store, checker: Unlocked) -> None:
    home = a_home(store)
    locked(store, checker, home)
    before = recomputed.totals(press.printed(sheet(store, home).paper))
    (appraisal,) = store.records(Appraisal, household=home.id)
    store.save(replace(appraisal, unit_price=999_900))
    made = sheet(store, home)
    assert recomputed.totals(press.printed(made.paper)) == before
    assert "4,280.00元/㎡（报告PG-0127）" in text_of(made)


def test_the_code_is_another_one_where_an_amount_is(store: Store, checker: Unlocked) -> None:
    home = a_home(store)
    locked(store, checker, home)
    first = sheet(store, home)
    locked(store, checker, home, {"装修评估值": "18600.01"})
    second = sheet(store, home)
    assert first.stamp
    assert second.stamp
    assert first.stamp.code != second.stamp.code
    assert "货币补偿：您得" in second.stamp.words
    assert "组合：没有算" in second.stamp.words


def test_a_second_version_says_which_it_replaces_why_and_by_how_much(store: Store, checker: Unlocked) -> None:
    home = a_home(store)
    was = locked(store, checker, home)
    store.save(*sheet(store, home).comes_with)
    store.save(an_unregistered_part(household=home.id, recognised_area=Decimal("12.00")))
    now = locked(store, checker, home)
    told = text_of(sheet(store, home))
    more = now.amounts()["货币补偿"] - was.amounts()["货币补偿"]
    assert more > 0
    assert "代替2026-11-18第1版" in told
    assert "为什么和第1版不同：东厢房已经认定。" in told
    amounts = [money.shown(row.amounts()["货币补偿"]) for row in (was, now)]
    assert f"货币补偿由您得{amounts[0]}变为您得{amounts[1]}，多得{money.shown(more)}。" in told
    assert f"认定面积：0.00㎡→12.00㎡：货币补偿+{money.shown(more)}" in told


def test_an_older_version_is_printed_by_its_row_and_says_that_it_was_replaced(store: Store, checker: Unlocked) -> None:
    home = a_home(store)
    was = locked(store, checker, home)
    first = sheet(store, home)
    store.save(*first.comes_with)
    locked(store, checker, home, {"装修评估值": "20000"})
    for row in (was.id, first.row):
        again = sheet(store, home, row)
        assert again.number == "YS-01-0001-01"
        assert "已被第2版代替" in text_of(again)
    with pytest.raises(Refused):
        sheet(store, home, new_id())


# What stands on it


def test_every_remedy_is_there_with_its_day_or_from_receipt(store: Store, checker: Unlocked) -> None:
    home = a_home(store)
    locked(store, checker, home)
    told = text_of(sheet(store, home))
    assert "收到报告起10天内以收到日为准" in told
    assert "征收决定公告（2026-10-09）起60天内最晚2026-12-08" in told
    assert "向示例市中级人民法院提起行政诉讼" in told
    store.save(a_service(household=home.id, document="appraisal_report", document_number="PG-0127", served_at=at(10)))
    assert "收到报告（2026-11-18）起10天内最晚2026-11-30" in text_of(sheet(store, home))  # the 28th is a Saturday


def test_who_reckoned_and_who_checked_are_named(store: Store, checker: Unlocked) -> None:
    home = a_home(store)
    locked(store, checker, home)
    told = text_of(sheet(store, home))
    assert f"经办人{store.opened.name}核对人{checker.name}" in told


def test_birth_dates_stand_only_on_a_sheet_that_pays_for_them(store: Store, checker: Unlocked) -> None:
    young, old = a_home(store, number="YS-01-0001"), a_home(store, number="YS-01-0002")
    store.save(a_person(household=old.id, name="老人示例", role="family", birth_date=date(1950, 3, 2)))
    for home in (young, old):
        locked(store, checker, home)
    assert "1980-03-07" not in text_of(sheet(store, young))
    assert "1950-03-02" in text_of(sheet(store, old))


def test_a_sheet_holds_no_id_number_no_phone_and_no_bank_account(store: Store, checker: Unlocked) -> None:
    home = a_home(store)
    (owner,) = store.records(Person, household=home.id)
    store.save(replace(owner, bank_account="6222000000000001234"))
    locked(store, checker, home)
    for made in (sheet(store, home), card(store, home)):
        told = text_of(made)
        assert not re.search(r"999999195603070026|6222000000000001234|100-0000-6021", told)


def test_co_owners_have_their_shares_to_the_fen(store: Store, checker: Unlocked) -> None:
    others = [a_person(name=f"共有示例{n}", role="co_owner", share=Decimal("33.33"), id_number=None, id_kind=None,
                       phone=None) for n in (1, 2)]  # fmt: skip
    home = a_home(store, *others)
    (owner,) = (row for row in store.records(Person, household=home.id) if row.role == "owner")
    store.save(replace(owner, share=Decimal("33.34")))
    row = locked(store, checker, home, 换房="101")
    told = text_of(sheet(store, home))
    parts = re.search(r"共有人各得多少(.+?)您的权利", told)
    assert parts
    for way, word in (("货币补偿", "得"), ("产权调换", "添" if row.amounts()["产权调换"] < 0 else "得")):
        total = abs(row.amounts()[way])
        shared = money.shares(total, [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")])
        assert sum(shared) == total
        assert all(f"{word}{money.shown(share)}" in parts[1] for share in shared)


def test_where_the_shares_make_up_no_whole_nobody_is_told_an_amount(store: Store, checker: Unlocked) -> None:
    home = a_home(store, a_person(name="共有示例", role="co_owner", id_number=None, id_kind=None, phone=None))
    locked(store, checker, home)
    told = text_of(sheet(store, home))
    assert "写下的份额加起来不是整份，所以不分到人" in told
    assert "共有人各得多少" not in told


def test_what_is_not_settled_yet_is_said_on_both_papers(store: Store, checker: Unlocked) -> None:
    part = an_unregistered_part(name="煤棚", measured_area=Decimal("6.50"), state="undetermined", recognised_area=None,
                                recognition_source=None)  # fmt: skip
    home = a_home(store)
    locked(store, checker, home)
    store.save(replace(part, household=home.id))
    assert "煤棚6.50㎡，核定后另出一版" in text_of(sheet(store, home))
    assert "煤棚6.50平米还在核，核下来再加" in text_of(card(store, home))


def test_a_tenant_of_public_housing_is_called_so(store: Store, checker: Unlocked) -> None:
    home = a_home(store)
    (person,) = store.records(Person, household=home.id)
    store.save(replace(person, role="tenant"))
    locked(store, checker, home)
    assert "公房承租人马示例" in text_of(sheet(store, home))


def test_a_household_that_reads_english_has_english_papers(store: Store, checker: Unlocked) -> None:
    home = a_home(store)
    locked(store, checker, home)
    told = text_of(sheet(store, home, language=Language.ENGLISH))
    assert "(received,notagreed)" in told
    assert "Youreceive" in told
    assert "Whatyoucanrelyon" in text_of(card(store, home, Language.ENGLISH))


# The card


def test_the_card_bears_the_day_of_its_printing_and_the_version_of_the_sheet(store: Store, checker: Unlocked) -> None:
    home = a_home(store)
    row = locked(store, checker, home)
    store.close()
    with opening.open_store(store.folder, store.opened, clock=lambda: at(9, day=date(2026, 11, 20))) as later:
        made = card(later, home)
    assert "和明细表第1版一致2026-11-20" in text_of(made)
    assert (made.row, made.comes_with) == (row.id, ())
    assert "签收" not in text_of(made)


def test_the_card_tells_step_by_step_why_a_way_costs_money(store: Store, checker: Unlocked) -> None:
    home = a_home(store)
    row = locked(store, checker, home, 换房="101", 组合="103")
    adds = -row.amounts()["产权调换"]
    assert adds > 0
    told = text_of(card(store, home))
    assert "「换一套新房」为什么要添钱" in told
    assert "88.60平米−62.40平米=26.20平米" in told
    assert "10.00平米×4,600元/平米46,000.00元" in told
    costs, receives = (money.parse(found) for found in re.findall(r"新房价款([\d,.]+)元.*−([\d,.]+)元您要添", told)[0])
    floors = re.search(r"楼层差价([\d,.]+)元", told)
    assert costs + (money.parse(floors[1]) if floors else 0) - receives == adds
    assert f"您要添{money.shown(adds)}元" in told
    assert "「换小一点的，再拿钱」为什么" not in told


def test_the_card_says_last_days_with_their_weekday(store: Store, checker: Unlocked) -> None:
    home = a_home(store)
    locked(store, checker, home)
    told = text_of(card(store, home))
    assert "最晚12月8日周二" in told
    assert "最晚2027年4月9日周五" in told
    assert "以收到日为准，10天内" in told


def test_the_card_holds_what_was_promised_and_is_still_open(store: Store, checker: Unlocked) -> None:
    home = a_home(store)
    locked(store, checker, home)
    kept = Promise(household=home.id, promise="送一份方案", promised_by="陈示例", due_on=date(2026, 11, 19))
    due = Promise(household=home.id, promise="调航拍图核煤棚", promised_by="何示例", due_on=date(2026, 11, 25))
    done = PromiseOutcome(household=home.id, promise=kept.id, state="kept", stated_on=date(2026, 11, 18))
    store.save(kept, due, done)
    told = text_of(card(store, home))
    assert "调航拍图核煤棚何示例最晚11月25日周三" in told
    assert "送一份方案" not in told


def test_whom_to_ask_stands_on_both_papers(store: Store, checker: Unlocked) -> None:
    home = a_home(store)
    locked(store, checker, home)
    (me,) = store.records(Staff, name=store.opened.name)
    store.save(replace(me, phone="0000-1234567", team="一组"))
    assert f"有疑问找{me.name}0000-1234567，或征收办申诉窗口0000-7654321" in text_of(sheet(store, home))
    assert f"找人问：{me.name}（一组）0000-1234567要申诉、要反映：征收办申诉窗口0000-7654321" in text_of(
        card(store, home)
    )


def test_both_papers_say_for_which_days_they_were_reckoned_and_no_code_does(store: Store, checker: Unlocked) -> None:
    home = a_home(store)
    locked(store, checker, home, {"签约日": "2026-12-20", "腾房日": "2027-01-05"})
    for made in (sheet(store, home), card(store, home)):
        assert "按12月20日签约、2027年1月5日腾房算。日子不同，钱也不同。" in text_of(made)
        assert made.stamp
        assert not re.search("签约|腾房|12 月", made.stamp.words)
    for made in (sheet(store, home, language=Language.ENGLISH), card(store, home, Language.ENGLISH)):
        assert "签约日20Dec,腾房日5Jan2027" in text_of(made)


def test_people_who_are_counted_are_called_as_among_the_facts(store: Store, checker: Unlocked) -> None:
    home = a_home(store, a_person(name="孩子示例", role="family", birth_date=date(2015, 3, 2)))
    locked(store, checker, home)
    told = text_of(sheet(store, home))
    (who,) = re.findall(r"符合的：(家庭成员\d)，共1", told)
    assert f"{who}家庭成员出生日期" in told
    assert not re.search(r"\[\d", told)
    grown = a_home(store, number="YS-01-0002")
    locked(store, checker, grown)
    assert "符合的" not in text_of(sheet(store, grown)), "where it pays for nobody, nobody is told"


def test_the_bounds_of_a_table_are_said_in_words(store: Store, checker: Unlocked) -> None:
    home = a_home(store)
    locked(store, checker, home)
    for language in Language:
        told = text_of(sheet(store, home, language=language))
        assert not re.search("[<≤]", told)
        assert ("为止" if language is Language.CHINESE else "until2026-") in told
