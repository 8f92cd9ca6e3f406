"""`ruhu journal`: what was changed when, by whom and why, and whether the chain of entries holds.

Hidden: sensitive values are shown as their masks, whatever the one who asks could unseal; and so is a check key, which
whoever reads it could make papers with.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import groupby, islice
from typing import Annotated, Any

import typer

from desktop.casework.clocks import ClockFault, Moment, clock_faults
from desktop.cli.command import MOST, Answer, Door, command
from desktop.cli.household import the_household
from desktop.cli.usage import group
from desktop.cli.words import Voice, packed
from desktop.domain.fields import RECORDS, Field, Group, Privacy
from desktop.domain.identity import id_text
from desktop.domain.records import Household
from desktop.domain.values import mask_of, value
from desktop.i18n import N_
from desktop.store import history, journal, queries
from desktop.store.checking import chain_trouble
from desktop.store.history import Step
from desktop.store.journal import revision
from desktop.store.store import Store

commands = group()

_ROWS_TOLD = 12
_STORES_OWN = (
    N_("store made"),
    N_("from the ID number"),
    N_("key slot made"),
    N_("signing key renewed"),
    N_("undo"),
)  # its reasons, not people's
Place = tuple[bytes, int]
"""(origin, seq) of an entry"""


@command(commands, "verify", N_("Look whether every entry is as it was written and none is missing."))
def verify(door: Door) -> Answer:
    voice = door.voice
    with door.opened(read_only=True) as store:
        with store.reading() as connection:
            broken = journal.breaks(connection)
            origins = journal.last_seqs(connection)
            number = revision(connection)
        clocks = {} if broken else _clock_faults(store)
    facts = {
        "entries": number,
        "origins": {origin.hex(): seq for origin, seq in origins.items()},
        "breaks": [{"origin": found.origin.hex(), "seq": found.seq, "what": found.what} for found in broken],
        "clock_faults": [
            {"origin": origin.hex(), "seq": seq, "fault": fault.name} for (origin, seq), fault in clocks.items()
        ],
    }
    lines = [voice.words("The chain holds: {n} entry.", "The chain holds: {n} entries.", number)] if not broken else []
    for found in broken:
        trouble = chain_trouble(found)
        lines.append(voice.word(trouble.message, **trouble.values))
    for (origin, seq), fault in clocks.items():
        told = voice.word("entry {seq} of {origin}: {fault}", seq=seq, origin=origin.hex(), fault=voice.word(fault))
        lines.append(f"! {told}")
    return Answer(facts, lines, is_good=not broken)


@command(commands, "show", N_("Show what was changed, newest first."))
def show(
    door: Door,
    *,
    household: Annotated[str, typer.Option(help=N_("Only this household, by its number or id."))] = "",
    limit: Annotated[int, typer.Option(min=1, max=MOST, help=N_("At most so many entries."))] = 20,
) -> Answer:
    with door.opened(read_only=True) as store:
        steps = history.steps(store, the_household(store, household).id) if household else history.latest(store, limit)
        found = [tuple(of) for _, of in islice(groupby(steps, key=_place), limit)]
        view = _View(door.voice, queries.staff_names(store), _numbers(store, found), _clock_faults(store), store.zone())
    return Answer(
        {"entries": [view.facts(entry) for entry in found]}, [line for entry in found for line in view.lines(entry)]
    )


def _clock_faults(store: Store) -> dict[Place, ClockFault]:
    with store.reading() as connection:
        bodies = (entry.read() for _, entry in journal.entry_rows(connection))
        return clock_faults((Moment(body.origin, body.seq, history.moment(body)) for body in bodies), store.now())


def _numbers(store: Store, found: Sequence[Sequence[Step]]) -> dict[bytes, str]:
    """The numbers of the households that entries are about, by their rows."""
    subjects = {step.household for entry in found for step in entry}
    households = (store.get(Household, row) for row in subjects)
    return {household.id: household.number or "" for household in households if household}


@dataclass(frozen=True, slots=True)
class _View:
    """How changes are told: names of people, numbers of households, what is known of the clocks."""

    voice: Voice
    people: Mapping[bytes, str]
    numbers: Mapping[bytes, str]
    clocks: Mapping[Place, ClockFault]
    zone: tzinfo

    def facts(self, entry: Sequence[Step]) -> dict[str, Any]:
        first = entry[0]
        fault = self.clocks.get(_place(first))
        return {
            "origin": first.origin.hex(),
            "seq": first.seq,
            "when": first.when.isoformat(),
            "who": self.people.get(first.actor, id_text(first.actor)),
            "why": first.reason,
            "clock_fault": fault and fault.name,
            "confirmed_by_office": None if first.is_entry else first.confirmed_at and first.confirmed_at.isoformat(),
            "is_entry_here": first.is_entry,
            "changes": [_facts(step) for step in entry],
        }

    def lines(self, entry: Sequence[Step]) -> Iterator[str]:
        first = entry[0]
        fault = self.clocks.get(_place(first))
        who = self.people.get(first.actor, id_text(first.actor))
        why = self.voice.word(first.reason) if first.reason in _STORES_OWN else first.reason
        yield "  ".join(filter(None, (f"{first.when:%Y-%m-%d %H:%M}", who, why)))
        if not first.is_entry:
            yield f"    {self._confirmed(first)}"
        if fault:
            yield f"    ! {self.voice.word(fault)}"
        rows = [list(of) for _, of in groupby(sorted(entry, key=_on_paper), key=lambda step: step.row)]
        for row in rows[:_ROWS_TOLD]:
            yield f"    {self._heading(row[0])}"
            yield from packed(self._changes(row), indent="      ")
        if more := len(rows[_ROWS_TOLD:]):
            yield "    " + self.voice.words("and {n} record more", "and {n} records more", more)

    def _confirmed(self, step: Step) -> str:
        """By which signature of the office it is sure, where its entry is not here."""
        if step.confirmed_at is None:
            return self.voice.word("confirmed by the office's signature")
        day = step.confirmed_at.astimezone(self.zone).date()
        return self.voice.word("confirmed by the office's signature of {day}", day=day)

    def _heading(self, step: Step) -> str:
        kind = RECORDS.get(step.record)
        of = (self.numbers.get(step.household), self.voice.label(kind) if kind else step.record)
        return " · ".join(filter(None, of))

    def _changes(self, row: Sequence[Step]) -> Iterator[str]:
        for step in row:
            known = _group(step)
            if known is None:
                yield self.voice.word("{group} (needs a newer program)", group=step.group)
            elif step.after is None:
                yield self.voice.pair(self._fields(known), self.voice.word("sealed, its key is not here"))
            else:
                source = f" ({self.voice.word('as in the ID number')})" if step.is_as_in_number else ""
                yield from (f"{each}{source}" for each in self._values(known, step.before or {}, step.after))

    def _values(self, known: Group, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
        for field in known.fields:
            old, new = before.get(field.name), after.get(field.name)
            if old == new or field.name == "household":
                continue
            shown = self._shown(known, field, new)
            change = shown if old is None else f"{self._shown(known, field, old)} → {shown}"
            yield self.voice.pair(self.voice.label(field), change)

    def _fields(self, known: Group) -> str:
        return self.voice.listed(self.voice.label(field) for field in known.fields)

    def _shown(self, known: Group, field: Field, form: Any) -> str:
        if form is None:
            return self.voice.word("(empty)")
        if _is_masked(known):
            return mask_of(field, form)
        return self.voice.shown(field, value(field, form))


def _place(step: Step) -> Place:
    return step.origin, step.seq


def _facts(step: Step) -> dict[str, Any]:
    return {
        "record": step.record,
        "id": id_text(step.row),
        "household": id_text(step.household),
        "group": step.group,
        "before": _forms(step, step.before),
        "after": _forms(step, step.after),
        "current": step.is_head,
        "as_in_id_number": step.is_as_in_number,
    }


def _group(step: Step) -> Group | None:
    """The group of the table; None where a newer program wrote it."""
    kind = RECORDS.get(step.record)
    return kind.group.get(step.group) if kind else None


def _is_masked(known: Group) -> bool:
    return known.privacy is Privacy.SENSITIVE or known.name == "check_key"


def _on_paper(step: Step) -> tuple[int, bytes, int]:
    """Records and their groups in the order of the table."""
    kind = RECORDS.get(step.record)
    known = _group(step)
    if kind is None or known is None:
        return len(RECORDS), step.row, 0
    return list(RECORDS).index(kind.name), step.row, kind.groups.index(known)


def _forms(step: Step, forms: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The written values of one side of a step, sensitive ones as {"sealed": mask}."""
    known = _group(step)
    if forms is None or known is None:
        return None
    held = {field: forms[field.name] for field in known.fields if field.name in forms}
    if _is_masked(known):
        return {field.name: {"sealed": mask_of(field, form)} for field, form in held.items()}
    return {field.name: id_text(form) if isinstance(form, bytes) else form for field, form in held.items()}
