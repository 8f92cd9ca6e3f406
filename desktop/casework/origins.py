"""Where a household comes from: who wrote it down or which file it came out of, whose it is, what was done there.

Promise: only what is its own counts, not what goes on under it. Hidden: a household came out of a file where the entry
that wrote it stands in the run of that file's intake.
"""

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.four_clear import Case
from desktop.domain.records import Evidence, Intake, Staff
from desktop.store import agenda, judged, provenance, queries
from desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class About:
    """Where a household comes from and what was done there. `ledger` is the file that it came out of.

    `team` is that of who looks after it or wrote it down; empty where that is the office.
    """

    household: bytes
    by: str
    on: datetime | None
    ledger: str
    visits: int
    team: str
    evidence: tuple[Evidence, ...]


class Origins:
    """Tells where households come from; asks the store once for what is about all."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._names = queries.staff_names(store)
        self._teams = {row.id: row.team or "" for row in store.records(Staff)}
        with store.reading() as connection:
            self._devices = provenance.devices(connection)
            self._teams_of_devices = provenance.teams_of_devices(connection)
        self._files = [(*queries.creation_of(store, row.id), row) for row in store.records(Intake) if not row.withdrawn]

    def of(self, case: Case) -> About:
        """What is known of a household besides what it says."""
        home = case.household.id
        with self._store.reading() as connection:
            said = judged.said(connection, [home]).get(home)
        kept = self._store.records(Evidence, household=home)
        return About(
            household=home,
            by=self._names.get(said.actor, "") if said else "",
            on=said.when if said else None,
            ledger=self._ledger(home),
            visits=sum(visit.household == home for visit in case.visits),
            team=self._team(home),
            evidence=tuple(row for row in kept if not row.withdrawn),
        )

    def _ledger(self, home: bytes) -> str:
        origin, seq = queries.creation_of(self._store, home)
        files = (
            row.file_name or ""
            for of, first, row in self._files
            if of == origin and first < seq <= first + (row.entries or 0)
        )
        return next(files, "")

    def _team(self, home: bytes) -> str:
        held = agenda.in_charge(self._store, [home]).get(home)
        if held is not None and held.staff:
            return self._teams.get(held.staff, "")
        with self._store.reading() as connection:
            maker = self._devices.get(provenance.makers(connection, [home]).get(home, b""), b"")
        return self._teams_of_devices.get(maker, "")
