import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from damage import refusal

from desktop.domain.errors import Refused
from desktop.exchange import bundle, inbox
from desktop.exchange.header import NO_BUNDLE, damaged

CONTENT = bundle.FIRST_BYTES + b"and what is sealed" * 1000
MOMENT = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "area"
    folder.mkdir()
    return folder


def came(tmp_path: Path, name: str = "张示例 给指挥部.ruhu", content: bytes = CONTENT) -> Path:
    file = tmp_path / name
    file.write_bytes(content)
    return file


def test_a_file_lies_in_the_inbox_once_under_its_digest(store: Path, tmp_path: Path) -> None:
    first = inbox.take_in(store, came(tmp_path))
    again = inbox.take_in(store, came(tmp_path, "copy (2).bin"))
    assert first == again
    assert first.name == hashlib.sha256(CONTENT).hexdigest() + ".ruhu"
    assert first.read_bytes() == CONTENT
    other = inbox.take_in(store, came(tmp_path, content=CONTENT + b"more"))
    os.utime(first, (2e9, 2e9))
    assert inbox.sealed(store) == (other, first)
    assert {each.name for each in (store / "inbox").iterdir()} == {first.name, other.name}


def test_what_was_damaged_here_is_healed_when_it_comes_again(store: Path, tmp_path: Path) -> None:
    file = inbox.take_in(store, came(tmp_path))
    file.write_bytes(b"damaged by the disk")
    assert inbox.take_in(store, came(tmp_path)).read_bytes() == CONTENT


def test_what_is_no_bundle_stays_where_it_was(store: Path, tmp_path: Path) -> None:
    strangers = [came(tmp_path, "a.ruhu", content) for content in (b"", b"a", bundle.FIRST_BYTES[:-1], b"PK\3\4 zip")]
    for stranger in (*strangers, tmp_path, tmp_path / "missing.ruhu"):
        assert refusal(lambda stranger=stranger: inbox.take_in(store, stranger)).what == NO_BUNDLE
    assert inbox.sealed(store) == ()
    assert strangers[0].exists()


def test_a_file_is_set_apart_with_the_reason_and_without_names(store: Path, tmp_path: Path) -> None:
    file = inbox.take_in(store, came(tmp_path))
    why = Refused(
        "The file of {who} ({why}) is number {n} of {origin}, version {program}.",
        "Look at {file}.",
        who="张示例",
        why="chain",
        n=7,
        origin="ab" * 8,
        program="9.1",
        file=Path("/home/张示例/台账"),
    )
    there = inbox.set_apart(store, file, why, MOMENT)
    assert inbox.sealed(store) == ()
    (waiting,) = inbox.apart(store)
    assert (waiting.file, waiting.at) == (there, MOMENT)
    assert str(waiting.why) == "The file of … (chain) is number 7 of abababababababab, version 9.1. Look at …."
    assert "张" not in there.with_suffix(".json").read_text("utf-8")
    assert there.read_bytes() == CONTENT


def test_what_was_set_apart_can_be_looked_at_again_or_let_go(store: Path, tmp_path: Path) -> None:
    apart = inbox.set_apart(store, inbox.take_in(store, came(tmp_path)), damaged("chain"), MOMENT)
    back = inbox.put_back(store, apart)
    assert (inbox.sealed(store), inbox.apart(store)) == ((back,), ())
    inbox.let_go(inbox.set_apart(store, back, damaged("chain"), MOMENT))
    assert not [*(store / "inbox").iterdir(), *(store / "quarantine").iterdir()]


@pytest.mark.parametrize(
    "reason", [None, b"", b"{", b'{"what":"{a}","remedy":"","at":"2026-11-30T00:00:00Z"}', b"\xff"]
)
def test_a_file_whose_reason_is_lost_is_still_listed(reason: bytes | None, store: Path, tmp_path: Path) -> None:
    there = inbox.set_apart(store, inbox.take_in(store, came(tmp_path)), damaged("chain"), MOMENT)
    if reason is None:
        there.with_suffix(".json").unlink()
    else:
        there.with_suffix(".json").write_bytes(reason)
    (waiting,) = inbox.apart(store)
    assert waiting.file == there
    assert "no longer known" in str(waiting.why)


def test_what_a_killed_copy_left_goes_a_day_later(store: Path, tmp_path: Path) -> None:
    (store / "inbox").mkdir()
    old, new = (store / "inbox" / name for name in ("old.new", "recent.new"))
    for left in (old, new):
        left.write_bytes(b"half")
    os.utime(old, (1e9, 1e9))
    inbox.take_in(store, came(tmp_path))
    assert not old.exists()
    assert new.exists()
    assert len(inbox.sealed(store)) == 1
