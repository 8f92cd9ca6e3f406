"""What is seen of a sum: its ways beside each other, where a figure comes from, why it changed, what a row stands on.

Promise: a figure is opened, and left again, and nothing that was said is touched. Hidden: the version that a sum is
compared with, and the figures that were opened, one from the other.
"""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.casework import side_by_side
from desktop.casework.calculation import Reckoned
from desktop.domain.records import Calculation
from desktop.policy import difference, statement
from desktop.policy.calculation import Calculation as Done
from desktop.policy.difference import Difference
from desktop.policy.pack import Pack
from desktop.ui import sum_path, sum_trial, theme
from desktop.ui.sum_check import CheckPane
from desktop.ui.sum_detail import SumDetail
from desktop.ui.sum_path import Behind
from desktop.ui.sum_reasons import Basis, WhyChanged
from desktop.ui.sum_table import SumTable
from desktop.ui.workspace import Workspace

_GAP, _BOTTOM = 12, 92


class SumView(QWidget):
    """It gets one sum after the other, and tells what somebody wants. Whoever checks a sum does it at its foot."""

    fact_wanted = Signal(str)  # where it is changed; by its name in the plan
    compared = Signal()  # with another version, so that the sum is to be shown again

    def __init__(self, workspace: Workspace, check: CheckPane) -> None:
        super().__init__()
        self._workspace, self._check = workspace, check
        self._reckoned: Reckoned | None = None
        self._versions: Sequence[Calculation] = ()
        self._before: Calculation | None = None
        self._earlier: Done | None = None
        self._difference: Difference | None = None
        self._has_sums = False  # of this household, so that they may stay while a fact is typed
        self._is_explained = False  # till then, what is told of the change stays as it was
        self._path: list[str] = []  # the figures that were opened, one from the other
        voice = workspace.voice
        self.table, self._detail = SumTable(voice), SumDetail(voice)
        self._why, self._basis = WhyChanged(voice), Basis(voice)
        self._seen, self.bottom = QStackedWidget(), QStackedWidget()
        self.ways_on = self.table, *self._why.ways_on, *self._basis.ways_on
        self._lay_out()
        self._connect()

    # What is shown

    def begin(self) -> None:
        """Forgets the household that was seen before."""
        self._reckoned, self._before, self._has_sums = None, None, False
        self._seen.setCurrentIndex(0)

    def offer(self, versions: Sequence[Calculation]) -> None:
        """Compares with one of the locked versions: the one that was chosen already, else the last."""
        self._versions = versions
        last = versions[0].id if versions else None
        self._compare_with(self._before.id if self._before else last)

    def show_sum(self, pack: Pack, reckoned: Reckoned | None) -> None:
        """Shows a sum at once; where there is none, the last one in grey. `explain` takes longer, and can wait."""
        self._reckoned, self._is_explained = reckoned, False
        if reckoned is not None:
            done, language = reckoned.calculation, self._workspace.voice.language
            self.table.show_sums(side_by_side.side_by_side(done, language, self._earlier, reckoned.flats))
            self._has_sums = True
        elif self._has_sums:
            self.table.show_sums(self.table.sums, is_old=True)
        else:
            self.table.show_sums(side_by_side.unknown(pack))
        self._tell_row()

    def explain(self) -> None:
        """Tells why it changed."""
        done = self._reckoned
        self._difference = difference.difference(self._earlier, done.calculation) if self._earlier and done else None
        self._is_explained = True
        self._tell_change()

    def open_figure(self) -> None:
        """Shows where the chosen figure comes from."""
        row = self.table.items()
        if row is None or self._reckoned is None or self.table.is_old:
            return
        cells = [cell for cell in row.cells if cell is not None]
        way = self.table.way()
        cell = row.cells[way] if 0 <= way < len(row.cells) and row.cells[way] else (cells[0] if cells else None)
        if cell is not None and cell.item:
            self._path = [cell.item]
            self._open_item(cell.item)

    def step_back(self) -> bool:
        """Back to the figure before, or to the sum; whether one was open."""
        if self._seen.currentWidget() is not self._detail:
            return False
        self._path = self._path[:-1]
        self._open_item(self._path[-1]) if self._path else self._leave_detail()
        return True

    def let_check(self) -> None:
        """Gives the place below the sum to who checks it."""
        self.bottom.setFixedHeight(self._check.sizeHint().height())
        self.bottom.setCurrentWidget(self._check)

    def leave_check(self) -> None:
        """Back to why it changed; whoever types an answer meanwhile keeps the keyboard."""
        focused = QApplication.focusWidget()
        had_keyboard = focused is not None and self.bottom.isAncestorOf(focused)
        self.bottom.setCurrentIndex(0)
        self.bottom.setFixedHeight(_low())
        if had_keyboard:
            self.table.setFocus()

    # Inside

    def _compare_with(self, version: bytes | None) -> None:
        """Chooses the version that differences are told against."""
        row = self._before = next((each for each in self._versions if each.id == version), None)
        read = self._workspace.read
        self._earlier = read(lambda store: sum_trial.compared(store, row), None) if row else None
        self._why.offer(self._versions, version)

    def _compare_again(self, version: bytes | None) -> None:
        self._compare_with(version)
        self.compared.emit()

    def _tell_row(self) -> None:
        self._basis.show_items(self.table.items(), self.table.way())

    def _tell_change(self) -> None:
        ways, way = self.table.sums.ways, self.table.way()
        one = ways[max(way, 0)] if ways else None
        shown = self._difference if self._before is not None and self._reckoned is not None else None
        if one is not None:
            self._why.show_difference(shown, one.name, one.label)

    def _take_row(self) -> None:
        self._tell_row()
        if self._is_explained:
            self._tell_change()

    def _open_item(self, item: str) -> None:
        reckoned, voice = self._reckoned, self._workspace.voice
        if reckoned is None:
            self._leave_detail()
            return
        done = reckoned.calculation
        audit = statement.audit(done, voice.language, reckoned.gathered.origins)
        place = next(n for n, line in enumerate(done.trace.lines) if line.item == item)
        self._seen.setCurrentWidget(self._detail)
        entry = audit.entries[place]
        if done.trace.lines[place].reason:  # what does not apply is no 0
            entry = replace(entry, amount=voice.word("not applicable"))
        self._detail.show_entry(entry, sum_path.behind(done, item))

    def _open_behind(self, each: Behind) -> None:
        """Another figure, or a fact where it is changed."""
        if each.is_item:
            self._path.append(each.name)
            self._open_item(each.name)
        else:
            self.fact_wanted.emit(each.name)

    def _open_changes(self) -> None:
        if self._difference is None or self._before is None:
            return
        voice = self._workspace.voice
        title = voice.word("From version {n} to this one", n=self._before.version or "")
        self._detail.show_changes(title, difference.told(self._difference, voice.language))
        self._seen.setCurrentWidget(self._detail)

    def _leave_detail(self) -> None:
        self._path = []
        self._seen.setCurrentIndex(0)
        self.table.setFocus()

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("part", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        for part in (card, self._detail):
            self._seen.addWidget(part)
        below = QWidget()
        across = QHBoxLayout(below)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(_GAP)
        across.addWidget(self._why, 8)
        across.addWidget(self._basis, 5)
        for part in (below, self._check):
            self.bottom.addWidget(part)
        for stack in (self._seen, self.bottom):
            stack.setProperty("part", "inset")
        self.bottom.setFixedHeight(_low())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        column.addWidget(self._seen, 1)
        column.addWidget(self.bottom)

    def _connect(self) -> None:
        self.table.chosen.connect(self._take_row)
        self.table.opened.connect(self.open_figure)
        self._basis.wanted.connect(self.open_figure)
        self._why.all_wanted.connect(self._open_changes)
        self._why.version_wanted.connect(self._compare_again)
        self._detail.wanted.connect(self._open_behind)
        self._detail.left.connect(self._leave_detail)


def _low() -> int:
    """How high what stands below the sum is: a box, and two lines of text that grow with the letters."""
    return theme.high(_BOTTOM) + 2 * theme.worn().step
