"""What a piece of evidence proves: the facts of the ledger whose lists of evidence name it.

Promise: a link stands in one place, the list of the fact, and reads the same from both sides. Hidden: the name that
stands there. A piece is called by what it shows, else by its file; where an older piece of the household is called so
too, or it is a piece of a household that goes on under this one, the beginning of its fingerprint follows.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from desktop.domain.fields import Field, Kind
from desktop.domain.four_clear import Case
from desktop.domain.records import Evidence, Record

LIST = "_evidence"
"""How the field of a group ends that names the evidence for the group's fact."""

Proofs = Mapping[tuple[bytes, str], tuple[bytes, ...]]
"""The ids of the pieces for each fact that has any, by the fact's key."""

_BETWEEN = re.compile(r"[\s、，,;；]+")  # what parts the names of a list, wherever one is typed
_LONGEST, _DIGITS = 60, 8


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the ledger, and the field that lists the evidence for it."""

    record: Record
    field: Field

    @property
    def key(self) -> tuple[bytes, str]:
        return self.record.id, self.field.name

    @property
    def names(self) -> tuple[str, ...]:
        """What is named as its evidence: pieces of the store, and papers that lie elsewhere."""
        return getattr(self.record, self.field.name)

    @property
    def stated(self) -> tuple[Field, ...]:
        """What is known of it."""
        return tuple(each for each in self._group if getattr(self.record, each.name) not in (None, ()))

    @property
    def _group(self) -> Iterator[Field]:
        group = self.record.record_type().group_of[self.field.name]
        return (each for each in group.fields if not each.name.endswith((LIST, "_source")))


def facts(case: Case) -> Iterator[Fact]:
    """The facts of a household that can name evidence, in the order of the ledger."""
    records = (*case.people, *case.houses, *case.unregistered_parts, *case.fixtures, *case.appraisals, *case.payments)
    for record in (case.household, *records):
        for field in record.record_type().fields:
            if field.kind is Kind.LIST and field.name.endswith(LIST):
                yield Fact(record, field)


def names(pieces: Iterable[Evidence], household: bytes | None = None) -> dict[bytes, str]:
    """By what name each piece stands in the lists of facts of this household; of its own the oldest first.

    Those that were withdrawn are among them, and keep their names: no other piece comes to prove what they did.
    """
    given: dict[str, bytes] = {}
    for piece in pieces:
        digits = (piece.digest or piece.id.hex())[:_DIGITS]
        called = _BETWEEN.sub(" ", piece.caption or piece.file_name or "").strip()[:_LONGEST].strip() or digits
        is_own = household is None or piece.household in (None, household)
        given.setdefault(called if is_own and called not in given else f"{called} {digits}", piece.id)
    return {row: name for name, row in given.items()}


def proved(case: Case, pieces: Sequence[Evidence]) -> dict[bytes, tuple[Fact, ...]]:
    """What each piece of a household proves that was not withdrawn."""
    known, called = [*facts(case)], names(pieces, case.household.id)
    living = (each.id for each in pieces if not each.withdrawn)
    return {row: tuple(fact for fact in known if called[row] in fact.names) for row in living}


def proofs(case: Case, pieces: Sequence[Evidence]) -> Proofs:
    """The pieces for each fact that has any, by the fact's key."""
    found: dict[tuple[bytes, str], tuple[bytes, ...]] = {}
    for row, each in proved(case, pieces).items():
        for fact in each:
            found[fact.key] = (*found.get(fact.key, ()), row)
    return found


def linked(fact: Fact, name: str, *, is_linked: bool) -> Record:
    """The fact's record with a piece among its evidence, or without it."""
    others = tuple(each for each in fact.names if each != name)
    return replace(fact.record, **{fact.field.name: (*others, name) if is_linked else others})
