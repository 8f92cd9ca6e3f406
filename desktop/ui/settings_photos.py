"""Settings, photos: how they are kept, what of the camera's own writing stays, and the folder that is watched.

Promise: it holds for every picture taken in from now on, here and on the command line; what is kept stays as it is.
"""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from desktop.i18n import N_
from desktop.settings import Settings
from desktop.ui import theme
from desktop.ui.boxes import breakable
from desktop.ui.notices import Voice
from desktop.ui.settings_card import Card, Row, Segments
from desktop.ui.switch import Switch

_SIDES = (1600, 2048, 3000, 4000)
_QUALITIES = {75: N_("75 · small"), 85: N_("85 · usual"), 92: N_("92 · fine")}


class PhotosSection(QWidget):
    """Photos and scans that are taken in, and where the camera's program puts them."""

    changed = Signal(object)  # settings by their names

    def __init__(self, voice: Voice, settings: Settings) -> None:
        super().__init__()
        word = self._word = voice.word
        self._watched = settings.watched_folder
        told = word("Longer side, in pixels"), word("JPEG quality")
        self._side = Segments("photo-side", told[0], ((str(n), str(n)) for n in _SIDES), str(settings.photo_side))
        qualities = ((str(n), word(name)) for n, name in _QUALITIES.items())
        self._quality = Segments("photo-quality", told[1], qualities, str(settings.photo_quality))
        self._original, self._reads, self._strips = (
            Switch(voice, name, about, is_on=is_on)
            for name, about, is_on in (
                ("photo-original", word("Keep the original file"), settings.photo_keeps_original),
                ("photo-reads", word("Write down when and where it was taken"), settings.photo_reads_exif),
                ("photo-strips", word("Take what the camera wrote out of the copy"), not settings.photo_keeps_exif),
            )
        )
        self._choose = theme.button("", name="choose-watched", icon="folder")
        self._none = theme.button(word("Watch none"), "link", "watch-none")
        self._folder = Row(word("Watched folder"), "", self._none, self._choose)
        kept = Card(word("How photos are kept"))
        kept.add_inset(theme.label(told[0], "label"), self._side, theme.label(told[1], "label"), self._quality)
        for row in self._switches():
            kept.add(row)
        watched = Card(word("From the camera or the phone"))
        watched.add(self._folder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(kept)
        column.addWidget(watched)
        column.addStretch()
        self._connect()
        self._show()

    def _switches(self) -> Iterator[Row]:
        word = self._word
        yield Row(
            self._original.accessibleName(),
            word("Not scaled, with all that the camera wrote; it takes much more room."),
            self._original,
        )
        yield Row(
            self._reads.accessibleName(),
            word("Read from what the camera wrote into the photo; it is seen beside the photo."),
            self._reads,
        )
        yield Row(
            self._strips.accessibleName(),
            word("Time, place and device are then not in a copy that leaves this computer."),
            self._strips,
        )

    def _show(self) -> None:
        word = self._word
        self._strips.setEnabled(not self._original.isChecked())  # an original is what came
        self._none.setVisible(self._watched is not None)
        self._choose.setText(word("Another folder…") if self._watched else word("Choose a folder…"))
        about = word("What appears there while a household is open is offered for it, never taken by itself.")
        if self._watched is None:
            self._folder.tell(about)
        elif self._watched.is_dir():
            self._folder.tell(f"{breakable(self._watched)}\n{about}")
        else:
            self._folder.tell(word("{folder} is not there now.", folder=breakable(self._watched)), "odd")

    def _ask(self) -> None:
        start = self._watched or Path.home()
        if chosen := QFileDialog.getExistingDirectory(self, self._word("Watched folder"), str(start)):
            self._watch(Path(chosen))

    def _watch(self, folder: Path | None) -> None:
        self._watched = folder
        self.changed.emit({"watched_folder": folder})
        self._show()

    def _connect(self) -> None:
        self._side.chosen.connect(lambda key: self.changed.emit({"photo_side": int(key)}))
        self._quality.chosen.connect(lambda key: self.changed.emit({"photo_quality": int(key)}))
        self._original.toggled.connect(lambda is_on: self.changed.emit({"photo_keeps_original": is_on}))
        self._original.toggled.connect(self._show)
        self._reads.toggled.connect(lambda is_on: self.changed.emit({"photo_reads_exif": is_on}))
        self._strips.toggled.connect(lambda is_on: self.changed.emit({"photo_keeps_exif": not is_on}))
        self._choose.clicked.connect(self._ask)
        self._none.clicked.connect(lambda: self._watch(None))


def told(voice: Voice, settings: Settings) -> str:
    """What holds, in a few words."""
    if settings.photo_keeps_original:
        return voice.word("kept as they come")
    return voice.word("{n} px, quality {quality}", n=settings.photo_side, quality=settings.photo_quality)
