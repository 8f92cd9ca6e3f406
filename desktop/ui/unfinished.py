"""What a person typed on a page and did not finish: a draft that the page keeps, takes up again and ends.

Promise: a page has one draft at a time, and none of somebody else's.
"""

from collections.abc import Callable, Mapping
from typing import Any

from desktop.store import drafts
from desktop.store.drafts import Draft
from desktop.ui.workspace import Workspace


class Unfinished:
    """The draft of one kind of record on one page; `id` is None where nothing is unfinished."""

    def __init__(self, workspace: Workspace, record: str) -> None:
        self._workspace, self._record = workspace, record
        self.id: bytes | None = None

    def take_up(self, is_wanted: Callable[[Mapping[str, Any]], object]) -> Draft | None:
        """The newest draft of this person whose fields are wanted; it is the one that is kept from here on."""
        store, self.id = self._workspace.store, None
        if self._workspace.is_read_only:
            return None
        mine = drafts.drafts_of(store, store.opened.person)
        found = next((each for each in mine if each.record == self._record and is_wanted(each.fields)), None)
        self.id = found.id if found else None
        return found

    def keep(self, fields: Mapping[str, Any], household: bytes | None = None) -> None:
        """Keeps what is typed now."""
        if not self._workspace.is_read_only:
            self.id = self._workspace.keep_draft(self._record, fields, household=household, draft=self.id)

    def drop(self) -> None:
        """Throws it away: nothing is typed any more."""
        if self.id is not None:
            self._workspace.drop_draft(self.id)
            self.id = None
