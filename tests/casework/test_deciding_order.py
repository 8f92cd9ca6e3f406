"""Whatever order decisions and edits arrive in: nothing is lost, and no conflict that was decided opens again.

Two stores write of the same houses and hand their entries over in any order, some late, some twice. After each step
either shows what an oracle says that knows no version vectors: of every write, the set of those that its author had
seen and replaced.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pytest
import stores
from builders import a_house, a_household
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.casework import deciding
from desktop.casework.deciding import Choice, Standing, Way
from desktop.domain.records import House
from desktop.store import contests
from desktop.store.store import Saved, Store

GROUP = "measured_area"
Place = tuple[bytes, int]
Heads = dict[Place, str]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Store]]:
    """Two stores, used by all examples: each example has a house of its own."""
    room = tmp_path_factory.mktemp("pair")
    with stores.cheaply(room / "home"), stores.made(room / "one") as one, stores.made(room / "other") as other:
        yield one, other


@dataclass(frozen=True)
class Page:
    """A house as somebody has it open, and the values that stood there."""

    at: int
    house: House
    heads: Heads


@dataclass
class Example:
    """One house in both stores; who knows which writes, and what each of them replaced."""

    pair: tuple[Store, Store]
    row: bytes = b""
    replaced: dict[Place, set[Place]] = field(default_factory=dict[Place, set[Place]])
    known: tuple[set[Place], set[Place]] = field(default_factory=lambda: (set(), set()))
    pages: list[Page] = field(default_factory=list[Page])
    seen: dict[int, tuple[Standing, Heads]] = field(default_factory=dict[int, tuple[Standing, Heads]])
    last: int = 60

    def begin(self) -> None:
        home = a_household()
        house = a_house(household=home.id, measured_area=Decimal(self.last))
        self.row = house.id
        self._note(0, self.pair[0].save(home, house), ())
        self.hand_over(0, [])

    def heads(self, at: int) -> Heads:
        """The values that stand in a store, by the places of their writes."""
        store = self.pair[at]
        with store.reading() as connection:
            projector = store.projector(connection)
            ops = projector.heads([self.row]).get((self.row, GROUP), ())
            return {(op.origin, op.seq): (projector.forms(op) or {})[GROUP] for op in ops}

    def open_page(self, at: int) -> None:
        house = self.pair[at].get(House, self.row)
        assert house is not None
        self.pages.append(Page(at, house, self.heads(at)))

    def edit(self, at: int, *, is_stale: bool) -> None:
        """On a page that was opened before, or just now: it replaces the value that the page showed."""
        if not (is_stale and self.pages):
            self.open_page(at)
        page = self.pages.pop(0 if is_stale else -1)
        self.last += 1
        saved = self.pair[page.at].save(replace(page.house, measured_area=Decimal(self.last)), because="edited")
        self._note(
            page.at, saved, [each for each, said in page.heads.items() if said == f"{page.house.measured_area:f}"]
        )

    def disagree(self, at: int) -> None:
        """Both write, and one of them learns of it."""
        for each in (0, 1):
            self.edit(each, is_stale=False)
        self.hand_over(1 - at, [])

    def look(self, at: int) -> None:
        """Somebody sees what stands beside what, and decides later."""
        if contests.of_record(self.pair[at], self.row):
            self.seen[at] = deciding.contest(self.pair[at], self.row, GROUP), self.heads(at)

    def decide(self, at: int, way: int) -> None:
        """One of the values that were seen here, or neither: it replaces all that were seen, and no more."""
        store = self.pair[at]
        if not contests.of_record(store, self.row):
            return
        if at not in self.seen:
            self.look(at)
        (standing, before), end = self.seen.pop(at), store.end.seq
        takes = standing.versions[way] if way < len(standing.versions) else Way.NEITHER
        deciding.decide(store, [Choice(standing, takes, "再量一次")], because="decided")
        assert store.end.seq == end + 1
        self._note_place(at, (store.end.origin, store.end.seq), before)

    def hand_over(self, at: int, order: Sequence[int]) -> None:
        """What one store knows comes to the other, all of it, or what is named in that order."""
        of, to = self.pair[at], self.pair[1 - at]
        entries = [entry for entry in of.entries_since({}) if (entry.origin, entry.seq) in self.known[at]]
        for entry in [entries[n % len(entries)] for n in order] if order else entries:
            stores.accept(to, [entry], of.keys())
            self.known[1 - at].add((entry.origin, entry.seq))

    def require_as_known(self) -> None:
        for at in (0, 1):
            gone = {place for write in self.known[at] for place in self.replaced[write]}
            heads = self.heads(at)
            assert {*heads} == self.known[at] - gone
            is_open = bool(contests.of_record(self.pair[at], self.row))
            assert is_open == (len({*heads.values()}) > 1)

    def _note(self, at: int, saved: Saved, over: Sequence[Place]) -> None:
        assert saved.entry is not None
        self._note_place(at, (saved.entry.origin, saved.entry.seq), over)

    def _note_place(self, at: int, place: Place, over: Sequence[Place] | Heads) -> None:
        self.replaced[place] = {*over, *(each for head in over for each in self.replaced[head])}
        self.known[at].add(place)


ats, ways = st.integers(0, 1), st.integers(0, 3)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), ats, st.booleans()),
        st.tuples(st.sampled_from(("open", "look")), ats, st.none()),
        st.tuples(st.just("disagree"), ats, st.none()),
        st.tuples(st.just("decide"), ats, ways),
        st.tuples(st.just("decide"), ats, ways),
        st.tuples(st.just("hand over"), ats, st.lists(st.integers(0, 9), max_size=4)),
    ),
    min_size=4,
    max_size=14,
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, last=st.permutations((0, 1)))
def test_nothing_is_lost_and_nothing_opens_again(
    pair: tuple[Store, Store], steps: list[tuple[str, int, object]], last: list[int]
) -> None:
    example = Example(pair)
    example.begin()
    example.disagree(0)
    for what, at, how in steps:
        match what, how:
            case "edit", bool(is_stale):
                example.edit(at, is_stale=is_stale)
            case "disagree", _:
                example.disagree(at)
            case "look", _:
                example.look(at)
            case "open", _:
                example.open_page(at)
            case "decide", int(way):
                example.decide(at, way)
            case _, list(order):
                example.hand_over(at, order)
            case _:
                raise AssertionError(what)
        example.require_as_known()
    for at in last:
        example.hand_over(at, [])
    example.hand_over(last[0], [])
    example.require_as_known()
    assert example.heads(0) == example.heads(1)
