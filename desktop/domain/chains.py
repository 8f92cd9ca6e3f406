"""Records of which a later one stands in an earlier one's place, such as corrections: which of each chain stands.

Promise: one of each chain stands, whoever wrote it: where two people replaced the same record, each without knowing of
the other, the latest does. Hidden: a chain may have lost its beginning, or go round in a ring.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from desktop.domain.records import Record

_R = TypeVar("_R", bound=Record)


def last_of_each(rows: Iterable[_R], replaced: Callable[[_R], bytes | None]) -> tuple[_R, ...]:
    """Those that stand, by their ids; `replaced` tells whose place a record takes. What is withdrawn takes none."""
    ordered = sorted(rows, key=lambda each: each.id)
    before = {each.id: replaced(each) for each in ordered}
    living = [each for each in ordered if not vars(each).get("withdrawn")]
    gone = {before[each.id] for each in living}
    last = {first_of(before, each.id): each.id for each in living if each.id not in gone}
    standing = frozenset(last.values())
    return tuple(each for each in living if each.id in standing)


def first_of(before: Mapping[bytes, bytes | None], row: bytes) -> bytes:
    """What stands at the beginning of a record's chain."""
    seen = {row}
    while (replaced := before.get(row)) is not None and replaced not in seen:
        row = replaced
        seen.add(row)
    return row
