"""An office that exchanges nothing yet: its keys are made together with its escrow sheet, from here.

Promise: there are no keys before their sheet is on the disk. Hidden: what prints it is loaded when it is asked for.
"""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from desktop.casework import office_keys
from desktop.casework.office_keys import Escrowed
from desktop.domain.fields import Role
from desktop.ui.household_foot import Blank
from desktop.ui.jobs import Job, Progress
from desktop.ui.on_stick import on_a_stick
from desktop.ui.workspace import Workspace


class Founding(Blank):
    """What stands in place of what goes out."""

    founded = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__("key", "filled", "make-office-keys")
        self._workspace, self._voice = workspace, workspace.voice
        self._job: Job | None = None
        word = self._voice.word
        may = not workspace.is_read_only and workspace.role is Role.CLERK
        self.say(
            word("The office has no keys yet, so nothing is exchanged"),
            word("They are made with their escrow sheet. Print it, and put its two pages into two safes."),
            word("Make the keys, save the escrow sheet…") if may else "",
        )
        self.wanted.connect(self._make)

    def _make(self) -> None:
        word, store, language = self._voice.word, self._workspace.store, self._voice.language
        named = on_a_stick(f"{word('Escrow sheet')}.pdf")
        chosen, _ = QFileDialog.getSaveFileName(self.window(), word("Save the escrow sheet"), named, "PDF (*.pdf)")
        if not chosen or self._job is not None:
            return
        file = Path(chosen).with_suffix(".pdf")

        def work(_tell: Progress) -> Escrowed:
            return office_keys.make_escrow(store, file, language)

        job = self._job = self._workspace.job(work, self)
        job.done.connect(lambda made: self._tell(made, file))
        job.refused.connect(self._rest)
        job.stopped.connect(self._rest)
        job.start()

    def _tell(self, made: Escrowed, file: Path) -> None:
        word = self._voice.word
        self._rest()
        lines = (
            word("The escrow sheet, number {n}, is in {file}.", n=made.number, file=file),
            word("Print it now, both pages, put them into two safes, then delete the file."),
        )
        self._workspace.said.emit("\n".join(lines))
        self.founded.emit()

    def _rest(self) -> None:
        self._job = None
