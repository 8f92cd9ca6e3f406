from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import postal
import pytest
import stores
from builders import a_person, a_visit
from damage import refusal
from postal import Area, take

from desktop.casework import questioning, receipts, sending
from desktop.casework.sending import Exported, State
from desktop.domain.fields import Role
from desktop.domain.records import Evidence, Household, Promise
from desktop.store import evidence
from desktop.store.store import Store


@pytest.fixture
def area(tmp_path: Path, new_store: stores.NewStore) -> Iterator[Area]:
    with postal.area(tmp_path, new_store("office")) as made:
        yield made


def at_work(area: Area) -> tuple[Store, Household]:
    """A laptop in the middle of a day: a visit, two changes, a promise, a photo that nothing came back of."""
    chen = area.enrolled("RH-01", "陈立")
    home = area.household("DY-1", "陈立")
    area.office.save(a_person(household=home.id))
    take(chen, area.down("RH-01"))
    chen.save(
        a_visit(household=home.id),
        Promise(household=home.id, due_on=chen.today(), promised_by="陈立", promise="明天去量。"),
    )
    for note in ("在家", "搬走了"):
        note_down(chen, home.id, note)
    chen.save(Promise(household=home.id, due_on=chen.today(), promised_by="陈立", promise="再来一次。"))
    photo(chen, home.id, b"photo" * 1000)
    return chen, home


def note_down(store: Store, household: bytes, note: str) -> None:
    home = store.get(Household, household)
    assert home is not None
    store.save(replace(home, note=note))


def photo(store: Store, household: bytes, content: bytes) -> None:
    digest = evidence.keep(store, household, content)
    store.save(Evidence(household=household, kind="photo", digest=digest, media_type="image/jpeg", size=len(content)))


def bring(done: Exported, store: Store) -> None:
    for file in done.files:
        postal.take_file(store, file)


def test_what_goes_out_is_told_as_people_read_it_each_entry_once(area: Area) -> None:
    chen, _ = at_work(area)
    out = sending.outgoing(chen)
    told = {line.what: (line.count, line.households, line.names) for line in out.lines}
    of_ma = (1, ("马示例",))
    assert told == {
        "Visits and appointments": (1, *of_ma),
        "Changes to the ledger": (3, *of_ma),
        "Policy explained, sums, promises, grievances": (1, *of_ma),
        sending.EVIDENCE: (1, *of_ma),
    }
    assert (out.number, out.follows, out.entries, out.pieces) == (1, None, 5, 1)
    assert out.size == sum(line.size for line in out.lines) > 5000
    (office,) = out.receivers
    assert (office.device, office.name, office.compared_on) == (b"", stores.AREA, chen.today())
    assert office.words == postal.certifying.words(area.office)


def test_sent_waits_until_the_office_says_so_and_counts_what_arrived(area: Area) -> None:
    chen, home = at_work(area)
    first = sending.export(chen, area.stick(), data_only=True)
    assert (first.number, first.entries, first.pieces) == (1, 5, 0)
    second = sending.export(chen, area.stick())
    assert (second.entries, second.pieces) == (5, 1)
    assert sending.outgoing(chen).follows == 2
    (newer, older) = sending.sent(chen)
    assert (newer.number, newer.state, older.number, older.state) == (2, State.WAITING, 1, State.WAITING)
    assert sending.told(newer)[0] == "Nothing came back yet that tells of it."
    bring(first, area.office)
    take(chen, area.down("RH-01"))
    (newer, older) = sending.sent(chen)
    assert (older.state, older.arrived) == (State.RECEIVED, 5)
    assert (newer.state, newer.arrived, newer.pieces_arrived) == (State.WAITING, 5, 0)
    assert sending.told(newer)[1] == {"entries": 5, "of": 5, "pieces": 0, "all": 1}
    bring(second, area.office)
    note_down(chen, home.id, "又写了")
    take(chen, area.down("RH-01"))
    assert [each.state for each in sending.sent(chen)] == [State.RECEIVED, State.RECEIVED]
    out = sending.outgoing(chen)
    assert (out.entries, out.pieces) == (1, 0)
    (chain,) = receipts.chains(chen)
    assert (chain.is_own, chain.here, chain.acknowledged, chain.waited_for) == (True, 6, 5, 1)


def test_a_question_of_the_office_is_shown_at_the_bundle_that_it_is_about_until_it_is_answered(area: Area) -> None:
    chen, home = at_work(area)
    bring(sending.export(chen, area.stick()), area.office)
    questioning.ask(area.office, home.id, "家里几口人请再问一次", record="household", field="people_count")
    take(chen, area.down("RH-01"))
    (bundle,) = sending.sent(chen)
    assert (bundle.state, bundle.returned) == (State.RETURNED, 1)
    assert bundle.said == f"{stores.CLERK}：DY-1 家里几口人请再问一次"
    assert sending.told(bundle) == ("{words}", {"words": bundle.said})
    held = chen.get(Household, home.id)
    assert held is not None
    chen.save(replace(held, people_count=4))
    assert [each.state for each in sending.sent(chen)] == [State.RECEIVED]


def test_only_photos_all_again_and_in_parts(area: Area) -> None:
    chen, home = at_work(area)
    photo(chen, home.id, bytes(range(256)) * 8000)
    only = sending.export(chen, area.stick(), photos_only=True)
    assert (only.entries, only.pieces) == (0, 2)
    assert sending.export(chen, area.stick()).pieces == 0
    again = sending.export(chen, area.stick(), all_again=True, split_mb=1)
    assert (again.entries, again.pieces, len(again.files) > 2) == (6, 2, True)
    assert sending.export(chen, area.stick(), all_again=True, split_mb=0).files[1:] == ()
    assert sending.sent(chen)[1].parts == len(again.files)


def test_a_lead_can_be_given_it_and_hands_it_on(area: Area) -> None:
    chen, _ = at_work(area)
    lead = area.enrolled("RH-09", "赵蕾", role=Role.LEAD)
    take(chen, area.down("RH-01"))
    assert [each.name for each in sending.outgoing(chen).receivers] == [stores.AREA, "RH-09"]
    done = sending.export(chen, area.stick(), to="RH-09")
    assert sending.sent(chen)[0].receiver_name == "RH-09"
    take(lead, area.down("RH-09"))
    bring(done, lead)
    assert [(each.is_own, each.here) for each in receipts.chains(lead)] == [(False, 5)]
    assert sending.outgoing(lead).entries == 5
    bring(sending.export(lead, area.stick()), area.office)
    came = receipts.from_devices(area.office)[0]
    assert (came.name, came.bundles, came.number, came.entries) == ("RH-01", 0, 0, 5), "its own number it tells itself"
    assert "张三" in refusal(lambda: sending.export(chen, area.stick(), to="张三")).values.values()


def test_the_office_sends_to_one_device_and_knows_what_came_of_each(area: Area) -> None:
    chen, home = at_work(area)
    area.enrolled("RH-02", "何雨欣", team="二组")
    out = sending.outgoing(area.office, "RH-01")
    assert out.to is not None
    assert (out.to.name, [each.name for each in out.receivers]) == ("RH-01", ["RH-01", "RH-02"])
    assert out.entries > 0
    refusal(lambda: sending.export(area.office, area.stick()))
    done = sending.export(area.office, area.stick(), to="RH-01")
    assert done.entries == out.entries
    assert {each.state for each in sending.sent(area.office)} == {State.WAITING}
    bring(done, chen)
    ups = [sending.export(chen, area.stick(), split_mb=1) for _ in range(3)]
    for done in (ups[0], ups[2]):
        bring(done, area.office)
    assert {each.state for each in sending.sent(area.office)} == {State.RECEIVED}
    first, second = receipts.from_devices(area.office)
    assert (first.name, first.number, first.bundles, first.unseen, first.parts) == ("RH-01", 3, 2, (2,), {})
    assert (first.entries, first.gaps, first.last is not None) == (5, 0, True)
    assert (second.name, second.last, second.bundles) == ("RH-02", None, 0)
    photo(chen, home.id, bytes(range(256)) * 8000)
    parts = sending.export(chen, area.stick(), all_again=True, split_mb=1)
    bring(replace(parts, files=parts.files[:1]), area.office)
    assert receipts.from_devices(area.office)[0].parts == {4: tuple(range(2, len(parts.files) + 1))}


def test_where_nobody_works_there_is_nobody_to_send_to(area: Area) -> None:
    out = sending.outgoing(area.office)
    assert (out.receivers, out.to, out.entries) == ((), None, 0)
    refusal(lambda: sending.export(area.office, area.stick()))
