"""What a bundle brings, section by section: whom it concerns at the left, and what is different of the chosen one.

Promise: what is told of a household is what the rehearsal did there, never worked out anew. Hidden: of households that
nobody looked at yet it is asked for when somebody does.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QWidget

from desktop.ui import icons, theme
from desktop.ui.boxes import pictured
from desktop.ui.cards import card, headed
from desktop.ui.exchange_differences import Decision
from desktop.ui.exchange_painting import Row, row_list
from desktop.ui.notices import Voice

_ICON = 16


@dataclass(frozen=True, slots=True)
class Section:
    """Some of what a bundle brings: what it is called, how much it is, and its rows. `tone` where it asks for a person.

    `details` tells what stands at the right of a row; None where that is to be asked for.
    """

    key: str
    title: str
    number: int
    rows: Sequence[Row]
    details: Callable[[Row], Sequence[Row] | None]
    icon: str = ""
    tone: str = ""


class SectionTabs(QTabBar):
    """The tabs of the sections; each is called by its words and its number."""

    def __init__(self, voice: Voice, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(voice.word("What it brings, by kind"))
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Shows these; nothing is told of it."""
        self.blockSignals(True)  # noqa: FBT003  Qt's own
        while self.count():
            self.removeTab(0)
        for section in sections:
            text = f"{section.title} {section.number:,}" if section.number else section.title
            at = self.addTab(text)
            if section.icon:
                self.setTabIcon(at, icons.icon(section.icon, theme.colour(section.tone or "ink_2")))
        self.blockSignals(False)  # noqa: FBT003


class PreviewBody(QWidget):
    """The rows of a section, and the details of the chosen one."""

    household_wanted = Signal(object)  # what stands in the chosen row
    details_wanted = Signal(object)  # of this household
    decision_wanted = Signal(object)  # an exchange_differences.Decision

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._section: Section | None = None
        self._is_there = False  # the households of the bundle are in the store by now
        word = voice.word
        self.list = row_list("preview-groups", word("What it concerns"), shows_chosen=True, is_slim=True)
        self.details = row_list("preview-details", word("What it brings"), shows_chosen=True)
        self._whose, self._meant = theme.label("", "bold"), theme.label("", "second")
        self._look = theme.button(word("See this household"), "link", "see-concerned", "household")
        self._decision = theme.button(word("See the decision"), "link", "see-decision", "check")
        self._decisions: Sequence[Decision] = ()  # of the chosen row
        self._none = theme.label(word("Nothing in it is new here."), "second")
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(12)
        across.addWidget(card(headed(theme.label(self.list.accessibleName(), "bold"), theme.label("")),
                              self._none, self.list), 2)  # fmt: skip
        across.addWidget(
            card(
                headed(pictured("household", "ink_2", 20), self._whose, self._decision, self._look),
                self._meant,
                self.details,
            ),
            3,
        )
        self.list.selectionModel().currentRowChanged.connect(lambda _now, _before: self.refresh())
        self.list.entered_at.connect(self._look_at)
        self._look.clicked.connect(self._look_at)
        self._decision.clicked.connect(self._look_at_decision)
        self.details.entered_at.connect(lambda row: self._look_at_decision() if row.of in self._decisions else None)

    def show_section(self, section: Section | None, *, is_there: bool) -> None:
        """Shows a section's rows; `is_there`: its households can be gone to."""
        self._section, self._is_there = section, is_there
        rows = section.rows if section else ()
        self.list.show_rows(rows)
        self.list.setVisible(bool(rows))
        self._none.setVisible(not rows)
        self.refresh()

    def refresh(self) -> None:
        """Tells the chosen row's details, which may be known by now."""
        row = self.list.current() if self._section and self._section.rows else None
        details = self._section.details(row) if self._section and row else ()
        self._whose.setText(row.upper if row else "")
        self._look.setVisible(self._is_there and row is not None and isinstance(row.of, bytes) and bool(row.of))
        self._decisions = [each.of for each in details or () if isinstance(each.of, Decision)]
        self._decision.setVisible(bool(self._decisions))
        self.details.show_rows(details or ())
        self.details.setVisible(bool(details))
        self._meant.setText(row.lower if row else "")
        if details is None and row is not None:
            self._meant.setText(self._voice.word("Reading what it brings here …"))
            self.details_wanted.emit(row.of)
        self._meant.setHidden(bool(details))

    def panes(self) -> Sequence[QWidget]:
        return [self.list, self.details]

    def _look_at(self) -> None:
        row = self.list.current()
        if row is not None and not self._look.isHidden():
            self.household_wanted.emit(row.of)

    def _look_at_decision(self) -> None:
        """That of the chosen difference, else the first."""
        row = self.details.current()
        chosen = [row.of] if row is not None and isinstance(row.of, Decision) else self._decisions
        if chosen:
            self.decision_wanted.emit(chosen[0])
