"""Whether a paper is genuine and the newest, asked and told in the window."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from plans import a_known_household, a_plan, issued, locked
from PySide6.QtCore import QMimeData, QPointF, Qt, QThreadPool, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from stores import NewStore

from desktop.casework import calculation, household_facts, policy
from desktop.casework.papers import making, releasing
from desktop.casework.papers.made import Made
from desktop.casework.policy import Draft
from desktop.cli.words import Voice
from desktop.domain.records import Household
from desktop.i18n import Language
from desktop.sheets import page as sheet_page
from desktop.sheets import pictured, press
from desktop.store.store import Store
from desktop.ui import jobs, theme
from desktop.ui.household_page import HouseholdPage
from desktop.ui.page import Place
from desktop.ui.print_page import PrintPage
from desktop.ui.shell import Shell
from desktop.ui.verify_page import VerifyPage
from desktop.ui.workspace import Workspace

_W = TypeVar("_W", bound=QWidget)


class Counter:
    """The page in a shell over a store with one locked sum, and hands that work at it."""

    def __init__(self, qtbot: QtBot, store: Store, folder: Path) -> None:
        self.qtbot, self.store, self.folder = qtbot, store, folder
        workspace = Workspace(store, Voice(Language.ENGLISH))
        pages = {
            "verify": lambda: VerifyPage(workspace),
            "print": lambda: PrintPage(workspace),
            "household": lambda: HouseholdPage(workspace),
        }
        self.shell = Shell(workspace, pages)
        self.shell.resize(1366, 700)
        qtbot.addWidget(self.shell)
        self.shell.show()
        qtbot.waitExposed(self.shell)
        self.shell.activateWindow()
        self.shell.go(Place("verify"))

    def sheet(self) -> tuple[Made, bytes]:
        (made,) = making.made(self.store, "sheet", self.store.records(Household)[0])
        return made, releasing.bound(self.store, [made]).content

    def seen(self, kind: type[_W], name: str) -> _W:
        return next(each for each in self.shell.findChildren(kind, name) if each.isVisible())

    def is_seen(self, name: str) -> bool:
        return any(each.isVisible() for each in self.shell.findChildren(QWidget, name))

    def press(self, name: str) -> None:
        self.qtbot.mouseClick(self.seen(QPushButton, name), Qt.MouseButton.LeftButton)
        self.settle()

    def type(self, code: str) -> None:
        """Types letter by letter, wherever the keyboard goes."""
        for letter in code:
            self.qtbot.keyClick(QApplication.focusWidget(), letter)
        self.settle()

    def drop(self, file: Path) -> None:
        held = QMimeData()
        held.setUrls([QUrl.fromLocalFile(str(file))])
        page = self.seen(VerifyPage, "verify-page")
        where, action = QPointF(300, 300), Qt.DropAction.CopyAction
        button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        entered = QDragEnterEvent(where.toPoint(), action, held, button, none)
        QApplication.sendEvent(page, entered)
        assert entered.isAccepted()
        QApplication.sendEvent(page, QDropEvent(where, action, held, button, none))
        self.settle()

    def settle(self) -> None:
        for _ in range(5):
            QThreadPool.globalInstance().waitForDone()
            QApplication.processEvents()

    def says(self, text: str) -> bool:
        return any(text in each.text() for each in self.shell.findChildren(QLabel) if each.isVisible())


def lock(store: Store, floor: int = 3) -> None:
    def given(draft: Draft) -> Mapping[str, object]:
        return household_facts.said(draft.sound().pack, [f"楼层={floor}"])

    reckoned = calculation.reckon(store, store.records(Household)[0], given)
    locked(store, reckoned, reason="楼层写错了" if floor == 1 else "")


@pytest.fixture
def counter(qapp: QApplication, qtbot: QtBot, new_store: NewStore, tmp_path: Path) -> Iterator[Counter]:
    theme.dress(qapp)
    store = issued(new_store("area"), policy.read(a_plan(tmp_path / "plan")))
    a_known_household(store, birth_date=date(1990, 1, 1))
    lock(store)
    made = Counter(qtbot, store, tmp_path)
    yield made
    made.shell.leave_page()
    jobs.stop_all(made.shell)
    made.shell.close()


GENUINE = "This is the newest paper, and it is genuine."
CODE_ALONE = "The code is genuine, and that of the newest paper."


def test_a_code_typed_with_the_keyboard_alone_gets_its_verdict(counter: Counter) -> None:
    made, pdf = counter.sheet()
    releasing.register(counter.store, [made], press.Bound(pdf, (2,)), releasing.Way.PRINTER)
    assert made.stamp
    assert not counter.seen(QPushButton, "verify-code").isEnabled()
    counter.type(made.stamp.code.replace("-", "").lower())
    assert counter.says("All three groups agree.")
    counter.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    counter.settle()
    assert counter.says(CODE_ALONE)
    assert counter.says("267,082.00")


def test_a_mistyped_row_is_named_and_can_not_be_asked(counter: Counter) -> None:
    made, _ = counter.sheet()
    assert made.stamp
    rows = made.stamp.code.split("-")
    wrong = rows[1][:-1] + ("0" if rows[1][-1] != "0" else "1")
    counter.type(rows[0] + wrong)
    assert counter.says("Group 2 is not as on the paper")
    assert not counter.seen(QPushButton, "verify-code").isEnabled()


def test_a_dropped_pdf_is_told_with_what_it_rests_on(counter: Counter) -> None:
    _, pdf = counter.sheet()
    file = counter.folder / "sheet.pdf"
    file.write_bytes(pdf)
    counter.drop(file)
    assert counter.says(GENUINE)
    assert counter.says("amounts of its text were compared")
    counter.press("verify-anew")
    assert not counter.says(GENUINE)
    assert counter.is_seen("verify-file")


def test_an_older_paper_leads_to_the_newest_one(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    _, pdf = counter.sheet()
    file = counter.folder / "old.pdf"
    file.write_bytes(pdf)
    lock(counter.store, floor=1)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    counter.press("verify-file")
    assert counter.says("a later one took its place")
    assert counter.says("您得 267,072.00 元")
    assert counter.says("楼层写错了")
    counter.press("verdict-1-print")
    assert counter.shell.page is not None
    assert counter.shell.page.place().page == "print"


def test_pasted_words_that_were_changed_are_forged(counter: Counter, qapp: QApplication) -> None:
    made, _ = counter.sheet()
    assert made.stamp
    qapp.clipboard().setText(made.stamp.text.replace("267", "967"))
    counter.press("verify-paste")
    assert counter.says("The code doesn't belong to its words")
    assert counter.says("Don't rely on its amounts")


def test_a_pasted_picture_is_looked_at(counter: Counter, qapp: QApplication) -> None:
    _, pdf = counter.sheet()
    width, height, rows = pictured.page_picture(pdf, 0, 2.5)
    qapp.clipboard().setImage(QImage(rows, width, height, QImage.Format.Format_RGB32))
    counter.qtbot.keyClick(counter.seen(QPushButton, "verify-paste"), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    counter.settle()
    assert counter.says(CODE_ALONE)
    assert not counter.says(GENUINE)
    assert counter.says("The amounts on the paper were not looked at")


def test_a_pasted_code_fills_the_rows(counter: Counter, qapp: QApplication) -> None:
    made, _ = counter.sheet()
    assert made.stamp
    qapp.clipboard().setText(made.stamp.code)
    counter.press("verify-paste")
    assert [counter.seen(QLineEdit, f"code-row-{n}").text() for n in (1, 2, 3)] == made.stamp.code.split("-")
    counter.press("verify-code")
    assert counter.says("This computer knows no paper with this code.")


def other_paper() -> bytes:
    return press.printed(sheet_page.Paper("别的纸", "", "zh_CN", ("没有码",)))


@pytest.mark.parametrize(
    ("content", "said"),
    [(other_paper, "No check code was found"), (lambda: b"nothing", "no PDF and no photo")],
    ids=["no code", "no picture"],
)
def test_what_has_no_code_is_refused_on_the_page_and_asked_again(
    counter: Counter, content: Callable[[], bytes], said: str
) -> None:
    file = counter.folder / "other.pdf"
    file.write_bytes(content())
    counter.drop(file)
    assert counter.says(said)
    assert counter.is_seen("verify-file")
    _, pdf = counter.sheet()
    file.write_bytes(pdf)
    counter.drop(file)
    assert counter.says(GENUINE)
    assert not counter.says(said)


def test_escape_goes_from_the_verdict_to_the_question_and_then_away(counter: Counter) -> None:
    _, pdf = counter.sheet()
    (counter.folder / "sheet.pdf").write_bytes(pdf)
    counter.drop(counter.folder / "sheet.pdf")
    counter.qtbot.keyClick(counter.shell, Qt.Key.Key_Escape)
    assert not counter.says(GENUINE)
    counter.qtbot.keyClick(counter.shell, Qt.Key.Key_Escape)
    counter.settle()
    assert counter.shell.page is not None
    assert counter.shell.page.place().page == "print"


def test_it_is_reached_from_the_page_of_prints(counter: Counter) -> None:
    counter.shell.go(Place("print"))
    counter.settle()
    counter.press("to-verify")
    assert counter.is_seen("verify-code")
