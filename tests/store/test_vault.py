"""The vault on a real folder: every way in, every way refused, and a change killed at each of its system calls."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.store import age, vault

STORE = bytes(range(16))
FIRST, SECOND, WRONG = "qingjiao zixingche xiayu suanpan", "banma chahu denglong huafen", "bu shi zhege kouling"
NOON = datetime(2026, 11, 2, 4, tzinfo=UTC).timestamp()
CHEAP = vault.Cost(memory=128, passes=1, lanes=1)


class Watch:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> float:
        return self.time


@pytest.fixture(autouse=True)
def _cheap_derivation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "FLOOR", CHEAP)
    monkeypatch.setattr(vault, "TARGET_SECONDS", 0)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def made(tmp_path: Path, watch: Watch) -> tuple[vault.Unlocked, str]:
    return vault.create(tmp_path, STORE, "陈立", Role.CLERK, FIRST, now=watch)


def edited(folder: Path, edit: Callable[[dict[str, Any]], None]) -> None:
    """Edit slots.json as a thief would: with its digest put right."""
    written = json.loads((folder / "slots.json").read_text("utf-8"))
    edit(written["ring"])
    written["sha256"] = hashlib.sha256(msgspec.json.encode(written["ring"])).hexdigest()
    (folder / "slots.json").write_bytes(msgspec.json.encode(written))


def refusal(call: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value


def test_each_slot_alone_opens_the_store(tmp_path: Path, made: tuple[vault.Unlocked, str]) -> None:
    first, code = made
    second = vault.add(tmp_path, first, "何雨欣", Role.WORKER, SECOND)
    assert vault.unlock(tmp_path, FIRST, "陈立").key == first.key
    assert vault.unlock(tmp_path, SECOND, "何雨欣").key == first.key
    assert vault.unlock_by_code(tmp_path, code) == first.key
    assert len(first.key) == 32
    assert first.person != second.person


def test_the_person_who_opens_has_their_name_role_and_signing_key(
    tmp_path: Path, made: tuple[vault.Unlocked, str]
) -> None:
    vault.add(tmp_path, made[0], "何雨欣", Role.CHECKER, SECOND)
    opened = vault.unlock(tmp_path, SECOND, "何雨欣")
    slot = next(slot for slot in vault.slots(tmp_path) if slot.name == "何雨欣")
    assert (opened.store, opened.person, opened.role) == (STORE, slot.person, Role.CHECKER)
    assert opened.signing.public == slot.public
    assert opened.signing.private != made[0].signing.private


def test_the_slots_are_listed_without_opening(tmp_path: Path, made: tuple[vault.Unlocked, str]) -> None:
    person, sheet = vault.slots(tmp_path)
    assert (person.kind, person.name, person.role, person.person) == (
        vault.Kind.PASSPHRASE,
        "陈立",
        Role.CLERK,
        made[0].person,
    )
    assert (sheet.kind, sheet.cost) == (vault.Kind.RECOVERY, None)
    assert person.created.timestamp() == NOON
    assert person.created.utcoffset() is not None


def test_no_secret_is_on_disk_or_in_a_repr(tmp_path: Path, made: tuple[vault.Unlocked, str]) -> None:
    first, code = made
    everything = repr(first) + repr(vault.slots(tmp_path)) + (tmp_path / "slots.json").read_text("utf-8")
    for secret in (first.key, first.signing.private):
        assert repr(secret) not in everything
        assert json.loads(msgspec.json.encode(secret)) not in everything
    assert FIRST not in everything
    assert code[:11] not in everything


def test_a_second_store_in_the_folder_is_refused(tmp_path: Path, made: tuple[vault.Unlocked, str]) -> None:
    refused = refusal(lambda: vault.create(tmp_path, STORE, "何雨欣", Role.CLERK, SECOND))
    assert "already holds" in str(refused)
    assert vault.unlock(tmp_path, FIRST).key == made[0].key


def test_the_name_may_be_left_out_only_where_one_person_opens(tmp_path: Path, made: tuple[vault.Unlocked, str]) -> None:
    assert vault.unlock(tmp_path, FIRST).name == "陈立"
    vault.add(tmp_path, made[0], "何雨欣", Role.WORKER, SECOND)
    assert refusal(lambda: vault.unlock(tmp_path, FIRST)).values["names"] == "陈立, 何雨欣"
    assert "陈立, 何雨欣" in str(refusal(lambda: vault.unlock(tmp_path, FIRST, "孙磊")))


def test_names_and_passphrases_are_the_same_however_they_are_composed(tmp_path: Path) -> None:
    vault.create(tmp_path, STORE, "Renée Å", Role.LEAD, "crème brûlée à Besançon, été")
    opened = vault.unlock(
        tmp_path,
        unicodedata.normalize("NFD", " crème  brûlée à Besançon,\u3000été "),
        unicodedata.normalize("NFD", " Renée Å "),
    )
    assert opened.name == "Renée Å"


@pytest.mark.parametrize("name", ["陈立", " 陈 立 ", "", "  ", "何\udcff", "何" * 61])
def test_a_name_that_is_taken_or_none_is_refused(tmp_path: Path, made: tuple[vault.Unlocked, str], name: str) -> None:
    refusal(lambda: vault.add(tmp_path, made[0], name, Role.WORKER, SECOND))
    assert len(vault.slots(tmp_path)) == 2


@pytest.mark.parametrize(
    "weak",
    ["", "mima", "123456789012345", "yi er san", "a b c d", "kai kai kai kai", "aaaa aaaa aaaa aaaa", "x" + " " * 30],
)
def test_a_weak_passphrase_is_refused_and_nothing_changes(
    tmp_path: Path, made: tuple[vault.Unlocked, str], weak: str
) -> None:
    before = (tmp_path / "slots.json").read_bytes()
    for call in (
        lambda: vault.add(tmp_path, made[0], "何雨欣", Role.WORKER, weak),
        lambda: vault.change(tmp_path, made[0], weak),
        lambda: vault.recover(tmp_path, made[1], "陈立", weak),
    ):
        assert "too easy" in str(refusal(call))
    assert (tmp_path / "slots.json").read_bytes() == before


@pytest.mark.parametrize("strong", ["青椒 自行车 下雨 算盘", "ya ma lu he", "k7m2p9tqxd4hw8rn", "\udcff1234567" * 2])
def test_four_words_or_sixteen_letters_are_enough(
    tmp_path: Path, made: tuple[vault.Unlocked, str], strong: str
) -> None:
    vault.change(tmp_path, made[0], strong)
    assert vault.unlock(tmp_path, strong).key == made[0].key


def test_a_changed_passphrase_keeps_the_person_and_the_signing_key(
    tmp_path: Path, made: tuple[vault.Unlocked, str]
) -> None:
    first, code = made
    vault.change(tmp_path, first, SECOND)
    refusal(lambda: vault.unlock(tmp_path, FIRST))
    opened = vault.unlock(tmp_path, SECOND)
    assert (opened.person, opened.name, opened.role, opened.key) == (first.person, first.name, first.role, first.key)
    assert opened.signing.private == first.signing.private
    assert vault.unlock_by_code(tmp_path, code) == first.key


def test_a_removed_person_no_longer_opens_the_store(tmp_path: Path, made: tuple[vault.Unlocked, str]) -> None:
    second = vault.add(tmp_path, made[0], "何雨欣", Role.WORKER, SECOND)
    vault.remove(tmp_path, made[0], second.person)
    assert "Nobody of this name" in str(refusal(lambda: vault.unlock(tmp_path, SECOND, "何雨欣")))
    assert "no slot" in str(refusal(lambda: vault.remove(tmp_path, made[0], second.person)))


def test_the_last_person_can_not_be_removed(tmp_path: Path, made: tuple[vault.Unlocked, str]) -> None:
    assert "last person" in str(refusal(lambda: vault.remove(tmp_path, made[0], made[0].person)))
    assert vault.unlock(tmp_path, FIRST).key == made[0].key


def test_the_last_clerk_can_not_be_removed_while_others_stay(tmp_path: Path, made: tuple[vault.Unlocked, str]) -> None:
    worker = vault.add(tmp_path, made[0], "何雨欣", Role.WORKER, SECOND)
    clerk = vault.add(tmp_path, made[0], "孙磊", Role.CLERK, WRONG)
    vault.replace_sheet(tmp_path, clerk)
    vault.remove(tmp_path, made[0], made[0].person)
    assert "last person who can open this store and let others in" in str(
        refusal(lambda: vault.remove(tmp_path, made[0], clerk.person))
    )
    vault.remove(tmp_path, made[0], worker.person)
    assert vault.unlock(tmp_path, WRONG).person == clerk.person


@pytest.mark.parametrize("role", [Role.WORKER, Role.LEAD, Role.CHECKER, Role.AUDITOR])
def test_only_the_office_lets_people_in_and_out_and_makes_sheets(
    tmp_path: Path, made: tuple[vault.Unlocked, str], role: Role
) -> None:
    other = vault.add(tmp_path, made[0], "何雨欣", role, SECOND)
    before = (tmp_path / "slots.json").read_bytes()
    for job in (
        lambda: vault.replace_sheet(tmp_path, other),
        lambda: vault.add(tmp_path, other, "孙磊", Role.CLERK, WRONG),
        lambda: vault.remove(tmp_path, other, made[0].person),
    ):
        assert "doesn't say who opens" in str(refusal(job))
    assert (tmp_path / "slots.json").read_bytes() == before
    assert vault.unlock_by_code(tmp_path, made[1]) == made[0].key


def test_the_sheet_stays_with_its_keeper_whoever_gets_in_again_by_it(
    tmp_path: Path, made: tuple[vault.Unlocked, str]
) -> None:
    worker = vault.add(tmp_path, made[0], "何雨欣", Role.WORKER, WRONG)
    recovered, _ = vault.recover(tmp_path, made[1], "何雨欣", SECOND)
    assert (recovered.person, recovered.role) == (worker.person, Role.WORKER)
    sheet = next(slot for slot in vault.slots(tmp_path) if slot.kind is vault.Kind.RECOVERY)
    assert (sheet.person, sheet.name, sheet.role) == (made[0].person, "陈立", Role.CLERK)


def test_a_sheet_that_the_office_does_not_keep_gets_in_its_keeper_alone(tmp_path: Path) -> None:
    worker, code = vault.create(tmp_path, STORE, "何雨欣", Role.WORKER, FIRST)
    vault.add(tmp_path, structs.replace(worker, role=Role.CLERK), "陈立", Role.CLERK, WRONG)
    assert "role worker doesn't say who opens" in str(refusal(lambda: vault.recover(tmp_path, code, "陈立", SECOND)))
    assert vault.unlock(tmp_path, WRONG, "陈立").role is Role.CLERK
    assert vault.recover(tmp_path, code, "何雨欣", SECOND)[0].person == worker.person


def test_who_holds_the_sheet_is_removed_only_after_a_new_sheet(
    tmp_path: Path, made: tuple[vault.Unlocked, str]
) -> None:
    first, code = made
    second = vault.add(tmp_path, first, "何雨欣", Role.CLERK, SECOND)
    assert "new recovery sheet" in str(refusal(lambda: vault.remove(tmp_path, made[0], first.person)))
    new_code = vault.replace_sheet(tmp_path, second)
    vault.remove(tmp_path, made[0], first.person)
    assert vault.unlock_by_code(tmp_path, new_code) == first.key
    refusal(lambda: vault.unlock_by_code(tmp_path, code))


def test_an_old_sheet_is_refused_and_the_valid_one_named(
    tmp_path: Path, made: tuple[vault.Unlocked, str], watch: Watch
) -> None:
    watch.time += 16 * 86400
    new_code = vault.replace_sheet(tmp_path, made[0], now=watch)
    refused = refusal(lambda: vault.unlock_by_code(tmp_path, made[1]))
    assert refused.values == {"date": datetime.fromtimestamp(watch.time).date().isoformat(), "store": "0E0F"}  # noqa: DTZ006  as on the sheet
    assert vault.unlock_by_code(tmp_path, new_code) == made[0].key


def test_a_mistyped_code_names_its_row(tmp_path: Path, made: tuple[vault.Unlocked, str]) -> None:
    rows = made[1].split("-")
    rows[2] = rows[2][:4] + ("7" if rows[2][4] != "7" else "8")
    assert refusal(lambda: vault.unlock_by_code(tmp_path, "-".join(rows))).values == {"rows": "3"}


def test_recovering_voids_the_old_passphrase_and_the_old_sheet(
    tmp_path: Path, made: tuple[vault.Unlocked, str]
) -> None:
    first, code = made
    other = vault.add(tmp_path, first, "何雨欣", Role.WORKER, WRONG)
    recovered, new_code = vault.recover(tmp_path, code.lower(), "陈立", SECOND)
    assert (recovered.key, recovered.person, recovered.role) == (first.key, first.person, first.role)
    assert recovered.signing.private != first.signing.private
    refusal(lambda: vault.unlock(tmp_path, FIRST, "陈立"))
    refusal(lambda: vault.unlock_by_code(tmp_path, code))
    opened = vault.unlock(tmp_path, SECOND, "陈立")
    assert opened.signing.private == recovered.signing.private
    assert vault.unlock_by_code(tmp_path, new_code) == first.key
    assert vault.unlock(tmp_path, WRONG, "何雨欣").person == other.person


def test_nobody_unknown_is_recovered(tmp_path: Path, made: tuple[vault.Unlocked, str]) -> None:
    refusal(lambda: vault.recover(tmp_path, made[1], "孙磊", SECOND))
    assert vault.unlock_by_code(tmp_path, made[1]) == made[0].key


def test_the_office_has_a_slot_that_no_name_opens(tmp_path: Path, made: tuple[vault.Unlocked, str]) -> None:
    _, recipient = age.new_box()
    for device in ("RH-T-03", "RH-T-04"):
        vault.let_office_in(tmp_path, made[0], bytes(16), device, [recipient])
    assert [(slot.kind, slot.name) for slot in vault.slots(tmp_path)][2:] == [(vault.Kind.OFFICE, "RH-T-04")]
    assert "Nobody of this name" in str(refusal(lambda: vault.unlock(tmp_path, FIRST, "RH-T-04")))
    assert vault.unlock(tmp_path, FIRST).key == made[0].key
    assert vault.unlock_by_code(tmp_path, made[1]) == made[0].key
    assert json.loads(msgspec.json.encode(made[0].key)) not in (tmp_path / "slots.json").read_text("utf-8")


def test_in_a_store_of_the_field_anybody_lets_a_colleague_in_and_nobody_out(tmp_path: Path) -> None:
    first, code = vault.create(tmp_path, STORE, "陈立", Role.AUDITOR, FIRST, is_field=True)
    second = vault.add(tmp_path, first, "何雨欣", Role.AUDITOR, SECOND)
    assert "office's certificate" in str(refusal(lambda: vault.remove(tmp_path, first, second.person)))
    sheet = vault.replace_sheet(tmp_path, second)
    refusal(lambda: vault.unlock_by_code(tmp_path, code))
    assert vault.recover(tmp_path, sheet, "陈立", WRONG)[0].key == first.key
    assert [slot.name for slot in vault.slots(tmp_path) if slot.kind is vault.Kind.RECOVERY] == ["何雨欣"]


def test_who_left_goes_but_the_last_one_stays(tmp_path: Path) -> None:
    first, _ = vault.create(tmp_path, STORE, "陈立", Role.AUDITOR, FIRST, is_field=True)
    second = vault.add(tmp_path, first, "何雨欣", Role.AUDITOR, SECOND)
    assert vault.let_go(tmp_path, first, {bytes(32)}) == ()
    assert vault.let_go(tmp_path, first, {second.signing.public}) == ("何雨欣",)
    refusal(lambda: vault.unlock(tmp_path, SECOND, "何雨欣"))
    assert vault.let_go(tmp_path, first, {first.signing.public}) == ()
    assert vault.unlock(tmp_path, FIRST).key == first.key


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("kind", "recovery"),
        ("person", msgspec.to_builtins(bytes(16))),
        ("name", "何雨欣"),
        ("role", "checker"),
        ("created", "2020-01-01T00:00:00Z"),
        ("public", msgspec.to_builtins(bytes(32))),
        ("cost", {"memory": 128, "passes": 2, "lanes": 1}),
        ("cost", None),
        ("sealed", ""),
        ("sealed", msgspec.to_builtins(bytes(124))),
        ("salt", msgspec.to_builtins(bytes(16))),
    ],
)
@pytest.mark.usefixtures("made")
def test_an_edited_slot_opens_nothing(tmp_path: Path, part: str, value: object) -> None:
    edited(tmp_path, lambda ring: ring["slots"][0].update({part: value}))
    with pytest.raises(Refused):
        vault.unlock(tmp_path, FIRST)


def test_a_slot_of_another_store_opens_nothing(tmp_path: Path, made: tuple[vault.Unlocked, str]) -> None:
    edited(tmp_path, lambda ring: ring.update({"store": msgspec.to_builtins(bytes(16))}))
    refusal(lambda: vault.unlock(tmp_path, FIRST))
    refusal(lambda: vault.unlock_by_code(tmp_path, made[1]))
    with pytest.raises(ValueError, match="another store"):
        vault.change(tmp_path, made[0], SECOND)


@pytest.mark.parametrize("part", ["memory", "passes", "lanes"])
@pytest.mark.parametrize("value", [10**12, 0, -1, 10**30, 1.5, "many"])
@pytest.mark.usefixtures("made")
def test_an_absurd_cost_is_refused_before_anything_is_allocated(tmp_path: Path, part: str, value: object) -> None:
    edited(tmp_path, lambda ring: ring["slots"][0]["cost"].update({part: value}))
    assert "damaged" in str(refusal(lambda: vault.unlock(tmp_path, FIRST)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_one_flipped_bit_is_damage_and_no_wrong_passphrase(
    tmp_path_factory: pytest.TempPathFactory, where: float, bit: int
) -> None:
    folder = tmp_path_factory.mktemp("flipped")
    vault.create(folder, STORE, "陈立", Role.LEAD, FIRST)
    content = bytearray((folder / "slots.json").read_bytes())
    content[int(where * len(content))] ^= 1 << bit
    (folder / "slots.json").write_bytes(content)
    refused = refusal(lambda: vault.slots(folder))
    assert "damaged" in refused.what or "newer version" in refused.what
    assert refused.remedy


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[" * 200_000, b"\xff\xfe", b'{"format":1,"sha256":"\xff","ring":{}}']
)
def test_a_damaged_file_is_refused_with_the_way_back(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "slots.json").write_bytes(content)
    assert "backup" in refusal(lambda: vault.slots(tmp_path)).remedy


@pytest.mark.usefixtures("made")
def test_a_file_from_a_newer_version_is_refused(tmp_path: Path) -> None:
    written = json.loads((tmp_path / "slots.json").read_text("utf-8"))
    (tmp_path / "slots.json").write_text(json.dumps(written | {"format": 2, "ring": "of a kind not yet known"}))
    assert "newer version" in str(refusal(lambda: vault.unlock(tmp_path, FIRST)))


def test_a_folder_without_slots_is_no_store(tmp_path: Path) -> None:
    assert "no key slots" in str(refusal(lambda: vault.unlock(tmp_path, FIRST)))


@pytest.mark.usefixtures("made")
def test_wrong_passphrases_are_counted_aloud(tmp_path: Path, watch: Watch) -> None:
    refusal(lambda: vault.unlock(tmp_path, WRONG, now=watch))
    refused = refusal(lambda: vault.unlock(tmp_path, WRONG, now=watch))
    assert refused.values == {"wrong": 2, "left": 3, "minutes": 1}
    assert WRONG not in str(refused)


def test_waits_double_from_one_minute_to_fifteen_and_success_ends_them(
    tmp_path: Path, made: tuple[vault.Unlocked, str], watch: Watch
) -> None:
    waits = []
    for _ in range(11):
        refused = refusal(lambda: vault.unlock(tmp_path, WRONG, now=watch))
        if "left" in refused.values:
            continue
        waits.append(refused.values["minutes"])
        watch.time += waits[-1] * 60 - 1
        waiting = refusal(lambda: vault.unlock(tmp_path, FIRST, now=watch))
        assert waiting.values == {"wrong": refused.values["wrong"], "minutes": 1}
        watch.time += 1
    assert waits == [1, 2, 4, 8, 15, 15, 15]
    assert vault.unlock(tmp_path, FIRST, now=watch).key == made[0].key
    assert refusal(lambda: vault.unlock(tmp_path, WRONG, now=watch)).values["wrong"] == 1


def test_the_sheet_opens_while_the_passphrase_waits(
    tmp_path: Path, made: tuple[vault.Unlocked, str], watch: Watch
) -> None:
    for _ in range(5):
        refusal(lambda: vault.unlock(tmp_path, WRONG, now=watch))
    vault.recover(tmp_path, made[1], "陈立", SECOND, now=watch)
    assert vault.unlock(tmp_path, SECOND, now=watch).key == made[0].key


@pytest.mark.parametrize("jump", [-10, -86400, -10 * 365 * 86400, 10 * 365 * 86400])
def test_a_clock_that_jumps_never_makes_the_wait_longer(
    tmp_path: Path, made: tuple[vault.Unlocked, str], watch: Watch, jump: int
) -> None:
    for _ in range(5):
        refusal(lambda: vault.unlock(tmp_path, WRONG, now=watch))
    watch.time += jump
    if jump < 0:
        assert refusal(lambda: vault.unlock(tmp_path, FIRST, now=watch)).values["minutes"] == 1
    watch.time += 60
    assert vault.unlock(tmp_path, FIRST, now=watch).key == made[0].key


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b'{"wrong":-1}',
        b'{"wrong":"many"}',
        b'{"wrong":18446744073709551615}',
        b'{"wrong":1e999}',
        b"[" * 200_000,
    ],
)
@pytest.mark.usefixtures("made")
def test_an_unreadable_count_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "attempts.json").write_bytes(content)
    assert refusal(lambda: vault.unlock(tmp_path, WRONG)).values["wrong"] == 1


def test_a_hostile_count_waits_fifteen_minutes(tmp_path: Path, made: tuple[vault.Unlocked, str], watch: Watch) -> None:
    (tmp_path / "attempts.json").write_bytes(b'{"wrong":1000000,"last":1e300}')
    assert refusal(lambda: vault.unlock(tmp_path, FIRST, now=watch)).values["minutes"] == 15
    watch.time += 15 * 60
    assert vault.unlock(tmp_path, FIRST, now=watch).key == made[0].key


def test_a_count_that_can_not_be_kept_hides_nothing(tmp_path: Path, made: tuple[vault.Unlocked, str]) -> None:
    (tmp_path / "attempts.json").mkdir()
    assert refusal(lambda: vault.unlock(tmp_path, WRONG)).values["wrong"] == 1
    assert vault.unlock(tmp_path, FIRST).key == made[0].key


def test_the_derivation_takes_its_time_and_64_mib(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    vault.create(tmp_path, STORE, "陈立", Role.LEAD, FIRST)
    cost = vault.slots(tmp_path)[0].cost
    assert cost is not None
    assert cost.memory == 64 * 1024
    assert 3 <= cost.passes <= 100


def test_subkeys_differ_by_purpose_and_never_change() -> None:
    key = bytes(32)
    assert vault.subkey(key, "database") != vault.subkey(key, "search")
    assert vault.subkey(key, "database").hex() == ("78a4a3d04854f6aa4262ba59389e9dbb6b53d5f674a5f674d861e0b4a500905f")


CHANGE = f"""
import sys
from pathlib import Path
from desktop.store import age, vault
vault.FLOOR, vault.TARGET_SECONDS = vault.{CHEAP}, 0
folder = Path(sys.argv[1])
vault.change(folder, vault.unlock(folder, {FIRST!r}), {SECOND!r})
"""
STRACE = shutil.which("strace")
CALLS = "write,fsync,rename"


def strace(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    watched = [f"--trace-path={folder / name}" for name in ("slots.json", "slots.json.new", "")]
    return subprocess.run(
        [str(STRACE), "-f", *watched, f"--trace={CALLS}", *options, sys.executable, "-c", CHANGE, str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(STRACE is None, reason="kills at system calls need strace")
def test_a_change_killed_at_any_system_call_leaves_the_old_or_the_new_slots(
    tmp_path: Path, made: tuple[vault.Unlocked, str]
) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    shutil.copy(tmp_path / "slots.json", whole)
    traced = re.findall(rf"\b({CALLS.replace(',', '|')})\(", strace(whole).stderr)
    assert traced == ["write", "fsync", "rename", "fsync"]
    opened_by = set()
    for place, call in enumerate(traced):
        folder = tmp_path / str(place)
        folder.mkdir()
        shutil.copy(tmp_path / "slots.json", folder)
        number = traced[: place + 1].count(call)
        assert strace(folder, f"--inject={call}:signal=KILL:when={number}").returncode != 0
        opened_by |= {passphrase for passphrase in (FIRST, SECOND) if opens(folder, passphrase)}
        opened = structs.replace(made[0], key=vault.unlock_by_code(folder, made[1]))
        vault.change(folder, opened, SECOND)
        assert opens(folder, SECOND)
    assert opened_by == {FIRST, SECOND}


def opens(folder: Path, passphrase: str) -> bool:
    try:
        vault.unlock(folder, passphrase)
    except Refused:
        return False
    return True
