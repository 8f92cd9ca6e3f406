"""What the chunks of a bundle hold, and how it becomes bytes: MessagePack lists under zstd, evidence as it is sealed.

Promise: `unpacked` gives values of the right types within the limits of `header`, or Refused; no byte is believed
beyond its signed length. Hidden: of a segment only the first entry of a chunk brings its predecessor's hash, the others
follow from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from msgspec import Struct

from desktop.store.journal import Entry


@dataclass(frozen=True, slots=True)
class Entries:
    """Entries of one origin that follow each other; their chain was recomputed."""

    origin: bytes
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Bodies that came down or come back, each with ops of one household, as the table `told` keeps them."""

    bodies: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Keys:
    """Households' keys."""

    keys: Mapping[bytes, tuple[bytes, ...]]


class Gone(Struct, array_like=True, frozen=True):
    """A household that left the receiver's scope, and with whom it is now since when (an ISO date, or empty)."""

    household: bytes
    number: str
    door: str
    team: str
    since: str


class Scope(Struct, array_like=True, frozen=True):
    """Which households the receiver holds: everything, or these."""

    is_all: bool
    households: tuple[bytes, ...] = ()
    gone: tuple[Gone, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Evidence that the office asks for: (household, digest)."""

    pieces: tuple[tuple[bytes, str], ...]


@dataclass(frozen=True, slots=True)
class Have:
    """Digests of evidence that the office durably holds."""

    digests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A piece of evidence as it lies in the store's evidence folder, sealed under its household's key."""

    household: bytes
    digest: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Unknown:
    """A chunk of a kind that only a newer program knows; it was skipped."""

    kind: str


Content = Entries | Told | Keys | Scope | Wanted | Have | Sealed | Unknown
