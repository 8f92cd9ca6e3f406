"""The rehearsal: a district works for two weeks and carries files, of which some are lost, late, repeated, crossed.

Real stores, keys, files and processes. Two stores are put back to a copy, one laptop is revoked and works on, one is
lost and replaced. In the end everything is carried often enough: then every store shows of its households what the
office shows, nothing that a living store held is lost, and every conflict is listed.
"""

import multiprocessing
import os
import random
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from real_wire import Clock, enrolled
from rehearsing import BEGAN, FIELD_OF, Id, Order, Register, Standing, Told, Write, a_day, stands
from stores import PASSPHRASE, cheaply

from desktop.casework import certifying
from desktop.domain.fields import RECORDS, Merge, Role
from desktop.exchange import keys, station
from desktop.exchange.certificates import Scope
from desktop.store import opening, vault
from desktop.store.opening import open_store

OFFICE, WHOLE = "office", "auditor"
"""The office, and a laptop of the field that holds the whole area."""

REVOKED, PUT_BACK, GONE = "W5", "W1", "W7"
LOST, LATE, AGAIN = 0.1, 0.2, 0.2


@dataclass(frozen=True)
class Plan:
    """How large a rehearsal is, and on which day what happens; a day that never comes stands for nothing."""

    leads: int
    workers: int
    households: int
    days: int
    work: int
    copies: int
    device_back: int
    office_back: int
    lost: int
    revoked: int
    rounds: int


SMALL = Plan(1, 2, 12, 3, 4, copies=1, device_back=2, office_back=2, lost=99, revoked=99, rounds=3)
WHOLE_PLAN = Plan(3, 12, 2000, 14, 20, copies=4, device_back=6, office_back=7, lost=8, revoked=10, rounds=4)


@dataclass
class Laptop:
    """One store of the district: where it lies, whose clock it goes by, and what of its writes it still knows."""

    name: str
    home: Path
    folder: Path
    lead: str = ""
    clock: timedelta = timedelta()
    is_trusted: bool = True
    alive: set[Id] = field(default_factory=set[Id])
    photos: set[str] = field(default_factory=set[str])
    left_alone: frozenset[bytes] = frozenset()
    copied: tuple[set[Id], set[str]] | None = None
    has_hole: bool = False


@dataclass
class Rehearsal:
    """A district at work; the days are done by other processes."""

    plan: Plan
    room: Path
    pool: ProcessPoolExecutor
    chance: random.Random
    laptops: dict[str, Laptop] = field(default_factory=dict[str, Laptop])
    due: dict[tuple[int, str], list[tuple[Path, ...]]] = field(
        default_factory=lambda: defaultdict[tuple[int, str], list[tuple[Path, ...]]](list)
    )
    writes: dict[tuple[Id, Register], Write] = field(default_factory=dict[tuple[Id, Register], Write])
    refusals: list[str] = field(default_factory=list[str])
    sticks: int = 0

    # Who there is

    def found(self) -> None:
        """Makes the stores, enrols the field, and gives every laptop a home of its own."""
        home = self.room / "home"
        with cheaply(home):
            clock = Clock(BEGAN - timedelta(days=1))
            with opening.create(self.room / OFFICE, "示例片区", "陈示例", PASSPHRASE, clock=clock).store as office:
                with office.writing() as connection:
                    station.keep(connection, keys.found_office()[0])
                for n in range(self.plan.leads):
                    self._enrol(f"L{n}", office, clock, team=f"L{n}", wanted=certifying.Wanted(role=Role.LEAD))
                for n in range(self.plan.workers):
                    lead = f"L{n % self.plan.leads}"
                    self._enrol(f"W{n}", office, clock, team=lead, wanted=certifying.Wanted(role=Role.WORKER))
                    self.laptops[f"W{n}"].lead = lead
                wanted = certifying.Wanted(role=Role.AUDITOR, scope=Scope.AREA)
                self._enrol(WHOLE, office, clock, team="", wanted=wanted)
        self.laptops[OFFICE] = Laptop(OFFICE, self.room / "homes" / OFFICE, self.room / OFFICE)
        for laptop in self.laptops.values():
            shutil.copytree(home, laptop.home)
        self._clocks()

    def _enrol(
        self, name: str, office: object, clock: Clock, *, team: str, wanted: certifying.Wanted, replaces: str = ""
    ) -> None:
        assert isinstance(office, opening.Store)
        enrolled(self.room / name, name, office, clock, team=team, wanted=wanted, replaces=replaces or None)
        self.laptops[name] = Laptop(name, self.room / "homes" / name, self.room / name)

    def _clocks(self) -> None:
        """One laptop's clock is years ahead, another's is behind."""
        self.laptops["W0"].clock = timedelta(days=3650)
        self.laptops["W1"].clock = timedelta(days=-400)

    @property
    def field(self) -> list[Laptop]:
        return [laptop for name, laptop in self.laptops.items() if name != OFFICE]

    # The days

    def work(self) -> None:
        self._office(0, founds=self.plan.households)
        for day in range(1, self.plan.days):
            self._happens(day)
            workers = [each for each in self.field if each.name.startswith("W")]
            self._all_work(day, workers, lambda each: self.chance.choice(("", each.lead)))
            self._all_work(day, [each for each in self.field if each.name.startswith("L")], lambda _: "")
            self._all_work(day, [self.laptops[WHOLE]], lambda _: "")
            self._office(day)

    def come_to_rest(self) -> None:
        """Everything is carried, so often that all know all."""
        last = self.plan.days + 1
        self.due.clear()
        for n in range(self.plan.rounds):
            day = last + n
            for group in ("W", "L", WHOLE[0]):
                self._rest([each for each in self.field if each.name.startswith(group)], day, to="")
            self._office(day, is_sure=True)
        self._rest(self.field, last + self.plan.rounds, to=None)

    def _rest(self, laptops: Sequence[Laptop], day: int, *, to: str | None) -> None:
        """They take in what arrived and send what they have, and write nothing."""
        orders = (self._order(each, day, to=to) for each in laptops)
        self._run([replace(order, pieces_of_work=0, decides=False) for order in orders], day, is_sure=True)

    def _all_work(self, day: int, laptops: Sequence[Laptop], to: object) -> None:
        assert callable(to)
        self._run([self._order(each, day, to=str(to(each))) for each in laptops], day)

    def _office(self, day: int, *, founds: int = 0, is_sure: bool = False) -> None:
        laptops = [
            each for each in self.field if each.is_trusted and (is_sure or not day or self.chance.random() < 0.7)
        ]
        to = [(each.name, self._stick()) for each in laptops]
        names = [each.name for each in self.field if each.is_trusted and each.name.startswith("W")]
        moves = [tuple(self.chance.sample(names, 2))] if day and not is_sure else []
        order = replace(
            self._order(self.laptops[OFFICE], day),
            founds=founds,
            decides=not is_sure,
            pieces_of_work=0 if is_sure else self.plan.work,
            hands_over=[(one, other) for one, other in moves],
            revokes=self._revoked_on(day),
            is_lost=day == self.plan.lost,
            to=to,
            sends_down=True,
        )
        self._run([order], day, is_sure=is_sure or not day)

    def _revoked_on(self, day: int) -> str:
        return REVOKED if day == self.plan.revoked else ""

    def _order(self, laptop: Laptop, day: int, *, to: str | None = None) -> Order:
        is_reader = laptop.name == WHOLE
        return Order(
            home=laptop.home,
            folder=laptop.folder,
            day=day,
            seed=self.chance.randrange(1 << 30),
            clock=laptop.clock,
            arriving=self.due.pop((day, laptop.name), []),
            pieces_of_work=0 if is_reader or not day else self.plan.work,
            creates=laptop.name.startswith("W"),
            decides=laptop.name.startswith("L"),
            to=[] if to is None else [(to, self._stick())],
            left_alone=laptop.left_alone,
        )

    def _run(self, orders: Sequence[Order], day: int, *, is_sure: bool = False) -> None:
        """Days of several laptops at once, and what they send goes on its way."""
        names = {laptop.folder: name for name, laptop in self.laptops.items()}
        running: list[tuple[str, Future[Told]]] = [
            (names[order.folder], self.pool.submit(a_day, order)) for order in orders
        ]
        for name, future in running:
            told, laptop = future.result(), self.laptops[name]
            laptop.left_alone = told.left_alone
            laptop.alive |= {write.id for write in told.writes}
            laptop.photos |= told.photos
            self.writes |= {(write.id, write.register): write for write in told.writes}
            self.refusals += told.refusals
            for to, files in told.sent.items():
                self._carry(day, name, to or OFFICE, files, is_sure=is_sure)

    def _carry(self, day: int, name: str, to: str, files: tuple[Path, ...], *, is_sure: bool) -> None:
        """Who is later in the day takes it in the same day; who was earlier, the next."""
        is_down = name == OFFICE
        soon = day + 1 if is_down else day
        if is_sure:
            self.due[soon, to].append(files)
            return
        lot = self.chance.random()
        if lot < LOST:
            return
        late = self.chance.randrange(1, 5) if lot < LOST + LATE else 0
        self.due[soon + late, to].append(files)
        if self.chance.random() < AGAIN:
            self.due[soon + late + self.chance.randrange(1, 5), to].append(files)

    def _stick(self) -> Path:
        self.sticks += 1
        return self.room / "sticks" / f"{self.sticks}"

    # What happens to stores

    def _happens(self, day: int) -> None:
        plan = self.plan
        if day == plan.copies:
            for name in (OFFICE, PUT_BACK):
                self._copy(self.laptops[name])
        if day == plan.device_back:
            self._put_back(self.laptops[PUT_BACK])
        if day == plan.office_back:
            self._put_back(self.laptops[OFFICE])
        if day == plan.lost:
            self._replace(GONE)
        if day == plan.revoked:
            self.laptops[REVOKED].is_trusted = False

    def _copy(self, laptop: Laptop) -> None:
        shutil.copytree(laptop.folder, self.room / "copies" / laptop.name)
        laptop.copied = set(laptop.alive), set(laptop.photos)

    def _put_back(self, laptop: Laptop) -> None:
        assert laptop.copied is not None
        shutil.rmtree(laptop.folder)
        shutil.copytree(self.room / "copies" / laptop.name, laptop.folder)
        alive, photos = laptop.copied
        laptop.alive, laptop.photos = set(alive), set(photos)

    def _replace(self, name: str) -> None:
        """A laptop is lost: one action revokes it, and a new one takes its place."""
        lost, office = self.laptops[name], self.laptops[OFFICE]
        lost.alive, lost.photos = set(), set()
        new = f"{name}-new"
        with cheaply(office.home):
            clock = Clock(BEGAN + timedelta(days=self.plan.lost))
            unlocked = vault.unlock(office.folder, PASSPHRASE, vault.slots(office.folder)[0].name)
            with open_store(office.folder, unlocked, clock=clock, older_is_fine=True) as store:
                wanted = certifying.Wanted(role=Role.WORKER)
                self._enrol(new, store, clock, team=lost.lead, wanted=wanted, replaces=name)
        self.laptops[new].lead = lost.lead
        shutil.copytree(office.home, self.laptops[new].home)
        del self.laptops[name]

    # How it stands

    def standings(self) -> dict[str, Standing]:
        return {name: self.pool.submit(stands, each.home, each.folder).result() for name, each in self.laptops.items()}

    def expected_heads(self, known: frozenset[tuple[Id, Register]]) -> dict[Register, list[Write]]:
        """By register the writes that nobody replaced who had seen them: explicit sets, and nothing of the product."""
        here: dict[Register, list[Write]] = defaultdict(list)
        for key in known:
            here[key[1]].append(self.writes[key])
        return {register: self._heads(writes) for register, writes in here.items()}

    def _heads(self, writes: Sequence[Write]) -> list[Write]:
        replaced: dict[Id, frozenset[Id]] = {}

        def all_replaced(write: Write) -> frozenset[Id]:
            if write.id not in replaced:
                over = [self.writes[id_, write.register] for id_ in write.seen]
                is_all = write.decides or RECORDS["household"].group[write.register.group].merge is not Merge.REVIEW
                gone = [each for each in over if is_all or each.value == write.before]
                beside = {each.id for each in over} - {each.id for each in gone}
                own = {each.id for each in writes if each.id.origin == write.id.origin and each.id < write.id}
                replaced[write.id] = frozenset(  # an author's earlier ones too, also what was out of their sight then
                    (own - beside).union(*({each.id, *all_replaced(each)} for each in gone))
                )
            return replaced[write.id]

        gone = frozenset(id_ for write in writes for id_ in all_replaced(write))
        return [write for write in writes if write.id not in gone]


@contextmanager
def _district(plan: Plan, room: Path) -> Iterator[Rehearsal]:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["rehearsing"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
        with ProcessPoolExecutor(2, mp_context=context) as pool:
            rehearsal = Rehearsal(plan, room, pool, random.Random(20261102))  # noqa: S311  the same in each run
            rehearsal.found()
            yield rehearsal


def test_a_small_district_comes_to_one_ledger(tmp_path: Path) -> None:
    with _district(SMALL, tmp_path) as rehearsal:
        _require_one_ledger(rehearsal)


@pytest.mark.faults
def test_a_district_works_for_two_weeks_and_comes_to_one_ledger(tmp_path: Path) -> None:
    with _district(WHOLE_PLAN, tmp_path) as rehearsal:
        _require_one_ledger(rehearsal)


def _require_one_ledger(rehearsal: Rehearsal) -> None:
    rehearsal.work()
    rehearsal.come_to_rest()
    standings = rehearsal.standings()
    office, whole = standings[OFFICE], standings[WHOLE]
    assert whole.digest == office.digest
    assert _digest_of(rehearsal.laptops[WHOLE]) == _digest_of(rehearsal.laptops[OFFICE]) == office.digest
    revoked = {REVOKED} if rehearsal.plan.revoked < rehearsal.plan.days else set[str]()
    for name, standing in standings.items():
        assert standing.is_rebuilt, name
        if name not in revoked:
            assert standing.of_scope.items() <= office.of_scope.items(), name
    _require_nothing_lost(rehearsal, standings, revoked)
    _require_every_conflict(rehearsal, office)


def _require_nothing_lost(rehearsal: Rehearsal, standings: Mapping[str, Standing], revoked: set[str]) -> None:
    office = standings[OFFICE]
    there = {id_ for id_, _ in office.known}
    for name, laptop in rehearsal.laptops.items():
        if name not in revoked:
            assert laptop.alive <= there, name
            assert laptop.photos <= office.photos, name
            assert standings[name].known <= office.known, name


def _require_every_conflict(rehearsal: Rehearsal, office: Standing) -> None:
    expected = rehearsal.expected_heads(office.known)
    assert {(write.id, register) for register, heads in expected.items() for write in heads} == office.heads
    open_ones = {
        register
        for register, heads in expected.items()
        if len({write.value for write in heads}) > 1
        and RECORDS["household"].group[register.group].merge is Merge.REVIEW
    }
    assert {each for each in office.conflicts if each.group in FIELD_OF} == open_ones


def _digest_of(laptop: Laptop) -> str:
    """What `ruhu digest` says."""
    program = "from desktop.cli.main import main; raise SystemExit(main())"
    told = {"RUHU_HOME": str(laptop.home), "RUHU_PASSPHRASE": PASSPHRASE, "RUHU_STORE": str(laptop.folder)}
    done = subprocess.run(
        [sys.executable, "-c", program, "digest"], env=os.environ | told, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
