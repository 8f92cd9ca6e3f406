"""`ruhu conflicts`: what waits for a decision, one of them with all that stands beside each other, the decision."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from desktop.casework import deciding, money_effect
from desktop.casework.deciding import Choice, Settled, Side, Standing, Way
from desktop.cli.command import MOST, Answer, Door, command
from desktop.cli.conflict_words import View
from desktop.cli.household import the_household
from desktop.cli.usage import group
from desktop.cli.words import Voice
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.domain.identity import id_from_text
from desktop.i18n import N_
from desktop.store import contests
from desktop.store.contests import Filter
from desktop.store.store import Store

commands = group()

SHOWN = "shown"
"""The value that is shown first, and holds as long as nobody decides."""

_TEXT = Annotated[str, typer.Option(help=N_("Only households that a search finds by this."))]
_HOUSEHOLD = Annotated[str, typer.Option(metavar="NUMBER|ID", help=N_("Only this household, by its number or id."))]
_LANE = Annotated[str, typer.Option(help=N_("Only households of this lane."))]
_TEAM = Annotated[str, typer.Option(help=N_("Only households that this team looks after."))]
_RECORD = Annotated[str, typer.Option(help=N_("Only records of this kind, such as house."))]
_GROUP = Annotated[str, typer.Option(help=N_("Only this group of fields, such as measured_area."))]
_MONEY = Annotated[
    bool | None, typer.Option("--money/--no-money", help=N_("Only what moves money; or only what moves none."))
]
_LIFE = Annotated[
    bool | None, typer.Option("--life/--no-life", help=N_("Only what one withdrew and another edited; or all else."))
]


@command(commands, "list", N_("List what waits for a decision, page by page; or what was decided."))
def list_conflicts(
    door: Door,
    *,
    text: _TEXT = "",
    household: _HOUSEHOLD = "",
    lane: _LANE = "",
    team: _TEAM = "",
    record: _RECORD = "",
    group: _GROUP = "",
    money: _MONEY = None,
    life: _LIFE = None,
    page: Annotated[int, typer.Option(min=1, max=MOST, help=N_("Which page."))] = 1,
    decided: Annotated[bool, typer.Option("--decided", help=N_("What was decided, the newest first."))] = False,
) -> Answer:
    with door.opened(read_only=True) as store:
        wanted = _filter(store, door.voice, text, household, lane, team, record, group, money=money, life=life)
        view = View.of(store, door.voice)
        if decided:
            found = deciding.decided(store, wanted, page)
            return view.decided(found)
        return view.open(deciding.open_contests(store, wanted, page))


@command(commands, "show", N_("Show what stands beside what: who wrote it, what proves it, what it moves."))
def show(
    door: Door,
    *,
    which: Annotated[
        str,
        typer.Argument(metavar="NUMBER|ID", help=N_("A household, by its number or id; or one conflict by its id.")),
    ],
) -> Answer:
    with door.opened(read_only=True) as store:
        found = _named(store, which)
        view = View.of(store, door.voice)
        told = [(each, money_effect.effects(store, each, door.voice.language)) for each in found]
    facts = [view.facts(each, effects) for each, effects in told]
    lines = [line for each, effects in told for line in view.lines(each, effects)]
    return Answer({"conflicts": facts}, lines or [door.voice.word("Nothing waits for a decision.")])


@command(commands, "decide", N_("Decide one of them; or many that move no money, for one reason."))
def decide(
    door: Door,
    *,
    which: Annotated[
        str, typer.Argument(metavar="NUMBER|ID", help=N_("The conflict by its id; or a household with one conflict."))
    ] = "",
    because: Annotated[str, typer.Option(help=N_("Why; the household and the auditors can read it."))],
    value: Annotated[
        str, typer.Option(metavar="N|shown", help=N_("Which value holds: its number, or the one that is shown."))
    ] = "",
    neither: Annotated[
        bool, typer.Option("--neither", help=N_("Neither: what stood before comes back, and the team is asked."))
    ] = False,
    stays: Annotated[bool, typer.Option("--stays", help=N_("The record stays."))] = False,
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help=N_("The record is withdrawn."))] = False,
    asking: Annotated[str, typer.Option(help=N_("With --neither: what the team is asked, in your own words."))] = "",
    every: Annotated[bool, typer.Option("--all", help=N_("All that the options below leave, instead of one."))] = False,
    text: _TEXT = "",
    household: _HOUSEHOLD = "",
    lane: _LANE = "",
    team: _TEAM = "",
    record: _RECORD = "",
    group: _GROUP = "",
    money: _MONEY = None,
    life: _LIFE = None,
) -> Answer:
    voice = door.voice
    takes = _takes(voice, value, neither=neither, stays=stays, withdrawn=withdrawn)
    if bool(which) == every or (every and takes not in (SHOWN, Way.NEITHER, Way.STAYS, Way.WITHDRAWN)):
        raise typer.BadParameter(voice.word("Name one conflict, or say --all with --value shown or another way."))
    with door.opened() as store:
        if every:
            wanted = _filter(store, voice, text, household, lane, team, record, group, money=money, life=life)
            found = deciding.standings(store, contests.registers(store, wanted))
        else:
            found = _one(_named(store, which))
        settled = deciding.decide(store, [_choice(voice, each, takes, asking) for each in found], because=because)
    return Answer(_settled_facts(settled, len(found)), [*_settled_lines(voice, settled, len(found))])


# What is meant


def _filter(  # noqa: PLR0917  the options in their order
    store: Store,
    voice: Voice,
    text: str,
    household: str,
    lane: str,
    team: str,
    record: str,
    group: str,
    *,
    money: bool | None,
    life: bool | None,
) -> Filter:
    kinds = {name: {each.name for each in kind.groups} for name, kind in RECORDS.items()}
    if record and record not in kinds:
        raise typer.BadParameter(voice.word("There is nothing called {name}.", name=record))
    if group and group not in (kinds[record] if record else {name for of in kinds.values() for name in of}):
        raise typer.BadParameter(voice.word("There is nothing called {name}.", name=group))
    home = the_household(store, household).id if household else None
    return Filter(text, home, lane, team, record, group, money, life)


def _named(store: Store, which: str) -> tuple[Standing, ...]:
    """One conflict by its id, row and group; else those of a record, or of a household."""
    row, dot, of = which.rpartition(".")
    if dot and of in {each.name for kind in RECORDS.values() for each in kind.groups}:
        return (deciding.contest(store, id_from_text(row), of),)
    try:
        home = the_household(store, which)
    except Refused:
        found = contests.of_record(store, id_from_text(which))
        if not found:
            raise
        return deciding.standings(store, found)
    return deciding.standings(store, contests.registers(store, Filter(household=home.id)))


def _one(found: Sequence[Standing]) -> Sequence[Standing]:
    if len(found) != 1:
        raise Refused(
            "{n} conflicts wait here. Nothing was changed.",
            "Name the one that you mean by its id: ruhu conflicts show",
            n=len(found),
        )
    return found


def _takes(voice: Voice, value: str, *, neither: bool, stays: bool, withdrawn: bool) -> str | Way:
    ways = {Way.NEITHER: neither, Way.STAYS: stays, Way.WITHDRAWN: withdrawn}
    said = [*([value] if value else []), *(way for way, is_said in ways.items() if is_said)]
    if len(said) != 1:
        raise typer.BadParameter(voice.word("Say one of these: --value, --neither, --stays, --withdrawn."))
    if value and value != SHOWN and not value.isdecimal():
        raise typer.BadParameter(voice.word("--value takes the number of a value, or: shown"))
    return said[0]


def _choice(voice: Voice, standing: Standing, takes: str | Way, asking: str) -> Choice:
    if isinstance(takes, Way):
        return Choice(standing, takes, asking or deciding.asking_words(voice, standing))
    if standing.is_life and takes == SHOWN:  # until somebody decides, it stays
        return Choice(standing, Way.STAYS)
    return Choice(standing, _side(standing, 1 if takes == SHOWN else int(takes)))


def _side(standing: Standing, number: int) -> Side:
    if standing.is_life or not 0 < number <= len(standing.versions):
        raise Refused("There is no value {n} here. Nothing was changed.", "See them: ruhu conflicts show", n=number)
    return standing.versions[number - 1]


def _settled_facts(settled: Settled, asked: int) -> dict[str, Any]:
    return {
        "decided": asked,
        "entries": settled.entries,
        "still_open": len(settled.still_open),
        "questions": len(settled.questions),
    }


def _settled_lines(voice: Voice, settled: Settled, asked: int) -> list[str]:
    lines = [voice.words("{n} conflict is decided.", "{n} conflicts are decided.", asked - len(settled.still_open))]
    if number := len(settled.still_open):
        lines.append(
            voice.words(
                "Of {n} something else arrived meanwhile: it waits again.",
                "Of {n} something else arrived meanwhile: they wait again.",
                number,
            )
        )
    if number := len(settled.questions):
        lines.append(voice.words("The team is asked {n} question.", "The team is asked {n} questions.", number))
    return lines
