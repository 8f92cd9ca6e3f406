"""A draft is a version of its own; what is signed is the paper that was drafted, with the wording that it had then."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec import structs
from plans import a_known_household, a_plan, issued, locked
from stores import NewStore

from desktop.casework import agreement as agreeing
from desktop.casework import calculation, flats, household_facts, policy
from desktop.casework.agreement import Part, State, Terms
from desktop.casework.papers import agreements, paper_texts, releasing, stamping
from desktop.casework.papers.made import Made, Subject
from desktop.casework.policy import Draft
from desktop.domain import check_code, paper_text
from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.domain.records import Agreement, Flat, House, Household, Instalment, PaperText
from desktop.i18n import Language
from desktop.sheets import pictured
from desktop.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_vault")

CHINESE, TOTAL = Language.CHINESE, 26_708_200


@pytest.fixture
def store(planned: Store) -> Store:
    a_known_household(planned, birth_date=date(1990, 1, 1))
    lock(planned)
    return planned


def home(store: Store) -> Household:
    return store.records(Household)[0]


def lock(store: Store, reason: str = "") -> None:
    def given(draft: Draft) -> Mapping[str, object]:
        return household_facts.said(draft.sound().pack, ["楼层=3"])

    locked(store, calculation.reckon(store, home(store), given), reason=reason)


def terms(store: Store, *parts: Part, number: str = "协议示例-1") -> Terms:
    return Terms("拿钱", number, store.today(), store.today() + timedelta(days=30), parts)


def made(store: Store, row: Agreement | None = None, language: Language = CHINESE) -> Made:
    return agreements.agreement(store, Subject(home(store), row.id if row else None, language))


def words(store: Store, paper: Made) -> str:
    pdf = releasing.bound(store, [paper]).content
    return "".join("".join(pictured.page_text(pdf, n) for n in range(pictured.page_count(pdf))).split())


def test_a_draft_is_printed_with_its_parts_and_changes_nothing_else(store: Store) -> None:
    parts = Part(20_000_000, date(2026, 12, 15)), Part(TOTAL - 20_000_000, condition="交房后")
    row = agreeing.draft(store, home(store), terms(store, *parts))
    paper = made(store)
    assert (paper.row, paper.number, paper.version) == (row.id, "协议示例-1", 1)
    for said in (
        "267,082.00",
        "200,000.00",
        "67,082.00",
        "2026年12月15日周二",
        "交房后",
        "示例里3巷",
        "马示例",
        "62.40㎡",
    ):
        assert said in words(store, paper)
    assert agreeing.account(store, home(store).id) is None
    assert [each.state for each in agreeing.agreements(store, home(store).id)] == [State.NEGOTIATION]


def test_an_id_number_stands_on_it_masked(store: Store) -> None:
    agreeing.draft(store, home(store), terms(store))
    assert "999999195603070026" not in words(store, made(store))


def test_the_code_holds_number_sum_terms_and_wording_and_no_name(store: Store) -> None:
    agreeing.draft(store, home(store), terms(store))
    paper = made(store)
    assert paper.stamp is not None
    assert check_code.fits(stamping.keys(store)[0], check_code.read(paper.stamp.text))
    for said in ("协议示例-1", "267,082.00", paper.text_digest[:16]):
        assert said in paper.stamp.words
    assert "马示例" not in paper.stamp.words


def test_other_terms_are_another_version_and_the_signed_paper_is_its_draft(store: Store) -> None:
    first = agreeing.draft(store, home(store), terms(store))
    second = agreeing.draft(store, home(store), terms(store, Part(TOTAL, date(2026, 12, 20))))
    again = agreeing.draft(store, home(store), terms(store))
    assert [made(store, row).version for row in (first, second, again)] == [1, 2, 1]
    drafted = made(store, second)
    agreeing.sign(store, home(store), agreeing.terms_of(store, second))
    signed = made(store)
    assert (signed.row, signed.version, signed.stamp) == (second.id, 2, drafted.stamp)
    assert "已经签过" in words(store, signed)


def test_a_version_that_was_printed_keeps_its_number_when_older_drafts_arrive(store: Store, tmp_path: Path) -> None:
    row = agreeing.draft(store, home(store), terms(store))
    releasing.into_file(store, [made(store)], tmp_path / "a.pdf")
    earlier = replace(row, id=bytes(16), seen=None, number="协议示例-0")
    store.save(earlier, Instalment(household=row.household, agreement=earlier.id, place=1, amount=TOTAL))
    assert made(store, row).version == 1


@pytest.mark.parametrize("language", Language)
def test_a_print_keeps_its_wording_when_the_area_gets_another(store: Store, tmp_path: Path, language: Language) -> None:
    agreeing.draft(store, home(store), terms(store))
    before = made(store, language=language)
    releasing.into_file(store, [before], tmp_path / "a.pdf")
    brought = paper_texts.in_use(store, "agreement_cash", language)
    title = brought.content.split("\n", 1)[0]
    own = brought.content.replace(title, "# 示例区补偿协议", 1)
    paper_texts.set_own(store, "agreement_cash", language, own, because="区里定的文本")
    assert made(store, language=language).text_digest == before.text_digest
    agreeing.draft(store, home(store), terms(store, number="协议示例-2"))
    after = made(store, language=language)
    assert after.text_digest == paper_text.digest(own)
    assert after.paper.title == "示例区补偿协议 协议示例-2"


def test_a_draft_whose_sum_no_longer_holds_is_not_printed(store: Store) -> None:
    agreeing.draft(store, home(store), terms(store))
    (house,) = store.records(House)
    store.save(replace(house, recognised_area=Decimal(70)))
    with pytest.raises(Refused) as refused:
        made(store)
    assert [found.field for found in refused.value.findings] == ["calculation"]


def test_terms_that_could_not_be_signed_are_not_drafted(store: Store) -> None:
    with pytest.raises(Refused) as refused:
        agreeing.draft(store, home(store), terms(store, Part(TOTAL - 1)))
    assert [found.field for found in refused.value.findings] == ["parts"]
    assert store.records(Agreement) == ()


def test_without_a_draft_there_is_nothing_to_print(store: Store) -> None:
    agreeing.note(store, home(store), State.NEGOTIATION, store.today(), words="说了说")
    with pytest.raises(Refused, match="No agreement was drafted"):
        made(store)


def test_a_step_without_terms_says_so_and_where_they_are_written_down(store: Store) -> None:
    row = agreeing.note(store, home(store), State.NEGOTIATION, store.today(), words="说了说")
    with pytest.raises(Refused, match="No terms of an agreement were written down at this step yet") as refused:
        made(store, row)
    assert "Compensation sum" in refused.value.remedy


def test_a_way_with_a_flat_asks_for_the_text_about_flats(new_store: NewStore, tmp_path: Path) -> None:
    plan = a_plan(
        tmp_path / "plan",
        ("inputs", "楼层,number,层,0,1,30,,,,,,", "楼层,number,层,0,1,30,,,,,flat.on_floor,"),
        ("inputs", "单价,number", "大小,number,㎡,2,0,300,,0,,,flat.area,\n单价,number"),
    )
    store = issued(new_store("estate"), policy.read(plan))
    a_known_household(store, birth_date=date(1990, 1, 1))
    flat = Flat(building="2", unit="2", room="301", area=Decimal("88.60"), on_floor=3, storeys=18, layout="两室一厅")
    store.save(flat, because="安置房源")
    locked(store, calculation.reckon(store, home(store), flats={"": flats.find(store, "2-2-301")}))
    agreeing.draft(store, home(store), terms(store))
    paper = made(store)
    assert "产权调换" in paper.paper.title
    for said in ("2-2-301", "88.60㎡", "两室一厅", "过渡期限", "周转用房"):
        assert said in words(store, paper)


# The area's own texts


def test_a_wrong_text_is_refused_and_the_one_in_use_stays(store: Store) -> None:
    before = paper_texts.in_use(store, "agreement_cash", CHINESE)
    with pytest.raises(Refused) as refused:
        paper_texts.set_own(store, "agreement_cash", CHINESE, before.content.replace("{结算}", "{结帐}"), because="改")
    assert refused.value.findings[0].proposal == "{结算}"
    assert paper_texts.in_use(store, "agreement_cash", CHINESE) == before
    assert store.records(PaperText) == ()


def test_the_text_that_ruhu_brings_comes_back_and_the_own_one_is_still_found(store: Store) -> None:
    brought = paper_texts.in_use(store, "agreement_cash", CHINESE)
    own = paper_texts.set_own(store, "agreement_cash", CHINESE, brought.content + "\n补一条。\n", because="补")
    assert own.own is not None
    assert own.own.content_digest == own.digest
    assert paper_texts.reset(store, "agreement_cash", CHINESE, because="撤") == brought
    found = paper_texts.by_digest(store, "agreement_cash", CHINESE, own.digest)
    assert found is not None
    assert found.content == own.content


def test_the_office_alone_words_papers(store: Store) -> None:
    store.opened = structs.replace(store.opened, role=Role.WORKER)
    with pytest.raises(Refused, match="The office words the papers"):
        paper_texts.set_own(store, "agreement_cash", CHINESE, "# 甲", because="改")
