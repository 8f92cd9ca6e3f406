"""The compensation sheet 分户补偿明细表: one locked sum, way beside way, with every number that it was reckoned from.

Promise: who has nothing but this paper comes to the same amounts with a pocket calculator (H01); what does not apply is
printed with its reason, no way stands before another one and none is ticked (H02); a later version says which one it
replaces and why (H05); every remedy stands on it (H06). Hidden: how many ways stand in one table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain.check_code import Stamp
from desktop.i18n import N_, word, words
from desktop.sheets import letterhead, remedy_words, wording
from desktop.sheets.letterhead import Letterhead
from desktop.sheets.page import (
    BODY,
    DENSE,
    LARGE,
    SMALL,
    Box,
    Cell,
    Columns,
    Gap,
    Paper,
    Piece,
    Rule,
    Side,
    Table,
    Text,
    Together,
    blank,
    bold,
    grey,
    ticks,
)
from desktop.sheets.remedy_words import Right

_MOST_WAYS = 4  # beside each other
_FEW_NAMES = 3
_NUMBER, _ITEM, _NARROW_ITEM = 22.0, 136.0, 110.0
_LABEL = 66.0


@dataclass(frozen=True, slots=True)
class Way:
    """A column. One that is not open has no `total`, and `reason` says why; `direction` is who pays, in words."""

    label: str
    direction: str
    total: str
    in_words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Figure:
    """What a line comes to in one way, and how; without an amount it does not apply, for this reason."""

    how: str
    amount: str
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row: None where a way does not count it at all. `rounding` is only told where not all lines share it."""

    label: str
    clause: str
    figures: Sequence[Figure | None]
    rounding: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A number or a fact that lines use: how much it is, on what it rests, and in which lines it is used."""

    name: str
    value: str
    ground: str
    used_in: str


@dataclass(frozen=True, slots=True)
class Share:
    """A co-owner's part of each way's result, to the fen; "" where the way is not open."""

    name: str
    share: str
    amounts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody whose house it is; `share` as it was written down, "" where nobody did."""

    name: str
    share: str = ""
    is_tenant: bool = False


@dataclass(frozen=True, slots=True)
class Home:
    """Who and which house; what nobody wrote down is empty."""

    owners: Sequence[Owner]
    address: str = ""
    certificates: str = ""
    built: str = ""
    area: str = ""
    waiting: Sequence[str] = ()
    appraised: str = ""
    appraised_on: date | None = None
    flats: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Before:
    """The version that this one replaces: why, and step by step what moved which way by how much."""

    version: int
    issued_on: date | None
    reason: str
    moved: Sequence[str]
    steps: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationSheet:
    """All that stands on the sheet. `number` is the paper's; `replaced_by` a later version that is locked already."""

    whose: Letterhead
    household_number: str
    number: str
    version: int
    issued_on: date
    locked_at: datetime | None
    home: Home
    ways: Sequence[Way]
    lines: Sequence[Line]
    rounding: str
    money: str
    plan: str
    plan_id: str
    facts: Sequence[Source]
    standards: Sequence[Source]
    reckoned: Sequence[Source]
    shares: Sequence[Share]
    before: Before | None
    replaced_by: int | None
    rights: Sequence[Right]
    today: date
    reckoned_by: str
    checked_by: str
    stamp: Stamp | None = None


def stamp_lines(sheet: CompensationSheet, language: str) -> tuple[str, ...]:
    """What must not be changed: which paper it is, and what each way comes to."""
    return (
        word("Compensation sheet", language),
        word("Number {number}, version {version}", language, number=sheet.number, version=sheet.version),
        sheet.issued_on.isoformat(),
        *(way_said(way, sheet.money, language) for way in sheet.ways),
    )


def way_said(way: Way, money: str, language: str) -> str:
    """A way in one line: 货币补偿：您得 390,070.00 元."""
    if not way.total:
        return word("{label}: not open", language, label=way.label)
    total = f"{way.direction} {way.total} {money}"
    return word("{label}: {value}", language, label=way.label, value=total)


def paper(sheet: CompensationSheet, language: str) -> Paper:
    title = word("Compensation sheet", language)
    return Paper(
        title=f"{title} {sheet.number}",
        foot=letterhead.foot(sheet.whose, language, letterhead.two_copies(language)),
        language=language,
        size=DENSE,
        subject=sheet.plan,
        keywords=(sheet.number, *([sheet.stamp.code] if sheet.stamp else [])),
        created=sheet.locked_at,
        pieces=(
            letterhead.head(sheet.whose, title, _about(sheet, language), language, sheet.stamp),
            _home(sheet.home, language),
            Gap(8),
            *_sum(sheet, language),
            Gap(4),
            Text(_rounding(sheet, language), SMALL, grey=True),
            *_before(sheet, language),
            *_shares(sheet, language),
            *_sources(sheet, language),
            Gap(9),
            _rights(sheet, language),
            Gap(10),
            _signatures(sheet, language),
        ),
    )


def _about(sheet: CompensationSheet, language: str) -> str:
    parts = [
        word("Number {number}", language, number=bold(sheet.number)),
        word("version {version}", language, version=sheet.version),
        sheet.issued_on.isoformat(),
    ]
    before = sheet.before
    if before and before.issued_on:
        day = before.issued_on.isoformat()
        parts.append(word("replaces version {version} of {day}", language, version=before.version, day=day))
    elif before:
        parts.append(word("replaces version {version}", language, version=before.version))
    if sheet.replaced_by:
        parts.append(bold(word("version {version} has replaced this one", language, version=sheet.replaced_by)))
    return " · ".join(parts)


# Who and which house


def _home(home: Home, language: str) -> Table:
    unknown = word("nobody wrote it down yet", language)
    of_tenant = any(owner.is_tenant for owner in home.owners)
    waiting = wording.listed(home.waiting, language)
    rows: list[list[Cell | Piece]] = [
        [
            word("Tenant of public housing", language) if of_tenant else word("Owner of the house", language),
            _owners(home.owners, language) or unknown,
            word("Address of the house", language),
            home.address or unknown,
        ],
        [
            word("Certificate number", language),
            home.certificates or unknown,
            word("Structure and use", language),
            home.built or unknown,
        ],
        [
            word("Area for compensation", language),
            home.area or unknown,
            word("Still being verified", language),
            word("{parts}; a new version follows when it is settled", language, parts=waiting)
            if waiting
            else word("nothing", language),
        ],
        [
            word("Appraised price", language),
            home.appraised or unknown,
            word("Date of the appraisal", language),
            home.appraised_on.isoformat() if home.appraised_on else unknown,
        ],
    ]
    if home.flats:
        flats = " ｜ ".join(word("{label}: {value}", language, label=way, value=flat) for way, flat in home.flats)
        rows.append([word("New flat", language), Cell(flats, across=3)])
    return Table(rows, [_LABEL, None, _LABEL, None], labels=(0, 2), padding=(6, 2), size=DENSE)


def _owners(owners: Sequence[Owner], language: str) -> str:
    names = wording.listed((owner.name for owner in owners[:_FEW_NAMES]), language)
    if len(owners) > _FEW_NAMES:
        return words(
            "{names} and others, {n} in all", "{names} and others, {n} in all", len(owners), language, names=names
        )
    if len(owners) > 1:
        return words("{names} ({n} co-owner)", "{names} ({n} co-owners)", len(owners), language, names=names)
    if owners and not owners[0].is_tenant:
        return word("{name} (sole owner)", language, name=names)
    return names


# The sum


def _sum(sheet: CompensationSheet, language: str) -> Iterator[Piece]:
    count = len(sheet.ways)
    tables = -(-count // _MOST_WAYS) or 1
    each = -(-count // tables) or 1
    for first in range(0, count, each):
        if first:
            yield Gap(8)
        yield _beside(sheet, range(first, min(first + each, count)), language)


def _beside(sheet: CompensationSheet, shown: range, language: str) -> Table:
    ways = [sheet.ways[place] for place in shown]
    is_narrow = len(ways) >= _MOST_WAYS
    head: list[Cell | Piece] = [
        Cell(
            bold(word("Item and clause", language)) + " " + grey(word("in {money}", language, money=sheet.money)),
            across=2,
        ),
        *(bold(_numbered(place, sheet.ways[place].label, language), BODY) for place in shown),
    ]
    rows = [_line(number, line, [line.figures[place] for place in shown], ways, language)
            for number, line in enumerate(sheet.lines, 1)]  # fmt: skip
    result: list[Cell | Piece] = [Cell(bold(word("Result", language), BODY), across=2, shaded=True)]
    result += [Cell(_result(way, BODY if is_narrow else LARGE), shaded=True) for way in ways]
    rows.append(result)
    if any(way.in_words for way in ways):
        in_words: list[Cell | Piece] = [Cell(bold(word("In capitals", language)), across=2, side=Side.LEFT)]
        rows.append(in_words + [way.in_words or "—" for way in ways])
    widths = [_NUMBER, _NARROW_ITEM if is_narrow else _ITEM, *[None] * len(ways)]
    sides = (Side.MIDDLE, Side.LEFT, *[Side.RIGHT] * len(ways))
    return Table([head, *rows], widths, heads=1, sides=sides, padding=(6, 2.5), size=DENSE, leading=1.32)


def _numbered(place: int, label: str, language: str) -> str:
    if not wording.is_chinese(language):
        return f"{place + 1}. {label}"
    return f"{'一二三四五六七八九十'[place]}、{label}" if place < 10 else f"{place + 1}、{label}"  # noqa: PLR2004


def _line(number: int, line: Line, figures: list[Figure | None], ways: list[Way], language: str) -> list[Cell | Piece]:
    below = " · ".join(filter(None, (line.clause, line.rounding)))
    item = [Text(line.label, bold=True), *([Text(below, SMALL, grey=True)] if below else [])]
    row: list[Cell | Piece] = [Text(str(number)), Cell(item, side=Side.LEFT)]
    reason = _only_reason(figures, ways)
    if reason:
        return [*row, Cell(Text(_not_applying(reason, language), SMALL, grey=True), across=len(ways))]
    return row + [Cell(_figure(figure, way, language)) for figure, way in zip(figures, ways, strict=True)]


def _only_reason(figures: list[Figure | None], ways: list[Way]) -> str:
    """Why a line applies in none of the ways that are open, where that is one reason for all."""
    open_ones = [figure for figure, way in zip(figures, ways, strict=True) if way.total]
    told = {figure.reason for figure in open_ones if figure}
    is_one = len(told) == 1 and all(figure and not figure.amount for figure in open_ones)
    return told.pop() if is_one else ""


def _figure(figure: Figure | None, way: Way, language: str) -> list[Piece]:
    if not way.total:
        return [Text("—", grey=True)]
    if figure is None:
        return [Text(_not_applying(word("this way has no such item", language), language), SMALL, grey=True)]
    if not figure.amount:
        return [Text(_not_applying(figure.reason, language), SMALL, grey=True)]
    how = [Text(figure.how, SMALL, grey=True)] if figure.how else []
    return [*how, Text(figure.amount, BODY, bold=True)]


def _not_applying(reason: str, language: str) -> str:
    return word("not applicable: {reason}", language, reason=reason) if reason else word("not applicable", language)


def _result(way: Way, size: float) -> Piece:
    if not way.total:
        return Text(way.reason, SMALL)
    return Text(f"{way.direction} {way.total}", size, bold=True)


def _rounding(sheet: CompensationSheet, language: str) -> str:
    return word("{rounding} Plan: {plan}, fingerprint {id}", language,
                rounding=sheet.rounding, plan=sheet.plan, id=sheet.plan_id).strip()  # fmt: skip


# Why, whose, from what


def _before(sheet: CompensationSheet, language: str) -> Iterator[Piece]:
    before = sheet.before
    if before is None:
        return
    told = wording_end((before.reason, *before.moved), language)
    why = bold(word("Why it differs from version {version}:", language, version=before.version))
    yield Gap(5)
    yield Text(f"{why} {told}")
    for step in before.steps:
        yield Text(f"· {step}", SMALL, hang=6)


def wording_end(sentences: Sequence[str], language: str) -> str:
    """Sentences one after the other, each with its full stop."""
    stop, between = ("。", "") if wording.is_chinese(language) else (".", " ")
    return between.join(each if each.endswith((".", "。")) else each + stop for each in sentences if each)


def _shares(sheet: CompensationSheet, language: str) -> Iterator[Piece]:
    owners = [owner for owner in sheet.home.owners if not owner.is_tenant]
    if len(owners) < 2:  # noqa: PLR2004  nothing to share out
        return
    yield Gap(9)
    if not sheet.shares:
        names = wording.listed(
            (f"{each.name} {each.share}".strip() if each.share else each.name for each in owners), language
        )
        message = N_("{names}. The shares that are written down do not make up the whole, so no amount is told.")
        yield Together((_heading(word("Co-owners", language)), Text(word(message, language, names=names))))
        return
    yield _heading(word("What each co-owner has of it", language))
    places = [place for place, way in enumerate(sheet.ways) if way.total]
    head = [word("Name", language), word("Share", language), *(sheet.ways[place].label for place in places)]
    rows = [[each.name, each.share, *(each.amounts[place] for place in places)] for each in sheet.shares]
    widths = [_ITEM, 60.0, *[None] * len(places)]
    yield Table([head, *rows], widths, heads=1, sides=(Side.LEFT, *[Side.RIGHT] * (1 + len(places))), padding=(6, 1.5))


def _sources(sheet: CompensationSheet, language: str) -> Iterator[Piece]:
    parts = (
        (N_("Facts of the household and of the area"), sheet.facts),
        (N_("Standards of the plan"), sheet.standards),
        (N_("Numbers reckoned from them"), sheet.reckoned),
    )
    yield Gap(9)
    yield _heading(word("Where each number comes from", language))
    titles = (N_("What it is"), N_("How much"), N_("On what it rests"), N_("Used in"))
    rows: list[list[Cell | Piece]] = [[word(title, language) for title in titles]]
    for title, sources in parts:
        if sources:
            rows.append([Cell(bold(word(title, language)), across=4, shaded=True)])
            rows += [[each.name, each.value, each.ground, each.used_in] for each in sources]
    yield Table(rows, [132.0, 96.0, None, 92.0], heads=1, padding=(5, 1.2), size=SMALL, leading=1.36)


def _heading(text: str) -> Together:
    return Together((Text(text, BODY, bold=True), Gap(2)))


def _rights(sheet: CompensationSheet, language: str) -> Box:
    rows = [
        [
            remedy_words.formal(each, language),
            remedy_words.since(each.clock, language),
            remedy_words.until(each.clock, sheet.today, language),
        ]
        for each in sheet.rights
    ]
    count = sum(bool(way.total) for way in sheet.ways)
    choice = words("Which of the {n} ways you take is for you alone to decide.",
                   "Which of the {n} ways you take is for you alone to decide.", len(sheet.ways), language)  # fmt: skip
    uncertain = remedy_words.uncertain((each.clock for each in sheet.rights), language)
    first = word("First compensation, then moving. Nobody may press you to move by cutting off water or power, "
                 "by threats or the like.", language)  # fmt: skip
    return Box(
        (
            Text(
                bold(word("Your rights", language), BODY)
                + " "
                + grey(word("as written down on {day}", language, day=sheet.today.isoformat())),
            ),
            Gap(3),
            Table(rows, [None, 166.0, 100.0], padding=(6, 2), size=DENSE),
            Gap(4),
            Text(" ".join(filter(None, (first, choice if count > 1 else ""))) if not wording.is_chinese(language)
                 else first + (choice if count > 1 else "")),
            *([Text(uncertain, SMALL, grey=True)] if uncertain else []),
        ),
        padding=(9, 6),
    )  # fmt: skip


def _signatures(sheet: CompensationSheet, language: str) -> Together:
    received = bold(word("Received by the household", language), BODY)
    meaning = word(" (it means received, not agreed)", language)
    date_line = word("Received on: {year} / {month} / {day}", language, year=blank(30), month=blank(16), day=blank(16))
    relation = word("Relation to the owner: {line}", language, line=blank())
    household = (Text(received + meaning), Gap(30), Rule(), Gap(3), Text(date_line), Gap(2), Text(relation))
    reckoned = word("Reckoned by {name}", language, name=sheet.reckoned_by)
    checked = word("Checked by {name}", language, name=sheet.checked_by)
    staff = Columns(((Gap(30), Rule(), Gap(3), Text(reckoned)), (Gap(30), Rule(), Gap(3), Text(checked))), gap=14)
    office = (
        Text(bold(word("Who reckoned and who checked it", language), BODY) + word(" (two people)", language)),
        staff,
        Gap(2),
        word("Seal of the office:", language),
    )
    refused = ticks(((word("The household does not wish to sign", language), False),))
    witness = word("Reason: {reason} Witness: {witness} Date: {day}", language,
                   reason=blank(96), witness=blank(84), day=blank(66))  # fmt: skip
    return Together(
        (
            Columns((household, office), gap=32),
            Gap(7),
            Text(f"{refused}　{witness}"),
            Text(word("Not signing changes no amount and no right.", language), SMALL, grey=True),
        )
    )
