"""A household's calculation: the pack's facts through both evaluators, and the result that is stored and handed over.

Promise: no result is given unless both agree in everything; a refusal names the cell and says what to do.
Hidden: the form of the result.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from desktop.domain.errors import Refused
from desktop.domain.money import to_capitals
from desktop.i18n import N_, Language
from desktop.policy.engine import Engine
from desktop.policy.explanation import explain
from desktop.policy.facts import Facts
from desktop.policy.pack import Pack, Value
from desktop.policy.trace import Line, Trace
from desktop.policy.tree import Outcome, Proofed, Reason, Type, Unreckoned
from desktop.policy.units import Unit
from desktop.policy.wording import exact, fixed, where, words_of

_FEN = 100
_WHY = {
    Reason.NO_KEY: (
        N_("{where}: the table has no row for these facts. Nothing was calculated."),
        N_("Check the facts of this household; if they are right, the table needs a row for them."),
    ),
    Reason.NO_TIER: (
        N_("{where}: the number is outside all tiers of the table. Nothing was calculated."),
        N_("Check the facts of this household; if they are right, the table needs a tier for them."),
    ),
    Reason.NO_VERSION: (
        N_("{where}: the plan has no value for that day. Nothing was calculated."),
        N_("Check the day; if it is right, the plan needs a value from that day on."),
    ),
    Reason.NO_STEP: (
        N_("{where}: the number is beyond the last step. Nothing was calculated."),
        N_("Check the facts of this household; if they are right, the plan needs a further step."),
    ),
    Reason.EMPTY_LIST: (
        N_("{where}: the list is empty, so it has no largest or smallest. Nothing was calculated."),
        N_("Fill in the list, or let the plan ask first whether it is empty."),
    ),
    Reason.BACKWARDS: (
        N_("{where}: the second day is before the first. Nothing was calculated."),
        N_("Check both days of this household."),
    ),
    Reason.CROSSED: (
        N_("{where}: the least amount is above the most. Nothing was calculated."),
        N_("Check the facts of this household; if they are right, the plan's two limits contradict each other."),
    ),
    Reason.NO_DAY: (
        N_("{where}: the day lies outside the calendar. Nothing was calculated."),
        N_("Check the days and the number of months."),
    ),
}


class Disagreement(Exception):
    """A bug: the two evaluators differ, so there is no result. All that is needed to see why is kept here."""

    def __init__(self, pack: Pack, facts: Facts, engine: Outcome | Unreckoned, walk: Outcome | Unreckoned) -> None:
        super().__init__(f"the evaluators differ: pack {pack.id}, facts {facts.sha256}: {_difference(engine, walk)}")
        self.pack, self.facts, self.engine, self.walk = pack, facts, engine, walk


@dataclass(frozen=True)
class Calculation:
    """What both evaluators agree on; `outcome` is the engine's, `trace` the other's."""

    proofed: Proofed
    facts: Facts
    outcome: Outcome
    trace: Trace

    @property
    def pack(self) -> Pack:
        return self.proofed.pack

    @cached_property
    def types(self) -> Mapping[str, Type]:
        """Give the type of each item's final value."""
        return {typed.item.name: typed.type for typed in self.proofed.items}

    def result(self) -> dict[str, object]:
        """Give the result as plain values: texts, truths, whole numbers."""
        return {
            "pack": self.pack.id,
            "engine": self.pack.cover.engine,
            "facts_sha256": self.facts.sha256,
            "trace_sha256": self.trace.sha256,
            "options": [
                {
                    "name": option.name,
                    "total": self._money(self.outcome.totals[option.name]),
                    "in_words": self.in_words(self.outcome.totals[option.name]),
                    "items": [
                        self._item(line, option.signs[line.item])
                        for line in self.trace.lines
                        if line.item in option.signs
                    ],
                }
                for option in self.pack.options
                if option.name in self.outcome.totals
            ],
            "helpers": self._helpers(),
            "notices": [
                {"level": str(notice.weight), "text": notice.text, "clause": notice.clause}
                for notice in (self.pack.notices[place] for place in self.outcome.notices)
            ],
        }

    def in_words(self, amount: Fraction) -> str:
        """Write an amount in capitals, which only yuan and fen have."""
        cover = self.pack.cover
        is_yuan = (cover.currency, cover.money_unit) == ("CNY", "元") and 10**cover.minor_digits == _FEN
        return to_capitals(int(amount * _FEN)) if is_yuan else ""

    def _money(self, amount: Value) -> str:
        assert isinstance(amount, Fraction)  # noqa: S101  proofed: what is counted is money
        return fixed(amount, self.pack.cover.minor_digits)

    def _item(self, line: Line, sign: int) -> dict[str, object]:
        return {
            "name": line.item,
            "amount": self._money(self.outcome.values[line.item]),
            "clause": line.clause,
            "formula": line.formula,
            "numbers": line.numbers,
            "status": str(line.status),
            "reason": line.reason,
            "sign": "+" if sign > 0 else "-",
        }

    def _helpers(self) -> list[dict[str, object]]:
        helpers = {typed.item.name: typed.item.unit for typed in self.proofed.helpers}
        return [
            {
                "name": line.item,
                "value": _plain(self.outcome.values[line.item], helpers[line.item]),
                "unit": str(helpers[line.item]),
            }
            for line in self.trace.lines
            if line.item in helpers
        ]


def calculate(proofed: Proofed, engine: Engine, facts: Facts) -> Calculation:
    """Reckon on both evaluators; raises Refused where these facts have no result, Disagreement where they differ."""
    walk: tuple[Outcome, Trace] | Unreckoned
    try:
        walk = explain(proofed, facts.given)
    except Unreckoned as unreckoned:
        walk = unreckoned
    try:
        outcome = engine.run(facts.given)
    except Unreckoned as unreckoned:
        if isinstance(walk, Unreckoned):
            raise refusal(proofed.pack, walk) from None
        raise Disagreement(proofed.pack, facts, unreckoned, walk[0]) from None
    if isinstance(walk, Unreckoned):
        raise Disagreement(proofed.pack, facts, outcome, walk) from None
    if outcome != walk[0]:
        raise Disagreement(proofed.pack, facts, outcome, walk[0])
    return Calculation(proofed, facts, outcome, walk[1])


def refusal(pack: Pack, unreckoned: Unreckoned) -> Refused:
    """Say in words why facts have no result."""
    language = Language.CHINESE if words_of(pack).is_chinese else Language.ENGLISH
    what, remedy = _WHY[unreckoned.reason]
    return Refused(what, remedy, where=where(unreckoned.place, language))


def _plain(value: Value, unit: Unit) -> object:
    if isinstance(value, Fraction):
        return exact(value * 10**unit.decimals)
    return value.isoformat() if isinstance(value, date) else value


def _difference(engine: Outcome | Unreckoned, walk: Outcome | Unreckoned) -> str:
    """Name what differs, without the values, which are a household's."""
    if isinstance(engine, Unreckoned) or isinstance(walk, Unreckoned):
        return f"{engine if isinstance(engine, Unreckoned) else walk} by one of them alone"
    parts = (engine.values, walk.values), (engine.applies, walk.applies), (engine.totals, walk.totals)
    names = {name for one, other in parts for name in {*one, *other} if one.get(name) != other.get(name)}
    return ", ".join(sorted(names)) or "notices"
