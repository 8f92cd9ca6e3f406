"""A store that took in what others wrote is whole, and a repair keeps all that is not computed anew."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import stores
from builders import a_household, a_person
from damage import at_page, flip, leaves, past_the_gate
from sqlalchemy import Connection, delete, func, insert, select

from desktop.domain.identity import new_id
from desktop.domain.records import Evidence, Household
from desktop.store import arriving, checking, deliveries, elsewhere, facts, forking, journal
from desktop.store.arriving import Arrival
from desktop.store.elsewhere import Stub
from desktop.store.merge_log import MergeLine
from desktop.store.schema import checkpoints, entries, forks, kept, merges, received, refused_ops
from desktop.store.store import Store

KEPT = kept()
FAMILIES = 40
PICTURED = (5, 25)  # families with a photo of which the file is still on its way; of one the entry itself is here


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A closed store that took in a part of a chain, what came down, a refused op; a household is with others."""
    room = tmp_path_factory.mktemp("came")
    with stores.cheaply(room / "home"):
        with stores.made(room / "area") as store, stores.made(room / "office") as office:
            homes = [a_household(number=f"O-{n}") for n in range(FAMILIES)]
            for home in homes:
                pictures = [a_photo(home.id, f"{n:064x}") for n in PICTURED if home is homes[n]]
                office.save(home, a_person(household=home.id), *pictures)
            said = office.entries_since({})
            part, told = said[20:], [entry.body for entry in said[1:20]]
            take_in(
                store, office, Arrival(entries=part, keys=office.keys(), judge=lambda _, op: refusal(op.row, homes))
            )
            arriving.merge(store, Arrival(received=told, keys=office.keys()), MergeLine(at=1, kind="down"))
            with store.writing() as connection:
                gone = Stub("O-3", "3 号", "二组", "2026-11-17")
                elsewhere.evict(connection, store.secrets, {homes[3].id: gone})
                facts.keep_fact(connection, "trust", b"the office's keys")
                facts.keep_fact(connection, "mark", b"how far")
                deliveries.note_pieces(connection, deliveries.WANTED, 1, [(homes[0].id, "0" * 64)])
            store.save(a_household(number="OWN"))
        yield room / "area"


def a_photo(household: bytes, digest: str) -> Evidence:
    return Evidence(household=household, kind="photo", digest=digest, media_type="image/jpeg", size=3)


def refusal(row: bytes, homes: Sequence[Household]) -> str | None:
    """One household's op is refused."""
    return "not of its scope" if row == homes[30].id else None


def take_in(store: Store, office: Store, arrival: Arrival) -> None:
    """As a bundle does it, with the checkpoint that was verified."""
    end = office.end
    signed = {"origin": end.origin, "seq": end.seq, "hash": end.hash, "device": new_id()}

    def finish(connection: Connection) -> None:
        connection.execute(insert(checkpoints), {**signed, "certificate": b"", "signature": b""})

    arriving.merge(store, arrival, MergeLine(at=0), finish)


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    shutil.copytree(sound, tmp_path / "area")
    return tmp_path / "area"


def held(folder: Path) -> dict[str, set[tuple[object, ...]]]:
    with past_the_gate(folder) as connection:
        return {table.name: {tuple(row) for row in connection.execute(select(table))} for table in KEPT}


def test_a_check_finds_it_whole(folder: Path) -> None:
    before = held(folder)
    for table in (received, refused_ops, merges, checkpoints):
        assert before[table.name], table.name
    report = checking.check(folder, stores.unlocked(folder))
    assert report.is_whole, report
    assert report.awaited == len(PICTURED)


def test_of_an_own_photo_the_file_must_be_here(folder: Path) -> None:
    with stores.opened(folder, older_is_fine=True) as store:
        (own,) = store.records(Household, number="OWN")
        store.save(a_photo(own.id, "b" * 64))
    report = checking.check(folder, stores.unlocked(folder))
    assert [trouble.message for trouble in report.troubles] == ["The file of a piece of evidence is missing: {row}."]
    assert report.awaited == len(PICTURED)


def test_what_was_known_of_a_chain_and_is_lost_is_told(folder: Path) -> None:
    with past_the_gate(folder) as connection:
        first = connection.execute(select(func.min(entries.c.seq)).where(entries.c.seq > 20)).scalar_one()
        connection.exec_driver_sql("DROP TRIGGER guard_delete_entries")
        connection.execute(delete(entries).where(entries.c.seq == first + 1))
        assert [found.what for found in journal.breaks(connection)] == ["gap"]


def test_a_branch_of_a_chain_is_whole_too(folder: Path) -> None:
    with stores.opened(folder, older_is_fine=True) as store, store.writing() as connection:
        origin = connection.execute(select(entries.c.origin).where(entries.c.seq > 30).limit(1)).scalar_one()
        forking.fork(connection, store.secrets, origin, 30)
        assert connection.execute(select(forks.c.branch)).scalar_one()
    report = checking.check(folder, stores.unlocked(folder))
    assert report.is_whole, report


def test_a_repair_keeps_all_that_is_not_computed_anew(folder: Path) -> None:
    before = held(folder)
    flip(folder / "ledger.db", at_page(leaves(folder, "household")[0]))
    repaired = checking.repair(folder, stores.unlocked(folder))
    assert repaired.after.is_whole, repaired.after
    after = held(folder)
    own = {row for row in before["facts"] if row[0] == "origin"}
    assert {row for row in after["facts"] if row[0] != "origin"} == before["facts"] - own
    for name in before.keys() - {"facts"}:
        assert after[name] == before[name], name


def test_where_something_that_came_is_lost_it_is_asked_for_again(folder: Path) -> None:
    pages = leaves(folder, "received")
    flip(folder / "ledger.db", at_page(pages[len(pages) // 2]))
    before = held_names(folder)
    repaired = checking.repair(folder, stores.unlocked(folder))
    assert any("it comes again" in trouble.message for trouble in repaired.after.troubles)
    assert "mark" in before
    assert held_names(folder) == before - {"mark"}


def held_names(folder: Path) -> set[str]:
    """The facts that are kept; pages of others may be damaged."""
    with past_the_gate(folder) as connection:
        return {row[0] for row in connection.exec_driver_sql("SELECT name FROM facts")}
