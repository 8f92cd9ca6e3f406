"""Photos and papers of the households that go on under another: they are seen there, and said to be from elsewhere.

Promise: nothing is copied and nothing of it is written; a piece stays that of the household for which it was taken in.
Hidden: the day on which two were united is that of the entry that says so, by the clock of who wrote it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop.i18n import word
from desktop.store import judged, queries
from desktop.store.store import Store
from desktop.store.united import unions


@dataclass(frozen=True, slots=True)
class From:
    """A household that goes on under another, and since when."""

    number: str
    since: date | None

    def said(self, language: str) -> str:
        """Where it is from, as a paper and a page say it."""
        if self.since is None:
            return word("from No. {number}, which was united with this one", language, number=self.number)
        return word("from No. {number}, united on {day}", language, number=self.number, day=self.since.isoformat())


def origins(store: Store, household: bytes) -> Mapping[bytes, From]:
    """The households that go on under this one, by their ids."""
    with store.reading() as connection:
        others = unions(connection).others.get(household, ())
        lines = [*queries.listed_in(connection, list(others))] if others else []
        since = judged.united_on(connection, others)
    zone = store.zone()
    days = {other: moment.astimezone(zone).date() for other, moment in since.items()}
    return {line.id: From(line.number or "—", days.get(line.id)) for line in lines}
