"""Above a household's evidence: that some of it is of a household that goes on under this one.

Promise: it takes no room where nothing is, nor from the tiles where there is little: each says by itself whose it is.
"""

from desktop.casework.united_evidence import From
from desktop.ui import theme
from desktop.ui.band import Lines
from desktop.ui.household_file import HouseholdFile
from desktop.ui.notices import Voice

_LEAST = 320


class UnitedBand(Lines):
    """The band."""

    def __init__(self, voice: Voice) -> None:
        super().__init__("info", "merge", ())
        self.setObjectName("united-evidence")
        self._voice = voice

    def show_file(self, file: HouseholdFile, room: int) -> None:
        """Says how many pieces are from where; the whole tab has so much room."""
        found = [of for piece in file.evidence if (of := file.origin_of(piece))]
        if not found or room < theme.high(_LEAST):
            self.say("")
            return
        told = self._voice.listed(dict.fromkeys(of.said(self._voice.language) for of in found))
        self.say(
            self._voice.words("{n} piece {origin}", "{n} pieces {origin}", len(found), origin=told),
            self._voice.word("They stand after the household's own. They are read here, and stay where they are."),
        )


def brief(voice: Voice, *of: From | None) -> str:
    """From which households, by number; nothing where it is none."""
    numbers = dict.fromkeys(each.number for each in of if each)
    return voice.word("from {numbers}", numbers=voice.listed(numbers)) if numbers else ""
