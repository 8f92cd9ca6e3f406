"""What helps with a store that can't be opened for writing, one pane each: read, export, try again, go on, move."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from desktop.exchange import outgoing
from desktop.exchange.outgoing import Sent
from desktop.store import opening, queries, restoring
from desktop.store.vault import Unlocked
from desktop.ui.boxes import band
from desktop.ui.folder_row import FolderRow, plain_name
from desktop.ui.jobs import Progress
from desktop.ui.notices import Notice, Voice
from desktop.ui.pane import Pane


class ReadPane(Pane):
    """Opens the store so that nothing is written."""

    opened = Signal(object)  # the Store

    def __init__(self, voice: Voice, folder: Path, unlocked: Unlocked) -> None:
        word = voice.word
        about = word("All pages show what can be read. A blue band says why nothing can be written.")
        super().__init__(voice, word("Open for reading only"), about)
        self.back.hide()
        self.go.setObjectName("open-to-read")
        self.go.setText(word("Open for reading only"))
        self.go.clicked.connect(
            lambda: self.work(
                lambda _progress: opening.open_store(folder, unlocked, read_only=True),
                self.opened.emit,
                telling=word("Opening"),
            )
        )


class ExportPane(Pane):
    """Writes the households that can be read to an Excel file."""

    def __init__(self, voice: Voice, folder: Path, unlocked: Unlocked, area: str) -> None:
        word = voice.word
        about = word("Every household that can be read, with its people and houses. What is sensitive stays masked.")
        super().__init__(voice, word("Export what can be read"), about)
        self._folder, self._unlocked, self._area = folder, unlocked, area
        self._done = Notice("ok")
        self.body.addWidget(self._done)
        self.back.hide()
        self.go.setObjectName("export-readable")
        self.go.setText(word("Choose a file and export"))
        self.go.clicked.connect(self._export)

    def _export(self) -> None:
        word = self.voice.word
        proposed = str(Path.home() / f"{plain_name(self._area)}.xlsx")
        chosen, _ = QFileDialog.getSaveFileName(self, word("Export what can be read"), proposed, "*.xlsx")
        if not chosen:
            return
        file, folder, unlocked = Path(chosen).with_suffix(".xlsx"), self._folder, self._unlocked

        def work(progress: Progress) -> Sent:
            with opening.open_store(folder, unlocked, read_only=True) as store:
                of = queries.counts(store)["household"]
                return outgoing.export(store, file, progress=lambda done: progress(done, of))

        def done(sent: Sent) -> None:
            self._done.say(
                word(
                    "{households} households in {rows} rows: {file}.",
                    households=sent.households,
                    rows=sent.rows,
                    file=file,
                )
            )

        self._done.say("")
        self.work(work, done, telling=word("Exporting the ledger"), can_stop=True)


class AgainPane(Pane):
    """Tries to open the store once more."""

    wanted = Signal()

    def __init__(self, voice: Voice) -> None:
        word = voice.word
        about = word("Close the other window or program first, or bring the disk back; then try again.")
        super().__init__(voice, word("Try again"), about)
        self.back.hide()
        self.go.setObjectName("try-again")
        self.go.setText(word("Try to open it again"))
        self.go.clicked.connect(self.wanted)


class GoOnPane(Pane):
    """Accepts that entries are missing."""

    wanted = Signal()

    def __init__(self, voice: Voice) -> None:
        word = voice.word
        super().__init__(voice, word("Go on from this older state"))
        first = word("The missing entries are not looked for any more.")
        more = word("Look first for a newer backup. What is in none must be written down anew.")
        self.body.addWidget(band("warn", "warn", first, more))
        self.back.hide()
        self.go.setObjectName("go-on")
        self.go.setText(word("Go on without the missing entries"))
        self.go.clicked.connect(self.wanted)


class MovePane(Pane):
    """Moves the store to a safe place."""

    moved = Signal(object)  # the folder where it is now

    def __init__(self, voice: Voice, folder: Path, area: str) -> None:
        word = voice.word
        about = word("Everything goes along, backups too. It is compared file by file before it is taken away here.")
        super().__init__(voice, word("Move it to a safe place"), about)
        self._folder = folder
        self._row = FolderRow(voice, area)
        self.body.addWidget(self._row)
        self.back.hide()
        self.go.setObjectName("move")
        self.go.setText(word("Move {area}", area=area))
        self._row.changed.connect(self._look)
        self.go.clicked.connect(self._move)
        self._look()

    def _look(self) -> None:
        self.need("" if self._row.is_fine() else self.voice.word("A safe place is needed."))

    def _move(self) -> None:
        folder, to = self._folder, self._row.folder

        def work(_progress: Progress) -> Path:
            restoring.move(folder, to)
            return to

        self.work(work, self.moved.emit, telling=self.voice.word("Copying and comparing"))
