"""What a field is typed into: an input of an entry page, and how values become its text and texts become values.

Promise: what is typed is read as offices spell it, and a value that is shown and read again is the same. Hidden: what
of a mask is left when somebody types into it.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from PySide6.QtCore import QEvent, QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from desktop.domain import money
from desktop.domain.errors import Finding
from desktop.domain.fields import Field, Kind
from desktop.domain.identity import clean_id_number
from desktop.exchange import cell
from desktop.ui import theme
from desktop.ui.notices import Voice

Input = QLineEdit | QPlainTextEdit | QComboBox

_PRESSES = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick})
WATCHED = _PRESSES | {QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride, QEvent.Type.Wheel}
"""The few of a hundred events of an input that a form looks at."""
_PASSED = frozenset({Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape})
_MASKS = "*•"
_TO_THE_MINUTE = "%Y-%m-%d %H:%M"
_BETWEEN = "、，,;；\n"
_COMPUTED_BY_READER = frozenset({Kind.NUMBER, Kind.WHOLE, Kind.MONEY, Kind.DATE})


def offer(box: QComboBox, field: Field, voice: Voice) -> None:
    """Fills a box with the choices of its field."""
    theme.let_touch(box)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(3)
    box.addItem("—", "")
    if field.kind is Kind.YESNO:
        box.addItem(voice.word("yes"), "yes")
        box.addItem(voice.word("no"), "no")
    for key, _ in field.choices:
        box.addItem(voice.choice(field, key), key)


def typed(edit: Input) -> str:
    """What stands in an input, of a choice its key."""
    match edit:
        case QLineEdit():
            return edit.text()
        case QPlainTextEdit():
            return edit.toPlainText()
        case QComboBox():
            return edit.currentData() or ""


def put(edit: Input, text: str) -> None:
    """Shows a text; nobody typed it."""
    with QSignalBlocker(edit):
        _put(edit, text)


def _put(edit: Input, text: str) -> None:
    match edit:
        case QLineEdit():
            edit.setText(text)
            edit.setCursorPosition(0)
        case QPlainTextEdit():
            edit.setPlainText(text)
        case QComboBox():
            place = edit.findData(text)
            if place < 0:  # a choice of a newer program is itself
                edit.addItem(text, text)
                place = edit.count() - 1
            edit.setCurrentIndex(place)


def type_over(edit: QLineEdit | QPlainTextEdit, mask: str) -> None:
    """Leaves what was typed into a masked value, without the mask: nobody can add to what is not seen."""
    text = typed(edit)
    if set(text).isdisjoint(_MASKS):
        return  # it was replaced as a whole
    start = _common(mask, text)
    end = _common(mask[start:][::-1], text[start:][::-1])
    edit.clear()
    if new := text[start : len(text) - end]:
        edit.insert(new) if isinstance(edit, QLineEdit) else edit.insertPlainText(new)


def _common(one: str, other: str) -> int:
    """With how many equal letters both begin."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def set_writable(edit: Input, *, is_writable: bool) -> None:
    """Opens an input or closes it; a closed one still takes the keyboard, and can be copied from."""
    if isinstance(edit, QComboBox):
        theme.relook(edit, locked=not is_writable)
    elif edit.isReadOnly() == is_writable:
        edit.setReadOnly(not is_writable)
        theme.relook(edit)


def is_kept(edit: QComboBox, event: QEvent) -> bool:
    """Whether a closed box of choices keeps an event to itself, since it would change it; Ctrl+C copies."""
    if event.type() in _PRESSES:
        return True
    if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
        return False
    if event.matches(QKeySequence.StandardKey.Copy):
        QApplication.clipboard().setText(edit.currentText())
    return event.key() not in _PASSED


def leaves_undo(edit: QWidget, event: QEvent) -> bool:
    """Whether a field that is asked to take back what was typed has nothing of the kind."""
    if not isinstance(event, QKeyEvent) or not event.matches(QKeySequence.StandardKey.Undo):
        return False
    match edit:
        case QLineEdit():
            return edit.isReadOnly() or not edit.isUndoAvailable()
        case QPlainTextEdit():
            return edit.isReadOnly() or not edit.document().isUndoAvailable()
        case _:
            return False


def spelled(field: Field, value: Any) -> str:
    """A value as a person would type it."""
    match value:
        case None | ():
            return ""
        case bool():
            return "yes" if value else "no"
        case tuple():
            return "、".join(cast("tuple[str, ...]", value))
        case bytes():
            return value.hex()
        case int() if field.kind is Kind.MONEY:
            return money.shown(value)
        case datetime():
            return f"{value:{_TO_THE_MINUTE}}"
        case Decimal() if field.unit == "㎡" and round(value, 2) == value:
            return f"{value:.2f}"
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)


def read(field: Field, text: str, today: date) -> cell.Reading:
    """What is typed, as a value; a number or a date as offices spell it, a text as it stands."""
    plain = text.strip()
    if not plain:
        return cell.Reading(() if field.kind is Kind.LIST else None)
    if field.kind in _COMPUTED_BY_READER:
        return cell.read(field, plain, today=today)
    match field.kind:
        case Kind.YESNO:
            return cell.Reading(plain == "yes")
        case Kind.LIST:
            for mark in _BETWEEN:
                plain = plain.replace(mark, "\n")
            return cell.Reading(tuple(filter(None, map(str.strip, plain.split("\n")))))
        case Kind.INSTANT:
            return _moment(plain)
        case Kind.LINK:
            return cell.Reading(bytes.fromhex(plain))
        case _:
            return cell.Reading(clean_id_number(plain) if field.name == "id_number" else plain)


def _moment(text: str) -> cell.Reading:
    """A time as it is shown; of which place, the page knows."""
    try:
        return cell.Reading(datetime.strptime(text.replace("/", "-"), _TO_THE_MINUTE))  # noqa: DTZ007
    except ValueError:
        return cell.Reading(None, Finding("", "Write the day and the time: 2026-11-18 09:41."))
