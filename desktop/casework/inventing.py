"""Invented people, houses and words, obviously so: names hold 示例, ID numbers 999999, phones begin with 100 or 0000.

Promise: the same seed invents the same. Nobody is meant; what is said was put together from a few phrases.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from desktop.domain.errors import Level
from desktop.domain.fields import Role
from desktop.domain.identity import id_number_findings
from desktop.domain.records import Fixture, House, Household, Person, UnregisteredPart

T = TypeVar("T")

AREA = "演示片区"
HOUSEHOLDS = 412
PASSPHRASE = "yan shi pian qu"  # noqa: S105  said aloud: everything in a demo is invented
CLERK, LEAD, FIRST, SECOND, CHECKER = "钱示例", "陈示例", "何示例", "周示例", "郑示例"
TEAM = {CLERK: Role.CLERK, LEAD: Role.LEAD, FIRST: Role.WORKER, SECOND: Role.WORKER, CHECKER: Role.CHECKER}
REACHED = {  # in which team somebody is, and by which number
    CLERK: ("征收办", "0000-1234560"),
    LEAD: ("一组", "0000-1234561"),
    FIRST: ("一组", "0000-1234562"),
    SECOND: ("二组", "0000-1234563"),
    CHECKER: ("征收办", "0000-1234564"),
}
OFFICE = {
    "project": "示例征收项目",
    "office": "示例区征收办",
    "office_address": "示例路 1 号一楼",
    "window_phone": "0000-7654321",
    "reconsideration_body": "示例市人民政府",
    "court": "示例市中级人民法院",
}
"""By field what the area says of itself on its papers."""

LANES = 9
_PLOTS = 5
_SURNAMES = "赵李吴王冯卫蒋沈韩杨朱秦许吕张孔曹严金魏姜谢邹窦章云苏潘葛范彭鲁韦马苗单解曾仇查区盖朴任覃"
_LAST = "甲乙丙丁戊己庚辛壬癸"
_RARE = "䶮㛃𬱖"
_DOTTED = ("阿依示例·买买提示例", "卓玛示例·才让示例", "迪丽示例·吐尔示例")
_STRUCTURES = ("砖混", "砖木", "土木")
_FIXTURES = (
    ("防盗门", "樘", 80_000),
    ("太阳能热水器", "台", 260_000),
    ("葡萄架", "个", 120_000),
    ("水井", "口", 350_000),
)
_PARTS = ("东厢房", "煤棚", "西偏房", "门斗", "二楼加层")
_STATES = ("undetermined", "recognised", "recognised_with_factor", "not_recognised", "removed_by_owner")
_HARDSHIPS = ("低保", "残疾", "重病", "独居老人")

WISHES = (
    ("cash", "拿了钱，自己去找房子。"),
    ("swap", "想要一楼的房子，进出方便。"),
    ("mixed", "换一套小的，剩下的拿钱。"),
    ("undecided", "钱和房子怎么合适，还得跟孩子商量。"),
    ("rather_not_say", ""),
)
DEMANDS = ("煤棚没有量，想再量一次。", "老人腿脚不好，要低楼层。", "孩子在附近上学，不想搬远。", "想先看看新房子。")
PROMISES = ("来量煤棚", "送评估报告的复印件", "问清楚过渡费怎么发", "带一份户型图来")
GRIEVANCES = ("厢房没有算进去。", "评估的单价比隔壁低。", "通知贴得太晚，没有看到。", "打电话没有人接。")
DATA_REQUESTS = (
    ("see", "你们记了我家什么，我想看一看。"),
    ("correct", "我的电话记错了一位，改过来。"),
    ("delete", "孩子的学校不用记，删掉。"),
)
CLAUSES = ("方案第五条", "方案第十二条", "方案第十五条", "方案第十八条")


@dataclass(frozen=True, slots=True)
class Family:
    """One invented household with its people and what it lives in."""

    household: Household
    people: tuple[Person, ...]
    house: House
    parts: tuple[UnregisteredPart, ...]
    fixtures: tuple[Fixture, ...]

    @property
    def holder(self) -> str:
        return self.people[0].name or ""


class Inventor:
    """Invents from a seed, as of a day."""

    def __init__(self, seed: int, today: date, zone: ZoneInfo) -> None:
        self._random = random.Random(seed)  # noqa: S311  nothing secret is invented
        self._today = today
        self._zone = zone

    def chance(self, share: float) -> bool:
        return self._random.random() < share

    def one_of(self, things: Sequence[T]) -> T:
        return self._random.choice(things)

    def between(self, low: int, high: int) -> int:
        return self._random.randint(low, high)

    def at(self, day: date) -> datetime:
        """Some minute of a working day."""
        return datetime.combine(day, time(9), self._zone) + timedelta(minutes=self.between(0, 480))

    def family(self, n: int, *, can_be_disputed: bool = True) -> Family:
        """The n-th household of the area, in the lane after that of the one before."""
        household = self._household(n, can_be_disputed=can_be_disputed)
        is_public = self.chance(0.15)
        people = tuple(self._people(household.id, is_public=is_public))
        house = self._house(household.id, n, "public" if is_public else "private")
        parts = tuple(self._part(household.id, house, self.between(0, 4)) for _ in range(self.between(0, 2)))
        fixtures = tuple(self._fixture(household.id) for _ in range(self.between(0, 2)))
        return Family(household, people, house, parts, fixtures)

    def phone(self) -> str:
        return f"100-{self.between(0, 9999):04}-{self.between(0, 9999):04}"

    def _household(self, n: int, *, can_be_disputed: bool) -> Household:
        lane, door = n % LANES + 1, n // LANES + 1
        plot = (lane - 1) * _PLOTS // LANES + 1
        is_disputed = self.chance(0.02) and can_be_disputed
        return Household(
            number=f"YS-{plot:02}-{n:04}",
            plot=str(plot),
            lane=f"示例里 {lane} 巷",
            door=str(door),
            address=f"示例里 {lane} 巷 {door} 号",
            address_note=self.one_of((None, None, "公厕对面的红门", "进院左手第二家")),
            contact_wish=self.one_of(("visit", "visit", "telephone", "office", "do_not_come")),
            title_disputed=is_disputed or None,
            dispute_note="兄弟两人都说是自己的。" if is_disputed else None,
        )

    def _people(self, household: bytes, *, is_public: bool) -> list[Person]:
        is_shared = not is_public and self.chance(0.1)
        role = "tenant" if is_public else "co_owner" if is_shared else "owner"
        share = Decimal(50) if is_shared else None
        people = [self._person(household, role, 30, 85, share=share)]
        if share:
            people.append(self._person(household, "co_owner", 30, 85, share=share))
        relations = self._random.sample(("配偶", "儿子", "女儿", "母亲"), self.between(0, 3))
        people += [self._person(household, "family", 1, 80, relation=relation) for relation in relations]
        if self.chance(0.05):
            people.append(self._agent(household))
        return people

    def _person(
        self,
        household: bytes,
        role: str,
        youngest: int,
        oldest: int,
        *,
        share: Decimal | None = None,
        relation: str = "",
    ) -> Person:
        sex = self.one_of(("female", "male"))
        born = self._today - timedelta(days=365 * self.between(youngest, oldest) + self.between(0, 364))
        hardships = (self.one_of(_HARDSHIPS),) if self.chance(0.08) else ()
        speaks = self.one_of(("藏语", "撒拉语")) if self.chance(0.05) else None
        return Person(
            household=household,
            name=self._name(),
            role=role,
            share=share,
            relation=relation or None,
            id_kind="resident",
            id_number=self._id_number(born, sex),
            phone=self.phone() if self.chance(0.7) else None,
            sex=sex,
            birth_date=born,
            special_groups=hardships,
            language=speaks,
            can_read=False if speaks else None,
            needs_interpreter=True if speaks else None,
        )

    def _agent(self, household: bytes) -> Person:
        return Person(
            household=household,
            name=self._name(),
            role="agent",
            phone=self.phone(),
            birth_date=self._today - timedelta(days=365 * 41),
            agent_scope="签收材料",
            agent_document="示例委托书",
            agent_until=self._today + timedelta(days=180),
        )

    def _name(self) -> str:
        if self.chance(0.02):
            return self.one_of(_DOTTED)
        return f"{self.one_of(_SURNAMES)}示例{self.one_of(_RARE if self.chance(0.04) else _LAST)}"

    def _id_number(self, born: date, sex: str) -> str:
        order = 2 * self.between(0, 499) + (sex == "male")
        stem = f"999999{born:%Y%m%d}{order:03}"
        numbers = (stem + last for last in "0123456789X")
        return next(number for number in numbers if _is_possible(number, self._today))

    def _house(self, household: bytes, n: int, tenure: str) -> House:
        gross = Decimal(self.between(2_800, 12_000)) / 100
        is_recognised = self.chance(0.85)
        return House(
            household=household,
            tenure=tenure,
            certificate_number=f"示例房权证第 {n:05} 号" if self.chance(0.9) else None,
            certificate_source="产权证",
            registered_gross=gross,
            registered_area_source="产权证",
            recognised_area=gross if is_recognised else None,
            recognised_area_source="产权证" if is_recognised else None,
            structure=self.one_of(_STRUCTURES),
            storeys=self.one_of((1, 1, 2)),
            year_built=self.between(1955, 1998),
            certified_use="住宅",
            actual_use="小卖部" if self.chance(0.05) else None,
            area_disputed=True if self.chance(0.03) else None,
        )

    def _part(self, household: bytes, house: House, state: int) -> UnregisteredPart:
        measured = Decimal(self.between(300, 2_400)) / 100
        is_recognised, has_factor = 1 <= state <= 2, state == 2  # noqa: PLR2004  places in _STATES
        return UnregisteredPart(
            household=household,
            house=house.id,
            name=self.one_of(_PARTS),
            measured_area=measured,
            measured_area_source="现场量",
            state=_STATES[state],
            factor=Decimal("0.5") if has_factor else None,
            recognised_area=_halved(measured, is_halved=has_factor) if is_recognised else None,
            recognition_source="认定书" if is_recognised else None,
            structure=self.one_of(_STRUCTURES),
        )

    def _fixture(self, household: bytes) -> Fixture:
        name, unit, price = self.one_of(_FIXTURES)
        quantity = self.between(1, 3)
        return Fixture(
            household=household,
            name=name,
            quantity=Decimal(quantity),
            unit=unit,
            unit_price=price,
            amount=quantity * price,
            item_source="现场点",
        )


def _halved(area: Decimal, *, is_halved: bool) -> Decimal:
    """To the second decimal, as papers and plans have it."""
    return (area / 2).quantize(Decimal("0.01")) if is_halved else area


def _is_possible(number: str, today: date) -> bool:
    """Whether a card may bear this number; that Excel may have cut it is no matter here."""
    return all(found.level is not Level.ERROR for found in id_number_findings(number, today))
