"""A laptop of the field that has no certificate yet: what it waits for, and what is to be done (mockup 11).

Promise: closed and opened again it comes back to the same step. Hidden: which step that is, by what the store says.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal

from desktop.casework import enrolment
from desktop.casework.enrolment import Enrolled, Step
from desktop.store.vault import Unlocked
from desktop.ui import theme
from desktop.ui.boxes import band
from desktop.ui.doorway import Choice, Doorway
from desktop.ui.enrol_colleague import ColleaguePane
from desktop.ui.enrol_panes import Laptop, OfficeFilePane, RequestPane
from desktop.ui.jobs import Job
from desktop.ui.notices import Voice


class EnrolPage(Doorway):
    """The two things to do: to write the request, and to open the office's file."""

    ready = Signal()  # it can be shown
    refused = Signal(object, object, object)  # the folder, who opens it, and why it can't be
    finished = Signal(object, object, str)  # the folder, who opens it, and what is to be known
    left_again = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__("devices")
        self._voice = voice
        self._laptop: Laptop | None = None
        self._stands: Enrolled | None = None
        word = voice.word
        self._request = Choice(
            word("Take the request to the office"), word("On a stick, and this computer along"), "to-request", "export"
        )
        self._file = Choice(
            word("Open the office's file"), word("The .ruhu file that it gave you back"), "to-file", "document"
        )
        self._colleague = Choice(
            word("A colleague works here too"), word("With a passphrase of their own"), "to-colleague", "people"
        )
        self._leave = theme.button(word("Open another area"), name="leave-enrolment", icon="arrow-left")
        self._lay_out()
        self._leave.clicked.connect(self.left_again)

    def ask(self, folder: Path, unlocked: Unlocked, *, is_to_write: bool = False) -> None:
        """Shows where this laptop stands; a request that lacks somebody is to be written again."""
        self._laptop = laptop = Laptop(folder, unlocked)
        job = Job(lambda _progress: laptop.within(enrolment.status), self)
        job.done.connect(lambda stands: self._show(replace(stands, next=Step.REQUEST) if is_to_write else stands))
        job.refused.connect(lambda refused: self.refused.emit(folder, unlocked, refused))
        job.start()

    def begin(self) -> None:
        """Puts the keyboard where the person begins."""
        if self.pane is not None:
            self.pane.begin()

    def _show(self, stands: Enrolled) -> None:
        word = self._voice.word
        self._stands = stands
        self.headline.setText(stands.name)
        people = self._voice.listed(each.name for each in stands.people)
        self.subline.setText(" · ".join(filter(None, (stands.team, people, word("not certified yet")))))
        if stands.next is Step.REQUEST:
            self._ask_request()
        else:
            self._ask_file()
        self.ready.emit()

    def _ask_request(self) -> None:
        self.choose(self._request)
        self._lead(self._request_pane)

    def _request_pane(self, laptop: Laptop, stands: Enrolled) -> None:
        pane = RequestPane(self._voice, laptop, stands)
        pane.gone_on.connect(self._ask_file)
        self.show_pane(pane)
        pane.begin()

    def _ask_colleague(self) -> None:
        self._lead(self._colleague_pane)

    def _colleague_pane(self, laptop: Laptop, _stands: Enrolled) -> None:
        pane = ColleaguePane(self._voice, laptop)
        pane.admitted.connect(lambda: self.ask(laptop.folder, laptop.unlocked, is_to_write=True))
        self.show_pane(pane)
        pane.begin()

    def _ask_file(self) -> None:
        self.choose(self._file)
        self._lead(self._file_pane)

    def _file_pane(self, laptop: Laptop, stands: Enrolled) -> None:
        pane = OfficeFilePane(self._voice, laptop, stands)
        pane.finished.connect(lambda said: self.finished.emit(laptop.folder, laptop.unlocked, said))
        self.show_pane(pane)
        pane.begin()
        pane.look_at_sticks()

    def _lead(self, to: Callable[[Laptop, Enrolled], None]) -> None:
        if self._laptop is not None and self._stands is not None:
            to(self._laptop, self._stands)

    def _lay_out(self) -> None:
        word = self._voice.word
        self.left.addWidget(theme.label(word("Until you can work"), "title"))
        self.offer(self._request, self._ask_request)
        self.offer(self._file, self._ask_file)
        self.offer(self._colleague, self._ask_colleague)
        self.left.addWidget(self._leave, 0, Qt.AlignmentFlag.AlignLeft)
        self.left.addStretch()
        first = word("You can close the program.")
        more = word("It comes back here. Until the office certified you, nothing of any household is on this computer.")
        self.left.addWidget(band("info", "info", first, more))
