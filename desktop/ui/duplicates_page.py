"""Households that are perhaps one (mockup 21): the pairs, the two of one beside each other, and what is judged of them.

Promise: nothing is united by itself, nothing is judged without a reason, and every judgement can be judged anew from
here. Hidden: the pairs are looked for beside the window; what is typed is a draft until it is judged.
"""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.casework import people, sameness
from desktop.casework.sameness import Beside, Pair, Verdict
from desktop.domain.fields import RECORDS
from desktop.domain.records import Evidence
from desktop.store.store import Saved, Store
from desktop.ui import duplicates_words, evidence_words, theme
from desktop.ui.beside import Beside as SideBySide
from desktop.ui.cards import card, headed
from desktop.ui.duplicates_judging import Judgement
from desktop.ui.duplicates_list import PairList
from desktop.ui.duplicates_view import PairView
from desktop.ui.evidence_picture import LargePicture
from desktop.ui.evidence_tiles import Seen, opened
from desktop.ui.household_foot import Blank
from desktop.ui.jobs import Job, Progress
from desktop.ui.page import Heading, Page, Place
from desktop.ui.typing_pause import TypingPause
from desktop.ui.unfinished import Unfinished
from desktop.ui.workspace import Workspace

_SAMENESS = "sameness"
_LIST = 300
_PATIENCE = 400  # ms without a word
_LARGE = 1600  # pixels of a picture that is looked at large
_RECORDS = frozenset({
    *(_SAMENESS, "household", "person", "house", "visit", "intake", "evidence"),
    *("agreement", "payment", "handover"),
})  # fmt: skip
_SHOWN, _BLANK, _LARGE_PICTURE = range(3)


class DuplicatesPage(Page):
    """A place names a household, of which a pair is shown, and as its row the other one of that pair."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.setObjectName("duplicates-page")
        voice = workspace.voice
        self._pairs: Sequence[Pair] = ()
        self._pair: Pair | None = None
        self._wanted: tuple[bytes | None, bytes | None] = None, None
        self._is_known = False
        self._job: Job | None = None
        self._looking: Job | None = None  # for the two of a pair
        self._draft = Unfinished(workspace, _SAMENESS)
        may = workspace.may_write(_SAMENESS, RECORDS[_SAMENESS].groups[0].name)
        self._list, self._view = PairList(workspace), PairView(workspace, may_judge=may)
        self._told, self._order = theme.label("", "strong"), theme.label("", "second")
        self._typing = TypingPause(self._view)
        self._stack, self._blank, self._large = (
            QStackedWidget(),
            Blank("merge", "large", "leave-pairs"),
            LargePicture(voice),
        )
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._lay_out()
        self._connect()

    # A page

    def heading(self) -> Heading:
        word, is_office = self.workspace.voice.word, people.is_office(self.workspace.store)
        above = (Place("merge"), word("Merge")) if is_office else (Place("households"), word("Households"))
        return Heading(word("Same household?"), self._counted(), *above)

    def show_place(self, place: Place) -> None:
        self._stack.setCurrentIndex(_SHOWN if self._pairs else _BLANK)
        self._wanted = place.household, place.row
        self._read()
        (self._view if self._across.is_narrow else self._list).setFocus()  # which may be behind its button

    def place(self) -> Place:
        pair = self._pair
        return Place("duplicates", pair.one.household, row=pair.other.household) if pair else Place("duplicates")

    def to_print(self) -> Place | None:
        return None

    def panes(self) -> Sequence[QWidget]:
        return [self._list, self._view] if self._stack.currentIndex() == _SHOWN else [self._stack]

    def step_back(self) -> bool:
        if self._stack.currentIndex() == _LARGE_PICTURE:
            self._leave_large()
            return True
        return self._across.close_drawer()

    def leave(self) -> None:
        if self._typing.is_waiting:
            self._typing.stop()
            self._keep()

    # The pairs

    def _read(self) -> None:
        if self._job is not None:
            self._job.leave()
        store = self.workspace.store

        def work(_progress: Progress) -> Sequence[Pair]:
            return sameness.pairs(store)

        self._patience.start()
        self._job = job = self.workspace.job(work, self)
        job.done.connect(self._take)
        job.refused.connect(self._patience.stop)
        job.start()

    def _take(self, pairs: Sequence[Pair]) -> None:
        self._job = None
        self._patience.stop()
        self._is_known, self._pairs = True, pairs
        voice = self.workspace.voice
        self._told.setText(voice.words("{n} pair", "{n} pairs", len(pairs)))
        self._order.setText(voice.word("the newest first"))
        pair = self._chosen(pairs)
        self._list.show_pairs(pairs, pair)
        self._wanted = None, None
        if self._stack.currentIndex() != _LARGE_PICTURE:
            self._stack.setCurrentIndex(_SHOWN if pairs else _BLANK)
        self._say_blank()
        if pair is not None:
            self._show(pair)
        else:
            self._pair = None
            self.headed.emit()

    def _chosen(self, pairs: Sequence[Pair]) -> Pair | None:
        """The pair that a place named, else the one that is looked at, else the first that waits."""
        one, other = self._wanted
        for home, row in ((one, other), (one, None)):
            if home is not None:
                found = next((each for each in pairs if _is_of(each, home, row)), None)
                if found is not None:
                    return found
        now = self._pair
        same = (each for each in pairs if now and _is_of(each, now.one.household, now.other.household))
        return next(same, pairs[duplicates_words.first_open(pairs)] if pairs else None)

    def _counted(self) -> str:
        if not self._is_known or not self._pairs:
            return ""
        return self.workspace.voice.words("{n} pair waits", "{n} pairs wait", sum(each.is_open for each in self._pairs))

    def _say_blank(self) -> None:
        word = self.workspace.voice.word
        about = word("Ledgers and bundles are compared by number, ID number, phone and address as they come in.")
        self._blank.say(word("No two households look like one"), about, word("Back"))

    def _say_slow(self) -> None:
        """What is long in coming is told where nothing stands yet."""
        word = self.workspace.voice.word
        if not self._pairs:
            self._blank.say(word("Looking for households that are alike …"), "", "")
        self._order.setText(word("Looking for households that are alike …"))

    # One of them

    def _choose(self, pair: Pair) -> None:
        """Another pair of the list; what was typed of the one before is kept."""
        self.leave()
        self._show(pair)
        self._across.close_drawer()

    def _show(self, pair: Pair) -> None:
        """Sets the two of a pair beside each other, which is read beside the window."""
        self._pair = pair
        self.headed.emit()
        if self._looking is not None:
            self._looking.leave()
        store = self.workspace.store
        self._looking = job = self.workspace.job(lambda _progress: _beside(store, pair), self)
        job.done.connect(self._take_beside)
        job.start()

    def _take_beside(self, found: tuple[Beside, str]) -> None:
        """Shows them, with what was begun to judge of them; what is chosen of the pair that is seen stays."""
        self._looking = None
        self.leave()
        names, seen = _names(found[0].pair), self._view.pair
        if seen is not None and _names(seen) == names:
            self._view.show_beside(found[0], self._view.verdict, self._view.because, found[1])
            return
        draft = self._draft.take_up(lambda fields: fields.get("pair") == names)
        typed = draft.fields if draft else {}
        verdict = Verdict(typed["verdict"]) if typed.get("verdict") else None
        self._view.show_beside(found[0], verdict, str(typed.get("because") or ""), found[1])

    def _skip(self) -> None:
        """The next pair that waits, after the last the first again."""
        now = next((place for place, each in enumerate(self._pairs) if each == self._pair), -1)
        others = [*self._pairs[now + 1 :], *self._pairs[: now + 1]]
        following = next((each for each in others if each.is_open), None)
        if following is None or following == self._pair:
            self.workspace.said.emit(self.workspace.voice.word("No other pair waits."))
            return
        self._list.choose(following)

    def _judge(self) -> None:
        judgement, pair, voice = self._view.judgement, self._view.pair, self.workspace.voice
        if judgement is None or pair is None or self._looking is not None or not self.isVisible():
            return
        self._typing.stop()
        saved = self.workspace.carry_out_all(partial(_judged, judgement, pair), _rows_of, source=self)
        if saved is None:
            return
        self._draft.drop()
        self._view.forget()
        waiting = [each for each in self._pairs if each.is_open and each != pair]
        if pair.is_open and waiting and judgement.verdict is not Verdict.LATER:
            self._wanted = waiting[0].one.household, waiting[0].other.household
        self._read()
        both = duplicates_words.both(voice, pair)
        said = {
            Verdict.ONE: voice.word("{both} stay one household.", both=both)
            if pair.is_late
            else voice.word("{both} are one household now. They can be separated from the list.", both=both),
            Verdict.TWO: voice.word("{both} are two households.", both=both),
            Verdict.LATER: voice.word("The question about {both} is asked.", both=both),
        }
        self.workspace.said.emit(said[judgement.verdict])

    def _keep(self) -> None:
        """Keeps what is chosen and typed."""
        pair, verdict, because = self._view.pair, self._view.verdict, self._view.because
        if pair is None or not because:
            self._draft.drop()
            return
        self._draft.keep({"pair": _names(pair), "verdict": verdict or "", "because": because})

    # Its evidence

    def _look_at(self, piece: Evidence) -> None:
        store = self.workspace.store
        job = self.workspace.job(lambda _progress: opened(store, piece, _LARGE), self)
        job.done.connect(partial(self._show_large, piece))
        job.start()

    def _show_large(self, piece: Evidence, seen: Seen) -> None:
        pixmap = QPixmap()
        if pixmap.loadFromData(seen.content):
            self._large.show_pixmap(pixmap, evidence_words.called(self.workspace.voice, piece))
            self._stack.setCurrentIndex(_LARGE_PICTURE)
            self._large.setFocus()
        else:  # a paper is read where its household's evidence is
            self._open_evidence(piece)

    def _open_evidence(self, piece: Evidence) -> None:
        self.wanted.emit(Place("household", piece.household, "evidence", piece.id))

    def _leave_large(self) -> None:
        self._stack.setCurrentIndex(_SHOWN)
        self._view.setFocus()

    # Making

    def _take_changes(self, rows: frozenset[tuple[str, bytes]], source: object) -> None:
        if source is not self and self.isVisible() and any(record in _RECORDS for record, _ in rows):
            self._read()

    def _lay_out(self) -> None:
        word = self.workspace.voice.word
        hint = theme.label(
            word("A likeness is only a hint, it is not scored. Whether it is one household, a person judges."), "second"
        )
        hint.setContentsMargins(16, 10, 16, 10)
        foot = QWidget()
        around = QVBoxLayout(foot)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(hint)
        listed = card(headed(self._told, self._order), self._list, foot=foot)
        self._across = SideBySide(self._view, listed, _LIST, word("The pairs"), is_left=True)
        for part in (self._across, self._blank, self._large):
            self._stack.addWidget(part)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        self._stack.setCurrentIndex(_BLANK)

    def _connect(self) -> None:
        self.workspace.changed.connect(self._take_changes)
        self._patience.timeout.connect(self._say_slow)
        self._typing.came.connect(self._keep)
        self._list.chosen.connect(self._choose)
        self._view.changed.connect(self._typing.start)
        self._view.skipped.connect(self._skip)
        self._view.judged.connect(self._judge)
        self._view.looked_at.connect(self._look_at)
        self._view.wanted.connect(self.wanted)
        self._large.left.connect(self._leave_large)
        self._blank.wanted.connect(lambda: self.wanted.emit(self.heading().above))
        for key, does in (
            ("Ctrl+Return", self._judge),
            ("Ctrl+Enter", self._judge),
            ("Ctrl+Right", self._skip),
            *((str(at), partial(self._view.choose, way)) for at, way in enumerate(Verdict, 1)),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(does)


def _is_of(pair: Pair, home: bytes, other: bytes | None) -> bool:
    """Whether it is a pair of this household, and of this other one where one is named."""
    homes = {pair.one.household, pair.other.household}
    return home in homes and (other is None or homes == {home, other})


def _names(pair: Pair) -> list[str]:
    """A pair as a draft names it."""
    return [pair.one.household.hex(), pair.other.household.hex()]


def _beside(store: Store, pair: Pair) -> tuple[Beside, str]:
    """Both beside each other, and of a number that both bear, one that is free."""
    found = sameness.pair(store, pair.one.household, pair.other.household)
    return found, sameness.free_number(store, pair.one.number) if found.pair.has_one_number else ""


def _judged(judgement: Judgement, pair: Pair, store: Store) -> list[Saved]:
    one, other, because = pair.one.household, pair.other.household, judgement.because
    match judgement.verdict:
        case Verdict.ONE if pair.is_late:
            return [sameness.confirm(store, one, other, because)]
        case Verdict.ONE:
            return [sameness.unite(store, judgement.kept, other if judgement.kept == one else one, because)]
        case Verdict.TWO:
            steps = [partial(sameness.separate, store, one, other, because)]
            if judgement.renumbered is not None:  # of a united one only once it stands for itself again
                number = partial(sameness.renumber, store, judgement.renumbered, judgement.number, because)
                steps.insert(len(steps) if pair.verdict is Verdict.ONE else 0, number)
            return [step() for step in steps]
        case Verdict.LATER:
            return [sameness.postpone(store, one, other, because)]


def _rows_of(saved: Sequence[Saved]) -> frozenset[tuple[str, bytes]]:
    return frozenset(row for each in saved for row in each.rows)
