"""What a bundle would bring, before anything is written; and what it brought, as long as that can be taken back.

Promise: the numbers are those of a rehearsal that did exactly what the button does. Hidden: what is seen is made of
words by `exchange_told`; nothing here knows a bundle.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from desktop.ui import icons, theme
from desktop.ui.boxes import pictured
from desktop.ui.exchange_body import PreviewBody, Section, SectionTabs
from desktop.ui.flow import FlowLayout
from desktop.ui.notices import Voice

_ICON = 24


@dataclass(frozen=True, slots=True)
class Tile:
    """A number, what it counts, and its tone where it asks for something."""

    number: int
    words: str
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """All that is seen of a preview or a receipt.

    `verb` is what the filled button says, empty where there is nothing to take in.
    """

    title: str
    about: str
    tiles: Sequence[Tile]
    sections: Sequence[Section]
    verb: str
    foot: str
    is_taken: bool = False
    can_undo: bool = False


class PreviewHead(QFrame):
    """Whose bundle it is, and its numbers."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = QLabel()
        self._title, self._about = theme.label("", "lead"), theme.label("", "second")
        self._tiles = FlowLayout(16)
        self._there: Sequence[QWidget] = ()
        self.setProperty("part", "card")
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addWidget(self._title)
        lines.addWidget(self._about)
        lines.addStretch()
        self._title.setWordWrap(True)
        across = QHBoxLayout(self)
        across.setContentsMargins(16, 10, 16, 10)
        across.setSpacing(12)
        across.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(lines, 2)
        across.addLayout(self._tiles, 3)

    def tell(self, title: str, about: str, tiles: Sequence[Tile], icon: str = "shield", tone: str = "ok") -> None:
        self._sign.setPixmap(icons.pixmap(icon, theme.colour(tone), _ICON, self.devicePixelRatioF()))
        self._title.setText(title)
        self._about.setText(about)
        for old in self._there:
            self._tiles.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._there = [_tile(tile) for tile in tiles]
        for made in self._there:
            self._tiles.addWidget(made)


class PreviewView(QWidget):
    """The view."""

    merge_wanted = Signal()
    undo_wanted = Signal()
    left = Signal()
    stop_wanted = Signal()
    household_wanted = Signal(object)  # what stands in the chosen row
    details_wanted = Signal(object)  # of this household

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._shown: Shown | None = None
        word = voice.word
        self._head, self._tabs, self._body = PreviewHead(), SectionTabs(voice, "preview-sections"), PreviewBody(voice)
        self._told = theme.label("", "second")
        self._progress = QProgressBar()
        self._stop = theme.button(word("Stop"), "large", "stop-merge", "close")
        self._later = theme.button(word("Leave it for now"), "large", "leave-preview")
        self._undo = theme.button(word("Take this back"), "large", "undo-merge", "undo")
        self.go = theme.button("", "filled", "merge-bundle", "check")
        self._lay_out()
        self._connect()

    # What is shown

    def show_preview(self, shown: Shown) -> None:
        """Shows this, and offers what can be done."""
        self._shown = shown
        self._head.tell(shown.title, shown.about, shown.tiles, "check" if shown.is_taken else "shield")
        self._tabs.show_sections(shown.sections)
        self._tabs.setVisible(len(shown.sections) > 1)
        self._show_section()
        self._told.setText(shown.foot)
        self._offer(is_working=False)

    def refresh(self) -> None:
        """What was asked for is known by now."""
        self._body.refresh()

    def forbid_undo(self, why: str) -> None:
        """What was taken in can't be taken back any more."""
        if self._shown is not None and self._shown.can_undo:
            self._shown = replace(self._shown, can_undo=False, foot=why)
            self._told.setText(why)
            self._offer(is_working=False)

    def begin(self, telling: str) -> None:
        """The work begins."""
        had = self.go.hasFocus() or self._undo.hasFocus()
        self._told.setText(telling)
        self._progress.setRange(0, 0)
        self._offer(is_working=True)
        if had:
            self._stop.setFocus()

    def tell(self, done: int, of: int) -> None:
        self._progress.setRange(0, max(of, 0))
        self._progress.setValue(done)

    def end(self) -> None:
        """The work came to nothing: what was seen before is seen again."""
        if self._shown is not None:
            self._told.setText(self._shown.foot)
        self._offer(is_working=False)
        self.take_keyboard()

    def take_keyboard(self) -> None:
        for button in (self.go, self._later):
            if not button.isHidden() and button.isEnabled():
                button.setFocus()
                return

    def panes(self) -> Sequence[QWidget]:
        return [self._tabs, *self._body.panes(), self.go]

    # Inside

    def _offer(self, *, is_working: bool) -> None:
        shown = self._shown
        for part in (self._progress, self._stop):
            part.setVisible(is_working)
        verb = shown.verb if shown else ""
        self.go.setText(verb)
        self.go.setVisible(bool(verb) and not is_working)
        self._undo.setVisible(shown is not None and shown.can_undo and not is_working)
        self._later.setText(
            self._voice.word("Back to the exchange")
            if shown and shown.is_taken
            else self._voice.word("Leave it for now")
        )
        self._later.setHidden(is_working)
        theme.relook(self._later, look="filled" if not verb else "large")

    def _show_section(self) -> None:
        sections = self._shown.sections if self._shown else ()
        at = max(self._tabs.currentIndex(), 0)
        is_taken = self._shown is not None and self._shown.is_taken
        self._body.show_section(sections[at] if at < len(sections) else None, is_there=is_taken)

    def _lay_out(self) -> None:
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self._voice.word("Progress"))
        foot = QFrame()
        foot.setProperty("part", "foot")
        foot.setMinimumHeight(theme.high(theme.FOOTER))
        row = QHBoxLayout(foot)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(12)
        told = QVBoxLayout()
        told.setSpacing(4)
        told.addWidget(self._told)
        told.addWidget(self._progress)
        row.addLayout(told, 1)
        for part in (self._stop, self._undo, self._later, self.go):
            row.addWidget(part)
        inside = QVBoxLayout()
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(12)
        inside.addWidget(self._head)
        inside.addWidget(self._tabs)
        inside.addWidget(self._body, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(inside, 1)
        whole.addWidget(foot)

    def _connect(self) -> None:
        self._tabs.currentChanged.connect(lambda _at: self._show_section())
        self._body.household_wanted.connect(self.household_wanted)
        self._body.details_wanted.connect(self.details_wanted)
        self.go.clicked.connect(self.merge_wanted)
        self._undo.clicked.connect(self.undo_wanted)
        self._later.clicked.connect(self.left)
        self._stop.clicked.connect(self.stop_wanted)


def _tile(tile: Tile) -> QWidget:
    made = QWidget()
    across = QHBoxLayout(made)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(6)
    if tile.icon:
        across.addWidget(pictured(tile.icon, tile.tone or "ink_2", 18))
    across.addWidget(theme.label(f"{tile.number:,}", "title"))
    about = theme.label(tile.words, "second")
    about.setWordWrap(False)
    across.addWidget(about)
    made.setAccessibleName(f"{tile.number} {tile.words}")
    return made
