"""The records of `fields.py` as frozen values: what a form reads, what the store keeps and gives back.

A record is whole: a field that is None (or an empty list) is not known. Sensitive fields come back from the store as
`Sealed`.
"""

import json
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Self, dataclass_transform

from desktop.domain.fields import RECORDS, RecordType
from desktop.domain.identity import new_id


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sensitive value that stays sealed: only its mask can be shown. Saved back, it means "unchanged"."""

    mask: str

    def __str__(self) -> str:
        return self.mask


@dataclass_transform(frozen_default=True, kw_only_default=True, eq_default=False, field_specifiers=(field,))
@dataclass(init=False, repr=False, eq=False)
class Record:
    """What all records share. Each kind is a frozen dataclass; what makes it one stands here once for all of them.

    Written anew for each kind, as the decorator does, it would take 9 ms of every start.
    `seen` is the store's revision when the row was read: an edit supersedes what was seen, no more.
    """

    _defaults: ClassVar[dict[str, Any]]

    id: bytes = field(default_factory=new_id)
    seen: int | None = field(default=None, compare=False)

    def __init_subclass__(cls) -> None:
        dataclass(init=False, repr=False, eq=False)(cls)
        cls._defaults = {each.name: each.default for each in fields(cls) if each.name != "id"}

    def __init__(self, **values: Any) -> None:
        own = self._defaults | values
        if len(own) - ("id" in own) > len(self._defaults):
            unknown = own.keys() - self._defaults.keys() - {"id"}
            raise TypeError(f"{type(self).__name__} has no {', '.join(sorted(unknown))}")
        own.setdefault("id", new_id())
        vars(self).update(own)

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    @classmethod
    def record_type(cls) -> RecordType:
        """The record's row in the table of fields."""
        return RECORDS[_NAME_OF[cls]]

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """The record with these values by field name; names that it does not have are a TypeError."""
        return cls(**values)

    def __eq__(self, other: object) -> bool:
        """Whether all is the same but when it was read."""
        if type(other) is not type(self):
            return NotImplemented
        return {**vars(self), "seen": None} == {**vars(other), "seen": None}

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        """Names the row and no value, since representations end in logs."""
        return f"<{_NAME_OF[type(self)]} {self.id.hex()}>"


class Household(Record):
    """The unit of everything."""

    number: str | None = None
    plot: str | None = None
    building: str | None = None
    lane: str | None = None
    door: str | None = None
    unit: str | None = None
    floor: str | None = None
    room: str | None = None
    address: str | None = None
    address_note: str | None = None
    contact_wish: str | None = None
    contact_note: str | None = None
    title_disputed: bool | None = None
    dispute_note: str | None = None
    note: str | None = None
    people_count: int | None = None
    paper_language: str | None = None
    same_as: bytes | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Person(Record):
    """One of the people of a household."""

    household: bytes | None = None
    name: str | None = None
    role: str | None = None
    share: Decimal | None = None
    relation: str | None = None
    id_kind: str | Sealed | None = None
    id_number: str | Sealed | None = None
    phone: str | Sealed | None = None
    sex: str | None = None
    birth_date: date | Sealed | None = None
    special_groups: tuple[str, ...] | Sealed = ()
    special_note: str | Sealed | None = None
    bank_name: str | Sealed | None = None
    bank_account: str | Sealed | None = None
    account_holder: str | Sealed | None = None
    agent_scope: str | None = None
    agent_document: str | None = None
    agent_until: date | None = None
    language: str | None = None
    can_read: bool | None = None
    needs_interpreter: bool | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class House(Record):
    """A registered house, with its areas as facts that name their source."""

    household: bytes | None = None
    tenure: str | None = None
    certificate_number: str | None = None
    certificate_source: str | None = None
    certificate_evidence: tuple[str, ...] = ()
    registered_gross: Decimal | None = None
    registered_net: Decimal | None = None
    registered_area_source: str | None = None
    registered_area_evidence: tuple[str, ...] = ()
    measured_area: Decimal | None = None
    measured_area_source: str | None = None
    measured_area_evidence: tuple[str, ...] = ()
    recognised_area: Decimal | None = None
    recognised_area_source: str | None = None
    recognised_area_evidence: tuple[str, ...] = ()
    structure: str | None = None
    storeys: int | None = None
    on_floor: int | None = None
    year_built: int | None = None
    structure_source: str | None = None
    structure_evidence: tuple[str, ...] = ()
    certified_use: str | None = None
    actual_use: str | None = None
    use_source: str | None = None
    use_evidence: tuple[str, ...] = ()
    elsewhere: str | None = None
    status: str | None = None
    encumbrance: str | None = None
    business_name: str | None = None
    business_licence: str | None = None
    area_disputed: bool | None = None
    area_dispute_note: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class UnregisteredPart(Record):
    """A part of a house without registration, and how it was recognised."""

    household: bytes | None = None
    house: bytes | None = None
    name: str | None = None
    measured_area: Decimal | None = None
    measured_area_source: str | None = None
    measured_area_evidence: tuple[str, ...] = ()
    state: str | None = None
    factor: Decimal | None = None
    recognised_area: Decimal | None = None
    recognised_by: str | None = None
    recognition_document: str | None = None
    recognised_on: date | None = None
    recognition_source: str | None = None
    recognition_evidence: tuple[str, ...] = ()
    structure: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Fixture(Record):
    """An item of decoration or an outbuilding: quantity × unit price, or an appraised amount."""

    household: bytes | None = None
    name: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    unit_price: int | None = None
    amount: int | None = None
    item_source: str | None = None
    item_evidence: tuple[str, ...] = ()
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Appraisal(Record):
    """What the appraiser found for a house."""

    household: bytes | None = None
    house: bytes | None = None
    unit_price: int | None = None
    amount: int | None = None
    appraiser: str | None = None
    report_number: str | None = None
    appraised_on: date | None = None
    appraisal_source: str | None = None
    appraisal_evidence: tuple[str, ...] = ()
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Wish(Record):
    """What the household said it would like, on one day, in its own words."""

    household: bytes | None = None
    said_on: date | None = None
    choice: str | None = None
    said_by: str | None = None
    words: str | None = None
    wished_area: Decimal | None = None
    wished_flats: int | None = None
    wished_place: str | None = None
    wished_layout: str | None = None
    reasons: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Confirmation(Record):
    """One of the four parts (四清) was asked and confirmed."""

    household: bytes | None = None
    part: str | None = None
    confirmed_on: date | None = None
    manner: str | None = None
    confirmed_by: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Visit(Record):
    """One contact with the household."""

    household: bytes | None = None
    manner: str | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None
    visitors: tuple[str, ...] = ()
    recorder: str | None = None
    present: int | None = None
    from_paper: bool | None = None
    topics: tuple[str, ...] = ()
    purpose_notice: bool | None = None
    read_aloud: bool | None = None
    notice_left: bool | None = None
    copy_handed: bool | None = None
    signature: str | None = None
    corrects: bytes | None = None
    met_whom: str | None = None
    place: str | None = None
    situation: str | None = None
    difficulties: str | None = None
    demands: str | None = None
    explained: str | None = None
    answers: str | None = None
    next_step: str | None = None
    copy_reason: str | None = None
    correction_reason: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Appointment(Record):
    """When somebody goes to a household, or it comes; a later one replaces it."""

    household: bytes | None = None
    planned_at: datetime | None = None
    manner: str | None = None
    state: str | None = None
    visitors: tuple[str, ...] = ()
    replaces: bytes | None = None
    purpose: str | None = None
    reason: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Told(Record):
    """A right was explained to the household."""

    household: bytes | None = None
    term: str | None = None
    told_on: date | None = None
    told_by: str | None = None
    visit: bytes | None = None
    form_left: bool | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Evidence(Record):
    """A photo, scan or drawing, and what it proves; `digest` names its file."""

    household: bytes | None = None
    kind: str | None = None
    digest: str | None = None
    media_type: str | None = None
    size: int | None = None
    taken_at: datetime | None = None
    consent: str | None = None
    visit: bytes | None = None
    house: bytes | None = None
    paper_code: str | None = None
    caption: str | None = None
    place: str | None = None
    file_name: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Signature(Record):
    """Received, or as I said it: of exactly the content with this digest."""

    household: bytes | None = None
    manner: str | None = None
    signed_at: datetime | None = None
    content_digest: str | None = None
    visit: bytes | None = None
    explanation: bytes | None = None
    evidence: bytes | None = None
    signer: str | None = None
    strokes: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class PrivacyRequest(Record):
    """A household wants to see, correct or delete what is kept of it."""

    household: bytes | None = None
    wants: str | None = None
    raised_on: date | None = None
    taken_by: str | None = None
    due_on: date | None = None
    raised_by: str | None = None
    words: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class PrivacyRequestEvent(Record):
    """What was done about it."""

    household: bytes | None = None
    data_request: bytes | None = None
    step: str | None = None
    stated_on: date | None = None
    words: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Promise(Record):
    """What we promised, who does it, and by when."""

    household: bytes | None = None
    visit: bytes | None = None
    due_on: date | None = None
    promised_by: str | None = None
    promise: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class PromiseOutcome(Record):
    """What became of a promise."""

    household: bytes | None = None
    promise: bytes | None = None
    state: str | None = None
    stated_on: date | None = None
    note: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Explanation(Record):
    """One clause of one pack version, explained to somebody."""

    household: bytes | None = None
    visit: bytes | None = None
    pack: str | None = None
    clause: str | None = None
    explained_on: date | None = None
    spoken_language: str | None = None
    interpreter: str | None = None
    read_aloud_by: str | None = None
    understood: str | None = None
    explained_to: str | None = None
    questions: str | None = None
    answers: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Calculation(Record):
    """One run of a policy pack over the facts of a household."""

    household: bytes | None = None
    version: int | None = None
    pack: str | None = None
    totals: str | None = None
    supersedes: bytes | None = None
    engine: int | None = None
    facts_sha256: str | None = None
    trace_sha256: str | None = None
    sources: str | None = None
    check: bytes | None = None
    flats: tuple[str, ...] = ()
    facts: str | Sealed | None = None
    trace: str | Sealed | None = None
    reason: str | Sealed | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None

    def amounts(self) -> dict[str, int]:
        """What each way comes to for the household, in the smallest unit of the money; below zero it adds money."""
        return json.loads(self.totals or "{}")


class CalculationCheck(Record):
    """A second person looked through a sum, and signed what it comes to."""

    household: bytes | None = None
    pack: str | None = None
    totals: str | None = None
    facts_sha256: str | None = None
    trace_sha256: str | None = None
    checked_at: datetime | None = None
    checked_by: str | None = None
    public_key: str | None = None
    signature: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Sheet(Record):
    """The numbered paper made from a calculation."""

    household: bytes | None = None
    number: str | None = None
    version: int | None = None
    calculation: bytes | None = None
    issued_on: date | None = None
    ledger: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Printing(Record):
    """A paper went to a printer or into a file."""

    household: bytes | None = None
    paper: str | None = None
    of_row: bytes | None = None
    number: str | None = None
    version: int | None = None
    written_language: str | None = None
    copies: int | None = None
    pages: int | None = None
    printed_at: datetime | None = None
    printed_by: str | None = None
    way: str | None = None
    code: str | None = None
    file_digest: str | None = None
    text_digest: str | None = None
    said: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class PrintingEvent(Record):
    """Where a printed paper went."""

    household: bytes | None = None
    printing: bytes | None = None
    step: str | None = None
    stated_on: date | None = None
    receiver: str | None = None
    note: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Service(Record):
    """A document handed over (送达)."""

    household: bytes | None = None
    document: str | None = None
    document_number: str | None = None
    served_at: datetime | None = None
    manner: str | None = None
    refused: bool | None = None
    servers: tuple[str, ...] = ()
    place: str | None = None
    receiver: str | None = None
    receiver_relation: str | None = None
    refusal_reason: str | None = None
    witness: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Grievance(Record):
    """What somebody complains of or asks for; may be anonymous and without a household."""

    household: bytes | None = None
    raised_on: date | None = None
    manner: str | None = None
    slip_number: str | None = None
    taken_by: str | None = None
    due_on: date | None = None
    raised_by: str | None = None
    words: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class GrievanceEvent(Record):
    """A step in the answering of a grievance."""

    household: bytes | None = None
    grievance: bytes | None = None
    step: str | None = None
    stated_on: date | None = None
    words: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Agreement(Record):
    """Where the agreement with a household stands."""

    household: bytes | None = None
    state: str | None = None
    number: str | None = None
    stated_on: date | None = None
    calculation: bytes | None = None
    option: str | None = None
    agreed_amount: int | None = None
    hand_over_by: date | None = None
    note: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Instalment(Record):
    """A part of the agreed money."""

    household: bytes | None = None
    agreement: bytes | None = None
    place: int | None = None
    amount: int | None = None
    due_on: date | None = None
    condition: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Payment(Record):
    """Money that reached the household."""

    household: bytes | None = None
    paid_on: date | None = None
    amount: int | None = None
    payment_evidence: tuple[str, ...] = ()
    instalment: bytes | None = None
    reference: str | None = None
    payee: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Handover(Record):
    """The house was handed over."""

    household: bytes | None = None
    handed_over_on: date | None = None
    taken_over_by: str | None = None
    handover_evidence: tuple[str, ...] = ()
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Question(Record):
    """Something of a household that the office wants corrected (退回补正)."""

    household: bytes | None = None
    asked_record: str | None = None
    asked_row: bytes | None = None
    asked_field: str | None = None
    due: date | None = None
    question: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class QuestionAnswer(Record):
    """What became of a question of the office."""

    household: bytes | None = None
    question: bytes | None = None
    kind: str | None = None
    answer: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Sameness(Record):
    """What the office judged of two households that may be one (疑似同一户), written of each of them."""

    household: bytes | None = None
    other: bytes | None = None
    verdict: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Purge(Record):
    """That what is about a household shall never be read again, or the second person's confirmation of that."""

    household: bytes | None = None
    confirms: bytes | None = None
    ground: str | None = None
    ordered_on: date | None = None
    applies_from: date | None = None
    file_offered: str | None = None
    ordered_by: bytes | None = None
    order_signature: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Flat(Record):
    """A flat of the area to choose from, and who holds it."""

    building: str | None = None
    unit: str | None = None
    room: str | None = None
    on_floor: int | None = None
    storeys: int | None = None
    layout: str | None = None
    area: Decimal | None = None
    coefficient: Decimal | None = None
    unit_price: int | None = None
    state: str | None = None
    held_by: bytes | None = None
    held_on: date | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Assignment(Record):
    """Who is responsible for a household."""

    household: bytes | None = None
    staff: bytes | None = None
    department: str | None = None
    deadline: date | None = None
    duties: tuple[str, ...] = ()
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Staff(Record):
    """A member of staff, with the public key of their signature."""

    name: str | None = None
    role: str | None = None
    public_key: str | None = None
    team: str | None = None
    phone: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Area(Record):
    """The area that this store is about."""

    name: str | None = None
    project: str | None = None
    decision_number: str | None = None
    notice_on: date | None = None
    zone: str | None = None
    office: str | None = None
    office_address: str | None = None
    window_phone: str | None = None
    reconsideration_body: str | None = None
    court: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class AreaClock(Record):
    """A clock that the area sets in the household's favour, in the unit of its article."""

    clock: str | None = None
    length: int | None = None
    reason: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class AreaDay(Record):
    """A day on which the area rests or works, other than the country's calendar has it."""

    day: date | None = None
    kind: str | None = None
    reason: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class AreaFact(Record):
    """A fact of the project that plans ask for, from a day on."""

    name: str | None = None
    value: str | None = None
    unit: str | None = None
    since: date | None = None
    reason: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class IssuedPack(Record):
    """A compensation plan that was issued; `pack` is its id, `content` its file."""

    name: str | None = None
    version: str | None = None
    pack: str | None = None
    supersedes: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    issued_on: date | None = None
    content: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class PackCheck(Record):
    """A second person looked through a plan before it was issued."""

    pack: str | None = None
    name: str | None = None
    version: str | None = None
    cells: int | None = None
    checked_on: date | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class CheckKey(Record):
    """Makes the check codes of the area's papers, and tells a genuine one."""

    key: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Device(Record):
    """A laptop of the field, with its certificate."""

    name: str | None = None
    team: str | None = None
    certificate: str | None = None
    number: int | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Revocation(Record):
    """A device that is trusted no more."""

    device: bytes | None = None
    last_entries: tuple[str, ...] = ()
    reason: str | None = None
    revoked_on: date | None = None
    lost: bool | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class OfficeUnlock(Record):
    """The office opened a device whose passphrase was forgotten."""

    device: bytes | None = None
    reason: str | None = None
    opened_on: date | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class PaperText(Record):
    """The area's own wording of a paper."""

    paper: str | None = None
    written_language: str | None = None
    content: str | None = None
    content_digest: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class DrawnSign(Record):
    """How a character looks that no font holds."""

    sign: str | None = None
    picture: str | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Intake(Record):
    """A file that was taken in as a whole; the next `entries` journal entries of its origin are what it said."""

    kind: str | None = None
    file_name: str | None = None
    file_digest: str | None = None
    source_rows: int | None = None
    imported_rows: int | None = None
    other_rows: int | None = None
    refused_rows: int | None = None
    entries: int | None = None
    withdrawn: bool | None = None
    withdrawn_reason: str | None = None


class Look(Record):
    """Somebody looked at a sensitive field."""

    household: bytes | None = None
    row: bytes | None = None
    field: str | None = None


CLASSES: dict[str, type[Record]] = {
    "household": Household,
    "person": Person,
    "house": House,
    "unregistered_part": UnregisteredPart,
    "fixture": Fixture,
    "appraisal": Appraisal,
    "wish": Wish,
    "confirmation": Confirmation,
    "visit": Visit,
    "appointment": Appointment,
    "told": Told,
    "evidence": Evidence,
    "signature": Signature,
    "data_request": PrivacyRequest,
    "data_request_event": PrivacyRequestEvent,
    "promise": Promise,
    "promise_outcome": PromiseOutcome,
    "explanation": Explanation,
    "calculation": Calculation,
    "calculation_check": CalculationCheck,
    "sheet": Sheet,
    "printing": Printing,
    "printing_event": PrintingEvent,
    "service": Service,
    "grievance": Grievance,
    "grievance_event": GrievanceEvent,
    "agreement": Agreement,
    "instalment": Instalment,
    "payment": Payment,
    "handover": Handover,
    "question": Question,
    "question_answer": QuestionAnswer,
    "sameness": Sameness,
    "purge": Purge,
    "flat": Flat,
    "assignment": Assignment,
    "staff": Staff,
    "area": Area,
    "area_clock": AreaClock,
    "area_day": AreaDay,
    "area_fact": AreaFact,
    "pack": IssuedPack,
    "pack_check": PackCheck,
    "check_key": CheckKey,
    "device": Device,
    "revocation": Revocation,
    "office_unlock": OfficeUnlock,
    "paper_text": PaperText,
    "drawn_sign": DrawnSign,
    "intake": Intake,
    "look": Look,
}
"""Record class by the record's name in `fields.py`."""

_NAME_OF = {record: name for name, record in CLASSES.items()}
