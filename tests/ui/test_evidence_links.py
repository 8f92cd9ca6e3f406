"""A piece of evidence and the facts of the ledger know of each other, from either side, with one tap."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import desk
import pictures
import pytest
import stores
from builders import a_fixture, a_house, a_household, an_unregistered_part
from desk import Desk
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QListWidget, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from desktop.casework import evidence, people
from desktop.domain.fields import Role
from desktop.domain.records import Evidence, Fixture, House
from desktop.store import opening
from desktop.store.store import Store
from desktop.ui.evidence_painting import PROVES, TONE
from desktop.ui.evidence_tab import EvidenceTab
from desktop.ui.form import Form

HOME = a_household()
HOUSE = a_house(household=HOME.id, measured_area=Decimal("62.40"))
SHED = an_unregistered_part(household=HOME.id, name="煤棚", measured_area=Decimal("6.50"))
VINE = a_fixture(household=HOME.id, name="葡萄架")


def taken(store: Store, caption: str, n: int = 0, kind: str = "photo") -> Evidence:
    content = pictures.a_photo(300 + n, 200)
    record = replace(evidence.kept(store, HOME.id, content, f"IMG_{n}.jpg"), caption=caption, kind=kind)
    store.save(record)
    return record


@pytest.fixture
def at(qtbot: QtBot, new_store: stores.NewStore) -> Iterator[Desk]:
    store = new_store("area")
    store.save(HOME, HOUSE, SHED, VINE)
    for n, (caption, kind) in enumerate((("煤棚外墙", "photo"), ("产权证首页", "scan"), ("量测图", "sketch"))):
        taken(store, caption, n, kind)
    opened = desk.opened(qtbot, store)
    opened.go(HOME, "evidence")
    wait_for_tiles(opened)
    yield opened
    opened.close()


def wait_for_tiles(at: Desk) -> None:
    for _ in range(10):
        at.settle()


def tiles(at: Desk) -> QListWidget:
    return at.shell.findChildren(QListWidget, "evidence")[0]


def titles(at: Desk) -> list[str]:
    return [tiles(at).item(n).text() for n in range(tiles(at).count())]


def proves(at: Desk, title: str) -> tuple[str, str]:
    n = titles(at).index(title)
    return tiles(at).item(n).data(TONE), tiles(at).item(n).data(PROVES)


def button(at: Desk, name: str) -> QPushButton:
    return next(each for each in at.shell.findChildren(QPushButton, name) if each.isVisible())


def fact(at: Desk, words: str) -> QPushButton:
    tab = at.shell.findChildren(EvidenceTab)[0]
    return next(each for each in tab.findChildren(QPushButton) if each.isVisible() and words in each.text())


def house(at: Desk) -> House:
    found = at.store.get(House, HOUSE.id)
    assert found is not None
    return found


# Filters


def test_each_kind_has_a_chip_with_its_count_and_narrows_the_list(at: Desk) -> None:
    shown = [each.text() for each in at.shell.findChildren(QPushButton) if each.objectName().startswith("filter-")
             and each.isVisible()]  # fmt: skip
    assert shown == ["All 3", "photo 1", "scan 1", "sketch 1", "not linked 3"]
    at.press("filter-scan")
    assert titles(at) == ["产权证首页"]
    at.press("filter-all")
    assert titles(at) == ["煤棚外墙", "产权证首页", "量测图"]


def test_what_proves_nothing_is_counted_and_shown_alone(at: Desk, qtbot: QtBot) -> None:
    qtbot.mouseClick(fact(at, "煤棚"), Qt.MouseButton.LeftButton)
    at.settle()
    assert button(at, "filter-loose").text() == "not linked 2"
    at.press("filter-loose")
    assert titles(at) == ["产权证首页", "量测图"]


# From the evidence to the fact


def test_a_tap_links_a_piece_and_another_takes_the_link_away(at: Desk, qtbot: QtBot) -> None:
    qtbot.mouseClick(fact(at, "measured area 62.40"), Qt.MouseButton.LeftButton)
    at.settle()
    assert house(at).measured_area_evidence == ("煤棚外墙",)
    assert proves(at, "煤棚外墙") == ("ok", "measured area 62.40 ㎡")
    chip = fact(at, "measured area 62.40")
    assert chip.isChecked()
    assert chip.accessibleName() == "Proves: measured area 62.40 ㎡"
    chip.setFocus()
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    at.settle()
    assert house(at).measured_area_evidence == ()
    assert proves(at, "煤棚外墙") == ("warn", "not linked to a fact")
    assert QApplication.focusWidget() is chip, "the keyboard stays where it was"


def test_a_link_is_taken_back_like_any_change(at: Desk, qtbot: QtBot) -> None:
    qtbot.mouseClick(fact(at, "葡萄架"), Qt.MouseButton.LeftButton)
    at.settle()
    vine = at.store.get(Fixture, VINE.id)
    assert vine is not None
    assert vine.item_evidence == ("煤棚外墙",)
    at.workspace.undo()
    at.settle()
    assert proves(at, "煤棚外墙")[0] == "warn"


def test_of_a_linked_piece_only_its_facts_are_shown_until_somebody_asks(at: Desk, qtbot: QtBot) -> None:
    qtbot.mouseClick(fact(at, "煤棚"), Qt.MouseButton.LeftButton)
    at.settle()
    tiles(at).setCurrentRow(1)
    tiles(at).setCurrentRow(0)
    at.settle()
    tab = at.shell.findChildren(EvidenceTab)[0]
    chips = [each for each in tab.findChildren(QPushButton) if each.objectName().startswith("fact-")]
    assert [each.text() for each in chips if each.isVisible()] == ["煤棚 measured area 6.50 ㎡"]
    at.press("link-more")
    assert sum(each.isVisible() for each in chips) > 3
    assert all(each.height() >= 40 for each in chips if each.isVisible())


def test_who_may_not_write_a_fact_links_nothing_to_it(qtbot: QtBot, new_store: stores.NewStore) -> None:
    with new_store("area") as store:
        store.save(HOME, HOUSE)
        taken(store, "产权证首页")
        auditor = people.admit(store, "何示例", Role.AUDITOR, stores.PASSPHRASE)
        folder = store.folder
    read_only = opening.open_store(folder, auditor, clock=stores.noon)
    at = desk.opened(qtbot, read_only)
    at.go(HOME, "evidence")
    wait_for_tiles(at)
    tab = at.shell.findChildren(EvidenceTab)[0]
    assert not [each for each in tab.findChildren(QPushButton) if each.objectName().startswith("fact-")
                and each.isVisible()]  # fmt: skip
    assert not at.shell.findChildren(QPushButton, "draw-sketch")[0].isVisible()
    at.close()


# From the fact to the evidence


def test_from_the_ledger_a_fact_opens_what_proves_it(at: Desk, qtbot: QtBot) -> None:
    at.store.save(replace(house(at), certificate_evidence=("产权证首页", "原件在征收办")))
    at.go(HOME)
    see = next(each for each in at.shell.findChildren(QToolButton, "line-evidence") if each.isVisible())
    assert see.accessibleName() == "Evidence: 产权证首页"
    assert see.width() >= 40
    assert see.height() >= 40
    see.setFocus()
    qtbot.keyClick(see, Qt.Key.Key_Space)
    wait_for_tiles(at)
    assert titles(at) == ["产权证首页"]
    assert button(at, "filter-fact").isChecked()
    at.press("filter-all")
    assert len(titles(at)) == 3


def test_a_fact_without_evidence_has_no_way_to_any(at: Desk) -> None:
    at.go(HOME)
    assert not [each for each in at.shell.findChildren(QToolButton, "line-evidence") if each.isVisible()]


def test_on_its_entry_page_a_fact_names_its_evidence_with_a_tap(at: Desk, qtbot: QtBot) -> None:
    at.go(HOME, "house", HOUSE.id)
    at.field("measured_area").setFocus()
    at.settle()
    assert at.says("Evidence for: measured area")
    chip = next(each for each in at.shell.findChildren(QAbstractButton)
                if each.objectName().startswith("name-evidence") and each.text() == "量测图")  # fmt: skip
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    at.settle()
    assert house(at).measured_area_evidence == ("量测图",), "it is kept at once"
    assert at.field("measured_area_evidence").text() == "量测图"
    at.press("see-evidence")
    wait_for_tiles(at)
    assert titles(at) == ["量测图"]
    at.go(HOME, "house", HOUSE.id)
    at.field("measured_area").setFocus()
    at.settle()
    assert chip.isChecked()
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    at.settle()
    assert house(at).measured_area_evidence == ()


def test_what_is_named_otherwise_stays_when_a_piece_is_named(at: Desk, qtbot: QtBot) -> None:
    at.store.save(replace(house(at), certificate_evidence=("照片 1,2", "原件")))
    at.go(HOME, "house", HOUSE.id)
    at.field("certificate_number").setFocus()
    at.settle()
    chip = next(each for each in at.shell.findChildren(QAbstractButton)
                if each.objectName().startswith("name-evidence") and each.text() == "产权证首页")  # fmt: skip
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    at.settle()
    assert house(at).certificate_evidence[-1] == "产权证首页"
    assert len(at.shell.findChildren(Form)) >= 1


# What was taken in


def test_another_fingerprint_is_told_in_red_and_the_picture_is_still_seen(
    qtbot: QtBot, new_store: stores.NewStore
) -> None:
    store = new_store("area")
    store.save(HOME, HOUSE)
    piece = taken(store, "煤棚外墙")
    stores.put_in_its_place(store, piece, pictures.a_photo(500, 400))
    at = desk.opened(qtbot, store)
    at.go(HOME, "evidence")
    wait_for_tiles(at)
    assert at.says("This is not what was taken in: its fingerprint is another.")
    assert at.says("1 is not what was taken in")
    assert proves(at, "煤棚外墙") == ("risk", "not as taken in")
    tab = at.shell.findChildren(EvidenceTab)[0]
    seen = [label for label in tab.findChildren(QLabel) if not label.pixmap().isNull() and label.width() > 100]
    assert seen, "it is shown all the same"
    at.close()


def test_all_that_is_whole_is_said_to_be(at: Desk) -> None:
    assert at.says("3 pieces, checked: as they were taken in")


def test_the_tabs_own_verb_is_the_one_filled_button(at: Desk) -> None:
    filled = [each.text() for each in at.shell.findChildren(QPushButton)
              if each.isVisible() and each.property("look") == "filled"]  # fmt: skip
    assert filled == ["Add photos or files"]
    at.go(HOME)
    filled = [each.text() for each in at.shell.findChildren(QPushButton)
              if each.isVisible() and each.property("look") == "filled"]  # fmt: skip
    assert filled == ["Begin the visit"]
