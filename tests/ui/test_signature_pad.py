"""The signature pad under a pen, a finger and a mouse, and the ways beside it by keys."""

from dataclasses import dataclass, field
from typing import cast

import pytest
import stores
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.casework.signing import Meaning
from desktop.cli.words import Voice
from desktop.domain import strokes
from desktop.domain.strokes import PRESSED, Drawing
from desktop.i18n import Language
from desktop.ui import theme
from desktop.ui.boxes import scrolling
from desktop.ui.signature_block import SignatureBlock
from desktop.ui.signature_pad import Pad

PEN = QPointingDevice(
    "pen",
    7,
    QInputDevice.DeviceType.Stylus,
    QPointingDevice.PointerType.Pen,
    QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
    1,
    2,
)
FINGER = QTest.createTouchDevice()


@dataclass
class Desk:
    """A page that scrolls, with the block on it."""

    qtbot: QtBot
    page: QScrollArea
    block: SignatureBlock
    content: list[str] = field(default_factory=lambda: ["first"])

    @property
    def pad(self) -> Pad:
        return self.block.pad.pad

    def drawing(self) -> Drawing:
        return strokes.read(self.block.strokes())

    def pen(self, *points: tuple[int, int, float]) -> None:
        """Presses the pen down, moves it, lifts it."""
        kinds = [QEvent.Type.TabletPress, *[QEvent.Type.TabletMove] * (len(points) - 1), QEvent.Type.TabletRelease]
        for kind, (x, y, pressure) in zip(kinds, [*points, (*points[-1][:2], 0.0)], strict=True):
            self.pen_event(kind, x, y, pressure)

    def pen_event(self, kind: QEvent.Type, x: int, y: int, pressure: float) -> None:
        where = QPointF(x, y)
        at = QPointF(self.pad.mapToGlobal(where.toPoint()))
        button = Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        event = QTabletEvent(kind, PEN, where, at, pressure, 0.0, 0.0, 0.0, 0.0, 0.0, none, button, button)
        QApplication.sendEvent(self.pad, event)

    def finger(self, *points: tuple[int, int], number: int = 0) -> None:
        QTest.touchEvent(self.pad, FINGER).press(number, QPoint(*points[0]), self.pad).commit()
        for point in points[1:]:
            QTest.touchEvent(self.pad, FINGER).move(number, QPoint(*point), self.pad).commit()
        QTest.touchEvent(self.pad, FINGER).release(number, QPoint(*points[-1]), self.pad).commit()

    def mouse(self, *points: tuple[int, int]) -> None:
        self.qtbot.mousePress(self.pad, Qt.MouseButton.LeftButton, pos=QPoint(*points[0]))
        for point in points[1:]:
            self.qtbot.mouseMove(self.pad, QPoint(*point))
        self.qtbot.mouseRelease(self.pad, Qt.MouseButton.LeftButton, pos=QPoint(*points[-1]))

    def press(self, name: str) -> None:
        self.qtbot.mouseClick(self.button(name), Qt.MouseButton.LeftButton)

    def button(self, name: str) -> QPushButton:
        return self.block.findChildren(QPushButton, name)[0]


@pytest.fixture
def at(qtbot: QtBot) -> Desk:
    theme.dress(cast("QApplication", QApplication.instance()))
    content = ["first"]
    block = SignatureBlock(Voice(Language.ENGLISH), Meaning.AS_SAID, lambda: content[0], stores.noon)
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.addWidget(block)
    below = QWidget()
    below.setMinimumHeight(600)
    column.addWidget(below)
    page = scrolling(inside)
    page.resize(400, 500)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    return Desk(qtbot, page, block, content)


def corners(drawing: Drawing) -> list[list[tuple[int, int]]]:
    return [[(point.x, point.y) for point in stroke] for stroke in drawing.strokes]


def test_a_pen_writes_with_its_pressure(at: Desk) -> None:
    at.pen((20, 20, 0.1), (60, 40, 0.5), (90, 30, 1.0))
    at.pen((100, 50, 0.4), (100, 90, 0.4))
    drawing = at.drawing()
    assert corners(drawing) == [[(200, 200), (600, 400), (900, 300)], [(1000, 500), (1000, 900)]]
    assert [point.pressure for point in drawing.strokes[0]] == [round(PRESSED * each) for each in (0.1, 0.5, 1.0)]
    assert (drawing.width, drawing.height) == (at.pad.width() * 10, at.pad.height() * 10)
    assert at.block.manner() == "signed"


def test_a_finger_writes_and_nothing_scrolls_away(at: Desk) -> None:
    at.finger((20, 100), (25, 80), (30, 60), (35, 40), (40, 10))
    assert corners(at.drawing()) == [[(200, 1000), (250, 800), (300, 600), (350, 400), (400, 100)]]
    QTest.qWait(100)  # as long as it would go on by itself
    assert at.page.verticalScrollBar().value() == 0


def test_a_mouse_writes_with_its_left_button(at: Desk) -> None:
    at.mouse((20, 20), (50, 60), (70, 20))
    assert corners(at.drawing()) == [[(200, 200), (500, 600), (700, 200)]]
    at.qtbot.mouseClick(at.pad, Qt.MouseButton.RightButton)
    assert len(at.drawing().strokes) == 1


def test_the_hand_beside_the_pen_writes_nothing(at: Desk) -> None:
    QTest.touchEvent(at.pad, FINGER).press(0, QPoint(150, 100), at.pad).commit()
    at.pen((20, 20, 0.5), (60, 40, 0.5))
    QTest.touchEvent(at.pad, FINGER).move(0, QPoint(170, 110), at.pad).commit()
    QTest.touchEvent(at.pad, FINGER).release(0, QPoint(170, 110), at.pad).commit()
    at.finger((150, 100), (160, 100))
    assert corners(at.drawing()) == [[(200, 200), (600, 400)]]
    at.press("sign-again")
    at.finger((150, 100), (160, 100))
    assert corners(at.drawing()) == [[(1500, 1000), (1600, 1000)]], "after that a finger may sign"


def test_a_second_finger_writes_nothing(at: Desk) -> None:
    QTest.touchEvent(at.pad, FINGER).press(0, QPoint(20, 20), at.pad).commit()
    QTest.touchEvent(at.pad, FINGER).stationary(0).press(1, QPoint(200, 100), at.pad).commit()
    QTest.touchEvent(at.pad, FINGER).move(0, QPoint(40, 20), at.pad).move(1, QPoint(210, 100), at.pad).commit()
    QTest.touchEvent(at.pad, FINGER).release(0, QPoint(40, 20), at.pad).release(1, QPoint(210, 100), at.pad).commit()
    assert corners(at.drawing()) == [[(200, 200), (400, 200)]]


def test_time_goes_on_from_stroke_to_stroke(at: Desk) -> None:
    at.pen((20, 20, 0.5), (60, 40, 0.5))
    QTest.qWait(20)
    at.pen((20, 60, 0.5), (60, 60, 0.5))
    one, other = at.drawing().strokes
    assert one[0].at == 0 < other[0].at <= other[-1].at
    at.block.pad.show_strokes(at.block.strokes())
    at.pen((20, 90, 0.5), (60, 90, 0.5))
    assert at.drawing().strokes[2][0].at >= other[-1].at


def test_what_leaves_the_pad_stays_at_its_edge(at: Desk) -> None:
    at.mouse((20, 20), (5000, -30))
    assert corners(at.drawing())[0][-1] == (at.drawing().width, 0)


def test_a_stroke_is_undone_and_all_is_signed_again(at: Desk) -> None:
    at.pen((20, 20, 0.5), (60, 40, 0.5))
    at.pen((20, 60, 0.5), (60, 60, 0.5))
    at.press("undo-stroke")
    assert corners(at.drawing()) == [[(200, 200), (600, 400)]]
    at.press("undo-stroke")
    assert (at.block.strokes(), at.block.manner()) == ("", "")
    assert not at.button("sign-again").isEnabled()


def test_what_was_kept_is_seen_again_in_another_size(at: Desk) -> None:
    at.pen((10, 10, 1.0), (60, 60, 1.0))
    kept = at.block.strokes()
    before = ink(at.pad)
    at.press("sign-again")
    assert ink(at.pad) == 0
    at.block.pad.show_strokes(kept)
    assert ink(at.pad) == before
    at.page.resize(800, 500)
    QApplication.processEvents()
    assert at.block.strokes() == kept, "to show it changes nothing"
    assert ink(at.pad) > 0


def ink(pad: Pad) -> int:
    """How many dark points are seen above the line."""
    image: QImage = pad.grab().toImage()
    return sum(
        image.pixelColor(x, y).lightness() < 100 for x in range(image.width()) for y in range(image.height() - 12)
    )


def test_keys_alone_choose_another_way(at: Desk) -> None:
    assert at.pad.focusPolicy() == Qt.FocusPolicy.NoFocus
    at.button("signature-thumb_print").setFocus()
    at.qtbot.keyClick(at.button("signature-thumb_print"), Qt.Key.Key_Tab)
    at.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    with at.qtbot.waitSignal(at.block.changed):
        at.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert at.block.manner() == "does_not_want"
    at.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert at.block.manner() == "", "it may be left open again"


def test_all_ways_have_the_same_weight(at: Desk) -> None:
    ways = [at.button(f"signature-{way}") for way in ("signed", "thumb_print", "proxy", "does_not_want")]
    assert len({(way.height(), way.property("look")) for way in ways}) == 1
    assert not any(way.isChecked() for way in ways)


def test_not_wanting_to_sign_takes_the_strokes_away_and_writing_takes_it_back(at: Desk) -> None:
    at.pen((20, 20, 0.5), (60, 40, 0.5))
    at.press("signature-does_not_want")
    assert (at.block.manner(), at.block.strokes()) == ("does_not_want", "")
    at.pen((20, 20, 0.5), (60, 40, 0.5))
    assert at.block.manner() == "signed"


def test_who_signs_for_them_is_named(at: Desk) -> None:
    at.press("signature-proxy")
    signer = at.block.findChildren(QLineEdit, "signer")[0]
    assert signer.isVisible()
    at.qtbot.keyClicks(signer, "Ma Shili, son")
    at.pen((20, 20, 0.5), (60, 40, 0.5))
    assert (at.block.manner(), at.block.signer()) == ("proxy", "Ma Shili, son")
    assert at.block.strokes()


def test_what_is_changed_after_it_was_signed_takes_the_signature_away(at: Desk) -> None:
    at.pen((20, 20, 0.5), (60, 40, 0.5))
    assert at.block.signed_content == "first"
    assert at.block.recheck()
    at.content[0] = "second"
    assert not at.block.recheck()
    assert (at.block.manner(), at.block.strokes(), at.block.signed_content) == ("", "", "")
    at.press("signature-does_not_want")
    assert at.block.recheck(), "that is of the second"


def test_a_draft_shows_how_it_was_signed(at: Desk) -> None:
    at.pen((20, 20, 0.5), (60, 40, 0.5))
    kept = at.block.state()
    at.block.put({})
    assert at.block.manner() == ""
    at.block.put(kept)
    assert at.block.state() == kept
    assert (at.block.manner(), at.block.strokes() != "", at.block.signed_at) == ("signed", True, stores.noon())
    assert at.block.recheck()


def test_a_signature_on_paper_leaves_the_pad_empty(at: Desk) -> None:
    at.pen((20, 20, 0.5), (60, 40, 0.5))
    at.press("signature-signed")
    assert (at.block.manner(), at.block.strokes()) == ("signed", "")
    kept = at.block.state()
    at.block.put({})
    at.block.put(kept)
    assert at.button("signature-signed").isChecked()


def test_a_signature_that_is_only_shown_takes_nothing(at: Desk) -> None:
    at.pen((20, 20, 0.5), (60, 40, 0.5))
    kept = at.block.strokes()
    at.block.pad.lock()
    at.pen((20, 60, 0.5), (60, 60, 0.5))
    at.mouse((20, 20), (50, 60))
    assert at.block.strokes() == kept
