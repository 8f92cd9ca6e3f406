"""What the four cards of a household's ledger say: its records as lines, each with what it opens.

Promise: every line is a fact of the ledger with the place it comes from, and what is not known is shown as not known.
Hidden: how a record is told in one line.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from desktop.casework.calculation import Since
from desktop.casework.dwelling import place
from desktop.domain import checks, money
from desktop.domain.fields import RECORDS
from desktop.domain.four_clear import HOLDERS, Case
from desktop.domain.records import (
    Appraisal,
    Calculation,
    Confirmation,
    Fixture,
    Grievance,
    House,
    Person,
    Record,
    Sealed,
    UnregisteredPart,
    Wish,
)
from desktop.ui.ledger_line import Line, Part, Target
from desktop.ui.notices import Voice

_STATES = {  # of an unregistered part: tone and icon of its badge
    None: ("warn", "clock"),
    "undetermined": ("warn", "clock"),
    "recognised": ("ok", "ok"),
    "recognised_with_factor": ("ok", "ok"),
    "not_recognised": ("", "close"),
    "removed_by_owner": ("", "withdraw"),
}


def said(voice: Voice, record: Record, name: str) -> str:
    """A field's value in words, nothing where it is not known."""
    value = getattr(record, name)
    return "" if value in (None, ()) else voice.shown(record.record_type().field[name], value)


def title_of(voice: Voice, case: Case, record: Record) -> str:
    """What one record of a household is called, among the others of its kind."""
    kind = voice.label(record.record_type())
    match record:
        case Person() | UnregisteredPart() | Fixture():
            return record.name or kind
        case House():
            return f"{kind} {_place(case.houses, record)}".strip()
        case Appraisal():
            return f"{kind} {_place(case.appraisals, record)}".strip()
        case Grievance(slip_number=str(number)):
            return f"{kind} {number}"
        case _:
            return kind


def houses_of(voice: Voice, case: Case, linked: bytes | None) -> Sequence[tuple[bytes, str]]:
    """The houses that a record can be of, each as it is called; the one that it is of also after its withdrawal."""
    houses = [(house.id, title_of(voice, case, house)) for house in case.houses]
    if linked is not None and linked not in dict(houses):
        houses.append((linked, f"{voice.label(RECORDS['house'])} ({voice.word('withdrawn')})"))
    return houses


def records_of(case: Case) -> Iterator[Record]:
    """The household and its records that have an entry page."""
    yield case.household
    yield from (*case.people, *case.houses, *case.unregistered_parts, *case.fixtures, *case.appraisals)
    yield from (*case.wishes, *case.confirmations)


def withdrawn_line(voice: Voice, record: Record) -> Line:
    """One record that was withdrawn, and why."""
    kind = record.record_type()
    name = said(voice, record, "choice") if isinstance(record, Wish) else getattr(record, "name", None)
    reason = voice.word(getattr(record, "withdrawn_reason", None) or "")
    parts = (
        Part(voice.word("withdrawn"), 4, icon="withdraw", tone=""),
        Part(name or voice.label(kind), 5, "name"),
        Part(reason, 5, "second", is_right=True),
    )
    return Line(parts, Target(kind.name, record.id))


def house_lines(voice: Voice, case: Case) -> Iterator[Line]:
    """Who owns it, what the house is, and who else belongs to the household."""
    holders = [person for person in case.people if person.role in HOLDERS]
    yield from (_person_line(voice, person) for person in holders)
    shares = [person.share for person in holders if person.share is not None]
    if len(holders) > 1 and shares:
        field = RECORDS["person"].field["share"]
        yield Line((Part(voice.word("shares together"), 3, "name"), Part(voice.shown(field, sum(shares)), 8)))
    if case.household.title_disputed:
        note = case.household.dispute_note or voice.word("no note")
        name = voice.label(RECORDS["household"].field["title_disputed"])
        yield Line((Part(name, 3, "name"), Part(note, 7, tone=None)), Target("household", case.household.id))
    for house in case.houses:
        title = title_of(voice, case, house)
        if len(case.houses) > 1:
            title_parts = (Part(title, 3, "strong"), Part(house.elsewhere or "", 7, "second"))
            yield Line(title_parts, Target("house", house.id, "elsewhere"))
        yield from _house_facts(voice, house)
    yield from (_person_line(voice, person) for person in case.people if person.role not in HOLDERS)


def area_lines(voice: Voice, case: Case) -> Iterator[Line]:
    """Measured and recognised areas, of houses and of what is not registered, and their sum."""
    for house in case.houses:
        state = ("ok", "ok") if house.recognised_area is not None else ("warn", "clock")
        word = voice.word("recognised") if house.recognised_area is not None else voice.word("being verified")
        sourced = "measured_area" if house.recognised_area is None else "recognised_area"
        source = from_where(voice, house, sourced)
        parts = _area_parts(title_of(voice, case, house), house.measured_area, house.recognised_area, source)
        badge = Part(voice.word("disputed"), 6, icon="conflict", tone="risk") if house.area_disputed else None
        yield Line((*parts, badge or Part(word, 6, icon=state[1], tone=state[0])), _to(house, "recognised_area"))
    for part in case.unregistered_parts:
        tone, icon = _STATES.get(part.state, ("", "info"))
        word = said(voice, part, "state") or voice.choice(part.record_type().field["state"], "undetermined")
        sourced = "measured_area" if part.recognised_area is None else "recognition"
        source = part.recognition_document or from_where(voice, part, sourced)
        parts = _area_parts(part.name or "", part.measured_area, part.recognised_area, source)
        yield Line((*parts, Part(word, 6, icon=icon, tone=tone)), _to(part, "state"))
    if case.houses or case.unregistered_parts:
        yield _sum_line(voice, case)


def compensation_lines(voice: Voice, case: Case) -> Iterator[Line]:
    """What the locked sum comes to, each way as much as the others; what was appraised, and the fixtures one by one."""
    for row in sorted(case.calculations, key=lambda row: row.version or 0)[-1:]:
        yield from _sum_lines(voice, row)
    for appraisal in case.appraisals:
        what = said(voice, appraisal, "unit_price") and f"{said(voice, appraisal, 'unit_price')}/㎡"
        by = "  ".join(filter(None, (appraisal.appraiser, appraisal.report_number)))
        amount = said(voice, appraisal, "amount") or what or voice.word("not known")
        parts = (
            Part(title_of(voice, case, appraisal), 3),
            Part(by, 3, "second"),
            Part(amount, 4, "strong", is_right=True),
        )
        yield Line(parts, _to(appraisal, "unit_price"))
    for fixture in case.fixtures:
        yield _fixture_line(voice, fixture)


def stale_told(voice: Voice, row: Calculation, since: Since | None) -> Iterator[str]:
    """Why a locked sum is not what would be reckoned today; nothing where it is, or where that can't be told."""
    if since is None:
        return
    n = row.version or ""
    if since.facts:
        yield voice.word("Changed since version {n} was locked: {facts}.", n=n, facts=voice.listed(since.facts))
    if since.united:
        numbers = voice.listed(since.united)
        yield voice.word("What goes on under this household changed since: {numbers}", numbers=numbers)
    if since.is_older_plan:
        yield voice.word("Another plan is in use since version {n} was locked.", n=n)


def stale_lines(voice: Voice, row: Calculation, since: Since | None) -> Iterator[Line]:
    """The same as lines of the card, that lead to the sum."""
    for told in stale_told(voice, row, since):
        sign = Part(voice.word("to be reckoned anew"), 3, icon="warn", tone="warn")
        yield Line((sign, Part(told, 8, wraps=True)), Target(row.record_type().name, row.id))


def _sum_lines(voice: Voice, row: Calculation) -> Iterator[Line]:
    target = Target(row.record_type().name, row.id)
    for way, amount in row.amounts().items():
        direction = voice.word("receives") if amount >= 0 else voice.word("adds")
        figure = Part(money.shown(abs(amount)), 4, "strong", is_right=True)
        yield Line((Part(way, 4, "name"), Part(direction, 3, "second"), figure), target)
    told = voice.word("version {n}: see how each figure came", n=row.version or "")
    yield Line((Part(told, 10, "second", icon="calculator"),), target)


def wish_lines(voice: Voice, case: Case) -> Iterator[Line]:
    """What was said before, newest first; the newest stands above in full."""
    for wish in wishes_of(case)[1:]:
        yield Line(
            (
                Part(str(wish.said_on or ""), 3, "second"),
                Part(said(voice, wish, "choice"), 3, "strong"),
                Part(wish.words or "", 6, "second"),
            ),
            Target("wish", wish.id),
        )


def wishes_of(case: Case) -> Sequence[Wish]:
    """The household's wishes, newest first."""
    return sorted(case.wishes, key=lambda wish: (wish.said_on is not None, wish.said_on, wish.id), reverse=True)


def confirmed(voice: Voice, confirmation: Confirmation | None) -> str:
    """When and how a part was confirmed."""
    if confirmation is None:
        return ""
    day = f"{confirmation.confirmed_on:%m-%d}" if confirmation.confirmed_on else ""
    return " ".join(filter(None, (day, said(voice, confirmation, "manner"))))


def phone_of(case: Case) -> tuple[Person, str] | None:
    """The first holder whose phone is known, masked."""
    people = sorted(case.people, key=lambda each: each.role not in HOLDERS)
    return next(((each, each.phone.mask) for each in people if isinstance(each.phone, Sealed)), None)


def called(case: Case, voice: Voice) -> str:
    """What the household is called: by those who own or rent it, else by its number."""
    names = [person.name for person in case.people if person.role in HOLDERS and person.name]
    return voice.listed(names) or case.household.number or voice.word("no number")


def address_of(case: Case) -> str:
    """Where it stands, as it is said."""
    return place(case.household)


def last_wish(case: Case) -> Wish | None:
    """The newest wish."""
    return next(iter(wishes_of(case)), None)


def _person_line(voice: Voice, person: Person) -> Line:
    share = f"（{said(voice, person, 'share')}）" if person.share is not None else ""
    name = f"{person.name or voice.word('no name')}{share}"
    about = "  ".join(filter(None, (person.relation, said(voice, person, "sex"), said(voice, person, "phone"))))
    look = "strong" if person.role in HOLDERS else "value"
    return Line(
        (Part(said(voice, person, "role"), 3, "name"), Part(name, 4, look), Part(about, 4, "second", is_right=True)),
        _to(person, "name"),
    )


def _house_facts(voice: Voice, house: House) -> Iterator[Line]:
    label = house.record_type().field
    built = "  ".join(filter(None, (house.structure, said(voice, house, "year_built"), said(voice, house, "storeys"))))
    use = house.actual_use or house.certified_use or ""
    if house.certified_use and house.actual_use and house.certified_use != house.actual_use:
        use = f"{house.certified_use} → {house.actual_use}"
    certificate = voice.label(label["certificate_number"])
    facts = (
        (certificate, house.certificate_number, "certificate_number", "certificate"),
        (voice.word("structure, built"), built, "structure", "structure"),
        (voice.word("use"), use, "actual_use", "use"),
        (voice.label(label["encumbrance"]), house.encumbrance, "encumbrance", ""),
    )
    for name, value, field, sourced in facts:
        shown = Part(value, 5) if value else Part(voice.word("not known"), 5, "second")
        source = from_where(voice, house, sourced) if sourced else ""
        beside = Part(source, 3, "second", is_right=True, icon="document" if source else "")
        yield Line((Part(name, 3, "name"), shown, beside), _to(house, field))


def _area_parts(name: str, measured: Decimal | None, recognised: Decimal | None, source: str | None) -> Sequence[Part]:
    return (
        Part(name, 4),
        Part(_area(measured), 3, is_right=True),
        Part(_area(recognised), 3, "strong", is_right=True),
        Part(source or "", 3, "second"),
    )


def _sum_line(voice: Voice, case: Case) -> Line:
    things = (*case.houses, *case.unregistered_parts)
    measured = [each.measured_area for each in things]
    known = [area for area in measured if area is not None]
    counted = [each.recognised_area for each in things if each.recognised_area is not None]
    parts = _area_parts(
        voice.word("counted"),
        sum(known, Decimal()) if known == measured else None,  # a sum of some of them is none
        sum(counted, Decimal()) if counted else None,
        None,
    )
    return Line((Part(parts[0].text, 4, "strong"), *parts[1:], Part("", 6)))


def _fixture_line(voice: Voice, fixture: Fixture) -> Line:
    counted = " ".join(filter(None, (said(voice, fixture, "quantity"), fixture.unit)))
    priced = f"{counted} × {said(voice, fixture, 'unit_price')}" if fixture.unit_price is not None else counted
    amount = checks.priced(fixture) if fixture.amount is None else fixture.amount
    shown = (
        voice.shown(fixture.record_type().field["amount"], amount) if amount is not None else voice.word("not known")
    )
    return Line(
        (Part(fixture.name or "", 3), Part(priced, 3, "second"), Part(shown, 4, "strong", is_right=True)),
        _to(fixture, "quantity"),
    )


def _area(value: Decimal | None) -> str:
    if value is None:
        return "—"
    return f"{value:.2f}" if round(value, 2) == value else f"{value:f}"


def from_where(voice: Voice, record: Record, sourced: str) -> str:
    """The source of a fact, and the evidence for it."""
    source, evidence = (getattr(record, f"{sourced}_{part}") for part in ("source", "evidence"))
    return voice.listed(filter(None, (source, *evidence)))


def _to(record: Any, field: str) -> Target:
    return Target(record.record_type().name, record.id, field)


def _place(rows: Sequence[Record], row: Record) -> str:
    """Which of several it is; nothing where it is the only one, or none of them (any more)."""
    ids = [each.id for each in rows]
    return str(ids.index(row.id) + 1) if len(ids) > 1 and row.id in ids else ""
