import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
import stores
from builders import a_household, a_person
from seeing import NewArea

FRESH = Path(__file__).parents[1] / "fresh_window.py"
HEAVY = {
    "asyncpg",
    "cryptography",
    "openpyxl",
    "PIL",
    "pypdfium2",
    "pypinyin",
    "python_calamine",
    "reportlab",
    "sqlalchemy.dialects.postgresql",
    "typer",
    "urllib.request",
    "zxingcpp",
}


@pytest.mark.parametrize("is_locked_first", [True, False])
def test_a_known_store_is_on_the_screen_without_what_only_later_work_needs(
    new_area: NewArea, *, is_locked_first: bool
) -> None:
    homes = [a_household(number=f"A-{number}") for number in range(3)]
    folder = new_area(*homes, *(a_person(household=home.id) for home in homes))
    told = pickle.dumps((folder, stores.unlocked(folder), is_locked_first))
    child = subprocess.run([sys.executable, FRESH, "ours"], input=told, capture_output=True, check=False, timeout=60)
    assert not child.returncode, child.stderr.decode()
    *_, usable, settled = map(json.loads, child.stdout.splitlines())
    assert settled["households"] == len(homes)
    assert not HEAVY & set(usable["modules"])
