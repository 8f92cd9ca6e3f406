"""The demo area: what is in it, and the way there.

Promise: it is there whole or not at all. Hidden: it is built beside its place, and put there when done.
"""

import shutil
import time
from pathlib import Path

from PySide6.QtCore import Signal

from desktop import paths
from desktop.casework import demo, demo_area
from desktop.casework.inventing import PASSPHRASE
from desktop.ui.boxes import fact
from desktop.ui.jobs import Progress
from desktop.ui.notices import Voice
from desktop.ui.pane import Pane


class DemoPane(Pane):
    """Builds the demo area, or opens the one there is."""

    chosen = Signal(object)  # the folder of the demo area

    def __init__(self, voice: Voice) -> None:
        word = voice.word
        about = word(
            "A small town with {n} households, its team and weeks of their work. All of it is invented.",
            n=demo_area.HOUSEHOLDS,
        )
        super().__init__(voice, word("Look at the demo area"), about)
        self._folder = paths.data_folder() / "demo"
        self._began = 0.0
        for icon, title, more in (
            ("household", word("A list of households"), word("Search, filter, open one and write in it")),
            ("import", word("A ledger from the office"), word("Take an Excel file in, and look at each row before")),
            ("shield", word("Nothing can go wrong"), word("It lies in a folder of its own, away from real records")),
        ):
            self.body.addWidget(fact(icon, title, more))
        is_there = self._folder.exists()
        self.go.setObjectName("look-at-demo")
        self.go.setText(
            word("Open the demo area")
            if is_there
            else word("Build the demo area, {n} households", n=demo_area.HOUSEHOLDS)
        )
        self.back.hide()
        self.need("")
        self.go.clicked.connect(self._look)

    def _look(self) -> None:
        folder = self._folder
        if folder.exists():
            self.chosen.emit(folder)
            return
        telling = self.voice.word("The team and its keys are made first.")
        job = self.work(lambda progress: _build(folder, progress), self.chosen.emit, telling=telling, can_stop=True)
        job.progressed.connect(self._tell_left)
        self.stop.setFocus()

    def _tell_left(self, done: int, of: int) -> None:
        if done == 1:
            self._began = time.monotonic()
            return
        left = round((time.monotonic() - self._began) / (done - 1) * (of - done))
        self.tell(self.voice.word("{done} of {of} evenings written, about {left} s left.", done=done, of=of, left=left))


def _build(folder: Path, progress: Progress) -> Path:
    unfinished = folder.with_name(folder.name + ".building")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        demo.build(unfinished, PASSPHRASE, today=demo_area.this_day(), progress=progress)
        return unfinished.replace(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
