"""Settings, about: which program this is, where it keeps things (R05), and what it is made of, under which terms."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import __version__, paths
from desktop.store import folder as place_of
from desktop.ui import outside, theme
from desktop.ui.settings_card import Card, Row
from desktop.ui.workspace import Workspace

_TERMS = (
    ("Ruhu 入户", "Apache License 2.0"),
    ("Noto Sans SC", "SIL Open Font License 1.1"),
    ("Qt 6, PySide6", "GNU LGPL 3"),
    ("Python", "PSF License 2"),
    ("SQLCipher", "BSD 3-Clause"),
    ("cryptography, tzdata", "Apache License 2.0"),
    ("SQLAlchemy, openpyxl, python-calamine, pypinyin, Typer, filelock, platformdirs", "MIT"),
    ("msgspec", "BSD 3-Clause"),
    ("ReportLab", "BSD"),
    ("Pillow", "MIT-CMU"),
)


class AboutSection(QWidget):
    """The program, its folders, its terms."""

    health_wanted = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        word, folder = workspace.voice.word, workspace.store.folder
        self._folder, self._log, self._health = (
            theme.button(text, name=name, icon=icon)
            for text, name, icon in (
                (word("Open"), "open-data", "folder"),
                (word("Open"), "open-log", "folder"),
                (word("Look there"), "to-health", "shield"),
            )
        )
        self._folder.setAccessibleName(word("Open the data folder"))
        self._log.setAccessibleName(word("Open the log folder"))
        program, made = Card("Ruhu 入户"), Card(word("What it is made of"))
        program.add(
            Row(word("Version {version}", version=__version__), word("Works without a network, and sends nothing."))
        )
        if place_of.card(folder).is_invented:
            told = word("Every name, number and paper in it is invented.")
            program.add(Row(word("demo area: all data invented"), told))
        stays = word("Stays when the program is uninstalled.")
        program.add(Row(word("Data folder"), f"{folder}\n{stays}", self._folder))
        about_log = word("Where the program went wrong is written here, and nothing of a household.")
        program.add(Row(word("Log folder"), f"{paths.log_folder()}\n{about_log}", self._log))
        program.add(Row(word("Check and repair"), word("In the section on backup and data"), self._health))
        made.add_inset(*(_term(*term) for term in _TERMS))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for card in (program, made):
            column.addWidget(card)
        column.addStretch()
        self._connect(workspace)

    def _connect(self, workspace: Workspace) -> None:
        self._folder.clicked.connect(partial(_open, workspace, workspace.store.folder))
        self._log.clicked.connect(partial(_open, workspace, paths.log_folder()))
        self._health.clicked.connect(self.health_wanted)


def _term(name: str, terms: str) -> QWidget:
    line = theme.label(f"{name} · {terms}", "second")
    line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return line


def _open(workspace: Workspace, folder: Path) -> None:
    """Shows a folder in the system's own file program; the log's is not there before anything went wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    if refused := outside.shown(folder):
        workspace.refused.emit(refused)
