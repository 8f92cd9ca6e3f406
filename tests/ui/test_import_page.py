import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import stores
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QFocusFrame,
    QLineEdit,
    QPushButton,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot
from seeing import NewArea, cells, column, is_said, part, press, unlocked, words_on

from desktop.casework import importing
from desktop.cli.words import Voice
from desktop.domain.records import Household, Intake
from desktop.exchange.intake import Kind
from desktop.i18n import Language
from desktop.ui.household_list import HouseholdList
from desktop.ui.import_columns import _MEANS
from desktop.ui.import_page import ImportPage
from desktop.ui.main_window import MainWindow
from desktop.ui.meaning import names_of_meanings
from desktop.ui.page import Place

HEAD = "户编号,户主,身份证号,联系电话,地址,证载面积,面积2,结构"
FIRST = "R-1,马示例,999999195603070026,100-0000-0001,示例里1巷1号,62.40,,砖混"
SECOND = "R-2,王样本,,,示例里1巷2号,48.60,,砖木"
CHANGED = "R-2,王样本,,,示例里1巷2号,66.00,,砖木"
LETTER = 'R-3,李虚构,,,示例里1巷3号,"62,4O",,砖木'
WORDS = "R-4,张假设,,,示例里1巷4号,约58,,砖混"
ROW, OUTCOME, NUMBER, NAME, PLACE, AREA, STRUCTURE = range(7)

Look = Callable[..., QTableView]


@pytest.fixture
def look(qtbot: QtBot, window: MainWindow, new_area: NewArea, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Look:
    """Opens an area that took in some rows before, and lets a person choose a file of other rows."""

    def looked(*rows: str, before: tuple[str, ...] = (), head: str = HEAD) -> QTableView:
        folder = new_area()
        if before:
            book = importing.read(written(tmp_path / "before.csv", *before))
            with stores.opened(folder) as store:
                importing.taken_in(store, importing.planned(store, book, Kind.LEDGER))
        unlocked(qtbot, window, folder)
        return chosen(qtbot, window, written(tmp_path / "ledger.csv", *rows, head=head), monkeypatch)

    return looked


def written(file: Path, *rows: str, head: str = HEAD) -> Path:
    file.write_text("\n".join((head, *rows)), "utf-8")
    return file


def chosen(qtbot: QtBot, window: MainWindow, file: Path, monkeypatch: pytest.MonkeyPatch) -> QTableView:
    """The table of rows after somebody has chosen a file, with the button of the list and that of the page."""
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    press(qtbot, window, "import")
    press(qtbot, window, "choose-file")
    is_idle(qtbot, window)
    return part(window, QTableView, "rows")


def is_idle(qtbot: QtBot, window: MainWindow) -> None:
    """Waits for the job of the page; those before the last one follow each other."""
    qtbot.waitUntil(lambda: page_of(window)._job is None, timeout=20_000)


def page_of(window: MainWindow) -> ImportPage:
    return window.findChildren(ImportPage)[0]


def verb(window: MainWindow) -> str:
    return part(window, QPushButton, "take-in").text()


def numbers_in(window: MainWindow) -> set[str | None]:
    homes = page_of(window).workspace.store.records(Household)
    return {home.number for home in homes if not home.withdrawn}


def choice(window: MainWindow, title: str) -> QComboBox:
    return next(each for each in window.findChildren(QComboBox) if f"“{title}”" in each.accessibleName())


def pick(qtbot: QtBot, choice: QComboBox, means: str) -> None:
    """Opens the list with a key, goes to a line, and takes it."""
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    view = choice.view()
    view.setCurrentIndex(choice.model().index(choice.findData(means, _MEANS), 0))
    qtbot.keyClick(view, Qt.Key.Key_Return)


# What is seen


def test_every_row_has_an_outcome_and_the_tiles_add_up_to_all_rows(window: MainWindow, look: Look) -> None:
    table = look(FIRST, CHANGED, LETTER, "R-5,周模拟,,,示例里1巷5号,30,,", "合计,,,,,200,,", "", before=(FIRST, SECOND))
    assert column(table, OUTCOME) == ["changed", "to correct", "new"]
    assert is_said(window, "= 5 rows")
    assert verb(window) == "Take in 2 rows, leave 1 to correct"
    assert is_said(window, "ledger.csv · 5 rows")


def test_what_changes_stands_beside_what_it_was(look: Look) -> None:
    table = look(CHANGED, before=(SECOND,))
    assert cells(table)[0][AREA] == "48.60 → 66.00"


def test_rows_that_are_the_same_are_folded_away_until_they_are_wanted(
    qtbot: QtBot, window: MainWindow, look: Look
) -> None:
    table = look(FIRST, CHANGED, before=(FIRST, SECOND))
    assert column(table, NUMBER) == ["R-2"]
    assert is_said(window, "1 row that is the same is folded away")
    press(qtbot, window, "fold")
    assert column(table, NUMBER) == ["R-1", "R-2"]
    press(qtbot, window, "fold")
    assert column(table, NUMBER) == ["R-2"]


def test_nothing_sensitive_is_a_column(look: Look) -> None:
    shown = str(cells(look(FIRST, LETTER)))
    assert "马示例" in shown
    assert "999999" not in shown
    assert "100-0000" not in shown


def test_a_file_that_is_known_already_offers_nothing_to_write(window: MainWindow, look: Look) -> None:
    table = look(FIRST, SECOND, before=(FIRST, SECOND))
    assert cells(table) == []
    assert verb(window) == "Nothing to take in"
    assert not part(window, QPushButton, "take-in").isEnabled()


def test_probable_duplicates_are_listed_behind_a_line(qtbot: QtBot, window: MainWindow, look: Look) -> None:
    table = look("R-9,马示例,999999195603070026,,示例里7巷9号,62,,", before=(FIRST,))
    assert part(window, QPushButton, "show-suspects").text() == "1 pair is perhaps one household"
    press(qtbot, window, "show-suspects")
    assert cells(part(window, QTableView, "suspects")) == [["R-9 马示例", "R-1", "the same ID number"]]
    press(qtbot, window, "show-suspects")
    assert table.isVisible()


def test_whatever_takes_the_keyboard_has_a_name(window: MainWindow, look: Look) -> None:
    look(FIRST, LETTER)
    assert choice(window, "面积2").isVisible()
    kinds = (QLineEdit, QAbstractButton, QTableView)
    parts: list[QWidget] = [each for kind in kinds for each in page_of(window).findChildren(kind)]
    reached = [each for each in parts if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisible()]
    names = [QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name) for each in reached]
    assert "" not in names


@pytest.mark.parametrize("language", list(Language))
def test_no_two_meanings_are_called_the_same(language: Language) -> None:
    names = names_of_meanings(Voice(language))
    assert len(set(names.values())) == len(names)


# What a person says


def test_a_proposal_is_taken_for_this_import_and_the_file_stays(
    qtbot: QtBot, window: MainWindow, look: Look, tmp_path: Path
) -> None:
    table = look(FIRST, LETTER)
    before = (tmp_path / "ledger.csv").read_bytes()
    assert is_said(window, "row 3 · 李虚构 · “证载面积” says “62,4O”")
    take = part(window, QPushButton, "take-proposal")
    assert take.text() == "Make it 62.40"
    qtbot.mouseClick(take, Qt.MouseButton.LeftButton)
    is_idle(qtbot, window)
    assert [row[AREA] for row in cells(table)] == ["62.40", "62.40"]
    assert verb(window) == "Take in 2 rows"
    assert is_said(window, "Nothing is left to look at.")
    assert (tmp_path / "ledger.csv").read_bytes() == before


def test_what_is_filled_in_is_read_like_any_other_cell(qtbot: QtBot, window: MainWindow, look: Look) -> None:
    table = look(LETTER, WORDS)
    for typed, shown in (("sixty", "sixty"), ("61.5", "61.50")):
        press(qtbot, window, "fill-in")
        field = part(window, QLineEdit, "correction")
        assert field.hasFocus()
        field.selectAll()
        qtbot.keyClicks(field, typed)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        is_idle(qtbot, window)
        assert cells(table)[0][AREA] == shown
    assert is_said(window, "“约58”"), "the next one is in hand"


def test_escape_gives_up_typing_before_it_leaves_the_page(qtbot: QtBot, window: MainWindow, look: Look) -> None:
    table = look(LETTER)
    press(qtbot, window, "fill-in")
    field = part(window, QLineEdit, "correction")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.isVisible()
    assert table.isVisible()
    qtbot.keyClick(part(window, QPushButton, "fill-in"), Qt.Key.Key_Escape)
    assert not table.isVisible()
    assert window.shell is not None
    assert isinstance(window.shell.page, HouseholdList)


def test_a_row_is_left_out_and_taken_after_all(qtbot: QtBot, window: MainWindow, look: Look) -> None:
    table = look(FIRST, SECOND)
    table.selectRow(1)
    press(qtbot, window, "leave-out")
    is_idle(qtbot, window)
    assert column(table, OUTCOME) == ["new", "left out this time"]
    assert verb(window) == "Take in 1 row, leave 1 to correct"
    assert is_said(window, "It is left out this time; nothing of it is written.")
    press(qtbot, window, "leave-out")
    is_idle(qtbot, window)
    assert column(table, OUTCOME) == ["new", "new"]


def test_f8_and_enter_go_from_one_flaw_to_the_next_and_round(qtbot: QtBot, window: MainWindow, look: Look) -> None:
    table = look(LETTER, FIRST, WORDS)
    assert is_said(window, "1 of 2 to look at")
    qtbot.keyClick(table, Qt.Key.Key_F8)
    assert is_said(window, "2 of 2 to look at")
    assert table.currentIndex().row() == 2
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert is_said(window, "1 of 2 to look at")
    assert table.currentIndex().row() == 0


def test_the_panel_tells_of_the_row_that_is_chosen(qtbot: QtBot, window: MainWindow, look: Look) -> None:
    table = look(FIRST, WORDS)
    qtbot.keyClick(table, Qt.Key.Key_Up)
    assert is_said(window, "row 2 · 马示例")
    assert is_said(window, "Nothing is wrong in this row.")
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert is_said(window, "“约58”")


def test_another_meaning_is_picked_with_the_keyboard_and_planned_anew(
    qtbot: QtBot, qtlog: Any, window: MainWindow, look: Look
) -> None:
    table = look(SECOND)
    assert choice(window, "面积2").currentText() == "not imported"
    with qtlog.disabled():  # a platform without a display says that it can't raise a list
        pick(qtbot, choice(window, "面积2"), "house.registered_gross")
    is_idle(qtbot, window)
    assert choice(window, "面积2").currentText() == "registered gross"
    assert choice(window, "证载面积").currentText() == "not imported", "a meaning is one column's"
    assert cells(table)[0][AREA] == ""


def test_passing_by_a_choice_changes_nothing(qtbot: QtBot, window: MainWindow, look: Look) -> None:
    look(SECOND)
    passed = choice(window, "结构")
    passed.setFocus()
    qtbot.keyClicks(passed, "n")
    turned = QWheelEvent(
        QPointF(5, 5), passed.mapToGlobal(QPointF(5, 5)), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,  # noqa: FBT003  Qt takes it by its place
    )  # fmt: skip
    QApplication.sendEvent(passed, turned)
    assert passed.currentText() == "structure"
    assert page_of(window)._job is None


def test_what_was_said_of_a_file_is_kept_when_the_page_is_left(
    qtbot: QtBot, window: MainWindow, look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = look(LETTER)
    press(qtbot, window, "take-proposal")
    is_idle(qtbot, window)
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    chosen(qtbot, window, tmp_path / "ledger.csv", monkeypatch)
    assert cells(table)[0][AREA] == "62.40"
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    chosen(qtbot, window, written(tmp_path / "other.csv", LETTER, FIRST), monkeypatch)
    assert cells(table)[0][AREA] == "62,4O", "another file begins anew"


# Writing


def test_taking_in_writes_and_the_list_shows_it(qtbot: QtBot, window: MainWindow, look: Look) -> None:
    look(FIRST, SECOND, LETTER)
    press(qtbot, window, "take-in")
    is_idle(qtbot, window)
    assert is_said(window, "2 households are written")
    assert numbers_in(window) == {"R-1", "R-2"}
    press(qtbot, window, "show-households")
    assert is_said(window, "2 households")
    shown = cells(part(window, QTableView, "households"))
    assert [name in row[1] for name, row in zip(("马示例", "王样本"), shown, strict=True)] == [True, True]


def test_an_import_is_taken_back_with_a_reason(qtbot: QtBot, window: MainWindow, look: Look) -> None:
    look(FIRST, CHANGED, before=(SECOND,))
    press(qtbot, window, "take-in")
    is_idle(qtbot, window)
    press(qtbot, window, "take-back")
    assert not part(window, QPushButton, "withdraw").isEnabled()
    reason = part(window, QLineEdit, "withdrawal-reason")
    assert reason.hasFocus()
    qtbot.keyClicks(reason, "wrong file")
    qtbot.keyClick(reason, Qt.Key.Key_Return)
    is_idle(qtbot, window)
    assert is_said(window, "2 households are as they were before")
    assert numbers_in(window) == {"R-2"}


def test_who_stops_the_reading_is_where_files_are_chosen(
    qtbot: QtBot, window: MainWindow, look: Look, tmp_path: Path
) -> None:
    table = look(FIRST)
    assert window.shell is not None
    window.shell.go(Place("import", part=str(tmp_path / "ledger.csv")))
    part(window, QPushButton, "stop-import").click()
    is_idle(qtbot, window)
    assert not table.isVisible()
    assert part(window, QPushButton, "choose-file").hasFocus()
    assert numbers_in(window) == set()


def test_what_is_stopped_has_written_nothing(qtbot: QtBot, window: MainWindow, look: Look) -> None:
    table = look(FIRST, SECOND)
    before = page_of(window).workspace.store.digest()
    press(qtbot, window, "take-in")
    part(window, QPushButton, "stop-import").click()
    is_idle(qtbot, window)
    assert table.isVisible()
    assert page_of(window).workspace.store.digest() == before
    assert verb(window) == "Take in 2 rows"
    assert numbers_in(window) == set()


def test_a_store_that_has_changed_since_is_compared_again(qtbot: QtBot, window: MainWindow, look: Look) -> None:
    look(FIRST, SECOND)
    page_of(window).workspace.store.save(*stores.a_family("R-7"))
    press(qtbot, window, "take-in")
    qtbot.waitUntil(
        lambda: is_said(window, "The store has changed since this file was looked at. Nothing was written.")
    )
    is_idle(qtbot, window)
    assert numbers_in(window) == {"R-7"}
    press(qtbot, window, "take-in")
    is_idle(qtbot, window)
    assert numbers_in(window) == {"R-1", "R-2", "R-7"}
    assert not is_said(window, "The store has changed")


def test_where_no_backup_can_be_made_nothing_is_written_and_the_plan_stays(
    qtbot: QtBot, window: MainWindow, look: Look
) -> None:
    table = look(FIRST)
    store = page_of(window).workspace.store
    shutil.rmtree(store.folder / "backups")
    (store.folder / "backups").write_bytes(b"in the way")
    press(qtbot, window, "take-in")
    is_idle(qtbot, window)
    assert any("backups" in words for words in words_on(window))
    assert store.records(Intake) == ()
    assert table.isVisible()
    assert verb(window) == "Take in 1 row"


def test_while_it_is_written_the_page_stays_and_nothing_else_is(qtbot: QtBot, window: MainWindow, look: Look) -> None:
    look(FIRST, SECOND)
    assert window.shell is not None
    press(qtbot, window, "take-in")
    window.shell.go(Place("households"))
    assert window.shell.page is page_of(window)
    assert is_said(window, "The ledger is being taken in.")
    assert page_of(window).workspace.undo() is None
    is_idle(qtbot, window)
    assert not is_said(window, "The ledger is being taken in.")
    press(qtbot, window, "show-households")
    assert window.shell.page is not page_of(window)


def test_the_rows_to_correct_are_exported_and_can_be_read_again(
    qtbot: QtBot, window: MainWindow, look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(FIRST, LETTER, WORDS)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "rest.xlsx"), ""))
    press(qtbot, window, "export-refused")
    qtbot.waitUntil(lambda: is_said(window, "2 rows to correct are in"))
    _, *rows = importing.read(tmp_path / "rest.xlsx").sheets[0].rows
    assert [next(each for each in row if str(each).startswith("R-")) for row in rows] == ["R-3", "R-4"]


# What does not go well


def test_a_damaged_file_is_told_in_words_and_another_can_be_chosen(
    qtbot: QtBot, window: MainWindow, look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = look(FIRST)
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 and nothing")
    chosen(qtbot, window, broken, monkeypatch)
    assert is_said(window, "The file broken.xlsx is damaged.")
    assert is_said(window, "Nothing was written, and the file is as it was.")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "ledger.csv"), ""))
    press(qtbot, window, "another-file")
    is_idle(qtbot, window)
    assert column(table, NUMBER) == ["R-1"]
    assert not is_said(window, "is damaged.")


def test_where_no_titles_are_found_a_person_says_where_they_are(
    qtbot: QtBot, qtlog: Any, window: MainWindow, look: Look
) -> None:
    table = look("甲,乙", "R-1,马示例", head="各组上报,")
    first = part(window, QTableView, "first-rows")
    assert is_said(window, "No row of titles such as 户主, 坐落, 面积 was found in ledger.csv.")
    assert first.hasFocus()
    assert cells(first) == [["1", "各组上报", ""], ["2", "甲", "乙"], ["3", "R-1", "马示例"]]
    assert part(window, QPushButton, "choose-titles").text() == "Row 2 holds the titles"
    qtbot.keyClick(first, Qt.Key.Key_Return)
    is_idle(qtbot, window)
    assert is_said(window, "No row names a household yet.")
    assert verb(window) == "Nothing to take in"
    with qtlog.disabled():  # a platform without a display says that it can't raise a list
        pick(qtbot, choice(window, "甲"), "household.number")
        is_idle(qtbot, window)
        pick(qtbot, choice(window, "乙"), "person.name")
    is_idle(qtbot, window)
    assert [row[NUMBER : NAME + 1] for row in cells(table)] == [["R-1", "马示例"]]
    assert verb(window) == "Take in 1 row"


def test_another_row_of_titles_is_said_and_given_up_with_escape(qtbot: QtBot, window: MainWindow, look: Look) -> None:
    table = look(FIRST, SECOND)
    press(qtbot, window, "other-titles")
    first = part(window, QTableView, "first-rows")
    assert "999999" not in str(cells(first)), "a long number may be a person's"
    qtbot.keyClick(first, Qt.Key.Key_Escape)
    assert table.isVisible()
    press(qtbot, window, "other-titles")
    qtbot.keyClick(first, Qt.Key.Key_Down)
    press(qtbot, window, "choose-titles")
    is_idle(qtbot, window)
    assert choice(window, "户主/马示例").isVisible(), "the titles above it are its own"
    assert is_said(window, "= 1 row")


def test_a_file_without_rows_is_told_in_words(window: MainWindow, look: Look) -> None:
    table = look(",,", head=",,")
    assert is_said(window, "ledger.csv")
    assert part(window, QPushButton, "another-file").isVisible()
    assert not table.isVisible()


def test_choosing_no_file_stays_where_one_is_and_escape_leads_back(
    qtbot: QtBot, window: MainWindow, new_area: NewArea, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlocked(qtbot, window, new_area())
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    press(qtbot, window, "import")
    choose = part(window, QPushButton, "choose-file")
    assert choose.hasFocus()
    qtbot.keyClick(choose, Qt.Key.Key_Space)
    assert choose.isVisible()
    qtbot.keyClick(choose, Qt.Key.Key_Escape)
    assert not choose.isVisible()
    assert window.shell is not None
    assert isinstance(window.shell.page, HouseholdList)


def test_a_file_that_is_dropped_anywhere_on_the_page_is_read(
    qtbot: QtBot, window: MainWindow, look: Look, tmp_path: Path
) -> None:
    table = look(FIRST)
    page = page_of(window)
    dropped(page, tmp_path / "picture.png")
    assert column(table, NUMBER) == ["R-1"]
    dropped(page, written(tmp_path / "other.csv", SECOND))
    is_idle(qtbot, window)
    assert column(table, NUMBER) == ["R-2"]
    seen = (each for each in page.findChildren(QWidget) if each.isVisible() and not isinstance(each, QFocusFrame))
    takers = [each for each in seen if each.acceptDrops()]
    assert takers == [], "what is dropped on a part of the page arrives at the page"


def dropped(page: QWidget, file: Path) -> None:
    """What Qt tells a page over which this file is carried, and let fall where it is taken."""
    held = QMimeData()
    held.setUrls([QUrl.fromLocalFile(str(file))])
    where, action = QPoint(9, 9), Qt.DropAction.CopyAction
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    carried = QDragEnterEvent(where, action, held, buttons, keys)
    QApplication.sendEvent(page, carried)
    if carried.isAccepted():
        QApplication.sendEvent(page, QDropEvent(QPointF(where), action, held, buttons, keys))


def test_a_file_of_before_is_taken_back_with_a_reason(qtbot: QtBot, window: MainWindow, look: Look) -> None:
    look(FIRST, before=(SECOND,))
    assert window.shell is not None
    window.shell.go(Place("import"))
    assert is_said(window, "before.csv")
    press(qtbot, window, "take-earlier-back")
    reason = part(window, QLineEdit, "withdrawal-reason")
    assert reason.hasFocus()
    qtbot.keyClicks(reason, "wrong file")
    press(qtbot, window, "withdraw")
    is_idle(qtbot, window)
    assert numbers_in(window) == set()
    window.shell.go(Place("import"))
    assert is_said(window, "taken back")
    assert not window.findChildren(QPushButton, "take-earlier-back")


def test_locking_keeps_nothing_of_the_file_in_the_window(qtbot: QtBot, window: MainWindow, look: Look) -> None:
    table = look(FIRST, LETTER)
    qtbot.keyClick(table, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    assert part(window, QLineEdit, "passphrase").isVisible()
    assert window.shell is None
    qtbot.waitUntil(lambda: not window.findChildren(ImportPage))
    assert not any("李虚构" in words for words in words_on(window))


def test_the_way_from_the_file_to_the_list_needs_no_mouse(
    qtbot: QtBot, window: MainWindow, new_area: NewArea, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path / "ledger.csv", FIRST, LETTER)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    unlocked(qtbot, window, new_area())
    assert window.shell is not None
    window.shell.go(Place("import"))

    def on() -> QWidget:
        focused = QApplication.focusWidget()
        assert focused is not None, "the keyboard is always somewhere"
        return focused

    qtbot.keyClick(on(), Qt.Key.Key_Space)
    is_idle(qtbot, window)
    assert on().objectName() == "rows"
    qtbot.keyClick(on(), Qt.Key.Key_F8)
    while on().objectName() != "take-proposal":
        qtbot.keyClick(on(), Qt.Key.Key_Tab)
    qtbot.keyClick(on(), Qt.Key.Key_Return)
    is_idle(qtbot, window)
    qtbot.keyClick(on(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    is_idle(qtbot, window)
    assert on().objectName() == "show-households"
    qtbot.keyClick(on(), Qt.Key.Key_Return)
    assert isinstance(window.shell.page, HouseholdList)
    assert numbers_in(window) == {"R-1", "R-3"}
