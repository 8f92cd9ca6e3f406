"""Which changes of a household are listed: all, those that affect the amount, corrections, conflicts; and one field.

Promise: each filter says how many it holds. Hidden: what a correction is takes the values of the changes, so where
there are many they are counted beside the window.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QPushButton, QWidget

from desktop.domain.fields import RECORDS
from desktop.i18n import N_
from desktop.store import history
from desktop.store.history import Line, Outline, Told
from desktop.ui import theme
from desktop.ui.history_words import BESIDE, Names, is_about_amount
from desktop.ui.jobs import Job, Progress
from desktop.ui.still_box import StillBox
from desktop.ui.workspace import Workspace

_NAMED = 3  # fields of a group
_SEEN = 11  # signs of what is chosen
_OF = "household"  # the group that tells of which household a record is: it is written once
_BAR = 48  # px: the edges of the list of fields and its scroll bar


class Only(StrEnum):
    """A kind of change; the value is the message id that says it."""

    ALL = N_("All")
    AMOUNT = N_("Affects the amount")
    CORRECTIONS = N_("Corrections")
    CONFLICT = N_("Had a conflict")


_HOLDS: Mapping[Only, Callable[[Line], bool]] = {  # as far as an outline tells
    Only.ALL: lambda _line: True,
    Only.AMOUNT: is_about_amount,
    Only.CORRECTIONS: history.may_be_correction,
    Only.CONFLICT: lambda line: line.had_conflict or line.decides,
}


@dataclass(frozen=True, slots=True)
class OneField:
    """A field that alone is listed, or a whole record: of one row, or of all rows."""

    record: str
    group: str | None = None
    row: bytes | None = None

    def holds(self, line: Line) -> bool:
        is_its_record = line.record == self.record if self.row is None else line.row == self.row
        return is_its_record and (self.group is None or self.group in line.groups)

    def on_paper(self) -> tuple[int, int, bool]:
        """Records and groups in the order of the table of fields, one row's first."""
        kind = RECORDS.get(self.record)
        groups = list(kind.group) if kind else []
        place = groups.index(self.group) + 1 if self.group in groups else 0
        return list(RECORDS).index(self.record) if kind else len(RECORDS), place, self.row is None


class HistoryFilters(QWidget):
    """The bar of filters."""

    changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace, self._voice = workspace, workspace.voice
        self._only, self._one_field = Only.ALL, None
        self._outline, self._names = Outline((), (), {}), None
        self._counting: Job | None = None
        self._chips: dict[Only, QPushButton] = {}
        self._fields = StillBox()
        theme.let_touch(self._fields)
        self._lay_out()
        self._fields.activated.connect(self._choose_field)

    @property
    def is_open(self) -> bool:
        """Whether everything is listed."""
        return self._only is Only.ALL and self._one_field is None

    def may_hold(self, line: Line) -> bool:
        """Whether a line is asked for, as far as an outline tells."""
        return _HOLDS[self._only](line) and (self._one_field is None or self._one_field.holds(line))

    def holds(self, told: Told) -> bool:
        """Whether a line that may be asked for is."""
        return self._only is not Only.CORRECTIONS or told.is_correction

    def ask_for(self, one_field: OneField | None = None) -> None:
        """Asks for all changes, or for all of one field; nobody is told."""
        self._only, self._one_field = Only.ALL, one_field
        self._chips[Only.ALL].setChecked(True)
        self._name_fields()

    def show_outline(self, outline: Outline, names: Names) -> None:
        """Shows how many changes there are of each kind, and which fields were ever written."""
        self._outline, self._names = outline, names
        for only, holds in _HOLDS.items():
            self._say_count(only, sum(map(holds, outline.lines)))
        self._name_fields()
        self._count_corrections()

    def _name_fields(self) -> None:
        lines = self._outline.lines
        groups = {(op.record, op.group) for line in lines for op in line.ops}
        known = {OneField(record) for record, _ in groups} | {OneField(*each) for each in groups if each[1] != _OF}
        wanted = self._one_field
        options = sorted(known | ({wanted} if wanted else set()), key=OneField.on_paper)
        self._fields.clear()
        self._fields.addItem(self._voice.pair(self._voice.word("Which field"), self._voice.word("all")), None)
        for each in options:
            self._fields.addItem(self._called(each), each)
        choices = self._fields.view()
        choices.setMinimumWidth(choices.sizeHintForColumn(0) + theme.broad(_BAR))  # as wide as its longest words
        self._fields.setCurrentIndex(options.index(wanted) + 1 if wanted else 0)

    def _called(self, wanted: OneField) -> str:
        kind = RECORDS.get(wanted.record)
        if kind is None:
            return " · ".join(filter(None, (wanted.record, wanted.group)))
        name = (self._names.rows.get(wanted.row or b"") if self._names else None) or self._voice.label(kind)
        if wanted.group not in kind.group:
            return " · ".join(filter(None, (name, wanted.group)))
        fields = [field for field in kind.group[wanted.group].fields if not field.name.endswith(BESIDE)]
        return f"{name} · {self._voice.listed(self._voice.label(field) for field in fields[:_NAMED])}"

    def _say_count(self, only: Only, number: int | None) -> None:
        told = "" if number is None else f"  {number:,}"
        self._chips[only].setText(self._voice.word(only) + told)

    def _count_corrections(self) -> None:
        store, outline = self._workspace.store, self._outline
        lines = [line for line in outline.lines if history.may_be_correction(line)]

        def count(progress: Progress) -> int:
            number = 0
            for start in range(0, len(lines), history.PAGE):
                progress(start, len(lines))
                page = history.told(store, outline, lines[start : start + history.PAGE])
                number += sum(told.is_correction for told in page)
            return number

        if self._counting is not None:
            self._counting.stop()
            self._counting = None
        if len(lines) <= history.PAGE:
            self._say_count(Only.CORRECTIONS, count(lambda _done, _of: None))
            return
        self._say_count(Only.CORRECTIONS, None)
        self._counting = job = self._workspace.job(count, self)
        job.done.connect(partial(self._take_count, job))
        job.stopped.connect(partial(self._take_count, job, None))
        job.refused.connect(lambda _refused: self._take_count(job, None))
        job.start()

    def _take_count(self, job: Job, number: int | None) -> None:
        if job is self._counting:
            self._counting = None
            self._say_count(Only.CORRECTIONS, number)

    def _choose(self, only: Only) -> None:
        self._only = only
        self.changed.emit()

    def _choose_field(self, place: int) -> None:
        self._one_field = self._fields.itemData(place)
        self.changed.emit()

    def _lay_out(self) -> None:
        across = QHBoxLayout(self)
        across.setContentsMargins(12, 8, 12, 8)
        across.setSpacing(8)
        group = QButtonGroup(self)
        for only in Only:
            chip = self._chips[only] = theme.button(self._voice.word(only), "chip", f"only-{only.name.lower()}")
            chip.setCheckable(True)
            chip.setChecked(only is Only.ALL)
            chip.clicked.connect(partial(self._choose, only))
            group.addButton(chip)
            across.addWidget(chip)
        across.addStretch()
        self._fields.setObjectName("one-field")
        self._fields.setAccessibleName(self._voice.word("Which field"))
        self._fields.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._fields.setMinimumContentsLength(_SEEN)
        across.addWidget(self._fields)
