"""Below the list of households: what can be done with those that are ticked, or with the area; and how to begin one.

Promise: one filled button, which says exactly what it does, and to how many. Hidden: who may not write sees no button
that would be refused.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui import icons, theme
from desktop.ui.notices import Voice

_EDGE, _GAP = 16, 12


class Foot(QFrame):
    """Ticked or not, it says what comes next."""

    register_wanted = Signal()
    import_wanted = Signal()
    export_wanted = Signal()
    ticked_export_wanted = Signal()
    explain_wanted = Signal()
    print_wanted = Signal()
    assign_wanted = Signal()
    grievances_wanted = Signal()
    conflicts_wanted = Signal()
    untick_wanted = Signal()

    def __init__(self, voice: Voice, *, may_write: bool, may_explain: bool, may_print: bool, may_assign: bool) -> None:
        super().__init__()
        self._voice = voice
        self._may_explain, self._may_print, self._may_assign = may_explain, may_print, may_assign
        self._may_write = may_write
        self._ticked, self._has_households = 0, True
        self._long: dict[QPushButton, str] = {}
        word = voice.word
        self.news = theme.label("", "plain")
        self._untick = theme.button(word("Untick"), "link", "untick", "close")
        self._told = theme.label("", "bold")
        self._grievances = theme.button(word("Grievances"), "link", "to-grievances-of-all", "grievance")
        self._conflicts = theme.button(word("Conflicts"), "link", "to-conflicts", "conflict")
        self._has_conflicts = False
        self._explain = theme.button("", "large", "explain-ticked", "policy")
        self._assign = theme.button("", "large", "assign-ticked", "assign")
        self._import = theme.button(word("Import a ledger"), "large", "import", "import")
        self._export = theme.button(word("Export the ledger"), "large" if may_write else "filled", "export", "export")
        self._register = theme.button(word("Register a household"), "filled", "register", "add")
        self._export_ticked = theme.button("", "large" if may_print else "filled", "export-ticked", "export")
        self._print = theme.button("", "filled", "print-ticked", "print")
        self._export.setShortcut(QKeySequence("Ctrl+E"))
        self.setProperty("part", "foot")
        self._lay_out()
        self._connect()
        self.show_ticked(0, 0)

    def show_area(self, *, has_households: bool) -> None:
        """Offers the ledger where there is something to export; an empty area asks for one in its middle."""
        self._has_households = has_households
        self._show_area_buttons()

    def offer_conflicts(self, *, is_any: bool) -> None:
        """Whether anything waits for a decision, or was decided by people like this one."""
        self._has_conflicts = is_any
        self._show_area_buttons()

    def show_ticked(self, ticked: int, of: int) -> None:
        """Offers what can be done with so many of the area's households."""
        words = self._voice.words
        self._told.setText(self._voice.word("{n} of {of} households ticked", n=ticked, of=of))
        self._long = {
            self._export_ticked: words("Export {n} household", "Export {n} households", ticked),
            self._assign: self._voice.word("Assign {n}…", n=ticked),
            self._explain: words("Explain to {n} household", "Explain to {n} households", ticked),
            self._print: words("Print the sheet of {n} household", "Print the sheets of {n} households", ticked),
        }
        self._explain.setVisible(bool(ticked) and self._may_explain)
        self._print.setVisible(bool(ticked) and self._may_print)
        self._assign.setVisible(bool(ticked) and self._may_assign)
        for part in (self._untick, self._told, self._export_ticked):
            part.setVisible(bool(ticked))
        self._ticked = ticked
        self._show_area_buttons()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is little room the buttons say less; in less yet, how many are ticked stands on them alone."""
        word, n = self._voice.word, self._ticked
        short = {
            self._export_ticked: word("Export {n}", n=n),
            self._assign: word("Assign {n}…", n=n),
            self._explain: word("Explain to {n}", n=n),
            self._print: word("Print {n}", n=n),
        }
        for texts, has_told in ((self._long, True), (short, True), (short, False)):
            self._told.setVisible(bool(n) and has_told)
            for button, text in texts.items():
                button.setText(text)
                button.setAccessibleName(self._long[button])
            seen = [each for each in (self._untick, self._told, *texts) if not each.isHidden()]
            if sum(each.sizeHint().width() + _GAP for each in seen) <= self.width() - 2 * _EDGE:
                break
        self._export_ticked.setShortcut(QKeySequence("Ctrl+E"))  # other words take it away

    def _show_area_buttons(self) -> None:
        self._register.setVisible(not self._ticked and self._may_write)
        self._import.setVisible(not self._ticked and self._may_write and self._has_households)
        self._export.setVisible(not self._ticked and self._has_households)
        self._grievances.setVisible(not self._ticked)
        self._conflicts.setVisible(not self._ticked and self._has_conflicts)

    def _lay_out(self) -> None:
        across = QHBoxLayout(self)
        across.setContentsMargins(_EDGE, 8, _EDGE, 8)
        across.setSpacing(_GAP)
        self.setMinimumHeight(theme.high(theme.FOOTER))
        for part in (self._untick, self._told, self._grievances, self._conflicts, self.news):
            across.addWidget(part)
        across.addStretch()
        ticked = (self._assign, self._explain, self._export_ticked, self._print)
        for part in (self._import, self._export, self._register, *ticked):
            across.addWidget(part)

    def _connect(self) -> None:
        self._untick.clicked.connect(self.untick_wanted)
        self._import.clicked.connect(self.import_wanted)
        self._export.clicked.connect(self.export_wanted)
        self._register.clicked.connect(self.register_wanted)
        self._export_ticked.clicked.connect(self.ticked_export_wanted)
        self._explain.clicked.connect(self.explain_wanted)
        self._print.clicked.connect(self.print_wanted)
        self._assign.clicked.connect(self.assign_wanted)
        self._grievances.clicked.connect(self.grievances_wanted)
        self._conflicts.clicked.connect(self.conflicts_wanted)


class Blank(QWidget):
    """What stands in place of the list: a picture, a sentence, what it means, and one way on, or another besides."""

    wanted = Signal()
    other_wanted = Signal()

    def __init__(self, icon: str, look: str, name: str) -> None:
        super().__init__()
        self._picture, self._said, self._about = QLabel(), theme.label("", "lead"), theme.label("", "plain")
        self._picture.setPixmap(icons.pixmap(icon, theme.colour("ink_3"), 40, self.devicePixelRatioF()))
        self._way = theme.button("", look, name)
        self._other = theme.button("", "large", f"{name}-other")
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        for part in (self._picture, self._said, self._about, self._way, self._other):
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self._other.hide()
        self._way.clicked.connect(self.wanted)
        self._other.clicked.connect(self.other_wanted)

    def take_keyboard(self) -> None:
        """Gives it to the way on, where there is one."""
        for way in (self._other, self._way):
            if not way.isHidden():
                way.setFocus()

    def say(self, said: str, about: str, way: str, other: str = "") -> None:
        """Without a way on there is no button."""
        self._other.setText(other)
        self._other.setHidden(not other)
        self._said.setText(said)
        self._about.setText(about)
        self._way.setText(way)
        self._way.setVisible(bool(way))
