"""Finds households: by characters of any script, pinyin, numbers, and the tails of ID and phone numbers.

Every value ever written stays findable; `current` tells those that are shown today. Characters are indexed as their
code points, since the tokenizer's tables end before the rare characters that names hold. At most 200 candidates are
taken and ranked here: ordering by the index's own rank costs 91 ms on a word that all rows hold.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum, auto
from functools import lru_cache
from itertools import product
from typing import Any

from sqlalchemy import Connection, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert  # this form can be said on both databases

from desktop.store.connection import Prepared
from desktop.store.schema import documents, found_by, rows

LIMIT = 200

_TEXTS = {
    ("household", "number"): ("number",),
    ("household", "place"): ("address", "plot", "building", "lane", "door", "unit", "room"),
    ("household", "address_note"): ("address_note",),
    ("person", "name"): ("name",),
    ("house", "certificate"): ("certificate_number",),
}
_NUMBERS = {("person", "identity"): "id_number", ("person", "phone"): "phone"}
_READINGS_KEPT = 8
_TAIL = 4
_LAST_OF_FIRST_PLANE = 0xFFFF

# Surnames whose reading as a surname differs from the common one; the common one is kept as well.
_SURNAMES = {
    "单": "shan", "解": "xie", "曾": "zeng", "仇": "qiu", "查": "zha", "区": "ou", "盖": "ge", "朴": "piao",
    "翟": "zhai", "乐": "yue", "缪": "miao", "秘": "bi", "冼": "xian", "宓": "fu", "覃": "qin", "召": "shao",
    "洗": "xian", "种": "chong", "员": "yun", "折": "she", "黑": "he", "能": "nai", "都": "du", "繁": "po",
    "薄": "bo", "柏": "bai", "褚": "chu", "卜": "bu", "句": "gou", "隗": "wei",
}  # fmt: skip
_DOUBLE_SURNAMES = {"尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "单于": ("chan", "yu"), "长孙": ("zhang", "sun")}

_MATCHING = text(
    "SELECT d.household, d.row, d.grp, d.text, d.current FROM document_words w JOIN documents d ON d.doc = w.rowid "
    "WHERE w.words MATCH :phrase AND d.current >= :current LIMIT :limit"
)
_NEW_WORDS = Prepared(text("INSERT INTO document_words (rowid, words) VALUES (:doc, :words)"))
_NEW_DOCUMENT = Prepared(
    upsert(documents)
    .values({name: bindparam(name) for name in ("household", "row", "grp", "text", "current")})
    .on_conflict_do_nothing()
    .returning(documents.c.doc)
)
_THIS_DOCUMENT = tuple(documents.c[name] == bindparam(f"of_{name}") for name in ("row", "grp", "text"))
_OLD_DOCUMENT = Prepared(update(documents).where(*_THIS_DOCUMENT).values(current=bindparam("current")))
_INTO_FOUND_BY = upsert(found_by)
_KEY = Prepared(
    _INTO_FOUND_BY.on_conflict_do_update(
        index_elements=list(found_by.primary_key), set_={"current": _INTO_FOUND_BY.excluded.current}
    )
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A household that was found, by which value.

    `is_current` is false for a value that was replaced or withdrawn since.
    """

    household: bytes
    matched: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Value:
    """What one op wrote into a register, and whether that is shown today."""

    record: str
    row: bytes
    group: str
    household: bytes
    forms: Mapping[str, Any]
    is_current: bool


def is_searched(record: str, group: str) -> bool:
    """Whether values of this group are ever looked for."""
    return (record, group) in _TEXTS or (record, group) in _NUMBERS


def index(connection: Connection, key: bytes, values: Iterable[Value]) -> None:
    """Makes these values findable, as today's or as former ones."""
    texts: dict[tuple[bytes, bytes, str, str], bool] = {}
    keys: dict[tuple[str, bytes, bytes, str], bool] = {}
    for value in sorted(values, key=lambda value: value.is_current):  # today's go last, and win over equal former ones
        place = (value.household, value.row, value.group)
        if written := _text(value):
            texts[*place, written] = value.is_current
        for each in {*_text_keys(value.group, written), *_number_keys(key, _number(value))}:
            keys[each, *place] = value.is_current
    _KEY.run_all(connection, [_keyed_row(*place, current=current) for place, current in sorted(keys.items())])
    new = [_new_document(connection, *place, current=current) for place, current in texts.items()]
    # All words at once: between two of them, every guarded write would flush the index of words (50 µs, measured).
    _NEW_WORDS.run_all(connection, [words for words in new if words])


def clear(connection: Connection) -> None:
    """Empties the index of words; the rest are projected tables."""
    connection.execute(text("INSERT INTO document_words (document_words) VALUES ('delete-all')"))


def found(connection: Connection, key: bytes, wanted: str, *, everything: bool = False) -> tuple[Hit, ...]:
    """At most 200 households, best first: exact number, exact name, beginnings, the rest.

    `everything` also finds replaced values and withdrawn households and people.
    """
    words = [word for word in (_folded(part) for part in wanted.split()) if word]
    if not words:
        return ()
    rankings = [_candidates(connection, key, word, everything=everything) for word in words]
    common = set(rankings[0]).intersection(*rankings[1:])
    best = {household: min(ranking[household] for ranking in rankings) for household in common}
    living = best if everything else _living(connection, best)
    ranked = sorted(living.items(), key=lambda item: (item[1], item[0]))
    return tuple(Hit(household, matched, not was) for household, (_, was, matched) in ranked[:LIMIT])


class _Rank(IntEnum):
    """How well a value fits a word; the best comes first."""

    NUMBER = auto()  # the whole household number, or another whole value
    WHOLE = auto()
    BEGINNING = auto()
    PINYIN = auto()
    TAIL = auto()
    PART = auto()


_Ranking = dict[bytes, tuple[_Rank, bool, str]]
"""Per household the best fit: rank, whether it is a former value, the value."""


def _candidates(connection: Connection, key: bytes, word: str, *, everything: bool) -> _Ranking:
    ranking: _Ranking = {}

    def offer(household: bytes, rank: _Rank, current: int, matched: str) -> None:
        fit = rank, not current, matched
        ranking[household] = min(ranking.get(household, fit), fit)

    oldest = 0 if everything else 1
    for lower, upper, rank in _key_ranges(key, word):
        query = select(found_by).where(found_by.c.key >= lower, found_by.c.key < upper, found_by.c.current >= oldest)
        for row in connection.execute(query.limit(LIMIT)):
            offer(row.household, rank, row.current, word if rank is _Rank.TAIL else row.key.partition(":")[2])
    phrase = {"phrase": f'"{_tokens(word)}"', "current": oldest, "limit": LIMIT}
    for row in connection.execute(_MATCHING, phrase):
        offer(row.household, _rank(row.grp, _folded(row.text), word), row.current, row.text)
    return ranking


def _rank(group: str, folded: str, word: str) -> _Rank:
    if folded == word:
        return _Rank.NUMBER if group == "number" else _Rank.WHOLE
    return _Rank.BEGINNING if folded.startswith(word) else _Rank.PART


def _key_ranges(key: bytes, word: str) -> Iterator[tuple[str, str, _Rank]]:
    """(first key, end, rank) of what a word can mean besides its characters."""
    yield f"is:{word}", f"is:{word}\0", _Rank.WHOLE
    if word.isascii() and word.isalpha():
        yield f"initials:{word}", f"initials:{word}\uffff", _Rank.PINYIN
        yield f"pinyin:{word}", f"pinyin:{word}\uffff", _Rank.PINYIN
    digits = _digits(word)
    if len(digits) >= _TAIL:
        tail = _keyed(key, digits)
        yield tail, f"{tail}\0", _Rank.TAIL


def _living(connection: Connection, candidates: _Ranking) -> _Ranking:
    """The candidates whose household is not withdrawn."""
    table = rows["household"]
    query = select(table.c.id).where(table.c.id.in_(bindparam("ids", list(candidates), expanding=True)))
    withdrawn = set(connection.execute(query.where(table.c.withdrawn == 1)).scalars())
    return {household: rank for household, rank in candidates.items() if household not in withdrawn}


def _new_document(
    connection: Connection, household: bytes, row: bytes, group: str, text: str, *, current: bool
) -> dict[str, Any] | None:
    """The words of a text that is new in its register, to be indexed; None where it is known."""
    place = {"household": household, "row": row, "grp": group, "text": text, "current": int(current)}
    for (doc,) in _NEW_DOCUMENT.run(connection, **place):
        return {"doc": doc, "words": _tokens(_folded(text))}
    _OLD_DOCUMENT.run(connection, of_row=row, of_grp=group, of_text=text, current=int(current))
    return None


def _keyed_row(key: str, household: bytes, row: bytes, group: str, *, current: bool) -> dict[str, Any]:
    return {"key": key, "household": household, "row": row, "grp": group, "current": int(current)}


def _text(value: Value) -> str:
    names = _TEXTS.get((value.record, value.group), ())
    return " ".join(str(value.forms[name]) for name in names if value.forms.get(name))


def _number(value: Value) -> str:
    return value.forms.get(_NUMBERS.get((value.record, value.group), "")) or ""


def _text_keys(group: str, value: str) -> Iterator[str]:
    if value and group in ("number", "name", "certificate"):
        yield f"is:{_folded(value)}"
    if group == "name":
        for syllables in readings(value):
            yield "pinyin:" + "".join(syllables)
            yield "initials:" + "".join(syllable[0] for syllable in syllables)


def _number_keys(key: bytes, number: str) -> Iterator[str]:
    digits = _digits(_folded(number))
    if len(digits) >= _TAIL:
        yield _keyed(key, digits)
        yield _keyed(key, digits[-_TAIL:])


def _keyed(key: bytes, digits: str) -> str:
    return "tail:" + hashlib.blake2b(digits.encode(), key=key, digest_size=8).hexdigest()


def _digits(word: str) -> str:
    return "".join(character for character in word if character.isdigit() or character == "x")


def _folded(value: str) -> str:
    """Compatibility form in small letters without blanks and punctuation: what "the same text" means here."""
    folded = unicodedata.normalize("NFKC", value).casefold()
    return "".join(filter(_is_letter, folded))


def _is_letter(character: str) -> bool:
    """Letters and digits, and all beyond the first plane, where characters younger than Python's tables stand."""
    return character.isalnum() or ord(character) > _LAST_OF_FIRST_PLANE


def _tokens(folded: str) -> str:
    return " ".join(f"{ord(character):x}" for character in folded)


@lru_cache(maxsize=65536)
def readings(name: str) -> tuple[tuple[str, ...], ...]:
    """The syllables of a name in every likely reading, as a surname first; other letters stand for themselves."""
    from pypinyin import Style, pinyin  # costs 260 ms, so not at start

    characters = list(filter(_is_letter, name))
    if not characters:
        return ()
    plain = [options[0] for options in pinyin(characters, style=Style.NORMAL)]
    choices = [[syllable.casefold()] for syllable in plain]
    if double := _DOUBLE_SURNAMES.get("".join(characters[:2])):
        choices[:2] = [[double[0]], [double[1]]]
    else:
        surname = _SURNAMES.get(characters[0])
        heteronyms = pinyin(characters[0], style=Style.NORMAL, heteronym=True)[0]
        choices[0] = list(dict.fromkeys([surname or choices[0][0], *choices[0], *heteronyms]))[:_READINGS_KEPT]
    return tuple(product(*choices))
