"""The blocks of a visit, and what they say together: what is lacking, what is written down, what is signed and read.

Promise: what is signed is what stands there, with what was promised, told and explained. Hidden: which block says what.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.casework import signing, visiting
from desktop.casework.visiting import Known, Noted
from desktop.domain.identity import new_id
from desktop.domain.records import Evidence, Explanation, Record, Signature, Visit
from desktop.ui import clock_words, theme
from desktop.ui.photo_draft import PHOTOS, PhotoDraft
from desktop.ui.photos import Photos
from desktop.ui.signature_block import SCANNED
from desktop.ui.unfinished import Unfinished
from desktop.ui.visit_block import Block
from desktop.ui.visit_columns import Columns
from desktop.ui.visit_end import NextContact, ReadAndSigned, RightsTold
from desktop.ui.visit_noting import Begun, Parts, written_down
from desktop.ui.visit_people import WhoMet
from desktop.ui.visit_photos import VisitPhotos
from desktop.ui.visit_promises import Promises
from desktop.ui.visit_talk import Topics, Words
from desktop.ui.workspace import Workspace

_SCANS, _NOT_MET = "scans", "not_met"


class VisitSheet(QWidget):
    """All that is filled in where somebody was met. `draft` is what the page keeps of it."""

    changed = Signal()
    kept = Signal()  # something that is not typed, such as a photo: it is to be kept at once
    signed = Signal()
    explain_wanted = Signal()

    def __init__(self, workspace: Workspace, draft: Unfinished) -> None:
        super().__init__()
        voice, store = workspace.voice, workspace.store
        self._workspace = workspace
        self._known: Known | None = None
        self.row, self.began = new_id(), store.now()
        self.corrects: Visit | None = None
        self.earlier: Sequence[Evidence] = ()  # of what is corrected
        self.taken, self._scans = PhotoDraft(workspace, draft, self), PhotoDraft(workspace, draft, self, _SCANS)
        self._who, self._topics, self.words = WhoMet(voice), Topics(voice), Words(voice)
        self._promises, self._next = Promises(voice), NextContact(voice)
        self._rights, self._photos = RightsTold(voice), VisitPhotos(workspace, self.taken)
        scans = Photos(workspace, self._scans, "signature", add=voice.word("Add the scan or a photo"))
        self._end = ReadAndSigned(voice, self._content_digest, self._spoken, store.now, scans)
        self.blocks: Mapping[str, Block] = {
            "who": self._who,
            "topics": self._topics,
            "rights": self._rights,
            "words": self.words,
            "promises": self._promises,
            "next": self._next,
            "photos": self._photos,
            "end": self._end,
        }
        self._lay_out()
        self._connect()

    @property
    def photos(self) -> Photos:
        return self._photos.photos

    def begin(self, known: Known, corrects: bytes | None) -> None:
        """Shows what is known, and nothing noted; of a correction, what stands there."""
        store = self._workspace.store
        self._known, self.row, self.began = known, new_id(), known.now
        for block in self.blocks.values():
            with QSignalBlocker(block):
                block.begin(known)
        self.corrects = store.get(Visit, corrects) if corrects else None
        self.earlier = visiting.evidence_of(store, known.household.id, visiting.corrected_by(store, corrects))
        for photos in (self.taken, self._scans):
            photos.begin(known.household.id)
        self.photos.begin(self.earlier)
        self._end.scans.begin()
        self._reason.clear()
        theme.relook(self._reason, wrong=False)
        for part in (self._reason, self._why):
            part.setVisible(self.corrects is not None)
        if self.corrects is not None and self.corrects.began_at is not None:
            self._show_corrected(self.corrects, self.corrects.began_at)

    def state(self) -> Mapping[str, Any]:
        """What stands here, for a draft."""
        return {
            "id": self.row,
            "corrects": self.corrects.id if self.corrects else None,
            "began_at": self.began.isoformat(),
            "blocks": {name: dict(block.state()) for name, block in self.blocks.items()},
            "reason": self._reason.text(),
            PHOTOS: dict(self.taken.state()),
            _SCANS: dict(self._scans.state()),
        }

    def put(self, fields: Mapping[str, Any]) -> None:
        """Shows what a draft holds."""
        self.row, self.began = fields["id"], datetime.fromisoformat(fields["began_at"])
        self._who.show_began(self.began)
        self.taken.put(fields.get(PHOTOS, {}))
        self._scans.put(fields.get(_SCANS, {}))
        for name, state in fields["blocks"].items():
            if name in self.blocks:
                with QSignalBlocker(self.blocks[name]):
                    self.blocks[name].put(state)
        self._reason.setText(fields.get("reason", ""))

    def spread(self, room: int) -> None:
        """Lays the blocks out for a page of this width."""
        self._columns.spread(room)

    def count_explained(self) -> None:
        """Says how many clauses were explained at this visit."""
        rows = self._workspace.read(lambda store: store.records(Explanation, visit=self.row), ())
        self._topics.count_explained(len({row.clause for row in rows if not row.withdrawn}))

    @property
    def is_begun(self) -> bool:
        """Whether anything stands here that was said, asked or promised."""
        said = (self.words.words, self.words.wish.only, self._topics.topics, self._promises.promised)
        return any(said)

    def add_promise(self) -> None:
        self._promises.add()

    def recheck(self) -> bool:
        """Whether what was signed still stands there."""
        return self._end.signature.recheck()

    # What they say together

    def lacking(self) -> str:
        """What is lacking before it can be written down, in words; the keyboard is there."""
        word, zone = self._workspace.voice.word, self._workspace.store.zone()
        if self._who.is_from_paper and self._who.began.mark(zone):
            return word("Say when it began. It is kept as typed.")
        if self._who.manner.only == _NOT_MET and (self.words.wish.only or self._rights.told):
            return word("Nobody was met: so nobody said a wish, and nobody was told a right. It is kept as typed.")
        if self._promises.mark():
            return word("A promise says what, who and by which day. It is kept as typed.")
        if self._next.mark(zone):
            return word("Say the day and the time of the next contact, or leave both empty. It is kept as typed.")
        if self.corrects is not None and not self._reason.text().strip():
            theme.relook(self._reason, wrong=True)
            self._reason.setFocus()
            return word("Say why it is corrected. It is kept as typed.")
        if lacking := self.photos.lacking() or self._end.scans_lacking():
            return lacking
        if not self._end.signature.recheck():
            return word("The record was changed after it was signed. Read it out, and ask again.")
        if self._end.signature.manner() == "proxy" and not self._end.signature.name_signer():
            return word("Write down who signs, and for whom. It is kept as typed.")
        return ""

    def noted(self, known: Known) -> Noted:
        """All that stands here."""
        begun = Begun(self.row, self.began, self.corrects, self._reason.text())
        parts = Parts(self._who, self._topics, self.words, self._promises, self._next, self._rights, self._end)
        return written_down(parts, begun, known, self._workspace.store)

    def evidence(self) -> Iterator[Evidence]:
        """The photos, and the scans of how it was signed."""
        yield from self.taken.written(self.row)
        if self._end.signature.manner() in SCANNED:
            yield from self._scans.written(self.row)

    def signatures(self, found: Noted) -> tuple[Signature, ...]:
        """How the household signed what is written down, where it did or said that it does not want to."""
        block, visit = self._end.signature, found.visit
        if not visit.signature:
            return ()
        scan = next(self._scans.written(self.row), None) if visit.signature in SCANNED else None
        made = signing.sign(
            visit,
            visit.signature,
            block.signed_at,
            beside=self._signed_with(found),
            signer=block.signer(),
            strokes=block.strokes(),
            evidence=scan.id if scan else None,
        )
        return (made,)

    def _signed_with(self, found: Noted) -> Sequence[Record]:
        """What is signed together with the visit; what was explained at it is written down already."""
        explained = self._workspace.read(lambda store: signing.belonging(store, found.visit), ())
        return (*found.promises, *found.told, *explained)

    def _content_digest(self) -> str:
        """The fingerprint of what stands here now."""
        if self._known is None:
            return ""
        found = self.noted(self._known)
        return signing.content_digest(found.visit, self._signed_with(found))

    def _spoken(self) -> str:
        """What is read aloud before it is signed: the household's own words, and what we promised."""
        voice, year = self._workspace.voice, self._workspace.store.today().year
        promised = (
            voice.listed((each.what, each.who, *([clock_words.day(voice, each.due, year)] if each.due else [])))
            for each in self._promises.promised
        )
        return "。".join((self.words.words, *promised))

    # Inside

    def _show_corrected(self, before: Visit, began: datetime) -> None:
        """Begins a correction with what stands there."""
        met = [[name, "resident"] for name in (before.met_whom or "").split("、") if name]
        self._who.put({"manner": before.manner, "people": [*met, *([name, "staff"] for name in before.visitors)]})
        self._who.correct(began.astimezone(self._workspace.store.zone()))
        self._topics.show_topics(before.topics)
        self.words.put({"words": before.demands or ""})
        self._end.put({"read_aloud": before.read_aloud, "notice": before.purpose_notice})

    def _lay_out(self) -> None:
        word = self._workspace.voice.word
        self._why = theme.label(word("Why is it corrected? What was written stays, and can be read."), "bold")
        self._reason = QLineEdit()
        self._reason.setObjectName("correction-reason")
        self._reason.setAccessibleName(word("Why it is corrected"))
        self._columns = Columns(
            (
                (self._who, self._topics, self._rights),
                (self.words, self._promises, self._next),
                (self._photos, self._end),
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self._why, self._reason, self._columns):
            column.addWidget(part)

    def _connect(self) -> None:
        for block in self.blocks.values():
            block.changed.connect(self.changed)
        for photos in (self.taken, self._scans):
            photos.kept.connect(self.kept)
            photos.typed.connect(self.changed)
        self._reason.textEdited.connect(self.changed)
        self._end.signature.changed.connect(self.signed)
        self._topics.explain_wanted.connect(self.explain_wanted)
