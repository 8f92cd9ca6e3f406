"""A mistake of the program in the window: what is typed is kept, the report tells nothing, and it can be found."""

import threading
from collections.abc import Iterator

import pytest
import stores
from PySide6.QtCore import QObject, QTimer, Signal, qWarning
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot
from seeing import is_said, part, press, typed
from sqlalchemy import text

from desktop import paths
from desktop.casework import bug_log
from desktop.casework.bug_log import Book
from desktop.domain.errors import Refused
from desktop.store import drafts
from desktop.store.store import Store
from desktop.ui.jobs import Job, Progress
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place
from desktop.ui.unforeseen import Unforeseen

NAME, NUMBER, PHONE = "鸟儿甲马示例", "999999195603070026", "100-0000-6021"


@pytest.fixture
def hooked(window: MainWindow, qtbot: QtBot) -> Iterator[MainWindow]:
    """The window with the program's own hooks, as it is started."""
    with qtbot.captureExceptions():
        hooks = Unforeseen(Book("window"), window, lambda: window.voice)
        hooks.stand_in()
        yield window
        hooks.put_away()


@pytest.fixture
def store(hooked: MainWindow, new_store: stores.NewStore) -> Store:
    store = new_store("area")
    hooked.show_store(store)
    return store


class Failing(QObject):
    """Fails in a slot, in the middle of what a person does."""

    pressed = Signal()

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error
        self.pressed.connect(self._fail)

    def _fail(self) -> None:
        name, number = NAME, NUMBER  # what a frame holds
        raise self._error from KeyError(name + number)


def kept(store: Store) -> str:
    return str([draft.fields for draft in drafts.drafts_of(store, store.opened.person)])


def told(window: MainWindow) -> str:
    return part(window, QLabel, "bug-told").text()


def require_no_canary(window: MainWindow) -> str:
    """What the log tells, in which nothing stands that somebody wrote; nor is it seen."""
    log = bug_log.log_file().read_text("utf-8")
    said = [label.text() for label in window.findChildren(QLabel)]
    assert not [each for each in (NAME, NUMBER, PHONE) for place in (log, *said) if each in place]
    return log


def test_what_is_typed_is_kept_and_the_report_can_be_found(
    hooked: MainWindow, store: Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert hooked.shell is not None
    hooked.shell.go(Place("household", part="new"))
    typed(qtbot, hooked, "lane", "Lane 3")
    typed(qtbot, hooked, "door", "17")
    assert "door" not in kept(store), "typing has not come to rest"
    failing = Failing(ValueError(NAME))
    failing.pressed.emit()
    band = part(hooked, QLabel, "bug-told")
    qtbot.waitUntil(band.isVisible)
    assert told(hooked).startswith("The program made a mistake (ValueError). What was saved before is safe.")
    assert told(hooked).endswith("What you were typing is kept.")
    assert "'lane': 'Lane 3', 'door': '17'" in kept(store)
    assert part(hooked, QLineEdit, "door").text() == "17", "the page goes on where it was"
    log = require_no_canary(hooked)
    assert "builtins.KeyError" in log
    assert "builtins.ValueError" in log

    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()) or True)
    press(qtbot, hooked, "bug-show-folder")
    assert shown == [str(paths.log_folder())]
    press(qtbot, hooked, "bug-copy-path")
    assert QGuiApplication.clipboard().text() == str(bug_log.log_file())
    press(qtbot, hooked, "bug-read")
    assert not band.isVisible()


@pytest.mark.usefixtures("store")
def test_a_page_that_is_broken_itself_says_that_nothing_was_kept(
    hooked: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert hooked.shell is not None
    assert hooked.shell.page is not None

    def fail() -> None:
        raise LookupError(NAME)

    monkeypatch.setattr(hooked.shell.page, "leave", fail)
    failing = Failing(TypeError(PHONE))
    failing.pressed.emit()
    qtbot.waitUntil(lambda: "could not be kept" in told(hooked))
    kinds = {report.kind for report in bug_log.reports()}
    assert {"builtins.TypeError", "builtins.LookupError"} <= kinds
    require_no_canary(hooked)
    monkeypatch.undo()


def test_mistakes_of_jobs_threads_timers_and_the_database_are_told_and_tell_nothing(
    hooked: MainWindow, store: Store, qtbot: QtBot
) -> None:
    def of_a_job(_tell: Progress) -> None:
        with store.engine.begin() as connection:
            connection.execute(text("INSERT INTO nothing VALUES (:name)"), {"name": NAME + NUMBER})

    def of_a_thread() -> None:
        raise RuntimeError(PHONE)

    def of_a_timer() -> None:
        raise ZeroDivisionError(NAME)

    for begin, kind in (
        (lambda: Job(of_a_job, hooked).start(), "OperationalError"),
        (lambda: threading.Thread(target=of_a_thread).start(), "RuntimeError"),
        (lambda: QTimer.singleShot(0, of_a_timer), "ZeroDivisionError"),
    ):
        begin()
        qtbot.waitUntil(lambda kind=kind: f"({kind})" in told(hooked))
    log = require_no_canary(hooked)
    assert "sqlalchemy.exc.OperationalError" in log
    assert "desktop.ui.jobs:" in log


def test_a_warning_of_qt_is_kept_by_its_own_name_alone(hooked: MainWindow) -> None:
    qWarning(f"QThing::turn: {NAME} {PHONE}")
    assert [report.kind for report in bug_log.reports()] == ["qt.warning default QThing::turn"]
    require_no_canary(hooked)


def test_the_same_again_and_again_fills_no_disk(hooked: MainWindow, qtbot: QtBot) -> None:
    failing = Failing(ValueError(NAME))
    for _ in range(200):
        failing.pressed.emit()
    qtbot.waitUntil(part(hooked, QLabel, "bug-told").isVisible)
    assert len(bug_log.reports()) == bug_log.OF_ONE_KIND


def test_a_refusal_that_no_page_awaited_is_told_in_words(hooked: MainWindow, qtbot: QtBot) -> None:
    failing = Failing(Refused("Nobody of this name opens this store.", "…"))
    failing.pressed.emit()
    qtbot.waitUntil(lambda: is_said(hooked, "Nobody of this name opens this store."))
    assert not part(hooked, QLabel, "bug-told").isVisible()
    assert not bug_log.log_file().exists()
