"""Conflicts: what waits for a decision, what stands beside what, and the decision itself, by who may take it.

Promise: a choice is made on what was seen; what arrived meanwhile stays a conflict, never overwritten (R20). Every
decision has its reason, one that moves money is taken by itself, and none ever throws a whole side away (R32). Hidden:
what is chosen is written from the journal, so that a sealed value is chosen without being shown.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import islice
from typing import Any, Protocol

from desktop.casework import flats, proof, questioning
from desktop.domain import checks, values
from desktop.domain.amount_facts import affects_amount
from desktop.domain.errors import Level, Refused
from desktop.domain.fields import LEADS, OFFICE, RECORDS, Field, Group, Kind, Privacy, RecordType, Role
from desktop.domain.records import Evidence, Flat, Household, Question, Record, Sealed
from desktop.i18n import N_
from desktop.store import carried, queries
from desktop.store import contests as kept
from desktop.store import decided as taken
from desktop.store.carried import Brought, Carried
from desktop.store.contests import LIFE, Filter, Line, Page, Seen, Version
from desktop.store.decided import Decided
from desktop.store.queries import Listed
from desktop.store.store import Decision, Store

OFFICE_DECIDES = N_("It moves money: the office decides it, with a reason.")
LEAD_DECIDES = N_("The area's lead or the office decides it, with a reason.")

_BESIDE = ("_source", proof.LIST)
_HOLDER = ("flat", "holder")
_CHUNK = 500


class Way(Enum):
    """What can be decided besides that one of the values holds.

    NEITHER: what stood before comes back, or nothing, and the team is asked. Of a record that one withdrew and another
    edited: whether it stays.
    """

    NEITHER = auto()
    STAYS = auto()
    WITHDRAWN = auto()


@dataclass(frozen=True, slots=True)
class Side:
    """One of the values that stand, and what speaks for it.

    `values` by field, sensitive ones sealed; None where the household's key is not here. `papers` are the pieces that
    prove it, `elsewhere` what else is named as evidence; `source` where it comes from.
    """

    version: Version
    values: Mapping[str, Any] | None
    by: str
    computer: str
    team: str
    bundle: Brought | None
    source: str
    papers: tuple[Evidence, ...]
    elsewhere: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A register that waits for a decision, as it was seen; `versions` has the value that is shown first.

    `base` is the last common value, None where none is known. Where one withdrew what another edited, `versions` are
    the withdrawals, and `edits` what they had not seen.
    """

    seen: Seen
    home: Listed | None
    name: str
    versions: tuple[Side, ...]
    base: Side | None
    edits: tuple[Side, ...]

    @property
    def record(self) -> str:
        return self.seen.contest.record

    @property
    def row(self) -> bytes:
        return self.seen.contest.row

    @property
    def group(self) -> str:
        return self.seen.contest.group

    @property
    def household(self) -> bytes:
        return self.seen.contest.household

    @property
    def is_life(self) -> bool:
        return self.group == LIFE

    @property
    def is_money(self) -> bool:
        """Whether a decision may change a sum."""
        return affects_amount(self.record, self.group)

    @property
    def is_withdrawn(self) -> bool:
        """Whether its record or household was withdrawn since: then nothing is decided before it is brought back."""
        return kept.is_withdrawn(self.seen.record, self.home)

    @property
    def may_decide(self) -> frozenset[Role]:
        return OFFICE if self.is_money else LEADS

    @property
    def who_decides(self) -> str:
        """The message that says it."""
        return OFFICE_DECIDES if self.is_money else LEAD_DECIDES

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields in which the values differ, those that prove it last."""
        forms = [side.version.forms or {} for side in self.versions]
        differing = [each for each in self._group.fields if len({str(form.get(each.name)) for form in forms}) > 1]
        return tuple(sorted(differing, key=lambda field: field.name.endswith(_BESIDE)))

    @property
    def _group(self) -> Group:
        return RECORDS[self.record].group[self.group]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is decided of a register: one of its versions, or a Way.

    `asking` is what the team is asked where neither holds (`asking_words` proposes it).
    """

    standing: Standing
    takes: Side | Way
    asking: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """How many entries were written, which registers still wait since something arrived meanwhile, what was asked."""

    entries: int
    still_open: tuple[tuple[bytes, str], ...]
    questions: tuple[Question, ...]


class Words(Protocol):
    """Says things in the reader's language, and names fields and their values."""

    def word(self, message: str, /, **values: object) -> str: ...
    def label(self, named: Field | RecordType) -> str: ...
    def shown(self, field: Field, value: Any) -> str: ...
    def listed(self, texts: Iterable[str]) -> str: ...


# What waits, what was decided


def open_contests(store: Store, wanted: Filter, page: int = 1, size: int = kept.PAGE) -> Page[Line]:
    """A page of what waits for a decision, the total with it; the first page is 1."""
    return kept.listed(store, wanted, page, size)


def decided(store: Store, wanted: Filter, page: int = 1, size: int = kept.PAGE) -> Page[Decided]:
    """A page of what was decided, the newest first: who, when, why, from which values to which (R31)."""
    return taken.listed(store, wanted, page, size)


def contest(store: Store, row: bytes, group: str) -> Standing:
    """A register with all that somebody needs who decides it. Refused where it doesn't wait for a decision."""
    found = standings(store, [(row, group)])
    if not found:
        raise _no_longer()
    return found[0]


def standings(store: Store, registers: Collection[tuple[bytes, str]]) -> tuple[Standing, ...]:
    """These registers, as far as they wait for a decision, each as by `contest`."""
    found = kept.seen(store, registers)
    people = queries.staff_names(store)
    homes = {line.id: line for line in queries.listed(store, [*{each.contest.household for each in found}])}
    said = [version for each in found for version in _versions_of(each)]
    with store.reading() as connection:
        ways = carried.carried(connection, {version.place: version.arrived for version in said})
    pieces = _pieces(store, homes)

    def side(version: Version, household: bytes) -> Side:
        by = people.get(version.actor, "")
        return _side(version, by, ways[version.place], pieces.get(household, ()))

    return tuple(
        Standing(
            each,
            homes.get(each.contest.household),
            kept.name_of(each.record),
            tuple(side(version, each.contest.household) for version in each.contest.versions),
            side(each.base, each.contest.household) if each.base else None,
            tuple(side(version, each.contest.household) for version in each.edits),
        )
        for each in found
    )


def asking_words(words: Words, standing: Standing) -> str:
    """What the team is asked where neither value holds: both are named, but none that is sensitive."""
    labels = words.listed(words.label(field) for field in standing.fields if not field.name.endswith(_BESIDE))
    told = [_told(words, standing, side) for side in standing.versions]
    what = " ".join(filter(None, (standing.name, labels)))
    return words.word("{what}: {values}. None of them holds for now. Look at it again.",
                      what=what, values=words.listed(told))  # fmt: skip


# The decision


def decide(store: Store, choices: Sequence[Choice], *, because: str) -> Settled:
    """Decides these registers for one reason, all or none, an entry for each record.

    Refused for who may not, without a reason, where something that moves money is decided together with others, and
    where somebody else decided it meanwhile. What arrived meanwhile stays beside what was chosen.
    """
    if not because.strip():
        raise Refused("This needs a reason that others can read. Nothing was changed.", "Say why in a few words.")
    _require_alone(choices)
    _require_open(store, choices)
    places = [(each.standing.row, each.standing.group) for each in choices]
    flat = next((each for each in choices if (each.standing.record, each.standing.group) == _HOLDER), None)
    if flat is not None:  # it moves money, and so is alone
        _decide_flat(store, flat, because)
        return Settled(1, kept.still_open(store, places), ())
    decisions = [*_decisions(store, choices)]
    saved = store.decide_all(decisions, because=because)
    asked = tuple(each for decision in decisions for each in decision.beside if isinstance(each, Question))
    return Settled(sum(each.entry is not None for each in saved), kept.still_open(store, places), asked)


def with_forms(record: Record, standing: Standing, forms: Mapping[str, Any] | None) -> Record:
    """The record as it would be with these written values of the register, sensitive ones in clear."""
    if forms is None:
        raise sealed()
    group = RECORDS[standing.record].group[standing.group]
    return replace(record, **{field.name: values.value(field, forms.get(field.name)) for field in group.fields})


def sealed() -> Refused:
    """That a value can't be read here, and so not be chosen or reckoned with."""
    return Refused(
        "This value is sealed, and its key is not here. Nothing was changed.", "Decide where it was written down."
    )


# Inside


def _versions_of(seen: Seen) -> Iterator[Version]:
    yield from (*seen.contest.versions, *seen.edits)
    if seen.base:
        yield seen.base


def _pieces(store: Store, homes: Iterable[bytes]) -> dict[bytes, list[Evidence]]:
    """The evidence of each of these households, from the oldest on."""
    found: dict[bytes, list[Evidence]] = {}
    left = iter(homes)
    while some := list(islice(left, _CHUNK)):
        for piece in store.records(Evidence, household=some):
            found.setdefault(piece.household or b"", []).append(piece)
    return found


def _side(version: Version, by: str, way: Carried, pieces: Sequence[Evidence]) -> Side:
    forms, group = version.forms or {}, RECORDS[version.record].group[version.group]
    listed: Sequence[str] = forms.get(f"{group.name}{proof.LIST}") or ()
    called = proof.names(pieces)
    papers = tuple(each for each in pieces if called[each.id] in listed and not each.withdrawn)
    return Side(
        version,
        None if version.forms is None else _values(group, forms),
        by,
        way.computer,
        way.team,
        way.bundle,
        str(forms.get(f"{group.name}_source") or ""),
        papers,
        tuple(name for name in listed if name not in {called[each.id] for each in papers}),
    )


def _values(group: Group, forms: Mapping[str, Any]) -> dict[str, Any]:
    is_sealed = group.privacy is Privacy.SENSITIVE
    return {
        field.name: Sealed(values.mask_of(field, form)) if is_sealed else values.value(field, form)
        for field in group.fields
        if (form := forms.get(field.name)) is not None
    }


def _told(words: Words, standing: Standing, side: Side) -> str:
    """A value with who wrote it and when; of a sensitive one that alone."""
    sensitive = RECORDS[standing.record].group[standing.group].privacy is Privacy.SENSITIVE
    shown = [
        words.shown(field, side.values[field.name]) if field.name in side.values else words.word("(empty)")
        for field in standing.fields
        if side.values is not None
        and not sensitive
        and not field.name.endswith(_BESIDE)
        and field.kind is not Kind.LINK
    ]
    who = " ".join(filter(None, (side.by, f"{side.version.when:%m-%d %H:%M}")))
    if not shown:
        return words.word("one by {who}", who=who)
    return words.word("{value} by {who}", value=words.listed(shown), who=who)


def _require_alone(choices: Sequence[Choice]) -> None:
    money = [each for each in choices if each.standing.is_money]
    if money and len(choices) > 1:
        raise Refused(
            "{n} of what is selected moves money, and is decided one by one. Nothing was changed.",
            "Take it out of what is selected, and decide each with its own reason.",
            n=len(money),
        )


def _require_open(store: Store, choices: Sequence[Choice]) -> None:
    wanted = {(each.standing.row, each.standing.group) for each in choices}
    if len(wanted) < len(choices):
        message = "one register is decided twice"
        raise ValueError(message)
    if len(kept.still_open(store, wanted)) < len(wanted):
        raise _no_longer()


def _no_longer() -> Refused:
    return Refused(
        "This doesn't wait for a decision, or was decided meanwhile. Nothing was changed.",
        "See what waits and what was decided: ruhu conflicts list, with --decided",
    )


def _decisions(store: Store, choices: Sequence[Choice]) -> Iterator[Decision]:
    """A decision for each record, on what had been seen of it first."""
    of_row: dict[bytes, list[Choice]] = {}
    for each in choices:
        of_row.setdefault(each.standing.row, []).append(each)
    for of in of_row.values():
        groups = tuple(each.standing.group for each in of)
        if LIFE in groups and len(groups) > 1:
            raise Refused(
                "Whether a record stays is decided before anything else of it. Nothing was changed.",
                "Decide that alone, then the others.",
            )
        record = min((each.standing.seen.record for each in of), key=lambda held: held.seen or 0)
        for each in of:
            record = _with_choice(store, record, each)
        yield Decision(record, groups, tuple(_questions(store, of)))


def _with_choice(store: Store, record: Record, choice: Choice) -> Record:
    standing, takes = choice.standing, choice.takes
    if standing.is_life:
        if takes not in (Way.STAYS, Way.WITHDRAWN):
            raise _no_such_choice()
        return replace(record, withdrawn=True if takes is Way.WITHDRAWN else None)
    if isinstance(takes, Side):
        if takes not in standing.versions:
            raise _no_such_choice()
        return with_forms(record, standing, takes.version.forms)
    if takes is not Way.NEITHER:
        raise _no_such_choice()
    chosen = with_forms(record, standing, standing.base.version.forms if standing.base else {})
    fields = {field.name for field in RECORDS[standing.record].group[standing.group].fields}
    wrong = [each for each in checks.findings(chosen, store.today()) if each.field in fields]
    if any(each.level is Level.ERROR for each in wrong):
        raise Refused(
            "Nothing that could come back stood there before. Nothing was changed.",
            "Choose one of the values; it can be corrected afterwards.",
            findings=tuple(wrong),
        )
    return chosen


def _questions(store: Store, choices: Iterable[Choice]) -> Iterator[Question]:
    for each in choices:
        standing = each.standing
        if each.takes is Way.NEITHER and standing.home is not None:
            field = (*standing.fields, *RECORDS[standing.record].group[standing.group].fields)[0]
            yield questioning.asked(
                store, standing.household, each.asking, record=standing.record, row=standing.row, field=field.name
            )


def _decide_flat(store: Store, choice: Choice, because: str) -> None:
    """Whose a flat is: that household's to whom one of the sides gave it, or nobody's."""
    flat, takes = choice.standing.seen.record, choice.takes
    side = takes if isinstance(takes, Side) else choice.standing.base
    if not isinstance(flat, Flat) or takes in (Way.STAYS, Way.WITHDRAWN):
        raise _no_such_choice()
    forms: Mapping[str, Any] = (side.version.forms if side else None) or {}
    is_given = forms.get("held_by") and forms.get("state") != flats.Hold.FREE
    flats.decide(store, flat, store.get(Household, forms["held_by"]) if is_given else None, because=because)


def _no_such_choice() -> Refused:
    return Refused("This can't be decided so. Nothing was changed.", "See what can be chosen: ruhu conflicts show")
