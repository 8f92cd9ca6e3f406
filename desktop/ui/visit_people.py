"""Who was met, how and when, and who of the staff was there: filled in as far as it is known.

Hidden: those who are usually spoken with stand there from the start, all others are one touch away.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from desktop.casework.visiting import Known
from desktop.domain.fields import RECORDS
from desktop.i18n import N_
from desktop.ui import clock_words, icons, theme
from desktop.ui.choosing import Segments, chip
from desktop.ui.flow import FlowLayout
from desktop.ui.moment_field import MomentField
from desktop.ui.notices import Voice
from desktop.ui.visit_block import Block, State

_MANNERS = {
    "home": N_("At home"),
    "telephone": N_("By phone"),
    "office": N_("Office"),
    "not_met": N_("Nobody met"),
}
_STAFF, _RESIDENT, _OTHER = "staff", "resident", "other"


class WhoMet(Block):
    """Block 1."""

    def __init__(self, voice: Voice) -> None:
        super().__init__(voice, voice.word("1 Who was met"))
        word = voice.word
        self._known: Known | None = None
        self._lines: list[tuple[str, str]] = []  # name, and whether resident, staff or other
        self.manner = Segments(
            "manner", word("How"), {key: word(told) for key, told in _MANNERS.items()}, is_needed=True
        )
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._add = theme.button(word("Add somebody"), "link", "add-person", "add")
        self._add.setCheckable(True)
        self._others, self._flow = QWidget(), FlowLayout(8)
        self._others.setLayout(self._flow)
        self._name = _NameField(word("Another name, then Enter"))
        self._paper = chip(word("Entered from paper"), "from-paper")
        self.began = MomentField(voice, "began", word("When it began"), is_ahead=False)
        self._when = QWidget()
        self._lay_out()
        self._connect()

    def begin(self, known: Known) -> None:
        self._known = known
        self.began.begin(known.now.date())
        self.show_began(known.now)
        self.manner.show_option("not_met", is_seen=False)
        self._paper.show()
        self.put(
            {
                "manner": "home",
                "people": [[name, _RESIDENT] for name in known.met] + [[name, _STAFF] for name in known.visitors],
            }
        )

    def show_began(self, began: datetime) -> None:
        """Says when it began, and which contact it is."""
        if self._known is not None:
            when = f"{clock_words.day(self.voice, began.date(), self._known.now.year)} {began:%H:%M}"
            self.about.setText(self.voice.word("{began} · contact {n}", began=when, n=self._known.which))

    @property
    def met(self) -> tuple[str, ...]:
        return tuple(name for name, kind in self._lines if kind != _STAFF)

    @property
    def visitors(self) -> tuple[str, ...]:
        return tuple(name for name, kind in self._lines if kind == _STAFF)

    @property
    def is_from_paper(self) -> bool:
        return self._paper.isChecked()

    def state(self) -> State:
        return {
            "manner": self.manner.only,
            "people": [list(line) for line in self._lines],
            "from_paper": self.is_from_paper,
            "began": self.began.texts(),
        }

    def put(self, state: State) -> None:
        self.manner.choose([state.get("manner", "home")])
        self._lines = [(name, kind) for name, kind in state.get("people", ())]
        self._add.setChecked(False)
        self._paper.setChecked(bool(state.get("from_paper")))
        self.began.put(list(state.get("began", ())))
        self._show_lines()

    def correct(self, began: datetime) -> None:
        """Shows when what is corrected happened, and offers that nobody was met; otherwise F3 is there for that."""
        self.about.setText("")
        self.manner.show_option("not_met", is_seen=True)
        self._paper.setChecked(True)
        self._paper.hide()
        self.began.put([f"{began:%Y-%m-%d}", f"{began:%H:%M}"])

    # Inside

    def _show_lines(self, focus: int | None = None) -> None:
        _empty(self._rows)
        rows = [self._line(place, name, kind) for place, (name, kind) in enumerate(self._lines)]
        for row in rows:
            self._rows.addWidget(row)
        self._show_others()
        if focus is not None:
            near = rows[min(focus, len(rows) - 1)].findChild(QToolButton) if rows else None
            (near or self._add).setFocus()

    def _line(self, place: int, name: str, kind: str) -> QFrame:
        row = QFrame()
        row.setProperty("part", "row")
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 2, 0, 2)
        across.setSpacing(8)
        sign = theme.label("", "second")
        sign.setPixmap(
            icons.pixmap("shield" if kind == _STAFF else "person", theme.colour("brand"), 20, self.devicePixelRatioF())
        )
        sign.setFixedWidth(28)
        remove = QToolButton()
        remove.setObjectName(f"remove-person-{place}")
        remove.setProperty("look", "flat")
        remove.setIcon(icons.icon("close", theme.colour("ink_2")))
        remove.setAccessibleName(self.voice.word("Take {name} off", name=name))
        remove.clicked.connect(partial(self._remove, place))
        across.addWidget(sign)
        across.addWidget(theme.label(name, "bold"))
        across.addWidget(theme.label(self._about(name, kind), "second"), 1)
        across.addWidget(remove)
        return row

    def _about(self, name: str, kind: str) -> str:
        if kind == _STAFF:
            return self.voice.word("staff")
        people = self._known.people if self._known else ()
        person = next((each for each in people if each.name == name), None)
        if person is None:
            return ""
        role = self.voice.choice(RECORDS["person"].field["role"], person.role) if person.role else ""
        return " · ".join(filter(None, (person.relation, role)))

    def _show_others(self) -> None:
        """Offers those who are known and not there."""
        known, is_open = self._known, self._add.isChecked()
        self._others.setVisible(is_open)
        self._name.setVisible(is_open)
        while (item := self._flow.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        if not is_open or known is None:
            return
        there = {name for name, _ in self._lines}
        residents = [(each.name, _RESIDENT) for each in known.people if each.name and each.name not in there]
        staff = [(name, _STAFF) for name in known.staff if name not in there]
        for place, (name, kind) in enumerate((*residents, *staff)):
            told = self.voice.word("{name} (staff)", name=name) if kind == _STAFF else name
            offer = theme.button(told, "chip", f"offer-{place}", "add")
            offer.clicked.connect(partial(self._put_on, name, kind))
            self._flow.addWidget(offer)
            offer.show()

    def _put_on(self, name: str, kind: str) -> None:
        self._lines.append((name, kind))
        self._show_lines()
        self._name.setFocus()
        self.changed.emit()

    def _put_on_named(self) -> None:
        name = " ".join(self._name.text().split())
        if not name:
            return
        self._name.clear()
        known = self._known
        is_staff = known is not None and name in known.staff
        is_resident = known is not None and any(each.name == name for each in known.people)
        self._put_on(name, _STAFF if is_staff else _RESIDENT if is_resident else _OTHER)

    def _remove(self, place: int) -> None:
        del self._lines[place]
        self._show_lines(focus=place)
        self.changed.emit()

    def _lay_out(self) -> None:
        word = self.voice.word
        across = QHBoxLayout(self._when)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(theme.label(word("When it began")))
        across.addWidget(self.began)
        across.addStretch()
        for part in (self.manner, self._when):
            self.column.addWidget(part)
        self.column.addLayout(self._rows)
        below = QHBoxLayout()
        below.addWidget(self._add)
        below.addStretch()
        below.addWidget(self._paper)
        self.column.addLayout(below)
        for part in (self._others, self._name):
            self.column.addWidget(part)
        self._when.hide()
        self._others.hide()
        self._name.hide()

    def _connect(self) -> None:
        self.manner.changed.connect(self.changed)
        self._add.toggled.connect(lambda on: self._show_others() or (self._name.setFocus() if on else None))
        self._name.returnPressed.connect(self._put_on_named)
        self._paper.toggled.connect(self._when.setVisible)
        self._paper.clicked.connect(lambda on: (self.began.day.edit.setFocus() if on else None, self.changed.emit()))
        self.began.typed.connect(self.changed)


class _NameField(QLineEdit):
    """Enter puts the name on, and presses nothing else."""

    def __init__(self, about: str) -> None:
        super().__init__()
        self.setObjectName("other-name")
        self.setAccessibleName(about)
        self.setPlaceholderText(about)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            event.accept()


def _empty(rows: QVBoxLayout) -> None:
    while (item := rows.takeAt(0)) is not None:
        if (gone := item.widget()) is not None:
            gone.hide()
            gone.deleteLater()


def names(people: Sequence[str]) -> str:
    """Several names as one text of a record."""
    return "、".join(people)
