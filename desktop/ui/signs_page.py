"""Characters of names that no type has: each is drawn, or taken from a photo, and printed from its picture then on.

Promise: the name is seen as it will be printed before anything is kept. Hidden: the look for what is lacking, and the
cutting of a photo, run beside the window.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.casework import picture
from desktop.casework.papers import signs
from desktop.casework.papers.signs import Sign
from desktop.domain.records import DrawnSign, Person
from desktop.store import queries
from desktop.ui import ledger_summary, sign_words, theme
from desktop.ui.boxes import band, scrolling
from desktop.ui.choosing import Segments
from desktop.ui.evidence_intake import Chosen, is_held, of_file, of_held, png
from desktop.ui.household_foot import Blank
from desktop.ui.jobs import Job, Progress
from desktop.ui.notices import Notice, told
from desktop.ui.page import Heading, Page, Place
from desktop.ui.sign_pads import CutPad, NameLine, SignPad
from desktop.ui.workspace import Workspace

DRAW, PHOTO = "draw", "photo"
_PATIENCE, _REST = 400, 200  # ms without a word, and after the last move of a mark
_LIST_WIDTH = 250
_KINDS = "*.jpg *.jpeg *.png *.webp *.tif *.tiff *.JPG *.JPEG *.PNG"


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
        self._photo: Chosen | None = None
        self._made: bytes | None = None  # the picture that would be kept
        self._reading: Job | None = None
        self._cutting: Job | None = None
        self._rows: list[QPushButton] = []
        self._list = QVBoxLayout()
        self._title, self._where = theme.label("", "title"), theme.label("", "second")
        ways = {DRAW: word("Draw it"), PHOTO: word("Take it from a photo")}
        self._way = Segments("sign-way", word("How the picture is made"), ways, is_needed=True)
        self._pad, self._cut, self._name = SignPad(workspace.voice), CutPad(workspace.voice), NameLine()
        self._undo = theme.button(word("Undo a stroke"), "link", "sign-undo", "undo")
        self._again = theme.button(word("Draw again"), "link", "sign-again", "refresh")
        self._choose = theme.button(word("Photo…"), name="sign-photo", icon="folder")
        self._smaller = theme.button(word("Smaller"), name="sign-smaller", icon="zoom-out")
        self._larger = theme.button(word("Larger"), name="sign-larger", icon="zoom-in")
        self._keep = theme.button(word("Keep this character"), "filled", "keep-sign", "check")
        self._refused = Notice("warn")
        self._blank = Blank("ok", "filled", "signs-blank")
        self._stack, self._whole = QStackedWidget(), QWidget()
        self._may = workspace.may_write("drawn_sign", "drawn_sign")
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._lay_out()
        self._connect()
        self._way.choose([DRAW])
        self._way.setFixedWidth(2 * self._way.minimumSizeHint().width())
        self._turn()

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
        return [*self._rows[:1], self._way, self._keep]

    def leave(self) -> None:
        for job in (self._reading, self._cutting):
            if job is not None:
                job.leave()
        self._reading = self._cutting = None

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
        self._chosen, self._photo, self._made = sign, None, None
        voice = self.workspace.voice
        for row, each in zip(self._rows, self._found, strict=True):
            row.setChecked(each.sign == sign)
        self._title.setText(sign_words.called(sign))
        self._where.setText(sign_words.where(voice, self._sign))
        self._pad.clear()
        self._cut.show_photo(QPixmap())
        self._refused.say("")
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
        is_drawing = self._way.only == DRAW
        self._keep.setEnabled(self._may and self._made is not None)
        for part in (self._undo, self._again):
            part.setEnabled(bool(self._pad.strokes()))
            part.setVisible(is_drawing)
        for part in (self._smaller, self._larger):
            part.setEnabled(self._photo is not None)
            part.setVisible(not is_drawing)
        self._choose.setVisible(not is_drawing)

    def _turn(self) -> None:
        is_drawing = self._way.only == DRAW
        self._pad.setVisible(is_drawing)
        self._cut.setHidden(is_drawing)
        self._refused.say("")
        self._made = None
        if not self._found:
            return
        if is_drawing:
            self._take_stroke()
        elif self._photo is not None:
            self._cut_out()
        else:
            self._show_name()

    def _take_stroke(self) -> None:
        if self._found:
            drawn = png(self._pad.picture()) if self._pad.strokes() else None
            self._made = picture.drawn_sign(drawn) if drawn else None
            self._show_name()

    # From a photo

    def _choose_photo(self) -> None:
        word = self.workspace.voice.word
        chosen, _ = QFileDialog.getOpenFileName(
            self, word("Choose a photo of the character"), "", f"{word('Photos')} ({_KINDS})"
        )
        if chosen:
            self._take_photo([of_file(Path(chosen))])

    def _take_photo(self, chosen: Sequence[Chosen]) -> None:
        """Shows what was chosen, dropped or pasted, to be marked."""
        if not chosen or not self._found:
            return
        self._way.choose([PHOTO])
        self._turn()
        first = chosen[0]

        def work(_progress: Progress) -> tuple[bytes, bytes]:
            content = first.content()
            return content, picture.thumbnail(content, 2 * 640)

        job = Job(work, self)
        job.done.connect(partial(self._mark, first))
        job.refused.connect(self._refuse)
        job.start()

    def _mark(self, chosen: Chosen, read: tuple[bytes, bytes]) -> None:
        content, small = read
        self._photo = Chosen(chosen.name, lambda: content)
        seen = QPixmap()
        seen.loadFromData(small)
        self._cut.show_photo(seen)
        self._cut.setFocus()

    def _cut_out(self) -> None:
        if self._photo is None:
            return
        if self._cutting is not None:
            self._cutting.leave()
        photo, part = self._photo, self._cut.part()

        def work(_progress: Progress) -> bytes:
            return picture.sign(photo.content(), photo.name, part)

        self._cutting = job = Job(work, self)
        job.done.connect(self._take_cut)
        job.refused.connect(self._refuse)
        job.start()

    def _take_cut(self, made: bytes) -> None:
        self._cutting, self._made = None, made
        self._refused.say("")
        self._show_name()

    def _refuse(self, refused: Exception) -> None:
        self._cutting = self._made = None
        self._refused.say(told(self.workspace.voice, refused))  # pyright: ignore[reportArgumentType]  a job's refusal
        self._show_name()

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
            self._take_photo(of_held(self.workspace.voice, held))
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if is_held(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._take_photo(of_held(self.workspace.voice, event.mimeData()))

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
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._pad)
        middle.addWidget(self._cut, 100)
        middle.addStretch(1)
        tools = QHBoxLayout()
        tools.setSpacing(8)
        for part in (self._undo, self._again, self._choose, self._smaller, self._larger):
            tools.addWidget(part)
        tools.addStretch()
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
        inside.addWidget(self._way, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(self._refused)
        inside.addLayout(middle, 100)
        inside.addStretch(1)
        inside.addLayout(tools)
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
        self._way.changed.connect(self._turn)
        self._pad.changed.connect(self._take_stroke)
        self._undo.clicked.connect(self._pad.undo)
        self._again.clicked.connect(self._pad.clear)
        self._choose.clicked.connect(self._choose_photo)
        self._smaller.clicked.connect(partial(self._cut.grow, is_larger=False))
        self._larger.clicked.connect(partial(self._cut.grow, is_larger=True))
        self._cut.changed.connect(self._rest.start)
        self._rest.timeout.connect(self._cut_out)
        self._keep.clicked.connect(self._keep_sign)


def _above(workspace: Workspace, place: Place) -> Place:
    """Where one comes from: a person of the household, or itself; the papers of the area."""
    if place.household is None:
        return Place("print")
    is_person = place.row is not None and workspace.store.get(Person, place.row) is not None
    return Place("household", place.household, "person" if is_person else "", place.row if is_person else None)
