"""What the policy card 政策明白卡 tells: the household's own sum as it can be told to it in a few words.

Promise: what it tells of a way comes out of the locked sum's own account, and adds up. Hidden: which steps of that
account a person follows without the plan beside it.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from desktop.casework import visiting
from desktop.casework.flats import of_option
from desktop.casework.papers import letterheads, locked_sum, sum_sources
from desktop.casework.papers.locked_sum import Sum
from desktop.domain import money
from desktop.domain.records import Staff
from desktop.i18n import Language
from desktop.policy.pack import Option
from desktop.policy.trace import Line, Status
from desktop.sheets.policy_card import Adding, Choice, Cost, PolicyCard, Promised
from desktop.store.store import Store

_SUBTRACTED = re.compile(r"^减[：:]\s*")
_PLAIN_STEPS = frozenset({"times", "slice"})


def told(store: Store, found: Sum, language: Language) -> PolicyCard:
    """All that stands on the card, but for its check code."""
    home = found.case.household
    head = locked_sum.home_of(found, language)
    whose = letterheads.letterhead(store, home)
    return PolicyCard(
        whose=whose,
        household_number=home.number or "",
        owners=head.owners,
        address=head.address,
        version=found.row.version or 0,
        on=store.today(),
        read_at=store.now(),
        area=head.area,
        waiting=head.waiting,
        choices=tuple(_choices(found, language)),
        money=found.beside.money,
        addings=tuple(_adding(found, option) for option in _costing(found)),
        rights=locked_sum.rights_of(store, found),
        promises=tuple(_promised(store, home.id)),
        team=_team(store, whose.contact),
        assumed=sum_sources.assumed_days(found.done, found.numbers),
    )


def _choices(found: Sum, language: Language) -> Iterator[Choice]:
    flats = [of_option(found.done.pack, option.name, found.flats) for option in found.options]
    for option, way, taken in zip(found.options, locked_sum.ways_of(found, language), flats, strict=True):
        is_open = option.name in found.done.outcome.totals
        yield Choice(
            way,
            flats=[locked_sum.flat_told(flat, language) for flat in taken] if is_open else (),
            items=len(_labels(found, option)) if is_open else 0,
            has_flat_elsewhere=any(flats),
        )


def _received(found: Sum, option: Option) -> list[tuple[str, Fraction]]:
    """What a way brings the household, by label, in the plan's order."""
    found_by: dict[str, Fraction] = {}
    for line in _counted(found, option):
        amount = _signed(option, line)
        if amount > 0:
            found_by[line.label or line.item] = found_by.get(line.label or line.item, Fraction(0)) + amount
    return [*found_by.items()]


def _labels(found: Sum, option: Option) -> set[str]:
    return {line.label or line.item for line in _counted(found, option) if _signed(option, line)}


def _counted(found: Sum, option: Option) -> list[Line]:
    return [
        line
        for line in found.done.trace.lines
        if line.item in option.signs and line.status is Status.COUNTED and isinstance(line.amount, Fraction)
    ]


def _signed(option: Option, line: Line) -> Fraction:
    return option.signs[line.item] * (line.amount if isinstance(line.amount, Fraction) else Fraction(0))


def _costing(found: Sum) -> list[Option]:
    """The ways to which the household adds money."""
    return [option for option in found.options if found.done.outcome.totals.get(option.name, Fraction(0)) < 0]


def _adding(found: Sum, option: Option) -> Adding:
    plain = {item.name: item.plain for item in found.done.pack.items}
    costs = [line for line in _counted(found, option) if _signed(option, line) < 0]
    received = _received(found, option)
    paid = -sum((_signed(option, line) for line in costs), Fraction(0))
    receives = sum((amount for _, amount in received), Fraction(0))
    total = -found.done.outcome.totals[option.name]
    rounding = total - (paid - receives)
    return Adding(
        label=option.label or option.name,
        costs=[
            Cost(
                _SUBTRACTED.sub("", line.label or line.item),
                plain[line.item],
                [*_steps(line)],
                _shown(found, -_signed(option, line)),
            )
            for line in costs
        ],
        received=[label for label, _ in received],
        receives=_shown(found, receives),
        rounding=_shown(found, rounding) if rounding else "",
        total=_shown(found, total),
    )


def _steps(line: Line) -> Iterator[tuple[str, str]]:
    """What is multiplied, and what is taken off before that; the sum of it stands beside the line's name."""
    for step in line.steps:
        if step.kind in _PLAIN_STEPS:
            first, second = step.parts[:2]
            yield f"{first} × {second}", step.result
        elif step.kind == "add" and " − " in step.parts[0]:
            yield step.parts[0], step.result


def _shown(found: Sum, amount: Fraction) -> str:
    return money.shown(int(amount * 10**found.beside.digits), found.beside.digits)


def _promised(store: Store, household: bytes) -> Iterator[Promised]:
    """What is open of what was promised, by its day."""
    for pledge in visiting.promises(store, household):
        if pledge.is_open:
            yield Promised(pledge.promise.promise or "", pledge.promise.promised_by or "", pledge.promise.due_on)


def _team(store: Store, name: str) -> str:
    row = next((each for each in store.records(Staff) if each.name == name and not each.withdrawn), None)
    return (row.team if row else "") or ""
