"""The one window: which page is seen, and what its status bar says. It navigates, and nothing else."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desktop.casework.inventing import AREA
from desktop.domain.errors import Refused
from desktop.store import folder as place
from desktop.store import queries
from desktop.store.store import Store
from desktop.ui import jobs, ledger_export, theme
from desktop.ui.household_list import HouseholdList
from desktop.ui.import_page import ImportPage
from desktop.ui.meaning import Voice
from desktop.ui.notices import Notice, told
from desktop.ui.start_page import StartPage
from desktop.ui.unlock_page import UnlockPage


class MainWindow(QMainWindow):
    """Shows the first page until a store is chosen, its lock until it is opened, then its households."""

    opened = Signal(object)  # the folder of the store that was opened

    def __init__(self, app: QApplication, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._store: Store | None = None
        self._notice = Notice()
        self._start = StartPage(voice)
        self._unlock = UnlockPage(voice)
        self._households = HouseholdList(voice)
        self._import = ImportPage(voice)
        self._pages = QStackedWidget()
        for page in (self._start, self._unlock, self._households, self._import):
            self._pages.addWidget(page)
        self._place, self._number, self._kept, self._demo = (QLabel() for _ in range(4))
        self._lay_out()
        self._connect(app)
        self.show_start()

    def show_start(self) -> None:
        self._close_store()
        self._pages.setCurrentWidget(self._start)

    def show_locked(self, folder: Path) -> None:
        """Asks for the passphrase of this store; on the first page where there is none."""
        self._close_store()
        self._start.notice.say("")
        try:
            self._unlock.ask(folder.absolute())
        except (Refused, OSError) as refused:
            self._start.notice.say(told(self._voice, refused))
            self._pages.setCurrentWidget(self._start)
            return
        self._pages.setCurrentWidget(self._unlock)

    def show_households(self, store: Store) -> None:
        self._store = store
        area = place.card(store.folder).area
        self.setWindowTitle(f"Ruhu 入户 — {area}")
        self._place.setText(str(store.folder))
        self._number.clear()
        self._demo.setText(self._voice.word("demo area: all data invented") if area == AREA else "")
        self._households.show_store(store, area)
        self._pages.setCurrentWidget(self._households)
        self.statusBar().show()
        self._count(store)
        self.opened.emit(store.folder)

    def show_import(self, file: Path) -> None:
        """Looks through a ledger before it is taken into the open store."""
        if self._store is not None:
            self._pages.setCurrentWidget(self._import)
            self._import.begin(self._store, file)

    def say(self, text: str) -> None:
        """Says something above the page."""
        self._notice.say(text)

    def closeEvent(self, event: QCloseEvent) -> None:
        jobs.stop_all(self)
        self._close_store()
        super().closeEvent(event)

    def _lay_out(self) -> None:
        self.resize(1366, 720)  # what a taskbar and a title bar leave of a small laptop
        self.setMinimumSize(1024, 640)
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._notice)
        column.addWidget(self._pages, 1)
        self.setCentralWidget(central)
        self._ring = theme.FocusRing(central)
        self._kept.setText(self._voice.word("encrypted on this computer"))
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        for part in (self._place, self._number, self._kept):
            bar.addWidget(part)
        bar.addPermanentWidget(self._demo)

    def _connect(self, app: QApplication) -> None:
        self._start.chosen.connect(self.show_locked)
        self._unlock.opened.connect(self.show_households)
        self._unlock.left_again.connect(self.show_start)
        self._households.lock_wanted.connect(self._lock)
        self._households.import_wanted.connect(self._choose_ledger)
        self._households.export_wanted.connect(self._export)
        self._import.left.connect(self._leave_import)
        self._import.changed.connect(self._tell_changed)
        self._import.lock_wanted.connect(self._lock)
        app.focusChanged.connect(self._ring.follow)

    def _lock(self) -> None:
        if self._store is not None:
            self.show_locked(self._store.folder)

    def _choose_ledger(self) -> None:
        if file := self._import.chosen_file():
            self.show_import(file)

    def _export(self) -> None:
        store = self._store
        if store is None:
            return
        if file := ledger_export.chosen_file(self, self._voice, place.card(store.folder).area):
            ledger_export.export(self, self._voice, store, file, self.say)

    def _leave_import(self) -> None:
        self._pages.setCurrentWidget(self._households)
        self._households.setFocus()

    def _tell_changed(self) -> None:
        self._households.refill()
        if self._store is not None:
            self._count(self._store)

    def _count(self, store: Store) -> None:
        job = jobs.Job(lambda _progress: queries.counts(store)["household"], self)
        job.done.connect(lambda n: self._number.setText(self._voice.words("{n} household", "{n} households", n)))
        job.refused.connect(lambda refused: self.say(told(self._voice, refused)))
        job.start()

    def _close_store(self) -> None:
        self._households.forget()
        self._import.forget()
        self.statusBar().hide()
        self.setWindowTitle("Ruhu 入户")
        self._notice.say("")
        if self._store is not None:
            self._store.close()
            self._store = None
