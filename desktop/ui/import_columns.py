"""The columns of a file, each with what it means and how sure that is; a person says otherwise by choosing.

Promise: nothing changes by turning a wheel or passing by with the keyboard: a meaning is only what was picked from its
open list. Hidden: one meaning is one column's; who gives it to another takes it from the first.
"""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QScroller,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.exchange.heading import Certainty, Column
from desktop.exchange.vocabulary import LEFT_OUT
from desktop.i18n import N_
from desktop.ui import icons, theme
from desktop.ui.boxes import pictured
from desktop.ui.meaning import names_of_meanings
from desktop.ui.notices import Voice
from desktop.ui.still_box import StillBox

_WIDTH, _CHOICE_WIDTH = 22, 11  # in letters
_ICON = 18
_MEANS = Qt.ItemDataRole.UserRole
_OPENING_KEYS = {
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End),
    *(Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter),
}
_MARKS = {
    Certainty.SURE: ("ok", "ok", N_("understood")),
    Certainty.LIKELY: ("help", "warn", N_("look whether this is meant")),
    Certainty.UNKNOWN: ("help", "warn", N_("nobody has said what this is")),
}
_LEFT_OUT = ("remove", "ink_3", N_("left out"))


class ColumnList(QFrame):
    """Titles on the left, meanings on the right."""

    said = Signal(object)  # dict: title → meaning, of what has changed
    titles_wanted = Signal()  # the titles stand in another row
    rows_wanted = Signal()  # instead of the columns

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._choices = _choices(voice, self)
        self._lines: dict[str, _Line] = {}
        self._number = theme.label("", "second")
        self._about = theme.label("", "second")
        self._titles = theme.button(voice.word("The titles are in another row"), "link", "other-titles")
        self._rows = theme.button(voice.word("Show the rows"), "link", "show-rows")
        self._list = QScrollArea()
        self._lay_out()
        self._rows.clicked.connect(self.rows_wanted)
        self._titles.clicked.connect(self.titles_wanted)

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Shows these columns, one title of several sheets once; cards have none."""
        by_title = {column.title: column for column in columns}
        if list(by_title) != list(self._lines):
            self._list.setWidget(self._grid(list(by_title)))
            QTimer.singleShot(0, self, self._show_doubtful)
        for title, column in by_title.items():
            self._lines[title].show_meaning(column)
        doubtful = [title for title, column in by_title.items() if column.certainty is not Certainty.SURE]
        self._number.setText(self._voice.words("{n} column", "{n} columns", len(by_title)))
        self._about.setText(self._advice(doubtful, is_cards=not columns))

    def take_keyboard(self) -> None:
        """Goes to the first column that somebody should look at."""
        first = self._doubtful() or next((line.choice for line in self._lines.values()), self._titles)
        first.setFocus()
        self._list.ensureWidgetVisible(first)

    def spread(self, *, is_alone: bool) -> None:
        """Takes all the room where nothing stands beside it, and offers the way back."""
        width = theme.wide(_WIDTH)
        self.setMinimumWidth(width)
        self.setMaximumWidth(2 * width if is_alone else width)
        self._rows.setVisible(is_alone)

    def _doubtful(self) -> QComboBox | None:
        return next((line.choice for line in self._lines.values() if line.choice.property("odd")), None)

    def _show_doubtful(self) -> None:
        if (first := self._doubtful()) is not None:
            self._list.ensureWidgetVisible(first)

    def _advice(self, doubtful: Sequence[str], *, is_cards: bool) -> str:
        if is_cards:
            return self._voice.word("These are cards: the label beside a value says what it means.")
        kept = self._voice.word("What columns mean is remembered, and not asked again.")
        if not doubtful:
            return kept
        return self._voice.word("Please look at “{title}”.", title=doubtful[0]) + " " + kept

    def _lay_out(self) -> None:
        self.setProperty("part", "card")
        self.spread(is_alone=False)
        top = QHBoxLayout()
        top.setContentsMargins(16, 12, 16, 12)
        top.addWidget(theme.label(self._voice.word("What the columns mean"), "strong"), 1)
        top.addWidget(self._number)
        self._number.setWordWrap(False)
        self._list.setWidgetResizable(True)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        QScroller.grabGesture(self._list.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        for part in (self._titles, self._rows):
            part.setAutoDefault(True)
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._about.setContentsMargins(16, 8, 16, 0)
        below = QHBoxLayout()
        below.setContentsMargins(12, 0, 12, 4)
        below.addWidget(self._titles)
        below.addStretch()
        below.addWidget(self._rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._list, 1)
        column.addWidget(self._about)
        column.addLayout(below)

    def _grid(self, titles: Sequence[str]) -> QWidget:
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(12, 0, 12, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        self._lines = {title: _Line(self._voice, title, self._choices) for title in titles}
        for row, (title, line) in enumerate(self._lines.items()):
            for place, part in enumerate((line.mark, line.title, pictured("forward", "ink_3", _ICON), line.choice)):
                grid.addWidget(part, row, place, Qt.AlignmentFlag.AlignVCenter)
            grid.setRowMinimumHeight(row, theme.high(theme.ROW))
            line.choice.activated.connect(partial(self._say, title))
        grid.setRowStretch(len(titles), 1)
        return page

    def _say(self, title: str, _place: int) -> None:
        means = self._lines[title].choice.currentData(_MEANS)
        others = [other for other, line in self._lines.items() if other != title and line.means == means]
        said = {title: means, **(dict.fromkeys(others, LEFT_OUT) if means != LEFT_OUT else {})}
        if means != self._lines[title].means:
            self.said.emit(said)


class _Line:
    """The parts of one column's line."""

    def __init__(self, voice: Voice, title: str, choices: QStandardItemModel) -> None:
        self._voice = voice
        self.means = ""
        self.mark = QLabel()
        self.title = QLabel(title.replace("&", "&&"))  # a buddy's & is a key
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setWordWrap(True)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.choice = _Choice(choices)
        self.choice.setObjectName(f"means-{title}")
        self.choice.setAccessibleName(voice.word("What “{title}” means", title=title))
        self.title.setBuddy(self.choice)  # on Linux a list's name is its value, and only this tells what it is

    def show_meaning(self, column: Column) -> None:
        self.means = column.means
        is_sure = column.certainty is Certainty.SURE
        icon, colour, words = _LEFT_OUT if is_sure and column.means == LEFT_OUT else _MARKS[column.certainty]
        ratio = self.mark.devicePixelRatioF()
        self.mark.setPixmap(icons.pixmap(icon, theme.colour(colour), _ICON, ratio))
        self.mark.setToolTip(self._voice.word(words))
        self.mark.setAccessibleName(self._voice.word(words))
        self.choice.setAccessibleDescription(self._voice.word(words))
        self.choice.setCurrentIndex(self.choice.findData(column.means, _MEANS))
        self.choice.setToolTip(self.choice.currentText())
        theme.relook(self.choice, odd=not is_sure)


class _Choice(StillBox):
    """A list that changes only when one of its lines is picked."""

    def __init__(self, choices: QStandardItemModel) -> None:
        super().__init__()
        self.setModel(choices)
        self.setFixedWidth(theme.wide(_CHOICE_WIDTH))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view().setMinimumWidth(theme.wide(2 * _CHOICE_WIDTH))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPENING_KEYS:
            self.showPopup()
        else:
            event.ignore()


def _choices(voice: Voice, owner: QWidget) -> QStandardItemModel:
    """All meanings by record, the one for leaving out first."""
    model = QStandardItemModel(owner)
    for means, name in names_of_meanings(voice).items():
        item = QStandardItem(name)
        item.setData(means, _MEANS)
        model.appendRow(item)
    return model
