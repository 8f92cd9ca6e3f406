"""What goes out: what is carried, to whom, and where to, in three steps, and the one button that writes it.

Promise: the button says where it goes; what can't be written is said before it is pressed, and nothing that is here is
touched by it. Hidden: what the list of drives shows while none is plugged in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.casework.sending import EVIDENCE, Outgoing, OutLine, Receiver
from desktop.i18n import N_
from desktop.paths import Stick
from desktop.ui import clock_words, exchange_split, exchange_words, theme
from desktop.ui.boxes import pictured, scrolling
from desktop.ui.exchange_foot import ExchangeFoot
from desktop.ui.exchange_steps import Step
from desktop.ui.line_box import Line, LineBox
from desktop.ui.line_table import LineTable
from desktop.ui.notices import Voice
from desktop.ui.pill import Pill
from desktop.ui.still_box import StillBox
from desktop.ui.table_model import Column

_EDGE, _GAP, _HEAD = 16, 12, 52
_HEADING = 38
UNSENT, DATA, PHOTOS, AGAIN = "unsent", "data", "photos", "again"
_WHAT = {
    UNSENT: N_("All that has not arrived"),
    DATA: N_("Records only, photos later"),
    PHOTOS: N_("Photos only"),
    AGAIN: N_("All photos once more"),
}
_CHOOSE = "choose"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be written where: to which receiver, in parts of how many megabytes, and which part of it all."""

    folder: Path
    place: str
    to: str | None
    split_mb: int
    what: str
    size: int


class OutgoingCard(QFrame):
    """The card."""

    export_wanted = Signal(object)  # a Wanted
    folder_wanted = Signal()  # another place than a stick
    receiver_changed = Signal(object)  # the name of a device, None for the office

    def __init__(self, voice: Voice, *, is_office: bool, may_write: bool) -> None:
        super().__init__()
        self._voice, self._is_office, self._may_write = voice, is_office, may_write
        self._outgoing: Outgoing | None = None
        self._sticks: Sequence[Stick] = ()
        self._folder: Path | None = None  # that was chosen instead of a stick
        self._fresh = self._year = 0
        self._is_split_chosen = False
        word = voice.word
        self.setProperty("part", "hero")
        self._title, self._follows = theme.label(word("Take out"), "bold"), theme.label("", "second")
        self._lines = LineTable("outgoing", word("What goes out"), self._columns())
        self._what = StillBox()
        self._receiver, self._compared = LineBox("receiver", word("For whom")), Pill()
        self._place, self._split = LineBox("place", word("Where to")), LineBox("split", word("Size of the parts"))
        self._doubt = theme.label("", "odd")
        self.foot = ExchangeFoot(voice)
        self._closed: QWidget | None = None  # what stands here where nothing can go out
        self._lay_out()
        self._connect()
        self.show_sticks(())

    # What is shown

    def show_outgoing(self, outgoing: Outgoing, fresh: int, year: int) -> None:
        """Shows what would go out now; `fresh` are the entries of it that no bundle has brought yet."""
        word = self._voice.word
        if self._outgoing is not None and self._outgoing.number != outgoing.number:
            with QSignalBlocker(self._what):
                self._what.setCurrentIndex(0)  # what was wished for one bundle is not wished for the next
        self._outgoing, self._fresh, self._year = outgoing, fresh, year
        self._show_open(is_open=True)
        self._title.setText(word("Take out: bundle {number}", number=exchange_words.number(outgoing.number)))
        before = outgoing.follows
        follows = word("follows bundle {number}, without a gap", number=exchange_words.number(before)) if before else ""
        self._follows.setText(follows or word("the first one"))
        self._lines.lines.fill(iter([outgoing.lines]))
        rows = max(len(outgoing.lines), 1) * theme.high(theme.ROW)
        self._lines.setFixedHeight(theme.high(_HEADING) + rows + 4)
        self._show_receivers(outgoing)
        self._settle()

    def show_closed(self, instead: QWidget) -> None:
        """Nothing can go out from here yet: this tells why, and what comes first."""
        self._title.setText(self._voice.word("Take out"))
        self._follows.setText("")
        self._closed = instead
        self._whole.addWidget(instead, 1)
        self._show_open(is_open=False)

    def _show_open(self, *, is_open: bool) -> None:
        self._body.setVisible(is_open)
        self.foot.setVisible(is_open)
        if self._closed is not None:
            self._closed.setHidden(is_open)

    def show_sticks(self, sticks: Sequence[Stick]) -> None:
        """Shows where it can go: the drives that are plugged in, and a folder."""
        word = self._voice.word
        self._sticks = sticks
        lines = [
            Line(each.folder, word("Stick {name}", name=each.name), self._about(each.folder, each.file_system), "stick")
            for each in sticks
        ]
        if self._folder is not None:
            about = self._about(self._folder, str(self._folder.parent))
            lines.append(Line(self._folder, self._folder.name or str(self._folder), about, "folder"))
        if not lines:
            lines = [
                Line(None, word("No stick is plugged in"), word("It appears here as soon as it is"), "stick", "ink_3")
            ]
        lines.append(Line(_CHOOSE, word("A folder…"), word("on this computer, or of the office's network"), "folder"))
        with QSignalBlocker(self._place):
            self._place.show_lines(lines)
        self._settle()

    def take_folder(self, folder: Path) -> None:
        """Goes to this folder instead of a stick."""
        self._folder = folder
        self.show_sticks(self._sticks)
        with QSignalBlocker(self._place):
            self._place.choose(folder)
        self._settle()

    def choose_what(self, what: str) -> None:
        self._what.setCurrentIndex(max(self._what.findData(what), 0))
        self._settle()

    @property
    def wanted(self) -> Wanted | None:
        """What would be written; None where something is not settled."""
        line, out = self._place.line, self._outgoing
        if (
            out is None
            or line is None
            or not isinstance(line.value, Path)
            or not (self._has_anything and self._may_write)
        ):
            return None
        split = self._split.line
        megabytes = split.value if split is not None and isinstance(split.value, int) else 0
        to = self.receiver.name if self.receiver and self.receiver.device else None
        return Wanted(line.value, line.name, to, megabytes, self._what.currentData(), self._size)

    @property
    def receiver(self) -> Receiver | None:
        line = self._receiver.line
        return line.value if line is not None and isinstance(line.value, Receiver) else None

    @property
    def stick(self) -> Stick | None:
        """The stick that is chosen."""
        line = self._place.line
        return next((each for each in self._sticks if line is not None and each.folder == line.value), None)

    def press(self) -> None:
        """Does what the filled button says."""
        self.foot.press()

    def panes(self) -> Sequence[QWidget]:
        return [self._lines, self._place, self.foot]

    def take_keyboard(self) -> None:
        if not self.foot.take_keyboard():
            self._place.setFocus()

    # Inside

    @property
    def _size(self) -> int:
        out, what = self._outgoing, self._what.currentData()
        if out is None:
            return 0
        photos = sum(line.size for line in out.lines if line.what == EVIDENCE)
        records = sum(line.size for line in out.lines) - photos
        return records if what == DATA else photos if what == PHOTOS else out.size

    @property
    def _has_anything(self) -> bool:
        out, what = self._outgoing, self._what.currentData()
        if out is None:
            return False
        number = {DATA: out.entries, PHOTOS: out.pieces}
        return what == AGAIN or number.get(what, out.entries + out.pieces) > 0

    def _show_receivers(self, outgoing: Outgoing) -> None:
        word = self._voice.word
        lines = [Line(each, self._name(each), self._surely(each), "shield", "ok") for each in outgoing.receivers]
        with QSignalBlocker(self._receiver):
            nobody = Line(None, word("Nobody yet"), word("no device has a certificate"), "shield", "ink_3")
            self._receiver.show_lines(lines or [nobody])
            self._receiver.choose(outgoing.to)
        self._show_compared()

    def _name(self, receiver: Receiver | None) -> str:
        if receiver is None:
            return ""
        return exchange_words.whose(self._voice, receiver.name, receiver.team, receiver.people)

    def _surely(self, receiver: Receiver) -> str:
        words = self._voice.listed(receiver.words.written(self._voice.language).split())
        said = self._voice.word("only they can open it · words {words}", words=words)
        return f"{receiver.name} · {said}" if receiver.people else said

    def _show_compared(self) -> None:
        chosen, word = self.receiver, self._voice.word
        if chosen is None:
            self._compared.say("")
        elif chosen.compared_on is not None:
            day = clock_words.short_day(chosen.compared_on, self._year)
            self._compared.say(word("compared face to face {day}", day=day), "ok", "ok")
        else:
            self._compared.say(word("words not compared yet"), "warn", "warn")

    def _about(self, folder: Path, before: str) -> str:
        room = exchange_words.free(folder)
        if room is None:
            return self._voice.word("does not answer")
        left = self._voice.word("{size} free", size=exchange_words.size(room))
        return f"{_SYSTEMS.get(before, before)} · {left}" if before else left

    def _settle(self) -> None:
        """Says what fits together, and offers the button."""
        word = self._voice.word
        self._show_splits()
        wanted = self.wanted
        self._steps[0].settle(is_done=self._has_anything)
        self._steps[1].settle(is_done=self.receiver is not None)
        room = exchange_words.free(wanted.folder) if wanted else None
        is_too_full = room is not None and wanted is not None and wanted.size > room
        self._steps[2].settle(is_done=False)
        doubt = ""
        if is_too_full and wanted is not None and room is not None:
            doubt = word("It does not fit: {size} are lacking there.", size=exchange_words.size(wanted.size - room))
        self._doubt.setText(doubt)
        self._doubt.setVisible(bool(doubt))
        kept = self._kept()
        if not self._may_write:
            kept = word("Open for reading only: what goes out can be seen, and not taken out.")
        elif self._outgoing is None:
            kept = ""
        elif not self._has_anything:
            kept = word("Nothing new is to go out: it has arrived, or is on its way.")
            if self._what.currentData() == PHOTOS:
                kept = word("Each photo has arrived or is on its way. Was a stick lost: “All photos once more”.")
        where = word("Export to the stick") if self.stick is not None else word("Export into the folder")
        if self._place.line is None or self._place.line.value is None:
            where = word("Export to the stick")
        self.foot.offer(where, kept, is_ready=wanted is not None and self.receiver is not None)

    def _kept(self) -> str:
        """What an export means."""
        entries, name = self._outgoing.entries if self._outgoing else 0, self._name(self.receiver)
        if self._is_office:
            return self._voice.word(
                "Only {receiver} and this office open it, also where the stick is lost.", receiver=name
            )
        if not self._fresh:
            return self._voice.word(
                "All of it was taken out before. Until its receipt comes, each bundle brings the records again; "
                "photos of a lost stick: “All photos once more”."
            )
        return self._voice.words(
            "After it this {n} entry stays here; it has arrived once the receipt of {receiver} comes. Without their "
            "key nobody opens a lost stick.",
            "After it these {n} entries stay here; they have arrived once the receipt of {receiver} comes. Without "
            "their key nobody opens a lost stick.",
            entries,
            receiver=self._voice.word("the office"),
        )

    def _show_splits(self) -> None:
        system = self.stick.file_system if self.stick is not None else ""
        with QSignalBlocker(self._split):
            self._split.show_lines(exchange_split.lines(self._voice, self._size, system))
            if not self._is_split_chosen:
                self._split.choose(exchange_split.usual(self._size))

    def _take_split(self) -> None:
        self._is_split_chosen = True
        self._settle()

    def _take_place(self) -> None:
        line = self._place.line
        if line is not None and line.value == _CHOOSE:
            with QSignalBlocker(self._place):
                self._place.setCurrentIndex(0)
            self.folder_wanted.emit()
        self._settle()

    def _take_receiver(self) -> None:
        self._show_compared()
        self._settle()
        self.receiver_changed.emit(self.receiver.name if self.receiver and self.receiver.device else None)

    def _export(self) -> None:
        wanted = self.wanted
        if wanted is not None:
            self.export_wanted.emit(wanted)

    def _columns(self) -> Sequence[Column]:
        voice, word = self._voice, self._voice.word

        def concerned(line: OutLine) -> str:
            return exchange_words.concerned(voice, line)

        return (
            Column(word("Content"), lambda line: voice.word(line.what), is_strong=True),
            Column(word("Count"), lambda line: f"{line.count:,}", 72, is_at_right=True),
            Column(word("Concerns"), concerned),
            Column(word("Size"), lambda line: exchange_words.size(line.size), 96, is_at_right=True),
        )

    def _lay_out(self) -> None:
        voice, word = self._voice, self._voice.word
        theme.relook(self._lines, look="")
        self._what.setObjectName("what-to-take")
        self._what.setAccessibleName(word("What is taken along"))
        theme.let_touch(self._what)
        for key, told_as in _WHAT.items():
            self._what.addItem(word(told_as), key)
        self._doubt.setWordWrap(True)
        head = QFrame()
        head.setProperty("part", "row")
        head.setMinimumHeight(theme.high(_HEAD))
        across = QHBoxLayout(head)
        across.setContentsMargins(_EDGE + 2, 0, _EDGE, 0)
        across.setSpacing(8)
        across.addWidget(pictured("import", "brand", 20))
        across.addWidget(self._title, 1)
        across.addWidget(self._follows)
        self._follows.setWordWrap(False)
        to, where = QHBoxLayout(), QHBoxLayout()
        for row, parts in (
            (to, ((self._receiver, 1), (self._compared, 0))),
            (where, ((self._place, 5), (self._split, 4))),
        ):
            row.setSpacing(_GAP)
            for part, stretch in parts:
                row.addWidget(part, stretch)
        place = QVBoxLayout()
        place.setSpacing(4)
        place.addLayout(where)
        place.addWidget(self._doubt)
        self._steps = (
            Step(voice, 1, word("What to take"), self._lines, self._what),
            Step(voice, 2, word("For whom"), to),
            Step(voice, 3, word("Where to"), place),
        )
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(_EDGE, 10, _EDGE, 8)
        column.setSpacing(10)
        for step in self._steps:
            column.addWidget(step)
        column.addStretch()
        whole = self._whole = QVBoxLayout(self)
        whole.setContentsMargins(2, 2, 2, 2)
        whole.setSpacing(0)
        whole.addWidget(head)
        self._body = scrolling(inside)
        whole.addWidget(self._body, 1)
        whole.addWidget(self.foot)

    def _connect(self) -> None:
        self._what.currentIndexChanged.connect(self._settle)
        self._receiver.currentIndexChanged.connect(self._take_receiver)
        self._place.currentIndexChanged.connect(self._take_place)
        self._split.currentIndexChanged.connect(self._take_split)
        self.foot.go.clicked.connect(self._export)
        self.foot.go.setShortcut(QKeySequence())


_SYSTEMS = {"vfat": "FAT32", "msdos": "FAT32", "exfat": "exFAT", "ntfs3": "NTFS", "fuseblk": "NTFS", "ext4": "ext4"}
