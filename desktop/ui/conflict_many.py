"""Several conflicts, one decision and one reason (R33): of those that move no money and where nothing is withdrawn.

Promise: what would hold at each of them is listed before it is decided, and none of the ways throws a side away (R32):
each goes by when a value was written, or leaves all as they were and asks. Hidden: they are read beside the window.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.casework import deciding
from desktop.casework.deciding import Choice, Side, Standing, Way
from desktop.i18n import N_
from desktop.store.store import Store
from desktop.ui import conflict_words, theme
from desktop.ui.boxes import scrolling
from desktop.ui.conflict_card import NoneCard
from desktop.ui.conflict_foot import Foot, Reason
from desktop.ui.conflict_keys import Keys
from desktop.ui.conflict_list import Key
from desktop.ui.conflict_words import Links
from desktop.ui.jobs import Progress
from desktop.ui.notices import Voice

_LISTED, _CHUNK = 40, 200


class Rule(StrEnum):
    """What is decided of each; the value is the message id that says it."""

    LAST = N_("What was written last holds")
    PROVEN = N_("What evidence speaks for holds")
    NEITHER = N_("None for now: the teams are asked")


_ABOUT = {
    Rule.LAST: N_("At each of them the value with the later date."),
    Rule.PROVEN: N_("At each of them the one value that names evidence."),
    Rule.NEITHER: N_("What stood there before stands meanwhile; a question goes to who looks after each household."),
}


_WHY_NOT = {
    Rule.LAST: N_("None of them waits any more."),
    Rule.PROVEN: N_("Not at each of them one value alone names evidence."),
    Rule.NEITHER: N_("At one of them nothing could come back that stood there before."),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One of them, in words: what it is, and what it becomes by each rule that can be followed."""

    what: str
    becomes: dict[Rule, str]


class ManyView(QFrame):
    """The view. It tells what is to be decided, and for what reason."""

    decided = Signal(object, str)  # the Choices, and the reason
    left = Signal()

    def __init__(self, voice: Voice, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("many-conflicts")
        self.setProperty("part", "card")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._voice = voice
        self._found: Sequence[Standing] = ()
        self._told: Sequence[Told] = ()
        self._title, self._about = theme.label("", "title"), theme.label("", "second")
        self._rules = {
            rule: NoneCard(f"decide-{rule.name.lower()}", voice.word(rule), voice.word(_ABOUT[rule])) for rule in Rule
        }
        for place, card in enumerate(self._rules.values(), 1):
            card.show_key(str(place))
        self._list = theme.label("", "second")
        self._reason, self._foot = Reason(voice), Foot(voice, "many-", leaves=True)
        self._reason.field.setObjectName("many-reason")
        self._lay_out()
        self._connect(parent)

    @property
    def rule(self) -> Rule | None:
        return next((rule for rule, card in self._rules.items() if card.isChecked()), None)

    def look_busy(self, number: int) -> None:
        """They are being read."""
        words = self._voice.words
        self._found = self._told = ()
        self._title.setText(words("{n} conflict, one decision", "{n} conflicts, one decision", number))
        self._about.setText(self._voice.word("Reading what stands there …"))
        for card in self._rules.values():
            card.setChecked(False)
            card.setEnabled(False)
        self._list.clear()
        self._tell()

    def tell_progress(self, done: int, of: int) -> None:
        self._about.setText(self._voice.word("Reading what stands there: {done} of {of}", done=done, of=of))

    def show_read(self, read: "Read") -> None:
        """Shows what can be decided of these."""
        words, found = self._voice.words, read.found
        self._found = found
        self._told = [_told(self._voice, each, read.links) for each in found]
        self._title.setText(words("{n} conflict, one decision", "{n} conflicts, one decision", len(found)))
        self._about.setText(
            self._voice.word("None of them moves money. What moves money is decided one by one, with its own reason.")
        )
        for rule, card in self._rules.items():
            may = bool(found) and all(rule in each.becomes for each in self._told)
            card.setEnabled(may)
            card.say(self._voice.word(rule), self._voice.word(_ABOUT[rule] if may else _WHY_NOT[rule]))
        self._tell()

    def take_keyboard(self) -> None:
        self._rules[Rule.LAST].setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> Sequence[QWidget]:
        return [self._rules[Rule.LAST], self._reason, self._foot]

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.take_keyboard()

    def press(self) -> None:
        """Ctrl+Enter: decides them, or goes to what is missing."""
        rule, reason = self.rule, self._reason.text
        if not self._found:
            return
        if rule is None:
            self.take_keyboard()
        elif not reason:
            self._reason.ask()
        else:
            self.decided.emit([_choice(self._voice, rule, each) for each in self._found], reason)

    def clear(self) -> None:
        """What was typed is done with."""
        self._reason.show_reason("", may_write=True)

    def _press_rule(self, rule: Rule) -> None:
        if self._rules[rule].isEnabled():
            self._choose(rule)

    def _choose(self, chosen: Rule) -> None:
        for rule, card in self._rules.items():
            card.setChecked(rule is chosen)
        self._tell()

    def _tell(self) -> None:
        rule, n = self.rule, len(self._found)
        lines = [
            self._voice.pair(each.what, each.becomes[rule]) if rule else each.what for each in self._told[:_LISTED]
        ]
        if n > _LISTED:
            lines.append(self._voice.words("and {n} more", "and {n} more", n - _LISTED))
        self._list.setText("\n".join(lines))
        verb = self._voice.word("Choose first what holds")
        if rule:
            verb = self._voice.words("Decide {n} so", "Decide {n} so", n)
        self._foot.say("", verb, may_decide=True, is_ready=bool(rule and self._reason.text and n))

    def _lay_out(self) -> None:
        self._title.setWordWrap(True)
        self._list.setTextFormat(Qt.TextFormat.PlainText)
        self._reason.show_reason("", may_write=True)
        self._reason.show_note("")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        for part in (self._title, self._about, *self._rules.values(), self._reason):
            column.addWidget(part)
        column.addWidget(theme.label(self._voice.word("These, and what each becomes"), "label"))
        column.addWidget(self._list)
        column.addStretch()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.setSpacing(0)
        whole.addWidget(scrolling(inside), 1)
        whole.addWidget(self._foot)

    def _connect(self, parent: QWidget) -> None:
        for rule, card in self._rules.items():
            card.clicked.connect(lambda _on=False, chosen=rule: self._choose(chosen))
        self._reason.changed.connect(self._tell)
        self._foot.decided.connect(self.press)
        self._foot.skipped.connect(self.left)
        rules = [(str(place), partial(self._press_rule, rule)) for place, rule in enumerate(Rule, 1)]
        Keys(self, parent, [*rules, ("Ctrl+Return", self.press), ("Ctrl+Enter", self.press)])


@dataclass(frozen=True, slots=True)
class Read:
    """Conflicts as they stand, and what the records are called to which their values point."""

    found: Sequence[Standing]
    links: Links


def reading(voice: Voice, store: Store, keys: Sequence[Key]) -> Callable[[Progress], Read]:
    """Work that reads these conflicts, some at a time."""

    def work(tell: Progress) -> Read:
        found: list[Standing] = []
        for start in range(0, len(keys), _CHUNK):
            tell(start, len(keys))
            found += deciding.standings(store, keys[start : start + _CHUNK])
        versions = [side.version for each in found for side in (*each.versions, *([each.base] if each.base else []))]
        return Read(found, conflict_words.links_of(store, voice, versions))

    return work


def _last(standing: Standing) -> Side:
    return max(standing.versions, key=lambda side: side.version.when)


def _proven(standing: Standing) -> Side | None:
    """The one value that names evidence; None where none or several do."""
    proven = [side for side in standing.versions if side.papers or side.elsewhere]
    return proven[0] if len(proven) == 1 else None


def _taken(standing: Standing, rule: Rule) -> Side | Way | None:
    match rule:
        case Rule.LAST:
            return _last(standing)
        case Rule.PROVEN:
            return _proven(standing)
        case Rule.NEITHER:
            return Way.NEITHER if conflict_words.may_be_empty(standing) else None


def _told(voice: Voice, standing: Standing, links: Links) -> Told:
    return Told(conflict_words.what(voice, standing), dict(_becomes(voice, standing, links)))


def _becomes(voice: Voice, standing: Standing, links: Links) -> Iterator[tuple[Rule, str]]:
    for rule in Rule:
        taken = _taken(standing, rule)
        if isinstance(taken, Side):
            who = taken.team or taken.by
            value = conflict_words.value_told(voice, standing, taken, links)
            yield rule, voice.word("{value} ({who}, {when})", value=value, who=who,
                                   when=conflict_words.moment(taken.version.when))  # fmt: skip
        elif taken is not None:
            base = conflict_words.value_told(voice, standing, standing.base, links) if standing.base else ""
            yield rule, base or voice.word("(empty)")


def _choice(voice: Voice, rule: Rule, standing: Standing) -> Choice:
    taken = _taken(standing, rule)
    asking = deciding.asking_words(voice, standing) if taken is Way.NEITHER else ""
    return Choice(standing, taken or Way.NEITHER, asking)
