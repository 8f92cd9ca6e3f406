"""What the merge page does with bundles: tries them, takes one or all of them in, takes back, writes receipts.

Promise: nothing is taken in that was not tried before; what is wrong with one bundle lets the others be. Hidden: those
that were tried are tried again once anything was written, since what they bring may be another thing by then.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.casework import inbound, receiving, sending
from desktop.casework.differences import Difference
from desktop.casework.inbound import Merged, Outcome, Sender
from desktop.casework.receiving import Arrived, Preview, Receipt, State
from desktop.casework.sameness import Pair
from desktop.casework.sending import Exported
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.store import queries
from desktop.store.merge_log import Logged
from desktop.store.queries import Conflict
from desktop.ui.exchange_job import OneJob
from desktop.ui.jobs import Progress
from desktop.ui.workspace import Workspace


class MergeWork(QObject):
    """The work."""

    tried = Signal()  # one more bundle is known
    told = Signal()  # what is different of further households is known by now
    ended = Signal(object)  # Outcomes of what was taken in, the newest last
    taken_back = Signal(bytes)  # the bundle
    written = Signal(object)  # receipts: the Exported, with the files
    began = Signal(str)
    progressed = Signal(int, int)
    rested = Signal()

    def __init__(self, workspace: Workspace, owner: QObject) -> None:
        super().__init__(owner)
        self._workspace, self._voice, self._store = workspace, workspace.voice, workspace.store
        self._writing, self._trying = OneJob(workspace, self), OneJob(workspace, self)
        self._asking = OneJob(workspace, self)
        self._queue: Sequence[Arrived] = ()
        self._known: dict[bytes, tuple[object, Preview | Refused | OSError]] = {}
        self._done: list[Outcome] = []
        self._taken: set[Path] = set()  # files that were taken in from here
        self.rehearsals: dict[bytes, Preview | Refused | OSError] = {}
        self.receipts: dict[bytes, Receipt] = {}
        self.recalled: dict[bytes, Preview] = {}
        self._recalled_with: dict[bytes, Collection[Conflict]] = {}
        """By bundle what was to be decided when it was told what it brought."""
        self.differences: dict[bytes, dict[bytes, Sequence[Difference]]] = {}
        """By bundle, by household."""
        self.alike: dict[bytes, Sequence[Pair]] = {}
        """By bundle the households that are perhaps one, as its trial found them."""
        self._connect()

    @property
    def is_writing(self) -> bool:
        return self._writing.is_busy

    def still(self, arrived: Sequence[Arrived]) -> Sequence[Arrived]:
        """Those of these that were not taken in since they were found."""
        return [each for each in arrived if each.state is not State.READY or not self._taken.issuperset(each.files)]

    # Trying

    def look_at(self, arrived: Sequence[Arrived], first: Arrived | None = None) -> None:
        """Tries these, those that were not tried as things stand now; the one that is looked at before the others."""
        ready = [each for each in arrived if each.state is State.READY]
        ready.sort(key=lambda each: (each != first, each.written.timestamp() if each.written else 0))
        self._queue = ready
        gone = self.rehearsals.keys() - {each.bundle for each in ready}
        for bundle in gone:
            del self.rehearsals[bundle]
        self._try_next()

    def rest(self) -> None:
        """Nobody looks any more."""
        self._queue = ()
        self._trying.leave()
        self._asking.leave()

    def ask(self, of: Arrived | Merged, household: bytes) -> None:
        """What a bundle brings to a household further down is found by trying once more, or by looking back."""
        store = self._store

        def found(tell: Progress) -> Mapping[bytes, Sequence[Difference]]:
            if isinstance(of, Merged):
                return inbound.recalled(store, of, [household]).differences
            return receiving.differences(store, of.files, [household], tell)

        def learn(found: Mapping[bytes, Sequence[Difference]]) -> None:
            self.differences.setdefault(of.bundle, {}).update(found)
            self.told.emit()

        self._asking.begin(found, learn, "", is_writing=False)

    def recall(self, merged: Merged) -> None:
        """Looks in the store for what was brought on another day, and again for what was decided since it was told."""
        store, bundle = self._store, merged.bundle
        receipt = self.receipts.get(bundle)
        fresh = frozenset(receipt.told.conflicts_new) if receipt else None
        if self._recalled_with.get(bundle, fresh) == frozenset(merged.to_decide):
            return

        def keep(found: Preview) -> None:
            self.recalled[bundle] = found
            self._recalled_with[bundle] = frozenset(merged.to_decide)
            self.differences.setdefault(bundle, {}).clear()  # the others are asked for once more
            self.differences[bundle].update(found.differences)
            self.tried.emit()

        self._asking.leave()
        self._asking.begin(lambda _tell: inbound.recalled(store, merged), keep, "", is_writing=False)

    def _try_next(self) -> None:
        if self._trying.is_busy or self._writing.is_busy or self._workspace.is_read_only:
            return
        stands = queries.revision_of(self._store)
        for each in self._queue:
            key = each.files, stands
            known = self._known.get(each.bundle)
            if known is None or known[0] != key:
                self._try(each, key)
                return
            if each.bundle not in self.rehearsals:  # it was taken back
                self.rehearsals[each.bundle] = known[1]
                self.tried.emit()

    def _try(self, each: Arrived, key: object) -> None:
        store = self._store

        def work(tell: Progress) -> Preview | Refused | OSError:
            try:
                return receiving.preview(store, each.files, tell)
            except (Refused, OSError) as refused:  # told where the bundle stands, as it is looked at
                return refused

        def keep(found: Preview | Refused | OSError) -> None:
            self._known[each.bundle] = key, found
            self.rehearsals[each.bundle] = found
            if isinstance(found, Preview):
                self.differences[each.bundle] = {**found.differences}
                self.alike[each.bundle] = found.alike
            self.tried.emit()
            self._try_next()

        self._trying.begin(work, keep, "", is_writing=False)

    # Taking in

    def merge(self, bundles: Sequence[Arrived]) -> None:
        """Takes these in, in the order in which they were written."""
        store, done = self._store, list[Outcome]()
        self._trying.leave()
        self._asking.leave()
        self._done = done

        def work(tell: Progress) -> Sequence[Outcome]:
            for at, outcome in enumerate(inbound.merge_each(store, bundles, _share(tell, lambda: len(done), bundles))):
                done.append(outcome)
                tell(at + 1, len(bundles))
            return done

        telling = self._voice.words("Taking in {n} bundle", "Taking in {n} bundles", len(bundles))
        self._writing.begin(work, self._end_merge, telling, is_writing=True)

    def _end_merge(self, done: Sequence[Outcome]) -> None:
        for each in done:
            if each.receipt is not None:
                self._taken |= {*each.arrived.files}
                self.receipts[each.arrived.bundle] = each.receipt
                self.differences.setdefault(each.arrived.bundle, {}).update(each.receipt.told.differences)
        self.tell_changed()
        self.ended.emit(done)

    def _stopped(self) -> None:
        """What was taken in before it was stopped is in."""
        word, words, number = self._voice.word, self._voice.words, len(self._done)
        said = word("Stopped: nothing was taken in.")
        if number:
            said = words("Stopped: {n} bundle is taken in, the rest is not.",
                         "Stopped: {n} bundles are taken in, the rest is not.", number)  # fmt: skip
        self._end_merge(self._done)
        self._workspace.said.emit(said)

    def undo(self) -> None:
        """Takes the last one back."""
        store = self._store

        def work(tell: Progress) -> object:
            tell(0, 0)
            return receiving.undo(store)

        self._writing.begin(work, self._end_undo, self._voice.word("Taking it back"), is_writing=True)

    def _end_undo(self, logged: Logged) -> None:
        receipt = self.receipts.pop(logged.line.bundle, None)
        self.recalled.pop(logged.line.bundle, None)
        self._recalled_with.pop(logged.line.bundle, None)
        self._taken -= {*receipt.told.files} if receipt else self._taken
        self._workspace.said.emit(
            self._voice.word("Taken back: the store is as it was before, compared by its digest.")
        )
        self.tell_changed()
        self.taken_back.emit(logged.line.bundle)

    def tell_changed(self) -> None:
        """Tells all pages that anything may have changed."""
        self._workspace.changed.emit(frozenset((name, b"") for name in RECORDS), self)
        self._workspace.kept.emit()

    # Receipts

    def write_receipts(self, to: Sequence[Sender], folder: Path) -> None:
        """Writes for each of these laptops what the office has for it, the receipt with it."""
        store = self._store

        def work(tell: Progress) -> Sequence[Exported]:
            made: list[Exported] = []
            for at, each in enumerate(to):
                made.append(sending.export(store, folder, to=each.name))
                tell(at + 1, len(to))
            return made

        words = self._voice.words("Writing {n} receipt", "Writing {n} receipts", len(to))
        self._writing.begin(work, self._end_receipts, words, is_writing=True)

    def _end_receipts(self, made: Sequence[Exported]) -> None:
        self._workspace.kept.emit()
        self.written.emit(made)

    def stop(self) -> None:
        self._writing.stop()

    def _connect(self) -> None:
        self._writing.began.connect(self.began)
        self._writing.progressed.connect(self.progressed)
        self._writing.ended.connect(self.rested)
        self._writing.refused.connect(self._workspace.refused)
        self._writing.refused.connect(lambda _refused: self.tell_changed())
        self._writing.stopped.connect(self._stopped)
        self._asking.refused.connect(self._workspace.refused)


def _share(tell: Progress, done: Callable[[], int], bundles: Sequence[Arrived]) -> Progress:
    """Progress of one of several bundles, of so many of all."""
    return lambda n, of: tell(done() * max(of, 1) + n, len(bundles) * max(of, 1))
