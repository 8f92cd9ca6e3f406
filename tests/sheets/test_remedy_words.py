"""What papers say of a remedy: to whom, since when, until which day, and never a guess."""

from datetime import date

import pytest

from desktop.domain.rights import RULED, TERMS, Clock, Side
from desktop.domain.working_days import End
from desktop.i18n import Language
from desktop.sheets import remedy_words
from desktop.sheets.remedy_words import Right

TODAY = date(2026, 11, 18)


def a_clock(term: str, until: date | None, *, is_certain: bool = True) -> Clock:
    end = End(until, is_certain=is_certain) if until else None
    return Clock(TERMS[term], TERMS[term].period, date(2026, 11, 10) if until else None, end)


def plain(words: str) -> str:
    """Without the marks of what stands out."""
    return words.replace("\x0eb\x0f", "").replace("\x10", "")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("term", [name for name, term in RULED.items() if term.side is Side.HOUSEHOLD])
def test_every_remedy_of_a_household_has_its_words_with_and_without_a_body(term: str, language: Language) -> None:
    for say in (remedy_words.formal, remedy_words.plain):
        without = say(Right(a_clock(term, None)), language)
        named = say(Right(a_clock(term, None), "示例市人民政府"), language)
        assert "\x0eb\x0f" in without
        assert not {"{", "}"} & {*without, *named}
        is_named = term.endswith(("reconsideration", "litigation"))
        assert ("示例市人民政府" in named) == is_named


def test_it_is_said_since_when_it_runs_where_that_is_known() -> None:
    assert remedy_words.since(a_clock("review", date(2026, 11, 20)), "zh_CN") == "收到报告（2026-11-10）起 10 天内"
    assert remedy_words.since(a_clock("review", None), "zh_CN") == "收到报告起 10 天内"


def test_the_last_day_is_told_with_its_weekday_and_its_year_where_that_is_another() -> None:
    until = remedy_words.until_day_of_week
    assert plain(until(a_clock("review", date(2026, 11, 20)), TODAY, "zh_CN")) == "最晚 11 月 20 日 周五"
    assert (
        plain(until(a_clock("decision_litigation", date(2027, 4, 9)), TODAY, "zh_CN")) == "最晚 2027 年 4 月 9 日 周五"
    )
    assert plain(until(a_clock("review", date(2026, 11, 17)), TODAY, "zh_CN")) == "11 月 17 日 周二 已过"
    assert until(a_clock("review", None), TODAY, "zh_CN") == "以收到日为准，10 天内"


def test_a_day_that_is_today_has_not_passed() -> None:
    assert plain(remedy_words.until(a_clock("review", TODAY), TODAY, "zh_CN")) == "最晚 2026-11-18"
    assert remedy_words.until(a_clock("review", date(2026, 11, 17)), TODAY, "zh_CN") == "2026-11-17 已过"
    assert remedy_words.until(a_clock("review", None), TODAY, "zh_CN") == "以收到日为准"


def test_what_was_counted_without_the_holidays_says_so() -> None:
    sure, unsure = a_clock("review", date(2026, 11, 20)), a_clock("review", date(2027, 4, 9), is_certain=False)
    assert remedy_words.uncertain([sure], "zh_CN") == ""
    assert "2027" in remedy_words.uncertain([sure, unsure], "zh_CN")
