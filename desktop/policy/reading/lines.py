"""The rows of a sheet by their titles, and what stands in one cell of them: a word, a unit, a number, a day, a name.

Promise: whatever is wrong is told with its cell and what to write, all at once, and reading goes on; a hostile sheet is
told of a hundred times and no more. Hidden: how the nearest known word is found.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from fractions import Fraction

from desktop.domain.errors import Level
from desktop.i18n import N_
from desktop.policy import units, written
from desktop.policy.book.cells import MOST_FLAWS, letter
from desktop.policy.language import is_name
from desktop.policy.pack import Cell, Flaw, Place
from desktop.policy.units import NONE, NoUnit, Unit
from desktop.policy.vocabulary import COLUMNS, Sheet, Words, both_names, titles_of
from desktop.policy.written import day, meant_day

LONGEST_NAME = 60
MAYBE_A_PART = N_("“{text}” in the unit % is less than one per cent.")
AS_PERCENT = N_("If {proposal} is meant, write that.")
_MOST_IN_ALL = 500
_MOST_KNOWN = 1_000  # words among which the nearest is looked for
_MOST_SHOWN = 40  # characters of a cell in a message
_LIKENESS = 0.5
_LOWEST_TITLES = 6  # row in which titles are looked for that do not stand in the first
_PART = re.compile(r"0\.[0-9]*[1-9][0-9]*")
_WHOLE = re.compile(r"-?[0-9]{1,9}")
_GROUPED = re.compile(r"([-−]?(?:[0-9]{1,3}(?:[,，][0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)\s*(\S*)")
_EACH, _MYRIADS = "每", re.compile("[十百千万亿].+")


class Told:
    """The flaws so far."""

    def __init__(self) -> None:
        self.flaws: list[Flaw] = []
        self._count: Counter[str] = Counter()

    def add(self, place: Place, message: str, remedy: str = "", **values: object) -> None:
        if self._is_room(place):
            shown = {name: _shown(value) for name, value in values.items()}
            self.flaws.append(Flaw(place, message, remedy, values=shown))
            self._count[place.sheet] += 1

    def hint(self, place: Place, message: str, remedy: str, **values: object) -> None:
        if self._is_room(place):
            self.flaws.append(Flaw(place, message, remedy, Level.WARNING, values))
            self._count[place.sheet] += 1

    def unknown(
        self, place: Place, message: str, word: str, known: Iterable[str], remedy: str, **values: object
    ) -> None:
        """Tell of a {word} that is not known, with the nearest that is, or else with the remedy."""
        if self._is_room(place):
            near = nearest(word, known)
            said = N_("Do you mean “{proposal}”?") if near else remedy
            self.add(place, message, said, word=word, proposal=near, **values)

    def _is_room(self, place: Place) -> bool:
        return self._count[place.sheet] < MOST_FLAWS and len(self.flaws) < _MOST_IN_ALL


@dataclass(frozen=True)
class Line:
    """A row with those of its cells that hold something, by title."""

    sheet: str
    row: int
    cells: Mapping[str, str]

    def __getitem__(self, title: str) -> str:
        return self.cells.get(title, "")

    def place(self, title: str = "") -> Place:
        return Place(self.sheet, self.row, title)

    def formula(self, title: str) -> Cell | None:
        return Cell(self[title], self.place(title)) if self[title] else None


@dataclass
class Known:
    """What is known of a pack while its sheets are read."""

    told: Told
    units: Mapping[str, str] = field(default_factory=dict[str, str])
    clauses: Mapping[str, object] = field(default_factory=dict[str, object])  # by id
    days: Mapping[str, object] = field(default_factory=dict[str, object])  # the inputs that are dates, not in lists
    names: dict[str, Place] = field(default_factory=dict[str, Place])  # the one namespace

    def word(self, line: Line, title: str, words: Words) -> str:
        """Give the canonical word, or "" where none is there or it is not known."""
        word = line[title]
        if word and word not in words:
            self.told.unknown(
                line.place(title), N_("“{word}” is none of the words that can stand here."), word, words.all(),
                N_("Write one of these: {words}."), words="、".join(map(words.spoken, words.chinese)),
            )  # fmt: skip
            return ""
        return word

    def unit(self, text: str, place: Place) -> Unit:
        try:
            return units.parse(text, self.units)
        except NoUnit as error:
            meant = text.replace(_EACH, "/")
            if meant != text and (found := self._maybe_unit(meant)):
                self.told.add(
                    place, N_("There is no unit “{word}”."), N_("Write {proposal}."), word=text, proposal=meant
                )
                return found
            if _MYRIADS.fullmatch(str(error)):
                self.told.add(
                    place, N_("There is no unit “{word}”."),
                    N_("Write the number in the plain unit: of 1.2 万元, the number 12000 and the unit 元."),
                    word=str(error),
                )  # fmt: skip
                return NONE
            self.told.unknown(
                place, N_("There is no unit “{word}”."), str(error), self.units,
                N_("List it on the sheet 单位 (units), or write one that is known: 元, ㎡, 月, 元/㎡."),
            )  # fmt: skip
            return NONE

    def _maybe_unit(self, text: str) -> Unit | None:
        try:
            return units.parse(text, self.units)
        except NoUnit:
            return None

    def whole(self, line: Line, title: str, least: int, most: int) -> int | None:
        """Give a whole number; None where none stands there that can be used."""
        text = line[title]
        if not text:
            return None
        if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
            self.told.add(
                line.place(title), N_("“{text}” is no whole number from {least} to {most}."), N_("Write one."),
                text=text, least=least, most=most,
            )  # fmt: skip
            return None
        return int(text)

    def number(self, text: str, place: Place, unit: Unit) -> tuple[Fraction, int] | None:
        """Give a number in its base, and its decimals there; where it is told, the one that is meant."""
        found = written.number(text, unit)
        if found is None:
            remedy = N_("Write digits, such as 12.5; the unit has its own column.")
            if meant := self._meant_number(text):
                remedy = N_("Write {proposal}; the unit has its own column.") if meant[1] else N_("Write {proposal}.")
            self.told.add(
                place, N_("“{text}” is no number."), remedy, text=text, proposal=meant[0] if meant else ""
            )  # fmt: skip
            return written.number(meant[0], unit) if meant else None  # to look for more errors in
        return found

    def _meant_number(self, text: str) -> tuple[str, str] | None:
        """Give the number without commas, and the unit behind it, where the text is nothing else."""
        found = _GROUPED.fullmatch(text.strip())
        if not found or (found[2] and not self._maybe_unit(found[2])):
            return None
        return re.sub("[,，]", "", found[1]).replace("−", "-"), found[2]

    def day(self, text: str, place: Place) -> date | None:
        if not text:
            return None
        found = day(text)
        if found is None:
            meant = meant_day(text)
            self.told.add(
                place, N_("“{text}” is no day."),
                N_("Write {proposal}.") if meant else N_("Write it like 2025-09-30."),
                text=text, proposal=meant or "",
            )  # fmt: skip
        return found

    def clause(self, text: str, place: Place) -> str:
        """Give the id of a clause; one that is not known is told."""
        if text and text not in self.clauses:
            self.told.unknown(
                place, N_("There is no clause “{word}”."), text, self.clauses,
                N_("Write it on the sheet 条款 (clauses) first."),
            )  # fmt: skip
        return text

    def by(self, text: str, place: Place) -> str:
        """Give the name of the date input that chooses; another one is told."""
        if text and text not in self.days:
            self.told.unknown(
                place, N_("“{word}” is no input of the type date."), text, self.days,
                N_("Write the name of an input whose type is 日期 (date)."),
            )  # fmt: skip
        return text

    def name(self, text: str, place: Place, *, is_of_pack: bool = True) -> str:
        """Give a name that something may have, or "". `is_of_pack`: in the one namespace, where each is there once."""
        if not text:
            self.told.add(place, N_("The name is missing."), N_("Write it, or empty the row."))
        elif len(text) > LONGEST_NAME:
            self.told.add(
                place, N_("The name is longer than {most} characters."), N_("Write it shorter."), most=LONGEST_NAME
            )
        elif text in self.units:
            self.told.add(
                place, N_("The name “{name}” is a unit."), N_("Choose a name that says more than its unit."), name=text
            )
        elif not is_name(text, self.units):
            meant = "".join(text.split())
            self.told.add(
                place, N_("“{name}” can't be a name."),
                N_("Write {proposal}.") if is_name(meant, self.units) else
                N_("A name is one word of letters and digits, not first a digit, and no word of the language."),
                name=text, proposal=meant,
            )  # fmt: skip
            if is_name(meant, self.units) and not (is_of_pack and meant in self.names):
                self.names |= {meant: place} if is_of_pack else {}
                return meant  # to look for more errors in
        elif is_of_pack and text in self.names:
            first = self.names[text]
            self.told.add(
                place, N_("The name “{name}” is there already: sheet {sheet}, row {row}."),
                N_("Inputs, parameters, tables and items need different names."),
                name=text, sheet=both_names(first.sheet), row=first.row,
            )  # fmt: skip
        else:
            if is_of_pack:
                self.names[text] = place
            return text
        return ""

    def require_order(self, since: date | None, until: date | None, place: Place) -> None:
        if since and until and since > until:
            self.told.add(
                place, N_("The last day {until} is before the first, {since}."), N_("Both days are included."),
                since=since, until=until,
            )  # fmt: skip


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like this one, or ""."""
    if len(word) > LONGEST_NAME:
        return ""
    few = [each for each, _ in zip(known, range(_MOST_KNOWN), strict=False) if len(each) <= LONGEST_NAME]
    return next(iter(get_close_matches(word, few, 1, _LIKENESS)), "")


def looks_like_a_part(text: str, unit: Unit) -> bool:
    """Tell whether a number of per cent may be meant as the part itself: 0.1 for ten per cent."""
    return unit.is_percent and not unit.powers and bool(_PART.fullmatch(text.strip()))


def split(text: str) -> list[str]:
    """What stands between bars; nothing of an empty cell."""
    return [each.strip() for each in text.replace("｜", "|").split("|")] if text else []


def lines(sheet: Sheet, told: Told) -> Iterator[Line]:
    """Give the rows of a sheet that are not empty; tell of its titles."""
    titles = sheet.titles
    known = titles_of(sheet)
    if row := _row_of_titles(sheet):
        told.add(
            Place(sheet.name, 1), N_("The titles of the columns stand in row {row}."), N_("Remove the rows above."),
            row=row,
        )  # fmt: skip
        return
    meant: set[str] = set()
    for title in once(sheet, told):
        if title not in known:
            told.unknown(
                Place(sheet.name, 1, title), N_("The column “{word}” does not belong here."), title, known.all(),
                N_("Remove the column."),
            )  # fmt: skip
            meant.add(known.english(nearest(title, known.all())))
    for column in COLUMNS[sheet.name]:
        if column.is_needed and column.title not in titles and column.title not in meant:
            told.add(
                Place(sheet.name, 1), N_("The column “{title}” is missing."), N_("Add it to the first row."),
                title=known.both(column.title),
            )  # fmt: skip
    if not lacks_titles(sheet):
        yield from rows(sheet, told)


def lacks_titles(sheet: Sheet) -> bool:
    """Tell whether a column is missing without which the rows mean nothing."""
    return any(column.is_needed and column.title not in sheet.titles for column in COLUMNS[sheet.name])


def _row_of_titles(sheet: Sheet) -> int:
    """Give the row among the first that holds the titles instead of the first one, or 0."""
    known, needed = titles_of(sheet), {column.title for column in COLUMNS[sheet.name] if column.is_needed}
    if needed & set(sheet.titles):
        return 0
    for row, cells in enumerate(sheet.rows[1:_LOWEST_TITLES], 2):
        if needed <= {known.english(cell) for cell in cells}:
            return row
    return 0


def rows(sheet: Sheet, told: Told, after: int = 1) -> Iterator[Line]:
    """Give the rows after the first ones that are not empty."""
    titles = sheet.titles
    for row, cells in enumerate(sheet.rows[after:], after + 1):
        if not any(cells):
            continue
        for column, cell in enumerate(cells, 1):
            if cell and not (column <= len(titles) and titles[column - 1]):
                told.add(
                    Place(sheet.name, row, letter(column)), N_("“{text}” stands in a column without a title."),
                    N_("Give the column its title, or remove the cell."), text=cell,
                )  # fmt: skip
        held = {title: cell for title, cell in zip(titles, cells, strict=False) if cell and title}
        yield Line(sheet.name, row, held)


def once(sheet: Sheet, told: Told) -> list[str]:
    """Give the titles of a sheet, each once; those that come again are told."""
    row = 2 if sheet.is_table else 1
    seen: dict[str, None] = {}
    for column, title in enumerate(sheet.titles, 1):
        if title in seen:
            told.add(
                Place(sheet.name, row, title), N_("The column “{title}” is there twice (column {letter})."),
                N_("Remove one of the two."), title=title, letter=letter(column),
            )  # fmt: skip
        elif title:
            seen[title] = None
    return list(seen)


def _shown(value: object) -> object:
    if isinstance(value, str) and len(value) > _MOST_SHOWN:
        return f"{value[:_MOST_SHOWN]}…"
    return value
