"""That a household's personal data will be destroyed is told above its page; on its day the window does it."""

from datetime import datetime, timedelta

import stores
from builders import TODAY, a_household, a_person, at
from PySide6.QtWidgets import QPushButton, QTableView
from pytestqt.qtbot import QtBot
from seeing import column, is_said, part

from desktop.casework import people, purging
from desktop.domain.fields import Role
from desktop.domain.records import Person
from desktop.store import opening, vault
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place

HOME = a_household(number="DY-1", address="示例里 3 巷 17 号")
GROUND = "个人信息保护法 第四十七条"
DAY = TODAY + timedelta(days=7)


def test_it_is_told_before_and_done_on_its_day(new_store: stores.NewStore, window: MainWindow, qtbot: QtBot) -> None:
    store = new_store("area")
    store.save(HOME, a_person(household=HOME.id))
    second = people.admit(store, "林示例", Role.CLERK, stores.PASSPHRASE)
    first = purging.order(store, HOME.id, ground=GROUND, applies_from=DAY, not_handed="住户不要")
    one, store.opened = store.opened, second
    purging.confirm(store, first)
    store.opened = one
    with qtbot.waitSignal(window.opened):
        window.show_store(store)
    assert window.shell is not None
    window.shell.go(Place("household", HOME.id))
    assert is_said(window, f"is destroyed from {DAY} on")
    assert is_said(window, f"{GROUND} · the household has not taken its whole file: 住户不要")
    window.show_locked(store.folder)

    on_its_day = datetime.combine(DAY, at(12).timetz())
    opened = vault.unlock(store.folder, stores.PASSPHRASE, stores.CLERK)
    later = opening.open_store(store.folder, opened, clock=lambda: on_its_day)
    with qtbot.waitSignal(window.opened):
        window.show_store(later)
    destroyed = "Destroyed by order: what was about the people of DY-1"
    qtbot.waitUntil(lambda: is_said(window, destroyed))  # it comes once the first page is seen
    assert [person.name for person in later.records(Person)] == [None]
    assert window.shell is not None
    window.shell.go(Place("households"))
    assert "马示例" not in " ".join(column(part(window, QTableView, "households"), 1))
    window.shell.go(Place("household", HOME.id))
    assert is_said(window, "What was about the people of this household was destroyed by order")
    assert not part(window, QPushButton, "begin-visit").isVisible(), "nothing is written there any more"
