"""What may be chosen as a passphrase, and that it is the same however it is typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import passphrase
from desktop.domain.errors import Refused


@given(st.text())
def test_a_passphrase_is_the_same_however_it_is_composed_and_spaced(typed: str) -> None:
    otherwise = f" {unicodedata.normalize('NFD', typed)}\u3000"
    assert passphrase.secret_of(otherwise) == passphrase.secret_of(unicodedata.normalize("NFC", typed))


def test_what_is_easy_to_guess_is_refused_and_not_repeated() -> None:
    with pytest.raises(Refused) as refused:
        passphrase.chosen_secret("mima mima mima")
    assert "mima" not in str(refused.value)


@given(st.text(alphabet="ab c1d2e3f4g5h6", max_size=40))
def test_what_is_called_strong_enough_is_what_is_accepted(typed: str) -> None:
    steps = passphrase.strength(typed)
    assert 0 <= steps <= passphrase.STRONGEST
    if steps >= passphrase.ACCEPTED:
        passphrase.chosen_secret(typed)
        return
    with pytest.raises(Refused):
        passphrase.chosen_secret(typed)


def test_what_was_chosen_is_what_opens() -> None:
    assert passphrase.chosen_secret("青椒  自行车 下雨 算盘") == passphrase.secret_of("青椒 自行车 下雨 算盘")
