"""The record of an explanation: the words of each clause, what the household says of it, and what signing means."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from builders import HERE
from looking import look, pictures_of, qr_texts, words_of
from papers_of import LONG, STAMP, WHOSE, owners

from desktop.i18n import Language, word
from desktop.sheets import explanation_record, press
from desktop.sheets.explanation_record import ExplanationRecord
from desktop.sheets.signed import Signed
from desktop.sheets.visit_record import Clause, Question


def a_record(**changes: Any) -> ExplanationRecord:
    record = ExplanationRecord(
        whose=WHOSE,
        household="DY-03-0127",
        number="JJ-0127-02",
        on=date(2026, 11, 18),
        told_to="马示例",
        told_by="陈示例",
        spoken="普通话、何示例 翻译",
        plan="政策包第 3 版（2026-11-02）",
        clauses=(
            Clause("方案第五条", "三种选法由您自己定。", "understood", "被征收人可以选择货币补偿。"),
            Clause("方案第十五条", "临时安置费发多久。", "needs_another_visit"),
            Clause("条例第二十七条", "先补偿，后搬迁。"),
        ),
        questions=(Question("能不能要小一点的？", "能。"), Question("", "以后再说。")),
        stamp=STAMP,
    )
    return replace(record, **changes)


def printed(record: ExplanationRecord, language: str = "zh_CN") -> bytes:
    return press.printed(explanation_record.paper(record, language))


def text(record: ExplanationRecord) -> str:
    return "".join(words_of(printed(record)))


@pytest.mark.parametrize("language", list(Language))
def test_it_is_one_page_that_reads_and_scans(language: Language) -> None:
    pdf = printed(a_record(), language)
    look(pdf)
    (page,) = pictures_of(pdf)
    assert qr_texts(page) == [STAMP.text]


def test_each_clause_has_its_plain_words_its_own_text_and_what_the_household_says_of_it() -> None:
    said = text(a_record())
    places = [said.index(each) for each in ("方案第五条", "三种选法由您自己定。", "被征收人可以选择货币补偿。")]
    assert places == sorted(places)
    assert [said.count(each) for each in ("听明白了", "再讲一次", "没说")] == [1, 1, 1]


def test_signing_says_received_and_never_consent() -> None:
    for signed in (None, Signed("does_not_want", datetime(2026, 11, 18, 10, 2, tzinfo=HERE))):
        said = text(a_record(signed=signed))
        assert "只表示「收到了这份讲解」，不表示同意" in said
        assert "不想签" in said


def test_clauses_that_were_signed_apart_are_named() -> None:
    assert "讲的当时签过字的：方案第五条" in text(a_record(signed_apart=("方案第五条",)))


@pytest.mark.parametrize("language", list(Language))
def test_fifty_who_were_there_and_every_clause_of_a_long_plan_grow_to_further_pages(language: Language) -> None:
    clauses = [Clause(f"方案第 {n} 条", LONG, "understood", LONG * 3) for n in range(40)]
    pdf = printed(a_record(told_to="、".join(owners(50)), clauses=clauses), language)
    look(pdf)
    pages = words_of(pdf)
    assert len(pages) > 3
    assert sum(word("What it says", language) in page for page in pages) > 2
    assert all(name in "".join(pages) for name in owners(50))
