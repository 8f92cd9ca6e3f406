"""What a bundle brings to a household, field by field: what stood there, what stands there with it, and beside it.

Promise: what is sensitive is masked here already, so that no screen and no output can show it. Hidden: which households
are told without being asked for: the first ones, those with something to decide before the others; the rest is asked
for when somebody looks at it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from desktop.casework import sameness
from desktop.casework.sameness import Pair
from desktop.domain.amount_facts import affects_amount
from desktop.domain.fields import RECORDS, Field, Kind, Privacy
from desktop.domain.values import mask_of, value
from desktop.exchange.merge import Home
from desktop.store import brought, decided, queries
from desktop.store.brought import Change, Wrote
from desktop.store.connection import Connection
from desktop.store.contests import Version
from desktop.store.store import Store

_TOLD = 60  # households


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is another one with the bundle. `beside` are values that stand beside the one shown.

    A value is masked words where `is_masked`. `is_new`: the whole record is new. Of one that is not, `wrote` tells of
    the values before, after and beside who wrote each. `settled` where the values beside wait for nobody any more, and
    `life` where it was decided since whether the record stays, which one withdrew and another edited.
    """

    record: str
    row: bytes
    group: str
    field: Field
    before: Any
    after: Any
    beside: tuple[Any, ...]
    is_new: bool
    is_masked: bool
    wrote: tuple[Wrote | None, ...] = ()
    settled: "Settled | None" = None
    life: "Settled | None" = None

    @property
    def moves_money(self) -> bool:
        return affects_amount(self.record, self.group)


@dataclass(frozen=True, slots=True)
class Settled:
    """That values which stood beside each other were decided since: by whom and when, where that is known."""

    by: str = ""
    when: datetime | None = None


class Looking:
    """Looks at the store as it is with a part of a bundle in it, and notes what is different of `asked` households.

    Where none are asked for, of the first ones; where it `seeks_alike` households, also which are perhaps one.
    """

    def __init__(self, store: Store, asked: Collection[bytes] | None = None, *, seeks_alike: bool = False) -> None:
        self._store = store
        self._asked = asked
        self._seeks_alike = seeks_alike
        self.differences: dict[bytes, tuple[Difference, ...]] = {}
        self.names: dict[bytes, tuple[str, ...]] = {}
        self.alike: dict[frozenset[bytes], Pair] = {}

    def __call__(self, connection: Connection, homes: Mapping[bytes, Home], before: int) -> None:
        """As a merge shows it, in the middle of its transaction."""
        self.look(connection, homes, before)
        if self._seeks_alike:
            found = sameness.suspects_in(connection, self._store, homes)
            self.alike |= {frozenset((each.one.household, each.other.household)): each for each in found}

    def look(self, connection: Connection, homes: Mapping[bytes, Home], before: int, until: int = brought.LAST) -> None:
        """Notes what arrived of these households after a revision, until another."""
        wanted = [*islice(_first(connection, homes), _TOLD)] if self._asked is None else [*self._asked]
        found = brought.changes(connection, self._store.projector(connection), wanted, before, until)
        for household in wanted:
            told = tuple(differing(found.get(household, ())))
            self.differences[household] = self.differences.get(household, ()) + told
        self.names |= {line.id: line.owners for line in queries.listed_in(connection, wanted)}

    def look_since(self, connection: Connection, revision: int) -> None:
        """Notes of what stood beside something at that revision, or was withdrawn, whether it was decided since."""
        all_of_them = [each for some in self.differences.values() for each in some]
        beside = {(each.row, each.group) for each in all_of_them if each.beside}
        changed = {each.row for each in all_of_them if not each.is_new}
        people, projector = queries.staff_names(self._store), self._store.projector(connection)

        def told(chosen: Version | None) -> Settled:
            return Settled(people.get(chosen.actor, ""), chosen.when) if chosen else Settled()

        found = {
            register: told(chosen)
            for register, chosen in decided.settled(connection, projector, beside, revision).items()
        }
        lives = {
            row: told(chosen) for row, chosen in decided.lives_settled(connection, projector, changed, revision).items()
        }
        for household, some in self.differences.items():
            self.differences[household] = tuple(
                replace(
                    each, settled=found.get((each.row, each.group)) if each.beside else None, life=lives.get(each.row)
                )
                for each in some
            )


def differing(found: Collection[Change]) -> Iterator[Difference]:
    """The fields in which these registers are others, those left out of which a value says nothing to people."""
    for change in found:
        group = RECORDS[change.record].group.get(change.group) if change.record in RECORDS else None
        for field in group.fields if group else ():
            forms = (change.before, change.after, *change.beside)
            told = [each.get(field.name) for each in forms]
            is_told = field.kind is not Kind.LINK and any(each != told[0] for each in told[1:])
            if group is not None and is_told:
                is_masked = group.privacy is Privacy.SENSITIVE
                before, after, *beside = (_value(field, form, is_masked=is_masked) for form in told)
                yield Difference(
                    *(change.record, change.row, change.group, field, before, after, tuple(beside)),
                    is_new=change.is_new,
                    is_masked=is_masked,
                    wrote=change.wrote,
                )


def _first(connection: Connection, homes: Mapping[bytes, Home]) -> Iterator[bytes]:
    in_conflict = brought.in_conflict(connection)
    yield from sorted(homes, key=lambda home: (home not in in_conflict, homes[home].number, home))


def _value(field: Field, form: Any, *, is_masked: bool) -> Any:
    if form is None:
        return None
    return mask_of(field, form) if is_masked else value(field, form)
