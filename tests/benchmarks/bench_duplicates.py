"""Who is perhaps the same household, asked of the whole district and of one household, against raw scans of its rows.

In a copy one household in a hundred is written down a second time, by another hand: the rows are put straight there,
with what they are found by, without a journal, which is not read. Beside the whole district its tenth is measured: the
work grows with the households, not with their pairs.
"""

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

import figures
from district import district
from sqlalchemy import insert

from desktop.domain.identity import new_id
from desktop.exchange import duplicates
from desktop.store import queries
from desktop.store.schema import found_by, rows
from desktop.store.store import Store

ROUNDS, EVERY = 5, 100
SCAN = "a raw scan of the household table"
_OF_HOUSE = "示例里"


def main() -> None:
    with district() as made, made.copied("duplicates") as copy, copy.open() as store:
        homes = [line.id for line in queries.households(store)]
        _write_twice(store, homes[::EVERY])
        figures.heading(f"who is perhaps one of {made.households:,} encrypted households", made.folder)
        scans, everybody, one = [], [], []
        for n in range(ROUNDS):
            scans.append(figures.seconds(_scan, store))
            everybody.append(figures.seconds(_alike, store))
            one.append(figures.seconds(_alike, store, [homes[n * EVERY]]))
        figures.times(SCAN, scans)
        figures.times("all pairs of the district", everybody, is_felt=True)
        figures.ratio("  that is", median(everybody) / median(scans), SCAN)
        figures.times("the pairs of one household, for a preview", one, is_felt=True)
        figures.ratio("  that is", median(one) / median(scans), SCAN)
        print(f"  {_alike(store):,} pairs were found")


def _alike(store: Store, among: Sequence[bytes] | None = None) -> int:
    with store.reading() as connection:
        return len(duplicates.alike(connection, store.secrets, among))


def _scan(store: Store) -> int:
    with store.reading() as connection:
        raw: Any = connection.connection.driver_connection
        return len(raw.execute("SELECT * FROM household").fetchall())


def _write_twice(store: Store, homes: Sequence[bytes]) -> None:
    """The household with its owner and house once more, with another number and no phone."""
    print("some are written down twice …", flush=True)
    with store.writing() as connection:
        for table, made in _again(connection, homes):
            connection.execute(insert(table), made)


def _again(connection: Any, homes: Sequence[bytes]) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    home, person, house = rows["household"], rows["person"], rows["house"]
    anew = {each: new_id() for each in homes}
    chosen = home.c.id.in_(homes)
    kept = [dict(row) for row in connection.execute(home.select().where(chosen)).mappings()]
    yield home, [row | {"id": anew[row["id"]], "number": f"临-{n:05}"} for n, row in enumerate(kept)]
    people = person.select().where(person.c.household.in_(homes), person.c.role == "owner")
    owners = [dict(row) for row in connection.execute(people).mappings()]
    again = {row["id"]: new_id() for row in owners}
    yield person, [row | {"id": again[row["id"]], "household": anew[row["household"]], "phone": None} for row in owners]
    keys = [dict(row) for row in connection.execute(found_by.select().where(found_by.c.row.in_([*again]))).mappings()]
    yield found_by, [row | {"row": again[row["row"]], "household": anew[row["household"]]} for row in keys]
    houses = connection.execute(house.select().where(house.c.household.in_(homes))).mappings()
    yield house, [dict(row) | {"id": new_id(), "household": anew[row["household"]]} for row in houses]


if __name__ == "__main__":
    main()
