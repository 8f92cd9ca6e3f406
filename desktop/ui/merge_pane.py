"""The chosen bundle, at the right of the merge page: before it is taken in what it brings, afterwards what it opened.

Promise: what one types on a conflict is never taken away by what else happens on the page. Hidden: conflicts, the
households that are perhaps one, and the sections of the preview are tabs of one row.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop.casework.held_back import Waiting
from desktop.store.queries import Conflict
from desktop.ui import icons, theme
from desktop.ui.boxes import scrolling
from desktop.ui.conflict_view import ConflictView
from desktop.ui.exchange_body import PreviewBody, Section, SectionTabs
from desktop.ui.exchange_preview import PreviewHead, Tile
from desktop.ui.exchange_waiting import WaitingCard
from desktop.ui.merge_foot import MergeFoot, Offer
from desktop.ui.workspace import Workspace

_BODY, _CONFLICT, _WAITING, _SAID = range(4)
ONE_HOUSEHOLD = "one-household"
"""The tab that leads to the households that are perhaps one."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """All that is seen of a bundle: its head, its tabs, and what can be done. A section is a conflict's by its key."""

    title: str
    about: str
    tiles: Sequence[Tile]
    sections: Sequence[Section]
    offer: Offer
    icon: str = "shield"
    tone: str = "ok"
    conflicts: Sequence[tuple[str, Conflict]] = ()
    is_there: bool = False


class Said(QFrame):
    """A card of words in place of a bundle, with a way on."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._sign, self._what, self._about = QLabel(), theme.label("", "lead"), theme.label("", "plain")
        self.way = theme.button("", "large", "look-again", "refresh")
        for label in (self._what, self._about):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        lines = QVBoxLayout()
        lines.setSpacing(8)
        for part in (self._what, self._about):
            lines.addWidget(part)
        lines.addWidget(self.way, 0, Qt.AlignmentFlag.AlignLeft)
        lines.addStretch()
        across = QHBoxLayout(self)
        across.setContentsMargins(16, 16, 16, 16)
        across.setSpacing(12)
        across.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(lines, 1)

    def say(self, what: str, about: str, way: str, sign: tuple[str, str]) -> None:
        """`sign` is an icon and its tone; without a way on there is no button."""
        icon, tone = sign
        self._sign.setPixmap(icons.pixmap(icon, theme.colour(tone), 24, self.devicePixelRatioF()))
        self._what.setText(what)
        self._about.setText(about)
        self.way.setText(way)
        self.way.setVisible(bool(way))

    def take_keyboard(self) -> bool:
        if self.way.isVisible():
            self.way.setFocus()
        return self.way.isVisible()


class MergePane(QWidget):
    """The pane."""

    household_wanted = Signal(object)
    details_wanted = Signal(object)
    decision_wanted = Signal(object)  # a Decision
    again_wanted = Signal()  # a file in quarantine is to be looked at again
    decided = Signal()
    keys_taken = Signal(bool)  # a conflict is seen, which has Ctrl+Enter for itself

    def __init__(self, workspace: Workspace, waiting: WaitingCard) -> None:
        super().__init__()
        self._workspace, self._voice = workspace, workspace.voice
        self._bundle: Bundle | None = None
        self._head, self._tabs = PreviewHead(), SectionTabs(self._voice, "merge-tabs")
        self._body, self.foot = PreviewBody(self._voice), MergeFoot(self._voice)
        self._conflict = ConflictView(workspace, self)
        self.waiting = waiting
        self._said = Said()
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()

    # What is shown

    def show_bundle(self, bundle: Bundle, *, is_same: bool) -> None:
        """Shows a bundle; where it is the same as before, one stays at the tab where one was."""
        before = self._key if is_same and self._bundle is not None else ""
        self._bundle = bundle
        self._head.tell(bundle.title, bundle.about, bundle.tiles, bundle.icon, bundle.tone)
        for part in (self._head, self._tabs):
            part.show()
        with QSignalBlocker(self._tabs):
            self._tabs.show_sections(bundle.sections)
            at = next((n for n, each in enumerate(bundle.sections) if each.key == before), 0)
            self._tabs.setCurrentIndex(at)
        self._show_tab()

    def show_said(self, said: str, about: str, way: str = "", sign: tuple[str, str] = ("inbox", "ink_2")) -> None:
        """Shows words in place of a bundle."""
        self._bundle = None
        self._conflict.leave()
        for part in (self._head, self._tabs, self.foot):
            part.hide()
        self._said.say(said, about, way, sign)
        self._stack.setCurrentIndex(_SAID)

    def fill_waiting(self, waiting: Waiting) -> None:
        """What was not let in, as it is now."""
        store = self._workspace.store
        self.waiting.show_waiting(replace(waiting, apart=()), store.zone(), store.today().year)

    def show_waiting(self) -> None:
        """Shows what was not let in."""
        self.show_said("", "")
        self._stack.setCurrentIndex(_WAITING)

    def refresh(self) -> None:
        """More of the differences is known."""
        if self._stack.currentIndex() == _BODY:
            self._body.refresh()

    def leave(self) -> None:
        """Keeps what is being typed."""
        self._conflict.leave()

    def step_back(self) -> bool:
        return self._stack.currentIndex() == _CONFLICT and self._conflict.step_back()

    def press(self) -> None:
        """Ctrl+Enter: what the filled button does."""
        self.foot.press()

    def panes(self) -> Sequence[QWidget]:
        match self._stack.currentIndex():
            case 0:
                return [self._tabs, *self._body.panes(), self.foot]
            case 1:
                return [self._tabs, *self._conflict.panes()]
            case 2:
                return [self.waiting.list]
            case _:
                return []

    def take_keyboard(self) -> bool:
        """Gives it to what comes next here."""
        match self._stack.currentIndex():
            case 1:
                self._conflict.take_keyboard()
            case 2:
                self.waiting.list.setFocus()
            case 3:
                return self._said.take_keyboard()
            case _:
                return self.foot.take_keyboard()
        return True

    # Inside

    @property
    def _section(self) -> Section | None:
        sections, at = self._bundle.sections if self._bundle else (), self._tabs.currentIndex()
        return sections[at] if 0 <= at < len(sections) else None

    @property
    def _key(self) -> str:
        return self._section.key if self._section else ""

    def _show_tab(self) -> None:
        bundle, section = self._bundle, self._section
        if bundle is None:
            return
        conflict = dict(bundle.conflicts).get(section.key) if section else None
        if conflict is not None:
            if self._conflict.register != (conflict.row, conflict.group):
                self._conflict.show_conflict(conflict.row, conflict.group)
            self._stack.setCurrentIndex(_CONFLICT)
            self.foot.hide()
            return
        self._conflict.leave()
        self._body.show_section(section, is_there=bundle.is_there)
        self._stack.setCurrentIndex(_BODY)
        self.foot.show()
        self.foot.offer(bundle.offer, shows_pairs=section is not None and section.key == ONE_HOUSEHOLD)

    def _next(self) -> None:
        """To the next tab that asks for a person, round again."""
        bundle, at = self._bundle, self._tabs.currentIndex()
        if bundle is None:
            return
        asking = {key for key, _ in bundle.conflicts} | {ONE_HOUSEHOLD}
        places = [n for n, each in enumerate(bundle.sections) if each.key in asking and n != at]
        if places:
            self._tabs.setCurrentIndex(next((n for n in places if n > at), places[0]))
            self.take_keyboard()

    def _take_decided(self) -> None:
        """One less: its tab goes away, and the next that asks for a person is shown, round again."""
        bundle, key = self._bundle, self._key
        if bundle is not None:
            at = self._tabs.currentIndex()
            sections = [each for each in bundle.sections if each.key != key]
            self._bundle = replace(bundle, sections=sections, conflicts=[c for c in bundle.conflicts if c[0] != key])
            asking = {each for each, _ in self._bundle.conflicts} | {ONE_HOUSEHOLD}
            places = [n for n, each in enumerate(sections) if each.key in asking]
            follows = next((n for n in places if n >= at), places[0] if places else min(at, len(sections) - 1))
            with QSignalBlocker(self._tabs):
                self._tabs.show_sections(sections)
                self._tabs.setCurrentIndex(follows)
            self._show_tab()
            self.take_keyboard()
        self.decided.emit()

    def _lay_out(self) -> None:
        self._stack.setProperty("part", "inset")
        waiting = QWidget()
        around = QVBoxLayout(waiting)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self.waiting)
        around.addStretch()
        for part in (self._body, self._conflict, scrolling(waiting), self._said):
            self._stack.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._head)
        column.addWidget(self._tabs)
        column.addWidget(self._stack, 1)
        column.addWidget(self.foot)

    def _connect(self) -> None:
        self._tabs.currentChanged.connect(lambda _at: self._show_tab())
        self._stack.currentChanged.connect(lambda at: self.keys_taken.emit(at == _CONFLICT))
        self._body.household_wanted.connect(self.household_wanted)
        self._body.details_wanted.connect(self.details_wanted)
        self._body.decision_wanted.connect(self.decision_wanted)
        self._conflict.decided.connect(lambda _row, _group: self._take_decided())
        self._conflict.skipped.connect(self._next)
        self._conflict.household_wanted.connect(self.household_wanted)
        self._said.way.clicked.connect(self.again_wanted)
