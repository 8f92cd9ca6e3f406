"""The household's remedies, one a row: what it can do, since when, how long, until when, and whether it was told.

Promise: what has passed stays, grey, and names what is still open; what was not told is said of us, with the button
that mends it. Hidden: the rows are widgets, since there are never more than a handful.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.casework.household_rights import HouseholdRights, Remedy
from desktop.domain import rights
from desktop.domain.rights import Clock, State
from desktop.i18n import N_
from desktop.ui import clock_words, rights_words, theme
from desktop.ui.boxes import pictured
from desktop.ui.clock import ClockBar
from desktop.ui.notices import Voice
from desktop.ui.pill import Pill

_HEADS = (N_("what can be done"), N_("counted from"), N_("how long"), N_("latest"), N_("who told the household"), "")
_SHARES = (14, 13, 27, 19, 19, 8)  # of the width
_LEFT, _PAD, _LEAST, _LONGEST_WORD = 16, 4, 60, 120


class RemedyTable(QFrame):
    """The card of them. It tells of which one the household is being told, and whose form is to be printed."""

    told = Signal(object)  # a Term
    form_wanted = Signal(str)  # the name of a term

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self.setProperty("part", "rights")
        self.setObjectName("remedies")
        self._counted = theme.label("", "second")
        self._counted.setContentsMargins(_LEFT, _PAD, _LEFT, _PAD)
        self._rows = QWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        self._column.addWidget(self._head())
        self._column.addWidget(self._rows)
        self._column.addWidget(self._counted)

    def show_remedies(self, found: HouseholdRights, *, may_tell: bool) -> None:
        """Shows these instead of those that are there; the keyboard stays where it was."""
        at_hand = next((each.objectName() for each in self.findChildren(QWidget) if each.hasFocus()), "")
        rows = QWidget()
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(0)
        for column, share in enumerate(_SHARES[: _columns()]):
            grid.setColumnStretch(column, share)
            grid.addWidget(_heading(self._voice.word(_HEADS[column]) if _HEADS[column] else ""), 0, column)
        following = rights.next_open(found.clocks, found.today)
        for place, remedy in enumerate(found.remedies, 1):
            row = _Row(self._voice, remedy, found, following)
            for column, cell in enumerate(row.cells(may_tell=may_tell)):
                grid.addWidget(cell, place, column)
            if row.button is not None:
                row.button.clicked.connect(lambda _checked=False, term=remedy.clock.term: self.told.emit(term))
            row.form.clicked.connect(lambda _checked=False, term=remedy.clock.term.name: self.form_wanted.emit(term))
        self._column.replaceWidget(self._rows, rows)
        self._rows.hide()
        self._rows.deleteLater()
        self._rows = rows
        again = next((each for each in rows.findChildren(QWidget, at_hand) if at_hand), None)
        if again is not None:
            again.setFocus()
        counted = self._voice.word("The days come from the law and the area's calendar.")
        self._counted.setText(" ".join(filter(None, (counted, clock_words.uncertain(self._voice, found.clocks)))))

    def _head(self) -> QFrame:
        word = self._voice.word
        head = QFrame()
        head.setProperty("part", "rights-head")
        head.setMinimumHeight(theme.high(44))
        across = QHBoxLayout(head)
        across.setContentsMargins(_LEFT, 0, _LEFT, 0)
        across.setSpacing(8)
        across.addWidget(pictured("rights", "rights", 20))
        across.addWidget(theme.label(word("Who does not agree can do this"), "rights"))
        across.addWidget(theme.label(word("whether or not: it changes nothing of what is due"), "caption"))
        across.addStretch()
        return head


class _Row:
    """One remedy as the cells of its row."""

    def __init__(self, voice: Voice, remedy: Remedy, found: HouseholdRights, following: Clock | None) -> None:
        self._voice, self._remedy, self._today = voice, remedy, found.today
        self._following = following
        self._state = remedy.clock.state(found.today)
        self.button: QPushButton | None = None
        term = remedy.clock.term
        self.form = theme.button(voice.word("Form"), "link", f"form-{term.name}", "print")
        self.form.setAccessibleName(voice.pair(voice.word("Form"), voice.word(term.title)))

    def cells(self, *, may_tell: bool) -> Sequence[QWidget]:
        voice, remedy = self._voice, self._remedy
        term = remedy.clock.term
        title = theme.label(voice.word(term.title), "second" if self._state is State.PASSED else "rights")
        title.setMinimumWidth(theme.broad(_LONGEST_WORD))
        first = _cell(title)
        first.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # so that the row is read aloud
        first.setObjectName(f"remedy-{term.name}")
        first.setAccessibleName(rights_words.spoken(voice, remedy, self._today))
        is_open = self._remedy.told is None and self._state is not State.PASSED
        if may_tell and is_open:
            self.button = theme.button(voice.word("Tell today"), name=f"tell-{term.name}", icon="check")
            self.button.setAccessibleName(voice.pair(voice.word("Tell today"), voice.word(term.title)))
        return (
            first,
            _cell(theme.label(rights_words.since(voice, remedy, self._today), "second")),
            _cell(
                theme.label(clock_words.period(voice, remedy.clock.period), "plain"),
                theme.label(term.article, "caption"),
            ),
            self._ends(),
            self._told(),
            *([_cell(self.form)] if _columns() == len(_HEADS) else ()),
        )

    def _ends(self) -> QWidget:
        voice, clock = self._voice, self._remedy.clock
        day = theme.label(rights_words.last_day(voice, self._remedy, self._today), "bold")
        if self._state is State.PASSED:
            theme.relook(day, look="second")
            open_still = clock_words.still_open(voice, self._following, self._today)
            return _cell(_beside(day, Pill(clock_words.left(voice, clock, self._today), icon="clock")),
                         theme.label(open_still, "second"))  # fmt: skip
        bar = ClockBar()
        bar.show_left(self._state, clock.share_left(self._today))
        bar.setMaximumWidth(theme.broad(180))
        if self._state is State.UNKNOWN:
            why = N_("the day of receipt is not written down") if self._remedy.has_begun else N_("not begun yet")
            return _cell(day, theme.label(voice.word(why), "second"))
        return _cell(_beside(day, theme.label(clock_words.left(voice, clock, self._today), "rights")), bar)

    def _told(self) -> QWidget:
        when, by = rights_words.told(self._voice, self._remedy, self._today)
        form = [self.form] if _columns() < len(_HEADS) else []
        if self._remedy.told is not None:
            said = _beside(pictured("ok", "ok", 16), theme.label(when, "sure"))
            return _cell(said, theme.label(by, "second"), *form)
        said = [theme.label(when, "second")]
        if self._remedy.has_begun:
            said = [pictured("risk", "risk", 16), theme.label(when, "wrong")]
        button = [self.button] if self.button is not None else []
        if theme.worn().step:  # of large letters there is no room for both
            return _cell(_beside(*said), *button, *form)
        return _cell(_beside(*said, *button))


def _columns() -> int:
    """How many there are: of large letters the form stands below who was told, since there is no room for both."""
    return len(_HEADS) - bool(theme.worn().step)


def _heading(text: str) -> QLabel:
    head = theme.label(text, "label")
    head.setContentsMargins(_LEFT, 4, 0, 4)
    head.setFont(theme.font(theme.SECONDARY, is_bold=True))
    head.setWordWrap(True)
    return head


def _cell(*parts: QWidget) -> QFrame:
    """A cell with these parts one below the other, and the line below the row."""
    cell = QFrame()
    cell.setProperty("part", "row")
    column = QVBoxLayout(cell)
    column.setContentsMargins(_LEFT, _PAD, 4, _PAD)
    column.setSpacing(2)
    column.addStretch()
    for part in parts:
        if isinstance(part, QLabel) and part.text():
            part.setWordWrap(True)
            part.setMinimumWidth(max(theme.broad(_LEAST), part.minimumWidth()))
        column.addWidget(part)
    column.addStretch()
    return cell


def _beside(*parts: QWidget) -> QWidget:
    """Parts beside each other, from the left."""
    row = QWidget()
    across = QHBoxLayout(row)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(8)
    for part in parts:
        across.addWidget(part)
    across.addStretch()
    return row
