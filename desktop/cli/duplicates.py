"""`ruhu duplicates`: households that are perhaps one: listed, set side by side, united, separated, left open."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from desktop.casework import sameness
from desktop.casework.sameness import About, Beside, Line, Pair, Proposal, Side, Verdict
from desktop.cli.command import MOST, Answer, Door, command, fault
from desktop.cli.household import the_household
from desktop.cli.usage import group
from desktop.cli.words import Voice, table
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS, Kind
from desktop.domain.identity import id_text
from desktop.domain.records import Sealed
from desktop.domain.values import written
from desktop.i18n import N_
from desktop.store.store import Saved, Store

commands = group()

_WORDS = {
    None: N_("to be judged"),
    Verdict.LATER: N_("left open"),
    Verdict.ONE: N_("one household"),
    Verdict.TWO: N_("two households"),
}
_ONE = Annotated[str, typer.Argument(metavar="NUMBER|ID", help=N_("One of the two, by its number or id."))]
_OTHER = Annotated[str, typer.Argument(metavar="NUMBER|ID", help=N_("The other one, by its number or id."))]
_BECAUSE = Annotated[str, typer.Option(help=N_("Why; it stands in the history of both."))]


@command(commands, "list", N_("List the pairs that are perhaps one household; or those that were judged."))
def list_pairs(
    door: Door,
    *,
    decided: Annotated[bool, typer.Option("--decided", help=N_("Those that were judged, the newest first."))] = False,
) -> Answer:
    voice = door.voice
    with door.opened(read_only=True) as store:
        found = [pair for pair in sameness.pairs(store) if pair.is_open is not decided]
    told = (
        voice.words("{n} pair was judged", "{n} pairs were judged", len(found))
        if decided
        else voice.words("{n} pair is perhaps one household", "{n} pairs are perhaps one household", len(found))
    )
    rows = [_row(voice, pair) for pair in found]
    return Answer({"pairs": [_facts(voice, pair) for pair in found]}, [*(table(rows) if rows else ()), told])


@command(commands, "show", N_("Set two households side by side, and say what uniting them would do."))
def show(door: Door, *, one: _ONE, other: _OTHER) -> Answer:
    with door.opened(read_only=True) as store:
        found = sameness.pair(store, the_household(store, one).id, the_household(store, other).id)
    view = _View(door.voice, found)
    return Answer(view.facts(), [*view.lines()])


@command(commands, "unite", N_("Judge that they are one: the other one goes on under the number of the first."))
def unite(
    door: Door,
    *,
    kept: Annotated[str, typer.Argument(metavar="KEPT", help=N_("Whose number is kept: its number or id."))],
    other: Annotated[str, typer.Argument(metavar="OTHER", help=N_("Who goes on under it: number or id."))],
    because: _BECAUSE,
) -> Answer:
    return _judged(door, kept, other, lambda store, one, two: sameness.unite(store, one, two, because))


@command(commands, "confirm", N_("Judge anew that two united ones are one, knowing what came in since."))
def confirm(door: Door, *, one: _ONE, other: _OTHER, because: _BECAUSE) -> Answer:
    return _judged(door, one, other, lambda store, a, b: sameness.confirm(store, a, b, because))


@command(commands, "separate", N_("Judge that they are two, also where they had been united."))
def separate(door: Door, *, one: _ONE, other: _OTHER, because: _BECAUSE) -> Answer:
    return _judged(door, one, other, lambda store, a, b: sameness.separate(store, a, b, because))


@command(commands, "postpone", N_("Leave it open, and ask the team of one of them."))
def postpone(
    door: Door,
    *,
    one: _ONE,
    other: _OTHER,
    because: _BECAUSE,
    asking: Annotated[str, typer.Option(help=N_("What the team is asked, in your own words; else the reason."))] = "",
) -> Answer:
    return _judged(door, one, other, lambda store, a, b: sameness.postpone(store, a, b, because, words=asking))


@command(commands, "renumber", N_("Give one of two households that bear one number another number."))
def renumber(
    door: Door,
    *,
    household: Annotated[str, typer.Argument(metavar="ID", help=N_("Which of the two, by its id."))],
    number: Annotated[str, typer.Option(help=N_("The new number; else the next that is free."))] = "",
    because: _BECAUSE,
) -> Answer:
    with door.opened() as store:
        home = the_household(store, household)
        new = number or sameness.free_number(store, home.number or "")
        sameness.renumber(store, home.id, new, because)
    said = door.voice.word("It has the number {number} now.", number=new)
    return Answer({"id": id_text(home.id), "number": new}, [said])


@command(commands, "offered", N_("What a united household says otherwise than the kept one; take one of it over."))
def offered(
    door: Door,
    *,
    household: Annotated[str, typer.Argument(metavar="NUMBER|ID", help=N_("The household that was kept."))],
    adopt: Annotated[
        int | None, typer.Option(min=1, max=MOST, metavar="N", help=N_("Take this one of the list over."))
    ] = None,
    because: Annotated[str, typer.Option(help=N_("Why, beside where it comes from."))] = "",
) -> Answer:
    voice = door.voice
    with door.opened(read_only=adopt is None) as store:
        home = the_household(store, household)
        found = sameness.proposals(store, home.id)
        if adopt is not None:
            if adopt > len(found):
                raise Refused("There is no offer {n}. Nothing was changed.", "Look at the list again.", n=adopt)
            sameness.adopt(store, found[adopt - 1], because)
            found = sameness.proposals(store, home.id)
    lines = [line for n, each in enumerate(found, 1) for line in _offer_lines(voice, n, each)]
    return Answer(
        {"offered": [_offer_facts(each) for each in found]},
        lines or [voice.word("Nothing is offered.")],
    )


# Inside


def _judged(door: Door, one: str, other: str, judge: Callable[[Store, bytes, bytes], Saved]) -> Answer:
    with door.opened() as store:
        homes = the_household(store, one), the_household(store, other)
        judge(store, homes[0].id, homes[1].id)
        found = sameness.pair(store, homes[0].id, homes[1].id)
    voice = door.voice
    counted = voice.words("{n} household is counted.", "{n} households are counted.", found.households)
    facts = _facts(voice, found.pair) | {"households": found.households}
    return Answer(facts, [*table([_row(voice, found.pair)]), counted])


def _row(voice: Voice, pair: Pair) -> list[str]:
    why = voice.listed(voice.word(reason) for reason in (*pair.late, *pair.reasons))
    word = _word(voice, pair)
    judged = " ".join(filter(None, (str(pair.on.date()) if pair.on else "", pair.by, pair.because)))
    told = why if pair.is_late else judged or why
    return [_called(voice, pair.one, pair), _called(voice, pair.other, pair), word, told]


def _word(voice: Voice, pair: Pair) -> str:
    return voice.word("to look at again") if pair.is_late else voice.word(_WORDS[pair.verdict])


def _called(voice: Voice, side: Side, pair: Pair) -> str:
    """By its number; where that tells nothing, also by its id."""
    number = f"{side.number} {id_text(side.household)}" if pair.has_one_number else side.number
    kept = voice.word("(kept)") if pair.kept == side.household else ""
    return " ".join(filter(None, (number, voice.listed(side.owners), kept)))


def _facts(voice: Voice, pair: Pair) -> dict[str, Any]:
    return {
        "one": _side_facts(pair.one),
        "other": _side_facts(pair.other),
        "reasons": [voice.word(reason) for reason in pair.reasons],
        "late": [voice.word(each) for each in pair.late],
        "same_number": pair.has_one_number,
        "verdict": pair.verdict,
        "kept": id_text(pair.kept) if pair.kept else None,
        "by": pair.by or None,
        "on": pair.on.isoformat() if pair.on else None,
        "because": pair.because or None,
    }


def _side_facts(side: Side) -> dict[str, Any]:
    return {"id": id_text(side.household), "number": side.number, "owners": side.owners, "place": side.place}


@dataclass(frozen=True, slots=True)
class _View:
    """A pair side by side, told in a voice."""

    voice: Voice
    found: Beside

    def facts(self) -> dict[str, Any]:
        found, voice = self.found, self.voice
        return _facts(voice, found.pair) | {
            "lines": [self._line_facts(line) for line in found.lines],
            "about": [self._about_facts(each) for each in (found.left, found.right)],
            "proposed": id_text(found.proposed),
            "households": found.households,
            "afterwards": found.afterwards,
            "obstacles": {
                id_text(kept): [fault(voice, each) for each in reasons] for kept, reasons in found.obstacles.items()
            },
            "asked": id_text(found.asked.household),
        }

    def lines(self) -> Iterator[str]:
        found, voice, pair = self.found, self.voice, self.found.pair
        head = ["", _called(voice, pair.one, pair), _called(voice, pair.other, pair), _word(voice, pair)]
        yield from table([head, *(self._cells(line) for line in found.lines), *self._about()])
        if pair.reasons:
            yield voice.listed(voice.word(reason) for reason in pair.reasons)
        if pair.because:
            yield " ".join(filter(None, (str(pair.on.date()) if pair.on else "", pair.by, pair.because)))
        if pair.is_late:
            yield "! " + voice.word(
                "To look at again: {reasons}", reasons=voice.listed(voice.word(each) for each in pair.late)
            )
        elif pair.is_open:
            yield from self._effects()

    def _effects(self) -> Iterator[str]:
        found, voice = self.found, self.voice
        number = found.pair.one.number if found.proposed == found.pair.one.household else found.pair.other.number
        yield voice.word(
            "United, the number {number} would be kept; {before} households are counted now, {after} then.",
            number=number,
            before=found.households,
            after=found.afterwards,
        )
        for reason in found.obstacles[found.proposed]:
            yield "! " + voice.word(reason.message, **reason.values)

    def _cells(self, line: Line) -> list[str]:
        field = RECORDS[line.record].field[line.field]
        shown = [self.voice.shown(field, each) if each is not None else "—" for each in (line.left, line.right)]
        return [self.voice.label(field), *shown, self.voice.word(line.said)]

    def _about(self) -> Iterator[list[str]]:
        sides, voice = (self.found.left, self.found.right), self.voice
        yield [voice.word("comes from"), *(self._origin(each) for each in sides), ""]
        yield [voice.word("contacts"), *(str(each.visits) for each in sides), ""]
        yield [voice.word("evidence"), *(str(len(each.evidence)) for each in sides), ""]

    @staticmethod
    def _origin(about: About) -> str:
        return " ".join(filter(None, (str(about.on.date()) if about.on else "", about.ledger or about.by, about.team)))

    @staticmethod
    def _line_facts(line: Line) -> dict[str, Any]:
        return {
            "record": line.record,
            "field": line.field,
            "left": _plain(line.record, line.field, line.left),
            "right": _plain(line.record, line.field, line.right),
            "likeness": line.likeness.name.lower(),
        }

    @staticmethod
    def _about_facts(about: About) -> dict[str, Any]:
        return {
            "id": id_text(about.household),
            "by": about.by,
            "on": about.on.isoformat() if about.on else None,
            "ledger": about.ledger or None,
            "visits": about.visits,
            "team": about.team or None,
            "evidence": [id_text(each.id) for each in about.evidence],
        }


def _plain(record: str, field: str, held: Any) -> Any:
    if isinstance(held, Sealed):
        return {"sealed": held.mask}
    form = written(RECORDS[record].field[field], held)
    return id_text(form) if isinstance(form, bytes) else form


def _offer_facts(offer: Proposal) -> dict[str, Any]:
    record = offer.record.record_type().name
    return {
        "record": record,
        "new": offer.is_new,
        "group": offer.group or None,
        "fields": {
            name: {"now": _plain(record, name, now), "offered": _plain(record, name, other)}
            for name, now, other in offer.fields
        },
        "from": offer.source.number,
        "money": offer.moves_money,
    }


def _offer_lines(voice: Voice, n: int, offer: Proposal) -> Iterator[str]:
    kind = offer.record.record_type()
    of = voice.word("{number} says", number=offer.source.number or "—")
    marks = [voice.word("moves money")] if offer.moves_money else []
    yield f"{n}  " + "  ".join([voice.label(kind), of, *marks])
    for name, now, other in offer.fields:
        field = kind.field[name]
        if other in (None, ()) or field.kind is Kind.LINK:
            continue
        before = f"{voice.shown(field, now)} → " if now not in (None, ()) else ""
        yield "   " + voice.pair(voice.label(field), before + voice.shown(field, other))
