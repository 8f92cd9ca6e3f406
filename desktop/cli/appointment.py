"""`ruhu appointment`: plans a household for a day, puts that off or cancels it; `ruhu today` lists them by id."""

from datetime import date, time
from typing import Annotated

import typer

from desktop.casework import visiting
from desktop.cli.command import Answer, Door, command
from desktop.cli.household import the_household
from desktop.cli.usage import group
from desktop.cli.words import Voice
from desktop.domain import appointments
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.domain.identity import id_from_text, id_text
from desktop.domain.records import Appointment
from desktop.i18n import N_
from desktop.store.store import Store

commands = group()

_STATE, _MANNER = (RECORDS["appointment"].field[name] for name in ("state", "manner"))
_DAY = Annotated[str, typer.Option("--day", help=N_("Another day than today: 2026-11-18."), metavar="DAY")]
_HOUR = Annotated[str, typer.Option("--hour", help=N_("At which hour: 9:30. Left out, any time."), metavar="HOUR")]
_AGREED = Annotated[bool, typer.Option("--agreed", help=N_("The household agreed to that hour."))]
_WHY = Annotated[str, typer.Option("--because", help=N_("The reason, for those who read it later."))]
_WHICH = Annotated[str, typer.Argument(help=N_("The id of the appointment."), metavar="ID")]


@command(commands, "plan", N_("Plan a household for a day."))
def plan(
    door: Door,
    *,
    household: Annotated[str, typer.Argument(help=N_("Its number, or its id."), metavar="NUMBER|ID")],
    day: _DAY = "",
    hour: _HOUR = "",
    agreed: _AGREED = False,
    manner: Annotated[str, typer.Option("--manner", help=N_("home, office or telephone."))] = "home",
    purpose: Annotated[str, typer.Option("--purpose", help=N_("What for."))] = "",
) -> Answer:
    with door.opened() as store:
        home = the_household(store, household)
        made = Appointment(
            household=home.id,
            planned_at=appointments.moment(_day(store, day), _hour(hour, is_agreed=agreed), store.zone()),
            manner=_one_of_manners(door.voice, manner),
            state=appointments.AGREED if agreed else appointments.PLANNED,
            visitors=(store.opened.name,),
            purpose=purpose or None,
        )
        store.save(made)
    return _answer(door.voice, made)


@command(commands, "move", N_("Put an appointment off to another day or hour, with a reason."))
def move(
    door: Door, *, appointment: _WHICH, because: _WHY, day: _DAY = "", hour: _HOUR = "", agreed: _AGREED = False
) -> Answer:
    with door.opened() as store:
        at = appointments.moment(_day(store, day), _hour(hour, is_agreed=agreed), store.zone())
        made = appointments.moved(_the_appointment(store, appointment), at, is_agreed=agreed, reason=because)
        store.save(made, because=because)
    return _answer(door.voice, made)


@command(commands, "cancel", N_("Cancel an appointment, with a reason."))
def cancel(door: Door, *, appointment: _WHICH, because: _WHY) -> Answer:
    with door.opened() as store:
        made = appointments.cancelled(_the_appointment(store, appointment), because)
        store.save(made, because=because)
    return _answer(door.voice, made)


def _the_appointment(store: Store, named: str) -> Appointment:
    """The one of this id; Refused where it is none, or another stands in its place."""
    found = store.get(Appointment, id_from_text(named))
    if found is None:
        raise Refused("There is no appointment with this id.", "Look it up: ruhu today --json")
    of_home = store.records(Appointment, household=found.household)
    if all(each.id != found.id for each in appointments.counting(of_home)):
        raise Refused(
            "Another appointment stands in its place already. Nothing was changed.", "Look it up: ruhu today --json"
        )
    return found


def _day(store: Store, text: str) -> date:
    today = store.today()
    if not text:
        return today
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Refused("{text} is no day.", "Name it as 2026-11-18.", text=text) from None
    if day < today:
        raise Refused("This day has passed. Nothing was planned.", "Name today or a later one.")
    return day


def _hour(text: str, *, is_agreed: bool) -> time | None:
    if not text:
        if is_agreed:
            raise Refused("What was agreed has an hour. Nothing was planned.", "Name it: --hour 9:30")
        return None
    hour = visiting.time_of(text)
    if hour is None:
        raise Refused("{text} is no hour.", "Name it as 9:30.", text=text)
    return hour


def _one_of_manners(voice: Voice, text: str) -> str:
    if text not in dict(_MANNER.choices):
        raise Refused("There is no such way: {text}.", "Name one of these: {names}", text=text,
                      names=voice.choices(_MANNER))  # fmt: skip
    return text


def _answer(voice: Voice, made: Appointment) -> Answer:
    at = made.planned_at
    told = f"{at:%Y-%m-%d %H:%M}" if at else ""
    return Answer(
        {"id": id_text(made.id), "at": at and at.isoformat(), "state": made.state},
        [voice.pair(told, voice.choice(_STATE, made.state or ""))],
    )
