import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.long
def test_a_picture_of_every_screen_is_saved_and_nothing_else(tmp_path: Path, ruhu_home: Path) -> None:
    command = [sys.executable, "-m", "desktop", "--screenshots", str(tmp_path / "shots")]
    subprocess.run(command, cwd=ROOT, check=True, timeout=120)
    assert len(list((tmp_path / "shots").glob("*.png"))) == 6
    assert not ruhu_home.exists()
