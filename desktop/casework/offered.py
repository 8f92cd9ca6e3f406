"""What a household that goes on under another says otherwise than that one does: offered there, value by value.

Promise: nothing is taken over by itself; taking over is an ordinary edit of the kept household, whose reason names
where the value comes from. A sealed value goes from one to the other without being shown, and what proves a value goes
with it. Hidden: which records of the two mean the same thing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from desktop.casework import evidence, proof
from desktop.casework.likening import folded_equal, houses_of_both, paired, people_of_both
from desktop.domain.amount_facts import affects_amount
from desktop.domain.errors import Refused
from desktop.domain.fields import Group, Kind, Privacy, RecordType
from desktop.domain.four_clear import Case
from desktop.domain.records import Household, Record, Sealed
from desktop.domain.values import value
from desktop.store import queries
from desktop.store.queries import Listed
from desktop.store.store import Saved, Store
from desktop.store.united import unions_of

_R = TypeVar("_R", bound=Record)
_WITH_EVIDENCE = frozenset({"people", "houses", "unregistered_parts", "fixtures", "appraisals"})
_NOT_OFFERED = frozenset({"household", "life", "number", "same_as", "house"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value that a united household has and the kept one has not, or has otherwise.

    `record` is the kept household's record as it stands, or where `is_new` that of the other one, of which it has none.
    `fields` are those that would change, each with the value that stands and the one that is offered (masked where it
    is sensitive). `source` is the line of the household that says so.
    """

    record: Record
    is_new: bool
    group: str
    fields: tuple[tuple[str, Any, Any], ...]
    source: Listed
    moves_money: bool
    row: bytes  # where it stands in the source
    differing: frozenset[str] = frozenset()  # the fields that differ, whatever their masks look like

    @property
    def groups(self) -> tuple[str, ...]:
        """What is written where it is taken over; of a whole record all of it that it has."""
        if not self.is_new:
            return (self.group,)
        named = {name for name, _, _ in self.fields}
        kind = self.record.record_type()
        return tuple(each.name for each in _groups(kind) if any(field.name in named for field in each.fields))


def proposals(store: Store, household: bytes) -> tuple[Proposal, ...]:
    """What the households that go on under this one say otherwise than it does."""
    others = unions_of(store).others.get(household, ())
    cases = queries.cases(store, [household, *others])
    lines = {line.id: line for line in queries.listed(store, others)}
    if household not in cases:
        return ()
    return tuple(
        each
        for other in others
        if other in cases
        for mine, theirs in _together(store, cases[household], _as_named_here(store, cases[household], cases[other]))
        for each in _offered(store, mine, theirs, lines[other])
    )


def adopt(store: Store, proposal: Proposal, because: str = "") -> Saved:
    """Takes an offered value over; the reason of the edit names the household that it comes from."""
    source = store.get(type(proposal.record), proposal.row)
    if source is None:
        raise Refused("What was offered is not here any more. Nothing was changed.", "Open the household again.")
    household = unions_of(store).goes_on(_home_of(source))
    kept = store.get(Household, household)
    if kept is not None:
        source = _renamed(source, _names_here(store, kept, _home_of(source)))
    reason = f"{proposal.source.number or '—'} → {(kept and kept.number) or '—'}"
    reason = f"{reason} · {because.strip()}" if because.strip() else reason
    if proposal.is_new:
        return store.save(_anew(store, source, household), because=reason)
    now = store.get(type(proposal.record), proposal.record.id) or proposal.record
    group = now.record_type().group[proposal.group]
    return store.save(replace(now, **_values(store, source, group)), because=reason)


# Inside


def _names_here(store: Store, kept: Household, other: bytes) -> Mapping[str, str]:
    """What the pieces of evidence of a united household are called in the kept one's lists, by what they are there."""
    pieces = evidence.ever_of(store, kept)
    here = proof.names(pieces, kept.id)
    return {name: here[row] for row, name in proof.names(each for each in pieces if each.household == other).items()}


def _as_named_here(store: Store, kept: Case, other: Case) -> Case:
    """A united household's facts, each of which names its evidence as the kept one's would."""
    names = _names_here(store, kept.household, other.household.id)
    if not names:
        return other
    held = {
        field.name: tuple(_renamed(each, names) for each in getattr(other, field.name))
        for field in fields(other)
        if field.name in _WITH_EVIDENCE
    }
    return replace(other, household=_renamed(other.household, names), **held)


def _renamed(record: _R, names: Mapping[str, str]) -> _R:
    lists = [of.name for of in record.record_type().fields if of.kind is Kind.LIST and of.name.endswith(proof.LIST)]
    called = {of: tuple(names.get(each, each) for each in held) for of in lists if (held := getattr(record, of))}
    return replace(record, **called) if called else record


def _together(store: Store, kept: Case, other: Case) -> Iterator[tuple[Record | None, Record | None]]:
    """What of the two means the same thing."""
    yield kept.household, other.household
    yield from people_of_both(store, kept, other)
    yield from houses_of_both(kept, other)
    yield from _named(kept.unregistered_parts, other.unregistered_parts, "name")
    yield from _named(kept.fixtures, other.fixtures, "name")
    yield from _named(kept.appraisals, other.appraisals, "report_number")


def _named(mine: Sequence[_R], theirs: Sequence[_R], name: str) -> list[tuple[_R | None, _R | None]]:
    return paired(mine, theirs, lambda one, other: folded_equal(getattr(one, name), getattr(other, name)))


def _offered(store: Store, mine: Record | None, theirs: Record | None, source: Listed) -> Iterator[Proposal]:
    if theirs is None:
        return
    kind = theirs.record_type()
    if mine is None:
        fields = tuple(
            (field.name, None, held)
            for group in _groups(kind)
            for field in group.fields
            if (held := getattr(theirs, field.name)) not in (None, ())
        )
        moves = any(affects_amount(kind.name, group.name) for group in kind.groups)
        yield Proposal(theirs, is_new=True, group="", fields=fields, source=source, moves_money=moves, row=theirs.id)
        return
    for group in _groups(kind):
        offered, stands = _plain(store, theirs, group), _plain(store, mine, group)
        if offered and offered != stands:
            differing = frozenset(name for name in {*offered, *stands} if offered.get(name) != stands.get(name))
            fields = tuple(
                (field.name, getattr(mine, field.name), getattr(theirs, field.name)) for field in group.fields
            )
            moves = affects_amount(kind.name, group.name)
            yield Proposal(mine, False, group.name, fields, source, moves, theirs.id, differing)  # noqa: FBT003  as above


def _groups(kind: RecordType) -> Iterator[Group]:
    yield from (group for group in kind.groups if group.name not in _NOT_OFFERED)


def _plain(store: Store, record: Record, group: Group) -> Mapping[str, Any]:
    """What is known of a group, to compare with: unsealed, and shown to nobody."""
    return {name: held for name, held in _values(store, record, group).items() if held not in (None, ())}


def _values(store: Store, record: Record, group: Group) -> dict[str, Any]:
    held = {field.name: getattr(record, field.name) for field in group.fields}
    if group.privacy is not Privacy.SENSITIVE or not any(isinstance(each, Sealed) for each in held.values()):
        return held
    forms = store.unsealed(record, group.name)
    return {field.name: value(field, forms.get(field.name)) for field in group.fields}


def _anew(store: Store, source: Record, household: bytes) -> Record:
    """The same of the kept household. What it is linked with stays behind: that is another's record."""
    values: dict[str, Any] = {"household": household}
    for group in _groups(source.record_type()):
        linked = {field.name for field in group.fields if field.kind is Kind.LINK}
        values |= {name: held for name, held in _values(store, source, group).items() if name not in linked}
    return type(source).of(values)


def _home_of(record: Record) -> bytes:
    return record.id if isinstance(record, Household) else vars(record)["household"]
