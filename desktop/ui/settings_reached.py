"""Settings, people: in which team each of the staff is, and by which number reached; papers give it to households.

Promise: what is typed is saved when its field is left. Hidden: a person's two fields are one record, which the store
lets nobody take back; who mistyped types it again.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit

from desktop.casework import people
from desktop.domain.fields import RECORDS
from desktop.domain.records import Staff
from desktop.ui import theme
from desktop.ui.notices import Voice
from desktop.ui.settings_card import Card, Row
from desktop.ui.workspace import Workspace

_FIELDS = RECORDS["staff"].field
_LETTERS = {"team": 6, "phone": 13}


class ReachedCard(Card):
    """A line for each of the staff."""

    def __init__(self, workspace: Workspace) -> None:
        word = workspace.voice.word
        super().__init__(word("Whom a household can ask"))
        self._workspace = workspace
        self._may = workspace.may_write("staff", "staff")
        self._lines: dict[bytes, _Line] = {}
        about = theme.label(
            word("Papers name who is in charge of a household, with the number that stands here."), "second"
        )
        about.setWordWrap(True)
        self.add_inset(about)
        self.refresh()
        self._connect()

    def leave(self) -> None:
        """Writes down what is being typed."""
        for line in self._lines.values():
            line.flush()

    def refresh(self) -> None:
        """Shows each as they stand now; who came since, at the end."""
        for person in self._workspace.read(people.staff, ()):
            if person.id not in self._lines:
                self._lines[person.id] = line = _Line(self._workspace.voice, person, may_write=self._may)
                line.left.connect(partial(self._save, person.id))
                self.add(line)
            self._lines[person.id].show_person(person)

    def _save(self, row: bytes, texts: Mapping[str, str | None]) -> None:
        person = self._workspace.read(lambda store: store.get(Staff, row), None)
        if person is not None and any(vars(person)[name] != text for name, text in texts.items()):
            self._workspace.save(replace(person, **texts), source=self)

    def _take(self, changed: frozenset[tuple[str, bytes]], source: object) -> None:
        if source is not self and any(record == "staff" for record, _ in changed):
            self.refresh()

    def _connect(self) -> None:
        self._workspace.changed.connect(self._take)


class _Line(Row):
    """One of the staff: the name, what they do, and the two fields, or what stands in them."""

    left = Signal(object)  # the texts by field, once one of them was typed in and left

    def __init__(self, voice: Voice, person: Staff, *, may_write: bool) -> None:
        name = person.name or ""
        self._inputs = {field: QLineEdit() for field in _LETTERS}
        super().__init__(
            name, voice.choice(_FIELDS["role"], person.role or ""), *(self._inputs.values() if may_write else ())
        )
        self._role, self._may = self.about.text(), may_write
        for field, letters in _LETTERS.items():
            typed = self._inputs[field]
            label = voice.label(_FIELDS[field])
            typed.setObjectName(f"{field}-{name}")
            typed.setAccessibleName(voice.pair(name, label))
            typed.setPlaceholderText(label)
            typed.setFixedWidth(theme.wide(letters) + 24)
            typed.editingFinished.connect(self.flush)
        self._inputs["phone"].setInputMethodHints(Qt.InputMethodHint.ImhDialableCharactersOnly)

    def show_person(self, person: Staff) -> None:
        """Shows what stands in the record; what is being typed stays."""
        texts = {field: vars(person)[field] or "" for field in _LETTERS}
        if not self._may:
            self.tell(" · ".join(filter(None, (self._role, *texts.values()))))
        for field, text in texts.items():
            if not self._inputs[field].isModified():
                self._inputs[field].setText(text)

    def flush(self) -> None:
        """Tells what was typed."""
        if self._may and any(typed.isModified() for typed in self._inputs.values()):
            for typed in self._inputs.values():
                typed.setModified(False)
            self.left.emit({field: typed.text().strip() or None for field, typed in self._inputs.items()})
