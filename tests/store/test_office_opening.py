"""A store whose passphrases are forgotten is opened by the office: question, answer, and every wrong one of both."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from msgspec import structs

from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.store import age, office_opening, vault

STORE, DEVICE = bytes(range(16)), bytes(range(1, 17))
FIRST, SECOND, NEW = "qingjiao zixingche xiayu suanpan", "banma chahu denglong huafen", "yuanqu jinchai hutao mubiao"


@pytest.fixture(autouse=True)
def _cheap(cheap_vault: None) -> None:
    """Passphrases cost next to nothing here."""


@pytest.fixture
def office() -> tuple[str, str]:
    return age.new_box()


@pytest.fixture
def made(tmp_path: Path, office: tuple[str, str]) -> tuple[vault.Unlocked, str]:
    first, code = vault.create(tmp_path, STORE, "陈立", Role.AUDITOR, FIRST, is_field=True)
    vault.add(tmp_path, first, "何雨欣", Role.AUDITOR, SECOND)
    vault.let_office_in(tmp_path, first, DEVICE, "RH-T-03", [office[1], age.new_box()[1]])
    return first, code


def refusal(call: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refused:
        call()
    assert refused.value.remedy
    return refused.value


def damaged(content: bytes) -> Iterator[bytes]:
    """Cut at every byte, with every byte changed, one bit of it after another, and with something behind it."""
    for length in range(len(content)):
        yield content[:length]
    for place in range(len(content)):
        yield content[:place] + bytes([content[place] ^ 1 << place % 8]) + content[place + 1 :]
    yield content + b"\0"


def test_the_office_opens_what_nobody_can_and_only_once(
    tmp_path: Path, made: tuple[vault.Unlocked, str], office: tuple[str, str]
) -> None:
    question = office_opening.ask(tmp_path, "陈立", NEW)
    assert office_opening.asks(tmp_path) == "陈立"
    said = office_opening.read(question)
    assert (said.store, said.device, said.device_name, said.person) == (STORE, DEVICE, "RH-T-03", "陈立")
    answer = office_opening.answer(question, office[0])
    assert made[0].key not in question + answer
    opened, code = office_opening.open_by(tmp_path, answer, NEW)
    assert (opened.key, opened.person) == (made[0].key, made[0].person)
    assert opened.signing.public != made[0].signing.public
    assert vault.unlock(tmp_path, NEW, "陈立").key == vault.unlock(tmp_path, SECOND, "何雨欣").key == made[0].key
    refusal(lambda: vault.unlock(tmp_path, FIRST, "陈立"))
    assert vault.unlock_by_code(tmp_path, code) == made[0].key
    refusal(lambda: vault.unlock_by_code(tmp_path, made[1]))
    assert office_opening.asks(tmp_path) is None
    assert "asked nothing" in str(refusal(lambda: office_opening.open_by(tmp_path, answer, NEW)))


def test_an_answer_is_for_the_newest_question_and_its_passphrase_alone(
    tmp_path: Path, made: tuple[vault.Unlocked, str], office: tuple[str, str]
) -> None:
    older = office_opening.answer(office_opening.ask(tmp_path, "陈立", NEW), office[0])
    answer = office_opening.answer(office_opening.ask(tmp_path, "何雨欣", NEW), office[0])
    refusal(lambda: office_opening.open_by(tmp_path, older, NEW))
    assert "Wrong passphrase" in str(refusal(lambda: office_opening.open_by(tmp_path, answer, FIRST)))
    assert vault.unlock(tmp_path, FIRST, "陈立").key == made[0].key
    assert office_opening.open_by(tmp_path, answer, NEW)[0].name == "何雨欣"


def test_only_a_chosen_passphrase_asks_and_only_of_who_has_a_slot(
    tmp_path: Path, made: tuple[vault.Unlocked, str]
) -> None:
    assert "too easy" in str(refusal(lambda: office_opening.ask(tmp_path, "陈立", "abc")))
    refusal(lambda: office_opening.ask(tmp_path, "孙磊", NEW))
    assert office_opening.asks(tmp_path) is None
    del made


def test_a_store_that_never_enrolled_has_nobody_to_ask(tmp_path: Path) -> None:
    vault.create(tmp_path, STORE, "陈立", Role.CLERK, FIRST)
    assert "never enrolled" in str(refusal(lambda: office_opening.ask(tmp_path, None, NEW)))


def test_no_damaged_question_is_answered(
    tmp_path: Path, made: tuple[vault.Unlocked, str], office: tuple[str, str]
) -> None:
    question = office_opening.ask(tmp_path, "陈立", NEW)
    pending = (tmp_path / "asked.json").read_bytes()
    for wrong in damaged(question):
        try:
            answer = office_opening.answer(wrong, office[0])
        except Refused:
            continue
        refusal(lambda answer=answer: office_opening.open_by(tmp_path, answer, NEW))  # it was asked otherwise
        vault.attempts.forget(tmp_path)
    assert (tmp_path / "asked.json").read_bytes() == pending
    refusal(lambda: office_opening.read(question + bytes(office_opening.LARGEST)))
    refusal(lambda: office_opening.answer(question, age.new_box()[0]))
    assert vault.unlock(tmp_path, FIRST, "陈立").key == made[0].key


def test_the_office_believes_the_slot_and_not_the_name_on_the_question(
    tmp_path: Path, made: tuple[vault.Unlocked, str], office: tuple[str, str]
) -> None:
    said = office_opening.read(office_opening.ask(tmp_path, "陈立", NEW))
    for other in (structs.replace(said, device=bytes(16)), structs.replace(said, store=bytes(16))):
        question = office_opening.ASK + msgspec.msgpack.encode(other)
        refusal(lambda question=question: office_opening.answer(question, office[0]))
    assert vault.unlock(tmp_path, FIRST, "陈立").key == made[0].key


def test_no_damaged_or_foreign_answer_changes_the_slots(
    tmp_path: Path, made: tuple[vault.Unlocked, str], office: tuple[str, str]
) -> None:
    question = office_opening.ask(tmp_path, "陈立", NEW)
    answer = office_opening.answer(question, office[0])
    before = (tmp_path / "slots.json").read_bytes()
    for wrong in damaged(answer):
        refusal(lambda wrong=wrong: office_opening.open_by(tmp_path, wrong, NEW))
    said = office_opening.read(question)
    asked = hashlib.sha256(question).digest()
    for told in (
        {"key": bytes(32), "store": STORE, "asked": asked},  # another key would lock the store for ever
        {"key": made[0].key, "store": bytes(16), "asked": asked},
        {"key": made[0].key, "store": STORE, "asked": bytes(32)},
        {"key": made[0].key[:31], "store": STORE, "asked": asked},
        [1, 2, 3],
    ):
        forged = office_opening.ANSWER + age.locked(msgspec.msgpack.encode(told), [said.recipient])
        refusal(lambda forged=forged: office_opening.open_by(tmp_path, forged, NEW))
    assert (tmp_path / "slots.json").read_bytes() == before
    assert office_opening.open_by(tmp_path, answer, NEW)[0].key == made[0].key


def test_what_lies_in_the_folder_opens_nothing_without_the_new_passphrase(
    tmp_path: Path, made: tuple[vault.Unlocked, str]
) -> None:
    office_opening.ask(tmp_path, "陈立", NEW)
    pending = json.loads((tmp_path / "asked.json").read_text("utf-8"))
    assert "AGE-SECRET-KEY" not in json.dumps(pending)
    for wrong in (b"", b"{", b"[" * 100_000, b'{"asked": 1}'):
        (tmp_path / "asked.json").write_bytes(wrong)
        assert office_opening.asks(tmp_path) is None
    assert vault.unlock(tmp_path, FIRST, "陈立").key == made[0].key
