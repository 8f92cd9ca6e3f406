"""What a hand does to a code: other writing is read, every slip is noticed and its row named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import recovery_code
from desktop.domain.errors import Refused

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
any_secret = st.binary(min_size=20, max_size=20)
rows = st.integers(1, 8)
places = st.integers(0, 4)


def changed(code: str, row: int, new: str) -> str:
    groups = code.split("-")
    groups[row - 1] = new
    return "-".join(groups)


@given(any_secret)
def test_a_written_code_reads_back(secret: bytes) -> None:
    code = recovery_code.written(secret)
    assert [len(group) for group in code.split("-")] == [5] * 8
    assert not set(code) & set("ILOU")
    assert recovery_code.read(code) == secret
    assert recovery_code.faults(code.split("-")) == ()


def test_a_code_is_written_the_same_for_ever() -> None:
    assert recovery_code.written(bytes(range(20))) == "000GC-40R4Y-0M301-E209M-185G2-R38EE-1W810-24GKG"


@given(any_secret)
def test_case_gaps_and_lookalikes_do_not_matter(secret: bytes) -> None:
    code = recovery_code.written(secret)
    for typed in (
        code.lower(),
        code.replace("-", ""),
        code.replace("-", "\n"),
        " ".join(code.replace("-", "")),
        code.replace("-", "－").replace("A", "Ａ"),
        code.replace("0", "O").replace("1", "l"),
        code.replace("0", "o").replace("1", "I"),
    ):
        assert recovery_code.read(typed) == secret


@given(any_secret, rows, places, st.sampled_from(LETTERS))
def test_one_wrong_letter_names_its_row(secret: bytes, row: int, place: int, letter: str) -> None:
    code = recovery_code.written(secret)
    group = code.split("-")[row - 1]
    typed = changed(code, row, group[:place] + letter + group[place + 1 :])
    assert recovery_code.faults(typed.split("-")) == (() if typed == code else (row,))


@given(any_secret, rows, places, places)
def test_two_letters_that_changed_places_name_their_row(secret: bytes, row: int, one: int, other: int) -> None:
    code = recovery_code.written(secret)
    group = list(code.split("-")[row - 1])
    group[one], group[other] = group[other], group[one]
    typed = changed(code, row, "".join(group))
    assert recovery_code.faults(typed.split("-")) == (() if typed == code else (row,))


@given(any_secret, rows, rows)
def test_rows_that_changed_places_are_both_named(secret: bytes, one: int, other: int) -> None:
    groups = recovery_code.written(secret).split("-")
    groups[one - 1], groups[other - 1] = groups[other - 1], groups[one - 1]
    assert recovery_code.faults(groups) == (() if one == other else tuple(sorted((one, other))))


@given(any_secret, rows)
def test_a_row_that_is_too_short_or_too_long_is_named(secret: bytes, row: int) -> None:
    code = recovery_code.written(secret)
    group = code.split("-")[row - 1]
    for typed in (changed(code, row, group[:-1]), changed(code, row, group + "7")):
        with pytest.raises(Refused) as refused:
            recovery_code.read(typed)
        assert refused.value.values == {"rows": str(row)}


def test_rows_not_yet_typed_are_faults() -> None:
    groups = recovery_code.written(bytes(range(20))).split("-")
    assert recovery_code.faults([*groups[:5], "", "2", "U*字 "]) == (6, 7, 8)


@pytest.mark.parametrize("typed", ["", "qingjiao zixingche xiayu suanpan", "000G2" * 7, "0" * 39, "0" * 41])
def test_what_is_no_whole_code_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="no whole recovery code"):
        recovery_code.read(typed)


@given(st.text(max_size=60))
def test_no_refusal_repeats_what_was_typed(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        recovery_code.read("#" + typed)
    assert set(refused.value.values) <= {"rows"}


def test_new_secrets_differ() -> None:
    assert recovery_code.new_secret() != recovery_code.new_secret()
