"""Whether the chain of entries holds, and what the foot of a history says of it.

Promise: the chain is looked at once for each opening, later only for what came since; while nobody knows, nothing is
said to hold. Hidden: the looking is a job, which tells how far it is only when it takes a while.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from desktop.store import history
from desktop.store.history import Line, Outline
from desktop.store.journal import Break
from desktop.ui import icons, theme
from desktop.ui.history_entry import Chain
from desktop.ui.jobs import Job
from desktop.ui.notices import Notice
from desktop.ui.workspace import Workspace

_PATIENCE = 400  # ms before a job says that it takes a while
_ICON = 20


class ChainWatch(QObject):
    """What is known of the chains of all entries of a store."""

    began = Signal()
    progressed = Signal(int, int)
    learnt = Signal()

    def __init__(self, workspace: Workspace, owner: QObject) -> None:
        super().__init__(owner)
        self._workspace = workspace
        self._job: Job | None = None
        self._until = 0
        self.breaks: dict[bytes, Break] = {}
        self.checked_at: datetime | None = None
        self.was_stopped = False

    @property
    def is_looking(self) -> bool:
        return self._job is not None

    def look(self) -> None:
        """Looks at what was not looked at yet."""
        if self._job is not None:
            return
        store, after = self._workspace.store, self._until
        self._job = job = self._workspace.job(lambda told: history.looked_through(store, after, told), self)
        job.progressed.connect(self.progressed)
        job.done.connect(self._learn)
        job.stopped.connect(partial(self._end, was_stopped=True))
        job.refused.connect(partial(self._end, was_stopped=True))
        self.began.emit()
        job.start()

    def stop(self) -> None:
        """Ends the looking at its next step."""
        if self._job is not None:
            self._job.stop()

    def state_of(self, line: Line) -> Chain:
        """What is known of the chain up to the entry of a change."""
        origin, seq = line.place
        found = self.breaks.get(origin)
        if found is not None and seq >= found.seq:
            return Chain.BROKEN
        return Chain.HOLDS if line.ops[0].rev <= self._until else Chain.UNKNOWN

    def _learn(self, found: tuple[int, Sequence[Break]]) -> None:
        self._until, breaks = found
        self.breaks = {**{each.origin: each for each in breaks}, **self.breaks}
        self.checked_at = self._workspace.store.now()
        self._end()

    def _end(self, *_refused: object, was_stopped: bool = False) -> None:
        self._job = None
        self.was_stopped = was_stopped
        self.learnt.emit()


class ChainFoot(QFrame):
    """The foot: all entries hold, or from which one on they don't and what is still sure."""

    def __init__(self, workspace: Workspace, watch: ChainWatch) -> None:
        super().__init__()
        self._voice, self._watch = workspace.voice, watch
        self._outline = Outline((), (), {})
        self._broken, self._shield = Notice(), QLabel()
        self._holds, self._checked = theme.label("", "bold"), theme.label("", "caption")
        self._stop = theme.button("", "link", "chain")
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._lay_out()
        self._stop.clicked.connect(self._stop_or_look)
        watch.began.connect(self._patience.start)
        watch.progressed.connect(self._tell_progress)
        watch.learnt.connect(self._say)

    def show_outline(self, outline: Outline) -> None:
        """Speaks of these entries from now on."""
        self._outline = outline
        if self._watch.checked_at is not None:
            self._say()

    def _say(self) -> None:
        self._patience.stop()
        voice, watch, at = self._voice, self._watch, self._watch.checked_at
        confirmed = len({line.place for line in self._outline.lines} & self._outline.confirmed)
        places = {line.place for line in self._outline.lines} - self._outline.confirmed
        broken = [found for found in watch.breaks.values() if found.origin in {origin for origin, _ in places}]
        self._broken.say("\n".join(map(self._break_words, broken)))
        self._stop.setText(voice.word("Check again"))
        self._stop.setVisible(watch.was_stopped)
        self._checked.setText(voice.word("checked at {time}", time=f"{at:%H:%M}") if at else "")
        if broken:
            self._tell("risk", "risk", voice.word("the chain is broken"))
        elif watch.was_stopped:
            self._tell("warn", "ink_2", voice.word("not checked to the end"))
        else:
            holds = voice.words(
                "{n} entry, linked: it holds", "{n} entries, one linked to the next: all hold", len(places)
            )
            came = voice.words("{n} confirmed by the office", "{n} confirmed by the office", confirmed)
            told = [holds] if places or not confirmed else []
            self._tell("shield", "ok", " · ".join([*told, *([came] if confirmed else [])]))

    def _tell(self, icon: str, tone: str, text: str) -> None:
        self._shield.setPixmap(icons.pixmap(icon, theme.colour(tone), _ICON, self.devicePixelRatio()))
        self._holds.setText(text)
        theme.relook(self._holds, look="sure" if tone == "ok" else "bold")

    def _break_words(self, found: Break) -> str:
        return self._voice.word(
            "The chain is broken from entry No. {seq} of origin {origin} on. What was written before it is sure. "
            "Nothing was changed; show it to the office.",
            seq=found.seq,
            origin=found.origin.hex()[:4],
        )

    def _tell_progress(self, done: int, of: int) -> None:
        if self._watch.is_looking and not self._patience.isActive():
            said = self._voice.word("Checking the chain: {done} of {all}", done=f"{done:,}", all=f"{of:,}")
            self._tell("hourglass", "ink_2", said)
            self._checked.clear()
            self._stop.setText(self._voice.word("Stop"))
            self._stop.show()

    def _stop_or_look(self) -> None:
        if self._watch.is_looking:
            self._watch.stop()
        else:
            self._watch.look()

    def _lay_out(self) -> None:
        self.setProperty("part", "foot")
        self._stop.hide()
        across = QHBoxLayout()
        across.setContentsMargins(4, 0, 4, 0)
        across.setSpacing(8)
        for part in (self._shield, self._holds, self._checked, self._stop):
            across.addWidget(part)
        across.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addWidget(self._broken)
        column.addLayout(across)
