"""What is said of the chosen part of a plan, below the list: labelled lines that scroll, or a table, and ways on.

Promise: all of it can be read by keys and by touch, selected and copied. Hidden: lines are made anew for each part.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QScroller, QVBoxLayout, QWidget

from desktop.ui import theme
from desktop.ui.flow import FlowLayout
from desktop.ui.line_table import LineTable
from desktop.ui.notices import Voice
from desktop.ui.policies_painting import RowPainter
from desktop.ui.policies_sections import Grid, Link, Told
from desktop.ui.table_model import Column

_SIDE, _LABEL = 16, 7  # a label is so many Han letters wide at most
_LONG = 24  # letters of a title that needs lines


class Detail(QFrame):
    """The panel. It shows what it is told, and tells where somebody wants to go from there."""

    wanted = Signal(object)  # Link
    left = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("part", "foot")
        self._voice = voice
        self._title, self._about = theme.label("", "strong"), theme.label("", "second")
        self._scroll = QScrollArea()
        self._column, self._head = QVBoxLayout(self), QHBoxLayout()
        self._links, self._grid = QWidget(), QWidget()
        self._lay_out()

    @property
    def pane(self) -> QWidget:
        """What the keyboard goes to."""
        return self._scroll if self._scroll.isVisible() else self._grid

    def say(self, told: Told) -> None:
        """Shows another part of the plan."""
        is_long = len(told.title) > _LONG
        self._title.setText(told.title)
        self._title.setWordWrap(is_long)
        self._head.setStretchFactor(self._title, int(is_long))
        self._about.setText(told.about)
        for gone in (self._links, self._grid):
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self._links, self._grid = self._made_links(told.links), QWidget()
        self._column.insertWidget(1, self._links)
        self._scroll.setVisible(told.grid is None)
        if told.grid is None:
            self._scroll.setWidget(_made_lines(told))
            self._scroll.setAccessibleDescription("\n".join(self._voice.pair(*line) for line in told.lines))
        else:
            self._grid = _made_grid(told.grid)
            self._column.addWidget(self._grid, 1)

    def _made_links(self, links: Sequence[Link]) -> QWidget:
        row = QWidget()
        flow = FlowLayout(8)
        flow.setContentsMargins(_SIDE - 4, 0, _SIDE, 0)
        row.setLayout(flow)
        for link in links:
            button = theme.button(link.text, "link", f"to-{link.section}", "forward")
            button.setAccessibleName(self._voice.word("Go to {name}", name=link.text))
            button.clicked.connect(lambda _on, link=link: self.wanted.emit(link))
            flow.addWidget(button)
        if not links:
            row.hide()
        return row

    def _lay_out(self) -> None:
        _let_read(self._title, self._about)
        head = self._head
        head.setContentsMargins(_SIDE, 10, _SIDE, 2)
        head.setSpacing(12)
        head.addWidget(self._title)
        head.addWidget(self._about, 1)
        scroll = self._scroll
        scroll.setObjectName("plan-detail")
        scroll.setAccessibleName(self._voice.word("What the plan says of it"))
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        QScroller.grabGesture(scroll.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(head)
        self._column.addWidget(scroll, 1)


def _made_lines(told: Told) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 8)
    column.setSpacing(4)
    rows = QGridLayout()
    rows.setContentsMargins(_SIDE, 4, _SIDE, 0)
    rows.setHorizontalSpacing(12)
    rows.setVerticalSpacing(6)
    rows.setColumnStretch(1, 1)
    for n, (about, text) in enumerate(told.lines):
        label, said = theme.label(about, "label"), theme.label(text)
        if about == told.strong:
            said.setFont(theme.font(theme.FIELD, is_bold=True))
        label.setAlignment(Qt.AlignmentFlag.AlignTop)
        label.setFixedWidth(theme.wide(_LABEL))
        _let_read(label, said)
        rows.addWidget(label, n, 0)
        rows.addWidget(said, n, 1)
    column.addLayout(rows)
    column.addStretch()
    return page


def _let_read(*labels: QLabel) -> None:
    for label in labels:
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)


def _made_grid(grid: Grid) -> LineTable:
    columns = [
        Column(title, lambda row, n=n: row[n], is_at_right=is_number)
        for n, (title, is_number) in enumerate(zip(grid.titles, grid.are_numbers, strict=True))
    ]
    table = LineTable("plan-table", grid.name, columns)
    table.setItemDelegate(RowPainter(table))
    table.lines.fill(iter([grid.rows]))
    return table
