"""In the office: what a laptop's request asks for, its six words, what the office decides, and the file for it.

Promise: no laptop is certified before its six words were compared and ticked. Hidden: a laptop whose keys are known
needs no words again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLineEdit, QWidget

from desktop.casework import certifying, finishing, fleet, people
from desktop.casework.certifying import Approved, Known, Terms, Wanted
from desktop.domain.fields import RECORDS, Role
from desktop.domain.records import Staff
from desktop.exchange.enrolment_request import Applicant, Request
from desktop.exchange.six_words import SixWords
from desktop.store.store import Store
from desktop.ui import theme
from desktop.ui.band import Band
from desktop.ui.boxes import band, breakable, fact
from desktop.ui.devices_panel import idle_told
from desktop.ui.jobs import Progress
from desktop.ui.notices import Voice
from desktop.ui.on_stick import on_a_stick
from desktop.ui.pane import Pane
from desktop.ui.six_words_card import SixWordsCard
from desktop.ui.still_box import StillBox
from desktop.ui.workspace import Workspace

_ROLE = RECORDS["staff"].field["role"]
_NEW, _OPEN = "", "?"  # a new person; nobody said yet who it is


@dataclass(frozen=True, slots=True)
class Standing:
    """What the office knows of those who ask: the laptop, if it is one of its own, the others, its staff."""

    before: Known | None
    others: tuple[Known, ...]
    staff: tuple[Staff, ...]

    @classmethod
    def of(cls, store: Store, asked: Request) -> "Standing":
        known = certifying.devices(store)
        before = next((each for each in known if each.row.id == asked.device), None)
        others = tuple(each for each in known if each.row.id != asked.device)
        return cls(before, others, people.staff(store))

    def device_of(self, staff: Iterable[Staff]) -> str | None:
        """What the one other computer is called on which these people work, or last worked; None where it is open."""
        wanted = {each.id for each in staff}
        theirs = [each for each in self.others if wanted & {line.person for line in each.certificate.lines}]
        used = [each for each in theirs if each.revoked is None]
        lost = sorted(
            (each for each in theirs if each.revoked), key=lambda each: str(each.revoked and each.revoked.revoked_on)
        )
        return used[0].name if len(used) == 1 else lost[-1].name if lost and not used else None

    def has_keys(self, asked: Request) -> bool:
        """Whether the words of these keys were compared once."""
        held = self.before.certificate if self.before and self.before.revoked is None else None
        return held is not None and (held.signing, held.box) == (asked.signing, asked.box)


@dataclass(frozen=True, slots=True)
class Certified:
    """What was certified, the files for it, and the office's words for it to compare."""

    approved: Approved
    files: tuple[Path, ...]
    words: SixWords
    idle: tuple[str, ...] = ()  # who looks after no household yet


class RequestPane(Pane):
    """Who asks, the six words, what the office decides."""

    certified = Signal(object)  # Certified

    def __init__(self, workspace: Workspace, content: bytes, asked: Request, standing: Standing) -> None:
        voice, word = workspace.voice, workspace.voice.word
        held = standing.before
        title = (
            word("{device} asks for its first certificate", device=asked.name)
            if held is None
            else word("{device} asks for a newer certificate", device=held.name)
        )
        super().__init__(voice, title)
        self._workspace, self._content, self._request, self._standing = workspace, content, asked, standing
        self._words = SixWordsCard(
            voice, word("Compare these six words with those on the laptop's screen:"), has_tick=True
        )
        self._words.say(asked.words)
        self._needs_words = not standing.has_keys(asked)
        self._name, self._team = QLineEdit(), QLineEdit()
        self._replaces, self._replacing = StillBox(), theme.label("", "second")
        self._is_old_chosen = False
        self._people = [_PersonRow(voice, each, standing) for each in asked.people]
        self._lay_out()
        self.go.setObjectName("certify")
        self.go.setText(word("Certify {device}, write its file…", device=held.name if held else asked.name))
        self._connect()
        self._look()

    def _lay_out(self) -> None:
        word, held = self.voice.word, self._standing.before
        names = self.voice.listed(each.name for each in self._request.people)
        team = self._request.team or word("no team named")
        self.body.addWidget(fact("devices", f"{self._request.name} · {team}", names))
        if self._needs_words:
            self.body.addWidget(self._words)
        else:
            self._words.setParent(self)
            self._words.hide()
            self.body.addWidget(band("ok", "shield", word("Its keys are known: the words were compared before."), ""))
        for field, name, title, text in (
            (self._name, "device-name", word("What the computer is called"), held.name if held else self._request.name),
            (self._team, "device-team", word("Team"), held.certificate.team if held else self._request.team),
        ):
            field.setObjectName(name)
            field.setAccessibleName(title)
            field.setText(text)
        theme.let_touch(self._replaces)
        self._replaces.setObjectName("replaces")
        self._replaces.setAccessibleName(word("It takes the place of"))
        self._replaces.addItem(word("no other computer"), None)
        for each in self._standing.others:
            self._replaces.addItem(each.name, each.name)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        for place, part in enumerate((self._name, self._team, self._replaces)):
            grid.addWidget(theme.label(part.accessibleName(), "label"), 0, place)
            grid.addWidget(part, 1, place)
            grid.setColumnStretch(place, 1)
        for line, row in enumerate(self._people, 2):
            for place, part in enumerate(row.parts):
                grid.addWidget(part, line, place)
        self.body.addLayout(grid)
        self.body.addWidget(self._replacing)
        self.first = self._words if self._needs_words else self._name

    def begin(self) -> None:
        super().begin()
        if self._needs_words:
            self._words.take_keyboard()

    def _look(self) -> None:
        self.notice.say("")
        word, old = self.voice.word, self._replaces.currentData()
        is_used = any(each.name == old and each.revoked is None for each in self._standing.others)
        told = word(
            "{device} is trusted no more then: what it still holds comes first, with its last file.", device=old
        )
        self._replacing.setText(told if is_used else "")
        self._replacing.setVisible(is_used)
        if self._needs_words and not self._words.is_same:
            self.need(word("Compare the six words first."))
        elif not self._name.text().strip():
            self.need(word("The computer's name is needed."))
        elif any(row.is_open for row in self._people):
            self.need(word("Say whether this is the person of this name."))
        else:
            self.need("")

    def _propose_old(self) -> None:
        """Proposes the computer that these people have, as long as nobody chose one."""
        if self._standing.before is None and not self._is_old_chosen:
            known = [row.staff for row in self._people]
            old = self._standing.device_of(each for each in known if each is not None)
            self._replaces.setCurrentIndex(max(self._replaces.findData(old), 0))

    def _choose_old(self) -> None:
        self._is_old_chosen = True

    def _terms(self) -> Terms:
        return Terms(
            people={row.name: row.wanted for row in self._people},
            name=self._name.text().strip(),
            team=self._team.text().strip() or None,
            replaces=self._replaces.currentData(),
        )

    def _certify(self) -> None:
        word = self.voice.word
        chosen = QFileDialog.getExistingDirectory(
            self, word("The folder for the file, such as the stick"), on_a_stick()
        )
        if not chosen:
            return
        store, content, terms = self._workspace.store, self._content, self._terms()
        compared = self._request.words if self._needs_words else None

        def work(progress: Progress) -> Certified:
            done = certifying.approve(store, content, terms, compared)
            known = certifying.device_named(store, done.certificate.name)
            files = finishing.answer(store, known, Path(chosen), progress)
            idle = fleet.idle_on(store, [done.certificate])[done.certificate.device]
            return Certified(done, files, certifying.words(store), idle)

        self.work(work, self.certified.emit, telling=word("Certifying, and writing the file"))

    def _say_other(self) -> None:
        word = self.voice.word
        first = word("Then this request comes from another computer. Nothing was changed.")
        self.notice.say(f"{first}\n{word('Write it anew on the laptop that stands here, and compare again.')}")

    def _connect(self) -> None:
        self.go.clicked.connect(self._certify)
        self._words.compared.connect(self._look)
        self._words.differ.connect(self._say_other)
        self._name.textChanged.connect(self._look)
        self._replaces.activated.connect(self._choose_old)
        self._replaces.currentIndexChanged.connect(self._look)
        for row in self._people:
            row.who.currentIndexChanged.connect(self._propose_old)
            row.who.currentIndexChanged.connect(self._look)


class _PersonRow:
    """A person of the request: who of the staff it is, and as what they work."""

    def __init__(self, voice: Voice, asker: Applicant, standing: Standing) -> None:
        word = voice.word
        self.name = asker.name
        self._staff: Mapping[str, Staff] = {each.name or "": each for each in standing.staff}
        held = standing.before.certificate.line(asker.person) if standing.before else None
        self._is_held = held is not None
        self.who, self.role = StillBox(), StillBox()
        for box, name, title in (
            (self.who, f"who-{asker.name}", word("Who {name} is", name=asker.name)),
            (self.role, f"role-{asker.name}", word("As what {name} works", name=asker.name)),
        ):
            theme.let_touch(box)
            box.setObjectName(name)
            box.setAccessibleName(title)
        for role in Role:
            self.role.addItem(voice.choice(_ROLE, role), role)
        if held is not None:
            self.who.addItem(word("certified before"), _NEW)
            self._take_role(held.role)
        else:
            self._offer(voice, asker)
            self._take_role(asker.role)
        self.who.setEnabled(held is None)
        self.role.setEnabled(held is None)
        self.who.currentIndexChanged.connect(self._follow)

    @property
    def parts(self) -> Sequence[QWidget]:
        return theme.label(self.name, "bold"), self.who, self.role

    @property
    def is_open(self) -> bool:
        return self.who.currentData() == _OPEN

    @property
    def staff(self) -> Staff | None:
        """Who of the staff it is, where that was said."""
        return self._staff.get(self.who.currentData())

    @property
    def wanted(self) -> Wanted:
        staff = self.who.currentData()
        if self._is_held:
            return Wanted()
        return Wanted(staff=staff) if staff else Wanted(role=Role(self.role.currentData()))

    def _offer(self, voice: Voice, asker: Applicant) -> None:
        word = voice.word
        if asker.name in self._staff:
            self.who.addItem(word("somebody of this name works here: who is it?"), _OPEN)
        else:
            self.who.addItem(word("new on the staff"), _NEW)
        for name in self._staff:
            self.who.addItem(word("{name}, known already", name=name), name)

    def _take_role(self, role: str | None) -> None:
        self.role.setCurrentIndex(max(self.role.findData(Role(role or Role.WORKER)), 0))

    def _follow(self) -> None:
        """A person's role is one on all their computers."""
        known = self.staff
        if known is not None:
            self._take_role(known.role)
        self.role.setEnabled(known is None)


class CertifiedPane(Pane):
    """The file is written: the office's six words, which the laptop compares with its own screen."""

    assigning_wanted = Signal()

    def __init__(self, voice: Voice, done: Certified) -> None:
        word, told = voice.word, done.approved.certificate
        super().__init__(voice, word("{device} is certified until {day}", device=told.name, day=told.until))
        card = SixWordsCard(voice, word("Six words of this office, which the laptop compares when it opens the file:"))
        card.say(done.words)
        self.body.addWidget(card)
        where = voice.listed(breakable(file) for file in done.files)
        more = word("Take it to the laptop now, and leave these words open until they are compared there.")
        self.body.addWidget(band("ok", "check", word("The file for it: {file}", file=where), more))
        self.certificate, self._idle_then = told, len(done.idle)
        self._idle = Band("warn", "assign", word("Assign households…"), "certified-assign", "assign")
        self.body.addWidget(self._idle)
        if done.idle:
            self.show_idle(done.idle)
        self._idle.wanted.connect(self.assigning_wanted)
        for icon, said in (
            ("person", voice.pair(word("New on the staff"), voice.listed(done.approved.enlisted))),
            ("remove", voice.pair(word("Left, and not certified"), voice.listed(done.approved.left))),
        ):
            if done.approved.enlisted if icon == "person" else done.approved.left:
                self.body.addWidget(fact(icon, said, ""))
        if done.approved.moved:
            told_moved = voice.words("{n} household changed hands", "{n} households changed hands", done.approved.moved)
            self.body.addWidget(fact("assign", told_moved, word("from the computer that it takes the place of")))
        self.back.hide()
        self.go.setObjectName("certified-seen")
        self.go.setText(word("Back to the devices"))
        self.need("")
        self.go.clicked.connect(self.left_again)

    def show_idle(self, names: Sequence[str]) -> None:
        """Who looks after no household by now; the file that lies there tells nothing of what was handed out since."""
        word = self.voice.word
        if len(names) < self._idle_then:
            handed = word("Households were handed out, and this file does not know of them.")
            self._idle.say(handed, word("Write its file anew, from the list of devices."), has_way=bool(names))
        elif names:
            then = word("Assign some, then write its file anew: it knows of them once it has that.")
            self._idle.say(idle_told(self.voice, names, self.certificate), then)
