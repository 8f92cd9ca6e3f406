"""One clause as it is explained: its plain words big, the original text one key away, the numbers, and what they say.

Promise: whether it was understood is said by the household: nothing is chosen before, and keeping silent is as near as
the other answers. Hidden: nothing.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.casework.explaining import Numbers, Told
from desktop.i18n import N_
from desktop.ui import theme
from desktop.ui.boxes import scrolling
from desktop.ui.choosing import Segments
from desktop.ui.explain_list import Line, badge, named
from desktop.ui.explain_numbers import NumbersCard
from desktop.ui.notices import Notice, Voice
from desktop.ui.pill import Pill
from desktop.ui.reading_aloud import ReadAloud

SILENT = "silent"
_ANSWERS = {
    "understood": N_("Clear to me"),
    "needs_another_visit": N_("Explain it once more"),
    SILENT: N_("I'd rather not say"),
}
_SIDE, _GAP = 16, 12


class ClauseView(QFrame):
    """The middle of the page. It tells when the household's own answer is chosen."""

    answered = Signal()
    show_wanted = Signal()  # this clause, to the household in big letters

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("part", "card")
        word = voice.word
        self._voice = voice
        self._title, self._version = theme.label("", "strong"), theme.label("", "second")
        self._state = Pill()
        self._again, self._read_only = Notice("warn"), Notice("info")
        self._plain, self._text = theme.label("", "plain-words"), theme.label("", "plain")
        self._open = theme.button(word("Original text"), "link", "original-text", "document")
        self._open.setCheckable(True)
        self._open.setToolTip("Ctrl+T")
        self.numbers = NumbersCard(voice)
        self._aloud = ReadAloud(voice, self._plain.text)
        self._show_words = word("In big letters")
        self._show = theme.button(self._show_words, name="show-household", icon="eye")
        self._show.setAccessibleName(self._show_words)
        self._show.setToolTip("F11")
        options = {key: word(said) for key, said in _ANSWERS.items()}
        self.answer = Segments("answer", word("What the household itself says of this clause"), options)
        self.question = self._asked()
        self._lay_out()
        self._open.toggled.connect(self._text.setVisible)
        self.answer.changed.connect(self.answered)
        self._show.clicked.connect(self.show_wanted)
        QShortcut(QKeySequence("Ctrl+T"), self).activated.connect(self._open.toggle)

    def show_clause(self, line: Line, version: str) -> None:
        """Shows a clause of the plan's version, and what changed since it was told."""
        told, word = line.told, self._voice.word
        self._title.setText(named(told))
        self._version.setText(word("version {version} is fixed in the record", version=version))
        self._state.say(*badge(self._voice, line))
        self._plain.setText(told.clause.plain or told.clause.text)
        self._text.setText(told.clause.text)
        self._again.say(self._changed(told))
        self.numbers.show_numbers(None)
        self._give_way()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_way()

    def show_numbers(self, numbers: Numbers | None) -> None:
        self.numbers.show_numbers(numbers)

    def let_write(self, why_not: str) -> None:
        """Where nothing can be written, it says why."""
        self._read_only.say(why_not)
        self.answer.setEnabled(not why_not)

    def _give_way(self) -> None:
        """Where there is little room no word is cut: first the eye stands alone, then how far the clause is."""
        self._show.setText(self._show_words)
        self._state.setHidden(False)
        parts = (self._title, self._state, self._aloud, self._show)
        for give_way in (lambda: self._show.setText(""), lambda: self._state.setHidden(True)):  # the list has that too
            asked = sum(each.sizeHint().width() + _GAP for each in parts if not each.isHidden())
            if asked <= self.width() - 2 * _SIDE:
                return
            give_way()

    def _changed(self, told: Told) -> str:
        if not told.changes:
            return ""
        word = self._voice.word
        when = told.explanations[0].explained_on or ""
        changes = self._voice.listed(map(word, told.changes))
        if not told.version:
            return word("It was explained on {day}. Tell it again: {changes}.", day=when, changes=changes)
        return word(
            "It was explained on {day} in version {version}. Changed since: {changes}. Tell it again.",
            day=when, version=told.version, changes=changes,
        )  # fmt: skip

    def _lay_out(self) -> None:
        word = self._voice.word
        head = QFrame()
        head.setProperty("part", "row")
        head.setMinimumHeight(theme.high(52))
        across = QHBoxLayout(head)
        across.setContentsMargins(_SIDE, 4, _SIDE, 4)
        across.setSpacing(_GAP)
        across.addWidget(self._title)
        across.addStretch()
        across.addWidget(self._state)
        across.addWidget(self._aloud)
        across.addWidget(self._show)
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(_SIDE, 12, _SIDE, 12)
        inside.setSpacing(8)
        for label in (self._plain, self._text, self._title):
            label.setWordWrap(label is not self._title)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.hide()
        opens = QHBoxLayout()
        opens.addWidget(self._open)
        opens.addWidget(theme.label("Ctrl T", "key"), 0, Qt.AlignmentFlag.AlignVCenter)
        self._version.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        opens.addWidget(self._version, 1)
        for part in (self._read_only, self._again, self._plain):
            inside.addWidget(part)
        inside.addLayout(opens)
        for part in (self._text, self.numbers):
            inside.addWidget(part)
        inside.addStretch()
        self.words = scrolling(page)
        self.words.setObjectName("clause")
        self.words.setAccessibleName(word("What the clause says"))
        self.words.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.words, 1)
        column.addWidget(self.question)

    def _asked(self) -> QFrame:
        word = self._voice.word
        foot = QFrame()
        foot.setProperty("part", "foot")
        column = QVBoxLayout(foot)
        column.setContentsMargins(_SIDE, 8, _SIDE, 12)
        column.setSpacing(6)
        column.addWidget(theme.label(word("What the household itself says; nobody judges for them"), "second"))
        column.addWidget(self.answer)
        return foot
