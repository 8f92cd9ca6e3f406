"""What is to be known before printing, below the queue: what has to be collected back, and why somebody is left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.casework.writing_down import NOBODY
from desktop.ui import theme
from desktop.ui.boxes import pictured
from desktop.ui.notices import Voice
from desktop.ui.page import Place
from desktop.ui.print_rows import Line

_MOST = 2


@dataclass(frozen=True, slots=True)
class Note:
    """A coloured note, with a way on if there is one."""

    tone: str
    icon: str
    words: str
    way: str = ""
    leads_to: Place | None = None


class Notes(QWidget):
    """The notes, the most important ones."""

    wanted = Signal(object)  # a Place

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._shown: Sequence[Note] = ()
        self._made: list[QFrame] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._column.setSpacing(8)
        self.hide()

    def show_notes(self, notes: Sequence[Note]) -> None:
        if (notes := notes[:_MOST]) == self._shown:
            return
        self._shown = notes
        for old in self._made:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._made = [self._making(note, f"note-{place}") for place, note in enumerate(notes)]
        for made in self._made:
            self._column.addWidget(made)
        self.setVisible(bool(notes))

    def _making(self, note: Note, name: str) -> QFrame:
        made = QFrame()
        made.setProperty("band", note.tone)
        across = QHBoxLayout(made)
        across.setContentsMargins(12, 8, 8, 8)
        across.setSpacing(8)
        across.addWidget(pictured(note.icon, note.tone, 20), 0, Qt.AlignmentFlag.AlignTop)
        words = theme.label(note.words)
        words.setWordWrap(True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        across.addWidget(words, 1)
        if note.way:
            way = theme.button(note.way, "link", name)
            way.clicked.connect(lambda: self.wanted.emit(note.leads_to))
            across.addWidget(way)
        return made


def of_lines(voice: Voice, lines: Sequence[Line], ticked: Sequence[Line], current: Line | None) -> list[Note]:
    """What is to be known of the ticked households, and of those that can't be ticked; the current one's first."""
    found = [
        _undrawn(voice, [line for line in lines if line.lacks], current),
        _older(voice, [line for line in ticked if line.queued and line.queued.held is not None], current),
        _unlocked(voice, [line for line in lines if not line.is_printable], current),
        _changed(voice, [line for line in lines if line.is_stale], current),
    ]
    notes = [note for note in found if note is not None]
    return sorted(notes, key=lambda note: current is None or not note.words.startswith(current.title))


def _undrawn(voice: Voice, lines: Sequence[Line], current: Line | None) -> Note | None:
    if not lines:
        return None
    line = next((each for each in lines if current is not None and each.asked == current.asked), lines[0])
    told = voice.word("{name} has a character that can't be printed yet.", name=line.title)
    if len(lines) > 1:
        more = len(lines) - 1
        told = voice.words(
            "{name} and {n} more have a character that can't be printed yet.",
            "{name} and {n} more have characters that can't be printed yet.",
            more,
            name=line.title,
        )
    household = line.asked.household
    place = Place("signs", household if household != NOBODY else None, line.lacks)
    return Note("warn", "warn", told, voice.word("Draw it"), place)


def _older(voice: Voice, lines: Sequence[Line], current: Line | None) -> Note | None:
    if not lines:
        return None
    line = _foremost(lines, current)
    if len(lines) == 1 or line is current:
        held = line.queued.held if line.queued else None
        number, name = held.row.version if held else "", line.title
        told = voice.word("{name} has version {n}. Collect it when the new one is brought.", name=name, n=number)
        return Note("info", "undo", told)
    told = voice.words(
        "{n} household has an older version. Collect it when the new one is brought.",
        "{n} households have an older version. Collect it when the new one is brought.",
        len(lines),
    )
    return Note("info", "undo", told)


def _unlocked(voice: Voice, lines: Sequence[Line], current: Line | None) -> Note | None:
    if not lines:
        return None
    line = _foremost(lines, current)
    if len(lines) == 1 or line is current:
        told = voice.word("{name} is not locked yet, and not printed now.", name=line.title)
    else:
        told = voice.words(
            "{n} household is not locked yet, and not printed now.",
            "{n} households are not locked yet, and not printed now.",
            len(lines),
        )
    return Note("warn", "warn", told, voice.word("Go and lock it"), Place("compensation", line.asked.household))


def _changed(voice: Voice, lines: Sequence[Line], current: Line | None) -> Note | None:
    if not lines:
        return None
    line = _foremost(lines, current)
    if len(lines) == 1 or line is current:
        told = voice.word("Facts of {name} changed since the sum was locked: lock a new version.", name=line.title)
    else:
        told = voice.words(
            "Facts of {n} household changed since the sum was locked.",
            "Facts of {n} households changed since the sum was locked.",
            len(lines),
        )
    return Note("warn", "refresh", told, voice.word("See what changed"), Place("compensation", line.asked.household))


def _foremost(lines: Sequence[Line], current: Line | None) -> Line:
    return current if current is not None and current in lines else lines[0]
