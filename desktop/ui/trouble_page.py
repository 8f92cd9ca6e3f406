"""A store that can't be opened for writing now: why, and what can be done about it (R14).

Promise: the page itself changes nothing; what is offered fits the reason, and reading what can be read is always among
it where the vault is open.
"""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import Refused
from desktop.i18n import N_
from desktop.store import backup, migrations, opening, vault
from desktop.store import folder as place
from desktop.store.vault import Unlocked
from desktop.ui import theme
from desktop.ui.backup_pane import BackupPane
from desktop.ui.boxes import band
from desktop.ui.check_pane import CheckPane
from desktop.ui.doorway import Choice, Doorway
from desktop.ui.mending_panes import AgainPane, ExportPane, GoOnPane, MovePane, ReadPane
from desktop.ui.notices import Voice, told
from desktop.ui.pane import Pane

_DAMAGED = ("read", "backup", "export", "check")
_OFFERS = {
    place.IN_USE: ("read", "again"),
    place.UNSAFE: ("move", "read"),
    opening.MISSING: ("backup", "read", "go-on"),
    migrations.NEWER: ("again",),
    vault.NEWER: ("again",),
}
_LOCKED = ("backup", "again")  # what can be done without the store's key
_CHOICES = {
    "read": (N_("Only read"), N_("Nothing is written; everything can be seen and copied"), "eye"),
    "backup": (N_("Bring a backup back"), N_("What is here now is set aside, not deleted"), "recovery"),
    "export": (N_("Export what can be read"), N_("As an Excel file of the households"), "export"),
    "check": (N_("Check and repair"), N_("Look at everything, then mend what can be mended"), "shield"),
    "again": (N_("Try again"), N_("After it was closed elsewhere, or the disk is back"), "refresh"),
    "go-on": (N_("Go on from this older state"), N_("If the missing entries are not to be had"), "forward"),
    "move": (N_("Move it to a safe place"), N_("Copied, compared file by file, then taken away here"), "folder"),
}


class TroublePage(Doorway):
    """Says what is wrong with one store, and offers what helps."""

    opened = Signal(object, str)  # a Store that is open for reading, and why only so
    unlocked = Signal(object, object)  # the folder, and who opens it: to be opened anew
    restored = Signal(object, object, object)
    gone_on = Signal(object, object)  # the same, where its older state is accepted
    again = Signal(object, object)
    left_again = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__("warn")
        self._voice = voice
        self._folder = Path()
        self._unlocked: Unlocked | None = None
        self._reason, self._area = "", ""
        self._offered: list[Choice] = []
        self._why: QWidget | None = None
        self._ways = {
            "read": self._read,
            "backup": self._bring_back,
            "export": self._export,
            "check": self._check,
            "again": self._try_again,
            "go-on": self._go_on,
            "move": self._move,
        }
        for name, (title, about, icon) in _CHOICES.items():
            choice = Choice(voice.word(title), voice.word(about), f"trouble-{name}", icon)
            self._offered.append(choice)
            self.offer(choice, self._ways[name])
        self.left.addStretch()
        leave = theme.button(voice.word("Open another area"), name="trouble-leave", icon="arrow-left")
        self.left.addWidget(leave, 0, Qt.AlignmentFlag.AlignLeft)
        leave.clicked.connect(self.left_again)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self._leave)

    def _leave(self) -> None:
        if self.asked.isEnabled():  # nothing is under way
            self.left_again.emit()

    def tell(self, folder: Path, area: str, unlocked: Unlocked | None, refused: Refused | OSError) -> None:
        """Tells the trouble of this store; without its key only a backup helps."""
        word = self._voice.word
        self._folder, self._area, self._unlocked = folder, area, unlocked
        is_refusal = isinstance(refused, Refused)
        what = refused.what if is_refusal else ""
        self._reason = word(refused.what, **refused.values) if is_refusal else told(self._voice, refused)
        self.headline.setText(word("{area} was not opened", area=area))
        self.subline.setText(word("Nothing was changed. First the reason, then what you can do."))
        if self._why is not None:
            self.left.removeWidget(self._why)
            self._why.hide()
            self._why.deleteLater()
        is_command = is_refusal and "ruhu " in refused.remedy  # then the choices below are what it says
        remedy = word(refused.remedy, **refused.values) if is_refusal and what not in _OFFERS and not is_command else ""
        self._why = band("warn", "warn", self._reason, remedy)
        self.left.insertWidget(2, self._why)
        self._why.show()
        offered = _OFFERS.get(what, _DAMAGED if unlocked is not None else _LOCKED)
        for name, choice in zip(_CHOICES, self._offered, strict=True):
            choice.setVisible(name in offered)
        first = offered[0]
        self.choose(self._offered[list(_CHOICES).index(first)])
        self._ways[first]()

    def _show(self, pane: Pane) -> None:
        self.show_pane(pane)
        pane.begin()

    def _read(self) -> None:
        if self._unlocked is not None:
            pane = ReadPane(self._voice, self._folder, self._unlocked)
            pane.opened.connect(lambda store: self.opened.emit(store, self._reason))
            self._show(pane)

    def _bring_back(self) -> None:
        pane = BackupPane(self._voice, self._folder, backup.backups_in(self._folder / "backups"))
        pane.restored.connect(self.restored)
        self._show(pane)

    def _export(self) -> None:
        if self._unlocked is not None:
            self._show(ExportPane(self._voice, self._folder, self._unlocked, self._area))

    def _check(self) -> None:
        if self._unlocked is not None:
            pane = CheckPane(self._voice, self._folder, self._unlocked)
            pane.mended.connect(lambda: self.unlocked.emit(self._folder, self._unlocked))
            self._show(pane)

    def _try_again(self) -> None:
        pane = AgainPane(self._voice)
        pane.wanted.connect(lambda: self.again.emit(self._folder, self._unlocked))
        self._show(pane)

    def _go_on(self) -> None:
        pane = GoOnPane(self._voice)
        pane.wanted.connect(lambda: self.gone_on.emit(self._folder, self._unlocked))
        self._show(pane)

    def _move(self) -> None:
        pane = MovePane(self._voice, self._folder, self._area)
        pane.moved.connect(lambda folder: self.unlocked.emit(folder, self._unlocked))
        self._show(pane)
