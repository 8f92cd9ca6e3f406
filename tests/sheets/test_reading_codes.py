import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pictures
import pytest
from PIL import Image, ImageChops

from desktop.domain import check_code
from desktop.domain.errors import Refused
from desktop.sheets import page, pictured, press, reading

LINES = (
    "分户补偿明细表",
    "DY-03-0127 · 第 2 版",
    "2026-11-18",
    "拿补偿款：您得 390,070.00 元",
    "换一套新房：您添 8,120.00 元",
)
STAMP = check_code.stamp("ab" * 32, LINES)
DOTS = 200


def a_paper(text: str = STAMP.text, *, pages: int = 1) -> page.Paper:
    rows = ["走访时说的话，一行一行写在这里，让这张纸有字。"] * 24
    more = [piece for number in range(2, pages + 1) for piece in (page.NewPage(), page.Code(f"page {number}", 60))]
    head = page.Head("示例片区", "分户补偿明细表", "DY-03-0127", text, ("校验码",))
    return page.Paper("分户补偿明细表", "一式两份", "zh_CN", (head, *rows, *more))


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return press.printed(a_paper())


@pytest.fixture(scope="module")
def sheet(pdf: bytes) -> Image.Image:
    width, height, greys = pictured.page_greys(pdf, 0, DOTS)
    return Image.frombytes("L", (width, height), greys)


def test_the_code_of_a_pdf_is_read(pdf: bytes) -> None:
    assert reading.codes_in(pdf) == (STAMP.text,)
    assert check_code.read(STAMP.text) == STAMP


def test_each_page_of_a_pdf_is_read_and_equal_codes_are_told_once() -> None:
    file = press.printed([a_paper(pages=3), a_paper()])
    assert reading.codes_in(file) == (STAMP.text, "page 2", "page 3")
    assert list(reading.codes_by_page(file)) == [(STAMP.text,), ("page 2",), ("page 3",), (STAMP.text,)]


def test_of_a_pdf_of_very_many_pages_the_first_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_PAGES", 2)
    assert reading.codes_in(press.printed(a_paper(pages=3))) == (STAMP.text, "page 2")


@pytest.mark.parametrize("angle", range(0, 360, 12))
def test_a_scan_is_read_however_it_lay(sheet: Image.Image, angle: int) -> None:
    turned = sheet.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    assert reading.codes_in(pictures.saved(turned, "PNG")) == (STAMP.text,)


@pytest.mark.parametrize("seed", range(8))
def test_a_photo_that_is_askew_noisy_soft_and_unevenly_lit_is_read(sheet: Image.Image, seed: int) -> None:
    assert reading.codes_in(pictures.photographed(sheet, seed)) == (STAMP.text,)


@pytest.mark.parametrize(("blur", "noise"), [(0, 40), (1.2, 5)])
def test_a_very_noisy_and_a_rather_soft_photo_are_read(sheet: Image.Image, blur: float, noise: float) -> None:
    assert reading.codes_in(pictures.photographed(sheet, 5, blur=blur, noise=noise)) == (STAMP.text,)


def test_a_third_of_the_code_may_be_under_a_stain(sheet: Image.Image) -> None:
    stained = sheet.copy()
    stained.paste(0, (sheet.width - 220, 150, sheet.width - 180, 190))
    assert reading.codes_in(pictures.saved(stained, "PNG")) == (STAMP.text,)


KINDS = [("PNG", "1"), ("PNG", "P"), ("PNG", "RGBA"), ("TIFF", "L"), ("WEBP", "RGB")]


@pytest.mark.parametrize(("kind", "mode"), KINDS)
def test_every_kind_of_picture_is_read(sheet: Image.Image, kind: str, mode: str) -> None:
    assert reading.codes_in(pictures.saved(sheet.convert(mode), kind)) == (STAMP.text,)


def test_a_picture_on_nothing_is_looked_at_on_white(sheet: Image.Image) -> None:
    clear = Image.new("RGBA", sheet.size, (0, 0, 0, 0))
    clear.putalpha(ImageChops.invert(sheet))
    assert reading.codes_in(pictures.saved(clear, "PNG")) == (STAMP.text,)


def test_every_page_of_a_scanned_tiff_is_read(sheet: Image.Image) -> None:
    empty = Image.new("L", sheet.size, 255)
    file = pictures.saved(empty, "TIFF", save_all=True, append_images=[empty, sheet])
    assert list(reading.codes_by_page(file)) == [(), (), (STAMP.text,)]


def test_a_scan_within_a_pdf_is_read(sheet: Image.Image) -> None:
    assert reading.codes_in(pictures.saved(sheet, "PDF", resolution=DOTS)) == (STAMP.text,)


def test_a_code_of_somebody_else_is_read_as_well() -> None:
    assert reading.codes_in(press.printed(a_paper("https://example.org/"))) == ("https://example.org/",)


def test_where_there_is_no_code_there_is_none(sheet: Image.Image) -> None:
    below = sheet.crop((0, sheet.height // 3, sheet.width, sheet.height))
    assert reading.codes_in(pictures.saved(below)) == ()
    assert reading.codes_in(press.printed(a_paper(""))) == ()


def damaged() -> Iterator[tuple[str, bytes]]:
    photo, file = pictures.a_photo(), press.printed(a_paper())
    yield "no PDF and no photo", b""
    yield "no PDF and no photo", b"<html>"
    yield "no PDF and no photo", pictures.saved(pictures.drawn(), "GIF")
    yield "cut off or damaged", photo[: len(photo) // 2]
    yield "cut off or damaged", file[:200]
    yield "cut off or damaged", pictures.a_pdf()[:40]
    yield "HEIC", b"\0\0\0\x18ftypheic" + bytes(100)
    yield "too many pixels", pictures.a_large_png(20_001, 10, rows=1)
    yield "too many pixels", pictures.a_large_png(9000, 9000, rows=1)


@pytest.mark.parametrize(("why", "content"), list(damaged()))
def test_what_is_damaged_or_something_else_is_refused_with_what_to_do(why: str, content: bytes) -> None:
    with pytest.raises(Refused, match=why) as refused:
        reading.codes_in(content)
    assert refused.value.remedy


def test_what_is_too_big_is_not_even_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 100)
    with pytest.raises(Refused, match="at most 0 MB"):
        reading.codes_in(bytes(101))


def test_pages_are_pictures_of_bounded_size(pdf: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert pictured.page_count(pdf) == 1
    width, height, rows = pictured.page_picture(pdf, 0, 2)
    assert (width, height) == (1191, 1684)
    assert len(rows) == width * height * 4
    assert set(rows[3::4]) == {255}
    assert rows[:3] == b"\xff\xff\xff"
    monkeypatch.setattr(pictured, "MOST_PIXELS", 10_000)
    width, height, rows = pictured.page_picture(pdf, 0, 100)
    assert width * height <= 10_500
    assert len(rows) == width * height * 4


def test_many_threads_get_the_same_pages(pdf: bytes) -> None:
    """PDFium alone would crash here."""
    with ThreadPoolExecutor(4) as threads:
        found = [threads.submit(pictured.page_greys, pdf, 0, 40) for _ in range(40)]
        texts = [threads.submit(pictured.page_text, pdf, 0) for _ in range(40)]
    assert len({each.result() for each in found}) == 1
    assert len({each.result() for each in texts}) == 1


def test_the_text_of_a_page_is_told(pdf: bytes) -> None:
    assert "分户补偿明细表" in pictured.page_text(pdf, 0)


def test_a_pdf_under_a_password_says_so() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    file = io.BytesIO()
    Canvas(file, encrypt=StandardEncryption("secret", canPrint=0)).save()
    with pytest.raises(Refused, match="password"):
        pictured.page_count(file.getvalue())
