"""The sum in front of the family: a household's page opened, and refilled at each answer, against painting it again.

The reference of what is reckoned is the plan's two evaluators alone, on the same facts.
"""

import os
import tempfile
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from typing import cast

import figures
import laptop  # noqa: F401  before the first import of Qt
from PySide6.QtCore import QThreadPool
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from desktop import paths, settings
from desktop.casework import demo, inventing
from desktop.cli.words import Voice
from desktop.domain.records import Calculation
from desktop.policy import calculation
from desktop.settings import Settings
from desktop.store import opening, vault
from desktop.ui import jobs, theme
from desktop.ui.compensation_page import CompensationPage
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place
from desktop.ui.shell import Shell

HOUSEHOLDS, OPENINGS, KEYS = 60, 20, 60
AGAIN, ALONE = "painting the same page again", "both evaluators alone"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="ruhu-") as home:
        os.environ["RUHU_HOME"] = home
        folder = Path(home) / "demo"
        demo.build(folder, inventing.PASSPHRASE, today=date(2026, 11, 19), households=HOUSEHOLDS)
        app = QApplication([])
        theme.dress(app)
        window = MainWindow(app, Settings("zh_CN"), Voice, partial(settings.change, paths.config_folder()))
        window.resize(1366, 738)
        unlocked = vault.unlock(folder, inventing.PASSPHRASE, vault.slots(folder)[0].name)
        window.show_store(opening.open_store(folder, unlocked))
        window.show()
        figures.heading("the sum of a household with three ways", folder)
        _measure(app, window)
        jobs.stop_all(window)
        window.close()


def _measure(app: QApplication, window: MainWindow) -> None:
    shell = cast("Shell", window.shell)
    store = window._workspace.store  # pyright: ignore[reportOptionalMemberAccess]
    locked = store.records(Calculation)
    opened: list[float] = []
    for n in range(OPENINGS):
        opened.append(figures.seconds(_open, app, shell, locked[n % len(locked)].household or b""))
        shell.step_back()
        _settle(app)
    _open(app, shell, locked[0].household or b"")
    page = cast("CompensationPage", shell.page)
    cast("QComboBox", page.findChild(QComboBox, "flat-组合")).setCurrentIndex(2)
    field = cast("QLineEdit", page.findChild(QLineEdit, "fact-装修评估值"))
    field.setFocus()
    typed: list[float] = []
    judged: list[float] = []
    for n in range(KEYS):
        field.setText(field.text()[:-1])  # so that the number stays in its range
        typed.append(figures.seconds(_type, field, "19"[n % 2]))
        judged.append(figures.seconds(app.processEvents))
    painted = [figures.seconds(window.repaint) for _ in range(KEYS)]
    reckoned = page._result.reckoned
    assert reckoned is not None
    done = reckoned.calculation
    assert page._trial is not None
    proofed, engine = done.proofed, page._trial.draft.engine
    alone = [figures.seconds(calculation.calculate, proofed, engine, done.facts) for _ in range(KEYS)]
    first, *others = opened
    print(f"  the first one opened, its page made: {figures.written(first)}, {figures.felt(first)}")
    figures.times("opened, to the painted sum", others, is_felt=True)
    figures.times("a key in an answer, to the painted sum", typed, is_felt=True)
    figures.times("then, to why it changed and may be locked", judged, is_felt=True)
    figures.times(AGAIN, painted)
    figures.ratio("  a key is", median(typed) / median(painted), AGAIN)
    figures.times(ALONE, alone)
    figures.ratio("  a key is", median(typed) / median(alone), ALONE)


def _open(app: QApplication, shell: Shell, household: bytes) -> None:
    shell.go(Place("compensation", household))
    _settle(app)
    assert isinstance(shell.page, CompensationPage)
    assert shell.page._trial is not None
    shell.page.repaint()


def _type(field: QLineEdit, digit: str) -> None:
    QTest.keyClicks(field, digit)
    field.window().repaint()


def _settle(app: QApplication) -> None:
    for _ in range(3):
        QThreadPool.globalInstance().waitForDone()
        app.processEvents()


if __name__ == "__main__":
    main()
