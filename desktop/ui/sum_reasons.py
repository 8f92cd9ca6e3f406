"""Below a sum: why it is another one than before, and what the chosen figure stands on.

Promise: the steps add up to the whole change, and none is without a cause. Hidden: how many of them fit in a line.
"""

from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.casework.side_by_side import Items
from desktop.domain.records import Calculation
from desktop.policy import difference
from desktop.policy.difference import Difference
from desktop.ui import icons, theme
from desktop.ui.notices import Voice
from desktop.ui.still_box import StillBox

_SIDE, _MOST, _ICON = 16, 5, 18


class WhyChanged(QFrame):
    """What an earlier version came to, what this one does, and each step between for the chosen way."""

    version_wanted = Signal(object)  # the id of the version to compare with, or None
    all_wanted = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._voice, self._has_versions = voice, False
        word = voice.word
        self._title, self._about = theme.label(word("Why it changed"), "strong"), theme.label("", "second")
        self._amount = theme.label("", "strong")
        self._versions = StillBox()
        self._versions.setObjectName("against-version")
        self._versions.setAccessibleName(word("Compare with version"))
        theme.let_touch(self._versions)
        self._all = theme.button(word("Step by step"), "link", "why-all", "forward")
        self.ways_on = self._versions, self._all
        self._steps = QWidget()
        self._row = QHBoxLayout(self._steps)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(_drawn("trend", self))
        for part in (self._title, self._versions, self._about):
            head.addWidget(part)
        self._about.setWordWrap(False)
        self._about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        head.setStretchFactor(self._about, 1)
        head.addWidget(self._amount)
        low = QHBoxLayout()
        low.addWidget(self._steps, 1)
        low.addWidget(self._all)
        column = QVBoxLayout(self)
        column.setContentsMargins(_SIDE, 8, _SIDE, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(low)
        self._versions.activated.connect(lambda: self.version_wanted.emit(self._versions.currentData()))
        self._all.clicked.connect(self.all_wanted)

    def offer(self, versions: Sequence[Calculation], chosen: bytes | None) -> None:
        """Lists the versions that it can be compared with."""
        word = self._voice.word
        self._versions.clear()
        for row in versions:
            self._versions.addItem(word("version {n}", n=row.version or ""), row.id)
        self._versions.setCurrentIndex(max(self._versions.findData(chosen), 0))
        self._versions.setVisible(bool(versions))
        self._has_versions = bool(versions)

    def show_difference(self, found: Difference | None, option: str, label: str) -> None:
        """Shows what moved one way; where there is nothing to compare it says why."""
        while (old := self._row.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        word = self._voice.word
        self._all.setVisible(found is not None)
        if found is None:
            first = word("This is the first version: there is nothing to compare it with.")
            self._about.setText(word("It is compared once all facts are known.") if self._has_versions else first)
            self._amount.setText("")
            return
        steps = [
            (each, next(move for move in each.moves if move.option == option))
            for each in found.moving
            if any(move.option == option and move.amount for move in each.moves)
        ]
        total = found.amount(option)
        self._about.setText(label if steps else word("{way}: nothing changed", way=label))
        self._amount.setText(difference.signed(total, found.minor_digits) if steps else "")
        for each, move in steps[:_MOST]:
            shift = each.what[0].label if each.what and each.what[0].label else word("Plan")
            more = "…" if len(each.what) > 1 else ""
            self._row.addWidget(_Step(f"{shift}{more}", difference.signed(move.amount, found.minor_digits)))
        rest = sum((move.amount for _, move in steps[_MOST:]), Fraction(0))
        if len(steps) > _MOST:
            said = word("{n} more", n=len(steps) - _MOST)
            self._row.addWidget(_Step(said, difference.signed(rest, found.minor_digits)))
        self._row.addStretch()


class Basis(QFrame):
    """The clause in plain words behind the chosen row; all of how it came one press away."""

    wanted = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._voice = voice
        word = voice.word
        self._clause, self._plain = theme.label("", "second"), theme.label("", "plain")
        self._clause.setWordWrap(False)
        self._plain.setWordWrap(True)
        self._plain.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._more = theme.button(f"{word('How it came')}  F1", "link", "figure-more", "forward")
        self.ways_on = (self._more,)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(_drawn("policy", self))
        head.addWidget(theme.label(word("Basis of this row"), "strong"))
        head.addWidget(self._clause)
        head.addStretch()
        head.addWidget(self._more)
        column = QVBoxLayout(self)
        column.setContentsMargins(_SIDE, 4, _SIDE, 8)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._plain, 1)
        self._more.clicked.connect(self.wanted)

    def show_items(self, row: Items | None, way: int) -> None:
        self._clause.setText(row.because if row else "")
        cell = row.cells[way] if row and 0 <= way < len(row.cells) else None
        reason = self._voice.pair(self._voice.word("not applicable"), cell.reason) if cell and cell.reason else ""
        self._plain.setText(reason or (row.plain if row else ""))
        self._more.setEnabled(row is not None)


class _Step(QWidget):
    def __init__(self, what: str, amount: str) -> None:
        super().__init__()
        column = QGridLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        said = QLabel(what)
        said.setProperty("look", "second")
        column.addWidget(said, 0, 0)
        column.addWidget(theme.label(amount, "bold"), 1, 0)


def _drawn(name: str, owner: QWidget) -> QLabel:
    drawn = QLabel()
    drawn.setPixmap(icons.pixmap(name, theme.colour("brand"), _ICON, owner.devicePixelRatioF()))
    return drawn
