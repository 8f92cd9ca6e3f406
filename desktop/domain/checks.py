"""What makes a record acceptable: record → findings, all of them at once.

Promise: a record without an error among its findings can be written, sealed, sent, printed and read back unchanged; and
no message tells the value that it finds fault with. Hidden: what cannot be true, which is refused, against what is only
unusual, which is said and kept.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from desktop.domain import identity, money, rights
from desktop.domain.errors import Finding, Level
from desktop.domain.fields import RECORDS, Field, Group, Kind, Privacy
from desktop.domain.records import (
    Area,
    AreaClock,
    Fixture,
    Grievance,
    GrievanceEvent,
    House,
    Payment,
    Person,
    PrivacyRequestEvent,
    Record,
    Sealed,
    Service,
    Staff,
    UnregisteredPart,
    Visit,
)
from desktop.domain.values import fits

_SHORT, _LONG = 200, 10_000  # characters of a text
_WITH_LINES = frozenset({"words", "paper_text"})  # groups
_COMPUTED = frozenset(
    ("totals", "facts", "trace", "sources", "content", "strokes", "picture", "certificate")
)  # the program's own texts, however long
_MOST = 10**15  # with four decimals still exact in Python's decimal context, and in 64 bits
_ID_BYTES = 16
_WHOLE = 100  # %
_SERVERS = 2
_USUAL_ZONE = "Asia/Shanghai"
_OLDEST = date(1800, 1, 1)
_MAY_BE_BELOW_ZERO = frozenset({"on_floor", "agreed_amount"})
_MAY_LIE_AHEAD = frozenset(
    {
        "applies_from",
        "due",
        "due_on",
        "planned_at",
        "deadline",
        "agent_until",
        "hand_over_by",
        "notice_on",
        "day",
        "since",
        "valid_from",
        "valid_to",
    }
)

UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Controls and surrogates break a file or a sheet; marks that turn the direction of reading deceive the eye."""
_LINES = str.maketrans("\n\t", "  ")


def findings(record: Record, today: date) -> tuple[Finding, ...]:
    """Find every problem of a record on the area's civil day `today`. A sealed value is unchanged: never a finding."""
    faults: list[Finding] = []
    unknown: dict[str, Any] = {}
    kind, values = record.record_type(), vars(record)
    for name, field in kind.field.items():
        value = values[name]
        if value is None and not field.required:
            continue
        if not isinstance(value, Sealed):
            fault = _fault(kind.group_of[name], field, value)
            if fault is None:
                continue
            faults.append(fault)
        unknown[name] = () if field.kind is Kind.LIST else None
    sure = record.of({**values, **unknown}) if unknown else record
    return (*faults, *(found for found in _untrue(sure, today) if found.field not in unknown))


def _fault(group: Group, field: Field, value: Any) -> Finding | None:
    """Tell why a value cannot be kept, whatever it means."""
    if value is None or value in ("", ()):
        return Finding(field.name, "This is needed.") if field.required else None
    if not fits(field, value):
        return _kind_fault(field)
    fault_of = _FAULT_OF.get(field.kind)
    return fault_of(group, field, value) if fault_of else None


def _kind_fault(field: Field) -> Finding:
    return Finding(field.name, "This is not of the kind that is asked for: {kind}.", values={"kind": field.kind})


def _text_fault(group: Group, field: Field, text: object) -> Finding | None:
    if not isinstance(text, str):
        return _kind_fault(field)
    if field.required and not text.strip():
        return Finding(field.name, "This is needed.")
    return text_fault(field.name, text, is_long=group.name in _WITH_LINES or field.name.endswith(("note", "reason")))


def text_fault(field: str, text: str, *, is_long: bool) -> Finding | None:
    """Tell why a text cannot be kept; a long one may have lines."""
    most = _LONG if is_long else _SHORT
    if len(text) > most and field not in _COMPUTED:
        return Finding(field, "This is longer than {most} characters. Shorten it.", values={"most": most})
    if UNPRINTABLE.search(text.translate(_LINES) if is_long else text):
        return Finding(field, "This holds a sign that cannot be printed. Type it again.")
    return None


def _list_fault(group: Group, field: Field, texts: tuple[object, ...]) -> Finding | None:
    return next(filter(None, (_text_fault(group, field, text) for text in texts)), None)


def _choice_fault(group: Group, field: Field, choice: str) -> Finding | None:
    if any(choice == key for key, _ in field.choices):
        return None
    meant = next((key for key, label in field.choices if choice.strip() == label), None)
    proposal = None if group.privacy is Privacy.SENSITIVE else meant
    return Finding(field.name, "This is not one of the choices. Choose one of them.", proposal=proposal)


def _number_fault(_group: Group, field: Field, number: Decimal | int) -> Finding | None:
    if isinstance(number, Decimal) and not number.is_finite():
        return Finding(field.name, "This is not a number.")
    if abs(number) >= _MOST:
        return Finding(field.name, "This number is too large.")
    if number < 0 and field.name not in _MAY_BE_BELOW_ZERO:
        return Finding(field.name, "This cannot be below zero.")
    if isinstance(number, Decimal) and round(number, field.digits) != number:
        return Finding(
            field.name, "This has more than {digits} decimals. Round it first.", values={"digits": field.digits}
        )
    return None


def _date_fault(_group: Group, field: Field, day: date) -> Finding | None:
    if isinstance(day, datetime) and day.utcoffset() is None:
        return Finding(field.name, "This time needs the offset of its place, such as +08:00.")
    if _civil(day) < _OLDEST:
        return Finding(field.name, "The year of this date is too long ago.")
    return None


def _link_fault(_group: Group, field: Field, row: bytes) -> Finding | None:
    return None if len(row) == _ID_BYTES else Finding(field.name, "This points to no record. Choose it again.")


_FAULT_OF: Mapping[Kind, Callable[[Group, Field, Any], Finding | None]] = {
    Kind.TEXT: _text_fault,
    Kind.CHOICE: _choice_fault,
    Kind.LIST: _list_fault,
    Kind.NUMBER: _number_fault,
    Kind.WHOLE: _number_fault,
    Kind.MONEY: _number_fault,
    Kind.DATE: _date_fault,
    Kind.INSTANT: _date_fault,
    Kind.LINK: _link_fault,
}
"""What is looked at in a value that is of its field's kind."""


def _civil(day: date) -> date:
    return day.date() if isinstance(day, datetime) else day


_LINKS = {kind.name: tuple(field.name for field in kind.fields if field.kind is Kind.LINK) for kind in RECORDS.values()}
_DAYS = {
    kind.name: tuple(
        field.name
        for field in kind.fields
        if field.kind in (Kind.DATE, Kind.INSTANT) and field.name not in _MAY_LIE_AHEAD
    )
    for kind in RECORDS.values()
}


def _is_blank(text: str | None) -> bool:
    return not (text and text.strip())


def _untrue(record: Record, today: date) -> Iterator[Finding]:
    """Tell what cannot be so, or is unusual. A withdrawn record may be untrue: that is why it was withdrawn."""
    if getattr(record, "withdrawn", None):
        if _is_blank(getattr(record, "withdrawn_reason", None)):
            yield Finding("withdrawn_reason", "Say why this is withdrawn.")
        return
    kind, values = record.record_type(), vars(record)
    for name in _LINKS[kind.name]:
        if values[name] == record.id:
            yield Finding(name, "A record cannot point to itself. Choose another.")
    for name in _DAYS[kind.name]:
        if values[name] is not None and _civil(values[name]) > today:
            yield Finding(name, "This lies in the future. Correct the date.")
    yield from _untrue_of_kind(record, today)


def _untrue_of_kind(record: Record, today: date) -> Iterator[Finding]:
    match record:
        case Person():
            yield from _of_person(record, today)
        case Staff(name=str(name)):
            yield from identity.name_findings(name)
        case House():
            yield from _of_house(record, today)
        case UnregisteredPart():
            yield from _of_unregistered_part(record)
        case Fixture():
            yield from _of_fixture(record)
        case Visit():
            yield from _of_visit(record)
        case Service():
            yield from _of_service(record)
        case Payment(amount=0):
            yield Finding("amount", "A payment is more than nothing.")
        case Area() | AreaClock():
            yield from _of_area(record)
        case _:
            yield from _of_concern(record)


def _of_concern(record: Record) -> Iterator[Finding]:
    match record:
        case Grievance(manner="anonymous", raised_by=str()):
            yield Finding("raised_by", "It was raised without a name. Empty this, or choose another manner.")
        case GrievanceEvent(step="note" | "answer") | PrivacyRequestEvent(step="note" | "refused"):
            if _is_blank(record.words):
                yield Finding("words", "Write down in a few words what was said or done.")
        case _:
            pass


def _of_area(record: Area | AreaClock) -> Iterator[Finding]:
    match record:
        case Area(zone=str(zone)) if not _is_zone(zone):
            yield Finding("zone", "There is no such time zone.", proposal=_USUAL_ZONE)
        case AreaClock(clock=str(name), length=int(length)) if name in rights.RULED:
            yield from filter(None, [rights.length_finding(name, length)])
        case _:
            pass


def _is_zone(name: str) -> bool:
    """Whether "today" can be told by it: in another one no day of the store could be read any more."""
    try:
        ZoneInfo(name.strip())
    except (KeyError, ValueError, OSError):
        return False
    return True


def _of_person(person: Person, today: date) -> Iterator[Finding]:
    if person.name:
        yield from identity.name_findings(person.name)
    if person.share is not None and not 0 < person.share <= _WHOLE:
        yield Finding("share", "A share is more than 0 % and at most 100 %.")
    if isinstance(person.phone, str):
        yield from identity.phone_findings(person.phone)
    if isinstance(person.id_number, str) and person.id_kind in (None, "resident"):
        yield from _of_id_number(person, person.id_number, today)
    if person.role == "agent":
        for name in ("agent_scope", "agent_document"):
            if _is_blank(getattr(person, name)):
                yield Finding(name, "An agent acts within a scope and by a document. Ask for both.", Level.WARNING)


def _of_id_number(person: Person, text: str, today: date) -> Iterator[Finding]:
    faults = identity.id_number_findings(text, today)
    yield from faults
    if faults:
        return
    number = identity.clean_id_number(text)
    if person.birth_date and person.birth_date != identity.birth_date(number):
        yield Finding(
            "birth_date", "This is not the date of birth in the ID number. Compare both with the card.", Level.WARNING
        )
    if person.sex and person.sex != identity.sex(number):
        yield Finding("sex", "The ID number says otherwise. Compare both with the card.", Level.WARNING)


def _of_house(house: House, today: date) -> Iterator[Finding]:
    if house.recognised_area is not None and _is_blank(house.recognised_area_source):
        yield Finding("recognised_area_source", "Say where the recognised area comes from.", Level.WARNING)
    if house.registered_gross is not None and (house.registered_net or 0) > house.registered_gross:
        yield Finding("registered_net", "The net area is larger than the gross area.", Level.WARNING)
    if house.storeys is not None and (house.on_floor or 0) > house.storeys:
        yield Finding("on_floor", "The house has fewer storeys than that.", Level.WARNING)
    if house.year_built is not None and not _OLDEST.year <= house.year_built <= today.year:
        yield Finding("year_built", "Nothing was built in that year. Write it in four digits.")


def _of_unregistered_part(part: UnregisteredPart) -> Iterator[Finding]:
    is_by_factor = part.state == "recognised_with_factor"
    if is_by_factor and not part.factor:
        yield Finding("factor", "Recognised with a factor: the factor is needed, and it is above 0.")
    if part.factor is not None and not is_by_factor:
        yield Finding("factor", "Only a part recognised with a factor has one. Choose that state, or empty this.")
    if part.recognised_area is None:
        return
    if not (is_by_factor or part.state == "recognised"):
        yield Finding("recognised_area", "Only a recognised part has such an area. Choose that state, or empty this.")
    if _is_blank(part.recognition_source):
        yield Finding("recognition_source", "Say where the recognised area comes from.", Level.WARNING)


def _of_fixture(fixture: Fixture) -> Iterator[Finding]:
    amount = priced(fixture)
    if None not in (fixture.amount, amount) and amount != fixture.amount:
        yield Finding(
            "amount",
            "This is not quantity × unit price. Keep it if it was appraised.",
            Level.WARNING,
            proposal=money.shown(amount or 0),
        )


def priced(fixture: Fixture) -> int | None:
    """Quantity × unit price in fen; None where one of them is not known."""
    if fixture.quantity is None or fixture.unit_price is None:
        return None
    return int(money.rounded(Fraction(fixture.quantity) * fixture.unit_price, 0, money.Rounding.HALF_UP))


def _of_visit(visit: Visit) -> Iterator[Finding]:
    # within one zone Python compares what the clocks show, which goes back once a year
    if visit.began_at and visit.ended_at and visit.ended_at.timestamp() < visit.began_at.timestamp():
        yield Finding("ended_at", "A visit ends after it began. Correct one of the two times.")
    if visit.manner == "not_met":
        for name in ("met_whom", "present", "signature"):
            if getattr(visit, name):
                yield Finding(name, "Nobody was met on this visit. Empty this, or choose another manner.")
    if visit.corrects and _is_blank(visit.correction_reason):
        yield Finding("correction_reason", "Say why the earlier record is corrected.")
    if visit.copy_handed is False and _is_blank(visit.copy_reason):
        yield Finding("copy_reason", "Say why the household was given no copy.", Level.WARNING)


def _of_service(service: Service) -> Iterator[Finding]:
    if len(service.servers) < _SERVERS:
        yield Finding("servers", "A document is served by two people. Name both.", Level.WARNING)
    if service.refused and _is_blank(service.refusal_reason):
        yield Finding("refusal_reason", "Write down why it was refused, in their words.", Level.WARNING)
    if (service.refused or service.manner == "left") and _is_blank(service.witness):
        yield Finding("witness", "A refused or left document needs a witness.", Level.WARNING)
