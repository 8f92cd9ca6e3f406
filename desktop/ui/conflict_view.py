"""One conflict, to be decided (mockup 08): what was written of one thing by several, side by side, with the evidence.

Promise: nothing is chosen before somebody chooses, nothing decided without a reason, and a value that came while one
looked is said, never written over. What is typed is a draft until it is decided. Hidden: the sums are reckoned beside
the window and appear when they are ready.
"""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.casework import deciding
from desktop.casework.deciding import Choice, Settled, Side, Standing, Way
from desktop.casework.money_effect import Effect
from desktop.domain.errors import Refused
from desktop.domain.records import Evidence
from desktop.store import queries
from desktop.store.decided import Decided
from desktop.store.store import Store
from desktop.ui import conflict_question, conflict_words, evidence_words, theme
from desktop.ui.boxes import bring_to_sight, pictured, scrolling
from desktop.ui.conflict_card import Cards, Sum
from desktop.ui.conflict_evidence import EvidenceBeside
from desktop.ui.conflict_foot import Foot, Reason
from desktop.ui.conflict_keys import Keys
from desktop.ui.conflict_question import Asked
from desktop.ui.conflict_sums import Reckoning
from desktop.ui.evidence_picture import LargePicture
from desktop.ui.evidence_tiles import Seen, opened
from desktop.ui.household_foot import Blank
from desktop.ui.jobs import Job
from desktop.ui.notices import Notice, told
from desktop.ui.tab_order import follow_layout
from desktop.ui.unfinished import Unfinished
from desktop.ui.workspace import Workspace

_LATER = 600  # ms
_LARGE = 2000  # pixels of a picture over all of it
_NARROW = 640
_KEYS = 9
_DRAFT, _NONE = "conflict", -1
_BODY, _BLANK, _PICTURE, _EMPTY = range(4)


class ConflictView(QFrame):
    """The view; `parent` is where its keys work: 1, 2, 3 choose, Ctrl+→ skips, Ctrl+Enter decides."""

    decided = Signal(bytes, str)  # the row and group
    skipped = Signal()
    household_wanted = Signal(bytes)

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("conflict-view")
        self.setProperty("part", "card")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._workspace, self._voice = workspace, workspace.voice
        word = self._voice.word
        self._standing: Standing | None = None
        self._asked: Asked | None = None
        self._may = False
        self._reckoning = Reckoning(workspace, self)
        self._opening: Job | None = None
        self._unfinished = Unfinished(workspace, _DRAFT)
        self._title, self._about = theme.label("", "title"), theme.label("", "second")
        self._see = theme.button(word("See this household"), "link", "conflict-household", "forward")
        self._news, self._why = Notice("warn"), Notice("info")
        self.cards = Cards(word("The values"))
        self.evidence = EvidenceBeside(workspace)
        self._reason, self._foot = Reason(self._voice), Foot(self._voice)
        self._blank, self._large = Blank("ok", "large", "conflict-blank"), LargePicture(self._voice)
        self._stack = QStackedWidget()
        self._later = QTimer(self, singleShot=True, interval=_LATER)
        self._lay_out()
        self._connect(parent)
        self.show_nothing("")

    # What is shown

    @property
    def register(self) -> tuple[bytes, str] | None:
        """The row and group of the conflict that waits here."""
        return (self._standing.row, self._standing.group) if self._standing else None

    def show_conflict(self, row: bytes, group: str) -> None:
        """Shows what stands of this register; one that waits no more is said to be decided."""
        self.leave()
        try:
            standing = deciding.contest(self._workspace.store, row, group)
        except (Refused, OSError) as refused:
            self.show_nothing(*_told_gone(told(self._voice, refused)))
            return
        self._show(standing)
        draft = self._unfinished.take_up(lambda fields: (fields.get("row"), fields.get("group")) == (row, group))
        if draft is not None and self._may:
            self._reason.show_reason(str(draft.fields.get("reason") or ""), may_write=True)
            self._mark(draft.fields.get("chosen"))
        self._tell_foot()

    def show_settled(self, found: Decided) -> None:
        """Shows one that was decided: who, when, why, from which values."""
        self.leave()
        people = self._workspace.read(queries.staff_names, {})
        versions = (*found.replaced, found.version)
        links = self._workspace.read(lambda store: conflict_words.links_of(store, self._voice, versions), {})
        self._standing, self._may = None, False
        self._fill(conflict_question.settled(self._voice, found, people, links))
        self._why.say("")

    def show_nothing(self, said: str, about: str = "") -> None:
        """Shows that there is nothing to decide here."""
        self.leave()
        self._standing = self._asked = None
        self._reckoning.stop()
        self._blank.say(said, about, "")
        self._stack.setCurrentIndex(_BLANK if said else _EMPTY)

    def leave(self) -> None:
        """Keeps what is being typed."""
        if self._later.isActive():
            self._later.stop()
            self._keep()

    def step_back(self) -> bool:
        """From a large picture to the conflict."""
        if self._stack.currentIndex() != _PICTURE:
            return False
        self._stack.setCurrentIndex(_BODY)
        self.take_keyboard()
        return True

    def panes(self) -> Sequence[QWidget]:
        return [self.cards, self.evidence, self._reason, self._foot]

    def take_keyboard(self) -> None:
        """To the first value, where there is one to choose."""
        first = self.cards.values[0] if self.cards.values else self._see
        (first if self._may else self._see).setFocus(Qt.FocusReason.OtherFocusReason)

    # Inside

    def _show(self, standing: Standing) -> None:
        store, voice = self._workspace.store, self._voice
        versions = [side.version for side in (*standing.versions, *standing.edits)]
        versions += [standing.base.version] if standing.base else []
        links = self._workspace.read(lambda store: conflict_words.links_of(store, voice, versions), {})
        role, is_read_only = store.opened.role, self._workspace.is_read_only
        why = conflict_words.why_not(voice, standing, role, is_read_only=is_read_only)
        self._standing, self._may = standing, not why
        places = self._workspace.read(lambda store: conflict_words.places_of(store, voice), {})
        self._fill(conflict_question.asked(voice, standing, links, places))
        self._why.say(why)
        self._reckoning.begin(standing)

    def _fill(self, asked: Asked) -> None:
        self._asked = asked
        self._reckoning.stop()
        self._news.say("")
        self._title.setText(asked.title)
        self._tell_about("")
        self._see.setVisible(bool(asked.household))
        self.cards.none.say(*asked.none)
        self.cards.none.setVisible(bool(asked.none[0]))
        self.cards.show_values(asked.cards, may_choose=self._may)
        self.cards.mark(asked.chosen)
        self.evidence.show_pieces(asked.papers)
        self.evidence.setVisible(asked.chosen is None)
        self._reason.show_reason(asked.reason, may_write=self._may)
        self._reason.setVisible(self._may or bool(asked.reason))
        self._stack.setCurrentIndex(_BODY)
        self._scrolls.verticalScrollBar().setValue(0)
        follow_layout(self)
        self._tell_foot()

    def _tell_about(self, money: str) -> None:
        """Whose it is, where all began, and what hangs on it."""
        asked = self._asked
        if asked is not None:
            told_first = conflict_words.joined(self._voice, (asked.beginning, money))
            self._about.setText("\n".join(filter(None, (asked.home, told_first))))

    def _tell_foot(self) -> None:
        asked, place = self._asked, self.cards.place
        if asked is None:
            return
        verb = self._voice.word("Choose a value first")
        if place is not None and self._may:
            verb = asked.none_verb if place == _NONE else asked.verbs[place]
        is_ready = place is not None and bool(self._reason.text)
        about = asked.foot
        if place is not None and not is_ready:
            about = self._voice.word("The reason is still missing; it is written below the values.")
        self._foot.say(about if self._may else "", verb, may_decide=self._may, is_ready=is_ready)
        asks = self._voice.word("The question: {asking}", asking=asked.asking) if place == _NONE else ""
        self._reason.show_note(asks if asked.asking and asks else asked.note if self._may else "")

    # Sums

    def _say_reckoning(self) -> None:
        for card in self.cards.values:
            card.show_sums([Sum("", self._voice.word("Reckoning the sum …"), is_known=False)])

    def _take_effects(self, effects: Sequence[Effect]) -> None:
        for card, sums in zip(self.cards.values, conflict_question.sums(self._voice, effects), strict=False):
            card.show_sums(sums)
        self._tell_about(conflict_question.money_line(self._voice, effects))

    # What is typed and chosen

    def _choose(self, place: int) -> None:
        """A key: the value of this place, or none of them after the last."""
        if not self._may or self._stack.currentIndex() != _BODY:
            return
        if place < len(self.cards.values):
            self.cards.choose(place)
            bring_to_sight(self.cards.values[place])
        elif place == len(self.cards.values) and not self.cards.none.isHidden():
            self.cards.choose(_NONE)
            bring_to_sight(self.cards.none)

    def _note(self) -> None:
        """Something was typed or chosen."""
        self._tell_foot()
        if self._may:
            self._later.start()

    def _keep(self) -> None:
        standing = self._standing
        if standing is None:
            return
        if not self._reason.text and self.cards.place is None:
            self._unfinished.drop()
            return
        fields = {"row": standing.row, "group": standing.group, "reason": self._reason.text, "chosen": self._chosen()}
        self._unfinished.keep(fields, standing.household)

    def _chosen(self) -> object:
        """What is chosen, so that it is found again among others."""
        takes = self._takes()
        return [*takes.version.place] if isinstance(takes, Side) else takes.name if takes else None

    def _takes(self) -> Side | Way | None:
        asked, place = self._asked, self.cards.place
        if asked is None or place is None:
            return None
        return Way.NEITHER if place == _NONE else asked.takes[place]

    def _mark(self, chosen: object) -> None:
        asked = self._asked
        for place, takes in enumerate(asked.takes if asked else ()):
            if chosen == ([*takes.version.place] if isinstance(takes, Side) else takes.name):
                self.cards.mark(place)
        if chosen == Way.NEITHER.name and not self.cards.none.isHidden():
            self.cards.mark(_NONE)

    # The decision

    def _decide(self) -> None:
        asked, standing, takes, reason = self._asked, self._standing, self._takes(), self._reason.text
        if asked is None or standing is None or not self._may or self._stack.currentIndex() != _BODY:
            return
        if takes is None:
            self.take_keyboard()
            return
        if not reason:
            self._reason.ask()
            return
        choice = Choice(standing, takes, asked.asking if takes is Way.NEITHER else "")
        verb = self._foot.decide.text()

        def work(store: Store) -> Settled:
            return deciding.decide(store, [choice], because=reason)

        settled = self._workspace.carry_out_all(work, partial(_rows, standing), source=self)
        if settled is None:
            self._look_again()
            return
        self._later.stop()
        self._unfinished.drop()
        if settled.still_open:
            self._look_again()
            return
        self._workspace.said.emit(self._voice.word("{what}: decided. {verb}.", what=asked.what, verb=verb))
        self._standing = None
        self.decided.emit(standing.row, standing.group)

    def _take_changes(self, _rows: object, source: object) -> None:
        if source is not self and self.isVisible():
            self._look_again()

    def _look_again(self) -> None:
        """What stands now; a value that came meanwhile is said, and what was typed stays."""
        before = self._standing
        if before is None:
            return
        try:
            now = deciding.contest(self._workspace.store, before.row, before.group)
        except (Refused, OSError):
            self._later.stop()
            word = self._voice.word
            self.show_nothing(word("It was decided meanwhile"), word("Who, when and why stands among what is decided."))
            return
        known = {side.version.place for side in (*before.versions, *before.edits)}
        came = [side for side in (*now.versions, *now.edits) if side.version.place not in known]
        if not came and len(now.versions) == len(before.versions):
            return
        reason = self._reason.text
        self._show(now)
        self._reason.show_reason(reason, may_write=self._may)
        self._tell_foot()
        word = self._voice.word
        who = self._voice.listed(side.by or word("not known") for side in came)
        self._news.say(
            word("Another value came just now, from {who}. Nothing was written over: look at it, then choose.", who=who)
            if came
            else word("One of the values gave way just now. Look at what stands, then choose.")
        )

    # Pictures

    def _show_large(self, piece: Evidence) -> None:
        if self._opening is not None:
            self._opening.leave()
        store = self._workspace.store
        job = self._opening = self._workspace.job(lambda _progress: opened(store, piece, _LARGE), self)
        job.done.connect(partial(self._take_large, piece))
        job.start()

    def _take_large(self, piece: Evidence, seen: Seen) -> None:
        self._opening = None
        pixmap = QPixmap()
        if seen.content and pixmap.loadFromData(seen.content):
            self._large.show_pixmap(pixmap, evidence_words.called(self._voice, piece))
            self._stack.setCurrentIndex(_PICTURE)
            self._large.setFocus()
        else:
            self._workspace.said.emit(self._voice.word("It has no picture: it is read among the household's evidence."))

    # How it looks

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.take_keyboard()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < theme.broad(_NARROW)
        self._below.setDirection(QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight)

    def _lay_out(self) -> None:
        self._title.setWordWrap(True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(pictured("conflict", "warn"), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        head.addWidget(self._see, 0, Qt.AlignmentFlag.AlignTop)
        self._below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._below.setSpacing(12)
        self._below.addWidget(self.evidence, 2)
        self._below.addWidget(self._reason, 3)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(head)
        for part in (self._about, self._why, self._news, self.cards):
            column.addWidget(part)
        column.addLayout(self._below)
        column.addStretch()
        body = QWidget()
        whole = QVBoxLayout(body)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self._scrolls = scrolling(inside)
        whole.addWidget(self._scrolls, 1)
        whole.addWidget(self._foot)
        self._stack.setProperty("part", "inset")
        for part in (body, self._blank, self._large, QWidget()):
            self._stack.addWidget(part)
        around = QVBoxLayout(self)
        around.setContentsMargins(1, 1, 1, 1)
        around.addWidget(self._stack)

    def _connect(self, parent: QWidget) -> None:
        self.cards.chosen.connect(lambda _place: self._note())
        self._reason.changed.connect(self._note)
        self._later.timeout.connect(self._keep)
        self._reckoning.lasting.connect(self._say_reckoning)
        self._reckoning.came.connect(self._take_effects)
        self._foot.skipped.connect(self._skip)
        self._foot.decided.connect(self._decide)
        self._see.clicked.connect(self._see_household)
        self.evidence.looked_at.connect(self._show_large)
        self.evidence.more_wanted.connect(self._see_household)
        self._large.left.connect(self.step_back)
        self._workspace.changed.connect(self._take_changes)
        values = [(str(place + 1), partial(self._choose, place)) for place in range(_KEYS)]
        decides = [("Ctrl+Return", self._decide), ("Ctrl+Enter", self._decide)]
        Keys(self, parent, [*values, ("Ctrl+Right", self._skip), *decides])

    def _skip(self) -> None:
        self.leave()
        self.skipped.emit()

    def _see_household(self) -> None:
        if self._asked is not None and self._asked.household:
            self.household_wanted.emit(self._asked.household)


def _rows(standing: Standing, settled: Settled) -> frozenset[tuple[str, bytes]]:
    asked = (("question", each.id) for each in settled.questions)
    return frozenset([(standing.record, standing.row), *asked])


def _told_gone(text: str) -> tuple[str, str]:
    said, _, about = text.partition("\n")
    return said, about
