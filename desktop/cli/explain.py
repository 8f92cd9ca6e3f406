"""`ruhu explain`: what was explained to whom and in which version of the plan, and whom to tell again; to write it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Any

import typer

from desktop.casework import explaining
from desktop.casework.explaining import Plans, Standing, Told
from desktop.cli import usage
from desktop.cli.command import Answer, Door, command
from desktop.cli.household import the_household
from desktop.cli.usage import group
from desktop.cli.words import Voice, table
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.domain.identity import id_from_text, id_text
from desktop.domain.records import Household, Visit
from desktop.i18n import N_
from desktop.policy import statement
from desktop.store import queries
from desktop.store.store import Store

commands = group()

_UNDERSTOOD = RECORDS["explanation"].field["understood"]


@command(commands, "list", N_("List what was explained to a household, clause by clause; or to all, and whom to tell."))
def list_explanations(
    door: Door,
    *,
    household: Annotated[
        str, typer.Option(help=N_("One household, by its number or id; else all."), metavar="NUMBER|ID")
    ] = "",
    again: Annotated[
        bool, typer.Option("--again", help=N_("Only what is to be told again, since a newer plan changed it."))
    ] = False,
) -> Answer:
    voice = door.voice
    with door.opened(read_only=True) as store:
        plans = explaining.plans_of(store)
        if household:
            home = the_household(store, household)
            numbers = {home.id: home.number or ""}
            found = {home.id: explaining.told_to(store, plans, home.id)}
        else:
            numbers = {each.id: each.number or "" for each in queries.households(store)}
            found = explaining.told_to_all(store, plans)
    told = {home: _wanted(found[home], again=again) for home in numbers if home in found}
    told = {home: clauses for home, clauses in told.items() if clauses}
    cover = plans.pack.cover
    facts = {
        "pack": plans.pack.id,
        "version": cover.version,
        "households": [
            {"household": numbers[home], "id": id_text(home), "clauses": [_facts(voice, each) for each in clauses]}
            for home, clauses in told.items()
        ],
    }
    lines = [voice.word("{name}, version {version}", name=cover.name, version=cover.version)]
    for home, clauses in told.items():
        lines += (
            _lines(voice, numbers[home], clauses) if household or again else [_summary(voice, numbers[home], clauses)]
        )
    if not told:
        lines.append(voice.word("Nothing is to be told again.") if again else voice.word("Nothing was explained yet."))
    return Answer(facts, lines)


def _wanted(told: Sequence[Told], *, again: bool) -> tuple[Told, ...]:
    return tuple(each for each in told if not again or each.standing is Standing.AGAIN)


def _facts(voice: Voice, told: Told) -> dict[str, Any]:
    return {
        "clause": told.clause.id,
        "standing": told.standing.name.lower(),
        "version": told.version,
        "changed": [voice.word(change) for change in told.changes],
        "explanations": [
            {
                "id": id_text(each.id),
                "pack": each.pack,
                "explained_on": each.explained_on.isoformat() if each.explained_on else None,
                "understood": each.understood,
                "explained_to": each.explained_to,
                "spoken_language": each.spoken_language,
                "interpreter": each.interpreter,
                "read_aloud_by": each.read_aloud_by,
                "questions": each.questions,
                "answers": each.answers,
            }
            for each in told.explanations
        ],
    }


def _summary(voice: Voice, number: str, told: Sequence[Told]) -> str:
    """How many clauses are how far with a household."""
    counts = Counter(each.standing for each in told)
    said = (voice.pair(voice.word(each), str(counts[each])) for each in Standing if counts[each])
    return f"{number}  {voice.listed(said)}"


def _lines(voice: Voice, number: str, told: Sequence[Told]) -> list[str]:
    rows = [
        [statement.clause_said(each.clause, each.clause.id), voice.word(each.standing), _when(voice, each)]
        for each in told
    ]
    return [number, *(f"  {line}" for line in table(rows))]


def _when(voice: Voice, told: Told) -> str:
    """When it was told last and in which version, and what changed since."""
    if not told.explanations:
        return ""
    last = told.explanations[0]
    version = voice.word("version {version}", version=told.version) if told.version else ""
    said = [str(last.explained_on or ""), version, last.explained_to or "", *map(voice.word, told.changes)]
    return voice.listed(filter(None, said))


@command(commands, "add", N_("Write down that clauses of the plan in use were explained, to one household or to many."))
def add(
    door: Door,
    *,
    household: Annotated[
        list[str], typer.Option(help=N_("To whom: a number or id; several times for a meeting."), metavar="NUMBER|ID")
    ],
    clause: Annotated[list[str], typer.Option(help=N_("Which clause, by its id; several times for several."))],
    understood: Annotated[
        str, typer.Option(help=N_("What the household says of it: understood, or needs_another_visit; else nothing."))
    ] = "",
    to: Annotated[str, typer.Option("--to", help=N_("The person to whom it was explained."))] = "",
    language: Annotated[str, typer.Option(help=N_("In which language."))] = "",
    interpreter: Annotated[str, typer.Option(help=N_("Who interpreted."))] = "",
    read_aloud_by: Annotated[str, typer.Option(help=N_("Who read it aloud."))] = "",
    questions: Annotated[str, typer.Option(help=N_("What they asked, in their words."))] = "",
    answers: Annotated[str, typer.Option(help=N_("What was answered."))] = "",
    on: Annotated[str, typer.Option(help=N_("On which day, as 2026-11-18; else today."), metavar="DATE")] = "",
    visit: Annotated[str, typer.Option(help=N_("The visit at which it was explained, by its id."))] = "",
) -> Answer:
    voice = door.voice
    stated: dict[str, object] = {
        "understood": _chosen(voice, understood),
        "explained_to": to or None,
        "spoken_language": language or None,
        "interpreter": interpreter or None,
        "read_aloud_by": read_aloud_by or None,
        "questions": questions or None,
        "answers": answers or None,
    }
    day = usage.day(voice, on) if on else None
    with door.opened() as store:
        homes = {each.id: each for each in (the_household(store, named) for named in household)}
        plans = explaining.plans_of(store, day)  # nobody explained what was not in use yet
        stated |= {"explained_on": day or store.today(), "visit": _visit(store, homes, visit) if visit else None}
        rows = explaining.explanations(store, plans, homes, list(dict.fromkeys(clause)), **stated)
        store.save(*rows)
    return Answer(_added_facts(plans, homes, rows), [_added(voice, plans, len(homes), len(set(clause)))])


def _chosen(voice: Voice, text: str) -> str | None:
    choices = [key for key, _ in _UNDERSTOOD.choices]
    if text and text not in choices:
        raise typer.BadParameter(voice.word("“{text}” is none of: {choices}", text=text, choices=voice.listed(choices)))
    return text or None


def _visit(store: Store, homes: Collection[bytes], named: str) -> bytes:
    """The visit of this id, of the one household to which it was explained."""
    found = store.get(Visit, id_from_text(named))
    if found is None or found.withdrawn or {found.household} != {*homes}:
        raise Refused(
            "No visit of this household has the id {id}. Nothing was written.",
            "Look it up: ruhu visit list NUMBER --json",
            id=named,
        )
    return found.id


def _added_facts(plans: Plans, homes: Mapping[bytes, Household], rows: Sequence[Any]) -> dict[str, Any]:
    return {
        "pack": plans.pack.id,
        "version": plans.pack.cover.version,
        "explanations": [
            {"id": id_text(row.id), "household": homes[row.household].number, "clause": row.clause} for row in rows
        ],
    }


def _added(voice: Voice, plans: Plans, homes: int, clauses: int) -> str:
    """How many clauses were told to how many households, and in which version."""
    return voice.word(
        "Written down: {clauses}, explained to {households}, in version {version}.",
        clauses=voice.words("{n} clause", "{n} clauses", clauses),
        households=voice.words("{n} household", "{n} households", homes),
        version=plans.pack.cover.version,
    )
