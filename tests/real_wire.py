"""A real office with its field, behind the verbs of the model of the wire: real stores, keys and bundle files."""

import hashlib
import shutil
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select
from stores import PASSPHRASE, cheaply
from wire import AREA, FIELD, LEADS, NODES, OFFICE, TEAM_OF, Id, Register, Shown

from desktop.casework import certifying, enrolment, held_back, receiving, revoking
from desktop.domain.fields import Role
from desktop.domain.identity import new_id
from desktop.domain.records import AreaFact, Assignment, Device, Household, Record, Staff
from desktop.exchange import certificates, inbox, judging, keys, station
from desktop.exchange.consignment import Addressee
from desktop.exchange.downward import Recipient
from desktop.exchange.export import export
from desktop.exchange.packing import SPLIT
from desktop.store import merge_log, opening, refusing, vault
from desktop.store.folder import Mirror
from desktop.store.opening import open_store
from desktop.store.schema import conflicts, ops
from desktop.store.store import Store
from desktop.store.writing import JournalEnd

START = datetime(2026, 11, 22, 9, tzinfo=UTC)
_GROUP_OF = {
    ("household", "place"): "place",
    ("household", "note"): "note",
    ("assignment", "assignment"): "assigned",
    ("area_fact", "area_fact"): "pack",
}
"""The groups of the model by the records and groups that stand for them."""


@dataclass
class Clock:
    """A laptop's clock, which can be wrong; it goes on by a second whenever somebody looks."""

    began: datetime
    shift: timedelta = timedelta()
    ticks: Any = field(default_factory=count)

    def __call__(self) -> datetime:
        return self.began + self.shift + timedelta(seconds=next(self.ticks))


@dataclass(frozen=True)
class District:
    """Closed stores that are laid out again and again: an office, and its field enrolled with it.

    `ids` are the households by their names, `made_by` tells who wrote each down.
    """

    folder: Path
    ends: Mapping[str, JournalEnd]
    closed: datetime
    ids: Mapping[str, bytes]
    made_by: Mapping[str, str]

    @classmethod
    def founded(cls, folder: Path) -> "District":
        clock = Clock(START)
        with opening.create(folder / OFFICE, "demo area", "demo clerk", PASSPHRASE, clock=clock).store as office:
            with office.writing() as connection:
                station.keep(connection, keys.found_office()[0])
            ends = {
                name: enrolled(
                    folder / name,
                    name,
                    office,
                    clock,
                    team=TEAM_OF.get(name, name),
                    wanted=certifying.Wanted(role=Role.LEAD if name in LEADS else Role.WORKER),
                )
                for name in FIELD
            }
            ends[OFFICE] = office.end
        return cls(folder, ends, clock(), {AREA: new_id()}, {})

    def laid_out(self, to: Path) -> None:
        shutil.copytree(self.folder, to)
        for name, end in self.ends.items():
            with closing(Mirror(end.origin)) as mirror:
                mirror.write(to / name, end.seq, end.hash)


def enrolled(
    folder: Path,
    name: str,
    office: Store,
    clock: Callable[[], datetime],
    *,
    team: str,
    wanted: certifying.Wanted,
    replaces: str | None = None,
) -> JournalEnd:
    """Makes a store of the field, of a device and a person of this name, and has it certified."""
    role = wanted.role or Role.WORKER
    with enrolment.make(folder, name, name, PASSPHRASE, team=team, role=role, clock=clock).store as store:
        terms = certifying.Terms(people={name: wanted}, name=name, team=team, replaces=replaces)
        told = certifying.approve(office, enrolment.request(store), terms, enrolment.status(store).own)
        enrolment.adopt(store, certificates.from_text(told.device.certificate or ""), certifying.words(office))
        return store.end


class RealWorld:
    """All stores of a district, each in its folder, and the sticks between them.

    `split` is how many bytes a part of a bundle may have.
    """

    split = SPLIT

    def __init__(self, district: District, room: Path) -> None:
        self._room = room
        district.laid_out(room)
        self._clocks = {name: Clock(district.closed) for name in NODES}
        self._sticks = count(1)
        self._ids = dict(district.ids)
        self._names = {row: name for name, row in self._ids.items()}
        self._made_by = dict(district.made_by)
        self._kept_back: dict[str, set[bytes]] = {name: set() for name in NODES}
        self._copies: dict[str, Path] = {}
        self.stores: dict[str, Store] = {}
        for name in NODES:
            self._open(name)
        self._staff = {row.name: row.id for row in self.stores[OFFICE].records(Staff)}
        self._person = {row: name for name, row in self._staff.items()}

    def close(self) -> None:
        for store in self.stores.values():
            store.close()

    def as_district(self) -> District:
        """What lies there now, closed."""
        self.close()
        shutil.rmtree(self._room / "sticks", ignore_errors=True)
        ends = {name: store.end for name, store in self.stores.items()}
        return District(self._room, ends, max(clock() for clock in self._clocks.values()), self._ids, self._made_by)

    # The verbs

    def write(self, at: str, changes: Mapping[Register, str], *, decides: bool = False) -> Id:
        store = self.stores[at]
        (name,) = {register.household for register in changes}
        if name not in self._ids:
            self._ids[name] = new_id()
            self._names[self._ids[name]] = name
            self._made_by[name] = at
        values = {register.group: value for register, value in changes.items()}
        record = self._record(store, name, values)
        if decides:
            store.decide(record, "place", because="decided")
        else:
            store.save(record, because="written")
        return Id(store.end.origin, store.end.seq)

    def stamp(self, at: str, entry: Id) -> int:
        assert entry == Id(self.stores[at].end.origin, self.stores[at].end.seq)
        return self.stores[at].end.stamp

    def send_up(self, at: str, to: str) -> list[Any]:
        store = self.stores[at]
        with store.reading() as connection:
            trust = station.station(connection).trust
        if to == OFFICE:
            return self._exported(store, Addressee(b"", OFFICE, trust.box))
        row = next(iter(store.records(Device, name=to)), None)
        if row is None:
            return []  # it has not heard of its lead yet
        told = certificates.verified(certificates.from_text(row.certificate or ""), trust.root)
        return self._exported(store, Addressee(row.id, to, told.box))

    def send_down(self, to: str) -> list[Any]:
        office = self.stores[OFFICE]
        known = certifying.device_named(office, to)
        return self._exported(office, Recipient(known.certificate, certificates.from_text(known.row.certificate or "")))

    def take(self, at: str, bundle: Any) -> None:
        if bundle and at == OFFICE:  # what waits for a person waits with its file
            bundle = [inbox.take_in(self.stores[at].folder, file) for file in bundle]
        if bundle:
            told = receiving.merge(self.stores[at], bundle).told
            if told.kind == "down":
                self._kept_back[at] = set(told.kept_back)
            elif at == OFFICE:
                self._let_in_what_came_back()

    def undo(self, at: str) -> bool:
        store = self.stores[at]
        if merge_log.undoable(store) is None:
            return False
        merge_log.undo(store)
        return True

    def back_up(self, at: str) -> None:
        self._close(at)
        copy_of = self._room / f"{at}-copy"
        shutil.rmtree(copy_of, ignore_errors=True)
        shutil.copytree(self._room / at, copy_of)
        self._copies[at] = copy_of
        self._open(at)

    def restore(self, at: str) -> bool:
        if at not in self._copies:
            return False
        folder, away = self._room / at, self._room / f"{at}-away"
        self._close(at)
        folder.rename(away)
        shutil.copytree(self._copies[at], folder)
        shutil.rmtree(away)  # only now: the disk gives its number to no other folder
        self._open(at)
        return True

    def put_back(self, at: str) -> None:
        """As `restore`, by somebody who copies files into the folder as it lies there."""
        self._close(at)
        folder = self._room / at
        for file in [each for each in folder.rglob("*") if each.is_file()]:
            file.unlink()
        shutil.copytree(self._copies[at], folder, dirs_exist_ok=True)
        self._open(at)

    def clone(self, at: str, to: str) -> None:
        """Another laptop is made of one image with this one: what the computer knows of the store is there too."""
        self._close(at)
        shutil.copytree(self._room / at, self._room / to)
        self._open(at)
        self._clocks[to], self._kept_back[to] = replace(self._clocks[at]), set()
        end = self.stores[at].end
        with cheaply(self._room / f"{to}-home"):
            with closing(Mirror(end.origin)) as mirror:
                mirror.write(self._room / to, end.seq, end.hash, end.merges)
            self._open(to)

    def waiting(self) -> int:
        office = self.stores[OFFICE]
        return len(held_back.waiting(office).chains) + self.refused()

    def let_in(self) -> None:
        office = self.stores[OFFICE]
        for chain in held_back.waiting(office).chains:
            held_back.let_chain_in(office, chain, because="both worked")

    def release(self) -> None:
        office = self.stores[OFFICE]
        held_back.release(office, refusing.refused(office), because="it was right")

    def revoke(self, device: str) -> None:
        office = self.stores[OFFICE]
        revoking.revoke(office, certifying.device_named(office, device), because="lost")

    def shift_clock(self, at: str, by: int) -> None:
        self._clocks[at].shift = timedelta(minutes=by)

    def view(self, at: str) -> Mapping[Register, Shown]:
        store = self.stores[at]
        with store.reading() as connection:
            rows = connection.execute(select(ops).where(ops.c.head == 1, ops.c.record.in_(_RECORDS))).all()
            at_odds = {(row.row, row.grp) for row in connection.execute(select(conflicts))}
        heads: dict[Register, set[Id]] = {}
        is_open: dict[Register, bool] = {}
        for row in rows:
            register = self._register(row)
            if register is not None:
                heads.setdefault(register, set()).add(Id(row.origin, row.seq))
                is_open[register] = (row.row, row.grp) in at_odds
        values = self._values(store)
        return {of: Shown(frozenset(ids), values.get(of, "?"), is_open[of]) for of, ids in heads.items()}

    def known(self, at: str) -> set[tuple[Id, Register]]:
        with self.stores[at].reading() as connection:
            rows = connection.execute(select(ops).where(ops.c.record.in_(_RECORDS))).all()
        found = ((Id(row.origin, row.seq), self._register(row)) for row in rows)
        return {(entry, register) for entry, register in found if register is not None}

    def scope(self, at: str) -> frozenset[str]:
        mine = {at, *(worker for worker, lead in TEAM_OF.items() if lead == at)}
        shown = self.view(OFFICE)
        found = {r.household: self._made_by[r.household] for r in shown if r.group == "place"}
        found |= {r.household: each.value for r, each in shown.items() if r.group == "assigned"}
        return frozenset(household for household, of in found.items() if of in mine)

    def holding(self, at: str) -> frozenset[str]:
        kept_back = {self._names[household] for household in self._kept_back[at] if household in self._names}
        shown = {register.household for register in self.view(at) if register.group == "place"}
        return frozenset(shown - kept_back)

    def refused(self) -> int:
        return len(refusing.refused(self.stores[OFFICE]))

    def is_rebuilt(self, at: str) -> bool:
        before = self.stores[at].digest()
        self.stores[at].rebuild()
        return self.stores[at].digest() == before

    # Inside

    def _let_in_what_came_back(self) -> None:
        """What gives rights, or settles, comes back to an office that was put back only as somebody there says so."""
        office = self.stores[OFFICE]
        back = [each.op for each in held_back.waiting(office).ops if each.op.reason == judging.RETURNED]
        if back:
            held_back.release(office, back, because="it is ours")

    def _record(self, store: Store, name: str, values: Mapping[str, str]) -> Record:
        row = self._ids[name]
        if "pack" in values:
            known = store.get(AreaFact, row) or AreaFact(id=row, name="signing rate", reason="counted")
            return replace(known, value=values["pack"])
        if "assigned" in values:
            of = hashlib.sha256(row).digest()[:16]  # one register of the household, as in the model
            known = store.get(Assignment, of) or Assignment(id=of, household=row)
            return replace(known, staff=self._staff[values["assigned"]])
        known = store.get(Household, row) or Household(id=row, number=name)
        fields = {"place": "lane", "note": "note"}
        return replace(known, **{fields[group]: value for group, value in values.items()})

    def _register(self, row: Any) -> Register | None:
        group = _GROUP_OF.get((row.record, row.grp))
        if group is None or (group == "pack" and row.row != self._ids[AREA]):
            return None
        return Register(AREA if group == "pack" else self._names[row.household], group)

    def _values(self, store: Store) -> dict[Register, str]:
        found: dict[Register, str] = {}
        for home in store.records(Household):
            name = self._names[home.id]
            found |= {Register(name, "place"): home.lane or "?", Register(name, "note"): home.note or "?"}
        for row in store.records(Assignment):
            if row.household and row.staff:
                found[Register(self._names[row.household], "assigned")] = self._person[row.staff] or "?"
        for fact in store.records(AreaFact):
            found[Register(AREA, "pack")] = fact.value or "?"
        return found

    def _exported(self, store: Store, to: Addressee | Recipient) -> list[Any]:
        """Two handfuls of the files of a bundle, as a model's bundle has two parts."""
        folder = self._room / "sticks" / f"{next(self._sticks)}"
        folder.mkdir(parents=True)
        files = export(store, folder, to, split=self.split).files
        half = len(files) // 2
        return [files[:half], files[half:]]

    def _open(self, name: str) -> None:
        folder = self._room / name
        unlocked = vault.unlock(folder, PASSPHRASE, vault.slots(folder)[0].name)
        self.stores[name] = open_store(folder, unlocked, clock=self._clocks[name], older_is_fine=True)

    def _close(self, name: str) -> None:
        self.stores[name].close()


_RECORDS = sorted({record for record, _ in _GROUP_OF})
