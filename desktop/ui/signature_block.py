"""How a record is signed: on the pad, or in one of the ways beside it; each may be left open, and none is proposed.

Promise: what is signed is what stands there: whatever is changed after somebody signed takes the signature away, which
is said. Not wanting to sign has the same size and weight as the others, and keys reach all of them.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.casework.signing import Meaning
from desktop.i18n import N_
from desktop.ui import theme
from desktop.ui.choosing import Chips
from desktop.ui.notices import Notice, Voice
from desktop.ui.photos import Photos
from desktop.ui.signature_pad import SignaturePad

_WAYS = {
    "signed": N_("Signed on paper"),
    "thumb_print": N_("Thumb-print, scan added"),
    "proxy": N_("Somebody signs for them"),
    "does_not_want": N_("They don't want to sign"),
}
SCANNED = frozenset({"thumb_print", "proxy"})
"""The ways of which a paper tells: the print, or who may sign."""

_ON_THE_PAD = frozenset({"", "proxy"})  # what the pad is written on for; the others leave it empty


class SignatureBlock(QWidget):
    """`content` gives the fingerprint of what stands there now, `now` the time; `changed` tells another outcome.

    `scans` are shown where a paper tells of the signature; what is not signed any more takes them away. `name` begins
    the names of the ways.
    """

    changed = Signal()

    def __init__(
        self,
        voice: Voice,
        meaning: Meaning,
        content: Callable[[], str],
        now: Callable[[], datetime],
        scans: Photos | None = None,
        *,
        name: str = "signature",
    ) -> None:
        super().__init__()
        self.scans = scans
        word = voice.word
        self._voice, self._content, self._now = voice, content, now
        self._signed, self._at = "", None  # the fingerprint of what was signed, and when
        self.pad = SignaturePad(voice)
        self._ways = Chips(name, word("How it is signed"), {key: word(way) for key, way in _WAYS.items()})
        self._signer = QLineEdit()
        self._signer.setObjectName("signer" if name == "signature" else f"{name}-signer")
        self._signer.setAccessibleName(word("Who signs for them, with which document"))
        self._signer.setPlaceholderText(word("Who signs for them, with which document"))
        self._void = Notice("warn")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.pad, 1)
        for part in (self._void, self._ways, self._signer, *([scans] if scans else ())):
            column.addWidget(part)
        without = word("Without a signature it is kept just the same, and no right is lost.")
        column.addWidget(theme.label(f"{without}\n{word(meaning)}", "second"))
        self._connect()
        self._show_way()

    def manner(self) -> str:
        """One of the choices of `signature.manner`; empty while nothing was signed or chosen."""
        return self._ways.only or ("signed" if self.pad.strokes() else "")

    def strokes(self) -> str:
        """What was written, as it is kept."""
        return self.pad.strokes()

    def signer(self) -> str:
        """Who signs for the household, where somebody does."""
        return self._signer.text().strip() if self._ways.only == "proxy" else ""

    def name_signer(self) -> bool:
        """Whether somebody is named; else the keyboard goes there."""
        is_named = bool(self.signer())
        theme.relook(self._signer, wrong=not is_named)
        if not is_named:
            self._signer.setFocus()
        return is_named

    def state(self) -> Mapping[str, str]:
        """How it was signed, of what and when, for a draft."""
        at = self._at.isoformat() if self._at else ""
        return {
            "manner": self.manner(), "strokes": self.strokes(), "signer": self._signer.text(),
            "content": self._signed, "at": at,
        }  # fmt: skip

    def put(self, state: Mapping[str, str]) -> None:
        """Shows what a draft holds; nobody pressed anything."""
        manner, strokes = state.get("manner", ""), state.get("strokes", "")
        self._ways.choose([manner] if manner in _WAYS and not (manner == "signed" and strokes) else [])
        self.pad.show_strokes(strokes)
        self._signer.setText(state.get("signer", ""))
        self._signed, at = state.get("content", ""), state.get("at", "")
        self._at = datetime.fromisoformat(at) if at else None
        self._void.say("")
        self._show_way()

    def recheck(self) -> bool:
        """Whether what was signed still stands there; else the signature is taken away, which is said."""
        if not self.manner() or self._content() == self._signed:
            return True
        self.put({})
        if self.scans is not None:
            self.scans.draft.drop()
        self._void.say(self._voice.word("The record was changed after it was signed. Read it out, and ask again."))
        self.changed.emit()
        return False

    @property
    def signed_content(self) -> str:
        """The fingerprint of what was signed; empty where nothing was."""
        return self._signed

    @property
    def signed_at(self) -> datetime:
        """When it was signed; now, where that is not known."""
        return self._at or self._now()

    def _write(self) -> None:
        """Somebody wrote on the pad, whatever was chosen before."""
        if self.pad.strokes() and self._ways.only not in _ON_THE_PAD:
            self._ways.choose([])
        self._take()

    def _choose(self) -> None:
        if self._ways.only not in _ON_THE_PAD:
            self.pad.show_strokes("")
        self._take()
        if self._ways.only == "proxy":
            self._signer.setFocus()

    def _take(self) -> None:
        self._void.say("")
        is_signed = bool(self.manner())
        self._signed, self._at = (self._content(), self._now()) if is_signed else ("", None)
        self._show_way()
        self.changed.emit()

    def _show_way(self) -> None:
        self._signer.setHidden(self._ways.only != "proxy")
        if self.scans is not None:
            self.scans.setHidden(self._ways.only not in SCANNED)
            self.scans.draft.be(self._ways.only)
        self.pad.say(f"{self._at:%H:%M}" if self._at and self.pad.strokes() else "")

    def _connect(self) -> None:
        self.pad.changed.connect(self._write)
        self._ways.changed.connect(self._choose)
        self._signer.editingFinished.connect(self.changed)
