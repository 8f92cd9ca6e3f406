"""`ruhu journal`: the history in words, masked, and a chain that tells when it was touched."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import stores
from builders import a_household, at
from terminal import NUMBER, Ruhu

from desktop.domain.records import CheckKey, House, Person
from desktop.store import opening


@pytest.mark.usefixtures("stated")
def test_it_shows_when_who_why_and_what(ruhu: Ruhu) -> None:
    out = ruhu("journal", "show").out
    assert "陈示例  登记表" in out
    assert f"{NUMBER} · person" in out
    assert "store made" in out


def test_an_edit_is_shown_from_to(ruhu: Ruhu, stated: Path) -> None:
    with stores.opened(stated) as store:
        house = store.records(House)[0]
        store.save(replace(house, structure="砖木", registered_gross=None), because="看了房产证")
    first = ruhu("journal", "show", "--limit", 1).out
    assert "看了房产证" in first
    assert "structure: 砖混 → 砖木" in first
    assert "registered gross: 62.40 ㎡ → (empty)" in first


def test_sensitive_values_are_masked_from_and_to(ruhu: Ruhu, stated: Path) -> None:
    with stores.opened(stated) as store:
        owner = next(person for person in store.records(Person) if person.role == "owner")
        store.save(replace(owner, phone="100-0000-7788"))
    said = ruhu("journal", "show", "--household", NUMBER)
    assert "phone: 100****6021 → 100****7788" in said.out
    facts = ruhu("journal", "show", "--household", NUMBER, "--json")
    assert facts.facts["entries"][0]["changes"][0]["after"] == {"phone": {"sealed": "100****7788"}}
    for told in (said.out, facts.out):
        assert not [value for value in ("100-0000", "9999991956") if value in told]


@pytest.mark.usefixtures("stated")
def test_a_household_has_its_own_history(ruhu: Ruhu) -> None:
    entries = ruhu("journal", "show", "--household", NUMBER, "--json").facts["entries"]
    assert [entry["why"] for entry in entries] == ["登记表"]
    assert ruhu("journal", "show", "--limit", 1, "--json").facts["entries"] == entries


def test_a_reason_from_elsewhere_can_not_command_the_terminal(ruhu: Ruhu, stated: Path) -> None:
    with stores.opened(stated) as store:
        store.save(a_household(number="A-1"), because="\x1b[2J\u202e表记登\n2026-01-01 00:00  陈示例  没有的事")
    said = ruhu("journal", "show", "--limit", 1)
    assert "\\u001b[2J\\u202e表记登 2026-01-01" in said.out.splitlines()[0]
    as_json = ruhu("journal", "show", "--limit", 1, "--json")
    assert as_json.facts["entries"][0]["why"].startswith("\x1b[2J\u202e")
    assert not {"\x1b", "\u202e"} & {*said.out, *as_json.out}


def test_a_clock_that_can_not_be_right_is_marked(ruhu: Ruhu, area: Path) -> None:
    for when in (datetime(1970, 1, 1, tzinfo=UTC), at(12)):
        with opening.open_store(area, stores.unlocked(area), clock=lambda when=when: when) as store:
            store.save(a_household(), because=f"{when.year}")
    faults = {entry["why"]: entry["clock_fault"] for entry in ruhu("journal", "show", "--json").facts["entries"]}
    assert faults["1970"] == "TOO_EARLY"
    assert "the clock stood before this program existed" in ruhu("journal", "show").out
    assert "1970" not in ruhu("journal", "verify").err
    assert "the clock stood before" in ruhu("journal", "verify").out


@pytest.mark.usefixtures("stated")
def test_a_whole_chain_holds(ruhu: Ruhu) -> None:
    assert "The chain holds" in ruhu("journal", "verify").out
    assert ruhu("journal", "verify", "--json").facts["breaks"] == []


def test_an_altered_entry_is_told_and_the_command_ends_with_1(ruhu: Ruhu, stated: Path) -> None:
    with stores.opened(stated) as store, store.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("DROP TRIGGER guard_update_entries")
        driver.execute("UPDATE entries SET body = CAST(body || x'00' AS BLOB) WHERE seq = 2")
    said = ruhu("journal", "verify", ends=1)
    assert "Entry 2" in said.out
    assert json.loads(ruhu("journal", "verify", "--json", ends=1).out)["breaks"][0]["seq"] == 2


def test_a_check_key_is_shown_to_nobody(ruhu: Ruhu, stated: Path) -> None:
    with stores.opened(stated) as store:
        store.save(CheckKey(key="cdef" * 16))
    for way in ((), ("--json",)):
        assert "cdef" not in ruhu("journal", "show", "--limit", 1, *way).out
