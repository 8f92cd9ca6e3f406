"""The file that the press makes: what it says of itself, its papers, its words, its codes and what travels in it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, cast

import pypdfium2
import pytest
from looking import look, pictures_of, qr_texts, texts_of, words_of
from PIL import Image

from desktop.domain.strokes import Drawing, Point
from desktop.sheets import page, press
from desktop.sheets.page import Attachment, Code, Head, Ink, NewPage, Paper, Picture, Side, Table, Text, bold

DAY = datetime(2026, 11, 17, 9, 30, tzinfo=UTC)


def paper(*pieces: page.Piece, title: str = "明细表", foot: str = "脚", **told: Any) -> Paper:
    return Paper(title, foot, "zh_CN", pieces, **told)


def jpeg(width: int, height: int) -> bytes:
    file = BytesIO()
    Image.effect_noise((width, height), 90).save(file, "JPEG")
    return file.getvalue()


def test_pages_count_themselves_as_far_as_the_story_goes() -> None:
    pages = words_of(press.printed(Paper("长", "脚", "en", [Text("一行字", page.TITLE)] * 60)))
    assert len(pages) == 3
    assert "Page 3 of 3" in pages[2]


def test_papers_in_one_file_count_their_own_pages_and_have_a_bookmark_each() -> None:
    bound = press.bound([paper("一", NewPage(), "二", title="甲"), paper("三", title="乙")])
    assert bound.pages == (2, 1)
    assert ["第 2 页，共 2 页" in words_of(bound.content)[1], "第 1 页，共 1 页" in words_of(bound.content)[2]] == [
        True,
        True,
    ]
    with pypdfium2.PdfDocument(bound.content) as document:
        marks = [
            (mark.get_title(), cast("pypdfium2.PdfDest", mark.get_dest()).get_index()) for mark in document.get_toc()
        ]
    assert marks == [("甲", 0), ("乙", 2)]


def test_no_paper_at_all_is_still_a_file() -> None:
    assert press.bound([]).pages == ()


def test_who_prints_is_told_of_each_paper_and_can_stop() -> None:
    told: list[int] = []
    press.printed([paper("一"), paper("二")], progress=told.append)
    assert told == [1, 2]

    def stop(done: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        press.printed((paper("一") for _ in range(5)), progress=stop)


def test_the_same_paper_is_the_same_bytes() -> None:
    told = paper("一", Code("DY-03-0127", 60), bold("李𬱖𠮷"), created=DAY)
    assert press.printed(told) == press.printed(told)


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Threads that take turns at nearly each step."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("hasty_threads")
def test_several_at_once_print_what_one_alone_prints() -> None:
    told = [
        paper(f"第 {number} 户 " + "".join(map(chr, range(0x4E00 + 300 * number, 0x4F00 + 300 * number))))
        for number in range(12)
    ]
    with ThreadPoolExecutor(6) as several:
        assert list(several.map(press.printed, told)) == [press.printed(each) for each in told]


def test_the_file_says_what_it_is_in_both_forms() -> None:
    pdf = press.printed(
        paper("一", title="明细表 <2> & 附", subject="补偿", keywords=("DY-03-0127", "第 2 版"), created=DAY)
    )
    with pypdfium2.PdfDocument(pdf) as document:
        said = document.get_metadata_dict()
        assert document.get_version() == 17
    assert said["Title"] == "明细表 <2> & 附"
    assert (said["Author"], said["Creator"], said["Producer"]) == ("Ruhu 入户",) * 3
    assert (said["Subject"], said["Keywords"]) == ("补偿", "DY-03-0127, 第 2 版")
    assert said["CreationDate"] == "D:20261117093000+00'00"
    packet = re.search(rb"<x:xmpmeta.*</x:xmpmeta>", pdf, re.DOTALL)
    assert packet
    read = packet[0].decode()
    for words in (
        ">明细表 &lt;2&gt; &amp; 附</rdf:li></rdf:Alt></dc:title>",
        "<rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>",
        "<pdf:Producer>Ruhu 入户<",
        "<xmp:CreateDate>2026-11-17T09:30:00+00:00<",
        "<rdf:li>DY-03-0127</rdf:li>",
    ):
        assert words in read
    assert b"/DisplayDocTitle true" in pdf
    assert b"/Lang (zh-CN)" in pdf


def test_a_paper_can_lie_on_its_side() -> None:
    with pypdfium2.PdfDocument(press.printed([paper("横", is_landscape=True), paper("竖")])) as document:
        sizes = [tuple(map(round, sheet.get_size())) for sheet in document]
    assert sizes == [(842, 595), (595, 842)]


def test_files_travel_in_the_file() -> None:
    data = Attachment("这一户.json", "application/json", '{"户号": "DY-03-0127"}'.encode(), "数据")
    table = Attachment("table.csv", "text/csv", b"1,2")
    with pypdfium2.PdfDocument(press.printed(paper("一", attachments=(data, table)))) as document:
        held = [document.get_attachment(number) for number in range(document.count_attachments())]
        assert {each.get_name(): bytes(each.get_data()) for each in held} == {
            each.name: each.content for each in (data, table)
        }


def test_the_file_is_no_riddle_for_other_readers() -> None:
    pdf = press.printed(paper("一", attachments=(Attachment("a.csv", "text/csv", b"1"),)))
    assert b"/Subtype /text#2Fcsv" in pdf
    assert b"Helvetica" not in pdf


def test_a_photo_goes_into_the_file_as_it_is_and_is_not_larger_than_its_page() -> None:
    photo = jpeg(900, 1600)
    pdf = press.printed(paper(Picture(photo), Picture(photo, 100, 100, Side.RIGHT)))
    assert pdf.count(photo) == 1
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 2
        (large,) = [item.get_bounds() for item in document[0].get_objects() if isinstance(item, pypdfium2.PdfImage)]
        (small,) = [item.get_bounds() for item in document[1].get_objects() if isinstance(item, pypdfium2.PdfImage)]
    assert large[3] - large[1] == pytest.approx(page.HEIGHT, abs=1)
    assert (large[2] - large[0]) / (large[3] - large[1]) == pytest.approx(900 / 1600, abs=0.01)
    assert small[2] == pytest.approx(page.PAPER_WIDTH - page.MARGIN, abs=0.1)
    assert small[3] - small[1] == pytest.approx(100, abs=0.1)


def test_a_signature_is_as_wide_as_it_may_be() -> None:
    drawing = Drawing(2000, 1000, ((Point(0, 0, 500, 0), Point(2000, 1000, 700, 10)), (Point(1000, 500, 100, 20),)))
    with pypdfium2.PdfDocument(press.printed(paper(Ink(drawing, 120, 200)))) as document:
        strokes = [item.get_bounds() for item in document[0].get_objects()]
    wide = max(right - left for left, _, right, _ in strokes if right - left < 200)
    assert wide == pytest.approx(120, abs=5)  # with the thickness of the strokes


def test_codes_are_read_from_the_head_and_from_the_foot_of_each_page() -> None:
    head = Head("片区", "明细表", "户号 1", "户 DY-03-0127 补偿 390,070.00 元", ("扫码核对真假", bold("7F3A-91C2")))
    pdf = press.printed(paper(head, NewPage(), "二", code="XY 2/2"))
    first, second = pictures_of(pdf, 3)
    assert set(qr_texts(first)) == {"户 DY-03-0127 补偿 390,070.00 元", "XY 2/2"}
    assert qr_texts(second) == ["XY 2/2"]
    look(pdf)


def test_what_is_ticked_is_drawn_and_copied_as_it_is() -> None:
    pdf = press.printed(paper(page.ticks([("拿补偿款", False), ("换一套新房", True)])))
    assert "☐ 拿补偿款" in words_of(pdf)[0]
    assert "☑ 换一套新房" in words_of(pdf)[0]
    look(pdf)


def test_a_long_foot_takes_lines_of_its_own_beside_the_number_of_the_page() -> None:
    pdf = press.printed(paper("一", foot="一式两份：住户一份，归档一份 · " * 4))
    look(pdf)
    assert "第 1 页，共 1 页" in words_of(pdf)[0]


def test_everything_is_black_or_grey() -> None:
    pdf = press.printed(
        paper(Head("片", "题", "", "x"), page.Heading("一", 1, "备注"), Table([["a", "b"]], (None, None), labels=(0,)))
    )
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[0].render(scale=2).to_pil().convert("RGB")
    assert all(max(colour) - min(colour) == 0 for _, colour in picture.getcolors(1 << 16) or [(0, (0, 1, 0))])


def test_words_stay_in_the_order_in_which_they_are_read() -> None:
    pdf = press.printed(paper(Table([["一", "二"], [("三", "四"), "五"]], (None, None)), "六"))
    assert [each.words for each in texts_of(pdf)[0]][:6] == [*"一二三四五六"]


def test_the_window_does_not_wait_for_the_press() -> None:
    loaded = (
        "import sys, desktop.sheets.press; print([m for m in ('reportlab', 'zxingcpp', 'PIL') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
