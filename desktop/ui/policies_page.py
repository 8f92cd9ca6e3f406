"""Policies (mockup 18, to be read): the plans of the area, who stands behind each, and all that the chosen one says.

Promise: a plan is read from what was issued, and never from anything else; a damaged one is told as such, and the
others stay. Hidden: a plan is read beside the window, kept while the page is there, and its examples are then reckoned
again.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop.casework.policy import Draft, State
from desktop.domain.errors import Refused
from desktop.policy.examples import Examination
from desktop.store import folder as place_of
from desktop.ui import theme
from desktop.ui.band import Band
from desktop.ui.beside import Beside
from desktop.ui.boxes import pictured
from desktop.ui.jobs import Job, Progress
from desktop.ui.notices import told
from desktop.ui.page import Heading, Page, Place
from desktop.ui.policies_painting import version_said
from desktop.ui.policies_plan import Plan, examined, plans_of, read
from desktop.ui.policies_sections import ITEMS
from desktop.ui.policies_versions import Versions
from desktop.ui.policies_view import PlanView
from desktop.ui.policies_words import PlanWords
from desktop.ui.workspace import Workspace

_LEFT, _GAP = 284, 12
_A_MOMENT = 400  # ms in which nothing is said of reading
_RECORDS = {"pack", "pack_check", "staff", "area"}
_LINE, _PICTURE = 640, 40  # the longest line of text
_COMMAND = 'ruhu policy issue PACK --store "{folder}"'


class PoliciesPage(Page):
    """The page. Nothing is written here."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        voice = workspace.voice
        self._plans: tuple[Plan, ...] = ()
        self._plan: Plan | None = None
        self._part = ITEMS
        self._read: dict[bytes, Draft] = {}
        self._examined: dict[str, Examination] = {}
        self._job: Job | None = None
        may_explain = workspace.may_write("explanation", "explanation")
        self._versions, self._view = Versions(voice, may_explain=may_explain), PlanView(voice)
        self._expired = Band("warn", "clock", "", "")
        self._copy = theme.button(voice.word("Copy this command"), name="copy-command", icon="document")
        self._slow = QTimer(self, singleShot=True, interval=_A_MOMENT)
        self._sign, self._said, self._more = QLabel(), theme.label("", "strong"), theme.label("", "second")
        self._stack, self._pages = QStackedWidget(), QStackedWidget()
        self._nothing, self._waiting = QWidget(), QFrame()
        self._lay_out()
        self._connect()

    # A page

    def heading(self) -> Heading:
        voice = self.workspace.voice
        used = next((plan for plan in self._plans if plan.state is State.IN_USE), None)
        number = voice.words("{n} version", "{n} versions", len(self._plans))
        in_use = (
            voice.word("{version} in use", version=version_said(voice, used)) if used else voice.word("none in use")
        )
        parts = [self._area(), *((number, in_use) if self._plans else ())]
        if self._plan is not None and self._plan != used:
            parts.append(voice.word("{version} shown", version=version_said(voice, self._plan)))
        return Heading(voice.word("Policies"), " · ".join(parts))

    def show_place(self, place: Place) -> None:
        self._part = place.part or self._part
        self._look(place.row)
        if self._stack.currentWidget() is self._view:
            self._view.show_section(self._part)
        self._take_keyboard()

    def place(self) -> Place:
        if self._plan is None:
            return Place("policies")
        return Place("policies", part=self._view.section, row=self._plan.row.id)

    def panes(self) -> Sequence[QWidget]:
        return [self._versions.list, self._versions.panel, *self._view.panes()] if self._plans else [self._copy]

    def step_back(self) -> bool:
        if self._beside.close_drawer():
            self._view.list.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return self._stack.currentWidget() is self._view and self._view.step_back()

    def _take_keyboard(self) -> None:
        """Gives it to what there is to read, where the page as a whole has it."""
        if self.hasFocus() and self._plan is None:
            self._copy.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.hasFocus() and self._stack.currentWidget() is self._view:
            self._view.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # Which plans there are

    def _look(self, wanted: bytes | None = None) -> None:
        """Reads which plans there are, and shows the wanted one, the one that was seen, or the one in use."""
        plans: tuple[Plan, ...] = self.workspace.read(plans_of, ())
        by_id = {plan.row.id: plan for plan in plans}
        before = self._plan.row.id if self._plan else None
        used = next((plan for plan in plans if plan.state is State.IN_USE), plans[0] if plans else None)
        chosen = by_id.get(wanted or b"") or by_id.get(before or b"") or used
        is_same = plans == self._plans and chosen == self._plan
        self._plans = plans
        self._pages.setCurrentIndex(int(chosen is not None))
        if chosen is not None and not is_same:
            self._versions.show_plans(self._area(), plans, chosen)
        self.headed.emit()

    def _take_changes(self, rows: frozenset[tuple[str, bytes]], _source: object) -> None:
        if self.isVisible() and any(record in _RECORDS for record, _ in rows):
            self._look()

    def _area(self) -> str:
        return place_of.card(self.workspace.store.folder).area

    # The chosen plan

    def _choose(self, plan: Plan) -> None:
        voice = self.workspace.voice
        if self._stack.currentWidget() is self._view:
            self._part = self._view.section
        self._plan = plan
        if self._job is not None:
            self._job.leave()
            self._job = None
        before = next((each for each in self._plans if each.row.pack == plan.row.supersedes), None)
        self._versions.panel.show_plan(plan, version_said(voice, before) if before else "")
        self._say_expired(plan)
        self.headed.emit()
        draft = self._read.get(plan.row.id)
        if draft is not None:
            self._show(plan, draft)
            return
        self._stack.setCurrentWidget(self._waiting)
        self._say("", "", "")
        self._slow.start()
        self._start(lambda _progress: read(plan), partial(self._take_read, plan), partial(self._take_damage, plan))

    def _start(
        self,
        work: Callable[[Progress], object],
        done: Callable[[Any], None],
        refused: Callable[[Refused | OSError], None],
    ) -> None:
        job = self._job = Job(work, self)  # not the workspace's: what is refused is said where the plan would stand
        job.done.connect(done)
        job.refused.connect(refused)
        job.start()

    def _take_read(self, plan: Plan, draft: Draft) -> None:
        self._read[plan.row.id] = draft
        if plan == self._plan:
            self._show(plan, draft)

    def _take_damage(self, plan: Plan, refused: Refused | OSError) -> None:
        if plan == self._plan:
            self._slow.stop()
            self._versions.panel.say_damaged()
            first, _, more = told(self.workspace.voice, refused).partition("\n")
            self._say("risk", first, more)

    def _show(self, plan: Plan, draft: Draft) -> None:
        self._slow.stop()
        if draft.pack is None:
            return
        self._view.show_plan(PlanWords(draft.pack, self.workspace.voice), self._part)
        self._stack.setCurrentWidget(self._view)
        self._take_keyboard()
        self._versions.panel.say_sound()
        found = self._examined.get(draft.pack.id)
        if found is not None:
            self._take_examined(plan, found)
            return
        panel = self._versions.panel
        self._start(partial(examined, draft), partial(self._take_examined, plan), self._take_not_reckoned)
        if self._job is not None:
            self._job.progressed.connect(panel.say_reckoning)

    def _take_examined(self, plan: Plan, found: Examination) -> None:
        self._examined[plan.row.pack or ""] = found
        if plan == self._plan:
            self._versions.panel.say_examined(found)
            self._view.show_results({result.example.name: result for result in found.results})

    def _take_not_reckoned(self, refused: Refused | OSError) -> None:
        self._versions.panel.say_not_reckoned(told(self.workspace.voice, refused))

    def _say_expired(self, plan: Plan) -> None:
        word = self.workspace.voice.word
        is_over = plan.state is State.EXPIRED
        first = (
            word("{version} is no longer valid", version=version_said(self.workspace.voice, plan)) if is_over else ""
        )
        self._expired.say(first, word("Sheets that were made by it are still explained by it."), has_way=False)

    def _say_slow(self) -> None:
        if self._plan is not None:
            said = version_said(self.workspace.voice, self._plan)
            self._say("hourglass", self.workspace.voice.word("{version} is being read", version=said), "")

    def _say(self, icon: str, first: str, more: str) -> None:
        """Says this where the plan would stand; without an icon nothing is seen yet."""
        if icon:
            self._sign.setPixmap(_picture(icon, "risk" if icon == "risk" else "ink_3").pixmap())
        self._sign.setVisible(bool(icon))
        self._said.setText(first)
        self._more.setText(more)

    def _copy_command(self) -> None:
        QApplication.clipboard().setText(self._command())
        self.workspace.said.emit(self.workspace.voice.word("The command was copied."))

    def _command(self) -> str:
        return _COMMAND.format(folder=self.workspace.store.folder)

    # Making

    def _lay_out(self) -> None:
        for part in (self._waiting, self._view):
            self._stack.addWidget(part)
        self._waiting.setProperty("part", "card")
        _centre(self._waiting, [self._sign, self._said, self._more])
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        column.addWidget(self._expired)
        column.addWidget(self._stack, 1)
        name = self.workspace.voice.word("Versions of the plan")
        self._beside = Beside(shown, self._versions, theme.broad(_LEFT), name, is_left=True)
        self._lay_out_nothing()
        self._pages.addWidget(self._nothing)
        self._pages.addWidget(self._beside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)

    def _lay_out_nothing(self) -> None:
        word = self.workspace.voice.word
        lines = (
            word("The office writes the area's plan as a workbook, lets a second person confirm it, and issues it."),
            word("It is issued on the command line:"),
        )
        command = theme.label(self._command(), "bold")
        command.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        _centre(
            self._nothing,
            [
                _picture("policy", "ink_3"),
                theme.label(word("No plan was issued in this area yet"), "lead"),
                *(theme.label(line, "second") for line in lines),
                command,
                self._copy,
            ],
        )

    def _connect(self) -> None:
        self._versions.chosen.connect(self._choose)
        self._versions.many_wanted.connect(lambda: self.wanted.emit(Place("explain_many")))
        self._versions.flats_wanted.connect(lambda: self.wanted.emit(Place("flats")))
        self._copy.clicked.connect(self._copy_command)
        self._slow.timeout.connect(self._say_slow)
        self.workspace.changed.connect(self._take_changes)


def _centre(page: QWidget, parts: Sequence[QWidget]) -> None:
    """Parts one below the other, in the middle of a page."""
    column = QVBoxLayout()
    column.setSpacing(12)
    column.addStretch(2)
    for part in parts:
        if isinstance(part, QLabel):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            part.setWordWrap(True)
            column.addWidget(part)
        else:
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
    column.addStretch(3)
    inside = QWidget()
    inside.setLayout(column)
    inside.setMaximumWidth(theme.broad(_LINE))
    across = QHBoxLayout(page)
    across.addStretch()
    across.addWidget(inside, 1)
    across.addStretch()


def _picture(icon: str, tone: str) -> QLabel:
    picture = pictured(icon, tone, _PICTURE)
    picture.setMaximumWidth(theme.broad(_LINE))
    picture.setMinimumWidth(0)
    return picture
