"""What ranks heads among themselves; that they converge is shown by `tests/store/test_state_machine.py`."""

import pytest

from desktop.domain.merging import LAST_STAMP, rank

WALL = 1_763_431_200_000


@pytest.mark.parametrize("stamp", [1, WALL << 16, LAST_STAMP])
def test_an_op_ranks_by_its_stamp(stamp: int) -> None:
    assert rank(stamp, WALL) == stamp


@pytest.mark.parametrize("stamp", [LAST_STAMP + 1, (1 << 63) - 1])
def test_a_stamp_that_no_clock_reaches_ranks_by_the_time_beside_it(stamp: int) -> None:
    assert rank(stamp, WALL) == WALL << 16
