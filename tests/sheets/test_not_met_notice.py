"""The slip at the door: when somebody came, when again, how to reach them; and nothing that neighbours may not read."""

from datetime import date, datetime
from typing import Any

import pytest
from builders import HERE
from looking import look, pictures_of, qr_texts, words_of
from papers_of import LONG, STAMP, WHOSE

from desktop.domain.rights import TERMS, Clock
from desktop.domain.working_days import End
from desktop.i18n import Language
from desktop.sheets import not_met_notice, press
from desktop.sheets.not_met_notice import NotMetNotice
from desktop.sheets.remedy_words import Right

CAME = datetime(2026, 11, 18, 9, 32, tzinfo=HERE)


def printed(language: str = "zh_CN", **told: Any) -> bytes:
    usual: dict[str, Any] = {
        "place": "示例里 3 巷 17 号",
        "came": CAME,
        "went": ("陈示例 0000-1234561", "何示例 0000-1234562"),
        "also": ("托邻居转告",),
        "stamp": STAMP,
    }
    return press.printed(not_met_notice.paper(NotMetNotice(WHOSE, "DY-03-0127", **usual | told), language))


@pytest.mark.parametrize("language", list(Language))
def test_it_is_one_page_that_reads_and_scans(language: Language) -> None:
    pdf = printed(language)
    look(pdf)
    (page,) = pictures_of(pdf)
    assert qr_texts(page) == [STAMP.text]


def test_it_says_when_somebody_came_and_that_nothing_is_held_against_anybody() -> None:
    (said,) = words_of(printed())
    assert "2026 年 11 月 18 日 周三 09:32 来过，没遇到您" in said
    assert "没遇到不算您的不是，不影响该得的补偿" in said
    assert all(told in said for told in ("陈示例 0000-1234561", "何示例 0000-1234562", "托邻居转告"))


def test_when_somebody_comes_again_is_said_and_can_be_changed_and_else_the_household_names_a_time() -> None:
    (said,) = words_of(printed(again=datetime(2026, 11, 21, 10, tzinfo=HERE)))
    assert "我们想 11 月 21 日 周六 10:00 再来。不方便，打电话改时间。" in said
    (said,) = words_of(printed())
    assert "您什么时候方便？" in said


def test_ways_to_be_reached_stand_there_to_be_ticked_and_not_coming_any_more_is_one_of_them() -> None:
    (said,) = words_of(printed())
    assert "别再上门" in said


def test_rights_that_run_stand_there_with_their_last_day() -> None:
    term = TERMS["decision_litigation"]
    clock = Clock(term, term.period, date(2026, 10, 9), End(date(2027, 4, 9), is_certain=True))
    (said,) = words_of(printed(rights=[Right(clock, "示例市中级人民法院")]))
    assert "示例市中级人民法院" in said
    assert "最晚 2027 年 4 月 9 日 周五" in said


@pytest.mark.parametrize("language", list(Language))
def test_one_that_is_filled_in_by_hand_has_lines_to_write_on(language: Language) -> None:
    pdf = press.printed(not_met_notice.paper(NotMetNotice(WHOSE, "", ""), language))
    look(pdf)
    assert len(words_of(pdf)) == 1


def test_a_long_place_and_many_visitors_stay_on_one_page() -> None:
    pdf = printed(place=LONG * 2, went=tuple(f"示例{n} 0000-12345{n:02}" for n in range(12)))
    look(pdf)
    assert len(words_of(pdf)) == 1
