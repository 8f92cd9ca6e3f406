"""In the office: who works on the laptops, as what; another role, and that somebody left.

Promise: nobody is taken off by one press, and each change tells which laptops learn of it with their next file. Hidden:
whoever opens the office's own store is let in and out in the settings.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from desktop.casework import certifying, people
from desktop.casework.certifying import Changed
from desktop.domain.fields import RECORDS, Role
from desktop.domain.records import Staff
from desktop.store import vault
from desktop.store.store import Store
from desktop.ui import theme
from desktop.ui.jobs import Progress
from desktop.ui.pane import Pane
from desktop.ui.settings_card import Row
from desktop.ui.still_box import StillBox
from desktop.ui.workspace import Workspace

_ROLE = RECORDS["staff"].field["role"]


@dataclass(frozen=True, slots=True)
class AtWork:
    """One of the staff, the laptops in use, and whether it is somebody who also opens the office's own store."""

    staff: Staff
    devices: Sequence[str]
    opens_office: bool


class PeoplePane(Pane):
    """A row for each of the staff."""

    changed = Signal(object, str)  # Changed, and what is to be said of it

    def __init__(self, workspace: Workspace, staff: Sequence[AtWork]) -> None:
        word = workspace.voice.word
        about = word("Another role, or leaving, reaches a laptop with the next file from here.")
        super().__init__(workspace.voice, word("People on the laptops"), about)
        self._workspace = workspace
        for each in staff:
            self.body.addWidget(self._row(each))
        if not staff:
            self.body.addWidget(theme.label(word("Nobody works on a laptop yet."), "plain"))
        self.go.setObjectName("people-seen")
        self.go.setText(word("Back to the devices"))
        self.back.hide()
        self.need("")
        self.go.clicked.connect(self.left_again)

    def _row(self, at_work: AtWork) -> Row:
        voice, staff = self.voice, at_work.staff
        word, name = voice.word, staff.name or ""
        told = " · ".join(filter(None, (staff.team, voice.listed(at_work.devices) or word("on no laptop"))))
        if at_work.opens_office:
            told += "\n" + word("Opens the office's own store too: role and leaving are seen to in the settings.")
        row = Row(name, told, *([] if at_work.opens_office else [self._role(staff), *self._ways_out(name)]))
        row.setProperty("part", "card")
        return row

    def _role(self, staff: Staff) -> QComboBox:
        voice, name = self.voice, staff.name or ""
        word, role = voice.word, StillBox()
        theme.let_touch(role)
        role.setObjectName(f"role-of-{name}")
        role.setAccessibleName(word("As what {name} works", name=name))
        for each in Role:
            role.addItem(voice.choice(_ROLE, each), each)
        role.setCurrentIndex(max(role.findData(Role(staff.role or Role.WORKER)), 0))
        role.activated.connect(lambda _at: self._set_role(name, Role(role.currentData())))
        return role

    def _ways_out(self, name: str) -> tuple[QWidget, ...]:
        """A first press only asks."""
        word = self.voice.word
        ask = theme.button(word("Left…"), name=f"left-{name}")
        ask.setAccessibleName(word("{name} left…", name=name))
        sure = theme.button(word("Take {name} off every laptop", name=name), name=f"surely-left-{name}")
        keep = theme.button(word("Keep"), name=f"stays-{name}")

        def show(*, asks: bool) -> None:
            ask.setVisible(not asks)
            for part in (sure, keep):
                part.setVisible(asks)
            (keep if asks else ask).setFocus()

        for part in (sure, keep):
            part.hide()
        ask.clicked.connect(lambda: show(asks=True))
        keep.clicked.connect(lambda: show(asks=False))
        sure.clicked.connect(partial(self._leave, name))
        return ask, sure, keep

    def _set_role(self, name: str, role: Role) -> None:
        said = self.voice.word("{name} works as {role} now.", name=name, role=self.voice.choice(_ROLE, role))
        self._do(lambda store: certifying.set_role(store, name, role), said)

    def _leave(self, name: str) -> None:
        said = self.voice.word("{name} is off the staff; what they wrote stays.", name=name)
        self._do(lambda store: certifying.leave(store, name), said)

    def _do(self, change: Callable[[Store], Changed], said: str) -> None:
        store, word = self._workspace.store, self.voice.word

        def work(_progress: Progress) -> Changed:
            return change(store)

        def tell(done: Changed) -> None:
            names = self.voice.listed(done.devices)
            more = word("These laptops learn of it with their next file: {names}.", names=names) if names else ""
            self.changed.emit(done, " ".join(filter(None, (said, more))))

        self.work(work, tell, telling=word("Certifying anew"))


def staff_on_laptops(store: Store) -> list[AtWork]:
    """The staff, without those who only open the office's own store."""
    own = {slot.person for slot in vault.slots(store.folder)}
    used = [each for each in certifying.devices(store) if each.revoked is None]
    found = (
        AtWork(row, [each.name for each in used if each.certificate.line(row.id)], row.id in own)
        for row in people.staff(store)
    )
    return [each for each in found if each.devices or not each.opens_office]
