"""The tab of a household's evidence, over a real store and real pictures."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pictures
import pytest
import stores
from builders import a_house, a_household
from PySide6.QtCore import QMimeData, QPoint, Qt, QThreadPool, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QLineEdit, QListWidget, QPushButton
from pytestqt.qtbot import QtBot
from seeing import part

from desktop.casework import evidence, sameness
from desktop.casework.papers import stamping
from desktop.cli.words import Voice
from desktop.domain.errors import Refused
from desktop.domain.identity import new_id
from desktop.domain.records import Evidence, House, Printing
from desktop.i18n import Language
from desktop.sheets import press as sheets
from desktop.sheets.page import Code, Paper
from desktop.store import arriving, deliveries
from desktop.store import evidence as shelf
from desktop.store.arriving import Arrival
from desktop.store.merge_log import MergeLine
from desktop.store.store import Store
from desktop.ui import jobs, theme
from desktop.ui.evidence_painting import PROVES, TONE
from desktop.ui.evidence_picture import PictureView
from desktop.ui.evidence_tab import EvidenceTab
from desktop.ui.household_file import file_of
from desktop.ui.ledger_line import Target
from desktop.ui.workspace import Workspace

HOME = a_household(number="DY-03-0127")
HOUSE = a_house(household=HOME.id, certificate_evidence=("产权证首页",))


@pytest.fixture
def store(new_store: stores.NewStore) -> Iterator[Store]:
    with new_store("area") as store:
        store.save(HOME, HOUSE)
        yield store


@pytest.fixture
def tab(store: Store, qapp: QApplication, qtbot: QtBot, qtlog: Any) -> Iterator[EvidenceTab]:
    theme.dress(qapp)
    workspace = Workspace(store, Voice(Language.ENGLISH))
    made = EvidenceTab(workspace)

    def show(*_: object) -> None:
        file = file_of(store, HOME.id)
        assert file is not None
        made.show_file(file)

    workspace.changed.connect(show)
    qtbot.addWidget(made)
    made.resize(1250, 560)
    show()
    with qtlog.disabled():
        made.show()
    settle()
    yield made
    jobs.stop_all(made)


def settle() -> None:
    for _ in range(40):
        QThreadPool.globalInstance().waitForDone()
        QApplication.processEvents()


def a_photo(folder: Path, name: str = "IMG_1.jpg", content: bytes = b"") -> Path:
    file = folder / name
    file.write_bytes(content or pictures.a_photo())
    return file


def tiles(tab: EvidenceTab) -> QListWidget:
    return part(tab, QListWidget, "evidence")


def dropped(tab: EvidenceTab, *files: Path) -> None:
    held = QMimeData()
    held.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    how = (held, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    for event in (
        QDragEnterEvent(QPoint(20, 20), Qt.DropAction.CopyAction, *how),
        QDropEvent(QPoint(20, 20), Qt.DropAction.CopyAction, *how),
    ):
        QApplication.sendEvent(tab, event)


def press(qtbot: QtBot, tab: EvidenceTab, name: str) -> None:
    qtbot.mouseClick(part(tab, QPushButton, name), Qt.MouseButton.LeftButton)
    settle()


def words(tab: EvidenceTab) -> str:
    return "\n".join(label.text() for label in tab.findChildren(QLabel) if label.isVisible())


def test_photos_that_are_dropped_are_taken_in_with_what_was_answered(
    tab: EvidenceTab, store: Store, qtbot: QtBot, tmp_path: Path
) -> None:
    dropped(tab, a_photo(tmp_path), a_photo(tmp_path, "认定书.pdf", pictures.a_pdf()))
    assert not store.records(Evidence), "nothing is written before it is answered"
    qtbot.keyClicks(part(tab, QLineEdit, "caption"), "shed")
    box = part(tab, QComboBox, "consent")
    box.setCurrentIndex(box.findData("given"))
    press(qtbot, tab, "take-in")
    assert [(each.kind, each.caption, each.consent) for each in store.records(Evidence)] == [
        ("photo", "shed", "given"),
        ("scan", "shed", "given"),
    ]
    assert tiles(tab).count() == 2
    assert not part(tab, QLineEdit, "caption").isVisible()
    assert not tiles(tab).item(0).icon().isNull()


def test_a_sketch_that_was_drawn_on_paper_is_said_to_be_one(
    tab: EvidenceTab, store: Store, qtbot: QtBot, tmp_path: Path
) -> None:
    dropped(tab, a_photo(tmp_path))
    box = part(tab, QComboBox, "kind")
    box.setCurrentIndex(box.findData("sketch"))
    press(qtbot, tab, "take-in")
    assert [each.kind for each in store.records(Evidence)] == ["sketch"]


def test_what_is_dropped_before_the_first_was_answered_is_taken_in_with_it(
    tab: EvidenceTab, store: Store, qtbot: QtBot, tmp_path: Path
) -> None:
    dropped(tab, a_photo(tmp_path))
    dropped(tab, a_photo(tmp_path, "IMG_2.jpg", pictures.a_photo(200, 90)))
    assert "2 files" in words(tab)
    press(qtbot, tab, "take-in")
    assert len(store.records(Evidence)) == 2


def test_files_are_chosen_and_the_bad_one_is_told_with_its_reason(
    tab: EvidenceTab, store: Store, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = a_photo(tmp_path), a_photo(tmp_path, "IMG_2.jpg", b"<!doctype html>")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(good), str(bad)], ""))
    tab.ask_for_files()
    press(qtbot, tab, "take-in")
    assert len(store.records(Evidence)) == 1
    assert "IMG_2.jpg is a web page" in words(tab)
    press(qtbot, tab, "leave-adding")
    assert "web page" not in words(tab)


def test_a_picture_is_pasted(tab: EvidenceTab, store: Store, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setImage(QImage.fromData(pictures.a_photo(120, 90)))
    tiles(tab).setFocus()
    qtbot.keyClick(tab, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    if not part(tab, QLineEdit, "caption").isVisible():  # before there are tiles the keyboard stands at the button
        tab._paste()
    qtbot.keyClick(part(tab, QLineEdit, "caption"), Qt.Key.Key_Return)
    settle()
    (record,) = store.records(Evidence)
    assert evidence.content(store, record)


def test_the_same_photo_again_is_told_and_not_written_twice(
    tab: EvidenceTab, store: Store, qtbot: QtBot, tmp_path: Path
) -> None:
    for _ in range(2):
        dropped(tab, a_photo(tmp_path))
        press(qtbot, tab, "take-in")
    assert len(store.records(Evidence)) == 1
    assert "1 was there already." in words(tab)


def test_what_was_taken_in_can_be_taken_back(tab: EvidenceTab, store: Store, qtbot: QtBot, tmp_path: Path) -> None:
    dropped(tab, a_photo(tmp_path))
    press(qtbot, tab, "take-in")
    tab._workspace.undo()
    settle()
    assert not tiles(tab).count()
    assert "No evidence yet" in words(tab)
    assert store.records(Evidence)[0].withdrawn


def test_each_piece_says_which_fact_it_proves(tab: EvidenceTab, store: Store, tmp_path: Path) -> None:
    for n, caption in enumerate(("产权证首页", "门牌")):
        evidence.take_in(store, a_photo(tmp_path, "x.jpg", pictures.a_photo(200 + n, 90)), HOME, caption=caption)
    tab._workspace.changed.emit(frozenset(), None)
    settle()
    first, second = (tiles(tab).item(n) for n in range(2))
    assert (first.data(TONE), second.data(TONE)) == ("ok", "warn")
    assert first.data(PROVES) == "certificate number 示例房权证第 03127 号"
    assert second.data(PROVES) == "not linked to a fact"


def test_what_is_of_a_united_household_is_seen_where_it_goes_on_and_stays_its_own(
    tab: EvidenceTab, store: Store, qtbot: QtBot, tmp_path: Path
) -> None:
    other = a_household(number="DY-03-0200")
    store.save(other)
    for home, size in ((other, 210), (HOME, 230)):
        content = pictures.a_photo(size, 90)
        evidence.take_in(store, a_photo(tmp_path, "x.jpg", content), home, caption="产权证首页")
    sameness.unite(store, HOME.id, other.id, "同一个人")
    tab._workspace.changed.emit(frozenset(), None)
    settle()
    assert f"1 piece from No. DY-03-0200, united on {stores.noon().date()}" in words(tab)
    own, theirs = (tiles(tab).item(n) for n in range(2))
    assert (own.data(TONE), own.data(PROVES)) == ("ok", "certificate number 示例房权证第 03127 号")
    assert (theirs.data(TONE), theirs.data(PROVES)) == ("info", "from DY-03-0200")

    press(qtbot, tab, "filter-united")
    assert tiles(tab).count() == 1
    assert f"from No. DY-03-0200, united on {stores.noon().date()}" in words(tab).splitlines()
    assert not part(tab, PictureView, "picture").pixmap.isNull(), "it is read"
    (piece,) = store.records(Evidence, household=other.id)
    press(qtbot, tab, "fact-0")  # it may prove a fact of the kept one, whose list is written then
    (house,) = store.records(House)
    assert house.certificate_evidence == ("产权证首页", f"产权证首页 {(piece.digest or '')[:8]}")
    assert store.records(Evidence, household=other.id) == (piece,)
    sameness.separate(store, HOME.id, other.id, "两户")
    tab._workspace.changed.emit(frozenset(), None)
    settle()
    assert (tiles(tab).count(), "united on" in words(tab)) == (1, False)


def test_that_the_office_asks_for_a_file_again_stands_on_its_piece(
    tab: EvidenceTab, store: Store, tmp_path: Path
) -> None:
    evidence.take_in(store, a_photo(tmp_path), HOME, caption="产权证首页")
    (piece,) = store.records(Evidence)
    with store.writing() as connection:
        deliveries.note_pieces(connection, deliveries.WANTED, 1, [(HOME.id, piece.digest or "")])
    tab._workspace.changed.emit(frozenset(), None)
    settle()
    item = tiles(tab).item(0)
    assert item.data(PROVES) == "the office asks for it · certificate number 示例房权证第 03127 号"
    assert item.data(TONE) == "warn"


def test_of_a_photo_that_others_took_it_is_said_that_its_file_has_not_come_yet(
    tab: EvidenceTab, store: Store, new_store: stores.NewStore, tmp_path: Path
) -> None:
    with new_store("office") as office:
        stores.accept(office, store.entries_since({}), store.keys())
        evidence.take_in(office, a_photo(tmp_path), HOME, caption="产权证首页")
        said = [each.body for each in office.entries_since({}) if each.origin == office.end.origin]
        arriving.merge(store, Arrival(received=said, keys=office.keys()), MergeLine(at=0, kind="down"))
    tab._workspace.changed.emit(frozenset(), None)
    settle()
    item = tiles(tab).item(0)
    assert item.data(PROVES).startswith("its file has not come yet · certificate number")
    assert item.data(TONE) == "ok", "nothing is wrong with it"
    assert "The file of this piece has not come here yet." in words(tab)
    (piece,) = store.records(Evidence)
    with pytest.raises(Refused, match="It comes with photos"):
        evidence.content(store, piece)


def test_the_picture_is_turned_and_zoomed_and_what_is_kept_is_not(
    tab: EvidenceTab, store: Store, qtbot: QtBot, tmp_path: Path
) -> None:
    taken = evidence.take_in(store, a_photo(tmp_path), HOME)
    tab._workspace.changed.emit(frozenset(), None)
    settle()
    picture = next(label for label in tab.findChildren(QLabel) if not label.pixmap().isNull() and label.width() > 100)
    upright = picture.pixmap().size()
    assert upright.width() > upright.height()
    press(qtbot, tab, "turn-picture")
    turned = picture.pixmap().size()
    assert turned.width() < turned.height()
    press(qtbot, tab, "zoom-in")
    assert picture.pixmap().height() > turned.height()
    press(qtbot, tab, "zoom-out")
    assert picture.pixmap().size() == turned
    assert shelf.fingerprint(evidence.content(store, taken.record)) == taken.record.digest


def test_the_picture_is_seen_over_the_whole_tab_and_left_again(
    tab: EvidenceTab, store: Store, qtbot: QtBot, tmp_path: Path
) -> None:
    evidence.take_in(store, a_photo(tmp_path), HOME, caption="shed")
    tab._workspace.changed.emit(frozenset(), None)
    settle()
    press(qtbot, tab, "show-large")
    view = part(tab, PictureView, "large-picture")
    assert view.isVisible()
    assert not tiles(tab).isVisible()
    (seen,) = [label for label in view.findChildren(QLabel) if label.isVisible()]
    before = seen.pixmap().size()
    assert before.width() > 600
    qtbot.keyClick(view, Qt.Key.Key_R)
    assert seen.pixmap().height() > seen.pixmap().width()
    qtbot.keyClick(view, Qt.Key.Key_0)
    press(qtbot, tab, "large-zoom-in")
    assert tab.step_back()
    assert tiles(tab).isVisible()
    assert not view.isVisible()


def test_a_copy_of_the_chosen_piece_is_saved_where_it_is_asked_for(
    tab: EvidenceTab, store: Store, qtbot: QtBot, *, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = evidence.take_in(store, a_photo(tmp_path, "认定书.pdf", pictures.a_pdf()), HOME)
    tab._workspace.changed.emit(frozenset(), None)
    settle()
    assert "Save a copy to read it" in words(tab)
    proposed: list[str] = []

    def chosen(_parent: object, _title: str, name: str) -> tuple[str, str]:
        proposed.append(name)
        return str(tmp_path / "copy.pdf"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    with qtbot.waitSignal(tab._workspace.said):
        press(qtbot, tab, "save-copy")
    assert proposed == ["认定书.pdf"]
    assert (tmp_path / "copy.pdf").read_bytes() == evidence.content(store, taken.record)


def test_a_piece_whose_file_is_gone_says_so(tab: EvidenceTab, store: Store, tmp_path: Path) -> None:
    taken = evidence.take_in(store, a_photo(tmp_path), HOME)
    shelf.file_of(store.folder, store.opened.key, HOME.id, taken.record.digest or "").unlink()
    tab._workspace.changed.emit(frozenset(), None)
    settle()
    assert "missing from the store" in words(tab)


def test_of_a_withdrawn_household_it_is_only_looked_at(tab: EvidenceTab, store: Store, tmp_path: Path) -> None:
    store.withdraw(replace(store.records(type(HOME))[0]), because="重复登记")
    tab._workspace.changed.emit(frozenset(), None)
    settle()
    assert not part(tab, QPushButton, "draw-sketch").isVisible()
    dropped(tab, a_photo(tmp_path))
    assert not part(tab, QLineEdit, "caption").isVisible()


def test_when_a_photo_was_taken_is_told_in_the_zone_of_the_area(store: Store, tab: EvidenceTab, tmp_path: Path) -> None:
    piece = evidence.take_in(store, a_photo(tmp_path), HOME).record
    taken_at = datetime(2026, 11, 18, 22, 30, tzinfo=timezone(timedelta(hours=-5)))
    store.save(replace(piece, id=new_id(), seen=None, digest="f" * 64, taken_at=taken_at))
    file = file_of(store, HOME.id)
    assert file is not None
    tab.show_file(file)
    tab.open(Target("evidence", file.evidence[-1].id))
    settle()
    assert any("2026-11-19 11:30" in each.text() for each in tab.findChildren(QLabel))


def test_a_scan_of_a_printed_paper_says_which_print_it_is(
    tab: EvidenceTab, store: Store, qtbot: QtBot, tmp_path: Path
) -> None:
    stamp = stamping.stamp(store, ["补偿协议", "编号 示例-2"])
    assert stamp is not None
    printing = {"number": "示例-2", "version": 2, "written_language": "zh_CN", "copies": 2, "way": "printer"}
    store.save(Printing(household=HOME.id, paper="agreement", code=stamp.code, printed_at=store.now(), **printing))
    sheet = sheets.printed(Paper("补偿协议", "", "zh_CN", [Code(stamp.text, 120.0)]))
    dropped(tab, a_photo(tmp_path, "scan.pdf", sheet))
    press(qtbot, tab, "take-in")
    (piece,) = store.records(Evidence)
    assert piece.paper_code == stamp.code
    said = f"agreement 示例-2, version 2, as printed on {store.today()}"
    assert said in words(tab)
    assert tiles(tab).item(0).data(PROVES) == said
