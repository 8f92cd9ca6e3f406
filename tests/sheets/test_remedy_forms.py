"""A form for a remedy: where it goes, until when and about which paper are there; what is asked and why is not."""

from dataclasses import replace
from datetime import date

import pytest
from looking import look, words_of
from papers_of import LONG, RARE, STAMP, WHOSE, owners

from desktop.casework.area_rules import country
from desktop.domain import rights
from desktop.domain.rights import TERMS, Start
from desktop.domain.working_days import Period, Unit
from desktop.i18n import Language, word
from desktop.sheets import press, remedy_forms
from desktop.sheets.remedy_forms import RemedyForm

START, TODAY = date(2026, 11, 10), date(2026, 11, 18)


def form(term: str, start: date | None = START) -> RemedyForm:
    return RemedyForm(
        whose=WHOSE,
        household="DY-03-0127",
        number="复核-DY-03-0127",
        clock=rights.clock(Start(TERMS[term], start), rights.rules(country())),
        on=TODAY,
        to="示例评估公司",
        holders=("马示例",),
        address="示例里 3 巷 17 号",
        papers=("PG-0127", "FH-0127")[: 2 if term == "expert_review" else 1],
        answered_within=Period(10, Unit.DAYS),
        stamp=STAMP,
    )


def printed(rows: RemedyForm, language: Language = Language.CHINESE) -> list[str]:
    pdf = press.printed(remedy_forms.paper(rows, language))
    look(pdf)
    return words_of(pdf)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("term", remedy_forms.TITLES)
def test_it_is_one_page_to_hand_in_and_one_to_keep(term: str, language: Language) -> None:
    hand_in, keep = printed(form(term), language)
    for known in ("马示例", "示例里 3 巷 17 号", "示例评估公司", "PG-0127"):
        assert known in hand_in
    assert remedy_forms.title(term, language) in hand_in
    assert WHOSE.window_phone in keep


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("term", ["review", "expert_review", "decision_litigation"])
def test_the_signature_stands_with_what_is_signed(term: str, language: Language) -> None:
    rows = replace(form(term), holders=owners(50), address=LONG[:80], on=date(2026, 12, 24))
    hand_in, _ = printed(rows, language)
    assert word("What you add", language) in hand_in
    assert ("按手印" if language is Language.CHINESE else "thumb-print") in hand_in


def test_its_last_day_stands_on_both_pages() -> None:
    for page in printed(form("review")):
        assert "最晚 11 月 20 日 周五" in page
        assert "收到报告（2026-11-10）起 10 天内" in page


def test_the_wishes_and_reasons_are_empty() -> None:
    hand_in, _ = printed(form("review"))
    asked = hand_in.partition("您要求什么")[2].partition("附上什么")[0]
    for own in ("写要对方做什么", "为什么", "用自己的话写；写不下，另附纸", "4", "5"):
        asked = asked.replace(own, "")
    assert not asked.strip()
    assert "☑" not in hand_in


def test_a_start_that_nobody_knows_is_not_guessed() -> None:
    hand_in, _ = printed(form("expert_review", None))
    assert "最晚" not in hand_in
    assert "10 天内" in hand_in


def test_what_has_passed_can_still_be_handed_in() -> None:
    hand_in, _ = printed(replace(form("review"), on=date(2026, 12, 24)))
    assert "现在还可以交" in hand_in


def test_of_an_area_without_a_court_there_is_a_line_to_write_on() -> None:
    hand_in, _ = printed(replace(form("decision_litigation"), to="", papers=("",)))
    assert "交给谁" in hand_in
    assert "示例评估公司" not in hand_in


@pytest.mark.parametrize("count", [0, 2, 50])
def test_of_several_owners_nobody_is_named_for_the_others(count: int) -> None:
    hand_in, _ = printed(replace(form("review"), holders=owners(count)))
    assert not any(name in hand_in for name in owners(count))
    assert "还有谁一起" in hand_in


@pytest.mark.parametrize("language", Language)
def test_rare_names_and_long_addresses_hold(language: Language) -> None:
    for name in RARE:
        text = "".join(printed(replace(form("review"), holders=(name,), address=LONG, to=LONG), language))
        assert name in text
        assert text.count(LONG) >= 2
