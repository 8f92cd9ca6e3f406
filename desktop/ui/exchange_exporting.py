"""An export on its way: begun, stopped, written, or come to nothing, and the stick let go afterwards.

Promise: "written" is said only of what was read back and compared; whatever went wrong, it is told what is safe.
Hidden: after trouble the sticks are looked for anew, since another one may be in by then.
"""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop import paths
from desktop.casework import sending
from desktop.casework.sending import Exported
from desktop.domain.errors import Refused
from desktop.paths import Stick
from desktop.ui import exchange_words, outside
from desktop.ui.exchange_eject import eject
from desktop.ui.exchange_outgoing import AGAIN, DATA, PHOTOS, OutgoingCard, Wanted
from desktop.ui.jobs import Job, Progress
from desktop.ui.workspace import Workspace


class Exporting(QObject):
    """Writes what the card says, and shows at its foot what comes of it."""

    written = Signal()
    sticks_changed = Signal()

    def __init__(self, workspace: Workspace, card: OutgoingCard, owner: QObject) -> None:
        super().__init__(owner)
        self._workspace, self._voice, self._store = workspace, workspace.voice, workspace.store
        self._card, self._foot = card, card.foot
        self._job: Job | None = None
        self._last: Wanted | None = None
        self._is_written = False
        self.files: set[Path] = set()
        """What was written from here since the window is open."""
        self._connect()

    def settle(self) -> None:
        """What was written is read by now and makes room for what goes out next; trouble stays until it is answered."""
        if self._is_written and self._job is None:
            self._is_written = False
            self._foot.end()

    # Writing

    def _begin(self, wanted: Wanted) -> None:
        if self._job is not None:
            return
        store = self._store

        def work(tell: Progress) -> Exported:
            return sending.export(
                store,
                wanted.folder,
                to=wanted.to,
                data_only=wanted.what == DATA,
                photos_only=wanted.what == PHOTOS,
                all_again=wanted.what == AGAIN,
                split_mb=wanted.split_mb,
                progress=tell,
            )

        job = self._job = Job(work, self)
        job.progressed.connect(self._foot.tell)
        job.done.connect(lambda exported: self._show_written(wanted, exported))
        job.refused.connect(lambda refused: self._show_trouble(wanted, refused))
        job.stopped.connect(self._show_stopped)
        job.destroyed.connect(lambda: self._forget(job))  # it ended by a bug, which the window has told
        self._last = wanted
        self._foot.begin(self._voice.word("Writing to {place}, then reading it back", place=wanted.place))
        job.start()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()
        else:
            self._foot.end()

    def _show_written(self, wanted: Wanted, exported: Exported) -> None:
        voice, word = self._voice, self._voice.word
        self._job, self._is_written = None, True
        self.files |= {*exported.files}
        number = exchange_words.number(exported.number)
        said = word("Bundle {number} is written, read back and compared", number=number)
        entries = voice.words("{n} entry", "{n} entries", exported.entries)
        pieces = voice.words("{n} photo or signature", "{n} photos and signatures", exported.pieces)
        what = voice.listed([entries] * bool(exported.entries) + [pieces] * bool(exported.pieces))
        files = voice.listed(file.name for file in exported.files)
        damaged = voice.words(
            "{n} photo stays here: its file is damaged",
            "{n} photos stay here: their files are damaged",
            exported.damaged,
        )
        more = " · ".join(
            filter(None, (what, exchange_words.size(exported.size), files, damaged if exported.damaged else ""))
        )
        stick = _stick_of(wanted)
        way = word("Take out safely: {stick}", stick=stick.name) if stick else ""
        self._foot.show_written(said, more, eject=way, is_folder=stick is None)
        self._workspace.kept.emit()
        self.written.emit()

    def _show_trouble(self, wanted: Wanted, refused: Refused | OSError) -> None:
        self._job, self._is_written = None, False
        trouble = exchange_words.trouble(self._voice, refused, wanted.place, wanted.folder, wanted.size)
        less = self._voice.word("Records only, photos later") if trouble.is_full and wanted.what != DATA else ""
        self._foot.show_trouble(trouble, less)
        self.sticks_changed.emit()

    def _show_stopped(self) -> None:
        self._job = None
        self._foot.end()
        self._workspace.said.emit(self._voice.word("Stopped: nothing was written, and nothing is lost."))

    def _forget(self, job: Job) -> None:
        """Nothing is shown: the page may be gone with it."""
        if job is self._job:
            self._job = None

    def _export_again(self) -> None:
        """To what is chosen by now, at once."""
        self._foot.end()
        self.sticks_changed.emit()
        if (wanted := self._card.wanted) is not None:
            self._begin(wanted)

    def _export_less(self) -> None:
        self._card.choose_what(DATA)
        self._export_again()

    # Letting the stick go

    def _eject(self) -> None:
        stick = _stick_of(self._last) if self._last else None
        if stick is None:
            self._show_out("", is_out=True)
            return
        self._foot.eject.setEnabled(False)
        job = self._workspace.job(lambda _tell: eject(stick), self)
        job.done.connect(lambda is_out: self._show_out(stick.name, is_out=is_out))
        job.start()

    def _show_out(self, name: str, *, is_out: bool) -> None:
        word = self._voice.word
        if is_out:
            said = word("It can be pulled out now")
            self._foot.show_ejected(said, word("Carry it to the office, or hand it to who goes there."))
        else:
            said = word("{stick} is still used by another program", stick=name)
            more = word(
                "What was written is on it, compared and whole. Close what shows it, then take it out once more."
            )
            self._foot.show_stuck(said, more)
        self.sticks_changed.emit()

    def _show_folder(self) -> None:
        if self._last is not None and (refused := outside.shown(self._last.folder)) is not None:
            self._workspace.refused.emit(refused)

    def _connect(self) -> None:
        self._card.export_wanted.connect(self._begin)
        self._foot.stop_wanted.connect(self._stop)
        self._foot.eject_wanted.connect(self._eject)
        self._foot.folder_wanted.connect(self._show_folder)
        self._foot.again_wanted.connect(self._export_again)
        self._foot.less_wanted.connect(self._export_less)
        self._foot.ended.connect(self._foot.end)


def _stick_of(wanted: Wanted) -> Stick | None:
    return next((each for each in paths.sticks() if each.folder == wanted.folder), None)
