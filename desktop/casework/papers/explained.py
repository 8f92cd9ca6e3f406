"""What was explained to a household, as its papers tell it: the clauses of which plan, in which words, what was asked.

Promise: the words are those of the plan by which it was explained, not of a later one. Hidden: how a plan that can't be
read here is told: by the clauses' own names.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop.casework import policy
from desktop.domain.errors import Refused
from desktop.domain.records import Explanation, IssuedPack
from desktop.i18n import word
from desktop.policy.pack import Clause as PlanClause
from desktop.policy.statement import clause_said
from desktop.sheets import wording
from desktop.sheets.visit_record import Clause, Question
from desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class Explained:
    """Clauses with what the household says of them; `plan` names the plan and its version; and what was asked."""

    plan: str
    clauses: tuple[Clause, ...]
    questions: tuple[Question, ...]


def explained(store: Store, rows: Sequence[Explanation], language: str) -> Explained:
    """All of these explanations, each clause once, as it was told last."""
    last = {(row.pack, row.clause): row for row in sorted(rows, key=lambda row: row.id)}
    plans = {pack: policy.issued(store, pack) for pack in dict.fromkeys(row.pack or "" for row in rows)}
    known = {pack: _clauses(issued) for pack, issued in plans.items()}
    told = [(row, known[row.pack or ""].get(row.clause or "")) for row in last.values()]
    return Explained(
        wording.listed(filter(None, (_plan(issued, language) for issued in plans.values())), language),
        tuple(
            Clause(
                called=clause_said(clause, row.clause or ""),
                plain=(clause.plain or clause.text) if clause else word("this plan can't be read here", language),
                felt=row.understood or "",
                text=clause.text if clause and clause.plain else "",
            )
            for row, clause in told
        ),
        tuple(Question(row.questions or "", row.answers or "") for row in rows if row.questions or row.answers),
    )


def spoken(rows: Iterable[Explanation], language: str) -> list[str]:
    """In which languages it was explained, through whom, and who read aloud, as far as that was written down."""
    rows = list(rows)
    told = [each for row in rows if (each := row.spoken_language)]
    told += [word("through {name}", language, name=each) for row in rows if (each := row.interpreter)]
    told += [word("read aloud by {name}", language, name=each) for row in rows if (each := row.read_aloud_by)]
    return list(dict.fromkeys(told))


def _clauses(issued: IssuedPack | None) -> dict[str, PlanClause]:
    if issued is None:
        return {}
    try:
        return {clause.id: clause for clause in policy.of_record(issued).sound().pack.clauses}
    except Refused:
        return {}


def _plan(issued: IssuedPack | None, language: str) -> str:
    if issued is None:
        return ""
    day = issued.issued_on.isoformat() if issued.issued_on else ""
    return word("plan version {version} ({day})", language, version=issued.version or "", day=day)
