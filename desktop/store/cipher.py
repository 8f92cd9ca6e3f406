"""What is sealed, derived and signed with: AES-256-GCM, HKDF, Argon2id, Ed25519.

Promise: what was edited, or moved to another place, does not open. Hidden: the library is loaded when something is
first sealed, opened or signed, so that a store whose key is known is on the screen without it.
"""

import hmac
import os
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY, NONCE, TAG = 32, 12, 16  # bytes
_ONE_AT_A_TIME = (
    Lock()
)  # two of OpenSSL's Argon2 with several lanes at once wait for each other for ever (4.0.3, measured)


class Cipher:
    """Seals under one key of 32 bytes; what is sealed is bound to its place, and begins with its nonce."""

    __slots__ = ("_aesgcm",)

    def __init__(self, key: bytes) -> None:
        self._aesgcm = _aesgcm()(key)

    def seal(self, plain: bytes, place: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._aesgcm.encrypt(nonce, plain, place)

    def unseal(self, sealed: bytes, place: bytes) -> bytes | None:
        """The plain bytes; None where another key or place sealed them, or where they were edited or never sealed."""
        try:
            return self._aesgcm.decrypt(sealed[:NONCE], sealed[NONCE:], place)
        except (_invalid_tag(), ValueError):  # the latter where they are too short
            return None


class Untold(msgspec.Struct, frozen=True):
    """What holds something that may stand in no error text and no log: it is told by its kind alone."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"


class SigningKey(Untold, frozen=True):
    """What a person signs with, 32 bytes that stay in the vault, and what everybody may know of it."""

    private: bytes
    public: bytes


def new_signing_key() -> SigningKey:
    return _both(_ed25519().generate())


def signing_key(private: bytes) -> SigningKey:
    return _both(_ed25519().from_private_bytes(private))


def signed(key: SigningKey, told: bytes) -> bytes:
    """The signature of a person below these bytes: Ed25519 (RFC 8032), 64 bytes."""
    return _ed25519().from_private_bytes(key.private).sign(told)


def is_signed(public: bytes, told: bytes, signature: bytes) -> bool:
    """Tell whether the key behind this public one signed exactly these bytes."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, told)
    except (InvalidSignature, ValueError):
        return False
    return True


def derived(secret: bytes, purpose: bytes, salt: bytes = b"") -> bytes:
    """A key for one purpose from another secret: HKDF with SHA-256 (RFC 5869), 32 bytes."""
    pseudorandom = hmac.digest(salt, secret, "sha256")
    return hmac.digest(pseudorandom, purpose + b"\x01", "sha256")


def stretched(passphrase: bytes, salt: bytes, *, memory: int, passes: int, lanes: int) -> bytes:
    """A key from a passphrase, made dear to try: Argon2id; `memory` in KiB."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    with _ONE_AT_A_TIME:
        return Argon2id(salt=salt, length=KEY, iterations=passes, lanes=lanes, memory_cost=memory).derive(passphrase)


@cache
def _aesgcm() -> "type[AESGCM]":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM


@cache
def _invalid_tag() -> type[Exception]:
    from cryptography.exceptions import InvalidTag

    return InvalidTag


@cache
def _ed25519() -> "type[Ed25519PrivateKey]":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey


def _both(key: "Ed25519PrivateKey") -> SigningKey:
    return SigningKey(key.private_bytes_raw(), key.public_key().public_bytes_raw())
