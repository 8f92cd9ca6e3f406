"""A picture of every screen, from an invented area.

Promise: what is pictured is the running program, driven through its own fields and buttons. Hidden: when a screen has
come to rest.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTableView, QWidget

from desktop import paths
from desktop.casework import demo
from desktop.casework.inventing import CLERK, FIRST, LEAD, PASSPHRASE
from desktop.domain.four_clear import Case
from desktop.domain.records import Calculation, Evidence, Grievance, PrivacyRequest, Told
from desktop.domain.rights import State
from desktop.store import opening, queries, vault
from desktop.ui.household_file import file_of
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place

_HOUSEHOLDS = 48
_LEDGER = """户编号,户主,地址,证载面积,面积2,结构
示例-0001,马示例,示例里1巷1号,62.40,,砖混
示例-0002,王样本,示例里1巷2号,"62,4O",9.30,砖木
示例-0003,李虚构,示例里1巷3号,约58,,砖混
小计,,,3,,
"""
_ROUNDS = 40  # of the event loop: enough for what is learnt and painted when nothing else waits
_USUAL, _SCALED = (1366, 720), (1093, 600)  # a small laptop without its taskbar; the same at 125 %
_A_PAUSE = 400
_TO_AN_ITEM = 9  # keys down to one that asks a table
_TO_A_FIGURE, _ASKED = 6, "fact-装修评估值"  # keys down to one that rests on another, and what a household is asked
_SECTIONS = ("display", "backup", "people", "area", "lock", "about")
_LOOKS: dict[str, dict[str, object]] = {
    "english": {"language": "en"},
    "outdoor": {"language": "zh_CN", "is_outdoor": True},
    "extra-large": {"is_outdoor": False, "text_size": "extra_large"},
}

_W = TypeVar("_W", bound=QWidget)


def save(app: QApplication, window: MainWindow, folder: Path, into: Path) -> None:
    """Builds a small demo area in `folder`, walks through all screens and saves their pictures."""
    demo.build(folder, PASSPHRASE, today=demo.this_day(), households=_HOUSEHOLDS)
    into.mkdir(parents=True, exist_ok=True)
    window.resize(*_USUAL)
    window.show()
    ledger = folder.with_name("ledger.csv")
    ledger.write_text(_LEDGER, "utf-8")
    for number, name in enumerate(_Walk(app, window, folder, ledger).screens(), 1):
        QTest.qWait(_A_PAUSE)  # what comes a moment later, such as the words of a list, is pictured too
        _rest(app)
        (app.activeModalWidget() or window).grab().save(str(into / f"{number:02}-{name}.png"))


def _rest(app: QApplication) -> None:
    for _ in range(_ROUNDS):
        QThreadPool.globalInstance().waitForDone()
        app.processEvents()


def _main_places(household: bytes) -> dict[str, Place]:
    return {
        "households": Place("households"),
        "household": Place("household", household),
        "rights": Place("household", household, "rights"),
        "policies": Place("policies", part="items"),
        "explain": Place("explain", household),
        "compensation": Place("compensation", household),
        "flats": Place("flats"),
    }


class _Walk:
    """Somebody who goes through the program, with hands for what is seen."""

    def __init__(self, app: QApplication, window: MainWindow, folder: Path, ledger: Path) -> None:
        self._app, self._window, self._folder, self._ledger = app, window, folder, ledger

    def screens(self) -> Iterator[str]:
        """Goes on to the next screen whenever a picture was taken of one; tells what it is."""
        yield from self._entrance()
        yield from self._households()
        yield from self._household()
        yield from self._explain()
        yield from self._sums()
        yield from self._import()
        yield from self._policies()
        yield from self._settings()
        yield from self._day()
        yield from self._looks()
        yield from self._trouble()
        yield from self._empty()

    def _entrance(self) -> Iterator[str]:
        yield "start"
        for choice in ("open", "from-backup", "new"):
            self._press(choice)
            yield f"start-{choice}"
        self._write("area", "另一示例片区")
        self._write("person", "钱示例")
        self._press("to-passphrase")
        self._write("new-passphrase", "qingjiao zixingche xiayu")
        yield "new-passphrase"
        self._window.show_locked(self._folder)
        yield "locked"
        self._write("passphrase", "not this one")
        self._press("unlock")
        yield "locked-wrong-passphrase"
        self._press("use-sheet")
        self._write("row-1", "K7M2P")
        yield "locked-recovery-sheet"
        self._window.show_locked(self._folder)

    def _households(self) -> Iterator[str]:
        self._write("passphrase", PASSPHRASE)
        self._press("unlock")
        yield "households"
        table = self._seen(QTableView, "households")
        for _ in range(3):
            QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        yield "households-ticked"
        QTest.keyClick(table, Qt.Key.Key_Escape)
        if self._is_offered("quick-rights"):
            self._press("quick-rights")
            yield "households-rights"
            QTest.keyClick(table, Qt.Key.Key_Escape)
        self._press("quick-conflict")
        lanes = self._seen(QComboBox, "lane")
        lanes.setCurrentIndex(lanes.count() - 1)
        lanes.activated.emit(lanes.currentIndex())
        yield "households-none"
        QTest.keyClick(table, Qt.Key.Key_Escape)
        for name, text in (("search", "m"), ("search-none", "没有这个人")):
            self._seen(QLineEdit, "search").setFocus()
            self._write("search", text)
            yield name
        QTest.keyClick(self._seen(QLineEdit, "search"), Qt.Key.Key_Escape)

    def _household(self) -> Iterator[str]:
        case = self._fullest()
        home = case.household.id
        self._go(Place("household", home))
        yield "household-ledger"
        for name, place in self._unusual().items():
            self._go(place)
            yield f"household-{name}"
        rows = {
            "household": home,
            "person": case.people[0].id,
            "house": case.houses[0].id,
            "unregistered_part": case.unregistered_parts[0].id,
            "fixture": case.fixtures[0].id,
            "appraisal": case.appraisals[0].id,
            "wish": None,
            "confirmation": None,
        }
        for record, row in rows.items():
            self._go(Place("household", home, record, row))
            yield f"household-{record.replace('_', '-')}"
        self._go(Place("household", home, "house", case.houses[0].id))
        self._write("year_built", "96")
        self._press("finish")
        self._go(Place("household", home, "house", case.houses[0].id))
        yield "household-house-wrong"
        self._press("forget")
        self._go(Place("household", home, "history"))
        yield "household-history"
        for name in ("only-amount", "only-corrections", "who-looked"):
            self._press(name)
            yield f"household-history-{name}"
        yield from self._rights()
        self._go(Place("household", part="new"))
        self._write("name", case.people[0].name or "")
        yield "registration"
        self._write("name", "")

    def _rights(self) -> Iterator[str]:
        """What a household can do, what it was served, and what it complains of."""
        for n, home in enumerate(self._concerned()):
            self._go(Place("household", home, "rights"))
            yield f"household-rights-{n + 1}"
        buttons = [each for each in self._window.findChildren(QAbstractButton) if each.isVisible()]
        self._press(next(each.objectName() for each in buttons if each.objectName().startswith("step-")))
        yield "household-request-step"
        for record in ("service", "grievance", "data_request"):
            self._go(Place("household", home, record))
            yield f"household-{record.replace('_', '-')}"

    def _explain(self) -> Iterator[str]:
        """A clause with the household's own numbers, one with the plan's example, and what was answered."""
        home = self._fullest().household.id
        for name, clause in (("own", "条例第十九条"), ("example", "方案第十二条")):
            self._go(Place("explain", home, clause))
            yield f"explain-{name}"
        self._press("original-text")
        self._press("answer-needs_another_visit")
        yield "explain-answered"
        self._press("original-text")
        self._press("next-clause")
        yield "explain-next"

    def _sums(self) -> Iterator[str]:
        """A household's sum, where a figure comes from, what changed, who checks it; its money; the flats."""
        unknown, locked = self._reckoned()
        self._go(Place("compensation", unknown))
        yield "sum-gaps"
        self._go(Place("compensation", locked))
        yield "sum-locked"
        table = self._seen(QTableView, "sum")
        table.setFocus()
        for key in (Qt.Key.Key_Right, *[Qt.Key.Key_Down] * _TO_A_FIGURE, Qt.Key.Key_F1):
            QTest.keyClick(table, key)
        yield "sum-figure"
        self._escape()
        self._write(_ASKED, "20000")
        yield "sum-changed"
        self._press("why-all")
        yield "sum-step-by-step"
        self._escape()
        self._press("lock-sum")
        yield "sum-check"
        self._escape()
        self._press("show-household")
        yield "sum-for-the-household"
        if (view := self._app.activeModalWidget()) is not None:
            QTest.keyClick(view, Qt.Key.Key_Escape)
        self._go(Place("household", locked, "money"))
        yield "household-money"
        self._press("agreement-signed")
        yield "household-money-agreement"
        self._escape()
        self._go(Place("flats"))
        yield "flats"
        self._press("flat-primary")
        yield "flats-for-whom"
        self._go(Place("flats", locked))
        yield "flats-for-a-household"

    def _import(self) -> Iterator[str]:
        self._go(Place("import"))
        yield "import-start"
        self._go(Place("import", part=str(paths.RESOURCES / "demo" / "ledger-sample.xlsx")))
        yield "import"
        self._press("take-in")
        yield "imported"
        self._go(Place("import", part=str(self._ledger)))
        yield "import-to-correct"
        self._press("fill-in")
        yield "import-typing"

    def _policies(self) -> Iterator[str]:
        self._go(Place("policies"))
        yield "policies"
        items = self._seen(QTableView, "plan-items")
        for _ in range(_TO_AN_ITEM):
            QTest.keyClick(items, Qt.Key.Key_Down)
        yield "policies-item"
        self._press("to-tables")
        yield "policies-table"
        for part in ("clauses", "tables", "parameters", "examples", "notices"):
            self._go(Place("policies", part=part))
            yield f"policies-{part}"
        self._go(Place("policies", part="clauses"))
        self._write("find-in-plan", "90%")
        yield "policies-found"
        self._write("find-in-plan", "")

    def _settings(self) -> Iterator[str]:
        for section in _SECTIONS:
            self._go(Place("settings", part=section))
            yield f"settings-{section}"
        self._press("section-people")
        self._press("add-person")
        yield "settings-people-add"

    def _day(self) -> Iterator[str]:
        """The first page of who goes to the households, and of who leads."""
        self._open_as(FIRST)
        yield "today"
        for name in ("add-to-day", "move-appointment", "cancel-appointment"):
            self._press(name)
            yield f"today-{name}"
            self._step_back()
        for look, changed in _LOOKS.items():
            self._window.apply(changed)
            yield f"{look}-today"
        self._window.apply({"text_size": "standard"})
        self._window.resize(*_SCALED)
        yield "scaled-today"
        self._press("drawer")
        yield "scaled-today-rights"
        self._window.resize(*_USUAL)
        yield from self._visit()
        self._open_as(LEAD)
        yield "today-of-the-lead"
        self._open_as(CLERK)

    def _visit(self) -> Iterator[str]:
        """A visit as it is written down, nobody met, what came of it, and what was photographed and drawn."""
        home = self._photographed()
        self._go(Place("visit", home))
        yield "visit"
        self._seen(QPlainTextEdit, "words").setPlainText("想要一楼，老人上下楼不方便。")
        for button in ("wish-undecided", "contact-telephone", "add-promise", "signature-signed"):
            self._press(button)
        yield "visit-written"
        for look, changed in _LOOKS.items():
            self._window.apply(changed)
            yield f"{look}-visit"
        self._window.apply({"text_size": "standard"})
        self._window.resize(*_SCALED)
        yield "scaled-visit"
        self._window.resize(*_USUAL)
        self._go(Place("visit", home, "not_met"))
        yield "visit-not-met"
        self._go(Place("household", home, "visits"))
        yield "household-visits"
        self._press("correct-visit")
        yield "visit-corrected"
        self._go(Place("household", home, "evidence"))
        yield "household-evidence"
        for button in ("show-large", "draw-sketch", "filter-loose"):
            self._press(button)
            yield f"household-evidence-{button}"
            self._step_back()
        self._press("show-household")
        yield "for-the-household"
        self._press("card-after")
        yield "for-the-household-reckoned"
        if (view := self._app.activeModalWidget()) is not None:
            QTest.keyClick(view, Qt.Key.Key_Escape)
        self._go(Place("settings", part="photos"))
        yield "settings-photos"

    def _looks(self) -> Iterator[str]:
        """The same in the other language, in the sun, with large letters, and on a screen with less room."""
        home = self._fullest().household.id
        for look, changed in _LOOKS.items():
            self._window.apply(changed)
            for name, place in _main_places(home).items():
                self._go(place)
                yield f"{look}-{name}"
        self._window.apply({"text_size": "standard"})
        self._window.resize(*_SCALED)
        for name, place in _main_places(home).items():
            self._go(place)
            yield f"scaled-{name}"
        self._go(Place("policies", part="items"))
        self._press("drawer")
        yield "scaled-policies-versions"
        self._window.resize(*_USUAL)

    def _trouble(self) -> Iterator[str]:
        self._window.lock(is_by_itself=True)
        yield "locked-by-itself"
        held = opening.open_store(self._folder, self._unlocked())
        self._write("passphrase", PASSPHRASE)
        self._press("unlock")
        yield "in-use-elsewhere"
        self._press("open-to-read")
        yield "open-for-reading"
        held.close()

    def _empty(self) -> Iterator[str]:
        """A new area, of which nothing is known yet."""
        made = opening.create(self._folder.with_name("empty"), "另一示例片区", "钱示例", PASSPHRASE)
        self._window.show_store(made.store)
        yield "households-empty"
        self._go(Place("policies"))
        yield "policies-empty"

    # Hands

    def _open_as(self, who: str) -> None:
        """Opens the area as somebody else of its team."""
        self._window.show_locked(self._folder)
        self._window.show_store(opening.open_store(self._folder, vault.unlock(self._folder, PASSPHRASE, who)))
        _rest(self._app)

    def _go(self, place: Place) -> None:
        _rest(self._app)
        if self._window.shell is not None:
            self._window.shell.go(place)
        _rest(self._app)

    def _step_back(self) -> None:
        if self._window.shell is not None and self._window.shell.page is not None:
            self._window.shell.page.step_back()

    def _escape(self) -> None:
        QTest.keyClick(self._window.focusWidget() or self._window, Qt.Key.Key_Escape)
        _rest(self._app)

    def _press(self, name: str) -> None:
        self._seen(QAbstractButton, name).click()
        _rest(self._app)

    def _write(self, name: str, text: str) -> None:
        """As somebody types it: what listens to typing hears it."""
        field = self._seen(QLineEdit, name)
        field.setFocus()
        field.setText(text)
        field.textEdited.emit(text)
        _rest(self._app)

    def _seen(self, kind: type[_W], name: str) -> _W:
        _rest(self._app)
        return next(each for each in self._window.findChildren(kind, name) if each.isVisible())

    def _is_offered(self, name: str) -> bool:
        return any(each.isVisible() for each in self._window.findChildren(QAbstractButton, name))

    def _fullest(self) -> Case:
        """The household of which most is written down."""
        with opening.open_store(self._folder, self._unlocked(), read_only=True) as store:
            cases = queries.cases(store, [line.id for line in queries.households(store)]).values()
        kinds = ("people", "unregistered_parts", "fixtures", "appraisals", "wishes")
        return max(cases, key=lambda case: (min(len(getattr(case, kind)) for kind in kinds), len(case.fixtures)))

    def _photographed(self) -> bytes:
        """The household of which there are photos."""
        with opening.open_store(self._folder, self._unlocked(), read_only=True) as store:
            return next(row.household for row in store.records(Evidence) if row.household)

    def _reckoned(self) -> tuple[bytes, bytes]:
        """A household of which facts are missing, and one whose sum is locked."""
        with opening.open_store(self._folder, self._unlocked(), read_only=True) as store:
            locked = {row.household for row in store.records(Calculation) if row.household}
            homes = [line.id for line in queries.households(store)]
        return next(home for home in homes if home not in locked), next(home for home in homes if home in locked)

    def _concerned(self) -> Sequence[bytes]:
        """A household that was told of its rights, one that complains, and one that asks what is kept of it."""
        with opening.open_store(self._folder, self._unlocked(), read_only=True) as store:
            rows = [store.records(kind) for kind in (Told, Grievance, PrivacyRequest)]
        return [home for found in rows for home in [each.household for each in found if each.household][-1:]]

    def _unusual(self) -> dict[str, Place]:
        """Two values beside each other, a household that was withdrawn, and clocks of rights in each state."""
        with opening.open_store(self._folder, self._unlocked(), read_only=True) as store:
            odd = queries.conflicts_open(store)[0]
            gone = next(line for line in queries.households(store, withdrawn=True) if line.is_withdrawn)
            files = [file_of(store, line.id) for line in queries.households(store)]
        clocks = {
            f"rights-{state}": Place("household", file.case.household.id)
            for state in (State.RUNNING, State.UNKNOWN, State.PASSED)
            for file in files
            if file is not None and any(clock.state(file.today) is state for clock in file.clocks)
        }
        return {
            "in-conflict": Place("household", odd.household, odd.record, odd.row),
            "withdrawn": Place("household", gone.id),
            **clocks,
        }

    def _unlocked(self) -> vault.Unlocked:
        first = next(slot for slot in vault.slots(self._folder) if slot.kind is vault.Kind.PASSPHRASE)
        return vault.unlock(self._folder, PASSPHRASE, first.name)
