"""The recovery sheet is handed over: printed from its file, one row typed back, the file deleted.

Promise: the code is on the disk in the sheet's file alone, which lies among the stores where no sync service takes it,
and the window goes on only after somebody who looks at the sheet typed a row of it. Hidden: which row that is.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit

from desktop import paths
from desktop.casework import recovery
from desktop.domain import recovery_code
from desktop.domain.errors import Refused
from desktop.store import folder as place
from desktop.store import vault
from desktop.store.vault import Unlocked
from desktop.ui import outside, secret_file, theme
from desktop.ui.boxes import band, breakable
from desktop.ui.folder_row import plain_name
from desktop.ui.notices import Voice, told
from desktop.ui.pane import Pane


@dataclass(frozen=True, slots=True)
class Handed:
    """A store with a new recovery code: who opens it, the sheet's file, and why there is none if there is none."""

    folder: Path
    unlocked: Unlocked
    code: str = field(repr=False)
    file: Path | None
    fault: OSError | None


def handed(folder: Path, named: str, language: str, make: Callable[[], tuple[Unlocked, str]]) -> Handed:
    """Makes a code and its sheet; the file's place is there before the code is. `named` is what it is called."""
    within = paths.data_folder()
    within.mkdir(parents=True, exist_ok=True)
    plain = plain_name(named)
    file = next(file for n in count(1) if not (file := within / f"{plain}{'' if n == 1 else f'-{n}'}.pdf").exists())
    with recovery.blank_sheet(file):
        unlocked, code = make()
        try:
            recovery.print_sheet(file, folder, code, language)
        except OSError as fault:
            return Handed(folder, unlocked, code, None, fault)
    return Handed(folder, unlocked, code, file, None)


class SheetPane(Pane):
    """Asks that the sheet be printed."""

    printed = Signal()  # it was seen to be readable; its file is gone where that was wanted
    must_be_finished = True

    def __init__(
        self, voice: Voice, made: Handed, steps: Sequence[str] = (), at: int = 0, *, opens: bool = True
    ) -> None:
        word = voice.word
        area, number = place.card(made.folder).area, vault.store_number(made.unlocked.store)
        about = word(
            "It opens {area} (store {number}) when the passphrase is forgotten. Print both pages; lock them away.",
            area=area,
            number=number,
        )
        super().__init__(voice, word("Print the recovery sheet"), about, steps, at)
        self._made, self._file, self._area, self._opens = made, made.file, area, opens
        self._row = 1 + secrets.randbelow(recovery_code.ROWS)
        self._where = theme.label("", "second")
        self._open = theme.button(word("Open the sheet to print it"), "large", "print-sheet", "print")
        self._save = theme.button(word("Save it elsewhere, such as on a stick…"), "large", "save-sheet", "stick")
        self._typed = QLineEdit()
        self._typed.setObjectName("row")
        self._typed.setProperty("look", "large")
        self._typed.setMaximumWidth(220)
        self._is_done = QCheckBox(word("Both pages are printed: delete the file"))
        self._is_done.setObjectName("is-printed")
        self.go.setObjectName("begin")
        self.back.hide()
        self.first = self._open
        self._lay_out()
        self._connect()
        if made.fault is not None:
            self.notice.say(told(voice, made.fault))
        self._show()

    def _lay_out(self) -> None:
        word = self.voice.word
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addWidget(self._open)
        buttons.addWidget(self._save)
        buttons.addStretch()
        self.body.addLayout(buttons)
        self.body.addWidget(self._where)
        first = word("Whoever has this sheet opens the records.")
        more = word("So the file goes once it is printed. It is the only place on the disk where the code stands.")
        self.body.addWidget(band("warn", "key", first, more))
        asked = word("Type row {row} of the sheet, to be sure that it can be read", row=self._row)
        self._typed.setAccessibleName(asked)
        self.body.addWidget(theme.label(asked, "label"))
        self.body.addWidget(self._typed)
        self.body.addWidget(self._is_done, 0, Qt.AlignmentFlag.AlignLeft)  # what the ring surrounds can be clicked

    def _connect(self) -> None:
        self._open.clicked.connect(self._show_file)
        self._save.clicked.connect(self._save_elsewhere)
        self._typed.textChanged.connect(self._show)
        self._is_done.toggled.connect(self._show)
        self._typed.returnPressed.connect(self.go.click)
        self.go.clicked.connect(self._finish)

    def _show(self) -> None:
        word = self.voice.word
        self._open.setEnabled(self._file is not None)
        self._is_done.setEnabled(self._file is not None)
        self._where.setText(word("The sheet is in {file}", file=breakable(self._file)) if self._file else "")
        is_right = recovery_code.rows(self._typed.text()) == (recovery_code.rows(self._made.code)[self._row - 1],)
        is_whole = len("".join(recovery_code.rows(self._typed.text()))) >= recovery_code.ROW_LETTERS
        theme.relook(self._typed, wrong=is_whole and not is_right)
        self.go.setText(self._go_on(is_done=self._is_done.isChecked()))
        if is_right:
            self.need("")
        elif is_whole:
            self.need(word("This is not row {row} of the sheet.", row=self._row))
        else:
            self.need(word("Row {row} of the sheet is needed.", row=self._row))

    def _go_on(self, *, is_done: bool) -> str:
        word = self.voice.word
        if not self._opens:
            return word("Delete the file, go on") if is_done else word("Keep the file for now, go on")
        if is_done:
            return word("Delete the file, open {area}", area=self._area)
        return word("Keep the file for now, open {area}", area=self._area)

    def _show_file(self) -> None:
        if self._file is not None and (refused := outside.shown(self._file)):
            self.refuse(refused)

    def _save_elsewhere(self) -> None:
        word = self.voice.word
        proposed = self._file.name if self._file else "ruhu.pdf"
        file = secret_file.chosen_for(self, word("Save the recovery sheet"), proposed)
        if file is None:
            return
        try:
            file.unlink(missing_ok=True)  # the dialog asked whether it may be replaced
            with recovery.blank_sheet(file):
                recovery.print_sheet(file, self._made.folder, self._made.code, self.voice.language)
            if self._file is not None:
                self._file.unlink(missing_ok=True)
        except (Refused, OSError) as refused:
            self.refuse(refused)
            return
        self.notice.say("")
        self._file = file
        self._show()

    def _finish(self) -> None:
        if self._is_done.isChecked() and self._file is not None:
            try:
                self._file.unlink(missing_ok=True)
            except OSError as refused:  # such as a viewer that holds it open
                self.refuse(refused)
                return
        self.printed.emit()
