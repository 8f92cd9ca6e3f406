"""Says in an open store of the field that somebody is not certified, or that the certificate ends soon, and helps.

Promise: it is gone once the office's newest certificate names everybody here for longer. Hidden: it is looked up beside
the window.
"""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from desktop.casework import enrolment
from desktop.casework.enrolment import Enrolled, Step
from desktop.store import folder as place
from desktop.ui.band import Band
from desktop.ui.jobs import Job, Progress
from desktop.ui.on_stick import on_a_stick
from desktop.ui.workspace import Workspace

_REQUEST = ".ruhu-request"


class EnrolBand(Band):
    """A band for the open store; once it has its place it is told to look."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__("info", "key", workspace.voice.word("Write the request…"), "request-anew", "export")
        self._workspace = workspace
        self._named = ""
        self._connect()

    def look(self) -> None:
        """Asks the store where this laptop stands."""
        store = self._workspace.store
        job = Job(lambda _progress: enrolment.status(store), self)
        job.done.connect(self._show)
        job.start()

    def _show(self, stands: Enrolled) -> None:
        word, opened = self._workspace.voice.word, self._workspace.store.opened.name
        self._named = stands.name
        here = next((each for each in stands.people if each.name == opened), None)
        is_bare = here is not None and here.line is None
        more = word("You are one of them: you see everything, and write once the office's next file is here.")
        is_wanting = stands.next in (Step.UPDATE, Step.RENEW)
        self.say(word(stands.next) if is_wanting else "", more if is_bare else "")

    def _write(self) -> None:
        word, store = self._workspace.voice.word, self._workspace.store
        chosen, _ = QFileDialog.getSaveFileName(
            self.window(), word("Write the request…"), on_a_stick(self._named + _REQUEST)
        )
        if not chosen:
            return
        file = Path(chosen)

        def work(_progress: Progress) -> Path:
            place.write_durably(file, enrolment.request(store))
            return file

        job = self._workspace.job(work, self)
        job.done.connect(self._tell)
        job.start()

    def _tell(self, file: Path) -> None:
        word = self._workspace.voice.word
        self._workspace.said.emit(word("The request of {device} is in {file}.", device=self._named, file=file))

    def _connect(self) -> None:
        self.wanted.connect(self._write)
