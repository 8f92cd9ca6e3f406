"""`ruhu visit`: a contact is written down as one entry, listed and shown."""

from pathlib import Path

import pytest
import stores
from builders import a_visit, at
from terminal import NUMBER, Ruhu

from desktop.domain.records import Appointment, Household, Promise, Visit, Wish

pytestmark = pytest.mark.usefixtures("stated")


def test_a_contact_is_written_down_with_all_that_came_of_it_as_one_entry(ruhu: Ruhu, stated: Path) -> None:
    with stores.opened(stated) as store:
        before, n = store.end.seq, len(store.records(Visit))
    added = ruhu(
        *("visit", "add", NUMBER, "--met", "马示例", "--words", "煤棚 89 年就盖了。", "--topic", "搭建认定"),
        *("--wish", "undecided", "--promise", "调航拍图;何示例;2099-01-05", "--told", "decision_litigation"),
        *("--contact", "telephone", "--again", "2099-01-06 10:00", "--json"),
    ).facts
    with stores.opened(stated) as store:
        assert store.end.seq == before + 1
        assert len(store.records(Visit)) == n + 1
        visit = next(each for each in store.records(Visit) if each.id.hex() == added["visit"].replace("-", ""))
        assert (visit.met_whom, visit.demands, visit.topics) == ("马示例", "煤棚 89 年就盖了。", ("搭建认定",))
        assert visit.demands in {each.words for each in store.records(Wish)}
        assert "何示例" in {each.promised_by for each in store.records(Promise)}
        assert [each.manner for each in store.records(Appointment)] == ["telephone"]
        assert store.records(Household)[0].contact_wish == "telephone"


def test_contacts_are_listed_and_shown_newest_first(ruhu: Ruhu) -> None:
    ruhu("visit", "add", NUMBER, "--manner", "not_met")
    listed = ruhu("visit", "list", NUMBER, "--json").facts["visits"]
    assert listed[0]["manner"] == "not_met"
    assert "not met" in ruhu("visit", "list", NUMBER).out
    assert ruhu("visit", "show", NUMBER, "--json").facts == listed[0]
    assert "manner: not met" in ruhu("visit", "show", NUMBER).out


def test_a_correction_needs_a_reason_and_leaves_what_was_written(ruhu: Ruhu) -> None:
    ruhu("visit", "add", NUMBER, "--words", "5.60", "--topic", "搬迁费", "--began", "2026-11-02 9:30")
    ruhu("visit", "add", NUMBER, "--words", "6.50", "--corrects", 1, ends=1)
    before = ruhu("visit", "list", NUMBER, "--json").facts["visits"]
    n, place = len(before), next(at for at, each in enumerate(before, 1) if each.get("from_paper"))
    ruhu("visit", "add", NUMBER, "--words", "6.50", "--corrects", place, "--reason", "抄错")
    after = ruhu("visit", "list", NUMBER, "--json").facts["visits"]
    assert len(after) == n, "the newest stands for it"
    (corrected,) = [each for each in after if each["corrected"]]
    assert (corrected["demands"], corrected["correction_reason"]) == ("6.50", "抄错")
    assert corrected["began_at"].startswith("2026-11-02")
    assert corrected["topics"] == ["搬迁费"], "what was not named stays as it was"


def test_what_cannot_be_read_is_said(ruhu: Ruhu) -> None:
    assert "no promise" in ruhu("visit", "add", NUMBER, "--promise", "bring the map", ends=2).err
    assert "no day and time" in ruhu("visit", "add", NUMBER, "--again", "tomorrow", ends=2).err
    assert "Name one of these" in ruhu("visit", "add", NUMBER, "--told", "anything", ends=1).err
    assert "no contact 99" in ruhu("visit", "show", NUMBER, 99, ends=1).err


def test_who_was_not_met_wished_nothing_and_was_told_nothing(ruhu: Ruhu, stated: Path) -> None:
    for said in (("--wish", "cash"), ("--told", "decision_litigation")):
        assert "Nobody was met" in ruhu("visit", "add", NUMBER, "--manner", "not_met", *said, ends=1).err
    with stores.opened(stated) as store:
        assert len(store.records(Visit)) == 1


def test_the_next_contact_is_as_the_household_wishes_and_lies_ahead(ruhu: Ruhu, stated: Path) -> None:
    ruhu("visit", "add", NUMBER, "--contact", "telephone")
    ruhu("visit", "add", NUMBER, "--again", "2099-01-06 10:00")
    with stores.opened(stated) as store:
        assert [each.manner for each in store.records(Appointment)] == ["telephone"]
    assert "before this one" in ruhu("visit", "add", NUMBER, "--again", "2020-01-06 10:00", ends=1).err
    ruhu("visit", "add", NUMBER, "--contact", "do_not_come")
    assert "not to come" in ruhu("visit", "add", NUMBER, "--again", "2099-01-07 10:00", ends=1).err


def test_a_correction_is_not_signed_because_what_it_corrects_was(ruhu: Ruhu, stated: Path) -> None:
    with stores.opened(stated) as store:
        store.save(a_visit(household=store.records(Household)[0].id, signature="signed", began_at=at(9, 30)))
    ruhu("visit", "add", NUMBER, "--corrects", 1, "--reason", "抄错", "--words", "6.50")
    assert "signature" not in ruhu("visit", "show", NUMBER, "--json").facts
