"""What stands on the papers of a visit is what was written down at that visit, and what was signed is told apart."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import plans
import pypdfium2
import pytest
import stores
from builders import TODAY, a_household, a_person, a_visit, at
from looking import look, words_of
from PIL import Image
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from desktop.casework import evidence, policy, signing, visiting
from desktop.casework.papers import releasing, visits
from desktop.casework.papers.made import Made, Subject
from desktop.casework.papers.releasing import Way
from desktop.domain.errors import Refused
from desktop.domain.identity import new_id
from desktop.domain.records import (
    Appointment,
    Area,
    Evidence,
    Explanation,
    Household,
    Printing,
    PrintingEvent,
    Promise,
    PromiseOutcome,
    Record,
    Service,
    Staff,
    Told,
    Visit,
    Wish,
)
from desktop.i18n import Language
from desktop.sheets import press
from desktop.sheets.page import Paper
from desktop.store.store import Store

HOME = a_household()
STROKES = "1 2960x1200\n100,200,512,0 300,220,8,8 300,-220,8,8\n900,300,512,90 200,200,8,8"


@pytest.fixture
def store(new_store: stores.NewStore) -> Store:
    opened = new_store("area")
    (area,) = opened.records(Area)
    named = {"project": "示例征收项目", "notice_on": date(2026, 10, 9), "court": "示例市中级人民法院"}
    opened.save(HOME, replace(area, window_phone="0000-7654321", **named))
    (clerk,) = opened.records(Staff)
    opened.save(replace(clerk, phone="0000-1234561", team="一组"))
    opened.save(a_person(household=HOME.id))
    return opened


def made(kind: str, store: Store, row: bytes | None = None, language: Language = Language.CHINESE) -> Made:
    (home,) = store.records(Household)
    return getattr(visits, kind)(store, Subject(home, row, language))


def pages(of: Made) -> list[str]:
    pdf = press.printed(of.paper)
    look(pdf)
    return words_of(pdf)


def text(kind: str, store: Store, row: bytes | None = None) -> str:
    return "".join(pages(made(kind, store, row)))


def said(store: Store, *beside: Record, **stated: Any) -> Visit:
    """A visit of today, saved with what was written down beside it."""
    visit = a_visit(
        **{"household": HOME.id, "recorder": "陈示例", "demands": "得给我说法。", "copy_handed": None} | stated
    )
    store.save(visit, *(replace(each, **_names(each, visit)) for each in beside))
    return visit


def _names(record: Record, visit: Visit) -> dict[str, bytes]:
    return {"visit": visit.id} if "visit" in vars(record) else {}


def corrected(visit: Visit, **changes: Any) -> Visit:
    usual = {"corrects": visit.id, "correction_reason": "抄错了。", "recorder": "何示例"}
    return replace(visit, id=new_id(), seen=None, **usual | changes)


# The record of a visit


def test_a_record_tells_all_that_was_written_down_at_once(store: Store) -> None:
    home = HOME.id
    visit = said(
        store,
        Wish(household=home, said_on=TODAY, choice="swap", said_by="马示例", words="得给我说法。"),
        Promise(household=home, due_on=date(2026, 11, 25), promised_by="何示例", promise="调航拍图"),
        Told(household=home, term="decision_litigation", told_on=TODAY, told_by="陈示例", form_left=True),
        Appointment(household=home, planned_at=at(10, 0, date(2026, 11, 21)), manner="home", state="agreed"),
        topics=("选房顺序",),
        read_aloud=True,
        purpose_notice=True,
    )
    paper = made("visit", store, visit.id)
    (told,) = pages(paper)
    for each in (
        "ZF-0127-01",
        "第 1 次",
        "2026-11-18 周三 09:12–09:41",
        "上门 · 示例里 3 巷 17",
        "马示例（产权人）",
        "念给住户听",
        "「得给我说法。」",
        "选房顺序",
        "调航拍图",
        "11 月 25 日 周三",
        "您的权利，当面告诉过",
        "示例市中级人民法院",
        "上门，11 月 21 日 周六 10:00",
        "有疑问找陈示例 0000-1234561",
    ):
        assert each in told
    assert paper.paper.created == at(9, 41)


def test_a_wish_that_was_said_at_another_time_is_not_ticked(store: Store) -> None:
    visit = said(store)
    store.save(Wish(household=HOME.id, said_on=TODAY, choice="cash", words="得给我说法。"))
    assert "☑ 拿补偿款" not in told_of_wishes(store, visit)
    later = said(store, Wish(household=HOME.id, said_on=TODAY, choice="mixed"), began_at=at(15), ended_at=at(16))
    assert "☑ 组合" in told_of_wishes(store, later)
    assert "☑" not in told_of_wishes(store, visit)


def told_of_wishes(store: Store, visit: Visit) -> str:
    pieces = made("visit", store, visit.id).paper.pieces
    return next(words for each in pieces if "拿补偿款" in (words := str(getattr(each, "words", ""))))


def test_its_code_says_number_version_time_and_the_fingerprint_of_what_is_signed(store: Store) -> None:
    visit = said(store)
    paper = made("visit", store, visit.id)
    assert paper.stamp is not None
    digest = signing.content_digest(visit)[:16]
    assert paper.stamp.words.split("\n") == [
        "入户走访记录 ZF-0127-01",
        "户号 DY-03-0127 · 第 1 版",
        "2026-11-18 周三 09:12–09:41",
        f"内容 {digest}",
    ]
    assert "马示例" not in paper.stamp.words


def test_made_twice_it_is_the_same_file(store: Store) -> None:
    visit = said(store)
    one, other = (press.printed(made("visit", store, visit.id).paper) for _ in range(2))
    assert one == other


def test_a_signature_stands_on_it_as_long_as_it_is_of_what_stands_there(store: Store) -> None:
    visit = replace(a_visit(household=HOME.id), signature="signed")
    store.save(visit, signing.sign(visit, "signed", at(10, 2), strokes=STROKES))
    assert "不想签　2026-11-18 10:02" in text("visit", store, visit.id)
    store.save(corrected(visit, demands="别的话", signature=None))
    first, second = pages(made("visit", store))
    assert "10:02" not in first
    assert "改动以前签的字" in second
    assert "2026-11-18 10:02" in second


def test_not_wanting_to_sign_is_ticked(store: Store) -> None:
    visit = replace(a_visit(household=HOME.id), signature="does_not_want")
    store.save(visit, signing.sign(visit, "does_not_want", at(10, 2)))
    signed = [str(each) for each in made("visit", store).paper.pieces]
    assert any("☑ 不想签" in each for each in signed)


def test_a_thumb_print_comes_from_its_scan_and_without_its_file_the_paper_is_printed_all_the_same(store: Store) -> None:
    file = BytesIO()
    Image.effect_noise((900, 1200), 90).save(file, "PNG")
    scan = replace(evidence.kept(store, HOME.id, file.getvalue(), "手印.png"), kind="thumb_print")
    visit = replace(a_visit(household=HOME.id), signature="thumb_print")
    scan = replace(scan, visit=visit.id)
    store.save(visit, scan, signing.sign(visit, "thumb_print", at(10, 2), evidence=scan.id))
    paper = made("visit", store, visit.id)
    assert "按手印 2026-11-18 10:02" in "".join(pages(paper))
    with_scan = len(press.printed(paper.paper))
    for kept in (store.folder / "evidence").rglob("*"):
        if kept.is_file():
            kept.unlink()
    without = press.printed(made("visit", store, visit.id).paper)
    assert "按手印 2026-11-18 10:02" in "".join(words_of(without))
    assert len(without) < with_scan


def test_of_a_scan_in_a_pdf_the_first_page_stands_in_the_box(store: Store) -> None:
    scanned = press.printed(Paper("委托书", "", "zh_CN", ["委托书"]))
    visit = replace(a_visit(household=HOME.id), signature="proxy")
    scan = replace(evidence.kept(store, HOME.id, scanned, "委托书.pdf"), kind="proxy", visit=visit.id)
    store.save(visit, scan, signing.sign(visit, "proxy", at(10, 2), signer="马示例建", evidence=scan.id))
    pdf = press.printed(made("visit", store).paper)
    look(pdf)
    with pypdfium2.PdfDocument(pdf) as document:
        assert [each.type for each in document[0].get_objects()].count(FPDF_PAGEOBJ_IMAGE) == 1


def test_who_signs_for_the_household_is_named(store: Store) -> None:
    visit = replace(a_visit(household=HOME.id), signature="proxy")
    store.save(visit, signing.sign(visit, "proxy", at(10, 2), signer="马示例建", strokes=STROKES))
    assert "马示例建 代签 2026-11-18 10:02" in text("visit", store)


def test_a_correction_keeps_the_number_is_a_further_version_and_says_what_was(store: Store) -> None:
    visit = said(store, demands="煤棚 5.60 ㎡")
    store.save(corrected(visit, demands="煤棚 6.50 ㎡", topics=("搭建认定",)))
    paper = made("visit", store, visit.id)
    first, second = pages(paper)
    assert (paper.number, paper.version) == ("ZF-0127-01", 2)
    assert "煤棚 6.50 ㎡" in first
    assert "5.60" not in first
    for each in ("何示例改正", "抄错了。", "煤棚 5.60 ㎡", "煤棚 6.50 ㎡", "搭建认定"):
        assert each in second


def test_of_two_corrections_at_once_the_one_that_stands_is_told_apart(store: Store) -> None:
    visit = said(store, demands="5.60")
    store.save(corrected(visit, demands="6.50"))
    store.save(corrected(visit, demands="6.05", recorder="周示例"))
    first, second = pages(made("visit", store))
    assert "6.05" in first
    assert second.count("同时还有另一份改正") == 1
    assert "6.50" in second


def test_what_is_entered_later_says_both_days(store: Store) -> None:
    earlier = at(9) - timedelta(days=3)
    said(store, from_paper=True, began_at=earlier, ended_at=None)
    told = text("visit", store)
    assert "2026 年 11 月 15 日 周日" in told
    assert "2026 年 11 月 18 日 周三 录入" in told


def test_rights_are_those_that_ran_on_the_day_of_the_visit(store: Store) -> None:
    served = Service(household=HOME.id, document="appraisal_report", served_at=at(8), manner="handed")
    before = said(store, began_at=at(9) - timedelta(days=2), ended_at=None)
    today = said(store)
    store.save(served)
    assert "复核评估" not in text("visit", store, before.id)
    assert "最晚 11 月 30 日 周一" in text("visit", store, today.id)  # the tenth day is a Saturday


def test_papers_that_were_left_and_photos_are_listed(store: Store) -> None:
    visit = said(store, purpose_notice=True, copy_handed=True)
    store.save(
        Service(household=HOME.id, document="sheet", document_number="DY-03-0127-2", served_at=at(10), manner="handed"),
        Evidence(
            household=HOME.id,
            visit=visit.id,
            kind="photo",
            digest="a" * 64,
            media_type="image/jpeg",
            taken_at=at(9, 40),
            consent="given",
            caption="煤棚外墙",
        ),
    )
    told = text("visit", store)
    assert "补偿明细表 DY-03-0127-2" in told
    assert "煤棚外墙（2026-11-18 09:40）" in told
    assert "照片和扫描件 1 件" in told


def test_a_printed_record_keeps_its_number_also_when_an_earlier_contact_is_found(store: Store) -> None:
    visit = said(store)
    printing = Printing(
        household=HOME.id,
        paper="visit",
        of_row=visit.id,
        number="ZF-0127-01",
        written_language="zh_CN",
        copies=2,
        printed_at=at(11),
        way="printer",
    )
    store.save(printing)
    older = a_visit(household=HOME.id, id=bytes(16))
    store.save(older)
    assert made("visit", store, visit.id).number == "ZF-0127-01"
    assert made("visit", store, older.id).number == "ZF-0127-02"


def test_a_copy_is_given_when_the_register_of_prints_says_so(store: Store) -> None:
    visit = said(store)
    printing = Printing(
        household=HOME.id,
        paper="visit",
        of_row=visit.id,
        written_language="zh_CN",
        copies=2,
        printed_at=at(11),
        way="printer",
    )
    store.save(printing)
    assert "这次记录一份" not in text("visit", store)
    store.save(PrintingEvent(household=HOME.id, printing=printing.id, step="handed", stated_on=TODAY))
    assert "这次记录一份" in text("visit", store)


def test_why_there_is_no_copy_stands_on_the_record(store: Store) -> None:
    visit = said(store)
    printing = Printing(
        household=HOME.id,
        paper="visit",
        of_row=visit.id,
        written_language="zh_CN",
        copies=2,
        printed_at=at(11),
        way="printer",
    )
    note = PrintingEvent(household=HOME.id, printing=printing.id, step="not_printed", stated_on=TODAY, note="没纸了")
    store.save(printing, note)
    assert "没给：没纸了" in text("visit", store)
    told = said(store, began_at=at(15), ended_at=None, copy_reason="住户不要")
    assert "没给：住户不要" in text("visit", store, told.id)


def test_where_nobody_was_met_there_is_no_record_to_sign(store: Store) -> None:
    said(store, manner="not_met", met_whom=None, present=None)
    with pytest.raises(Refused):
        made("visit", store)


def test_a_paper_in_english_says_everything_in_english_but_what_people_said(store: Store) -> None:
    said(store)
    (told,) = pages(made("visit", store, language=Language.ENGLISH))
    for each in ("Record of a visit", "What you say", "does not want to sign", "not consent", "得给我说法。"):
        assert each in told


# What was explained


@pytest.fixture
def planned(store: Store, tmp_path: Path) -> Iterator[Store]:
    """The store once a plan is issued."""
    again = plans.issued(store, policy.read(plans.a_plan(tmp_path / "plan")))
    yield again
    again.close()


def explained(store: Store | None, **stated: Any) -> Explanation:
    pack = policy.pack_in_use(store).pack if store else "somewhere else"
    usual = {"household": HOME.id, "pack": pack, "clause": "第一条", "explained_on": TODAY, "explained_to": "马示例"}
    return Explanation.of(usual | stated)


def test_what_was_explained_stands_in_the_words_of_its_plan(planned: Store) -> None:
    row = explained(
        planned, questions="能少添一点吗？", answers="能。", understood="understood", spoken_language="普通话"
    )
    visit = said(planned, row)
    for kind in ("visit", "explanation"):
        told = text(kind, planned)
        for each in (
            "示例方案第一条",
            "面积乘单价。",
            "听明白了",
            "问：能少添一点吗？",
            "答：能。",
            "第 1 版",
            "普通话",
        ):
            assert each in told
    assert made("explanation", planned).number == "JJ-0127-01"
    assert "按面积和单价补偿。" not in text("visit", planned, visit.id)
    assert "按面积和单价补偿。" in text("explanation", planned)


def test_what_was_explained_on_one_day_is_one_paper_and_signed_as_received(planned: Store) -> None:
    one, other = explained(planned), explained(planned, explained_on=TODAY - timedelta(days=1), answers="昨天答的")
    planned.save(other)
    planned.save(one, *signing.received([one], "signed", at(10, 2), strokes=STROKES))
    today, yesterday = text("explanation", planned), text("explanation", planned, other.id)
    assert "昨天答的" not in today
    assert "2026-11-18 10:02" in today
    assert "收到了这份讲解" in today
    assert "昨天答的" in yesterday
    assert [made("explanation", planned, row.id).number for row in (other, one)] == ["JJ-0127-01", "JJ-0127-02"]


def test_clauses_of_which_only_some_were_signed_are_not_shown_as_signed(planned: Store) -> None:
    one, other = explained(planned), explained(planned, clause="第二条")
    planned.save(one, other, *signing.received([one], "signed", at(10, 2), strokes=STROKES))
    told = text("explanation", planned)
    assert "10:02" not in told
    assert "讲的当时签过字的：示例方案第一条" in told


def test_a_plan_that_is_not_here_is_told_by_the_names_of_its_clauses(store: Store) -> None:
    store.save(explained(None, clause="第九条"))
    told = text("explanation", store)
    assert "第九条" in told
    assert "这一版方案在这台电脑上打不开" in told


# Promises, the slip at the door, the notice


def test_promises_stand_with_what_became_of_them(store: Store) -> None:
    late = Promise(household=HOME.id, due_on=date(2026, 11, 12), promised_by="陈示例", promise="陪看样板房")
    done = Promise(household=HOME.id, due_on=date(2026, 11, 20), promised_by="何示例", promise="调航拍图")
    said(store, late, done)
    store.save(PromiseOutcome(household=HOME.id, promise=done.id, state="kept", stated_on=TODAY))
    told = text("promises", store)
    assert (
        told.index("陪看样板房") < told.index("过了，还没做到") < told.index("有了结果 1 件") < told.index("调航拍图")
    )
    assert "0000-1234561" in told
    paper = made("promises", store)
    assert paper.stamp is not None
    assert "还没做到 1 件，有了结果 1 件" in paper.stamp.words


def test_where_nothing_was_promised_there_is_no_list(store: Store) -> None:
    said(store)
    with pytest.raises(Refused):
        made("promises", store)


def test_the_slip_at_the_door_says_when_and_names_nobody_of_the_household(store: Store) -> None:
    again = Appointment(household=HOME.id, planned_at=at(10, 0, date(2026, 11, 21)), manner="home", state="agreed")
    visit = said(
        store,
        again,
        manner="not_met",
        met_whom=None,
        present=None,
        demands=None,
        situation="托邻居转告",
        notice_left=True,
    )
    store.save(Service(household=HOME.id, document="appraisal_report", served_at=at(8), manner="handed"))
    paper = made("not_met", store)
    told = "".join(pages(paper))
    assert paper.row == visit.id
    for each in ("2026 年 11 月 18 日 周三 09:12 来过", "陈示例 0000-1234561", "11 月 21 日 周六 10:00", "托邻居转告"):
        assert each in told
    assert "马示例" not in told
    assert "复核" not in told  # what was served concerns nobody at the door
    assert "示例市中级人民法院" in told


def test_the_notice_says_within_which_time_the_office_answers_here(store: Store) -> None:
    assert "30 天内答复" in text("purpose", store)
    (told,) = pages(visits.purpose(store, Subject(None, None, Language.CHINESE)))
    assert "DY-03-0127" not in told


def test_contacts_that_were_not_met_count_as_contacts(store: Store) -> None:
    said(store, manner="not_met", met_whom=None, present=None, began_at=at(8), ended_at=None)
    visit = said(store)
    assert visiting.contacts(store, HOME.id)[0].visit.id == visit.id
    assert made("visit", store).number == "ZF-0127-02"


def test_a_printed_explanation_keeps_its_number_also_when_an_earlier_one_is_written_down(store: Store) -> None:
    row, before = explained(None), explained(None, explained_on=TODAY - timedelta(days=3))
    store.save(row)
    paper = made("explanation", store, row.id)
    releasing.register(store, [paper], releasing.bound(store, [paper]), Way.PRINTER)
    store.save(before)
    again, earlier = (made("explanation", store, each.id) for each in (row, before))
    assert (again.number, again.stamp) == (paper.number, paper.stamp)
    assert (paper.number, earlier.number) == ("JJ-0127-01", "JJ-0127-02")
