"""Settings, where the data lies: the folder, its room, what endangers it, and check and repair (R05, R14, R17).

Promise: what a check found stays readable here until the next one. Hidden: counting the folder's bytes is a job, since
it may hold thousands of photos.
"""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from desktop import paths
from desktop.domain.errors import Refused
from desktop.store import folder as place_of
from desktop.store import queries
from desktop.store.checking import Repaired, Report, Trouble
from desktop.ui import outside, theme, upkeep
from desktop.ui.jobs import Job
from desktop.ui.notices import told
from desktop.ui.settings_backup import told_moment, told_size
from desktop.ui.settings_card import Card, Row
from desktop.ui.upkeep import Upkept
from desktop.ui.workspace import Workspace

_MOST_TROUBLES = 6
_GB = 1 << 30
_SPARE = 1 << 30  # bytes free beyond which nobody need think of it


class StoreCard(Card):
    """The store's folder and its health."""

    upkeep_wanted = Signal(object)  # Upkeep

    def __init__(self, workspace: Workspace, upkept: Upkept | None) -> None:
        word = workspace.voice.word
        super().__init__(word("Where the data is"))
        self._workspace = workspace
        self._upkept = upkept if upkept and upkept.folder == workspace.store.folder else None
        self._open = theme.button(word("Open"), name="open-folder", icon="folder")
        self._move = theme.button(word("Move"), name="move-store", icon="exchange")
        self._check = theme.button(word("Check"), name="check-store", icon="shield")
        self._repair = theme.button(word("Repair"), name="repair-store", icon="settings")
        self._folder_row = Row(word("Data folder"), "", self._open, self._move)
        self._check_row = Row(word("Check and repair"), "", self._check, self._repair)
        self.add(self._folder_row)
        self._add_room()
        self._add_danger()
        self.add(self._check_row)
        self._show_health()
        self._connect()
        self._count()

    def _count(self) -> None:
        """Shows how much the folder holds, once that is known."""
        store, voice = self._workspace.store, self._workspace.voice
        households = self._workspace.read(queries.counts, {}).get("household", 0)
        told_so_far = f"{store.folder} · " + voice.words("{n} household", "{n} households", households)
        kept = voice.word("Stays when the program is uninstalled.")
        self._folder_row.tell(f"{told_so_far}\n{kept}")
        job = Job(lambda _progress: place_of.size_of(store.folder), self)  # a file that goes meanwhile is no refusal
        job.done.connect(lambda size: self._folder_row.tell(f"{told_so_far} · {told_size(size)} MB\n{kept}"))
        job.start()

    def _add_room(self) -> None:
        word, folder = self._workspace.voice.word, self._workspace.store.folder
        free = place_of.free_space(folder)
        row = Row(word("Room"), word("{size} GB free on its disk", size=f"{free / _GB:,.1f}"))
        self._add_state(
            row, "ok" if free > _SPARE else "warn", word("Enough") if free > _SPARE else word("Little left")
        )

    def _add_danger(self) -> None:
        word, folder = self._workspace.voice.word, self._workspace.store.folder
        danger = paths.unsafe_place(folder)
        if danger is None:
            row = Row(word("Cloud and network folders"), word("Looked: it lies on this computer's own disk"))
            self._add_state(row, "ok", word("No trouble"))
            return
        about = word(
            "It lies on a {kind} ({recognised}), where records get lost. Move it to this computer's own disk.",
            kind=danger.kind,
            recognised=danger.recognised,
        )
        self._add_state(Row(word("Cloud and network folders"), about), "risk", word("Unsafe"))

    def _add_state(self, row: Row, tone: str, text: str) -> None:
        row.state.say(text, tone, tone)
        self.add(row)

    def _show_health(self) -> None:
        """What the last check or repair of this session found, and whether there is anything to repair."""
        word, upkept = self._workspace.voice.word, self._upkept
        text = word("Looks at every entry and row. The area is closed meanwhile, and opens again by itself.")
        is_whole = True
        match upkept.found if upkept else None:
            case Report() as report:
                text, is_whole = self._told(report), report.is_whole
            case Repaired() as repaired:
                text, is_whole = self._told_repair(repaired), repaired.after.is_whole
            case (Refused() | OSError()) as refused:
                text, is_whole = told(self._workspace.voice, refused), False
            case None:
                pass
        self._check_row.tell(text, "second" if is_whole else "wrong")
        self._repair.setVisible(not is_whole or self._workspace.is_read_only)

    def _told(self, report: Report) -> str:
        word, when = self._workspace.voice.word, self._when()
        if report.is_whole:
            found = self._workspace.voice.words(
                "All is in order: {n} entry.", "All is in order: {n} entries.", report.entries
            )
            return word("Checked {when}. {found}", when=when, found=found)
        return "\n".join([word("Checked {when}. Something is wrong:", when=when), *self._listed(report.troubles)])

    def _told_repair(self, repaired: Repaired) -> str:
        word, when = self._workspace.voice.word, self._when()
        lines = [word("Repaired {when}.", when=when)]
        if repaired.set_aside:
            lines.append(word("The damaged file is set aside: {file}", file=repaired.set_aside))
        if not repaired.after.is_whole:
            lines += [word("Still wrong:"), *self._listed(repaired.after.troubles)]
        return "\n".join(lines)

    def _when(self) -> str:
        return told_moment(self._workspace.voice, self._upkept.at) if self._upkept else ""

    def _listed(self, troubles: tuple[Trouble, ...]) -> list[str]:
        voice = self._workspace.voice
        lines = [voice.word(trouble.message, **trouble.values) for trouble in troubles[:_MOST_TROUBLES]]
        more = len(troubles) - len(lines)
        return [*lines, voice.words("{n} more like it", "{n} more like these", more)] if more else lines

    def _open_folder(self) -> None:
        if refused := outside.shown(self._workspace.store.folder):
            self._workspace.refused.emit(refused)

    def _choose_place(self) -> None:
        word, folder = self._workspace.voice.word, self._workspace.store.folder
        chosen = QFileDialog.getExistingDirectory(self.window(), word("Where the store moves to"), str(folder.parent))
        if chosen and Path(chosen) != folder.parent:
            self.upkeep_wanted.emit(upkeep.moved(Path(chosen) / folder.name))

    def _connect(self) -> None:
        self._open.clicked.connect(self._open_folder)
        self._move.clicked.connect(self._choose_place)
        self._check.clicked.connect(lambda: self.upkeep_wanted.emit(upkeep.checked()))
        self._repair.clicked.connect(lambda: self.upkeep_wanted.emit(upkeep.repaired()))
