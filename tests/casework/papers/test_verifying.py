"""Of a paper it is told whether it is genuine and the newest; what isn't known is never told as right."""

import ctypes
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pictures
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import stores
from builders import TODAY, a_household, a_visit, at
from PIL import Image
from plans import a_known_household, a_plan, issued, locked
from stores import NewStore, Template

from desktop.casework import calculation, household_facts, policy
from desktop.casework.papers import making, releasing, stamping, verdict_words, verifying
from desktop.casework.papers.releasing import Way
from desktop.casework.papers.verifying import Outcome, Verdict
from desktop.casework.policy import Draft
from desktop.domain import check_code
from desktop.domain.errors import Refused
from desktop.domain.records import Calculation, CheckKey, House, Household, Printing, Sheet
from desktop.i18n import Language, word
from desktop.sheets import page, pictured, press, reading
from desktop.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_vault")


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """An area with a household whose sum is locked."""
    room = tmp_path_factory.mktemp("known")
    with stores.cheaply(room / "home"):
        store = issued(stores.made(room / "area"), policy.read(a_plan(room / "plan")))
        a_known_household(store, birth_date=date(1990, 1, 1))
        lock(store)
        return Template.of(store)


@pytest.fixture
def store(known: Template, tmp_path: Path) -> Iterator[Store]:
    with stores.opened(known.laid_out(tmp_path / "area")) as store:
        yield store


def home(store: Store) -> Household:
    return store.records(Household)[0]


def lock(store: Store, *, reason: str = "") -> None:
    def given(draft: Draft) -> Mapping[str, object]:
        return household_facts.said(draft.sound().pack, ["楼层=3"])

    locked(store, calculation.reckon(store, home(store), given), reason=reason)


def relocked(store: Store) -> None:
    """The house was measured again, so that there is a second sum."""
    store.save(replace(store.records(House)[0], recognised_area=Decimal("64.40")))
    lock(store, reason="重新量了面积")


def printed(store: Store, kind: str = "sheet", language: Language = Language.CHINESE) -> bytes:
    made = making.made(store, kind, home(store), language=language)
    pdf = releasing.bound(store, made)
    releasing.register(store, made, pdf, Way.PRINTER)
    return pdf.content


def text_of(store: Store, kind: str = "sheet") -> str:
    (made, *_) = making.made(store, kind, home(store))
    assert made.stamp is not None
    return made.stamp.text


def written_over(pdf: bytes, words: str) -> bytes:
    """The file with these words put onto its first page, as programs that change PDFs do; nothing is gone from it."""
    to = cast("Any", pdfium)
    out = io.BytesIO()
    with pypdfium2.PdfDocument(pdf) as document:
        sheet = document[0]
        more = to.FPDFPageObj_NewTextObj(document.raw, b"Helvetica", ctypes.c_float(9))
        wide = ctypes.create_string_buffer(words.encode("utf-16-le") + bytes(2))
        to.FPDFText_SetText(more, ctypes.cast(wide, to.FPDF_WIDESTRING))
        to.FPDFPageObj_Transform(more, 1, 0, 0, 1, 250, 140)
        to.FPDFPage_InsertObject(cast("Any", sheet).raw, more)
        cast("Any", sheet).gen_content()
        cast("Any", document).save(out)
    return out.getvalue()


def said(verdict: Verdict) -> str:
    told = [*verdict_words.told(verdict), *map(verdict_words.moved, verdict.now.moved)]
    return "\n".join(word(each.message, Language.ENGLISH, **each.values) for each in told)


# The newest


@pytest.mark.parametrize("kind", ["sheet", "card"])
def test_the_newest_paper_is_told_so_by_its_code_its_words_and_its_file(store: Store, kind: str) -> None:
    file = printed(store, kind)
    text = text_of(store, kind)
    (by_file,) = verifying.verify_file(store, file)
    for verdict in (verifying.verify(store, text), verifying.verify(store, text.splitlines()[-1].lower()), by_file):
        assert verdict.outcome is Outcome.SAME
        assert "267,082.00" in "\n".join(verdict.words)
        assert "Printed on 2026-11-18" in said(verdict)
    assert by_file.is_very_file


def test_a_photo_of_the_paper_is_enough(store: Store) -> None:
    width, height, greys = pictured.page_greys(printed(store), 0, 200)
    photo = pictures.photographed(Image.frombytes("L", (width, height), greys), 3)
    (verdict,) = verifying.verify_file(store, photo)
    assert (verdict.outcome, verdict.amounts) == (Outcome.SAME, 0)


def test_a_paper_that_was_printed_in_english_is_told_as_well(store: Store) -> None:
    (verdict,) = verifying.verify_file(store, printed(store, language=Language.ENGLISH))
    assert verdict.outcome is Outcome.SAME


def test_what_no_register_has_is_known_by_its_words(store: Store) -> None:
    verdict = verifying.verify(store, text_of(store))
    assert (verdict.outcome, verdict.by) == (Outcome.SAME, "")
    assert "in no register here" in said(verdict)


def test_each_paper_of_a_file_has_a_verdict_of_its_own(store: Store) -> None:
    made = [each for kind in ("sheet", "card") for each in making.made(store, kind, home(store))]
    file = releasing.bound(store, made).content
    found = verifying.verify_file(store, file)
    assert [(each.outcome, each.known.kind if each.known else "") for each in found] == [
        (Outcome.SAME, "sheet"),
        (Outcome.SAME, "card"),
    ]
    assert all(each.amounts for each in found)


# Older, withdrawn


@pytest.mark.parametrize("kind", ["sheet", "card"])
def test_an_older_paper_says_what_became_of_each_amount_since_when_and_why(store: Store, kind: str) -> None:
    file = printed(store, kind)
    relocked(store)
    (verdict,) = verifying.verify_file(store, file)
    assert (verdict.outcome, verdict.now.version) == (Outcome.OLDER, 2)
    assert [(each.label, each.before, each.after) for each in verdict.now.moved] == [
        ("拿钱", "您得 267,082.00 元", "您得 275,642.00 元")
    ]
    assert "Version 2 took its place on 2026-11-18." in said(verdict)
    assert "重新量了面积" in said(verdict)


def test_a_paper_of_a_withdrawn_sum_says_so_and_why(store: Store) -> None:
    text = text_of(store)
    printed(store)
    store.withdraw(store.records(Calculation)[0], because="算错了户")
    verdict = verifying.verify(store, text)
    assert verdict.outcome is Outcome.WITHDRAWN
    assert "算错了户" in said(verdict)
    store.revive(store.records(Calculation)[0], because="还是对的")
    store.withdraw(store.records(Sheet)[0], because="印错了")
    assert verifying.verify(store, text).outcome is Outcome.WITHDRAWN


def test_a_visits_record_is_older_once_it_was_corrected(store: Store) -> None:
    visit = a_visit(household=home(store).id, present=2)
    store.save(visit)
    file = printed(store, "visit")
    (verdict,) = verifying.verify_file(store, file)
    assert verdict.outcome is Outcome.SAME
    store.save(a_visit(household=home(store).id, present=3, corrects=visit.id, correction_reason="数错了"))
    (verdict,) = verifying.verify_file(store, file)
    assert (verdict.outcome, verdict.now.version) == (Outcome.OLDER, 2)
    assert "Version 2 took its place.\nWhy: 数错了" in said(verdict)


def test_a_survey_form_says_what_changed_on_it_since(store: Store) -> None:
    text = text_of(store, "survey")
    printed(store, "survey")
    assert verifying.verify(store, text).outcome is Outcome.SAME
    store.save(replace(store.records(House)[0], recognised_area=Decimal("64.40")))
    verdict = verifying.verify(store, text)
    assert verdict.outcome is Outcome.OLDER
    (moved,) = verdict.now.moved
    assert ("62.40" in moved.before, "64.40" in moved.after) == (True, True)


def test_a_card_that_was_printed_on_another_day_is_still_the_newest(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = text_of(store, "card")
    made = making.made(store, "card", home(store))
    monkeypatch.setattr(store, "_clock", lambda: at(0, 1, TODAY + timedelta(days=1)))  # made before midnight
    releasing.register(store, made, releasing.bound(store, made), Way.PRINTER)
    monkeypatch.setattr(store, "_clock", lambda: at(12, 0, TODAY + timedelta(days=9)))
    assert verifying.verify(store, text).outcome is Outcome.SAME


def test_a_form_for_a_remedy_is_found_among_the_others(store: Store) -> None:
    made = making.made(store, "remedies", home(store))
    assert len(made) > 1
    pdf = releasing.bound(store, made)
    releasing.register(store, made, pdf, Way.PRINTER)
    found = verifying.verify_file(store, pdf.content)
    assert [each.outcome for each in found] == [Outcome.SAME] * len(made)


# Not known, forged, altered


def test_a_genuine_paper_of_another_team_is_not_known_here(store: Store) -> None:
    (key, *_) = stamping.keys(store) or (text_of(store) and stamping.keys(store)[0],)
    theirs = check_code.stamp(key, ("分户补偿明细表", "DY-99-0001-01 第 1 版", "2026-11-18", "拿钱：您得 1.00 元"))
    verdict = verifying.verify(store, theirs.text)
    assert verdict.outcome is Outcome.UNKNOWN
    assert verifying.verify(store, theirs.code).outcome is Outcome.NOT_FOUND


def test_another_key_of_the_area_makes_genuine_papers_too(store: Store) -> None:
    text_of(store)  # makes the first
    other = CheckKey(key="cd" * 32)
    store.save(other)
    lines = text_of(store).splitlines()[:-1]
    verdict = verifying.verify(store, check_code.stamp("cd" * 32, lines).text)
    assert verdict.outcome is Outcome.SAME


@pytest.mark.parametrize(
    ("before", "after"), [("267,082.00", "967,082.00"), ("267,082.00", "267,082.01"), ("第", "笫")]
)
def test_words_that_were_changed_do_not_fit_their_code(store: Store, before: str, after: str) -> None:
    printed(store)
    forged = text_of(store).replace(before, after, 1)
    verdict = verifying.verify(store, forged)
    assert verdict.outcome is Outcome.FORGED
    (moved,) = verdict.now.moved
    assert (before in moved.before, after in moved.after) == (True, True)


def test_a_paper_of_another_area_is_none_of_this_area(store: Store) -> None:
    text_of(store)
    other = check_code.stamp("ef" * 32, text_of(store).splitlines()[:-1])
    assert verifying.verify(store, other.text).outcome is Outcome.FORGED


def test_a_genuine_code_on_altered_amounts_is_told(store: Store) -> None:
    text = text_of(store)
    glued = page.Paper(
        "补偿明细表", "", "zh_CN", (page.Head("示例片区", "补偿明细表", code=text), "您得 967,082.00 元")
    )
    (verdict,) = verifying.verify_file(store, press.printed(glued))
    assert verdict.outcome is Outcome.ALTERED
    assert "267,082.00" in verdict.lacking


def test_one_altered_amount_among_many_is_told(store: Store) -> None:
    (made,) = making.made(store, "sheet", home(store))
    honest = pictured.page_text(releasing.bound(store, [made]).content, 0)
    assert made.stamp
    head = page.Head("示例片区", "补偿明细表", code=made.stamp.text)

    def copied(text: str) -> bytes:
        return press.printed(page.Paper("补偿明细表", "", "zh_CN", (head, text.replace("\r", ""))))

    (verdict,) = verifying.verify_file(store, copied(honest))
    assert (verdict.outcome, verdict.lacking) == (Outcome.SAME, ())
    (verdict,) = verifying.verify_file(store, copied(honest.replace("267,072.00", "967,072.00", 1)))
    assert verdict.outcome is Outcome.ALTERED


def test_an_amount_that_was_put_over_a_genuine_one_is_told(store: Store) -> None:
    (made,) = making.made(store, "sheet", home(store))
    verdict = verifying.verify_file(store, written_over(releasing.bound(store, [made]).content, "967,082.00"))[0]
    assert (verdict.outcome, verdict.lacking, verdict.strange) == (Outcome.ALTERED, (), ("967,082.00",))
    assert "967,082.00" in said(verdict)


def test_an_amount_on_a_page_after_the_paper_is_not_held_against_it(store: Store) -> None:
    (made,) = making.made(store, "sheet", home(store))
    after = page.Paper("附页", "", "zh_CN", ("967,082.00",))
    both = press.bound([made.paper, after]).content
    (verdict,) = verifying.verify_file(store, both)
    assert (verdict.outcome, verdict.strange) == (Outcome.SAME, ())


def test_a_ledger_that_was_put_right_since_makes_no_paper_an_altered_one(store: Store) -> None:
    (made,) = making.made(store, "sheet", home(store))
    file = releasing.bound(store, [made]).content
    store.save(replace(store.records(House)[0], recognised_area=Decimal("64.40")))
    (verdict,) = verifying.verify_file(store, file)
    assert (verdict.outcome, verdict.lacking) == (Outcome.SAME, ())


def test_the_guessed_text_of_a_scan_is_not_held_against_it(store: Store) -> None:
    """A copier writes what it reads below the picture; one digit that it misread alters no paper."""
    (made,) = making.made(store, "sheet", home(store))
    width, height, greys = pictured.page_greys(releasing.bound(store, [made]).content, 0, 150)
    scan = pictures.saved(Image.frombytes("L", (width, height), greys), "PNG")
    page_of_it = page.Picture(scan, page.WIDTH, page.HEIGHT - 40)
    file = press.printed(page.Paper("扫描", "您得 967,082.00 元", "zh_CN", (page_of_it,)))
    assert pictured.is_scan(file, 0)
    (verdict,) = verifying.verify_file(store, file)
    assert (verdict.outcome, verdict.amounts) == (Outcome.SAME, 0)


def test_of_a_long_file_it_says_what_was_not_looked_at(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [each for kind in ("card", "sheet", "survey") for each in making.made(store, kind, home(store))]
    pdf = releasing.bound(store, made)
    monkeypatch.setattr(reading, "MOST_PAGES", sum(pdf.pages[:2]))
    first, last = verifying.verify_file(store, pdf.content)
    assert [each.outcome for each in (first, last)] == [Outcome.SAME] * 2
    assert (first.amounts > 0, last.amounts) == (True, 0)
    assert f"its last {pdf.pages[2]} pages" in said(last)


def test_a_code_whose_own_letters_are_wrong_is_no_other_paper_but_a_forged_one(store: Store) -> None:
    text = text_of(store)
    wrong = text[:-1] + ("Z" if text[-1] != "Z" else "Y")
    assert verifying.verify(store, wrong).outcome is Outcome.FORGED
    file = press.printed(page.Paper("补偿明细表", "", "zh_CN", (page.Code(wrong, 90),)))
    (verdict,) = verifying.verify_file(store, file)
    assert verdict.outcome is Outcome.FORGED


# What can't be told


def test_without_a_store_or_a_key_it_says_that_it_can_not_tell(store: Store, new_store: NewStore) -> None:
    file = printed(store)
    empty = new_store("empty")
    empty.save(a_household())
    for nowhere in (None, empty):
        (verdict,) = verifying.verify_file(nowhere, file)
        assert verdict.outcome is Outcome.UNTOLD
        assert "267,082.00" in "\n".join(verdict.words)
        assert verifying.verify(nowhere, verdict.code).outcome is Outcome.UNTOLD


def test_a_file_without_a_paper_of_ours_is_refused_with_what_to_do(store: Store) -> None:
    other = press.printed(page.Paper("别的纸", "", "zh_CN", (page.Code("https://example.org/", 80),)))
    for content in (other, pictures.a_photo()):
        with pytest.raises(Refused, match="No check code") as refused:
            verifying.verify_file(store, content)
        assert refused.value.remedy


def test_a_slip_in_a_typed_code_is_named_by_its_row(store: Store) -> None:
    code = text_of(store).splitlines()[-1]
    wrong = ("1" if code[6] != "1" else "2").join((code[:6], code[7:]))
    with pytest.raises(Refused, match="row 2"):
        verifying.verify(store, wrong)


def test_looking_writes_nothing(store: Store) -> None:
    file = printed(store)
    end = store.end
    verifying.verify_file(store, file)
    verifying.verify(store, text_of(store))
    assert store.end == end
    assert len(store.records(Printing)) == 1


# What stays as it is


def test_a_printed_paper_keeps_its_code_when_another_key_of_the_area_arrives(store: Store) -> None:
    printed(store)
    text = text_of(store)
    store.save(CheckKey(id=bytes(16), key="cd" * 32))  # older than the one here
    assert text_of(store) == text
    assert text_of(store, "card") == check_code.stamp("cd" * 32, text_of(store, "card").splitlines()[:-1]).text


def test_a_sheet_that_two_machines_issued_is_genuine_as_either_printed_it(store: Store) -> None:
    earlier = text_of(store)
    printed(store)
    (mine,) = store.records(Sheet)
    theirs = replace(mine, id=bytes(16), seen=None, issued_on=date(2026, 11, 17))
    store.save(theirs)
    made = making.made(store, "sheet", home(store))
    releasing.register(store, made, releasing.bound(store, made), Way.PRINTER)
    assert made[0].row == theirs.id
    for text in (earlier, text_of(store)):
        assert verifying.verify(store, text).outcome is Outcome.SAME


def test_a_check_key_is_not_taken_back(store: Store) -> None:
    if not stamping.keys(store):
        text_of(store)
    store.save(CheckKey(key="ef" * 32))
    end = store.end
    with pytest.raises(Refused):
        store.undo(end.origin, end.seq)


def test_a_whole_file_is_told_without_looking_at_what_is_sensitive(store: Store) -> None:
    (made,) = making.made(store, "file", home(store))
    releasing.register(store, [made], releasing.bound(store, [made]), Way.FILE)
    end = store.end
    assert made.stamp
    verdict = verifying.verify(store, made.stamp.code)
    assert (verdict.outcome, store.end) == (Outcome.UNKNOWN, end)
    assert "was kept when it was made" in said(verdict)
