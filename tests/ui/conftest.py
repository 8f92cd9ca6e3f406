"""A window without a display, dressed as the program's, and invented areas for it."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before the first import of Qt

import pytest
import stores
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from seeing import NewArea
from settling import Hands

from desktop import paths, settings
from desktop.cli.words import Voice
from desktop.domain.records import Record
from desktop.i18n import Language
from desktop.settings import Settings
from desktop.store.writing import Batch
from desktop.ui import theme
from desktop.ui.main_window import MainWindow


@pytest.fixture
def new_area(new_store: stores.NewStore) -> NewArea:
    """Makes a store that holds these records, and tells its folder."""

    def made(*records: Record) -> Path:
        with new_store("area") as store:
            store.save_all(Batch([record]) for record in records)
        return store.folder

    return made


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, qtlog: Any) -> Iterator[MainWindow]:
    """The window on its first page, in English."""
    theme.dress(qapp)
    window = MainWindow(qapp, Settings(Language.ENGLISH), Voice, partial(settings.change, paths.config_folder()))
    qtbot.addWidget(window)
    with qtlog.disabled():  # a platform without a display says that it can't keep a window's least size
        window.show()
    yield window
    window.close()


@pytest.fixture
def hands(qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Hands:
    """A person before the window, on its first page."""
    return Hands(qtbot, window, monkeypatch)
