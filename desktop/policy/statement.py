"""A calculation in words, for the household and for who checks it: rows of text for window, paper and command line.

Promise: the household's column adds up line by line with a pocket calculator; the auditor's leaves nothing out.
Hidden: how each operation is said.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from desktop.domain import money
from desktop.i18n import N_, Language, word
from desktop.policy import units
from desktop.policy.calculation import Calculation
from desktop.policy.pack import Clause, Option
from desktop.policy.trace import Leaf, Line, Origin, Status, Step
from desktop.policy.wording import brief, is_han, where, words_of

_KINDS = {
    "max": N_("the larger of {parts}: {result}"),
    "min": N_("the smaller of {parts}: {result}"),
    "mean": N_("the mean of {parts}: {result}"),
    "clamp": N_("{first}, but within {others}: {result}"),
    "abs": N_("{first} without its sign: {result}"),
    "lookup": N_("table {first}, {others}: {result}"),
    "tier": N_("table {first}, {others}: {result}"),
    "sum_top": N_("the largest of them: {first} = {result}"),
    "largest_by": N_("the largest of each class: {first} = {result}"),
    "largest": N_("the largest of {parts}: {result}"),
    "smallest": N_("the smallest of {parts}: {result}"),
    "count": N_("those that fit: {parts}; {result} in all"),
    "full": N_("full months from {first} to {others}: {result}"),
    "started": N_("months from {first} to {others}, a started one counts: {result}"),
    "thirtieths": N_("days from {first} to {others}, by 30: {result}"),
    "days": N_("days from {first} to {others}: {result}"),
    "age": N_("age, from {first} to {others}: {result}"),
    "later": N_("{others} after {first}: {result}"),
    "earlier": N_("{others} before {first}: {result}"),
    "ceil_to": N_("{first} up to the next step: {result}"),
    "floor_to": N_("{first} down to the last step: {result}"),
    "floor": N_("at least {others} instead of {first}"),
    "cap": N_("at most {others} instead of {first}"),
}
_SIGNS = {
    "when": "{first}",
    "sum": "{first} = {result}",
    "add": "{first} = {result}",
    "times": "{first} × {others} = {result}",
    "over": "{first} ÷ {others} = {result}",
}
_ROUNDINGS = {
    "half_up": N_("{first}, rounded half up to {digits} decimals: {result}"),
    "half_even": N_("{first}, rounded half to even to {digits} decimals: {result}"),
    "up": N_("{first}, rounded up to {digits} decimals: {result}"),
    "down": N_("{first}, cut after {digits} decimals: {result}"),
}
_ORIGINS = {
    Origin.FACT: N_("fact"),
    Origin.AREA: N_("fact of the area"),
    Origin.PARAMETER: N_("parameter"),
    Origin.ITEM: N_("earlier item"),
    Origin.TOTAL: N_("total"),
    Origin.CELL: N_("table"),
}


@dataclass(frozen=True)
class Row:
    """项目 / 凭什么 / 怎么算 / 多少钱 / 加到这里. `how`: one operation a line, or why it does not apply.

    `short` is the whole formula in one line, only with units that count something: 74.40 × 12 × 6 月.
    """

    item: str
    because: str
    how: tuple[str, ...]
    short: str
    amount: str
    running: str
    applies: bool


@dataclass(frozen=True)
class Statement:
    """An option as the household reads it; `direction` says who pays in the words of the plan.

    `grounds` are the helpers that the rows build on, areas and months for example; they run to nothing.
    """

    option: str
    direction: str
    total: str  # without a sign, which `direction` tells
    in_words: str
    grounds: tuple[Row, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Entry:
    """An item as the auditor reads it: titles with texts, and the steps with what they rejected."""

    item: str
    amount: str
    rows: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Audit:
    """`heads`: pack, engine, hashes, notices; `ways`: each option's sum, its rounding, or why it is absent."""

    heads: tuple[tuple[str, str], ...]
    entries: tuple[Entry, ...]
    ways: tuple[tuple[str, str], ...]


def household(calculation: Calculation, language: Language | str) -> tuple[Statement, ...]:
    """Tell a calculation to the household, option by option; those that are absent are left out."""
    return tuple(
        _statement(calculation, option, language)
        for option in calculation.pack.options
        if option.name in calculation.outcome.totals
    )


def of_items(
    calculation: Calculation, items: Collection[str], language: Language | str
) -> tuple[tuple[Row, tuple[str, ...]], ...]:
    """Tell these items alone, each with the options that count it; those on which others build have none."""
    options = calculation.pack.options
    return tuple(
        (
            _row(calculation, language, line, line.shown, ""),
            tuple(option.label or option.name for option in options if line.item in option.signs),
        )
        for line in calculation.trace.lines
        if line.item in items
    )


def audit(calculation: Calculation, language: Language | str, evidence: Mapping[str, str] | None = None) -> Audit:
    """Tell a calculation to who checks it; `evidence` gives what stands behind a fact, by its name."""
    trace, pack, digits = calculation.trace, calculation.pack, calculation.pack.cover.minor_digits
    heads = [
        (word("Plan", language), f"{pack.cover.name} {pack.cover.version}"),
        (word("Fingerprint of the plan", language), trace.pack),
        (word("Way of calculating", language), str(trace.engine)),
        (word("Fingerprint of the facts", language), calculation.facts.sha256),
        (word("Fingerprint of this account", language), trace.sha256),
        *((where(notice.place, language), f"{notice.text} ({notice.because})")
          for notice in trace.notices if notice.is_held),
    ]  # fmt: skip
    entries = tuple(_entry(calculation, line, language, evidence or {}) for line in trace.lines)
    ways = tuple(
        (way.name, word("absent: {reason}", language, reason=way.reason)
         if way.total is None or way.exact is None
         else word("{exact}, {rounding}: {total}", language, exact=_money(way.exact, digits),
                   rounding=_rounding(way.rounding, way.digits, language), total=_money(way.total, digits)))
        for way in trace.options
    )  # fmt: skip
    return Audit(tuple(heads), entries, ways)


def clause_said(clause: Clause | None, id_: str) -> str:
    """Name a clause by its document and article, or by its id."""
    if not clause or not (clause.document or clause.article):
        return id_
    between = "" if is_han(clause.document) else " "
    return f"{clause.document}{between}{clause.article}".strip()


def _statement(calculation: Calculation, option: Option, language: Language | str) -> Statement:
    total = calculation.outcome.totals[option.name]
    digits = calculation.pack.cover.minor_digits
    lines = {line.item: line for line in calculation.trace.lines}
    row = partial(_row, calculation, language)
    rows = tuple(
        row(line, _money(option.signs[name] * line.amount, digits), _money(dict(line.running)[option.name], digits))
        for name, line in lines.items()
        if name in option.signs and isinstance(line.amount, Fraction)
    )
    grounds = _grounds(lines, option.signs)
    return Statement(
        option.label or option.name,
        option.pays if total < 0 else option.receives,
        _money(abs(total), digits),
        calculation.in_words(abs(total)),
        tuple(row(line, line.shown, "") for line in lines.values() if line.item in grounds),
        rows,
    )


def _row(calculation: Calculation, language: Language | str, line: Line, amount: str, running: str) -> Row:
    pack = calculation.pack
    unit = words_of(pack).unit(units.parse(pack.cover.money_unit, pack.units))
    because = clause_said(next((each for each in pack.clauses if each.id == line.clause), None), line.clause)
    applies = line.status is Status.COUNTED
    short = brief(line.numbers, unit)
    return Row(line.label, because, _how(line, language), short, amount if applies else "—", running, applies)


def _grounds(lines: Mapping[str, Line], counted: Mapping[str, int]) -> set[str]:
    """Find the items that those counted build on, and that are not counted themselves."""
    found, waiting = set[str](), list(counted)
    while waiting:
        for leaf in lines[waiting.pop()].leaves:
            if leaf.origin is Origin.ITEM and leaf.name not in found and leaf.name not in counted:
                found.add(leaf.name)
                waiting.append(leaf.name)
    return found


def _how(line: Line, language: Language | str) -> tuple[str, ...]:
    """Tell a line's steps, or what it simply is."""
    if line.reason:
        return (line.reason,)
    hit = {step.place.column for step in line.steps if step.kind in {"floor", "cap"} and step.result != step.parts[0]}
    idle = {"when", "min", "max"} - hit
    said = [step_said(step, language) for step in line.steps if step.place.column not in idle]
    return tuple(said) or tuple(f"{leaf.name} {leaf.shown}" for leaf in line.leaves) or (line.numbers,)


def step_said(step: Step, language: Language | str) -> str:
    """Say one operation with its result."""
    both = word(", ", language)
    if step.kind == "if":
        held = word("; ", language).join(step.parts or step.rejected)
        return word("{conditions}: {result}", language, conditions=held, result=step.result)
    if step.kind == "round":
        value, way, digits = step.parts
        return word(_ROUNDINGS[way], language, first=value, digits=digits, result=step.result)
    if step.kind == "slice":
        size, rate, bounds = step.parts
        return f"{size} × {rate} = {step.result} ({bounds})"
    if step.kind == "count" and not step.parts:
        return word("none fits: {result}", language, result=step.result)
    first, *others = step.parts or ("0",)
    if step.kind in _SIGNS:
        return _SIGNS[step.kind].format(first=first, others=both.join(others), result=step.result)
    return word(
        _KINDS[step.kind], language,
        first=first, others=both.join(others), parts=both.join(step.parts or ("0",)), result=step.result,
    )  # fmt: skip


def _entry(calculation: Calculation, line: Line, language: Language | str, evidence: Mapping[str, str]) -> Entry:
    clause = next((clause for clause in calculation.pack.clauses if clause.id == line.clause), None)
    words, type_ = words_of(calculation.pack), calculation.types[line.item]
    digits = calculation.pack.cover.minor_digits
    rows = [
        (word("Clause", language), clause_said(clause, line.clause)),
        (word("Clause text", language), clause.text if clause else ""),
        (word("In plain words", language), clause.plain if clause else ""),
        (word("Cell", language), where(line.place, language)),
        (word("Formula", language), line.formula),
        (word("With numbers", language), line.numbers or line.reason),
        *((word(_ORIGINS[leaf.origin], language), _leaf(leaf, language, evidence)) for leaf in line.leaves),
        (word("Exact value", language), words.shown(line.exact, replace(type_, scale=0))),
        (word("Rounding", language), _rounding(line.rounding, line.digits, language)),
        (word("Amount", language), line.shown),
        (word("Amount of the second calculation", language), words.shown(calculation.outcome.values[line.item], type_)),
        *((word("Sum so far: {option}", language, option=name), _money(amount, digits))
          for name, amount in line.running),
    ]  # fmt: skip
    steps = tuple((step_said(step, language), step.rejected) for step in line.steps)
    return Entry(line.label, line.shown, tuple((title, text) for title, text in rows if text), steps)


def _leaf(leaf: Leaf, language: Language | str, evidence: Mapping[str, str]) -> str:
    days = [day.isoformat() if day else "…" for day in (leaf.since, leaf.until)]
    version = f" ({days[0]} – {days[1]})" if leaf.since or leaf.until else ""
    behind = f" · {evidence[leaf.name]}" if leaf.name in evidence else ""
    return f"{leaf.name} {leaf.shown}{version} · {where(leaf.place, language)}{behind}"


def _rounding(way: str, digits: int, language: Language | str) -> str:
    names = {
        "none": N_("not rounded"),
        "half_up": N_("rounded half up to {digits} decimals"),
        "half_even": N_("rounded half to even to {digits} decimals"),
        "up": N_("rounded up to {digits} decimals"),
        "down": N_("cut after {digits} decimals"),
    }
    return word(names[way], language, digits=digits)


def _money(amount: Fraction, digits: int) -> str:
    return money.shown(int(amount * 10**digits), digits)
