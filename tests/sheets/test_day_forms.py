"""A blank form bears its number, has room for what is written by hand, and nothing on it is ticked."""

from datetime import date

import pytest
from looking import look, words_of
from papers_of import WHOSE

from desktop.domain.working_days import Period, Unit
from desktop.i18n import Language, word
from desktop.sheets import day_forms, press, wording
from desktop.sheets.letterhead import Letterhead
from desktop.sheets.page import Paper

NUMBER = "空-7K3Q-0012"


def forms(language: Language, whose: Letterhead = WHOSE) -> list[Paper]:
    return [
        day_forms.visit(whose, NUMBER, language),
        day_forms.not_met(whose, NUMBER, language),
        day_forms.purpose(whose, date(2026, 11, 18), Period(30, Unit.DAYS), NUMBER, language),
    ]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("whose", [WHOSE, Letterhead("示例片区")])
def test_each_bears_its_number_and_nothing_is_ticked(language: Language, whose: Letterhead) -> None:
    for paper in forms(language, whose):
        pdf = press.printed(paper)
        look(pdf)
        first, *_ = words_of(pdf)
        assert wording.opening(word("blank form {number}", language, number=NUMBER)) in first
        assert NUMBER in paper.title
        assert "☑" not in "".join(words_of(pdf))
        assert "☐" in "".join(words_of(pdf))


@pytest.mark.parametrize("language", Language)
def test_a_visit_is_written_and_signed_on_one_page(language: Language) -> None:
    (page,) = words_of(press.printed(day_forms.visit(WHOSE, NUMBER, language)))
    for name in ("What you say", "What was explained", "What we promise", "Your rights", "Next time"):
        assert word(name, language) in page
    assert word("does not want to sign", language) in page
