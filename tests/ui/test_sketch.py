"""A sketch of plot and door, drawn by mouse, finger, pen and keys, and kept among the evidence."""

import io
from collections.abc import Iterator

import desk
import pytest
import stores
from builders import a_house, a_household
from desk import Desk
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from desktop.casework import evidence
from desktop.domain import strokes
from desktop.domain.records import Evidence, Household
from desktop.store import drafts
from desktop.store.store import Store
from desktop.ui.sketch_pad import WIDTHS, SketchPad
from desktop.ui.sketch_page import SketchPage

HOME = a_household()
LEFT = Qt.MouseButton.LeftButton
FINGER = QTest.createTouchDevice()
PEN = QPointingDevice(
    "pen",
    8,
    QInputDevice.DeviceType.Stylus,
    QPointingDevice.PointerType.Pen,
    QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
    1,
    2,
)


@pytest.fixture
def at(qtbot: QtBot, new_store: stores.NewStore) -> Iterator[Desk]:
    store = new_store("area")
    store.save(HOME, a_house(household=HOME.id))
    opened = desk.opened(qtbot, store)
    opened.go(HOME, "evidence")
    opened.press("draw-sketch")
    yield opened
    opened.close()


def pad(at: Desk) -> SketchPad:
    return at.shell.findChildren(SketchPad)[0]


def line(at: Desk, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Drawn with the mouse."""
    at.qtbot.mousePress(pad(at), LEFT, pos=QPoint(*start))
    at.qtbot.mouseMove(pad(at), QPoint(*end))
    at.qtbot.mouseRelease(pad(at), LEFT, pos=QPoint(*end))


def lines(at: Desk) -> list[list[tuple[int, int, int]]]:
    text = pad(at).strokes()
    drawn = strokes.read(text).strokes if text else ()
    return [[(point.x, point.y, point.pressure) for point in stroke] for stroke in drawn]


def only(at: Desk, name: str) -> QLineEdit:
    return at.shell.findChildren(QLineEdit, name)[0]


def keep(at: Desk) -> None:
    at.press("keep-sketch")
    for _ in range(6):
        at.settle()


def kept(store: Store) -> tuple[Evidence, ...]:
    return store.records(Evidence)


def test_a_straight_line_lies_on_the_squares_and_is_level_where_it_nearly_is(at: Desk) -> None:
    line(at, (401, 62), (802, 76))
    ((begun, ended),) = lines(at)
    assert begun[1] == ended[1], "level"
    assert all(place % 250 == 0 for x, y, _ in (begun, ended) for place in (x, y))
    assert begun[2] == WIDTHS["wall"]


def test_a_touch_alone_is_no_line(at: Desk) -> None:
    at.qtbot.mouseClick(pad(at), LEFT, pos=QPoint(400, 100))
    assert not lines(at)
    assert not at.shell.findChildren(QPushButton, "keep-sketch")[0].isEnabled()


def test_by_hand_it_is_as_the_hand_went_and_as_wide_as_was_chosen(at: Desk) -> None:
    at.press("sketch-tool-free")
    at.press("sketch-width-thin")
    at.qtbot.mousePress(pad(at), LEFT, pos=QPoint(400, 100))
    for x, y in ((430, 131), (460, 117)):
        at.qtbot.mouseMove(pad(at), QPoint(x, y))
    at.qtbot.mouseRelease(pad(at), LEFT, pos=QPoint(460, 117))
    (drawn,) = lines(at)
    assert len(drawn) == 3
    assert {pressure for *_, pressure in drawn} == {WIDTHS["thin"]}


def test_a_finger_and_a_pen_draw_and_the_palm_beside_the_pen_does_not(at: Desk) -> None:
    def touch(*points: tuple[int, int]) -> None:
        QTest.touchEvent(pad(at), FINGER).press(0, QPoint(*points[0]), pad(at)).commit()
        for point in points[1:]:
            QTest.touchEvent(pad(at), FINGER).move(0, QPoint(*point), pad(at)).commit()
        QTest.touchEvent(pad(at), FINGER).release(0, QPoint(*points[-1]), pad(at)).commit()

    touch((400, 60), (600, 60))
    assert len(lines(at)) == 1
    kinds = (QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease)
    for kind, x in zip(kinds, (400, 600, 600), strict=True):
        where = QPointF(x, 150)
        none = Qt.KeyboardModifier.NoModifier
        event = QTabletEvent(kind, PEN, where, where, 0.8, 0.0, 0.0, 0.0, 0.0, 0.0, none, LEFT, LEFT)
        QApplication.sendEvent(pad(at), event)
    assert len(lines(at)) == 2
    touch((420, 200), (620, 200))
    assert len(lines(at)) == 2, "that was the palm"


def test_keys_draw_a_room_and_write_into_it(at: Desk, qtbot: QtBot) -> None:
    paper = pad(at)
    paper.setFocus()
    for key in (Qt.Key.Key_Space, *[Qt.Key.Key_Right] * 4, Qt.Key.Key_Space):
        qtbot.keyClick(paper, key)
    ((begun, ended),) = lines(at)
    assert (ended[0] - begun[0], ended[1] - begun[1]) == (1000, 0)
    assert "square 16, 7" in paper.accessibleDescription()
    qtbot.keyClick(paper, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    at.press("sketch-tool-words")
    words = only(at, "sketch-words")
    qtbot.keyClicks(words, "door")
    qtbot.keyClick(words, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is paper
    qtbot.keyClick(paper, Qt.Key.Key_Space)
    (label,) = pad(at).sketch.labels
    assert (label.text, label.x, label.y) == ("door", 8000, 4500)
    assert "door" in paper.accessibleDescription()


def test_each_step_is_taken_back_clearing_too(at: Desk, qtbot: QtBot) -> None:
    line(at, (400, 60), (800, 60))
    line(at, (800, 60), (800, 260))
    at.press("sketch-clear")
    assert pad(at).is_empty
    pad(at).setFocus()
    qtbot.keyClick(pad(at), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(lines(at)) == 2
    at.press("sketch-undo")
    assert len(lines(at)) == 1
    at.press("sketch-undo")
    assert pad(at).is_empty
    assert not at.shell.findChildren(QPushButton, "sketch-undo")[0].isEnabled()


def test_it_is_kept_as_a_picture_among_the_evidence(at: Desk) -> None:
    line(at, (400, 60), (800, 60))
    only(at, "sketch-caption").setText("院落草图")
    keep(at)
    (record,) = kept(at.store)
    assert (record.kind, record.caption, record.consent, record.media_type) == (
        "sketch",
        "院落草图",
        "not_needed",
        "image/png",
    )
    assert record.taken_at is not None
    with Image.open(io.BytesIO(evidence.content(at.store, record))) as picture:
        assert picture.size == (2000, 1000)
        assert picture.convert("L").getextrema() == (0, 255), "a black line on white"
    tiles = at.shell.findChildren(QListWidget, "evidence")[0]
    assert tiles.isVisible()
    assert tiles.currentItem().text() == "院落草图"
    assert not drafts.drafts_of(at.store)
    at.press("draw-sketch")
    assert pad(at).is_empty, "the next one is another"


def test_what_was_drawn_and_not_kept_is_a_draft_and_gone_on_with(at: Desk) -> None:
    line(at, (400, 60), (800, 60))
    before = pad(at).sketch
    at.press("leave-sketch")
    (draft,) = drafts.drafts_of(at.store)
    assert draft.household == HOME.id
    at.go(HOME)
    at.open_line("Go on with the sketch")
    assert pad(at).isVisible()
    assert pad(at).sketch == before


def test_a_sketch_of_one_household_is_not_seen_at_another(at: Desk) -> None:
    other = a_household(number="DY-03-0128")
    at.store.save(other)
    line(at, (400, 60), (800, 60))
    at.go(other, "evidence")
    assert not pad(at).isVisible()
    at.press("draw-sketch")
    assert pad(at).is_empty
    at.go(at.store.get(Household, HOME.id), "evidence")
    at.press("draw-sketch")
    assert len(lines(at)) == 1


def test_while_it_is_drawn_one_button_is_filled(at: Desk) -> None:
    filled = [
        each.text()
        for each in at.shell.findChildren(QPushButton)
        if each.isVisible() and each.property("look") == "filled"
    ]
    assert filled == ["Keep the sketch"]
    page = at.shell.findChildren(SketchPage)[0]
    assert all(each.height() >= 40 for each in page.findChildren(QPushButton) if each.isVisible())
