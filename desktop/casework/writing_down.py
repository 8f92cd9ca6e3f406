"""What is known when something that happens to a household is written down: nobody is asked for it (ui.md, rule 8).

Promise: a slip has its number, and the day of the answer, at once; neither is typed. Hidden: both are given when the
record is written, since the day on which something was raised may be corrected till then.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from desktop.casework import area_rules, household_rights
from desktop.domain.fields import RECORDS, Kind
from desktop.domain.four_clear import Case
from desktop.domain.identity import device_prefix, slip_number
from desktop.domain.records import Grievance, PrivacyRequest, Record
from desktop.store import usage
from desktop.store.store import Store

GIVEN: Mapping[str, tuple[str, ...]] = {
    "grievance": ("slip_number", "due_on", "taken_by"),
    "data_request": ("due_on", "taken_by"),
}
"""By record the fields that the program gives; nobody types them."""

BEGINS_WITH: Mapping[str, str] = {"grievance_event": "step", "data_request_event": "step"}
"""By record the field that is asked first, where what stands before it is known."""

NOBODY = b""
"""The id that stands in place of a household's for what is raised by nobody's household."""

_STEPS_IN = {"grievance_event": "grievance", "data_request_event": "data_request"}

R = TypeVar("R", bound=Record)


def begun_with(store: Store, record: str, case: Case, about: str = "") -> dict[str, Any]:
    """By field what a new record of what happened begins with: the day, the time, the place, who is here.

    `about` is which part is confirmed, or the id of what a step is taken in.
    """
    known: dict[str, Any] = {}
    if record == "confirmation":
        known["part"] = about
    elif about and record in _STEPS_IN:
        known[_STEPS_IN[record]] = bytes.fromhex(about)
    for field in RECORDS[record].fields:
        if field.kind is Kind.DATE and field.required:
            known[field.name] = store.today()
        elif field.kind is Kind.INSTANT and field.required:
            known[field.name] = store.now().replace(second=0, microsecond=0)
    if record == "service":
        home = case.household
        place = home.address or " ".join(filter(None, (home.lane, home.door)))
        known |= {"manner": "handed", "servers": (store.opened.name,), "place": place or None}
    return known


def completed(store: Store, record: R) -> R:
    """The record with what the program itself gives it: who took it down, until when it is answered, its number."""
    if not isinstance(record, Grievance | PrivacyRequest):
        return record
    ends = household_rights.reply_clock(replace(record, due_on=None), area_rules.rules_of(store)).end
    own: dict[str, Any] = {"taken_by": record.taken_by or store.opened.name, "due_on": ends.day if ends else None}
    if isinstance(record, Grievance) and not record.slip_number:
        own["slip_number"] = next_slip(store)
    return replace(record, **own)


def next_slip(store: Store) -> str:
    """The number of the next slip that this device gives."""
    prefix = device_prefix(store.end.origin)
    last = usage.highest_number(store, slip_number(prefix, 0).removesuffix("0000"), "grievance", "slip_number")
    return slip_number(prefix, last + 1)
