"""What the sums would be with each value of a conflict, reckoned beside the window.

Promise: what was begun for a conflict that is not looked at any more tells nothing.
"""

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.casework import money_effect
from desktop.casework.deciding import Standing
from desktop.casework.money_effect import Effect
from desktop.ui.jobs import Job
from desktop.ui.workspace import Workspace

_PATIENCE = 400  # ms


class Reckoning(QObject):
    """One at a time."""

    came = Signal(object)  # an Effect for each value
    lasting = Signal()  # it takes long enough to be said

    def __init__(self, workspace: Workspace, owner: QObject) -> None:
        super().__init__(owner)
        self._workspace = workspace
        self._job: Job | None = None
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(self.lasting)

    def begin(self, standing: Standing) -> None:
        """Reckons where a sum may move; what it was about before is let be."""
        self.stop()
        if not standing.is_money:
            return
        store, language = self._workspace.store, self._workspace.voice.language
        n = max(len(standing.versions), 2)  # a card for keeping, and one for withdrawing
        self._patience.start()
        job = self._job = Job(lambda _progress: money_effect.effects(store, standing, language), self)
        job.done.connect(self._take)
        job.refused.connect(lambda refused: self._take([Effect(refused=refused)] * n))
        job.start()

    def stop(self) -> None:
        self._patience.stop()
        if self._job is not None:
            self._job.leave()
            self._job = None

    def _take(self, effects: object) -> None:
        self._job = None
        self._patience.stop()
        self.came.emit(effects)
