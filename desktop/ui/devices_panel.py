"""One laptop of the office: who works on it, its certificate, what came of it, and what can be done about it.

Promise: what a laptop lacks is said in words beside its number. Hidden: nothing can be done to one that is revoked.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.casework.fleet import Laptop, State
from desktop.domain.fields import RECORDS
from desktop.exchange.certificates import Certificate
from desktop.ui import clock_words, theme
from desktop.ui.boxes import scrolling
from desktop.ui.notices import Voice
from desktop.ui.pill import Pill

_MOST = 6  # lines that are told of a laptop
_ROLE = RECORDS["staff"].field["role"]
TONES = {  # of a state: tone and icon
    State.WAITING: ("info", "hourglass"),
    State.BEHIND: ("info", "exchange"),
    State.SOON: ("warn", "clock"),
    State.IN_USE: ("ok", "ok"),
    State.REVOKED: ("", "withdraw"),
    State.LOST: ("risk", "withdraw"),
}


class DevicePanel(QFrame):
    """The panel."""

    file_wanted = Signal()
    renewal_wanted = Signal()
    revocation_wanted = Signal()
    assigning_wanted = Signal()

    def __init__(self, voice: Voice, *, may_certify: bool) -> None:
        super().__init__()
        self._voice, self._may, self._year = voice, may_certify, 0
        word = voice.word
        self.setProperty("part", "card")
        self._name, self._state = theme.label("", "strong"), Pill()
        self._facts = QGridLayout()
        self._lines = [(theme.label("", "label"), QLabel()) for _ in range(_MOST)]
        self._file = theme.button(word("Write its file…"), name="write-file", icon="export")
        self._renew = theme.button(word("Renew its certificate…"), name="renew-certificate", icon="refresh")
        self._revoke = theme.button(word("Lost, or trusted no more…"), name="to-revoke", icon="withdraw")
        self._assign = theme.button(word("Assign households…"), name="to-assign", icon="assign")
        self._lay_out()
        self._file.clicked.connect(self.file_wanted)
        self._renew.clicked.connect(self.renewal_wanted)
        self._revoke.clicked.connect(self.revocation_wanted)
        self._assign.clicked.connect(self.assigning_wanted)

    def show_laptop(self, laptop: Laptop | None, year: int) -> None:
        """Shows this one; None where there is none."""
        self._year = year
        is_used = laptop is not None and laptop.known.revoked is None
        for button in (self._file, self._renew, self._revoke):
            button.setVisible(is_used and self._may)
        self._assign.setVisible(laptop is not None and bool(laptop.idle) and is_used and self._may)
        self._say(self._told(laptop) if laptop else [])
        if laptop is None:
            self._name.setText(self._voice.word("No laptop is chosen"))
            self._state.say("")
            return
        team = laptop.known.certificate.team
        self._name.setText(f"{laptop.known.name} · {team}" if team else laptop.known.name)
        self._state.say(self._voice.word(laptop.state), *TONES[laptop.state])

    def _say(self, told: Sequence[tuple[str, str]]) -> None:
        for n, (title, value) in enumerate(self._lines):
            is_told = n < len(told)
            for part, text in zip((title, value), told[n] if is_told else ("", ""), strict=True):
                part.setText(text)
                part.setVisible(is_told)

    def _told(self, laptop: Laptop) -> list[tuple[str, str]]:
        word, told, came = self._voice.word, laptop.known.certificate, laptop.came
        who = self._voice.listed(f"{line.name} · {self._voice.choice(_ROLE, line.role)}" for line in told.lines)
        lines = [
            (word("people"), who or word("nobody")),
            (word("certificate"), word("number {n}, until {day}", n=told.number, day=told.until)),
        ]
        if laptop.idle:
            lines.append((word("households"), idle_told(self._voice, laptop.idle, told)))
        if came.last is None:
            lines.append((word("last file"), word("none came yet")))
        else:
            day = f"{clock_words.short_day(came.last.date(), self._year)} {came.last:%H:%M}"
            lines.append((word("last file"), word("number {number}, {day}", number=f"{came.number:04}", day=day)))
            lines.append((word("missing"), missing(self._voice, laptop) or word("nothing")))
        revoked = laptop.known.revoked
        if revoked is not None:
            why = word("{day}: {reason}", day=revoked.revoked_on, reason=revoked.reason)
            lines.append((word("revoked"), why))
        return lines

    def _lay_out(self) -> None:
        head, ways = QFrame(), QFrame()
        head.setProperty("part", "row")
        head.setMinimumHeight(theme.high(48))
        across = QHBoxLayout(head)
        across.setContentsMargins(16, 0, 16, 0)
        across.addWidget(self._name, 1)
        across.addWidget(self._state)
        inside = QWidget()
        self._facts.setHorizontalSpacing(16)
        self._facts.setVerticalSpacing(10)
        self._facts.setColumnStretch(1, 1)
        for line, (title, value) in enumerate(self._lines):
            value.setWordWrap(True)
            self._facts.addWidget(title, line, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(value, line, 1)
        facts = QVBoxLayout(inside)
        facts.setContentsMargins(16, 12, 16, 12)
        facts.addLayout(self._facts)
        facts.addStretch()
        below = QVBoxLayout(ways)
        below.setContentsMargins(16, 8, 16, 12)
        below.setSpacing(8)
        for button in (self._assign, self._file, self._renew, self._revoke):
            below.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(scrolling(inside), 1)
        column.addWidget(ways)


def idle_told(voice: Voice, names: Sequence[str], certificate: Certificate) -> str:
    """That these look after nothing yet; where all of a laptop do, so that its file brings them no household."""
    said = voice.listed(names)
    if len(names) < len(certificate.lines):
        return voice.word("{names} looks after none yet.", names=said)
    return voice.word("{names} looks after none yet: its file brings none.", names=said)


def missing(voice: Voice, laptop: Laptop) -> str:
    """What is known to be missing of a laptop; empty where nothing is."""
    came = laptop.came
    told = [
        voice.words("{n} entry never came.", "{n} entries never came.", came.gaps) if came.gaps else "",
        *(
            voice.word("file {number}: part {parts}", number=f"{number:04}", parts=voice.listed(map(str, parts)))
            for number, parts in came.parts.items()
        ),
    ]
    return " ".join(filter(None, told))
