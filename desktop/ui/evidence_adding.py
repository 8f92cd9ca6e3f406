"""Photos and papers on their way in: what was chosen, what it shows, whether who is in it agreed; then one job.

Promise: nothing is read or written before that is answered; typing goes on while pictures are taken in. A file that
can't be taken in is told with the reason, and hinders no other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from desktop.domain.fields import RECORDS
from desktop.ui import theme
from desktop.ui.evidence_intake import Chosen, Read, reasons, taking_in
from desktop.ui.notices import Notice
from desktop.ui.still_box import StillBox
from desktop.ui.workspace import Workspace

_FIELDS = RECORDS["evidence"].field


class AddingBar(QFrame):
    """Hidden until something was chosen."""

    added = Signal(object)  # the records that are new
    left = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setProperty("part", "foot")
        self._workspace = workspace
        word = workspace.voice.word
        self._household = b""
        self._chosen: Sequence[Chosen] = ()
        self._is_busy = False
        self._about = theme.label("", "bold")
        self._caption = QLineEdit()
        self._caption.setObjectName("caption")
        self._caption.setAccessibleName(workspace.voice.label(_FIELDS["caption"]))
        self._caption.setPlaceholderText(word("What it shows"))
        self._kind = self._choice("kind", word("Of which kind?"))  # a sketch may have been drawn on paper
        self._consent = self._choice("consent", word("Did they agree?"))
        self._go = theme.button(word("Take in"), name="take-in")
        self._leave = theme.button(word("Let it be"), "link", "leave-adding")
        self._refused = Notice("risk")
        self._lay_out()
        self._connect()
        self.hide()

    def _choice(self, field: str, question: str) -> QComboBox:
        """A question that may be left open."""
        voice, made = self._workspace.voice, StillBox()
        made.setObjectName(field)
        made.setAccessibleName(voice.label(_FIELDS[field]))
        made.addItem(question, None)
        for key, _ in _FIELDS[field].choices:
            made.addItem(voice.choice(_FIELDS[field], key), key)
        theme.let_touch(made)
        return made

    def ask(self, household: bytes, chosen: Sequence[Chosen]) -> None:
        """Asks what the chosen files show; not while others are being taken in."""
        if self._is_busy or not chosen:
            return
        if self._go.isVisible() and household == self._household:  # those before were not answered yet
            self._chosen = (*self._chosen, *chosen)
            self._about.setText(self._workspace.voice.words("{n} file", "{n} files", len(self._chosen)))
            return
        self._household, self._chosen = household, chosen
        self._about.setText(self._workspace.voice.words("{n} file", "{n} files", len(chosen)))
        self._leave.setText(self._workspace.voice.word("Let it be"))
        self._caption.clear()
        for box in (self._kind, self._consent):
            box.setCurrentIndex(0)
        self._refused.say("")
        self._let_answer(may=True)
        self.show()
        self._caption.setFocus()

    def let_be(self) -> bool:
        """Whether anything was asked; it is not any more."""
        was_asked = self.isVisible() and not self._is_busy
        if was_asked:
            self.hide()
            self.left.emit()
        return was_asked

    def _take_in(self) -> None:
        household, chosen = self._household, self._chosen
        self._is_busy = True
        self._let_answer(may=False)
        kind = self._kind.currentData()
        job = self._workspace.job(taking_in(self._workspace.store, household, chosen, kind), self)
        job.progressed.connect(self._tell)
        job.done.connect(self._record)
        job.refused.connect(self._end)
        job.start()

    def _tell(self, done: int, of: int) -> None:
        self._about.setText(self._workspace.voice.word("Taking in {n} of {count}…", n=done + 1, count=of))

    def _record(self, read: Read) -> None:
        voice = self._workspace.voice
        caption, consent = self._caption.text().strip() or None, self._consent.currentData()
        new = {each.digest: each for each in read.records if each.seen is None}
        kind = self._kind.currentData()
        records = [replace(each, caption=caption, consent=consent, kind=kind or each.kind) for each in new.values()]
        said = voice.words("Taken in: {n} piece of evidence", "Taken in: {n} pieces of evidence", len(records))
        if records and self._workspace.save(*records, told=said) is None:
            self._end()  # what was answered can be put right
            return
        self._end()
        lines = [*self._why(read)]
        self._refused.say("\n".join(lines))
        self._about.setText("")
        for part in (self._caption, self._kind, self._consent, self._go):
            part.hide()
        self._leave.setText(voice.word("Close"))
        self.setVisible(bool(lines))
        self.added.emit(records)

    def _why(self, read: Read) -> Iterator[str]:
        """Why files were not taken in, and how many there were already."""
        voice = self._workspace.voice
        yield from reasons(voice, read)
        if known := sum(each.seen is not None for each in read.records):
            yield voice.words("{n} was there already.", "{n} were there already.", known)

    def _end(self, _refused: object = None) -> None:
        self._is_busy = False
        self._let_answer(may=True)

    def _let_answer(self, *, may: bool) -> None:
        for part in (self._caption, self._kind, self._consent, self._go):
            part.setVisible(True)
            part.setEnabled(may)

    def _lay_out(self) -> None:
        across = QHBoxLayout()
        across.setSpacing(12)
        across.addWidget(self._about)
        across.addWidget(self._caption, 1)
        for part in (self._kind, self._consent, self._go, self._leave):
            across.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addWidget(self._refused)
        column.addLayout(across)

    def _connect(self) -> None:
        self._go.clicked.connect(self._take_in)
        self._caption.returnPressed.connect(self._go.click)
        self._leave.clicked.connect(self.let_be)
