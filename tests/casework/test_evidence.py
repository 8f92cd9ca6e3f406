"""Evidence is taken in once, after it was looked at; it comes out under names that people read."""

import csv
import io
import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pictures
import pytest
import stores
from damage import contents, refusal
from stores import NewStore

from desktop.casework import evidence, picture
from desktop.casework.picture import Terms
from desktop.domain.records import Evidence, Household
from desktop.settings import Settings
from desktop.store import checking
from desktop.store import evidence as shelf
from desktop.store.store import Store


@pytest.fixture
def store(new_store: NewStore) -> Store:
    store = new_store("area")
    for number in ("DY-01", "DY-02"):
        store.save(*stores.a_family(number))
    return store


def home(store: Store, n: int = 0) -> Household:
    return store.records(Household)[n]


def a_file(folder: Path, content: bytes, name: str = "IMG_1.jpg") -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


def test_its_record_says_what_it_is_when_and_where_it_was_taken(store: Store, tmp_path: Path) -> None:
    taken = evidence.take_in(store, a_file(tmp_path, pictures.a_photo()), home(store), caption="煤棚", consent="given")
    assert taken.is_new
    (record,) = evidence.of_household(store, home(store))
    assert (record.kind, record.media_type, record.caption, record.consent) == ("photo", "image/jpeg", "煤棚", "given")
    assert record.taken_at == datetime(2026, 11, 18, 9, 36, 5, tzinfo=store.zone())
    assert record.place == "34.58000, 105.71000"
    assert record.file_name == "IMG_1.jpg"
    content = evidence.content(store, record)
    assert (record.size, record.digest) == (len(content), shelf.fingerprint(content))
    assert b"canary" not in content


def test_the_same_file_twice_is_there_once_with_one_record(store: Store, tmp_path: Path) -> None:
    file = a_file(tmp_path, pictures.a_photo())
    first = evidence.take_in(store, file, home(store), caption="煤棚")
    before = store.end
    again = evidence.take_in(store, a_file(tmp_path, pictures.a_photo(), "copy.jpg"), home(store), caption="另一个")
    assert not again.is_new
    assert again.record.id == first.record.id
    assert store.end == before
    assert len(files(store)) == 1
    assert evidence.take_in(store, file, home(store, 1)).is_new, "another household has its own"


def test_one_that_was_withdrawn_can_be_taken_in_again(store: Store, tmp_path: Path) -> None:
    file = a_file(tmp_path, pictures.a_photo())
    evidence.take_in(store, file, home(store))
    store.withdraw(store.records(Evidence)[0], because="拍错了")
    assert evidence.take_in(store, file, home(store)).is_new
    assert len(evidence.of_household(store, home(store))) == 1


def test_a_file_that_was_lost_is_back_when_the_photo_is_taken_in_again(store: Store, tmp_path: Path) -> None:
    file = a_file(tmp_path, pictures.a_photo())
    evidence.take_in(store, file, home(store))
    files(store)[0].unlink()
    assert not evidence.take_in(store, file, home(store)).is_new
    store.close()
    assert checking.check(store.folder, store.opened).is_whole


@pytest.mark.parametrize(
    "content", [b"", b"<html>", pictures.a_photo()[:-900], pictures.a_large_png(60_000, 60_000, rows=1)]
)
def test_a_file_that_is_refused_leaves_nothing_behind(store: Store, tmp_path: Path, content: bytes) -> None:
    file, before = a_file(tmp_path, content), contents(store.folder)
    assert "IMG_1.jpg" in str(refusal(lambda: evidence.take_in(store, file, home(store))))
    assert contents(store.folder) == before


@pytest.mark.parametrize("stated", [{"kind": "film"}, {"caption": "x" * 20_000}, {"consent": "perhaps"}])
def test_what_is_stated_wrongly_leaves_no_file_either(store: Store, tmp_path: Path, stated: dict[str, Any]) -> None:
    file = a_file(tmp_path, pictures.a_photo())
    assert refusal(lambda: evidence.take_in(store, file, home(store), **stated)).findings
    assert not files(store)


def test_a_withdrawn_household_takes_none_in(store: Store, tmp_path: Path) -> None:
    store.withdraw(home(store), because="重复登记")
    file = a_file(tmp_path, pictures.a_photo())
    assert "withdrawn" in str(refusal(lambda: evidence.take_in(store, file, home(store))))
    assert not files(store)


def test_what_a_draft_holds_is_kept_and_recorded_later(store: Store) -> None:
    record = evidence.kept(store, home(store).id, pictures.a_photo(), "IMG_1.jpg")
    assert not store.records(Evidence)
    store.save(replace(record, caption="煤棚"))
    assert evidence.content(store, store.records(Evidence)[0])
    known = evidence.kept(store, home(store).id, pictures.a_photo(), "IMG_1.jpg")
    assert (known.id, known.caption) == (record.id, "煤棚")


def test_a_camera_whose_clock_is_wrong_hinders_nothing(store: Store) -> None:
    image = picture.taken(pictures.a_photo(), "x", store.zone())
    assert image.taken_at
    late = pictures.a_photo().replace(b"2026:11:18", b"2099:01:01")
    record = evidence.kept(store, home(store).id, late, "IMG_1.jpg")
    store.save(record)


def test_names_of_files_that_nobody_can_print_are_cleaned(store: Store) -> None:
    record = evidence.kept(store, home(store).id, pictures.a_photo(), "x" * 300 + "\u202egpj\n\udcff.jpg")
    store.save(record)
    assert record.file_name
    assert record.file_name.endswith("gpj.jpg")
    assert len(record.file_name) == 200


def test_a_file_too_large_is_refused_before_it_is_read(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture, "MOST_BYTES", 1000)
    file = a_file(tmp_path, pictures.a_photo())
    assert "too big" in str(refusal(lambda: evidence.take_in(store, file, home(store))))
    if hasattr(os, "mkfifo"):
        endless = Path("/dev/zero")
        assert "too big" in str(refusal(lambda: evidence.take_in(store, endless, home(store))))


def test_a_folder_stands_for_its_files(tmp_path: Path) -> None:
    for name in ("b/2.jpg", "b/1.jpg", "b/.hidden", "b/.thumbs/3.jpg", "a.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = evidence.files_in([tmp_path / "b", tmp_path / "a.pdf"])
    assert [str(file.relative_to(tmp_path)) for file in found] == ["b/1.jpg", "b/2.jpg", "a.pdf"]


def test_wild_preferences_are_brought_within_reason() -> None:
    terms = evidence.terms_of(Settings(photo_side=10, photo_quality=500, photo_keeps_exif=True))
    assert terms == Terms(long_side=800, quality=95, keeps_exif=True)
    assert evidence.terms_of(Settings()) == Terms()
    assert evidence.terms_of(Settings(photo_reads_exif=False)) == Terms(reads_exif=False)


# Written out


def test_it_is_written_out_under_names_that_any_system_takes_with_a_list(store: Store, tmp_path: Path) -> None:
    for n, caption in enumerate(("煤棚/外墙: “后搭”?", "=HYPERLINK(1)", "", "CON.")):
        evidence.take_in(
            store, a_file(tmp_path, pictures.a_photo(200 + n, 99), f"IMG {n}.jpg"), home(store), caption=caption
        )
    evidence.take_in(store, a_file(tmp_path, pictures.a_pdf(), "认定书.pdf"), home(store))
    records = evidence.of_household(store, home(store))
    told: list[tuple[int, int]] = []
    to = tmp_path / "out"
    names = evidence.write_out(
        store, records, to, lambda record: {"caption": record.caption or ""}, lambda n, of: told.append((n, of))
    )
    assert names == ["1 煤棚 外墙 “后搭”.jpg", "2 =HYPERLINK(1).jpg", "3 IMG 2.jpg", "4 CON.jpg", "5 认定书.pdf"]
    assert told[-1] == (5, 5)
    assert {file.name for file in to.iterdir()} == {*names, evidence.LIST}
    for record, name in zip(records, names, strict=True):
        assert (to / name).read_bytes() == evidence.content(store, record)
    lines = [*csv.reader(io.StringIO((to / evidence.LIST).read_text("utf-8-sig")))]
    assert lines[0] == [evidence.LIST, "caption"]
    assert lines[2] == ["2 =HYPERLINK(1).jpg", "'=HYPERLINK(1)"]


def test_it_is_written_out_whole_or_not_at_all(store: Store, tmp_path: Path) -> None:
    for n in range(2):
        evidence.take_in(store, a_file(tmp_path, pictures.a_photo(200 + n, 99)), home(store))
    records = evidence.of_household(store, home(store))
    shelf.file_of(store.folder, store.opened.key, home(store).id, records[1].digest or "").unlink()
    to = tmp_path / "out"
    assert "missing" in str(refusal(lambda: evidence.write_out(store, records, to, lambda _record: {})))
    assert not to.exists()
    to.mkdir()
    (to / "theirs.txt").touch()
    assert "holds something" in str(refusal(lambda: evidence.write_out(store, records[:1], to, lambda _record: {})))
    (to / "theirs.txt").unlink()
    assert evidence.write_out(store, records[:1], to, lambda _record: {})


def files(store: Store) -> list[Path]:
    return [file for file in (store.folder / "evidence").rglob("*") if file.is_file()]
