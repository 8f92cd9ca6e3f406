"""How much lies on this computer alone, told whenever something was saved: for the rail and the status bar.

Promise: counted beside the window, and only once a burst of saves is over.
"""

from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.store import unsent
from desktop.store.unsent import Unsent
from desktop.ui import clock_words
from desktop.ui.jobs import Progress
from desktop.ui.workspace import Workspace

_PAUSE = 600  # ms


class UnsentCount(QObject):
    """Counts for an open store."""

    counted = Signal(int, str)  # how many entries, and that and the last export in words

    def __init__(self, workspace: Workspace, owner: QObject) -> None:
        super().__init__(owner)
        self._workspace = workspace
        self._is_counting = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._count)
        workspace.kept.connect(self._pause.start)
        self._pause.start()

    def _count(self) -> None:
        if self._is_counting:
            self._pause.start()
            return
        self._is_counting = True
        store = self._workspace.store

        def count(_tell: Progress) -> Unsent:
            return unsent.unsent(store)

        job = self._workspace.job(count, self)
        job.done.connect(self._tell)
        for end in (job.refused, job.stopped):
            end.connect(self._rest)
        job.start()

    def _tell(self, found: Unsent) -> None:
        self._rest()
        self.counted.emit(found.entries, self._told(found))

    def _rest(self) -> None:
        self._is_counting = False

    def _told(self, found: Unsent) -> str:
        voice, now = self._workspace.voice, self._workspace.store.now()
        told = voice.words("{n} entry not exported", "{n} entries not exported", found.entries)
        if not found.exported_at:
            return told
        at = datetime.fromtimestamp(found.exported_at / 1000, now.tzinfo)
        when = f"{clock_words.short_day(at.date(), now.year)} {at:%H:%M}"
        return f"{told} · {voice.word('last export {when}', when=when)}"
