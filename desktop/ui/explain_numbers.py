"""What a clause comes to in numbers: those of the household, or the plan's own example, one operation a line.

Promise: an example is never taken for the household's own numbers: its heading says what it is, and what is missing;
and what stays sealed in the ledger is not shown here either.
"""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.casework.explaining import Numbers, Source
from desktop.policy import statement
from desktop.policy.statement import Row
from desktop.ui import theme
from desktop.ui.notices import Voice

_SIDE, _GAP = 16, 12


class NumbersCard(QFrame):
    """The card; hidden where nothing is calculated by a clause."""

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("part", "own")
        self._voice = voice
        self._title, self._source = theme.label("", "bold"), theme.label("", "second")
        self._missing = theme.label("", "second")
        self._rows = QWidget()
        head = QHBoxLayout()
        head.setSpacing(_GAP)
        head.addWidget(self._title)
        self._source.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._source, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(_SIDE, 10, _SIDE, 12)
        self._column.setSpacing(6)
        self._column.addLayout(head)
        self._column.addWidget(self._missing)
        self._column.addWidget(self._rows)
        _let_read([self._title, self._source, self._missing])
        self.hide()

    def show_numbers(self, numbers: Numbers | None) -> None:
        """Shows them; without any the card goes away."""
        self._column.removeWidget(self._rows)
        self._rows.hide()
        self._rows.deleteLater()
        self._rows = QWidget()
        self.setVisible(numbers is not None)
        if numbers is None:
            return
        word, is_example = self._voice.word, numbers.source is Source.EXAMPLE
        example = word("An example out of the plan, not of this household")
        self._title.setText(example if is_example else word("With your own numbers"))
        self._source.setText(self._from(numbers))
        self._missing.setText(self._lacking(numbers))
        self._missing.setVisible(bool(numbers.missing))
        told = statement.of_items(numbers.done, numbers.items, self._voice.language)
        names = [line.item for line in numbers.done.trace.lines if line.item in numbers.items]
        veiled = [name in numbers.veiled for name in names]
        everybody = len(numbers.done.pack.options)
        self._rows = self._table(
            (row, "" if len(options) == everybody else self._voice.listed(options), is_veiled)
            for (row, options), is_veiled in zip(told, veiled, strict=True)
        )
        self._column.addWidget(self._rows)

    def _from(self, numbers: Numbers) -> str:
        word = self._voice.word
        match numbers.source:
            case Source.KEPT:
                return word("calculation no. {version}", version=numbers.called)
            case Source.LEDGER:
                return word("from the ledger, as it stands today")
            case Source.EXAMPLE:
                return numbers.called

    def _lacking(self, numbers: Numbers) -> str:
        word = self._voice.word
        names = self._voice.listed(dict.fromkeys(gap.label or gap.name for gap in numbers.missing))
        if numbers.source is Source.EXAMPLE:
            return word("With your own numbers once these are known: {names}", names=names)
        return word("The rest once these are known: {names}", names=names)

    def _table(self, rows: Iterable[tuple[Row, str, bool]]) -> QWidget:
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(_GAP)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        place = 0
        for row, options, is_veiled in rows:
            name, amount = theme.label(f"{row.item}  {options}".rstrip(), "bold"), theme.label(row.amount, "bold")
            name.setWordWrap(True)
            amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(name, place, 0)
            grid.addWidget(amount, place, 1)
            steps = (self._voice.word("What it rests on stays masked here."),) if is_veiled else row.how
            how = theme.label("\n".join(steps), "second")
            how.setContentsMargins(0, 0, 0, 6)
            grid.addWidget(how, place + 1, 0, 1, 2)
            _let_read([name, amount, how])
            place += 2
        return page


def _let_read(labels: Iterable[QLabel]) -> None:
    for label in labels:
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
