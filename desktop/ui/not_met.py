"""Nobody at home: everything is filled in, and one more touch writes it down.

Promise: it says that nobody was met, and nothing else about the household.
"""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.casework.visiting import REACHED, Known
from desktop.domain.records import Evidence
from desktop.ui import clock_words, theme
from desktop.ui.boxes import pictured, scrolling
from desktop.ui.choosing import Chips
from desktop.ui.moment_field import MomentField
from desktop.ui.notices import Notice
from desktop.ui.photo_draft import PhotoDraft
from desktop.ui.photos import Photos
from desktop.ui.visit_block import State
from desktop.ui.workspace import Workspace

_WIDTH = 480


class NotMet(QWidget):
    """The short page."""

    changed = Signal()
    finish_wanted = Signal()

    def __init__(self, workspace: Workspace, photos: PhotoDraft) -> None:
        super().__init__()
        voice, word = workspace.voice, workspace.voice.word
        self._voice = voice
        self._about, self._filled = theme.label("", "second"), theme.label("", "plain")
        self._notice = Chips("notice", word("Left behind"), {"left": word("Left our contact slip")}, are_many=True)
        options = {reached: word(told) for reached, told in REACHED.items()}
        self._reached = Chips("reached", word("Also"), options, are_many=True)
        self.again = MomentField(voice, "again", word("Come again"))
        self.photos = Photos(workspace, photos, "door", word("At the door: its plate, or the slip we left"))
        self._lacking = Notice("warn")
        self.finish = theme.button(word("Write down that nobody was met"), "filled", "finish-not-met", "check")
        self._lay_out()
        self._notice.changed.connect(self.changed)
        self._reached.changed.connect(self.changed)
        self.again.typed.connect(self.changed)
        self.finish.clicked.connect(self.finish_wanted)

    def begin(self, known: Known, called: str, earlier: Sequence[Evidence]) -> None:
        word = self._voice.word
        self._about.setText(word("{name} · contact {n}", name=called, n=known.which))
        when = f"{clock_words.day(self._voice, known.now.date(), known.now.year)} {known.now:%H:%M}"
        self._filled.setText(word("{when}, {who}", when=when, who=self._voice.listed(known.visitors)))
        self.again.begin(known.now.date())
        self.photos.begin(earlier)
        self._lacking.say("")
        self.put({"left": True})

    @property
    def is_notice_left(self) -> bool:
        return bool(self._notice.chosen)

    @property
    def reached(self) -> str:
        """What else was done, as it is written down."""
        return "、".join(self._reached.chosen)

    def say(self, lacking: str) -> None:
        """Shows what is lacking before it can be written down."""
        self._lacking.say(lacking)
        focused = self.focusWidget()
        if lacking and focused is not None:
            self._area.ensureWidgetVisible(focused)

    def state(self) -> State:
        return {"left": self.is_notice_left, "reached": list(self._reached.chosen), "again": self.again.texts()}

    def put(self, state: State) -> None:
        with QSignalBlocker(self):
            self._notice.choose(["left"] if state.get("left") else [])
            self._reached.choose(state.get("reached", ()))
            self.again.put(list(state.get("again", ())))

    def _lay_out(self) -> None:
        word = self._voice.word
        card = QFrame()
        card.setProperty("part", "card")
        card.setFixedWidth(theme.broad(_WIDTH))
        inside = QVBoxLayout(card)
        inside.setContentsMargins(20, 16, 20, 16)
        inside.setSpacing(12)
        head, filled, again = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for part in (pictured("door"), theme.label(word("Nobody at home"), "lead")):
            head.addWidget(part)
        head.addWidget(self._about, 1)
        head.addWidget(theme.label("F3", "key"))
        filled.addWidget(pictured("ok", "ok", 20))
        filled.addWidget(self._filled, 1)
        again.addWidget(theme.label(word("Come again")))
        again.addWidget(self.again)
        again.addStretch()
        inside.addLayout(head)
        inside.addLayout(filled)
        inside.addWidget(self._notice)
        inside.addWidget(self._reached)
        inside.addLayout(again)
        inside.addWidget(self.photos)
        inside.addWidget(
            theme.label(word("It only says that nobody was met; it is not held against anybody."), "second")
        )
        inside.addWidget(self._lacking)
        inside.addWidget(self.finish)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(16, 12, 16, 12)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        column.addStretch()
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        self._area = scrolling(whole)
        around.addWidget(self._area)
