"""Who has to be told again after a new version of the plan: looked for beside the list, and not needed at the start.

Promise: whose list it is waits for nothing. Hidden: reading plans takes modules that the first screen does without.
"""

from desktop.casework import explaining
from desktop.ui.jobs import Job, Progress
from desktop.ui.page import Page


def looking(page: Page) -> Job:
    """A job that finds those households; not the workspace's, since a list without this filter is still one."""
    store = page.workspace.store

    def look(_tell: Progress) -> frozenset[bytes]:
        return explaining.to_be_told_again(store)

    return Job(look, page)
