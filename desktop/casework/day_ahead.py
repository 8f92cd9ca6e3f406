"""Whom the demo's teams are going to see on the first day after its story, and what is returned to them for correction.

Hidden: what is told first of each stands in what the story wrote down; here is only who is awaited and when.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, time

from desktop.casework import questioning, today
from desktop.casework.inventing import FIRST, LEAD, SECOND
from desktop.domain import appointments
from desktop.domain.appointments import AGREED, PLANNED
from desktop.domain.records import Appointment, House, Question, Staff
from desktop.domain.stages import Stage
from desktop.store import agenda, standing
from desktop.store.store import Store

_HOURS = (  # when, how, what for
    (time(9, 30), "home", AGREED, "讲产权调换的差价怎么算"),
    (time(10, 30), "home", AGREED, "量院内附属物"),
    (time(14, 30), "home", PLANNED, None),
    (time(16), "telephone", AGREED, "说过渡费怎么发"),
    (time(19), "home", AGREED, "下班后才在家，时间由住户定"),
    (None, "home", PLANNED, "送明白卡"),
    (None, "home", PLANNED, None),
)
_ASKED = ("登记面积和产权证对不上，请核对后补正。", "产权证照片看不清，请补拍一张。", "结构写的和现场不一样，请核对。")
_AT_FIRST, _PUT_OFF_TO, _WHY = time(8), time(16), "住户说上午要去医院"


def day_ahead(store: Store, day: date, people: Sequence[str] = (FIRST, SECOND, LEAD)) -> Iterator[Appointment]:
    """The appointments of each who goes to the households, with households that were handed to them."""
    staff = {row.name: row.id for row in store.records(Staff)}
    zone = store.zone()
    for who in people:
        homes = standing.standings(store, agenda.assigned(store, staff[who]))
        open_ones = sorted(
            (home.id for home in homes if home.stage < Stage.SIGNED),
            key=lambda home: -_to_be_said(store, home),
        )  # fmt: skip
        for home, (hour, manner, state, purpose) in zip(open_ones, _HOURS, strict=False):
            first = Appointment(
                household=home,
                planned_at=appointments.moment(day, hour, zone),
                manner=manner,
                state=state,
                visitors=(who,),
                purpose=purpose,
            )
            if hour == _PUT_OFF_TO:
                earlier = replace(first, planned_at=appointments.moment(day, _AT_FIRST, zone))
                yield earlier
                first = appointments.moved(earlier, appointments.moment(day, hour, zone), is_agreed=True, reason=_WHY)
            yield first
        for home in open_ones[len(_HOURS) : len(_HOURS) + 1]:
            given_up = Appointment(
                household=home,
                planned_at=appointments.moment(day, time(11), zone),
                manner="home",
                state=AGREED,
                visitors=(who,),
            )
            yield given_up
            yield appointments.cancelled(given_up, "住户来电话说当天不在")


def returned(store: Store) -> tuple[Question, ...]:
    """What the lead asks the first of those who go to the households to correct, one question for each of a few."""
    (first,) = (row for row in store.records(Staff) if row.name == FIRST)
    homes = [home.id for home in standing.standings(store, sorted(agenda.assigned(store, first.id)))]
    houses = [house for home in homes for house in store.records(House, household=home)[:1] if not house.withdrawn]
    return tuple(
        questioning.asked(store, house.household or b"", words, record="house", row=house.id, field="registered_gross")
        for house, words in zip(houses, _ASKED, strict=False)
    )


def _to_be_said(store: Store, household: bytes) -> int:
    """Of how many kinds there is something to say: where there is most, the page of the day shows most."""
    brief = today.brief_of(store, household)
    return sum(map(bool, (brief.untold, brief.unclear, brief.promised))) if brief else 0
