"""What an office decides (mockups 08 and 21), as the pictures walk through it: bundles, what they set at odds, pairs.

Promise: each side is written where it would be, in the office and on two laptops of the demo district, none of which
saw the other's; everything comes together by files, and is decided in the window.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QPlainTextEdit, QTabBar, QWidget

from desktop.casework import assignment, evidence, flats, receiving, registering, sameness, sending
from desktop.casework.demo_area import EVIDENCE
from desktop.casework.district import desk
from desktop.casework.inventing import CHECKER, CLERK, FIRST, LEAD, PASSPHRASE
from desktop.casework.sameness import Pair, Verdict
from desktop.domain.records import Agreement, Calculation, Fixture, House, Household, Person, Record
from desktop.exchange import inbox
from desktop.store import opening, queries, vault
from desktop.store.store import Store
from desktop.ui import demo_pane
from desktop.ui.conflict_list import ConflictList
from desktop.ui.conflicts_page import DECIDED
from desktop.ui.duplicates_list import PairList
from desktop.ui.hands import Hands
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place
from desktop.ui.screenshots_stick import FolderAsStick

_COUNTED = 700  # ms after which the window has begun to count what came
_PAPER, _SCAN = "产权证首页", "产权证首页.png"
_BOTH = "YS-01-0901"  # a number that two give to two households
_REASON = "看了产权证原件，复印件已扫描。"
_SEEN = "同一本产权证、同一个人，两个组从巷子两头登记的。"
_KINDS = ("money", "many", "flat", "sealed", "life", "door")


class Deciding(Hands):
    """The clerk of the district's office, and what two laptops bring them."""

    def __init__(self, app: QApplication, window: MainWindow, stick: FolderAsStick) -> None:
        super().__init__(app, window, demo_pane.place_of_demo() / desk.OFFICE)
        self._leads, self._laptop = (self._folder.with_name(name) for name in desk.CREWS[0].laptops)
        self._stick = stick
        self._rows: dict[str, bytes] = {}  # by kind of conflict, of which record it is

    def screens(self) -> Iterator[str]:
        """What waits since the last evening; then from a page where nothing came to what is decided."""
        self._stick.clear()
        self.open_as(CLERK)
        self._go_to_merge()
        yield "merge-of-last-evening"
        self._throw_away()
        self.open_as(CLERK)
        self._go_to_merge()
        yield "merge-empty"
        self._write_at_odds()
        yield from self._merged()
        yield from self._conflicts()
        yield from self._as_others()
        yield from self._pairs()
        yield from self._put_back()

    # What is written where it would be

    def _throw_away(self) -> None:
        """What waits comes another time, so that what two laptops bring here stands alone."""
        with self.at(self._folder, CLERK) as office:
            for file in inbox.sealed(office.folder):
                inbox.let_go(file)

    def _write_at_odds(self) -> None:
        """On two laptops and in the office, of the same households."""
        with self.at(self._laptop, FIRST) as laptop:
            homes = _unsigned(laptop)
            self._write(laptop, homes, "二组", _by_paper)
            self._register(laptop)
            sending.export(laptop, self._stick.folder)
        with self.at(self._leads, LEAD) as leads:
            _say(leads, homes[1], Household, address="示例里 1 巷 5 号东门", door="5 东")
            sending.export(leads, self._stick.folder)
        with self.at(self._folder, CLERK) as office:
            self._write(office, homes, "征收办", _by_register)
            office.save(Household(number=_BOTH, lane="示例里 4 巷", door="31", address="示例里 4 巷 31 号"))

    def _write(self, store: Store, homes: list[bytes], who: str, measured: Callable[[Store, bytes], Record]) -> None:
        """One side of each conflict; `homes` are some that have no agreement yet, the first has a sum."""
        first, many, *others = homes
        is_office = who == "征收办"
        self._rows["money"] = measured(store, first).id
        self._rows["many"] = _say(store, many, Household, address=f"示例里 1 巷 5 号{'甲' if is_office else '后院'}").id
        flat = flats.flats(store)[8]
        flats.hold(
            store, flat, _home(store, first if is_office else many), because="住户选的" if is_office else "说好先留着"
        )
        self._rows["flat"] = flat.id
        number = "999999195603070042" if is_office else "99999919560307000X"
        self._rows["sealed"] = _say(store, many, Person, id_kind="resident", id_number=number).id
        self._rows["life"] = self._give_up(store, others[0], is_gone=is_office)
        for home_id in others[:4]:
            door = f"{'10' if is_office else '11'} 号"
            self._rows["door"] = _say(store, home_id, Household, door=door).id

    def _give_up(self, store: Store, home: bytes, *, is_gone: bool) -> bytes:
        """A fixture that one side strikes off, and of which the other counts more."""
        row = store.records(Fixture, household=home)[0]
        if is_gone:
            store.withdraw(row, because="和住户核对，装错户了")
        else:
            store.save(replace(row, quantity=Decimal(2)), because="看到两个")
        return row.id

    def _register(self, store: Store) -> None:
        """A household whose owner the ledger has already, and one that gets a number which the office gives, too."""
        known = next(each for each in store.records(Person) if each.role == "owner" and each.id_number)
        home = _home(store, known.household or b"")
        new = Household(number=registering.next_number(store), lane=home.lane, door=home.door,
                        address=f"{home.address}后院")  # fmt: skip
        owner = Person(household=new.id, name=known.name, role="owner", id_kind=known.id_kind,
                       id_number=known.id_number, phone=known.phone)  # fmt: skip
        other = Household(number=_BOTH, lane="示例里 4 巷", door="3", address="示例里 4 巷 3 号")
        store.save(new, owner, because="台账里没有这一户")
        store.save(other, Person(household=other.id, name="甘示例", role="owner"), because="台账里没有这一户")

    # What is seen of it

    def _merged(self) -> Iterator[str]:
        """What came is looked at in all its sections, taken in, and one thing decided beside it."""
        self.open_as(CLERK)
        self._go_to_merge()
        yield "merge-two-came"
        tabs = self.seen(QTabBar, "merge-tabs")
        for at in range(tabs.count()):
            tabs.setCurrentIndex(at)
            self.rest()
            yield f"merge-section-{at + 1}"
        self.press("merge-bundles")
        self._count()
        yield "merge-conflict"
        QTest.keyClick(self._focused, Qt.Key.Key_1)
        self._say("conflict-reason", _REASON)
        yield "merge-conflict-chosen"
        for look in self.looks():
            self._go_to_merge()
            yield f"{look}-merge-conflict"

    def _conflicts(self) -> Iterator[str]:
        self.go(Place("conflicts"))
        yield "conflicts"
        for kind in _KINDS:
            self._go_to(kind)
            yield f"conflict-{kind}"
        self._go_to("sealed")
        self.press("choose-none")
        yield "conflict-neither"
        self._go_to("money")
        QTest.keyClick(self._focused, Qt.Key.Key_2)
        self._say("conflict-reason", _REASON)
        yield "conflict-money-chosen"
        for look in self.looks():
            self._go_to("money")
            yield f"{look}-conflict-money"
        self.press("narrow-conflicts")
        yield "conflicts-narrowed"
        self.press("tick-conflicts")
        yield "conflicts-many"
        QTest.keyClick(self.seen(ConflictList, "conflicts"), Qt.Key.Key_Escape)
        self._decide("money")
        yield "conflict-decided"
        self.go(Place("conflicts", part=DECIDED))
        yield "conflicts-decided"

    def _decide(self, kind: str) -> None:
        self._go_to(kind)
        QTest.keyClick(self._focused, Qt.Key.Key_1)
        self._say("conflict-reason", _REASON)
        self.press("decide-conflict")

    def _as_others(self) -> Iterator[str]:
        """Who may not decide: who checks sums, and a lead of what moves money."""
        with self.at(self._folder, CLERK) as office:
            folder = self._folder.with_name("down")
            folder.mkdir(exist_ok=True)
            files = sending.export(office, folder, to=self._leads.name).files
        with self.at(self._leads, LEAD) as leads:
            receiving.merge(leads, files)
        self.open_as(CHECKER)
        self._go_to("flat")
        yield "conflict-not-theirs"
        self.open_as(LEAD, self._leads)
        self._go_to("flat")
        yield "conflict-of-the-office"
        self._go_to("door")
        yield "conflict-of-the-lead"

    def _pairs(self) -> Iterator[str]:
        """Households that are perhaps one, and what is seen of those that are."""
        self.open_as(CLERK)
        self.go(Place("duplicates"))
        yield "duplicates"
        pairs = self.seen(PairList, "pairs")
        alike, clash, judged = self._kinds_of_pairs()
        pairs.choose(alike)
        self.rest()
        QTest.keyClick(pairs, Qt.Key.Key_1)
        self._say("pair-reason", _SEEN)
        yield "duplicates-one"
        for look in self.looks():
            self.go(Place("duplicates", alike.one.household, row=alike.other.household))
            yield f"{look}-duplicates"
        pairs = self.seen(PairList, "pairs")
        pairs.choose(clash)
        self.rest()
        QTest.keyClick(pairs, Qt.Key.Key_2)
        yield "duplicates-number-twice"
        self.seen(PairList, "pairs").choose(judged)
        yield "duplicates-judged"
        self.go(Place("household", alike.one.household))
        yield "household-perhaps-one"
        kept = judged.kept or judged.one.household
        self.go(Place("household", kept))
        yield "household-kept"
        if self.is_offered("see-proposals"):
            self.press("see-proposals")
            yield "household-kept-proposals"
        gone = judged.other.household if judged.kept == judged.one.household else judged.one.household
        self.go(Place("household", gone))
        yield "household-united"

    def _put_back(self) -> Iterator[str]:
        """The office goes on from yesterday's copy; what it wrote since comes back from a laptop."""
        self._window.show_start()
        self.rest()
        copy = self._folder.with_name("yesterday")
        shutil.copytree(self._folder, copy)
        with self.at(self._folder, CLERK) as office:
            new = Household(number="YS-01-0902", lane="示例里 5 巷", door="2", address="示例里 5 巷 2 号")
            office.save(new, Person(household=new.id, name="柳示例", role="owner"))
            assignment.hand_over(office, assignment.planned(office, [new.id], assignment.person_named(office, FIRST)))
        self._exchange()
        shutil.rmtree(self._folder)
        shutil.copytree(copy, self._folder)
        for _ in range(2):
            self._exchange()
        self._stick.clear()
        self.open_as(CLERK)
        self._go_to_merge()
        listed = self.seen(QListView, "bundles")
        waiting = Qt.ItemDataRole.AccessibleTextRole
        title = self._window.voice.word("Not let in")
        rows = [str(listed.model().index(at, 0).data(waiting)) for at in range(listed.model().rowCount())]
        listed.setCurrentIndex(
            listed.model().index(next(at for at, row in enumerate(rows) if row.startswith(title)), 0)
        )
        yield "merge-put-back"
        self.press("release-returned")
        yield "merge-put-back-why"
        self.escape()

    def _exchange(self) -> None:
        """The laptop's bundle goes up, and the office's answer down."""
        self._window.show_start()
        self.rest()
        folder = self._folder.with_name("carried")
        folder.mkdir(exist_ok=True)
        with self.at(self._laptop, FIRST) as laptop:
            up = sending.export(laptop, folder).files
        clerk = vault.unlock(self._folder, PASSPHRASE, CLERK)
        with opening.open_store(self._folder, clerk, older_is_fine=True) as office:
            receiving.merge(office, up)
            down = sending.export(office, folder, to=self._laptop.name).files
        with self.at(self._laptop, FIRST) as laptop:
            receiving.merge(laptop, down)

    # Hands

    @property
    def _focused(self) -> QWidget:
        return self._window.focusWidget() or self._window

    def _say(self, name: str, text: str) -> None:
        field = self.seen(QPlainTextEdit, name)
        field.setFocus()
        field.setPlainText(text)
        self.rest()

    def _count(self) -> None:
        """Waits until the window has counted what came."""
        for _ in range(2):
            QTest.qWait(_COUNTED)
            self.rest()

    def _go_to_merge(self) -> None:
        self.go(Place("merge"))
        self._count()

    def _go_to(self, kind: str) -> None:
        """The first conflict of this kind."""
        self.go(Place("conflicts"))
        listed = self.seen(ConflictList, "conflicts")
        found = [listed.rows.row(at) for at in range(listed.rows.rowCount())]
        listed.go_to(next(at for at, row in enumerate(found) if row is not None and row.key[0] == self._rows[kind]))
        self.rest()
        QTest.keyClick(listed, Qt.Key.Key_Return)
        self.rest()

    def _kinds_of_pairs(self) -> tuple[Pair, Pair, Pair]:
        """One that waits, one with a number that is given twice, and one that was judged to be one."""
        with opening.open_store(self._folder, self._unlocked(), read_only=True) as store:
            found = sameness.pairs(store)
        clash = next(each for each in found if each.has_one_number)
        alike = next(each for each in found if each.is_open and each is not clash)
        return alike, clash, next(each for each in found if each.verdict is Verdict.ONE)


def _unsigned(store: Store) -> list[bytes]:
    """The households without an agreement; first those that have a sum, by number."""
    signed = {row.household for row in store.records(Agreement)}
    reckoned = {row.household for row in store.records(Calculation)}
    found = [each for each in queries.households(store) if each.id not in signed and (each.number or "")[0] == "Y"]
    return [each.id for each in sorted(found, key=lambda each: (each.id not in reckoned, each.number))]


def _say(store: Store, home: bytes, kind: type[Household] | type[Person], **said: object) -> Record:
    """Writes this of a household, or of its owner."""
    found = _home(store, home) if kind is Household else _owner(store, home)
    store.save(replace(found, **said), because="看过")
    return found


def _home(store: Store, home: bytes) -> Household:
    return store.records(Household, id=home)[0]


def _owner(store: Store, home: bytes) -> Person:
    return next(each for each in store.records(Person, household=home) if each.role == "owner")


def _by_paper(store: Store, home: bytes) -> House:
    """The registered area as the paper says, a scan of which is taken in."""
    evidence.take_in(store, EVIDENCE / _SCAN, _home(store, home), kind="scan", caption=_PAPER, consent="not_needed")
    house = store.records(House, household=home)[0]
    area = (house.registered_gross or Decimal()) + Decimal("1.30")
    store.save(
        replace(house, registered_gross=area, registered_area_source="产权证原件", registered_area_evidence=(_PAPER,)),
        because="看了原件",
    )
    return house


def _by_register(store: Store, home: bytes) -> House:
    """The same area as the register of titles says."""
    house = store.records(House, household=home)[0]
    area = (house.registered_gross or Decimal()) + Decimal("0.40")
    store.save(replace(house, registered_gross=area, registered_area_source="登记簿"), because="和登记簿核对")
    return house
