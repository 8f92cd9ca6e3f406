"""What a day holds is found without going through everything that was ever written of the area."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import stores
from builders import TODAY, a_household, a_service, a_visit, at
from sqlalchemy import event

from desktop.casework import questioning
from desktop.casework.today import today_of
from desktop.domain.fields import RECORDS
from desktop.domain.records import Appointment, Assignment, Handover, Promise, Staff
from desktop.store.store import Store

OF_HOUSEHOLDS = {"household"} | {record.name for record in RECORDS.values() if "household" in record.field}


def plans(store: Store, ask: Callable[[Store], object]) -> list[str]:
    """How the database goes about each thing that is asked of it."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        asked.append((statement, parameters))

    event.listen(store.engine, "before_cursor_execute", note)
    ask(store)
    event.remove(store.engine, "before_cursor_execute", note)
    assert len(asked) > 5
    with store.reading() as connection:
        raw: Any = connection.connection.driver_connection
        return [step[3] for each in asked for step in raw.execute(f"EXPLAIN QUERY PLAN {each[0]}", each[1])]


@pytest.mark.parametrize("role", ["clerk", "worker"])
def test_no_record_of_the_households_is_gone_through(new_store: stores.NewStore, role: str) -> None:
    home, yesterday = a_household(), TODAY - timedelta(days=1)
    with new_store("area") as store:
        worker = Staff(name="何示例", role="worker")
        store.enlist(worker, because="来了")
        store.save(
            home,
            Appointment(household=home.id, planned_at=at(9, 30), manner="home", state="agreed"),
            Promise(household=home.id, due_on=yesterday, promised_by="何示例", promise="来量煤棚"),
            a_visit(household=home.id, began_at=at(9, day=yesterday), ended_at=None),
            a_service(household=home.id, document="appraisal_report", served_at=at(9, day=yesterday)),
            Handover(household=home.id, handed_over_on=yesterday),
        )
        store.save(Assignment(household=home.id, staff=worker.id))
        questioning.ask(store, home.id, "缺住户的想法。", record="wish")
        day = today_of(store, worker.name if role == "worker" else None)
        assert all((day.awaited, day.owed, day.unpaid, day.running, day.returned))
        steps = plans(store, lambda store: today_of(store, worker.name if role == "worker" else None))
    gone_through = {re.sub(r"_\d+$", "", name) for step in steps for name in re.findall(r"^SCAN (\w+)", step)}
    assert not gone_through & OF_HOUSEHOLDS, steps
