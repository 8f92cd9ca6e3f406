"""The demo district in the window: built beside it, opened as whom one likes, and never in the way of real records."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QListWidget
from pytestqt.qtbot import QtBot
from seeing import is_said, part, press

from desktop import paths
from desktop.casework import people
from desktop.casework.district import chairs
from desktop.casework.district.chairs import Chair, Chairs
from desktop.casework.inventing import AREA, CLERK, FIRST, LEAD, PASSPHRASE
from desktop.domain.fields import Role
from desktop.store import folder as place
from desktop.store import opening
from desktop.ui.demo_pane import place_of_demo
from desktop.ui.main_window import MainWindow

ROLES = {CLERK: Role.CLERK, LEAD: Role.LEAD, FIRST: Role.WORKER, "吕示例": Role.WORKER}


@pytest.fixture
def district() -> Path:
    """What building a district leaves for the window to find, here of the office alone."""
    folder = place_of_demo()
    with opening.create(folder / "office", AREA, CLERK, PASSPHRASE).store as store:
        place.mark_invented(store.folder)
        for name, role in ROLES.items():
            if name != CLERK:
                people.admit(store, name, role, PASSPHRASE)
    found = tuple(Chair("office", name, role.value, "") for name, role in ROLES.items())
    chairs.write(Chairs(folder, 12, PASSPHRASE, found), "en")
    return folder


@pytest.mark.usefixtures("cheap_vault", "district")
def test_in_a_district_that_is_there_one_is_asked_whom_to_be(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, "demo")
    assert is_said(window, "Demo area: everything in it is invented.")
    assert is_said(window, PASSPHRASE)
    press(qtbot, window, "be-worker")
    assert part(window, QAbstractButton, "open-demo").text() == f"Work as {FIRST}"
    part(window, QListWidget, "be-others").setCurrentRow(0)
    assert not part(window, QAbstractButton, "be-worker").isChecked()
    with qtbot.waitSignal(window.opened, timeout=20_000):
        press(qtbot, window, "open-demo")
    assert is_said(window, "demo area: all data invented")
    assert window.shell is not None
    assert window.shell.page is not None
    assert window.shell.page.workspace.store.opened.name == "吕示例"
    window.lock()
    assert part(window, QLineEdit, "passphrase").text() == PASSPHRASE, "nobody has to remember it"
    with qtbot.waitSignal(window.opened, timeout=20_000):
        press(qtbot, window, "unlock")


@pytest.mark.usefixtures("cheap_vault")
def test_a_district_that_was_not_finished_is_no_district(district: Path, qtbot: QtBot, window: MainWindow) -> None:
    (district / "district.json").unlink()
    (district / "mine.txt").write_text("mine")
    press(qtbot, window, "demo")
    assert part(window, QAbstractButton, "look-at-demo").text() == "Build the demo district, 60 households"
    press(qtbot, window, "demo-size-412")
    assert part(window, QAbstractButton, "look-at-demo").text() == "Build the demo district, 412 households"
    press(qtbot, window, "look-at-demo")
    qtbot.waitUntil(lambda: is_said(window, "is not empty. Nothing was written."))
    assert (district / "mine.txt").exists()


@pytest.mark.usefixtures("cheap_vault")
def test_a_district_that_was_stopped_leaves_nothing(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, "look-at-demo")
    assert not part(window, QAbstractButton, "look-at-demo").isEnabled()
    qtbot.waitUntil(lambda: part(window, QAbstractButton, "stop").isVisible())
    press(qtbot, window, "stop")
    qtbot.waitUntil(lambda: part(window, QAbstractButton, "look-at-demo").isEnabled(), timeout=30_000)
    assert list(paths.data_folder().iterdir()) == []
