"""The packs that come with Ruhu are in order: the demo area's, and the published schemes with what was published."""

import json
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from desktop import paths
from desktop.domain.errors import Level
from desktop.policy import book, facts
from desktop.policy.calculation import Calculation, calculate
from desktop.policy.engine import Engine, compile_pack
from desktop.policy.examples import Examination, examine
from desktop.policy.proofing import proof
from desktop.policy.reading import load
from desktop.policy.trace import Status, Trace
from desktop.policy.tree import Given, Outcome, Proofed

CASES = Path(__file__).parents[1] / "cases"
FACTS = CASES / "facts"
DEMO = paths.RESOURCES / "packs" / "demo"
FOLDERS = (DEMO, *sorted(cover.parent for cover in CASES.glob("*/cover.csv")))
PUBLISHED = {  # folder, example: the amounts as they stand in the source, by item or option
    ("zongyang", "公示例 1"): (
        "372000.00 39312.00 33814.00 14000.00 20000.00 1000.00 5400.00 90000.00 479126.00 485526.00 575526.00"
    ),
    ("zongyang", "公示例 2"): "560000.00 19600.00 18000.00 18000.00 576400.00",
    ("dongguan", "公布的算式"): "384000.00 200000.00 60000.00 90000.00 96000.00 125000.00 150000.00 1105000.00",
    ("small_f1", "公布的题"): "84000.00",
    ("small_f2", "公布的例子"): "600000.00 160000.00",
    ("small_f3", "3 层"): "702",
    ("small_f3", "6 层"): "585",
    ("small_f7", "公告"): "2.1236 3.6688",
    ("tianshui", "两年半是 30 个月"): "30",
    ("demo", "例 1 三种选法"): "390070.00 -10486.80 143599.60",
    ("demo", "例 2 认定以前"): "331270.00",
}

each_pack = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


@cache
def proofed(folder: Path) -> Proofed:
    pack, flaws = load(folder)
    assert pack
    assert not flaws
    found, more = proof(pack)
    assert not [flaw for flaw in more if flaw.level is Level.ERROR]
    assert found
    return found


@cache
def engine(folder: Path) -> Engine:
    return compile_pack(proofed(folder))


@cache
def examination(folder: Path) -> Examination:
    """Every example, on both evaluators: they must agree before anything is compared."""

    def reckon(given: Given) -> tuple[Outcome, Trace]:
        done = calculate(proofed(folder), engine(folder), facts.Facts(given, b""))
        return done.outcome, done.trace

    return examine(proofed(folder), reckon)


def calculation(folder: Path) -> Calculation:
    text = (FACTS / f"{folder.name}.json").read_bytes()
    return calculate(proofed(folder), engine(folder), facts.read(proofed(folder).pack, facts.parse(text)))


@each_pack
def test_a_pack_that_comes_with_ruhu_has_no_flaw_and_not_even_a_warning(folder: Path) -> None:
    assert not proof(proofed(folder).pack)[1]


@each_pack
def test_its_examples_come_out_on_both_evaluators(folder: Path) -> None:
    results = examination(folder).results
    assert results
    assert [(result.example.name, flaw.values) for result in results for flaw in result.flaws] == []


@each_pack
def test_its_examples_touch_all_of_it(folder: Path) -> None:
    assert examination(folder).gaps == ()


@each_pack
def test_it_is_kept_in_its_canonical_bytes(folder: Path) -> None:
    sheets, _ = book.read(folder)
    kept = {name: content for name, content in book.files(sheets).items() if name != book.MANIFEST}
    assert kept == {file.name: file.read_bytes() for file in folder.iterdir()}


@each_pack
def test_every_clause_has_words_for_the_household(folder: Path) -> None:
    assert all(clause.text and clause.plain for clause in proofed(folder).pack.clauses)


@each_pack
def test_its_facts_file_gives_what_its_first_example_expects(folder: Path) -> None:
    result = json.loads(json.dumps(calculation(folder).result()))
    totals = {option["name"]: option["total"] for option in result["options"]}
    expected = proofed(folder).pack.examples[0].totals
    assert expected
    assert totals == {each.name: each.value for each in expected if each.value}


@pytest.mark.parametrize(("where", "amounts"), PUBLISHED.items(), ids=[" ".join(where) for where in PUBLISHED])
def test_a_published_amount_comes_out(where: tuple[str, str], amounts: str) -> None:
    name, title = where
    folder = next(folder for folder in FOLDERS if folder.name == name)
    found = next(result for result in examination(folder).results if result.example.name == title)
    assert found.is_right
    expected = [each.value for each in (*found.example.items, *found.example.totals)]
    assert [amount for amount in amounts.split() if amount not in expected] == []


def test_a_household_of_the_demo_area_is_told_why_a_line_is_empty() -> None:
    lines = calculation(DEMO).trace.lines
    empty = [line for line in lines if line.status is not Status.COUNTED]
    assert len(empty) > 1
    assert all(line.reason for line in empty)


def test_the_sums_of_the_demo_area_are_said_in_words() -> None:
    done = calculation(DEMO)
    words = [done.in_words(total) for total in done.outcome.totals.values()]
    assert words[0] == "叁拾玖万零柒拾元整"
    assert words[2] == "壹拾肆万叁仟伍佰玖拾玖元陆角整"


def test_sums_in_ten_thousands_of_yuan_are_not_said_in_the_words_of_yuan() -> None:
    in_ten_thousands = calculation(CASES / "small_f7")
    with_two_decimals = replace(in_ten_thousands.pack.cover, minor_digits=2)
    pack = replace(in_ten_thousands.pack, cover=with_two_decimals)
    done = replace(in_ten_thousands, proofed=replace(in_ten_thousands.proofed, pack=pack))
    assert done.in_words(Fraction(5)) == ""
