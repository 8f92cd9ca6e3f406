"""All the pages that are printed of one line of the list, one paper after the other, as one row of pages.

Promise: a page is found also while not all papers before it are counted. Hidden: a paper that can't be made has none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop.ui.print_rows import Asked


@dataclass(frozen=True, slots=True)
class Reel:
    """The papers in their order; `pages_of` tells how many pages one has, None where that is not known yet."""

    papers: Sequence[Asked]
    pages_of: Callable[[Asked], int | None]

    def at(self, page: int) -> tuple[Asked, int]:
        """Which paper a page is of, and which of its pages; at least one paper is known to be there."""
        left = page
        for asked in self.papers:
            pages = self.pages_of(asked)
            if pages is None or left < pages:
                return asked, left
            left -= pages
        return self.papers[-1], 0

    def place(self, asked: Asked, page: int) -> int:
        """Where a page of one of the papers stands among all."""
        before = self.papers[: self.papers.index(asked)]
        return sum(self.pages_of(each) or 0 for each in before) + page

    @property
    def total(self) -> int | None:
        pages = [self.pages_of(each) for each in self.papers]
        return None if None in pages else sum(each or 0 for each in pages)
