"""The survey form has a line for everybody and everything, and an empty place for what nobody knows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from builders import TODAY, a_fixture, a_house, a_household, a_person, a_wish, an_unregistered_part
from looking import look, words_of
from papers_of import LONG, STAMP, WHOSE, owners

from desktop.domain.four_clear import Case
from desktop.domain.records import Record, Sealed
from desktop.i18n import Language
from desktop.sheets import press, survey_form
from desktop.sheets.survey_form import SurveyForm

HOME = a_household(address="示例里 3 巷 17 号", contact_wish="do_not_come", people_count=3)
SEALED = {"id_number": Sealed("****0026"), "phone": Sealed("100****6021"), "birth_date": Sealed("••••••")}


def form(*records: Record) -> SurveyForm:
    return SurveyForm(WHOSE, "调-DY-03-0127", TODAY, Case.of(HOME, records), 2, STAMP)


def printed(rows: SurveyForm, language: Language = Language.CHINESE) -> list[str]:
    pdf = press.printed(survey_form.paper(rows, language))
    look(pdf)
    return words_of(pdf)


def of_home(make: Callable[..., Record], **changes: object) -> Record:
    return make(household=HOME.id, **changes)


def test_it_says_the_house_its_areas_the_people_and_the_fixtures() -> None:
    text = "".join(
        printed(
            form(
                of_home(a_house),
                of_home(an_unregistered_part, factor=Decimal("0.5"), state="recognised_with_factor"),
                of_home(a_person, **SEALED),
                of_home(a_fixture),
                of_home(a_wish),
            )
        )
    )
    for told in ("示例房权证第 03127 号", "62.40 ㎡（产权证）", "东厢房", "12.00 ㎡", "按系数认定", "马示例", "防盗门"):
        assert told in text
    assert "1,600.00 元" in text
    assert "☑ 还没想好" in text
    assert "「还得商量。」" in text
    assert "☑ 别再上门" in text
    assert "不表示同意" in text


def test_of_numbers_the_last_four_stand_there_and_of_the_rest_whether_it_is_known() -> None:
    text = "".join(printed(form(of_home(a_person, **SEALED, special_groups=Sealed("••••••")))))
    assert "****0026" in text
    assert "100****6021" in text
    assert text.count("已登记") == 2
    assert "1956" not in text


def test_what_is_not_known_is_empty_and_never_a_nought() -> None:
    empty = a_house(household=HOME.id, registered_gross=None, recognised_area=None, year_built=None)
    text = "".join(printed(form(empty)))
    assert "0.00" not in text
    assert "没有登记" in text


@pytest.mark.parametrize("language", Language)
def test_a_household_of_which_nothing_is_known_has_a_form(language: Language) -> None:
    assert len(printed(form(), language)) == 2


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("count", [1, 2, 50])
def test_everybody_has_a_line(count: int, language: Language) -> None:
    names = owners(count)
    people = [of_home(a_person, name=name, role="co_owner", share=Decimal("33.3333"), **SEALED) for name in names]
    pages = printed(form(*people), language)
    text = "".join(pages)
    assert all(name in text for name in names)
    assert text.count("33.3333%") == count


def test_long_words_hold() -> None:
    home = a_household(address=LONG, address_note=LONG, dispute_note=LONG)
    parts = [an_unregistered_part(household=home.id, name=LONG[:40], recognition_document=LONG[:30]) for _ in range(9)]
    houses = [a_house(household=home.id, encumbrance=LONG) for _ in range(3)]
    fixtures = [a_fixture(household=home.id, name=LONG[:50], unit_price=9_999_999_99, amount=99_999_999_99)]
    rows = SurveyForm(WHOSE, "调-1", date(2026, 11, 18), Case.of(home, [*parts, *houses, *fixtures]))
    text = "".join(printed(rows))
    assert text.count(LONG) == 6
    assert "房屋 3" in text
    assert "99,999,999.99 元" in text


@pytest.mark.parametrize("language", Language)
def test_a_blank_one_has_room_and_nothing_is_ticked(language: Language) -> None:
    pages = printed(replace(form(), case=None, stamp=None, number="空-7K3Q-0001"), language)
    assert len(pages) == 2
    text = "".join(pages)
    assert "空-7K3Q-0001" in text
    assert "☑" not in text
    assert text.count("☐") > 15
