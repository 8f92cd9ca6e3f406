"""The whole file of a household 全户材料, or the one for archive or court 归档卷宗: a list of contents, then all of it.

Promise: each thing stands in the list with its number, its day and its pages, and the pages are those that are printed
at the foot. Hidden: that all but pictures is set twice, so that its pages are known; pictures take half a page or one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from desktop.domain.check_code import Stamp
from desktop.i18n import word
from desktop.sheets import page
from desktop.sheets.letterhead import Letterhead, foot, head
from desktop.sheets.page import (
    Attachment,
    Box,
    Cell,
    Columns,
    Gap,
    Heading,
    NewPage,
    Paper,
    Picture,
    Piece,
    Rules,
    Side,
    Table,
    Text,
    Together,
    bold,
)

Count = Callable[[Sequence[Paper]], Sequence[int]]
"""How many pages each of these papers takes."""

_CAPTION = 62.0  # high, above a picture
_TITLE, _ABOUT = 84, 120  # letters of a caption, so that it is no higher
_SLACK = 14.0
_HALF, _WHOLE = page.HEIGHT / 2 - _SLACK, page.HEIGHT - _SLACK
_SHORT = 16  # letters of a value that takes half a row
_UNKNOWN = "0–000"


@dataclass(frozen=True, slots=True)
class Document:
    """A paper of the household; it begins a page of its own."""

    title: str
    paper: Paper
    number: str = ""
    on: date | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """A photo, or a scan with its pages: JPEG or PNG. What is known of it stands above each."""

    title: str
    about: str
    pictures: Sequence[bytes] = field(repr=False)
    takes_page: bool
    number: str = ""
    on: date | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A record as it is read: what it is, and its fields with their values."""

    title: str
    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the history."""

    when: str
    who: str
    what: str
    change: str
    why: str


@dataclass(frozen=True, slots=True)
class WholeFile:
    """All of it; `heading` is the file's own title, `about` says what it is for and what is in it besides the pages."""

    whose: Letterhead
    heading: str
    about: str
    number: str
    owners: str
    address: str
    made_at: datetime
    made_by: str
    stamp: Stamp | None
    documents: Sequence[Document]
    scans: Sequence[Scan]
    records: Sequence[Told] = ()
    changes: Sequence[Change] = ()
    attachments: Sequence[Attachment] = ()


@dataclass(frozen=True, slots=True)
class _Listed:
    """A line of the list: the page that it begins on, and the one that it ends on."""

    title: str
    number: str
    on: date | None
    first: int
    last: int
    remark: str = ""


def paper(rows: WholeFile, language: str, count: Count) -> Paper:
    """The file in the household's language."""
    bare = _blank(rows, language)
    parts = [*_parts(rows, language)]
    pages = [*count([replace(bare, pieces=pieces) for _, pieces in parts])]
    listing = [_Listed(*each, 0, 0) for each in _titles(rows, language)]
    (before,) = count([replace(bare, pieces=_front(rows, listing, language))])
    listed = [*_numbered(rows, language, before, pages)]
    pieces: list[Piece] = [*_front(rows, listed, language)]
    for _, part in parts:
        pieces += [NewPage(), *part]
    if rows.scans:
        pieces += [NewPage(), *_pictures(rows.scans)]
    return replace(bare, pieces=pieces, attachments=rows.attachments)


def _blank(rows: WholeFile, language: str) -> Paper:
    return Paper(
        title=f"{rows.heading} {rows.number}",
        foot=foot(rows.whose, language, f"{rows.heading} {rows.number}"),
        language=language,
        pieces=(),
        subject=rows.number,
        created=rows.made_at,
    )


def _parts(rows: WholeFile, language: str) -> Iterator[tuple[str, list[Piece]]]:
    """What is set to be counted, each with its title."""
    for each in rows.documents:
        yield each.title, [*_in_size(each.paper.pieces, each.paper.size)]
    if rows.records:
        yield _records_title(language), [*_records(rows.records, language)]
    if rows.changes:
        yield _changes_title(language), [*_changes(rows.changes, language)]


def _titles(rows: WholeFile, language: str) -> Iterator[tuple[str, str, date | None]]:
    for each in rows.documents:
        yield each.title, each.number, each.on
    if rows.records:
        yield _records_title(language), "", rows.made_at.date()
    if rows.changes:
        yield _changes_title(language), "", rows.made_at.date()
    for each in rows.scans:
        yield each.title, each.number, each.on


def _numbered(rows: WholeFile, language: str, before: int, pages: Sequence[int]) -> Iterator[_Listed]:
    """The lines of the list with their pages: the counted ones, then the pictures, two photos to a page."""
    remarks = [each.remark for each in rows.documents]
    titles = [*_titles(rows, language)]
    at = before + 1
    for place, (title, taken) in enumerate(zip(titles, pages, strict=False)):
        remark = remarks[place] if place < len(remarks) else ""
        yield _Listed(*title, at, at + taken - 1, remark)
        at += taken
    places = [*_places(rows.scans)]
    for title, each, (first, last) in zip(titles[len(pages) :], rows.scans, places, strict=True):
        yield _Listed(*title, at + first, at + last, each.remark)


def _places(scans: Sequence[Scan]) -> Iterator[tuple[int, int]]:
    """On which pages each scan's pictures stand, counted from 0."""
    halves = 0
    for each in scans:
        begins = halves + halves % 2 if each.takes_page else halves
        halves = begins + len(each.pictures) * (2 if each.takes_page else 1)
        yield begins // 2, (halves - 1) // 2


# What stands on the pages


def _front(rows: WholeFile, listed: Sequence[_Listed], language: str) -> Iterator[Piece]:
    about = word("Household {number} · {day} · made by {name}", language,
                 number=bold(rows.number), day=f"{rows.made_at:%Y-%m-%d %H:%M}", name=rows.made_by)  # fmt: skip
    yield head(rows.whose, rows.heading, about, language, rows.stamp)
    facts = [
        (word("Owners or tenants", language), rows.owners or word("nothing written down", language)),
        (word("Place of the house", language), rows.address),
    ]
    yield Table(facts, [104, None], labels=(0,), padding=(6, 4))
    yield Gap(6)
    yield Text(rows.about, leading=1.5)
    yield Gap(6)
    yield Heading(word("What is in it", language))
    titles = [
        "",
        word("Document number", language),
        word("Title", language),
        word("Day", language),
        word("Pages", language),
        word("Remark", language),
    ]
    sides = (Side.RIGHT, Side.LEFT, Side.LEFT, Side.LEFT, Side.RIGHT, Side.LEFT)
    lines = [
        [str(n), each.number, each.title, f"{each.on:%Y-%m-%d}" if each.on else "", _said(each), each.remark]
        for n, each in enumerate(listed, 1)
    ]
    widths = [34, 96, None, 66, 52, 104]
    yield Table([titles, *lines], widths, heads=1, sides=sides, padding=(4, 3), size=page.DENSE)


def _said(listed: _Listed) -> str:
    if not listed.first:
        return _UNKNOWN  # as wide as any, so that the list takes as many pages
    return str(listed.first) if listed.first == listed.last else f"{listed.first}–{listed.last}"


def _records_title(language: str) -> str:
    return word("Everything that is written down", language)


def _records(records: Sequence[Told], language: str) -> Iterator[Piece]:
    yield Text(_records_title(language), page.TITLE * 0.8, bold=True)
    yield Gap(6)
    for each in records:
        rows = [*_beside(each.facts)]
        table = Table(rows, [92, None, 92, None], labels=(0,), padding=(5, 2.5), size=page.DENSE)
        yield Together([Heading(each.title), table])
        yield Gap(6)


def _beside(facts: Sequence[tuple[str, str]]) -> Iterator[list[Piece | Cell]]:
    """Short facts two to a row, a long one over the whole of it."""
    waiting: tuple[str, str] | None = None
    for name, value in facts:
        is_short = len(value) <= _SHORT and "\n" not in value
        if waiting and is_short:
            yield [*waiting, Cell(Text(name, bold=True), shaded=True), value]
            waiting = None
            continue
        if waiting:
            yield [waiting[0], Cell(waiting[1], across=3)]
        waiting = (name, value) if is_short else None
        if not is_short:
            yield [name, Cell(value, across=3)]
    if waiting:
        yield [waiting[0], Cell(waiting[1], across=3)]


def _changes_title(language: str) -> str:
    return word("What was changed, by whom, and who looked", language)


def _changes(changes: Sequence[Change], language: str) -> Iterator[Piece]:
    yield Text(_changes_title(language), page.TITLE * 0.8, bold=True)
    yield Gap(6)
    titles = [
        word("When", language),
        word("Who", language),
        word("What was written", language),
        word("From what to what", language),
        word("Why", language),
    ]
    lines = [[each.when, each.who, each.what, each.change, each.why] for each in changes]
    widths = [72, 58, 92, None, 96]
    yield Table([titles, *lines], widths, Rules.GRID, heads=1, padding=(4, 2.5), size=page.SMALL)


def _pictures(scans: Sequence[Scan]) -> Iterator[Piece]:
    for each in scans:
        many = len(each.pictures)
        for n, content in enumerate(each.pictures, 1):
            counted = f"　{n}/{many}" if many > 1 else ""
            high = _WHOLE if each.takes_page else _HALF
            words = [Text(bold(each.title[:_TITLE]) + counted), Text(each.about[:_ABOUT], page.SMALL, grey=True)]
            shown = Picture(content, page.WIDTH - 8, high - _CAPTION, Side.MIDDLE)
            caption = Table([[words]], [None], Rules.NONE, padding=(0, 0), row_height=_CAPTION - 6)
            held = Table(
                [[[caption, shown]]], [None], Rules.NONE, padding=(0, 0), row_height=high, level=page.Level.TOP
            )
            yield held


def _in_size(pieces: Sequence[Piece], size: float) -> Iterator[Piece]:
    """The pieces of a paper whose words have another size by themselves."""
    return iter(pieces) if size == page.BODY else (_sized(each, size) for each in pieces)


def _sized(piece: Piece, size: float) -> Piece:
    match piece:
        case str():
            return Text(piece, size)
        case Text() | Table() | Heading() if piece.size is None:
            own = size * 1.2 if isinstance(piece, Heading) else size
            return replace(piece, size=own)
        case Box() | Together():
            return replace(piece, pieces=[_sized(each, size) for each in piece.pieces])
        case Columns():
            return replace(piece, columns=[_column(each, size) for each in piece.columns])
        case _:
            return piece


def _column(column: Piece | Sequence[Piece], size: float) -> Piece | Sequence[Piece]:
    if isinstance(column, Sequence) and not isinstance(column, str):
        return [_sized(each, size) for each in column]
    return _sized(column, size)
