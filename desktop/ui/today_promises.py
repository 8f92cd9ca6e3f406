"""What we promised and is due: ticked as kept, or said plainly that it was not, or what was promised in its place.

Promise: a promise that was not kept is said with why, and one that took another's place is a promise with its own day;
all of it can be taken back. Hidden: who may not write sees the list without what would be refused.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.casework.today import Owed
from desktop.domain.fields import RECORDS
from desktop.domain.records import Promise, PromiseOutcome
from desktop.ui import theme, today_words
from desktop.ui.boxes import pictured
from desktop.ui.cards import card, headed, titled
from desktop.ui.choosing import Chips
from desktop.ui.day_list import DayList
from desktop.ui.moment_field import DayField
from desktop.ui.tab_order import lead_keyboard
from desktop.ui.today_painting import OwedPainter
from desktop.ui.workspace import Workspace

_OUTCOME = "promise_outcome"
_NOT_KEPT, _REPLACED = "not_kept", "replaced"


class PromisesCard(QWidget):
    """The card. It tells which household is to be looked at."""

    look_wanted = Signal(object)  # Owed
    emptied = Signal()  # nothing is left here for the keyboard

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        voice = self._voice = workspace.voice
        self._workspace = workspace
        kinds = (_OUTCOME, "promise")
        self.may_keep = all(workspace.may_write(kind, RECORDS[kind].groups[0].name) for kind in kinds)
        self.list = DayList(
            "promises",
            voice.word("What we promised"),
            self._spoken,
            OwedPainter(voice, workspace.store, has_more=self.may_keep),
            has_boxes=self.may_keep,
            has_more=self.may_keep,
        )
        self._due = theme.label("", "second")
        self._none = theme.label(voice.word("No promise is due."), "second")
        self._otherwise = theme.button(voice.word("Not kept, or another instead"), "link", "promise-otherwise", "menu")
        self._answer = Otherwise(workspace)
        self._none.hide()  # until it is known
        lead_keyboard(self, self.list)
        self._lay_out()
        self._connect()

    def show_owed(self, owed: Sequence[Owed], in_all: int) -> None:
        """Shows these; how many there are in all is told."""
        self.list.show_rows(owed, self.list.currentIndex().row())
        self._none.setVisible(not owed)
        self._due.setText(self._voice.words("{n} due", "{n} due", in_all) if owed else "")
        if self._answer.owed is not None and self._answer.owed.promise.id not in {each.promise.id for each in owed}:
            self._answer.let_be()
        self._offer()

    def let_be(self) -> bool:
        """Whether anything was asked."""
        return self._answer.let_be()

    # Inside

    def _offer(self) -> None:
        is_asked = not self._answer.isHidden()
        self.list.setVisible(bool(self.list.lines.rows) and not is_asked)  # what is asked about says itself what it is
        self._otherwise.setVisible(self.may_keep and bool(self.list.lines.rows) and not is_asked)

    def _go_on(self) -> None:
        """The keyboard goes back to what is left."""
        self._offer()
        if self.list.lines.rows:
            self.list.setFocus()
        else:
            self.emptied.emit()

    def _keep(self, owed: Owed) -> None:
        """What was promised is done."""
        if not self.may_keep:
            return
        promise = owed.promise
        told = self._voice.word("Kept: {promise}", promise=promise.promise or "")
        self._workspace.save(_outcome(owed, "kept", self._workspace.store.today()), told=told, source=self)

    def _ask(self, owed: Owed | None) -> None:
        owed = owed or self.list.current()
        if owed is not None and self.may_keep:
            self._answer.ask(owed)
            self._offer()

    def _spoken(self, row: Owed) -> str:
        late = today_words.lateness(self._voice, row)[0]
        return self._voice.listed((row.promise.promise or "", today_words.about_promise(self._voice, row), late))

    def _lay_out(self) -> None:
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(8, 0, 8, 0)
        column.setSpacing(0)
        column.addWidget(self._otherwise)
        column.addWidget(self._answer)
        head = headed(pictured("promise", "warn", 20), titled(self.list), self._due)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card(head, self._none, self.list, foot=below))

    def _connect(self) -> None:
        self.list.touched.connect(self.look_wanted)
        self.list.entered_at.connect(self.look_wanted)
        self.list.ticked.connect(self._keep)
        self.list.more_wanted.connect(self._ask)
        self._otherwise.clicked.connect(lambda: self._ask(None))
        self._answer.ended.connect(self._go_on)


class Otherwise(QFrame):
    """Asks what became of a promise that was not kept as it was made; hidden until then."""

    ended = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        voice = workspace.voice
        self._workspace = workspace
        self.owed: Owed | None = None
        self._about = theme.label("", "bold")
        self._about.setWordWrap(True)
        ways = {_NOT_KEPT: voice.word("Not kept"), _REPLACED: voice.word("Another instead")}
        self._way = Chips("promise-way", voice.word("What became of it"), ways)
        self._words = QLineEdit()
        self._words.setObjectName("promise-words")
        self._until = DayField(voice, "promise-until", voice.word("By which day"))
        self._go = theme.button(voice.word("Write it down"), name="promise-write")
        self._leave = theme.button(voice.word("Let it be"), "link", "promise-leave")
        self._wrong = theme.label("", "wrong")
        self._wrong.setWordWrap(True)
        self._lay_out()
        self._connect()
        self.hide()

    def ask(self, owed: Owed) -> None:
        """Asks for this one; nothing is chosen before."""
        self.owed = owed
        self._about.setText(owed.promise.promise or "")
        self._way.choose([])
        self._words.clear()
        self._until.put("")
        self._until.begin(self._workspace.store.today())
        self._fit()
        self.show()
        self._way.button(_NOT_KEPT).setFocus()

    def let_be(self) -> bool:
        """Whether anything was asked."""
        was_asked = not self.isHidden()
        self.owed = None
        self.hide()
        if was_asked:
            self.ended.emit()
        return was_asked

    def _fit(self) -> None:
        """Asks why it was not kept, or what is promised instead and by when."""
        word, way = self._workspace.voice.word, self._way.only
        asked = word("What we promise instead") if way == _REPLACED else word("Why it was not kept")
        self._words.setPlaceholderText(asked)
        self._words.setAccessibleName(asked)
        self._words.setVisible(bool(way))
        self._until.setVisible(way == _REPLACED)
        self._go.setEnabled(bool(way))
        self._wrong.hide()

    def _do(self) -> None:
        word, owed, words = self._workspace.voice.word, self.owed, self._words.text().strip()
        is_replaced = self._way.only == _REPLACED
        if owed is None or not self._way.only:
            return
        if not words:
            self._fail(word("Say it in a few words."), self._words)
        elif is_replaced and self._until.day is None:
            self._until.mark(is_wrong=True)
            self._fail(word("Say by which day."), self._until.edit)
        elif is_replaced:
            self._save(owed, words, self._until.day)
        else:
            self._save(owed, words, None)

    def _save(self, owed: Owed, words: str, until: date | None) -> None:
        """The outcome, and with it the promise that stands in its place."""
        workspace, old = self._workspace, owed.promise
        word, me = workspace.voice.word, workspace.store.opened.name
        told = word("Not kept: {promise}", promise=old.promise or "")
        records: list[Promise | PromiseOutcome] = []
        if until is not None:
            new = Promise(household=old.household, visit=old.visit, promise=words, promised_by=me, due_on=until)
            records.append(new)
            told = word("Promised instead: {promise}", promise=words)
        state = _NOT_KEPT if until is None else _REPLACED
        records.insert(0, _outcome(owed, state, workspace.store.today(), words))
        if workspace.save(*records, told=told, source=self) is not None:
            self.let_be()

    def _fail(self, why: str, at: QWidget) -> None:
        self._wrong.setText(why)
        self._wrong.show()
        at.setFocus()

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self._until)
        below.addStretch()
        below.addWidget(self._leave)
        below.addWidget(self._go)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 10)
        column.setSpacing(8)
        for part in (self._about, self._way, self._words):
            column.addWidget(part)
        column.addLayout(below)
        column.addWidget(self._wrong)

    def _connect(self) -> None:
        self._way.changed.connect(self._fit)
        self._words.returnPressed.connect(self._do)
        self._until.edit.returnPressed.connect(self._do)
        self._go.clicked.connect(partial(self._do))
        self._leave.clicked.connect(self.let_be)


def _outcome(owed: Owed, state: str, day: date, note: str | None = None) -> PromiseOutcome:
    promise = owed.promise
    return PromiseOutcome(household=promise.household, promise=promise.id, state=state, stated_on=day, note=note)
