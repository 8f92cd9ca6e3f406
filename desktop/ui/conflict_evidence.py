"""The evidence for the values of a conflict, beside each other: a small picture of each piece, and for which value.

Promise: what is not what was taken in is said so on the picture. Hidden: pieces are opened beside the window, one after
the other; of many the first are shown, and how many more there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.casework import picture
from desktop.domain.records import Evidence
from desktop.ui import icons, theme
from desktop.ui.evidence_tiles import Seen, opened
from desktop.ui.flow import FlowLayout
from desktop.ui.jobs import Job
from desktop.ui.workspace import Workspace

_WIDE, _HIGH, _LINE, _GAP, _SIGN = 150, 106, 22, 8, 32
_MOST = 6


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece, what it is called, and for which of the values it stands."""

    piece: Evidence
    title: str
    of: str


class Shot(QAbstractButton):
    """A picture with two lines below it; pressed, it is looked at large."""

    def __init__(self, shown: Shown, name: str) -> None:
        super().__init__()
        self.shown = shown
        self._pixmap, self._wrong = QPixmap(), ""
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{shown.title}, {shown.of}")
        self.setToolTip(self.accessibleName())

    def show_picture(self, pixmap: QPixmap, wrong: str = "") -> None:
        """Shows it; in words what is wrong with it."""
        self._pixmap, self._wrong = pixmap, wrong
        self.setAccessibleName(", ".join(filter(None, (self.shown.title, self.shown.of, wrong))))
        self.update()

    @property
    def pixmap(self) -> QPixmap:
        return self._pixmap

    def sizeHint(self) -> QSize:
        return QSize(_WIDE, _HIGH + 4 + 2 * theme.high(_LINE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRect(0, 0, _WIDE, _HIGH)
        painter.setPen(QPen(QColor(theme.colour("control" if self.isDown() else "line")), 1))
        painter.setBrush(QColor(theme.colour("sunken")))
        painter.drawRoundedRect(QRectF(frame).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if self._pixmap.isNull():
            icon = "risk" if self._wrong else "document" if self.shown.piece.media_type == picture.PDF else "photo"
            sign = QRectF((_WIDE - _SIGN) / 2, (_HIGH - _SIGN) / 2, _SIGN, _SIGN)
            icons.paint(painter, icon, theme.colour("risk" if self._wrong else "ink_3"), sign)
        else:
            inside = frame.adjusted(2, 2, -2, -2)
            size = self._pixmap.deviceIndependentSize().toSize()
            area = QRect(0, 0, *size.scaled(inside.size(), Qt.AspectRatioMode.KeepAspectRatio).toTuple())
            area.moveCenter(inside.center())
            painter.drawPixmap(area, self._pixmap)
        high = theme.high(_LINE)
        upper = QRect(0, _HIGH + 4, _WIDE, high)
        _write(painter, upper, self.shown.title, "ink")
        _write(painter, upper.translated(0, high), self._wrong or self.shown.of, "risk" if self._wrong else "ink_2")


class EvidenceBeside(QWidget):
    """The pictures, with a word where there are none."""

    looked_at = Signal(object)  # an Evidence
    more_wanted = Signal()

    def __init__(self, workspace: Workspace, nothing: str = "") -> None:
        super().__init__()
        self._workspace = workspace
        word = workspace.voice.word
        self.shots: list[Shot] = []
        self._waiting: list[Shot] = []
        self._job: Job | None = None
        self._flow = FlowLayout(_GAP)
        pictures = QWidget()
        pictures.setLayout(self._flow)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        pictures.setSizePolicy(policy)
        nothing = nothing or word("None of the values names a photo or paper that is here.")
        self._nothing = theme.label(nothing, "second")
        self._more = theme.button("", "link", "more-evidence", "photo")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(theme.label(word("Evidence beside each other"), "label"))
        column.addWidget(self._nothing)
        column.addWidget(pictures)
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()
        self._more.clicked.connect(self.more_wanted)

    def show_pieces(self, pieces: Sequence[Shown]) -> None:
        """Shows these; what was being opened of others is let be."""
        if self._job is not None:
            self._job.leave()
            self._job = None
        for shot in self.shots:
            self._flow.removeWidget(shot)
            shot.hide()
            shot.deleteLater()
        self.shots = [Shot(each, f"evidence-{place + 1}") for place, each in enumerate(pieces[:_MOST])]
        for shot in self.shots:
            shot.clicked.connect(lambda _on=False, piece=shot.shown.piece: self.looked_at.emit(piece))
            self._flow.addWidget(shot)
        more = len(pieces) - len(self.shots)
        words = self._workspace.voice.words
        self._more.setText(words("{n} more piece of evidence", "{n} more pieces of evidence", more))
        self._more.setVisible(more > 0)
        self._nothing.setVisible(not pieces)
        self._flow.invalidate()
        self._waiting = [*self.shots]
        self._open_next()

    def _open_next(self) -> None:
        if self._job is not None or not self._waiting:
            return
        shot = self._waiting.pop(0)
        store, side = self._workspace.store, int(_WIDE * self.devicePixelRatioF())
        job = self._job = Job(lambda _progress: opened(store, shot.shown.piece, side), self)
        job.done.connect(lambda seen: self._take(shot, seen))
        job.refused.connect(lambda _refused: self._take(shot, None))
        job.start()

    def _take(self, shot: Shot, seen: Seen | None) -> None:
        self._job = None
        word, pixmap = self._workspace.voice.word, QPixmap()
        if seen is not None:
            pixmap.loadFromData(seen.content)
        wrong = word("can't be opened") if seen is None else "" if seen.is_same else word("not as taken in")
        shot.show_picture(pixmap, wrong)
        self._open_next()


def _write(painter: QPainter, area: QRect, text: str, ink: str) -> None:
    font = theme.font(theme.SECONDARY)
    painter.setFont(font)
    painter.setPen(QColor(theme.colour(ink)))
    short = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, short)
