"""What a preview or a receipt of a bundle is in words: numbers, whom it concerns, and what needs a person.

Promise: what was refused, set apart or left out is told with its reason, never left away. Hidden: names are those of
the households that this store knows; a new one is called by its number.
"""

from collections.abc import Iterator, Mapping, Sequence

from desktop.casework.receiving import Arrived, Concerned, Preview, Receipt
from desktop.domain.fields import RECORDS
from desktop.i18n import N_
from desktop.store import queries
from desktop.store.projection import LIFE
from desktop.store.queries import Conflict
from desktop.store.refusing import RefusedOp
from desktop.store.store import Store
from desktop.ui import clock_words, exchange_words
from desktop.ui.exchange_painting import Row
from desktop.ui.exchange_preview import Shown, Tile
from desktop.ui.notices import Voice

Group = tuple[Row, Sequence[Row]]
"""A row at the left, and what is told of it at the right."""

_MOST = 500  # households that are listed by name


def previewed(voice: Voice, store: Store, arrived: Arrived | None, preview: Preview) -> Shown:
    """What taking it in would do."""
    number = preview.entries + preview.received
    verb = voice.words("Take in {n} entry", "Take in {n} entries", number) if number else voice.word("Take it in")
    foot = voice.word(
        "Nothing is written before. Afterwards all of it can be taken back, until something new is written."
    )
    if preview.is_nothing_new:
        foot = voice.word("Everything in it is here already. Taking it in only notes the receipt.")
    return Shown(
        title=_title(voice, preview),
        about=_about(voice, store, arrived, preview),
        tiles=_tiles(voice, preview),
        groups=[*_groups(voice, store, preview)],
        verb=verb,
        foot=foot,
    )


def received(voice: Voice, store: Store, arrived: Arrived | None, receipt: Receipt) -> Shown:
    """What taking it in did."""
    word, told = voice.word, receipt.told
    groups = [*_groups(voice, store, told)]
    if receipt.adopted is not None:
        about = word("From now on it says who may do what here.")
        left = [Row(None, name, word("does not open this computer any more")) for name in receipt.adopted.left]
        groups.insert(0, (Row(None, word("A new certificate"), about, icon="key", tone="info"), left))
    if receipt.went_on_as_another:
        about = word("The office found that a copy of this store was used. This one goes on under a new name.")
        groups.insert(0, (Row(None, word("It goes on as another store"), about, icon="info", tone="info"), ()))
    foot = word("The sender hears that it arrived with the next bundle that goes there.")
    if receipt.can_undo:
        foot = word("All of it can be taken back, until something new is written, exported or taken in.")
    return Shown(
        title=voice.word("Taken in: {what}", what=_title(voice, told)),
        about=_about(voice, store, arrived, told),
        tiles=_tiles(voice, told),
        groups=groups,
        verb="",
        foot=foot,
        is_taken=True,
        can_undo=receipt.can_undo,
    )


def called(voice: Voice, group: str, record: str) -> str:
    """What a group of a record is called: by its fields."""
    kind = RECORDS.get(record)
    if kind is None or group not in kind.group:
        return group
    return f"{voice.label(kind)} · {voice.listed(voice.label(field) for field in kind.group[group].fields)}"


# Inside


def _title(voice: Voice, told: Preview) -> str:
    number = exchange_words.number(told.number)
    return voice.word("Bundle {number} of {sender}", number=number, sender=told.sender_name or voice.word("the office"))


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


def _tiles(voice: Voice, told: Preview) -> list[Tile]:
    words = voice.words
    new, changed = sum(told.rows_new.values()), sum(told.rows_changed.values())
    tiles = [
        Tile(len(told.households), words("household concerned", "households concerned", len(told.households))),
        Tile(new, words("new record", "new records", new)),
        Tile(changed, words("record changed", "records changed", changed)),
        Tile(told.known, words("entry is the same", "entries are the same", told.known)),
    ]
    if told.pieces:
        tiles.append(Tile(told.pieces, words("photo or signature", "photos and signatures", told.pieces)))
    conflicts, refused = len(told.conflicts_new), len(told.refused) + told.pieces_refused
    if conflicts:
        tiles.append(
            Tile(conflicts, words("to decide by a person", "to decide by a person", conflicts), "warn", "conflict")
        )
    if refused:
        tiles.append(Tile(refused, words("not let in", "not let in", refused), "risk", "risk"))
    return tiles


def _groups(voice: Voice, store: Store, told: Preview) -> Iterator[Group]:
    yield from _notes(voice, told)
    refused_of: dict[bytes, list[RefusedOp]] = {}
    for op in told.refused:
        refused_of.setdefault(op.household, []).append(op)
    conflicts_of: dict[bytes, list[Conflict]] = {}
    for conflict in told.conflicts_new:
        conflicts_of.setdefault(conflict.household, []).append(conflict)
    named = {
        line.id: voice.listed(line.owners)
        for line in queries.listed(store, [h.household for h in told.households[:_MOST]])
    }
    for home in told.households:
        found = conflicts_of.pop(home.household, [])
        yield _home(voice, home, named.get(home.household, ""), found, refused_of.pop(home.household, []))
    rest = [op for some in refused_of.values() for op in some]
    if rest:
        about = voice.word("kept aside with the reason; the office can let them in later")
        title = voice.word("Not let in, of households that are not here or of none")
        yield Row(None, title, about, icon="risk", tone="risk"), [_refused(voice, op) for op in rest]
    kinds = [*_kinds(voice, told.rows_new, told.rows_changed)]
    if kinds:
        yield Row(None, voice.word("By kind of record"), voice.word("all of it together"), icon="document"), kinds


def _home(
    voice: Voice, home: Concerned, name: str, conflicts: Sequence[Conflict], refused: Sequence[RefusedOp]
) -> Group:
    word, words, change = voice.word, voice.words, home.change
    upper = " ".join(filter(None, (name, home.number))) or word("no number")
    told = [
        words("{n} new record", "{n} new records", change.new) if change.new else "",
        words("{n} record changed", "{n} records changed", change.changed) if change.changed else "",
        home.address,
    ]
    badge = ("", "", "")
    if refused:
        badge = (words("{n} not let in", "{n} not let in", len(refused)), "risk", "risk")
    if change.conflicts:
        badge = (words("{n} to decide", "{n} to decide", change.conflicts), "warn", "conflict")
    details = [
        Row(home.household, called(voice, each.group, each.record), word("both values stay until a person decides"),
            (word("to decide"), "warn", "conflict"))
        if each.group != LIFE
        else Row(home.household, word("withdrawn by one, edited by another"), word("it stays until a person decides"),
                 (word("to decide"), "warn", "conflict"))
        for each in conflicts
    ]  # fmt: skip
    details += [_refused(voice, op) for op in refused]
    if change.new:
        details.append(Row(home.household, words("{n} new record", "{n} new records", change.new), icon="add"))
    if change.changed:
        changed = words("{n} record changed", "{n} records changed", change.changed)
        details.append(Row(home.household, changed, icon="pencil"))
    row = Row(home.household, upper, " · ".join(filter(None, told)), badge, icon="household")
    return row, details


def _refused(voice: Voice, op: RefusedOp) -> Row:
    return Row(
        None, _called_alone(voice, op.group), voice.word(op.reason), (voice.word("stays outside"), "risk", "risk")
    )


def _called_alone(voice: Voice, group: str) -> str:
    """What a group is called of which nothing else is known: with its record where only one has such a group."""
    having = [kind for kind in RECORDS.values() if group in kind.group]
    if len(having) == 1:
        return called(voice, group, having[0].name)
    return voice.listed(voice.label(field) for field in having[0].group[group].fields) if having else group


def _kinds(voice: Voice, new: Mapping[str, int], changed: Mapping[str, int]) -> Iterator[Row]:
    for record in sorted({*new, *changed}, key=[*RECORDS, *new, *changed].index):
        label = voice.label(RECORDS[record]) if record in RECORDS else record
        told = [
            voice.words("{n} new", "{n} new", new.get(record, 0)) if new.get(record) else "",
            voice.words("{n} changed", "{n} changed", changed.get(record, 0)) if changed.get(record) else "",
        ]
        yield Row(None, label, ", ".join(filter(None, told)))


def _notes(voice: Voice, told: Preview) -> Iterator[Group]:
    """What is to be known of the bundle as a whole, each only where it is so."""
    word, words = voice.word, voice.words
    notes = (
        (bool(told.forks), "risk", "risk", word("A copy of a store was used"), word(_FORKED)),
        (told.is_stale, "warn", "history", word("The office began anew since"), word(_STALE)),
        (told.has_hole, "warn", "hourglass", word("Something before it never came"), word(_HOLE)),
        (bool(told.newer), "warn", "warn", word("A part is for a newer program"), word(_NEWER)),
        (
            bool(told.left),
            "info",
            "assign",
            words("{n} household is with another team now", "{n} households are with another team now", len(told.left)),
            word(_LEFT),
        ),
        (
            bool(told.kept_back),
            "info",
            "hourglass",
            words("{n} household goes to another team", "{n} households go to another team", len(told.kept_back)),
            word(_KEPT_BACK),
        ),
        (
            bool(told.conflicts_settled),
            "ok",
            "ok",
            words("{n} conflict is settled", "{n} conflicts are settled", told.conflicts_settled),
            word("as it was decided"),
        ),
    )
    for is_so, tone, icon, first, more in notes:
        if is_so:
            yield Row(None, first, more, icon=icon, tone=tone), ()


_FORKED = N_("Both branches are kept; a person of the office decides which counts.")
_STALE = N_("What it says of receipts counts no more. Ask the office for a new answer.")
_HOLE = N_("It is asked for with the next bundle; the office sends it once more.")
_NEWER = N_("It is kept sealed until this program is renewed; all else is taken in.")
_LEFT = N_("They go out of sight here; their number and door stay to be found.")
_KEPT_BACK = N_("They stay here until the office has all that was written of them.")
