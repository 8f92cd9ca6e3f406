"""Whom the demo's teams are going to see on the first day after its story: agreed, not agreed yet, put off, cancelled.

Hidden: what is told first of each stands in what the story wrote down; here is only who is awaited and when.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time

from desktop.casework import today
from desktop.casework.inventing import FIRST, LEAD, SECOND
from desktop.domain import appointments
from desktop.domain.appointments import AGREED, PLANNED
from desktop.domain.records import Appointment, Staff
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
_AT_FIRST, _PUT_OFF_TO, _WHY = time(8), time(16), "住户说上午要去医院"


def day_ahead(store: Store, day: date) -> Iterator[Appointment]:
    """The appointments of each who goes to the households, with households that were handed to them."""
    staff = {row.name: row.id for row in store.records(Staff)}
    zone = store.zone()
    for who in (FIRST, SECOND, LEAD):
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


def _to_be_said(store: Store, household: bytes) -> int:
    """Of how many kinds there is something to say: where there is most, the page of the day shows most."""
    brief = today.brief_of(store, household)
    return sum(map(bool, (brief.untold, brief.unclear, brief.promised))) if brief else 0
