"""What a formula means: its tree of names and numbers becomes the typed tree, or flaws that name the character.

Promise: units, kinds and ranges fit wherever a typed node is given; nothing is guessed and nothing is converted.
Hidden: how conditions narrow what stands in their branches, and the meaning of each function.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from fractions import Fraction
from typing import TypeGuard, cast

from desktop.domain.errors import Level
from desktop.i18n import N_
from desktop.policy import interval, tree
from desktop.policy.interval import Interval
from desktop.policy.language import Call, Comparison, Day, Joined, Name, Not, Number, Product, Sum, Syntax, Text, Truth
from desktop.policy.pack import Flaw, Kind, Place
from desktop.policy.proofing.grid import Draft, Span
from desktop.policy.proofing.span import BOTH, OPPOSITES, both, limited, outcomes, span_of, widest
from desktop.policy.tree import Node, Type
from desktop.policy.units import DAYS, MONTHS, NONE, Unit
from desktop.policy.vocabulary import TYPES
from desktop.policy.wording import exact

TRUTH = Type(Kind.YESNO, span=BOTH)
TOTALS = ("方案.", "option.")
_MIRRORED = {"=": "=", "!=": "!=", "<": ">", ">=": "<=", ">": "<", "<=": ">="}

UNEQUAL = N_("The units “{first}” and “{second}” don't fit together.")

Narrow = Mapping[Syntax, Span]
"""What the conditions above say of a part of the formula, by how it is written."""


@dataclass
class Names:
    """Everything that a formula may name; `amounts` grows in the order of reckoning."""

    facts: Mapping[str, Type]
    lists: Mapping[str, Mapping[str, Type]]
    settings: Mapping[str, Type]
    drafts: Mapping[str, Draft]
    declared: frozenset[str]  # all names, also those whose own cell has a flaw
    amounts: dict[str, Type] = field(default_factory=dict[str, Type])
    totals: Mapping[str, Type] = field(default_factory=dict[str, Type])


@dataclass(frozen=True)
class Meaning:
    """Reads the tree of one cell; None stands for what has a flaw already."""

    names: Names
    functions: "Mapping[str, Function]"
    place: Place
    flaws: list[Flaw]
    columns: Mapping[str, Type] | None = None  # of the list that an aggregate is in
    list: str = ""

    def condition(self, syntax: Syntax, narrow: Narrow) -> Node | None:
        """Read what must be yes or no, and tell where it can only be one of them."""
        node = self.node(syntax, narrow)
        if node and node.type.kind is not Kind.YESNO:
            return self.flaw(
                syntax.at,
                N_("Here stands a condition, and this is not one."),
                N_("Compare it with something: {example}."),
                example="面积 > 60㎡",
            )
        is_compound = isinstance(syntax, Joined | Not | Truth)
        if node and not is_compound and len(cast("frozenset[bool]", node.type.span)) == 1:
            always = True in cast("frozenset[bool]", node.type.span)
            self.flaw(
                syntax.at,
                N_("This condition is always true.") if always else N_("This condition is never true."),
                N_("Check it against what can occur (min and max of the inputs)."),
                Level.WARNING,
            )
        return node

    def node(self, syntax: Syntax, narrow: Narrow) -> Node | None:
        """Read any part of a formula."""
        node = self._read(syntax, narrow)
        known = narrow.get(syntax)
        if node and known is not None:
            span = both(node.type.span, known)
            if not (span.is_empty if isinstance(span, Interval) else not span):
                node = replace(node, type=replace(node.type, span=span))
        return node

    def _read(self, syntax: Syntax, narrow: Narrow) -> Node | None:
        match syntax:
            case Number() | Day() | Text() | Truth():
                return tree.Constant(_literal_type(syntax), self.at(syntax), syntax.value)
            case Name():
                return self._name(syntax)
            case Sum():
                return self._sum(syntax, narrow)
            case Product():
                return self._product(syntax, narrow)
            case Comparison():
                return self._comparison(syntax, narrow)
            case Joined():
                return self._joined(syntax, narrow)
            case Not(part):
                inner = self.condition(part, narrow)
                span = frozenset(not truth for truth in cast("frozenset[bool]", inner.type.span)) if inner else BOTH
                return inner and tree.Not(Type(Kind.YESNO, span=span), self.at(syntax), inner)
            case Call(function):
                return self.functions[function](self, syntax, narrow)

    def _name(self, syntax: Name) -> Node | None:
        name, place = syntax.name, self.at(syntax)
        if self.columns and name in self.columns:
            return tree.Column(self.columns[name], place, name)
        if name in self.names.facts:
            return tree.Fact(self.names.facts[name], place, name)
        if name in self.names.settings:
            return tree.Setting(self.names.settings[name], place, name)
        if name in self.names.amounts:
            return tree.Amount(self.names.amounts[name], place, name)
        if option := next((name.removeprefix(start) for start in TOTALS if name.startswith(start)), ""):
            return self._total(syntax, option)
        if name in self.names.lists:
            return self.flaw(
                syntax.at,
                N_("“{name}” is a list, not a value."),
                N_("Ask it by sum, count, any, all, largest …: 合计({name}, …)."),
                name=name,
            )
        if name.partition(".")[0] in self.names.drafts:
            return self.flaw(
                syntax.at,
                N_("“{name}” is a table, not a value."),
                N_("Ask it by its function: 查表({name}, …)."),
                name=name,
            )
        return None if name in self.names.declared else self.unknown(syntax, self._known_names())

    def _total(self, syntax: Name, option: str) -> Node | None:
        if not self.names.totals:
            return self.flaw(
                syntax.at,
                N_("The total of an option can only be asked in a notice."),
                N_("Name the items that you mean."),
            )
        if option not in self.names.totals:
            return self.unknown(replace(syntax, name=option), self.names.totals)
        return tree.Total(self.names.totals[option], self.at(syntax), option)

    def _known_names(self) -> "Sequence[str]":
        columns = {column for columns in self.names.lists.values() for column in columns}
        return sorted(self.names.declared | columns)

    def unknown(self, syntax: Name, known: "Sequence[str] | Mapping[str, object]") -> None:
        """Tell that a name is not known, with the nearest of those that could be meant."""
        near = get_close_matches(syntax.name, list(known), 1, 0.3)
        owner = next((name for name, columns in self.names.lists.items() if syntax.name in columns), "")
        remedy = N_("Did you mean “{proposal}”?") if near else N_("Declare it in the sheet where it belongs.")
        if owner:
            remedy = N_("It is a column of the list “{list}”: ask it inside 合计({list}, …), 任一({list}, …) ….")
        self.flaw(
            syntax.at,
            N_("The name “{name}” is not known."),
            remedy,
            name=syntax.name,
            proposal=near[0] if near else "",
            list=owner,
        )

    def _sum(self, syntax: Sum, narrow: Narrow) -> Node | None:
        nodes = [self.node(term, narrow) for _, term in syntax.terms]
        if nodes[0] and nodes[0].type.kind is Kind.DATE:
            return self._shifted(syntax, nodes)
        fitted = self.fitted(syntax.at, nodes, N_("Only equal units can be added: “{first}” and “{second}”."))
        if not fitted:
            return None
        signs = [sign for sign, _ in syntax.terms]
        span = interval.exactly(0)
        for sign, node in zip(signs, fitted, strict=True):
            span += span_of(node) if sign > 0 else -span_of(node)
        type_ = Type(Kind.NUMBER, fitted[0].type.unit, widest(fitted), span)
        return tree.Add(type_, self.at(syntax), tuple(zip(signs, fitted, strict=True)))

    def _shifted(self, syntax: Sum, nodes: Sequence[Node | None]) -> Node | None:
        day = nodes[0]
        if len(nodes) == 1 or not day:
            return self.flaw(syntax.at, N_("A day has no minus before it."), N_("Remove it."))
        for (sign, term), by in zip(syntax.terms[1:], nodes[1:], strict=True):
            if not by:
                return None
            if by.type.kind is Kind.DATE:
                return self.flaw(
                    term.at,
                    N_("Days can't be added or subtracted."),
                    N_("Write 天数(from, to) for the days between them."),
                )
            if by.type.kind is not Kind.NUMBER or by.type.unit not in {MONTHS, DAYS} or by.type.scale != 0:
                return self.flaw(
                    term.at,
                    N_("To a day only whole months or days can be added."),
                    N_("Write 6月 or 10天; round the number first."),
                )
            is_months = by.type.unit == MONTHS
            length = Interval(Fraction(28 if is_months else 1), Fraction(31 if is_months else 1))
            span = span_of(day) + span_of(by) * length * interval.exactly(sign)
            day = tree.Shift(Type(Kind.DATE, span=span), self.at(syntax), day, sign, by, is_months)
        return day

    def _product(self, syntax: Product, narrow: Narrow) -> Node | None:
        left, right = self.number(syntax.left, narrow), self.number(syntax.right, narrow)
        if not left or not right:
            return None
        is_product = syntax.sign == "*"
        if not is_product and 0 in span_of(right):
            return self.flaw(
                syntax.right.at,
                N_("The divisor may be 0."),
                N_("Write 若(x > 0, …), 最大(1人, x), or narrow the input by its min."),
            )
        unit = left.type.unit * right.type.unit if is_product else left.type.unit / right.type.unit
        if is_product:
            scale = None if None in {left.type.scale, right.type.scale} else widest((left,), right)
            type_ = Type(Kind.NUMBER, unit, scale, span_of(left) * span_of(right))
            return tree.Times(type_, self.at(syntax), left, right)
        return tree.Over(Type(Kind.NUMBER, unit, None, span_of(left) / span_of(right)), self.at(syntax), left, right)

    def _comparison(self, syntax: Comparison, narrow: Narrow) -> Node | None:
        nodes = [self.node(syntax.left, narrow), self.node(syntax.right, narrow)]
        left, right = nodes
        if not left or not right:
            return None
        is_number = left.type.kind is Kind.NUMBER and right.type.kind is Kind.NUMBER
        if is_number:
            fitted = self.fitted(syntax.at, nodes, N_("Only equal units can be compared: “{first}” and “{second}”."))
            if not fitted:
                return None
            left, right = fitted
        elif left.type.kind is not right.type.kind:
            return self.flaw(
                syntax.at,
                N_("{first} can't be compared with {second}."),
                N_("Compare like with like."),
                first=TYPES.both(left.type.kind),
                second=TYPES.both(right.type.kind),
            )
        elif left.type.kind is not Kind.DATE and syntax.sign not in {"=", "!="}:
            return self.flaw(syntax.at, N_("Here only = and ≠ have a meaning."), N_("Write = or ≠."))
        if left.type.kind is Kind.CHOICE and not self._is_declared(left, right):
            return None
        span = outcomes(syntax.sign, left.type.span, right.type.span)
        return tree.Compare(Type(Kind.YESNO, span=span), self.at(syntax), syntax.sign, left, right)

    def _is_declared(self, *sides: Node) -> bool:
        """Tell whether a text stands among the choices of the other side."""
        for text, other in (sides, sides[::-1]):
            is_declared = isinstance(other, tree.Constant) or not isinstance(text, tree.Constant)
            if not is_declared and (choice := cast("tree.Constant", text).value) not in other.type.choices:
                near = get_close_matches(str(choice), sorted(other.type.choices), 1, 0)
                self.flaws.append(
                    Flaw(
                        text.place,
                        N_("The choice “{choice}” is not declared."),
                        N_("Did you mean “{proposal}”?"),
                        values={"choice": choice, "proposal": near[0] if near else ""},
                    )
                )
                return False
        return True

    def _joined(self, syntax: Joined, narrow: Narrow) -> Node | None:
        parts: list[Node | None] = []
        is_every = syntax.word == "and"
        for part in syntax.parts:
            parts.append(self.condition(part, narrow))
            narrow = self.narrowed(part, parts[-1], narrow, truth=is_every)
        if not are_known(parts):
            return None
        spans = [cast("frozenset[bool]", part.type.span) for part in parts]
        otherwise = not is_every
        can = {is_every: all(is_every in span for span in spans), otherwise: any(otherwise in span for span in spans)}
        type_ = Type(Kind.YESNO, span=frozenset(truth for truth, is_possible in can.items() if is_possible))
        return (tree.Every if is_every else tree.Some)(type_, self.at(syntax), tuple(parts))

    def narrowed(self, syntax: Syntax, node: Node | None, narrow: Narrow, *, truth: bool) -> Narrow:
        """Give what is known where this condition, read as `node`, is true, or false, besides what is known already."""
        match syntax, node:
            case Not(part), tree.Not():
                return self.narrowed(part, node.part, narrow, truth=not truth)
            case Joined(word, parts), tree.Every() | tree.Some() if (word == "and") == truth:
                for part, inner in zip(parts, node.parts, strict=True):
                    narrow = self.narrowed(part, inner, narrow, truth=truth)
                return narrow
            case Comparison(_, left, right), tree.Compare():
                sign = node.sign if truth else OPPOSITES[node.sign]
                one, other = node.left.type, node.right.type
                return {
                    **narrow,
                    left: limited(sign, one.span, other.span, one.scale),
                    right: limited(_MIRRORED[sign], other.span, one.span, other.scale),
                }
            case Name(), Node() if node.type.kind is Kind.YESNO:
                return {**narrow, syntax: frozenset({truth})}
            case _:
                return narrow

    def number(self, syntax: Syntax, narrow: Narrow) -> Node | None:
        """Read what must be a number."""
        node = self.node(syntax, narrow)
        if node and node.type.kind is not Kind.NUMBER:
            return self.flaw(
                syntax.at, N_("Here stands a number, and this is not one."), N_("Write a number, or what gives one.")
            )
        return node

    def counted(self, syntax: Call, count: int, form: str) -> bool:
        """Tell whether a call has so many arguments; else say its form."""
        if len(syntax.arguments) == count:
            return True
        self.flaw(syntax.at, N_("The number of arguments does not fit."), N_("Write {form}."), form=form)
        return False

    def alike(self, syntax: Call, nodes: Sequence[Node | None]) -> Sequence[Node] | None:
        """Give the nodes if they have one kind, and numbers one unit; else tell."""
        if not are_known(nodes):
            return None
        kinds = {node.type.kind for node in nodes}
        if len(kinds) > 1:
            first, second = sorted(kinds)[:2]
            return self.flaw(
                syntax.at,
                N_("The values are of different kinds: {first} and {second}."),
                N_("Give values of one kind."),
                first=TYPES.both(first),
                second=TYPES.both(second),
            )
        return self.fitted(syntax.at, nodes, UNEQUAL) if kinds == {Kind.NUMBER} else nodes

    def fitted(self, at: int, nodes: Sequence[Node | None], message: str) -> Sequence[Node] | None:
        """Give the numbers if they have one unit; a written 0 takes that of the others."""
        if not are_known(nodes):
            return None
        for node in nodes:
            if node.type.kind is not Kind.NUMBER:
                self.flaws.append(
                    Flaw(
                        node.place,
                        N_("Here stands a number, and this is not one."),
                        N_("Write a number, or what gives one."),
                    )
                )
                return None
        units = list(dict.fromkeys(node.type.unit for node in nodes if not is_zero(node)))
        if len(units) > 1:
            first, second = units[:2]
            remedy = N_("Check the units; a missing one may be a missing factor.")
            bare = next((node for node in nodes if isinstance(node, tree.Constant) and node.type.unit == NONE), None)
            if bare and NONE in units and not is_zero(bare):
                message, remedy = N_("A number has no unit."), N_("Write the unit behind the number: {proposal}.")
            proposal = written(bare, first if second == NONE else second) if bare else ""
            return self.flaw(
                at, message, remedy, first=first if first.powers else "—", second=second if second.powers else "—",
                proposal=proposal,
            )  # fmt: skip
        return [with_unit(node, units[0]) if units else node for node in nodes]

    def at(self, syntax: Syntax) -> Place:
        """Give the place of a part of the formula."""
        return replace(self.place, character=syntax.at)

    def flaw(self, at: int, message: str, remedy: str, level: Level = Level.ERROR, **values: object) -> None:
        """Add a flaw at a character, once."""
        flaw = Flaw(replace(self.place, character=at), message, remedy, level, values)
        if flaw not in self.flaws:
            self.flaws.append(flaw)


Function = Callable[[Meaning, Call, Narrow], Node | None]
"""What reads a call of one function."""


def are_known(nodes: "Sequence[Node | None]") -> TypeGuard[Sequence[Node]]:
    """Tell whether none of the nodes has a flaw."""
    return all(node is not None for node in nodes)


def _literal_type(syntax: Number | Day | Text | Truth) -> Type:
    match syntax:
        case Number(value, scale, unit):
            return Type(Kind.NUMBER, unit, scale, interval.exactly(value))
        case Day(value):
            return Type(Kind.DATE, span=interval.exactly(value.toordinal()))
        case Text(value):
            return Type(Kind.CHOICE, span=frozenset({value}), choices=frozenset({value}))
        case Truth(value):
            return Type(Kind.YESNO, span=frozenset({value}))


def is_zero(node: Node) -> bool:
    """Tell whether a 0 was written, which fits every unit."""
    return isinstance(node, tree.Constant) and node.value == 0 and node.type.unit == NONE and not node.type.scale


def with_unit(node: Node, unit: Unit) -> Node:
    """Give a written 0 this unit."""
    return replace(node, type=replace(node.type, unit=unit)) if is_zero(node) else node


def written(node: Node, unit: Unit) -> str:
    """Write a literal number with the unit that it should have."""
    value = node.value if isinstance(node, tree.Constant) else None
    return f"{exact(value)}{unit}" if isinstance(value, Fraction) else ""
