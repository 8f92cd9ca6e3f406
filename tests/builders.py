"""Invented records that nothing is wrong with; a test names only what it is about.

Nobody is real: division 999999 does not exist, and no phone number begins with 100.
"""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import TypeVar

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
    Record,
    Service,
    UnregisteredPart,
    Visit,
    Wish,
)

TODAY = date(2026, 11, 18)
HERE = timezone(timedelta(hours=8))

_R = TypeVar("_R", bound=Record)


def at(hour: int, minute: int = 0, day: date = TODAY) -> datetime:
    """An instant in the area."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=HERE)


def _of_a_household(kind: type[_R], changes: dict[str, object], **values: object) -> _R:
    return kind.of({"household": new_id()} | values | changes)


def a_household(**changes: object) -> Household:
    return Household.of({"number": "DY-03-0127", "plot": "3", "lane": "示例里 3 巷", "door": "17"} | changes)


def a_person(**changes: object) -> Person:
    return _of_a_household(
        Person,
        changes,
        name="马示例",
        role="owner",
        sex="female",
        id_kind="resident",
        id_number="999999195603070026",
        phone="100-0000-6021",
        birth_date=date(1956, 3, 7),
    )


def a_house(**changes: object) -> House:
    return _of_a_household(
        House,
        changes,
        tenure="private",
        certificate_number="示例房权证第 03127 号",
        registered_gross=Decimal("62.40"),
        recognised_area=Decimal("62.40"),
        recognised_area_source="产权证",
        structure="砖混",
        year_built=1986,
        certified_use="住宅",
    )


def an_unregistered_part(**changes: object) -> UnregisteredPart:
    return _of_a_household(
        UnregisteredPart,
        changes,
        name="东厢房",
        measured_area=Decimal("12.00"),
        state="recognised",
        recognised_area=Decimal("12.00"),
        recognition_source="认定书",
    )


def a_fixture(**changes: object) -> Fixture:
    return _of_a_household(
        Fixture, changes, name="防盗门", quantity=Decimal(2), unit="樘", unit_price=80_000, amount=160_000
    )


def an_appraisal(**changes: object) -> Appraisal:
    return _of_a_household(Appraisal, changes, unit_price=520_000, appraiser="示例评估公司")


def a_wish(**changes: object) -> Wish:
    return _of_a_household(Wish, changes, said_on=TODAY, choice="undecided", words="还得商量。")


def a_confirmation(**changes: object) -> Confirmation:
    return _of_a_household(Confirmation, changes, part="house", confirmed_on=TODAY, manner="signed")


def a_visit(**changes: object) -> Visit:
    return _of_a_household(
        Visit,
        changes,
        manner="home",
        began_at=at(9, 12),
        ended_at=at(9, 41),
        visitors=("陈示例", "何示例"),
        met_whom="马示例",
        present=2,
        copy_handed=True,
    )


def a_calculation(**changes: object) -> Calculation:
    return _of_a_household(Calculation, changes, version=1, pack="示例片区第 3 版")


def a_service(**changes: object) -> Service:
    return _of_a_household(
        Service,
        changes,
        document="sheet",
        document_number="DY-03-0127-2",
        served_at=at(10, 2),
        manner="handed",
        servers=("陈示例", "何示例"),
        receiver="马示例",
    )


def an_agreement(**changes: object) -> Agreement:
    return _of_a_household(Agreement, changes, state="signed", stated_on=TODAY)


def a_payment(**changes: object) -> Payment:
    return _of_a_household(Payment, changes, paid_on=TODAY, amount=39_007_000)


def a_handover(**changes: object) -> Handover:
    return _of_a_household(Handover, changes, handed_over_on=TODAY, taken_over_by="陈示例")


def a_grievance(**changes: object) -> Grievance:
    return _of_a_household(Grievance, changes, raised_on=TODAY, manner="spoken", words="煤棚没有量。")


def a_grievance_event(**changes: object) -> GrievanceEvent:
    return _of_a_household(
        GrievanceEvent, changes, grievance=new_id(), step="answer", stated_on=TODAY, words="明天去量。"
    )
