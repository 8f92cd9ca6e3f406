"""What is known of all bundles together, as the merge page shows it: found, tried, taken in, due.

Promise: a bundle is taken in together with others only where it is whole and was tried. Hidden: of what all that is
seen of a bundle depends on.
"""

from collections.abc import Sequence

from desktop.casework import inbound
from desktop.casework.inbound import Merged, Sender
from desktop.casework.receiving import Arrived, Preview, State
from desktop.ui import merge_entries
from desktop.ui.exchange_painting import Row
from desktop.ui.merge_count import InboundCount, Stand
from desktop.ui.merge_entries import Entry, Moments
from desktop.ui.merge_pane import Bundle
from desktop.ui.merge_told import Teller
from desktop.ui.merge_work import MergeWork
from desktop.ui.workspace import Workspace


class Sight:
    """The sight of them."""

    def __init__(self, workspace: Workspace, count: InboundCount, work: MergeWork) -> None:
        self._voice, self._store, self._may_write = workspace.voice, workspace.store, not workspace.is_read_only
        self._count, self._work = count, work
        self._tell = Teller(self._voice, self._store, self._may_write)

    @property
    def arrived(self) -> Sequence[Arrived]:
        """What was found, and not taken in since."""
        return self._work.still(self._count.arrivals.arrived)

    @property
    def ready(self) -> Sequence[Arrived]:
        return [each for each in self.arrived if each.state is State.READY]

    @property
    def together(self) -> Sequence[Arrived]:
        """The bundles that are taken in together: whole, and tried."""
        tried = self._work.rehearsals
        return [each for each in self.ready if not each.missing and isinstance(tried.get(each.bundle), Preview)]

    def due(self, chosen: Merged) -> Sequence[Sender]:
        """The laptops of which bundles were taken in today, and to which nothing was written since."""
        stand, today = self._count.stand, self._store.today()
        merged = (*stand.inbound.merged, *stand.inbound.earlier) if stand else ()
        fresh = [each for each in merged if each.at.date() == today or each.bundle == chosen.bundle]
        return [*dict.fromkeys(each.sender for each in fresh if not each.has_receipt and each.sender.is_in_use)]

    def steps(self, sender: bytes) -> Sequence[inbound.Numbered]:
        """The sequence of a sender's numbers."""
        stand = self._count.stand
        return inbound.sequence(sender, stand.inbound.taken, self.arrived) if stand and sender else ()

    def rows(self, stand: Stand) -> Sequence[Row]:
        """All that came, as a list."""
        tried = self._work.rehearsals
        entries = merge_entries.entries(self.arrived, stand.inbound, tried)
        moment = Moments(self._store.zone(), self._store.today().year)
        return [merge_entries.row(self._voice, each, tried, moment, may_try=self._may_write) for each in entries]

    def known_of(self, entry: Entry | None) -> tuple[object, ...]:
        """All that what is seen of an entry depends on."""
        stand = self._count.stand
        key = entry.bundle if isinstance(entry, Arrived | Merged) else b""
        ready = tuple(each.bundle for each in self.together)
        rehearsal = self._work.rehearsals.get(key)
        brought = id(self._work.receipts.get(key)), id(self._work.recalled.get(key))
        return entry, id(rehearsal), brought, ready, stand.pairs if stand else None

    def of_arrived(self, chosen: Arrived, tried: Preview | None) -> Bundle:
        """A bundle before it is taken in."""
        known = self._work.differences.setdefault(chosen.bundle, {})
        return self._tell.arrived(chosen, tried, known, self.steps(chosen.sender), self.together)

    def of_merged(self, chosen: Merged) -> Bundle:
        """And afterwards; what it brought is looked for where it is not known any more, or where some was decided."""
        stand = self._count.stand
        pairs = stand.pairs if stand else frozenset()
        found = self._work.alike.get(chosen.bundle, ())
        receipt = self._work.receipts.get(chosen.bundle)
        brought = receipt.told if receipt else self._work.recalled.get(chosen.bundle)
        self._work.recall(chosen)
        return self._tell.merged(
            chosen,
            brought,
            self._work.differences.setdefault(chosen.bundle, {}),
            self.steps(chosen.sender.device),
            due=self.due(chosen),
            alike=[each for each in found if frozenset((each.one.household, each.other.household)) in pairs],
        )
