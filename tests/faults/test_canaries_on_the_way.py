"""What a family tells stands in clear in no file on its whole way: visit, sum, sheet, bundle, preview, merge, crash.

Only what a person asked to be handed out is left out: the printed sheet, the exported ledger. Unique words are written
everywhere and looked for in stores, inboxes, quarantine, sticks, backups, temporary folders, logs and settings.
"""

import multiprocessing
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pictures
import plans
import pytest
import stores
from damage import flip
from stations import OFFICE, WORKER, District, Founded
from test_canaries import Canaries, heard
from tracing import needs_fork

from desktop import paths, settings
from desktop.casework import calculation, evidence, household_facts, policy, receiving
from desktop.casework.bug_log import Book
from desktop.casework.papers import making, releasing
from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.domain.records import Evidence, Household, Person, Record
from desktop.exchange import outgoing
from desktop.store.backup import LAST_THREE, back_up
from desktop.store.drafts import keep_draft
from desktop.store.store import Store

HANDED_OUT, TEMPORARY = "handed out", "temporary"
KILLS = 12


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return Founded.by(tmp_path_factory.mktemp("founded"), (WORKER,))


@pytest.fixture
def district(founded: Founded, tmp_path: Path, cheap_vault: None) -> Iterator[District]:  # noqa: ARG001
    with founded.laid_out(tmp_path / "district") as laid_out:
        yield laid_out


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / TEMPORARY
    folder.mkdir()
    (tmp_path / HANDED_OUT).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def visited(store: Store, canaries: Canaries, room: Path) -> Household:
    """A household of which a worker wrote down all that a worker may, edited, looked at, drew and half typed."""
    records = [*filter(None, map(a_workers, stores.one_of_each(canaries.word)))]
    store.save(*records, because=canaries.word("reason", "visit"))
    home = next(each for each in records if isinstance(each, Household))
    person = store.records(Person)[0]
    store.save(replace(person, name=canaries.word("person", "name again")), because=canaries.word("reason", "edit"))
    store.reveal(store.records(Person)[0], "id_number", because=canaries.word("reason", "look"))
    photo = room / f"{canaries.word('photo', 'file')}.jpg"
    photo.write_bytes(pictures.a_photo(800, 600))
    evidence.take_in(store, photo, store.records(Household)[0], caption=canaries.word("photo", "caption"))
    photo.unlink()
    keep_draft(store, "visit", {"situation": canaries.word("draft", "situation")}, household=home.id)
    return home


def a_workers(record: Record) -> Record | None:
    """What of a record a worker may write; None where that is not one."""
    kind = record.record_type()
    others = [field for group in kind.groups if Role.WORKER not in group.writers for field in group.fields]
    is_of_a_family = isinstance(record, Household) or "household" in kind.field
    if not is_of_a_family or any(field.required for field in others) or isinstance(record, Evidence):
        return None
    return replace(record, **{field.name: None for field in others})


def reckoned(office: Store, canaries: Canaries, room: Path) -> tuple[Store, Household]:
    """A locked sum of a household in the office's store, under a plan that was issued there."""
    issued = plans.issued(office, policy.read(plans.a_plan(room / "plan")))
    home = plans.a_known_household(issued, name=canaries.word("person", "of sum"))
    done = calculation.reckon(issued, home, lambda draft: household_facts.said(draft.sound().pack, ["楼层=3"]))
    plans.locked(issued, done)
    return issued, home


def test_nothing_that_a_family_tells_stands_in_clear_on_its_whole_way(
    district: District, tmp_path: Path, temporary: Path
) -> None:
    canaries, out = Canaries(), tmp_path / HANDED_OUT
    home = visited(district[WORKER], canaries, tmp_path)
    (file,) = district.up(WORKER)
    require_clean(tmp_path, canaries)

    (arrived,) = receiving.found(district.office, [file.parent])
    receiving.preview(district.office, arrived.files)
    broken = tmp_path / "broken.ruhu"
    shutil.copy(file, broken)
    flip(broken, broken.stat().st_size // 2)
    with pytest.raises(Refused):
        district.take(OFFICE, [broken])
    receiving.merge(district.office, arrived.files)
    district.edit(OFFICE, home, lane=canaries.word("household", "lane"))
    district.edit(WORKER, home, lane=canaries.word("household", "another lane"))
    district.exchange(WORKER)
    require_clean(tmp_path, canaries)

    office, summed = reckoned(district.office, canaries, tmp_path)
    with office:
        told = office.get(Household, home.id)
        for kind, subject in (("sheet", summed), ("survey", told), ("promises", told)):
            released = releasing.into_file(office, making.made(office, kind, subject), out / f"{kind}.pdf")
            assert released.file.stat().st_size > 2000
        outgoing.export(office, out / "ledger.xlsx")
        back_up(office.engine, office.opened.key, office.folder, tmp_path / "backups", keep=LAST_THREE)
        crash(office, canaries)
        settings.change(paths.config_folder(), settings.Settings(), last_store=office.folder)
        require_clean(tmp_path, canaries)
    assert not [*temporary.iterdir()], "nothing is left behind"
    assert len(canaries.of) > 60


@pytest.mark.faults
@needs_fork
def test_nor_where_the_program_was_killed_in_the_middle_of_it(
    district: District, tmp_path: Path, temporary: Path
) -> None:
    """A process takes a bundle in, prints, exports and backs up until it is killed, again and again."""
    canaries, chance = Canaries(), random.Random(10)  # noqa: S311  the same in each run
    visited(district[WORKER], canaries, tmp_path)
    (file,) = district.up(WORKER)
    district.office.close()
    for _ in range(KILLS):
        worker = multiprocessing.get_context("fork").Process(
            target=work, args=(district.room / OFFICE, file, tmp_path / HANDED_OUT)
        )
        worker.start()
        time.sleep(chance.uniform(0.3, 4))
        assert worker.is_alive() or not worker.exitcode, "it works until it is killed"
        worker.kill()
        worker.join()
        require_clean(tmp_path, canaries)
    assert any((tmp_path / HANDED_OUT).iterdir())
    assert temporary.is_dir()


def work(folder: Path, file: Path, out: Path) -> None:
    """All that makes files, over and over."""
    with stores.opened(folder, older_is_fine=True) as office:
        for n in count():
            arrived = receiving.found(office, [file.parent])
            for each in arrived:
                receiving.preview(office, each.files)
                receiving.merge(office, each.files)
            home = office.records(Household)[0]
            for kind in ("survey", "promises"):
                releasing.into_file(office, making.made(office, kind, home), out / f"{kind} {n}.pdf")
            outgoing.export(office, out / f"{n}.xlsx")
            back_up(office.engine, office.opened.key, office.folder, file.parents[2] / "backups", keep=LAST_THREE)
            Book("command").keep(KeyError(office.records(Person)[0].name))


def crash(store: Store, canaries: Canaries) -> None:
    """Mistakes in the middle of the work, as the program's hooks write them down."""
    person, word = store.records(Person)[0], canaries.word("crash", "name")
    for fail in (
        lambda: store.save(replace(person, seen=None, name=word)),
        lambda: store.save(replace(person, name=word), replace(person, name=word)),
        lambda: {"": word}[word],
    ):
        with pytest.raises((Refused, ValueError, KeyError)) as failed:
            fail()
        Book("window").keep(failed.value)


def require_clean(room: Path, canaries: Canaries) -> None:
    """No file below holds a canary, in any encoding, nor has one in its name; those that were handed out may."""
    looked_at = 0
    for file in room.rglob("*"):
        below = file.relative_to(room).parts
        if HANDED_OUT in below:
            continue
        assert not heard(str(file.relative_to(room)).encode(), canaries), "a file is called like what was told"
        if file.is_file():
            looked_at += 1
            assert not heard(file.read_bytes(), canaries), f"{file.relative_to(room)} tells what was told"
    assert looked_at > 5
