"""The ciphers and derivations against published examples, and what does not open."""

from threading import Thread

import pytest

from desktop.store import cipher
from desktop.store.cipher import Cipher

KEY = bytes(range(32))


def test_a_key_for_a_purpose_is_the_one_of_the_standard() -> None:
    """RFC 5869, appendix A.1 and A.3: their first 32 bytes."""
    secret = b"\x0b" * 22
    salted = cipher.derived(secret, bytes(range(0xF0, 0xFA)), bytes(range(13)))
    assert salted.hex() == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
    assert cipher.derived(secret, b"").hex() == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"


def test_a_signing_key_is_the_one_of_the_standard() -> None:
    """RFC 8032, section 7.1, test 1."""
    private = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    made = cipher.signing_key(private)
    assert made.public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert private.hex() not in repr(made)
    assert str(private) not in repr(made)


def test_what_is_sealed_opens_with_its_key_at_its_place_alone() -> None:
    sealed = Cipher(KEY).seal(b"plain", b"place")
    assert Cipher(KEY).unseal(sealed, b"place") == b"plain"
    assert Cipher(KEY).unseal(sealed, b"other") is None
    assert Cipher(bytes(32)).unseal(sealed, b"place") is None


@pytest.mark.parametrize("length", [0, 5, 12, 27, 32])
def test_what_is_cut_or_was_never_sealed_does_not_open(length: int) -> None:
    sealed = Cipher(KEY).seal(b"plain", b"place")
    assert Cipher(KEY).unseal(sealed[:length], b"place") is None


def test_nothing_is_sealed_twice_alike() -> None:
    assert Cipher(KEY).seal(b"plain", b"place") != Cipher(KEY).seal(b"plain", b"place")


def test_two_may_stretch_at_the_same_time() -> None:
    made = dict[bytes, bytes]()

    def stretch(secret: bytes) -> None:
        made[secret] = cipher.stretched(secret, b"salt of 16 bytes", memory=8 * 1024, passes=2, lanes=4)

    workers = [Thread(target=stretch, args=(secret,), daemon=True) for secret in (b"one", b"other")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=20)
    assert made.keys() == {b"one", b"other"}, "neither waits for ever"
