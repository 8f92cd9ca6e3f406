import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import stores
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot
from seeing import NewArea

from desktop import app, paths, settings
from desktop.cli.words import Voice
from desktop.domain.errors import Refused
from desktop.i18n import Language
from desktop.settings import Settings
from desktop.ui import theme
from desktop.ui.hands import Hands
from desktop.ui.household_list import HouseholdList
from desktop.ui.main_window import MainWindow
from desktop.ui.screenshots_stick import FolderAsStick

ROOT = Path(__file__).resolve().parents[2]


def test_a_passphrase_that_nobody_has_to_type_opens_the_list_at_once(
    qapp: QApplication, qtbot: QtBot, qtlog: Any, new_area: NewArea, tmp_path: Path
) -> None:
    folder, file = new_area(*stores.a_family("DY-03-0127")), tmp_path / "passphrase"
    file.write_text(stores.PASSPHRASE + "\n", encoding="utf-8")
    unlocked = app._unlocked(folder, stores.CLERK, file, Language.ENGLISH)
    theme.dress(qapp)
    keep = partial(settings.change, paths.config_folder())
    window = MainWindow(qapp, Settings(Language.ENGLISH), Voice, keep, folder=folder, unlocked=unlocked)
    qtbot.addWidget(window)
    with qtlog.disabled():
        window.show()
    qtbot.waitUntil(lambda: window.shell is not None)
    assert window.shell is not None
    assert isinstance(window.shell.page, HouseholdList)
    window.close()


def test_a_wrong_passphrase_out_of_the_environment_is_refused(
    new_area: NewArea, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUHU_PASSPHRASE", "not this one at all")
    with pytest.raises(Refused):
        app._unlocked(new_area(), None, None, Language.ENGLISH)


@pytest.mark.long
def test_a_picture_of_every_screen_is_saved_and_nothing_else(tmp_path: Path, ruhu_home: Path) -> None:
    command = [sys.executable, "-m", "desktop", "--screenshots", str(tmp_path / "shots")]
    subprocess.run(command, cwd=ROOT, check=True, timeout=600)
    pictures = [file.stem.partition("-")[2] for file in sorted((tmp_path / "shots").iterdir())]
    assert len(pictures) == len(set(pictures)) > 40
    assert {"start", "households", "household-ledger", "registration", "imported", "settings-people"} < {*pictures}
    assert {"policies-item", "policies-table", "policies-empty", "scaled-policies"} < {*pictures}
    assert {"laptop-waiting", "laptop-office-file", "devices-certified", "unlock-new-sheet"} < {*pictures}
    assert {"exchange-stick-out", "exchange-preview", "exchange-not-let-in", "household-elsewhere"} < {*pictures}
    assert not ruhu_home.exists()


def test_a_stick_of_the_pictures_is_one_for_the_whole_program_until_it_ends(tmp_path: Path) -> None:
    stick, before = FolderAsStick(tmp_path / "KINGSTON"), paths.sticks
    stick.plug_in()
    assert [(each.folder, each.name) for each in paths.sticks()] == [(stick.folder, "KINGSTON")]
    (stick.folder / "file").touch()
    stick.pull_out()
    assert not paths.sticks()
    stick.break_off()
    assert stick.folder.is_file()
    stick.end()
    assert paths.sticks is before


def test_hands_type_a_path_into_the_chooser_of_files(
    qapp: QApplication, window: MainWindow, new_area: NewArea, tmp_path: Path
) -> None:
    (tmp_path / "ledger").touch()
    hands, chosen = Hands(qapp, window, new_area()), list[str]()
    button = QPushButton("…", window)
    button.setObjectName("choose")
    button.clicked.connect(lambda: chosen.append(QFileDialog.getOpenFileName(window)[0]))
    button.show()
    hands.press_and_choose("choose", tmp_path / "ledger")
    assert chosen == [str(tmp_path / "ledger")]
