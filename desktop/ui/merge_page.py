"""What came to the office by stick: looked at, taken in, taken back, answered with receipts, and decided (mockup 08).

Promise: nothing is decoded before its signature holds, and nothing taken in before it was tried; what is wrong with a
file is told in words. Hidden: bundles are tried one after the other while the page is seen, the chosen one first.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop import paths
from desktop.casework.held_back import Waiting
from desktop.casework.inbound import Merged, Outcome
from desktop.casework.receiving import Arrived, State
from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.exchange import inbox as files_apart
from desktop.ui import exchange_words, merge_entries, theme
from desktop.ui.conflicts_page import DECIDED
from desktop.ui.exchange_arrivals import dropped
from desktop.ui.exchange_differences import Decision
from desktop.ui.exchange_releasing import Releasing
from desktop.ui.exchange_waiting import WaitingCard
from desktop.ui.exchange_way_in import chosen_files
from desktop.ui.merge_count import InboundCount
from desktop.ui.merge_entries import Apart, Entry, Others
from desktop.ui.merge_list import BundleList
from desktop.ui.merge_pane import MergePane
from desktop.ui.merge_sight import Sight
from desktop.ui.merge_work import MergeWork
from desktop.ui.notices import told
from desktop.ui.on_stick import on_a_stick
from desktop.ui.page import Heading, Page, Place
from desktop.ui.reason_bar import ReasonBar
from desktop.ui.workspace import Workspace

_LIST, _LIST_NARROW, _ROOM, _LOW = 306, 252, 1010, 560
_WAITING = 6  # rows of what was not let in that are seen at once


class MergePage(Page):
    """The page. `count` watches for bundles, wherever one is in the window."""

    def __init__(self, workspace: Workspace, count: InboundCount) -> None:
        super().__init__(workspace)
        self.setObjectName("merge-page")
        self.setAcceptDrops(True)
        self._voice, self._store, self._count = workspace.voice, workspace.store, count
        may_write = not workspace.is_read_only
        self._list, self._reason = BundleList(self._voice), ReasonBar(self._voice)
        may_release = may_write and workspace.role is Role.CLERK
        waiting = WaitingCard(self._voice, may_release=may_release, rows=_WAITING)
        self._pane = MergePane(workspace, waiting)
        self._work = MergeWork(workspace, self)
        self._sight = Sight(workspace, count, self._work)
        self._releasing = Releasing(workspace, waiting, self._reason, self)
        self._seen: tuple[object, ...] = ()  # what the pane was last made of
        self._shown_key: object = None
        self._wanted_key: object = None  # what is to be chosen once it is listed
        self._seen_earlier: int | None = None  # bundles, of which more were asked for
        self._is_keyboard_wanted = False  # it goes to what comes next once that is seen
        self._lay_out()
        self._connect()

    # A page

    def heading(self) -> Heading:
        word, words = self._voice.word, self._voice.words
        sticks, ready = paths.sticks(), len(self._sight.ready)
        about = words("{n} bundle can be taken in", "{n} bundles can be taken in", ready) if ready else ""
        if sticks:
            named = self._voice.listed(each.name for each in sticks)
            about = word("stick {name}", name=named) + (f" · {about}" if about else "")
        return Heading(word("Merge"), about)

    def show_place(self, place: Place) -> None:  # noqa: ARG002  there is but one
        self._count.arrivals.look()
        self._count.freshen()
        self._refresh()
        self._take_keyboard()

    def place(self) -> Place:
        return Place("merge")

    def panes(self) -> Sequence[QWidget]:
        return [self._list.list, *self._pane.panes()]

    def step_back(self) -> bool:
        if self._reason.let_be():
            return True
        if self.workspace.held:
            self.workspace.said.emit(self.workspace.held)
            return True
        return self._pane.step_back()

    def leave(self) -> None:
        self._pane.leave()
        self._work.rest()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._count.let_earlier_be()
        self._work.rest()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < theme.broad(_ROOM)
        wide = min(theme.broad(_LIST_NARROW), self.width() * 3 // 10) if is_narrow else theme.broad(_LIST)
        self._list.fit(wide, is_narrow=is_narrow, is_low=self.height() < theme.broad(_LOW))

    # What is seen

    def _refresh(self) -> None:
        """Makes the list of what came anew, and tries what was not tried yet."""
        stand = self._count.stand
        if stand is None or not self.isVisible():
            return
        earlier = stand.inbound.earlier
        if self._seen_earlier is not None and len(earlier) > self._seen_earlier:
            self._wanted_key, self._seen_earlier = earlier[self._seen_earlier].bundle, None
        rows = self._sight.rows(stand)
        self._pane.fill_waiting(stand.inbound.waiting)
        is_listed = any(merge_entries.key_of(each.of) == self._wanted_key for each in rows)
        ready = (merge_entries.key_of(each.of) for each in rows if isinstance(each.of, Arrived))
        self._list.show_rows(rows, self._wanted_key if is_listed else None, next(ready, None))
        self._wanted_key = None if is_listed else self._wanted_key
        self._list.show_ways(stand.inbound.conflicts, len(stand.pairs), len(stand.again))
        self._list.offer_earlier(has_earlier=stand.inbound.has_earlier)
        self.headed.emit()
        if self._is_keyboard_wanted and not self._work.is_writing:
            self._is_keyboard_wanted = False
            self._take_keyboard()
        entry = self._list.entry if rows else None
        self._work.look_at(self._sight.arrived, entry if isinstance(entry, Arrived) else None)

    def _show_chosen(self, entry: Entry | None) -> None:
        """Shows an entry, where it or what is known of it is another one than what is seen."""
        known = self._sight.known_of(entry)
        if known == self._seen:
            return
        self._seen = known
        key = type(entry), merge_entries.key_of(entry)
        is_same, self._shown_key = key == self._shown_key, key
        self._show_sequence(entry)
        word = self._voice.word
        match entry:
            case Arrived():
                self._show_arrived(entry, is_same=is_same)
            case Merged():
                self._pane.show_bundle(self._sight.of_merged(entry), is_same=is_same)
            case Apart():
                self._show_apart(entry)
            case Others():
                names = "\n".join(self._called(each) for each in entry.found)
                self._pane.show_said(word("These are for others, and stay where they lie"), names)
            case Waiting():
                self._pane.show_waiting()
            case None:
                about = word("They are found by themselves once a stick is in; files can be dropped here, too.")
                self._pane.show_said(word("No bundle is here"), about)

    def _show_apart(self, entry: Apart) -> None:
        what, _, remedy = told(self._voice, entry.why).partition("\n")
        word, may_write = self._voice.word, not self.workspace.is_read_only
        if entry.state is State.STOPPED:
            self._pane.show_said(what, remedy, word("Try it again") if may_write else "", sign=("refresh", "warn"))
            return
        may_look = may_write and isinstance(entry.key, Path)
        self._pane.show_said(what, remedy, word("Look at it again") if may_look else "", sign=("risk", "risk"))

    def _take_keyboard(self) -> None:
        if not self._pane.take_keyboard():
            self._list.list.setFocus()

    def _show_arrived(self, chosen: Arrived, *, is_same: bool) -> None:
        tried = self._work.rehearsals.get(chosen.bundle)
        if isinstance(tried, Refused | OSError):
            what, _, remedy = told(self._voice, tried).partition("\n")
            self._pane.show_said(what, remedy)
            return
        self._pane.show_bundle(self._sight.of_arrived(chosen, tried), is_same=is_same)

    def _show_sequence(self, entry: Entry | None) -> None:
        match entry:
            case Arrived():
                sender, whose = entry.sender, exchange_words.sent_by(self._voice, entry)
            case Merged():
                sender, whose = entry.sender.device, merge_entries.called(self._voice, entry)
            case _:
                sender, whose = b"", ""
        steps = self._sight.steps(sender)
        self._list.show_sequence(whose, steps, merge_entries.sequence_line(self._voice, steps))

    def _called(self, each: Arrived) -> str:
        if each.bundle:
            return f"{exchange_words.sent_by(self._voice, each)} {exchange_words.number(each.number)}"
        names = self._voice.listed(file.name for file in each.files)
        why = self._voice.word(each.said.what, **each.said.values) if each.said else ""
        return f"{names}: {why}" if why else names

    # What is done

    def _merge_all(self) -> None:
        """What the filled button says: all that can be taken in, or the one that is chosen."""
        together, entry = self._sight.together, self._list.entry
        if isinstance(entry, Arrived) and entry.state is State.READY:
            if not together:
                together = [entry]
            self._work.merge(together)

    def _merge_one(self) -> None:
        entry = self._list.entry
        if isinstance(entry, Arrived):
            self._work.merge([entry])

    def _take_outcomes(self, done: Sequence[Outcome]) -> None:
        """What comes next is what was opened; what was refused is said, and stands in quarantine."""
        for each in done:
            if each.refused is not None:
                self.workspace.refused.emit(each.refused)
        taken = [each for each in done if each.receipt is not None]
        asking = [each for each in taken if each.receipt and each.receipt.told.conflicts_new]
        chosen = (asking or taken)[:1]
        self._wanted_key = chosen[0].arrived.bundle if chosen else None
        self._count.arrivals.look_anew()
        self._count.count()
        if taken and len(taken) == len(done):
            said = self._voice.words("{n} bundle is taken in.", "{n} bundles are taken in.", len(taken))
            self.workspace.said.emit(said)

    def _take_undone(self, bundle: bytes) -> None:
        self._wanted_key = bundle
        self._read_anew()

    def _write_receipts(self) -> None:
        entry = self._list.entry
        due = self._sight.due(entry) if isinstance(entry, Merged) else ()
        if not due:
            return
        stick = next(iter(paths.sticks()), None)
        folder = str(stick.folder) if stick else self._chosen_folder()
        if folder:
            self._work.write_receipts(due, Path(folder))

    def _chosen_folder(self) -> str:
        return QFileDialog.getExistingDirectory(self.window(), self._voice.word("Where to"), on_a_stick())

    def _take_written(self, made: Sequence[object]) -> None:
        files = [file for each in made for file in getattr(each, "files", ())]
        self._count.arrivals.own |= {*files}
        words = self._voice.words("{n} receipt is written, read back and compared: {files}",
                                  "{n} receipts are written, read back and compared: {files}",
                                  len(made), files=self._voice.listed(file.name for file in files))  # fmt: skip
        self.workspace.said.emit(words)
        self._count.count()

    def _look_again(self) -> None:
        """A file that was set apart, or of which the reader was stopped, is tried once more."""
        entry = self._list.entry
        if isinstance(entry, Apart) and entry.state is State.STOPPED:
            self._pane.show_said(self._voice.word("Reading it once more …"), "", sign=("hourglass", "ink_2"))
            self._list.list.setFocus()
            self._seen, self._is_keyboard_wanted = (), True  # what comes of it is told, whatever it is
            self._count.arrivals.look_anew()
        elif isinstance(entry, Apart) and isinstance(entry.key, Path):
            try:
                files_apart.put_back(self._store.folder, entry.key)
            except (Refused, OSError) as refused:
                self.workspace.refused.emit(refused)
            self._read_anew()

    def _read_anew(self) -> None:
        self._count.arrivals.look_anew()
        self._count.count()

    def _ask(self, household: object) -> None:
        entry = self._list.entry
        if isinstance(entry, Arrived | Merged) and isinstance(household, bytes):
            self._work.ask(entry, household)

    def _go(self, household: object) -> None:
        if isinstance(household, bytes):
            self.wanted.emit(Place("household", household))

    def _show_earlier(self) -> None:
        """Lists more of what was taken in, and goes to the first of it."""
        stand = self._count.stand
        self._seen_earlier = len(stand.inbound.earlier) if stand else 0
        self._count.tell_earlier()

    def _go_to_conflicts(self) -> None:
        """To those that wait, or where none does to what was decided."""
        stand = self._count.stand
        self.wanted.emit(Place("conflicts", part="" if stand and stand.inbound.conflicts else DECIDED))

    def _go_to_decision(self, decision: Decision) -> None:
        self.wanted.emit(Place("conflicts", decision.household, DECIDED, decision.row, decision.group))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._count.arrivals.take_files(dropped(event))

    def _begin(self, telling: str) -> None:
        self._pane.foot.begin(telling)

    def _end(self) -> None:
        self._pane.foot.end()
        self._seen = ()  # what can be done is offered anew
        self._is_keyboard_wanted = True

    # Inside

    def _lay_out(self) -> None:
        across = QHBoxLayout()
        across.setContentsMargins(16, 12, 16, 12)
        across.setSpacing(12)
        across.addWidget(self._list)
        across.addWidget(self._pane, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(across, 1)
        whole.addWidget(self._reason)

    def _connect(self) -> None:
        self._count.changed.connect(self._refresh)
        self._count.arrivals.looking.connect(partial(self._list.look_busy, is_busy=True))
        self._count.arrivals.found.connect(lambda _found: self._list.look_busy(is_busy=False))
        self._list.chosen.connect(self._show_chosen)
        self._list.entered.connect(self._pane.take_keyboard)
        self._list.anew_wanted.connect(self._read_anew)
        self._list.files_wanted.connect(lambda: self._count.arrivals.take_files(chosen_files(self, self._voice)))
        self._list.conflicts_wanted.connect(self._go_to_conflicts)
        self._list.earlier_wanted.connect(self._show_earlier)
        self._list.duplicates_wanted.connect(lambda: self.wanted.emit(Place("duplicates")))
        self._pane.household_wanted.connect(self._go)
        self._pane.details_wanted.connect(self._ask)
        self._pane.decision_wanted.connect(self._go_to_decision)
        self._pane.again_wanted.connect(self._look_again)
        self._pane.foot.all_wanted.connect(self._merge_all)
        self._pane.foot.one_wanted.connect(self._merge_one)
        self._pane.foot.beside_wanted.connect(lambda: self.wanted.emit(Place("duplicates")))
        self._pane.foot.undo_wanted.connect(self._work.undo)
        self._pane.foot.receipt_wanted.connect(self._write_receipts)
        self._pane.foot.stop_wanted.connect(self._work.stop)
        self._work.tried.connect(self._refresh)
        self._work.told.connect(self._pane.refresh)
        self._work.began.connect(self._begin)
        self._work.progressed.connect(self._pane.foot.tell)
        self._work.rested.connect(self._end)
        self._work.ended.connect(self._take_outcomes)
        self._work.taken_back.connect(self._take_undone)
        self._work.written.connect(self._take_written)
        self._releasing.tried_again.connect(self._read_anew)
        self._releasing.released.connect(self._work.tell_changed)
        self._releasing.released.connect(self._count.count)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(self._pane.press)
            self._pane.keys_taken.connect(lambda is_taken, shortcut=shortcut: shortcut.setEnabled(not is_taken))
