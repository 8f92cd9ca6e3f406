"""Where a sheet with secrets is saved: wherever a person chooses, but where it would be passed on to others."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from desktop import paths
from desktop.ui.pane import Pane


def chosen_for(pane: Pane, title: str, proposed: str) -> Path | None:
    """The PDF that somebody chose; None where nobody did, or where a service would pass it on, which the pane says."""
    chosen, _ = QFileDialog.getSaveFileName(pane, title, proposed, "*.pdf")
    if not chosen:
        return None
    file = Path(chosen).with_suffix(".pdf")
    danger = paths.unsafe_place(file.parent)
    if danger is None or danger.kind is paths.Danger.REMOVABLE:
        return file
    pane.notice.say(
        pane.voice.word(
            "{service} would pass the sheet on to others. Choose a place on this computer or a stick.",
            service=danger.recognised,
        )
    )
    return None
