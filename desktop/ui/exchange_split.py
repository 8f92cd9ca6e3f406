"""In parts of which size a bundle is written: what is offered, and what is usual.

Promise: nothing is offered that the drive could not hold as one file.
"""

from collections.abc import Sequence

from desktop.ui import exchange_words
from desktop.ui.exchange_words import MB
from desktop.ui.line_box import Line
from desktop.ui.notices import Voice

_SPLITS = (0, 90, 20)  # megabytes of a part; 0 in one
_USUAL = 90  # of what is larger: chat programs and old sticks take no more
_FAT32 = frozenset({"vfat", "msdos", "fat32"})
_MOST_OF_FAT32, _LARGE = 4095, 2000  # megabytes of one file there; of a part of what is longer


def lines(voice: Voice, amount: int, file_system: str) -> Sequence[Line]:
    """What can be chosen for so many bytes on a drive with this file system."""
    is_too_long = file_system.lower() in _FAT32 and amount > _MOST_OF_FAT32 * MB
    splits = (*(each for each in _SPLITS if each), _LARGE) if is_too_long else _SPLITS
    return [_line(voice, amount, each) for each in splits]


def usual(amount: int) -> int:
    """What stands there before anybody chooses."""
    return _USUAL if amount > _USUAL * MB else 0


def _line(voice: Voice, amount: int, split: int) -> Line:
    label = voice.word("Size of the parts")
    if not split:
        return Line(0, voice.word("in one"), exchange_words.size(amount), label=label)
    parts = voice.words("{n} part", "{n} parts", max(-(-amount // (split * MB)), 1))
    return Line(split, voice.word("{n} MB each", n=split), parts, label=label)
