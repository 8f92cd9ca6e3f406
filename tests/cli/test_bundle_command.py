"""`ruhu bundle`, `ruhu receipts` and `ruhu digest` as a person and a script meet them; what is sent is in casework."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import postal
import pytest
import stores
from postal import Area
from terminal import Ruhu

from desktop.domain.records import Household


@pytest.fixture
def laptop(
    tmp_path: Path,
    new_store: stores.NewStore,
    ruhu: Ruhu,  # noqa: ARG001  its passphrase is another one
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Area]:
    """An office, and a laptop that looks after one household and wrote a note."""
    with postal.area(tmp_path, new_store("office")) as made:
        store = made.enrolled("RH-01", "陈立")
        made.household("DY-1", "陈立")
        postal.take(store, made.down("RH-01"))
        (home,) = store.records(Household)
        store.save(replace(home, note="走访过"))
        for each in (made.office, store):
            each.close()
        monkeypatch.setenv("RUHU_STORE", str(store.folder))
        monkeypatch.setenv("RUHU_PASSPHRASE", postal.PASSPHRASE)
        yield made


def at_the_office(area: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUHU_STORE", str(area.office.folder))
    monkeypatch.setenv("RUHU_PASSPHRASE", stores.PASSPHRASE)


@pytest.mark.usefixtures("laptop")
def test_a_laptop_writes_for_the_office_and_waits_for_its_receipt(ruhu: Ruhu, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    said = ruhu("bundle", "export", "-o", stick)
    assert "Bundle 0001 is written, read back and compared: 1 entry, 0 photos and signatures" in said.out
    assert "The stick can be taken out." in said.out
    facts = ruhu("bundle", "export", "-o", stick, "--to", stores.AREA, "--split-mb", "0", "--json").facts
    assert (facts["number"], facts["entries"], facts["pieces"]) == (2, 1, 0)
    assert [Path(file).exists() for file in facts["files"]] == [True]
    told = ruhu("receipts")
    assert "0002" in told.out
    assert "Nothing came back yet that tells of it." in told.out
    assert "1 entries here, 0 with the office, 1 waited for." in told.out
    facts = ruhu("receipts", "--json").facts
    assert [(each["number"], each["state"]) for each in facts["sent"]] == [(2, "waiting"), (1, "waiting")]
    assert facts["chains"][0]["own"] is True


@pytest.mark.usefixtures("laptop")
def test_what_can_not_be_written_is_refused_in_words(ruhu: Ruhu, tmp_path: Path) -> None:
    refused = ruhu("bundle", "export", "-o", tmp_path / "gone", "--json", ends=1).refused
    assert "There is no folder" in refused["what"]
    assert stores.AREA in ruhu("bundle", "export", "-o", tmp_path, "--to", "张三", "--json", ends=1).refused["remedy"]
    assert "--photos-only" in ruhu("bundle", "export", "-o", tmp_path, "--data-only", "--photos-only", ends=2).err
    assert ruhu("receipts", "--json").facts["sent"] == []


def test_the_office_writes_for_a_laptop_and_sees_what_came_of_each(
    laptop: Area, ruhu: Ruhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_office(laptop, monkeypatch)
    told = ruhu("receipts")
    assert "RH-01 (一组): no bundle has come yet." in told.out
    assert "to RH-01" in told.out
    facts = ruhu("bundle", "export", "-o", tmp_path / "stick", "--to", "RH-01", "--json").facts
    assert facts["number"] == 2
    facts = ruhu("receipts", "--json").facts
    assert facts["devices"][0]["numbers_missing"] == []
    assert [each["state"] for each in facts["sent"]] == ["waiting", "waiting"]


def test_equal_stores_have_an_equal_digest(laptop: Area, ruhu: Ruhu, monkeypatch: pytest.MonkeyPatch) -> None:
    here = ruhu("digest").out.strip()
    assert ruhu("digest", "--json").facts == {"digest": here}
    at_the_office(laptop, monkeypatch)
    assert ruhu("digest").out.strip() != here


@pytest.mark.usefixtures("stated")
def test_a_store_that_exchanges_nothing_says_how_to_begin(ruhu: Ruhu, tmp_path: Path) -> None:
    refused = ruhu("bundle", "export", "-o", tmp_path, "--json", ends=1).refused
    assert "ruhu enrol" in refused["remedy"]
    ruhu("receipts", ends=1)
