"""Households that are perhaps one are compared, judged and judged anew in the window; their pages say so."""

from decimal import Decimal

import pytest
import stores
from builders import a_house, a_household, a_person, a_visit, an_agreement, an_unregistered_part
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTableView, QWidget
from pytestqt.qtbot import QtBot
from seeing import cells, column, part
from settling import Hands

from desktop.casework import people, sameness
from desktop.casework.sameness import Verdict
from desktop.domain.fields import Role
from desktop.domain.records import Household, Person, Question
from desktop.store import opening
from desktop.store.store import Store
from desktop.ui.choosing import Segments
from desktop.ui.duplicates_judging import Way
from desktop.ui.duplicates_lines import BesideLines
from desktop.ui.duplicates_list import PairList
from desktop.ui.duplicates_words import differing
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place

pytestmark = pytest.mark.usefixtures("cheap_vault")

CTRL = Qt.KeyboardModifier.ControlModifier
HER = {"id_number": "999999195603070026", "phone": "100-0000-4410"}
OLD = a_household(number="DY-02-0093", lane="文和里", door="13", address="文和里 13 号")
NEW = a_household(number="DY-02-0066", lane="文和里", door="13", address="文和里 13 号后院")
FIRST, SECOND = (
    a_household(number="DY-02-0047", lane=lane, door=door, address=f"{lane} {door} 号")
    for lane, door in (("示例里", "5"), ("虚构里", "8"))
)
HOMES = (
    *(
        OLD,
        a_person(household=OLD.id, name="罗示珍", bank_account="6222000011112222", **HER),
        a_visit(household=OLD.id),
    ),
    a_house(household=OLD.id, certificate_number="示例字第 02093 号", registered_gross=Decimal("38.40")),
    *(NEW, a_person(household=NEW.id, name="罗示贞", bank_account="6222000011113333", **HER)),
    an_unregistered_part(household=NEW.id, name="煤棚"),
    *(FIRST, a_person(household=FIRST.id, name="王样本", id_number=None, phone=None)),
    *(SECOND, a_person(household=SECOND.id, name="李虚构", id_number=None, phone=None)),
)


class Judge:
    """A clerk at the page."""

    def __init__(self, hands: Hands, qtbot: QtBot, window: MainWindow, store: Store) -> None:
        self.hands, self.qtbot, self.window, self.store = hands, qtbot, window, store

    def open(self, store: Store | None = None) -> None:
        self.window.show_store(store or self.store)
        self.go(Place("duplicates"))
        self.hands.wait(lambda: self.pairs.count() > 0)
        self.wait_for_pair()

    def go(self, place: Place) -> None:
        assert self.window.shell is not None
        self.window.shell.go(place)

    @property
    def pairs(self) -> PairList:
        return part(self.window, PairList, "pairs")

    def told(self) -> list[str]:
        """What a screen reader says of the pairs, and the heading between them."""
        items = [self.pairs.item(row) for row in range(self.pairs.count())]
        return [item.data(Qt.ItemDataRole.AccessibleTextRole) or item.text() for item in items]

    def choose(self, what: str) -> None:
        """Goes to the pair of which this is told."""
        self.pairs.setCurrentRow(next(row for row, told in enumerate(self.told()) if what in told))
        self.wait_for_pair()

    def wait_for_pair(self) -> None:
        """Until the two of the chosen pair are seen."""
        heading, row = part(self.window, BesideLines, "pair-lines").lines.headerData, self.pairs.currentRow()

        def is_seen() -> bool:
            named = str(heading(1, Qt.Orientation.Horizontal)).split()
            return bool(named) and named[0] in self.told()[row]

        self.hands.wait(is_seen)

    def way(self, verdict: Verdict) -> Way:
        return part(self.window, Way, f"judge-{verdict}")

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        focused = self.window.focusWidget()
        assert focused is not None
        self.qtbot.keyClick(focused, key, modifier)

    def write(self, because: str) -> None:
        field = part(self.window, QPlainTextEdit, "pair-reason")
        field.setFocus()
        field.selectAll()
        self.qtbot.keyClicks(field, because)

    def verdict(self, one: Household, other: Household) -> Verdict | None:
        return sameness.pair(self.store, one.id, other.id).pair.verdict


@pytest.fixture
def judge(hands: Hands, qtbot: QtBot, window: MainWindow, new_store: stores.NewStore) -> Judge:
    store = new_store("office")
    store.save(*HOMES)
    return Judge(hands, qtbot, window, store)


def test_two_are_compared_united_with_a_reason_and_separated_again(judge: Judge) -> None:
    hands = judge.hands
    judge.open()
    judge.choose("罗示珍")
    lines = {row[0]: row[1:] for row in cells(part(judge.window, BesideLines, "pair-lines"))}
    assert lines["name"] == ["罗示珍", "罗示贞", "nearly the same"]
    assert lines["id number"][0] == lines["id number"][1]
    assert "999999" not in str(lines), "what is sensitive is compared, and shown masked"
    assert lines["bank account"] == ["••••••", "••••••", "not the same account"], "all masks of accounts look alike"
    assert lines["certificate number"][1:] == ["not filled in", "one side is empty"]
    assert not any(card.isChecked() for card in judge.window.findChildren(Way)), (
        "nothing is chosen before somebody does"
    )
    assert not hands.button("judge-pair").isEnabled()

    judge.pairs.setFocus()
    judge.key(Qt.Key.Key_1)
    assert judge.way(Verdict.ONE).isChecked()
    kept = part(judge.window, Segments, "kept")
    other = "other" if kept.only == "one" else "one"
    hands.press(f"kept-{other}")
    assert (
        f"Number {kept.button(other).text()} is kept, 4 households become 3" in judge.way(Verdict.ONE).accessibleName()
    )
    assert hands.says("Say why: others read it later.")
    judge.write("one certificate, one person")
    assert hands.button("judge-pair").text() == "Unite into one household"
    judge.key(Qt.Key.Key_Return, CTRL)
    hands.wait_for("are one household now. They can be separated from the list.")
    hands.wait(lambda: "Judged; all of them can be judged anew" in judge.told())
    assert judge.verdict(OLD, NEW) is Verdict.ONE
    assert "one certificate, one person" in judge.told()[-1]
    assert hands.says("Is it one household?")
    assert "DY-02-0047" in judge.told()[judge.pairs.currentRow()], "the next one that waits is looked at"

    judge.choose("one certificate")
    hands.wait_for("So it is judged. To judge it anew, choose another one.")
    hands.press("separate-again")
    judge.write("two courtyards")
    hands.press("judge-pair")
    hands.wait_for("are two households.")
    assert judge.verdict(OLD, NEW) is Verdict.TWO
    assert not [home for home in judge.store.records(Household) if home.same_as]


def test_of_one_number_that_two_bear_one_gets_another(judge: Judge) -> None:
    hands = judge.hands
    judge.open()
    judge.choose("DY-02-0047")
    hands.press("open-one")
    hands.press("back")
    hands.wait(judge.pairs.isVisible)
    judge.choose("DY-02-0047")
    judge.qtbot.mouseClick(judge.way(Verdict.TWO), Qt.MouseButton.LeftButton)
    number = part(judge.window, QLineEdit, "new-number")
    assert number.isVisible()
    assert number.text() == "DY-02-0047-2"
    hands.press("renumbered-other")
    hands.type("new-number", "DY-02-0048")
    judge.write("two families")
    judge.key(Qt.Key.Key_Return, CTRL)
    hands.wait_for("are two households.")
    assert {home.number for home in judge.store.records(Household, id=[FIRST.id, SECOND.id])} == {
        "DY-02-0047",
        "DY-02-0048",
    }
    assert judge.verdict(FIRST, SECOND) is Verdict.TWO


def test_what_is_left_open_asks_the_team_and_what_is_typed_is_kept(judge: Judge) -> None:
    hands = judge.hands
    judge.open()
    judge.choose("罗示珍")
    judge.write("who lives in the back")
    first = judge.told()[judge.pairs.currentRow()]
    judge.key(Qt.Key.Key_Right, CTRL)
    assert judge.told()[judge.pairs.currentRow()] != first, "skipped also while a reason is typed"
    judge.wait_for_pair()
    assert not part(judge.window, QPlainTextEdit, "pair-reason").toPlainText()
    judge.choose("罗示珍")
    assert part(judge.window, QPlainTextEdit, "pair-reason").toPlainText() == "who lives in the back"
    judge.pairs.setFocus()
    judge.key(Qt.Key.Key_3)
    shell = judge.window.shell
    assert shell is not None
    shell._workspace.changed.emit(frozenset({("household", FIRST.id)}), None)  # something else changed meanwhile
    for _ in range(2):  # the pairs are read anew, then the two
        QThreadPool.globalInstance().waitForDone()
        QApplication.processEvents()
    assert judge.way(Verdict.LATER).isChecked()
    hands.press("judge-pair")
    hands.wait_for("The question about")
    assert [question.question for question in judge.store.records(Question)] == ["who lives in the back"]
    assert judge.verdict(OLD, NEW) is Verdict.LATER


def test_who_may_not_judge_sees_the_same_and_why(judge: Judge) -> None:
    auditor = people.admit(judge.store, "孙示例", Role.AUDITOR, "qingjiao banma xiayu suanpan")
    judge.store.close()
    judge.open(opening.open_store(judge.store.folder, auditor, clock=stores.noon))
    assert judge.hands.says("Whether households are one, the office judges. You see what it sees.")
    assert column(part(judge.window, BesideLines, "pair-lines"), 3)
    assert not judge.hands.is_seen("judge-pair")
    judge.pairs.setFocus()
    judge.key(Qt.Key.Key_1)
    assert not judge.way(Verdict.ONE).isChecked()


def test_the_household_s_page_leads_there_offers_what_differs_and_is_only_read_where_it_goes_on_elsewhere(
    judge: Judge,
) -> None:
    hands = judge.hands
    judge.window.show_store(judge.store)
    judge.go(Place("household", OLD.id))
    hands.wait_for("Perhaps the same household as 罗示贞 DY-02-0066")
    hands.press("compare-pair")
    hands.wait(lambda: judge.pairs.count() > 0)
    assert "罗示珍" in judge.told()[judge.pairs.currentRow()]

    sameness.unite(judge.store, OLD.id, NEW.id, "one certificate")
    judge.go(Place("household", OLD.id))
    assert hands.says("One household with 罗示贞 DY-02-0066")
    hands.press("see-proposals")
    hands.wait(lambda: hands.is_seen("adopt-1"))
    assert hands.says("•••••• (not the same account)")
    assert hands.says("not there"), "a record that the kept one has not is offered as a whole"
    wanted = next(each for each in (1, 2, 3) if "罗示贞" in hands.button(f"adopt-{each}").accessibleName())
    hands.press(f"adopt-{wanted}")
    hands.type("reason", "as the certificate writes it")
    hands.press("with-reason")
    hands.wait_for("Taken over: name")
    assert {each.name for each in judge.store.records(Person, household=OLD.id)} == {"罗示贞"}

    hands.press("its-history")
    changes = part(judge.window, QTableView, "history")
    hands.wait(lambda: any("DY-02-0093" in told for told in column(changes, 5)))
    judge.go(Place("household", NEW.id))
    assert hands.says("It is one household with 罗示贞 DY-02-0093: here it is only read.")
    assert not hands.is_seen("begin-visit")
    hands.press("go-to-kept")
    assert hands.says("One household with 罗示贞 DY-02-0066")
    hands.press("separate-other")
    hands.type("reason", "two courtyards")
    hands.press("with-reason")
    hands.wait_for("Separated again")
    assert judge.verdict(OLD, NEW) is Verdict.TWO
    assert not part(judge.window, QWidget, "separate-other").isVisible()


def test_what_came_in_late_for_a_united_one_is_first_and_is_confirmed_with_a_reason(
    judge: Judge, new_store: stores.NewStore
) -> None:
    hands, office, laptop = judge.hands, judge.store, new_store("laptop")
    stores.accept(laptop, office.entries_since({}), office.keys())
    laptop.save(an_agreement(household=NEW.id))
    sameness.unite(office, OLD.id, NEW.id, "one certificate")
    stores.accept(office, laptop.entries_since({}), laptop.keys())

    judge.window.show_store(office)
    judge.go(Place("household", OLD.id))
    hands.wait_for("It is of DY-02-0066 and counts for DY-02-0093 now")
    assert not hands.is_seen("see-proposals"), "nothing is taken over while it is in question"
    judge.go(Place("merge"))
    hands.wait(lambda: hands.is_seen("to-pairs") and "look at" in hands.button("to-pairs").text())
    assert hands.button("to-pairs").text() == "1 union to look at again, 1 perhaps one household"
    hands.press("to-pairs")
    hands.wait(lambda: judge.pairs.count() > 0)
    judge.wait_for_pair()
    assert "to look at again, an agreement came in for the one that was united · 0093 · 0066" in judge.told()[0]
    assert hands.says("It is of DY-02-0066 and counts for DY-02-0093 now")
    judge.pairs.setFocus()
    judge.key(Qt.Key.Key_1)
    judge.write("its number was written wrongly")
    assert hands.button("judge-pair").text() == "Confirm that they are one"
    judge.key(Qt.Key.Key_Return, CTRL)
    hands.wait_for("stay one household.")
    hands.wait(lambda: "its number was written wrongly" in judge.told()[-1])
    assert not sameness.to_look_at_again(office)


def test_where_nothing_is_alike_that_is_said(hands: Hands, window: MainWindow, new_store: stores.NewStore) -> None:
    window.show_store(new_store("office"))
    assert window.shell is not None
    window.shell.go(Place("duplicates"))
    hands.wait_for("No two households look like one")


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("罗桂珍", "罗桂贞", (((2, 3),), ((2, 3),))),
        ("5 巷 13 号", "5 巷 13 号后院", ((), ((8, 10),))),
        ("王", "李", ((), ())),
        ("", "李", ((), ())),
    ],
)
def test_only_the_letters_that_differ_are_marked(one: str, other: str, told: object) -> None:
    assert differing(one, other) == told
