"""The differences that a bundle makes to a household, in words: which field, from what to what, and what stands beside.

Promise: nothing sensitive is in it, since the differences themselves have it masked. Hidden: a new record is one row
with all that it says, a changed one a row for each field.
"""

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from desktop.casework.differences import Difference
from desktop.domain.fields import RECORDS
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


def rows(voice: Voice, household: bytes, found: Collection[Difference], section: str = ALL) -> list[Row]:
    """The rows of a household's differences, or of those that belong to a section."""
    wanted = [each for each in found if _belongs(each, section) and each.field.name not in _FOR_PROGRAMS]
    wanted.sort(key=lambda each: not each.beside)
    made: list[Row] = []
    for (is_new, _), grouped in groupby(wanted, key=lambda each: (each.is_new, each.row)):
        some = [*grouped]
        made += _new(voice, household, some) if is_new else [_changed(voice, household, each) for each in some]
    return made


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
    upper = f"{voice.label(RECORDS[each.record])} · {voice.label(each.field)}"
    values = [*_told(voice, each)]
    lower = " / ".join(values[1:]) if each.beside else " → ".join(values)
    if each.is_masked and values[0] == values[1] and not each.beside:
        lower = f"{values[1]} · {voice.word('another one, masked alike')}"
    badge = ("", "", "")
    if each.beside:
        badge = (voice.word("to decide"), "warn", "conflict")
    elif each.moves_money:
        badge = (voice.word("affects the amount"), "risk", "money")
    return Row(household, upper, lower, badge, icon="pencil")


def _told(voice: Voice, each: Difference) -> Iterator[str]:
    for value in (each.before, each.after, *each.beside):
        yield _value(voice, each, value)


def _value(voice: Voice, each: Difference, value: Any) -> str:
    if value is None or value == ():
        return voice.word("(empty)")
    if each.field.name in _ABOUT:
        return called(voice, str(value))
    return value if each.is_masked else " ".join(voice.shown(each.field, value).split())
