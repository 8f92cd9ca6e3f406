"""`ruhu question`: a correction is asked for and answered by commands."""

from pathlib import Path

import stores
from terminal import NUMBER, Ruhu


def test_a_question_is_asked_answered_and_listed(stated: Path, ruhu: Ruhu) -> None:
    assert stated.exists()
    asked = ruhu(
        "question", "ask", NUMBER, "--about", "house.registered_gross", "--words", "面积不对。", "--json"
    ).facts
    assert (asked["record"], asked["field"], asked["state"]) == ("house", "registered_gross", "open")
    assert asked["row"], "the household has one house"
    assert "waits for an answer · at the latest" in ruhu("question", "list").out
    said = ruhu("question", "answer", asked["id"], "--words", "又量了一遍。").out
    assert "→ 又量了一遍。" in said
    assert f"replied to · {stores.CLERK}" in said
    assert ruhu("question", "list").out == "No question waits.\n"
    assert "no longer asked" in ruhu("question", "answer", asked["id"], "--words", "再说", ends=1).err

    again = ruhu("question", "ask", NUMBER, "--about", "appraisal", "--words", "缺评估。", "--json").facts
    assert again["row"] is None, "what is not there yet is asked for"
    ruhu("question", "withdraw", again["id"], "--because", "另行处理")
    listed = ruhu("question", "list", "--household", NUMBER, "--everything", "--json").facts["questions"]
    assert [each["state"] for each in listed] == ["replied", "withdrawn"]
    assert ruhu("check").out


def test_what_can_not_be_asked_is_refused(stated: Path, ruhu: Ruhu) -> None:
    assert stated.exists()
    ask = ("question", "ask", NUMBER, "--words", "？")
    assert "--row" in ruhu(*ask, "--about", "person.name", ends=1).err
    assert "There is nothing called colour" in ruhu(*ask, "--about", "house.colour", ends=1).err
    assert "This day has passed" in ruhu(*ask, "--due", "2020-01-01", ends=1).err
    assert "no question with this id" in ruhu("question", "answer", "0" * 32, "--words", "？", ends=1).err
