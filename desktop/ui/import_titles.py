"""The first rows of a file as they stand there, so that a person can say in which of them the titles are.

Promise: nothing is guessed here; what is shown is the file, but for long numbers, which may be a person's. Hidden: the
first row that looks like titles is chosen to begin with.
"""

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.exchange import cell
from desktop.exchange.heading import column_letter
from desktop.exchange.workbook import Cell, Sheet, Workbook
from desktop.ui import theme
from desktop.ui.import_table import plain_table, set_widths
from desktop.ui.notices import Voice
from desktop.ui.still_box import StillBox
from desktop.ui.table_model import Column, TableModel

_ROWS, _COLUMNS = 40, 40  # that are shown
_NUMBER_WIDTH, _WIDTH = 3, 6  # letters
_LEAST_TITLES = 2
_LONG_NUMBER = re.compile(r"\d{11,}[\dXx]?")


class TitlesView(QWidget):
    """The view. It tells which row of which sheet holds the titles."""

    said = Signal(str, int)  # the sheet, and the row as Excel counts
    another_wanted = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        word = voice.word
        self._sheets: Sequence[Sheet] = ()
        self._title = theme.label(word("Which row holds the titles?"), "strong")
        self._about = theme.label("", "second")
        self._sheet = StillBox()
        theme.let_touch(self._sheet)
        self._sheet.setObjectName("titles-sheet")
        self._sheet.setAccessibleName(word("Sheet"))
        self._model = TableModel((), self)
        self._table = plain_table(self._model, word("The first rows of the file"), "first-rows")
        self._another = theme.button(word("Choose another file"), "large", "other-file", "folder")
        self._choose = theme.button("", "filled", "choose-titles", "check")
        self._lay_out()
        self._connect()

    def show_book(self, book: Workbook, *, is_missed: bool) -> bool:
        """Shows a file, of which no titles were found (`is_missed`) or others are meant; False where it has no rows."""
        word = self._voice.word
        self._sheets = [sheet for sheet in book.sheets if sheet.rows and not sheet.is_hidden]
        missed = word("No row of titles such as 户主, 坐落, 面积 was found in {file}.", file=book.name)
        how = word("Choose the row whose cells say what stands below them; then say what each column means.")
        self._about.setText(f"{missed} {how}" if is_missed else how)
        self._sheet.clear()
        self._sheet.addItems([sheet.name for sheet in self._sheets])
        self._sheet.setVisible(len(self._sheets) > 1)
        self._show_sheet()
        return bool(self._sheets)

    def take_keyboard(self) -> None:
        self._table.setFocus()

    def forget(self) -> None:
        """Keeps nothing of the file."""
        self._sheets = ()
        self._sheet.clear()
        self._model.fill(iter(()))

    def _show_sheet(self) -> None:
        if not self._sheets:
            return
        sheet = self._sheets[max(self._sheet.currentIndex(), 0)]
        rows = [*enumerate(sheet.rows[:_ROWS], 1)]
        width = min(max(len(held) for _, held in rows), _COLUMNS)
        self._model.columns = [
            Column(self._voice.word("Row"), lambda row: str(row[0]), theme.wide(_NUMBER_WIDTH)),
            *(_column(at) for at in range(width)),
        ]
        self._model.fill(iter([rows]))
        set_widths(self._table, self._model.columns)
        likely = (at for at, (_, held) in enumerate(rows) if _texts(held) >= _LEAST_TITLES)
        self._table.selectRow(next(likely, 0))

    def _name_choice(self) -> None:
        row = self._table.currentIndex().row() + 1
        self._choose.setEnabled(row > 0)
        self._choose.setText(self._voice.word("Row {row} holds the titles", row=max(row, 1)))

    def _say(self) -> None:
        row = self._table.currentIndex().row() + 1
        if row > 0 and self._sheets:
            self.said.emit(self._sheets[max(self._sheet.currentIndex(), 0)].name, row)

    def _lay_out(self) -> None:
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._sheet.setMinimumWidth(theme.wide(12))
        top = QHBoxLayout()
        top.setContentsMargins(16, 12, 16, 12)
        top.setSpacing(16)
        words = QVBoxLayout()
        words.addWidget(self._title)
        words.addWidget(self._about)
        top.addLayout(words, 1)
        top.addWidget(self._sheet)
        card = QFrame()
        card.setProperty("part", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addLayout(top)
        inside.addWidget(self._table, 1)
        around = QVBoxLayout()
        around.setContentsMargins(16, 12, 16, 12)
        around.addWidget(card)
        foot = QFrame()
        foot.setProperty("part", "foot")
        foot.setMinimumHeight(theme.high(theme.FOOTER))
        across = QHBoxLayout(foot)
        across.setContentsMargins(16, 8, 16, 8)
        across.setSpacing(12)
        across.addStretch()
        across.addWidget(self._another)
        across.addWidget(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(around, 1)
        column.addWidget(foot)

    def _connect(self) -> None:
        self._sheet.activated.connect(self._show_sheet)
        self._table.selectionModel().currentRowChanged.connect(self._name_choice)
        self._another.clicked.connect(self.another_wanted)
        self._choose.clicked.connect(self._say)
        for key in ("Return", "Enter"):
            shortcut = QShortcut(QKeySequence(key), self._table, context=Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(self._say)
        for part in (self._another, self._choose):
            part.setAutoDefault(True)


def _column(at: int) -> Column:
    def text(row: tuple[int, Sequence[Cell]]) -> str:
        held = row[1][at] if at < len(row[1]) else None
        return _LONG_NUMBER.sub("••••••", held if isinstance(held, str) else cell.shown(held))

    return Column(column_letter(at), text, theme.wide(_WIDTH))


def _texts(held: Sequence[Cell]) -> int:
    return sum(isinstance(each, str) and bool(each.strip()) for each in held)
