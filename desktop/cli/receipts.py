"""`ruhu receipts`, `ruhu digest`: what of all that was sent has arrived; and whether two stores hold the same."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from desktop.casework import people, receipts, sending
from desktop.casework.receipts import Chain, FromDevice
from desktop.casework.sending import Sent
from desktop.cli.command import Answer, Door, command
from desktop.cli.usage import group
from desktop.cli.words import Voice, table
from desktop.domain.identity import id_text
from desktop.domain.records import Household
from desktop.i18n import N_
from desktop.store import agreeing

commands = group()

_STATES = {
    sending.State.WAITING: N_("waits for a receipt"),
    sending.State.RECEIVED: N_("received"),
    sending.State.RETURNED: N_("sent back"),
}


@command(commands, "receipts")
def tell_receipts(door: Door) -> Answer:
    voice = door.voice
    with door.opened(read_only=True) as store:
        sent = sending.sent(store)
        is_office = people.is_office(store)
        came = receipts.from_devices(store) if is_office else ()
        chains = () if is_office else receipts.chains(store)
    facts: dict[str, Any] = {"sent": [*map(_sent_facts, sent)]}
    facts |= {"devices": [*map(_device_facts, came)]} if is_office else {"chains": [*map(_chain_facts, chains)]}
    lines = [line for each in came for line in _device_lines(voice, each)]
    lines += [line for each in sent for line in _sent_lines(voice, each)] or [voice.word("Nothing was sent from here.")]
    lines += [_chain_line(voice, each) for each in chains]
    return Answer(facts, lines)


@command(commands, "digest")
def tell_digest(
    door: Door,
    *,
    households: Annotated[
        bool, typer.Option("--households", help=N_("Also the fingerprint of each household that is here."))
    ] = False,
) -> Answer:
    with door.opened(read_only=True) as store:
        digest = store.digest()
        if not households:
            return Answer({"digest": digest}, [digest])
        numbers = {home.id: home.number or "" for home in store.records(Household)}
        found = agreeing.fingerprints(store, agreeing.held(store))
    told = sorted((numbers.get(home, ""), id_text(home), of) for home, of in found.items())
    facts = {"digest": digest, "households": {home: of for _, home, of in told}}
    return Answer(facts, [digest, *table([[number, of] for number, _, of in told])])


def _sent_facts(each: Sent) -> dict[str, Any]:
    return {
        "number": each.number,
        "at": each.at.isoformat(),
        "receiver": each.receiver_name,
        "entries": each.entries,
        "pieces": each.pieces,
        "size": each.size,
        "parts": each.parts,
        "state": each.state.value,
        "arrived": each.arrived,
        "pieces_arrived": each.pieces_arrived,
        "returned": each.returned,
        "said": each.said,
        "ranges": {origin.hex(): [first, last] for origin, (first, last) in each.ranges.items()},
    }


def _sent_lines(voice: Voice, each: Sent) -> Iterator[str]:
    yield voice.word(
        "{number}  {at}  to {receiver}: {entries}, {pieces} · {state}",
        number=f"{each.number:04}",
        at=f"{each.at:%Y-%m-%d %H:%M}",
        receiver=each.receiver_name,
        entries=voice.words("{n} entry", "{n} entries", each.entries),
        pieces=voice.words("{n} photo or signature", "{n} photos and signatures", each.pieces),
        state=voice.word(_STATES[each.state]),
    )
    message, values = sending.told(each)
    yield f"      {voice.word(message, **values)}"


def _chain_facts(each: Chain) -> dict[str, Any]:
    return {
        "origin": each.origin.hex(),
        "own": each.is_own,
        "entries": each.here,
        "acknowledged": each.acknowledged,
        "waited_for": each.waited_for,
    }


def _chain_line(voice: Voice, each: Chain) -> str:
    message = N_("Own chain {origin}: {here} entries here, {acknowledged} with the office, {waiting} waited for.")
    if not each.is_own:
        message = N_("Handed on, {origin}: {here} entries here, {acknowledged} with the office, {waiting} waited for.")
    numbers = {"here": each.here, "acknowledged": each.acknowledged, "waiting": each.waited_for}
    return voice.word(message, origin=each.origin.hex(), **numbers)


def _device_facts(each: FromDevice) -> dict[str, Any]:
    return {
        "device": id_text(each.device),
        "name": each.name,
        "team": each.team,
        "revoked": each.is_revoked,
        "last": each.last.isoformat() if each.last else None,
        "number": each.number,
        "bundles": each.bundles,
        "numbers_missing": [*each.unseen],
        "parts_missing": {str(number): [*parts] for number, parts in each.parts.items()},
        "entries": each.entries,
        "entries_missing": each.gaps,
    }


def _device_lines(voice: Voice, each: FromDevice) -> Iterator[str]:
    name = f"{each.name} ({each.team})" if each.team else each.name
    if each.last is None:
        yield voice.word("{device}: no bundle has come yet.", device=name)
        return
    message = N_("{device}: {bundles}, the last one number {number} on {last}; {entries}.")
    if not each.bundles:
        message = N_("{device}: handed on by its lead, up to number {number} on {last}; {entries}.")
    yield voice.word(
        message,
        device=name,
        bundles=voice.words("{n} bundle has come", "{n} bundles have come", each.bundles),
        number=f"{each.number:04}",
        last=f"{each.last:%Y-%m-%d %H:%M}",
        entries=voice.words("{n} entry", "{n} entries", each.entries),
    )
    if each.unseen:
        numbers = voice.listed(f"{number:04}" for number in each.unseen)
        yield "      " + voice.word("Not seen here: {numbers}. What was in them comes with the next.", numbers=numbers)
    for number, parts in each.parts.items():
        missing = voice.listed(map(str, parts))
        yield "      " + voice.word("Of {number} parts are missing: {parts}", number=f"{number:04}", parts=missing)
    if each.gaps:
        yield "      " + voice.words(
            "{n} entry between those that came is missing; it comes with the next bundle.",
            "{n} entries between those that came are missing; they come with the next bundle.",
            each.gaps,
        )
