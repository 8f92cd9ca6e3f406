"""Somebody types into the pages of a household, in a process of their own, and says what the keyboard has left."""

import os
import random
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before the first import of Qt

import stores
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.cli.words import Voice
from desktop.domain.records import House, Household, Person
from desktop.i18n import Language
from desktop.ui import theme
from desktop.ui.household_page import HouseholdPage
from desktop.ui.page import Place
from desktop.ui.shell import Shell
from desktop.ui.workspace import Workspace

FIELDS = {
    "house": ("certificate_number", "structure", "year_built", "actual_use", "encumbrance", "measured_area"),
    "person": ("relation", "language", "agent_scope"),
    "household": ("lane", "door", "address", "dispute_note"),
}
KINDS = {"house": House, "person": Person, "household": Household}


class Field(NamedTuple):
    """One field of a record."""

    record: str
    row: bytes
    name: str


def edit(folder: Path, home: Path, seed: int, told: Connection) -> None:
    """Types until somebody kills this; sends each field before it is typed into, and again with the text after."""
    os.environ["RUHU_HOME"] = str(home)
    app = QApplication([])
    theme.dress(app)
    chance = random.Random(seed)  # noqa: S311  a seed that tells where a failure was
    with stores.opened(folder) as store:
        workspace = Workspace(store, Voice(Language.CHINESE))
        shell = Shell(workspace, {"household": lambda: HouseholdPage(workspace)})
        shell.show()
        (household,) = store.records(Household)
        rows = {name: store.records(kind)[0].id for name, kind in KINDS.items()}
        told.send("ready")
        while True:
            record = chance.choice(list(FIELDS))
            shell.go(Place("household", household.id, record, rows[record]))
            for name in chance.sample(FIELDS[record], chance.randint(1, 3)):
                field, text = Field(record, rows[record], name), str(chance.randint(10, 99_999))
                told.send((field, None))
                _type(shell, name, text)
                app.processEvents()
                told.send((field, text))


def _type(shell: Shell, name: str, text: str) -> None:
    shell.activateWindow()  # as it is where somebody types; without a display a list of proposals stays in its place
    QApplication.processEvents()
    edit = next(each for each in shell.findChildren(QLineEdit, name) if each.isVisible())
    edit.setFocus()
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Tab)
