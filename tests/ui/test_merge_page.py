"""The office's merge page: what came is tried before it is taken in, taken back, answered, and what it opened decided.

The stores, files, merges and decisions are real; only the table of plugged-in drives and the choosers are the tests'.
"""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import bundles
import pytest
import stations
import stores
from builders import a_house, a_person
from bundles import Opened
from carrying import Exchanger
from damage import readers_die
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTabBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from stations import OFFICE, WORKER, District, Founded

from desktop.domain.records import Evidence, House, Household
from desktop.exchange import header, inbox, station
from desktop.store import evidence
from desktop.store.store import Store
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Page


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    """An office and two laptops."""
    return Founded.by(tmp_path_factory.mktemp("district"), (WORKER, stations.STRANGER))


@pytest.fixture
def district(founded: Founded, tmp_path: Path, cheap_vault: None) -> Iterator[District]:  # noqa: ARG001
    with founded.laid_out(tmp_path / "district") as laid_out:
        yield laid_out


class Clerk(Exchanger):
    """Somebody of the office at this page."""

    @property
    def tabs(self) -> list[str]:
        seen = [each for each in self.window.findChildren(QTabBar, "merge-tabs") if each.isVisible()]
        return [bar.tabText(n) for bar in seen for n in range(bar.count())]

    def to_tab(self, text: str) -> None:
        self.qtbot.waitUntil(lambda: any(text in tab for tab in self.tabs), timeout=20_000)
        (bar,) = [each for each in self.window.findChildren(QTabBar, "merge-tabs") if each.isVisible()]
        at = next(n for n, tab in enumerate(self.tabs) if text in tab)
        self.qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(at).center())

    @property
    def page(self) -> Page:
        assert self.window.shell is not None
        assert self.window.shell.page is not None
        return self.window.shell.page

    def decide_first(self, because: str) -> None:
        """Takes the second value of the conflict that is seen."""
        self.qtbot.waitUntil(lambda: self.tabs[0].startswith("1 "), timeout=20_000)
        (reason,) = [each for each in self.window.findChildren(QPlainTextEdit, "conflict-reason") if each.isVisible()]
        focused = QApplication.focusWidget()
        assert focused is not None
        self.qtbot.keyClick(focused, Qt.Key.Key_2)
        reason.setFocus()
        self.qtbot.keyClicks(reason, because)
        self.qtbot.keyClick(reason, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def waits(self, text: str) -> None:
        """What the rail says of this page."""
        (item,) = self.window.findChildren(QToolButton, "to-merge")
        self.qtbot.waitUntil(lambda: text in item.accessibleName(), timeout=20_000)


@pytest.fixture
def person(qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Clerk:
    return Clerk(qtbot, window, monkeypatch, tmp_path, "merge")


def numbers(store: Store) -> list[str | None]:
    return [each.number for each in store.records(Household)]


def whose(name: str, number: str) -> str:
    return f"{stations.TEAMS[name]} {stations.PEOPLE[name]} {number}"


def test_a_bundle_on_a_stick_is_counted_tried_taken_in_and_taken_back(person: Clerk, district: District) -> None:
    home = district.household(OFFICE, "DY-0001", lane="旧巷")
    district.assign(WORKER, home)
    district.exchange(WORKER)
    district.edit(WORKER, home, lane="新巷")
    district.household(WORKER, "DY-0009")
    before = district.office.digest()
    person.plug_in()
    for file in (*district.up(WORKER), *district.down(stations.STRANGER)):
        shutil.copy(file, person.stick)
    person.window.show_store(district.office)
    person.waits("1 bundle")
    person.come()
    person.choose_row("bundles", whose(WORKER, "0002"))
    person.wait_for_row("bundles", "can be merged")
    person.wait_for_row("bundles", "For others, 1 file, left where it lies")
    person.wait_for("0001 before it was taken in, in order")
    person.to_tab("Changed")
    person.wait_for_row("preview-groups", "DY-0001")
    person.wait_for_row("preview-details", "lane, 旧巷 → 新巷")
    person.to_tab("New")
    assert not any("DY-0001" in row for row in person.rows("preview-groups"))
    assert district.office.digest() == before, "it was only tried"
    person.qtbot.keyClick(person.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    person.wait_for("2 bundles taken in today · 0 still to take in")
    assert numbers(district.office) == ["DY-0001", "DY-0009"]
    person.press("undo-merge")
    person.wait_for("Taken back:")
    assert district.office.digest() == before
    person.press("merge-bundles")
    person.wait_for("2 bundles taken in today · 0 still to take in")
    district.household(OFFICE, "DY-0010")
    person.press("read-again")
    person.wait_for("It can not be taken back any more")
    assert not person.is_offered("undo-merge"), "what would be refused is not offered"


@pytest.fixture
def at_odds(district: District) -> District:
    """Office and worker wrote of one house, and the worker wrote a household down that the office has.

    The other laptop's first bundle is lost; the second brings what was in it.
    """
    home = district.household(OFFICE, "DY-0001", lane="示例里", door="3", address="示例里 3 号")
    district.office.save(a_house(household=home.id), a_person(household=home.id, id_number=None))
    district.assign(WORKER, home)
    district.exchange(WORKER)
    for name, structure in ((OFFICE, "砖木"), (WORKER, "土木")):
        (house,) = district[name].records(House)
        district[name].save(replace(house, structure=structure))
    new = district.household(WORKER, "YS-临-0061", lane="示例里", door="3", address="示例里 3 号")
    district[WORKER].save(a_person(household=new.id, id_number=None))
    district.household(stations.STRANGER, "DY-0020")
    district.up(stations.STRANGER)
    district.household(stations.STRANGER, "DY-0021")
    return district


def test_all_are_taken_in_together_what_they_opened_is_decided_and_receipts_go_back(
    person: Clerk, at_odds: District
) -> None:
    office, other = at_odds.office, stations.STRANGER
    person.plug_in()
    for file in (*at_odds.up(WORKER), *at_odds.up(other)):
        shutil.copy(file, person.stick)
    person.open(office)
    person.wait_for_row("bundles", "1 to decide")
    person.wait_for_row("bundles", "can be merged")
    person.choose_row("bundles", whose(other, "0002"))
    person.wait_for("0001 never came; what was in it is in 0002")
    person.choose_row("bundles", whose(WORKER, "0002"))
    person.wait_for("perhaps one household")
    person.to_tab("To decide")
    person.wait_for_row("preview-details", "砖木 / 土木")
    theirs = f"In the bundle {stations.PEOPLE[WORKER]} · {stations.TEAMS[WORKER]} · 11-18"
    person.wait_for_row("preview-details", f"Here now {office.opened.name} · 11-18 · {theirs}")
    assert person.button("merge-bundles").accessibleName() == "Take in 2 bundles"
    person.press("merge-bundles")
    person.wait_for("2 bundles are taken in.")
    assert sorted(filter(None, numbers(office))) == ["DY-0001", "DY-0020", "DY-0021", "YS-临-0061"]
    person.waits("1 to decide")
    person.waits("1 perhaps one household")
    person.decide_first("both looked")
    person.qtbot.waitUntil(lambda: person.tabs[0] == "One household? 1", timeout=20_000)
    (house,) = office.records(House)
    assert house.structure in ("砖木", "土木")
    person.to_tab("What it brought")
    person.wait_for_row("preview-groups", "1 decided")
    person.choose_row("preview-groups", "1 decided")
    person.wait_for_row("preview-details", f"decided by {office.opened.name}, 11-18")
    person.wait_for_row("preview-details", f"Here before {office.opened.name} · 11-18 · {theirs}")
    assert not person.says("to decide by a person"), "nothing is counted that is not to be decided"
    assert not [
        each for each in (*person.rows("preview-groups"), *person.rows("preview-details")) if "to decide" in each
    ]
    person.press("see-decision")
    assert person.page.place().page == "conflicts"
    reasons = person.page.findChildren(QPlainTextEdit, "conflict-reason")
    person.qtbot.waitUntil(lambda: any(each.toPlainText() == "both looked" for each in reasons), timeout=20_000)
    person.come()
    person.to_tab("What it brought")
    person.press("write-receipt")
    person.wait_for("2 receipts are written, read back and compared")
    answers = " ".join(each.name for each in person.stick.glob("ruhu-to*.ruhu"))
    assert all(f"to{name.replace('-', '')}-" in answers for name in (WORKER, other)), answers
    person.qtbot.waitUntil(lambda: not person.is_offered("write-receipt"), timeout=20_000)  # each was heard
    person.to_tab("One household?")
    person.press("to-duplicates")
    assert person.page.place().page == "duplicates"


def test_what_came_back_after_the_office_was_put_back_is_let_in_by_one_button(
    person: Clerk, district: District
) -> None:
    home = district.household(WORKER, "DY-01")
    district.exchange(WORKER)
    copy = district.copied(OFFICE, "copy")
    district.assign(WORKER, district.household(OFFICE, "DY-02"), home)
    district.exchange(WORKER)
    district.put_back(OFFICE, copy)
    for _ in range(2):
        district.exchange(WORKER)
    person.open(district.office)
    person.choose_row("bundles", "Not let in")
    assert len(person.rows("waiting")) > 1
    person.press("release-returned")
    (reason,) = [each for each in person.window.findChildren(QLineEdit, "reason") if each.isVisible()]
    person.qtbot.keyClicks(reason, "it is ours")
    person.qtbot.keyClick(reason, Qt.Key.Key_Return)
    person.qtbot.waitUntil(lambda: person.rows("waiting") == [], timeout=20_000)
    assert numbers(district.office) == ["DY-01", "DY-02"]


def test_a_window_that_is_closed_meanwhile_takes_all_of_it_in_or_nothing(person: Clerk, district: District) -> None:
    district.household(WORKER, "DY-0009")
    (file,) = district.up(WORKER)
    person.open(district.office)
    person.choose_files(file)
    person.press("merge-bundles")
    person.window.close()
    with stores.opened(district.office.folder, older_is_fine=True) as store:
        assert numbers(store) in ([], ["DY-0009"]), "all of it or nothing"


def test_what_is_wrong_with_a_file_is_told_in_words_and_nothing_of_it_is_opened(
    person: Clerk, district: District
) -> None:
    district.household(WORKER, "DY-0001")
    (file,) = district.up(WORKER)
    whole = file.read_bytes()
    with district.office.reading() as connection:
        us = station.station(connection)
    found = Opened.of(bundles.inside(file, us.identity))
    found.header |= {"min_reader": header.READER + 1, "program": "9.1"}
    person.plug_in()
    (person.stick / "newer.ruhu").write_bytes(bundles.sealed(found.plain(), [us.box]))
    (person.stick / "from a chat.ruhu").write_bytes(whole[: len(whole) - 40])
    before = district.office.digest()
    person.open(district.office)
    person.choose_row("bundles", "Of a newer program")
    person.wait_for("This file was written by a newer version of Ruhu (9.1). It stays sealed")
    person.choose_row("bundles", "A damaged file")
    person.wait_for("This file is damaged")
    assert not person.is_offered("merge-bundles")
    person.press("look-again")
    person.wait_for_row("bundles", "in quarantine")
    assert district.office.digest() == before


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
def test_a_file_whose_reader_died_is_no_damaged_one_and_is_tried_again_by_one_button(
    person: Clerk, district: District
) -> None:
    district.household(WORKER, "DY-0001")
    (file,) = district.up(WORKER)
    person.open(district.office)
    with readers_die():
        person.choose_files(file)
        person.wait_for_row("bundles", "Not read to the end")
        person.wait_for("That says nothing about the file")
        person.press("look-again")
        person.wait_for("Reading it once more")
        person.qtbot.waitUntil(lambda: person.is_offered("look-again"), timeout=20_000)
        assert not inbox.apart(district.office.folder)
    person.press("look-again")
    person.wait_for_row("bundles", "can be merged")


def test_earlier_bundles_are_one_button_away(person: Clerk, district: District) -> None:
    for n in range(6):
        district.household(WORKER, f"DY-000{n}")
        district.take(OFFICE, district.up(WORKER))
    for name in (OFFICE, WORKER):
        district.clocks[name].now += timedelta(days=2)
    person.open(district.office)
    person.wait_for_row("bundles", "0006")
    assert len(person.rows("bundles")) == 4, "those of other days with which nothing is left to do"
    person.press("show-earlier")
    person.wait_for_row("bundles", "0001")
    assert [row.split(",")[0][-4:] for row in person.rows("bundles")] == [
        "0006",
        "0005",
        "0004",
        "0003",
        "0002",
        "0001",
    ]
    assert not person.is_offered("show-earlier"), "there are no more"
    person.wait_for("Bundle 0002 of")
    person.wait_for_row("preview-groups", "DY-0001")


def test_a_part_that_is_missing_is_named_and_waited_for_and_what_is_here_can_be_taken_in(
    person: Clerk, district: District
) -> None:
    home = district.household(WORKER, "DY-0001")
    photo = bytes(range(256)) * 300
    digest = evidence.keep(district[WORKER], home.id, photo)
    district[WORKER].save(
        Evidence(household=home.id, kind="photo", digest=digest, media_type="image/jpeg", size=len(photo))
    )
    first, second = district.up(WORKER, split=60_000)
    person.plug_in()
    shutil.copy(first, person.stick)
    person.open(district.office)
    person.wait_for_row("bundles", "waits for part 2")
    person.wait_for("0001 lacks part 2: ask for it")
    person.qtbot.waitUntil(lambda: person.is_offered("merge-bundles"), timeout=20_000)
    assert person.button("merge-bundles").accessibleName() == "Take in what is here"
    person.press("merge-bundles")
    person.wait_for_row("bundles", "merged by")
    assert numbers(district.office) == ["DY-0001"], "records come first, photos after"
    shutil.copy(second, person.stick)
    person.press("read-again")
    person.press("merge-bundles")
    person.wait_for("in order, none is missing")
    person.wait_for("0 still to take in")
    assert evidence.read(district.office, home.id, digest) == photo


def test_what_was_not_let_in_waits_with_its_reason_until_a_clerk_lets_it_in(person: Clerk, district: District) -> None:
    for name in (WORKER, OFFICE):  # its certificate has run out by then
        assert not district[name].read_only
        district.clocks[name].now += timedelta(days=400)
    district.household(WORKER, "DY-0009")
    (file,) = district.up(WORKER)
    person.open(district.office)
    held = QMimeData()
    held.setUrls([QUrl.fromLocalFile(str(file))])
    person.page.dropEvent(
        QDropEvent(
            QPointF(20, 20), Qt.DropAction.CopyAction, held, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
    )
    person.to_tab("Not let in")
    person.press("merge-bundles")
    person.wait_for_row("bundles", "merged by")
    assert numbers(district.office) == []
    person.choose_row("bundles", "Not let in")
    person.wait_for("The certificate had run out when it was written.")
    while number := len(person.rows("waiting")):
        person.press("release-waiting")
        (reason,) = [each for each in person.window.findChildren(QLineEdit, "reason") if each.isVisible()]
        person.qtbot.keyClicks(reason, "the renewal was on its way")
        person.qtbot.keyClick(reason, Qt.Key.Key_Return)
        person.qtbot.waitUntil(lambda number=number: len(person.rows("waiting")) < number, timeout=20_000)
    assert numbers(district.office) == ["DY-0009"]


def test_who_only_reads_may_look_and_tab_comes_to_all_that_can_be_chosen(person: Clerk, district: District) -> None:
    district.household(WORKER, "DY-0001")
    (file,) = district.up(WORKER)
    folder = district.office.folder
    district.office.close()
    person.plug_in(file.parent)
    person.open(stores.opened(folder, read_only=True, older_is_fine=True))
    person.wait_for("Open for reading only: it can be looked at, and not taken in.")
    assert not person.is_offered("merge-bundles")
    seen = set[QWidget]()
    for _ in range(40):
        now = QApplication.focusWidget()
        assert now is not None
        seen.add(now)
        person.qtbot.keyClick(now, Qt.Key.Key_Tab)
    asked = [each for each in person.page.findChildren(QWidget) if each.isVisible() and each.isEnabled()]
    asked = [each for each in asked if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.focusProxy() is None]
    assert [each.objectName() for each in asked if each not in seen] == []
    assert all(each.accessibleName() or isinstance(each, QPushButton | QLabel) for each in asked)
