"""Settings, the recovery sheet: a new one is made into a file, and the older ones are void.

Promise: no code is lost. Where the file can't be written once the code is made, the code is shown here, once.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog

from desktop.casework import recovery
from desktop.domain import recovery_code
from desktop.store import vault
from desktop.store.store import Store
from desktop.ui import outside, theme
from desktop.ui.jobs import Progress
from desktop.ui.notices import told
from desktop.ui.settings_card import Card, beside
from desktop.ui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Sheet:
    """A new sheet in its file; or the code itself, and why it is in no file."""

    file: Path
    code: str = ""
    fault: OSError | None = None


class SheetCard(Card):
    """The one sheet that opens the store when a passphrase is forgotten."""

    made = Signal()

    def __init__(self, workspace: Workspace, *, is_allowed: bool) -> None:
        word = workspace.voice.word
        super().__init__(word("Recovery sheet"))
        self._workspace = workspace
        self._about, self._code = theme.label("", "second"), theme.label("", "words")
        self._code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._make = theme.button(word("Make a new sheet"), name="make-sheet", icon="recovery")
        self._open = theme.button(word("Open the file"), name="open-sheet", icon="document")
        self._file = Path()
        self.add_inset(self._about, self._code, beside(self._make, self._open))
        self._make.setVisible(is_allowed)
        for part in (self._code, self._open):
            part.hide()
        self._show_valid()
        self._make.clicked.connect(self._choose)
        self._open.clicked.connect(self._show_file)

    def _show_file(self) -> None:
        if refused := outside.shown(self._file):
            self._workspace.refused.emit(refused)

    def _show_valid(self) -> None:
        word = self._workspace.voice.word
        slots = self._workspace.read(lambda store: vault.slots(store.folder), ())
        valid = next((slot for slot in slots if slot.kind is vault.Kind.RECOVERY), None)
        self._about.setText(
            word("It opens the store when a passphrase is forgotten. There is none.")
            if valid is None
            else word(
                "It opens the store when a passphrase is forgotten. The sheet of {date} is valid, kept by {name}.",
                date=valid.created.date().isoformat(),
                name=valid.name,
            )
        )

    def _choose(self) -> None:
        word = self._workspace.voice.word
        proposed = str(Path.home() / f"{word('Recovery sheet')}.pdf")
        chosen, _ = QFileDialog.getSaveFileName(self.window(), word("Where the recovery sheet goes"), proposed, "*.pdf")
        if not chosen:
            return
        self._make.setEnabled(False)
        file, language = Path(chosen).with_suffix(".pdf"), self._workspace.voice.language
        job = self._workspace.job(partial(_made, self._workspace.store, file, language), self)
        job.done.connect(self._tell)
        for end in (job.done, job.refused):
            end.connect(lambda _end: self._make.setEnabled(True))
        job.start()

    def _tell(self, sheet: Sheet) -> None:
        word = self._workspace.voice.word
        self._file = sheet.file
        if sheet.fault is None:
            lines = [
                word("The recovery sheet is in {file}.", file=sheet.file),
                word("Print it now, both pages, then delete the file: whoever has it opens the store."),
            ]
        else:
            rows = [f"{number}   {row}" for number, row in enumerate(recovery_code.rows(sheet.code), 1)]
            self._code.setText("\n".join(rows))
            lines = [
                told(self._workspace.voice, sheet.fault),
                word("It is shown this once and kept nowhere. Write it down and lock it away: it opens the store."),
            ]
        self._code.setVisible(sheet.fault is not None)
        self._open.setVisible(sheet.fault is None)
        self._about.setText("\n".join([*lines, word("Older recovery sheets no longer open this store.")]))
        self.made.emit()


def _made(store: Store, file: Path, language: str, _progress: Progress) -> Sheet:
    with recovery.blank_sheet(file):
        code = vault.replace_sheet(store.folder, store.opened)
        try:
            recovery.print_sheet(file, store.folder, code, language)
        except OSError as fault:
            return Sheet(file, code, fault)
    return Sheet(file)
