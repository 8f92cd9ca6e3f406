"""The whole file holds all of a household, clear for itself and masked for others; its list names the printed pages."""

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from builders import TODAY, a_grievance, a_household, a_person, a_service, a_visit
from looking import look, texts_of, words_of
from msgspec import structs
from pictures import a_photo
from plans import a_known_household, locked

from desktop.casework import calculation, evidence, household_facts, sameness
from desktop.casework.papers import making, releasing
from desktop.casework.papers.made import Made
from desktop.casework.policy import Draft
from desktop.domain.fields import Role
from desktop.domain.records import Evidence, Household, Look, Printing, Told
from desktop.i18n import Language
from desktop.sheets import press
from desktop.sheets.page import Paper, Text
from desktop.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_vault")

ID_NUMBER = "999999195603070026"


@pytest.fixture
def store(planned: Store) -> Store:
    known = a_known_household(planned, birth_date=date(1990, 1, 1))

    def given(draft: Draft) -> Mapping[str, object]:
        return household_facts.said(draft.sound().pack, ["楼层=3"])

    locked(planned, calculation.reckon(planned, known, given))
    planned.save(*(make(household=known.id) for make in (a_visit, a_service, a_grievance)))
    return planned


def home(store: Store) -> Household:
    return store.records(Household)[0]


def made(store: Store, kind: str, language: Language | None = None) -> Made:
    (paper,) = making.made(store, kind, home(store), language=language)
    return paper


def printed(store: Store, kind: str, language: Language | None = None) -> bytes:
    return releasing.bound(store, [made(store, kind, language)]).content


def pages(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return ["".join(sheet.get_textpage().get_text_bounded().split()) for sheet in document]


def attached(pdf: bytes) -> dict[str, bytes]:
    with pypdfium2.PdfDocument(pdf) as document:
        found = (document.get_attachment(n) for n in range(document.count_attachments()))
        return {each.get_name(): bytes(each.get_data()) for each in found}


def with_photos(store: Store, folder: Path, count: int) -> None:
    for n in range(count):
        file = folder / f"{n}.jpg"
        file.write_bytes(a_photo(640 + n))
        evidence.take_in(store, file, home(store), caption=f"照片甲{n}乙")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", ["file", "archive"])
def test_every_page_of_it_can_be_read_and_nothing_lies_on_anything(
    store: Store, tmp_path: Path, kind: str, language: Language
) -> None:
    with_photos(store, tmp_path, 3)
    look(printed(store, kind, language))


def test_the_households_own_file_shows_what_is_sensitive_and_the_journal_says_who_took_it(store: Store) -> None:
    pdf = printed(store, "file")
    assert ID_NUMBER in "".join(pages(pdf))
    looks = [row.field for row in store.records(Look, household=home(store).id)]
    assert {"id_number", "phone", "birth_date"} <= set(looks)


def test_a_right_that_was_told_is_called_by_its_name(store: Store) -> None:
    store.save(Told(household=home(store).id, term="decision_reconsideration", told_on=TODAY, told_by="何示例"))
    told = "".join(words_of(printed(store, "file")))
    assert ("征收决定复议" in told, "decision_reconsideration" in told) == (True, False)


def test_the_file_for_others_shows_masks_and_nobody_looked(store: Store) -> None:
    assert ID_NUMBER not in "".join(pages(printed(store, "archive")))
    assert store.records(Look) == ()


def test_what_is_attached_is_all_of_it_for_programs_and_as_a_table(store: Store) -> None:
    found = attached(printed(store, "file"))
    assert set(found) == {"DY-03-0127.json", "DY-03-0127.csv"}
    data = json.loads(found["DY-03-0127.json"])
    assert [row["id_number"] for row in data["person"]] == [ID_NUMBER]
    for kind in ("household", "house", "appraisal", "calculation", "visit", "service", "grievance"):
        assert len(data[kind]) == 1
    rows = [*csv.reader(io.StringIO(found["DY-03-0127.csv"].decode("utf-8-sig")))]
    assert ["人员", data["person"][0]["id"], "证件号码", ID_NUMBER] in rows


def test_nothing_in_the_table_is_taken_for_a_formula(store: Store) -> None:
    store.save(replace(home(store), address_note='=HYPERLINK("http://示例")'))
    table = attached(printed(store, "file"))["DY-03-0127.csv"].decode("utf-8-sig")
    assert "'=HYPERLINK" in table


def test_the_list_names_the_pages_on_which_things_stand(store: Store, tmp_path: Path) -> None:
    with_photos(store, tmp_path, 5)
    pdf = printed(store, "file")
    seen, listed = pages(pdf), texts_of(pdf)[0]
    for title in ("分户补偿明细表", "入户走访记录", "送达回证", "全部记录", "照片甲0乙", "照片甲1乙", "照片甲4乙"):
        line = next(each for each in listed if each.words == title)
        told = [
            each.words for each in listed if abs(each.top - line.top) < 2 and re.fullmatch(r"\d+(–\d+)?", each.words)
        ]
        on_pages = [number for number, words in enumerate(seen[1:], 2) if title in words]
        where = on_pages[-1] if title.startswith("照片") else on_pages[0]  # records and history tell of photos too
        assert where == int(told[-1].partition("–")[0]), title
    assert f"第1页，共{len(seen)}页" in seen[0]


def test_photos_stand_two_to_a_page(store: Store, tmp_path: Path) -> None:
    before = len(pages(printed(store, "archive")))
    with_photos(store, tmp_path, 5)
    after = pages(printed(store, "archive"))
    assert len(after) == before + 3
    assert "照片甲4乙" in after[-1]
    assert "照片甲3乙" in after[-2]


def test_what_is_of_a_united_household_is_in_it_and_said_to_be_from_there(store: Store, tmp_path: Path) -> None:
    other = a_household(number="DY-03-0200")
    store.save(other)
    (tmp_path / "other.jpg").write_bytes(a_photo(333))
    evidence.take_in(store, tmp_path / "other.jpg", other, caption="旁边那户的照片")
    with_photos(store, tmp_path, 1)
    kept = home(store).id
    sameness.unite(store, kept, other.id, "同一个人")
    seen = pages(printed(store, "archive"))
    said = f"来自DY-03-0200户，{TODAY.isoformat()}并户"
    assert said in seen[0], "in the list"
    (shown,) = (words for words in seen[1:] if "旁边那户的照片" in words)
    assert said in shown
    assert shown.index("照片甲0乙") < shown.index("旁边那户的照片"), "the household's own stands first"
    assert "照片甲0乙" not in seen[0].partition(said)[2]


def test_a_scan_in_a_pdf_shows_its_pages(store: Store, tmp_path: Path) -> None:
    before = len(pages(printed(store, "archive")))
    file = tmp_path / "scan.pdf"
    file.write_bytes(press.printed([Paper("扫", "脚", "zh_CN", [Text("认定书")])] * 3))
    evidence.take_in(store, file, home(store), caption="认定书三页")
    assert len(pages(printed(store, "archive"))) == before + 3


def test_a_piece_whose_file_is_lost_is_said_to_lack(store: Store, tmp_path: Path) -> None:
    with_photos(store, tmp_path, 1)
    for file in (store.folder / "evidence").rglob("*"):
        if file.is_file():
            file.unlink()
    (piece,) = store.records(Evidence)
    assert f"没能放进来的（这里出不了或者读不了）：{piece.caption}" in pages(printed(store, "archive"))[0]


def test_the_register_has_one_line_for_all_of_it(store: Store, tmp_path: Path) -> None:
    releasing.into_file(store, [made(store, "file")], tmp_path / "file.pdf")
    assert [row.paper for row in store.records(Printing)] == ["file"]


def test_a_household_of_which_next_to_nothing_is_known_has_its_file_too(store: Store) -> None:
    bare = Household(number="DY-09-0001")
    store.save(bare)
    for kind in ("file", "archive"):
        (paper,) = making.made(store, kind, bare)
        look(releasing.bound(store, [paper]).content)


def test_a_store_that_is_only_read_gives_masks(store: Store) -> None:
    store.read_only = True
    assert ID_NUMBER not in "".join(pages(printed(store, "file")))


def test_many_people_with_rare_names_are_all_in_it(store: Store) -> None:
    names = ("㛃示例", "𠮷示例", "阿卜杜热合曼·买买提明·吐尔逊江")
    store.save(
        *(a_person(household=home(store).id, role="family", name=names[n % 3], id_number=None) for n in range(50))
    )
    pdf = printed(store, "file")
    look(pdf)
    words = "".join(pages(pdf))
    assert all(name in words for name in names)


def test_an_auditor_takes_it_out_with_the_reason_in_the_journal(store: Store) -> None:
    store.opened = structs.replace(store.opened, role=Role.AUDITOR)
    assert ID_NUMBER in "".join(pages(printed(store, "file")))
    assert store.records(Look)


def test_a_scan_of_a_printed_paper_is_listed_as_what_it_is(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "visit.pdf"
    releasing.into_file(store, [made(store, "visit")], file)
    evidence.take_in(store, file, home(store), caption="签回来的")
    assert "入户走访记录ZF-0127-01" in pages(printed(store, "archive"))[0]
    assert "印的那份" in pages(printed(store, "archive"))[0]
