"""Papers before they are printed: queued, looked at, counted, printed or saved, and registered."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
import stores
from builders import a_house, a_household, a_person, a_visit, an_appraisal
from plans import a_known_household, a_plan, issued, locked
from PySide6.QtCore import QPoint, Qt, QThreadPool
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from seeing import is_said, unlocked
from stores import Template

from desktop.casework import calculation, household_facts, people, policy
from desktop.casework.papers import register
from desktop.casework.papers.register import Step
from desktop.domain.fields import Role
from desktop.domain.records import House, Household, Person, Printing, Sheet
from desktop.sheets import pictured
from desktop.store.store import Store
from desktop.ui import print_printer
from desktop.ui.compensation_page import CompensationPage
from desktop.ui.day_list import DayList
from desktop.ui.line_table import LineTable
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place
from desktop.ui.print_page import PrintPage
from desktop.ui.print_preview import Sheet as SheetView

_W = TypeVar("_W", bound=QWidget)
LOCKED = ("DY-03-0127", "DY-03-0128")
UNLOCKED = "DY-03-0129"
PRINTER = "HP LaserJet"
LEAD = "周示例"
HAND = "four words of leads"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """An area with two households whose sums are locked, and one whose is not."""
    folder = tmp_path_factory.mktemp("print")
    with stores.cheaply(folder / "home"):
        store = issued(stores.made(folder / "area"), policy.read(a_plan(folder / "plan")))
        a_known_household(store)
        for number in (*LOCKED[1:], UNLOCKED):
            home = a_household(number=number, door=number[-2:])
            own = {"household": home.id}
            store.save(home, a_house(tenure="private", **own), an_appraisal(unit_price=428_000, **own))
            store.save(a_person(name=f"住户{number[-1]}", **own))
        for number in LOCKED:
            lock(store, number)
        people.admit(store, LEAD, Role.LEAD, HAND)
        yield Template.of(store)


@pytest.fixture
def area(template: Template, tmp_path: Path, cheap_vault: None) -> Path:  # noqa: ARG001  it must come first
    return template.laid_out(tmp_path / "area")


def lock(store: Store, number: str, floor: int = 3, reason: str = "") -> None:
    done = calculation.reckon(
        store,
        home_of(store, number),
        lambda draft: household_facts.said(draft.sound().pack, [f"楼层={floor}"]),
    )
    locked(store, done, reason=reason)


def home_of(store: Store, number: str) -> Household:
    return store.records(Household, number=number)[0]


class Desk:
    """A person before the print page in the whole window, with a printer that prints into files."""

    def __init__(self, qtbot: QtBot, window: MainWindow, folder: Path) -> None:
        self.qtbot, self.window = qtbot, window
        unlocked(qtbot, window, folder)

    @property
    def store(self) -> Store:
        return self.page.workspace.store

    @property
    def page(self) -> PrintPage:
        assert self.window.shell is not None
        return cast("PrintPage", self.window.shell.page)

    def go(self, place: Place) -> None:
        assert self.window.shell is not None
        self.window.shell.go(place)
        self.settle()

    def settle(self) -> None:
        """Until nothing is read or made any more."""
        for _ in range(200):
            QThreadPool.globalInstance().waitForDone()
            QApplication.processEvents()
            desk = getattr(self.page, "_desk", None)
            if desk is None or not desk._papers.is_busy:
                break
        for _ in range(3):
            QThreadPool.globalInstance().waitForDone()
            QApplication.processEvents()

    def find(self, kind: type[_W], name: str) -> _W:
        (found,) = [each for each in self.page.findChildren(kind, name) if each.isVisible()]
        return found

    def is_seen(self, name: str) -> bool:
        return any(each.isVisible() for each in self.page.findChildren(QWidget, name))

    def press(self, name: str) -> None:
        self.qtbot.mouseClick(self.find(QPushButton, name), Qt.MouseButton.LeftButton)
        self.settle()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifier)
        self.settle()

    def rows(self) -> list[str]:
        """What is heard of the lines of the list."""
        lines = self.find(DayList, "print-queue").lines
        return [lines.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(lines.rowCount())]

    def go_to(self, words: str) -> DayList:
        """Chooses the line that says this, and gives it the keyboard."""
        listed = self.find(DayList, "print-queue")
        at = next(n for n, row in enumerate(self.rows()) if words in row)
        listed.setFocus()
        listed.setCurrentIndex(listed.lines.index(at))
        self.settle()
        return listed

    def touch_box(self, words: str) -> None:
        """Touches the box of the line that says this."""
        listed = self.find(DayList, "print-queue")
        at = next(n for n, row in enumerate(self.rows()) if words in row)
        place = listed.visualRect(listed.lines.index(at))
        where = QPoint(place.left() + 20, place.center().y())
        self.qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=where)
        self.settle()

    def verb(self) -> str:
        return self.find(QPushButton, "print-now").text().replace("\n", " ")

    def says(self, words: str) -> bool:
        return is_said(self.window, words)

    def prints(self) -> list[tuple[str, int | None, str | None]]:
        return [(each.row.paper or "", each.row.copies, each.row.way) for each in register.prints(self.store)][::-1]


@pytest.fixture
def printer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file into which the printer of this computer prints."""
    return a_printer(monkeypatch, tmp_path / "printed.pdf")


def a_slow_printer(monkeypatch: pytest.MonkeyPatch, file: Path) -> tuple[threading.Event, threading.Event]:
    """A printer that tells when it begins, and goes on when the gate is opened."""
    began, gate = threading.Event(), threading.Event()

    class Slow(QPrinter):
        def setDocName(self, name: str) -> None:
            super().setDocName(name)
            began.set()
            assert gate.wait(30)

    a_printer(monkeypatch, file, Slow)
    return began, gate


def a_printer(monkeypatch: pytest.MonkeyPatch, file: Path, kind: type[QPrinter] = QPrinter) -> Path:
    def opened(_name: str) -> QPrinter:
        made = kind(QPrinter.PrinterMode.HighResolution)
        made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        made.setOutputFileName(str(file))
        print_printer.settle(made)
        return made

    monkeypatch.setattr(print_printer, "names", lambda: [PRINTER])
    monkeypatch.setattr(print_printer, "state_of", lambda _name: ("ok", "ready"))
    monkeypatch.setattr(print_printer, "opened", opened)
    return file


@pytest.fixture
def desk(qtbot: QtBot, window: MainWindow, area: Path, printer: Path) -> Desk:  # noqa: ARG001  it must come first
    made = Desk(qtbot, window, area)
    made.go(Place("print"))
    return made


# Who is in the queue


def test_the_queue_tells_who_can_be_printed_and_ticks_them(desk: Desk) -> None:
    assert ["printable" in row for row in desk.rows()] == [True, True, False]
    assert "not locked" in desk.rows()[2]
    assert desk.says("2 chosen")
    assert desk.verb().startswith("Print 2 households, ")


def test_the_keyboard_comes_to_the_list_and_back_to_it_when_all_is_saved(desk: Desk, chosen: Path) -> None:
    assert desk.window.focusWidget().objectName() == "print-queue"
    desk.find(QPushButton, "save-pdf").setFocus()
    choose(desk, "save-in-one")
    assert chosen.with_suffix(".pdf").exists()
    assert desk.window.focusWidget().objectName() == "print-queue"


def test_a_household_whose_sum_is_not_locked_is_not_ticked_and_a_way_leads_there(desk: Desk) -> None:
    desk.go_to("not locked")
    desk.key(Qt.Key.Key_Space)
    assert desk.says("2 chosen")
    assert "no locked sum yet" in desk.find(SheetView, "print-sheet").words
    desk.press("note-0")
    assert isinstance(desk.window.shell and desk.window.shell.page, CompensationPage)


def test_space_and_a_touch_of_the_box_tick_and_the_button_says_so(desk: Desk) -> None:
    desk.go_to("0128")
    desk.key(Qt.Key.Key_Space)
    assert desk.verb().startswith("Print 1 household, ")
    desk.touch_box("0127")
    assert desk.verb() == "Choose households"
    assert not desk.find(QPushButton, "print-now").isEnabled()
    desk.touch_box("0127")
    assert desk.verb().startswith("Print 1 household, ")


def test_a_sheet_whose_facts_changed_since_is_marked_and_a_way_leads_to_the_sum(desk: Desk) -> None:
    (house,) = desk.store.records(House, household=home_of(desk.store, LOCKED[0]).id)
    desk.page.workspace.save(replace(house, recognised_area=Decimal("70.00")), because="重新认定")
    desk.settle()
    assert "facts changed" in desk.rows()[0]
    assert desk.says("changed since the sum was locked")
    desk.go_to("0127")
    desk.press("note-0")
    assert isinstance(desk.window.shell and desk.window.shell.page, CompensationPage)


def test_only_what_can_be_printed_is_listed_where_that_is_wanted(desk: Desk) -> None:
    desk.press("only-printable")
    assert len(desk.rows()) == len(LOCKED)
    desk.press("only-printable")
    assert len(desk.rows()) == len(LOCKED) + 1


def test_those_that_can_be_printed_stand_alone_among_many_others(
    qtbot: QtBot,
    window: MainWindow,
    area: Path,
    printer: Path,  # noqa: ARG001
) -> None:
    with stores.opened(area) as store:
        store.save(*(a_household(number=f"DY-04-{n:04}", door=str(n)) for n in range(1, 22)))
    desk = Desk(qtbot, window, area)
    desk.go(Place("print"))
    assert len(desk.rows()) == len(LOCKED)
    assert desk.says("22 households are not locked yet")
    desk.press("only-printable")
    assert len(desk.rows()) == len(LOCKED) + 22


def test_a_lane_narrows_the_queue_and_esc_widens_it(desk: Desk) -> None:
    home = home_of(desk.store, LOCKED[1])
    desk.page.workspace.save(replace(home, lane="另一巷"), because="改")
    desk.settle()
    box = desk.find(QComboBox, "print-place")
    box.setCurrentIndex(box.findData("lane 另一巷"))
    box.activated.emit(box.currentIndex())
    desk.settle()
    assert len(desk.rows()) == 1
    assert desk.verb().startswith("Print 1 household, ")
    desk.key(Qt.Key.Key_Escape)
    assert len(desk.rows()) == len(LOCKED) + 1


# What is seen


def test_what_is_seen_is_the_pdf_page_by_page(desk: Desk) -> None:
    seen = desk.find(SheetView, "print-sheet")
    first = seen.pixmap.toImage()
    assert not first.isNull()
    assert desk.says("page 1 of ")
    desk.press("page-after")
    assert desk.says("page 2 of ")
    assert seen.pixmap.toImage() != first
    desk.press("page-before")
    assert seen.pixmap.toImage() == first


def test_a_larger_page_is_made_anew_and_sharp(desk: Desk) -> None:
    seen = desk.find(SheetView, "print-sheet")
    whole = seen.pixmap.width()
    desk.press("print-zoom-width")
    assert seen.pixmap.width() > whole


def test_the_looks_before_printing_stand_beside_the_page(desk: Desk) -> None:
    assert desk.says("Figures and capitals agree")
    assert desk.says("The QR code can be read")


def test_the_next_one_is_the_next_that_is_ticked(desk: Desk) -> None:
    desk.go_to("0127")
    desk.press("print-after")
    assert desk.find(DayList, "print-queue").current().about == "0128"
    desk.press("print-after")
    assert desk.find(DayList, "print-queue").current().about == "0127"


# Printing


def test_what_is_printed_is_registered_and_comes_out(desk: Desk, printer: Path) -> None:
    sheets = int(desk.verb().rpartition(", ")[2].split()[0])
    desk.press("print-now")
    of_each = [("sheet", 2, "printer"), ("card", 1, "printer"), ("remedies", 1, "printer")]
    assert desk.prints() == of_each * len(LOCKED)
    assert len(desk.store.records(Sheet)) == len(LOCKED)
    rows = desk.store.records(Printing)
    assert sum((row.pages or 0) * (row.copies or 0) for row in rows) == sheets
    last = [row for row in rows if row.household == rows[-1].household]
    pages = sum((row.pages or 0) * (row.copies or 0) for row in last)
    assert pictured.page_count(printer.read_bytes()) == pages
    assert desk.says("Printed: ")
    assert all("printed" in row for row in desk.rows()[: len(LOCKED)])
    assert desk.verb() == "Choose households"


def test_copies_and_what_comes_along_are_counted_at_once(desk: Desk) -> None:
    before = int(desk.verb().rpartition(", ")[2].split()[0])
    desk.press("copies-more")
    more = int(desk.verb().rpartition(", ")[2].split()[0])
    sheets = more - before
    assert sheets >= len(LOCKED)
    for name in ("with-card", "with-review"):
        box = desk.find(QWidget, name)
        box.setFocus()
        desk.key(Qt.Key.Key_Space)
    assert int(desk.verb().rpartition(", ")[2].split()[0]) == 3 * sheets
    desk.press("print-now")
    assert {(paper, copies) for paper, copies, _ in desk.prints()} == {("sheet", 3)}


def test_on_both_sides_each_paper_begins_on_a_sheet_of_its_own(
    qtbot: QtBot, window: MainWindow, area: Path, printer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_printer, "may_both_sides", lambda _name: True)
    desk = Desk(qtbot, window, area)
    desk.go(Place("print"))
    desk.find(QWidget, "both-sides").setFocus()
    desk.key(Qt.Key.Key_Space)
    sheets = int(desk.verb().rpartition(", ")[2].split()[0])
    desk.press("print-now")
    rows = desk.store.records(Printing)
    assert sum(((row.pages or 0) + 1) // 2 * (row.copies or 0) for row in rows) == sheets
    last = [row for row in rows if row.household == rows[-1].household]
    taken = sum(((row.pages or 0) + 1) // 2 * (row.copies or 0) for row in last)
    assert pictured.page_count(printer.read_bytes()) in (2 * taken, 2 * taken - 1)
    assert desk.says(f"{sheets} sheets of paper")


def test_what_came_out_before_it_was_stopped_is_registered_and_the_rest_is_not(
    qtbot: QtBot, window: MainWindow, area: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    began, gate = a_slow_printer(monkeypatch, tmp_path / "printed.pdf")
    desk = Desk(qtbot, window, area)
    desk.go(Place("print"))
    qtbot.mouseClick(desk.find(QPushButton, "print-now"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(began.is_set)
    qtbot.mouseClick(desk.find(QPushButton, "stop-printing"), Qt.MouseButton.LeftButton)
    gate.set()
    desk.settle()
    assert {row.household for row in desk.store.records(Printing)} == {home_of(desk.store, LOCKED[0]).id}
    assert desk.says("Stopped. What came out stands in the register")
    assert desk.verb().startswith("Print 1 household, ")


def test_what_is_printed_once_more_is_not_chosen_either_once_it_came_out(desk: Desk) -> None:
    desk.press("print-now")
    for number in LOCKED:
        desk.touch_box(number[-4:])
    assert desk.verb().startswith("Print 2 households, ")
    desk.press("print-now")
    assert desk.says("0 chosen")


def test_one_can_go_on_while_it_is_printed(
    qtbot: QtBot, window: MainWindow, area: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    began, gate = a_slow_printer(monkeypatch, tmp_path / "printed.pdf")
    desk = Desk(qtbot, window, area)
    desk.go(Place("print"))
    page = desk.page
    qtbot.mouseClick(desk.find(QPushButton, "print-now"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(began.is_set)
    assert window.shell is not None
    window.shell.go(Place("households"))
    saved = page.workspace.save(a_visit(household=home_of(page.workspace.store, UNLOCKED).id))
    assert saved is not None
    gate.set()
    for _ in range(5):
        QThreadPool.globalInstance().waitForDone()
        QApplication.processEvents()
    assert len({row.household for row in page.workspace.store.records(Printing)}) == len(LOCKED)
    assert desk.says("Printed: ")


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_what_the_printer_does_not_take_is_registered_as_not_printed(
    qtbot: QtBot, window: MainWindow, area: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    a_printer(monkeypatch, tmp_path / "nowhere" / "printed.pdf")
    desk = Desk(qtbot, window, area)
    desk.go(Place("print"))
    desk.press("print-now")
    assert desk.says("did not take it")
    assert {each.step for each in register.prints(desk.store)} == {Step.NOT_PRINTED}
    assert desk.verb().startswith("Print 2 households, ")


# Saving


def test_without_a_printer_it_is_said_and_the_pdf_is_the_filled_button(
    qtbot: QtBot, window: MainWindow, area: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_printer, "names", list[str])
    desk = Desk(qtbot, window, area)
    desk.go(Place("print"))
    assert desk.find(QComboBox, "printer").currentText() == "No printer is set up on this computer"
    assert not desk.is_seen("print-now")
    assert desk.find(QPushButton, "save-pdf").property("look") == "filled"


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file or folder that the next chooser gives."""
    from PySide6.QtWidgets import QFileDialog

    place = tmp_path / "chosen"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(place.with_suffix(".pdf")), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(place))
    return place


def test_all_of_it_in_one_file(desk: Desk, chosen: Path) -> None:
    choose(desk, "save-in-one")
    rows = desk.store.records(Printing)
    assert pictured.page_count(chosen.with_suffix(".pdf").read_bytes()) == sum(row.pages or 0 for row in rows)
    assert {row.way for row in rows} == {"file"}
    assert len({row.household for row in rows}) == len(LOCKED)


def test_a_file_for_each_household_in_a_folder(desk: Desk, chosen: Path) -> None:
    choose(desk, "save-in-folder")
    assert len([*chosen.glob("*.pdf")]) == len(LOCKED)
    assert {row.way for row in desk.store.records(Printing)} == {"file"}


def test_what_was_only_saved_is_called_so_until_it_is_printed(desk: Desk, chosen: Path) -> None:
    choose(desk, "save-in-one")
    assert chosen.with_suffix(".pdf").exists()
    assert all("PDF saved" in row for row in desk.rows()[: len(LOCKED)])
    for number in LOCKED:
        desk.touch_box(number[-4:])
    desk.press("print-now")
    assert all("PDF saved" not in row and "printed" in row for row in desk.rows()[: len(LOCKED)])


def test_the_button_that_saves_says_how_many_pages_the_pdf_has(desk: Desk, chosen: Path) -> None:
    told = desk.find(QPushButton, "save-pdf").text().replace("\n", " ")
    assert desk.says(f"In the PDF, each paper once: {told.rpartition(', ')[2]}")
    choose(desk, "save-in-one")
    pages = pictured.page_count(chosen.with_suffix(".pdf").read_bytes())
    assert told == f"Save as PDF, 2 households, {pages} pages"
    assert desk.says(f"2 households, {pages} pages, in ")


def test_of_a_paper_that_was_saved_twice_one_is_given(desk: Desk, chosen: Path) -> None:
    choose(desk, "save-in-one")
    assert chosen.with_suffix(".pdf").exists()
    for number in LOCKED:
        desk.touch_box(number[-4:])
    choose(desk, "save-in-one")
    desk.press("to-register")
    assert desk.find(LineTable, "prints").lines.rowCount() == 3 * len(LOCKED)
    assert desk.says("saved, not yet printed")
    desk.press("note-handed")
    assert desk.says("Written down: 3 papers given")
    given = [each.row for each in register.prints(desk.store) if each.step is Step.HANDED]
    assert sorted(row.paper or "" for row in given) == ["card", "remedies", "sheet"]
    assert desk.find(LineTable, "prints").lines.rowCount() == 3


def test_who_is_left_out_for_a_character_is_marked_and_warned_of_with_the_way_to_draw_it(
    desk: Desk, chosen: Path
) -> None:
    (owner,) = desk.store.records(Person, household=home_of(desk.store, LOCKED[1]).id)
    desk.page.workspace.save(replace(owner, name="王⿰王争"), because="改")
    desk.settle()
    assert "sign to draw" in desk.rows()[1]
    assert desk.says("王⿰王争 has a character that can't be printed yet.")
    choose(desk, "save-in-one")
    assert pictured.page_count(chosen.with_suffix(".pdf").read_bytes())
    assert {row.household for row in desk.store.records(Printing)} == {home_of(desk.store, LOCKED[0]).id}
    assert desk.says("王⿰王争 was left out: the character ⿰王争 can't be printed yet.")
    (way,) = [each for each in desk.window.findChildren(QPushButton, "warned-way") if each.isVisible()]
    desk.qtbot.mouseClick(way, Qt.MouseButton.LeftButton)
    desk.settle()
    assert desk.window.shell is not None
    assert desk.window.shell.page is not None
    assert desk.window.shell.page.place().page == "signs"
    assert not way.isVisible()


def test_that_no_paper_could_be_made_is_told_with_the_character(desk: Desk, chosen: Path) -> None:
    (owner,) = desk.store.records(Person, household=home_of(desk.store, LOCKED[1]).id)
    desk.page.workspace.save(replace(owner, name="王⿰王争"), because="改")
    desk.go(Place("print", owner.household, "file"))  # which is made only when it is asked for
    desk.press("save-pdf")
    assert not chosen.with_suffix(".pdf").exists()
    assert desk.says("Nothing came out.\nWhole file was left out: the character ⿰王争")


def test_a_place_that_says_no_is_told_and_nothing_is_registered(desk: Desk, chosen: Path) -> None:
    chosen.write_text("a file where a folder is wanted")
    choose(desk, "save-in-folder")
    assert desk.says(str(chosen))
    assert desk.store.records(Printing) == ()
    assert desk.verb().startswith("Print 2 households, ")


def choose(desk: Desk, name: str) -> None:
    """Presses the button that saves, and chooses in how many files."""
    desk.qtbot.mouseClick(desk.find(QPushButton, "save-pdf"), Qt.MouseButton.LeftButton)
    (menu,) = [each for each in QApplication.topLevelWidgets() if each.isVisible() and each.inherits("QMenu")]
    action = next(each for each in menu.actions() if each.objectName() == name)
    desk.qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=cast("Any", menu).actionGeometry(action).center())
    desk.settle()


# The papers of one household


def test_ctrl_p_on_a_household_shows_all_its_papers(desk: Desk) -> None:
    home = home_of(desk.store, LOCKED[0])
    desk.page.workspace.save(a_visit(household=home.id))
    desk.go(Place("household", home.id))
    assert desk.window.shell is not None
    assert desk.window.shell.page is not None
    desk.window.shell.page.setFocus()
    desk.key(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert desk.rows()[0].startswith("Compensation sheet")
    assert desk.verb().startswith("Print 1 paper, ")
    desk.go_to("Visit record")
    assert desk.says("Visit record  paper 3 of ")
    desk.touch_box("Compensation sheet")
    desk.touch_box("Visit record")
    assert desk.find(QLabel, "print-whose").text() == "Visit record"
    desk.touch_box("Compensation sheet")
    desk.key(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert desk.prints() == [("sheet", 2, "printer"), ("visit", 2, "printer")]


def test_the_whole_file_is_opened_only_when_it_is_asked_for(desk: Desk) -> None:
    home = home_of(desk.store, LOCKED[0])
    desk.go(Place("print", home.id))
    before = desk.store.end.seq
    desk.go_to("file")
    assert "in clear" in desk.find(SheetView, "print-sheet").words
    assert desk.store.end.seq == before
    desk.press("open-clear")
    assert not desk.find(SheetView, "print-sheet").pixmap.isNull()
    assert desk.store.end.seq > before


def test_who_is_ticked_in_the_list_of_households_is_printed_from_there(desk: Desk) -> None:
    desk.go(Place("households"))
    window = desk.window
    table = window.findChildren(QWidget, "households")[0]
    cast("Any", table).tick([0, 2], is_on=True)
    button = window.findChildren(QPushButton, "print-ticked")[0]
    assert button.accessibleName() == "Print the sheets of 2 households"
    desk.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    desk.settle()
    assert len(desk.rows()) == 2
    assert desk.verb().startswith("Print 1 household, ")


# The register


def test_the_register_tells_whom_a_paper_was_given(desk: Desk) -> None:
    desk.press("print-now")
    desk.press("to-register")
    table = desk.find(LineTable, "prints")
    assert table.lines.rowCount() == 3 * len(LOCKED)
    receiver = desk.find(QLineEdit, "receiver")
    receiver.setFocus()
    receiver.selectAll()
    desk.qtbot.keyClicks(receiver, "Ma")
    desk.press("note-handed")
    given = [each for each in register.prints(desk.store) if each.step is Step.HANDED]
    assert {each.receiver for each in given} == {"Ma"}
    assert len({each.row.household for each in given}) == 1
    assert len(given) == 3
    assert {each.on for each in given} == {desk.store.today()}


def test_what_was_written_down_by_mistake_of_papers_is_taken_back(desk: Desk) -> None:
    desk.press("print-now")
    desk.press("to-register")
    desk.press("note-handed")
    assert desk.says("Written down: 3 papers given")
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert {each.step for each in register.prints(desk.store)} == {Step.PRINTED}


def test_the_forms_for_remedies_are_told_apart_in_the_register(desk: Desk) -> None:
    desk.go(Place("print", home_of(desk.store, LOCKED[0]).id, "remedies"))
    desk.press("print-now")
    desk.press("to-register")
    lines = desk.find(LineTable, "prints").lines
    assert "Application to review the appraisal" in str(lines.index(0, 2).data())


def test_the_file_for_the_archive_is_not_among_what_a_household_was_given(desk: Desk) -> None:
    home = home_of(desk.store, LOCKED[0])
    desk.go(Place("print", home.id, "archive"))
    desk.press("print-now")
    desk.go(Place("print", home.id, "survey"))
    desk.press("print-now")
    desk.press("to-register")
    desk.press("note-handed")
    given = {each.row.paper for each in register.prints(desk.store) if each.step is Step.HANDED}
    assert given == {"survey"}


def test_one_paper_alone_is_given_where_the_others_were_not(desk: Desk) -> None:
    desk.press("print-now")
    desk.press("to-register")
    desk.press("note-handed-alone")
    assert [each.step for each in register.prints(desk.store)].count(Step.HANDED) == 1
    desk.press("note-not-printed")
    assert [each.step for each in register.prints(desk.store)].count(Step.NOT_PRINTED) == 1


def test_a_paper_that_a_newer_one_took_the_place_of_is_collected_back(desk: Desk) -> None:
    store = desk.store
    desk.press("print-now")
    sheets = [each for each in register.prints(store) if each.row.paper == "sheet"]
    for each in sheets:
        register.note(store, each.row, Step.HANDED, store.today(), receiver="马示例")
    lock(store, LOCKED[0], floor=1, reason="住一楼")
    desk.page.workspace.changed.emit(frozenset({("calculation", b"")}), None)
    desk.settle()
    assert "newer version" in desk.rows()[0]
    desk.touch_box("newer version")
    assert desk.says("has version 1. Collect it when the new one is brought.")
    desk.press("print-now")
    desk.press("to-register")
    assert desk.find(LineTable, "prints").lines.rowCount() == 1
    desk.press("note-collected")
    assert register.to_collect(store) == ()


# What else there is


def test_who_may_only_read_sees_the_papers_and_no_button(
    qtbot: QtBot, window: MainWindow, area: Path, printer: Path
) -> None:
    window.show_store(stores.opened(area, read_only=True))
    desk = object.__new__(Desk)
    desk.qtbot, desk.window = qtbot, window
    desk.go(Place("print"))
    assert desk.says("Papers can be looked at here, and not printed.")
    assert not desk.is_seen("print-now")
    assert not desk.is_seen("save-pdf")
    assert not desk.find(SheetView, "print-sheet").pixmap.isNull()
    desk.key(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert desk.store.records(Printing) == ()
    assert not printer.exists()


def test_an_area_without_households_says_what_to_do(
    qtbot: QtBot, window: MainWindow, new_store: stores.NewStore
) -> None:
    store = new_store("empty")
    store.close()
    desk = Desk(qtbot, window, store.folder)
    desk.go(Place("print"))
    assert desk.says("There is no household to print for yet.")
    desk.press("print-blank")
    assert window.shell is not None
    assert window.shell.page is not None
    assert window.shell.page.place().page == "households"


def test_a_lead_finds_it_in_the_rail(qtbot: QtBot, window: MainWindow, area: Path, printer: Path) -> None:  # noqa: ARG001
    from desktop.store import opening, vault

    window.show_store(opening.open_store(area, vault.unlock(area, HAND, LEAD), clock=stores.noon))
    desk = object.__new__(Desk)
    desk.qtbot, desk.window = qtbot, window
    (item,) = [each for each in window.findChildren(QWidget, "to-print") if each.isVisible()]
    qtbot.mouseClick(item, Qt.MouseButton.LeftButton)
    desk.settle()
    assert len(desk.rows()) == len(LOCKED) + 1


# The list to sign on receipt


def with_list(desk: Desk) -> None:
    desk.find(QWidget, "with-receipts").setFocus()
    desk.key(Qt.Key.Key_Space)


def words_of(pdf: Path) -> str:
    content = pdf.read_bytes()
    return " ".join(pictured.page_text(content, page) for page in range(pictured.page_count(content)))


def test_the_list_to_sign_is_printed_last_and_is_in_no_register(desk: Desk, printer: Path) -> None:
    before = int(desk.verb().rpartition(", ")[2].split()[0])
    with_list(desk)
    assert int(desk.verb().rpartition(", ")[2].split()[0]) == before + 1
    desk.press("print-now")
    assert {paper for paper, _, _ in desk.prints()} == {"sheet", "card", "remedies"}
    assert pictured.page_count(printer.read_bytes()) == 1


def test_the_list_to_sign_lies_beside_what_is_saved(desk: Desk, chosen: Path) -> None:
    with_list(desk)
    choose(desk, "save-in-folder")
    listed = words_of(chosen / "Papers to hand over.pdf")
    numbers = [home.number or "" for home in desk.store.records(Household)]
    assert sum(number in listed for number in numbers) == len(LOCKED)
    assert len([*chosen.glob("*.pdf")]) == len(LOCKED) + 1


def test_no_list_comes_unless_it_is_wanted(desk: Desk, chosen: Path) -> None:
    choose(desk, "save-in-one")
    assert [*chosen.parent.glob("*hand over*")] == []
