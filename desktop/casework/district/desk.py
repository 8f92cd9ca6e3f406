"""A computer of the demo district, and who opens it: the office's, a lead's, or one that two workers share.

Hidden: each has a clock of its own, which goes forward only, while the days of the story go by on one after the other.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from desktop.casework.demo_area import Watch
from desktop.casework.inventing import FIRST, LEAD, SECOND
from desktop.store import opening
from desktop.store.store import DEFAULT_ZONE, Store
from desktop.store.vault import Unlocked

OFFICE = "office"
SECOND_LOOK = "冯示例"
"""Who looks through the sums of the leads, on their laptops."""
ZONE = ZoneInfo(DEFAULT_ZONE)


@dataclass(frozen=True, slots=True)
class Crew:
    """A team: its lead, and the two who share a laptop."""

    name: str
    lead: str
    workers: tuple[str, str]
    laptops: tuple[str, str]
    """That of the lead, and that of the workers."""

    @property
    def people(self) -> tuple[str, ...]:
        return (*self.workers, self.lead)


CREWS = (
    Crew("一组", LEAD, (FIRST, "吕示例"), ("RH-T-01", "RH-T-02")),
    Crew("二组", "孔示例", (SECOND, "严示例"), ("RH-T-03", "RH-T-04")),
    Crew("三组", "曹示例", ("金示例", "魏示例"), ("RH-T-05", "RH-T-06")),
)


@dataclass(slots=True)
class Desk:
    """A computer: the folder of its store, its team, and by name who opens it."""

    name: str
    folder: Path
    team: str
    watch: Watch
    people: dict[str, Unlocked] = field(default_factory=dict[str, Unlocked])

    def open(self, who: str) -> Store:
        return opening.open_store(self.folder, self.people[who], clock=self.watch)

    @property
    def first(self) -> str:
        """Who had it first."""
        return next(iter(self.people))

    def it_is(self, day: date, hour: time) -> None:
        """Sets its clock to this hour of the area, or leaves it where it is later there already."""
        self.watch.now = max(self.watch.now, datetime.combine(day, hour, ZONE))
