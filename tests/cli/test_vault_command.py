"""`ruhu vault` and `ruhu init`: people come in, go, forget their passphrase, and get in again."""

import getpass
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
import stores
from terminal import NUMBER, Ruhu

from desktop.domain import recovery_code
from desktop.store import vault

NEW = "banma chahu denglong huafen"


@pytest.fixture
def new_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUHU_NEW_PASSPHRASE", NEW)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Answers questions at a terminal; what was asked is kept."""

    def answers(*given: str) -> list[str]:
        questions, left = list[str](), list(given)

        def ask(question: str) -> str:
            questions.append(question)
            return left.pop(0)

        monkeypatch.setattr(getpass, "getpass", ask)
        return questions

    return answers


@pytest.mark.usefixtures("cheap_vault")
def test_init_shows_the_recovery_code_once(ruhu: Ruhu, tmp_path: Path) -> None:
    code = ruhu("init", tmp_path / "a", "--area", stores.AREA, "--person", stores.CLERK, "--json").facts[
        "recovery_code"
    ]
    assert len(recovery_code.rows(code)) == recovery_code.ROWS
    files = [file for file in (tmp_path / "a").rglob("*") if file.is_file()]
    assert files
    assert not [file for file in files if code.encode() in file.read_bytes()]


@pytest.mark.usefixtures("cheap_vault")
def test_init_prints_the_recovery_sheet(ruhu: Ruhu, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.pdf"
    said = ruhu("init", tmp_path / "a", "--area", stores.AREA, "--person", stores.CLERK, "--sheet", sheet)
    with pypdfium2.PdfDocument(sheet) as paper:
        assert len(paper) == 2
    assert "delete the file" in said.out


@pytest.mark.usefixtures("cheap_vault")
def test_init_asks_twice_for_a_passphrase(
    ruhu: Ruhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: Callable[..., list[str]]
) -> None:
    monkeypatch.delenv("RUHU_PASSPHRASE")
    init = ("init", tmp_path / "a", "--area", stores.AREA, "--person", stores.CLERK)
    typed(NEW, "something else")
    assert "not the same" in ruhu(*init, ends=1).err
    questions = typed(NEW, NEW)
    ruhu(*init)
    assert stores.CLERK in questions[0]


@pytest.mark.parametrize("passphrase", ["123456", "mima mima mima"])
def test_init_refuses_what_is_easy_to_guess_and_leaves_nothing(
    ruhu: Ruhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, passphrase: str
) -> None:
    monkeypatch.setenv("RUHU_PASSPHRASE", passphrase)
    sheet = tmp_path / "sheet.pdf"
    said = ruhu("init", tmp_path / "a", "--area", "x", "--person", "陈示例", "--sheet", sheet, ends=1)
    assert passphrase not in said.err
    assert not sheet.exists()
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("area", ["", " ", "示" * 300])
def test_an_area_has_a_name_that_can_be_kept(ruhu: Ruhu, tmp_path: Path, area: str) -> None:
    said = ruhu("init", tmp_path / "a", "--area", area, "--person", stores.CLERK, "--json", ends=1)
    assert [found["field"] for found in said.refused["findings"]] == ["name"]
    assert not (tmp_path / "a").exists()


def test_a_folder_in_use_is_not_made_a_store(ruhu: Ruhu, stated: Path) -> None:
    assert "not empty" in ruhu("init", stated, "--area", "x", "--person", "陈示例", ends=1).err


@pytest.mark.usefixtures("area")
def test_slots_are_listed_without_a_passphrase(ruhu: Ruhu, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RUHU_PASSPHRASE")
    kinds = [slot["opens_by"] for slot in ruhu("vault", "slots", "--json").facts["slots"]]
    assert kinds == ["passphrase", "recovery"]
    assert "recovery sheet" in ruhu("vault", "slots").out


@pytest.mark.usefixtures("new_passphrase", "stated")
def test_who_was_added_opens_the_store_and_is_asked_who_they_are(ruhu: Ruhu, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "as: worker" in ruhu("vault", "add", "--person", "何示例", "--role", "worker").out
    assert "--as NAME" in ruhu("household", "list", ends=1).err
    monkeypatch.setenv("RUHU_PASSPHRASE", NEW)
    assert NUMBER in ruhu("household", "list", "--as", "何示例").out
    said = ruhu("vault", "remove", "--person", stores.CLERK, "--as", "何示例", ends=1)
    assert "The role worker doesn't say who opens this store." in said.err


@pytest.mark.usefixtures("new_passphrase", "stated")
def test_who_was_removed_no_longer_opens_it(ruhu: Ruhu) -> None:
    ruhu("vault", "add", "--person", "何示例", "--role", "worker")
    assert "still open" in ruhu("vault", "remove", "--person", "何示例", "--as", stores.CLERK).out
    assert "Nobody of this name" in ruhu("household", "list", "--as", "何示例", ends=1).err


@pytest.mark.usefixtures("new_passphrase", "stated")
def test_a_changed_passphrase_holds(ruhu: Ruhu, monkeypatch: pytest.MonkeyPatch) -> None:
    ruhu("vault", "passphrase")
    ruhu("household", "list", ends=1)
    monkeypatch.setenv("RUHU_PASSPHRASE", NEW)
    ruhu("household", "list")


@pytest.mark.usefixtures("new_passphrase", "stated")
def test_an_auditor_makes_no_recovery_sheet(ruhu: Ruhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ruhu("vault", "add", "--person", "郑示例", "--role", "auditor")
    monkeypatch.setenv("RUHU_PASSPHRASE", NEW)
    sheet = tmp_path / "sheet.pdf"
    said = ruhu("vault", "sheet", "--sheet", sheet, "--as", "郑示例", ends=1)
    assert "The role auditor doesn't say who opens this store." in said.err
    assert not sheet.exists()


@pytest.mark.usefixtures("new_passphrase")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no process's files")
def test_a_new_code_whose_sheet_can_not_be_written_is_shown(ruhu: Ruhu, stated: Path, tmp_path: Path) -> None:
    code = ruhu("vault", "sheet", "--json").facts["recovery_code"]
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "from desktop.cli.main import main; main(sys.argv[1:])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, "vault", "recover", "--sheet", str(tmp_path / "sheet.pdf"), "--json"],
        env=os.environ | {"RUHU_RECOVERY_CODE": code},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.returncode == 1
    said = json.loads(ended.stdout)
    assert f"can't be written to {tmp_path / 'sheet.pdf'}: File too large." in said["sheet_fault"]
    assert vault.unlock_by_code(stated, said["recovery_code"])
    assert not list(tmp_path.rglob("*.pdf"))


@pytest.mark.usefixtures("new_passphrase", "stated")
def test_a_new_sheet_voids_the_old_one_and_recovers(ruhu: Ruhu, monkeypatch: pytest.MonkeyPatch) -> None:
    old, code = (ruhu("vault", "sheet", "--json").facts["recovery_code"] for _ in range(2))
    monkeypatch.setenv("RUHU_RECOVERY_CODE", old)
    assert "older one" in ruhu("vault", "recover", ends=1).err
    monkeypatch.setenv("RUHU_RECOVERY_CODE", code)
    said = ruhu("vault", "recover", "--json").facts
    assert said["recovered"] == stores.CLERK
    assert said["recovery_code"] != code
    assert "older one" in ruhu("vault", "recover", ends=1).err
    monkeypatch.setenv("RUHU_PASSPHRASE", NEW)
    ruhu("vault", "passphrase")
    assert "signing key renewed" in ruhu("journal", "show").out


@pytest.mark.usefixtures("new_passphrase", "stated")
def test_a_mistyped_code_names_its_row_and_no_new_passphrase_is_asked(
    ruhu: Ruhu, tmp_path: Path, typed: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RUHU_NEW_PASSPHRASE")
    code = ruhu("vault", "sheet", "--json").facts["recovery_code"]
    wrong = ("1" if code[0] == "0" else "0") + code[1:]
    (tmp_path / "code").write_text(wrong)
    questions = typed(NEW, NEW)
    assert "row 1" in ruhu("vault", "recover", "--code-file", tmp_path / "code", ends=1).err
    assert not questions


@pytest.mark.usefixtures("stated")
def test_no_secret_is_taken_from_arguments(ruhu: Ruhu) -> None:
    for name in ("init", "demo", "record", "check", "backup", "restore", "move"):
        assert "--passphrase " not in ruhu(name, "--help").out
