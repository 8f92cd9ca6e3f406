"""Where a store lies or will lie: the folder, a way to another one, and a better place where this one is dangerous.

Promise: a folder that is shown without a warning is one in which a store may work and nothing else lies.
"""

import re
from itertools import count
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop import paths
from desktop.domain.errors import Refused
from desktop.store import folder as place
from desktop.ui import theme
from desktop.ui.notices import Notice, Voice, told

_NO_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_LONGEST = 60


def free_folder(name: str, within: Path | None = None) -> Path:
    """A folder for a store of this name that isn't there yet; among the other stores unless told otherwise."""
    within = within or paths.data_folder()
    plain = plain_name(name)
    named = (within / (plain if n == 1 else f"{plain}-{n}") for n in count(1))
    return next(folder for folder in named if not folder.exists() or not any(folder.iterdir()))


def plain_name(name: str) -> str:
    """A name as every system lets a file be called."""
    return _NO_NAME.sub(" ", name).strip(" .")[:_LONGEST] or "ruhu"


class FolderRow(QWidget):
    """A folder, and the buttons that change it."""

    changed = Signal()

    def __init__(self, voice: Voice, name: str, folder: Path | None = None) -> None:
        super().__init__()
        self._voice, self._name = voice, name
        self._warning = Notice("warn")
        self._shown = QLineEdit()
        self._shown.setObjectName("folder")
        self._shown.setReadOnly(True)
        self._shown.setAccessibleName(voice.word("Folder"))
        self._other = theme.button(voice.word("Another place…"), name="other-place")
        self._better = theme.button("", name="better-place")
        across = QHBoxLayout()
        across.setSpacing(12)
        across.addWidget(self._shown, 1)
        across.addWidget(self._other)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(theme.label(voice.word("Where it lies on this computer"), "label"))
        column.addLayout(across)
        column.addWidget(self._warning)
        column.addWidget(self._better)
        self._other.clicked.connect(self._ask)
        self._better.clicked.connect(self._take_better)
        self.folder = folder or free_folder(name)
        self._show()

    def is_fine(self) -> bool:
        return self._refusal() is None

    def _ask(self) -> None:
        start = next(each for each in (self.folder, *self.folder.parents) if each.exists())
        chosen = QFileDialog.getExistingDirectory(self, self._voice.word("Another place…"), str(start))
        if chosen:
            self._take(free_folder(self._name, Path(chosen)))

    def _take_better(self) -> None:
        self._take(free_folder(self._name))

    def _take(self, folder: Path) -> None:
        self.folder = folder
        self._show()
        self.changed.emit()

    def _refusal(self) -> Refused | None:
        try:
            place.require_safe_place(self.folder)
        except Refused as refused:
            return refused
        return None

    def _show(self) -> None:
        refused = self._refusal()
        self._shown.setText(str(self.folder))
        is_better = refused is not None and refused.what == place.UNSAFE
        if refused is None:
            self._warning.say("")
        elif is_better:
            self._warning.say(self._voice.word(refused.what, **refused.values))
        else:
            self._warning.say(told(self._voice, refused))
        self._better.setText(self._voice.word("Use {folder}", folder=free_folder(self._name)))
        self._better.setVisible(is_better)
