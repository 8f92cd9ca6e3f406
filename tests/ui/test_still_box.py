import re
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import ui
from desktop.ui.still_box import StillBox


def test_scrolling_over_a_box_leaves_its_choice_and_goes_on_to_the_page(qtbot: QtBot) -> None:
    box = StillBox()
    qtbot.addWidget(box)
    box.addItems(["yes", "no"])
    box.show()
    box.setFocus()
    where = QPointF(box.rect().center())
    turned = QPoint(0, -120), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    wheel = QWheelEvent(where, box.mapToGlobal(where), QPoint(), *turned, Qt.ScrollPhase.NoScrollPhase, False)  # noqa: FBT003
    QApplication.sendEvent(box, wheel)
    assert box.currentText() == "yes"
    assert not wheel.isAccepted()


def test_every_box_that_a_page_makes_is_such_a_one() -> None:
    sources = Path(ui.__file__ or "").parent.glob("*.py")
    assert not [file.name for file in sources if re.search(r"(?<!case )\bQComboBox\(\)", file.read_text("utf-8"))]
