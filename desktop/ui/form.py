"""The one binder of the entry pages in `forms/`: it loads one, fills it from records, and reads typed values back.

Promise: the name of an input is the name of its field, everywhere. What is typed is never lost for being wrong: it
stays as it was typed, with what is wrong beside it. Hidden: when a group counts as left, which is when the keyboard
goes to something that is not of this group.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from typing import Any, TypeVar, cast

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtUiTools import QUiLoader
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QCompleter,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from desktop import paths
from desktop.domain import checks
from desktop.domain.errors import Finding, Level
from desktop.domain.fields import RECORDS, Field, Privacy, RecordType
from desktop.domain.records import Record, Sealed
from desktop.ui import icons, inputs, theme
from desktop.ui.form_layout import lay_out
from desktop.ui.inputs import Input
from desktop.ui.notices import Voice

_LINES = 3  # of a long text
_AROUND = 80  # px, seen above and below the field with which a page begins

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Bound:
    """One field of the form with what shows it."""

    record: RecordType
    field: Field
    input: Input
    label: QLabel
    finding: QLabel
    reveal: QPushButton | None

    @property
    def group(self) -> tuple[str, str]:
        return self.record.name, self.record.group_of[self.field.name].name


class Form(QWidget):
    """One entry page. `records` are the kinds whose fields it holds; no two of them share a name on one form."""

    typed = Signal(str)  # the name of a field that a person changed
    entered = Signal(str)  # the name of a field that the keyboard came to
    stepped = Signal()  # the keyboard went on from a field in which something is typed
    left = Signal(str, str)  # a record and its group in which something was typed: the keyboard has left it
    reveal_wanted = Signal(str)  # a masked field
    explained = Signal(str, str)  # F1: a record and its group

    def __init__(self, name: str, records: Sequence[str], voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._dirty: set[str] = set()
        self._sealed: dict[str, Sealed] = {}
        page = QUiLoader().load(str(paths.FORMS / f"{name}.ui"), self)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(page)
        order = {part: place for place, part in enumerate(page.findChildren(QWidget))}  # as the page is read
        bound = sorted(_bound(page, [RECORDS[record] for record in records]), key=lambda each: order[each.input])
        self.bound = {each.field.name: each for each in bound}
        lay_out(page, voice)
        for each in self.bound.values():
            self._dress(each)
            self._connect(each)
        cast("QApplication", QApplication.instance()).focusChanged.connect(self._follow)

    @property
    def is_dirty(self) -> bool:
        """Whether anything was typed that was not settled yet."""
        return bool(self._dirty)

    def fill(self, values: Mapping[str, Any], *, keeps_typed: bool = False) -> None:
        """Shows these values by field name, all others as not known; nothing counts as typed any more.

        With `keeps_typed`, what was typed stays as it is.
        """
        if not keeps_typed:
            self._dirty.clear()
        for name, each in self.bound.items():
            if name not in self._dirty:
                self._show(each, values.get(name))

    def text(self, name: str) -> str:
        """What stands in a field."""
        return inputs.typed(self.bound[name].input).strip()

    def put(self, name: str, value: Any) -> None:
        """Shows one value as if a person had typed it, such as a proposal."""
        self._show(self.bound[name], value)
        self._take_as_typed(name)

    def put_typed(self, typed: Mapping[str, str]) -> None:
        """Shows what a draft holds, as typed."""
        for name in self.bound.keys() & typed.keys():
            self._unseal(name)
            inputs.put(self.bound[name].input, typed[name])
            self._dirty.add(name)

    def write(self, name: str, value: Any) -> None:
        """Shows one value as if a person had typed it and gone on: its group is left."""
        self.put(name, value)
        self.left.emit(*self.bound[name].group)

    def sealed_with(self, name: str) -> list[str]:
        """The masked fields of one group, this one among them: they are shown together."""
        group = self.bound[name].group
        return [other for other, each in self.bound.items() if each.group == group and other in self._sealed]

    def typed_texts(self, *, everything: bool = False) -> dict[str, str]:
        """What was typed and is not settled, for a draft; with `everything` also what stands in the other fields."""
        texts = {name: inputs.typed(each.input) for name, each in self.bound.items() if name not in self._sealed}
        return {name: text for name, text in texts.items() if name in self._dirty or (everything and text)}

    def reveal(self, name: str, value: Any) -> None:
        """Shows the clear value of a masked field."""
        self._show(self.bound[name], value)

    def settle(self, record: str, group: str) -> None:
        """What was typed into this group is saved."""
        self._dirty -= {name for name, each in self.bound.items() if each.group == (record, group)}

    def groups_typed(self) -> list[tuple[str, str]]:
        """The groups in which something is typed and not settled, in the order of the form."""
        return list(dict.fromkeys(each.group for name, each in self.bound.items() if name in self._dirty))

    def flush(self) -> None:
        """Tells all groups with something typed as left: the page is being left."""
        for group in self.groups_typed():
            if group in self.groups_typed():  # writing one may settle others
                self.left.emit(*group)

    def read(self, record: str, *, today: date) -> tuple[dict[str, Any], list[Finding]]:
        """The values of one record that were typed, by field name, and what can't be read as typed."""
        values: dict[str, Any] = {}
        unread: list[Finding] = []
        for name in (name for name, each in self.bound.items() if each.record.name == record and name in self._dirty):
            each = self.bound[name]
            reading = inputs.read(each.field, inputs.typed(each.input), today)
            values[name] = reading.value
            if reading.problem is not None:
                unread.append(replace(reading.problem, field=name))
        return values, unread

    def show_findings(self, findings: Iterable[Finding], *, of: Collection[str] | None = None) -> None:
        """Shows what was found beside its field, with the proposal as a link; fields without any are as they were.

        With `of`, only these fields are looked at.
        """
        by_field: dict[str, Finding] = {}
        for finding in findings:
            before = by_field.get(finding.field)
            if before is None or (before.level is Level.WARNING and finding.level is Level.ERROR):
                by_field[finding.field] = finding
        for name, each in self.bound.items():
            if of is None or name in of:
                self._show_finding(each, by_field.get(name))

    def set_links(self, name: str, choices: Iterable[tuple[bytes, str]]) -> None:
        """What a field that points to another record can point to, with what each is called."""
        box = cast("QComboBox", self.bound[name].input)
        box.clear()
        box.addItem("—", "")
        for row, called in choices:
            box.addItem(called, row.hex())

    def propose(self, name: str, texts: Iterable[str]) -> None:
        """Texts that are often meant, offered while one is typed."""
        edit = self.bound[name].input
        if isinstance(edit, QLineEdit):
            completer = QCompleter(list(dict.fromkeys(texts)), edit)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
            proposed = cast("QListView", completer.popup())
            proposed.setItemDelegate(QStyledItemDelegate(proposed))  # its own knows no style sheet
            proposed.setProperty("look", "proposed")
            edit.setCompleter(completer)
            completer.activated.connect(lambda _text: self._take_as_typed(name))

    def let_write(self, may: Callable[[str, str], bool]) -> None:
        """Leaves only the groups of a record open that may be written; the others stay readable and can be copied."""
        for each in self.bound.values():
            inputs.set_writable(each.input, is_writable=may(*each.group))

    def let_reveal(self, *, may: bool) -> None:
        """Leaves masked values to be shown, or not, such as where nobody could write down who looked."""
        for reveal in (each.reveal for each in self.bound.values() if each.reveal is not None):
            reveal.setEnabled(may)

    def focus(self, name: str) -> None:
        """Brings one field above the keyboard and gives it the cursor."""
        edit = self.bound[name].input
        edit.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, edit, lambda: _bring_into_sight(edit))  # once it has its place

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in inputs.WATCHED:
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F1:
            self.explained.emit(*self.bound[watched.objectName()].group)
            return True
        if isinstance(watched, QComboBox) and watched.property("locked") and inputs.is_kept(watched, event):
            return True
        if event.type() == QEvent.Type.ShortcutOverride and inputs.leaves_undo(cast("QWidget", watched), event):
            event.ignore()  # nothing is typed that could be taken back: what was saved last is
            return True
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QComboBox):
            event.ignore()  # scrolling the page never changes a choice
            return True
        return False

    # Inside

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        """The keyboard goes from one thing to another; the list of a box is part of the box."""
        come_to = next((name for name, each in self.bound.items() if each.input is now), None)
        if come_to is not None:
            self.entered.emit(come_to)
        left = next((each for each in self.bound.values() if each.input is before), None)
        popup = QApplication.activePopupWidget()
        if left is None or (popup is not None and (now is None or popup.isAncestorOf(now))):
            return
        if left.field.name in self._dirty:
            self.stepped.emit()
        stays = any(now is each.input for each in self.bound.values() if each.group == left.group)
        if not stays and left.group in self.groups_typed():
            self.left.emit(*left.group)

    def _take_as_typed(self, name: str) -> None:
        self._dirty.add(name)
        self.typed.emit(name)

    def _show(self, each: Bound, value: Any) -> None:
        name = each.field.name
        self._unseal(name)
        if isinstance(value, Sealed):
            self._sealed[name] = value
        inputs.put(each.input, value.mask if isinstance(value, Sealed) else inputs.spelled(each.field, value))
        if each.reveal is not None:
            each.reveal.setVisible(isinstance(value, Sealed) and not isinstance(each.input, QComboBox))

    def _show_finding(self, each: Bound, finding: Finding | None) -> None:
        each.finding.setVisible(finding is not None)
        is_wrong = finding is not None and finding.level is Level.ERROR
        is_odd = finding is not None and not is_wrong
        theme.relook(each.input, wrong=is_wrong, odd=is_odd)
        each.input.setAccessibleDescription("")
        if finding is None:
            return
        text = self._voice.word(finding.message, **finding.values)
        each.input.setAccessibleDescription(text)
        theme.relook(each.finding, look="wrong" if is_wrong else "odd")
        link = ""
        if finding.proposal is not None:
            change = self._voice.word("Change it to {proposal}", proposal=finding.proposal)
            link = f' <a href="{escape(finding.proposal)}" style="color:{theme.colour("brand")}">{escape(change)}</a>'
        sign = "✕ " if is_wrong else "！ "
        each.finding.setText(f"{sign}{escape(text)}{link}")

    def _dress(self, each: Bound) -> None:
        voice, field = self._voice, each.field
        name = voice.label(field)
        is_told = not field.unit or field.unit in name or isinstance(each.input, QComboBox)
        unit = "" if is_told else f" {field.unit}"
        each.label.setText(f"{name}{unit}" + (" *" if field.required else ""))
        each.label.setProperty("look", "label")
        each.label.setBuddy(each.input)
        each.input.setAccessibleName(name)
        each.finding.setProperty("look", "wrong")
        each.finding.setWordWrap(True)
        each.finding.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        each.finding.hide()
        match each.input:
            case QComboBox() as box:
                inputs.offer(box, field, voice)
            case QPlainTextEdit() as text:
                text.setTabChangesFocus(True)
                text.setFixedHeight(text.fontMetrics().lineSpacing() * _LINES + 32)
            case _:
                pass
        if each.reveal is not None:
            each.reveal.setText(voice.word("Show"))
            each.reveal.setIcon(icons.icon("eye", theme.colour("ink")))
            each.reveal.setIconSize(QSize(20, 20))
            each.reveal.setAccessibleName(voice.word("Show {field}", field=name))
            each.reveal.setToolTip(voice.word("Who looked is written into the journal."))

    def _connect(self, each: Bound) -> None:
        name = each.field.name
        each.input.installEventFilter(self)
        match each.input:
            case QLineEdit() as edit:
                edit.textEdited.connect(lambda _text: self._type(name))
            case QComboBox() as box:
                box.activated.connect(lambda _place: self._type(name))
            case QPlainTextEdit() as text:
                text.textChanged.connect(lambda: self._type(name) if text.hasFocus() else None)
        each.finding.linkActivated.connect(lambda proposal: self._accept(name, proposal))
        if each.reveal is not None:
            each.reveal.clicked.connect(lambda: self.reveal_wanted.emit(name))

    def _type(self, name: str) -> None:
        mask, edit = self._sealed.get(name), self.bound[name].input
        if mask is not None and isinstance(edit, QComboBox) and edit.currentData() == mask.mask:
            return  # the mask was chosen again
        self._unseal(name)
        if mask is not None and not isinstance(edit, QComboBox):
            inputs.type_over(edit, mask.mask)
        self._take_as_typed(name)

    def _unseal(self, name: str) -> None:
        """No masked value is shown here any more; it is no choice either."""
        sealed, edit = self._sealed.pop(name, None), self.bound[name].input
        if sealed is not None and isinstance(edit, QComboBox):
            edit.removeItem(edit.findData(sealed.mask))

    def _accept(self, name: str, proposal: str) -> None:
        inputs.put(self.bound[name].input, proposal)
        self._type(name)
        self.left.emit(*self.bound[name].group)


def found_in(records: Iterable[Record], unread: Sequence[Finding], today: date) -> list[Finding]:
    """What is wrong or odd with these records, and what could not be read of them: that is told once."""
    lost = {finding.field for finding in unread}
    return [*unread, *(each for row in records for each in checks.findings(row, today) if each.field not in lost)]


def _bring_into_sight(edit: QWidget) -> None:
    above = edit.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    if above is not None:
        above.ensureWidgetVisible(edit, 0, theme.high(_AROUND))


def with_values(record: R, values: Mapping[str, Any], group: str | None = None) -> R:
    """A record with what a form says of it, or of one group of it."""
    kind = record.record_type()
    names = values.keys() if group is None else {field.name for field in kind.group[group].fields} & values.keys()
    return replace(record, **{name: values[name] for name in names})


def _bound(page: QWidget, records: Sequence[RecordType]) -> Iterator[Bound]:
    for record in records:
        for field in record.fields:
            found = page.findChild(QWidget, field.name)
            if not isinstance(found, Input):
                continue
            label, finding = (page.findChild(QLabel, f"{part}_{field.name}") for part in ("label", "finding"))
            is_sensitive = record.group_of[field.name].privacy is Privacy.SENSITIVE
            reveal = page.findChild(QPushButton, f"reveal_{field.name}") if is_sensitive else None
            yield Bound(record, field, found, cast("QLabel", label), cast("QLabel", finding), reveal)
