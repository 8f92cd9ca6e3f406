"""What is said of the parts of a plan: values with units, days, rounding, bounds of tables, and what a formula names.

Promise: formulas and cells stand as the office wrote them; nothing is rounded or left out. Hidden: which words of the
plan's own language go with the window's.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from desktop.domain.money import Rounding
from desktop.i18n import N_
from desktop.policy import language
from desktop.policy.examples import Result
from desktop.policy.language import CellError
from desktop.policy.pack import (
    Cell,
    Clause,
    Input,
    Item,
    Mode,
    Option,
    Pack,
    Parameter,
    Table,
    TableRow,
    Version,
    Weight,
)
from desktop.policy.proofing import named
from desktop.policy.statement import clause_said
from desktop.policy.tree import Type
from desktop.policy.units import Unit
from desktop.policy.wording import Words, words_of
from desktop.ui.notices import Voice

_MODES = {
    Mode.LOOKUP: N_("looked up by its key"),
    Mode.TIER: N_("the tier's value holds for all"),
    Mode.LADDER: N_("each slice at its own rate"),
}
_ROUNDINGS = {
    Rounding.HALF_UP: N_("rounded half up to {digits} decimals"),
    Rounding.HALF_EVEN: N_("rounded half to even to {digits} decimals"),
    Rounding.UP: N_("rounded up to {digits} decimals"),
    Rounding.DOWN: N_("cut after {digits} decimals"),
}
_WEIGHTS = {
    Weight.NOTE: N_("note"),
    Weight.APPROVE: N_("needs approval"),
    Weight.REFUSE: N_("no sheet may be issued"),
}
_LOW = {  # by whether the bound is a day, and whether it is included
    (False, True): N_("{bound} and above"),
    (False, False): N_("above {bound}"),
    (True, True): N_("from {bound}"),
    (True, False): N_("after {bound}"),
}
_HIGH = {
    (False, True): N_("up to {bound}"),
    (False, False): N_("below {bound}"),
    (True, True): N_("until {bound}"),
    (True, False): N_("before {bound}"),
}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True)
class PlanWords:
    """Says things of one plan."""

    pack: Pack
    voice: Voice

    @cached_property
    def own(self) -> Words:
        return words_of(self.pack)

    @cached_property
    def clauses(self) -> Mapping[str, Clause]:
        return {clause.id: clause for clause in self.pack.clauses}

    @cached_property
    def _cells(self) -> Mapping[str, frozenset[str]]:
        """What the formulas of each item name."""
        return {
            item.name: frozenset(self._named(item.formula, item.when, item.least, item.most))
            for item in self.pack.items
        }

    def clause(self, id_: str) -> str:
        """A clause by its document and article."""
        return clause_said(self.clauses.get(id_), id_)

    def aside(self, id_: str) -> str:
        """The same beside the id: nothing where the id says as much."""
        said = self.clause(id_)
        return "" if said == id_ else said

    def called(self, item: Item) -> str:
        """An item by its label, or by its name where another has the same label."""
        is_alone = sum(other.label == item.label for other in self.pack.items) == 1
        return item.label if is_alone else item.name

    def unit(self, unit: Unit) -> str:
        return self.own.unit(unit)

    def titled(self, title: str, unit: Unit | None) -> str:
        """A title with the unit of what stands below it."""
        said = self.unit(unit) if unit else ""
        return f"{title} ({said})" if said and said != "1" else title

    def value(self, parameter: Parameter, version: Version) -> str:
        return self.own.shown(version.value, Type(parameter.kind, parameter.unit, version.scale))

    def span(self, since: date | None, until: date | None) -> str:
        """From when till when something holds, both days included."""
        word = self.voice.word
        if since and until:
            return word("{since} to {until}", since=since, until=until)
        if since:
            return word("from {since}", since=since)
        return word("until {until}", until=until) if until else word("always")

    def version(self, parameter: Parameter, version: Version) -> str:
        """A value of a parameter, since when, till when, and by which day that is judged."""
        parts = [self.value(parameter, version)]
        if parameter.by:
            parts += [self.span(version.since, version.until), self.voice.word("by {date}", date=parameter.by)]
        return " · ".join([*parts, *filter(None, [version.clause])])

    def rounding(self, item: Item) -> str:
        if item.rounding is None:
            return self.voice.word("not rounded")
        return self.voice.word(_ROUNDINGS[item.rounding], digits=item.digits)

    def mode(self, table: Table) -> str:
        return self.voice.word(_MODES[table.mode])

    def weight(self, weight: Weight) -> str:
        return self.voice.word(_WEIGHTS[weight])

    def bounds(self, row: TableRow) -> str:
        """From where to where a row of a table reaches, in the words of the law."""
        low, high = (
            row.low and _LOW[_is_day(row.low), row.is_low_included],
            row.high and _HIGH[_is_day(row.high), row.is_high_included],
        )
        parts = [self.voice.word(said, bound=bound) for said, bound in ((low, row.low), (high, row.high)) if said]
        return self.voice.listed(parts) or self.voice.word("all")

    def total(self, option: Option, text: str) -> str:
        """A total that an example expects; who pays is said in the plan's words, never by a sign alone."""
        is_paid = text.startswith("-") and bool(option.pays)
        return f"{option.pays} {self.amount(text[1:])}" if is_paid else self.amount(text)

    def amount(self, text: str) -> str:
        """An amount of an example, thousands apart; what is no number stays as it was written."""
        return (
            f"{Decimal(text):,}".replace("-", "−")
            if _NUMBER.fullmatch(text)
            else text or self.voice.word("not offered")
        )

    def result(self, result: Result | None) -> str:
        """What came of an example when it was reckoned again."""
        if result is None:
            return "…"
        return (
            self.voice.words("{n} difference", "{n} differences", n)
            if (n := len(result.flaws))
            else self.voice.word("comes out")
        )

    def fact(self, asked: Input) -> str:
        """A fact that is asked, with its unit and what proves it."""
        named_so = self.titled(asked.label or asked.name, asked.unit)
        return f"{named_so} · {asked.evidence}" if asked.evidence else named_so

    # What is counted

    def counted(self, item: Item) -> Sequence[tuple[Option, int]]:
        """Every option that is a choice, and whether it adds the item (1), takes it away (-1) or does neither (0)."""
        return [(option, option.signs.get(item.name, 0)) for option in self.pack.options if option.is_choice]

    def is_helper(self, item: Item) -> bool:
        return not any(item.name in option.signs for option in self.pack.options)

    def counted_words(self, item: Item) -> str:
        """The same in words."""
        word, ways = self.voice.word, self.counted(item)
        if self.is_helper(item):
            return word("in no total: other items build on it")
        named_by = {sign: self.voice.listed(option.label for option, its in ways if its == sign) for sign in (1, -1, 0)}
        said = {1: N_("added: {options}"), -1: N_("taken away: {options}"), 0: N_("not counted: {options}")}
        return " · ".join(word(said[sign], options=options) for sign, options in named_by.items() if options)

    @property
    def initials(self) -> Sequence[str]:
        """The first letters of each option that is a choice, as few as tell them apart."""
        labels = [option.label for option in self.pack.options if option.is_choice]
        for most in range(1, max(map(len, labels), default=0)):
            found = [label[:most] for label in labels]
            if len({*found}) == len({*labels}):
                return found
        return labels

    # What is named

    def _named(self, *cells: Cell | None) -> Iterator[str]:
        for cell in filter(None, cells):
            try:
                yield from named(language.parse(cell.text, self.pack.units))
            except CellError:
                continue  # of a newer program: it stands there as it was written

    def parameters_of(self, item: Item) -> Sequence[Parameter]:
        return [each for each in self.pack.parameters if each.name in self._cells[item.name]]

    def tables_of(self, item: Item) -> Sequence[Table]:
        return [each for each in self.pack.tables if each.name in self._cells[item.name]]

    def items_of(self, item: Item) -> Sequence[Item]:
        return [each for each in self.pack.items if each.name in self._cells[item.name] and each is not item]

    def inputs_of(self, item: Item) -> Sequence[Input]:
        return [each for each in self.pack.inputs if each.name in self._cells[item.name]]

    def using(self, name: str) -> Sequence[Item]:
        """The items whose formulas name this."""
        return [item for item in self.pack.items if name in self._cells[item.name]]


def _is_day(text: str) -> bool:
    return _DAY.fullmatch(text) is not None
