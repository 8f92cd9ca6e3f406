"""What the command line says of bundles that came: how they stand, what they bring or brought, what waits for a person.

Hidden: a preview and a receipt are told in the same lines, so that they can be held against each other.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from desktop.casework.differences import Difference
from desktop.casework.held_back import Waiting, WaitingChain, WaitingOp
from desktop.casework.receiving import Arrived, Preview, Receipt, State
from desktop.cli.words import Voice, table, visible
from desktop.domain.fields import RECORDS
from desktop.i18n import N_
from desktop.store.brought import Wrote
from desktop.store.refusing import RefusedOp

_SHOWN = 20

STATES = {
    State.READY: N_("can be taken in"),
    State.ANOTHERS: N_("is for somebody else"),
    State.NEWER: N_("needs a newer program"),
    State.UNREADABLE: N_("can't be read"),
    State.STOPPED: N_("not read to the end, can be tried again"),
    State.MERGED: N_("was taken in before"),
}


def preview_lines(voice: Voice, told: Preview) -> Iterator[str]:
    """What a bundle brings, or brought."""
    yield voice.word(
        "Bundle {number} of {sender}, written {written}",
        number=f"{told.number:04}",
        sender=told.sender_name,
        written=f"{told.written:%Y-%m-%d %H:%M}",
    )
    if told.is_nothing_new:
        yield "  " + voice.word("Nothing in it is new here.")
    yield from ("  " + line for n, line in _counted(voice, told) if n)
    for record, n in sorted(told.rows_new.items()):
        yield "  " + voice.word("new: {n} × {record}", n=n, record=record)
    for record, n in sorted(told.rows_changed.items()):
        yield "  " + voice.word("changed: {n} × {record}", n=n, record=record)
    rows = [
        [each.number, each.address, *_change(voice, each.change.new, each.change.changed, each.change.conflicts)]
        for each in told.households[:_SHOWN]
    ]
    lines = table(rows) if rows else ()
    for each, line in zip(told.households, lines, strict=False):
        yield f"  {line}"
        yield from (f"    {text}" for text in _different(voice, told.differences.get(each.household, ())))
    if len(told.households) > _SHOWN:
        yield "  " + voice.word("and {n} more", n=len(told.households) - _SHOWN)
    yield from ("  " + line for line in _warned(voice, told))


def _different(voice: Voice, found: Iterable[Difference]) -> Iterator[str]:
    for each in found:
        name = f"{voice.label(RECORDS[each.record])} · {voice.label(each.field)}"
        wrote = (*each.wrote, *[None] * (2 + len(each.beside) - len(each.wrote)))
        values = zip((each.before, each.after, *each.beside), wrote, strict=True)
        texts = [f"{_value(voice, each, value)}{_by(who)}" for value, who in values]
        texts, beside = texts[:2], "".join(f" / {text}" for text in texts[2:])
        yield voice.pair(name, " → ".join(texts[each.is_new :]) + beside)


def _by(wrote: Wrote | None) -> str:
    """Who wrote a value, and when."""
    if wrote is None:
        return ""
    return f" ({' · '.join(filter(None, (visible(wrote.name), visible(wrote.team), f'{wrote.when:%m-%d}')))})"


def _value(voice: Voice, each: Difference, value: Any) -> str:
    if value is None or value == ():
        return voice.word("(empty)")
    return visible(value if each.is_masked else voice.shown(each.field, value))


def _counted(voice: Voice, told: Preview) -> Iterator[tuple[int, str]]:
    """Each number with what it says of it."""
    words, entries, homes = voice.words, told.entries + told.received, len(told.households)
    yield entries, words("{n} entry is new", "{n} entries are new", entries)
    yield told.known, words("{n} was here before", "{n} were here before", told.known)
    yield told.pieces, words("{n} photo or signature", "{n} photos and signatures", told.pieces)
    yield homes, words("{n} household is concerned", "{n} households are concerned", homes)
    opened = len(told.conflicts_new)
    yield opened, words("{n} conflict opens", "{n} conflicts open", opened)
    yield told.conflicts_settled, words("{n} conflict is settled", "{n} conflicts are settled", told.conflicts_settled)
    left = len(told.left)
    yield left, words("{n} household is with another team now", "{n} households are with another team now", left)
    refused = len(told.refused)
    yield refused, words("{n} change waits for the office", "{n} changes wait for the office", refused)


def _warned(voice: Voice, told: Preview) -> Iterator[str]:
    if told.missing:
        parts = voice.listed(map(str, told.missing))
        yield voice.word("Of {parts} parts these are missing: {missing}", parts=told.parts, missing=parts)
    if told.has_hole:
        yield voice.word("Something before it never came. Ask the office for a bundle from the start (--all-again).")
    if told.is_stale:
        yield voice.word("It was written before the office was put back; what it says of receipts counts no more.")
    if told.forks:
        yield voice.word("A copy of a store was used: its second chain is set apart. Look with: ruhu bundle waiting")
    if told.pieces_refused:
        yield voice.words(
            "{n} photo is not what its record says and is not taken in.",
            "{n} photos are not what their records say and are not taken in.",
            told.pieces_refused,
        )
    if told.newer:
        yield voice.word("Some of it needs a newer version of this program.")
    for reason, n in _reasons(told.refused):
        yield voice.pair(voice.words("{n} change", "{n} changes", n), voice.word(reason))


def receipt_lines(voice: Voice, done: Receipt) -> Iterator[str]:
    yield from preview_lines(voice, done.told)
    if done.adopted is not None:
        yield "  " + voice.word("The certificate of this computer was renewed with it.")
    if done.went_on_as_another:
        yield "  " + voice.word("A copy of this store was used. It goes on as one of its own; nothing is lost.")
    yield "  " + (
        voice.word("Taken in. It can be taken back with: ruhu bundle undo")
        if done.can_undo
        else voice.word("Taken in.")
    )


def preview_facts(voice: Voice, told: Preview) -> dict[str, Any]:
    return {
        "sender": told.sender_name,
        "number": told.number,
        "written": told.written.isoformat(),
        "kind": told.kind,
        "parts": told.parts,
        "missing": [*told.missing],
        "entries": told.entries,
        "received": told.received,
        "known": told.known,
        "pieces": told.pieces,
        "pieces_refused": told.pieces_refused,
        "rows_new": dict(told.rows_new),
        "rows_changed": dict(told.rows_changed),
        "conflicts_new": [
            {"record": each.record, "row": each.row.hex(), "group": each.group, "household": each.household.hex()}
            for each in told.conflicts_new
        ],
        "conflicts_settled": told.conflicts_settled,
        "households": [
            {"id": each.household.hex(), "number": each.number, "new": each.change.new, "changed": each.change.changed,
             "conflicts": each.change.conflicts,
             "differences": [_difference(voice, one) for one in told.differences.get(each.household, ())]}
            for each in told.households
        ],
        "refused": [{"reason": reason, "n": n} for reason, n in _reasons(told.refused)],
        "forks": [origin.hex() for origin in told.forks],
        "left": sorted(each.hex() for each in told.left),
        "kept_back": sorted(each.hex() for each in told.kept_back),
        "has_hole": told.has_hole,
    }  # fmt: skip


def _difference(voice: Voice, each: Difference) -> dict[str, Any]:
    values = (each.before, each.after, *each.beside)
    before, after, *beside = (None if value in (None, ()) else _value(voice, each, value) for value in values)
    return {"record": each.record, "row": each.row.hex(), "field": each.field.name, "is_new": each.is_new,
            "before": before, "after": after, "beside": beside,
            "wrote": [who and {"name": who.name, "team": who.team, "when": who.when.isoformat(), "is_here": who.is_here}
                      for who in each.wrote]}  # fmt: skip


def receipt_facts(voice: Voice, done: Receipt) -> dict[str, Any]:
    return {**preview_facts(voice, done.told), "merges": [*done.merges], "can_undo": done.can_undo}


def arrived_lines(voice: Voice, each: Arrived) -> Iterator[str]:
    if not each.bundle:
        yield from (voice.pair(str(file.name), voice.word(STATES[each.state])) for file in each.files)
    else:
        yield voice.word(
            "Bundle {number} of {sender} for {receiver}, written {written}: {state}",
            number=f"{each.number:04}",
            sender=each.sender_name,
            receiver=each.receiver_name,
            written=f"{each.written:%Y-%m-%d %H:%M}" if each.written else "",
            state=voice.word(STATES[each.state]),
        )
        counts = each.counts
        told = [
            voice.words("{n} entry", "{n} entries", counts.get("entries", 0) + counts.get("told", 0)),
            voice.words("{n} photo or signature", "{n} photos and signatures", counts.get("pieces", 0)),
            voice.words("{n} household", "{n} households", counts.get("households", 0)),
        ]
        yield "  " + voice.listed(told)
    if each.missing:
        parts = voice.listed(map(str, each.missing))
        yield "  " + voice.word("Of {parts} parts these are missing: {missing}", parts=each.parts, missing=parts)
    if each.said is not None:
        yield from (f"  {voice.word(text, **each.said.values)}" for text in (each.said.what, each.said.remedy))


def arrived_facts(voice: Voice, each: Arrived) -> dict[str, Any]:
    said = each.said
    return {
        "files": [str(file) for file in each.files],
        "state": str(each.state),
        "sender": each.sender_name,
        "receiver": each.receiver_name,
        "number": each.number,
        "kind": each.kind,
        "written": each.written.isoformat() if each.written else None,
        "parts": each.parts,
        "missing": [*each.missing],
        "counts": dict(each.counts),
        "said": voice.word(said.what, **said.values) if said else None,
    }


def waiting_lines(voice: Voice, found: Waiting) -> Iterator[str]:
    there = listed(found)
    if not (there or found.sealed or found.apart):
        yield voice.word("Nothing waits.")
    rows = [[str(n), *_waiting_cells(voice, each)] for n, each in enumerate(there, 1)]
    yield from table(rows) if rows else ()
    for file in found.sealed:
        yield voice.pair(file.name[:12], voice.word("sealed, in the inbox: take it in with: ruhu bundle merge FILE"))
    for each in found.apart:
        yield voice.pair(
            f"{each.file.name[:12]} {each.at:%Y-%m-%d %H:%M}", voice.word(each.why.what, **each.why.values)
        )


def _waiting_cells(voice: Voice, each: WaitingOp | WaitingChain) -> Sequence[str]:
    if isinstance(each, WaitingChain):
        return [each.device_name, "", "", voice.word("a second chain of this computer, from a copy of its store")]
    record = voice.label(RECORDS[each.record]) if each.record in RECORDS else each.record
    return [each.device_name, each.who, f"{each.written:%Y-%m-%d %H:%M}", record, voice.word(each.op.reason)]


def waiting_facts(voice: Voice, found: Waiting) -> dict[str, Any]:
    return {
        "ops": [
            {"n": n, "device": each.device_name, "who": each.who, "written": each.written.isoformat(),
             "record": each.record, "row": each.op.row.hex(), "group": each.op.group,
             "household": each.op.household.hex(), "reason": voice.word(each.op.reason)}
            for n, each in enumerate(found.ops, 1)
        ],
        "chains": [
            {"n": n, "device": each.device_name, "origin": each.chain.origin.hex(), "from": each.chain.seq}
            for n, each in enumerate(found.chains, len(found.ops) + 1)
        ],
        "sealed": [str(file) for file in found.sealed],
        "apart": [
            {"file": str(each.file), "at": each.at.isoformat(), "why": voice.word(each.why.what, **each.why.values)}
            for each in found.apart
        ],
    }  # fmt: skip


def listed(found: Waiting) -> list[WaitingOp | WaitingChain]:
    return [*found.ops, *found.chains]


def _change(voice: Voice, new: int, changed: int, conflicts: int) -> Iterator[str]:
    yield voice.word("{n} new", n=new) if new else ""
    yield voice.word("{n} changed", n=changed) if changed else ""
    yield voice.words("{n} conflict", "{n} conflicts", conflicts) if conflicts else ""


def _reasons(refused: Iterable[RefusedOp]) -> Sequence[tuple[str, int]]:
    counted: dict[str, int] = {}
    for op in refused:
        counted[op.reason] = counted.get(op.reason, 0) + 1
    return sorted(counted.items())


def none(voice: Voice) -> str:
    return voice.word("No bundle is there.")
