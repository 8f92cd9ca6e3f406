"""The record of a visit as the household reads it: what it said, what it was told, what is missing, its rights."""

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from builders import HERE
from looking import look, pictures_of, qr_texts, texts_of, words_of
from papers_of import LONG, RARE, STAMP, WHOSE, owners
from PIL import Image

from desktop.domain.rights import TERMS, Clock
from desktop.domain.strokes import Drawing, Point
from desktop.domain.working_days import End
from desktop.i18n import Language, word
from desktop.sheets import press, visit_record
from desktop.sheets.page import Text
from desktop.sheets.remedy_words import Right
from desktop.sheets.signed import Signed
from desktop.sheets.visit_record import Clause, Correction, Pledge, Question, VisitRecord

WRITTEN = Drawing(
    2960,
    1900,
    tuple(
        tuple(Point(300 + 600 * sign + 60 * step, 500 + 90 * (step % 3), 600, 100 * sign + step) for step in range(9))
        for sign in range(3)
    ),
)


def at(hour: int, minute: int = 0, day: int = 18) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=HERE)


def a_right(term: str, until: date | None) -> Right:
    end = End(until, is_certain=True) if until else None
    return Right(Clock(TERMS[term], TERMS[term].period, date(2026, 11, 10) if until else None, end))


def a_record(**changes: Any) -> VisitRecord:
    record = VisitRecord(
        whose=WHOSE,
        household="DY-03-0127",
        number="ZF-0127-07",
        which=7,
        version=1,
        began=at(9, 32),
        ended=at(10, 4),
        manner="home",
        place="示例里 3 巷 17 号",
        met="马示例（产权人）、马示例建（儿子）",
        went="陈示例、何示例（一组）",
        spoken="普通话、念给住户听",
        recorder="陈示例",
        said="差价这回听懂了，14.20 平米是多出来的，要自己添钱。煤棚那块 89 年就盖了，得给我说法。",
        wish="swap",
        situation="本人住着。想要一楼，进出方便",
        plan="政策包第 3 版（2026-11-02）",
        clauses=(
            Clause("方案第十二条", "多出来的面积怎么添钱：前 10 平米 4,600 元，再多的 5,200 元", "understood"),
            Clause("方案第十五条", "临时安置费发多久", "needs_another_visit"),
            Clause("条例第二十七条", "先补偿，后搬迁", ""),
        ),
        questions=(Question("能不能要小一点的，不添钱？", "能。1 号楼有 55.20 ㎡ 的。"),),
        promises=(Pledge("调 1989 年航拍图，核煤棚后搭建 6.50 ㎡", "何示例", date(2026, 11, 25)),),
        rights=(a_right("review", date(2026, 11, 20)), a_right("decision_litigation", date(2027, 4, 9))),
        told=frozenset({"review"}),
        left=("补偿明细表 DY-03-0127-2",),
        next_contact="上门，11 月 21 日 周六 10:00",
        signed=Signed("signed", at(10, 2), drawing=WRITTEN),
        stamp=STAMP,
    )
    return replace(record, **changes)


def printed(record: VisitRecord, language: str = "zh_CN") -> bytes:
    return press.printed(visit_record.paper(record, language))


def text(record: VisitRecord, language: str = "zh_CN") -> str:
    return "".join(words_of(printed(record, language)))


@pytest.mark.parametrize("language", list(Language))
def test_a_usual_visit_is_one_page_that_reads_and_scans(language: Language) -> None:
    pdf = printed(a_record(), language)
    look(pdf)
    (page,) = pictures_of(pdf)
    assert qr_texts(page) == [STAMP.text]
    assert STAMP.code in words_of(pdf)[0]


def test_the_household_speaks_first_and_then_come_six_numbered_blocks() -> None:
    said = text(a_record())
    blocks = ("住户怎么说", "家里情况和难处", "讲了哪些政策", "问和答", "我们答应的事", "您的权利")
    places = [said.index(each) for each in (*blocks, "住户签字")]
    assert places == sorted(places)
    assert "「差价这回听懂了" in said


def test_days_that_are_kept_bear_their_weekday_and_their_year_where_it_is_another() -> None:
    said = text(a_record())
    assert "11 月 25 日 周三" in said
    assert "最晚 11 月 20 日 周五" in said
    assert "最晚 2027 年 4 月 9 日 周五" in said


@pytest.mark.parametrize(("wish", "ticked"), [("swap", "☑ 换一套新房"), ("rather_not_say", "☑ 不想说"), ("", "")])
def test_only_the_wish_that_was_said_is_ticked_and_none_where_none_was(wish: str, ticked: str) -> None:
    pieces = visit_record.paper(a_record(wish=wish), "zh_CN").pieces
    (told,) = [each.words for each in pieces if isinstance(each, Text) and "住户现在的想法" in each.words]
    assert ticked in told
    assert (told.count("☑"), told.count("☐")) == ((1, 4) if wish else (0, 5))


def test_what_nobody_wrote_down_is_said_to_be_missing() -> None:
    bare = VisitRecord(WHOSE, "DY-03-0127", "ZF-0127-01", 1, 1, at(9), None, "telephone", "", "", "", "", "", "")
    said = text(bare)
    assert said.count("没有记") >= 7
    assert "这次没有答应什么事。" in said
    assert "现在没有正在走的期限" in said
    look(printed(bare))


def test_signing_says_what_it_means_and_not_wanting_to_has_its_box_on_every_record() -> None:
    for signed in (None, Signed("does_not_want", at(10)), Signed("signed", at(10, 2), drawing=WRITTEN)):
        said = text(a_record(signed=signed))
        assert "只表示「记的和说的一样」，不表示同意" in said
        assert "不想签" in said


def test_a_signature_is_ink_in_its_box_and_without_one_the_box_is_empty() -> None:
    empty = darkness(a_record(signed=None))
    assert darkness(a_record()) > empty + 300
    assert darkness(a_record(signed=Signed("signed", at(10)))) == empty
    assert "签在纸上 2026-11-18 10:00" in text(a_record(signed=Signed("signed", at(10))))


def test_a_thumb_print_is_a_picture_in_the_box_and_who_signs_for_them_is_named() -> None:
    print_of_thumb = BytesIO()
    Image.effect_mandelbrot((300, 400), (-2, -1.5, 1, 1.5), 40).save(print_of_thumb, "PNG")
    thumb = Signed("thumb_print", at(10, 2), scan=print_of_thumb.getvalue())
    assert darkness(a_record(signed=thumb)) > darkness(a_record(signed=None)) + 300
    assert "按手印 2026-11-18 10:02" in text(a_record(signed=thumb))
    proxy = Signed("proxy", at(10, 2), "马示例建（儿子）", drawing=WRITTEN)
    assert "马示例建（儿子） 代签 2026-11-18 10:02" in text(a_record(signed=proxy))
    for signed in (thumb, proxy):
        look(printed(a_record(signed=signed)))


def darkness(record: VisitRecord) -> int:
    """How many dark pixels there are between the words above the line to sign on and those below it."""
    pdf = printed(record)
    (picture,), (seen,) = pictures_of(pdf), texts_of(pdf)
    lines: dict[float, str] = {}
    for each in seen:
        lines[each.bottom] = lines.get(each.bottom, "") + each.words
    above = next(bottom for bottom, words in lines.items() if "住户签字" in words.replace(" ", ""))
    below = next(bottom for bottom, words in lines.items() if "不想签" in words.replace(" ", ""))
    box = picture.crop((60, round(2 * above) + 2, 560, round(2 * below) - 28))
    return sum(box.histogram()[:128])


def test_a_copy_is_ticked_only_where_it_was_given_and_else_its_reason_stands_there() -> None:
    assert "没给：打印机没纸" in text(a_record(why_no_copy="打印机没纸"))
    assert "没给" not in text(a_record(why_no_copy="打印机没纸", is_copy_given=True))


def test_what_was_entered_from_paper_later_says_both_days() -> None:
    said = text(a_record(entered_on=date(2026, 11, 20)))
    assert "2026 年 11 月 18 日 周三" in said
    assert "2026 年 11 月 20 日 周五 录入" in said


def test_corrections_are_a_page_of_their_own_that_says_what_stood_there_who_changed_it_and_why() -> None:
    correction = Correction(
        "何示例", at(9, 5, 19), "抄错，照量测图改。", [("诉求", "煤棚后搭建 5.60 ㎡", "煤棚后搭建 6.50 ㎡")]
    )
    before = Signed("signed", at(10, 2), drawing=WRITTEN)
    pdf = printed(a_record(version=2, corrections=[correction], earlier=[before], signed=None))
    look(pdf)
    first, second = words_of(pdf)
    assert "5.60" not in first
    assert "第 2 版" in first
    assert "2026-11-19 09:05 何示例改正" in second
    for told in ("煤棚后搭建 5.60 ㎡", "煤棚后搭建 6.50 ㎡", "抄错，照量测图改。"):
        assert told in second
    assert "改动以前签的字" in second
    assert "2026-11-18 10:02" not in first


@pytest.mark.parametrize("language", list(Language))
def test_it_grows_to_further_pages_and_the_signature_stays_whole(language: Language) -> None:
    many = a_record(
        met="、".join(owners(50)),
        said=LONG * 6,
        situation=LONG,
        difficulties=LONG,
        place=LONG,
        topics="、".join(f"另外的事 {n}" for n in range(30)),
        clauses=[Clause(f"方案第 {n} 条", LONG, "understood") for n in range(30)],
        questions=[Question(LONG, LONG) for _ in range(12)],
        promises=[Pledge(LONG, owners(50)[n], date(2026, 12, 1)) for n in range(20)],
        photos=[f"{LONG}（2026-11-18 09:{n:02}）" for n in range(50)],
        corrections=[Correction(RARE[n % 4], at(9, n, 19), LONG, [("诉求", LONG, LONG)]) for n in range(12)],
    )
    pdf = printed(many, language)
    look(pdf)
    pages = words_of(pdf)
    assert len(pages) > 5
    everything = "".join(pages)
    assert all(name in everything for name in (*RARE, *owners(50)))
    heads = word("Who does it", language)
    assert sum(heads in page for page in pages) > 1
    (signing,) = [page for page in pages if word("Signature of the household", language) in page]
    assert word("does not want to sign", language) in signing


def test_photos_are_listed_and_not_printed() -> None:
    said = text(a_record(photos=("煤棚外墙（2026-11-18 09:40）", "产权证首页")))
    assert "照片和扫描件 2 件：煤棚外墙（2026-11-18 09:40）、产权证首页" in said


def test_of_several_rights_those_that_were_told_are_named_and_all_at_once_only_in_the_heading() -> None:
    assert text(a_record()).count("（当面讲过）") == 1
    both = text(a_record(told=frozenset({"review", "decision_litigation"})))
    assert "当面讲过" not in both
    assert "您的权利，当面告诉过" in both
    none = text(a_record(told=frozenset()))
    assert "当面" not in none


def test_the_file_tells_what_it_is() -> None:
    with pypdfium2.PdfDocument(printed(a_record())) as document:
        told = document.get_metadata_dict()
    assert told["Title"] == "入户走访记录 ZF-0127-07"


def test_what_was_said_is_in_no_representation() -> None:
    assert "煤棚" not in repr(a_record(promises=(), questions=()))
