"""How a conflict and its values are called: of whom, of what, by whom, and why somebody may not decide it.

Promise: a sensitive value is only ever told as its mask. Hidden: which of a group's fields is the value, and which only
say where it comes from.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from desktop.casework import proof
from desktop.casework.deciding import Side, Standing
from desktop.domain.fields import RECORDS, Field, Group, Kind, Role
from desktop.domain.records import Sealed, Staff
from desktop.store import contests, queries
from desktop.store.contests import LIFE, Line, Seen, Version
from desktop.store.decided import Decided
from desktop.store.queries import Listed
from desktop.store.store import Store
from desktop.ui import today_words
from desktop.ui.notices import Voice

BESIDE = ("_source", proof.LIST)
"""How the fields of a group end that only say where its value comes from."""

NUMBERS = (Kind.NUMBER, Kind.MONEY, Kind.WHOLE)
NAMED = 3
"""How many fields are named at the most."""

_OFFICE = (Role.CLERK, Role.CHECKER, Role.AUDITOR)
_OWN = ("household", "person")  # whose fields tell by themselves of what they are
_TAIL = 4  # of a household's number, in a list

Links = Mapping[bytes, str]
"""What the records are called to which a value points."""

Places = Mapping[bytes, str]
"""Of each person the team, or that they work in the office."""


def what(voice: Voice, standing: Standing) -> str:
    """Of whom and of what it is."""
    told = thing(voice, standing.name, standing.record, standing.group, standing.fields)
    return subject(voice, standing.home, standing.name, told)


def subject(voice: Voice, home: Listed | None, name: str, what: str) -> str:
    """Of whom and of what; the name of a person who is the household is not said twice."""
    who = today_words.called(voice, home) if home else ""
    return " · ".join(filter(None, (who if name != who else "", what)))


def thing(voice: Voice, name: str, record: str, group: str, fields: Sequence[Field] = ()) -> str:
    """What is contested of a record; `fields` are those that differ, where that is known."""
    kind = RECORDS[record]
    of = name or ("" if record in _OWN and group != LIFE else voice.label(kind))
    if group == LIFE:
        return of
    known = fields or kind.group[group].fields
    told = [each for each in known if not each.name.endswith(BESIDE)] or [*known]
    said = voice.listed(map(voice.label, told[:NAMED]))
    return f"{name} {said}" if name else voice.word("{of} {fields}", of=of, fields=said).strip()


def home_line(home: Listed | None) -> str:
    return " · ".join(filter(None, (home.address, home.number))) if home else ""


def why_not(voice: Voice, standing: Standing, role: object, *, is_read_only: bool) -> str:
    """Why this person decides nothing here; empty for who may."""
    if is_read_only:
        return voice.word("Open for reading only: it can be looked at, not decided.")
    if role not in standing.may_decide:
        return voice.word(standing.who_decides)
    return ""


def joined(voice: Voice, sentences: Sequence[str]) -> str:
    """Sentences one after the other; in Chinese nothing stands between them."""
    return ("" if voice.language.startswith("zh") else " ").join(filter(None, sentences))


def waiting_line(voice: Voice, line: Line, people: Mapping[bytes, str]) -> tuple[str, str]:
    """Of whom and what, and who wrote the values."""
    versions = line.contest.versions
    written = dict.fromkeys(f"{people.get(each.actor, '')} {each.when:%m-%d}".strip() for each in versions)
    return _line(voice, line.home, line.name, versions), voice.listed(written)


def register_line(voice: Voice, seen: Seen, home: Listed | None) -> str:
    """Of whom and what it is."""
    return _line(voice, home, contests.name_of(seen.record), seen.contest.versions)


def decided_line(voice: Voice, line: Decided, people: Mapping[bytes, str]) -> tuple[str, str]:
    """Of whom and what, who decided it and when, and why."""
    version = line.version
    upper = _line(voice, line.home, line.name, (*line.replaced, version))
    who = people.get(version.actor, "")
    return upper, voice.pair(f"{who} {moment(version.when)}".strip(), voice.word(version.reason))


def moment(when: datetime) -> str:
    return f"{when:%m-%d %H:%M}"


def fields_of(decided: Decided) -> list[Field]:
    """The fields in which what stood before differs, those that prove it last."""
    return _differing((*decided.replaced, decided.version))


def links_of(store: Store, voice: Voice, versions: Sequence[Version]) -> Links:
    """What those records are called to which these values point."""
    wanted: dict[bytes, str] = {}
    for each in versions:
        for known in RECORDS[each.record].group[each.group].fields:
            row = (each.forms or {}).get(known.name)
            if known.kind is Kind.LINK and isinstance(row, bytes):
                wanted[row] = known.to
    homes = queries.listed(store, [row for row, kind in wanted.items() if kind == "household"])
    found = {home.id: today_words.called(voice, home) for home in homes}
    for row, kind in wanted.items():
        if row not in found:
            found[row] = voice.label(RECORDS[kind]) if kind in RECORDS else ""
    return found


def places_of(store: Store, voice: Voice) -> Places:
    """Where each person works."""
    office = voice.word("the office")
    return {each.id: each.team or (office if each.role in _OFFICE else "") for each in store.records(Staff)}


def value_told(voice: Voice, standing: Standing, side: Side, links: Links) -> str:
    value, unit, lines = told_of(voice, standing.fields, side.values, links)
    return voice.listed(filter(None, (f"{value} {unit}".strip(), *(text for _, text in lines))))


def may_be_empty(standing: Standing) -> bool:
    """Whether it can be left as it was: what every such record has can't be nothing."""
    return standing.base is not None or not any(each.required for each in group_of(standing).fields)


# Inside


def _line(voice: Voice, home: Listed | None, name: str, versions: Sequence[Version]) -> str:
    who = today_words.called(voice, home) if home else ""
    number = (home.number or "")[-_TAIL:] if home and home.owners else ""
    record, group = versions[0].record, versions[0].group
    told = thing(voice, "" if name == who else name, record, group, _differing(versions))
    return " ".join(filter(None, (who, number, told)))


def _differing(versions: Sequence[Version]) -> list[Field]:
    forms = [each.forms or {} for each in versions]
    group = RECORDS[versions[0].record].group[versions[0].group]
    found = [each for each in group.fields if len({str(form.get(each.name)) for form in forms}) > 1]
    return sorted(found, key=lambda each: each.name.endswith(BESIDE))


def group_of(standing: Standing) -> Group:
    return RECORDS[standing.record].group[standing.group]


def told_of(
    voice: Voice, fields: Sequence[Field], held: Mapping[str, Any] | None, links: Links
) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """The value, its unit, and what else differs; what it comes from stands elsewhere on the card."""
    if held is None:
        return voice.word("sealed, its key is not here"), "", ()
    known = [each for each in fields if not each.name.endswith(BESIDE)] or [*fields]
    if not known:
        return "", "", ()
    first, value = known[0], said_of(voice, known[0], held, links)
    lines = tuple((voice.label(each), said_of(voice, each, held, links)) for each in known[1:])
    number, _, unit = value.rpartition(" ")
    if first.kind in NUMBERS and number:
        return number, unit, lines
    return value, "", lines


def said_of(voice: Voice, known: Field, held: Mapping[str, Any], links: Links) -> str:
    value = held.get(known.name)
    if value in (None, ()):
        return voice.word("(empty)")
    if known.kind is Kind.LINK:
        return links.get(value) or voice.word("not known")
    return value.mask if isinstance(value, Sealed) else voice.shown(known, value)
