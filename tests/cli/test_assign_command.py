"""`ruhu assign`: households are handed over by a command."""

from pathlib import Path

import stores
from terminal import NUMBER, Ruhu


def test_a_household_is_handed_over_after_a_look_at_what_that_changes(stated: Path, ruhu: Ruhu) -> None:
    one = ("assign", "--household", NUMBER, "--to", stores.CLERK, "--deadline", "2026-12-20")
    look = ruhu(*one, "--dry-run", "--json").facts
    assert (look["changed"], look["same"], look["written"]) == (1, 0, False)
    assert ruhu("assign", "list", "--json").facts["shares"] == [
        {"person": None, "households": 1, "first_deadline": None}
    ]
    said = ruhu(*one, "--because", "分户").out
    assert f"1 household goes to {stores.CLERK}." in said
    assert "1 of them was with nobody." in said
    assert f"{stores.CLERK} has all of them already." in ruhu(*one).out
    assert f"{stores.CLERK}  1 household  the first by 2026-12-20" in ruhu("assign", "list").out
    assert "分户" in ruhu("journal", "show", "--household", NUMBER).out
    assert str(stated) not in ruhu("assign", "--help").out


def test_what_is_not_said_or_not_there_is_refused(stated: Path, ruhu: Ruhu) -> None:
    assert stated.exists()
    assert "Name a lane" in ruhu("assign", "--to", stores.CLERK, ends=1).err
    assert "Nobody called" in ruhu("assign", "--household", NUMBER, "--to", "没有这个人", ends=1).err
    assert "No household lies" in ruhu("assign", "--lane", "没有这条巷", "--to", stores.CLERK, ends=1).err
    assert "Did you mean list?" in ruhu("assign", "lsit", ends=2).err
