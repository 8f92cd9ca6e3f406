"""Settings (mockup 26): the sections at the left, the chosen one in the middle, what is used most at the right.

Promise: everything holds at once and is kept at once. Hidden: what is at the right is one widget with what is in the
middle, so that it can never say two things.
"""

from collections.abc import Mapping

from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QScrollArea, QScroller, QVBoxLayout, QWidget

from desktop import __version__
from desktop.domain.fields import RECORDS
from desktop.i18n import N_
from desktop.settings import Settings
from desktop.store import folder as place_of
from desktop.store import queries, vault
from desktop.ui import settings_display, settings_lock, settings_photos, theme
from desktop.ui.page import Heading, Page, Place
from desktop.ui.settings_about import AboutSection
from desktop.ui.settings_area import AreaSection
from desktop.ui.settings_backup import BackupCard
from desktop.ui.settings_card import Card, Row, WayOn
from desktop.ui.settings_display import DisplayCard
from desktop.ui.settings_lock import LockSection
from desktop.ui.settings_people import PeopleSection
from desktop.ui.settings_photos import PhotosSection
from desktop.ui.settings_store import StoreCard
from desktop.ui.upkeep import Upkept
from desktop.ui.workspace import Workspace

_SECTIONS = {  # icon and name
    "display": ("globe", N_("Language and display")),
    "backup": ("database", N_("Backup and data")),
    "photos": ("photo", N_("Photos")),
    "people": ("people", N_("Roles and people")),
    "area": ("map-pin", N_("The area")),
    "lock": ("lock", N_("Lock and passphrase")),
    "about": ("help", N_("About")),
}
DATA = "data"
"""A place within the section on backup and data: where the data is, and how it does."""

_LIST, _RIGHT, _NARROW = 252, 372, 1180
_ROOM = 28  # text grows to the right as much as down, but wraps
_NARROWER = 40  # for each pixel by which the text is larger


class SettingsPage(Page):
    """The preferences of this user, and the keeping of this store."""

    changed = Signal(object)  # settings by their names
    lock_wanted = Signal()
    restore_wanted = Signal()
    upkeep_wanted = Signal(object)  # Upkeep

    def __init__(self, workspace: Workspace, settings: Settings, upkept: Upkept | None = None) -> None:
        super().__init__(workspace)
        voice = workspace.voice
        self._settings = settings
        self._part = "backup"
        self._display = DisplayCard(voice, settings)
        self._backup, self._data = BackupCard(workspace, settings), StoreCard(workspace, upkept)
        self._photos = PhotosSection(voice, settings)
        self._people, self._area = PeopleSection(workspace), AreaSection(workspace)
        self._lock, self._about = LockSection(workspace, settings), AboutSection(workspace)
        self._role = RoleCard(workspace)
        self._items = {name: WayOn(f"section-{name}", icon) for name, (icon, _) in _SECTIONS.items()}
        self._back_up = theme.button("", "filled", "back-up", "database")
        self._why_not = theme.label("", "second")
        self._lay_out()
        self._connect()
        self._show_items()
        self._show_verb()

    # A page

    def heading(self) -> Heading:
        word = self.workspace.voice.word
        return Heading(word("Settings"), word(_SECTIONS[self._part][1]))

    def show_place(self, place: Place) -> None:
        self._show("backup" if place.part == DATA else place.part)
        if place.part == DATA:
            self._bring_up(self._data)

    def place(self) -> Place:
        return Place("settings", part=self._part)

    def step_back(self) -> bool:
        return self._people.step_back()

    def leave(self) -> None:
        self._area.leave()
        self._people.leave()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    # Inside

    def _show(self, part: str) -> None:
        """Shows a section, or the last one, in the middle; at the right what is used most, where that is not there."""
        self.leave()
        self._part = part = part if part in _SECTIONS else self._part
        for name, item in self._items.items():
            item.setChecked(name == part)
            # Tab comes to the chosen one, arrows to the others: Qt keeps that right only where a person chose.
            item.setFocusPolicy(Qt.FocusPolicy.StrongFocus if name == part else Qt.FocusPolicy.ClickFocus)
        self._share_room()
        self._scroll.verticalScrollBar().setValue(0)
        self.workspace.said.emit("")  # what was said of another section
        self.headed.emit()

    def _bring_up(self, part: QWidget) -> None:
        """Scrolls to a part that has just come, once it has its place."""
        QTimer.singleShot(0, part, lambda: self._scroll.ensureWidgetVisible(part, 0, 12))

    def _share_room(self) -> None:
        is_wide = self.window().width() >= _NARROW + _NARROWER * theme.worn().step
        for name, section in self._sections.items():
            section.setVisible(name == self._part)
        in_middle = self._part == "display"
        (self._middle if in_middle else self._beside).insertWidget(0, self._display)
        self._display.setVisible(in_middle or is_wide)
        self._role.setVisible(is_wide and self._part not in ("people", "area"))
        self._right.setVisible(is_wide)
        self._foot.setVisible(not is_wide)
        home = self._right_column if is_wide else self._foot_column
        for part in (self._why_not, self._back_up):
            home.addWidget(part)
        self._why_not.setVisible(self.workspace.is_read_only)

    def _show_items(self) -> None:
        """What each section holds, in a few words."""
        voice, read = self.workspace.voice, self.workspace.read
        slots = read(lambda store: vault.slots(store.folder), ())
        people = [slot for slot in slots if slot.kind is vault.Kind.PASSPHRASE]
        roles, area = len({slot.role for slot in people}), place_of.card(self.workspace.store.folder).area
        opens = voice.words("{n} person opens it", "{n} people open it", len(people))
        told = {
            "display": settings_display.told(voice, self._settings),
            "backup": self._backup.told(),
            "photos": settings_photos.told(voice, self._settings),
            "people": f"{voice.words('{n} role', '{n} roles', roles)} · {opens}",
            "area": area,
            "lock": settings_lock.told(voice, self._settings),
            "about": f"{__version__} · {voice.word('folders, terms')}",
        }
        for name, item in self._items.items():
            is_warning = name == "backup" and self._backup.is_old
            item.say(voice.word(_SECTIONS[name][1]), told[name], is_warning=is_warning)
        self._role.say(area, opens)

    def _show_verb(self) -> None:
        """The one filled button: grey with the reason where it can't be done."""
        is_read_only = self.workspace.is_read_only
        self._back_up.setText(self._backup.verb)
        self._back_up.setDisabled(is_read_only or self._backup.is_busy)
        word = self.workspace.voice.word
        self._why_not.setText(
            word("The store is open for reading only: check and repair it first.") if is_read_only else ""
        )

    def _take(self, changed: Mapping[str, object]) -> None:
        self._settings = replace(self._settings, **changed)  # pyright: ignore[reportArgumentType]
        self._backup.take(self._settings)
        self.changed.emit(changed)

    def _look_again(self) -> None:
        self._show_items()
        self._show_verb()

    def _lay_out(self) -> None:
        self._sections = {
            "backup": _below(self._backup, self._data),
            "photos": self._photos,
            "people": self._people,
            "area": self._area,
            "lock": self._lock,
            "about": self._about,
        }
        self._scroll = _scrolled(middle := QWidget())
        self._scroll.setObjectName("settings-middle")
        self._foot = QWidget()
        self._foot_column = QVBoxLayout(self._foot)
        self._foot_column.setContentsMargins(0, 0, 0, 0)
        centre = QVBoxLayout()
        centre.setSpacing(12)
        across = QHBoxLayout(self)
        across.setContentsMargins(16, 12, 16, 12)
        across.setSpacing(12)
        across.addWidget(self._list())
        across.addLayout(centre, 1)
        centre.addWidget(self._scroll, 1)
        self._middle = QVBoxLayout(middle)  # filled where it stands: each move dresses all that is in it anew
        self._middle.setContentsMargins(0, 0, 0, 0)
        for section in self._sections.values():
            self._middle.addWidget(section)
        self._middle.addStretch()
        centre.addWidget(self._foot)
        self._right = QWidget()
        self._right.setFixedWidth(_wide(_RIGHT))
        self._right_column = QVBoxLayout(self._right)
        self._right_column.setContentsMargins(0, 0, 0, 0)
        self._right_column.setSpacing(12)
        across.addWidget(self._right)
        self._right_column.addWidget(_scrolled(cards := QWidget()), 1)
        self._beside = QVBoxLayout(cards)
        self._beside.setContentsMargins(0, 0, 0, 0)
        self._beside.setSpacing(12)
        for part in (self._display, self._role):
            self._beside.addWidget(part)
        self._beside.addStretch()

    def _list(self) -> QFrame:
        column = QVBoxLayout(items := QWidget())
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        group = QButtonGroup(self)
        for item in self._items.values():
            item.setCheckable(True)
            group.addButton(item)
            column.addWidget(item)
        column.addStretch()
        saved = theme.label(self.workspace.voice.word("What you change holds and is kept at once."), "second")
        saved.setContentsMargins(16, 12, 16, 12)
        column.addWidget(saved)
        frame = QFrame()
        frame.setProperty("part", "card")
        frame.setFixedWidth(_wide(_LIST))
        around = QVBoxLayout(frame)
        around.setContentsMargins(1, 1, 1, 1)
        around.addWidget(_scrolled(items))
        return frame

    def _connect(self) -> None:
        for name, item in self._items.items():
            item.clicked.connect(lambda _checked, name=name: self._show(name))
        for source in (self._display, self._backup, self._photos, self._lock):
            source.changed.connect(self._take)
        for source in (self._backup, self._people):
            source.stood.connect(self._look_again)
        self.workspace.changed.connect(self._look_again)
        self._back_up.clicked.connect(self._backup.back_up)
        self._backup.restore_wanted.connect(self.restore_wanted)
        self._data.upkeep_wanted.connect(self.upkeep_wanted)
        self._lock.lock_wanted.connect(self.lock_wanted)
        self._people.begun.connect(self._bring_up)
        self._about.health_wanted.connect(lambda: self._show("backup"))
        self._role.section_wanted.connect(self._show)


class RoleCard(Card):
    """Who works here, as the key slot says, and the way to the area and its people."""

    section_wanted = Signal(str)

    def __init__(self, workspace: Workspace) -> None:
        voice, opened = workspace.voice, workspace.store.opened
        super().__init__(voice.word("Role and area"))
        households = workspace.read(queries.counts, {}).get("household", 0)
        role = voice.choice(RECORDS["staff"].field["role"], opened.role)
        seen = voice.words("sees {n} household", "sees {n} households", households)
        self._voice = voice
        self._you = Row(voice.word("You are"), f"{opened.name} · {role} · {seen}")
        self._area, self._people = WayOn("to-area"), WayOn("to-people")
        for part in (self._you, self._area, self._people):
            self.add(part)
        self._people.setStyleSheet("border: none;")  # the card's own is below
        self._area.clicked.connect(lambda: self.section_wanted.emit("area"))
        self._people.clicked.connect(lambda: self.section_wanted.emit("people"))

    def say(self, area: str, opens: str) -> None:
        self._area.say(self._voice.word("The area"), area)
        self._people.say(self._voice.word("People"), opens)


def _wide(pixels: int) -> int:
    """A width of the design, with room for larger text."""
    return pixels + pixels * theme.worn().step // _ROOM


def _below(*parts: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(12)
    for part in parts:
        column.addWidget(part)
    return made


def _scrolled(content: QWidget) -> QScrollArea:
    """A section scrolls, by the wheel and by touch; what stands around it stays."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    QScroller.grabGesture(area.viewport(), QScroller.ScrollerGestureType.TouchGesture)
    return area
