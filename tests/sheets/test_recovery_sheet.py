"""The recovery sheet as a reader, a scanner and a copying hand meet it: by its text with places, never by its bytes."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pypdfium2
import pytest
import zxingcpp

from desktop.domain import recovery_code
from desktop.i18n import Language, word
from desktop.sheets import page, press
from desktop.sheets.recovery_sheet import RecoverySheet, render

CODE = recovery_code.written(bytes(range(7, 147, 7)))
SHEET = RecoverySheet("青塬区东苑路片区房屋征收", "0E0F", "李𬱖", date(2026, 11, 2), CODE)


@pytest.fixture(params=list(Language))
def language(request: pytest.FixtureRequest) -> Language:
    return request.param


@pytest.fixture
def pdf(language: Language) -> Iterator[pypdfium2.PdfDocument]:
    with pypdfium2.PdfDocument(render(SHEET, language)) as document:
        yield document


def texts(pdf: pypdfium2.PdfDocument) -> list[str]:
    """The text of each page, without its line breaks."""
    return [sheet.get_textpage().get_text_bounded().replace("\r", "").replace("\n", "") for sheet in pdf]


def test_there_are_two_sheets_that_say_who_keeps_them(pdf: pypdfium2.PdfDocument, language: Language) -> None:
    holders, offices = texts(pdf)
    assert word("Copy 1 of 2 · the holder keeps it", language) in holders
    assert word("Copy 2 of 2 · the office keeps it", language) in offices
    assert word("Page {page} of {total}", language, page=1, total=2) in holders
    assert word("Page {page} of {total}", language, page=2, total=2) in offices


def test_each_sheet_says_whose_store_it_opens_since_when(pdf: pypdfium2.PdfDocument, language: Language) -> None:
    day = word("{year}-{month:02}-{day:02}", language, year=2026, month=11, day=2)
    for text in texts(pdf):
        assert SHEET.area in text
        assert word("Recovery sheet", language) in text
        assert word("Store {store} · {date} · for {holder}", language, store="0E0F", date=day, holder="李𬱖") in text
        for advice in ("What it opens", "How to keep it", "Sheet lost", "Older sheets"):
            assert word(advice, language) in text


def test_the_letters_stand_in_eight_rows_and_five_columns(pdf: pypdfium2.PdfDocument) -> None:
    for sheet in pdf:
        places = letter_places(sheet)
        rows = sorted({y for _, _, y in places}, reverse=True)
        columns = sorted({x for _, x, _ in places})
        assert (len(rows), len(columns)) == (8, 5)
        read = {(rows.index(y), columns.index(x)): letter for letter, x, y in places}
        assert "".join(read[row, column] for row in range(8) for column in range(5)) == CODE.replace("-", "")
        assert min(above - below for above, below in pairwise(rows)) > 36
        assert min(right - left for left, right in pairwise(columns)) > 36


def letter_places(sheet: pypdfium2.PdfPage) -> list[tuple[str, int, int]]:
    """The letters of the code, all that is of the title's size below the head: the middle and the baseline of each."""
    places: list[tuple[str, int, int]] = []
    for item in sheet.get_objects(textpage=sheet.get_textpage()):
        if isinstance(item, pypdfium2.PdfTextObj) and item.get_font_size() == page.TITLE:
            letter, place = item.extract().strip(), item.get_matrix()
            middle = place.e + press.width(letter, page.TITLE, is_bold=True) / 2
            places.append((letter, round(middle), round(place.f)))
    return [place for place in places if place[2] < 750]


def test_both_codes_scan_as_they_read(pdf: pypdfium2.PdfDocument) -> None:
    for sheet in pdf:
        picture = sheet.render(scale=2, grayscale=True).to_pil()
        (found,) = zxingcpp.read_barcodes(picture)
        assert (found.format, found.text) == (zxingcpp.BarcodeFormat.QRCode, CODE)
        assert recovery_code.read(found.text) == bytes(range(7, 147, 7))


def test_the_code_scans_from_a_poor_black_and_white_copy(pdf: pypdfium2.PdfDocument) -> None:
    copy = pdf[0].render(grayscale=True).to_pil().rotate(3, fillcolor=255).point(lambda v: 255 * (v > 128))
    assert [found.text for found in zxingcpp.read_barcodes(copy)] == [CODE]


def test_the_file_names_itself_its_author_and_its_language(pdf: pypdfium2.PdfDocument, language: Language) -> None:
    written = pdf.get_metadata_dict()
    assert written["Title"] == word("Recovery sheet {store}", language, store="0E0F")
    assert written["Author"] == "Ruhu 入户"
    assert f"/Lang ({language.replace('_', '-')})".encode() in render(SHEET, language)


def test_every_font_is_embedded(pdf: pypdfium2.PdfDocument) -> None:
    for sheet in pdf:
        fonts = {
            item.get_font().get_base_name(): item.get_font().is_embedded
            for item in sheet.get_objects()
            if isinstance(item, pypdfium2.PdfTextObj)
        }
        assert fonts
        assert all(fonts.values())


def test_the_longest_name_and_area_still_make_one_page_each(language: Language) -> None:
    longest = RecoverySheet("很长的片区名字" * 8, "0E0F", "买买提·" * 15, date(2026, 11, 2), CODE)
    with pypdfium2.PdfDocument(render(longest, language)) as document:
        assert len(document) == 2
        assert all(longest.area in text and longest.holder in text for text in texts(document))


def test_the_code_is_in_no_repr() -> None:
    assert CODE not in repr(SHEET)
