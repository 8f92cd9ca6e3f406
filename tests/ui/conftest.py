"""A window without a display, dressed as the program's, and invented areas for it."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before the first import of Qt

import pytest
import stores
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from seeing import NewArea
from settling import Hands

from desktop import paths, settings
from desktop.cli.words import Voice
from desktop.domain.records import Record
from desktop.i18n import Language
from desktop.paths import Stick
from desktop.settings import Settings
from desktop.store.writing import Batch
from desktop.ui import theme
from desktop.ui.main_window import MainWindow


@pytest.fixture(autouse=True)
def all_gone() -> Iterator[None]:
    """Takes what was closed apart, which else stays until some later test waits for a signal."""
    yield
    if QApplication.instance() is not None:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def no_sticks(monkeypatch: pytest.MonkeyPatch) -> None:
    """No stick is there, whatever is plugged into the computer on which the tests run."""
    monkeypatch.setattr(paths, "sticks", list[Stick])


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
    watch = _Windows(window)
    qapp.installEventFilter(watch)
    yield window
    qapp.removeEventFilter(watch)
    window.close()
    assert not watch.strays, "a part of a page was shown before it had its place"


class _Windows(QObject):
    """Sees what is shown as a window of its own; that takes the keyboard away from where it was."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self.strays: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # By its class: to ask for its type takes as long as all the rest, of every event there is.
        if isinstance(event, QShowEvent) and isinstance(watched, QWidget) and self._is_stray(watched):
            self.strays.append(repr(watched))
        return False

    def _is_stray(self, shown: QWidget) -> bool:
        return shown is not self._window and shown.isWindow() and shown.windowType() == Qt.WindowType.Window


@pytest.fixture
def hands(qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Hands:
    """A person before the window, on its first page."""
    return Hands(qtbot, window, monkeypatch)
