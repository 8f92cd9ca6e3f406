"""The right side of the pages before a store is open: what is asked there, and its one filled button.

Promise: the filled button says what will happen, and until it can be pressed, what is still needed. Hidden: work that
takes longer than a blink tells so only after a while, and nothing else can be pressed meanwhile.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.errors import Refused
from desktop.ui import theme
from desktop.ui.boxes import scrolling
from desktop.ui.jobs import Job, Progress
from desktop.ui.notices import Notice, Voice, told
from desktop.ui.steps import Steps

_PATIENCE = 400  # milliseconds until a wait is told
_RING = 6  # room for the ring around what has the keyboard


class Pane(QWidget):
    """What stands on the right: a heading, what is asked, and below it the way back and the one filled button."""

    left_again = Signal()
    began = Signal()  # a job of this pane, until
    ended = Signal()
    must_be_finished = False  # whether nothing else may be chosen on the left meanwhile

    def __init__(self, voice: Voice, title: str, about: str = "", steps: Sequence[str] = (), at: int = 0) -> None:
        super().__init__()
        self.voice = voice
        self.notice = Notice()
        self.go = theme.button("", "filled")
        self.back = theme.button(voice.word("Back"), "large", "pane-back", "arrow-left")
        self.needed = theme.label("", "second")
        self._progress, self._told = QProgressBar(), theme.label("", "second")
        self.stop = theme.button(voice.word("Stop"), name="stop")
        self._job: Job | None = None
        self._focused: QWidget | None = None
        self._late = QTimer(self, singleShot=True, interval=_PATIENCE)
        self.body = QVBoxLayout()
        self.first: QWidget | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        if steps:
            column.addWidget(Steps(voice, steps, at))
        column.addWidget(self._scrolled(title, about), 1)
        column.addWidget(self._waiting())
        column.addLayout(self._foot())
        self._late.timeout.connect(self._wait.show)
        self.stop.clicked.connect(self._stop)
        self.back.clicked.connect(self.left_again)

    def begin(self) -> None:
        """Puts the keyboard where the person begins; Tab comes to what stands below last."""
        last = self._last_asked()
        for part in (self.stop, self.back, self.go):
            QWidget.setTabOrder(last, part)
            last = part
        (self.first or self.go).setFocus()

    def need(self, what: str) -> None:
        """Says what is still needed; with nothing more needed the filled button can be pressed."""
        self.needed.setText(what)
        self.go.setDisabled(bool(what))

    def refuse(self, refused: Refused | OSError) -> None:
        self.notice.say(told(self.voice, refused))

    def work(
        self, work: Callable[[Progress], object], done: Callable[..., None], *, telling: str, can_stop: bool = False
    ) -> Job:
        """Starts work beside the window; meanwhile nothing else can be pressed here, and after a while it is told."""
        self.notice.say("")
        self._focused = self.focusWidget()
        self._begin_waiting(telling, can_stop=can_stop)
        job = self._job = Job(work, self)
        for end in (job.done, job.refused, job.stopped):
            end.connect(self._end_waiting)
        job.progressed.connect(self._show_progress)
        job.done.connect(done)
        job.refused.connect(self.refuse)
        job.start()
        return job

    def tell(self, text: str) -> None:
        """Says how far the work is."""
        self._told.setText(text)

    def _begin_waiting(self, telling: str, *, can_stop: bool) -> None:
        self._progress.setRange(0, 0)
        self._progress.setAccessibleName(telling)
        self._told.setText(telling)
        self.stop.setVisible(can_stop)
        self.stop.setEnabled(can_stop)
        self._asked.setDisabled(True)
        for part in (self.back, self.go):
            part.setDisabled(True)
        self._late.start()
        self.began.emit()

    def _end_waiting(self) -> None:
        self._late.stop()
        self._wait.hide()
        self._asked.setEnabled(True)
        self.back.setEnabled(True)
        self.go.setDisabled(bool(self.needed.text()))
        self.ended.emit()
        if self._focused is not None:
            self._focused.setFocus()

    def _last_asked(self) -> QWidget:
        """To what of this pane Tab comes last.

        Qt's own chain is not walked: it leads through the whole window, and what PySide gives on that way would be
        taken for a part of this pane, and go with it.
        """
        own = self.window()  # the list of a box is in a window of its own
        parts = [part for part in self._asked.findChildren(QWidget) if part.window() is own]
        return next((part for part in reversed(parts) if part.focusPolicy() & Qt.FocusPolicy.TabFocus), self._asked)

    def _show_progress(self, done: int, of: int) -> None:
        self._progress.setRange(0, of)
        self._progress.setValue(done)

    def _stop(self) -> None:
        self.stop.setDisabled(True)
        if self._job is not None:
            self._job.stop()

    def _scrolled(self, title: str, about: str) -> QScrollArea:
        self._asked = QWidget()
        column = QVBoxLayout(self._asked)
        column.setContentsMargins(_RING, _RING, _RING, _RING)  # for the ring around what has the keyboard
        column.setSpacing(12)
        heading = theme.label(title, "title")
        heading.setWordWrap(True)
        column.addWidget(heading)
        if about:
            column.addWidget(theme.label(about, "second"))
        self.body.setSpacing(12)
        column.addLayout(self.body)
        column.addStretch()
        return scrolling(self._asked)

    def _waiting(self) -> QWidget:
        self._wait = QWidget()
        across = QHBoxLayout(self._wait)
        across.setContentsMargins(_RING, 0, _RING, 0)
        across.setSpacing(12)
        self._progress.setTextVisible(False)
        lines = QVBoxLayout()
        lines.addWidget(self._told)
        lines.addWidget(self._progress)
        across.addLayout(lines, 1)
        across.addWidget(self.stop)
        self._wait.hide()
        return self._wait

    def _foot(self) -> QLayout:
        foot = QVBoxLayout()
        foot.setContentsMargins(_RING, 0, _RING, _RING)
        foot.setSpacing(12)
        foot.addWidget(self.notice)
        across = QHBoxLayout()
        across.setSpacing(12)
        self.needed.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        across.addWidget(self.back)
        across.addWidget(self.needed, 1)
        across.addWidget(self.go)
        foot.addLayout(across)
        return foot
