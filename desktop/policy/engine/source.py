"""The engine's Python while it is written: names v0, v1, …, whole numbers, operators; nothing else can get into it.

Promise: no text of a pack and no attribute stands in the source; what it needs besides is kept under names of the same
kind. Hidden: how deep and long an expression grows before it gets a line of its own.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Generator, Hashable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from desktop.domain.money import Rounding
from desktop.policy.pack import Place
from desktop.policy.tree import Reason, Unreckoned

ABSENT = "None"
_ATOM = re.compile(r"v[0-9]+|[0-9]+|\(-[0-9]+\)")
_WHOLE = re.compile(r"\(?(-?[0-9]+)\)?")
_LONGEST = 240  # characters of an expression: far fewer parentheses than Python allows
_MOST_STEPS = 6  # that are compared one by one

Lines = list[tuple[int, str]]
Stair = tuple[int | None, tuple[int, ...] | None]
"""Up to and with a whole number (None: without end) some numbers stand, or nothing."""
Show = Callable[..., str]
"""Makes one expression of the numbers of a stair."""
Refusal = tuple[Reason, Place]


@dataclass(frozen=True)
class Figure:
    """An expression: `top` ÷ `bottom` ÷ 10^scale. `bottom` is above 0, and "" where it is 1.

    Days, truths and choices are whole numbers too.
    """

    top: str
    bottom: str = ""
    scale: int = 0


class Source:
    """Lines of Python, one after the other; an expression that is handed on asks nothing that could fail."""

    def __init__(self) -> None:
        self.lines: Lines = []
        self.early: list[str] = []
        self.kept: dict[str, object] = {}
        self.refusals: list[Refusal] = []
        self._depth = 0
        self._names = 0
        self._known: dict[Hashable, str] = {}
        self._refuse = self.keep(self._unreckoned)
        self._place = self.keep(bisect_left)

    def name(self) -> str:
        self._names += 1
        return f"v{self._names - 1}"

    def keep(self, value: object, same: Hashable = None) -> str:
        """Keep what the source needs under a name; what is `same` is kept once."""
        if same is not None and same in self._known:
            return self._known[same]
        name = self.name()
        self.kept[name] = value
        if same is not None:
            self._known[same] = name
        return name

    def function(self, function: Callable[..., object]) -> str:
        return self.keep(function, function)

    def line(self, text: str) -> None:
        self.lines.append((self._depth, text))

    @contextmanager
    def block(self, head: str) -> Generator[None]:
        self.line(f"{head}:")
        self._depth += 1
        yield
        self._depth -= 1

    @contextmanager
    def aside(self) -> Generator[Lines]:
        """Write lines that stand nowhere yet; `put` places them."""
        outer, depth = self.lines, self._depth
        self.lines, self._depth = [], 0
        yield self.lines
        self.lines, self._depth = outer, depth

    def put(self, lines: Lines) -> None:
        self.lines.extend((self._depth + depth, text) for depth, text in lines)

    def hold(self, expression: str) -> str:
        """Reckon it now, under a name."""
        name = self.name()
        self.line(f"{name} = {expression}")
        return name

    def assign(self, result: Figure, figure: Figure) -> None:
        """Give the names of `result` what the figure, of the same scale, is."""
        self.line(f"{result.top} = {figure.top}")
        if result.bottom:
            self.line(f"{result.bottom} = {figure.bottom or 1}")

    def once(self, expression: str, *, same: Hashable) -> str:
        """Reckon something that only the facts decide before all else, and once."""
        if same not in self._known:
            self._known[same] = self.name()
            self.early.append(f"{self._known[same]} = {expression}")
        return self._known[same]

    def atom(self, expression: str) -> str:
        """Give a name or a number for it, to be used more than once."""
        return expression if _ATOM.fullmatch(expression) else self.hold(expression)

    def joined(self, operator: str, *parts: str) -> str:
        whole, *others = parts
        for part in others:
            whole = self.fit(f"({whole} {operator} {part})")
        return whole

    def fit(self, expression: str) -> str:
        return expression if len(expression) <= _LONGEST else self.hold(expression)

    def product(self, left: str, right: str) -> str:
        """Multiply; numbers at once, and "" is 1."""
        one, other = whole(left or "1"), whole(right or "1")
        if one is not None and other is not None:
            return literal(one * other)
        if one == 1 or other == 1:
            return right if one == 1 else left
        return self.joined("*", left, right)

    def refuse(self, reason: Reason, place: Place) -> None:
        self.line(f"{self._refuse}({len(self.refusals)})")
        self.refusals.append((reason, place))

    def refuse_if(self, condition: str, reason: Reason, place: Place) -> None:
        with self.block(f"if {condition}"):
            self.refuse(reason, place)

    def stairs(self, asked: str, stairs: Sequence[Stair], show: Show, refusal: Refusal) -> str:
        """Show the numbers of the first stair that is not below `asked`; where nothing stands it refuses."""
        merged = _merged(stairs)
        if len(merged) > _MOST_STEPS:
            ends, *columns = apart(merged)
            names = [self.keep(ends, ends), *(self.keep(column, (ends, column)) for column in columns)]
            return self.climbed(asked, names, show, refusal)
        asked = self.atom(asked)
        shown = [ABSENT if values is None else show(*map(literal, values)) for _, values in merged]
        expression = shown.pop()
        for end, one in reversed(list(zip((end for end, _ in merged), shown, strict=False))):
            expression = f"({one} if {asked} <= {literal(end or 0)} else {expression})"
        if all(values for _, values in merged):
            return self.fit(expression)
        held = self.hold(expression)
        self.refuse_if(f"{held} is {ABSENT}", *refusal)
        return held

    def climbed(self, asked: str, names: Sequence[str], show: Show, refusal: Refusal) -> str:
        """Show the numbers of the first stair of those that the names hold, as `apart` gives them."""
        ends, *columns = names
        stair = self.hold(f"{self._place}({ends}, {asked})")
        held = [self.hold(f"{column}[{stair}]") for column in columns]
        self.refuse_if(f"{held[0]} is {ABSENT}", *refusal)
        return show(*held)

    def rounded(self, top: str, bottom: str, rounding: Rounding, *, is_signed: bool) -> str:
        """Divide to a whole number; `bottom` is above 0, and a negative number rounds as its mirror image."""
        top, bottom = self.atom(top), self.atom(bottom)
        match rounding:
            case Rounding.HALF_UP:
                up, down = self._halves(top, bottom)
            case Rounding.UP:
                up, down = f"-(-{top} // {bottom})", f"{top} // {bottom}"
            case Rounding.DOWN:
                up, down = f"{top} // {bottom}", f"-(-{top} // {bottom})"
            case Rounding.HALF_EVEN:
                count = self.hold(f"{top} // {bottom}")
                rest = self.hold(f"2 * ({top} - {count} * {bottom})")
                return self.fit(f"({count} + ({rest} > {bottom} or ({rest} == {bottom} and {count} & 1)))")
        return self.fit(f"({up} if {top} >= 0 else {down})" if is_signed else f"({up})")

    def _halves(self, top: str, bottom: str) -> tuple[str, str]:
        known = whole(bottom)
        if known is not None and known % 2 == 0:
            return f"({top} + {known // 2}) // {known}", f"-(({known // 2} - {top}) // {known})"
        twice = self.product(bottom, "2")
        return f"(2 * {top} + {bottom}) // {twice}", f"-(({bottom} - 2 * {top}) // {twice})"

    def _unreckoned(self, refusal: int) -> None:
        raise Unreckoned(*self.refusals[refusal])


def literal(number: int) -> str:
    return str(number) if number >= 0 else f"({number})"


def whole(expression: str) -> int | None:
    """Give the number where the expression is one."""
    found = _WHOLE.fullmatch(expression)
    return int(found[1]) if found else None


def apart(stairs: Sequence[Stair]) -> tuple[tuple[int | None, ...], ...]:
    """Give the ends of stairs, and each of their numbers, for a search by halves."""
    merged = _merged(stairs)
    width = max((len(values) for _, values in merged if values), default=1)
    columns = (tuple(values[column] if values else None for _, values in merged) for column in range(width))
    return tuple(end for end, _ in merged[:-1]), *columns


def is_plain(stairs: Sequence[Stair]) -> bool:
    """Tell whether the stairs are few, and one is for everything that can be asked."""
    merged = _merged(stairs)
    return len(merged) <= _MOST_STEPS and all(values for _, values in merged)


def _merged(stairs: Sequence[Stair]) -> list[Stair]:
    """Join stairs of equal numbers; the last has no end."""
    merged: list[Stair] = []
    for end, values in (*stairs, *([] if stairs and stairs[-1][0] is None else [(None, None)])):
        if merged and merged[-1][1] == values:
            merged.pop()
        merged.append((end, values))
    return merged
