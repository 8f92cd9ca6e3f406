"""The agreement 补偿协议: the area's wording around the household's own figures, to be signed by both parties.

Promise: what the law fixes is on the paper whatever the wording: the parties, the house, each item of the sum, the
parts that it is paid in, first pay then move, that signing is the household's own decision. Hidden: what fills each
place, and that a thing nobody wrote down is a line to write on.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.check_code import Stamp
from desktop.domain.paper_text import PLACE, PaperText, Part, Piece, Place
from desktop.i18n import N_, word
from desktop.sheets import page
from desktop.sheets.letterhead import Letterhead, foot, head
from desktop.sheets.page import (
    Box,
    Columns,
    Gap,
    Heading,
    Paper,
    Side,
    Table,
    Text,
    Together,
    blank,
    bold,
    signature,
    ticks,
)
from desktop.sheets.wording import day, is_chinese

_KINDS = ("cash", "swap", "mixed")
_MARKS = re.compile(rf"{PLACE.pattern}|\*\*(.+?)\*\*|_{{3,}}")
_WRITTEN, _A_SIGN = 96.0, 12.0  # how long a line is to write on: for a value, for each _ of the wording
_SEAL = 56.0  # high enough for a seal
_FEW = 8  # people who sign on one page with the office

_ALWAYS = (
    Place("project", "征收项目"),
    Place("decision_number", "征收决定文号"),
    Place("number", "协议编号"),
    Place("household_number", "户号"),
    Place("owners", "被征收人"),
    Place("address", "房屋坐落"),
    Place("office", "征收部门"),
    Place("way", "补偿方式", is_required=True),
    Place("sheet_version", "明细表版次"),
    Place("money", "补偿金额"),
    Place("money_in_words", "金额大写"),
    Place("hand_over_by", "最晚搬迁日", is_required=True),
    Place("court", "管辖法院"),
    Place("reconsideration_body", "复议机关"),
    Place("parties", "双方", is_block=True, is_required=True),
    Place("house", "被征收的房屋", is_block=True, is_required=True),
    Place("sum_lines", "补偿项目", is_block=True, is_required=True),
    Place("settlement", "结算", is_block=True, is_required=True),
    Place("instalments", "付款", is_block=True, is_required=True),
    Place("first_pay", "先补偿后搬迁", is_block=True, is_required=True),
    Place("shares", "各人份额", is_block=True),
    Place("signatures", "签字", is_block=True, is_required=True),
)


def places(kind: str) -> tuple[Place, ...]:
    """What the agreement of one kind (cash, swap, mixed) fills in."""
    has_flat = kind != _KINDS[0]
    return (
        *_ALWAYS,
        Place("flats", "安置房", is_block=True, is_required=has_flat),
        Place("transition", "过渡", is_block=True, is_required=has_flat),
    )


@dataclass(frozen=True, slots=True)
class Party:
    """A person of the household; `id_number` is its mask. `signs`: owner, tenant or who acts for one."""

    name: str
    role: str
    share: str = ""
    id_number: str = ""


@dataclass(frozen=True, slots=True)
class House:
    """A house or a part of one that is expropriated."""

    address: str
    certificate: str = ""
    structure_and_use: str = ""
    registered: str = ""
    recognised: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the sum: what for, by which clause, how it was worked out, how much; all as they are printed."""

    label: str
    because: str
    how: str
    amount: str


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of the money; without a day or a condition the paper has room to write them."""

    amount: str
    due_on: date | None = None
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Flat:
    """A flat that the household takes."""

    called: str
    floor: str = ""
    layout: str = ""
    area: str = ""
    unit_price: str = ""


@dataclass(frozen=True, slots=True)
class AgreementPaper:
    """All that fills an agreement. `pays_household` is None where nobody pays; `total` has no sign."""

    whose: Letterhead
    text: PaperText
    number: str
    version: int
    written_on: date
    stamp: Stamp | None
    values: Mapping[str, str]
    parties: Sequence[Party]
    houses: Sequence[House]
    items: Sequence[Item]
    total: str
    in_words: str
    pays_household: bool | None
    instalments: Sequence[Instalment]
    flats: Sequence[Flat] = ()
    shares: Sequence[tuple[str, str, str]] = ()
    hand_over_by: date | None = None
    signed_on: date | None = None


def paper(rows: AgreementPaper, language: str) -> Paper:
    """The agreement in the household's language."""
    about = word("No. {number} · version {version} · {day}", language,
                 number=bold(rows.number), version=rows.version, day=f"{rows.written_on:%Y-%m-%d}")  # fmt: skip
    signed = rows.signed_on and word(
        "Printed again: signed on {day}. The copies with the signatures are what holds.",
        language,
        day=bold(day(rows.signed_on, language)),
    )
    pieces = [
        head(rows.whose, rows.text.title, about, language, rows.stamp),
        *([Box([signed]), Gap(6)] if signed else ()),
        *_text(rows, language),
    ]
    return Paper(
        title=f"{rows.text.title} {rows.number}",
        foot=foot(rows.whose, language, word("Agreement {number}, version {version}", language,
                                             number=rows.number, version=rows.version)),
        language=language,
        pieces=pieces,
        subject=rows.values.get("household_number", ""),
    )  # fmt: skip


def _text(rows: AgreementPaper, language: str) -> Iterator[page.Piece]:
    """The wording; its last section is on the page of the signatures, so that nobody signs a page that says nothing."""
    told = rows.text.pieces
    last = max((n for n, each in enumerate(told) if each.part is Part.HEADING), default=len(told))
    for each in told[:last]:
        yield from _pieces(each, rows, language)
    ending = [piece for each in told[last:] for piece in _pieces(each, rows, language)]
    yield from [Together(ending)] if ending and len(rows.parties) <= _FEW else ending


def _pieces(told: Piece, rows: AgreementPaper, language: str) -> Iterator[page.Piece]:
    match told.part:
        case Part.HEADING:
            yield Gap(7)
            yield Heading(_filled(told.words, rows, language))
        case Part.PARAGRAPH:
            yield Text(_filled(told.words, rows, language), leading=1.55)
            yield Gap(3)
        case Part.ITEM:
            sign = f"{told.sign} " if told.sign else "· "
            yield Text(sign + _filled(told.words, rows, language), leading=1.5, hang=page.BODY * page.BULLET)
            yield Gap(2)
        case Part.PLACE:
            yield from _BLOCKS[told.words](rows, language)
            yield Gap(6)


def _filled(words: str, rows: AgreementPaper, language: str) -> str:
    """Words of the wording with their values; what is not known is a line to write on."""
    own = {
        **rows.values,
        "number": rows.number,
        "money": rows.total,
        "money_in_words": rows.in_words,
        "hand_over_by": day(rows.hand_over_by, language) if rows.hand_over_by else "",
    }

    def put(found: re.Match[str]) -> str:
        if found[1] is not None:
            value = own.get(found[1], "")
            return bold(value) if value and found[1] in _STANDS_OUT else value or blank(_WRITTEN)
        if found[2] is not None:
            return bold(_MARKS.sub(put, found[2]))
        return blank(len(found[0]) * _A_SIGN)

    return _MARKS.sub(put, words)


_STANDS_OUT = frozenset({"way", "money", "money_in_words", "hand_over_by"})


def _parties(rows: AgreementPaper, language: str) -> Iterator[page.Piece]:
    whose = rows.whose
    office = [
        (word("Party A: who expropriates", language), bold(whose.office) if whose.office else blank()),
        (word("Address", language), whose.office_address or blank()),
        (word("Telephone of the window", language), whose.window_phone or blank()),
    ]
    yield Table(office, [118, None], labels=(0,), padding=(6, 4))
    yield Gap(5)
    titles = [
        word("Party B: the household", language),
        word("Who they are", language),
        word("Share", language),
        word("ID document: as in the ledger · to be written in full by hand", language),
    ]
    people = [
        [bold(each.name), each.role, each.share, [each.id_number, blank()] if each.id_number else blank()]
        for each in rows.parties
    ]
    yield Table([titles, *people], [130, 84, 60, None], heads=1, padding=(6, 4), row_height=26)


def _house(rows: AgreementPaper, language: str) -> Iterator[page.Piece]:
    titles = [
        word("Place of the house", language),
        word("Certificate of title", language),
        word("Structure, use", language),
        word("Registered area", language),
        word("Area that counts", language),
    ]
    sides = (Side.LEFT, Side.LEFT, Side.LEFT, Side.RIGHT, Side.RIGHT)
    houses = [[each.address, each.certificate, each.structure_and_use, each.registered, each.recognised]
              for each in rows.houses]  # fmt: skip
    yield Table([titles, *houses], [None, 122, 92, 66, 66], heads=1, sides=sides, padding=(5, 4), size=page.DENSE)


def _sum_lines(rows: AgreementPaper, language: str) -> Iterator[page.Piece]:
    titles = [
        "",
        word("Compensated for", language),
        word("By which clause", language),
        word("How it was worked out", language),
        word("Amount in yuan", language),
    ]
    sides = (Side.MIDDLE, Side.LEFT, Side.LEFT, Side.LEFT, Side.RIGHT)
    lines: list[list[page.Cell | page.Piece]] = [
        [str(n), each.label, each.because, each.how, bold(each.amount)] for n, each in enumerate(rows.items, 1)
    ]
    pays = word(_PAYS[rows.pays_household], language)
    total = [Text(f"{pays} {bold(rows.total, page.LARGE)}"), rows.in_words]
    result = [
        page.Cell(word("Result", language), across=3, side=Side.LEFT, shaded=True),
        page.Cell(total, across=2, side=Side.RIGHT, shaded=True),
    ]
    yield Table(
        [titles, *lines, result],
        [24, 128, 104, None, 92],
        heads=1,
        sides=sides,
        padding=(5, 3.5),
        size=page.DENSE,
    )


_PAYS = {
    True: N_("Party A pays Party B"),
    False: N_("Party B pays Party A"),
    None: N_("neither pays the other"),
}


def _settlement(rows: AgreementPaper, language: str) -> Iterator[page.Piece]:
    amount = {"amount": bold(rows.total), "in_words": bold(rows.in_words)}
    messages = {
        True: N_("Settled: Party A pays Party B {amount} yuan in all (in words: {in_words})."),
        False: N_("Settled: Party B pays Party A {amount} yuan in all (in words: {in_words})."),
        None: N_("Settled: neither party pays the other anything."),
    }
    yield Text(word(messages[rows.pays_household], language, **amount), leading=1.55)


def _instalments(rows: AgreementPaper, language: str) -> Iterator[page.Piece]:
    if rows.pays_household is None:
        yield word("There is nothing to be paid.", language)
        return
    who = {
        True: N_("Party A pays Party B, in yuan"),
        False: N_("Party B pays Party A, in yuan"),
    }
    titles = [
        word("Instalment", language),
        word(who[rows.pays_household], language),
        word("At the latest", language),
        word("After what", language),
    ]
    parts = [
        [
            str(n),
            bold(each.amount),
            day(each.due_on, language) if each.due_on else blank(),
            each.condition or ("" if each.due_on else blank()),
        ]
        for n, each in enumerate(rows.instalments, 1)
    ]
    sides = (Side.MIDDLE, Side.RIGHT)
    table = Table([titles, *parts], [76, 134, 126, None], heads=1, sides=sides, padding=(6, 4), row_height=24)
    yield Together([table]) if len(parts) <= _FEW else table


def _first_pay(_rows: AgreementPaper, language: str) -> Iterator[page.Piece]:
    first = word("First the compensation is paid, then the household moves.", language)
    law = word(
        "Nobody may make the household move by force or threats, or by cutting off water, heat, gas, power or the road "
        "(article 27 of the Regulation).",
        language,
    )
    yield Box([Text(f"{bold(first)}{_between(language)}{law}", leading=1.55)])


def _transition(_rows: AgreementPaper, language: str) -> Iterator[page.Piece]:
    ways = [
        ticks([(word("the household finds its own place, and temporary housing is paid", language), False)]),
        ticks([(word("it lives in a flat lent by the office, and temporary housing is not paid", language), False)]),
    ]
    lines = [
        [word("How, until the flat is there", language), ways],
        [word("Where the lent flat is", language), blank()],
        [word("How long", language), word("from {line} to {other_line}, {months} months", language,
                                          line=blank(_WRITTEN), other_line=blank(_WRITTEN), months=blank(30))],
    ]  # fmt: skip
    yield Table(lines, [118, None], labels=(0,), padding=(6, 5), row_height=26)


def _flats(rows: AgreementPaper, language: str) -> Iterator[page.Piece]:
    titles = [
        word("Flat", language),
        word("Floor", language),
        word("Layout", language),
        word("Area of the flat", language),
        word("Price of a ㎡, in yuan", language),
    ]
    sides = (Side.LEFT, Side.LEFT, Side.LEFT, Side.RIGHT, Side.RIGHT)
    flats = [
        [
            bold(each.called),
            each.floor,
            each.layout,
            bold(each.area),
            each.unit_price or word("as worked out above", language),
        ]
        for each in rows.flats
    ]
    flats = flats or [[blank(), blank(), blank(), blank(), blank()]]
    yield Table([titles, *flats], [None, 96, 86, 76, 106], heads=1, sides=sides, padding=(6, 4))


def _shares(rows: AgreementPaper, language: str) -> Iterator[page.Piece]:
    titles = [word("Co-owner", language), word("Share", language), word("Amount in yuan", language)]
    sides = (Side.LEFT, Side.RIGHT, Side.RIGHT)
    yield Table([titles, *rows.shares], [None, 100, 140], heads=1, sides=sides, padding=(6, 4))


def _signatures(rows: AgreementPaper, language: str) -> Iterator[page.Piece]:
    own = bold(word("Whether and when to sign is the household's own decision.", language))
    rest = word(
        "Nobody may press it, and there is time to read everything. A signature means: I agree to this agreement.",
        language,
    )
    said = Box([Text(f"{own}{_between(language)}{rest}", leading=1.55)])
    office = signature(
        bold(word("Party A, with its seal", language)),
        word("In charge, and the day: {line}", language, line=blank()),
        height=_SEAL,
    )
    if len(rows.parties) > 1:
        titles = [word("Party B, or who acts for them", language), word("Signature or thumb-print", language),
                  word("Day", language)]  # fmt: skip
        people = [[bold(each.name), "", ""] for each in rows.parties]
        table = Table([titles, *people], [170, None, 120], heads=1, padding=(6, 4), row_height=36)
        beside = (Gap(4), said, Gap(8), office, Gap(10))
        yield from [Together([*beside, table])] if len(people) <= _FEW else [Together(beside), table]
        return
    whose = f"{word('Party B, or who acts for them', language)}{_colon(language)}"
    name = rows.parties[0].name if rows.parties else ""
    household = signature(
        bold(f"{whose}{name}" if name else whose), word("Day: {line}", language, line=blank()), height=_SEAL
    )
    yield Together([Gap(4), said, Gap(8), Columns([office, household])])


def _colon(language: str) -> str:
    return "：" if is_chinese(language) else ": "


def _between(language: str) -> str:
    return "" if is_chinese(language) else " "


_BLOCKS: Mapping[str, Callable[[AgreementPaper, str], Iterator[page.Piece]]] = {
    "parties": _parties,
    "house": _house,
    "sum_lines": _sum_lines,
    "settlement": _settlement,
    "instalments": _instalments,
    "first_pay": _first_pay,
    "transition": _transition,
    "flats": _flats,
    "shares": _shares,
    "signatures": _signatures,
}
