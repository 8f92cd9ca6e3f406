"""The compensation sheet as a household reads it: nothing cut, nothing that a computer alone knows."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import pytest
import recomputed
from builders import TODAY, at
from looking import look, pictures_of, qr_texts, words_of
from papers_of import LONG, RARE, STAMP, WHOSE, owners

from desktop.casework import policy
from desktop.casework.papers import sums
from desktop.casework.papers.locked_sum import Sum
from desktop.casework.side_by_side import side_by_side
from desktop.domain import money
from desktop.domain.four_clear import Case
from desktop.domain.records import Area, Calculation, Household
from desktop.domain.rights import TERMS, Clock
from desktop.domain.working_days import End
from desktop.i18n import Language, word
from desktop.policy import calculation, facts
from desktop.policy.calculation import Calculation as Done
from desktop.sheets import compensation_sheet, press
from desktop.sheets.compensation_sheet import Before, CompensationSheet, Home, Owner, Share
from desktop.sheets.remedy_words import Right
from desktop.sheets.sum_table import Account, Figure, Line, Source, Way

ROOT = Path(__file__).resolve().parents[2]
PACKS = [
    ROOT / "resources" / "packs" / "demo",
    *sorted(path.parent for path in ROOT.glob("resources/packs/template-*/items.csv")),
    *sorted(path.parent for path in ROOT.glob("tests/cases/*/items.csv")),
]
HOME = Home(
    owners=(Owner("马示例"),),
    address="示例里 3 巷 17 号",
    certificates="示例房权证第 03127 号",
    built="砖混 · 住宅 · 1986 年建成",
    area="登记面积 62.40 + 认定面积 12.00 = 74.40 ㎡",
    waiting=("煤棚 6.50 ㎡",),
    appraised="4,280.00 元/㎡（报告 PG-0127）",
    appraised_on=date(2026, 10, 9),
    flats=(("产权调换", "2 号楼 2 单元 101，88.60 ㎡"),),
)
ACCOUNT = Account(
    ways=(
        Way("货币补偿", "住户得", "390,070.00", "叁拾玖万零柒拾元整", ""),
        Way("产权调换", "住户添", "10,486.80", "壹万零肆佰捌拾陆元捌角整", ""),
    ),
    lines=(
        Line(
            "房屋价值",
            "方案第九条",
            (Figure("91.14 × 4,280", "390,070.00", ""), Figure("91.14 × 4,280", "390,070.00", "")),
        ),
        Line("停产停业补偿", "方案第十六条", (Figure("", "", "没有经营用房"), Figure("", "", "没有经营用房"))),
        Line("减：新房价款", "方案第十一条", (None, Figure("", "−400,556.80", ""))),
    ),
    rounding="每一项四舍五入到 0.01 元。合计就是各项相加，不再取整。",
    money="元",
    plan="示例方案第 1 版",
    plan_id="f" * 64,
    facts=(Source("评估单价", "4,280 元/㎡", "评估报告", (1,)),),
    standards=(Source("新房价款", "400,556.80 元", "方案第十一条", (3,)),),
    reckoned=(),
)


def a_right(term: str, until: date | None) -> Right:
    end = End(until, is_certain=True) if until else None
    return Right(Clock(TERMS[term], TERMS[term].period, date(2026, 11, 10) if until else None, end))


def a_sheet(**changes: Any) -> CompensationSheet:
    sheet = CompensationSheet(
        whose=WHOSE,
        household_number="DY-03-0127",
        number="DY-03-0127-02",
        version=2,
        issued_on=TODAY,
        locked_at=at(9),
        home=HOME,
        account=ACCOUNT,
        shares=(),
        before=None,
        replaced_by=None,
        rights=(a_right("review", date(2026, 11, 20)), a_right("expert_review", None)),
        today=TODAY,
        reckoned_by="陈示例",
        checked_by="何示例",
        stamp=STAMP,
    )
    return replace(sheet, **changes)


def printed(sheet: CompensationSheet, language: Language = Language.CHINESE) -> bytes:
    return press.printed(compensation_sheet.paper(sheet, language))


def text(pdf: bytes) -> str:
    return "".join(words_of(pdf))


def sums_of(pack: Path) -> Iterator[Done]:
    """What each example of a pack comes to."""
    draft = policy.read(pack)
    for example in draft.sound().pack.examples:
        given = facts.read(draft.sound().pack, facts.of_cells(draft.sound().pack, example.inputs))
        yield calculation.calculate(draft.sound(), draft.engine, given)


def account_of(done: Done, language: Language) -> Account:
    beside = side_by_side(done, language)
    return sums.account(Sum(Calculation(), done, beside, {}, Case(household=Household()), Area()), language)


# A recomputation from paper alone


@pytest.mark.parametrize("of", [pytest.param(4, id="sample"), pytest.param(1, id="all", marks=pytest.mark.long)])
@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_every_example_of_every_pack_comes_out_of_its_paper_alone(pack: Path, of: int) -> None:
    """The first of each so many of them."""
    language = Language.ENGLISH if pack.name in {"template-en", "harbour_eur", "island_xts"} else Language.CHINESE
    for place, done in islice(enumerate(sums_of(pack)), 0, None, of):
        pdf = printed(a_sheet(account=account_of(done, language)), language)
        if place % 8 == 0:
            look(pdf)
        assert recomputed.faults(pdf) == []
        digits = done.pack.cover.minor_digits
        expected = {
            option.label or option.name: money.shown(int(abs(done.outcome.totals[option.name]) * 10**digits), digits)
            for option in done.pack.options
            if option.is_choice and option.name in done.outcome.totals
        }
        found = {label: said.rpartition(" ")[2] for label, (said, _) in recomputed.totals(pdf).items()}
        assert found == expected


def test_every_item_of_the_demo_pack_has_its_row_with_its_clause() -> None:
    done = next(sums_of(PACKS[0]))
    pdf = printed(a_sheet(account=account_of(done, Language.CHINESE)))
    (block,) = recomputed.read(pdf).blocks
    counted = {name for option in done.pack.options for name in option.signs}
    labels = list(dict.fromkeys(item.label for item in done.pack.items if item.name in counted))
    assert [line.label for line in block.lines] == labels
    assert all(line.clause for line in block.lines)


def test_the_plan_its_version_and_its_fingerprint_are_on_the_paper() -> None:
    done = next(sums_of(PACKS[0]))
    told = text(printed(a_sheet(account=account_of(done, Language.CHINESE))))
    assert f"方案：{done.pack.cover.name} 第 1 版，指纹 {done.pack.id}".replace(" ", "") in told.replace(" ", "")


def test_a_wrong_fen_on_the_paper_is_found_by_recomputing() -> None:
    for wrong in (
        replace(ACCOUNT, ways=(replace(ACCOUNT.ways[0], total="390,070.01"), ACCOUNT.ways[1])),
        replace(ACCOUNT, ways=(replace(ACCOUNT.ways[0], in_words="叁拾玖万零柒拾壹元整"), ACCOUNT.ways[1])),
        replace(ACCOUNT, ways=(ACCOUNT.ways[0], replace(ACCOUNT.ways[1], direction="住户得"))),
        replace(
            ACCOUNT,
            lines=(
                replace(ACCOUNT.lines[0], figures=(Figure("91.14 × 4,281", "390,070.00", ""),) * 2),
                *ACCOUNT.lines[1:],
            ),
        ),
        replace(ACCOUNT, standards=()),
    ):
        assert len(recomputed.faults(printed(a_sheet(account=wrong)))) >= 1


# What does not apply, why it changed, what can be done


def test_what_does_not_apply_says_why_and_no_box_is_ticked() -> None:
    told = text(printed(a_sheet()))
    assert "不适用：没有经营用房" in told
    assert "不适用：这样选没有这项" in told
    assert "☑" not in told


def test_a_later_version_says_which_it_replaces_and_why() -> None:
    before = Before(
        1, date(2026, 10, 21), "东厢房已认定", ("货币补偿由您得 331,270.00 变为您得 390,070.00，多得 58,800.00",)
    )
    told = text(printed(a_sheet(before=before))).replace(" ", "")
    assert "代替2026-10-21第1版" in told
    assert "为什么和第1版不同：东厢房已认定。货币补偿由您得331,270.00变为您得390,070.00，多得58,800.00。" in told


def test_an_older_version_says_that_it_was_replaced() -> None:
    assert "已被第 3 版代替" in text(printed(a_sheet(replaced_by=3)))


def test_every_remedy_has_its_last_day_or_counts_from_receipt() -> None:
    rights = tuple(a_right(name, date(2026, 11, 20)) for name in ("review", "decision_litigation"))
    told = text(printed(a_sheet(rights=(*rights, a_right("expert_review", None)))))
    assert told.count("最晚 2026-11-20") == 2
    assert "以收到日为准" in told
    passed = text(printed(a_sheet(rights=(a_right("review", date(2026, 11, 17)),))))
    assert "2026-11-17 已过" in passed


def test_signing_says_received_and_not_signing_has_its_place() -> None:
    told = text(printed(a_sheet()))
    for words in (
        "只表示收到，不表示同意",
        "住户不愿意签收",
        "见证人",
        "经办人 陈示例",
        "核对人 何示例",
        "不签收，金额不变",
    ):
        assert words in told


def test_the_signature_is_never_cut_from_what_it_signs() -> None:
    for lines in range(3, 40, 4):
        many = replace(ACCOUNT, lines=(ACCOUNT.lines[0],) * lines)
        pages = words_of(printed(a_sheet(account=many)))
        (signed,) = (page for page in pages if "住户签收" in page)
        assert "收到日期" in signed
        assert "不签收，金额不变" in signed


def test_the_days_that_were_only_said_stand_below_the_results_on_their_page() -> None:
    days = (("签约日期", date(2026, 12, 20)), ("腾房日", date(2027, 1, 5)), ("过渡起", date(2027, 1, 6)))
    said = "按12月20日签约、2027年1月5日腾房、过渡起2027年1月6日算。日子不同，钱也不同。"
    for lines in range(3, 40):
        account = replace(ACCOUNT, lines=(ACCOUNT.lines[0],) * lines, assumed=days)
        pages = ["".join(page.split()) for page in words_of(printed(a_sheet(account=account)))]
        (page,) = (page for page in pages if "结算结果" in page)
        assert said in page
        assert compensation_sheet.stamp_lines(a_sheet(account=account), Language.CHINESE) == (
            compensation_sheet.stamp_lines(a_sheet(), Language.CHINESE)
        )
    assert "日子不同" not in text(printed(a_sheet()))


# Owners


@pytest.mark.parametrize("count", [0, 1, 2, 3, 50])
def test_however_many_own_it_the_sheet_holds(count: int) -> None:
    names = owners(count)
    told = a_sheet(
        home=replace(HOME, owners=tuple(Owner(name, "2%") for name in names)),
        shares=tuple(Share(name, "2%", ("得 7,801.40", "添 209.74")) for name in names) if count > 1 else (),
    )
    pdf = printed(told)
    look(pdf)
    said = text(pdf)
    assert all(name in said for name in names)
    assert said.count("得 7,801.40") == (count if count > 1 else 0)


def test_shares_that_make_up_no_whole_are_told_as_they_are() -> None:
    home = replace(HOME, owners=(Owner("马示例", "50%"), Owner("李示例")))
    assert "马示例 50%、李示例。写下的份额加起来不是整份" in text(printed(a_sheet(home=home)))


# Extremes


@pytest.mark.parametrize("language", Language)
def test_long_addresses_large_amounts_and_rare_names_fit(language: Language) -> None:
    large = replace(
        ACCOUNT,
        ways=tuple(
            replace(way, total="98,765,432.10", in_words="玖仟捌佰柒拾陆万伍仟肆佰叁拾贰元壹角整")
            for way in (*ACCOUNT.ways, *ACCOUNT.ways)
        ),
        lines=tuple(
            replace(line, figures=(Figure("1,234.56 × 12,345.67 + 9,876.54 × 3,210.98", "98,765,432.10", ""),) * 4)
            for line in ACCOUNT.lines
        ),
    )
    home = replace(HOME, owners=tuple(Owner(name) for name in RARE), address=LONG, certificates=LONG)
    pdf = printed(a_sheet(account=large, home=home), language)
    look(pdf)
    said = text(pdf)
    assert all(name in said for name in RARE[:3])
    assert LONG in said


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7])
def test_any_number_of_ways_stands_side_by_side_as_wide_as_each_other(count: int) -> None:
    ways = tuple(replace(ACCOUNT.ways[0], label=f"选法{n}") for n in range(count))
    lines = tuple(replace(line, figures=(line.figures[0],) * count) for line in ACCOUNT.lines)
    pdf = printed(a_sheet(account=replace(ACCOUNT, ways=ways, lines=lines)))
    look(pdf)
    assert list(recomputed.totals(pdf)) == [way.label for way in ways]
    for block in recomputed.read(pdf).blocks:
        gaps = [right - left for left, right in pairwise(block.rights)]
        assert max(gaps, default=0) - min(gaps, default=0) < 1


def test_a_way_that_is_not_open_says_why_and_has_no_amount() -> None:
    closed = Way("组合", "", "", "", "还没看房，选一套就能算。")
    account = replace(
        ACCOUNT,
        ways=(*ACCOUNT.ways, closed),
        lines=tuple(replace(line, figures=(*line.figures, Figure("", "", ""))) for line in ACCOUNT.lines),
    )
    pdf = printed(a_sheet(account=account))
    assert "还没看房，选一套就能算。" in text(pdf)
    assert list(recomputed.totals(pdf)) == ["货币补偿", "产权调换"]


# The file


@pytest.mark.parametrize("language", Language)
def test_no_place_stays_open_and_a_chinese_paper_has_no_english_words(language: Language) -> None:
    done = next(sums_of(PACKS[0]))
    told = text(printed(a_sheet(account=account_of(done, language)), language)).replace(STAMP.code, "")
    assert "{" not in told
    if language is Language.CHINESE:
        assert not re.search(
            r"[a-zA-Z]{2,}", told.replace("f" * 64, "").replace(done.pack.id, "").replace("DY", "").replace("PG", "")
        )


def test_the_code_is_read_from_the_picture_and_says_what_must_not_change() -> None:
    lines = compensation_sheet.stamp_lines(a_sheet(), Language.CHINESE)
    assert lines == (
        "分户补偿明细表",
        "编号 DY-03-0127-02，第 2 版",
        "2026-11-18",
        "货币补偿：住户得 390,070.00 元",
        "产权调换：住户添 10,486.80 元",
    )
    assert qr_texts(pictures_of(printed(a_sheet()))[0]) == [STAMP.text]


def test_equal_sheets_are_equal_bytes() -> None:
    assert printed(a_sheet()) == printed(a_sheet())


def test_the_file_is_called_as_its_paper() -> None:
    assert (
        compensation_sheet.paper(a_sheet(), Language.ENGLISH).title
        == f"{word('Compensation sheet', Language.ENGLISH)} DY-03-0127-02"
    )
