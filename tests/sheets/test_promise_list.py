"""The list of what we promised: what is open first, what is late said to be late, what came of the rest."""

from datetime import date

import pytest
from looking import look, words_of
from papers_of import LONG, RARE, STAMP, WHOSE

from desktop.i18n import Language
from desktop.sheets import press, promise_list
from desktop.sheets.promise_list import Promised, PromiseList
from desktop.sheets.visit_record import Pledge

TODAY = date(2026, 11, 23)
LATE = Promised(Pledge("陪看样板房", "陈示例", date(2026, 11, 21)), date(2026, 11, 18), "0000-1234561")
COMING = Promised(Pledge("调航拍图", "何示例", date(2026, 11, 25)), date(2026, 11, 18))
KEPT = Promised(Pledge("带户型图", "陈示例", date(2026, 11, 18)), date(2026, 11, 13), "", "kept", date(2026, 11, 17))
NOT_KEPT = Promised(
    Pledge("问办证费", "陈示例", date(2026, 11, 18)), date(2026, 11, 13), "", "not_kept", date(2026, 11, 19), "还没回话"
)


def printed(*promises: Promised, language: str = "zh_CN") -> bytes:
    rows = PromiseList(WHOSE, "DY-03-0127", TODAY, promises, stamp=STAMP)
    return press.printed(promise_list.paper(rows, language))


@pytest.mark.parametrize("language", list(Language))
def test_it_reads_in_both_languages(language: Language) -> None:
    pdf = printed(COMING, LATE, KEPT, NOT_KEPT, language=language)
    look(pdf)
    assert len(words_of(pdf)) == 1


def test_what_is_open_stands_first_by_its_day_with_who_does_it_and_how_to_reach_them() -> None:
    (said,) = words_of(printed(COMING, KEPT, LATE))
    places = [said.index(each) for each in ("还没做到 2 件", "陪看样板房", "调航拍图", "有了结果 1 件", "带户型图")]
    assert places == sorted(places)
    assert "0000-1234561" in said
    assert "11 月 25 日 周三" in said


def test_what_is_late_is_said_to_be_late_and_nothing_else_is() -> None:
    (said,) = words_of(printed(COMING, LATE, NOT_KEPT))
    assert said.count("过了，还没做到") == 1


def test_what_was_not_kept_stands_there_with_its_reason() -> None:
    (said,) = words_of(printed(NOT_KEPT))
    assert "没办成" in said
    assert "还没回话" in said
    assert "答应的事都有了结果。" in said


def test_sixty_long_promises_grow_to_further_pages() -> None:
    many = [Promised(Pledge(LONG, RARE[n % 4], date(2026, 12, 1)), None, "0000-1234561") for n in range(60)]
    pdf = printed(*many)
    look(pdf)
    pages = words_of(pdf)
    assert sum("最晚哪天" in page for page in pages) == len(pages) > 2
