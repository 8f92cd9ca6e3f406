"""Below the tiles of the evidence: the ways in which more comes, and whether all of it is what was taken in."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.domain.errors import Refused
from desktop.ui import camera, icons, theme
from desktop.ui.boxes import pictured
from desktop.ui.evidence_intake import start_camera
from desktop.ui.evidence_tiles import OTHER, UNREAD
from desktop.ui.notices import Voice

_SIGN = 18


class Ways(QFrame):
    """Files are dropped here; a sketch and the camera's program have buttons."""

    sketch_wanted = Signal()
    said = Signal(str)
    refused = Signal(object)

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("part", "foot")
        self._voice = voice
        word = voice.word
        self._sketch = theme.button(word("Draw a sketch"), name="draw-sketch", icon="pencil")
        self._camera = theme.button(word("Camera"), name="open-camera", icon="camera")
        self._camera.setAccessibleName(word("Open the camera's program"))
        lines = QVBoxLayout()
        lines.setSpacing(0)
        about = word("Or paste them (Ctrl+V), choose files or a folder. Ask before you photograph.")
        for text, look in ((word("Drop photos and scans here"), "strong"), (about, "second")):
            line = theme.label(text, look)
            line.setWordWrap(True)
            lines.addWidget(line)
        box = QFrame()
        box.setProperty("part", "drop")
        across = QHBoxLayout(box)
        across.setContentsMargins(16, 6, 8, 6)
        across.setSpacing(8)
        across.addWidget(pictured("add"))
        across.addSpacing(8)
        across.addLayout(lines, 1)
        for button in (self._sketch, self._camera):
            across.addWidget(button)
        around = QVBoxLayout(self)
        around.setContentsMargins(12, 6, 12, 6)
        around.addWidget(box)
        self._sketch.clicked.connect(self.sketch_wanted)
        self._camera.clicked.connect(self._start)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._camera.setVisible(bool(camera.command()))  # one may have been installed, or taken away

    def _start(self) -> None:
        try:
            self.said.emit(start_camera(self._voice))
        except Refused as refused:
            self.refused.emit(refused)


class EvidenceFoot(QFrame):
    """How many pieces were compared with their fingerprints, and how many tiles are to be scrolled to."""

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("part", "foot")
        self._voice = voice
        self._sign, self._said = theme.label(""), theme.label("", "second")
        self._below = theme.label("", "second")
        self._said.setWordWrap(False)
        self._below.setWordWrap(False)
        across = QHBoxLayout(self)
        across.setContentsMargins(16, 8, 16, 8)
        across.setSpacing(8)
        across.addWidget(self._sign)
        across.addWidget(self._said)
        across.addStretch()
        across.addWidget(self._below)

    def tell(self, all_of_them: int, states: Mapping[str, int], below: int) -> None:
        """Tells how it stands; `states` counts what the pieces were found to be, none ("") those not read yet."""
        voice, wrong, unread = self._voice, states.get(OTHER, 0), states.get(UNREAD, 0)
        left = states.get("", 0)
        if wrong or unread:
            other = voice.words("{n} is not what was taken in", "{n} are not what was taken in", wrong) if wrong else ""
            closed = voice.words("{n} can't be opened", "{n} can't be opened", unread) if unread else ""
            self._show(voice.listed(filter(None, (other, closed))), "risk", "wrong")
        elif left:
            said = voice.word("Fingerprints: {done} of {n} checked…", done=all_of_them - left, n=all_of_them)
            self._show(said, "ink_2", "second")
        else:
            said = voice.words("{n} piece, checked: as it was taken in", "{n} pieces, checked: as they were taken in",
                               all_of_them)  # fmt: skip
            self._show(said if all_of_them else "", "ink_2", "second")
        self._below.setText(voice.words("{n} more below", "{n} more below", below) if below else "")
        self.setVisible(bool(all_of_them))

    def _show(self, text: str, tone: str, look: str) -> None:
        name = "risk" if tone == "risk" else "shield"
        self._sign.setPixmap(icons.pixmap(name, theme.colour(tone), _SIGN, self.devicePixelRatioF()))
        self._said.setText(text)
        theme.relook(self._said, look=look)
