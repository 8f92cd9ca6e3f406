"""The demo district, as the pictures walk through it: chosen, built, entered, and what is led and counted there.

Promise: it is built by the window's own button, and who is somebody in it opens their own store.
"""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView

from desktop.casework import certifying, enrolment
from desktop.casework.bug_log import Book
from desktop.casework.district import desk
from desktop.casework.inventing import CLERK, LEAD, PASSPHRASE
from desktop.domain.progress import By, Measure, Selection
from desktop.ui import demo_pane, progress_within
from desktop.ui.hands import UNDER_WAY, Hands
from desktop.ui.line_box import LineBox
from desktop.ui.line_table import LineTable
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place
from desktop.ui.progress_table import GroupTable
from desktop.ui.screenshots_deciding import Deciding
from desktop.ui.screenshots_stick import FolderAsStick
from desktop.ui.unforeseen import Unforeseen

_BEGUN = 8000  # ms after which the building tells how far it is
_IDLE, _NEW, _TEAM = "RH-T-07", "白示例", "三组"


def in_the_district(app: QApplication, window: MainWindow) -> Iterator[str]:
    """It is built and entered; then an office and two laptops are at odds in it, and decide."""
    stick = FolderAsStick(demo_pane.place_of_demo().with_name("TOSHIBA"))
    stick.plug_in()
    try:
        district = District(app, window)
        yield from district.built()
        yield from district.led()
        yield from Deciding(app, window, stick).screens()
        district.close()
    finally:
        stick.end()


class District(Hands):
    """Somebody who looks at the demo district."""

    def __init__(self, app: QApplication, window: MainWindow) -> None:
        super().__init__(app, window, demo_pane.place_of_demo() / desk.OFFICE)
        self.leads = self._folder.with_name(desk.CREWS[0].laptops[0])

    def built(self) -> Iterator[str]:
        """The way there, until one is asked whom one wants to be."""
        self._window.show_start()
        self.press("demo")
        yield "start-demo"
        self.press_only("look-at-demo")
        QTest.qWait(_BEGUN)
        yield f"demo-building{UNDER_WAY}"
        self.rest()
        yield "demo-whom-to-be"
        self.press("be-lead")
        self.press("open-demo")
        yield "demo-lead"

    def led(self) -> Iterator[str]:
        """How far they are, for the lead and the office; who looks after whom; a laptop that nobody works for."""
        yield from self._progress()
        self.open_as(CLERK)
        self.go(Place("progress"))
        yield "progress-of-the-office"
        yield from self._handed_over()
        yield from self._idle_laptop()
        yield from self._mistaken()

    def _progress(self) -> Iterator[str]:
        self.open_as(LEAD, self.leads)
        self.go(Place("progress"))
        yield "progress"
        self.go(Place("progress", part=By.LANE.value))
        yield "progress-by-lane"
        self.seen(GroupTable, "progress-groups").setFocus()
        QTest.keyClick(self.seen(GroupTable, "progress-groups"), Qt.Key.Key_Right)
        QTest.keyClick(self.seen(GroupTable, "progress-groups"), Qt.Key.Key_Return)
        yield "progress-opened"
        self.go(progress_within.place(Selection(Measure.OVERDUE)))
        yield "progress-overdue"
        yield from self.in_all_looks({"progress": Place("progress", part=By.TEAM.value)})

    def _handed_over(self) -> Iterator[str]:
        self._tick_and_assign()
        yield "households-to-assign"
        self._to_somebody()
        yield "households-assigned-to"
        for look in self.looks():
            self._tick_and_assign()
            self._to_somebody()
            yield f"{look}-households-assigned-to"
        self.escape()

    def _tick_and_assign(self) -> None:
        self.go(Place("households"))
        table = self.seen(QTableView, "households")
        table.setFocus()
        for _ in range(4):
            QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        self.press("assign-ticked")

    def _to_somebody(self) -> None:
        for _ in range(3):
            QTest.keyClick(self.seen(LineBox, "assign-to"), Qt.Key.Key_Down)
        self.write("assign-because", "三组人手不够，先请二组去。")

    def _idle_laptop(self) -> Iterator[str]:
        """Somebody new has a laptop, and looks after nobody."""
        folder = self._folder.with_name(_IDLE)
        with self.at(self._folder, CLERK) as office, \
                enrolment.make(folder, _IDLE, _NEW, PASSPHRASE, team=_TEAM).store as laptop:  # fmt: skip
            certifying.approve(office, enrolment.request(laptop), certifying.Terms(), enrolment.status(laptop).own)
        self.open_as(CLERK)
        self.go(Place("devices"))
        table = self.seen(LineTable, "devices")
        at = next(n for n in range(table.model().rowCount()) if _IDLE in table.model().index(n, 0).data())
        table.selectRow(at)
        yield "devices-for-nobody"

    def _mistaken(self) -> Iterator[str]:
        """The program makes a mistake: what is safe is said."""
        self.go(Place("household", part="new"))
        self.write("lane", "示例里 3 巷")
        mistaken = Unforeseen(Book("window"), self._window, lambda: self._window.voice)
        mistaken(ValueError, ValueError("a mistake for the picture"), None)
        yield "bug-told"
        self.press("bug-read")
        self.write("lane", "")

    def close(self) -> None:
        """Leaves it: what comes next has another store."""
        self._window.show_start()
        self.rest()
