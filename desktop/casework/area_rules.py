"""By which rules an area counts: the country's calendar, the clocks and days that its office sets, and its facts.

Promise: of each clock and each day one setting stands; what stood before is withdrawn with the same reason.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from desktop import paths
from desktop.domain import rights
from desktop.domain.errors import Refused
from desktop.domain.records import Area, AreaClock, AreaDay, AreaFact
from desktop.domain.rights import RULED, Rules
from desktop.domain.working_days import Calendar, DayKind
from desktop.store.store import Store

CALENDARS = paths.RESOURCES / "calendars"


@cache
def country() -> Calendar:
    """The public holidays of the country, of all years that came with the program."""
    kinds: dict[date, DayKind] = {}
    files = sorted(CALENDARS.glob("[0-9]*.csv"))
    for file in files:
        with file.open(encoding="utf-8", newline="") as lines:
            kinds |= {date.fromisoformat(row["date"]): DayKind(row["kind"]) for row in csv.DictReader(lines)}
    return Calendar(kinds, frozenset(int(file.stem) for file in files))


def rules_of(store: Store) -> Rules:
    """The rules of the store's area."""
    return rights.rules(country(), store.records(AreaClock), store.records(AreaDay))


def clocks_set(store: Store) -> dict[str, AreaClock]:
    """What the office set of each clock; of several that met in a merge, the newest."""
    return {row.clock or "": row for row in store.records(AreaClock) if not row.withdrawn}


def clock_rows(store: Store, name: str) -> tuple[AreaClock, ...]:
    """All that is set of one clock, the newest last: several where they met in a merge."""
    return tuple(row for row in store.records(AreaClock, clock=name) if not row.withdrawn)


def clock_set(rows: Sequence[AreaClock], name: str, length: int, because: str) -> AreaClock:
    """What is to be saved when a clock of which these are set gets this length."""
    return replace(rows[-1] if rows else AreaClock(clock=name), length=length, reason=because)


def days_set(store: Store) -> dict[date, AreaDay]:
    """The area's own days in their order; of several that met in a merge, the newest."""
    return {row.day: row for row in sorted(store.records(AreaDay), key=_by_day) if not row.withdrawn and row.day}


def set_rules(
    store: Store,
    clocks: Mapping[str, int],
    days: Mapping[date, DayKind],
    facts: Iterable[AreaFact] = (),
    *,
    notice_on: date | None = None,
    because: str,
) -> bool:
    """Sets these clocks, days and facts, all of them or none; tells whether anything is other than before.

    A fact that is set for its day already is corrected; what holds from another day on stays. Refused where it is not
    in the household's favour, without a reason, and for who isn't the office.
    """
    known_clocks, known_days = clocks_set(store), days_set(store)
    known_facts = {(row.name, row.since): row for row in facts_set(store)}
    wanted = [
        replace(known_clocks.get(name, AreaClock(clock=name)), length=length, reason=because)
        for name, length in clocks.items()
    ]
    wanted_days = [
        replace(known_days.get(day, AreaDay(day=day)), kind=str(kind), reason=because) for day, kind in days.items()
    ]
    wanted_facts = [
        replace(known_facts.get((fact.name, fact.since), fact), value=fact.value, unit=fact.unit, reason=because)
        for fact in facts
    ]
    noticed = [replace(area, notice_on=notice_on) for area in store.records(Area)] if notice_on else []
    saved = store.save(*wanted, *wanted_days, *wanted_facts, *noticed, because=because)
    stay = {row.id for row in (*wanted, *wanted_days)}
    return _withdraw(store, clocks, days, because, stay) or saved.entry is not None


def describe(store: Store, texts: Mapping[str, str | None], *, because: str = "") -> bool:
    """Writes what the area's papers say of it, by field; None takes it off them. Tells whether anything is other."""
    return store.save(*(replace(area, **texts) for area in store.records(Area)), because=because).entry is not None


def unset_rules(store: Store, clocks: Iterable[str], days: Iterable[date], *, because: str) -> bool:
    """Withdraws what the office set of these clocks and days; tells whether anything was set."""
    return _withdraw(store, clocks, days, because)


def _withdraw(
    store: Store, clocks: Iterable[str], days: Iterable[date], because: str, stay: Iterable[bytes] = ()
) -> bool:
    names, dates, kept = {*clocks}, {*days}, {*stay}
    set_clocks = [row for row in store.records(AreaClock) if row.clock in names]
    set_days = [row for row in store.records(AreaDay) if row.day in dates]
    going = [row for row in (*set_clocks, *set_days) if not row.withdrawn and row.id not in kept]
    for row in going:
        store.withdraw(row, because=because)
    return bool(going)


def facts_set(store: Store) -> tuple[AreaFact, ...]:
    """The facts of the area that plans ask for, by name and day; of two that met in a merge, both."""
    held = [row for row in store.records(AreaFact) if not row.withdrawn]
    return tuple(sorted(held, key=lambda row: (row.name or "", row.since or date.min, row.id)))


def unset_facts(store: Store, names: Iterable[str], *, because: str) -> bool:
    """Withdraws all that was set of these facts; tells whether anything was."""
    gone = {*names}
    going = [row for row in facts_set(store) if row.name in gone]
    for row in going:
        store.withdraw(row, because=because)
    return bool(going)


def clock_named(name: str) -> str:
    """The name of a clock; Refused where there is none of it."""
    if name not in RULED:
        raise Refused("There is no clock {name}.", "Name one of these: {names}", name=name, names=", ".join(RULED))
    return name


def _by_day(row: AreaDay) -> tuple[date, bytes]:
    return row.day or date.min, row.id
