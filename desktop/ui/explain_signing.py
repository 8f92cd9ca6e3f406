"""Signing what was explained: that it was received, never that anybody agrees; and how far that is.

Promise: what is signed are the very clauses, answers and words that were written down; not wanting to sign has the
weight of the other ways. What is signed and not written down is kept and found again. Hidden: one signature below each
clause, all of one act, written as one entry.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.casework import signing
from desktop.casework.explaining import Plans
from desktop.casework.signing import Meaning, State
from desktop.domain.fields import RECORDS
from desktop.domain.records import Explanation
from desktop.i18n import N_
from desktop.ui import theme
from desktop.ui.boxes import scrolling
from desktop.ui.notices import Voice
from desktop.ui.photo_draft import PhotoDraft
from desktop.ui.photos import Photos
from desktop.ui.signature_block import SCANNED, SignatureBlock
from desktop.ui.tab_order import lead_keyboard
from desktop.ui.unfinished import Unfinished
from desktop.ui.workspace import Workspace

_SIDE, _GAP = 16, 12
_SCANS = "scans"


class SignCard(QFrame):
    """Beside the clauses: what of the day may be signed, and the way there."""

    wanted = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._voice = voice
        word = voice.word
        self._said = theme.label("", "second")
        self._said.setWordWrap(True)
        self._button = theme.button(word("Ask for a signature"), name="explain_sign", icon="signature")
        column = QVBoxLayout(self)
        column.setContentsMargins(_SIDE, 10, _SIDE, 12)
        column.setSpacing(6)
        for part in (theme.label(word("Signature for what was explained"), "strong"), self._said, self._button):
            column.addWidget(part)
        self._button.clicked.connect(self.wanted)

    def tell(self, count: int, *, is_today: bool, is_begun: bool, may: bool) -> None:
        """How many clauses of the day are not signed, and whether one was begun."""
        words, word = self._voice.words, self._voice.word
        said = words("{n} clause of today is not signed.", "{n} clauses of today are not signed.", count)
        if not is_today:  # a visit is entered later
            said = words("{n} clause of that day is not signed.", "{n} clauses of that day are not signed.", count)
        if not count:
            said = word(
                N_("Nothing of today waits for a signature.") if is_today else N_("Nothing waits for a signature.")
            )
        self._said.setText(word("Signed, and not written down yet.") if is_begun and count else said)
        self._button.setEnabled(may and bool(count))


def above(talk: QWidget, card: SignCard) -> QWidget:
    """What is asked above what is signed."""
    side = QWidget()
    column = QVBoxLayout(side)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(_GAP)
    column.addWidget(talk, 1)
    column.addWidget(card)
    lead_keyboard(side, talk)
    return side


class Received(QWidget):
    """The page on which it is signed. `left` tells that it is over, whether or not anything was written."""

    left = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        voice = workspace.voice
        self._household, self._visit = b"", None
        self._rows: Sequence[Explanation] = ()
        self._draft = Unfinished(workspace, "explanation")
        self._papers = PhotoDraft(workspace, self._draft, self, _SCANS)
        scans = Photos(workspace, self._papers, "received", add=voice.word("Add the scan or a photo"))
        self.block = SignatureBlock(voice, Meaning.RECEIVED, self._content, workspace.store.now, scans, name="received")
        self._lines = QVBoxLayout()
        self._later = theme.button(voice.word("Leave it for now"), "large", "explain_sign_later")
        self._finish = theme.button(voice.word("Write the signature down"), "filled", "explain_sign_finish", "check")
        self._finish.setToolTip("Ctrl+Enter")
        self._news = theme.label("", "second")
        self._lay_out()
        self._connect()

    def is_begun(self, household: bytes) -> bool:
        """Whether this person began to have something of this household signed."""
        return self._draft.take_up(lambda fields: _is_of(fields, household)) is not None

    def begin(
        self, household: bytes, visit: bytes | None, rows: Sequence[Explanation], names: Mapping[str, str]
    ) -> None:
        """Shows what is to be signed; `names` are those of the clauses."""
        self._household, self._visit, self._rows = household, visit, rows
        while (item := self._lines.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        for row in rows:
            self._lines.addWidget(self._line(row, names))
        self._lines.addStretch()
        draft = self._draft.take_up(lambda fields: _is_of(fields, household))
        fields: Mapping[str, Any] = draft.fields if draft else {}
        self._papers.begin(household)
        self._papers.put(fields.get(_SCANS, {}))
        if self.block.scans is not None:
            self.block.scans.begin()
        self.block.put(fields.get("signs", {}))
        self.block.recheck()
        self._news.setText("")
        self._offer()
        self._read.setFocus()

    def finish(self) -> None:
        """Writes it down, as one entry."""
        block, word = self.block, self._workspace.voice.word
        if not self._finish.isEnabled():
            return
        lacking = self._lacking()
        if lacking:
            self._news.setText(lacking)
            return
        manner = block.manner()
        papers = [*self._papers.written(self._visit)] if manner in SCANNED else []
        signatures = signing.received(
            self._rows,
            manner,
            block.signed_at,
            signer=block.signer(),
            strokes=block.strokes(),
            evidence=papers[0].id if papers else None,
        )
        told = word("Signature written down: received")
        saved = self._workspace.save(*papers, *signatures, told=told, source=self, ends_draft=self._draft.id)
        if saved is not None:
            self._draft.id = None
            self.left.emit()

    # Inside

    def _lacking(self) -> str:
        word, block = self._workspace.voice.word, self.block
        if not block.recheck():
            return word("The record was changed after it was signed. Read it out, and ask again.")
        if block.manner() == "proxy" and not block.name_signer():
            return word("Write down who signs, and for whom. It is kept as typed.")
        is_scanned = block.manner() in SCANNED and block.scans is not None
        return block.scans.lacking() if is_scanned and block.scans is not None else ""

    def _content(self) -> str:
        return signing.digest_of(self._rows) if self._rows else ""

    def _keep(self) -> None:
        """Keeps how it was signed; nothing, where nobody did."""
        self._offer()
        if not self.block.manner() and not self._papers.records and not self._papers.waiting:
            self._draft.drop()
            return
        fields = {"household": self._household, "signs": dict(self.block.state()), _SCANS: dict(self._papers.state())}
        self._draft.keep(fields, household=self._household)

    def _offer(self) -> None:
        self._finish.setEnabled(bool(self.block.manner()) and bool(self._rows))

    def _line(self, row: Explanation, names: Mapping[str, str]) -> QFrame:
        """A clause, and what the household itself said of it."""
        voice, kind = self._workspace.voice, RECORDS["explanation"].field
        answer = voice.choice(kind["understood"], row.understood) if row.understood else voice.word("did not say")
        line = QFrame()
        line.setProperty("part", "row")
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 4, 0, 8)
        column.setSpacing(2)
        for text, look in ((names.get(row.clause or "", row.clause or ""), "plain"), (answer, "second")):
            label = theme.label(text, look)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            column.addWidget(label)
        return line

    def _lay_out(self) -> None:
        word = self._workspace.voice.word
        listed, signed = QFrame(), QFrame()
        title = theme.label(word("What was explained today"), "strong")
        inside = QWidget()
        inside.setLayout(self._lines)
        left, right = QVBoxLayout(listed), QVBoxLayout(signed)
        left.addWidget(title)
        self._read = scrolling(inside)
        self._read.setObjectName("explained-today")
        self._read.setAccessibleName(word("What was explained today"))
        self._read.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # where it begins: no way of signing is nearer
        left.addWidget(self._read, 1)
        right.addWidget(scrolling(self.block), 1)
        across = QHBoxLayout()
        across.setContentsMargins(_SIDE, _GAP, _SIDE, _GAP)
        across.setSpacing(_GAP)
        for card, column, share in ((listed, left, 4), (signed, right, 5)):
            card.setProperty("part", "card")
            column.setContentsMargins(_SIDE, 10, _SIDE, 12)
            across.addWidget(card, share)
        foot = QFrame()
        foot.setProperty("part", "foot")
        below = QHBoxLayout(foot)
        below.setContentsMargins(_SIDE, 8, _SIDE, 8)
        below.setSpacing(_GAP)
        below.addWidget(self._news, 1)
        below.addWidget(self._later)
        below.addWidget(self._finish)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(across, 1)
        column.addWidget(foot)

    def _connect(self) -> None:
        self.block.changed.connect(self._keep)
        self._papers.kept.connect(self._keep)
        self._papers.typed.connect(self._keep)
        self._later.clicked.connect(self.left)
        self._finish.clicked.connect(self.finish)


def unsigned(workspace: Workspace, household: bytes, on: date) -> Sequence[Explanation]:
    """What was explained to a household on a day and is not signed."""
    return workspace.read(lambda store: signing.unsigned(store, household, on), ())


def said_of(workspace: Workspace, plans: Plans, row: Explanation) -> str:
    """How it was signed that this was received; what the plan changed in it since makes that of an earlier version."""
    newest = next(iter(workspace.read(lambda store: signing.standings(store, row), ())), None)
    if newest is None:
        return ""
    voice, since = workspace.voice, plans.changed_since(row.pack or "")
    manner = voice.choice(RECORDS["signature"].field["manner"], newest.signature.manner or "")
    stands = replace(newest, state=State.EARLIER) if since is None or row.clause in since else newest
    if stands.signature.manner == "does_not_want" and stands.state is State.CURRENT:
        return manner  # nothing is signed
    return voice.pair(manner, voice.word(stands.said))


def _is_of(fields: Mapping[str, Any], household: bytes) -> bool:
    return fields.get("household") == household and "signs" in fields
