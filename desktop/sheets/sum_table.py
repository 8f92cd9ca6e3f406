"""A sum as a paper sets it out: the ways beside each other, a row for each item, and where each number comes from.

Promise: a formula that was printed gives the amount below it, and every number in it stands among the facts, the
standards or what was reckoned on the way, with its unit (H01); what does not apply has its row and its reason (H02).
Hidden: how many ways stand in one table, and where a formula is broken.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.i18n import N_, word
from desktop.sheets import wording
from desktop.sheets.page import (
    BODY,
    DENSE,
    LARGE,
    SMALL,
    WIDTH,
    Cell,
    Gap,
    Heading,
    Level,
    Piece,
    Side,
    Table,
    Text,
    bold,
    grey,
)

_MOST_WAYS = 4  # beside each other
_NUMBER, _ITEM, _NARROW_ITEM = 26.0, 144.0, 110.0
_BESIDE = 6.0
_TERM = re.compile(r" (?=[+−] )")
_DIGIT, _GAP = 0.56, 0.23  # how wide they are in a line of type, as a share of its size
_HAN = "一二三四五六七八九十"
_DAY_AT_END = re.compile(r"(?<=\w{2})(?:日期|日)$")  # of what happens on it: 签约日


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A sum in all its lines and numbers. `rounding` says in a sentence or two how they were rounded.

    `assumed` are days that were only said, and that the amounts rest on: what happens on it, and when.
    """

    ways: Sequence[Way]
    lines: Sequence[Line]
    rounding: str
    money: str
    plan: str
    plan_id: str
    facts: Sequence[Source]
    standards: Sequence[Source]
    reckoned: Sequence[Source]
    assumed: Sequence[tuple[str, date]] = ()


def way_said(way: Way, money: str, language: str) -> str:
    """A way in one line: 货币补偿：您得 390,070.00 元."""
    if not way.total:
        return word("{label}: not reckoned", language, label=way.label)
    total = f"{way.direction} {way.total} {money}"
    return word("{label}: {value}", language, label=way.label, value=total)


def assumed_said(assumed: Sequence[tuple[str, date]], year: int, language: str) -> str:
    """按 12 月 20 日签约、2027 年 1 月 5 日腾房算. Without the year where it is `year`; "" of none."""
    if not assumed:
        return ""
    told = wording.listed((_on_day(what, wording.plain_day(on, language, year), language) for what, on in assumed),
                          language)  # fmt: skip
    return word("Worked out for {days}. On other days the money is different.", language, days=told)


def _on_day(what: str, on: str, language: str) -> str:
    happening = _DAY_AT_END.sub("", what)
    return f"{on}{happening}" if wording.is_chinese(language) and happening != what else f"{what} {on}"


def counted(count: int, language: str) -> str:
    """三 before a measure word, and 两 for two."""
    if wording.is_chinese(language) and count <= len(_HAN):
        return "两" if count == 2 else _HAN[count - 1]  # noqa: PLR2004
    return str(count)


def beside(account: Account, year: int, language: str) -> Iterator[Piece]:
    """The ways side by side, with what each comes to, for which days, and how it was rounded; `year` is the paper's."""
    count = len(account.ways)
    tables = -(-count // _MOST_WAYS) or 1
    each = -(-count // tables) or 1
    for first in range(0, count, each):
        if first:
            yield Gap(8)
        yield _beside(account, range(first, min(first + each, count)), year, language)
    yield Gap(4)
    yield Text(_rounding(account, language), SMALL, grey=True)


def _beside(account: Account, shown: range, year: int, language: str) -> Table:
    ways = [account.ways[place] for place in shown]
    is_narrow = len(ways) >= _MOST_WAYS
    item = _NARROW_ITEM if is_narrow else _ITEM
    room = (WIDTH - _NUMBER - item) / len(ways) - 2 * _BESIDE
    titles = f"{bold(word('Item and clause', language))} {grey(word('in {money}', language, money=account.money))}"
    head: list[Cell | Piece] = [
        Cell(titles, across=2, side=Side.LEFT),
        *(bold(_numbered(place, account.ways[place].label, language), BODY) for place in shown),
    ]
    rows = [
        [str(number), *_line(line, [line.figures[place] for place in shown], ways, room, language)]
        for number, line in enumerate(account.lines, 1)
    ]
    settled = [Text(word("What it comes to", language), BODY if is_narrow else LARGE, bold=True)]
    if any(way.in_words for way in ways):
        settled.append(Text(word("In capitals", language), bold=True))
    result: list[Cell | Piece] = [Cell(settled, across=2, side=Side.LEFT, level=Level.TOP, shaded=True)]
    result += [Cell(_result(way, BODY if is_narrow else LARGE), level=Level.TOP, shaded=True) for way in ways]
    rows.append(result)
    if assumed := assumed_said(account.assumed, year, language):
        rows.append([Cell(Text(assumed, DENSE, bold=True), across=2 + len(ways), side=Side.LEFT)])
    sides = (Side.MIDDLE, Side.LEFT, *[Side.RIGHT] * len(ways))
    widths = [_NUMBER, item, *[None] * len(ways)]
    return Table([head, *rows], widths, heads=1, sides=sides, padding=(_BESIDE, 2), size=DENSE, leading=1.32, tail=2)


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


def _result(way: Way, size: float) -> list[Piece]:
    """What a way comes to, and below it the same in capitals."""
    if not way.total:
        return [Text(way.reason, SMALL)]
    in_words = [Text(way.in_words)] if way.in_words else []
    return [Text(f"{way.direction} {way.total}", size, bold=True), *in_words]


def _rounding(account: Account, language: str) -> str:
    return word("{rounding} Plan: {plan}, fingerprint {id}", language,
                rounding=account.rounding, plan=account.plan, id=account.plan_id).strip()  # fmt: skip


def sources(account: Account, language: str) -> Iterator[Piece]:
    """Where each number comes from: facts, standards, and what was reckoned on the way."""
    yield Heading(word("Where each number comes from", language), size=BODY)
    for title, sources in (
        (N_("Facts of the household and of the area"), account.facts),
        (N_("Standards of the plan"), account.standards),
    ):
        if sources:
            yield _in_pairs(word(title, language), sources, language)
            yield Gap(4)
    if account.reckoned:
        titles = (N_("Numbers worked out from these"), N_("How much"), N_("How it was worked out"), N_("Used in item"))
        rows = [[each.name, each.value, each.ground, _numbers(each.used_in)] for each in account.reckoned]
        head = [word(title, language) for title in titles]
        yield Table([head, *rows], [108.0, 66.0, None, 74.0], heads=1, padding=(4, 0.8), size=SMALL, leading=1.3)


def _in_pairs(title: str, sources: Sequence[Source], language: str) -> Table:
    """What is used, the first half beside the second."""
    half = -(-len(sources) // 2)
    named = [title, word("How much", language), word("Used in item", language)]
    told = [[_with_ground(each), each.value, _numbers(each.used_in)] for each in sources]
    told += [["", "", ""]] * (2 * half - len(told))
    rows = [[*left, *right] for left, right in zip(told[:half], told[half:], strict=True)]
    widths = [None, 64.0, 54.0] * 2
    return Table([named + named, *rows], widths, heads=1, padding=(4, 0.8), size=SMALL, leading=1.3)


def _with_ground(source: Source) -> str:
    return f"{source.name} {grey(source.ground)}" if source.ground else source.name


def _numbers(used_in: Sequence[int]) -> str:
    """1, 3, 6–8."""
    runs: list[list[int]] = []
    for number in used_in:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)  # noqa: PLR2004
