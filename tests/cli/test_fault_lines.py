"""What keeps something from being done is told to people by words, never by the bare name of a field."""

import re

import pytest

from desktop.cli.command import fault_line
from desktop.cli.words import Voice
from desktop.domain.errors import Finding
from desktop.i18n import Language

OBSTACLES = (
    "check", "pack", "notice", "household", "title_disputed", "conflict", "flat", "number", "signed_on", "hand_over_by",
    "state", "calculation", "option", "parts", "payment", "area",
)  # fmt: skip


@pytest.mark.parametrize("name", OBSTACLES)
def test_an_obstacle_is_told_in_chinese_alone(name: str) -> None:
    told = fault_line(Voice(Language.CHINESE), Finding(name, "This household was withdrawn."))
    assert not re.search("[a-z]", told), told


def test_what_no_record_has_keeps_its_name() -> None:
    assert fault_line(Voice(Language.ENGLISH), Finding("登记面积", "It is not known.")) == "登记面积: It is not known."
