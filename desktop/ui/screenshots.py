"""A picture of every screen, from an invented area.

Promise: what is pictured is the running program, driven through its own fields and buttons. Hidden: when a screen has
come to rest.
"""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTableView

from desktop import paths
from desktop.casework import demo, demo_area
from desktop.casework.inventing import CLERK, FIRST, LEAD, PASSPHRASE
from desktop.store import opening
from desktop.ui.hands import SCALED, UNDER_WAY, USUAL, Hands
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place
from desktop.ui.screenshots_district import in_the_district
from desktop.ui.screenshots_field import in_the_field, ordered_to_be_destroyed

_HOUSEHOLDS = 48
_LEDGER = """户编号,户主,地址,证载面积,面积2,结构
示例-0001,马示例,示例里1巷1号,62.40,,砖混
示例-0002,王样本,示例里1巷2号,"62,4O",9.30,砖木
示例-0003,李虚构,示例里1巷3号,约58,,砖混
小计,,,3,,
"""
_A_PAUSE = 400
_TO_AN_ITEM = 9  # keys down to one that asks a table
_TO_A_FIGURE, _ASKED = 6, "fact-装修评估值"  # keys down to one that rests on another, and what a household is asked
_SECTIONS = ("display", "backup", "people", "area", "lock", "about")


def save(app: QApplication, window: MainWindow, folder: Path, into: Path) -> None:
    """Builds a small demo area in `folder`, walks through all screens and saves their pictures."""
    demo.build(folder, PASSPHRASE, today=demo_area.this_day(), households=_HOUSEHOLDS)
    into.mkdir(parents=True, exist_ok=True)
    window.resize(*USUAL)
    window.show()
    ledger = folder.with_name("ledger.csv")
    ledger.write_text(_LEDGER, "utf-8")
    walk = _Walk(app, window, folder, ledger)
    for number, name in enumerate(walk.screens(), 1):
        if not name.endswith(UNDER_WAY):
            QTest.qWait(_A_PAUSE)  # what comes a moment later, such as the words of a list, is pictured too
            walk.rest()
        (app.activeModalWidget() or window).grab().save(str(into / f"{number:03}-{name}.png"))


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


class _Walk(Hands):
    """Somebody who goes through all of the program."""

    def __init__(self, app: QApplication, window: MainWindow, folder: Path, ledger: Path) -> None:
        super().__init__(app, window, folder)
        self._ledger = ledger

    def screens(self) -> Iterator[str]:
        """Goes on to the next screen whenever a picture was taken of one; tells what it is."""
        yield from self._entrance()
        yield from self._households()
        yield from self._household()
        yield from self._explain()
        yield from self._sums()
        yield from self._papers()
        yield from self._import()
        yield from self._policies()
        yield from self._settings()
        yield from self._day()
        yield from self._looks()
        yield from self._trouble()
        yield from in_the_field(self._app, self._window, self._folder)
        yield from in_the_district(self._app, self._window)
        yield from self._empty()

    def _entrance(self) -> Iterator[str]:
        yield "start"
        for choice in ("open", "from-backup", "new"):
            self.press(choice)
            yield f"start-{choice}"
        self.write("area", "另一示例片区")
        self.write("person", "钱示例")
        self.press("to-passphrase")
        self.write("new-passphrase", "qingjiao zixingche xiayu")
        yield "new-passphrase"
        self._window.show_locked(self._folder)
        yield "locked"
        self.write("passphrase", "not this one")
        self.press("unlock")
        yield "locked-wrong-passphrase"
        self.press("use-sheet")
        self.write("row-1", "K7M2P")
        yield "locked-recovery-sheet"
        self._window.show_locked(self._folder)

    def _households(self) -> Iterator[str]:
        self.write("passphrase", PASSPHRASE)
        self.press("unlock")
        yield "households"
        table = self.seen(QTableView, "households")
        for _ in range(3):
            QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        yield "households-ticked"
        QTest.keyClick(table, Qt.Key.Key_Escape)
        if self.is_offered("quick-rights"):
            self.press("quick-rights")
            yield "households-rights"
            QTest.keyClick(table, Qt.Key.Key_Escape)
        self.press("quick-conflict")
        lanes = self.seen(QComboBox, "lane")
        lanes.setCurrentIndex(lanes.count() - 1)
        lanes.activated.emit(lanes.currentIndex())
        yield "households-none"
        QTest.keyClick(table, Qt.Key.Key_Escape)
        for name, text in (("search", "m"), ("search-none", "没有这个人")):
            self.seen(QLineEdit, "search").setFocus()
            self.write("search", text)
            yield name
        QTest.keyClick(self.seen(QLineEdit, "search"), Qt.Key.Key_Escape)

    def _household(self) -> Iterator[str]:
        case = self.fullest()
        home = case.household.id
        self.go(Place("household", home))
        yield "household-ledger"
        for name, place in self.unusual().items():
            self.go(place)
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
            self.go(Place("household", home, record, row))
            yield f"household-{record.replace('_', '-')}"
        self.go(Place("household", home, "house", case.houses[0].id))
        self.write("year_built", "96")
        self.press("finish")
        self.go(Place("household", home, "house", case.houses[0].id))
        yield "household-house-wrong"
        self.press("forget")
        self.go(Place("household", home, "history"))
        yield "household-history"
        for name in ("only-amount", "only-corrections", "who-looked"):
            self.press(name)
            yield f"household-history-{name}"
        yield from self._rights()
        self.go(Place("household", part="new"))
        self.write("name", case.people[0].name or "")
        yield "registration"
        self.write("name", "")

    def _rights(self) -> Iterator[str]:
        """What a household can do, what it was served, and what it complains of."""
        for n, home in enumerate(self.concerned()):
            self.go(Place("household", home, "rights"))
            yield f"household-rights-{n + 1}"
        buttons = [each for each in self._window.findChildren(QAbstractButton) if each.isVisible()]
        self.press(next(each.objectName() for each in buttons if each.objectName().startswith("step-")))
        yield "household-request-step"
        for record in ("service", "grievance", "data_request"):
            self.go(Place("household", home, record))
            yield f"household-{record.replace('_', '-')}"

    def _explain(self) -> Iterator[str]:
        """A clause with the household's own numbers, one with the plan's example, and what was answered."""
        home = self.fullest().household.id
        for name, clause in (("own", "条例第十九条"), ("example", "方案第十二条")):
            self.go(Place("explain", home, clause))
            yield f"explain-{name}"
        self.press("original-text")
        self.press("answer-needs_another_visit")
        yield "explain-answered"
        self.press("original-text")
        self.press("next-clause")
        yield "explain-next"

    def _sums(self) -> Iterator[str]:
        """A household's sum, where a figure comes from, what changed, who checks it; its money; the flats."""
        unknown, locked = self.reckoned()
        self.go(Place("compensation", unknown))
        yield "sum-gaps"
        self.go(Place("compensation", locked))
        yield "sum-locked"
        table = self.seen(QTableView, "sum")
        table.setFocus()
        for key in (Qt.Key.Key_Right, *[Qt.Key.Key_Down] * _TO_A_FIGURE, Qt.Key.Key_F1):
            QTest.keyClick(table, key)
        yield "sum-figure"
        self.escape()
        self.write(_ASKED, "20000")
        yield "sum-changed"
        self.press("why-all")
        yield "sum-step-by-step"
        self.escape()
        self.press("lock-sum")
        yield "sum-check"
        self.escape()
        self.press("show-household")
        yield "sum-for-the-household"
        if (view := self._app.activeModalWidget()) is not None:
            QTest.keyClick(view, Qt.Key.Key_Escape)
        self.go(Place("household", locked, "money"))
        yield "household-money"
        self.press("agreement-signed")
        yield "household-money-agreement"
        self.escape()
        self.go(Place("flats"))
        yield "flats"
        self.press("flat-primary")
        yield "flats-for-whom"
        self.go(Place("flats", locked))
        yield "flats-for-a-household"

    def _papers(self) -> Iterator[str]:
        """The queue of sheets, papers of a household and of nobody, the register, and whether one is genuine."""
        home, code = self.printed()
        self.open_as(LEAD)
        self.go(Place("print"))
        yield "print"
        self.press("print-after")
        self.press("page-after")
        yield "print-second-page"
        self.press("save-pdf")
        yield "print-save"
        self.escape()
        self.go(Place("print", home))
        yield "print-household"
        for kind in ("card", "visit", "promises", "purpose", "survey", "file"):
            self.go(Place("print", home, kind))
            yield f"print-household-{kind}"
        self.go(Place("print", part="of-nobody"))
        yield "print-blank-forms"
        self.go(Place("print", part="register"))
        yield "print-register"
        self.go(Place("verify"))
        yield "verify"
        for name, typed in (("wrong", code[:-1]), ("genuine", code)):
            for number, row in enumerate(typed.split("-"), 1):
                self.write(f"code-row-{number}", row)
            yield f"verify-{name}-code"
        self.press("verify-code")
        yield "verify-verdict"
        yield from self.in_all_looks({"print": Place("print"), "register": Place("print", part="register")})
        self.open_as(CLERK)

    def _import(self) -> Iterator[str]:
        self.go(Place("import"))
        yield "import-start"
        self.go(Place("import", part=str(paths.RESOURCES / "demo" / "ledger-sample.xlsx")))
        yield "import"
        self.press("take-in")
        yield "imported"
        self.go(Place("import", part=str(self._ledger)))
        yield "import-to-correct"
        self.press("fill-in")
        yield "import-typing"

    def _policies(self) -> Iterator[str]:
        self.go(Place("policies"))
        yield "policies"
        items = self.seen(QTableView, "plan-items")
        for _ in range(_TO_AN_ITEM):
            QTest.keyClick(items, Qt.Key.Key_Down)
        yield "policies-item"
        self.press("to-tables")
        yield "policies-table"
        for part in ("clauses", "tables", "parameters", "examples", "notices"):
            self.go(Place("policies", part=part))
            yield f"policies-{part}"
        self.go(Place("policies", part="clauses"))
        self.write("find-in-plan", "90%")
        yield "policies-found"
        self.write("find-in-plan", "")

    def _settings(self) -> Iterator[str]:
        for section in _SECTIONS:
            self.go(Place("settings", part=section))
            yield f"settings-{section}"
        self.press("section-people")
        self.press("add-person")
        yield "settings-people-add"

    def _day(self) -> Iterator[str]:
        """The first page of who goes to the households, and of who leads."""
        self.open_as(FIRST)
        yield "today"
        for name in ("add-to-day", "move-appointment", "cancel-appointment"):
            self.press(name)
            yield f"today-{name}"
            self.step_back()
        for look in self.looks():
            yield f"{look}-today"
            if look == "scaled":
                self.press("drawer")
                yield "scaled-today-rights"
        yield from self._visit()
        self.open_as(LEAD)
        self.go(Place("today"))
        yield "today-of-the-lead"
        self.open_as(CLERK)

    def _visit(self) -> Iterator[str]:
        """A visit as it is written down, nobody met, what came of it, and what was photographed and drawn."""
        home = self.photographed()
        self.go(Place("visit", home))
        yield "visit"
        self.seen(QPlainTextEdit, "words").setPlainText("想要一楼，老人上下楼不方便。")
        for button in ("wish-undecided", "contact-telephone", "add-promise", "signature-signed"):
            self.press(button)
        yield "visit-written"
        for look in self.looks():
            yield f"{look}-visit"
        self.go(Place("visit", home, "not_met"))
        yield "visit-not-met"
        self.go(Place("household", home, "visits"))
        yield "household-visits"
        self.press("correct-visit")
        yield "visit-corrected"
        self.go(Place("household", home, "evidence"))
        yield "household-evidence"
        for button in ("show-large", "draw-sketch", "filter-loose"):
            self.press(button)
            yield f"household-evidence-{button}"
            self.step_back()
        self.press("show-household")
        yield "for-the-household"
        self.press("card-after")
        yield "for-the-household-reckoned"
        if (view := self._app.activeModalWidget()) is not None:
            QTest.keyClick(view, Qt.Key.Key_Escape)
        self.go(Place("settings", part="photos"))
        yield "settings-photos"

    def _looks(self) -> Iterator[str]:
        """The same in the other language, in the sun, with large letters, and on a screen with less room."""
        home = self.fullest().household.id
        yield from self.in_all_looks(_main_places(home))
        self._window.resize(*SCALED)
        self.go(Place("policies", part="items"))
        self.press("drawer")
        yield "scaled-policies-versions"
        self._window.resize(*USUAL)

    def _trouble(self) -> Iterator[str]:
        self._window.lock(is_by_itself=True)
        yield "locked-by-itself"
        held = opening.open_store(self._folder, self._unlocked())
        self.write("passphrase", PASSPHRASE)
        self.press("unlock")
        yield "in-use-elsewhere"
        self.press("open-to-read")
        yield "open-for-reading"
        held.close()

    def _empty(self) -> Iterator[str]:
        """A new area, of which nothing is known yet."""
        made = opening.create(self._folder.with_name("empty"), "另一示例片区", "钱示例", PASSPHRASE)
        self._window.show_start()
        self._window.show_store(made.store)
        yield "households-empty"
        self.go(Place("policies"))
        yield "policies-empty"
        for page in ("merge", "conflicts", "duplicates", "progress"):
            self.go(Place(page))
            yield f"{page}-empty"
        self.go(Place("household", ordered_to_be_destroyed(made.store)))
        yield "household-to-be-destroyed"
