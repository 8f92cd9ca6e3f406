"""A file's statements against the store: what is new, what changes, what stays; and taking it in as a whole.

Promise: nothing is written before the plan was seen, and the plan is what the store itself says a save would change.
Taking in is a backup and one transaction: a journal line about the file, then one line for each household with the file
and row as its reason. The same file again changes nothing. Hidden: what of a row is news.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import Enum
from typing import Any

from desktop.domain import checks, identity
from desktop.domain.errors import Finding, Level, Refused
from desktop.domain.fields import Privacy
from desktop.domain.four_clear import Case
from desktop.domain.identity import device_prefix, is_provisional, provisional_number
from desktop.domain.records import (
    Appraisal,
    House,
    Household,
    Intake,
    Person,
    Record,
    Sealed,
    UnregisteredPart,
    Wish,
)
from desktop.exchange import duplicates
from desktop.exchange.duplicates import Suspect, Traits
from desktop.exchange.ledger import Fate, Ledger, fates
from desktop.exchange.line import CellFinding
from desktop.exchange.recognising import (
    Known,
    address,
    meant_appraisal,
    meant_houses,
    meant_parts,
    meant_people,
)
from desktop.exchange.stated import Stated
from desktop.i18n import N_
from desktop.memory import uncollected
from desktop.store import backup, queries, told_by_number
from desktop.store.store import Store
from desktop.store.writing import Batch

Progress = Callable[[int, int], None]
"""Told how many of how many households are done; may raise to stop, and then nothing is written."""

_CHUNK = 500
_MOST = 20  # households that are compared where several may be meant
_ANSWERED_ELSEWHERE = frozenset({"id", "seen"})
_ANOTHERS = N_("In the store this household's owner is somebody else. Look which is right.")
_SEVERAL = N_("Several households of the store may be meant. Add the household number to the row.")
_TWICE = N_("An earlier row means the same household of the store. Bring the rows together, or give each its number.")
_UNITED = N_(
    "The office judged the household of this row to be one with another of the store. Bring the rows together, or take "
    "this one out of the ledger."
)
_STRANGE = N_(
    "An id in this row is of another household's record, or of a withdrawn one. Clear the row's Ruhu columns."
)


class Kind(Enum):
    """What a file is taken in for."""

    LEDGER = "ledger"
    APPRAISAL = "appraisal"
    PAYMENT = "payment"  # planned by `payments`, written here


class Outcome(Enum):
    """What taking in would do with a household."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that a file changes; what is sensitive stands masked, None is nothing."""

    record: str
    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Planned:
    """A household of the file, what becomes of it, and the records that say so; none where nothing is written."""

    stated: Stated
    outcome: Outcome
    number: str | None
    records: tuple[Record, ...] = ()
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What taking in a file would do; `fates` counts its source rows."""

    kind: Kind
    ledger: Ledger
    households: tuple[Planned, ...]
    fates: Mapping[Fate, int]
    findings: tuple[CellFinding, ...]
    suspects: tuple[Suspect, ...]
    revision: int  # of the store that it was made for

    def number_of(self, outcome: Outcome) -> int:
        return sum(planned.outcome is outcome for planned in self.households)

    @property
    def written(self) -> tuple[Planned, ...]:
        """The households of which something is written."""
        return tuple(planned for planned in self.households if planned.records)


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken in: the row of the record that tells of it (None where nothing was new), and its entries."""

    intake: bytes | None
    entries: int


@uncollected()
def plan(store: Store, ledger: Ledger, kind: Kind = Kind.LEDGER, progress: Progress = lambda _done, _all: None) -> Plan:
    """What taking in this file would do; nothing is written."""
    revision = queries.revision_of(store)
    planning = _Planning(store, kind, Known.of(store, ledger.households))
    planned: list[Planned] = []
    for start in range(0, len(ledger.households), _CHUNK):
        planned += planning.planned(ledger.households[start : start + _CHUNK])
        progress(len(planned), len(ledger.households))
    refused = [each.stated for each in planned if each.outcome is Outcome.REFUSED]
    found = [*ledger.findings, *(each for stated in ledger.households for each in stated.findings)]
    suspects = planning.suspects([each for each in planned if each.outcome is Outcome.NEW])
    return Plan(kind, ledger, tuple(planned), fates(ledger, refused), tuple(found), suspects, revision)


def prepare(store: Store, revision: int) -> None:
    """Back the store up before a file is taken in. Refused where it is not as it was when the file was looked at."""
    if queries.revision_of(store) != revision:
        raise Refused(
            "The store has changed since this file was looked at. Nothing was written.",
            "Look at the file again, then take it in.",
        )
    backup.back_up(store.engine, store.opened.key, store.folder, store.folder / "backups", keep=backup.LAST_THREE)


def take_in(store: Store, plan: Plan, progress: Progress = lambda _done, _all: None) -> Taken:
    """Writes a plan: a backup, then all of it in one transaction. Where nothing is new, nothing is written at all."""
    written = plan.written
    if not written:
        return Taken(None, 0)
    prepare(store, plan.revision)
    about = Intake(
        kind=plan.kind.value,
        file_name=plan.ledger.name,
        file_digest=plan.ledger.digest,
        source_rows=plan.ledger.source_rows,
        imported_rows=plan.fates[Fate.HOUSEHOLD],
        other_rows=plan.fates[Fate.OTHER],
        refused_rows=plan.fates[Fate.REFUSED],
        entries=len(written),
    )

    def batches() -> Iterator[Batch]:
        yield Batch([about], plan.ledger.name)
        for done, planned in enumerate(written):
            if done % _CHUNK == 0:
                progress(done, len(written))
            yield Batch(planned.records, reason(plan.ledger, planned.stated))

    store.save_all(batches())
    return Taken(about.id, len(written))


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """How many households of a file are as before, and how many stay because something was written there since."""

    taken_back: int
    left: int


def withdraw(store: Store, intake: bytes, because: str, progress: Progress = lambda _done, _all: None) -> Withdrawn:
    """Takes back a whole file: what it created is withdrawn, what it changed is as it was; its own record says so."""
    about = store.get(Intake, intake)
    if about is None or about.withdrawn:
        raise Refused(
            "No file that was taken in has this id, or it was taken back already. Nothing was changed.",
            "Look it up: ruhu ledger list",
        )
    origin, seq = queries.creation_of(store, intake)
    undone = store.undo_all(origin, seq, seq + (about.entries or 0), because=because, progress=progress)
    return Withdrawn(undone.entries - 1, len(undone.standing))


def reason(ledger: Ledger, stated: Stated) -> str:
    """Why a household is written: the file, the sheet where there are several, the rows."""
    rows: dict[str, list[int]] = {}
    for line in stated.lines:
        rows.setdefault(line.place.sheet, []).append(line.place.row)
    told = ((sheet if len(ledger.tables) > 1 else "", _told(sorted(each))) for sheet, each in rows.items())
    return " · ".join([ledger.name, *(text for place in told for text in place if text)])


def _told(rows: Sequence[int]) -> str:
    is_run = len(rows) > 1 and rows[-1] - rows[0] == len(rows) - 1
    return f"{rows[0]}–{rows[-1]}" if is_run else ", ".join(map(str, rows))


@dataclass(frozen=True, slots=True)
class _Meant:
    """A statement with the household of the store that it means, or why it is not known which; None for a new one."""

    stated: Stated
    case: Case | None = None
    problem: str = ""


class _Planning:
    """Finds each household again, and builds the records that a file makes of it."""

    def __init__(self, store: Store, kind: Kind, known: Known) -> None:
        self._store = store
        self._kind = kind
        self._known = known
        self._today = store.today()
        self._prefix = device_prefix(store.end.origin)
        provisional = (number for number in known.numbered if is_provisional(number) and self._prefix in number)
        self._last = max((int(number.rpartition("-")[2]) for number in provisional), default=0)
        self._met: set[bytes] = set()  # households of the store that a row meant already
        self._named: set[bytes] = set()  # ids in the file
        self._held: Mapping[bytes, Mapping[str, Any]] = {}  # by person what an ID number may correct

    def planned(self, households: Sequence[Stated]) -> Iterator[Planned]:
        meant = self._meant(households)
        edits = [self._edits(each.stated, each.case) if each.case and not each.problem else [] for each in meant]
        changed: dict[bytes, set[str]] = {}
        for change in self._store.changes([record for each in edits for record in each]):
            changed.setdefault(change.row, set()).add(change.group)
        for each, records in zip(meant, edits, strict=True):
            if each.problem:
                yield self._refused(each.stated, each.problem)
            elif each.stated.is_refused:
                yield Planned(each.stated, Outcome.REFUSED, each.stated.household.get("number"))
            elif each.case is None:
                yield self._new(each.stated)
            else:
                yield self._edited(each.stated, each.case, [row for row in records if row.id in changed], changed)

    def _meant(self, households: Sequence[Stated]) -> list[_Meant]:
        """Which household of the store each statement means; no household is meant twice."""
        lines = [[] if stated.is_refused else self._known.meant_by(stated)[: _MOST + 1] for stated in households]
        cases = queries.cases(self._store, [line.id for several in lines for line in several])
        if any("id_number" in person for stated in households for person in stated.people):
            people = [person for case in cases.values() for person in case.people]
            self._held = told_by_number.in_clear(self._store, people)
        found: list[_Meant] = []
        for stated, several in zip(households, lines, strict=True):
            case, problem = self._chosen(stated, [cases[line.id] for line in several])
            if case is not None:
                problem = problem or (_TWICE if case.household.id in self._met else "")
                self._met.add(case.household.id)
            ids = _ids(stated)
            found.append(_Meant(stated, case, problem or (_STRANGE if ids & self._named else "")))
            self._named |= ids
        strange = self._strange_ids(found)
        return [replace(each, problem=_STRANGE) if _ids(each.stated) & strange else each for each in found]

    def _chosen(self, stated: Stated, cases: Sequence[Case]) -> tuple[Case | None, str]:
        if len(cases) == 1:
            has_owner = not stated.owner or not cases[0].people or _has(cases[0], stated)
            return cases[0], "" if has_owner else _UNITED if self._known.names_united(stated) else _ANOTHERS
        unmet = [case for case in cases if case.household.id not in self._met][:_MOST]
        same = (case for case in unmet if not self._store.changes(self._edits(stated, case)))
        case = next(same, None)
        return case, _SEVERAL if cases and case is None else ""

    def _strange_ids(self, found: Sequence[_Meant]) -> set[bytes]:
        """Ids of the file that are records of the store, but not of the household that is meant."""
        named = {row for each in found for row in _ids(each.stated)}
        if not named:
            return named
        own = {record.id for each in found if each.case for record in _records_of(each.case)}
        kinds = (Household, Person, House, UnregisteredPart)
        return {record.id for kind in kinds for record in self._store.records(kind, id=[*(named - own)])}

    def suspects(self, new: Sequence[Planned]) -> tuple[Suspect, ...]:
        """New households that are probably another one, of the file or of the store."""
        known = self._known
        return duplicates.suspects(
            [_traits(planned) for planned in new],
            (
                duplicates.traits(
                    line.number or "",
                    number=line.number,
                    names=line.owners,
                    id_numbers=known.id_numbers.get(line.id, ()),
                    address=line.address,
                )
                for line in known.by_id.values()
                if line.kept is None
            ),
        )

    def _new(self, stated: Stated) -> Planned:
        if self._kind is not Kind.LEDGER:
            return self._refused(stated, N_("No household of the store is meant by this row. Register it first."))
        number = stated.household.get("number") or self._provisional()
        home = Household.of({**stated.household, "number": number, "address": address(stated)})
        return self._acceptable(stated, Outcome.NEW, number, (home, *self._records(stated, home.id)))

    def _records(self, stated: Stated, of: bytes) -> Iterator[Record]:
        """The records of a new household, besides the household."""
        for person in stated.people:
            besides = identity.told_besides(person, {}, self._today)
            yield Person.of({**besides, **person, "household": of})
        yield from _of_house(stated, of)

    def _provisional(self) -> str:
        self._last += 1
        return provisional_number(self._prefix, self._last)

    def _edits(self, stated: Stated, case: Case) -> list[Record]:
        """What a file states of a household, where it is not plainly what the store holds already."""
        before = {record.id: record for record in _records_of(case)}
        return [record for record in self._matched(stated, case) if _is_news(record, before.get(record.id))]

    def _edited(
        self, stated: Stated, case: Case, records: Sequence[Record], changed: Mapping[bytes, set[str]]
    ) -> Planned:
        number = case.household.number
        if not records:
            return Planned(stated, Outcome.SAME, number)
        before = {record.id: record for record in _records_of(case)}
        differences = tuple(
            each for record in records for each in _differences(before.get(record.id), record, changed[record.id])
        )
        return self._acceptable(stated, Outcome.CHANGED, number, tuple(records), differences)

    def _matched(self, stated: Stated, case: Case) -> Iterator[Record]:
        """The records of a household that a file states, each as an edit of the one that it means, or as a new one."""
        of = case.household.id
        if self._kind is Kind.LEDGER:
            values = {name: value for name, value in stated.household.items() if name not in ("id", "number")}
            yield replace(case.household, **values)
            for person, said in zip(meant_people(case, stated), stated.people, strict=True):
                held: Mapping[str, Any] = self._held[person.id] if person and "id_number" in said else {}
                besides = identity.told_besides(said, held, self._today)
                yield _edit(person, Person, {**besides, **(self._added(person, said) if person else said)}, of)
            for house, said in zip(meant_houses(case, stated), stated.houses, strict=True):
                yield _edit(house, House, said, of)
            for part, said in zip(meant_parts(case, stated), stated.parts, strict=True):
                yield _edit(part, UnregisteredPart, said if part else _new_part(said, _only_house(case)), of)
            if stated.wish and not _is_known_wish(case, stated):
                yield Wish.of({**stated.wish, "household": of})
        for certificate, said in stated.appraisals.items():
            house = _appraised(case.houses, certificate)
            same = meant_appraisal(case, said, house)
            yield _edit(same, Appraisal, said if same else {"house": house, **said}, of)

    def _added(self, person: Person, said: Mapping[str, Any]) -> dict[str, Any]:
        """What a file says of a known person: the role stays, a special group is added to the others."""
        values = {name: value for name, value in said.items() if name != "role"}
        if groups := values.get("special_groups"):
            held = self._store.unsealed(person, "special").get("special_groups", [])
            values["special_groups"] = tuple(dict.fromkeys((*held, *groups)))
        return values

    def _acceptable(
        self,
        stated: Stated,
        outcome: Outcome,
        number: str | None,
        records: tuple[Record, ...],
        differences: tuple[Difference, ...] = (),
    ) -> Planned:
        found = [each for record in records for each in checks.findings(record, self._today)]
        stated.findings += [stated.finding(each) for each in found]
        if any(each.level is Level.ERROR for each in found):
            return Planned(stated, Outcome.REFUSED, number)
        return Planned(stated, outcome, number, records, differences)

    def _refused(self, stated: Stated, problem: str) -> Planned:
        stated.findings.append(stated.finding(Finding("number", problem)))
        return Planned(stated, Outcome.REFUSED, stated.household.get("number"))


def _of_house(stated: Stated, of: bytes) -> Iterator[Record]:
    """The records of a new household, besides itself and its people."""
    houses = [House.of({**house, "household": of}) for house in stated.houses]
    yield from houses
    house = houses[0].id if len(houses) == 1 else None
    yield from (UnregisteredPart.of({**_new_part(part, house), "household": of}) for part in stated.parts)
    if stated.wish:
        yield Wish.of({**stated.wish, "household": of})
    for certificate, said in stated.appraisals.items():
        yield Appraisal.of({"house": _appraised(houses, certificate), **said, "household": of})


def _new_part(said: Mapping[str, Any], house: bytes | None) -> dict[str, Any]:
    """A part that a file states seldom has a name; what it says to be recognised is."""
    state = "recognised" if said.get("recognised_area") else "undetermined"
    return {"name": "未登记建筑", "state": state, "house": house, **said}


def _edit(same: Any, kind: type[Any], values: Mapping[str, Any], of: bytes) -> Any:
    return replace(same, **values) if same is not None else kind.of({**values, "household": of})


def _appraised(houses: Sequence[House], certificate: str | None) -> bytes | None:
    """The house that an appraisal is about: that of the certificate, or the only one."""
    named = [house.id for house in houses if certificate and house.certificate_number == certificate]
    return named[0] if named else houses[0].id if len(houses) == 1 else None


def _only_house(case: Case) -> bytes | None:
    return case.houses[0].id if len(case.houses) == 1 else None


def _ids(stated: Stated) -> set[bytes]:
    """The ids of records that a file names."""
    said = (stated.household, *stated.people, *stated.houses, *stated.parts)
    return {each["id"] for each in said if "id" in each}


def _is_known_wish(case: Case, stated: Stated) -> bool:
    """Said already, with the same words; a wish that the file doesn't date is compared without its date."""
    said = {name: value for name, value in stated.wish.items() if name != "said_on" or stated.wish_is_dated}
    wishes = case.wishes if stated.wish_is_dated else case.wishes[-1:]
    return any(all(getattr(wish, name) == value for name, value in said.items()) for wish in wishes)


def _has(case: Case, stated: Stated) -> bool:
    row = stated.people[0].get("id")
    return any(person.name == stated.owner or person.id == row for person in case.people)


def _records_of(case: Case) -> Iterator[Record]:
    yield case.household
    yield from (*case.people, *case.houses, *case.unregistered_parts, *case.wishes, *case.appraisals)


def _is_news(record: Record, before: Record | None) -> bool:
    return before is None or any(_pairs(before, record))


def _pairs(before: Record | None, after: Record) -> Iterator[tuple[str, Any, Any]]:
    for each in fields(after):
        if each.name not in _ANSWERED_ELSEWHERE:
            was, now = getattr(before, each.name, None), getattr(after, each.name)
            if now != was and now not in (None, ()):
                yield each.name, was, now


def _differences(before: Record | None, after: Record, groups: Collection[str]) -> Iterator[Difference]:
    """The values that differ, of the groups that a save would write."""
    kind = after.record_type()
    for name, was, now in _pairs(before, after):
        group = kind.group_of[name]
        if name != "household" and group.name in groups:
            is_sensitive = isinstance(was, Sealed) or group.privacy is Privacy.SENSITIVE
            yield Difference(kind.name, name, was, "••••••" if is_sensitive else now)


def _traits(planned: Planned) -> Traits:
    owner = planned.stated.people[0] if planned.stated.people else {}
    return duplicates.traits(
        planned.number or "",
        number=planned.number,
        names=[owner["name"]] if owner.get("name") else [],
        id_numbers=[owner["id_number"]] if owner.get("id_number") else [],
        phone=owner.get("phone"),
        address=address(planned.stated),
    )
