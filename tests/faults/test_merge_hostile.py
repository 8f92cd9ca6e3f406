"""What a laptop, or somebody between it and the office, could send to do harm: it never reaches the rows.

All of it is sealed, signed and packed by the real keys that the hostile hand would have.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import bundles
import pictures
import pyrage
import pytest
import zstandard
from bundles import Opened
from msgspec import structs
from stations import LEAD, OFFICE, OTHER_LEAD, SECOND, STRANGER, WORKER, District

from desktop.casework import certifying, held_back, picture, receiving
from desktop.casework.receiving import State
from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.domain.identity import new_id
from desktop.domain.records import Evidence, Household, IssuedPack, Person, Revocation, Staff
from desktop.exchange import certificates, judging, keys, merge, packing, station
from desktop.exchange.certificates import Scope
from desktop.exchange.content import Scope as Holding
from desktop.exchange.header import DAMAGED, FORGED, REWRAPPED, Checkpoint, Claim, Header, Mark, Party
from desktop.exchange.merge import Taken
from desktop.exchange.packing import Load, Piece, Sealing, Segment
from desktop.exchange.station import Station
from desktop.store import cipher, deliveries, evidence, journal, refusing
from desktop.store.cipher import SigningKey
from desktop.store.journal import Body, Entry, WrittenOp, revision
from desktop.store.store import Store

NOTHING = Load()


@dataclass
class Hand:
    """Somebody who holds a laptop of the field with all its keys, and writes what they like."""

    district: District
    name: str
    ops: list[WrittenOp] = field(default_factory=list[WrittenOp])

    @property
    def store(self) -> Store:
        return self.district[self.name]

    @property
    def station(self) -> Station:
        with self.store.reading() as connection:
            return station.station(connection)

    def op(self, record: str, group: str, household: bytes, value: Mapping[str, Any], **changes: Any) -> WrittenOp:
        made = WrittenOp(record, new_id(), group, household, dict(value), {})
        return structs.replace(made, **changes)

    def entry(
        self, *ops: WrittenOp, seq: int = 0, actor: bytes = b"", is_signed: bool = False, **changes: Any
    ) -> Entry:
        """An entry behind the own journal."""
        end = self.store.end
        wall = int(self.store.now().timestamp() * 1000)
        who = actor or self.store.opened.person
        body = Body(end.origin, seq or end.seq + 1, wall << 16, wall, 480, who, "", 8, list(ops))
        body = structs.replace(body, **changes)
        if is_signed:
            told = journal.told_to_sign(body, end.hash)
            body = structs.replace(body, signature=cipher.signed(self.store.opened.signing, told))
        return journal.sealed_entry(body, end.hash)

    def bundle(
        self,
        *entries: Entry,
        load: Load = NOTHING,
        signing: SigningKey | None = None,
        attest: Callable[[Entry], Checkpoint] | None = None,
        **header: Any,
    ) -> tuple[Path, ...]:
        """A bundle to the office of these entries, or of this load."""
        us = self.station
        assert us.certificate is not None
        envelope = Header(
            kind="up",
            number=99,
            written=int(self.store.now().timestamp() * 1000),
            program="Ruhu",
            schema=8,
            sender=Party(us.device, us.certificate.name),
            receiver=Party(b"", OFFICE),
            origin=self.store.end.origin,
            certificate=us.sealed_certificate,
        )
        if entries:
            segment = Segment(entries[0].origin, entries, attest or self.attest)
            load = replace(load, segments=[segment])
        sealing = Sealing(signing or us.signing, (us.trust.box, us.trust.escrow, us.box), us.identity)
        folder = self.district.stick()
        return packing.write(
            folder, self.name, structs.replace(envelope, **header), load, sealing, room=self.store.folder / "outbox"
        ).files

    def attest(self, last: Entry) -> Checkpoint:
        us = self.station
        said = Checkpoint(last.origin, last.seq, last.hash, us.sealed_certificate)
        return structs.replace(said, signature=cipher.signed(us.signing, said.signed()))


@pytest.fixture
def hand(district: District) -> Hand:
    """The worker's laptop, which has a household of its own and sent all of it."""
    district.household(WORKER, "DY-01")
    district.exchange(WORKER)
    return Hand(district, WORKER)


def own(hand: Hand) -> Household:
    return hand.store.records(Household)[0]


def a_number(hand: Hand) -> WrittenOp:
    """Another number for the own household."""
    return hand.op("household", "number", own(hand).id, {"number": "X"}, row=own(hand).id)


def reasons(taken: Sequence[Taken]) -> list[str]:
    return [op.reason for part in taken for op in part.merged.refused]


def require_refused_whole(district: District, files: Sequence[Path], *what: str) -> None:
    """Nothing of it is taken in: it is told why, and lies in quarantine unless it is for somebody else."""
    before = district.office.digest()
    with pytest.raises(Refused) as refused:
        district.take(OFFICE, files)
    assert refused.value.what in what
    (arrived,) = receiving.found(district.office, files)
    assert (arrived.state, arrived.said.what if arrived.said else "") == (State.UNREADABLE, refused.value.what)
    assert district.office.digest() == before


def require_kept_but_not_shown(district: District, files: Sequence[Path], *why: str) -> None:
    """The entries are kept, so that the chain is whole; what was forbidden waits for a person."""
    before = district.office.digest()
    taken = district.take(OFFICE, files)
    assert reasons(taken) == [*why]
    assert district.office.digest() == before
    assert [op.reason for op in refusing.refused(district.office)] == [*why]
    district.office.rebuild()
    assert district.office.digest() == before


def test_a_forged_signature_is_refused(hand: Hand) -> None:
    entry = hand.entry(a_number(hand))
    require_refused_whole(hand.district, hand.bundle(entry, signing=cipher.new_signing_key()), FORGED)


def test_a_checkpoint_that_its_device_did_not_sign_is_refused(hand: Hand) -> None:
    entry = hand.entry(a_number(hand))

    def unsigned(last: Entry) -> Checkpoint:
        return structs.replace(hand.attest(last), signature=bytes(64))

    before = hand.district.office.digest()
    with pytest.raises(Refused) as refused:
        hand.district.take(OFFICE, hand.bundle(entry, attest=unsigned))
    assert refused.value.what == FORGED
    assert hand.district.office.digest() == before


def test_a_certificate_of_another_office_or_of_ones_own_making_is_refused(hand: Hand) -> None:
    us = hand.station
    assert us.certificate is not None
    other, _ = keys.found_office()
    wide = tuple(replace(line, role=Role.CLERK, scope=Scope.AREA) for line in us.certificate.lines)
    for office in (other, replace(other, root=us.trust.root)):
        forged = certificates.issue(office, replace(us.certificate, number=9, lines=wide))
        with pytest.raises(Refused, match="certificate is"):
            hand.district.take(OFFICE, hand.bundle(hand.entry(), certificate=forged))


def test_a_certificate_of_another_device_is_no_passport(hand: Hand) -> None:
    """A worker's laptop that shows the lead's certificate, which every laptop has as a record."""
    lead = certifying.device_named(hand.district.office, LEAD)
    shown = certificates.from_text(lead.row.certificate or "")
    require_refused_whole(hand.district, hand.bundle(hand.entry(), certificate=shown), FORGED)


def test_what_was_written_with_a_certificate_that_ran_out_waits(hand: Hand) -> None:
    district = hand.district
    op = a_number(hand)
    hand.store._clock = lambda: district.clocks[WORKER].now.replace(year=2029)
    district.office._clock = hand.store._clock
    require_kept_but_not_shown(district, hand.bundle(hand.entry(op)), judging.EXPIRED)


def test_who_is_not_on_the_certificate_writes_nothing(hand: Hand) -> None:
    clerk = hand.district.office.opened.person
    op = a_number(hand)
    require_kept_but_not_shown(hand.district, hand.bundle(hand.entry(op, actor=clerk)), judging.STRANGER)


def test_a_worker_writes_no_register_of_the_office(hand: Hand) -> None:
    staff = hand.district.staff(WORKER)
    ops = [
        hand.op("staff", "staff", staff.id, {"name": staff.name, "role": "clerk"}, row=staff.id, ctx={b"any-orig": 9}),
        hand.op("assignment", "assignment", own(hand).id, {"staff": staff.id}),
        hand.op("revocation", "revocation", b"", {"device": new_id(), "reason": "x", "revoked_on": "2026-11-18"}),
        hand.op(
            "pack", "pack", b"", {"name": "x", "version": "9", "pack": "x", "issued_on": "2026-11-18", "content": ""}
        ),
    ]
    ops = [structs.replace(op, household=op.household or op.row) for op in ops]
    require_kept_but_not_shown(hand.district, hand.bundle(hand.entry(*ops, is_signed=True)), *[judging.ROLE] * 4)
    assert hand.district.staff(WORKER).role == Role.WORKER
    assert hand.district.office.records(IssuedPack) == hand.district.office.records(Revocation) == ()


def test_another_teams_household_is_out_of_reach(hand: Hand) -> None:
    theirs = hand.district.household(STRANGER, "DY-09")
    hand.district.exchange(STRANGER)
    ops = [
        hand.op("household", "number", theirs.id, {"number": "X"}, row=theirs.id, ctx={b"any-orig": 9}),
        hand.op("house", "structure", theirs.id, {"structure": "草"}),
    ]
    require_kept_but_not_shown(hand.district, hand.bundle(hand.entry(*ops)), *[judging.SCOPE] * 2)


def test_a_row_of_another_household_is_not_reached_by_an_own_one(hand: Hand) -> None:
    """The bank account of a stranger, sealed under a key that the hand has."""
    district = hand.district
    theirs = district.household(STRANGER, "DY-09")
    person = Person(household=theirs.id, name="马示例", role="owner", bank_account="999")
    district[STRANGER].save(person)
    district.exchange(STRANGER)
    with hand.store.reading() as connection:
        projector = hand.store.projector(connection)
        sealed = projector.written("person", person.id, "bank", own(hand).id, {"bank_account": "666"})
    ops = [
        WrittenOp("person", person.id, "bank", own(hand).id, sealed, {}),
        hand.op("person", "household", own(hand).id, {"household": theirs.id}),
    ]
    require_kept_but_not_shown(district, hand.bundle(hand.entry(*ops)), *[judging.ELSEWHERE] * 2)
    (kept,) = district.office.records(Person)
    assert district.office.unsealed(kept, "bank")["bank_account"] == "999"


def test_nothing_comes_into_another_household_under_a_seal(hand: Hand) -> None:
    """To which household a person belongs stands in clear; sealed, nobody who judges could see it."""
    district = hand.district
    theirs = district.household(STRANGER, "DY-09")
    district.exchange(STRANGER)
    row, open_row = new_id(), new_id()
    with hand.store.reading() as connection:
        place = b"\0".join((b"person", row, b"household"))
        said = journal.canonical({"household": theirs.id})
        sealed = hand.store.secrets.seal(connection, own(hand).id, place, said)
    ops = [
        WrittenOp("person", row, "household", own(hand).id, sealed, {}),
        WrittenOp("person", open_row, "bank", own(hand).id, {"bank_account": "666"}, {}),
    ]
    require_kept_but_not_shown(district, hand.bundle(hand.entry(*ops)), *[judging.DISGUISED] * 2)
    assert district.office.records(Person) == ()


def test_what_needs_its_authors_signature_is_not_believed_without_it(hand: Hand) -> None:
    op = hand.op("calculation", "calculation", own(hand).id, {"version": 1, "pack": "x", "household": own(hand).id})
    require_kept_but_not_shown(hand.district, hand.bundle(hand.entry(op)), judging.UNSIGNED)


def test_anothers_signature_below_an_entry_is_told(hand: Hand) -> None:
    op = hand.op("calculation", "calculation", own(hand).id, {"version": 1, "pack": "x", "household": own(hand).id})
    files = hand.bundle(hand.entry(op, signature=bytes(64)))
    require_kept_but_not_shown(hand.district, files, judging.FORGED)


def test_a_file_that_was_sealed_again_for_another_receiver_is_refused(hand: Hand) -> None:
    """Somebody in the office passes a worker's bundle on to a lead of another team."""
    district = hand.district
    hand.store.save(replace(own(hand), note="x"))
    (file,) = district.up(WORKER)
    with district.office.reading() as connection:
        office = station.station(connection)
    with district[OTHER_LEAD].reading() as connection:
        lead = station.station(connection)
    plain = pyrage.decrypt(file.read_bytes(), [pyrage.x25519.Identity.from_str(office.identity)])
    again = district.stick() / "again.ruhu"
    again.write_bytes(pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(lead.box)]))
    before = district[OTHER_LEAD].digest()
    (arrived,) = receiving.found(district[OTHER_LEAD], [again])
    assert (arrived.state, arrived.said.what if arrived.said else "") == (State.UNREADABLE, REWRAPPED)
    assert district[OTHER_LEAD].digest() == before


def test_a_device_can_not_speak_for_the_office(hand: Hand) -> None:
    """A down bundle of ones own making: everything in scope, all acknowledged."""
    district = hand.district
    with district[STRANGER].reading() as connection:
        victim = station.station(connection)
    wide = Load(scope=Holding(is_all=True))
    files = hand.bundle(load=wide, kind="down", sender=Party(b"", OFFICE), receiver=Party(victim.device, STRANGER))
    plain = pyrage.decrypt(files[0].read_bytes(), [pyrage.x25519.Identity.from_str(hand.station.identity)])
    files[0].write_bytes(pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(victim.box)]))
    (arrived,) = receiving.found(district[STRANGER], files)
    assert (arrived.state, arrived.said.what if arrived.said else "") == (State.UNREADABLE, FORGED)


def test_a_lead_can_not_alter_what_it_forwards(hand: Hand) -> None:
    """It opens its own bundle, alters the worker's entry, and signs and seals it again."""
    district = hand.district
    hand.store.save(replace(own(hand), lane="真巷"))
    district.take(LEAD, district.up(WORKER, to=LEAD))
    lead = Hand(district, LEAD).station
    (file,) = district.up(LEAD)
    inner = Opened.of(bundles.inside(file, lead.identity))
    at = next(n for n, chunk in enumerate(inner.header["chunks"]) if chunk["kind"] == "entries")
    raw = zstandard.ZstdDecompressor().decompress(inner.chunks[at], inner.header["chunks"][at]["raw"])
    assert "真巷".encode() in raw
    inner.chunks[at] = zstandard.compress(raw.replace("真巷".encode(), "假巷".encode()))
    sha256 = hashlib.sha256(inner.chunks[at]).hexdigest()
    inner.header["chunks"][at] |= {"sha256": sha256, "stored": len(inner.chunks[at])}
    inner.sign(lead.signing)
    altered = district.stick() / "altered.ruhu"
    altered.write_bytes(bundles.sealed(inner.plain(), [lead.trust.box]))
    require_refused_whole(district, [altered], DAMAGED)
    district.take(OFFICE, [file])
    assert district.office.records(Household, number="DY-01")[0].lane == "真巷"


def test_a_lead_can_not_write_on_under_the_name_of_another(hand: Hand) -> None:
    lead = Hand(hand.district, LEAD)
    with pytest.raises(Refused) as refused:
        hand.district.take(OFFICE, lead.bundle(hand.entry(a_number(hand))))
    assert refused.value.what == merge.TWO_DEVICES


@pytest.mark.parametrize("whose", [OFFICE, SECOND])
def test_a_laptop_can_not_take_the_name_of_another_or_of_the_office(whose: str, hand: Hand) -> None:
    """Else all that the office wrote down were the laptop's, or the other one were locked out."""
    district = hand.district
    secret = district.household(OFFICE, "DY-77")
    district.exchange(SECOND)
    with pytest.raises(Refused) as refused:
        district.take(OFFICE, hand.bundle(origin=district[whose].end.origin, mark=Mark(1 << 40, 1 << 40)))
    assert refused.value.what == merge.TWO_DEVICES
    district.exchange(WORKER, SECOND)
    assert district.shown(WORKER, secret) is None


@pytest.mark.parametrize("by", [WORKER, LEAD])
def test_what_one_says_of_anothers_laptop_starves_it_of_nothing(by: str, hand: Hand) -> None:
    """A claim that it took in what nobody wrote yet, in a bundle of a number that it never reaches."""
    district = hand.district
    home = district.household(SECOND, "DY-05")
    district.exchange(SECOND, by)
    victim = Hand(district, SECOND).station.device
    with district.office.reading() as connection:
        epoch = deliveries.epoch_of_office(connection, district.office.end.origin)
        here = revision(connection)
    for far in (1 << 60, here):
        claim = Claim(district[SECOND].end.origin, victim, 1 << 60, Mark(epoch, far))
        district.take(OFFICE, Hand(district, by).bundle(claims=(claim,)))
    district.edit(OFFICE, home, note="of the office")
    district.exchange(SECOND)
    assert district.shown(SECOND, home) == district.shown(OFFICE, home)


def test_a_chain_that_does_not_follow_from_what_is_here_is_set_apart(hand: Hand) -> None:
    entry = journal.sealed_entry(hand.entry(a_number(hand)).read(), bytes(32))
    before = hand.district.office.digest()
    (taken,) = hand.district.take(OFFICE, hand.bundle(entry))
    assert [fork.origin for fork in taken.forks] == [hand.store.end.origin]
    assert (taken.merged.entries, hand.district.office.digest()) == (0, before)


def test_a_number_that_no_computer_reaches_is_refused(hand: Hand) -> None:
    op = a_number(hand)
    entry = hand.entry(op, seq=(1 << 40) + 5)
    with pytest.raises(Refused, match="numbers that no computer reaches"):
        hand.district.take(OFFICE, hand.bundle(entry))


def test_old_files_of_the_office_bring_nothing_old_back(district: District) -> None:
    """An old policy, an old list of revocations, an old certificate, an old list of households."""
    home = district.household(WORKER, "DY-01")
    district.exchange(WORKER)
    old = district.down(WORKER)
    office = district.office
    staff = replace(district.staff(WORKER), phone="100-0000-0001")
    office.save(staff, because="new")
    certifying.renew(office, certifying.device_named(office, WORKER))
    district.assign(LEAD, home)
    district.exchange(WORKER)
    after = district[WORKER].digest()
    assert district.shown(WORKER, home) is None
    district.take(WORKER, old)
    assert district[WORKER].digest() == after
    assert district.shown(WORKER, home) is None, "an old list of households brings none back"
    assert [row.phone for row in district[WORKER].records(Staff) if row.id == staff.id] == ["100-0000-0001"]
    with district[WORKER].reading() as connection:
        us = station.station(connection)
    assert us.certificate is not None
    assert us.certificate.number == 2


def test_what_pretends_to_come_back_from_the_office_is_not_believed(hand: Hand) -> None:
    """Told bodies are for an office that lost them; this one lost nothing."""
    staff = hand.district.staff(WORKER)
    op = WrittenOp("staff", staff.id, "staff", staff.id, {"name": staff.name, "role": "clerk"}, {b"any-orig": 9})
    told = journal.encoded(Body(b"any-orig", 10, 1 << 60, 1, 480, staff.id, "", 8, [op]))
    before = hand.district.office.digest()
    taken = hand.district.take(OFFICE, hand.bundle(load=Load(told=[told])))
    assert reasons(taken) == [judging.UNPROVEN]
    assert hand.district.office.digest() == before


def test_a_laptop_invents_nothing_for_an_office_that_was_put_back(hand: Hand) -> None:
    """Not by a late epoch either: a household of others for itself, another content at a place that is known."""
    district = hand.district
    theirs = district.household(STRANGER, "DY-09")
    district.exchange(STRANGER)
    office, me, row, end = district.office, hand.district.staff(WORKER), new_id(), district[STRANGER].end
    invented = [
        (b"any-orig", WrittenOp("assignment", row, "household", theirs.id, {"household": theirs.id}, {})),
        (b"any-orig", WrittenOp("assignment", row, "assignment", theirs.id, {"staff": me.id}, {})),
        (b"any-orig", WrittenOp("household", theirs.id, "note", theirs.id, {"note": "x"}, {})),
        (end.origin, WrittenOp("household", own(hand).id, "note", own(hand).id, {"note": "x"}, {})),
    ]
    told = [
        journal.encoded(Body(origin, end.seq, 1 << 60, 1, 480, office.opened.person, "", 8, [op]))
        for origin, op in invented
    ]
    before, claimed = office.digest(), {"epoch": 1 << 42, "mark": Mark(1 << 42, 1)}
    taken = district.take(OFFICE, hand.bundle(load=Load(told=told), **claimed))
    assert reasons(taken) == [judging.UNPROVEN] * 4, "this office lost nothing"
    for _ in range(2):
        taken = district.take(OFFICE, hand.bundle(load=Load(told=told), number=100, **claimed))
    assert office.digest() == before
    assert [op.reason for op in refusing.refused(office)] == [judging.RETURNED] * 3
    assert reasons(taken) == [judging.UNPROVEN], "what waits already waits once"
    district.exchange(WORKER)
    assert district.shown(WORKER, theirs) is None
    held_back.release(office, refusing.refused(office), because="it is true")
    district.exchange(WORKER)
    assert district.shown(WORKER, theirs) is not None
    office.rebuild()
    assert district.shown(OFFICE, theirs) == district.shown(WORKER, theirs)


@pytest.mark.parametrize("whose", [OFFICE, SECOND])
def test_what_nobody_wrote_yet_is_superseded_by_nobody(whose: str, hand: Hand) -> None:
    """Else all that is written to that register from then on were kept, and never shown."""
    district, home = hand.district, own(hand)
    district.exchange(SECOND)
    district.assign(SECOND, home)
    district.exchange(SECOND)
    district.edit(SECOND, home, door="9")
    district.exchange(SECOND)
    ahead = {district[whose].end.origin: 1 << 39}
    op = hand.op("household", "number", home.id, {"number": "for ever"}, row=home.id, ctx=ahead)
    require_kept_but_not_shown(district, hand.bundle(hand.entry(op)), judging.AHEAD)
    with pytest.raises(Refused, match="wait for entries"):
        held_back.release(district.office, refusing.refused(district.office), because="why not")
    district.edit(whose, home, number="the newest")
    district.exchange(SECOND)
    shown = district.shown(OFFICE, home)
    assert shown is not None
    assert shown.number == "the newest"


def test_keys_of_others_households_are_not_taken_nor_more_than_any_store_makes(hand: Hand) -> None:
    """Else what is written about those were sealed under a key that the hand chose, or took for ever to open."""
    district = hand.district
    theirs = district.household(STRANGER, "DY-09")
    district.exchange(STRANGER)
    before = district.office.keys()
    many = [new_id() + new_id() for _ in range(40)]
    district.take(OFFICE, hand.bundle(load=Load(keys={theirs.id: many, own(hand).id: many})))
    now = district.office.keys()
    assert now[theirs.id] == before[theirs.id]
    assert len(now[own(hand).id]) == 16


def a_piece(hand: Hand, content: bytes, digest: str) -> Piece:
    """Content sealed as evidence under a fingerprint, its own or another."""
    household = own(hand).id
    padded = len(content).to_bytes(8, "big") + content
    with hand.store.reading() as connection:
        bound = b"evidence" + household + digest.encode()
        sealed = hand.store.secrets.seal(connection, household, bound, padded)
    return Piece(household, digest, lambda: sealed)


def test_evidence_whose_content_is_not_its_fingerprint_is_not_kept(hand: Hand) -> None:
    photo = pictures.a_photo()
    digest = hashlib.sha256(photo).hexdigest()
    record = Evidence(household=own(hand).id, kind="photo", digest=digest, media_type="image/jpeg")
    hand.store.save(record)
    hand.district.take(OFFICE, hand.district.up(WORKER))
    load = Load(keys=hand.store.keys(), pieces=[a_piece(hand, b"something else", digest)])
    (taken,) = hand.district.take(OFFICE, hand.bundle(load=load))
    assert (taken.settled.pieces, taken.settled.pieces_refused) == (0, 1)
    with pytest.raises(Refused, match="missing"):
        evidence.read(hand.district.office, own(hand).id, digest)
    (taken,) = hand.district.take(
        OFFICE, hand.bundle(load=Load(keys=hand.store.keys(), pieces=[a_piece(hand, photo, digest)]))
    )
    assert taken.settled.pieces == 1
    assert evidence.read(hand.district.office, own(hand).id, digest) == photo


@pytest.mark.parametrize("kind", ["html", "bomb"])
def test_a_page_or_a_bomb_that_poses_as_a_photo_stays_sealed_and_is_not_shown(kind: str, hand: Hand) -> None:
    content = b"<html><script>alert(1)</script>" if kind == "html" else pictures.a_jpeg_said_to_be(60_000, 60_000)
    digest = hashlib.sha256(content).hexdigest()
    hand.store.save(Evidence(household=own(hand).id, kind="photo", digest=digest, media_type="image/jpeg"))
    hand.district.take(OFFICE, hand.district.up(WORKER))
    load = Load(keys=hand.store.keys(), pieces=[a_piece(hand, content, digest)])
    hand.district.take(OFFICE, hand.bundle(load=load))
    kept = evidence.read(hand.district.office, own(hand).id, digest)
    assert kept == content
    lying = evidence.file_of(hand.district.office.folder, hand.district.office.opened.key, own(hand).id, digest)
    assert content[:20] not in lying.read_bytes()
    with pytest.raises(Refused):
        picture.small(kept, "photo", 200)


def test_a_laptop_of_no_lead_takes_no_bundle_of_others(hand: Hand) -> None:
    hand.store.save(replace(own(hand), note="x"))
    files = hand.district.up(WORKER, to="worker-2")
    (arrived,) = receiving.found(hand.district["worker-2"], files)
    assert arrived.state is State.ANOTHERS
    assert files[0].exists(), "it is left where it lies"
    assert receiving.found(hand.district[WORKER], files)[0].said is not None
