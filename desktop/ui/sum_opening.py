"""What stands where a sum will stand: the plan is read beside the window; where none is in use, it says so.

Promise: what was refused is said here, at its place. Hidden: how long nothing is said of the reading.
"""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.errors import Refused
from desktop.domain.records import Household
from desktop.ui import sum_trial, theme
from desktop.ui.jobs import Job
from desktop.ui.notices import told
from desktop.ui.sum_trial import Trial
from desktop.ui.workspace import Workspace

_A_MOMENT = 400


class Opening(QWidget):
    """It tells what a household's sum opens with, once it was read, or that it has none."""

    came = Signal(object)  # Trial
    refused = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._job: Job | None = None
        self._slow = QTimer(self, singleShot=True, interval=_A_MOMENT)
        self._said, self._more = theme.label("", "lead"), theme.label("", "second")
        middle = QVBoxLayout(self)
        middle.addStretch()
        for part in (self._said, self._more):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            part.setWordWrap(True)
            middle.addWidget(part)
        middle.addStretch()
        self._slow.timeout.connect(lambda: self._say(workspace.voice.word("The plan is being read …")))

    def begin(self, household: Household | None) -> None:
        """Reads for a household that was not seen before."""
        self._say("")
        if household is not None:
            self._slow.start()
            self.read(household)

    def read(self, household: Household) -> None:
        """Reads everything, while the sum that is there stays."""
        if self._job is not None:
            self._job.leave()
        store = self._workspace.store
        job = self._job = Job(lambda _progress: sum_trial.begin(store, household), self)  # what is refused is said here
        job.done.connect(self._take)
        job.refused.connect(self._refuse)
        job.start()

    def _take(self, trial: Trial) -> None:
        self._job = None
        self._slow.stop()
        self.came.emit(trial)

    def _refuse(self, refused: Refused | OSError) -> None:
        self._job = None
        self._slow.stop()
        first, _, more = told(self._workspace.voice, refused).partition("\n")
        self._say(first, more)
        self.refused.emit()

    def _say(self, text: str, more: str = "") -> None:
        self._said.setText(text)
        self._more.setText(more)
