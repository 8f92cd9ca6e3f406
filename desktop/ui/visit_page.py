"""One contact with a household, written down while it goes on: one page, filled in as far as anything is known.

Promise: whatever is typed is kept at once and found again, and nothing is written before the person says so; then all
of it is one entry. Hidden: a record that is there is never changed: a correction begins with what it corrects.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from desktop.casework import signing, visiting
from desktop.casework.visiting import Known, Noted
from desktop.domain.identity import new_id
from desktop.domain.records import Explanation, Record, Signature, Visit
from desktop.store.store import Store
from desktop.ui import clock_words, theme
from desktop.ui.band import Band
from desktop.ui.boxes import scrolling
from desktop.ui.evidence_intake import is_held, of_held
from desktop.ui.not_met import NotMet
from desktop.ui.page import Heading, Page, Place
from desktop.ui.photo_draft import PHOTOS, PhotoDraft
from desktop.ui.photos import Photos
from desktop.ui.tab_order import follow_layout
from desktop.ui.typing_pause import TypingPause
from desktop.ui.unfinished import Unfinished
from desktop.ui.visit_block import Block
from desktop.ui.visit_columns import Columns
from desktop.ui.visit_end import NextContact, ReadAndSigned, RightsTold
from desktop.ui.visit_foot import VisitFoot
from desktop.ui.visit_noting import Begun, Parts, nobody_met, written_down
from desktop.ui.visit_people import WhoMet
from desktop.ui.visit_photos import VisitPhotos
from desktop.ui.visit_promises import Promises
from desktop.ui.visit_talk import Topics, Words
from desktop.ui.workspace import Workspace

NOT_MET, CORRECT = "not_met", "correct"
"""Parts of the page: nobody was met; and a record that is corrected, which the place's row names."""

_EDGE, _GAP = 16, 12


class VisitPage(Page):
    """The page. Its place names the household, and the record that is being written by its id to be."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        voice = workspace.voice
        self._known: Known | None = None
        self._row, self._corrects = new_id(), None
        self._before: Visit | None = None  # what is corrected
        self._draft = Unfinished(workspace, "visit")
        self._is_typed = False
        self._began = workspace.store.now()
        self._who, self._topics, self._words = WhoMet(voice), Topics(voice), Words(voice)
        self._promises, self._next = Promises(voice), NextContact(voice)
        self._rights = RightsTold(voice)
        self._taken = PhotoDraft(workspace, self._draft)
        self._block = VisitPhotos(workspace, self._taken)
        self._end = ReadAndSigned(voice, self._content_digest, self._spoken, workspace.store.now)
        self._not_met = NotMet(workspace, self._taken)
        self._foot = VisitFoot(voice)
        self._blocks: Mapping[str, Block] = {
            "who": self._who,
            "topics": self._topics,
            "words": self._words,
            "promises": self._promises,
            "next": self._next,
            "rights": self._rights,
            "photos": self._block,
            "end": self._end,
        }
        self._typing = TypingPause(self)
        self._lay_out()
        self._connect()

    def heading(self) -> Heading:
        word = self.workspace.voice.word
        if self._known is None:
            return Heading(word("Visit"), above=Place("households"), above_title=word("Households"))
        above = Place("household", self._known.household.id)
        title = word("Correct a visit") if self._corrects is not None else word("Visit")
        home = self._known.household
        place = home.address or " ".join(filter(None, (home.lane, home.door)))
        return Heading(title, f"{self._called()} {place}", above, word("Back"), hides_search=True)

    def show_place(self, place: Place) -> None:
        """Goes on with what this person began here, or begins anew."""
        store = self.workspace.store
        self._known = visiting.known(store, place.household) if place.household else None
        self._content.setHidden(self._known is None)
        self._foot.setHidden(self._known is None)
        self.setAcceptDrops(self._known is not None)
        if self._known is None:
            return
        corrects = place.row if place.part == CORRECT else None
        comes_back = place.row == self._row  # from explaining: it is the visit that is going on
        draft = self._draft.take_up(lambda fields: self._is_meant(fields, place, corrects))
        self._begin(corrects)
        if draft is not None:
            self._put(draft.fields)
        self._tell_draft(draft.kept_at if draft and not comes_back else None)
        self._topics.count_explained(self._explained())
        is_met = place.part != NOT_MET and not (draft and draft.fields.get("is_not_met"))
        self._show_met(is_met=is_met)

    def place(self) -> Place:
        part = CORRECT if self._corrects else "" if self._is_met else NOT_MET
        return Place("visit", self._known.household.id if self._known else None, part, self._corrects or self._row)

    def panes(self) -> Sequence[QWidget]:
        return [*self._blocks.values(), self._foot] if self._is_met else [self._not_met]

    def in_reach(self) -> int:
        return self.height()  # all of it is filled in

    def step_back(self) -> bool:
        """From “nobody at home” back to the whole page, where something is typed there."""
        if self._is_met or not self._words.words:
            return False
        self._show_met(is_met=True)
        return True

    def leave(self) -> None:
        self._typing.stop()
        self._keep()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._columns.spread(self.width())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if is_held(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Photos may be dropped anywhere on the page."""
        event.acceptProposedAction()
        self._photos.take_in(of_held(self.workspace.voice, event.mimeData()))

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001  as Qt has it
        """Tab comes to rows that were made meanwhile where they stand."""
        follow_layout(self)
        return super().focusNextPrevChild(next)

    # What is shown

    @property
    def _is_met(self) -> bool:
        return self._content.currentWidget() is not self._not_met

    @property
    def _photos(self) -> Photos:
        """Where photos go now."""
        return self._block.photos if self._is_met else self._not_met.photos

    def _called(self) -> str:
        known = self._known
        return self.workspace.voice.listed(known.met) or known.household.number or "" if known else ""

    def _explained(self) -> int:
        """How many clauses were explained at this visit."""
        rows = self.workspace.read(lambda store: store.records(Explanation, visit=self._row), ())
        return len({row.clause for row in rows if not row.withdrawn})

    def _is_meant(self, fields: Mapping[str, Any], place: Place, corrects: bytes | None) -> bool:
        """Whether a draft is the one that the place names, or without a name the newest of the household."""
        if fields.get("household") != place.household or fields.get("corrects") != corrects:
            return False
        return corrects is not None or place.row is None or fields.get("id") == place.row

    def _begin(self, corrects: bytes | None = None) -> None:
        """Shows what is known, and nothing noted."""
        known, store = self._known, self.workspace.store
        if known is None:
            return
        self._row, self._corrects, self._began, self._is_typed = new_id(), corrects, known.now, False
        for block in self._blocks.values():
            with QSignalBlocker(block):
                block.begin(known)
        self._not_met.begin(known, self._called())
        self._show_photos(store)
        self._reason.clear()
        theme.relook(self._reason, wrong=False)
        self._before = store.get(Visit, corrects) if corrects else None
        self._show_corrected(self._before)
        self._let_write()

    def _show_corrected(self, before: Visit | None) -> None:
        """Begins a correction with what stands there."""
        for part in (self._reason, self._why):
            part.setVisible(before is not None)
        self._foot.show_correcting(is_correcting=before is not None)
        if before is None or before.began_at is None:
            return
        met = [[name, "resident"] for name in (before.met_whom or "").split("、") if name]
        self._who.put({"manner": before.manner, "people": [*met, *([name, "staff"] for name in before.visitors)]})
        self._who.correct(before.began_at.astimezone(self.workspace.store.zone()))
        self._topics.show_topics(before.topics)
        self._words.put({"words": before.demands or ""})
        self._end.put({"read_aloud": before.read_aloud, "notice": before.purpose_notice})

    def _put(self, fields: Mapping[str, Any]) -> None:
        self._row, self._is_typed = fields["id"], True
        self._began = datetime.fromisoformat(fields["began_at"])
        self._who.show_began(self._began)
        self._taken.put(fields.get(PHOTOS, {}))
        for name, state in fields["blocks"].items():
            if name in self._blocks:
                with QSignalBlocker(self._blocks[name]):
                    self._blocks[name].put(state)
        self._not_met.put(fields.get("not_met", {}))
        self._reason.setText(fields.get("reason", ""))

    def _show_photos(self, store: Store) -> None:
        """None yet, but those of what is corrected."""
        known = self._known
        if known is not None:
            corrected = visiting.corrected_by(store, self._corrects)
            earlier = visiting.evidence_of(store, known.household.id, corrected)
            self._taken.begin(known.household.id)
            for photos in (self._block.photos, self._not_met.photos):
                photos.begin(earlier)

    def _show_met(self, *, is_met: bool) -> None:
        self._content.setCurrentWidget(self._page if is_met else self._not_met)
        self._foot.setVisible(is_met)
        (self._words.edit if is_met else self._not_met.finish).setFocus()
        self.headed.emit()

    def _tell_draft(self, kept_at: datetime | None) -> None:
        word = self.workspace.voice.word
        told = ""
        if kept_at is not None:
            began = self._began.astimezone(self.workspace.store.zone())
            when = f"{clock_words.short_day(began.date(), self.workspace.store.today().year)} {began:%H:%M}"
            told = word("Begun on {when} and not finished: go on with it here.", when=when)
        self._begun.say(told)
        self._foot.say("")

    def _let_write(self) -> None:
        """Where this person may not write there is nothing to finish."""
        may = self.workspace.may_write("visit", "visit")
        self._foot.let_write(may=may)
        self._not_met.finish.setEnabled(may)

    # Keeping and writing

    def _note_typing(self) -> None:
        self._is_typed = True
        self._end.signature.recheck()
        self._typing.start()

    def _keep_at_once(self) -> None:
        """Photos are found again whatever happens."""
        self._is_typed = True
        self._keep()

    def _keep(self) -> None:
        """Keeps the whole page as it stands."""
        if not self._is_typed or self._known is None:
            return
        fields = {
            "id": self._row,
            "household": self._known.household.id,
            "corrects": self._corrects,
            "began_at": self._began.isoformat(),
            "is_not_met": not self._is_met,
            "blocks": {name: dict(block.state()) for name, block in self._blocks.items()},
            "not_met": dict(self._not_met.state()),
            "reason": self._reason.text(),
            PHOTOS: dict(self._taken.state()),
        }
        self._draft.keep(fields, household=self._known.household.id)
        now = self.workspace.store.now()
        self._foot.say(self.workspace.voice.word("Draft kept {time}", time=f"{now:%H:%M:%S}"))

    def _begin_another(self) -> None:
        """What was begun before stays a draft; another contact begins now."""
        self.leave()
        self._draft.id = None
        self._begin()
        self._tell_draft(None)
        self._show_met(is_met=True)

    def _end_visit(self) -> None:
        if not self._foot.may_finish or self._known is None:
            return
        lacking = self._lacking()
        if lacking:
            self._keep()
            self._foot.say(lacking)
            return
        found = self._noted(self._known)
        self._write(found, *self._signatures(found))

    def _lacking(self) -> str:
        """What is lacking before it can be written down, in words; the keyboard is there."""
        word, zone = self.workspace.voice.word, self.workspace.store.zone()
        if self._who.is_from_paper and self._who.began.mark(zone):
            return word("Say when it began. It is kept as typed.")
        if self._who.manner.only == NOT_MET and (self._words.wish.only or self._rights.told):
            return word("Nobody was met: so nobody said a wish, and nobody was told a right. It is kept as typed.")
        if self._promises.mark():
            return word("A promise says what, who and by which day. It is kept as typed.")
        if self._next.mark(zone):
            return word("Say the day and the time of the next contact, or leave both empty. It is kept as typed.")
        if self._corrects is not None and not self._reason.text().strip():
            theme.relook(self._reason, wrong=True)
            self._reason.setFocus()
            return word("Say why it is corrected. It is kept as typed.")
        if lacking := self._photos.lacking():
            return lacking
        if not self._end.signature.recheck():
            return word("The record was changed after it was signed. Read it out, and ask again.")
        if self._end.signature.manner() == "proxy" and not self._end.signature.name_signer():
            return word("Write down who signs, and for whom. It is kept as typed.")
        return ""

    def _noted(self, known: Known) -> Noted:
        """All that the page holds."""
        begun = Begun(self._row, self._began, self._before, self._reason.text())
        parts = Parts(self._who, self._topics, self._words, self._promises, self._next, self._rights, self._end)
        return written_down(parts, begun, known, self.workspace.store)

    def _signatures(self, found: Noted) -> tuple[Signature, ...]:
        """How the household signed what is written down, where it did or said that it does not want to."""
        block, visit = self._end.signature, found.visit
        if not visit.signature:
            return ()
        signer, strokes = block.signer(), block.strokes()
        beside = self._signed_with(found)
        return (signing.sign(visit, visit.signature, block.signed_at, beside=beside, signer=signer, strokes=strokes),)

    def _signed_with(self, found: Noted) -> Sequence[Record]:
        """What is signed together with the visit; what was explained at it is written down already."""
        explained = self.workspace.read(lambda store: signing.belonging(store, found.visit), ())
        return (*found.promises, *found.told, *explained)

    def _content_digest(self) -> str:
        """The fingerprint of what stands on the page now."""
        if self._known is None:
            return ""
        found = self._noted(self._known)
        return signing.content_digest(found.visit, self._signed_with(found))

    def _spoken(self) -> str:
        """What is read aloud before it is signed: the household's own words, and what we promised."""
        voice, year = self.workspace.voice, self.workspace.store.today().year
        promised = (
            voice.listed((each.what, each.who, *([clock_words.day(voice, each.due, year)] if each.due else [])))
            for each in self._promises.promised
        )
        return "。".join((self._words.words, *promised))

    def _end_not_met(self) -> None:
        known, store = self._known, self.workspace.store
        if known is None:
            return
        again = self._not_met.again
        if not again.is_empty and again.mark(store.zone()):
            return
        lacking = self._not_met.photos.lacking()
        self._not_met.say(lacking)
        if lacking:
            return
        self._write(nobody_met(self._not_met, Begun(self._row, self._began), known, store))

    def _write(self, noted: Noted, *more: Signature) -> None:
        """Writes all of it as one entry, ends the draft, and goes back to the household."""
        known, word = self._known, self.workspace.voice.word
        if known is None:
            return
        told = word("Visit written down: {name}", name=self._called())
        records = (*visiting.records(noted, known), *self._taken.written(self._row), *more)
        saved = self.workspace.save(*records, told=told, source=self, ends_draft=self._draft.id)
        if saved is None:
            self._keep()
            return
        self._typing.stop()
        self._is_typed, self._draft.id = False, None
        self.wanted.emit(Place("household", known.household.id))

    # Inside

    def _lay_out(self) -> None:
        word = self.workspace.voice.word
        self._begun = Band("info", "pencil", word("Begin another visit"), "begin-another", "add")
        self._why = theme.label(word("Why is it corrected? What was written stays, and can be read."), "bold")
        self._reason = QLineEdit()
        self._reason.setObjectName("correction-reason")
        self._reason.setAccessibleName(word("Why it is corrected"))
        self._columns = Columns(
            (
                (self._who, self._topics),
                (self._words, self._promises, self._next),
                (self._rights, self._block, self._end),
            )
        )
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(_EDGE, _GAP, _EDGE, _GAP)
        column.setSpacing(8)
        for part in (self._begun, self._why, self._reason):
            column.addWidget(part)
        column.addWidget(self._columns)
        column.addStretch()
        self._page = scrolling(inside)
        self._content = QStackedWidget()
        self._content.addWidget(self._page)
        self._content.addWidget(self._not_met)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(0)
        around.addWidget(self._content, 1)
        around.addWidget(self._foot)

    def _connect(self) -> None:
        for block in self._blocks.values():
            block.changed.connect(self._note_typing)
        self._not_met.changed.connect(self._note_typing)
        self._reason.textEdited.connect(self._note_typing)
        self._typing.came.connect(self._keep)
        self._end.signature.changed.connect(self._keep)  # nobody is asked to sign again
        self._begun.wanted.connect(self._begin_another)
        self._not_met.finish_wanted.connect(self._end_not_met)
        self._foot.nobody_wanted.connect(self._press_nobody)
        self._foot.later_wanted.connect(self._leave_for_now)
        self._taken.kept.connect(self._keep_at_once)
        self._taken.typed.connect(self._note_typing)
        self._topics.explain_wanted.connect(self._begin_to_explain)
        self._foot.finish_wanted.connect(self._end_visit)
        keys: Mapping[str, Callable[[], None]] = {
            "F3": self._press_nobody,
            "F4": self._begin_to_explain,
            "Ctrl+D": self._promises.add,
            "Ctrl+Return": self._end_by_key,
            "Ctrl+Enter": self._end_by_key,
        }
        for key, does in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(does)

    def _press_nobody(self) -> None:
        """F3: to the short page, and from there written down."""
        if self._corrects is None and self._is_met:
            self._show_met(is_met=False)

    def _begin_to_explain(self) -> None:
        """Goes to the clauses of the plan; what is written down there names this visit, which is gone on with then."""
        if self._known is not None and self._corrects is None and self._is_met:
            self._is_typed = True
            self.wanted.emit(Place("explain", self._known.household.id, "", self._row))

    def _end_by_key(self) -> None:
        """Ctrl+Enter, also where nobody was met."""
        if self._is_met:
            self._end_visit()
        elif self._not_met.finish.isEnabled():
            self._end_not_met()

    def _leave_for_now(self) -> None:
        if self._known is not None:
            self.wanted.emit(Place("household", self._known.household.id))
