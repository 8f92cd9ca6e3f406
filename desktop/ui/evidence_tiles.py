"""A household's evidence as tiles: a small picture, what it shows, what it proves, whether it is what was taken in.

Promise: pieces are opened beside the window, one after the other, and each is read through once: its fingerprint is
compared then. Hidden: small pictures are kept for as long as the window is open.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QScroller

from desktop.casework import evidence, picture
from desktop.domain.errors import Refused
from desktop.domain.records import Evidence
from desktop.store.store import Store
from desktop.ui import icons, theme
from desktop.ui.evidence_painting import PICTURE, PROVES, TONE, TilePainter
from desktop.ui.jobs import Job
from desktop.ui.workspace import Workspace

_ROW = Qt.ItemDataRole.UserRole


SAME, OTHER, UNREAD = "same", "other", "unread"
"""What a piece was found to be when it was read through."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A piece, and the words on its tile; `proves` is empty where it proves nothing yet."""

    piece: Evidence
    title: str
    proves: str
    is_wanted: bool = False  # the office asks for the file, which it lacks
    is_awaited: bool = False  # the file has not come here yet
    origin: str = ""  # which household it is from, where that is another one


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of opening a piece: its picture, none for a paper, and whether it is what was taken in."""

    content: bytes
    is_same: bool


class EvidenceTiles(QListWidget):
    """The chosen one has a thick edge."""

    chosen = Signal(object)  # the id of a piece
    looked = Signal(object)  # the id of a piece that was read through

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._tiles: Sequence[Tile] = ()
        self._small: dict[str, QIcon] = {}
        self._found: dict[str, str] = {}  # by fingerprint
        self._job: Job | None = None
        self.setObjectName("evidence")
        self.setAccessibleName(workspace.voice.word("Evidence"))
        self.setProperty("look", "plain")
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(True)
        self.setItemDelegate(TilePainter(self))
        self.setSpacing(2)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self.currentRowChanged.connect(self._tell)

    @property
    def current(self) -> bytes | None:
        item = self.currentItem()
        return item.data(_ROW) if item else None

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        """Shows these; the one that was chosen stays so, and what is the same is not made anew."""
        if [each.piece.id for each in tiles] != [each.piece.id for each in self._tiles]:
            before = self.current
            self._tiles = tiles
            self.clear()
            for each in tiles:
                item = QListWidgetItem()
                item.setData(_ROW, each.piece.id)
                self.addItem(item)
            rows = [each.piece.id for each in tiles]
            if rows:
                self.setCurrentRow(rows.index(before) if before in rows else 0)
        self._tiles = tiles
        for n in range(len(tiles)):
            self._fill(n)
        self._open_next()

    def choose(self, piece: bytes) -> None:
        for n, each in enumerate(self._tiles):
            if each.piece.id == piece:
                self.setCurrentRow(n)

    def state(self, piece: Evidence) -> str:
        """What a piece was found to be; empty where it was not read through yet."""
        return self._found.get(piece.digest or "", "")

    def below(self) -> int:
        """How many tiles are to be scrolled to."""
        low = self.viewport().height()
        return sum(self.visualItemRect(self.item(n)).center().y() >= low for n in range(self.count()))

    def _fill(self, n: int) -> None:
        each, item, word = self._tiles[n], self.item(n), self._workspace.voice.word
        digest, state = each.piece.digest or "", self.state(each.piece)
        wrong = {OTHER: word("not as taken in"), UNREAD: word("can't be opened")}.get(state)
        wrong = None if each.is_awaited else wrong
        asked = word("the office asks for it") if each.is_wanted else ""
        waits = word("its file has not come yet") if each.is_awaited else ""
        link = each.proves or ("" if each.origin else word("not linked to a fact"))
        proves = " · ".join(filter(None, (asked, waits, wrong, each.origin, "" if wrong else link)))
        item.setText(each.title)
        small = None if each.is_awaited else self._small.get(digest)
        item.setIcon(small or _blank(each.piece))
        item.setData(PROVES, proves)
        of_another = "info" if each.origin and not (asked or waits) else ""
        item.setData(TONE, "risk" if wrong else of_another or ("ok" if each.proves and not asked else "warn"))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{each.title}, {proves}")

    def _open_next(self) -> None:
        if self._job is not None:
            return
        piece = next((each.piece for each in self._tiles if not self.state(each.piece)), None)
        if piece is None:
            return
        side = int(PICTURE.width() * self.devicePixelRatioF())
        store = self._workspace.store
        job = self._job = Job(lambda _progress: opened(store, piece, side), self)
        job.done.connect(lambda seen: self._take(piece, seen))
        job.refused.connect(lambda _refused: self._take(piece, None))
        job.start()

    def _take(self, piece: Evidence, seen: Seen | None) -> None:
        self._job = None
        digest = piece.digest or ""
        self._found[digest] = UNREAD if seen is None else SAME if seen.is_same else OTHER
        pixmap = QPixmap()
        if seen is not None and pixmap.loadFromData(seen.content):
            self._small[digest] = QIcon(pixmap)
        elif seen is None:
            self._small[digest] = icons.icon("risk", theme.colour("risk"))
        for n, each in enumerate(self._tiles):
            if each.piece.digest == piece.digest:
                self._fill(n)
        self.looked.emit(piece.id)
        self._open_next()

    def _tell(self, row: int) -> None:
        if 0 <= row < len(self._tiles):
            self.chosen.emit(self._tiles[row].piece.id)

    def sizeHint(self) -> QSize:
        return QSize(2 * PICTURE.width(), 2 * PICTURE.height())


def opened(store: Store, piece: Evidence, side: int) -> Seen:
    """A piece's picture, its longer side of so many pixels."""
    held = evidence.looked_at(store, piece)
    try:
        content = b"" if piece.media_type == picture.PDF else picture.thumbnail(held.content, side)
    except Refused:
        if held.is_same:
            raise
        content = b""  # what lies there is no picture, and not the piece either
    return Seen(content, held.is_same)


def _blank(piece: Evidence) -> QIcon:
    """What stands for a piece until its picture was opened, and for one that has none."""
    return icons.icon("document" if piece.media_type == picture.PDF else "photo", theme.colour("ink_3"))
