"""`ruhu purge`: the order that what is about a household's people shall never be read again, and what became of it."""

from typing import Annotated, Any

import typer

from desktop.casework import purging
from desktop.casework.purging import HANDED, Order
from desktop.cli import usage
from desktop.cli.command import Answer, Door, command, fault, fault_line
from desktop.cli.household import the_household
from desktop.cli.usage import group
from desktop.cli.words import Voice
from desktop.domain.errors import Refused
from desktop.domain.identity import id_text
from desktop.domain.records import Household
from desktop.i18n import N_
from desktop.store import queries
from desktop.store.store import Store

commands = group()

_HOUSEHOLD = Annotated[str, typer.Argument(help=N_("Its number, or its id."), metavar="NUMBER|ID")]
_BACKUPS = N_(
    "Backups of before, and sealed files that came in before, hold it until they are replaced. "
    "Papers in other hands are not reached."
)


@command(commands, "propose", N_("Order it, as the first of two people of the office; nothing is destroyed yet."))
def propose(
    door: Door,
    *,
    household: _HOUSEHOLD,
    ground: Annotated[str, typer.Option("--ground", help=N_("The legal ground: law or decision, with its article."))],
    applies_from: Annotated[
        str,
        typer.Option("--from", metavar="DAY", help=N_("From which day it is carried out: a week ahead at the least.")),
    ],
    not_handed: Annotated[
        str,
        typer.Option(
            "--not-handed",
            metavar="WHY",
            help=N_("Why the household did not take its whole file; else the register of prints must say that it did."),
        ),
    ] = "",
) -> Answer:
    day = usage.day(door.voice, applies_from)
    with door.opened() as store:
        home = the_household(store, household)
        purging.order(store, home.id, ground=ground, applies_from=day, not_handed=not_handed)
        return _told(store, door.voice, home)


@command(commands, "confirm", N_("Confirm an order, as the second person of the office."))
def confirm(door: Door, *, household: _HOUSEHOLD) -> Answer:
    with door.opened() as store:
        home = the_household(store, household)
        purging.confirm(store, _order_of(store, home).first)
        return _told(store, door.voice, home)


@command(commands, "withdraw", N_("Take an order back before it is carried out."))
def withdraw(
    door: Door, *, household: _HOUSEHOLD, because: Annotated[str, typer.Option("--because", help=N_("Why."))]
) -> Answer:
    with door.opened() as store:
        home = the_household(store, household)
        found = _order_of(store, home)
        purging.take_back(store, found.first, because=because)
    facts = _facts(door.voice, found, home.number or "")
    return Answer({**facts, "state": "withdrawn"}, [door.voice.word("The order is taken back. Nothing was destroyed.")])


@command(commands, "apply", N_("Carry out the orders that are due; the window does it when the store is opened."))
def apply(door: Door) -> Answer:
    voice = door.voice
    with door.opened() as store:
        done = purging.apply_due(store)
        numbers = purging.households_of(store, done)
        left = [each for each in purging.orders(store) if each.state is purging.State.WAITS]
        left_numbers = purging.households_of(store, tuple(left))
    lines = [
        voice.word("Destroyed: what was about the people of {number}.", number=numbers[each.household]) for each in done
    ]
    lines += [voice.word(_BACKUPS)] if done else [voice.word("No order is due.")]
    for each in left:
        lines += _lines(voice, each, left_numbers.get(each.household, ""))
    return Answer({"done": [_facts(voice, each, numbers[each.household]) for each in done]}, lines)


@command(commands, "list", N_("All orders: waiting for a second person, told, waiting, carried out."))
def list_orders(door: Door) -> Answer:
    voice = door.voice
    with door.opened(read_only=True) as store:
        found = purging.orders(store)
        numbers, people = purging.households_of(store, found), queries.staff_names(store)
    facts = [_facts(voice, each, numbers.get(each.household, ""), people) for each in found]
    lines = [line for each in found for line in _lines(voice, each, numbers.get(each.household, ""), people)]
    lines += [voice.word(_BACKUPS)] if any(each.state is purging.State.DONE for each in found) else []
    return Answer({"orders": facts}, lines or [voice.word("Nothing is ordered.")])


def _order_of(store: Store, home: Household) -> Order:
    found = purging.order_of(store, home.id)
    if found is None:
        raise Refused("There is no order for this household.", "Order it first: ruhu purge propose")
    return found


def _told(store: Store, voice: Voice, home: Household) -> Answer:
    found, people = _order_of(store, home), queries.staff_names(store)
    number = home.number or ""
    return Answer(_facts(voice, found, number, people), [*_lines(voice, found, number, people), voice.word(_BACKUPS)])


def _facts(voice: Voice, found: Order, number: str, people: dict[bytes, str] | None = None) -> dict[str, Any]:
    first, names = found.first, people or {}
    return {
        "id": id_text(first.id),
        "household": number,
        "ground": first.ground,
        "ordered_on": first.ordered_on and first.ordered_on.isoformat(),
        "applies_from": first.applies_from and first.applies_from.isoformat(),
        "file_offered": first.file_offered,
        "ordered_by": names.get(first.ordered_by or b"", ""),
        "confirmed_by": names.get(found.second.ordered_by or b"", "") if found.second else None,
        "state": found.state.name.lower(),
        "open": [fault(voice, each) for each in found.reasons],
    }


def _lines(voice: Voice, found: Order, number: str, people: dict[bytes, str] | None = None) -> list[str]:
    first, names = found.first, people or {}
    signed = [names.get(each.ordered_by or b"", "") for each in (first, found.second) if each is not None]
    who = voice.listed(filter(None, signed))
    state = voice.word(found.state)
    if found.state in (purging.State.PROPOSED, purging.State.TOLD) and first.applies_from:
        state = f"{state} · {voice.word('from {day} on', day=first.applies_from)}"
    return [
        " · ".join(filter(None, (number, first.ground, who))),
        f"    {state}",
        f"    {offered(voice, first.file_offered or '')}",
        *(f"    ! {fault_line(voice, each)}" for each in found.reasons),
    ]


def offered(voice: Voice, words: str) -> str:
    """How the household was offered its whole file."""
    kind, _, rest = words.partition(" ")
    if kind == HANDED:
        day, _, code = rest.partition(" ")
        return voice.word("the household was given its whole file on {day}, print {code}", day=day, code=code)
    return voice.word("the household has not taken its whole file: {why}", why=words)
