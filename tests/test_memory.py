"""The collector stands still for a large job, and for no longer."""

import gc

import pytest

from desktop.memory import uncollected


def test_nothing_is_collected_meanwhile_also_in_a_job_within_the_job() -> None:
    with uncollected():
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_what_is_kept_is_not_looked_through_again() -> None:
    before = gc.get_freeze_count()
    with uncollected(is_kept=True):
        held = [[] for _ in range(1000)]
    assert gc.get_freeze_count() >= before + len(held)
    gc.unfreeze()


def test_a_job_that_fails_lets_the_collector_go_on() -> None:
    with pytest.raises(ZeroDivisionError), uncollected():
        raise ZeroDivisionError
    assert gc.isenabled()
