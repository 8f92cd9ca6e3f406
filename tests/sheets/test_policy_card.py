"""The policy card as somebody reads it who reads little: large, in plain words, with the days to keep."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from builders import TODAY, at
from looking import look, pictures_of, qr_texts, texts_of, words_of
from papers_of import LONG, RARE, STAMP, WHOSE, owners

from desktop.domain.rights import TERMS, Clock
from desktop.domain.working_days import End
from desktop.i18n import Language
from desktop.sheets import policy_card, press
from desktop.sheets.compensation_sheet import Owner
from desktop.sheets.policy_card import Adding, Choice, Cost, PolicyCard, Promised
from desktop.sheets.remedy_words import Right
from desktop.sheets.sum_table import Way


def a_choice(label: str, direction: str, total: str, *flats: str, reason: str = "") -> Choice:
    return Choice(Way(label, direction, total, "", reason), flats, 9 if total else 0, has_flat_elsewhere=not flats)


ADDING = Adding(
    "产权调换",
    (
        Cost(
            "新房价款",
            "一样大的部分按老房的单价，多出来的前 10 平米按优惠价，再多的按市场价。",
            (("74.40 ㎡ × 4,280.00 元/㎡", "318,432.00 元"), ("88.60 ㎡ − 74.40 ㎡", "14.20 ㎡"),
             ("10.00 ㎡ × 4,600 元/㎡", "46,000.00 元"), ("4.20 ㎡ × 5,200 元/㎡", "21,840.00 元")),
            "386,272.00",
        ),
    ),
    ("房屋价值", "装饰装修", "附属物", "搬迁费", "临时安置费", "签约奖励"),
    "375,785.20",
    "",
    "10,486.80",
)  # fmt: skip


def a_right(term: str, until: date | None) -> Right:
    end = End(until, is_certain=True) if until else None
    return Right(Clock(TERMS[term], TERMS[term].period, date(2026, 10, 9) if until else None, end))


def a_card(**changes: Any) -> PolicyCard:
    card = PolicyCard(
        whose=WHOSE,
        household_number="DY-03-0127",
        owners=(Owner("马示例"),),
        address="文和里 3 巷 17 号",
        version=2,
        on=TODAY,
        read_at=at(9),
        area="登记面积 62.40 + 认定面积 12.00 = 74.40 ㎡",
        waiting=("煤棚后面 6.50 ㎡",),
        choices=(
            a_choice("货币补偿", "您得", "390,070.00"),
            a_choice("产权调换", "您添", "10,486.80", "2 号楼 2 单元 101，88.60 ㎡"),
            a_choice("组合", "您得", "143,599.60", "1 号楼 3 单元 102，55.20 ㎡"),
        ),
        money="元",
        addings=(ADDING,),
        rights=(
            a_right("review", date(2026, 11, 20)),
            a_right("expert_review", None),
            a_right("decision_reconsideration", date(2026, 12, 8)),
            a_right("decision_litigation", date(2027, 4, 9)),
        ),
        promises=(),
        team="一组",
        stamp=STAMP,
    )
    return replace(card, **changes)


def printed(card: PolicyCard, language: Language = Language.CHINESE) -> bytes:
    return press.printed(policy_card.paper(card, language))


def text(pdf: bytes) -> str:
    return "".join(words_of(pdf)).replace(" ", "")


def test_a_usual_household_s_card_is_one_page_in_large_letters() -> None:
    pdf = printed(a_card())
    look(pdf)
    (page,) = texts_of(pdf)
    large = sum(len(each.words) for each in page if each.size >= 10.5)
    assert large > 0.8 * sum(len(each.words) for each in page)


def test_the_plain_word_stands_before_the_official_one() -> None:
    told = text(printed(a_card()))
    for plain, official in (("拿补偿款", "货币补偿"), ("换一套新房", "产权调换"), ("换小一点的，再拿钱", "组合")):
        assert f"{plain}{official}" in told


def test_every_way_has_its_amount_and_who_pays_in_words() -> None:
    told = text(printed(a_card()))
    for words in ("您得390,070.00元", "您添10,486.80元", "您得143,599.60元", "三种选法，由您自己定"):
        assert words in told
    assert not {"☐", "☑"} & set(told)


def test_why_money_is_to_be_added_adds_up_on_the_card() -> None:
    told = text(printed(a_card()))
    assert "「换一套新房」为什么要添钱" in told
    assert "88.60平米−74.40平米=14.20平米" in told
    assert "−375,785.20元您要添10,486.80元" in told
    assert 386_272_00 - 375_785_20 == 10_486_80


def test_where_nothing_is_to_be_added_nothing_is_explained() -> None:
    assert "为什么要添钱" not in text(printed(a_card(addings=())))


def test_days_to_keep_have_their_weekday_and_passed_ones_stay() -> None:
    told = text(printed(a_card(on=date(2026, 11, 21))))
    assert "11月20日周五已过" in told
    assert "最晚12月8日周二" in told
    assert "最晚2027年4月9日周五" in told
    assert "以收到日为准，10天内" in told


def test_the_card_asks_for_no_signature_and_says_so() -> None:
    told = text(printed(a_card()))
    assert "不用签字" in told
    assert "签收" not in told


def test_promises_bear_a_name_and_a_day() -> None:
    promises = (Promised("调 1989 年航拍图", "何示例", date(2026, 11, 25)), Promised("陪您看样板房", "陈示例", None))
    told = text(printed(a_card(promises=promises)))
    assert "我们答应的事" in told
    assert "调1989年航拍图何示例最晚11月25日周三" in told
    assert "陪您看样板房陈示例没说日子" in told


def test_the_telephone_is_named_below_only_where_there_is_one() -> None:
    assert "有这种事，马上打下面的电话" in text(printed(a_card()))
    without = text(printed(a_card(whose=replace(WHOSE, window_phone="", contact_phone=""))))
    assert "打下面的电话" not in without
    assert "找人问：陈示例（一组）到驻点当面问" in without


def test_the_code_says_version_day_and_totals() -> None:
    assert policy_card.stamp_lines(a_card(), Language.CHINESE) == (
        "政策明白卡",
        "户号 DY-03-0127，第 2 版",
        "2026-11-18",
        "货币补偿：您得 390,070.00 元",
        "产权调换：您添 10,486.80 元",
        "组合：您得 143,599.60 元",
    )
    assert qr_texts(pictures_of(printed(a_card()))[0]) == [STAMP.text]


def test_days_that_were_only_said_stand_below_the_ways_and_not_in_the_code() -> None:
    card = a_card(assumed=(("签约日", date(2026, 12, 20)), ("腾房日", date(2027, 1, 5))))
    pdf = printed(card)
    assert len(words_of(pdf)) == 1
    assert "按12月20日签约、2027年1月5日腾房算。日子不同，钱也不同。" in text(pdf)
    assert policy_card.stamp_lines(card, Language.CHINESE) == policy_card.stamp_lines(a_card(), Language.CHINESE)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("count", [0, 1, 2, 50])
def test_however_many_own_it_and_whatever_they_are_called_the_card_holds(count: int, language: Language) -> None:
    names = owners(count)
    pdf = printed(a_card(owners=tuple(Owner(name) for name in names), address=LONG), language)
    look(pdf)
    assert all(name in "".join(words_of(pdf)) for name in names[:2])
    assert "{" not in text(pdf)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("count", [1, 2, 3, 4, 7])
def test_any_number_of_ways_and_large_amounts_fit(count: int, language: Language) -> None:
    choices = tuple(a_choice(f"示例的第 {n} 种选法", "您得", "98,765,432.10", RARE[0]) for n in range(count))
    addings = tuple(replace(ADDING, label=choice.way.label, total="98,765,432.10") for choice in choices)
    pdf = printed(a_card(choices=choices, addings=addings), language)
    look(pdf)
    assert text(pdf).count("98,765,432.10") == 2 * count


def test_a_way_that_is_not_open_says_why() -> None:
    closed = a_choice("组合", "", "", reason="还没看房，选一套就能算。")
    told = text(printed(a_card(choices=(*a_card().choices[:2], closed))))
    assert "还没看房，选一套就能算。" in told


def test_a_chinese_card_has_no_english_words() -> None:
    told = text(printed(a_card())).replace(STAMP.code, "").replace("DY-03-0127", "")
    assert not [sign for sign in told if sign.isascii() and sign.isalpha()]
