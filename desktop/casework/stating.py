"""What people state, as JSON lines: each line becomes one record, all of them are written or none.

A line is one object: `record` names the kind, the other names are fields of `domain.fields` in the written forms of
`domain.values` (a number may also stand without quotes), null empties a field. Links are ids, a household also its
number. A line with an `id` creates that row, or edits it where it exists. A line without one gets an id from its own
words, its household, and how often both stood in the file so far: the same file sent twice changes nothing (R36), and
two equal lines are two records.

Hidden: the file is read twice, first for the numbers and ids that lines may name before they come, then inside the one
transaction that any problem undoes.
"""

import hashlib
import json
import re
import unicodedata
from collections import ChainMap, Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import islice
from typing import Any, BinaryIO

from desktop.casework.jsonlines import Figure, Line, Progress, parsed
from desktop.domain import checks
from desktop.domain.errors import Finding, Level, Refused
from desktop.domain.fields import RECORDS, Field, Kind, RecordType
from desktop.domain.identity import id_from_text
from desktop.domain.records import CLASSES, Household, Record
from desktop.domain.values import group_values, value
from desktop.i18n import N_
from desktop.store import queries, told_by_number
from desktop.store.store import Saved, Store
from desktop.store.writing import Batch

_ENTRY = 500
_MOST = 10_000
_LIFE = "life"

_STATED = {name: kind for name, kind in RECORDS.items() if kind.stated}
_OWN_COMMANDS = {  # what is not stated, and what makes it
    "calculation": "ruhu calculate",
    "sheet": "ruhu sheet",
    "agreement": "ruhu agreement",
    "assignment": "ruhu assign",
    "decision": "ruhu conflicts decide",
    "staff": "ruhu vault add",
    "area": "ruhu init",
    "area_fact": "ruhu area set",
    "pack": "ruhu policy issue",
    "pack_check": "ruhu policy confirm",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line, or unusual; `record` is its kind where that is known."""

    line: int
    record: str | None
    finding: Finding


class Misstated(Refused):
    """A file that can't be written as it is, with the problems of all its lines (the first 10,000 and a few)."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(
            N_("The file can't be written as it is; problems in it: {n}. Nothing was written."),
            N_("Correct these lines, then send the whole file again."),
            findings=tuple(problem.finding for problem in problems),
            n=len(problems),
        )
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a file's lines, how many journal entries that took, and what is unusual about them."""

    created: int
    edited: int
    unchanged: int
    entries: int
    warnings: tuple[Problem, ...]


def record(store: Store, file: BinaryIO, *, because: str = "", progress: Progress = lambda _bytes: None) -> Recorded:
    """Writes what a file states, which is read twice. Misstated, and nothing written, when a line is not acceptable."""
    index = _Index()
    for line in parsed(file, progress):
        index.add(line)
    file.seek(0)
    reading = _Reading(store, index)
    batches = (Batch(records, because) for records in reading.batches(parsed(file, progress)))
    saved: list[Saved] = []
    store.save_all(batches, saved.append)
    return reading.recorded(saved)


class _Index:
    """What a line may name before it comes: ids given in the file with their kinds, household numbers with rows."""

    def __init__(self) -> None:
        self.kinds: dict[bytes, str] = {}
        self.numbered: dict[str, list[bytes]] = {}
        self._ids = _Ids()

    def add(self, line: Line) -> None:
        kind = _stated(line)
        if kind is None:
            return
        row = _id(line.held.get("id"))
        if kind.name == "household" and "id" not in line.held:
            row = self._ids.of(line, b"")
        if row is not None:
            self.kinds[row] = kind.name
            number = line.held.get("number")
            if kind.name == "household" and isinstance(number, str):
                self.numbered.setdefault(_clean(number), []).append(row)


class _Ids:
    """Gives ids to lines that have none, by what they say and how often that was said so far."""

    def __init__(self) -> None:
        self._said: Counter[bytes] = Counter()

    def of(self, line: Line, household: bytes) -> bytes:
        """A UUID of version 8 (RFC 9562)."""
        words = json.dumps(line.held, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=repr)
        said = hashlib.sha256(household + words.encode("utf-8", "surrogatepass")).digest()
        self._said[said] += 1
        digest = hashlib.sha256(said + self._said[said].to_bytes(8)).digest()
        return bytes((*digest[:6], digest[6] & 0x0F | 0x80, digest[7], digest[8] & 0x3F | 0x80, *digest[9:16]))


@dataclass(frozen=True, slots=True)
class _Statement:
    """A line of a known kind: the row that it is about, what it says of it, and which fields are faulty already."""

    line: Line
    kind: RecordType
    row: bytes
    values: Mapping[str, Any]
    faulty: frozenset[str]

    @property
    def is_named(self) -> bool:
        return "id" in self.line.held

    @property
    def links(self) -> dict[str, bytes]:
        """The rows that it points to, by field."""
        held = ((name, self.values[name]) for name in self.values if self.kind.field[name].to)
        return {name: row for name, row in held if isinstance(row, bytes)}


class _Reading:
    """The second reading: lines become records, as long as nothing is wrong with any of them."""

    def __init__(self, store: Store, index: _Index) -> None:
        self._store = store
        self._index = index
        self._today = store.today()
        self._ids = _Ids()
        self._named: set[bytes] = set()
        self._edited: set[bytes] = set()
        self._numbered: dict[str, tuple[Household, ...]] = {}
        self._withdrawn: dict[bytes, bool] = {}
        self._lines = 0
        self._problems: list[Problem] = []
        self._warnings: list[Problem] = []

    def batches(self, lines: Iterator[Line]) -> Iterator[list[Record]]:
        """The records of an entry each. Misstated at the end when there was any problem."""
        while (chunk := list(islice(lines, _ENTRY))) and len(self._problems) < _MOST:
            self._lines += len(chunk)
            records = list(self._records([said for line in chunk if (said := self._statement(line))]))
            if not self._problems:
                yield records
        if self._problems:
            raise Misstated(sorted(self._problems, key=lambda problem: problem.line))

    def recorded(self, saved: Sequence[Saved]) -> Recorded:
        changed = {row for each in saved for _, row in each.rows}
        edited = len(changed & self._edited)
        entries = sum(each.entry is not None for each in saved)
        return Recorded(len(changed) - edited, edited, self._lines - len(changed), entries, tuple(self._warnings))

    def _statement(self, line: Line) -> _Statement | None:
        kind = _stated(line)
        if kind is None:
            self._find(line, None, _no_kind(line))
            return None
        fields = {field.name: field for group in kind.groups if group.name != _LIFE for field in group.fields}
        strange = (name for name in line.held if name not in fields and name not in ("record", "id"))
        found = [*self._id_faults(line), *(_unknown(kind, name) for name in strange)]
        values = {name: _value(fields[name], form) for name, form in line.held.items() if name in fields}
        if isinstance(number := values.get("household"), str):
            rows = self._rows_numbered(_clean(number))
            if len(rows) == 1:
                values["household"] = rows[0]
            elif rows:
                found.append(Finding("household", "Several households have this number. Name the one by its id."))
            else:
                found.append(Finding("household", "No household has this number, in the store or in the file."))
        for finding in found:
            self._find(line, kind, finding)
        household = values.get("household")
        row = _id(line.held.get("id")) or self._ids.of(line, household if isinstance(household, bytes) else b"")
        return _Statement(line, kind, row, values, frozenset(finding.field for finding in found))

    def _id_faults(self, line: Line) -> Iterator[Finding]:
        if "id" not in line.held:
            return
        row = _id(line.held["id"])
        if row is None:
            yield Finding("id", "This is no id.")
        elif row in self._named:
            yield Finding("id", "An earlier line is about this id already.")
        else:
            self._named.add(row)

    def _rows_numbered(self, number: str) -> list[bytes]:
        """The rows that a number can mean, in this file or the store; withdrawn ones only where there are no others."""
        known = self._households_numbered(number)
        living = [household.id for household in known if not household.withdrawn]
        rows = dict.fromkeys([*self._index.numbered.get(number, ()), *living])
        return list(rows) or [household.id for household in known]

    def _households_numbered(self, number: str) -> tuple[Household, ...]:
        if number not in self._numbered:
            self._numbered[number] = queries.households_numbered(self._store, number)
        return self._numbered[number]

    def _records(self, statements: Sequence[_Statement]) -> Iterator[Record]:
        wanted = {row for said in statements for row in (said.row, *said.links.values())}
        known = self._kinds_of(wanted)
        for said in statements:
            there = known.get(said.row)
            if there is not None and not said.is_named:
                continue  # this very line was sent before
            if there not in (None, said.kind.name):
                finding = Finding("id", "This is the id of a {record}.", values={"record": there})
                self._find(said.line, said.kind, finding)
                continue
            was = self._store.get(CLASSES[said.kind.name], said.row) if there else None
            values = said.values
            if said.kind.name == "person":
                values = {**told_by_number.besides(self._store, values, was), **values}
            stated = replace(was, **values) if was else CLASSES[said.kind.name].of({"id": said.row, **values})
            if was:
                self._edited.add(said.row)
            if self._is_acceptable(said, stated, was, known):
                yield stated

    def _kinds_of(self, wanted: set[bytes]) -> dict[bytes, str]:
        """Which of these rows are in the store, and of what kind they are."""
        with self._store.reading() as connection:
            heads = self._store.projector(connection).heads(list(wanted))
        return {row: ops[0].record for (row, _), ops in heads.items()}

    def _is_acceptable(self, said: _Statement, stated: Record, was: Record | None, known: dict[bytes, str]) -> bool:
        found = [finding for finding in checks.findings(stated, self._today) if finding.field not in said.faulty]
        errors = [finding for finding in found if finding.level is Level.ERROR]
        errors += _links_to_nothing(said, ChainMap(self._index.kinds, known))
        if not errors and not said.faulty and _changes_anything(stated, was):
            errors += self._unchangeable(said, stated, was)
        for finding in errors:
            self._find(said.line, said.kind, finding)
        unusual = [finding for finding in found if finding.level is Level.WARNING]
        if isinstance(stated, Household):
            unusual += self._doubled_number(stated, was)
        self._warnings += [Problem(said.line.number, said.kind.name, finding) for finding in unusual]
        return not errors and not said.faulty

    def _unchangeable(self, said: _Statement, stated: Record, was: Record | None) -> Iterator[Finding]:
        if was is not None and said.kind.is_append:
            yield Finding("id", "A record of what happened is never changed. Record a correction that names it.")
        if getattr(stated, "withdrawn", None):
            yield Finding("withdrawn", "A withdrawn record is not changed. Bring it back first.")
        household = said.links.get("household")
        if was is not None and household not in (None, getattr(was, "household", household)):
            yield Finding("household", "A record stays with its household. Withdraw it there, and state it anew here.")
        if household is not None and household not in self._index.kinds and self._is_withdrawn(household):
            yield Finding("household", "This household was withdrawn. Bring it back first.")

    def _is_withdrawn(self, household: bytes) -> bool:
        if household not in self._withdrawn:
            found = self._store.get(Household, household)
            self._withdrawn[household] = bool(found and found.withdrawn)
        return self._withdrawn[household]

    def _doubled_number(self, stated: Household, was: Record | None) -> Iterator[Finding]:
        """Likely the same household, registered twice (R34): said, never refused (R29)."""
        if not isinstance(stated.number, str) or (isinstance(was, Household) and was.number == stated.number):
            return
        number = _clean(stated.number)
        others = {*self._index.numbered.get(number, ()), *(row.id for row in self._households_numbered(number))}
        if others - {stated.id}:
            yield Finding("number", "Another household has this number already. Is it the same one?", Level.WARNING)

    def _find(self, line: Line, kind: RecordType | None, finding: Finding) -> None:
        self._problems.append(Problem(line.number, kind and kind.name, finding))


def _stated(line: Line) -> RecordType | None:
    """The kind of record that a line is about, if it is one that people state."""
    named = line.held.get("record")
    return _STATED.get(named) if isinstance(named, str) else None


def _no_kind(line: Line) -> Finding:
    named = line.held.get("record")
    if line.fault:
        return Finding("record", line.fault)
    if not isinstance(named, str):
        return Finding("record", "Say what kind of record this is.")
    if named in _OWN_COMMANDS:
        own = {"command": _OWN_COMMANDS[named]}
        return Finding("record", "This is not stated in a file; its own command makes it: {command}", values=own)
    meant = _meant(named, {name: kind.label for name, kind in _STATED.items()})
    if meant is None:
        return Finding("record", "There is no such kind of record.")
    return Finding("record", "There is no such kind of record. Did you mean {proposal}?", values={"proposal": meant})


def _unknown(kind: RecordType, name: str) -> Finding:
    """A name that can't be stated. It is repeated only where it can hardly be a value that went astray."""
    if name in kind.field:
        return Finding(name, "A record is withdrawn one at a time, with a reason, and not by a file.")
    place = name if re.fullmatch(r"[a-z_]{1,40}", name) else "?"
    meant = _meant(name, {each.name: each.label for each in kind.fields})
    if meant is None:
        return Finding(place, "There is no such field here.")
    return Finding(place, "There is no such field here. Did you mean {proposal}?", values={"proposal": meant})


def _meant(name: str, labels: Mapping[str, str]) -> str | None:
    """The one of these names that was probably meant, by its own letters or by its label on the paper."""
    close = [known for known, label in labels.items() if label == name] or get_close_matches(name, labels, n=1)
    return close[0] if close else None


def _id(form: object) -> bytes | None:
    try:
        return id_from_text(form) if isinstance(form, str) else None
    except Refused:
        return None


def _value(field: Field, form: Any) -> Any:
    """The value of a written form. What can't be read stays as it is: `checks` says of what kind it should be."""
    if field.kind is Kind.LINK:
        return _id(form) or form
    if field.kind is Kind.NUMBER and type(form) in (Figure, int):
        form = str(form)
    try:
        return value(field, form)
    except (ValueError, OverflowError):
        return form


def _clean(number: str) -> str:
    return unicodedata.normalize("NFC", number).strip()


def _links_to_nothing(said: _Statement, kinds: Mapping[bytes, str]) -> Iterator[Finding]:
    for name, row in said.links.items():
        to = said.kind.field[name].to
        if kinds.get(row) != to:
            yield Finding(name, "No {record} has this id, in the store or in the file.", values={"record": to})


def _changes_anything(stated: Record, was: Record | None) -> bool:
    """Whether more than the withdrawal is new."""
    groups = [group.fields for group in stated.record_type().groups if group.name != _LIFE]
    return was is None or any(group_values(stated, fields) != group_values(was, fields) for fields in groups)
