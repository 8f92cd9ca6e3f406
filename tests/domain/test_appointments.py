"""Of several appointments the last of a chain counts, and what was said before stays as it is."""

from datetime import time

from builders import HERE, TODAY, at

from desktop.domain import appointments
from desktop.domain.identity import new_id
from desktop.domain.records import Appointment


def an_appointment(**changes: object) -> Appointment:
    home = {"household": new_id(), "planned_at": at(9, 30), "manner": "home", "state": "agreed", "purpose": "送明白卡"}
    return Appointment.of(home | changes)


def test_the_last_of_a_chain_counts() -> None:
    first = an_appointment()
    second = appointments.moved(first, at(16), is_agreed=True, reason="去医院")
    third = appointments.cancelled(second, "来电话说不在")
    assert appointments.counting([third, first, second]) == (third,)
    assert (third.state, third.replaces, third.purpose) == ("cancelled", second.id, "送明白卡")


def test_what_was_withdrawn_replaces_nothing() -> None:
    first = an_appointment()
    second = appointments.moved(first, at(16), is_agreed=False, reason="去医院")
    gone = Appointment.of({**vars(second), "withdrawn": True})
    assert appointments.counting([first, gone]) == (first,)
    assert second.state == "planned"


def test_of_two_that_replace_the_same_one_the_later_counts() -> None:
    first = an_appointment()
    on_one, on_another = (appointments.moved(first, at(hour), is_agreed=True, reason="改") for hour in (15, 16))
    assert appointments.counting([on_another, first, on_one]) == (on_another,)


def test_of_two_that_replace_the_same_one_one_alone_counts_also_when_it_was_moved_again() -> None:
    first = an_appointment()
    on_one, on_another = (appointments.moved(first, at(hour), is_agreed=True, reason="改") for hour in (15, 16))
    again = appointments.moved(on_one, at(17), is_agreed=True, reason="又改")
    assert appointments.counting([on_another, again, first, on_one]) == (again,)
    last = appointments.cancelled(on_another, "来电话说不在")
    assert appointments.counting([on_another, again, first, on_one, last]) == (last,)


def test_an_appointment_may_name_a_day_alone() -> None:
    by_day = an_appointment(planned_at=appointments.moment(TODAY, None, HERE))
    at_night = an_appointment(planned_at=appointments.moment(TODAY, time(0, 5), HERE))
    assert [appointments.has_hour(each, HERE) for each in (by_day, at_night, an_appointment())] == [False, True, True]
