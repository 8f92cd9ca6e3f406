"""Check and repair: what is wrong with a store in words, and what was done about it.

Promise: looking changes nothing; a repair is begun only by somebody who has read what was found.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit

from desktop.store import checking
from desktop.store.checking import Repaired, Report
from desktop.store.vault import Unlocked
from desktop.ui import theme
from desktop.ui.jobs import Progress
from desktop.ui.notices import Voice
from desktop.ui.pane import Pane


class CheckPane(Pane):
    """Checks, reports, repairs, and reports again."""

    mended = Signal()  # the store is whole as far as that goes, and is to be opened

    def __init__(self, voice: Voice, folder: Path, unlocked: Unlocked) -> None:
        word = voice.word
        about = word(
            "Every page of the file, the chain of the journal and each row are looked at. Looking changes nothing."
        )
        super().__init__(voice, word("Check and repair"), about)
        self._folder, self._unlocked = folder, unlocked
        self._next: Callable[[], None] = self._check
        self._report = QPlainTextEdit()
        self._report.setObjectName("report")
        self._report.setReadOnly(True)
        self._report.setTabChangesFocus(True)
        self._report.setAccessibleName(word("What was found"))
        self._report.setMinimumHeight(theme.high(280))
        self._report.hide()
        self.body.addWidget(self._report)
        self.back.hide()
        self.go.setObjectName("check")
        self.go.setText(word("Check everything"))
        self.go.clicked.connect(self._go_on)

    def _go_on(self) -> None:
        self._next()

    def _check(self) -> None:
        folder, unlocked = self._folder, self._unlocked
        self._work(lambda tell: checking.check(folder, unlocked, progress=tell), self._show_found, can_stop=True)

    def _repair(self) -> None:
        folder, unlocked = self._folder, self._unlocked
        self._work(lambda tell: checking.repair(folder, unlocked, progress=tell), self._show_repaired)

    def _work(
        self, work: Callable[[Callable[[str], None]], object], done: Callable[..., None], *, can_stop: bool = False
    ) -> None:
        """Its steps are told by their names."""

        def counted(progress: Progress) -> object:
            return work(lambda step: progress(checking.STEPS.index(step) + 1, len(checking.STEPS)))

        job = self.work(counted, done, telling=self.voice.word("Looking"), can_stop=can_stop)
        job.progressed.connect(self._tell_step)

    def _tell_step(self, done: int, _of: int) -> None:
        word = self.voice.word
        self.tell(self.voice.pair(word("Looking at"), word(checking.STEPS[done - 1])))

    def _show_found(self, report: Report) -> None:
        word = self.voice.word
        self._show([*self._lines(report)])
        if report.is_whole:
            self.go.setText(word("Open it"))
            self._next = self.mended.emit
        else:
            self.go.setText(word("Repair what can be repaired"))
            self._next = self._repair

    def _show_repaired(self, done: Repaired) -> None:
        word = self.voice.word
        lines = [word("Before:"), *self._lines(done.before), "", word("After:"), *self._lines(done.after)]
        if done.set_aside is not None:
            lines += ["", word("The damaged file is set aside: {file}", file=done.set_aside)]
        self._show(lines)
        self.go.setText(word("Open it"))
        self._next = self.mended.emit

    def _lines(self, report: Report) -> list[str]:
        voice = self.voice
        if report.is_whole:
            return [voice.words("All is in order: {n} entry.", "All is in order: {n} entries.", report.entries)]
        return [f"· {voice.word(each.message, **each.values)}" for each in report.troubles]

    def _show(self, lines: list[str]) -> None:
        self._report.setPlainText("\n".join(lines))
        self._report.show()
