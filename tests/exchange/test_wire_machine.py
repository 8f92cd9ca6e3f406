"""Bundles under random histories (sync.md §7): the model of the wire, then real stores and real files.

An office, two leads and three workers write, send, lose, repeat and cross bundles, take merges back, are restored from
older copies. After every step the touched store must show exactly what `Truth` says of the writes that it holds. In
the end everything is sent often enough: then nothing that a living store knows is lost, and all show the same.
"""

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from real_wire import District, RealWorld
from stores import cheaply
from wire import AREA, FIELD, LEADS, NODES, OFFICE, TEAM_OF, Id, ModelWorld, Mutant, Register, Truth, World

HOUSEHOLDS = ("A", "B", "C", "D")
ROUNDS = 4
nodes, devices, households = st.sampled_from(NODES), st.sampled_from(FIELD), st.sampled_from(HOUSEHOLDS)
workers = st.sampled_from(tuple(TEAM_OF))
values, groups = st.sampled_from(["a", "b", "c"]), st.sampled_from(["place", "note"])


@dataclass(frozen=True)
class OnTheWay:
    """A bundle on somebody's stick; it stays there and can come again."""

    to: str
    bundle: Any


class Wire(RuleBasedStateMachine):
    """Random histories of bundles."""

    mutants: frozenset[Mutant] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        self.world = self.make()
        self.truth = Truth()
        self.sticks: list[OnTheWay] = []
        self.own: dict[str, set[Id]] = {name: set() for name in NODES}
        self.copies: dict[str, set[Id]] = {}
        self.made: set[str] = set()

    def make(self) -> World:
        return ModelWorld(self.mutants)

    @initialize()
    def begin(self) -> None:
        self._create(OFFICE, "A", "a")
        self._write(OFFICE, {Register("A", "assigned"): "W1"})
        for device in FIELD:
            self._carry(self.world.send_up(device, OFFICE), OFFICE)
            self._carry(self.world.send_down(device), device)

    @rule(at=nodes, household=households, value=values)
    def create(self, at: str, household: str, value: str) -> None:
        if household not in self.made:
            self._create(at, household, value)

    @rule(at=nodes, household=households, group=groups, value=values)
    def edit(self, at: str, household: str, group: str, value: str) -> None:
        register = Register(household, group)
        shown = self.world.view(at).get(register)
        if shown is not None and shown.value != value and self._may_write(at, household):
            self._write(at, {register: value})

    @rule(at=st.sampled_from((OFFICE, *LEADS)), household=households, value=values)
    def decide(self, at: str, household: str, value: str) -> None:
        shown = self.world.view(at).get(Register(household, "place"))
        if shown is not None and shown.in_conflict and self._may_write(at, household):
            self._write(at, {Register(household, "place"): value}, decides=True)

    @rule(household=households, to=workers)
    def assign(self, household: str, to: str) -> None:
        shown = self.world.view(OFFICE)
        assigned = shown.get(Register(household, "assigned"))
        if Register(household, "place") in shown and (assigned is None or assigned.value != to):
            self._write(OFFICE, {Register(household, "assigned"): to})

    @rule(value=values)
    def set_policy(self, value: str) -> None:
        shown = self.world.view(OFFICE).get(Register(AREA, "pack"))
        if shown is None or shown.value != value:
            self._write(OFFICE, {Register(AREA, "pack"): value})

    @rule(at=devices, through_lead=st.booleans())
    def send_up(self, at: str, *, through_lead: bool) -> None:
        to = TEAM_OF[at] if through_lead and at in TEAM_OF else OFFICE
        self.sticks += [OnTheWay(to, part) for part in self.world.send_up(at, to)]

    @rule(to=devices)
    def send_down(self, to: str) -> None:
        self.sticks += [OnTheWay(to, part) for part in self.world.send_down(to)]

    @precondition(lambda self: self.sticks)
    @rule(data=st.data())
    def take(self, data: st.DataObject) -> None:
        stick = self.sticks[data.draw(st.integers(0, len(self.sticks) - 1))]
        self.world.take(stick.to, stick.bundle)
        self._compare(stick.to)

    @precondition(lambda self: self.sticks)
    @rule(again=st.booleans())
    def take_the_newest(self, *, again: bool) -> None:
        stick = self.sticks[-1]
        self.world.take(stick.to, stick.bundle)
        self._compare(stick.to)
        if again:
            before = self.world.view(stick.to)
            self.world.take(stick.to, stick.bundle)
            assert self.world.view(stick.to) == before

    @rule(at=devices)
    def meet(self, at: str) -> None:
        """A device and the office exchange what they have."""
        self._carry(self.world.send_up(at, OFFICE), OFFICE)
        self._carry(self.world.send_down(at), at)

    @rule(at=nodes)
    def undo(self, at: str) -> None:
        if self.world.undo(at):
            self._compare(at)

    @rule(at=nodes, by=st.sampled_from([-1000, 0, 1000]))
    def shift_clock(self, at: str, by: int) -> None:
        self.world.shift_clock(at, by)

    @rule(at=nodes)
    def back_up(self, at: str) -> None:
        self.world.back_up(at)
        self.copies[at] = set(self.own[at])

    @rule(at=nodes, by_hand=st.booleans())
    def restore(self, at: str, *, by_hand: bool) -> None:
        if at in self.copies:
            (self.world.put_back if by_hand else self.world.restore)(at)
            self.own[at] = set(self.copies[at])
            self._compare(at)

    def teardown(self) -> None:
        living = {key for at in NODES for key in self.world.known(at)}
        written = {key for key in self.truth.writes for at in FIELD if key[0] in self.own[at]}
        for n in range(ROUNDS):
            for at in (*TEAM_OF, *LEADS):
                to = TEAM_OF[at] if n % 2 and at in TEAM_OF else OFFICE
                self._carry(self.world.send_up(at, to), to)
            for at in FIELD:
                self._carry(self.world.send_down(at), at)
        self._require_nothing_lost(living | written)

    def _require_nothing_lost(self, alive: set[tuple[Id, Register]]) -> None:
        office = self.world.known(OFFICE)
        assert not alive - office, "everything that is known somewhere reaches the office"
        assert self.world.refused() == 0, "everybody wrote within their rights"
        assert all(self.world.is_rebuilt(at) for at in NODES)
        seen = self.world.view(OFFICE)
        for at in FIELD:
            scope = self.world.scope(at) | {AREA}
            assert self.world.view(at) == {register: shown for register, shown in seen.items() if register[0] in scope}

    # What the machine itself knows

    def _create(self, at: str, household: str, value: str) -> None:
        self.made.add(household)
        self._write(at, {Register(household, "place"): value, Register(household, "note"): "new"})

    def _write(self, at: str, changes: Mapping[Register, str], *, decides: bool = False) -> None:
        known = self.world.known(at)
        entry = self.world.write(at, changes, decides=decides)
        self.truth.add(entry, changes, self.world.stamp(at, entry), known, decides=decides)
        self.own[at].add(entry)
        self._compare(at)

    def _may_write(self, at: str, household: str) -> bool:
        return at == OFFICE or household in self.world.holding(at)

    def _carry(self, parts: list[Any], to: str) -> None:
        for part in parts:
            self.world.take(to, part)
        self._compare(to)

    def _compare(self, at: str) -> None:
        assert self.world.view(at) == self.truth.view(self.world.known(at))


class RealWire(Wire):
    """The same histories on real stores, keys and files."""

    district: District

    def make(self) -> World:
        self.room = Path(tempfile.mkdtemp(prefix="ruhu-wire-"))
        return RealWorld(self.district, self.room / "district")

    def teardown(self) -> None:
        try:
            super().teardown()
        finally:
            self.world.close()
            shutil.rmtree(self.room)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> District:
    room = tmp_path_factory.mktemp("founded")
    with cheaply(room / "home"):
        return District.founded(room / "district")


def _walks(examples: int, steps: int) -> settings:
    return settings(
        settings.default,
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),  # shrinking real stores takes minutes; the steps are printed
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large),
    )


def test_the_wire_keeps_its_promises_under_random_histories() -> None:
    run_state_machine_as_test(Wire, settings=_walks(60, 40))


def test_real_stores_keep_the_promises_of_the_wire(founded: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RealWire, "district", founded, raising=False)
    run_state_machine_as_test(RealWire, settings=_walks(2, 25))


@pytest.mark.long
def test_real_stores_keep_the_promises_of_the_wire_in_many_histories(
    founded: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RealWire, "district", founded, raising=False)
    run_state_machine_as_test(Wire, settings=_walks(2000, 80))
    run_state_machine_as_test(RealWire, settings=_walks(150, 40))
