"""The two evaluators, and a third that is as simple as can be, give the same for random packs and households."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from naive import Naive, NoResultError
from random_packs import households, packs, proofed

from desktop.policy import facts
from desktop.policy.engine import compile_pack
from desktop.policy.explanation import explain
from desktop.policy.tree import Unreckoned
from desktop.policy.vocabulary import Sheet

QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def compare(sheets: tuple[Sheet, ...], households: list[dict[str, Any]]) -> None:
    pack = proofed(sheets)
    event("sound" if pack else "flawed")
    assume(pack)
    assert pack
    engine = compile_pack(pack)
    for household in households:
        given = facts.read(pack.pack, household).given
        try:
            told, _ = explain(pack, given)
        except Unreckoned:
            event("refused")
            with pytest.raises(Unreckoned):
                engine.run(given)
            with pytest.raises(NoResultError):
                Naive(pack.pack, given).totals()
            continue
        event("reckoned")
        assert engine.run(given) == told
        simple = Naive(pack.pack, given)
        totals = simple.totals()
        assert totals == told.totals
        for name, value in told.values.items():
            assert simple.known[name] == (value if not isinstance(value, bool) else Fraction(value))


SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=QUIET)


@SETTINGS
@given(packs(), households(), households())
def test_both_evaluators_and_a_third_agree(
    sheets: tuple[Sheet, ...], one: dict[str, Any], other: dict[str, Any]
) -> None:
    compare(sheets, [one, other])


@pytest.mark.long
@settings(SETTINGS, max_examples=4_000)
@given(packs(), households(), households())
def test_all_three_agree_on_many(sheets: tuple[Sheet, ...], one: dict[str, Any], other: dict[str, Any]) -> None:
    compare(sheets, [one, other])
