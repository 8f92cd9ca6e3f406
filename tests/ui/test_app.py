import subprocess
import sys
from pathlib import Path

import pytest
from seeing import is_said

from desktop import app, paths
from desktop.cli.words import Voice
from desktop.domain.errors import Refused
from desktop.i18n import Language
from desktop.ui.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[2]


def test_what_nobody_foresaw_is_told_with_the_place_of_the_log_and_no_value(window: MainWindow) -> None:
    error = ValueError("马示例")
    app._Unforeseen(Voice(Language.ENGLISH), window)(ValueError, error, None)
    assert is_said(
        window, f"The program made a mistake (ValueError). What was saved before is safe. {paths.log_folder()}"
    )
    assert not is_said(window, "马示例")


def test_a_refusal_that_no_page_awaited_is_told_in_words(window: MainWindow) -> None:
    app._Unforeseen(Voice(Language.CHINESE), window)(
        Refused, Refused("Nobody of this name opens this store.", "…"), None
    )
    assert is_said(window, "没有这个名字的人能打开这份数据。")


@pytest.mark.long
def test_a_picture_of_every_screen_is_saved_and_nothing_else(tmp_path: Path, ruhu_home: Path) -> None:
    command = [sys.executable, "-m", "desktop", "--screenshots", str(tmp_path / "shots")]
    subprocess.run(command, cwd=ROOT, check=True, timeout=120)
    pictures = [file.stem[3:] for file in sorted((tmp_path / "shots").iterdir())]
    assert len(pictures) == len(set(pictures)) > 40
    assert {"start", "households", "household-ledger", "registration", "imported", "settings-people"} < {*pictures}
    assert {"policies-item", "policies-table", "policies-empty", "scaled-policies"} < {*pictures}
    assert not ruhu_home.exists()
