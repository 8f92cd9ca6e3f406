from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from builders import TODAY

from desktop.domain.fields import Role
from desktop.exchange import judging
from desktop.exchange.certificates import Certificate, Line, Scope
from desktop.exchange.judging import Author, Grant, Judge
from desktop.exchange.keys import Trust
from desktop.store import cipher, journal
from desktop.store.journal import NO_HASH, Body, WrittenOp

ORIGIN, DEVICE, OTHER = b"originAA", b"device-of-worker", b"device-of-others"
HOME, ROW, WORKER, LEAVER = b"household-number", b"a-row-of-a-house", b"worker's-own--id", b"worker-who-left-"
KEY, STOLEN = cipher.new_signing_key(), cipher.new_signing_key()
NOON = int(datetime(2026, 11, 18, 12, tzinfo=UTC).timestamp() * 1000)
NO_BOX = Trust(bytes(32), "", "")


def a_line(person: bytes = WORKER, role: Role = Role.WORKER, scope: Scope = Scope.ASSIGNED) -> Line:
    return Line(person, "何示例", role, scope, "2027-11-18", KEY.public)


def a_certificate(*lines: Line, number: int = 1, until: str = "2027-11-18") -> Certificate:
    named = lines or (a_line(),)
    issued = NOON - 10 * 86_400_000
    return Certificate(DEVICE, bytes(16), "笔记本", "一组", number, issued, until, KEY.public, "", named, NO_BOX)


def an_author(*lines: Line, **changes: Any) -> Author:
    told: dict[str, Any] = {"granted": {HOME: [Grant(1)]}} | changes
    return Author(DEVICE, told.pop("certificates", [(0, a_certificate(*lines))]), **told)


@dataclass
class Known:
    """What the judge's store knows."""

    homes: dict[bytes, bytes] = field(default_factory=dict[bytes, bytes])
    makers: dict[bytes, bytes] = field(default_factory=lambda: {HOME: OTHER})
    teams: dict[bytes, frozenset[str]] = field(default_factory=dict[bytes, frozenset[str]])
    ends: dict[bytes, int] = field(default_factory=dict[bytes, int])

    def home_of(self, row: bytes) -> bytes | None:
        return self.homes.get(row)

    def maker_of(self, household: bytes) -> bytes | None:
        return self.makers.get(household)

    def teams_of(self, household: bytes) -> frozenset[str]:
        return self.teams.get(household, frozenset())

    def end_of(self, origin: bytes) -> int | None:
        return self.ends.get(origin)

    def is_entered(self, origin: bytes, seq: int) -> bool:
        raise NotImplementedError(origin, seq)


def an_op(record: str = "house", group: str = "measured_area", **changes: Any) -> WrittenOp:
    return msgspec.structs.replace(WrittenOp(record, ROW, group, HOME, {}, {}), **changes)


def a_body(seq: int = 5, **changes: Any) -> Body:
    body = Body(ORIGIN, seq, 1, NOON, 480, WORKER, "", 8, [])
    return msgspec.structs.replace(body, **changes)


def verdict(
    author: Author | None = None, op: WrittenOp | None = None, body: Body | None = None, known: Known | None = None
) -> str | None:
    judge = Judge({ORIGIN: author or an_author()}, known or Known(), TODAY)
    return judge(body or a_body(), op or an_op())


def test_what_a_worker_writes_about_a_household_in_charge_may_reach_the_rows() -> None:
    assert verdict() is None


def test_nobody_writes_under_an_origin_without_a_certificate() -> None:
    assert Judge({}, Known(), TODAY)(a_body(), an_op()) == judging.UNKNOWN
    assert verdict(an_author(certificates=[])) == judging.UNKNOWN


def test_who_stands_on_no_certificate_writes_nothing() -> None:
    assert verdict(body=a_body(actor=LEAVER)) == judging.STRANGER


@pytest.mark.parametrize(
    ("record", "group"), [("pack", "pack"), ("staff", "staff"), ("device", "device"), ("assignment", "assignment")]
)
def test_a_register_of_the_office_is_not_written_in_the_field(record: str, group: str) -> None:
    signed = a_body(signature=b"any")
    assert verdict(op=an_op(record, group), body=signed) == judging.ROLE
    assert verdict(an_author(a_line(role=Role.AUDITOR, scope=Scope.AREA))) == judging.ROLE


def test_another_teams_household_is_not_written_about() -> None:
    assert verdict(an_author(granted={})) == judging.SCOPE
    lead = a_line(role=Role.LEAD, scope=Scope.TEAM)
    assert verdict(an_author(lead, granted={})) == judging.SCOPE
    assert verdict(an_author(lead, granted={}), known=Known(teams={HOME: frozenset({"一组"})})) is None
    assert verdict(an_author(a_line(scope=Scope.AREA), granted={})) is None


def test_a_household_is_its_makers_and_what_comes_before_it_waits_for_nothing() -> None:
    assert verdict(an_author(granted={}), known=Known(makers={HOME: DEVICE})) is None
    assert verdict(an_author(granted={}), known=Known(makers={})) is None


def test_a_household_counts_as_the_author_knew_of_it() -> None:
    later = an_author(granted={HOME: [Grant(9)]}, sights=[(3, 0), (9, 7)])
    assert verdict(later, body=a_body(7)) is None, "a first part brought it, before the last one came"
    handed_on = an_author(granted={HOME: [Grant(1, until=9)]}, sights=[(3, 0), (9, 7)])
    assert [verdict(handed_on, body=a_body(seq)) for seq in (7, 8)] == [None, judging.SCOPE]


def test_a_record_stays_with_its_household() -> None:
    mine = b"my-own-household"
    stolen = an_author(granted={mine: [Grant(1)]})
    known = Known(homes={ROW: HOME}, makers={mine: DEVICE, HOME: OTHER})
    assert verdict(stolen, an_op("person", "bank", household=mine), known=known) == judging.ELSEWHERE
    named = an_op("person", "household", household=mine, value={"household": HOME})
    assert verdict(stolen, named, known=Known(makers=known.makers)) == judging.ELSEWHERE
    no_home = an_op("person", "bank", household=ROW)
    assert verdict(stolen, no_home, known=known) == judging.ELSEWHERE
    judge = Judge({ORIGIN: stolen}, Known(makers=known.makers), TODAY)
    assert judge(a_body(5), an_op("person", "name", household=mine, value=b"sealed")) is None
    assert judge(a_body(6), an_op("person", "name", household=HOME)) == judging.ELSEWHERE


def test_nobody_supersedes_what_is_not_written_yet() -> None:
    office = b"officeAA"
    known = Known(ends={office: 7})
    assert verdict(op=an_op(ctx={office: 7, b"a-new-one": 99}), known=known) is None
    assert verdict(op=an_op(ctx={office: 8}), known=known) == judging.AHEAD
    assert verdict(op=an_op(ctx={office: [1, 3, 8, 1 << 40]}), known=known) == judging.AHEAD
    assert verdict(op=an_op(group="life", saw={office: [3, 8]}), known=known) == judging.AHEAD


def test_what_was_written_after_a_certificate_ran_out_waits() -> None:
    old = an_author(certificates=[(0, a_certificate(until="2026-11-17"))])
    assert verdict(old) == judging.EXPIRED
    assert verdict(old, body=a_body(wall=NOON - 2 * 86_400_000)) is None


@pytest.mark.parametrize("wall", [0, NOON + 3650 * 86_400_000, (1 << 46) - 1], ids=["1970", "in ten years", "never"])
def test_a_wrong_clock_blocks_nothing(wall: int) -> None:
    assert verdict(body=a_body(wall=wall)) is None


def test_the_certificate_counts_that_the_author_had_by_then() -> None:
    both, one = a_certificate(a_line(), a_line(LEAVER)), a_certificate(number=2)
    changed = an_author(certificates=[(1, both), (6, one)], sights=[(3, 0), (6, 10)])
    assert [verdict(changed, body=a_body(seq, actor=LEAVER)) for seq in (10, 11)] == [None, judging.STRANGER]
    promoted = an_author(
        certificates=[(1, a_certificate()), (6, a_certificate(a_line(role=Role.LEAD), number=2))],
        sights=[(3, 0), (6, 10)],
    )
    hand_over = an_op("assignment", "assignment")
    assert [verdict(promoted, hand_over, a_body(seq)) for seq in (10, 11)] == [judging.ROLE, None]
    assert verdict(replace(changed, sights=()), body=a_body(actor=LEAVER)) is None, (
        "forwarded: nobody knows what it had"
    )


def test_entries_of_a_revoked_device_beyond_the_last_accepted_one_wait() -> None:
    assert [verdict(an_author(last=6), body=a_body(seq)) for seq in (6, 7)] == [None, judging.REVOKED]


def test_what_its_author_must_sign_is_not_taken_unsigned_or_with_anothers_signature() -> None:
    op = an_op("calculation", "calculation")
    assert verdict(op=op) == judging.UNSIGNED
    for key, told in ((KEY, None), (STOLEN, judging.FORGED)):
        body = a_body(ops=[op])
        body = msgspec.structs.replace(body, signature=cipher.signed(key, journal.told_to_sign(body, NO_HASH)))
        judge = Judge({ORIGIN: an_author()}, Known(), TODAY)
        judge.hear(journal.sealed_entry(body, NO_HASH), body)
        assert judge(body, op) == told


def test_a_conflict_is_settled_by_a_lead_and_one_that_moves_money_by_the_office_alone() -> None:
    signed = a_body(reason="量过了", signature=b"heard before")

    def why_not(role: Role, op: WrittenOp, body: Body = signed) -> str | None:
        return Judge({ORIGIN: an_author(a_line(role=role))}, Known(), TODAY).of_decision(body, op)

    settles, moves_money = an_op(group="encumbrance"), an_op()
    assert why_not(Role.WORKER, settles) == judging.UNDECIDED
    assert why_not(Role.LEAD, settles, a_body(reason="量过了")) == judging.UNDECIDED, "nobody signed it"
    assert why_not(Role.LEAD, settles, a_body(signature=b"heard before")) == judging.UNDECIDED, "without a reason"
    assert why_not(Role.LEAD, settles) is None
    assert why_not(Role.LEAD, moves_money) == judging.NOT_MONEY
    assert why_not(Role.CLERK, moves_money) is None


def test_what_only_a_newer_program_knows_is_kept_for_it() -> None:
    assert verdict(op=an_op("drone_flight", "flight")) is None


def test_the_day_of_receipt_is_the_latest_on_which_anything_was_written() -> None:
    ends_today = an_author(certificates=[(0, a_certificate(until=TODAY.isoformat()))])
    assert verdict(ends_today, body=a_body(wall=NOON + 86_400_000 * 30)) is None
    assert Judge({ORIGIN: ends_today}, Known(), date(2027, 1, 1))(a_body(), an_op()) is None, "it came late"
