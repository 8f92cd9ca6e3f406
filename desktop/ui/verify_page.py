"""Is this paper genuine, and the newest? By the code that is typed from it, or by a picture or PDF of it.

Promise: nothing is written, and what is read from a file goes away with the page. Hidden: the work is done beside the
window, and one answer is shown at a time.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.casework.papers import verifying
from desktop.casework.papers.verifying import Verdict
from desktop.domain import check_code
from desktop.i18n import N_
from desktop.ui import theme
from desktop.ui.boxes import fact, pictured, scrolling
from desktop.ui.code_rows import CodeRows
from desktop.ui.evidence_intake import Chosen, is_held, of_held
from desktop.ui.jobs import Job, Progress
from desktop.ui.notices import Notice, told
from desktop.ui.page import Heading, Page, Place
from desktop.ui.verify_result import VerdictCard
from desktop.ui.workspace import Workspace

_PATIENCE = 400  # ms without a word
_ACROSS, _BELOW = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
_ROOM = 940  # pixels that both ways need beside each other
_KINDS = "*.pdf *.jpg *.jpeg *.png *.webp *.tif *.tiff *.PDF *.JPG *.JPEG *.PNG"

Work = Callable[[Progress], tuple[Verdict, ...]]


class VerifyPage(Page):
    """The page."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.setObjectName("verify-page")
        self.setAcceptDrops(True)
        word = workspace.voice.word
        self._job: Job | None = None
        self._cards: list[VerdictCard] = []
        self._code = CodeRows(workspace.voice, check_code.ROWS, check_code.ROWS, "code-row", N_("Group {n}"))
        self._told = theme.label("", "second")
        self._go = theme.button(word("Check this code"), "filled", "verify-code", "qr")
        self._choose = theme.button(word("Choose a picture or PDF…"), "large", "verify-file", "folder")
        self._paste = theme.button(word("Paste"), "large", "verify-paste")
        self._stop = theme.button(word("Stop"), name="verify-stop", icon="close")
        self._anew = theme.button(word("Check another paper"), "filled", "verify-anew")
        self._busy, self._refused = theme.label("", "strong"), Notice("warn")
        self._waiting, self._asking = QWidget(), QWidget()
        self._all, self._answers = QWidget(), QVBoxLayout()
        self._scroll: QScrollArea = scrolling(self._all)
        self._turning = QBoxLayout(_ACROSS), QBoxLayout(_ACROSS)  # below each other where there is little room
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._lay_out()
        self._connect()
        self._look()
        self._show_nothing()

    # A page

    def heading(self) -> Heading:
        word = self.workspace.voice.word
        about = word("whether it is genuine, and the newest")
        return Heading(word("Check a paper"), about, Place("print"), word("Print"), hides_search=True)

    def show_place(self, place: Place) -> None:  # noqa: ARG002  there is but one
        (self._anew if self._cards else self._code).setFocus()

    def place(self) -> Place:
        return Place("verify")

    def panes(self) -> Sequence[QWidget]:
        return [self._anew] if self._cards else [self._code, self._choose]

    def step_back(self) -> bool:
        """From an answer to the question."""
        if not self._cards and not self._refused.text() and not self._code.code.strip("-"):
            return False
        self._begin_anew()
        return True

    def leave(self) -> None:
        self._stop_looking()

    # What is asked

    def verify_chosen(self, chosen: Sequence[Chosen]) -> None:
        """Looks at the first of what was dropped, pasted or chosen."""
        store = self.workspace.store
        if chosen:
            first = chosen[0]
            self._begin(lambda tell: verifying.verify_file(store, first.content(), tell))

    def _verify_code(self) -> None:
        store, code = self.workspace.store, self._code.code
        self._begin(lambda _tell: (verifying.verify(store, code),))

    def _choose_file(self) -> None:
        word = self.workspace.voice.word
        chosen, _ = QFileDialog.getOpenFileName(
            self, word("Choose a picture or PDF of the paper"), "", f"{word('Photos and PDF')} ({_KINDS})"
        )
        if chosen:
            self.verify_chosen([_of_file(Path(chosen))])

    def _paste_held(self) -> None:
        held = QApplication.clipboard().mimeData()
        if is_held(held):
            self.verify_chosen([_of_place(each) for each in of_held(self.workspace.voice, held)])
            return
        text = held.text().strip() if held else ""
        if "\n" in text:  # all that a telephone read from the QR code
            store = self.workspace.store
            self._begin(lambda _tell: (verifying.verify(store, text),))
        elif text:
            self._code.take(1, text)
        else:
            word = self.workspace.voice.word
            self._show_nothing()
            self._refused.say(word("Nothing was copied that could be pasted: a picture, a file, or the code as text."))

    # What is told

    def _begin(self, work: Work) -> None:
        self._stop_looking()
        self._show_nothing()
        self._job = job = Job(work, self)
        job.progressed.connect(self._tell)
        job.done.connect(self._show)
        job.refused.connect(self._refuse)
        job.stopped.connect(self._show_nothing)
        self._busy.setText(self.workspace.voice.word("Looking at the paper…"))
        self._patience.start()
        job.start()

    def _tell(self, done: int, of: int) -> None:
        if of > 1:
            self._busy.setText(self.workspace.voice.word("Looking at page {n} of {count}…", n=done + 1, count=of))

    def _show(self, verdicts: tuple[Verdict, ...]) -> None:
        self._end()
        for number, verdict in enumerate(verdicts, 1):
            card = VerdictCard(self.workspace.voice, verdict, number, is_only=len(verdicts) == 1)
            card.wanted.connect(self.wanted)
            self._answers.addWidget(card)
            self._cards.append(card)
            card.announce()
        theme.relook(self._anew, look="large" if any(card.has_next for card in self._cards) else "filled")
        self._anew.show()
        self._asking.hide()
        self._anew.setFocus()
        self._scroll.verticalScrollBar().setValue(0)

    def _refuse(self, refused: Exception) -> None:
        self._end()
        self._refused.say(told(self.workspace.voice, refused))  # pyright: ignore[reportArgumentType]  a job's refusal
        self._scroll.verticalScrollBar().setValue(0)

    def _show_nothing(self) -> None:
        self._end()
        for card in self._cards:
            card.hide()
            self._answers.removeWidget(card)
            card.deleteLater()
        self._cards = []
        self._refused.say("")
        self._anew.hide()
        self._asking.show()

    def _begin_anew(self) -> None:
        self._stop_looking()
        self._show_nothing()
        self._code.clear()
        self._code.setFocus()

    def _stop_looking(self) -> None:
        if self._job is not None:
            self._job.leave()
            self._end()

    def _end(self) -> None:
        self._job = None
        self._patience.stop()
        self._waiting.hide()

    def _look(self) -> None:
        voice, lacking = self.workspace.voice, self._code.lacking
        if wrong := self._code.wrong:
            named = voice.listed(map(str, wrong))
            self._told.setText(voice.word("Group {rows} is not as on the paper: compare letter by letter.", rows=named))
        elif lacking:
            self._told.setText(voice.word("Capitals or not; 0 and O, 1 and I or L are read alike."))
        else:
            self._told.setText(voice.word("All three groups agree."))
        self._go.setEnabled(not lacking)

    # What comes in

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self._paste_held()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._code.isAncestorOf(self.focusWidget()):
            self._go.click()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for row in self._turning:
            row.setDirection(_ACROSS if self.width() >= theme.broad(_ROOM) else _BELOW)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if is_held(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.verify_chosen([_of_place(each) for each in of_held(self.workspace.voice, event.mimeData())])

    # Making

    def _lay_out(self) -> None:
        inside = QVBoxLayout(self._all)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(12)
        self._lay_out_asking()
        self._lay_out_waiting()
        self._answers.setSpacing(12)
        for part in (self._waiting, self._refused, self._asking):
            inside.addWidget(part)
        inside.addLayout(self._answers)
        inside.addWidget(self._anew, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.addWidget(self._scroll)

    def _lay_out_asking(self) -> None:
        word = self.workspace.voice.word
        ways, facts = self._turning
        for row in self._turning:
            row.setSpacing(12)
        ways.addWidget(self._by_code(), 3)
        ways.addWidget(self._by_file(), 2)
        facts.addWidget(fact("shield", word("Genuine or not"), word("Only this area can make the code of its papers.")))
        facts.addWidget(
            fact("history", word("The newest or not"), word("Which amounts became others, since when, and why."))
        )
        facts.addWidget(
            fact("eye-off", word("Nothing is kept"), word("The picture is looked at here, and not stored."))
        )
        column = QVBoxLayout(self._asking)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(ways)
        column.addLayout(facts)

    def _by_code(self) -> QFrame:
        word = self.workspace.voice.word
        about = word(
            "At the top right of the paper, by its QR code, stand three groups of five letters, with dashes between."
        )
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self._told, 1)
        foot.addWidget(self._go)
        return _card("keyboard", word("Type the check code"), about, self._code, foot)

    def _by_file(self) -> QFrame:
        word = self.workspace.voice.word
        about = word(
            "A photo of the code, from near and sharp, a scan or the PDF. Drop it anywhere on this page, or paste it. "
            "Of a PDF the amounts are compared too."
        )
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._choose)
        foot.addWidget(self._paste)
        foot.addStretch()
        return _card("photo", word("Or show the paper"), about, None, foot)

    def _lay_out_waiting(self) -> None:
        row = QHBoxLayout(self._waiting)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(12)
        row.addWidget(pictured("hourglass", "ink_2", 20))
        row.addWidget(self._busy)
        row.addWidget(self._stop)
        row.addStretch()

    def _connect(self) -> None:
        self._code.changed.connect(self._look)
        self._code.completed.connect(self._go.setFocus)
        self._go.clicked.connect(self._verify_code)
        self._choose.clicked.connect(self._choose_file)
        self._paste.clicked.connect(self._paste_held)
        self._stop.clicked.connect(self._stop_looking)
        self._anew.clicked.connect(self._begin_anew)
        self._patience.timeout.connect(self._waiting.show)


def _card(icon: str, title: str, about: str, body: QWidget | None, foot: QHBoxLayout) -> QFrame:
    card = QFrame()
    card.setProperty("part", "card")
    head = QHBoxLayout()
    head.setSpacing(10)
    head.addWidget(pictured(icon, "ink_2", 20))
    head.addWidget(theme.label(title, "strong"), 1)
    column = QVBoxLayout(card)
    column.setContentsMargins(16, 12, 16, 12)
    column.setSpacing(10)
    column.addLayout(head)
    column.addWidget(theme.label(about, "second"))
    if body is not None:
        column.addWidget(body)
    column.addStretch()
    column.addLayout(foot)
    return card


def _of_file(file: Path) -> Chosen:
    return Chosen(file.name, lambda: verifying.read(file), file)


def _of_place(chosen: Chosen) -> Chosen:
    """What was dropped, read no further than it is looked at."""
    return _of_file(chosen.file) if chosen.file else chosen
