"""Settings, roles and people: who opens the store, by what and since when; the office lets people in and out (R50).

Promise: nobody is let in by a passphrase that was typed only once, and nobody out by one press. Hidden: deriving a key
takes half a second, so each of these is a job.
"""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.casework import people
from desktop.domain.fields import RECORDS, Role
from desktop.i18n import N_
from desktop.store import certified, vault
from desktop.store.store import Store
from desktop.store.vault import Slot, Unlocked
from desktop.ui import theme
from desktop.ui.passphrase_field import PassphraseField
from desktop.ui.settings_card import Card, Row, beside
from desktop.ui.settings_lock import unequal
from desktop.ui.settings_reached import ReachedCard
from desktop.ui.settings_sheet import SheetCard
from desktop.ui.still_box import StillBox
from desktop.ui.workspace import Workspace

_ROLE = RECORDS["staff"].field["role"]
OFFICE = RECORDS["staff"].group["staff"].writers
_BY = {
    vault.Kind.PASSPHRASE: N_("passphrase"),
    vault.Kind.RECOVERY: N_("recovery sheet"),
    vault.Kind.OFFICE: N_("the office"),
}


class PeopleSection(QWidget):
    """The people of the store, by which number they are reached, and its recovery sheet."""

    stood = Signal()  # who opens the store is otherwise now
    begun = Signal(object)  # a card that has come

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._list, self._new = PeopleCard(workspace), NewPersonCard(workspace)
        self._reached = ReachedCard(workspace)
        self._sheet = SheetCard(workspace, is_allowed=_may_let_in(workspace))
        self._new.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self._list, self._new, self._reached, self._sheet):
            column.addWidget(part)
        column.addStretch()
        self._connect()

    def leave(self) -> None:
        """Writes down what is being typed."""
        self._reached.leave()

    def step_back(self) -> bool:
        """Closes what was begun; False where nothing was."""
        was_open = not self._new.isHidden()
        self._new.end()
        return was_open

    def _begin(self) -> None:
        self._new.begin()
        self.begun.emit(self._new)

    def _connect(self) -> None:
        self._list.person_wanted.connect(self._begin)
        self._list.stood.connect(self.stood)
        self._new.admitted.connect(self._list.refresh)
        self._new.admitted.connect(self._reached.refresh)
        self._new.ended.connect(self._list.take_keyboard)
        self._sheet.made.connect(self._list.refresh)


class PeopleCard(Card):
    """Who and what opens the store."""

    person_wanted = Signal()
    stood = Signal()

    def __init__(self, workspace: Workspace) -> None:
        word = workspace.voice.word
        super().__init__(word("Who opens this store"))
        self._workspace = workspace
        self._is_allowed = _may_let_in(workspace) and people.is_office(workspace.store)
        self._rows: list[Row] = []
        self._holder = QVBoxLayout()
        self._holder.setSpacing(0)
        holder = QWidget()
        holder.setLayout(self._holder)
        self._holder.setContentsMargins(0, 0, 0, 0)
        self.add(holder)
        self._add = theme.button(word("Add a person"), name="add-person", icon="add")
        why = theme.label(self._why_not(), "second")
        self.add_inset(beside(self._add) if _may_let_in(workspace) else why)
        self._add.clicked.connect(self.person_wanted)
        self.refresh()

    def refresh(self) -> None:
        """Shows who opens it now."""
        for row in self._rows:
            self._holder.removeWidget(row)
            row.deleteLater()
        self._rows = [self._row(slot) for slot in self._workspace.read(_slots, ())]
        for row in self._rows:
            row.setProperty("part", "row")
            self._holder.addWidget(row)
        self.stood.emit()

    def _row(self, slot: Slot) -> Row:
        voice, opened = self._workspace.voice, self._workspace.store.opened
        about = voice.word(
            "{role} · opens it by: {means} · since {day}",
            role=voice.choice(_ROLE, slot.role),
            means=voice.word(_BY[slot.kind]),
            day=slot.created.date().isoformat(),
        )
        is_own = slot.kind is vault.Kind.PASSPHRASE and slot.public == opened.signing.public
        can_go = self._is_allowed and slot.kind is vault.Kind.PASSPHRASE and not is_own
        row = Row(slot.name, about, *(self._ways_out(slot) if can_go else ()))
        row.state.say(voice.word("You") if is_own else "", "brand", "person")
        return row

    def _ways_out(self, slot: Slot) -> tuple[QWidget, ...]:
        """A first press only asks: what was taken away can't be given back but by a new passphrase."""
        word = self._workspace.voice.word
        ask = theme.button(word("Remove"), name=f"remove-{slot.name}", icon="close")
        ask.setAccessibleName(word("Remove {name}", name=slot.name))
        sure = theme.button(word("Take {name}'s way in away", name=slot.name), name=f"surely-remove-{slot.name}")
        keep = theme.button(word("Keep"), name=f"keep-{slot.name}")

        def show(*, asks: bool) -> None:
            ask.setVisible(not asks)
            for part in (sure, keep):
                part.setVisible(asks)
            (keep if asks else ask).setFocus()

        for part in (sure, keep):
            part.hide()
        ask.clicked.connect(lambda: show(asks=True))
        keep.clicked.connect(lambda: show(asks=False))
        sure.clicked.connect(partial(self._dismiss, slot.name))
        return ask, sure, keep

    def _dismiss(self, name: str) -> None:
        store = self._workspace.store
        job = self._workspace.job(lambda _progress: people.dismiss(store, name), self)
        job.done.connect(lambda _none: self._tell_gone(name))
        job.refused.connect(lambda _refused: self.refresh())
        job.start()

    def _tell_gone(self, name: str) -> None:
        word = self._workspace.voice.word
        gone = word("{name} no longer opens this store.", name=name)
        copies = word("Backups and copies made before still open with that passphrase.")
        self._workspace.kept.emit()
        self._workspace.said.emit(f"{gone} {copies}")
        self.refresh()
        self._add.setFocus()

    def take_keyboard(self) -> None:
        """Where the keyboard goes when somebody was let in, or not."""
        self._add.setFocus()

    def _why_not(self) -> str:
        word = self._workspace.voice.word
        if self._workspace.is_read_only:
            return word("The store is open for reading only, so nobody can be let in or out.")
        return word("Who opens this store is said by the office; ask its clerk.")


class NewPersonCard(Card):
    """One more person: the name, what they do here, and the passphrase that they choose."""

    admitted = Signal()
    ended = Signal()

    def __init__(self, workspace: Workspace) -> None:
        word = workspace.voice.word
        super().__init__(word("Add a person"))
        self._workspace = workspace
        self._name = QLineEdit()
        self._name.setObjectName("person-name")
        self._name.setAccessibleName(word("Name"))
        self._role = StillBox()
        theme.let_touch(self._role)
        self._role.setObjectName("person-role")
        self._role.setAccessibleName(word("What the person does here"))
        for role in Role:
            self._role.addItem(workspace.voice.choice(_ROLE, role), role)
        self._first, self._again = (
            PassphraseField(workspace.voice, name, title)
            for name, title in (
                ("person-passphrase", word("A passphrase that this person chooses")),
                ("person-passphrase-again", word("The same passphrase once more")),
            )
        )
        self._told = theme.label("", "wrong")
        self._told.setWordWrap(True)
        self._admit = theme.button(word("Let this person in"), name="admit-person", icon="check")
        self._cancel = theme.button(word("Not now"), name="cancel-person")
        parts: list[QWidget] = []
        self._is_office = people.is_office(workspace.store)  # in the field the office says what somebody may do
        if not self._is_office:
            self._role.setParent(self)
            self._role.hide()
        for field in (self._name, *((self._role,) if self._is_office else ()), self._first, self._again):
            parts += [theme.label(field.accessibleName(), "label"), field]
        rule = word("At least 4 different words with blanks between them, or 16 letters and digits.")
        self.add_inset(*parts, theme.label(rule, "second"), self._told, beside(self._admit, self._cancel))
        self._connect()

    def begin(self) -> None:
        self._tell("")
        self.show()
        self._name.setFocus()

    def end(self) -> None:
        """Goes away, and keeps nothing of what was typed."""
        for field in (self._name, self._first, self._again):
            field.clear()
        for field in (self._first, self._again):
            field.hide_typed()
        self.setEnabled(True)
        self.hide()

    def _try(self) -> None:
        if fault := unequal(self._workspace.voice, self._first, self._again):
            self._tell(fault)
            return
        self._tell("")
        self.setEnabled(False)
        store, name, role, passphrase = (
            self._workspace.store,
            self._name.text(),
            Role(self._role.currentData()),
            self._first.text(),
        )
        job = self._workspace.job(lambda _progress: people.admit(store, name, role, passphrase), self)
        job.done.connect(self._tell_in)
        job.refused.connect(lambda _refused: self.setEnabled(True))
        job.start()

    def _tell_in(self, person: Unlocked) -> None:
        voice = self._workspace.voice
        name = person.name
        told = (
            voice.word("{name} opens this store now, as: {role}", name=name, role=person.role)
            if self._is_office
            else voice.word("{name} opens this store now, and only reads until the office certifies it.", name=name)
        )
        self.end()
        self._workspace.changed.emit(frozenset({("staff", person.person)}), self)
        self._workspace.kept.emit()
        self._workspace.said.emit(told)
        self.admitted.emit()

    def _tell(self, text: str) -> None:
        self._told.setText(text)
        self._told.setVisible(bool(text))

    def _connect(self) -> None:
        self._admit.clicked.connect(self._try)
        self._cancel.clicked.connect(self.end)
        self._cancel.clicked.connect(self.ended)
        self.admitted.connect(self.ended)
        self._again.returnPressed.connect(self._try)


def _may_let_in(workspace: Workspace) -> bool:
    """In the field everybody lets a colleague in, who only reads before the office certifies them."""
    is_said_here = workspace.role in OFFICE or not people.is_office(workspace.store)
    return is_said_here and not workspace.is_read_only


def _slots(store: Store) -> tuple[Slot, ...]:
    with store.reading() as connection:
        return certified.slots(connection, store.folder)
