"""The shell of an open store: the rail of pages, the top bar, the page that is seen, and the way back.

Promise: a page is left only after it has written down what is being typed. Hidden: pages are made when they are first
gone to, and kept until the store is locked.
"""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QKeySequence, QPainter, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMenu,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS, Role
from desktop.i18n import N_
from desktop.ui import icons, theme
from desktop.ui.boxes import bring_to_sight
from desktop.ui.notices import Notice, Warned, told
from desktop.ui.page import Heading, Page, Place
from desktop.ui.rail_item import RailItem
from desktop.ui.search_field import SearchField
from desktop.ui.undo_bar import UndoBar
from desktop.ui.workspace import Workspace

_ITEMS = {  # the rail's, by page: icon and word
    "today": ("today", N_("Today")),
    "merge": ("merge", N_("Merge")),
    "households": ("household", N_("Households")),
    "policies": ("policy", N_("Policies")),
    "progress": ("progress", N_("Progress")),
    "assignments": ("assign", N_("Assign")),
    "print": ("print", N_("Print")),
    "exchange": ("exchange", N_("Exchange")),
    "grievances": ("grievance", N_("Grievances")),
    "devices": ("devices", N_("Devices")),
    "settings": ("settings", N_("Settings")),
}
_WAY_OUT = ("export", N_("Export"))  # what the office has of the exchange: what comes in is merged
_FIELD = ("today", "households", "policies", "print", "exchange")
_LEAD = ("today", "households", "progress", "assignments", "print", "exchange")
_OFFICE = ("merge", "households", "policies", "progress", "grievances", "exchange", "devices")
_RAILS = {Role.WORKER: _FIELD, Role.LEAD: _LEAD, Role.CLERK: _OFFICE, Role.CHECKER: _OFFICE, Role.AUDITOR: _OFFICE}
_SETTINGS = "settings"
_LIST = Place("households")
_UNDER: dict[str, str] = {  # pages without an item of their own
    **dict.fromkeys(("household", "visit", "explain", "explain_many", "compensation", "import", "signs"), "households"),
    "conflicts": "merge",
    "flats": "policies",
    "duplicates": "merge",
    "verify": "print",
}
_LISTS = ("conflicts", "duplicates")  # from which households are looked at, as from a page of the rail
_ICON, _PORTRAIT = 24, 32
_ITEM, _RAIL_EDGE = 60, 6


class Shell(QWidget):
    """Everything that is seen of an open store. `pages` makes each page by its name."""

    lock_wanted = Signal()

    def __init__(self, workspace: Workspace, pages: Mapping[str, Callable[[], Page]]) -> None:
        super().__init__()
        self._workspace = workspace
        self._makers = pages
        self._pages: dict[str, Page] = {}
        self._before_settings = Place("households")
        self._came_from: tuple[Place, str] | None = None  # the last page of the rail, and what it is called
        self._list_left: tuple[Place, str] | None = None  # the list from which one looks at a household
        self._looked_from: tuple[Place, str] | None = None  # the sum or conflict from which one looks at its household
        self._stack = workspace.room = QStackedWidget()
        self.notice, self._news, self._warned = Notice(), Notice("ok"), Warned()
        self._search = SearchField(workspace, self)
        self._back = QToolButton()
        self._crumb, self._title, self._about = (theme.label("", look) for look in ("bold", "title", "plain"))
        self._slash = theme.label("/", "second")
        self._items: list[QToolButton] = []  # no QButtonGroup: it would let Tab come to the chosen one alone
        self._lay_out()
        self._connect()

    @property
    def page(self) -> Page | None:
        """The page that is seen."""
        seen = self._stack.currentWidget()
        return seen if isinstance(seen, Page) else None

    def go(self, place: Place) -> None:
        """Shows a place, after what is being typed where one is was written down."""
        if self._workspace.held:
            self._workspace.said.emit(self._workspace.held)
            self._show_heading()
            return
        self.notice.say("")  # what was refused where one was is read by now
        self._warned.say("")
        self.leave_page()
        if self.page is not None and self.page.place().page != _SETTINGS:
            self._before_settings = self.page.place()
            left = self.page.place(), self.page.heading().title
            if self.page.heading().above is None or self.page.place() == _LIST:  # which a page may have narrowed
                self._came_from, self._list_left = left, None
            elif self.page.place().page in _LISTS:
                self._list_left = left
            here, heading = self.page.place(), self.page.heading()
            is_a_fact = here.page == "compensation" and place.page == "household" and bool(place.part)
            is_looked_at = here.page == "conflicts" and place.page == "household" and place != heading.above
            self._looked_from = (here, heading.title) if is_a_fact or is_looked_at else None
        page = self._page(place.page)
        self._stack.setCurrentWidget(page)
        page.setFocus()
        try:
            page.show_place(place)  # which may have a better place for the keyboard
        except (Refused, OSError) as refused:
            if not self._workspace.is_read_only:
                raise  # who opened a damaged store for writing offers what helps
            self._workspace.refused.emit(refused)
        self._news.say("")
        self._show_heading()

    def show_count(self, page: str, number: int, told: str) -> None:
        """Shows at a page's item of the rail how many things wait there."""
        for item in self.findChildren(RailItem, f"to-{page}"):
            item.count(number, told)

    def show_band(self, band: QWidget) -> None:
        """Shows what holds for the whole store under the top bar, as long as it is open."""
        self._column.insertWidget(1, band)

    def leave_page(self) -> None:
        """Writes down what is being typed on the page that is seen."""
        if self.page is not None:
            self.page.leave()

    def step_back(self) -> None:
        """Esc: one step back on the page, or to the page above; from the settings to where one was before."""
        page = self.page
        if page is None or page.step_back():
            return
        above = self._before_settings if page.place().page == _SETTINGS else self._above(page.heading())[0]
        if above is not None:
            self.go(above)

    # Inside

    def _above(self, heading: Heading) -> tuple[Place | None, str]:
        """The page above and its title: instead of the list of households the page of the rail where one came from.

        Who looks at a fact from a sum, or at a household from a conflict, comes back there.
        """
        if self._looked_from is not None:
            return self._looked_from
        is_list = self.page is not None and self.page.place().page in _LISTS
        came_from = self._came_from if is_list else self._list_left or self._came_from
        if heading.above == Place("households") and came_from is not None:
            return came_from
        return heading.above, heading.above_title

    def _page(self, name: str) -> Page:
        if name not in self._pages:
            page = self._pages[name] = self._makers[name]()
            page.wanted.connect(self.go)
            page.headed.connect(self._show_heading)
            self._stack.addWidget(page)
        return self._pages[name]

    def _show_heading(self) -> None:
        if self.page is None:
            return
        heading = self.page.heading()
        self._title.setText(heading.title)
        self._about.setText(heading.about)
        for part in (self._back, self._crumb, self._slash):
            part.setVisible(heading.above is not None)
        self._crumb.setText(self._above(heading)[1])
        self._search.setHidden(heading.hides_search)
        name = self.page.place().page
        for item in self._items:
            item.setChecked(item.objectName() == f"to-{_UNDER.get(name, name)}")

    def _to_next_pane(self, step: int = 1) -> None:
        """F6: from the rail to the search, through the panes of the page, and round again; Shift+F6: back."""
        now = QApplication.focusWidget()
        item = next((each for each in self._items if each.isChecked()), self._items[0])
        panes = [item, self._search, *(self.page.panes() if self.page else ())]
        seen = [pane for pane in panes if pane.isVisible()]
        inside = [place for place, pane in enumerate(seen) if now and (pane is now or pane.isAncestorOf(now))]
        pane = seen[(inside[-1] + step if inside else 0) % len(seen)]
        parts = [pane] if pane.focusProxy() else [pane, *pane.findChildren(QWidget)]
        first = next((each for each in parts if _takes_keyboard(each)), pane)
        first.setFocus(Qt.FocusReason.TabFocusReason)
        bring_to_sight(first)

    def _begin_search(self) -> None:
        if self._search.isVisible():
            self._search.begin()

    def _print(self) -> None:
        place = self.page.to_print() if self.page is not None else None
        if place is not None and place.page in self._makers:
            self.go(place)

    def _focus_page(self) -> None:
        """Gives the keyboard back to where it was on the page."""
        if self.page is not None:
            (self.page.focusWidget() or self.page).setFocus()

    def _lay_out(self) -> None:
        column = self._column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._top_bar(), self.notice, self._news, self._warned):
            column.addWidget(part)
        column.addWidget(self._stack, 1)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self._rail())
        across.addLayout(column, 1)
        self._undo_bar = UndoBar(self._workspace, self._stack)

    def _rail(self) -> QFrame:
        rail = QFrame()
        rail.setProperty("part", "rail")
        rail.setFixedWidth(self._rail_width())
        column = QVBoxLayout(rail)
        column.setContentsMargins(_RAIL_EDGE, 8, _RAIL_EDGE, 8)
        column.setSpacing(4)
        for name in _RAILS[self._workspace.role]:
            if name in self._makers:
                column.addWidget(self._item(name))
        column.addStretch()
        column.addWidget(self._item(_SETTINGS))
        return rail

    def _rail_width(self) -> int:
        """Wide enough for the longest word of its pages."""
        bold = QFontMetrics(theme.font(theme.SECONDARY, is_bold=True))
        words = (self._workspace.voice.word(told_as) for name, (_, told_as) in _ITEMS.items() if name in self._makers)
        return max(theme.high(theme.RAIL), *(bold.horizontalAdvance(word) + 4 * _RAIL_EDGE for word in words), 0)

    def _item(self, name: str) -> RailItem:
        icon, told_as = _WAY_OUT if name == "exchange" and "merge" in self._makers else _ITEMS[name]
        item = RailItem(name, self._workspace.voice.word(told_as))
        item.setFixedSize(self._rail_width() - 2 * _RAIL_EDGE, theme.high(_ITEM))
        item.setIcon(icons.icon(icon, theme.colour("on_rail")))
        item.toggled.connect(lambda on: item.setIcon(icons.icon(icon, theme.colour("brand" if on else "on_rail"))))
        item.setIconSize(QSize(_ICON, _ICON))
        item.clicked.connect(lambda: self.go(Place(name)))
        self._items.append(item)
        return item

    def _top_bar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("part", "bar")
        bar.setFixedHeight(theme.high(theme.TOP_BAR))
        across = QHBoxLayout(bar)
        across.setContentsMargins(16, 0, 16, 0)
        across.setSpacing(12)
        self._back.setObjectName("back")
        self._back.setProperty("look", "flat")
        self._back.setIcon(icons.icon("back", theme.colour("brand")))
        self._back.setToolTip("Esc")
        self._back.setAccessibleName(self._workspace.voice.word("Back"))
        for part in (self._back, self._crumb, self._slash, self._title, self._about):
            across.addWidget(part)
        across.addStretch()
        across.addWidget(self._search)
        across.addWidget(self._user())
        return bar

    def _user(self) -> QToolButton:
        """Who works here, with what they can do about that."""
        opened, voice = self._workspace.store.opened, self._workspace.voice
        user = QToolButton()
        user.setObjectName("user")
        user.setProperty("look", "flat")
        role = voice.choice(RECORDS["staff"].field["role"], opened.role)
        user.setText(f"{opened.name} · {role}")
        user.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        user.setIcon(QIcon(_portrait(opened.name, self.devicePixelRatioF())))
        user.setIconSize(QSize(_PORTRAIT, _PORTRAIT))
        user.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(user)
        lock = menu.addAction(icons.icon("lock", theme.colour("ink")), voice.word("Lock the screen"))
        lock.setObjectName("lock")
        lock.setShortcut(QKeySequence("Ctrl+Alt+L"))
        lock.triggered.connect(self.lock_wanted)
        self.addAction(lock)
        user.setMenu(menu)
        return user

    def _connect(self) -> None:
        self._back.clicked.connect(self.step_back)
        self._search.chosen.connect(lambda household: self.go(Place("household", household)))
        self._search.left.connect(self._focus_page)
        self._workspace.refused.connect(lambda refused: self.notice.say(told(self._workspace.voice, refused)))
        self._workspace.kept.connect(partial(self.notice.say, ""))
        self._workspace.said.connect(self._news.say)
        self._workspace.said.connect(lambda _text: self.notice.say(""))
        self._workspace.said.connect(lambda _text: self._warned.say(""))
        self._workspace.warned.connect(self._warned.say)
        self._warned.wanted.connect(self.go)
        for key, does in (
            ("Ctrl+K", self._begin_search),
            ("Ctrl+Z", self._workspace.undo),
            ("Ctrl+P", self._print),
            ("Esc", self.step_back),
            ("F6", self._to_next_pane),
            ("Shift+F6", partial(self._to_next_pane, -1)),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(does)


def _takes_keyboard(part: QWidget) -> bool:
    return part.isVisible() and part.isEnabled() and bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _portrait(name: str, ratio: float) -> QPixmap:
    """The first sign of a name in a circle."""
    made = QPixmap(round(_PORTRAIT * ratio), round(_PORTRAIT * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    circle = QRect(0, 0, _PORTRAIT, _PORTRAIT)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(theme.colour("brand_line")))
    painter.setBrush(QColor(theme.colour("brand_soft")))
    painter.drawEllipse(circle.adjusted(0, 0, -1, -1))
    painter.setPen(QColor(theme.colour("brand_pressed")))
    painter.setFont(theme.font(theme.BODY, is_bold=True))
    painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, name[:1])
    painter.end()
    return made
