"""Households that are perhaps one (疑似同一户): looked at side by side, judged by the office, and judged anew.

Promise: nothing is united by itself, no row is deleted, and each judgement stands in the history of both households
with its reason; likeness is told in words, never as a number. Two that were judged to be two are never suspected again,
whatever else becomes known: they stay in the list, and can be united there. What would have kept two apart and came in
when they were one already brings them up again, until the office separates or confirms them. Hidden: what keeps two
apart.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desktop.casework import likening, questioning
from desktop.casework.likening import SAYINGS, Likeness, Line
from desktop.casework.offered import Proposal, adopt, proposals
from desktop.casework.origins import About, Origins
from desktop.domain.errors import Finding, Refused
from desktop.domain.fields import OFFICE
from desktop.domain.four_clear import Case, latest
from desktop.domain.identity import clean_number, is_provisional
from desktop.domain.records import Calculation, Flat, Household, Sameness
from desktop.exchange import duplicates
from desktop.i18n import N_
from desktop.store import judged, queries
from desktop.store.connection import Connection
from desktop.store.judged import Judged, Said
from desktop.store.store import Saved, Store
from desktop.store.united import Unions, links, unions, unions_of

__all__ = ["SAYINGS", "About", "Likeness", "Line", "Proposal", "adopt", "proposals"]
"""What is told in other modules, and here too: a page that judges needs this room alone."""

_LATE = {
    "signed": N_("an agreement came in for the one that was united"),
    "decision": N_("a decision on compensation came in for the one that was united"),
    "payment": N_("a payment came in for the one that was united"),
    "handover": N_("a handover came in for the one that was united"),
}
_DAY = 86_400_000  # ms
_OLDER_BITS = 80  # of an id, behind the millisecond in which it was made


class Verdict(StrEnum):
    """What the office judged of a pair; the value is what is written."""

    ONE = "one"
    TWO = "two"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Side:
    """One household of a pair, as a list names it."""

    household: bytes
    number: str
    owners: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two households that are perhaps one, why, and what was judged of them last; None where nobody did.

    `one` was registered first. `reasons` are message ids, the strongest first; none where nothing is alike any more.
    `late_for` is the one of two united ones that something binds that was not known when they were judged: `late`.
    `kept` is the household under which a united pair goes on. `has_one_number`: they bear one number, which a new
    number for one of them ends, too.
    """

    one: Side
    other: Side
    reasons: tuple[str, ...]
    has_one_number: bool = False
    late_for: bytes | None = None
    late: tuple[str, ...] = ()
    verdict: Verdict | None = None
    kept: bytes | None = None
    by: str = ""
    on: datetime | None = None
    because: str = ""

    @property
    def is_open(self) -> bool:
        return self.is_late or self.verdict in (None, Verdict.LATER)

    @property
    def is_late(self) -> bool:
        return self.late_for is not None


@dataclass(frozen=True, slots=True)
class Beside:
    """A pair side by side: `left` is about `pair.one`.

    `proposed` is the household whose number would be kept. `households` are counted now, `afterwards` once the pair is
    united. `obstacles` by the household that would be kept: what stands in the way of that. `asked` is the household
    whose team a question about the two goes to.
    """

    pair: Pair
    lines: tuple[Line, ...]
    left: About
    right: About
    proposed: bytes
    households: int
    afterwards: int
    obstacles: Mapping[bytes, tuple[Finding, ...]]
    asked: About

    def number_of(self, likeness: Likeness) -> int:
        return sum(line.likeness is likeness for line in self.lines)


# What there is


def pairs(store: Store) -> tuple[Pair, ...]:
    """All pairs: first those that wait, the newest households before the others, then those that were judged.

    Of those that wait the first are united ones for which something came in late that binds.
    Two that were united both ways, by two decisions apart, wait to be judged anew.
    """
    with store.reading() as connection:
        return tuple(_pairs(connection, store))


def suspects_of(store: Store, households: Collection[bytes]) -> tuple[Pair, ...]:
    """The pairs that wait for a judgement in which one of these households is."""
    with store.reading() as connection:
        return suspects_in(connection, store, households)


def suspects_in(connection: Connection, store: Store, households: Collection[bytes]) -> tuple[Pair, ...]:
    """The same as a transaction sees it, such as that of a merge which is only tried."""
    return tuple(pair for pair in _pairs(connection, store, frozenset(households)) if pair.is_open)


def to_look_at_again(store: Store) -> frozenset[frozenset[bytes]]:
    """The united pairs for which something came in late that binds; quickly found, since few are united."""
    with store.reading() as connection:
        return frozenset(_late(connection, judged.judgements(connection)))


def pair(store: Store, one: bytes, other: bytes) -> Beside:
    """Two households side by side, whether or not anything speaks for it. Refused where one is not here."""
    homes = _both(store, one, other)
    with store.reading() as connection:
        found = next(_pairs(connection, store, {home.id for home in homes}, only=frozenset({one, other})))
    cases = queries.cases(store, [home.id for home in homes])
    left, right = cases[found.one.household], cases[found.other.household]
    about = Origins(store)
    sides = about.of(left), about.of(right)
    counted = queries.counts(store)["household"]
    is_counted_twice = all(home.id not in unions_of(store).kept and not home.withdrawn for home in homes)
    return Beside(
        pair=found,
        lines=likening.lines(store, left, right),
        left=sides[0],
        right=sides[1],
        proposed=_proposed(store, left, right),
        households=counted,
        afterwards=counted - is_counted_twice,
        obstacles={
            left.household.id: tuple(_obstacles(store, left, right)),
            right.household.id: tuple(_obstacles(store, right, left)),
        },
        asked=_asked(*sides),
    )


def united_with(store: Store, household: bytes) -> tuple[Side, ...]:
    """The households that go on under this one."""
    others = unions_of(store).others.get(household, ())
    return tuple(_side(line) for line in queries.listed(store, others))


def counted_as(store: Store, household: bytes) -> Side | None:
    """The household under which this one goes on; None where it stands for itself, or that one is not here."""
    kept = unions_of(store).kept.get(household)
    return next((_side(line) for line in queries.listed(store, [kept])), None) if kept else None


# What is judged


def unite(store: Store, kept: bytes, other: bytes, because: str) -> Saved:
    """Judges that they are one: `other` goes on under the number of `kept`. Refused with all that stands in the way."""
    _require_office(store, because)
    home, gone = _both(store, kept, other)
    cases = queries.cases(store, [kept, other])
    if reasons := tuple(_obstacles(store, cases[kept], cases[other])):
        raise Refused(
            "{number} can't go on as {kept}. Nothing was changed.",
            "See to what is told first, or leave it open.",
            findings=reasons,
            number=gone.number or "—",
            kept=home.number or "—",
        )
    turned = [replace(home, same_as=None)] if home.same_as else []  # of a circle
    return store.save(replace(gone, same_as=kept), *turned, *_word(kept, other, Verdict.ONE), because=because.strip())


def confirm(store: Store, one: bytes, other: bytes, because: str) -> Saved:
    """Judges anew that two united ones are one, knowing what came in since."""
    _require_office(store, because)
    if not any(home.same_as in (one, other) for home in _both(store, one, other)):
        raise Refused("None of them goes on as the other. Nothing was changed.", "Unite them, with a reason.")
    return store.save(*_word(one, other, Verdict.ONE), because=because.strip())


def separate(store: Store, one: bytes, other: bytes, because: str) -> Saved:
    """Judges that they are two, also where they had been united; then they are not suspected any more."""
    _require_office(store, because)
    homes = _both(store, one, other)
    united = [home for home in homes if home.same_as in (one, other)]
    if not united and (kept := _kept_together(store, homes)):
        raise Refused(
            "Both go on as {kept}, and neither as the other. Nothing was changed.",
            "Separate each from that one.",
            kept=kept,
        )
    apart = [replace(home, same_as=None) for home in united]
    return store.save(*apart, *_word(one, other, Verdict.TWO), because=because.strip())


def postpone(store: Store, one: bytes, other: bytes, because: str, *, words: str = "") -> Saved:
    """Leaves it open, and asks the team of one of them; `words` are the question, else `because` is."""
    _require_office(store, because)
    homes = _both(store, one, other)
    if any(home.same_as for home in homes):
        raise Refused("One of them goes on as another. Nothing was changed.", "Separate them first, with a reason.")
    cases, about = queries.cases(store, [one, other]), Origins(store)
    to = _asked(about.of(cases[one]), about.of(cases[other]))
    question = questioning.asked(store, to.household, words or because)
    return store.save(*_word(one, other, Verdict.LATER), question, because=because.strip())


def renumber(store: Store, household: bytes, number: str, because: str) -> Saved:
    """Gives one of two households that bear one number another. Refused where that number is given already."""
    _require_office(store, because)
    home, number = _home(store, household), clean_number(number)
    if not number:
        raise Refused("The new number is not said. Nothing was changed.", "Give the household a number.")
    if any(each.id != household for each in queries.households_numbered(store, number)):
        raise Refused(
            "The number {number} is given already. Nothing was changed.",
            "Give it another; {free} is free.",
            number=number,
            free=free_number(store, number),
        )
    return store.save(replace(home, number=number), because=because.strip())


def free_number(store: Store, number: str) -> str:
    """A number that nobody bears, made of one that two bear."""
    which = 2
    while queries.households_numbered(store, f"{number}-{which}"):
        which += 1
    return f"{number}-{which}"


# Inside


def _pairs(
    connection: Connection,
    store: Store,
    among: Collection[bytes] | None = None,
    *,
    only: frozenset[bytes] | None = None,
) -> Iterator[Pair]:
    """The pairs of all households, those in which one of `among` is, or one alone whether or not it is suspected."""
    alike = {
        frozenset({each.first, each.second}): each for each in duplicates.alike(connection, store.secrets, among, only)
    }
    words, united = judged.judgements(connection), unions(connection)
    late = _late(connection, words)
    known = dict.fromkeys((*alike, *words, *late))
    wanted = [only] if only else [both for both in known if among is None or both & set(among)]
    lines = {line.id: line for line in queries.listed_in(connection, list({each for both in wanted for each in both}))}
    wanted = [both for both in wanted if both <= lines.keys()]
    said = judged.said(connection, (words[both].row for both in wanted if both in words))
    names = queries.staff_names(store)
    found: list[tuple[int, int, int, Pair]] = []
    for both in wanted:
        one, other = sorted(both)
        seen, word = alike.get(both), words.get(both)
        made = _pair(_side(lines[one]), _side(lines[other]), seen.reasons if seen else (), united)
        if word is not None and not (word.verdict == Verdict.ONE and made.kept is None):
            made = _told(replace(made, verdict=Verdict(word.verdict)), said.get(word.row), names)
        if made.kept is not None and both in late:
            made = replace(made, late_for=late[both][0], late=late[both][1])
        is_wanted = made.is_late or seen is not None or only or united.is_in_circle(one)
        if made.is_open and not is_wanted:
            continue  # nothing is alike any more
        newest = max(int.from_bytes(each) >> _OLDER_BITS for each in both) // _DAY
        rank = 0 if made.is_late else 1 + (made.verdict is Verdict.LATER)
        found.append((rank, -newest, seen.strength if seen else 0, made))
    yield from (each for *_, each in sorted((each for each in found if each[-1].is_open), key=lambda each: each[:3]))
    settled = (each for *_, each in found if not each.is_open)
    yield from sorted(settled, key=lambda each: each.on.timestamp() if each.on else 0.0, reverse=True)


def _late(
    connection: Connection, words: Mapping[frozenset[bytes], Judged]
) -> dict[frozenset[bytes], tuple[bytes, tuple[str, ...]]]:
    """By pair for which of the two something came in late that binds, and what, as message ids."""
    with_whom = links(connection)
    return {
        frozenset((other, with_whom[other])): (other, tuple(_LATE[kind] for kind in kinds))
        for other, kinds in judged.bound_since(connection, with_whom, words).items()
    }


def _pair(one: Side, other: Side, reasons: tuple[str, ...], united: Unions) -> Pair:
    ends = united.goes_on(one.household), united.goes_on(other.household)
    is_united = ends[0] == ends[1] and not united.is_in_circle(one.household)
    return Pair(
        one,
        other,
        reasons,
        has_one_number=bool(one.number) and clean_number(one.number) == clean_number(other.number),
        verdict=Verdict.ONE if is_united else None,
        kept=ends[0] if is_united else None,
    )


def _told(pair: Pair, said: Said | None, names: Mapping[bytes, str]) -> Pair:
    if said is None:
        return pair
    return replace(pair, by=names.get(said.actor, ""), on=said.when, because=said.because)


def _side(line: queries.Listed) -> Side:
    return Side(line.id, line.number or "", line.owners, line.address or "")


def _word(one: bytes, other: bytes, verdict: Verdict) -> tuple[Sameness, Sameness]:
    """A judgement as it is written: of each of the two, so that the history of each tells it."""
    return (
        Sameness(household=one, other=other, verdict=verdict.value),
        Sameness(household=other, other=one, verdict=verdict.value),
    )


def _asked(one: About, other: About) -> About:
    """Whose team knows: of two the one that has a team, else the one that was registered last."""
    return max((one, other), key=lambda each: (bool(each.team), each.household))


def _proposed(store: Store, left: Case, right: Case) -> bytes:
    """Whose number would be kept: where more was done, and the office's own number before a provisional one."""

    def weight(case: Case) -> tuple[object, ...]:
        home = case.household
        locked = any(not row.withdrawn for row in store.records(Calculation, household=home.id))
        visits = sum(visit.household == home.id for visit in case.visits)
        return _is_bound(case), bool(_flats(store, home.id)), locked, visits, not is_provisional(home.number or "")

    return left.household.id if weight(left) >= weight(right) else right.household.id


# What stands in the way


def _obstacles(store: Store, kept: Case, other: Case) -> Iterator[Finding]:
    """What keeps `other` from going on as `kept`."""
    home, gone = kept.household, other.household
    named = {"number": gone.number or "—", "kept": home.number or "—"}
    is_circle = (home.same_as, gone.same_as) == (gone.id, home.id)
    for each in (home, gone):
        if each.withdrawn:
            yield Finding("household", N_("{household} was withdrawn."), values={"household": each.number or "—"})
        if each.same_as and not is_circle:
            as_one = queries.lines_of(store, [each.id])[each.id].number or "—"
            message = N_("{household} goes on as {as_one} already.")
            yield Finding("same_as", message, values={"household": each.number or "—", "as_one": as_one})
    with store.reading() as connection:
        if store.secrets.purged(connection, [home.id, gone.id]):
            yield Finding("household", N_("What was about the people of one of them was destroyed by order."))
    if _is_bound(other):
        message = (
            N_("Both have an agreement, a decision, a payment or a handover: they can't go on as one.")
            if _is_bound(kept)
            else N_("{number} has an agreement, a decision, a payment or a handover: keep {number}, not {kept}.")
        )
        yield Finding("agreement", message, values=named)
    for flat in _flats(store, gone.id):
        message = N_("The flat {flat} is held for {number}: give it to {kept} first, or free it.")
        called = "-".join(filter(None, (flat.building, flat.unit, flat.room)))
        yield Finding("flat", message, values=named | {"flat": called})


def _is_bound(case: Case) -> bool:
    """Whether money or an agreement hangs on this household; only what is its own counts."""
    own = case.household.id
    agreement = latest((row for row in case.agreements if row.household == own), lambda row: row.stated_on)
    is_agreed = agreement is not None and agreement.state in judged.BINDING
    return is_agreed or any(row.household == own for row in (*case.payments, *case.handovers))


def _flats(store: Store, household: bytes) -> list[Flat]:
    return [row for row in store.records(Flat, held_by=household) if not row.withdrawn]


def _kept_together(store: Store, homes: Iterable[Household]) -> str:
    """The number under which both go on, where they do, and it is that of neither."""
    united = unions_of(store)
    one, other = (united.goes_on(home.id) for home in homes)
    if one != other or one in {home.id for home in homes}:
        return ""
    return next((line.number or "—" for line in queries.listed(store, [one])), "—")


def _both(store: Store, one: bytes, other: bytes) -> tuple[Household, Household]:
    if one == other:
        raise Refused("It is one and the same household. Nothing was changed.", "Name two households.")
    return _home(store, one), _home(store, other)


def _home(store: Store, household: bytes) -> Household:
    home = store.get(Household, household)
    if home is None:
        raise Refused("No household has this id. Nothing was changed.", "Look it up: ruhu household list --search …")
    return home


def _require_office(store: Store, because: str) -> None:
    if store.opened.role not in OFFICE:
        raise Refused(
            "Whether two households are one is judged by the office. Nothing was changed.",
            "Write down what you know about it; it travels with your next bundle.",
        )
    if not because.strip():
        raise Refused("This needs a reason that others can read. Nothing was changed.", "Say why in a few words.")
