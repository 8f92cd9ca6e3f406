"""The picture of one character in the making: drawn in a square, or cut out of a photo.

Promise: what was made is told at each stroke and at each move of the mark, also that there is nothing yet. Hidden: a
photo is cut beside the window, once the mark rests.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.casework import picture
from desktop.domain.errors import Refused
from desktop.ui import theme
from desktop.ui.choosing import Segments
from desktop.ui.evidence_intake import Chosen, of_file, png
from desktop.ui.jobs import Job, Progress
from desktop.ui.notices import Notice, Voice, told
from desktop.ui.sign_pads import CutPad, SignPad

DRAW, PHOTO = "draw", "photo"
_REST = 200  # ms after the last move of a mark
_SEEN = 1280  # pixels along a photo as it is shown
_KINDS = "*.jpg *.jpeg *.png *.webp *.tif *.tiff *.JPG *.JPEG *.PNG"


class SignMaking(QWidget):
    """Both ways, of which one is seen."""

    made = Signal(object)  # the picture (PNG), or None

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        word = voice.word
        self._photo: Chosen | None = None
        self._job: Job | None = None
        ways = {DRAW: word("Draw it"), PHOTO: word("Take it from a photo")}
        self.way = Segments("sign-way", word("How the picture is made"), ways, is_needed=True)
        self._pad, self._cut = SignPad(voice), CutPad(voice)
        self._undo = theme.button(word("Undo a stroke"), "link", "sign-undo", "undo")
        self._again = theme.button(word("Draw again"), "link", "sign-again", "refresh")
        self._choose = theme.button(word("Photo…"), name="sign-photo", icon="folder")
        self._smaller = theme.button(word("Smaller"), name="sign-smaller", icon="zoom-out")
        self._larger = theme.button(word("Larger"), name="sign-larger", icon="zoom-in")
        self._refused = Notice("warn")
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._lay_out()
        self._connect()
        self.way.choose([DRAW])
        self.way.setFixedWidth(2 * self.way.minimumSizeHint().width())
        self._turn()

    def begin(self) -> None:
        """Empty paper and no photo, for another character."""
        self._photo = None
        self._pad.show_strokes("")
        self._cut.show_photo(QPixmap())
        self._turn()

    def take_photo(self, chosen: Sequence[Chosen]) -> None:
        """Shows what was chosen, dropped or pasted, to be marked."""
        if not chosen:
            return
        self.way.choose([PHOTO])
        self._turn()
        first = chosen[0]

        def work(_progress: Progress) -> tuple[bytes, bytes]:
            content = first.content()
            return content, picture.small(content, first.name, _SEEN)

        self._start(Job(work, self), partial(self._mark, first))

    def leave(self) -> None:
        """What is being cut is not waited for."""
        self._rest.stop()
        if self._job is not None:
            self._job.leave()
            self._job = None

    # Inside

    def _turn(self) -> None:
        """The other way is seen, and what it has."""
        self.leave()
        is_drawing = self.way.only == DRAW
        for part in (self._pad, self._undo, self._again):
            part.setVisible(is_drawing)
        for part in (self._cut, self._choose, self._smaller, self._larger):
            part.setHidden(is_drawing)
        if is_drawing:
            self._take_stroke()
        else:
            self._tell(None)
            self._cut_out()

    def _tell(self, made: bytes | None) -> None:
        self._refused.say("")
        for part in (self._undo, self._again):
            part.setEnabled(bool(self._pad.strokes()))
        for part in (self._smaller, self._larger):
            part.setEnabled(self._photo is not None)
        self.made.emit(made)

    def _take_stroke(self) -> None:
        self._tell(picture.drawn_sign(png(self._pad.picture())) if self._pad.strokes() else None)

    def _choose_photo(self) -> None:
        word = self._voice.word
        chosen, _ = QFileDialog.getOpenFileName(
            self, word("Choose a photo of the character"), "", f"{word('Photos')} ({_KINDS})"
        )
        if chosen:
            self.take_photo([of_file(Path(chosen))])

    def _mark(self, chosen: Chosen, read: tuple[bytes, bytes]) -> None:
        content, small = read
        self._photo = Chosen(chosen.name, lambda: content)
        seen = QPixmap()
        seen.loadFromData(small)
        self._cut.show_photo(seen)
        self._cut.setFocus()

    def _cut_out(self) -> None:
        if self._photo is None:
            return
        photo, part = self._photo, self._cut.part()

        def work(_progress: Progress) -> bytes:
            return picture.sign(photo.content(), photo.name, part)

        self._start(Job(work, self), self._tell)

    def _start(self, job: Job, end: Callable[..., None]) -> None:
        self.leave()
        self._job = job
        job.done.connect(end)
        job.refused.connect(self._refuse)
        job.start()

    def _refuse(self, refused: Refused | OSError) -> None:
        self._tell(None)
        self._refused.say(told(self._voice, refused))

    def _lay_out(self) -> None:
        middle, tools = QHBoxLayout(), QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._pad)
        middle.addWidget(self._cut, 100)
        middle.addStretch(1)
        tools.setSpacing(8)
        for part in (self._undo, self._again, self._choose, self._smaller, self._larger):
            tools.addWidget(part)
        tools.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.way, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._refused)
        column.addLayout(middle, 100)
        column.addStretch(1)
        column.addLayout(tools)

    def _connect(self) -> None:
        self.way.changed.connect(self._turn)
        self._pad.changed.connect(self._take_stroke)
        self._undo.clicked.connect(self._pad.undo)
        self._again.clicked.connect(self._pad.clear)
        self._choose.clicked.connect(self._choose_photo)
        self._smaller.clicked.connect(partial(self._cut.grow, is_larger=False))
        self._larger.clicked.connect(partial(self._cut.grow, is_larger=True))
        self._cut.changed.connect(self._rest.start)
        self._rest.timeout.connect(self._cut_out)
