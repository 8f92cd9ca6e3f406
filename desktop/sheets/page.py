"""What a paper is told with: words, tables, boxes, codes, ticks, lines to write on; each a plain record.

Promise: who writes a paper says what stands on it and in what order, nothing of how it is set; `press.printed` turns
it into a PDF. What may not be cut by the end of a page says so: a row, a box, a heading and what it heads, `Together`.
Words are one `str` everywhere, so that a translated sentence can carry a part that stands out: `bold(day)` given to
`word("At the latest {day}", …)`, `ticks(…)`, `blank(…)`. Hidden: the marks that such parts are written with, and the
measures that all papers share.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from typing import TypeAlias

from desktop.domain.strokes import Drawing

MILLIMETRE = 72 / 25.4  # all other lengths are in points, as those of type are
PAPER_WIDTH, PAPER_HEIGHT = 210 * MILLIMETRE, 297 * MILLIMETRE
MARGIN, TOP, BOTTOM = 34.5, 24.0, 48.0
WIDTH, HEIGHT = PAPER_WIDTH - 2 * MARGIN, PAPER_HEIGHT - TOP - BOTTOM
BULLET = 1.16  # of the size: how far "· " takes words in
SMALL, DENSE, BODY, LARGE, TITLE = 8.25, 9.75, 10.5, 12.0, 20.0

_SHORT = 24  # signs
OPEN, SHUT, END = "\x0e", "\x0f", "\x10"
"""The marks around a part of words: OPEN, how it differs, SHUT, the words, END."""


class Side(Enum):
    """Where a line stands: the share of the free width before it."""

    LEFT = 0.0
    MIDDLE = 0.5
    RIGHT = 1.0


class Level(Enum):
    """Where what is lower than its cell stands in it: the share of the free height above it."""

    TOP = 0.0
    MIDDLE = 0.5
    BOTTOM = 1.0


class Rules(Enum):
    """Which lines a table has."""

    NONE = auto()
    ROWS = auto()
    GRID = auto()


def bold(words: str, size: float | None = None) -> str:
    """Part of a line, bold, in another size if one is given."""
    return f"{OPEN}b{size or ''}{SHUT}{words}{END}"


def grey(words: str, size: float | None = SMALL) -> str:
    """Part of a line that says less, as a remark behind a title: small and grey."""
    return f"{OPEN}g{size or ''}{SHUT}{words}{END}"


def sized(words: str, size: float) -> str:
    """Part of a line in another size."""
    return f"{OPEN}{size}{SHUT}{words}{END}"


def ticks(choices: Iterable[tuple[str, bool]]) -> str:
    """Boxes with their words, ticked or not; as many on a line as fit, a short one never cut.

    ☐ and ☑ in any words are drawn so too.
    """
    return "　".join(f"{'☑' if is_ticked else '☐'} {_unbroken(words)}" for words, is_ticked in choices)


def _unbroken(words: str) -> str:
    return words.replace(" ", "\u00a0") if len(words) <= _SHORT else words


def blank(width: float | None = None) -> str:
    """A line to write on, within a line of words; without a width it goes on to the end of the line."""
    return f"{OPEN}_{width or ''}{SHUT}{END}"


def squares(count: int) -> str:
    """So many squares to write letters or digits in, within a line of words."""
    return f"{OPEN}#{count}{SHUT}{END}"


@dataclass(frozen=True, slots=True)
class Text:
    """Words, broken into the width that their place has, and where they hold a line break; never at a U+00A0.

    What is None is as the place has it: a table's or a paper's size, a head row's weight, a column's side. `leading` is
    the height of a line as a multiple of its size. `hang` is how far all lines but the first stand in.
    """

    words: str
    size: float | None = None
    bold: bool | None = None
    side: Side | None = None
    grey: bool | None = None
    leading: float | None = None
    hang: float = 0.0


@dataclass(frozen=True, slots=True)
class Gap:
    """Nothing, as high as this; none at the top of a page."""

    height: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across its place, as to sign on."""

    thickness: float = 0.75


@dataclass(frozen=True, slots=True)
class Code:
    """A square QR code; it is still read when a quarter of it is lost."""

    text: str = field(repr=False)
    edge: float
    side: Side | None = None
    is_quiet: bool = True  # white around it within its edge, two modules wide


@dataclass(frozen=True, slots=True)
class Ink:
    """What a hand wrote on the pad, as large as fits into this width and height."""

    drawing: Drawing = field(repr=False)
    width: float
    height: float
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG or PNG, upright as it is, as large as fits into this width and height; else into its place and a page."""

    content: bytes = field(repr=False)
    width: float | None = None
    height: float | None = None
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """How a paper opens: the area, its title, a line about it; at the right a code with small lines beside it.

    The code has this `edge`, or a longer one where it says so much that a telephone would not tell its modules apart.
    """

    area: str
    title: str
    about: str = ""
    code: str = field(default="", repr=False)
    beside: Sequence[str] = ()
    size: float = 18.0
    edge: float = 69.0


@dataclass(frozen=True, slots=True)
class Heading:
    """A number in a black dot, or none, words, and a grey remark; never the last thing on a page."""

    words: str
    number: int | None = None
    remark: str = ""
    size: float | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """Pieces in a frame with round corners; cut only when it is higher than a page."""

    pieces: Sequence["Piece"]
    padding: tuple[float, float] = (9, 6)


@dataclass(frozen=True, slots=True)
class Together:
    """Pieces that one page holds, as what is signed and the line to sign on."""

    pieces: Sequence["Piece"]


@dataclass(frozen=True, slots=True)
class Columns:
    """Pieces side by side, their tops level; a width of None takes an equal share of what is left."""

    columns: Sequence["Piece | Sequence[Piece]"]
    widths: Sequence[float | None] | None = None
    gap: float = 24.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that differs: over several columns, with a side, a level or a shade of its own."""

    content: "Piece | Sequence[Piece]"
    across: int = 1
    side: Side | None = None
    level: Level | None = None
    shaded: bool | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells in columns of these widths; a cell holds one piece or several below each other.

    The first `heads` rows are titles: shaded, bold, and printed again at the top of each page. The last `tail` rows are
    on one page. The columns `labels` are shaded and bold too. `sides` are those of the columns. A width of None takes
    an equal share of what is left. `padding` is free beside what a cell holds, and above and below it; rows are at
    least `row_height` high. A row is never cut, unless a page doesn't hold it. `size` is that of the words that don't
    tell theirs.
    """

    rows: "Sequence[Sequence[Cell | Piece | Sequence[Piece]]]"
    widths: Sequence[float | None]
    rules: Rules = Rules.GRID
    heads: int = 0
    labels: Collection[int] = ()
    sides: Sequence[Side] = ()
    padding: tuple[float, float] = (6, 2)
    row_height: float = 0.0
    size: float | None = None
    leading: float | None = None
    level: Level = Level.MIDDLE
    tail: int = 0


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on the next page."""


Piece: TypeAlias = (
    str | Text | Gap | Rule | Code | Ink | Picture | Head | Heading | Box | Together | Columns | Table | NewPage
)
"""A `str` is a Text as its place has it."""


def signature(
    words: str, below: str = "", ink: "Ink | Picture | None" = None, height: float = 34.0, size: float | None = None
) -> Together:
    """Words that say what signing means, what was signed or room for it, the line, and what is written below it."""
    signed = ink or Gap(height)
    return Together((Text(words, size), signed, Rule(), *((Gap(3), Text(below, size)) if below else ())))


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels within the paper's file."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
    about: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """All that stands on a paper, and what its file says of it.

    The title is the file's own, the foot stands on every page with its number. `created` is when its rows were read or
    locked, never now: equal papers are equal bytes. `size` is that of the words that don't tell theirs. `code` is a
    small code at the foot of each page, for a paper of several pages that is scanned back.
    """

    title: str
    foot: str
    language: str
    pieces: Sequence[Piece]
    size: float = BODY
    is_landscape: bool = False
    author: str = "Ruhu 入户"
    subject: str = ""
    keywords: Sequence[str] = ()
    created: datetime | None = None
    attachments: Sequence[Attachment] = ()
    code: str = field(default="", repr=False)
