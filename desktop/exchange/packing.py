"""Writes a bundle: one or more signed and sealed `.ruhu` files, of which each can be taken in alone.

Promise: what `write` returned for lies on the disk under its name, was read back whole through the sender's own key and
compared with what was meant; where that fails, no file of it bears a real name. Nothing plain touches a disk. Memory
holds one chunk, one piece of evidence, and at most `_HELD` bytes of packed records.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.exchange.content import Have, Scope, Wanted
from desktop.exchange.header import Checkpoint, Header
from desktop.store.journal import Entry

SPLIT = 90 << 20
"""Bytes of a part, where nothing else is wished: what chats and old sticks still carry."""

Progress = Callable[[int, int], object]
"""Is told how many bytes of how many are done; what it raises stops the rest, and nothing of the bundle stays."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Entries of one origin that follow each other in seq order, and who vouches for the last of them.

    `attest` gives the checkpoint at an entry. Of an own journal it signs one at the end of each part; of a forwarded
    one (`is_whole`) it gives the stored checkpoint at the last entry, and the segment stays in one part. One segment of
    an origin in a bundle. `entries` is read once, as a stream.
    """

    origin: bytes
    entries: Iterable[Entry]
    attest: Callable[[Entry], Checkpoint]
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Evidence that goes along. `sealed` gives the same bytes each time: it is asked twice."""

    household: bytes
    digest: str
    sealed: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Load:
    """All that a bundle is to bring. `keys` go in every part, scope, wanted and have in the first."""

    segments: Iterable[Segment] = ()
    told: Iterable[bytes] = ()
    keys: Mapping[bytes, Collection[bytes]] = field(default_factory=dict[bytes, Collection[bytes]])
    scope: Scope | None = None
    wanted: Wanted | None = None
    have: Have | None = None
    pieces: Iterable[Piece] = ()


@dataclass(frozen=True, slots=True)
class Sealing:
    """With what a bundle is signed and sealed.

    `recipients` are age's (`age1…`): the receiver, the office, its escrow, and the sender itself, whose `identity`
    (`AGE-SECRET-KEY-1…`) reads back what was written.
    """

    key: Ed25519PrivateKey = field(repr=False)
    recipients: tuple[str, ...]
    identity: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Written:
    """What lies there now: the files in the order of their parts, the headers, bytes of all files."""

    files: tuple[Path, ...]
    headers: tuple[Header, ...]
    size: int
    entries: int
    told: int
    pieces: int


def write(
    folder: Path,
    name: str,
    envelope: Header,
    load: Load,
    sealing: Sealing,
    *,
    room: Path,
    split: int = SPLIT,
    progress: Progress = lambda _done, _of: None,
) -> Written:
    """Writes a bundle into a folder (a stick, mostly), as files named by `file_name(name, …)`.

    `name` is the area's or team's, in any script. `envelope` is the header as far as its docstring says. `room` is a
    folder on this computer's own disk for what doesn't fit in memory (it is sealed, and gone at the end). Refused where
    the disk lacks room, refuses or was pulled out, and where what was written reads back differently.
    """
    raise NotImplementedError


def file_name(name: str, number: int, part: int, parts: int) -> str:
    """How a part's file is called: at most 60 letters that every disk and chat program leaves alone."""
    raise NotImplementedError
