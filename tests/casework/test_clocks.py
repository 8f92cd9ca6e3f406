"""Which entries a clock that can't be right has written, and that a right one is never accused."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop.casework.clocks import FIRST_DAY, ClockFault, Moment, clock_faults

NOW = datetime(2026, 11, 18, 4, tzinfo=UTC)
A, B = b"origin-a", b"origin-b"


def moments(*days: float, origin: bytes = A) -> list[Moment]:
    """Entries of one origin, in days from now."""
    return [Moment(origin, seq, NOW + timedelta(days=day)) for seq, day in enumerate(days, 1)]


def test_a_clock_that_went_back_is_told() -> None:
    assert clock_faults(moments(-3, -2, -2.5, -1), NOW) == {(A, 3): ClockFault.WENT_BACK}


def test_a_clock_before_the_program_existed_is_told() -> None:
    assert clock_faults(moments(-3, -20_000, -2), NOW) == {(A, 2): ClockFault.TOO_EARLY}


def test_a_clock_far_ahead_is_told_and_its_return_too() -> None:
    assert clock_faults(moments(-9, -2, -8), NOW) == {(A, 2): ClockFault.AHEAD, (A, 3): ClockFault.WENT_BACK}
    assert clock_faults(moments(-1, 3650), NOW) == {(A, 2): ClockFault.AHEAD}


def test_what_a_time_server_corrects_is_no_fault() -> None:
    assert not clock_faults(moments(-3, -3 - 20 / 86_400, -2), NOW)


def test_entries_that_arrive_late_from_elsewhere_are_no_fault() -> None:
    assert not clock_faults([*moments(-2, -1), *moments(-9, -8, origin=B)], NOW)


@given(st.lists(st.timedeltas(timedelta(), timedelta(days=10)), max_size=20))
def test_a_clock_that_only_goes_forward_is_never_accused(steps: list[timedelta]) -> None:
    when, written = FIRST_DAY, list[Moment]()
    for seq, step in enumerate(steps, 1):
        when += step
        written.append(Moment(A, seq, when))
    assert not clock_faults(reversed(written), when)
