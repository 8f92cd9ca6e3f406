"""A small plan as a folder of CSV: everything that a ledger can be asked for, in a few lines that add up by head."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import stores
from builders import a_house, a_household, a_person, an_appraisal

from desktop.casework import area_rules, locking, people, policy
from desktop.casework.calculation import Reckoned
from desktop.casework.policy import Draft
from desktop.domain.fields import Role
from desktop.domain.identity import new_id
from desktop.domain.records import AreaFact, Calculation, Household
from desktop.store import cipher, opening
from desktop.store.store import Store
from desktop.store.vault import Unlocked

SHEETS: Mapping[str, str] = {
    "cover": """key,value
name,示例方案
area,示例片区
version,1
supersedes,
valid_from,2026-01-01
valid_to,2027-12-31
currency,CNY
money_unit,元
minor_digits,2
engine,1
""",
    "clauses": """id,document,article,text,plain
第一条,示例方案,第一条,按面积和单价补偿。,面积乘单价。
""",
    "inputs": """name,type,unit,decimals,min,max,choices,default,label,evidence,field,of
面积,number,㎡,2,0,1000,,,认定面积,,house.recognised_area,
单价,number,元/㎡,2,0,100000,,,,,appraisal.unit_price,
产别,choice,,,,,私有|公房,,,,house.tenure,
人员,list,,,,,,,,,people,
人员.出生日期,date,,,1900-01-01,2027-12-31,,,,,people.birth_date,
困难,list,,,,,,,,,special_groups,
困难.类别,choice,,,,,低保|残疾,,,,special_groups.group,
签约率,number,%,2,0,100,,,,,,area
公告日,date,,,2026-01-01,2027-12-31,,,,,area.notice_on,area
楼层,number,层,0,1,30,,,,,,
""",
    "items": """order,name,label,clause,when,formula,unit,round,digits,min,max,plain,otherwise
1,房款,,第一条,,面积 × 单价,元,half_up,,,,,
2,困难补助,,第一条,计数(困难) > 0,"合计(困难, 查表(补助, 类别))",元,half_up,,,,,没有困难
3,老人补助,,第一条,,"计数(人员, 年龄(出生日期, 公告日) ≥ 60年) × 100元/个 × 1个",元,half_up,,,,,
4,整片奖励,,第一条,签约率 ≥ 90%,1000元,元,half_up,,,,,不到九成
5,楼层差价,,第一条,产别 = "私有" 且 楼层 > 1层,10元,元,half_up,,,,,一楼没有
""",
    "options": """item,拿钱
@kind,choice
房款,+
困难补助,+
老人补助,+
整片奖励,+
楼层差价,+
""",
    "table_补助": """mode,lookup,keys,1,value_unit,元,clause,第一条
类别,金额
低保,300
残疾,500
""",
    "examples": """example,kind,name,value
一,input,面积,60
一,input,单价,5000
一,input,产别,私有
一,input,人员[1].出生日期,1950-01-01
一,input,困难[1].类别,低保
一,input,签约率,95
一,input,公告日,2026-10-09
一,input,楼层,3
一,total,拿钱,301410
二,input,面积,60
二,input,单价,5000
二,input,产别,私有
二,input,签约率,50
二,input,公告日,2026-10-09
二,input,楼层,1
二,total,拿钱,300000
三,input,面积,60
三,input,单价,5000
三,input,产别,公房
三,input,签约率,50
三,input,公告日,2026-10-09
三,input,楼层,1
三,total,拿钱,300000
""",
}
"""One cell of its table, 残疾, is asked by no example."""

COVERED = "四,input,面积,60\n四,input,单价,5000\n四,input,产别,公房\n四,input,困难[1].类别,残疾\n四,input,签约率,50\n四,input,公告日,2026-10-09\n四,input,楼层,1\n四,total,拿钱,300500\n"  # noqa: E501
"""The example that asks it."""


def a_plan(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """Writes the plan with each change (sheet, old text, new text) made in it; without an old text the new is added."""
    folder.mkdir()
    for name, text in SHEETS.items():
        changed = text
        for sheet, old, new in changes:
            if sheet == name:
                assert old in changed, old
                changed = changed.replace(old, new, 1) if old else changed + new
        (folder / f"{name}.csv").write_text(changed, "utf-8", newline="\n")
    return folder


def issued(store: Store, draft: Draft) -> Store:
    """The same store, open again for its clerk, in which the plan is issued by two."""
    clerk = store.opened
    checker = people.admit(store, "核对示例", Role.CHECKER, stores.PASSPHRASE)
    store.close()
    with opening.open_store(store.folder, checker, clock=stores.noon) as other:
        policy.confirm(other, draft)
    again = opening.open_store(store.folder, clerk, clock=stores.noon)
    policy.issue(again, draft)
    people.dismiss(again, checker.name)
    return again


def a_colleague(store: Store, name: str = "核对示例", role: Role = Role.CHECKER) -> Unlocked:
    """Somebody else who works here, with the key that signs in their name."""
    colleague = Unlocked(store.opened.store, new_id(), name, role, store.opened.key, cipher.new_signing_key())
    opening.enlist(store, colleague)
    return colleague


def locked(store: Store, reckoned: Reckoned, *, reason: str = "") -> Calculation:
    """A sum that a colleague checked, locked."""
    locking.check(store, reckoned, a_colleague(store))
    return locking.lock(store, reckoned, reason=reason)


def a_known_household(store: Store, **of_its_owner: object) -> Household:
    """A household of which the plan finds everything, in an area that says its own part; it is asked its floor."""
    rate = AreaFact(name="签约率", value="61.20", unit="%")
    area_rules.set_rules(store, {}, {}, [rate], notice_on=date(2026, 10, 9), because="公示")
    home = a_household()
    store.save(
        home,
        a_house(household=home.id, recognised_area=Decimal("62.40"), tenure="private"),
        an_appraisal(household=home.id, unit_price=428_000),
        a_person(household=home.id, **of_its_owner),
    )
    return home
