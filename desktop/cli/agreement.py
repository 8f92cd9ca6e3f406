"""`ruhu agreement`: what was agreed with a household, in which parts it is paid, and what the office still owes."""

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

from desktop.casework import agreement, flats
from desktop.casework.agreement import Account, Owed, Part, State, Terms
from desktop.casework.flats import Hold
from desktop.casework.household_ledger import flat_said
from desktop.cli import agreement_text, usage
from desktop.cli.command import Answer, Door, command, fault
from desktop.cli.household import the_household
from desktop.cli.ledger import long_work
from desktop.cli.usage import group
from desktop.cli.words import Voice, table
from desktop.domain import money
from desktop.domain.errors import Finding, Refused
from desktop.domain.fields import RECORDS
from desktop.domain.identity import id_text
from desktop.domain.records import Agreement, Household
from desktop.i18n import N_
from desktop.store.store import Store

commands = group()
commands.add_typer(
    agreement_text.commands, name="text", help=N_("The wording of agreements: see it, set the area's own.")
)

_AGREEMENT = RECORDS["agreement"]
_HOUSEHOLD = Annotated[str, typer.Argument(help=N_("Its number, or its id."), metavar="NUMBER|ID")]
_NUMBER = Annotated[str, typer.Option("--number", help=N_("The number on the paper."))]
_ON = Annotated[str, typer.Option("--on", metavar="DAY", help=N_("On which day; else today."))]
_KEPT = {Hold.RESERVED: N_("reserved flat"), Hold.CHOSEN: N_("chosen flat"), Hold.FREE: N_("flat")}
_OPTION = Annotated[str, typer.Option(help=N_("Which way of the locked sum, as the plan names it."))]
_HAND_OVER = Annotated[
    str, typer.Option("--hand-over-by", metavar="DAY", help=N_("Until when the house is handed over."))
]
_PARTS = Annotated[
    list[str] | None,
    typer.Option(
        metavar="AMOUNT[@DAY][:CONDITION]",
        help=N_("A part, such as 200000.00@2026-12-15 or 67082.00:after the keys; several; else all in one."),
    ),
]
_PART = re.compile(r"(?P<amount>[^@:：]+)(?:@(?P<due>[^:：]+))?(?:[:：](?P<condition>.*))?")


@command(commands, "note", N_("Write down where the agreement stands, short of signing it."))
def note(
    door: Door,
    *,
    household: _HOUSEHOLD,
    state: Annotated[str, typer.Option(help=N_("negotiation, disputed or decision (a compensation decision)."))],
    on: _ON = "",
    number: _NUMBER = "",
    words: Annotated[str, typer.Option("--words", help=N_("What was said, word for word."))] = "",
) -> Answer:
    voice = door.voice
    if state not in [each.value for each in State if each is not State.SIGNED]:
        message = N_(
            "“{state}” is none of: negotiation, disputed, decision. What is signed goes through: ruhu agreement sign"
        )
        raise typer.BadParameter(voice.word(message, state=state))
    with door.opened() as store:
        home = the_household(store, household)
        row = agreement.note(
            store, home, State(state), usage.day(voice, on) if on else store.today(), number=number, words=words
        )
    return Answer(_step_facts(row), [voice.word("Written down: {step}", step=_step_line(voice, row))])


@command(commands, "draft", N_("Write down the terms of a paper that is to be signed; print it: ruhu sheet."))
def draft(
    door: Door,
    *,
    household: _HOUSEHOLD,
    option: _OPTION,
    number: _NUMBER,
    on: _ON = "",
    hand_over_by: _HAND_OVER = "",
    part: _PARTS = None,
) -> Answer:
    voice = door.voice
    with door.opened() as store:
        home = the_household(store, household)
        row = agreement.draft(store, home, _terms(voice, store, option, number, on, hand_over_by, part))
    return Answer(_step_facts(row), [voice.word("Written down: {step}", step=_step_line(voice, row))])


@command(commands, "sign", N_("Write down a signed agreement: a way of the locked sum, and the parts it is paid in."))
def sign(
    door: Door,
    *,
    household: _HOUSEHOLD,
    option: _OPTION,
    number: _NUMBER,
    on: _ON = "",
    hand_over_by: _HAND_OVER = "",
    part: _PARTS = None,
) -> Answer:
    voice = door.voice
    with door.opened() as store:
        home = the_household(store, household)
        agreement.sign(store, home, _terms(voice, store, option, number, on, hand_over_by, part))
        return _shown(voice, store, home)


@command(
    commands, "show", N_("Show what was agreed: its parts, what is paid, left and late, and the co-owners' shares.")
)
def show(door: Door, *, household: _HOUSEHOLD) -> Answer:
    with door.opened(read_only=True) as store:
        return _shown(door.voice, store, the_household(store, household))


@command(commands, "withdraw", N_("Withdraw the newest step of an agreement; what was written stays in the history."))
def withdraw(
    door: Door,
    *,
    household: _HOUSEHOLD,
    because: Annotated[str, typer.Option(help=N_("Why, in words that others can read."))],
) -> Answer:
    voice = door.voice
    with door.opened() as store:
        home = the_household(store, household)
        row = next(iter(agreement.agreements(store, home.id)), None)
        if row is None:
            raise Refused("Nothing is agreed with this household.", "Look: ruhu agreement show")
        store.withdraw(row, because=because)
        kept = [flat_said(flat) for flat in flats.flats(store) if flat.held_by == home.id]
    lines = [voice.word("Withdrawn: {step}", step=_step_line(voice, row))]
    if kept:
        told = voice.listed(kept)
        lines.append(
            voice.word("Flats that are still this household's: {flats}. Give back: ruhu flats free", flats=told)
        )
    return Answer({"withdrawn": _step_facts(row), "flats": kept}, lines)


@command(commands, "account", N_("What the office owes: of one household, or of all who signed, what is late first."))
def account(
    door: Door, *, household: Annotated[str, typer.Argument(help=N_("Else all."), metavar="[NUMBER|ID]")] = ""
) -> Answer:
    voice = door.voice
    with door.opened(read_only=True) as store:
        homes = [the_household(store, household)] if household else agreement.who_signed(store)
        with long_work() as progress:
            found = [*_accounts(store, homes, progress)]
    if household and not found:
        raise Refused("Nothing is signed with this household.", "Look: ruhu agreement show")
    found.sort(key=lambda each: not each[2])
    facts = [{"household": home.number, **_account_facts(voice, it, owes)} for home, it, owes in found]
    titles = (N_("household"), N_("agreed amount"), N_("paid"), N_("left to pay"), N_("what is wrong"))
    rows = [[home.number or "", *_sums(it), voice.listed(_said(voice, owes))] for home, it, owes in found]
    lines = table([[voice.word(title) for title in titles], *rows]) if rows else []
    agreed, paid = sum(it.agreement.agreed_amount or 0 for _, it, _ in found), sum(it.paid for _, it, _ in found)
    whole = voice.word(
        "{n} agreements: {agreed} agreed, {paid} paid.",
        n=len(found),
        agreed=money.shown(agreed),
        paid=money.shown(paid),
    )
    return Answer({"accounts": facts, "agreed": agreed, "paid": paid}, [*lines, whole])


def _accounts(
    store: Store, homes: Sequence[Household], progress: Any
) -> Iterator[tuple[Household, Account, tuple[Finding, ...]]]:
    for done, home in enumerate(homes, 1):
        it = agreement.account(store, home.id)
        if it is not None:
            yield home, it, agreement.against_office(store, home.id)
        progress(done, len(homes))


# What is asked for, read


def _terms(  # noqa: PLR0917  as the options stand
    voice: Voice, store: Store, option: str, number: str, on: str, hand_over_by: str, parts: list[str] | None
) -> Terms:
    return Terms(
        option,
        number,
        usage.day(voice, on) if on else store.today(),
        usage.day(voice, hand_over_by) if hand_over_by else None,
        tuple(_part(voice, each) for each in parts or ()),
    )


def _part(voice: Voice, text: str) -> Part:
    match = _PART.fullmatch(text.strip())
    try:
        amount = money.parse(match["amount"]) if match else 0
    except Refused as refused:
        told = voice.word(refused.what, **refused.values)
        raise typer.BadParameter(f"{voice.pair(text, told)} {voice.word(refused.remedy, **refused.values)}") from None
    if match is None or amount <= 0:
        message = N_("“{text}” is no part: AMOUNT[@DAY][:CONDITION], such as 200000.00@2026-12-15.")
        raise typer.BadParameter(voice.word(message, text=text))
    return Part(amount, usage.day(voice, match["due"]) if match["due"] else None, (match["condition"] or "").strip())


# What is answered


def _shown(voice: Voice, store: Store, home: Household) -> Answer:
    steps, it = agreement.agreements(store, home.id), agreement.account(store, home.id)
    owes = agreement.against_office(store, home.id)
    kept = [flat for flat in flats.flats(store) if flat.held_by == home.id]
    facts = {
        "household": home.number,
        "state": steps[0].state if steps else None,
        "account": _account_facts(voice, it, owes) if it else None,
        "flats": [{"flat": flat_said(flat), "state": flats.hold_of(flat).value} for flat in kept],
        "steps": [_step_facts(row) for row in steps],
    }
    lines = [f"{home.number}  {home.address or ''}".rstrip()]
    lines += _account_lines(voice, it, owes) if it else []
    lines += [voice.pair(voice.word(_KEPT[flats.hold_of(flat)]), flat_said(flat)) for flat in kept]
    lines += [f"- {_step_line(voice, row)}" for row in steps] or [voice.word("Nothing is agreed with this household.")]
    return Answer(facts, lines)


def _account_lines(voice: Voice, it: Account, owes: Sequence[Finding]) -> Iterator[str]:
    signed = it.agreement
    if signed.agreed_amount is None:
        yield voice.word("Signed, and the amount is not written down.")
    else:
        amount = money.shown(signed.agreed_amount)
        yield voice.word("{option}: {amount} agreed", option=signed.option or "", amount=amount)
    if signed.hand_over_by:
        yield voice.word("To be handed over by {day}", day=signed.hand_over_by)
    titles = (N_("part"), N_("amount"), N_("due"), N_("paid"), N_("left to pay"), "")
    rows = [_part_row(voice, each) for each in it.owed]
    yield from table([[voice.word(title) if title else "" for title in titles], *rows]) if rows else []
    if signed.agreed_amount is None:
        yield voice.word("{paid} paid", paid=money.shown(it.paid))
        yield from (f"! {told}" for told in _said(voice, owes))
        return
    yield voice.word("{paid} paid, {left} left", paid=money.shown(it.paid), left=money.shown(it.left))
    for person, amount in it.shares:
        yield "  " + voice.word("{name}'s share: {amount}", name=person.name, amount=money.shown(amount))
    if not it.shares:
        yield "! " + voice.word("The co-owners' shares do not make up the whole, so nobody's is told.")
    yield from (f"! {told}" for told in _said(voice, owes))


def _part_row(voice: Voice, each: Owed) -> list[str]:
    part = each.part
    due = " ".join(filter(None, (str(part.due_on) if part.due_on else "", part.condition)))
    late = voice.word("late, not paid") if each.is_late else ""
    return [str(part.place), money.shown(part.amount or 0), due, money.shown(each.paid), money.shown(each.left), late]


def _sums(it: Account) -> list[str]:
    if it.agreement.agreed_amount is None:
        return ["—", money.shown(it.paid), "—"]
    return [money.shown(amount) for amount in (it.agreement.agreed_amount, it.paid, it.left)]


def _said(voice: Voice, owes: Sequence[Finding]) -> list[str]:
    return [voice.word(each.message, **each.values) for each in owes]


def _account_facts(voice: Voice, it: Account, owes: Sequence[Finding]) -> dict[str, Any]:
    """For scripts; amounts in fen."""
    return {
        "agreement": _step_facts(it.agreement),
        "parts": [
            {
                "place": each.part.place,
                "amount": each.part.amount,
                "due_on": str(each.part.due_on) if each.part.due_on else None,
                "condition": each.part.condition,
                "paid": each.paid,
                "left": each.left,
                "late": each.is_late,
            }
            for each in it.owed
        ],
        "paid": it.paid,
        "left": None if it.agreement.agreed_amount is None else it.left,
        "shares": [
            {"id": id_text(person.id), "name": person.name, "share": str(person.share or 100), "amount": amount}
            for person, amount in it.shares
        ],
        "against_office": [fault(voice, each) for each in owes],
    }


def _step_line(voice: Voice, row: Agreement) -> str:
    state = voice.choice(_AGREEMENT.field["state"], row.state or "")
    amount = "" if row.agreed_amount is None else money.shown(row.agreed_amount)
    parts = (state, str(row.stated_on), row.number, row.option, amount, row.note)
    return " · ".join(filter(None, parts))


def _step_facts(row: Agreement) -> dict[str, Any]:
    told = {
        "id": id_text(row.id),
        "state": row.state,
        "stated_on": str(row.stated_on),
        "number": row.number,
        "option": row.option,
        "agreed_amount": row.agreed_amount,
        "hand_over_by": str(row.hand_over_by) if row.hand_over_by else None,
        "calculation": id_text(row.calculation) if row.calculation else None,
        "note": row.note,
    }
    return {name: value for name, value in told.items() if value is not None}
