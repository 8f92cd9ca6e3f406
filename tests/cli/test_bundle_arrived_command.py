"""`ruhu bundle inspect`, `preview`, `merge`, `undo`, `waiting` and `release` as a person and a script meet them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import postal
import pytest
import stores
from postal import Area
from stations import OFFICE, WORKER, Founded
from terminal import Ruhu

from desktop.casework import certifying, revoking
from desktop.domain.records import Household
from desktop.store import refusing


@pytest.fixture
def sent(tmp_path: Path, new_store: stores.NewStore, ruhu: Ruhu, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:  # noqa: ARG001
    """The stick that a laptop filled, at the office; the laptop is revoked beyond its first bundle."""
    with postal.area(tmp_path, new_store("office")) as made:
        stick = _fill(made)
        made.office.close()
        monkeypatch.setenv("RUHU_STORE", str(made.office.folder))
        monkeypatch.setenv("RUHU_PASSPHRASE", stores.PASSPHRASE)
        yield stick


def _fill(made: Area) -> Path:
    store = made.enrolled("RH-01", "陈立")
    made.household("DY-1", "陈立")
    postal.take(store, made.down("RH-01"))
    (home,) = store.records(Household)
    store.save(replace(home, note="走访过"))
    postal.take(made.office, made.up("RH-01"))
    revoking.revoke(made.office, certifying.device_named(made.office, "RH-01"), because="丢了")
    store.save(replace(store.records(Household)[0], lane="新巷"))
    (file,) = made.up("RH-01").files
    store.close()
    return file.parent


def test_what_came_is_looked_at_previewed_taken_in_taken_back_and_let_count(ruhu: Ruhu, sent: Path) -> None:
    facts = ruhu("bundle", "inspect", sent, "--json").facts
    (there,) = facts["bundles"]
    assert (there["state"], there["sender"], there["missing"]) == ("ready", "RH-01", [])
    assert "can be taken in" in ruhu("bundle", "inspect", sent).out

    (told,) = ruhu("bundle", "preview", sent, "--json").facts["previews"]
    assert (told["entries"], [each["n"] for each in told["refused"]]) == (1, [1])
    assert "1 change waits for the office" in ruhu("bundle", "preview", sent).out

    with_others = ruhu("bundle", "merge", sent, sent.parent / "0", "--json").facts
    assert [each["state"] for each in with_others["others"]] == ["another's"], "the office's own lies beside it"
    (done,) = with_others["merged"]
    assert (done["entries"], done["refused"], done["can_undo"]) == (1, told["refused"], True)
    assert ruhu("bundle", "merge", sent, "--json").facts["others"][0]["state"] == "merged"
    assert "is taken back" in ruhu("bundle", "undo").out
    assert "Taken in. It can be taken back" in ruhu("bundle", "merge", sent).out

    listed = ruhu("bundle", "waiting", "--json").facts
    assert [(each["n"], each["device"], each["record"]) for each in listed["ops"]] == [(1, "RH-01", "household")]
    assert "after its last entry that the office accepts" in ruhu("bundle", "waiting").out
    assert "number 2" in ruhu("bundle", "release", 2, "--because", "x", "--json", ends=1).refused["what"]
    assert "1 of them counts" in ruhu("bundle", "release", 1, "--because", "本人确认").out
    assert "Nothing waits." in ruhu("bundle", "waiting").out
    shown = ruhu("household", "show", "DY-1", "--json").out
    assert "新巷" in shown
    assert "is taken back" in ruhu("bundle", "undo").out
    assert "can't be taken back any more" in ruhu("bundle", "undo", "--json", ends=1).refused["what"]


def test_what_is_wrong_with_a_file_is_said_and_it_is_set_apart(ruhu: Ruhu, sent: Path, tmp_path: Path) -> None:
    (file,) = sent.glob("*.ruhu")
    spoilt, none = tmp_path / "spoilt.ruhu", tmp_path / "none.ruhu"
    content = bytearray(file.read_bytes())
    content[-40] ^= 1
    spoilt.write_bytes(content)
    none.write_text("一封信", "utf-8")
    facts = ruhu("bundle", "merge", spoilt, none, "--json", ends=1).facts
    assert [each["state"] for each in facts["others"]] == ["unreadable", "unreadable"]
    assert "damaged" in facts["others"][0]["said"]
    assert "no file of Ruhu" in facts["others"][1]["said"]
    assert len(ruhu("bundle", "waiting", "--json").facts["apart"]) == 1
    assert "No bundle is there." in ruhu("bundle", "merge", tmp_path / "home").out


def test_all_that_came_back_to_an_office_that_was_put_back_is_let_in_together(
    ruhu: Ruhu,
    tmp_path: Path,
    cheap_vault: None,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Founded.by(tmp_path / "founded", (WORKER,)).laid_out(tmp_path / "district") as district:
        home = district.household(WORKER, "DY-01")
        district.exchange(WORKER)
        copy = district.copied(OFFICE, "copy")
        district.edit(OFFICE, home, lane="办公室改")
        district.assign(WORKER, district.household(OFFICE, "DY-02"), home)
        district.exchange(WORKER)
        district.put_back(OFFICE, copy)
        district.exchange(WORKER)
        district.exchange(WORKER)
        waiting = len(refusing.refused(district.office))
        district.office.close()
        monkeypatch.setenv("RUHU_STORE", str(district.office.folder))
        back = "bundle", "release", "--returned", "--because", "本来就是办公室的", "--json"
        assert ruhu(*back).facts["released"] == waiting > 1
        assert "Nothing was named" in ruhu(*back, ends=1).refused["what"]
        assert "Nothing waits." in ruhu("bundle", "waiting").out
