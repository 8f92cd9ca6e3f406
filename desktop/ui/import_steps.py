"""What is seen before and after a plan: work that goes on, a file that was not read, an import that is done.

Promise: work tells how far it is and can be stopped, and an import is never taken back without a reason.
"""

import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from desktop.domain.records import Intake
from desktop.exchange.intake import Outcome, Plan, Withdrawn
from desktop.ui import theme
from desktop.ui.boxes import pictured
from desktop.ui.import_rows import Preview
from desktop.ui.notices import Voice

_WIDTH, _WIDEST = 43, 900  # letters, pixels


class WorkView(QWidget):
    """Work that goes on; nothing is seen of it until it is asked to show itself."""

    stop_wanted = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._began = 0.0
        self._title = theme.label("", "strong")
        self._told = theme.label("", "second")
        self._safe = theme.label(voice.word("Stopping it changes nothing in the store."), "second")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(voice.word("Progress"))
        self._stop = theme.button(voice.word("Stop"), name="stop-import")
        self._stop.setAutoDefault(True)
        self._stop.clicked.connect(self._stop_once)
        self._card = _card(self, self._bar, self._safe, headed=("hourglass", self._title, self._told))
        _add_buttons(self._card, self._stop)

    def begin(self, title: str) -> None:
        self._began = time.monotonic()
        self._title.setText(title)
        self._told.setText("")
        self._bar.setRange(0, 0)
        self._stop.setEnabled(True)
        self._card.hide()

    def show_itself(self) -> None:
        self._card.show()
        self.take_keyboard()

    def take_keyboard(self) -> None:
        self._stop.setFocus()

    def tell(self, done: int, of: int) -> None:
        """How far it is, and how long the rest will take."""
        self._bar.setRange(0, of)
        self._bar.setValue(done)
        if done:
            left = round((time.monotonic() - self._began) / done * (of - done))
            self._told.setText(self._voice.word("{done} of {of}, about {left} s left.", done=done, of=of, left=left))

    def _stop_once(self) -> None:
        self._stop.setDisabled(True)
        self.stop_wanted.emit()


class TroubleView(QWidget):
    """A file that was not read: what happened, and what helps."""

    another_wanted = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._title = theme.label("", "strong")
        self._about = theme.label("", "plain")
        safe = theme.label(voice.word("Nothing was written, and the file is as it was."), "second")
        self._another = theme.button(voice.word("Choose another file"), "filled", "another-file", "folder")
        self._another.setAutoDefault(True)
        self._another.clicked.connect(self.another_wanted)
        for text in (self._title, self._about):
            text.setWordWrap(True)
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card = _card(self, safe, headed=("risk", self._title, self._about))
        _add_buttons(card, self._another)

    def say(self, told: str) -> None:
        """Tells what happened in a first line, and what to do in the others."""
        what, _, remedy = told.partition("\n")
        self._title.setText(what)
        self._about.setText(remedy)
        self.take_keyboard()
        QAccessible.updateAccessibility(QAccessibleEvent(self._title, QAccessible.Event.Alert))

    def take_keyboard(self) -> None:
        self._another.setFocus()


class Footer(QFrame):
    """What comes next: the button tells how much it writes."""

    take_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, voice: Voice, *, may_write: bool) -> None:
        super().__init__()
        self._voice, self._may_write = voice, may_write
        self.setProperty("part", "foot")
        self.setMinimumHeight(theme.high(theme.FOOTER))
        self._about = theme.label("", "second")
        self._export = theme.button("", "large", "export-refused", "export")
        self._take = theme.button("", "filled", "take-in", "check")
        across = QHBoxLayout(self)
        across.setContentsMargins(16, 8, 16, 8)
        across.setSpacing(12)
        across.addWidget(self._about, 1)
        for part, wanted in ((self._export, self.export_wanted), (self._take, self.take_wanted)):
            across.addWidget(part)
            part.setAutoDefault(True)
            part.clicked.connect(wanted)
        self._name_buttons(0, 0)

    def take(self) -> None:
        """Does what the button says, if it is offered."""
        if self._take.isVisible() and self._take.isEnabled():
            self._take.click()

    def say(self, text: str) -> None:
        self._about.setText(text)

    def show_numbers(self, preview: Preview, *, is_done: bool) -> None:
        """Offers to take in what a plan writes, or what is left once that is done."""
        same, refused = (preview.number.get(each, 0) for each in (Outcome.SAME, Outcome.REFUSED))
        words = self._voice.words
        self.setEnabled(True)
        self.setVisible(bool(refused) or not is_done)
        self._export.setVisible(bool(refused))
        self._take.setVisible(not is_done)
        self._take.setEnabled(bool(preview.written) and self._may_write)
        self._name_buttons(preview.written, refused)
        kept = words("{n} row is the same and is not written.", "{n} rows are the same and are not written.", same)
        after = self._voice.word("A backup is made first, and the whole import can be taken back.")
        if not self._may_write:
            after = self._voice.word("You may look at a file here, but not take it in.")
        told = [kept] * bool(same) + [after] * bool(preview.written)
        self.say("" if is_done else " ".join(told))

    def _name_buttons(self, written: int, refused: int) -> None:
        words = self._voice.words
        self._export.setText(words("Export {n} row to correct", "Export {n} rows to correct", refused))
        self._take.setText(self._verb(written, refused))

    def _verb(self, written: int, refused: int) -> str:
        words = self._voice.words
        if not written:
            return self._voice.word("Nothing to take in")
        if not refused:
            return words("Take in {n} row", "Take in {n} rows", written)
        return words(
            "Take in {n} row, leave {left} to correct",
            "Take in {n} rows, leave {left} to correct",
            written,
            left=refused,
        )


class DoneView(QWidget):
    """Tells what an import did."""

    withdrawn = Signal(str)  # the reason
    left = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        word = voice.word
        self._title = theme.label("", "title")
        self._about = theme.label("", "second")
        self._show = theme.button(word("Show the households"), "filled", "show-households", "household")
        self._ask = theme.button(word("Take this import back"), "large", "take-back", "undo")
        self._reason = QLineEdit()
        self._reason.setObjectName("withdrawal-reason")
        self._reason.setPlaceholderText(word("Why, in words that others can read"))
        self._reason.setAccessibleName(word("Why this import is taken back"))
        self._withdraw = theme.button(word("Take all of it back"), name="withdraw", icon="undo")
        self._lay_out()
        self._connect()

    def show_taken(self, plan: Plan) -> None:
        """Tells what a plan has written."""
        word, words = self._voice.word, self._voice.words
        number = len(plan.written)
        self._title.setText(words("{n} household is written", "{n} households are written", number))
        told = [
            word(
                "{new} are new, {changed} have changed.",
                new=plan.number_of(Outcome.NEW),
                changed=plan.number_of(Outcome.CHANGED),
            ),
            word("A backup from before lies in the folder “backups” of the store."),
            word("What was not taken in can be corrected in the file, which is then imported again."),
        ]
        self._about.setText("\n".join(told if plan.number_of(Outcome.REFUSED) else told[:2]))
        self._ask.show()
        self._hide_reason()
        self._show.setFocus()

    def show_earlier(self, about: Intake) -> None:
        """Asks why a file that was taken in before is taken back."""
        word, words = self._voice.word, self._voice.words
        self._title.setText(words("{n} household is written", "{n} households are written", about.entries or 0))
        self._about.setText(word("From the file {file}.", file=about.file_name or ""))
        self._ask_reason()

    def show_withdrawn(self, back: Withdrawn) -> None:
        """Tells what was taken back."""
        words = self._voice.words
        self._title.setText(
            words("{n} household is as it was before", "{n} households are as they were before", back.taken_back)
        )
        left = words(
            "{n} household stays: something was written there since.",
            "{n} households stay: something was written there since.",
            back.left,
        )
        self._about.setText(left if back.left else "")
        self._ask.hide()
        self._hide_reason()
        self._show.setFocus()

    def take_keyboard(self) -> None:
        (self._show if self._reason.isHidden() else self._reason).setFocus()

    def _hide_reason(self) -> None:
        self._reason.clear()
        for part in (self._reason, self._withdraw):
            part.hide()

    def _ask_reason(self) -> None:
        self._ask.hide()
        for part in (self._reason, self._withdraw):
            part.show()
        self._reason.setFocus()

    def _give_reason(self) -> None:
        if self._reason.text().strip():
            self.withdrawn.emit(self._reason.text().strip())

    def _lay_out(self) -> None:
        card = _card(self, headed=("ok", self._title, self._about))
        _add_buttons(card, self._show, self._ask)
        _add_buttons(card, self._reason, self._withdraw)

    def _connect(self) -> None:
        self._show.clicked.connect(self.left)
        self._ask.clicked.connect(self._ask_reason)
        self._withdraw.clicked.connect(self._give_reason)
        self._reason.returnPressed.connect(self._give_reason)
        self._reason.textChanged.connect(lambda text: self._withdraw.setEnabled(bool(text.strip())))
        self._withdraw.setEnabled(False)
        for part in (self._show, self._ask, self._withdraw):
            part.setAutoDefault(True)


def _card(page: QWidget, *parts: QWidget, headed: tuple[str, QLabel, QLabel]) -> QFrame:
    """A box in the middle of a page: an icon beside what it says and a line about that, and the parts below."""
    icon, title, about = headed
    card = QFrame()
    card.setProperty("part", "card")
    card.setFixedWidth(min(theme.wide(_WIDTH), _WIDEST))
    lines = QVBoxLayout()
    lines.setSpacing(4)
    for text in (title, about):
        text.setWordWrap(True)
        lines.addWidget(text)
    top = QHBoxLayout()
    top.setSpacing(12)
    top.addWidget(pictured(icon, icon if icon in ("ok", "risk") else "brand"), 0, Qt.AlignmentFlag.AlignTop)
    top.addLayout(lines, 1)
    column = QVBoxLayout(card)
    column.setContentsMargins(24, 20, 24, 20)
    column.setSpacing(16)
    column.addLayout(top)
    for part in parts:
        column.addWidget(part)
    around = QVBoxLayout(page)
    around.addStretch(2)
    around.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
    around.addStretch(3)
    return card


def _add_buttons(card: QFrame, *parts: QWidget) -> None:
    """Below what the box holds, side by side."""
    line = QHBoxLayout()
    line.setSpacing(12)
    for part in parts:
        line.addWidget(part, int(isinstance(part, QLineEdit)))
    if not any(isinstance(part, QLineEdit) for part in parts):
        line.addStretch()
    column = card.layout()
    if isinstance(column, QVBoxLayout):
        column.addLayout(line)
