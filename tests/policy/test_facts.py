import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import packs
import pytest
from packs import choice, day, item, number, rows, yesno

from desktop.domain.errors import Finding, Refused
from desktop.policy import facts
from desktop.policy.pack import Expected, Pack, Place

PACK = packs.pack(
    (
        number("面积", "㎡", decimals=2, least="0", most="2000"),
        number("签约率", "%", decimals=1, least="0", most="100"),
        number("增减", decimals=0, least="-5", most="5", default=Fraction(0)),
        yesno("低保"),
        choice("等级", "一级", "二级", default="二级"),
        day("签约日", "2026-01-01", "2027-12-31"),
        rows("人员", number("年龄", "年", decimals=0, most="150"), choice("身份", "产权人", "家属", default="家属")),
    ),
    [item("钱", "面积 × 1元/㎡")],
)
GIVEN = {"面积": "86.50", "签约率": "17.5", "低保": True, "签约日": "2026-11-03"}


def findings(**changed: object) -> Mapping[str, Finding]:
    """What is wrong when something is changed; None leaves it out."""
    raw = {name: value for name, value in {**GIVEN, **changed}.items() if value is not None}
    with pytest.raises(Refused) as caught:
        facts.read(PACK, raw)
    return {finding.field: finding for finding in caught.value.findings}


def said(finding: Finding) -> str:
    return finding.message.format_map(finding.values)


def test_values_are_in_their_base_and_defaults_are_filled_in() -> None:
    read = facts.read(PACK, {**GIVEN, "人员": [{"年龄": 71, "身份": "产权人"}, {"年龄": "8"}]})
    assert read.given == {
        "面积": Fraction("86.5"),
        "签约率": Fraction("0.175"),
        "增减": 0,
        "低保": True,
        "等级": "二级",
        "签约日": date(2026, 11, 3),
        "人员": ({"年龄": 71, "身份": "产权人"}, {"年龄": 8, "身份": "家属"}),
    }


def test_a_list_that_is_not_given_is_empty() -> None:
    assert facts.read(PACK, GIVEN).given["人员"] == ()


def test_facts_that_mean_the_same_have_the_same_bytes() -> None:
    expected = (
        '{"inputs":{"人员":[],"低保":true,"增减":"0","等级":"二级","签约日":"2026-11-03",'
        '"签约率":"17.5","面积":"86.5"}}'
    )
    read = facts.read(PACK, GIVEN)
    assert read.canonical.decode() == expected
    again = facts.read(
        PACK, {"增减": "-0", "等级": "二级", "人员": [], **dict(reversed(GIVEN.items())), "面积": "086.5"}
    )
    assert again == read
    assert again.sha256 == read.sha256
    assert facts.read(PACK, facts.parse(read.canonical)) == read


def test_the_bytes_do_not_depend_on_how_a_letter_is_composed() -> None:
    pack = packs.pack((choice("caf\u00e9", "\u00e9", "e"),), [item("钱", "1元")])
    composed, apart = ({"caf\u00e9": "\u00e9"}, {"cafe\u0301": "e\u0301"})
    assert facts.read(pack, composed) == facts.read(pack, apart)
    with pytest.raises(Refused) as caught:
        facts.read(pack, {**composed, **apart})
    assert [said(finding) for finding in caught.value.findings] == ["“caf\u00e9” is given twice."]


def test_all_that_is_wrong_is_told_at_once() -> None:
    found = findings(面积="2000.01", 签约率="17.55", 低保="是", 等级="三级", 签约日="2026-02-29", 面职="3", 增减=None)
    assert {name: said(finding) for name, finding in found.items()} == {
        "面积": "“面积” is above 2000㎡.",
        "签约率": "“签约率” has more than 1 decimals.",
        "低保": "“低保” must be true or false.",
        "等级": "“等级” must be one of: 一级 二级.",
        "签约日": "The calendar has no such day as “签约日” tells.",
        "面职": "The plan does not ask for “面职”. Did you mean “面积”?",
    }
    assert found["面职"].proposal == "面积"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (86.5, "“面积” is a JSON number with decimals, which is not kept exactly. Put it in quotes."),
        (float("nan"), "“面积” is a JSON number with decimals, which is not kept exactly. Put it in quotes."),
        ("-0.01", "“面积” is below 0㎡."),
        ("86.505", "“面积” has more than 2 decimals."),
        ("1" * 31, "“面积” has more than 30 digits."),
        (10**40, "“面积” has more than 30 digits."),
        *((value, '“面积” must be a number, in quotes like "86.50", or a whole one.')
          for value in ("", " 5", "1e3", "1,000", "86.50㎡", "５", ".5", "5.", "+5", "--5", True, [], {}, "Infinity")),
    ],
)  # fmt: skip
def test_numbers_that_are_refused(value: object, message: str) -> None:
    assert {name: said(finding) for name, finding in findings(面积=value).items()} == {"面积": message}


@pytest.mark.parametrize(
    "value", ["2026-1-3", "20261103", "2026-W45-2", "", 20261103, "2026-11-03T00:00", True, "２０２６-11-03"]
)
def test_days_that_are_refused(value: object) -> None:
    assert said(findings(签约日=value)["签约日"]) == '“签约日” must be a day like "2026-11-03".'


def test_a_column_of_a_list_alone_is_told_how_a_list_is_written() -> None:
    [finding] = findings(**{"人员.年龄": "30"}).values()
    assert '{"inputs": {"人员": [{"年龄": "…"}]}}' in said(finding)


def test_days_out_of_range_are_refused() -> None:
    assert said(findings(签约日="2028-01-01")["签约日"]) == "“签约日” is after 2027-12-31."


@pytest.mark.parametrize("value", ["true", 1, "是", 0, []])
def test_only_true_and_false_are_yes_and_no(value: object) -> None:
    assert list(findings(低保=value)) == ["低保"]


def test_what_is_missing_is_never_taken_for_zero() -> None:
    with pytest.raises(Refused) as caught:
        facts.read(PACK, {})
    assert [said(finding) for finding in caught.value.findings] == [
        "“面积” is missing.", "“签约率” is missing.", "“低保” is missing.", "“签约日” is missing.",
    ]  # fmt: skip
    with pytest.raises(Refused) as caught:
        facts.read(PACK, {**GIVEN, "增减": None})
    assert [said(finding) for finding in caught.value.findings] == ["“增减” is missing."]


def test_rows_of_a_list_are_read_one_by_one() -> None:
    found = findings(人员=[{"年龄": 71}, {"年龄": 151, "性别": "女"}, {}, "老王"])
    assert {name: said(finding) for name, finding in found.items()} == {
        "人员[2].性别": "The plan does not ask for “人员[2].性别”.",
        "人员[2].年龄": "“人员[2].年龄” is above 150年.",
        "人员[3].年龄": "“人员[3].年龄” is missing.",
        "人员[4]": "“人员[4]” must be an object with the columns of the list.",
    }
    assert said(findings(人员={"年龄": 71})["人员"]) == "“人员” must be a list of objects."
    assert said(findings(人员=[{"年龄": 1}] * 501)["人员"]) == "“人员” has more than 500 rows."


def test_no_finding_tells_a_value() -> None:
    secret = "3123456"
    for name in ("面积", "签约率", "低保", "等级", "签约日", "人员"):
        assert secret not in said(findings(**{name: secret})[name])


def test_strange_names_are_told_short_and_printable() -> None:
    found = findings(**{"x" * 5000: "1", "a\n\ud800": "1"})
    assert all(len(name) < 130 and name.isprintable() for name in found)
    assert len(findings(**{f"name {n}": "1" for n in range(5000)})) <= 200


def test_a_facts_file_is_read() -> None:
    assert facts.parse(b'{"inputs": {"a": "86.50", "b": [{"c": 71}]}}') == {"a": "86.50", "b": [{"c": 71}]}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (b"", "The facts file is not JSON."),
        (b"\xff\xfe\xfa", "The facts file is not JSON."),
        (b'{"inputs": NaN}', "The facts file is not JSON."),
        (b"[" * 100_000, "The facts file is not JSON."),
        (b'{"inputs": ' + b"9" * 5000 + b"}", "The facts file is not JSON."),
        (b"[]", 'The facts file holds something else than "inputs".'),
        (b'{"inputs": {}, "pack": "x"}', 'The facts file holds something else than "inputs".'),
        (b'{"inputs": []}', 'The facts file holds something else than "inputs".'),
        (b'{"inputs": {"a": 1, "a": 2}}', "The facts file names “{name}” twice."),
        (b" " * (5 << 20), "The facts file is too big."),
    ],
)
def test_other_files_are_refused(text: bytes, what: str) -> None:
    with pytest.raises(Refused) as caught:
        facts.parse(text)
    assert caught.value.what == what


def example(pack: Pack, *told: tuple[str, str]) -> dict[str, object]:
    return facts.of_cells(
        pack, [Expected(name, value, Place("examples", row)) for row, (name, value) in enumerate(told)]
    )


def test_cells_of_an_example_are_facts() -> None:
    raw = example(
        PACK, ("面积", "86.50"), ("签约率", "17.5%"), ("低保", "是"), ("签约日", "2026-11-03"), ("人员[2].年龄", "8"),
        ("人员[1].年龄", "71"), ("人员[1].身份", "产权人"), ("增减", "\u22123"),
    )  # fmt: skip
    assert raw == {
        "面积": "86.5", "签约率": "17.5", "低保": True, "签约日": "2026-11-03", "增减": "-3",
        "人员": [{"年龄": "71", "身份": "产权人"}, {"年龄": "8"}],
    }  # fmt: skip
    assert facts.read(PACK, raw).given["增减"] == -3


@pytest.mark.parametrize("word", ["否", "no", "No", "false"])
def test_words_for_no(word: str) -> None:
    assert example(PACK, ("低保", word)) == {"低保": False}


def test_cells_that_fit_nothing_stay_for_the_reading_to_tell() -> None:
    raw = example(
        PACK, ("面积", "大"), ("宠物[1].名", "咪咪"), ("人员[0].年龄", "3"), ("人员[99999999].年龄", "3"), ("低保", "")
    )
    with pytest.raises(Refused) as caught:
        facts.read(PACK, raw)
    assert {finding.field for finding in caught.value.findings} == {
        "面积", "宠物[1].名", "人员[0].年龄", "人员[99999999].年龄", "低保", "签约率", "签约日",
    }  # fmt: skip


def test_rows_of_an_example_have_no_gap_and_nothing_is_given_twice() -> None:
    with pytest.raises(Refused) as caught:
        example(PACK, ("人员[1].年龄", "3"), ("人员[3].年龄", "3"), ("面积", "1"), ("面积", "1"))
    assert [said(finding) for finding in caught.value.findings] == [
        "“面积” is given twice.", "Row 2 of “人员” is missing.",
    ]  # fmt: skip


def test_the_canonical_bytes_are_json_without_floats() -> None:
    read = facts.read(PACK, {**GIVEN, "人员": [{"年龄": 71}]})
    whole = json.loads(read.canonical, parse_float=pytest.fail, parse_int=pytest.fail)
    assert whole["inputs"]["人员"] == [{"年龄": "71", "身份": "家属"}]
