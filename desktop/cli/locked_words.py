"""What is said of a household's locked sum: its version, what changed since, what keeps the next one from being locked.

Promise: every reason is told, one a line, and the steps of a difference are those that add up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from desktop.casework import calculation as reckoning
from desktop.casework import locking
from desktop.casework.calculation import Since
from desktop.casework.locking import Obstacles
from desktop.cli.command import fault
from desktop.cli.words import Voice
from desktop.domain import money
from desktop.domain.records import Calculation, CalculationCheck, Household
from desktop.policy import difference
from desktop.policy.difference import Difference
from desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class Locked:
    """The newest locked version, who checked it, and what changed since; without a row nothing is locked."""

    row: Calculation | None
    check: CalculationCheck | None
    since: Since | None

    def facts(self, voice: Voice) -> dict[str, Any] | None:
        """For scripts; None where nothing is locked."""
        row = self.row
        if row is None:
            return None
        return {
            "version": row.version,
            "pack": row.pack,
            "totals": {way: _bare(money.shown(total)) for way, total in row.amounts().items()},
            "checked_by": self.check.checked_by if self.check else None,
            "stale": None if self.since is None else self.since.is_stale,
            "changed": [] if self.since is None else [*self.since.facts],
            "united": [] if self.since is None else [*self.since.united],
            "older_plan": self.since is not None and self.since.is_older_plan,
            "told": [*self.lines(voice)],
        }

    def lines(self, voice: Voice) -> Iterator[str]:
        row = self.row
        if row is None:
            yield voice.word("No sum is locked yet.")
            return
        totals = (f"{way} {money.shown(total)}" for way, total in row.amounts().items())
        by = self.check.checked_by if self.check else "—"
        head = voice.word("Locked: version {version}, checked by {name}", version=row.version, name=by)
        yield voice.pair(head, voice.listed(totals))
        if self.since is None:
            yield "! " + voice.word("Whether it still holds can't be told here: its plan or a key is missing.")
        elif not self.since.is_stale:
            yield voice.word("Nothing that it rests on has changed since.")
        if self.since is not None and self.since.facts:
            facts = voice.listed(self.since.facts)
            yield "! " + voice.word("It no longer holds, these facts changed since: {facts}", facts=facts)
        if self.since is not None and self.since.united:
            numbers = voice.listed(self.since.united)
            yield "! " + voice.word("What goes on under this household changed since: {numbers}", numbers=numbers)
        if self.since is not None and self.since.is_older_plan:
            yield "! " + voice.word("It was locked under an older plan than the one in use.")


def locked(store: Store, household: Household) -> Locked:
    """The newest locked sum of a household."""
    row = next(iter(reckoning.versions(store, household.id)), None)
    if row is None:
        return Locked(None, None, None)
    check = store.get(CalculationCheck, row.check) if row.check else None
    is_signed = check is not None and locking.is_valid(store, check)
    return Locked(row, check if is_signed else None, reckoning.since(store, row))


def obstacle_lines(voice: Voice, found: Obstacles, *, is_mine: bool) -> Iterator[str]:
    """What keeps this sum from being locked by the person who asks, or that nothing does."""
    if found.reasons:
        yield voice.word("It can't be locked yet:")
    for reason in found.reasons:
        yield f"  - {voice.word(reason.message, **reason.values)}"
    if found.check is not None:
        yield voice.word("Exactly this sum is checked by {name}.", name=found.check.checked_by)
    elif is_mine:
        yield voice.word("Checked and signed. Somebody else locks it now: --lock")
    elif not found.reasons:
        yield voice.word("No second person has checked exactly this sum yet: --check")


def obstacle_facts(voice: Voice, found: Obstacles) -> list[dict[str, Any]]:
    return [fault(voice, reason) for reason in found.reasons]


def why_lines(voice: Voice, found: Difference, version: int) -> Iterator[str]:
    """Step by step why it is another sum; the amounts of a way add up to what stands at the end."""
    yield voice.word("Why it is another sum than version {version}:", version=version)
    steps = difference.told(found, voice.language)
    for step in steps:
        if not step.is_folded:
            yield f"  {voice.pair(step.cause, voice.listed(step.what))}"
            for way, amount, items in step.moved:
                parts = voice.listed(f"{label} {moved}" for label, moved in items)
                yield f"      {way} {amount}" + (f" ({parts})" if parts else "")
    if not found.moving:
        yield "  " + voice.word("Nothing moved any money.")
    folded = [text for step in steps if step.is_folded for text in step.what]
    if folded:
        yield "  " + voice.pair(voice.word("Moved no money"), voice.listed(folded))
    for way, amount in _sums(found).items():
        yield "  " + voice.word("{way} in all: {amount}", way=found.labels[way], amount=_signed(found, amount))
    yield ""


def why_facts(voice: Voice, found: Difference) -> dict[str, Any]:
    """The same for scripts."""
    steps = [
        {
            "cause": change.cause.value,
            "what": [*step.what],
            "moved": [
                {
                    "option": move.option,
                    "amount": _bare(_signed(found, move.amount)),
                    "items": {name: _bare(_signed(found, amount)) for name, amount in move.items},
                }
                for move in change.moves
                if move.amount or move.items
            ],
        }
        for change, step in zip(found.changes, difference.told(found, voice.language), strict=True)
    ]
    return {"steps": steps, "sums": {way: _bare(_signed(found, amount)) for way, amount in _sums(found).items()}}


def _sums(found: Difference) -> dict[str, Fraction]:
    ways = dict.fromkeys(move.option for change in found.changes for move in change.moves)
    return {way: found.amount(way) for way in ways}


def _signed(found: Difference, amount: Fraction) -> str:
    return difference.signed(amount, found.minor_digits)


def _bare(shown: str) -> str:
    """An amount as a program reads it."""
    return shown.replace(",", "").replace("\u2212", "-").removeprefix("+")
