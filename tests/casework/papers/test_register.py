"""The register of prints: where a paper is now, and which ones are to be collected back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import stores
from builders import TODAY, a_calculation, a_household, a_service, a_visit, at

from desktop.casework.papers import register
from desktop.casework.papers.register import Step
from desktop.domain.errors import Refused
from desktop.domain.records import Calculation, Household, Printing, PrintingEvent
from desktop.store import opening
from desktop.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_vault")


@pytest.fixture
def store(new_store: stores.NewStore) -> Store:
    store = new_store("area")
    store.save(a_household())
    return store


@pytest.fixture
def printed(store: Store) -> Callable[..., Printing]:
    """A sheet of the household, printed at noon."""

    def print_one(version: int = 1, **changes: object) -> Printing:
        (home,) = store.records(Household)
        values = {
            "household": home.id,
            "paper": "sheet",
            "number": f"DY-03-0127-{version:02}",
            "version": version,
            "written_language": "zh_CN",
            "copies": 2,
            "printed_at": at(12),
            "way": "printer",
        }
        row = Printing.of({**values, **changes})
        store.save(row)
        return row

    return print_one


def test_of_a_new_print_nobody_said_where_it_is(store: Store, printed: Callable[..., Printing]) -> None:
    row = printed()
    (only,) = register.prints(store)
    assert (only.row.id, only.step, only.on, only.is_outdated) == (row.id, Step.PRINTED, TODAY, False)


def test_what_was_only_saved_is_not_called_printed_until_somebody_has_it(
    store: Store, printed: Callable[..., Printing]
) -> None:
    row = printed(way="file")
    (only,) = register.prints(store)
    assert (only.is_only_saved, register.step_words(only)) == (True, "saved, not yet printed")
    register.note(store, row, Step.HANDED, TODAY, receiver="马示例")
    (given,) = register.prints(store)
    assert (given.is_only_saved, register.step_words(given)) == (False, "the household has it")


def test_the_last_thing_said_holds(store: Store, printed: Callable[..., Printing]) -> None:
    row = printed()
    register.note(store, row, Step.HANDED, TODAY, receiver="马示例")
    assert [(each.step, each.receiver) for each in register.prints(store)] == [(Step.HANDED, "马示例")]
    register.note(store, row, Step.COLLECTED, TODAY)
    assert [each.step for each in register.prints(store)] == [Step.COLLECTED]


def test_what_did_not_come_out_is_said(store: Store, printed: Callable[..., Printing]) -> None:
    register.note(store, printed(), Step.NOT_PRINTED, TODAY, words="没纸了")
    assert [each.step for each in register.prints(store)] == [Step.NOT_PRINTED]


def test_a_served_sheet_is_not_written_down_twice(store: Store, printed: Callable[..., Printing]) -> None:
    row = printed()
    store.save(a_service(household=row.household, document="sheet", document_number=row.number, receiver="马示例"))
    assert [(each.step, each.receiver) for each in register.prints(store)] == [(Step.HANDED, "马示例")]
    with pytest.raises(Refused):
        register.note(store, row, Step.HANDED, TODAY)


def test_a_refused_service_left_nothing_behind(store: Store, printed: Callable[..., Printing]) -> None:
    row = printed()
    store.save(a_service(household=row.household, document="sheet", document_number=row.number, refused=True))
    assert [each.step for each in register.prints(store)] == [Step.PRINTED]


def test_a_visits_own_word_of_its_copy_counts(store: Store, printed: Callable[..., Printing]) -> None:
    (home,) = store.records(Household)
    visit = a_visit(household=home.id, copy_handed=True)
    store.save(visit)
    printed(paper="visit", of_row=visit.id, number="ZF-0127-01")
    assert [each.step for each in register.prints(store)] == [Step.HANDED]


def test_an_older_sheet_that_a_household_has_is_to_be_collected(store: Store, printed: Callable[..., Printing]) -> None:
    old = printed(1)
    register.note(store, old, Step.HANDED, TODAY)
    assert register.to_collect(store) == ()
    printed(2)
    assert [each.row.id for each in register.to_collect(store)] == [old.id]
    register.note(store, old, Step.COLLECTED, TODAY)
    assert register.to_collect(store) == ()


def test_a_day_to_come_and_a_paper_nobody_had_are_refused(store: Store, printed: Callable[..., Printing]) -> None:
    row = printed()
    with pytest.raises(Refused):
        register.note(store, row, Step.HANDED, TODAY + timedelta(days=400))
    with pytest.raises(Refused):
        register.note(store, row, Step.COLLECTED, TODAY)
    assert store.records(PrintingEvent) == ()


def test_a_service_or_a_visit_says_nothing_of_what_was_printed_later(
    store: Store, printed: Callable[..., Printing]
) -> None:
    (home,) = store.records(Household)
    yesterday = at(9, 0, TODAY - timedelta(days=1))
    visit = a_visit(household=home.id, began_at=yesterday, ended_at=yesterday, copy_handed=True)
    sheet = printed()
    store.save(visit, a_service(household=home.id, document_number=sheet.number, served_at=yesterday))
    printed(paper="visit", of_row=visit.id, number="ZF-0127-01")
    assert {each.step for each in register.prints(store)} == {Step.PRINTED}


def test_a_paper_was_nowhere_before_it_was_printed_and_goes_no_way_backwards(
    store: Store, printed: Callable[..., Printing]
) -> None:
    row = printed(printed_at=at(12, 0, TODAY - timedelta(days=3)))
    with pytest.raises(Refused, match="before"):
        register.note(store, row, Step.HANDED, TODAY - timedelta(days=4))
    register.note(store, row, Step.HANDED, TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="before"):
        register.note(store, row, Step.COLLECTED, TODAY - timedelta(days=2))


def test_a_paper_that_a_clock_dated_ahead_can_be_handed_today(store: Store) -> None:
    (home,) = store.records(Household)
    store.close()
    ahead, known = at(12, 0, TODAY + timedelta(days=90)), stores.unlocked(store.folder)
    with opening.open_store(store.folder, known, clock=lambda: ahead) as other:
        row = Printing.of(
            {"household": home.id, "paper": "card", "written_language": "zh_CN", "copies": 1, "printed_at": ahead}
            | {"way": "printer"}
        )
        other.save(row)
    with stores.opened(store.folder) as again:
        register.note(again, row, Step.HANDED, TODAY)
        assert [each.step for each in register.prints(again)] == [Step.HANDED]


def test_a_print_can_not_be_taken_back_but_where_it_went_can(store: Store, printed: Callable[..., Printing]) -> None:
    row = printed()
    end = store.end
    with pytest.raises(Refused):
        store.undo(end.origin, end.seq)
    register.note(store, row, Step.HANDED, TODAY)
    end = store.end
    store.undo(end.origin, end.seq)
    assert [each.step for each in register.prints(store)] == [Step.PRINTED]


def test_a_blank_form_is_noted_too(store: Store, printed: Callable[..., Printing]) -> None:
    register.note(store, printed(household=None, paper="survey"), Step.NOT_PRINTED, TODAY)
    assert [each.step for each in register.prints(store)] == [Step.NOT_PRINTED]


def test_a_sheet_whose_sum_was_withdrawn_is_collected_and_the_one_before_counts_again(
    store: Store, printed: Callable[..., Printing]
) -> None:
    (home,) = store.records(Household)
    store.save(a_calculation(household=home.id, version=2))
    old, new = printed(1), printed(2)
    for row in (old, new):
        register.note(store, row, Step.HANDED, TODAY)
    assert [each.row.id for each in register.to_collect(store)] == [old.id]
    store.withdraw(store.records(Calculation)[0], because="算错了户")
    assert [each.row.id for each in register.to_collect(store)] == [new.id]
