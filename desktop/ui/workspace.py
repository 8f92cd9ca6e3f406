"""What stands between the pages and the open store: one gate for writing, one word of what changed, one way back.

Promise: a page never sees a refusal of the store; it is said once, where the window says such things. Hidden: which of
the own edits of this session can still be taken back.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS, Role
from desktop.domain.records import Record
from desktop.store import drafts
from desktop.store.store import Saved, Store
from desktop.ui.jobs import Job, Progress
from desktop.ui.notices import Voice

T = TypeVar("T")
R = TypeVar("R", bound=Record)


class Edit(msgspec.Struct, frozen=True):
    """An own edit that can be taken back, and what it was, in words."""

    origin: bytes
    seq: int
    told: str


class Workspace(QObject):
    """The open store, the person who opened it, and the language in which the window speaks to them."""

    # The rows that changed, as {(record, id)}, and the page that changed them, or None. An intake stands for all that
    # it has written, or that was taken back with it.
    changed = Signal(object, object)
    kept = Signal()  # something was saved
    drafted = Signal()  # what is being typed was kept; that alone is no answer to a refusal
    refused = Signal(object)  # Refused or OSError
    undoable = Signal(object)  # the last Edit that can be taken back, or None
    undone = Signal(object)  # the Edit that was taken back
    said = Signal(str)  # news that is worth a line
    warned = Signal(str, str, object)  # news that asks for something; what a button says that leads on, and its Place

    def __init__(self, store: Store, voice: Voice, owner: QObject | None = None) -> None:
        super().__init__(owner)
        self.store = store
        self.voice = voice
        self.held = ""  # in words: what is being written beside the window; till then nothing else is, and no page left
        self.room: QWidget | None = None  # where pages are made: to be moved there takes one as long as to be made
        self._edits: list[Edit] = []

    @property
    def role(self) -> Role:
        return self.store.opened.role

    @property
    def is_read_only(self) -> bool:
        return self.store.read_only

    def may_write(self, record: str, group: str) -> bool:
        """Whether this person writes this group here."""
        return not self.is_read_only and self.role in RECORDS[record].group[group].writers

    def read(self, query: Callable[[Store], T], otherwise: T) -> T:
        """What a query tells; something else where the store is damaged just there, which is said."""
        try:
            return query(self.store)
        except (Refused, OSError) as refused:
            self.refused.emit(refused)
            return otherwise

    def save(
        self,
        *records: Record,
        because: str = "",
        told: str = "",
        source: QObject | None = None,
        ends_draft: bytes | None = None,
    ) -> Saved | None:
        """Saves these records together; None where it was refused, which is said.

        With `told`, what was done in words, the edit can be taken back.
        """
        return self._write(
            lambda: self.store.save(*records, because=because, ends_draft=ends_draft), told=told, source=source
        )

    def withdraw(self, record: Record, *, because: str, told: str, source: QObject | None = None) -> Saved | None:
        """Takes a record out of sight, with a reason."""
        return self._write(lambda: self.store.withdraw(record, because=because), told=told, source=source)

    def revive(self, record: Record, *, because: str, told: str, source: QObject | None = None) -> Saved | None:
        """Brings a withdrawn record back."""
        return self._write(lambda: self.store.revive(record, because=because), told=told, source=source)

    def carry_out(self, work: Callable[[Store], R], *, source: QObject | None = None) -> R | None:
        """Does what casework writes down in steps of its own, and tells of the record that came of it.

        None where it was refused, which is said; what a second person signs, or is locked, is not taken back.
        """
        if self._is_held():
            return None
        try:
            record = work(self.store)
        except (Refused, OSError) as refused:
            self.refused.emit(refused)
            return None
        self.changed.emit(frozenset({(record.record_type().name, record.id)}), source)
        self.kept.emit()
        return record

    def carry_out_all(
        self,
        work: Callable[[Store], T],
        rows_of: Callable[[T], frozenset[tuple[str, bytes]]],
        *,
        source: QObject | None = None,
    ) -> T | None:
        """Does what casework writes down of several records, and tells of those, as {(record, id)}.

        None where it was refused, which is said; what was decided or signed is not taken back.
        """
        if self._is_held():
            return None
        try:
            result = work(self.store)
        except (Refused, OSError) as refused:
            self.refused.emit(refused)
            return None
        self.changed.emit(rows_of(result), source)
        self.kept.emit()
        return result

    def undo(self) -> Edit | None:
        """Takes the last own edit of this session back; what cannot be taken back any more is said and dropped."""
        if not self._edits or self._is_held():
            return None
        edit = self._edits.pop()
        saved = self._write(lambda: self.store.undo(edit.origin, edit.seq))
        self.undoable.emit(self._edits[-1] if self._edits else None)
        if saved is None:
            return None
        self.undone.emit(edit)
        return edit

    def take_back(self, origin: bytes, seq: int, *, told: str, source: QObject | None = None) -> Saved | None:
        """Takes any own edit back, also of an earlier day; that can be taken back in turn."""
        return self._write(lambda: self.store.undo(origin, seq), told=told, source=source)

    def keep_draft(
        self, record: str, fields: Mapping[str, Any], *, household: bytes | None = None, draft: bytes | None = None
    ) -> bytes | None:
        """Keeps what is being typed; returns the draft's id, to keep it again and to end it."""
        try:
            kept = drafts.keep_draft(self.store, record, fields, household=household, draft=draft)
        except (Refused, OSError) as refused:
            self.refused.emit(refused)
            return draft
        self.drafted.emit()
        return kept

    def drop_draft(self, draft: bytes) -> None:
        """Throws away what was typed."""
        try:
            drafts.drop_draft(self.store, draft)
        except (Refused, OSError) as refused:
            self.refused.emit(refused)

    def reveal(self, record: Record, field: str, *, because: str = "") -> Any:
        """The clear value of a masked field, journaled before it is shown; None also where it was refused."""
        try:
            return self.store.reveal(record, field, because=because)
        except (Refused, OSError) as refused:
            self.refused.emit(refused)
            return None

    def job(self, work: Callable[[Progress], object], owner: QObject) -> Job:
        """Work beside the window whose refusal is said like any other; its owner connects the rest and starts it."""
        made = Job(work, owner)
        made.refused.connect(self.refused)
        return made

    def _is_held(self) -> bool:
        """Whether something else would have to be awaited, with the window standing still, which is said."""
        if self.held:
            self.said.emit(self.held)
        return bool(self.held)

    def _write(self, write: Callable[[], Saved], *, told: str = "", source: QObject | None = None) -> Saved | None:
        if self._is_held():
            return None
        try:
            saved = write()
        except (Refused, OSError) as refused:
            self.refused.emit(refused)
            return None
        if saved.entry is not None:
            if told:
                self._edits.append(Edit(saved.entry.origin, saved.entry.seq, told))
                self.undoable.emit(self._edits[-1])
            self.changed.emit(saved.rows, source)
        self.kept.emit()
        return saved
