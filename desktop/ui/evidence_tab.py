"""The tab of a household's evidence: every photo, scan and paper as a tile, one of them looked at beside the list.

Promise: whatever was dropped, pasted or chosen is looked at in a job, and the window stays alive. Hidden: tiles get
their small pictures one after the other, kept for as long as the window is open.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QIcon, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.casework import evidence, picture
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS, Kind
from desktop.domain.records import Evidence, Record
from desktop.store.store import Store
from desktop.ui import icons, theme
from desktop.ui.beside import Beside
from desktop.ui.evidence_adding import AddingBar
from desktop.ui.evidence_intake import Chosen, asked_for, of_held
from desktop.ui.evidence_painting import IS_LINKED, PICTURE, PROVES, TilePainter
from desktop.ui.evidence_viewer import EvidenceViewer
from desktop.ui.household_file import HouseholdFile
from desktop.ui.jobs import Job
from desktop.ui.notices import told
from desktop.ui.workspace import Workspace

_SIDE, _LARGE = 400, 2000
_ROW = Qt.ItemDataRole.UserRole
_FIELDS = RECORDS["evidence"].field


class EvidenceTab(QWidget):
    """It shows the evidence of the household whose file it was given last."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        word = workspace.voice.word
        self._file: HouseholdFile | None = None
        self._records: dict[bytes, Evidence] = {}
        self._small: dict[str, QIcon] = {}
        self._jobs: dict[str, Job] = {}  # what is being opened: the tiles, and the piece that is looked at
        self._tiles = QListWidget()
        self._viewer = EvidenceViewer(workspace.voice)
        self._adding = AddingBar(workspace)
        self._add = theme.button(word("Add photos or files"), name="add-evidence", icon="add")
        self._hint = theme.label(
            word("Drop photos and scans here, or paste them (Ctrl+V). Ask before you photograph."), "second"
        )
        self._nothing = theme.label(word("No evidence yet"), "strong")
        self._lists = QStackedWidget()
        self._lay_out()
        self._connect()

    def show_file(self, file: HouseholdFile) -> None:
        """Shows the evidence of a household as it stands now; the same piece stays chosen."""
        if self._file is None or self._file.case.household.id != file.case.household.id:
            self._adding.let_be()
        self._file = file
        found = self._workspace.read(lambda store: evidence.of_household(store, file.case.household), [])
        if [*self._records.values()] != found or not found:
            self._fill(found)
        may = self._workspace.may_write("evidence", "evidence") and not file.is_withdrawn
        self._add.setVisible(may)
        self._hint.setVisible(may)
        self.setAcceptDrops(may)

    def step_back(self) -> bool:
        """Leaves what is being added, or closes the drawer; False where there is nothing of the kind."""
        return self._adding.let_be() or self._beside.close_drawer()

    # The list

    def _fill(self, found: Sequence[Evidence]) -> None:
        chosen = self._tiles.currentItem()
        before = chosen.data(_ROW) if chosen else None
        self._records = {record.id: record for record in found}
        self._tiles.clear()
        for record in found:
            item = QListWidgetItem(self._small.get(record.digest or "") or self._blank(record), self._called(record))
            item.setData(_ROW, record.id)
            facts = [*self._proves(record)]
            proves = self._workspace.voice.listed(facts) or self._workspace.voice.word("not linked to a fact")
            item.setData(PROVES, proves)
            item.setData(IS_LINKED, bool(facts))
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, proves)
            self._tiles.addItem(item)
        self._lists.setCurrentIndex(int(not found))
        rows = [*self._records]
        if rows:
            self._tiles.setCurrentRow(rows.index(before) if before in rows else 0)
        self._open_next_tile()

    def _blank(self, record: Evidence) -> QIcon:
        """What stands for a piece until its picture was opened, and for one that has none."""
        name = "document" if record.media_type == picture.PDF else "photo"
        return icons.icon(name, theme.colour("ink_3"))

    def _called(self, record: Evidence) -> str:
        return record.caption or record.file_name or self._workspace.voice.choice(_FIELDS["kind"], record.kind or "")

    def _proves(self, record: Evidence) -> Iterator[str]:
        """The facts that name this piece as their evidence."""
        if self._file is None:
            return
        for fact in self._facts():
            kind = fact.record_type()
            for field in kind.fields:
                if field.kind is Kind.LIST and field.name.endswith("_evidence"):
                    names: Sequence[str] = getattr(fact, field.name)
                    if {record.caption, record.file_name} & {*names}:
                        group = kind.group_of[field.name].fields
                        stated = (each for each in group if getattr(fact, each.name) not in (None, ()))
                        yield self._workspace.voice.label(next(stated))  # at least the list itself is

    def _facts(self) -> Iterator[Record]:
        case = self._file.case if self._file else None
        if case is not None:
            yield from (*case.houses, *case.unregistered_parts, *case.fixtures, *case.appraisals, *case.payments)

    def _open_next_tile(self) -> None:
        """Opens the first piece that has no small picture yet, in a job, and so on."""
        if "tiles" in self._jobs:
            return
        for record in self._records.values():
            if record.media_type != picture.PDF and record.digest and record.digest not in self._small:
                side = int(PICTURE.width() * self.devicePixelRatioF())
                self._begin("tiles", record, side, partial(self._show_tile, record))
                return

    def _show_tile(self, record: Evidence, content: bytes | Refused | OSError) -> None:
        pixmap = QPixmap()
        if isinstance(content, bytes):
            pixmap.loadFromData(content)
        icon = icons.icon("risk", theme.colour("risk")) if pixmap.isNull() else QIcon(pixmap)
        self._small[record.digest or ""] = icon
        for n in range(self._tiles.count()):
            item = self._tiles.item(n)
            if item.data(_ROW) == record.id:
                item.setIcon(icon)
        self._open_next_tile()

    # The chosen piece

    def _choose(self, row: int) -> None:
        item = self._tiles.item(row)
        record = self._records.get(item.data(_ROW)) if item else None
        if record is None:
            return
        self._viewer.show_facts(self._called(record), [*self._about(record)])
        if record.media_type == picture.PDF:
            self._viewer.show_picture(b"")
            return
        if "large" in self._jobs:
            self._jobs.pop("large").leave()
        self._begin("large", record, _LARGE, self._show_large)

    def _save_copy(self) -> None:
        item = self._tiles.currentItem()
        record = self._records.get(item.data(_ROW)) if item else None
        if record is None:
            return
        word, name = self._workspace.voice.word, evidence.suggested_name(record)
        chosen, _ = QFileDialog.getSaveFileName(self, word("Save a copy"), name)
        if chosen:
            store, file = self._workspace.store, Path(chosen)
            said = word("Saved in {file}, where it is not encrypted.", file=file)
            job = self._workspace.job(lambda _progress: evidence.save_copy(store, record, file), self)
            job.done.connect(lambda _none: self._workspace.said.emit(said))
            job.start()

    def _about(self, record: Evidence) -> Iterator[tuple[str, str, str]]:
        voice = self._workspace.voice
        marks = {"kind": "photo", "taken_at": "clock", "place": "map-pin", "consent": "check", "file_name": "document"}
        for name, icon in marks.items():
            value = getattr(record, name)
            if value is not None:
                yield icon, voice.label(_FIELDS[name]), voice.shown(_FIELDS[name], value)
        yield "key", voice.label(_FIELDS["digest"]), f"{(record.digest or '')[:12]}…"
        yield "link", voice.word("Proves"), voice.listed(self._proves(record)) or voice.word("not linked to a fact")

    def _show_large(self, content: bytes | Refused | OSError) -> None:
        if isinstance(content, bytes):
            self._viewer.show_picture(content)
        else:
            self._viewer.tell_wrong(told(self._workspace.voice, content))

    def _begin(self, name: str, record: Evidence, side: int, then: Callable[[Any], None]) -> None:
        """Opens a piece in a job; `then` gets its picture, or why it can't be had."""
        store = self._workspace.store
        job = self._jobs[name] = Job(lambda _progress: _opened(store, record, side), self)

        def end(result: object) -> None:
            if self._jobs.get(name) is job:
                del self._jobs[name]
            then(result)

        job.done.connect(end)
        job.refused.connect(end)
        job.start()

    # Adding

    def _ask_for_files(self) -> None:
        self._ask_about(asked_for(self, self._workspace.voice))

    def _ask_about(self, chosen: Sequence[Chosen]) -> None:
        if self._file is not None and self.acceptDrops():
            self._adding.ask(self._file.case.household.id, chosen)

    def _show_added(self, records: Sequence[Evidence]) -> None:
        """The first that is new is looked at."""
        new = {record.id for record in records}
        row = next((n for n, id_ in enumerate(self._records) if id_ in new), None)
        if row is not None:
            self._tiles.setCurrentRow(row)
        self._tiles.setFocus()

    def _paste(self) -> None:
        self._ask_about(of_held(self._workspace.voice, QApplication.clipboard().mimeData()))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._ask_about(of_held(self._workspace.voice, event.mimeData()))

    # Making

    def _lay_out(self) -> None:
        word = self._workspace.voice.word
        tiles = self._tiles
        tiles.setObjectName("evidence")
        tiles.setAccessibleName(word("Evidence"))
        tiles.setProperty("look", "plain")
        tiles.setViewMode(QListView.ViewMode.IconMode)
        tiles.setResizeMode(QListView.ResizeMode.Adjust)
        tiles.setMovement(QListView.Movement.Static)
        tiles.setItemDelegate(TilePainter(tiles))
        tiles.setSpacing(2)
        head = QWidget()
        across = QHBoxLayout(head)
        across.setContentsMargins(12, 8, 12, 8)
        across.addWidget(self._add)
        across.addWidget(self._hint, 1)
        empty = QWidget()
        middle = QVBoxLayout(empty)
        middle.addWidget(self._nothing, 0, Qt.AlignmentFlag.AlignCenter)
        self._lists.addWidget(tiles)
        self._lists.addWidget(empty)
        card = QFrame()
        card.setProperty("part", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._lists, 1)
        column.addWidget(self._adding)
        self._beside = Beside(card, self._viewer, _SIDE, word("The chosen piece"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._beside)

    def _connect(self) -> None:
        self.setFocusProxy(self._tiles)
        self._tiles.currentRowChanged.connect(self._choose)
        self._tiles.itemActivated.connect(lambda _item: self._beside.open_drawer())
        self._tiles.itemClicked.connect(lambda _item: self._beside.open_drawer())
        self._add.clicked.connect(self._ask_for_files)
        self._adding.left.connect(self._tiles.setFocus)
        self._adding.added.connect(self._show_added)
        self._viewer.copy_wanted.connect(self._save_copy)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self._tiles)
        paste.setContext(Qt.ShortcutContext.WidgetShortcut)
        paste.activated.connect(self._paste)


def _opened(store: Store, record: Evidence, side: int) -> bytes:
    return picture.thumbnail(evidence.content(store, record), side)
