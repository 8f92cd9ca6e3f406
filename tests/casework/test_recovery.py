"""A recovery code on paper, and that it is never lost for want of a place to write it."""

import stat
import sys
from pathlib import Path

import pypdfium2
import pytest
import stores

from desktop.casework import recovery
from desktop.domain.errors import Refused
from desktop.store import vault


def test_the_sheet_opens_the_store_it_names(tmp_path: Path, new_store: stores.NewStore) -> None:
    store, file = new_store("a"), tmp_path / "sheet.pdf"
    with recovery.blank_sheet(file):
        code = vault.replace_sheet(store.folder, store.opened)
        recovery.print_sheet(file, store.folder, code, "en")
    with pypdfium2.PdfDocument(file) as paper:
        assert len(paper) == 2
        text = "".join(page.get_textpage().get_text_bounded() for page in paper)
    assert stores.CLERK in text
    assert stores.AREA in text
    assert vault.store_number(store.opened.store) in text
    assert vault.unlock_by_code(store.folder, code) == store.opened.key


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_its_owner_reads_the_sheet(tmp_path: Path) -> None:
    with recovery.blank_sheet(tmp_path / "sheet.pdf"):
        assert stat.S_IMODE((tmp_path / "sheet.pdf").stat().st_mode) == 0o600


def test_a_file_that_exists_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "sheet.pdf").write_text("letters")
    with pytest.raises(Refused), recovery.blank_sheet(tmp_path / "sheet.pdf"):
        pass
    assert (tmp_path / "sheet.pdf").read_text() == "letters"


def test_a_place_that_is_not_there_is_refused_before_a_code_is_made(tmp_path: Path) -> None:
    with pytest.raises(Refused), recovery.blank_sheet(tmp_path / "nowhere" / "sheet.pdf"):
        pytest.fail("a code would have been lost")


def test_no_empty_sheet_is_left_when_no_code_was_made(tmp_path: Path) -> None:
    with pytest.raises(LookupError), recovery.blank_sheet(tmp_path / "sheet.pdf"):
        raise LookupError
    assert not list(tmp_path.iterdir())


def test_a_sheet_is_printed_whole_or_not_at_all(tmp_path: Path, new_store: stores.NewStore) -> None:
    store, file = new_store("a"), tmp_path / "here" / "sheet.pdf"
    file.parent.mkdir()
    with recovery.blank_sheet(file):
        code = vault.replace_sheet(store.folder, store.opened)
        recovery.print_sheet(file, store.folder, code, "en")
    assert file.read_bytes().endswith(b"%%EOF\n")
    assert [each.name for each in file.parent.iterdir()] == ["sheet.pdf"]
    with pytest.raises(OSError, match="gone"):
        recovery.print_sheet(tmp_path / "gone" / "sheet.pdf", store.folder, code, "en")


def test_without_a_wanted_file_nothing_is_held(tmp_path: Path) -> None:
    with recovery.blank_sheet(None):
        assert not list(tmp_path.iterdir())
