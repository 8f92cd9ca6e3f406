"""Somebody visits households in the real window, one after the other, in a process of their own, by keys and touch.

All of it is one script. Whoever is killed goes on in another process, with what was not done by then.
"""

import os
import random
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple, TypeVar, cast

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before the first import of Qt

import stores
from PySide6.QtCore import QEvent, QEventLoop, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QWidget,
)

from desktop import paths, settings
from desktop.cli.words import Voice
from desktop.domain.records import House, Household, Person, Visit
from desktop.i18n import Language
from desktop.settings import Settings
from desktop.store.store import Store
from desktop.ui import theme
from desktop.ui.explain_page import ExplainPage
from desktop.ui.household_page import HouseholdPage
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place
from desktop.ui.shell import Shell
from desktop.ui.signature_pad import Pad
from desktop.ui.today_page import TodayPage
from desktop.ui.visit_page import VisitPage

HOMES, PROMISES, PHOTOS = 5, 5, 3
CLAUSES = ("第一条", "第二条")
PAGES = (HouseholdPage, TodayPage, VisitPage, ExplainPage)  # by then they were run, and not postponed
FORMS = {
    "house": (House, ("certificate_number", "year_built", "actual_use", "encumbrance", "measured_area")),
    "person": (Person, ("relation", "language", "agent_scope")),
    "household": (Household, ("lane", "door", "address", "dispute_note")),
}
_NTH = re.compile(r"(.*)-(\d+)")
_SIGNED = ((30, 30), (60, 60), (90, 30), (120, 60))
_W = TypeVar("_W", bound=QWidget)


class Step(NamedTuple):
    """What is done at one place of a household, and what of it is found in the store: one of these texts at least.

    `is_written` once no draft will do any more: it stands in the record.
    """

    home: int
    does: str
    name: str
    text: str
    found: tuple[str, ...]
    is_written: bool = False


def script(seed: int) -> list[Step]:
    """Some 260 steps; in 200 of them something is typed."""
    chance = random.Random(seed)  # noqa: S311  a seed that tells where a failure was
    return [step for home in range(HOMES) for step in _visited(home, chance)]


def _visited(home: int, chance: random.Random) -> Iterator[Step]:
    def typed(does: str, name: str, text: str = "", found: str = "") -> Step:
        text = text or f"w{home}{chance.randrange(10_000_000):07}"
        return Step(home, does, name, text, (found or text,))

    def pressed(name: str, *found: str) -> Step:
        return Step(home, "press", name, "", tuple(f"\n{each}\n" for each in found))

    def photo(n: int) -> Step:
        file = f"{home * PHOTOS + n:02}.jpg"
        return Step(home, "take_photo", f"photo-{n}", file, (f"\nfile_name={file}\n",))

    def told_of(n: int) -> Iterator[Step]:
        text = f"p{home}{chance.randrange(10_000_000):07}"
        yield Step(home, "say_of_photo", f"photo-{n}", text, (f"\ncaption={text}\n",))
        yield Step(home, "ask_about_photo", f"photo-{n}", "", ("\nconsent=given\n",))

    yield typed("write", "words")
    yield pressed("topic-搬迁费", "topics=搬迁费")
    yield photo(0)
    yield typed("write", "other-topics")
    yield typed("add_person", "other-name")
    yield from _into_forms(home, chance, ("person", "household"))
    yield pressed("wish-cash", "wish=cash", "choice=cash")
    for n in range(PROMISES):
        yield typed("write", f"promise-{n}")
        yield typed("write", f"promise-who-{n}")
        yield typed("write", f"promise-due-{n}", f"2027-{home + 1:02}-{n + 10}")
        if n == 1:
            yield from told_of(0)
        if n in (1, 3):
            yield photo(n // 2 + 1)
    for clause in CLAUSES:
        for name in ("questions", "answers", "spoken_language"):
            yield typed("explain", f"{clause}/{name}")
        yield Step(home, "tell", clause, "", (f"\nclause={clause}\n",), is_written=True)
    yield pressed("contact-visit", "contact=visit", "contact_wish=visit")
    yield typed("write", "next-day", f"2026-12-{home + 10}")
    yield typed("write", "next-time", f"10:{home + 10}")
    yield from (*told_of(1), *told_of(2))
    yield from _into_forms(home, chance, ("house",))
    yield pressed("told-review-told", "told=review", "term=review")
    yield pressed("read-aloud", "read_aloud=True")
    yield pressed("purpose-notice", "notice=True", "purpose_notice=True")
    yield Step(home, "sign", "", "", ("\nmanner=signed\n",))
    yield Step(home, "finish", "", "", ("\nsignature=signed\n",), is_written=True)


def _into_forms(home: int, chance: random.Random, records: Collection[str]) -> Iterator[Step]:
    for record in records:
        for name in FORMS[record][1]:
            text = {"year_built": str(chance.randint(1950, 2020)), "measured_area": f"{chance.randint(40, 99)}.25"}
            new = text.get(name) or f"f{home}{chance.randrange(10_000_000):07}"
            yield Step(home, "fill", f"{record}/{name}", new, (f"\n{name}={new}\n",))


@dataclass(frozen=True, slots=True)
class Errand:
    """Where somebody works, with the photos they took, and what of the script is done."""

    folder: Path
    home: Path
    photos: Path
    seed: int
    done: frozenset[int]


def call(errand: Errand, told: Connection) -> None:
    """Does what is left until somebody kills this; sends each step's number before it, and its negative after it."""
    os.environ["RUHU_HOME"] = str(errand.home)
    app = QApplication([])
    theme.dress(app)
    window = MainWindow(app, Settings(Language.CHINESE), Voice, partial(settings.change, paths.config_folder()))
    with stores.opened(errand.folder) as store:
        window.show_store(store)
        window.show()
        hand = Hand(app, cast("Shell", window.shell), store, errand.photos, told)
        told.send("ready")
        for number, step in enumerate(script(errand.seed), 1):
            if number not in errand.done:
                hand.do(number, step)
        hand.await_photo()
        told.send("all")
        app.exec()


class Hand:
    """A person before the window."""

    def __init__(self, app: QApplication, shell: Shell, store: Store, photos: Path, told: Connection) -> None:
        self._app, self._shell, self._store, self._photos, self._told = app, shell, store, photos, told
        self._homes = sorted(store.records(Household), key=lambda each: each.number or "")
        self._finger: QPointingDevice = QTest.createTouchDevice()
        self._photo = self._tiles_wanted = 0  # the number of the step whose photo is on its way, and as which it comes

    def do(self, number: int, step: Step) -> None:
        """One step, after which the keyboard is elsewhere; that a photo is there is told when it is."""
        if step.does == "take_photo":
            self._be_at(step, Place("visit", self._home(step)))
            self.await_photo()
            self._photo = number
        self._told.send(number)
        self._shell.window().activateWindow()  # else a list of proposals stays in its place
        does: Callable[[Step], None] = getattr(self, step.does)
        does(step)
        self._settle()
        if step.does != "take_photo":
            self._told.send(-number)

    def write(self, step: Step) -> None:
        self._be_at(step, Place("visit", self._home(step)))
        nth = _NTH.fullmatch(step.name)
        if nth and nth[1] == "promise" and len(self._lines("promise")) <= int(nth[2]):
            QTest.keyClick(self._focused(), Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
            self._settle()
        field = self._lines(nth[1])[int(nth[2])] if nth else self._seen(QWidget, step.name)
        self._type(field, step.text)

    def add_person(self, step: Step) -> None:
        self._be_at(step, Place("visit", self._home(step)))
        if not self._is_seen(step.name):
            self._press("add-person")
        name = self._seen(QLineEdit, step.name)
        name.setFocus()
        QTest.keyClicks(name, step.text)
        QTest.keyClick(name, Qt.Key.Key_Return)
        self._press("add-person")

    def press(self, step: Step) -> None:
        self._be_at(step, Place("visit", self._home(step)))
        button = self._seen(QAbstractButton, step.name)
        if not button.isChecked():
            self._press(step.name)

    def fill(self, step: Step) -> None:
        record, name = step.name.split("/")
        kind, _ = FORMS[record]
        home = self._home(step)
        row = home if kind is Household else self._store.records(kind, household=home)[0].id
        self._be_at(step, Place("household", home, record, row))
        self._type(self._seen(QLineEdit, name), step.text)

    def explain(self, step: Step) -> None:
        clause, name = step.name.split("/")
        self._be_explaining(step, clause)
        self._type(self._seen(QWidget, name), step.text)

    def tell(self, step: Step) -> None:
        self._be_explaining(step, step.name)
        if not self._seen(QAbstractButton, "answer-understood").isChecked():
            self._press("answer-understood")
        self._press("next-clause")

    def take_photo(self, step: Step) -> None:
        """Chooses it, where it is not there already or on its way; typing goes on meanwhile."""
        self._be_at(step, Place("visit", self._home(step)))
        self._tiles_wanted = int(step.name.removeprefix("photo-")) + 1
        if self._tiles().count() < self._tiles_wanted:
            file = str(self._photos / step.text)
            setattr(QFileDialog, "getOpenFileNames", lambda *_: ([file], ""))  # noqa: B010  typed otherwise
            self._press("visit_photo_add")

    def say_of_photo(self, step: Step) -> None:
        self._choose_photo(step)
        self._type(self._seen(QLineEdit, "visit_photo_caption"), step.text)

    def ask_about_photo(self, step: Step) -> None:
        self._choose_photo(step)
        if not self._seen(QAbstractButton, "visit_photo_consent-given").isChecked():
            self._press("visit_photo_consent-given")

    def sign(self, step: Step) -> None:
        self._be_at(step, Place("visit", self._home(step)))
        page = cast("VisitPage", self._shell.page)
        pad = next(each for each in page.findChildren(Pad) if each.isVisible())
        if pad.strokes():
            return
        page._page.ensureWidgetVisible(pad)
        self._settle()
        QTest.touchEvent(self._shell.window(), self._finger).press(0, QPoint(*_SIGNED[0]), pad).commit()
        for point in _SIGNED[1:]:
            QTest.touchEvent(self._shell.window(), self._finger).move(0, QPoint(*point), pad).commit()
        QTest.touchEvent(self._shell.window(), self._finger).release(0, QPoint(*_SIGNED[-1]), pad).commit()
        self._settle()
        QTest.keyClick(self._focused(), Qt.Key.Key_Tab)

    def finish(self, step: Step) -> None:
        if self._store.records(Visit, household=self._home(step)):
            return
        self._be_at(step, Place("visit", self._home(step)))
        while self._shell.page and self._shell.page.place().page == "visit":  # a photo may still be on its way
            QTest.keyClick(self._focused(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
            self._settle()

    def await_photo(self) -> None:
        """Waits for the photo that is on its way."""
        while self._photo:
            self._app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            self._look_for_photo()

    # Inside

    def _look_for_photo(self) -> None:
        """Tells the photo that was on its way, once it is seen."""
        if self._photo and self._is_seen("visit_photos") and self._tiles().count() >= self._tiles_wanted:
            self._told.send(-self._photo)
            self._photo = 0

    def _choose_photo(self, step: Step) -> None:
        self._be_at(step, Place("visit", self._home(step)))
        self.await_photo()
        self._tiles().setCurrentRow(int(step.name.removeprefix("photo-")))

    def _tiles(self) -> QListWidget:
        return cast("VisitPage", self._shell.page).findChildren(QListWidget, "visit_photos")[0]

    def _home(self, step: Step) -> bytes:
        return self._homes[step.home].id

    def _be_at(self, step: Step, place: Place) -> None:
        """Goes there, where the window is not there already."""
        page = self._shell.page
        there = page.place() if page else None
        is_there = there is not None and (there.page, there.household) == (place.page, self._home(step))
        if not is_there or (there and place.part not in ("", there.part)):
            self._go(place)

    def _be_explaining(self, step: Step, clause: str) -> None:
        """From the page of the visit, which the explanation then belongs to."""
        home, page = self._home(step), self._shell.page
        there = page.place() if page else None
        if there is None or (there.page, there.household, there.part) != ("explain", home, clause):
            self._go(Place("visit", home))
            QTest.keyClick(self._focused(), Qt.Key.Key_F4)
            place = cast("ExplainPage", self._shell.page).place()
            self._go(Place("explain", home, clause, place.row))
            while not self._is_seen("questions"):
                self._app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def _go(self, place: Place) -> None:
        self._shell.go(place)
        self._settle()

    def _type(self, field: QWidget, text: str) -> None:
        """Over what stands there, the second half as an input method gives it."""
        edit = cast("QLineEdit | QPlainTextEdit", field)
        edit.setFocus()
        edit.selectAll()
        QTest.keyClick(edit, Qt.Key.Key_Delete)
        half = len(text) // 2
        QTest.keyClicks(edit, text[:half])
        composed = QInputMethodEvent()
        composed.setCommitString(text[half:])
        self._app.sendEvent(edit, composed)
        self._settle()
        self._shell.window().activateWindow()  # offscreen a list of proposals stays the active window, and hears no Tab
        QTest.keyClick(edit, Qt.Key.Key_Tab)

    def _press(self, name: str) -> None:
        button = self._seen(QAbstractButton, name)
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)
        if button.isVisible():
            QTest.keyClick(button, Qt.Key.Key_Tab)

    def _settle(self) -> None:
        self._app.processEvents()
        self._look_for_photo()
        self._app.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _focused(self) -> QWidget:
        return self._app.focusWidget() or self._shell

    def _is_seen(self, name: str) -> bool:
        return any(each.isVisible() for each in self._shell.findChildren(QWidget, name))

    def _seen(self, kind: type[_W], name: str) -> _W:
        return next(each for each in self._shell.findChildren(kind, name) if each.isVisible())

    def _lines(self, name: str) -> list[QLineEdit]:
        """The lines with this name and a number, which goes on when some of them are taken away."""
        numbered = ((each, _NTH.fullmatch(each.objectName())) for each in self._shell.findChildren(QLineEdit))
        found = {int(nth[2]): each for each, nth in numbered if nth and nth[1] == name and each.isVisible()}
        return [found[number] for number in sorted(found)]
