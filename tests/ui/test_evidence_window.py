"""The evidence of a household in the whole window: no part is seen before it has its place, all by keys."""

from pathlib import Path

import pictures
import stores
from builders import a_house, a_household
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtWidgets import QApplication, QListWidget, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot
from seeing import NewArea, part, unlocked

from desktop.casework import evidence
from desktop.domain.records import Evidence, House
from desktop.store.store import Store
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place
from desktop.ui.sketch_pad import SketchPad

HOME = a_household()
HOUSE = a_house(household=HOME.id)
MOST = 60  # steps of the Tab key from anywhere on a page to anywhere else


def settle() -> None:
    for _ in range(20):
        QThreadPool.globalInstance().waitForDone()
        QApplication.processEvents()


def tab_to(window: MainWindow, qtbot: QtBot, wanted: QWidget) -> None:
    for _ in range(MOST):
        if QApplication.focusWidget() is wanted:
            return
        qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
    raise AssertionError(f"the keyboard never comes to {wanted.objectName()}")


def seen(window: MainWindow, kind: type[QWidget], name: str) -> QWidget:
    return next(each for each in window.findChildren(kind, name) if each.isVisible())


def with_photo(folder: Path, tmp_path: Path) -> None:
    photo = tmp_path / "IMG_1.jpg"
    photo.write_bytes(pictures.a_photo())
    store: Store = stores.opened(folder)
    evidence.take_in(store, photo, HOME, caption="shed")
    store.close()


def test_a_piece_is_linked_seen_large_and_a_sketch_is_kept_by_keys_alone(
    window: MainWindow, qtbot: QtBot, new_area: NewArea, tmp_path: Path
) -> None:
    folder = new_area(HOME, HOUSE)
    with_photo(folder, tmp_path)
    unlocked(qtbot, window, folder)
    shell = window.shell
    assert shell is not None
    shell.go(Place("household", HOME.id, "evidence"))
    settle()
    window.activateWindow()
    tiles = part(window, QListWidget, "evidence")
    assert QApplication.focusWidget() is tiles
    for name in ("filter-all", "draw-sketch", "turn-picture", "save-copy"):
        tab_to(window, qtbot, seen(window, QPushButton, name))
    fact = seen(window, QPushButton, "fact-0")
    tab_to(window, qtbot, fact)
    qtbot.keyClick(fact, Qt.Key.Key_Space)
    settle()
    tab_to(window, qtbot, seen(window, QPushButton, "show-large"))
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert seen(window, QPushButton, "leave-large")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert tiles.isVisible()
    tab_to(window, qtbot, seen(window, QPushButton, "draw-sketch"))
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    paper = seen(window, SketchPad, "sketch-pad")
    assert QApplication.focusWidget() is paper
    for name in ("sketch-tool-straight", "sketch-width-wall", "keep-sketch"):
        if seen(window, QPushButton, name).isEnabled():
            tab_to(window, qtbot, seen(window, QPushButton, name))
    tab_to(window, qtbot, paper)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Space):
        qtbot.keyClick(paper, key)
    qtbot.keyClick(paper, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert tiles.isVisible()
    assert [tiles.item(n).text() for n in range(tiles.count())] == ["shed", "Sketch of plot and door"]
    shell.go(Place("household", HOME.id))
    settle()
    assert seen(window, QToolButton, "line-evidence").accessibleName() == "Evidence: shed"
    workspace_store = shell.page.workspace.store if shell.page else None
    assert workspace_store is not None
    assert len(workspace_store.records(Evidence)) == 2
    (house,) = workspace_store.records(House)
    assert house.certificate_evidence == ("shed",)
