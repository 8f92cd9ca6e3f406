"""What goes wrong between people in the demo district: two say different things, two register one household.

Promise: nothing of it is planted in a store: each side is written where it would be, without having seen the other, and
the office finds it as it merges. One conflict moves money, and the clerk decides it with both sums; one does not, and
the lead decides it. Of two households that are one the office unites them, and could part them again.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from desktop.casework import assignment, deciding, evidence, money_effect, registering, sameness
from desktop.casework.deciding import Choice, Standing
from desktop.casework.demo_area import EVIDENCE
from desktop.casework.district.fieldwork import Fieldwork
from desktop.casework.district.paperwork import Way
from desktop.casework.inventing import FIRST, Family
from desktop.casework.story import Course, standing
from desktop.domain import money
from desktop.domain.records import House, Household, Person, Visit
from desktop.store.contests import Filter
from desktop.store.store import Store

AREA_DECIDED = "按产权证原件：登记簿漏抄了后来补登的一间。"
DOOR_DECIDED = "两人一起又去看了，门在后院。"
UNITED = "同一本产权证、同一个人；两个组从巷子两头登记的。"
_BY_REGISTER, _BY_PAPER = (Decimal("0.40"), "登记簿"), (Decimal("1.30"), "产权证原件")
_PAPER = "产权证首页"
_LANE, _DOOR = "示例里 10 巷", "1"


@dataclass(frozen=True, slots=True)
class Sum:
    """One side of a conflict that moves money: by whom, what is said, and the total of a way in the smallest unit."""

    by: str
    said: str
    way: str
    total: int


def told(each: Sum) -> str:
    """A side in figures."""
    return f"{each.by} {each.said} → {each.way} {money.shown(each.total)}"


@dataclass(frozen=True, slots=True)
class Settled:
    """A conflict that was decided: about which household, by whom, from how many values, and the sums that differ."""

    number: str
    by: str
    values: int
    sums: tuple[Sum, ...] = ()


# What is written where it would be


def measured_by_paper(fields: Fieldwork, day: int, way: Way) -> None:
    """On the team's laptop the registered area is what the paper says, and a photo of it is taken in."""

    def write(store: Store) -> None:
        house, home = standing(store, way.course.family.house), way.course.family.household
        evidence.take_in(store, EVIDENCE / f"{_PAPER}.png", home, kind="scan", caption=_PAPER, consent="not_needed")
        store.save(replace(_measured(house, *_BY_PAPER), registered_area_evidence=(_PAPER,)), because="看了原件")

    fields.add(day, way.course.who, write)


def measured_by_register(office: Store, way: Way) -> None:
    """In the office the same area is what the register of titles says."""
    house = standing(office, way.course.family.house)
    office.save(_measured(house, *_BY_REGISTER), because="和登记簿核对")


def found_at_another_door(fields: Fieldwork, day: int, course: Course, who: str, door: str) -> None:
    """Two of a team, each on a laptop of their own, write down two doors of one household."""

    def write(store: Store) -> None:
        home = standing(store, course.family.household)
        address = f"{home.lane} {door}"
        store.save(replace(home, door=door.removesuffix(" 号"), address=address), because="门牌和台账不一样")

    fields.add(day, who, write)


def registered(fields: Fieldwork, day: int, who: str, family: Family, behind: str) -> None:
    """A worker finds a household that no ledger has, goes in and writes it down."""

    def write(store: Store) -> None:
        ended_at = store.now() - timedelta(minutes=5)
        register(store, family, Household(lane=_LANE, door=_DOOR, address=f"{_LANE} {_DOOR} 号"), who, behind, ended_at)

    fields.add(day, who, write)


def register(  # noqa: PLR0917  who found whom, and where
    store: Store, family: Family, near: Household, who: str, behind: str, ended_at: datetime
) -> None:
    """Writes a family down as a new household at the address of `near`, seen at a visit that ended then."""
    home = Household(
        number=registering.next_number(store), lane=near.lane, door=near.door, address=f"{near.address}{behind}"
    )
    first = family.people[0]
    owner = Person(
        household=home.id,
        name=first.name,
        role="owner",
        id_kind=first.id_kind,
        id_number=first.id_number,
        phone=first.phone if not behind else None,
        sex=first.sex,
        birth_date=first.birth_date,
    )
    house = House(
        household=home.id,
        tenure="private",
        certificate_number=family.house.certificate_number or "示例房权证第 99999 号",
        certificate_source="产权证",
        registered_gross=family.house.registered_gross,
        registered_area_source="产权证",
        structure="砖木" if behind else "砖混",
    )
    visit = Visit(
        household=home.id,
        manner="home",
        began_at=ended_at - timedelta(minutes=25),
        ended_at=ended_at,
        visitors=(who,),
        recorder=who,
        met_whom=first.name,
        present=1,
        demands="台账里没有我家。",
    )
    store.save(home, owner, house, visit, because="台账里没有这一户")


def _measured(house: House, more: Decimal, source: str) -> House:
    area = (house.registered_gross or Decimal()) + more
    return replace(house, registered_gross=area, registered_area_source=source)


# What is decided


def decide_area(store: Store) -> Settled:
    """The clerk decides the one conflict that moves money, with both sums before them."""
    (line,) = deciding.open_contests(store, Filter(is_money=True)).lines
    seen = deciding.contest(store, line.contest.row, line.contest.group)
    effects = money_effect.effects(store, seen)
    sums = tuple(
        Sum(side.by, f"{(side.values or {}).get('registered_gross')} ㎡", effect.totals[0].way, total)
        for side, effect in zip(seen.versions, effects, strict=True)
        if effect.totals and (total := effect.totals[0].amount) is not None
    )
    by_paper = next(side for side in seen.versions if side.papers)
    deciding.decide(store, [Choice(seen, by_paper)], because=AREA_DECIDED)
    return Settled(_number(store, seen), store.opened.name, len(seen.versions), sums)


def decide_door(store: Store) -> Settled:
    """The lead decides the one conflict that moves no money."""
    (line,) = deciding.open_contests(store, Filter(is_money=False)).lines
    seen = deciding.contest(store, line.contest.row, line.contest.group)
    behind = next(side for side in seen.versions if "后院" in str((side.values or {}).get("address")))
    deciding.decide(store, [Choice(seen, behind)], because=DOOR_DECIDED)
    return Settled(_number(store, seen), store.opened.name, len(seen.versions))


def unite(store: Store) -> tuple[sameness.Pair, int]:
    """The office unites the two that are one, and hands it to somebody; the pair, and how many more are to be seen."""
    waiting = [pair for pair in sameness.pairs(store) if pair.is_open]
    new = next(pair for pair in waiting if _LANE in pair.one.place and _LANE in pair.other.place)
    beside = sameness.pair(store, new.one.household, new.other.household)
    kept = beside.proposed
    other = new.other.household if kept == new.one.household else new.one.household
    sameness.unite(store, kept, other, UNITED)
    assignment.hand_over(
        store, assignment.planned(store, [kept], assignment.person_named(store, FIRST)), because=UNITED
    )
    return new, len(waiting) - 1


def _number(store: Store, seen: Standing) -> str:
    home = store.get(Household, seen.household)
    return (home.number if home else "") or ""
