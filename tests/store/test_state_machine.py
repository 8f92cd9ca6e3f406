"""The merge rule under random histories (sync.md §7): the model, then real stores, held against an oracle.

Three replicas edit the same rows, from fresh and from stale pages; entries go between them in any order, with gaps
and again; clocks jump, replicas are restored from older copies. After each step the touched replica must show exactly
what `Truth` says.
"""

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from replica import FIELD_OF, GROUPS, Id, Model, Mutant, Register, Replica, Shown, StoreReplica

from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS, Merge
from desktop.domain.identity import new_id
from desktop.store.projection import LIFE

ROWS = tuple(new_id() for _ in range(2))
PLACES = range(3)
VALUES = st.sampled_from(["a", "b", "c"])
places, rows, groups = st.sampled_from(PLACES), st.sampled_from(ROWS), st.sampled_from(tuple(FIELD_OF))


@dataclass(frozen=True)
class Write:
    """One write of one register, with every write that its author had replaced, and what a withdrawal had seen."""

    id: Id
    register: Register
    value: object
    stamp: int
    replaced: frozenset[Id]
    saw: frozenset[Id] = frozenset()


@dataclass
class Truth:
    """Who knows which writes. Explicit sets only; nothing of it is shared with the code under test."""

    writes: dict[tuple[Register, Id], Write] = field(default_factory=dict)
    known: list[set[Id]] = field(default_factory=lambda: [set() for _ in PLACES])

    def heads(self, known: set[Id], register: Register) -> list[Write]:
        here = [write for (of, entry), write in self.writes.items() if of == register and entry in known]
        return [write for write in here if not any(write.id in other.replaced for other in here)]

    def add(
        self, at: int, entry: Id, register: Register, value: object, *, stamp: int, over: list[Write], saw: set[Id]
    ) -> None:
        assert all(stamp > write.stamp for write in over), "a correction ranks above what it corrects"
        replaced = frozenset(entry for write in over for entry in {write.id, *write.replaced})
        self.writes[register, entry] = Write(entry, register, value, stamp, replaced, frozenset(saw))
        self.known[at].add(entry)

    def view(self, known: set[Id]) -> Mapping[Register, Shown]:
        registers = {register for register, entry in self.writes if entry in known}
        return {register: self._shown(known, register) for register in registers}

    def _shown(self, known: set[Id], register: Register) -> Shown:
        heads = self.heads(known, register)
        row, group = register
        ids = frozenset(write.id for write in heads)
        values = {write.value for write in heads}
        if group == LIFE:
            contested = len(values) > 1 or (values == {True} and self._is_contested(known, row, heads))
            return Shown(ids, values == {True} and not contested, contested)
        value = max(heads, key=lambda write: (write.stamp, write.id.origin)).value
        is_reviewed = RECORDS["household"].group[group].merge is Merge.REVIEW
        return Shown(ids, value, is_reviewed and len(values) > 1)

    def _is_contested(self, known: set[Id], row: bytes, withdrawals: list[Write]) -> bool:
        """Whether an edit is here that none of the withdrawals had seen; what an author had replaced counts as seen."""
        saw = {entry for write in withdrawals for entry in write.saw}
        edits = [write for group in FIELD_OF for write in self.heads(known, (row, group))]
        return any(write.id not in saw for write in edits)


@dataclass(frozen=True)
class Page:
    """A row as somebody has it open: what the replica gave, and what was known then."""

    at: int
    row: bytes
    read: Any
    known: frozenset[Id]


class Histories(RuleBasedStateMachine):
    """Random histories of three replicas; subclasses say of which kind."""

    mutants: frozenset[Mutant] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        self.replicas: list[Any] = [self.make(place) for place in PLACES]
        self.truth = Truth()
        self.pages: list[Page] = []
        self.copies: dict[int, tuple[Any, frozenset[Id]]] = {}
        self.own: list[Id] = []
        self.create(0, ROWS[0])
        for to in PLACES[1:]:
            self.replicas[0].send(self.replicas[to], sorted(self.truth.known[0]))
            self.truth.known[to] |= self.truth.known[0]

    def make(self, place: int) -> Replica:
        del place  # a model needs no folder
        return Model(self.mutants)

    @rule(at=places, row=rows)
    def create(self, at: int, row: bytes) -> None:
        if any(register[0] == row for register, _ in self.truth.writes):
            return
        entry = self.replicas[at].create(row)
        for group in FIELD_OF:
            self._add(at, entry, (row, group), f"new {group}", over=[])
        self._compare(at)

    @rule(at=places, row=rows)
    def open_page(self, at: int, row: bytes) -> None:
        if self._is_here(at, row):
            self.pages.append(self._page(at, row))

    @precondition(lambda self: self.pages)
    @rule(data=st.data(), group=groups, value=VALUES)
    def save_open_page(self, data: st.DataObject, group: str, value: str) -> None:
        self._save(self.pages.pop(data.draw(st.integers(0, len(self.pages) - 1))), group, value)

    @rule(at=places, row=rows, group=groups, value=VALUES)
    def edit(self, at: int, row: bytes, group: str, value: str) -> None:
        if self._is_here(at, row):
            self._save(self._page(at, row), group, value)

    @rule(at=places, row=rows, back=st.booleans())
    def set_life(self, at: int, row: bytes, *, back: bool) -> None:
        if not self._is_here(at, row):
            return
        page, shown = self._page(at, row), self._shown(at, (row, LIFE))
        verb = self.replicas[at].revive if back else self.replicas[at].withdraw
        if shown is not None and shown.in_conflict:
            with pytest.raises(Refused):
                verb(page.read)
        elif (entry := verb(page.read)) is not None:
            self._add_life(page, entry, withdrawn=None if back else True)
        self._compare(at)

    @rule(at=places, row=rows, group=st.sampled_from(GROUPS), value=VALUES)
    def decide(self, at: int, row: bytes, group: str, value: str) -> None:
        shown = self._shown(at, (row, group))
        if shown is None or not shown.in_conflict:
            return
        page = self._page(at, row)
        if group == LIFE:
            entry = self.replicas[at].decide_life(page.read, withdrawn=value == "a")
            self._add_life(page, entry, withdrawn=True if value == "a" else None)
        elif not self._is_withdrawn(at, row):
            entry = self.replicas[at].decide(page.read, group, value)
            self._add(at, entry, (row, group), value, over=self._seen(page, group))
        self._compare(at)

    @precondition(lambda self: self.own)
    @rule(at=places, data=st.data())
    def undo(self, at: int, data: st.DataObject) -> None:
        entry = self.own[data.draw(st.integers(0, len(self.own) - 1))]
        written = {register: write for (register, of), write in self.truth.writes.items() if of == entry}
        if entry.origin != self.replicas[at].origin_now() or entry not in self.truth.known[at]:
            return
        is_edit = {group for _, group in written} not in ({LIFE}, set(FIELD_OF))
        if any(
            [head.id for head in self.truth.heads(self.truth.known[at], register)] != [entry]
            or (is_edit and self._is_withdrawn(at, register[0]))
            for register in written
        ):
            with pytest.raises(Refused):
                self.replicas[at].undo(entry)
            return
        undone = self.replicas[at].undo(entry)
        page = Page(at, next(iter(written))[0], None, frozenset(self.truth.known[at]))
        if {group for _, group in written} == set(FIELD_OF):
            self._add_life(page, undone, withdrawn=True)
        for register, write in written.items():
            before = [self.truth.writes[register, of] for of in write.replaced if of in self.truth.known[at]]
            if before and register[1] == LIFE:
                self._add_life(page, undone, withdrawn=bool(self._value_of(before)) or None)
            elif before:
                self._add(at, undone, register, self._value_of(before), over=self._seen(page, register[1]))
            elif register[1] == LIFE:
                self._add_life(page, undone, withdrawn=None)
        self._compare(at)

    @rule(at=places, to=places, data=st.data())
    def send(self, at: int, to: int, data: st.DataObject) -> None:
        lacking = sorted(self.truth.known[at] - self.truth.known[to])
        if at == to or not lacking:
            return
        some = data.draw(st.lists(st.sampled_from(lacking), unique=True, min_size=1))
        again = data.draw(st.lists(st.sampled_from(sorted(self.truth.known[at])), unique=True, max_size=2))
        self.replicas[at].send(self.replicas[to], [*some, *(entry for entry in again if entry not in some)])
        self.truth.known[to] |= {*some, *again}
        self._compare(to)

    @rule(at=places, hours=st.integers(-200_000, 90_000))
    def shift_clock(self, at: int, hours: int) -> None:
        self.replicas[at].shift_clock(timedelta(hours=hours))

    @rule(at=places)
    def back_up(self, at: int) -> None:
        self.copies[at] = self.replicas[at].back_up(), frozenset(self.truth.known[at])

    @rule(at=places)
    def restore(self, at: int) -> None:
        if at in self.copies:
            copy_of, known = self.copies[at]
            self.replicas[at].restore(copy_of)
            self.truth.known[at] = set(known)
            self.pages = [page for page in self.pages if page.at != at]
            self._compare(at)

    @rule(at=places)
    def rebuild(self, at: int) -> None:
        assert self.replicas[at].rebuilt_view() == self.truth.view(self.truth.known[at])

    def teardown(self) -> None:
        """Everything reaches everybody; then all show the same."""
        for at in PLACES:
            for to in PLACES:
                missing = self.truth.known[at] - self.truth.known[to]
                self.replicas[at].send(self.replicas[to], sorted(missing))
                self.truth.known[to] |= missing
        for at in PLACES:
            for to in PLACES:
                self.replicas[at].send(self.replicas[to], sorted(self.truth.known[at]))
            self.truth.known[at] = set.union(*self.truth.known)
        everything = self.truth.view(self.truth.known[0])
        for replica in self.replicas:
            assert replica.view() == everything

    # What the machine itself knows

    def _page(self, at: int, row: bytes) -> Page:
        return Page(at, row, self.replicas[at].read(row), frozenset(self.truth.known[at]))

    def _save(self, page: Page, group: str, value: str) -> None:
        at, row = page.at, page.row
        seen = self._seen(page, group)
        shown = self._value_of(seen)
        if shown != value and self._is_withdrawn(at, row):
            with pytest.raises(Refused):
                self.replicas[at].save(page.read, group, value)
            return
        entry = self.replicas[at].save(page.read, group, value)
        assert (entry is None) == (shown == value)
        if entry is not None:
            is_reviewed = RECORDS["household"].group[group].merge is Merge.REVIEW
            over = [write for write in seen if write.value == shown] if is_reviewed else seen
            self._add(at, entry, (row, group), value, over=over)
        self._compare(at)

    def _add(
        self, at: int, entry: Id, register: Register, value: object, *, over: list[Write], saw: set[Id] | None = None
    ) -> None:
        stamp = self.replicas[at].stamp_of(entry)
        self.truth.add(at, entry, register, value, stamp=stamp, over=over, saw=saw or set())
        self.own.append(entry)

    def _add_life(self, page: Page, entry: Id, *, withdrawn: bool | None) -> None:
        saw = {write.id for group in FIELD_OF for write in self._seen(page, group)} if withdrawn else set[Id]()
        self._add(page.at, entry, (page.row, LIFE), withdrawn, over=self._seen(page, LIFE), saw=saw)

    def _seen(self, page: Page, group: str) -> list[Write]:
        return self.truth.heads(set(page.known), (page.row, group))

    def _value_of(self, writes: list[Write]) -> object:
        heads = [write for write in writes if not any(write.id in other.replaced for other in writes)]
        return max(heads, key=lambda write: (write.stamp, write.id.origin)).value if heads else None

    def _shown(self, at: int, register: Register) -> Shown | None:
        return self.truth.view(self.truth.known[at]).get(register)

    def _is_here(self, at: int, row: bytes) -> bool:
        return self._shown(at, (row, "place")) is not None

    def _is_withdrawn(self, at: int, row: bytes) -> bool:
        shown = self._shown(at, (row, LIFE))
        return shown is not None and bool(shown.value)

    def _compare(self, at: int) -> None:
        assert self.replicas[at].view() == self.truth.view(self.truth.known[at])


class RealHistories(Histories):
    """The same histories on real stores."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="ruhu-machine-"))
        super().__init__()

    def make(self, place: int) -> Replica:
        return StoreReplica(self.folder / f"store-{place}")

    def teardown(self) -> None:
        try:
            super().teardown()
        finally:
            for replica in self.replicas:
                replica.store.close()
            shutil.rmtree(self.folder)


def _walks(examples: int, steps: int) -> settings:
    return settings(
        settings.default,
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),  # shrinking real stores takes minutes; the steps are printed
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large),
    )


def test_the_rule_keeps_its_promises_under_random_histories() -> None:
    run_state_machine_as_test(Histories, settings=_walks(60, 40))


@pytest.mark.usefixtures("cheap_vault")
def test_real_stores_keep_the_promises_under_random_histories() -> None:
    run_state_machine_as_test(RealHistories, settings=_walks(3, 30))


@pytest.mark.long
@pytest.mark.usefixtures("cheap_vault")
def test_real_stores_keep_the_promises_under_many_random_histories() -> None:
    run_state_machine_as_test(Histories, settings=_walks(2000, 60))
    run_state_machine_as_test(RealHistories, settings=_walks(200, 40))
