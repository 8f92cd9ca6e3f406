"""Pieces become strips, and strips become pages: what is never cut, what stays with what follows, what is repeated.

Promise: every piece is on a page, a row or a box is on one page, unless no page holds it; then it is cut between lines.
Hidden: the measures of each piece, and that pages are known before anything is drawn, so that each knows their number.
Heights are counted downwards; the pen turns them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import NamedTuple, Protocol

from desktop.domain.strokes import Drawing
from desktop.sheets.lines import Faces, Line, Style, broken
from desktop.sheets.page import (
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

THIN, THICK = 0.5, 0.75
_FRAME, _ROUND = 1.1, 4.5
_LEADING = 1.46  # of the size
_DOT = 15.0
_NUMBER = 10.0
_HAIR = 0.01  # what sums of heights may differ by


class Pen(Protocol):
    """What draws on one page; x from its left edge, y downwards from its top."""

    def line(self, x: float, y: float, line: Line, leading: float) -> None: ...
    def rule(self, x: float, y: float, to_x: float, to_y: float, thickness: float) -> None: ...
    def shade(self, x: float, y: float, width: float, height: float) -> None: ...
    def frame(self, x: float, y: float, width: float, height: float, radius: float, thickness: float) -> None: ...
    def dot(self, x: float, y: float, edge: float, number: Line) -> None: ...
    def code(self, x: float, y: float, edge: float, text: str) -> None: ...
    def ink(self, x: float, y: float, scale: float, drawing: Drawing) -> None: ...
    def picture(self, x: float, y: float, width: float, height: float, content: bytes) -> None: ...


class Types(Faces, Protocol):
    """What pieces are measured with."""

    def picture_size(self, content: bytes) -> tuple[float, float]: ...


Draw = Callable[[Pen, float, float], None]


@dataclass(frozen=True, slots=True)
class Strip:
    """What lies across a place and is never cut: how high it is, and how it is drawn from its upper left corner.

    `stays` with the strip after it. `heads` come before it where it opens a page. `cut` divides it where no page holds
    it: what fits into a height, and the rest.
    """

    height: float
    draw: Draw
    stays: bool = False
    is_gap: bool = False
    breaks: bool = False
    heads: tuple["Strip", ...] = ()
    cut: Callable[[float], tuple["Strip", "Strip"] | None] | None = None


class Placed(NamedTuple):
    """A strip on a page, so far below its upper edge."""

    y: float
    strip: Strip


class _Place(NamedTuple):
    """What pieces take over from where they stand."""

    width: float
    page_height: float
    style: Style
    leading: float = _LEADING
    side: Side = Side.LEFT


def pages(pieces: Sequence[Piece], width: float, height: float, size: float, types: Types) -> list[list[Placed]]:
    """The strips of the pieces on their pages."""
    return _paged(list(_strips(pieces, _Place(width, height, Style(size)), types)), height)


def _paged(strips: list[Strip], height: float) -> list[list[Placed]]:
    laid: list[list[Placed]] = [[]]
    y = 0.0

    def turn() -> None:
        nonlocal y
        laid.append([])
        y = 0.0

    def lay(strip: Strip) -> None:
        nonlocal y
        if laid[-1] or not strip.is_gap:
            laid[-1].append(Placed(y, strip))
            y += strip.height

    def lay_whole(group: Sequence[Strip]) -> bool:
        high = sum(strip.height for strip in group)
        heads = group[0].heads
        if y and high > height - y + _HAIR and high + _height(heads) <= height + _HAIR:
            turn()
        if not y:
            for strip in heads if high + _height(heads) <= height + _HAIR else ():
                lay(strip)
        if high > height - y + _HAIR:
            return False
        for strip in group:
            lay(strip)
        return True

    def lay_cut(strip: Strip) -> None:
        rest: Strip | None = strip
        while rest is not None:
            if lay_whole([rest]):
                return
            parts = rest.cut(height - y) if rest.cut else None
            if parts is None and y:
                turn()
                continue
            if parts is None:  # no page holds it and nothing divides it
                lay(rest)
                return
            lay(parts[0])
            rest = replace(parts[1], heads=rest.heads)
            turn()

    for group in _groups(strips):
        if group[0].breaks:
            turn()
        elif not lay_whole(group):
            for strip in group:
                lay_cut(strip)
    return laid


def _groups(strips: Iterable[Strip]) -> Iterator[list[Strip]]:
    group: list[Strip] = []
    for strip in strips:
        if strip.breaks and group:
            yield group
            group = []
        group.append(strip)
        if not strip.stays:
            yield group
            group = []
    if group:
        yield group


def _strips(pieces: Iterable[Piece], place: _Place, types: Types) -> Iterator[Strip]:
    for piece in pieces:
        yield from _set(piece, place, types)


def _set(piece: Piece, place: _Place, types: Types) -> Iterable[Strip]:
    match piece:
        case str():
            return _text(Text(piece), place, types)
        case Text():
            return _text(piece, place, types)
        case Gap():
            return (Strip(piece.height, _nothing, is_gap=True),)
        case NewPage():
            return (Strip(0.0, _nothing, breaks=True),)
        case Rule():
            return (Strip(piece.thickness, partial(_draw_rule, place.width, piece.thickness)),)
        case Table():
            return _table(piece, place, types)
        case Columns():
            return _columns(piece, place, types)
        case Box():
            return (_box(piece, place, types),)
        case Together():
            return _together(piece, place, types)
        case Heading():
            return _heading(piece, place, types)
        case Head():
            return _head(piece, place, types)
        case Code():
            return (_code(piece, place),)
        case Ink():
            return (_ink(piece, place),)
        case Picture():
            return (_picture(piece, place, types),)


def _nothing(pen: Pen, x: float, y: float) -> None:
    pass


def _text(text: Text, place: _Place, types: Types) -> Iterable[Strip]:
    style = Style(
        text.size or place.style.size,
        place.style.bold if text.bold is None else text.bold,
        place.style.grey if text.grey is None else text.grey,
    )
    leading = text.leading or place.leading
    side = (text.side or place.side).value
    lines = broken(text.words, style, place.width, types, text.hang)
    last = len(lines) - 1
    for number, line in enumerate(lines):
        free = place.width - line.width
        stays = number < last and number in {0, last - 1}  # no line of several stands alone
        yield Strip(line.size * leading, partial(_draw_line, line, free * side, leading), stays)


def _draw_line(line: Line, indent: float, leading: float, pen: Pen, x: float, y: float) -> None:
    pen.line(x + indent, y, line, leading)


def _draw_rule(width: float, thickness: float, pen: Pen, x: float, y: float) -> None:
    pen.rule(x, y + thickness / 2, x + width, y + thickness / 2, thickness)


def _height(strips: Iterable[Strip]) -> float:
    return sum(strip.height for strip in strips)


def _draw_all(strips: Sequence[Strip], pen: Pen, x: float, y: float) -> None:
    for strip in strips:
        strip.draw(pen, x, y)
        y += strip.height


def _parted(strips: Sequence[Strip], height: float) -> tuple[list[Strip], list[Strip]]:
    """What fits into the height, and the rest; a strip that fits in no case is cut or given to the rest."""
    taken: list[Strip] = []
    for number, strip in enumerate(strips):
        if strip.height > height + _HAIR:
            parts = strip.cut(height) if strip.cut else None
            if parts is None:
                return taken, [*strips[number:]]
            return [*taken, parts[0]], [parts[1], *strips[number + 1 :]]
        taken.append(strip)
        height -= strip.height
    return taken, []


def _together(together: Together, place: _Place, types: Types) -> Iterator[Strip]:
    strips = list(_strips(together.pieces, place, types))
    for strip, after in pairwise([*strips, None]):
        if strip:
            yield replace(strip, stays=after is not None)


def _box(box: Box, place: _Place, types: Types) -> Strip:
    beside, above = box.padding
    inner = place._replace(width=place.width - 2 * beside, page_height=place.page_height - 2 * above)
    return _framed(list(_strips(box.pieces, inner, types)), place.width, beside, above)


def _framed(strips: Sequence[Strip], width: float, beside: float, above: float) -> Strip:
    def draw(pen: Pen, x: float, y: float) -> None:
        pen.frame(x, y, width, height, _ROUND, _FRAME)
        _draw_all(strips, pen, x + beside, y + above)

    def cut(most: float) -> tuple[Strip, Strip] | None:
        first, rest = _parted(strips, most - 2 * above)
        if not first or not rest:
            return None
        return _framed(first, width, beside, above), _framed(rest, width, beside, above)

    height = _height(strips) + 2 * above
    return Strip(height, draw, cut=cut)


def _heading(heading: Heading, place: _Place, types: Types) -> Iterator[Strip]:
    size = heading.size or place.style.size * 1.2
    words = heading.words + (grey("　" + heading.remark, size * 0.72) if heading.remark else "")
    indent = 0.0 if heading.number is None else _DOT / 15 * size * 1.25 + size * 0.5
    text = Text(bold(heading.words, size) + words[len(heading.words) :], size, leading=1.5)
    lines = list(_text(text, place._replace(width=place.width - indent), types))

    def draw(pen: Pen, x: float, y: float) -> None:
        if heading.number is not None:
            edge = size * 1.25
            (number,) = broken(str(heading.number), Style(size * 0.8, bold=True), edge, types)
            pen.dot(x, y + (lines[0].height - edge) / 2, edge, number)
        _draw_all(lines, pen, x + indent, y)

    yield Strip(_height(lines), draw, stays=True)
    yield Strip(size * 0.2, _nothing, is_gap=True, stays=True)


def _head(head: Head, place: _Place, types: Types) -> Iterable[Strip]:
    left = (Text(head.area, leading=1.3), Text(head.title, head.size, bold=True, leading=1.35), head.about)
    beside = [Text(words, 8.25, side=Side.RIGHT, grey=True, leading=1.36) for words in head.beside]
    right: tuple[Piece, ...] = (Code(head.code, head.edge),) if head.code else ()
    widths = (None, 100.0 if beside else 0.0, head.edge + 8.0 if right else 0.0)
    held = [
        (cell, width) for cell, width in zip((left, beside, right), widths, strict=True) if width is None or width > 0
    ]
    row = [Cell(cell, side=Side.RIGHT if cell is right else None) for cell, _ in held]
    yield from _set(Table([row], [width for _, width in held], Rules.NONE, padding=(0, 0)), place, types)
    yield Strip(9.0, _nothing, is_gap=True)


def _code(code: Code, place: _Place) -> Strip:
    indent = (place.width - code.edge) * (code.side or place.side).value
    return Strip(code.edge, lambda pen, x, y: pen.code(x + indent, y, code.edge, code.text))


def _ink(ink: Ink, place: _Place) -> Strip:
    scale = min(min(ink.width, place.width) / ink.drawing.width, ink.height / ink.drawing.height)
    indent = (place.width - ink.drawing.width * scale) * (ink.side or place.side).value
    return Strip(ink.drawing.height * scale, lambda pen, x, y: pen.ink(x + indent, y, scale, ink.drawing))


def _picture(picture: Picture, place: _Place, types: Types) -> Strip:
    wide, high = types.picture_size(picture.content)
    most = min(picture.width or place.width, place.width), min(picture.height or place.page_height, place.page_height)
    scale = min(most[0] / wide, most[1] / high)
    width, height = wide * scale, high * scale
    indent = (place.width - width) * (picture.side or place.side).value
    return Strip(height, lambda pen, x, y: pen.picture(x + indent, y, width, height, picture.content))


def _shared(widths: Sequence[float | None], width: float) -> list[float]:
    free = width - sum(each for each in widths if each is not None)
    open_ones = sum(each is None for each in widths)
    return [free / open_ones if each is None else each for each in widths]


def _columns(columns: Columns, place: _Place, types: Types) -> Iterable[Strip]:
    count = len(columns.columns)
    widths = _shared(columns.widths or [None] * count, place.width - columns.gap * (count - 1))
    told = Table([], [], Rules.NONE, padding=(0, 0), level=Level.TOP)
    cells = [
        _Held(list(_content(Cell(cell), place._replace(width=width), types)), width, told.level, is_shaded=False)
        for cell, width in zip(columns.columns, widths, strict=True)
    ]
    return (_row(cells, told, columns.gap),)


class _Held(NamedTuple):
    """A cell of a row, set."""

    strips: list[Strip]
    width: float
    level: Level
    is_shaded: bool


def _table(table: Table, place: _Place, types: Types) -> Iterator[Strip]:
    widths = _shared(table.widths, place.width)
    inner = place._replace(
        style=place.style._replace(size=table.size or place.style.size), leading=table.leading or place.leading
    )
    rows = [_row(_cells(row, number, table, widths, inner, types), table) for number, row in enumerate(table.rows)]
    heads = tuple(replace(row, stays=True) for row in rows[: table.heads])
    yield from heads
    for row in rows[table.heads :]:
        yield replace(row, heads=heads)


def _cells(
    row: Sequence[Cell | Piece | Sequence[Piece]],
    number: int,
    table: Table,
    widths: list[float],
    place: _Place,
    types: Types,
) -> list[_Held]:
    held: list[_Held] = []
    column = 0
    for content in row:
        cell = content if isinstance(content, Cell) else Cell(content)
        width = sum(widths[column : column + cell.across])
        is_title = number < table.heads or column in table.labels
        side = cell.side or (table.sides[column] if column < len(table.sides) else place.side)
        inner = place._replace(
            width=width - 2 * table.padding[0],
            style=place.style._replace(bold=is_title or place.style.bold),
            side=side,
        )
        is_shaded = is_title if cell.shaded is None else cell.shaded
        held.append(_Held(list(_content(cell, inner, types)), width, cell.level or table.level, is_shaded))
        column += cell.across
    return held


def _content(cell: Cell, place: _Place, types: Types) -> Iterable[Strip]:
    if isinstance(cell.content, Sequence) and not isinstance(cell.content, str):
        return _strips(cell.content, place, types)
    return _set(cell.content, place, types)


def _row(cells: list[_Held], table: Table, gap: float = 0.0) -> Strip:
    beside, above = table.padding
    width = sum(cell.width + gap for cell in cells) - gap
    height = max(max((_height(cell.strips) for cell in cells), default=0.0) + 2 * above, table.row_height)

    def draw(pen: Pen, x: float, y: float) -> None:
        left = x
        for cell in cells:
            if cell.is_shaded and table.rules is not Rules.NONE:
                pen.shade(left, y, cell.width, height)
            left += cell.width + gap
        _draw_rules(pen, x, y, cells, width, height, table.rules)
        for cell in cells:
            free = height - 2 * above - _height(cell.strips)
            _draw_all(cell.strips, pen, x + beside, y + above + free * cell.level.value)
            x += cell.width + gap

    def cut(most: float) -> tuple[Strip, Strip] | None:
        parts = [_parted(cell.strips, most - 2 * above) for cell in cells]
        if not any(first for first, _ in parts) or not any(rest for _, rest in parts):
            return None
        halves = zip(*parts, strict=True)
        first, rest = ([cell._replace(strips=s) for cell, s in zip(cells, half, strict=True)] for half in halves)
        return _row(first, table, gap), _row(rest, table, gap)

    return Strip(height, draw, cut=cut)


def _draw_rules(pen: Pen, x: float, y: float, cells: list[_Held], width: float, height: float, rules: Rules) -> None:
    if rules is Rules.NONE:
        return
    for each in (y, y + height):
        pen.rule(x, each, x + width, each, THICK)
    pen.rule(x, y, x, y + height, THICK)
    pen.rule(x + width, y, x + width, y + height, THICK)
    if rules is Rules.GRID:
        for cell in cells[:-1]:
            x += cell.width
            pen.rule(x, y, x, y + height, THICK)
