"""The office's laptops: who works on which and how it stands; requests and questions that laptops bring, and answers.

Promise: what a file asks for is seen before anything of it is granted; one filled button at a time. Hidden: which kind
of file it is, its first bytes tell.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.casework import certifying, finishing, fleet, people, revoking
from desktop.casework.certifying import Changed
from desktop.casework.fleet import Laptop
from desktop.casework.office_keys import Escrowed
from desktop.casework.revoking import OnDevice
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.domain.records import Revocation
from desktop.exchange import enrolment_request, station
from desktop.exchange.enrolment_request import Request
from desktop.store import office_opening
from desktop.store.office_opening import Asked
from desktop.store.store import Store
from desktop.ui import clock_words, theme
from desktop.ui.beside import Beside
from desktop.ui.boxes import breakable
from desktop.ui.devices_deeds import EscrowPane, QuestionPane, RevokePane
from desktop.ui.devices_panel import DevicePanel, missing
from desktop.ui.devices_people import PeoplePane, staff_on_laptops
from desktop.ui.devices_request import Certified, CertifiedPane, RequestPane, Standing
from desktop.ui.household_foot import Blank
from desktop.ui.jobs import Progress
from desktop.ui.line_table import LineTable
from desktop.ui.on_stick import on_a_stick
from desktop.ui.page import Heading, Page, Place
from desktop.ui.pane import Pane
from desktop.ui.table_model import Column
from desktop.ui.workspace import Workspace

_PANEL = 372
_MAY = RECORDS["device"].group["device"].writers


class DevicesPage(Page):
    """The page: the list, or what is being done about one."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.setObjectName("devices-page")
        self._voice, self._store = workspace.voice, workspace.store
        self._may = workspace.role in _MAY and not workspace.is_read_only and people.is_office(self._store)
        self._laptops: Sequence[Laptop] = ()
        self._has_keys = False
        self._deed: Pane | None = None
        word = self._voice.word
        self._table = LineTable("devices", word("Laptops"), [*self._columns()])
        self._panel = DevicePanel(self._voice, may_certify=self._may)
        self._people = theme.button(word("People…"), name="to-people", icon="people")
        self._escrow = theme.button(word("Escrow sheet…"), name="to-escrow", icon="key")
        self._open = theme.button(word("Open a laptop's file…"), "filled", "open-request", "folder")
        self._foot = theme.label("", "second")
        self._list, self._stack = QStackedWidget(), QStackedWidget()
        self._blank = Blank("devices", "filled", "devices-blank")
        self._lay_out()
        self._connect()

    # A page

    def heading(self) -> Heading:
        used = [each for each in self._laptops if each.known.revoked is None]
        about = self._voice.words("{n} laptop in use", "{n} laptops in use", len(used))
        return Heading(self._voice.word("Devices"), about)

    def show_place(self, place: Place) -> None:  # noqa: ARG002  there is but one
        self._read()
        if isinstance(self._deed, CertifiedPane):
            certificate = self._deed.certificate
            idle = self.workspace.read(
                lambda store: fleet.idle_on(store, [certificate]), dict[bytes, tuple[str, ...]]()
            )
            self._deed.show_idle(idle.get(certificate.device, ()))
        if self._deed is None:
            (self._table if self._laptops else self._blank).setFocus()

    def place(self) -> Place:
        return Place("devices")

    def panes(self) -> Sequence[QWidget]:
        return [self._deed] if self._deed else [self._table, self._panel, self._open]

    def step_back(self) -> bool:
        was_open = self._deed is not None
        if self._deed is not None and self._deed.back.isEnabled():
            self._close()
        return was_open

    # The list

    def _read(self) -> None:
        self._laptops = self.workspace.read(fleet.laptops, ())
        self._has_keys = self.workspace.read(_has_keys, otherwise=False)
        at = max(self._table.currentIndex().row(), 0)
        self._table.lines.fill(iter([self._laptops]))
        if self._laptops:
            self._table.selectRow(min(at, len(self._laptops) - 1))
        self._panel.show_laptop(self._table.current(), self._store.today().year)
        self._list.setCurrentIndex(0 if self._laptops else 1)
        for part in (self._people, self._escrow):
            part.setVisible(self._may and self._has_keys)
        self._open.setVisible(self._may and bool(self._laptops))  # else the blank list's button is the filled one
        self._say_blank()
        gone = len([each for each in self._laptops if each.known.revoked])
        self._foot.setText(self._voice.words("{n} revoked", "{n} revoked", gone) if gone else "")
        self._below.setVisible(bool(gone))
        self._head.setVisible(self._may and self._has_keys)
        self.headed.emit()

    def _say_blank(self) -> None:
        word = self._voice.word
        if not self._may:
            self._blank.say(word("No laptop is enrolled yet."), word("A clerk of the office enrols them."), "")
        elif self._has_keys:
            about = word("On the laptop: first page, get this computer ready for the field. Its request comes here.")
            self._blank.say(word("No laptop is enrolled yet."), about, word("Open a laptop's file…"))
        else:
            about = word("The office's keys are made with it. It lies in two safes, in case the computers burn.")
            self._blank.say(
                word("Before the first laptop comes the escrow sheet"), about, word("Make the escrow sheet")
            )

    def _columns(self) -> Iterator[Column]:
        word = self._voice.word
        yield Column(word("Laptop"), _called, 150, is_strong=True)
        yield Column(word("People"), lambda each: self._voice.listed(who.name for who in each.known.certificate.lines))
        yield Column(word("Last file"), self._last, 134)
        yield Column(word("Missing"), lambda each: missing(self._voice, each) or "—", 110, gives_way=True)
        yield Column(
            word("Certified"), lambda each: word("until {day}", day=each.known.certificate.until), 140, gives_way=True
        )
        yield Column(word("State"), lambda each: word(each.state), 170)

    def _last(self, laptop: Laptop) -> str:
        came = laptop.came
        if came.last is None:
            return self._voice.word("none came yet")
        return f"{came.number:04} · {clock_words.short_day(came.last.date(), self._store.today().year)}"

    # What is begun

    def _begin_blank(self) -> None:
        if self._has_keys:
            self._open_file()
        else:
            self._make_escrow()

    def _open_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, self._voice.word("Open a laptop's file…"), on_a_stick(), "(*.ruhu-request *.ruhu-question);;* (*)"
        )
        if chosen:
            self._begin_with(Path(chosen))

    def _begin_with(self, file: Path) -> None:
        try:
            with file.open("rb") as opened:
                content = opened.read(enrolment_request.LARGEST + 1)
            if content.startswith(office_opening.ASK):
                self._show_question(content, office_opening.read(content))
            else:
                self._show_request(content, enrolment_request.read(content))
        except (Refused, OSError) as refused:
            self.workspace.refused.emit(refused)

    def _show_request(self, content: bytes, asked: Request) -> None:
        pane = RequestPane(self.workspace, content, asked, Standing.of(self._store, asked))
        pane.certified.connect(self._tell_certified)
        self._show(pane)

    def _show_question(self, content: bytes, asked: Asked) -> None:
        pane = QuestionPane(self.workspace, content, asked)
        pane.answered.connect(self._tell_answered)
        self._show(pane)

    def _make_escrow(self) -> None:
        pane = EscrowPane(self.workspace, is_first=not self._has_keys)
        pane.made.connect(self._tell_escrowed)
        self._show(pane)

    def _show_people(self) -> None:
        pane = PeoplePane(self.workspace, self.workspace.read(staff_on_laptops, []))
        pane.changed.connect(self._tell_person)
        self._show(pane)

    def _ask_revoke(self) -> None:
        laptop = self._table.current()
        if laptop is not None:
            found = self.workspace.read(lambda store: revoking.on_device(store, laptop.known), None)
            if isinstance(found, OnDevice):
                pane = RevokePane(self.workspace, laptop.known, found)
                pane.revoked.connect(partial(self._tell_revoked, laptop))
                self._show(pane)

    def _write_file(self, *, renews: bool) -> None:
        laptop, word = self._table.current(), self._voice.word
        chosen = QFileDialog.getExistingDirectory(
            self, word("The folder for the file, such as the stick"), on_a_stick()
        )
        if laptop is None or not chosen:
            return
        store, name = self._store, laptop.known.name

        def work(progress: Progress) -> tuple[Path, ...]:
            if renews:
                certifying.renew(store, certifying.device_named(store, name))
            return finishing.answer(store, certifying.device_named(store, name), Path(chosen), progress)

        job = self.workspace.job(work, self)
        job.done.connect(lambda files: self._tell_written(laptop, files))
        job.start()

    # What was done

    def _tell_certified(self, done: Certified) -> None:
        self._tell_changed(
            *[("device", done.approved.device.id), *([("assignment", b"")] if done.approved.moved else [])]
        )
        pane = CertifiedPane(self._voice, done)
        pane.assigning_wanted.connect(self._lead_to_households)
        self._show(pane)

    def _lead_to_households(self) -> None:
        """Shows the households that nobody looks after, to be assigned."""
        self.wanted.emit(Place("households", part="nobodys"))

    def _tell_answered(self, asked: Asked, file: Path) -> None:
        self._close()
        self._tell_changed()
        word = self._voice.word
        self.workspace.said.emit(
            word(
                "The answer for {person} on {device} is in {file}.",
                person=asked.person,
                device=asked.device_name,
                file=file,
            )
        )

    def _tell_escrowed(self, done: Escrowed) -> None:
        self._tell_changed()
        if done.devices:
            names = self._voice.listed(done.devices)
            self.workspace.said.emit(
                self._voice.word("It reaches these computers with their next file: {names}", names=names)
            )

    def _tell_person(self, done: Changed, said: str) -> None:
        self._tell_changed(("staff", done.staff.id))
        self._show_people()
        self.workspace.said.emit(said)

    def _tell_revoked(self, laptop: Laptop, row: Revocation) -> None:
        self._close()
        self._tell_changed(("revocation", row.id))
        word = self._voice.word
        self.workspace.said.emit(
            word("{device} is revoked. What it writes from now on waits for a person.", device=laptop.known.name)
        )

    def _tell_written(self, laptop: Laptop, files: tuple[Path, ...]) -> None:
        self._tell_changed(("device", laptop.known.row.id))
        where = self._voice.listed(breakable(file) for file in files)
        self.workspace.said.emit(self._voice.word("The file for it: {file}", file=where))

    def _tell_changed(self, *rows: tuple[str, bytes]) -> None:
        self.workspace.changed.emit(frozenset(rows), self)
        self.workspace.kept.emit()
        self._read()

    def _take_changes(self, rows: frozenset[tuple[str, bytes]], source: object) -> None:
        if (
            source is not self
            and self.isVisible()
            and any(record in {"device", "revocation", "staff", "assignment"} for record, _ in rows)
        ):
            self._read()

    # One deed at a time

    def _show(self, pane: Pane) -> None:
        self._drop()
        self.workspace.said.emit("")  # what was done before is read by now
        self._deed = pane
        holder = QWidget()
        around = QVBoxLayout(holder)
        around.setContentsMargins(24, 16, 24, 16)
        around.addWidget(pane)
        self._stack.addWidget(holder)
        self._stack.setCurrentWidget(holder)
        pane.left_again.connect(self._close)
        pane.begin()

    def _close(self) -> None:
        self._drop()
        self._stack.setCurrentIndex(0)
        self._read()
        (self._table if self._laptops else self._blank).setFocus()

    def _drop(self) -> None:
        if self._deed is not None and (holder := self._deed.parentWidget()) is not None:
            self._stack.setCurrentIndex(0)
            self._table.setFocus()  # what has the keyboard would take the ring around it along
            self._stack.removeWidget(holder)
            holder.hide()
            holder.deleteLater()
        self._deed = None

    # Making

    def _lay_out(self) -> None:
        card, whole = QFrame(), QWidget()
        self._head, self._below = QFrame(), QFrame()
        for part, look in ((card, "card"), (self._head, "row"), (self._below, "foot")):
            part.setProperty("part", look)
        across = QHBoxLayout(self._head)
        across.setContentsMargins(12, 8, 12, 8)
        across.setSpacing(8)
        across.addWidget(self._people)
        across.addWidget(self._escrow)
        across.addStretch()
        across.addWidget(self._open)
        self._list.setProperty("part", "inset")
        self._list.addWidget(self._table)
        self._list.addWidget(self._blank)
        below = QHBoxLayout(self._below)
        below.setContentsMargins(16, 8, 16, 8)
        below.addWidget(self._foot, 1)
        column = QVBoxLayout(card)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        for part in (self._head, self._list, self._below):
            column.addWidget(part, int(part is self._list))
        around = QVBoxLayout(whole)
        around.setContentsMargins(0, 0, 0, 0)
        self._beside = Beside(card, self._panel, _PANEL, self._voice.word("This laptop"))
        around.addWidget(self._beside)
        self._stack.addWidget(whole)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def _connect(self) -> None:
        self.workspace.changed.connect(self._take_changes)
        self._table.chosen.connect(lambda laptop: self._panel.show_laptop(laptop, self._store.today().year))
        self._table.opened.connect(self._beside.open_drawer)
        self._panel.file_wanted.connect(lambda: self._write_file(renews=False))
        self._panel.renewal_wanted.connect(lambda: self._write_file(renews=True))
        self._panel.revocation_wanted.connect(self._ask_revoke)
        self._panel.assigning_wanted.connect(self._lead_to_households)
        self._open.clicked.connect(self._open_file)
        self._people.clicked.connect(self._show_people)
        self._escrow.clicked.connect(self._make_escrow)
        self._blank.wanted.connect(self._begin_blank)


def _called(laptop: Laptop) -> str:
    team = laptop.known.certificate.team
    return f"{laptop.known.name} · {team}" if team else laptop.known.name


def _has_keys(store: Store) -> bool:
    with store.reading() as connection:
        return station.office_keys(connection) is not None
