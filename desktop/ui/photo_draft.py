"""Photos of what is being written down: taken in at once, and recorded together with what they belong to.

Promise: a photo's file is sealed in the store as soon as it was read, and the draft names it; of what was chosen and
not read yet, the draft names the file, which is read when the draft is opened again. Hidden: a record of evidence is
never changed, so that it is written once all is said of it; where the page shows something else by then, the photo
goes to the draft that it was taken in for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.domain.records import Evidence
from desktop.store import drafts
from desktop.ui.evidence_intake import Chosen, Read, of_file, reasons, taking_in
from desktop.ui.unfinished import Unfinished
from desktop.ui.workspace import Workspace

PHOTOS = "photos"
"""What photos are called among the fields of a draft."""

_KEPT = ("kind", "digest", "media_type", "size", "place", "file_name", "caption", "consent")


@dataclass(frozen=True, slots=True)
class _For:
    """What a photo is taken in for: its draft, its place there, what was dropped by then, and what it shows."""

    draft: bytes | None
    place: int
    dropped: int
    caption: str


class PhotoDraft(QObject):
    """The photos that a page's draft names, one for all that shows them."""

    kept = Signal()  # another photo, or one less, or an answer: the draft is to be kept at once
    typed = Signal()  # a caption
    changed = Signal()  # for whatever shows them
    refused = Signal(str)  # why something was not taken in, in words

    def __init__(self, workspace: Workspace, draft: Unfinished, owner: QObject, name: str = PHOTOS) -> None:
        super().__init__(owner)  # which closes with the window, and ends its jobs then
        self._workspace, self._draft, self._name, self._kind = workspace, draft, name, ""
        self._household = b""
        self.records: tuple[Evidence, ...] = ()
        self._waiting: tuple[Chosen, ...] = ()  # what is being read of this draft
        self._running: tuple[tuple[Chosen, bytes | None], ...] = ()  # and of every other, with the draft's id
        self._gone: Evidence | None = None
        self._chosen = 0  # how many were
        self._dropped = 0  # how often: what was being read then is not shown either
        self._places: dict[bytes, int] = {}  # photos stand as they were chosen, whichever was read first

    @property
    def waiting(self) -> int:
        """How many are being taken in."""
        return len(self._waiting)

    @property
    def has_gone(self) -> bool:
        """Whether one was taken off that can be put back."""
        return self._gone is not None

    def begin(self, household: bytes) -> None:
        """Begins without any."""
        self._household, self.records, self._waiting, self._gone = household, (), (), None
        self.changed.emit()

    def state(self) -> Mapping[str, Any]:
        """What a draft keeps of them."""
        coming = [str(each.file) for each in self._waiting if each.file]
        return {"records": [_plain(each) for each in self.records], "coming": coming}

    def put(self, state: Mapping[str, Any]) -> None:
        """Shows what a draft holds, and reads what was not read yet, where it is still there."""
        self.records = tuple(_again(self._household, each) for each in state.get("records", ()))
        self._waiting = tuple(each for each, draft in self._running if draft == self._draft.id)
        self.changed.emit()
        reading = {each.file for each in self._waiting}
        files = (Path(each) for each in state.get("coming", ()))
        coming = [of_file(file) for file in files if file not in reading and file.is_file()]
        self._waiting += tuple(coming)
        self._read(coming)  # and keeps nothing: the rest of the page is not filled yet

    def take_in(self, chosen: Sequence[Chosen], caption: str = "") -> None:
        """Takes these in, each in a job of its own, so that none waits for another."""
        if chosen:
            self._waiting += tuple(chosen)
            self.refused.emit("")
            self.kept.emit()
            self._read(chosen, caption)

    def say(self, row: bytes, **stated: str | None) -> None:
        """What a photo shows, or whether they agreed."""
        self.records = tuple(replace(each, **stated) if each.id == row else each for each in self.records)
        if "caption" in stated:
            self.typed.emit()
            return
        self.kept.emit()
        self.changed.emit()

    def be(self, kind: str) -> None:
        """What all of them are from now on."""
        self._kind = kind
        if kind and any(each.kind != kind for each in self.records):
            self.records = tuple(replace(each, kind=kind) for each in self.records)
            self.changed.emit()

    def drop(self) -> None:
        """What they prove does not stand any more."""
        if self.records or self._waiting:
            self.records, self._waiting, self._gone = (), (), None
            self._dropped += 1
            self.kept.emit()
            self.changed.emit()

    def take_off(self, row: bytes) -> None:
        """Takes one off: no record will name it."""
        self._gone = next((each for each in self.records if each.id == row), None)
        self.records = tuple(each for each in self.records if each.id != row)
        self.kept.emit()
        self.changed.emit()

    def put_back(self) -> None:
        """Brings back what was taken off last."""
        if self._gone is not None:
            self.records, self._gone = (*self.records, self._gone), None
            self.kept.emit()
            self.changed.emit()

    def written(self, visit: bytes | None) -> Iterator[Evidence]:
        """The records, to be saved together with the visit that they name, if any."""
        return (replace(each, visit=visit, caption=(each.caption or "").strip() or None) for each in self.records)

    # Inside

    def _read(self, chosen: Sequence[Chosen], caption: str = "") -> None:
        store, household, draft = self._workspace.store, self._household, self._draft.id
        self._running += tuple((each, draft) for each in chosen)
        for each in chosen:
            job = self._workspace.job(taking_in(store, household, [each]), self)
            self._chosen += 1
            job.done.connect(partial(self._take, each, _For(draft, self._chosen, self._dropped, caption)))
            job.start()
        self.changed.emit()

    def _take(self, chosen: Chosen, meant: _For, read: Read) -> None:
        """What was read goes to the draft that it was taken in for, whatever is shown by now."""
        self._waiting = tuple(each for each in self._waiting if each is not chosen)
        self._running = tuple(each for each in self._running if each[0] is not chosen)
        records = [self._told(each, meant.caption) for each in read.records if each.seen is None]
        if meant.draft != self._draft.id:
            self._hand_over(records, meant.draft)
        elif meant.dropped == self._dropped:
            self._show_read(records, meant.place, read)

    def _show_read(self, records: Sequence[Evidence], place: int, read: Read) -> None:
        known = {each.digest for each in self.records}
        new = [each for each in records if each.digest not in known]
        self._places |= {each.id: place for each in new}
        self.records = tuple(sorted((*self.records, *new), key=lambda each: self._places.get(each.id, 0)))
        self.kept.emit()
        self.changed.emit()
        lines = [*reasons(self._workspace.voice, read)]
        if there := len(read.records) - len(new):
            lines.append(self._workspace.voice.words("{n} was there already.", "{n} were there already.", there))
        if lines:
            self.refused.emit("\n".join(lines))

    def _told(self, record: Evidence, caption: str) -> Evidence:
        return replace(record, kind=self._kind or record.kind, caption=caption or None)

    def _hand_over(self, records: Sequence[Evidence], draft: bytes | None) -> None:
        """To a draft that is not shown any more; where it was ended meanwhile, the household's evidence has it."""
        if not records:
            return
        store = self._workspace.store
        of_mine = drafts.drafts_of(store, store.opened.person)
        held = next((each for each in of_mine if each.id == draft), None)
        if held is None:
            there = store.records(Evidence, household=records[0].household, digest=records[0].digest)
            if any(not each.withdrawn for each in there):
                return  # it was chosen twice
            words = self._workspace.voice.words
            said = words("Taken in: {n} piece of evidence", "Taken in: {n} pieces of evidence", len(records))
            self._workspace.save(*records, told=said)
            return
        state: Mapping[str, Any] = held.fields.get(self._name, {})
        there = state.get("records", ())
        known = {each["digest"] for each in there}
        kept = [*there, *(_plain(each) for each in records if each.digest not in known)]
        fields = {**held.fields, self._name: {**state, "records": kept}}
        self._workspace.keep_draft(held.record, fields, household=held.household, draft=held.id)


def _plain(record: Evidence) -> dict[str, Any]:
    """A record in what a draft can hold."""
    at = record.taken_at.isoformat() if record.taken_at else None
    return {"id": record.id, "taken_at": at} | {name: getattr(record, name) for name in _KEPT}


def _again(household: bytes, held: Mapping[str, Any]) -> Evidence:
    at = datetime.fromisoformat(held["taken_at"]) if held["taken_at"] else None
    return Evidence.of({**held, "household": household, "taken_at": at})
