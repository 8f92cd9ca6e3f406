"""What the command line says of certificates and of who stands on them."""

from datetime import timedelta
from typing import Any

from desktop.casework import certifying, enrolment, revoking
from desktop.casework.certifying import Known
from desktop.casework.enrolment import PersonHere
from desktop.cli.command import Answer
from desktop.cli.words import Voice, table
from desktop.domain.fields import RECORDS
from desktop.exchange.certificates import Certificate, Line, Scope
from desktop.i18n import N_
from desktop.store.store import Store

_ROLE = RECORDS["staff"].field["role"]
_SCOPES = {
    Scope.ASSIGNED: N_("the households of their own"),
    Scope.TEAM: N_("the households of the team"),
    Scope.AREA: N_("all households of the area"),
}


def own_answer(voice: Voice, stands: enrolment.Enrolled) -> Answer:
    """Where this device stands."""
    held = stands.certificate
    head = voice.word("{device} · {team}", device=stands.name, team=stands.team) if stands.team else stands.name
    until = [voice.word("Certificate number {n}, until {day}", n=held.number, day=held.until)] if held else []
    own = stands.own.written(voice.language)
    office = stands.office.written(voice.language) if stands.office else None
    lines = [
        head,
        *until,
        *(f"  {line}" for line in table([_person(voice, each) for each in stands.people])),
        voice.word("Six words of this computer: {words}", words=own),
        *([voice.word("Six words of its office: {words}", words=office)] if office else []),
        voice.word(stands.next),
    ]
    facts = {
        "device": stands.name,
        "team": stands.team,
        "number": held.number if held else None,
        "until": held.until if held else None,
        "people": [_person_facts(each) for each in stands.people],
        "words": own,
        "office_words": office,
        "next": stands.next.name.lower(),
    }
    return Answer(facts, lines)


def _person(voice: Voice, here: PersonHere) -> list[str]:
    line = here.line
    if line is None:
        return [here.name, voice.word("only reads"), "", ""]
    return [here.name, voice.choice(_ROLE, line.role), voice.word(_SCOPES[line.scope]), line.until]


def _person_facts(here: PersonHere) -> dict[str, Any]:
    return {"name": here.name} | (_line_facts(here.line) if here.line else {"role": None})


def devices_answer(voice: Voice, store: Store) -> Answer:
    """Where all devices of an office stand."""
    known = certifying.devices(store)
    last = revoking.last_files(store)
    head = [voice.word(each) for each in (N_("computer"), N_("people"), N_("until"), N_("last file"), N_("state"))]
    soon = (store.today() + timedelta(days=enrolment.SOON)).isoformat()
    cells = [
        [
            each.name,
            voice.listed(line.name for line in each.certificate.lines),
            each.certificate.until,
            f"{last[each.row.id]:04}" if each.row.id in last else "—",
            voice.word(_state(each, soon)),
        ]
        for each in known
    ]
    facts = [
        certificate_facts(each.certificate)
        | {"revoked_on": str(each.revoked.revoked_on) if each.revoked else None, "last": last.get(each.row.id)}
        for each in known
    ]
    return Answer({"devices": facts}, table([head, *cells]) if known else [voice.word("No laptop is enrolled yet.")])


def _state(known: Known, soon: str) -> str:
    if known.revoked is not None:
        return N_("lost") if known.revoked.lost else N_("revoked")
    return N_("ends soon") if known.certificate.until < soon else N_("in use")


def certified(voice: Voice, told: Certificate) -> list[str]:
    """A certificate for people: the device, and a line for each who works with it."""
    cells = [
        [line.name, voice.choice(_ROLE, line.role), voice.word(_SCOPES[line.scope]), line.until] for line in told.lines
    ]
    head = voice.word("{device} is certified: number {n}, until {day}", device=told.name, n=told.number, day=told.until)
    return [head, *(f"  {line}" for line in table(cells))]


def certificate_facts(told: Certificate) -> dict[str, Any]:
    """The same for scripts."""
    return {
        "device": told.name,
        "team": told.team,
        "number": told.number,
        "until": told.until,
        "people": [{"name": line.name} | _line_facts(line) for line in told.lines],
    }


def _line_facts(line: Line) -> dict[str, Any]:
    return {"role": line.role, "scope": line.scope, "until": line.until}
