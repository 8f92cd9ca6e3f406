"""Seals what is about a person: AES-GCM under a random key of the household, wrapped by the store's key.

A sealed value is bound to its place (record, row, group), so it can't be moved to another. A household has more than
one key where stores made one apart: all of them open, and the one with the lowest id seals, so that the stores agree.
Destroying a household's keys makes every copy of its sealed values unreadable (purge) and leaves the journal's chain
whole; a mark stays in their place, so that no key of such a household is ever made or taken in again.
"""

import hashlib
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, insert, literal_column, select

from desktop.domain.errors import Refused
from desktop.store import cipher
from desktop.store.cipher import Cipher
from desktop.store.connection import Prepared
from desktop.store.schema import household_keys, ops
from desktop.store.vault import subkey

_KEY_ID = 8
_KEPT = 4096
_MOST_KEYS = 16  # of a household: more than stores that make them apart can have, and each is tried
_DESTROYED = b""  # stands in the place of a key's id

_WANTED: BindParameter[Any] = bindparam("wanted", expanding=True)
_WRAPPED = Prepared(
    select(household_keys.c.household, household_keys.c.wrapped)
    .where(household_keys.c.household.in_(_WANTED))
    .order_by(household_keys.c.household, household_keys.c.key_id)
)
_KEY_IDS = Prepared(select(household_keys.c.key_id).where(household_keys.c.household == bindparam("of_household")))
_KEEP = Prepared(insert(household_keys))
_DESTROY = Prepared(delete(household_keys).where(household_keys.c.household == bindparam("of_household")))
_PURGED = Prepared(
    select(household_keys.c.household).where(
        household_keys.c.household.in_(_WANTED), func.length(household_keys.c.key_id) == literal_column("0")
    )
)
_SEALED = Prepared(
    select(ops.c.household).where(ops.c.household.in_(_WANTED), ops.c.sealed == literal_column("1")).distinct()
)


class Secrets:
    """The keys under the store's key: the households', made with their first op, and those of marks and search."""

    def __init__(self, store_key: bytes) -> None:
        self._wrapping_key = subkey(store_key, "households")
        self._opened: dict[bytes, Sequence[Cipher]] = {}
        self.opened_late: dict[tuple[bytes, str], int] = {}  # by register the last revision at which it was closed here
        self.marks = subkey(store_key, "marks")
        self.search = subkey(store_key, "search")

    def provide(self, connection: Connection, households: Iterable[bytes]) -> None:
        """Makes the keys of those households that have none, in the transaction of their first op.

        Not where sealed values are here already: then the key is missing, and a new one would only hide that.
        """
        wanted = {household for household in households if household not in self._opened}
        lacking = wanted - self._read_keys(connection, wanted).keys()
        made = lacking - self._with_sealed(connection, lacking) - self.purged(connection, lacking)
        keys = [(household, os.urandom(cipher.KEY)) for household in sorted(made)]
        self._keep(connection, keys)
        for household, key in keys:
            self._hold(household, [Cipher(key)])

    def seal(self, connection: Connection, household: bytes, place: bytes, plain: bytes) -> bytes:
        """The sealed bytes, under the key that all who know the same ones choose. Refused where none is known."""
        keys = self._keys(connection, household)
        if not keys:
            raise key_missing()
        return keys[0].seal(plain, place)

    def unseal(self, connection: Connection, household: bytes, place: bytes, sealed: bytes) -> bytes | None:
        """The plain bytes, or None where no known key opens them (purged, not yet received, or not sealed here)."""
        held = self._opened.get(household, ())
        plain = _plain(held, place, sealed)
        if plain is not None:
            return plain
        # There are more than held when another thread has just received some.
        known = self._read_keys(connection, [household]).get(household, ())
        return _plain(known, place, sealed) if len(known) > len(held) else None

    def has_key(self, connection: Connection, household: bytes) -> bool:
        """Tell whether any key of the household is here."""
        return bool(self._keys(connection, household))

    def export(self, connection: Connection, of: Iterable[bytes] | None = None) -> dict[bytes, list[bytes]]:
        """Every household's keys in clear, or those of some, to travel inside an encrypted bundle."""
        everything = select(household_keys.c.household, household_keys.c.wrapped)
        found = connection.execute(everything) if of is None else _WRAPPED.run_for(connection, of)
        keys: dict[bytes, list[bytes]] = {}
        for household, wrapped in found:
            if wrapped:
                keys.setdefault(household, []).append(self._unwrap(household, wrapped))
        return keys

    def receive(self, connection: Connection, keys: Mapping[bytes, Collection[bytes]]) -> set[bytes]:
        """Adds keys that came from elsewhere to those that are known.

        Returns the households that have sealed values here which a new key may open.
        """
        changed: set[bytes] = set()
        if any(len(key) != cipher.KEY for received in keys.values() for key in received):
            raise Refused(
                "The file holds something else in the place of a household's key. Nothing was taken in.",
                "Ask the sender for the file again.",
            )
        for household, received in keys.items():
            known = {key_id for (key_id,) in _KEY_IDS.run(connection, of_household=household)}
            if _DESTROYED in known:
                continue
            found = {_key_id(key): key for key in received if _key_id(key) not in known}
            new = [*found.values()][: max(_MOST_KEYS - len(known), 0)]
            self._keep(connection, [(household, key) for key in new])
            changed |= {household} if new else set()
        return self._with_sealed(connection, changed)

    def purged(self, connection: Connection, households: Iterable[bytes]) -> set[bytes]:
        """Those of these households whose keys were destroyed."""
        return {household for (household,) in _PURGED.run_for(connection, households)}

    def destroy(self, connection: Connection, households: Collection[bytes]) -> None:
        """Destroys all keys of these households, for ever."""
        _DESTROY.run_rows(connection, [(household,) for household in households])
        _KEEP.run_rows(connection, [(household, _DESTROYED, b"") for household in households])
        for household in households:
            self._opened.pop(household, None)

    def forget(self) -> None:
        """Drops the opened keys: after a transaction that made some was undone."""
        self._opened.clear()

    def _with_sealed(self, connection: Connection, households: Iterable[bytes]) -> set[bytes]:
        return {household for (household,) in _SEALED.run_for(connection, households)}

    def _keys(self, connection: Connection, household: bytes) -> Sequence[Cipher]:
        return self._opened.get(household) or self._read_keys(connection, [household]).get(household, ())

    def _read_keys(self, connection: Connection, households: Iterable[bytes]) -> Mapping[bytes, Sequence[Cipher]]:
        found: dict[bytes, list[Cipher]] = {}
        for household, wrapped in _WRAPPED.run_for(connection, households):
            if wrapped:
                found.setdefault(household, []).append(Cipher(self._unwrap(household, wrapped)))
        for household, keys in found.items():
            self._hold(household, keys)
        return found

    def _hold(self, household: bytes, keys: Sequence[Cipher]) -> None:
        if len(self._opened) >= _KEPT:
            self._opened.clear()
        self._opened[household] = keys

    def row_of(self, household: bytes, wrapped: bytes) -> dict[str, bytes]:
        """A wrapped key as it is kept, under its id."""
        return _row(household, self._unwrap(household, wrapped), wrapped)

    def _keep(self, connection: Connection, keys: Iterable[tuple[bytes, bytes]]) -> None:
        """Wraps and writes keys, each with its household."""
        made = [_row(household, key, self._wrap(household, key)) for household, key in keys]
        _KEEP.run_all(connection, made)
        for row in made:
            self._opened.pop(row["household"], None)

    def _wrap(self, household: bytes, key: bytes) -> bytes:
        return self._wrapping.seal(key, household)

    def _unwrap(self, household: bytes, wrapped: bytes) -> bytes:
        key = self._wrapping.unseal(wrapped, household)
        if key is None:
            raise ValueError("a household's key that this store's key did not wrap")
        return key

    @cached_property
    def _wrapping(self) -> Cipher:
        return Cipher(self._wrapping_key)


def key_missing() -> Refused:
    return Refused(
        "The key of this household is not on this computer. Nothing was changed.",
        "Ask the office for the household's data again.",
    )


def _plain(keys: Iterable[Cipher], place: bytes, sealed: bytes) -> bytes | None:
    """What the first key that opens it gives."""
    return next((plain for key in keys if (plain := key.unseal(sealed, place)) is not None), None)


def _row(household: bytes, key: bytes, wrapped: bytes) -> dict[str, bytes]:
    return {"household": household, "key_id": _key_id(key), "wrapped": wrapped}


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()[:_KEY_ID]
