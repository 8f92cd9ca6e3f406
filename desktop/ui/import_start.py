"""Where an import begins: a file is chosen or dropped; the files of before stand below, each to be taken back.

Promise: a file is only read until somebody has seen what taking it in would change. Hidden: only what was taken in on
this computer can be taken back here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.domain.records import Intake
from desktop.store import queries
from desktop.store.store import Store
from desktop.ui import theme
from desktop.ui.boxes import scrolling
from desktop.ui.household_foot import Blank
from desktop.ui.notices import Voice

_LISTED, _SEEN = 20, 5  # files, and of them at once
_BETWEEN = 6


@dataclass(frozen=True, slots=True)
class Earlier:
    """A file that was taken in before, and whether it can be taken back here."""

    about: Intake
    when: str
    may_be_taken_back: bool


def files_of_before(store: Store) -> list[Earlier]:
    """The newest of them first; what was taken in on another computer can't be taken back on this one."""
    found = sorted(store.records(Intake), key=lambda each: each.id, reverse=True)[:_LISTED]

    def earlier(about: Intake) -> Earlier:
        made = datetime.fromtimestamp(int.from_bytes(about.id[:6]) / 1000, store.zone())  # as ids are made
        is_own = queries.creation_of(store, about.id)[0] == store.end.origin
        return Earlier(about, f"{made:%Y-%m-%d %H:%M}", is_own)

    return [earlier(about) for about in found]


class StartView(QWidget):
    """The view."""

    file_wanted = Signal()
    back_wanted = Signal(object)  # the Intake to be taken back

    def __init__(self, voice: Voice, *, may_write: bool) -> None:
        super().__init__()
        self._voice, self._may_write = voice, may_write
        word = voice.word
        self._blank = Blank("import", "filled", "choose-file")
        self._blank.say(
            word("Choose a ledger, or drop its file here"),
            word(
                "Excel (.xlsx, .xlsm, .xls) or CSV. The file is only read; you see what changes before it is written."
            ),
            word("Choose a ledger file"),
        )
        self._earlier = QFrame()
        self._scroll = scrolling(QWidget())
        self._lay_out()
        self._blank.wanted.connect(self.file_wanted)

    def show_files(self, files: Sequence[Earlier]) -> None:
        """Lists these."""
        lines = QWidget()
        column = QVBoxLayout(lines)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for each in files:
            column.addWidget(self._line(each))
        column.addStretch()
        self._scroll.setWidget(lines)
        self._scroll.setFixedHeight(min(len(files), _SEEN) * (theme.high(theme.ROW) + _BETWEEN))
        self._earlier.setVisible(bool(files))

    def take_keyboard(self) -> None:
        self._blank.findChildren(QPushButton)[0].setFocus()

    def _line(self, file: Earlier) -> QFrame:
        voice, about = self._voice, file.about
        line = QFrame()
        line.setProperty("part", "row")
        across = QHBoxLayout(line)
        across.setContentsMargins(16, 4, 8, 4)
        across.setSpacing(16)
        name = theme.label(about.file_name or "", "bold")
        name.setTextFormat(Qt.TextFormat.PlainText)
        households = voice.words("{n} household", "{n} households", about.entries or 0)
        across.addWidget(name, 1)
        for text in (households, file.when):
            across.addWidget(theme.label(text, "plain"))
        if about.withdrawn:
            across.addWidget(theme.label(voice.word("taken back"), "plain"))
        elif file.may_be_taken_back and self._may_write:
            back = theme.button(voice.word("Take it back"), "link", "take-earlier-back", "undo")
            back.setAccessibleName(voice.word("Take {file} back", file=about.file_name or ""))
            back.setAutoDefault(True)
            back.clicked.connect(partial(self.back_wanted.emit, about))
            across.addWidget(back)
        line.setMinimumHeight(theme.high(theme.ROW))
        return line

    def _lay_out(self) -> None:
        self._earlier.setProperty("part", "card")
        inside = QVBoxLayout(self._earlier)
        inside.setContentsMargins(1, 12, 1, 1)
        title = theme.label(self._voice.word("Files taken in before"), "strong")
        title.setContentsMargins(16, 0, 16, 0)
        inside.addWidget(title)
        inside.addWidget(self._scroll)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        column.addWidget(self._blank, 1)
        column.addWidget(self._earlier)
