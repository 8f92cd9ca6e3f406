"""The tab of a household's money: what was locked, agreed and paid, and what the office owes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import desk
import pytest
import stores
from builders import a_household, a_person
from desk import Desk
from issued import a_plan
from plans import locked
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot
from seeing import part
from stores import NewStore

from desktop.casework import calculation, household_facts, people
from desktop.domain.fields import Role
from desktop.domain.records import (
    Agreement,
    Appraisal,
    Area,
    AreaFact,
    Calculation,
    Flat,
    Handover,
    House,
    Household,
    Instalment,
    Payment,
)
from desktop.store import opening, vault
from desktop.ui.household_money import HouseholdMoney

HOME = a_household()
SAID = ("装修评估值=18600", "唯一住房=是", "签约日=2026-12-20", "腾房日=2027-01-05")
WAY = "货币补偿"

pytestmark = pytest.mark.usefixtures("cheap_vault")


@pytest.fixture
def money(qtbot: QtBot, new_store: NewStore) -> Iterator[Desk]:
    store = new_store("money")
    (area,) = store.records(Area)
    rate = AreaFact(name="片区签约率", value="36.50", unit="%", since=date(2026, 10, 9), reason="公示")
    store.save(replace(area, notice_on=date(2026, 10, 9)), a_plan(), rate)
    store.save(
        HOME,
        a_person(household=HOME.id),
        House(household=HOME.id, tenure="private", registered_gross=Decimal("62.40"), registered_area_source="产权证"),
        Appraisal(household=HOME.id, unit_price=428_000, report_number="PG-0127"),
    )
    locked(store, calculation.reckon(store, HOME, lambda draft: household_facts.said(draft.sound().pack, SAID)))
    made = desk.opened(qtbot, store)
    made.go(HOME, "money")
    yield made
    made.close()


def tab(made: Desk) -> HouseholdMoney:
    return made.shell.findChildren(HouseholdMoney)[0]


def total(made: Desk) -> int:
    (row,) = made.store.records(Calculation)
    return row.amounts()[WAY]


def sign(made: Desk, *amounts: str) -> None:
    made.press("agreement-signed")
    made.choose("agreed-way", WAY)
    made.write("agreement-number", "A-1")
    for n, amount in enumerate(amounts, 1):
        if n > 1:
            made.press("add-part")
        made.write(f"part-amount-{n}", amount)
    made.press("write-agreement")


def said(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


def test_the_locked_sum_is_there_with_who_checked_it(money: Desk) -> None:
    head, *ways = money.lines()
    assert "version 1" in head
    assert "核对示例 checked it" in head
    assert [each.split()[0] for each in ways] == [WAY]


def test_no_way_is_proposed_and_none_can_be_signed_unchosen(money: Desk) -> None:
    money.press("agreement-signed")
    box = tab(money).findChild(QComboBox, "agreed-way")
    assert isinstance(box, QComboBox)
    assert box.currentData() == ""
    money.write("agreement-number", "A-1")
    money.press("write-agreement")
    assert money.says("Which way did the household choose?")
    assert money.store.records(Agreement) == ()


def test_an_agreement_is_signed_in_two_parts(money: Desk) -> None:
    sign(money, "100000", said(total(money) - 10_000_000))
    (row,) = money.store.records(Agreement)
    assert (row.option, row.agreed_amount, row.number) == (WAY, total(money), "A-1")
    assert [part.amount for part in money.store.records(Instalment)] == [10_000_000, total(money) - 10_000_000]
    assert any("Part 2" in line and "left" in line for line in money.lines())


def test_parts_that_miss_the_sum_are_refused_and_stay_as_typed(money: Desk) -> None:
    sign(money, "100000")
    assert money.says("The parts come to 100,000.00")
    field = tab(money).findChild(QLineEdit, "part-amount-1")
    assert isinstance(field, QLineEdit)
    assert field.text() == "100000"
    assert money.store.records(Agreement) == ()


def test_a_payment_is_written_down_and_fills_its_part(money: Desk) -> None:
    sign(money)
    money.press("add-payment")
    money.write("amount", said(total(money)))
    money.press("finish")
    (row,) = money.store.records(Payment)
    assert row.amount == total(money)
    assert any("Part 1" in line and "paid in full" in line for line in money.lines())


def test_what_the_office_owes_stands_first(money: Desk) -> None:
    sign(money)
    money.store.save(Handover(household=HOME.id, handed_over_on=money.store.today()))
    money.go(HOME, "money")
    assert money.says("are not paid yet")


def test_a_sum_that_no_longer_holds_says_what_changed(money: Desk) -> None:
    (house,) = money.store.records(House)
    money.store.save(replace(house, registered_gross=Decimal(70)))
    money.go(HOME, "money")
    assert money.says("Changed since version 1 was locked: 登记面积.")
    money.go(HOME)
    money.qtbot.waitUntil(lambda: any("to be reckoned anew" in line for line in money.lines()), timeout=60_000)


def test_a_dispute_is_written_down_on_its_day(money: Desk) -> None:
    money.press("agreement-disputed")
    money.write("agreement-note", "price")
    money.press("write-agreement")
    (row,) = money.store.records(Agreement)
    assert (row.state, row.note, row.stated_on) == ("disputed", "price", money.store.today())


def test_a_day_that_lies_ahead_is_refused(money: Desk) -> None:
    money.press("agreement-negotiation")
    ahead = money.store.today() + timedelta(days=1)
    money.write("agreed-on", f"{ahead:%Y-%m-%d}")
    money.press("write-agreement")
    assert money.store.records(Agreement) == ()


def test_an_amount_that_is_none_is_refused_and_stays_as_typed(money: Desk) -> None:
    sign(money, "a lot")
    assert money.says("A day or an amount can't be read.")
    assert money.field("part-amount-1").text() == "a lot"
    assert money.store.records(Agreement) == ()


def test_a_part_with_a_day_and_no_amount_is_not_dropped(money: Desk) -> None:
    money.press("agreement-signed")
    money.choose("agreed-way", WAY)
    money.write("agreement-number", "A-1")
    money.write("part-due-1", "12-31")
    money.press("write-agreement")
    assert money.says("A day or an amount can't be read.")
    assert money.store.records(Agreement) == ()


def test_what_is_typed_of_one_household_is_never_written_down_for_another(money: Desk) -> None:
    other = a_household(number="B-2")
    money.store.save(other)
    money.press("agreement-disputed")
    money.write("agreement-note", "price")
    money.go(other, "money")
    assert not money.is_seen("write-agreement")
    assert money.store.records(Agreement) == ()


def test_a_sum_that_was_locked_meanwhile_is_not_signed_unseen(money: Desk) -> None:
    money.press("agreement-signed")
    money.choose("agreed-way", WAY)
    money.write("agreement-number", "A-1")
    said = tuple(each.replace("18600", "20000") for each in SAID)
    reckoned = calculation.reckon(money.store, HOME, lambda draft: household_facts.said(draft.sound().pack, said))
    locked(money.store, reckoned, reason="appraised anew")
    money.press("write-agreement")
    assert money.says("Another sum was locked since this was begun.")
    assert money.store.records(Agreement) == ()


def test_a_household_that_was_withdrawn_meanwhile_signs_nothing(money: Desk) -> None:
    money.press("agreement-signed")
    (home,) = money.store.records(Household)
    money.workspace.withdraw(home, because="entered twice", told="withdrawn")
    money.settle()
    assert not money.is_seen("write-agreement")
    assert not money.is_seen("agreement-signed")


def test_a_signed_agreement_is_withdrawn_with_a_reason(money: Desk) -> None:
    sign(money)
    money.press("withdraw-agreement")
    money.write("reason", "a slip of the pen")
    money.press("with-reason")
    (row,) = money.store.records(Agreement)
    assert (row.withdrawn, row.withdrawn_reason) == (True, "a slip of the pen")
    assert money.says("Nothing is agreed yet.")


def test_an_agreement_without_an_amount_is_not_told_as_nothing(money: Desk) -> None:
    money.store.save(Agreement(household=HOME.id, state="signed", number="old", stated_on=money.store.today()))
    money.go(HOME, "money")
    assert any("The agreed amount is not written down" in line for line in money.lines())
    assert not any("receives 0.00" in line for line in money.lines())


def test_flats_that_are_kept_for_the_household_stand_with_its_agreement(money: Desk) -> None:
    flat = Flat(building="2", unit="2", room="101", state="reserved", held_by=HOME.id)
    money.store.save(flat)
    money.go(HOME, "money")
    assert any("2-2-101" in line and "reserved" in line for line in money.lines())


def test_who_only_reads_sees_the_money_and_changes_nothing(qtbot: QtBot, money: Desk) -> None:
    folder = money.store.folder
    money.store.close()
    with stores.opened(folder, read_only=True) as store:
        reader = desk.opened(qtbot, store)
        reader.go(HOME, "money")
        assert any("version 1" in line for line in reader.lines())
        for name in ("agreement-signed", "agreement-disputed", "withdraw-agreement", "add-payment", "add-handover"):
            assert not reader.is_seen(name)
        reader.close()


def test_a_worker_writes_down_an_agreement_and_no_payment(qtbot: QtBot, money: Desk) -> None:
    people.admit(money.store, "何示例", Role.WORKER, stores.PASSPHRASE)
    folder = money.store.folder
    money.store.close()
    with opening.open_store(folder, vault.unlock(folder, stores.PASSPHRASE, "何示例"), clock=stores.noon) as store:
        worker = desk.opened(qtbot, store)
        worker.go(HOME, "money")
        assert worker.is_seen("agreement-signed")
        assert not worker.is_seen("add-payment")
        worker.close()


def draft(made: Desk, *amounts: str) -> None:
    made.press("agreement-draft")
    made.choose("agreed-way", WAY)
    made.write("agreement-number", "A-1")
    for n, amount in enumerate(amounts, 1):
        if n > 1:
            made.press("add-part")
        made.write(f"part-amount-{n}", amount)
    made.press("write-agreement")


def test_what_was_drafted_stands_in_the_form_when_it_is_signed(money: Desk) -> None:
    whole = total(money)
    draft(money, "100000", f"{whole / 100 - 100000:.2f}")
    (row,) = money.store.records(Agreement)
    assert (row.state, row.option, row.agreed_amount) == ("negotiation", WAY, whole)
    money.press("agreement-signed")
    assert part(money.shell, QComboBox, "agreed-way").currentData() == WAY
    assert money.field("agreement-number").text() == "A-1"
    assert money.field("part-amount-1").text() == "100,000.00"
    money.press("write-agreement")
    signed = next(each for each in money.store.records(Agreement) if each.state == "signed")
    parts = [each.amount for each in money.store.records(Instalment) if each.agreement == signed.id]
    assert parts == [10_000_000, whole - 10_000_000]


def test_a_draft_is_printed_from_its_line(money: Desk, qtbot: QtBot) -> None:
    draft(money)
    (row,) = money.store.records(Agreement)
    with qtbot.waitSignal(tab(money).print_wanted) as told:
        money.open_line("drafted")
    assert told.args == ["agreement", row.id]


def test_another_draft_is_not_begun_once_an_agreement_is_signed(money: Desk) -> None:
    sign(money)
    assert not money.is_seen("agreement-draft")
