"""The end of a visit: how to be in contact next, which rights the household was told, reading aloud, signing.

Promise: not signing is an answer like any other, and changes nothing. Hidden: what the household said before of how it
wants to be contacted stands there already.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.casework.signing import Meaning
from desktop.casework.visiting import Known
from desktop.domain.fields import RECORDS
from desktop.domain.rights import Clock
from desktop.ui import clock_words, theme
from desktop.ui.choosing import Chips
from desktop.ui.moment_field import MomentField
from desktop.ui.notices import Voice
from desktop.ui.photos import Photos
from desktop.ui.reading_aloud import ReadAloud
from desktop.ui.signature_block import SCANNED, SignatureBlock
from desktop.ui.visit_block import Block, State

_DO_NOT_COME = "do_not_come"


class NextContact(Block):
    """How to be in contact next, as the household wishes it."""

    def __init__(self, voice: Voice) -> None:
        word = voice.word
        super().__init__(voice, word("How to be in contact next"), word("as the household wishes"))
        field = RECORDS["household"].field["contact_wish"]
        options = {key: voice.choice(field, key) for key, _ in field.choices}
        self._contact = Chips("contact", word("How to be in contact next"), options)
        self.when = MomentField(voice, "next", word("When next"))
        self._agreed = theme.label("", "second")
        self._row = QWidget()
        across = QHBoxLayout(self._row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(8)
        across.addWidget(theme.label(word("When next")))
        across.addWidget(self.when)
        across.addStretch()
        for part in (self._contact, self._row, self._agreed):
            self.column.addWidget(part)
        self._contact.changed.connect(self._take)
        self.when.typed.connect(self.changed)

    @property
    def contact(self) -> str:
        return self._contact.only

    def moment(self, zone: tzinfo) -> datetime | None:
        """When; None where nothing was agreed, or they asked not to be visited any more."""
        return None if self.contact == _DO_NOT_COME else self.when.moment(zone)

    def mark(self, zone: tzinfo) -> bool:
        """Marks what of the time is lacking; whether anything is."""
        is_asked = self.contact != _DO_NOT_COME and not self.when.is_empty
        return is_asked and self.when.mark(zone)

    def begin(self, known: Known) -> None:
        self.when.begin(known.now.date())
        told = ""
        if known.agreed is not None and known.agreed.planned_at is not None:
            at = known.agreed.planned_at
            when = f"{clock_words.day(self.voice, at.date(), known.now.year)} {at:%H:%M}"
            told = self.voice.word("Agreed so far: {when}. Another time replaces it.", when=when)
        self._agreed.setText(told)
        self._agreed.setVisible(bool(told))
        self.put({"contact": known.household.contact_wish or ""})

    def state(self) -> State:
        return {"contact": self.contact, "next": self.when.texts()}

    def put(self, state: State) -> None:
        self._contact.choose(filter(None, [state.get("contact")]))
        self.when.put(list(state.get("next", ())))
        self._row.setVisible(self.contact != _DO_NOT_COME)

    def _take(self) -> None:
        self._row.setVisible(self.contact != _DO_NOT_COME)
        self.changed.emit()


class RightsTold(Block):
    """The rights whose time runs, each to be told; hidden where none runs."""

    def __init__(self, voice: Voice) -> None:
        super().__init__(voice, voice.word("The household's rights"), part="rights")
        self._inside = QVBoxLayout()
        self._inside.setSpacing(8)
        self.column.addLayout(self._inside)
        self._told: dict[str, tuple[QPushButton, QPushButton]] = {}
        self._rows: list[QWidget] = []

    @property
    def told(self) -> Mapping[str, bool]:
        """The terms that were told now, each with whether its blank form was left."""
        return {term: form.isChecked() for term, (told, form) in self._told.items() if told.isChecked()}

    def begin(self, known: Known) -> None:
        for row in self._rows:
            self._inside.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._told = {}
        self._rows = [self._row(each, known) for each in known.clocks]
        for row in self._rows:
            self._inside.addWidget(row)
        self.setHidden(not known.clocks)

    def state(self) -> State:
        return {"told": [[term, form] for term, form in self.told.items()]}

    def put(self, state: State) -> None:
        told = dict(state.get("told", ()))
        for term, (button, form) in self._told.items():
            button.setChecked(term in told)
            form.setChecked(bool(told.get(term)))

    def _row(self, clock: Clock, known: Known) -> QFrame:
        voice, name, today = self.voice, clock.term.name, known.now.date()
        title = voice.word(clock.term.title)
        row = QFrame()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        first = QHBoxLayout()
        first.addWidget(theme.label(title, "bold"), 1)
        first.addWidget(theme.label(clock_words.left(voice, clock, today), "rights"))
        column.addLayout(first)
        column.addWidget(theme.label(self._until(clock, known), "second"))
        told = Chips(
            f"told-{name}",
            title,
            {"told": voice.word("Told them now"), "form": voice.word("Blank form left")},
            are_many=True,
        )
        told.changed.connect(self.changed)
        spoken, left = self._told[name] = (told.button("told"), told.button("form"))
        left.toggled.connect(lambda is_on: is_on and spoken.setChecked(True))  # no form is left without a word
        spoken.toggled.connect(lambda is_on: is_on or left.setChecked(False))
        column.addWidget(told)
        return row

    def _until(self, clock: Clock, known: Known) -> str:
        voice, year = self.voice, known.now.year
        until = voice.word("the day it begins is not written down: from receipt")
        if clock.end is not None:
            until = voice.word("latest {day}", day=clock_words.day(voice, clock.end.day, year))
        before = [each for each in known.told if each.term == clock.term.name and each.told_on]
        if not before:
            return until
        last = max(before, key=lambda each: (each.told_on, each.id))
        day = clock_words.short_day(last.told_on, year) if last.told_on else ""
        return f"{until} · {voice.word('told on {day} by {name}', day=day, name=last.told_by or '')}"


class ReadAndSigned(Block):
    """The last block: read aloud, the notice on personal data, and how it was signed.

    `content` gives the fingerprint of what is signed, `spoken` what is read aloud, `now` the time; `scans` are of a
    thumb-print, or of the paper of who signs for the household.
    """

    def __init__(
        self,
        voice: Voice,
        content: Callable[[], str],
        spoken: Callable[[], str],
        now: Callable[[], datetime],
        scans: Photos,
    ) -> None:
        word = voice.word
        super().__init__(voice, word("6 Read it aloud, then ask for a signature"))
        self._read_aloud = QCheckBox(word("Read aloud to the household"))
        self._notice = QCheckBox(word("Notice on personal data handed over"))
        for box, name in ((self._read_aloud, "read-aloud"), (self._notice, "purpose-notice")):
            box.setObjectName(name)
            box.clicked.connect(self.changed)
            self.column.addWidget(box, 0, Qt.AlignmentFlag.AlignLeft)  # it takes no press beside its words
        self.head.addWidget(ReadAloud(voice, spoken, "link", "read-it-aloud"))
        self.signature = SignatureBlock(voice, Meaning.AS_SAID, content, now, scans)
        self.signature.changed.connect(self.changed)
        self.scans = scans
        self.column.addWidget(self.signature)

    def scans_lacking(self) -> str:
        """What is lacking of the scan before it can be written down, in words."""
        return self.scans.lacking() if self.signature.manner() in SCANNED else ""

    @property
    def is_read_aloud(self) -> bool | None:
        return self._read_aloud.isChecked() or None

    @property
    def has_notice(self) -> bool | None:
        return self._notice.isChecked() or None

    def begin(self, known: Known) -> None:  # noqa: ARG002  as all blocks have it
        self.put({})

    def state(self) -> State:
        return {
            "read_aloud": self._read_aloud.isChecked(),
            "notice": self._notice.isChecked(),
            "signature": dict(self.signature.state()),
        }

    def put(self, state: State) -> None:
        self._read_aloud.setChecked(bool(state.get("read_aloud")))
        self._notice.setChecked(bool(state.get("notice")))
        self.signature.put(state.get("signature", {}))
