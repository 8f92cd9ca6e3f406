"""Invented records that nothing is wrong with; a test names only what it is about.

Nobody is real: division 999999 does not exist, and no phone number begins with 100.
"""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from desktop.domain.identity import new_id
from desktop.domain.records import (
    Agreement,
    Appraisal,
    Calculation,
    Confirmation,
    Fixture,
    Grievance,
    GrievanceEvent,
    Handover,
    House,
    Household,
    Payment,
    Person,
    Service,
    UnregisteredPart,
    Visit,
    Wish,
)

TODAY = date(2026, 11, 18)
HERE = timezone(timedelta(hours=8))


def at(hour: int, minute: int = 0, day: date = TODAY) -> datetime:
    """An instant in the area, on its day."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=HERE)


def a_household(**changes: Any) -> Household:
    values = {"number": "DY-03-0127", "plot": "3", "lane": "文和里 3 巷", "door": "17"}
    return Household.of(values | changes)


def a_person(**changes: Any) -> Person:
    values: dict[str, Any] = {
        "household": new_id(),
        "name": "马示例",
        "role": "owner",
        "sex": "female",
        "id_kind": "resident",
        "id_number": "999999195603070020",
        "phone": "100-0000-6021",
        "birth_date": date(1956, 3, 7),
    }
    return Person.of(values | changes)


def a_house(**changes: Any) -> House:
    values: dict[str, Any] = {
        "household": new_id(),
        "tenure": "private",
        "certificate_number": "示例房权证第 03127 号",
        "registered_gross": Decimal("62.40"),
        "recognised_area": Decimal("62.40"),
        "recognised_area_source": "产权证",
        "structure": "砖混",
        "year_built": 1986,
        "certified_use": "住宅",
    }
    return House.of(values | changes)


def an_unregistered_part(**changes: Any) -> UnregisteredPart:
    values: dict[str, Any] = {
        "household": new_id(),
        "name": "东厢房",
        "measured_area": Decimal("12.00"),
        "state": "recognised",
        "recognised_area": Decimal("12.00"),
        "recognition_source": "认定书",
    }
    return UnregisteredPart.of(values | changes)


def a_fixture(**changes: Any) -> Fixture:
    values: dict[str, Any] = {
        "household": new_id(),
        "name": "防盗门",
        "quantity": Decimal(2),
        "unit": "樘",
        "unit_price": 80_000,
        "amount": 160_000,
    }
    return Fixture.of(values | changes)


def an_appraisal(**changes: Any) -> Appraisal:
    values: dict[str, Any] = {"household": new_id(), "unit_price": 520_000, "appraiser": "示例评估公司"}
    return Appraisal.of(values | changes)


def a_wish(**changes: Any) -> Wish:
    values: dict[str, Any] = {"household": new_id(), "said_on": TODAY, "choice": "undecided", "words": "还得商量。"}
    return Wish.of(values | changes)


def a_confirmation(**changes: Any) -> Confirmation:
    values: dict[str, Any] = {"household": new_id(), "part": "house", "confirmed_on": TODAY, "manner": "signed"}
    return Confirmation.of(values | changes)


def a_visit(**changes: Any) -> Visit:
    values: dict[str, Any] = {
        "household": new_id(),
        "manner": "home",
        "began_at": at(9, 12),
        "ended_at": at(9, 41),
        "visitors": ("陈示例", "何示例"),
        "met_whom": "马示例",
        "present": 2,
        "copy_handed": True,
    }
    return Visit.of(values | changes)


def a_service(**changes: Any) -> Service:
    values: dict[str, Any] = {
        "household": new_id(),
        "document": "sheet",
        "document_number": "DY-03-0127-2",
        "served_at": at(10, 2),
        "manner": "handed",
        "servers": ("陈示例", "何示例"),
        "receiver": "马示例",
    }
    return Service.of(values | changes)


def a_calculation(**changes: Any) -> Calculation:
    values: dict[str, Any] = {"household": new_id(), "version": 1, "pack": "示例片区第 3 版"}
    return Calculation.of(values | changes)


def an_agreement(**changes: Any) -> Agreement:
    values: dict[str, Any] = {"household": new_id(), "state": "signed", "stated_on": TODAY}
    return Agreement.of(values | changes)


def a_payment(**changes: Any) -> Payment:
    values: dict[str, Any] = {"household": new_id(), "paid_on": TODAY, "amount": 39_007_000}
    return Payment.of(values | changes)


def a_handover(**changes: Any) -> Handover:
    values: dict[str, Any] = {"household": new_id(), "handed_over_on": TODAY, "taken_over_by": "陈示例"}
    return Handover.of(values | changes)


def a_grievance(**changes: Any) -> Grievance:
    values: dict[str, Any] = {
        "household": new_id(),
        "raised_on": TODAY,
        "manner": "spoken",
        "words": "煤棚没有量。",
    }
    return Grievance.of(values | changes)


def a_grievance_event(**changes: Any) -> GrievanceEvent:
    values: dict[str, Any] = {
        "household": new_id(),
        "grievance": new_id(),
        "step": "answer",
        "stated_on": TODAY,
        "words": "明天去量。",
    }
    return GrievanceEvent.of(values | changes)
