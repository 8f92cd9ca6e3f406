"""One save, as somebody feels it, against the least that is as durable: its entry and its row inserted raw.

A second reference tells how near the limits can be come at all: what such a save can't do without, written by hand.
"""

import cProfile
import pstats
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import count
from statistics import median
from typing import Any, NamedTuple

import figures
import least
import raw
from district import district, visit
from sqlalchemy import event

from desktop.domain.identity import new_id
from desktop.domain.records import Household, Person, Record
from desktop.store.schema import entries, guards, rows
from desktop.store.store import Store

ROUNDS = 300
REFERENCE = "a raw two-row insert of the same sizes"
LEAST = "what it can't do without, by hand"

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


class Stores(NamedTuple):
    """What is written into: the store, one without guards and gate, and the driver's connections to two more."""

    guarded: Store
    bare: Store
    least: Any
    raw: Any


class Times(NamedTuple):
    """Seconds, taken in turn."""

    guarded: list[float]
    bare: list[float]
    least: list[float]
    raw: list[float]


def main() -> None:
    with ExitStack() as held:
        made = held.enter_context(district())
        copies = [held.enter_context(made.copied(name)) for name in ("copy", "bare", "least")]
        figures.heading(f"save, in a store of {made.households:,} households", copies[0].folder)
        store, bare = (held.enter_context(copy.open()) for copy in copies[:2])
        _drop_guards(bare)
        of = Stores(
            store,
            bare,
            held.enter_context(least.file(copies[2])),
            held.enter_context(raw.file(copies[0].folder, entries, *_ROWS)),
        )
        for what, case in _cases([home.id for home in store.records(Household)]).items():
            _tell(what, _in_turn(of, case), _shares(store, case))


def _tell(what: str, times: Times, shares: Mapping[str, float]) -> None:
    guarded, bare, least, raw = map(median, times)
    figures.times(what, times.guarded, is_felt=True)
    figures.times("the same without guard triggers", times.bare)
    figures.times(LEAST, times.least)
    figures.times(REFERENCE, times.raw)
    figures.ratio("a save", guarded / raw, REFERENCE, limit=3)
    figures.ratio("a save without guard triggers", bare / raw, REFERENCE, limit=2)
    figures.ratio(LEAST, least / raw, REFERENCE)
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


def _in_turn(of: Stores, case: Case) -> Times:
    times = Times([], [], [], [])
    for n in range(ROUNDS):
        record = case(of.guarded, n)
        turns = [(times.guarded, of.guarded, record), (times.bare, of.bare, case(of.bare, n))]
        for taken, where, saved in turns if n % 2 else reversed(turns):
            taken.append(figures.seconds(where.save, saved, because="said so"))
        times.least.append(figures.seconds(least.write, of.least, least.written(of.guarded, record)))
        times.raw.append(figures.seconds(raw.write, of.raw, _written(of.guarded, record)))
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


def _drop_guards(store: Store) -> None:
    """Takes out what the guards cost: the triggers, and the page of the gate that is there for them alone."""
    with store.writing() as connection:
        for guard in guards():
            connection.exec_driver_sql(f"DROP TRIGGER {guard.split()[2]}")
    store.engine.dispose()

    @event.listens_for(store.engine, "connect")
    def _open_another_gate(connection: Any, _record: object) -> None:
        connection.execute("CREATE TEMP TABLE gate (open INTEGER PRIMARY KEY)")


if __name__ == "__main__":
    main()
