"""Check names what is wrong and changes nothing, repair puts it right, and nobody passes the gate unseen."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
import stores
from damage import contents, past_the_gate, refusal, with_the_key
from sqlalchemy import Connection, Executable, Table, delete, insert, literal_column, select, update
from sqlalchemy.exc import DatabaseError

from desktop.domain.identity import new_id
from desktop.domain.records import Household, Promise
from desktop.store import checking, journal
from desktop.store.backup import LAST_THREE, back_up, backups_in
from desktop.store.checking import Report
from desktop.store.journal import entry_hash
from desktop.store.schema import entries, household_keys, projected


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed store with a row in every guarded table: one of each kind, and a conflict with a copy of it."""
    room = tmp_path_factory.mktemp("full")
    folder, copied = room / "area", room / "copy"
    with stores.cheaply(room / "home"):
        with stores.made(folder) as store:
            records = stores.one_of_each(lambda record, name: f"{record} {name}")
            waits = next(replace(each, id=new_id()) for each in records if isinstance(each, Promise))
            store.save(*records, waits, because="everything")
        shutil.copytree(folder, copied)
        for each in (folder, copied):
            with stores.opened(each) as store:
                store.save(replace(store.records(Household)[0], number=each.name))
        with stores.opened(copied) as copy, stores.opened(folder) as original:
            stores.accept(original, copy.entries_since({}), copy.keys())
    return folder


@pytest.fixture
def full(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "area")
    return tmp_path / "area"


def checked(folder: Path) -> Report:
    return checking.check(folder, stores.unlocked(folder))


def test_a_sound_store_is_whole_and_checking_changes_nothing(full: Path) -> None:
    before = contents(full)
    steps: list[str] = []
    report = checking.check(full, stores.unlocked(full), progress=steps.append)
    assert report.is_whole
    assert report.entries == 5
    assert len(steps) == 5
    assert contents(full) == before


# The gate


def test_nobody_writes_while_the_gate_is_shut(full: Path) -> None:
    tables = (*projected(), entries, household_keys)
    before = contents_of(full, tables)
    assert all(before.values())
    with with_the_key(full) as connection:
        for table in tables:
            again = insert(table).from_select(table.columns.keys(), select(table).limit(1))
            for write in (again, again.prefix_with("OR REPLACE"), forging_a_value(table), losing_a_row(table)):
                with pytest.raises(DatabaseError, match="the gate is shut"):
                    connection.execute(write)
    assert contents_of(full, tables) == before


@pytest.mark.parametrize("write", ["UPDATE entries SET rev = rev", "DELETE FROM entries"])
def test_nobody_changes_an_entry_even_through_the_gate(full: Path, write: str) -> None:
    with pytest.raises(DatabaseError, match="the gate is shut"), past_the_gate(full) as connection:
        connection.exec_driver_sql(write)


def losing_a_row(table: Table) -> Executable:
    return delete(table)


def forging_a_row(table: Table) -> Executable:
    forged = {"id": literal_column("x'ff'"), "row": literal_column("x'ff'"), "doc": literal_column("999")}
    columns = [forged.get(name, column) for name, column in table.columns.items()]
    return insert(table).from_select(table.columns.keys(), select(*columns).select_from(table).limit(1))


def forging_a_value(table: Table) -> Executable:
    return update(table).values({table.columns.keys()[-1]: literal_column("77")})


@pytest.mark.parametrize("tamper", [losing_a_row, forging_a_row, forging_a_value])
def test_rows_that_were_changed_past_the_gate_are_named_and_put_right(
    full: Path, tamper: Callable[[Table], Executable]
) -> None:
    before = contents_of(full, projected())
    with past_the_gate(full) as connection:
        for table in projected():
            connection.execute(tamper(table))
    report = checked(full)
    assert {trouble.table for trouble in report.troubles if trouble.row} == {table.name for table in projected()}
    repaired = checking.repair(full, stores.unlocked(full))
    assert repaired.before == report
    assert repaired.after.is_whole
    assert repaired.set_aside is None
    assert backups_in(full / "backups")
    assert contents_of(full, projected()) == before


def test_a_repair_of_what_is_whole_changes_nothing(full: Path) -> None:
    before = contents(full)
    repaired = checking.repair(full, stores.unlocked(full))
    assert repaired.before.is_whole
    assert repaired.after == repaired.before
    assert contents(full) == before


def test_the_backup_of_a_repair_lets_none_go(full: Path) -> None:
    with stores.opened(full) as store:
        made = [back_up(store.engine, store.opened.key, full, full / "backups", keep=LAST_THREE) for _ in range(3)]
    with past_the_gate(full) as connection:
        connection.exec_driver_sql("DELETE FROM household")
    checking.repair(full, stores.unlocked(full))
    found = backups_in(full / "backups")
    assert {*made} < {*found}
    assert len(found) == 4


def test_one_forged_value_is_named_with_its_row(full: Path) -> None:
    with past_the_gate(full) as connection:
        connection.exec_driver_sql("UPDATE fixture SET amount = amount + 1")
        row = connection.exec_driver_sql("SELECT id FROM fixture").scalar_one()
    (trouble,) = checked(full).troubles
    assert (trouble.table, trouble.row) == ("fixture", row)
    assert row.hex() in said(trouble)


# Guards, keys, search


TAMPERINGS = {
    "DROP TRIGGER guard_insert_household": "1 guards of the ledger are missing",
    "CREATE TRIGGER foreign_one AFTER INSERT ON drafts BEGIN DELETE FROM gate; END": "1 triggers are in the ledger",
    "INSERT INTO gate VALUES (7)": "The gate of the ledger stands open",
    "DELETE FROM document_words WHERE rowid = 1": "1 texts are missing from what is searched",
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_tampering_is_named_and_put_right(full: Path, tampering: str) -> None:
    with with_the_key(full) as connection:
        connection.exec_driver_sql(tampering)
    (trouble,) = checked(full).troubles
    assert said(trouble).startswith(TAMPERINGS[tampering])
    assert checking.repair(full, stores.unlocked(full)).after.is_whole
    with pytest.raises(DatabaseError, match="the gate is shut"), with_the_key(full) as connection:
        connection.exec_driver_sql("DELETE FROM household")


def test_a_lost_key_of_a_household_is_told_and_no_repair_hides_it(full: Path) -> None:
    with past_the_gate(full) as connection:
        connection.exec_driver_sql("DELETE FROM household_keys")
    assert any("The keys of" in said(trouble) for trouble in checked(full).troubles)
    assert any("The keys of" in said(trouble) for trouble in repaired_troubles(full))


# The chain


def altered(connection: Connection) -> None:
    connection.exec_driver_sql("UPDATE entries SET body = CAST(body || x'00' AS BLOB) WHERE seq = 3")


def lost(connection: Connection) -> None:
    connection.exec_driver_sql("DELETE FROM entries WHERE seq = 2")


def unreadable(connection: Connection) -> None:
    """With its hash put right, and so the link of the entry after it broken."""
    row = connection.exec_driver_sql("SELECT prev_hash FROM entries WHERE seq = 3").one()
    connection.exec_driver_sql(
        "UPDATE entries SET body = x'c1', hash = ? WHERE seq = 3", (entry_hash(row.prev_hash, b"\xc1"),)
    )


def misplaced(connection: Connection) -> None:
    """The last entry again, at the end of the chain."""
    last = connection.exec_driver_sql("SELECT origin, seq, hash, body FROM entries ORDER BY seq DESC LIMIT 1").one()
    values = (last.origin, last.seq + 1, last.hash, entry_hash(last.hash, last.body), last.body, 99)
    connection.exec_driver_sql("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)", values)


def relinked(connection: Connection) -> None:
    row = connection.exec_driver_sql("SELECT body FROM entries WHERE seq = 3").one()
    values = (bytes(32), entry_hash(bytes(32), row.body))
    connection.exec_driver_sql("UPDATE entries SET prev_hash = ?, hash = ? WHERE seq = 3", values)


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (altered, "Entry 3 of origin {origin} was altered"),
        (lost, "Before entry 3 of origin {origin} entries are missing"),
        (unreadable, "Entry 3 of origin {origin} can't be read"),
        (misplaced, "Entry 5 of origin {origin} stands in another's place"),
        (relinked, "Entry 3 of origin {origin} doesn't follow the one before it"),
    ],
)
def test_a_broken_chain_is_told_with_its_first_entry(
    full: Path, tamper: Callable[[Connection], None], words: str
) -> None:
    with past_the_gate(full) as connection:
        for verb in ("insert", "update", "delete"):
            connection.exec_driver_sql(f"DROP TRIGGER guard_{verb}_entries")
        tamper(connection)
        origin = connection.exec_driver_sql("SELECT origin FROM entries WHERE seq = 3").scalar_one().hex()
    troubles = [said(trouble) for trouble in checked(full).troubles]
    assert any(trouble.startswith(words.format(origin=origin)) for trouble in troubles)
    if tamper in (lost, relinked):
        assert any(said(trouble).startswith(words.format(origin=origin)) for trouble in repaired_troubles(full))
    else:
        before = contents(full)
        assert "ruhu restore" in str(refusal(lambda: checking.repair(full, stores.unlocked(full))))
        assert contents(full) == before


def test_an_altered_last_entry_refuses_the_opening_in_words(full: Path) -> None:
    with past_the_gate(full) as connection:
        connection.exec_driver_sql("DROP TRIGGER guard_update_entries")
        connection.exec_driver_sql("UPDATE entries SET body = x'c1' WHERE seq = (SELECT max(seq) FROM entries)")
    assert "ruhu check" in str(refusal(lambda: stores.opened(full)))
    with stores.opened(full, read_only=True) as reading:
        assert reading.records(Household)


def test_the_journal_survives_a_repair_byte_for_byte(full: Path) -> None:
    with past_the_gate(full) as connection:
        connection.exec_driver_sql("DELETE FROM household")
        before = [entry for _, entry in journal.entry_rows(connection)]
    checking.repair(full, stores.unlocked(full))
    with past_the_gate(full) as connection:
        assert [entry for _, entry in journal.entry_rows(connection)] == before


def said(trouble: checking.Trouble) -> str:
    return trouble.message.format_map(trouble.values)


def repaired_troubles(folder: Path) -> tuple[checking.Trouble, ...]:
    return checking.repair(folder, stores.unlocked(folder)).after.troubles


def contents_of(folder: Path, tables: Iterable[Table]) -> dict[str, list[tuple[object, ...]]]:
    """All rows of some tables, but for the running numbers of searched texts."""
    found: dict[str, list[tuple[object, ...]]] = {}
    with with_the_key(folder) as connection:
        for table in tables:
            columns = [column for column in table.columns if column.name != "doc"]
            found[table.name] = [tuple(row) for row in connection.execute(select(*columns).order_by(*columns))]
    return found
