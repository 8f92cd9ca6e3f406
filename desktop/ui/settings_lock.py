"""Settings, lock and passphrase: when the window locks itself, at once if wished, and one's own passphrase."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.settings import Settings
from desktop.store import vault
from desktop.store.store import Store
from desktop.ui import theme
from desktop.ui.jobs import Progress
from desktop.ui.notices import Voice
from desktop.ui.passphrase_field import PassphraseField
from desktop.ui.settings_card import Card, Row, Segments, beside
from desktop.ui.workspace import Workspace

_MINUTES = (5, 10, 15, 30)


class LockSection(QWidget):
    """Locking, and the passphrase of who works here."""

    changed = Signal(object)  # settings by their names
    lock_wanted = Signal()

    def __init__(self, workspace: Workspace, settings: Settings) -> None:
        super().__init__()
        self._workspace = workspace
        word = workspace.voice.word
        about = word("Lock when nobody touches it for")
        choices = [(str(n), word("{n} min", n=n)) for n in _MINUTES]
        self._after = Segments("lock-after", about, [*choices, ("0", word("Never"))], str(settings.lock_after))
        self._now = theme.button(word("Lock now  Ctrl Alt L"), name="lock-now", icon="lock")
        lock = Card(word("Lock"))
        lock.add_inset(theme.label(about, "label"), self._after)
        lock.add(
            Row(word("Locked, nothing of the area is on the screen"), word("What is being typed is kept."), self._now)
        )
        self._passphrase = PassphraseCard(workspace)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(lock)
        column.addWidget(self._passphrase)
        column.addStretch()
        self._connect()

    def _connect(self) -> None:
        self._after.chosen.connect(lambda key: self.changed.emit({"lock_after": int(key)}))
        self._now.clicked.connect(self.lock_wanted)


class PassphraseCard(Card):
    """A new passphrase for who works here; the present one is asked for, since a window may be left alone."""

    def __init__(self, workspace: Workspace) -> None:
        word = workspace.voice.word
        super().__init__(word("Your own passphrase"))
        self._workspace = workspace
        self._present = PassphraseField(workspace.voice, "present-passphrase", word("The passphrase you use now"))
        self._new = PassphraseField(workspace.voice, "new-passphrase", word("The new passphrase"))
        self._again = PassphraseField(workspace.voice, "new-passphrase-again", word("The new passphrase once more"))
        self._change = theme.button(word("Change the passphrase"), name="change-passphrase", icon="key")
        self._told = theme.label("", "wrong")
        self._told.setWordWrap(True)
        rule = word("At least 4 different words with blanks between them, or 16 letters and digits.")
        parts: list[QWidget] = []
        for field in (self._present, self._new, self._again):
            parts += [theme.label(field.accessibleName(), "label"), field]
        self.add_inset(*parts, theme.label(rule, "second"), self._told, beside(self._change))
        self._tell("")
        self.setEnabled(not workspace.is_read_only)
        self._connect()

    def _begin(self) -> None:
        word, voice = self._workspace.voice.word, self._workspace.voice
        if fault := unequal(voice, self._new, self._again):
            self._tell(fault)
            return
        self._tell("")
        self.setEnabled(False)
        texts = self._present.text(), self._new.text()
        job = self._workspace.job(partial(_changed, self._workspace.store, *texts), self)
        job.done.connect(lambda _none: self._end(word("The passphrase is changed.")))
        job.refused.connect(lambda _refused: self._end())
        job.start()

    def _end(self, said: str = "") -> None:
        self.setEnabled(True)
        if said:
            for field in (self._present, self._new, self._again):
                field.clear()
                field.hide_typed()
            old = self._workspace.voice.word("Backups made before still open with the old one.")
            self._workspace.kept.emit()
            self._workspace.said.emit(f"{said} {old}")
        self._present.setFocus()

    def _tell(self, text: str) -> None:
        self._told.setText(text)
        self._told.setVisible(bool(text))

    def _connect(self) -> None:
        self._change.clicked.connect(self._begin)
        self._again.returnPressed.connect(self._begin)


def unequal(voice: Voice, new: QLineEdit, again: QLineEdit) -> str:
    """What is wrong with a passphrase that was typed twice; nothing where it isn't."""
    if new.text() != again.text():
        return voice.word("The two were not the same. Nothing was changed.")
    return ""


def _changed(store: Store, present: str, new: str, _progress: Progress) -> None:
    vault.unlock(store.folder, present, vault.own_slot(store.folder, store.opened).name)
    vault.change(store.folder, store.opened, new)


def told(voice: Voice, settings: Settings) -> str:
    """When it locks, in a few words."""
    if not settings.lock_after:
        return voice.word("Never locks by itself")
    return voice.word("Locks after {n} min unused", n=settings.lock_after)
