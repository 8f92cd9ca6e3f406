"""A picture of every screen, from an invented area.

Promise: what is pictured is the running program, driven through its own fields and buttons.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from desktop import paths
from desktop.casework import demo
from desktop.ui.main_window import MainWindow

_TODAY = date(2026, 11, 19)
_HOUSEHOLDS = 48
_LEDGER = """户编号,户主,地址,证载面积,面积2,结构
示例-0001,马示例,示例里1巷1号,62.40,,砖混
示例-0002,王样本,示例里1巷2号,"62,4O",9.30,砖木
示例-0003,李虚构,示例里1巷3号,约58,,砖混
小计,,,3,,
"""
_ROUNDS = 40  # of the event loop: enough for what is learnt and painted when nothing else waits


def save(app: QApplication, window: MainWindow, folder: Path, into: Path) -> None:
    """Builds a small demo area in `folder`, walks through all screens and saves their pictures."""
    demo.build(folder, demo.PASSPHRASE, today=_TODAY, households=_HOUSEHOLDS)
    into.mkdir(parents=True, exist_ok=True)
    window.show()
    ledger = into / "ledger.csv"
    ledger.write_text(_LEDGER, "utf-8")
    for number, name in enumerate(_screens(window, folder, ledger), 1):
        for _ in range(_ROUNDS):
            QThreadPool.globalInstance().waitForDone()
            app.processEvents()
        window.grab().save(str(into / f"{number:02}-{name}.png"))
    ledger.unlink()


def _screens(window: MainWindow, folder: Path, ledger: Path) -> Iterator[str]:
    yield "start"
    window.show_locked(folder)
    yield "locked"
    passphrase, search = (window.findChildren(QLineEdit, name)[0] for name in ("passphrase", "search"))
    unlock = window.findChildren(QPushButton, "unlock")[0]
    passphrase.setText("not this one")
    unlock.click()
    yield "wrong-passphrase"
    passphrase.setText(demo.PASSPHRASE)
    unlock.click()
    yield "households"
    search.setFocus()
    search.setText("zhang")
    yield "search"
    search.setText("nobody of this name")
    yield "nothing-found"
    window.show_import(paths.RESOURCES / "demo" / "ledger-sample.xlsx")
    yield "import"
    window.findChildren(QPushButton, "take-in")[0].click()
    yield "imported"
    window.show_import(ledger)
    yield "import-to-correct"
