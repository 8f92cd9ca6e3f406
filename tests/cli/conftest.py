"""The command line in this process, as a script meets it: words and variables in; exit code, output, errors out."""

import json
import sys
import threading
from pathlib import Path

import pytest
import stores
from terminal import LINES, Ruhu, Said

from desktop.cli.main import main


@pytest.fixture
def ruhu(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ruhu:
    """Runs a command in English, its passphrase in the environment."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setenv("LANGUAGE", "")
    monkeypatch.setenv("RUHU_LANGUAGE", "en")
    monkeypatch.setenv("RUHU_PASSPHRASE", stores.PASSPHRASE)

    def run(*words: object, ends: int = 0) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        told = capsys.readouterr()
        said = Said(int(ended.value.code or 0), told.out, told.err)
        assert said.code == ends, said
        return said

    return run


@pytest.fixture(scope="session")
def made() -> list[stores.Template]:
    """What `by_command` has made, once a test wanted it."""
    return []


@pytest.fixture
def by_command(ruhu: Ruhu, made: list[stores.Template], tmp_path_factory: pytest.TempPathFactory) -> stores.Template:
    """A store that the command line made."""
    if not made:
        room = tmp_path_factory.mktemp("made")
        with stores.cheaply(room / "home"):
            ruhu("init", room / "area", "--area", stores.AREA, "--person", stores.CLERK)
            made.append(stores.Template.of(stores.opened(room / "area")))
    return made[0]


@pytest.fixture
def area(
    tmp_path: Path,
    by_command: stores.Template,
    cheap_vault: None,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """The same, named by RUHU_STORE."""
    folder = by_command.laid_out(tmp_path / "area")
    monkeypatch.setenv("RUHU_STORE", str(folder))
    return folder


@pytest.fixture
def stated(area: Path, ruhu: Ruhu, tmp_path: Path) -> Path:
    """The same with one household, its people, a house, a visit and a wish."""
    file = tmp_path / "stated.jsonl"
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in LINES), "utf-8")
    ruhu("record", file, "--because", "登记表")
    return area
