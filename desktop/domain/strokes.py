"""What a hand wrote on the signature pad: strokes of points with pressure and time, and their one written form.

Promise: a drawing reads back as exactly the same, equal drawings are equal texts, and no text makes a large one.
Hidden: the form. `1 WIDTHxHEIGHT` and a stroke a line; all whole numbers: places in tenths of a pixel of the pad that
was written on, pressure from 0 to 1023, time in milliseconds since the first point. A stroke's first point stands as
it is, each other one as the difference to the point before, so that a signature takes a few thousand letters.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from itertools import pairwise

MOST_POINTS, MOST_STROKES = 20_000, 400
"""What a drawing holds at most: minutes of writing."""
PRESSED = 1023
"""The hardest press that is told apart."""
SIZE = 100_000
"""The widest and the highest pad, in tenths of a pixel."""
LONGEST = 24 * 3600 * 1000
"""Milliseconds from the first point to the last."""
_LETTERS = 40 * MOST_POINTS

_HEAD = re.compile(r"(?a)1 (\d{1,6})x(\d{1,6})")
_NUMBER = re.compile(r"(?a)0|-?[1-9]\d{0,8}")


@dataclass(frozen=True, slots=True)
class Point:
    """Where the pen was, how hard it pressed, and when."""

    x: int
    y: int
    pressure: int
    at: int


Stroke = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """All strokes, in the order of writing, on a pad of this size."""

    width: int
    height: int
    strokes: tuple[Stroke, ...] = ()

    @property
    def points(self) -> int:
        return sum(map(len, self.strokes))


def written(drawing: Drawing) -> str:
    """The one text of a drawing; none for one without strokes. ValueError where it is larger than one may be."""
    _require_bounds(drawing)
    if not drawing.strokes:
        return ""
    lines = (" ".join(",".join(map(str, point)) for point in _differences(stroke)) for stroke in drawing.strokes)
    return "\n".join((f"1 {drawing.width}x{drawing.height}", *lines))


def read(text: str) -> Drawing:
    """The drawing of a text. ValueError where it is not the one text of any."""
    head, *lines = text.split("\n") if len(text) <= _LETTERS else [""]
    found = _HEAD.fullmatch(head)
    if found is None:
        raise ValueError("not strokes")
    drawing = Drawing(int(found[1]), int(found[2]), tuple(_stroke(line) for line in lines))
    if written(drawing) != text:
        raise ValueError("not the one form of these strokes")
    return drawing


def _differences(stroke: Stroke) -> Iterator[tuple[int, ...]]:
    yield astuple(stroke[0])
    for before, after in pairwise(stroke):
        yield tuple(now - then for then, now in zip(astuple(before), astuple(after), strict=True))


def _stroke(line: str) -> Stroke:
    points: list[Point] = []
    last = (0, 0, 0, 0)
    for four in line.split(" "):
        numbers = four.split(",")
        if len(numbers) != len(last) or not all(map(_NUMBER.fullmatch, numbers)):
            raise ValueError("not a point of strokes")
        last = tuple(then + int(more) for then, more in zip(last, numbers, strict=True))
        points.append(Point(*last))
    return tuple(points)


def _require_bounds(drawing: Drawing) -> None:
    is_sound = (
        0 < drawing.width <= SIZE
        and 0 < drawing.height <= SIZE
        and len(drawing.strokes) <= MOST_STROKES
        and drawing.points <= MOST_POINTS
        and all(drawing.strokes)
        and all(_is_within(drawing, point) for stroke in drawing.strokes for point in stroke)
        and _is_ordered(point.at for stroke in drawing.strokes for point in stroke)
    )
    if not is_sound:
        raise ValueError("strokes of no pad")


def _is_within(drawing: Drawing, point: Point) -> bool:
    return (
        0 <= point.x <= drawing.width
        and 0 <= point.y <= drawing.height
        and 0 <= point.pressure <= PRESSED
        and 0 <= point.at <= LONGEST
    )


def _is_ordered(times: Iterable[int]) -> bool:
    return all(before <= after for before, after in pairwise(times))


def trimmed(drawing: Drawing) -> Drawing:
    """The drawing without what is empty around it; of a dot or a short line a quarter of the pad stays."""
    points = [point for stroke in drawing.strokes for point in stroke]
    if not points:
        return drawing
    left, width = _span([point.x for point in points], drawing.width)
    top, height = _span([point.y for point in points], drawing.height)
    moved = (
        tuple(Point(each.x - left, each.y - top, each.pressure, each.at) for each in stroke)
        for stroke in drawing.strokes
    )
    return Drawing(width, height, tuple(moved))


def _span(places: list[int], whole: int) -> tuple[int, int]:
    """Where what is written begins on one axis, and how much of it is kept."""
    first, last = min(places), max(places)
    length = max(last - first, whole // 4, 1)
    return min(max(first - (length - (last - first)) // 2, 0), max(whole - length, 0)), length
