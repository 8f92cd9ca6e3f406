import sys
import time
from pathlib import Path
from typing import Any

import bundles
import msgspec
import pytest
from bundles import OWN, Office
from damage import readers_die, refusal
from hostile_bundles import MIB, instead

from desktop.domain.errors import Refused
from desktop.exchange import verifying
from desktop.exchange.header import DAMAGED, NOT_FOR_US, STOPPED, TOO_MUCH
from desktop.exchange.packing import Load, Segment
from desktop.store.journal import sealed_entry


@pytest.fixture(scope="module")
def office() -> Office:
    return Office.founded()


@pytest.fixture(scope="module")
def small(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (file,) = bundles.written(office, tmp_path_factory.mktemp("small") / "stick").files
    return file


def refused(office: Office, file: Path, **limits: Any) -> Refused:
    return refusal(lambda: verifying.verified(file, [office.keys.identity], office.keys.root, **limits))


def test_the_child_tells_what_a_whole_bundle_holds(office: Office, small: Path) -> None:
    told: list[tuple[int, int]] = []
    summary = verifying.verified(
        small, [office.keys.identity], office.keys.root, progress=lambda done, of: told.append((done, of))
    )
    assert (summary.entries, summary.told, summary.pieces, summary.unknown) == (5, 2, 1, ())
    assert summary.header == office.read(small)[0]
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] > 1000


def test_the_child_tells_what_is_wrong(office: Office, small: Path, tmp_path: Path) -> None:
    deep = msgspec.msgpack.encode([b"\x99" + b"\x91" * 100_000])
    cases = {
        NOT_FOR_US: bundles.sealed(bundles.inside(small, office.keys.identity), [Office.founded().keys.box]),
        DAMAGED: bundles.altered(office, small, instead("told", deep)),
    }
    for what, content in cases.items():
        file = tmp_path / "other.ruhu"
        file.write_bytes(content)
        assert refused(office, file).what == what


def test_an_entry_that_no_program_writes_is_refused(office: Office, tmp_path: Path) -> None:
    first, second = bundles.entries(OWN, 2)
    body = msgspec.structs.replace(second.read(), stamp=-1)
    load = Load([Segment(OWN, [first, sealed_entry(body, first.hash)], office.attest)])
    (file,) = bundles.written(office, tmp_path / "stick", load).files
    assert "no version of Ruhu writes" in refused(office, file).what


def test_a_file_that_takes_too_long_or_all_memory_is_stopped_alone(office: Office, small: Path, tmp_path: Path) -> None:
    assert refused(office, small, seconds=0.01).what == TOO_MUCH
    greedy = tmp_path / "greedy.ruhu"
    rows = 7 * MIB  # of four bytes each, which become tuples of 56
    alter = instead("keys", b"\xdd" + rows.to_bytes(4, "big") + b"\x92\xc4\x00\x90" * rows)
    greedy.write_bytes(bundles.altered(office, small, alter))
    assert refused(office, greedy, memory=600 * MIB).what in (TOO_MUCH, DAMAGED)
    assert verifying.verified(small, [office.keys.identity], office.keys.root).entries == 5


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
def test_a_reader_that_dies_says_nothing_about_its_file(office: Office, small: Path) -> None:
    with readers_die() as killed:
        assert refused(office, small).what == STOPPED
    assert len(killed) == 1
    assert verifying.verified(small, [office.keys.identity], office.keys.root).entries == 5


def test_no_key_stands_where_other_programs_see_it() -> None:
    assert verifying._command() == [sys.executable, "-m", "desktop.exchange.verifying"]


def test_what_progress_raises_stops_the_child(office: Office, small: Path) -> None:
    def stop(_done: int, _of: int) -> None:
        raise KeyboardInterrupt

    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        verifying.verified(small, [office.keys.identity], office.keys.root, progress=stop)
    assert time.monotonic() - begun < verifying.SECONDS
