"""Looks at a PDF or a picture that comes from anywhere, page by page: what its QR codes say, and its text.

Promise: whatever a file does to what reads it, it does to a child process alone, which keeps to its time and memory;
the window goes on, and says what to do. Hidden: the process is this module, started anew; the file goes to its standard
input, and out come lines of JSON, of which the last is the end or a refusal.
"""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from desktop import aside
from desktop.domain.errors import Refused
from desktop.sheets import pictured, reading

if sys.platform == "linux":
    import resource

SECONDS = 120.0
MEMORY = 2048 << 20  # bytes of address space; kept by Linux alone
_MOST_TEXT = 100_000  # letters of a page, which has some thousands
_ASIDE = "--look-aside"  # packaging/ruhu_command.py runs `main` here for it

Progress = Callable[[int, int], object]
"""Is told how many pages of how many were looked at; what it raises stops the rest."""


@dataclass(frozen=True, slots=True)
class Page:
    """What the codes of a page say, and its text; none of a picture, nor what a scanner guessed."""

    codes: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Looked:
    """The pages that were looked at, and how many were not."""

    pages: tuple[Page, ...]
    unseen: int


def looked(content: bytes, progress: Progress | None = None, seconds: float = SECONDS) -> Looked:
    """Look at a file. Refused where it is none of these, locked, damaged, too big or too slow."""
    reading.require_size(content)
    pages, total, most = list[Page](), 1, reading.MOST_PAGES
    with aside.started(aside.command(__name__, _ASIDE, str(most)), content, seconds) as told:
        for message in told:
            match message:
                case {"total": int(total)}:
                    pass
                case {"codes": [*codes], "text": str(text)}:
                    pages.append(Page(tuple(codes), text))
                case {"refused": [str(what), str(remedy), values]}:
                    raise Refused(what, remedy, **values)
                case _:
                    return Looked(tuple(pages), max(total - len(pages), 0))
            if progress:
                progress(len(pages), min(total, most))
    raise Refused(
        "Looking at this file took too long or too much memory, and was stopped.",
        "Take a picture of the code at the top right, from near and sharp; or type the code below it.",
    )


# The child


def main() -> None:
    """Look at standard input: at so many pages as the last argument says."""
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        for message in _messages(sys.stdin.buffer.read(), int(sys.argv[-1])):
            _say(message)
    except Refused as why:
        _say({"refused": [why.what, why.remedy, why.values]})


def _messages(content: bytes, most: int) -> Iterator[dict[str, Any]]:
    is_pdf = reading.is_pdf(content)
    yield {"total": pictured.page_count(content) if is_pdf else 1}
    for number, codes in enumerate(islice(reading.codes_by_page(content), most)):
        is_text = is_pdf and not pictured.is_scan(content, number)
        yield {"codes": codes, "text": pictured.page_text(content, number)[:_MOST_TEXT] if is_text else ""}
    yield {"end": True}


def _say(message: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(message).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
