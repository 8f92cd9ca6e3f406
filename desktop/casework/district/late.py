"""What comes after the last round of the demo district: two bundles that lie on the stick and wait for the office.

Promise: they bring what an office has to decide, each side written where it would be, without having seen the other: a
lead and a worker measured one room and found two areas, and heard two things about one title; the worker registers a
household of another team a second time. The office has looked at both bundles and taken none in. Hidden: which
households; what is written in the evening was seen in the afternoon.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from desktop.casework import evidence, receiving, sending
from desktop.casework.demo_area import DRAWN, EVIDENCE
from desktop.casework.district import disputes
from desktop.casework.district.desk import CREWS, ZONE, Desk
from desktop.casework.inventing import Family
from desktop.casework.receiving import State
from desktop.casework.story import Course, standing
from desktop.domain.records import Agreement, Calculation, Household, UnregisteredPart, Visit
from desktop.domain.stages import Stage
from desktop.store.store import Store

_CREW, _OTHERS = CREWS[1], CREWS[2]
_SEEN, _SEEN_NEXT, _SEEN_LAST, _WRITTEN, _SENT = time(15), time(16), time(17), time(22, 20), time(22, 50)
_ON_MAP, _ON_SITE = (Decimal("-1.20"), "航拍图", "图上量的"), (Decimal("2.40"), "现场复量", "住户在场")
_SKETCH, _ROOM = "量测图", "东厢房"
_TITLE = ((False, "弟兄俩当面说好了，归哥哥"), (True, "弟弟来说有他一份"))
_HEARD = ("问换房的楼层能不能挑。", "想知道过渡费从哪天算起。")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A bundle that waits for the office: from which laptop it is, and what is in it."""

    laptop: str
    file: Path
    entries: int
    pieces: int


def known(courses: Sequence[Course], invented: Sequence[Family]) -> Family:
    """A household of another team, of which the laptops of this one hold nothing, as its papers say it."""
    theirs = (each for each in courses if each.who in _OTHERS.people and each.goal < Stage.SIGNED)
    return invented[next(theirs).n - 1]


def write(desks: Sequence[Desk], again: Family, folder: Path, day: date) -> tuple[Waiting, ...]:
    """A team's lead and a worker write down what the day brought, each on their own laptop, and send it.

    `again` is the household that the worker registers a second time.
    """
    leads, workers = (desk for name in _CREW.laptops for desk in desks if desk.name == name)
    folder.mkdir()
    with _opened(leads, _CREW.lead, day) as store:
        part = _part(store)
        homes = _others(store, part)
        _measure(store, part, *_ON_MAP)
        _say_whose(store, homes[-1], _TITLE[0], day)
        _visit(store, homes[0], _HEARD[0], day)
    with _opened(workers, _CREW.workers[0], day) as store:
        _measure(store, part, *_ON_SITE, papers=(_SKETCH, _ROOM) if part.name == _ROOM else (_SKETCH,))
        _say_whose(store, homes[-1], _TITLE[1], day)
        _visit(store, homes[0], _HEARD[1], day)
        at = datetime.combine(day, _SEEN_LAST, ZONE)
        disputes.register(store, again, again.household, store.opened.name, behind="后院", ended_at=at)
    return tuple(_sent(desk, folder, day) for desk in (leads, workers))


def look_at(office: Store, folder: Path) -> int:
    """The office looks at what lies there, and tells how many it can take in; that waits for somebody."""
    found = receiving.found(office, [folder])
    return sum(each.state is State.READY for each in found)


def _opened(desk: Desk, who: str, day: date) -> Store:
    desk.it_is(day, _WRITTEN)
    return desk.open(who)


def _sent(desk: Desk, folder: Path, day: date) -> Waiting:
    desk.it_is(day, _SENT)
    with desk.open(desk.first) as store:
        made = sending.export(store, folder)
    return Waiting(desk.name, made.files[0], made.entries, made.pieces)


def _part(store: Store) -> UnregisteredPart:
    """One that was recognised by its area, of a household with a sum and no agreement, if there is one."""
    signed = {row.household for row in store.records(Agreement)}
    sums = Counter(row.household for row in store.records(Calculation))
    found = (row for row in store.records(UnregisteredPart) if row.state == "recognised" and not row.withdrawn)
    return min(found, key=lambda row: (row.household in signed, sums[row.household] != 1, row.name != _ROOM, row.id))


def _others(store: Store, part: UnregisteredPart) -> list[Household]:
    homes = [home for home in store.records(Household) if home.id != part.household and not home.same_as]
    return sorted(homes, key=lambda home: home.number or "")


def _measure(  # noqa: PLR0917  what is said of it
    store: Store, part: UnregisteredPart, more: Decimal, source: str, because: str, papers: tuple[str, ...] = ()
) -> None:
    known = standing(store, part)
    home = standing(store, Household(id=known.household or b""))
    for paper in papers:
        file = EVIDENCE / f"{paper}.png"
        evidence.take_in(store, file, home, kind=DRAWN.get(paper), caption=paper, consent="not_needed")
    area = (known.measured_area or Decimal()) + more
    said = {"recognised_area": area, "recognition_source": source, "recognition_evidence": papers}
    measured = {"measured_area": area, "measured_area_source": source} if papers else {}
    store.save(replace(known, **said, **measured), because=because)


def _say_whose(store: Store, home: Household, title: tuple[bool, str], day: date) -> None:
    is_disputed, words = title
    said = replace(standing(store, home), title_disputed=is_disputed, dispute_note=words)
    store.save(said, _visited(store, home, day, _SEEN), because="当面问的")


def _visit(store: Store, home: Household, words: str, day: date) -> None:
    store.save(replace(_visited(store, home, day, _SEEN_NEXT), demands=words))


def _visited(store: Store, home: Household, day: date, hour: time) -> Visit:
    """A contact of a quarter of an hour."""
    ended, who = datetime.combine(day, hour, ZONE), store.opened.name
    return Visit(
        household=home.id,
        manner="home",
        began_at=ended - timedelta(minutes=15),
        ended_at=ended,
        visitors=(who,),
        recorder=who,
        present=1,
    )
