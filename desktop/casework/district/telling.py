"""What is told while the demo district is built: each step as it is done, and how far all is."""

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar

from desktop.casework.demo_area import Progress

S = TypeVar("S")
T = TypeVar("T")

_AT_ONCE = 2
_ABOUT = 240  # steps of progress, until they are counted


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done: a message with its values, where what came of it lies, and how long it took."""

    what: str
    values: Mapping[str, object]
    where: str
    seconds: float


Told = Callable[[Step], object]


class Counting:
    """Tells each step as it is done, and how far all is."""

    def __init__(self, told: Told, progress: Progress) -> None:
        self.steps: list[Step] = []
        self.of = _ABOUT
        self._told, self._progress = told, progress
        self._done = 0

    def done(self) -> None:
        self._done += 1
        self._tell_progress()

    @contextmanager
    def step(self, what: str, where: str = "") -> Generator[dict[str, object]]:
        """Times a step; what is put into the dictionary is told with it."""
        self._tell_progress()  # whoever wants it to stop is heard here, too
        began = monotonic()
        values: dict[str, object] = {}
        yield values
        step = Step(what, values, where, monotonic() - began)
        self.steps.append(step)
        self._told(step)

    def each(self, found: Iterable[T]) -> list[T]:
        """All of them, each counted as it comes."""
        made: list[T] = []
        for one in found:
            made.append(one)
            self.done()
        return made

    def side_by_side(self, work: Callable[[S], T], of: Sequence[S]) -> list[T]:
        """What this makes of each, some at a time, in their order: each on a computer of its own."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return self.each(pool.map(work, of))

    def _tell_progress(self) -> None:
        self._progress(min(self._done, self.of), self.of)
