"""Killed, or out of space, while a sum is checked and locked: there is the old state or the new one, and both hold."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import stores
from builders import a_house, a_household, a_person, an_appraisal
from jobs import CHECKER, FIRST
from plans import a_plan, issued
from stores import Template
from tracing import Jobs, needs_strace, sample

from desktop.casework import area_rules, locking, people, policy, recomputing
from desktop.casework.recomputing import Outcome
from desktop.domain.fields import Role
from desktop.domain.records import AreaFact, Calculation, CalculationCheck
from desktop.store import checking

pytestmark = pytest.mark.usefixtures("cheap_vault")

POINTS = [pytest.param(6, id="sample"), pytest.param(None, id="all", marks=pytest.mark.faults)]


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A household of whom everything is known, under an issued plan, and a colleague who can check."""
    room = tmp_path_factory.mktemp("sums")
    with stores.cheaply(room / "home"):
        store = issued(stores.made(room / "area"), policy.read(a_plan(room / "plan")))
        rate = AreaFact(name="签约率", value="61.20", unit="%")
        area_rules.set_rules(store, {}, {}, [rate], notice_on=date(2026, 10, 9), because="公示")
        people.admit(store, CHECKER, Role.CHECKER, stores.PASSPHRASE)
        home = a_household(number=FIRST)
        store.save(
            home,
            a_house(household=home.id, recognised_area=Decimal("62.40")),
            an_appraisal(household=home.id, unit_price=428_000),
            a_person(household=home.id),
        )
        return Template.of(store)


@needs_strace
@pytest.mark.parametrize("fault", ["signal=KILL", "error=ENOSPC"])
@pytest.mark.parametrize("points", POINTS)
def test_a_sum_is_checked_and_locked_wholly_or_not_at_all(
    fault: str, points: int | None, jobs: Jobs, ready: Template, tmp_path: Path
) -> None:
    calls = jobs.calls("check_and_lock", ready.laid_out(tmp_path / "traced"), log=tmp_path / "log")
    if fault == "error=ENOSPC":
        calls = [call for call in calls if call.name in ("pwrite64", "write", "ftruncate", "fallocate")]
    for call in sample(calls, points):
        folder = ready.laid_out(tmp_path / str(call))
        jobs.run_with_fault(call, fault, "check_and_lock", folder, log=tmp_path / "log")
        require_old_or_new(folder)


def require_old_or_new(folder: Path) -> None:
    """No half of it is there: a check without its sum is the state between the two, and a sum has its check."""
    assert checking.check(folder, stores.unlocked(folder)).is_whole
    with stores.opened(folder) as store:
        checks, sums = store.records(CalculationCheck), store.records(Calculation)
        assert (len(checks), len(sums)) in ((0, 0), (1, 0), (1, 1))
        assert all(locking.is_valid(store, check) for check in checks)
        assert all(replay.outcome is Outcome.SAME for replay in recomputing.recompute(store))
        assert [row.check for row in sums] == [check.id for check in checks][: len(sums)]
