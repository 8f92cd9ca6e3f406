"""What is being typed is kept beside everything else that writes, and never past the store's own rules."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import stores
from damage import contents, refusal, with_the_key
from stores import NewStore

from desktop.store import connection as database
from desktop.store.drafts import drafts_of, drop_draft, keep_draft


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that is held by somebody else says so at once."""
    monkeypatch.setattr(database, "_PRAGMAS", (*database._PRAGMAS, "busy_timeout=1"))


def test_a_draft_waits_for_what_is_being_written(new_store: NewStore) -> None:
    store = new_store("area")
    with ThreadPoolExecutor() as others:
        with store.writing():
            kept = others.submit(keep_draft, store, "visit", {"situation": "typing …"})
            with pytest.raises(TimeoutError):
                kept.result(timeout=0.2)
        draft = kept.result()
    assert [each.id for each in drafts_of(store)] == [draft]


def test_while_another_program_writes_a_draft_is_refused_in_words(new_store: NewStore) -> None:
    store = new_store("area")
    with with_the_key(store.folder):
        refused = refusal(lambda: keep_draft(store, "visit", {"situation": "typing …"}))
    assert "Another program holds the ledger" in refused.what
    assert "try again" in refused.remedy


def test_a_store_that_is_only_read_keeps_no_draft_and_says_why(new_store: NewStore) -> None:
    with new_store("area") as store:
        draft = keep_draft(store, "visit", {"situation": "typing …"})
    before = contents(store.folder)
    with stores.opened(store.folder, read_only=True) as reading:
        for job in (lambda: keep_draft(reading, "visit", {}), lambda: drop_draft(reading, draft)):
            assert "open for reading only" in refusal(job).what
        assert [kept.id for kept in drafts_of(reading)] == [draft]
    assert contents(store.folder) == before
