"""The README of the faults names tests that exist."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]


def test_every_test_that_the_readme_names_exists() -> None:
    said = Path(__file__).with_name("README.md").read_text("utf-8")
    files = {file: file.read_text("utf-8") for file in TESTS.rglob("*.py")}
    known = {name for text in files.values() for name in re.findall(r"^def (test_\w+)", text, re.MULTILINE)}
    assert {*re.findall(r"`(test_\w+)`", said)} - known == set()
    assert {*re.findall(r"`(tests/[\w/]+\.py)`", said)} <= {str(file.relative_to(TESTS.parent)) for file in files}
