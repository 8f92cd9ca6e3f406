"""How a laptop comes to belong to its office: the request that it writes, and the file that comes back (mockup 11).

Promise: nothing of the file is believed before the office's six words were typed from the office's own screen. Hidden:
what the file says of itself is read beside the window.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop import paths
from desktop.casework import enrolment, finishing
from desktop.casework.enrolment import Enrolled
from desktop.casework.finishing import Offered
from desktop.domain.errors import Refused
from desktop.exchange import six_words
from desktop.store import folder as place
from desktop.ui import theme
from desktop.ui.boxes import band, scrolling
from desktop.ui.exchange_steps import Step
from desktop.ui.jobs import Job, Progress
from desktop.ui.notices import Notice, told
from desktop.ui.workspace import Workspace

_REQUEST = ".ruhu-request"


class EnrolmentPane(QWidget):
    """The two steps. `finished` tells that this laptop has its certificate, and its people what they may do."""

    finished = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace, self._voice, self._store = workspace, workspace.voice, workspace.store
        self._files: Sequence[Path] = ()
        self._job: Job | None = None
        word = self._voice.word
        self._own, self._next = theme.label("", "title"), theme.label("", "plain")
        self._write = theme.button(word("Write the request…"), "large", "write-request", "export")
        self._choose = theme.button(word("Choose the office's file…"), "large", "choose-certificate", "folder")
        self._offered, self._words = theme.label("", "plain"), QLineEdit()
        self._finish = theme.button(word("The six words agree: take it in"), "filled", "finish-enrolment", "check")
        self._wrong = Notice("risk")
        self._lay_out()
        self._connect()
        self._show_offered(None)

    def show_standing(self, stands: Enrolled) -> None:
        """Shows this laptop's words, and what comes next."""
        self._own.setText(stands.own.written(self._voice.language))
        self._next.setText(self._voice.word(stands.next))
        is_first = stands.next is enrolment.Step.REQUEST
        theme.relook(self._write, look="filled" if is_first else "large")
        self._steps[0].settle(is_done=not is_first)

    def take_keyboard(self) -> None:
        (self._words if self._files else self._write).setFocus()

    def write_request(self) -> None:
        """Asks where, and writes the request for a first certificate, or for a newer one."""
        word, store = self._voice.word, self._store
        stands = enrolment.status(store)
        named = str(begin() / f"{stands.name}{_REQUEST}")
        chosen, _ = QFileDialog.getSaveFileName(self.window(), word("Write the request…"), named)
        if not chosen:
            return
        file = Path(chosen)
        try:
            place.write_durably(file, enrolment.request(store))
        except (Refused, OSError) as refused:
            self._workspace.refused.emit(refused)
            return
        self._workspace.said.emit(word("The request of {device} is in {file}.", device=stands.name, file=file))
        self.show_standing(enrolment.status(store))

    # Inside

    def _choose_files(self) -> None:
        word = self._voice.word
        chosen, _ = QFileDialog.getOpenFileNames(
            self.window(), word("Choose the office's file…"), str(begin()), f"{word('Bundles')} (*.ruhu);;* (*)"
        )
        if chosen:
            self._files = [Path(each) for each in chosen]
            store, first = self._store, self._files[0]
            self._begin(lambda _tell: finishing.offered(store, first), self._show_offered)

    def _show_offered(self, offered: Offered | None) -> None:
        for part in (self._offered, self._words, self._finish):
            part.setVisible(offered is not None)
        self._wrong.say("")
        if offered is not None:
            people = self._voice.listed(line.name for line in offered.certificate.lines)
            self._offered.setText(
                self._voice.word(
                    "It says that it comes from {office}, for {device}: {people}. Type the six words from the office's "
                    "own screen.",
                    office=offered.office or self._voice.word("the office"),
                    device=offered.certificate.name,
                    people=people,
                )
            )
            self._words.setFocus()

    def _take_in(self) -> None:
        store, files = self._store, self._files
        try:
            words = six_words.typed(self._words.text())
        except Refused as refused:
            self._refuse(refused)
            return
        self._begin(lambda tell: finishing.finish(store, files, words, tell), lambda _done: self.finished.emit())

    def _begin(self, work: object, then: object) -> None:
        if self._job is not None:
            return

        def run(tell: Progress) -> object:
            return work(tell)  # pyright: ignore[reportCallIssue, reportUnknownVariableType]

        job = self._job = Job(run, self)
        job.done.connect(self._end)
        job.done.connect(then)  # pyright: ignore[reportArgumentType]
        job.refused.connect(self._refuse)
        job.stopped.connect(self._end)
        job.start()

    def _end(self) -> None:
        self._job = None

    def _refuse(self, refused: Refused | OSError) -> None:
        self._job = None
        self._wrong.say(told(self._voice, refused))

    def _lay_out(self) -> None:
        word = self._voice.word
        self._words.setObjectName("office-words")
        self._words.setAccessibleName(word("The office's six words"))
        self._words.setPlaceholderText(word("The office's six words"))
        self._offered.setWordWrap(True)
        self._next.setWordWrap(True)
        ask, take = QVBoxLayout(), QVBoxLayout()
        ask.addWidget(
            theme.label(word("The six words of this laptop. Compare them at the office, face to face:"), "second")
        )
        ask.addWidget(self._own)
        ask.addLayout(_at_left(self._write))
        take.addLayout(_at_left(self._choose))
        for part in (self._offered, self._words):
            take.addWidget(part)
        take.addLayout(_at_left(self._finish))
        take.addWidget(self._wrong)
        for box in (ask, take):
            box.setSpacing(8)
        self._steps = (
            Step(self._voice, 1, word("Write the request, take it to the office"), ask),
            Step(self._voice, 2, word("Take in the file that the office makes for it"), take),
        )
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(16)
        safe = word("What is written down here stays here, and goes out once the certificate came.")
        column.addWidget(band("info", "key", word("This laptop has no certificate of its office yet"), safe))
        column.addWidget(self._next)
        for step in self._steps:
            column.addWidget(step)
        column.addStretch()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolling(inside))

    def _connect(self) -> None:
        self._write.clicked.connect(self.write_request)
        self._choose.clicked.connect(self._choose_files)
        self._words.returnPressed.connect(self._finish.click)
        self._finish.clicked.connect(self._take_in)


def begin() -> Path:
    """Where a person is asked for a file first: at a stick that is plugged in."""
    return next((each.folder for each in paths.sticks()), Path.home())


def _at_left(button: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(button)
    row.addStretch()
    return row
