"""The window program: settings, the reader's voice and the main window are put together here, and nowhere else.

`python -m desktop [STORE]` opens the store, or the last one, or the first page. Nobody sees a traceback: what was
refused is said in the window, and what nobody foresaw goes to the log, its place into the window.
"""

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication

from desktop import paths, settings
from desktop.casework import bug_log
from desktop.cli.words import Voice
from desktop.domain.errors import Refused
from desktop.ui import screenshots, theme
from desktop.ui.main_window import MainWindow
from desktop.ui.notices import told


def main(arguments: Sequence[str]) -> int:
    """Opens the window, and returns when it is closed."""
    parser = argparse.ArgumentParser(prog="python -m desktop", description="Open the window of Ruhu 入户.")
    parser.add_argument("store", nargs="?", type=Path, metavar="STORE", help="folder of the store to open")
    parser.add_argument("--screenshots", type=Path, metavar="DIR", help="save a picture of every screen, and end")
    options = parser.parse_args(arguments)
    if options.screenshots is not None:
        return _save_screenshots(options.screenshots)
    return _run(options.store)


def _run(store: Path | None) -> int:
    loaded = settings.load(paths.config_folder())
    voice = Voice(loaded.settings.language)
    app, window = _window(voice)
    window.opened.connect(lambda folder: settings.change(paths.config_folder(), loaded.settings, last_store=folder))
    folder = store or loaded.settings.last_store
    if folder is not None:
        window.show_locked(folder)
    if loaded.moved_aside is not None:
        window.say(voice.word("The settings were damaged; they lie in {file} now.", file=loaded.moved_aside))
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Qt's loop never comes to Python's own handler of Ctrl+C
    window.show()
    return app.exec()


def _save_screenshots(into: Path) -> int:
    language = settings.load(paths.config_folder()).settings.language
    with tempfile.TemporaryDirectory(prefix="ruhu-") as home:
        os.environ["RUHU_HOME"] = home  # no trace of the invented area among the user's own
        app, window = _window(Voice(language))
        screenshots.save(app, window, paths.data_folder() / "demo", into)
        window.close()
    return 0


def _window(voice: Voice) -> tuple[QApplication, MainWindow]:
    app = QApplication(sys.argv[:1])
    translator = QTranslator(app)
    if translator.load(f"qtbase_{voice.language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    theme.dress(app)
    window = MainWindow(app, voice)
    sys.excepthook = _Unforeseen(voice, window)
    return app, window


class _Unforeseen:
    """Says in the window what went wrong in it."""

    def __init__(self, voice: Voice, window: MainWindow) -> None:
        self._voice = voice
        self._window = window

    def __call__(self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        foreseen = isinstance(error, Refused | OSError)
        self._window.say(told(self._voice, error) if foreseen else bug_log.told(error, self._voice.language))
