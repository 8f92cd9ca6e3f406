"""The first day of the demo district: the office with its plan and ledger, its laptops enrolled, households handed out.

Promise: each step goes through the verb that the window and the commands use; what a person would compare or carry is
compared and carried here, too: six words, request files, the office's answer on the stick.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from desktop.casework import assignment, certifying, enrolment, finishing, office_keys, people
from desktop.casework.applicants import Wanted
from desktop.casework.demo_area import Watch, describe, flats_to_choose, issue_the_plan
from desktop.casework.district import ledgers
from desktop.casework.district.desk import CREWS, OFFICE, SECOND_LOOK, Crew, Desk
from desktop.casework.inventing import AREA, CHECKER, CLERK, REACHED, Family
from desktop.domain.fields import Role
from desktop.domain.records import House, Household, Person, Staff
from desktop.exchange.certificates import Scope
from desktop.exchange.six_words import SixWords
from desktop.store import folder as place
from desktop.store import opening
from desktop.store.store import Store

BUILDINGS = "123456"
_PHONE = "0000-12346{n:02}"


@dataclass(frozen=True, slots=True)
class Places:
    """Where what is made lies."""

    folder: Path

    @property
    def stick(self) -> Path:
        return self.folder / "stick"

    @property
    def papers(self) -> Path:
        return self.folder / "papers"


@dataclass(frozen=True, slots=True)
class Asking:
    """A laptop that asks the office for its certificate: its request on the stick, and the words on its screen."""

    crew: Crew
    desk: Desk
    request: Path
    words: SixWords


def found(places: Places, passphrase: str, first_day: date, watch: Watch, language: str) -> tuple[Desk, str]:
    """Makes the office with its escrow sheet, its people, flats and plan; returns it, and the plan's id."""
    office = Desk(OFFICE, places.folder / OFFICE, "", watch)
    with opening.create(office.folder, AREA, CLERK, passphrase, clock=watch).store as store:
        place.mark_invented(office.folder)
        office.people[CLERK] = store.opened
        office.people[CHECKER] = people.admit(store, CHECKER, Role.CHECKER, passphrase)
        describe(store, first_day, REACHED)
        store.save(*flats_to_choose(BUILDINGS), because="安置房源表")
        office_keys.make_escrow(store, places.papers / "escrow.pdf", language)
    return office, issue_the_plan(office.folder, office.people, watch)


def register(store: Store, file: Path, families: Sequence[Family]) -> tuple[list[Family], ledgers.TakenIn]:
    """Takes the office's ledger in, and gives the families as they stand in the store from then on."""
    ledgers.write_ledger(file, families)
    taken = ledgers.take_in_ledger(store, file)
    homes = {home.number: home for home in store.records(Household)}
    living: dict[bytes, list[Person]] = {}
    for person in store.records(Person):
        living.setdefault(person.household or b"", []).append(person)
    houses = {house.household: house for house in store.records(House)}
    return [
        _standing(family, home, living[home.id], houses[home.id])
        for family in families
        for home in (homes[family.household.number],)
    ], taken


def _standing(family: Family, home: Household, living: Sequence[Person], house: House) -> Family:
    """The family by the rows that the ledger made of it."""
    return Family(
        home,
        tuple(living),
        house,
        tuple(replace(part, household=home.id, house=house.id) for part in family.parts),
        tuple(replace(fixture, household=home.id) for fixture in family.fixtures),
    )


def ask(places: Places, crew: Crew, name: str, passphrase: str, watch: Watch) -> Asking:
    """Makes the store of one laptop of a team and writes its request on the stick."""
    is_leads = name == crew.laptops[0]
    first, *others = [crew.lead, SECOND_LOOK] if is_leads else [*crew.workers, crew.lead]
    desk = Desk(name, places.folder / name, crew.name, watch)
    role = Role.LEAD if is_leads else Role.WORKER
    with enrolment.make(desk.folder, name, first, passphrase, team=crew.name, role=role, clock=watch).store as laptop:
        place.mark_invented(desk.folder)
        desk.people[first] = laptop.opened
        desk.people |= {each: people.admit(laptop, each, Role.WORKER, passphrase) for each in others}
        request = places.stick / f"{name}.ruhu-request"
        place.write_durably(request, enrolment.request(laptop))
        return Asking(crew, desk, request, enrolment.status(laptop).own)


def approve(store: Store, asking: Asking) -> None:
    """The office reads a request, compares the six words that the laptop shows, and certifies it."""
    terms = certifying.Terms(people=_wanted(store, asking.crew, asking.desk))
    certifying.approve(store, asking.request.read_bytes(), terms, asking.words)


def _wanted(store: Store, crew: Crew, desk: Desk) -> Mapping[str, Wanted]:
    """What the office decides about the people of a laptop; the first lead leads the whole area.

    Who works on another computer already is known, and sees here no more than what is assigned to them.
    """
    known = {row.name for row in people.staff(store)}
    wanted: dict[str, Wanted] = {}
    for name in desk.people:
        if name in known:
            wanted[name] = Wanted(staff=name, scope=Scope.ASSIGNED)
        elif name == crew.lead:
            wanted[name] = Wanted(role=Role.LEAD, scope=Scope.AREA if crew is CREWS[0] else Scope.TEAM)
        elif name == SECOND_LOOK:
            wanted[name] = Wanted(role=Role.CHECKER, scope=Scope.ASSIGNED)
        else:
            wanted[name] = Wanted(role=Role.WORKER)
    return wanted


def reach(store: Store) -> None:
    """Writes down by which number each of the field is reached; papers say it."""
    named = {name: _PHONE.format(n=n) for n, name in enumerate(each for crew in CREWS for each in crew.people)}
    rows = (row for row in people.staff(store) if row.name in named)
    store.save(*(replace(row, phone=named[row.name or ""]) for row in rows))


def hand_out(store: Store, lanes: Mapping[str, str], until: date) -> int:
    """Hands the households of each lane to its person; returns how many."""
    handed = 0
    for lane, who in lanes.items():
        homes = assignment.of_lane(store, lane)
        planned = assignment.planned(store, homes, assignment.person_named(store, who), until)
        handed += assignment.hand_over(store, planned, because="按巷分户")
    return handed


def answer(office: Store, places: Places, desk: Desk) -> tuple[Path, int]:
    """The office's answer goes on the stick and into the laptop; its file, and how many households it brings."""
    files = finishing.answer(office, certifying.device_named(office, desk.name), places.stick)
    words = certifying.words(office)
    with desk.open(desk.first) as laptop:
        assert finishing.offered(laptop, files[0]).words == words  # noqa: S101  what both would read aloud
        finishing.finish(laptop, files, words)
        return files[0], len(laptop.records(Household))


def staff_of(store: Store) -> dict[str, bytes]:
    return {row.name or "": row.id for row in store.records(Staff)}


def lanes_of(homes: Sequence[Household]) -> dict[str, str]:
    """Who goes to which lane: the lanes in turn to the people of the teams."""
    lanes = sorted({home.lane or "" for home in homes})
    everybody = [name for crew in CREWS for name in crew.people]
    return {lane: everybody[n % len(everybody)] for n, lane in enumerate(lanes)}
