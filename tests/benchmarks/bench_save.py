"""One save, as somebody feels it, against the least that is as durable: its entry and its row inserted raw."""

import cProfile
import pstats
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from statistics import median
from typing import Any, NamedTuple

import figures
import raw
from district import District, district, visit

from desktop.domain.identity import new_id
from desktop.domain.records import Household, Person, Record
from desktop.store import connection as database
from desktop.store import folder as place
from desktop.store.schema import entries, guards, rows
from desktop.store.store import Store

ROUNDS = 300
REFERENCE = "a raw two-row insert of the same sizes"

_PARTS = {  # by the functions in which the time is spent, with all that they call
    "commit, to the disk": {"<method 'commit' of 'sqlcipher3.dbapi2.Connection' objects>"},
    "SQL": {
        "<method 'execute' of 'sqlcipher3.dbapi2.Cursor' objects>",
        "<method 'executemany' of 'sqlcipher3.dbapi2.Cursor' objects>",
    },
    "sealing": {"seal", "unseal"},
    "checks": {"_require_acceptable"},
}

_ROWS = (rows["person"], rows["visit"])

Case = Callable[[Store, int], Record]
"""What is saved in one round: read and edited before the clock runs."""


class Times(NamedTuple):
    """Seconds, taken in turn."""

    guarded: list[float]
    bare: list[float]
    raw: list[float]


def main() -> None:
    with district() as made, made.copied() as copy, made.copied("bare") as twin:
        figures.heading(f"save, in a store of {made.households:,} households", copy.folder)
        _drop_guards(twin)
        with copy.open() as store, twin.open() as bare, raw.file(copy.folder, entries, *_ROWS) as plain:
            for what, case in _cases([home.id for home in store.records(Household)]).items():
                _tell(what, _in_turn(store, bare, plain, case), _shares(store, case))


def _tell(what: str, times: Times, shares: Mapping[str, float]) -> None:
    guarded, bare, least = map(median, times)
    figures.times(what, times.guarded, is_felt=True)
    figures.times("the same without guard triggers", times.bare)
    figures.times(REFERENCE, times.raw)
    figures.ratio("a save", guarded / least, REFERENCE, limit=3)
    figures.ratio("a save without guard triggers", bare / least, REFERENCE, limit=2)
    figures.share("guard triggers, by difference", 1 - bare / guarded)
    for part, share in shares.items():
        figures.share(f"{part}, profiled", share)


def _cases(homes: Sequence[bytes]) -> dict[str, Case]:
    """Each round takes another household, all over the store."""
    calls = count()

    def person(store: Store, n: int) -> Person:
        return store.records(Person, household=homes[n * 7919 % len(homes)])[0]

    def edit(store: Store, n: int) -> Record:
        return replace(person(store, n), relation=f"户主之 {next(calls)}")

    def searched_edit(store: Store, n: int) -> Record:
        return replace(person(store, n), phone=f"100-9999-{next(calls):04}")

    def creation(_store: Store, n: int) -> Record:
        return visit(homes[n * 7907 % len(homes)])

    return {
        "edit of one group of a person": edit,
        "edit of a phone number, which search finds": searched_edit,
        "creation of a visit": creation,
    }


def _in_turn(store: Store, bare: Store, plain: Any, case: Case) -> Times:
    times = Times([], [], [])
    for n in range(ROUNDS):
        record = case(store, n)
        turns = [(times.guarded, store, record), (times.bare, bare, case(bare, n))]
        for taken, where, saved in turns if n % 2 else reversed(turns):
            taken.append(figures.seconds(where.save, saved, because="said so"))
        times.raw.append(figures.seconds(raw.write, plain, _written(store, record)))
    return times


def _written(store: Store, record: Record) -> raw.Rows:
    """The newest entry and the record's row; the row under a new id, since an edited one would be there already."""
    table = rows[record.record_type().name]
    with store.reading() as connection:
        _, *columns = connection.execute(table.select().where(table.c.id == record.id)).one()
        entry = connection.execute(entries.select().order_by(entries.c.rev.desc()).limit(1)).one()
    return {raw.insertion(entries): [tuple(entry)], raw.insertion(table): [(new_id(), *columns)]}


def _shares(store: Store, case: Case) -> dict[str, float]:
    """Where the time of a profiled save goes; the profile makes Python weigh more than it does."""
    profile = cProfile.Profile()
    for n in range(ROUNDS):
        record = case(store, n)
        profile.runcall(store.save, record, because="said so")
    stats: Any = pstats.Stats(profile)
    spent = {part: sum(stats.stats[at][3] for at in stats.stats if at[2] in names) for part, names in _PARTS.items()}
    return {part: time / stats.total_tt for part, time in spent.items()}


def _drop_guards(made: District) -> None:
    engine = database.connect(place.database(made.folder), made.unlocked().key)
    with engine.connect() as connection, connection.begin():
        for guard in guards():
            connection.exec_driver_sql(f"DROP TRIGGER {guard.split()[2]}")
    engine.dispose()


if __name__ == "__main__":
    main()
