"""The tab of a household's money: the sums that were locked, what was agreed, and what of it was paid.

Promise: what the office owes stands first, in red on our side alone; a sum that no longer holds says what changed.
Hidden: which of the cards is asked for when.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from desktop.casework import agreement, calculation, flats
from desktop.casework.agreement import Account, State, Terms
from desktop.casework.flats import Hold
from desktop.casework.household_ledger import flat_said
from desktop.domain import money
from desktop.domain.errors import Refused
from desktop.domain.records import Agreement, Calculation, CalculationCheck, Flat, Handover, Household, Payment
from desktop.i18n import N_
from desktop.store.store import Store
from desktop.ui import ledger_summary, theme
from desktop.ui.agreement_form import AgreementForm
from desktop.ui.boxes import scrolling
from desktop.ui.cards import with_ways
from desktop.ui.household_file import HouseholdFile
from desktop.ui.ledger_line import LedgerLines, Line, Part, Target
from desktop.ui.notices import Notice
from desktop.ui.notices import told as refusal_said
from desktop.ui.reason_bar import ReasonBar
from desktop.ui.tab_order import follow_layout
from desktop.ui.workspace import Workspace

_AGREEMENT = "agreement"
SUM = "calculation"
"""What a line opens that leads to the page of the sum."""
_ANEW = N_(
    "Tell the household. The sum shows the difference; once a new version is checked and locked, it gets a new sheet."
)
_ROOM = 1010  # for two cards beside each other
_STATES = {State.SIGNED: "ok", State.NEGOTIATION: "", State.DISPUTED: "warn", State.DECISION: "info"}


class HouseholdMoney(QWidget):
    """The tab. It tells which record is to be opened, or begun."""

    wanted = Signal(object)  # a Target
    print_wanted = Signal(str, bytes)  # the kind of paper, and the row of an agreement

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        word = workspace.voice.word
        self._file: HouseholdFile | None = None
        self._asked_of: bytes | None = None  # the sum that the form was opened with
        self._owed, self._stale = Notice("risk"), Notice("warn")
        self._counted, self._agreed = theme.label("", "caption"), theme.label("", "caption")
        self._sums, self._agreement, self._money = LedgerLines(), LedgerLines(), LedgerLines()
        self._no_sum = theme.label(word("No sum is locked yet. Open it, and have a colleague check it."), "second")
        self._nothing = theme.label(
            word("Nothing is agreed yet. The household takes the time that it needs."), "second"
        )
        self._unpaid = theme.label(word("Nothing was paid yet."), "second")
        self._steps = {
            State.SIGNED: theme.button(word("Signed"), "link", "agreement-signed", "signature"),
            State.NEGOTIATION: theme.button(word("Talk"), "link", "agreement-negotiation", "add"),
            State.DISPUTED: theme.button(word("Dispute"), "link", "agreement-disputed", "add"),
            State.DECISION: theme.button(word("Decision"), "link", "agreement-decision", "add"),
        }
        self._draft = theme.button(word("Draft"), "link", "agreement-draft", "document")
        self._pay = theme.button(word("Payment"), "link", "add-payment", "add")
        self._hand_over = theme.button(word("Hand-over"), "link", "add-handover", "add")
        self._withdraw = theme.button(word("Withdraw the last step"), "link", "withdraw-agreement", "withdraw")
        self._last: Agreement | None = None
        self._form, self._reason = AgreementForm(workspace.voice), ReasonBar(workspace.voice)
        self._lay_out()
        self._connect()

    def show_file(self, file: HouseholdFile) -> None:
        """Shows how the money of a household stands now; what is typed stays as long as it is about the same sum."""
        is_another = self._file is None or self._file.case.household.id != file.case.household.id
        self._file = file
        home = file.case.household
        read, store = self._workspace.read, self._workspace.store
        versions = read(lambda store: calculation.versions(store, home.id), ())
        found = read(lambda store: agreement.account(store, home.id), None)
        steps = read(lambda store: agreement.agreements(store, home.id), ())
        may = self._may(file, "agreement")
        if is_another or not may:
            self._form.hide()
            self._reason.hide()
        self._last = next(iter(steps), None)
        self._say_owed()
        self._say_stale(versions)
        voice = self._workspace.voice
        self._counted.setText(voice.words("{n} version", "{n} versions", len(versions)))
        self._sums.show_lines([line for row in versions for line in self._of_sum(row)])
        self._no_sum.setVisible(not versions)
        held = read(lambda store: [row for row in flats.flats(store) if row.held_by == home.id], list[Flat]())
        account = self._of_account(found) if found else ()
        self._agreement.show_lines([*self._of_steps(steps), *account, *map(self._of_flat, held)])
        self._agreed.setText(voice.word(_state_said(steps[0])) if steps else "")
        self._nothing.setVisible(not steps)
        payments = [row for row in store.records(Payment, household=home.id) if not row.withdrawn]
        handovers = [row for row in store.records(Handover, household=home.id) if not row.withdrawn]
        self._money.show_lines([*map(self._of_payment, payments), *map(self._of_handover, handovers)])
        self._unpaid.setVisible(not payments and not handovers)
        for state, button in self._steps.items():
            button.setVisible(may and (bool(versions) or state is not State.SIGNED))
        self._draft.setVisible(may and bool(versions) and found is None)
        self._withdraw.setVisible(may and bool(steps))
        follow_layout(self)  # its lines are made anew
        self._pay.setVisible(self._may(file, "payment"))
        self._hand_over.setVisible(self._may(file, "handover"))

    def step_back(self) -> bool:
        if self._reason.let_be():
            return True
        was_open = not self._form.isHidden()
        self._form.hide()
        return was_open

    def _may(self, file: HouseholdFile, record: str) -> bool:
        return self._workspace.may_write(record, record) and not file.is_withdrawn

    # What is said

    def _say_owed(self) -> None:
        voice, file = self._workspace.voice, self._file
        found = (
            self._workspace.read(lambda store: agreement.against_office(store, file.case.household.id), ())
            if file
            else ()
        )
        self._owed.say("\n".join(voice.word(each.message, **each.values) for each in found))

    def _say_stale(self, versions: tuple[Calculation, ...]) -> None:
        """Whether the last version still rests on what the ledger says."""
        voice = self._workspace.voice
        changed = self._workspace.read(lambda store: calculation.since(store, versions[0]), None) if versions else None
        told = [*ledger_summary.stale_told(voice, versions[0], changed)] if versions else []
        if told:
            told.append(voice.word(_ANEW))
        self._stale.say("\n".join(told))

    def _of_sum(self, row: Calculation) -> Iterator[Line]:
        voice, store = self._workspace.voice, self._workspace.store
        check = store.get(CalculationCheck, row.check) if row.check else None
        at = check.checked_at if check else None
        told = str(self._file.case.day_of(at)) if at and self._file else ""
        by = voice.word("{name} checked it", name=check.checked_by or "") if check else ""
        head = (
            Part(voice.word("version {n}", n=row.version or ""), 3, "strong"),
            Part(told, 3, "second"),
            Part(by, 4, "second", is_right=True),
        )
        yield Line(head, Target(SUM, row.id))
        for way, amount in agreement.choices(store, row).items():
            direction = voice.word("receives") if amount >= 0 else voice.word("adds")
            parts = (Part(way, 4, "name"), Part(direction, 2, "second", is_right=True))
            yield Line((*parts, Part(money.shown(abs(amount)), 4, "strong", is_right=True)), Target(SUM, row.id))

    def _of_steps(self, steps: tuple[Agreement, ...]) -> Iterator[Line]:
        voice = self._workspace.voice
        for row in steps:
            state = State(row.state or State.NEGOTIATION)
            about = "  ".join(filter(None, (row.number, row.option, row.note)))
            can_print = bool(row.option and row.calculation)
            printed = (Part(voice.word("Print"), 2, is_right=True, icon="print", tone="info"),) if can_print else ()
            parts = (
                Part(str(row.stated_on or ""), 3, "second"),
                Part(voice.word(_state_said(row)), 3, icon="signature", tone=_STATES[state]),
                Part(about, 6 if not printed else 4, "second", is_right=True),
                *printed,
            )
            yield Line(parts, Target(_AGREEMENT, row.id) if can_print else None)

    def _of_account(self, found: Account) -> Iterator[Line]:
        voice = self._workspace.voice
        amount = found.agreement.agreed_amount
        if amount is None:
            yield Line(
                (Part(voice.word("The agreed amount is not written down"), 6, "name"), Part("—", 4, is_right=True))
            )
        elif amount < 0:
            yield self._amount(voice.word("Agreed: the household adds"), -amount)
        else:
            yield self._amount(voice.word("Agreed: the household receives"), amount)
        for each in found.owed:
            due = voice.word("by {day}", day=each.part.due_on) if each.part.due_on else each.part.condition or ""
            open_ = voice.word("{amount} left", amount=money.shown(each.left))
            left = open_ if each.left else voice.word("paid in full")
            tone = "risk" if each.is_late else "ok" if not each.left else ""
            yield Line(
                (
                    Part(voice.word("Part {n}", n=each.part.place or ""), 2, "name"),
                    Part(due, 3, "second"),
                    Part(money.shown(each.part.amount or 0), 3, "strong", is_right=True),
                    Part(
                        left,
                        4,
                        is_right=True,
                        icon="warn" if each.is_late else "ok" if not each.left else "clock",
                        tone=tone,
                    ),
                )
            )
        for person, share in found.shares if len(found.shares) > 1 else ():
            yield self._amount(voice.word("Share of {name}", name=person.name or ""), share)

    def _of_flat(self, row: Flat) -> Line:
        voice, hold = self._workspace.voice, flats.hold_of(row)
        tone, icon = ("ok", "check") if hold is Hold.CHOSEN else ("info", "clock")
        return Line(
            (
                Part(voice.word("Flat"), 3, "second"),
                Part(voice.word(hold.label), 3, icon=icon, tone=tone),
                Part(flat_said(row), 6, "strong", is_right=True),
            )
        )

    def _amount(self, what: str, amount: int) -> Line:
        return Line((Part(what, 6, "name"), Part(money.shown(amount), 4, "strong", is_right=True)))

    def _of_payment(self, row: Payment) -> Line:
        about = "  ".join(filter(None, (row.payee, row.reference)))
        what = self._workspace.voice.word("payment made")
        return Line(
            (
                Part(str(row.paid_on or ""), 3, "second"),
                Part(what, 2, icon="money", tone="ok"),
                Part(about, 4, "second"),
                Part(money.shown(row.amount or 0), 3, "strong", is_right=True),
            ),
            Target("payment", row.id),
        )

    def _of_handover(self, row: Handover) -> Line:
        what = self._workspace.voice.word("house handed over")
        return Line(
            (
                Part(str(row.handed_over_on or ""), 3, "second"),
                Part(what, 4, icon="key", tone=""),
                Part(row.taken_over_by or "", 5, "second", is_right=True),
            ),
            Target("handover", row.id),
        )

    # What is done

    def _ask(self, state: State, *, is_draft: bool = False) -> None:
        file = self._file
        if file is None:
            return
        voice, home = self._workspace.voice, file.case.household.id
        row = next(iter(self._workspace.read(lambda store: calculation.versions(store, home), ())), None)
        self._asked_of = row.id if row else None
        totals = agreement.choices(self._workspace.store, row) if row else {}
        ways = [
            (way, f"{way}  {voice.word('receives') if fen >= 0 else voice.word('adds')} {money.shown(abs(fen))}")
            for way, fen in totals.items()
        ]
        if is_draft:
            self._form.ask_draft(ways, file.today)
            return
        drafts = self._workspace.read(lambda store: agreement.drafts(store, home), ())
        drafted = next((each for each in drafts if row and each.calculation == row.id), None)
        terms = self._workspace.read(lambda store: agreement.terms_of(store, drafted), None) if drafted else None
        self._form.ask(state, ways, file.today, terms)

    def _agree(self, work: Callable[[Store, Household, Terms], Agreement], terms: Terms) -> None:
        """Signs or drafts a way of the very sum that stood in the form."""
        file, asked_of = self._file, self._asked_of
        if file is None:
            return

        def agreed(store: Store) -> Agreement:
            row = next(iter(calculation.versions(store, file.case.household.id)), None)
            if row is None or row.id != asked_of:
                raise Refused(
                    "Another sum was locked since this was begun. Nothing was written.",
                    "Look at the new sum, then begin again.",
                )
            return work(store, file.case.household, terms)

        self._write(agreed)

    def _ask_why_withdrawn(self) -> None:
        word, row = self._workspace.voice.word, self._last
        if row is not None:
            about = word("Why is this withdrawn: {step}?", step=word(_state_said(row)))
            self._reason.ask(about, word("Withdraw it"), lambda because: self._take_back(row, because))

    def _take_back(self, row: Agreement, because: str) -> None:
        voice = self._workspace.voice
        told = voice.word("withdrawn: {step}", step=voice.word(_state_said(row)))
        self._workspace.withdraw(row, because=because, told=told)
        self.setFocus()

    def _note(self, state: State, day: date, number: str, words: str) -> None:
        file = self._file
        if file is not None:
            home = file.case.household
            self._write(lambda store: agreement.note(store, home, state, day, number=number, words=words))

    def _write(self, work: Callable[[Store], Agreement]) -> None:
        """Writes it down; what is refused is said in the form, with every reason."""

        def done(store: Store) -> Agreement:
            try:
                return work(store)
            except Refused as refused:
                voice = self._workspace.voice
                told = [voice.word(each.message, **each.values) for each in refused.findings]
                self._form.refuse("\n".join(told) or refusal_said(voice, refused))
                raise

        if self._workspace.carry_out(done) is not None:
            self._form.hide()
            self.setFocus()

    # How it looks

    def _lay_out(self) -> None:
        word = self._workspace.voice.word
        content = QWidget()
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._across.setSpacing(12)
        sums = with_ways("calculator", word("Sums that were locked"), self._counted, (), (self._no_sum, self._sums))
        steps = (self._draft, *self._steps.values())
        agreed = with_ways(
            "signature",
            word("Agreement"),
            self._agreed,
            steps,
            (self._form, self._nothing, self._agreement, self._withdraw),
        )
        paid = with_ways(
            "money",
            word("Paid and handed over"),
            theme.label(""),
            (self._pay, self._hand_over),
            (self._unpaid, self._money),
        )
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(agreed)
        right.addWidget(paid)
        right.addStretch()
        left = QVBoxLayout()
        left.addWidget(sums)
        left.addStretch()
        self._across.addLayout(left, 2)
        self._across.addLayout(right, 3)
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        column.addWidget(self._owed)
        column.addWidget(self._stale)
        column.addLayout(self._across, 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(scrolling(content), 1)
        around.addWidget(self._reason)

    def _connect(self) -> None:
        for lines in (self._sums, self._money):
            lines.opened.connect(self.wanted)
        self._pay.clicked.connect(lambda: self.wanted.emit(Target("payment")))
        self._hand_over.clicked.connect(lambda: self.wanted.emit(Target("handover")))
        for state, button in self._steps.items():
            button.clicked.connect(lambda _checked=False, state=state: self._ask(state))
        self._withdraw.clicked.connect(self._ask_why_withdrawn)
        self._form.signed.connect(partial(self._agree, agreement.sign))
        self._form.drafted.connect(partial(self._agree, agreement.draft))
        self._draft.clicked.connect(lambda: self._ask(State.SIGNED, is_draft=True))
        self._agreement.opened.connect(lambda target: self.print_wanted.emit(target.record, target.row))
        self._form.noted.connect(self._note)
        self._form.left.connect(self._form.hide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        is_broad = event.size().width() >= theme.broad(_ROOM)
        self._across.setDirection(QBoxLayout.Direction.LeftToRight if is_broad else QBoxLayout.Direction.TopToBottom)
        super().resizeEvent(event)


def _state_said(row: Agreement) -> str:
    state = State(row.state or State.NEGOTIATION)
    return N_("drafted") if state is State.NEGOTIATION and row.option else state.label
