"""`ruhu today` tells one person's day, and `ruhu appointment` plans it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from terminal import NUMBER, Ruhu

pytestmark = pytest.mark.usefixtures("stated")
HERE = ZoneInfo("Asia/Shanghai")


def test_what_is_planned_stands_in_the_day(ruhu: Ruhu) -> None:
    ruhu("appointment", "plan", NUMBER, "--hour", "9:30", "--agreed", "--purpose", "送明白卡")
    ruhu("appointment", "plan", NUMBER)
    facts = ruhu("today", "--json").facts
    assert [(each["has_hour"], each["state"], each["purpose"]) for each in facts["awaited"]] == [
        (True, "agreed", "送明白卡"),
        (False, "planned", None),
    ]
    assert facts["next"]["number"] == NUMBER
    said = ruhu("today").out
    assert "09:30" in said
    assert "any time" in said
    assert "2 households awaited on" in said


def test_what_the_office_owes_is_told_first(ruhu: Ruhu) -> None:
    assert ruhu("today").out.startswith("! 马示例: The household moved out on 2020-11-18 and has not been paid.")
    assert [each["number"] for each in ruhu("today", "--json").facts["moved_unpaid"]] == [NUMBER]


def test_an_appointment_is_put_off_and_cancelled_with_a_reason(ruhu: Ruhu) -> None:
    first = ruhu("appointment", "plan", NUMBER, "--hour", "9:30", "--json").facts["id"]
    tomorrow = (datetime.now(HERE) + timedelta(days=1)).date()
    moved = ruhu("appointment", "move", first, "--day", tomorrow, "--because", "去医院", "--json").facts
    assert moved["state"] == "planned"
    assert not ruhu("today", "--json").facts["awaited"]
    back = ruhu("appointment", "move", moved["id"], "--because", "提前了", "--json").facts["id"]
    assert [each["id"] for each in ruhu("today", "--json").facts["awaited"]] == [back]
    assert "needs a reason" in ruhu("appointment", "move", back, "--because", " ", ends=1).err
    assert "needs a reason" in ruhu("appointment", "cancel", back, "--because", "", ends=1).err
    ruhu("appointment", "cancel", back, "--because", "不在家")
    assert not ruhu("today", "--json").facts["awaited"]
    assert "stands in its place" in ruhu("appointment", "cancel", first, "--because", "不在家", ends=1).err


@pytest.mark.parametrize(
    "wrong",
    [
        ("--day", "2020-01-01"),
        ("--day", "soon"),
        ("--hour", "25:00"),
        ("--agreed",),
        ("--manner", "by boat"),
        ("--hour", "9:30+05:00"),
    ],
)
def test_what_is_no_day_and_no_hour_is_refused(ruhu: Ruhu, wrong: tuple[str, ...]) -> None:
    ruhu("appointment", "plan", NUMBER, *wrong, ends=1)
    assert not ruhu("today", "--json").facts["awaited"]
