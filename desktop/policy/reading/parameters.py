"""The sheet of parameters → values by name, each with the days on which it holds.

Promise: on every day between the first and the last at most one version holds, and one does.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from desktop.i18n import N_
from desktop.policy.pack import Kind, Parameter, Version
from desktop.policy.reading.lines import AS_PERCENT, MAYBE_A_PART, Known, Line, looks_like_a_part
from desktop.policy.units import NONE, Unit
from desktop.policy.wording import exact
from desktop.policy.written import day, truth


def read_parameters(found: Sequence[Line], known: Known) -> tuple[Parameter, ...]:
    """Read the parameters in the order of their first rows; their versions by days."""
    by_name: dict[str, list[Line]] = {}
    for line in found:
        name = line["name"]
        if name in by_name:
            by_name[name].append(line)
        elif known.name(name, line.place("name")):
            by_name[name] = [line]
    return tuple(parameter for lines in by_name.values() if (parameter := _parameter(lines, known)))


def _parameter(lines: Sequence[Line], known: Known) -> Parameter | None:
    first = lines[0]
    unit = known.unit(first["unit"], first.place("unit"))
    by = known.by(first["by"], first.place("by"))
    versions: list[Version] = []
    kind: Kind | None = None
    for line in lines:
        if line is not first:
            _require_same(line, first, unit, known)
        found = _value(line, unit, known)
        if found is None:
            continue
        own, value, scale = found
        if kind is not None and own is not kind:
            known.told.add(
                line.place("value"), N_("The versions of “{name}” are not of one kind."),
                N_("All are numbers, all days, or all yes and no."), name=line["name"],
            )  # fmt: skip
            continue
        kind = own
        since, until = (known.day(line[title], line.place(title)) for title in ("from", "to"))
        known.require_order(since, until, line.place("to"))
        if (since or until) and not first["by"]:
            known.told.add(
                line.place("by"), N_("Which date chooses among the versions is not said."),
                N_("Write the name of a date input into 按 (by), or empty 起 and 止 (from, to)."),
            )  # fmt: skip
        clause = known.clause(line["clause"], line.place("clause"))
        versions.append(Version(value, scale, since, until, clause, line.place("value")))
    if kind is None:
        return None
    if kind is not Kind.NUMBER and first["unit"]:
        known.told.add(first.place("unit"), N_("Only a number has a unit."), N_("Empty the cell."))
    versions.sort(key=lambda version: version.since or date.min)
    _require_chain(first["name"], versions, known)
    return Parameter(
        first["name"], kind, unit if kind is Kind.NUMBER else NONE, by, tuple(versions), first.place("name")
    )  # fmt: skip


def _value(line: Line, unit: Unit, known: Known) -> tuple[Kind, Fraction | date | bool, int] | None:
    text, place = line["value"], line.place("value")
    if not text:
        known.told.add(place, N_("The value is missing."), N_("Write a number, a day, or 是 or 否."))
        return None
    if (said := truth(text)) is not None:
        return Kind.YESNO, said, 0
    if (on := day(text)) is not None:
        return Kind.DATE, on, 0
    found = known.number(text, place, unit)
    if looks_like_a_part(text, unit):
        known.told.hint(place, MAYBE_A_PART, AS_PERCENT, text=text, proposal=f"{exact(Fraction(text) * 100)}%")
    return (Kind.NUMBER, *found) if found else None


def _require_same(line: Line, first: Line, unit: Unit, known: Known) -> None:
    own = known.unit(line["unit"], line.place("unit"))
    if own != unit or own.is_percent != unit.is_percent:
        known.told.add(
            line.place("unit"), N_("The versions of “{name}” have different units."),
            N_("Write what row {row} has there."), name=line["name"], row=first.row,
        )  # fmt: skip
    if line["by"] != first["by"]:
        known.told.add(
            line.place("by"), N_("The versions of “{name}” are chosen by different dates."),
            N_("Write what row {row} has there."), name=line["name"], row=first.row,
        )  # fmt: skip


def _require_chain(name: str, versions: Sequence[Version], known: Known) -> None:
    for before, after in pairwise(versions):
        place = after.place
        until, since = before.until, after.since
        if until is None or since is None or since <= until:
            known.told.add(
                place, N_("Two versions of “{name}” hold on the same day (the other is in row {row})."),
                N_("Let one end the day before the other begins."), name=name, row=before.place.row,
            )  # fmt: skip
        elif since > until + timedelta(days=1):
            known.told.add(
                place, N_("No version of “{name}” holds from {since} to {until}."), N_("Let them follow day on day."),
                name=name, since=until + timedelta(days=1), until=since - timedelta(days=1),
            )  # fmt: skip
