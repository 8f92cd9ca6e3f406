"""Whoever raised something goes home with a number, a last day and whom to ask."""

from dataclasses import replace
from datetime import date

import pytest
from looking import look, words_of
from papers_of import LONG, RARE, STAMP, WHOSE

from desktop.i18n import Language
from desktop.sheets import grievance_slip, press
from desktop.sheets.grievance_slip import GrievanceSlip

SLIP = GrievanceSlip(
    whose=WHOSE,
    number="诉-7K3Q-0002",
    household="DY-03-0127",
    address="示例里 3 巷 17 号",
    raised_on=date(2026, 11, 18),
    manner="spoken",
    raised_by="马示例",
    words="煤棚那块 89 年就盖了，邻居都能作证，得给我说法。",
    taken_by="何示例",
    due_on=date(2026, 11, 27),
    stamp=STAMP,
)


def printed(slip: GrievanceSlip, language: Language = Language.CHINESE) -> str:
    pdf = press.printed(grievance_slip.paper(slip, language))
    look(pdf)
    return "".join(words_of(pdf))


def test_it_says_the_number_the_last_day_and_whom_to_ask() -> None:
    told = printed(SLIP)
    assert "编号 诉-7K3Q-0002" in told
    assert "我们最晚 2026 年 11 月 27 日 周五 答复您" in told
    assert "0000-1234567" in told
    assert "0000-7654321" in told
    assert "示例路 1 号一楼" in told


def test_the_words_stand_as_they_were_said() -> None:
    assert SLIP.words in printed(SLIP)


def test_a_note_does_not_move_the_day_and_only_the_household_closes_it() -> None:
    told = printed(SLIP)
    assert "不会推迟答复的日子" in told
    assert "您说答复可以，这件事才算完" in told


def test_without_a_name_and_a_household_there_is_a_slip_all_the_same() -> None:
    told = printed(replace(SLIP, raised_by="", manner="anonymous", household="", address=""))
    assert "没留名" in told
    assert "户号" not in told


@pytest.mark.parametrize("language", Language)
def test_long_words_go_on_to_the_next_page(language: Language) -> None:
    words = "。".join(LONG for _ in range(60))
    slip = replace(SLIP, words=words, raised_by=RARE[3] * 2, address=LONG)
    pdf = press.printed(grievance_slip.paper(slip, language))
    look(pdf)
    foot = f"{SLIP.number} · "
    pages = words_of(pdf)
    assert len(pages) > 2
    assert all(foot in page for page in pages)
    assert words in "".join(page.rpartition(foot)[0] for page in pages)
