"""The cases beside the boundaries of a pack that its examples lack: just before, on and after each.

Promise: each proposal is an example with one input changed by the least step that makes something else of the pack
count. Hidden: how such steps are found, by halving what an input may be.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import cast

from desktop.domain.errors import Refused
from desktop.policy import facts
from desktop.policy.examples import Reckon
from desktop.policy.pack import Cover, Example, Input, Kind, Pack, Value
from desktop.policy.trace import Mark
from desktop.policy.tree import Given, Proofed, Unreckoned
from desktop.policy.wording import exact

_MOST_SPLITS = 400
"""Of one input: halvings that look for the values at which something else is touched."""
_DAYS, _WHOLE = 3_660, 1_000
"""How far is looked from an example's own value where the input has no min or max."""


@dataclass(frozen=True)
class Proposal:
    """A case beside a boundary that no example has: an example with one input changed, and what it comes to."""

    example: str
    input: str
    value: str
    side: int  # -1 before the boundary, 0 on it, 1 after it
    totals: Mapping[str, Fraction]


def proposals(
    proofed: Proofed, reckon: Reckon, progress: Callable[[int, int], object] = lambda _done, _all: None
) -> tuple[Proposal, ...]:
    """Find, for each number and day, the values just before, on and after each boundary that no example has.

    A boundary is where the least step of one input makes an example touch something else.
    """
    found: list[Proposal] = []
    pack = proofed.pack
    for place, one in enumerate(pack.inputs):
        progress(place, len(pack.inputs))
        if one.kind not in {Kind.NUMBER, Kind.DATE}:
            continue
        seen = {value for example in pack.examples if (value := _given(pack, example).get(one.name)) is not None}
        example = next(iter(_bases(pack, one.name)), None)
        if example is None:
            continue
        probe = _Probe(one, _given(pack, example), reckon)
        for edge, side in product(probe.edges(pack.cover), (-1, 0, 1)):
            value = probe.value(edge + side)
            totals = probe.totals(edge + side) if value is not None and value not in seen else None
            if value is not None and totals is not None:
                seen.add(value)
                found.append(Proposal(example.name, one.name, _written(one, value), side, totals))
    return tuple(found)


def _given(pack: Pack, example: Example) -> Given:
    try:
        return facts.read(pack, facts.of_cells(pack, example.inputs)).given
    except Refused:
        return {}


def _bases(pack: Pack, name: str) -> list[Example]:
    """Give the examples that can be varied in an input, those that state it first."""
    usable = [example for example in pack.examples if name in _given(pack, example)]
    return sorted(usable, key=lambda example: all(cell.name != name for cell in example.inputs))


@dataclass
class _Probe:
    """An example whose one input is varied in its least steps."""

    input: Input
    given: Given
    reckon: Reckon

    def __post_init__(self) -> None:
        self._seen: dict[int, tuple[frozenset[Mark], Mapping[str, Fraction]] | None] = {}
        self._step = Fraction(1, 10 ** (self.input.decimals + self.input.unit.decimals))

    def edges(self, cover: Cover) -> list[int]:
        """Give the steps at which something else is touched than one step before."""
        low, high = self._range(cover)
        found: list[int] = []
        stretches, splits = [(low, high)], 0
        while stretches and splits < _MOST_SPLITS:
            low, high = stretches.pop()
            if low >= high or self._marks(low) == self._marks(high):
                continue
            if high - low == 1:
                found.append(high)
                continue
            splits += 1
            middle = (low + high) // 2
            stretches += [(low, middle), (middle, high)]
        return sorted(found)

    def value(self, step: int) -> Value | None:
        """Give the value so many steps from 0; None outside what the input may be."""
        low, high = self.input.least, self.input.most
        if (low is not None and step < self._steps(low)) or (high is not None and step > self._steps(high)):
            return None
        return date.fromordinal(max(step, 1)) if self.input.kind is Kind.DATE else step * self._step

    def totals(self, step: int) -> Mapping[str, Fraction] | None:
        found = self._run(step)
        return found[1] if found else None

    def _marks(self, step: int) -> frozenset[Mark] | None:
        found = self._run(step)
        return found[0] if found else None

    def _run(self, step: int) -> tuple[frozenset[Mark], Mapping[str, Fraction]] | None:
        if step not in self._seen:
            value = self.value(step)
            try:
                outcome, trace = self.reckon({**self.given, self.input.name: cast("Value", value)})
                sides = frozenset(mark for mark in trace.touched if mark.kind != "nonzero")
                self._seen[step] = sides, outcome.totals
            except Unreckoned:
                self._seen[step] = None
        return self._seen[step]

    def _range(self, cover: Cover) -> tuple[int, int]:
        """Give the steps between which is looked: what the input may be, or what the pack's constants reach."""
        at = self._steps(cast("Value", self.given[self.input.name]))
        low, high = self.input.least, self.input.most
        reach = _DAYS if self.input.kind is Kind.DATE else int(_WHOLE / self._step)
        first = self._steps(low) if low is not None else at - reach
        last = self._steps(high) if high is not None else at + reach
        if self.input.kind is Kind.DATE and cover.valid_from and low is None:
            first = min(at, (cover.valid_from - timedelta(days=1)).toordinal())
        return first, last

    def _steps(self, value: Value) -> int:
        return value.toordinal() if isinstance(value, date) else int(cast("Fraction", value) / self._step)


def _written(one: Input, value: Value) -> str:
    return exact(value * 10**one.unit.decimals) if isinstance(value, Fraction) else cast("date", value).isoformat()
