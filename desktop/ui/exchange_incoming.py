"""What came back: bundles that were found on the sticks, chosen or dropped, each with who wrote it and how it stands.

Promise: a file is only looked at until its preview was seen; what is not for this device, or of a newer program, is
told in words with what to do, and stays where it lies.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.casework.receiving import Arrived, State
from desktop.i18n import N_
from desktop.ui import clock_words, exchange_words, icons, theme
from desktop.ui.boxes import pictured
from desktop.ui.cards import headed
from desktop.ui.exchange_painting import Row, row_high, row_list
from desktop.ui.notices import Voice, told

_ICON = 24
_ROWS = 3  # are seen without scrolling
_STATES = {  # words, tone, icon
    State.READY: (N_("can be imported"), "ok", "shield"),
    State.ANOTHERS: (N_("not for this device"), "", "remove"),
    State.NEWER: (N_("of a newer program"), "warn", "warn"),
    State.UNREADABLE: (N_("can't be read"), "risk", "risk"),
    State.STOPPED: (N_("not read to the end"), "warn", "refresh"),
    State.MERGED: (N_("taken in already"), "info", "check"),
}
_UNNAMED = {
    State.ANOTHERS: N_("A bundle for somebody else"),
    State.NEWER: N_("A bundle of a newer program"),
    State.UNREADABLE: N_("A file that can't be taken in"),
    State.STOPPED: N_("A file that was not read to the end"),
}


class IncomingCard(QFrame):
    """The card."""

    preview_wanted = Signal(object)  # an Arrived
    again_wanted = Signal()  # what was not read to the end is to be read once more
    files_wanted = Signal()

    def __init__(self, voice: Voice, *, may_write: bool) -> None:
        super().__init__()
        self._voice, self._may_write, self._year = voice, may_write, 0
        self._chosen: Arrived | None = None
        self._rows: Sequence[Arrived] = ()
        word = voice.word
        self.setProperty("part", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._drop, self._line, self._sure = QFrame(), QFrame(), QWidget()
        self._picture = pictured("stick", "brand")
        self._said, self._who, self._what = (theme.label("", look) for look in ("strong", "second", "second"))
        self._go = theme.button("", "large", "preview-bundle")
        self._proven = theme.label("", "proven")
        self._again = theme.button(word("Try it again"), "large", "read-again", "refresh")
        self._choose = theme.button(word("Choose files…"), "link", "choose-bundles", "folder")
        self.list = row_list("arrived", word("Bundles that were found"), shows_chosen=True)
        self._lay_out()
        self._connect()
        self.show_arrived((), 0)

    # What is shown

    def show_arrived(self, arrived: Sequence[Arrived], year: int) -> None:
        """Shows the bundles that were found; what was chosen before stays so."""
        self._year = year
        kept = self._chosen.files if self._chosen and len(arrived) == len(self._rows) else None
        at = next((n for n, each in enumerate(arrived) if each.files == kept), 0)
        self._rows = arrived
        self.list.show_rows([self._row(each) for each in arrived], at)
        self.list.setVisible(len(arrived) > 1)
        self.list.setFixedHeight(min(len(arrived), _ROWS) * row_high() + 2)
        self._show(arrived[at] if arrived else None)

    def look_busy(self) -> None:
        """Files are being looked at; what was found before may not stand any more."""
        self._go.setEnabled(False)
        self._again.setEnabled(False)
        self._said.setText(self._voice.word("Looking at the bundles …"))

    @property
    def is_ready(self) -> bool:
        """Whether something can be imported."""
        return not self._go.isHidden() and self._go.isEnabled()

    @property
    def ready(self) -> int:
        """How many bundles can be taken in."""
        return sum(each.state is State.READY for each in self._rows)

    def told_short(self) -> str:
        """The same in words, for where the card itself is not seen; nothing where none can."""
        return self._voice.words("{n} bundle is there", "{n} bundles are there", self.ready) if self.ready else ""

    def fill(self, *, is_filled: bool) -> None:
        """Whether its button is the page's filled one."""
        theme.relook(self._go, look="filled" if is_filled else "large")

    def take_keyboard(self) -> None:
        (self._go if self.is_ready else self._choose).setFocus()

    # Inside

    def _show(self, chosen: Arrived | None) -> None:
        self._chosen = chosen
        word = self._voice.word
        is_ready = chosen is not None and chosen.state is State.READY
        for part in (self._line, self._sure):
            part.setVisible(is_ready)
        self._go.setVisible(is_ready and self._may_write)
        self._go.setEnabled(True)
        self._again.setVisible(chosen is not None and chosen.state is State.STOPPED and self._may_write)
        self._again.setEnabled(True)
        if chosen is None:
            self._draw("stick", "ink_3")
            self._say(
                word("No bundle is there"), word("Plug the stick in, or drop the file here. Files end in .ruhu."), ""
            )
            return
        _, tone, icon = _STATES[chosen.state]
        self._draw(*(("stick", "brand") if is_ready else (icon, tone or "ink_2")))
        self._say(self._title(chosen), self._way(chosen), self._told(chosen))
        self._go.setText(word("Import the answer") if chosen.kind == "down" else word("Look at it, import"))
        self._proven.setText(self._surely(chosen))

    def _draw(self, icon: str, tone: str) -> None:
        self._picture.setPixmap(icons.pixmap(icon, theme.colour(tone), _ICON, self.devicePixelRatioF()))

    def _say(self, said: str, who: str, what: str) -> None:
        for label, text in ((self._said, said), (self._who, who), (self._what, what)):
            label.setText(text)
            label.setVisible(bool(text))

    def _surely(self, chosen: Arrived) -> str:
        word = self._voice.word
        if not self._may_write:
            return word("Open for reading only: it can be looked at, and not taken in.")
        if not chosen.missing:
            return word("Signature checked, of {sender}. First the preview, then taken in", sender=self._sender(chosen))
        return self._voice.words(
            "Part {parts} of {of} is missing. What is here can be taken in.",
            "Parts {parts} of {of} are missing. What is here can be taken in.",
            len(chosen.missing),
            parts=self._voice.listed(map(str, chosen.missing)),
            of=chosen.parts,
        )

    def _title(self, chosen: Arrived) -> str:
        word = self._voice.word
        if not chosen.bundle:
            return word(_UNNAMED.get(chosen.state, N_("A bundle")))
        if chosen.state is State.READY and len(self._rows) == 1:
            return self._voice.words("{n} bundle is there", "{n} bundles are there", 1)
        number = exchange_words.number(chosen.number)
        return word("Bundle {number} of {sender}", number=number, sender=self._sender(chosen))

    def _way(self, chosen: Arrived) -> str:
        if chosen.written is None:
            return self._voice.listed(file.name for file in chosen.files) if chosen.state is State.ANOTHERS else ""
        at = f"{clock_words.short_day(chosen.written.date(), self._year)} {chosen.written:%H:%M}"
        return f"{self._sender(chosen)} → {chosen.receiver_name or self._voice.word('the office')}, {at}"

    def _sender(self, chosen: Arrived) -> str:
        return exchange_words.sent_by(self._voice, chosen)

    def _told(self, chosen: Arrived) -> str:
        """What is in it, or why it can't be taken in and what to do."""
        voice = self._voice
        if chosen.said is not None:
            return told(voice, chosen.said).replace("\n", " ")
        if chosen.state is State.MERGED:
            return voice.word("Nothing of it is missing here. The file can be deleted.")
        entries = chosen.counts.get("entries", 0) + chosen.counts.get("told", 0)
        pieces, homes = (chosen.counts.get(name, 0) for name in ("pieces", "households"))
        what = [
            voice.word("the receipt") if chosen.kind == "down" else "",
            voice.words("{n} household", "{n} households", homes) if homes else "",
            voice.words("{n} photo or signature", "{n} photos and signatures", pieces) if pieces else "",
            voice.word("settings and devices") if entries and not homes else "",
        ]
        return voice.word("In it: {what}", what=voice.listed(filter(None, what))) if any(what) else ""

    def _row(self, each: Arrived) -> Row:
        words, tone, icon = _STATES[each.state]
        named = f"{self._sender(each)} {exchange_words.number(each.number)}" if each.bundle else self._title(each)
        sign, ink = ("shield", "ok") if each.bundle else (icon, tone or "ink_2")
        return Row(each, named, self._way(each), (self._voice.word(words), tone, icon), icon=sign, tone=ink)

    def _preview(self) -> None:
        if self._chosen is not None and self.is_ready:
            self.preview_wanted.emit(self._chosen)

    def _lay_out(self) -> None:
        self._drop.setProperty("part", "drop")
        self._line.setProperty("part", "row")
        self._line.setFixedHeight(1)
        for line in (self._said, self._proven):
            line.setWordWrap(True)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        for part in (self._said, self._who, self._what):
            texts.addWidget(part)
        block = QHBoxLayout()
        block.setContentsMargins(16, 12, 16, 12)
        block.setSpacing(12)
        block.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        block.addLayout(texts, 1)
        block.addWidget(self._again, 0, Qt.AlignmentFlag.AlignVCenter)
        block.addWidget(self._go, 0, Qt.AlignmentFlag.AlignVCenter)
        sure = QHBoxLayout(self._sure)
        sure.setContentsMargins(16, 6, 16, 8)
        sure.setSpacing(8)
        sure.addWidget(pictured("shield", "ok", 16))
        sure.addWidget(self._proven, 1)
        inside = QVBoxLayout(self._drop)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addLayout(block)
        inside.addWidget(self._line)
        inside.addWidget(self._sure)
        title = self._voice.word("Bring back")
        around = QVBoxLayout()
        around.setContentsMargins(16, 12, 16, 12)
        around.setSpacing(8)
        around.addWidget(self._drop)
        around.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(headed(pictured("export", "brand", 20), theme.label(title, "bold"), self._choose))
        column.addLayout(around)

    def _connect(self) -> None:
        self.list.chosen.connect(lambda row: self._show(row.of))
        self.list.entered_at.connect(lambda _row: self._preview())
        self._go.clicked.connect(self._preview)
        self._choose.clicked.connect(self.files_wanted)
        self._again.clicked.connect(self.again_wanted)
