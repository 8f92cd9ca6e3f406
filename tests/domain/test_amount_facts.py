from desktop.domain.amount_facts import _FACTS, affects_amount
from desktop.domain.fields import RECORDS


def test_every_fact_that_moves_money_is_a_group_of_the_table() -> None:
    assert all(group in RECORDS[record].group for record, groups in _FACTS.items() for group in groups)


def test_areas_shares_and_prices_move_money_and_notes_do_not() -> None:
    assert affects_amount("house", "recognised_area")
    assert affects_amount("person", "role")
    assert affects_amount("appraisal", "appraisal")
    assert affects_amount("flat", "holder")
    assert not affects_amount("household", "note")
    assert not affects_amount("person", "phone")
    assert not affects_amount("of a newer program", "anything")


def test_the_withdrawal_of_a_fact_moves_money() -> None:
    assert affects_amount("fixture", "life")
    assert not affects_amount("visit", "life")
