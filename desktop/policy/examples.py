"""The worked examples of a pack: whether they come out, what they touch of it, and which ones are still missing.

Promise: nothing is issued of which an example does not come out to the fen, or which no example touches.
Hidden: how what an example expects is compared.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import cast

from desktop.domain.errors import Refused
from desktop.i18n import N_
from desktop.policy import facts
from desktop.policy.coverage import Gap, needed
from desktop.policy.pack import Example, Expected, Flaw, Kind, Value
from desktop.policy.trace import Mark, Trace
from desktop.policy.tree import Given, Outcome, Proofed, Reason, Unreckoned
from desktop.policy.units import NONE, Unit
from desktop.policy.vocabulary import both_names
from desktop.policy.wording import exact
from desktop.policy.written import TRUTHS, number

Reckon = Callable[[Given], tuple[Outcome, Trace]]
"""Runs both evaluators and gives what they agree on."""

_NO_RESULT = {
    Reason.NO_KEY: N_("The example “{example}” has no result: the table has no row for it."),
    Reason.NO_TIER: N_("The example “{example}” has no result: it lies in no row of the table."),
    Reason.NO_VERSION: N_("The example “{example}” has no result: nothing holds on that day."),
    Reason.NO_STEP: N_("The example “{example}” has no result: it lies above the last step or below the first."),
    Reason.EMPTY_LIST: N_("The example “{example}” has no result: the largest or smallest of an empty list is asked."),
    Reason.BACKWARDS: N_("The example “{example}” has no result: the second day is before the first."),
    Reason.CROSSED: N_("The example “{example}” has no result: its minimum is above its maximum."),
    Reason.NO_DAY: N_("The example “{example}” has no result: there is no such day."),
}

_ABSENT = {"", "不适用", "not applicable"}


@dataclass(frozen=True)
class Result:
    """What came of one example: its differences as flaws, none where it comes out."""

    example: Example
    flaws: tuple[Flaw, ...]
    totals: Mapping[str, Fraction]

    @property
    def is_right(self) -> bool:
        return not self.flaws


@dataclass(frozen=True)
class Examination:
    """What the examples say of a pack; `touched` of `needed` by kind of gap."""

    results: tuple[Result, ...]
    gaps: tuple[Gap, ...]
    counts: Mapping[str, tuple[int, int]]

    @property
    def flaws(self) -> tuple[Flaw, ...]:
        return tuple(flaw for result in self.results for flaw in result.flaws)

    def is_complete(self, *, cells_confirmed: bool = False) -> bool:
        """Tell whether the pack may be issued: all examples come out and touch all; cells may be confirmed instead."""
        missing = [gap for gap in self.gaps if not (cells_confirmed and gap.kind == "cell")]
        return bool(self.results) and not self.flaws and not missing


def examine(
    proofed: Proofed, reckon: Reckon, progress: Callable[[int, int], object] = lambda _done, _all: None
) -> Examination:
    """Reckon every example, compare it to the fen, and find what none of them touches."""
    results: list[Result] = []
    touched: set[Mark] = set()
    for place, example in enumerate(proofed.pack.examples):
        progress(place, len(proofed.pack.examples))
        result, marks = _result(proofed, example, reckon)
        results.append(result)
        touched |= marks
    wanted = list(needed(proofed))
    gaps = tuple(gap for mark, gap in wanted if mark not in touched)
    counts: dict[str, tuple[int, int]] = {}
    for mark, gap in wanted:
        done, of = counts.get(gap.kind, (0, 0))
        counts[gap.kind] = done + (mark in touched), of + 1
    return Examination(tuple(results), gaps, counts)


def _result(proofed: Proofed, example: Example, reckon: Reckon) -> tuple[Result, frozenset[Mark]]:
    flaws: list[Flaw] = []
    try:
        given = facts.read(proofed.pack, facts.of_cells(proofed.pack, example.inputs)).given
        outcome, trace = reckon(given)
    except (Refused, Unreckoned) as no:
        return Result(example, (_refusal(example, no),), {}), frozenset()
    units = {typed.item.name: (typed.type.kind, typed.item.unit) for typed in proofed.items}
    for expected in example.items:
        kind, unit = units[expected.name]
        flaws += _compared(expected, outcome.values[expected.name], kind, unit)
    for expected in example.totals:
        total = outcome.totals.get(expected.name)
        if total is None or expected.value.strip() in _ABSENT:
            if total is not None or expected.value.strip() not in _ABSENT:
                flaws.append(_difference(expected, "—" if total is None else exact(total)))
        else:
            flaws += _compared(expected, total, Kind.NUMBER, NONE)
    return Result(example, tuple(flaws), outcome.totals), trace.touched


def _refusal(example: Example, no: Refused | Unreckoned) -> Flaw:
    if isinstance(no, Unreckoned):
        return Flaw(
            example.place, _NO_RESULT[no.reason],
            N_("Correct the example, or row {row} of {sheet}."),
            values={"example": example.name, "sheet": both_names(no.place.sheet), "row": no.place.row},
        )  # fmt: skip
    first = no.findings[0] if no.findings else None
    message, values = (first.message, {"name": first.field, **first.values}) if first else (no.what, no.values)
    return Flaw(example.place, message, N_("Correct its inputs."), values=values)


def _compared(expected: Expected, value: Value, kind: Kind, unit: Unit) -> list[Flaw]:
    text = expected.value.strip()
    match kind:
        case Kind.NUMBER:
            wanted = _number(text, unit)
            shown = exact(cast("Fraction", value) * 10**unit.decimals)
        case Kind.YESNO:
            wanted = TRUTHS.get(text)
            shown = "yes" if value else "no"
        case _:
            wanted = text
            value = shown = value.isoformat() if isinstance(value, date) else str(value)
    if wanted is None and text not in _ABSENT:
        return [_unread(expected, shown)]
    return [] if wanted is not None and wanted == value else [_difference(expected, shown)]


def _number(text: str, unit: Unit) -> Fraction | None:
    """Read an expected amount: a decimal, or a quotient n/d."""
    above, stroke, below = text.partition("/")
    whole = number(above, unit)
    part = number(below, NONE) if stroke else (Fraction(1), 0)
    return whole[0] / part[0] if whole and part and part[0] else None


def _unread(expected: Expected, given: str) -> Flaw:
    return Flaw(
        expected.place, N_("“{text}” is no amount; “{name}” comes to {given}."),
        N_("Write digits only, without commas and units."),
        values={"text": expected.value, "name": expected.name, "given": given},
    )  # fmt: skip


def _difference(expected: Expected, given: str) -> Flaw:
    return Flaw(
        expected.place, N_("“{name}” should be {expected}, and comes to {given}."),
        N_("Correct the formula, or the example if it was wrong."),
        values={"name": expected.name, "expected": expected.value or "—", "given": given},
    )  # fmt: skip
