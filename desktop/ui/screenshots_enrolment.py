"""How a laptop comes to the field, and how the office looks after it, as the pictures walk through it (mockups 11, 22).

Promise: each step is taken at the window, on the laptop or in the office, with the files that the step before wrote.
"""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop import paths
from desktop.casework.inventing import CLERK, FIRST, PASSPHRASE
from desktop.ui.hands import SCALED, USUAL, Hands
from desktop.ui.line_table import LineTable
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place
from desktop.ui.screenshots_stick import FolderAsStick

DEVICE, TEAM = "RH-T-03", "一组"
_ANEW = "qingjiao zixingche xiayu"
_LOST = "纸和口令都找不到了，本人到办公室说明。"


class Enrolling(Hands):
    """A clerk at the office's computer, and somebody with a new laptop beside it."""

    def __init__(self, app: QApplication, window: MainWindow, office: Path, stick: FolderAsStick) -> None:
        super().__init__(app, window, office)
        self._stick = stick
        self.laptop = paths.data_folder() / DEVICE

    def screens(self) -> Iterator[str]:
        """From an office without keys to a laptop at work."""
        yield from self._keys()
        yield from self._request()
        yield from self._certify()
        yield from self._take_in()

    def _keys(self) -> Iterator[str]:
        self.open_as(CLERK)
        self.go(Place("exchange"))
        yield "exchange-without-keys"
        self.press("to-office-keys")
        yield "devices-without-keys"
        self.press("devices-blank")
        yield "devices-escrow"
        self.press_and_choose("make-escrow", self._folder.with_name("escrow.pdf"))
        yield "devices-escrow-made"
        self.press("make-escrow")
        yield "devices-none"

    def _request(self) -> Iterator[str]:
        self._window.show_start()
        self.press("field")
        for name, text in (("device", DEVICE), ("team", TEAM), ("person", FIRST)):
            self.write(name, text)
        yield "laptop-names"
        self.press("to-passphrase")
        for name in ("new-passphrase", "again"):
            self.write(name, PASSPHRASE)
        yield "laptop-passphrase"
        self.press("keep-passphrase")
        yield "laptop-sheet"
        self.unlock(self.laptop)
        yield "laptop-request"
        self.press("to-colleague")
        yield "laptop-colleague"
        self.press("to-request")
        self.press_and_choose("write-request", self._on_stick(f"{DEVICE}.ruhu-request"))
        yield "laptop-request-written"
        self.press("to-office-file")
        yield "laptop-waiting"

    def _certify(self) -> Iterator[str]:
        self.open_as(CLERK)
        self.go(Place("devices"))
        self.press_and_choose("devices-blank", self._on_stick(f"{DEVICE}.ruhu-request"))
        yield "devices-request"
        self.press("same-words")
        self.pick(f"who-{FIRST}", FIRST)
        yield "devices-request-compared"
        self._window.resize(*SCALED)
        yield "scaled-devices-request"
        self._window.resize(*USUAL)
        self.press_and_choose("certify", self._stick.folder)
        yield "devices-certified"
        self.press("certified-seen")
        yield "devices"

    def _take_in(self) -> Iterator[str]:
        self.unlock(self.laptop)
        yield "laptop-office-file"
        self.press("other-words")
        yield "laptop-other-words"
        self.press("same-words")
        yield "laptop-office-file-compared"
        self._window.resize(*SCALED)
        yield "scaled-laptop-office-file"
        self._window.resize(*USUAL)
        self.press("take-office-file")
        yield "laptop-at-work"

    def lose(self, device: str) -> Iterator[str]:
        """In the office: its people, and a laptop that nobody finds any more."""
        self.open_as(CLERK)
        self.go(Place("devices"))
        yield "devices-two"
        self.press("to-people")
        yield "devices-people"
        self.press("people-seen")
        table = self.seen(LineTable, "devices")
        at = next(row for row in range(table.model().rowCount()) if device in table.model().index(row, 0).data())
        table.selectRow(at)
        self.press("to-revoke")
        self.press("why-lost")
        self.write("because", "背包在公交车上丢了，已报警。")
        yield "devices-lost"
        self.press("revoke")
        yield "devices-revoked"

    def forget(self) -> Iterator[str]:
        """Passphrase and sheet of the laptop are gone: it asks, the office answers, it is opened."""
        question, answer = (self._on_stick(f"{DEVICE}.ruhu-{kind}") for kind in ("question", "answer"))
        self._window.show_locked(self.laptop)
        yield "laptop-locked"
        self.press("ask-office")
        for name in ("new-passphrase", "again"):
            self.write(name, _ANEW)
        yield "unlock-new-passphrase"
        self.press_and_choose("keep-passphrase", question)
        yield "unlock-question"
        self.open_as(CLERK)
        self.go(Place("devices"))
        self.press_and_choose("open-request", question)
        self.press("same-words")
        self.write("because", _LOST)
        yield "devices-question"
        self.press_and_choose("answer-question", answer)
        yield "devices-answered"
        self._window.show_locked(self.laptop)
        self.press("ask-office")
        self.write("asked-passphrase", _ANEW)
        yield "unlock-answer"
        self.press_and_choose("open-answer", answer)
        yield "unlock-new-sheet"
        self.unlock(self.laptop, _ANEW)
        yield "laptop-to-be-certified-anew"

    def _on_stick(self, name: str) -> Path:
        return self._stick.folder / name
