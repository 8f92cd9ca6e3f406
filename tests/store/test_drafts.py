"""What is being typed is kept beside everything else that writes, and never past the store's own rules."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import stores
from damage import contents, refusal, with_the_key
from stores import NewStore

from desktop.store import connection as database
from desktop.store import drafts
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


def test_a_draft_of_an_older_program_is_taken_up(new_store: NewStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store = new_store("area")
    draft = keep_draft(store, "visit", {"situation": "typing …"})
    monkeypatch.setattr(drafts, "FORMAT", drafts.FORMAT + 1)
    assert [(each.id, each.fields) for each in drafts_of(store)] == [(draft, {"situation": "typing …"})]
    assert keep_draft(store, "visit", {"situation": "typed"}, draft=draft) == draft
    assert [each.fields for each in drafts_of(store)] == [{"situation": "typed"}]


def test_a_draft_of_a_newer_program_stays_as_it_is_and_is_told(
    new_store: NewStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with new_store("area") as store:
        assert store.notices == ()
        with monkeypatch.context() as newer:
            newer.setattr(drafts, "FORMAT", drafts.FORMAT + 1)
            draft = keep_draft(store, "visit", {"words": {"of": "tomorrow"}})
    with stores.opened(store.folder) as older:
        assert older.notices == (drafts.NEWER,)
        assert drafts_of(older) == ()
        other = keep_draft(older, "visit", {"situation": "typing …"}, draft=draft)
        assert [each.id for each in drafts_of(older)] == [other] != [draft]
        drop_draft(older, draft)
    monkeypatch.setattr(drafts, "FORMAT", drafts.FORMAT + 1)
    with stores.opened(store.folder) as newer_again:
        assert newer_again.notices == ()
        kept = {each.id: each.fields for each in drafts_of(newer_again)}
        assert kept == {draft: {"words": {"of": "tomorrow"}}, other: {"situation": "typing …"}}


def test_a_store_that_is_only_read_keeps_no_draft_and_says_why(new_store: NewStore) -> None:
    with new_store("area") as store:
        draft = keep_draft(store, "visit", {"situation": "typing …"})
    before = contents(store.folder)
    with stores.opened(store.folder, read_only=True) as reading:
        for job in (lambda: keep_draft(reading, "visit", {}), lambda: drop_draft(reading, draft)):
            assert "open for reading only" in refusal(job).what
        assert [kept.id for kept in drafts_of(reading)] == [draft]
    assert contents(store.folder) == before
