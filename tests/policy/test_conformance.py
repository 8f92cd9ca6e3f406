"""The specification sentence by sentence: formulas and amounts beside what an arithmetic of its own gave for them.

Each folder of `cases/conform` is a pack but for its cover and clauses, which are those of `every`. `results.csv` holds
formulas, each reckoned as a helper item with the facts of `facts.json`; in `amounts`, examples hold what items and
options come to.
"""

import csv
import io
import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from desktop.casework import policy
from desktop.casework.policy import Draft
from desktop.policy import facts
from desktop.policy.calculation import calculate

CASES = Path(__file__).parents[1] / "cases" / "conform"
MONEY = "MM,1元,元,half_up,c1"
ITEMS = "name,formula,unit,round,clause"
OPTIONS = "item,货币\nMM,+\n"
DAY = "name,type,unit,decimals,min,max,choices\n签约日,date,,,2026-01-01,2026-12-31,\n"
FORMULAS = [
    (path.parent.name, place, row[0], row[1], row[2])
    for path in sorted(CASES.glob("*/results.csv"))
    for place, row in enumerate(list(csv.reader(path.read_text("utf-8").splitlines()))[1:])
]


def draft(group: str, **sheets: str) -> Draft:
    """Read the pack of a group, with other sheets beside its own or in their place."""
    texts = {
        path.stem: path.read_text("utf-8")
        for path in (*(CASES / "every").glob("*.csv"), *(CASES / group).glob("*.csv"))
    }
    texts.pop("results", None)
    with TemporaryDirectory() as folder:
        for name, text in (texts | sheets).items():
            (Path(folder) / f"{name}.csv").write_text(text, "utf-8")
        return policy.read(Path(folder))


@cache
def helpers(group: str) -> list[Any]:
    """Reckon the formulas of a group; gives the value of each, as the command line tells it."""
    text = io.StringIO()
    own = [[f"h{place}x", formula, unit, "", ""] for name, place, formula, unit, _ in FORMULAS if name == group]
    csv.writer(text, lineterminator="\n").writerows([ITEMS.split(","), *own, MONEY.split(",")])
    read = draft(group, items=text.getvalue(), options=OPTIONS)
    assert not read.errors
    told = json.loads((CASES / group / "facts.json").read_text("utf-8"))
    done = calculate(read.sound(), read.engine, facts.read(read.sound().pack, told["inputs"]))
    result: Any = done.result()
    values = {each["name"]: each["value"] for each in result["helpers"]}
    return [values[name] for name, *_ in own]


@pytest.mark.parametrize(
    ("group", "place", "value"),
    [pytest.param(group, place, value, id=f"{group}: {formula}") for group, place, formula, _, value in FORMULAS],
)
def test_a_formula_comes_to_what_the_specification_says(group: str, place: int, value: str) -> None:
    given = helpers(group)[place]
    assert (given if isinstance(given, str) else json.dumps(given)) == value


def test_items_options_and_rounding_come_to_the_fen() -> None:
    examination = policy.examined(draft("amounts"))
    assert len(examination.results) == 5
    assert not examination.flaws


# What is wrong with a pack


def errors(group: str, **sheets: str) -> list[tuple[str, int, str]]:
    return [(each.place.sheet, each.place.row, each.place.column) for each in draft(group, **sheets).errors]


@pytest.mark.parametrize(
    ("versions", "rows"),
    [
        ("p,1,,c1,,2026-06-30,签约日\np,2,,c1,2026-07-01,,签约日", []),
        ("p,1,,c1,2026-01-01,2026-12-31,签约日", []),
        ("p,1,,c1,2026-01-02,,签约日", [2]),
        ("p,1,,c1,,2026-06-30,签约日\np,2,,c1,2026-07-01,2026-12-30,签约日", [3]),
        ("p,1,,c1,,2026-06-29,签约日\np,2,,c1,2026-07-01,,签约日", [3]),
    ],
)
def test_a_parameter_has_a_version_for_each_day_that_can_be_asked(versions: str, rows: list[int]) -> None:
    parameters = f"name,value,unit,clause,from,to,by\n{versions}\n"
    found = errors("late", inputs=DAY, parameters=parameters, items=f"{ITEMS}\n{MONEY}\n", options=OPTIONS)
    assert found == [("parameters", row, "value") for row in rows]


def test_a_min_that_is_always_above_the_max_is_told() -> None:
    items = f"{ITEMS},min,max\n{MONEY},5元,3元\n"
    assert errors("late", inputs=DAY, parameters="name,value\n", items=items, options=OPTIONS) == [("items", 2, "min")]


@pytest.mark.parametrize("head", ["value_unit,元", "value_unit,元|%"])
def test_a_table_without_its_count_of_keys_that_nothing_asks_is_only_hinted_at(head: str) -> None:
    table = (
        f"mode,lookup,{head},clause,c1\n结构,{'甲,乙' if '|' in head else '甲'}\n砖混,1{',2' if '|' in head else ''}\n"
    )
    read = draft("late", table_某=table, items=f"{ITEMS}\n{MONEY}\n", options=OPTIONS)
    assert not read.errors
    assert ("table_某", 1) in {(flaw.place.sheet, flaw.place.row) for flaw in read.flaws}


def test_an_empty_cell_of_a_tier_is_told_once_and_no_gap_beside_it() -> None:
    table = "mode,tier,value_unit,元,clause,c1\nfrom,from_word,to,to_word,v\n,,2026-06-30,以内,\n2026-07-01,以上,,,2\n"
    items = f"{ITEMS}\n{MONEY}\nA,查档(某，签约日),元,,\n"
    assert errors("late", inputs=DAY, parameters="name,value\n", table_某=table, items=items, options=OPTIONS) == [
        ("table_某", 3, "v")
    ]


def test_full_width_letters_of_a_name_agree_between_pack_and_facts() -> None:
    read = draft("late", inputs="name,type\nＡ宽,yesno\n", parameters="name,value\n",
                 items=f"{ITEMS}\n{MONEY}\n", options=OPTIONS)  # fmt: skip
    assert facts.read(read.sound().pack, {"Ａ宽": True}).given == {"A宽": True}
