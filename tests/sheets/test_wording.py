"""How papers write days to keep, hours and lists, in both languages."""

from datetime import date, datetime

import pytest
from builders import HERE

from desktop.domain.fields import RECORDS
from desktop.sheets import wording


@pytest.mark.parametrize(
    ("day", "chinese", "english"),
    [
        (date(2026, 11, 25), "11 月 25 日 周三", "Wed 25 Nov"),
        (date(2027, 4, 9), "2027 年 4 月 9 日 周五", "Fri 9 Apr 2027"),
    ],
)
def test_a_day_to_keep_has_its_weekday_and_its_year_where_that_is_another(
    day: date, chinese: str, english: str
) -> None:
    assert (wording.day(day, "zh_CN", 2026), wording.day(day, "en", 2026)) == (chinese, english)


def test_without_a_year_that_is_meant_the_year_is_told() -> None:
    assert wording.day(date(2026, 11, 25), "zh_CN") == "2026 年 11 月 25 日 周三"


def at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=HERE)


def test_hours_tell_the_day_again_only_where_the_night_fell_between() -> None:
    assert wording.hours(at(18, 9, 32), at(18, 10, 4), "zh_CN") == "2026-11-18 周三 09:32–10:04"
    assert wording.hours(at(18, 23, 50), at(19, 0, 10), "en") == "2026-11-18 Wed 23:50–2026-11-19 00:10"
    assert wording.hours(at(18, 9, 32), None, "en") == "2026-11-18 Wed 09:32"


def test_choices_and_lists_are_said_in_the_papers_language_and_unknown_ones_are_themselves() -> None:
    manner = RECORDS["visit"].field["manner"]
    assert [wording.choice(manner, "home", each) for each in ("zh_CN", "en")] == ["上门", "home"]
    assert wording.choice(manner, "by_drone", "zh_CN") == "by_drone"
    assert [wording.listed(["a", "b"], each) for each in ("zh_CN", "en")] == ["a、b", "a, b"]
