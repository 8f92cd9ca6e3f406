import stores
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.cli.words import Voice
from desktop.domain.errors import Refused
from desktop.i18n import Language
from desktop.ui import theme
from desktop.ui.page import Heading, Page, Place
from desktop.ui.shell import Shell
from desktop.ui.workspace import Workspace


class Damaged(Page):
    """A page whose part of the store can't be read."""

    def heading(self) -> Heading:
        return Heading("Households")

    def show_place(self, place: Place) -> None:
        raise Refused("{page} can't be read.", "Repair the store.", page=place.page)

    def place(self) -> Place:
        return Place("households")


def test_where_a_store_is_only_read_a_page_that_cannot_be_has_its_heading_and_says_so(
    qapp: QApplication, qtbot: QtBot, new_store: stores.NewStore
) -> None:
    theme.dress(qapp)
    with new_store("area") as made:
        folder = made.folder
    store = stores.opened(folder, read_only=True)
    workspace = Workspace(store, Voice(Language.ENGLISH))
    shell = Shell(workspace, {"households": lambda: Damaged(workspace)})
    qtbot.addWidget(shell)
    shell.show()
    shell.go(Place("households"))
    seen = [label.text() for label in shell.findChildren(QLabel) if label.isVisible()]
    assert "Households" in seen
    assert any("households can't be read." in text for text in seen)
    store.close()
