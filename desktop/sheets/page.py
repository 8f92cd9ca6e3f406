"""What a paper is told with: words, gaps, codes and tables on A4, each a plain record.

Promise: who writes a paper says what stands on it and in what order, nothing of how it is set; `press.printed` turns
it into a PDF. Hidden: the measures that all papers share.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TypeAlias

MILLIMETRE = 72 / 25.4  # all other lengths are in points, as those of type are
PAPER_WIDTH, PAPER_HEIGHT = 210 * MILLIMETRE, 297 * MILLIMETRE
MARGIN, TOP, BOTTOM = 34.5, 24.0, 48.0
WIDTH, HEIGHT = PAPER_WIDTH - 2 * MARGIN, PAPER_HEIGHT - TOP - BOTTOM
SMALL, BODY, LARGE, TITLE = 8.25, 10.5, 12.0, 20.0


class Side(Enum):
    """Where a line stands: the share of the free width before it."""

    LEFT = 0.0
    MIDDLE = 0.5
    RIGHT = 1.0


class Rules(Enum):
    """Which lines a table has; with lines its first column is shaded, as that of the labels."""

    NONE = auto()
    ROWS = auto()
    GRID = auto()


@dataclass(frozen=True, slots=True)
class Text:
    """Words in one size and weight, broken into the width that their place has."""

    words: str
    size: float = BODY
    bold: bool = False
    side: Side = Side.LEFT


@dataclass(frozen=True, slots=True)
class Gap:
    """Nothing, as high as this."""

    height: float


@dataclass(frozen=True, slots=True)
class Code:
    """A square QR code; it is still read when a quarter of it is lost."""

    text: str = field(repr=False)
    edge: float


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells in columns of these widths; a cell holds one piece or several below each other.

    `padding` is free beside what a cell holds, and above and below it; rows are as high as that, or all `row_height`.
    """

    rows: Sequence[Sequence["Piece | Sequence[Piece]"]]
    widths: Sequence[float]
    rules: Rules = Rules.NONE
    padding: tuple[float, float] = (0, 0)
    row_height: float | None = None


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on the next page."""


Piece: TypeAlias = Text | Gap | Code | Table | NewPage


@dataclass(frozen=True, slots=True)
class Paper:
    """All that stands on a paper. The title is the file's own, the foot stands on every page with its number."""

    title: str
    foot: str
    language: str
    pieces: Sequence[Piece]
