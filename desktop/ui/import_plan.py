"""A plan as it is looked through: the columns on the left, how much of what, the rows, and the cell in hand below.

Promise: the tiles add up to all source rows, and the panel tells of the row that is chosen. Hidden: what was in hand
stays in hand when the plan is made anew; where it was put right, the next flaw comes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.exchange.duplicates import Suspect
from desktop.exchange.intake import Plan
from desktop.exchange.ledger import Fate
from desktop.exchange.line import column_letter
from desktop.ui import theme
from desktop.ui.boxes import scrolling
from desktop.ui.import_columns import ColumnList
from desktop.ui.import_flaw import FlawPanel
from desktop.ui.import_painting import RowPainter
from desktop.ui.import_rows import Flaw, Preview, Row, RowColumn, RowsModel, columns_of
from desktop.ui.import_table import plain_table, set_widths
from desktop.ui.import_tiles import Tiles
from desktop.ui.notices import Voice
from desktop.ui.table_model import Column, TableModel

_NOTHING = Preview((), (), {})
_PAIR_WIDTH = 12  # letters
_BESIDE, _ROOMY = 62, 56  # letters: with less room there are either columns or rows, and fewer words beside the rows
_SEEN = 2  # rows of the table at least; below that the page scrolls


class PlanView(QWidget):
    """Shows a plan; what a person says about it goes out as signals, and a new plan comes back."""

    said = Signal(object)  # dict: title → meaning
    corrected = Signal(object, str)  # Place, text
    left_out = Signal(object, bool)  # Place, whether it is left out
    titles_wanted = Signal()  # the titles stand in another row

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._preview = _NOTHING
        self._titles: Mapping[tuple[str, str], str] = {}
        self._at = 0  # of the flaws
        self._row: Row | None = None  # that the panel tells of
        self._places: dict[int, int] = {}  # of rows in the table
        self._columns = ColumnList(voice)
        self._tiles = Tiles(voice)
        self._model = RowsModel((), self)
        self._table = plain_table(self._model, voice.word("Rows of the file"), "rows")
        self._table.setItemDelegate(RowPainter(self._table))
        self._owners: Mapping[str | None, str] = {}  # by the number of a household of the file
        self._pairs = TableModel(_pair_columns(voice, self._named), self)
        self._pair_table = plain_table(self._pairs, voice.word("Perhaps one household"), "suspects")
        self._nothing = theme.label("", "plain")
        self._folded = theme.label("", "second")
        self._fold = theme.button("", "link", "fold")
        self._show_pairs = theme.button("", "link", "show-suspects")
        self._all = theme.label("", "second")
        self._show_columns = theme.button(voice.word("What the columns mean"), "link", "show-columns")
        self._is_narrow = self._is_at_columns = False
        self._panel = FlawPanel(voice)
        self._lay_out()
        self._connect()
        self.forget()

    def show_plan(self, plan: Plan, preview: Preview) -> None:
        """Shows a plan; of the file that was shown before, what was in hand stays in hand."""
        flaw, row = self._flaw(), self._row
        headed = [
            (table.sheet, each) for table in plan.ledger.tables if table.heading for each in table.heading.columns
        ]
        self._titles = {(sheet, column_letter(column.place)): column.title for sheet, column in headed}
        self._columns.show_columns([column for _, column in headed])
        self._tiles.show_numbers({**preview.number, Fate.OTHER: plan.ledger.other_rows})
        self._preview = preview
        self._model.columns = columns_of(self._voice, plan)
        self._owners = {each.number: each.stated.owner for each in plan.households} if plan.suspects else {}
        self._pairs.fill(_pages(plan.suspects))
        set_widths(self._pair_table, self._pairs.columns)
        self._show_pairs.setVisible(bool(plan.suspects))
        self._show_pairs.setChecked(self._show_pairs.isChecked() and bool(plan.suspects))
        self._name_pairs()
        self._all.setText(
            self._voice.words("{n} row, and none is lost", "{n} rows, and none is lost", plan.ledger.source_rows)
        )
        self._panel.offer_next(is_any=bool(preview.flaws))
        self._panel.setVisible(bool(preview.rows or preview.flaws))
        self._fill()
        set_widths(self._table, self._model.columns)
        self._go_on(flaw, row)

    def show_next_flaw(self) -> None:
        """Takes the next flaw in hand; after the last comes the first."""
        if self._preview.flaws:
            is_on_it = self._flaw() is not None and self._row is self._preview.flaws[self._at].row
            self._take(self._at + 1 if is_on_it else self._at)
            self._card.ensureWidgetVisible(self._panel)

    def take_keyboard(self) -> None:
        if self._model.rowCount() and not self._card.isHidden():
            self._table.setFocus()
        elif not self._columns.isHidden():
            self._columns.take_keyboard()
        else:
            self._show_columns.setFocus()

    def forget(self) -> None:
        """Keeps nothing of the file."""
        self._preview, self._at, self._row = _NOTHING, 0, None
        self._titles = {}
        self._pairs.fill(iter(()))
        self._name_pairs()
        self._fill()
        self._columns.show_columns(())
        self._panel.show_row(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._is_narrow = self.width() < theme.wide(_BESIDE)
        self._arrange()

    def _arrange(self) -> None:
        """Columns and rows side by side, or one of them where there is too little room."""
        is_narrow = self._is_narrow
        self._columns.setVisible(not is_narrow or self._is_at_columns)
        self._card.setVisible(not is_narrow or not self._is_at_columns)
        self._columns.spread(is_alone=is_narrow)
        self._show_columns.setVisible(is_narrow)
        room = self.width() - (0 if is_narrow else self._columns.width())
        for part in (self._folded, self._all):
            part.setVisible(room >= theme.wide(_ROOMY))
        self._panel.shorten(is_short=room < theme.wide(_ROOMY))

    def _turn_to(self, *, columns: bool) -> None:
        self._is_at_columns = columns
        self._arrange()
        if columns:
            self._columns.take_keyboard()
        else:
            self.take_keyboard()

    # The rows

    def _fill(self) -> None:
        folded = self._preview.folded
        hidden = len(self._preview.rows) - len(folded)
        is_open = self._fold.isChecked()
        shown = self._preview.rows if is_open else folded
        self._places = {row.at: place for place, row in enumerate(shown)}
        self._model.fill(_pages(shown))
        self._nothing.setText(self._about_nothing())
        self._show_table()
        words = self._voice.words
        self._folded.setText(self._about_fold(hidden, is_open=is_open))
        self._fold.setVisible(bool(hidden))
        self._fold.setText(
            words("Fold {n} row away", "Fold {n} rows away", hidden)
            if is_open
            else words("Show {n} row", "Show {n} rows", hidden)
        )

    def _about_fold(self, hidden: int, *, is_open: bool) -> str:
        if not hidden or is_open:
            return ""
        return self._voice.words(
            "What is wrong or new comes first; {n} row that is the same is folded away",
            "What is wrong or new comes first; {n} rows that are the same are folded away",
            hidden,
        )

    def _refold(self) -> None:
        row = self._row
        self._fill()
        if row is not None:
            self._choose(row)

    def _about_nothing(self) -> str:
        word = self._voice.word
        if self._preview.rows:
            return word("The store holds all of these rows as they are: there is nothing to take in.")
        return word("No row names a household yet. Say of the columns which holds the number or the owner.")

    def _show_table(self) -> None:
        rows = self._table if self._model.rowCount() else self._nothing
        seen = self._pair_table if self._show_pairs.isChecked() else rows
        for part in (self._table, self._pair_table, self._nothing):  # a stack would cut off the ring around them
            part.setVisible(part is seen)

    def _show_other_table(self, is_pairs: bool) -> None:  # noqa: FBT001  Qt's signal gives it by its place
        self._show_table()
        (self._pair_table if is_pairs else self._table).setFocus()
        self._name_pairs()

    def _name_pairs(self) -> None:
        number = self._pairs.rowCount()
        pairs = self._voice.words("{n} pair is perhaps one household", "{n} pairs are perhaps one household", number)
        self._show_pairs.setText(self._voice.word("Show the rows") if self._show_pairs.isChecked() else pairs)

    def _named(self, number: str) -> str:
        return " ".join(filter(None, (number, self._owners.get(number))))

    def _choose(self, row: Row) -> None:
        place = self._places.get(row.at)
        if place is not None:
            self._table.selectRow(place)
            marks = (column.mark(row) for column in self._model.columns if isinstance(column, RowColumn))
            boxed = next((at for at, mark in enumerate(marks) if mark and mark.tone), 0)
            self._table.scrollTo(self._model.index(place, boxed))

    def _tell_chosen(self) -> None:
        """The chosen row's first flaw, or the row itself."""
        index = self._table.currentIndex()
        if not 0 <= index.row() < self._model.rowCount():
            return
        row = self._model.row(index)
        if row is self._row:
            return
        at = next((at for at, flaw in enumerate(self._preview.flaws) if flaw.row is row), None)
        if at is not None:
            self._take(at)
            return
        self._row = row
        self._panel.show_row(row)

    # What is in hand

    def _flaw(self) -> Flaw | None:
        return self._preview.flaws[self._at] if self._at < len(self._preview.flaws) else None

    def _take(self, at: int) -> None:
        flaws = self._preview.flaws
        self._at = at % len(flaws)
        flaw = flaws[self._at]
        self._row = flaw.row
        place = flaw.found.place
        title = self._titles.get((place.sheet, place.column), f"{place.column}{place.row}" if place.column else "")
        self._panel.show_flaw(flaw, title, self._at + 1, len(flaws))
        if flaw.row is not None:
            self._choose(flaw.row)

    def _go_on(self, flaw: Flaw | None, row: Row | None) -> None:
        """What was in hand under the plan before, or the next flaw where it is put right."""
        same = next((at for at, each in enumerate(self._preview.flaws) if _is_same(each, flaw)), None)
        was_about_row = row is not None and (flaw is None or flaw.row is not row)
        rows = self._preview.rows if was_about_row else ()
        again = next((each for each in rows if row and each.line.place == row.line.place), None)
        if again is not None:
            self._row = again
            self._panel.show_row(again)
            self._choose(again)
        elif self._preview.flaws:
            self._take(self._after(flaw) if same is None else same)
        else:
            self._at, self._row = 0, None
            self._panel.show_row(None)

    def _after(self, flaw: Flaw | None) -> int:
        """What comes in the place of a flaw that is gone: of errors an error, as long as there are any."""
        flaws = self._preview.flaws
        errors = sum(each.is_error for each in flaws)
        if flaw is not None and flaw.is_error and self._at >= errors:
            return 0
        return min(self._at, len(flaws) - 1)

    # Parts

    def _lay_out(self) -> None:
        self._fold.setCheckable(True)
        self._show_pairs.setCheckable(True)
        self._nothing.setWordWrap(True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setMargin(16)
        line = QHBoxLayout()
        line.setContentsMargins(16, 4, 16, 4)
        line.setSpacing(12)
        self._all.setWordWrap(False)
        line.addWidget(self._folded, 1)
        line.addStretch()
        for part in (self._show_columns, self._fold, self._show_pairs, self._all):
            line.addWidget(part)
        for table in (self._table, self._pair_table):
            table.setMinimumHeight(theme.high(44) + _SEEN * theme.high(theme.ROW))
            table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        card = QFrame()
        card.setProperty("part", "card")
        self._card = scrolling(card)
        column = QVBoxLayout(card)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._tiles)
        for part in (self._table, self._pair_table, self._nothing):
            column.addWidget(part, 1)
        column.addLayout(line)
        column.addWidget(self._panel)
        across = QHBoxLayout(self)
        across.setContentsMargins(16, 12, 16, 12)
        across.setSpacing(12)
        across.addWidget(self._columns)
        across.addWidget(self._card, 1)

    def _connect(self) -> None:
        self._columns.said.connect(self.said)
        self._columns.titles_wanted.connect(self.titles_wanted)
        self._columns.rows_wanted.connect(lambda: self._turn_to(columns=False))
        self._show_columns.clicked.connect(lambda: self._turn_to(columns=True))
        self._panel.corrected.connect(self.corrected)
        self._panel.left_out.connect(self.left_out)
        self._panel.next_wanted.connect(self.show_next_flaw)
        self._panel.typing_begun.connect(lambda: self._card.ensureWidgetVisible(self._panel))
        self._fold.toggled.connect(self._refold)
        self._show_pairs.toggled.connect(self._show_other_table)
        self._table.selectionModel().currentRowChanged.connect(self._tell_chosen)
        for key in ("Return", "Enter"):
            shortcut = QShortcut(QKeySequence(key), self._table, context=Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(self.show_next_flaw)
        for part in (self._fold, self._show_pairs, self._show_columns):
            part.setAutoDefault(True)


def _pair_columns(voice: Voice, named: Callable[[str], str]) -> Sequence[Column]:
    wide = theme.wide(_PAIR_WIDTH)
    return (
        Column(voice.word("Household"), lambda pair: named(pair.first), width=wide),
        Column(voice.word("Perhaps the same as"), lambda pair: named(pair.second), width=wide),
        Column(voice.word("They have"), lambda pair: voice.word(pair.reason), width=2 * wide),
    )


def _pages(rows: Sequence[Row] | Sequence[Suspect]) -> Iterator[Sequence[Any]]:
    """All at once: they are in memory already."""
    yield rows


def _is_same(flaw: Flaw, before: Flaw | None) -> bool:
    """The same cell, or the same words about the same row."""
    return (
        before is not None
        and flaw.found.place == before.found.place
        and (bool(flaw.found.place.column) or flaw.found.finding.message == before.found.finding.message)
    )
