"""A backup is brought back: which one, into which folder, and the passphrase of its day.

Promise: it is unlocked and read through before anything moves; what lay in the folder is set aside, never deleted.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QListWidget, QListWidgetItem

from desktop.domain.errors import Refused
from desktop.store import backup, restoring, vault
from desktop.store.backup import Backup
from desktop.store.vault import Unlocked
from desktop.ui import theme
from desktop.ui.folder_row import FolderRow
from desktop.ui.jobs import Progress
from desktop.ui.notices import Voice
from desktop.ui.pane import Pane
from desktop.ui.passphrase_field import PassphraseField
from desktop.ui.still_box import StillBox

_ROW, _MOST_SHOWN = 42, 4


class BackupPane(Pane):
    """Asks for a backup. With a folder it comes back there; else into a new one."""

    restored = Signal(object, object, object)  # the folder, who opens it, where what was there is set aside if anywhere

    def __init__(self, voice: Voice, folder: Path | None = None, backups: Sequence[Backup] = ()) -> None:
        word = voice.word
        about = word("It goes on from the state of that day. What was written since then is kept aside, if it is here.")
        super().__init__(voice, word("Bring a backup back"), about)
        self._folder = folder
        self._file: Path | None = None
        self._list = QListWidget()
        self._list.setObjectName("backups")
        self._list.setAccessibleName(word("Backups"))
        self._other = theme.button(word("Choose a backup file…"), name="choose-backup", icon="folder")
        self._of = theme.label("", "second")
        self._person = StillBox()
        theme.let_touch(self._person)
        self._person.setObjectName("backup-person")
        self._person.setAccessibleName(word("Who are you?"))
        self._passphrase = PassphraseField(voice, "backup-passphrase", word("Passphrase of that day"))
        self._passphrase_title = theme.label(word("Passphrase of that day"), "label")
        self._row: FolderRow | None = None
        self.go.setObjectName("bring-backup-back")
        self.back.hide()
        self._lay_out(backups)
        self._connect()
        self._show_asked(is_asked=False)
        if backups:
            self._list.setCurrentRow(0)

    def _lay_out(self, backups: Sequence[Backup]) -> None:
        for each in reversed(backups):
            item = QListWidgetItem(f"{each.made:%Y-%m-%d %H:%M} · {each.size / (1 << 20):.1f} MB", self._list)
            item.setData(Qt.ItemDataRole.UserRole, each.file)
        self._list.setFixedHeight(theme.high(_ROW) * min(len(backups), _MOST_SHOWN) + 4)
        self.first = self._list if backups else self._other
        for part in (self._list, self._other):
            self.body.addWidget(part, 0, Qt.AlignmentFlag(0) if part is self._list else Qt.AlignmentFlag.AlignLeft)
        self._list.setVisible(bool(backups))
        for part in (self._of, self._person, self._passphrase_title, self._passphrase):
            self.body.addWidget(part)

    def _connect(self) -> None:
        self._list.currentItemChanged.connect(self._take_listed)
        self._list.itemActivated.connect(self._passphrase.setFocus)
        self._other.clicked.connect(self._ask_for_file)
        self._passphrase.textChanged.connect(self._look)
        self._passphrase.returnPressed.connect(self.go.click)
        self.go.clicked.connect(self._bring_back)

    def _take_listed(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._take(item.data(Qt.ItemDataRole.UserRole))

    def _ask_for_file(self) -> None:
        word = self.voice.word
        chosen, _ = QFileDialog.getOpenFileName(self, word("Choose a backup file…"), "", f"*{backup.SUFFIX}")
        if chosen:
            self._list.setCurrentRow(-1)
            self._take(Path(chosen))
            self._passphrase.setFocus()

    def _take(self, file: Path) -> None:
        """Shows whose backup this is, and asks for the passphrase that opens it."""
        self.notice.say("")
        self._file = None
        try:
            card, slots = backup.label(file)
        except (Refused, OSError) as refused:
            self.refuse(refused)
            self._show_asked(is_asked=False)
            return
        self._file = file
        word = self.voice.word
        self._of.setText(
            word(
                "{area}, store {number}: {file}", area=card.area, number=vault.store_number(card.store), file=file.name
            )
        )
        self._person.clear()
        self._person.addItems([slot.name for slot in slots if slot.kind is vault.Kind.PASSPHRASE])
        if self._folder is None:
            self._show_folder(card.area)
        self._show_asked(is_asked=True)

    def _show_folder(self, area: str) -> None:
        if self._row is not None:
            self.body.removeWidget(self._row)
            self._row.deleteLater()
        self._row = FolderRow(self.voice, area)
        self._row.changed.connect(self._look)
        self.body.addWidget(self._row)

    def _show_asked(self, *, is_asked: bool) -> None:
        for part in (self._of, self._passphrase, self._passphrase_title):
            part.setVisible(is_asked)
        self._person.setVisible(is_asked and self._person.count() > 1)
        if self._row is not None:
            self._row.setVisible(is_asked)
        self._look()

    def _look(self) -> None:
        word = self.voice.word
        self.go.setText(word("Bring this backup back"))
        if self._file is None:
            self.need(word("A backup is needed."))
        elif not self._passphrase.text():
            self.need(word("The passphrase of that day is needed."))
        elif self._row is not None and not self._row.is_fine():
            self.need(word("A safe place is needed."))
        else:
            self.need("")

    def _bring_back(self) -> None:
        file, name, passphrase = self._file, self._person.currentText(), self._passphrase.text()
        folder = self._folder or (self._row.folder if self._row is not None else None)
        if file is None or folder is None:
            return
        opened: list[Unlocked] = []

        def unlock(where: Path) -> Unlocked:
            opened.append(vault.unlock(where, passphrase, name))
            return opened[-1]

        def work(_progress: Progress) -> Path | None:
            return restoring.restore(file, folder, unlock)

        def done(set_aside: Path | None) -> None:
            self.restored.emit(folder, opened[-1], set_aside)

        self.work(work, done, telling=self.voice.word("Reading the backup through and putting it in place"))
