"""What every page inside the shell is: a place that can be gone to, with a heading, that leaves nothing unsaved."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui import theme
from desktop.ui.workspace import Workspace

OF_NOBODY = "of-nobody"
"""The part of the print page that lists what is of no household: blank forms, slips."""


class Place(msgspec.Struct, frozen=True):
    """Where in the window: a page by its name, the household that it shows, a part of the page, and a row of it.

    A tuple of them is the way back. `field` is where the keyboard goes first, in a record that is opened.
    """

    page: str
    household: bytes | None = None
    part: str = ""
    row: bytes | None = None
    field: str = ""


class Heading(msgspec.Struct, frozen=True):
    """What the top bar says: the title, a line about it, and the page above, which Esc goes to."""

    title: str
    about: str = ""
    above: Place | None = None
    above_title: str = ""
    hides_search: bool = False


class Page(QWidget):
    """One page of an open store. It reads from the workspace's store, and writes through the workspace."""

    wanted = Signal(object)  # a Place, to be shown instead
    headed = Signal()  # the heading changed

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace.room)
        self.workspace = workspace
        self.setProperty("part", "canvas")

    def heading(self) -> Heading:
        raise NotImplementedError

    def show_place(self, place: Place) -> None:
        """Shows what a place names of this page."""
        raise NotImplementedError

    def place(self) -> Place:
        """Where this page stands now, to come back to."""
        raise NotImplementedError

    def to_print(self) -> Place | None:
        """Where Ctrl+P leads: to the papers of the household that is seen; None where there is none."""
        household = self.place().household
        return Place("print", household) if household is not None else None

    def panes(self) -> Sequence[QWidget]:
        """What F6 goes to on this page, in turn."""
        return [self]

    def step_back(self) -> bool:
        """Undoes one step within the page, such as a filter; False where Esc should leave it."""
        return False

    def in_reach(self) -> int:
        """How many pixels from its foot on nothing may stand over: what is pressed next stands there."""
        return theme.FOOTER

    def leave(self) -> None:
        """Writes down what is being typed: the page is about to be left, or closed."""
