"""The first page: get a laptop ready, look at the demo district, open an area, make a new one, or go on from a backup.

Promise: each way is told before it is gone. Hidden: which one is proposed, by what is on this computer already.
"""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from desktop.casework.district.chairs import Chairs
from desktop.i18n import Language
from desktop.settings import Settings
from desktop.ui import demo_pane, new_area, new_laptop, theme
from desktop.ui.backup_pane import BackupPane
from desktop.ui.boxes import pictured
from desktop.ui.doorway import Choice, Doorway
from desktop.ui.making_store import MakingStore
from desktop.ui.notices import Voice
from desktop.ui.open_pane import OpenPane, known_stores


class StartPage(Doorway):
    """Five ways to a store."""

    chosen = Signal(object)  # the folder of a store
    unlocked = Signal(object, object)  # the folder of a store, and who opens it
    restored = Signal(object, object, object)  # and where what was there is set aside
    language_wanted = Signal(str)

    def __init__(self, voice: Voice, settings: Callable[[], Settings]) -> None:
        super().__init__()
        self._voice, self._settings = voice, settings
        self._new_area = MakingStore(self, voice, new_area.plan(voice))
        self._new_laptop = MakingStore(self, voice, new_laptop.plan(voice))
        self.headline.setText("Ruhu 入户")
        self.subline.setText(voice.word("Go in, explain, work it out, write it down."))
        word = voice.word
        self.left.addWidget(theme.label(word("How do you want to begin?"), "title"))
        self._field = Choice(
            word("Get this computer ready for the field"), word("The office certifies it, by stick"), "field", "devices"
        )
        self._demo = Choice(
            word("Look at the demo district"), word("Invented households; nothing touches real records"), "demo", "eye"
        )
        self._open = Choice(word("Open an existing area"), word("It is on this computer already"), "open", "folder")
        self._new = Choice(word("Make a new area"), word("For the office, on this computer"), "new", "add")
        self._back = Choice(
            word("Go on from a backup"), word("After a new or mended computer"), "from-backup", "recovery"
        )
        self.offer(self._field, self._new_laptop.ask_names)
        self.offer(self._demo, self._look_at_demo)
        self.offer(self._open, self._open_one)
        self.offer(self._new, self._new_area.ask_names)
        self.offer(self._back, self._bring_back)
        self._lay_out_foot()
        for made in (self._new_area.made, self._new_laptop.made):
            made.connect(self.unlocked)

    def welcome(self) -> None:
        """Proposes what most will want here; what was begun before is not kept."""
        is_known = bool(known_stores(self._settings().last_store))
        choice, lead = (self._open, self._open_one) if is_known else (self._demo, self._look_at_demo)
        self.choose(choice)
        lead()

    def say_refused(self, text: str) -> None:
        """Says why a store can't be asked for."""
        if self.pane is not None:
            self.pane.notice.say(text)

    def _lay_out_foot(self) -> None:
        word = self._voice.word
        self.left.addStretch()
        for icon, text in (
            ("ok", word("No network is needed, and nothing is sent anywhere.")),
            ("lock", word("Nobody opens a lost computer's records without a passphrase.")),
        ):
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(pictured(icon, "ok", 18))
            line.addWidget(theme.label(text, "second"), 1)
            self.left.addLayout(line)
        is_chinese = self._voice.language == Language.CHINESE
        other = theme.button("English" if is_chinese else "简体中文", "link", "language", "globe")
        other.clicked.connect(lambda: self.language_wanted.emit(Language.ENGLISH if is_chinese else Language.CHINESE))
        line = QHBoxLayout()
        line.addWidget(other)
        line.addStretch()
        self.left.addLayout(line)

    def _look_at_demo(self) -> None:
        district = demo_pane.district_there()
        if district is not None:
            self._be_somebody(district)
            return
        pane = demo_pane.DemoPane(self._voice)
        pane.built.connect(self._be_somebody)
        self.show_pane(pane)
        pane.begin()

    def _be_somebody(self, district: Chairs) -> None:
        pane = demo_pane.DemoPeoplePane(self._voice, district)
        pane.chosen.connect(self.chosen)
        pane.unlocked.connect(self.unlocked)
        self.show_pane(pane)
        pane.begin()

    def _open_one(self) -> None:
        pane = OpenPane(self._voice, self._settings().last_store)
        pane.chosen.connect(self.chosen)
        self.show_pane(pane)
        pane.begin()

    def _bring_back(self) -> None:
        pane = BackupPane(self._voice)
        pane.restored.connect(self.restored)
        self.show_pane(pane)
        pane.begin()
