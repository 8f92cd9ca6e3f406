"""A fact of a sum in one row: typed where the household is asked, locked where the ledger holds it; a flat is picked.

Promise: a row says whose word a fact is, and what is wrong with it. Hidden: how a fact is asked by what kind it is.
"""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.casework.flats import Hold, hold_of
from desktop.casework.household_facts import Gap, Gathered
from desktop.casework.household_ledger import flat_said
from desktop.casework.ledger_fields import known_field
from desktop.domain.records import Flat
from desktop.exchange.day import day_of
from desktop.policy.pack import Input, Kind
from desktop.ui import icons, theme
from desktop.ui.flow import FlowLayout
from desktop.ui.ledger_line import Target
from desktop.ui.notices import Voice
from desktop.ui.pill import Pill
from desktop.ui.still_box import StillBox

_GAP, _UNIT, _LOCK = 4, 58, 14


class FactRow(QWidget):
    """A fact: its label, the paper behind it, and its value; typed where it is asked, else locked."""

    changed = Signal()
    ledger_wanted = Signal(object)

    def __init__(self, voice: Voice, of: Input, one: Input, asked_as: str, text: str) -> None:
        super().__init__()
        self._voice, self._of, self._one = voice, of, one
        self.name, self.is_asked, self.has_gap = asked_as or of.name, bool(asked_as), False
        known = known_field(of.field)
        self.target = (
            Target(known.record, None, known.field) if known and known.record not in ("area", "flat") else None
        )
        label = one.label or one.name
        number = f" {asked_as.partition('[')[2].partition(']')[0]}" if "[" in asked_as else ""
        self._label, self._paper = theme.label(label + number, "label"), theme.label("", "caption")
        self._paper.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._wrong = theme.label("", "odd")
        self._wrong.setWordWrap(True)
        self._wrong.hide()
        self.field: QWidget = self._input(text) if asked_as else self._locked()
        self.field.setObjectName(f"fact-{self.name}")
        self.field.setAccessibleName(label + number)
        self._label.setBuddy(self.field)
        top = QHBoxLayout()
        top.addWidget(self._label)
        top.addWidget(self._paper, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        column.addLayout(top)
        column.addWidget(self.field)
        column.addWidget(self._wrong)
        self.ways_in: Sequence[QWidget] = (self.field,)
        if self.is_asked:
            self._paper.setText(voice.word("the household says"))

    def text(self) -> str:
        """What was typed, as a plan's example would say it."""
        if isinstance(self.field, QComboBox):
            return cast("str", self.field.currentData() or "")
        return self._spelled(cast("QLineEdit", self.field).text().strip())

    def show_fact(self, found: Gathered, gap: Gap | None) -> None:
        word = self._voice.word
        if not self.is_asked:
            field = cast("QLineEdit", self.field)
            field.setText(self._shown(found.taken.get(self._of.name)))
            field.setCursorPosition(0)
            self._paper.setText(found.origins.get(self._of.name, ""))
            self._paper.setToolTip(self._paper.text())
        theme.relook(self.field, odd=gap is not None and bool(self.text() or not self.is_asked))
        told = word(gap.message, **gap.values) if gap else ""
        if gap is not None and gap.name != self.name:  # of a row of its list
            told = f"{gap.label} · {told}"
        self.has_gap = gap is not None
        self._wrong.setText(told)
        self._wrong.setVisible(bool(told))
        self.field.setAccessibleDescription(told)

    def _input(self, text: str) -> QWidget:
        one = self._one
        if one.kind in (Kind.YESNO, Kind.CHOICE):
            return self._box(text)
        field = _Valued(str(one.unit), is_locked=False)
        field.setText(text)
        if one.kind is Kind.DATE:
            field.setPlaceholderText(self._voice.word("year-month-day"))
        else:
            field.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        if one.default is not None and one.kind is Kind.NUMBER:
            field.setPlaceholderText(self._voice.word("none"))
        field.textEdited.connect(self.changed)
        return field

    def _box(self, text: str) -> QComboBox:
        box, word = StillBox(), self._voice.word
        theme.let_touch(box)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.addItem("—", "")
        if self._one.kind is Kind.YESNO:
            box.addItem(word("yes"), "是")
            box.addItem(word("no"), "否")
        for choice in self._one.choices:
            box.addItem(choice, choice)
        box.setCurrentIndex(max(box.findData(text), 0))
        box.currentIndexChanged.connect(self.changed)
        return box

    def _locked(self) -> QLineEdit:
        field = _Valued(str(self._one.unit), is_locked=True)
        field.setReadOnly(True)
        if self.target is not None:
            field.opened.connect(lambda: self.ledger_wanted.emit(self.target))
            field.setToolTip(self._voice.word("Enter shows it in the ledger"))
        return field

    def _shown(self, held: object) -> str:
        match held:
            case None:
                return ""
            case bool():
                return self._voice.word("yes") if held else self._voice.word("no")
            case list():
                return self._voice.words("{n} row", "{n} rows", len(cast("list[object]", held)))
            case _:
                return str(held)

    def _spelled(self, text: str) -> str:
        """A day as offices write it is the plan's own form of it."""
        if self._one.kind is not Kind.DATE or not text:
            return text
        day = day_of(text)
        return day.isoformat() if day else text


class _Valued(QLineEdit):
    """A value with its unit inside, and a lock where it is changed elsewhere; Enter or a double tap goes there."""

    opened = Signal()

    def __init__(self, unit: str, *, is_locked: bool) -> None:
        super().__init__()
        inside = QHBoxLayout(self)
        inside.setContentsMargins(0, 0, 10, 0)
        inside.setSpacing(6)
        inside.addStretch()
        told = theme.label(unit, "label")
        inside.addWidget(told)
        if is_locked:
            lock = QLabel()
            lock.setPixmap(icons.pixmap("lock", theme.colour("ink_2"), _LOCK, self.devicePixelRatioF()))
            inside.addWidget(lock)
        self.setTextMargins(0, 0, theme.broad(_UNIT), 0)
        self.returnPressed.connect(self.opened)


class FlatPick(QWidget):
    """The flat that the household looks at for one way; several facts of the plan come from it."""

    changed = Signal()
    keep_wanted = Signal(bytes)
    all_wanted = Signal()

    def __init__(
        self,
        voice: Voice,
        what: str,
        first: str,
        flats: Sequence[Flat],
        chosen: bytes | None,
        *,
        may_keep: bool,
    ) -> None:
        super().__init__()
        self.inputs, self.is_asked, self.has_gap = {first}, True, False
        self._voice, self._lost = voice, ""
        self._flats, self._may_keep = {flat.id: flat for flat in flats}, may_keep
        word = voice.word
        self.box = self._box = StillBox()
        theme.let_touch(self._box)
        self._box.setObjectName(f"flat-{what}")
        self._box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        title = word("{what}: flat", what=what) if what else word("Flat")
        self._box.setAccessibleName(title)
        self._box.addItem(word("none looked at"), None)
        for flat in flats:
            self._box.addItem(_flat_in_list(flat), flat.id)
            self._box.setItemData(self._box.count() - 1, flat.layout or "", Qt.ItemDataRole.ToolTipRole)
        with QSignalBlocker(self._box):
            places = [flat.id for flat in flats]
            self._box.setCurrentIndex(1 + places.index(chosen) if chosen in places else 0)
        label, paper = theme.label(title, "label"), theme.label(word("the household chooses"), "caption")
        label.setBuddy(self._box)
        self._wrong = theme.label("", "odd")
        self._wrong.setWordWrap(True)
        self._wrong.hide()
        top = QHBoxLayout()
        top.addWidget(label)
        top.addStretch()
        top.addWidget(paper)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        column.addLayout(top)
        column.addWidget(self._box)
        column.addWidget(self._wrong)
        column.addLayout(self._ways_on(voice, what))
        self.ways_in: Sequence[QWidget] = self.box, self.keep, self.all
        self._tell_held()
        self._box.currentIndexChanged.connect(self._choose)
        self.keep.clicked.connect(self._ask_to_keep)
        self.all.clicked.connect(self.all_wanted)

    def flat(self) -> bytes | None:
        return cast("bytes | None", self._box.currentData())

    def show_gap(self, gap: Gap | None) -> None:
        told = self._voice.word(gap.message, **gap.values) if gap else ""
        self.has_gap = gap is not None
        self._wrong.setText(self._lost or told)
        self._wrong.setVisible(bool(self._wrong.text()))

    def say_lost(self, flat: str) -> None:
        self._lost = self._voice.word("{flat} is another household's by now. Look at another one.", flat=flat)
        self.show_gap(None)

    def _ways_on(self, voice: Voice, what: str) -> FlowLayout:
        """To keep what is looked at, and to see all that there is."""
        self._held = Pill()
        self.keep = theme.button(voice.word("Keep it for them"), "link", f"keep-{what}", "key")
        self.keep.setAccessibleName(f"{self._box.accessibleName()}: {self.keep.text()}")
        self.all = theme.button(voice.word("Every flat"), "link", f"all-flats-{what}", "forward")
        self.all.setAccessibleName(f"{self._box.accessibleName()}: {self.all.text()}")
        across = FlowLayout(_GAP)
        for part in (self._held, self.keep, self.all):
            across.addWidget(part)
        return across

    def _choose(self) -> None:
        self._lost = ""
        self._tell_held()
        self.changed.emit()

    def _ask_to_keep(self) -> None:
        flat = self.flat()
        if flat is not None:
            self.keep_wanted.emit(flat)

    def _tell_held(self) -> None:
        """Whether the flat is this household's already; a free one can be kept for it."""
        flat = self._flats.get(self.flat() or b"")
        hold = hold_of(flat) if flat else None
        self._held.say(self._voice.word(hold.label) if hold and hold is not Hold.FREE else "", "ok", "check")
        self.keep.setVisible(self._may_keep and hold is Hold.FREE)


def _flat_in_list(flat: Flat) -> str:
    area = f"{flat.area:.2f} ㎡" if flat.area is not None else ""
    return "  ".join(filter(None, (flat_said(flat), area)))
