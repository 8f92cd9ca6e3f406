"""What is returned for correction, on the page of the day: each leads to what is asked about, or is replied to here.

Promise: it takes no room while nothing is asked; a reply can be taken back. Hidden: who may not answer sees the list
without what would be refused.
"""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QStyle, QStyleOptionViewItem, QVBoxLayout, QWidget

from desktop.casework import questioning
from desktop.casework.today import Returned
from desktop.domain.fields import RECORDS
from desktop.domain.records import Question
from desktop.store.queries import Listed
from desktop.ui import question_words, theme, today_words
from desktop.ui.boxes import pictured
from desktop.ui.cards import card, headed, titled
from desktop.ui.day_list import DayList
from desktop.ui.line_table import mark_chosen
from desktop.ui.notices import Voice
from desktop.ui.tab_order import lead_keyboard
from desktop.ui.today_painting import DayPainter, paint_badge, paint_text, two_lines
from desktop.ui.workspace import Workspace

_ANSWER = "question_answer"
_EDGE, _GAP = 16, 12


class QuestionsCard(QWidget):
    """The card. It tells which question's household is to be looked at, where what is asked about stands."""

    look_wanted = Signal(object)  # Returned
    emptied = Signal()  # nothing is left here for the keyboard

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        voice = self._voice = workspace.voice
        self._workspace = workspace
        self._may_answer = workspace.may_write(_ANSWER, RECORDS[_ANSWER].groups[0].name)
        painter = ReturnedPainter(voice, workspace.store)
        self.list = DayList("questions", voice.word("Returned for correction"), self._spoken, painter, has_boxes=False)
        self._number = theme.label("", "second")
        self._number.setWordWrap(False)
        self._begin = theme.button(voice.word("Reply in words"), "link", "question-reply", "pencil")
        self._reply = ReplyLine(workspace)
        self.hide()
        lead_keyboard(self, self.list)
        self._lay_out()
        self._connect()

    def show_returned(self, returned: Sequence[Returned], in_all: int) -> None:
        """Shows these; how many there are in all is told."""
        had_keyboard = self.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self.list.show_rows(returned, self.list.currentIndex().row())
        self._number.setText(self._voice.words("{n} waits", "{n} wait", in_all))
        if self._reply.question is not None and self._reply.question.id not in _ids(returned):
            self._reply.let_be()
        self.setVisible(bool(returned))
        self._offer()
        if had_keyboard and not returned:
            self.emptied.emit()

    def let_be(self) -> bool:
        """Whether anything was being replied."""
        return self._reply.let_be()

    # Inside

    def _offer(self) -> None:
        is_asked = not self._reply.isHidden()
        self.list.setVisible(not is_asked)  # what is replied to says itself what it is
        self._begin.setVisible(self._may_answer and not is_asked)

    def _ask(self) -> None:
        chosen: Returned | None = self.list.current()
        if chosen is not None:
            self._reply.ask(chosen.asked.question, _whose(self._voice, chosen.household))
            self._offer()

    def _go_on(self) -> None:
        """The keyboard goes back to what is left."""
        self._offer()
        if self.list.lines.rows:
            self.list.setFocus()

    def _spoken(self, row: Returned) -> str:
        voice, today = self._voice, self._workspace.store.today()
        said = (
            _whose(voice, row.household),
            question_words.about(voice, row.asked.question),
            question_words.words(voice, row.asked.question),
            question_words.asker(voice, row.asked, today),
            question_words.due(voice, row.asked, today)[0],
        )
        return voice.listed(filter(None, said))

    def _lay_out(self) -> None:
        head = headed(pictured("inbox", "warn", 20), titled(self.list), self._number, self._begin)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card(head, self.list, foot=self._reply))

    def _connect(self) -> None:
        self.list.touched.connect(self.look_wanted)
        self.list.entered_at.connect(self.look_wanted)
        self._begin.clicked.connect(self._ask)
        self._reply.ended.connect(self._go_on)


class ReplyLine(QFrame):
    """Takes a reply in words; hidden until something is asked."""

    ended = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        word = workspace.voice.word
        self.question: Question | None = None
        self._about = theme.label("", "bold")
        self._about.setWordWrap(True)
        self._words = QLineEdit()
        self._words.setObjectName("question-words")
        self._words.setAccessibleName(word("Reply"))
        self._words.setPlaceholderText(word("In a few words, for those who read it later"))
        self._go = theme.button(word("Send the reply"), name="question-write")
        self._leave = theme.button(word("Let it be"), "link", "question-leave")
        self._lay_out()
        self._words.textChanged.connect(lambda text: self._go.setEnabled(bool(text.strip())))
        self._words.returnPressed.connect(self._do)
        self._go.clicked.connect(self._do)
        self._leave.clicked.connect(self.let_be)
        self.hide()

    def ask(self, question: Question, whose: str) -> None:
        """Asks what is replied to this one, of that household."""
        self.question = question
        self._about.setText("\n".join(filter(None, (whose, question_words.words(self._workspace.voice, question)))))
        self._words.clear()
        self._go.setEnabled(False)
        self.show()
        self._words.setFocus()

    def let_be(self) -> bool:
        """Whether anything was asked."""
        was_asked = not self.isHidden()
        self.question = None
        self.hide()
        if was_asked:
            self.ended.emit()
        return was_asked

    def _do(self) -> None:
        question, words = self.question, self._words.text().strip()
        if question is None or not words:
            return
        row = self._workspace.read(lambda store: questioning.reply(store, question, words), None)
        told = self._workspace.voice.word("Replied: {words}", words=words)
        if row is not None and self._workspace.save(row, told=told, source=self) is not None:
            self.let_be()

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addStretch()
        below.addWidget(self._leave)
        below.addWidget(self._go)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 10)
        column.setSpacing(8)
        column.addWidget(self._about)
        column.addWidget(self._words)
        column.addLayout(below)


class ReturnedPainter(DayPainter):
    """Whose it is and what it is about, what is asked, and until when."""

    def paint_row(self, painter: QPainter, option: QStyleOptionViewItem, cell: QRect, row: object) -> None:
        if not isinstance(row, Returned):
            return
        voice, question = self.voice, row.asked.question
        right = paint_badge(painter, cell, question_words.due(voice, row.asked, self.today())) - _GAP
        upper, lower = two_lines(cell, cell.left() + _EDGE, right)
        end = paint_text(painter, upper, today_words.called(voice, row.household), theme.FIELD, is_bold=True)
        upper.setLeft(end + 6)
        if row.household.owners:
            end = paint_text(painter, upper, row.household.number or "", theme.SECONDARY, "ink_2")
            upper.setLeft(end + 6)
        paint_text(painter, upper, question_words.about(voice, question), theme.FIELD)
        paint_text(painter, lower, question_words.words(voice, question), theme.SECONDARY, "ink_2")
        if QStyle.StateFlag.State_Selected in option.state:
            mark_chosen(painter, option)


def _whose(voice: Voice, household: Listed) -> str:
    """By name, and by number, since several are called alike."""
    number = household.number if household.owners else ""
    return " ".join(filter(None, (today_words.called(voice, household), number)))


def _ids(returned: Sequence[Returned]) -> set[bytes]:
    return {each.asked.question.id for each in returned}
