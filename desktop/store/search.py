"""Finds households: by characters of any script, pinyin, numbers, and the tails of ID and phone numbers.

Every value ever written stays findable; `current` tells those that are shown today. Characters are indexed as their
code points, since the tokenizer's tables end before the rare characters that names hold. At most 200 candidates are
taken and ranked here: ordering by the index's own rank costs 91 ms on a word that all rows hold. Of several words, the
one that few households have gives the candidates, and their own texts are held against the others.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum, auto
from itertools import chain, count
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    column,
    delete,
    func,
    insert,
    select,
    table,
    text,
    union_all,
    update,
)

from desktop.store.connection import Prepared
from desktop.store.schema import documents, found_by, rows
from desktop.store.spelling import digits_of, folded, is_latin, joined, number_typed, readings
from desktop.store.upsert import upsert

LIMIT = 200

_MANY = 20_000

_TEXTS = {
    ("household", "number"): ("number",),
    ("household", "place"): ("address", "plot", "building", "lane", "door", "unit", "room"),
    ("household", "address_note"): ("address_note",),
    ("person", "name"): ("name",),
    ("house", "certificate"): ("certificate_number",),
}
_NUMBERS = {("person", "identity"): "id_number", ("person", "phone"): "phone"}
_TAIL = 4
_WORDS = table("document_words", column("rowid"), column("words"))
_FOUND_KEY = select(
    found_by.c.household, found_by.c.row, found_by.c.grp, found_by.c.key.label("text"), found_by.c.current
)
_FOUND_TEXT = select(documents.c.household, documents.c.row, documents.c.grp, documents.c.text, documents.c.current)
_NEW_WORDS = Prepared(text("INSERT INTO document_words (rowid, words) VALUES (:doc, :words)"))
_NEW_DOCUMENT = Prepared(insert(documents))
_OLD_DOCUMENT = Prepared(
    update(documents).where(documents.c.doc == bindparam("of_doc")).values(current=bindparam("current"))
)
_LAST_DOCUMENT = Prepared(select(func.max(documents.c.doc)))
_KNOWN_DOCUMENTS = Prepared(
    select(documents.c.row, documents.c.grp, documents.c.text, documents.c.doc).where(
        documents.c.row.in_(bindparam("wanted", expanding=True))
    )
)
_KEY = Prepared(upsert(found_by, "current"))
_NO_WORDS = Prepared(text("DELETE FROM document_words WHERE rowid = :doc"))
_NO_DOCUMENT = Prepared(delete(documents).where(documents.c.row == bindparam("of_row")))
_NO_KEY = Prepared(delete(found_by).where(*(each == bindparam(f"of_{each.name}") for each in found_by.primary_key)))


class Hit(msgspec.Struct, frozen=True):
    """A household that was found, by which value.

    `is_current` is false for a value that was replaced or withdrawn since.
    """

    household: bytes
    matched: str
    is_current: bool


class Asked(msgspec.Struct, frozen=True):
    """Where a search looks; `everything` also finds replaced values and withdrawn households and people.

    `written` gives the values of these rows' groups as (row, group, value), unsealed, to compare a long number with.
    """

    connection: Connection
    key: bytes
    written: Callable[[Collection[bytes], Collection[str]], Iterable[tuple[bytes, str, Mapping[str, Any]]]]
    everything: bool = False

    @property
    def oldest(self) -> int:
        """The least `current` that is looked at."""
        return 0 if self.everything else 1


class Value(NamedTuple):
    """What one op wrote into a register, and whether that is shown today."""

    record: str
    row: bytes
    group: str
    household: bytes
    forms: Mapping[str, Any]
    is_current: bool


_Place = tuple[bytes, bytes, str, str]
"""Of a text: its household, row and group, and itself."""


def is_searched(record: str, group: str) -> bool:
    """Whether values of this group are ever looked for."""
    return (record, group) in _TEXTS or (record, group) in _NUMBERS


def index(connection: Connection, key: bytes, values: Iterable[Value]) -> None:
    """Makes these values findable, as today's or as former ones."""
    texts: dict[_Place, tuple[str, int]] = {}
    keys: dict[tuple[str, bytes, bytes, str], int] = {}
    for value in sorted(values, key=attrgetter("is_current")):  # today's go last, and win over equal former ones
        record, row, group, household, forms, is_current = value
        if written := _text(record, group, forms):
            spelled = folded(written)
            texts[household, row, group, written] = spelled, int(is_current)
            for each in _text_keys(group, written, spelled):
                keys[each, household, row, group] = int(is_current)
        for each in _number_keys(key, _number(record, group, forms)):
            keys[each, household, row, group] = int(is_current)
    # In the order of the index: else every key lands on another of its pages.
    _KEY.run_rows(connection, [(*place, current) for place, current in sorted(keys.items())])
    _write_documents(connection, texts)


def forget(connection: Connection, key: bytes, values: Iterable[Value]) -> None:
    """Nothing is found any more by these values, nor by any text of their rows."""
    keys: set[tuple[str, bytes, bytes, str]] = set()
    of_rows: set[bytes] = set()
    for record, row, group, household, forms, _ in values:
        of_rows.add(row)
        spelled = folded(written) if (written := _text(record, group, forms)) else ""
        found = (*_text_keys(group, written, spelled), *_number_keys(key, _number(record, group, forms)))
        keys |= {(each, household, row, group) for each in found}
    _NO_KEY.run_rows(connection, sorted(keys))
    _NO_WORDS.run_rows(connection, [(doc,) for *_, doc in _KNOWN_DOCUMENTS.run_for(connection, of_rows)])
    _NO_DOCUMENT.run_rows(connection, [(row,) for row in of_rows])


def clear(connection: Connection) -> None:
    """Empties the index of words; the rest are projected tables."""
    connection.execute(text("INSERT INTO document_words (document_words) VALUES ('delete-all')"))


def found(asked: Asked, wanted: str) -> tuple[Hit, ...]:
    """At most 200 households that all words fit, best first: exact number, exact name, beginnings, the rest."""
    words = [word for word in (folded(part) for part in wanted.split()) if word]
    if not words:
        return ()
    best: _Ranking = {}
    for each in {tuple(words), tuple(joined(words))}:
        for household, fit in _fitting(asked, each).items():
            best[household] = min(best.get(household, fit), fit)
    living = best if asked.everything else _living(asked.connection, best)
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


_Fit = tuple[_Rank, bool, str]
"""How well a household fits a word: rank, whether by a former value, the value."""

_Ranking = dict[bytes, _Fit]
"""Per household the best fit."""


def _fitting(asked: Asked, words: Sequence[str]) -> _Ranking:
    """The households that all words fit (of more than 200 some), each by the word that fits it best."""
    found = [_sources(asked, word) for word in words]
    if len(words) > 1:
        all_of_one = [_households(fits) for fits in found if max(map(len, fits)) < LIMIT]
        some = min(all_of_one, key=len) if all_of_one else _of_all(asked, words)
        texts = _texts_of(asked, some)
        found = [_own_fits(asked, word, texts, some) for word in words]
    rankings = [_ranking(fits) for fits in found]
    common = set(rankings[0]).intersection(*rankings[1:])
    return {household: min(ranking[household] for ranking in rankings) for household in common}


_Query = Select[Any, Any, Any, Any, Any]
_Found = Row[Any, Any, Any, Any, Any]
_Fits = list[tuple[bytes, _Fit]]


def _ranking(fits: Iterable[_Fits]) -> _Ranking:
    ranking: _Ranking = {}
    for household, fit in chain.from_iterable(fits):
        ranking[household] = min(ranking.get(household, fit), fit)
    return ranking


def _households(fits: Iterable[_Fits]) -> set[bytes]:
    return {household for household, _ in chain.from_iterable(fits)}


def _sources(asked: Asked, word: str) -> list[_Fits]:
    """What a word fits, by where it was found: at most 200 each, but every number, since few have the same tail."""
    return [
        _fits(asked, word, rank, query if rank is _Rank.TAIL else query.limit(LIMIT))
        for rank, query in _queries(asked, word)
    ]


def _own_fits(asked: Asked, word: str, texts: Sequence[_Found], households: Collection[bytes]) -> list[_Fits]:
    """What a word fits of these households alone."""
    of_texts = [(row.household, fit) for row in texts if (fit := _text_fit(row, word))]
    numbers = (query.where(found_by.c.household.in_(households)) for query in _number_queries(asked, word))
    return [of_texts, *(_fits(asked, word, _Rank.TAIL, query) for query in numbers)]


def _fits(asked: Asked, word: str, rank: _Rank | None, query: _Query) -> _Fits:
    found = asked.connection.execute(query).all()
    if rank is _Rank.TAIL:
        found = _with_number(asked, found, number_typed(word))
    return [(row.household, fit) for row in found if (fit := _fit(word, rank, row))]


def _of_all(asked: Asked, words: Iterable[str]) -> set[bytes]:
    """At most 200 households among those that each word may mean.

    They are looked for among those of the commonest word, where 200 are soon found: so the others are the short lists.
    """
    ordered = sorted(words, key=lambda word: _times_written(asked, word), reverse=True)
    first, *others = (union_all(*(query for _, query in _queries(asked, word))).subquery() for word in ordered)
    in_all = [first.c.household.in_(select(other.c.household)) for other in others]
    return set(asked.connection.execute(select(first.c.household).where(*in_all).distinct().limit(LIMIT)).scalars())


def _times_written(asked: Asked, word: str) -> int:
    """In how many texts a word stands; counting ends where it is clear that they are many."""
    some = select(_WORDS.c.rowid).where(_phrase(word)).limit(_MANY).subquery()
    return asked.connection.execute(select(func.count()).select_from(some)).scalar_one()


def _texts_of(asked: Asked, households: Collection[bytes]) -> Sequence[_Found]:
    query = _FOUND_TEXT.where(documents.c.household.in_(households), documents.c.current >= asked.oldest)
    return asked.connection.execute(query).all()


def _queries(asked: Asked, word: str) -> Iterator[tuple[_Rank | None, _Query]]:
    """What a word can mean, with the rank of what is found so; None where the found text tells."""
    yield _Rank.WHOLE, _keyed_between(asked, f"is:{word}", f"is:{word}\0")
    if is_latin(word):
        for kind in ("initials", "pinyin"):
            yield _Rank.PINYIN, _keyed_between(asked, f"{kind}:{word}", f"{kind}:{word}􏿿")
    for query in _number_queries(asked, word):
        yield _Rank.TAIL, query
    found = documents.join(_WORDS, _WORDS.c.rowid == documents.c.doc)
    yield None, _FOUND_TEXT.select_from(found).where(_phrase(word), documents.c.current >= asked.oldest)


def _phrase(word: str) -> ColumnElement[bool]:
    return _WORDS.c.words.op("MATCH")(f'"{tokens(word)}"')


def _number_queries(asked: Asked, word: str) -> Iterator[_Query]:
    """Who may have this number, by its last four; none where the word is no number."""
    if number := number_typed(word):
        tail = _keyed(asked.key, number)
        yield _keyed_between(asked, tail, f"{tail}\0")


def _keyed_between(asked: Asked, first: str, end: str) -> _Query:
    return _FOUND_KEY.where(found_by.c.key >= first, found_by.c.key < end, found_by.c.current >= asked.oldest)


def _fit(word: str, rank: _Rank | None, row: _Found) -> _Fit | None:
    if rank is None:
        return _text_fit(row, word)
    return rank, not row.current, word if rank is _Rank.TAIL else row.text.partition(":")[2]


def _text_fit(row: _Found, word: str) -> _Fit | None:
    written = folded(row.text)
    if word in written:
        return _rank(row.grp, written, word), not row.current, row.text
    spellings = (key.partition(":")[2] for key in _text_keys(row.grp, row.text, written)) if is_latin(word) else ()
    spelt = next((spelling for spelling in spellings if spelling.startswith(word)), None)
    return (_Rank.PINYIN, not row.current, spelt) if spelt else None


def _rank(group: str, written: str, word: str) -> _Rank:
    if written == word:
        return _Rank.NUMBER if group == "number" else _Rank.WHOLE
    return _Rank.BEGINNING if written.startswith(word) else _Rank.PART


def _with_number(asked: Asked, found: Sequence[_Found], number: str) -> Sequence[_Found]:
    """Those whose number ends so; of all it is known that the last four do."""
    if len(number) == _TAIL:
        return found
    written = asked.written({row.row for row in found}, {group for _, group in _NUMBERS})
    ending = {
        (row, group)
        for row, group, forms in written
        if any(digits_of(forms.get(name) or "").endswith(number) for name in _NUMBERS.values())
    }
    return [row for row in found if (row.row, row.grp) in ending]


def _living(connection: Connection, candidates: _Ranking) -> _Ranking:
    """The candidates whose household is not withdrawn."""
    table = rows["household"]
    query = select(table.c.id).where(table.c.id.in_(bindparam("ids", list(candidates), expanding=True)))
    withdrawn = set(connection.execute(query.where(table.c.withdrawn == 1)).scalars())
    return {household: rank for household, rank in candidates.items() if household not in withdrawn}


def _write_documents(connection: Connection, texts: Mapping[_Place, tuple[str, int]]) -> None:
    """Indexes the texts that are new in their register, as they are spelled; tells of all whether they are today's."""
    if not texts:
        return
    known = {
        (row, group, written): doc
        for row, group, written, doc in _KNOWN_DOCUMENTS.run_for(connection, {row for _, row, _, _ in texts})
    }
    next_doc = count((_LAST_DOCUMENT.run(connection)[0][0] or 0) + 1)
    new: list[tuple[Any, ...]] = []
    words: list[tuple[int, str]] = []
    old: list[dict[str, int]] = []
    for place, (spelled, current) in texts.items():
        doc = known.get(place[1:])
        if doc is None:
            doc = next(next_doc)
            new.append((doc, *place, current))
            words.append((doc, tokens(spelled)))
        else:
            old.append({"of_doc": doc, "current": current})
    _NEW_DOCUMENT.run_rows(connection, new)
    _OLD_DOCUMENT.run_all(connection, old)
    # All words at once: between two of them, every guarded write would flush the index of words (50 µs, measured).
    _NEW_WORDS.run_rows(connection, words)


def _text(record: str, group: str, forms: Mapping[str, Any]) -> str:
    names = _TEXTS.get((record, group), ())
    return " ".join(str(forms[name]) for name in names if forms.get(name))


def _number(record: str, group: str, forms: Mapping[str, Any]) -> str:
    return forms.get(_NUMBERS.get((record, group), "")) or ""


def _text_keys(group: str, value: str, spelled: str) -> Iterator[str]:
    if group in ("number", "name", "certificate"):
        yield f"is:{spelled}"
    if group == "name":
        for syllables in readings(value):
            yield "pinyin:" + "".join(syllables)
            yield "initials:" + "".join([syllable[0] for syllable in syllables])


def _number_keys(key: bytes, number: str) -> Iterator[str]:
    digits = digits_of(number)
    if len(digits) >= _TAIL:
        yield _keyed(key, digits)


def _keyed(key: bytes, number: str) -> str:
    return "tail:" + hashlib.blake2b(number[-_TAIL:].encode(), key=key, digest_size=8).hexdigest()


def tokens(written: str) -> str:
    """A folded text as the index of words has it."""
    return " ".join(map("{:x}".format, map(ord, written)))
