"""Characters of names that no type has: each is drawn, or taken from a photo, and printed from its picture then on.

Promise: the name is seen as it will be printed before anything is kept. Hidden: what is lacking is looked for beside
the window.
"""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.casework.papers import signs
from desktop.casework.papers.signs import Sign
from desktop.domain.records import DrawnSign, Person
from desktop.store import queries
from desktop.ui import ledger_summary, sign_words, theme
from desktop.ui.boxes import band, scrolling
from desktop.ui.evidence_intake import is_held, of_held
from desktop.ui.household_foot import Blank
from desktop.ui.jobs import Job, Progress
from desktop.ui.page import Heading, Page, Place
from desktop.ui.sign_making import SignMaking
from desktop.ui.sign_pads import NameLine
from desktop.ui.workspace import Workspace

_PATIENCE = 400  # ms without a word
_LIST_WIDTH = 250


class SignsPage(Page):
    """The page, of one household or of the whole area.

    A place's part is the character to begin with, its row the person whose name holds it.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.setObjectName("signs-page")
        self.setAcceptDrops(True)
        word = workspace.voice.word
        self._household: bytes | None = None
        self._above, self._called = Place("print"), ""
        self._found: Sequence[Sign] = ()
        self._chosen, self._wanted = "", ""
        self._made: bytes | None = None  # the picture that would be kept
        self._reading: Job | None = None
        self._rows: list[QPushButton] = []
        self._list = QVBoxLayout()
        self._title, self._where = theme.label("", "title"), theme.label("", "second")
        self._making, self._name = SignMaking(workspace.voice), NameLine()
        self._keep = theme.button(word("Keep this character"), "filled", "keep-sign", "check")
        self._blank = Blank("ok", "filled", "signs-blank")
        self._stack, self._whole = QStackedWidget(), QWidget()
        self._may = workspace.may_write("drawn_sign", "drawn_sign")
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._lay_out()
        self._connect()

    # A page

    def heading(self) -> Heading:
        word = self.workspace.voice.word
        title = word("Characters to draw")
        if self._household is None:
            return Heading(title, "", Place("print"), word("Print"))
        return Heading(title, "", self._above, word("Household {name}", name=self._called), hides_search=True)

    def show_place(self, place: Place) -> None:
        self._household, self._wanted = place.household, place.part
        self._above = _above(self.workspace, place)
        case = self.workspace.read(lambda store: queries.case_of(store, place.household or b""), None)
        self._called = ledger_summary.called(case, self.workspace.voice) if case else ""
        self._read()

    def place(self) -> Place:
        return Place("signs", self._household, self._chosen, self._above.row)

    def panes(self) -> Sequence[QWidget]:
        if self._stack.currentWidget() is not self._whole:
            return [self._blank]
        return [*self._rows[:1], self._making.way, self._keep]

    def leave(self) -> None:
        self._making.leave()
        if self._reading is not None:
            self._reading.leave()
            self._reading = None

    # What is lacking

    def _read(self) -> None:
        if self._reading is not None:
            self._reading.leave()
        store, household = self.workspace.store, self._household

        def work(_progress: Progress) -> tuple[Sign, ...]:
            return signs.needed(store, household)

        self._patience.start()
        self._reading = job = self.workspace.job(work, self)
        job.done.connect(self._take)
        job.refused.connect(self._patience.stop)
        job.start()

    def _take(self, found: tuple[Sign, ...]) -> None:
        self._reading, self._found = None, found
        self._patience.stop()
        self._fill_list()
        if not found:
            self._say_empty()
            return
        self._stack.setCurrentWidget(self._whole)
        known = [each.sign for each in found]
        self._show(self._wanted if self._wanted in known else known[0])
        self._wanted = ""

    def _fill_list(self) -> None:
        for row in self._rows:
            row.hide()
            self._list.removeWidget(row)
            row.deleteLater()
        self._rows = []
        for number, each in enumerate(self._found):
            row = theme.button(sign_words.row(self.workspace.voice, each), "row", f"sign-{number}")
            row.setIcon(sign_words.icon(each))
            row.setCheckable(True)
            row.clicked.connect(partial(self._show, each.sign))
            self._list.insertWidget(number, row)
            self._rows.append(row)

    def _say_empty(self) -> None:
        word = self.workspace.voice.word
        self._blank.say(
            word("Every name can be printed."),
            word("A character that no type has is found here before a paper needs it."),
            word("Back"),
        )
        self._stack.setCurrentWidget(self._blank)
        self._blank.take_keyboard()

    def _say_that_it_lasts(self) -> None:
        self._blank.say(self.workspace.voice.word("Looking through the names…"), "", "")
        self._stack.setCurrentWidget(self._blank)

    # One of them

    @property
    def _sign(self) -> Sign:
        return next(each for each in self._found if each.sign == self._chosen)

    def _show(self, sign: str) -> None:
        self._chosen = sign
        voice = self.workspace.voice
        for row, each in zip(self._rows, self._found, strict=True):
            row.setChecked(each.sign == sign)
        self._title.setText(sign_words.called(sign))
        self._where.setText(sign_words.where(voice, self._sign))
        self._making.begin()

    def _take_made(self, made: bytes | None) -> None:
        self._made = made
        if self._found:
            self._show_name()

    def _show_name(self) -> None:
        """The name as it would be printed: with what was made now, else with what was kept."""
        content = self._made or self._sign.picture
        seen = QPixmap()
        if content:
            seen.loadFromData(content)
        held = next(iter(self._sign.words), self._chosen)
        before, found, after = held.partition(self._chosen)
        pictures = {found: seen} if content else {}
        parts = (before, found if content else sign_words.called(self._chosen), after)
        told = self.workspace.voice.word("The name as it is printed")
        self._name.show_name(parts, pictures, told)
        self._keep.setEnabled(self._may and self._made is not None)

    # Keeping

    def _keep_sign(self) -> None:
        if self._made is None:
            return
        sign, word = self._chosen, self.workspace.voice.word
        record: DrawnSign = signs.record(sign, self._made)
        said = word("{sign} is printed from its picture from now on.", sign=sign_words.called(sign))
        if self.workspace.save(record, told=said, source=self) is not None:
            self.workspace.said.emit(said)
            self._wanted = next((each.sign for each in self._found if each.picture is None and each.sign != sign), sign)
            self._read()

    def _take_changes(self, rows: frozenset[tuple[str, bytes]], source: object) -> None:
        if source is not self and self.isVisible() and any(record in sign_words.READS for record, _ in rows):
            self._wanted = self._chosen
            self._read()

    # What comes in

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = QApplication.clipboard().mimeData()
        if event.matches(QKeySequence.StandardKey.Paste) and is_held(held):
            self._making.take_photo(of_held(self.workspace.voice, held))
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if is_held(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._making.take_photo(of_held(self.workspace.voice, event.mimeData()))

    # Making

    def _lay_out(self) -> None:
        across = QHBoxLayout(self._whole)
        across.setContentsMargins(16, 12, 16, 12)
        across.setSpacing(12)
        across.addWidget(self._lay_out_list())
        across.addWidget(self._lay_out_work(), 1)
        for part in (self._whole, self._blank):
            self._stack.addWidget(part)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._stack)

    def _lay_out_list(self) -> QFrame:
        voice = self.workspace.voice
        side = QFrame()
        side.setProperty("part", "card")
        side.setFixedWidth(theme.broad(_LIST_WIDTH))
        listed = QWidget()
        listed.setLayout(self._list)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._list.addStretch()
        how = theme.label(sign_words.how_it_is_typed(voice), "second")
        how.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        how.setContentsMargins(16, 8, 16, 12)
        column = QVBoxLayout(side)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(scrolling(listed), 1)
        column.addWidget(how)
        return side

    def _lay_out_work(self) -> QFrame:
        voice = self.workspace.voice
        card, foot = QFrame(), QFrame()
        card.setProperty("part", "card")
        foot.setProperty("part", "foot")
        inside = QVBoxLayout()
        inside.setContentsMargins(16, 12, 16, 8)
        inside.setSpacing(8)
        whose = QWidget()
        whose.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        heads = QHBoxLayout(whose)
        heads.setContentsMargins(0, 0, 0, 0)
        heads.setSpacing(12)
        heads.addWidget(self._title)
        heads.addWidget(self._where, 1)
        inside.addWidget(whose)
        inside.addWidget(self._making, 1)
        below = QHBoxLayout(foot)
        below.setContentsMargins(16, 8, 16, 8)
        below.setSpacing(12)
        below.addWidget(theme.label(voice.word("Printed:"), "second"))
        below.addWidget(self._name, 1)
        below.addWidget(self._keep)
        self._keep.setVisible(self._may)
        column = QVBoxLayout(card)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        if not self._may:
            said = voice.word("The characters can be looked at here, and not drawn.")
            column.addWidget(band("info", "lock", said, ""))
        column.addLayout(inside, 1)
        column.addWidget(foot)
        return card

    def _connect(self) -> None:
        self.workspace.changed.connect(self._take_changes)
        self._patience.timeout.connect(self._say_that_it_lasts)
        self._blank.wanted.connect(lambda: self.wanted.emit(self.heading().above))
        self._making.made.connect(self._take_made)
        self._keep.clicked.connect(self._keep_sign)


def _above(workspace: Workspace, place: Place) -> Place:
    """Where one comes from: a person of the household, or itself; the papers of the area."""
    if place.household is None:
        return Place("print")
    is_person = place.row is not None and workspace.store.get(Person, place.row) is not None
    return Place("household", place.household, "person" if is_person else "", place.row if is_person else None)
