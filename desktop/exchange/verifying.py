"""The child process in which a bundle from outside is opened for the first time: it verifies all that needs no store.

Promise: whatever a file does to its reader, it does to a process alone that keeps to its memory and time; the parent
hears what is wrong as Refused. Hidden: the process is this module, started anew; keys go to its standard input, never
into arguments, and out come lines of JSON, of which the last is the end or a refusal.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.exchange.header import Header

Progress = Callable[[int, int], object]
"""Is told how many bytes of how many were verified; what it raises stops the child."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a verified file holds. `unknown`: kinds of chunks that need a newer program."""

    header: Header
    size: int
    entries: int
    told: int
    pieces: int
    unknown: tuple[str, ...]


def verified(
    file: Path,
    identities: Sequence[str],
    root: bytes,
    *,
    seconds: float = 600.0,
    progress: Progress = lambda _done, _of: None,
) -> Summary:
    """Verifies a file in a process of its own, with this store's age identities and the office's root key (32 bytes).

    A bundle of the office must be signed by the root key, a device's by the key in its certificate, which the root key
    signed. Refused with what is wrong, or where the child took too much time or memory, or died.
    """
    raise NotImplementedError
