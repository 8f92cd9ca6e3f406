"""The keys of office and devices, certificates, six words and requests: what fits, and everything that must not."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations

import msgspec
import pytest
from pypinyin import Style, pinyin

from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.domain.identity import new_id
from desktop.exchange import certificates, enrolment_request, keys, six_words
from desktop.exchange.certificates import Certificate, Line, Scope
from desktop.exchange.enrolment_request import Applicant, Request, Wish
from desktop.store import age, cipher

OFFICE, ESCROW = keys.found_office()
FOREIGN, _ = keys.found_office()
DEVICE = keys.new_device()
STORE, PERSON = new_id(), new_id()
SIGNING = cipher.new_signing_key()


def a_line() -> Line:
    return Line(PERSON, "陈立", Role.WORKER, Scope.ASSIGNED, "2027-05-02", SIGNING.public)


def a_certificate(number: int = 1) -> Certificate:
    return Certificate(
        device=DEVICE.device,
        store=STORE,
        name="RH-T-03",
        team="一组",
        number=number,
        issued=1793592000000,
        until="2027-05-02",
        signing=DEVICE.public,
        box=DEVICE.box,
        lines=(a_line(),),
        office=OFFICE.trust,
    )


def a_request() -> Request:
    people = (Applicant(PERSON, "陈立", Role.WORKER, SIGNING.public),)
    return Request(Wish.ENROL, DEVICE.device, STORE, "RH-T-03", "一组", DEVICE.public, DEVICE.box, 1, 0, people)


def refusal(call: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refused:
        call()
    assert refused.value.remedy
    return refused.value


def damaged(content: bytes) -> Iterator[bytes]:
    """Cut at every byte, with every bit flipped, and with something behind it."""
    for length in range(len(content)):
        yield content[:length]
    for place in range(len(content)):
        for bit in range(8):
            yield content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :]
    yield content + b"\0"
    yield content * 2


def test_a_certificate_says_what_the_office_signed() -> None:
    content = certificates.issue(OFFICE, a_certificate())
    assert certificates.verified(content, OFFICE.root) == a_certificate()
    assert certificates.first(content).office == OFFICE.trust
    assert certificates.from_text(certificates.text(content)) == content
    assert a_certificate().line(PERSON) == a_line()
    assert a_certificate().line(STORE) is None


def test_no_certificate_is_believed_that_is_not_byte_for_byte_what_the_office_signed() -> None:
    for wrong in damaged(certificates.issue(OFFICE, a_certificate())):
        assert "did not sign it" in str(refusal(lambda wrong=wrong: certificates.verified(wrong, OFFICE.root)))
    for wrong in damaged(certificates.text(certificates.issue(OFFICE, a_certificate())).encode()[:40]):
        refusal(lambda wrong=wrong: certificates.verified(_lenient(wrong), OFFICE.root))
    refusal(lambda: certificates.first(secrets.token_bytes(certificates.LARGEST + 1)))
    refusal(lambda: certificates.verified(b"", OFFICE.root))


def _lenient(written: bytes) -> bytes:
    return certificates.from_text(written.decode(errors="replace"))


def test_a_foreign_office_is_told_from_a_forger() -> None:
    foreign = certificates.issue(FOREIGN, a_certificate())
    assert "another office" in str(refusal(lambda: certificates.verified(foreign, OFFICE.root)))
    body = msgspec.msgpack.encode(a_certificate())  # says it is this office's, signed by another
    forged = body + cipher.signed(FOREIGN.signing, b"ruhu certificate\0" + body)
    assert "did not sign it" in str(refusal(lambda: certificates.verified(forged, OFFICE.root)))
    assert "did not sign it" in str(refusal(lambda: certificates.first(forged)))
    other_purpose = body + cipher.signed(OFFICE.signing, body)
    assert "did not sign it" in str(refusal(lambda: certificates.verified(other_purpose, OFFICE.root)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": "2027-13-02"},
        {"until": "2027-05-02\n"},
        {"number": 0},
        {"number": 1 << 64},
        {"issued": -1},
        {"name": "x" * 201},
        {"device": b"short"},
        {"box": "age1nobody"},
        {"lines": [msgspec.to_builtins(a_line(), builtin_types=(bytes,))] * 33},
        {"lines": [{**msgspec.to_builtins(a_line(), builtin_types=(bytes,)), "role": "god"}]},
        {"office": None},
    ],
)
def test_even_signed_nonsense_is_no_certificate(wrong: dict[str, object]) -> None:
    said = msgspec.to_builtins(a_certificate(), builtin_types=(bytes,)) | wrong
    body = msgspec.msgpack.encode(said) if said["number"] != 1 << 64 else b"\x81\xa6number\xcf" + b"\xff" * 8
    refusal(lambda: certificates.verified(body + cipher.signed(OFFICE.signing, _signed(body)), OFFICE.root))


def _signed(body: bytes) -> bytes:
    return b"ruhu certificate\0" + body


def test_a_certificate_runs_out_and_gives_way_to_a_newer_one() -> None:
    told = a_certificate(number=3)
    certificates.require_in_force(told, date(2027, 5, 2))
    assert "ran out" in str(refusal(lambda: certificates.require_in_force(told, date(2027, 5, 3))))
    certificates.require_newer(told, 3)
    assert "number 4" in str(refusal(lambda: certificates.require_newer(told, 4)))


def test_a_request_is_read_only_as_the_device_wrote_it() -> None:
    content = enrolment_request.write(DEVICE, a_request())
    assert enrolment_request.is_request(content)
    assert enrolment_request.read(content) == a_request()
    for wrong in damaged(content):
        refusal(lambda wrong=wrong: enrolment_request.read(wrong))
    huge = enrolment_request.MAGIC + bytes(enrolment_request.LARGEST)
    assert "damaged" in str(refusal(lambda: enrolment_request.read(huge)))
    assert "no request" in str(refusal(lambda: enrolment_request.read(b"%PDF-1.7")))


@pytest.mark.parametrize(
    "people",
    [
        (),
        (Applicant(PERSON, "陈立", Role.WORKER, SIGNING.public),) * 2,
        (Applicant(PERSON, "陈\u202e立", Role.WORKER, SIGNING.public),),
        (Applicant(PERSON, "", Role.WORKER, SIGNING.public),),
        (Applicant(PERSON, " 陈立", Role.WORKER, SIGNING.public),),
        tuple(Applicant(new_id(), f"甲{n}", Role.WORKER, secrets.token_bytes(32)) for n in range(33)),
    ],
)
def test_a_request_with_impossible_people_is_refused(people: tuple[Applicant, ...]) -> None:
    content = enrolment_request.write(DEVICE, replace(a_request(), people=people))
    refusal(lambda: enrolment_request.read(content))
    hidden = enrolment_request.write(DEVICE, replace(a_request(), name="RH\n03"))
    refusal(lambda: enrolment_request.read(hidden))


def test_the_words_stand_for_the_keys_and_read_the_same_in_both_languages() -> None:
    words = a_request().words
    assert words == enrolment_request.words_of(DEVICE.device, DEVICE.public, DEVICE.box)
    other = keys.new_device()
    assert words != enrolment_request.words_of(DEVICE.device, other.public, DEVICE.box)
    assert words != enrolment_request.words_of(DEVICE.device, DEVICE.public, other.box)
    assert enrolment_request.office_words(OFFICE.root) != enrolment_request.office_words(FOREIGN.root)
    chinese, english = words.written("zh_CN"), words.written("en")
    for typed in (
        chinese,
        english,
        chinese.replace(" ", ""),
        english.upper(),
        f" {chinese[:6]} {english.split(' ', 3)[3]}",
    ):
        assert six_words.typed(typed) == words
    for wrong in ("", chinese[:-2], f"{english} river", "one two three four five six", "龘" * 6):
        refusal(lambda wrong=wrong: six_words.typed(wrong))


def test_words_are_distinct_in_sound_and_shape() -> None:
    pairs = [six_words.SixWords((place,)) for place in range(256)]
    characters = [pair.written("zh_CN") for pair in pairs]
    words = [pair.written("en") for pair in pairs]
    sounds = {pinyin(each, style=Style.TONE3)[0][0] for each in characters}
    assert len(set(characters)) == len(sounds) == len({word[:4] for word in words}) == 256
    assert all(len(each) == 1 for each in characters)
    near = [
        pair
        for pair in combinations(words, 2)
        if len(pair[0]) == len(pair[1]) and sum(a != b for a, b in zip(*pair, strict=True)) < 2
    ]
    assert not near


def test_the_escrow_sheet_opens_and_signs_in_the_offices_place() -> None:
    opens, signs = ESCROW.codes
    typed = keys.escrow_of(opens.lower().replace("-", " "), signs)
    assert typed == ESCROW
    assert age.opened(age.locked(b"told", [OFFICE.escrow]), typed.identity) == b"told"
    assert certificates.verified(
        certificates.issue(replace(OFFICE, private=typed.root.private), a_certificate()), OFFICE.root
    )
    slip = opens[:3] + ("0" if opens[3] != "0" else "1") + opens[4:]
    assert "row 1" in str(refusal(lambda: keys.escrow_of(slip, signs)))
    assert "13 rows" in str(refusal(lambda: keys.escrow_of(opens[:-6], signs)))


def test_a_new_escrow_sheet_leaves_the_offices_own_keys() -> None:
    again, other = keys.found_office(OFFICE)
    assert (again.root, again.box, again.sheets) == (OFFICE.root, OFFICE.box, 2)
    assert again.escrow != OFFICE.escrow
    assert other.root == ESCROW.root
    assert age.opened(age.locked(b"old", [OFFICE.escrow]), other.identity) is None
    assert age.opened(age.locked(b"old", [OFFICE.box]), again.identity) == b"old"


def test_no_secret_key_stands_in_a_repr() -> None:
    for told in (repr(OFFICE), repr(ESCROW), repr(DEVICE)):
        assert "SECRET" not in told
        assert repr(OFFICE.private) not in told
        assert repr(DEVICE.private) not in told
