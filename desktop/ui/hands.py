"""Somebody's hands in the window: they open an area, go to a page, press, write, and see what is there.

Promise: what they press and write goes through the same fields and buttons as a person's. Hidden: when a screen has
come to rest.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt, QThreadPool, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QWidget,
)

from desktop.casework.inventing import PASSPHRASE
from desktop.domain.four_clear import Case
from desktop.domain.records import Calculation, Evidence, Grievance, Printing, PrivacyRequest, Told
from desktop.domain.rights import State
from desktop.store import opening, queries, vault
from desktop.store.store import Store
from desktop.ui.household_file import file_of
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place

USUAL, SCALED = (1366, 720), (1093, 600)  # a small laptop without its taskbar; the same at 125 %
_LOOKS: dict[str, dict[str, object]] = {
    "english": {"language": "en"},
    "outdoor": {"language": "zh_CN", "is_outdoor": True},
    "extra-large": {"is_outdoor": False, "text_size": "extra_large"},
}
_ACCEPTS = QDialogButtonBox.ButtonRole.AcceptRole
UNDER_WAY = "-under-way"
"""Ends the name of a picture of what goes on meanwhile, which is not waited for."""
_ROUNDS = 40  # of the event loop: enough for what is learnt and painted when nothing else waits

_W = TypeVar("_W", bound=QWidget)


class Hands:
    """The hands of somebody who goes through the program, and what they look for in the area."""

    def __init__(self, app: QApplication, window: MainWindow, folder: Path) -> None:
        self._app, self._window, self._folder = app, window, folder

    def rest(self) -> None:
        """Waits until what was begun is there."""
        for _ in range(_ROUNDS):
            QThreadPool.globalInstance().waitForDone()
            self._app.processEvents()

    def open_as(self, who: str, folder: Path | None = None) -> None:
        """Opens the area, or a laptop's folder, as somebody of its team."""
        folder = folder or self._folder
        self._window.show_locked(folder)
        self._window.show_store(opening.open_store(folder, vault.unlock(folder, PASSPHRASE, who)))
        self.rest()

    def unlock(self, folder: Path, passphrase: str = PASSPHRASE) -> None:
        """Opens a store by its lock."""
        self._window.show_locked(folder)
        self.write("passphrase", passphrase)
        self.press("unlock")

    @contextmanager
    def at(self, folder: Path, who: str) -> Iterator[Store]:
        """A store that is open for a moment; the window leaves it first."""
        self._window.show_start()
        self.rest()
        with opening.open_store(folder, vault.unlock(folder, PASSPHRASE, who)) as store:
            yield store

    def looks(self) -> Iterator[str]:
        """The window in the other language, in the sun, with large letters and with little room; then as it was."""
        page = self._window.shell.page if self._window.shell else None
        before = {"language": page.workspace.voice.language} if page else {}
        for look, changed in _LOOKS.items():
            self._window.apply(changed)
            self.rest()
            yield look
        self._window.apply({"text_size": "standard", **before})
        self._window.resize(*SCALED)
        self.rest()
        yield "scaled"
        self._window.resize(*USUAL)

    def in_all_looks(self, places: Mapping[str, Place]) -> Iterator[str]:
        """These places in all looks."""
        for look in self.looks():
            for name, place in places.items():
                self.go(place)
                yield f"{look}-{name}"

    def go(self, place: Place) -> None:
        """Opens a page."""
        self.rest()
        if self._window.shell is not None:
            self._window.shell.go(place)
        self.rest()

    def step_back(self) -> None:
        """One step back within a page, as Esc does."""
        if self._window.shell is not None and self._window.shell.page is not None:
            self._window.shell.page.step_back()

    def escape(self) -> None:
        """Presses Esc."""
        QTest.keyClick(self._window.focusWidget() or self._window, Qt.Key.Key_Escape)
        self.rest()

    def press(self, name: str) -> None:
        """Presses the button of this name that is seen."""
        self.seen(QAbstractButton, name).click()
        self.rest()

    def press_only(self, name: str) -> None:
        """Presses it, and does not wait for what comes of it."""
        self.seen(QAbstractButton, name).click()

    def press_and_choose(self, name: str, chosen: Path) -> None:
        """Presses the button of this name, and types this path into the chooser of files that it opens."""
        QTimer.singleShot(0, self._window, lambda: self._choose(chosen))
        self.press(name)
        self._window.activateWindow()

    def _choose(self, chosen: Path) -> None:
        chooser = self._app.activeModalWidget()
        if not isinstance(chooser, QFileDialog):
            QTimer.singleShot(0, self._window, lambda: self._choose(chosen))  # it is not there yet
            return
        chooser.findChildren(QLineEdit, "fileNameEdit")[0].setText(str(chosen))
        (buttons,) = chooser.findChildren(QDialogButtonBox)
        next(each for each in buttons.buttons() if buttons.buttonRole(each) is _ACCEPTS).click()

    def pick(self, name: str, value: object) -> None:
        """Chooses in a list of choices."""
        box = self.seen(QComboBox, name)
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())
        self.rest()

    def write(self, name: str, text: str) -> None:
        """As somebody types it: what listens to typing hears it."""
        field = self.seen(QLineEdit, name)
        field.setFocus()
        field.setText(text)
        field.textEdited.emit(text)
        self.rest()

    def seen(self, kind: type[_W], name: str) -> _W:
        """The widget of this kind and name that is seen."""
        self.rest()
        return next(each for each in self._window.findChildren(kind, name) if each.isVisible())

    def is_offered(self, name: str) -> bool:
        """Whether a button of this name is seen."""
        return any(each.isVisible() for each in self._window.findChildren(QAbstractButton, name))

    def fullest(self) -> Case:
        """The household of which most is written down."""
        with opening.open_store(self._folder, self._unlocked(), read_only=True) as store:
            cases = queries.cases(store, queries.counted_ids(store)).values()
        kinds = ("people", "unregistered_parts", "fixtures", "appraisals", "wishes")
        return max(cases, key=lambda case: (min(len(getattr(case, kind)) for kind in kinds), len(case.fixtures)))

    def photographed(self) -> bytes:
        """The household of which there are photos."""
        with opening.open_store(self._folder, self._unlocked(), read_only=True) as store:
            return next(row.household for row in store.records(Evidence) if row.household)

    def reckoned(self) -> tuple[bytes, bytes]:
        """A household of which facts are missing, and one whose sum is locked."""
        with opening.open_store(self._folder, self._unlocked(), read_only=True) as store:
            locked = {row.household for row in store.records(Calculation) if row.household}
            homes = queries.counted_ids(store)
        return next(home for home in homes if home not in locked), next(home for home in homes if home in locked)

    def concerned(self) -> Sequence[bytes]:
        """A household that was told of its rights, one that complains, and one that asks what is kept of it."""
        with opening.open_store(self._folder, self._unlocked(), read_only=True) as store:
            rows = [store.records(kind) for kind in (Told, Grievance, PrivacyRequest)]
        return [home for found in rows for home in [each.household for each in found if each.household][-1:]]

    def unusual(self) -> dict[str, Place]:
        """Two values beside each other, a household that was withdrawn, and clocks of rights in each state."""
        with opening.open_store(self._folder, self._unlocked(), read_only=True) as store:
            odd = queries.conflicts_open(store)[0]
            gone = next(line for line in queries.households(store, withdrawn=True) if line.is_withdrawn)
            files = [file_of(store, line.id) for line in queries.households(store)]
        clocks = {
            f"rights-{state}": Place("household", file.case.household.id)
            for state in (State.RUNNING, State.UNKNOWN, State.PASSED)
            for file in files
            if file is not None and any(clock.state(file.today) is state for clock in file.clocks)
        }
        return {
            "in-conflict": Place("household", odd.household, odd.record, odd.row),
            "withdrawn": Place("household", gone.id),
            **clocks,
        }

    def _unlocked(self) -> vault.Unlocked:
        first = next(slot for slot in vault.slots(self._folder) if slot.kind is vault.Kind.PASSPHRASE)
        return vault.unlock(self._folder, PASSPHRASE, first.name)

    def printed(self) -> tuple[bytes, str]:
        """A household that has a sheet, and the code that stands on it."""
        with opening.open_store(self._folder, self._unlocked(), read_only=True) as store:
            row = next(row for row in store.records(Printing) if row.household and row.code)
        return row.household or b"", row.code or ""
