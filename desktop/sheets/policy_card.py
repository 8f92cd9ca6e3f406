"""The policy card 政策明白卡: what a household can choose, in plain words and large letters, with its own numbers.

Promise: the same sums as on the sheet of the same version, none before another; why a way costs money is told step by
step; rights come with the weekday, what we promised with a name and a day. Nobody signs it. Hidden: which official
terms have plain words.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain.check_code import Stamp
from desktop.i18n import N_, word, words
from desktop.sheets import remedy_words, wording
from desktop.sheets.compensation_sheet import Owner
from desktop.sheets.letterhead import Letterhead
from desktop.sheets.page import (
    BULLET,
    SMALL,
    Box,
    Cell,
    Columns,
    Gap,
    Head,
    Heading,
    Level,
    Paper,
    Piece,
    Rule,
    Rules,
    Side,
    Table,
    Text,
    Together,
    bold,
)
from desktop.sheets.remedy_words import Right
from desktop.sheets.sum_table import Way, assumed_said, counted, way_said

_SIZE, _LESS, _TITLE, _HEADING, _AMOUNT, _SUM = 11.5, 10.5, 24.0, 14.25, 18.0, 15.0
_MOST_WAYS = 3  # beside each other
_FEW_NAMES = 2
_PLAIN: Mapping[str, str] = {
    "货币补偿": N_("Take the money"),
    "产权调换": N_("Swap for a new flat"),
    "组合": N_("Smaller flat and money"),
}
"""What people call the ways of the law; another way is called as its plan does."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A way as the household is told it: what new flat it brings, and how many items it adds up.

    `has_flat_elsewhere` where another way brings a flat.
    """

    way: Way
    flats: Sequence[str]
    items: int
    has_flat_elsewhere: bool


@dataclass(frozen=True, slots=True)
class Cost:
    """One thing that the household pays for: its plain words, how it was reckoned step by step, and how much it is."""

    label: str
    plain: str
    steps: Sequence[tuple[str, str]]
    amount: str


@dataclass(frozen=True, slots=True)
class Adding:
    """Why a way costs the household money: what it pays for, less what it receives; `rounding` where the plan does."""

    label: str
    costs: Sequence[Cost]
    received: Sequence[str]
    receives: str
    rounding: str
    total: str


@dataclass(frozen=True, slots=True)
class Promised:
    what: str
    who: str
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyCard:
    """All that stands on the card. `on` is the day of its printing; `area` the sum of its areas, as words.

    `assumed` are days that were only said, and that the amounts rest on: what happens on it, and when.
    """

    whose: Letterhead
    household_number: str
    owners: Sequence[Owner]
    address: str
    version: int
    on: date
    read_at: datetime | None
    area: str
    waiting: Sequence[str]
    choices: Sequence[Choice]
    money: str
    addings: Sequence[Adding]
    rights: Sequence[Right]
    promises: Sequence[Promised]
    team: str
    stamp: Stamp | None = None
    assumed: Sequence[tuple[str, date]] = ()


def stamp_lines(card: PolicyCard, language: str) -> tuple[str, ...]:
    """What must not be changed: whose card, of which version and day, and what each way comes to."""
    return (
        word("Policy card", language),
        word("Household {number}, version {version}", language, number=card.household_number, version=card.version),
        card.on.isoformat(),
        *(way_said(choice.way, card.money, language) for choice in card.choices),
    )


def paper(card: PolicyCard, language: str) -> Paper:
    title = word("Policy card", language)
    return Paper(
        title=f"{title} {card.household_number}",
        foot=word(
            "This card only tells you; nobody signs it. Where it differs from the official papers, what was written to "
            "you in them counts, and we put it right.",
            language,
        ),
        language=language,
        size=_SIZE,
        keywords=(card.household_number, *([card.stamp.code] if card.stamp else [])),
        created=card.read_at,
        pieces=tuple(_pieces(card, title, language)),
    )


def _pieces(card: PolicyCard, title: str, language: str) -> Iterator[Piece]:
    """The head, and each numbered part on one page, the last one together with whom to ask."""
    parts = (_area, _choices, _addings, _rights, _assurances, _promises)
    told = [each for part in parts for each in part(card, language)]
    yield _head(card, title, language)
    for number, (heading, pieces) in enumerate(told, 1):
        asked = (_asked(card, language),) if number == len(told) else ()
        yield Together((Heading(heading, number, size=_HEADING), Gap(1), *pieces, Gap(3.5), *asked))


Parts = Iterator[tuple[str, Sequence[Piece]]]
"""Headings, each with what stands below it."""


def _head(card: PolicyCard, title: str, language: str) -> Head:
    same = word("agrees with version {version} of the sheet", language, version=card.version)
    beside = [same, card.on.isoformat(), *([bold(card.stamp.code)] if card.stamp else [])]
    names = wording.listed((owner.name for owner in card.owners[:_FEW_NAMES]), language)
    if len(card.owners) > _FEW_NAMES:
        names = words("{names} and others, {n} in all", "{names} and others, {n} in all", len(card.owners), language,
                      names=names)  # fmt: skip
    about = " · ".join(filter(None, (bold(names), card.address, card.household_number)))
    return Head(card.whose.area, title, about, card.stamp.text if card.stamp else "", beside, size=_TITLE)


def _area(card: PolicyCard, language: str) -> Parts:
    if not card.area and not card.waiting:
        return
    told = [word("{area}.", language, area=card.area)] if card.area else []
    if card.waiting:
        parts = wording.listed(card.waiting, language)
        told.append(word("{parts}: still being verified, and added when it is settled.", language, parts=parts))
    yield (
        word("How many square metres are compensated", language),
        [_spoken(_run(told, language), language)],
    )


def _choices(card: PolicyCard, language: str) -> Parts:
    count = len(card.choices)
    message = N_("{count} ways, yours to decide") if count > 1 else N_("{count} way: yours to decide")
    heading = word(message, language, count=counted(count, language))
    tables: list[Piece] = []
    for first in range(0, count, _MOST_WAYS):
        shown = card.choices[first : first + _MOST_WAYS]
        if tables:
            tables.append(Gap(6))
        tables.append(_beside(shown, card.money, language))
    if assumed := assumed_said(card.assumed, card.on.year, language):
        tables += [Gap(2), Text(assumed, _LESS, bold=True)]
    yield heading, tables


def _beside(shown: Sequence[Choice], money: str, language: str) -> Table:
    heads: list[Piece | Sequence[Piece] | Cell] = [_named(choice.way.label, language) for choice in shown]
    totals: list[Piece | Sequence[Piece] | Cell] = [_total(choice.way, money, len(shown)) for choice in shown]
    about: list[Piece | Sequence[Piece] | Cell] = [Cell(_about(choice, language), level=Level.TOP) for choice in shown]
    return Table([heads, totals, about], [None] * len(shown), heads=1, padding=(9, 3))


def _named(label: str, language: str) -> list[Piece]:
    """The plain word first, the official term below it."""
    plain = _PLAIN.get(label)
    if plain is None:
        return [Text(label, 13, bold=True)]
    return [Text(word(plain, language), 13, bold=True), Text(label, SMALL)]


def _total(way: Way, money: str, count: int) -> Piece:
    if not way.total:
        return Text(way.reason)
    size = _AMOUNT if count < _MOST_WAYS or len(way.total) < 11 else 15.0  # noqa: PLR2004  9,999,999.99 is longer
    return Text(f"{way.direction} {bold(way.total, size)}\u00a0{money}")


def _about(choice: Choice, language: str) -> list[Piece]:
    told: list[str] = []
    if choice.flats:
        told.append(word("You get {flats}.", language, flats=wording.listed(choice.flats, language)))
    elif choice.has_flat_elsewhere and choice.way.total:
        told.append(word("No new flat: you look for a home yourselves.", language))
    if choice.items > 1:
        told.append(
            words("{n} item added up, see the sheet.", "{n} items added up, see the sheet.", choice.items, language)
        )
    return [Text(_spoken(each, language), _LESS) for each in told] or [Text("—")]


def _addings(card: PolicyCard, language: str) -> Parts:
    for adding in card.addings:
        plain = _PLAIN.get(adding.label)
        label = word(plain, language) if plain else adding.label
        yield word("Why “{way}” costs you money", language, way=label), [_adding(adding, card.money, language)]


def _adding(adding: Adding, money: str, language: str) -> Box:
    rows: list[Sequence[Cell | Piece]] = []
    for cost in adding.costs:
        rows.append([bold(cost.label), bold(f"{cost.amount} {money}")])
        if cost.plain:
            rows.append([Cell(Text(_spoken(cost.plain, language), _LESS), across=2)])
        rows += [
            [Text(_spoken(step if not result.endswith(" ㎡") else f"{step} = {result}", language), _LESS),
             Text("" if result.endswith(" ㎡") else result, _LESS)]
            for step, result in cost.steps
        ]  # fmt: skip
    named = wording.listed(adding.received, language)
    rows.append([word("less what you receive ({items})", language, items=named), bold(f"−{adding.receives} {money}")])
    if adding.rounding:
        rows.append([word("rounding", language), bold(f"{adding.rounding} {money}")])
    result = [[bold(word("You add altogether", language), _SUM), bold(f"{adding.total} {money}", _SUM)]]
    sides = (Side.LEFT, Side.RIGHT)
    return Box(
        (
            Table(rows, [None, 136.0], Rules.NONE, sides=sides, padding=(0, 0.5), level=Level.TOP),
            Gap(2),
            Rule(),
            Gap(2),
            Table(result, [None, 170.0], Rules.NONE, sides=sides, padding=(0, 0)),
        ),
        padding=(9, 4),
    )


def _rights(card: PolicyCard, language: str) -> Parts:
    rows = [
        [remedy_words.plain(each, language), Text(remedy_words.until_day_of_week(each.clock, card.on, language), 13)]
        for each in card.rights
    ]
    after = word("Ask us for the blank forms; they cost nothing. Whether or not you use your rights, what you are "
                 "owed stays the same.", language)  # fmt: skip
    uncertain = remedy_words.uncertain((each.clock for each in card.rights), language)
    yield (
        word("You do not agree? This is what you can do. Keep the days in mind", language),
        [
            Table(rows, [None, 190.0], padding=(9, 2.5)),
            Gap(3),
            after,
            *([Text(uncertain, SMALL, grey=True)] if uncertain else []),
        ],
    )


def _assurances(card: PolicyCard, language: str) -> Parts:
    pressed = word("Nobody may press you to move by cutting off water or power or by frightening you.", language)
    called = word("If it happens, call the number below at once.", language) if card.whose.window_phone else ""
    told = (
        _run((bold(word("First compensation, then moving.", language)),
              word("As long as the money or the new home is not there, you do not have to move.", language)), language),
        _run((pressed, called), language),
        word("You may ask how any amount was worked out; we work it out in front of you.", language),
    )  # fmt: skip
    yield word("What you can rely on", language), [Text(f"· {each}", hang=_SIZE * BULLET) for each in told]


def _promises(card: PolicyCard, language: str) -> Parts:
    if not card.promises:
        return
    rows = [
        [each.what, each.who, bold(_by(each.due_on, card.on, language))] for each in card.promises
    ]  # fmt: skip
    yield word("What we promised you", language), [Table(rows, [None, 72.0, 142.0], padding=(9, 3))]


def _by(due_on: date | None, on: date, language: str) -> str:
    if due_on is None:
        return word("no day was named", language)
    return word("latest {day}", language, day=wording.day(due_on, language, on.year))


def _asked(card: PolicyCard, language: str) -> Piece:
    whose = card.whose
    boxes: list[Piece] = []
    if whose.contact:
        team = word(" ({team})", language, team=card.team) if card.team else ""
        asked = word("Ask {name}{team}", language, name=bold(whose.contact), team=team)
        boxes.append(_call(asked, whose.contact_phone, language))
    if whose.window_phone:
        window = word("Complaints: the office's window", language)
        boxes.append(_call(window, whose.window_phone, language))
    return Columns(boxes, gap=10) if boxes else Gap(1)


def _call(who: str, phone: str, language: str) -> Box:
    number = bold(phone, _SUM) if phone else word("at the office", language)
    return Box((Text(who), Text(number)), padding=(9, 5))


def _run(sentences: Sequence[str], language: str) -> str:
    return ("" if wording.is_chinese(language) else " ").join(filter(None, sentences))


def _spoken(told: str, language: str) -> str:
    """As it is said: 平米 for ㎡; never on another line than its number."""
    told = told.replace(" ㎡", "\u00a0㎡")
    return told.replace("㎡", "平米") if wording.is_chinese(language) else told
