"""The days of a laptop in the demo district: its people go to the households, and write down what was heard and done.

Hidden: an evening is one visit to the store for each of its people, in turn; what they wrote down is one transaction.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path

from desktop.casework.demo_area import in_turn
from desktop.casework.district.desk import Desk
from desktop.casework.district.paperwork import Paperwork, Printed, Way
from desktop.casework.story import Deed
from desktop.store.store import Store

Errand = Callable[[Store], object]
"""Something that a person does by itself, beside what is written down of visits."""

_HOURS = (time(18, 30), time(19, 15), time(20))


@dataclass(slots=True)
class Evening:
    """What one person does in the evening of one day."""

    deeds: list[Deed] = field(default_factory=list[Deed])
    sums: list[Way] = field(default_factory=list[Way])
    agreements: list[Way] = field(default_factory=list[Way])
    errands: list[Errand] = field(default_factory=list[Errand])


class Fieldwork:
    """All evenings of a laptop."""

    def __init__(self, desk: Desk, paperwork: Paperwork, days: Sequence[date], papers: Path) -> None:
        self.desk = desk
        self.paperwork = paperwork
        self._days = days
        self._papers = papers
        self._evenings: dict[tuple[date, str], Evening] = defaultdict(Evening)
        self.printed: list[Printed] = []
        self.written = 0

    def plan(self, deeds: Iterable[Deed], way: Way | None = None) -> None:
        """Adds what happens with a household."""
        for deed in deeds:
            self._evenings[deed.day, deed.who].deeds.append(deed)
        if way is not None:
            who = way.course.who
            self._evenings[self._days[way.sheet_on], who].sums.append(way)
            if way.signed_on is not None:
                self._evenings[self._days[way.signed_on], who].agreements.append(way)

    def add(self, day: int, who: str, errand: Errand) -> None:
        """Adds something that somebody does in an evening."""
        self._evenings[self._days[day], who].errands.append(errand)

    def number_of(self, first: int, last: int) -> int:
        """How many evenings there are in these days."""
        return len(self._of(first, last))

    def work(self, first: int, last: int, done: Callable[[], object]) -> None:
        """Does what is planned for these days; `done` is told of each evening."""
        for day, who in self._of(first, last):
            evening = self._evenings[day, who]
            self.desk.it_is(day, _HOURS[[*self.desk.people].index(who)])
            with self.desk.open(who) as store:
                self._do(store, day, who, evening)
            done()

    def _of(self, first: int, last: int) -> list[tuple[date, str]]:
        days, people = self._days[first : last + 1], [*self.desk.people]
        found = (key for key in self._evenings if key[0] in days)
        return sorted(found, key=lambda key: (key[0], people.index(key[1])))

    def _do(self, store: Store, day: date, who: str, evening: Evening) -> None:
        for way in evening.sums:
            self.paperwork.lock(store, way)
        whole = evening.sums[0] if evening.sums and not self.printed else None
        file = self._papers / f"{day:%m-%d} {self.desk.team} {who}.pdf"
        if printed := self.paperwork.sheets(store, evening.sums, file, whole=whole):
            self.printed.append(printed)
        store.save_all(in_turn(store, self.desk.watch, evening.deeds))
        self.written += len(evening.deeds)
        for way in evening.agreements:
            self.desk.watch.tick()
            self.paperwork.agree(store, way)
        for errand in evening.errands:
            self.desk.watch.tick()
            errand(store)
