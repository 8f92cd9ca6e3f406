"""The tab of a household's evidence (mockup 15): every photo, scan and paper as a tile, one looked at beside the list.

Promise: whatever was dropped, pasted, drawn or chosen is looked at in a job, and the window stays alive; one tap links
a piece to a fact, or takes the link away. Hidden: which of the pieces are shown, and what is opened for the viewer.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFocusEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QFileDialog, QFrame, QStackedWidget, QVBoxLayout, QWidget

from desktop.casework import evidence, proof, scanned
from desktop.casework.scanned import Scanned
from desktop.domain.errors import Refused
from desktop.domain.records import Evidence
from desktop.i18n import N_
from desktop.store import queries, sources
from desktop.store.store import Store
from desktop.ui import evidence_words, icons, theme
from desktop.ui.beside import Beside
from desktop.ui.evidence_adding import AddingBar
from desktop.ui.evidence_facts import Key, Provable
from desktop.ui.evidence_filters import ALL, FACT, LOOSE, UNITED, EvidenceFilters
from desktop.ui.evidence_foot import EvidenceFoot, Ways
from desktop.ui.evidence_intake import Chosen, asked_for, is_held, of_held
from desktop.ui.evidence_picture import LargePicture
from desktop.ui.evidence_tiles import OTHER, SAME, EvidenceTiles, Seen, Tile, opened
from desktop.ui.evidence_united import UnitedBand, brief
from desktop.ui.evidence_viewer import EvidenceViewer
from desktop.ui.household_file import HouseholdFile
from desktop.ui.jobs import Job
from desktop.ui.ledger_line import Target
from desktop.ui.notices import told
from desktop.ui.sketch_page import SketchPage
from desktop.ui.workspace import Workspace

_SIDE, _LARGE = 400, 2000


class EvidenceTab(QWidget):
    """It shows the evidence of the household whose file it was given last."""

    drawing = Signal()  # the drawing page came, or went

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        word = workspace.voice.word
        self._file: HouseholdFile | None = None
        self._proved: dict[bytes, tuple[proof.Fact, ...]] = {}
        self._papers: Mapping[str, Scanned] = {}  # that came back and were scanned, by their codes
        self._fact: Key | None = None  # the one fact whose evidence is looked at
        self._opening: Job | None = None
        self._shown: Evidence | None = None
        self._filters = EvidenceFilters(workspace.voice)
        self._tiles = EvidenceTiles(workspace)
        self._viewer = EvidenceViewer(workspace.voice)
        self._adding = AddingBar(workspace)
        self._ways, self._foot = Ways(workspace.voice), EvidenceFoot(workspace.voice)
        self._sketch, self._large = SketchPage(workspace), LargePicture(workspace.voice)
        self._nothing = theme.label(word("No evidence yet"), "strong")
        self._united = UnitedBand(workspace.voice)
        self._lists, self._stack = QStackedWidget(), QStackedWidget()
        self._lay_out()
        self._connect()

    @property
    def may_add(self) -> bool:
        file = self._file
        return self._workspace.may_write("evidence", "evidence") and file is not None and not file.is_withdrawn

    @property
    def is_drawing(self) -> bool:
        return self._stack.currentWidget() is self._sketch

    def show_file(self, file: HouseholdFile) -> None:
        """Shows the evidence of a household as it stands now; the same piece stays chosen."""
        if self._file is None or self._file.case.household.id != file.case.household.id:
            self._adding.let_be()
            self._leave_sketch()
            self._fact, self._file, self._shown = None, file, None
            self._stack.setCurrentWidget(self._beside)
            self._fill(ALL)
        self._file = file
        self._fill(self._filters.held)
        self._offer_ways()
        self.setAcceptDrops(self.may_add)

    def open(self, target: Target) -> None:
        """Shows one piece; or what proves one fact, where the target has its field."""
        if target.field and target.row:
            self._fact = target.row, target.field
            self._fill(FACT)
        elif target.row is not None:
            self._fill(ALL)
            self._tiles.choose(target.row)
        self._leave_sketch()
        self._stack.setCurrentWidget(self._beside)
        self._beside.open_drawer()

    def offer(self, chosen: Sequence[Chosen]) -> None:
        """Asks what these show, before they are taken in."""
        if self._file is not None and self.may_add:
            self._leave_sketch()
            self._stack.setCurrentWidget(self._beside)
            self._adding.ask(self._file.case.household.id, chosen)
            self._offer_ways()

    def ask_for_files(self) -> None:
        self.offer(asked_for(self, self._workspace.voice))

    def draw(self) -> None:
        """Opens the drawing page, with what was drawn and not kept."""
        if self._file is not None and self.may_add:
            self._sketch.begin(self._file.case.household.id)
            self._stack.setCurrentWidget(self._sketch)
            self._sketch.setFocus()
            self.drawing.emit()

    def step_back(self) -> bool:
        """Leaves what is drawn, seen large or added, or closes the drawer; False where there is nothing of the kind."""
        if self._stack.currentWidget() is self._large:
            self._stack.setCurrentWidget(self._beside)
            self._viewer.setFocus()
            return True
        if self.is_drawing:
            self._leave_sketch()
            self._tiles.setFocus()
            return True
        return self._adding.let_be() or self._beside.close_drawer()

    def leave(self) -> None:
        """What is drawn is kept as it is."""
        self._sketch.leave()

    # The list

    def _fill(self, held: str) -> None:
        file = self._file
        if file is None:
            return
        self._proved = proof.proved(file.case, file.pieces)
        self._papers = self._workspace.read(lambda store: scanned.scanned(store, file.pieces), {})
        fact = next((each for each in proof.facts(file.case) if each.key == self._fact), None)
        groups = {piece.id: {*self._groups(piece)} for piece in file.evidence}
        counts = Counter(group for each in groups.values() for group in each)
        words = evidence_words.fact(self._workspace.voice, file.case, fact) if fact is not None else ""
        self._filters.show_counts(
            counts, {FACT: words, UNITED: brief(self._workspace.voice, *file.origins.values())}, held
        )
        self._united.show_file(file, self.height())
        held = self._filters.held
        self._tiles.show_tiles([self._tile(piece) for piece in file.evidence if held in groups[piece.id]])
        self._lists.setCurrentIndex(int(not file.evidence))
        self._choose(self._tiles.current)
        self._tell_foot()

    def _groups(self, piece: Evidence) -> Iterator[str]:
        """Among which pieces it is shown."""
        yield from (ALL, piece.kind or "")
        if any(each.key == self._fact for each in self._proved[piece.id]):
            yield FACT
        tile = self._tile(piece)
        if tile.origin:
            yield UNITED
        elif not tile.proves:
            yield LOOSE

    def _tile(self, piece: Evidence) -> Tile:
        voice, facts = self._workspace.voice, self._proved[piece.id]
        assert self._file is not None  # noqa: S101  for the type checker
        proves = voice.listed((*self._paper(piece), *evidence_words.proves(voice, self._file.case, piece, facts)))
        is_wanted = piece.digest in self._file.wanted
        is_awaited = piece.id in self._file.awaited
        called = evidence_words.called(voice, piece)
        origin = brief(voice, self._file.origin_of(piece))
        return Tile(piece, called, proves, is_wanted=is_wanted, is_awaited=is_awaited, origin=origin)

    def _paper(self, piece: Evidence) -> Iterator[str]:
        """Which print it shows, where it is one."""
        scan = self._papers.get(piece.paper_code or "")
        if scan is not None:
            yield scanned.said(scan, self._workspace.voice.language)

    def _tell_foot(self) -> None:
        pieces = self._file.evidence if self._file else ()
        states = Counter(self._tiles.state(piece) for piece in pieces)
        self._foot.tell(len(pieces), states, self._tiles.below())

    # The chosen piece

    def _choose(self, row: bytes | None) -> None:
        """Shows a piece beside the list; the same one is not opened again."""
        file = self._file
        piece = next((each for each in file.evidence if each.id == row), None) if file else None
        self._viewer.setEnabled(piece is not None)
        if file is None or piece is None:
            self._shown = None
            self._viewer.clear()
            return
        is_other = self._shown is None or self._shown.id != piece.id
        if is_other:
            self._viewer.begin(evidence_words.called(self._workspace.voice, piece), file.evidence.index(piece) + 1)
            self._open(piece)
        self._shown = piece
        self._viewer.show_facts([*self._about(piece)])
        self._viewer.proves.show_facts([*self._provable(piece)], is_other=is_other)

    def _open(self, piece: Evidence) -> None:
        if self._opening is not None:
            self._opening.leave()
        store = self._workspace.store
        job = self._opening = Job(lambda _progress: opened(store, piece, _LARGE), self)
        job.done.connect(partial(self._show_opened, job))
        job.refused.connect(partial(self._show_opened, job))
        job.start()

    def _show_opened(self, job: Job, seen: Seen | Refused | OSError) -> None:
        if self._opening is job:
            self._opening = None
        if isinstance(seen, Seen):
            self._viewer.show_picture(seen.content)
            if not seen.is_same:
                self._viewer.warn()
        else:
            self._viewer.tell_wrong(told(self._workspace.voice, seen))

    def _about(self, piece: Evidence) -> Iterator[tuple[str, str, str]]:
        voice, word = self._workspace.voice, self._workspace.voice.word
        fields = evidence_words.FIELDS
        if self._file is not None and (of := self._file.origin_of(piece)) is not None:
            yield "merge", word("Whose"), of.said(voice.language)
        for told_of in self._paper(piece):
            yield "signature", word("Which paper"), told_of
        for name, icon in (("taken_at", "clock"), ("place", "map-pin")):
            value = getattr(piece, name)
            value = value.astimezone(self._workspace.store.zone()) if isinstance(value, datetime) else value
            shown = voice.shown(fields[name], value) if value is not None else word("not known")
            yield icon, voice.label(fields[name]), shown
        yield "person", word("Taken in by"), self._author(piece)
        consent = voice.choice(fields["consent"], piece.consent) if piece.consent else word("not asked")
        yield "check", voice.label(fields["consent"]), consent
        if piece.file_name and Path(piece.file_name).stem != piece.caption:
            yield "document", voice.label(fields["file_name"]), piece.file_name
        state = {SAME: word("checked"), OTHER: word("another now")}.get(self._tiles.state(piece), "")
        digits = evidence_words.fingerprint(piece.digest or "")
        yield "key", voice.label(fields["digest"]), " · ".join(filter(None, (digits, state)))

    def _author(self, piece: Evidence) -> str:
        def read(store: Store) -> str:
            return queries.staff_names(store).get(sources.author_of(store, piece.id), "")

        return self._workspace.read(read, "") or self._workspace.voice.word("not known")

    def _provable(self, piece: Evidence) -> Iterator[Provable]:
        file, voice = self._file, self._workspace.voice
        if file is None:
            return
        linked = {each.key for each in self._proved[piece.id]}
        for fact in proof.facts(file.case):
            is_linked, kind = fact.key in linked, fact.record.record_type()
            if is_linked or fact.stated:
                may = not file.is_withdrawn and self._workspace.may_write(
                    kind.name, kind.group_of[fact.field.name].name
                )
                words = evidence_words.fact(voice, file.case, fact)
                yield Provable(fact.key, words, is_linked, may)

    def _link(self, key: Key, is_linked: bool) -> None:  # noqa: FBT001  a signal's
        """Writes the link into the fact's own list; it can be taken back like any change."""
        file, piece, voice = self._file, self._shown, self._workspace.voice
        fact = next((each for each in proof.facts(file.case) if each.key == key), None) if file else None
        if file is None or piece is None or fact is None:
            return
        record = proof.linked(fact, proof.names(file.pieces, file.case.household.id)[piece.id], is_linked=is_linked)
        what, of = evidence_words.called(voice, piece), evidence_words.fact(voice, file.case, fact)
        message = N_("Linked: {piece} proves {fact}") if is_linked else N_("No longer linked: {piece} and {fact}")
        if self._workspace.save(record, told=voice.word(message, piece=what, fact=of)) is None:
            self._choose(piece.id)  # as it is

    def _show_large(self) -> None:
        if self._shown is not None:
            called = evidence_words.called(self._workspace.voice, self._shown)
            self._large.show_pixmap(self._viewer.pixmap, called)
            self._stack.setCurrentWidget(self._large)
            self._large.setFocus()

    def _save_copy(self) -> None:
        piece, word = self._shown, self._workspace.voice.word
        if piece is None:
            return
        chosen, _ = QFileDialog.getSaveFileName(self, word("Save a copy"), evidence.suggested_name(piece))
        if chosen:
            store, file = self._workspace.store, Path(chosen)
            said = word("Saved in {file}, where it is not encrypted.", file=file)
            job = self._workspace.job(lambda _progress: evidence.save_copy(store, piece, file), self)
            job.done.connect(lambda _none: self._workspace.said.emit(said))
            job.start()

    # Adding

    def _show_added(self, records: Sequence[Evidence]) -> None:
        """The first that is new is looked at."""
        self._leave_sketch()
        self._offer_ways()
        if records:
            self._fill(ALL)
            self._tiles.choose(records[0].id)
        self._tiles.setFocus()

    def _offer_ways(self) -> None:
        """Not beside a question about what was chosen: there would be little room for the tiles."""
        self._ways.setVisible(self.may_add and self._adding.isHidden())

    def _leave_sketch(self) -> None:
        if self.is_drawing:
            self._sketch.leave()
            self._stack.setCurrentWidget(self._beside)
            self.drawing.emit()

    def _paste(self) -> None:
        self.offer(of_held(self._workspace.voice, QApplication.clipboard().mimeData()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard comes to what is seen. A proxy would do so too, and keep Tab from all that stands before it."""
        super().focusInEvent(event)
        seen = self._stack.currentWidget()
        (self._tiles if seen is self._beside else seen).setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._file is not None:
            self._united.show_file(self._file, self.height())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if is_held(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.offer(of_held(self._workspace.voice, event.mimeData()))

    # Making

    def _lay_out(self) -> None:
        empty = QWidget()
        middle = QVBoxLayout(empty)
        middle.addStretch()
        sign = theme.label("")
        sign.setPixmap(icons.pixmap("photo", theme.colour("ink_3"), 40, self.devicePixelRatioF()))
        for part in (sign, self._nothing):
            middle.addWidget(part, 0, Qt.AlignmentFlag.AlignCenter)
        middle.addStretch()
        self._lists.addWidget(self._tiles)
        self._lists.addWidget(empty)
        card = QFrame()
        card.setProperty("part", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._filters)
        column.addWidget(self._united)
        column.addWidget(self._lists, 1)
        for part in (self._ways, self._adding, self._foot):
            column.addWidget(part)
        self._beside = Beside(card, self._viewer, _SIDE, self._workspace.voice.word("The chosen piece"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        for part in (self._beside, self._sketch, self._large):
            self._stack.addWidget(part)

    def _connect(self) -> None:
        self._filters.chosen.connect(self._fill)
        self._tiles.chosen.connect(self._choose)
        self._tiles.looked.connect(self._tell_looked)
        self._tiles.verticalScrollBar().valueChanged.connect(self._tell_foot)
        self._tiles.verticalScrollBar().rangeChanged.connect(self._tell_foot)
        self._tiles.itemActivated.connect(lambda _item: self._beside.open_drawer())
        self._tiles.itemClicked.connect(lambda _item: self._beside.open_drawer())
        self._ways.sketch_wanted.connect(self.draw)
        self._ways.said.connect(self._workspace.said)
        self._ways.refused.connect(self._workspace.refused)
        self._adding.left.connect(self._tiles.setFocus)
        self._adding.left.connect(self._offer_ways)
        self._adding.added.connect(self._show_added)
        self._sketch.kept.connect(lambda record: self._show_added([record]))
        self._sketch.left.connect(self.step_back)
        self._viewer.copy_wanted.connect(self._save_copy)
        self._viewer.large_wanted.connect(self._show_large)
        self._large.left.connect(self.step_back)
        self._viewer.proves.toggled.connect(self._link)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self._tiles)
        paste.setContext(Qt.ShortcutContext.WidgetShortcut)
        paste.activated.connect(self._paste)

    def _tell_looked(self, row: bytes) -> None:
        self._tell_foot()
        if self._shown is not None and self._shown.id == row:
            self._viewer.show_facts([*self._about(self._shown)])
