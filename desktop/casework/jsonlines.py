"""A file of JSON lines from anywhere: each line an object, or the reason why it is none, in bounded time and memory.

Hidden: what hostile or broken lines can do (endless ones, a million brackets, doubled names, NaN, numbers of a million
digits), and that numbers with decimals stay exact.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

from desktop.i18n import N_

LONGEST = 1 << 20
"""Bytes of a line; the longest record that `checks` accepts is shorter."""

Progress = Callable[[int], None]
"""Told how many bytes were read since it was told last."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with decimals as it stands in the file: exact, and no text."""

    digits: str

    def __str__(self) -> str:
        return self.digits


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank: its object, or its fault as a message id."""

    number: int
    held: Mapping[str, Any] = field(default_factory=dict[str, Any])
    fault: str | None = None


def parsed(file: BinaryIO, progress: Progress) -> Iterator[Line]:
    """The lines of a file, one at a time."""
    number = 0
    while raw := file.readline(LONGEST + 1):
        number += 1
        size = len(raw)
        if size > LONGEST:
            while raw and not raw.endswith(b"\n"):
                raw = file.readline(LONGEST)
                size += len(raw)
            yield Line(number, fault=N_("The line is longer than a record can be."))
        elif raw.strip():
            yield _line(number, raw)
        progress(size)


def _line(number: int, raw: bytes) -> Line:
    try:
        text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        held: object = json.loads(text, object_pairs_hook=_object, parse_float=Figure, parse_constant=_no_number)
        if b"\\u" in raw:  # an escape can say half a character, which no text holds
            json.dumps(held, ensure_ascii=False, default=str).encode()
    except UnicodeError:
        return Line(number, fault=N_("The line is no UTF-8 text."))
    except _Doubled:
        return Line(number, fault=N_("A name stands twice in the line."))
    except (ValueError, RecursionError):
        return Line(number, fault=N_("The line is no JSON object."))
    if not isinstance(held, dict):
        return Line(number, fault=N_("The line is no JSON object."))
    return Line(number, cast("dict[str, Any]", held))


class _Doubled(ValueError):
    """A name stands twice in one object: nobody knows which value was meant."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) < len(pairs):
        raise _Doubled
    return held


def _no_number(_name: str) -> None:
    """NaN and the infinities are no JSON."""
    raise ValueError
