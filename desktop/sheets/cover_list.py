"""The cover list of a batch 签收登记: which papers go to which household, with room to sign that they were received.

Promise: every household of the batch has its row with each paper's version, copies and pages, and the totals are those
of the rows. Hidden: that a household with many papers still has one row, which no page cuts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.i18n import word, words
from desktop.sheets import page
from desktop.sheets.letterhead import Letterhead, foot, head
from desktop.sheets.page import Cell, Gap, Paper, Piece, Side, Table, Text, bold

_ROW = 34.0  # high enough to sign in


@dataclass(frozen=True, slots=True)
class Given:
    """A paper in so many copies, of so many pages each."""

    title: str
    number: str
    version: int | None
    copies: int
    pages: int


@dataclass(frozen=True, slots=True)
class Home:
    """A household of the batch."""

    number: str
    name: str
    address: str
    papers: Sequence[Given]

    @property
    def copies(self) -> int:
        return sum(each.copies for each in self.papers)

    @property
    def pages(self) -> int:
        return sum(each.copies * each.pages for each in self.papers)


@dataclass(frozen=True, slots=True)
class CoverList:
    """A batch as it goes out; `about` says which one, such as a lane."""

    whose: Letterhead
    about: str
    made_at: datetime
    made_by: str
    homes: Sequence[Home]


def paper(rows: CoverList, language: str) -> Paper:
    """The list for whoever carries the papers."""
    title = word("Papers to hand over", language)
    about = " · ".join(
        filter(None, (f"{rows.made_at:%Y-%m-%d %H:%M}", rows.made_by, bold(rows.about) if rows.about else ""))
    )
    return Paper(
        title=f"{title} {rows.about}".strip(),
        foot=foot(rows.whose, language, word("Goes back to the office when all have signed or been noted", language)),
        language=language,
        pieces=[*_pieces(rows, title, about, language)],
        is_landscape=True,
        created=rows.made_at,
    )


def _pieces(rows: CoverList, title: str, about: str, language: str) -> Iterator[Piece]:
    yield head(rows.whose, title, about, language)
    yield Text(
        word("Who signs here says that the papers were received, not that anything is agreed to.", language), bold=True
    )
    yield Gap(4)
    titles = [
        "",
        word("Household number", language),
        word("Name", language),
        word("Address", language),
        word("Papers", language),
        word("Copies", language),
        word("Printed pages", language),
        word("Received: signature, or why not", language),
        word("Day and time", language),
    ]
    sides = (Side.RIGHT, Side.LEFT, Side.LEFT, Side.LEFT, Side.LEFT, Side.RIGHT, Side.RIGHT)
    lines = [[str(n), *_cells(home, language)] for n, home in enumerate(rows.homes, 1)]
    widths = [24, 78, 86, 118, None, 46, 48, 140, 72]
    table = Table(
        [titles, *lines], widths, heads=1, sides=sides, padding=(4, 3), row_height=_ROW, size=page.DENSE
    )  # fmt: skip
    yield table
    yield Table([_totals(rows.homes, language)], [None, 46, 48, 212], padding=(4, 4), size=page.DENSE)


def _cells(home: Home, language: str) -> Iterator[Piece | Sequence[Piece]]:
    yield home.number
    yield bold(home.name)
    yield home.address
    yield [_told(each, language) for each in home.papers]
    yield str(home.copies)
    yield str(home.pages)
    yield ""
    yield ""


def _told(given: Given, language: str) -> Text:
    version = word("version {n}", language, n=given.version) if given.version else ""
    counted = f"×\u00a0{given.copies}"
    return Text(" ".join(filter(None, (given.title, given.number, version, bold(counted)))))


def _totals(homes: Sequence[Home], language: str) -> list[Cell]:
    counted = word(
        "Together: {households}, {papers}",
        language,
        households=words("{n} household", "{n} households", len(homes), language),
        papers=words("{n} paper", "{n} papers", _count(homes), language),
    )
    return [
        Cell(Text(bold(counted)), shaded=True),
        Cell(Text(bold(str(sum(home.copies for home in homes)))), side=Side.RIGHT, shaded=True),
        Cell(Text(bold(str(sum(home.pages for home in homes)))), side=Side.RIGHT, shaded=True),
        Cell(word("Handed over by: {line}", language, line=page.blank()), shaded=False),
    ]


def _count(homes: Iterable[Home]) -> int:
    return sum(len(home.papers) for home in homes)
