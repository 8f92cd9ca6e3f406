"""The agreement says what the law fixes whatever its wording, and has room for what nobody wrote down."""

from dataclasses import replace
from datetime import date

import pytest
from looking import look, pictures_of, qr_texts, words_of

from desktop.domain import check_code, paper_text
from desktop.domain.errors import Refused
from desktop.domain.paper_text import Part
from desktop.i18n import Language, word
from desktop.paths import FORMS
from desktop.sheets import agreement_paper, press
from desktop.sheets.agreement_paper import AgreementPaper, Flat, House, Instalment, Item, Party
from desktop.sheets.letterhead import Letterhead
from desktop.sheets.page import Table, Together, blank

KINDS = ("cash", "swap", "mixed")
STAMP = check_code.stamp(
    "ab" * 32, ["补偿协议", "编号 示例协字 1 号 · 第 2 版 · 2026-11-18", "货币补偿 住户得 390,070.00"]
)
OWN_DECISION = "Whether and when to sign is the household's own decision."
FIRST_PAY = "First the compensation is paid, then the household moves."


def rows(kind: str, language: Language, owners: int = 1, **changes: object) -> AgreementPaper:
    text = (FORMS / "papers" / f"agreement_{kind}.{language}.md").read_text("utf-8")
    names = ("马示例", "㛃𠮷𡘙", "阿卜杜热合曼·买买提明·吐尔逊江")
    made = AgreementPaper(
        whose=Letterhead("示例片区房屋征收", "示例征收办", "示例路 1 号", "0000-7654321", "陈示例", "0000-1234567"),
        text=paper_text.read(text, agreement_paper.places(kind), language),
        number="示例协字 1 号",
        version=2,
        written_on=date(2026, 11, 18),
        stamp=STAMP,
        values={"project": "示例片区", "way": "货币补偿", "sheet_version": "2", "household_number": "DY-03-0127"},
        parties=[Party(names[n % 3], "共有人", "2 %", "999999********0026") for n in range(owners)],
        houses=[House("示例里 3 巷 17 号", "示例房权证第 03127 号", "砖混 · 住宅 · 1986", "62.40 ㎡", "74.40 ㎡")],
        items=[
            Item("房屋价值", "条例第十九条", "74.40 × 4,280", "318,432.00"),
            Item("搬迁费", "方案第十四条", "", "—"),
        ],
        total="390,070.00",
        in_words="叁拾玖万零柒拾元整",
        pays_household=True,
        instalments=[Instalment("300,000.00", date(2026, 12, 15)), Instalment("90,070.00", None, "交房后")],
        flats=[Flat("2-2-101", "1", "两室一厅", "88.60 ㎡", "4,280.00")] if kind != "cash" else [],
        hand_over_by=date(2026, 12, 30),
    )
    return replace(made, **changes)  # pyright: ignore[reportArgumentType]


def printed(made: AgreementPaper, language: Language) -> bytes:
    return press.printed(agreement_paper.paper(made, language))


def all_words(pdf: bytes) -> str:
    return "".join("".join(words_of(pdf)).split())


def is_said(message: str, language: Language, pdf: bytes) -> bool:
    return "".join(word(message, language).split()) in all_words(pdf)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_says_the_sum_the_parts_and_what_the_law_fixes(kind: str, language: Language) -> None:
    pdf = printed(rows(kind, language), language)
    look(pdf)
    for amount in ("390,070.00", "300,000.00", "90,070.00", "318,432.00", "叁拾玖万零柒拾元整"):
        assert amount in all_words(pdf)
    assert is_said(OWN_DECISION, language, pdf)
    assert is_said(FIRST_PAY, language, pdf)
    assert ("2-2-101" in all_words(pdf)) == (kind != "cash")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("owners", [0, 1, 2, 50])
def test_every_owner_has_a_place_to_sign(owners: int, language: Language) -> None:
    made = rows("swap", language, owners)
    pdf = printed(made, language)
    look(pdf)
    for party in made.parties:
        assert all_words(pdf).count(party.name) >= 2 * sum(each.name == party.name for each in made.parties)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", KINDS)
def test_nobody_signs_a_page_that_says_nothing_of_the_agreement(kind: str, language: Language) -> None:
    made = rows(kind, language)
    headings = [each.words for each in made.text.pieces if each.part is Part.HEADING]
    assert headings[-1] in words_of(printed(made, language))[-1]


@pytest.mark.parametrize("language", Language)
def test_a_part_without_a_day_has_a_line_to_write_it_on(language: Language) -> None:
    parts = [Instalment("90,070.00", None, "交房后"), Instalment("1.00"), Instalment("2.00", date(2026, 12, 15))]
    pieces = agreement_paper.paper(rows("cash", language, instalments=parts), language).pieces
    tables = (each.pieces[0] for each in pieces if isinstance(each, Together))
    (table,) = (each for each in tables if isinstance(each, Table) and len(each.rows) == 4)
    assert [(row[2] == blank(), row[3] == blank()) for row in table.rows[1:]] == [
        (True, False), (True, True), (False, False)
    ]  # fmt: skip


@pytest.mark.parametrize("language", Language)
def test_the_longest_of_everything_fits(language: Language) -> None:
    address = "示例市示例区示例街道示例里社区第三居民小组北三巷十七号院后排东起第二间半地下室"
    houses = [
        House(address, "示例房权证示例字第 0000000000000003127 号", "砖混 · 住宅 · 1986", "1,062.40 ㎡", "1,074.405 ㎡")
    ]
    how = "55.20 × 12 × 24 月 + 19.20 × 12 × 6 月 + 74.40 × 4,280 + 10 × 4,600 + 4.20 × 5,200"
    items = [Item("临时安置费和停产停业损失补偿", "示例方案第十一、十二、十三条", how, "−99,386,272.00")] * 40
    parts = [Instalment("99,390,070.00", date(2026, 12, 15), "交房、交验水电表、领到房屋所有权证注销回执以后")] * 6
    changes = {"houses": houses, "items": items, "instalments": parts, "total": "99,390,070.00"}
    pdf = printed(rows("mixed", language, 3, **changes), language)
    look(pdf)
    assert all_words(pdf).count("99,386,272.00") == 40


@pytest.mark.parametrize(
    ("pays_household", "said"),
    [(False, "乙方一共付给甲方390,070.00元"), (True, "甲方一共付给乙方390,070.00元"), (None, "双方都不用付钱")],
)
def test_who_pays_whom_is_said_in_words(*, pays_household: bool | None, said: str) -> None:
    made = rows("swap", Language.CHINESE, pays_household=pays_household)
    assert said in all_words(printed(made, Language.CHINESE))


def test_what_nobody_wrote_down_is_a_line_to_write_on() -> None:
    bare = rows("swap", Language.CHINESE, 0, whose=Letterhead("示例片区"), values={}, hand_over_by=None, flats=[])
    pdf = printed(bare, Language.CHINESE)
    look(pdf)
    assert "{" not in all_words(pdf)


def test_what_is_signed_already_says_that_the_signed_copies_hold() -> None:
    made = rows("cash", Language.CHINESE, signed_on=date(2026, 11, 20))
    assert "2026年11月20日周五已经签过" in all_words(printed(made, Language.CHINESE))


def test_the_code_is_read_from_the_page() -> None:
    picture, *_ = pictures_of(printed(rows("cash", Language.CHINESE), Language.CHINESE))
    assert STAMP is not None
    assert qr_texts(picture) == [STAMP.text]


@pytest.mark.parametrize("dropped", ["{先补偿后搬迁}", "{签字}", "{结算}", "{安置房}", "{过渡}"])
def test_a_wording_without_what_the_law_fixes_is_refused(dropped: str) -> None:
    text = (FORMS / "papers" / "agreement_swap.zh_CN.md").read_text("utf-8")
    with pytest.raises(Refused) as refused:
        paper_text.read(text.replace(dropped, ""), agreement_paper.places("swap"), "zh_CN")
    assert [found.proposal for found in refused.value.findings] == [dropped]


@pytest.mark.parametrize("owners", range(20, 60, 3))
def test_no_heading_is_the_last_thing_on_a_page(owners: int) -> None:
    made = rows("swap", Language.CHINESE, owners)
    headings = {piece.words for piece in made.text.pieces if piece.part is Part.HEADING}
    for words in words_of(printed(made, Language.CHINESE)):
        body = words.partition("协议 示例协字 1 号 第 2 版")[0].rstrip()
        assert not body.endswith(tuple(headings))
