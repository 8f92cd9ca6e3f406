"""`ruhu evidence` as a person and a script meet it; what is taken in and how is in tests/casework."""

from pathlib import Path

import pictures
import pytest
from PIL import Image
from terminal import NUMBER, Ruhu

from desktop import paths, settings
from desktop.settings import Settings

pytestmark = pytest.mark.usefixtures("stated")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for n in range(2):
        (folder / f"IMG_{n}.jpg").write_bytes(pictures.a_photo(300 + n, 200))
    (folder / "认定书.pdf").write_bytes(pictures.a_pdf())
    return folder


def test_a_folder_is_taken_in_listed_and_written_out(ruhu: Ruhu, photos: Path, tmp_path: Path) -> None:
    said = ruhu("evidence", "add", photos, "--household", NUMBER, "--caption", "院内", "--consent", "given")
    assert "Taken in: 3 of 3. Already there: 0. Refused: 0." in said.out
    assert "Already there: 3" in ruhu("evidence", "add", photos, "--household", NUMBER).out
    listed = ruhu("evidence", "list", "--household", NUMBER)
    assert "3 pieces of evidence" in listed.out
    assert "院内" in listed.out
    facts = ruhu("evidence", "list", "--json").facts["evidence"]
    assert [each["kind"] for each in facts] == ["photo", "photo", "scan"]
    assert facts[0]["taken_at"].startswith("2026-11-18T01:36:05")
    out = ruhu("evidence", "export", tmp_path / "out", "--household", NUMBER)
    assert "not encrypted" in out.err
    assert {file.name for file in (tmp_path / "out").iterdir()} == {
        "1 院内.jpg",
        "2 院内.jpg",
        "3 院内.pdf",
        "list.csv",
    }
    assert "holds something" in ruhu("evidence", "export", tmp_path / "out", ends=1).err
    assert ruhu("check", "--json").facts["evidence"] == 3


def test_what_cannot_be_taken_in_is_told_and_the_rest_is(ruhu: Ruhu, photos: Path) -> None:
    (photos / "IMG_9.jpg").write_bytes(b"<!doctype html>")
    said = ruhu("evidence", "add", photos, photos / "gone.jpg", "--household", NUMBER, ends=1)
    assert "Taken in: 3 of 5. Already there: 0. Refused: 2." in said.out
    assert "IMG_9.jpg is a web page" in said.err
    assert "gone.jpg" in said.err
    facts = ruhu("evidence", "add", photos, "--household", NUMBER, "--json", ends=1).facts
    assert len(facts["known"]) == 3
    assert facts["refused"][0]["file"] == str(photos / "IMG_9.jpg")
    assert "web page" in facts["refused"][0]["what"]


def test_it_belongs_to_a_house_and_a_visit_of_this_household(ruhu: Ruhu, photos: Path) -> None:
    shown = ruhu("household", "show", NUMBER, "--json").facts["records"]
    house, visit = shown["house"][0]["id"], shown["visit"][0]["id"]
    add = ("evidence", "add", photos / "IMG_0.jpg", "--household", NUMBER, "--json")
    taken = ruhu(*add, "--house", house, "--visit", visit).facts["taken"][0]
    assert (taken["house"], taken["visit"]) == (house, visit)
    assert "No record of this household" in ruhu(*add, "--house", visit, ends=1).refused["what"]


def test_a_wrong_kind_is_refused_with_those_there_are(ruhu: Ruhu, photos: Path) -> None:
    said = ruhu("evidence", "add", photos, "--household", NUMBER, "--kind", "film", ends=2)
    assert "thumb_print" in said.err
    assert ruhu("check", "--json").facts["loose_evidence"] == 0


def test_an_original_is_kept_by_choice(ruhu: Ruhu, photos: Path, tmp_path: Path) -> None:
    content = pictures.a_photo(3000, 1000)
    (photos / "large.jpg").write_bytes(content)
    ruhu("evidence", "add", photos / "large.jpg", "--household", NUMBER, "--original")
    ruhu("evidence", "export", tmp_path / "out")
    assert (tmp_path / "out" / "1 large.jpg").read_bytes() == content


def test_what_is_set_for_photos_holds_here_too(ruhu: Ruhu, photos: Path, tmp_path: Path) -> None:
    chosen = {"photo_side": 800, "photo_reads_exif": False, "photo_keeps_exif": True}
    settings.change(paths.config_folder(), Settings(), **chosen)
    (photos / "large.jpg").write_bytes(pictures.a_photo(3000, 1000))
    ruhu("evidence", "add", photos / "large.jpg", "--household", NUMBER)
    assert "taken_at" not in ruhu("evidence", "list", "--json").facts["evidence"][0]
    ruhu("evidence", "export", tmp_path / "out")
    with Image.open(tmp_path / "out" / "1 large.jpg") as kept:
        assert kept.size == (800, 267)
        assert kept.getexif()[0x010F] == "canary maker"


def test_check_says_what_to_do_about_a_file_that_is_gone(ruhu: Ruhu, photos: Path, stated: Path) -> None:
    ruhu("evidence", "add", photos / "IMG_0.jpg", "--household", NUMBER)
    for file in (stated / "evidence").rglob("*"):
        if file.is_file():
            file.unlink()
    said = ruhu("check", ends=1)
    assert "missing" in said.out
    assert "take the photo or paper in again" in said.out
    assert "--repair" not in said.out


def test_a_scan_of_a_paper_is_listed_with_the_paper_that_it_is(ruhu: Ruhu, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ruhu("sheet", "--household", NUMBER, "--paper", "visit", "-o", out)
    (file,) = out.iterdir()
    ruhu("evidence", "add", file, "--household", NUMBER)
    listed = ruhu("evidence", "list", "--household", NUMBER)
    assert "Which paper" in listed.out
    assert "as printed on" in listed.out
    assert ruhu("evidence", "list", "--json").facts["evidence"][0]["paper_code"].count("-") == 2
