"""Below a sum: what locking means, who checked it, and the one filled button.

Promise: the button says which version it checks or locks, and is there only for who may do it.
"""

from PySide6.QtWidgets import QFrame, QHBoxLayout

from desktop.ui import theme
from desktop.ui.pill import Pill
from desktop.ui.sum_trial import Result
from desktop.ui.workspace import Workspace

_GAP = 12


class Foot(QFrame):
    """The foot. `is_ready` tells that its filled button does something."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setProperty("part", "foot")
        self._voice = workspace.voice
        self._may_print = workspace.may_write("printing", "printing")
        word = self._voice.word
        self._about = theme.label("", "second")
        self._checked = Pill()
        self.shown = theme.button(f"{word('Show it to the household')}  F11", "large", "show-household")
        self.primary = theme.button("", "filled", "lock-sum")
        self.is_ready = False
        across = QHBoxLayout(self)
        across.setContentsMargins(16, 8, 16, 8)
        across.setSpacing(_GAP)
        across.addWidget(self._about, 1)
        across.addWidget(self._checked)
        across.addWidget(self.shown)
        across.addWidget(self.primary)

    def show_standing(self, found: Result, version: int, *, may_lock: bool, may_check: bool, is_free: bool) -> None:
        word = self._voice.word
        check = found.obstacles.check if found.obstacles else None
        self._checked.say(word("{name} checked it", name=check.checked_by) if check else "", "ok", "ok")
        may = may_lock or may_check or found.locked is not None
        self.is_ready = found.reckoned is not None and is_free and may
        self.primary.setEnabled(self.is_ready)
        if found.locked is not None:
            locked = word("version {n} is locked", n=found.locked.version or "")
            by = word("{name} checked it", name=check.checked_by) if check else ""
            self._checked.say(self._voice.listed(filter(None, (locked, by))), "info", "lock")
            self._about.setText(word("This is exactly what was locked. Change a fact or an answer for a new version."))
            to_print, back = word("To its sheet, to print it"), word("Back to the household")
            self.primary.setText(to_print if self._may_print else back)
        elif check is None:
            self._about.setText(word("Two people look at a sum before it is locked. Then it never changes."))
            self.primary.setText(word("Have version {n} checked", n=version))
        else:
            self._about.setText(
                word("Once locked it can't be changed; version {n} would take its place.", n=version + 1)
            )
            self.primary.setText(f"{word('Lock version {n}', n=version)}  Ctrl L")
        if may_check and found.locked is None:
            self._about.setText(word("Who checks looks through every figure. The field team locks what was checked."))
            self.primary.setText(word("Checked: sign"))
        elif not may_lock and found.locked is None:
            self._about.setText(word("This can be tried here, and locked by the field team."))
