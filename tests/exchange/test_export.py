import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import postal
import pytest
import stores
from damage import refusal
from postal import Area, take

from desktop.casework import certifying, revoking
from desktop.domain.records import Evidence, Household, Look, Person
from desktop.exchange import bundle, certificates, upward
from desktop.exchange.consignment import Addressee, Sender, Wish
from desktop.exchange.content import Content, Entries, Scope, Sealed, Told, Wanted
from desktop.exchange.export import Done
from desktop.exchange.header import Header
from desktop.exchange.station import station
from desktop.store import deliveries, evidence, excerpts, journal, opening
from desktop.store.journal import Entry
from desktop.store.store import Store

PHOTO = b"a photo, as far as anybody here looks" * 100


@pytest.fixture
def area(tmp_path: Path, new_store: stores.NewStore) -> Iterator[Area]:
    with postal.area(tmp_path, new_store("office")) as made:
        yield made


def read(store: Store, done: Done) -> tuple[Header, list[Content]]:
    """What the files of a bundle hold, as whoever has this store can open them."""
    with store.reading() as connection:
        us = station(connection)
    root, found, header = us.trust.root, list[Content](), None
    for file in done.files:
        with bundle.opened(file, [us.identity], lambda header: _key(header, root)) as incoming:
            header = incoming.header
            found += incoming.contents()
    assert header is not None
    return header, found


def _key(header: Header, root: bytes) -> bytes:
    return root if header.kind == "down" else certificates.verified(header.certificate, root).signing


def entries_of(contents: list[Content]) -> list[Entry]:
    return [entry for each in contents if isinstance(each, Entries) for entry in each.entries]


def told_of(contents: list[Content]) -> list[journal.Body]:
    return [journal.require_sound(body) for each in contents if isinstance(each, Told) for body in each.bodies]


def households(store: Store) -> set[str | None]:
    return {home.number for home in store.records(Household)}


def note(store: Store, household: bytes, text: str) -> None:
    home = store.get(Household, household)
    assert home is not None
    store.save(replace(home, note=text))


def note_of(store: Store, household: bytes) -> str | None:
    home = store.get(Household, household)
    return home.note if home else None


def with_photo(store: Store, household: bytes, content: bytes = PHOTO) -> Evidence:
    digest = evidence.keep(store, household, content)
    record = Evidence(household=household, kind="photo", digest=digest, media_type="image/jpeg", size=len(content))
    store.save(record)
    return record


# Up


def test_a_lost_bundle_heals_with_the_next_and_what_is_acknowledged_goes_no_more(area: Area) -> None:
    chen = area.enrolled("RH-01", "陈立")
    home = area.household("DY-1", "陈立")
    take(chen, area.down("RH-01"))
    note(chen, home.id, "第一天")
    lost = area.up("RH-01")
    note(chen, home.id, "第二天")
    second = area.up("RH-01")
    assert (lost.export.n, second.export.n) == (1, 2)
    assert [entry.seq for entry in entries_of(read(chen, second)[1])] == [1, 2]
    take(area.office, second)
    assert note_of(area.office, home.id) == "第二天"
    take(chen, area.down("RH-01"))
    note(chen, home.id, "第三天")
    third = area.up("RH-01")
    header, contents = read(area.office, third)
    assert [entry.seq for entry in entries_of(contents)] == [3]
    assert header.ranges == {chen.end.origin: (3, 3)}
    assert (header.mark.epoch, header.sights[-1]) == (header.epoch, (header.mark.revision, 2))
    take(area.office, third)
    take(area.office, lost)
    assert note_of(area.office, home.id) == "第三天"


def test_a_former_origin_of_the_same_laptop_goes_along(area: Area) -> None:
    chen = area.enrolled("RH-01", "陈立")
    home = area.household("DY-1", "陈立")
    take(chen, area.down("RH-01"))
    note(chen, home.id, "从前")
    before = chen.end.origin
    chen.go_on_as(opening.new_origin())
    note(chen, home.id, "现在")
    done = area.up("RH-01")
    header, contents = read(area.office, done)
    assert header.ranges == {before: (1, 1), chen.end.origin: (1, 1)}
    assert header.sights == ((header.mark.revision, 0),)
    assert len(entries_of(contents)) == 2
    take(area.office, done)
    assert note_of(area.office, home.id) == "现在"
    with area.office.reading() as connection:
        assert excerpts.ends(connection).keys() >= {before, chen.end.origin}


def test_a_lead_hands_on_byte_for_byte_and_only_the_office_acknowledges(area: Area) -> None:
    chen, lead = area.enrolled("RH-01", "陈立"), area.enrolled("RH-09", "赵蕾", role=postal.Role.LEAD)
    home = area.household("DY-1", "陈立")
    for name, store in (("RH-01", chen), ("RH-09", lead)):
        take(store, area.down(name))
    note(chen, home.id, "给组长")
    record = with_photo(chen, home.id)
    take(lead, area.up("RH-01", to="RH-09"))
    note(lead, home.id, "组长看过")
    again = area.up("RH-01")
    assert [entry.seq for entry in entries_of(read(chen, again)[1])] == [1, 2]
    done = area.up("RH-09")
    header, contents = read(area.office, done)
    assert header.ranges == {chen.end.origin: (1, 2), lead.end.origin: (1, 1)}
    forwarded = [entry for entry in entries_of(contents) if entry.origin == chen.end.origin]
    assert forwarded == [entry for _, entry in _entries(chen) if entry.origin == chen.end.origin]
    assert [each.digest for each in contents if isinstance(each, Sealed)] == [record.digest]
    take(area.office, done)
    assert note_of(area.office, home.id) == "组长看过"
    assert evidence.read(area.office, home.id, record.digest or "") == PHOTO
    down = area.down("RH-01")
    assert read(chen, down)[0].from_revision > 0  # how far that laptop is, its lead told
    take(chen, down)
    after = area.up("RH-01")
    assert (after.export.ranges, after.export.pieces) == ({}, [])


def _entries(store: Store) -> list[tuple[int, Entry]]:
    with store.reading() as connection:
        return [*journal.entry_rows(connection)]


def test_looks_go_up_and_never_down(area: Area) -> None:
    chen = area.enrolled("RH-01", "陈立")
    home = area.household("DY-1", "陈立")
    person = Person(household=home.id, name="马示例", role="owner", phone="100-0000-6021")
    area.office.save(person)
    take(chen, area.down("RH-01"))
    held = chen.get(Person, person.id)
    assert held is not None
    assert chen.reveal(held, "phone") == "100-0000-6021"
    take(area.office, area.up("RH-01"))
    assert [look.field for look in area.office.records(Look)] == ["phone"]
    told = told_of(read(chen, area.down("RH-01", Wish(is_all_again=True)))[1])
    assert "look" not in {op.record for body in told for op in body.ops}


# Down


def test_a_laptop_is_told_of_its_own_households_alone_and_of_each_from_the_beginning(area: Area) -> None:
    chen = area.enrolled("RH-01", "陈立")
    home, other = area.household("DY-1", "陈立"), area.household("DY-2")
    note(area.office, home.id, "一")
    note(area.office, home.id, "二")
    done = area.down("RH-01")
    header, contents = read(chen, done)
    told = told_of(contents)
    about = {op.household for body in told for op in body.ops if op.record in ("household", "assignment")}
    assert about == {home.id}
    assert {op.record for body in told for op in body.ops} == {"area", "staff", "device", "household", "assignment"}
    assert sum(op.group == "note" for body in told for op in body.ops) == 2
    assert (header.from_revision, header.for_origin) == (0, b"")
    take(chen, done)
    assert households(chen) == {"DY-1"}
    area.assign(other.id, "陈立")
    lost = area.down("RH-01")
    assert read(chen, lost)[0].from_revision == 0  # nothing came back that would tell what it has
    take(area.office, area.up("RH-01"))
    note(area.office, home.id, "三")
    next_one = area.down("RH-01")
    header, contents = read(chen, next_one)
    assert header.from_revision > 0
    assert header.for_origin == chen.end.origin
    told = told_of(contents)
    assert [op.group for body in told for op in body.ops if op.household == home.id] == ["note"]
    assert sum(op.record == "household" and op.row == other.id for body in told for op in body.ops) > 1
    take(chen, next_one)
    assert households(chen) == {"DY-1", "DY-2"}
    assert {note_of(chen, home.id), note_of(area.office, home.id)} == {"三"}


def test_what_the_laptop_wrote_itself_comes_back_only_from_the_start(area: Area) -> None:
    chen = area.enrolled("RH-01", "陈立")
    home = area.household("DY-1", "陈立")
    take(chen, area.down("RH-01"))
    note(chen, home.id, "自己写的")
    take(area.office, area.up("RH-01"))
    assert told_of(read(chen, area.down("RH-01"))[1]) == []
    again = told_of(read(chen, area.down("RH-01", Wish(is_all_again=True)))[1])
    assert chen.end.origin in {body.origin for body in again}


def test_a_household_that_goes_to_another_team_leaves_a_stub_and_one_that_comes_back_is_whole(area: Area) -> None:
    chen = area.enrolled("RH-01", "陈立")
    area.enrolled("RH-02", "何雨欣", team="二组")
    home = area.household("DY-1", "陈立", lane="示例里 3 巷", door="17")
    take(chen, area.down("RH-01"))
    note(chen, home.id, "走访过")
    area.round("RH-01")
    area.assign(home.id, "何雨欣")
    done = area.down("RH-01")
    (scope,) = (each for each in read(chen, done)[1] if isinstance(each, Scope))
    assert (scope.is_all, scope.households) == (False, ())
    (gone,) = scope.gone
    day = area.office.today().isoformat()
    assert (gone.household, gone.number, gone.door, gone.team) == (home.id, "DY-1", "示例里 3 巷 17", "二组")
    assert gone.since == day
    take(chen, done)
    assert households(chen) == set()
    area.assign(home.id, "陈立")
    area.round("RH-01")
    assert note_of(chen, home.id) == "走访过"
    with area.office.reading() as connection:
        assert deliveries.grants(connection, chen.end.origin).keys() == {home.id}
        assert deliveries.taken_away(connection, chen.end.origin, after=0) == {home.id}


def test_a_lead_is_told_of_the_whole_team_and_of_what_its_laptops_wrote_down(area: Area) -> None:
    chen, lead = area.enrolled("RH-01", "陈立"), area.enrolled("RH-09", "赵蕾", role=postal.Role.LEAD)
    area.household("DY-1", "陈立")
    area.household("DY-2", "赵蕾")
    area.household("DY-3")
    take(chen, area.down("RH-01"))
    chen.save(Household(number="临-1", lane="示例里 3 巷"))
    take(area.office, area.up("RH-01"))
    take(chen, area.down("RH-01"))
    assert households(chen) == {"DY-1", "临-1"}
    take(lead, area.down("RH-09"))
    assert households(lead) == {"DY-1", "DY-2", "临-1"}
    new = next(home for home in area.office.records(Household) if home.number == "临-1")
    area.assign(new.id, "赵蕾")
    take(chen, area.down("RH-01"))
    assert households(chen) == {"DY-1"}


def test_nothing_is_written_for_a_revoked_laptop(area: Area) -> None:
    area.enrolled("RH-01", "陈立")
    revoking.revoke(area.office, certifying.device_named(area.office, "RH-01"), because="离职")
    refused = refusal(lambda: area.down("RH-01"))
    assert refused.values == {"device": "RH-01"}
    assert not area.stick().exists()


# An office that was put back


def test_an_office_that_was_put_back_hears_again_what_it_lost_also_its_own(area: Area, tmp_path: Path) -> None:
    chen = area.enrolled("RH-01", "陈立")
    home = area.household("DY-1", "陈立")
    area.round("RH-01")
    area.office.close()
    shutil.copytree(area.office.folder, tmp_path / "copy")
    area.office = stores.opened(area.office.folder)
    note(chen, home.id, "外勤写的")
    note(area.office, home.id, "征收办写的")
    take(area.office, area.up("RH-01"))
    take(chen, area.down("RH-01"))
    with chen.reading() as connection:
        before = deliveries.taken(connection)
    lost = area.office.end.origin
    area.office.close()
    shutil.rmtree(area.office.folder)
    shutil.copytree(tmp_path / "copy", area.office.folder)
    with closing(stores.opened(area.office.folder, older_is_fine=True)) as area.office:
        assert area.office.end.origin != lost
        done = area.down("RH-01")
        header = read(chen, done)[0]
        assert header.epoch > before.epoch
        assert header.from_revision == 0
        take(chen, done)
        up = area.up("RH-01")
        header, contents = read(area.office, up)
        assert {(body.origin, op.group) for body in told_of(contents) for op in body.ops} >= {(lost, "note")}
        assert chen.end.origin in header.ranges
        take(area.office, up)
        take(chen, area.down("RH-01"))
        assert note_of(area.office, home.id) == note_of(chen, home.id)
        assert _notes(area.office, home.id) == {"外勤写的", "征收办写的"}


def _notes(store: Store, household: bytes) -> set[str]:
    with store.reading() as connection:
        projector = store.projector(connection)
        return {forms["note"] for _, _, forms in projector.values_of([household], ["note"], everything=True)}


# Evidence


def test_evidence_goes_once_is_waited_for_and_goes_again_when_nothing_came_back(area: Area) -> None:
    chen = area.enrolled("RH-01", "陈立")
    home = area.household("DY-1", "陈立")
    take(chen, area.down("RH-01"))
    first, second = with_photo(chen, home.id), with_photo(chen, home.id, PHOTO[1:])
    records = area.up("RH-01", Wish(has_pieces=False))
    assert records.export.pieces == []
    file = evidence.file_of(chen.folder, chen.opened.key, home.id, second.digest or "")
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    damaged = area.up("RH-01", Wish(has_records=False))
    assert (damaged.export.ranges, damaged.damaged) == ({}, 1)
    assert [*damaged.export.pieces] == [(home.id, first.digest)]
    file.write_bytes(whole)
    third = area.up("RH-01")
    assert [*third.export.pieces] == [(home.id, second.digest)]
    assert {digest for _, digest in area.up("RH-01", Wish(is_all_again=True)).export.pieces} == {
        first.digest,
        second.digest,
    }
    take(area.office, third)
    down = area.down("RH-01")
    assert [each.pieces for each in read(chen, down)[1] if isinstance(each, Wanted)] == [((home.id, first.digest),)]
    take(chen, down)
    wanted = area.up("RH-01")
    assert [*wanted.export.pieces] == [(home.id, first.digest)]
    take(area.office, wanted)
    take(chen, area.down("RH-01"))
    assert area.up("RH-01").export.pieces == []


def test_evidence_of_new_households_comes_down_and_what_is_missing_is_asked_for(area: Area) -> None:
    chen = area.enrolled("RH-01", "陈立")
    home = area.household("DY-1", "陈立")
    record = with_photo(area.office, home.id)
    take(chen, area.down("RH-01", Wish(has_pieces=False)))
    asked = area.up("RH-01")
    assert [each.pieces for each in read(area.office, asked)[1] if isinstance(each, Wanted)] == [
        ((home.id, record.digest),)
    ]
    take(area.office, asked)
    done = area.down("RH-01", Wish(has_records=False))
    header = read(chen, done)[0]
    assert header.from_revision == header.to_revision
    assert [*done.export.pieces] == [(home.id, record.digest)]
    take(chen, done)
    assert evidence.read(chen, home.id, record.digest or "") == PHOTO
    take(area.office, area.up("RH-01"))
    assert area.down("RH-01").export.pieces == []


def test_what_a_laptop_lacks_is_asked_for_by_way_of_its_lead_too(area: Area) -> None:
    chen, lead = area.enrolled("RH-01", "陈立"), area.enrolled("RH-09", "赵蕾", role=postal.Role.LEAD)
    home = area.household("DY-1", "陈立")
    record = with_photo(area.office, home.id)
    take(chen, area.down("RH-01", Wish(has_pieces=False)))
    take(lead, area.down("RH-09"))
    take(lead, area.up("RH-01", to="RH-09"))
    take(area.office, area.up("RH-09"))
    take(chen, area.down("RH-01"))
    assert evidence.read(chen, home.id, record.digest or "") == PHOTO


# Files


def test_in_parts_each_of_which_can_be_taken_in_alone_and_last_first(area: Area) -> None:
    chen = area.enrolled("RH-01", "陈立")
    home = area.household("DY-1", "陈立")
    take(chen, area.down("RH-01"))
    for n in range(40):
        note(chen, home.id, f"{n} " + "很长的备注" * 200)
    record = with_photo(chen, home.id, bytes(range(256)) * 300)
    done = area.up("RH-01", split=60_000)
    assert len(done.files) == done.export.parts > 2
    assert done.export.ranges == {chen.end.origin: (1, 41)}
    take(area.office, replace(done, files=done.files[::-1]))
    assert (note_of(area.office, home.id) or "").startswith("39 ")
    assert evidence.read(area.office, home.id, record.digest or "")
    with area.office.reading() as connection:
        assert excerpts.ends(connection)[chen.end.origin] == (41, chen.end.hash)


class Stopped(Exception):
    """Somebody pressed the button."""


def test_an_export_that_fails_or_is_stopped_leaves_no_file_and_all_that_is_to_be_sent(area: Area) -> None:
    chen = area.enrolled("RH-01", "陈立")
    home = area.household("DY-1", "陈立")
    take(chen, area.down("RH-01"))
    note(chen, home.id, "还没送")
    before = _standing(chen)

    def stop(done: int, of: int) -> None:
        if done > of // 2:
            raise Stopped

    with pytest.raises(Stopped):
        area.up("RH-01", progress=stop)
    assert len([*area.home.glob("stick/*/*")]) == 1  # that of the office
    blocked = area.home / "stick" / "file"
    blocked.write_bytes(b"")
    refusal(lambda: postal.export.export(chen, blocked, area.addressee(None)))
    assert _standing(chen) == before
    assert area.up("RH-01").export.n == 1


def _standing(store: Store) -> object:
    with store.reading() as connection:
        sender = Sender(store, connection, station(connection))
        plan = upward.planned(sender, Addressee(b"", "", ""))
        return store.digest(), deliveries.exported(connection), plan.ranges, plan.going


def test_the_office_reads_all_and_a_third_laptop_nothing(area: Area) -> None:
    area.enrolled("RH-01", "陈立")
    he = area.enrolled("RH-02", "何雨欣")
    done = area.up("RH-01")
    assert read(area.office, done)[0].sender.name == "RH-01"
    refusal(lambda: read(he, done))
    down = area.down("RH-01")
    assert read(area.office, down)[0].receiver.name == "RH-01"
    refusal(lambda: read(he, down))
