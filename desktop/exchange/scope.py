"""Which households a device holds: those that the persons of its certificate look after, as the office's ledger says.

Promise: pure, so that the office, its preview and its tests ask one function. Hidden: a household that nobody looks
after yet stays with the device (for a lead: the team) that wrote it down first, and one that was united with another
goes where that one goes. An expiry is no matter of scope: it ends writing, and takes no ledger away.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

AREA, TEAM, ASSIGNED = "area", "team", "assigned"


class Reach(Protocol):
    """A person's line on a certificate."""

    @property
    def person(self) -> bytes: ...
    @property
    def scope(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Charge:
    """Who has a household: the person who looks after it, or the device that wrote it down; and the team of either."""

    holder: bytes | None
    made_on: bytes | None
    team: str | None


@dataclass(frozen=True, slots=True)
class Scope:
    """The households that a device holds; `is_all` where it holds every one, which are not named then."""

    is_all: bool
    households: frozenset[bytes]

    def holds(self, household: bytes) -> bool:
        return self.is_all or household in self.households


def scope_of(
    device: bytes,
    team: str,
    lines: Iterable[Reach],
    charges: Mapping[bytes, Charge],
    united: Mapping[bytes, bytes],
) -> Scope:
    """What a device of this team holds for the persons on its certificate.

    `charges` has every household of the ledger; `united` names for some the one that they were united with.
    """
    reaches = {(line.scope, line.person) for line in lines}
    if any(scope == AREA for scope, _ in reaches):
        return Scope(is_all=True, households=frozenset())
    people = {person for _, person in reaches}
    is_of_team = bool(team) and any(scope == TEAM for scope, _ in reaches)

    def is_held(charge: Charge) -> bool:
        if charge.holder in people or (is_of_team and charge.team == team):
            return True
        return charge.holder is None and charge.made_on == device and bool(people)

    held = {household for household, charge in charges.items() if is_held(charge)}
    return Scope(is_all=False, households=frozenset(held | {one for one in united if _kept(one, united) in held}))


def _kept(household: bytes, united: Mapping[bytes, bytes]) -> bytes:
    """The household that stands for this one; of a circle, which only two decisions apart can make, none does."""
    seen: set[bytes] = set()
    while household in united and household not in seen:
        seen.add(household)
        household = united[household]
    return household
