"""The eyes of the other tests see: what lies on something, what leaves the page, what is an empty box."""

from io import BytesIO

import pytest
from looking import assert_no_tofu, assert_nothing_overlaps_or_leaves, look, pictures_of, qr_texts, texts_of
from PIL import Image
from reportlab.graphics.barcode.qr import QrCode
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from desktop.sheets.typefaces import OWN, font


@pytest.fixture
def canvas() -> Canvas:
    font(OWN[0])
    canvas = Canvas(BytesIO(), pagesize=(400, 400))
    canvas.setFont(OWN[0], 10)
    return canvas


def pdf_of(canvas: Canvas) -> bytes:
    canvas.showPage()
    return canvas.getpdfdata()


def test_a_line_below_another_is_no_fault(canvas: Canvas) -> None:
    canvas.drawString(50, 300, "上一行")
    canvas.drawString(50, 288, "下一行")
    canvas.drawString(81, 300, "右边")
    look(pdf_of(canvas))


@pytest.mark.parametrize(("x", "y"), [(60, 300), (50, 293), (75, 304)])
def test_words_on_words_are_seen(canvas: Canvas, x: float, y: float) -> None:
    canvas.drawString(50, 300, "上一行")
    canvas.drawString(x, y, "又一行")
    with pytest.raises(AssertionError, match="on each other"):
        assert_nothing_overlaps_or_leaves(pdf_of(canvas))


@pytest.mark.parametrize(("x", "y"), [(385, 200), (5, 200), (200, 395), (200, 4)])
def test_words_that_leave_the_page_are_seen(canvas: Canvas, x: float, y: float) -> None:
    canvas.drawString(x, y, "出去了")
    with pytest.raises(AssertionError, match="outside"):
        assert_nothing_overlaps_or_leaves(pdf_of(canvas))


def test_words_on_a_picture_are_seen(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("L", (40, 40), 200)), 50, 250, 80, 80)
    canvas.drawString(60, 290, "盖住了")
    with pytest.raises(AssertionError, match="on each other"):
        assert_nothing_overlaps_or_leaves(pdf_of(canvas))


def test_an_empty_box_is_seen(canvas: Canvas) -> None:
    canvas.drawString(50, 300, "李𠮷")
    with pytest.raises(AssertionError, match="an empty box"):
        assert_no_tofu(pdf_of(canvas))


def test_words_are_told_with_their_places(canvas: Canvas) -> None:
    canvas.drawString(50, 300, "户号")
    ((seen,),) = texts_of(pdf_of(canvas))
    assert (seen.words, seen.left, seen.size, seen.font) == ("户号", 50, 10, OWN[0])
    assert (seen.right, seen.top) == (pytest.approx(70, abs=0.8), pytest.approx(91.4))


def test_a_code_is_read() -> None:
    canvas = Canvas(BytesIO(), pagesize=(400, 400))
    QrCode("DY-03-0127", width=120, height=120).drawOn(canvas, 100, 100)
    assert qr_texts(pictures_of(pdf_of(canvas))[0]) == ["DY-03-0127"]
