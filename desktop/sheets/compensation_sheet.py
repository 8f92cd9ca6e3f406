"""The compensation sheet 分户补偿明细表: one locked sum, way beside way, with every number that it was reckoned from.

Promise: who has nothing but this paper comes to the same amounts with a pocket calculator (H01); what does not apply is
printed with its reason, no way stands before another one and none is ticked (H02); a later version says which one it
replaces and why (H05); every remedy stands on it (H06). Hidden: how many ways stand in one table.
"""

import re
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
    WIDTH,
    Box,
    Cell,
    Columns,
    Gap,
    Heading,
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
_HAN = "一二三四五六七八九十"
_NUMBER, _ITEM, _NARROW_ITEM = 26.0, 136.0, 110.0
_BESIDE = 6.0
_LABEL = 66.0
_TERM = re.compile(r" (?=[+−] )")
_DIGIT, _GAP = 0.56, 0.23  # how wide they are in a line of type, as a share of its size


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
    """A number or a fact that lines use: how much it is, on what it rests, and the numbers of the lines that use it."""

    name: str
    value: str
    ground: str
    used_in: Sequence[int] = ()


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
    item = _NARROW_ITEM if is_narrow else _ITEM
    room = (WIDTH - _NUMBER - item) / len(ways) - 2 * _BESIDE
    titles = f"{bold(word('Item and clause', language))} {grey(word('in {money}', language, money=sheet.money))}"
    head: list[Cell | Piece] = [
        Cell(titles, across=2, side=Side.LEFT),
        *(bold(_numbered(place, sheet.ways[place].label, language), BODY) for place in shown),
    ]
    rows = [
        [str(number), *_line(line, [line.figures[place] for place in shown], ways, room, language)]
        for number, line in enumerate(sheet.lines, 1)
    ]
    settled = bold(word("What it comes to", language), BODY)
    result: list[Cell | Piece] = [Cell(settled, across=2, side=Side.LEFT, shaded=True)]
    result += [Cell(_result(way, BODY if is_narrow else LARGE), shaded=True) for way in ways]
    rows.append(result)
    if any(way.in_words for way in ways):
        in_words: list[Cell | Piece] = [Cell(bold(word("In capitals", language)), across=2, side=Side.LEFT)]
        rows.append(in_words + [way.in_words or "—" for way in ways])
    sides = (Side.MIDDLE, Side.LEFT, *[Side.RIGHT] * len(ways))
    widths = [_NUMBER, item, *[None] * len(ways)]
    return Table([head, *rows], widths, heads=1, sides=sides, padding=(_BESIDE, 2), size=DENSE, leading=1.32)


def counted(count: int, language: str) -> str:
    """三 before a measure word, and 两 for two."""
    if wording.is_chinese(language) and count <= len(_HAN):
        return "两" if count == 2 else _HAN[count - 1]  # noqa: PLR2004
    return str(count)


def _numbered(place: int, label: str, language: str) -> str:
    if wording.is_chinese(language) and place < len(_HAN):
        return f"{_HAN[place]}、{label}"
    return f"{place + 1}. {label}"


def _line(line: Line, figures: list[Figure | None], ways: list[Way], room: float, language: str) -> list[Cell | Piece]:
    below = " · ".join(filter(None, (line.clause, line.rounding)))
    reason = _only_reason(figures, ways)
    if reason:  # in one line: of what does not apply there is often much
        named = f"{bold(line.label)} {grey(below)}" if below else bold(line.label)
        told = Text(_not_applying(reason, language), SMALL, grey=True)
        return [Cell(named, side=Side.LEFT), Cell(told, across=len(ways))]
    item = Cell([Text(line.label, bold=True), *([Text(below, SMALL, grey=True)] if below else [])])
    return [item, *(Cell(_figure(figure, way, room, language)) for figure, way in zip(figures, ways, strict=True))]


def _only_reason(figures: list[Figure | None], ways: list[Way]) -> str:
    """Why a line applies in none of the ways that are open, where that is one reason for all."""
    open_ones = [figure for figure, way in zip(figures, ways, strict=True) if way.total]
    told = {figure.reason for figure in open_ones if figure}
    is_one = len(told) == 1 and all(figure and not figure.amount for figure in open_ones)
    return told.pop() if is_one else ""


def _figure(figure: Figure | None, way: Way, room: float, language: str) -> list[Piece]:
    if not way.total:
        return [Text("—", grey=True)]
    if figure is None:
        return [Text(_not_applying(word("this way has no such item", language), language), SMALL, grey=True)]
    if not figure.amount:
        return [Text(_not_applying(figure.reason, language), SMALL, grey=True)]
    how = [Text(_in_lines(figure.how, room / SMALL), SMALL, grey=True)] if figure.how else []
    return [*how, Text(figure.amount, BODY, bold=True)]


def _in_lines(how: str, room: float) -> str:
    """A formula, broken before a plus or a minus where it is wider than its place, never within a product."""
    lines = [""]
    for term in _TERM.split(how):
        longer = f"{lines[-1]} {term}".lstrip()
        if lines[-1] and _wide(longer) > room:
            lines.append(term)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def _wide(how: str) -> float:
    return sum(_GAP if sign == " " else _DIGIT if sign.isascii() else 1 for sign in how)


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
    yield Gap(7)
    if not sheet.shares:
        names = wording.listed(
            (f"{each.name} {each.share}".strip() if each.share else each.name for each in owners), language
        )
        message = N_("{names}. The shares that are written down do not make up the whole, so no amount is told.")
        yield Heading(word("Co-owners", language), size=BODY)
        yield Text(word(message, language, names=names))
        return
    yield Heading(word("What each co-owner has of it", language), size=BODY)
    places = [place for place, way in enumerate(sheet.ways) if way.total]
    head = [word("Name", language), word("Share", language), *(sheet.ways[place].label for place in places)]
    rows = [[each.name, each.share, *(each.amounts[place] for place in places)] for each in sheet.shares]
    widths = [_ITEM, 60.0, *[None] * len(places)]
    yield Table([head, *rows], widths, heads=1, sides=(Side.LEFT, *[Side.RIGHT] * (1 + len(places))), padding=(6, 1.5))


def _sources(sheet: CompensationSheet, language: str) -> Iterator[Piece]:
    yield Gap(7)
    yield Heading(word("Where each number comes from", language), size=BODY)
    for title, sources in (
        (N_("Facts of the household and of the area"), sheet.facts),
        (N_("Standards of the plan"), sheet.standards),
    ):
        if sources:
            yield _in_pairs(word(title, language), sources, language)
            yield Gap(4)
    if sheet.reckoned:
        titles = (N_("Numbers reckoned from them"), N_("How much"), N_("How it was reckoned"), N_("Used in item"))
        rows = [[each.name, each.value, each.ground, _numbers(each.used_in, language)] for each in sheet.reckoned]
        head = [word(title, language) for title in titles]
        yield Table([head, *rows], [108.0, 66.0, None, 74.0], heads=1, padding=(4, 0.8), size=SMALL, leading=1.3)


def _in_pairs(title: str, sources: Sequence[Source], language: str) -> Table:
    """What is used, the first half beside the second."""
    half = -(-len(sources) // 2)
    named = [title, word("How much", language), word("Used in item", language)]
    told = [[_with_ground(each), each.value, _numbers(each.used_in, language)] for each in sources]
    told += [["", "", ""]] * (2 * half - len(told))
    rows = [[*left, *right] for left, right in zip(told[:half], told[half:], strict=True)]
    widths = [None, 68.0, 52.0] * 2
    return Table([named + named, *rows], widths, heads=1, padding=(4, 0.8), size=SMALL, leading=1.3)


def _with_ground(source: Source) -> str:
    return f"{source.name} {grey(source.ground)}" if source.ground else source.name


def _numbers(used_in: Sequence[int], language: str) -> str:
    """1、3、6–8."""
    runs: list[list[int]] = []
    for number in used_in:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = (
        f"{run[0]}–{run[-1]}" if len(run) > 2 else wording.listed(map(str, run), language)  # noqa: PLR2004
        for run in runs
    )
    return wording.listed(told, language)


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
    many = counted(len(sheet.ways), language)
    choice = word("Which of the {count} ways you take is for you alone to decide.", language, count=many)
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
            Table(rows, [None, 180.0, 96.0], padding=(6, 1.5), size=9.0),
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
    household = (Text(received + meaning), Gap(27), Rule(), Gap(3), Text(date_line), Gap(2), Text(relation))
    reckoned = word("Reckoned by {name}", language, name=sheet.reckoned_by)
    checked = word("Checked by {name}", language, name=sheet.checked_by)
    staff = Columns(((Gap(27), Rule(), Gap(3), Text(reckoned)), (Gap(27), Rule(), Gap(3), Text(checked))), gap=14)
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
