"""The one window: the entrance or the shell of an open store, and what its status bar says. It navigates, nothing else.

Promise: a store that is locked leaves nothing behind in the window. Hidden: another language or look is put on by
making all pages anew at the same place; what was being typed is a draft by then.
"""

import atexit
from collections.abc import Callable, Mapping
from pathlib import Path
from weakref import ref

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent, QWindow
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.settings import Settings
from desktop.store import drafts
from desktop.store import folder as place_of
from desktop.store.store import Store
from desktop.store.vault import Unlocked
from desktop.ui import (
    compensation_page,
    conflicts_page,
    devices_page,
    due_orders,
    duplicates_page,
    enrol_band,
    exchange_count,
    exchange_page,
    explain_many_page,
    explain_page,
    flats_page,
    grievances_page,
    household_page,
    import_page,
    jobs,
    merge_count,
    merge_page,
    policies_page,
    print_page,
    progress_page,
    settings_page,
    signs_page,
    theme,
    today_page,
    unlock_page,
    upkeep,
    verify_page,
    visit_page,
)
from desktop.ui.backing_up import DailyBackup
from desktop.ui.band import Band
from desktop.ui.bug_band import BugBand
from desktop.ui.clock_watch import ClockWatch
from desktop.ui.enter_key import EnterPresses
from desktop.ui.entrance import Entrance
from desktop.ui.household_list import HouseholdList
from desktop.ui.notices import Notice, Voice, told
from desktop.ui.page import Page, Place
from desktop.ui.shell import Shell
from desktop.ui.workspace import Workspace

_FIRST = Place("households")
_DAY = Place("today")
_OFFICE = "office"  # the kind of store that sends to nobody
_MINUTE = 60_000
_SEEN_FIRST = 1300  # ms in which the first page is seen, before what it does not need is loaded
_INPUT = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.Wheel})


class MainWindow(QMainWindow):
    """Shows the first page until a store is chosen, its lock until it is opened, then its households.

    `voices` gives the voice of a language; `keep` writes what the user changed of the settings, and returns them;
    `minute` is how many milliseconds a minute of the automatic lock has; `folder` is of the store to ask for at once,
    or to open at once where it is `unlocked` already.
    """

    opened = Signal(object)  # the folder of the store that was opened

    def __init__(
        self,
        app: QApplication,
        settings: Settings,
        voices: Callable[[str], Voice],
        keep: Callable[..., Settings],
        *,
        minute: int = _MINUTE,
        folder: Path | None = None,
        unlocked: Unlocked | None = None,
    ) -> None:
        super().__init__()
        self._app = app
        self._settings = settings
        self._voices, self._keep, self._minute = voices, keep, minute
        self._voice = voices(settings.language)
        self._workspace: Workspace | None = None
        self._shell: Shell | None = None
        self._why_read_only = ""
        self._places: dict[tuple[Path, str], Place] = {}  # where each person was in each store, until the window closes
        self._upkept: upkeep.Upkept | None = None
        self._inbound: merge_count.InboundCount | None = None  # what came to the office
        self._notice, self.bug = Notice(), BugBand()
        self._content = QStackedWidget()
        self._entrance = self._new_entrance()
        self._saved, self._unsent, self._kept, self._demo = (QLabel() for _ in range(4))
        self._unused = QTimer(self, singleShot=True)
        self._lay_out()
        self._unused.timeout.connect(self._lock_unused)
        app.focusWindowChanged.connect(self._watch)
        app.focusChanged.connect(self._ring.follow)
        EnterPresses(self)
        atexit.register(_close, ref(self))
        if folder is None:
            self.show_start()
        elif unlocked is None:
            self.show_locked(folder)
        else:
            self._entrance.let_in(folder, unlocked)

    @property
    def voice(self) -> Voice:
        return self._voice

    @property
    def shell(self) -> Shell | None:
        """What is seen of the open store; None while none is open."""
        return self._shell

    def show_start(self) -> None:
        self._close_store()
        self._entrance.show_start()

    def show_locked(self, folder: Path, locked: "unlock_page.Locked | None" = None) -> None:
        """Asks for the passphrase of this store; on the first page where there is none."""
        self._close_store()
        self._entrance.show_locked(folder, locked)

    def show_store(self, store: Store, why_read_only: str = "") -> None:
        """Shows an open store where this person left it; first the day of who visits, the households to the others."""
        person = store.opened.name
        self._settings = self._keep(self._settings, last_store=store.folder, last_person=person)
        self._why_read_only = why_read_only
        try:
            self._show_shell(store, self._places.get((store.folder, person), _first(store)))
        except Refused as refused:  # damaged just where the first page reads
            if store.read_only:
                raise
            self._close_store()
            self._entrance.tell_trouble(store.folder, store.opened, refused)
            return
        self.opened.emit(store.folder)

    def lock(self, *, is_by_itself: bool = False) -> None:
        """Locks the open store, after what is being typed was kept."""
        if self._workspace is None or self._shell is None:
            return
        self._shell.leave_page()
        store = self._workspace.store
        kept = len(drafts.drafts_of(store, store.opened.person))
        locked = unlock_page.Locked(store.opened.name, f"{store.now():%H:%M}", is_by_itself, kept)
        self.show_locked(store.folder, locked)
        self.setWindowTitle(f"Ruhu 入户 — {self._voice.word('locked')}")

    def ask_for_backup(self) -> None:
        """Closes the open store and asks which backup of it is to come back."""
        self.lock()
        self._entrance.ask_for_backup()

    def apply(self, changed: Mapping[str, object]) -> None:
        """Puts other settings on at once: everything is shown anew where it was."""
        self._settings = self._keep(self._settings, **changed)
        if not changed.keys() & {"language", "text_size", "is_outdoor"}:
            self._begin_unused()
            self._tell_kept()
            return
        self._voice = self._voices(self._settings.language)
        theme.dress(self._app, theme.theme(self._settings.text_size, is_outdoor=self._settings.is_outdoor))
        shown, page = self._workspace, self._shell.page if self._shell else None
        place = page.place() if page else _FIRST
        store = shown.store if shown else None
        focused = self._app.focusWidget()
        touched = focused.objectName() if focused else ""
        self._take_shell_away()
        self._content.removeWidget(self._entrance)
        self._entrance.deleteLater()
        self._entrance = self._new_entrance()
        if store is None:
            self.show_start()
        else:
            self._show_shell(store, place)
            self._tell_kept()
            if self._shell and touched and (again := self._shell.findChild(QWidget, touched)):
                again.setFocus()

    def show_anew(self) -> None:
        """Shows the open store again where it was: who opened it may do something else by now."""
        if self._workspace is None or self._shell is None or self._shell.page is None:
            return
        store, place = self._workspace.store, self._shell.page.place()
        self._take_shell_away()
        self._show_shell(store, place)

    def keep_up(self, work: "upkeep.Upkeep") -> None:
        """Closes the store for work that needs it to itself, and opens it again where it is then."""
        if self._workspace is None:
            return
        store = self._workspace.store
        self._close_store()
        page = upkeep.UpkeepPage(self._voice, work, store.folder, store.opened)
        page.ended.connect(lambda upkept: self._come_back(page, upkept, store))
        self._content.addWidget(page)
        self._content.setCurrentWidget(page)
        page.begin()

    def keep_typed(self) -> None:
        """Writes down what is being typed on the page that is seen, which stays."""
        if self._shell is not None:
            self._shell.leave_page()

    def say(self, text: str) -> None:
        """Says something above whatever is seen."""
        self._notice.say(text)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT and self._workspace is not None:
            self._begin_unused()
        return False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch(self.windowHandle())

    def closeEvent(self, event: QCloseEvent) -> None:
        self._close_store()
        jobs.stop_all(self)
        for window in self._app.allWindows():
            window.removeEventFilter(self)
        super().closeEvent(event)

    def _new_entrance(self) -> Entrance:
        entrance = Entrance(self._voice, lambda: self._settings)
        entrance.opened.connect(self.show_store)
        entrance.said.connect(self.say)
        entrance.language_wanted.connect(lambda language: self.apply({"language": language}))
        self._content.addWidget(entrance)
        return entrance

    def _pages(self, workspace: Workspace) -> Mapping[str, Callable[[], Page]]:
        def settings() -> Page:
            page = settings_page.SettingsPage(workspace, self._settings, self._upkept)
            page.changed.connect(self.apply)
            page.lock_wanted.connect(self.lock)
            page.restore_wanted.connect(self.ask_for_backup)
            page.upkeep_wanted.connect(self.keep_up)
            return page

        def exchange() -> Page:
            page = exchange_page.ExchangePage(workspace)
            page.renewed.connect(self.show_anew, Qt.ConnectionType.QueuedConnection)
            return page

        is_office = place_of.card(workspace.store.folder).kind == _OFFICE
        return {
            **({"devices": lambda: devices_page.DevicesPage(workspace)} if is_office else {}),
            **({"merge": lambda: merge_page.MergePage(workspace, self._inbound_of(workspace))} if is_office else {}),
            "households": lambda: HouseholdList(workspace),
            "duplicates": lambda: duplicates_page.DuplicatesPage(workspace),
            "household": lambda: household_page.HouseholdPage(workspace),
            "visit": lambda: visit_page.VisitPage(workspace),
            "exchange": exchange,
            "explain": lambda: explain_page.ExplainPage(workspace),
            "grievances": lambda: grievances_page.GrievancesPage(workspace),
            "compensation": lambda: compensation_page.CompensationPage(workspace),
            "conflicts": lambda: conflicts_page.ConflictsPage(workspace),
            "flats": lambda: flats_page.FlatsPage(workspace),
            "explain_many": lambda: explain_many_page.ExplainManyPage(workspace),
            "import": lambda: import_page.ImportPage(workspace),
            "policies": lambda: policies_page.PoliciesPage(workspace),
            "print": lambda: print_page.PrintPage(workspace),
            "progress": lambda: progress_page.ProgressPage(workspace),
            "verify": lambda: verify_page.VerifyPage(workspace),
            "signs": lambda: signs_page.SignsPage(workspace),
            "settings": settings,
            "today": lambda: today_page.TodayPage(workspace, can_visit=True),
        }

    def _show_shell(self, store: Store, place: Place) -> None:
        workspace = self._workspace = Workspace(store, self._voice, self)
        self._inbound = None
        shell = self._shell = Shell(workspace, self._pages(workspace))
        shell.lock_wanted.connect(self.lock)
        for kept in (workspace.kept, workspace.drafted):
            kept.connect(self._tell_saved)
        if store.read_only:
            self._show_read_only(shell)
        clock = ClockWatch(workspace)
        shell.show_band(clock)
        clock.look()
        if not store.read_only and place_of.card(store.folder).kind == place_of.FIELD:
            standing = enrol_band.EnrolBand(workspace)
            shell.show_band(standing)
            standing.look()
        self._content.addWidget(shell)
        self._content.setCurrentWidget(shell)
        card = place_of.card(store.folder)
        self.setWindowTitle(f"Ruhu 入户 — {card.area}")
        workspace.changed.connect(self._name_window)
        word = self._voice.word
        self._saved.clear()
        self._kept.setText(word("open for reading only") if store.read_only else word("encrypted on this computer"))
        self._demo.setText(word("demo area: all data invented") if card.is_invented else "")
        self.statusBar().show()
        shell.go(place)
        if store.notices:
            shell.notice.say("\n".join(map(word, store.notices)))
        DailyBackup(workspace, lambda: self._settings, shell).look()
        self._unsent.hide()
        QTimer.singleShot(_SEEN_FIRST, shell, lambda: self._begin_rest(workspace, shell))
        self._begin_unused()

    def _inbound_of(self, workspace: Workspace) -> "merge_count.InboundCount":
        """What came to the office."""
        if self._inbound is None:
            self._inbound = merge_count.InboundCount(workspace, workspace)
        return self._inbound

    def _begin_rest(self, workspace: Workspace, shell: Shell) -> None:
        """Carries out what is due by order, and tells what came to the office, or what has not gone out to it."""
        if self._shell is not shell:
            return  # it was locked since
        due_orders.carry_out(workspace)
        if place_of.card(workspace.store.folder).kind == _OFFICE:
            inbound = self._inbound_of(workspace)
            inbound.setParent(shell)  # which ends its jobs
            inbound.counted.connect(lambda number, told: shell.show_count("merge", number, told))
            inbound.told.connect(self._unsent.setText)
            inbound.told.connect(self._unsent.show)
            inbound.begin()
            return
        count = exchange_count.UnsentCount(workspace, shell)
        count.counted.connect(lambda number, told: shell.show_count("exchange", number, told))
        count.counted.connect(lambda _number, told: self._unsent.setText(told))
        count.counted.connect(self._unsent.show)

    def _show_read_only(self, shell: Shell) -> None:
        word = self._voice.word
        band = Band("info", "lock", word("Open it for writing…"), "open-to-write", "unlock")
        told = word("Open for reading only: everything can be seen and copied, nothing can be changed.")
        band.wanted.connect(self.lock)
        shell.show_band(band)
        band.say(told, self._why_read_only)

    def _come_back(self, page: "upkeep.UpkeepPage", upkept: "upkeep.Upkept", before: Store) -> None:
        self._content.removeWidget(page)
        page.deleteLater()
        self._upkept = upkept
        try:
            store = upkeep.reopened(upkept, before.opened, was_read_only=before.read_only)
        except (Refused, OSError) as refused:
            self.show_locked(upkept.folder)
            self.say(told(self._voice, refused))
            return
        self._settings = self._keep(self._settings, last_store=store.folder)
        self._why_read_only = self._why_read_only if store.read_only else ""
        self._show_shell(store, Place("settings", part=settings_page.DATA))
        if self._shell is not None and self._workspace is not None and store.folder != before.folder:
            self._shell.notice.say("")  # that it was moved is no news
            told_where = self._voice.word("The store is in {folder} now, compared file by file.", folder=store.folder)
            self._workspace.said.emit(told_where)

    def _name_window(self, rows: frozenset[tuple[str, bytes]]) -> None:
        if self._workspace is not None and any(record == "area" for record, _ in rows):
            self.setWindowTitle(f"Ruhu 入户 — {place_of.card(self._workspace.store.folder).area}")

    def _tell_kept(self) -> None:
        if self._workspace is not None:
            now = self._workspace.store.now()
            self._saved.setText(self._voice.word("settings kept at {time}", time=f"{now:%H:%M}"))

    def _tell_saved(self) -> None:
        if self._workspace is not None:
            now = self._workspace.store.now()
            self._saved.setText(self._voice.word("saved by itself at {time}", time=f"{now:%H:%M}"))

    def _watch(self, window: QWindow | None) -> None:
        """Sees what is typed and touched in a window; to see all events of all widgets costs a sixth of each frame."""
        if window is not None:
            window.installEventFilter(self)

    def _lock_unused(self) -> None:
        if self._shell is not None and self._shell.findChildren(jobs.Job):
            self._unused.start(self._minute)  # an import or a backup is not cut off half-way
            return
        self.lock(is_by_itself=True)

    def _begin_unused(self) -> None:
        minutes = self._settings.lock_after
        self._unused.start(minutes * self._minute) if minutes else self._unused.stop()

    def _lay_out(self) -> None:
        self.resize(1366, 720)  # what a taskbar and a title bar leave of a small laptop
        self.setMinimumSize(1024, 560)
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bug)
        column.addWidget(self._notice)
        column.addWidget(self._content, 1)
        self.setCentralWidget(central)
        self._ring = theme.FocusRing(central)
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        self._saved.setProperty("look", "saved")
        for part in (self._saved, self._unsent, self._kept):
            bar.addWidget(part)
        bar.addPermanentWidget(self._demo)

    def _close_store(self) -> None:
        self._unused.stop()
        self._notice.say("")
        self.statusBar().hide()
        self.setWindowTitle("Ruhu 入户")
        workspace = self._workspace
        self._take_shell_away()
        self._content.setCurrentWidget(self._entrance)
        if workspace is not None:
            workspace.store.close()

    def _take_shell_away(self) -> None:
        """Keeps what is being typed, ends the jobs, and leaves nothing of the store in the window."""
        if self._shell is not None and self._workspace is not None:
            self._shell.leave_page()
            if self._shell.page is not None:
                store = self._workspace.store
                self._places[store.folder, store.opened.name] = self._shell.page.place()
            jobs.stop_all(self._shell)
            for timer in self._shell.findChildren(QTimer):
                timer.stop()  # what waits would read from the closed store
            self._content.removeWidget(self._shell)
            self._shell.deleteLater()
        if self._workspace is not None:
            self._workspace.deleteLater()
        self._shell = self._workspace = None


def _first(store: Store) -> Place:
    """Those who go to the households begin with their day."""
    return _DAY if store.opened.role in (Role.WORKER, Role.LEAD) else _FIRST


def _close(wanted: Callable[[], MainWindow | None]) -> None:
    """Closes a window that is still open when the process ends: PySide takes an active one apart piece by piece."""
    window = wanted()
    if window is not None and isValid(window):
        window.close()
