"""The ledger on its way out: where to, how far, and what was written.

Promise: the window stays alive, and what is sensitive goes out masked; clear values go out with a reason, by
`ruhu ledger export`. Hidden: the work is a job; stopped, it leaves no file.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QProgressDialog, QWidget

from desktop.exchange import outgoing
from desktop.exchange.outgoing import Sent
from desktop.store import queries
from desktop.store.folder import card
from desktop.ui.jobs import Job, Progress
from desktop.ui.notices import Voice
from desktop.ui.workspace import Workspace


def chosen_file(window: QWidget, voice: Voice, area: str) -> Path | None:
    """Lets a person choose where the ledger goes; None where nothing was chosen."""
    proposed = str(Path.home() / f"{area}.xlsx")
    chosen, _ = QFileDialog.getSaveFileName(window, voice.word("Export the ledger"), proposed, "*.xlsx")
    return Path(chosen).with_suffix(".xlsx") if chosen else None


def export(window: QWidget, workspace: Workspace, households: Sequence[bytes] | None = None) -> Job | None:
    """Writes all households or these to a file that a person chooses; None where none was chosen.

    A job with progress that can be stopped; how it ended is said by the workspace.
    """
    store, voice = workspace.store, workspace.voice
    file = chosen_file(window, voice, card(store.folder).area)
    if file is None:
        return None
    progress = QProgressDialog(voice.word("Exporting the ledger"), voice.word("Stop"), 0, 1, window)
    progress.setWindowModality(Qt.WindowModality.NonModal)
    progress.setMinimumDuration(400)

    def work(tell: Progress) -> Sent:
        of = len(households) if households is not None else queries.counts(store)["household"]
        return outgoing.export(store, file, households=households, progress=lambda done: tell(done, of))

    def tell(done: int, of: int) -> None:
        progress.setMaximum(max(of, 1))
        progress.setValue(done)

    def sent(written: Sent) -> None:
        counted = {"households": written.households, "rows": written.rows}
        workspace.said.emit(voice.word("{households} households in {rows} rows: {file}.", **counted, file=file))

    job = workspace.job(work, window)
    job.progressed.connect(tell)
    progress.canceled.connect(job.stop)
    job.done.connect(sent)
    job.stopped.connect(lambda: workspace.said.emit(voice.word("Stopped. Nothing was written.")))
    for end in (job.done, job.refused, job.stopped):
        end.connect(progress.deleteLater)
    job.start()
    return job
