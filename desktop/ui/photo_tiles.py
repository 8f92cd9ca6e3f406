"""Photos as small tiles in a row: what each shows, and whether who is in it agreed; the chosen one has a thick edge.

Promise: pictures are opened beside the window, one after the other; what can't be opened has a sign for that. Hidden:
the row grows downwards with what is in it and never scrolls by itself, so that the page around it scrolls as one.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.casework import evidence, picture
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.domain.records import Evidence
from desktop.i18n import N_
from desktop.ui import icons, theme
from desktop.ui.jobs import Job
from desktop.ui.workspace import Workspace

_BROAD, _HIGH = 80, 56
_EDGE, _INSET, _LINES, _ICON = 2, 4, 38, 14
CONSENT = {"given": N_("they agreed"), "not_needed": N_("no people")}
"""What is said of whoever is in a photo."""

_ROW = Qt.ItemDataRole.UserRole
_ASKED, _TONE = _ROW + 1, _ROW + 2
_FIELDS = RECORDS["evidence"].field


class PhotoTiles(QListWidget):
    """It tells which one a person wants to see large, by a touch or with Enter."""

    wanted = Signal(bytes)  # the row of a piece of evidence

    def __init__(self, workspace: Workspace, name: str, about: str) -> None:
        super().__init__()
        self._workspace = workspace
        self._records: Sequence[Evidence] = ()
        self._small: dict[str, QIcon] = {}
        self._job: Job | None = None
        self.setObjectName(name)
        self.setAccessibleName(about)
        self.setProperty("look", "plain")
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setItemDelegate(_Painter(self))
        for side in (self.setVerticalScrollBarPolicy, self.setHorizontalScrollBarPolicy):
            side(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(lambda item: self.wanted.emit(item.data(_ROW)))
        self.itemActivated.connect(lambda item: self.wanted.emit(item.data(_ROW)))

    @property
    def chosen(self) -> Evidence | None:
        """The piece whose tile has the thick edge."""
        place = self.currentRow()
        return self._records[place] if 0 <= place < len(self._records) else None

    def show_photos(self, records: Sequence[Evidence], chosen: bytes | None = None) -> None:
        """Shows these; the named one is chosen, else the one that was, else the first."""
        before = chosen or (self.chosen.id if self.chosen else None)
        self._records = tuple(records)
        rows = [record.id for record in records]
        with QSignalBlocker(self):  # whoever shows them asks which is chosen
            self.clear()
            for record in records:
                self.addItem(self._tile(record))
            if rows:
                self.setCurrentRow(rows.index(before) if before in rows else 0)
        self._fit()
        self._open_next()

    def choose(self, row: bytes) -> None:
        """Gives the thick edge to this one."""
        for place, record in enumerate(self._records):
            if record.id == row:
                self.setCurrentRow(place)

    def call(self, row: bytes, caption: str) -> None:
        """What one shows, while it is typed."""
        self._records = tuple(replace(each, caption=caption) if each.id == row else each for each in self._records)
        for place, record in enumerate(self._records):
            if record.id == row:
                self.item(place).setText(self._called(record))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(_size().width() + 4, _size().height())

    # Inside

    def _tile(self, record: Evidence) -> QListWidgetItem:
        voice = self._workspace.voice
        consent = voice.word("not asked") if lacks_consent(record) else ""
        consent = voice.word(CONSENT[record.consent]) if record.consent in CONSENT else consent
        blank = icons.icon("document" if record.media_type == picture.PDF else "photo", theme.colour("ink_3"))
        item = QListWidgetItem(self._small.get(record.digest or "") or blank, self._called(record))
        item.setData(_ROW, record.id)
        item.setData(_ASKED, consent)
        item.setData(_TONE, "warn" if lacks_consent(record) else "ok")
        item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, consent)
        return item

    def _called(self, record: Evidence) -> str:
        return record.caption or self._workspace.voice.choice(_FIELDS["kind"], record.kind or "")

    def _fit(self) -> None:
        """As high as its lines are."""
        tile = _size()
        across = max((self.viewport().width() or self.width()) // tile.width(), 1)
        lines = -(-self.count() // across)
        self.setFixedHeight(lines * tile.height() + 2 * self.frameWidth())

    def _open_next(self) -> None:
        """Opens the first piece that has no small picture yet, in a job, and so on."""
        if self._job is not None:
            return
        waiting = (each for each in self._records if each.media_type != picture.PDF and each.digest not in self._small)
        record = next(waiting, None)
        if record is None:
            return
        store, side = self._workspace.store, int(_picture().width() * self.devicePixelRatioF())
        job = self._job = Job(lambda _progress: picture.thumbnail(evidence.content(store, record), side), self)
        job.done.connect(partial(self._show_small, record.digest or ""))
        job.refused.connect(partial(self._show_small, record.digest or ""))
        job.start()

    def _show_small(self, digest: str, content: bytes | Refused | OSError) -> None:
        self._job = None
        pixmap = QPixmap()
        if isinstance(content, bytes):
            pixmap.loadFromData(content)
        icon = icons.icon("risk", theme.colour("risk")) if pixmap.isNull() else QIcon(pixmap)
        self._small[digest] = icon
        for place, record in enumerate(self._records):
            if record.digest == digest:
                self.item(place).setIcon(icon)
        self._open_next()


def lacks_consent(record: Evidence) -> bool:
    """Whether somebody may be in it who was not asked; of scans and papers nobody is."""
    return record.kind == "photo" and not record.consent


def _picture() -> QSize:
    """As broad as the words below it ask for."""
    broad = theme.broad(_BROAD)
    return QSize(broad, broad * _HIGH // _BROAD)


def _size() -> QSize:
    picture, around = _picture(), 2 * (_EDGE + _INSET)
    return QSize(picture.width() + around, picture.height() + around + theme.high(_LINES))


class _Painter(QStyledItemDelegate):
    """What it shows stands below the picture, and below that whether they agreed, with a sign of its own."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return _size()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        tile = QRectF(rect).adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        painter.setPen(QPen(QColor(theme.colour("brand" if is_chosen else "line")), 3 if is_chosen else 1))
        painter.setBrush(QColor(theme.colour("brand_soft" if is_chosen else "surface")))
        painter.drawRoundedRect(tile, 6, 6)
        inner = tile.adjusted(_INSET, _INSET, -_INSET, -_INSET)
        icon: QIcon = index.data(Qt.ItemDataRole.DecorationRole)
        icon.paint(painter, QRectF(inner.topLeft(), _picture()).toRect())
        self._write(painter, inner.adjusted(0, _picture().height() + 2, 0, 0), index)
        painter.restore()

    def _write(self, painter: QPainter, below: QRectF, index: QModelIndex | QPersistentModelIndex) -> None:
        tone = str(index.data(_TONE))
        first, second = QRectF(below), QRectF(below)
        first.setHeight(below.height() / 2)
        second.setTop(first.bottom())
        asked = str(index.data(_ASKED))
        sign = QRectF(second.left(), second.center().y() - _ICON / 2, _ICON, _ICON)
        if asked:
            icons.paint(painter, "check" if tone == "ok" else "warn", theme.colour(tone), sign)
        second.setLeft(second.left() + _ICON + 3)
        lines = (
            (first, theme.font(theme.SECONDARY), "ink", index.data(Qt.ItemDataRole.DisplayRole)),
            (second, theme.font(theme.CAPTION), "ink_2" if tone == "ok" else tone, asked),
        )
        for area, font, ink, text in lines:
            painter.setFont(font)
            painter.setPen(QColor(theme.colour(ink)))
            elided = QFontMetrics(font).elidedText(str(text), Qt.TextElideMode.ElideRight, int(area.width()))
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, elided)
