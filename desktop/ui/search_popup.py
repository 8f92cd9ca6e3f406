"""What a search found, below the field in which it is typed.

Promise: it never takes the keyboard, says by what a household was found, and tells former values from today's. Hidden:
which letters of a text are the ones that were typed, also where pinyin was typed for Chinese characters.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QScroller,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.records import Person
from desktop.domain.stages import Stage
from desktop.store import queries, search, spelling, standing
from desktop.store.queries import Elsewhere, Found, Listed
from desktop.store.store import Store
from desktop.ui import elsewhere_words, theme
from desktop.ui.notices import Voice

HIT = Qt.ItemDataRole.UserRole
_ROW, _SEEN, _EDGE, _BAR, _GAP = 56, 8, 16, 4, 8
_STAGES_AT_ONCE = 24  # three times what is seen; the rest when somebody scrolls to them

_Index = QModelIndex | QPersistentModelIndex
_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Text:
    """A text with the parts of it that were typed."""

    written: str
    marked: tuple[_Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A household as the search shows it. `found_by` is the value where none of the texts holds what was typed."""

    household: Listed
    name: Text
    number: Text
    address: Text
    found_by: str
    is_current: bool
    elsewhere: str = ""  # with whom it is now, where it is with another team


def look(store: Store, voice: Voice, typed: str, *, everything: bool) -> tuple[Hit, ...]:
    """At most 200 households, best first, with the letters that were typed."""
    words = [word for part in typed.split() if (word := spelling.folded(part))]
    wanted = tuple(dict.fromkeys((*words, *spelling.joined(words))))
    hits = [_hit(found, wanted, voice) for found in queries.found(store, typed, everything=everything)]
    gone = queries.elsewhere(store, typed) if words else ()
    return tuple([*hits, *(_gone(each, wanted, voice) for each in gone)][: search.LIMIT])


def _hit(found: Found, words: Sequence[str], voice: Voice) -> Hit:
    home = found.household
    name, number, address = (
        Text(written, tuple(_spans(written, words)))
        for written in (voice.listed(home.owners), home.number or "", home.address or "")
    )
    is_seen = found.is_current and bool(name.marked or number.marked or address.marked)
    return Hit(home, name, number, address, "" if is_seen else found.matched, found.is_current)


def _gone(found: Elsewhere, words: Sequence[str], voice: Voice) -> Hit:
    """A household that is with another team."""
    line = Listed(found.id, found.number, found.door, (), is_withdrawn=False, has_conflict=False)
    number, door = (Text(text or "", tuple(_spans(text or "", words))) for text in (found.number, found.door))
    return Hit(line, number, Text(""), door, "", is_current=True, elsewhere=elsewhere_words.told(voice, found))


def _spans(written: str, words: Iterable[str]) -> Iterator[_Span]:
    """Where the text says a word, or where its characters are read so."""
    letters = [(at, letter) for at, sign in enumerate(written) for letter in spelling.folded(sign)]
    plain = "".join(letter for _, letter in letters)
    for word in words:
        at = plain.find(word)
        if at >= 0:
            yield letters[at][0], letters[at + len(word) - 1][0] + 1
        elif spelling.is_latin(word) and not written.isascii():
            yield from _spelt(written, word)


def _spelt(written: str, word: str) -> Iterator[_Span]:
    start = 0
    for name in written.replace(",", "、").split("、"):
        for syllables in spelling.readings(name):
            if "".join(syllable[0] for syllable in syllables).startswith(word):
                yield start, start + len(word)
                return
            ends = list(accumulate(map(len, syllables)))
            if "".join(syllables).startswith(word):
                yield start, start + next(n for n, end in enumerate(ends, 1) if end >= len(word))
                return
        start += len(name) + 1


class Hits(QAbstractListModel):
    """The households that were found, and where each stands."""

    def __init__(self, store: Store, voice: Voice, owner: QWidget) -> None:
        super().__init__(owner)
        self._store = store
        self._voice = voice
        self._hits: Sequence[Hit] = ()
        self._stages: dict[bytes, Stage] = {}

    def fill(self, hits: Sequence[Hit]) -> None:
        self.beginResetModel()
        self._hits = hits
        self._stages.clear()
        self.endResetModel()

    def hit(self, row: int) -> Hit:
        return self._hits[row]

    def rowCount(self, _parent: _Index | None = None) -> int:
        return len(self._hits)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        hit = self._hits[index.row()]
        if role == HIT:
            return hit
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return "  ".join((hit.name.written, hit.number.written, hit.address.written, *self.remarks(index.row())))
        return None

    def remarks(self, row: int) -> tuple[str, ...]:
        """What is said after the address: how it was found, and how far the household is."""
        hit, word = self._hits[row], self._voice.word
        if hit.elsewhere:
            return (hit.elsewhere,)
        said: list[str] = []
        if hit.found_by:
            value = self._name_spelt(hit) if spelling.is_latin(hit.found_by) else hit.found_by
            before = word("formerly “{value}”", value=value)
            said.append(word("found by “{value}”", value=value) if hit.is_current else before)
        if stage := self._stage(row):
            said.append(word(stage.label))
        if hit.household.is_withdrawn:
            said.append(word("withdrawn"))
        return tuple(said)

    def _name_spelt(self, hit: Hit) -> str:
        """Whose name is spelt so in pinyin."""
        names = [person.name for person in self._store.records(Person, household=hit.household.id) if person.name]
        return next((name for name in names if any(_spelt(name, hit.found_by))), hit.found_by)

    def _stage(self, row: int) -> Stage | None:
        household = self._hits[row].household.id
        if household not in self._stages:
            wanted = [hit.household.id for hit in self._hits[row : row + _STAGES_AT_ONCE]]
            known = standing.standings(self._store, wanted, withdrawn=True)
            self._stages |= {each.id: each.stage for each in known}
        return self._stages.get(household)


class HitPainter(QStyledItemDelegate):
    """Paints a household in two lines, with what was typed marked; the row that Enter opens says so."""

    def __init__(self, model: Hits, opens: str, owner: QWidget) -> None:
        super().__init__(owner)
        self._model = model
        self._opens = opens

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(0, row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        hit: Hit = index.data(HIT)
        cell: QRect = option.rect
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        inside = cell.adjusted(_EDGE, 4, -_EDGE, -5)
        if is_chosen:
            painter.fillRect(cell, QColor(theme.colour("brand_soft")))
            painter.fillRect(QRect(cell.topLeft(), QSize(_BAR, cell.height())), QColor(theme.colour("brand")))
            inside.setRight(_paint_key(painter, inside, self._opens) - _GAP)
        painter.fillRect(cell.left(), cell.bottom(), cell.width(), 1, QColor(theme.colour("line")))
        upper, lower = QRect(inside), QRect(inside)
        upper.setBottom(inside.center().y())
        lower.setTop(inside.center().y() + 1)
        upper.setLeft(_paint_text(painter, upper, hit.name, theme.FIELD, "ink", is_bold=True) + _GAP)
        _paint_text(painter, upper, hit.number, theme.SECONDARY, "ink_2")
        end = _paint_text(painter, lower, hit.address, theme.SECONDARY, "ink_2")
        lower.setLeft(end)
        dot = " · " if hit.address.written else ""
        said = Text(dot + " · ".join(self._model.remarks(index.row())))
        _paint_text(painter, lower, said, theme.SECONDARY, "ink_2" if hit.is_current else "warn")
        painter.restore()


def row_height() -> int:
    return theme.high(_ROW)


def _paint_key(painter: QPainter, area: QRect, text: str) -> int:
    """A key with what it does, at the right end; returns where it begins."""
    painter.setFont(theme.font(theme.CAPTION))
    width = painter.fontMetrics().horizontalAdvance(text) + 14
    height = theme.high(20)
    box = QRect(area.right() - width, area.center().y() - height // 2, width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(theme.colour("line_2")))
    painter.setBrush(QColor(theme.colour("surface")))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QColor(theme.colour("ink_2")))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    return box.left()


def _paint_text(painter: QPainter, area: QRect, text: Text, pixels: int, ink: str, *, is_bold: bool = False) -> int:
    """The text with its marked parts on the colour of a match; returns where it ends."""
    painter.setFont(theme.font(pixels, is_bold=is_bold))
    metrics = painter.fontMetrics()
    short = metrics.elidedText(text.written, Qt.TextElideMode.ElideRight, max(area.width(), 0))
    for start, end in text.marked:
        left, right = (metrics.horizontalAdvance(short[: min(at, len(short))]) for at in (start, end))
        box = QRect(area.left() + left, area.center().y() - metrics.height() // 2, right - left, metrics.height())
        painter.fillRect(box, QColor(theme.colour("match")))
    painter.setPen(QColor(theme.colour(ink)))
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, short)
    return area.left() + metrics.horizontalAdvance(short)


class SearchPopup(QFrame):
    """The list below the field: a line that counts, the households, and a way to look further back."""

    chosen = Signal(bytes)
    further_wanted = Signal()

    def __init__(self, store: Store, voice: Voice, over: QWidget) -> None:
        super().__init__(over)
        self._voice = voice
        self._over = over
        self._column = QVBoxLayout(self)
        self.setObjectName("found")
        self.setProperty("part", "popup")
        self.model = Hits(store, voice, self)
        self._about = theme.label("", "caption")
        self._list = self._list_view()
        self._further = theme.button(voice.word("Also former and withdrawn ones"), "row", "further", "history")
        self._lay_out()
        self._list.clicked.connect(lambda index: self.chosen.emit(self.model.hit(index.row()).household.id))
        self._further.clicked.connect(self.further_wanted)
        self.hide()

    def fill(self, hits: Sequence[Hit], typed: str, *, everything: bool) -> None:
        """Shows these; the first one is what Enter opens."""
        self.model.fill(hits)
        self._list.setVisible(bool(hits))
        self._further.setVisible(not everything)
        self.tell(self._told(len(hits), typed, everything=everything))
        self.choose(0)
        self._list.scrollToTop()

    def tell(self, text: str) -> None:
        """Says something in the line above the households."""
        self._about.setText(text)
        self._about.setWordWrap(True)

    def choose(self, row: int) -> None:
        """Goes to a row; after the last one comes the way to look further back."""
        last = self.model.rowCount() - (0 if self._further.isVisibleTo(self) else 1)
        row = max(0, min(row, last))
        self._further.setChecked(row == self.model.rowCount() and last == row)
        if row < self.model.rowCount():
            self._list.setCurrentIndex(self.model.index(row))
        else:
            self._list.clearSelection()

    def step(self, by: int) -> None:
        """Goes up or down by so many rows."""
        at = self.model.rowCount() if self._further.isChecked() else self._list.currentIndex().row()
        self.choose(at + by)

    def enter(self) -> None:
        """Opens what is chosen."""
        if self._further.isChecked():
            self.further_wanted.emit()
        elif self._list.currentIndex().isValid():
            self.chosen.emit(self.model.hit(self._list.currentIndex().row()).household.id)

    def words(self) -> str:
        """What is chosen, for a screen reader."""
        if self._further.isChecked():
            return self._further.text()
        index = self._list.currentIndex()
        return str(index.data(Qt.ItemDataRole.AccessibleTextRole)) if index.isValid() else self._about.text()

    def settle(self, place: QRect) -> None:
        """Lies below this place of what it lies over, as high as its rows, or as there is room."""
        room = self._over.height() - place.bottom() - 2 * _GAP
        fixed = self._about.sizeHint().height() + 2
        if not self._further.isHidden():
            fixed += self._further.sizeHint().height()
        rows = max(1, min(self.model.rowCount(), _SEEN, (room - fixed) // row_height()))
        self._list.setFixedHeight(rows * row_height())
        self._column.activate()
        self.setGeometry(
            place.left(), place.bottom() + _BAR, place.width(), self._column.totalHeightForWidth(place.width())
        )

    def _told(self, found: int, typed: str, *, everything: bool) -> str:
        voice = self._voice
        if found >= search.LIMIT:
            return voice.word("The best {n} households · type more to narrow it down", n=found)
        if found:
            said = voice.words("{n} household", "{n} households", found)
            return f"{said} · {voice.word('pinyin initials, an address or a number will do')}"
        if everything:
            return voice.word("Nothing that was ever entered here fits “{typed}”.", typed=typed)
        return voice.word("No household is found by “{typed}”.", typed=typed)

    def _list_view(self) -> QListView:
        rows = QListView()
        rows.setObjectName("found-rows")
        rows.setProperty("look", "plain")
        rows.setAccessibleName(self._voice.word("Households found"))
        rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        rows.setModel(self.model)
        rows.setItemDelegate(HitPainter(self.model, self._voice.word("Enter opens"), rows))
        rows.setUniformItemSizes(True)
        rows.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        QScroller.grabGesture(rows.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        return rows

    def _lay_out(self) -> None:
        self._about.setContentsMargins(_EDGE, 7, _EDGE, 7)
        self._further.setCheckable(True)
        self._further.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        key = theme.label(self._voice.word("Ctrl Enter"), "key")
        beside = QHBoxLayout(self._further)
        beside.setContentsMargins(0, 0, _EDGE, 0)
        beside.addWidget(key, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        for part in (self._about, self._list, self._further):
            self._column.addWidget(part)
