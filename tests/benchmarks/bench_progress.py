"""The numbers of the progress page of a large district, against a raw count of the same households.

Most of the households have come further than the district's first visit, as in `bench_standing`; here three teams look
after them, one promise of ten is overdue, and so are some answers.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

import bench_standing
import figures
from district import district
from sqlalchemy import insert

from desktop.casework import progress
from desktop.domain.identity import new_id
from desktop.domain.progress import Measure, Selection
from desktop.store import queries
from desktop.store.schema import rows, waiting
from desktop.store.store import Store

ROUNDS = 5
COUNT = "a raw count of the households by lane"
TEAMS = ("一组", "二组", "三组")
LATE = (datetime.now(UTC).date() - timedelta(days=30)).isoformat()


def main() -> None:
    with district() as made, made.copied("progress") as copy, copy.open() as store:
        homes = [home.id for home in queries.households(store)]
        bench_standing._go_on(store, homes)
        _go_on(store, homes)
        figures.heading(f"how far {made.households:,} encrypted households have come", made.folder)
        counts, scans, boards, opened = [], [], [], []
        for _ in range(ROUNDS):
            counts.append(figures.seconds(_count, store))
            scans.append(figures.seconds(bench_standing._scan, store))
            boards.append(figures.seconds(progress.board_of, store))
            opened.append(figures.seconds(progress.households_of, store, Selection(Measure.PROMISES)))
        board = progress.board_of(store)
    figures.times(COUNT, counts)
    figures.times(bench_standing.SCAN, scans)
    figures.times("all numbers of the page, beside the window", boards)
    figures.times("the households behind one of them", opened)
    figures.ratio("  all numbers", median(boards) / median(counts), COUNT)
    figures.ratio("  all numbers", median(boards) / median(scans), bench_standing.SCAN)
    print(f"    {board.whole.late_promises:,} promises and {board.whole.late_replies:,} answers are overdue")


def _count(store: Store) -> int:
    with store.reading() as connection:
        raw: Any = connection.connection.driver_connection
        return len(
            raw.execute("SELECT lane, count(*) FROM household WHERE withdrawn IS NOT 1 GROUP BY lane").fetchall()
        )


def _go_on(store: Store, homes: Sequence[bytes]) -> None:
    print("they are handed to three teams …", flush=True)
    with store.writing() as connection:
        for table, made in _further(homes):
            connection.execute(insert(table), made)


def _further(homes: Sequence[bytes]) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    staff = [new_id() for _ in TEAMS]
    promises = {new_id(): home for home in homes[::10]}
    yield rows["staff"], [{"id": row, "name": team, "team": team} for row, team in zip(staff, TEAMS, strict=True)]
    yield (
        rows["assignment"],
        [{"id": new_id(), "household": home, "staff": staff[n % len(staff)]} for n, home in enumerate(homes)],
    )
    yield rows["promise"], [{"id": row, "household": home, "due_on": LATE} for row, home in promises.items()]
    yield waiting, [{"record": "promise", "key": row, "row": row, "since": LATE} for row in promises]
    brought = [{"id": new_id(), "household": home, "raised_on": LATE, "due_on": LATE} for home in homes[::20]]
    yield rows["grievance"], brought
    served = [
        {"id": new_id(), "household": home, "document": "appraisal_report", "document_number": "1", "served_at": at}
        for home, at in zip(homes[::7], _days(), strict=False)
    ]
    yield rows["service"], served


def _days() -> Iterator[str]:
    """Days of the last weeks in turn: of some a right ends soon."""
    while True:
        for back in range(20):
            yield f"{(datetime.now(UTC) - timedelta(days=back)):%Y-%m-%dT%H:%M:%S}.000Z+08:00"


if __name__ == "__main__":
    main()
