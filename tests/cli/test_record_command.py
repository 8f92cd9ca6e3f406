"""`ruhu record` as a person and a script meet it; what it writes and refuses is in tests/casework/test_stating.py."""

import io
import json
import sys
from pathlib import Path

import pytest
from terminal import LINES, NUMBER, Ruhu


def written(file: Path, *lines: object) -> Path:
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    return file


@pytest.mark.usefixtures("area")
def test_it_says_what_became_of_the_lines(ruhu: Ruhu, tmp_path: Path) -> None:
    file = written(tmp_path / "a.jsonl", *LINES)
    assert ruhu("record", file, "--json").facts == {
        "created": len(LINES),
        "edited": 0,
        "unchanged": 0,
        "entries": 1,
        "unusual": [],
    }
    assert "written down before" in ruhu("record", file).out


@pytest.mark.usefixtures("area")
def test_it_reads_standard_input(ruhu: Ruhu, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n".join(json.dumps(line) for line in LINES).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert ruhu("record", "-", "--json").facts["created"] == len(LINES)


@pytest.mark.usefixtures("area")
def test_a_closed_standard_input_is_refused(ruhu: Ruhu, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)  # what Python makes of <&-
    assert "Standard input is closed" in ruhu("record", "-", ends=1).err


@pytest.mark.usefixtures("area")
@pytest.mark.parametrize("because", ["\x1b[2J", "\u202e表记登", "登" * 20_000, "\udcff"])
def test_a_reason_that_can_not_be_printed_is_refused(ruhu: Ruhu, tmp_path: Path, because: str) -> None:
    file = written(tmp_path / "a.jsonl", *LINES)
    assert "'--because' can't be taken" in ruhu("record", file, "--because", because, ends=2).err
    assert ruhu("record", file, "--because", "登记表\n第二页", "--json").facts["created"] == len(LINES)


@pytest.mark.usefixtures("area")
def test_problems_are_told_with_line_record_field_and_choices(ruhu: Ruhu, tmp_path: Path) -> None:
    file = written(tmp_path / "a.jsonl", LINES[0], LINES[1] | {"role": "chief"}, {"record": "sheet"})
    told = ruhu("record", file, ends=1).err
    assert "line 2 · person · role: This is not one of the choices." in told
    assert "co_owner" in told
    assert "ruhu sheet" in told
    second, third = ruhu("record", file, "--json", ends=1).refused["findings"]
    assert (second["line"], second["record"], second["field"]) == (2, "person", "role")
    assert (third["line"], third["field"]) == (3, "record")


@pytest.mark.usefixtures("area")
def test_problems_are_told_in_the_readers_language(ruhu: Ruhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUHU_LANGUAGE", "zh_CN")
    file = written(tmp_path / "a.jsonl", LINES[0], LINES[1] | {"role": "chief", "share": "half"})
    told = ruhu("record", file, ends=1).err
    assert "第 2 行 · 人员 · 身份：" in told
    assert "owner 产权人" in told
    assert "62.40 这样的数" in told


@pytest.mark.usefixtures("stated")
def test_a_number_in_use_is_said_on_standard_error(ruhu: Ruhu, tmp_path: Path) -> None:
    file = written(tmp_path / "a.jsonl", {"record": "household", "number": NUMBER, "address": "示例里 4 巷"})
    said = ruhu("record", file)
    assert "1 new" in said.out
    assert "line 1 · household · number: Another household has this number" in said.err


@pytest.mark.usefixtures("area")
def test_many_warnings_are_counted(ruhu: Ruhu, tmp_path: Path) -> None:
    people = [LINES[1] | {"phone": str(n), "relation": str(n)} for n in range(30)]
    said = ruhu("record", written(tmp_path / "a.jsonl", LINES[0], *people))
    assert "and 10 more" in said.err


@pytest.mark.usefixtures("area")
def test_a_file_that_is_not_there_is_refused(ruhu: Ruhu, tmp_path: Path) -> None:
    assert "none.jsonl can't be used" in ruhu("record", tmp_path / "none.jsonl", ends=1).err


@pytest.mark.usefixtures("area")
def test_who_only_checks_records_nothing(ruhu: Ruhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUHU_NEW_PASSPHRASE", "banma chahu denglong huafen")
    ruhu("vault", "add", "--person", "郑示例", "--role", "checker", "--as", "陈示例")
    monkeypatch.setenv("RUHU_PASSPHRASE", "banma chahu denglong huafen")
    said = ruhu("record", written(tmp_path / "a.jsonl", LINES[0]), "--as", "郑示例", ends=1)
    assert "The role checker doesn't write this part of a household." in said.err


def test_canaries_are_in_no_file_in_clear_and_in_no_error(
    ruhu: Ruhu, area: Path, ruhu_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUHU_LANGUAGE", "zh_CN")
    canaries = {
        "name": "金丝示例雀",
        "phone": "100-7391-2846",
        "id_number": "999999198207150036",
        "relation": "金丝雀的叔叔",
        "bank_account": "6200990073912846",
        "special_note": "金丝雀怕冷",
    }
    file = written(tmp_path / "canary.jsonl", LINES[0], LINES[1] | canaries)
    ruhu("record", file)
    ruhu("backup")
    ruhu("household", "list", "--search", canaries["phone"])
    wrong = LINES[1] | canaries | {"id_number": "99999919820715003X", "role": canaries["name"], "金丝示例雀": 1}
    said = ruhu("record", written(file, LINES[0], wrong, "金丝示例雀"), ends=1)
    for canary in (*canaries.values(), "99999919820715003X"):
        assert canary not in said.err + said.out
    kept = [held for folder in (area, ruhu_home) for held in folder.rglob("*") if held.is_file()]
    assert {"ledger.db", "slots.json", "store.toml"} <= {held.name for held in kept}
    for held in kept:
        content = held.read_bytes()
        for canary in canaries.values():
            assert not [code for code in ("utf-8", "utf-16-le", "gb18030") if canary.encode(code) in content], held
