"""What came on a stick, as a person meets it: found, looked at, previewed, taken in, taken back, waiting."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from hashlib import sha512
from pathlib import Path

import bundles
import pictures
import pytest
import stations
from builders import a_house, a_person, a_visit
from bundles import Opened
from damage import readers_die
from sqlalchemy import insert, select
from stations import LEAD, OFFICE, WORKER, District, Founded

from desktop.casework import deciding, evidence, fleet, held_back, inbound, receiving
from desktop.casework.receiving import State
from desktop.domain.errors import Refused
from desktop.domain.records import Evidence, House, Household, Person
from desktop.exchange import inbox, station
from desktop.exchange.header import NEWER, STOPPED
from desktop.store import refusing
from desktop.store.schema import merges


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return Founded.by(tmp_path_factory.mktemp("district"), (LEAD, WORKER))


@pytest.fixture
def district(founded: Founded, tmp_path: Path, cheap_vault: None) -> Iterator[District]:  # noqa: ARG001
    with founded.laid_out(tmp_path / "district") as laid_out:
        yield laid_out


def a_new_photo(district: District, home: Household) -> None:
    photo = district.room / "photo.jpg"
    photo.write_bytes(pictures.a_photo(1600, 1200))
    evidence.take_in(district[WORKER], photo, home)


def test_a_bundle_is_found_previewed_taken_in_and_taken_back(district: District) -> None:
    """What a preview counts is what the merge does."""
    office, home = district.office, district.household(WORKER, "DY-01", address="示例里 3 巷 17 号")
    a_new_photo(district, home)
    (file,) = district.up(WORKER)
    before = office.digest()

    (arrived,) = receiving.found(office, [file.parent])
    assert (arrived.state, arrived.kind, arrived.sender_name, arrived.receiver_name) == ("ready", "up", WORKER, OFFICE)
    assert (arrived.number, arrived.parts, arrived.missing, arrived.counts["entries"]) == (1, 1, (), 2)
    assert arrived.files[0].parent == office.folder / "inbox"

    told = receiving.preview(office, arrived.files)
    assert (told.entries, told.pieces, dict(told.rows_new)) == (2, 1, {"household": 1, "evidence": 1})
    assert [(each.number, each.address, each.change.new) for each in told.households] == [
        ("DY-01", "示例里 3 巷 17 号", 2)
    ]
    assert office.digest() == before
    assert office.records(Evidence) == ()

    heard: list[tuple[int, int]] = []
    receipt = receiving.merge(office, arrived.files, lambda done, of: heard.append((done, of)))
    assert replace(receipt.told, files=()) == replace(told, files=())
    assert heard[-1] == (2, 2)
    assert receipt.can_undo
    (kept,) = office.records(Evidence)
    assert evidence.content(office, kept)

    receiving.undo(office)
    assert office.digest() == before
    (again,) = receiving.found(office, [file])
    assert again.state is State.READY
    receiving.merge(office, again.files)
    (known,) = receiving.found(office, [file])
    assert (known.state, known.sender_name) == (State.MERGED, WORKER)
    assert receiving.preview(office, [file]).is_nothing_new
    district.edit(OFFICE, home, lane="x")
    with pytest.raises(Refused, match="can't be taken back"):
        receiving.undo(office)
    receiving.tidy(office)
    assert inbox.sealed(office.folder) == ()


def test_parts_are_one_bundle_and_each_is_taken_in_alone(district: District) -> None:
    home = district.household(WORKER, "DY-01")
    for n in range(4):
        photo = district.room / f"{n}.jpg"
        photo.write_bytes(pictures.a_photo(1500 + 10 * n, 1300))
        evidence.take_in(district[WORKER], photo, home)
    files = district.up(WORKER, split=30_000)
    assert len(files) > 1
    stick = files[0].parent
    late = district.stick() / files[0].name
    files[0].rename(late)

    (arrived,) = receiving.found(district.office, [stick])
    assert (arrived.parts, arrived.missing, len(arrived.files)) == (len(files), (1,), len(files) - 1)
    receipt = receiving.merge(district.office, arrived.files)
    assert receipt.told.missing == (1,)
    (rest,) = receiving.found(district.office, [late])
    assert rest.missing == ()
    assert receiving.merge(district.office, rest.files).told.missing == ()
    assert district.shown(OFFICE, home) is not None
    assert len(district.office.records(Evidence)) == len(district[WORKER].records(Evidence))


def test_what_a_preview_of_several_parts_tells_is_what_they_bring(district: District) -> None:
    home = district.household(OFFICE, "DY-01")
    district.assign(WORKER, home)
    district.take(WORKER, district.down(WORKER))
    district.edit(OFFICE, home, lane="新巷")
    for n in range(24):
        note = "".join(sha512(f"{n} {line}".encode()).hexdigest() for line in range(30))  # which stays long
        district.edit(WORKER, home, lane=f"{n} 巷", note=note)
    files = district.up(WORKER, split=20_000)
    assert len(files) > 2
    told = receiving.preview(district.office, files)
    assert ([each.group for each in told.conflicts_new], told.missing) == (["place"], ())
    assert [each.change.conflicts for each in told.households] == [1]
    merged = receiving.merge(district.office, files).told
    assert replace(merged, differences={}) == replace(told, differences={})


def test_a_mark_moves_only_when_no_part_is_missing(district: District) -> None:
    home = district.household(OFFICE, "DY-01")
    district.assign(WORKER, home)
    for n in range(2, 30):
        district.assign(WORKER, district.household(OFFICE, f"DY-{n:02}", note="x" * 4000))
    first, *others = district.down(WORKER, split=20_000)
    assert others
    (taken,) = district.take(WORKER, others[:1])
    assert taken.settled.missing
    district.edit(OFFICE, home, lane="新巷")
    later = district.down(WORKER)
    (taken,) = district.take(WORKER, later)
    assert not taken.settled.has_hole
    assert district.shown(WORKER, home).lane == "新巷"  # pyright: ignore[reportOptionalMemberAccess]
    district.take(WORKER, [first, *others])
    assert len(district[WORKER].records(Household)) == 29


def test_what_is_for_somebody_else_is_left_where_it_lies(district: District) -> None:
    district.household(WORKER, "DY-01")
    up, down = district.up(WORKER), district.down(LEAD)
    for name, files, receiver in ((LEAD, up, ""), (WORKER, down, ""), (WORKER, up, OFFICE)):
        (arrived,) = receiving.found(district[name], files)
        assert (arrived.state, arrived.files) == (State.ANOTHERS, files)
        assert arrived.receiver_name == receiver
        assert inbox.sealed(district[name].folder) == inbox.apart(district[name].folder) == ()


def test_a_file_of_a_newer_program_stays_sealed_in_the_inbox(district: District) -> None:
    district.household(WORKER, "DY-01")
    (file,) = district.up(WORKER)
    with district[WORKER].reading() as connection:
        us = station.station(connection)
    inner = Opened.of(bundles.inside(file, us.identity))
    inner.header["min_reader"] = 99
    inner.sign(us.signing)
    file.write_bytes(bundles.sealed(inner.plain(), [us.trust.box]))
    (arrived,) = receiving.found(district.office, [file])
    assert (arrived.state, arrived.said.what if arrived.said else "") == (State.NEWER, NEWER)
    waiting = held_back.waiting(district.office)
    assert [each.name for each in waiting.sealed] == [each.name for each in arrived.files]


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
def test_a_file_whose_reader_died_stays_in_the_inbox_and_is_read_when_it_is_tried_again(district: District) -> None:
    district.household(WORKER, "DY-01")
    files = district.up(WORKER)
    before = district.office.digest()
    with readers_die() as killed:
        (arrived,) = receiving.found(district.office, files)
    assert (arrived.state, arrived.said.what if arrived.said else "") == (State.STOPPED, STOPPED)
    assert (inbox.sealed(district.office.folder), len(killed)) == (arrived.files, 1)
    assert inbox.apart(district.office.folder) == ()
    assert district.office.digest() == before
    (again,) = receiving.found(district.office, arrived.files)
    assert (again.state, again.files) == (State.READY, arrived.files)


def test_what_is_wrong_with_a_file_is_kept_beside_it(district: District) -> None:
    district.household(WORKER, "DY-01")
    (file,) = district.up(WORKER)
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    (arrived,) = receiving.found(district.office, [file, file])
    assert arrived.state is State.UNREADABLE
    (apart,) = held_back.waiting(district.office).apart
    assert (apart.file, apart.why.what) == (arrived.files[0], arrived.said.what if arrived.said else "")
    letter = district.room / "letter.ruhu"
    letter.write_text("一封信", "utf-8")
    (none,) = receiving.found(district.office, [letter])
    assert (none.state, none.files) == (State.UNREADABLE, (letter,))


def test_only_a_clerk_lets_in_what_waits_and_says_why(district: District) -> None:
    ops = [refusing.RefusedOp(b"originAA", 1, b"r" * 16, "note", b"h" * 16, "x")]
    with pytest.raises(Refused, match="clerk of the office"):
        held_back.release(district[LEAD], ops, because="x")
    with pytest.raises(Refused, match="needs a reason"):
        held_back.release(district.office, ops, because=" ")


def test_a_lead_sees_what_its_team_sent_and_hands_it_on(district: District) -> None:
    home = district.household(WORKER, "DY-01")
    a_new_photo(district, home)
    (arrived,) = receiving.found(district[LEAD], district.up(WORKER, to=LEAD))
    receipt = receiving.merge(district[LEAD], arrived.files)
    assert (receipt.told.sender_name, receipt.told.pieces) == (WORKER, 1)
    (told,) = receiving.found(district.office, district.up(LEAD))
    assert receiving.merge(district.office, told.files).told.pieces == 1
    assert district.shown(OFFICE, home) is not None
    stands = {each.known.certificate.name: each.state for each in fleet.laptops(district.office)}
    assert stands == {LEAD: fleet.State.IN_USE, WORKER: fleet.State.IN_USE}, "it came, with nothing of its own"
    assert stations.digest_of(told.files[0])


def test_a_preview_tells_what_is_different_of_each_household_and_masks_what_is_sensitive(district: District) -> None:
    """Before it is taken in, when asked for, and afterwards the same."""
    home = district.household(OFFICE, "DY-01", lane="旧巷")
    district.office.save(a_person(household=home.id), a_house(household=home.id))
    district.assign(WORKER, home)
    district.exchange(WORKER)
    district.edit(WORKER, home, lane="新巷")
    district[WORKER].save(replace(district[WORKER].records(Person)[0], phone="100-0000-7733"))
    district[WORKER].save(replace(district[WORKER].records(House)[0], recognised_area=Decimal("11.4")))
    district.office.save(replace(district.office.records(House)[0], recognised_area=Decimal("8.1")))
    district[WORKER].save(a_visit(household=home.id))
    files = district.up(WORKER)

    told = receiving.preview(district.office, files)
    found = {(each.record, each.field.name): each for each in told.differences[home.id]}
    lane, phone, area = found["household", "lane"], found["person", "phone"], found["house", "recognised_area"]
    assert (lane.before, lane.after, lane.is_new, lane.is_masked) == ("旧巷", "新巷", False, False)
    assert phone.is_masked
    assert (phone.before, phone.after) == ("100****6021", "100****7733")
    assert {area.after, *area.beside} == {Decimal("11.4"), Decimal("8.1")}
    assert area.moves_money
    assert found["visit", "met_whom"].is_new
    assert [each.names for each in told.households] == [("马示例",)]
    assert receiving.differences(district.office, files, [home.id]) == told.differences
    assert receiving.merge(district.office, files).told.differences == told.differences


def test_what_came_lately_is_told_by_person_with_what_it_leaves_to_decide(district: District) -> None:
    home = district.household(OFFICE, "DY-01")
    district.office.save(a_house(household=home.id))
    district.assign(WORKER, home)
    district.exchange(WORKER)
    for name, structure in ((OFFICE, "砖木"), (WORKER, "土木")):
        (house,) = district[name].records(House)
        district[name].save(replace(house, structure=structure))
    district.up(WORKER)  # it is lost
    district.household(WORKER, "DY-07")
    (arrived,) = receiving.found(district.office, district.up(WORKER))
    assert (arrived.team, arrived.people) == (stations.TEAMS[WORKER], (stations.PEOPLE[WORKER],))
    before = inbound.inbound(district.office)
    steps = inbound.sequence(arrived.sender, before.taken, [arrived])
    assert [(each.number, each.step, each.healed_by) for each in steps] == [
        (1, inbound.Step.MERGED, None),
        (2, inbound.Step.UNSEEN, 3),
        (3, inbound.Step.READY, None),
    ]
    (outcome,) = inbound.merge_each(district.office, [arrived])
    assert outcome.receipt is not None
    newest, first = inbound.inbound(district.office).merged
    assert (newest.number, newest.sender.people, newest.by) == (
        3,
        (stations.PEOPLE[WORKER],),
        district.office.opened.name,
    )
    assert [each.group for each in newest.to_decide] == ["structure"]
    assert (newest.can_undo, newest.has_receipt, first.has_receipt) == (True, False, True)
    brought, told = inbound.recalled(district.office, newest), outcome.receipt.told
    assert (brought.rows_new, brought.rows_changed) == (told.rows_new, told.rows_changed)
    assert brought.differences == told.differences
    assert {each.number for each in brought.households} == {"DY-01", "DY-07"}
    (found,) = [each for each in brought.differences[home.id] if each.beside]
    assert {(who.name, who.team, who.is_here) for who in found.wrote[1:] if who} == {
        (district.office.opened.name, "", True),
        (stations.PEOPLE[WORKER], stations.TEAMS[WORKER], False),
    }
    assert found.settled is None
    district.down(WORKER)
    (after, _) = inbound.inbound(district.office).merged
    assert (after.can_undo, after.has_receipt) == (False, True)
    (house,) = district.office.records(House)
    decided_after = district.clocks[OFFICE].now
    district.office.decide(house, "structure", because="both looked")
    (settled, _) = inbound.inbound(district.office).merged
    assert settled.to_decide == ()
    (found,) = [each for each in inbound.recalled(district.office, settled).differences[home.id] if each.beside]
    assert found.settled is not None
    assert found.settled.by == district.office.opened.name
    assert found.settled.when is not None
    assert decided_after < found.settled.when <= district.clocks[OFFICE].now


def test_what_a_bundle_brought_says_that_it_was_decided_whether_a_record_stays(district: District) -> None:
    office, home = district.office, district.household(OFFICE, "DY-01")
    office.save(a_house(household=home.id))
    district.assign(WORKER, home)
    district.exchange(WORKER)
    (house,) = office.records(House)
    office.withdraw(house, because="it is not there any more")
    (theirs,) = district[WORKER].records(House)
    district[WORKER].save(replace(theirs, structure="土木"))
    (arrived,) = receiving.found(office, district.up(WORKER))
    receiving.merge(office, arrived.files)
    (newest, _) = inbound.inbound(office).merged
    assert [each.group for each in newest.to_decide] == ["life"]
    (changed,) = inbound.recalled(office, newest).differences[home.id]
    assert changed.life is None
    standing = deciding.contest(office, house.id, "life")
    deciding.decide(office, [deciding.Choice(standing, deciding.Way.STAYS)], because="it is there, both looked")
    (newest, _) = inbound.inbound(office).merged
    assert newest.to_decide == ()
    (changed,) = inbound.recalled(office, newest).differences[home.id]
    assert changed.life is not None
    assert changed.life.by == office.opened.name


def test_all_earlier_bundles_are_found_each_with_its_parts_however_many_came_since(district: District) -> None:
    """Thousands of them are written into the log as merges write theirs; the first bundle's second part came last."""
    store = district.office
    district.household(WORKER, "DY-01")
    (arrived,) = receiving.found(store, district.up(WORKER))
    receiving.merge(store, arrived.files)
    district.clocks[OFFICE].now += timedelta(days=2)
    with store.writing() as connection:
        (first,) = connection.execute(select(merges)).mappings()
        end = first["to_rev"]
        later = [
            {**first, "n": n, "number": n, "bundle": n.to_bytes(16), "from_rev": end, "to_rev": end, "counts": b"\x80"}
            for n in range(2, 3001)
        ]
        again = {**first, "n": 3001, "part": 2, "from_rev": end, "to_rev": end}
        connection.execute(insert(merges), [*later, again])
    told = inbound.inbound(store)
    assert [each.number for each in told.merged] == [1, 3000, 2999, 2998]
    assert (len(told.merged[0].spans), told.earlier, told.has_earlier) == (2, (), True)
    more = inbound.inbound(store, 50)
    assert [each.number for each in more.earlier] == [*range(2997, 2947, -1)]
    assert more.has_earlier
    every = inbound.inbound(store, 3200)
    assert [each.number for each in every.earlier] == [*range(2997, 1, -1)]
    assert not every.has_earlier
