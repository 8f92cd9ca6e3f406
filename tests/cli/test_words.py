"""How things are named and laid out for a terminal."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

import pytest
from builders import at
from hypothesis import given
from hypothesis import strategies as st

from desktop.cli.words import LINE, Voice, packed, places, table
from desktop.domain.fields import RECORDS, Kind, Role
from desktop.domain.records import Sealed
from desktop.paths import Danger

CHINESE, ENGLISH = Voice("zh_CN"), Voice("en")


def test_a_value_is_shown_with_its_unit_and_in_the_readers_words() -> None:
    house, fixture, visit = (RECORDS[name].field for name in ("house", "fixture", "visit"))
    assert CHINESE.shown(house["registered_gross"], Decimal("62.4")) == "62.40 ㎡"
    assert CHINESE.shown(house["registered_gross"], Decimal("62.345")) == "62.345 ㎡"
    assert CHINESE.shown(fixture["amount"], 39_007_000) == "390,070.00 元"
    assert ENGLISH.shown(fixture["amount"], 39_007_000) == "390,070.00 yuan"
    assert CHINESE.shown(visit["copy_handed"], value=True) == "是"
    assert ENGLISH.shown(visit["manner"], "not_met") == "not met"
    assert CHINESE.shown(visit["began_at"], at(9, 12)) == "2026-11-18 09:12"
    assert CHINESE.shown(visit["visitors"], ("陈示例", "何示例")) == "陈示例、何示例"


def test_a_sealed_value_is_its_mask_whatever_its_kind() -> None:
    for field in RECORDS["person"].fields:
        assert CHINESE.shown(field, Sealed("••••")) == "••••"


@pytest.mark.parametrize("kind", [Kind, Danger, Role])
def test_every_member_of_an_enumeration_has_words(kind: type[StrEnum]) -> None:
    for member in kind:
        assert CHINESE.word("{what}", what=member) != str(member)


def test_a_kind_of_record_is_named_by_its_paper() -> None:
    assert CHINESE.word("{record}", record="unregistered_part") == "未登记建筑"
    assert ENGLISH.word("{record}", record="unregistered_part") == "unregistered part"
    assert CHINESE.word("{day}", day=date(2026, 11, 18)) == "2026-11-18"


TEXTS = st.text(alphabet="ab 户㎡䶮𬱖é", max_size=12)


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=5))
def test_columns_begin_at_the_same_place_in_every_line(cells: list[list[str]]) -> None:
    cells = [[*line[:2], "|"] for line in cells]
    assert len({places(line[: line.rindex("|")]) for line in table(cells)}) == 1


@given(st.lists(st.text(alphabet="a户", min_size=1, max_size=60), max_size=12))
def test_packed_lines_fit_a_terminal_and_lose_nothing(chunks: list[str]) -> None:
    lines = list(packed(chunks, indent="    "))
    assert all(places(line) <= LINE or "  " not in line.strip() for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(chunks)


def test_a_text_of_several_lines_keeps_them() -> None:
    assert list(packed(["one", "two\nthree", "four"], indent=" ")) == [" one", " two", "   three", " four"]
