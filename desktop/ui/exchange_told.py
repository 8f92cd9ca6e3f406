"""What a preview or a receipt of a bundle is in words: numbers, whom it concerns, and what needs a person.

Promise: the same numbers stand on the tiles, on the button and in the receipt. Hidden: people count households and
records; entries, which nobody sees, are counted where they go out and nowhere else.
"""

from collections.abc import Iterator, Sequence

from desktop.casework.receiving import Arrived, Preview, Receipt
from desktop.casework.sameness import Pair
from desktop.store.store import Store
from desktop.ui import clock_words, exchange_sections, exchange_words
from desktop.ui.exchange_painting import Row
from desktop.ui.exchange_preview import Shown, Tile
from desktop.ui.exchange_sections import Known
from desktop.ui.notices import Voice


def previewed(voice: Voice, store: Store, arrived: Arrived | None, preview: Preview, known: Known) -> Shown:
    """What taking it in would do. `known` are the differences by household; more of them may come."""
    foot = voice.word(
        "Nothing is written before. Afterwards all of it can be taken back, until something new is written."
    )
    if preview.is_nothing_new:
        foot = voice.word("Everything in it is here already. Taking it in only notes the receipt.")
    return Shown(
        title=_title(voice, arrived, preview),
        about=_about(voice, store, arrived, preview),
        tiles=tiles(voice, preview),
        sections=exchange_sections.sections(voice, store, preview, known),
        verb=verb(voice, preview),
        foot=foot,
    )


def verb(voice: Voice, preview: Preview) -> str:
    """What the button does: by the households that people know, not by entries that nobody sees."""
    homes = len(preview.households)
    return voice.words("Take in {n} household", "Take in {n} households", homes) if homes else voice.word("Take it in")


def received(voice: Voice, store: Store, arrived: Arrived | None, receipt: Receipt, known: Known) -> Shown:
    """What taking it in did."""
    word, told = voice.word, receipt.told
    first = list[exchange_sections.Group]()
    if receipt.went_on_as_another:
        about = word("The office found that a copy of this store was used. This one goes on under a new name.")
        first.append((Row(None, word("It goes on as another store"), about, icon="info", tone="info"), ()))
    if receipt.adopted is not None:
        about = word("From now on it says who may do what here.")
        left = [Row(None, name, word("does not open this computer any more")) for name in receipt.adopted.left]
        first.append((Row(None, word("A new certificate"), about, icon="key", tone="info"), left))
    foot = word("The sender hears that it arrived with the next bundle that goes there.")
    if receipt.can_undo:
        foot = word("All of it can be taken back, until something new is written, exported or taken in.")
    return Shown(
        title=voice.word("Taken in: {what}", what=_title(voice, arrived, told)),
        about=_about(voice, store, arrived, told),
        tiles=tiles(voice, told),
        sections=exchange_sections.sections(voice, store, told, known, first, is_there=True),
        verb="",
        foot=foot,
        is_taken=True,
        can_undo=receipt.can_undo,
    )


def no_undo(voice: Voice) -> str:
    """Why what was taken in can't be taken back any more, and what is done instead."""
    return voice.word(
        "It can't be taken back any more: something was written, exported or taken in since. "
        "What is wrong is put right by new entries."
    )


def tiles(voice: Voice, told: Preview) -> list[Tile]:
    """The numbers of it."""
    words = voice.words
    new, changed = sum(told.rows_new.values()), sum(told.rows_changed.values())
    made = [
        Tile(len(told.households), words("household concerned", "households concerned", len(told.households))),
        *([Tile(new, words("new record", "new records", new))] if new else ()),
        *([Tile(changed, words("record changed", "records changed", changed))] if changed else ()),
    ]
    if told.known:
        made.append(Tile(told.known, words("here already", "here already", told.known)))
    made += alike_tiles(voice, told.alike)
    if told.pieces:
        made.append(Tile(told.pieces, words("photo or signature", "photos and signatures", told.pieces)))
    conflicts, refused = len(told.conflicts_new), len(told.refused) + told.pieces_refused
    if conflicts:
        made.append(
            Tile(conflicts, words("to decide by a person", "to decide by a person", conflicts), "warn", "conflict")
        )
    if refused:
        made.append(Tile(refused, words("not let in", "not let in", refused), "risk", "risk"))
    return made


# Inside


def alike_tiles(voice: Voice, alike: Sequence[Pair]) -> Iterator[Tile]:
    """How many are perhaps one household, and how many that were united are to be looked at again."""
    again = sum(pair.is_late for pair in alike)
    others = len(alike) - again
    if again:
        yield Tile(again, voice.words("union to look at again", "unions to look at again", again), "warn", "people")
    if others:
        told = voice.words("perhaps one household", "perhaps one household", others)
        yield Tile(others, told, "warn", "people")


def _title(voice: Voice, arrived: Arrived | None, told: Preview) -> str:
    number = exchange_words.number(told.number)
    whose = exchange_words.sent_by(voice, arrived) if arrived else ""
    sender = whose or told.sender_name or voice.word("the office")
    return voice.word("Bundle {number} of {sender}", number=number, sender=sender)


def _about(voice: Voice, store: Store, arrived: Arrived | None, told: Preview) -> str:
    at = f"{clock_words.short_day(told.written.date(), store.today().year)} {told.written:%H:%M}"
    receiver = arrived.receiver_name if arrived else ""
    lines = [voice.word("signature checked"), at, voice.word("for {receiver}", receiver=receiver) if receiver else ""]
    if told.missing:
        lacking = voice.listed(map(str, told.missing))
        lines.append(
            voice.words(
                "part {parts} of {of} is still missing",
                "parts {parts} of {of} are still missing",
                len(told.missing),
                parts=lacking,
                of=told.parts,
            )
        )
    return " · ".join(filter(None, lines))
