"""A household that no ledger has, registered by hand: who it may be already is shown beside, never in the way (R34)."""

import dataclasses
from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.casework import registering
from desktop.casework.registering import Likely, Typed
from desktop.domain.errors import Finding, Level
from desktop.domain.records import Household, Person
from desktop.store import told_by_number
from desktop.ui import theme
from desktop.ui.beside import Beside
from desktop.ui.boxes import scrolling
from desktop.ui.form import Form, found_in, with_values
from desktop.ui.jobs import Job
from desktop.ui.ledger_line import LedgerLines, Line, Part, Target
from desktop.ui.notices import Notice
from desktop.ui.unfinished import Unfinished
from desktop.ui.workspace import Workspace

_DRAFT_AFTER, _LOOK_AFTER = 600, 300
_SIDE = 340
_KINDS = ("household", "person")


class RegistrationPage(QWidget):
    """The page. `begin` takes up what was typed and never finished."""

    registered = Signal(bytes)
    known_wanted = Signal(bytes)  # a household that may be this one, to be looked at

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        voice = workspace.voice
        self._home, self._owner = Household(), Person()
        self._draft = Unfinished(workspace, "household")
        self._job: Job | None = None
        self._form = Form("registration", _KINDS, voice)
        self._notice = Notice("info")
        self._told = theme.label("", "second")
        self._forget = theme.button(voice.word("Throw away what was typed"), "link", "forget")
        self._go = theme.button(voice.word("Register this household"), "filled", "register")
        self._likely = LedgerLines()
        self._see = theme.button("", "link", "see-likely", "people")
        self._number = 0  # of those that are likely
        self._none = theme.label("", "second")
        self._none.setWordWrap(True)
        self._typing = QTimer(self, singleShot=True, interval=_DRAFT_AFTER)
        self._looking = QTimer(self, singleShot=True, interval=_LOOK_AFTER)
        self._lay_out()
        self._form.typed.connect(self._begin_typing)
        self._form.stepped.connect(self._judge)
        self._form.stepped.connect(self._keep_draft)
        self._typing.timeout.connect(self._keep_draft)
        self._looking.timeout.connect(self._look)
        self._forget.clicked.connect(self._forget_typed)
        self._go.clicked.connect(self._register)
        self._see.clicked.connect(self._beside.open_drawer)
        self._likely.opened.connect(lambda target: self.known_wanted.emit(target.row))

    def begin(self) -> None:
        """Shows an empty page, or what this person began here."""
        store, word = self._workspace.store, self._workspace.voice.word
        self._home = Household(number=registering.next_number(store))
        self._owner = Person(household=self._home.id, role="owner")
        draft = self._draft.take_up(lambda fields: "registration" in fields)
        self._form.fill({**vars(self._owner), **vars(self._home)})
        self._form.show_findings(())
        self._notice.say(word("This is what you typed last time; it was not saved yet.") if draft else "")
        if draft is not None:
            self._form.put_typed(draft.fields["registration"])
        self._tell("")
        self._show_likely(())
        self._look()
        self._form.focus("name")

    def step_back(self) -> bool:
        """Whether those that are likely stood over the form."""
        return self._beside.close_drawer()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_likely()

    def leave(self) -> None:
        self._typing.stop()
        self._looking.stop()
        self._keep_draft()

    # Inside

    def _begin_typing(self, _name: str) -> None:
        self._typing.start()
        self._looking.start()
        self._tell("")

    def _tell(self, text: str) -> None:
        self._told.setText(text)
        self._forget.setVisible(self._form.is_dirty)

    def _keep_draft(self) -> None:
        typed = self._form.typed_texts()
        if typed:
            self._draft.keep({"registration": typed})

    def _forget_typed(self) -> None:
        """The person's own decision, such as that the household is there already."""
        self._typing.stop()
        self._draft.drop()
        self.begin()

    def _records(self) -> tuple[Household, Person, list[Finding]]:
        today = self._workspace.store.today()
        of_home, unread = self._form.read("household", today=today)
        of_owner, unread_too = self._form.read("person", today=today)
        of_owner |= told_by_number.besides(self._workspace.store, of_owner)
        return with_values(self._home, of_home), with_values(self._owner, of_owner), [*unread, *unread_too]

    def _judge(self, *, everything: bool = False) -> list[Finding]:
        home, owner, unread = self._records()
        found = found_in([home, owner], unread, self._workspace.store.today())
        typed = self._form.typed_texts()
        self._form.show_findings(each for each in found if everything or each.field in typed)
        if owner.birth_date:
            self._tell(
                self._workspace.voice.word("The ID number tells the date of birth and the sex: both are kept with it.")
            )
        return found

    def _register(self) -> None:
        wrong = [finding.field for finding in self._judge(everything=True) if finding.level is Level.ERROR]
        voice = self._workspace.voice
        if wrong:
            self._tell(voice.word("Not registered yet: see what is marked. It is kept as typed."))
            self._form.focus(wrong[0])
            return
        home, owner, _ = self._records()
        told = voice.word("Registered: {name}", name=owner.name or home.number or "")
        if self._workspace.save(home, owner, told=told, source=self, ends_draft=self._draft.id) is not None:
            self._draft.id = None
            self._form.fill({})
            self.registered.emit(home.id)

    def _look(self) -> None:
        """Looks for households that may be this one; only the newest answer counts."""
        home, owner, _ = self._records()
        texts = {**vars(home), **vars(owner)}
        typed = Typed(**{each.name: texts.get(each.name) or "" for each in dataclasses.fields(Typed)})
        store = self._workspace.store
        job = self._job = self._workspace.job(lambda _progress: registering.likely(store, typed), self)
        job.done.connect(lambda found: self._show_likely(found) if job is self._job else None)
        job.start()

    def _show_likely(self, found: Sequence[Likely]) -> None:
        voice = self._workspace.voice
        lines = [
            Line(
                (
                    Part(voice.listed(each.household.owners) or each.household.number or "", 5, "strong"),
                    Part(each.household.address or each.household.number or "", 6, "second"),
                    Part(voice.word(each.reason), 5, tone="warn"),
                ),
                Target("household", each.household.id),
            )
            for each in found
        ]
        self._likely.show_lines(lines)
        self._number = len(lines)
        self._tell_likely()
        nobody = voice.word("Nobody like them is registered yet.")
        hint = voice.word("Write the name, the ID number or the address: households like it are listed here.")
        self._none.setText(nobody if self._form.is_dirty else hint)
        self._none.setVisible(not found)

    def _tell_likely(self) -> None:
        """Says in the foot that there are some, where they do not stand beside the form."""
        words = self._workspace.voice.words
        self._see.setText(words("{n} household may be this one", "{n} households may be this one", self._number))
        self._see.setVisible(bool(self._number) and self._beside.is_narrow)

    def _lay_out(self) -> None:
        voice = self._workspace.voice
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._notice)
        inside.addWidget(self._form)
        inside.addStretch()
        side = QFrame()
        side.setProperty("part", "card")
        title = theme.label(voice.word("Is it one of these?"), "strong")
        for part in (title, self._none):
            part.setContentsMargins(16, 12, 16, 8)
        beside = QVBoxLayout(side)
        beside.setContentsMargins(1, 1, 1, 1)
        beside.setSpacing(0)
        for part in (title, self._none, self._likely):
            beside.addWidget(part)
        beside.addStretch()
        foot = QFrame()
        foot.setProperty("part", "foot")
        below = QHBoxLayout(foot)
        below.setContentsMargins(16, 8, 16, 8)
        below.setSpacing(12)
        below.addWidget(self._told, 1)
        below.addWidget(self._see)
        below.addWidget(self._forget)
        below.addWidget(self._go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._beside = Beside(scrolling(content), side, _SIDE, voice.word("Is it one of these?"))
        column.addWidget(self._beside, 1)
        column.addWidget(foot)
