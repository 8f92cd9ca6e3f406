"""Seals what is about a person: AES-GCM under one random key per household, wrapped by the store's key.

A sealed value is bound to its place (record, row, group), so it can't be moved to another. Destroying a household's
key makes every copy of its sealed values unreadable (purge) and leaves the journal's chain whole.
"""

import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, bindparam, insert, select

from desktop.store.connection import Prepared
from desktop.store.schema import household_keys
from desktop.store.vault import subkey

_NONCE = 12
_KEPT = 4096

_WRAPPED = Prepared(select(household_keys.c.wrapped).where(household_keys.c.household == bindparam("of_household")))
_KEEP = Prepared(insert(household_keys))


class Secrets:
    """The keys under the store's key: the households', made when first needed, and those of marks and search."""

    def __init__(self, store_key: bytes) -> None:
        self._wrapping = AESGCM(subkey(store_key, "households"))
        self._opened: dict[bytes, AESGCM] = {}
        self.marks = subkey(store_key, "marks")
        self.search = subkey(store_key, "search")

    def seal(self, connection: Connection, household: bytes, place: bytes, plain: bytes) -> bytes:
        """The sealed bytes; the household's first ones make its key, in the same transaction."""
        key = self._key(connection, household) or self._new_key(connection, household)
        nonce = os.urandom(_NONCE)
        return nonce + key.encrypt(nonce, plain, place)

    def unseal(self, connection: Connection, household: bytes, place: bytes, sealed: bytes) -> bytes | None:
        """The plain bytes, or None where the key is not here (purged, or not yet received) or doesn't fit."""
        key = self._key(connection, household)
        if key is None:
            return None
        try:
            return key.decrypt(sealed[:_NONCE], sealed[_NONCE:], place)
        except InvalidTag:
            return None

    def export(self, connection: Connection) -> dict[bytes, bytes]:
        """Every household's key in clear, to travel inside an encrypted bundle."""
        query = select(household_keys.c.household, household_keys.c.wrapped)
        return {household: self._unwrap(household, wrapped) for household, wrapped in connection.execute(query)}

    def receive(self, connection: Connection, keys: Mapping[bytes, bytes]) -> None:
        """Keeps keys that came from elsewhere; one that is known stays as it is."""
        for household, key in keys.items():
            if self._key(connection, household) is None:
                self._keep(connection, household, key)

    def forget(self) -> None:
        """Drops the opened keys: after a transaction that made some was undone."""
        self._opened.clear()

    def _key(self, connection: Connection, household: bytes) -> AESGCM | None:
        if household not in self._opened:
            known = _WRAPPED.run(connection, of_household=household)
            if not known:
                return None
            self._hold(household, self._unwrap(household, known[0][0]))
        return self._opened[household]

    def _new_key(self, connection: Connection, household: bytes) -> AESGCM:
        self._keep(connection, household, os.urandom(32))
        return self._opened[household]

    def _keep(self, connection: Connection, household: bytes, key: bytes) -> None:
        nonce = os.urandom(_NONCE)
        wrapped = nonce + self._wrapping.encrypt(nonce, key, household)
        _KEEP.run(connection, household=household, wrapped=wrapped)
        self._hold(household, key)

    def _unwrap(self, household: bytes, wrapped: bytes) -> bytes:
        return self._wrapping.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], household)

    def _hold(self, household: bytes, key: bytes) -> None:
        if len(self._opened) >= _KEPT:
            self._opened.clear()
        self._opened[household] = AESGCM(key)
