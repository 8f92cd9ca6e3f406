"""`ruhu payment import`: the finance office's list comes in to the fen, never twice, and never to a wrong household."""

import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import stores
from damage import contents
from openpyxl import Workbook
from terminal import NUMBER, Ruhu

from desktop.domain.records import Agreement, Household, Instalment, Intake, Payment

pytestmark = pytest.mark.usefixtures("stated")

TITLES = ["序号", "户号", "户主", "金额", "付款日期", "流水号", "收款人", "身份证号"]
PAID: list[list[Any]] = [
    [1, NUMBER, "马示例", 1234.5, "2026-11-02", "LS-1", "马示例", "9999"],
    [2, NUMBER, "马示例", "1,234.50 元", date(2026, 11, 3), "LS-2", "马示例䶮", None],
    [3, "B-2", "何示例", "10000", "2026年11月4日", "LS-1", None, None],
]
MORE: list[dict[str, Any]] = [
    {"record": "household", "number": "B-2"},
    {"record": "person", "household": "B-2", "name": "何示例", "role": "owner"},
    {"record": "household", "number": "C-3"},
    {"record": "person", "household": "C-3", "name": "同名示例", "role": "owner"},
    {"record": "household", "number": "C-4"},
    {"record": "person", "household": "C-4", "name": "同名示例", "role": "owner"},
]


def a_list(file: Path, rows: Sequence[Sequence[Any]] = PAID, titles: Sequence[str] = TITLES) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "付款"
    for row in (["示例片区补偿款发放表"], titles, *rows, ["合计", None, None, 12469]):
        sheet.append([*row])
    book.save(file)
    return file


@pytest.fixture
def office(stated: Path, ruhu: Ruhu, tmp_path: Path) -> Path:
    """A store of four households, two of one name."""
    file = tmp_path / "more.jsonl"
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in MORE), "utf-8")
    ruhu("record", file)
    return stated


def payments(area: Path) -> list[tuple[str | None, int | None, str, str | None, str | None]]:
    with stores.opened(area) as store:
        numbers = {home.id: home.number for home in store.records(Household)}
        return [
            (numbers[row.household or b""], row.amount, str(row.paid_on), row.reference, row.payee)
            for row in store.records(Payment)
            if not row.withdrawn
        ]


def problems(said: Any) -> dict[tuple[int, str], str]:
    return {(each["row"], each["column"]): each["problem"] for each in said["findings"]}


def test_a_list_comes_in_to_the_fen(ruhu: Ruhu, office: Path, tmp_path: Path) -> None:
    said = ruhu("payment", "import", a_list(tmp_path / "paid.xlsx"), "--json").facts
    assert said["payments"] == {"new": 3, "changed": 0, "same": 0}
    assert said["rows"] == {"source": 4, "imported": 3, "not_household": 1, "refused": 0}
    assert (said["amount"], said["findings"]) == (1_246_900, [])
    assert payments(office) == [
        (NUMBER, 123_450, "2026-11-02", "LS-1", "马示例"),
        (NUMBER, 123_450, "2026-11-03", "LS-2", "马示例䶮"),
        ("B-2", 1_000_000, "2026-11-04", "LS-1", None),
    ]
    with stores.opened(office) as store:
        (about,) = store.records(Intake)
        assert (about.kind, about.entries) == ("payment", 3)
    assert "paid.xlsx · 3" in ruhu("journal", "show", "--household", NUMBER).out


def test_the_same_list_twice_pays_once(ruhu: Ruhu, office: Path, tmp_path: Path) -> None:
    unnumbered = [[4, "C-3", "同名示例", 88, "2026-11-05", None, "同名示例", None]]
    file = a_list(tmp_path / "paid.xlsx", [*PAID, *unnumbered])
    assert "4 new, 12,557.00 in all; 0 were there already" in ruhu("payment", "import", file).out
    before = contents(office)
    again = ruhu("payment", "import", file, "--json").facts
    assert again["payments"] == {"new": 0, "changed": 0, "same": 4}
    assert (again["entries"], again["amount"]) == (0, 0)
    assert "nothing in it is new" in ruhu("payment", "import", file).out
    assert contents(office) == before


def test_a_look_writes_nothing(ruhu: Ruhu, office: Path, tmp_path: Path) -> None:
    before = contents(office)
    said = ruhu("payment", "import", a_list(tmp_path / "paid.xlsx"), "--dry-run", "--json").facts
    assert (said["payments"]["new"], said["entries"]) == (3, 0)
    assert contents(office) == before


FAULTS: dict[str, tuple[list[Any], str, str]] = {
    "an amount in capitals": ([9, NUMBER, "马示例", "壹仟元", "2026-11-02", "LS-9", None, None], "D", "one number"),
    "an amount finer than the fen": ([9, NUMBER, "马示例", 10.005, "2026-11-02", "LS-9", None, None], "D", "finer"),
    "nothing": ([9, NUMBER, "马示例", 0, "2026-11-02", "LS-9", None, None], "D", "more than nothing"),
    "less than nothing": ([9, NUMBER, "马示例", -5, "2026-11-02", "LS-9", None, None], "D", "below zero"),
    "no day": ([9, NUMBER, "马示例", 5, None, "LS-9", None, None], "", "needed"),
    "a day to come": ([9, NUMBER, "马示例", 5, "2999-01-01", "LS-9", None, None], "E", "future"),
    "an unknown number": ([9, "Z-9", "马示例", 5, "2026-11-02", "LS-9", None, None], "B", "Register it first"),
    "another owner": ([9, "B-2", "马示例", 5, "2026-11-02", "LS-9", None, None], "C", "somebody else"),
    "a name of two": ([9, None, "同名示例", 5, "2026-11-02", "LS-9", None, None], "", "Several households"),
    "a name of nobody": ([9, None, "无名示例", 5, "2026-11-02", "LS-9", None, None], "", "Register it first"),
    "a number paid otherwise": ([9, NUMBER, "马示例", 5, "2026-11-02", "LS-1", None, None], "F", "another amount"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_row_that_cannot_be_taken_is_refused_alone_with_the_reason(
    ruhu: Ruhu, office: Path, tmp_path: Path, fault: str
) -> None:
    row, column, problem = FAULTS[fault]
    said = ruhu("payment", "import", a_list(tmp_path / "paid.xlsx", [*PAID, row]), "--json").facts
    assert problem in problems(said)[6, column]
    assert said["rows"] == {"source": 5, "imported": 3, "not_household": 1, "refused": 1}
    assert len(payments(office)) == 3


def test_a_household_without_a_number_is_found_by_its_owner_or_payee(ruhu: Ruhu, office: Path, tmp_path: Path) -> None:
    file = a_list(tmp_path / "names.xlsx", [["何示例", 5.01, "2026-11-02"]], ["收款人", "实付金额", "日期"])
    assert ruhu("payment", "import", file, "--json").facts["payments"]["new"] == 1
    assert payments(office) == [("B-2", 501, "2026-11-02", None, "何示例")]


def test_a_row_that_stands_twice_pays_once_and_says_so(ruhu: Ruhu, office: Path, tmp_path: Path) -> None:
    said = ruhu("payment", "import", a_list(tmp_path / "paid.xlsx", [*PAID, PAID[0]]), "--json").facts
    assert said["payments"] == {"new": 3, "changed": 0, "same": 1}
    assert "taken once" in problems(said)[6, "F"]
    assert len(payments(office)) == 3


def test_the_same_amount_of_the_same_day_is_taken_and_to_be_looked_at(ruhu: Ruhu, office: Path, tmp_path: Path) -> None:
    again = [9, NUMBER, "马示例", 1234.5, "2026-11-02", "LS-7", "马示例", None]
    said = ruhu("payment", "import", a_list(tmp_path / "paid.xlsx", [*PAID, again]), "--json").facts
    assert "Look whether this is another one" in problems(said)[6, "D"]
    assert len(payments(office)) == 4


def test_amounts_in_ten_thousands_by_the_title_are_exact(ruhu: Ruhu, office: Path, tmp_path: Path) -> None:
    file = a_list(tmp_path / "wan.xlsx", [[NUMBER, 26.7082, "2026-11-02"]], ["户号", "补偿款（万元）", "支付日期"])
    ruhu("payment", "import", file)
    assert payments(office)[0][1] == 26_708_200


def test_a_part_of_the_agreement_is_named(ruhu: Ruhu, office: Path, tmp_path: Path) -> None:
    with stores.opened(office) as store:
        (home,) = store.records(Household, number=NUMBER)
        signed = Agreement(household=home.id, state="signed", stated_on=date(2026, 11, 1), agreed_amount=200_000)
        parts = [Instalment(household=home.id, agreement=signed.id, place=n, amount=100_000) for n in (1, 2)]
        store.save(signed, *parts)
    rows = [
        [NUMBER, 500, "2026-11-02", "LS-1", "第二期"],
        [NUMBER, 500, "2026-11-02", "LS-2", 1],
        [NUMBER, 500, "2026-11-02", "LS-3", "3期"],
    ]
    file = a_list(tmp_path / "parts.xlsx", rows, ["户号", "金额", "付款日期", "流水号", "期数"])
    said = ruhu("payment", "import", file, "--json").facts
    assert "no such part" in problems(said)[5, "E"]
    with stores.opened(office) as store:
        assert [row.instalment for row in store.records(Payment)] == [parts[1].id, parts[0].id]


def test_what_is_no_list_of_payments_is_refused(ruhu: Ruhu, office: Path, tmp_path: Path) -> None:
    before = contents(office)
    book = Workbook()
    book.worksheets[0].append(["本月小结"])
    book.save(tmp_path / "summary.xlsx")
    refused = ruhu("payment", "import", tmp_path / "summary.xlsx", "--json", ends=1).refused
    assert "No list of payments" in refused["what"]
    assert refused["remedy"]
    assert "no file" in ruhu("payment", "import", tmp_path / "nowhere.xlsx", ends=1).err
    assert contents(office) == before


def test_payments_are_the_offices_alone(
    ruhu: Ruhu, office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUHU_NEW_PASSPHRASE", stores.PASSPHRASE)
    ruhu("vault", "add", "--person", "何示例", "--role", "lead", "--as", stores.CLERK)
    file, before = a_list(tmp_path / "paid.xlsx"), contents(office)
    for words in ((), ("--dry-run",)):
        assert "office's" in ruhu("payment", "import", file, *words, "--as", "何示例", ends=1).err
    assert contents(office) == before


def test_a_list_is_taken_back_and_may_come_again(ruhu: Ruhu, office: Path, tmp_path: Path) -> None:
    file = a_list(tmp_path / "paid.xlsx")
    ruhu("payment", "import", file)
    (about,) = ruhu("ledger", "list", "--json").facts["intakes"]
    assert "3 payments were taken back." in ruhu("ledger", "withdraw", about["id"], "--because", "拿错了").out
    assert payments(office) == []
    ruhu("payment", "import", file)
    assert len(payments(office)) == 3


def test_a_column_is_said_by_a_mapping(ruhu: Ruhu, office: Path, tmp_path: Path) -> None:
    file = a_list(tmp_path / "odd.xlsx", [[NUMBER, 5, "2026-11-02"]], ["户号", "划拨数", "付款日期"])
    assert "needed" in ruhu("payment", "import", file).err
    (tmp_path / "map.json").write_text('{"划拨数": "payment.amount"}', "utf-8")
    ruhu("payment", "import", file, "--map", tmp_path / "map.json")
    assert payments(office)[0][1] == 500


def test_cells_merged_over_the_payments_of_a_household_are_said_of_each(
    ruhu: Ruhu, office: Path, tmp_path: Path
) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["户号", "金额", "付款日期", "流水号"], [NUMBER, 1, "2026-11-02", "A"], [None, 2, "2026-11-03", "B"]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    book.save(tmp_path / "merged.xlsx")
    ruhu("payment", "import", tmp_path / "merged.xlsx")
    assert [(number, amount) for number, amount, *_ in payments(office)] == [(NUMBER, 100), (NUMBER, 200)]


def test_it_speaks_chinese(ruhu: Ruhu, office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    monkeypatch.setenv("RUHU_LANGUAGE", "zh_CN")
    rows = [row for row, _, _ in FAULTS.values()]
    said = ruhu("payment", "import", a_list(tmp_path / "paid.xlsx", [*PAID, *rows]))
    told = re.sub(r"LS-\d", "", said.out + said.err)
    assert not re.search("[A-Za-z]{4,}", told), told
