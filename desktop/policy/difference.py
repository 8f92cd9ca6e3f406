"""Why one calculation became another: each fact that changed, then the plan's version, then the choice.

Promise: the steps of an option add up exactly to what its total moved, and each names what caused it.
Hidden: that facts change one after the other, in the order in which the plan asks for them, and that what has no sum by
itself is told together with what follows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from fractions import Fraction

from desktop.domain import money
from desktop.i18n import N_, Language, word
from desktop.policy.calculation import Calculation
from desktop.policy.explanation import explain
from desktop.policy.interval import Interval
from desktop.policy.pack import Input, Kind, Value
from desktop.policy.tree import Outcome, Proofed, Type, Unreckoned
from desktop.policy.wording import Words, decimals, words_of

Rows = tuple[Mapping[str, Value], ...]


class Cause(StrEnum):
    """In the order in which they are told."""

    FACTS = "facts"
    POLICY = "policy"
    CHOICE = "choice"


@dataclass(frozen=True)
class Shift:
    """What changed: its label, and how it was and is shown with its unit; "" where it was not, or is no more."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Move:
    """What an option's total moved; None where the option is absent.

    `items` have their signs; what the option's own rounding moved is not among them.
    """

    option: str
    before: Fraction | None
    after: Fraction | None
    items: tuple[tuple[str, Fraction], ...]

    @property
    def amount(self) -> Fraction:
        return (self.after or Fraction(0)) - (self.before or Fraction(0))

    @property
    def rounding(self) -> Fraction:
        return self.amount - sum((amount for _, amount in self.items), Fraction(0))


@dataclass(frozen=True)
class Change:
    cause: Cause
    what: tuple[Shift, ...]
    moves: tuple[Move, ...]  # of all options in the order of the sheets, also where nothing moved

    @property
    def is_folded(self) -> bool:
        """Tell whether it moved no money, and made no option come or go."""
        return not any(move.amount or (move.before is None) != (move.after is None) for move in self.moves)


@dataclass(frozen=True)
class Difference:
    changes: tuple[Change, ...]
    minor_digits: int
    labels: Mapping[str, str]  # of items and options, by their names

    @property
    def moving(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if not change.is_folded)

    @property
    def folded(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.is_folded)

    def amount(self, option: str) -> Fraction:
        """Give what an option's total moved by facts and policy, and by the choice if it was this one."""
        return sum(
            (move.amount for change in self.changes for move in change.moves if move.option == option), Fraction(0)
        )


@dataclass(frozen=True)
class Told:
    """A row to be read: the cause, what changed, and by option its label, the amount with its sign, the items' own.

    A folded one moved no money.
    """

    is_folded: bool
    cause: str
    what: tuple[str, ...]
    moved: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]


def difference(before: Calculation, after: Calculation, choice: tuple[str, str] | None = None) -> Difference:
    """Tell why one calculation became the other; `choice` names the option chosen then and now."""
    course = _Course(before, dict(before.facts.given), before.outcome)
    for asked in before.pack.inputs:
        course.take(asked, after)
    if before.pack.id != after.pack.id:
        course.turn(after)
    if choice and choice[0] != choice[1]:
        course.changes.append(_chosen(after, *choice))
    named = (each for pack in (before.pack, after.pack) for each in (*pack.options, *pack.items))
    labels = {each.name: each.label or each.name for each in named}
    return Difference(tuple(course.changes), after.pack.cover.minor_digits, labels)


@dataclass
class _Course:
    """The way from one calculation to another: facts and outcome so far, and what could not stand by itself."""

    before: Calculation
    given: dict[str, Value | Rows]
    outcome: Outcome
    waiting: list[Shift] = field(default_factory=list[Shift])
    late: list[Shift] = field(default_factory=list[Shift])  # that the plan of before can't take
    changes: list[Change] = field(default_factory=list[Change])

    def take(self, asked: Input, after: Calculation) -> None:
        """Give a fact its new value, and see what that moves."""
        proofed, words = self.before.proofed, words_of(self.before.pack)
        old = self.given[asked.name]
        if asked.name not in after.facts.given:
            return
        new = after.facts.given[asked.name]
        if asked.kind is Kind.LIST:
            new = _with_columns(asked, new)
        if new == old:
            return
        if new is None or not _fits(asked, new, proofed):
            self.late.extend(_shifts(asked, old, after.facts.given[asked.name], after.proofed, words))
            return
        self.given[asked.name] = new
        self.waiting.extend(_shifts(asked, old, new, proofed, words))
        try:
            outcome = explain(proofed, self.given)[0]
        except Unreckoned:
            return
        self._move(Cause.FACTS, self.waiting, proofed, outcome)
        self.waiting = []

    def turn(self, after: Calculation) -> None:
        """Go over to the other plan, with its own facts and with those that the first could not take."""
        versions = Shift("", self.before.pack.cover.version, after.pack.cover.version)
        asked_then = {one.name: one for one in self.before.pack.inputs}
        asked_now = {one.name: one for one in after.pack.inputs}
        words, given = words_of(after.pack), after.facts.given
        gone = [
            Shift(one.label or name, _shown(one, self.given[name], self.before.proofed, words), "")
            for name, one in asked_then.items()
            if name not in asked_now
        ]
        new = [
            Shift(one.label or name, "", _shown(one, given[name], after.proofed, words))
            for name, one in asked_now.items()
            if name not in asked_then
        ]
        self._move(Cause.POLICY, [versions, *self.waiting, *self.late, *gone, *new], after.proofed, after.outcome)
        self.waiting = []

    def _move(self, cause: Cause, what: Sequence[Shift], proofed: Proofed, outcome: Outcome) -> None:
        self.changes.append(Change(cause, tuple(what), _moves(self.before.proofed, self.outcome, proofed, outcome)))
        self.outcome = outcome


def told(found: Difference, language: Language | str) -> tuple[Told, ...]:
    """Say a difference in words; amounts of options that did not move are left out."""
    labels, digits = found.labels, found.minor_digits
    names = {Cause.FACTS: N_("Facts"), Cause.POLICY: N_("Plan"), Cause.CHOICE: N_("Choice")}
    return tuple(
        Told(
            change.is_folded,
            word(names[change.cause], language),
            tuple(_said(shift, change.cause, language) for shift in change.what),
            tuple(
                (labels[move.option], signed(move.amount, digits),
                 tuple((labels[name], signed(amount, digits)) for name, amount in move.items))
                for move in change.moves
                if move.amount or move.items
            ),
        )
        for change in found.changes
    )  # fmt: skip


def signed(amount: Fraction, minor_digits: int) -> str:
    """Write an amount with its sign: +51,360.00, −240.00; exactly where it is finer than the money."""
    digits = max(minor_digits, decimals(amount) or 0)
    return ("+" if amount > 0 else "") + money.shown(int(amount * 10**digits), digits)


def _said(shift: Shift, cause: Cause, language: Language | str) -> str:
    if not shift.label:
        said = N_("version {before} → {after}") if cause is Cause.POLICY else N_("{before} → {after}")
        return word(said, language, before=shift.before, after=shift.after)
    if not shift.before:
        return word("{label}: now {after}", language, label=shift.label, after=shift.after)
    if not shift.after:
        return word("{label}: no longer {before}", language, label=shift.label, before=shift.before)
    return word("{label}: {before} → {after}", language, label=shift.label, before=shift.before, after=shift.after)


def _chosen(after: Calculation, then: str, now: str) -> Change:
    """The step from one option of a calculation to another of the same."""
    totals, parts = after.outcome.totals, _parts(after.proofed, after.outcome)
    move = Move(then, totals.get(then), totals.get(now), _moved(parts.get(then, {}), parts.get(now, {})))
    return Change(Cause.CHOICE, (Shift("", then, now),), (move,))


def _moves(one: Proofed, before: Outcome, other: Proofed, after: Outcome) -> tuple[Move, ...]:
    old, new = _parts(one, before), _parts(other, after)
    names = dict.fromkeys(typed.option.name for proofed in (one, other) for typed in proofed.options)
    return tuple(
        Move(name, before.totals.get(name), after.totals.get(name), _moved(old.get(name, {}), new.get(name, {})))
        for name in names
    )


def _parts(proofed: Proofed, outcome: Outcome) -> dict[str, dict[str, Fraction]]:
    """Give what each item brings to each option that is there."""
    return {
        typed.option.name: {
            name: sign * amount
            for name, sign in typed.option.signs.items()
            if isinstance(amount := outcome.values[name], Fraction)
        }
        for typed in proofed.options
        if typed.option.name in outcome.totals
    }


def _moved(old: Mapping[str, Fraction], new: Mapping[str, Fraction]) -> tuple[tuple[str, Fraction], ...]:
    zero = Fraction(0)
    moved = [(name, new.get(name, zero) - old.get(name, zero)) for name in dict.fromkeys((*old, *new))]
    return tuple((name, amount) for name, amount in moved if amount)


def _with_columns(asked: Input, rows: Value | Rows) -> Rows | None:
    """Give the rows with the columns that are asked for; None where one of them is not there."""
    if not isinstance(rows, tuple):
        return None
    names = [column.name for column in asked.columns]
    if any(name not in row for row in rows for name in names):
        return None
    return tuple({name: row[name] for name in names} for row in rows)


def _fits(asked: Input, value: Value | Rows, proofed: Proofed) -> bool:
    """Tell whether a pack takes this value for that input."""
    if isinstance(value, tuple):
        return asked.kind is Kind.LIST and all(
            _lies_in(row[column.name], proofed.facts[f"{asked.name}.{column.name}"])
            for row in value
            for column in asked.columns
        )
    return asked.kind is not Kind.LIST and _lies_in(value, proofed.facts[asked.name])


def _lies_in(value: Value, type_: Type) -> bool:
    if isinstance(value, Fraction):
        digits = decimals(value)
        is_fine = type_.kind is Kind.NUMBER and digits is not None and digits <= (type_.scale or 0)
        return is_fine and isinstance(type_.span, Interval) and value in type_.span
    if isinstance(value, date):
        return type_.kind is Kind.DATE and isinstance(type_.span, Interval) and value.toordinal() in type_.span
    return value in type_.choices if isinstance(value, str) else type_.kind is Kind.YESNO


def _shifts(asked: Input, old: Value | Rows, new: Value | Rows, proofed: Proofed, words: Words) -> list[Shift]:
    label = asked.label or asked.name
    if not isinstance(old, tuple) or not isinstance(new, tuple):
        return [Shift(label, _shown(asked, old, proofed, words), _shown(asked, new, proofed, words))]
    then, now = ([_row(asked, row, proofed, words) for row in rows] for rows in (old, new))
    shifts: list[Shift] = []
    for tag, start, end, new_start, new_end in SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for place in range(max(end - start, new_end - new_start)):
            before = then[start + place] if start + place < end else ""
            after = now[new_start + place] if new_start + place < new_end else ""
            shifts.append(Shift(label, before, after))
    return shifts


def _shown(asked: Input, value: Value | Rows, proofed: Proofed, words: Words) -> str:
    if isinstance(value, tuple):
        return "; ".join(_row(asked, row, proofed, words) for row in value)
    return words.shown(value, proofed.facts[asked.name])


def _row(asked: Input, row: Mapping[str, Value], proofed: Proofed, words: Words) -> str:
    cells = [
        f"{column.label or column.name} {words.shown(row[column.name], proofed.facts[f'{asked.name}.{column.name}'])}"
        for column in asked.columns
        if column.name in row and f"{asked.name}.{column.name}" in proofed.facts
    ]
    return ("，" if words.is_chinese else ", ").join(cells)
