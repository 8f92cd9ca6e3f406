"""Fields for a code that is copied from a paper: one for each of its rows, which are judged as they are typed.

Promise: a mistyped row is named at once; the whole code may be pasted into any of them, and the keyboard goes on by
itself. Hidden: what of a pasted code belongs into which row.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from desktop.domain import code_letters
from desktop.i18n import N_
from desktop.ui import icons, theme
from desktop.ui.notices import Voice


class CodeRows(QWidget):
    """So many rows, `across` of them beside each other; they are called `name`-1 and so on."""

    changed = Signal()
    completed = Signal()  # by the last of the rows, to which the keyboard has come

    def __init__(self, voice: Voice, count: int, across: int, name: str = "row", called: str = N_("Row {n}")) -> None:
        super().__init__()
        self.voice, self.called = voice, called
        self._rows = [_Row(self, number, f"{name}-{number}") for number in range(1, count + 1)]
        self.setFocusProxy(self._rows[0])
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for row in self._rows:
            down, place = divmod(row.number - 1, across)
            grid.addWidget(theme.label(row.accessibleName(), "label"), 2 * down, place)
            grid.addWidget(row, 2 * down + 1, place)
            grid.setColumnStretch(place, 1)
        self._look()

    @property
    def code(self) -> str:
        return "-".join(row.text() for row in self._rows)

    @property
    def lacking(self) -> int:
        """How many rows are not yet as on the paper."""
        return len(self._faults())

    @property
    def wrong(self) -> tuple[int, ...]:
        """The rows that are whole, and not as on the paper."""
        return tuple(row.number for row in self._rows if row.is_wrong())

    def take(self, number: int, text: str) -> None:
        """Puts what was typed or pasted into a row where it belongs, here and in those after it."""
        size, count = code_letters.ROW_LETTERS, len(self._rows)
        parts = code_letters.rows(text, count)
        pieces = [part[at : at + size] for part in parts for at in range(0, len(part), size)]
        start = 0 if len(pieces) >= count else number - 1
        for row, piece in zip(self._rows[start:], pieces or [""], strict=False):
            row.put(piece)
        self._look()
        self.changed.emit()
        last = min(start + len(pieces), count) - 1
        if pieces and self._rows[last].is_whole() and not self._rows[last].is_wrong():
            if last + 1 < count:
                self._rows[last + 1].setFocus()
            else:
                self.completed.emit()

    def clear(self) -> None:
        for row in self._rows:
            row.put("")
        self._look()
        self.changed.emit()

    def back_from(self, number: int) -> None:
        """Goes to the row before an empty one."""
        if number > 1:
            self._rows[number - 2].setFocus()

    def _faults(self) -> tuple[int, ...]:
        return code_letters.faults([row.text() for row in self._rows])

    def _look(self) -> None:
        wrong = self._faults()
        for row in self._rows:
            row.judge(is_right=row.number not in wrong)


class _Row(QLineEdit):
    """One row of the paper."""

    def __init__(self, rows: CodeRows, number: int, name: str) -> None:
        super().__init__()
        self._code, self.number, self._is_right = rows, number, False
        self.setObjectName(name)
        self.setProperty("look", "large")
        self.setFont(theme.font(theme.TITLE, is_bold=True))
        self.setAccessibleName(rows.voice.word(rows.called, n=number))
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhPreferUppercase
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhLatinOnly
            | Qt.InputMethodHint.ImhSensitiveData
        )
        self._mark = self.addAction(icons.icon("ok", theme.colour("ok")), QLineEdit.ActionPosition.TrailingPosition)
        self._mark.setVisible(False)
        self.textEdited.connect(lambda text: rows.take(number, text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            self._code.back_from(self.number)
            return
        super().keyPressEvent(event)

    def put(self, piece: str) -> None:
        if piece != self.text():
            at = self.cursorPosition()
            self.setText(piece)
            self.setCursorPosition(at)

    def is_whole(self) -> bool:
        return len(self.text()) >= code_letters.ROW_LETTERS

    def is_wrong(self) -> bool:
        return self.is_whole() and not self._is_right

    def judge(self, *, is_right: bool) -> None:
        self._is_right = is_right
        name, colour = ("ok", "ok") if is_right else ("warn", "risk")
        self._mark.setIcon(icons.icon(name, theme.colour(colour)))
        self._mark.setVisible(self.is_whole())
        theme.relook(self, wrong=self.is_wrong())
        word = self._code.voice.word
        self.setAccessibleDescription(
            "" if not self.is_whole() else word("agrees") if is_right else word("not as on the sheet")
        )
