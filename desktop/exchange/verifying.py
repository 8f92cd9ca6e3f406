"""The child process in which a bundle from outside is opened for the first time: it verifies all that needs no store.

Promise: whatever a file does to its reader, it does to a process alone that keeps to its memory and time; the parent
hears what is wrong as Refused, and a reader that died by itself is told apart from one that reached a limit. Hidden:
the process is this module, started anew; the file's name and the keys go to its standard input, never into arguments,
and out come lines of JSON, of which the last is the end or a refusal.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from desktop import aside
from desktop.domain.errors import Refused
from desktop.exchange import bundle, certificates, header
from desktop.exchange.content import Content, Entries, Told, Unknown
from desktop.exchange.header import STOPPED, TOO_MUCH, Header
from desktop.store import journal
from desktop.store.journal import Body

if sys.platform == "linux":
    import resource

SECONDS = 600.0
MEMORY = 1536 << 20  # bytes of address space; kept by Linux alone
_ASIDE = "--verify-aside"  # packaging/ruhu_command.py runs `main` here for it
_DECODE = msgspec.msgpack.Decoder(Body).decode

Progress = Callable[[int, int], object]
"""Is told how many bytes of how many were verified; what it raises stops the child."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a verified file holds. `unknown`: kinds of chunks that need a newer program."""

    header: Header
    entries: int
    told: int
    pieces: int
    unknown: tuple[str, ...]


class _Task(Struct, frozen=True):
    """What the child is given."""

    file: str
    identities: tuple[str, ...]
    root: bytes
    memory: int


class _Known(Struct, frozen=True):
    """What the child says of a file that is as it should be."""

    header: str
    entries: int
    told: int
    pieces: int
    unknown: tuple[str, ...]


def verified(
    file: Path,
    identities: Sequence[str],
    root: bytes,
    *,
    seconds: float = SECONDS,
    memory: int = MEMORY,
    progress: Progress = lambda _done, _of: None,
) -> Summary:
    """Verifies a file in a process of its own, with this store's age identities and the office's root key (32 bytes).

    A bundle of the office must be signed by the root key, a device's by the key in its certificate, which the root key
    signed; whether that certificate still counts is told by the store. Refused with what is wrong, with TOO_MUCH where
    it took more time or memory than it may, and with STOPPED where the child died of anything else: that is no fault
    that the file was found to have.
    """
    task = _Task(str(file.absolute()), tuple(identities), root, memory)
    with aside.started(_command(), msgspec.json.encode(task), seconds) as told:
        for message in told:
            match message:
                case {"done": int(done), "of": int(of)}:
                    progress(done, of)
                case {"refused": [str(what), str(remedy), values]}:
                    raise Refused(what, remedy, **values)
                case _:
                    known = msgspec.convert(message, _Known)
                    return Summary(
                        header.decoded(known.header.encode()), known.entries, known.told, known.pieces, known.unknown
                    )
    raise _too_much() if told.is_overdue else _stopped()


def signer(root: bytes) -> bundle.KeyOf:
    """Whose signature a header must bear, where this is the office's root key."""

    def key_of(told: Header) -> bytes:
        return certificates.verified(told.certificate, root).signing if told.sender.device else root

    return key_of


def _command() -> list[str]:
    return aside.command(__name__, _ASIDE)


def _too_much() -> Refused:
    return Refused(TOO_MUCH, "Ask the sender for the file again; if it happens again, let the office look at it.")


def _stopped() -> Refused:
    return Refused(
        STOPPED, "Try it again. If it stops again, close other programs first, or ask the sender for the file again."
    )


# The child


def main() -> None:
    """Verify the file that standard input names."""
    task = msgspec.json.decode(sys.stdin.buffer.read(), type=_Task)
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (task.memory, task.memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # no picture of the keys on the disk
    try:
        for message in _messages(task):
            _say(message)
    except MemoryError:
        if sys.platform != "linux":  # nothing limits it there: it is the computer that lacks memory
            raise
        why = _too_much()
    except Refused as refused:
        why = refused
    else:
        return
    _say({"refused": [why.what, why.remedy, why.values]})


def _messages(task: _Task) -> Iterator[Any]:
    with bundle.opened(Path(task.file), task.identities, signer(task.root)) as incoming:
        told = incoming.header
        of, done = sum(chunk.stored for chunk in told.chunks), 0
        counts = Counter[str]()
        unknown: dict[str, None] = {}
        for chunk, content in zip(told.chunks, incoming.contents(), strict=True):
            if isinstance(content, Unknown):
                unknown[content.kind] = None
            else:
                counts[chunk.kind] += _looked_at(content)
            done += chunk.stored
            yield {"done": done, "of": of}
    yield _Known(header.encoded(told).decode(), counts["entries"], counts["told"], counts["evidence"], tuple(unknown))


def _looked_at(content: Content) -> int:
    """How many things it holds, after each was read whole."""
    match content:
        case Entries(entries):
            for entry in entries:
                journal.require_whole(entry)
            return len(entries)
        case Told(bodies):
            for body in bodies:
                try:
                    _DECODE(body)
                except (msgspec.DecodeError, RecursionError):
                    raise header.damaged("told") from None
            return len(bodies)
        case _:
            return 1


def _say(message: Any) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(message, enc_hook=str) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
