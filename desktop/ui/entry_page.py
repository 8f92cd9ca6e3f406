"""One record of a household on its entry page: typed, kept at once, and written when the keyboard leaves a group.

Promise: nothing that was typed is lost, acceptable or not: what can't be saved stays in a draft, with what is wrong
beside it; and nothing changes that nobody typed. Hidden: a new record is written once what it needs is there; a record
of what happened (a wish, a confirmation) only when the person says so, since it is never changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.casework import evidence, proof, writing_down
from desktop.domain.errors import Finding, Level
from desktop.domain.fields import RECORDS, Role
from desktop.domain.four_clear import Case
from desktop.domain.records import CLASSES, Record
from desktop.i18n import N_
from desktop.store import queries, told_by_number
from desktop.store.contests import written_since
from desktop.store.drafts import Draft
from desktop.store.store import Store
from desktop.ui import contest_words, inputs, ledger_summary, rights_words, theme
from desktop.ui.boxes import scrolling
from desktop.ui.evidence_naming import EvidenceNaming
from desktop.ui.form import Form, found_in, with_values
from desktop.ui.ledger_line import EVIDENCE, Target
from desktop.ui.notices import Notice
from desktop.ui.offers import Offers
from desktop.ui.reason_bar import ReasonBar
from desktop.ui.record_bands import RecordBands
from desktop.ui.sign_band import SignBand
from desktop.ui.unfinished import Unfinished
from desktop.ui.workspace import Workspace

_DRAFT_AFTER = 600
_BACK = N_("Back to the ledger")
_FINISH = {
    "wish": N_("Write this wish down"),
    "confirmation": N_("Write the confirmation down"),
    "service": N_("Write this service down"),
    "grievance": N_("Write it down, with the slip"),
    "grievance_event": N_("Write this step down"),
    "data_request": N_("Write this request down"),
    "data_request_event": N_("Write this step down"),
    "payment": N_("Write this payment down"),
    "handover": N_("Write the hand-over down"),
}


@dataclass(frozen=True, slots=True)
class Opened:
    """What the page shows: the household as it is, and the record."""

    case: Case
    record: Record
    is_new: bool

    @property
    def is_written_once(self) -> bool:
        """Whether it is written when the person says so, and never changed after."""
        return self.is_new and self.record.record_type().is_append and not self.is_withdrawn

    @property
    def is_withdrawn(self) -> bool:
        """Whether the record or its household was taken out of sight, or goes on as another: then it is only read."""
        home = self.case.household
        return bool(getattr(self.record, "withdrawn", None) or home.withdrawn or home.same_as)


class EntryPage(QWidget):
    """The entry page of one kind of record."""

    finished = Signal()
    named = Signal()  # the record may be called otherwise now
    explained = Signal(object, str)  # F1: the id of the row, and the group
    sign_wanted = Signal(str)  # a character that can't be printed, to be drawn
    conflict_wanted = Signal(bytes, str)  # the row and group that wait for a decision
    evidence_wanted = Signal(object)  # the Target of a fact whose evidence somebody wants to see

    def __init__(self, workspace: Workspace, name: str) -> None:
        super().__init__()
        self._workspace, self._kind = workspace, RECORDS[name]
        voice = workspace.voice
        self._given = writing_down.GIVEN.get(name, ())
        self._opened: Opened | None = None
        self._draft = Unfinished(workspace, name)
        self._form = Form(name, [name], voice)
        self._offers = Offers(workspace, name, self._form)
        self._bands, self._signs = RecordBands(workspace), SignBand(workspace)
        self._typed_before = Notice("info")
        self._told = theme.label("", "second")
        self._forget = theme.button(voice.word("Throw away what was typed"), "link", "forget")
        withdraw = voice.word("Withdraw this household") if name == "household" else voice.word("Withdraw")
        self._withdraw = theme.button(withdraw, "link", "withdraw", "withdraw")
        self._finish = theme.button("", "large", "finish")
        self._finish.setToolTip("Ctrl+Enter")
        self._reason = ReasonBar(voice)
        self._naming, self._list = EvidenceNaming(voice), ""  # the field that lists the evidence for the fact at hand
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
        known = self._known(case, target)
        opened = self._opened = Opened(case, known or self._new(case, target), is_new=known is None)
        self._typing.stop()
        self._reason.hide()
        for field in self._form.bound.keys() & rights_words.LINKS:
            linked = getattr(opened.record, field)
            self._form.set_links(field, rights_words.links(self._workspace, case, field, linked))
        self._form.fill(self._values_of(opened.record))
        self._take_up_draft()
        self._offer_evidence()
        self._offers.begin()
        self._show_state()
        self._judge()
        self._tell("")
        begins = writing_down.BEGINS_WITH.get(self._kind.name, next(iter(self._form.bound)))
        self._form.focus(target.field if target.field in self._form.bound else begins)

    def show_case(self, case: Case) -> None:
        """The household is another now: what the record is called may be too."""
        if self._opened is not None:
            self._opened = replace(self._opened, case=case)
            self._show_state()

    def step_back(self) -> bool:
        """Leaves the question for a reason unanswered."""
        return self._reason.let_be()

    def leave(self) -> None:
        """Writes what can be written, and keeps the rest as a draft."""
        if self._opened is None:
            return
        self._typing.stop()
        if not self._kind.is_append:
            self._form.flush()
        self._keep_draft()

    # What is shown

    def _known(self, case: Case, target: Target) -> Record | None:
        if self._kind.name == "household":
            return case.household
        return self._workspace.store.get(CLASSES[self._kind.name], target.row) if target.row else None

    def _new(self, case: Case, target: Target) -> Record:
        """A new record, which keeps the id of its draft; one of what happened knows the day, and what is confirmed."""
        begun: dict[str, object] = {"household": case.household.id or None}  # a grievance may be nobody's
        if target.row is not None:
            begun["id"] = target.row
        if self._kind.is_append:
            begun |= writing_down.begun_with(self._workspace.store, self._kind.name, case, target.field)
        record = CLASSES[self._kind.name].of(begun)
        return writing_down.completed(self._workspace.store, record) if self._given else record

    def _values_of(self, record: Record) -> dict[str, object]:
        """What stands in the fields: instants by the area's clock, as they are read back."""
        zone, values = self._workspace.store.zone(), vars(record)
        return {name: each.astimezone(zone) if isinstance(each, datetime) else each for name, each in values.items()}

    def _show_state(self) -> None:
        """Shows who may do what with the record, and what stands against it."""
        opened, voice = self._opened, self._workspace.voice
        if opened is None:
            return
        may_withdraw = self._workspace.may_write(self._kind.name, "life") and not opened.is_new
        self._form.let_write(self._may_write)
        for field in self._given:
            inputs.set_writable(self._form.bound[field].input, is_writable=False)
        self._form.let_reveal(may=not self._workspace.is_read_only)
        self._withdraw.setVisible(may_withdraw and not opened.is_withdrawn)
        self._finish.setText(voice.word(_FINISH[self._kind.name] if opened.is_written_once else _BACK))
        theme.relook(self._finish, look="filled" if opened.is_written_once else "large")
        self._bands.show_record(opened.case, opened.record, may_revive=may_withdraw)

    def _may_write(self, record: str, group: str) -> bool:
        opened = self._opened
        if opened is None or opened.is_withdrawn or (self._kind.is_append and not opened.is_new):
            return False
        return self._workspace.may_write(record, group)

    def _judge(self, *, everything: bool = False) -> list[Finding]:
        """Shows beside the fields what is wrong or odd; what is only lacking in a new record, once it is asked for."""
        if self._opened is None:
            return []
        record, unread = self._read()
        store = self._workspace.store
        found = found_in([record], unread, self._workspace.read(Store.latest_day, store.today()))
        is_begun = everything or not self._opened.is_new
        typed = self._form.typed_texts()
        self._form.show_findings(each for each in found if is_begun or each.field in typed)
        self._signs.look(record)
        return found

    def _tell(self, text: str) -> None:
        self._told.setText(text)
        self._forget.setVisible(self._form.is_dirty)

    def _refresh(self, changed: frozenset[tuple[str, bytes]], source: object) -> None:
        """Shows what was changed elsewhere, such as by undoing; what is being typed stays."""
        opened = self._opened
        if source is self or opened is None or (self._kind.name, opened.record.id) not in changed:
            return
        now = self._workspace.store.get(type(opened.record), opened.record.id)
        if now is not None:
            self._opened = Opened(opened.case, now, is_new=False)
            self._form.fill(self._values_of(now), keeps_typed=True)
            self._show_state()
            self._judge()

    # Writing

    def _read(self, group: str | None = None) -> tuple[Record, list[Finding]]:
        """The record with what was typed, or typed into one group; and what can't be read."""
        assert self._opened is not None  # noqa: S101  for the type checker
        store = self._workspace.store
        values, unread = self._form.read(self._kind.name, today=store.today())
        values |= {
            name: value.replace(tzinfo=store.zone())
            for name, value in values.items()
            if isinstance(value, datetime) and value.tzinfo is None
        }
        return with_values(self._opened.record, values, group), unread

    def _save(self, _record: str, group: str) -> None:
        """Writes one group of a record that is there, or a new record once it has what it needs."""
        opened, voice = self._opened, self._workspace.voice
        if opened is None or self._kind.is_append or opened.is_withdrawn:
            return
        names = set(self._form.bound) if opened.is_new else {each.name for each in self._kind.group[group].fields}
        if any(each.level is Level.ERROR and each.field in names for each in self._judge()):
            self._keep_draft()
            self._tell_unsaved()
            return
        record, _ = self._read(None if opened.is_new else group)
        besides = self._told_by_number() if opened.is_new or group == "identity" else {}
        groups = [name for _, name in self._form.groups_typed()] if opened.is_new else [group]
        if self._write(replace(record, **besides), groups) and besides:
            for name, value in besides.items():
                self._form.reveal(name, value)
            self._judge()
            fields = voice.listed(voice.label(self._kind.field[name]) for name in besides)
            self._tell(voice.word("Saved; from the ID number: {fields}", fields=fields))

    def _told_by_number(self) -> dict[str, Any]:
        """What a person's ID number that was typed tells besides, as far as it was not typed itself."""
        opened, store = self._opened, self._workspace.store
        if opened is None or self._kind.name != "person":
            return {}
        typed, _ = self._form.read(self._kind.name, today=store.today())
        return self._workspace.read(lambda store: told_by_number.besides(store, typed, opened.record), dict[str, Any]())

    def _write(self, record: Record, groups: Sequence[str]) -> bool:
        """Writes it, and ends the draft where nothing else is typed; whether it was written."""
        voice, opened = self._workspace.voice, self._opened
        if opened is None:
            return False
        told = voice.word("Changed: {what}", what=self._called_changes(record))
        if opened.is_new:
            told = voice.word("Added: {what}", what=ledger_summary.title_of(voice, opened.case, record))
        is_all = {group for _, group in self._form.groups_typed()} <= set(groups)
        ends = self._draft.id if is_all else None
        if self._workspace.save(record, told=told, source=self, ends_draft=ends) is None:
            self._keep_draft()
            return False
        for group in groups:
            self._form.settle(self._kind.name, group)
        self._typing.stop()
        if is_all:
            self._draft.id = None
        else:
            self._keep_draft()
        now = self._workspace.store.get(type(record), record.id) or record
        self._opened = Opened(self._opened.case if self._opened else opened.case, now, is_new=False)
        self._show_state()
        self._tell(voice.word("Saved"))
        self.named.emit()
        return True

    def _completed(self) -> Record:
        """What was typed, with what the program gives."""
        record, _ = self._read()
        return writing_down.completed(self._workspace.store, record) if self._given else record

    def _end(self) -> None:
        if self._opened is None or not self._opened.is_written_once:
            self.finished.emit()
            return
        wrong = [each.field for each in self._judge(everything=True) if each.level is Level.ERROR]
        if wrong:
            self._tell_unsaved()
            self._form.focus(wrong[0])
        elif self._write(self._completed(), list(self._kind.group)):
            self.finished.emit()

    def _tell_unsaved(self) -> None:
        self._tell(self._workspace.voice.word("Not saved yet: see what is marked. It is kept as typed."))

    def _called_changes(self, record: Record) -> str:
        """The record, and its fields that change."""
        voice = self._workspace.voice
        before = self._opened.record if self._opened else record
        changed = (each for each in self._kind.fields if getattr(before, each.name) != getattr(record, each.name))
        return f"{self.title} {voice.listed(map(voice.label, changed))}"

    # With a reason

    def _ask_to_withdraw(self) -> None:
        voice = self._workspace.voice
        about = voice.word("Why is “{what}” withdrawn?", what=self.title)
        self._reason.ask(about, voice.word("Withdraw"), self._withdraw_because)

    def _withdraw_because(self, because: str) -> None:
        self.leave()  # what is still being typed is part of what is withdrawn
        opened = self._opened
        if opened is None:
            return
        told = self._workspace.voice.word("Withdrawn: {what}", what=self.title)
        if self._workspace.withdraw(opened.record, because=because, told=told, source=self) is not None:
            self._opened = None
            self.finished.emit()

    def _ask_to_revive(self) -> None:
        voice = self._workspace.voice
        about = voice.word("Why is “{what}” brought back?", what=self.title)
        self._reason.ask(about, voice.word("Bring it back"), self._revive_because)

    def _revive_because(self, because: str) -> None:
        opened = self._opened
        if opened is None:
            return
        told = self._workspace.voice.word("Brought back: {what}", what=self.title)
        if self._workspace.revive(opened.record, because=because, told=told) is not None:
            self._form.focus(next(iter(self._form.bound)))

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

    # Evidence

    def _offer_evidence(self) -> None:
        opened = self._opened
        if opened is not None and any(name.endswith(proof.LIST) for name in self._form.bound):
            home = opened.case.household
            pieces = self._workspace.read(lambda store: evidence.ever_of(store, home), [])
            names = proof.names(pieces, home.id)
            self._naming.offer([names[each.id] for each in pieces if not each.withdrawn])

    def _show_evidence(self, field: str) -> None:
        """Shows what is named for the fact that the keyboard came to."""
        opened, group = self._opened, self._kind.group_of[field]
        listing = (each.name for each in group.fields if each.name.endswith(proof.LIST))
        self._list = next((name for name in listing if name in self._form.bound), "")
        fact = self._workspace.voice.label(group.fields[0]) if self._list else ""
        may_see = opened is not None and not opened.is_new
        may_name = self._may_write(self._kind.name, group.name)
        self._naming.show_fact(fact, self._evidence_named(), may_name=may_name, may_see=may_see)

    def _evidence_named(self) -> tuple[str, ...]:
        """What stands in the list: as it was typed, or as it is kept."""
        if not self._list or self._opened is None:
            return ()
        values, _ = self._form.read(self._kind.name, today=self._workspace.store.today())
        return values.get(self._list, getattr(self._opened.record, self._list)) or ()

    def _name_evidence(self, name: str, is_named: bool) -> None:  # noqa: FBT001  a signal's
        others = tuple(each for each in self._evidence_named() if each != name)
        self._form.write(self._list, (*others, name) if is_named else others)
        self._show_evidence(self._list)

    def _want_evidence(self) -> None:
        if self._opened is not None and self._list:
            self.evidence_wanted.emit(Target(EVIDENCE, self._opened.record.id, self._list))

    # Drafts

    def _begin_typing(self, _name: str) -> None:
        self._tell(self._workspace.voice.word("typing…"))
        self._typing.start()

    def _step(self) -> None:
        """The keyboard went on to another field: a kill costs no more than what is typed from here on."""
        self._judge()
        self._keep_draft()
        self._offers.step()
        if self._opened is not None and self._opened.is_written_once:
            record = self._completed()
            for field in self._given:
                self._form.reveal(field, getattr(record, field))

    def _keep_draft(self) -> None:
        """Keeps what is typed; of a new record also what it began with."""
        opened = self._opened
        if opened is None:
            return
        if not self._form.is_dirty:
            self._draft.drop()
            return
        typed = self._form.typed_texts(everything=opened.is_new)
        fields = {"id": opened.record.id, "seen": opened.record.seen, "typed": typed}
        self._draft.keep(fields, opened.case.household.id or None)

    def _forget_typed(self) -> None:
        """The person's own decision: what stands in the store is shown again."""
        if self._opened is not None:
            self._form.fill(self._values_of(self._opened.record))
            self._keep_draft()
            self.open(self._opened.case, Target(self._kind.name, self._opened.record.id))

    def _take_up_draft(self) -> None:
        """What this person typed here and never finished stands in the fields again, with what came meanwhile."""
        opened, voice = self._opened, self._workspace.voice
        row = opened.record.id if opened else None
        draft = self._draft.take_up(lambda fields: fields.get("id") == row)
        self._typed_before.say("")
        if draft is not None:
            self._form.put_typed(draft.fields["typed"])
            told = voice.word("This is what you typed last time; it was not saved yet.")
            self._typed_before.say("\n".join((told, *self._written_meanwhile(draft))))

    def _written_meanwhile(self, draft: Draft) -> Sequence[str]:
        store, seen, row = self._workspace.store, draft.fields.get("seen"), draft.fields["id"]
        if seen is None:
            return ()
        groups = [group for _, group in self._form.groups_typed()]
        since, staff = written_since(store, row, groups, seen), queries.staff_names(store)
        return [contest_words.meanwhile(self._workspace.voice, self._kind.name, each, staff) for each in since]

    def _lay_out(self) -> None:
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(12)
        for part in (self._bands, self._signs, self._typed_before, self._form):
            inside.addWidget(part)
        inside.addStretch()
        foot = QFrame()
        foot.setProperty("part", "foot")
        across = QHBoxLayout(foot)
        across.setContentsMargins(16, 8, 16, 8)
        across.setSpacing(12)
        across.addWidget(self._told, 1)
        for button in (self._forget, self._withdraw, self._finish):
            across.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scrolling(content), 1)
        column.addWidget(self._naming)
        column.addWidget(self._reason)
        column.addWidget(foot)

    def _connect(self) -> None:
        self._form.typed.connect(self._begin_typing)
        self._form.stepped.connect(self._step)
        self._form.entered.connect(self._show_evidence)
        self._naming.named.connect(self._name_evidence)
        self._naming.wanted.connect(self._want_evidence)
        self._form.left.connect(self._save)
        self._form.reveal_wanted.connect(self._reveal)
        self._form.explained.connect(self._explain)
        self._typing.timeout.connect(self._keep_draft)
        self._forget.clicked.connect(self._forget_typed)
        self._withdraw.clicked.connect(self._ask_to_withdraw)
        self._signs.drawing_wanted.connect(self.sign_wanted)
        self._bands.revival_wanted.connect(self._ask_to_revive)
        self._bands.history_wanted.connect(lambda: self.explained.emit(self.row, ""))
        self._bands.conflict_wanted.connect(self.conflict_wanted)
        self._finish.clicked.connect(self._end)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._finish.click)
        self._workspace.changed.connect(self._refresh)

    def _explain(self, _record: str, group: str) -> None:
        if self._opened is not None and not self._opened.is_new:  # nothing became of a new one yet
            self.explained.emit(self.row, group)
