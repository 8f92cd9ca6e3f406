"""The first page: look at the demo area, or open a store that there is.

Promise: the demo area is there whole or not at all. Hidden: it is built beside its place, and put there when done.
"""

import shutil
import time
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QProgressBar, QPushButton, QVBoxLayout

from desktop import paths
from desktop.casework import demo
from desktop.ui import theme
from desktop.ui.doorway import Doorway, card
from desktop.ui.jobs import Job, Progress
from desktop.ui.notices import Notice, Voice, told


class StartPage(Doorway):
    """Two ways to a store."""

    chosen = Signal(object)  # the folder of a store

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._job: Job | None = None
        self._began = 0.0
        self.headline.setText("Ruhu 入户")
        self.subline.setText(voice.word("Go in, explain, work it out, write it down."))
        self.notice = Notice()
        self._look = _Choice(
            voice.word("Look at the demo area"),
            voice.word("{n} invented households. Nothing you do there touches real records.", n=demo.HOUSEHOLDS),
            "demo",
        )
        self._open = _Choice(
            voice.word("Open an existing store…"), voice.word("The folder of an area, on this computer's disk."), "open"
        )
        self._look.setProperty("look", "first")
        self._lay_out_choices()
        self._lay_out_explanation()
        self._look.clicked.connect(self._look_at_demo)
        self._open.clicked.connect(self._ask_for_folder)
        self._stop.clicked.connect(self._stop_building)

    def _lay_out_choices(self) -> None:
        word = self._voice.word
        self.left.addWidget(theme.label(word("How do you want to begin?"), "title"))
        self.left.addWidget(self._look)
        self.left.addWidget(self._open)
        self.left.addWidget(self.notice)
        self.left.addStretch()
        self.left.addWidget(theme.label(word("No network is needed, and nothing is sent anywhere."), "second"))
        self.left.addWidget(theme.label(word("Nobody opens a lost computer's records without a passphrase."), "second"))

    def _lay_out_explanation(self) -> None:
        word = self._voice.word
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(word("Building the demo area"))
        self._told = theme.label("", "second")
        self._stop = theme.button(word("Stop building"), name="stop")
        self._building = card(word("Building the demo area"), self._told, self._progress, self._stop)
        self._building.hide()
        looks = word(
            "This version shows an area’s households in a list, with a search, and takes in an office’s ledger."
        )
        command = word("What people state is written down on the command line for now: ruhu record FILE.jsonl")
        new_area = word("A new area is made there too: ruhu init STORE")
        self.right.addWidget(
            card(word("What this version does"), *(theme.label(text, "second") for text in (looks, command, new_area)))
        )
        self.right.addWidget(self._building)
        self.right.addStretch()

    def _ask_for_folder(self) -> None:
        start = next(place for place in (paths.data_folder(), *paths.data_folder().parents) if place.exists())
        folder = QFileDialog.getExistingDirectory(self, self._voice.word("Open an existing store…"), str(start))
        if folder:
            self.chosen.emit(Path(folder))

    def _look_at_demo(self) -> None:
        folder = paths.data_folder() / "demo"
        self.notice.say("")
        if folder.exists():
            self.chosen.emit(folder)
            return
        self._show_building(is_building=True)
        self._job = Job(lambda progress: _build(folder, progress), self)
        self._job.progressed.connect(self._show_progress)
        self._job.done.connect(self._end_building)
        self._job.done.connect(self.chosen)
        self._job.stopped.connect(self._end_building)
        self._job.refused.connect(self._end_building)
        self._job.refused.connect(lambda refused: self.notice.say(told(self._voice, refused)))
        self._job.start()

    def _show_progress(self, done: int, of: int) -> None:
        self._progress.setRange(0, of)
        self._progress.setValue(done)
        if done == 1:
            self._began = time.monotonic()
            return
        left = round((time.monotonic() - self._began) / (done - 1) * (of - done))
        self._told.setText(
            self._voice.word("{done} of {of} evenings written, about {left} s left.", done=done, of=of, left=left)
        )

    def _stop_building(self) -> None:
        self._stop.setDisabled(True)
        if self._job is not None:
            self._job.stop()

    def _end_building(self) -> None:
        self._show_building(is_building=False)

    def _show_building(self, *, is_building: bool) -> None:
        self._progress.setRange(0, 0)
        self._told.setText(self._voice.word("The team and its keys are made first."))
        self._building.setVisible(is_building)
        self._stop.setEnabled(is_building)
        self._look.setDisabled(is_building)
        self._open.setDisabled(is_building)
        (self._stop if is_building else self._look).setFocus()


def _build(folder: Path, progress: Progress) -> Path:
    unfinished = folder.with_name(folder.name + ".building")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        demo.build(unfinished, demo.PASSPHRASE, today=datetime.now().astimezone().date(), progress=progress)
        return unfinished.replace(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


class _Choice(QPushButton):
    """A large button: what it does, and a line about it."""

    def __init__(self, title: str, about: str, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setAccessibleDescription(about)
        self.setProperty("look", "choice")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(2)
        column.addStretch()
        for part in (theme.label(title, "strong"), theme.label(about, "second")):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(part)
        column.addStretch()
