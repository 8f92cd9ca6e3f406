"""The list of households and the search in the whole window, against the same table over plain strings in memory."""

from collections.abc import Callable
from functools import partial
from statistics import median

import bench_search
import district
import figures
import laptop  # noqa: F401  before the first import of Qt
from PySide6.QtCore import QAbstractTableModel, QEvent, QEventLoop, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication, QFrame, QMainWindow, QPushButton, QTableView

from desktop import paths, settings
from desktop.app import keep_smooth
from desktop.cli.words import Voice
from desktop.i18n import Language
from desktop.settings import Settings
from desktop.store import queries
from desktop.store.store import Store
from desktop.ui import jobs, theme
from desktop.ui.household_list import HouseholdList
from desktop.ui.main_window import MainWindow
from desktop.ui.search_field import SearchField
from desktop.ui.shell import Shell

FRAMES, ROUNDS, OPENINGS, COLUMNS = 400, 15, 5, 10
BARE = "the same table over strings in memory"
FELT = "16 ms is felt as at once, 100 ms without a thought, 300 ms without waiting"

_Index = QModelIndex | QPersistentModelIndex


class Strings(QAbstractTableModel):
    """The least that a table can show."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows = [[f"{row} {column}" for column in range(COLUMNS)] for row in range(rows)]

    def rowCount(self, _parent: _Index | None = None) -> int:  # noqa: N802  Qt's own name
        return len(self._rows)

    def columnCount(self, _parent: _Index | None = None) -> int:  # noqa: N802  Qt's own name
        return COLUMNS

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return self._rows[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None


def main() -> None:
    with district.district() as made, made.open() as store:
        app = QApplication([])
        theme.dress(app)
        keep_smooth()
        figures.heading(f"the list of {made.households:,} encrypted households ({FELT})", made.folder)
        bare = Strings(made.households)
        before = figures.resident()
        window = MainWindow(app, Settings(Language.CHINESE), Voice, partial(settings.change, paths.config_folder()))
        window.show()
        _first_screens(app, window, store)
        table = _page(window).table
        beside = _bare(bare, table)
        _scroll(app, "while all are counted", table, beside)
        _until(app, lambda: not _page(window)._is_reading)
        _scroll(app, "when all are known", table, beside)
        beside.close()
        _filter(app, window)
        _search(app, window, store, made.households)
        figures.amount("memory of the window, all of them known", _grown(before))
        jobs.stop_all(window)
        window.close()


def _first_screens(app: QApplication, window: MainWindow, store: Store) -> None:
    """From an open store to its first rows, against a bare window with a table that shows as many."""
    bare: list[float] = []
    ours: list[float] = []
    for _ in range(OPENINGS):
        window._take_shell_away()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # a loop of events would do that
        bare.append(figures.seconds(_show_bare, app))
        ours.append(figures.seconds(_show, app, window, store))
    figures.times("from an open store to its first screen", ours, is_felt=True)
    figures.ratio("that", median(ours) / median(bare), "a bare window with a table of strings", 4)


def _show(app: QApplication, window: MainWindow, store: Store) -> None:
    window.show_store(store)
    _paint(app, _page(window).table)


def _show_bare(app: QApplication) -> None:
    window, table = QMainWindow(), QTableView()
    model = Strings(60)
    table.setModel(model)
    window.setCentralWidget(table)
    window.resize(1366, 720)
    window.show()
    _paint(app, table)
    window.close()


def _bare(model: Strings, like: QTableView) -> QTableView:
    """A table as large as the list's, with rows as high."""
    table = QTableView()
    table.setModel(model)
    table.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    table.verticalHeader().setDefaultSectionSize(like.rowHeight(0))
    table.horizontalHeader().setDefaultSectionSize(like.width() // COLUMNS)
    table.resize(like.size())
    table.show()
    return table


def _scroll(app: QApplication, when: str, table: QTableView, bare: QTableView) -> None:
    """A screen further at each frame, in jumps all over the list, each painted before the next."""
    ours: list[float] = []
    theirs: list[float] = []
    for frame in range(FRAMES):
        theirs.append(figures.seconds(_step, app, bare, frame))
        ours.append(figures.seconds(_step, app, table, frame))
    figures.times(f"a frame of scrolling {when}", ours, is_felt=True)
    print(f"    the worst {figures.written(max(ours))}: {figures.felt(max(ours))}")
    figures.times(f"    {BARE}", theirs)
    figures.ratio("a frame", median(ours) / median(theirs), BARE)
    figures.ratio("the worst frame", max(ours) / max(theirs), "the worst of that")


def _step(app: QApplication, table: QTableView, frame: int) -> None:
    bar = table.verticalScrollBar()
    page = bar.pageStep()
    jump = bar.maximum() // 7 * (frame // 50) if frame % 50 == 0 else page
    bar.setValue((bar.value() + jump) % max(bar.maximum(), 1))
    table.viewport().repaint()
    app.processEvents()


def _filter(app: QApplication, window: MainWindow) -> None:
    """A chip, from the press to the rows that it leaves."""
    table = _page(window).table
    chips = [_page(window).findChildren(QPushButton, name)[0] for name in ("stage-2", "quick-every")]

    def press(at: int) -> None:
        chips[at % len(chips)].click()
        _paint(app, table)

    figures.times("a filter, to its painted rows", [figures.seconds(press, n) for n in range(ROUNDS)], is_felt=True)


def _search(app: QApplication, window: MainWindow, store: Store, households: int) -> None:
    """The last key of what is typed, to what is found painted below the field."""
    field = _shell(window).findChildren(SearchField)[0]
    window.activateWindow()
    app.processEvents()
    field.setFocus()
    every: list[float] = []
    alone: list[float] = []
    for what, typed in bench_search._kinds(households).items():
        texts = [typed(n) for n in range(ROUNDS)]
        keys = [_key(app, window, field, text) for text in texts]
        alone += [figures.seconds(queries.found, store, text) for text in texts]
        figures.times(f"search: {what}", keys, is_felt=True)
        every += keys
    figures.times("a key to its painted answer, of all these", every, is_felt=True)
    figures.ratio("that", median(every) / median(alone), "the query alone")


def _key(app: QApplication, window: MainWindow, field: SearchField, text: str) -> float:
    field.setText(text[:-1])
    _until(app, lambda: field._running is None)
    popup = _shell(window).findChildren(QFrame, "found")[0]

    def press() -> None:
        field.insert(text[-1])
        _until(app, lambda: field._running is None)
        if popup.isVisible():
            popup.repaint()

    return figures.seconds(press)


def _paint(app: QApplication, table: QTableView) -> None:
    app.processEvents()
    table.viewport().repaint()


def _until(app: QApplication, is_so: Callable[[], bool]) -> None:
    """Sleeps between events, as the loop of a program does: who only asks again keeps jobs from the interpreter."""
    while not is_so():
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def _shell(window: MainWindow) -> Shell:
    assert window.shell is not None
    return window.shell


def _page(window: MainWindow) -> HouseholdList:
    """The page of the shell that is seen; those of earlier ones wait for their end."""
    page = _shell(window).page
    assert isinstance(page, HouseholdList)
    return page


def _grown(before: int | None) -> int | None:
    now = figures.resident()
    return None if before is None or now is None else now - before


if __name__ == "__main__":
    main()
