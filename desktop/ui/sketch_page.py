"""A sketch of plot and door is drawn and kept among the household's evidence, as a picture.

Promise: what is drawn is kept as a draft at each step, and taken up again; nothing becomes evidence before somebody
says so. Hidden: a record of evidence has no place for lines, so they stay in the draft until the picture is kept.
"""

from collections.abc import Mapping
from dataclasses import astuple, replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.domain.records import Evidence
from desktop.ui import theme
from desktop.ui.choosing import Segments
from desktop.ui.evidence_intake import Chosen, Read, png, reasons, taking_in
from desktop.ui.notices import Notice
from desktop.ui.sketch_pad import FREE, STRAIGHT, WORDS, Label, Sketch, SketchPad
from desktop.ui.unfinished import Unfinished
from desktop.ui.workspace import Workspace

SKETCH = "sketch"
_FILE = "sketch.png"


class SketchPage(QWidget):
    """The paper, its tools above it, and below it what it is called and the way to keep it."""

    kept = Signal(object)  # the record of the picture
    left = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        word = workspace.voice.word
        self._household = b""
        self._draft = Unfinished(workspace, "evidence")
        self.pad = SketchPad(workspace.voice)
        tools = {STRAIGHT: word("Straight line"), FREE: word("By hand"), WORDS: word("Words")}
        self._tool = Segments("sketch-tool", word("What a touch does"), tools, is_needed=True)
        widths = {"wall": word("Wall"), "thin": word("Thin")}
        self._width = Segments("sketch-width", word("Width of a line"), widths, is_needed=True)
        self._words, self._caption = QLineEdit(), QLineEdit()
        for line, name, about in (
            (self._words, "sketch-words", word("Words to write, then touch their place")),
            (self._caption, "sketch-caption", word("What it shows")),
        ):
            line.setObjectName(name)
            line.setAccessibleName(about)
            line.setPlaceholderText(about)
        self._undo = theme.button(word("Undo"), "link", "sketch-undo", "undo")
        self._clear = theme.button(word("Clear"), "link", "sketch-clear", "remove")
        self._keep = theme.button(word("Keep the sketch"), "filled", "keep-sketch", "check")
        self._leave = theme.button(word("Go on later"), "large", "leave-sketch")
        self._wrong = Notice("risk")
        self._tool.choose([STRAIGHT])
        self._width.choose(["wall"])
        for choices in (self._tool, self._width):
            choices.setFixedWidth(choices.minimumSizeHint().width() * len(choices.findChildren(QPushButton)))
        self._lay_out()
        self._connect()
        self._offer()

    def begin(self, household: bytes) -> None:
        """Shows empty paper, or what this person drew of this household and did not keep."""
        self._household = household
        self._wrong.say("")
        draft = self._draft.take_up(lambda fields: fields.get("sketch_of") == household)
        fields: Mapping[str, Any] = draft.fields if draft else {}
        try:
            self.pad.show_sketch(_sketch(fields))
        except ValueError:  # of another program's
            self.pad.show_sketch(Sketch())
        self._caption.setText(fields.get("caption") or self._workspace.voice.word("Sketch of plot and door"))
        self._offer()

    def leave(self) -> None:
        """What is drawn stays a draft."""
        self._keep_draft()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.pad.setFocus()

    # Inside

    def _choose_tool(self) -> None:
        self.pad.tool = self._tool.only
        self._words.setVisible(self._tool.only == WORDS)
        if self._tool.only == WORDS:
            self._words.setFocus()

    def _keep_draft(self) -> None:
        if not self._household:
            return
        if self.pad.is_empty:
            self._draft.drop()
            return
        sketch = self.pad.sketch
        fields = {
            "sketch_of": self._household,
            "strokes": sketch.strokes,
            "labels": [astuple(label) for label in sketch.labels],
            "caption": self._caption.text().strip(),
        }
        self._draft.keep(fields, self._household)

    def _take_step(self) -> None:
        self._offer()
        self._keep_draft()

    def _offer(self) -> None:
        for button in (self._keep, self._clear):
            button.setEnabled(not self.pad.is_empty)
        self._undo.setEnabled(self.pad.may_undo)

    def _take_in(self) -> None:
        """Keeps the picture beside the window; nothing is drawn on meanwhile."""
        self._keep_draft()
        content, store = png(self.pad.picture()), self._workspace.store
        self._let_draw(may=False)
        job = self._workspace.job(taking_in(store, self._household, [Chosen(_FILE, lambda: content)]), self)
        job.done.connect(partial(self._record, self._household))
        job.refused.connect(lambda _refused: self._let_draw(may=True))
        job.start()

    def _record(self, household: bytes, read: Read) -> None:
        self._let_draw(may=True)
        if not read.records:
            self._wrong.say("\n".join(reasons(self._workspace.voice, read)))
            return
        found = read.records[0]
        if found.seen is not None:  # the very same picture was kept before
            self._end(household, found)
            return
        caption = self._caption.text().strip() or self._workspace.voice.word("Sketch of plot and door")
        now = self._workspace.store.now()
        record = replace(found, kind=SKETCH, caption=caption, consent="not_needed", taken_at=now, file_name=None)
        told = self._workspace.voice.word("Sketch kept: {caption}", caption=caption)
        if self._workspace.save(record, told=told, ends_draft=self._draft.id) is not None:
            self._draft.id = None
            self._end(household, record)

    def _end(self, household: bytes, record: Evidence) -> None:
        self._draft.drop()
        if household == self._household:
            self.pad.show_sketch(Sketch())
            self._offer()
            self.kept.emit(record)

    def _let_draw(self, *, may: bool) -> None:
        self.pad.is_locked = not may
        self._keep.setEnabled(may)

    def _lay_out(self) -> None:
        tools, foot = QFrame(), QFrame()
        tools.setProperty("part", "row")
        foot.setProperty("part", "foot")
        above = QHBoxLayout(tools)
        above.setContentsMargins(12, 8, 12, 8)
        above.setSpacing(12)
        for part in (self._tool, self._width):
            above.addWidget(part)
        above.addWidget(self._words, 1)
        above.addStretch()
        for part in (self._undo, self._clear):
            above.addWidget(part)
        below = QHBoxLayout(foot)
        below.setContentsMargins(12, 8, 12, 8)
        below.setSpacing(12)
        below.addWidget(self._caption, 1)
        for part in (self._leave, self._keep):
            below.addWidget(part)
        card = QFrame()
        card.setProperty("part", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(tools)
        column.addWidget(self._wrong)
        column.addWidget(self.pad, 1)
        column.addWidget(foot)
        around = QVBoxLayout(self)
        around.setContentsMargins(16, 12, 16, 12)
        around.addWidget(card)
        self._words.hide()

    def _connect(self) -> None:
        self._tool.changed.connect(self._choose_tool)
        self._width.changed.connect(lambda: setattr(self.pad, "width_name", self._width.only))
        self._words.textChanged.connect(lambda text: setattr(self.pad, "words", text))
        self._words.returnPressed.connect(self.pad.setFocus)
        self._undo.clicked.connect(self.pad.undo)
        self._clear.clicked.connect(self.pad.clear)
        self.pad.changed.connect(self._take_step)
        self._caption.editingFinished.connect(self._keep_draft)
        self._keep.clicked.connect(self._take_in)
        self._leave.clicked.connect(self.left)
        keep = QShortcut(QKeySequence("Ctrl+Return"), self)
        keep.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keep.activated.connect(self._keep.click)


def _sketch(fields: Mapping[str, Any]) -> Sketch:
    return Sketch(fields.get("strokes", ""), tuple(Label(*each) for each in fields.get("labels", ())))
