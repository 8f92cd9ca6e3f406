"""Below a conflict: the reason for a decision, and the two ways on, to let it be for now and to decide it.

Promise: the one filled button says exactly what will hold; it can be pressed once a value is chosen and a reason stands
there. Hidden: where there is little room the keys are not told, and the words stand above the buttons.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.ui import theme
from desktop.ui.boxes import bring_to_sight
from desktop.ui.notices import Voice

_EDGE, _GAP, _ROOM = 16, 12, 820
_LEAST, _MOST = 84, 120  # pixels of the reason, high


class Reason(QWidget):
    """Where the reason is written."""

    changed = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        word = voice.word
        self._needed = theme.label(word("required"), "wrong")
        self.field = QPlainTextEdit()
        self.field.setObjectName("conflict-reason")
        self.field.setAccessibleName(word("The reason"))
        self.field.setTabChangesFocus(True)
        self.field.setMinimumHeight(theme.high(_LEAST))
        self.field.setMaximumHeight(theme.high(_MOST))
        self._about = theme.label(word("Residents and auditors can read it"), "label")
        self._note = theme.label("", "second")
        head = QHBoxLayout()
        head.setSpacing(8)
        for part in (theme.label(word("The reason"), "label"), self._needed, self._about):
            head.addWidget(part)
        head.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.field)
        column.addWidget(self._note)
        column.addStretch()
        self.field.textChanged.connect(self._take)

    @property
    def text(self) -> str:
        return self.field.toPlainText().strip()

    def show_reason(self, text: str, *, may_write: bool) -> None:
        """Shows what was written of it; who may not write it only reads."""
        self.field.setReadOnly(not may_write)
        self._needed.setVisible(may_write)
        self._about.setVisible(may_write)
        if text != self.field.toPlainText():
            self.field.blockSignals(True)  # noqa: FBT003  nobody typed it
            self.field.setPlainText(text)
            self.field.blockSignals(False)  # noqa: FBT003
        theme.relook(self.field, wrong=False)

    def show_note(self, text: str) -> None:
        """What comes of a decision."""
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def ask(self) -> None:
        """It is missing."""
        theme.relook(self.field, wrong=True)
        self.field.setFocus()
        bring_to_sight(self.field)

    def _take(self) -> None:
        theme.relook(self.field, wrong=False)
        self.changed.emit()


class Foot(QFrame):
    """The buttons; `leaves` where there is no next one to skip to."""

    skipped = Signal()
    decided = Signal()

    def __init__(self, voice: Voice, prefix: str = "", *, leaves: bool = False) -> None:
        super().__init__()
        self.setProperty("part", "foot")
        self._told = theme.label("", "second")
        self._skips, self._goes_on = voice.word("Skip, look at the next"), voice.word("Look at the next")
        away = voice.word("Let it be") if leaves else self._skips
        self._leaves = leaves
        self.skip = theme.button(away, "large", f"{prefix}skip-conflict")
        self.decide = theme.button("", "filled", f"{prefix}decide-conflict", "check")
        self.skip.setToolTip("Esc" if leaves else "Ctrl+→")
        self.decide.setToolTip("Ctrl+Enter")
        self._keys = [theme.label(key, "key") for key in ("Esc" if leaves else "Ctrl →", "Ctrl Enter")]
        self._is_narrow = False
        self._lines, self._across = QVBoxLayout(self), QHBoxLayout()
        self._lines.setContentsMargins(_EDGE, 8, _EDGE, 8)
        self._lines.setSpacing(4)
        self._across.setSpacing(_GAP)
        self._lines.addLayout(self._across)
        self._across.addWidget(self._told, 1)
        for button, key in zip((self.skip, self.decide), self._keys, strict=True):
            self._across.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
            self._across.addWidget(key, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setMinimumHeight(theme.high(theme.FOOTER))
        self.skip.clicked.connect(self.skipped)
        self.decide.clicked.connect(self.decided)

    def say(self, told: str, verb: str, *, may_decide: bool, is_ready: bool) -> None:
        """What stands at the left, and what the filled button does."""
        self._told.setText(told)
        self.decide.setText(verb)
        if not self._leaves:
            self.skip.setText(self._skips if may_decide else self._goes_on)
        self.decide.setVisible(may_decide)
        self.decide.setEnabled(is_ready)
        self._show_keys()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < theme.broad(_ROOM)
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            for layout in (self._across, self._lines):
                layout.removeWidget(self._told)
            if is_narrow:
                self._lines.insertWidget(0, self._told)
            else:
                self._across.insertWidget(0, self._told, 1)
        self._show_keys()

    def _show_keys(self) -> None:
        self._told.setVisible(bool(self._told.text()) or not self._is_narrow)
        for button, key in zip((self.skip, self.decide), self._keys, strict=True):
            key.setHidden(self._is_narrow or button.isHidden())
