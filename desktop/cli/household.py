"""`ruhu household`: households in a list, by a search, and one of them with everything that is known of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from desktop.casework import from_id_numbers
from desktop.cli.command import MOST, Answer, Door, command, fault
from desktop.cli.usage import group
from desktop.cli.words import Voice, packed, table
from desktop.domain import stages
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS, Kind, RecordType
from desktop.domain.four_clear import Case, Part, four_clear
from desktop.domain.identity import id_from_text, id_text
from desktop.domain.records import CLASSES, Household, Record, Sealed
from desktop.domain.stages import Progress
from desktop.domain.values import written
from desktop.i18n import N_
from desktop.store import queries
from desktop.store.queries import Conflict, Elsewhere, Found
from desktop.store.store import Store
from desktop.store.united import GOES_ON, with_others

commands = group()

_HOLDERS = ("owner", "co_owner", "tenant")
_MARKS = {Progress.DONE: "✓", Progress.GAP: "!", Progress.AHEAD: "·"}


@command(commands, "list", N_("List households by number, or those that a search finds, best first."))
def list_households(
    door: Door,
    *,
    search: Annotated[
        str, typer.Option(help=N_("Name, pinyin, initials, number, address, or the last digits of an ID or a phone."))
    ] = "",
    after: Annotated[
        str, typer.Option(help=N_("Begin after this household: its number, or its id."), metavar="NUMBER|ID")
    ] = "",
    limit: Annotated[int | None, typer.Option(min=1, max=MOST, help=N_("At most so many."))] = None,
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help=N_("Withdrawn households too."))] = False,
    everything: Annotated[
        bool, typer.Option("--everything", help=N_("Also find what was replaced, withdrawn or united since."))
    ] = False,
) -> Answer:
    with door.opened(read_only=True) as store:
        gone = queries.elsewhere(store, search)
        if search:
            found = queries.found(store, search, everything=everything)[:limit]
        else:
            last = the_household(store, after) if after else None
            is_all = withdrawn or everything
            listed = queries.households(store, after=last, limit=limit, withdrawn=is_all, united=everything)
            found = [Found(household, "", is_current=True) for household in listed]
    number = door.voice.words("{n} household", "{n} households", len(found))
    lines = [*_table(door.voice, found), number, *(_gone_line(door.voice, each) for each in gone)]
    facts = {"households": [_facts(hit) for hit in found], "elsewhere": [_gone_facts(each) for each in gone]}
    return Answer(facts, lines)


@command(commands, "show", N_("Show a household with everything that is known of it; sensitive values stay masked."))
def show(
    door: Door,
    *,
    household: Annotated[str, typer.Argument(help=N_("Its number, or its id."), metavar="NUMBER|ID")],
    everything: Annotated[bool, typer.Option("--everything", help=N_("Withdrawn and corrected records too."))] = False,
) -> Answer:
    with door.opened(read_only=True) as store:
        found = the_household(store, household)
        view = _View.of(store, found, everything=everything)
    return Answer(view.facts(door.voice), [*view.lines(door.voice)])


@command(
    commands,
    "from-id-numbers",
    N_("Write down the dates of birth and the sexes that ID numbers tell and nobody stated; what stands stays."),
)
def complete_from_id_numbers(
    door: Door,
    *,
    household: Annotated[
        str, typer.Argument(help=N_("Its number, or its id; without it, all households."), metavar="[NUMBER|ID]")
    ] = "",
) -> Answer:
    with door.opened() as store:
        done = from_id_numbers.write_all(store, the_household(store, household) if household else None)
    told = door.voice.words(
        "{n} person completed from the ID number.", "{n} people completed from their ID numbers.", done
    )
    none = door.voice.word("The ID numbers tell nothing that is not written down. Nothing was changed.")
    return Answer({"people": done}, [told if done else none])


def the_household(store: Store, named: str) -> Household:
    """The household of this number or id, withdrawn ones only where there is no other. Refused where several remain."""
    numbered = queries.households_numbered(store, named)
    living = [household for household in numbered if not household.withdrawn] or list(numbered)
    if len(living) > 1:
        raise Refused(
            "{n} households have this number.",
            "Name the one that you mean by its id: {ids}",
            n=len(living),
            ids=", ".join(id_text(household.id) for household in living),
        )
    found = living[0] if living else _by_id(store, named)
    gone = next((each for each in queries.elsewhere(store) if named in (each.number, id_text(each.id))), None)
    if found is None and gone is not None:
        raise Refused(
            "{number} is with {team} since {day}; all that was written of it lies with the office.",
            "Ask the office, or that team.",
            number=gone.number or named,
            team=gone.team or "—",
            day=gone.since or "—",
        )
    if found is None:
        raise Refused("No household has this number or id.", "Look it up: ruhu household list --search …")
    return found


def _by_id(store: Store, named: str) -> Household | None:
    try:
        return store.get(Household, id_from_text(named))
    except Refused:
        return None


def _facts(hit: Found) -> dict[str, Any]:
    line = hit.household
    facts: dict[str, Any] = {
        "id": id_text(line.id),
        "number": line.number,
        "address": line.address,
        "owners": line.owners,
        "withdrawn": line.is_withdrawn,
        "conflict": line.has_conflict,
        "goes_on_under": id_text(line.kept) if line.kept else None,
    }
    through = {"through": hit.through.number} if hit.through else {}
    return facts | through | ({"matched": hit.matched, "current": hit.is_current} if hit.matched else {})


def _gone_facts(each: Elsewhere) -> dict[str, Any]:
    return {"id": id_text(each.id), "number": each.number, "door": each.door, "team": each.team, "since": each.since}


def _gone_line(voice: Voice, each: Elsewhere) -> str:
    """A household that is with another team, with whom and since when."""
    with_whom = (
        voice.word("now with {team} since {day}", team=each.team, day=each.since or "")
        if each.team
        else voice.word("now with another team since {day}", day=each.since or "")
    )
    return "  ".join(filter(None, (each.number, each.door, with_whom)))


def _table(voice: Voice, found: Sequence[Found]) -> list[str]:
    fields = RECORDS["household"].field
    head = [voice.label(fields["number"]), voice.label(fields["address"]), voice.word("owners, tenants"), "", ""]
    return table([head, *(_cells(voice, hit) for hit in found)]) if found else []


def _cells(voice: Voice, hit: Found) -> list[str]:
    line = hit.household
    marks = {
        voice.word("withdrawn"): line.is_withdrawn,
        voice.word("goes on under another"): line.kept is not None,
        voice.word("in conflict"): line.has_conflict,
    }
    shown = voice.listed(mark for mark, holds in marks.items() if holds)
    number = f"{line.number or ''} ({hit.through.number or '—'})" if hit.through else line.number or ""
    cells = [number, line.address or "", voice.listed(line.owners), shown]
    is_seen = hit.matched.isascii() or any(hit.matched in cell for cell in cells)  # pinyin tells nothing more
    matched = hit.matched if hit.is_current else voice.word("formerly {value}", value=hit.matched)
    return [*cells, "" if hit.is_current and is_seen else matched]


@dataclass(frozen=True, slots=True)
class _United:
    """The numbers of the household under which one goes on, and of those that go on under it."""

    kept: str | None
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _View:
    """A household with all that is shown of it, and the names of the staff."""

    united: _United
    case: Case
    records: tuple[Record, ...]
    conflicts: tuple[Conflict, ...]
    staff: Mapping[bytes, str]

    @classmethod
    def of(cls, store: Store, household: Household, *, everything: bool) -> "_View":
        kinds = {name: kind for name, kind in CLASSES.items() if "household" in RECORDS[name].field and name != "look"}
        homes = with_others(store, household.id)
        all_of_it = [
            record
            for name, kind in kinds.items()
            for record in store.records(kind, household=homes if name in GOES_ON else household.id)
        ]
        replaced = {getattr(record, link, None) for record in all_of_it for link in ("corrects", "supersedes")}
        shown = (row for row in all_of_it if everything or not (getattr(row, "withdrawn", None) or row.id in replaced))
        conflicts = queries.conflicts_open(store, household.id)
        others = tuple(line.number or "—" for line in queries.listed(store, homes[1:]))
        kept = queries.lines_of(store, [household.id])[household.id] if household.same_as else None
        united = _United(kept.number if kept and kept.id != household.id else None, others)
        return cls(united, Case.of(household, all_of_it), tuple(shown), conflicts, queries.staff_names(store))

    def facts(self, voice: Voice) -> dict[str, Any]:
        records: dict[str, list[dict[str, Any]]] = {}
        for record in (self.case.household, *self.records):
            records.setdefault(record.record_type().name, []).append(_written(record))
        return {
            "goes_on_as": self.united.kept,
            "united": self.united.others,
            "stage": int(stages.stage(self.case)),
            "steps": [{"stage": int(step.stage), "progress": step.progress} for step in stages.steps(self.case)],
            "circumstances": [each.name.lower() for each in stages.circumstances(self.case)],
            "findings": [fault(voice, finding) for finding in stages.findings_against_office(self.case)],
            "four_clear": [_part_facts(voice, part) for part in four_clear(self.case)],
            "conflicts": [
                {"record": each.record, "id": id_text(each.row), "group": each.group} for each in self.conflicts
            ],
            "records": records,
        }

    def lines(self, voice: Voice) -> Iterator[str]:
        household = self.case.household
        owners = (person.name or "" for person in self.case.people if person.role in _HOLDERS)
        heading = (household.number or "", household.address or "", voice.listed(owners))
        yield "  ".join(filter(None, heading))
        if self.united.kept:
            yield "! " + voice.word("It goes on as {number}: nothing more is written here.", number=self.united.kept)
        if self.united.others:
            numbers = voice.listed(self.united.others)
            yield voice.word("These go on under it: {numbers}; what happened there is told here.", numbers=numbers)
        for finding in stages.findings_against_office(self.case):
            yield f"! {voice.word(finding.message, **finding.values)}"
        yield " ".join(f"{_MARKS[step.progress]} {step.stage} {_step(voice, step)}" for step in stages.steps(self.case))
        yield from (f"  {voice.word(each)}" for each in stages.circumstances(self.case))
        yield from self._conflict_lines(voice)
        for part in four_clear(self.case):
            yield from _part_lines(voice, part)
        yield from self._record_lines(voice)

    def _conflict_lines(self, voice: Voice) -> Iterator[str]:
        for conflict in self.conflicts:
            kind = RECORDS[conflict.record]
            of = voice.listed(voice.label(field) for field in kind.group[conflict.group].fields)
            yield "! " + voice.pair(voice.word("waits for a decision"), f"{voice.label(kind)} · {of}")

    def _record_lines(self, voice: Voice) -> Iterator[str]:
        numbers = Counter(record.record_type().name for record in self.records)
        kind: RecordType | None = None
        for record in (self.case.household, *self.records):
            if record.record_type() is not kind:
                kind = record.record_type()
                yield ""
                yield f"{voice.label(kind)} {numbers[kind.name] or ''}".rstrip()
            known = [*self._values(voice, record)] or [voice.word("(nothing known yet)")]
            first, *rest = packed(known, indent="    ")
            yield from ("  - " + first.lstrip(), *rest)

    def _values(self, voice: Voice, record: Record) -> Iterator[str]:
        """Each known value with its label; the household is known already."""
        for field in record.record_type().fields:
            value = getattr(record, field.name)
            if value in (None, ()) or field.name == "household":
                continue
            named = self._name_of(voice, value) if field.kind is Kind.LINK else None
            yield voice.pair(voice.label(field), named or voice.shown(field, value))

    def _name_of(self, voice: Voice, row: bytes) -> str | None:
        """What a link's row goes by: a member of staff, or the first text or time of one of the household's records."""
        linked = next((record for record in self.records if record.id == row), None)
        if linked is None:
            return self.staff.get(row)
        texts = (field for field in linked.record_type().fields if field.kind in (Kind.TEXT, Kind.INSTANT))
        return next((voice.shown(field, held) for field in texts if (held := getattr(linked, field.name))), None)


def _step(voice: Voice, step: stages.Step) -> str:
    name = voice.word(step.stage.label)
    return voice.word("{step} (passed over)", step=name) if step.progress is Progress.GAP else name


def _part_facts(voice: Voice, part: Part) -> dict[str, Any]:
    confirmed = part.confirmation and part.confirmation.confirmed_on
    return {
        "part": part.name,
        "clear": part.is_clear,
        "confirmed_on": confirmed and confirmed.isoformat(),
        "missing": [fault(voice, finding) for finding in part.missing],
    }


def _part_lines(voice: Voice, part: Part) -> Iterator[str]:
    name = voice.choice(RECORDS["confirmation"].field["part"], part.name)
    missing = voice.words("{n} thing missing", "{n} things missing", len(part.missing))
    yield f"  {'✓' if part.is_clear else '!'} {name}  {voice.word('clear') if part.is_clear else missing}"
    yield from (f"      {voice.word(finding.message, **finding.values)}" for finding in part.missing)


def _written(record: Record) -> dict[str, Any]:
    """A record as `ruhu record` reads it; a sealed value as {"sealed": mask}, which it does not."""
    values: dict[str, Any] = {"id": id_text(record.id)}
    for field in record.record_type().fields:
        value = getattr(record, field.name)
        if isinstance(value, Sealed):
            values[field.name] = {"sealed": value.mask}
        elif (form := written(field, value)) is not None:
            values[field.name] = id_text(form) if isinstance(form, bytes) else form
    return values
