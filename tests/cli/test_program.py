"""The program as a whole: how it starts, how it is called wrongly, and what it does with its own mistakes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from terminal import Ruhu

from desktop import __version__, settings
from desktop.casework.bug_log import Book
from desktop.cli.main import COMMANDS

SECRET = "100-0000-6021"


def python(code: str, *words: object, **variables: str) -> subprocess.CompletedProcess[str]:
    """A program of its own, with the variables of this one and some more."""
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        env=os.environ | variables,
        capture_output=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
    )


RUN = "import sys; from desktop.cli.main import main; main(sys.argv[1:])"


def test_the_version_is_said(ruhu: Ruhu) -> None:
    assert __version__ in ruhu("--version").out


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_command_has_help_in_the_readers_language(
    ruhu: Ruhu, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("RUHU_LANGUAGE", language)
    words = {"en": "Usage: ", "zh_CN": "用法："}[language]
    assert words in ruhu("--help").out
    for name in COMMANDS:
        assert words in ruhu(name, "--help").out


def test_help_loads_neither_the_database_nor_the_printer() -> None:
    heavy = {"sqlalchemy", "sqlcipher3", "reportlab", "pypdfium2", "zxingcpp", "cryptography", "rich"}
    none_is_here = f"assert not {heavy} & {{*sys.modules}}"
    code = f"import sys\nfrom desktop.cli.main import main\ntry: main(['--help'])\nfinally: {none_is_here}"
    ended = python(code)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_wrong_call_ends_with_2_and_says_how_it_is_used(ruhu: Ruhu) -> None:
    assert "Did you mean household?" in ruhu("hosehold", ends=2).err
    assert "Did you mean slots?" in ruhu("vault", "slot", ends=2).err
    assert "'--area' is missing" in ruhu("init", "x", "--person", "x", ends=2).err
    assert "ruhu check --help" in ruhu("check", "--nonsense", ends=2).err
    assert "--as-it-is" in ruhu("restore", "--store", "x", ends=2).err


@pytest.mark.parametrize(
    "words",
    [
        ("init", "x", "--person", "x", "--area"),
        ("household", "show"),
        ("household", "list", "--after"),
        ("journal", "show", "--household"),
        ("check", "--store"),
    ],
)
def test_what_is_no_text_is_refused_where_it_comes_in(ruhu: Ruhu, area: Path, words: tuple[str, ...]) -> None:
    before = sorted(area.parent.iterdir())
    assert "cannot be printed" in ruhu(*words, "示\udcff", ends=2).err
    assert sorted(area.parent.iterdir()) == before


@pytest.mark.usefixtures("area")
@pytest.mark.parametrize("group", [("household", "list"), ("journal", "show")])
def test_a_number_beyond_all_measure_is_refused(ruhu: Ruhu, group: tuple[str, ...]) -> None:
    assert "'--limit' can't be taken" in ruhu(*group, "--limit", 10**20, ends=2).err


def test_a_command_without_a_store_says_how_to_name_one(ruhu: Ruhu) -> None:
    assert "RUHU_STORE" in ruhu("household", "list", ends=2).err


def test_a_folder_without_a_store_is_refused_with_a_remedy(ruhu: Ruhu, tmp_path: Path) -> None:
    said = ruhu("household", "list", "--store", tmp_path, "--json", ends=1)
    assert said.out == ""
    assert "ruhu init" in said.refused["remedy"]


@pytest.mark.usefixtures("area")
def test_a_wrong_passphrase_is_refused(ruhu: Ruhu, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUHU_PASSPHRASE", "bu shi zhege kouling")
    assert "Wrong passphrase, 1 in a row" in ruhu("household", "list", ends=1).err


@pytest.mark.usefixtures("area")
def test_a_passphrase_is_read_from_a_file(ruhu: Ruhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "passphrase"
    file.write_text("qingjiao zixingche xiayu suanpan\n", "utf-8")
    monkeypatch.delenv("RUHU_PASSPHRASE")
    ruhu("household", "list", "--passphrase-file", file)
    file.write_bytes("口令".encode("gb18030"))
    assert "UTF-8" in ruhu("household", "list", "--passphrase-file", file, ends=1).err
    assert "can't be used" in ruhu("household", "list", "--passphrase-file", tmp_path / "none", ends=1).err


@pytest.mark.usefixtures("area")
def test_without_a_terminal_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RUHU_PASSPHRASE")
    code = "import os; os.setsid(); " + RUN if sys.platform != "win32" else RUN
    ended = python(code, "household", "list")
    assert ended.returncode == 1
    assert "RUHU_PASSPHRASE" in ended.stderr


@pytest.mark.usefixtures("stated")
def test_the_programs_own_mistake_is_one_sentence_and_its_place_in_the_log(ruhu_home: Path) -> None:
    broken = (
        "from desktop.store import queries\n"
        f"def households(*_, **__): raise ValueError('{SECRET} 马示例')\n"
        "queries.households = households\n"
    )
    ended = python(broken + RUN, "household", "list")
    log = (ruhu_home / "log" / "ruhu.log").read_text("utf-8")
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert "ruhu.log" in ended.stderr
    assert "desktop.cli.household:" in log
    assert "ValueError" in log
    assert not [text for text in (SECRET, "马示例") if text in log + ended.stderr]


@pytest.mark.usefixtures("stated")
def test_without_a_log_the_mistake_is_said_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    broken = (
        "from desktop import paths\n"
        "from desktop.store import queries\n"
        f"def households(*_, **__): raise ValueError('{SECRET}')\n"
        "queries.households = households\n"
        f"paths.log_folder = lambda: paths.Path({str(tmp_path / 'file')!r})\n"
    )
    ended = python(broken + RUN, "household", "list")
    assert ended.returncode == 1
    assert "ValueError" in ended.stderr
    assert not [text for text in (SECRET, "Traceback") if text in ended.stderr]


def test_damaged_settings_are_said_and_stop_nothing(ruhu: Ruhu, ruhu_home: Path) -> None:
    folder = ruhu_home / "config"
    folder.mkdir(parents=True)
    (folder / "settings.json").write_text("{", "utf-8")
    assert "settings.json.damaged-1" in ruhu("--version").err
    assert settings.load(folder).moved_aside is None


@pytest.mark.usefixtures("stated")
def test_a_pipe_that_is_closed_early_is_no_mistake_of_the_program(ruhu_home: Path) -> None:
    command = [sys.executable, "-c", RUN, "household", "show", "DY-03-0127"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        told = running.stderr.read()
    assert b"mistake" not in told
    assert not (ruhu_home / "log").exists()


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="only Linux has a file that nobody can read")
def test_settings_that_can_not_be_read_are_said(ruhu: Ruhu, ruhu_home: Path) -> None:
    (ruhu_home / "config").mkdir(parents=True)
    (ruhu_home / "config" / "settings.json").symlink_to("/proc/self/mem")
    assert f"The settings in {ruhu_home / 'config'} can't be read: Input/output error." in ruhu("--version", ends=1).err


@pytest.mark.usefixtures("stated")
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
@pytest.mark.parametrize("words", [("--help",), ("household", "show", "DY-03-0127")])
def test_an_answer_that_can_not_be_written_is_said(words: tuple[str, ...], ruhu_home: Path) -> None:
    command = [sys.executable, "-c", RUN, *words]
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False)
    assert ended.returncode == 1
    assert "The answer can't be written: No space left on device." in ended.stderr
    assert len(ended.stderr.splitlines()) == 2
    assert not (ruhu_home / "log").exists()


@pytest.mark.usefixtures("stated")
@pytest.mark.skipif(sys.platform == "win32", reason="it takes a shell's way to close a stream")
@pytest.mark.parametrize("stream", [1, 2])
def test_a_stream_that_is_closed_hinders_nothing(stream: int) -> None:
    shell = f'"$@" {stream}>&-'
    ended = subprocess.run(
        ["/bin/sh", "-c", shell, "sh", sys.executable, "-c", RUN, "backup"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.usefixtures("stated")
def test_what_is_wanted_as_json_is_json_also_in_chinese(ruhu: Ruhu, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUHU_LANGUAGE", "zh_CN")
    said = ruhu("household", "show", "DY-03-0127", "--json")
    assert json.loads(said.out)["stage"] == 2
    assert "还没和住户核对" in said.out


def test_mistakes_are_listed_for_who_mends_them(ruhu: Ruhu) -> None:
    assert "made no mistake here" in ruhu("bugs").out
    Book("window").keep(ValueError("马示例"))
    facts = ruhu("bugs", "--json").facts
    assert [each["kind"] for each in facts["reports"]] == ["builtins.ValueError"]
    assert facts["log"].endswith("ruhu.log")
    said = ruhu("bugs").out
    assert "1 mistake is written down in" in said
    assert "马示例" not in said
