"""What stands against a record, above its form: that it was withdrawn, or that several values of it stand."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.four_clear import Case
from desktop.domain.records import Record
from desktop.store import queries
from desktop.store.contests import contests
from desktop.ui import contest_words
from desktop.ui.band import Band
from desktop.ui.workspace import Workspace


class RecordBands(QWidget):
    """Takes no room while there is nothing to say."""

    revival_wanted = Signal()
    history_wanted = Signal()
    conflict_wanted = Signal(bytes, str)  # the row and group of a register that waits for a decision

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        word = workspace.voice.word
        self._withdrawn = Band("info", "withdraw", word("Bring it back"), "revive", "undo")
        self._contested = Band("warn", "conflict", word("See all in the history"), "see-contest", "history")
        self._decide = self._contested.add_way(word("Look at both, decide…"), "decide-contest")
        self._waits: tuple[bytes, str] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._withdrawn)
        column.addWidget(self._contested)
        self._withdrawn.wanted.connect(self.revival_wanted)
        self._contested.wanted.connect(self.history_wanted)
        self._decide.clicked.connect(self._lead_on)

    def show_record(self, case: Case, record: Record, *, may_revive: bool) -> None:
        """Shows what stands against this record of a household."""
        word, home = self._workspace.voice.word, case.household
        is_withdrawn = bool(getattr(record, "withdrawn", None))
        told = word("This is withdrawn: it is only read.") if is_withdrawn else ""
        reason = getattr(record, "withdrawn_reason", None) or ""
        if home.withdrawn and record.id != home.id:
            told, reason = word("The household is withdrawn: this is only read."), home.withdrawn_reason or ""
        elif home.same_as:
            told, reason = word("The household goes on as another one: this is only read."), ""
        is_alone = not home.withdrawn and not home.same_as
        self._withdrawn.say(told, word(reason), has_way=is_withdrawn and may_revive and is_alone)
        self._show_contests(home.id, record)
        self.setHidden(self._withdrawn.isHidden() and self._contested.isHidden())

    def _lead_on(self) -> None:
        if self._waits is not None:
            self.conflict_wanted.emit(*self._waits)

    def _show_contests(self, household: bytes, record: Record) -> None:
        store, voice = self._workspace.store, self._workspace.voice
        of_row = [each for each in contests(store, household) if each.row == record.id]
        self._waits = next(((each.row, each.group) for each in of_row), None)
        staff = queries.staff_names(store) if of_row else {}
        self._contested.say(
            "\n".join(contest_words.title(voice, each) for each in of_row),
            "\n".join(contest_words.told(voice, each, staff) for each in of_row),
        )
