"""Before a store is open: the pages that lead into one, and which of them is seen."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from desktop.domain.errors import Refused
from desktop.ui.notices import Voice, told
from desktop.ui.start_page import StartPage
from desktop.ui.unlock_page import UnlockPage


class Entrance(QStackedWidget):
    """Shows the first page until a store is chosen, then its lock until it is opened."""

    opened = Signal(object)  # the Store

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._start, self._unlock = StartPage(voice), UnlockPage(voice)
        for page in (self._start, self._unlock):
            self.addWidget(page)
        self._start.chosen.connect(self.show_locked)
        self._unlock.opened.connect(self.opened)
        self._unlock.left_again.connect(self.show_start)

    def show_start(self) -> None:
        self.setCurrentWidget(self._start)

    def show_locked(self, folder: Path) -> None:
        """Asks for the passphrase of this store; on the first page where there is none."""
        self._start.notice.say("")
        try:
            self._unlock.ask(folder.absolute())
        except (Refused, OSError) as refused:
            self._start.notice.say(told(self._voice, refused))
            self.setCurrentWidget(self._start)
            return
        self.setCurrentWidget(self._unlock)
