"""What the office has to do with what came, counted whenever something changes: for the rail, the page and the foot.

Promise: counted beside the window, once a burst of saves is over, and bundles on a stick are seen wherever one is.
Hidden: to look for households that are perhaps one takes a scan of the area, which an ordinary edit waits with until
somebody comes to the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.casework import inbound, sameness
from desktop.casework.inbound import Inbound
from desktop.casework.receiving import Arrived, State
from desktop.store.store import Store
from desktop.ui import duplicates_words
from desktop.ui.exchange_arrivals import Arrivals
from desktop.ui.jobs import Job, Progress
from desktop.ui.workspace import Workspace

_PAUSE = 600  # ms
_EARLIER = 50  # bundles; as many again as are seen, each time somebody asks for more
_ALIKE = frozenset({"household", "person", "house"})
_AT_ONCE = frozenset({"sameness", "intake"})

Pairs = frozenset[frozenset[bytes]]


@dataclass(frozen=True, slots=True)
class Stand:
    """How it stands: what came in and waits, and the pairs of households that are to be judged.

    `again` are those of them that were united, and to which something came late.
    """

    inbound: Inbound
    pairs: Pairs
    again: Pairs = frozenset()


class InboundCount(QObject):
    """Counts for the open store of an office; `arrivals` watches for its bundles."""

    counted = Signal(int, str)  # how many things wait, and that in words
    told = Signal(str)  # what was done today, for the status bar
    changed = Signal()  # `stand` or the bundles are others

    def __init__(self, workspace: Workspace, owner: QObject) -> None:
        super().__init__(owner)
        self._workspace = workspace
        self._counting: Job | None = None
        self._is_wanted = False
        self._pairs: Pairs | None = None  # None where they are to be looked for
        self._is_stale = False  # they may be others by now
        self._are_others = False  # they are, since they were last begun to be looked for
        self._earlier = 0  # bundles that are told of besides those with which something is left to do
        self.stand: Stand | None = None
        self.arrivals = Arrivals(workspace, self)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.count)
        workspace.kept.connect(self._pause.start)
        workspace.changed.connect(self._take_changes)
        self.arrivals.found.connect(lambda _found: self.count())

    def begin(self) -> None:
        """Counts and watches from now on; where nothing may be written, only who comes to the page looks at files."""
        self._pause.start()
        if not self._workspace.is_read_only:
            self._pause.timeout.connect(self.arrivals.look)
            self.arrivals.begin()

    def freshen(self) -> None:
        """Counts what an ordinary edit may have changed, too."""
        if self._is_stale:
            self._pairs = None
            self.count()

    def tell_earlier(self) -> None:
        """Tells of more of the bundles that were taken in."""
        self._earlier = self._earlier * 2 or _EARLIER
        self.count()

    def let_earlier_be(self) -> None:
        """Nobody looks at them any more."""
        self._earlier = 0

    def count(self) -> None:
        """Counts now, or once more when that is done which is on."""
        self._pause.stop()
        if self._counting is not None:
            self._is_wanted = True
            return
        store, pairs, earlier = self._workspace.store, self._pairs, self._earlier
        self._is_stale, self._are_others = self._is_stale and pairs is not None, False
        job = self._counting = self._workspace.job(lambda tell: _stand(store, pairs, earlier, tell), self)
        job.done.connect(self._tell)
        job.destroyed.connect(lambda: self._forget(job))  # also where it was refused
        job.start()

    @property
    def ready(self) -> Sequence[Arrived]:
        """The bundles that can be taken in."""
        return [each for each in self.arrivals.arrived if each.state is State.READY]

    def _take_changes(self, rows: frozenset[tuple[str, bytes]], _source: object) -> None:
        if any(record in _AT_ONCE or (record in _ALIKE and not row) for record, row in rows):
            self._pairs, self._are_others = None, True
        self._is_stale |= any(record in _ALIKE for record, _ in rows)

    def _tell(self, stand: Stand) -> None:
        self._counting, self.stand = None, stand
        self._pairs = None if self._are_others else stand.pairs
        voice, words = self._workspace.voice, self._workspace.voice.words
        ready, conflicts, pairs = len(self.ready), stand.inbound.conflicts, len(stand.pairs)
        alike = duplicates_words.waiting(voice, pairs, len(stand.again))
        parts = [
            words("{n} bundle", "{n} bundles", ready) if ready else "",
            words("{n} to decide", "{n} to decide", conflicts) if conflicts else "",
            alike,
        ]
        self.counted.emit(ready + conflicts + pairs, voice.listed(filter(None, parts)))
        today = words("{n} bundle taken in today", "{n} bundles taken in today", stand.inbound.merged_today)
        self.told.emit(f"{today} · {voice.word('{n} still to take in', n=ready)}")
        self.changed.emit()
        if self._is_wanted:
            self._is_wanted = False
            self.count()

    def _forget(self, job: Job) -> None:
        if job is self._counting:
            self._counting = None


def _stand(store: Store, pairs: Pairs | None, earlier: int, _tell: Progress) -> Stand:
    found, again = pairs, sameness.to_look_at_again(store)
    if found is None:
        open_ones = (each for each in sameness.pairs(store) if each.is_open)
        found = frozenset(frozenset((each.one.household, each.other.household)) for each in open_ones)
    return Stand(inbound.inbound(store, earlier), found | again, again)
