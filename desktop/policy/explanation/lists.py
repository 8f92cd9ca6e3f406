"""How the rows of a list are gathered on a walk.

Promise: each node means what `tree.py` says. Hidden: how the chosen rows are told.
"""

from collections.abc import Sequence
from fractions import Fraction

from desktop.policy import tree
from desktop.policy.explanation.walk import Meanings, Term, Walk, gathered
from desktop.policy.pack import Value
from desktop.policy.tree import Reason, Unreckoned


def _fold(node: tree.Fold, walk: Walk) -> Term:
    most = max(0, int(walk.reckon(node.most).value)) if node.most else 0
    rows = walk.given.get(node.list, ())
    assert isinstance(rows, tuple)  # noqa: S101  the facts were proofed
    classes: list[Value] = []
    terms: list[Term] = []
    said: list[str] = []
    for number, cells in enumerate(rows, 1):
        walk.where, walk.cells = f"{node.list}[{number}]", cells
        if node.by:
            classes.append(walk.reckon(node.by).value)
        if node.part is None:
            terms.append(Term(value=True, text=walk.where))
            continue
        term = walk.reckon(node.part)
        terms.append(term)
        said.append(walk.shown(term.value, node.part.type))
        if node.function in {"any", "all"} and term.value is (node.function == "any"):
            return Term(term.value, term.text)
    match node.function:
        case "any" | "all":
            both = walk.names.words.both
            return Term(node.function == "all", both.join(term.text for term in terms) or f"{node.list} 0")
        case "count":
            return _counted(node, walk, terms)
        case "sum":
            some = [term for term in terms if term.value] or terms[:1]
            return gathered(node, walk, some, sum((term.value for term in some), Fraction(0)))
        case "largest" | "smallest":
            return _utmost(node, walk, terms, said)
        case _:
            chosen = _top(terms, most) if node.function == "sum_top" else _best(terms, classes)
            return _few(node, walk, terms, said, chosen)


def _counted(node: tree.Fold, walk: Walk, terms: Sequence[Term]) -> Term:
    met = [f"{node.list}[{number}]" for number, term in enumerate(terms, 1) if term.value]
    value = Fraction(len(met))
    shown = walk.shown(value, node.type)
    walk.step("count", node, met, shown, [term.text for term in terms if not term.value])
    return Term(value, shown)


def _utmost(node: tree.Fold, walk: Walk, terms: Sequence[Term], said: Sequence[str]) -> Term:
    if not terms:
        raise Unreckoned(Reason.EMPTY_LIST, node.place)
    best = (max if node.function == "largest" else min)(term.value for term in terms)
    won = next(place for place, term in enumerate(terms) if term.value == best)
    walk.step(node.function, node, said, said[won], [*said[:won], *said[won + 1 :]])
    return terms[won]


def _top(terms: Sequence[Term], most: int) -> list[int]:
    return sorted(sorted(range(len(terms)), key=lambda place: terms[place].value, reverse=True)[:most])


def _best(terms: Sequence[Term], classes: Sequence[Value]) -> list[int]:
    best: dict[Value, int] = {}
    for place, (term, one) in enumerate(zip(terms, classes, strict=True)):
        if one not in best or term.value > terms[best[one]].value:
            best[one] = place
    return list(best.values())


def _few(node: tree.Fold, walk: Walk, terms: Sequence[Term], said: Sequence[str], chosen: Sequence[int]) -> Term:
    """Add the chosen rows alone."""
    value = sum((terms[place].value for place in chosen), Fraction(0))
    rejected = [text for place, text in enumerate(said) if place not in chosen]
    return gathered(node, walk, [terms[place] for place in chosen], value, kind=node.function, rejected=rejected)


MEANINGS: Meanings = {
    tree.Fold: _fold,
}
