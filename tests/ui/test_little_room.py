"""On a small screen with large letters no word on a button is cut."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import cast

import pytest
import stores
from builders import a_service, a_visit, at
from issued import a_plan
from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot
from seeing import NewArea, unlocked

from desktop.domain.records import Household
from desktop.ui import theme
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place
from desktop.ui.visit_columns import Columns

ASKED = {"begin-visit", "primary", "edit-household", "show-household", "explain", "next-clause"} | {
    *("print-now", "save-pdf", "to-register", "other-papers", "only-printable")
}


@pytest.fixture
def area(new_area: NewArea) -> Path:
    return new_area(*stores.a_family("DY-03-0127"), a_plan())


@pytest.fixture(autouse=True)
def _large_letters() -> Iterator[None]:
    app = cast("QApplication", QApplication.instance())
    before = theme.worn()
    yield
    theme.dress(app, before)


@pytest.mark.parametrize("page", ["household", "explain", "print"])
def test_no_word_on_a_button_is_cut(qtbot: QtBot, window: MainWindow, area: Path, page: str) -> None:
    theme.dress(cast("QApplication", QApplication.instance()), theme.theme("extra_large", is_outdoor=True))
    window.resize(1093, 600)
    unlocked(qtbot, window, area)
    shell = window.shell
    assert shell is not None
    shell.go(Place(page, shell._workspace.store.records(Household)[0].id))
    for _ in range(5):
        QThreadPool.globalInstance().waitForDone()
        QApplication.processEvents()
    assert shell.page is not None
    seen = [each for each in shell.page.findChildren(QPushButton) if each.visibleRegion().boundingRect().isValid()]
    cut = [each.objectName() for each in seen if each.objectName() in ASKED and each.width() < each.sizeHint().width()]
    assert {each.objectName() for each in seen} & ASKED
    assert cut == []


@pytest.mark.parametrize("part", ["", "correct"])
def test_where_a_visit_begins_is_in_sight(qtbot: QtBot, window: MainWindow, new_area: NewArea, part: str) -> None:
    theme.dress(cast("QApplication", QApplication.instance()), theme.theme("extra_large", is_outdoor=True))
    window.resize(1093, 600)
    family = stores.a_family("DY-03-0127")
    home = family[0].id
    visit = a_visit(household=home)
    reports = [
        a_service(household=home, document=each, served_at=at(9, day=date(2026, 11, 16)))
        for each in ("appraisal_report", "review_answer", "compensation_decision")
    ]
    unlocked(qtbot, window, new_area(*family, visit, *reports))
    shell = window.shell
    assert shell is not None
    for row in (None, visit.id if part else None):  # where the page was seen before, too
        shell.go(Place("visit", home, part if row else "", row))
        for _ in range(5):
            QApplication.processEvents()
        begun = QApplication.focusWidget()
        assert begun is not None
        assert begun.objectName() == "words"
        assert begun.visibleRegion().contains(begun.rect().center())


@pytest.mark.parametrize("size", [(1366, 738), (1093, 600)])
@pytest.mark.parametrize("letters", ["standard", "large", "extra_large"])
def test_nothing_of_a_visit_is_cut_at_its_right(
    qtbot: QtBot, window: MainWindow, area: Path, size: tuple[int, int], letters: str
) -> None:
    theme.dress(cast("QApplication", QApplication.instance()), theme.theme(letters, is_outdoor=False))
    window.resize(*size)
    unlocked(qtbot, window, area)
    shell = window.shell
    assert shell is not None
    shell.go(Place("visit", shell._workspace.store.records(Household)[0].id))
    for _ in range(5):
        QApplication.processEvents()
    (columns,) = window.findChildren(Columns)
    page = next(each for each in window.findChildren(QScrollArea) if each.isAncestorOf(columns))
    assert columns.mapTo(page.viewport(), columns.rect().topRight()).x() < page.viewport().width()
