"""Conflicts in the window: looked at side by side, decided by key and by touch, one by one or together, found again."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pictures
import pytest
import stores
from builders import a_fixture, a_household, a_person
from plans import a_known_household, issued, locked
from plans import a_plan as plan_of
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from seated import Seated

from desktop.casework import calculation, deciding, evidence, household_facts, people, policy, questioning
from desktop.casework.policy import Draft
from desktop.cli.words import Voice
from desktop.domain.fields import Role
from desktop.domain.records import House, Household, Person, Record
from desktop.i18n import Language
from desktop.store import opening, vault
from desktop.store.contests import Filter
from desktop.store.store import Store
from desktop.store.writing import Batch
from desktop.ui import jobs, theme
from desktop.ui.conflict_card import ValueCard
from desktop.ui.conflict_list import Row
from desktop.ui.conflicts_page import ConflictsPage
from desktop.ui.household_list import HouseholdList
from desktop.ui.household_page import HouseholdPage
from desktop.ui.page import Place
from desktop.ui.pill import Pill
from desktop.ui.shell import Shell
from desktop.ui.today_page import TodayPage
from desktop.ui.workspace import Workspace

REASON = "two measured it, they saw it"
OTHER = a_household(number="B-2", lane="后街")
NAMED = [a_person(household=OTHER.id, name=f"示例{n:02}", role="family") for n in range(58)]
SHED = a_fixture(household=OTHER.id, name="煤棚")

pytestmark = pytest.mark.usefixtures("cheap_vault")


@pytest.fixture(scope="module")
def contested(tmp_path_factory: pytest.TempPathFactory) -> stores.Template:
    """An area in which an area of a house, 58 names, whose sealed number and whether a shed stays wait for somebody."""
    room = tmp_path_factory.mktemp("contested")
    with stores.cheaply(room / "home"):
        store = issued(stores.made(room / "area"), policy.read(plan_of(room / "plan")))
        home = a_known_household(store, special_groups=("低保",), id_number="999999195603070026", name="甲示例")
        _lock(store, home)
        photo = room / "山墙.jpg"
        photo.write_bytes(pictures.a_photo())
        evidence.take_in(store, photo, home, caption="山墙")
        (house,) = store.records(House)
        stale(store, house,
              {"recognised_area": Decimal("60.00"), "recognised_area_source": "航拍图"},
              {"recognised_area": Decimal("65.50"), "recognised_area_source": "复量",
               "recognised_area_evidence": ("山墙", "纸质图 7")})  # fmt: skip
        (owner,) = store.records(Person)
        stale(store, owner, {"id_number": "999999195603070042"}, {"id_number": "99999919560307000X"})
        store.save_all(Batch([each]) for each in (OTHER, *NAMED, SHED))
        before = {each.id: each for each in store.records(Person) if each.household == OTHER.id}
        for end in ("一", "二"):
            store.save_all(Batch([replace(each, name=f"{each.name}{end}")]) for each in before.values())
        shed = store.get(type(SHED), SHED.id)
        assert shed is not None
        store.save(replace(shed, quantity=Decimal(2), amount=120_000))
        store.withdraw(shed, because="记重了")
        people.admit(store, "组员示例", Role.WORKER, stores.PASSPHRASE)
        people.admit(store, "组长示例", Role.LEAD, stores.PASSPHRASE)
        return stores.Template.of(store)


def _lock(store: Store, home: Household) -> None:
    def given(draft: Draft) -> Mapping[str, object]:
        return household_facts.said(draft.sound().pack, ["楼层=3"])

    locked(store, calculation.reckon(store, home, given))


def stale(store: Store, before: Record, *values: dict[str, Any]) -> None:
    """What several wrote who had not seen each other."""
    for each in values:
        store.save(replace(before, **each), because="看过")


class Screen(Seated):
    @property
    def page(self) -> ConflictsPage:
        return cast("ConflictsPage", self.shell.page)

    def go(self, place: Place | None = None) -> None:
        self.shell.go(place or Place("conflicts"))
        self.settle()

    def decide(self) -> None:
        self.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def type(self, text: str, name: str) -> None:
        kind = QLineEdit if name == "conflict-text" else QPlainTextEdit
        field = self.find(kind, name)
        field.setFocus()
        self.qtbot.keyClicks(field, text)
        self.settle()

    def words(self) -> list[str]:
        return [each.text() for kind in (QLabel, Pill) for each in self.shell.findChildren(kind) if each.isVisible()]

    def says(self, text: str) -> bool:
        return any(text in words for words in self.words())

    def cards(self) -> list[str]:
        return [card.accessibleName() for card in self.page.view.cards.values]

    def verb(self) -> str:
        return self.find(QAbstractButton, "decide-conflict").text()

    def rows(self) -> list[Row]:
        model = self.page.list.rows
        return [row for at in range(model.rowCount()) if (row := model.row(at)) is not None]

    def choose(self, words: str) -> None:
        """Goes to the first row that says this."""
        view, rows = self.page.list, self.page.list.rows
        view.setFocus()
        for place in range(rows.rowCount()):
            if rows.row(place) is None:
                self.settle()  # its page is read by then
            row = rows.row(place)
            if row is not None and words in row.spoken:
                view.go_to(place)
                self.settle()
                return
        raise AssertionError(words)

    def waiting(self) -> int:
        return deciding.open_contests(self.store, Filter()).total

    def house(self) -> House:
        return self.store.records(House)[0]

    def close(self) -> None:
        self.settle()
        self.shell.leave_page()
        jobs.stop_all(self.shell)
        self.shell.close()


def opened(qtbot: QtBot, store: Store, *, width: int = 1366, height: int = 700) -> Screen:
    theme.dress(cast("QApplication", QApplication.instance()))
    workspace = Workspace(store, Voice(Language.ENGLISH))
    pages = {
        "conflicts": lambda: ConflictsPage(workspace),
        "household": lambda: HouseholdPage(workspace),
        "households": lambda: HouseholdList(workspace),
        "today": lambda: TodayPage(workspace),
    }
    shell = Shell(workspace, pages)
    shell.resize(width, height)
    qtbot.addWidget(shell)
    shell.show()
    qtbot.waitExposed(shell)
    shell.activateWindow()
    return Screen(qtbot, store, workspace, shell)


@pytest.fixture
def area(contested: stores.Template, tmp_path: Path) -> Path:
    return contested.laid_out(tmp_path / "area")


@pytest.fixture
def at(qtbot: QtBot, area: Path) -> Iterator[Screen]:
    with stores.opened(area) as store:
        screen = opened(qtbot, store)
        yield screen
        screen.close()


@contextmanager
def seen_by(qtbot: QtBot, area: Path, name: str, *, read_only: bool = False) -> Iterator[Screen]:
    """The same page before somebody else."""
    person = vault.unlock(area, stores.PASSPHRASE, name)
    with opening.open_store(area, person, clock=stores.noon, read_only=read_only) as store:
        screen = opened(qtbot, store)
        yield screen
        screen.close()


# One by one


def test_values_stand_side_by_side_with_what_speaks_for_them_and_the_sum_of_each(at: Screen) -> None:
    at.go()
    assert at.shell.page is not None
    assert at.shell.page.heading().about == "61 to decide, 2 move money"
    at.choose("recognised area")
    assert at.says("甲示例 · house recognised area: which one holds?")
    assert at.says("Both were changed from “62.40 ㎡”. They differ by 5.50 ㎡. 拿钱 differs by 23,540.00 yuan.")
    first, other = at.cards()
    assert "65.50 ㎡, On the ground of: 复量, 1 piece of evidence, Also named: 纸质图 7, Said to it: 看过" in first
    assert "拿钱 would be 280,750.00" in first
    assert "60.00 ㎡, On the ground of: 航拍图" in other
    assert "拿钱 would be 257,210.00 \u221223,540.00" in other
    (shot,) = at.page.view.evidence.shots
    assert shot.accessibleName() == "山墙, for value 1"
    assert not shot.pixmap.isNull()
    at.qtbot.mouseClick(shot, Qt.MouseButton.LeftButton)
    at.settle()
    assert at.is_seen("leave-large")
    at.key(Qt.Key.Key_Escape)
    assert not at.is_seen("leave-large")
    assert at.page.view.cards.place is None, "nothing is chosen for anybody"


def test_a_key_chooses_a_reason_is_written_and_ctrl_enter_decides(at: Screen) -> None:
    at.go()
    at.choose("recognised area")
    decide = at.find(QAbstractButton, "decide-conflict")
    assert (decide.text(), decide.isEnabled()) == ("Choose a value first", False)
    at.decide()
    assert isinstance(QApplication.focusWidget(), ValueCard), "the keyboard goes to what is missing"
    at.key(Qt.Key.Key_2)
    assert decide.text() == "60.00 ㎡ of 陈示例 holds"
    assert not decide.isEnabled()
    at.decide()
    assert at.find(QPlainTextEdit, "conflict-reason").hasFocus()
    assert at.waiting() == 61
    at.type("2 x 30, both saw it", "conflict-reason")
    assert at.page.view.cards.place == 1, "what is typed chooses nothing"
    at.decide()
    assert (at.house().recognised_area, at.waiting()) == (Decimal("60.00"), 60)
    assert at.says("decided. 60.00 ㎡ of 陈示例 holds.")
    assert not any("recognised area" in row.spoken for row in at.rows())
    at.press("which-conflicts-decided")
    (row,) = at.rows()
    assert row.lower.endswith("2 x 30, both saw it")
    at.page.list.setFocus()
    at.key(Qt.Key.Key_Return)
    assert at.says("Decided by 陈示例")
    assert at.find(QPlainTextEdit, "conflict-reason").isReadOnly()
    assert at.page.view.cards.place == 1
    assert not at.is_seen("decide-conflict")


def test_neither_brings_back_what_stood_before_and_asks_the_team(at: Screen) -> None:
    at.go()
    at.choose("recognised area")
    at.press("choose-none")
    assert at.says("A question goes to who looks after the household; “62.40 ㎡” stands meanwhile.")
    assert at.verb() == "Use neither, ask the team"
    at.type(REASON, "conflict-reason")
    at.press("decide-conflict")
    assert at.house().recognised_area == Decimal("62.40")
    (asked,) = questioning.open_questions(at.store, {at.house().household or b""})
    assert "60.00 ㎡" in (asked.question.question or "")


def test_whether_a_record_stays_is_asked_so(at: Screen) -> None:
    at.go()
    at.choose("煤棚")
    assert at.says("煤棚: withdrawn, or kept?")
    kept, gone = at.cards()
    assert "Keep it, name 煤棚, quantity 2, unit 樘" in kept
    assert "Said to it: 记重了" in gone
    assert not at.is_seen("choose-none")
    at.key(Qt.Key.Key_1)
    at.type(REASON, "conflict-reason")
    assert at.verb() == "Keep it"
    at.decide()
    shed = at.store.get(type(SHED), SHED.id)
    assert shed is not None
    assert (shed.withdrawn, at.waiting()) == (None, 60)


def test_a_sealed_value_is_told_as_its_mask_and_chosen_all_the_same(at: Screen) -> None:
    at.go()
    at.choose("id number")
    assert [card.split(", ")[2] for card in at.cards()] == ["****000X", "****0042"]
    at.key(Qt.Key.Key_2)
    assert at.verb() == "What 陈示例 wrote holds"
    at.type(REASON, "conflict-reason")
    at.decide()
    (owner,) = (each for each in at.store.records(Person) if each.name == "甲示例")
    assert at.store.unsealed(owner, "identity")["id_number"] == "999999195603070042"


def test_what_is_typed_is_there_again_after_something_else_was_looked_at(at: Screen) -> None:
    at.go()
    at.choose("recognised area")
    at.key(Qt.Key.Key_1)
    at.type(REASON, "conflict-reason")
    at.page.list.setFocus()
    at.key(Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert not at.says("recognised area: which one")
    at.choose("recognised area")
    assert at.find(QPlainTextEdit, "conflict-reason").toPlainText() == REASON
    assert at.page.view.cards.place == 0


def test_a_value_that_comes_meanwhile_is_said_and_nothing_is_written_over(at: Screen) -> None:
    base = deciding.contest(at.store, at.house().id, "recognised_area").base
    assert base is not None
    at.go()
    at.choose("recognised area")
    at.key(Qt.Key.Key_1)
    at.type(REASON, "conflict-reason")
    at.workspace.save(replace(at.house(), recognised_area=Decimal("70.00"), seen=base.version.arrived))
    at.settle()
    assert at.says("Another value came just now, from 陈示例. Nothing was written over: look at it, then choose.")
    assert len(at.cards()) == 3
    assert at.page.view.cards.place is None
    assert at.find(QPlainTextEdit, "conflict-reason").toPlainText() == REASON
    at.decide()
    assert at.waiting() == 61


def test_tab_comes_to_all_of_it_in_the_order_in_which_it_stands(at: Screen) -> None:
    at.go()
    at.choose("recognised area")
    at.key(Qt.Key.Key_1)
    at.type(REASON, "conflict-reason")
    at.page.list.setFocus()
    seen: list[QWidget] = []
    while (now := QApplication.focusWidget()) is not None and now not in seen:
        seen.append(now)
        at.key(Qt.Key.Key_Tab)
    names = [each.objectName() for each in seen]
    inside = [
        "choose-1",
        "choose-2",
        "choose-none",
        "evidence-1",
        "conflict-reason",
        "skip-conflict",
        "decide-conflict",
    ]
    assert [name for name in names if name in inside] == inside
    asked = (
        each
        for each in at.page.findChildren(QWidget)
        if each.isVisible() and each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    )
    assert [each.objectName() for each in asked if each not in seen and not each.focusProxy()] == []


# Several together


def test_what_moves_no_money_is_decided_together_with_one_reason(at: Screen) -> None:
    at.go()
    at.choose("recognised area")
    at.key(Qt.Key.Key_Space)
    assert at.says("What moves money is decided one by one, with its own reason.")
    assert not at.page.list.rows.ticked
    at.choose("示例03二")
    at.key(Qt.Key.Key_Space)
    at.key(Qt.Key.Key_Down)
    at.key(Qt.Key.Key_Space)
    assert at.says("2 conflicts, one decision")
    assert at.says("2 ticked")
    at.key(Qt.Key.Key_Escape)
    assert not at.page.list.rows.ticked
    at.page.list.setFocus()
    at.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert at.says("59 conflicts, one decision"), "neither what moves money nor what may be withdrawn is among them"
    assert at.says("and 19 more")
    assert not at.find(QAbstractButton, "decide-proven").isEnabled(), "no evidence speaks for them"
    at.page.list.setFocus()
    at.key(Qt.Key.Key_1)
    assert at.says("示例00二")
    at.type(REASON, "many-reason")
    at.decide()
    assert at.says("59 conflicts decided.")
    assert at.waiting() == 2
    assert at.store.get(Person, NAMED[0].id) is not None
    assert deciding.decided(at.store, Filter()).total == 59


def test_touch_ticks_opens_and_unticks(at: Screen) -> None:
    at.go()
    view = at.page.list
    at.choose("示例03二")
    box = view.visualRect(view.currentIndex())
    at.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(box.left() + 20, box.center().y()))
    at.settle()
    assert len(view.rows.ticked) == 1
    at.press("untick-conflicts")
    assert at.says("which one holds?")
    at.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(box.left() + 120, box.center().y()))
    at.settle()
    assert not view.rows.ticked
    assert at.page.view.isVisible()


# Found again


def test_the_list_is_narrowed_by_text_and_boxes_and_widened_again(at: Screen) -> None:
    at.go()
    view = at.page.list
    view.setFocus()
    at.key(Qt.Key.Key_End)
    last = view.current()
    assert last is not None, "also what stands on the second page"
    at.type("B-2", "conflict-text")
    at.qtbot.wait(300)
    at.settle()
    assert view.rows.rowCount() == 59
    at.press("narrow-conflicts")
    money = at.find(QComboBox, "conflict-money")
    money.setFocus()
    at.key(Qt.Key.Key_Down)
    money.activated.emit(money.currentIndex())  # what its list does when it is open
    at.settle()
    (row,) = at.rows()
    assert "煤棚" in row.spoken
    assert at.says("1 to decide, 1 moves money")
    field = at.find(QComboBox, "conflict-field")
    field.setCurrentIndex(field.findText("house recognised area"))
    field.activated.emit(field.currentIndex())
    at.settle()
    assert at.says("No conflict is like that")
    at.press("conflicts-way")
    assert view.rows.rowCount() == 61


def test_what_stands_on_a_household_s_page_leads_to_where_it_is_decided_and_back(at: Screen) -> None:
    house = at.house()
    at.shell.go(Place("household", house.household, "house", house.id))
    at.settle()
    at.press("decide-contest")
    assert at.page.place() == Place("conflicts", house.household, "recognised_area", house.id)
    assert at.says("recognised area: which one holds?")
    assert {row.key[0] for row in at.rows()} == {house.id, at.store.records(Person, household=house.household)[0].id}
    conflict = at.page.place()
    at.press("conflict-household")
    assert at.shell.page is not None
    assert at.shell.page.place().page == "household"
    at.key(Qt.Key.Key_Escape)
    assert at.shell.page.place() == conflict, "who looked at the household comes back"
    at.key(Qt.Key.Key_Escape)
    assert at.shell.page.place().page == "household", "and from there to where it was opened"
    at.go(Place("conflicts", house.household))
    at.press("conflicts-of-one")
    assert at.page.list.rows.rowCount() == 61


def test_the_list_of_households_leads_there(at: Screen) -> None:
    at.shell.go(Place("households"))
    at.settle()
    at.press("to-conflicts")
    assert at.page.list.rows.rowCount() == 61


# Who decides


def test_who_may_not_decide_sees_why_and_nothing_is_enabled(qtbot: QtBot, area: Path) -> None:
    with seen_by(qtbot, area, "组员示例") as at:
        at.go()
        at.choose("recognised area")
        assert at.says("It moves money: the office decides it, with a reason.")
        assert len(at.cards()) == 2
        assert not any(card.isEnabled() for card in (*at.page.view.cards.values, at.page.view.cards.none))
        assert not at.is_seen("decide-conflict")
        assert not at.is_seen("tick-conflicts")
        at.key(Qt.Key.Key_1)
        at.decide()
        at.key(Qt.Key.Key_Space)
        assert (at.page.view.cards.place, at.waiting(), len(at.page.list.rows.ticked)) == (None, 61, 0)


def test_a_lead_decides_what_moves_no_money(qtbot: QtBot, area: Path) -> None:
    with seen_by(qtbot, area, "组长示例") as at:
        at.shell.go(Place("today"))
        at.settle()
        at.press("to-conflicts-of-day")
        assert at.page.place().page == "conflicts"
        at.choose("recognised area")
        assert at.says("It moves money: the office decides it, with a reason.")
        assert not at.is_seen("decide-conflict")
        at.choose("示例05二")
        at.key(Qt.Key.Key_2)
        at.type(REASON, "conflict-reason")
        at.decide()
        assert at.waiting() == 60


def test_who_only_reads_is_told_so(qtbot: QtBot, area: Path) -> None:
    with seen_by(qtbot, area, stores.CLERK, read_only=True) as at:
        at.go()
        at.choose("recognised area")
        assert at.says("Open for reading only: it can be looked at, not decided.")
        assert not at.is_seen("decide-conflict")


# With little room


def test_with_little_room_the_list_is_a_drawer_and_a_chosen_one_is_seen(qtbot: QtBot, area: Path) -> None:
    with stores.opened(area) as store:
        at = opened(qtbot, store, width=1000, height=560)
        at.go()
        assert at.page.list.isVisible(), "with nothing chosen the list comes first"
        at.choose("recognised area")
        at.key(Qt.Key.Key_Return)
        assert not at.page.list.isVisible()
        assert at.is_seen("choose-1")
        at.press("drawer")
        assert at.page.list.hasFocus()
        at.key(Qt.Key.Key_Escape)
        assert not at.page.list.isVisible()
        at.close()
