"""A household's four-clear ledger (四清台账): four cards, what is missing, and the way into every record.

Promise: whatever is missing is said with where to put it in. Hidden: the cards are refilled whole, from one query.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.casework import calculation, proof
from desktop.domain.fields import RECORDS
from desktop.domain.four_clear import Case, four_clear
from desktop.domain.four_clear import Part as ClearPart
from desktop.domain.records import Record, Wish
from desktop.i18n import N_
from desktop.ui import evidence_words, icons, ledger_summary, theme
from desktop.ui.beside import Beside
from desktop.ui.boxes import scrolling
from desktop.ui.household_file import HouseholdFile
from desktop.ui.jobs import Job
from desktop.ui.ledger_line import EVIDENCE, LedgerLines, Line, Target
from desktop.ui.next_steps import NextSteps
from desktop.ui.notices import Voice
from desktop.ui.pill import Pill
from desktop.ui.rights_panel import RightsPanel
from desktop.ui.workspace import Workspace

_SIDE = 316
_LEAST = 44 * 5  # of a card: its head, three lines, its foot; where there is less room the cards scroll together
_AROUND, _FEWEST, _MOST = 2, 5, 7  # lines: the head and the foot of a card; what a wish takes; what is left then
_CARDS = {  # by part: icon, title, what can be added
    "house": ("household", N_("House and people"), ("person", "house")),
    "area": ("ruler", N_("Area"), ("unregistered_part",)),
    "compensation": ("calculator", N_("Compensation"), ("fixture", "appraisal")),
    "wishes": ("wish", N_("Wishes"), ("wish",)),
}
_WITHDRAWN = {  # what of it is shown below a card when somebody asks
    "house": ("person", "house"),
    "area": ("unregistered_part",),
    "compensation": ("fixture", "appraisal"),
    "wishes": ("wish", "confirmation"),
}
_ALSO = {"recognised_area": ("measured_area",), "state": ("measured_area",)}  # what a line tells besides its field
_ADD = {
    "person": N_("Add a person"),
    "house": N_("Add a house"),
    "unregistered_part": N_("Add an unregistered part"),
    "fixture": N_("Add a fixture"),
    "appraisal": N_("Add an appraisal"),
    "wish": N_("Write down a wish"),
}


class HouseholdLedger(QWidget):
    """The tab."""

    wanted = Signal(object)  # a Target that should be opened
    explained = Signal(object)  # a Target of which somebody asks where it comes from

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._cards = {name: Card(workspace, name) for name in _CARDS}
        self._next, self._rights = NextSteps(workspace.voice), RightsPanel(workspace.voice)
        self._file: HouseholdFile | None = None
        self._stale: Sequence[Line] = ()  # why the locked sum is not what would be reckoned today
        self._looking: Job | None = None
        self._lay_out()
        for card in self._cards.values():
            card.wanted.connect(self.wanted)
            card.explained.connect(self.explained)
        self._next.wanted.connect(self.wanted)

    def show_file(self, file: HouseholdFile) -> None:
        """Shows a household as its records are now; whether its sum still holds is seen a little later."""
        if self._file is None or self._file.case.household.id != file.case.household.id:
            self._stale = ()
        self._file = file
        self._show()
        self._look_whether_stale(file)

    def _show(self) -> None:
        file = self._file
        if file is None:
            return
        case, voice = file.case, self._workspace.voice
        parts = {part.name: part for part in four_clear(case)}
        lines: dict[str, Callable[[Voice, Case], Iterable[Line]]] = {
            "house": ledger_summary.house_lines,
            "area": ledger_summary.area_lines,
            "compensation": ledger_summary.compensation_lines,
            "wishes": ledger_summary.wish_lines,
        }
        self._cards["wishes"].show_wish(ledger_summary.last_wish(case))
        proofs = proof.proofs(case, file.pieces)
        for name, card in self._cards.items():
            told = [_with_evidence(voice, line, file, proofs) for line in lines[name](voice, case)]
            if name == "compensation":
                told = [*self._stale, *told]
            card.show_part(parts[name], told, may_add=not file.is_withdrawn)
            card.show_withdrawn([each for each in file.withdrawn if each.record_type().name in _WITHDRAWN[name]])
        self._next.show_file(file)
        self._rights.show_clocks(file.clocks, file.today)

    def _look_whether_stale(self, file: HouseholdFile) -> None:
        """Looks beside the window, since all facts of the sum are gathered for it."""
        if self._looking is not None:
            self._looking.leave()
            self._looking = None
        locked = max(file.case.calculations, key=lambda row: row.version or 0, default=None)
        if locked is None or file.is_withdrawn:
            self._tell_stale(())
            return
        store, voice = self._workspace.store, self._workspace.voice
        self._looking = job = Job(lambda _tell: calculation.since(store, locked), self)
        job.done.connect(lambda since: self._tell_stale([*ledger_summary.stale_lines(voice, locked, since)]))
        job.start()

    def _tell_stale(self, lines: Sequence[Line]) -> None:
        if lines != self._stale:
            self._stale = lines
            self._show()

    def first_missing(self) -> Target | None:
        """Where the first missing thing goes."""
        return self._next.first

    def close_drawer(self) -> bool:
        """Whether what comes next stood over the cards."""
        return self._beside.close_drawer()

    def _lay_out(self) -> None:
        cards = QWidget()
        grid = self._grid = QGridLayout(cards)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(12)
        for place, card in enumerate(self._cards.values()):
            grid.addWidget(card, place // 2, place % 2)
        for place in range(2):
            grid.setColumnStretch(place, 1)
        side = QWidget()
        side.setProperty("part", "canvas")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        below = QVBoxLayout(side)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(12)
        below.addWidget(self._next, 2)
        below.addWidget(self._rights, 3)
        self._beside = Beside(
            scrolling(cards), side, theme.broad(_SIDE), self._workspace.voice.word("Next, and their rights")
        )
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._beside)


class Card(QFrame):
    """One of the four parts: whether it is clear, its facts, and what can be added."""

    wanted = Signal(object)
    explained = Signal(object)

    def __init__(self, workspace: Workspace, name: str) -> None:
        super().__init__()
        self._workspace, self._name = workspace, name
        self.wanted_lines = _FEWEST  # as high as so many lines it is read without scrolling
        self.setProperty("part", "card")
        self.setObjectName(f"card-{name}")
        self.setMinimumHeight(theme.high(_LEAST))
        icon, title, adds = _CARDS[name]
        voice = workspace.voice
        self._sign = QLabel()
        self._sign.setPixmap(icons.pixmap(icon, theme.colour("brand"), 20, self.devicePixelRatioF()))
        self._title = theme.label(voice.word(title), "strong")
        self._badge = Pill()
        self._confirm = theme.button("", "link", f"confirm-{name}")
        self._words = WishWords(voice)
        self._lines, self._gone = LedgerLines(), LedgerLines()
        self._show_gone = theme.button("", "link", f"withdrawn-{name}", "withdraw")
        self._show_gone.setCheckable(True)
        self._nothing = theme.label(voice.word("Nothing is written down yet."), "second")
        self._adds = [
            theme.button(voice.word(_ADD[record]), "link", f"add-{record}", "add")
            for record in adds
            if workspace.may_write(record, RECORDS[record].groups[0].name)
        ]
        for record, add in zip(adds, self._adds, strict=False):
            add.clicked.connect(partial(self.wanted.emit, Target(record)))
        for lines in (self._lines, self._gone):
            lines.opened.connect(self.wanted)
            lines.explained.connect(self.explained)
        self._words.wanted.connect(self.wanted)
        self._show_gone.toggled.connect(self._show_withdrawn)
        self._confirm.clicked.connect(partial(self.wanted.emit, Target("confirmation", field=name)))
        self._lay_out()

    def show_part(self, part: ClearPart, lines: Sequence[Line], *, may_add: bool) -> None:
        """Shows the lines of this part and whether it is clear."""
        voice = self._workspace.voice
        missing = len(part.missing)
        if part.is_clear:
            self._badge.say(voice.word("clear"), "ok", "ok")
        else:
            self._badge.say(voice.words("{n} missing", "{n} missing", missing), "warn", "warn")
        told = ledger_summary.confirmed(voice, part.confirmation)
        may_confirm = may_add and self._workspace.may_write("confirmation", "confirmation")
        self._confirm.setText(told or (voice.word("Confirm with them") if may_confirm else voice.word("not confirmed")))
        self._confirm.setAccessibleName(f"{self._title.text()}: {self._confirm.text()}")
        self._confirm.setEnabled(may_confirm)
        for add in self._adds:
            add.setVisible(may_add)
        self._lines.show_lines(lines, between=(self._confirm, *self._adds[:1]))
        self._nothing.setVisible(not lines and self._words.isHidden())

    def show_withdrawn(self, records: Sequence[Record]) -> None:
        """What was withdrawn of this part, shown when somebody asks."""
        voice = self._workspace.voice
        self._show_gone.setText(voice.words("{n} withdrawn", "{n} withdrawn", len(records)))
        self._show_gone.setVisible(bool(records))
        self._show_gone.setChecked(self._show_gone.isChecked() and bool(records))
        self._gone.show_lines(
            [ledger_summary.withdrawn_line(voice, each) for each in records], between=(self._show_gone,)
        )
        self._gone.setVisible(self._show_gone.isChecked())

    def _show_withdrawn(self, is_asked: bool) -> None:  # noqa: FBT001  a signal's
        self._gone.setVisible(is_asked)
        if is_asked:
            QTimer.singleShot(0, self._scroll_to_withdrawn)  # once it has a place

    def _scroll_to_withdrawn(self) -> None:
        self._scroll.ensureWidgetVisible(self._gone)

    def show_wish(self, wish: Wish | None) -> None:
        """The newest wish in full: the household's own words first."""
        self._words.show_wish(wish)
        self._nothing.setVisible(wish is None)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 8, 0)
        head.setSpacing(8)
        for part in (self._sign, self._title, self._badge):
            head.addWidget(part)
        head.addStretch()
        head.addWidget(self._confirm)
        top = QFrame()
        top.setProperty("part", "row")
        top.setFixedHeight(theme.high(44))
        top.setLayout(head)
        inner = QVBoxLayout()
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self._words)
        if self._name == "area":
            inner.addWidget(_area_head(self._workspace.voice))
        inner.addWidget(self._lines)
        self._nothing.setContentsMargins(16, 12, 16, 12)
        inner.addWidget(self._nothing)
        inner.addWidget(self._gone)
        inner.addStretch()
        content = QWidget()
        content.setLayout(inner)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 0, 12, 4)
        for add in self._adds:
            foot.addWidget(add)
        foot.addStretch()
        foot.addWidget(self._show_gone)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(top)
        self._scroll = scrolling(content)
        column.addWidget(self._scroll, 1)
        column.addLayout(foot)


class WishWords(QWidget):
    """One wish: what was said, in quotes, then what was chosen, then who said it and when."""

    wanted = Signal(object)  # the Target of the wish

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._quote, self._wished, self._said = (theme.label("", look) for look in ("words", "plain", "caption"))
        self._choice = Pill()
        self._open = theme.button(voice.word("Open"), "link", "open-wish")
        self._wish: Wish | None = None
        for label in (self._quote, self._wished, self._said):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        chosen = QHBoxLayout()
        chosen.setSpacing(8)
        chosen.addWidget(self._choice)
        chosen.addWidget(self._wished, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 0)
        column.setSpacing(8)
        column.addWidget(self._quote)
        column.addLayout(chosen)
        below = QHBoxLayout()
        below.addWidget(self._said, 1)
        below.addWidget(self._open)
        column.addLayout(below)
        self._open.clicked.connect(self._open_wish)
        self.hide()

    def show_wish(self, wish: Wish | None) -> None:
        self._wish = wish
        self.setVisible(wish is not None)
        if wish is None:
            return
        said = partial(ledger_summary.said, self._voice, wish)
        self._quote.setText(f"「{wish.words}」")
        self._quote.setVisible(wish.words is not None)
        self._choice.say(said("choice"), "", "wish")
        names = ("wished_place", "wished_layout", "wished_area", "wished_flats", "reasons")
        self._wished.setText(self._voice.listed(filter(None, map(said, names))))
        self._said.setText("  ".join(filter(None, (said("said_on"), wish.said_by))))

    def _open_wish(self) -> None:
        if self._wish is not None:
            self.wanted.emit(Target("wish", self._wish.id))


def _with_evidence(voice: Voice, line: Line, file: HouseholdFile, proofs: proof.Proofs) -> Line:
    """A line with the way to what proves its fact, where any piece does."""
    target = line.target
    kind = RECORDS[target.record] if target else None
    if target is None or target.row is None or kind is None or target.field not in kind.field:
        return line
    for field in (target.field, *_ALSO.get(target.field, ())):
        group = kind.group_of[field] if field in kind.field else None
        listing = next((each.name for each in group.fields if each.name.endswith(proof.LIST)), "") if group else ""
        if pieces := proofs.get((target.row, listing)):
            shown = voice.listed(evidence_words.called(voice, each) for each in file.evidence if each.id in pieces)
            words = voice.pair(voice.word("Evidence"), shown)
            return replace(line, evidence=(Target(EVIDENCE, target.row, listing), words))
    return line


def _area_head(voice: Voice) -> QWidget:
    head = QFrame()
    head.setProperty("part", "row")
    across = QHBoxLayout(head)
    across.setContentsMargins(16, 4, 16, 4)
    titles = (
        (voice.word("what"), 4, False),
        (voice.word("measured ㎡"), 3, True),
        (voice.word("recognised ㎡"), 3, True),
        (voice.word("by"), 3, False),
        (voice.word("state"), 6, False),
    )
    for text, stretch, is_right in titles:
        label = theme.label(text, "label")
        if is_right:
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
        across.addWidget(label, stretch)
    return head
