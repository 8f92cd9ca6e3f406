"""Settings, language and display: put on at once, and seen on this very page."""

from PySide6.QtCore import Signal

from desktop.i18n import N_, Language
from desktop.settings import Settings
from desktop.ui import theme
from desktop.ui.notices import Voice
from desktop.ui.settings_card import Card, Row, Segments
from desktop.ui.switch import Switch

SIZES = {"standard": N_("Standard"), "large": N_("Large"), "extra_large": N_("Extra large")}
LANGUAGES = {Language.CHINESE.value: "中文", Language.ENGLISH.value: "English"}  # each in its own


class DisplayCard(Card):
    """The language, how large the text is, and whether it is read in the sun."""

    changed = Signal(object)  # settings by their names

    def __init__(self, voice: Voice, settings: Settings) -> None:
        word = voice.word
        super().__init__(word("Language and display"))
        told = word("Language of the window"), word("Text size")
        self._language = Segments("language", told[0], LANGUAGES.items(), settings.language)
        sizes = [(key, word(name)) for key, name in SIZES.items()]
        self._size = Segments("text-size", told[1], sizes, settings.text_size)
        for button, larger in zip(self._size.buttons, theme.TEXT_SIZES.values(), strict=True):
            button.setStyleSheet(f"font-size: {theme.BODY + larger + (larger > 0)}px")
        self._outdoor = Switch(voice, "outdoor", word("Outdoor mode"), is_on=settings.is_outdoor)
        self.add_inset(theme.label(told[0], "label"), self._language, theme.label(told[1], "label"), self._size)
        about = word("To be read in the sun: black and white, firm lines, larger text")
        self.add(Row(word("Outdoor mode"), about, self._outdoor))
        self._connect()

    def _connect(self) -> None:
        self._language.chosen.connect(lambda key: self.changed.emit({"language": key}))
        self._size.chosen.connect(lambda key: self.changed.emit({"text_size": key}))
        self._outdoor.toggled.connect(lambda is_on: self.changed.emit({"is_outdoor": is_on}))


def told(voice: Voice, settings: Settings) -> str:
    """What holds, in a few words."""
    return f"{LANGUAGES.get(settings.language, settings.language)} · {voice.word(SIZES[settings.text_size])}"
