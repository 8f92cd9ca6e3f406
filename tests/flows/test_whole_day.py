"""A whole day in the program itself, by real keys and clicks on real displays: an office and a laptop, with a stick.

The office is made, takes its ledger in out of Excel and certifies a laptop. On the laptop a household is visited, its
sum reckoned, printed and exported, while the office changes the same area. The office tries and merges what came,
decides what both changed, and sends its receipt home. Pictures of each step are left in the folder RUHU_PICTURES where
that is set.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pictures
import pytest
import screen as screens
from screen import Screen

from desktop.casework import deciding
from desktop.domain.records import (
    Calculation,
    CalculationCheck,
    Evidence,
    Explanation,
    House,
    Household,
    Promise,
    Sheet,
    Signature,
    Visit,
)
from desktop.paths import RESOURCES
from desktop.store import agreeing, evidence, opening, vault
from desktop.store.contests import Filter
from desktop.store.store import Store

STICK = Path("/media/KINGSTON")
AREA, CLERK, CHECKER = "示例片区", "陈示例", "钱示例"
FAMILY, NEIGHBOURS = "周国", ("杜凤", "邵飞静")
LAPTOP, TEAM, WORKER, COLLEAGUE = "RH-T-03", "一组", "何示例", "段示例"
SAID, PROMISE = "院里的棚子八九年就有了。", "找八九年的航拍图"
ASKED = {"装修评估值": "12000", "签约日": "2026-12-20", "腾房日": "2027-01-05"}
OFFICES, WORKERS = "27.95", "28.85"
SUMS = {OFFICES: "160,822.60", WORKERS: "161,207.80"}
BECAUSE = "看了产权证原件，后来补登的一间也在上面。"
PASSPHRASE = "qingjiao zixingche xiayu suanpan"
PATIENCE = 60  # s until something is seen: two programs and all the rest of a busy computer

_ALONE = (
    ("unshare", "--mount")
    if os.name == "posix" and os.geteuid() == 0
    else ("unshare", "--user", "--map-root-user", "--mount")
)
_RUHU = "import sys; from desktop.cli.main import main; sys.exit(main())"


def _may_plug_in() -> bool:
    """Whether this user may give a program a mount of its own."""
    tried = [*_ALONE, "true"]
    return (
        shutil.which("unshare") is not None and subprocess.run(tried, check=False, capture_output=True).returncode == 0
    )


pytestmark = [
    pytest.mark.long,
    screens.on_a_display,
    pytest.mark.skipif(not _may_plug_in(), reason="this user may not mount a stick"),
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed"),
]


@dataclass(frozen=True)
class Computer:
    """One with its own display and user; the stick is in it, as /media/KINGSTON."""

    name: str
    display: str
    home: Path
    stick: Path

    @property
    def stores(self) -> Path:
        return self.home / "stores"

    @contextmanager
    def program(self, *arguments: str) -> Iterator[Screen]:
        """The program on it, from its start until it is closed."""
        with screens.program(
            self.display, *arguments, named=f"{self.name}-", patience=PATIENCE, before=self._with_stick(), **self._env
        ) as seen:
            yield seen

    def ruhu(self, *arguments: str) -> str:
        """What a command says."""
        command = [*self._with_stick(), sys.executable, "-c", _RUHU, *arguments]
        env = {**os.environ, **self._env, "RUHU_PASSPHRASE": PASSPHRASE, "RUHU_NEW_PASSPHRASE": PASSPHRASE}
        done = subprocess.run(command, env=env, check=False, capture_output=True, text=True)
        assert not done.returncode, done.stdout + done.stderr
        return done.stdout

    @property
    def _env(self) -> dict[str, str]:
        return {"RUHU_HOME": str(self.home), "HOME": str(self.home)}

    def _with_stick(self) -> list[str]:
        """Starts a program that sees the folder as a stick, which no other program does."""
        plug = 'mount -t tmpfs none /media && mkdir /media/KINGSTON && mount --bind "$0" /media/KINGSTON && exec "$@"'
        return [*_ALONE, "sh", "-c", plug, str(self.stick)]


# What everybody does


def words_on_paper(file: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", str(file), "-"], check=True, capture_output=True, text=True).stdout  # noqa: S607


def make_keys(at: Screen, stores: Path) -> None:
    """A passphrase is chosen, the recovery sheet is printed and a row of it typed; its file is deleted."""
    at.wait_for_focus("new-passphrase")
    at.write(PASSPHRASE)
    at.key("Return")
    at.wait_for_focus("again")
    at.write(PASSPHRASE)
    at.picture("passphrase")
    at.key("Return")
    asked = at.text("row")
    at.picture("recovery sheet")
    (sheet,) = stores.glob("*.pdf")
    (number,) = re.findall(r"\d+", asked)
    printed = re.findall(r"^ *第(\d)行((?: +\w){5}) *$", words_on_paper(sheet), re.MULTILINE)
    at.type_into("row", dict(printed)[number].replace(" ", ""))
    at.click("is-printed")
    at.picture("recovery sheet read")
    at.press("begin")
    at.wait_until_gone("row")
    assert not sheet.exists()


# The office's morning


def found_the_office(office: Computer) -> Path:
    """The area is made in the window; its folder."""
    with office.program() as at:
        at.click("new")
        at.wait_for_focus("area")
        at.write(AREA)
        at.key("Return")
        at.wait_for_focus("person")
        at.write(CLERK)
        at.picture("new area")
        at.key("Return")
        make_keys(at, office.stores)
        at.wait_for_page("households")
        at.wait_for_focus("import-first")
        at.picture("empty area")
        at.close()
    return office.stores / AREA


def write_the_plan(folder: Path) -> Path:
    """The demo's plan, as one of this area."""
    shutil.copytree(RESOURCES / "packs" / "demo", folder)
    for sheet in folder.glob("*.csv"):
        sheet.write_text(sheet.read_text("utf-8").replace("演示片区", AREA), "utf-8")
    return folder


def issue_the_plan(office: Computer, area: Path, plan: Path, flats: Path) -> None:
    """What is done on the command line: a second person, the plan, what the area says of itself, the flats."""
    here, clerk, pack = ("--store", str(area)), ("--as", CLERK), str(plan)
    office.ruhu("person", "add", CHECKER, "--role", "checker", *here)
    office.ruhu("policy", "confirm", pack, *here, "--as", CHECKER)
    office.ruhu("policy", "issue", pack, *here, *clerk)
    say = ("--because", "征收决定公告", *here, *clerk)
    office.ruhu("area", "set", "--notice", "2026-11-02", "--fact", "片区签约率=36.50%", "--since", "2026-11-16", *say)
    office.ruhu("area", "describe", "--set", "office=示例区征收办", *say)
    office.ruhu("flats", "import", str(flats), *here, *clerk)


def open_the_area(at: Screen, page: str) -> None:
    """The passphrase is typed, and the person is where they begin."""
    at.wait_for_focus("passphrase")
    at.write(PASSPHRASE)
    at.picture("locked")
    at.key("Return")
    at.wait_for_page(page)


def a_list_of_flats(file: Path) -> Path:
    titles = "幢号,单元,房号,所在层,总层数,户型,建筑面积（㎡）"
    file.write_text("\n".join((titles, *(f"2幢,2单元,{n}01,{n},6,两室一厅,88.60" for n in range(1, 7)))), "utf-8")
    return file


def take_the_ledger_in(at: Screen, ledger: Path) -> str:
    """The number that the program gives the family, whom the ledger names without one."""
    at.wait_for_focus("import-first")
    at.key("Return")
    at.wait_for_focus("choose-file")
    at.picture("import")
    at.key("Return")
    at.choose_file(ledger)
    at.wait_to_press("take-in")
    at.picture("rows of the ledger")
    at.press("take-in")
    at.wait_for_focus("show-households")
    at.picture("taken in")
    at.key("Return")
    at.wait_for_row("households", FAMILY)
    at.picture("households")
    return next(row for row in at.rows("households") if row.startswith(FAMILY)).split()[1]


def make_the_escrow_sheet(at: Screen, file: Path) -> None:
    at.click("to-devices")
    at.press("devices-blank")
    at.wait_to_press("make-escrow")
    at.picture("escrow")
    at.click("make-escrow")
    at.choose_file(file)
    at.wait_for("escrow-printed")
    at.click("escrow-printed")
    at.picture("escrow sheet")
    at.click("make-escrow")
    at.wait_for("devices-blank")


def take_the_appraisal_in(office: Computer, area: Path, number: str, list_: Path) -> None:
    """What the firm says of one house, on the command line."""
    list_.write_text(f"户号,户主,评估单价（元/㎡）,评估报告编号\n{number},{FAMILY},4280,示例评字〔2026〕1号\n", "utf-8")
    office.ruhu("appraisal", "import", str(list_), "--store", str(area), "--as", CLERK)


# The laptop comes to the field


def ask_for_a_certificate(at: Screen, stores: Path) -> str:
    """The laptop's keys are made, a colleague comes in, and the request goes onto the stick; its six words."""
    at.click("field")
    for name, text in (("device", LAPTOP), ("team", TEAM), ("person", WORKER)):
        at.wait_for_focus(name)
        at.write(text)
        at.picture(f"new laptop {name}")
        at.key("Return")
    make_keys(at, stores)
    at.press("to-colleague")
    at.wait_for_focus("colleague")
    at.write(COLLEAGUE)
    for name in ("new-passphrase", "again"):
        at.type_into(name, PASSPHRASE)
    at.picture("colleague")
    at.press("keep-passphrase")
    at.wait_until_gone("colleague")
    at.picture("request")
    at.press("write-request")
    at.choose_file(STICK / f"{LAPTOP}.ruhu-request")
    at.wait_for("to-office-file")
    at.picture("request written")
    at.press("to-office-file")
    return at.text("six-words").splitlines()[-1]


def certify(at: Screen, words: str) -> str:
    """The office compares the words that the laptop shows, and certifies it; its own six words."""
    at.press("devices-blank")
    at.choose_file(STICK / f"{LAPTOP}.ruhu-request")
    at.wait_for("same-words")
    assert at.text("six-words").splitlines()[-1] == words
    at.click("same-words")
    at.picture("compared")
    at.press("certify")
    at.choose_file(STICK)
    at.wait_for("certified-assign")
    at.picture("certified")
    return at.text("six-words").splitlines()[-1]


def hand_out(at: Screen) -> None:
    """Three households go to the worker, and a new file for the laptop onto the stick."""
    at.click("certified-assign")
    at.wait_for_page("households")
    for name in (FAMILY, *NEIGHBOURS):
        at.click_row("households", name)
    at.press("assign-ticked")
    at.wait_for_focus("assign-to")
    at.wait(lambda: WORKER in at.text("assign-to") or at.key("Down"), WORKER)
    at.picture("assign")
    at.key("ctrl+Return")
    at.wait_until_gone("assign")
    at.picture("assigned")
    at.click("to-devices")
    at.picture("back at the words")
    at.press("certified-seen")
    at.press("write-file")
    at.choose_file(STICK)
    at.wait_for_words("给它的文件：")
    at.picture("file written anew")


def take_the_offices_file_in(at: Screen, words: str) -> None:
    """The laptop finds the file on the stick; its worker compares the office's words, and begins the day."""
    at.press("to-request")
    at.press("to-file")
    at.wait_for("same-words")
    assert at.text("six-words").splitlines()[-1] == words
    at.click("same-words")
    at.picture("office's file compared")
    at.press("take-office-file")
    at.wait_for_page("today")


# The day in the field, while the office goes on


def find_the_family(at: Screen) -> None:
    at.click("to-households")  # no other household is searched for while one is looked at
    at.wait_for_page("households")
    at.key("ctrl+k")
    at.wait_for_focus("search")
    at.write(FAMILY)
    at.wait_for_row("found-rows", FAMILY)
    at.key("Return")
    at.wait_for_page("household")


def measure(at: Screen, area: str) -> None:
    """Finds the household, and changes what its certificate says of the area."""
    find_the_family(at)
    at.click("?砖木")
    at.wait_for("registered_gross")
    at.type_over("registered_gross", area)
    at.picture("area typed")
    at.press("finish")
    at.wait_until_gone("registered_gross")
    at.picture("area kept")


def visit(at: Screen, photo: Path) -> None:
    """What is said, promised and photographed, and a clause that is explained."""
    at.key("F2")
    at.wait_for_page("visit")
    at.wait_for_focus("words")
    at.write(SAID)
    at.click("topic-搭建认定")
    at.click("explain-at-visit")
    at.wait_for_page("explain")
    at.wait_for_focus("answer-understood")
    at.picture("explain")
    at.key("space")
    at.press("next-clause")
    at.picture("explained")
    at.key("Escape")
    at.wait_for_page("visit")
    at.click("wish-rather_not_say")
    at.click("add-promise")
    at.type_into("promise-0", PROMISE)
    at.type_into("promise-due-0", days(3))
    at.click("contact-visit")
    at.type_into("next-day", days(4))
    at.type_into("next-time", "10:00")
    at.picture("promised")
    at.click("visit_photo_add")
    at.choose_file(photo)
    at.click("visit_photo_consent-given")
    at.picture("photo")
    at.click("read-aloud")
    at.sign()
    at.picture("signed")
    at.press("finish-visit")
    at.wait_for_page("print")
    at.picture("paper of the visit")


def days(number: int) -> str:
    """A day some days ahead, as people type it."""
    return f"{datetime.now(ZoneInfo('Asia/Shanghai')) + timedelta(days=number):%m-%d}"


def open_the_sum(at: Screen) -> None:
    find_the_family(at)
    at.click("tabs/补偿测算")
    at.wait_for_words("打开补偿测算")
    at.press("primary")
    at.wait_for_page("compensation")
    at.wait_for("fact-装修评估值")


def ask_the_family(at: Screen) -> None:
    """What stands in no ledger is asked at the sum; what is missing in the ledger is filled in there."""
    open_the_sum(at)
    for name, said in ASKED.items():
        at.type_over(f"fact-{name}", said)
    at.click("fact-唯一住房")
    at.key("Down", "Return")
    at.wait_for_words("1 个，左边标出来了")  # the birth dates stand in the ledger's ID numbers
    at.picture("one is missing")
    fill_in(at, "产别", "tenure", "Down")


def fill_in(at: Screen, fact: str, field: str, *keys: str) -> None:
    """From what is missing at the sum into the ledger, and back."""
    at.press("first-gap")
    at.wait_for_focus(f"fact-{fact}")
    at.picture(f"missing {field}")
    at.key("Return")
    at.wait_for_page("household")
    at.wait_for(field)
    at.tab_to(field)
    at.key(*keys)
    at.picture(f"filled in {field}")
    at.press("finish")
    at.wait_until_gone("finish")
    open_the_sum(at)


def lock_the_sum(at: Screen) -> None:
    """The colleague looks through it and signs; then it is locked."""
    at.wait_to_press("lock-sum")
    at.picture("sum")
    at.press("lock-sum")
    at.type_into("checker-passphrase", PASSPHRASE)
    at.picture("checking")
    at.key("Return")
    at.wait_for_words("锁定第 1 版")
    at.press("lock-sum")
    at.wait_for_words("去打印明细表")
    at.picture("locked sum")


def print_the_sheet(at: Screen, file: Path) -> None:
    at.press("lock-sum")
    at.wait_for_page("print")
    at.wait_to_press("save-pdf")
    at.picture("sheet")
    at.click("save-pdf")
    at.choose_file(file)
    at.wait_for_words("存好了：")
    at.picture("sheet saved")


def export(at: Screen) -> None:
    at.click("to-exchange")
    at.wait_for_page("exchange")
    at.wait_to_press("export-bundle")
    at.picture("what goes out")
    at.click("export-bundle")
    at.wait_for("export-read")
    at.picture("written to the stick")


# The office's evening, and the receipt


def merge(at: Screen) -> None:
    """What came is tried, seen to be of two minds about the area, and taken in."""
    at.click("to-merge")
    at.wait_for_page("merge")
    at.wait_for_row("bundles", "1 处要定")
    for area in (OFFICES, WORKERS):
        at.wait_for_row("preview-details", f"{area} ㎡")
    at.picture("bundle tried")
    at.press("merge-bundles")
    at.wait_for_focus("choose-1")


def decide(at: Screen) -> None:
    """Both sums stand on the cards; the worker's value holds, for a reason."""
    at.wait(lambda: all("会是" in at.text(f"choose-{place}") for place in "12"), "the sums")
    cards = {place: at.text(f"choose-{place}") for place in "12"}
    whose = {area: next(place for place in cards if f"{area} ㎡" in cards[place]) for area in SUMS}
    assert {area: SUMS[area] in cards[place] for area, place in whose.items()} == dict.fromkeys(SUMS, True)
    assert "385.20" in cards["2"], "by how much it differs"
    at.picture("both values")
    at.key(whose[WORKERS])
    at.type_into("conflict-reason", BECAUSE)
    at.picture("decided with a reason")
    at.key("ctrl+Return")
    at.wait_until_gone("choose-1")
    at.picture("decided")


def answer(at: Screen) -> None:
    at.press("write-receipt")
    at.wait_for_words("已写好 1 份回执")
    at.picture("receipt")


def take_the_answer_in(at: Screen) -> None:
    """The laptop takes the receipt and the decision in, and shows them."""
    at.press("export-read")
    at.wait_for_row("arrived", "0003")  # the newest is offered first, once it was looked at
    at.press("preview-bundle")
    at.wait_to_press("merge-bundle")
    at.picture("answer tried")
    at.click("merge-bundle")
    at.wait_until_gone("merge-bundle")  # what can be left for now before it begins is led back from once it is done
    at.press("leave-preview")
    at.wait_for_row("sent", "已收到")
    at.picture("receipt came")
    find_the_family(at)
    at.click("?砖木")
    at.wait_for("registered_gross")
    assert WORKERS in at.text("registered_gross")
    at.picture("what was decided")


# What came of it


@contextmanager
def opened(computer: Computer, folder: Path, person: str) -> Iterator[Store]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RUHU_HOME", str(computer.home))
        with opening.open_store(folder, vault.unlock(folder, PASSPHRASE, person), read_only=True) as store:
            yield store


def assert_both_agree(office: Store, laptop: Store, number: str) -> None:
    """All that was written in the field is in the office, and each shows of its households what the other does."""
    ours, theirs = (agreeing.fingerprints(store, agreeing.held(store)) for store in (office, laptop))
    assert (len(ours), len(theirs)) == (184, 1 + len(NEIGHBOURS))
    assert {home: ours[home] for home in theirs} == theirs
    (home,) = office.records(Household, number=number)
    (visit,) = office.records(Visit, household=home.id)
    assert (visit.demands, visit.signature, visit.recorder) == (SAID, "signed", WORKER)
    for kind in (Evidence, Explanation, Promise, Signature):
        assert [each.visit for each in office.records(kind, household=home.id)] == [visit.id], kind
    (photo,) = office.records(Evidence, household=home.id)
    assert evidence.read(office, home.id, photo.digest or "")
    (locked,) = office.records(Calculation, household=home.id)
    (check,) = office.records(CalculationCheck, household=home.id)
    (sheet,) = office.records(Sheet, household=home.id)
    assert (locked.check, check.checked_by, sheet.calculation) == (check.id, COLLEAGUE, locked.id)
    assert locked.amounts()["货币补偿"] == int(Decimal(SUMS[WORKERS].replace(",", "")) * 100)
    (house,) = office.records(House, household=home.id)
    assert house.registered_gross == Decimal(WORKERS)
    (decided,) = deciding.decided(office, Filter()).lines
    assert decided.version.reason == BECAUSE
    assert not deciding.open_contests(office, Filter()).lines


@pytest.fixture
def computers(tmp_path: Path) -> Iterator[tuple[Computer, Computer]]:
    """The office's and the laptop, each with a display and a home of its own, and one stick."""
    stick = tmp_path / "stick"
    stick.mkdir()
    with screens.display() as first, screens.display() as second:
        made = tuple(Computer(name, on, tmp_path / name, stick) for name, on in (("office", first), ("laptop", second)))
        for each in made:
            each.home.mkdir()
        office, laptop = made
        yield office, laptop


def test_a_whole_day_of_an_office_and_a_laptop_with_a_stick_between_them(
    computers: tuple[Computer, Computer], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.monotonic()
    office, laptop = computers
    ledger, photo, sheet = tmp_path / "台账.xlsx", tmp_path / "shed.jpg", laptop.home / "sheet.pdf"
    shutil.copy(RESOURCES / "demo" / "ledger-sample.xlsx", ledger)
    photo.write_bytes(pictures.a_photo(4000, 3000))

    area = found_the_office(office)
    issue_the_plan(office, area, write_the_plan(tmp_path / "plan"), a_list_of_flats(tmp_path / "flats.csv"))
    with office.program(str(area)) as clerk:
        open_the_area(clerk, "households")
        number = take_the_ledger_in(clerk, ledger)
        make_the_escrow_sheet(clerk, office.home / "escrow.pdf")
        clerk.close()
    take_the_appraisal_in(office, area, number, tmp_path / "appraisal.csv")

    with office.program(str(area)) as clerk, laptop.program() as worker:
        open_the_area(clerk, "households")
        asked = ask_for_a_certificate(worker, laptop.stores)
        clerk.click("to-devices")
        words = certify(clerk, asked)
        hand_out(clerk)
        take_the_offices_file_in(worker, words)
        measure(clerk, OFFICES)
        measure(worker, WORKERS)
        visit(worker, photo)
        ask_the_family(worker)
        lock_the_sum(worker)
        print_the_sheet(worker, sheet)
        assert all(told in words_on_paper(sheet) for told in (number, WORKERS, SUMS[WORKERS], "4,280.00"))
        export(worker)
        merge(clerk)
        decide(clerk)
        answer(clerk)
        take_the_answer_in(worker)
        worker.close()
        clerk.close()

    with opened(office, area, CLERK) as ours, opened(laptop, laptop.stores / LAPTOP, WORKER) as theirs:
        assert_both_agree(ours, theirs, number)
    with capsys.disabled():
        print(f"\n  a whole day: {time.monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f}")  # noqa: T201
