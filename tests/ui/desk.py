"""A household's page in the shell over a real store, with hands to work on it."""

from dataclasses import dataclass
from typing import TypeVar, cast

from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.casework.papers import stamping
from desktop.cli.words import Voice
from desktop.domain.records import Record
from desktop.i18n import Language
from desktop.store.store import Store
from desktop.ui import jobs, theme
from desktop.ui.household_page import HouseholdPage
from desktop.ui.ledger_line import LedgerLine
from desktop.ui.page import Place
from desktop.ui.pill import Pill
from desktop.ui.print_page import PrintPage
from desktop.ui.shell import Shell
from desktop.ui.visit_page import VisitPage
from desktop.ui.workspace import Workspace

_W = TypeVar("_W", bound=QWidget)


@dataclass
class Desk:
    """The shell, and who works at it."""

    qtbot: QtBot
    store: Store
    workspace: Workspace
    shell: Shell

    def go(self, household: Record | None, part: str = "", row: bytes | None = None) -> None:
        """Goes to a household, or to the registration of a new one."""
        self.shell.go(Place("household", household.id if household else None, part, row))
        self.settle()

    def field(self, name: str) -> QLineEdit:
        """A field of the form that is seen."""
        return self._seen(QLineEdit, name)

    def write(self, name: str, text: str) -> None:
        """Types over what a field holds."""
        field = self.field(name)
        field.setFocus()
        field.selectAll()
        self.qtbot.keyClick(field, Qt.Key.Key_Delete)
        if text.isascii():
            self.qtbot.keyClicks(field, text)
        else:
            committed = QInputMethodEvent()  # as an input method gives what was composed
            committed.setCommitString(text)
            QApplication.sendEvent(field, committed)
        self.settle()

    def choose(self, name: str, key: str) -> None:
        """Chooses with the keyboard."""
        box = self._seen(QComboBox, name)
        box.setFocus()
        self.qtbot.keyClick(box, Qt.Key.Key_Home)
        for _ in range(box.findData(key)):
            self.qtbot.keyClick(box, Qt.Key.Key_Down)
        box.activated.emit(box.currentIndex())  # what the list of choices does when it is open

    def tab(self) -> None:
        """The keyboard goes on to the next field."""
        self.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        self.settle()

    def press(self, name: str) -> None:
        self.qtbot.mouseClick(self._seen(QAbstractButton, name), Qt.MouseButton.LeftButton)
        self.settle()

    def is_seen(self, name: str) -> bool:
        return any(each.isVisible() for each in self.shell.findChildren(QAbstractButton, name))

    def open_line(self, words: str) -> None:
        """Presses the first line that says this."""
        line = next(
            line for line in self.shell.findChildren(LedgerLine) if words in line.line.told and line.isVisible()
        )
        self.qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
        self.settle()

    def lines(self) -> list[str]:
        """What the lines say that are seen."""
        return [line.line.told for line in self.shell.findChildren(LedgerLine) if line.isVisible()]

    def words(self) -> list[str]:
        """What labels and badges say that are seen."""
        return [each.text() for kind in (QLabel, Pill) for each in self.shell.findChildren(kind) if each.isVisible()]

    def says(self, text: str) -> bool:
        return any(text in words for words in self.words())

    def finding(self, name: str) -> str:
        """What stands beside a field."""
        return next(
            (label.text() for label in self.shell.findChildren(QLabel, f"finding_{name}") if label.isVisible()), ""
        )

    def settle(self) -> None:
        """Lets everything that was begun come to its end."""
        for _ in range(5):
            QThreadPool.globalInstance().waitForDone()
            QApplication.processEvents()

    def close(self) -> None:
        self.shell.leave_page()
        jobs.stop_all(self.shell)
        self.shell.close()

    def _seen(self, kind: type[_W], name: str) -> _W:
        return next(each for each in self.shell.findChildren(kind, name) if each.isVisible())


def opened(qtbot: QtBot, store: Store, language: Language = Language.ENGLISH) -> Desk:
    """The shell of this store, with the pages of a household, of its visits and of its papers."""
    theme.dress(cast("QApplication", QApplication.instance()))
    stamping.stamp(store, ["the area has its check key"])  # else the first paper that is looked at makes it
    workspace = Workspace(store, Voice(language))
    pages = {
        "household": lambda: HouseholdPage(workspace),
        "visit": lambda: VisitPage(workspace),
        "print": lambda: PrintPage(workspace),
    }
    shell = Shell(workspace, pages)
    shell.resize(1366, 700)
    qtbot.addWidget(shell)
    shell.show()
    qtbot.waitExposed(shell)
    shell.activateWindow()
    return Desk(qtbot, store, workspace, shell)
