"""One pair: how alike the two are line by line, what was judged, the evidence of both, and what is to be judged.

Promise: the filled button says exactly what will happen, and until it can be pressed, what is still needed. Hidden: who
may not judge sees the same, and why.
"""

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.casework.sameness import Beside, Pair, Verdict
from desktop.ui import duplicates_words, evidence_words, theme
from desktop.ui.band import Band, Lines
from desktop.ui.boxes import scrolling
from desktop.ui.conflict_evidence import EvidenceBeside, Shown
from desktop.ui.conflict_foot import Foot
from desktop.ui.duplicates_judging import Judgement, Judging
from desktop.ui.duplicates_lines import BesideLines
from desktop.ui.page import Place
from desktop.ui.workspace import Workspace

_EACH = 3  # pieces of evidence of each of the two


class PairView(QFrame):
    """The card."""

    changed = Signal()  # something was chosen or typed
    judged = Signal()
    skipped = Signal()
    looked_at = Signal(object)  # an Evidence
    wanted = Signal(object)  # a Place

    def __init__(self, workspace: Workspace, *, may_judge: bool) -> None:
        super().__init__()
        self._workspace, self._voice, self._may = workspace, workspace.voice, may_judge
        self._found: Beside | None = None
        word = self._voice.word
        self._title, self._summary = theme.label(word("Is it one household?"), "lead"), theme.label("", "second")
        self._open = [theme.button("", "link", f"open-{side}", "forward") for side in ("one", "other")]
        self._verdict = Band("info", "check", word("Separate again…"), "separate-again", "separate")
        self._late = Lines("warn", "warn", ())
        self._not_mine = Band("info", "lock", "", "not-mine")
        self._lines, self._evidence = (
            BesideLines(workspace),
            EvidenceBeside(workspace, word("There is no photo or paper of either.")),
        )
        self._judging = Judging(self._voice, self._evidence, may_judge=may_judge)
        self._foot = Foot(self._voice)
        self.setProperty("part", "card")
        self._lay_out()
        self._connect()

    @property
    def pair(self) -> Pair | None:
        """The pair that is seen."""
        return self._found.pair if self._found is not None else None

    @property
    def judgement(self) -> Judgement | None:
        return self._judging.judgement if self._may else None

    @property
    def verdict(self) -> Verdict | None:
        return self._judging.verdict

    @property
    def because(self) -> str:
        return self._judging.because

    def forget(self) -> None:
        """What was chosen and typed is done."""
        self._found = None

    def choose(self, verdict: Verdict) -> None:
        self._judging.choose(verdict)

    def show_beside(self, found: Beside, verdict: Verdict | None, because: str, free_number: str) -> None:
        """Shows a pair, with what was begun to judge of it."""
        self._found = found
        self._inside.show()
        voice, pair = self._voice, found.pair
        self._summary.setText(duplicates_words.summary(voice, found))
        for button, side in zip(self._open, (pair.one, pair.other), strict=True):
            button.setText(side.number or duplicates_words.called(voice, side))
            button.setAccessibleName(voice.word("Open household {name}", name=duplicates_words.titled(voice, side)))
        self._lines.show_beside(found)
        self._evidence.show_pieces([*self._pieces(found)])
        self._judging.show_beside(found, verdict or pair.verdict if not pair.is_open else verdict, because, free_number)
        self._tell_verdict(found)
        self._look()

    def _pieces(self, found: Beside) -> Iterator[Shown]:
        """The first of both, then what more there is of either."""
        sides = ((found.left, found.pair.one), (found.right, found.pair.other))
        for some in (slice(_EACH), slice(_EACH, None)):
            for about, side in sides:
                for piece in about.evidence[some]:
                    yield Shown(piece, evidence_words.called(self._voice, piece), side.number)

    def _tell_verdict(self, found: Beside) -> None:
        voice, store, pair = self._voice, self._workspace.store, found.pair
        by = duplicates_words.judged_by(pair, store.zone(), store.today().year)
        told = {
            Verdict.ONE: voice.word("They are one household, judged by {who}", who=by),
            Verdict.TWO: voice.word("They are two households, judged by {who}", who=by),
            Verdict.LATER: voice.word("It was left open by {who}, and the team is asked", who=by),
        }
        words = told[pair.verdict] if pair.verdict else ""
        self._verdict.say(words, pair.because, has_way=self._may and pair.verdict is Verdict.ONE)
        self._late.say(*(duplicates_words.came_late(voice, pair) if pair.is_late else ("",)))
        why = voice.word("Whether households are one, the office judges. You see what it sees.")
        self._not_mine.say("" if self._may else why, has_way=False)

    def _look(self) -> None:
        """What the filled button does, and at the left what comes of it or what is still needed."""
        word, judging = self._voice.word, self._judging
        is_united = self._found is not None and self._found.pair.verdict is Verdict.ONE
        is_late = self._found is not None and self._found.pair.is_late
        verbs = {
            None: word("Judge this pair"),
            Verdict.ONE: word("Confirm that they are one") if is_late else word("Unite into one household"),
            Verdict.TWO: word("Separate again") if is_united else word("Keep them as two households"),
            Verdict.LATER: word("Leave it open and ask"),
        }
        is_ready = judging.judgement is not None
        self._foot.say(self._needed(), verbs[judging.verdict], may_decide=self._may, is_ready=is_ready)

    def _needed(self) -> str:
        word, judging = self._voice.word, self._judging
        if not self._may:
            return ""
        if judging.verdict is None:
            return word("Choose one of the three: keys 1, 2 and 3.")
        if judging.is_as_before:
            return word("So it is judged. To judge it anew, choose another one.")
        if judging.obstacles:
            return word("Something stands in the way of this.")
        if not judging.because:
            return word("Say why: others read it later.")
        if judging.judgement is None:
            return word("The new number is needed.")
        if judging.verdict is Verdict.ONE:
            return word(
                "Both histories stay, and they can be separated at any time. What differs is offered, not taken."
            )
        return word("Nothing else is changed of the two.")

    def _ask_to_separate(self) -> None:
        self._judging.choose(Verdict.TWO)
        self._judging.reason.setFocus()

    def _take(self) -> None:
        self._look()
        self.changed.emit()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 16, 0)
        head.setSpacing(12)
        head.addWidget(self._title)
        head.addWidget(self._summary, 1)
        for button in self._open:
            head.addWidget(button)
        inside = self._inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 4, 0, 12)
        column.setSpacing(10)
        column.addLayout(head)
        for band in (self._late, self._verdict, self._not_mine):
            around = QVBoxLayout()
            around.setContentsMargins(16, 0, 16, 0)
            around.addWidget(band)
            column.addLayout(around)
        column.addWidget(self._lines)
        below = QVBoxLayout()
        below.setContentsMargins(16, 0, 16, 0)
        below.addWidget(self._judging)
        column.addLayout(below)
        column.addStretch()
        self._foot.skip.setObjectName("skip-pair")
        self._foot.decide.setObjectName("judge-pair")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.setSpacing(0)
        whole.addWidget(scrolling(inside), 1)
        whole.addWidget(self._foot)
        inside.hide()  # until there is a pair
        self._look()
        self._summary.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def _connect(self) -> None:
        self._judging.changed.connect(self._take)
        self._foot.skipped.connect(self.skipped)
        self._foot.decided.connect(self.judged)
        self._verdict.wanted.connect(self._ask_to_separate)
        self._evidence.looked_at.connect(self.looked_at)
        for button, of in zip(self._open, ("one", "other"), strict=True):
            button.clicked.connect(lambda _on=False, of=of: self._open_side(of))
        self._evidence.more_wanted.connect(self._open_evidence)

    def _open_side(self, of: str) -> None:
        if self._found is not None:
            pair = self._found.pair
            self.wanted.emit(Place("household", (pair.one if of == "one" else pair.other).household))

    def _open_evidence(self) -> None:
        """All that there is of the one of which there is more."""
        if self._found is not None:
            most = max(self._found.left, self._found.right, key=lambda side: len(side.evidence))
            self.wanted.emit(Place("household", most.household, "evidence"))
