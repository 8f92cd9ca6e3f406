"""The locked store: who are you, and your passphrase.

Promise: while it is locked nothing of the store is read but its name and who can open it. The key is derived beside the
window, and the store opened for reading only, which leaves the folder to other programs.
"""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem

from desktop.casework import demo
from desktop.casework.inventing import AREA
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.store import folder as place
from desktop.store import opening, vault
from desktop.store.store import Store
from desktop.ui import theme
from desktop.ui.doorway import Doorway, card
from desktop.ui.jobs import Job
from desktop.ui.notices import Notice, Voice, told

_PERSON_HEIGHT, _MOST_SHOWN = 40, 5


class UnlockPage(Doorway):
    """Asks for the passphrase of one store."""

    opened = Signal(object)  # the Store
    left_again = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._folder = Path()
        self._people = QListWidget()
        self._people.setObjectName("people")
        self._people.setAccessibleName(voice.word("Who are you?"))
        self._passphrase = QLineEdit()
        self._passphrase.setObjectName("passphrase")
        self._passphrase.setAccessibleName(voice.word("Passphrase"))
        self._passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._passphrase.setPlaceholderText(voice.word("The one you type every day"))
        self._eye = theme.button(voice.word("Show"), name="eye")
        self._eye.setCheckable(True)
        self._go = theme.button("", "filled", "unlock")
        self._go.setAutoDefault(True)
        self.notice = Notice()
        self._about_demo = Notice("info")
        self._lay_out()
        self._connect()

    def ask(self, folder: Path) -> None:
        """Shows the locked store of this folder. Refused where there is none."""
        card_of_store = place.card(folder)
        people = [slot for slot in vault.slots(folder) if slot.kind is vault.Kind.PASSPHRASE]
        is_demo = card_of_store.area == AREA
        word = self._voice.word
        self._folder = folder
        self.headline.setText(word("{area} is locked", area=card_of_store.area))
        self.subline.setText(str(folder))
        self._go.setText(word("Open {area}", area=card_of_store.area))
        self._list(people)
        self.notice.say("")
        self._about_demo.say(
            word("Demo area: everything in it is invented. Its passphrase is filled in.") if is_demo else ""
        )
        self._passphrase.setText(demo.PASSPHRASE if is_demo else "")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._passphrase.setFocus()

    def _list(self, people: list[vault.Slot]) -> None:
        role = RECORDS["staff"].field["role"]
        self._people.clear()
        for slot in people:
            item = QListWidgetItem(f"{slot.name} · {self._voice.choice(role, slot.role)}", self._people)
            item.setData(Qt.ItemDataRole.UserRole, slot.name)
        self._people.setCurrentRow(0)
        self._people.setFixedHeight(_PERSON_HEIGHT * min(len(people), _MOST_SHOWN) + 4)

    def _lay_out(self) -> None:
        word = self._voice.word
        self.left.addWidget(theme.label(word("Who are you?"), "second"))
        self.left.addWidget(self._people)
        self.left.addSpacing(8)
        self.left.addWidget(theme.label(word("Passphrase"), "second"))
        typed = QHBoxLayout()
        typed.setSpacing(12)
        typed.addWidget(self._passphrase, 1)
        typed.addWidget(self._eye)
        self.left.addLayout(typed)
        self.left.addWidget(self.notice)
        self.left.addSpacing(8)
        self.left.addWidget(self._go)
        self.left.addStretch()
        other = theme.button(word("Open another store"), name="other")
        other.clicked.connect(self.left_again)
        forgotten = word("The printed recovery sheet opens the store, on the command line for now: ruhu vault recover")
        self.right.addWidget(self._about_demo)
        self.right.addWidget(card(word("The passphrase is forgotten?"), theme.label(forgotten, "second")))
        self.right.addWidget(card(word("This is not your area?"), other))
        self.right.addStretch()

    def _connect(self) -> None:
        self._go.clicked.connect(self._try)
        self._passphrase.returnPressed.connect(self._try)
        self._people.itemActivated.connect(self._passphrase.setFocus)
        self._people.currentRowChanged.connect(lambda _row: self.notice.say(""))
        self._eye.toggled.connect(self._show_typed)
        back = QAction(self, shortcut=QKeySequence(Qt.Key.Key_Escape))
        back.triggered.connect(self.left_again)
        self.addAction(back)

    def _show_typed(self, is_shown: bool) -> None:  # noqa: FBT001  Qt's signal gives it by its place
        self._passphrase.setEchoMode(QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password)
        self._eye.setText(self._voice.word("Hide") if is_shown else self._voice.word("Show"))

    def _try(self) -> None:
        folder, passphrase = self._folder, self._passphrase.text()
        name = self._people.currentItem().data(Qt.ItemDataRole.UserRole)
        self.notice.say("")
        self.setEnabled(False)
        job = Job(lambda _progress: _open(folder, name, passphrase), self)
        job.done.connect(self._let_in)
        job.refused.connect(self._refuse)
        job.start()

    def _let_in(self, store: Store) -> None:
        self.setEnabled(True)
        self._passphrase.clear()
        self._eye.setChecked(False)
        self.opened.emit(store)

    def _refuse(self, refused: Refused | OSError) -> None:
        self.setEnabled(True)
        self.notice.say(told(self._voice, refused))
        self._passphrase.setFocus()
        self._passphrase.selectAll()


def _open(folder: Path, name: str, passphrase: str) -> Store:
    return opening.open_store(folder, vault.unlock(folder, passphrase, name))
