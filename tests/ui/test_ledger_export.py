"""The ledger goes out from the window, and comes back as the same."""

from pathlib import Path

import pytest
import stores
from builders import a_household, a_person
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from seeing import NewArea, press, unlocked, words_on

from desktop.casework import importing
from desktop.exchange.intake import Kind, Outcome
from desktop.ui.main_window import MainWindow


def test_the_ledger_goes_out_and_comes_back_as_the_same(
    qtbot: QtBot, window: MainWindow, new_area: NewArea, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_household(number="DY-1")
    folder = new_area(home, a_person(household=home.id, name="马示例"))
    file = tmp_path / "out"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    unlocked(qtbot, window, folder)
    press(qtbot, window, "export")
    qtbot.waitUntil(lambda: any("out.xlsx" in words for words in words_on(window)), timeout=5000)
    with stores.opened(folder, read_only=True) as store:
        plan = importing.planned(store, importing.read(file.with_suffix(".xlsx")), Kind.LEDGER)
    assert [each.outcome for each in plan.households] == [Outcome.SAME]


def test_only_the_households_that_are_ticked_go_out(
    qtbot: QtBot, window: MainWindow, new_area: NewArea, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = new_area(*(a_household(number=f"DY-{n}", door=str(n)) for n in range(1, 4)))
    file = tmp_path / "some.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    table = unlocked(qtbot, window, folder)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press(qtbot, window, "export-ticked")
    qtbot.waitUntil(lambda: any("2 households in 2 rows" in words for words in words_on(window)), timeout=5000)
    with stores.opened(folder, read_only=True) as store:
        plan = importing.planned(store, importing.read(file), Kind.LEDGER)
    assert [each.number for each in plan.households] == ["DY-2", "DY-3"]
