"""The papers of many households, one household after the other: what a team lead prints in one go.

Promise: a household whose paper can't be made does not stop the others, and is told with the reason. Hidden: that a
paper is made only when its turn comes, so that 500 households take the memory of one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from desktop.casework.papers import making
from desktop.casework.papers.made import Made
from desktop.casework.papers.signs import require_printable, signs
from desktop.domain.errors import Refused
from desktop.domain.records import Household
from desktop.i18n import Language
from desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A household without its papers, and why."""

    household: Household
    why: Refused


def papers(
    store: Store,
    households: Iterable[bytes],
    kinds: Sequence[str],
    left_out: Callable[[LeftOut], object],
    *,
    row: bytes | None = None,
    language: Language | None = None,
) -> Iterator[tuple[Made, ...]]:
    """All papers of these kinds for each household, in this order; `row` where a kind is of one row."""
    drawn = signs(store)
    for each in households:
        home = store.get(Household, each)
        if home is None:
            continue
        try:
            making.require_counted(home, kinds)
            made = tuple(one for kind in kinds for one in making.made(store, kind, home, row=row, language=language))
            for one in made:
                require_printable(one.paper, drawn)
            yield made
        except Refused as why:
            left_out(LeftOut(home, why))
