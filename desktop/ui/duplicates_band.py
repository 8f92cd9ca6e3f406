"""Above a household's page: that it is one with another, goes on under another, or is perhaps the same as another.

Promise: it takes no room while there is nothing to say, and what was united can be separated from here, with a reason.
Hidden: what the other one says otherwise is read with it, and shown once somebody wants to see it.
"""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.casework import sameness
from desktop.casework.sameness import Pair, Proposal, Side
from desktop.domain.fields import RECORDS
from desktop.store.store import Saved, Store
from desktop.ui import duplicates_words, theme
from desktop.ui.band import Lines
from desktop.ui.duplicates_proposals import Proposals
from desktop.ui.jobs import Job, Progress
from desktop.ui.page import Place
from desktop.ui.reason_bar import ReasonBar
from desktop.ui.workspace import Workspace

_SAMENESS = "sameness"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a household stands to others: under which it goes on, which go on under it, and what they say otherwise."""

    kept: Side | None = None
    others: tuple[Side, ...] = ()
    proposals: tuple[Proposal, ...] = ()

    @classmethod
    def of(cls, store: Store, household: bytes) -> "Standing":
        kept = sameness.counted_as(store, household)
        others = sameness.united_with(store, household) if kept is None else ()
        return cls(kept, others, sameness.proposals(store, household) if others else ())


class SamenessBands(QWidget):
    """The bands; in `reason` they ask why something is separated or taken over."""

    wanted = Signal(object)  # a Place

    def __init__(self, workspace: Workspace, reason: ReasonBar) -> None:
        super().__init__()
        self._workspace, self._voice, self._reason = workspace, workspace.voice, reason
        self._household = b""
        self._standing = Standing()
        self._suspects: tuple[Pair, ...] = ()
        self._job: Job | None = None
        self._is_open = False  # whether what the other says otherwise is seen
        self._may = workspace.may_write(_SAMENESS, RECORDS[_SAMENESS].groups[0].name)
        word = self._voice.word
        self._to_kept, self._away = theme.button("", name="go-to-kept", icon="forward"), self._separate("separate-from")
        self._to_other, self._apart = (
            theme.button("", "link", "its-history", "history"),
            self._separate("separate-other"),
        )
        self._offered = theme.button("", name="see-proposals", icon="inbox")
        self._compare = theme.button(word("Compare the two"), name="compare-pair", icon="merge")
        self._gone = Lines("info", "lock", (self._away, self._to_kept))
        self._one = Lines("info", "merge", (self._to_other, self._apart, self._offered))
        self._perhaps = Lines("warn", "help", (self._compare,))
        self._proposals = Proposals(self._voice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._gone, self._one, self._proposals, self._perhaps):
            column.addWidget(part)
        self._connect()
        self.hide()

    def show_household(self, household: bytes | None) -> None:
        """Shows how this household stands to others; nothing where there is none."""
        is_other = household != self._household
        self._household = household or b""
        self._is_open &= not is_other
        found = self._workspace.read(lambda store: Standing.of(store, household), None) if household else None
        self._standing = found or Standing()
        if is_other or self._standing.kept is not None:
            self._suspects = ()
        self._tell_gone()
        self._tell_one()
        self._show_proposals()
        self._tell_perhaps()
        self._look_for_suspects()

    def _look_for_suspects(self) -> None:
        """Looks beside the window which others are perhaps the same: all that share a key are compared for it."""
        if self._job is not None:
            self._job.leave()
            self._job = None
        household = self._household
        if not household or self._standing.kept is not None:
            return
        store = self._workspace.store

        def look(_progress: Progress) -> tuple[Pair, ...]:
            return sameness.suspects_of(store, [household])

        self._job = job = Job(look, self)  # not the workspace's: who opened the household asked for something else
        job.done.connect(self._take_suspects)
        job.start()

    def _take_suspects(self, suspects: tuple[Pair, ...]) -> None:
        self._job, self._suspects = None, suspects
        self._tell_one()
        self._show_proposals()
        self._tell_perhaps()

    @property
    def _is_in_question(self) -> bool:
        """Whether a union is to be looked at again: until then nothing is taken over of the other one."""
        return bool(self._suspects) and self._suspects[0].is_late

    # What is said

    def _tell_gone(self) -> None:
        word, kept = self._voice.word, self._standing.kept
        if kept is None:
            self._gone.say("")
            return
        called = duplicates_words.titled(self._voice, kept)
        self._gone.say(
            word("It is one household with {name}: here it is only read.", name=called),
            word("It goes on under {number}. Both histories stay.", number=kept.number or called),
        )
        self._to_kept.setText(word("Go to {number}", number=kept.number or called))
        self._away.setVisible(self._may)

    def _tell_one(self) -> None:
        voice, others = self._voice, self._standing.others
        if not others or self._is_in_question:
            self._one.say("")
            return
        word, first = voice.word, others[0]
        called = voice.listed(duplicates_words.titled(voice, each) for each in others)
        offered = len(self._standing.proposals)
        about = voice.words("{n} thing is told otherwise there", "{n} things are told otherwise there", offered)
        self._one.say(word("One household with {name}", name=called), about if offered else "")
        self._to_other.setText(word("History of {number}", number=first.number or called))
        self._apart.setVisible(self._may)
        self._offered.setVisible(bool(offered))
        verb = word("Close") if self._is_open else voice.words("See {n} proposal", "See {n} proposals", offered)
        self._offered.setText(verb)

    def _tell_perhaps(self) -> None:
        voice, suspects = self._voice, self._suspects
        if not suspects:
            self._perhaps.say("")
            self._settle()
            return
        if self._is_in_question:
            self._perhaps.say(*duplicates_words.came_late(voice, suspects[0]))
            self._settle()
            return
        names = voice.listed(duplicates_words.titled(voice, self._other(pair)) for pair in suspects)
        reasons = voice.listed(map(voice.word, suspects[0].reasons))
        self._perhaps.say(voice.word("Perhaps the same household as {name}", name=names), reasons)
        self._settle()

    def _settle(self) -> None:
        self.setVisible(any(not band.isHidden() for band in (self._gone, self._one, self._perhaps)))

    def _other(self, pair: Pair) -> Side:
        return pair.other if pair.one.household == self._household else pair.one

    # What is done

    def _separate(self, name: str) -> QPushButton:
        return theme.button(self._voice.word("Separate again…"), "link", name, "separate")

    def _ask_to_separate(self, other: Side | None) -> None:
        word = self._voice.word
        if other is not None:
            name = duplicates_words.titled(self._voice, other)
            about = word("Why are they two households, {name} another one?", name=name)
            self._reason.ask(about, word("Separate again"), partial(self._separate_because, other))

    def _separate_because(self, other: Side, because: str) -> None:
        def separate(store: Store) -> Saved:
            return sameness.separate(store, self._household, other.household, because)

        if self._workspace.carry_out_all(separate, lambda saved: saved.rows) is not None:
            name = duplicates_words.titled(self._voice, other)
            self._workspace.said.emit(self._voice.word("Separated again: {name} stands for itself.", name=name))

    def _toggle_proposals(self) -> None:
        self._is_open = not self._is_open
        self._tell_one()
        self._show_proposals()

    def _show_proposals(self) -> None:
        self._proposals.show_proposals(
            self._standing.proposals if self._is_open and not self._is_in_question else (), self._workspace.may_write
        )

    def _ask_to_adopt(self, proposal: Proposal) -> None:
        word = self._voice.word
        label = duplicates_words.group(self._voice, proposal)
        about = word("Why is “{field}” taken over?", field=label)
        self._reason.ask(about, word("Take it over"), partial(self._adopt_because, proposal))

    def _adopt_because(self, proposal: Proposal, because: str) -> None:
        def adopt(store: Store) -> Saved:
            return sameness.adopt(store, proposal, because)

        if self._workspace.carry_out_all(adopt, lambda saved: saved.rows) is not None:
            label = duplicates_words.group(self._voice, proposal)
            self._workspace.said.emit(self._voice.word("Taken over: {field}", field=label))

    def _go_to_kept(self) -> None:
        if self._standing.kept is not None:
            self.wanted.emit(Place("household", self._standing.kept.household))

    def _go_to_history(self) -> None:
        if self._standing.others:
            self.wanted.emit(Place("household", self._standing.others[0].household, "history"))

    def _go_to_pair(self) -> None:
        if self._suspects:
            pair = self._suspects[0]
            self.wanted.emit(Place("duplicates", pair.one.household, row=pair.other.household))

    def _connect(self) -> None:
        self._to_kept.clicked.connect(self._go_to_kept)
        self._to_other.clicked.connect(self._go_to_history)
        self._away.clicked.connect(lambda: self._ask_to_separate(self._standing.kept))
        self._apart.clicked.connect(lambda: self._ask_to_separate(next(iter(self._standing.others), None)))
        self._offered.clicked.connect(self._toggle_proposals)
        self._proposals.adoption_wanted.connect(self._ask_to_adopt)
        self._compare.clicked.connect(self._go_to_pair)
