"""Survey forms out of a store, and blank forms whose numbers are given once."""

import pytest
import stores
from builders import a_fixture, a_house, a_household, a_person

from desktop.casework.papers import forms, releasing
from desktop.casework.papers.made import Made, Subject
from desktop.casework.papers.releasing import Way
from desktop.domain.errors import Refused
from desktop.domain.records import Household, Look, Printing
from desktop.i18n import Language
from desktop.sheets import pictured, press
from desktop.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_vault")


@pytest.fixture
def store(new_store: stores.NewStore) -> Store:
    store = new_store("area")
    home = a_household()
    store.save(home, *(make(household=home.id) for make in (a_person, a_house, a_fixture)))
    return store


def text_of(made: Made) -> str:
    pdf = press.printed(made.paper)
    return "".join(pictured.page_text(pdf, page) for page in range(pictured.page_count(pdf)))


def test_the_survey_of_a_household_is_printed_masked_and_nobody_looked(store: Store) -> None:
    made = forms.survey(store, Subject(store.records(Household)[0], None, Language.CHINESE))
    text = text_of(made)
    assert (made.kind, made.number) == ("survey", "调-DY-03-0127")
    assert "****0026" in text
    assert "999999195603070026" not in text
    assert not store.records(Look)


def test_its_code_holds_how_many_there_are_and_the_areas(store: Store) -> None:
    made = forms.survey(store, Subject(store.records(Household)[0], None, Language.CHINESE))
    assert made.stamp is not None
    assert made.stamp.words.splitlines()[3:] == [
        "1 处房屋、1 口人、1 项附属物",
        "证载面积 62.40 ㎡",
        "认定面积 62.40 ㎡",
    ]
    assert "马示例" not in made.stamp.words


def test_each_blank_form_has_a_number_of_its_own(store: Store) -> None:
    made = forms.day_forms(store, ["visit", "not_met"], 2, Language.CHINESE)
    assert [each.kind for each in made] == ["visit", "visit", "not_met", "not_met"]
    assert [each.number[-4:] for each in made] == ["0001", "0002", "0003", "0004"]
    assert all(each.number in text_of(each) for each in made)


def test_a_number_that_went_out_is_not_given_again(store: Store) -> None:
    made = forms.day_forms(store, forms.KINDS, 1, Language.CHINESE)
    releasing.register(store, made, releasing.bound(store, made), Way.PRINTER)
    assert {row.number for row in store.records(Printing)} == {each.number for each in made}
    assert forms.blank("visit", store, Language.ENGLISH).number[-4:] == "0005"


def test_there_is_no_blank_sum(store: Store) -> None:
    with pytest.raises(Refused):
        forms.blank("sheet", store, Language.CHINESE)
