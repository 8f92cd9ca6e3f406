"""Before a store is open: the pages that lead into one, and which of them is seen.

Promise: a store that is not opened for writing leads to the page that says why and what helps, never to a dead end.
"""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QStackedWidget, QVBoxLayout

from desktop.domain.errors import Refused
from desktop.settings import Settings
from desktop.store import certified, opening
from desktop.store import folder as place
from desktop.store.store import Store
from desktop.store.vault import Unlocked
from desktop.ui import enrol_page, start_page, theme, trouble_page, unlock_page
from desktop.ui.jobs import Job
from desktop.ui.notices import Voice, told

_PATIENCE = 400  # milliseconds until a wait is told


class Entrance(QStackedWidget):
    """Shows the first page until a store is chosen, then its lock until it is opened, or why it can't be."""

    opened = Signal(object, str)  # the Store, and why it is open for reading only
    said = Signal(str)  # what the person should know of an opened store
    language_wanted = Signal(str)

    def __init__(self, voice: Voice, settings: Callable[[], Settings]) -> None:
        super().__init__()
        self._voice, self._settings = voice, settings
        self._wait = _Wait(self)
        self._opening: Job | None = None

    def show_start(self) -> None:
        self.setCurrentWidget(self._start)
        self._start.welcome()

    def show_locked(self, folder: Path, locked: "unlock_page.Locked | None" = None) -> None:
        """Asks for the passphrase of this store; tells its trouble, or that there is none, where it can't be asked."""
        folder = folder.absolute()
        try:
            area = place.card(folder).area
        except (Refused, OSError) as refused:
            self.show_start()
            self._start.say_refused(told(self._voice, refused))
            return
        try:
            self._unlock.ask(folder, self._settings().last_person, locked)
        except (Refused, OSError) as refused:
            self.setCurrentWidget(self._trouble)
            self._trouble.tell(folder, area, None, refused)
            return
        self.setCurrentWidget(self._unlock)
        self._unlock.begin()

    def ask_for_backup(self) -> None:
        """Asks which backup of the store that was just locked is to come back."""
        if self.currentWidget() is self._unlock:
            self._unlock.ask_for_backup()

    def let_in(self, folder: Path, unlocked: Unlocked, *, older_is_fine: bool = False) -> None:
        """Opens the store for writing; where that can't be, the trouble is told."""

        def work(_progress: object) -> Store:
            return opening.open_store(folder, unlocked, older_is_fine=older_is_fine)

        def refuse(refused: Refused | OSError) -> None:
            self._end_waiting()
            self.tell_trouble(folder, unlocked, refused)

        def let_in(store: Store) -> None:
            self._end_waiting()
            if _waits_for_the_office(store):
                store.close()
                self._enrol.ask(folder, unlocked)
            else:
                self.opened.emit(store, "")

        self._begin_waiting()
        job = self._opening = Job(work, self)
        job.done.connect(let_in)
        job.refused.connect(refuse)
        job.destroyed.connect(lambda: self._forget(job))  # it ended by a bug, which the window has told
        job.start()

    def tell_trouble(self, folder: Path, unlocked: Unlocked, refused: Refused | OSError) -> None:
        """Says why a store can't be worked in, and what can be done."""
        self.setCurrentWidget(self._trouble)
        self._trouble.tell(folder, self._area(folder), unlocked, refused)

    def _begin_waiting(self) -> None:
        self.setEnabled(False)
        self._wait.begin(self._voice.word("Opening. A large store, or one of an older version, takes a while."))

    def _forget(self, job: Job) -> None:
        if job is self._opening:
            self._end_waiting()

    def _end_waiting(self) -> None:
        self._opening = None
        self._wait.end()
        self.setEnabled(True)

    def _area(self, folder: Path) -> str:
        try:
            return place.card(folder).area
        except (Refused, OSError):
            return folder.name

    def _let_in_restored(self, folder: Path, unlocked: Unlocked, set_aside: Path | None) -> None:
        if set_aside is not None:
            self.said.emit(self._voice.word("What was there before is kept: {folder}", folder=set_aside))
        self.let_in(folder, unlocked, older_is_fine=True)

    def _let_in_enrolled(self, folder: Path, unlocked: Unlocked, said: str) -> None:
        if said:
            self.said.emit(said)
        self.let_in(folder, unlocked)

    def _try_again(self, folder: Path, unlocked: Unlocked | None) -> None:
        if unlocked is None:
            self.show_locked(folder)
        else:
            self.let_in(folder, unlocked)

    # The pages, each made and connected when it is first shown

    @cached_property
    def _start(self) -> "start_page.StartPage":
        page = start_page.StartPage(self._voice, self._settings)
        page.chosen.connect(self.show_locked)
        page.unlocked.connect(self.let_in)
        page.restored.connect(self._let_in_restored)
        page.language_wanted.connect(self.language_wanted)
        self.addWidget(page)
        return page

    @cached_property
    def _unlock(self) -> "unlock_page.UnlockPage":
        page = unlock_page.UnlockPage(self._voice)
        page.began.connect(self._begin_waiting)
        page.ended.connect(self._end_waiting)
        page.unlocked.connect(self.let_in)
        page.restored.connect(self._let_in_restored)
        page.left_again.connect(self.show_start)
        self.addWidget(page)
        return page

    @cached_property
    def _enrol(self) -> "enrol_page.EnrolPage":
        page = enrol_page.EnrolPage(self._voice)
        page.ready.connect(lambda: self.setCurrentWidget(page))
        page.ready.connect(page.begin)
        page.finished.connect(self._let_in_enrolled)
        page.refused.connect(self.tell_trouble)
        page.left_again.connect(self.show_start)
        self.addWidget(page)
        return page

    @cached_property
    def _trouble(self) -> "trouble_page.TroublePage":
        page = trouble_page.TroublePage(self._voice)
        page.unlocked.connect(self.let_in)
        page.gone_on.connect(lambda folder, unlocked: self.let_in(folder, unlocked, older_is_fine=True))
        page.restored.connect(self._let_in_restored)
        page.again.connect(self._try_again)
        page.opened.connect(self.opened)
        page.left_again.connect(self.show_start)
        self.addWidget(page)
        return page


def _waits_for_the_office(store: Store) -> bool:
    """Whether this is a laptop of the field that no office ever certified."""
    with store.reading() as connection:
        return place.card(store.folder).kind == place.FIELD and not certified.people(connection)


class _Wait(QFrame):
    """Says that a store is being opened, where that takes longer than a blink."""

    def __init__(self, entrance: Entrance) -> None:
        super().__init__(entrance)
        self._entrance = entrance
        self.setProperty("part", "popup")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        self._told, bar = theme.label("", "plain"), QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        column.addWidget(self._told)
        column.addWidget(bar)
        self._late = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._late.timeout.connect(self._appear)
        self.hide()

    def begin(self, text: str) -> None:
        self._told.setText(text)
        self._late.start()

    def end(self) -> None:
        self._late.stop()
        self.hide()

    def _appear(self) -> None:
        self.adjustSize()
        room = self._entrance.rect()
        self.move(room.center().x() - self.width() // 2, room.bottom() - self.height() - 120)
        self.show()
        self.raise_()
