"""When somebody goes to a household or it comes: which of several appointments counts, and how one becomes another.

Promise: an appointment is never changed; another replaces it, with a reason. Hidden: one without an hour is written
down as midnight of its day, since nobody is called on then.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, tzinfo

from desktop.domain.chains import last_of_each
from desktop.domain.errors import Refused
from desktop.domain.identity import new_id
from desktop.domain.records import Appointment

CANCELLED, AGREED, PLANNED = "cancelled", "agreed", "planned"


def counting(appointments: Iterable[Appointment]) -> tuple[Appointment, ...]:
    """The last of each chain, cancelled or not; where several replaced one and were replaced in turn, the latest."""
    return last_of_each(appointments, lambda each: each.replaces)


def has_hour(appointment: Appointment, zone: tzinfo) -> bool:
    """Whether an hour is named, and not the day alone."""
    at = appointment.planned_at
    return at is not None and at.astimezone(zone).time() != time()


def moment(day: date, hour: time | None, zone: tzinfo) -> datetime:
    """What is written down for a day with or without an hour."""
    return datetime.combine(day, hour or time(), zone)


def moved(appointment: Appointment, at: datetime, *, is_agreed: bool, reason: str) -> Appointment:
    """The one that replaces it at another time. Refused without a reason."""
    _require_reason(reason)
    state = AGREED if is_agreed else PLANNED
    return replace(
        appointment, id=new_id(), seen=None, planned_at=at, state=state, replaces=appointment.id, reason=reason
    )


def cancelled(appointment: Appointment, reason: str) -> Appointment:
    """The one that says it does not take place. Refused without a reason."""
    _require_reason(reason)
    return replace(appointment, id=new_id(), seen=None, state=CANCELLED, replaces=appointment.id, reason=reason)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("This needs a reason that others can read. Nothing was changed.", "Say why in a few words.")
