"""Pieces become strips: each piece in the width of its place, its words broken into lines.

Promise: every piece is on a page; a row or a box is on one page, unless no page holds it: then it is cut between lines.
Hidden: the measures of each piece.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

from desktop.sheets.lines import Breaker, Line, Style
from desktop.sheets.page import (
    SMALL,
    Box,
    Cell,
    Code,
    Columns,
    Gap,
    Head,
    Heading,
    Ink,
    Level,
    NewPage,
    Picture,
    Piece,
    Rule,
    Rules,
    Side,
    Table,
    Text,
    Together,
    bold,
    grey,
)
from desktop.sheets.strips import Box as Area
from desktop.sheets.strips import Pen, Placed, Strip, draw_all, height_of, paged, parted

THIN, THICK = 0.5, 0.75
_FRAME, _ROUND = 1.1, 4.5
_LEADING = 1.46  # of the size
_BESIDE_CODE, _MOST_BESIDE = 9.0, 0.35
_MODULE = 1.3  # points, not half a millimetre: what a telephone tells apart on a photo that is askew


class Place(NamedTuple):
    """What pieces take over from where they stand."""

    width: float
    page_height: float
    style: Style
    breaker: Breaker
    picture_size: Callable[[bytes], tuple[float, float]]
    modules: Callable[[str], int]
    leading: float = _LEADING
    side: Side = Side.LEFT


def pages(pieces: Sequence[Piece], place: Place) -> list[list[Placed]]:
    """The strips of the pieces on their pages."""
    return paged(_strips(pieces, place), place.page_height)


def _strips(pieces: Iterable[Piece], place: Place) -> Iterator[Strip]:
    for piece in pieces:
        yield from _set(piece, place)


def _set(piece: Piece, place: Place) -> Iterable[Strip]:
    return _SETTERS[type(piece)](piece, place)


def _nothing(_pen: Pen, _x: float, _y: float) -> None:
    pass


def _words(words: str, place: Place) -> Iterable[Strip]:
    return _text(Text(words), place)


def _gap(gap: Gap, _place: Place) -> Iterable[Strip]:
    return (Strip(gap.height, _nothing, is_gap=True),)


def _new_page(_new: NewPage, _place: Place) -> Iterable[Strip]:
    return (Strip(0.0, _nothing, turns=True),)


def _rule(rule: Rule, place: Place) -> Iterable[Strip]:
    return (Strip(rule.thickness, lambda pen, x, y: pen.rule(x, y, place.width, 0.0, rule.thickness)),)


def _text(text: Text, place: Place) -> Iterator[Strip]:
    style = Style(
        text.size or place.style.size,
        place.style.bold if text.bold is None else text.bold,
        place.style.grey if text.grey is None else text.grey,
    )
    leading = text.leading or place.leading
    side = (text.side or place.side).value
    lines = place.breaker.broken(text.words, style, place.width, text.hang)
    last = len(lines) - 1
    for number, line in enumerate(lines):
        stays = number < last and number in {0, last - 1}  # no line of several stands alone
        yield Strip(line.size * leading, partial(_draw_line, line, (place.width - line.width) * side, leading), stays)


def _draw_line(line: Line, indent: float, leading: float, pen: Pen, *corner: float) -> None:
    x, y = corner
    pen.line(x + indent, y, line, leading)


def _together(together: Together, place: Place) -> Iterator[Strip]:
    *others, last = _strips(together.pieces, place)
    for strip in others:
        yield replace(strip, stays=True)
    yield last


def _box(box: Box, place: Place) -> Iterable[Strip]:
    beside, above = box.padding
    inner = place._replace(width=place.width - 2 * beside, page_height=place.page_height - 2 * above)
    return (_framed(list(_strips(box.pieces, inner)), box, place.width),)


def _framed(strips: Sequence[Strip], box: Box, width: float) -> Strip:
    beside, above = box.padding
    height = height_of(strips) + 2 * above

    def draw(pen: Pen, x: float, y: float) -> None:
        pen.frame(Area(x, y, width, height), _ROUND, _FRAME)
        draw_all(strips, pen, x + beside, y + above)

    def cut(most: float) -> tuple[Strip, Strip] | None:
        first, rest = parted(strips, most - 2 * above)
        return (_framed(first, box, width), _framed(rest, box, width)) if first and rest else None

    return Strip(height, draw, cut=cut)


def _heading(heading: Heading, place: Place) -> Iterator[Strip]:
    size = heading.size or place.style.size * 1.2
    edge = size * 1.25
    indent = 0.0 if heading.number is None else edge + size * 0.4
    words = bold(heading.words) + (grey("　" + heading.remark, size * 0.72) if heading.remark else "")
    lines = list(_text(Text(words, size, leading=1.5), place._replace(width=place.width - indent)))

    def draw(pen: Pen, x: float, y: float) -> None:
        if heading.number is not None:
            (number,) = place.breaker.broken(str(heading.number), Style(size * 0.8, bold=True), edge)
            pen.dot(x, y + (lines[0].height - edge) / 2, edge, number)
        draw_all(lines, pen, x + indent, y)

    yield Strip(height_of(lines), draw, stays=True)
    yield Strip(size * 0.2, _nothing, is_gap=True, stays=True)


def _head(head: Head, place: Place) -> Iterator[Strip]:
    said = (Text(head.area, leading=1.3), Text(head.title, head.size, bold=True, leading=1.35), head.about)
    beside = [Text(words, SMALL, side=Side.RIGHT, grey=True, leading=1.36) for words in head.beside]
    parts: list[tuple[Cell, float | None]] = [(Cell(said, level=Level.TOP), None)]
    if head.beside:
        small, most = Style(SMALL), place.width * _MOST_BESIDE
        widest = max(line.width for words in head.beside for line in place.breaker.broken(words, small, most))
        parts.append((Cell(beside), widest + _BESIDE_CODE))  # as far from what stands before it as from the code
    if head.code:
        edge = max(head.edge, place.modules(head.code) * _MODULE)
        parts.append((Cell(Code(head.code, edge, Side.RIGHT, is_quiet=False)), edge + _BESIDE_CODE))
    table = Table([[cell for cell, _ in parts]], [width for _, width in parts], Rules.NONE, padding=(0, 0))
    yield from _table(table, place)
    yield Strip(9.0, _nothing, is_gap=True)


def _code(code: Code, place: Place) -> Iterable[Strip]:
    indent = (place.width - code.edge) * (code.side or place.side).value
    return (Strip(code.edge, lambda pen, x, y: pen.code(x + indent, y, code)),)


def _ink(ink: Ink, place: Place) -> Iterable[Strip]:
    drawing = ink.drawing
    scale = min(min(ink.width, place.width) / drawing.width, ink.height / drawing.height)
    indent = (place.width - drawing.width * scale) * (ink.side or place.side).value
    return (Strip(drawing.height * scale, lambda pen, x, y: pen.ink(x + indent, y, scale, drawing)),)


def _picture(picture: Picture, place: Place) -> Iterable[Strip]:
    wide, high = place.picture_size(picture.content)
    most = min(picture.width or place.width, place.width), min(picture.height or place.page_height, place.page_height)
    scale = min(most[0] / wide, most[1] / high)
    width, height = wide * scale, high * scale
    indent = (place.width - width) * (picture.side or place.side).value
    return (Strip(height, lambda pen, x, y: pen.picture(Area(x + indent, y, width, height), picture.content)),)


class _Held(NamedTuple):
    """A cell of a row, set."""

    strips: list[Strip]
    width: float
    level: Level
    is_shaded: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a row beside each other."""

    cells: Sequence[_Held]
    rules: Rules
    padding: tuple[float, float]
    least: float = 0.0
    gap: float = 0.0

    def strip(self) -> Strip:
        return Strip(self._height(), self._draw, cut=self._cut)

    def _height(self) -> float:
        return max(max((height_of(cell.strips) for cell in self.cells), default=0.0) + 2 * self.padding[1], self.least)

    def _draw(self, pen: Pen, x: float, y: float) -> None:
        beside, above = self.padding
        height = self._height()
        if self.rules is not Rules.NONE:
            self._draw_rules(pen, x, y, height)
        for cell in self.cells:
            free = height - 2 * above - height_of(cell.strips)
            draw_all(cell.strips, pen, x + beside, y + above + free * cell.level.value)
            x += cell.width + self.gap

    def _draw_rules(self, pen: Pen, x: float, y: float, height: float) -> None:
        width = sum(cell.width for cell in self.cells)
        pen.rule(x, y, width, 0.0, THICK)
        pen.rule(x, y + height, width, 0.0, THICK)
        pen.rule(x, y, 0.0, height, THICK)
        for number, cell in enumerate(self.cells, 1):
            if cell.is_shaded:
                pen.shade(Area(x, y, cell.width, height))
            x += cell.width
            if self.rules is Rules.GRID or number == len(self.cells):
                pen.rule(x, y, 0.0, height, THICK)

    def _cut(self, most: float) -> tuple[Strip, Strip] | None:
        parts = [parted(cell.strips, most - 2 * self.padding[1]) for cell in self.cells]
        if not any(first for first, _ in parts) or not any(rest for _, rest in parts):
            return None
        first, rest = (
            replace(self, cells=[cell._replace(strips=held) for cell, held in zip(self.cells, half, strict=True)])
            for half in zip(*parts, strict=True)
        )
        return first.strip(), rest.strip()


def _columns(columns: Columns, place: Place) -> Iterable[Strip]:
    count = len(columns.columns)
    widths = _shared(columns.widths or [None] * count, place.width - columns.gap * (count - 1))
    cells = [
        _Held(list(_content(column, place._replace(width=width))), width, Level.TOP, is_shaded=False)
        for column, width in zip(columns.columns, widths, strict=True)
    ]
    return (_Row(cells, Rules.NONE, (0.0, 0.0), gap=columns.gap).strip(),)


def _table(table: Table, place: Place) -> Iterator[Strip]:
    widths = _shared(table.widths, place.width)
    size = table.size or place.style.size
    inner = place._replace(style=place.style._replace(size=size), leading=table.leading or place.leading)
    rows = [
        _Row(_cells(number, table, widths, inner), table.rules, table.padding, table.row_height).strip()
        for number in range(len(table.rows))
    ]
    heads = tuple(replace(row, stays=True) for row in rows[: table.heads])
    yield from heads
    for left, row in zip(range(len(rows) - table.heads, 0, -1), rows[table.heads :], strict=True):
        yield replace(row, heads=heads, stays=1 < left <= table.tail)


def _cells(number: int, table: Table, widths: Sequence[float], place: Place) -> list[_Held]:
    held: list[_Held] = []
    column = 0
    for content in table.rows[number]:
        cell = content if isinstance(content, Cell) else Cell(content)
        width = sum(widths[column : column + cell.across])
        is_title = number < table.heads or column in table.labels
        inner = place._replace(
            width=width - 2 * table.padding[0],
            page_height=place.page_height - 2 * table.padding[1],
            style=place.style._replace(bold=is_title or place.style.bold),
            side=cell.side or (table.sides[column] if column < len(table.sides) else Side.LEFT),
        )
        is_shaded = is_title if cell.shaded is None else cell.shaded
        held.append(_Held(list(_content(cell.content, inner)), width, cell.level or table.level, is_shaded))
        column += cell.across
    return held


def _content(content: Piece | Sequence[Piece], place: Place) -> Iterable[Strip]:
    if isinstance(content, Sequence) and not isinstance(content, str):
        return _strips(content, place)
    return _set(content, place)


def _shared(widths: Sequence[float | None], width: float) -> list[float]:
    free = width - sum(each for each in widths if each is not None)
    open_ones = sum(each is None for each in widths)
    return [free / open_ones if each is None else each for each in widths]


_SETTERS: Mapping[type[Any], Callable[[Any, Place], Iterable[Strip]]] = {
    str: _words,
    Text: _text,
    Gap: _gap,
    Rule: _rule,
    Code: _code,
    Ink: _ink,
    Picture: _picture,
    Head: _head,
    Heading: _heading,
    Box: _box,
    Together: _together,
    Columns: _columns,
    Table: _table,
    NewPage: _new_page,
}
