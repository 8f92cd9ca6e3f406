"""The characters that no type has: which ones the area's names hold, and the small picture of each.

Promise: a family gets its paper with its own name; what can't be printed is found before, with where it stands. Hidden:
that a character without a number is written as its parts are (⿰王争), and one that only an office's own type has, by
a private number; and that most names need not be looked up in any type.
"""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import cast

from desktop.casework import picture
from desktop.casework.picture import WHOLE, Part
from desktop.domain.errors import Refused
from desktop.domain.records import DrawnSign, Household, Person
from desktop.sheets import press
from desktop.sheets.page import Paper
from desktop.store import queries
from desktop.store.store import Store

_USUAL = re.compile("[\n\x20-\x7e·\u4e00-\u9fa5]*")  # all of it is in every type
_SAFE = re.compile("[\x0e-\x10\n\x20-\x7e·\u3000-\u3002\u300a\u300b\uff01-\uff1f\u4e00-\u9fa5]+")
_PARTS = re.compile("[\u2ff0-\u2fff]")
_ON_PAPERS = ("address", "lane", "door", "building", "unit", "floor", "room", "number")


@dataclass(frozen=True, slots=True)
class Sign:
    """A character that no type has: where it stands, and its picture, if there is one."""

    sign: str
    words: tuple[str, ...]  # names and addresses that hold it
    households: tuple[bytes, ...]
    picture: bytes | None


def signs(store: Store) -> dict[str, bytes]:
    """PNG by sign; of several pictures of one the latest."""
    rows = sorted(store.records(DrawnSign), key=lambda row: row.id)
    drawn = ((row.sign, _decoded(row.picture)) for row in rows if not row.withdrawn)
    return {sign: content for sign, content in drawn if sign and content}


def needed(store: Store, household: bytes | None = None) -> tuple[Sign, ...]:
    """The characters of this household's names and places, or of the whole area's, that no type has.

    Those without a picture come first; then, for the whole area, also pictures that no name needs any more.
    """
    held: dict[str, list[tuple[str, bytes]]] = {}
    for words, home in _told(store, household):
        for sign in lacking(words):
            held.setdefault(sign, []).append((words, home))
    drawn = signs(store)
    if household is None:
        held |= {sign: [] for sign in drawn.keys() - held.keys()}
    found = [
        Sign(sign, tuple(dict.fromkeys(w for w, _ in at)), tuple(dict.fromkeys(h for _, h in at)), drawn.get(sign))
        for sign, at in held.items()
    ]
    return tuple(sorted(found, key=lambda each: (each.picture is not None, each.sign)))


def words_of(record: Household | Person) -> str:
    """What of a record stands on papers."""
    held = (record.name,) if isinstance(record, Person) else (vars(record)[name] for name in _ON_PAPERS)
    return "\n".join(filter(None, held))


def is_usual(words: str) -> bool:
    """Whether every type has all of it, which is told without looking into one."""
    return _USUAL.fullmatch(words) is not None


def lacking(words: str, drawn: Mapping[str, bytes] | None = None) -> tuple[str, ...]:
    """The characters in these words that no type has, nor any of these pictures."""
    return () if is_usual(words) else press.missing_signs(words, drawn)


def require_printable(paper: Paper, drawn: Mapping[str, bytes]) -> None:
    """Refused where the press would be, without setting the paper."""
    held = "\n".join(dict.fromkeys(_texts(paper)))
    unusual = held if _PARTS.search(held) else "".join(dict.fromkeys(_SAFE.sub("", held)))
    for sign in press.missing_signs(unusual, drawn) if unusual else ():
        raise Refused(
            "The sign {sign} ({number}) is in no type of this computer. Nothing was printed.",
            "Draw the sign or scan it from a paper, under the household's name; then print again.",
            sign=sign,
            number=" ".join(f"U+{ord(each):04X}" for each in sign),
        )


def _texts(held: object) -> Iterator[str]:
    """All words that are told to the press, wherever they stand."""
    if isinstance(held, str):
        yield held
    elif is_dataclass(held):
        for each in fields(held):
            yield from _texts(getattr(held, each.name))
    elif isinstance(held, Sequence) and not isinstance(held, bytes):
        for one in cast("Sequence[object]", held):
            yield from _texts(one)


def of_photo(sign: str, content: bytes, file: str, part: Part = WHOLE) -> DrawnSign:
    """What is kept of a character that was photographed or scanned. Refused where nothing is written there."""
    return record(sign, picture.sign(content, file, part))


def record(sign: str, content: bytes) -> DrawnSign:
    """What is kept of a character, with a picture that `picture` made. Refused where it needs none."""
    sign = unicodedata.normalize("NFC", sign.strip())
    if press.missing_signs(sign) != (sign,):
        raise Refused(
            "{sign} needs no picture: it is no single character, or there is a type that has it.",
            "Give one character that can't be printed, or its parts, as ⿰王争.",
            sign=sign,
        )
    return DrawnSign(sign=sign, picture=base64.b64encode(content).decode())


def _told(store: Store, household: bytes | None) -> Iterator[tuple[str, bytes]]:
    homes: Iterable[Household | None]
    homes = [store.get(Household, household)] if household else queries.counted(store)
    people = store.records(Person, household=household) if household else store.records(Person)
    for home in homes:
        if home is not None and not home.withdrawn:
            yield from ((vars(home)[name] or "", home.id) for name in _ON_PAPERS)
    for person in people:
        if not person.withdrawn and person.household:
            yield words_of(person), person.household


def _decoded(text: str | None) -> bytes | None:
    try:
        content = base64.b64decode(text or "", validate=True)
    except binascii.Error:
        return None
    return content if picture.is_sign(content) else None
