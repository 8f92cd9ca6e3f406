"""`ruhu visit`: contacts with a household, written down, listed and shown."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

import typer

from desktop.casework import visiting
from desktop.casework.visiting import Contact, Known, Noted, Pledge
from desktop.cli.command import Answer, Door, command
from desktop.cli.household import the_household
from desktop.cli.usage import group
from desktop.cli.words import Voice, table
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS, Field, Kind
from desktop.domain.identity import id_text, new_id
from desktop.domain.records import Promise, Told, Visit, Wish
from desktop.domain.rights import TERMS
from desktop.domain.values import written
from desktop.i18n import N_
from desktop.store.store import Store

commands = group()

_HOUSEHOLD = Annotated[str, typer.Argument(help=N_("Its number, or its id."), metavar="NUMBER|ID")]
_VISIT = RECORDS["visit"]
_PROMISED = 3


@command(commands, "list", N_("List the contacts with a household, newest first."))
def list_visits(door: Door, *, household: _HOUSEHOLD) -> Answer:
    with door.opened(read_only=True) as store:
        found = visiting.contacts(store, the_household(store, household).id)
        rows = [_row(door.voice, each, store) for each in found]
    number = door.voice.words("{n} contact", "{n} contacts", len(found))
    lines = table([("", "", "", ""), *rows])[1:] if rows else []
    return Answer({"visits": [_facts(each) for each in found]}, [*lines, number])


@command(commands, "show", N_("Show one contact, with what it corrected and what came of it."))
def show(
    door: Door,
    *,
    household: _HOUSEHOLD,
    which: Annotated[int, typer.Argument(min=1, help=N_("Which one, 1 for the newest."))] = 1,
) -> Answer:
    with door.opened(read_only=True) as store:
        found = visiting.contacts(store, the_household(store, household).id)
    if which > len(found):
        raise Refused(
            "There is no contact {which} with this household.",
            "Look them up: ruhu visit list",
            which=which,
        )
    contact = found[which - 1]
    return Answer(_facts(contact), [*_lines(door.voice, contact)])


@command(commands, "add", N_("Write a contact with a household down, with all that came of it, as one entry."))
def add(
    door: Door,
    *,
    household: _HOUSEHOLD,
    manner: Annotated[str, typer.Option(help=N_("home, office, telephone or not_met."))] = "",
    met: Annotated[list[str] | None, typer.Option(help=N_("Who was met; may be given several times."))] = None,
    words: Annotated[str, typer.Option(help=N_("What the household said, in its own words."))] = "",
    topic: Annotated[list[str] | None, typer.Option(help=N_("What was talked about; several times."))] = None,
    wish: Annotated[
        str, typer.Option(help=N_("cash, swap, mixed, undecided or rather_not_say; only where they said so."))
    ] = "",
    promise: Annotated[
        list[str] | None, typer.Option(help=N_("WHAT;WHO;DAY, such as “the map;Chen;2026-11-25”; several times."))
    ] = None,
    told: Annotated[list[str] | None, typer.Option(help=N_("A right that was told; several times."))] = None,
    contact: Annotated[str, typer.Option(help=N_("visit, telephone, office or do_not_come."))] = "",
    again: Annotated[str, typer.Option(help=N_("When next, such as “2026-11-21 10:00”."))] = "",
    began: Annotated[
        str, typer.Option(help=N_("When it was, where it is entered later from paper, such as “2026-11-18 9:30”."))
    ] = "",
    corrects: Annotated[int, typer.Option(min=0, help=N_("Which contact of the list this corrects."))] = 0,
    reason: Annotated[str, typer.Option(help=N_("Why it is corrected."))] = "",
) -> Answer:
    voice = door.voice
    with door.opened() as store:
        before = visiting.known(store, the_household(store, household).id)
        if before is None:
            raise Refused("No household has this number or id.", "Look it up: ruhu household list --search …")
        at = _moment(voice, store, began, is_ahead=False) if began else None
        old = _corrected(store, before, corrects) if corrects else None
        given = {"manner": manner, "met_whom": "、".join(met or ()), "demands": words, "topics": tuple(topic or ())}
        visit = replace(
            old or Visit(household=before.household.id, manner="home", began_at=before.now, visitors=before.visitors),
            id=new_id(),
            seen=None,
            recorder=before.me,
            corrects=old.id if old else None,
            signature=None,  # what was signed, and handed over, is what stood there before
            copy_handed=None,
            copy_reason=None,
            correction_reason=reason or None,
            **{name: value for name, value in given.items() if value},
            **({"began_at": at, "from_paper": (old.from_paper if old else True)} if at else {}),
        )
        when = _moment(voice, store, again, is_ahead=True) if again else None
        way = contact or before.household.contact_wish or ""
        if when:
            _require_welcome(when, visit, way)
        noted = Noted(
            visit=visit,
            promises=tuple(_promise(voice, before, visit, each) for each in promise or ()),
            wish=_wish(before, visit, wish, met or ()) if wish else None,
            told=tuple(_told(before, visit, each) for each in told or ()),
            contact_wish=contact or None,
            appointment=visiting.appointment(before.household.id, when, way, visit.visitors) if when else None,
        )
        records = visiting.records(noted, before)
        store.save(*records, because=reason)
    n = len(records)
    said = voice.words("Written down: {n} record, as one entry.", "Written down: {n} records, as one entry.", n)
    return Answer({"visit": id_text(visit.id), "records": n}, [said])


# What is asked for, read


def _moment(voice: Voice, store: Store, text: str, *, is_ahead: bool) -> datetime:
    day, _, hour = text.strip().partition(" ")
    on, time = visiting.day_of(day, store.today(), is_ahead=is_ahead), visiting.time_of(hour)
    if on is None or time is None:
        raise typer.BadParameter(voice.word("“{text}” is no day and time, such as 2026-11-21 10:00.", text=text))
    return datetime.combine(on, time, store.zone())


def _require_welcome(when: datetime, visit: Visit, way: str) -> None:
    """Refused where the next contact lies before this one, or the household does not want it."""
    if visit.began_at and when.timestamp() <= visit.began_at.timestamp():
        raise Refused("The next contact lies before this one. Nothing was written.", "Name a later time: --again")
    if way == "do_not_come":
        raise Refused(
            "The household asked us not to come any more. Nothing was written.",
            "Leave --again out, or say how it wishes to be contacted now: --contact",
        )


def _promise(voice: Voice, before: Known, visit: Visit, text: str) -> Promise:
    parts = [each.strip() for each in text.replace("；", ";").split(";")]
    day = visiting.day_of(parts[-1], before.now.date(), is_ahead=True)
    if len(parts) != _PROMISED or day is None:
        raise typer.BadParameter(voice.word("“{text}” is no promise: WHAT;WHO;DAY.", text=text))
    return Promise(
        household=before.household.id, visit=visit.id, promise=parts[0], promised_by=parts[1] or before.me, due_on=day
    )


def _wish(before: Known, visit: Visit, choice: str, met: Sequence[str]) -> Wish:
    on = (visit.began_at or before.now).astimezone(before.zone).date()
    said_by = next(iter(met), None)
    return Wish(household=before.household.id, said_on=on, choice=choice, said_by=said_by, words=visit.demands)


def _told(before: Known, visit: Visit, term: str) -> Told:
    if term not in TERMS:
        raise Refused("There is no right {name}.", "Name one of these: {names}", name=term, names=", ".join(TERMS))
    on = (visit.began_at or before.now).astimezone(before.zone).date()
    return Told(household=before.household.id, term=term, told_on=on, told_by=before.me, visit=visit.id)


def _corrected(store: Store, before: Known, which: int) -> Visit:
    found = visiting.contacts(store, before.household.id)
    if which > len(found):
        raise Refused("There is no contact {which} with this household.", "Look them up: ruhu visit list", which=which)
    return found[which - 1].visit


# What is answered


def _row(voice: Voice, contact: Contact, store: Store) -> tuple[str, str, str, str]:
    visit = contact.visit
    at = contact.began_at.astimezone(store.zone())
    manner = voice.choice(_VISIT.field["manner"], visit.manner or "")
    state = voice.word("corrected") if contact.before else ""
    return f"{at:%Y-%m-%d %H:%M}", manner, visit.met_whom or "", " ".join(filter(None, (visit.demands, state)))


def _lines(voice: Voice, contact: Contact) -> list[str]:
    visit = contact.visit
    said = [f"{voice.label(field)}: {voice.shown(field, value)}" for field, value in _stated(visit)]
    said += [voice.word("corrects: {reason}", reason=visit.correction_reason or "")] if contact.before else []
    return [*said, *(f"- {_promised(voice, each)}" for each in contact.promises)]


def _promised(voice: Voice, pledge: Pledge) -> str:
    promise = pledge.promise
    state = voice.word("open")
    if pledge.outcome is not None:
        state = voice.choice(RECORDS["promise_outcome"].field["state"], pledge.outcome.state or "")
    return " · ".join((promise.promise or "", promise.promised_by or "", f"{promise.due_on}", state))


def _stated(visit: Visit) -> list[tuple[Field, Any]]:
    found = ((field, getattr(visit, field.name)) for field in _VISIT.fields)
    return [(field, value) for field, value in found if value not in (None, ()) and field.name != "household"]


def _facts(contact: Contact) -> dict[str, Any]:
    visit = contact.visit
    return {
        "id": id_text(visit.id),
        **{field.name: _written(field, value) for field, value in _stated(visit)},
        "corrected": [id_text(each.id) for each in contact.before],
        "promises": [
            {
                "promise": each.promise.promise,
                "promised_by": each.promise.promised_by,
                "due_on": f"{each.promise.due_on}",
                "state": each.outcome.state if each.outcome else None,
            }
            for each in contact.promises
        ],
        "told": [each.term for each in contact.told],
    }


def _written(field: Field, value: Any) -> Any:
    return id_text(value) if field.kind is Kind.LINK else written(field, value)
