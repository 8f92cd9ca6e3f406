"""A name with a character that no type has: found while it is typed, drawn or photographed, printed."""

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pictures
import pytest
from builders import a_household, a_person
from PIL import Image, ImageDraw
from PySide6.QtCore import QPoint, Qt, QThreadPool
from PySide6.QtGui import QImage, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from stores import NewStore

from desktop.casework import picture
from desktop.casework.papers import signs
from desktop.cli.words import Voice
from desktop.domain.records import DrawnSign, Household, Person
from desktop.i18n import Language
from desktop.store.store import Store
from desktop.ui import jobs, theme
from desktop.ui.household_page import HouseholdPage
from desktop.ui.page import Place
from desktop.ui.print_page import PrintPage
from desktop.ui.shell import Shell
from desktop.ui.sign_pads import CutPad, NameLine, SignPad
from desktop.ui.signs_page import SignsPage
from desktop.ui.workspace import Workspace

_W = TypeVar("_W", bound=QWidget)
PARTS = "⿰王争"


class Desk:
    """The page in a shell over a store, and hands."""

    def __init__(self, qtbot: QtBot, store: Store, folder: Path) -> None:
        self.qtbot, self.store, self.folder = qtbot, store, folder
        workspace = Workspace(store, Voice(Language.ENGLISH))
        pages = {
            "signs": lambda: SignsPage(workspace),
            "print": lambda: PrintPage(workspace),
            "household": lambda: HouseholdPage(workspace),
        }
        self.shell = Shell(workspace, pages)
        self.shell.resize(1366, 700)
        qtbot.addWidget(self.shell)
        self.shell.show()
        qtbot.waitExposed(self.shell)
        self.shell.activateWindow()

    def go(self, page: str, household: Household | None = None, part: str = "", row: bytes | None = None) -> None:
        self.shell.go(Place(page, household.id if household else None, part, row))
        self.settle()

    def seen(self, kind: type[_W], name: str) -> _W:
        return next(each for each in self.shell.findChildren(kind, name) if each.isVisible())

    def is_seen(self, name: str) -> bool:
        return any(each.isVisible() for each in self.shell.findChildren(QWidget, name))

    def press(self, name: str) -> None:
        self.qtbot.mouseClick(self.seen(QAbstractButton, name), Qt.MouseButton.LeftButton)
        self.settle()

    def draw(self, *stroke: tuple[int, int]) -> None:
        pad, none = self.seen(SignPad, "sign-pad"), Qt.KeyboardModifier.NoModifier
        places = [QPoint(*each) for each in stroke]
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, none, places[0])
        for place in places[1:]:
            QTest.mouseMove(pad, place)
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, none, places[-1])
        self.settle()

    def type(self, name: str, text: str) -> None:
        field = self.seen(QLineEdit, name)
        field.setFocus()
        field.selectAll()
        self.qtbot.keyClick(field, Qt.Key.Key_Delete)
        committed = QInputMethodEvent()
        committed.setCommitString(text)
        QApplication.sendEvent(field, committed)
        self.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        self.settle()

    def settle(self) -> None:
        for _ in range(6):
            QThreadPool.globalInstance().waitForDone()
            QApplication.processEvents()

    def says(self, text: str) -> bool:
        return any(text in each.text() for each in self.shell.findChildren(QLabel) if each.isVisible())


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, new_store: NewStore, tmp_path: Path) -> Iterator[Desk]:
    theme.dress(qapp)
    made = Desk(qtbot, new_store("area"), tmp_path)
    yield made
    made.shell.leave_page()
    jobs.stop_all(made.shell)
    made.shell.close()


@pytest.fixture
def family(desk: Desk) -> Household:
    home = a_household()
    desk.store.save(home, a_person(household=home.id, name=f"王{PARTS}兰"))
    return home


@pytest.fixture
def photo(desk: Desk) -> Path:
    """A name on a card, in white light; its first character is a cross, its second a square."""
    card = Image.new("RGB", (900, 500), (235, 235, 225))
    draw = ImageDraw.Draw(card)
    draw.line((120, 250, 320, 250), fill="black", width=24)
    draw.line((220, 150, 220, 350), fill="black", width=24)
    draw.rectangle((560, 150, 760, 350), outline="black", width=24)
    file = desk.folder / "card.jpg"
    file.write_bytes(pictures.saved(card))
    return file


def test_a_name_that_can_not_be_printed_is_told_while_it_is_typed_and_drawn_at_once(desk: Desk) -> None:
    home = a_household()
    person = a_person(household=home.id, name="王兰")
    desk.store.save(home, person)
    desk.go("household", home, "person", person.id)
    assert not desk.is_seen("draw-sign")
    desk.type("name", f"王{PARTS}")
    assert desk.says(f"{PARTS} can't be printed yet")
    desk.press("draw-sign")
    assert desk.says(f"stands in 王{PARTS}")
    desk.draw((40, 40), (120, 130), (220, 220))
    desk.press("keep-sign")
    assert [row.sign for row in desk.store.records(DrawnSign)] == [PARTS]
    desk.qtbot.keyClick(desk.shell, Qt.Key.Key_Escape)
    desk.settle()
    assert desk.seen(QLineEdit, "name").text() == f"王{PARTS}"
    assert not desk.is_seen("draw-sign")


def test_an_ordinary_and_a_rare_name_say_nothing(desk: Desk) -> None:
    home = a_household()
    person = a_person(household=home.id, name="王兰")
    desk.store.save(home, person)
    desk.go("household", home, "person", person.id)
    for name in ("马示例", "李㛃𠮷", "买买提·艾力"):
        desk.type("name", name)
        assert not desk.is_seen("draw-sign")


def test_nothing_is_kept_before_something_is_drawn_and_a_stroke_can_be_taken_back(
    desk: Desk, family: Household
) -> None:
    desk.go("signs", family)
    keep = desk.seen(QAbstractButton, "keep-sign")
    assert not keep.isEnabled()
    desk.draw((40, 40), (220, 220))
    assert keep.isEnabled()
    desk.press("sign-undo")
    assert not keep.isEnabled()
    assert desk.store.records(DrawnSign) == ()


def test_what_was_drawn_is_kept_black_on_white_and_shown_in_the_name(desk: Desk, family: Household) -> None:
    desk.go("signs", family)
    desk.draw((40, 130), (130, 130), (220, 130))
    before = desk.seen(NameLine, "name-line").grab().toImage()
    desk.press("keep-sign")
    (row,) = desk.store.records(DrawnSign)
    assert _grey(row, 80, 80) < 60
    assert _grey(row, 80, 20) > 240
    assert desk.seen(NameLine, "name-line").grab().toImage() == before
    assert signs.lacking(f"王{PARTS}兰", signs.signs(desk.store)) == ()


def _grey(row: DrawnSign, x: int, y: int) -> int:
    picture = Image.open(io.BytesIO(base64.b64decode(row.picture or ""))).convert("L")
    return picture.tobytes()[y * picture.width + x]


def test_a_character_is_cut_out_of_a_photo_with_the_keyboard(
    desk: Desk, family: Household, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.go("signs", family)
    desk.press("sign-way-photo")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(photo), ""))
    desk.press("sign-photo")
    pad = desk.seen(CutPad, "sign-cut")
    for _ in range(4):
        desk.qtbot.keyClick(pad, "-")
    for _ in range(60):
        desk.qtbot.keyClick(pad, Qt.Key.Key_Left)
    keep = desk.seen(QAbstractButton, "keep-sign")
    desk.qtbot.waitUntil(keep.isEnabled)
    desk.qtbot.wait(400)
    desk.settle()
    desk.press("keep-sign")
    (row,) = desk.store.records(DrawnSign)
    assert _grey(row, 80, 80) < 60  # the cross, and not the square
    assert _grey(row, 20, 20) > 240


def test_a_photo_with_nothing_on_it_is_refused_on_the_page(
    desk: Desk, family: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = desk.folder / "empty.jpg"
    empty.write_bytes(pictures.saved(Image.new("RGB", (400, 400), "white")))
    desk.go("signs", family)
    desk.press("sign-way-photo")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(empty), ""))
    desk.press("sign-photo")
    desk.qtbot.waitUntil(lambda: desk.says("No character was found"))
    assert not desk.seen(QAbstractButton, "keep-sign").isEnabled()


def test_all_of_the_area_is_listed_what_lacks_a_picture_first(desk: Desk, family: Household) -> None:
    desk.store.save(a_person(household=family.id, name="李\ue123", id_number=None, birth_date=None))
    desk.go("signs")
    listed = [row.text() for row in desk.shell.findChildren(QAbstractButton) if row.objectName().startswith("sign-0")]
    assert listed == [f"{PARTS}  ·  no picture yet"]
    assert desk.says("stands in 王")
    desk.press("sign-1")
    assert desk.says("U+E123")
    desk.draw((40, 40), (220, 220))
    desk.press("keep-sign")
    assert [row.sign for row in desk.store.records(DrawnSign)] == ["\ue123"]
    assert desk.seen(QAbstractButton, "sign-0").isChecked()


def test_where_all_can_be_printed_it_says_so(desk: Desk) -> None:
    home = a_household()
    desk.store.save(home, a_person(household=home.id))
    desk.go("signs")
    assert desk.says("Every name can be printed.")
    assert len(desk.store.records(Person)) == 1


def test_where_a_paper_is_refused_for_a_character_a_way_leads_to_drawing_it(desk: Desk, family: Household) -> None:
    desk.go("print", family, "survey")
    desk.qtbot.waitUntil(lambda: desk.is_seen("open-clear"))
    assert desk.says(f"The sign {PARTS}")
    desk.press("open-clear")
    assert desk.says("stands in 王")
    desk.draw((40, 40), (220, 220))
    desk.press("keep-sign")
    desk.go("print", family, "survey")
    desk.qtbot.waitUntil(lambda: desk.says("page 1 of"))


def test_the_household_bears_its_name_with_the_picture(desk: Desk, family: Household) -> None:
    desk.store.save(signs.record(PARTS, picture.drawn_sign(pictures.saved(Image.new("L", (300, 300), 0), "PNG"))))
    desk.go("household", family)
    (name,) = [each for each in desk.shell.findChildren(QLabel) if each.accessibleName() == f"王{PARTS}兰"]
    assert name.text().startswith('王<img src="data:image/png;base64,')
    seen = name.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    middle = seen.pixelColor(name.width() // 2, name.height() // 2)
    assert middle.lightness() < 40  # the black square that stands for the character
