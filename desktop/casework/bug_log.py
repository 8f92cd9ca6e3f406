"""Where an error that nobody foresaw is kept, and what is said of it.

Promise: a report tells kinds and places in the program and never a value: no text of an error, no local, no parameter
of a statement, no path. The log stays small, and each of the same mistakes is written down a few times at most. Hidden:
an error's text may quote what a household said, so that it is not even read; of what is not ours only the package is
named, and of Qt's words only the name of its own class.
"""

import os
import platform
import re
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import TracebackType

from desktop import __version__, paths
from desktop.i18n import word

MOST_BYTES, OLDER = 256 << 10, 3
"""How large the log grows before it is put aside, and how many of those are kept."""
OF_ONE_KIND = 5
"""How often the same mistake is written down by one run of the program."""

_OURS = __name__.partition(".")[0]
_MOST_LINES, _DEEPEST = 120, 12
_LIBRARIES = ("PySide6", "sqlalchemy")  # whose version may matter, where they are loaded
_QTS_OWN = re.compile(r"Q[A-Za-z]+(::~?[A-Za-z]+)*")  # such as QPainter::begin
_HEAD = re.compile(r"(?P<at>\d{4}-\S+) ruhu (?P<version>\S+) (?P<about>.*)")


@dataclass(frozen=True, slots=True)
class Report:
    """One mistake as it was written down: when, in which version and on what, of which kind, and where."""

    at: str
    version: str
    about: str
    kind: str
    places: tuple[str, ...]


class Book:
    """Writes mistakes down; `where` is the part of the program that runs. One for each process."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._written = Counter[str]()

    def keep(self, error: BaseException) -> Path | None:
        """Adds an error to the log and tells where that is; None where the same one is there often enough already."""
        return self._keep([*islice(_told(error), _MOST_LINES)])

    def keep_qts(self, level: str, category: str, text: str) -> Path | None:
        """The same for a warning of Qt, of which only what Qt calls its own parts is kept."""
        own = _QTS_OWN.match(text)
        return self._keep([f"qt.{level} {_plain(category)} {own[0] if own else ''}".rstrip()])

    def _keep(self, lines: list[str]) -> Path | None:
        body = "\n".join(lines)
        self._written[body] += 1
        if self._written[body] > OF_ONE_KIND:
            return None
        log = log_file()
        log.parent.mkdir(parents=True, exist_ok=True)
        _put_aside(log)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        report = f"{at} ruhu {__version__} {_machine()} {self._where}\n{body}\n\n"
        with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as written:
            written.write(report)
        return log


def log_file() -> Path:
    return paths.log_folder() / "ruhu.log"


def reports() -> tuple[Report, ...]:
    """What is written down, the newest first; also what was put aside."""
    files = (_older(log_file(), n) for n in range(OLDER, -1, -1))
    blocks = (block for file in files if file.exists() for block in file.read_text("utf-8", "replace").split("\n\n"))
    return tuple(report for block in blocks if (report := _report(block.strip().split("\n"))))[::-1]


def sentence(error: BaseException, log: Path | None, language: str) -> str:
    """What a person is told of it: what is safe first, and where it is written down, if it could be."""
    kind = _plain(type(error).__name__)
    if log is None:
        return word(
            "The program made a mistake ({kind}). What was saved before is safe. "
            "Where it happened could not be written to the log.",
            language,
            kind=kind,
        )
    return word(
        "The program made a mistake ({kind}). What was saved before is safe. {log} tells where it happened.",
        language,
        kind=kind,
        log=log,
    )


def told(book: Book, error: BaseException, language: str) -> str:
    """Adds an error to the log, and returns the sentence that tells a person of it; also where there can be no log."""
    try:
        log = book.keep(error) or log_file()
    except OSError:
        log = None
    return sentence(error, log, language)


# What is written of an error


def _told(error: BaseException, depth: int = 0) -> Iterator[str]:
    """What led to it first, then its kind and the places it came through."""
    if depth > _DEEPEST:
        return
    if earlier := error.__cause__ or error.__context__:
        yield from _told(earlier, depth + 1)
    for each in getattr(error, "exceptions", ())[:_DEEPEST]:  # of a group
        yield from _told(each, depth + 1)
    kind = type(error)
    yield f"{_plain(kind.__module__)}.{_plain(kind.__qualname__)}"
    yield from _places(error.__traceback__)


def _places(trace: TracebackType | None) -> Iterator[str]:
    """Our own places line by line; of what is not ours, once, the package."""
    last = ""
    for frame, line in traceback.walk_tb(trace):
        module = _plain(str(frame.f_globals.get("__name__") or ""))
        package = module.partition(".")[0]
        place = f"  {module}:{line} {_plain(frame.f_code.co_name)}" if package == _OURS else f"  ({package})"
        if place != last:
            yield place
        last = place


def _plain(name: str) -> str:
    """A name of the program's; one that no program has is not written down."""
    return name if name.isascii() and len(name) <= 120 and not re.search(r"[^\w.<>]|\d{4}", name) else "?"  # noqa: PLR2004


def _machine() -> str:
    versions = (f"{name} {getattr(sys.modules.get(name), '__version__', '')}" for name in _LIBRARIES)
    known = [each for each in versions if not each.endswith(" ")]
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return ", ".join((system, f"Python {platform.python_version()}", *known)) + ","


# Where it lies


def _put_aside(log: Path) -> None:
    if not log.exists() or log.stat().st_size < MOST_BYTES:
        return
    for n in range(OLDER, 0, -1):
        if _older(log, n - 1).exists():
            _older(log, n - 1).replace(_older(log, n))


def _older(log: Path, n: int) -> Path:
    return log.with_name(f"{log.name}.{n}") if n else log


def _report(lines: list[str]) -> Report | None:
    head = _HEAD.match(lines[0])
    kinds = [line for line in lines[1:] if not line.startswith("  ")]
    if head is None or not kinds:
        return None
    places = tuple(line.strip() for line in lines[1:] if line.startswith("  "))
    return Report(head["at"], head["version"], head["about"], kinds[-1], places)
