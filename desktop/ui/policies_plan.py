"""The plans of an area as the page on policies takes them from the store: who stands behind each, and what it holds.

Promise: that its examples come out is only told after both evaluators reckoned all of them again, here and now.
Hidden: this is the one place of the window where plans come from.
"""

from dataclasses import dataclass
from datetime import date

from desktop.casework import policy
from desktop.casework.policy import Draft, State
from desktop.domain.records import IssuedPack
from desktop.policy import examples
from desktop.policy.examples import Examination
from desktop.policy.trace import Trace
from desktop.policy.tree import Given, Outcome
from desktop.store import queries, sources
from desktop.store.store import Store
from desktop.ui.jobs import Progress

_GROUP = 4


@dataclass(frozen=True)
class Plan:
    """An issued plan, what it is today, who issued it, and who confirmed it on which day."""

    row: IssuedPack
    state: State
    issuer: str
    checks: tuple[tuple[str, date | None], ...]

    @property
    def version(self) -> str:
        return self.row.version or ""

    @property
    def fingerprint(self) -> str:
        """Its id in groups of four, four to a line, to be compared by eye."""
        id_ = self.row.pack or ""
        groups = [id_[n : n + _GROUP] for n in range(0, len(id_), _GROUP)]
        return "\n".join(" ".join(groups[n : n + _GROUP]) for n in range(0, len(groups), _GROUP))


def plans_of(store: Store) -> tuple[Plan, ...]:
    """The plans that were issued in a store, the newest first."""
    names = queries.staff_names(store)
    return tuple(
        Plan(
            row,
            state,
            names.get(sources.author_of(store, row.id), ""),
            tuple(
                (names.get(who, ""), check.checked_on) for check, who in policy.checks_of(store, row.pack or "").items()
            ),
        )
        for row, state in policy.packs_of(store).items()
    )


def read(plan: Plan) -> Draft:
    """Read what a plan holds. Refused where that is not what its id says."""
    return policy.of_record(plan.row)


def examined(draft: Draft, progress: Progress) -> Examination:
    """Reckon all its examples again with both evaluators. Refused where this program can't calculate with it."""
    of, done = len(draft.sound().pack.examples), 0

    def reckon(given: Given) -> tuple[Outcome, Trace]:
        nonlocal done
        progress(done, of)
        done += 1
        return draft.reckon(given)

    return examples.examine(draft.sound(), reckon)
