"""What goes between a laptop and its office by stick, as the pictures walk through it (mockups 07 and 08).

Promise: what is written down in between is written as people and commands do, in the stores of the office and of two
laptops; every file was exported by one of them. Hidden: a cut file is one of these without its end.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QTabBar

from desktop import paths
from desktop.casework import assignment, certifying, enrolment, evidence, finishing, questioning, sending
from desktop.casework.demo_area import EVIDENCE
from desktop.casework.inventing import CLERK, FIRST, PASSPHRASE, SECOND
from desktop.domain.records import House, Household
from desktop.store import agenda, opening, queries, vault
from desktop.store.store import Store
from desktop.ui.hands import Hands
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place
from desktop.ui.screenshots_enrolment import Enrolling
from desktop.ui.screenshots_stick import FolderAsStick

OTHER, OTHER_TEAM, NEW = "RH-T-04", "二组", "白示例"
_COUNTED = 600  # ms after which the window counts anew what came, and what was not exported
_SPOKEN = Qt.ItemDataRole.AccessibleTextRole
_CUT = 40  # bytes that a chat swallowed


@dataclass(frozen=True, slots=True)
class _Homes:
    """The households of the pictures: both edit one, one is questioned, one is handed on."""

    edited: bytes
    asked: bytes
    handed_on: bytes
    number: str  # of the one that is handed on


class Exchanging(Hands):
    """Somebody with a stick, at the laptop and at the office's computer."""

    def __init__(
        self, app: QApplication, window: MainWindow, office: Path, stick: FolderAsStick, enrolling: Enrolling
    ) -> None:
        super().__init__(app, window, office)
        self._stick, self._enrolling = stick, enrolling
        self._laptop, self._other = enrolling.laptop, paths.data_folder() / OTHER

    def screens(self) -> Iterator[str]:
        """From a laptop with unsent work to what the office answers, and a lost laptop's last file."""
        homes = self._at_work()
        yield from self._out()
        yield from self._in()
        yield from self._answered(homes)
        yield from self._enrolling.lose(OTHER)
        yield from self._not_let_in()

    # What is written down meanwhile

    @contextmanager
    def _store(self, folder: Path, who: str) -> Iterator[Store]:
        """A store that is open for a moment; the window leaves it first."""
        self._window.show_start()
        with opening.open_store(folder, vault.unlock(folder, PASSPHRASE, who)) as store:
            yield store

    def _at_work(self) -> _Homes:
        """The other laptop is certified; the office and the laptop write, of one house both."""
        with self._store(self._folder, CLERK) as office:
            homes = _chosen(office)
            house = office.records(House, household=homes.edited)[0]
            office.save(replace(house, year_built=1982), because="产权证存根")
            self._enrol_other(office)
        with self._store(self._laptop, FIRST) as laptop:
            house = laptop.records(House, household=homes.edited)[0]
            laptop.save(replace(house, year_built=1985), because="住户说的")
            for question in questioning.open_questions(laptop)[:1]:
                questioning.answer(laptop, question.question, "又量了一遍，没有错。")
            (home,) = laptop.records(Household, id=homes.asked)
            for file in sorted(EVIDENCE.iterdir())[:2]:
                evidence.take_in(laptop, file, home, caption=file.stem, consent="not_needed")
            laptop.save(Household(number="YS-临-0061", address="示例里 9 巷 61 号"))
        return homes

    def _enrol_other(self, office: Store) -> None:
        """Somebody new works on it, and looks after what another of that team did."""
        with enrolment.make(self._other, OTHER, NEW, PASSPHRASE, team=OTHER_TEAM).store as laptop:
            own = enrolment.status(laptop).own
            certifying.approve(office, enrolment.request(laptop), certifying.Terms(), own)
            _hand_over(office, agenda.assigned(office, assignment.person_named(office, SECOND).id))
            files = finishing.answer(office, certifying.device_named(office, OTHER), self._folder.with_name("hand"))
            finishing.finish(laptop, files, certifying.words(office))

    # What is seen

    def _out(self) -> Iterator[str]:
        self._stick.clear()
        self.open_as(FIRST, self._laptop)
        self.go(Place("exchange"))
        yield "exchange"
        for look in self.looks():
            yield f"{look}-exchange"
            if look == "scaled":
                self.press("drawer")
                yield "scaled-exchange-drawer"
        self.go(Place("exchange"))
        self.press("export-bundle")
        QTest.qWait(_COUNTED)
        yield "exchange-written"
        self._stick.pull_out()
        self.press("eject")
        yield "exchange-stick-out"
        self.press("export-read")
        self.go(Place("exchange"))
        yield "exchange-no-stick"
        broken = FolderAsStick(self._stick.folder.with_name("SANDISK"))
        broken.plug_in()
        self.go(Place("exchange"))
        broken.break_off()
        self.press("export-bundle")
        yield "exchange-stick-pulled-out-too-early"
        self.press("export-read")
        self._stick.plug_in()

    def _in(self) -> Iterator[str]:
        with self._store(self._folder, CLERK) as office:
            sending.export(office, self._stick.folder, to=OTHER)
        (file, *_) = self._stick.folder.glob("*.ruhu")
        self._stick.folder.joinpath("微信下载.ruhu").write_bytes(file.read_bytes()[:-_CUT])
        self.open_as(CLERK)
        self._to_merge()
        yield "merge"
        for look in self.looks():
            self._to_merge()
            yield f"{look}-merge"
        yield from self.in_all_looks({"exchange-office": Place("exchange"), "devices": Place("devices")})
        self._to_merge()
        self._choose_tab(1)
        yield "merge-section"
        self.press("merge-bundles")
        self._counted()
        yield "merge-taken-in"
        self._choose_tab(-1)
        self.press("undo-merge")
        self._counted()
        yield "merge-taken-back"
        self.press("merge-bundles")
        self._counted()
        for look in self.looks():
            self._to_merge()
            yield f"{look}-merge-taken-in"
        self._choose_tab(-1)
        self.press("write-receipt")
        self._counted()
        yield "merge-receipt"
        for key in (Qt.Key.Key_End, Qt.Key.Key_Up):  # the last are for others
            QTest.keyClick(self.seen(QListView, "bundles"), key)
        yield "merge-quarantine"

    def _counted(self) -> None:
        """Waits until the window has counted what came."""
        QTest.qWait(_COUNTED)
        self.rest()
        QTest.qWait(_COUNTED)
        self.rest()

    def _to_merge(self) -> None:
        self.go(Place("merge"))
        self._counted()

    def _choose_tab(self, at: int) -> None:
        tabs = self.seen(QTabBar, "merge-tabs")
        tabs.setCurrentIndex(at % tabs.count())
        self.rest()

    def _answered(self, homes: _Homes) -> Iterator[str]:
        """What the office decided comes to the laptop."""
        with self._store(self._folder, CLERK) as office:
            questioning.ask(office, homes.asked, "照片看不清，请补拍一张。")
            _hand_over(office, [homes.handed_on])
            self._stick.clear()
            sending.export(office, self._stick.folder, to=certifying.devices(office)[0].name)
        self.open_as(FIRST, self._laptop)
        self.go(Place("exchange"))
        yield "exchange-answer"
        self.press("preview-bundle")
        yield "exchange-answer-preview"
        self.press("merge-bundle")
        self.press("leave-preview")
        yield "exchange-answer-taken-in"
        yield from self._came_down(homes)

    def _came_down(self, homes: _Homes) -> Iterator[str]:
        self.go(Place("today"))
        yield "today-returned"
        self.press("question-reply")
        yield "today-returned-reply"
        self.escape()
        self.go(Place("household", homes.asked))
        yield "household-returned"
        self.go(Place("household", homes.edited, "history"))
        yield "household-history-of-the-office"
        self.seen(QLineEdit, "search").setFocus()
        self.write("search", homes.number)
        yield "search-elsewhere"
        QTest.keyClick(self.seen(QLineEdit, "search"), Qt.Key.Key_Return)
        self.rest()
        yield "household-elsewhere"
        yield from self.in_all_looks(
            {
                "today-returned": Place("today"),
                "household-returned": Place("household", homes.asked),
                "household-history-of-the-office": Place("household", homes.edited, "history"),
                "household-elsewhere": Place("household", homes.handed_on),
            }
        )

    def _not_let_in(self) -> Iterator[str]:
        """What the lost laptop wrote after it was revoked."""
        with self._store(self._other, NEW) as lost:
            lost.save(Household(number="YS-临-0077", address="示例里 9 巷 77 号"))
            self._stick.clear()
            sending.export(lost, self._stick.folder)
        self.open_as(CLERK)
        self._to_merge()
        yield "merge-not-let-in-preview"
        self.press("merge-bundles")
        self._counted()
        yield "merge-not-let-in"
        shown = self.seen(QListView, "bundles")
        titles = [shown.model().index(n, 0).data(_SPOKEN) for n in range(shown.model().rowCount())]
        word = self._window.shell.page.workspace.voice.word if self._window.shell and self._window.shell.page else str
        at = next(n for n, title in enumerate(titles) if title.startswith(word("Not let in")))
        shown.setCurrentIndex(shown.model().index(at, 0))
        self.rest()
        yield "merge-not-let-in-why"
        self.press("release-waiting")
        yield "merge-let-in-after-all"
        self.escape()


def _hand_over(office: Store, homes: Collection[bytes]) -> None:
    """Hands these households to who works on the other laptop."""
    assignment.hand_over(office, assignment.planned(office, homes, assignment.person_named(office, NEW)))


def _chosen(office: Store) -> _Homes:
    """Households that whoever has the laptop looks after."""
    held = agenda.assigned(office, assignment.person_named(office, FIRST).id)
    asked = {each.question.household for each in questioning.open_questions(office)}
    homes = [home for home in queries.listed(office, sorted(held)) if home.id not in asked]
    edited, questioned, handed_on, *_ = (each for each in homes if office.records(House, household=each.id))
    return _Homes(edited.id, questioned.id, handed_on.id, handed_on.number or "")
