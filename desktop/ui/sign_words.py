"""How a character that no type has is called in the window, and how such a name is typed."""

import base64
import re
from collections.abc import Mapping
from html import escape

from PySide6.QtGui import QIcon

from desktop.casework.papers.signs import Sign
from desktop.domain.errors import Refused
from desktop.ui import icons, theme
from desktop.ui.notices import Voice

READS = frozenset({"person", "household", "drawn_sign"})
"""The records that what is lacking is read from."""
_PARTS = "⿰⿱⿲⿳⿴⿵⿶⿷⿸⿹⿺⿻"
_PRIVATE = ("\ue000", "\uf8ff")
_FIRST_PRIVATE_PLANE = 0xF0000
_MOST = 2  # names that are told


def called(sign: str) -> str:
    """Its parts, or its number where no screen could show it."""
    is_private = len(sign) == 1 and (_PRIVATE[0] <= sign <= _PRIVATE[1] or ord(sign) >= _FIRST_PRIVATE_PLANE)
    return f"U+{ord(sign):04X}" if is_private else sign


def row(voice: Voice, sign: Sign) -> str:
    """A line of the list: the character, whose it is, and whether it has a picture."""
    state = voice.word("has its picture") if sign.picture else voice.word("no picture yet")
    return f"{called(sign.sign)}  ·  {state}"


def icon(sign: Sign) -> QIcon:
    name, tone = ("ok", "ok") if sign.picture else ("warn", "warn")
    return icons.icon(name, theme.colour(tone))


def where(voice: Voice, sign: Sign) -> str:
    """In which names and places it stands."""
    names = [words.replace(sign.sign, called(sign.sign)) for words in sign.words]
    if not names:
        return voice.word("No name needs it any more.")
    told = voice.listed(names[:_MOST])
    if len(names) > _MOST:
        told = voice.words("{names} and {n} more", "{names} and {n} more", len(names) - _MOST, names=told)
    return voice.word("stands in {names}", names=told)


def sign_lacking(why: Refused | OSError) -> str:
    """The character for want of which a paper could not be made; none where it was something else."""
    is_sign = isinstance(why, Refused) and why.values.keys() == {"sign", "number"}
    return str(why.values["sign"]) if isinstance(why, Refused) and is_sign else ""


def with_pictures(words: str, drawn: Mapping[str, bytes], size: int) -> str:
    """Rich text of these words: each character that was drawn is its picture, so many pixels high. "" where none is."""
    known = sorted((sign for sign in drawn if sign in words), key=len, reverse=True)
    if not known:
        return ""
    parts = re.split(f"({'|'.join(map(re.escape, known))})", words)
    return "".join(_picture(drawn[part], size) if part in drawn else escape(part) for part in parts)


def _picture(content: bytes, size: int) -> str:
    coded = base64.b64encode(content).decode()
    return f'<img src="data:image/png;base64,{coded}" width="{size}" height="{size}" style="vertical-align: middle">'


def how_it_is_typed(voice: Voice) -> str:
    return voice.word(
        "A character that can't be typed is written as its parts are: ⿰王争 is 王 at the left of 争, and ⿱ is "
        "one above the other. Copy the sign from here: {signs}",
        signs=_PARTS,
    )
