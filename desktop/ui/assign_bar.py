"""Hands the ticked households to a person, from now on: who it is, until when, and why, in a bar below the list.

Promise: who had them before is said before anything changes, and it can be taken back in one go. Hidden: a reason is
asked for only where somebody loses a household.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.casework import assignment, people
from desktop.casework.assignment import Handover, Share
from desktop.domain.records import Staff
from desktop.store import queries
from desktop.store.standing import Standing
from desktop.store.store import Store
from desktop.ui import theme
from desktop.ui.household_table import HouseholdTable
from desktop.ui.jobs import Progress
from desktop.ui.line_box import Line, LineBox
from desktop.ui.moment_field import DayField
from desktop.ui.workspace import Workspace

_MOST = 5000  # records of one entry


class AssignBar(QFrame):
    """Hidden until `ask`, it stands in place of the list's foot. Ctrl+Enter does it, Esc (by `let_be`) lets it be."""

    def __init__(
        self, workspace: Workspace, table: HouseholdTable, foot: QWidget, ticked: Callable[[], Sequence[Standing]]
    ) -> None:
        super().__init__()
        self._table, self._foot, self._ticked = table, foot, ticked
        self._workspace, self._voice = workspace, workspace.voice
        word = self._voice.word
        self._homes: Sequence[bytes] = ()
        self._planned: Handover | None = None
        self._staff: dict[bytes, Staff] = {}
        self._names: dict[bytes, str] = {}
        self._title, self._effect = theme.label("", "strong"), theme.label("", "second")
        self._to = LineBox("assign-to", word("Who looks after them"))
        self._until = DayField(self._voice, "assign-until", word("Until when, if there is a day"))
        self._because = QLineEdit()
        self._go = theme.button("", "filled", "assign", "assign")
        self._leave = theme.button(word("Let it be"), "link", "leave-assigning")
        self.setProperty("part", "foot")
        self._lay_out()
        self._connect()
        self.hide()

    def ask(self) -> None:
        """Asks who looks after those that are ticked from now on."""
        store = self._workspace.store
        staff = self._workspace.read(people.staff, ())
        self._staff = {each.id: each for each in staff}
        self._names = self._workspace.read(queries.staff_names, {})
        self._until.begin(store.today())
        self._until.put("")
        self._because.clear()
        self._offer({})
        self._foot.hide()
        self.show()
        self._take_ticks()
        self._to.setFocus()
        self._count(store)

    def let_be(self) -> bool:
        """Gives the foot its place back; whether anything was asked."""
        was_asked = self.isVisible()
        if was_asked:
            self.hide()
            self._foot.show()
            self._table.setFocus()
        return was_asked

    def _take_ticks(self) -> None:
        """Others may be ticked meanwhile; of none nothing is asked."""
        if not self.isVisible():
            return
        self._homes = [home.id for home in self._ticked()]
        if self._homes:
            self._look()
        else:
            self.let_be()

    # What it comes to

    def _offer(self, shares: dict[bytes, int]) -> None:
        """By team, and in a team by name; a team alone looks after nobody."""
        voice = self._voice
        nobody = Line(None, voice.word("Choose a person"), "", "person", "ink_3")
        lines = [
            Line(
                each.id,
                each.name or "",
                " · ".join(
                    filter(
                        None,
                        (
                            each.team,
                            voice.choice(Staff.record_type().field["role"], each.role or ""),
                            voice.words("{n} household", "{n} households", shares.get(each.id, 0)) if shares else "",
                        ),
                    )
                ),
                "person",
            )
            for each in sorted(self._staff.values(), key=lambda each: (each.team or "\U0010ffff", each.name or ""))
        ]
        self._to.show_lines([nobody, *lines])

    def _count(self, store: Store) -> None:
        """How many each looks after now; of a large area it is counted beside the window."""

        def work(_progress: Progress) -> Sequence[Share]:
            return assignment.shares(store)

        job = self._workspace.job(work, self)
        job.done.connect(lambda shares: self._offer({each.staff.id: each.households for each in shares if each.staff}))
        job.start()

    def _look(self) -> None:
        """Says what it comes to, or what is still needed."""
        voice, n = self._voice, len(self._homes)
        self._title.setText(
            voice.words("Who looks after {n} household from now on?", "Who looks after {n} households from now on?", n)
        )
        to = self._staff.get(self._to.line.value) if self._to.line and isinstance(self._to.line.value, bytes) else None
        self._planned = planned = self._plan(to) if to is not None else None
        changed = len(planned.written) if planned else 0
        self._effect.setText(self._told(planned))
        self._go.setText(
            voice.words(
                "Hand {n} household to {name}", "Hand {n} households to {name}", changed, name=to.name if to else ""
            )
            if to and changed
            else voice.words("Hand {n} household over", "Hand {n} households over", n)
        )
        self._go.setEnabled(bool(changed) and not self._lacks(planned))

    def _plan(self, to: Staff) -> Handover | None:
        homes, until = self._homes, self._until.day
        return self._workspace.read(lambda store: assignment.planned(store, homes, to, until), None)

    def _lacks(self, planned: Handover | None) -> bool:
        is_taken = planned is not None and any(staff is not None for staff in planned.before)
        is_too_much = planned is not None and len(planned.written) > _MOST
        return self._until.is_wrong or is_too_much or (is_taken and not self._because.text().strip())

    def _told(self, planned: Handover | None) -> str:
        voice = self._voice
        if planned is None:
            return voice.word("It holds from now on. The laptops learn of it with their next file from the office.")
        if not planned.written:
            return voice.word("{name} has all of them already.", name=planned.to.name)
        if len(planned.written) > _MOST:
            return voice.word("These are too many for one entry. Tick fewer of them, such as one lane.")
        said: list[str] = []
        for staff, number in planned.before.items():
            had = self._names.get(staff, "") if staff else ""
            said.append(
                voice.words(
                    "{n} of them was with {name} before.", "{n} of them were with {name} before.", number, name=had
                )
                if had
                else voice.words("{n} of them was with nobody.", "{n} of them were with nobody.", number)
            )
        if planned.same:
            said.append(voice.words("{n} is there already.", "{n} are there already.", planned.same))
        if self._lacks(planned) and not self._until.is_wrong:
            said.append(voice.word("Say why, for those who had them."))
        return " ".join(said)

    def _hand_over(self) -> None:
        planned = self._planned
        if not self.isVisible() or planned is None or not self._go.isEnabled():
            return
        number = len(planned.written)
        told = self._voice.words(
            "{n} household goes to {name}.", "{n} households go to {name}.", number, name=planned.to.name
        )
        because = self._because.text().strip()
        if self._workspace.save(*planned.written, because=because, told=told.rstrip("。.")) is not None:
            self._table.untick_all()

    # Making

    def _lay_out(self) -> None:
        word = self._voice.word
        self._because.setObjectName("assign-because")
        self._because.setAccessibleName(word("Reason"))
        self._because.setPlaceholderText(word("In a few words, for those who read it later"))
        self._effect.setObjectName("assign-effect")
        self._go.setToolTip("Ctrl+Enter")
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        fields: tuple[tuple[str, QWidget], ...] = (
            (self._to.accessibleName(), self._to),
            (self._until.edit.accessibleName(), self._until),
            (self._because.accessibleName(), self._because),
        )
        for place, (title, field) in enumerate(fields):
            grid.addWidget(theme.label(title, "label"), 0, place)
            grid.addWidget(field, 1, place, Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(2, 4)
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self._effect, 1)
        below.addWidget(self._leave)
        below.addWidget(self._go)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addLayout(grid)
        column.addLayout(below)

    def _connect(self) -> None:
        self._to.currentIndexChanged.connect(self._look)
        self._until.typed.connect(self._look)
        self._because.textChanged.connect(self._look)
        self._go.clicked.connect(self._hand_over)
        self._leave.clicked.connect(self.let_be)
        self._table.ticks_changed.connect(self._take_ticks)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self._hand_over)
