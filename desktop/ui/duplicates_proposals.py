"""What a united household says otherwise than the kept one: what stands, what is offered, and the way to take it over.

Promise: nothing is taken over by itself, and what moves money says so. Hidden: who may not write a field sees it
without the button.
"""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.casework.sameness import Proposal
from desktop.ui import duplicates_words, icons, theme
from desktop.ui.boxes import scrolling
from desktop.ui.notices import Voice
from desktop.ui.pill import Pill

_ROWS = 4  # that are seen without scrolling
_HIGH, _NAMED, _SIGN = 52, 150, 18


class Proposals(QFrame):
    """The lines; hidden while there are none."""

    adoption_wanted = Signal(object)  # a Proposal

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._area: QScrollArea | None = None
        self.setProperty("part", "bar")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_proposals(self, proposals: Sequence[Proposal], may_write: Callable[[str, str], bool]) -> None:
        """Shows these instead of those that are there."""
        if self._area is not None:
            self._column.removeWidget(self._area)
            self._area.hide()
            self._area.deleteLater()
            self._area = None
        self.setHidden(not proposals)
        if not proposals:
            return
        inside = QWidget()
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        for place, each in enumerate(proposals, 1):
            record = each.record.record_type().name
            may_adopt = all(may_write(record, group) for group in each.groups)
            lines.addWidget(self._line(each, place, may_adopt=may_adopt))
        self._area = scrolling(inside)
        self._area.setFixedHeight(min(len(proposals), _ROWS) * (theme.high(_HIGH) + 4) + 2)
        self._column.addWidget(self._area)
        self._area.show()

    def _line(self, proposal: Proposal, place: int, *, may_adopt: bool) -> QFrame:
        word = self._voice.word
        line = QFrame()
        line.setProperty("part", "row")
        line.setMinimumHeight(theme.high(_HIGH))
        across = QHBoxLayout(line)
        across.setContentsMargins(16, 4, 16, 4)
        across.setSpacing(12)
        named = theme.label(duplicates_words.group(self._voice, proposal), "second")
        named.setFixedWidth(theme.broad(_NAMED))
        before, after = duplicates_words.change(self._voice, proposal)
        across.addWidget(named)
        arrow = QLabel()
        arrow.setPixmap(icons.pixmap("arrow-right", theme.colour("ink_2"), _SIGN, self.devicePixelRatioF()))
        stands, offered = _value(before, "plain"), _value(after, "bold")
        across.addWidget(stands, 1)
        across.addWidget(arrow)
        across.addWidget(offered, 1)
        if proposal.moves_money:
            across.addWidget(Pill(word("affects the amount"), "warn", "money"))
        if may_adopt:
            adopt = theme.button(word("Take over…"), name=f"adopt-{place}", icon="check")
            adopt.setAccessibleName(word("Take over {field}: {value}", field=named.text(), value=after))
            adopt.clicked.connect(partial(self._ask, proposal))
            across.addWidget(adopt)
        return line

    def _ask(self, proposal: Proposal, *_is_on: bool) -> None:
        self.adoption_wanted.emit(proposal)


def _value(text: str, look: str) -> QLabel:
    made = theme.label(text, look)
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
