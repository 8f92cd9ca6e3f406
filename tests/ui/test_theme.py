from io import BytesIO

import pytest
import shiboken6
from babel.messages.pofile import read_po
from PySide6.QtCore import QEvent, QPoint, QRect
from PySide6.QtGui import QFontInfo, QRawFont
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop import paths
from desktop.ui import theme

CATALOGUE = paths.RESOURCES / "locale/zh_CN/LC_MESSAGES/ruhu.po"


@pytest.mark.parametrize("is_bold", [False, True])
def test_every_character_of_every_message_is_in_the_font(qapp: QApplication, *, is_bold: bool) -> None:
    theme.dress(qapp)
    font = theme.font(theme.BODY, is_bold=is_bold)
    assert QFontInfo(font).family() == theme.FAMILY
    raw = QRawFont.fromFont(font)
    said = {sign for message in read_po(BytesIO(CATALOGUE.read_bytes())) for sign in f"{message.id}{message.string}"}
    assert not {sign for sign in said if sign.isprintable() and not raw.supportsCharacter(ord(sign))}


@pytest.mark.parametrize(
    ("text", "behind"),
    [("ink_3", "canvas"), ("on_dark", "brand"), *((tone, f"{tone}_soft") for tone in ("ok", "warn", "risk", "info"))],
)
def test_text_stands_out_from_what_is_behind_it(text: str, behind: str) -> None:
    assert round(contrast(theme.colour(text), theme.colour(behind)), 1) >= 5.4


def test_every_digit_stands_out_from_its_stage() -> None:
    inks = ["ink"] * (theme.FIRST_DARK_STAGE - 1) + ["on_dark"] * (len(theme.STAGES) - theme.FIRST_DARK_STAGE + 1)
    for fill, ink in zip(theme.STAGES, inks, strict=True):
        assert contrast(theme.colour(ink), fill) >= 4.5


def test_the_ring_is_seen_around_a_button_in_a_row_without_margins(qapp: QApplication, qtbot: QtBot) -> None:
    theme.dress(qapp)
    page, row, button = QWidget(), QWidget(), QPushButton("Stop")
    qtbot.addWidget(page)
    tight = QHBoxLayout(row)
    tight.setContentsMargins(0, 0, 0, 0)
    tight.addWidget(button)
    QVBoxLayout(page).addWidget(row)
    ring = theme.FocusRing(page)
    page.show()
    assert not ring.isVisible(), "the keyboard is nowhere: the window may have opened behind another"
    ring.follow(None, button)
    assert ring.isVisible()
    place = QRect(button.mapTo(page, QPoint()), button.size())
    assert ring.parentWidget() is page
    assert ring.geometry().contains(place.adjusted(-5, -5, 5, 5))


def test_the_ring_stays_when_the_list_goes_in_which_it_was(qapp: QApplication, qtbot: QtBot) -> None:
    theme.dress(qapp)
    page, area, button = QWidget(), QScrollArea(), QPushButton("Stop")
    qtbot.addWidget(page)
    area.setWidget(button)
    QVBoxLayout(page).addWidget(area)
    ring = theme.FocusRing(page)
    page.show()
    ring.follow(None, button)
    assert ring.parentWidget() is area.viewport()
    ring.follow(button, None)
    area.deleteLater()
    qapp.sendPostedEvents(area, QEvent.Type.DeferredDelete)
    assert shiboken6.isValid(ring)


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 measures it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
