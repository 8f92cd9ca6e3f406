"""What the page of conflicts reads beside the window: the first page of what is asked for, and what may go together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from desktop.casework import deciding
from desktop.domain.records import Staff
from desktop.store import contests, queries
from desktop.store.contests import Filter
from desktop.store.store import Store
from desktop.ui.conflict_list import PAGE, Key


@dataclass(frozen=True, slots=True)
class Found:
    """The first lines of what is asked for, how many there are in all, and of those that wait how many move money.

    `people` are the names of all, `teams` and `lanes` what it can be narrowed by.
    """

    total: int
    lines: Sequence[Any]
    money: int
    people: Mapping[bytes, str]
    teams: Sequence[str]
    lanes: Sequence[str]


def first_page(store: Store, wanted: Filter, *, is_decided: bool) -> Found:
    money = 0
    page = (deciding.decided if is_decided else deciding.open_contests)(store, wanted, 1, PAGE)
    if not is_decided and wanted.is_money is not False:
        money = deciding.open_contests(store, replace(wanted, is_money=True), 1, 1).total
    teams = sorted({each.team for each in store.records(Staff) if each.team and not each.withdrawn})
    return Found(page.total, page.lines, money, queries.staff_names(store), teams, queries.lanes_in_conflict(store))


def together(store: Store, wanted: Filter) -> tuple[Key, ...]:
    """Those that may be decided with one reason: they move no money, and nothing of them is withdrawn."""
    if wanted.is_money:
        return ()
    return contests.registers(store, replace(wanted, is_money=False, is_life=False))
