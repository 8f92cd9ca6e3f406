"""Explaining to many at once: a meeting, or a notice that was posted, written down once for all who were there.

Promise: of each household it is written down which clause of which version, when and how, and no more: what one said
is written down with that one alone. Hidden: nothing is chosen before; it is one entry, and can be taken back as one.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.casework import explaining
from desktop.casework.explaining import Plans, Standing, Told
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.i18n import N_
from desktop.store import queries
from desktop.ui import clock_words, theme, today_words
from desktop.ui.boxes import pictured, scrolling
from desktop.ui.cards import card, headed
from desktop.ui.choosing import Chips, chip
from desktop.ui.explain_list import called
from desktop.ui.jobs import Job, Progress
from desktop.ui.moment_field import DayField
from desktop.ui.notices import told as refusal_said
from desktop.ui.page import Heading, Page, Place
from desktop.ui.unfinished import Unfinished
from desktop.ui.workspace import Workspace

BETWEEN = ","
"""What stands between the ids of the households in a place's part."""

MEETING, POSTING = "meeting", "posting"
_WAYS = {MEETING: N_("At a meeting"), POSTING: N_("By a posted notice")}
_TO = {MEETING: N_("at a meeting: {place}"), POSTING: N_("by a posted notice: {place}")}
_MOST = 5000  # records of one entry
_NAMED = 6
_LETTERS = 22  # of a clause; all of them are heard, and stand where the finger rests
_DRAFT_AFTER = 600


class ExplainManyPage(Page):
    """The page. A place's part are the ids of the households, as a list was ticked."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.setObjectName("explain-many-page")
        voice = workspace.voice
        word, kind = voice.word, RECORDS["explanation"].field
        self._plans: Plans | None = None
        self._job: Job | None = None
        self._households: tuple[bytes, ...] = ()
        self._clauses: dict[str, QPushButton] = {}
        self._draft = Unfinished(workspace, "explanation")
        self._typing = QTimer(self, singleShot=True, interval=_DRAFT_AFTER)
        self._who, self._names = theme.label("", "bold"), theme.label("", "second")
        self._way = Chips("way", word("How it was explained"), {key: word(told) for key, told in _WAYS.items()})
        self._day = DayField(voice, "explained-on", word("On which day"), is_ahead=False)
        self._edits = {
            "others": word("Their numbers, such as of those who are not ticked"),
            "place": word("Where"),
            "spoken_language": voice.label(kind["spoken_language"]),
            "read_aloud_by": voice.label(kind["read_aloud_by"]),
        }
        self._fields = {name: _edit(name, title) for name, title in self._edits.items()}
        self._lines, self._about = QVBoxLayout(), theme.label("", "second")
        self._every = theme.button(word("All clauses"), "link", "all-clauses")
        self._again = theme.button(word("Those that changed"), "link", "changed-clauses")
        self._wrong = theme.label("", "wrong")
        self._go = theme.button("", "filled", "write-many", "check")
        self._lay_out()
        self._connect()

    # A page

    def heading(self) -> Heading:
        word = self.workspace.voice.word
        return Heading(word("Explain to many"), "", Place("households"), word("Households"), hides_search=True)

    def show_place(self, place: Place) -> None:
        self._typing.stop()
        found = self._draft.take_up(lambda fields: fields.get("many"))
        fields: Mapping[str, Any] = found.fields if found else {}
        ids = [bytes.fromhex(each) for each in place.part.split(BETWEEN) if each]
        self._households = tuple(dict.fromkeys(ids or fields.get("households", ())))
        today = self.workspace.store.today()
        self._day.begin(today)
        typed = fields.get("typed", {})
        for name, edit in self._fields.items():
            edit.setText(typed.get(name, ""))
        self._day.put(typed.get("day") or f"{today:%m-%d}")
        self._way.choose([typed.get("way", "")])
        self._tell_who()
        self._say("")
        self._start(frozenset(fields.get("clauses", ())))

    def place(self) -> Place:
        return Place("explain_many", part=BETWEEN.join(each.hex() for each in self._households))

    def panes(self) -> Sequence[QWidget]:
        return [self]

    def leave(self) -> None:
        self._typing.stop()
        self._keep()

    # What there is to explain

    def _start(self, ticked: frozenset[str]) -> None:
        """Reads the plan in use beside the window."""
        if self._job is not None:
            self._job.leave()
        store = self.workspace.store

        def work(_progress: Progress) -> tuple[Plans, tuple[Told, ...]]:
            plans = explaining.plans_of(store)
            known = explaining.told_to_all(store, plans)
            every = [each for home in self._households for each in known.get(home, ())]
            return plans, tuple(each for each in every if each.standing is Standing.AGAIN)

        self._job = job = Job(work, self)  # not the workspace's: what is refused is said where the clauses would stand
        job.done.connect(partial(self._take, ticked))
        job.refused.connect(self._take_no_plan)
        job.start()

    def _take(self, ticked: frozenset[str], found: tuple[Plans, tuple[Told, ...]]) -> None:
        self._job = None
        self._plans, again = found
        changed = {each.clause.id for each in again}
        for old in self._clauses.values():
            self._lines.removeWidget(old)
            old.deleteLater()
        self._clauses = {}
        for clause in self._plans.pack.clauses:
            name = called(Told(clause, Standing.UNTOLD))
            short = name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1]}…"
            made = self._clauses[clause.id] = chip(short, f"clause-{clause.id}")
            made.setAccessibleName(name)
            made.setToolTip(name)
            made.setChecked(clause.id in ticked)
            made.setProperty("changed", clause.id in changed)
            made.toggled.connect(self._note)
            self._lines.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        self._again.setVisible(bool(changed))
        version = self._plans.versions.get(self._plans.pack.id, "")
        self._about.setText(self.workspace.voice.word("version {version} of the plan", version=version))
        self._offer()

    def _take_no_plan(self, refused: Refused | OSError) -> None:
        self._job = None
        self._plans = None
        self._about.setText(refusal_said(self.workspace.voice, refused))
        self._offer()

    def _tick(self, *, only_changed: bool) -> None:
        for made in self._clauses.values():
            made.setChecked(bool(made.property("changed")) or not only_changed)

    # Who, and writing it down

    def _tell_who(self) -> None:
        voice, number = self.workspace.voice, len(self._households)
        self._who.setText(voice.words("{n} household ticked", "{n} households ticked", number) if number else "")
        lines = queries.listed(self.workspace.store, self._households[:_NAMED])
        names = [" ".join(filter(None, (today_words.called(voice, line), line.number))) for line in lines]
        rest = number - len(names)
        more = [voice.words("and {n} more household", "and {n} more households", rest)] if rest > 0 else []
        self._names.setText(voice.listed([*names, *more]) or voice.word("None is ticked: type their numbers."))
        self._who.setVisible(bool(number))

    def _all_households(self) -> tuple[bytes, ...] | None:
        """Those that are ticked and those that are typed; None where a number names none, or several, which is said."""
        numbers = [*filter(None, explaining.BETWEEN.split(self._fields["others"].text()))]
        try:
            others = explaining.those_there(self.workspace.store, numbers)
        except Refused as refused:
            self._fail(self.workspace.voice.word(refused.what, **refused.values), self._fields["others"])
            return None
        return tuple(dict.fromkeys((*self._households, *others)))

    def _chosen(self) -> list[str]:
        return [clause for clause, made in self._clauses.items() if made.isChecked()]

    def _offer(self) -> None:
        """Says on the button what it writes."""
        voice, clauses = self.workspace.voice, len(self._chosen())
        numbers = [*filter(None, explaining.BETWEEN.split(self._fields["others"].text()))]
        households = len(self._households) + len(numbers)
        told = voice.words("{n} clause", "{n} clauses", clauses)
        to = voice.words("{n} household", "{n} households", households)
        self._go.setText(voice.word("Write down: {clauses}, {households}", clauses=told, households=to))
        may = all(self.workspace.may_write("explanation", group) for group in ("explanation", "words"))
        self._go.setEnabled(may and self._plans is not None and bool(clauses) and bool(households))

    def _write(self) -> None:
        word, plans, day = self.workspace.voice.word, self._plans, self._day.day
        place = self._fields["place"].text().strip()
        households, clauses, way = self._all_households(), self._chosen(), self._way.only
        if plans is None or households is None or not self._go.isEnabled():
            return
        if not way:
            self._fail(word("Choose how it was explained."), self._way.button(MEETING))
        elif not place:
            self._fail(word("Say where."), self._fields["place"])
        elif day is None:
            self._day.mark(is_wrong=True)
            self._fail(word("Say on which day."), self._day.edit)
        elif len(households) * len(clauses) > _MOST:
            self._fail(word("This is too much for one entry. Choose fewer clauses, or fewer households."), self._go)
        else:
            own = {name: self._fields[name].text().strip() or None for name in ("spoken_language", "read_aloud_by")}
            stated = {**own, "explained_on": day, "explained_to": word(_TO[way], place=place)}
            rows = explaining.explanations(self.workspace.store, plans, households, clauses, **stated)
            self._save(rows, len(households), clock_words.short_day(day, self.workspace.store.today().year))

    def _save(self, rows: Sequence[Any], households: int, day: str) -> None:
        voice = self.workspace.voice
        to = voice.words("{n} household", "{n} households", households)
        told = voice.word("Explained on {day} to {households}", day=day, households=to)
        if self.workspace.save(*rows, told=told, source=self, ends_draft=self._draft.id) is not None:
            self._draft.id = None
            self._households = ()
            for made in self._clauses.values():
                made.setChecked(False)
            for edit in self._fields.values():
                edit.clear()
            self._way.choose([])
            self._typing.stop()
            self.wanted.emit(Place("households"))

    def _fail(self, why: str, at: QWidget) -> None:
        self._say(why)
        at.setFocus()

    def _say(self, why: str) -> None:
        self._wrong.setText(why)
        self._wrong.setVisible(bool(why))

    # Drafts

    def _note(self) -> None:
        self._say("")
        self._offer()
        self._typing.start()

    def _keep(self) -> None:
        """Keeps what is ticked and typed."""
        if not self._chosen() and not self._way.only and not self._fields["place"].text().strip():
            self._draft.drop()
            return
        typed = {name: edit.text() for name, edit in self._fields.items()}
        typed |= {"day": self._day.text(), "way": self._way.only}
        households = [*self._households]
        self._draft.keep({"many": True, "households": households, "clauses": self._chosen(), "typed": typed})

    # Making

    def _lay_out(self) -> None:
        word = self.workspace.voice.word
        clauses = QWidget()
        around = QVBoxLayout(clauses)
        around.setContentsMargins(16, 12, 16, 12)
        self._lines.setSpacing(8)
        around.addLayout(self._lines)
        around.addStretch()
        ways = QWidget()
        both = QHBoxLayout(ways)
        both.setContentsMargins(0, 0, 0, 0)
        for button in (self._again, self._every):
            both.addWidget(button)
        self._again.hide()
        what = card(
            headed(pictured("policy", "brand", 20), theme.label(word("Which clauses"), "strong"), self._about, ways),
            scrolling(clauses),
        )
        how = card(
            headed(pictured("people", "brand", 20), theme.label(word("Who was there, and how"), "strong"), QWidget()),
            scrolling(self._asked()),
        )
        inside = QHBoxLayout()
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(12)
        inside.addWidget(what, 1)
        inside.addWidget(how, 1)
        foot = QFrame()
        foot.setProperty("part", "foot")
        foot.setMinimumHeight(theme.high(theme.FOOTER))
        across = QHBoxLayout(foot)
        across.setContentsMargins(16, 8, 16, 8)
        self._wrong.setWordWrap(True)
        across.addWidget(self._wrong, 1)
        across.addStretch()
        across.addWidget(self._go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(inside, 1)
        column.addWidget(foot)

    def _asked(self) -> QWidget:
        word = self.workspace.voice.word
        asked = QWidget()
        grid = QGridLayout(asked)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setVerticalSpacing(8)
        self._names.setWordWrap(True)
        about = theme.label(word("Of them it is written down that it was explained, no more."), "second")
        about.setWordWrap(True)
        for row, part in enumerate((self._who, self._names)):
            grid.addWidget(part, row, 0, 1, 2)
        rows: list[tuple[str, QWidget]] = [(word("Other households"), self._fields["others"])]
        rows += [(word("How it was explained"), self._way), (word("On which day"), self._day)]
        rows += [(self._edits[name], self._fields[name]) for name in ("place", "spoken_language", "read_aloud_by")]
        for row, (title, part) in enumerate(rows, 2):
            grid.addWidget(theme.label(title, "label"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(part, row, 1)
        grid.addWidget(about, len(rows) + 2, 0, 1, 2)
        grid.setRowStretch(len(rows) + 3, 1)
        grid.setColumnStretch(1, 1)
        return asked

    def _connect(self) -> None:
        self._way.changed.connect(self._note)
        self._day.typed.connect(self._note)
        for edit in self._fields.values():
            edit.textEdited.connect(self._note)
        self._every.clicked.connect(partial(self._tick, only_changed=False))
        self._again.clicked.connect(partial(self._tick, only_changed=True))
        self._typing.timeout.connect(self._keep)
        self._go.clicked.connect(self._write)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self._write)


def _edit(name: str, title: str) -> QLineEdit:
    edit = QLineEdit()
    edit.setObjectName(f"many-{name}")
    edit.setAccessibleName(title)
    edit.setPlaceholderText(title if name == "others" else "")
    return edit
