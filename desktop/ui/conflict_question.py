"""A conflict as it is put to who decides it: the question, where all began, a card for each value, and what is done.

Promise: no value reads as if a whole side were thrown away (R32), and none is told before another by weight. Hidden:
what stands on a card, and how a sum that can't be told is worded.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from desktop.casework import deciding
from desktop.casework.deciding import Side, Standing, Way
from desktop.casework.money_effect import Effect
from desktop.domain import values
from desktop.domain.fields import RECORDS, Field, Group, Privacy
from desktop.domain.records import Sealed
from desktop.store.contests import LIFE, Version
from desktop.store.decided import Decided
from desktop.ui import conflict_words as words
from desktop.ui import evidence_words
from desktop.ui.conflict_card import Sum, Told
from desktop.ui.conflict_evidence import Shown
from desktop.ui.conflict_words import BESIDE, NAMED, NUMBERS, Links, Places, joined, moment
from desktop.ui.notices import Voice

_EDITS, _SHORT, _TWO = 4, 16, 2


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


def asked(voice: Voice, standing: Standing, links: Links, places: Places) -> Asked:
    """A conflict that waits."""
    word, n = voice.word, len(standing.versions)
    told = words.what(voice, standing)
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
        return Asked(title, told, words.home_line(standing.home), "", cards, takes, verbs, note=note, foot=foot,
                     household=household)  # fmt: skip
    cards = _cards(voice, standing, links, places)
    verbs = tuple(_verb(voice, standing, card) for card in cards)
    none = word("Neither for now") if n == _TWO else word("None of the {n} for now", n=n)
    return Asked(
        title,
        told,
        words.home_line(standing.home),
        beginning(voice, standing, links),
        cards,
        standing.versions,
        verbs,
        (none, _meanwhile(voice, standing, links)) if words.may_be_empty(standing) else ("", ""),
        word("Use neither, ask the team") if n == _TWO else word("Use none, ask the team"),
        deciding.asking_words(voice, standing) if standing.home else "",
        tuple(_papers(voice, standing)),
        note,
        foot,
        household,
    )


def settled(voice: Voice, decided: Decided, people: Mapping[bytes, str], links: Links) -> Asked:
    """A conflict that was decided: what stood beside what, what was chosen, by whom, when, why."""
    version, word = decided.version, voice.word
    fields = words.fields_of(decided)
    told = words.thing(voice, decided.name, version.record, version.group, fields)
    what = words.subject(voice, decided.home, decided.name, told)
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
        words.home_line(decided.home),
        joined(voice, (voice.word("{said}.", said=by), after)),
        cards,
        none=none,
        household=decided.home.id if decided.home else b"",
        chosen=chosen,
        reason=word(version.reason),
    )


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
    nothing = voice.word("No sum changes with it.") if known else ""
    others = effects[0].others
    taken = voice.words(
        "{n} more that waits is taken as it is shown.", "{n} more that wait are taken as they are shown.", others
    )
    return joined(
        voice, (voice.word("{list}.", list=voice.listed(moved)) if moved else nothing, taken if others else "")
    )


# Inside


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
        value, unit, lines = words.told_of(voice, standing.fields, side.values, links)
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
    value, unit, lines = words.told_of(voice, fields, held, links)
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
    for each in _written(side)[:NAMED]:
        yield voice.label(each), words.said_of(voice, each, side.values, links)


def _meanwhile(voice: Voice, standing: Standing, links: Links) -> str:
    """What stands there until the team has looked again."""
    word = voice.word
    if standing.base is None:
        stays = word("it stays empty meanwhile")
    else:
        stays = word("“{base}” stands meanwhile", base=words.value_told(voice, standing, standing.base, links))
    if standing.home is None:
        return word("{said}.", said=stays)
    return word("A question goes to who looks after the household; {stays}.", stays=stays)


def _verb(voice: Voice, standing: Standing, card: Told) -> str:
    """What the filled button says: whose value holds, and the value where it is short."""
    value = f"{card.value} {card.unit}".strip()
    is_told = words.group_of(standing).privacy is not Privacy.SENSITIVE and len(value) <= _SHORT and not card.lines
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
        yield Sum("", voice.word("The sum can't be told yet: {gaps}", gaps=why), is_known=False)
    elif effect.refused is not None:
        why = voice.word(effect.refused.what, **effect.refused.values)
        yield Sum("", voice.word("The sum can't be told yet: {gaps}", gaps=why), is_known=False)
    for each in effect.totals:
        if each.amount is None:
            yield Sum("", voice.pair(each.label, each.reason), is_known=False)
        else:
            yield Sum(voice.word("{way} would be", way=each.label), each.total, each.difference_said)


def beginning(voice: Voice, standing: Standing, links: Links) -> str:
    """Where all of them began, and how they differ."""
    n = len(standing.versions)
    if standing.base is None:
        began = voice.word("Nothing stood there that all of them had seen.")
    else:
        base = words.value_told(voice, standing, standing.base, links)
        both = voice.word("Both were changed from “{base}”.", base=base)
        began = both if n == _TWO else voice.word("All {n} were changed from “{base}”.", n=n, base=base)
    return joined(voice, (began, _difference(voice, standing)))


def _difference(voice: Voice, standing: Standing) -> str:
    """By how much numbers differ; of other values, which fields do where there are several."""
    known = [each for each in standing.fields if not each.name.endswith(BESIDE)]
    if not known:
        names = voice.listed(map(voice.label, standing.fields))
        return voice.word("The value is the same; they differ in: {fields}.", fields=names)
    if len(known) > 1:
        return voice.word("They differ in: {fields}.", fields=voice.listed(map(voice.label, known)))
    (only,) = known
    held = [side.values.get(only.name) for side in standing.versions if side.values is not None]
    numbers = [each for each in held if isinstance(each, int | Decimal) and not isinstance(each, bool)]
    if only.kind in NUMBERS and len(numbers) == len(standing.versions):
        return voice.word("They differ by {amount}.", amount=voice.shown(only, max(numbers) - min(numbers)))
    masks = [each.mask for each in held if isinstance(each, Sealed)]
    if len(masks) > 1 and len({*masks}) == 1:
        return voice.word("They differ where they are masked.")
    return ""
