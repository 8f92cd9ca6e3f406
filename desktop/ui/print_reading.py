"""What stands in the list of the print page, read beside the window: many households, or one household's papers."""

from collections.abc import Callable, Collection
from functools import partial

from desktop.casework.papers import making, queueing, register, rights
from desktop.domain.records import Grievance, Household
from desktop.store import queries
from desktop.ui import ledger_summary, print_rows
from desktop.ui.jobs import Progress
from desktop.ui.print_rows import Line
from desktop.ui.workspace import Workspace

Reading = Callable[[Progress], list[Line]]


def households(workspace: Workspace, chosen: Collection[bytes] | None) -> Reading:
    """The queue of these households, or of all of the area."""
    return partial(_queue, workspace, chosen)


def papers(workspace: Workspace, home: Household) -> Reading:
    """All that can be printed of one household."""
    return partial(_papers, workspace, home)


def of_nobody(workspace: Workspace) -> Reading:
    """What is printed of no household."""
    return partial(_of_nobody, workspace)


def called(workspace: Workspace, home: Household) -> str:
    """What a household is called."""
    case = workspace.read(lambda store: queries.case_of(store, home.id), None)
    return ledger_summary.called(case, workspace.voice) if case else home.number or ""


def _queue(workspace: Workspace, chosen: Collection[bytes] | None, _tell: Progress) -> list[Line]:
    store = workspace.store
    return print_rows.of_queue(workspace.voice, queueing.queue(store, chosen), store.today().year)


def _papers(workspace: Workspace, home: Household, _tell: Progress) -> list[Line]:
    store = workspace.store
    choices, prints = making.printable(store, home), register.prints(store, [home.id])
    forms = rights.forms_of(store, home)
    return print_rows.of_papers(workspace.voice, home.id, choices, prints, forms=forms, today=store.today())


def _of_nobody(workspace: Workspace, _tell: Progress) -> list[Line]:
    store = workspace.store
    raised = [row for row in store.records(Grievance, household=None) if not row.withdrawn]
    prints = register.of_nobody(store)
    return print_rows.of_nobody(workspace.voice, reversed(raised), prints, store.today().year)
