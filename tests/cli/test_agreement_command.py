"""`ruhu agreement`: signed is a way of the locked sum, to the fen; what is left and late is told from the records."""

import json
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import stores
from damage import contents
from openpyxl import Workbook
from plans import a_plan
from terminal import Ruhu

from desktop.domain.records import Agreement, Household
from desktop.store import opening, vault
from desktop.store.store import DEFAULT_ZONE

CHECKER, NUMBER, PAPER = "核对示例", "DY-03-0127", "协议示例-1"
TODAY = datetime.now(UTC).astimezone(ZoneInfo(DEFAULT_ZONE)).date()
SOON, PAST = TODAY + timedelta(days=20), TODAY - timedelta(days=1)
TOTAL = 26_708_200  # 62.40 × 4,280 + 10 for the floor, in fen
CLERK = ("--as", stores.CLERK)
WITH_FLATS = (
    ("inputs", "楼层,number,层,0,1,30,,,,,,", "楼层,number,层,0,1,30,,,,,flat.on_floor,"),
    ("inputs", "单价,number", "大小,number,㎡,2,0,300,,0,,,flat.area,\n单价,number"),
)
LEDGER: list[dict[str, Any]] = [
    {"record": "household", "number": NUMBER, "address": "示例里 3 巷 17 号"},
    {"record": "person", "household": NUMBER, "name": "马示例", "role": "owner", "birth_date": "1990-01-01",
     "share": "33.3333"},
    {"record": "person", "household": NUMBER, "name": "何示例", "role": "co_owner", "birth_date": "1990-01-01",
     "share": "66.6667"},
    {"record": "house", "household": NUMBER, "recognised_area": "62.40", "tenure": "private"},
    {"record": "appraisal", "household": NUMBER, "unit_price": 428000},
]  # fmt: skip


@pytest.fixture(scope="module")
def planned() -> list[stores.Template]:
    """What `office` has made, once a test wanted it."""
    return []


@pytest.fixture
def office(area: Path, ruhu: Ruhu, planned: list[stores.Template], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An area with one household and two flats, whose plan asks for a flat."""
    if not planned:
        room = tmp_path_factory.mktemp("planned")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("RUHU_NEW_PASSPHRASE", stores.PASSPHRASE)
            _plan(ruhu, room)
        made = stores.Template.of(stores.opened(area))
        planned.append(replace(made, folder=shutil.copytree(area, room / "area")))
    shutil.rmtree(area)
    return planned[0].laid_out(area)


def _plan(ruhu: Ruhu, room: Path) -> None:
    plan = a_plan(room / "plan", *WITH_FLATS)
    ruhu("vault", "add", "--person", CHECKER, "--role", "checker")
    ruhu("policy", "confirm", plan, "--as", CHECKER)
    ruhu("policy", "issue", plan, *CLERK)
    recorded(ruhu, room, *LEDGER)
    ruhu("area", "set", "--fact", "签约率=61.20%", "--notice", "2026-10-09", "--because", "公示", *CLERK)
    flats = room / "flats.csv"
    flats.write_text("幢号,单元,房号,楼层,面积\n2,2,101,1,88.60\n2,2,301,3,88.60\n", "utf-8")
    ruhu("flats", "import", flats, *CLERK)


def recorded(ruhu: Ruhu, folder: Path, *lines: dict[str, Any]) -> None:
    file = folder / "lines.jsonl"
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    ruhu("record", file, *CLERK)


def lock(ruhu: Ruhu, flat: str = "2-2-301", *words: str) -> None:
    ruhu("calculate", "--household", NUMBER, "--flat", flat, "--check", "--as", CHECKER)
    ruhu("calculate", "--household", NUMBER, "--flat", flat, "--lock", *words, *CLERK)


def sign(ruhu: Ruhu, *words: object, ends: int = 0) -> Any:
    return ruhu("agreement", "sign", NUMBER, "--option", "拿钱", "--number", PAPER, *words, *CLERK, ends=ends)


def paid(ruhu: Ruhu, folder: Path, *rows: tuple[Any, ...]) -> None:
    book = Workbook()
    for row in (("户号", "金额", "付款日期", "流水号", "期数"), *rows):
        book.worksheets[0].append(row)
    book.save(folder / "paid.xlsx")
    ruhu("payment", "import", folder / "paid.xlsx", *CLERK)


@pytest.mark.usefixtures("office")
def test_an_agreement_is_signed_in_parts_and_shown_with_what_is_left(ruhu: Ruhu, tmp_path: Path) -> None:
    lock(ruhu)
    parts = ("--part", f"200000@{SOON}", "--part", "67,082.00：交钥匙后")
    signed = json.loads(sign(ruhu, *parts, "--hand-over-by", SOON, "--json").out)
    assert signed["state"] == "signed"
    assert signed["account"]["agreement"]["agreed_amount"] == TOTAL
    assert signed["flats"] == [{"flat": "2-2-301", "state": "chosen"}]
    paid(ruhu, tmp_path, (NUMBER, 50_000, str(TODAY), "LS-1", None), (NUMBER, 10.01, str(TODAY), "LS-2", "第二期"))
    account = ruhu("agreement", "show", NUMBER, "--json", *CLERK).facts["account"]
    assert [(part["paid"], part["left"], part["late"]) for part in account["parts"]] == [
        (5_000_000, 15_000_000, False),
        (1_001, 6_707_199, False),
    ]
    assert (account["paid"], account["left"]) == (5_001_001, TOTAL - 5_001_001)
    assert [(share["name"], share["amount"]) for share in account["shares"]] == [
        ("马示例", 8_902_724),
        ("何示例", 17_805_476),
    ]
    assert sum(share["amount"] for share in account["shares"]) == TOTAL
    told = ruhu("agreement", "show", NUMBER, *CLERK).out
    for text in ("267,082.00", "交钥匙后", "50,010.01 paid", "马示例's share: 89,027.24", "chosen flat: 2-2-301"):
        assert text in told


@pytest.mark.usefixtures("office")
def test_what_is_late_is_told_against_the_office_first(ruhu: Ruhu, tmp_path: Path) -> None:
    lock(ruhu)
    sign(ruhu, "--part", f"267082@{PAST}")
    told = ruhu("agreement", "show", NUMBER, *CLERK).out
    assert "267,082.00 are missing" in told
    assert "late" in told
    accounts = ruhu("agreement", "account", "--json", *CLERK).facts
    assert (accounts["agreed"], accounts["paid"]) == (TOTAL, 0)
    assert accounts["accounts"][0]["against_office"]
    assert "267,082.00 are missing" in ruhu("agreement", "account", *CLERK).out
    paid(ruhu, tmp_path, (NUMBER, 267_082, str(TODAY), "LS-1", None))
    assert ruhu("agreement", "account", NUMBER, "--json", *CLERK).facts["accounts"][0]["against_office"] == []


@pytest.mark.usefixtures("office")
def test_a_household_that_moved_unpaid_is_told_as_that(ruhu: Ruhu, tmp_path: Path) -> None:
    lock(ruhu)
    sign(ruhu)
    recorded(ruhu, tmp_path, {"record": "handover", "household": NUMBER, "handed_over_on": str(TODAY)})
    assert f"The household moved out on {TODAY}" in ruhu("agreement", "show", NUMBER, *CLERK).out


def test_terms_that_are_amiss_are_refused_with_all_reasons(ruhu: Ruhu, office: Path) -> None:
    assert "No sum is locked yet" in sign(ruhu, ends=1).err
    lock(ruhu)
    before = contents(office)
    parts = ("--part", "200000", "--part", "67082.01")
    refused = json.loads(sign(ruhu, *parts, "--on", SOON, "--json", ends=1).err)["refused"]
    assert {each["field"] for each in refused["findings"]} == {"signed_on", "parts"}
    other = ruhu("agreement", "sign", NUMBER, "--option", "换房", "--number", PAPER, "--json", *CLERK, ends=1).refused
    assert [each["field"] for each in other["findings"]] == ["option"]
    assert contents(office) == before


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    "words",
    [
        ("--part", "壹仟元"),
        ("--part", "1000.005"),
        ("--part", "0"),
        ("--part", "-5"),
        ("--part", "1000@soon"),
        ("--part", ":交房后"),
        ("--on", "18.11.2026"),
        ("--hand-over-by", "soon"),
    ],
)
def test_what_cannot_be_read_is_a_wrong_call(ruhu: Ruhu, words: tuple[str, ...]) -> None:
    assert words[1].rpartition("@")[2] in sign(ruhu, *words, ends=2).err


@pytest.mark.usefixtures("office")
def test_a_second_agreement_waits_until_the_first_is_withdrawn(ruhu: Ruhu) -> None:
    lock(ruhu)
    sign(ruhu)
    assert "signed already" in sign(ruhu, ends=1).err
    ruhu("agreement", "note", NUMBER, "--state", "disputed", "--words", "面积不对", *CLERK)
    assert "signed already" in sign(ruhu, ends=1).err, "a dispute about it does not make it go away"
    assert "--because" in ruhu("agreement", "withdraw", NUMBER, *CLERK, ends=2).err
    ruhu("agreement", "withdraw", NUMBER, "--because", "写错了", *CLERK)
    told = ruhu("agreement", "withdraw", NUMBER, "--because", "住户反悔", *CLERK).out
    assert PAPER in told
    assert "2-2-301" in told, "the flat stays the household's until it is given back"
    assert "Nothing is agreed" in ruhu("agreement", "show", NUMBER, *CLERK).out
    sign(ruhu)


@pytest.mark.usefixtures("office")
def test_steps_short_of_signing_are_noted(ruhu: Ruhu) -> None:
    ruhu("agreement", "note", NUMBER, "--state", "negotiation", "--words", "想再看看", *CLERK)
    ruhu("agreement", "note", NUMBER, "--state", "decision", "--number", "决定示例-1", *CLERK)
    steps = ruhu("agreement", "show", NUMBER, "--json", *CLERK).facts["steps"]
    assert [(step["state"], step.get("number")) for step in steps] == [
        ("decision", "决定示例-1"),
        ("negotiation", None),
    ]
    assert "agreement sign" in ruhu("agreement", "note", NUMBER, "--state", "signed", *CLERK, ends=2).err
    assert "yet to come" in ruhu("agreement", "note", NUMBER, "--state", "disputed", "--on", SOON, *CLERK, ends=1).err
    assert "Nothing is signed" in ruhu("agreement", "account", NUMBER, *CLERK, ends=1).err
    assert ruhu("agreement", "account", "--json", *CLERK).facts["accounts"] == []
    assert "ruhu household list" in ruhu("agreement", "show", "Z-9", *CLERK, ends=1).err


@pytest.mark.usefixtures("office")
def test_who_only_checks_signs_nothing(ruhu: Ruhu) -> None:
    lock(ruhu)
    words = ("agreement", "sign", NUMBER, "--option", "拿钱", "--number", PAPER, "--as", CHECKER)
    assert ruhu(*words, ends=1).err


@pytest.mark.usefixtures("office")
def test_the_flat_is_named_where_the_plan_asks_for_it(ruhu: Ruhu) -> None:
    facts = ruhu("calculate", "--household", NUMBER, "--flat", "2-2-101", "--json", *CLERK).facts
    assert facts["options"][0]["total"] == "267072.00"
    assert facts["origins"]["楼层"] == "2-2-101"
    strange = ruhu("calculate", "--household", NUMBER, "--flat", "换房=2-2-101", *CLERK, ends=1).err
    assert "asks no flat for “换房”" in strange
    assert "ruhu flats list" in ruhu("calculate", "--household", NUMBER, "--flat", "9-9-9", *CLERK, ends=1).err


def test_an_agreement_of_which_no_amount_is_known_is_told_as_that(ruhu: Ruhu, office: Path) -> None:
    with opening.open_store(office, vault.unlock(office, stores.PASSPHRASE, stores.CLERK)) as store:
        (home,) = store.records(Household)
        store.save(Agreement(household=home.id, state="signed", stated_on=PAST, number="老协议"))
    told = ruhu("agreement", "show", NUMBER, *CLERK).out
    assert "the amount is not written down" in told
    assert "None" not in told
    account = ruhu("agreement", "account", NUMBER, "--json", *CLERK).facts["accounts"][0]
    assert account["left"] is None
    assert "—" in ruhu("agreement", "account", *CLERK).out


@pytest.mark.usefixtures("office")
def test_it_speaks_chinese(ruhu: Ruhu, monkeypatch: pytest.MonkeyPatch) -> None:
    lock(ruhu)
    sign(ruhu, "--part", f"267082@{PAST}")
    monkeypatch.setenv("RUHU_LANGUAGE", "zh_CN")
    told = ruhu("agreement", "show", NUMBER, *CLERK).out + ruhu("agreement", "account", *CLERK).out
    assert not re.search("[A-Za-z]{3,}", told), told
