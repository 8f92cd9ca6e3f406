"""From a laptop's request to its certificate, and all that changes later: office and field on real stores."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import stores
from builders import a_household

from desktop.casework import (
    assignment,
    certifying,
    enrolment,
    finishing,
    office_keys,
    people,
    receiving,
    revoking,
    sending,
)
from desktop.casework.certifying import Terms, Wanted
from desktop.casework.enrolment import Step
from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.domain.records import Assignment, Device, Evidence, Household, OfficeUnlock, Revocation, Staff
from desktop.exchange import certificates, enrolment_request, judging, keys, six_words, station
from desktop.exchange.certificates import Scope
from desktop.store import evidence, opening, vault
from desktop.store import folder as place
from desktop.store.store import Store

FIELD, SECOND, NEW = "banma chahu denglong huafen", "yuanqu jinchai hutao mubiao", "shanhu lingdang qiubo maojin"
WHO, COLLEAGUE = "陈立", "何雨欣"


@dataclass
class World:
    """An office with its keys, and laptops beside it."""

    home: Path
    office: Store
    stack: ExitStack

    def laptop(self, name: str, person: str = WHO, *, team: str = "") -> Store:
        made = enrolment.make(self.home / name, name, person, FIELD, team=team, clock=stores.noon)
        return self.stack.enter_context(made.store)

    def again(self, store: Store, passphrase: str = FIELD, person: str = WHO) -> Store:
        store.close()
        opened = vault.unlock(store.folder, passphrase, person)
        return self.stack.enter_context(opening.open_store(store.folder, opened, clock=stores.noon))

    def enrolled(self, name: str, person: str = WHO, **terms: object) -> Store:
        """A laptop whose words were compared both ways."""
        field = self.laptop(name, person)
        done = self.approved(field, **terms)
        enrolment.adopt(field, certificates.from_text(done.device.certificate or ""), certifying.words(self.office))
        return field

    def approved(self, field: Store, **terms: object) -> certifying.Approved:
        content = enrolment.request(field)
        compared = enrolment.status(field).own
        return certifying.approve(self.office, content, replace(Terms(), **terms), compared)

    def pass_on(self, field: Store) -> enrolment.Adopted | None:
        """Hands a device its newest certificate, as its row would come down."""
        with field.reading() as connection:
            own = station.device_keys(connection)
        assert own is not None
        row = self.office.get(Device, own.device)
        assert row is not None
        return enrolment.adopt(field, certificates.from_text(row.certificate or ""))


@pytest.fixture
def world(tmp_path: Path, new_store: stores.NewStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(six_words, "COST", {"memory": 128, "passes": 1, "lanes": 1})
    office = new_store("office")
    office_keys.make_escrow(office, tmp_path / "escrow.pdf", "zh_CN")
    with ExitStack() as stack:
        yield World(tmp_path, office, stack)


def refusal(call: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refused:
        call()
    assert refused.value.remedy
    return refused.value


def noted(store: Store, row: bytes, note: str | None = None) -> str | None:
    """The note of a household, once this one was written where one is given."""
    home = store.get(Household, row)
    assert home is not None
    if note is not None:
        store.save(replace(home, note=note))
    return home.note if note is None else note


def test_a_laptop_is_enrolled_by_request_words_and_certificate(world: World) -> None:
    field = world.laptop("RH-T-03", team="一组")
    assert (field.opened.role, field.records(Staff), enrolment.status(field).next) == (Role.AUDITOR, (), Step.REQUEST)
    assert "role auditor" in str(refusal(lambda: field.save(a_household())))
    content = enrolment.request(field)
    waiting = enrolment.status(field)
    assert (waiting.next, waiting.certificate, waiting.office) == (Step.ANSWER, None, None)
    asked = enrolment_request.read(content)
    assert (asked.name, asked.team, [each.name for each in asked.people]) == ("RH-T-03", "一组", [WHO])
    assert asked.words == waiting.own

    done = certifying.approve(world.office, content, Terms(people={WHO: Wanted(role=Role.LEAD)}), waiting.own)
    assert (done.enlisted, done.certificate.number, done.certificate.lines[0].scope) == ((WHO,), 1, Scope.TEAM)
    (staff,) = [row for row in people.staff(world.office) if row.name == WHO]
    assert (staff.id, staff.role, staff.team) == (field.opened.person, Role.LEAD, "一组")

    certificate = certificates.from_text(done.device.certificate or "")
    assert "not compared" in str(refusal(lambda: enrolment.adopt(field, certificate)))
    assert "are others" in str(refusal(lambda: enrolment.adopt(field, certificate, waiting.own)))
    assert enrolment.certificate(field) is None
    adopted = enrolment.adopt(field, certificate, certifying.words(world.office))
    assert (adopted.certificate.name, adopted.left) == ("RH-T-03", ())
    assert (field.opened.role, field.opened.person) == (Role.LEAD, staff.id)
    assert enrolment.status(field).next is Step.NONE
    assert enrolment.status(field).office == certifying.words(world.office)
    field.save(a_household())
    assert world.again(field).opened.role is Role.LEAD
    assert [slot.kind for slot in vault.slots(field.folder)] == ["passphrase", "recovery", "office"]


def test_the_office_certifies_nobody_before_its_escrow_sheet(tmp_path: Path, new_store: stores.NewStore) -> None:
    office = new_store("bare")
    with enrolment.make(tmp_path / "field", "RH-T-03", WHO, FIELD, clock=stores.noon).store as field:
        content, words = enrolment.request(field), enrolment.status(field).own
        assert "ruhu escrow" in str(refusal(lambda: certifying.approve(office, content, Terms(), words)))
        assert "store of its field" in str(refusal(lambda: office_keys.make_escrow(field, tmp_path / "e.pdf", "en")))
    assert "not enrolled itself" in str(refusal(lambda: enrolment.request(office)))
    taken = tmp_path / "taken.pdf"
    taken.write_bytes(b"mine")
    refusal(lambda: office_keys.make_escrow(office, taken, "en"))
    refusal(lambda: certifying.words(office))
    assert office_keys.make_escrow(office, tmp_path / "escrow.pdf", "en").number == 1
    assert (tmp_path / "escrow.pdf").read_bytes().startswith(b"%PDF")
    assert office.records(Device) == ()


def test_a_request_of_another_computer_is_refused_whatever_it_says(world: World) -> None:
    field, other = world.laptop("RH-T-03"), world.laptop("RH-T-04", COLLEAGUE)
    content, words = enrolment.request(field), enrolment.status(other).own
    assert "not compared" in str(refusal(lambda: certifying.approve(world.office, content, Terms())))
    assert "another computer" in str(refusal(lambda: certifying.approve(world.office, content, Terms(), words)))
    certifying.approve(world.office, content, Terms(), enrolment.status(field).own)
    with field.reading() as connection:
        own = station.device_keys(connection)
    assert own is not None
    asked = enrolment_request.read(content)
    stolen = keys.new_device()
    forged = replace(stolen, device=own.device)
    claim = enrolment_request.write(forged, asked)
    told = enrolment_request.read(claim).words
    assert "other keys" in str(refusal(lambda: certifying.approve(world.office, claim, Terms(), told)))
    assert len(world.office.records(Device)) == 1
    assert "RH-T-03" in str(
        refusal(lambda: certifying.approve(world.office, enrolment.request(other), Terms(name="RH-T-03"), words))
    )


def test_a_certificate_of_another_device_office_or_day_is_not_taken_in(
    world: World, new_store: stores.NewStore
) -> None:
    field, other = world.enrolled("RH-T-03"), world.enrolled("RH-T-04", COLLEAGUE)
    with world.office.reading() as connection:
        office = station.office_keys(connection)
    held, others = enrolment.certificate(field), enrolment.certificate(other)
    assert held is not None
    assert others is not None
    assert office is not None
    foreign, _ = keys.found_office()
    assert "another computer" in str(refusal(lambda: enrolment.adopt(field, certificates.issue(office, others))))
    assert "another office" in str(refusal(lambda: enrolment.adopt(field, certificates.issue(foreign, held))))
    first = certificates.issue(office, held)
    enrolment.adopt(field, first)
    certifying.renew(world.office, certifying.device_named(world.office, "RH-T-03"))
    world.pass_on(field)
    assert "number 2" in str(refusal(lambda: enrolment.adopt(field, first)))
    wrong = certificates.issue(office, replace(held, number=9, store=bytes(16)))
    assert "another computer" in str(refusal(lambda: enrolment.adopt(field, wrong)))
    del new_store


def test_a_known_person_on_a_new_device_is_the_same_and_is_not_guessed(world: World) -> None:
    world.enrolled("RH-T-03")
    second = world.laptop("RH-T-09")
    assert f"--known {WHO}" in str(refusal(lambda: world.approved(second)))
    done = world.approved(second, people={WHO: Wanted(staff=WHO, scope=Scope.AREA)})
    assert (done.enlisted, len(people.staff(world.office))) == ((), 2)
    enrolment.adopt(second, certificates.from_text(done.device.certificate or ""), certifying.words(world.office))
    (staff,) = [row for row in people.staff(world.office) if row.name == WHO]
    assert second.opened.person == staff.id != vault.slot_of(second.folder, WHO).person
    vault.change(second.folder, second.opened, NEW)
    assert [slot.kind for slot in vault.slots(second.folder)] == ["recovery", "office", "passphrase"]
    second = world.again(second, NEW)
    assert second.opened.person == staff.id
    assert "Nobody called 孙磊" in str(refusal(lambda: world.approved(second, people={"孙磊": Wanted()})))


def test_a_colleague_only_reads_until_the_office_certifies_them_too(world: World) -> None:
    field = world.enrolled("RH-T-03")
    enrolment.add_person(field, COLLEAGUE, SECOND)
    assert enrolment.status(field).next is Step.UPDATE
    field = world.again(field, SECOND, COLLEAGUE)
    assert field.opened.role is Role.AUDITOR
    asked = enrolment_request.read(enrolment.request(field))
    assert (asked.wish, asked.number) == ("update", 1)
    done = certifying.approve(world.office, enrolment.request(field), Terms())  # its keys are known
    assert (done.enlisted, [line.name for line in done.certificate.lines]) == ((COLLEAGUE,), [WHO, COLLEAGUE])
    world.pass_on(field)
    assert (field.opened.role, enrolment.status(field).next) == (Role.WORKER, Step.NONE)


def test_a_renewed_signing_key_is_the_same_persons_after_the_office_said_so(world: World) -> None:
    field = world.enrolled("RH-T-03")
    person = field.opened.person
    sheet = vault.replace_sheet(field.folder, field.opened)
    field.close()
    vault.recover(field.folder, sheet, WHO, NEW)
    field = world.again(field, NEW)
    assert (field.opened.role, enrolment.status(field).next) == (Role.AUDITOR, Step.UPDATE)
    done = certifying.approve(world.office, enrolment.request(field), Terms())
    assert (done.enlisted, done.certificate.lines[0].person) == ((), person)
    world.pass_on(field)
    assert (field.opened.role, field.opened.person) == (Role.WORKER, person)


def test_key_slots_follow_the_certificate_after_a_disk_refused_them(world: World) -> None:
    field = world.laptop("RH-T-03")
    done = world.approved(field)
    (field.folder / "slots.json.new").mkdir()
    with pytest.raises(OSError, match="slots"):
        enrolment.adopt(field, certificates.from_text(done.device.certificate or ""), certifying.words(world.office))
    (field.folder / "slots.json.new").rmdir()
    assert [slot.kind for slot in vault.slots(field.folder)] == ["passphrase", "recovery"]
    field = world.again(field)
    assert field.opened.role is Role.WORKER
    files = finishing.answer(world.office, certifying.device_named(world.office, "RH-T-03"), world.home)
    assert receiving.merge(field, files).adopted is None
    assert [slot.kind for slot in vault.slots(field.folder)] == ["passphrase", "recovery", "office"]


def test_a_role_changes_on_every_device_of_a_person(world: World) -> None:
    fields = [world.enrolled("RH-T-03"), world.enrolled("RH-T-09", people={WHO: Wanted(staff=WHO)})]
    changed = certifying.set_role(world.office, WHO, Role.CHECKER)
    assert changed.devices == ("RH-T-03", "RH-T-09")
    for field in fields:
        world.pass_on(field)
        assert field.opened.role is Role.CHECKER
    assert "own store" in str(refusal(lambda: certifying.set_role(world.office, stores.CLERK, Role.LEAD)))


def test_who_leaves_gets_in_no_more_but_what_they_wrote_stays(world: World) -> None:
    field = world.laptop("RH-T-03")
    enrolment.add_person(field, COLLEAGUE, SECOND)
    done = world.approved(field)
    enrolment.adopt(field, certificates.from_text(done.device.certificate or ""), certifying.words(world.office))
    household = a_household()
    field = world.again(field, SECOND, COLLEAGUE)
    field.save(household)
    changed = certifying.leave(world.office, COLLEAGUE)
    assert (changed.devices, changed.households) == (("RH-T-03",), 0)
    assert COLLEAGUE not in {row.name for row in people.staff(world.office)}
    adopted = world.pass_on(field)
    assert adopted is not None
    assert adopted.left == (COLLEAGUE,)
    assert field.opened.role is Role.AUDITOR
    assert field.get(Household, household.id) is not None
    refusal(lambda: vault.unlock(field.folder, SECOND, COLLEAGUE))
    field = world.again(field)
    assert field.opened.role is Role.WORKER
    certifying.leave(world.office, WHO)
    adopted = world.pass_on(field)
    assert adopted is not None
    assert (adopted.left, field.opened.role) == ((), Role.AUDITOR)  # the last way in stays, to export what is here
    assert certifying.approve(world.office, enrolment.request(field), Terms()).left == (WHO,)


def test_a_certificate_ends_and_is_renewed(world: World) -> None:
    soon = world.office.today() + timedelta(days=9)
    field = world.enrolled("RH-T-03", until=soon)
    assert enrolment.status(field).next is Step.RENEW
    certifying.renew(world.office, certifying.device_named(world.office, "RH-T-03"))
    world.pass_on(field)
    assert enrolment.status(field).next is Step.NONE


def test_a_new_escrow_sheet_reaches_every_device(world: World) -> None:
    field = world.enrolled("RH-T-03")
    before = enrolment.certificate(field)
    assert before is not None
    made = office_keys.make_escrow(world.office, world.home / "second.pdf", "en")
    assert (made.number, made.devices) == (2, ("RH-T-03",))
    world.pass_on(field)
    after = enrolment.certificate(field)
    assert after is not None
    assert after.office.escrow != before.office.escrow
    assert after.office.root == before.office.root


def test_a_revoked_device_is_refused_everywhere(world: World) -> None:
    field = world.enrolled("RH-T-03")
    device = certifying.device_named(world.office, "RH-T-03")
    refusal(lambda: revoking.revoke(world.office, device, because=" "))
    row = revoking.revoke(world.office, device, because="调走")
    assert (row.device, row.lost, row.last_entries) == (device.row.id, False, ())
    device = certifying.device_named(world.office, "RH-T-03")
    assert device.revoked is not None
    assert "already" in str(refusal(lambda: revoking.revoke(world.office, device, because="调走")))
    assert "revoked" in str(refusal(lambda: certifying.approve(world.office, enrolment.request(field), Terms())))
    assert certifying.renew_all(world.office) == ()
    assert "No device" in str(refusal(lambda: certifying.device_named(world.office, "RH-T-99")))


def test_a_lost_laptop_is_one_action_and_its_work_goes_to_another(world: World) -> None:
    world.enrolled("RH-T-03")
    homes = [a_household(number=f"YS-01-000{n}") for n in range(1, 4)]
    world.office.save(*homes)
    staff = assignment.person_named(world.office, WHO)
    plan = assignment.planned(world.office, [homes[0].id, homes[1].id], staff)
    assignment.hand_over(world.office, plan)
    told = revoking.lost(world.office, certifying.device_named(world.office, "RH-T-03"), because="被盗")
    assert [home.number for home in told.households] == ["YS-01-0001", "YS-01-0002"]
    assert (told.people, told.last, told.missing, told.evidence) == ((WHO,), None, (), ())
    (row,) = world.office.records(Revocation)
    assert row.lost
    same = world.laptop("RH-T-21")
    done = world.approved(same, people={WHO: Wanted(staff=WHO)}, replaces="RH-T-03")
    assert done.moved == 0  # the same person keeps them
    other = world.laptop("RH-T-22", COLLEAGUE)
    done = world.approved(other, replaces="RH-T-21")
    assert done.moved == 2
    holders = {each.staff for each in world.office.records(Assignment)}
    assert holders == {assignment.person_named(world.office, COLLEAGUE).id}
    assert certifying.device_named(world.office, "RH-T-21").revoked is not None


def test_what_a_lost_laptop_delivered_is_told_and_the_new_one_goes_on_from_it(world: World) -> None:
    field = world.laptop("RH-T-03")
    world.approved(field)
    files = finishing.answer(world.office, certifying.device_named(world.office, "RH-T-03"), world.home)
    finishing.finish(field, files, certifying.words(world.office))
    home = a_household(number="YS-01-0009")
    field.save(home)
    digest = evidence.keep(field, home.id, b"photo")
    field.save(Evidence(household=home.id, kind="photo", digest=digest, media_type="image/jpeg", size=5))
    sent = sending.export(field, world.home, data_only=True)
    receiving.merge(world.office, sent.files)
    assert revoking.last_files(world.office) == {certifying.devices(world.office)[0].row.id: 1}
    noted(field, home.id, "写在丢以前")
    told = revoking.lost(world.office, certifying.device_named(world.office, "RH-T-03"), because="被盗")
    assert (told.number, told.missing, told.gaps) == (1, (), 0)
    assert told.last is not None
    assert [row.number for row in told.households] == ["YS-01-0009"]
    assert [row.digest for row in told.evidence] == [digest]
    (row,) = world.office.records(Revocation)
    assert row.last_entries == (f"{field.end.origin.hex()}:2",)
    late = sending.export(field, world.home)
    receipt = receiving.merge(world.office, late.files)
    assert {each.reason for each in receipt.told.refused} == {judging.REVOKED}
    assert noted(world.office, home.id) is None

    new = world.laptop("RH-T-21")
    done = world.approved(new, people={WHO: Wanted(staff=WHO)}, replaces="RH-T-03")
    assert done.moved == 1  # it was written on the lost one, and nobody's
    files = finishing.answer(world.office, certifying.device_named(world.office, "RH-T-21"), world.home)
    finishing.finish(new, files, certifying.words(world.office))
    assert [row.number for row in new.records(Household)] == ["YS-01-0009"]
    noted(new, home.id, "接着写")
    assert receiving.merge(world.office, sending.export(new, world.home).files).told.refused == ()


def test_the_office_opens_a_device_once_its_words_were_compared(world: World) -> None:
    field = world.enrolled("RH-T-03")
    field.close()
    question, words = office_keys.ask_office(field.folder, WHO, NEW)
    other = enrolment.status(world.laptop("RH-T-04")).own
    assert "another computer" in str(
        refusal(lambda: office_keys.answer_unlock(world.office, question, other, because="忘了口令"))
    )
    assert world.office.records(OfficeUnlock) == ()
    answer, asked = office_keys.answer_unlock(world.office, question, words, because="忘了口令")
    assert (asked.device_name, asked.person) == ("RH-T-03", WHO)
    (row,) = world.office.records(OfficeUnlock)
    assert (row.reason, row.opened_on) == ("忘了口令", world.office.today())
    opened, _ = office_keys.unlock_by_office(field.folder, answer, NEW)
    assert opened.key == field.opened.key
    revoking.revoke(world.office, certifying.device_named(world.office, "RH-T-03"), because="调走")
    question, words = office_keys.ask_office(field.folder, WHO, NEW)
    assert "revoked" in str(
        refusal(lambda: office_keys.answer_unlock(world.office, question, words, because="忘了口令"))
    )


def test_the_offices_first_file_ends_the_enrolment(world: World) -> None:
    home = a_household(number="YS-01-0001")
    world.office.save(home)
    field = world.laptop("RH-T-03")
    world.approved(field)
    assignment.hand_over(
        world.office,
        assignment.planned(world.office, [home.id], assignment.person_named(world.office, WHO)),
    )
    (file,) = finishing.answer(world.office, certifying.device_named(world.office, "RH-T-03"), world.home)
    offered = finishing.offered(field, file)
    assert (offered.certificate.name, offered.words) == ("RH-T-03", certifying.words(world.office))
    refusal(lambda: finishing.finish(field, [file], None))
    refusal(lambda: finishing.finish(field, [file], enrolment.status(field).own))
    assert enrolment.certificate(field) is None
    other = world.laptop("RH-T-04")
    refusal(lambda: finishing.finish(other, [file], certifying.words(world.office)))
    finished = finishing.finish(field, [file], certifying.words(world.office))
    assert finished.receipt.told.rows_new["household"] == 1
    assert field.opened.role is Role.WORKER
    assert place.card(field.folder).area == stores.AREA
    assert [row.number for row in field.records(Household)] == ["YS-01-0001"]
    assert {row.name for row in field.records(Staff)} == {WHO, stores.CLERK}
    finishing.finish(field, [file], None)  # once more does no harm
    certifying.set_role(world.office, WHO, Role.LEAD)
    (file,) = finishing.answer(world.office, certifying.device_named(world.office, "RH-T-03"), world.home)
    receipt = receiving.merge(field, [file])
    assert receipt.adopted is not None
    assert field.opened.role is Role.LEAD


def test_a_lost_office_goes_on_from_its_escrow_sheet(world: World, new_store: stores.NewStore) -> None:
    field = world.enrolled("RH-T-03")
    with world.office.reading() as connection:
        lost = station.office_keys(connection)
    assert lost is not None
    made, escrow = keys.found_office(lost)  # as its second sheet would
    another = new_store("another")
    told = office_keys.go_on_from_sheet(another, world.home / "third.pdf", "zh_CN", escrow)
    assert told.number == 1
    assert certifying.words(another) == certifying.words(world.office)
    with another.reading() as connection:
        held = station.office_keys(connection)
    assert held is not None
    assert (held.box, held.root) == (made.escrow, lost.root)
    refusal(lambda: office_keys.go_on_from_sheet(another, world.home / "fourth.pdf", "en", escrow))
    done = certifying.approve(another, enrolment.request(field), Terms(), enrolment.status(field).own)
    assert done.certificate.number == 2
    enrolment.adopt(field, certificates.from_text(done.device.certificate or ""))
    assert field.opened.role is Role.WORKER
