"""What a day holds, as long as the page of the day waits for it, against the rows of that day read by their ids.

The day is the same in a district of any size; all that grows with it is what lies behind: each household was visited,
awaited, served and promised something before, and most have moved and were paid. That history is put straight into the
rows of a copy, without a journal, which the day does not read.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from statistics import median
from typing import Any

import figures
from district import district
from sqlalchemy import insert

from desktop.casework.today import Today, today_of
from desktop.domain.fields import RECORDS
from desktop.domain.identity import new_id
from desktop.domain.values import written
from desktop.store import queries
from desktop.store.schema import rows, waiting
from desktop.store.store import Store

ROUNDS, OPENED = 40, 3
AWAITED, DUE, UNPAID, SERVED, VISITED = 12, 40, 8, 200, 30
REFERENCE = "the same rows, read raw by their ids"

_HERE = timezone(timedelta(hours=8))
_MORNING = time(9, 12)
_INSTANT = RECORDS["visit"].field["began_at"]

Made = Iterator[tuple[str, Mapping[str, Any]]]
"""Rows by the record that they are of."""


def main() -> None:
    with district() as made, made.copied("today") as copy:
        with copy.open() as store:
            homes = [home.id for home in queries.households(store)]
            _write(store, [*_history(store.today(), homes), *_day(store, homes)])
        first: list[float] = []
        for _ in range(OPENED):
            with copy.open() as store:
                first.append(figures.seconds(today_of, store))
        with copy.open() as store:
            figures.heading(f"a day in a store of {made.households:,} households", copy.folder)
            today = today_of(store)
            days, reads = [], []
            for _ in range(ROUNDS):
                days.append(figures.seconds(today_of, store))
                reads.append(figures.seconds(_read, store, _ids(today)))
            figures.times("the day, first thing after opening", first, is_felt=True)
            figures.times("the day", days, is_felt=True)
            figures.times(REFERENCE, reads)
            figures.ratio("the day", median(days) / median(reads), REFERENCE)
            print(
                f"  it holds {len(today.awaited)} visits, {today.owed_in_all} promises, {len(today.unpaid)} homes "
                f"to be paid, the rights of {today.running_in_all}, and {today.yesterday.visits} visits of yesterday"
            )


def _ids(today: Today) -> dict[str, list[bytes]]:
    """The rows that the day shows, by their records."""
    awaited, owed = today.awaited, today.owed
    running = [each.household.id for each in today.running if each.household]
    homes = {each.household.id for each in (*awaited, *owed)} | {line.id for line, _ in today.unpaid} | {*running}
    return {
        "appointment": [each.appointment.id for each in awaited],
        "promise": [each.promise.id for each in owed],
        "household": sorted(homes),
    }


def _read(store: Store, ids: Mapping[str, Sequence[bytes]]) -> int:
    of_homes = {rows[name].c.household: ids["household"] for name in ("person", "service")}
    wanted = {rows[name].c.id: each for name, each in ids.items()} | of_homes
    read = 0
    with store.reading() as connection:
        raw: Any = connection.connection.driver_connection
        for column, values in wanted.items():
            marks = ", ".join("?" * len(values))
            query = f"SELECT * FROM {column.table.name} WHERE {column.name} IN ({marks})"  # noqa: S608  our own names
            read += len(raw.execute(query, values).fetchall())
    return read


def _write(store: Store, made: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    print("a history is written …", flush=True)
    by_shape: dict[tuple[str, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for record, row in made:
        by_shape[record, *sorted(row)].append(row)
    with store.writing() as connection:
        for (record, *_), some in by_shape.items():
            connection.execute(insert(waiting if record == "waiting" else rows[record]), some)


def _history(today: date, homes: Sequence[bytes]) -> Made:
    """What is over: the longest ago first, as it comes about."""
    for n, home in enumerate(homes):
        before = today - timedelta(days=400 + n % 300)
        yield "service", {**_of(home), "document": "appraisal_report", "served_at": _at(before)}
        for later in (2, 9, 30):
            yield "appointment", {**_of(home), "planned_at": _at(before + timedelta(days=later)), "state": "agreed"}
            yield "visit", {**_of(home), "began_at": _at(before + timedelta(days=later)), "manner": "home"}
        for due in (20, 50):
            promise = _of(home)
            yield "promise", {**promise, "due_on": _on(before + timedelta(days=due)), "promised_by": "陈示例"}
            yield "promise_outcome", {**_of(home), "promise": promise["id"], "state": "kept", "stated_on": _on(today)}
        if n % 3:
            yield "handover", {**_of(home), "handed_over_on": _on(before + timedelta(days=200))}
            yield "payment", {**_of(home), "paid_on": _on(before + timedelta(days=190)), "amount": 39_007_000}


def _day(store: Store, homes: Sequence[bytes]) -> Made:
    """The same day in a district of any size; its households lie all over it."""
    today = store.today()
    some = homes[:: max(1, len(homes) // SERVED)][:SERVED]
    for n, home in enumerate(some[:AWAITED]):
        at = _at(today, time(8 + n // 2, 30 * (n % 2)))
        yield "appointment", {**_of(home), "planned_at": at, "state": "agreed", "manner": "home"}
    for n, home in enumerate(some[:DUE]):
        promise, due = _of(home), _on(today - timedelta(days=n))
        yield "promise", {**promise, "due_on": due, "promised_by": "陈示例", "promise": "来量煤棚"}
        yield "waiting", {"record": "promise", "key": promise["id"], "row": promise["id"], "since": due}
    for home in homes[:: 3 * max(1, len(homes) // 3 // UNPAID)][:UNPAID]:  # one of three had not moved
        handover, day = _of(home), _on(today - timedelta(days=10))
        yield "handover", {**handover, "handed_over_on": day}
        yield "waiting", {"record": "handover", "key": home, "row": handover["id"], "since": day}
    for home in some:
        served = {"document": "appraisal_report", "document_number": "示例 2"}
        yield "service", {**_of(home), **served, "served_at": _at(today - timedelta(days=5))}
    for home in some[:VISITED]:
        yield "visit", {**_of(home), "began_at": _at(today - timedelta(days=1)), "manner": "home", "recorder": "陈示例"}


def _of(home: bytes) -> dict[str, Any]:
    return {"id": new_id(), "household": home}


def _on(day: date) -> str:
    return day.isoformat()


def _at(day: date, at: time = _MORNING) -> str:
    return str(written(_INSTANT, datetime.combine(day, at, _HERE)))


if __name__ == "__main__":
    main()
