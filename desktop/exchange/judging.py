"""Whether what somebody wrote elsewhere may reach the rows: each op against its author's certificate.

Promise: an op that its author had no right to write never reaches the rows (I8), and how late, in what order or by
which road it came changes nothing of that. Pure: what is known of authors and households is given. Hidden: which
certificate counted when an entry was written, told by what its device had taken in by then, never by a clock alone.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from desktop.domain.amount_facts import affects_amount
from desktop.domain.fields import LEADS, OFFICE, RECORDS, SIGNED, Merge, Privacy
from desktop.exchange.certificates import Certificate, Line, Scope
from desktop.i18n import N_
from desktop.store import cipher
from desktop.store.journal import Body, Entry, WrittenOp, seen_by, told_to_sign

UNKNOWN = N_("The computer that it was written on has no certificate of this office.")
REVOKED = N_("It was written on a computer after its last entry that the office accepts.")
STRANGER = N_("Who wrote it stands on no certificate of that computer.")
EXPIRED = N_("The certificate had run out when it was written.")
ROLE = N_("The role of who wrote it doesn't write this.")
SCOPE = N_("The household was not entrusted to that computer when it was written.")
ELSEWHERE = N_("It says that a record belongs to another household than it does.")
DISGUISED = N_("It is sealed where such a value stands open, or open where it is sealed.")
UNSIGNED = N_("It lacks the signature of the person who wrote it, which this kind of record needs.")
UNDECIDED = N_("It settles a conflict, which only the area's lead or the office does, signed and with a reason.")
NOT_MONEY = N_("It settles a conflict that moves money, which only the office does.")
UNPROVEN = N_("It came back from the field without the chain that would prove it, and it gives rights.")
AHEAD = N_("It says that it had seen entries which are not here: it waits for them.")
RETURNED = N_("It came back from the field without the chain that would prove it: a person looks at it first.")
FORGED = N_("The signature below it is not that of the person whom it names.")

TRUST = frozenset({"device", "revocation", "staff", "office_unlock", "purge"})
"""What gives rights or takes them: it counts only out of the chain of who wrote it."""

_HOME = "household"
_REMEMBERED = 200_000  # rows; some 30 MB


@dataclass(frozen=True, slots=True)
class Grant:
    """From which of the office's revisions on a device had a household, and until which it was not taken from it.

    That it had it by then is not asked: a part of a bundle may bring the household before the last part moves its mark.
    """

    since: int
    until: int | None = None

    def holds_at(self, revision: int | None) -> bool:
        """A revision that nobody knows tells nothing: then it counts that it was entrusted at all."""
        return self.until is None or revision is None or revision < self.until


@dataclass(frozen=True, slots=True)
class Author:
    """What is known of the device that writes under an origin.

    `certificates` are its, each with the revision of the office that knew it first, in the order of their numbers;
    `sights` are revisions that it took in, each with its own seq by then; `last` is the last seq that a revocation
    accepts.
    """

    device: bytes
    certificates: Sequence[tuple[int, Certificate]]
    sights: Sequence[tuple[int, int]] = ()
    last: int | None = None
    granted: Mapping[bytes, Sequence[Grant]] = field(default_factory=dict[bytes, Sequence[Grant]])

    def seen_at(self, seq: int) -> int | None:
        """The revision that the author of this entry had taken in; None where nobody knows."""
        if not self.sights:
            return None
        before = bisect_left([own for _, own in self.sights], seq)  # what it took in after `own` entries
        return max((revision for revision, _ in self.sights[:before]), default=None)

    def certificate_at(self, seq: int, person: bytes) -> Certificate | None:
        """The certificate in force when this entry was written: the newest that its device had taken in.

        Where nobody knows what it had, the newest that knows the person: who left was no stranger before.
        """
        seen = self.seen_at(seq)
        if seen is None:
            known = [held for _, held in self.certificates if held.line(person)]
            return (known or [held for _, held in self.certificates] or [None])[-1]
        known = [held for at, held in self.certificates if at <= seen]
        of_first = [held for _, held in self.certificates[:1]]  # it came with the enrolment, before any revision
        return (known or of_first or [None])[-1]


class Ground(Protocol):
    """What is known of households."""

    def home_of(self, row: bytes) -> bytes | None:
        """The household that a known row belongs to."""
        ...

    def maker_of(self, household: bytes) -> bytes | None:
        """The device on which a household was written down first; None while nobody here knows the household.

        What comes with it is known too, in whatever order.
        """
        ...

    def teams_of(self, household: bytes) -> frozenset[str]:
        """The teams that wrote a household down or look after it."""
        ...

    def is_entered(self, origin: bytes, seq: int) -> bool:
        """Whether the entry of this place is here, or could only be this store's own."""
        ...

    def end_of(self, origin: bytes) -> int | None:
        """The last seq that an origin can have written by now; None where this store can't know."""
        ...


@dataclass(frozen=True, slots=True)
class _Written:
    """Who wrote an entry, under which certificate, and what its device had taken in by then."""

    author: Author
    certificate: Certificate
    line: Line
    seen: int | None


class Judge:
    """Says of each op why it must not reach the rows, None where it may; `today` is the day of the receipt.

    It hears the ops of an origin in their order.
    """

    def __init__(self, authors: Mapping[bytes, Author], ground: Ground, today: date) -> None:
        self._authors = authors
        self._ground = ground
        self._today = today
        self._place: tuple[bytes, int] | None = None
        self._of_entry: _Written | str = UNKNOWN
        self._homes: dict[bytes, bytes] = {}  # of rows that came just now, and may not lie there yet
        self._homes_before: dict[bytes, bytes] = {}
        self._forged: set[tuple[bytes, int]] = set()

    def hear(self, entry: Entry, body: Body) -> None:
        """Looks at the signature below an entry before its ops are judged: it stands below the whole chain."""
        by = self._author_of(body) if body.signature else UNKNOWN
        if body.signature and not isinstance(by, str):
            told = told_to_sign(body, entry.prev_hash)
            if not cipher.is_signed(by.line.public, told, body.signature):
                self._forged.add((body.origin, body.seq))

    def __call__(self, body: Body, op: WrittenOp) -> str | None:
        if (body.origin, body.seq) != self._place:
            self._place = body.origin, body.seq
            self._of_entry = self._author_of(body)
        by = self._of_entry
        why = by if isinstance(by, str) else self._of_op(body, op, by)
        if why is None:
            self._homes.setdefault(op.row, op.household)
            if len(self._homes) > _REMEMBERED:
                self._homes_before, self._homes = self._homes, {}
        return why

    def of_decision(self, body: Body, op: WrittenOp) -> str | None:
        """The same of an op that may reach the rows, where it decides between values that stand beside each other."""
        by = self._author_of(body)
        return by if isinstance(by, str) else why_undecided(body, op, by.line.role)

    def _author_of(self, body: Body) -> _Written | str:
        author = self._authors.get(body.origin)
        if author is None:
            return UNKNOWN
        if author.last is not None and body.seq > author.last:
            return REVOKED
        certificate = author.certificate_at(body.seq, body.actor)
        if certificate is None:
            return UNKNOWN
        line = certificate.line(body.actor)
        if line is None:
            return STRANGER
        if min(certificate.until, line.until) < _day_of(body, certificate, self._today).isoformat():
            return EXPIRED
        if (body.origin, body.seq) in self._forged:
            return FORGED
        return _Written(author, certificate, line, author.seen_at(body.seq))

    def _of_op(self, body: Body, op: WrittenOp, by: _Written) -> str | None:
        record = RECORDS.get(op.record)
        group = record.group.get(op.group) if record else None
        if group is not None and by.line.role not in group.writers:
            return ROLE
        if op.record in SIGNED and not body.signature:
            return UNSIGNED
        if not self._stays_with_its_household(op):
            return ELSEWHERE
        if group is not None and isinstance(op.value, bytes) is (group.privacy is Privacy.OPEN):
            return DISGUISED  # what is sealed could say anything of where it belongs
        is_about_household = op.record == _HOME or op.household != op.row
        if is_about_household and not self._is_in_scope(op, by):
            return SCOPE
        return AHEAD if self._is_ahead(op) else None

    def _is_ahead(self, op: WrittenOp) -> bool:
        """Whether it claims to supersede what nobody wrote yet: that would never be seen once somebody does."""
        ends = ((seq, self._ground.end_of(origin)) for origin, seq in seen_by(op))
        return any(end is not None and seq > end for seq, end in ends)

    def _stays_with_its_household(self, op: WrittenOp) -> bool:
        if op.record == _HOME and op.row != op.household:
            return False
        if isinstance(op.value, dict) and op.value.get(_HOME, op.household) not in (op.household, None):
            return False
        home = self._homes.get(op.row) or self._homes_before.get(op.row) or self._ground.home_of(op.row)
        return home in (None, op.household)

    def _is_in_scope(self, op: WrittenOp, by: _Written) -> bool:
        return _is_entrusted(self._ground, by, op.household)


def may_bring_keys(ground: Ground, authors: Iterable[Author], home: bytes) -> bool:
    """Whether one of these devices could know the keys of a household that are here already."""
    return any(
        author.last is None and _is_entrusted(ground, _Written(author, certificate, line, None), home)
        for author in authors
        for _, certificate in author.certificates
        for line in certificate.lines
    )


class Orphans:
    """Judges what a device brings back that the office had sent it, and lost when it was put back to an older state.

    No chain vouches for it any more. So only such an office believes it, and only what its bringer could have written
    itself: about households of its own, and nothing that gives rights, or that a person signs. The rest waits.
    """

    def __init__(self, ground: Ground, bringer: Author, *, is_restored: bool) -> None:
        self._ground = ground
        self._bringer = bringer
        self._is_restored = is_restored

    def __call__(self, body: Body, op: WrittenOp) -> str | None:
        is_lost = self._is_restored and not self._ground.is_entered(body.origin, body.seq)
        if not is_lost or op.record in TRUST:
            return UNPROVEN
        home = self._ground.home_of(op.row)
        if home not in (None, op.household):
            return ELSEWHERE
        return None if self._is_its_own(op) else RETURNED

    def _is_its_own(self, op: WrittenOp) -> bool:
        group = RECORDS[op.record].group.get(op.group) if op.record in RECORDS else None
        author = self._bringer
        if group is None or group.merge is Merge.OWNED or op.record in SIGNED or author.last is not None:
            return False
        if isinstance(op.value, bytes) is (group.privacy is Privacy.OPEN):
            return False
        if op.record != _HOME and op.household == op.row:
            return False
        if isinstance(op.value, dict) and op.value.get(_HOME, op.household) != op.household:
            return False
        _, certificate = author.certificates[-1]
        return any(
            _is_entrusted(self._ground, _Written(author, certificate, line, None), op.household)
            for line in certificate.lines
            if line.role in group.writers
        )


def why_undecided(body: Body, op: WrittenOp, role: str) -> str | None:
    """Why an op of somebody of this role must not decide between values that stand beside each other."""
    if not (body.signature and body.reason and role in LEADS):
        return UNDECIDED
    return NOT_MONEY if affects_amount(op.record, op.group) and role not in OFFICE else None


def _is_entrusted(ground: Ground, by: _Written, home: bytes) -> bool:
    if by.line.scope is Scope.AREA:
        return True
    if ground.maker_of(home) in (None, by.author.device):  # what is about it may come before the household
        return True
    if any(each.holds_at(by.seen) for each in by.author.granted.get(home, ())):
        return True
    return by.line.scope is Scope.TEAM and by.certificate.team in ground.teams_of(home)


def _day_of(body: Body, certificate: Certificate, today: date) -> date:
    """The day on which an entry was written: not after it was received, not before its certificate was issued.

    So a clock that is wrong by years blocks nothing.
    """
    offset = timedelta(minutes=body.offset)
    issued = (datetime.fromtimestamp(certificate.issued / 1000, UTC) + offset).date()
    written = (datetime.fromtimestamp(min(body.wall, _LATEST) / 1000, UTC) + offset).date()
    return min(max(written, issued), today)


_LATEST = 253_000_000_000_000  # ms, in the year 9987: what a date can still say, whatever the offset
