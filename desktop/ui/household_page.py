"""Household."""

from PySide6.QtCore import Signal

from desktop.settings import Settings
from desktop.ui.page import Heading, Page, Place
from desktop.ui.workspace import Workspace


class HouseholdPage(Page):
    """Household."""

    changed = Signal(object)
    lock_wanted = Signal()

    def __init__(self, workspace: Workspace, _settings: Settings = Settings()) -> None:
        super().__init__(workspace)
        self._place = Place("household")

    def heading(self) -> Heading:
        return Heading(self.workspace.voice.word("Household"))

    def show_place(self, place: Place) -> None:
        self._place = place

    def place(self) -> Place:
        return self._place
