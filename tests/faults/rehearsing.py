"""A day's work on one laptop of a district, in a process of its own: what arrived, what is done, what is sent.

Everything that is written is told to the rehearsal, with what its author had seen of it.
"""

import hashlib
import os
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pictures
from builders import a_person, a_visit
from sqlalchemy import select
from stores import PASSPHRASE

from desktop.casework import assignment, certifying, evidence, held_back, receiving, revoking, sending
from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.domain.identity import new_id
from desktop.domain.records import Assignment, Household, Record, Staff
from desktop.exchange import consignment, judging
from desktop.store import agenda, refusing, vault
from desktop.store.opening import open_store
from desktop.store.schema import conflicts, ops, rows
from desktop.store.store import Store

BEGAN = datetime(2026, 11, 20, 0, tzinfo=UTC)
FIELD_OF = {"place": "lane", "address_note": "address_note", "dispute": "dispute_note"}
TRACKED = tuple(FIELD_OF)
"""The groups of a household that are looked at closely: two reviewed ones, and one of which the latest is shown."""


class Id(NamedTuple):
    """An entry's place."""

    origin: bytes
    seq: int


class Register(NamedTuple):
    """A group of a row."""

    row: bytes
    group: str


@dataclass(frozen=True)
class Write:
    """One write of one register: what it says, what its author had before them, and whether it decides."""

    id: Id
    register: Register
    value: str
    seen: frozenset[Id]
    before: str = ""
    decides: bool = False


@dataclass(frozen=True)
class Order:
    """A day of one laptop. `to` names to whom it sends in the evening, and where it lays the files."""

    home: Path
    folder: Path
    day: int
    seed: int
    clock: timedelta = timedelta()
    arriving: Sequence[Sequence[Path]] = ()
    pieces_of_work: int = 0
    creates: bool = False
    founds: int = 0
    decides: bool = False
    hands_over: Sequence[tuple[str, str]] = ()
    revokes: str = ""
    is_lost: bool = False
    to: Sequence[tuple[str, Path]] = ()
    sends_down: bool = False
    left_alone: frozenset[bytes] = frozenset()


@dataclass
class Told:
    """What became of a day."""

    writes: list[Write] = field(default_factory=list[Write])
    photos: set[str] = field(default_factory=set[str])
    sent: dict[str, tuple[Path, ...]] = field(default_factory=dict[str, tuple[Path, ...]])
    left_alone: frozenset[bytes] = frozenset()
    refusals: list[str] = field(default_factory=list[str])
    holes: int = 0
    known: int = 0


@dataclass(frozen=True)
class Standing:
    """How a store stands at the end."""

    digest: str
    of_scope: dict[bytes, str]
    known: frozenset[tuple[Id, Register]]
    heads: frozenset[tuple[Id, Register]]
    conflicts: frozenset[Register]
    photos: frozenset[str]
    refused: int
    is_rebuilt: bool


def a_day(order: Order) -> Told:
    told, chance = Told(left_alone=order.left_alone), random.Random(order.seed)  # noqa: S311  the same in each run
    with _opened(order.home, order.folder, order.day, order.clock) as store:
        if order.founds:
            _found(store, told, order.founds)
        for files in order.arriving:
            _take(store, files, told)
        _let_in_what_came_back(store)
        if order.revokes:
            known = certifying.device_named(store, order.revokes)
            (revoking.lost if order.is_lost else revoking.revoke)(store, known, because="示例：停用")
        for name, worker in order.hands_over:
            _hand_over(store, name, worker, chance)
        for _ in range(order.pieces_of_work):
            _work(store, told, chance, creates=order.creates)
        if order.decides:
            _decide(store, told, chance)
        for to, folder in order.to:
            folder.mkdir(parents=True, exist_ok=True)
            knows = order.sends_down or to in {each.name for each in sending.outgoing(store).receivers}
            told.sent[to if knows else ""] = sending.export(store, folder, to=(to if knows else "") or None).files
    return told


def stands(home: Path, folder: Path) -> Standing:
    """How a store shows what it shows, and that recomputing it shows the same."""
    with _opened(home, folder, 30, timedelta()) as store:
        before = store.digest()
        with store.reading() as connection:
            every = connection.execute(select(ops).where(ops.c.grp.in_(TRACKED), ops.c.record == "household")).all()
            at_odds = connection.execute(select(conflicts.c.row, conflicts.c.grp)).all()
        of_scope = _of_scope(store)
        store.rebuild()
        return Standing(
            digest=before,
            of_scope=of_scope,
            known=frozenset(_named(each) for each in every),
            heads=frozenset(_named(each) for each in every if each.head),
            conflicts=frozenset(Register(*each) for each in at_odds),
            photos=_photos_here(store),
            refused=len(refusing.refused(store)),
            is_rebuilt=store.digest() == before,
        )


def _named(row: object) -> tuple[Id, Register]:
    return Id(row.origin, row.seq), Register(row.row, row.grp)  # pyright: ignore[reportAttributeAccessIssue]


def _of_scope(store: Store) -> dict[bytes, str]:
    """By household the fingerprint of all its rows, the heads below them, and its open conflicts."""
    found: dict[bytes, hashlib._Hash] = {}
    with store.reading() as connection:
        for name, table in rows.items():
            of = table.c.id if name == "household" else table.c.get("household")
            if of is None or name == "look":
                continue
            for row in connection.execute(select(of.label("of_home"), table).order_by(table.c.id)).all():
                found.setdefault(row[0], hashlib.sha256()).update(repr((name, *row[1:])).encode())
        heads = select(ops.c.household, ops.c.row, ops.c.grp, ops.c.origin, ops.c.seq)
        query = heads.where(ops.c.head == 1, ops.c.record != "look").order_by(*heads.selected_columns)
        for row in connection.execute(query).all():
            if row.household in found:
                found[row.household].update(repr(tuple(row)).encode())
        for row in connection.execute(select(conflicts).order_by(conflicts.c.row, conflicts.c.grp)).all():
            found[row.household].update(repr(tuple(row)).encode())
    return {household: sha.hexdigest() for household, sha in found.items() if household}


def _take(store: Store, files: Sequence[Path], told: Told) -> None:
    try:
        receipt = receiving.merge(store, files)
    except Refused as refused:
        told.refusals.append(str(refused))
        return
    told.holes += receipt.told.has_hole
    told.known += receipt.told.known
    if receipt.told.kind == "down":
        told.left_alone |= receipt.told.kept_back  # whoever has them now, the office takes nothing more of them


def _let_in_what_came_back(store: Store) -> None:
    """What settles or gives a household to somebody comes back to an office of before only as a clerk says so."""
    back = [each.op for each in held_back.waiting(store).ops if each.op.reason == judging.RETURNED]
    if back:
        held_back.release(store, back, because="示例：是我们的")


def _work(store: Store, told: Told, chance: random.Random, *, creates: bool) -> None:
    """Something done in a household: it is edited, visited, photographed, or written down for the first time."""
    here = (home for home in store.records(Household) if home.number and not home.withdrawn)
    homes = [home for home in here if home.id not in told.left_alone]
    lot = chance.random()
    if creates and (lot < 0.06 or not homes):
        household = Household(id=new_id(), number=f"新-{chance.randrange(10**9)}", lane="新巷", address_note="新")
        person = a_person(household=household.id, id=new_id())
        _write(store, told, household, {"place": None, "address_note": None}, household, person)
        return
    if not homes:
        return
    household = homes[chance.randrange(len(homes))]
    if lot < 0.2:
        now = store.now()
        visit = a_visit(household=household.id, id=new_id(), began_at=now - timedelta(minutes=20), ended_at=now)
        store.save(visit, because="visited")
    elif lot < 0.24:
        told.photos.add(_photograph(store, household, chance))
    else:
        group = chance.choice(TRACKED)
        value = f"{group} {chance.randrange(4)}"
        before = getattr(household, FIELD_OF[group])
        if before != value:
            _write(store, told, edited := _edited(household, group, value), {group: before}, edited)


def _edited(household: Household, group: str, value: str) -> Household:
    is_disputed = {"title_disputed": True} if group == "dispute" else {}
    return replace(household, **{FIELD_OF[group]: value}, **is_disputed)


def _photograph(store: Store, household: Household, chance: random.Random) -> str:
    picture = store.folder.parent / f"{chance.randrange(10**9)}.jpg"
    picture.write_bytes(pictures.a_photo(32 + chance.randrange(64), 32 + chance.randrange(64)))
    taken = evidence.take_in(store, picture, household)
    picture.unlink()
    return taken.record.digest or ""


def _photos_here(store: Store) -> frozenset[str]:
    with store.reading() as connection:
        here, _ = consignment.here(store, consignment.named(connection))
    return frozenset(digest for _, digest in here)


def _found(store: Store, told: Told, number: int) -> None:
    """The ledger as the office begins it: each household is somebody's of the field."""
    workers = sorted(row.id for row in store.records(Staff) if row.role == Role.WORKER)
    for n in range(number):
        household = Household(id=new_id(), number=f"户-{n:04}", lane="示例里", door=f"{n}", address_note="旧")
        person = a_person(household=household.id, id=new_id())
        _write(store, told, household, {"place": None, "address_note": None}, household, person)
        store.save(Assignment(household=household.id, staff=workers[n % len(workers)]), because="示例")


def _decide(store: Store, told: Told, chance: random.Random) -> None:
    """Some conflicts are decided; the others wait."""
    with store.reading() as connection:
        found = connection.execute(select(conflicts.c.row, conflicts.c.grp).order_by(conflicts.c.row)).all()
    for row, group in found:
        home = store.get(Household, row)
        if home is None or group not in TRACKED or chance.random() < 0.5 or home.id in told.left_alone:
            continue
        decided = _edited(home, group, f"decided {chance.randrange(1000)}")
        seen = _heads(store, row, group)
        entry = store.decide(decided, group, because="示例：两边核对过").entry
        assert entry is not None
        value = str(getattr(decided, FIELD_OF[group]))
        told.writes.append(Write(Id(entry.origin, entry.seq), Register(row, group), value, seen, decides=True))


def _hand_over(store: Store, name: str, worker: str, chance: random.Random) -> None:
    """Some households of one worker go to another."""
    staff = {row.name: row for row in store.records(Staff)}
    held = [home for home, row in agenda.in_charge(store).items() if row.staff == staff[name].id]
    chosen = chance.sample(sorted(held), min(3, len(held)))
    if chosen:
        assignment.hand_over(store, assignment.planned(store, chosen, staff[worker]))


def _write(store: Store, told: Told, home: Household, before: Mapping[str, str | None], *records: Record) -> None:
    """Saves, and tells what was said of each of these groups; `before` is what they showed."""
    seen = {group: _heads(store, home.id, group) for group in before}
    entry = store.save(*records, because="示例").entry
    assert entry is not None
    place = Id(entry.origin, entry.seq)
    for group, value in before.items():
        said = str(getattr(home, FIELD_OF[group]))
        told.writes.append(Write(place, Register(home.id, group), said, seen[group], str(value)))


def _heads(store: Store, row: bytes, group: str) -> frozenset[Id]:
    with store.reading() as connection:
        heads = store.projector(connection).heads([row]).get((row, group), ())
    return frozenset(Id(op.origin, op.seq) for op in heads)


def _opened(home: Path, folder: Path, day: int, wrong_by: timedelta) -> Store:
    os.environ["RUHU_HOME"] = str(home)
    ticks: Iterator[int] = count()

    def clock() -> datetime:
        return BEGAN + wrong_by + timedelta(days=day, seconds=next(ticks))

    unlocked = vault.unlock(folder, PASSPHRASE, vault.slots(folder)[0].name)
    return open_store(folder, unlocked, clock=clock, older_is_fine=True)
