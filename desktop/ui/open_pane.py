"""An area that is on this computer already: those in the usual place by their names, and any other by its folder."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QListWidget, QListWidgetItem

from desktop import paths
from desktop.domain.errors import Refused
from desktop.store import folder as place
from desktop.ui import theme
from desktop.ui.boxes import breakable
from desktop.ui.folder_row import plain_name
from desktop.ui.notices import Voice
from desktop.ui.pane import Pane

_ROW, _MOST_SHOWN = 42, 6


def known_stores(last: Path | None) -> list[tuple[str, Path]]:
    """The areas that this user's stores are of, with their folders; the one that was opened last comes first."""
    usual = paths.data_folder()
    folders = sorted(each for each in usual.iterdir() if each.is_dir()) if usual.is_dir() else []
    first = [last] if last is not None else []
    found: list[tuple[str, Path]] = []
    for folder in dict.fromkeys((*first, *folders)):
        try:
            found.append((place.card(folder).area, folder))
        except (Refused, OSError):
            continue
    return found


class OpenPane(Pane):
    """Lists the areas there are."""

    chosen = Signal(object)  # the folder of a store

    def __init__(self, voice: Voice, last: Path | None) -> None:
        word = voice.word
        usual = word(
            "They lie in {folder}, and stay there when the program is removed.", folder=breakable(paths.data_folder())
        )
        super().__init__(voice, word("Which area?"), usual)
        self._list = QListWidget()
        self._list.setObjectName("stores")
        self._list.setAccessibleName(word("Which area?"))
        self._other = theme.button(word("Open another folder…"), name="other-folder", icon="folder")
        found = known_stores(last)
        for area, folder in found:
            named = area if folder.name == plain_name(area) else f"{area} · {folder.name}"
            item = QListWidgetItem(named, self._list)
            item.setData(Qt.ItemDataRole.UserRole, folder)
            item.setToolTip(str(folder))
        self._list.setFixedHeight(theme.high(_ROW) * min(len(found), _MOST_SHOWN) + 4)
        self.body.addWidget(self._list)
        self._list.setVisible(bool(found))
        if not found:
            self.body.addWidget(theme.label(word("There is no area in this place yet."), "plain"))
        self.body.addWidget(self._other, 0, Qt.AlignmentFlag.AlignLeft)
        self.first = self._list if found else self._other
        self.back.hide()
        self.go.setObjectName("open-store")
        self._list.currentRowChanged.connect(self._look)
        self._list.itemActivated.connect(self.go.click)
        self._other.clicked.connect(self._ask)
        self.go.clicked.connect(self._open)
        self._look()
        self._list.setCurrentRow(0)

    def _look(self) -> None:
        item, word = self._list.currentItem(), self.voice.word
        self.need("" if item is not None else word("Choose an area."))
        area = place.card(item.data(Qt.ItemDataRole.UserRole)).area if item is not None else ""
        self.go.setText(word("Open {area}", area=area) if area else word("Open"))

    def _open(self) -> None:
        item = self._list.currentItem()
        if item is not None:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))

    def _ask(self) -> None:
        start = next(each for each in (paths.data_folder(), *paths.data_folder().parents) if each.exists())
        folder = QFileDialog.getExistingDirectory(self, self.voice.word("Open another folder…"), str(start))
        if folder:
            self.chosen.emit(Path(folder))
