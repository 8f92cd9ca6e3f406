"""A paper that came back is tied to the very print of it, by its code; photos are taken in without being searched."""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from plans import a_known_household, locked

from desktop.casework import agreement as agreeing
from desktop.casework import calculation, evidence, household_facts, scanned
from desktop.casework.agreement import Terms
from desktop.casework.papers import making, releasing
from desktop.casework.policy import Draft
from desktop.domain.records import Evidence, Household, Printing
from desktop.i18n import Language
from desktop.sheets import press
from desktop.sheets.page import Code, Paper
from desktop.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_vault")


@pytest.fixture
def store(planned: Store, tmp_path: Path) -> Store:
    """An area with a household whose agreement was drafted, printed and signed."""
    home = a_known_household(planned, birth_date=date(1990, 1, 1))

    def given(draft: Draft) -> Mapping[str, object]:
        return household_facts.said(draft.sound().pack, ["楼层=3"])

    locked(planned, calculation.reckon(planned, home, given))
    terms = Terms("拿钱", "协议示例-1", planned.today())
    agreeing.draft(planned, home, terms)
    releasing.into_file(planned, making.made(planned, "agreement", home), tmp_path / "agreement.pdf")
    agreeing.sign(planned, home, terms)
    return planned


def home(store: Store) -> Household:
    return store.records(Household)[0]


def a_scan(pdf: Path, turned: float = 1.5, scale: float = 3) -> bytes:
    """The first page as a scanner sees it: a little turned, grey, as JPEG."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0].render(scale=scale, grayscale=True).to_pil()
    out = io.BytesIO()
    page.rotate(turned, Image.Resampling.BICUBIC, fillcolor=250).save(out, "JPEG", quality=70)
    return out.getvalue()


def taken(store: Store, folder: Path, content: bytes, name: str, kind: str | None) -> Evidence:
    file = folder / name
    file.write_bytes(content)
    return evidence.take_in(store, file, home(store), kind=kind).record


def code(store: Store) -> str | None:
    (printing,) = store.records(Printing)
    return printing.code


def test_a_scan_is_tied_to_the_print_that_was_signed(store: Store, tmp_path: Path) -> None:
    scan = taken(store, tmp_path, a_scan(tmp_path / "agreement.pdf"), "scan.jpg", "scan")
    assert scan.paper_code == code(store)
    (told,) = scanned.scanned(store, [scan]).values()
    assert (told.paper, told.number, told.version, told.is_signed) == ("agreement", "协议示例-1", 1, True)
    assert scanned.said(told, Language.CHINESE) == "签了字的协议 协议示例-1 第 1 版，2026-11-18 印的那份"


def test_a_scan_in_a_pdf_is_tied_too_whatever_it_is_said_to_be(store: Store, tmp_path: Path) -> None:
    content = (tmp_path / "agreement.pdf").read_bytes()
    scan = taken(store, tmp_path, content, "scan.pdf", None)
    assert (scan.kind, scan.paper_code) == ("scan", code(store))


def test_a_photo_is_not_searched(store: Store, tmp_path: Path) -> None:
    assert taken(store, tmp_path, a_scan(tmp_path / "agreement.pdf"), "photo.jpg", None).paper_code is None


def test_before_it_is_signed_it_is_the_paper_and_no_more(store: Store, tmp_path: Path) -> None:
    store.withdraw(agreeing.agreements(store, home(store).id)[0], because="没签成")
    scan = taken(store, tmp_path, a_scan(tmp_path / "agreement.pdf"), "scan.jpg", "scan")
    (told,) = scanned.scanned(store, [scan]).values()
    assert scanned.said(told, Language.ENGLISH) == "agreement 协议示例-1, version 1, as printed on 2026-11-18"


def test_a_code_that_no_register_here_has_is_kept_and_said_to_be_so(store: Store, tmp_path: Path) -> None:
    scan = taken(store, tmp_path, a_scan(tmp_path / "agreement.pdf"), "scan.jpg", "scan")
    other = replace(scan, paper_code="00000-00000-00000")
    (told,) = scanned.scanned(store, [other]).values()
    assert "00000-00000-00000" in scanned.said(told, Language.ENGLISH)


def test_a_scan_without_a_code_has_none(store: Store, tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.effect_noise((1200, 1700), 80).save(out, "JPEG")
    assert taken(store, tmp_path, out.getvalue(), "scan.jpg", "scan").paper_code is None
    assert scanned.scanned(store, store.records(Evidence)) == {}


def test_another_qr_code_is_none_of_ours_and_ours_behind_it_is_found(store: Store) -> None:
    other = press.printed(Paper("别的", "", "zh_CN", [Code("https://example.org/1", 120.0)]))
    assert scanned.code_in(other) is None
    both = press.printed([Paper("别的", "", "zh_CN", [Code("https://example.org/1", 120.0)]), _paper(store)])
    assert scanned.code_in(both) == code(store)


def _paper(store: Store) -> Paper:
    (made,) = making.made(store, "agreement", home(store))
    return made.paper


def test_what_is_no_file_of_ours_has_no_code() -> None:
    for content in (b"", b"%PDF-1.4 cut off", b"\xff\xd8\xff"):
        assert scanned.code_in(content) is None
