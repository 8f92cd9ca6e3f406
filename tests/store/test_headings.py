"""What a person said a ledger's columns mean is remembered by this store, and by no other."""

import stores
from stores import NewStore

from desktop.store import headings

FINGERPRINT = "ab" * 32
MAPPING = {"产权人": "owner.name", "证载面积": "house.registered_gross"}


def test_nothing_is_known_of_a_header_that_nobody_explained(new_store: NewStore) -> None:
    assert headings.known(new_store("area"), FINGERPRINT) is None


def test_what_was_said_last_of_a_header_is_remembered_over_a_restart(new_store: NewStore) -> None:
    with new_store("area") as store:
        headings.keep(store, FINGERPRINT, {})
        assert headings.known(store, FINGERPRINT) == {}
        headings.keep(store, FINGERPRINT, MAPPING)
    with stores.opened(store.folder) as again:
        assert headings.known(again, FINGERPRINT) == MAPPING


def test_what_is_remembered_is_no_part_of_the_digest(new_store: NewStore) -> None:
    store = new_store("area")
    before = store.digest()
    headings.keep(store, FINGERPRINT, MAPPING)
    assert store.digest() == before
    assert store.entries_since({})[-1].seq == store.end.seq
