"""A visit begun with F2, to its first letter on the screen; and typing while large photos are taken in.

Keys come at their own times, whatever the window is at: one that has to wait for it is late. A key counts as done once
its letter stands in the field and is painted.
"""

import io
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import TypeVar, cast

import district
import figures
import laptop  # noqa: F401  before the first import of Qt
from PIL import Image
from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QListWidget, QPlainTextEdit, QPushButton, QWidget

from desktop import paths, settings
from desktop.cli.words import Voice
from desktop.domain.records import Appointment, Household
from desktop.i18n import Language
from desktop.settings import Settings
from desktop.store.drafts import drafts_of, drop_draft
from desktop.store.store import Store
from desktop.ui import jobs, theme
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place
from desktop.ui.shell import Shell

BEGINNINGS, PHOTOS, LETTERS = 20, 6, 400
SIZE = (7300, 5500)  # 40 megapixels
EVERY = 0.03  # seconds from key to key, as fast as anybody types
FRAME, THOUGHT = 0.016, 0.1
WORDS = "the shed stood there in 1989 and nobody measured it "

_W = TypeVar("_W", bound=QWidget)


@dataclass(frozen=True, slots=True)
class Desk:
    """The window over an open store."""

    app: QApplication
    window: MainWindow
    store: Store

    @property
    def shell(self) -> Shell:
        return cast("Shell", self.window.shell)

    def go(self, place: Place) -> None:
        self.shell.go(place)
        self.rest()

    def rest(self) -> None:
        """Until nothing is under way any more."""
        self.turn()
        while self.window.findChildren(jobs.Job):
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            self.turn()

    def turn(self) -> None:
        self.app.processEvents()
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def press(self, key: Qt.Key | str) -> None:
        """A key, wherever the keyboard is."""
        if isinstance(key, str):
            QTest.keyClicks(self.app.focusWidget() or self.window, key)
        else:
            QTest.keyClick(self.app.focusWidget() or self.window, key)

    def paint(self) -> None:
        """What waits to be painted."""
        QApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest)

    def seen(self, kind: type[_W], name: str) -> _W:
        return next(each for each in self.shell.findChildren(kind, name) if each.isVisible())


def main() -> None:
    with district.district() as made, made.copied() as copy, tempfile.TemporaryDirectory() as room:
        figures.heading(f"a visit among {made.households:,} encrypted households", made.folder)
        photos = [*_photos(Path(room))]
        with copy.open() as store, _desk(store) as desk:
            homes = store.records(Household)[:BEGINNINGS]
            _begin_on_pages(desk, [home.id for home in homes])
            _begin_today(desk, homes[-1].id)
            _type_beside(desk, homes[0].id, photos)


@contextmanager
def _desk(store: Store) -> Iterator[Desk]:
    app = QApplication([])
    theme.dress(app)
    window = MainWindow(app, Settings(Language.CHINESE), Voice, partial(settings.change, paths.config_folder()))
    window.show_store(store)
    window.show()
    window.activateWindow()
    made = Desk(app, window, store)
    made.rest()
    yield made
    jobs.stop_all(window)
    window.close()


# To the first key


def _begin_on_pages(desk: Desk, homes: list[bytes]) -> None:
    first, *others = [_begun(desk, partial(desk.go, Place("household", home))) for home in homes]
    print(f"  the first of all, its page made: {figures.written(first)}, {figures.felt(first)}")
    figures.times("F2 on a household, to the first letter", others, is_felt=True)
    figures.times("the same window painted again", [figures.seconds(desk.window.repaint) for _ in others])


def _begin_today(desk: Desk, home: bytes) -> None:
    now = desk.store.now()
    coming = now + timedelta(minutes=1)
    desk.store.save(Appointment(household=home, planned_at=coming, manner="home", state="agreed"))
    times = [_begun(desk, partial(desk.go, Place("today"))) for _ in range(BEGINNINGS)]
    figures.times("F2 on today's page, to the first letter", times, is_felt=True)


def _begun(desk: Desk, go: Callable[[], None]) -> float:
    """Seconds from F2 to the letter on the screen."""
    go()
    begun = time.perf_counter()
    desk.press(Qt.Key.Key_F2)
    desk.press("m")
    desk.turn()
    took = time.perf_counter() - begun
    assert desk.seen(QPlainTextEdit, "words").toPlainText() == "m"
    desk.rest()
    desk.press(Qt.Key.Key_Escape)
    for draft in drafts_of(desk.store):
        drop_draft(desk.store, draft.id)
    return took


# Beside a photo


def _type_beside(desk: Desk, home: bytes, photos: list[Path]) -> None:
    desk.go(Place("visit", home))
    desk.seen(QPlainTextEdit, "words").setFocus()
    alone = _typed(desk, lambda: False, LETTERS)
    beside: list[float] = []
    taken: list[float] = []
    tiles = desk.shell.findChildren(QListWidget, "visit_photos")[0]
    for n, photo in enumerate(photos, 1):
        begun = time.perf_counter()
        setattr(QFileDialog, "getOpenFileNames", lambda *_, file=photo: ([str(file)], ""))  # noqa: B010  typed otherwise
        desk.seen(QPushButton, "visit_photo_add").click()
        beside += _typed(desk, lambda n=n: tiles.count() < n or bool(desk.window.findChildren(jobs.Job)))
        taken.append(time.perf_counter() - begun)
    steps = [_stepped(desk) for _ in range(BEGINNINGS)]
    figures.times("a photo of 40 megapixels taken in, while typing", taken)
    _tell("a key, nothing beside it", alone)
    _tell("a key while such a photo is taken in", beside)
    figures.ratio("that is, at p99", _p99(beside) / _p99(alone), "the key with nothing beside it")
    figures.times("the key that leaves a field, its draft kept", steps, is_felt=True)


def _typed(desk: Desk, is_busy: Callable[[], bool], letters: int = 1) -> list[float]:
    """Seconds from when each key was due until its letter is painted: so many keys, and more while it is busy."""
    edit = desk.seen(QPlainTextEdit, "words")
    tick = QTimer(desk.window, interval=1, timerType=Qt.TimerType.PreciseTimer)  # wakes the loop when a key is due
    tick.start()
    late: list[float] = []
    due = time.perf_counter() + EVERY
    while len(late) < letters or is_busy():
        while time.perf_counter() < due:
            desk.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            desk.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        letter = WORDS[len(late) % len(WORDS)]
        QTest.keyClicks(edit, letter)
        desk.paint()
        done = time.perf_counter()
        assert edit.toPlainText()[edit.textCursor().position() - 1] == letter
        late.append(done - due)
        due = max(due + EVERY, done)
    tick.stop()
    tick.deleteLater()
    return late


def _stepped(desk: Desk) -> float:
    """Seconds for the key that leaves a field in which something was typed."""
    edit = desk.seen(QPlainTextEdit, "words")
    edit.setFocus()
    desk.turn()
    desk.press("m")
    desk.turn()
    return figures.seconds(lambda: (desk.press(Qt.Key.Key_Tab), desk.turn()))


def _tell(what: str, late: list[float]) -> None:
    print(
        f"  {what:<47} median {figures.written(median(late)):>9}   p99 {figures.written(_p99(late)):>9}   "
        f"max {figures.written(max(late)):>9}   of {len(late)}; "
        + ", ".join(f"{sum(each > limit for each in late)} over {limit * 1000:.0f} ms" for limit in (FRAME, THOUGHT))
    )


def _p99(times: list[float]) -> float:
    return quantiles(times, n=100, method="inclusive")[-1]


def _photos(room: Path) -> Iterator[Path]:
    """Photos as large as a phone's, no two the same, grained so that they pack as badly as real ones do."""
    grain = Image.merge("RGB", [Image.effect_noise((SIZE[0] // 2, SIZE[1] // 2), 40) for _ in "rgb"]).resize(SIZE)
    for n in range(PHOTOS):
        grain.paste((40 * n, 90, 120), (0, 0, 400 * (n + 1), 300))
        held = io.BytesIO()
        grain.save(held, "JPEG", quality=90)
        file = room / f"IMG_{n}.jpg"
        file.write_bytes(held.getvalue())
        yield file


if __name__ == "__main__":
    main()
