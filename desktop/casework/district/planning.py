"""What each laptop of the demo district is going to do on which day: the story, and what goes wrong between people."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path

from desktop.casework import evidence, questioning
from desktop.casework.day_ahead import day_ahead, returned
from desktop.casework.demo_area import DRAWN, EVIDENCE
from desktop.casework.district import disputes
from desktop.casework.district.desk import CREWS, Desk
from desktop.casework.district.fieldwork import Fieldwork
from desktop.casework.district.paperwork import Paperwork, Way, number_of_sheet
from desktop.casework.inventing import FIRST, LEAD, Family
from desktop.casework.story import Course, Deed, Story
from desktop.domain.records import Handover, Service
from desktop.domain.stages import Stage
from desktop.store.store import Store

ROUNDS = (8, 13, 17)
"""In the evening of which days of the story the sticks go round."""

_DISPUTED, _ASKED, _ANSWERED, _AGAIN, _DECIDED = 11, 13, 15, 15, 15
_MOVES = (14, 16)
_PHOTOS = frozenset({"门牌", "东厢房"})
_AGAIN_BECAUSE = "登记面积定下来了"


@dataclass(slots=True)
class Plan:
    """Who does what: by laptop its evenings, and what is known of the households that something happens to."""

    fields: dict[str, Fieldwork]
    courses: list[Course]
    ways: list[Way]
    disputed: Way
    moved: Course
    decided: list[disputes.Settled]

    @property
    def paid(self) -> list[Way]:
        """The households that are paid."""
        return [way for way in self.ways if way.course.goal >= Stage.PAID]


def desks_of(desks: Sequence[Desk]) -> dict[str, Desk]:
    """By person the laptop on which they write down what happens with their households."""
    by_name = {desk.name: desk for desk in desks}
    found: dict[str, Desk] = {}
    for crew in CREWS:
        found |= dict.fromkeys(crew.workers, by_name[crew.laptops[1]]) | {crew.lead: by_name[crew.laptops[0]]}
    return found


def beside(who: str) -> str:
    """Who comes along: the other one of the two, and with the lead the first of them."""
    crew = next(crew for crew in CREWS if who in crew.people)
    return next(name for name in crew.people if name != who)


def planned(
    story: Story,
    desks: Sequence[Desk],
    families: Sequence[tuple[Family, Stage]],
    lanes: Mapping[str, str],
    papers: Path,
) -> Plan:
    """Lays out the whole story: how far each family comes, and who goes to which lane."""
    at, days = desks_of(desks), story.days
    fields: dict[str, Fieldwork] = {}
    for nth, desk in enumerate(desks, 1):
        second = [*desk.people][-1]  # the one who checks, or the lead
        fields[desk.name] = Fieldwork(desk, Paperwork(desk, second, str(nth), days), days, papers)
    courses: list[Course] = []
    ways: list[Way] = []
    for n, (family, goal) in enumerate(families, 1):
        course = story.course(n, goal, family, lanes[family.household.lane or ""])
        way = _way(story, course) if goal >= Stage.SERVED else None
        fields[at[course.who].name].plan(_deeds(story, course, way), way)
        courses.append(course)
        ways += [way] if way else []
    workers = {name for crew in CREWS for name in crew.workers}
    disputed = next(way for way in ways if way.course.goal is Stage.SERVED and way.course.who in workers)
    moved = next(course for course in courses if course.who in CREWS[0].workers)
    return Plan(fields, courses, ways, disputed, moved, [])


def add_what_goes_wrong(plan: Plan, desks: Sequence[Desk], unknown: Family, papers: Path) -> None:
    """Two say another area, two another door, two teams register one household; the lead asks, and decides one."""
    at = desks_of(desks)

    def field_of(who: str) -> Fieldwork:
        return plan.fields[at[who].name]

    way, moved = plan.disputed, plan.moved
    disputes.measured_by_paper(field_of(way.course.who), _DISPUTED, way)
    disputes.found_at_another_door(field_of(moved.who), _DISPUTED, moved, moved.who, "9 号后院")
    disputes.found_at_another_door(field_of(LEAD), _DISPUTED, moved, LEAD, "9 号")
    first, second = CREWS[0].workers[0], CREWS[1].workers[1]
    disputes.registered(field_of(first), _DISPUTED - 1, first, unknown, "")
    disputes.registered(field_of(second), _DISPUTED, second, unknown, "后院")
    field_of(LEAD).add(_ASKED, LEAD, lambda store: store.save(*returned(store)))
    field_of(FIRST).add(_ANSWERED, FIRST, _answer)
    field_of(LEAD).add(_DECIDED, LEAD, lambda store: plan.decided.append(disputes.decide_door(store)))
    again = partial(_again, field=field_of(way.course.who), way=way, papers=papers)
    field_of(way.course.who).add(_AGAIN, way.course.who, again)


def add_pictures(plan: Plan) -> None:
    """In the file of the first household of each laptop that is visited lie drawn photos, of the very first one all."""
    wanted = sorted(EVIDENCE.iterdir())
    for field in plan.fields.values():
        mine = (course for course in plan.courses if course.who in field.desk.people and course.goal > Stage.REGISTERED)
        for course in [*mine][:1]:
            field.add(course.second, course.who, partial(_take_pictures, course=course, files=wanted))
            wanted = [file for file in wanted if file.stem in _PHOTOS]


def add_day_ahead(plan: Plan, desks: Sequence[Desk], day: date) -> None:
    """On the last evening each of those who go there plans the day after."""
    for who, desk in desks_of(desks).items():
        plan.fields[desk.name].add(ROUNDS[-1], who, lambda store, who=who: store.save(*day_ahead(store, day, [who])))


def _way(story: Story, course: Course) -> Way:
    inventor = story.inventor
    sheet = story.appraised(course) + inventor.between(1, 2)
    signed = sheet + inventor.between(1, 2) if course.goal >= Stage.SIGNED else None
    moved = inventor.between(*_MOVES) if course.goal is Stage.MOVED or story.is_forgotten(course) else None
    return Way(course, sheet, signed, moved, swaps=course.goal is Stage.SIGNED and course.n % 2 == 0)


def _deeds(story: Story, course: Course, way: Way | None) -> Iterator[Deed]:
    yield from story.contacts(course)
    if way is None:
        return
    yield from chain(story.appraisal(course), story.served(course, way.sheet_on))
    if way.moved_on is not None:
        on = story.days[way.moved_on]
        row = Handover(household=way.household, handed_over_on=on, taken_over_by=course.who)
        yield Deed(on, course.who, lambda _store: [row])


def _take_pictures(store: Store, course: Course, files: Sequence[Path]) -> None:
    for file in files:
        kind = DRAWN.get(file.stem)
        evidence.take_in(store, file, course.family.household, kind=kind, caption=file.stem, consent="not_needed")


def _answer(store: Store) -> None:
    """Of what the lead asks, one is answered; the others wait."""
    for asked in questioning.open_questions(store)[-1:]:
        questioning.answer(store, asked.question, "又去看了一次，和登记的一样，不用改。")


def _again(store: Store, field: Fieldwork, way: Way, papers: Path) -> None:
    """Since the office has decided, the household gets another sheet, and is told why."""
    field.paperwork.lock(store, way, reason=_AGAIN_BECAUSE)
    home = way.course.family.household
    file = papers / f"{home.number} 第 2 版.pdf"
    if printed := field.paperwork.sheets(store, [way], file):
        field.printed.append(printed)
    served = Service(
        household=home.id,
        document="sheet",
        document_number=number_of_sheet(store, home),
        served_at=store.now(),
        manner="handed",
        servers=(way.course.who, beside(way.course.who)),
        receiver=way.course.family.holder,
    )
    store.save(served)
