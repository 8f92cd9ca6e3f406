"""Photos where something is written down: added, told what they show, asked about, taken off again.

Promise: typing goes on while a photo is taken in, and none that comes takes a key from what is being typed. Whether
who is in it agreed is asked of each, and nothing is chosen before. Hidden: the photos themselves are the draft's.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.errors import Refused
from desktop.domain.records import Evidence
from desktop.ui import camera, theme
from desktop.ui.choosing import Chips
from desktop.ui.evidence_intake import Chosen, asked_for, is_held, of_held, start_camera
from desktop.ui.flow import FlowLayout
from desktop.ui.notices import Notice
from desktop.ui.photo_draft import PhotoDraft
from desktop.ui.photo_tiles import CONSENT, PhotoTiles, lacks_consent
from desktop.ui.workspace import Workspace


class Photos(QWidget):
    """`name` begins the names of its parts, `caption` is what each photo shows unless it is said."""

    counted = Signal(int, int)  # how many there are, and of how many it was not asked yet

    def __init__(self, workspace: Workspace, draft: PhotoDraft, name: str, caption: str = "", *, add: str = "") -> None:
        super().__init__()
        self._workspace, self.draft, self._caption_at_first = workspace, draft, caption
        word = workspace.voice.word
        self._earlier: Sequence[Evidence] = ()
        self._shown: frozenset[bytes] = frozenset()
        self.tiles = PhotoTiles(workspace, f"{name}_photos", word("Photos"))
        self.add = theme.button(add or word("Add a photo"), name=f"{name}_photo_add", icon="photo")
        self._camera = theme.button(word("Camera"), "link", f"{name}_photo_camera", "camera")
        self._camera.setAccessibleName(word("Open the camera's program"))
        self._paste = theme.button(word("Paste"), "link", f"{name}_photo_paste")
        self._back = theme.button(word("Put it back"), "link", f"{name}_photo_back", "undo")
        self._busy = theme.label("", "second")
        self._about = QWidget()
        self._caption = QLineEdit()
        self._caption.setObjectName(f"{name}_photo_caption")
        self._caption.setAccessibleName(word("What the chosen photo shows"))
        self._caption.setPlaceholderText(word("What it shows"))
        options = {key: word(said) for key, said in CONSENT.items()}
        self._ask = theme.label(word("Did they agree?"), "second")
        self._consent = Chips(f"{name}_photo_consent", word("Did they agree?"), options)
        self._remove = theme.button(word("Take it off"), "link", f"{name}_photo_remove", "remove")
        self._refused = Notice("risk")
        self._lay_out()
        self._connect()

    def begin(self, earlier: Sequence[Evidence] = ()) -> None:
        """Shows the draft's photos, after those of what is corrected."""
        self._earlier, self._shown = earlier, frozenset()
        self._refused.say("")
        self.add.setEnabled(self._workspace.may_write("evidence", "evidence"))
        self._offer_paste()
        self._camera.setVisible(self.add.isEnabled() and bool(camera.command()))
        self._show()

    def take_in(self, chosen: Sequence[Chosen]) -> None:
        """Takes these in, beside the window."""
        if self.add.isEnabled():
            self.draft.take_in(chosen, self._caption_at_first)

    def offer_files(self) -> None:
        self.take_in(asked_for(self, self._workspace.voice))

    def paste(self) -> None:
        """Takes in what the clipboard holds: a picture, or files."""
        self.take_in(of_held(self._workspace.voice, QGuiApplication.clipboard().mimeData()))

    def lacking(self) -> str:
        """What is lacking before it can be written down, in words; the keyboard is there."""
        word = self._workspace.voice.word
        if self.draft.waiting:
            return word("A photo is still being taken in. A moment, then once more.")
        for record in self.draft.records:
            if lacks_consent(record):
                self.tiles.choose(record.id)
                self._consent.button("given").setFocus()
                return word("Say of each photo whether they agreed, or that nobody is in it; or take it off.")
        return ""

    # Inside

    def _show(self) -> None:
        """Shows them as they stand now; the first that is new is the chosen one, but while a caption is typed."""
        records = (*self._earlier, *self.draft.records)
        new = next((each.id for each in records if each.id not in self._shown), None)
        self._shown = frozenset(each.id for each in records)
        self.tiles.show_photos(records, None if self._caption.hasFocus() else new)
        self.tiles.setHidden(not records)
        self._choose()
        coming = self.draft.waiting
        self._busy.setText(
            self._workspace.voice.words("taking in {n} photo…", "taking in {n} photos…", coming) if coming else ""
        )
        self._back.setVisible(self.draft.has_gone)
        self.counted.emit(len(records), sum(map(lacks_consent, self.draft.records)))

    def _choose(self) -> None:
        record = self.tiles.chosen
        self._about.setHidden(record is None)
        if record is None:
            return
        if self._caption.text() != (record.caption or ""):
            self._caption.setText(record.caption or "")
        self._consent.choose(filter(None, [record.consent]))
        is_open = any(each.id == record.id for each in self.draft.records)
        self._remove.setVisible(is_open)
        for part in (self._caption, self._consent):
            part.setEnabled(is_open)
        for part in (self._ask, self._consent):
            part.setVisible(record.kind == "photo")

    def _type(self, text: str) -> None:
        record = self.tiles.chosen
        if record is not None:
            self.draft.say(record.id, caption=text)
            self.tiles.call(record.id, text)

    def _answer(self) -> None:
        record = self.tiles.chosen
        if record is not None:
            self.draft.say(record.id, consent=self._consent.only or None)

    def _take_off(self) -> None:
        record = self.tiles.chosen
        if record is not None:
            self.draft.take_off(record.id)
            self._back.setFocus()

    def _offer_paste(self) -> None:
        self._paste.setVisible(self.add.isEnabled() and is_held(QGuiApplication.clipboard().mimeData()))

    def _start_camera(self) -> None:
        try:
            self._workspace.said.emit(start_camera(self._workspace.voice))
        except Refused as refused:
            self._workspace.refused.emit(refused)

    def _lay_out(self) -> None:
        ways, adding = QWidget(), FlowLayout(8)
        ways.setLayout(adding)
        for part in (self.add, self._camera, self._paste, self._back, self._busy):
            adding.addWidget(part)
        last = QHBoxLayout()
        last.addWidget(self._ask)
        last.addStretch()
        last.addWidget(self._remove)
        inside = QVBoxLayout(self._about)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(6)
        inside.addWidget(self._caption)
        inside.addLayout(last)
        inside.addWidget(self._consent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.tiles, self._about, self._refused):
            column.addWidget(part)
        column.addWidget(ways)
        for part in (self._about, self.tiles, self._camera, self._paste, self._back):
            part.hide()

    def _connect(self) -> None:
        self.add.clicked.connect(self.offer_files)
        self._camera.clicked.connect(self._start_camera)
        self._paste.clicked.connect(self.paste)
        self._back.clicked.connect(self.draft.put_back)
        self.tiles.currentRowChanged.connect(lambda _row: self._choose())
        self._caption.textEdited.connect(self._type)
        self._consent.changed.connect(self._answer)
        self._remove.clicked.connect(self._take_off)
        self.draft.changed.connect(self._show)
        self.draft.refused.connect(self._refused.say)
        QGuiApplication.clipboard().dataChanged.connect(self._offer_paste)
        for keys in (self.tiles, self.add):
            paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), keys)
            paste.setContext(Qt.ShortcutContext.WidgetShortcut)
            paste.activated.connect(self.paste)
