from pathlib import Path

import pytest

from desktop.casework import bug_log


def test_the_log_tells_places_and_kinds_but_no_values(ruhu_home: Path) -> None:
    log = bug_log.keep(an_error("马示例 100-0000-6021"))
    told = log.read_text("utf-8")
    assert log.is_relative_to(ruhu_home)
    assert "builtins.KeyError\n" in told
    assert "builtins.ValueError\n" in told, "what led to it is told too"
    assert "in fail" in told
    assert "6021" not in told
    assert "马示例" not in told


def test_a_second_error_is_added(ruhu_home: Path) -> None:  # noqa: ARG001  the log is of a user's own
    bug_log.keep(an_error("1"))
    assert bug_log.keep(an_error("2")).read_text("utf-8").count("builtins.ValueError") == 2


def test_without_a_log_it_is_said_all_the_same_and_without_values(ruhu_home: Path) -> None:
    ruhu_home.write_text("a file where the folder of the log should be")
    said = bug_log.told(an_error("马示例 100-0000-6021"), "en")
    assert "made a mistake (ValueError)" in said
    assert "could not be written to the log" in said
    assert "6021" not in said


def an_error(value: str) -> Exception:
    with pytest.raises(ValueError, match=value) as caught:
        fail(value)
    return caught.value


def fail(value: str) -> None:
    try:
        {"": 0}.pop(value)
    except KeyError as error:
        raise ValueError(value) from error
