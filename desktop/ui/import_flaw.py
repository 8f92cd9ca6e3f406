"""The cell in hand: where it stands, what was read, what is wrong, and the ways to go on.

Promise: nothing is put right by itself; a proposal is a button, and the file is never changed. Hidden: what was typed
goes out as a text for the cell and is read like any other.
"""

from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout

from desktop.ui import icons, theme
from desktop.ui.import_rows import Flaw, Row
from desktop.ui.notices import Voice

_FIELD_WIDTH, _ICON = 16, 20  # letters, pixels


class FlawPanel(QFrame):
    """Shows one flaw, or a row without any."""

    corrected = Signal(object, str)  # Place, text
    left_out = Signal(object, bool)  # Place of the row, whether it is left out
    next_wanted = Signal()
    typing_begun = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._row: Row | None = None
        self._flaw: Flaw | None = None
        word = voice.word
        self._sign = QLabel()
        self._title = theme.label("", "strong")
        self._count = theme.label("", "second")
        self._problem = theme.label("", "second")
        self._told, self._is_short = "", False
        self._take = theme.button("", name="take-proposal", icon="check")
        self._fill = theme.button(word("Fill in myself"), name="fill-in", icon="pencil")
        self._skip = theme.button("", name="leave-out", icon="remove")
        self._field = _Correction()
        self._field.setObjectName("correction")
        self._field.setFixedWidth(theme.wide(_FIELD_WIDTH))
        self._field.setAccessibleName(word("What the cell should say"))
        self._give = theme.button(word("Put this in"), name="give-correction", icon="check")
        self._next = theme.button(word("Next one"), "link", "next", "arrow-right")
        self._next.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands behind the words
        self._next.setToolTip("F8")
        self._lay_out()
        self._connect()
        self.show_row(None)

    def show_flaw(self, flaw: Flaw, title: str, number: int, of: int) -> None:
        """Shows a flaw; `title` is what its column is called."""
        self._flaw, self._row = flaw, flaw.row
        has_keyboard = self._has_keyboard()
        word, found = self._voice.word, flaw.found
        tone = "risk" if flaw.is_error else "warn"
        self._show_sign(tone)
        read = word("“{title}” says “{read}”", title=title, read=found.read) if found.read else title
        self._title.setText(" · ".join(filter(None, (self._where(flaw), read))))
        self._count.setText(word("{number} of {of} to look at", number=number, of=of))
        self._tell(word(found.finding.message, **found.finding.values))
        self._take.setText(word("Make it {proposal}", proposal=found.finding.proposal or ""))
        self._begin(has_keyboard=has_keyboard)

    def show_row(self, row: Row | None) -> None:
        """Shows a row in which nothing is wrong, or is left out; or says that nothing is chosen."""
        self._flaw, self._row = None, row
        has_keyboard = self._has_keyboard()
        word = self._voice.word
        self._show_sign("ok")
        self._title.setText(_of_row(self._voice, row) if row else word("Nothing is left to look at."))
        self._count.setText("")
        if row and row.is_left_out:
            self._tell(word("It is left out this time; nothing of it is written."))
        else:
            self._tell(word("Nothing is wrong in this row.") if row else "")
        self._begin(has_keyboard=has_keyboard)

    def _show_sign(self, tone: str) -> None:
        self._sign.setPixmap(icons.pixmap(tone, theme.colour(tone), _ICON, self._sign.devicePixelRatioF()))

    def shorten(self, *, is_short: bool) -> None:
        """Keeps to what is wrong where there is little room."""
        if is_short != self._is_short:
            self._is_short = is_short
            self._tell(self._told)

    def _tell(self, told: str) -> None:
        self._told = told
        safe = self._voice.word("What you change here changes this import alone, never the file.")
        self._problem.setText(told if self._flaw is None or self._is_short else f"{told} {safe}")

    def offer_next(self, *, is_any: bool) -> None:
        """Whether there is a flaw to go on to."""
        self._next.setVisible(is_any)

    def _has_keyboard(self) -> bool:
        has_it = QApplication.focusWidget()
        return has_it is not None and self.isAncestorOf(has_it)

    def _begin(self, *, has_keyboard: bool) -> None:
        is_left_out = self._row is not None and self._row.is_left_out
        word = self._voice.word
        self._skip.setText(word("Take this row after all") if is_left_out else word("Leave this row out"))
        self._skip.setIcon(icons.icon("add" if is_left_out else "remove", theme.colour("ink")))
        self._show_typing(is_typing=False)
        if has_keyboard:  # the key that has put one right must not leave the next one out
            shown = [part for part in (self._take, self._fill, self._next) if not part.isHidden()]
            (shown or [self._skip])[0].setFocus()

    def _where(self, flaw: Flaw) -> str:
        if flaw.row is not None:
            return _of_row(self._voice, flaw.row)
        return flaw.found.place.sheet

    def _lay_out(self) -> None:
        self.setProperty("part", "foot")
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._sign)
        top.addWidget(self._title, 1)
        top.addWidget(self._count)
        for text in (self._title, self._problem):
            text.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        self._count.setWordWrap(False)
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        for part in (self._take, self._fill, self._field, self._give, self._skip):
            bottom.addWidget(part)
        bottom.addStretch()
        bottom.addWidget(self._next)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(self._problem)
        column.addLayout(bottom)

    def _connect(self) -> None:
        self._take.clicked.connect(self._take_proposal)
        self._fill.clicked.connect(self._begin_typing)
        self._field.returnPressed.connect(self._give_typed)
        self._give.clicked.connect(self._give_typed)
        self._skip.clicked.connect(self._skip_or_take)
        self._next.clicked.connect(self.next_wanted)
        for part in (self._take, self._fill, self._give, self._skip, self._next):
            part.setAutoDefault(True)
        self._field.given_up.connect(self._stop_typing)

    def _take_proposal(self) -> None:
        if self._flaw is not None:
            self.corrected.emit(self._flaw.found.place, self._flaw.found.finding.proposal)

    def _begin_typing(self) -> None:
        if self._flaw is None:
            return
        self._show_typing(is_typing=True)
        self._field.setText(self._flaw.found.read)
        self._field.setFocus()
        self._field.selectAll()
        self.typing_begun.emit()

    def _stop_typing(self) -> None:
        self._show_typing(is_typing=False)
        self._fill.setFocus()

    def _show_typing(self, *, is_typing: bool) -> None:
        """The field with its button, or the other ways to go on."""
        for part in (self._field, self._give):
            part.setVisible(is_typing)
        can_type = self._flaw is not None and bool(self._flaw.found.place.column)
        self._fill.setVisible(can_type and not is_typing)
        self._take.setVisible(can_type and not is_typing and bool(self._flaw and self._flaw.found.finding.proposal))
        self._skip.setVisible(self._row is not None and not is_typing)

    def _give_typed(self) -> None:
        if self._flaw is not None:
            self.corrected.emit(self._flaw.found.place, self._field.text())

    def _skip_or_take(self) -> None:
        if self._row is not None:
            self.left_out.emit(replace(self._row.line.place, column=""), not self._row.is_left_out)


class _Correction(QLineEdit):
    """What a cell should say; Esc gives up typing, and only the next one leaves the page."""

    given_up = Signal()

    def event(self, event: QEvent) -> bool:
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_escape and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if is_escape and event.type() == QEvent.Type.KeyPress:
            self.given_up.emit()
            return True
        return super().event(event)


def _of_row(voice: Voice, row: Row) -> str:
    place = row.line.place
    named = voice.word("row {row}", row=place.row)
    return " · ".join(filter(None, (named, row.line.value("person.name") or row.planned.stated.owner)))
