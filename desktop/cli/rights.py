"""`ruhu rights`: what a household can do, until when, and whether it was told; or whose time ends first."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any

import typer

from desktop.casework import household_rights
from desktop.casework.household_rights import Concern, HouseholdRights, Remedy, Standing
from desktop.cli.area_settings import length_told
from desktop.cli.command import MOST, Answer, Door, command
from desktop.cli.household import the_household
from desktop.cli.usage import group
from desktop.cli.words import Voice, table
from desktop.domain.errors import Refused
from desktop.domain.identity import id_text
from desktop.domain.records import Household, PrivacyRequest
from desktop.domain.rights import Clock, State
from desktop.i18n import N_
from desktop.store import queries

commands = group()

_SOONEST = 20
_STANDINGS = {
    Standing.OPEN: N_("waits for our answer"),
    Standing.LATE: N_("we are late"),
    Standing.ANSWERED: N_("answered, the household's word is open"),
    Standing.CLOSED: N_("settled"),
}


@command(commands, "rights")
def show_rights(
    door: Door,
    *,
    household: Annotated[str, typer.Option(help=N_("Its number, or its id."), metavar="NUMBER|ID")] = "",
    limit: Annotated[int, typer.Option(min=1, max=MOST, help=N_("At most so many of the area."))] = _SOONEST,
) -> Answer:
    voice = door.voice
    with door.opened(read_only=True) as store:
        today = store.today()
        if household:
            home = the_household(store, household)
            case = queries.case_of(store, home.id)
            if case is None:
                raise Refused("No household has this number or id.", "Look it up: ruhu household list --search …")
            found = household_rights.rights_of(store, case)
            return Answer(_household_facts(home, found), [*_household_lines(voice, found)])
        common = household_rights.clocks_of_all(store)
        soonest = household_rights.ending_soonest(store, limit)
        concerns = household_rights.concerns_of(store)[:limit]
        homes = queries.listed(store, list(dict.fromkeys(each.household for each in soonest)))
    numbers = {line.id: line.number or id_text(line.id) for line in homes}
    everyone = voice.word("every household")
    running = [(everyone, each) for each in common]
    running += [(numbers.get(each.household, ""), each.clock) for each in soonest]
    facts = {
        "for_all": [_clock_facts(each, today) for each in common],
        "soonest": [{"household": numbers.get(each.household)} | _clock_facts(each.clock, today) for each in soonest],
        "concerns": [concern_facts(each, today) for each in concerns],
    }
    return Answer(facts, [*_running_lines(voice, running, today), *concern_lines(voice, concerns, today)])


def _household_facts(home: Household, found: HouseholdRights) -> dict[str, Any]:
    return {
        "household": home.number,
        "remedies": [_remedy_facts(each, found.today) for each in found.remedies],
        "concerns": [concern_facts(each, found.today) for each in found.concerns],
    }


def _remedy_facts(remedy: Remedy, today: date) -> dict[str, Any]:
    told = remedy.told
    return _clock_facts(remedy.clock, today) | {
        "begun": remedy.has_begun,
        "told_on": str(told.told_on) if told else None,
        "told_by": told.told_by if told else None,
    }


def _clock_facts(clock: Clock, today: date) -> dict[str, Any]:
    return {
        "term": clock.term.name,
        "article": clock.term.article,
        "length": clock.period.length,
        "unit": str(clock.period.unit),
        "start": str(clock.start) if clock.start else None,
        "last_day": str(clock.end.day) if clock.end else None,
        "days_left": clock.days_left(today) if clock.end else None,
        "state": str(clock.state(today)),
    }


def concern_facts(concern: Concern, today: date) -> dict[str, Any]:
    """A grievance or a request for scripts."""
    row = concern.record
    return {
        "record": row.record_type().name,
        "id": id_text(row.id),
        "slip": None if isinstance(row, PrivacyRequest) else row.slip_number,
        "raised_on": str(row.raised_on),
        "due_on": str(concern.clock.end.day) if concern.clock.end else None,
        "standing": str(concern.standing(today)),
        "words": row.words,
    }


def _household_lines(voice: Voice, found: HouseholdRights) -> Iterator[str]:
    heads = (N_("what can be done"), N_("counted from"), N_("how long"), N_("latest"), N_("left"), N_("told"))
    rows = [[voice.word(each) for each in heads]]
    for remedy in found.remedies:
        told = f"{remedy.told.told_on} {remedy.told.told_by}" if remedy.told else voice.word("not yet told")
        start = str(remedy.clock.start or voice.word("from receipt"))
        last = str(remedy.clock.end.day) if remedy.clock.end else "—"
        length = length_told(voice, remedy.clock.period)
        left = _left(voice, remedy.clock, found.today)
        rows.append([voice.word(remedy.clock.term.title), start, length, last, left, told])
    yield from table(rows)
    yield from concern_lines(voice, found.concerns, found.today)


def _left(voice: Voice, clock: Clock, today: date) -> str:
    match clock.state(today):
        case State.RUNNING:
            return voice.words("{n} day left", "{n} days left", clock.days_left(today))
        case State.LAST_DAY:
            return voice.word("ends today")
        case State.PASSED:
            return voice.word("passed")
        case State.UNKNOWN:
            return "—"


def concern_lines(voice: Voice, concerns: Sequence[Concern], today: date) -> Iterator[str]:
    """Grievances and requests, one a line."""
    rows = [
        [
            _slip(voice, each),
            str(each.record.raised_on or ""),
            str(each.clock.end.day) if each.clock.end else "—",
            voice.word(_STANDINGS[each.standing(today)]),
            (each.record.words or "").replace("\n", " "),
        ]
        for each in concerns
    ]
    if rows:
        yield ""
        heads = (N_("slip"), N_("raised"), N_("latest"), N_("where it stands"), N_("words"))
        yield from table([[voice.word(each) for each in heads], *rows])


def _slip(voice: Voice, concern: Concern) -> str:
    row = concern.record
    number = None if isinstance(row, PrivacyRequest) else row.slip_number
    return number or voice.label(row.record_type())


def _running_lines(voice: Voice, running: list[tuple[str, Clock]], today: date) -> Sequence[str]:
    """Clocks, each with whose it is."""
    if not running:
        return [voice.word("No clock runs.")]
    heads = (N_("whose"), N_("what can be done"), N_("latest"), N_("left"))
    rows = [
        [whose, voice.word(each.term.title), str(each.end.day) if each.end else "—", _left(voice, each, today)]
        for whose, each in running
    ]
    return table([[voice.word(each) for each in heads], *rows])
