"""The receipt says what happened and no more, whoever took the document or did not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import at
from looking import look, pictures_of, qr_texts, words_of
from papers_of import LONG, STAMP, WHOSE, owners

from desktop.casework.area_rules import country
from desktop.domain import rights
from desktop.domain.rights import TERMS, Start
from desktop.i18n import Language
from desktop.sheets import press, service_receipt
from desktop.sheets.letterhead import Letterhead
from desktop.sheets.remedy_words import Right
from desktop.sheets.service_receipt import ServiceReceipt

RECEIPT = ServiceReceipt(
    whose=WHOSE,
    household="DY-03-0127",
    number="送-DY-03-0127-02",
    addressees=("马示例",),
    address="示例里 3 巷 17 号",
    document="appraisal_report",
    document_number="PG-0127",
    served_at=at(15, 20, date(2026, 11, 10)),
    manner="handed",
    place="示例里 3 巷 17 号",
    receiver="马示例",
    receiver_relation="本人",
    is_refused=False,
    refusal_reason="",
    witness="",
    servers=("陈示例", "何示例"),
    rights=[Right(rights.clock(Start(TERMS["review"], date(2026, 11, 10)), rights.rules(country())))],
    stamp=STAMP,
)


def printed(receipt: ServiceReceipt, language: Language = Language.CHINESE) -> list[str]:
    pdf = press.printed(service_receipt.paper(receipt, language))
    look(pdf)
    return words_of(pdf)


def test_it_says_what_came_to_whom_when_and_through_whom() -> None:
    (page,) = printed(RECEIPT)
    for told in ("送达回证", "评估报告", "PG-0127", "示例区征收办", "马示例", "2026-11-10 周二 15:20", "当面"):
        assert told in page
    assert "陈示例、何示例" in page
    assert "只表示收到，不表示同意" in page
    assert "见证人" not in page


def test_what_runs_from_that_day_stands_on_it_with_its_last_day_whenever_it_is_printed() -> None:
    (page,) = printed(RECEIPT)
    assert "最晚 11 月 20 日 周五" in page
    assert "提不提，都不影响您该得的补偿" in page


def test_who_did_not_take_it_signs_nothing_and_a_witness_does() -> None:
    (page,) = printed(replace(RECEIPT, manner="left", is_refused=True, receiver="", refusal_reason="面积还没有谈好。"))
    for told in ("没有收", "面积还没有谈好。", "见证人签字"):
        assert told in page
    assert "签收人" not in page
    assert "不表示同意" not in page


def test_that_nobody_gave_a_reason_is_said() -> None:
    (page,) = printed(replace(RECEIPT, manner="left", is_refused=True))
    assert "没有说" in page


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("count", [0, 1, 2, 50])
def test_every_owner_stands_on_it(count: int, language: Language) -> None:
    everybody = owners(count)
    text = "".join(printed(replace(RECEIPT, addressees=everybody, address=LONG, place=LONG), language))
    assert all(name in text for name in everybody)
    assert text.count(LONG) == 2


def test_what_an_area_did_not_write_down_is_left_to_be_written() -> None:
    (page,) = printed(replace(RECEIPT, whose=Letterhead("示例片区"), stamp=None, place="", served_at=None, rights=()))
    assert "有疑问" not in page
    assert "校验码" not in page


def test_its_code_scans() -> None:
    (picture,) = pictures_of(press.printed(service_receipt.paper(RECEIPT, Language.CHINESE)))
    assert qr_texts(picture) == [STAMP.text]


def test_a_deadline_of_another_year_bears_it() -> None:
    start = date(2026, 12, 25)
    clock = rights.clock(Start(TERMS["review"], start), rights.rules(country()))
    assert clock.end is not None
    assert clock.end.day - start >= timedelta(days=10)
    (page,) = printed(replace(RECEIPT, rights=[Right(clock)]))
    assert f"最晚 2027 年 1 月 {clock.end.day.day} 日" in page
