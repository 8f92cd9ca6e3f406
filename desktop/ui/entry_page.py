"""One record of a household on its entry page: typed, kept at once, and written when the keyboard leaves a group.

Promise: nothing that was typed is lost, acceptable or not: what can't be saved stays in a draft, with what is wrong
beside it. Hidden: a new record is written once what it needs is there; a record of what happened (a wish, a
confirmation) only when the person says so, since it is never changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain import checks
from desktop.domain.errors import Finding, Level
from desktop.domain.fields import RECORDS, Field, Kind, Role
from desktop.domain.four_clear import Case
from desktop.domain.records import CLASSES, Record
from desktop.i18n import N_
from desktop.store import drafts, usage
from desktop.ui import ledger_summary, theme
from desktop.ui.form import Form, with_values
from desktop.ui.ledger_line import Target
from desktop.ui.notices import Notice
from desktop.ui.reason_bar import ReasonBar
from desktop.ui.workspace import Workspace

_DRAFT_AFTER = 600
_FINISH = {"wish": N_("Write this wish down"), "confirmation": N_("Write the confirmation down")}
_PROPOSED = {  # fields whose earlier values are offered, by record
    "house": ("structure", "certified_use", "actual_use", "certificate_source", "registered_area_source",
              "measured_area_source", "recognised_area_source", "structure_source", "use_source"),
    "unregistered_part": ("name", "structure", "measured_area_source", "recognition_source", "recognised_by"),
    "fixture": ("name", "unit", "item_source"),
    "appraisal": ("appraiser", "appraisal_source"),
    "household": ("plot", "lane", "building"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opened:
    """What the page shows: the household as it is, and the record."""

    case: Case
    record: Record
    is_new: bool


class EntryPage(QWidget):
    """The entry page of one kind of record."""

    finished = Signal()
    explained = Signal(object, str)  # F1: the id of the row, and the group

    def __init__(self, workspace: Workspace, name: str) -> None:
        super().__init__()
        self._workspace, self._kind = workspace, RECORDS[name]
        voice = workspace.voice
        self._opened: Opened | None = None
        self._draft: bytes | None = None
        self._form = Form(name, [name], voice)
        self._notice = Notice("info")
        self._told = theme.label("", "second")
        self._forget = theme.button(voice.word("Throw away what was typed"), "link", "forget")
        self._withdraw = theme.button(voice.word("Withdraw"), "link", "withdraw", "withdraw")
        self._finish = theme.button(
            voice.word(_FINISH.get(name, N_("Back to the ledger"))),
            "filled" if self._kind.is_append else "large",
            "finish",
        )
        self._reason = ReasonBar(voice)
        self._typing = QTimer(self, singleShot=True, interval=_DRAFT_AFTER)
        self._lay_out()
        self._connect()

    @property
    def title(self) -> str:
        """What the shown record is called."""
        if self._opened is None or self._opened.is_new:
            return self._workspace.voice.label(self._kind)
        return ledger_summary.title_of(self._workspace.voice, self._opened.case, self._opened.record)

    @property
    def row(self) -> bytes | None:
        """The id of the shown record."""
        return self._opened.record.id if self._opened else None

    def open(self, case: Case, target: Target) -> None:
        """Shows a record of a household, or a new one, and begins with the target's field."""
        store, cls = self._workspace.store, CLASSES[self._kind.name]
        known = store.get(cls, target.row) if target.row else None
        if known is None and self._kind.name == "household":
            known = case.household
        record = known or cls.of(
            {"id": target.row, "household": case.household.id} if target.row else {"household": case.household.id}
        )
        self._opened = Opened(case, record, is_new=known is None)
        if "house" in self._form.bound:
            houses = [(house.id, ledger_summary.title_of(self._workspace.voice, case, house)) for house in case.houses]
            self._form.set_links("house", houses)
        self._form.fill(vars(record) if known else {**vars(record), **self._known_already(target)})
        self._form.let_write(self._workspace.may_write)
        self._reason.hide()
        self._notice.say("")
        self._draft = None
        self._take_up_draft(record)
        self._propose()
        is_written_at_once = self._kind.is_append and known is not None
        self._withdraw.setVisible(known is not None and self._workspace.may_write(self._kind.name, "life"))
        self._withdraw.setHidden(known is None or self._kind.name == "household")
        self._finish.setVisible(not is_written_at_once or not self._kind.is_append)
        self._judge()
        self._tell("")
        self._form.focus(target.field if target.field in self._form.bound else next(iter(self._form.bound)))

    def leave(self) -> None:
        """Writes what can be written, and keeps the rest as a draft."""
        if self._opened is None:
            return
        self._typing.stop()
        if not self._kind.is_append:
            self._form.flush()
        self._keep_draft()

    # Writing

    def _save(self, _record: str, group: str) -> None:
        """Writes one group of a record that is there, or a new record once it has what it needs."""
        opened = self._opened
        if opened is None or self._kind.is_append:
            return
        found = self._judge()
        names = self._names_of(group) if not opened.is_new else set(self._form.bound)
        if any(finding.level is Level.ERROR and finding.field in names for finding in found):
            self._keep_draft()
            self._tell(self._workspace.voice.word("Not saved yet: see what is marked. It is kept as typed."))
            return
        self._write(self._read(None if opened.is_new else group)[0], [group])

    def _write(self, record: Record, groups: Sequence[str]) -> None:
        voice, opened = self._workspace.voice, self._opened
        if opened is None:
            return
        if opened.is_new:
            groups = [group for _, group in self._form.groups_typed()]
            told = voice.word("Added: {what}", what=self._called(record))
        else:
            told = voice.word("Changed: {what}", what=self._called_changes(record, groups))
        ends = (
            self._draft if not set(self._form.groups_typed()) - {(self._kind.name, each) for each in groups} else None
        )
        saved = self._workspace.save(record, told=told, source=self, ends_draft=ends)
        if saved is None:
            self._keep_draft()
            return
        for group in groups:
            self._form.settle(self._kind.name, group)
        self._draft = None if ends else self._draft
        self._typing.stop()
        self._opened = Opened(opened.case, self._workspace.store.get(type(record), record.id) or record, is_new=False)
        self._withdraw.setHidden(self._kind.name == "household" or self._kind.is_append)
        self._tell(voice.word("Saved"))

    def _write_down(self) -> None:
        """Writes a record of what happened."""
        opened = self._opened
        if opened is None:
            return
        found = self._judge(everything=True)
        if any(finding.level is Level.ERROR for finding in found):
            self._tell(self._workspace.voice.word("Not saved yet: see what is marked. It is kept as typed."))
            first = next(finding.field for finding in found if finding.level is Level.ERROR)
            if first in self._form.bound:
                self._form.focus(first)
            return
        record, _ = self._read(None)
        voice = self._workspace.voice
        told = voice.word("Added: {what}", what=self._called(record))
        saved = self._workspace.save(record, told=told, source=self, ends_draft=self._draft)
        if saved is not None:
            self._draft = None
            self._form.fill(vars(record))
            self.finished.emit()

    def _end(self) -> None:
        if self._kind.is_append and self._opened is not None and self._opened.is_new:
            self._write_down()
        else:
            self.finished.emit()

    def _ask_to_withdraw(self) -> None:
        voice = self._workspace.voice
        about = voice.word("Why is “{what}” withdrawn?", what=self.title)
        self._reason.ask(about, voice.word("Withdraw"), self._withdraw_because)

    def _withdraw_because(self, because: str) -> None:
        if self._opened is None:
            return
        record = self._workspace.store.get(type(self._opened.record), self._opened.record.id) or self._opened.record
        told = self._workspace.voice.word("Withdrawn: {what}", what=self.title)
        if self._workspace.withdraw(record, because=because, told=told, source=self) is not None:
            self._opened = None
            self.finished.emit()

    def _reveal(self, name: str) -> None:
        if self._workspace.role is Role.AUDITOR:
            voice = self._workspace.voice
            about = voice.word("Why do you look at {field}?", field=voice.label(self._kind.field[name]))
            self._reason.ask(about, voice.word("Show"), partial(self._reveal_because, name))
        else:
            self._reveal_because(name, "")

    def _reveal_because(self, name: str, because: str) -> None:
        if self._opened is None:
            return
        for each in self._form.sealed_with(name):
            value = self._workspace.reveal(self._opened.record, each, because=because)
            if value is None:
                return
            self._form.reveal(each, value)
        self._form.focus(name)

    # Drafts

    def _begin_typing(self, name: str) -> None:
        self._tell(self._workspace.voice.word("typing…"))
        self._typing.start()
        if self._kind.name == "fixture" and name == "name":
            self._take_price()

    def _step(self) -> None:
        """The keyboard went on to another field: a kill costs no more than what is typed from here on."""
        self._judge()
        self._keep_draft()

    def _keep_draft(self) -> None:
        typed, opened = self._form.typed_texts(), self._opened
        if opened is None or self._workspace.is_read_only:
            return
        if not typed:
            if self._draft is not None:
                self._workspace.drop_draft(self._draft)
                self._draft = None
            return
        fields = {"id": opened.record.id, "typed": typed}
        household = opened.case.household.id
        self._draft = self._workspace.keep_draft(self._kind.name, fields, household=household, draft=self._draft)

    def _forget_typed(self) -> None:
        """The person's own decision: what stands in the store is shown again."""
        if self._opened is not None:
            self._typing.stop()
            opened = self._opened
            self._form.fill(vars(opened.record))
            self._keep_draft()
            self.open(opened.case, Target(self._kind.name, None if opened.is_new else opened.record.id))

    def _take_up_draft(self, record: Record) -> None:
        """What this person typed here and never finished stands in the fields again."""
        if self._workspace.is_read_only:
            return
        store = self._workspace.store
        mine = drafts.drafts_of(store, store.opened.person)
        draft = next((each for each in mine if each.fields.get("id") == record.id), None)
        if draft is not None:
            self._draft = draft.id
            self._form.put_typed(draft.fields["typed"])
            self._notice.say(self._workspace.voice.word("This is what you typed last time; it was not saved yet."))

    # What is seen

    def _read(self, group: str | None) -> tuple[Record, list[Finding]]:
        """The record with what the form says of it, or of one group."""
        assert self._opened is not None  # noqa: S101  for the type checker
        values, unread = self._form.read(self._kind.name, today=self._workspace.store.today())
        return with_values(self._opened.record, values, group), unread

    def _judge(self, *, everything: bool = False) -> list[Finding]:
        """Shows beside the fields what is wrong or odd; what is only lacking in a new record, once it is asked for."""
        if self._opened is None:
            return []
        record, unread = self._read(None)
        could_not_be_read = {finding.field for finding in unread}
        found = [
            *unread,
            *(
                each
                for each in checks.findings(record, self._workspace.store.today())
                if each.field not in could_not_be_read
            ),
        ]
        is_begun = everything or not self._opened.is_new
        typed = set(self._form.typed_texts())
        self._form.show_findings(each for each in found if is_begun or each.field in typed)
        return found

    def _known_already(self, target: Target) -> dict[str, object]:
        """What a new record of what happened begins with: the day, and the part that is confirmed."""
        if not self._kind.is_append:
            return {}
        day = self._workspace.store.today()
        known: dict[str, object] = {
            field.name: day for field in self._kind.fields if field.kind is Kind.DATE and field.required
        }
        return known | ({"part": target.field} if self._kind.name == "confirmation" else {})

    def _propose(self) -> None:
        names = _PROPOSED.get(self._kind.name, ())
        if not names:
            return
        store, kind = self._workspace.store, self._kind.name
        job = self._workspace.job(lambda _progress: usage.texts(store, kind, names), self)
        job.done.connect(self._offer)
        job.start()

    def _offer(self, used: dict[str, list[str]]) -> None:
        for name, texts in used.items():
            self._form.propose(name, texts)

    def _take_price(self) -> None:
        """A fixture of a name that the area knows takes that unit and unit price, where none is typed yet."""
        values, _ = self._form.read("fixture", today=self._workspace.store.today())
        if not values["name"] or values["unit"] or values["unit_price"] is not None:
            return
        item = usage.fixture_item(self._workspace.store, values["name"])
        if item is not None:
            self._form.put("unit", item.unit)
            self._form.put("unit_price", item.unit_price)

    def _called(self, record: Record) -> str:
        voice = self._workspace.voice
        name = getattr(record, "name", None) or ""
        return " ".join(filter(None, (voice.label(self._kind), name)))

    def _called_changes(self, record: Record, groups: Sequence[str]) -> str:
        voice = self._workspace.voice
        before = self._opened.record if self._opened else record
        changed: list[Field] = [
            field
            for group in groups
            for field in self._kind.group[group].fields
            if getattr(before, field.name) != getattr(record, field.name)
        ]
        return f"{self.title} {voice.listed(voice.label(field) for field in changed)}"

    def _names_of(self, group: str) -> set[str]:
        return {field.name for field in self._kind.group[group].fields}

    def _tell(self, text: str) -> None:
        self._told.setText(text)
        self._forget.setVisible(self._form.is_dirty)

    def _refresh(self, changed: frozenset[tuple[str, bytes]], source: object) -> None:
        """Shows what was changed elsewhere, such as by undoing, where nothing is typed here."""
        opened = self._opened
        if source is self or opened is None or (self._kind.name, opened.record.id) not in changed:
            return
        now = self._workspace.store.get(type(opened.record), opened.record.id)
        if now is not None and not self._form.is_dirty:
            self._opened = Opened(opened.case, now, is_new=False)
            self._form.fill(vars(now))
            self._judge()

    def _lay_out(self) -> None:
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(12)
        inside.addWidget(self._notice)
        inside.addWidget(self._form)
        inside.addStretch()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(content)
        foot = QFrame()
        foot.setProperty("part", "foot")
        across = QHBoxLayout(foot)
        across.setContentsMargins(16, 8, 16, 8)
        across.setSpacing(12)
        across.addWidget(self._told, 1)
        across.addWidget(self._forget)
        across.addWidget(self._withdraw)
        across.addWidget(self._finish)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._reason)
        column.addWidget(foot)

    def _connect(self) -> None:
        self._form.typed.connect(self._begin_typing)
        self._form.stepped.connect(self._step)
        self._form.left.connect(self._save)
        self._form.reveal_wanted.connect(self._reveal)
        self._form.explained.connect(lambda _record, group: self.explained.emit(self.row, group))
        self._typing.timeout.connect(self._keep_draft)
        self._forget.clicked.connect(self._forget_typed)
        self._withdraw.clicked.connect(self._ask_to_withdraw)
        self._finish.clicked.connect(self._end)
        self._workspace.changed.connect(self._refresh)
