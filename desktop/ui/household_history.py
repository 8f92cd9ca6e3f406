"""The history of a household: every change of it and its records, newest first, each with its place in the chain.

Promise: nothing that was ever written about a household is out of reach here. Hidden: lines are read 200 at a time, as
they come near; what changes while nobody sees it is read when it is seen again.
"""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop.casework import people, questioning
from desktop.casework.clocks import Moment, clock_faults
from desktop.domain.fields import RECORDS
from desktop.domain.records import Staff
from desktop.store import history, queries
from desktop.store.history import Line, Outline, Told
from desktop.store.journal import Entry
from desktop.store.projection import LIFE
from desktop.ui import history_words, theme
from desktop.ui.beside import Beside
from desktop.ui.history_chain import ChainFoot, ChainWatch
from desktop.ui.history_entry import Chain, EntryPanel, Shown
from desktop.ui.history_filters import HistoryFilters, OneField
from desktop.ui.history_table import LinePainter, change_columns, look_columns
from desktop.ui.history_words import Names
from desktop.ui.ledger_line import Target
from desktop.ui.line_table import LineTable
from desktop.ui.tab_order import lead_keyboard
from desktop.ui.workspace import Workspace

_SIDE, _CARD = 334, 60
_DIGITS = 4  # of an origin


class HouseholdHistory(QWidget):
    """The tab. It shows the household that it was last told, as the store stands when it is seen."""

    correction_wanted = Signal(object)  # a Target: what is to be corrected

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace, self._voice, self._store = workspace, workspace.voice, workspace.store
        word = self._voice.word
        self._household: bytes | None = None
        self._is_office = people.is_office(self._store)
        self._outline = Outline((), (), {})
        self._names = Names(self._voice, {}, {}, self._store.zone(), self._store.now().year)
        self._revision = 0
        self._watch = ChainWatch(workspace, self)
        self._foot = ChainFoot(workspace, self._watch)
        self._filters = HistoryFilters(workspace)
        self._table = LineTable("history", word("Changes"), change_columns(self._voice, lambda: self._names))
        self._looks = LineTable("looks", word("Who looked"), look_columns(self._voice, lambda: self._names))
        self._all = theme.button(word("Show all changes"), name="show-all")
        self._lists, self._pages = QStackedWidget(), QStackedWidget()
        self._entry = EntryPanel(self._voice)
        self._who = theme.button("", "card", "who-looked", "eye")
        self._back = theme.button(word("Back to the changes"), "link", "to-changes", "back")
        self._lay_out()
        self._connect()

    def show_household(self, id: bytes) -> None:  # noqa: A002  a household's id
        """Shows this household's history; what is listed of it stays as it was when it was seen before."""
        if id != self._household:
            self._household = id
            self._filters.ask_for()
            self._pages.setCurrentIndex(0)
            self._beside.close_drawer()
        self._read()

    def focus_field(self, record_row: bytes | None, group: str | None) -> None:
        """Lists the changes of one field of a record alone; without a row, of the household itself."""
        row = record_row or self._household
        if row is None:
            return
        record = next((line.record for line in self._outline.lines if line.row == row), "household")
        self._filters.ask_for(OneField(record, group, row))
        self._show_changes()
        self._list()

    def step_back(self) -> bool:
        """Leaves the looks, closes the drawer, or takes a filter away; False where there is nothing of the kind."""
        if self._pages.currentIndex() or self._beside.close_drawer():
            self._show_changes()
            return True
        if self._filters.is_open:
            return False
        self._show_all()
        return True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._catch_up()

    # The list

    def _read(self) -> None:
        """Reads the outline anew, and lists it at the change that was chosen."""
        if self._household is None:
            return
        self._revision = queries.revision_of(self._store)
        self._outline = outline = history.outline(self._store, self._household)
        self._names = Names.of(self._store, self._voice, self._household)
        self._filters.show_outline(outline, self._names)
        self._watch.look()
        self._foot.show_outline(outline)
        word, number = self._voice.word, len(outline.looks)
        looked = self._voice.words("looked at once", "looked at {n} times", number)
        self._who.setText(f"{self._who_words()}\n{looked if number else word('nobody looked yet')}")
        self._list()

    def _list(self) -> None:
        chosen, lines = self._table.current(), self._table.lines
        lines.fill(self._listed())
        rows = range(lines.rowCount())
        self._lists.setCurrentIndex(int(not rows))
        same = (n for n in rows if chosen and lines.row(lines.index(n, 0)).line.ops == chosen.line.ops)
        if rows:
            self._table.selectRow(next(same, 0))

    def _listed(self) -> Iterator[Sequence[Told]]:
        """The pages of what is asked for."""
        lines = list(filter(self._filters.may_hold, self._outline.lines))
        for start in range(0, len(lines), history.PAGE):
            page = history.told(self._store, self._outline, lines[start : start + history.PAGE])
            if kept := list(filter(self._filters.holds, page)):
                yield kept

    def _show_all(self) -> None:
        self._filters.ask_for()
        self._list()
        self._table.setFocus()

    def _show_changes(self) -> None:
        self._pages.setCurrentIndex(0)
        self._table.setFocus()

    def _show_looks(self) -> None:
        self._catch_up()
        looks = self._outline.looks
        pages = range(0, len(looks), history.PAGE)
        self._looks.lines.fill(history.told(self._store, self._outline, looks[n : n + history.PAGE]) for n in pages)
        self._beside.close_drawer()
        self._pages.setCurrentIndex(1)
        (self._looks if looks else self._back).setFocus()

    def _who_words(self) -> str:
        return self._voice.word("Who looked at ID number and phone")

    def _take_changes(self, _rows: object, _source: object) -> None:
        if self.isVisible():
            self._catch_up()

    def _catch_up(self) -> None:
        """Reads what was written since it was read."""
        if self._revision != queries.revision_of(self._store):
            self._read()

    # The chosen change

    def _show_entry(self, told: Told) -> None:
        names, entries = self._names, history.linked(self._store, told.line.place) or ()
        shown = Shown(
            number=told.line.place[1],
            entries=entries,
            title=names.title(told),
            before=names.before(told),
            after=self._voice.word("written down") if told.line.is_first else names.after(told),
            about=[*self._about(told, entries)],
            marks=names.marks(told),
            values=names.further(told),
            is_first=told.line.is_first,
            undo=self._undo_words(told),
            may_return=self._may_return(told),
        )
        self._entry.say(shown, self._chain_of(told.line))

    def _about(self, told: Told, entries: Sequence[Entry | None]) -> Iterator[tuple[str, str]]:
        word, names, (origin, _) = self._voice.word, self._names, told.line.place
        is_own = origin == self._store.end.origin
        elsewhere = word("received, origin {origin}", origin=origin.hex()[:_DIGITS])
        where = word("on this computer") if is_own else elsewhere
        step = told.steps[0]
        who = (names.who(step), self._role_of(step.actor), where)
        yield word("Author"), " · ".join(filter(None, who))
        yield word("When"), names.when_exactly(step)
        if not step.is_entry:
            yield word("Vouched for"), names.confirmed(step)
        elif not self._is_office:
            yield word("At the office"), names.delivered(history.delivery_of(self._store, told.line.place))
        moments = [Moment(each.origin, each.seq, history.moment(each.read())) for each in entries if each is not None]
        if (fault := clock_faults(moments, self._store.now()).get(told.line.place)) is not None:
            yield word("Clock"), word(fault)
        if why := names.why(step):
            yield word("Why"), why
        yield word("As of today"), self._today(told)

    def _today(self, told: Told) -> str:
        word = self._voice.word
        heads = [op for op in told.line.ops if op.is_head]
        if any(sum(op.is_head for op in self._outline.registers[head.register]) > 1 for head in heads):
            return word("another value stands beside it, and waits for a decision")
        if len(heads) == len(told.line.ops) and told.later is None:
            return word("still stands")
        since = word("undone") if told.was_undone else word("changed since in part") if heads else word("changed since")
        if told.later is None:
            return since
        by = (since, self._names.who(told.later), self._names.when(told.later))
        why = "" if told.was_undone else self._names.why(told.later)
        return " · ".join(filter(None, (*by, why)))

    def _role_of(self, actor: bytes) -> str:
        staff = self._store.get(Staff, actor)
        return self._voice.choice(RECORDS["staff"].field["role"], staff.role) if staff and staff.role else ""

    def _undo_words(self, told: Told) -> str:
        """What its button says; nothing where it can't be taken back."""
        is_own = told.steps[0].actor == self._store.opened.person
        if not (is_own and all(op.is_head for op in told.line.ops)):
            return ""  # as for most; the store need not be asked
        if not history.is_undoable(self._store, told.line.place):
            return ""
        together = sum(line.place == told.line.place for line in self._outline.lines)
        return self._voice.words("Undo this", "Undo these {n}", together)

    def _may_return(self, told: Told) -> bool:
        """What somebody else wrote, and that still stands, is returned; an own edit is simply corrected."""
        is_own = told.steps[0].actor == self._store.opened.person
        may_ask = self._workspace.role in questioning.MAY_ASK and not self._workspace.is_read_only
        return may_ask and not is_own and not history_words.is_newer(told.line) and told.later is None

    def _want_correction(self) -> None:
        told = self._table.current()
        if told is not None:
            line, step = told.line, told.steps[0]
            changed = (name for name, form in (step.after or {}).items() if form != (step.before or {}).get(name))
            field = "" if line.is_first or line.groups == (LIFE,) else next(changed, "")
            self.correction_wanted.emit(Target(line.record, line.row, field))

    def _undo(self) -> None:
        told = self._table.current()
        if told is not None:
            said = self._voice.word("Undone: {change}", change=self._names.title(told))
            self._workspace.take_back(*told.line.place, told=said, source=self)
            self._table.setFocus()

    def _show_only(self) -> None:
        told = self._table.current()
        if told is not None:
            self.focus_field(told.line.row, None if told.line.is_first else told.line.groups[0])

    def _open_entry(self) -> None:
        self._beside.open_drawer()
        self._entry.setFocus()

    def _leave_entry(self) -> None:
        self._beside.close_drawer()
        self._table.setFocus()

    def _tell_chain(self) -> None:
        if not self.isVisible():  # the store may be closed by now
            self._revision = 0
            return
        told = self._table.current()
        if told is not None:
            self._entry.say_chain(history.linked(self._store, told.line.place) or (), self._chain_of(told.line))

    def _chain_of(self, line: Line) -> Chain:
        return Chain.CONFIRMED if line.place in self._outline.confirmed else self._watch.state_of(line)

    # Making

    def _lay_out(self) -> None:
        nothing = theme.label(self._voice.word("No change of this kind"), "strong")
        self._table.setItemDelegate(LinePainter(lambda told: self._names.marks(told), self._table))  # noqa: PLW0108
        self._lists.addWidget(self._table)
        self._lists.addWidget(_centred(nothing, self._all))
        title = QWidget()
        across = QHBoxLayout(title)
        across.setContentsMargins(12, 8, 12, 8)
        across.addWidget(self._back)
        across.addWidget(theme.label(self._who_words(), "strong"))
        across.addStretch()
        self._pages.addWidget(_card(self._filters, self._lists, self._foot))
        self._pages.addWidget(_card(title, self._looks))
        self._who.setMinimumHeight(theme.high(_CARD))
        side = QFrame()
        side.setProperty("part", "canvas")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._entry, 1)
        column.addWidget(self._who)
        self._beside = Beside(self._pages, side, _SIDE, self._voice.word("The chosen change"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._beside)

    def _connect(self) -> None:
        lead_keyboard(self, self._table)
        self._filters.changed.connect(self._list)
        self._table.chosen.connect(self._show_entry)
        self._table.opened.connect(self._open_entry)
        self._all.clicked.connect(self._show_all)
        self._who.clicked.connect(self._show_looks)
        self._back.clicked.connect(self._show_changes)
        self._entry.undo_wanted.connect(self._undo)
        self._entry.only_wanted.connect(self._show_only)
        self._entry.correction_wanted.connect(self._want_correction)
        self._entry.left.connect(self._leave_entry)
        self._watch.learnt.connect(self._tell_chain)
        self._workspace.changed.connect(self._take_changes)


def _card(*parts: QWidget) -> QFrame:
    """Parts one below the other; lists take the room that is left."""
    card = QFrame()
    card.setProperty("part", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(1, 1, 1, 1)
    column.setSpacing(0)
    for part in parts:
        column.addWidget(part, int(isinstance(part, QStackedWidget | LineTable)))
    return card


def _centred(text: QLabel, action: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setSpacing(16)
    column.addStretch(2)
    for part in (text, action):
        column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
    column.addStretch(3)
    return page
