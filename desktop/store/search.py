"""Finds households: by characters of any script, pinyin, numbers, and the tails of ID and phone numbers.

Every value ever written stays findable; `current` tells those that are shown today. Characters are indexed as their
code points, since the tokenizer's tables end before the rare characters that names hold. At most 200 candidates are
taken and ranked here: ordering by the index's own rank costs 91 ms on a word that all rows hold.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from functools import lru_cache
from itertools import product
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select, text, update
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
_FORGET_WORDS = Prepared(text("DELETE FROM document_words WHERE rowid = :doc"))


@dataclass(frozen=True, slots=True)
class Hit:
    """A household that was found, by which value.

    `is_current` is false for a value that was replaced or withdrawn since.
    """

    household: bytes
    matched: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Held:
    """What one register holds: the values of its heads, and those that arrived already superseded."""

    record: str
    row: bytes
    group: str
    household: bytes
    former: Sequence[Mapping[str, Any] | None]
    current: Sequence[Mapping[str, Any] | None]


def is_searched(record: str, group: str) -> bool:
    """Whether values of this group are ever looked for."""
    return (record, group) in _TEXTS or (record, group) in _NUMBERS


def index(connection: Connection, key: bytes, held: Iterable[Held]) -> None:
    """Makes what these registers hold findable, and everything they held before findable as former."""
    for register in held:
        place = (register.record, register.group)
        here = {"of_row": register.row, "of_grp": register.group, "current": 0}
        if place in _TEXTS:
            _FORMER_DOCUMENTS.run(connection, **here)
        _FORMER_KEYS.run(connection, **here)
        for current, values in enumerate((register.former, register.current)):
            for forms in filter(None, values):
                if place in _TEXTS:
                    _index_text(connection, register, _text(place, forms), current)
                else:
                    keys = _number_keys(key, forms.get(_NUMBERS[place]) or "")
                    _index_keys(connection, register, keys, current)


def retire(connection: Connection, row: bytes) -> None:
    """Makes the values of a withdrawn row former ones."""
    connection.execute(update(documents).where(documents.c.row == row).values(current=0))
    connection.execute(update(found_by).where(found_by.c.row == row).values(current=0))


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


def _index_text(connection: Connection, held: Held, value: str, current: int) -> None:
    if value:
        place = {"household": held.household, "row": held.row, "grp": held.group, "text": value, "current": current}
        ((doc,),) = _DOCUMENT.run(connection, **place)
        _FORGET_WORDS.run(connection, doc=doc)
        _NEW_WORDS.run(connection, doc=doc, words=_tokens(_folded(value)))
        _index_keys(connection, held, _text_keys(held.group, value), current)


def _index_keys(connection: Connection, held: Held, keys: Iterable[str], current: int) -> None:
    place = {"household": held.household, "row": held.row, "grp": held.group, "current": current}
    _KEY.run_all(connection, [{"key": key, **place} for key in sorted(set(keys))])


def _former(table: Table) -> Prepared:
    here = (table.c.row == bindparam("of_row"), table.c.grp == bindparam("of_grp"))
    return Prepared(update(table).where(*here).values(current=bindparam("current")))


def _current(table: Table, *place: str) -> Any:
    statement = upsert(table).values({name: bindparam(name) for name in (*_PLACE, place[0])})
    return statement.on_conflict_do_update(index_elements=list(place), set_={"current": statement.excluded.current})


_PLACE = ("household", "row", "grp", "current")
_FORMER_DOCUMENTS = _former(documents)
_FORMER_KEYS = _former(found_by)
_DOCUMENT = Prepared(_current(documents, "text", "row", "grp").returning(documents.c.doc))
_KEY = Prepared(_current(found_by, "key", "household", "row", "grp"))


def _text(place: tuple[str, str], form: Mapping[str, Any]) -> str:
    return " ".join(str(form[name]) for name in _TEXTS[place] if form.get(name))


def _text_keys(group: str, value: str) -> Iterator[str]:
    if group in ("number", "name", "certificate"):
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
