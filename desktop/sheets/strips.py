"""Strips lie below each other and become pages: what is never cut, what stays with what follows, what is repeated.

Promise: a strip is on one page, unless no page holds it; then it is cut where it says. Nothing of a paper is left out.
Hidden: which strips go to the next page. Heights are counted downwards; the pen turns them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from desktop.domain.strokes import Drawing
from desktop.sheets.lines import Line
from desktop.sheets.page import Code

_HAIR = 0.01  # what sums of heights may differ by
_LITTLE = 0.25  # of a page: what no page holds begins on the next one, where no more is left


class Box(NamedTuple):
    """A place on a page."""

    x: float
    y: float
    width: float
    height: float


class Pen(Protocol):
    """What draws on one page; x from its left edge, y downwards from its top."""

    def line(self, x: float, y: float, line: Line, leading: float) -> None: ...
    def rule(self, x: float, y: float, width: float, height: float, thickness: float) -> None: ...
    def shade(self, box: Box) -> None: ...
    def frame(self, box: Box, radius: float, thickness: float) -> None: ...
    def dot(self, x: float, y: float, edge: float, number: Line) -> None: ...
    def code(self, x: float, y: float, code: Code) -> None: ...
    def ink(self, x: float, y: float, scale: float, drawing: Drawing) -> None: ...
    def picture(self, box: Box, content: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class Strip:
    """What lies across a place: how high it is, and how it is drawn from its upper left corner.

    It `stays` with the strip after it. The `heads` come before it where it opens a page. `cut` gives what fits into a
    height, and the rest; None where nothing fits.
    """

    height: float
    draw: Callable[[Pen, float, float], None]
    stays: bool = False
    is_gap: bool = False
    turns: bool = False
    heads: tuple["Strip", ...] = ()
    cut: Callable[[float], tuple["Strip", "Strip"] | None] | None = None


class Placed(NamedTuple):
    """A strip so far below the upper edge of its page's place."""

    y: float
    strip: Strip


def paged(strips: Iterable[Strip], height: float) -> list[list[Placed]]:
    """The strips on pages with a place of this height."""
    layer = _Layer(height)
    for group in _groups(strips):
        if group[0].turns:
            layer.turn()
        elif not layer.lay_together(group):
            layer.lay_parts(group)
    return layer.pages


def height_of(strips: Iterable[Strip]) -> float:
    return sum(strip.height for strip in strips)


def draw_all(strips: Sequence[Strip], pen: Pen, x: float, y: float) -> None:
    for strip in strips:
        strip.draw(pen, x, y)
        y += strip.height


def parted(strips: Sequence[Strip], height: float) -> tuple[list[Strip], list[Strip]]:
    """What fits into the height, and the rest."""
    for number, strip in enumerate(strips):
        if strip.height > height + _HAIR:
            parts = strip.cut(height) if strip.cut else None
            if parts is None:
                return [*strips[:number]], [*strips[number:]]
            return [*strips[:number], parts[0]], [parts[1], *strips[number + 1 :]]
        height -= strip.height
    return [*strips], []


def _groups(strips: Iterable[Strip]) -> Iterator[list[Strip]]:
    """The strips that stay together; one that turns the page is alone."""
    group: list[Strip] = []
    for strip in strips:
        if strip.turns and group:
            yield group
            group = []
        group.append(strip)
        if not strip.stays:
            yield group
            group = []
    if group:
        yield group


class _Layer:
    """Lays strips on the last of its pages."""

    def __init__(self, height: float) -> None:
        self.pages: list[list[Placed]] = [[]]
        self._height = height
        self._y = self._top = 0.0  # its top is below the heads that are repeated

    def turn(self) -> None:
        self.pages.append([])
        self._y = self._top = 0.0

    def lay_together(self, group: Sequence[Strip]) -> bool:
        """Whether one page holds them; if not, nothing was laid."""
        high = height_of(group)
        if high + height_of(group[0].heads) > self._height + _HAIR:
            return False
        if high > self._left():
            self.turn()
        self._lay_heads(group[0])
        for strip in group:
            self._lay(strip)
        return True

    def lay_parts(self, group: Sequence[Strip]) -> None:
        """Strips that no page holds together, each as whole as can be."""
        if self._left() < self._height * _LITTLE:
            self.turn()
        before: Strip | None = None
        for strip in group:
            self._lay_cut(strip, is_row=before is not None and before.cut is not None)
            before = strip

    def _lay_cut(self, strip: Strip, *, is_row: bool) -> None:
        """A row after a row is only cut where no page holds it."""
        rest = strip
        while rest.height > self._left():
            self._lay_heads(rest)
            is_whole = is_row and rest.height + height_of(rest.heads) <= self._height
            parts = rest.cut(self._left()) if rest.cut and not is_whole else None
            if parts:
                self._lay(parts[0])
                rest = replace(parts[1], heads=rest.heads)
            elif self._y == self._top:
                break  # no page holds it and nothing divides it
            self.turn()
        self._lay_heads(rest)
        self._lay(rest)

    def _left(self) -> float:
        return self._height - self._y + _HAIR

    def _lay_heads(self, strip: Strip) -> None:
        if not self._y and height_of(strip.heads) < self._height / 2:
            for head in strip.heads:
                self._lay(head)
            self._top = self._y

    def _lay(self, strip: Strip) -> None:
        if self._y > self._top or not strip.is_gap:
            self.pages[-1].append(Placed(self._y, strip))
            self._y += strip.height
