"""Around the list of flats: its filters, two households in one flat, for whom one is kept, and what can be done.

Promise: whose a flat is, is decided where both households stand beside each other, and by those who may.
"""

from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.casework import flats
from desktop.casework.flats import Claim, Hold, Standing
from desktop.casework.household_ledger import flat_said
from desktop.store import queries
from desktop.ui import flat_rows, icons, pill, theme, today_words
from desktop.ui.boxes import pictured
from desktop.ui.choosing import chip
from desktop.ui.flat_rows import EVERY, OWN
from desktop.ui.flow import FlowLayout
from desktop.ui.line_table import LineTable
from desktop.ui.notices import Voice
from desktop.ui.search_field import SearchField
from desktop.ui.workspace import Workspace

_GAP, _FIELD = 12, 260


class Filters(QFrame):
    """The quick filters with their counts, and what somebody types."""

    changed = Signal()
    down_wanted = Signal()
    opened = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._voice = voice
        self.quick = EVERY
        self._chips = {name: chip("", f"flats-{name}") for name in flat_rows.QUICK}
        self._field = QLineEdit()
        self._field.setObjectName("find-flat")
        self._field.setAccessibleName(voice.word("Find a flat"))
        self._field.setPlaceholderText(voice.word("Room, layout, or who holds it"))
        self._field.setClearButtonEnabled(True)
        self._field.setFixedWidth(theme.broad(_FIELD))
        self._field.addAction(icons.icon("search", theme.colour("ink_3")), QLineEdit.ActionPosition.LeadingPosition)
        self._field.installEventFilter(self)
        self._news = theme.label("", "second")
        across = QHBoxLayout(self)
        across.setContentsMargins(12, 8, 12, 8)
        across.setSpacing(_GAP)
        chips = FlowLayout(8)
        for each in self._chips.values():
            chips.addWidget(each)
        across.addLayout(chips, 1)
        across.addWidget(self._news)
        across.addWidget(self._field, 0, Qt.AlignmentFlag.AlignTop)
        for name, each in self._chips.items():
            each.clicked.connect(partial(self._choose, name))
        self._field.textChanged.connect(self.changed)

    @property
    def typed(self) -> str:
        return self._field.text()

    @property
    def is_narrowed(self) -> bool:
        return self.quick != EVERY or bool(self.typed)

    def begin(self, text: str) -> None:
        """Goes on with what was typed over the list."""
        self._field.setFocus()
        self._field.setText(text)

    def clear(self) -> None:
        """All flats again; nobody pressed anything."""
        self.quick = EVERY
        self._field.blockSignals(True)  # noqa: FBT003  Qt's own
        self._field.clear()
        self._field.blockSignals(False)  # noqa: FBT003

    def say(self, text: str) -> None:
        self._news.setText(text)

    def show_counts(self, counts: dict[str, int], *, has_home: bool) -> None:
        for name, each in self._chips.items():
            each.setText(f"{self._voice.word(flat_rows.QUICK[name])} {counts[name]}")
            each.setChecked(name == self.quick)
            is_rare = name == flat_rows.CONTESTED
            each.setVisible(has_home if name == OWN else not is_rare or bool(counts[name]) or name == self.quick)
            each.setEnabled(bool(counts[name]) or name in (EVERY, self.quick))

    def _choose(self, name: str, *_is_on: bool) -> None:
        self.quick = EVERY if name == self.quick else name
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes on to the list, Enter opens what is chosen there."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self.down_wanted.emit()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.opened.emit()
                return True
        return super().eventFilter(watched, event)


class Contest(QFrame):
    """Two households in one flat: both, who wrote each down and when, and what there is to do."""

    decided = Signal(object)  # the household that keeps it, or None
    wanted = Signal(bytes)  # a household to be opened

    def __init__(self, voice: Voice, *, may_decide: bool) -> None:
        super().__init__()
        self.setProperty("band", "warn")
        self.setAccessibleName(voice.word("Two households in one flat"))
        self._voice, self._may_decide = voice, may_decide
        self._title, self._about = theme.label("", "bold"), theme.label("", "second")
        self._about.setWordWrap(True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self._nobody = theme.button(voice.word("Neither: free again"), name="flat-to-nobody")
        self._first: QWidget = self._nobody
        inside = QVBoxLayout()
        inside.setSpacing(4)
        for part in (self._title, self._about):
            inside.addWidget(part)
        inside.addLayout(self._lines)
        inside.addWidget(self._nobody, 0, Qt.AlignmentFlag.AlignLeft)
        across = QHBoxLayout(self)
        across.setContentsMargins(16, 8, 16, 8)
        across.setSpacing(_GAP)
        across.addWidget(pictured("conflict", "warn", 20), 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(inside, 1)
        self._nobody.clicked.connect(lambda: self.decided.emit(None))
        self.hide()

    def show_row(self, row: Standing | None, *, is_named: bool = True) -> None:
        """Shows both sides of a contested flat, by name where no household sits beside; nothing for another one."""
        while (item := self._lines.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        self.setVisible(row is not None)
        if row is None:
            return
        word = self._voice.word
        self._title.setText(word("The flat {flat} was given to two households", flat=flat_said(row.flat)))
        both = word("Both stay until it is decided whose it is, with a reason that both can be told.")
        wait = word("Both stay until the office decides whose it is. Tell both households that it is open.")
        self._about.setText(both if self._may_decide and is_named else wait)
        self._nobody.setVisible(self._may_decide and is_named)
        first: QWidget | None = None
        for place, claim in enumerate(row.claims if is_named else ()):
            line = self._line(place, claim)
            self._lines.addWidget(line)
            first = first or line.findChild(QPushButton)
        self._first = first or self._nobody

    def take_keyboard(self) -> None:
        self._first.setFocus()

    def _line(self, place: int, claim: Claim) -> QWidget:
        voice, line = self._voice, QWidget()
        line.setMinimumHeight(theme.high(theme.ROW))  # the list below gives way, and no button
        across = QHBoxLayout(line)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(_GAP)
        home = claim.household
        called = f"{today_words.called(voice, home)} {home.number or ''}".strip() if home else voice.word("nobody")
        across.addWidget(theme.label(called, "bold"))
        across.addWidget(theme.label(f"{claim.by} · {claim.at:%Y-%m-%d %H:%M}", "second"))
        across.addStretch()
        if home is not None:
            see = theme.button(voice.word("Open the household"), "link", f"see-claim-{place + 1}", "forward")
            see.setAccessibleName(f"{see.text()}: {called}")
            see.clicked.connect(partial(self._open, home))
            across.addWidget(see)
            if self._may_decide:
                keeps = theme.button(voice.word("This household keeps it"), name=f"keeps-claim-{place + 1}")
                keeps.setAccessibleName(f"{keeps.text()}: {called}")
                keeps.clicked.connect(partial(self._decide, home))
                across.addWidget(keeps)
        return line

    def _open(self, home: queries.Listed, *_is_on: bool) -> None:
        self.wanted.emit(home.id)

    def _decide(self, home: queries.Listed, *_is_on: bool) -> None:
        self.decided.emit(home.id)


class For(QFrame):
    """Asks for which household a flat is kept."""

    chosen = Signal(bytes)
    left = Signal()

    def __init__(self, workspace: Workspace, over: QWidget) -> None:
        super().__init__()
        self.setProperty("part", "own")
        self._voice = workspace.voice
        self._about = theme.label("", "bold")
        self._search = SearchField(workspace, over, key="")
        self._search.setObjectName("flat-household")
        self._leave = theme.button(workspace.voice.word("Let it be"), "link", "leave-flat-household")
        across = QHBoxLayout(self)
        across.setContentsMargins(16, 8, 16, 8)
        across.setSpacing(_GAP)
        for part in (self._about, self._search):
            across.addWidget(part)
        across.addStretch()
        across.addWidget(self._leave)
        self.setFocusProxy(self._search)
        self._search.chosen.connect(self.chosen)
        self._search.left.connect(self.left)
        self._leave.clicked.connect(self.left)
        self.hide()

    def ask(self, flat: str) -> None:
        self._about.setText(self._voice.word("For which household is {flat} kept?", flat=flat))
        self.show()
        self._search.setFocus()


class Foot(QFrame):
    """The chosen flat, and what can be done with it; one filled button."""

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("part", "foot")
        self.setMinimumHeight(theme.high(theme.FOOTER))
        self._voice = voice
        word = voice.word
        self._about = theme.label("", "plain")
        self._about.setWordWrap(True)
        self.open_holder = theme.button(word("Open the household"), "link", "open-holder", "forward")
        self.back = theme.button(word("Give it back"), "link", "give-flat-back", "undo")
        self.take_in = theme.button(word("Take in a list"), "large", "import-flats", "import")
        self.keep = theme.button("", "large", "keep-flat")
        self.primary = theme.button("", "filled", "flat-primary")
        across = QHBoxLayout(self)
        across.setContentsMargins(16, 8, 16, 8)
        across.setSpacing(_GAP)
        across.addWidget(self._about, 1)
        for part in (self.open_holder, self.back, self.take_in, self.keep, self.primary):
            across.addWidget(part)

    def show_row(self, row: Standing | None, home: queries.Listed | None, *, may: bool, may_import: bool) -> None:
        """Offers what this person may do with the flat; `home` is the household that looks around."""
        voice, word = self._voice, self._voice.word
        hold = flats.hold_of(row.flat) if row else Hold.FREE
        is_open, is_free = row is not None and not row.claims, hold is Hold.FREE
        is_own = row is not None and home is not None and row.holder is not None and row.holder.id == home.id
        named = flat_said(row.flat) if row else ""
        self._about.setText(flat_rows.told(voice, row) if row else "")
        self.open_holder.setVisible(is_open and not is_free and home is None)
        self.back.setVisible(is_open and not is_free and may and (home is None or is_own))
        self.take_in.setVisible(may_import and home is None)
        self.keep.setVisible(is_open and is_free and may and home is not None)
        if home is not None:
            called = today_words.called(voice, home)
            self.keep.setText(word("Keep it for {name}", name=called))
            self.primary.setText(word("Look at {flat} in the sum", flat=named))
            self.primary.setVisible(is_open and (is_free or is_own))
        else:
            self.primary.setText(word("Keep {flat} for a household…", flat=named))
            self.primary.setVisible(is_open and is_free and may)


class StatePainter(QStyledItemDelegate):
    """Whether a flat is to be had, as a badge: icon, word and colour together."""

    def __init__(self, voice: Voice, table: LineTable) -> None:
        super().__init__(table)
        self._voice, self._table = voice, table

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = self._table.lines.row(index)
        tone, icon = flat_rows.TONES[flat_rows.state_of(row)]
        said = flat_rows.state_said(self._voice, row)
        high, wide = theme.high(pill.HEIGHT), pill.width_of(said, icon)
        panel = QStyle.PrimitiveElement.PE_PanelItemViewItem  # the line as it is, without its words
        self._table.style().drawPrimitive(panel, option, painter, self._table)
        area = QRectF(option.rect)
        badge = QRectF(area.left() + 8, area.center().y() - high / 2, min(wide, area.width() - 16), high)
        painter.save()
        pill.paint(painter, badge, said, tone, icon)
        painter.restore()
