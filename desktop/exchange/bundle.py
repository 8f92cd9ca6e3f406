"""Reads a bundle: age opened, signature, lengths, hashes and chains verified, its content handed over piece by piece.

Promise: nothing of a file is believed before what it is signed by holds: the header's signature before the chunks, a
chunk's length and SHA-256 before it is unpacked, an entry's chain up to its checkpoint, the end of the file where it
was announced. Whatever is wrong is Refused. Memory holds one chunk. Hidden: another thread opens age into a pipe, so
that the content is pulled.

    with bundle.opened(file, identities, key_of) as incoming:
        incoming.header
        for content in incoming.contents(): ...
"""

import errno
import hashlib
import os
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import pyrage
from pyrage import x25519

from desktop.domain.errors import Refused
from desktop.exchange.content import Content, Entries, unpacked
from desktop.exchange.header import (
    MAGIC,
    MOST_FILE,
    MOST_HEADER,
    NO_BUNDLE,
    NOT_FOR_US,
    REWRAPPED,
    SIGNATURE,
    Header,
    damaged,
    decoded,
    newer,
    require_signed,
)

FIRST_BYTES = b"age-encryption.org/v1\n"

_AGE_ENDS = b"\n--- "  # how the last line of age's own header begins
_AGE_HEADER = 32 << 10  # bytes; four receivers take some 600
_LENGTH = 4
_NO_KEY = "No matching keys found"  # the only way in which age tells it

KeyOf = Callable[[Header], bytes]
"""The Ed25519 public key (32 bytes) that this header must be signed by: of the certificate's device where that
certificate is the office's, or the office's own; else it raises Refused. It judges the header alone, which is not yet
verified when it is asked."""


class _Plain:
    """What age opens of a file, read from a pipe that a thread fills."""

    def __init__(self, file: Path, identities: Sequence[str]) -> None:
        self._identities = [x25519.Identity.from_str(each) for each in identities]
        self._failure: Exception | None = None
        self._file = file
        self._sealed = file.open("rb")
        out, into = os.pipe()
        self._read = os.fdopen(out, "rb")
        self._thread = threading.Thread(target=self._open, args=(into,), daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._read.close()
        self._thread.join()
        self._sealed.close()

    @property
    def receivers(self) -> set[str]:
        """Our own addresses."""
        return {str(each.to_public()) for each in self._identities}

    def take(self, size: int, what: str) -> bytes:
        """Exactly so many bytes; Refused where the file ends before, or doesn't open."""
        taken = self._read.read(size)
        if len(taken) < size:
            self.require_whole()
            raise damaged(what)
        return taken

    def require_end(self) -> None:
        if self._read.read(1):
            raise damaged("end")
        self.require_whole()

    def require_whole(self) -> None:
        """Raises what age said when it ended."""
        self._thread.join()
        match self._failure:
            case None:
                return
            case OSError(errno=int()):
                raise unread(self._file, self._failure)
            case pyrage.DecryptError() if str(self._failure) == _NO_KEY:
                raise Refused(
                    NOT_FOR_US,
                    "Look who it is for: it is written on the page that lists what was sent. If it is for this store, "
                    "copy it again from where it comes.",
                )
            case _:
                raise damaged("seal")

    def _open(self, into: int) -> None:
        try:
            with os.fdopen(into, "wb", buffering=0) as pipe:
                pyrage.decrypt_io(self._sealed, pipe, self._identities)
        except BrokenPipeError:
            pass  # nobody wants the rest
        except (pyrage.DecryptError, OSError) as failure:
            self._failure = failure


class Incoming:
    """A bundle whose header is verified, and signed by whom `key_of` said."""

    def __init__(self, header: Header, plain: _Plain) -> None:
        self.header = header
        self._plain = plain
        self._next = {origin: first for origin, (first, _) in header.ranges.items()}
        self._ends: dict[bytes, bytes] = {}

    def contents(self) -> Iterator[Content]:
        """What it holds, in the order of the file, each verified as far as the file itself goes; to be read once.

        After the last, the end of the file was found where it was announced. The checkpoints' signatures, the ops'
        rights and whether evidence is what its digest says are the caller's to judge.
        """
        for chunk in self.header.chunks:
            stored = self._plain.take(chunk.stored, chunk.kind)
            if hashlib.sha256(stored).digest() != chunk.sha256:
                raise damaged(chunk.kind)
            content = unpacked(chunk, stored)
            if isinstance(content, Entries):
                self._follow(content)
            yield content
        self._plain.require_end()
        if self._ends != {point.origin: point.hash for point in self.header.checkpoints}:
            raise damaged("chain")

    def _follow(self, content: Entries) -> None:
        """Entries must go on where those before them of their origin ended."""
        first, last = content.entries[0], content.entries[-1]
        is_next = first.seq == self._next.get(first.origin)
        if not is_next or self._ends.get(first.origin, first.prev_hash) != first.prev_hash:
            raise damaged("chain")
        if last.seq > self.header.ranges[first.origin][1]:
            raise damaged("chain")
        self._next[first.origin], self._ends[first.origin] = last.seq + 1, last.hash


def is_bundle(file: Path) -> bool:
    """Tell whether a file may be one, by its first bytes."""
    with file.open("rb") as read:
        return read.read(len(FIRST_BYTES)) == FIRST_BYTES


@contextmanager
def opened(file: Path, identities: Sequence[str], key_of: KeyOf) -> Generator[Incoming]:
    """A bundle, opened by one of these age identities (`AGE-SECRET-KEY-1…`).

    Refused (see the messages in `header`): no bundle, sealed for somebody else, a newer program's, damaged, forged,
    sealed anew for this store by somebody else than its sender.
    """
    try:
        _require_bundle(file)
        plain = _Plain(file, identities)
    except OSError as error:
        raise unread(file, error) from None
    with plain:
        head = plain.take(len(MAGIC), "magic")
        if head != MAGIC:
            raise newer("") if head[:-1] == MAGIC[:-1] else no_bundle()
        length = int.from_bytes(plain.take(_LENGTH, "header"), "big")
        if not 0 < length <= MOST_HEADER:
            raise damaged("header")
        written = plain.take(length, "header")
        signature = plain.take(SIGNATURE, "signature")
        header = decoded(written)
        require_signed(key_of(header), signature, written)
        if not plain.receivers & {*header.recipients}:
            raise Refused(REWRAPPED, "Tell the office: who sends must send to this store himself.")
        yield Incoming(header, plain)


def no_bundle() -> Refused:
    return Refused(NO_BUNDLE, "Choose the file whose name ends with .ruhu, as it came out of the stick.")


def unread(file: Path, error: OSError) -> Refused:
    return Refused(
        "The file {file} can't be read ({name}). Nothing was taken in.",
        "Look whether the stick is still plugged in, then choose the file again; or copy it again from where it comes.",
        file=file,
        name=errno.errorcode.get(error.errno or 0, type(error).__name__),
    )


def _require_bundle(file: Path) -> None:
    """Refused where a file is none, by its first bytes; where age's header has no end, nothing reads on."""
    with file.open("rb") as read:
        start = read.read(_AGE_HEADER)
        size = os.fstat(read.fileno()).st_size
    if not start.startswith(FIRST_BYTES):
        raise no_bundle()
    if _AGE_ENDS not in start or size > MOST_FILE:
        raise damaged("seal")
