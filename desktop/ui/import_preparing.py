"""A plan with its rows, made beside the window.

Promise: also of 100,000 rows the window goes on meanwhile. Hidden: what is made here is kept from the collector, which
would halt the window for seconds.
"""

from dataclasses import dataclass

from desktop.casework import importing
from desktop.casework.importing import Said
from desktop.exchange.intake import Kind, Plan
from desktop.exchange.workbook import Workbook
from desktop.memory import uncollected
from desktop.store.store import Store
from desktop.ui.import_rows import Preview, preview
from desktop.ui.jobs import Progress


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan with what was said for it, and its rows."""

    said: Said
    plan: Plan
    preview: Preview


@uncollected(is_kept=True)
def prepare(store: Store, book: Workbook, said: Said, progress: Progress) -> Prepared:
    """Finds what taking in this file would do, row by row; nothing is written."""
    progress(0, 0)  # one that is not wanted any more ends here
    plan = importing.planned(store, book, Kind.LEDGER, said, progress)
    return Prepared(said, plan, preview(plan, frozenset(said.left_out)))
