"""What was chosen leaves: to the printer or as PDF, one batch at a time, with how far it is and a way to stop it.

Promise: how a batch ended is said, with who was left out and why; the window stays alive meanwhile. Hidden: the
printer that a person set up in the system's own dialog is used until another one is chosen.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from desktop.casework.writing_down import NOBODY
from desktop.domain.errors import Refused
from desktop.i18n import N_
from desktop.ui import print_printer
from desktop.ui.folder_row import plain_name
from desktop.ui.jobs import Job, Progress
from desktop.ui.notices import told
from desktop.ui.page import Place
from desktop.ui.print_actions import Actions
from desktop.ui.print_sending import Group, Receipts, Sending
from desktop.ui.sign_words import called, sign_lacking
from desktop.ui.workspace import Workspace

_TOLD = 3


class Outgoing(QObject):
    """Sends batches out. Its owner is the page, on whose `actions` the work is told."""

    ended = Signal(object)  # the Sending, whole or stopped

    def __init__(self, workspace: Workspace, actions: Actions, page: QWidget) -> None:
        super().__init__(page)
        self._workspace, self._actions, self._page = workspace, actions, page
        self._printer: QPrinter | None = None
        self._job: Job | None = None

    @property
    def is_busy(self) -> bool:
        return self._job is not None

    def set_up(self, name: str) -> tuple[str, bool]:
        """The system's own dialog for a printer; the name of the one that is used from now on, and if on both sides."""
        printer = self._printer_of(name)
        dialog = QPrintDialog(printer, self._page)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintToFile, on=False)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, on=False)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            print_printer.settle(printer)
        return printer.printerName(), print_printer.has_both_sides(printer)

    def print(
        self,
        name: str,
        groups: Sequence[Group],
        copies: int,
        receipts: Receipts | None = None,
        *,
        is_both_sides: bool = False,
    ) -> None:
        """Prints these, each household as a job of its own, and at last the list to sign on receipt."""
        printer = self._printer_of(name)
        sending = Sending(self._workspace.store, groups, copies, receipts, is_both_sides)
        self._begin(sending, partial(sending.to_printer, printer), self._tell_printed)

    def save(self, groups: Sequence[Group], named: str, copies: int, receipts: Receipts | None = None) -> None:
        """All of it in one PDF, where a person says; `copies` is of blank forms, each of which has its own number."""
        word = self._workspace.voice.word
        proposed = str(Path.home() / f"{plain_name(named)}.pdf")
        chosen, _ = QFileDialog.getSaveFileName(self._page, word("Save a PDF"), proposed, "*.pdf")
        if chosen:
            sending = Sending(self._workspace.store, groups, copies, receipts)
            file = Path(chosen).with_suffix(".pdf")
            self._begin(sending, partial(sending.to_file, file), partial(self._tell_saved, file))

    def save_each(self, groups: Sequence[Group], receipts: Receipts | None = None) -> None:
        """A PDF for each household, in a folder that a person chooses."""
        title = self._workspace.voice.word("A file for each household, in a folder")
        chosen = QFileDialog.getExistingDirectory(self._page, title, str(Path.home()))
        if chosen:
            sending = Sending(self._workspace.store, groups, receipts=receipts)
            folder = Path(chosen)
            self._begin(sending, partial(sending.to_folder, folder), partial(self._tell_saved, folder))

    def stop(self) -> None:
        if self._job is not None:
            self._job.stop()

    # Inside

    def _printer_of(self, name: str) -> QPrinter:
        if self._printer is None or self._printer.printerName() != name:
            self._printer = print_printer.opened(name)
        return self._printer

    def _begin(self, sending: Sending, work: Callable[[Progress], object], say: Callable[[Sending], str]) -> None:
        if self._job is not None:
            return
        self._job = job = self._workspace.job(work, self)
        job.progressed.connect(partial(self._tell, sending))
        job.done.connect(lambda _sent: self._end(sending, say(sending)))
        job.stopped.connect(lambda: self._end(sending, self._stopped_said(sending)))
        job.refused.connect(partial(self._end_refused, sending))
        self._actions.begin()
        job.start()

    def _tell(self, sending: Sending, done: int, of: int) -> None:
        word = self._workspace.voice.word
        self._actions.tell(word("{done} of {of} households", done=sending.ready, of=len(sending.groups)), done, of)

    def _end(self, sending: Sending, said: str) -> None:
        self._job = None
        if self._actions.end():
            self._page.setFocus()
        if rows := self._workspace.read(lambda _store: sending.rows(), frozenset[tuple[str, bytes]]()):
            self._workspace.changed.emit(rows, self._page)
        if said:
            self._workspace.said.emit("" if sending.left_out else said)
        if said and sending.left_out:
            self._warn(said, sending)
        self.ended.emit(sending)

    def _end_refused(self, sending: Sending, why: object) -> None:
        """Where nobody's papers could be made it is told of whom, and not only why."""
        is_of_all = any(why is each for _, each in sending.left_out)
        self._end(sending, self._workspace.voice.word("Nothing came out.") if is_of_all else "")

    def _warn(self, said: str, sending: Sending) -> None:
        """Who was left out is no good news; with the way to the first character that is to be drawn."""
        sign = next(filter(None, (sign_lacking(why) for _, why in sending.left_out)), "")
        way = self._workspace.voice.word("Draw the character") if sign else ""
        words = "\n".join((said, *self._left_out(sending)))
        self._workspace.warned.emit(words, way, Place("signs", None, sign) if sign else None)

    def _tell_printed(self, sending: Sending) -> str:
        if not sending.came_out:
            return self._workspace.voice.word("Nothing came out.")
        return self._workspace.voice.word("Printed: {what}. It stands in the register.", what=self._sum(sending))

    def _tell_saved(self, place: Path, sending: Sending) -> str:
        return self._workspace.voice.word(
            "Saved: {what}, in {place}. It stands in the register.", what=self._sum(sending, is_pdf=True), place=place
        )

    def _stopped_said(self, sending: Sending) -> str:
        word = self._workspace.voice.word
        if not sending.came_out:
            return word("Stopped. Nothing came out.")
        return word("Stopped. What came out stands in the register: {what}.", what=self._sum(sending))

    def _sum(self, sending: Sending, *, is_pdf: bool = False) -> str:
        words = self._workspace.voice.words
        number = sum(group.household != NOBODY for group in sending.came_out)
        homes = words("{n} household", "{n} households", number) if number else ""
        sheets = words("{n} sheet of paper", "{n} sheets of paper", sending.sheets)
        if is_pdf:
            sheets = words("{n} page", "{n} pages", sending.sheets)
        return self._workspace.voice.listed(filter(None, (homes, sheets)))

    def _why_left_out(self, name: str, why: Refused) -> str:
        voice = self._workspace.voice
        if sign := sign_lacking(why):
            told_of = N_("{name} was left out: the character {sign} can't be printed yet.")
            return voice.word(told_of, name=name, sign=called(sign))
        return voice.pair(name, told(voice, why).replace("\n", " "))

    def _left_out(self, sending: Sending) -> list[str]:
        voice = self._workspace.voice
        said = (self._why_left_out(name, why) for name, why in sending.left_out)
        found = [*dict.fromkeys(said)]  # several papers of a household may lack the same
        more = len(found) - _TOLD
        return found[:_TOLD] + ([voice.words("and {n} more", "and {n} more", more)] if more > 0 else [])
