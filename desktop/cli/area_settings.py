"""`ruhu area`: by which clocks, calendar and facts an area counts, and what its papers say of it; the office sets them.

Promise: clocks and days are set in the household's favour alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

import typer

from desktop.casework import area_rules, household_facts, people, policy
from desktop.cli import usage
from desktop.cli.command import Answer, Door, command
from desktop.cli.usage import group
from desktop.cli.words import Voice, table
from desktop.domain.fields import RECORDS
from desktop.domain.fields import Kind as FieldKind
from desktop.domain.records import Area, AreaClock, AreaDay, AreaFact, Staff
from desktop.domain.rights import RULED, Rules, Side, Term
from desktop.domain.working_days import DayKind, Period, Unit
from desktop.i18n import N_
from desktop.policy.pack import Kind
from desktop.store.store import Store

commands = group()

_NUMBER = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)[ ]?([^0-9.\s\-][^\s]*)?")
_CLOCK = re.compile(r"([a-z_]+)=([0-9]{1,5})")
_SIDES = {Side.HOUSEHOLD: N_("household"), Side.OFFICE: N_("office")}

_ON_PAPERS = tuple(
    field.name for field in RECORDS["area"].group["area"].fields if field.kind is FieldKind.TEXT and not field.required
)

_BECAUSE = Annotated[str, typer.Option(help=N_("Why, in words that others can read."))]


@command(commands, "show", N_("Show an area with its clocks, each with its article, and its calendar."))
def show(door: Door) -> Answer:
    with door.opened(read_only=True) as store:
        return _answer(door.voice, store)


@command(
    commands,
    "set",
    N_(
        "Set a clock, a day or a fact of the area. "
        "A clock gives a household no less than the law, and the office no more."
    ),
)
def set_rules(
    door: Door,
    *,
    because: _BECAUSE,
    clock: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=LENGTH", help=N_("A clock and its length in the unit of its article: review=15.")),
    ] = None,
    rest: Annotated[
        list[str] | None,
        typer.Option(metavar="DAY", help=N_("A day on which the area rests: it lengthens a household's time.")),
    ] = None,
    work: Annotated[
        list[str] | None,
        typer.Option(metavar="DAY", help=N_("A day on which the office works: it shortens the office's time.")),
    ] = None,
    fact: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help=N_("A fact that plans ask for, with its unit: 片区签约率=61.20%.")),
    ] = None,
    since: Annotated[str, typer.Option(metavar="DAY", help=N_("From which day on the facts hold."))] = "",
    notice: Annotated[str, typer.Option(metavar="DAY", help=N_("The day on which the decision was announced."))] = "",
) -> Answer:
    voice = door.voice
    clocks = dict(_clock(voice, each) for each in clock or ())
    days = {usage.day(voice, each): DayKind.REST for each in rest or ()}
    days |= {usage.day(voice, each): DayKind.WORK for each in work or ()}
    facts = [_fact(voice, each, usage.day(voice, since) if since else None) for each in fact or ()]
    notice_on = usage.day(voice, notice) if notice else None
    _require_some(voice, clocks or days or facts or notice_on, "--clock, --rest, --work, --fact, --notice")
    with door.opened() as store:
        is_changed = area_rules.set_rules(store, clocks, days, facts, notice_on=notice_on, because=because)
        names = [each.name or "" for each in facts]
        told = _changed(voice, store, clocks, days, names, is_changed=is_changed)
        return replace(told, warnings=[*_unasked(voice, store, facts)])


def _unasked(voice: Voice, store: Store, facts: Iterable[AreaFact]) -> Iterator[str]:
    """Tell of facts that the plan in use does not ask for, or takes in another unit."""
    in_use = [each for each, state in policy.packs_of(store).items() if state is policy.State.IN_USE]
    pack = policy.of_record(in_use[0]).pack if len(in_use) == 1 and facts else None
    asked = {one.name: one for one in pack.inputs if one.is_of_area} if pack else {}
    for fact in facts if pack else ():
        one, unit = asked.get(fact.name or ""), fact.unit or ""
        if one is None:
            yield voice.word(
                "The plan in use asks the area for no “{name}”. It asks for: {names}.",
                name=fact.name, names=voice.listed(asked) or "—",
            )  # fmt: skip
        elif one.kind is Kind.NUMBER and pack and not household_facts.is_in_unit(unit, one, pack):
            yield voice.word("The plan in use takes “{name}” in {unit}.", name=fact.name, unit=str(one.unit) or "—")


@command(commands, "unset", N_("Take back what the area set: the law and the country's calendar hold again."))
def unset_rules(
    door: Door,
    *,
    because: _BECAUSE,
    clock: Annotated[list[str] | None, typer.Option(metavar="NAME", help=N_("A clock by its name."))] = None,
    day: Annotated[list[str] | None, typer.Option(metavar="DAY", help=N_("A day, such as 2026-11-18."))] = None,
    fact: Annotated[list[str] | None, typer.Option(metavar="NAME", help=N_("A fact by its name."))] = None,
) -> Answer:
    voice = door.voice
    clocks = [area_rules.clock_named(each) for each in clock or ()]
    days = [usage.day(voice, each) for each in day or ()]
    _require_some(voice, clocks or days or fact, "--clock, --day, --fact")
    with door.opened() as store:
        changed = [area_rules.unset_rules(store, clocks, days, because=because)]
        changed += [area_rules.unset_facts(store, fact or (), because=because)]
        return _changed(voice, store, clocks, days, fact or (), is_changed=any(changed))


@command(commands, "describe", N_("Say what the papers of the area name: its office, its window, where to object."))
def describe(
    door: Door,
    *,
    said: Annotated[
        list[str], typer.Option("--set", metavar="FIELD=TEXT", help=N_("A field and its text; none: off the papers."))
    ],
    because: Annotated[str, typer.Option(help=N_("Why, in words that others can read."))] = "",
) -> Answer:
    voice = door.voice
    texts = dict(_on_paper(voice, each) for each in said)
    with door.opened() as store:
        is_changed = area_rules.describe(store, texts, because=because)
    fields = RECORDS["area"].field
    lines = [voice.pair(voice.label(fields[name]), text or "—") for name, text in texts.items()]
    return _answered(voice, {"changed": is_changed, "area": texts}, lines, is_changed=is_changed)


def _on_paper(voice: Voice, text: str) -> tuple[str, str | None]:
    name, is_given, value = text.partition("=")
    if name.strip() not in _ON_PAPERS or not is_given:
        raise typer.BadParameter(
            voice.word(
                "Name a field with its text: one of {names}; not {text}.", names=", ".join(_ON_PAPERS), text=text
            )
        )
    return name.strip(), value.strip() or None


@command(commands, "staff", N_("Who works in the area; or say in which team somebody is, and by which number reached."))
def staff(
    door: Door,
    *,
    name: Annotated[str, typer.Option("--person", help=N_("The person's name."))] = "",
    team: Annotated[str | None, typer.Option(help=N_("The team, as papers name it; empty: none."))] = None,
    phone: Annotated[
        str | None, typer.Option(help=N_("The number that papers give for questions; empty: none."))
    ] = None,
) -> Answer:
    voice = door.voice
    given = {"team": team, "phone": phone}
    texts = {field: text.strip() or None for field, text in given.items() if text is not None}
    if bool(name) != bool(texts):
        raise typer.BadParameter(voice.word("Name the person, and the team or the number: --person, --team, --phone."))
    with door.opened(read_only=not name) as store:
        if name:
            person, is_changed = people.reach(store, name, texts)
            lines = [_reached(voice, person)]
            return _answered(voice, {"changed": is_changed, **_staff_facts(person)}, lines, is_changed=is_changed)
        found = people.staff(store)
    return Answer({"staff": [_staff_facts(each) for each in found]}, [_reached(voice, each) for each in found])


def _reached(voice: Voice, person: Staff) -> str:
    role = voice.choice(RECORDS["staff"].field["role"], person.role or "")
    return voice.pair(person.name or "—", voice.listed(filter(None, (role, person.team, person.phone))))


def _staff_facts(person: Staff) -> dict[str, str | None]:
    return {"name": person.name, "role": person.role, "team": person.team, "phone": person.phone}


def _answered(voice: Voice, facts: dict[str, Any], lines: list[str], *, is_changed: bool) -> Answer:
    return Answer(facts, lines if is_changed else [voice.word("It is so already. Nothing was changed."), *lines])


def _require_some(voice: Voice, wanted: object, options: str) -> None:
    if not wanted:
        raise typer.BadParameter(voice.word("Say what is to be set: {options}.", options=options))


def _clock(voice: Voice, text: str) -> tuple[str, int]:
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise typer.BadParameter(voice.word("A clock is named with its length: review=15, not {text}.", text=text))
    return area_rules.clock_named(found[1]), int(found[2])


def _fact(voice: Voice, text: str, since: date | None) -> AreaFact:
    """A fact with its unit apart: a number may have one, any other value has none."""
    name, _, value = (part.strip() for part in text.partition("="))
    if not name or not value:
        raise typer.BadParameter(
            voice.word("A fact is named with its value: 片区签约率=61.20%, not {text}.", text=text)
        )
    number = _NUMBER.fullmatch(value)
    return AreaFact(name=name, value=number[1] if number else value, unit=number[2] if number else None, since=since)


def _changed(
    voice: Voice,
    store: Store,
    clocks: Iterable[str],
    days: Iterable[date],
    facts_named: Iterable[str],
    *,
    is_changed: bool,
) -> Answer:
    """What holds now of what was asked for."""
    rules, own_days = area_rules.rules_of(store), area_rules.days_set(store)
    facts = _facts(rules, area_rules.clocks_set(store), own_days)
    names, dates = [*clocks], [*days]
    lines = [
        voice.word(
            "{title}: {length} (the law: {law})",
            title=voice.word(RULED[name].title),
            length=length_told(voice, rules.periods[name]),
            law=length_told(voice, RULED[name].period),
        )
        for name in names
    ]
    lines += [_day_told(voice, day, own_days.get(day), rules) for day in dates]
    held = [each for each in area_rules.facts_set(store) if each.name in {*facts_named}]
    lines += [_fact_told(voice, each) for each in held]
    return Answer(
        {
            "changed": is_changed,
            "clocks": [each for each in facts["clocks"] if each["name"] in names],
            "days": [each for each in facts["days"] if date.fromisoformat(each["day"]) in dates],
            "facts": [_fact_facts(each) for each in held],
        },
        lines if is_changed else [voice.word("It is so already. Nothing was changed."), *lines],
    )


def _answer(voice: Voice, store: Store) -> Answer:
    area = next(iter(store.records(Area)), Area())
    rules, clocks, days = area_rules.rules_of(store), area_rules.clocks_set(store), area_rules.days_set(store)
    named = {
        field.name: getattr(area, field.name)
        for field in RECORDS["area"].group["area"].fields
        if getattr(area, field.name) is not None
    }
    own = area_rules.facts_set(store)
    facts = {
        "area": {name: str(value) for name, value in named.items()},
        **_facts(rules, clocks, days),
        "facts": [_fact_facts(each) for each in own],
    }
    lines = [voice.pair(voice.label(RECORDS["area"].field[name]), str(value)) for name, value in named.items()]
    head = [
        voice.word(each) for each in (N_("clock"), N_("what is done"), N_("whose time"), N_("length"), N_("article"))
    ]
    lines += ["", *table([head, *(_term_cells(voice, term, rules, clocks.get(term.name)) for term in RULED.values())])]
    years = voice.listed(str(year) for year in sorted(area_rules.country().years))
    lines += ["", voice.word("Public holidays are known of {years}; other years are counted by weekends.", years=years)]
    lines += [_day_told(voice, day, row, rules) for day, row in days.items()]
    lines += [_fact_told(voice, each) for each in own]
    return Answer(facts, lines)


def _fact_told(voice: Voice, fact: AreaFact) -> str:
    unit = f" {fact.unit}" if fact.unit and fact.unit[0] != "%" else fact.unit or ""
    told = {"name": fact.name, "value": f"{fact.value}{unit}", "reason": fact.reason or ""}
    if fact.since:
        return voice.word("{name}: {value}, since {since} ({reason})", since=fact.since, **told)
    return voice.word("{name}: {value} ({reason})", **told)


def _fact_facts(fact: AreaFact) -> dict[str, Any]:
    since = fact.since and fact.since.isoformat()
    return {"name": fact.name, "value": fact.value, "unit": fact.unit, "since": since, "reason": fact.reason}


def _facts(rules: Rules, clocks: Mapping[str, AreaClock], days: Mapping[date, AreaDay]) -> dict[str, Any]:
    return {
        "clocks": [
            {
                "name": name,
                "side": term.side,
                "unit": term.period.unit,
                "length": rules.periods[name].length,
                "by_law": term.period.length,
                "article": term.article,
                "reason": clocks[name].reason if name in clocks else None,
            }
            for name, term in RULED.items()
        ],
        "calendar_years": sorted(area_rules.country().years),
        "days": [{"day": day.isoformat(), "kind": row.kind, "reason": row.reason} for day, row in days.items()],
    }


def _term_cells(voice: Voice, term: Term, rules: Rules, own: AreaClock | None) -> list[str]:
    length = length_told(voice, rules.periods[term.name])
    if own is not None:
        law = length_told(voice, term.period)
        length = voice.word("{length} (the law: {law}; {reason})", length=length, law=law, reason=own.reason or "")
    return [term.name, voice.word(term.title), voice.word(_SIDES[term.side]), length, term.article]


def _day_told(voice: Voice, day: date, row: AreaDay | None, rules: Rules) -> str:
    if row is None:
        return voice.word("{day}: as in the country's calendar", day=day)
    kind = voice.choice(RECORDS["area_day"].field["kind"], row.kind or "")
    told = voice.word("{day}: {kind} ({reason})", day=day, kind=kind, reason=row.reason or "")
    return f"{told}  {_counts_for(voice, day, row, rules)}"


def _counts_for(voice: Voice, day: date, row: AreaDay, rules: Rules) -> str:
    """For whose time a day of the area counts: nobody's is changed to the household's disadvantage."""
    if day.year not in rules.calendars[Side.OFFICE].years:
        return voice.word("counts for everybody: the country's calendar of that year is not here")
    if row.kind == DayKind.REST:
        return voice.word("counts for the household's time, not for the office's")
    return voice.word("counts for the office's time, not for the household's")


def length_told(voice: Voice, period: Period) -> str:
    """So many days, working days or months."""
    match period.unit:
        case Unit.DAYS:
            return voice.words("{n} day", "{n} days", period.length)
        case Unit.WORKING_DAYS:
            return voice.words("{n} working day", "{n} working days", period.length)
        case Unit.MONTHS:
            return voice.words("{n} month", "{n} months", period.length)
