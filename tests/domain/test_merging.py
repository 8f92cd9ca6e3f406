"""What an op supersedes, and how heads rank; that they converge is shown by `tests/store/test_state_machine.py`."""

from dataclasses import dataclass, field

import pytest

from desktop.domain.merging import LAST_STAMP, Context, Span, context, holds, is_span, rank, with_own_past

WALL = 1_763_431_200_000


@pytest.mark.parametrize("stamp", [1, WALL << 16, LAST_STAMP])
def test_an_op_ranks_by_its_stamp(stamp: int) -> None:
    assert rank(stamp, WALL) == stamp


@pytest.mark.parametrize("stamp", [LAST_STAMP + 1, (1 << 63) - 1])
def test_a_stamp_that_no_clock_reaches_ranks_by_the_time_beside_it(stamp: int) -> None:
    assert rank(stamp, WALL) == WALL << 16


@dataclass(frozen=True)
class Op:
    origin: bytes
    seq: int
    ctx: Context = field(default_factory=dict[bytes, Span])
    stamp: int = 0
    mark: bytes = b""


def test_an_op_supersedes_what_it_replaces_and_all_that_this_had_replaced() -> None:
    replaced = Op(b"a", 7, {b"a": 6, b"b": [4, 5]}), Op(b"b", 6)
    assert context(replaced) == {b"a": 7, b"b": [4, 6]}


def test_what_never_arrived_is_not_superseded() -> None:
    assert context([Op(b"a", 7, {b"a": 2})]) == {b"a": [1, 2, 7, 7]}


def test_an_author_says_of_all_own_seqs_which_it_supersedes() -> None:
    assert with_own_past({b"a": [1, 2, 7, 7], b"b": 3}, b"a", 12, [1, 4, 7]) == {b"a": [1, 3, 5, 11], b"b": 3}


def test_an_edit_of_own_writes_alone_stays_one_number() -> None:
    assert with_own_past({b"a": [5, 5]}, b"a", 12, [5]) == {b"a": 11}


def test_the_first_entry_of_an_origin_has_no_past() -> None:
    assert with_own_past({b"b": [5, 5]}, b"a", 1, []) == {b"b": [5, 5]}


@pytest.mark.parametrize("span", [1, [2, 2], [1, 2, 4, 4], [3, 9, 12, 40]])
def test_a_span_is_runs_with_something_between_them(span: Span) -> None:
    assert is_span(span)
    assert holds(span, span if isinstance(span, int) else span[-1])


@pytest.mark.parametrize("span", [0, -1, [], [2], [0, 3], [1, 5], [5, 4], [2, 3, 4, 4], [2, 9, 5, 7]])
def test_what_no_context_holds_is_no_span(span: Span) -> None:
    assert not is_span(span)
