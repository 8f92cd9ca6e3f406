"""The notice on personal data: all that the law asks for, in plain words, and that signing means having received it."""

from datetime import date

import pytest
from looking import look, words_of
from papers_of import STAMP, WHOSE

from desktop.domain.working_days import Period, Unit
from desktop.i18n import Language
from desktop.sheets import press, purpose_notice
from desktop.sheets.letterhead import Letterhead
from desktop.sheets.purpose_notice import PurposeNotice


def printed(household: str = "DY-03-0127", whose: Letterhead = WHOSE, language: str = "zh_CN") -> bytes:
    notice = PurposeNotice(whose, household, date(2026, 11, 18), Period(30, Unit.DAYS), stamp=STAMP)
    return press.printed(purpose_notice.paper(notice, language))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("household", ["DY-03-0127", ""])
def test_it_reads_in_both_languages_for_a_household_and_for_anybody(household: str, language: Language) -> None:
    look(printed(household, language=language))


@pytest.mark.parametrize("language", list(Language))
def test_it_is_one_page(language: Language) -> None:
    assert len(words_of(printed(language=language))) == 1


def test_it_says_who_keeps_what_for_what_who_sees_it_how_long_and_what_the_household_can_do() -> None:
    (said,) = words_of(printed())
    for told in (
        "示例区征收办",
        "示例路 1 号一楼",
        "0000-7654321",
        "记什么",
        "做什么用",
        "谁看得到",
        "留多久",
        "您对它的权利",
    ):
        assert told in said
    for kept in ("证件号码", "银行账号", "困难、病情、残疾", "签字、手印", "监护人同意才记"):
        assert kept in said
    for right in ("查看、复制", "改正、补充", "删除、不说、收回", "问谁看过", "30 天内答复"):
        assert right in said


def test_signing_says_that_it_was_given_and_nobody_has_to() -> None:
    (said,) = words_of(printed())
    assert "只表示「收到了这张告知」，不表示同意" in said
    assert "不想签" in said


def test_an_area_that_wrote_down_no_office_is_named_itself() -> None:
    (said,) = words_of(printed(whose=Letterhead("示例片区")))
    assert "谁在记" in said
    assert "有疑问找" not in said
