"""What the list of households says in each column, in words and in boxes.

Promise: what is shown in a box or a colour is also a word for those who do not see it. Hidden: a household's stage and
parts are known of all rows; names, what is missing, clocks and the last contact come from `Texts`, when a row is seen.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import tzinfo
from typing import Any

import msgspec

from desktop.domain.fields import RECORDS
from desktop.i18n import N_
from desktop.store.standing import Line, Standing
from desktop.ui import clock_words
from desktop.ui.household_rows import PARTS, Texts
from desktop.ui.jobs import Progress
from desktop.ui.notices import Voice
from desktop.ui.table_model import Column

TICK, NAME, PLACE, STAGE, FOUR_CLEAR, MISSING, RIGHTS, CONTACT, MARKS, OPENS = range(10)

SHORT_PARTS = {"house": N_("H"), "area": N_("A"), "compensation": N_("C"), "wishes": N_("W")}
LONG_PARTS = {
    "house": N_("the house"),
    "area": N_("the area"),
    "compensation": N_("the compensation"),
    "wishes": N_("the wishes"),
}
_COPIED = 200  # at once
_MANNER = RECORDS["visit"].field["manner"]


class Said(msgspec.Struct, frozen=True):
    """A word about a household, with the tone of its badge."""

    text: str
    tone: str


class HouseholdColumn(Column, frozen=True):
    """A column of these rows. `spoken` says the whole cell; `second` is smaller, after the text."""

    spoken: Callable[[Any], str] = lambda _home: ""
    second: Callable[[Any], str] = lambda _home: ""


def columns(voice: Voice, texts: Texts, year: int, is_ticked: Callable[[bytes], bool]) -> Sequence[HouseholdColumn]:
    """The columns in their order; a contact of another year says which."""
    word = voice.word

    def names(home: Standing) -> Sequence[str]:
        listed = texts.listed(home.id)
        return [name for name in listed.owners if name] if listed else ()

    def first_name(home: Standing) -> str:
        first, *others = names(home) or (word("owner not known"),)
        return word("{name}, one of {of}", name=first, of=len(others) + 1) if others else first

    def address(home: Standing) -> str:
        listed = texts.listed(home.id)
        return (listed.address if listed else None) or home.lane or home.building or ""

    def missing(home: Standing) -> str:
        line = texts.line(home.id)
        return _missing(voice, line) if line else ""

    def contact(home: Standing) -> str:
        line = texts.line(home.id)
        return _contact(voice, line, texts.zone(), year) if line else ""

    def at_once(said: Callable[[Standing], str]) -> Callable[[Standing], str]:
        def spoken(home: Standing) -> str:
            texts.learn_lines([home.id])
            return said(home)

        return spoken

    def nothing(_home: Standing) -> str:
        return ""

    return (
        HouseholdColumn("", nothing, spoken=lambda home: word("ticked") if is_ticked(home.id) else ""),
        HouseholdColumn(
            word("Household"),
            first_name,
            is_strong=True,
            second=lambda home: home.number or "",
            spoken=lambda home: " ".join(filter(None, (voice.listed(names(home)), home.number))),
        ),
        HouseholdColumn(word("Door"), address, spoken=address),
        HouseholdColumn(
            word("How far"),
            lambda home: word(home.stage.label),
            spoken=lambda home: f"{int(home.stage)} {word(home.stage.label)}",
        ),
        HouseholdColumn(word("Four-clear"), nothing, spoken=lambda home: _parts_told(voice, home)),
        HouseholdColumn(word("Missing"), missing, spoken=at_once(missing)),
        HouseholdColumn(
            word("Rights clock"),
            lambda home: _left(voice, texts, home),
            spoken=at_once(lambda home: _clock(voice, texts, home)),
        ),
        HouseholdColumn(word("Last contact"), contact, spoken=at_once(contact)),
        HouseholdColumn(
            word("Besides"), nothing, spoken=lambda home: voice.listed(said.text for said in marks(voice, home))
        ),
        HouseholdColumn("", nothing),
    )


def marks(voice: Voice, home: Standing) -> Iterator[Said]:
    """What is to be said of a household besides its stage, what the office owes first."""
    if home.is_withdrawn:
        yield Said(voice.word("withdrawn"), "")
    if home.is_moved_unpaid:
        yield Said(voice.word("moved, not paid"), "risk")
    if home.has_conflict:
        yield Said(voice.word("in conflict"), "warn")
    for each in home.circumstances:
        yield Said(voice.word(each), "info")


def _parts_told(voice: Voice, home: Standing) -> str:
    clear = [voice.word(LONG_PARTS[part]) for part in PARTS if part in home.clear]
    missing = [voice.word(LONG_PARTS[part]) for part in PARTS if part not in home.clear]
    if not missing:
        return voice.word("all four clear")
    told = voice.word("missing: {parts}", parts=voice.listed(missing))
    return f"{told}; {voice.word('clear: {parts}', parts=voice.listed(clear))}" if clear else told


def _missing(voice: Voice, line: Line) -> str:
    """The first thing that is missing in words, and how many more there are."""
    missing = [(part, finding) for part in line.parts for finding in part.missing]
    if not missing:
        return voice.word("nothing missing")
    part, first = missing[0]
    if first.field == "confirmation":
        said = voice.word("{part} not confirmed", part=voice.word(LONG_PARTS[part.name]))
    else:
        said = voice.word(first.message, **first.values).rstrip("。.")
    return f"{said} +{len(missing) - 1}" if len(missing) > 1 else said


def _left(voice: Voice, texts: Texts, home: Standing) -> str:
    clock = texts.clock(home.id)
    if clock is None:
        return "—" if texts.line(home.id) else ""
    return clock_words.left(voice, clock, texts.today())


def _clock(voice: Voice, texts: Texts, home: Standing) -> str:
    clock = texts.clock(home.id)
    return clock_words.spoken(voice, clock, texts.today()) if clock else voice.word("no clock runs")


def _contact(voice: Voice, line: Line, zone: tzinfo, year: int) -> str:
    visit = line.last_contact
    if visit is None or visit.began_at is None:
        return voice.word("no contact yet")
    on = visit.began_at.astimezone(zone)
    day = f"{on:%m-%d}" if on.year == year else f"{on:%Y-%m-%d}"
    return f"{day} {voice.choice(_MANNER, visit.manner or '')}".rstrip()


def copied(voice: Voice, texts: Texts, year: int, homes: Sequence[Standing], tell: Progress) -> str:
    """These households with a heading, as a spreadsheet takes them; `tell` is told how many are done."""
    shown = columns(voice, texts, year, lambda _household: False)[PLACE : MARKS + 1]
    said = [[voice.word("Number"), voice.word("Owners, tenants"), *(column.heading for column in shown)]]
    for start in range(0, len(homes), _COPIED):
        tell(start, len(homes))
        some = homes[start : start + _COPIED]
        texts.forget()
        texts.learn_names([home.id for home in some])
        texts.learn_lines([home.id for home in some])
        for home in some:
            listed = texts.listed(home.id)
            owners = voice.listed(name for name in listed.owners if name) if listed else ""
            said.append([home.number or "", owners, *(column.spoken(home) for column in shown)])
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in said)
