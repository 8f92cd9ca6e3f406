"""A household as its page shows it: what it is, what was withdrawn, what is undecided or unfinished, what runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from desktop.casework import assignment, evidence, household_rights, purging, questioning, united_evidence
from desktop.casework.purging import Order, State
from desktop.casework.questioning import Asked
from desktop.casework.united_evidence import From
from desktop.domain.four_clear import Case
from desktop.domain.records import Evidence, Promise, Record
from desktop.domain.rights import Clock
from desktop.store import agenda, drafts, queries
from desktop.store.contests import Contest, contests
from desktop.store.drafts import Draft
from desktop.store.store import Store
from desktop.store.united import unions_of


@dataclass(frozen=True, slots=True)
class HouseholdFile:
    """All of it at one moment; `drafts` are this person's own, `untold` the clocks that it was never told of."""

    case: Case
    withdrawn: tuple[Record, ...]
    contests: tuple[Contest, ...]
    drafts: tuple[Draft, ...]
    clocks: tuple[Clock, ...]
    untold: tuple[Clock, ...]
    today: date
    pieces: tuple[Evidence, ...] = ()  # of evidence, withdrawn ones too, the oldest first
    asked: tuple[Asked, ...] = ()  # what waits for an answer of ours, what is due first before the others
    holder: str = ""  # who looks after the household
    purge: Order | None = None
    wanted: frozenset[str] = frozenset()  # the digests of evidence for whose file the office asks
    awaited: frozenset[bytes] = frozenset()  # the pieces of others whose file has not come yet
    owed: tuple[Promise, ...] = ()  # of which nobody said what became of them, what is due first before the others
    is_united: bool = False  # it goes on under another household: here it is only read
    origins: Mapping[bytes, From] = field(default_factory=dict[bytes, From])  # of the pieces of those that go on here

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The pieces that were not withdrawn."""
        return tuple(each for each in self.pieces if not each.withdrawn)

    def origin_of(self, piece: Evidence) -> From | None:
        """The household that a piece is of, where that is another one that goes on under this one."""
        return self.origins.get(piece.household or b"")

    @property
    def is_closed(self) -> bool:
        """Whether nothing is written here any more: it is only read, or nobody is left whom it could be about."""
        return self.is_withdrawn or (self.purge is not None and self.purge.state is State.DONE)

    @property
    def is_withdrawn(self) -> bool:
        """Whether it is only read: taken out of sight, or counted as another one."""
        return self.is_united or bool(self.case.household.withdrawn)


def file_of(store: Store, household: bytes) -> HouseholdFile | None:
    """The file of a household, withdrawn or not; None where the store has none."""
    found = queries.case_with_withdrawn(store, household)
    if found is None:
        return None
    own = tuple(each for each in drafts.drafts_of(store, store.opened.person) if each.household == household)
    clocks = household_rights.clocks_of(store, found[0])
    untold = household_rights.untold(store, household, clocks)
    pieces = tuple(evidence.ever_of(store, found[0].household))
    holder = assignment.holder_of(store, household)
    return HouseholdFile(
        *found,
        contests(store, household),
        own,
        clocks,
        untold,
        store.today(),
        pieces,
        questioning.open_questions(store, {household}),
        (holder[0].name or "") if holder else "",
        purging.order_of(store, household),
        evidence.wanted(store, household),
        evidence.awaited(store, pieces),
        tuple(sorted(agenda.promises_open(store, household), key=lambda each: (each.due_on or date.max, each.id))),
        household in unions_of(store).kept,
        united_evidence.origins(store, household),
    )
