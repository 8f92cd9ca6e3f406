"""A folder that somebody saves photos into, such as the camera's program: what appears in it is offered.

Promise: nothing is taken, only told; a file that is still being written is waited for, and what lay there before is not
told. Hidden: a file is whole when it stayed the same for a while; not every file system tells that a folder changed, so
it is also looked at by the clock.
"""

import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from desktop import paths, settings
from desktop.ui import screen_reader, theme
from desktop.ui.boxes import pictured
from desktop.ui.notices import Voice

_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".pdf", ".heic", ".heif"})
_SOON, _SLOWLY = 800, 5000  # milliseconds until the next look: while a file may grow, and else
_SAME = 0.7  # seconds
_State = tuple[int, int]  # size, and when it was last written


class WatchedFolder(QObject):
    """`found` are the whole files that have appeared since it was last begun with, and are still there."""

    appeared = Signal()

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self._folder: Path | None = None
        self._before: frozenset[str] | None = None  # till the folder could be read
        self._growing: dict[str, tuple[_State, float]] = {}  # since when each is as it is
        self.found: tuple[Path, ...] = ()
        self._watcher = QFileSystemWatcher(self)
        self._clock = QTimer(self, interval=_SLOWLY)
        self._watcher.directoryChanged.connect(self._look)
        self._clock.timeout.connect(self._look)

    def begin(self, folder: Path | None) -> None:
        """Begins anew: what lies there now is not told. None watches no folder."""
        self.stop()
        self._folder = folder
        if folder is not None:
            self._clock.start(_SLOWLY)
            self._look()
            if folder.is_dir():
                self._watcher.addPath(str(folder))

    def stop(self) -> None:
        if self._watcher.directories():
            self._watcher.removePaths(self._watcher.directories())
        self._clock.stop()
        self._folder, self._before, self.found, self._growing = None, None, (), {}

    def take(self) -> Sequence[Path]:
        """What was found; it is not told again."""
        found, self.found = self.found, ()
        self._before = (self._before or frozenset()) | {file.name for file in found}
        return found

    def _look(self) -> None:
        now = _files(self._folder) if self._folder is not None else None
        if self._folder is None or now is None:
            return
        if self._before is None:
            self._before = frozenset(now)
        self._before &= now.keys()  # another file may come under a name that was given up
        new, at = {name: state for name, state in now.items() if name not in self._before}, time.monotonic()
        was = self._growing
        since = {name: was[name][1] if name in was and was[name][0] == state else at for name, state in new.items()}
        self._growing = {name: (state, since[name]) for name, state in new.items()}
        found = tuple(self._folder / name for name, (size, _) in new.items() if size and at - since[name] >= _SAME)
        self._clock.setInterval(_SOON if len(found) < len(new) else _SLOWLY)
        if found != self.found:
            self.found = found
            self.appeared.emit()


class Offer(QFrame):
    """A band on a household's page: what has appeared in the folder of the settings, and whether it is theirs."""

    wanted = Signal(object)  # the files

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("band", "info")
        self._voice, self._whose = voice, ""
        self._household: bytes | None = None
        self.folder = WatchedFolder(self)
        self._said = theme.label("", "bold")
        self._said.setWordWrap(True)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._look = theme.button(voice.word("Look at it"), name="look-at-appeared", icon="photo")
        self._not = theme.button(voice.word("Not theirs"), "link", "not-theirs")
        across = QHBoxLayout(self)
        across.setContentsMargins(16, 8, 16, 8)
        across.setSpacing(12)
        across.addWidget(pictured("inbox", "info", 20))
        across.addWidget(self._said, 1)
        for button in (self._look, self._not):
            across.addWidget(button)
        self.hide()
        self.folder.appeared.connect(self._tell)
        self._look.clicked.connect(self._give)
        self._not.clicked.connect(self._drop)

    def watch_for(self, household: bytes | None, whose: str) -> None:
        """From now on what appears is offered for this household; for none, nothing is watched."""
        self._whose = whose
        if household == self._household:
            return
        self._household = household
        wanted = settings.load(paths.config_folder()).settings.watched_folder if household is not None else None
        self.folder.begin(wanted)
        self.hide()

    def _tell(self) -> None:
        found, voice = self.folder.found, self._voice
        told = voice.words("{n} new file in the watched folder.", "{n} new files in the watched folder.", len(found))
        theirs = voice.word("Is that for {whose}?", whose=self._whose)
        self._said.setText(f"{told} {theirs}" if found else "")
        self._look.setAccessibleDescription(voice.listed(file.name for file in found))
        self.setVisible(bool(found))
        if found:
            screen_reader.tell(self)

    def _give(self) -> None:
        found = self.folder.take()
        self.hide()
        self.wanted.emit(found)

    def _drop(self) -> None:
        self.folder.take()
        self.hide()


def _files(folder: Path) -> dict[str, _State] | None:
    """The photos and papers that lie in a folder, with what tells that they change; None where it can't be read."""
    found: dict[str, _State] = {}
    try:
        for file in folder.iterdir():
            if file.suffix.lower() in _SUFFIXES and not file.name.startswith("."):
                state = file.stat()
                found[file.name] = state.st_size, state.st_mtime_ns
    except OSError:
        return None
    return found
