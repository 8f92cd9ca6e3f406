"""The ledger on its way out: where to, how far, and what was written.

Promise: the window stays alive, and what is sensitive goes out masked; clear values go out with a reason, by
`ruhu ledger export`. Hidden: the work is a job; stopped, it leaves no file.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QProgressDialog, QWidget

from desktop.exchange import outgoing
from desktop.exchange.outgoing import Sent
from desktop.store import queries
from desktop.store.store import Store
from desktop.ui.jobs import Job
from desktop.ui.notices import Voice, told


def chosen_file(window: QWidget, voice: Voice, area: str) -> Path | None:
    """Lets a person choose where the ledger goes; None where nothing was chosen."""
    proposed = str(Path.home() / f"{area}.xlsx")
    chosen, _ = QFileDialog.getSaveFileName(window, voice.word("Export the ledger"), proposed, "*.xlsx")
    return Path(chosen).with_suffix(".xlsx") if chosen else None


def export(window: QWidget, voice: Voice, store: Store, file: Path, say: Callable[[str], None]) -> Job:
    """Writes all households to a file, in a job with progress that can be stopped; `say` tells how it ended."""
    progress = QProgressDialog(voice.word("Exporting the ledger"), voice.word("Stop"), 0, 1, window)
    progress.setWindowModality(Qt.WindowModality.NonModal)
    progress.setMinimumDuration(400)

    def work(tell: Callable[[int, int], None]) -> Sent:
        of = queries.counts(store)["household"]
        return outgoing.export(store, file, progress=lambda done: tell(done, of))

    def tell(done: int, of: int) -> None:
        progress.setMaximum(max(of, 1))
        progress.setValue(done)

    def sent(written: Sent) -> None:
        say(
            voice.word(
                "{households} households in {rows} rows: {file}.",
                households=written.households,
                rows=written.rows,
                file=file,
            )
        )

    job = Job(work, window)
    job.progressed.connect(tell)
    progress.canceled.connect(job.stop)
    job.done.connect(sent)
    job.refused.connect(lambda refused: say(told(voice, refused)))
    job.stopped.connect(lambda: say(voice.word("Stopped.")))
    for end in (job.done, job.refused, job.stopped):
        end.connect(progress.deleteLater)
    job.start()
    return job
