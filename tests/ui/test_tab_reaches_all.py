"""With Tab alone the keyboard comes to everything on a page that it can come to, forwards and back."""

from pathlib import Path

import pytest
import stores
from builders import a_fixture, a_person, an_unregistered_part
from issued import a_plan
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from seeing import NewArea, unlocked

from desktop.domain.records import Household, Person
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place

_MOST = 150  # steps of the Tab key round a page
PLACES = (
    ("households", ""),
    ("today", ""),
    ("policies", ""),
    ("household", "ledger"),
    ("household", "visits"),
    ("household", "rights"),
    ("household", "evidence"),
    ("household", "history"),
    ("visit", ""),
    ("visit", "not_met"),
    ("explain", ""),
    ("grievances", ""),
    ("duplicates", ""),
    ("progress", ""),
    ("print", "sheet"),
    ("verify", ""),
    ("signs", ""),
    ("exchange", ""),
)


@pytest.fixture
def area(new_area: NewArea) -> Path:
    family = stores.a_family("DY-03-0127")
    home = family[0].id
    more = (a_fixture(household=home), an_unregistered_part(household=home, name="shed"), rare(home))
    return new_area(*family, *more, *stores.a_family("DY-03-0128"), a_plan())


def rare(home: bytes) -> Person:
    """Somebody whose name holds a character that no type has."""
    return a_person(household=home, name="王⿰王争", id_number=None, birth_date=None)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_tab_comes_to_all_of_a_page(
    qtbot: QtBot, window: MainWindow, area: Path, place: tuple[str, str], key: Qt.Key
) -> None:
    unlocked(qtbot, window, area)
    shell = window.shell
    assert shell is not None
    page, part = place
    home = shell._workspace.store.records(Household)[0].id
    shell.go(Place(page, home if page not in ("households", "today", "policies") else None, part))
    _settle()
    seen = list[QWidget]()
    for _ in range(_MOST):
        QTest.keyClick(QApplication.focusWidget() or window, key)
        _settle()
        now = QApplication.focusWidget()
        assert now is not None
        if now in seen:
            break
        seen.append(now)
    assert shell.page is not None
    missed = [each for each in shell.page.findChildren(QWidget) if _is_asked(each) and each not in seen]
    assert [each.objectName() or repr(each) for each in missed] == []


def _is_asked(part: QWidget) -> bool:
    takes = part.isVisible() and part.isEnabled() and part.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(takes) and part.focusProxy() is None


def _settle() -> None:
    for _ in range(3):
        QThreadPool.globalInstance().waitForDone()
        QApplication.processEvents()
