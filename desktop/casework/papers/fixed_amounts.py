"""The amounts of a paper that never change once it is made, as it shows them, and how often each stands on it.

Promise: none of what is told from today's ledger is among them, so that a paper is never held to be altered because the
ledger was put right since. Hidden: which amounts those of each kind are.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from desktop.casework import agreement
from desktop.casework.papers import locked_sum, making, releasing
from desktop.casework.papers.paper_now import Known
from desktop.domain import money
from desktop.domain.errors import Refused
from desktop.domain.records import Agreement, Household
from desktop.sheets import pictured
from desktop.store.store import Store

_MINUS = "\u2212"
_AMOUNT = re.compile(r"(?<![\d.,])\d[\d,]*\.\d\d(?![\d.,]?\d)")


def amounts_in(text: str) -> Iterator[str]:
    """The amounts in a text, as they stand there; so do areas with two digits."""
    return (found[0] for found in _AMOUNT.finditer(text))


@dataclass(frozen=True, slots=True)
class Standing:
    """How often each amount stands on a paper as it would be printed anew: those that never change, and all."""

    fixed: Counter[str] = field(default_factory=Counter[str])
    every: Counter[str] = field(default_factory=Counter[str])
    pages: int = 0


def standing(store: Store, known: Known) -> Standing:
    """None where it can't be made here."""
    try:
        fixed = {*_of_agreement(store, known), *_of_sum(store, known)}
        if not fixed:
            return Standing()
        made = making.made(store, known.kind, known.household, row=known.row, language=known.language)
        pdf = releasing.bound(store, made).content
    except Refused:
        return Standing()
    pages = pictured.page_count(pdf)
    every = Counter(amount for page in range(pages) for amount in amounts_in(pictured.page_text(pdf, page)))
    return Standing(Counter({amount: n for amount, n in every.items() if amount in fixed}), every, pages)


def _of_sum(store: Store, known: Known) -> Iterator[str]:
    if known.kind not in ("sheet", "card"):
        return
    found = locked_sum.locked(store, known.household or Household(), known.row, known.language)
    for line in found.beside.lines:
        yield from (cell.amount.lstrip(_MINUS) for cell in line.cells if cell and cell.amount)
    yield from (way.total for way in found.beside.ways)


def _of_agreement(store: Store, known: Known) -> Iterator[str]:
    row = store.get(Agreement, known.row) if known.kind == "agreement" and known.row else None
    if row is not None:
        for part in agreement.parts_of(store, row):
            yield money.shown(abs(part.amount or 0))
