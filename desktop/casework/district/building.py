"""The demo district: an office and three teams do the main job with each other, over files alone.

Promise: from an office's Excel ledger to receipts that came back, everything is done by the verbs that the window and
the commands use, and told step by step with what it came to, where it lies and how long it took. At the end every
laptop shows of each of its households exactly what the office shows; then two bundles come that wait for the office.
Hidden: the order of the days and rounds.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from desktop.casework import demo_area
from desktop.casework.demo_area import Progress, Watch
from desktop.casework.district import chairs, disputes, founding, late, ledgers, planning, rounds
from desktop.casework.district.chairs import Chair, Chairs
from desktop.casework.district.desk import CREWS, OFFICE, ZONE, Crew, Desk
from desktop.casework.district.founding import Asking, Places
from desktop.casework.district.late import Waiting
from desktop.casework.district.paperwork import number_of_sheet
from desktop.casework.district.planning import ROUNDS, Plan
from desktop.casework.district.rounds import Round
from desktop.casework.district.telling import Counting, Step, Told
from desktop.casework.inventing import CLERK, HOUSEHOLDS, Family, Inventor
from desktop.casework.story import Story
from desktop.domain.errors import Refused
from desktop.domain.records import Agreement, Payment
from desktop.domain.stages import Stage
from desktop.i18n import N_
from desktop.store import agreeing, certified, queries
from desktop.store.drafts import keep_draft
from desktop.store.store import Store

LEAST = 12
"""Households with which everything still happens."""

PARTS = frozenset({OFFICE, "stick", "papers", *(name for crew in CREWS for name in crew.laptops), *chairs.FILES})
"""What lies in the folder of a district, also of one that was not finished."""

_LOST, _LATE, _TWICE = "RH-T-02", "RH-T-04", "RH-T-06"
_LOST_IN, _DECIDED_IN, _REPEATED_IN = 0, 1, 1  # rounds, counted from 0


@dataclass(frozen=True, slots=True)
class Agreed:
    """Of how many of its households a laptop shows what the office shows.

    `fingerprint` is its digest where it holds all of them, else empty; `is_whole` where that is the office's.
    """

    laptop: str
    households: int
    same: int
    fingerprint: str = ""
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class District:
    """What was built. `agreed` is as of the last round; `waiting` came after it, and the office has not taken it in."""

    chairs: Chairs
    steps: tuple[Step, ...]
    records: dict[str, int]
    stages: dict[Stage, int]
    agreed: tuple[Agreed, ...]
    fingerprint: str
    waiting: tuple[Waiting, ...]

    @property
    def is_agreed(self) -> bool:
        return all(each.same == each.households and each.is_whole == bool(each.fingerprint) for each in self.agreed)


def build(
    folder: Path,
    passphrase: str,
    *,
    today: date,
    language: str,
    households: int = HOUSEHOLDS,
    is_known: bool = True,
    told: Told = lambda _step: None,
    progress: Progress = lambda _done, _all: None,
) -> District:
    """Builds the district in a new or empty folder, whole or not at all; its story ends on the day before `today`.

    `is_known`: the passphrase is the demo's own, and said in its files.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(
            "The folder {folder} is not empty. Nothing was written.",
            "Name a folder that doesn't exist yet.",
            folder=folder,
        )
    if households < LEAST:
        raise Refused("A demo district has {n} households at least.", "Ask for more.", n=LEAST)
    is_new = not folder.exists()
    building = _Building(Places(folder), passphrase, today, language, Counting(told, progress))
    try:
        return building.build(households, is_known=is_known)
    except BaseException:
        _throw_away(folder, is_new=is_new)
        raise


def _throw_away(folder: Path, *, is_new: bool) -> None:
    """Takes away what was begun, and nothing that somebody else has put there meanwhile."""
    for part in (folder / name for name in PARTS):
        if part.is_dir():
            shutil.rmtree(part, ignore_errors=True)
        else:
            part.unlink(missing_ok=True)
    if is_new:
        with suppress(OSError):
            folder.rmdir()


class _Building:
    """The district while it is built."""

    def __init__(self, places: Places, passphrase: str, today: date, language: str, counting: Counting) -> None:
        self._places = places
        self._passphrase = passphrase
        self._today = today
        self._language = language
        self._counting, self._step = counting, counting.step
        self._days = demo_area.working_days(today)
        self._laptops: list[Desk] = []

    def build(self, households: int, *, is_known: bool) -> District:
        for each in (self._places.folder, self._places.stick, self._places.papers):
            each.mkdir(parents=True, exist_ok=True)
        watch = self._watch(time(7))
        with self._step(N_("The office is founded: {people} people, {flats} flats, a plan that is issued"),
                                 f"{OFFICE}/, papers/escrow.pdf") as values:  # fmt: skip
            self._office, _ = founding.found(self._places, self._passphrase, self._days[0], watch, self._language)
            values |= {
                "people": len(self._office.people),
                "flats": len(list(demo_area.flats_to_choose(founding.BUILDINGS))),
            }
        inventor = Inventor(1, self._today, ZONE)
        goals = [*demo_area.goals(households)]
        invented = [inventor.family(n, can_be_disputed=goal < Stage.SERVED) for n, goal in enumerate(goals, 1)]
        families = self._take_ledger_in(invented)
        lanes = founding.lanes_of([family.household for family in families])
        self._enrol(lanes)
        with self._office.open(CLERK) as store:
            staff = founding.staff_of(store)
        story = Story(inventor, self._days, staff, planning.beside, number_of_sheet)
        plan = planning.planned(story, self._laptops, [*zip(families, goals, strict=True)], lanes, self._places.papers)
        planning.add_what_goes_wrong(plan, self._laptops, inventor.family(households + 1), self._places.papers)
        planning.add_pictures(plan)
        planning.add_day_ahead(plan, self._laptops, self._today)
        self._count(plan)
        for nth in range(len(ROUNDS)):
            self._round(nth, plan)
        return self._finished(plan, late.known(plan.courses, invented), is_known=is_known)

    # The first day

    def _take_ledger_in(self, invented: Sequence[Family]) -> list[Family]:
        file = self._places.stick / "台账.xlsx"
        what = N_(
            "{households} households came in out of the office's Excel ledger: {rows} rows, {corrected} corrected"
        )
        with self._step(what, "stick/台账.xlsx") as values, self._office.open(CLERK) as store:
            families, taken = founding.register(store, file, invented)
            values |= {"households": taken.households, "rows": taken.rows, "corrected": taken.corrected}
        return families

    def _enrol(self, lanes: dict[str, str]) -> None:
        what = N_(
            "{laptops} laptops of {teams} teams are enrolled for {people} people: requests, six words, certificates"
        )
        with self._step(what, "stick/*.ruhu-request") as values:
            named = [(crew, name) for crew in CREWS for name in crew.laptops]
            asking = self._counting.side_by_side(self._ask, named)
            with self._office.open(CLERK) as store:
                for each in asking:
                    founding.approve(store, each)
                founding.reach(store)
            self._laptops = [each.desk for each in asking]
            people = {name for desk in self._laptops for name in desk.people}
            values |= {"laptops": len(asking), "teams": len(CREWS), "people": len(people)}
        what = N_(
            "{households} households are handed out by lane, and the office's answer brings {brought} to the laptops"
        )
        with self._step(what, "stick/") as values, self._office.open(CLERK) as store:
            handed = founding.hand_out(store, lanes, self._days[-1])
            brought = [
                founding.answer(store, self._places, desk)[1] for desk in self._counting.each(iter(self._laptops))
            ]
            values |= {"households": handed, "brought": sum(brought)}

    def _ask(self, named: tuple[Crew, str]) -> Asking:
        crew, name = named
        return founding.ask(self._places, crew, name, self._passphrase, self._watch(time(8)))

    def _watch(self, hour: time) -> Watch:
        return Watch(datetime.combine(self._days[0], hour, ZONE))

    def _count(self, plan: Plan) -> None:
        evenings = sum(field.number_of(0, len(self._days)) for field in plan.fields.values())
        laptops = len(self._laptops)
        self._counting.of = 2 * laptops + evenings + len(ROUNDS) * 4 * laptops

    # A round

    def _round(self, nth: int, plan: Plan) -> None:
        first, last = ROUNDS[nth - 1] + 1 if nth else 0, ROUNDS[nth]
        day, up = self._days[last], self._places.stick / f"round-{nth + 1}" / "up"
        self._work(plan, first, last)
        if nth == _DECIDED_IN:
            self._office.it_is(self._days[last - 2], time(17))
            with self._office.open(CLERK) as store:
                disputes.measured_by_register(store, plan.disputed)
        round_ = self._send(nth, up, day)
        rounds.office_hour(day, self._office)
        with self._office.open(CLERK) as store:
            self._merge(store, nth, up, round_)
            if nth == _DECIDED_IN:
                self._decide(store)
            self._pay(store, plan, day)
            down = self._answer(store, nth, day, round_)
        self._take_home(nth, down)

    def _work(self, plan: Plan, first: int, last: int) -> None:
        what = N_("Days {first} to {last} in the field: {entries} entries, {sums} sums locked, {pages} pages of "
                  "{papers} papers printed, {agreements} agreements signed")  # fmt: skip
        with self._step(what, "papers/") as values:
            before = _totals(plan)
            for field in plan.fields.values():
                field.work(first, last, self._counting.done)
            values |= {"first": first + 1, "last": last + 1}
            values |= {name: now - before[name] for name, now in _totals(plan).items()}
        for decided in plan.decided:
            with self._step(N_("{by} decided a conflict of {number}, {values} values stood"), "RH-T-01/") as values:
                values |= {"by": decided.by, "number": decided.number, "values": decided.values}
        plan.decided.clear()

    def _send(self, nth: int, up: Path, day: date) -> Round:
        what = N_("{bundles} bundles for the office lie on the stick, {kilobytes} KB")
        with self._step(what, f"stick/{up.relative_to(self._places.stick)}/") as values:
            round_ = rounds.send(self._laptops, up, day, self._counting.done)
            values |= {"bundles": round_.sent, "kilobytes": round_.size // 1000}
        if nth == _LOST_IN:
            for file in round_.files[_LOST]:
                file.unlink()
            later = self._later
            later.mkdir()
            for file in round_.files[_LATE]:
                file.rename(later / file.name)
            with self._step(N_("The bundle of {lost} is lost for ever, that of {late} lies in a drawer")) as values:
                values |= {"lost": _LOST, "late": _LATE}
        return round_

    def _merge(self, store: Store, nth: int, up: Path, round_: Round) -> None:
        what = N_("The office looked at {bundles} bundles and merged them: {entries} entries, {pieces} photos, "
                  "{conflicts} conflicts")  # fmt: skip
        with self._step(what, f"{OFFICE}/") as values:
            rounds.merge(store, up, round_, self._counting.done)
            values |= {"bundles": round_.merged, "entries": round_.entries}
            values |= {"pieces": round_.pieces, "conflicts": round_.conflicts}
        if nth == _LOST_IN + 1:
            late = Round()
            what = N_("What was lost came with the next bundle of {lost}. That of {late} was found late: "
                      "{known} entries, {new} of them new")  # fmt: skip
            with self._step(what, "stick/later/") as values:
                rounds.merge(store, self._later, late)
                values |= {"lost": _LOST, "late": _LATE, "known": late.known + late.entries, "new": late.entries}

    def _decide(self, store: Store) -> None:
        with self._step(N_("{by} decided a conflict of {number} that moves money: {totals}"), f"{OFFICE}/") as values:
            decided = disputes.decide_area(store)
            values |= {"by": decided.by, "number": decided.number}
            values |= {"totals": "; ".join(disputes.told(each) for each in decided.sums)}
        what = N_(
            "{one} and {other} are one household, registered by two teams: the office united them, {left} pairs left"
        )
        with self._step(what, f"{OFFICE}/") as values:
            pair, left = disputes.unite(store)
            values |= {"one": pair.one.number, "other": pair.other.number, "left": left}

    def _pay(self, store: Store, plan: Plan, day: date) -> None:
        """What the bank paid since the last round, on the agreements that the office knows by now."""
        paid = {row.household for row in store.records(Payment)}
        agreed = {row.household: row for row in store.records(Agreement, state="signed")}
        owners = queries.first_owners(store)
        due = [
            (way.course.family.household.number or "", owners[way.household], row.agreed_amount or 0, day)
            for way in plan.paid
            if way.household not in paid and (row := agreed.get(way.household)) is not None
        ]
        if not due:
            return
        file = self._places.stick / f"付款 {day:%m-%d}.xlsx"
        with self._step(N_("{payments} payments came in out of the bank's list"), f"stick/{file.name}") as values:
            ledgers.write_payments(file, due)
            values |= {"payments": ledgers.take_in_payments(store, file)}

    def _answer(self, store: Store, nth: int, day: date, round_: Round) -> dict[str, Sequence[Path]]:
        down = self._places.stick / f"round-{nth + 1}" / "down"
        what = N_("{answers} answers with receipts and decisions lie on the stick")
        with self._step(what, f"stick/round-{nth + 1}/down/") as values:
            made = rounds.answer(store, self._laptops, down, day, round_)
            values |= {"answers": len(made)}
        return made

    def _take_home(self, nth: int, down: dict[str, Sequence[Path]]) -> None:
        def take_home(desk: Desk) -> int:
            return len(rounds.take_home(desk, down[desk.name]).households)

        what = N_("{laptops} laptops took their answer in: {households} times something of a household")
        with self._step(what, "RH-T-01/ … RH-T-06/") as values:
            taken = self._counting.side_by_side(take_home, self._laptops)
            values |= {"laptops": len(taken), "households": sum(taken)}
        if nth == _REPEATED_IN:
            desk = next(desk for desk in self._laptops if desk.name == _TWICE)
            with self._step(N_("{laptop} was given the same answer again: it changed nothing")) as values:
                before = _digest(desk)
                rounds.take_home(desk, down[desk.name])
                assert _digest(desk) == before  # noqa: S101  what is known changes nothing
                values |= {"laptop": desk.name}

    @property
    def _later(self) -> Path:
        return self._places.stick / "later"

    # The end

    def _finished(self, plan: Plan, again: Family, *, is_known: bool) -> District:
        what = N_("{laptops} laptops show of each of their households what the office shows; "
                  "the area lead's is the same as a whole")  # fmt: skip
        with self._step(what) as values, self._office.open(CLERK) as store:
            fingerprint, agreed = store.digest(), tuple(self._agreed(store))
            values |= {"laptops": len([each for each in agreed if each.same == each.households])}
            records, stages = demo_area.numbers(store), demo_area.stages(store)
        waiting = self._late(again)
        self._begin_a_visit()
        found = [chair for desk in (self._office, *self._laptops) for chair in _chairs_at(desk)]
        told = Chairs(self._places.folder, len(plan.courses), self._passphrase if is_known else None, tuple(found))
        chairs.write(told, self._language)
        return District(told, tuple(self._counting.steps), records, stages, agreed, fingerprint, waiting)

    def _late(self, again: Family) -> tuple[Waiting, ...]:
        what = N_("After that round {bundles} more bundles came, {entries} entries and {pieces} photos: the office has "
                  "looked at them, and taken none in")  # fmt: skip
        with self._step(what, f"{chairs.WAITING}/") as values:
            folder = self._places.folder / chairs.WAITING
            waiting = late.write(self._laptops, again, folder, self._days[-1])
            with self._office.open(CLERK) as store:
                values |= {"bundles": late.look_at(store, folder)}
            values |= {"entries": sum(each.entries for each in waiting)}
            values |= {"pieces": sum(each.pieces for each in waiting)}
        return waiting

    def _agreed(self, office: Store) -> Iterator[Agreed]:
        known = agreeing.fingerprints(office, agreeing.held(office))
        for desk in self._laptops:
            with desk.open(desk.first) as store:
                mine = agreeing.fingerprints(store, agreeing.held(store))
                same = sum(known.get(home) == of for home, of in mine.items())
                whole = store.digest() if len(mine) == len(known) else ""
                yield Agreed(desk.name, len(mine), same, whole, whole == office.digest())

    def _begin_a_visit(self) -> None:
        """A draft waits on a laptop, as on any evening; drafts are no history and travel nowhere."""
        desk = self._laptops[1]
        with desk.open(desk.first) as store:
            home = min(agreeing.held(store))
            keep_draft(store, "visit", {"manner": "home"}, household=home)


def _chairs_at(desk: Desk) -> Iterator[Chair]:
    """Those who open a computer; in the field the certificate says what somebody may do."""
    with desk.open(desk.first) as store, store.reading() as connection:
        known = certified.people(connection)
    for name, opened in desk.people.items():
        yield Chair(desk.folder.name, name, certified.as_certified(known, opened).role, desk.team)


def _digest(desk: Desk) -> str:
    with desk.open(desk.first) as store:
        return store.digest()


def _totals(plan: Plan) -> dict[str, int]:
    fields = plan.fields.values()
    return {
        "entries": sum(field.written for field in fields),
        "sums": sum(field.paperwork.locked for field in fields),
        "agreements": sum(field.paperwork.agreements for field in fields),
        "papers": sum(printed.papers for field in fields for printed in field.printed),
        "pages": sum(printed.pages for field in fields for printed in field.printed),
    }
