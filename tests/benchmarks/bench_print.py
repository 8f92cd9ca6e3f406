"""The print page: a household that is clicked, to its painted paper; and the window while a batch is printed.

The reference of a click is PDFium alone, drawing the same page of the same PDF as large.
"""

import os
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from typing import cast

import figures
import laptop  # noqa: F401  before the first import of Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from desktop import paths, settings
from desktop.app import keep_smooth
from desktop.casework import demo, inventing
from desktop.cli.words import Voice
from desktop.domain.records import Printing
from desktop.settings import Settings
from desktop.sheets import pictured
from desktop.store import opening, vault
from desktop.ui import jobs, print_printer, theme
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place
from desktop.ui.print_desk import PrintDesk
from desktop.ui.print_page import PrintPage
from desktop.ui.print_papers import Seen
from desktop.ui.print_rows import Asked
from desktop.ui.shell import Shell

HOUSEHOLDS, AGAIN = 160, 12
_NAP = 0.001  # s
ALONE = "PDFium alone drawing that page"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="ruhu-") as home:
        os.environ["RUHU_HOME"] = home
        folder = Path(home) / "demo"
        demo.build(folder, inventing.PASSPHRASE, today=date(2026, 11, 19), households=HOUSEHOLDS)
        app = QApplication([])
        theme.dress(app)
        keep_smooth()
        _print_into(Path(home) / "printed.pdf")
        window = MainWindow(app, Settings("zh_CN"), Voice, partial(settings.change, paths.config_folder()))
        window.resize(1366, 738)
        unlocked = vault.unlock(folder, inventing.PASSPHRASE, vault.slots(folder)[0].name)
        window.show_store(opening.open_store(folder, unlocked))
        window.show()
        figures.heading("papers before they are printed", folder)
        _measure(app, window)
        jobs.stop_all(window)
        window.close()


def _measure(app: QApplication, window: MainWindow) -> None:
    shell = cast("Shell", window.shell)
    first = figures.seconds(_open, app, shell)
    page = cast("PrintPage", shell.page)
    desk = page._desk
    print(f"  the page opened, to the first painted paper: {figures.written(first)}, {figures.felt(first)}")
    _until(app, lambda: not desk._papers.is_busy)
    desk.untick_all()
    _until(app, lambda: not desk._papers.is_busy)
    printable = [line.asked for line in desk._lines if line.is_printable]
    clicked: list[float] = []
    alone: list[float] = []
    for asked in printable:
        desk._papers.forget()  # so that each paper is made anew, also one that was made ahead
        clicked.append(figures.seconds(_click, app, desk, asked))
        _until(app, lambda: not desk._papers.is_busy)
        content = desk._papers._kept[asked].bound.content
        alone.append(figures.seconds(pictured.page_picture, content, 0, desk._preview.scale))
    for asked in printable[:AGAIN]:
        _click(app, desk, asked)
    back = [figures.seconds(_click, app, desk, asked) for asked in printable[:AGAIN]]
    figures.times(f"a click on each of {len(printable)}, to its painted paper", clicked, is_felt=True)
    figures.ratio("  that is", median(clicked) / median(alone), ALONE)
    figures.times("a click on one that was seen before", back, is_felt=True)
    figures.times(ALONE, alone)
    _print_all(app, desk, printable)


def _print_all(app: QApplication, desk: PrintDesk, printable: list[Asked]) -> None:
    """The window while a batch is printed: how long it stood still at most."""
    desk.tick(printable)
    before = figures.resident() or 0
    paused: list[float] = []
    begun = time.perf_counter()
    desk.press()
    while desk._outgoing.is_busy:
        paused.append(figures.seconds(app.processEvents))
        time.sleep(_NAP)
    took = time.perf_counter() - begun
    pages = sum((row.pages or 0) * (row.copies or 0) for row in desk._workspace.store.records(Printing))
    figures.rate(f"{len(printable)} households printed at 300 dots an inch", pages / took, "pages")
    print(f"  the longest that the window stood still meanwhile: {figures.written(max(paused))}")
    figures.amount("memory that it took", (figures.resident() or 0) - before)


def _open(app: QApplication, shell: Shell) -> None:
    seen: list[Seen] = []
    shell._page("print")
    page = cast("PrintPage", shell._pages["print"])
    page._desk._papers.seen.connect(seen.append)
    shell.go(Place("print"))
    _until(app, lambda: bool(seen))
    page.repaint()


def _click(app: QApplication, desk: PrintDesk, asked: Asked) -> None:
    seen: list[Seen] = []
    desk._papers.seen.connect(seen.append)
    is_there = desk.line is not None and desk.line.asked == asked
    desk._look() if is_there else desk._queue.go_to(asked)
    _until(app, lambda: any(each.look.asked == asked for each in seen))
    desk._preview.repaint()
    desk._papers.seen.disconnect(seen.append)


def _until(app: QApplication, is_so: Callable[[], bool]) -> None:
    """Sleeps between events: who only asks again keeps jobs from the interpreter."""
    while not is_so():
        app.processEvents()
        time.sleep(_NAP)


def _print_into(file: Path) -> None:
    """A printer that this computer may not have."""

    def opened(_name: str) -> QPrinter:
        made = QPrinter(QPrinter.PrinterMode.HighResolution)
        made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        made.setOutputFileName(str(file))
        print_printer.settle(made)
        return made

    print_printer.names = lambda: ["printer"]
    print_printer.state_of = lambda _name: ("ok", "ready")
    print_printer.opened = opened


if __name__ == "__main__":
    main()
