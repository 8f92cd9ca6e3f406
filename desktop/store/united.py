"""Households that the office judged to be one (同一户): under which of them each goes on.

Promise: a household is listed and counted once. What was done for it, and what it is owed, is that of both; what is
known of it is what stands in the kept one. Hidden: unions come in chains; of a circle, which only two decisions apart
can make, the household that was registered first stands for all.
"""

from collections.abc import Collection, Iterable, Mapping

import msgspec
from msgspec import field
from sqlalchemy import ColumnElement, Connection, func, or_, select

from desktop.store.schema import rows
from desktop.store.store import Store

GOES_ON = frozenset(
    {
        "wish",
        "visit",
        "service",
        "agreement",
        "instalment",
        "payment",
        "handover",
        "grievance",
        "grievance_event",
        "data_request",
        "data_request_event",
        "promise",
        "promise_outcome",
        "explanation",
        "told",
        "question",
        "question_answer",
        "appointment",
    }
)
"""What happened, and what is owed: it is the kept household's too. Facts, papers and sums are each one's own."""

_home = rows["household"]
_IS_UNITED = _home.c.same_as > b""  # so that the index of links finds them
_LINKS = select(_home.c.id, _home.c.same_as).where(_IS_UNITED)
_UNITED = select(_home.c.id).where(_IS_UNITED)


class Unions(msgspec.Struct, frozen=True):
    """`kept` tells of each united household the one under which it goes on, whether or not that one is here."""

    kept: Mapping[bytes, bytes]
    others: Mapping[bytes, tuple[bytes, ...]] = field(default_factory=dict[bytes, tuple[bytes, ...]])
    _first_of_circles: frozenset[bytes] = frozenset()

    @classmethod
    def of(cls, links: Mapping[bytes, bytes]) -> "Unions":
        kept = {household: _end(household, links) for household in links}
        first = frozenset(household for household, end in kept.items() if household == end)
        others: dict[bytes, tuple[bytes, ...]] = {}
        for household, end in sorted(kept.items()):
            if household != end:
                others[end] = (*others.get(end, ()), household)
        return cls({one: end for one, end in kept.items() if one != end}, others, first)

    def goes_on(self, household: bytes) -> bytes:
        """The household under which this one goes on; itself where it was not united."""
        return self.kept.get(household, household)

    def is_in_circle(self, household: bytes) -> bool:
        """Whether two decisions apart united it with what goes on under it."""
        return self.goes_on(household) in self._first_of_circles

    def all_of(self, households: Iterable[bytes]) -> list[bytes]:
        """These households, each with those that go on under it."""
        return list(dict.fromkeys(each for home in households for each in (home, *self.others.get(home, ()))))

    def is_counted(self) -> ColumnElement[bool]:
        """Of a row of the table of households: that it stands for itself."""
        is_alone = func.length(_home.c.same_as).is_(None)  # by its index nearly all would be found, and then sorted
        return or_(is_alone, _home.c.id.in_(self._first_of_circles)) if self._first_of_circles else is_alone


def is_asked(household: ColumnElement[bytes]) -> ColumnElement[bool]:
    """Whether anybody is asked to decide what waits in a household: what one says that goes on elsewhere is offered."""
    return household.not_in(_UNITED)


def links(connection: Connection) -> dict[bytes, bytes]:
    """Of each household that was united, the one with which it was."""
    return dict(connection.execute(_LINKS).all())


def unions(connection: Connection) -> Unions:
    """All unions of a store; there are few."""
    return Unions.of(links(connection))


def unions_of(store: Store) -> Unions:
    with store.reading() as connection:
        return unions(connection)


def with_others(store: Store, household: bytes) -> list[bytes]:
    """A household and those that go on under it."""
    return unions_of(store).all_of([household])


def _end(household: bytes, links: Mapping[bytes, bytes]) -> bytes:
    seen: dict[bytes, None] = {}
    while household in links and household not in seen:
        seen[household] = None
        household = links[household]
    return household if household not in seen else min(_from(household, seen))


def _from(household: bytes, seen: Collection[bytes]) -> Iterable[bytes]:
    """The members of a circle, of what was walked through to come back to one of them."""
    walked = list(seen)
    return walked[walked.index(household) :]
