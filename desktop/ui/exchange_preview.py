"""What a bundle would bring, before anything is written; and what it brought, as long as that can be taken back.

Promise: the numbers are those of a rehearsal that did exactly what the button does. Hidden: what is seen is made of
words by `exchange_told`; nothing here knows a bundle.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from desktop.ui import icons, theme
from desktop.ui.boxes import pictured
from desktop.ui.cards import card, headed
from desktop.ui.exchange_painting import Row, row_list
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

    `groups` are what is listed at the left, each with its details at the right. `verb` is what the filled button says,
    empty where there is nothing to take in; `tone` is ok once it is taken in.
    """

    title: str
    about: str
    tiles: Sequence[Tile]
    groups: Sequence[tuple[Row, Sequence[Row]]]
    verb: str
    foot: str
    is_taken: bool = False
    can_undo: bool = False


class PreviewView(QWidget):
    """The view."""

    merge_wanted = Signal()
    undo_wanted = Signal()
    left = Signal()
    stop_wanted = Signal()
    household_wanted = Signal(object)  # what stands in the chosen row

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._shown: Shown | None = None
        word = voice.word
        self._sign = QLabel()
        self._title, self._about = theme.label("", "lead"), theme.label("", "second")
        self._tiles = FlowLayout(16)
        self._there: Sequence[QWidget] = ()
        self.list = row_list("preview-groups", word("What it concerns"), shows_chosen=True)
        self.details = row_list("preview-details", word("What it brings"))
        self._whose, self._meant = theme.label("", "bold"), theme.label("", "second")
        self._look = theme.button(word("See this household"), "link", "see-concerned", "household")
        self._none = theme.label("", "second")
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
        icon, tone = ("check", "ok") if shown.is_taken else ("shield", "ok")
        self._sign.setPixmap(icons.pixmap(icon, theme.colour(tone), _ICON, self.devicePixelRatioF()))
        self._title.setText(shown.title)
        self._about.setText(shown.about)
        self._show_tiles(shown.tiles)
        self.list.show_rows([row for row, _ in shown.groups])
        self.list.setVisible(bool(shown.groups))
        self._none.setVisible(not shown.groups)
        self._none.setText(self._voice.word("Nothing in it is new here."))
        self._show_details(0)
        self._told.setText(shown.foot)
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
        return [self.list, self.details, self.go]

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

    def _show_tiles(self, tiles: Sequence[Tile]) -> None:
        for old in self._there:
            self._tiles.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._there = [_tile(tile) for tile in tiles]
        for made in self._there:
            self._tiles.addWidget(made)

    def _show_details(self, at: int) -> None:
        groups = self._shown.groups if self._shown else ()
        row, details = groups[at] if at < len(groups) else (Row(None, ""), ())
        self._whose.setText(row.upper)
        self._look.setVisible(bool(self._shown and self._shown.is_taken and isinstance(row.of, bytes)))
        self.details.show_rows(details)
        self.details.setVisible(bool(details))
        self._meant.setText(row.lower)
        self._meant.setHidden(bool(details))

    def _look_at(self) -> None:
        row = self.list.current()
        if row is not None and not self._look.isHidden():
            self.household_wanted.emit(row.of)

    def _lay_out(self) -> None:
        word = self._voice.word
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(word("Progress"))
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addWidget(self._title)
        lines.addWidget(self._about)
        lines.addStretch()
        self._title.setWordWrap(True)
        top = QFrame()
        top.setProperty("part", "card")
        across = QHBoxLayout(top)
        across.setContentsMargins(16, 10, 16, 10)
        across.setSpacing(12)
        across.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(lines, 2)
        across.addLayout(self._tiles, 3)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(
            card(headed(theme.label(self.list.accessibleName(), "bold"), theme.label("")), self._none, self.list), 2
        )
        body.addWidget(
            card(headed(pictured("household", "ink_2", 20), self._whose, self._look), self._meant, self.details), 3
        )
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
        inside.addWidget(top)
        inside.addLayout(body, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(inside, 1)
        whole.addWidget(foot)

    def _connect(self) -> None:
        self.list.selectionModel().currentRowChanged.connect(lambda now, _before: self._show_details(max(now.row(), 0)))
        self.list.entered_at.connect(self._look_at)
        self._look.clicked.connect(self._look_at)
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
