"""A file of an older version is brought up wholly, after a backup, or stays as it is; a newer one is not touched."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import make_fixture
import pytest
import stores
from damage import contents, past_the_gate, refusal, with_the_key
from sqlalchemy import Connection
from stores import NewStore

from desktop.domain.fields import SCHEMA
from desktop.domain.identity import mask
from desktop.domain.records import Household
from desktop.store import checking, migrations
from desktop.store import connection as database
from desktop.store import folder as place
from desktop.store.backup import LAST_THREE, back_up, backups_in
from desktop.store.drafts import drafts_of
from desktop.store.journal import NO_HASH, Body, WrittenOp, sealed_entry
from desktop.store.migrations import VERSION, Step, bring_up
from desktop.store.restoring import restore
from desktop.store.sealing import Secrets

pytestmark = pytest.mark.usefixtures("cheap_vault")

FIXTURES = Path(__file__).with_name("fixtures")
MASKED_SINCE = {("calculation", "facts"), ("calculation", "trace")}  # since version 5 they hold what is sensitive


@pytest.fixture
def folder(new_store: NewStore) -> Path:
    """A closed store of this version."""
    with new_store("area") as store:
        store.save(*stores.a_family("DY-01"))
    return store.folder


def brought_up(folder: Path, steps: Mapping[int, Step], *, read_only: bool = False) -> None:
    key = stores.unlocked(folder).key
    engine = database.connect(place.database(folder), key)
    try:
        bring_up(engine, folder, key, steps=steps, read_only=read_only)
    finally:
        engine.dispose()


def adds_a_table(connection: Connection, _secrets: Secrets) -> None:
    connection.exec_driver_sql("CREATE TABLE invented (id BLOB PRIMARY KEY)")
    connection.exec_driver_sql("INSERT INTO invented SELECT id FROM household")


def fills_it(connection: Connection, _secrets: Secrets) -> None:
    connection.exec_driver_sql("ALTER TABLE invented ADD COLUMN lane TEXT")
    connection.exec_driver_sql("UPDATE invented SET lane = (SELECT lane FROM household)")


def fails(connection: Connection, _secrets: Secrets) -> None:
    connection.exec_driver_sql("UPDATE household SET lane = 'half-way'")
    raise ZeroDivisionError


def read(folder: Path, what: str) -> object:
    with with_the_key(folder) as connection:
        return connection.exec_driver_sql(what).scalar()


def test_the_steps_run_in_order_after_a_backup_of_the_old_file(folder: Path, tmp_path: Path) -> None:
    brought_up(folder, {VERSION: adds_a_table, VERSION + 1: fills_it})
    assert read(folder, "PRAGMA user_version") == VERSION + 2
    assert read(folder, "SELECT lane FROM invented") == read(folder, "SELECT lane FROM household")
    (before,) = backups_in(folder / "backups")
    restore(before.file, tmp_path / "before", stores.unlocked)
    with stores.opened(tmp_path / "before") as store:
        assert stores.numbers(store) == ["DY-01"]


def test_the_steps_run_once(folder: Path) -> None:
    for _ in range(2):
        brought_up(folder, {VERSION: adds_a_table})
    assert read(folder, "PRAGMA user_version") == VERSION + 1
    assert len(backups_in(folder / "backups")) == 1


def test_a_file_of_this_version_is_opened_without_a_backup(folder: Path) -> None:
    stores.opened(folder).close()
    assert not backups_in(folder / "backups")


def test_a_step_that_fails_leaves_the_old_file(folder: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        brought_up(folder, {VERSION: adds_a_table, VERSION + 1: fails})
    assert read(folder, "PRAGMA user_version") == VERSION
    assert read(folder, "SELECT count(*) FROM sqlite_master WHERE name = 'invented'") == 0
    assert checking.check(folder, stores.unlocked(folder)).is_whole
    assert len(backups_in(folder / "backups")) == 1


def test_without_room_for_a_backup_nothing_is_brought_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.store.folder.free_space", lambda _folder: 0)
    assert "too little room" in str(refusal(lambda: brought_up(folder, {VERSION: adds_a_table})))
    assert read(folder, "PRAGMA user_version") == VERSION


def test_an_older_file_is_not_brought_up_by_reading(folder: Path) -> None:
    before = contents(folder)
    refused = refusal(lambda: brought_up(folder, {VERSION: adds_a_table}, read_only=True))
    assert "Open it once for writing" in str(refused)
    assert contents(folder) == before


def opening(folder: Path) -> None:
    stores.opened(folder)


def opening_to_read(folder: Path) -> None:
    stores.opened(folder, read_only=True)


def going_on_from_an_older_state(folder: Path) -> None:
    stores.opened(folder, older_is_fine=True)


def checking_it(folder: Path) -> None:
    checking.check(folder, stores.unlocked(folder))


def repairing(folder: Path) -> None:
    checking.repair(folder, stores.unlocked(folder))


@pytest.mark.parametrize("job", [opening, opening_to_read, going_on_from_an_older_state, checking_it, repairing])
def test_a_newer_file_is_refused_untouched(folder: Path, job: Callable[[Path], None]) -> None:
    with with_the_key(folder) as connection:
        connection.exec_driver_sql(f"PRAGMA user_version={VERSION + 1}")
    before = contents(folder)
    assert "Install the newer version" in str(refusal(lambda: job(folder)))
    assert contents(folder) == before


def test_a_backup_of_a_newer_file_is_refused_before_anything_is_set_aside(folder: Path) -> None:
    with with_the_key(folder) as connection:
        connection.exec_driver_sql(f"PRAGMA user_version={VERSION + 1}")
    key = stores.unlocked(folder).key
    engine = database.connect(place.database(folder), key)
    file = back_up(engine, key, folder, folder.with_name("stick"), keep=LAST_THREE).file
    engine.dispose()
    refused = refusal(lambda: restore(file, folder, stores.unlocked))
    assert str(file) in str(refused)
    assert "Install the newer version" in str(refused)
    assert not list(folder.parent.glob("area.*"))


def masked_now(row: str, name: str, value: object) -> object:
    return mask(str(value)) if (row.partition(" ")[0], name) in MASKED_SINCE else value


@pytest.mark.parametrize("version", range(1, VERSION + 1))
def test_a_store_of_every_released_version_shows_what_it_held(version: int, tmp_path: Path) -> None:
    held = json.loads((FIXTURES / f"store-v{version}.json").read_text("utf-8"))
    restore(FIXTURES / f"store-v{version}.ruhu-backup", tmp_path / "area", stores.unlocked)
    with stores.opened(tmp_path / "area") as store:
        shown = make_fixture.shown(store)
        for row, fields in held["rows"].items():
            told = {name: fields[name] and masked_now(row, name, fields[name]) for name in fields}
            assert {name: shown[row].get(name) for name in fields} == told
        if held["schema"] == SCHEMA:
            assert store.digest() == held["digest"]
        assert [draft.fields for draft in drafts_of(store)] == [{"number": "还没写完"}]
        store.save(*stores.a_family("DY-99"))
    assert checking.check(tmp_path / "area", stores.unlocked(tmp_path / "area")).is_whole


def laid_out(folder: Path) -> dict[tuple[str, str], set[str]]:
    """Every table, index and trigger of a file with the names of its columns."""
    with with_the_key(folder) as connection:
        parts = connection.exec_driver_sql("SELECT type, name FROM sqlite_master").all()
        columns = "SELECT name FROM pragma_table_info(?) UNION ALL SELECT name FROM pragma_index_info(?)"
        return {
            (kind, name): set(connection.exec_driver_sql(columns, (name, name)).scalars().all()) for kind, name in parts
        }


@pytest.mark.parametrize("version", range(1, VERSION))
def test_a_file_that_was_brought_up_is_laid_out_as_a_new_one(version: int, folder: Path, tmp_path: Path) -> None:
    restore(FIXTURES / f"store-v{version}.ruhu-backup", tmp_path / "old", stores.unlocked)
    stores.opened(tmp_path / "old").close()
    assert laid_out(tmp_path / "old") == laid_out(folder)


def test_what_a_newer_program_wrote_into_an_older_store_is_shown_after_the_upgrade(tmp_path: Path) -> None:
    folder = tmp_path / "area"
    restore(FIXTURES / "store-v1.ruhu-backup", folder, stores.unlocked)
    with past_the_gate(folder) as connection:
        row = connection.exec_driver_sql("SELECT id FROM household").scalar_one()
        op = WrittenOp("household", row, "people_count", row, {"people_count": 5}, {})
        entry = sealed_entry(Body(b"newer---", 1, 1 << 57, 0, 480, b"p" * 16, "", SCHEMA, [op]), NO_HASH)
        connection.exec_driver_sql(
            "INSERT INTO entries (origin, seq, prev_hash, hash, body, rev) VALUES (?, ?, ?, ?, ?, 99)",
            (entry.origin, entry.seq, entry.prev_hash, entry.hash, entry.body),
        )
    with stores.opened(folder) as store:
        assert [household.people_count for household in store.records(Household, id=row)] == [5]


def test_there_is_a_step_from_every_version_to_the_next() -> None:
    assert sorted(migrations.STEPS) == list(range(1, VERSION))
