import json
import threading
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import bundles
import msgspec
import pytest
from bundles import FORWARDED, HOUSEHOLD, OTHER, OWN, Office, Opened
from damage import refusal
from hostile_bundles import HOSTILE, chunk_of
from make_bundle_fixture import FIXTURES, shown
from msgspec import structs

from desktop.domain.errors import Refused
from desktop.exchange import bundle, header, packing, stick, verifying
from desktop.exchange.content import Content, Entries, Have, Keys, Scope, Sealed, Told, Unknown, Wanted
from desktop.exchange.header import (
    DAMAGED,
    FORGED,
    MAGIC,
    MOST_HEADER,
    NEWER,
    NO_BUNDLE,
    NOT_FOR_US,
    REWRAPPED,
    Header,
)
from desktop.exchange.packing import Load, Piece, Segment
from desktop.store.journal import Entry

BITS = [pytest.param(60, id="sample"), pytest.param(None, id="all", marks=pytest.mark.faults)]
MIB = 1 << 20


@pytest.fixture(scope="module")
def office() -> Office:
    return Office.founded()


@pytest.fixture(scope="module")
def small(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle with something of every kind that goes up."""
    (file,) = bundles.written(office, tmp_path_factory.mktemp("small") / "stick").files
    return file


@pytest.fixture(scope="module")
def smallest(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle with one entry and one small piece of evidence."""
    load = Load([Segment(OWN, bundles.entries(OWN, 1), office.attest)], pieces=[bundles.a_piece(1, 50)])
    (file,) = bundles.written(office, tmp_path_factory.mktemp("smallest") / "stick", load).files
    return file


def put(tmp_path: Path, content: bytes) -> Path:
    file = tmp_path / "other.ruhu"
    file.write_bytes(content)
    return file


def entries_of(contents: list[Content]) -> list[Entry]:
    return [entry for each in contents if isinstance(each, Entries) for entry in each.entries]


def places(length: int, number: int | None) -> range:
    """So many places, evenly spread, the last among them; all when None."""
    return range(length - 1, -1, -max(1, length // (number or length)))


# What is written and read


def test_what_goes_up_is_read_as_it_was_meant(office: Office, tmp_path: Path) -> None:
    done = bundles.written(office, tmp_path / "stick")
    (file,) = done.files
    assert (done.entries, done.told, done.pieces, done.size) == (5, 2, 1, file.stat().st_size)
    assert file.name == "ruhu-dongyizu-0042.ruhu"
    for identity in (office.keys.identity, office.escrow.identity, office.device.identity):
        told, contents = office.read(file, identity)
        assert told == done.headers[0]
        assert entries_of(contents) == [*bundles.entries(OWN, 3), *bundles.entries(FORWARDED, 2, first=5)]
        assert contents[0] == Keys({HOUSEHOLD: (b"k" * 32,)})
        assert Told(tuple(bundles.told(2))) in contents
        piece = bundles.a_piece(1)
        assert contents[-1] == Sealed(HOUSEHOLD, piece.digest, piece.sealed())
        assert told.ranges == {OWN: (1, 3), FORWARDED: (5, 6)}
        assert {point.origin for point in told.checkpoints} == {OWN, FORWARDED}
        assert (told.sender.name, told.receiver.name) == ("东一组 2 号本", "示例指挥部")


def test_what_goes_down_is_read_as_it_was_meant(office: Office, tmp_path: Path) -> None:
    done = packing.write(
        tmp_path / "stick", "示例指挥部", office.answer, bundles.an_answer(), office.down, room=tmp_path
    )
    told, contents = office.read(done.files[0], office.device.identity)
    keys, scope, wanted, have, *_ = contents
    assert keys == Keys({HOUSEHOLD: (b"k" * 32, b"l" * 32), OTHER: (b"m" * 32,)})
    assert isinstance(scope, Scope)
    assert not scope.is_all
    assert scope.gone[0].team == "西二组"
    assert wanted == Wanted(((HOUSEHOLD, bundles.DIGEST),))
    assert have == Have((bundles.DIGEST,))
    assert told.acks == {OWN: (3, bytes(32))}
    assert told.forked == ((FORWARDED, 2),)
    assert (told.epoch, told.for_origin) == (1, OWN)


def test_a_bundle_is_split_into_parts_that_can_each_be_taken_in_alone(office: Office, tmp_path: Path) -> None:
    split = 256 * 1024
    load = replace(
        bundles.a_load(office),
        segments=[
            Segment(OWN, bundles.entries(OWN, 300, size=2000), office.attest),
            Segment(FORWARDED, bundles.entries(FORWARDED, 300, first=5, size=1000), office.attest, is_whole=True),
        ],
        pieces=[bundles.a_piece(number, 50_000) for number in range(1, 10)],
    )
    done = bundles.written(office, tmp_path / "stick", load, split=split)
    assert len(done.files) > 4
    assert [file.name for file in done.files[:2]] == [
        f"ruhu-dongyizu-0042-{part}of{len(done.files)}.ruhu" for part in (1, 2)
    ]
    own, kinds = list[Entry](), list[str]()
    for file in done.files:  # each by itself: what a part brings is proved by that part
        told, contents = office.read(file)
        assert contents[0] == Keys({HOUSEHOLD: (b"k" * 32,)})
        own += [entry for entry in entries_of(contents) if entry.origin == OWN]
        kinds += [chunk.kind for chunk in told.chunks[1:]]
        if FORWARDED in told.ranges:
            assert told.ranges[FORWARDED] == (5, 304)
        else:
            assert file.stat().st_size <= split
        assert {point.origin: point.seq for point in told.checkpoints} == {
            origin: last for origin, (_, last) in told.ranges.items()
        }
    assert own == [*bundles.entries(OWN, 300, size=2000)]
    assert kinds == sorted(kinds, key=["entries", "told", "evidence"].index)


def test_the_parts_divide_before_a_header_is_longer_than_any_store_reads(office: Office, tmp_path: Path) -> None:
    done = bundles.written(office, tmp_path / "stick", Load(pieces=map(bundles.a_piece, range(6000))))
    assert len(done.files) == 2
    assert [len(header.encoded(told)) <= MOST_HEADER for told in done.headers] == [True, True]
    assert done.pieces == 6000


def test_records_that_do_not_fit_in_memory_wait_sealed(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "_HELD", 1)
    assert bundles.written(office, tmp_path / "stick").entries == 5
    with (tmp_path / "shelf").open("w+b") as file:
        take = packing._Shelf(file).put(b"plain" * 100)
        file.seek(0)
        assert b"plain" not in file.read()
        assert take() == b"plain" * 100


def test_memory_holds_little_of_a_large_bundle(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundles.written(office, tmp_path / "before")  # what is loaded at the first
    monkeypatch.setattr(packing, "_HELD", 1)
    monkeypatch.setattr(packing, "_RAW", 64 * 1024)
    load = Load([Segment(OWN, bundles.entries(OWN, 3000, size=2000), office.attest)])
    tracemalloc.start()
    try:
        done = bundles.written(office, tmp_path / "stick", load)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert done.size > 6_000_000 > 2 * peak


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("东一组", "ruhu-dongyizu-0042-1of3.ruhu"),
        ("Team 2/East: «A»", "ruhu-team2easta-0042-1of3.ruhu"),
        ("", "ruhu-area-0042-1of3.ruhu"),
        ("../../\u202e\n", "ruhu-area-0042-1of3.ruhu"),
        ("示例棚户区改造项目第一征收工作片区", "ruhu-shilipenghuqugaizaox-0042-1of3.ruhu"),
    ],
)
def test_a_file_has_a_name_that_every_disk_takes(name: str, expected: str) -> None:
    assert packing.file_name(name, 42, 1, 3) == expected
    longest = packing.file_name(name, (1 << 63) - 1, 9999, 9999, "-12345678")
    assert len(longest) <= 60
    assert longest.isascii()


def test_a_file_that_lies_there_is_left_alone(office: Office, tmp_path: Path) -> None:
    first, second = (bundles.written(office, tmp_path / "stick").files[0] for _ in range(2))
    assert first != second
    assert office.read(first)[0].bundle != office.read(second)[0].bundle


def test_a_name_with_letters_that_nobody_sees_is_written_without_them(office: Office, tmp_path: Path) -> None:
    sender = replace_name(office.envelope, "东一组\u202e\n\u200f" + "长" * 200)
    done = packing.write(tmp_path / "stick", "东一组", sender, bundles.a_load(office), office.sealing, room=tmp_path)
    assert office.read(done.files[0])[0].sender.name == "东一组 " + "长" * 116


def test_a_name_of_letters_that_are_younger_than_this_program_is_read(office: Office, tmp_path: Path) -> None:
    name = "\U000323b1\ue000\U0002ebf0示例"  # in no Unicode yet, drawn by an office, younger than our Python
    done = packing.write(
        tmp_path / "stick", "", replace_name(office.envelope, name), Load(), office.sealing, room=tmp_path
    )
    assert office.read(done.files[0])[0].sender.name == name


def replace_name(told: Header, name: str) -> Header:
    return msgspec.structs.replace(told, sender=msgspec.structs.replace(told.sender, name=name))


def test_progress_is_told_and_can_stop_it(office: Office, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    load = replace(bundles.a_load(office), pieces=[bundles.a_piece(n, MIB) for n in range(3)])
    bundles.written(office, tmp_path / "stick", load, progress=lambda done, of: told.append((done, of)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1] > 6 * MIB
    stopped = tmp_path / "stopped"

    def stop(done: int, of: int) -> None:
        if done > of // 2:  # while it is read back
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bundles.written(office, stopped, replace(load, segments=()), progress=stop)
    assert not [*stopped.iterdir()]

    def stop_at_once(_done: int, _of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bundles.written(office, tmp_path / "never begun", load, progress=stop_at_once)
    assert not (tmp_path / "never begun").exists()


def test_evidence_that_changes_while_it_is_written_leaves_no_file(office: Office, tmp_path: Path) -> None:
    seals = iter((b"first", b"other"))
    load = Load(pieces=[Piece(HOUSEHOLD, bundles.DIGEST, lambda: next(seals))])
    refused = refusal(lambda: bundles.written(office, tmp_path / "stick", load))
    assert refused.what == packing.differs().what
    assert not [*(tmp_path / "stick").iterdir()]


def test_what_the_stick_gives_back_changed_is_thrown_away(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(file: Path) -> None:  # as a worn-out stick does
        content = bytearray(file.read_bytes())
        content[-100] ^= 1
        file.write_bytes(content)

    monkeypatch.setattr(stick, "_forget", lose)
    refused = refusal(lambda: bundles.written(office, tmp_path / "stick"))
    assert refused.what == packing.differs().what
    assert not [*(tmp_path / "stick").iterdir()]


def test_an_entry_that_is_not_what_was_hashed_does_not_leave_the_store(office: Office, tmp_path: Path) -> None:
    one, two, three = bundles.entries(OWN, 3)
    damaged = [one, structs.replace(two, body=two.body.replace("量过之后".encode(), "改过之后".encode())), three]
    load = Load([Segment(OWN, damaged, office.attest)])
    assert refusal(lambda: bundles.written(office, tmp_path / "stick", load)).what == packing.differs().what


@pytest.mark.parametrize("stored", sorted(FIXTURES.glob("*.json")), ids=lambda file: file.stem)
def test_bundles_of_every_version_are_read_as_they_were_written(stored: Path) -> None:
    held = json.loads(stored.read_text("utf-8"))
    assert held["files"]
    for name, expected in held["files"].items():
        key_of = verifying.signer(bytes.fromhex(held["root"]))
        with bundle.opened(stored.with_name(name), [held["identity"]], key_of) as incoming:
            now = shown(incoming.header, [*incoming.contents()])
        assert now["contents"] == expected["contents"]
        assert now["header"].items() >= expected["header"].items()  # a newer program may say more of it
        assert now["header"]["min_reader"] <= header.READER


# Files that something happened to


@pytest.mark.parametrize("number", BITS)
def test_a_file_cut_anywhere_is_refused(office: Office, smallest: Path, tmp_path: Path, number: int | None) -> None:
    whole = smallest.read_bytes()
    inside = bundles.inside(smallest, office.keys.identity)
    for length in places(len(whole), number):
        require_refused(office, put(tmp_path, whole[:length]))
    for length in places(len(inside), number):  # as if the sender had cut it: age finds nothing wrong
        require_refused(office, put(tmp_path, bundles.sealed(inside[:length], office.sealing.recipients)))


@pytest.mark.parametrize("number", BITS)
def test_a_file_with_any_bit_flipped_is_refused(
    office: Office, smallest: Path, tmp_path: Path, number: int | None
) -> None:
    whole = smallest.read_bytes()
    inside = bundles.inside(smallest, office.keys.identity)
    for bit in places(8 * len(whole), number):
        require_refused(office, put(tmp_path, flipped(whole, bit)))
    for bit in places(8 * len(inside), number):
        require_refused(office, put(tmp_path, bundles.sealed(flipped(inside, bit), office.sealing.recipients)))


def flipped(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def require_refused(office: Office, file: Path, *whats: str) -> Refused:
    """A file is refused, with one of these messages where any are given; no thread of its reader is left."""
    before = threading.active_count()
    refused = refusal(lambda: office.read(file))
    assert refused.what.lower().endswith("nothing was taken in.")
    assert refused.what in (whats or (refused.what,))
    assert threading.active_count() == before
    return refused


STRUCK: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "one byte": lambda whole: whole[:1],
    "first bytes only": lambda _: bundle.FIRST_BYTES,
    "trailing garbage": lambda whole: whole + b"garbage",
    "one byte more": lambda whole: whole + b"\0",
    "two joined": lambda whole: whole + whole,
    "zeros in the middle": lambda whole: whole[: len(whole) // 2] + bytes(512) + whole[len(whole) // 2 + 512 :],
    "zeros at the end": lambda whole: whole[:-512] + bytes(512),
    "only zeros": lambda whole: bytes(len(whole)),
    "a block twice": lambda whole: whole[:1024] + whole[512:],
    "line ends of another system": lambda whole: whole.replace(b"\n", b"\r\n"),
    "as text": lambda whole: whole.decode("latin-1").encode("utf-8"),
    "without its last letter": lambda whole: whole[:-1],
    "an endless seal": lambda _: bundle.FIRST_BYTES + b"-> X25519 aaaa\nbbbb\n" * 10_000,
}


@pytest.mark.parametrize("strike", STRUCK.values(), ids=STRUCK)
def test_a_file_that_was_damaged_on_its_way_is_refused(
    strike: Callable[[bytes], bytes], office: Office, small: Path, tmp_path: Path
) -> None:
    require_refused(office, put(tmp_path, strike(small.read_bytes())), DAMAGED, NO_BUNDLE)


def test_a_file_is_known_by_its_first_bytes_and_never_by_its_name(office: Office, small: Path, tmp_path: Path) -> None:
    renamed = tmp_path / "照片.jpg"
    renamed.write_bytes(small.read_bytes())
    assert office.read(renamed)[0].number == 42
    packed = tmp_path / "ruhu-dongyizu-0042.ruhu"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(small)
    require_refused(office, packed, NO_BUNDLE)


# Files that somebody made


def test_a_file_for_another_is_not_opened(small: Path) -> None:
    other = Office.founded()
    assert refusal(lambda: other.read(small)).what == NOT_FOR_US


def test_a_file_that_was_sealed_again_for_another_is_refused(office: Office, small: Path, tmp_path: Path) -> None:
    other = Office.founded()
    passed_on = put(tmp_path, bundles.sealed(bundles.inside(small, office.keys.identity), [other.keys.box]))

    def read() -> None:
        with bundle.opened(passed_on, [other.keys.identity], verifying.signer(office.keys.root)):
            pass

    assert refusal(read).what == REWRAPPED


def test_a_file_that_another_office_certified_is_refused(office: Office, small: Path, tmp_path: Path) -> None:
    other = Office.founded()

    def certify(found: Opened) -> None:
        found.header["certificate"] = json.loads(msgspec.json.encode(other.certificate))
        found.sign(other.device.signing)

    altered = put(tmp_path, bundles.altered(office, small, certify, is_signed=False))
    assert "another office" in str(refusal(lambda: office.read(altered)))


def test_a_signature_that_is_not_the_senders_is_refused(office: Office, small: Path, tmp_path: Path) -> None:
    def sign_as_office(found: Opened) -> None:
        found.sign(office.keys.signing)

    def strip(found: Opened) -> None:
        found.signature = bytes(64)

    def widen(found: Opened) -> None:
        found.header["counts"]["records"] = 5

    for alter in (sign_as_office, strip, widen):
        require_refused(office, put(tmp_path, bundles.altered(office, small, alter, is_signed=False)), FORGED)

    def pose_as_office(found: Opened) -> None:
        found.header["sender"] = {"device": "", "name": "示例指挥部"}

    require_refused(office, put(tmp_path, bundles.altered(office, small, pose_as_office)), FORGED)


def test_what_only_a_newer_program_reads_stays_sealed(office: Office, small: Path, tmp_path: Path) -> None:
    def newer(found: Opened) -> None:
        found.header |= {"min_reader": header.READER + 1, "program": "9.1", "kind": "sideways"}
        del found.header["chunks"]

    refused = require_refused(office, put(tmp_path, bundles.altered(office, small, newer)), NEWER)
    assert refused.values == {"program": "9.1"}

    def other_magic(found: Opened) -> None:
        found.magic = MAGIC[:-1] + b"\2"

    require_refused(office, put(tmp_path, bundles.altered(office, small, other_magic)), NEWER)


def test_a_kind_of_content_that_is_not_known_yet_is_skipped_and_told(
    office: Office, small: Path, tmp_path: Path
) -> None:
    def add(found: Opened) -> None:
        found.header["chunks"].insert(1, chunk_of(b"who knows", "drawings", 9))
        found.header["a_new_field"] = {"deep": [1, 2, {"deeper": None}]}
        found.chunks.insert(1, b"who knows")

    told, contents = office.read(put(tmp_path, bundles.altered(office, small, add)))
    assert contents[1] == Unknown("drawings")
    assert len(contents) == len(told.chunks)
    assert len(entries_of(contents)) == 5


@pytest.mark.parametrize("alter", HOSTILE.values(), ids=HOSTILE)
def test_what_a_sender_could_make_to_harm_its_reader_is_refused(
    alter: Callable[[Opened], object], office: Office, small: Path, tmp_path: Path
) -> None:
    require_refused(office, put(tmp_path, bundles.altered(office, small, alter)), DAMAGED)


def test_chunks_may_stand_in_any_order(office: Office, small: Path, tmp_path: Path) -> None:
    def swap(found: Opened) -> None:
        one, two = (n for n, chunk in enumerate(found.header["chunks"]) if chunk["kind"] == "entries")
        for held in (found.header["chunks"], found.chunks):
            held[one], held[two] = held[two], held[one]

    contents = office.read(put(tmp_path, bundles.altered(office, small, swap)))[1]
    assert [entry.origin for entry in entries_of(contents)] == [FORWARDED] * 2 + [OWN] * 3
