"""The lines of the list of flats: what each says, and which of them somebody looks for.

Promise: a flat is found by its room, by its layout, and by the household that holds it; where one household looks for a
flat, no other one is named. Hidden: how a room is typed; 2号楼2单元101 finds 2-2-101.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from desktop.casework import flats
from desktop.casework.flats import Hold, Standing
from desktop.casework.household_ledger import flat_said
from desktop.i18n import N_
from desktop.ui import today_words
from desktop.ui.household_cards import storey_said
from desktop.ui.notices import Voice
from desktop.ui.table_model import Column

EVERY, OWN, CONTESTED = "every", "own", "contested"
QUICK: Mapping[str, str] = {
    EVERY: N_("All"),
    Hold.FREE: N_("Free"),
    Hold.RESERVED: N_("Reserved"),
    Hold.CHOSEN: N_("Chosen"),
    OWN: N_("This household's"),
    CONTESTED: N_("Two households in one flat"),
}
TONES: Mapping[str, tuple[str, str]] = {
    Hold.FREE: ("", "key"),
    Hold.RESERVED: ("info", "clock"),
    Hold.CHOSEN: ("ok", "check"),
    CONTESTED: ("warn", "conflict"),
}
_COUNTED = re.compile(r"(?<=[0-9A-Z])(号楼|幢|栋|座|楼|单元|室|号|#|-|\s)+")


@dataclass(frozen=True, slots=True)
class Choice:
    """A quick filter, what is typed, and the household for which somebody looks around."""

    quick: str = EVERY
    typed: str = ""
    household: bytes | None = None


def chosen(rows: Sequence[Standing], choice: Choice) -> list[Standing]:
    return [row for row in rows if _is_quick(row, choice.quick, choice) and _is_typed(row, choice)]


def counted(rows: Sequence[Standing], choice: Choice) -> dict[str, int]:
    """How many flats each quick filter would show, whatever is typed."""
    return {name: sum(_is_quick(row, name, choice) for row in rows) for name in QUICK}


def state_of(row: Standing) -> str:
    """The hold, or that two households were given the flat."""
    return CONTESTED if row.claims else flats.hold_of(row.flat).value


def state_said(voice: Voice, row: Standing) -> str:
    return voice.word("in conflict") if row.claims else voice.word(flats.hold_of(row.flat).label)


def told(voice: Voice, row: Standing) -> str:
    """A flat in one line: its name, layout, area and floor."""
    area = f"{row.flat.area:.2f} ㎡" if row.flat.area is not None else ""
    return " · ".join(filter(None, (flat_said(row.flat), row.flat.layout, area, storey_said(voice, row.flat))))


def holder_said(voice: Voice, row: Standing, looking: bytes | None = None) -> str:
    """The household that holds it, or all that were given it; beside one that is `looking` no other is named."""
    if looking is not None and (row.claims or row.holder):
        is_own = not row.claims and row.holder is not None and row.holder.id == looking
        return voice.word("this household") if is_own else voice.word("another household")
    homes = [claim.household for claim in row.claims] if row.claims else [row.holder]
    called = [f"{today_words.called(voice, home)} {home.number or ''}".strip() for home in homes if home]
    return voice.listed(called)


def columns(voice: Voice, looking: Callable[[], bytes | None]) -> list[Column]:
    """The columns of the list; `looking` tells beside which household it is seen."""
    word = voice.word

    def plain(value: object) -> str:
        return "" if value is None else str(value)

    return [
        Column(word("Flat"), lambda row: flat_said(row.flat), 130, is_strong=True),
        Column(word("Layout"), lambda row: plain(row.flat.layout), 110, gives_way=True),
        Column(
            word("Floor area"),
            lambda row: f"{row.flat.area:.2f} ㎡" if row.flat.area is not None else "",
            100,
            is_at_right=True,
        ),
        Column(word("Storey"), lambda row: storey_said(voice, row.flat), 150),
        Column(word("Coefficient"), lambda row: plain(row.flat.coefficient), 100, is_at_right=True),
        Column(word("Now"), lambda row: state_said(voice, row), 130),
        Column(word("By whom"), lambda row: holder_said(voice, row, looking())),
        Column(
            word("Since"),
            lambda row: plain(row.flat.held_on if row.holder or row.claims else None),
            120,
            gives_way=True,
        ),
    ]


COEFFICIENT, STATE = 4, 5
"""The place of the column that some areas need not, and of the one that is painted as a badge."""


def _is_quick(row: Standing, quick: str, choice: Choice) -> bool:
    if quick == EVERY:
        return True
    if quick == OWN:
        return row.holder is not None and row.holder.id == choice.household
    return state_of(row) == quick


def _is_typed(row: Standing, choice: Choice) -> bool:
    wanted = _plain(choice.typed)
    if not wanted:
        return True
    holder = row.holder if choice.household is None else None
    held = (holder.number or "", *holder.owners) if holder else ()
    return any(wanted in _plain(text) for text in (flat_said(row.flat), row.flat.layout or "", *held))


def _plain(text: str) -> str:
    return _COUNTED.sub("-", text.strip().upper()).rstrip("-")
