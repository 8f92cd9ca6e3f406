"""Reads a bundle: age opened, signature, lengths, hashes and chains verified, its content handed over piece by piece.

Promise: nothing of a file is believed before what it is signed by holds: the header's signature before the chunks, a
chunk's length and SHA-256 before it is unpacked, an entry's chain up to its checkpoint, the end of the file where it
was announced. Whatever is wrong is Refused. Memory holds one chunk. Hidden: another thread opens age into a pipe, so
that the content is pulled.

    with bundle.opened(file, identities, key_of) as incoming:
        incoming.header
        for content in incoming.contents(): ...
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from desktop.exchange.content import Content
from desktop.exchange.header import Header

FIRST_BYTES = b"age-encryption.org/v1\n"

KeyOf = Callable[[Header], bytes]
"""The Ed25519 public key (32 bytes) that this header must be signed by: of the certificate's device where that
certificate is the office's, or the office's own; else it raises Refused. It judges the header alone, which is not yet
verified when it is asked."""


class Incoming:
    """A bundle whose header is verified, and signed by whom `key_of` said."""

    header: Header

    def contents(self) -> Iterator[Content]:
        """What it holds, in the order of the file, each verified as far as the file itself goes.

        After the last, the end of the file was found where it was announced. The checkpoints' signatures and the ops'
        rights are the caller's to judge.
        """
        raise NotImplementedError


def is_bundle(file: Path) -> bool:
    """Tell whether a file may be one, by its first bytes."""
    raise NotImplementedError


@contextmanager
def opened(file: Path, identities: Sequence[str], key_of: KeyOf) -> Generator[Incoming]:
    """A bundle, opened by one of these age identities (`AGE-SECRET-KEY-1…`).

    Refused (see the messages in `header`): no bundle, sealed for somebody else, a newer program's, damaged, forged,
    sealed anew for this store by somebody else than its sender.
    """
    raise NotImplementedError
    yield
