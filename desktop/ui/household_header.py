"""The head of a household's pages: who, where, how far, how to reach them, and its tabs.

Hidden: what gives way first where there is little room, so that no word on a button is cut.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from desktop.casework.papers import signs
from desktop.domain.fields import RECORDS
from desktop.domain.four_clear import Case, four_clear
from desktop.domain.stages import circumstances, findings_against_office, steps
from desktop.ui import icons, ledger_summary, sign_words, theme
from desktop.ui.boxes import pictured
from desktop.ui.notices import Notice
from desktop.ui.pill import Pill
from desktop.ui.stepper import Stepper
from desktop.ui.workspace import Workspace

_BUTTON = 48
_EDGE, _GAP, _SIGN = 16, 12, 16
_TOP = Qt.AlignmentFlag.AlignTop


class HouseholdHeader(QFrame):
    """Stands above every page of one household."""

    tab_wanted = Signal(int)
    phone_wanted = Signal()
    edit_wanted = Signal()
    primary_wanted = Signal()
    visit_wanted = Signal()
    show_wanted = Signal()
    explain_wanted = Signal()
    print_wanted = Signal()

    def __init__(self, workspace: Workspace, tabs: Sequence[str]) -> None:
        super().__init__()
        self._workspace = workspace
        self.setProperty("part", "head")
        voice = workspace.voice
        self._name, self._address = theme.label("", "hero"), theme.label("", "plain")
        self._about = theme.label("", "second")
        self._about.setWordWrap(False)
        self._stepper = Stepper(voice)
        self._beside = Pill()
        self._holder = theme.label("", "second")
        self._holder.setWordWrap(False)
        self._with_holder = QWidget()
        self._phone = theme.button("", "link", "phone", "phone")
        self._edit_words = voice.word("Number and address")
        self._edit = theme.button(self._edit_words, name="edit-household", icon="pencil")
        self._edit.setAccessibleName(self._edit_words)
        self._primary = theme.button("", "large", "primary")
        self._visit = theme.button("", "filled", "begin-visit", "door")
        self._visit.setToolTip("F2")
        self._explain = theme.button(voice.word("Explain the policy"), "link", "explain", "policy")
        self._explain.setToolTip("F4")
        self._show = theme.button(voice.word("Show the household"), "link", "show-household", "eye")
        self._show.setToolTip("F11")
        self._print = theme.button("", "link", "print-papers", "print")
        self._print.setAccessibleName(voice.word("Print papers"))
        self._print.setToolTip("Ctrl+P")
        self._owes = Notice("risk")
        self.tabs = QTabBar()
        self.tabs.setObjectName("tabs")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(voice.word("Parts of the household"))
        for place, tab in enumerate(tabs):
            self.tabs.addTab(tab)
            self.tabs.setTabToolTip(place, f"Ctrl+{place + 1}")
        self._named = tuple(tabs)
        self._lay_out()
        self.tabs.currentChanged.connect(self.tab_wanted)
        self._phone.clicked.connect(self.phone_wanted)
        self._edit.clicked.connect(self.edit_wanted)
        self._show.clicked.connect(self.show_wanted)
        self._explain.clicked.connect(self.explain_wanted)
        self._print.clicked.connect(self.print_wanted)
        self._primary.clicked.connect(self.primary_wanted)
        self._visit.clicked.connect(self.visit_wanted)

    def show_case(self, case: Case) -> None:
        voice, home = self._workspace.voice, case.household
        missing = sum(len(part.missing) for part in four_clear(case))
        self._show_name(ledger_summary.called(case, voice))
        self._address.setText(ledger_summary.address_of(case))
        plot = f"{voice.label(RECORDS['household'].field['plot'])} {home.plot}" if home.plot else ""
        self._about.setText(" · ".join(filter(None, (home.number, plot, home.building))))
        self._give_way()
        self._stepper.show_steps(steps(case), missing)
        beside = voice.listed(voice.word(each) for each in circumstances(case))
        self._beside.say(beside, "warn", "info") if beside else self._beside.say("")
        phone = ledger_summary.phone_of(case)
        self._phone.setVisible(phone is not None)
        self._phone.setEnabled(not self._workspace.is_read_only)  # nobody could write down who looked
        if phone is not None:
            self._phone.setText(voice.word("{phone}  Show", phone=phone[1]))
        left = voice.words("{n} missing", "{n} missing", missing) if missing else voice.word("clear")
        self.tell_beside(0, left)
        owes = findings_against_office(case)
        self._owes.say("\n".join(voice.word(each.message, **each.values) for each in owes))

    def show_holder(self, name: str) -> None:
        """Who looks after the household; nothing where nobody does."""
        self._holder.setText(name)
        self._holder.setToolTip(self._workspace.voice.word("{name} looks after this household", name=name))
        self._holder.setAccessibleName(self._holder.toolTip() if name else "")
        self._with_holder.setVisible(bool(name))

    def show_phone(self, phone: str) -> None:
        """Shows the clear number, after who looked was written down."""
        self._phone.setText(phone)

    def tell_beside(self, tab: int, text: str) -> None:
        """A few words beside the name of a tab."""
        self.tabs.setTabText(tab, f"{self._named[tab]} · {text}" if text else self._named[tab])

    def set_primary(self, verb: str, *, is_foremost: bool = False) -> None:
        """What the part that is seen offers says what it does; without a verb there is nothing.

        Where it is the foremost, it is the filled button, and a visit is not (ui.md, rule 1).
        """
        self._primary.setText(verb)
        self._primary.setVisible(bool(verb))
        self._edit.setHidden(is_foremost)  # there is room for two
        theme.relook(self._primary, look="filled" if is_foremost else "large")
        theme.relook(self._visit, look="large" if is_foremost else "filled")
        self._visit.setIcon(icons.icon("door", theme.colour("ink" if is_foremost else "on_dark")))
        self._primary.setIcon(icons.icon("add", theme.colour("on_dark")) if is_foremost else QIcon())
        self._across.removeWidget(self._visit)  # the foremost stands at the edge
        self._across.insertWidget(self._across.indexOf(self._primary) + (not is_foremost), self._visit, 0, _TOP)
        self._give_way()

    def offer_visit(self, verb: str) -> None:
        """The one filled button, which begins a visit or goes on with one; without a verb there is none."""
        self._visit.setText(verb)
        self._visit.setVisible(bool(verb))
        self._give_way()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_way()

    # Inside

    def _show_name(self, name: str) -> None:
        """With the pictures of those characters that no type has."""
        drawn = {} if signs.is_usual(name) else self._workspace.read(signs.signs, {})
        seen = sign_words.with_pictures(name, drawn, theme.font(theme.HERO).pixelSize()) if drawn else ""
        self._name.setTextFormat(Qt.TextFormat.RichText if seen else Qt.TextFormat.PlainText)
        self._name.setText(seen or name)
        self._name.setAccessibleName(name)

    def _give_way(self) -> None:
        """First the words of the pencil, then the number, then the address."""
        self._about.show()
        self._address.show()
        self._edit.setText(self._edit_words)
        for give_way in (lambda: self._edit.setText(""), self._about.hide, self._address.hide):
            if self._asked() <= self.width() - 2 * _EDGE:
                return
            give_way()

    def _asked(self) -> int:
        """How broad the first line is with what is not hidden."""
        parts = (self._name, self._address, self._about, self._edit, self._primary, self._visit)
        return sum(each.sizeHint().width() + _GAP for each in parts if not each.isHidden())

    def _lay_out(self) -> None:
        first = self._across = QHBoxLayout()
        first.setSpacing(_GAP)
        first.addStrut(theme.high(_BUTTON))  # so that nothing moves where there is no filled button
        for part in (self._name, self._address, self._about):
            first.addWidget(part, 0, Qt.AlignmentFlag.AlignBottom)
        first.addStretch()
        for button in (self._edit, self._primary, self._visit):
            first.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        second = QHBoxLayout()
        second.setSpacing(12)
        pair = QHBoxLayout(self._with_holder)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.setSpacing(4)
        for part in (pictured("person", "ink_2", _SIGN), self._holder):
            pair.addWidget(part)
        for part in (self._stepper, self._beside, self._with_holder, self._phone):
            second.addWidget(part)
        second.addStretch()
        words = QVBoxLayout()
        words.setContentsMargins(_EDGE, 8, _EDGE, 0)
        words.setSpacing(2)
        words.addLayout(first)
        words.addLayout(second)
        below = QHBoxLayout()
        below.setContentsMargins(12, 0, 12, 0)
        below.addWidget(self.tabs)
        below.addStretch()
        for button in (self._print, self._show):
            below.addWidget(button)
        below.addWidget(self._explain)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(words)
        column.addWidget(self._owes)
        column.addLayout(below)
