"""The survey form 入户调查登记表: the house, its areas, the people and the fixtures line by line, and what they think.

Promise: what is not known is an empty place to write in, never a nought; of ID numbers and phones stand the last four
signs, by which somebody knows their own, and what is more sensitive is only said to be written down; nothing is ticked
that the household did not say. Hidden: that a blank form is the same with more room.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.check_code import Stamp
from desktop.domain.fields import RECORDS, Field, Kind
from desktop.domain.four_clear import Case, latest
from desktop.domain.records import Household, Record, Wish
from desktop.i18n import word
from desktop.sheets import letterhead, signed, wording
from desktop.sheets.letterhead import Letterhead
from desktop.sheets.page import (
    Cell,
    Gap,
    Heading,
    Paper,
    Piece,
    Rules,
    Side,
    Table,
    Text,
    Together,
    blank,
    bold,
    grey,
    ticks,
)
from desktop.sheets.visit_record import WISHES

_SMALL, _LABEL, _LINE = 9.0, 76.0, 21.0
_MOST_TICKED = 5  # choices that have room in a cell
_BLANK_ROWS = {"unregistered_part": 3, "person": 6, "fixture": 8}

_PLACE = (
    ("plot", "building"),
    ("lane", "door"),
    ("unit", "floor"),
    ("room", "people_count"),
    ("address",),
    ("address_note",),
    ("title_disputed", "dispute_note"),
)
_HOUSE = (
    ("tenure", "certificate_number"),
    ("registered_gross", "registered_net"),
    ("measured_area", "recognised_area"),
    ("structure", "year_built"),
    ("storeys", "on_floor"),
    ("certified_use", "actual_use"),
    ("status", "encumbrance"),
    ("business_name", "business_licence"),
    ("area_disputed", "area_dispute_note"),
)
_PARTS = (
    ("name", None), ("structure", 50), ("measured_area", 58), ("state", 64), ("factor", 40),
    ("recognised_area", 62), ("recognition_document", 100),
)  # fmt: skip
_PEOPLE = (
    ("name", None), ("role", 58), ("share", 44), ("relation", 46), ("sex", 34), ("id_number", 60), ("phone", 74),
    ("birth_date", 50), ("special_groups", 50),
)  # fmt: skip
_PEOPLE_BLANK = (
    ("name", None), ("role", 52), ("share", 44), ("relation", 46), ("sex", 34), ("id_number", 116), ("phone", 78),
    ("birth_date", 52), ("special_groups", 44),
)  # fmt: skip
_FIXTURES = (
    ("name", None), ("quantity", 52), ("unit", 44), ("unit_price", 80), ("amount", 90), ("item_source", 90),
)  # fmt: skip
_COUNTED = (Kind.NUMBER, Kind.MONEY)
_ONLY_WHETHER = frozenset({"birth_date", "special_groups"})
_WISHES = (("wished_area", "wished_flats"), ("wished_place", "wished_layout"), ("reasons",))


@dataclass(frozen=True, slots=True)
class SurveyForm:
    """A household as it was surveyed, or None for a blank form; `photos` is how many are kept of it."""

    whose: Letterhead
    number: str
    on: date
    case: Case | None = None
    photos: int = 0
    stamp: Stamp | None = None


def title(language: str) -> str:
    return word("Survey of a house", language)


def paper(rows: SurveyForm, language: str) -> Paper:
    """The form; its tables go on over as many pages as they need."""
    return Paper(
        title=f"{title(language)} {rows.number}",
        foot=letterhead.foot(rows.whose, language, rows.number, letterhead.two_copies(language)),
        language=language,
        subject=title(language),
        keywords=(rows.number,),
        size=9.75,
        pieces=(
            letterhead.head(rows.whose, title(language), _about(rows, language), language, rows.stamp),
            *_sections(rows, language),
            Gap(8),
            *_remarks(language),
            Gap(8),
            signed.to_sign(
                None,
                bold(word("Signature of the household", language))
                + word(' (says only "as I said it", not consent)', language),
                bold(word("Signatures of the surveyors", language)) + word(" (two people)", language),
                word("date {line}", language, line=blank(92)),
                language,
            ),
        ),
    )


def _about(rows: SurveyForm, language: str) -> str:
    if rows.case is None:
        form = word("blank form {number}", language, number=bold(rows.number))
        return f"{form} · {word('household number {line}', language, line=blank(130))}"
    household = bold(rows.case.household.number or "")
    return word(
        "household {household} · number {number} · as of {day}",
        language,
        household=household,
        number=rows.number,
        day=rows.on.isoformat(),
    )


def _sections(rows: SurveyForm, language: str) -> Iterator[Piece]:
    case = rows.case
    home = case.household if case else None
    yield Heading(word("Where it is", language), 1)
    yield _pairs("household", _PLACE, home, language)
    yield Gap(6)
    yield Heading(word("The house and its areas", language), 2)
    houses = (case.houses if case else ()) or (None,)
    for number, house in enumerate(houses, 1):
        if len(houses) > 1:
            yield Text(word("House {n}", language, n=number), bold=True)
        yield _pairs("house", _HOUSE, house, language)
        yield Gap(5)
    yield Together(
        (
            Text(word("Built without a certificate", language), bold=True),
            _lines("unregistered_part", _PARTS, case.unregistered_parts if case else None, language),
        )
    )
    yield Gap(6)
    yield Heading(word("The people", language), 3, _of_people(rows, language))
    yield _lines("person", _PEOPLE if case else _PEOPLE_BLANK, case.people if case else None, language)
    yield Gap(6)
    yield Heading(word("Decoration, fixtures and outbuildings", language), 4)
    yield _lines("fixture", _FIXTURES, case.fixtures if case else None, language)
    yield Gap(6)
    yield Heading(
        word("What the household wants", language), 5, word("need not be said; can change at any time", language)
    )
    yield from _wish(latest(case.wishes, lambda row: row.said_on) if case else None, language)
    yield Gap(6)
    yield Heading(word("How to reach the household", language), 6)
    yield _contact(home, language)
    yield Gap(3)
    yield Text(_photos(rows, language), _SMALL)


def _of_people(rows: SurveyForm, language: str) -> str:
    """How the table is to be read, or filled in."""
    if rows.case:
        return word("only the last four of each number; birth dates and hardships only as on record or not", language)
    field = RECORDS["person"].field["role"]
    roles = wording.listed((wording.choice(field, key, language) for key, _ in field.choices), language)
    return word("role: {roles}", language, roles=roles)


def _pairs(record: str, fields: Sequence[tuple[str, ...]], row: Record | None, language: str) -> Table:
    """Fields of one record, two a line or one over the whole."""
    told = RECORDS[record].field
    lines: list[list[Cell | str]] = []
    for names in fields:
        line: list[Cell | str] = []
        for name in names:
            shown = _said(told[name], row, language) if name else ""
            label = wording.label(told[name], language) if name else ""
            line += [label, Cell(shown, across=3) if len(names) == 1 else shown]
        lines.append(line)
    return Table(lines, [_LABEL, None, _LABEL, None], labels=(0, 2), size=_SMALL, padding=(5, 2.5), row_height=_LINE)


def _said(field: Field, row: Record | None, language: str) -> str:
    """A field's value with its source; of a blank form the choices to tick, or the unit."""
    if row is None:
        if field.kind is Kind.YESNO:
            return ticks(_yes_no(language))
        if field.choices and len(field.choices) <= _MOST_TICKED:
            return ticks((wording.choice(field, key, language), False) for key, _ in field.choices)
        return f"{blank(60)} {wording.unit(field, language)}" if field.unit else ""
    shown = wording.value(field, vars(row)[field.name], language)
    group = row.record_type().group_of[field.name]
    source = vars(row).get(f"{group.name}_source") if field is group.fields[0] and shown else None
    return f"{shown}{grey(wording.aside(source, language), 8)}" if source else shown


def _lines(
    record: str, columns: Sequence[tuple[str, float | None]], rows: Sequence[Record] | None, language: str
) -> Table:
    """Records line by line, each with its number; of a blank form lines to write on."""
    fields = RECORDS[record].field
    head = [wording.opening(word("no.", language)), *(wording.label(fields[name], language) for name, _ in columns)]
    if rows is None:
        body = [[str(n), *([""] * len(columns))] for n in range(1, _BLANK_ROWS[record] + 1)]
    else:
        body = [
            [str(n), *(_in_line(fields[name], row, language) for name, _ in columns)] for n, row in enumerate(rows, 1)
        ] or [["—", word("none on record", language), *([""] * (len(columns) - 1))]]
    return Table(
        [head, *body],
        [24, *(width for _, width in columns)],
        heads=1,
        size=_SMALL,
        padding=(3, 2.5),
        row_height=_LINE if rows is not None else 24.0,
        sides=(Side.MIDDLE, *(Side.RIGHT if fields[name].kind in _COUNTED else Side.LEFT for name, _ in columns)),
    )


def _in_line(field: Field, row: Record, language: str) -> str:
    held = vars(row)[field.name]
    if field.name in _ONLY_WHETHER:
        return word("on record", language) if held else ""
    return wording.value(field, held, language)


def _wish(wish: Wish | None, language: str) -> Iterator[Piece]:
    field = RECORDS["wish"].field["choice"]
    chosen = wish.choice if wish else None
    yield Text(ticks((word(WISHES[key], language), key == chosen) for key, _ in field.choices))
    yield Gap(3)
    said = ""
    if wish and wish.words:
        said = word("“{words}”", language, words=wish.words)
        if wish.said_on:
            said += grey(wording.aside(wish.said_on.isoformat(), language), 8)
    words = [[wording.opening(word("in their own words", language)), Cell(said, across=3)]]
    yield Table(words, [_LABEL, None, _LABEL, None], labels=(0,), size=_SMALL, padding=(5, 2.5), row_height=32)
    yield _pairs("wish", _WISHES, wish, language)


def _contact(home: Household | None, language: str) -> Table:
    field = RECORDS["household"].field["contact_wish"]
    wish = home.contact_wish if home else None
    told = ticks((wording.choice(field, key, language), key == wish) for key, _ in field.choices)
    note = RECORDS["household"].field["contact_note"]
    lines = [
        [wording.label(field, language), told],
        [wording.label(note, language), wording.value(note, home.contact_note if home else None, language)],
    ]
    return Table(lines, [_LABEL, None], labels=(0,), size=_SMALL, padding=(5, 2.5), row_height=_LINE)


def _photos(rows: SurveyForm, language: str) -> str:
    if rows.case is None:
        return word(
            "Photos taken: {line}　with consent: {choices}", language, line=blank(40), choices=ticks(_yes_no(language))
        )
    return word("Photos and papers kept of this household: {n}", language, n=rows.photos)


def _yes_no(language: str) -> list[tuple[str, bool]]:
    return [(word("yes", language), False), (word("no", language), False)]


def _remarks(language: str) -> Iterator[Piece]:
    """What the household has to say to what stands above."""
    yield Heading(word("Anything wrong above, or left out? Write it here", language), 7)
    yield Table([[Gap(1)]] * 2, [None], Rules.ROWS, padding=(0, 0), row_height=22)
