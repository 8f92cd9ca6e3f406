"""Where the blocks of a visit stand beside and below each other, at each width."""

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.visit_columns import Columns

WIDTHS = {1250: 3, 1000: 2, 600: 1}


def blocks() -> list[list[QWidget]]:
    return [[QLabel(f"{column} {row}\n" * 6) for row in range(3 - column)] for column in range(3)]


@pytest.mark.parametrize(("width", "across"), WIDTHS.items())
def test_what_is_signed_stands_at_the_right_after_what_was_said(qtbot: QtBot, width: int, across: int) -> None:
    made = blocks()
    columns = Columns(made)
    qtbot.addWidget(columns)
    columns.resize(width, 700)
    columns.spread(width)
    columns.show()
    lefts = [made[column][0].mapTo(columns, made[column][0].rect().topLeft()).x() for column in range(3)]
    assert len({*lefts}) == across
    assert lefts[2] == max(lefts)


def test_where_two_are_beside_each_other_nothing_is_between_what_was_said_and_what_is_signed(qtbot: QtBot) -> None:
    made = blocks()
    made[0][0].setMinimumHeight(900)
    columns = Columns(made)
    qtbot.addWidget(columns)
    columns.spread(1000)
    columns.resize(1000, 1400)
    columns.show()
    said, signed = made[1][-1], made[2][0]
    above = said.mapTo(columns, said.rect().bottomLeft()).y()
    assert signed.mapTo(columns, signed.rect().topLeft()).y() - above < 30
