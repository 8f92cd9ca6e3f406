"""How a conflict is told to who decides it: the question, where both began, each value on its card, and what is done.

Promise: no value reads as if a whole side were thrown away (R32); a sensitive value is only ever told as its mask.
Hidden: which of a group's fields is the value, and which only say where it comes from.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from desktop.casework import deciding, proof
from desktop.casework.deciding import Side, Standing, Way
from desktop.casework.household_ledger import flat_said
from desktop.casework.money_effect import Effect
from desktop.domain import values
from desktop.domain.fields import RECORDS, Field, Group, Kind, Privacy, Role
from desktop.domain.records import Flat, Sealed, Staff
from desktop.store import queries
from desktop.store.contests import LIFE, Line, Version
from desktop.store.decided import Decided
from desktop.store.queries import Listed
from desktop.store.store import Store
from desktop.ui import evidence_words, today_words
from desktop.ui.conflict_card import Sum, Told
from desktop.ui.conflict_evidence import Shown
from desktop.ui.notices import Voice

_BESIDE = ("_source", proof.LIST)
_NAMED, _EDITS, _SHORT = 3, 4, 16
_NUMBERS = (Kind.NUMBER, Kind.MONEY, Kind.WHOLE)
_TWO = 2
_OFFICE = (Role.CLERK, Role.CHECKER, Role.AUDITOR)
_OWN = ("household", "person")  # whose fields tell by themselves of what they are
_TAIL = 4  # of a household's number, in a list

Links = Mapping[bytes, str]
"""What the records are called to which a value points."""

Places = Mapping[bytes, str]
"""Of each person the team, or that they work in the office."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A conflict in words. `takes` and `verbs` go with the cards; `none` is what is said of none of them, if it may be.

    `chosen` is what was decided: the place of a card, -1 for none of them; None while nothing is.
    """

    title: str
    what: str
    home: str
    beginning: str
    cards: tuple[Told, ...]
    takes: tuple[Side | Way, ...] = ()
    verbs: tuple[str, ...] = ()
    none: tuple[str, str] = ("", "")
    none_verb: str = ""
    asking: str = ""
    papers: tuple[Shown, ...] = ()
    note: str = ""
    foot: str = ""
    household: bytes = b""
    chosen: int | None = None
    reason: str = ""


# What is asked


def asked(voice: Voice, standing: Standing, links: Links, places: Places) -> Asked:
    """A conflict that waits."""
    word, n = voice.word, len(standing.versions)
    told = what(voice, standing)
    title = (
        word("{what}: withdrawn, or kept?", what=told)
        if standing.is_life
        else word("{what}: which one holds?", what=told)
    )
    note = word("Sums that counted another value are calculated and locked anew after it.") if standing.is_money else ""
    foot = word("What moves money is decided one by one") if standing.is_money else ""
    household = standing.home.id if standing.home else b""
    if standing.is_life:
        cards, takes = _life_cards(voice, standing, links, places), (Way.STAYS, Way.WITHDRAWN)
        verbs = word("Keep it"), word("Withdraw it")
        return Asked(title, told, home_line(standing.home), "", cards, takes, verbs, note=note, foot=foot,
                     household=household)  # fmt: skip
    cards = _cards(voice, standing, links, places)
    verbs = tuple(_verb(voice, standing, card) for card in cards)
    none = word("Neither for now") if n == _TWO else word("None of the {n} for now", n=n)
    return Asked(
        title,
        told,
        home_line(standing.home),
        beginning(voice, standing, links),
        cards,
        standing.versions,
        verbs,
        (none, _meanwhile(voice, standing, links)) if may_be_empty(standing) else ("", ""),
        word("Use neither, ask the team") if n == _TWO else word("Use none, ask the team"),
        deciding.asking_words(voice, standing) if standing.home else "",
        tuple(_papers(voice, standing)),
        note,
        foot,
        household,
    )


def what(voice: Voice, standing: Standing) -> str:
    """Of whom and of what it is."""
    name = standing.name or _flat_name(standing)
    told = thing(voice, name, standing.record, standing.group, standing.fields)
    return subject(voice, standing.home, name, told)


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
    told = [each for each in known if not each.name.endswith(_BESIDE)] or [*known]
    return voice.word("{of} {fields}", of=of, fields=voice.listed(map(voice.label, told[:_NAMED]))).strip()


def home_line(home: Listed | None) -> str:
    return " · ".join(filter(None, (home.address, home.number))) if home else ""


def beginning(voice: Voice, standing: Standing, links: Links) -> str:
    """Where all of them began, and how they differ."""
    n = len(standing.versions)
    if standing.base is None:
        began = voice.word("Nothing stood there that all of them had seen.")
    else:
        base = value_told(voice, standing, standing.base, links)
        both = voice.word("Both were changed from “{base}”.", base=base)
        began = both if n == _TWO else voice.word("All {n} were changed from “{base}”.", n=n, base=base)
    return joined(voice, (began, _difference(voice, standing)))


def joined(voice: Voice, sentences: Sequence[str]) -> str:
    """Sentences one after the other; in Chinese nothing stands between them."""
    return ("" if voice.language.startswith("zh") else " ").join(filter(None, sentences))


def why_not(voice: Voice, standing: Standing, role: object, *, is_read_only: bool) -> str:
    """Why this person decides nothing here; empty for who may."""
    if is_read_only:
        return voice.word("Open for reading only: it can be looked at, not decided.")
    if role not in standing.may_decide:
        return voice.word(standing.who_decides)
    return ""


# What comes of it


def sums(voice: Voice, effects: Sequence[Effect]) -> list[list[Sum]]:
    """For each card what the ways would come to."""
    return [[*_sums(voice, effect)] for effect in effects]


def money_line(voice: Voice, effects: Sequence[Effect]) -> str:
    """By how much two values move each way."""
    if len(effects) != _TWO or not all(each.is_known for each in effects):
        return ""
    moved = [
        voice.word("{way} differs by {amount} {unit}", way=each.label, amount=each.difference_said.lstrip("+−-"),
                   unit=voice.word("yuan"))
        for each in effects[1].totals
        if each.difference
    ]  # fmt: skip
    known = [each for each in effects[1].totals if each.difference is not None]
    if moved:
        return voice.word("{list}.", list=voice.listed(moved))
    return voice.word("No sum changes with it.") if known else ""


# What was decided


def settled(voice: Voice, decided: Decided, people: Mapping[bytes, str], links: Links) -> Asked:
    """A conflict that was decided: what stood beside what, what was chosen, by whom, when, why."""
    version, word = decided.version, voice.word
    fields = fields_of(decided)
    told = thing(voice, decided.name, version.record, version.group, fields)
    what = subject(voice, decided.home, decided.name, told)
    cards = tuple(_plain_card(voice, each, fields, people, links) for each in decided.replaced)
    chosen = next((n for n, each in enumerate(decided.replaced) if each.forms == version.forms), -1)
    holds = _plain_card(voice, version, fields, people, links)
    came = " ".join(filter(None, (holds.value, holds.unit)))
    none = ("", "") if chosen >= 0 else (word("None of these"), word("What came in their place: {value}", value=came))
    by = word("Decided by {who}, {when}", who=people.get(version.actor, word("not known")), when=holds.when)
    after = "" if decided.holds else word("It was changed again since.")
    return Asked(
        word("{what}: decided", what=what),
        what,
        home_line(decided.home),
        joined(voice, (voice.word("{said}.", said=by), after)),
        cards,
        none=none,
        household=decided.home.id if decided.home else b"",
        chosen=chosen,
        reason=word(version.reason),
    )


def fields_of(decided: Decided) -> list[Field]:
    """The fields in which what stood before differs, those that prove it last."""
    return _differing((*decided.replaced, decided.version))


# Lines of the list


def waiting_line(voice: Voice, line: Line, people: Mapping[bytes, str]) -> tuple[str, str]:
    """Of whom and what, and who wrote the values."""
    versions = line.contest.versions
    written = dict.fromkeys(f"{people.get(each.actor, '')} {each.when:%m-%d}".strip() for each in versions)
    return _line(voice, line.home, line.name, versions), voice.listed(written)


def decided_line(voice: Voice, line: Decided, people: Mapping[bytes, str]) -> tuple[str, str]:
    """Of whom and what, who decided it and when, and why."""
    version = line.version
    upper = _line(voice, line.home, line.name, (*line.replaced, version))
    who = people.get(version.actor, "")
    return upper, voice.pair(f"{who} {moment(version.when)}".strip(), voice.word(version.reason))


def moment(when: datetime) -> str:
    return f"{when:%m-%d %H:%M}"


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


def _flat_name(standing: Standing) -> str:
    """What a flat is called, which has no name."""
    record = standing.seen.record
    return flat_said(record) if isinstance(record, Flat) else ""


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
    return sorted(found, key=lambda each: each.name.endswith(_BESIDE))


def _group(standing: Standing) -> Group:
    return RECORDS[standing.record].group[standing.group]


def may_be_empty(standing: Standing) -> bool:
    """Whether it can be left as it was: what every such record has can't be nothing."""
    return standing.base is not None or not any(each.required for each in _group(standing).fields)


def _cards(voice: Voice, standing: Standing, links: Links, places: Places) -> tuple[Told, ...]:
    """Each by its team; by the person, where one team wrote several."""
    signed = [_signed(voice, side, places) for side in standing.versions]
    if len({who for who, _ in signed}) < len(signed):
        signed = [
            (side.by or who, moment(side.version.when))
            for side, (who, _) in zip(standing.versions, signed, strict=True)
        ]
    made: list[Told] = []
    for side, (who, when) in zip(standing.versions, signed, strict=True):
        value, unit, lines = _told(voice, standing.fields, side.values, links)
        made.append(Told(who, when, value, unit, lines, tuple(_grounds(voice, side))))
    return tuple(made)


def _plain_card(
    voice: Voice, version: Version, fields: Sequence[Field], people: Mapping[bytes, str], links: Links
) -> Told:
    group = RECORDS[version.record].group[version.group]
    held = None if version.forms is None else _read(group, version.forms)
    who = people.get(version.actor) or voice.word("not known")
    if version.group == LIFE:
        is_gone = bool((version.forms or {}).get("withdrawn"))
        reason = (version.forms or {}).get("withdrawn_reason")
        value = voice.word("Withdrawn") if is_gone else voice.word("Kept")
        return Told(who, moment(version.when), value, grounds=(voice.word(reason),) if reason else ())
    value, unit, lines = _told(voice, fields, held, links)
    return Told(who, moment(version.when), value, unit, lines)


def _read(group: Group, forms: Mapping[str, Any]) -> dict[str, Any]:
    """The values of written forms, sensitive ones as their masks."""
    is_masked = group.privacy is Privacy.SENSITIVE
    return {
        each.name: Sealed(values.mask_of(each, form)) if is_masked else values.value(each, form)
        for each in group.fields
        if (form := forms.get(each.name)) is not None
    }


def _signed(voice: Voice, side: Side, places: Places) -> tuple[str, str]:
    """The team or the office in bold, then who and when, and on which computer."""
    place = side.team or places.get(side.version.actor, "")
    by = side.by or voice.word("not known")
    more = (by if place else "", moment(side.version.when), side.computer)
    return place or by, " ".join(filter(None, more))


def _told(
    voice: Voice, fields: Sequence[Field], held: Mapping[str, Any] | None, links: Links
) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """The value, its unit, and what else differs; what it comes from stands elsewhere on the card."""
    if held is None:
        return voice.word("sealed, its key is not here"), "", ()
    known = [each for each in fields if not each.name.endswith(_BESIDE)] or [*fields]
    if not known:
        return "", "", ()
    first, value = known[0], _said(voice, known[0], held, links)
    lines = tuple((voice.label(each), _said(voice, each, held, links)) for each in known[1:])
    number, _, unit = value.rpartition(" ")
    if first.kind in _NUMBERS and number:
        return number, unit, lines
    return value, "", lines


def _said(voice: Voice, known: Field, held: Mapping[str, Any], links: Links) -> str:
    value = held.get(known.name)
    if value in (None, ()):
        return voice.word("(empty)")
    if known.kind is Kind.LINK:
        return links.get(value) or voice.word("not known")
    return value.mask if isinstance(value, Sealed) else voice.shown(known, value)


def _grounds(voice: Voice, side: Side) -> Iterator[str]:
    words = voice.words
    if side.source:
        yield voice.pair(voice.word("On the ground of"), side.source)
    n = len(side.papers)
    if n:
        yield words("{n} piece of evidence", "{n} pieces of evidence", n)
    if side.elsewhere:
        yield voice.pair(voice.word("Also named"), voice.listed(side.elsewhere))
    if side.version.reason:
        yield voice.pair(voice.word("Said to it"), voice.word(side.version.reason))


def _life_cards(voice: Voice, standing: Standing, links: Links, places: Places) -> tuple[Told, Told]:
    """What speaks for keeping a record, and what for withdrawing it."""
    gone = next((each for each in standing.versions if (each.version.forms or {}).get("withdrawn")), None)
    alive = next((each for each in standing.versions if each is not gone), None)
    newest = alive or next(iter(standing.edits), None)
    who, when = _signed(voice, newest, places) if newest else ("", "")
    lines = tuple(line for side in standing.edits for line in _edit(voice, side, links))[:_EDITS]
    stays = Told(who, when, voice.word("Keep it"), "", lines)
    who, when = _signed(voice, gone, places) if gone else ("", "")
    reason = (gone.version.forms or {}).get("withdrawn_reason") if gone else ""
    grounds = (voice.pair(voice.word("Said to it"), voice.word(reason)),) if reason else ()
    return stays, Told(who, when, voice.word("Withdraw it"), "", (), grounds)


def _written(side: Side) -> list[Field]:
    group = RECORDS[side.version.record].group[side.version.group]
    return [each for each in group.fields if (side.values or {}).get(each.name) not in (None, ())]


def _edit(voice: Voice, side: Side, links: Links) -> Iterator[tuple[str, str]]:
    """What somebody wrote who did not know of the withdrawal."""
    if side.values is None:
        yield "", voice.word("sealed, its key is not here")
        return
    for each in _written(side)[:_NAMED]:
        yield voice.label(each), _said(voice, each, side.values, links)


def value_told(voice: Voice, standing: Standing, side: Side, links: Links) -> str:
    value, unit, lines = _told(voice, standing.fields, side.values, links)
    return voice.listed(filter(None, (f"{value} {unit}".strip(), *(text for _, text in lines))))


def _meanwhile(voice: Voice, standing: Standing, links: Links) -> str:
    """What stands there until the team has looked again."""
    word = voice.word
    if standing.base is None:
        stays = word("it stays empty meanwhile")
    else:
        stays = word("“{base}” stands meanwhile", base=value_told(voice, standing, standing.base, links))
    if standing.home is None:
        return word("{said}.", said=stays)
    return word("A question goes to who looks after the household; {stays}.", stays=stays)


def _difference(voice: Voice, standing: Standing) -> str:
    """By how much numbers differ; of other values, which fields do where there are several."""
    known = [each for each in standing.fields if not each.name.endswith(_BESIDE)]
    if not known:
        names = voice.listed(map(voice.label, standing.fields))
        return voice.word("The value is the same; they differ in: {fields}.", fields=names)
    if len(known) > 1:
        return voice.word("They differ in: {fields}.", fields=voice.listed(map(voice.label, known)))
    (only,) = known
    held = [side.values.get(only.name) for side in standing.versions if side.values is not None]
    numbers = [each for each in held if isinstance(each, int | Decimal) and not isinstance(each, bool)]
    if only.kind in _NUMBERS and len(numbers) == len(standing.versions):
        return voice.word("They differ by {amount}.", amount=voice.shown(only, max(numbers) - min(numbers)))
    masks = [each.mask for each in held if isinstance(each, Sealed)]
    if len(masks) > 1 and len({*masks}) == 1:
        return voice.word("They differ where they are masked.")
    return ""


def _verb(voice: Voice, standing: Standing, card: Told) -> str:
    """What the filled button says: whose value holds, and the value where it is short."""
    value = f"{card.value} {card.unit}".strip()
    is_told = _group(standing).privacy is not Privacy.SENSITIVE and len(value) <= _SHORT and not card.lines
    if is_told:
        return voice.word("{value} of {who} holds", who=card.who, value=value)
    return voice.word("What {who} wrote holds", who=card.who)


def _papers(voice: Voice, standing: Standing) -> Iterator[Shown]:
    """Each piece once, with the places of the values for which it stands."""
    of: dict[bytes, list[int]] = {}
    pieces = {}
    for place, side in enumerate(standing.versions, 1):
        for piece in side.papers:
            of.setdefault(piece.id, []).append(place)
            pieces[piece.id] = piece
    for row, piece in pieces.items():
        places = voice.listed(map(str, of[row]))
        yield Shown(piece, evidence_words.called(voice, piece), voice.word("for value {places}", places=places))


def _sums(voice: Voice, effect: Effect) -> Iterator[Sum]:
    if effect.gaps:
        gap = effect.gaps[0]
        why = voice.pair(gap.label, voice.word(gap.message, **gap.values))
        yield Sum(voice.word("The sum can't be told yet"), why, is_known=False)
    elif effect.refused is not None:
        refused = effect.refused
        yield Sum(voice.word("The sum can't be told yet"), voice.word(refused.what, **refused.values), is_known=False)
    for each in effect.totals:
        way = voice.word("{way} would be", way=each.label)
        if each.amount is None:
            yield Sum(way, each.reason, is_known=False)
        else:
            yield Sum(way, each.total, each.difference_said)
