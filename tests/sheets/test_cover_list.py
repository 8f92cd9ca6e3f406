"""The cover list has a row for each household, never cut, and totals that are those of the rows."""

from datetime import datetime

import pytest
from builders import HERE
from looking import look, words_of

from desktop.i18n import Language
from desktop.sheets import cover_list, press
from desktop.sheets.cover_list import CoverList, Given, Home
from desktop.sheets.letterhead import Letterhead

WHOSE = Letterhead("示例片区房屋征收", "示例征收办", "", "0000-7654321", "陈示例", "0000-1234567")
NAMES = ("马示例", "㛃𠮷𡘙", "阿卜杜热合曼·买买提明·吐尔逊江")
SHEET = Given("分户补偿明细表", "DY-03-0127-02", 2, 2, 3)
CARD = Given("政策明白卡", "", None, 1, 1)


def printed(
    homes: int, papers: int = 2, language: Language = Language.CHINESE, address: str = "示例里 3 巷 17 号"
) -> bytes:
    told = [Home(f"DY-03-{n:04}", NAMES[n % 3], address, [SHEET, *[CARD] * (papers - 1)]) for n in range(homes)]
    made_at = datetime(2026, 11, 18, 9, 0, tzinfo=HERE)
    return press.printed(cover_list.paper(CoverList(WHOSE, "示例里 3 巷", made_at, "陈示例", told), language))


def words(pdf: bytes) -> str:
    return "".join("".join(words_of(pdf)).split())


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("homes", [0, 1, 2, 50])
def test_every_household_has_its_row(homes: int, language: Language) -> None:
    pdf = printed(homes, language=language)
    look(pdf)
    assert all(words(pdf).count(f"DY-03-{n:04}") == 1 for n in range(homes))


def test_the_totals_are_those_of_the_rows() -> None:
    told = words(printed(50))
    assert "一共：50户，100样" in told
    assert "150350" in told  # 50 × (2 + 1) copies, 50 × (2 × 3 + 1) pages


def test_a_batch_of_no_lane_says_when_and_who_and_nothing_more() -> None:
    rows = CoverList(WHOSE, "", datetime(2026, 11, 18, 9, 0, tzinfo=HERE), "陈示例", [])
    told = "".join(words_of(press.printed(cover_list.paper(rows, Language.CHINESE))))
    assert ("09:00 · 陈示例" in told, "陈示例 ·" in told) == (True, False)


def test_a_signature_says_that_papers_were_received() -> None:
    assert "签收只表示收到" in words(printed(1))


def test_many_papers_and_a_long_address_stay_in_one_row() -> None:
    address = "示例市示例区示例街道示例里社区第三居民小组北三巷十七号院后排东起第二间半地下室"
    look(printed(12, papers=9, address=address))
