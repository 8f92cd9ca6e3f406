"""The plans of the area, and what stands behind the chosen one: who issued it, who confirmed it, and its examples.

Promise: what is not sure yet is not said. Hidden: nothing.
"""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.policy.examples import Examination
from desktop.ui import theme
from desktop.ui.boxes import pictured, scrolling
from desktop.ui.line_table import LineTable
from desktop.ui.notices import Voice
from desktop.ui.pill import Pill
from desktop.ui.policies_painting import VERSION, VersionPainter, version_said, version_told
from desktop.ui.policies_plan import Plan
from desktop.ui.tab_order import lead_keyboard
from desktop.ui.table_model import Column

_SIDE, _GAP, _MOST_SEEN, _LINES = 16, 12, 4, 6


class Versions(QFrame):
    """The column at the left. It tells which plan is chosen."""

    chosen = Signal(object)  # Plan
    many_wanted = Signal()  # to explain it to many at once
    flats_wanted = Signal()  # the flats to choose from

    def __init__(self, voice: Voice, *, may_explain: bool) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._voice = voice
        self._area = theme.label("", "strong")
        self.list = LineTable("versions", voice.word("Versions"), [Column(voice.word("Versions"), version_told(voice))])
        self.panel = PlanPanel(voice)
        self._many = theme.button(voice.word("Explain to many"), name="explain-to-many", icon="people")
        if not may_explain:
            self._many.hide()
        self._flats = theme.button(voice.word("Flats to choose from"), name="to-flats", icon="key")
        self._lay_out()
        lead_keyboard(self, self.list)
        self.list.chosen.connect(self.chosen)
        self._many.clicked.connect(self.many_wanted)
        self._flats.clicked.connect(self.flats_wanted)

    def show_plans(self, area: str, plans: Sequence[Plan], chosen: Plan) -> None:
        """Lists the plans, and chooses one, which is told."""
        self._area.setText(area)
        self.list.lines.fill(iter([plans]))
        seen = min(len(plans), _MOST_SEEN)
        self.list.setFixedHeight(seen * theme.high(VERSION) + 2)
        self.list.selectRow([*plans].index(chosen))

    def _lay_out(self) -> None:
        self.list.setItemDelegate(VersionPainter(self._voice, self.list))
        self.list.horizontalHeader().hide()
        self.list.verticalHeader().setDefaultSectionSize(theme.high(VERSION))
        head = QFrame()
        head.setProperty("part", "head")
        across = QHBoxLayout(head)
        across.setContentsMargins(_SIDE, 10, _SIDE, 10)
        self._area.setWordWrap(True)
        across.addWidget(self._area)
        card = QFrame()
        card.setProperty("part", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addWidget(head)
        inside.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        column.addWidget(card)
        column.addWidget(self.panel, 1)
        column.addWidget(self._flats)
        column.addWidget(self._many)


class PlanPanel(QFrame):
    """What stands behind a plan."""

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._voice = voice
        self._title, self._state = theme.label("", "strong"), Pill()
        self._rows = QGridLayout()
        self._picture, self._examples, self._more = QLabel(), theme.label("", "sure"), theme.label("", "second")
        self._lay_out()

    def show_plan(self, plan: Plan, before: str) -> None:
        """Shows what is known of a plan before it is read; `before` is the version that it took the place of."""
        self._title.setText(version_said(self._voice, plan))
        self._state.say("")
        while (item := self._rows.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        for n, (about, text) in enumerate(self._told(plan, before)):
            label, said = theme.label(about, "label"), theme.label(text)
            label.setAlignment(Qt.AlignmentFlag.AlignTop)
            said.setWordWrap(True)
            said.setTextFormat(Qt.TextFormat.PlainText)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._rows.addWidget(label, n, 0)
            self._rows.addWidget(said, n, 1)
        self._say("", "", "", "")

    def say_sound(self) -> None:
        """What was read is what the plan's id says."""
        self._state.say(self._voice.word("fingerprint fits"), "ok", "shield")

    def say_damaged(self) -> None:
        self._state.say(self._voice.word("damaged"), "risk", "risk")

    def say_reckoning(self, done: int, of: int) -> None:
        word = self._voice.word
        said = word("At issuing all examples came out.")
        self._say("hourglass", "ink_2", said, word("Reckoning them again: {done} of {of}", done=done, of=of))

    def say_examined(self, found: Examination) -> None:
        """What came of reckoning all examples again, just now."""
        word, words = self._voice.word, self._voice.words
        wrong = sum(not result.is_right for result in found.results)
        if wrong:
            of = words("{n} example does not come out", "{n} examples do not come out", wrong)
            self._say("risk", "risk", of, word("The list of examples tells which. Tell the office before you use it."))
            return
        right = words("The example comes out", "All {n} examples come out", len(found.results))
        more = word("Reckoned again just now by two methods, the same to the fen. What is issued is never changed.")
        self._say("ok", "ok", right, more)

    def say_not_reckoned(self, told: str) -> None:
        """Why this program can't reckon with it."""
        self._say("warn", "warn", self._voice.word("The examples were not reckoned again"), told)

    def _say(self, icon: str, tone: str, first: str, more: str) -> None:
        self._picture.setVisible(bool(icon))
        if icon:
            self._picture.setPixmap(pictured(icon, tone, 20).pixmap())
        self._examples.setText(first)
        self._examples.setVisible(bool(first))
        theme.relook(self._examples, look="sure" if tone == "ok" else "bold")
        self._more.setText(more)
        self._more.setVisible(bool(more))

    def _told(self, plan: Plan, before: str) -> Iterator[tuple[str, str]]:
        word, row = self._voice.word, plan.row
        yield word("Plan"), row.name or ""
        for who, day in plan.checks:
            yield word("Confirmed"), " ".join(filter(None, (who, str(day or ""))))
        yield word("Issued"), " ".join(filter(None, (plan.issuer, str(row.issued_on or ""))))
        yield word("Valid from"), str(row.valid_from or word("always"))
        yield word("Valid until"), str(row.valid_to or word("without end"))
        if before:
            yield word("In place of"), before
        if row.withdrawn_reason:
            yield word("Withdrawn"), row.withdrawn_reason
        yield word("Fingerprint"), plan.fingerprint

    def _lay_out(self) -> None:
        head = QFrame()
        head.setProperty("part", "head")
        across = QHBoxLayout(head)
        across.setContentsMargins(_SIDE, 8, _SIDE, 8)
        across.addWidget(self._title)
        across.addStretch()
        across.addWidget(self._state)
        head.setMinimumHeight(theme.high(44))
        self._rows.setHorizontalSpacing(8)
        self._rows.setVerticalSpacing(6)
        self._rows.setColumnStretch(1, 1)
        said = QHBoxLayout()
        said.setSpacing(8)
        self._examples.setWordWrap(True)
        self._picture.setFixedWidth(20)
        said.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self._examples, 1)
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(_SIDE, 10, _SIDE, 12)
        inside.setSpacing(8)
        inside.addLayout(self._rows)
        inside.addLayout(said)
        inside.addWidget(self._more)
        inside.addStretch()
        scroll = scrolling(page)
        scroll.setObjectName("plan-panel")
        scroll.setAccessibleName(self._voice.word("Who stands behind the plan"))
        scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(scroll, 1)
