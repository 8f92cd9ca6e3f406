import pypdfium2
from hypothesis import given
from hypothesis import strategies as st

from desktop.sheets import page, press
from desktop.sheets.page import Paper, Text


def texts(pdf: pypdfium2.PdfDocument) -> list[str]:
    """The text of each page, without its line breaks."""
    return [sheet.get_textpage().get_text_bounded().replace("\r", "").replace("\n", "") for sheet in pdf]


def test_pages_count_themselves_as_far_as_the_story_goes() -> None:
    pdf = press.printed(Paper("长", "脚", "en", [Text("一行字", page.TITLE)] * 60))
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 3
        assert "Page 3 of 3" in texts(document)[2]


words_of_both = st.text("你好，。（）「」 ab3.-", max_size=60)


@given(words_of_both, st.floats(60, 300))
def test_lines_fit_and_lose_nothing(words: str, width: float) -> None:
    broken = press.lines(words, 10, width)
    assert "".join("".join(broken).split()) == "".join(words.split())
    assert all(press.width(line, 10) <= width + 0.001 for line in broken)


def test_no_line_opens_with_a_comma_or_ends_with_an_opening_bracket() -> None:
    sentence = "他说（大声地）：「先补偿，后搬迁。」大家都听见了，没有人反对。"
    for width in range(40, 330, 3):
        broken = press.lines(sentence, 10, width)
        assert all(line[0] not in "，。：）」" for line in broken)
        assert all(line[-1] not in "（「" for line in broken)


def test_english_breaks_between_words() -> None:
    assert press.lines("Put it under lock and key, away from it.", 10, 100) == [
        "Put it under lock and",
        "key, away from it.",
    ]
