"""The escrow sheet as a reader and a scanner meet it: what it says, and that both of its codes can be taken off it."""

from datetime import date

import pypdfium2
import pytest
import zxingcpp

from desktop.exchange import keys
from desktop.i18n import Language, word
from desktop.sheets.escrow_sheet import EscrowSheet, render

_, ESCROW = keys.found_office()
SHEET = EscrowSheet("青塬区东苑路片区房屋征收", "0E0F", 2, date(2026, 11, 2), *ESCROW.codes)


@pytest.mark.parametrize("language", [*Language])
def test_each_copy_says_where_it_is_kept_and_bears_both_codes(language: Language) -> None:
    with pypdfium2.PdfDocument(render(SHEET, language)) as pdf:
        texts = [page.get_textpage().get_text_bounded().replace("\r", "").replace("\n", "") for page in pdf]
        scanned = [zxingcpp.read_barcodes(page.render(scale=3).to_pil()) for page in pdf]
    assert len(texts) == 2
    for text, place in zip(
        texts, ("Copy 1 of 2 · in the office's safe", "Copy 2 of 2 · in a safe elsewhere"), strict=True
    ):
        assert word(place, language) in text
        assert SHEET.area in text
        for code in (SHEET.opens, SHEET.signs):
            assert all(row in text.replace(" ", "") for row in code.split("-"))
        for advice in ("What it opens", "When it is needed", "How to keep it", "Earlier escrow sheets"):
            assert word(advice, language).replace(" ", "") in text.replace(" ", "")
    for found in scanned:
        codes = [each.text for each in sorted(found, key=lambda each: each.position.top_left.x)]
        assert keys.escrow_of(*codes) == ESCROW
