"""Settings."""

from PySide6.QtCore import Signal

from desktop.settings import Settings
from desktop.ui.page import Heading, Page, Place
from desktop.ui.workspace import Workspace


class SettingsPage(Page):
    """Settings."""

    changed = Signal(object)
    lock_wanted = Signal()

    def __init__(self, workspace: Workspace, _settings: Settings = Settings()) -> None:
        super().__init__(workspace)
        self._place = Place("settings")

    def heading(self) -> Heading:
        return Heading(self.workspace.voice.word("Settings"))

    def show_place(self, place: Place) -> None:
        self._place = place

    def place(self) -> Place:
        return self._place
