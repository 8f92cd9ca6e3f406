"""Enrolment, people, revocation, escrow and opening by the office as two terminals meet them: office and laptop."""

from pathlib import Path

import pypdfium2
import pytest
import stores
import zxingcpp
from builders import a_household
from terminal import Ruhu

from desktop.casework import certifying
from desktop.exchange import six_words
from desktop.store import vault

WHO, COLLEAGUE = "陈立", "何雨欣"
FIELD, SECOND = "banma chahu denglong huafen", "yuanqu jinchai hutao mubiao"


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(six_words, "COST", {"memory": 128, "passes": 1, "lanes": 1})
    folder = tmp_path / "stick"
    folder.mkdir()
    monkeypatch.setenv("RUHU_NEW_PASSPHRASE", SECOND)
    return folder


@pytest.fixture
def laptop(tmp_path: Path, area: Path) -> tuple[object, ...]:  # noqa: ARG001  the office comes first
    """How the laptop's store is named and opened in a command."""
    secret = tmp_path / "passphrase"
    secret.write_text(FIELD, "utf-8")
    return "--store", tmp_path / "laptop", "--passphrase-file", secret


def test_a_laptop_is_enrolled_from_two_terminals(
    ruhu: Ruhu, area: Path, stick: Path, laptop: tuple[object, ...], tmp_path: Path
) -> None:
    bare = ruhu("enrol", "request", "-o", stick / "request.ruhu", *laptop, ends=1)
    assert "--device NAME --person NAME" in bare.err
    named = ("--device", "RH-T-03", "--person", WHO, "--team", "一组")
    asked = ruhu("enrol", "request", "-o", stick / "request.ruhu", *named, *laptop, "--json").facts
    assert len(asked["recovery_code"]) == 47
    status = ruhu("enrol", "status", *laptop, "--json").facts
    assert (status["next"], status["words"], status["people"]) == (
        "answer",
        asked["words"],
        [{"name": WHO, "role": None}],
    )
    refused = ruhu("enrol", "request", "-o", stick / "request.ruhu", *laptop, "--json", ends=1).refused
    assert "exists already" in refused["what"]

    shown = ruhu("enrol", "show", stick / "request.ruhu", "--json").facts
    assert (shown["wish"], shown["device"], shown["people"]) == ("enrol", "RH-T-03", [{"name": WHO, "role": "worker"}])
    assert asked["words"] not in ruhu("enrol", "show", stick / "request.ruhu").out
    assert "no request" in ruhu("enrol", "show", tmp_path / "passphrase", ends=1).err
    approve = ("enrol", "approve", stick / "request.ruhu", "-o", stick)
    assert "ruhu escrow" in ruhu(*approve, "--words", asked["words"], ends=1).err
    sheet = ruhu("escrow", "-o", tmp_path / "escrow.pdf").out
    assert "escrow sheet, number 1" in sheet
    assert "not compared" in ruhu(*approve, ends=1).err
    assert "not six words" in ruhu(*approve, "--words", "a b", ends=1).err
    assert "A role is one of" in ruhu(*approve, "--words", asked["words"], "--role", "god", ends=2).err
    done = ruhu(*approve, "--words", asked["words"], "--role", f"{WHO}=lead", "--json").facts
    assert (done["device"], done["number"], done["enlisted"]) == ("RH-T-03", 1, [WHO])
    assert done["people"] == [{"name": WHO, "role": "lead", "scope": "team", "until": done["until"]}]

    (file,) = done["files"]
    finish = ("enrol", "finish", file, *laptop)
    assert "not compared" in ruhu(*finish, ends=1).err
    assert "are others" in ruhu(*finish, "--words", asked["words"], ends=1).err
    finished = ruhu(*finish, "--words", done["office_words"]).out
    assert "RH-T-03 is certified: number 1" in finished
    assert "Everybody here is certified." in finished
    told = ruhu("enrol", "status", *laptop).out
    assert "lead" in told
    assert done["office_words"] in told
    assert "office" in ruhu("vault", "slots", *laptop).out
    devices = ruhu("enrol", "status", "--json").facts["devices"]
    assert [(each["device"], each["revoked_on"]) for each in devices] == [("RH-T-03", None)]
    people = ruhu("person", "list", "--json").facts["people"]
    assert {each["name"]: each["devices"] for each in people} == {WHO: ["RH-T-03"], stores.CLERK: []}
    assert area.exists()


@pytest.fixture
def enrolled(ruhu: Ruhu, stick: Path, laptop: tuple[object, ...], tmp_path: Path) -> tuple[object, ...]:
    ruhu("escrow", "-o", tmp_path / "escrow.pdf")
    request = stick / "request.ruhu"
    words = ruhu("enrol", "request", "-o", request, "--device", "RH-T-03", "--person", WHO, *laptop, "--json").facts[
        "words"
    ]
    done = ruhu("enrol", "approve", request, "-o", stick, "--words", words, "--json").facts
    ruhu("enrol", "finish", *done["files"], "--words", done["office_words"], *laptop)
    return laptop


def test_people_are_added_given_roles_and_taken_off(ruhu: Ruhu, stick: Path, enrolled: tuple[object, ...]) -> None:
    assert "only reads" in ruhu("person", "add", COLLEAGUE, *enrolled, "--as", WHO).out
    ruhu("enrol", "request", "-o", stick / "update.ruhu", *enrolled, "--as", WHO)
    done = ruhu("enrol", "approve", stick / "update.ruhu", "-o", stick, "--json").facts
    assert done["enlisted"] == [COLLEAGUE]
    changed = ruhu("person", "role", COLLEAGUE, "checker", "--json").facts
    assert changed == {"name": COLLEAGUE, "devices": ["RH-T-03"], "households": 0}
    assert "office" in ruhu("person", "role", COLLEAGUE, "lead", *enrolled, "--as", WHO, ends=1).err
    assert "works here no more" in ruhu("person", "leave", COLLEAGUE).out
    assert COLLEAGUE not in ruhu("person", "list").out
    renewed = ruhu("enrol", "renew", "RH-T-03", "-o", stick, "--until", "2027-03-01", "--json").facts
    assert (renewed["number"], renewed["until"]) == (5, "2027-03-01")
    assert "RH-T-03" in ruhu("person", "leave", WHO).out


def test_a_lost_laptop_says_what_was_on_it(ruhu: Ruhu, area: Path, enrolled: tuple[object, ...]) -> None:
    with stores.opened(area) as store:
        store.save(a_household(number="YS-01-0001"))
    ruhu("assign", "--household", "YS-01-0001", "--to", WHO)
    assert "No device is called" in ruhu("revoke", "RH-T-99", "--because", "被盗", ends=1).err
    told = ruhu("revoke", "RH-T-03", "--lost", "--because", "被盗").out
    assert "1 household was on it. YS-01-0001" in told
    assert "No file of it ever came." in told
    assert "--replaces RH-T-03" in told
    assert "already" in ruhu("revoke", "RH-T-03", "--because", "被盗", ends=1).err
    assert "lost" in ruhu("enrol", "status").out
    assert enrolled


def test_the_office_opens_a_laptop_that_nobody_can(
    ruhu: Ruhu, stick: Path, enrolled: tuple[object, ...], tmp_path: Path
) -> None:
    folder = tmp_path / "laptop"
    place = ("--store", folder)
    assert "still to be answered" in ruhu("vault", "open", stick / "none.ruhu", *place, ends=1).err
    asked = ruhu("vault", "ask", "-o", stick / "ask.ruhu", *place, "--json").facts
    answer = ("vault", "answer", stick / "ask.ruhu", "-o", stick / "answer.ruhu", "--because", "忘了口令")
    other = " ".join(reversed(asked["words"].split()))
    assert "another computer" in ruhu(*answer, "--words", other, ends=1).err
    told = ruhu(*answer, "--words", asked["words"]).out
    assert f"{WHO} on RH-T-03" in told
    opened = ruhu("vault", "open", stick / "answer.ruhu", *place, "--json").facts
    assert opened["recovered"] == WHO
    assert vault.unlock(folder, SECOND, WHO).name == WHO
    assert enrolled


def codes_on(sheet: Path) -> list[str]:
    """The two codes of an escrow sheet, from left to right, as a scanner reads them."""
    with pypdfium2.PdfDocument(sheet) as pdf:
        found = zxingcpp.read_barcodes(pdf[0].render(scale=3).to_pil())
    return [each.text for each in sorted(found, key=lambda each: each.position.top_left.x)]


@pytest.mark.usefixtures("stick")
def test_a_lost_office_goes_on_from_its_sheet(
    ruhu: Ruhu, area: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ruhu("escrow", "-o", tmp_path / "escrow.pdf")
    with stores.opened(area) as store:
        before = certifying.words(store)
    opens, signs = codes_on(tmp_path / "escrow.pdf")
    another = tmp_path / "another"
    ruhu("init", another, "--area", stores.AREA, "--person", stores.CLERK)
    again = ("escrow", "--from-sheet", "-o", tmp_path / "second.pdf", "--store", another)
    monkeypatch.setenv("RUHU_ESCROW_OPENS", opens)
    monkeypatch.setenv("RUHU_ESCROW_SIGNS", signs[:-6])
    assert "13 rows" in ruhu(*again, ends=1).err
    monkeypatch.setenv("RUHU_ESCROW_SIGNS", signs[:10] + ("X" if signs[10] != "X" else "Y") + signs[11:])
    assert "Look at row 2" in ruhu(*again, ends=1).err
    assert not (tmp_path / "second.pdf").exists()
    monkeypatch.setenv("RUHU_ESCROW_SIGNS", signs)
    assert ruhu(*again, "--json").facts["number"] == 1
    with stores.opened(another) as store:
        assert certifying.words(store) == before
    assert codes_on(tmp_path / "second.pdf")[1] == signs
    assert "keys of its own already" in ruhu("escrow", "--from-sheet", "-o", tmp_path / "third.pdf", ends=1).err
