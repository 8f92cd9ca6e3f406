"""The compensation sheet 分户补偿明细表: one locked sum, way beside way, with every number that it was reckoned from.

Promise: who has nothing but this paper comes to the same amounts with a pocket calculator (H01); what does not apply is
printed with its reason, no way stands before another one and none is ticked (H02); a later version says which one it
replaces and why (H05); every remedy stands on it (H06). Hidden: what is told of a household
that has many owners.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain.check_code import Stamp
from desktop.i18n import N_, word, words
from desktop.sheets import letterhead, remedy_words, sum_table, wording
from desktop.sheets.letterhead import Letterhead
from desktop.sheets.page import (
    BODY,
    BULLET,
    DENSE,
    SMALL,
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
from desktop.sheets.sum_table import Account

_FEW_NAMES = 3
_NAME = 170.0
_CHINESE, _ENGLISH = (60.0, 226.0, 60.0, None), (132.0, 178.0, 84.0, None)  # the widths of labels and what they are of


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
    account: Account
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
        *(sum_table.way_said(way, sheet.account.money, language) for way in sheet.account.ways),
    )


def paper(sheet: CompensationSheet, language: str) -> Paper:
    title = word("Compensation sheet", language)
    return Paper(
        title=f"{title} {sheet.number}",
        foot=letterhead.foot(sheet.whose, language, letterhead.two_copies(language)),
        language=language,
        size=DENSE,
        subject=sheet.account.plan,
        keywords=(sheet.number, *([sheet.stamp.code] if sheet.stamp else [])),
        created=sheet.locked_at,
        pieces=(
            letterhead.head(sheet.whose, title, _about(sheet, language), language, sheet.stamp),
            _home(sheet.home, language),
            Gap(8),
            *sum_table.beside(sheet.account, sheet.issued_on.year, language),
            *_before(sheet, language),
            *_shares(sheet, language),
            Gap(8),
            _rights(sheet, language),
            Gap(8),
            _signatures(sheet, language),
            Gap(9),
            *sum_table.sources(sheet.account, language),
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
        _area(home, language),
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
    widths = _CHINESE if wording.is_chinese(language) else _ENGLISH
    return Table(rows, widths, labels=(0, 2), padding=(6, 2), size=DENSE)


def _area(home: Home, language: str) -> list[Cell | Piece]:
    told = home.area or word("nobody wrote it down yet", language)
    if not home.waiting:
        return [word("Area for compensation", language), Cell(told, across=3)]
    waiting = word("{parts}; a new version follows when it is settled", language,
                   parts=wording.listed(home.waiting, language))  # fmt: skip
    return [word("Area for compensation", language), told, word("Still being verified", language), waiting]


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
        yield Text(f"· {step}", SMALL, hang=SMALL * BULLET)


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
    places = [place for place, way in enumerate(sheet.account.ways) if way.total]
    head = [word("Name", language), word("Share", language), *(sheet.account.ways[place].label for place in places)]
    rows = [[each.name, each.share, *(each.amounts[place] for place in places)] for each in sheet.shares]
    widths = [_NAME, 60.0, *[None] * len(places)]
    yield Table([head, *rows], widths, heads=1, sides=(Side.LEFT, *[Side.RIGHT] * (1 + len(places))), padding=(6, 1.5))


def _rights(sheet: CompensationSheet, language: str) -> Box:
    rows = [
        [
            remedy_words.formal(each, language),
            remedy_words.since(each.clock, language),
            remedy_words.until(each.clock, sheet.today, language),
        ]
        for each in sheet.rights
    ]
    count = sum(bool(way.total) for way in sheet.account.ways)
    many = sum_table.counted(len(sheet.account.ways), language)
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
    meaning = word(" (received, not agreed)", language)
    date_line = word("Received on: {year} / {month} / {day}", language, year=blank(30), month=blank(16), day=blank(16))
    relation = word("Relation to the owner: {line}", language, line=blank())
    household = (Text(received + meaning), Gap(27), Rule(), Gap(3), Text(date_line), Gap(2), Text(relation))
    reckoned = word("Worked out by {name}", language, name=sheet.reckoned_by)
    checked = word("Checked by {name}", language, name=sheet.checked_by)
    staff = Columns(((Gap(27), Rule(), Gap(3), Text(reckoned)), (Gap(27), Rule(), Gap(3), Text(checked))), gap=14)
    office = (
        Text(bold(word("Worked out by, checked by", language), BODY) + word(" (two people)", language)),
        staff,
        Gap(2),
        word("Seal of the office:", language),
    )
    refused = ticks(((word("The household does not wish to sign", language), False),))
    witness = word("Reason: {reason} Witness: {witness} Date: {day}", language,
                   reason=blank(90), witness=blank(72), day=blank(54))  # fmt: skip
    return Together(
        (
            Columns((household, office), gap=32),
            Gap(7),
            Text(f"{refused}　{witness}"),
            Text(word("Not signing changes no amount and no right.", language), SMALL, grey=True),
        )
    )
