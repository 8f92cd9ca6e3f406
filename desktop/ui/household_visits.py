"""All contact with a household: newest first, the chosen one beside it, its own words first; and what we promised.

Promise: what was corrected stays to be read, struck out beside what stands now. Hidden: here nothing is written; that
is done on the page of a visit.
"""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QListView,
    QScroller,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.casework import signing, visiting
from desktop.casework.papers import contact as papers
from desktop.casework.visiting import Contact
from desktop.domain.records import Household
from desktop.i18n import N_
from desktop.ui import clock_words, icons, pill, theme, visit_words
from desktop.ui.beside import Beside
from desktop.ui.boxes import scrolling
from desktop.ui.notices import Notice
from desktop.ui.photo_tiles import PhotoTiles
from desktop.ui.pill import Pill
from desktop.ui.promised_to import PromisedTo
from desktop.ui.signature_pad import SignaturePad
from desktop.ui.tab_order import lead_keyboard
from desktop.ui.workspace import Workspace

_SIDE, _ROW, _NODE, _SIGNATURE = 310, 66, 34, 130
_EDGE = 16


class HouseholdVisits(QWidget):
    """The tab."""

    correct_wanted = Signal(bytes)  # the row of a visit
    print_wanted = Signal(str, bytes)  # the kind of paper, and the row of a visit
    evidence_wanted = Signal(bytes)  # the row of a photo or a scan

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace, self._voice = workspace, workspace.voice
        self._shown: bytes | None = None
        self._title, self._summary = theme.label("", "strong"), theme.label("", "second")
        self._model = _Contacts(workspace, self)
        self._list = QListView()
        self._detail = _Detail(workspace)
        self._promises = PromisedTo(workspace)
        self._none = theme.label(self._voice.word("Nobody has been in contact yet: begin the visit with F2."), "plain")
        self._lay_out()
        self._list.selectionModel().currentChanged.connect(self._choose)
        self._detail.correct_wanted.connect(self.correct_wanted)
        self._detail.print_wanted.connect(self.print_wanted)
        self._detail.evidence_wanted.connect(self.evidence_wanted)
        lead_keyboard(self, self._list)

    def show_household(self, household: bytes) -> None:
        """Shows the contacts of this household; the chosen one stays where it is the same."""
        store = self._workspace.store
        found = visiting.contacts(store, household)
        kept = self._list.currentIndex().row() if self._shown == household else 0
        self._shown = household
        self._model.show(found)
        self._tell(found)
        copies = self._workspace.read(lambda store: papers.copies(store, household), frozenset[bytes]())
        met = [each.visit.id for each in found if each.visit.manner != "not_met"]
        pledges, given = visiting.promises(store, household), sum(row in copies for row in met)
        self._promises.show_pledges(pledges, store.get(Household, household), given, len(met))
        for part in (self._list, self._detail):
            part.setVisible(bool(found))
        self._none.setVisible(not found)
        if found:
            self._list.setCurrentIndex(self._model.index(min(max(kept, 0), len(found) - 1)))

    @property
    def paper(self) -> tuple[str, bytes | None]:
        """The kind of paper that the chosen contact has, and its row."""
        return self._detail.paper if self._model.rowCount() else ("visit", None)

    def step_back(self) -> bool:
        """Whether the promises stood over the list."""
        return self._beside.close_drawer()

    # Inside

    def _tell(self, found: Sequence[Contact]) -> None:
        words = self._voice.words
        not_met = sum(each.visit.manner == "not_met" for each in found)
        self._title.setText(words("{n} contact", "{n} contacts", len(found)))
        met = words("met {n} time", "met {n} times", len(found) - not_met)
        self._summary.setText(
            self._voice.listed((met, words("nobody met {n} time", "nobody met {n} times", not_met))) if not_met else met
        )

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self._detail.show_contact(self._model.contact(index))

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("part", "card")
        head = QFrame()
        head.setProperty("part", "row")
        head.setMinimumHeight(theme.high(44))
        across = QHBoxLayout(head)
        across.setContentsMargins(_EDGE, 0, _EDGE, 0)
        across.addWidget(self._title)
        across.addWidget(self._summary, 1)
        view = self._list
        view.setObjectName("visits")
        view.setProperty("look", "plain")
        view.setAccessibleName(self._voice.word("Contacts, newest first"))
        view.setModel(self._model)
        view.setItemDelegate(_Line(self._workspace, view))
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setUniformItemSizes(True)
        card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._detail.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        QScroller.grabGesture(view.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self._none.setWordWrap(True)
        self._none.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addWidget(head)
        inside.addWidget(view, 1)
        inside.addWidget(self._none)
        inside.addStretch()
        both = QWidget()
        beside = QHBoxLayout(both)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(12)
        beside.addWidget(card, 4)
        beside.addWidget(self._detail, 5)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        self._beside = Beside(both, self._promises, theme.broad(_SIDE), self._voice.word("What we promised"))
        around.addWidget(self._beside)


class _Contacts(QAbstractListModel):
    """The contacts, each as a screen reader says it."""

    def __init__(self, workspace: Workspace, owner: QWidget) -> None:
        super().__init__(owner)
        self._workspace = workspace
        self._rows: Sequence[Contact] = ()

    def show(self, rows: Sequence[Contact]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def contact(self, index: QModelIndex | QPersistentModelIndex) -> Contact:
        return self._rows[index.row()]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        store, voice, row = self._workspace.store, self._workspace.voice, self._rows[index.row()]
        day = visit_words.when(voice, row, store.zone(), store.today().year)
        parts = (day, visit_words.lasted(voice, row.visit), visit_words.came_of_it(voice, row.visit))
        return voice.listed(filter(None, (*parts, visit_words.badge(voice, row)[0])))


class _Line(QStyledItemDelegate):
    """Paints a contact: how it was in a circle on the line of time, when and how long, what came of it."""

    def __init__(self, workspace: Workspace, owner: QListView) -> None:
        super().__init__(owner)
        self._workspace = workspace

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, theme.high(_ROW) + theme.worn().step)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = index.model()
        assert isinstance(model, _Contacts)  # noqa: S101  for the type checker
        contact, area = model.contact(index), QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if QStyle.StateFlag.State_Selected in option.state:
            painter.fillRect(area, QColor(theme.colour("brand_soft")))
            painter.fillRect(QRectF(area.left(), area.top(), 4, area.height()), QColor(theme.colour("brand")))
        painter.setPen(QPen(QColor(theme.colour("line")), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        self._paint_node(painter, area, contact)
        self._paint_words(painter, area.adjusted(_EDGE + _NODE + 12, 8, -_EDGE, -8), contact)
        painter.restore()

    def _paint_node(self, painter: QPainter, area: QRectF, contact: Contact) -> None:
        node = QRectF(area.left() + _EDGE, area.center().y() - _NODE / 2, _NODE, _NODE)
        painter.setPen(QPen(QColor(theme.colour("line_2")), 2))
        painter.drawLine(int(node.center().x()), int(area.top()), int(node.center().x()), int(area.bottom()))
        ink = "ink_3" if contact.visit.manner == "not_met" else "brand"
        painter.setPen(QPen(QColor(theme.colour(ink)), 2))
        painter.setBrush(QColor(theme.colour("surface" if ink == "ink_3" else "brand_soft")))
        painter.drawEllipse(node.adjusted(1, 1, -1, -1))
        icon = visit_words.ICONS.get(contact.visit.manner or "", "door")
        icons.paint(painter, icon, theme.colour(ink), QRectF(node.center().x() - 9, node.center().y() - 9, 18, 18))

    def _paint_words(self, painter: QPainter, area: QRectF, contact: Contact) -> None:
        store, voice = self._workspace.store, self._workspace.voice
        text, tone, icon = visit_words.badge(voice, contact)
        upper, lower = QRectF(area), QRectF(area)
        upper.setBottom(area.center().y())
        lower.setTop(area.center().y())
        if text:
            width, height = min(float(pill.width_of(text, icon)), area.width() / 2), theme.high(pill.HEIGHT)
            pill.paint(painter, QRectF(upper.right() - width, upper.top(), width, height), text, tone, icon)
            upper.setRight(upper.right() - width - 8)
        at = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font(theme.FIELD, is_bold=True))
        painter.setPen(QColor(theme.colour("ink")))
        day = visit_words.when(voice, contact, store.zone(), store.today().year)
        painter.drawText(upper, at, day)
        upper.setLeft(upper.left() + painter.fontMetrics().horizontalAdvance(day) + 8)
        painter.setFont(theme.font(theme.SECONDARY))
        for room, said in (
            (upper, visit_words.lasted(voice, contact.visit)),
            (lower, visit_words.came_of_it(voice, contact.visit)),
        ):
            short = painter.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, at, short)


class _Detail(QFrame):
    """One contact, to be read: the household's own words first."""

    correct_wanted = Signal(bytes)
    print_wanted = Signal(str, bytes)
    evidence_wanted = Signal(bytes)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._workspace, self._voice = workspace, workspace.voice
        word = self._voice.word
        self._row, self._paper = b"", "visit"
        self._title, self._about = theme.label("", "strong"), theme.label("", "second")
        self._signed, self._drawn = Pill(), SignaturePad(self._voice)
        self._drawn.lock()
        self._drawn.setFixedHeight(theme.high(_SIGNATURE))
        self._drawn.hide()
        self._words, self._how = theme.label("", "lead"), theme.label("", "second")
        self._facts = QGridLayout()
        self._changed = Notice("info")
        self._promised = theme.label("", "second")
        self._taken = theme.label("", "second")
        self._photos = PhotoTiles(workspace, "photos-of-visit", word("Photos and scans of this visit"))
        self._print = theme.button(word("Print another copy"), name="print-visit", icon="print")
        self._correct = theme.button(word("Correct it"), name="correct-visit", icon="pencil")
        self._lay_out()
        self._print.clicked.connect(lambda: self.print_wanted.emit(self._paper, self._row))
        self._correct.clicked.connect(lambda: self.correct_wanted.emit(self._row))
        self._photos.wanted.connect(self.evidence_wanted)

    @property
    def paper(self) -> tuple[str, bytes | None]:
        return self._paper, self._row or None

    def show_contact(self, contact: Contact) -> None:
        voice, store = self._voice, self._workspace.store
        zone, year, visit = store.zone(), store.today().year, contact.visit
        self._row, self._paper = visit.id, "not_met" if visit.manner == "not_met" else "visit"
        self._title.setText(f"{visit_words.when(voice, contact, zone, year)} {visit_words.manner(voice, visit)}")
        paper = voice.word("entered from paper") if contact.was_from_paper else ""
        self._about.setText(" · ".join(filter(None, (visit_words.from_to(contact, zone), paper))))
        self._show_signature(contact)
        said = visit.demands or ""
        self._words.setText(voice.word("“{words}”", words=said) if said else "")
        self._words.setVisible(bool(said))
        how = N_("their own words · read aloud") if visit.read_aloud else N_("their own words")
        self._how.setText(voice.word(how))
        self._how.setVisible(bool(said))
        self._show_facts(contact)
        self._show_changes(contact)
        promised = [" · ".join(visit_words.pledged(voice, each, year)) for each in contact.promises]
        self._promised.setText("\n".join((voice.word("What we promised"), *promised)) if promised else "")
        count = len(contact.evidence)
        self._taken.setText(voice.words("{n} photo or scan", "{n} photos and scans", count) if count else "")
        self._photos.show_photos(contact.evidence)
        for part in (self._taken, self._photos):
            part.setVisible(bool(count))
        self._correct.setEnabled(self._workspace.may_write("visit", "visit"))

    def _show_signature(self, contact: Contact) -> None:
        """How it was signed, and whether that is still what stands here."""
        voice, visit, store = self._voice, contact.visit, self._workspace.store
        found = self._workspace.read(lambda store: signing.standings(store, visit), ())
        newest = next(iter(found), None)
        manner = visit.signature or (newest.signature.manner if newest else None)
        told = voice.choice(visit.record_type().field["signature"], manner) if manner else ""
        if newest is not None and newest.state is not signing.State.CURRENT:
            self._signed.say(voice.listed((told, voice.word(newest.said))), "info", "history")
        else:
            self._signed.say(told, "" if manner in (None, "does_not_want") else "ok", "signature" if told else "")
        self._drawn.show_strokes((newest.signature.strokes if newest else None) or "")
        self._drawn.setVisible(bool(self._drawn.strokes()))
        if newest is not None and newest.signature.signed_at is not None:
            at = newest.signature.signed_at.astimezone(store.zone())
            when = f"{clock_words.short_day(at.date(), store.today().year)} {at:%H:%M}"
            self._drawn.say(" · ".join(filter(None, (newest.signature.signer, when, voice.word(newest.said)))))

    def _show_facts(self, contact: Contact) -> None:
        while (item := self._facts.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        has_copy = self._workspace.read(lambda store: papers.has_copy(store, contact.visit), contact.visit.copy_handed)
        for row, (name, value) in enumerate(visit_words.facts(self._voice, contact, has_copy=bool(has_copy))):
            told, shown = theme.label(name, "second"), theme.label(value, "plain")
            told.setWordWrap(False)
            shown.setWordWrap(True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._facts.addWidget(told, row, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(shown, row, 1)

    def _show_changes(self, contact: Contact) -> None:
        voice, store = self._voice, self._workspace.store
        if not contact.before:
            self._changed.say("")
            return
        changed = visit_words.changes(voice, contact, store.zone(), store.today().year)
        lines = [f"{escape(name)} <s>{escape(old)}</s> → <b>{escape(new)}</b>" for name, old, new in changed]
        why = escape(voice.word("Why: {reason}", reason=contact.visit.correction_reason or ""))
        who = escape(voice.word("Corrected by {name}", name=contact.visit.recorder or ""))
        self._changed.setTextFormat(Qt.TextFormat.RichText)
        self._changed.say("<br>".join((f"<b>{who}</b>", *lines, why)))

    def _lay_out(self) -> None:
        head = QFrame()
        head.setProperty("part", "row")
        head.setMinimumHeight(theme.high(44))
        across = QHBoxLayout(head)
        across.setContentsMargins(_EDGE, 0, _EDGE, 0)
        across.addWidget(self._title)
        across.addWidget(self._about, 1)
        across.addWidget(self._signed)
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._facts.setHorizontalSpacing(16)
        self._facts.setVerticalSpacing(10)
        self._facts.setColumnStretch(1, 1)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(_EDGE, 12, _EDGE, 12)
        inside.setSpacing(8)
        for part in (self._words, self._how):
            inside.addWidget(part)
        inside.addLayout(self._facts)
        for part in (self._changed, self._promised, self._taken, self._photos, self._drawn):
            inside.addWidget(part)
        inside.addStretch()
        seen = scrolling(content)
        seen.setObjectName("visit-read")
        seen.setAccessibleName(self._voice.word("The chosen contact"))
        seen.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # so that keys scroll it
        below = QHBoxLayout()
        below.setContentsMargins(_EDGE, 8, _EDGE, 12)
        below.setSpacing(8)
        for part in (self._print, self._correct):
            below.addWidget(part)
        below.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(seen, 1)
        column.addLayout(below)
