"""Damaged, cut, missing and foreign files: never silently wrong, said in words, with a way back."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
import stores
from builders import a_visit
from damage import PAGE, contents, flip, leave_as_killed, overwrite, pages, past_the_gate, refusal
from stores import NewStore

from desktop.domain.errors import Refused
from desktop.domain.records import Household
from desktop.store import checking
from desktop.store.backup import LAST_THREE, back_up, backups_in
from desktop.store.drafts import drop_draft, keep_draft
from desktop.store.opening import OLDER
from desktop.store.restoring import restore
from desktop.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_vault")

CLASSES = {"header", "table interior", "table leaf", "index interior", "index leaf", "overflow", "free list", "free"}
PAGES = [pytest.param(2, id="sample"), pytest.param(None, id="all", marks=pytest.mark.faults)]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterable[tuple[Path, str]]:
    """A closed store with pages of every class and a backup, and its digest."""
    with pytest.MonkeyPatch.context() as patch:
        room = tmp_path_factory.mktemp("sound")
        patch.setenv("RUHU_HOME", str(room / "home"))
        patch.setattr("desktop.store.vault.FLOOR", stores.CHEAP)
        patch.setattr("desktop.store.vault.TARGET_SECONDS", 0)
        with stores.made(room / "area") as store:
            fill(store)
            digest = store.digest()
        yield room / "area", digest


def fill(store: Store) -> None:
    draft = keep_draft(store, "visit", {"situation": "长" * 20_000})
    families = [stores.a_family(f"DY-{n:04}", note=f"备注{n:04}" * 30) for n in range(40)]
    store.save_all(families)
    store.save(a_visit(household=families[0][0].id, situation="家" * 9_000))
    drop_draft(store, draft)
    back_up(store.engine, store.opened.key, store.folder, store.folder / "backups", keep=LAST_THREE)


def test_the_store_that_is_damaged_has_pages_of_every_class(sound: tuple[Path, str]) -> None:
    assert set(pages(sound[0])) == CLASSES


@pytest.mark.parametrize("kind", sorted(CLASSES))
@pytest.mark.parametrize("damage", ["a flipped bit", "zeros"])
@pytest.mark.parametrize("number", PAGES)
def test_a_damaged_page_is_said_and_there_is_a_way_back(
    sound: tuple[Path, str], tmp_path: Path, number: int | None, damage: str, kind: str
) -> None:
    whole, digest = sound
    folder = tmp_path / "area"
    for page in spread(pages(whole)[kind], number):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(whole, folder)
        at = (page - 1) * PAGE
        if damage == "zeros":
            overwrite(folder / "ledger.db", at, bytes(PAGE))
        else:
            flip(folder / "ledger.db", at + 37 * page % PAGE)
        before = contents(folder)
        require_right_or_refused(folder, digest)
        report = checking.check(folder, stores.unlocked(folder))
        assert not report.is_whole
        assert report.has_damaged_pages
        assert contents(folder) == before
        require_a_way_back(folder, digest)


def spread(found: list[int], number: int | None) -> list[int]:
    return found if number is None else sorted({found[0], found[-1]})


def require_right_or_refused(folder: Path, digest: str) -> None:
    """Read-only opening shows what is right, or says in words that it can't."""
    try:
        with stores.opened(folder, read_only=True) as store:
            assert store.digest() == digest
            stores.everything(store)
    except Refused as refused:
        assert "damaged" in str(refused)
        assert "ruhu restore" in str(refused)


def require_a_way_back(folder: Path, digest: str) -> None:
    """Repair gives back everything, or tells what is lost, or leaves the file alone; then the backup is there."""
    before = contents(folder)
    try:
        repaired = checking.repair(folder, stores.unlocked(folder))
    except Refused as refused:
        assert "ruhu restore" in str(refused)
        assert contents(folder) == before
    else:
        assert repaired.set_aside is not None
        assert repaired.set_aside.read_bytes() == before["ledger.db"]
        with stores.opened(folder) as store:
            assert store.digest() == digest or repaired.after.troubles
            store.save(*stores.a_family("after"))
    restore(backups_in(folder / "backups")[0].file, folder, stores.unlocked)
    with stores.opened(folder, older_is_fine=True) as store:
        assert store.digest() == digest
