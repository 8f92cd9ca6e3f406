"""The differences that a bundle makes to a household, in words: which field, whose value is which, what was decided.

Promise: nothing sensitive is in it, since the differences themselves have it masked; of two values it is told who wrote
each. Hidden: a new record is one row with all that it says, a changed one a row for each field, below a head that says
whose the columns are wherever that is another one than above.
"""

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from desktop.casework.differences import Difference, Settled
from desktop.domain.fields import RECORDS
from desktop.i18n import N_
from desktop.store.brought import Wrote
from desktop.store.projection import LIFE
from desktop.ui.conflict_words import moment
from desktop.ui.exchange_painting import Row
from desktop.ui.history_words import called
from desktop.ui.notices import Voice

_LINE = 60  # letters
_ABOUT = ("asked_record", "asked_field")
_FOR_PROGRAMS = frozenset(
    ("content_digest", "digest", "file_digest", "text_digest", "strokes", "sources", "facts", "trace")
)  # fields of which the value says nothing to people

ALL, NEW, CHANGED, DECIDE = "all", "new", "changed", "decide"
"""The sections in which a household's differences stand."""
AT_ODDS = N_("withdrawn by one, edited by another")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a row is of whose values were decided: the register, to find the decision by."""

    household: bytes
    row: bytes
    group: str


def rows(
    voice: Voice, household: bytes, found: Collection[Difference], section: str = ALL, *, is_there: bool = False
) -> list[Row]:
    """The rows of a household's differences, or of those that belong to a section; `is_there`: they were taken in."""
    wanted = [each for each in found if _belongs(each, section) and each.field.name not in _FOR_PROGRAMS]
    wanted.sort(key=lambda each: (not each.beside, each.settled is not None))
    made: list[Row] = []
    whose = None
    for (is_new, *_), grouped in groupby(wanted, key=_belonging):
        some = [*grouped]
        if is_new:
            made += _new(voice, household, some)
            whose = None
            continue
        head = _head(voice, household, some[0], is_there=is_there)
        is_empty = not some[0].beside and not any(some[0].wrote[:1])  # nothing stood here, whosever the column is
        if head != whose and not (is_empty and whose and whose.beside == head.beside):
            made.append(head)
            whose = head
        made += [_changed(voice, household, each) for each in some]
        made += _decided(voice, household, Decision(household, some[0].row, some[0].group), some[0].settled)
    lives = {each.row: each.life for each in wanted if each.life is not None}
    for row, life in lives.items():
        made += _decided(voice, household, Decision(household, row, LIFE), life, voice.word(AT_ODDS))
    return made


def _belonging(each: Difference) -> tuple[bool, bytes, str]:
    """What stands together: a new record as a whole, else what was written at once."""
    return each.is_new, each.row, "" if each.is_new else each.group


def _belongs(each: Difference, section: str) -> bool:
    match section:
        case "new":
            return each.is_new
        case "changed":
            return not each.is_new
        case "decide":
            return bool(each.beside)
        case _:
            return True


def _new(voice: Voice, household: bytes, some: Sequence[Difference]) -> Iterator[Row]:
    """What a new record says, as many of its fields in a line as can be read."""
    said = [*_lines(voice.pair(voice.label(each.field), _value(voice, each, each.after)) for each in some)]
    upper = voice.word("New: {what}", what=voice.label(RECORDS[some[0].record]))
    yield Row(household, upper, said[0], icon="add", tone="ok")
    for at in range(1, len(said), 2):
        yield Row(household, said[at], "".join(said[at + 1 : at + 2]))


def _lines(pairs: Iterable[str]) -> Iterator[str]:
    line = ""
    for pair in pairs:
        if line and _width(f"{line} · {pair}") > _LINE:
            yield line
            line = ""
        line = f"{line} · {pair}" if line else pair
    yield line


def _width(text: str) -> int:
    """A Han character is two letters wide."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _changed(voice: Voice, household: bytes, each: Difference) -> Row:
    word = voice.word
    upper = f"{voice.label(RECORDS[each.record])} · {voice.label(each.field)}"
    (left, _), *others = _columns(each)
    here, beside = _value(voice, each, left), " / ".join(_value(voice, each, value) for value, _ in others)
    if each.is_masked and here == beside:
        beside = f"{beside} · {word('another one, masked alike')}"
    between, badge = "→", ("", "", "")
    if each.settled is not None:
        badge, between = (word("decided"), "brand", "check"), "/"
    elif each.beside:
        badge, between = (word("to decide"), "warn", "conflict"), "/"
    elif each.moves_money:
        badge = (word("affects the amount"), "risk", "money")
    return Row(household, upper, here, badge, icon="pencil", beside=beside, between=between)


def _decided(
    voice: Voice, household: bytes, decision: Decision, settled: Settled | None, what: str = ""
) -> Iterator[Row]:
    """By whom and when, where it was; `what` it was about, where no row says so."""
    if settled is None:
        return
    if settled.when is None:
        yield Row(household, voice.word("no longer to be decided"), icon="info")
        return
    who = settled.by or voice.word("not known")
    said = voice.word("decided by {who}, {when}", who=who, when=moment(settled.when))
    badge = (voice.word("decided"), "brand", "check") if what else ("", "", "")
    yield Row(decision, what or said, said if what else "", badge, icon="check", tone="brand")


def _columns(each: Difference) -> list[tuple[Any, Wrote | None]]:
    """The values side by side, each with who wrote it: what stood here first, then what the bundle brings."""
    told = (each.before, each.after, *each.beside)
    found = [*zip(told, (*each.wrote, *[None] * len(told)), strict=False)]
    if not each.beside:
        return found
    return sorted(found[1:], key=lambda value: value[1] is None or not value[1].is_here)


def _head(voice: Voice, household: bytes, each: Difference, *, is_there: bool) -> Row:
    """Whose the columns are, in two lines: where the value stands, and who wrote it."""
    word = voice.word
    (_, left), *others = _columns(each)
    here = word("Here before") if is_there else word("Here now")
    first = here if (left.is_here if left else not each.beside) else word("In the bundle")
    who = _author(voice, left) if left else word("nothing")
    right = " / ".join(_author(voice, wrote) for _, wrote in others)
    return Row(household, "", f"{first}\n{who}", icon="people", beside=f"{word('In the bundle')}\n{right}")


def _author(voice: Voice, wrote: Wrote | None) -> str:
    if wrote is None:
        return voice.word("not known")
    return " · ".join(filter(None, (wrote.name, wrote.team, f"{wrote.when:%m-%d}")))


def _value(voice: Voice, each: Difference, value: Any) -> str:
    if value is None or value == ():
        return voice.word("(empty)")
    if each.field.name in _ABOUT:
        return called(voice, str(value))
    return value if each.is_masked else " ".join(voice.shown(each.field, value).split())
