"""What a family tells stands in no file in clear, in no log and in no error.

Unique words are written everywhere and looked for.
"""

import logging
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
import stores
from builders import a_person
from damage import with_the_key
from sqlalchemy import select, table, text
from sqlcipher3 import dbapi2
from stores import NewStore

from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS, Privacy
from desktop.domain.records import Household, Person, Record, Wish
from desktop.store import checking, evidence
from desktop.store.backup import LAST_THREE, back_up
from desktop.store.drafts import keep_draft
from desktop.store.restoring import restore
from desktop.store.store import Store


class Canaries:
    """Makes a word for each place, and knows them all."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self.of: dict[tuple[str, str], str] = {}

    def word(self, record: str, name: str) -> str:
        n = next(self._numbers)
        self.of[record, name] = f"100-7{n:03}-7{n:03}" if name == "phone" else f"鸟儿{n:04}canary"
        return self.of[record, name]

    def with_privacy(self, *privacies: Privacy) -> list[str]:
        return [
            word
            for (record, name), word in self.of.items()
            if record in RECORDS and RECORDS[record].group_of[name].privacy in privacies
        ]


@pytest.fixture
def canaries() -> Canaries:
    return Canaries()


@pytest.fixture
def store(new_store: NewStore, canaries: Canaries) -> Store:
    """An open store full of canaries: in all texts, reasons, a draft, a photo; edited, withdrawn, undone."""
    store = new_store("area")
    records = stores.one_of_each(canaries.word)
    person = next(record for record in records if isinstance(record, Person))
    known = replace(person, phone=canaries.word("person", "phone"))
    store.save(*(known if record is person else record for record in records), because=canaries.word("reason", "save"))
    edited = store.save(replace(store.records(Household)[0], lane=canaries.word("household", "lane")))
    assert edited.entry is not None
    store.undo(edited.entry.origin, edited.entry.seq)
    store.withdraw(store.records(Wish)[0], because=canaries.word("wish", "withdrawn_reason"))
    store.reveal(store.records(Person)[0], "phone", because=canaries.word("reason", "look"))
    evidence.keep(store, person.household or b"", canaries.word("photo", "content").encode() * 99)
    keep_draft(store, "visit", {"situation": canaries.word("draft", "situation")})
    return store


def test_no_file_holds_a_canary(store: Store, canaries: Canaries, tmp_path: Path) -> None:
    def require_clean() -> None:
        for file in tmp_path.rglob("*"):
            assert not heard(str(file).encode(), canaries)
            assert not file.is_file() or not heard(file.read_bytes(), canaries)

    require_clean()
    backup = back_up(store.engine, store.opened.key, store.folder, tmp_path / "stick", keep=LAST_THREE)
    require_clean()
    store.close()
    require_clean()
    assert checking.check(store.folder, store.opened).is_whole
    checking.repair(store.folder, store.opened)
    restore(backup.file, store.folder, stores.unlocked)
    require_clean()


def test_sensitive_values_stand_in_no_table_and_personal_ones_in_no_entry(store: Store, canaries: Canaries) -> None:
    store.close()
    sensitive, personal = (canaries.with_privacy(each) for each in (Privacy.SENSITIVE, Privacy.PERSONAL))
    assert len(sensitive) > 4
    assert len(personal) > 20
    tables: dict[str, str] = {}
    with with_the_key(store.folder) as connection:
        for name in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all():
            tables[name] = repr(connection.execute(select(text("*")).select_from(table(name))).all())
    everywhere = "".join(rows for name, rows in tables.items() if name != "drafts")
    assert not [word for word in sensitive if word in everywhere or repr(word.encode())[2:-1] in everywhere]
    journal = tables["entries"] + tables["ops"]
    assert not [word for word in personal if repr(word.encode())[2:-1] in journal]
    assert all(word in everywhere for word in personal if word != canaries.of["wish", "words"])


def failures(store: Store, canaries: Canaries) -> Iterator[Callable[[], object]]:
    """Jobs that fail, each in its own way, with canaries in their hands."""
    person = store.records(Person)[0]
    word = canaries.word("failure", "name")
    yield lambda: store.save(replace(person, name="", bank_name="\0" + word))
    yield lambda: store.save(replace(person, seen=None, name=word))
    yield lambda: store.save(a_person(household=person.household, name=word, share=word))
    yield lambda: store.save(person, replace(person, name=word))
    yield lambda: store.withdraw(person, because=" ")
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1")  # to SQLite the same as a full disk
    yield lambda: store.save(replace(person, special_note=word * 800))
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE document_words")  # the save fails half-way
    yield lambda: store.save(a_person(household=person.household, name=word))


def test_no_failure_tells_a_canary(store: Store, canaries: Canaries, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    kinds: set[type[BaseException]] = set()
    for fail in failures(store, canaries):
        with pytest.raises((Refused, ValueError, dbapi2.DatabaseError)) as failed:
            fail()
        kinds.add(failed.type)
        told = "".join(traceback.format_exception(failed.value))
        if isinstance(failed.value, Refused):
            told += repr(failed.value.findings) + repr(failed.value.values)
        assert not heard(told.encode(), canaries)
    assert len(kinds) > 2
    assert not heard(caplog.text.encode(), canaries)


def test_no_representation_tells_a_canary(store: Store, canaries: Canaries) -> None:
    records: list[Record] = [*stores.everything(store).values()]
    saved = store.save(replace(store.records(Person)[0], name=canaries.word("person", "name")))
    assert saved.entry is not None
    shown = [*records, saved, saved.entry, store, store.opened, store.end, *store.entries_since({})]
    assert not heard(repr(shown).encode(), canaries)


def heard(content: bytes, canaries: Canaries) -> list[str]:
    """The canaries that are in some bytes, whatever their encoding."""
    return [
        word
        for word in {*canaries.of.values(), "999999195603070026", stores.PASSPHRASE}
        if any(word.encode(encoding) in content for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"))
    ]
