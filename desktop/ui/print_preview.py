"""The paper itself, in the middle of the print page: the very PDF that is printed, page by page, as a picture.

Promise: what is seen is what comes out; what a look before printing found stands beside it, each with what to do.
Hidden: how large a page is asked for, so that it is sharp on this screen and no larger than it is seen.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QScroller, QSizePolicy, QVBoxLayout, QWidget

from desktop.i18n import N_
from desktop.sheets.page import PAPER_HEIGHT, PAPER_WIDTH
from desktop.ui import theme
from desktop.ui.choosing import Segments
from desktop.ui.evidence_picture import tool
from desktop.ui.notices import Voice
from desktop.ui.print_checks import Checked
from desktop.ui.print_papers import Seen

_PAGE, _WIDTH, _TRUE = "page", "width", "true"
_ZOOMS: Mapping[str, str] = {_PAGE: N_("Page"), _WIDTH: N_("Width"), _TRUE: N_("100 %")}
_MARGIN, _GAP, _BAR, _LEAST = 10, 8, 14, 0.2
_REST = 120  # ms after the last change of size
_BESIDE = 620  # so wide, the looks stand beside a whole page


class PreviewPane(QFrame):
    """The card. It tells that another household, another page or another size is wanted."""

    stepped = Signal(int)  # lines of the list on, or back
    turned = Signal(int)  # pages
    sized = Signal()
    others_wanted = Signal()
    open_wanted = Signal()  # what is not looked at by itself

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._seen: Seen | None = None
        word = voice.word
        self._before = tool(word("The one before"), "print-before", "back")
        self._after = tool(word("The next one"), "print-after", "forward")
        self._who = _Elided("print-whose")
        options = {key: word(told) for key, told in _ZOOMS.items()}
        self._zooms = Segments("print-zoom", word("Size"), options, is_needed=True)
        self.sheet = Sheet(voice)
        self.checked = Checked(voice)
        self._back = tool(word("The page before"), "page-before", "up")
        self._on = tool(word("The next page"), "page-after", "down")
        self._pages = theme.label("")
        self._open = theme.button("", "large", "open-clear", "eye")
        self.others = theme.button(word("Other papers"), "link", "other-papers", "document")
        self._resized = QTimer(self, singleShot=True, interval=_REST)
        self.setProperty("part", "card")
        self._lay_out()
        self._connect()

    # What is shown

    @property
    def scale(self) -> float:
        """How many pixels a point of the page is to have, as large as is chosen."""
        room = self.sheet.size()
        wide = (room.width() - 2 * _MARGIN) / PAPER_WIDTH
        high = (room.height() - 2 * _MARGIN) / PAPER_HEIGHT
        fitting = {_PAGE: min(wide, high), _WIDTH: wide - _BAR / PAPER_WIDTH, _TRUE: self.logicalDpiX() / 72}
        return max(fitting[self._zooms.only or _PAGE], _LEAST) * self.devicePixelRatioF()

    def show_whose(self, name: str, place: str, *, has_others: bool) -> None:
        """Whose paper it is, and which of how many."""
        self._who.say(name, place)
        for button in (self._before, self._after):
            button.setEnabled(has_others)

    def show_page(self, seen: Seen, page: int, of: int | None) -> None:
        """A page of all that is printed of this line."""
        before, self._seen = self._seen, seen
        self._open.hide()
        pixmap = QPixmap.fromImage(seen.image)
        _frame(pixmap)
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self.tell_pages(page, of)
        self.sheet.show_pixmap(pixmap, f"{seen.pressed.papers[0].paper.title}, {self._pages.text()}")
        if before is None or (before.look.asked, before.look.page) != (seen.look.asked, seen.look.page):
            self.sheet.verticalScrollBar().setValue(0)

    def tell_pages(self, page: int, of: int | None) -> None:
        """Where among all the pages this one stands; how many there are may not be counted yet."""
        if self._seen is not None:
            total = "…" if of is None else of
            self._pages.setText(self._voice.word("page {page} of {total}", page=page + 1, total=total))
            self._back.setEnabled(page > 0)
            self._on.setEnabled(of is None or page + 1 < of)

    def say(self, words: str, way: str = "") -> None:
        """Why there is no page to be seen, and what shows it."""
        self._seen = None
        self._open.setText(way)
        self._open.setHidden(not way)
        self._pages.setText("")
        for button in (self._back, self._on):
            button.setEnabled(False)
        self.sheet.say(words)

    # Inside

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    def _settle(self) -> None:
        """The looks stand beside the page where there is room for both."""
        is_page = self._zooms.only == _PAGE
        self.checked.turn(is_beside=is_page and self.width() >= theme.broad(_BESIDE))

    def _size(self) -> None:
        self._settle()
        QTimer.singleShot(0, self, self.sized.emit)  # once the page's room is known

    def _lay_out(self) -> None:
        self._zooms.choose([_PAGE])
        self._zooms.setMinimumWidth(len(_ZOOMS) * self._zooms.minimumSizeHint().width())  # else they stand in a column
        for button in (self._before, self._after, self._back, self._on):
            theme.relook(button, look="")
        head = _bar("row", (self._before, self._who, self._after), self._zooms)
        foot = _bar("", (self._back, self._on, self._pages, self._open), self.others)
        self._open.hide()
        desk = QFrame()
        desk.setProperty("part", "canvas")
        row = QHBoxLayout(desk)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sheet, 1)
        row.addWidget(self.checked.beside)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(desk, 1)
        column.addWidget(self.checked.below)
        column.addWidget(foot)

    def _connect(self) -> None:
        self._before.clicked.connect(lambda: self.stepped.emit(-1))
        self._after.clicked.connect(lambda: self.stepped.emit(1))
        self._back.clicked.connect(lambda: self.turned.emit(-1))
        self._on.clicked.connect(lambda: self.turned.emit(1))
        self.sheet.turned.connect(self.turned)
        self.sheet.resized.connect(self._resized.start)
        self._zooms.changed.connect(self._size)
        self._resized.timeout.connect(self.sized)
        self.others.clicked.connect(self.others_wanted)
        self._open.clicked.connect(self.open_wanted)


class Sheet(QScrollArea):
    """The page on its desk; a finger moves it where it is larger."""

    turned = Signal(int)  # pages on, or back
    resized = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._page = QLabel()
        self._page.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._page.setWordWrap(True)
        self.setObjectName("print-sheet")
        self.setAccessibleName(voice.word("The paper as it is printed"))
        self.setWidget(self._page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)

    @property
    def pixmap(self) -> QPixmap:
        return self._page.pixmap()

    @property
    def words(self) -> str:
        return self._page.text()

    def show_pixmap(self, pixmap: QPixmap, told: str) -> None:
        self._page.setPixmap(pixmap)
        self._page.setAccessibleName(told)

    def say(self, words: str) -> None:
        """Words instead of a page."""
        self._page.setPixmap(QPixmap())
        self._page.setText(words)
        self._page.setAccessibleName(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A page on where there is nothing left to scroll."""
        bar = self.verticalScrollBar()
        if event.key() == Qt.Key.Key_PageDown and bar.value() == bar.maximum():
            self.turned.emit(1)
        elif event.key() == Qt.Key.Key_PageUp and bar.value() == bar.minimum():
            self.turned.emit(-1)
        else:
            super().keyPressEvent(event)


class _Elided(QLabel):
    """A name in bold and a few words; the name is cut where there is little room."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name, self._more = "", ""
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("look", "bold")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def say(self, name: str, more: str) -> None:
        self._name, self._more = name, more
        self.setAccessibleName(f"{name} {more}".strip())
        self.updateGeometry()
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._whole(self._name)) + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self.width() >= self.sizeHint().width():  # a part of a pixel more is no reason to cut it
            self.setText(self._whole(self._name))
            return
        metrics = self.fontMetrics()
        room = self.width() - metrics.horizontalAdvance(self._whole("")) - 2
        self.setText(self._whole(metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, max(room, 0))))

    def _whole(self, name: str) -> str:
        return f"{name}  {self._more}" if self._more else name


def _frame(page: QPixmap) -> None:
    """The edge of the paper, which is as white as what it may lie on."""
    painter = QPainter(page)
    painter.setPen(QColor(theme.colour("line_2")))
    painter.drawRect(page.rect().adjusted(0, 0, -1, -1))
    painter.end()


def _bar(part: str, left: Sequence[QWidget], right: QWidget) -> QFrame:
    frame = QFrame()
    frame.setProperty("part", part)
    frame.setMinimumHeight(theme.high(theme.ROW))
    across = QHBoxLayout(frame)
    across.setContentsMargins(_GAP, 2, _GAP, 2)
    across.setSpacing(_GAP)
    for each in left:
        across.addWidget(each)
    across.addStretch(1)
    across.addWidget(right)
    return frame
