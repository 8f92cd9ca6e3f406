"""What came down from the office is told as that in a household's history, beside what was written here."""

from dataclasses import replace
from datetime import UTC, datetime

import stores
from builders import a_household
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from seeing import cells, is_said, part

from desktop.domain.records import Household
from desktop.store import arriving, deliveries
from desktop.store.arriving import Arrival
from desktop.store.merge_log import MergeLine
from desktop.ui.history_entry import ChainStrip
from desktop.ui.line_table import LineTable
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place

HOME = a_household(number="DY-1", lane="一巷")
SIGNED = datetime(2026, 11, 17, 1, tzinfo=UTC)


def test_others_changes_are_confirmed_by_the_office_and_own_ones_by_their_chain(
    new_store: stores.NewStore, window: MainWindow, qtbot: QtBot
) -> None:
    store = new_store("laptop")
    with new_store("office") as office:
        office.save(HOME, because="登记表")
        line = MergeLine(at=0, kind="down", written=int(SIGNED.timestamp() * 1000))
        said = [entry.body for entry in office.entries_since({})]
        arriving.merge(store, Arrival(received=said, keys=office.keys()), line)
    (home,) = store.records(Household)
    store.save(replace(home, lane="二巷"), because="走访时看到")
    stores.as_a_laptop_s(store.folder)
    with qtbot.waitSignal(window.opened):
        window.show_store(store)
    assert window.shell is not None
    window.shell.go(Place("household", HOME.id, "history"))
    table = part(window, LineTable, "history")
    assert [row[6] for row in cells(table)] == ["走访时看到", "登记表"]
    qtbot.waitUntil(lambda: is_said(window, "linked: it holds · 1 confirmed by the office"), timeout=20_000)
    assert window.findChildren(ChainStrip)[0].isVisible()
    assert is_said(window, "not sent yet")
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert not window.findChildren(ChainStrip)[0].isVisible()
    qtbot.waitUntil(lambda: is_said(window, "confirmed by the office's signature of 2026-11-17"), timeout=20_000)
    assert is_said(window, "It came down from the office, which signed it.")
    assert not part(window, QPushButton, "undo-entry").isVisible()
    with store.writing() as connection:
        end = store.end
        went = deliveries.Export(
            1, end.origin, 1_795_000_000_000, b"", "", b"1" * 16, 1, {end.origin: (1, end.seq)}, (), {}, 1, 1
        )
        deliveries.log_export(connection, went)
    table.selectRow(0)
    qtbot.waitUntil(lambda: is_said(window, "sent with bundle 0001 of"), timeout=20_000)
    with store.writing() as connection:
        deliveries.acknowledge(connection, 1, {end.origin: deliveries.Held(end.seq, end.hash)})
    table.selectRow(1)
    table.selectRow(0)
    qtbot.waitUntil(lambda: is_said(window, "arrived, with bundle 0001 of"), timeout=20_000)
