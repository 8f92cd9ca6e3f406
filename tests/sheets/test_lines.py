import pytest
from hypothesis import given
from hypothesis import strategies as st
from looking import look, texts_of

from desktop.sheets import page, press
from desktop.sheets.lines import Breaker, Line, Style
from desktop.sheets.page import Paper, bold, grey, sized
from desktop.sheets.typefaces import Types

signs = st.text("你好，。（）「」 ab3.-", max_size=60)
marked = st.recursive(signs, lambda inner: st.one_of(st.builds(bold, inner), st.builds(sized, inner, st.floats(6, 14))))


def broken(words: str, width: float, hang: float = 0.0) -> tuple[Line, ...]:
    return Breaker(Types({})).broken(words, Style(10), width, hang)


@given(signs, st.floats(60, 300))
def test_lines_fit_and_lose_nothing(words: str, width: float) -> None:
    lines = press.lines(words, 10, width)
    assert "".join("".join(lines).split()) == "".join(words.split())
    assert all(press.width(line, 10) <= width + 0.001 for line in lines)


@given(st.lists(marked, max_size=5).map("".join), st.floats(60, 300), st.floats(0, 40))
def test_lines_of_several_kinds_fit_and_lose_nothing_either(words: str, width: float, hang: float) -> None:
    first, *others = broken(words, width, hang)
    assert first.width <= width + 0.001
    assert all(line.width <= width - hang + 0.001 for line in others)
    plain = "".join(sign for sign in words if sign in "你好，。（）「」ab3.-" and ord(sign) > 31)
    set_ones = "".join(run.words for line in (first, *others) for run in line.runs).replace(" ", "")
    assert set_ones.count("你") == plain.count("你")
    assert set_ones.count("。") == plain.count("。")


def test_no_line_opens_with_a_comma_or_ends_with_an_opening_bracket() -> None:
    sentence = "他说（大声地）：「先补偿，后搬迁。」大家都听见了，没有人反对。"
    for width in range(40, 330, 3):
        lines = press.lines(sentence, 10, width)
        assert all(line[0] not in "，。：）」" for line in lines)
        assert all(line[-1] not in "（「" for line in lines)


def test_neither_does_one_where_the_comma_is_of_another_kind() -> None:
    for width in range(40, 330, 3):
        lines = broken(f"最晚{bold('2026-11-20')}，{bold('复核评估')}。（{bold('再说')}）", width)
        assert all(line.runs[0].words[0] not in "，。）" for line in lines)
        assert all(line.runs[-1].words[-1] != "（" for line in lines)


def test_neither_does_an_english_line_after_a_name_in_chinese() -> None:
    for width in range(40, 330, 3):
        lines = press.lines("to 示例市人民法院, in 示例区, by 示例征决〔2026〕1 号. (示例). At 3.50 元!", 10, width)
        assert all(line[0] not in ",.!)" for line in lines)


def test_english_breaks_between_words() -> None:
    assert press.lines("Put it under lock and key, away from it.", 10, 100) == [
        "Put it under lock and",
        "key, away from it.",
    ]


def test_a_line_mixes_weights_and_sizes_on_one_baseline() -> None:
    (line,) = broken(f"您得 {bold('390,070.00', 16)} 元{grey('（含奖励）')}", 400)
    assert [(run.words, run.style) for run in line.runs] == [
        ("您得 ", Style(10)),
        ("390,070.00", Style(16, bold=True)),
        (" 元", Style(10)),
        ("（含奖励）", Style(page.SMALL, grey=True)),
    ]
    assert line.size == 16


def test_what_stands_in_what_stands_out_is_both() -> None:
    (line,) = broken(bold(f"粗{sized('大', 20)}粗"), 400)
    assert [run.style for run in line.runs] == [Style(10, bold=True), Style(20, bold=True), Style(10, bold=True)]


def test_a_line_break_in_the_words_is_one_on_the_paper() -> None:
    assert press.lines("一\n\n二", 10, 300) == ["一", "", "二"]


def test_a_line_to_write_on_goes_on_to_the_end() -> None:
    (line,) = broken(f"姓名：{page.blank()}", 300)
    assert line.width == pytest.approx(300)
    assert line.runs[-1].face == "_"
    (line,) = broken(f"{page.blank(40)} 年", 300)
    assert line.runs[0].width == pytest.approx(40)


def test_a_tick_stays_with_its_words() -> None:
    for width in range(60, 300, 5):
        lines = broken(page.ticks([("拿补偿款", False), ("换一套新房", True), ("组合", False)]), width)
        assert all(line.runs[-1].face not in {"☐", "☑"} for line in lines)


def test_what_a_fixed_space_joins_is_not_parted() -> None:
    for width in range(80, 200, 5):
        lines = press.lines("申请复核评估，最晚\u00a02026-11-20\u00a0周五，过期就不能再申请了", 10, width)
        assert any("晚\u00a02026-11-20\u00a0周" in line for line in lines)


def test_marks_that_nobody_made_are_no_words() -> None:
    stray = "\x00甲\x0e乙\x0f\x0ez9\x0f丙\x10\x10丁\u202e\r"
    (line,) = broken(stray, 300)
    assert "".join(run.words for run in line.runs) == "甲乙z9丙丁"
    assert press.missing_signs(stray) == ()


def test_brackets_and_commas_beside_each_other_share_their_room() -> None:
    assert press.width("」，", 10) == pytest.approx(15)
    assert press.width("（「甲」）：", 10) == pytest.approx(45)
    assert press.width("甲，乙", 10) == pytest.approx(30)


def test_what_shares_its_room_is_copied_whole() -> None:
    said = "（「怎么算的」，我们（一）（二）：好。」）"
    pdf = press.printed(Paper("题", "脚", "zh_CN", (said, bold(said))))
    assert [each.words for each in texts_of(pdf)[0]][:2] == [said, said]
    look(pdf)


def test_no_sign_stands_alone_on_a_last_line() -> None:
    assert press.lines("得一号楼一单元一零一，八平米。", 10, 140) == ["得一号楼一单元一零一，八", "平米。"]
    assert press.lines("甲乙丙", 10, 20) == ["甲乙", "丙"]


def test_quotes_and_apostrophes_stand_close_in_english() -> None:
    assert press.width("don’t “go”, she said", 10) == pytest.approx(press.width("dont go, she said", 10) + 15)
    assert press.lines("we don’t know", 10, press.width("we don’t", 10) - 1)[1].startswith("don’t")
