"""A whole visit in the program itself on a real display, by real keys and by real mouse clicks, with the time it took.

Pictures of each step are left in the folder RUHU_PICTURES where that is set.
"""

import os
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pictures
import pytest
import screen as screens
from PIL import Image
from screen import Screen

from desktop.casework import demo, inventing, today
from desktop.domain.records import Appointment, Evidence, Explanation, Promise, Signature, Told, Visit
from desktop.store import opening, vault
from desktop.store.store import Store

pytestmark = [pytest.mark.long, screens.on_a_display]


class Area(NamedTuple):
    """Where it lies, and the household that stands on top of the worker's day."""

    folder: Path
    home: bytes


@pytest.fixture
def area(tmp_path: Path, cheap_vault: None) -> Area:
    """A demo area of sixty households, as of today."""
    del cheap_vault
    folder = tmp_path / "area"
    demo.build(folder, inventing.PASSPHRASE, today=datetime.now(ZoneInfo("Asia/Shanghai")).date(), households=60)
    with opened(folder) as store:
        first = today.today_of(store).next
    assert first is not None
    return Area(folder, first.household.id)


@pytest.fixture(params=["1", "1.25"])
def screen(request: pytest.FixtureRequest, area: Area) -> Iterator[Screen]:
    """The program on a display of its own, where the first worker sees the page of the day."""
    begun = str(area.folder), "--as", inventing.FIRST
    with (
        screens.display() as on,
        screens.program(on, *begun, scale=request.param, RUHU_PASSPHRASE=inventing.PASSPHRASE) as seen,
    ):
        seen.wait(lambda: seen.ask()["page"] == "today" and seen.ask()["focus"] == "awaited", "the page of the day")
        yield seen


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "shed.jpg"
    file.write_bytes(pictures.a_photo(4000, 3000))
    return file


def opened(folder: Path) -> Store:
    return opening.open_store(folder, vault.unlock(folder, inventing.PASSPHRASE, inventing.FIRST))


def days(number: int) -> str:
    """A day some days ahead, as people type it."""
    return f"{datetime.now(ZoneInfo('Asia/Shanghai')) + timedelta(days=number):%m-%d}"


def assert_whole(area: Area, began: float) -> None:
    """All of the visit is written down, and belongs together."""
    with opened(area.folder) as store:
        visit = max(store.records(Visit, household=area.home), key=lambda each: each.id)
        assert visit.began_at is not None
        assert visit.began_at.timestamp() >= began - 1
        assert (visit.manner, visit.demands, visit.read_aloud) == ("home", "the shed stood there in 1989", True)
        assert visit.signature == "signed"
        for kind in (Promise, Told, Explanation, Evidence, Signature):
            assert [each for each in store.records(kind) if each.visit == visit.id], kind
        (photo,) = (each for each in store.records(Evidence) if each.visit == visit.id)
        assert photo.consent == "given"
        explained = [each for each in store.records(Explanation) if each.visit == visit.id]
        assert [each.understood for each in explained] == ["understood"]
        newest = max(store.records(Appointment, household=area.home), key=lambda each: each.id)
        assert newest.planned_at is not None
        assert newest.planned_at.astimezone(store.zone()).hour == 10


def test_a_whole_visit_by_real_keys(
    area: Area, screen: Screen, photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.time()
    screen.picture("today")
    screen.key("F2")
    screen.wait(lambda: screen.ask()["focus"] == "words", "the visit")
    screen.write("the shed ")
    screen.key("shift+F6", "shift+F6")
    screen.choose("topic-搭建认定")
    screen.key("F6")
    assert screen.ask()["focus"].startswith("told-")
    screen.key("space")
    screen.picture("begun")
    screen.key("F4")
    screen.wait(lambda: screen.ask()["focus"] == "answer-understood", "the clauses")
    screen.picture("explain")
    screen.key("space", "ctrl+Down")
    screen.picture("explained")
    screen.key("Escape")
    screen.wait(lambda: screen.ask()["focus"] == "words", "the visit again")
    screen.write("stood there in 1989")
    screen.choose("wish-rather_not_say")
    screen.key("ctrl+d")
    screen.wait(lambda: screen.ask()["focus"] == "promise-0", "the promise")
    screen.write("find the aerial photo")
    screen.tab_to("promise-due-0")
    screen.write(days(3))
    screen.picture("promised")
    screen.choose("contact-visit")
    screen.tab_to("next-day")
    screen.write(days(4))
    screen.tab_to("next-time")
    screen.write("10:00")
    screen.choose("visit_photo_add")
    screen.wait(lambda: screen.ask()["window"] == "QFileDialog", "the chooser of files")
    screen.write(str(photo))
    screen.picture("chooser")
    screen.key("Return")
    screen.wait_for("visit_photo_consent-given")
    screen.choose("visit_photo_consent-given", "shift+Tab")
    screen.picture("photo")
    screen.choose("read-aloud")
    screen.choose("signature-signed")
    screen.picture("signed")
    screen.key("ctrl+Return")
    screen.wait(lambda: screen.ask()["page"] == "print", "the paper")
    end(screen, area, began, "by real keys", capsys)


def test_a_whole_visit_by_real_clicks(
    area: Area, screen: Screen, photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scan = photo.with_suffix(".png")
    Image.open(photo).save(scan)
    began = time.time()
    screen.click("start-visit")
    screen.wait(lambda: screen.ask()["focus"] == "words", "the visit")
    screen.type_into("words", "the shed stood there in 1989")
    screen.click("topic-搭建认定")
    screen.click("explain-at-visit")
    screen.wait(lambda: screen.ask()["focus"] == "answer-understood", "the clauses")
    screen.click("answer-understood")
    screen.click("next-clause")
    screen.picture("explained")
    screen.click("back")
    screen.wait(lambda: screen.ask()["page"] == "visit", "the visit again")
    screen.picture("back")
    screen.click("wish-rather_not_say")
    screen.click("add-promise")
    screen.type_into("promise-0", "find the aerial photo")
    screen.type_into("promise-due-0", days(3))
    screen.click("contact-visit")
    screen.type_into("next-day", days(4))
    screen.type_into("next-time", "10:00")
    screen.picture("promised")
    screen.click("told-review-told")
    screen.copy(scan)
    screen.click("visit_photo_paste")
    screen.click("visit_photo_consent-given")
    screen.picture("photo")
    screen.click("read-aloud")
    screen.sign()
    screen.picture("signed")
    screen.click("finish-visit")
    screen.wait(lambda: screen.ask()["page"] == "print", "the paper")
    end(screen, area, began, "by real clicks", capsys)


def end(screen: Screen, area: Area, began: float, how: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Tells how long it took, and looks at what was written once the program is closed."""
    seconds = time.time() - began
    screen.picture("written")
    with capsys.disabled():
        load = os.getloadavg()[0]
        print(f"\n  a whole visit {how}, enlarged {screen.scale} times: {seconds:.1f} s (90 s), load {load:.1f}")  # noqa: T201
    screen.close()
    assert_whole(area, began)
