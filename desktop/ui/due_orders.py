"""What is to be destroyed by order is destroyed when its day has come, and that is said.

Promise: it is looked for each time a store is opened. Hidden: only once its first page is seen, which needs none of
this.
"""

from desktop.casework import purging
from desktop.ui.workspace import Workspace


def carry_out(workspace: Workspace) -> None:
    """Carries out the orders that are due."""
    done = workspace.read(purging.apply_due, ())
    if not done:
        return
    voice, numbers = workspace.voice, workspace.read(lambda store: purging.households_of(store, done), {})
    workspace.changed.emit(frozenset({("household", each.household) for each in done}), None)
    number = voice.listed(filter(None, numbers.values()))
    workspace.said.emit(voice.word("Destroyed by order: what was about the people of {number}", number=number))
