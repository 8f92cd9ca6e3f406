"""A household's four-clear ledger (四清台账): four cards, what is missing, and the way into every record.

Promise: whatever is missing is said with where to put it in. Hidden: the cards are refilled whole, from one query.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.errors import Finding
from desktop.domain.fields import RECORDS
from desktop.domain.four_clear import Case, four_clear
from desktop.domain.four_clear import Part as ClearPart
from desktop.domain.records import Fixture, UnregisteredPart, Wish
from desktop.i18n import N_
from desktop.store.drafts import Draft
from desktop.ui import icons, ledger_summary, theme
from desktop.ui.beside import Beside
from desktop.ui.ledger_line import LedgerLines, Line, Part, Target
from desktop.ui.notices import Voice
from desktop.ui.pill import Pill
from desktop.ui.workspace import Workspace

_SIDE = 316
_AROUND, _FEWEST, _MOST = 2, 5, 7  # lines: the head and the foot of a card; what a wish takes; what is left then
_CARDS = {  # by part: icon, title, what can be added
    "house": ("household", N_("House and people"), ("person", "house")),
    "area": ("ruler", N_("Area"), ("unregistered_part",)),
    "compensation": ("calculator", N_("Compensation"), ("fixture", "appraisal")),
    "wishes": ("wish", N_("Wishes"), ("wish",)),
}
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
    missing_told = Signal(int)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._case: Case | None = None
        self._cards = {name: Card(workspace, name) for name in _CARDS}
        self._next = NextSteps(workspace.voice)
        self._lay_out()
        for card in self._cards.values():
            card.wanted.connect(self.wanted)
        self._next.wanted.connect(self.wanted)

    def show_case(self, case: Case, drafts: Sequence[Draft]) -> None:
        """Shows a household as its records are now, and what somebody has begun to type."""
        self._case = case
        voice = self._workspace.voice
        parts = {part.name: part for part in four_clear(case)}
        lines: dict[str, Callable[[Voice, Case], Iterable[Line]]] = {
            "house": ledger_summary.house_lines,
            "area": ledger_summary.area_lines,
            "compensation": ledger_summary.compensation_lines,
            "wishes": ledger_summary.wish_lines,
        }
        for name, card in self._cards.items():
            card.show_part(parts[name], list(lines[name](voice, case)))
        self._cards["wishes"].show_wish(ledger_summary.last_wish(case))
        self._next.show_steps(case, list(parts.values()), drafts)
        wanted = [card.wanted_lines for card in self._cards.values()]
        for row in range(2):  # who has more to show has more room for it
            self._grid.setRowStretch(row, max(wanted[2 * row : 2 * row + 2]))

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
        self._beside = Beside(cards, self._next, _SIDE, self._workspace.voice.word("Next"))
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._beside)


class Card(QFrame):
    """One of the four parts: whether it is clear, its facts, and what can be added."""

    wanted = Signal(object)

    def __init__(self, workspace: Workspace, name: str) -> None:
        super().__init__()
        self._workspace, self._name = workspace, name
        self.wanted_lines = _FEWEST  # as high as so many lines it is read without scrolling
        self.setProperty("part", "card")
        self.setObjectName(f"card-{name}")
        icon, title, adds = _CARDS[name]
        voice = workspace.voice
        self._sign = QLabel()
        self._sign.setPixmap(icons.pixmap(icon, theme.colour("brand"), 20, self.devicePixelRatioF()))
        self._title = theme.label(voice.word(title), "strong")
        self._badge = Pill()
        self._confirm = theme.button("", "link", f"confirm-{name}")
        self._words = WishWords(voice)
        self._lines = LedgerLines()
        self._nothing = theme.label(voice.word("Nothing is written down yet."), "second")
        self._adds = [
            theme.button(voice.word(_ADD[record]), "link", f"add-{record}", "add")
            for record in adds
            if workspace.may_write(record, RECORDS[record].groups[0].name)
        ]
        for record, add in zip(adds, self._adds, strict=False):
            add.clicked.connect(partial(self.wanted.emit, Target(record)))
        self._lines.opened.connect(self.wanted)
        self._confirm.clicked.connect(partial(self.wanted.emit, Target("confirmation", field=name)))
        self._lay_out()

    def show_part(self, part: ClearPart, lines: Sequence[Line]) -> None:
        """Shows the lines of this part and whether it is clear."""
        voice = self._workspace.voice
        missing = len(part.missing)
        self.wanted_lines = min(max(len(lines) + _AROUND, _FEWEST), _MOST)
        if part.is_clear:
            self._badge.say(voice.word("clear"), "ok", "ok")
        else:
            self._badge.say(voice.words("{n} thing missing", "{n} things missing", missing), "warn", "warn")
        told = ledger_summary.confirmed(voice, part.confirmation)
        may = self._workspace.may_write("confirmation", "confirmation")
        self._confirm.setText(told or (voice.word("Confirm with them") if may else voice.word("not confirmed")))
        self._confirm.setAccessibleName(f"{self._title.text()}: {self._confirm.text()}")
        self._confirm.setEnabled(may)
        self._lines.show_lines(lines, between=(self._confirm, *self._adds[:1]))
        self._nothing.setVisible(not lines and self._words.isHidden())

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
        inner.addStretch()
        scroll = _scrolling(inner)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 0, 12, 4)
        for add in self._adds:
            foot.addWidget(add)
        foot.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(scroll, 1)
        column.addLayout(foot)


class WishWords(QWidget):
    """One wish: what was said, in quotes, then what was chosen, then who said it and when."""

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._quote, self._wished, self._said = (theme.label("", look) for look in ("words", "plain", "caption"))
        self._choice = Pill()
        for label in (self._quote, self._wished, self._said):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        chosen = QHBoxLayout()
        chosen.setSpacing(8)
        chosen.addWidget(self._choice)
        chosen.addWidget(self._wished, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 8)
        column.setSpacing(8)
        column.addWidget(self._quote)
        column.addLayout(chosen)
        column.addWidget(self._said)
        self.hide()

    def show_wish(self, wish: Wish | None) -> None:
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


class NextSteps(QFrame):
    """What comes next for this household: what somebody began, then what is missing, each with its place."""

    wanted = Signal(object)

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.setObjectName("next-steps")
        self._voice = voice
        self.first: Target | None = None
        self._lines = LedgerLines()
        self._lines.opened.connect(self.wanted)
        self._clear = theme.label(voice.word("All four parts are clear."), "second")
        self._clear.setContentsMargins(16, 12, 16, 12)
        inner = QVBoxLayout()
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self._lines)
        inner.addWidget(self._clear)
        inner.addStretch()
        title = theme.label(voice.word("Next"), "strong")
        title.setContentsMargins(16, 0, 16, 0)
        title.setFixedHeight(theme.high(44))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(title)
        column.addWidget(_scrolling(inner), 1)

    def show_steps(self, case: Case, parts: Sequence[ClearPart], drafts: Sequence[Draft]) -> None:
        voice = self._voice
        steps = [
            (voice.word("Go on typing: {record}", record=draft.record), target)
            for draft in drafts
            if (target := _of_draft(draft)) is not None
        ]
        steps += [
            (_told(voice, part.name, missing), _cure(case, part.name, missing))
            for part in parts
            for missing in part.missing
        ]
        self.first = next((target for _, target in steps if target is not None), None)
        lines = [
            Line((Part(str(n), 1, "second"), Part(text, 11, wraps=True)), target)
            for n, (text, target) in enumerate(steps, 1)
        ]
        self._lines.show_lines(lines)
        self._clear.setVisible(not lines)


def _told(voice: Voice, part: str, missing: Finding) -> str:
    """What is missing, in words; a confirmation is missing of one of the parts."""
    text = voice.word(missing.message, **missing.values).rstrip("。.")  # one of a list
    if missing.field != "confirmation":
        return text
    return voice.pair(voice.choice(RECORDS["confirmation"].field["part"], part), voice.word("confirm it with them"))


def _of_draft(draft: Draft) -> Target | None:
    row = draft.fields.get("id")
    return Target(draft.record, row) if draft.record in RECORDS else None


def _cure(case: Case, part: str, missing: Finding) -> Target | None:
    """Where a missing thing is put in."""
    n = missing.values.get("n")
    match missing.field:
        case "confirmation":
            return Target("confirmation", field=part)
        case "person" | "house" | "wish":
            return Target(missing.field)
        case "title_disputed":
            return Target("household", case.household.id, missing.field)
        case "share":
            owner = next((each for each in case.people if each.role == "co_owner" and each.share is None), None)
            owner = owner or next(each for each in case.people if each.role == "co_owner")
            return Target("person", owner.id, "share")
        case "calculation":
            return None  # comes with the compensation page
        case "amount" if isinstance(n, int):
            return Target("appraisal", case.appraisals[n - 1].id, "unit_price")
        case "amount":
            return Target("fixture", _named(case.fixtures, missing), "quantity")
        case "state":
            return Target("unregistered_part", _named(case.unregistered_parts, missing), "state")
        case field if isinstance(n, int):
            return Target("house", case.houses[n - 1].id, field)
        case field:
            return Target("unregistered_part", _named(case.unregistered_parts, missing), field)


def _named(rows: Sequence[Fixture | UnregisteredPart], missing: Finding) -> bytes:
    return next(row.id for row in rows if row.name == missing.values.get("name"))


def _area_head(voice: Voice) -> QWidget:
    head = QFrame()
    head.setProperty("part", "row")
    across = QHBoxLayout(head)
    across.setContentsMargins(16, 4, 16, 4)
    titles = (
        (voice.word("what"), 4, False),
        (voice.word("measured ㎡"), 3, True),
        (voice.word("recognised ㎡"), 3, True),
        (voice.word("by"), 4, False),
        (voice.word("state"), 5, False),
    )
    for text, stretch, is_right in titles:
        label = theme.label(text, "label")
        if is_right:
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
        across.addWidget(label, stretch)
    return head


def _scrolling(inner: QVBoxLayout) -> QScrollArea:
    content = QWidget()
    content.setLayout(inner)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    return area
