"""One store of the demo area: invented households in the middle of the work, as the five who share it wrote it down.

Promise: what people state is there in every kind, from several people and over weeks, with edits, withdrawals and open
conflicts. Its compensation plan is issued, but few households are calculated: what was paid are round sums (in the
demo `district` all are). Hidden: the order of the days; entries are written in the evening of the day they are about,
each person in turn, so that the store's clock only goes forward.
"""

import shutil
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from zoneinfo import ZoneInfo

from desktop.casework import (
    agreement,
    calculation,
    evidence,
    flats,
    household_facts,
    locking,
    people,
    questioning,
    writing_down,
)
from desktop.casework.calculation import Reckoned
from desktop.casework.day_ahead import day_ahead, returned
from desktop.casework.demo_area import (
    DRAWN,
    EVIDENCE,
    LARGE,
    Progress,
    Watch,
    describe,
    flats_to_choose,
    goals,
    in_turn,
    issue_the_plan,
    numbers,
    stages,
    working_days,
)
from desktop.casework.inventing import (
    AREA,
    CHECKER,
    CLERK,
    FIRST,
    GRIEVANCES,
    HOUSEHOLDS,
    LEAD,
    REACHED,
    SECOND,
    TEAM,
    Inventor,
)
from desktop.casework.papers import making, register, releasing
from desktop.casework.story import Deed, Story, standing
from desktop.domain.errors import Refused
from desktop.domain.identity import device_prefix, provisional_number
from desktop.domain.records import (
    Calculation,
    Grievance,
    House,
    Household,
    Instalment,
    Person,
    Staff,
)
from desktop.domain.stages import Stage
from desktop.store import folder as place
from desktop.store import opening, queries
from desktop.store.drafts import keep_draft
from desktop.store.store import DEFAULT_ZONE, Store
from desktop.store.vault import Unlocked

_SUMS, _PRINTED, _CASH = 6, 3, "货币补偿"
_WHO = (FIRST, FIRST, SECOND, SECOND, LEAD)  # looks after the first household, the next, and so on
_EVENING = {CLERK: time(18), FIRST: time(18, 30), SECOND: time(19, 15), LEAD: time(20)}


@dataclass(frozen=True, slots=True)
class Demo:
    """What was built: how many records of each kind, how many households at each stage, and who opens it."""

    folder: Path
    people: tuple[str, ...]
    records: dict[str, int]
    stages: dict[Stage, int]


def build(
    folder: Path,
    passphrase: str,
    *,
    today: date,
    households: int = HOUSEHOLDS,
    seed: int = 1,
    progress: Progress = lambda _done, _all: None,
) -> Demo:
    """Builds the demo area in a new folder, whole or not at all; its story ends on the day before `today`."""
    zone = ZoneInfo(DEFAULT_ZONE)
    days = working_days(today)
    watch = Watch(datetime.combine(days[0], time(8), zone))
    made = opening.create(folder, AREA, CLERK, passphrase, clock=watch)
    try:
        place.mark_invented(folder)
        with made.store as store:
            opened = _team(store, passphrase)
            describe(store, days[0], REACHED)
            store.save(*flats_to_choose("12"), because="安置房源表")
            staff = {row.name or "": row.id for row in store.records(Staff)}
        issue_the_plan(folder, opened, watch)
        inventor = Inventor(seed, today, zone)
        evenings = _evenings(Story(inventor, days, staff), inventor, households)
        for done, ((day, who), deeds) in enumerate(evenings):
            watch.now = datetime.combine(day, _EVENING[who], zone)
            with opening.open_store(folder, opened[who], clock=watch) as store:
                store.save_all(in_turn(store, watch, deeds))
            progress(done + 1, len(evenings))
        watch.now = datetime.combine(days[-1], time(21), zone)
        with opening.open_store(folder, opened[LEAD], clock=watch) as store:
            _incidents(store, watch, inventor)
            _take_pictures_in(store, watch)
            _lock_sums(store, opened[CHECKER], watch)
            _print_sheets(store, opened[CHECKER], watch)
            store.save(*day_ahead(store, today))
            questions = returned(store)
            store.save(*questions)
        watch.now = datetime.combine(days[-1], time(22), zone)
        with opening.open_store(folder, opened[FIRST], clock=watch) as store:
            for question in questions[-1:]:
                questioning.answer(store, question, "又去看了一次，和登记的一样，不用改。")
            return Demo(store.folder, tuple(opened), numbers(store), stages(store))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _team(store: Store, passphrase: str) -> dict[str, Unlocked]:
    """Who works in the area, each with the key that signs in their name; the same passphrase opens it for all."""
    others = ((name, role) for name, role in TEAM.items() if name != CLERK)
    return {CLERK: store.opened} | {name: people.admit(store, name, role, passphrase) for name, role in others}


def _evenings(story: Story, inventor: Inventor, households: int) -> list[tuple[tuple[date, str], list[Deed]]]:
    """All deeds by day and person, in the order in which they are written down."""
    by_evening: dict[tuple[date, str], list[Deed]] = defaultdict(list)
    for n, goal in enumerate(goals(households), 1):
        family = inventor.family(n, can_be_disputed=goal < Stage.SERVED)
        course = story.course(n, goal, family, _WHO[n % len(_WHO)])
        for deed in chain(story.registration(course), story.contacts(course), story.papers(course)):
            by_evening[deed.day, deed.who].append(deed)
    return sorted(by_evening.items(), key=lambda item: (item[0][0], _EVENING[item[0][1]]))


def _incidents(store: Store, watch: Watch, inventor: Inventor) -> None:
    """What happens now and then: two pages that were open at once, a household registered twice, somebody who looks."""
    households = store.records(Household)
    houses = [house for household in households[:40] for house in store.records(House, household=household.id)]
    for house in houses[5:36:15]:
        for more, source in ((Decimal("1.2"), "产权证附图"), (Decimal("2.4"), "现场复核")):
            watch.tick()
            area = (house.registered_gross or Decimal()) + more
            store.save(replace(house, recognised_area=area, recognised_area_source=source))
    first, second = households[:2]
    watch.tick()
    twice = Household(number=first.number, address=first.address, note="另一组也登记了。")
    store.save(twice, Household(number=second.number, address=second.address))
    watch.tick()
    store.withdraw(standing(store, twice), because="重复登记")
    watch.tick()
    owner = store.records(Person, household=first.id)[0]
    store.reveal(owner, "phone", because="回访")
    watch.tick()
    number = provisional_number(device_prefix(store.end.origin), 1)
    store.save(Household(number=number, address=f"示例里 9 巷 {inventor.between(61, 80)} 号"))
    watch.tick()
    nameless = Grievance(raised_on=store.today(), manner="anonymous", words=GRIEVANCES[2])
    store.save(writing_down.completed(store, nameless))
    started = {"manner": "home", "met_whom": owner.name}
    keep_draft(store, "visit", started, household=first.id)


def _take_pictures_in(store: Store, watch: Watch) -> None:
    """What the file of the first household holds, and what of it proves its certificate."""
    home = store.records(Household)[0]
    for file in sorted(EVIDENCE.iterdir()):
        watch.tick()
        evidence.take_in(store, file, home, kind=DRAWN.get(file.stem), caption=file.stem, consent="not_needed")
    watch.tick()
    house = store.records(House, household=home.id)[0]
    store.save(replace(house, certificate_evidence=(*house.certificate_evidence, "产权证首页")))


def _lock_sums(store: Store, checker: Unlocked, watch: Watch) -> None:
    """The sums of those of whom everything is known, and one agreement on the first that has none."""
    ready = (home for home in store.records(Household) if not home.withdrawn and not home.title_disputed)
    reckoned = filter(None, (_reckoned(store, home) for home in ready))
    for done in islice((each for each in reckoned if not locking.obstacles(store, each).reasons), _SUMS):
        watch.tick()
        locking.check(store, done, checker)
        watch.tick()
        row = locking.lock(store, done)
        if not store.records(Instalment) and not agreement.agreements(store, done.household.id):
            watch.tick()
            amount = row.amounts()[_CASH]
            parts = (
                agreement.Part(amount // 2, condition="签约后"),
                agreement.Part(amount - amount // 2, condition="交房后"),
            )
            agreement.sign(store, done.household, agreement.Terms(_CASH, "示例协字 2 号", store.today(), parts=parts))


def _print_sheets(store: Store, checker: Unlocked, watch: Watch) -> None:
    """Some sheets that were printed, one that a household has, and a newer version of that, which is to be brought."""
    reckoned = {row.household for row in store.records(Calculation)}
    homes = [home for home in store.records(Household) if home.id in reckoned][-_PRINTED:]
    for home in homes:
        watch.tick()
        made = making.made(store, "sheet", home)
        releasing.register(store, made, releasing.bound(store, made), releasing.Way.PRINTER, copies=2)
    for home in homes[-1:]:
        (printed,) = register.prints(store, [home.id])
        watch.tick()
        if not printed.is_out:
            owner = queries.first_owners(store)[home.id]
            register.note(store, printed.row, register.Step.HANDED, store.today(), receiver=owner)
        _lock_again(store, home, checker, watch)


def _lock_again(store: Store, home: Household, checker: Unlocked, watch: Watch) -> None:
    again = _reckoned(store, home, "2027-01-25")
    if again is not None and not locking.obstacles(store, again).reasons:
        watch.tick()
        locking.check(store, again, checker)
        watch.tick()
        locking.lock(store, again, reason="住户改了腾房的日子")


def _reckoned(store: Store, home: Household, moves_on: str = "2027-01-05") -> Reckoned | None:
    """A household's sum with what it said; None where the ledger lacks something."""
    answers = {"装修评估值": "18600", "唯一住房": "是", "签约日": "2026-12-20", "腾房日": moves_on}
    flat = next(each for each in flats.open_to(store, home.id) if each.area == Decimal(LARGE[1]))
    said = [f"{name}={text}" for name, text in answers.items()]
    try:
        return calculation.reckon(
            store, home, lambda draft: household_facts.said(draft.sound().pack, said), flats={"换房": flat}
        )
    except Refused:
        return None
