"""Settings, area: how long each period of law is here; the office may change one in the household's favour alone.

Promise: each names its article and whose time it is; none is changed without a reason that others can read. Hidden: a
period that is put back to that of the law is what the area set, taken back.
"""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from desktop.casework import area_rules
from desktop.domain import rights
from desktop.domain.records import AreaClock
from desktop.domain.rights import RULED, Rules, Side, Term
from desktop.domain.working_days import Period, Unit
from desktop.i18n import N_
from desktop.ui import clock_words, theme
from desktop.ui.settings_card import Card, Row
from desktop.ui.workspace import Workspace

_RECORDS = {"area_clock", "area_day"}
_UNITS = {Unit.DAYS: N_("days"), Unit.WORKING_DAYS: N_("working days"), Unit.MONTHS: N_("months")}
_SIDES = {Side.HOUSEHOLD: N_("the household's time"), Side.OFFICE: N_("our time")}
_LETTERS = 3


class ClocksCard(Card):
    """The periods of the area."""

    def __init__(self, workspace: Workspace) -> None:
        word = workspace.voice.word
        super().__init__(word("Periods"))
        self._workspace = workspace
        may = workspace.may_write("area_clock", "area_clock")
        about = theme.label(
            word("A household may be given more time than the law gives, and the office less; never the other way."),
            "second",
        )
        about.setWordWrap(True)
        self.add_inset(about)
        self._rows = {name: ClockRow(workspace, term, may_write=may) for name, term in RULED.items()}
        for row in self._rows.values():
            self.add(row)
            row.set.connect(self._set)
        self._show()
        workspace.changed.connect(self._take)

    def _show(self) -> None:
        rules: Rules = self._workspace.read(area_rules.rules_of, rights.rules(area_rules.country()))
        own: Mapping[str, AreaClock] = self._workspace.read(area_rules.clocks_set, {})
        for name, row in self._rows.items():
            row.show_period(rules.periods[name], own.get(name))

    def _take(self, changed: frozenset[tuple[str, bytes]], _source: object) -> None:
        if any(record in _RECORDS for record, _ in changed):
            self._show()

    def _set(self, name: str, length: int, because: str) -> None:
        """Writes it down; of several that met in a merge the others go, since the best of them would hold."""
        workspace, voice, term = self._workspace, self._workspace.voice, RULED[name]
        period = Period(length, term.period.unit)
        told = voice.word("{title}: {length}", title=voice.word(term.title), length=clock_words.period(voice, period))
        rows = workspace.read(lambda store: area_rules.clock_rows(store, name), ())
        stays = area_rules.clock_set(rows, name, length, because) if period != term.period else None
        for row in rows:
            if stays is None or row.id != stays.id:
                workspace.withdraw(row, because=because, told=told)
        if stays is not None:
            workspace.save(stays, because=because, told=told)


class ClockRow(QFrame):
    """One period: what it is, how long by law and here, and where it may be changed, a field for it."""

    set = Signal(str, int, str)  # the name, the length, and why

    def __init__(self, workspace: Workspace, term: Term, *, may_write: bool) -> None:
        super().__init__()
        voice = self._voice = workspace.voice
        self._term, self._period = term, term.period
        title = voice.word(term.title)
        self._length, self._reason = QLineEdit(), QLineEdit()
        unit = theme.label(voice.word(_UNITS[term.period.unit]), "plain")
        unit.setMinimumWidth(theme.wide(2))
        self._held = theme.label("", "bold")
        self._line = Row(title, "", *((self._length, unit) if may_write else (self._held,)))
        self._wrong = theme.label("", "wrong")
        self._go = theme.button("", name=f"set-{term.name}")
        self._leave = theme.button(voice.word("Let it be"), "link", f"leave-{term.name}")
        self._length.setObjectName(f"length-{term.name}")
        self._length.setAccessibleName(voice.pair(title, voice.word(_UNITS[term.period.unit])))
        self._length.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self._length.setFixedWidth(theme.wide(_LETTERS) + 24)
        self._reason.setObjectName(f"reason-{term.name}")
        self._reason.setAccessibleName(voice.word("Reason"))
        self._reason.setPlaceholderText(voice.word("In a few words, for those who read it later"))
        self._ask = QFrame()
        across = QHBoxLayout(self._ask)
        across.setContentsMargins(16, 0, 16, 10)
        across.setSpacing(8)
        across.addWidget(self._reason, 1)
        for button in (self._go, self._leave):
            across.addWidget(button)
        self._wrong.setContentsMargins(16, 0, 16, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._line, self._wrong, self._ask):
            column.addWidget(part)
        self._let_be()
        self._connect()

    def show_period(self, period: Period, own: AreaClock | None) -> None:
        """Shows how long it is here, and why it is not as the law has it."""
        voice, term = self._voice, self._term
        self._period = period
        parts = [
            voice.word("from: {event}", event=voice.word(term.runs_from)),
            term.article,
            voice.word(_SIDES[term.side]),
        ]
        if own is not None:
            law = clock_words.period(voice, term.period)
            parts.append(voice.word("the law: {length}; here: {reason}", length=law, reason=own.reason or "—"))
        self._line.tell(" · ".join(parts))
        self._held.setText(clock_words.period(voice, period))
        self._let_be()

    def _judge(self, text: str) -> None:
        """Asks why as soon as another length stands there that may be set."""
        plain = text.strip()
        is_number = plain.isascii() and plain.isdigit()
        if is_number and int(plain) == self._period.length:
            self._end()
            return
        finding = rights.length_finding(self._term.name, int(plain)) if is_number else None
        said = "" if is_number else self._voice.word("Write the number alone.")
        said = self._voice.word(finding.message, **finding.values) if finding else said
        self._wrong.setText(said)
        self._wrong.setVisible(bool(said))
        self._ask.setVisible(not said)
        if not said:
            self._go.setText(
                self._voice.word(
                    "Set it: {length}",
                    length=clock_words.period(self._voice, Period(int(plain), self._period.unit)),
                )
            )
            self._go.setEnabled(bool(self._reason.text().strip()))

    def _let_be(self) -> None:
        self._length.setText(str(self._period.length))
        self._end()

    def _end(self) -> None:
        self._reason.clear()
        for part in (self._wrong, self._ask):
            part.hide()

    def _do(self) -> None:
        reason = self._reason.text().strip()
        if reason and not self._ask.isHidden():
            self.set.emit(self._term.name, int(self._length.text()), reason)

    def _ask_why(self) -> None:
        if not self._ask.isHidden():
            self._reason.setFocus()

    def _connect(self) -> None:
        self._length.textEdited.connect(self._judge)
        self._length.returnPressed.connect(self._ask_why)
        self._reason.textChanged.connect(lambda text: self._go.setEnabled(bool(text.strip())))
        self._reason.returnPressed.connect(self._do)
        self._go.clicked.connect(partial(self._do))
        self._leave.clicked.connect(self._let_be)
