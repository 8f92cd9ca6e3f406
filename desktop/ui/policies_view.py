"""A plan that is read: its views as tabs, the list of the chosen one, and what is said of its chosen line below.

Promise: what one part of the plan names of another is one press away, and Esc leads back. Hidden: a view is made when
it is first gone to.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from desktop.policy.examples import Result
from desktop.ui import icons, theme
from desktop.ui.line_table import LineTable
from desktop.ui.notices import Voice
from desktop.ui.policies_detail import Detail
from desktop.ui.policies_painting import ItemPainter, RowPainter
from desktop.ui.policies_sections import ITEMS, Link, Section, sections
from desktop.ui.policies_words import PlanWords

_FIND, _LEAST, _LIST, _SHARES = 220, 56, 150, (5, 4)


class PlanView(QFrame):
    """The card with a plan. It keeps which view was chosen while other plans are shown."""

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._voice = voice
        self._say: PlanWords | None = None
        self._sections: Sequence[Section] = ()
        self._made: dict[str, _Listed] = {}
        self._results: Mapping[str, Result] = {}
        self._way: list[Link] = []  # back
        self.tabs, self._find, self._stack = QTabBar(), QLineEdit(), QStackedWidget()
        self._lay_out()
        self._connect()

    @property
    def section(self) -> str:
        """The view that is seen."""
        return self._sections[self.tabs.currentIndex()].name if self._sections else ITEMS

    @property
    def list(self) -> QWidget:
        """The list of the view that is seen; the card itself before there is one."""
        listed = self._stack.currentWidget()
        return listed.table if isinstance(listed, _Listed) else self

    def show_plan(self, say: PlanWords, section: str) -> None:
        """Shows another plan, in this view."""
        self._say, self._results, self._way = say, {}, []
        for listed in self._made.values():
            self._stack.removeWidget(listed)
            listed.deleteLater()
        self._made = {}
        self._sections = sections(say, lambda: self._results)
        with QSignalBlocker(self.tabs):
            while self.tabs.count():
                self.tabs.removeTab(0)
            for place, each in enumerate(self._sections):
                self.tabs.addTab(f"{each.title} {len(each.rows)}")
                self.tabs.setTabToolTip(place, f"Ctrl+{place + 1}")
        self.show_section(section)

    def show_section(self, name: str) -> None:
        names = [each.name for each in self._sections]
        self.tabs.setCurrentIndex(names.index(name) if name in names else 0)
        self._show()

    def show_results(self, results: Mapping[str, Result]) -> None:
        """Says beside the examples what came of them."""
        self._results = results
        for listed in self._made.values():
            listed.table.viewport().update()

    def panes(self) -> Sequence[QWidget]:
        listed = self._stack.currentWidget()
        return [self.tabs, self._find, *((listed.table, listed.detail.pane) if isinstance(listed, _Listed) else ())]

    def step_back(self) -> bool:
        """Forgets what is searched for, goes back on the way that was come, or to the items."""
        if self._find.text():
            self._find.clear()
        elif self._way:
            self._go(self._way.pop())
        elif self.section != ITEMS:
            self.show_section(ITEMS)
        else:
            return False
        self._focus_list()
        return True

    # Inside

    @property
    def _listed(self) -> "_Listed":
        section = self._sections[self.tabs.currentIndex()]
        if section.name not in self._made:
            listed = self._made[section.name] = _Listed(self._voice, section, self._say)
            listed.detail.wanted.connect(self._follow)
            self._stack.addWidget(listed)
        return self._made[section.name]

    def _show(self) -> None:
        if self._sections:
            listed = self._listed
            self._stack.setCurrentWidget(listed)
            listed.find(self._find.text())

    def _follow(self, link: Link) -> None:
        listed = self._listed
        if (row := listed.table.current()) is not None:
            self._way.append(Link("", self.section, listed.section.key(row)))
        self._go(link)
        self._focus_list()

    def _go(self, link: Link) -> None:
        self._find.clear()
        self.show_section(link.section)
        self._listed.choose(link.name)

    def _focus_list(self) -> None:
        self._listed.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        word = self._voice.word
        self.tabs.setObjectName("plan-parts")
        self.tabs.setAccessibleName(word("Parts of the plan"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)  # too small for a finger; the field gives way
        self._find.setObjectName("find-in-plan")
        self._find.setProperty("look", "search")
        self._find.setPlaceholderText(word("Find in this list"))
        self._find.setAccessibleName(word("Find in this list"))
        self._find.setClearButtonEnabled(True)
        self._find.setMinimumWidth(theme.high(_LEAST))
        self._find.setMaximumWidth(theme.broad(_FIND))
        self._find.addAction(icons.icon("search", theme.colour("ink_3")), QLineEdit.ActionPosition.LeadingPosition)
        self._stack.setProperty("part", "inset")
        head = QFrame()
        head.setProperty("part", "head")
        across = QHBoxLayout(head)
        across.setContentsMargins(8, 4, 8, 4)
        across.addWidget(self.tabs, 1)
        across.addWidget(self._find)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._show)
        self._find.textChanged.connect(self._show)
        self._find.returnPressed.connect(self._focus_list)
        for place in range(6):
            key = QShortcut(QKeySequence(f"Ctrl+{place + 1}"), self)
            key.activated.connect(partial(self.tabs.setCurrentIndex, place))


class _Listed(QWidget):
    """One view: its list, and below it what is said of the chosen line."""

    def __init__(self, voice: Voice, section: Section, say: PlanWords | None) -> None:
        super().__init__()
        self.section = section
        self.table = LineTable(f"plan-{section.name}", section.title, section.columns)
        self.detail = Detail(voice)
        self._none = theme.label(voice.word("Nothing of that kind is in this list."), "second")
        self._found: list[Any] | None = None
        self.table.setItemDelegate(
            ItemPainter(say, self.table) if section.name == ITEMS and say else RowPainter(self.table)
        )
        self.table.setMinimumHeight(theme.high(_LIST))
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part, share in ((self.table, _SHARES[0]), (self._none, _SHARES[0]), (self.detail, _SHARES[1])):
            column.addWidget(part, share)
        self.table.chosen.connect(lambda row: self.detail.say(section.told(row)))
        self.table.opened.connect(lambda: self.detail.pane.setFocus(Qt.FocusReason.OtherFocusReason))

    def find(self, text: str) -> None:
        """Lists what holds this text alone, at the line that was chosen."""
        wanted = text.strip().casefold()
        found = [row for row in self.section.rows if wanted in self._looked_at(row)] if wanted else [*self.section.rows]
        if found == self._found:
            return
        before, self._found = self.table.current(), found
        self.table.lines.fill(iter([found]))
        self.table.setVisible(bool(found))
        self.detail.setVisible(bool(found))
        self._none.setHidden(bool(found))
        if found:
            first = self.section.first if not wanted else 0
            self.table.selectRow(found.index(before) if before in found else first)

    def choose(self, name: str) -> None:
        """Chooses the line of this name."""
        for place, row in enumerate(self._found or ()):
            if self.section.key(row) == name:
                self.table.selectRow(place)
                return

    def _looked_at(self, row: Any) -> str:
        texts = [*(column.text(row) for column in self.section.columns), self.section.more(row)]
        return "\n".join(texts).casefold()
