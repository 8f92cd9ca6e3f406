"""One contact with a household, written down while it goes on: one page, filled in as far as anything is known.

Promise: whatever is typed is kept at once and found again, and nothing is written before the person says so; then all
of it is one entry. Hidden: a record that is there is never changed: a correction begins with what it corrects.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from desktop.casework import visiting
from desktop.casework.visiting import Known, Noted
from desktop.domain.identity import new_id
from desktop.domain.records import Record
from desktop.ui import clock_words, household_view, theme
from desktop.ui.band import Band
from desktop.ui.boxes import bring_to_sight, scrolling
from desktop.ui.evidence_intake import Chosen, is_held, of_held, of_places
from desktop.ui.household_file import file_of
from desktop.ui.not_met import NotMet
from desktop.ui.page import Heading, Page, Place
from desktop.ui.photo_draft import PHOTOS
from desktop.ui.tab_order import follow_layout
from desktop.ui.typing_pause import TypingPause
from desktop.ui.unfinished import Unfinished
from desktop.ui.visit_foot import VisitFoot
from desktop.ui.visit_noting import Begun, nobody_met
from desktop.ui.visit_sheet import VisitSheet
from desktop.ui.watched_folder import Offer
from desktop.ui.workspace import Workspace

NOT_MET, CORRECT = "not_met", "correct"
"""Parts of the page: nobody was met; and a record that is corrected, which the place's row names."""

_EDGE, _GAP = 16, 12
_ABOVE = 200  # of what is lacking: the photo that is asked about
_BELOW = 80  # where it begins: the foot may grow yet


class VisitPage(Page):
    """The page. Its place names the household, and the record that is being written by its id to be."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        voice = workspace.voice
        self._known: Known | None = None
        self._draft = Unfinished(workspace, "visit")
        self._is_typed = False
        self._sheet = VisitSheet(workspace, self._draft)
        self._not_met = NotMet(workspace, self._sheet.taken)
        self._foot, self._offer = VisitFoot(voice), Offer(voice)
        self._typing = TypingPause(self)
        self._lay_out()
        self._connect()

    def heading(self) -> Heading:
        word = self.workspace.voice.word
        if self._known is None:
            return Heading(word("Visit"), above=Place("households"), above_title=word("Households"))
        above = Place("household", self._known.household.id)
        title = word("Correct a visit") if self._sheet.corrects else word("Visit")
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
        comes_back = place.row == self._sheet.row  # from explaining: it is the visit that is going on
        draft = self._draft.take_up(lambda fields: self._is_meant(fields, place, corrects))
        self._begin(corrects)
        if draft is not None:
            self._put(draft.fields)
        self._tell_draft(draft.kept_at if draft and not comes_back else None)
        self._sheet.count_explained()
        is_met = place.part != NOT_MET and not (draft and draft.fields.get("is_not_met"))
        self._show_met(is_met=is_met)

    def place(self) -> Place:
        before, part = self._sheet.corrects, "" if self._is_met else NOT_MET
        home = self._known.household.id if self._known else None
        return Place("visit", home, CORRECT if before else part, before.id if before else self._sheet.row)

    def to_print(self) -> Place | None:
        home = self.place().household
        return Place("print", home, "visit") if home else None

    def panes(self) -> Sequence[QWidget]:
        return [*self._sheet.blocks.values(), self._foot] if self._is_met else [self._not_met]

    def in_reach(self) -> int:
        return self.height()  # all of it is filled in

    def step_back(self) -> bool:
        """From “nobody at home” back to the whole page, where something is typed there."""
        if self._is_met or not self._sheet.words.words:
            return False
        self._show_met(is_met=True)
        return True

    def leave(self) -> None:
        self._typing.stop()
        self._keep()
        self._offer.watch_for(None, "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sheet.spread(self.width())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if is_held(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Photos may be dropped anywhere on the page."""
        event.acceptProposedAction()
        self._take_in(of_held(self.workspace.voice, event.mimeData()))

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001  as Qt has it
        """Tab comes to rows that were made meanwhile where they stand."""
        follow_layout(self)
        has_gone = super().focusNextPrevChild(next)
        now = QApplication.focusWidget()
        if now is not None and self._page.isAncestorOf(now):
            bring_to_sight(now)
        return has_gone

    # What is shown

    def _take_in(self, chosen: Sequence[Chosen]) -> None:
        (self._sheet.photos if self._is_met else self._not_met.photos).take_in(chosen)

    @property
    def _is_met(self) -> bool:
        return self._content.currentWidget() is not self._not_met

    def _called(self) -> str:
        known = self._known
        return self.workspace.voice.listed(known.met) or known.household.number or "" if known else ""

    def _is_meant(self, fields: Mapping[str, Any], place: Place, corrects: bytes | None) -> bool:
        """Whether a draft is the one that the place names, or without a name the newest of its kind here."""
        if fields.get("household") != place.household or fields.get("corrects") != corrects:
            return False
        if corrects is not None or place.row is not None:
            return corrects is not None or fields.get("id") == place.row
        return bool(fields.get("is_not_met")) == (place.part == NOT_MET)

    def _begin(self, corrects: bytes | None = None) -> None:
        """Shows what is known, and nothing noted."""
        known = self._known
        if known is None:
            return
        self._is_typed = False
        self._sheet.begin(known, corrects)
        self._not_met.begin(known, self._called(), self._sheet.earlier)
        self._foot.show_correcting(is_correcting=corrects is not None)
        self._let_write()
        may = self.workspace.may_write("evidence", "evidence")
        self._offer.watch_for(known.household.id if may else None, self._called())

    def _put(self, fields: Mapping[str, Any]) -> None:
        self._is_typed = True
        self._sheet.put(fields)
        self._not_met.put(fields.get("not_met", {}))

    def _show_met(self, *, is_met: bool) -> None:
        self._content.setCurrentWidget(self._page if is_met else self._not_met)
        self._foot.setVisible(is_met)
        first = self._sheet.words.edit if is_met else self._not_met.finish
        first.setFocus()
        if is_met:
            QTimer.singleShot(0, self, lambda: self._bring_to_sight(first))
        self.headed.emit()

    def _bring_to_sight(self, part: QWidget) -> None:
        """Once all is laid out: of blocks within blocks that takes several turns, and what stands above grows."""
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self._sheet.spread(self.width())
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self._page.ensureWidgetVisible(part, 50, theme.high(_BELOW))

    def _tell_draft(self, kept_at: datetime | None) -> None:
        word = self.workspace.voice.word
        told = ""
        if kept_at is not None:
            began = self._sheet.began.astimezone(self.workspace.store.zone())
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
        self._sheet.recheck()
        self._typing.start()

    def _keep_at_once(self) -> None:
        """Photos are found again whatever happens."""
        self._is_typed = True
        self._keep()

    def _keep(self) -> None:
        """Keeps the whole page as it stands."""
        if not self._is_typed or self._known is None:
            return
        home = self._known.household.id
        own = {"household": home, "is_not_met": not self._is_met, "not_met": dict(self._not_met.state())}
        self._draft.keep({**self._sheet.state(), **own}, household=home)
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
        lacking = self._sheet.lacking()
        if lacking:
            self._keep()
            self._page.ensureWidgetVisible(self.focusWidget() or self._sheet, 50, theme.high(_ABOVE))
            self._foot.say(lacking, is_lacking=True)
            return
        found = self._sheet.noted(self._known)
        self._write(found, *self._sheet.evidence(), *self._sheet.signatures(found))

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
        photos = self._sheet.taken.written(self._sheet.row)
        if self._sheet.is_begun:
            self._set_aside(known.household.id)
        self._write(nobody_met(self._not_met, Begun(self._sheet.row, self._sheet.began), known, store), *photos)

    def _set_aside(self, home: bytes) -> None:
        """What was said before nobody was met stays a draft, of a visit of its own."""
        row, self._sheet.row = self._sheet.row, new_id()
        own = {"household": home, "is_not_met": False, PHOTOS: {}}
        self._draft.keep({**self._sheet.state(), **own}, household=home)
        self._sheet.row, self._draft.id = row, None

    def _write(self, noted: Noted, *more: Record) -> None:
        """Writes all of it as one entry and ends the draft; then the household gets its copy, where it was met."""
        known, word = self._known, self.workspace.voice.word
        if known is None:
            return
        is_met = noted.visit.manner != NOT_MET
        told = word("Visit written down: {name}", name=self._called())
        told = told if is_met else word("Written down that nobody was met: {name}", name=self._called())
        records = (*visiting.records(noted, known), *more)
        saved = self.workspace.save(*records, told=told, source=self, ends_draft=self._draft.id)
        if saved is None:
            self._keep()
            return
        self._typing.stop()
        self._is_typed, self._draft.id = False, None
        home = known.household.id
        self.wanted.emit(Place("print", home, "visit", noted.visit.id) if is_met else Place("household", home))

    # Inside

    def _lay_out(self) -> None:
        word = self.workspace.voice.word
        self._begun = Band("info", "pencil", word("Begin another visit"), "begin-another", "add")
        self._page = scrolling(inside := QWidget())
        self._content = QStackedWidget()
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(0)
        around.addWidget(self._offer)
        around.addWidget(self._content, 1)
        self._content.addWidget(self._page)
        column = QVBoxLayout(inside)  # filled where it stands: each move dresses all that is in it anew
        column.setContentsMargins(_EDGE, _GAP, _EDGE, _GAP)
        column.setSpacing(8)
        column.addWidget(self._begun)
        column.addWidget(self._sheet)
        column.addStretch()
        self._content.addWidget(self._not_met)
        around.addWidget(self._foot)

    def _connect(self) -> None:
        self._sheet.changed.connect(self._note_typing)
        self._not_met.changed.connect(self._note_typing)
        self._typing.came.connect(self._keep)
        self._sheet.signed.connect(self._keep)  # nobody is asked to sign again
        self._begun.wanted.connect(self._begin_another)
        self._not_met.finish_wanted.connect(self._end_not_met)
        self._foot.nobody_wanted.connect(self._press_nobody)
        self._foot.later_wanted.connect(self._leave_for_now)
        self._sheet.kept.connect(self._keep_at_once)
        self._sheet.explain_wanted.connect(self._begin_to_explain)
        self._offer.wanted.connect(lambda files: self._take_in(of_places(files)))
        self._foot.finish_wanted.connect(self._end_visit)
        keys: Mapping[str, Callable[[], None]] = {
            "F3": self._press_nobody,
            "F4": self._begin_to_explain,
            "F11": self._show_to_household,
            "Ctrl+D": self._sheet.add_promise,
            "Ctrl+Return": self._end_by_key,
            "Ctrl+Enter": self._end_by_key,
        }
        for key, does in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(does)

    def _press_nobody(self) -> None:
        """F3: to the short page, and from there written down."""
        if self._sheet.corrects is None and self._is_met:
            self._show_met(is_met=False)

    def _begin_to_explain(self) -> None:
        """Goes to the clauses of the plan; what is written down there names this visit, which is gone on with then."""
        if self._known is not None and self._sheet.corrects is None and self._is_met:
            self._is_typed = True
            self.wanted.emit(Place("explain", self._known.household.id, "", self._sheet.row))

    def _end_by_key(self) -> None:
        """Ctrl+Enter, also where nobody was met."""
        if self._is_met:
            self._end_visit()
        elif self._not_met.finish.isEnabled():
            self._end_not_met()

    def _show_to_household(self) -> None:
        """Turns the screen round: this household alone, in big letters."""
        home = self._known.household.id if self._known else None
        file = self.workspace.read(lambda store: file_of(store, home), None) if home else None
        if file is not None:
            view = household_view.HouseholdView(self.workspace, file, self)
            view.left.connect(self._sheet.words.edit.setFocus)
            view.showFullScreen()

    def _leave_for_now(self) -> None:
        if self._known is not None:
            self.wanted.emit(Place("household", self._known.household.id))
