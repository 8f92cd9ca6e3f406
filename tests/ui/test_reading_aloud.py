"""The system's voice, with another program in its place that writes down what it is told."""

import os
import stat
import sys
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.cli.words import Voice
from desktop.i18n import Language
from desktop.ui import reading_aloud, theme
from desktop.ui.reading_aloud import TOOLS, ReadAloud

VOICES = """NAME                 LANGUAGE             VARIANT
English_(America)              en-US                none
Chinese_(Mandarin)             cmn                  none
"""
WORDS = "您家三种选法，\n由您自己定"
PROGRAM = """#!{python}
import sys, time
from pathlib import Path
here = Path(__file__).parent
with (here / "asked").open("a") as asked:
    print(*sys.argv[1:], file=asked)
if sys.argv[1:] == ["--list-synthesis-voices"]:
    sys.stdout.write((here / "voices").read_text("utf-8"))
elif "--pipe-mode" in sys.argv:
    text = sys.stdin.buffer.read()
    (here / "heard").write_bytes(text)
    while (here / "goes-on").exists():
        time.sleep(0.01)
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the other program lies, the first on the path, as on a Linux."""
    program = tmp_path / "spd-say"
    program.write_text(PROGRAM.format(python=sys.executable), "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    (tmp_path / "voices").write_text(VOICES, "utf-8")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(sys, "platform", "linux")
    return tmp_path


def shown(qtbot: QtBot) -> ReadAloud:
    theme.dress(cast("QApplication", QApplication.instance()))
    made = ReadAloud(Voice(Language.CHINESE), lambda: WORDS)
    qtbot.addWidget(made)
    made.show()
    return made


def press(qtbot: QtBot, aloud: ReadAloud) -> None:
    qtbot.mouseClick(aloud.button, Qt.MouseButton.LeftButton)


def asked(place: Path) -> list[str]:
    return (place / "asked").read_text("utf-8").splitlines()


def test_what_is_shown_is_read_by_a_voice_that_speaks_chinese(qtbot: QtBot, place: Path) -> None:
    aloud = shown(qtbot)
    assert not aloud.button.isVisible(), "nobody was found yet"
    qtbot.waitUntil(aloud.button.isVisible)
    press(qtbot, aloud)
    qtbot.waitUntil(lambda: not aloud.reader.is_reading)
    assert (place / "heard").read_text("utf-8") == "您家三种选法， 由您自己定\n"
    assert asked(place) == ["--list-synthesis-voices", "--language cmn --wait --pipe-mode"]
    assert not any("您" in line for line in asked(place)), "what is read stands in nobody's list of processes"


def test_it_is_quiet_at_once(qtbot: QtBot, place: Path) -> None:
    (place / "goes-on").touch()
    aloud = shown(qtbot)
    qtbot.waitUntil(aloud.button.isVisible)
    said = aloud.button.text()
    press(qtbot, aloud)
    assert (aloud.reader.is_reading, aloud.button.text() != said) == (True, True)
    qtbot.waitUntil((place / "heard").exists)
    press(qtbot, aloud)
    assert (aloud.reader.is_reading, aloud.button.text()) == (False, said)
    qtbot.waitUntil(lambda: "--cancel" in asked(place))


def test_what_goes_out_of_sight_is_not_read_on(qtbot: QtBot, place: Path) -> None:
    (place / "goes-on").touch()
    aloud = shown(qtbot)
    qtbot.waitUntil(aloud.button.isVisible)
    press(qtbot, aloud)
    aloud.hide()
    assert not aloud.reader.is_reading
    qtbot.waitUntil(lambda: "--cancel" in asked(place))


def test_where_nobody_speaks_chinese_there_is_no_button(qtbot: QtBot, place: Path) -> None:
    (place / "voices").write_text(VOICES.replace("cmn", "de "), "utf-8")
    aloud = shown(qtbot)
    with qtbot.waitSignal(aloud.reader.changed):
        pass
    assert not aloud.button.isVisible()


def test_where_no_program_speaks_there_is_no_button(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    aloud = shown(qtbot)
    aloud.reader.read("x")
    assert not aloud.button.isVisible()
    assert not aloud.reader.is_reading


def test_each_system_names_its_chinese_voice() -> None:
    listed = {
        "linux": (VOICES, "cmn"),
        "darwin": ("Alex       en_US  # Hello\nTing-Ting (Enhanced)  zh_CN  # 您好\n", "Ting-Ting (Enhanced)"),
        "win32": ("en-US|Microsoft David\r\nzh-CN|Microsoft Huihui Desktop\r\n", "Microsoft Huihui Desktop"),
    }
    for system, (text, voice) in listed.items():
        assert TOOLS[system].chinese(text) == voice
        assert TOOLS[system].chinese("") == ""
        assert not any(WORDS in argument for argument in TOOLS[system].speaking(voice))
    assert "O''Neill" in reading_aloud.TOOLS["win32"].speaking("O'Neill")[-1]
