"""The demo district: what is in it, the way there, and whom one wants to be in it.

Promise: it is there whole or not at all. Hidden: where it lies, and that everybody in it has the same passphrase, which
nobody has to type.
"""

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from desktop import paths
from desktop.casework.district import chairs
from desktop.casework.district.chairs import Chair, Chairs
from desktop.casework.inventing import HOUSEHOLDS
from desktop.domain.fields import RECORDS
from desktop.store import vault
from desktop.store.vault import Unlocked
from desktop.ui import demo_building, theme
from desktop.ui.boxes import band, fact
from desktop.ui.choosing import Segments
from desktop.ui.doorway import Choice
from desktop.ui.jobs import Progress
from desktop.ui.notices import Voice
from desktop.ui.pane import Pane

_FEW = 60
_SURE = 4  # parts of the way, of which the first tells nothing of the others: stores are made there
_ROW, _MOST_SHOWN = 42, 5
_ROLE = RECORDS["staff"].field["role"]
_FIRST = ("clerk", "lead", "worker")
_ICONS = {"clerk": "inbox", "lead": "people", "worker": "person"}


def place_of_demo() -> Path:
    """Where the window keeps its demo district."""
    return paths.data_folder() / "demo-district"


class DemoPane(Pane):
    """Builds the demo district."""

    built = Signal(object)  # the Chairs of the district

    def __init__(self, voice: Voice) -> None:
        word = voice.word
        about = word(
            "An office, three teams with their laptops, and three weeks of their work. All of it is invented. "
            "To build it takes a minute or two."
        )
        super().__init__(voice, word("Look at the demo district"), about)
        self._began = 0.0
        for icon, title, more in (
            ("household", word("The whole job, from the ledger to the receipts"),
             word("Visits, sums, printed sheets, bundles on a stick; what came last waits for the office")),
            ("people", word("Be whom you like"), word("The office's clerk, a team's lead, a worker")),
            ("shield", word("Nothing can go wrong"), word("It lies in a folder of its own, away from real records")),
        ):  # fmt: skip
            self.body.addWidget(fact(icon, title, more))
        sizes = {str(n): voice.words("{n} household", "{n} households", n) for n in (_FEW, HOUSEHOLDS)}
        self._size = Segments("demo-size", word("How many households"), sizes, is_needed=True)
        self._size.choose([str(_FEW)])
        self.body.addWidget(theme.label(word("How many households"), "label"))
        self.body.addWidget(self._size)
        self.go.setObjectName("look-at-demo")
        self.back.hide()
        self.need("")
        self._say_what_comes()
        self._size.changed.connect(self._say_what_comes)
        self.go.clicked.connect(self._build)

    def _say_what_comes(self) -> None:
        self.go.setText(self.voice.word("Build the demo district, {n} households", n=self._size.only))

    def _build(self) -> None:
        folder, households, language = place_of_demo(), int(self._size.only), self.voice.language
        telling = self.voice.word("The office and its people come first.")

        def work(progress: Progress) -> Chairs:
            return demo_building.built(folder, households, language, progress)

        job = self.work(work, self.built.emit, telling=telling, can_stop=True)
        job.progressed.connect(self._tell_left)
        self.stop.setFocus()

    def _tell_left(self, done: int, of: int) -> None:
        if done <= 1:
            self._began = time.monotonic()
            return
        if done * _SURE < of:
            self.tell(self.voice.word("{done} of {of} steps done; the first ones take longest.", done=done, of=of))
            return
        left = round((time.monotonic() - self._began) / (done - 1) * (of - done))
        self.tell(self.voice.word("{done} of {of} steps done, about {left} s left.", done=done, of=of, left=left))


class DemoPeoplePane(Pane):
    """Asks whom one wants to be in the demo district that lies there."""

    chosen = Signal(object)  # the folder of a store
    unlocked = Signal(object, object)  # the folder of a store, and who opens it

    def __init__(self, voice: Voice, district: Chairs) -> None:
        word = voice.word
        super().__init__(voice, word("Whom do you want to be?"))
        self._district = district
        self._everybody = _one_each(district.chairs)
        self._picked: Chair | None = None
        self._show_passphrase()
        self._choices: list[tuple[Choice, Chair]] = []
        for role in _FIRST:
            chair = next(each for each in self._everybody if each.role == role)
            choice = Choice(f"{chair.person} · {self._role(chair)}", self._where(chair), f"be-{role}", _ICONS[role])
            choice.clicked.connect(partial(self._pick, chair))
            self.body.addWidget(choice)
            self._choices.append((choice, chair))
        self._others = QListWidget()
        self._others.setObjectName("be-others")
        self._others.setAccessibleName(word("Others of the district"))
        self._list_others()
        self.body.addWidget(theme.label(word("Others of the district"), "label"))
        self.body.addWidget(self._others)
        self.back.hide()
        self.go.setObjectName("open-demo")
        self.first = self._choices[0][0]
        self._others.currentItemChanged.connect(self._pick_listed)
        self._others.itemActivated.connect(self.go.click)
        self.go.clicked.connect(self._open)
        self._pick(self._choices[0][1])

    def _show_passphrase(self) -> None:
        word = self.voice.word
        first = word("Demo area: everything in it is invented.")
        more, known = word("You chose a passphrase for it."), self._district.passphrase
        if known:
            more = word("Everybody's passphrase is “{passphrase}”; it is filled in.", passphrase=known)
        self.body.addWidget(band("info", "info", first, more))

    def _list_others(self) -> None:
        shown = {chair.person for _, chair in self._choices}
        for chair in self._everybody:
            if chair.person not in shown:
                item = QListWidgetItem(f"{chair.person} · {self._role(chair)} · {self._where(chair)}", self._others)
                item.setData(Qt.ItemDataRole.UserRole, chair)
        self._others.setFixedHeight(theme.high(_ROW) * min(self._others.count(), _MOST_SHOWN) + 4)

    def _role(self, chair: Chair) -> str:
        return self.voice.choice(_ROLE, chair.role)

    def _where(self, chair: Chair) -> str:
        word = self.voice.word
        if not chair.team:
            return word("the office's computer")
        return word("{team}, on the laptop {name}", team=chair.team, name=chair.store)

    def _pick_listed(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._pick(item.data(Qt.ItemDataRole.UserRole))

    def _pick(self, chair: Chair) -> None:
        self._picked = chair
        for choice, its in self._choices:
            choice.setChecked(its is chair)
        if any(its is chair for _, its in self._choices):
            self._others.setCurrentRow(-1)
        self.go.setText(self.voice.word("Work as {person}", person=chair.person))
        self.need("")

    def _open(self) -> None:
        chair = self._picked
        if chair is None:
            return
        folder, passphrase = self._district.folder / chair.store, self._district.passphrase
        if passphrase is None:
            self.chosen.emit(folder)
            return

        def let_in(unlocked: Unlocked) -> None:
            self.unlocked.emit(folder, unlocked)

        telling = self.voice.word("Opening. A large store, or one of an older version, takes a while.")
        self.work(lambda _progress: vault.unlock(folder, passphrase, chair.person), let_in, telling=telling)


def district_there() -> Chairs | None:
    """The demo district that was built before."""
    return chairs.read(place_of_demo())


def _one_each(found: Sequence[Chair]) -> list[Chair]:
    """Everybody once, on the computer that they had first."""
    by_person: dict[str, Chair] = {}
    for chair in found:
        by_person.setdefault(chair.person, chair)
    return [*by_person.values()]
