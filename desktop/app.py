"""The window program: settings, the reader's voice and the main window are put together here, and nowhere else.

`python -m desktop [STORE]` opens the store, or the last one, or the first page; with RUHU_PASSPHRASE or
`--passphrase-file` without asking. Nobody sees a traceback: what was refused is said in the window, and what nobody
foresaw goes to the log, its place into the window.
"""

import argparse
import gc
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QSettings, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from desktop import paths, settings
from desktop.casework import bug_log
from desktop.casework.bug_log import Book
from desktop.cli import passphrases
from desktop.cli.words import Voice
from desktop.domain.errors import Refused
from desktop.settings import Settings
from desktop.store import vault
from desktop.store.vault import Unlocked
from desktop.ui import screenshots, theme
from desktop.ui.main_window import MainWindow
from desktop.ui.notices import told
from desktop.ui.unforeseen import Unforeseen

# What the pages need that nobody sees first, in steps of some 20 ms: nobody who types meanwhile feels one.
LATER = (
    "desktop.ui.search_popup",
    "desktop.casework.receiving",
    "desktop.ui.merge_count",
    "desktop.exchange.workbook",
    "desktop.ui.entry_page",
    "desktop.ui.household_page",
    "desktop.exchange.intake",
    "desktop.ui.import_page",
    "desktop.policy.pack",
    "desktop.policy.tree",
    "desktop.casework.policy",
    "desktop.ui.policies_page",
    "desktop.ui.settings_page",
    "desktop.casework.certifying",
    "desktop.casework.sending",
    "desktop.ui.progress_page",
    "desktop.ui.exchange_page",
)
_PAUSE = 400  # milliseconds
_PRINT_SOCKET = "/run/cups/cups.sock"  # of this computer; else whoever lists printers tries a port of the network
_FRAME = 40  # pixels of a window's title, which are not known before it is shown


def main(arguments: Sequence[str]) -> int:
    """Opens the window, and returns when it is closed."""
    parser = argparse.ArgumentParser(prog="python -m desktop", description="Open the window of Ruhu 入户.")
    parser.add_argument("store", nargs="?", type=Path, metavar="STORE", help="folder of the store to open")
    parser.add_argument("--as", dest="person", metavar="PERSON", help="who opens it (the last one who did)")
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help="file that holds the passphrase")
    parser.add_argument("--screenshots", type=Path, metavar="DIR", help="save a picture of every screen, and end")
    options = parser.parse_args(arguments)
    if sys.platform == "linux":
        os.environ.setdefault("CUPS_SERVER", _PRINT_SOCKET)
    if options.screenshots is not None:  # all that is seen is invented: its mistakes are told in full
        return _save_screenshots(options.screenshots)
    sys.excepthook = _tell_early
    return _run(options.store, options.person, options.passphrase_file)


def keep_smooth() -> None:
    """Lets neither a collection of garbage nor a job keep a frame of the window waiting."""
    gc.freeze()  # what the program itself consists of: looking through it takes 45 ms each time
    sys.setswitchinterval(0.001)  # s, after which a job gives way to the window; by itself Python waits for 5 ms


def _run(store: Path | None, person: str | None, passphrase_file: Path | None) -> int:
    loaded = settings.load(paths.config_folder())
    folder = store or loaded.settings.last_store
    unlocked = why = None
    if folder is not None and (passphrase_file is not None or passphrases.OPENING.variable in os.environ):
        try:
            unlocked = _unlocked(
                folder, person or loaded.settings.last_person, passphrase_file, loaded.settings.language
            )
        except (Refused, OSError) as refused:
            why = refused
    app, window = _window(loaded.settings, folder, unlocked)
    Unforeseen(Book("window"), window, lambda: window.voice).stand_in()
    if why is not None:
        window.say(told(Voice(loaded.settings.language), why))
    if loaded.moved_aside is not None:
        voice = Voice(loaded.settings.language)
        window.say(voice.word("The settings were damaged; they lie in {file} now.", file=loaded.moved_aside))
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Qt's loop never comes to Python's own handler of Ctrl+C
    _begin(window)
    return app.exec()


def _unlocked(folder: Path, person: str | None, passphrase_file: Path | None, language: str) -> Unlocked:
    """The key of a store by a passphrase that nobody has to type."""
    passphrase = passphrases.asked(Voice(language), passphrases.OPENING, passphrase_file, name=person or "")
    return vault.unlock(folder, passphrase, person)


def _begin(window: MainWindow) -> QTimer:
    """Shows the window, and loads the rest of the program while it is looked at; the timer is active until then."""
    room = window.screen().availableSize()
    fits = window.width() <= room.width() and window.height() + _FRAME <= room.height()
    (window.show if fits else window.showMaximized)()  # a foot below the screen would be found by nobody
    QTimer.singleShot(0, keep_smooth)
    rest = QTimer(window, interval=_PAUSE)
    rest.timeout.connect(partial(_load_next, iter(LATER), rest))
    rest.start()
    return rest


def _load_next(later: Iterator[str], rest: QTimer) -> None:
    if name := next(later, ""):
        _ = import_module(name).__doc__  # a module that was postponed runs when something of it is asked for
    else:
        rest.stop()
        keep_smooth()


def _save_screenshots(into: Path) -> int:
    language = settings.load(paths.config_folder()).settings.language
    with tempfile.TemporaryDirectory(prefix="ruhu-") as home:
        os.environ["RUHU_HOME"] = home  # no trace of the invented area among the user's own
        app, window = _window(Settings(language))
        screenshots.save(app, window, paths.data_folder() / "demo", into)
        window.close()
    return 0


def _window(
    chosen: Settings, store: Path | None = None, unlocked: Unlocked | None = None
) -> tuple[QApplication, MainWindow]:
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, os.devnull)  # where papers were saved
    app = QApplication(sys.argv[:1])
    theme.dress(app, theme.theme(chosen.text_size, is_outdoor=chosen.is_outdoor))
    words = _QtsOwnWords(app)

    def voice_of(language: str) -> Voice:
        words.speak(language)
        return Voice(language)

    window = MainWindow(
        app, chosen, voice_of, partial(settings.change, paths.config_folder()), folder=store, unlocked=unlocked
    )
    return app, window


class _QtsOwnWords:
    """What Qt itself says, such as on the buttons of its dialogs, in the language of the window."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self._spoken: QTranslator | None = None

    def speak(self, language: str) -> None:
        if self._spoken is not None:
            self._app.removeTranslator(self._spoken)
        self._spoken = QTranslator(self._app)
        if self._spoken.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            self._app.installTranslator(self._spoken)


def _tell_early(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    """Before there is a window: one sentence where the program was started, and no text of the error."""
    language = os.environ.get("RUHU_LANGUAGE") or Settings().language
    sys.stderr.write(bug_log.told(Book("window"), error, language) + "\n")
