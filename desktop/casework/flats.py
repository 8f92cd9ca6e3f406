"""The flats of an area to choose from: who looks at which, holds it, and what a sum says of it.

Promise: a flat is one household's at a time. Two teams that give one flat to two households without a net between them
make a conflict, which keeps both values until the office decides. Hidden: which way of a plan takes which flat.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desktop.casework.explaining import facts_behind
from desktop.casework.household_ledger import flat_said
from desktop.casework.ledger_fields import Shape, flat_for, flats_asked, known_field
from desktop.domain.errors import Refused
from desktop.domain.fields import OFFICE
from desktop.domain.records import Agreement, Flat, Household
from desktop.i18n import N_
from desktop.policy.calculation import Calculation
from desktop.policy.pack import Input, Pack
from desktop.store import contests, history, queries
from desktop.store.contests import Filter
from desktop.store.store import Store


class Hold(StrEnum):
    """Whether a flat is to be had; the value is that of the record, `label` the message id of its name."""

    FREE = "free"
    RESERVED = "reserved"
    CHOSEN = "chosen"

    @property
    def label(self) -> str:
        return {Hold.FREE: N_("free"), Hold.RESERVED: N_("reserved"), Hold.CHOSEN: N_("chosen")}[self]


@dataclass(frozen=True, slots=True)
class Claim:
    """That somebody gave a flat to a household (None: to nobody) without knowing of the other one."""

    household: queries.Listed | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """A flat with the household that holds it; with `claims` two teams gave it away, and nobody has decided yet."""

    flat: Flat
    holder: queries.Listed | None
    claims: tuple[Claim, ...] = ()


def standings(store: Store) -> tuple[Standing, ...]:
    """All flats in their order, each with who holds it."""
    found = flats(store)
    waiting = contested(store)
    held_by = {row.held_by for row in found if row.held_by and hold_of(row) is not Hold.FREE}
    homes = {line.id: line for line in queries.listed(store, [*held_by])}
    return tuple(
        Standing(row, homes.get(row.held_by or b""), claims_on(store, row) if row.id in waiting else ())
        for row in found
    )


def claims_on(store: Store, flat: Flat) -> tuple[Claim, ...]:
    """Who gave a contested flat to whom, in the order in which that was learnt here."""
    names = queries.staff_names(store)
    steps = [step for step in history.steps(store, flat.id) if step.group == "holder" and step.is_head]
    given: list[bytes | None] = [(step.after or {}).get("held_by") for step in steps]
    homes = {line.id: line for line in queries.listed(store, [home for home in given if home])}
    return tuple(
        Claim(homes.get(home or b""), names.get(step.actor, ""), step.when)
        for home, step in zip(given, steps, strict=True)
    )[::-1]


def flats(store: Store) -> tuple[Flat, ...]:
    """All flats that stand in the list, in the order of buildings, units and rooms as people count them."""
    return tuple(sorted((row for row in store.records(Flat) if not row.withdrawn), key=_place))


def open_to(store: Store, household: bytes) -> tuple[Flat, ...]:
    """The flats that a household may look at: those that nobody holds, and its own."""
    return tuple(row for row in flats(store) if hold_of(row) is Hold.FREE or row.held_by == household)


def hold_of(flat: Flat) -> Hold:
    return Hold(flat.state) if flat.state and flat.held_by else Hold.FREE


def contested(store: Store) -> frozenset[bytes]:
    """The flats of which something waits for a decision."""
    return frozenset(row for row, _ in contests.registers(store, Filter(record="flat")))


def is_contested(store: Store, flat: Flat) -> bool:
    """Tell whether two teams gave a flat away without knowing of each other, and nobody has decided yet."""
    return bool(queries.conflicts_open(store, flat.id))


def looked_at(store: Store, pack: Pack, named: Mapping[str, str]) -> dict[str, Flat]:
    """The flats that are named, by what a plan asks them for. Refused where it asks no flat for that."""
    asked = flats_asked(pack)
    strange = [what for what in named if what not in asked]
    if strange and not asked:
        raise Refused("This plan asks for no flat.", "Leave the flat out: its facts are said one by one.")
    if strange:
        raise Refused(
            "This plan asks no flat for “{what}”." if strange[0] else "What the flat is for is not said.",
            "Name what the flat is for: {asked}",
            what=strange[0],
            asked="、".join(f"{what}=2-2-101" if what else "2-2-101" for what in asked),
        )
    return {what: find(store, said) for what, said in named.items()}


def find(store: Store, said: str) -> Flat:
    """The flat that people call so: building, unit and room, such as 2-2-101. Refused where it is none, or several."""
    found = [row for row in flats(store) if flat_said(row) == said.strip()]
    if len(found) != 1:
        raise Refused(
            "{n} flats are called {flat}.", "See all of them: ruhu flats list", n=len(found), flat=said.strip()
        )
    return found[0]


def held(flat: Flat, household: Household, hold: Hold, store: Store) -> Flat:
    """The flat as a household's, to be saved. Refused where another household holds it."""
    if hold_of(flat) is not Hold.FREE and flat.held_by != household.id:
        holder = store.get(Household, flat.held_by or b"")
        raise Refused(
            "The flat {flat} is {number}'s. Nothing was changed.",
            "Choose another flat, or let that household give it back first.",
            flat=flat_said(flat),
            number=holder.number if holder else "",
        )
    return replace(flat, state=hold.value, held_by=household.id, held_on=store.today())


def hold(store: Store, flat: Flat, household: Household, *, because: str = "") -> None:
    """Keep a flat for a household that has not signed yet."""
    store.save(to_hold(store, flat, household), because=because)


def to_hold(store: Store, flat: Flat, household: Household) -> Flat:
    """The flat as it is now, kept for a household, to be saved; one that goes with its agreement stays as it is."""
    _require_decided(store, flat)
    now = store.get(Flat, flat.id) or flat
    if now.withdrawn:
        raise Refused(
            "The flat {flat} is no longer to be had. Nothing was changed.", "Choose another flat.", flat=flat_said(now)
        )
    is_own = now.held_by == household.id and hold_of(now) is Hold.CHOSEN
    return now if is_own else held(now, household, Hold.RESERVED, store)


def give_back(store: Store, flat: Flat, *, because: str) -> None:
    """Let others choose a flat again; the reason stays in its history. Refused without one."""
    if not because.strip():
        raise Refused("Why the flat is given back is not said.", "Say it in a few words.")
    store.save(to_give_back(store, flat), because=because)


def to_give_back(store: Store, flat: Flat) -> Flat:
    """The flat as it is now, as nobody's, to be saved. Refused where a signed agreement takes it."""
    _require_decided(store, flat)
    now = store.get(Flat, flat.id) or flat
    steps = store.records(Agreement, household=now.held_by) if now.held_by else ()
    if hold_of(now) is Hold.CHOSEN and any(row.state == "signed" and not row.withdrawn for row in steps):
        raise Refused(
            "The flat {flat} goes with a signed agreement. Nothing was changed.",
            "Withdraw the agreement first, with the reason.",
            flat=flat_said(now),
        )
    return given_back(now, store)


def decide(store: Store, flat: Flat, household: Household | None, *, because: str) -> None:
    """Settle whose a flat is that two households were given; None: nobody's.

    The office alone does, since it moves money (sync.md §2). Refused also where nothing waits for it.
    """
    if store.opened.role not in OFFICE:
        raise Refused(
            "The office decides whose the flat {flat} is. Both stay as they are.",
            "Tell the office what was said to both households.",
            flat=flat_said(flat),
        )
    waiting = [found.group for found in queries.conflicts_open(store, flat.id)]
    if not waiting:
        raise Refused(
            "Nothing about the flat {flat} waits for a decision. Nothing was changed.",
            "Hold it or give it back without a decision.",
            flat=flat_said(flat),
        )
    free = given_back(flat, store)
    decided = free if household is None else held(free, household, Hold.RESERVED, store)
    store.decide(decided, *waiting, because=because)


def _require_decided(store: Store, flat: Flat) -> None:
    if is_contested(store, flat):
        raise Refused(
            "Whose the flat {flat} is waits for a decision of the office. Nothing was changed.",
            "The office decides it, with the reason: ruhu flats hold … --decides",
            flat=flat_said(flat),
        )


def given_back(flat: Flat, store: Store) -> Flat:
    """The flat as nobody's, to be saved."""
    return replace(flat, state=Hold.FREE.value, held_by=None, held_on=store.today())


def of_option(pack: Pack, option: str, looked_at: Mapping[str, Flat]) -> tuple[Flat, ...]:
    """The flats that one way of a plan takes, among those that the household looks at."""
    whats = {flat_for(one.field) for one in _asked_for(pack, option)}
    return tuple(flat for what, flat in looked_at.items() if what in whats)


def lacks_flat(done: Calculation, option: str, looked_at: Mapping[str, Flat]) -> bool:
    """Tell whether a way can't be reckoned since no flat is looked at for it, nor said in numbers."""
    given = done.facts.given
    asked = [one for one in _asked_for(done.pack, option) if flat_for(one.field) not in looked_at]
    return bool(asked) and not any(given.get(one.name) for one in asked)


def _asked_for(pack: Pack, option: str) -> list[Input]:
    """What a way asks of a flat."""
    way = next(each for each in pack.options if each.name == option)
    behind = facts_behind(pack, way.signs)
    return [one for one in pack.inputs if one.name in behind and _is_of_flat(one.field)]


def _is_of_flat(field: str) -> bool:
    known = known_field(field)
    return known is not None and known.shape is Shape.OF_FLAT


def _place(flat: Flat) -> list[tuple[int, str]]:
    return [_counted(part or "") for part in (flat.building, flat.unit, flat.room)]


def _counted(text: str) -> tuple[int, str]:
    digits = "".join(filter(str.isdecimal, text))
    return (int(digits) if digits else 0, text)
