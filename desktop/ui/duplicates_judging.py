"""What the office judges of two households: one, two, or not yet; under which number, and why.

Promise: the three choices are of one width and weight, nothing is chosen before somebody chooses, and what comes of
each is said on it. Hidden: two that bear one number need another for one of them before they are two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.casework.sameness import Beside, Side, Verdict
from desktop.domain.errors import Finding
from desktop.ui import duplicates_words, theme
from desktop.ui.boxes import bring_to_sight
from desktop.ui.choosing import Segments
from desktop.ui.conflict_card import RadioCard
from desktop.ui.notices import Notice, Voice

_WAYS = (Verdict.ONE, Verdict.TWO, Verdict.LATER)
_REASON = 78
_ONE, _OTHER = "one", "other"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody judges: of `kept` the number stays, `renumbered` gets `number` instead of the one both bear."""

    verdict: Verdict
    because: str
    kept: bytes
    renumbered: bytes | None = None
    number: str = ""


class Way(RadioCard):
    """One of the three."""

    def __init__(self, name: str, key: str) -> None:
        super().__init__(name)
        self._title, self._about = theme.label("", "strong"), theme.label("", "second")
        lines = QVBoxLayout()
        lines.setContentsMargins(8, 0, 0, 0)
        lines.setSpacing(2)
        for line in (self._title, self._about):
            line.setWordWrap(True)
            line.setTextFormat(Qt.TextFormat.PlainText)
            line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        lines.addWidget(self._title, 0, Qt.AlignmentFlag.AlignBottom)
        lines.addWidget(self._about, 0, Qt.AlignmentFlag.AlignTop)
        self._head.addLayout(lines, 1)
        self._head.addWidget(self._key, 0, Qt.AlignmentFlag.AlignTop)
        self.show_key(key)

    def say(self, title: str, about: str) -> None:
        self._title.setText(title)
        self._about.setText(about)
        self.setAccessibleName(f"{title}, {about}")


class ReasonField(QPlainTextEdit):
    """Where the reason is written. Ctrl+→ goes on to the next pair here too."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_next = event.key() == Qt.Key.Key_Right and event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if is_next:
                event.ignore()
                return False
        return super().event(event)


class Judging(QWidget):
    """The three ways, what belongs to the one that is chosen, and the reason."""

    changed = Signal()

    def __init__(self, voice: Voice, evidence: QWidget, *, may_judge: bool) -> None:
        super().__init__()
        self._voice, self._may = voice, may_judge
        self._found: Beside | None = None
        word = voice.word
        self.ways = {way: Way(f"judge-{way}", str(at)) for at, way in enumerate(_WAYS, 1)}
        self._kept = Segments("kept", word("Whose number is kept"), {_ONE: "", _OTHER: ""}, is_needed=True)
        self._renumbered = Segments(
            "renumbered", word("Who gets another number"), {_ONE: "", _OTHER: ""}, is_needed=True
        )
        self._number = QLineEdit()
        self.reason = ReasonField()
        self._obstacles = Notice("warn")
        self._keeping, self._numbering = QWidget(), QWidget()
        self._lay_out(evidence)
        self._connect()

    # What is judged

    @property
    def verdict(self) -> Verdict | None:
        return next((way for way, card in self.ways.items() if card.isChecked()), None)

    @property
    def judgement(self) -> Judgement | None:
        """What is chosen, with its reason; None while something of it is missing."""
        found, verdict, because = self._found, self.verdict, self.because
        if found is None or verdict is None or not because or self.obstacles or self.is_as_before:
            return None
        if verdict is Verdict.TWO and found.pair.has_one_number:
            number = self._number.text().strip()
            side = _side(found, self._renumbered)
            return (
                Judgement(verdict, because, _side(found, self._kept).household, side.household, number)
                if number
                else None
            )
        return Judgement(verdict, because, _side(found, self._kept).household)

    @property
    def because(self) -> str:
        return self.reason.toPlainText().strip()

    @property
    def is_as_before(self) -> bool:
        """Whether they are judged so already."""
        found = self._found
        if found is None or self.verdict is None or found.pair.is_late:
            return False
        return self.verdict is found.pair.verdict is not Verdict.LATER

    @property
    def obstacles(self) -> Sequence[Finding]:
        """What stands in the way of the two being one under the chosen number."""
        found = self._found
        if found is None or self.verdict is not Verdict.ONE or found.pair.verdict is Verdict.ONE:
            return ()
        return found.obstacles.get(_side(found, self._kept).household, ())

    def show_beside(self, found: Beside, verdict: Verdict | None, because: str, free_number: str) -> None:
        """Shows a pair, with what was begun to judge of it; of a number that both bear, a free one is proposed."""
        before, pair, self._found = self._found, found.pair, found
        is_other = before is None or (before.pair.one, before.pair.other) != (pair.one, pair.other)
        numbers = tuple(side.number or duplicates_words.called(self._voice, side) for side in (pair.one, pair.other))
        named = duplicates_words.whence(self._voice, found) if pair.has_one_number else numbers
        is_first_kept = (pair.kept or found.proposed) == pair.one.household
        for segments, is_first in ((self._kept, is_first_kept), (self._renumbered, not is_first_kept)):
            for key, words in zip((_ONE, _OTHER), named, strict=True):
                segments.say(key, words)
            if is_other:
                segments.choose([_ONE if is_first else _OTHER])
        if is_other:
            self._number.setText(free_number)
        if because != self.because:  # else the cursor stays where it is
            with QSignalBlocker(self.reason):
                self.reason.setPlainText(because)
        self.mark(verdict)

    def mark(self, verdict: Verdict | None) -> None:
        """Shows what is chosen; nobody chose it by that."""
        for way, card in self.ways.items():
            card.setChecked(way is verdict)
        self._look()

    def choose(self, verdict: Verdict) -> None:
        """As if somebody had touched it."""
        if self._found is not None and self.ways[verdict].isEnabled():
            self.mark(verdict)
            QTimer.singleShot(0, self, partial(bring_to_sight, self.reason))  # which is asked for next
            self.changed.emit()

    # Inside

    def _look(self) -> None:
        """Says what comes of each way, and asks for what belongs to the chosen one."""
        found, voice = self._found, self._voice
        if found is None:
            return
        word, verdict, is_clash = voice.word, self.verdict, found.pair.has_one_number
        kept = _side(found, self._kept)
        number = kept.number or duplicates_words.called(voice, kept)
        if found.households == found.afterwards:
            count = voice.words("{n} household as before", "{n} households as before", found.households)
        else:
            count = word("{n} households become {m}", n=found.households, m=found.afterwards)
        is_united = found.pair.verdict is Verdict.ONE
        two = word("They count and stand for themselves again") if is_united else word("Not proposed again")
        asked = duplicates_words.asked_of(voice, found.asked)
        one = word("Still one household") if found.pair.is_late else word("One household")
        self.ways[Verdict.ONE].say(one, word("Number {number} is kept, {count}", number=number, count=count))
        self.ways[Verdict.TWO].say(word("Two households"), word("One of them gets another number") if is_clash else two)
        later = word("Separate them first") if is_united else word("{team} is asked once more", team=asked)
        self.ways[Verdict.LATER].say(word("Not yet"), later)
        self.ways[Verdict.LATER].setEnabled(self._may and not is_united)
        self._keeping.setVisible(self._may and verdict is Verdict.ONE and not is_united)
        self._numbering.setVisible(self._may and verdict is Verdict.TWO and is_clash)
        self._obstacles.say("\n".join(word(each.message, **each.values) for each in self.obstacles))

    def _note(self) -> None:
        self._look()
        self.changed.emit()

    def _lay_out(self, evidence: QWidget) -> None:
        word = self._voice.word
        across = QHBoxLayout()
        across.setSpacing(8)
        for card in self.ways.values():
            card.setEnabled(self._may)
            across.addWidget(card, 1)
        self._number.setObjectName("new-number")
        self._number.setAccessibleName(word("The new number"))
        self._number.setFixedWidth(theme.wide(10))
        _in_rows(self._keeping, (self._kept,))
        _in_rows(self._numbering, (self._renumbered, self._number))
        below = QHBoxLayout()
        below.setSpacing(16)
        below.addWidget(evidence, 4)
        below.addWidget(self._beside_evidence(), 5)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(across)
        column.addWidget(self._obstacles)
        column.addLayout(below)

    def _beside_evidence(self) -> QWidget:
        """What belongs to the chosen way, and the reason."""
        word, part = self._voice.word, QWidget()
        self.reason.setObjectName("pair-reason")
        self.reason.setAccessibleName(word("Reason"))
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(theme.high(_REASON))
        head = QHBoxLayout()
        head.setSpacing(8)
        for label in (
            theme.label(word("Reason"), "label"),
            theme.label(word("required"), "wrong"),
            theme.label(word("It is written into the history of both"), "label"),
        ):
            head.addWidget(label)
        head.addStretch()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for row in (self._keeping, self._numbering):
            column.addWidget(row)
        column.addLayout(head)
        column.addWidget(self.reason)
        column.addStretch()
        if not self._may:
            part.hide()
        return part

    def _connect(self) -> None:
        for way, card in self.ways.items():
            card.clicked.connect(lambda _on=False, way=way: self.choose(way))
        for segments in (self._kept, self._renumbered):
            segments.changed.connect(self._note)
        self._number.textEdited.connect(self._note)
        self.reason.textChanged.connect(self.changed)


def _side(found: Beside, chosen: Segments) -> Side:
    return found.pair.one if chosen.only != _OTHER else found.pair.other


def _in_rows(holder: QWidget, fields: Sequence[QWidget]) -> None:
    """Each field after what it is called."""
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 4)
    grid.setHorizontalSpacing(12)
    grid.setColumnStretch(1, 1)
    for row, field in enumerate(fields):
        grid.addWidget(theme.label(field.accessibleName(), "label"), row, 0)
        grid.addWidget(field, row, 1)
