"""What is turned round to the household: the whole screen, in big letters, about this household alone.

Promise: nobody comes from here to what is not theirs: after a minute in which nobody touched anything it is left with
the passphrase alone. Hidden: a window of its own over the other one, so that no key of the other one is heard.
"""

import time
from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.casework import showing
from desktop.casework.showing import Given, Shown
from desktop.domain.errors import Refused
from desktop.domain.records import Flat
from desktop.domain.rights import Side
from desktop.store import vault
from desktop.store.vault import Unlocked
from desktop.ui import household_cards, ledger_summary, theme
from desktop.ui.enter_key import EnterPresses
from desktop.ui.household_file import HouseholdFile
from desktop.ui.jobs import Job
from desktop.ui.notices import Notice, told
from desktop.ui.passphrase_field import PassphraseField
from desktop.ui.reading_aloud import ReadAloud
from desktop.ui.workspace import Workspace

ALONE = 60.0
"""Seconds in which nobody touched anything, after which the passphrase is asked for."""

_EDGE, _GATE = 28, 460
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.Wheel,
    }
)


def _clocks() -> tuple[float, ...]:
    """The one does not go while the computer sleeps, and the other may be set back."""
    return time.monotonic(), time.time()


class HouseholdView(QWidget):
    """Shows one household what is its own. `given` tells what the ledger does not hold, `clause` what comes first."""

    left = Signal()

    def __init__(
        self,
        workspace: Workspace,
        file: HouseholdFile,
        owner: QWidget,
        *,
        given: Given | None = None,
        flats: Mapping[str, Flat] | None = None,
        clause: str = "",
        clocks: Callable[[], tuple[float, ...]] = _clocks,
    ) -> None:
        super().__init__(owner, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self._workspace, self._file, self._clocks = workspace, file, clocks
        self._touched, self._was_alone, self._is_opened = clocks(), False, False
        word = workspace.voice.word
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setObjectName("household-view")
        self.setProperty("part", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(word("For the household"))
        self._name = theme.label("", "view-second")
        self._title, self._about = theme.label("", "view-title"), theme.label("", "view-second")
        for label in (self._title, self._about):
            label.setWordWrap(True)
        self._aloud = ReadAloud(workspace.voice, lambda: self._cards[self._place].spoken, "large")
        self._leave = theme.button(f"{word('Leave')}  Esc", "large", "leave-view", "close")
        self._before = theme.button(word("Card before"), "large", "card-before", "arrow-left")
        self._after = theme.button("", "filled", "card-after")
        self._count = theme.label("", "view")
        self._seen, self._both = QStackedWidget(), QStackedWidget()
        for stack in (self._seen, self._both):
            stack.setProperty("part", "inset")
        self._gate = _Gate(workspace, self)
        self._place = 0
        self._flats = flats
        self._cards = self._made(given, clause)
        self._lay_out()
        self._ring = theme.FocusRing(self)
        EnterPresses(self)
        self._connect()
        self._turn_to(0)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT:
            self._touch()
        return False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        window = self.windowHandle()
        if window is not None:
            window.installEventFilter(self)
        self._after.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """However somebody would leave, the same holds: with the passphrase, where nobody was here for a minute."""
        self._touch()
        if self._was_alone and not self._is_opened:
            event.ignore()
            self._stay() if self._both.currentWidget() is self._gate else self._ask()
            return
        self._aloud.stop()
        super().closeEvent(event)
        self.left.emit()

    # Inside

    def _touch(self) -> None:
        now = self._clocks()
        went_by = max(after - before for before, after in zip(self._touched, now, strict=True))
        self._was_alone = self._was_alone or went_by >= ALONE
        self._touched = now

    def _ask(self) -> None:
        self._aloud.stop()
        self._gate.ask()
        self._both.setCurrentWidget(self._gate)
        self._gate.field.setFocus()

    def _open(self) -> None:
        self._is_opened = True
        self.close()

    def _stay(self) -> None:
        self._both.setCurrentIndex(0)
        self._after.setFocus()

    def _made(self, given: Given | None, clause: str) -> list[household_cards.Card]:
        voice, home = self._workspace.voice, self._file.case.household

        def shown() -> Shown | None:
            try:
                return showing.compensation(self._workspace.store, home, voice.language, given, self._flats)
            except Refused:  # these facts have no result, which the staff see elsewhere, with why
                return None

        first = self._workspace.read(lambda store: showing.clause(store, clause), None) if clause else None
        own = tuple(each for each in self._file.clocks if each.term.side is Side.HOUSEHOLD)
        table = household_cards.Table(voice, own, self._file.today, self._turn_to)
        return household_cards.cards(table, shown(), first)

    def _turn_to(self, place: int) -> None:
        self._touch()
        self._aloud.stop()
        self._place = place % len(self._cards)
        card, count = self._cards[self._place], len(self._cards)
        voice = self._workspace.voice
        self._title.setText(card.title)
        self._about.setText(card.about)
        self._about.setHidden(not card.about)
        self._seen.setCurrentIndex(self._place)
        self._before.setEnabled(self._place > 0)
        self._count.setText(voice.word("Card {n} of {count}", n=self._place + 1, count=count))
        is_last = self._place == count - 1
        following = self._cards[0 if is_last else self._place + 1].title
        told_as = (
            voice.word("Once more: {title}", title=following)
            if is_last
            else voice.word("Next: {title}", title=following)
        )
        self._after.setText(told_as)
        self.setAccessibleName(f"{card.title}\n{card.about}")

    def _lay_out(self) -> None:
        file, voice = self._file, self._workspace.voice
        called = (ledger_summary.called(file.case, voice), ledger_summary.address_of(file.case))
        self._name.setText(" · ".join(filter(None, called)))
        for card in self._cards:
            self._seen.addWidget(card.body)
        words = QVBoxLayout()
        words.setSpacing(2)
        for part in (self._name, self._title, self._about):
            words.addWidget(part)
        above, below = QHBoxLayout(), QHBoxLayout()
        above.setSpacing(16)
        above.addLayout(words, 1)
        for part in (self._aloud, self._leave):
            above.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._before)
        below.addStretch()
        below.addWidget(self._count)
        below.addStretch()
        below.addWidget(self._after)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(_EDGE, 20, _EDGE, 20)
        column.setSpacing(16)
        column.addLayout(above)
        column.addWidget(self._seen, 1)
        column.addLayout(below)
        self._both.addWidget(inside)
        self._both.addWidget(self._gate)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._both)

    def _connect(self) -> None:
        self._leave.clicked.connect(self.close)
        self._before.clicked.connect(lambda: self._turn_to(self._place - 1))
        self._after.clicked.connect(lambda: self._turn_to(self._place + 1))
        self._gate.opened.connect(self._open)
        self._gate.left.connect(self._stay)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._ring.follow)
        for keys in ("Esc", "F11"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.close)


class _Gate(QWidget):
    """Asks for the passphrase before the program is seen again; nobody is named."""

    opened = Signal()
    left = Signal()

    def __init__(self, workspace: Workspace, owner: QWidget) -> None:
        super().__init__(owner)
        self._workspace = workspace
        word = workspace.voice.word
        self.field = PassphraseField(workspace.voice, "view-passphrase", word("Passphrase"))
        self._notice = Notice()
        self._stay = theme.button(word("Stay here"), "large", "stay-in-view")
        self._go = theme.button(word("Leave the big letters"), "filled", "open-view")
        inside = QWidget()
        inside.setFixedWidth(theme.broad(_GATE))
        column = QVBoxLayout(inside)
        column.setSpacing(12)
        column.addWidget(theme.label(word("Please give the computer back to us"), "view-title"))
        about = theme.label(word("Nobody was here for a minute. The passphrase of whoever works here leaves."), "view")
        about.setWordWrap(True)
        column.addWidget(about)
        for part in (self.field, self._notice):
            column.addWidget(part)
        across = QHBoxLayout()
        across.setSpacing(12)
        across.addWidget(self._stay)
        across.addWidget(self._go, 1)
        column.addLayout(across)
        around = QVBoxLayout(self)
        middle = QHBoxLayout()  # an alignment would cut off what needs a second line
        middle.addStretch()
        middle.addWidget(inside)
        middle.addStretch()
        around.addStretch()
        around.addLayout(middle)
        around.addStretch()
        self._stay.clicked.connect(self.left)
        self._go.clicked.connect(self._try)
        self.field.returnPressed.connect(self._try)

    def ask(self) -> None:
        """Begins anew."""
        self.field.clear()
        self.field.hide_typed()
        self._notice.say("")

    def _try(self) -> None:
        store, passphrase = self._workspace.store, self.field.text()
        self._notice.say("")
        self._let(may_try=False)
        name = vault.own_slot(store.folder, store.opened).name
        job = Job(lambda _progress: vault.unlock(store.folder, passphrase, name), self)
        job.done.connect(self._take)
        job.refused.connect(self._refuse)
        job.start()

    def _take(self, unlocked: Unlocked) -> None:
        self._let(may_try=True)
        self.field.clear()
        if unlocked.signing.public == self._workspace.store.opened.signing.public:
            self.opened.emit()

    def _refuse(self, refused: Refused | OSError) -> None:
        self._let(may_try=True)
        self._notice.say(told(self._workspace.voice, refused))
        self.field.setFocus()
        self.field.selectAll()

    def _let(self, *, may_try: bool) -> None:
        for part in (self.field, self._go):
            part.setEnabled(may_try)
