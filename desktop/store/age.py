"""What is locked for several that can each open it alone, small things in memory: the library is age (X25519).

Promise: what was changed, or was locked for others, does not open. Hidden: the library, which is loaded at the first
use and brings no types.
"""

from collections.abc import Iterable
from importlib import import_module
from typing import Any

MOST = 64 * 1024
"""Bytes of the largest that is opened here; bundles are opened as they stream."""


def new_box() -> tuple[str, str]:
    """Draw an identity, which opens, and its recipient, for which others lock."""
    identity = _age().x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def recipient_of(identity: str) -> str:
    """For whom others lock so that this identity opens."""
    return str(_age().x25519.Identity.from_str(identity).to_public())


def locked(plain: bytes, recipients: Iterable[str]) -> bytes:
    """Lock something small for each of these recipients; ValueError where one of them is none."""
    age = _age()
    try:
        return age.encrypt(plain, [age.x25519.Recipient.from_str(each) for each in recipients])
    except age.RecipientError as error:
        raise ValueError("no recipient of age") from error


def opened(content: bytes, identity: str) -> bytes | None:
    """What was locked for this identity; None where it was not, or was changed since, or is too large."""
    age = _age()
    if len(content) > MOST:
        return None
    try:
        return age.decrypt(content, [age.x25519.Identity.from_str(identity)])
    except age.DecryptError:
        return None


def _age() -> Any:
    return import_module("pyrage")
