"""The locked store: that nothing is lost, who you are, your passphrase, and the ways in without it.

Promise: while it is locked nothing of the store is read but its card, who can open it, and its list of backups. The
key is derived beside the window.
"""

import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.casework.district import chairs
from desktop.casework.inventing import PASSPHRASE
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.store import attempts, backup, vault
from desktop.store import folder as place
from desktop.store.vault import Unlocked
from desktop.ui import asking_office, backup_pane, recovering, theme
from desktop.ui.boxes import band, breakable, fact
from desktop.ui.doorway import Choice, Doorway
from desktop.ui.jobs import Job
from desktop.ui.notices import Notice, Voice, told
from desktop.ui.pane import Pane
from desktop.ui.passphrase_field import PassphraseField

_ROW, _MOST_SHOWN = 42, 6
_OFFICE = RECORDS["staff"].group["staff"].writers  # who lets others in


@dataclass(frozen=True, slots=True)
class Locked:
    """What is known of a store that this window had open until it was locked."""

    person: str
    at: str  # the time of day
    is_by_itself: bool
    drafts: int


class UnlockPage(Doorway):
    """Asks for the passphrase of one store."""

    unlocked = Signal(object, object)  # the folder, and who opened its vault
    restored = Signal(object, object, object)  # and where what was there is set aside
    left_again = Signal()
    began = Signal()  # to try a passphrase, until
    ended = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__("lock")
        self._voice = voice
        self._folder, self._person = Path(), ""
        self._people: list[vault.Slot] = []
        self._locked: Locked | None = None
        word = voice.word
        self._passphrase = PassphraseField(voice, "passphrase", word("Passphrase"))
        self._passphrase.setPlaceholderText(word("The one you type every day"))
        self._go = theme.button("", "filled", "unlock")
        self.notice = Notice()
        self._safe: QWidget | None = None
        self._sheet = Choice(
            word("Use the recovery sheet"), word("The printed one, with 8 rows"), "use-sheet", "recovery"
        )
        self._office = Choice(
            word("Ask the office to open it"),
            word("It has a key of its own; take the computer there"),
            "ask-office",
            "inbox",
        )
        self._other = Choice(word("Somebody else"), word("Others open this area too"), "other-person", "people")
        self._lay_out()
        self._connect()

    def ask(self, folder: Path, person: str | None = None, locked: Locked | None = None) -> None:
        """Shows the locked store of this folder, and who opened it last. Refused where there is none."""
        area = place.card(folder).area
        slots = vault.slots(folder)
        people = [slot for slot in slots if slot.kind is vault.Kind.PASSPHRASE]
        known = next((slot for slot in people if slot.name == (locked.person if locked else person)), None)
        self._folder, self._people, self._locked = folder, people, locked
        self._go.setText(self._voice.word("Open {area}", area=area))
        self._passphrase.setText(PASSPHRASE if chairs.is_demo(folder) else "")
        self._passphrase.hide_typed()
        self._other.setVisible(len(people) > 1)
        self._office.setVisible(any(slot.kind is vault.Kind.OFFICE for slot in slots))
        self._say_safe()
        self._take(known or people[0])
        self._say_wait()
        self._show_here(is_asked=known is None and len(people) > 1)

    def ask_for_backup(self) -> None:
        """Asks which backup of this store is to come back."""
        theme.relook(self._go, look="large")
        pane = backup_pane.BackupPane(self._voice, self._folder, backup.backups_in(self._folder / "backups"))
        pane.back.show()
        pane.left_again.connect(self._end_recovering)
        pane.restored.connect(self.restored)
        self.show_pane(pane)
        pane.begin()

    def begin(self) -> None:
        """Puts the keyboard where the person begins: on the people where nobody knows who they are."""
        if self._other.isChecked() and self.pane is not None:
            self.pane.begin()
        else:
            self._passphrase.setFocus()

    def _take(self, slot: vault.Slot) -> None:
        """This person is asked."""
        word, area = self._voice.word, place.card(self._folder).area
        self._person = slot.name
        self.notice.say("")
        self.headline.setText(word("{person}, it is locked", person=slot.name))
        role = _role(self._voice, self._folder, slot)
        if self._locked is None or self._locked.person != slot.name:
            self.subline.setText(f"{area} · {role}")
        elif self._locked.is_by_itself:
            self.subline.setText(
                word("{area} · {role} · by itself at {time}", area=area, role=role, time=self._locked.at)
            )
        else:
            self.subline.setText(word("{area} · {role} · locked at {time}", area=area, role=role, time=self._locked.at))

    def _say_safe(self) -> None:
        word = self._voice.word
        if self._safe is not None:
            self.left.removeWidget(self._safe)
            self._safe.hide()
            self._safe.deleteLater()
        drafts = self._locked.drafts if self._locked else 0
        more = (
            self._voice.words(
                "{n} unfinished draft is kept: go on with it.",
                "{n} unfinished drafts are kept: go on with them.",
                drafts,
            )
            if drafts
            else word("It lies encrypted on this computer, and goes on where it was.")
        )
        self._safe = band("ok", "shield", word("Everything is there."), more)
        self.left.addWidget(self._safe)
        self._safe.show()

    def _say_wait(self) -> None:
        try:
            attempts.require_no_wait(self._folder, time.time())
        except Refused as refused:
            self.notice.say(told(self._voice, refused))

    def _show_here(self, *, is_asked: bool = False) -> None:
        """What is known of the store while it is locked, with those who open it."""
        theme.relook(self._go, look="filled")
        self.choose(self._other if is_asked else None)
        pane = _HerePane(self._voice, self._folder, self._people, self._person)
        pane.chosen.connect(self._take)
        pane.left.connect(self._passphrase.setFocus)
        self.show_pane(pane)

    def _ask_who(self) -> None:
        self._show_here(is_asked=True)
        if self.pane is not None:
            self.pane.begin()

    def _use_sheet(self) -> None:
        theme.relook(self._go, look="large")
        others = self._voice.listed(
            slot.name for slot in self._people if slot.name != self._person and slot.role in _OFFICE
        )
        self._recovering.ask_rows(self._folder, self._person, others)

    def _ask_office(self) -> None:
        theme.relook(self._go, look="large")
        self._asking.begin(self._folder, self._person)

    @cached_property
    def _asking(self) -> "asking_office.AskingOffice":
        made = asking_office.AskingOffice(self, self._voice)
        made.left_again.connect(self._end_recovering)
        made.recovered.connect(self.unlocked)
        return made

    @cached_property
    def _recovering(self) -> "recovering.Recovering":
        made = recovering.Recovering(self, self._voice)
        made.left_again.connect(self._end_recovering)
        made.recovered.connect(self.unlocked)
        return made

    def _end_recovering(self) -> None:
        self._show_here()
        self._passphrase.setFocus()

    def _lay_out(self) -> None:
        word = self._voice.word
        self.left.addWidget(theme.label(word("Passphrase"), "label"))
        self.left.addWidget(self._passphrase)
        self.left.addWidget(self.notice)
        self.left.addWidget(self._go)
        self.left.addSpacing(8)
        self.left.addWidget(theme.label(word("The passphrase is forgotten?"), "strong"))
        self.offer(self._sheet, self._use_sheet)
        self.offer(self._office, self._ask_office)
        self.offer(self._other, self._ask_who)
        self._leave = theme.button(word("Open another area"), name="other-store", icon="arrow-left")
        self.left.addWidget(self._leave, 0, Qt.AlignmentFlag.AlignLeft)
        self.left.addStretch()

    def _connect(self) -> None:
        self._go.clicked.connect(self._try)
        self._passphrase.returnPressed.connect(self._try)
        self._leave.clicked.connect(self.left_again)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self._step_back)

    def _step_back(self) -> None:
        if isinstance(self.pane, _HerePane):
            self.left_again.emit()
        elif self.pane is not None and self.pane.back.isVisible() and self.pane.back.isEnabled():
            self.pane.back.click()

    def _try(self) -> None:
        folder, passphrase, name = self._folder, self._passphrase.text(), self._person
        if not passphrase:
            self._passphrase.setFocus()  # nothing was typed: that is no wrong passphrase
            return
        self.notice.say("")
        self.began.emit()
        job = Job(lambda _progress: vault.unlock(folder, passphrase, name), self)
        job.done.connect(self._let_in)
        job.refused.connect(self._refuse)
        job.start()

    def _let_in(self, unlocked: Unlocked) -> None:
        self.ended.emit()
        self._passphrase.clear()
        self._passphrase.hide_typed()
        self.unlocked.emit(self._folder, unlocked)

    def _refuse(self, refused: Refused | OSError) -> None:
        self.ended.emit()
        self.notice.say(told(self._voice, refused))
        self._passphrase.setFocus()
        self._passphrase.selectAll()


def _role(voice: Voice, folder: Path, slot: vault.Slot) -> str:
    """What somebody does here, as far as that is known while it is locked: in the field a certificate says so."""
    if place.card(folder).kind == place.FIELD:
        return voice.word("computer of the field")
    return voice.choice(RECORDS["staff"].field["role"], slot.role)


class _HerePane(Pane):
    """Who opens the store, and what is known of it while it is locked."""

    chosen = Signal(object)  # the Slot of a person
    left = Signal()

    def __init__(self, voice: Voice, folder: Path, people: list[vault.Slot], person: str) -> None:
        word = voice.word
        super().__init__(voice, word("Who are you?") if len(people) > 1 else word("What is here"))
        self._slots = people
        self._people = QListWidget()
        self._people.setObjectName("people")
        self._people.setAccessibleName(word("Who are you?"))
        for slot in people:
            QListWidgetItem(f"{slot.name} · {_role(voice, folder, slot)}", self._people)
        self._people.setFixedHeight(theme.high(_ROW) * min(len(people), _MOST_SHOWN) + 4)
        self._people.setCurrentRow(next(n for n, slot in enumerate(people) if slot.name == person))
        self.first = self._people
        self.body.addWidget(self._people)
        self._people.setVisible(len(people) > 1)
        self._show_store(folder)
        for part in (self.back, self.go):
            part.hide()
        self._people.currentRowChanged.connect(lambda row: self.chosen.emit(self._slots[row]))
        self._people.itemActivated.connect(self.left)
        self._people.itemClicked.connect(self.left)

    def _show_store(self, folder: Path) -> None:
        word, card = self.voice.word, place.card(folder)
        if chairs.is_demo(folder):
            first = word("Demo area: everything in it is invented.")
            more = word("Its passphrase is filled in.")
            other = word("Who wants to be somebody else opens another area, and there the demo district.")
            self.body.addWidget(band("info", "info", first, f"{more}\n{other}"))
        number = vault.store_number(card.store)
        self.body.addWidget(
            fact("database", word("{area}, store {number}", area=card.area, number=number), breakable(folder))
        )
        newest = max(backup.backups_in(folder / "backups"), key=lambda each: each.made, default=None)
        last = (
            word("The last one is of {time}.", time=f"{newest.made:%Y-%m-%d %H:%M}")
            if newest
            else word("There is none in its folder yet.")
        )
        self.body.addWidget(fact("recovery", word("Backups in its folder"), last))
