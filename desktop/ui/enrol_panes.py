"""What a laptop does until it is certified: it writes its request, and takes the office's file in (mockup 11).

Promise: nothing of the office's file is believed before its six words were compared, and ticked. Hidden: the store is
open only while something is done in it, so that a closed program comes back to the same step.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from desktop import paths
from desktop.casework import enrolment, finishing
from desktop.casework.enrolment import Enrolled
from desktop.casework.finishing import Finished, Offered
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.store import folder as place
from desktop.store import opening
from desktop.store.store import Store
from desktop.store.vault import Unlocked
from desktop.ui import exchange_finding, new_laptop, theme
from desktop.ui.boxes import band, breakable, fact, pictured
from desktop.ui.jobs import Progress
from desktop.ui.notices import Voice, told
from desktop.ui.on_stick import on_a_stick
from desktop.ui.pane import Pane
from desktop.ui.pill import Pill
from desktop.ui.six_words_card import SixWordsCard

T = TypeVar("T")

_REQUEST = ".ruhu-request"
_ROLE = RECORDS["staff"].field["role"]


@dataclass(frozen=True, slots=True)
class Laptop:
    """A store that waits for its certificate, and who opens it."""

    folder: Path
    unlocked: Unlocked

    def within(self, work: Callable[[Store], T]) -> T:
        """Does something in the store, and closes it."""
        with opening.open_store(self.folder, self.unlocked) as store:
            return work(store)


class RequestPane(Pane):
    """The request, and the six words of this computer."""

    written = Signal()
    gone_on = Signal()

    def __init__(self, voice: Voice, laptop: Laptop, stands: Enrolled) -> None:
        word = voice.word
        about = word("The request holds no secret and nothing of any household. The six words prove that it is yours.")
        title = word("Take the request and this computer to the office")
        super().__init__(voice, title, about, new_laptop.steps(voice), 1)
        self._laptop, self._stands = laptop, stands
        self._is_written = stands.next is not enrolment.Step.REQUEST
        self._again = theme.button(word("Write the request again…"), "large", "request-again", "export")
        self._told_written = QVBoxLayout()
        self._band: QWidget | None = None
        self.body.addWidget(_own_words(voice, stands))
        facts = QHBoxLayout()
        facts.setSpacing(12)
        for icon, first, more in (
            ("stick", word("The request, on a stick"), word("A small file, written here")),
            ("people", word("Six words, face to face"), word("The office reads its screen, you this one")),
            ("import", word("The office's file, back here"), word("It brings your certificate and households")),
        ):
            facts.addWidget(fact(icon, first, more))
        self.body.addLayout(facts)
        self.body.addLayout(self._told_written)
        self.body.addWidget(self._again, 0, Qt.AlignmentFlag.AlignLeft)
        self.back.hide()
        self.need("")
        self._show()
        self._again.clicked.connect(self._write)
        self.go.clicked.connect(self._go_on)

    def _show(self) -> None:
        word = self.voice.word
        self._again.setVisible(self._is_written)
        self.go.setObjectName("to-office-file" if self._is_written else "write-request")
        self.go.setText(
            word("The office's file is here: open it") if self._is_written else word("Write the request to a stick…")
        )

    def _go_on(self) -> None:
        if self._is_written:
            self.gone_on.emit()
        else:
            self._write()

    def _write(self) -> None:
        proposed = on_a_stick(self._stands.name + _REQUEST)
        chosen, _ = QFileDialog.getSaveFileName(self, self.voice.word("Write the request to a stick…"), proposed)
        if chosen:
            file, laptop = Path(chosen), self._laptop

            def work(_progress: Progress) -> Path:
                place.write_durably(file, laptop.within(enrolment.request))
                return file

            self.work(work, self._tell_written, telling=self.voice.word("Writing the request"))

    def _tell_written(self, file: Path) -> None:
        word = self.voice.word
        self._is_written = True
        _take_away(self._told_written, self._band)
        first = word("The request of {device} is in {file}.", device=self._stands.name, file=breakable(file))
        more = word("Take it to the office, and this computer too. You can close the program: it comes back here.")
        self._band = band("ok", "check", first, more)
        self._told_written.addWidget(self._band)
        self._show()
        self._again.setFocus()
        self.written.emit()


class OfficeFilePane(Pane):
    """The office's file: chosen, looked at, its six words compared, taken in."""

    finished = Signal(str)  # what is to be known of it in the opened store

    def __init__(self, voice: Voice, laptop: Laptop, stands: Enrolled) -> None:
        word = voice.word
        about = word("A .ruhu file, mostly on the stick that came back. It brings your certificate, and all you need.")
        super().__init__(
            voice, word("Open the office's file for {device}", device=stands.name), about, new_laptop.steps(voice), 2
        )
        self._laptop = laptop
        self._offered: Offered | None = None
        self._own, self._card = _own_words(voice, stands), _OfferCard(voice)
        self._other = theme.button(word("Choose another file…"), name="another-office-file", icon="folder")
        self._after = QVBoxLayout()
        self._facts: QWidget | None = None
        for part in (self._own, self._card):
            self.body.addWidget(part)
        self.body.addLayout(self._after)
        self.body.addWidget(self._other, 0, Qt.AlignmentFlag.AlignLeft)
        self.back.hide()
        self._connect()
        self._show()

    def look_at_sticks(self) -> None:
        """Looks whether the file lies on a stick already."""
        sticks, laptop = paths.sticks(), self._laptop
        files = exchange_finding.bundles_on(sticks, ())
        if files:
            telling = self.voice.word("Looking at the bundles …")
            self.work(lambda _progress: laptop.within(lambda store: _newest(store, files)), self._take, telling=telling)

    def _choose(self) -> None:
        word = self.voice.word
        chosen, _ = QFileDialog.getOpenFileName(
            self, word("Choose the office's file…"), on_a_stick(), f"{word('Bundles')} (*.ruhu);;* (*)"
        )
        if chosen:
            file, laptop = Path(chosen), self._laptop
            telling = word("Looking at the bundles …")
            self.work(
                lambda _progress: laptop.within(lambda store: finishing.offered(store, file)),
                self._take,
                telling=telling,
            )

    def _take(self, offered: Offered | None) -> None:
        if offered is not None:
            self._offered = offered
            self._card.say(offered)
            self._show_after(offered)
            self._show()
            self._card.words.take_keyboard()

    def _show(self) -> None:
        offered, word = self._offered, self.voice.word
        for part in (self._card, self._other):
            part.setVisible(offered is not None)
        self._own.setVisible(offered is None)
        if offered is None:
            self.go.setObjectName("choose-office-file")
            self.go.setText(word("Choose the office's file…"))
            self.need("")
            return
        homes = offered.counts.get("households", 0)
        self.go.setObjectName("take-office-file")
        self.go.setText(
            self.voice.words("Take in {n} household, begin", "Take in {n} households, begin", homes)
            if homes
            else word("Take the certificate in, begin")
        )
        self.need("" if self._card.words.is_same else word("Compare the six words first."))

    def _show_after(self, offered: Offered) -> None:
        word, homes = self.voice.word, offered.counts.get("households", 0)
        _take_away(self._after, self._facts)
        self._facts = QWidget()
        across = QHBoxLayout(self._facts)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(12)
        until = offered.certificate.until
        loaded = (
            self.voice.words("{n} household is taken in", "{n} households are taken in", homes)
            if homes
            else word("No household yet")
        )
        for icon, first, more in (
            ("shield", word("You get your certificate"), word("until {day}", day=until)),
            ("household", loaded, word("with the plan, its papers and the team")),
            ("today", word("Then the window opens for work"), word("in your name and role")),
        ):
            across.addWidget(fact(icon, first, more))
        self._after.addWidget(self._facts)

    def _go_on(self) -> None:
        offered, laptop = self._offered, self._laptop
        if offered is None:
            self._choose()
            return

        def work(progress: Progress) -> Finished | Refused:
            return laptop.within(lambda store: _taken(store, offered, progress))

        self.work(work, self._tell_taken, telling=self.voice.word("Taking in what the office sends"))

    def _tell_taken(self, done: Finished | Refused) -> None:
        word = self.voice.word
        if isinstance(done, Refused):
            rest = word("You are certified. The rest of the file is to be taken in on the page Exchange.")
            self.finished.emit(f"{told(self.voice, done)}\n{rest}")
            return
        missing = self.voice.listed(map(str, done.receipt.told.missing))
        said = word("Still missing of the office's file: part {parts}. Take it in on the page Exchange.", parts=missing)
        self.finished.emit(said if missing else "")

    def _compare(self) -> None:
        self.notice.say("")
        self._show()

    def _say_other(self) -> None:
        word = self.voice.word
        first = word("Then this file is not from your office. Nothing was taken in.")
        more = word("Don't use it. Ask the office for its file again, and take it from the office's own hands.")
        self.notice.say(f"{first}\n{more}")

    def _connect(self) -> None:
        self.go.clicked.connect(self._go_on)
        self._other.clicked.connect(self._choose)
        self._card.words.compared.connect(self._compare)
        self._card.words.differ.connect(self._say_other)


class _OfferCard(QFrame):
    """Whom the file certifies, who sends it, and the six words of the office."""

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._who, self._team, self._office = (theme.label("", look) for look in ("strong", "plain", "second"))
        self._signed = Pill()
        self.words = SixWordsCard(
            voice, voice.word("Compare these six words with those on the office's screen:"), has_tick=True
        )
        self.setProperty("part", "")
        names = QHBoxLayout()
        names.setSpacing(8)
        names.addWidget(self._who)
        names.addWidget(self._team)
        names.addStretch()
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addLayout(names)
        lines.addWidget(self._office)
        head = QFrame()
        head.setProperty("part", "card")
        across = QHBoxLayout(head)
        across.setContentsMargins(20, 12, 20, 12)
        across.setSpacing(16)
        across.addWidget(pictured("shield", "ok"))
        across.addLayout(lines, 1)
        across.addWidget(self._signed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(head)
        column.addWidget(self.words)

    def say(self, offered: Offered) -> None:
        voice, told = self._voice, offered.certificate
        word = voice.word
        issued = datetime.fromtimestamp(told.issued / 1000, UTC).astimezone().date()
        people = [f"{line.name} · {voice.choice(_ROLE, line.role)}" for line in told.lines]
        self._who.setText(word("Hello, {names}", names=voice.listed(people)))
        homes = voice.words("{n} household", "{n} households", offered.counts.get("households", 0))
        self._team.setText(" · ".join(filter(None, (told.team, homes))))
        office = offered.office or word("the office")
        self._office.setText(
            word("From {office}, {day}, for {device}", office=office, day=issued.isoformat(), device=told.name)
        )
        self._signed.say(word("The signature holds"), "ok", "ok")
        self.words.say(offered.words)


def _take_away(layout: QLayout, part: QWidget | None) -> None:
    """Takes what was said before off a page."""
    if part is not None:
        layout.removeWidget(part)
        part.hide()
        part.deleteLater()


def _own_words(voice: Voice, stands: Enrolled) -> SixWordsCard:
    """What this computer shows at the office."""
    card = SixWordsCard(voice, voice.word("Six words of this computer, for the office to compare with its own screen:"))
    card.say(stands.own)
    return card


def _newest(store: Store, files: Sequence[Path]) -> Offered | None:
    """What the newest of these files that are for this computer offers: the office may have written it anew."""
    found: list[Offered] = []
    for file in files:
        with suppress(Refused):
            found.append(finishing.offered(store, file))
    return max(found, key=lambda each: (each.certificate.number, each.number), default=None)


def _taken(store: Store, offered: Offered, progress: Progress) -> Finished | Refused:
    """Takes it in; what was refused of its contents once the certificate was there is told with the store open."""
    try:
        return finishing.finish(store, offered.files, offered.words, progress)
    except Refused as refused:
        if enrolment.certificate(store) is None:
            raise
        return refused
