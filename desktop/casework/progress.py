"""How far an area has come, what is owed to its households, and up to when that is known.

Promise: every number is the number of the households that `households_of` tells for it, at the same state of the store.
Hidden: whose word is missing; an office hears its laptops, a lead's laptop the office and its team.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.casework import area_rules, ending_rights, household_rights, people, receipts
from desktop.casework.household_rights import Concern, Standing
from desktop.domain import progress
from desktop.domain.progress import By, Counts, Group, Selection, Stand
from desktop.domain.records import Grievance, GrievanceEvent, PrivacyRequest, PrivacyRequestEvent
from desktop.store import deliveries, queries
from desktop.store import progress as query
from desktop.store.deliveries import Arrived
from desktop.store.progress import Due
from desktop.store.standing import natural
from desktop.store.store import Store

SILENT = 7
"""Days after which a laptop of which nothing came is said to be silent."""

_DOWN = "down"  # the kind of bundle that an office sends


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a laptop, or on a laptop from whoever sends to it: when the last did (None: nothing yet).

    The office has no `name`. `missing` are the numbers of bundles of which parts are missing, `gaps` so many entries
    between others.
    """

    name: str
    team: str
    last: datetime | None
    missing: tuple[int, ...]
    gaps: int

    def is_silent(self, now: datetime) -> bool:
        return self.last is None or now - self.last >= timedelta(days=SILENT)

    def is_short(self, now: datetime) -> bool:
        """Whether what is counted here may be too little because of it."""
        return bool(self.missing or self.gaps) or self.is_silent(now)


@dataclass(frozen=True, slots=True)
class Board:
    """The whole page. `until` is when the last bundle came in; None where nothing ever came from elsewhere."""

    revision: int
    now: datetime
    whole: Counts
    teams: tuple[Group, ...]
    lanes: tuple[Group, ...]
    waiting: int  # grievances and requests that wait for our answer, late or not
    nobodys: int  # late ones that are of no household
    elsewhere: int  # households that are with another team
    until: datetime | None
    heard: tuple[Heard, ...]

    def groups(self, by: By) -> tuple[Group, ...]:
        return self.teams if by is By.TEAM else self.lanes

    @property
    def short(self) -> tuple[Heard, ...]:
        """Those whose word is missing."""
        return tuple(each for each in self.heard if each.is_short(self.now))


def board_of(store: Store) -> Board:
    """All counts as of now."""
    revision, now = queries.revision_of(store), store.now()
    owed = _owed(store)
    late = [each for each in owed if each.standing(now.date()) is Standing.LATE]
    stands = _stands(store, late)
    heard = _heard(store)
    return Board(
        revision=revision,
        now=now,
        whole=Counts.of(stands),
        teams=progress.grouped(stands, By.TEAM, natural),
        lanes=progress.grouped(stands, By.LANE, natural),
        waiting=len(owed),
        nobodys=sum(each.record.household is None for each in late),
        elsewhere=len(queries.elsewhere(store)),
        until=max((each.last for each in heard if each.last), default=None),
        heard=heard,
    )


def households_of(store: Store, selection: Selection) -> frozenset[bytes]:
    """The households that a number of the board stands for."""
    today = store.now().date()
    late = [each for each in _owed(store) if each.standing(today) is Standing.LATE]
    return frozenset(each.household for each in progress.chosen(_stands(store, late), selection))


def _stands(store: Store, late: Iterable[Concern]) -> list[Stand]:
    ending = ending_rights.ending_soon(store)
    replies = Counter(each.record.household for each in late if each.record.household is not None)
    return query.stands(store, Due(replies, ending.keys(), ending_rights.untold(store, ending)), store.today())


def _owed(store: Store) -> list[Concern]:
    """What waits for our answer, of households and of nobody."""
    rules, today = area_rules.rules_of(store), store.now().date()
    raised = query.raised(store)
    steps: dict[bytes | None, list[GrievanceEvent | PrivacyRequestEvent]] = {}
    for event in raised.grievance_events:
        steps.setdefault(event.grievance, []).append(event)
    for event in raised.request_events:
        steps.setdefault(event.data_request, []).append(event)
    brought: list[Grievance | PrivacyRequest] = [*raised.grievances, *raised.requests]
    found = (household_rights.concern(each, steps.get(each.id, ()), rules) for each in brought)
    return [each for each in found if each.is_owed(today)]


def _heard(store: Store) -> tuple[Heard, ...]:
    """Of everybody who sends here what came, by team and name."""
    if people.is_office(store):
        found = [
            Heard(each.name, each.team, each.last, tuple(each.parts), each.gaps)
            for each in receipts.from_devices(store)
            if not each.is_revoked
        ]
    else:
        with store.reading() as connection:
            arrived = deliveries.arrived(connection)
        names = {each.sender: "" if each.kind == _DOWN else each.sender_name for each in arrived}
        found = [_from(store, name, [each for each in arrived if each.sender == one]) for one, name in names.items()]
    return tuple(sorted(found, key=lambda each: (natural(each.team), natural(each.name))))


def _from(store: Store, name: str, files: Sequence[Arrived]) -> Heard:
    last = datetime.fromtimestamp(max(each.at for each in files) / 1000, store.zone())
    parts: dict[int, set[int]] = {}
    for each in files:
        parts.setdefault(each.number, set()).add(each.part)
    of = {each.number: each.parts for each in files}
    missing = tuple(number for number, there in sorted(parts.items()) if len(there) < of[number])
    return Heard(name, "", last, missing, 0)
